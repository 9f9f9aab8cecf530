"""Interactive shells over `course.plots`, one module a lab."""
