"""The single writer: nbgrader's own converters fill its gradebook and write autograded notebooks and feedback."""

from __future__ import annotations

import contextlib
import glob
import itertools
import logging
import os
import re
import shutil
import sqlite3
import sys
import warnings
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, ClearSolutions
from nbgrader.utils import parse_utc
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from course.grading.record.plugins import SaveScores, mark_stubs
from course.grading.record.report import BookError
from course.grading.results import feedback, refresh
from course.grading.results.deadlines import Deadlines
from course.grading.submission.notebooks import Unreadable, read_bytes
from course.grading.task import Result
from course.labformat.assignment import Assignment
from course.labformat.stub import ClearSolutions as CourseStubs

LOCKED = 5  # seconds to wait for another program
REASONS = {  # in what the database says: what it means, and what to do
    "locked|busy": "is in use by another program (formgrader, a database viewer): close it, run this again",
    "readonly|unable to open": "cannot be written: see who owns it",
    "full": "lies on a disk that is full: make room, run this again",
    "": "is damaged or no gradebook: move it away and run this again, grades are then entered anew "
    "(marks given by hand are in the moved file)",
}
TABLES = {"assignment", "student", "submitted_assignment", "grade"}


class _Exact:
    """Convert one submission, named exactly: nbgrader's globs do not find names with brackets or outer blanks."""

    one = ("", "", "")

    def init_notebooks(self) -> None:
        student, lab, notebook = self.one
        folder = self._format_source(lab, student)
        self.assignments, self.notebooks = {folder: [str(Path(folder) / f"{notebook}.ipynb")]}, []


class _Autograde(_Exact, Autograde):
    pass


class _GenerateFeedback(_Exact, GenerateFeedback):
    pass


