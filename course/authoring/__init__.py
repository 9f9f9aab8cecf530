"""Percent scripts in `source/` to student notebooks, solutions and the grading bundle."""
