"""Grade one submission; as a process: one task a line on standard input, one result a line on standard output."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback

from nbformat import NotebookNode

from course import predictions
from course.grading import scratch
from course.grading.answering.runner import Run, run
from course.grading.answering.sandbox import refusal, sandboxed
from course.grading.flags import Flag, few
from course.grading.record import clean
from course.grading.score import Exercise, score, verdict
from course.grading.submission import repair
from course.grading.submission.companions import companions, take
from course.grading.submission.notebooks import Unreadable, parse
from course.grading.submission.text import encodable
from course.grading.task import LARGEST, Result, Task
from course.labformat.assignment import Assignment, load
from course.predictions import OPEN


def failed(task: Task, kind: str, reason: str, assignment: Assignment | None = None) -> Result:
    """Return the result of a submission that was not run: no points, and the reason everywhere."""
    one = task.submission
    result = Result(one.student, one.lab, kind, [Flag(kind, reason)])
    assignment = assignment or (load(one.bundle) if one.bundle else None)
    if assignment is not None:
        result.exercises, result.checks, _ = score(assignment, {})
        for entry in result.exercises.values():
            entry.message = reason
        result.notebook = repair.placeholder(assignment, clean.clean(reason))
    return result


def grade_task(task: Task) -> Result:
    """Return the result of one submission, whatever it is."""
    started = time.monotonic()
    assignment = load(task.submission.places()[1])
    try:
        result = _grade(task, assignment)
    except Unreadable as error:
        result = failed(task, error.verdict, str(error), assignment)
    except Exception as error:
        print(ascii(task.name), file=sys.stderr)
        traceback.print_exc()
        reason = f"the grader stumbled: {type(error).__name__}: {error}"[:500]
        result = failed(task, "failed", reason, assignment)
    result.flags = [*task.submission.flags, *result.flags]
    result.seconds = round(time.monotonic() - started, 2)
    if len(result.to_json()) > LARGEST:
        result.notebook = repair.placeholder(assignment, "the executed notebook was too large to keep")
    return result


def _grade(task: Task, assignment: Assignment) -> Result:
    one = task.submission
    path, bundle = one.places()
    with scratch.folder("taken-") as folder:
        taken = take(path, folder)
        repaired = repair.repair(parse(taken.raw), assignment)
        files = taken.files | companions(bundle.parent)[0]
        done, exercises, checks = marked(
            repaired.notebook, assignment, limits=task.limits, files=files, sandbox=task.sandbox
        )
    done.notebook.metadata.setdefault("course", {})["predictions"] = _predicted(taken.raw, done.notebook, assignment)
    flags = few([*repaired.flags, *one.left, *taken.flags, *done.flags])
    return Result(
        one.student,
        one.lab,
        verdict([*one.flags, *flags]),
        flags,
        exercises,
        checks,
        done.notebook,
        kernel=done.kernel,
        cold=done.cold,
        content=taken.digest,
    )


def _predicted(raw: bytes, ran: NotebookNode, assignment: Assignment) -> dict[str, list[str]]:
    """Return {id: [guess, what became of it]}: as graded, else (cells that grading skips) as the student's run."""
    told, fresh = predictions.in_file(raw), predictions.saved(ran.cells)
    found = {}
    for name in assignment.predictions:
        if name in told or name in fresh:
            one = told.get(name) or fresh[name]
            state = fresh[name].state if name in fresh else OPEN
            found[name] = [encodable(one.text), state if state != OPEN else one.state]
    return found


def end_with(parent: int) -> None:
    """End this process and its group when its parent is gone: a killed grader leaves nobody at work."""
    while os.getppid() == parent:
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)


def marked(notebook: NotebookNode, assignment: Assignment, **how) -> tuple[Run, dict[str, Exercise], dict]:
    """Run a repaired notebook and its checks (`how`: as for `runner.run`), whoever asks: the grader or nbgrader.

    Returns
    -------
    tuple
        The run, its notebook cleaned and its flags complete; exercises by name; points by check id.

    Raises
    ------
    RuntimeError
        It would run as root.
    """
    sandbox = how.get("sandbox")
    if refused := refusal(sandboxed() if sandbox is None else sandbox):
        raise RuntimeError(refused)
    done = run(notebook, assignment, **how)
    exercises, checks, odd = score(assignment, done.outcomes)
    clean.secure(done.notebook, assignment)
    for entry in exercises.values():
        entry.message = clean.shortened(entry.message)
    done.flags += odd
    return done, exercises, checks


def main() -> None:
    """Grade until standard input ends. Nothing but results reaches standard output."""
    if os.name == "posix":
        threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        results.write(grade_task(Task.from_json(line)).to_json() + b"\n")
        results.flush()


if __name__ == "__main__":
    main()
