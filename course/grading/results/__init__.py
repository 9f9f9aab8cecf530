"""What a class reached: read from the gradebook, the one truth, and written as table, form, feedback and report."""
