"""What a lab is, described once: its script, its cells and marks, what its code defines, its stubs."""
