"""From whatever was handed in to cells in order: read, repair."""
