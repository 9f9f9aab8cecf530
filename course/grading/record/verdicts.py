"""The verdicts of earlier runs: one file a submission, used again while nothing has changed that a grade rests on.

`log.jsonl` beside them is only ever added to.
"""

from __future__ import annotations

import hashlib
import json
import platform
import time
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from course import files
from course.grading.submission.companions import companions, take
from course.grading.submission.notebooks import Unreadable, read_bytes
from course.grading.submission.text import encoded
from course.grading.task import Result, Task
from course.labformat.assignment import Assignment

PACKAGES = (
    "numpy scipy matplotlib pillow tensorflow keras ipywidgets ipython ipykernel jupyter_client nbclient nbformat "
    "nbgrader nh3"
).split()


def grader() -> str:
    """Return a digest of all that grades: every file of `course`, the versions of Python and the main packages."""
    package = Path(__file__).parents[2]
    digest = hashlib.sha256(f"{platform.python_implementation()} {platform.python_version()}\n".encode())
    for name in PACKAGES:
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            version = "none"
        digest.update(f"{name} {version}\n".encode())
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(package).as_posix()} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def key(task: Task, assignment: Assignment | None, grader: str, content: str = "") -> str:
    """Return what a grade depends on: the submission's bytes, the lab's cells and files, the grader, the limits.

    `content` is the digest of what was graded; without it, of what lies there now.
    """
    one = task.submission
    flags = [str(flag) for flag in one.flags]
    told = [grader, asdict(task.limits), task.sandbox, flags, one.reason, assignment.digest if assignment else ""]
    digest = hashlib.sha256(json.dumps(told).encode())
    if one.bundle:
        for name, path in sorted(companions(one.bundle.parent)[0].items()):
            digest.update(f"{name!a} {path.stat().st_size}\n".encode() + path.read_bytes())
    if one.path:
        digest.update((content or _content(one.path)).encode())
        try:
            digest.update(read_bytes(one.path.parent / "timestamp.txt", 1000))
        except Unreadable:
            digest.update(b"no time")
    return digest.hexdigest()


def _content(path: Path) -> str:
    """Return the digest of a submission as it is now, or why there is none."""
    try:
        return take(path).digest
    except Unreadable as error:
        return ascii(error)


class Verdicts:
    """The verdicts kept below `out`."""

    def __init__(self, out: Path):
        self.out = out

    def _file(self, task: Task) -> Path:
        return self.out / "verdicts" / task.submission.student / f"{task.submission.lab}.json"

    def kept(self, task: Task) -> tuple[Result | None, bool]:
        """Return the stored result if it belongs to exactly this task, and whether the gradebook has had it."""
        try:
            stored = json.loads(self._file(task).read_bytes())
            if stored["key"] != task.key:
                return None, False
            result = Result.from_json(stored["result"], task)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None, False
        return (result, stored.get("recorded") is True) if result.verdict != "failed" else (None, False)

    def keep(self, task: Task, result: Result, recorded: bool) -> None:
        """Store a result under a temporary name, then rename: a kill never leaves half a verdict."""
        stored = {"key": task.key, "recorded": recorded, "result": vars(result)}
        files.write(self._file(task), encoded(stored, default=asdict))

    def log(self, task: Task, result: Result) -> None:
        """Add a line to the log: all of the result but the notebook."""
        entry = {name: value for name, value in vars(result).items() if name not in ("notebook", "flags")}
        entry |= {"flags": [str(flag) for flag in result.flags], "score": result.score, "max_score": result.max_score}
        with open(self.out / "log.jsonl", "ab") as log:
            log.write(encoded(entry | {"key": task.key, "time": time.time()}, default=asdict) + b"\n")
