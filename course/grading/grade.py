"""Grade a folder of submissions: find them, run what is new, write the gradebook, report."""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
from filelock import FileLock, Timeout

from course import paths
from course.grading.answering import group
from course.grading.answering.runner import Limits
from course.grading.answering.sandbox import refusal
from course.grading.answering.sandbox import sandboxed as sandbox_here
from course.grading.flags import Flag
from course.grading.pool import run_all
from course.grading.record.report import BookError, Report
from course.grading.record.verdicts import Verdicts, grader, key
from course.grading.score import verdict
from course.grading.submission.discover import NothingFound, discover
from course.grading.task import Result, Task
from course.grading.worker import failed
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
    bundle = Path(bundle or _fresh_bundle(out))
    chosen = _choose(labs, bundles(bundle))
    assignments = {lab: load(path) for lab, path in chosen.items()}
    try:
        found, notes = discover(submitted, chosen)
    except NothingFound as error:
        raise GradingError(str(error)) from None
    out.mkdir(parents=True, exist_ok=True)
    sandbox = sandbox_here() if sandbox is None else sandbox
    if refusal(sandbox):
        raise GradingError(refusal(sandbox))
    tasks = [Task(one, limits or Limits(), sandbox) for one in found]
    report = Report(out=out, sandboxed=sandbox, labs={lab: a.maxima for lab, a in assignments.items()})
    progress = progress or (lambda *_: None)
    try:
        with _lock(out), _Grading(assignments, bundle, report, progress, len(tasks)) as grading:
            report.notes += [*notes, group.words()] if sandbox else notes
            grading.run(tasks, workers)
    except BookError as error:
        raise GradingError(str(error)) from None
    report.write(json_path)
    return report


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
    lock = FileLock(out / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise GradingError(f"another `course grade` is writing to {out}; wait for it.") from None
    try:
        yield
    finally:
        lock.release()


class _Grading:
    """One run: results go to the verdicts, the gradebook and the report, in this order, as they come."""

    def __init__(
        self, assignments: dict[str, Assignment], bundle: Path, report: Report, progress: Progress, count: int
    ):
        from course.grading.record.gradebook import Book

        self.assignments, self.report, self.progress, self.count = assignments, report, progress, count
        self.verdicts, self.book = Verdicts(report.out), Book(report.out, bundle)

    def __enter__(self) -> _Grading:
        return self

    def __exit__(self, *_) -> None:
        self.book.close()

    def run(self, tasks: list[Task], workers: int) -> None:
        """Use the verdicts that still hold, and make the others."""
        for assignment in self.assignments.values():
            self.report.notes += self.book.open(assignment)
        version, todo = grader(), []
        for task in tasks:
            assignment = self.assignments.get(task.submission.lab)
            task.key = key(task, assignment, version)
            kept, recorded = self.verdicts.kept(task)
            if kept is not None:
                self._finish(task, kept, recorded)
            elif task.submission.verdict:
                self._fresh(task, failed(task, task.submission.verdict, task.submission.reason, assignment))
            else:
                todo.append(task)
        slow: Counter[str] = Counter()
        trouble = None
        with contextlib.closing(run_all(todo, workers, self.report.out / "workers.log")) as results:
            for task, result in results:
                if result.content:  # what was read when it was graded
                    task.key = key(task, self.assignments.get(result.lab), version, result.content)
                slow[result.cold] += 1
                try:
                    self._fresh(task, result, trouble is None)
                except BookError as error:  # the others are graded all the same: their verdicts are kept
                    trouble = error
        if trouble is not None:
            raise trouble
        self.report.notes += [f"{count} in new (slower) kernels: {why}" for why, count in slow.items() if why]

    def _fresh(self, task: Task, result: Result, entered: bool = True) -> None:
        self.verdicts.keep(task, result, False)
        self.verdicts.log(task, result)
        if entered:
            self._finish(task, result, False)

    def _finish(self, task: Task, result: Result, recorded: bool) -> None:
        """Bring gradebook and feedback up to a verdict; a kill in between is mended by the next call."""
        assignment = self.assignments.get(result.lab)
        if assignment is not None and result.notebook is not None:
            if not (recorded and self.book.holds(result.student, result.lab, assignment.notebook)):
                result = self._record(task, result, assignment)
        self.report.add(result)
        self.progress(len(self.report.submissions), self.count, f"{task.name}: {result.verdict}")

    def _record(self, task: Task, result: Result, assignment: Assignment) -> Result:
        stamp = task.submission.path.parent / "timestamp.txt" if task.submission.path else None
        try:
            self.book.record(result, assignment, stamp)
        except BookError:
            raise
        except Exception as error:
            flag = Flag("review", f"nbgrader could not record this: {type(error).__name__}: {error}")
            flags = [*result.flags, flag]
            return replace(
                result, flags=flags, verdict=verdict(flags) if result.verdict == "graded" else result.verdict
            )
        self.verdicts.keep(task, result, True)
        return result


__all__ = ["BundleError", "GradingError", "Limits", "Report", "grade"]
