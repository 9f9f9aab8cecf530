"""What plugs into nbgrader: a sanitizer, an execute step and a score rule for its autograde converter.

`nbgrader_config.py` names them, so that stock `nbgrader autograde` grades as `course grade` does, one submission
after the other. `course grade` runs sanitizer and execution in its workers and hands nbgrader the results.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import compute_checksum, is_grade, is_solution
from traitlets import Dict

from course.grading.answering.runner import Limits
from course.grading.flags import Flag
from course.grading.submission.companions import companions
from course.grading.submission.notebooks import Unreadable, parse
from course.grading.submission.repair import Repaired, placeholder, repair
from course.grading.worker import marked
from course.labformat.assignment import Assignment, load


def _assignment(step: NbGraderPreprocessor, resources: dict) -> Assignment:
    """Return the assignment of the notebook that nbgrader is converting, from its source directory."""
    directory = step.parent.parent.coursedir  # preprocessor, exporter, converter
    names = resources["nbgrader"]
    folder = directory.format_path(directory.source_directory, ".", names["assignment"])
    return load(Path(folder) / f"{names['notebook']}.ipynb")


def mark_stubs(notebook: NotebookNode, assignment: Assignment) -> None:
    """Store each exercise's checksum as released: nbgrader then comments an untouched one with "No response"."""
    cells = {cell.id: cell for cell in notebook.cells}
    for part in assignment.parts:
        if part.kind == "exercise" and part.id in cells:
            stub = NotebookNode(cell_type="code", source=part.source, metadata=part.cell.metadata)
            cells[part.id].metadata["nbgrader"]["checksum"] = compute_checksum(stub)


class Sanitize(NbGraderPreprocessor):
    """Replace a submission by its repaired form: `course.grading.submission.repair` in nbgrader's sanitizing step."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the clean notebook; what was repaired is logged and kept in its metadata."""
        assignment = _assignment(self, resources)
        try:
            repaired = repair(parse(nbformat.writes(nb).encode("utf-8", "replace")), assignment)
        except Unreadable as error:
            repaired = Repaired(placeholder(assignment, str(error)), [Flag(error.verdict, str(error))])
        for flag in repaired.flags:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], flag)
        repaired.notebook.metadata["course"]["flags"] = [str(flag) for flag in repaired.flags]
        mark_stubs(repaired.notebook, assignment)
        return repaired.notebook, resources


class GuardedExecute(Execute):
    """Execute as `course grade` does: beside the files of the submission, with hard limits, in the sandbox."""

    def preprocess(self, nb: NotebookNode, resources: dict, km=None) -> tuple[NotebookNode, dict]:
        """Return the executed notebook; the outcomes of its checks go to `resources["course"]`."""
        assignment = _assignment(self, resources)
        names, course = resources["nbgrader"], self.parent.parent.coursedir
        folders = [course.format_path(course.submitted_directory, names["student"], names["assignment"])]
        folders += [course.format_path(course.source_directory, ".", names["assignment"])]
        (files, left), (ours, _) = (companions(Path(folder)) for folder in folders)
        done, exercises, checks = marked(nb, assignment, limits=Limits(cell=self.timeout or 3600), files=files | ours)
        flags = [*nb.metadata["course"].get("flags", []), *(str(flag) for flag in [*left, *done.flags])]
        for flag in flags:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], flag)
        messages = {name: one.message for name, one in exercises.items() if one.message}
        done.notebook.metadata["course"] |= {"flags": flags, "messages": messages}
        resources["course"] = {"scores": checks}
        return done.notebook, resources


class SaveScores(NbGraderPreprocessor):
    """Write the points of the checks to the gradebook, in place of nbgrader's reading of the outputs.

    All of a notebook in one transaction: nbgrader's own step writes to the disk once a cell, twice for some.
    """

    scores = Dict(help="Points by grade id; empty: take what GuardedExecute found.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return what came; scores and comments are in the gradebook then."""
        where = tuple(resources["nbgrader"][key] for key in ("notebook", "assignment", "student"))
        scores = self.scores or resources.get("course", {}).get("scores", {})
        with Gradebook(resources["nbgrader"]["db_url"]) as book:
            for cell in nb.cells:
                place = (cell.metadata.get("nbgrader", {}).get("grade_id"), *where)
                if is_grade(cell):
                    grade = book.find_grade(*place)
                    grade.auto_score = scores.get(place[0], 0.0)
                    grade.needs_manual_grade = grade.manual_score is not None
                if is_solution(cell):
                    untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
                    book.find_comment(*place).auto_comment = "No response." if untouched else None
            book.db.commit()
        return nb, resources
