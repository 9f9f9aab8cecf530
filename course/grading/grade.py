"""Grade a folder of submissions: find them, run what is new, write the gradebook, report."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from course import files
from course.grading import bundle as bundled
from course.grading.answering import group
from course.grading.answering.runner import Limits
from course.grading.answering.sandbox import refusal
from course.grading.answering.sandbox import sandboxed as sandbox_here
from course.grading.collecting.roster import read as read_roster
from course.grading.flags import Flag
from course.grading.pool import run_all
from course.grading.record import database
from course.grading.record.database import BookError
from course.grading.record.gradebook import Book
from course.grading.record.report import Report
from course.grading.record.verdicts import Verdicts, grader, key
from course.grading.results import refresh, table
from course.grading.results.deadlines import Deadlines
from course.grading.score import verdict
from course.grading.submission.discover import ROSTER, NothingFound, discover
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
    workers: int | str = 1,
    *,
    bundle: Path | None = None,
    limits: Limits | None = None,
    sandbox: bool | None = None,
    progress: Progress | None = None,
    deadlines: Path | None = None,
) -> Report:
    """Grade `submitted/STUDENT/LAB/NAME.ipynb` for the named labs, or for all of the bundle.

    Verdicts are kept below `out`, one file a submission: a second call grades only what changed (the submission, the
    bundle, the grader or the limits), so a run that was killed goes on where it was. Regrading replaces grades;
    `out/log.jsonl` keeps every verdict there ever was.

    Parameters
    ----------
    out
        Gets gradebook.db, autograded/, feedback/, grades.csv, report.html, log.jsonl, and nbgrader_config.py for
        formgrader.
    json_path
        Gets the report as JSON.
    workers
        How many grade at a time on this machine; or the address of a Dask scheduler, whose workers do.
    bundle
        A folder with LAB/NAME.ipynb, solutions and hidden tests in, or such a bundle packed (`course bundle`); by
        default made afresh from the checkout's source.
    sandbox
        None: where there is one. False: without, though there is one.
    progress
        Called with (done, all, "student/lab: verdict").
    deadlines
        A TOML with due dates, late rule and extensions (`results.deadlines`); noted below `out` for later calls.

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
    with contextlib.ExitStack() as stack:
        available = bundles(stack.enter_context(bundled.opened(bundle)))
        chosen = _choose(labs, available)
        assignments = {lab: load(path) for lab, path in chosen.items()}
        try:
            found, notes = discover(submitted, chosen)
            out.mkdir(parents=True, exist_ok=True)
            sandbox = sandbox_here() if sandbox is None else sandbox
            if refusal(sandbox):
                raise GradingError(refusal(sandbox))
            tasks = [Task(one, limits or Limits(), sandbox) for one in found]
            report = Report(out=out, sandboxed=sandbox, labs={lab: a.maxima for lab, a in assignments.items()})
            stack.enter_context(lock(out))
            rule = refresh.rule_of(out, deadlines, list(available))
            bundled.install(chosen, out / "source")
            if (submitted / ROSTER).is_file():
                files.write(out / ROSTER, (submitted / ROSTER).read_bytes())
            progress = progress or (lambda *_: None)
            with contextlib.closing(_Grading(assignments, report, progress, len(tasks), rule)) as grading:
                report.notes += [*notes, group.words()] if sandbox else notes
                grading.run(tasks, workers)
                results, told = refresh.bring_up(out, grading.book.write_feedback, rule)
        except (BookError, NothingFound) as error:
            raise GradingError(str(error)) from None
    report.notes += told
    report.settle(results)
    report.write(json_path)
    return report


def export(
    out: Path,
    form: str | None = None,
    target: Path | None = None,
    roster: Path | None = None,
    deadlines: Path | None = None,
) -> tuple[Path, list[str]]:
    """Bring feedback, grades.csv and the class report up to the gradebook, and write a learning platform's form.

    Parameters
    ----------
    out
        What `course grade` has filled.
    form
        "canvas", "moodle", "gradescope"; None: no form.
    target
        The form's file, `out/FORM.csv` by default.
    roster
        The platform's own list of the class; noted below `out`.

    Returns
    -------
    tuple
        The file that was written last, and notes.

    Raises
    ------
    GradingError, FormError, RosterError, DeadlineError
        Nothing was written; the message says what to change.
    """
    out = Path(out)
    if not database.there(out):
        raise GradingError(f"{out} holds no gradebook: it is no folder that `course grade` has filled.")
    with lock(out):
        rule = refresh.rule_of(out, deadlines, None)
        if roster is not None:
            files.write(out / ROSTER, read_roster(roster).text().encode())
        try:
            book = Book(out, rule)
            with contextlib.closing(book), book.usable():
                results, notes = refresh.bring_up(out, book.write_feedback, rule)
        except BookError as error:
            raise GradingError(str(error)) from None
        path = out / "grades.csv"
        if form is not None:
            path = Path(target or out / f"{form}.csv")
            notes += table.write_form(form, results, path, rule.columns)
    return path, notes


def _choose(labs: list[str] | None, available: dict[str, Path]) -> dict[str, Path]:
    if not labs:
        return available
    chosen: dict[str, Path] = {}
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
def lock(out: Path):
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
        self, assignments: dict[str, Assignment], report: Report, progress: Progress, count: int, rule: Deadlines
    ):
        self.assignments, self.report, self.progress, self.count = assignments, report, progress, count
        self.verdicts, self.book = Verdicts(report.out), Book(report.out, rule)

    def close(self) -> None:
        """Close the gradebook."""
        self.book.close()

    def run(self, tasks: list[Task], workers: int | str) -> None:
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
        with contextlib.closing(self._results(todo, workers)) as results:
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

    def _results(self, todo: list[Task], workers: int | str) -> Generator[tuple[Task, Result]]:
        if isinstance(workers, str):
            from course.grading.cluster import run_on

            return run_on(workers, todo)
        return run_all(todo, workers, self.report.out / "workers.log")

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


__all__ = ["BundleError", "GradingError", "Limits", "Report", "export", "grade"]
