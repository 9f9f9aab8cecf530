"""The student's side: a kernel in a sandbox, cold or warm, that runs the cells and then answers."""
