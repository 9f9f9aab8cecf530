"""Grade a folder of submissions: find them, run what is new, write the gradebook, report."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import nbformat

from course import paths
from course.grading import task as tasks
from course.grading.answering.runner import Limits
from course.grading.answering.sandbox import sandboxed as sandbox_here
from course.grading.pool import run_all
from course.grading.record.report import Report
from course.grading.score import verdict
from course.grading.submission.companions import take
from course.grading.submission.discover import NothingFound, Submission, discover
from course.grading.submission.notebooks import Unreadable, read_bytes
from course.labformat.assignment import Assignment, BundleError, bundles, load

Progress = Callable[[int, int, str], None]


class GradingError(ValueError):
    """The call cannot be carried out: no submissions, no such lab, folders that overlap."""


def grade(
    submitted: Path,
    labs: list[str] | None,
    out: Path,
    json_path: Path | None = None,
    workers: int = 1,
    *,
    bundle: Path | None = None,
    limits: Limits | None = None,
    sandbox: bool | None = None,
    progress: Progress | None = None,
) -> Report:
    """Grade `submitted/STUDENT/LAB/NAME.ipynb` for the named labs, or for all of the bundle.

    Verdicts are kept below `out`, one file a submission: a second call grades only what changed (the submission, the
    bundle, the grader or the limits), so a run that was killed goes on where it was. Regrading replaces grades;
    `out/log.jsonl` keeps every verdict there ever was.

    Parameters
    ----------
    out
        Gets gradebook.db, autograded/, feedback/, grades.csv, log.jsonl.
    json_path
        Gets the report as JSON.
    bundle
        A folder with LAB/NAME.ipynb, solutions and hidden tests in; by default made afresh from the checkout's
        source (`out/bundle`), or the `bundle/` that `course build` wrote, where jupytext is not installed.
    sandbox
        None: where there is one. False: without, though there is one.
    progress
        Called with (done, all, "student/lab: verdict").

    Raises
    ------
    GradingError, BundleError
        Nothing was graded; the message says what to change.
    """
    submitted, out = Path(submitted), Path(out)
    if not submitted.is_dir():
        raise GradingError(f"{submitted} is no folder. It should hold STUDENT/LAB/NAME.ipynb.")
    if out.resolve() == submitted.resolve() or submitted.resolve() in out.resolve().parents:
        raise GradingError(f"--out {out} lies inside the submissions; choose another folder.")
    bundle = Path(bundle) if bundle else _fresh_bundle(out)
    chosen = _choose(labs, bundles(bundle))
    assignments = {lab: load(path) for lab, path in chosen.items()}
    limits = limits or Limits()
    out.mkdir(parents=True, exist_ok=True)
    try:
        found, notes = discover(submitted, chosen)
    except NothingFound as error:
        raise GradingError(str(error)) from None
    with _lock(out):
        return _grade(found, notes, assignments, out, json_path, workers, bundle, limits, sandbox, progress)


def _fresh_bundle(out: Path) -> Path:
    """Return a bundle of the checkout's labs, made from their source: one that cannot be out of date."""
    root = paths.root()
    try:
        from course.authoring.build import bundle_notebook
        from course.labformat.source import labs
    except ModuleNotFoundError:
        return root / "bundle"
    folder = out / "bundle"
    shutil.rmtree(folder, ignore_errors=True)
    for lab in labs(root):
        (folder / lab.relative).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(bundle_notebook(lab), folder / lab.relative)
    return folder


def _choose(labs: list[str] | None, available: dict[str, Path]) -> dict[str, Path]:
    if not labs:
        return available
    chosen = {}
    for name in labs:
        fits = [lab for lab, path in available.items() if name in (lab, path.stem, *_numbers(lab))]
        if not fits:
            raise GradingError(f"no lab {name!r} in the bundle: there are {', '.join(available)}")
        chosen |= {lab: available[lab] for lab in fits}
    return chosen


def _numbers(lab: str) -> tuple[str, ...]:
    number = lab.split("_", 1)[0]
    return (number, str(int(number))) if number.isdigit() else ()