class Book:
    """nbgrader's folders and database below `out`, under nbgrader's own names; `rule` is what lateness costs."""

    def __init__(self, out: Path, rule: Deadlines | None = None):
        self.out, self.rule = out.resolve(), rule or Deadlines()
        self.log = logging.Logger("nbgrader")
        handler = logging.FileHandler(self.out / "nbgrader.log", encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self.log.addHandler(handler)
        self.log.setLevel(logging.WARNING)
        self.url = f"sqlite:///{self.out / 'gradebook.db'}"
        try:
            with self.usable():
                _check(self.out / "gradebook.db")
                if not (self.out / "gradebook.db").exists():
                    _create(self.out / "gradebook.db")
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def usable(self):
        """Turn the database's own failures into one sentence.

        Raises
        ------
        BookError
            The file is locked, damaged, not writable, or the disk is full.
        """
        try:
            try:
                yield
            except NbGraderException:  # it hides what the database said: ask again
                _check(self.out / "gradebook.db")
                raise
        except (sqlite3.Error, SQLAlchemyError) as error:
            reason = str(getattr(error, "orig", None) or error).split("\n")[0]
            what = next(words for pattern, words in REASONS.items() if re.search(pattern, reason))
            file = self.out / "gradebook.db"
            raise BookError(f"{file} {what} ({reason}). Verdicts that were made are kept.") from None

    def close(self) -> None:
        """Close the log."""
        for handler in list(self.log.handlers):
            handler.close()
            self.log.removeHandler(handler)

    def _directory(self, lab: str, student: str = "*") -> CourseDirectory:
        return CourseDirectory(
            root=str(self.out),
            assignment_id=lab,
            student_id=student if student == "*" else glob.escape(student),
            db_url=self.url,
            log=self.log,
        )

    def open(self, assignment: Assignment) -> list[str]:
        """Enter a lab into the gradebook with nbgrader's `generate_assignment`; return notes.

        If the lab's graded cells are others than before, its old submissions leave the database (a copy of it is kept
        beside it): they were grades of another assignment. What was given by hand is noted, and given back where
        student and cell are there again (`results.refresh`).
        """
        notes = []
        with self.usable(), Gradebook(self.url) as book, contextlib.suppress(MissingEntry):
            old = {cell.name for cell in book.find_notebook(assignment.notebook, assignment.lab).source_cells}
            new = {p.id for p in assignment.parts if "nbgrader" in p.cell.metadata}
            if old != new and book.find_assignment(assignment.lab).submissions:
                shutil.copy2(self.out / "gradebook.db", self._backup())
                refresh.rescue(book, assignment.lab, assignment.notebook, self.out)
                book.remove_assignment(assignment.lab)
                notes.append(f"{assignment.lab}: its cells changed; all its grades are made anew")
        steps = list(GenerateAssignment.preprocessors.default_args[0])
        steps[steps.index(ClearSolutions)] = CourseStubs
        config = Config()
        config.GenerateAssignment.preprocessors = steps
        converter = GenerateAssignment(coursedir=self._directory(assignment.lab), config=config, log=self.log)
        converter.force = True
        with self.usable():
            converter.start()
        return notes

    def _backup(self) -> Path:
        names = (self.out / f"gradebook-{number}.db" for number in itertools.count(1))
        return next(path for path in names if not path.exists())

    def record(self, result: Result, assignment: Assignment, stamp: Path | None = None) -> None:
        """Write one result: autograded notebook, grades (the old ones are replaced), feedback page."""
        student, lab = result.student, result.lab
        folder = self.out / "submitted" / student / lab
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        notebook = nbformat.from_dict(result.notebook)
        told = notebook.metadata.setdefault("course", {})
        told["flags"] = [str(flag) for flag in result.flags]
        told["messages"] = {name: one.message for name, one in result.exercises.items() if one.message}
        mark_stubs(notebook, assignment)
        nbformat.write(notebook, folder / f"{assignment.notebook}.ipynb")
        if stamp is not None:
            _copy_timestamp(stamp, folder)
        config = Config()
        config.Autograde.sanitize_preprocessors = [CheckCellMetadata]
        config.Autograde.autograde_preprocessors = [SaveScores, AssignLatePenalties, CheckCellMetadata]
        config.SaveScores.scores = result.checks
        self.rule.configure(config)
        self._convert(_Autograde, config, student, lab, assignment.notebook)
        self.write_feedback(student, lab, assignment.notebook)

    def write_feedback(self, student: str, lab: str, notebook: str) -> None:
        """Write the feedback page of a graded submission from what the gradebook says now."""
        config = Config()
        feedback.configure(config)
        self._convert(_GenerateFeedback, config, student, lab, notebook)

    def _convert(self, kind: type, config: Config, student: str, lab: str, notebook: str) -> None:
        converter = kind(coursedir=self._directory(lab, student), config=config, log=self.log)
        converter.force, converter.one = True, (student, lab, notebook)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own use of its database
            with self.usable():
                converter.start()

    def holds(self, student: str, lab: str, notebook: str) -> bool:
        """Say whether gradebook and feedback have this submission."""
        if not (self.out / "feedback" / student / lab / f"{notebook}.html").is_file():
            return False
        with self.usable(), Gradebook(self.url) as book:
            try:
                book.find_submission_notebook(notebook, lab, student)
            except MissingEntry:
                return False
        return True


def _check(path: Path) -> None:
    """Look whether a gradebook that is there can be read and written; an empty file is replaced by a new one.

    Raises
    ------
    sqlite3.Error
        It cannot.
    """
    if not path.exists():
        return
    if path.stat().st_size == 0:
        path.unlink()
        return
    with contextlib.closing(sqlite3.connect(path, timeout=LOCKED)) as database:
        database.execute("BEGIN IMMEDIATE")
        found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        database.rollback()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
    if not TABLES <= tables:
        raise sqlite3.DatabaseError(f"no table {min(TABLES - tables)}")


def _create(path: Path) -> None:
    """Make an empty gradebook under a temporary name, then rename. nbgrader calls `alembic` by name for this."""
    part, search = path.with_suffix(".part"), os.environ.get("PATH", "")
    part.unlink(missing_ok=True)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), search])
    try:
        Gradebook(f"sqlite:///{part}").close()
    finally:
        os.environ["PATH"] = search
    os.replace(part, path)


def _copy_timestamp(path: Path, folder: Path) -> None:
    """Copy nbgrader's timestamp.txt if it holds a time; nbgrader itself stops on one that does not."""
    try:
        text = read_bytes(path, largest=200).decode("utf-8").strip()
        parse_utc(text)
    except (Unreadable, ValueError, OverflowError, AttributeError, IndexError, TypeError):
        return
    (folder / "timestamp.txt").write_text(text, encoding="utf-8")
