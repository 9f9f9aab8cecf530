"""A worker process: one task a line on standard input, one result a line on standard output, JSON both."""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    """Grade until standard input ends. Nothing but results reaches standard output."""
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    from course.grading.task import grade_task

    for line in sys.stdin:
        print(json.dumps(grade_task(json.loads(line))), file=results, flush=True)


if __name__ == "__main__":
    main()
