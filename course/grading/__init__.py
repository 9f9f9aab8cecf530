"""Grading of submissions: sanitise, execute, score, report."""
