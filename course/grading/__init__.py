"""Grading of submissions: read, repair, run apart, examine, score, record in nbgrader, report.

`grade.grade` is the whole of it; `task.grade_task` is one submission; `score` lists the verdicts; `check.check` is
what students run. What a student's process says is data: `answering` is that process (kernel, sandbox, warm forks),
`examining` holds the checks in another, `wire` is the line between them. `submission` is what comes before, `record`
what comes after.
"""
