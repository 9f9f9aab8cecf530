"""Grading of submissions: read, repair, run apart, score, record in nbgrader, report.

`grade.grade` is the whole of it; `task.grade_task` is one submission; `score` lists the verdicts; `guard` says what a
check in the student's own process can and cannot stop; `check.check` is what students run. `kernel` starts what a
notebook runs in: `sandbox` builds the walls, `warm` asks the `zygote` for a fork, `joining` brings it inside.
"""
