"""From what a class has handed in, in whatever form it arrives, to STUDENT/LAB/NAME.ipynb."""
