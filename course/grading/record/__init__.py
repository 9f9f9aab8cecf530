"""What is kept of a grade: nbgrader's gradebook, feedback pages, CSV, the class report."""
