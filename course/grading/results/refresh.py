"""Bring everything that shows a grade up to the gradebook: penalties, feedback, grades.csv, the class report."""

from __future__ import annotations

import json
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from course import files
from course.grading.record.database import url
from course.grading.results import classreport, deadlines, feedback, similar, standing, table
from course.grading.results.deadlines import Deadlines
from course.grading.results.standing import Results
from course.grading.submission.text import encoded

BY_HAND = "given_by_hand"
CONFIG = '''"""Written by `course grade`: formgrader and nbgrader's own commands show and change its results here.

Start `jupyter lab` here and open Nbgrader, Formgrader. After changing points or comments run `course export` (or
`course grade` again): feedback pages, grades.csv and report.html follow the gradebook.
"""

from pathlib import Path

from course.grading.results.formgrader import configure

configure(get_config(), Path(__file__).parent)  # noqa: F821 (traitlets puts get_config here)
'''


def rescue(book: Gradebook, lab: str, notebook: str, out: Path) -> int:
    """Note what was given by hand in a lab whose submissions are about to leave the gradebook; return how much."""
    kept = []
    for submitted in book.notebook_submissions(notebook, lab):
        for grade in submitted.grades:
            if grade.manual_score is not None or grade.extra_credit:
                entry = {"student": submitted.student.id, "cell": grade.name}
                kept.append(entry | {"score": grade.manual_score, "extra": grade.extra_credit})
        for comment in submitted.comments:
            if comment.manual_comment:
                entry = {"student": submitted.student.id, "cell": comment.name}
                kept.append(entry | {"comment": comment.manual_comment})
    if kept:
        path = out / BY_HAND / f"{lab}.json"
        if path.is_file():
            kept = json.loads(path.read_bytes()) + kept
        files.write(path, encoded(kept))
    return len(kept)


def restore(book: Gradebook, out: Path) -> list[str]:
    """Give back what was noted, where student and cell are there again; return notes about what waits still."""
    notes = []
    for path in sorted((out / BY_HAND).glob("*.json")):
        lab, waiting = path.stem, []
        for entry in json.loads(path.read_bytes()):
            try:
                (submitted,) = book.find_submission(lab, entry["student"]).notebooks
                where = (entry["cell"], submitted.name, lab, entry["student"])
                if "comment" in entry:
                    book.find_comment(*where).manual_comment = entry["comment"]
                else:
                    grade = book.find_grade(*where)
                    grade.manual_score, grade.extra_credit = entry["score"], entry["extra"]
                    grade.needs_manual_grade = True  # the lab was changed: somebody should look again
            except MissingEntry:
                waiting.append(entry)
        book.db.commit()
        files.write(path, encoded(waiting)) if waiting else path.unlink()
        if waiting:
            notes.append(
                f"{lab}: {len(waiting)} point(s) or comment(s) given by hand have no place any more ({path})"
            )
    return notes


def penalties(out: Path, rule: Deadlines) -> None:
    """Compute every late penalty anew with nbgrader's own step: a score or a due date may have changed."""
    config = Config()
    rule.configure(config)
    step = AssignLatePenalties(config=config)
    with Gradebook(url(out)) as book:
        dated = {one.name for one in book.assignments if one.duedate}
        found = [
            (one.name, lab.name, one.student.id)
            for lab in book.assignments
            for submission in lab.submissions
            for one in submission.notebooks
            if lab.name in dated or one.late_submission_penalty
        ]
    for notebook, lab, student in found:
        names = {"notebook": notebook, "assignment": lab, "student": student, "db_url": url(out)}
        step.preprocess(NotebookNode(cells=[], metadata={}), {"nbgrader": names})


def stale_pages(out: Path) -> list[tuple[str, str, str]]:
    """Return (student, lab, notebook) of each submission whose feedback page is not what the gradebook says."""
    found = []
    with Gradebook(url(out)) as book:
        for assignment in book.assignments:
            for submission in assignment.submissions:
                for one in submission.notebooks:
                    place = Path(submission.student.id) / assignment.name
                    graded = out / "autograded" / place / f"{one.name}.ipynb"
                    page = out / "feedback" / place / f"{one.name}.html"
                    if graded.is_file() and feedback.written_for(page) != feedback.digest(one, graded):
                        found.append((submission.student.id, assignment.name, one.name))
    return sorted(found)


def enter_names(out: Path) -> None:
    """Write the names and e-mails of the roster into the gradebook; formgrader shows them."""
    roster = standing.roster_of(out)
    with Gradebook(url(out)) as book:
        for one in roster.members if roster else []:
            names = {"first_name": one.first_name or None, "last_name": one.last_name or None}
            book.update_or_create_student(one.student, email=one.email or None, **names)


def bring_up(out: Path, write_page, rule: Deadlines) -> tuple[Results, list[str]]:
    """Bring all files below `out` up to the gradebook; return the results and notes.

    Parameters
    ----------
    write_page
        Called with (student, lab, notebook) for each page that is out of date.
    """
    notes: list[str] = []
    enter_names(out)
    with Gradebook(url(out)) as book:
        notes += restore(book, out)
        rule.enter(book)
        notes += rule.notes(book)
    penalties(out, rule)
    for student, lab, notebook in stale_pages(out):
        try:
            write_page(student, lab, notebook)
        except Exception as error:  # a page less is no reason to stop: the grade is in the gradebook
            notes.append(
                f"the feedback page of {student}/{lab} could not be written: {type(error).__name__}: {error}"
            )
    results = standing.read(out)
    table.write(out / "grades.csv", table.grades(results))
    classreport.write(out, results, similar.write(out, results))
    if not (out / "nbgrader_config.py").is_file() or (out / "nbgrader_config.py").read_text("utf-8") != CONFIG:
        files.write(out / "nbgrader_config.py", CONFIG.encode())
    return results, notes


def rule_of(out: Path, given: Path | None, labs: list[str] | None) -> Deadlines:
    """Return the deadlines that are given, which are then noted below `out`, or those that were noted before.

    Raises
    ------
    DeadlineError
        The file cannot be used.
    """
    if given is not None:
        rule = deadlines.read(given, labs)
        files.write(out / deadlines.NAME, Path(given).read_bytes())
        return rule
    noted = out / deadlines.NAME
    return deadlines.read(noted) if noted.is_file() else Deadlines()
