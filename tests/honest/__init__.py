"""Right answers in odd notebooks: each keeps full marks, and nobody is accused."""
