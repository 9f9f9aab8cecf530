"""The single writer: nbgrader's own converters fill its gradebook and write autograded notebooks and feedback."""

from __future__ import annotations

import contextlib
import glob
import logging
import shutil
import warnings
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, ClearSolutions
from nbgrader.utils import is_grade, is_locked, is_solution, is_task, parse_utc
from traitlets.config import Config

from course.grading.record import database
from course.grading.record.plugins import SaveScores, mark_stubs
from course.grading.results import feedback, refresh
from course.grading.results.deadlines import Deadlines
from course.grading.submission.notebooks import Unreadable, read_bytes
from course.grading.task import Result
from course.labformat.assignment import Assignment
from course.labformat.stub import ClearSolutions as CourseStubs

HELD = (is_grade, is_solution, is_locked, is_task)  # the cells that nbgrader's gradebook holds


class _Exact:
    """Convert one submission, named exactly: nbgrader's globs do not find names with brackets or outer blanks."""

    one = ("", "", "")

    def init_notebooks(self) -> None:
        student, lab, notebook = self.one
        folder = self._format_source(lab, student)  # type: ignore[attr-defined]
        self.assignments = {folder: [str(Path(folder) / f"{notebook}.ipynb")]}
        self.notebooks: list[str] = []


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
        try:
            self.url = database.ready(self.out)
        except BaseException:
            self.close()
            raise

    def usable(self):
        """Turn the database's own failures into one sentence (`database.usable`)."""
        return database.usable(self.out)

    def close(self) -> None:
        """Close the log."""
        for handler in list(self.log.handlers):
            handler.close()
            self.log.removeHandler(handler)

    def _directory(self, lab: str, student: str = "*") -> CourseDirectory:
        return CourseDirectory(
            root=str(self.out),
            course_id=database.COURSE,
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
            new = {part.id for part in assignment.parts if any(of_book(part.cell) for of_book in HELD)}
            if old != new and book.find_assignment(assignment.lab).submissions:
                remark = database.keep_copy(self.out)
                refresh.rescue(book, assignment.lab, assignment.notebook, self.out)
                book.remove_assignment(assignment.lab)
                notes.append(f"{assignment.lab}: its cells changed; all its grades are made anew{remark}")
        steps = list(GenerateAssignment.preprocessors.default_args[0])
        steps[steps.index(ClearSolutions)] = CourseStubs
        config = Config()
        config.GenerateAssignment.preprocessors = steps
        converter = GenerateAssignment(coursedir=self._directory(assignment.lab), config=config, log=self.log)
        converter.force = True
        with self.usable():
            converter.start()
        return notes

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
        config.Autograde.sanitize_preprocessors = []  # the notebook is the repaired one: nothing is left to sanitize
        config.Autograde.autograde_preprocessors = [SaveScores, AssignLatePenalties]
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


def _copy_timestamp(path: Path, folder: Path) -> None:
    """Copy nbgrader's timestamp.txt if it holds a time; nbgrader itself stops on one that does not."""
    try:
        text = read_bytes(path, largest=200).decode("utf-8").strip()
        parse_utc(text)
    except (Unreadable, ValueError, OverflowError, AttributeError, IndexError, TypeError):
        return
    (folder / "timestamp.txt").write_text(text, encoding="utf-8")
