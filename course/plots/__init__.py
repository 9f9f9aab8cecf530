"""Every figure of the labs: plain functions that take arrays and return a Matplotlib figure, one module a lab."""
