"""Grade one submission: a plain dict in, a plain dict out, both JSON, so that any scheduler can carry them."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import time
import traceback
from pathlib import Path

from course.grading import score
from course.grading.answering.runner import Limits, run
from course.grading.record import clean
from course.grading.submission import repair
from course.grading.submission.companions import companions, take
from course.grading.submission.notebooks import Unreadable, parse
from course.grading.submission.text import encodable
from course.labformat.assignment import Assignment, load

LARGEST_RESULT = 40_000_000  # bytes of JSON


def version() -> str:
    """Return a digest of the grader: its own files and the checks' (a change in either asks for new grades)."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for folder in ("grading", "labformat", "checks"):
        for path in sorted((package / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def failed(task: dict, verdict: str, reason: str, assignment: Assignment | None = None) -> dict:
    """Return the result of a submission that was not run: no points, and the reason everywhere."""
    assignment = assignment or (load(Path(task["bundle"])) if task.get("bundle") else None)
    result = {"student": task["student"], "lab": task["lab"], "verdict": verdict, "flags": [f"{verdict}: {reason}"]}
    result |= {"score": 0.0, "max_score": 0.0, "exercises": {}, "checks": {}, "notebook": None, "seconds": 0.0}
    result |= {"kernel": "none", "cold": ""}
    if assignment is not None:
        exercises, checks, _ = score.score(assignment, {})
        for entry in exercises.values():
            entry["message"] = reason
        result |= {"exercises": exercises, "checks": checks, "max_score": assignment.max_score}
        result["notebook"] = repair.placeholder(assignment, clean.clean(reason))
    return result


def grade_task(task: dict) -> dict:
    """Return the result of one submission, whatever it is.

    Parameters
    ----------
    task
        "student", "lab", "path" (the notebook), "bundle" (the lab's bundle notebook), "limits" (fields of `Limits`),
        "flags" (found before), "sandbox" (None: where there is one).

    Returns
    -------
    dict
        "student", "lab", "score", "max_score", "verdict", "flags", "exercises", "checks" (points by check id),
        "notebook" (executed, cleaned), "seconds", "kernel" ("warm", "cold" or "none"), "cold" (why it was cold though
        it should have been warm), "content" (digest of what was graded).
    """
    started = time.monotonic()
    assignment = load(Path(task["bundle"]))
    try:
        result = _grade(task, assignment)
    except Unreadable as error:
        result = failed(task, error.verdict, str(error), assignment)
    except Exception as error:
        print(f"{task['student']}/{task['lab']}", file=sys.stderr)
        traceback.print_exc()
        result = failed(
            task, "failed", encodable(f"the grader stumbled: {type(error).__name__}: {error}")[:500], assignment
        )
    result["flags"] = task.get("flags", []) + result["flags"]
    result["seconds"] = round(time.monotonic() - started, 2)
    if len(json.dumps(result)) > LARGEST_RESULT:
        result["notebook"] = repair.placeholder(assignment, "the executed notebook was too large to keep")
    return result


def _grade(task: dict, assignment: Assignment) -> dict:
    with tempfile.TemporaryDirectory(prefix="course-taken-") as name:
        taken = take(Path(task["path"]), Path(name))
        repaired = repair.repair(parse(taken.raw), assignment)
        ours, _ = companions(Path(task["bundle"]).parent)
        done = run(
            repaired.notebook,
            assignment,
            limits=Limits(**task.get("limits", {})),
            files=taken.files | ours,
            sandbox=task.get("sandbox"),
        )
    exercises, checks, odd = score.score(assignment, done.outcomes)
    leaks = clean.secure(done.notebook, assignment)
    for entry in exercises.values():
        entry["message"] = clean.redacted(entry["message"], assignment)
    flags = list(dict.fromkeys([*repaired.flags, *taken.flags, *done.flags, *odd, *leaks]))
    return {
        "student": task["student"],
        "lab": task["lab"],
        "score": sum(entry["score"] for entry in exercises.values()),
        "max_score": assignment.max_score,
        "verdict": score.verdict(task.get("flags", []) + flags),
        "flags": flags,
        "exercises": exercises,
        "checks": checks,
        "notebook": done.notebook,
        "kernel": done.kernel,
        "cold": done.cold,
        "content": taken.digest,
    }


def valid(result: object, task: dict) -> bool:
    """Say whether a result that came over a wire is one for this task: the schema, and the sums."""
    if not isinstance(result, dict) or (result.get("student"), result.get("lab")) != (task["student"], task["lab"]):
        return False
    if result.get("kernel") not in ("warm", "cold", "none") or not isinstance(result.get("cold"), str):
        return False
    exercises, flags = result.get("exercises"), result.get("flags")
    if result.get("verdict") not in score.VERDICTS or not isinstance(exercises, dict) or not isinstance(flags, list):
        return False
    shapes = {"score": (int, float), "max_score": (int, float), "message": str}
    for entry in exercises.values():
        if not isinstance(entry, dict) or any(not isinstance(entry.get(k), kind) for k, kind in shapes.items()):
            return False
        if not 0 <= entry["score"] <= entry["max_score"]:
            return False
    return abs(sum(entry["score"] for entry in exercises.values()) - result.get("score", -1)) < 1e-9