@contextlib.contextmanager
def _lock(out: Path):
    """Let one grader at a time write to `out`; the system drops the lock of a killed one."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with open(out / ".lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise GradingError(f"another `course grade` is writing to {out}; wait for it.") from None
        yield


def _grade(found, notes, assignments, out, json_path, workers, bundle, limits, sandbox, progress) -> Report:
    from course.grading.record.gradebook import Book

    sandboxed = sandbox_here() if sandbox is None else sandbox
    report = Report(out=out, sandboxed=sandboxed, labs={lab: a.maxima for lab, a in assignments.items()})
    book = Book(out, bundle)
    try:
        for assignment in assignments.values():
            report.notes += book.open(assignment)
        todo = []
        tasks_found = _tasks(found)
        report.notes += notes
        common = {"grader": tasks.version(), "limits": asdict(limits), "sandbox": sandboxed}
        done = 0

        def finish(task: dict, result: dict, fresh: bool) -> None:
            nonlocal done
            done += 1
            _record(book, assignments.get(task["lab"]), task, result, out, fresh)
            report.add(result)
            if progress:
                progress(done, len(tasks_found), f"{task['student']}/{task['lab']}: {result['verdict']}")

        for task in tasks_found:
            task |= {"limits": common["limits"], "sandbox": sandboxed}
            assignment = assignments.get(task["lab"])
            task["key"] = _key(task, assignment, common)
            kept = _kept(out, task)
            if kept is not None:
                finish(task, kept, False)
            elif task["verdict"]:
                finish(task, tasks.failed(task, task["verdict"], task["reason"], assignment), True)
            else:
                todo.append(task)
        slow: Counter[str] = Counter()
        for task, result in run_all(todo, workers, out / "workers.log") if todo else ():
            if result.get("content"):  # what was read when it was graded
                task["key"] = _key(task, assignments.get(task["lab"]), common, result["content"])
            finish(task, result, True)
            slow[result["cold"]] += 1
        report.notes += [f"{count} in new (slower) kernels: {why}" for why, count in slow.items() if why]
    finally:
        book.close()
    report.write(json_path)
    return report


def _tasks(found: list[Submission]) -> list[dict]:
    """Return a task for every submission; one with a "verdict" needs no run."""
    return [
        {**asdict(one), "path": one.path and str(one.path), "bundle": one.bundle and str(one.bundle)} for one in found
    ]


def _content(task: dict) -> str:
    """Return the digest of a submission as it is now, or why there is none."""
    try:
        return take(Path(task["path"])).digest
    except Unreadable as error:
        return str(error)


def _key(task: dict, assignment: Assignment | None, common: dict, content: str = "") -> str:
    """Return what a grade depends on: the submission's bytes, the bundle, the grader, the limits.

    `content` is the digest of what was graded; without it, of what lies there now.
    """
    digest = hashlib.sha256()
    told = {**common, "flags": task["flags"], "reason": task["reason"]}
    told["bundle"] = assignment.digest if assignment else ""
    digest.update(json.dumps(told, sort_keys=True).encode())
    if task["path"]:
        digest.update((content or _content(task)).encode())
        with contextlib.suppress(Unreadable):
            digest.update(read_bytes(Path(task["path"]).parent / "timestamp.txt", 1000))
    return digest.hexdigest()


def _file(out: Path, task: dict) -> Path:
    return out / "verdicts" / task["student"] / f"{task['lab']}.json"


def _kept(out: Path, task: dict) -> dict | None:
    """Return the stored result if it belongs to exactly this task."""
    try:
        stored = json.loads(_file(out, task).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(stored, dict) or stored.get("key") != task["key"] or not tasks.valid(stored, task):
        return None
    return stored if stored["verdict"] != "failed" else None


def _record(book, assignment: Assignment | None, task: dict, result: dict, out: Path, fresh: bool) -> None:
    """Store a result, then bring gradebook and feedback up to it; a kill in between is mended by the next call."""
    if fresh:
        _write(_file(out, task), json.dumps({**result, "key": task["key"], "recorded": False}))
        entry = {k: v for k, v in result.items() if k != "notebook"} | {"key": task["key"], "time": time.time()}
        with open(out / "log.jsonl", "a", encoding="utf-8") as log:
            log.write(json.dumps(entry, ensure_ascii=False) + "\n")
    if assignment is None or result["notebook"] is None:
        return
    if not fresh and result.get("recorded") and book.holds(task["student"], task["lab"], assignment.notebook):
        return
    stamp = Path(task["path"]).parent / "timestamp.txt" if task["path"] else None
    try:
        book.record(result, assignment, stamp)
    except Exception as error:
        result["flags"] = [
            *result["flags"],
            f"review: nbgrader could not record this: {type(error).__name__}: {error}",
        ]
        result["verdict"] = verdict(result["flags"]) if result["verdict"] == "graded" else result["verdict"]
        return
    _write(_file(out, task), json.dumps({**result, "key": task["key"], "recorded": True}))


def _write(path: Path, text: str) -> None:
    """Write under a temporary name, then rename: a kill never leaves half a verdict."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)


__all__ = ["BundleError", "GradingError", "Limits", "Report", "grade"]
