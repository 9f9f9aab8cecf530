"""What `bench.py` measures side by side: one module a part, and one `with_…` module a framework."""
