"""The examiner's side: the checks, and the line on which the student's functions are called."""
