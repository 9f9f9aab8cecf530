"""The feedback page: a first screen with exercises, points and what the checks said, then the graded notebook.

It is a template and a step for nbgrader's own `generate_feedback`, so `course grade`, stock nbgrader and formgrader's
button write the same page.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedNotebook
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from course.labformat.assignment import from_notebook

PAGES = Path(__file__).with_name("page")
MOST_CODE, WIDEST = 200_000, 1000  # characters of a cell, and of a line, that are coloured
STYLE = HtmlFormatter(style="default").get_style_defs(".highlight")
PIECE = re.compile(r'<span class="(\w+)">([^<]*)</span>')  # of code, as Pygments marks it
COLOURED = set(re.findall(r"\.highlight \.(\w+)", STYLE)) - {"o", "w"}  # operators and spaces need no colour
STAMP = re.compile(r'<meta (?:name="grades" content="(\w+)"|content="(\w+)" name="grades")')


def digest(submitted: SubmittedNotebook, autograded: Path) -> str:
    """Return what a page depends on: points, comments and penalty in the gradebook, the graded notebook, the page."""
    told: list[Any] = [sorted((grade.name, grade.score, grade.max_score) for grade in submitted.grades)]
    told += [sorted((comment.name, comment.comment) for comment in submitted.comments)]
    told += [submitted.late_submission_penalty, _design()]
    made = hashlib.sha256(json.dumps(told).encode())
    if autograded.is_file():
        made.update(autograded.read_bytes())
    return made.hexdigest()[:32]


@cache
def _design() -> str:
    """Return what the design of the page is known by."""
    files = [*sorted(PAGES.iterdir()), Path(__file__), Path(__file__).with_name("mathml.py")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def written_for(page: Path) -> str:
    """Return the digest that a page was written for, "" if there is none."""
    try:
        with open(page, encoding="utf-8", errors="replace") as file:
            head = file.read(2000)
    except OSError:
        return ""
    found = STAMP.search(head)
    return found[1] or found[2] if found else ""


@lru_cache(2000)  # given cells are the same in every submission
def coloured(source: str) -> str:
    """Return code as HTML with colours; without, where finding them takes long: the time for a line is quadratic.

    Only what has a colour is marked: Pygments marks every name and bracket, which makes two thirds of a page.
    """
    if len(source) > MOST_CODE or any(len(line) > WIDEST for line in source.split("\n")):
        return f"<pre>{html.escape(source)}</pre>"
    marked = Highlight2HTML(pygments_lexer="python3")(source)
    return PIECE.sub(lambda piece: piece[0] if piece[1] in COLOURED else piece[2], marked)


class PageExporter(HTMLExporter):
    """nbconvert's exporter under a name of its own: what is set for it does not reach formgrader's pages.

    The page is not read again by an HTML parser, which takes longer than all the rest: all that a student wrote has
    been cleaned, and every picture has its words.
    """

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kw) -> tuple[Any, dict]:
        """Return the page."""
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)


@dataclass
class Row:
    """One line of the first screen: an exercise, where its answer stands, its points and what was said about it."""

    name: str
    anchor: str
    most: float
    score: float = 0.0
    comment: str = ""
    message: str = ""

    @property
    def kind(self) -> str:
        """How it is coloured; what has no points is not."""
        if not self.most:
            return ""
        return "full" if self.score >= self.most else "part" if self.score > 0 else "none"


class FirstScreen(NbGraderPreprocessor):
    """Gather what the page shows: a row an exercise, and which cell belongs to which."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Put the rows into `resources["course"]`; the notebook stays as it is."""
        names = resources["nbgrader"]
        told = nb.metadata.get("course", {})
        messages = told.get("messages", {})
        assignment = from_notebook(nb, names["assignment"], names["notebook"])
        rows = {
            name: Row(name, f"exercise-{number}", most)
            for number, (name, most) in enumerate(assignment.maxima.items(), 1)
        }
        cells: dict[str, Row] = {}
        for part in assignment.parts:
            if part.kind not in ("exercise", "check") or part.exercise not in rows:
                continue
            row, grader = rows[part.exercise], part.cell.metadata.get("nbgrader", {})
            comment = grader.get("comment") or ""
            if part.kind == "exercise":
                row.comment = "\n\n".join(filter(None, [row.comment, comment]))
                first = row.anchor not in {cell.anchor for cell in cells.values()}
                anchor = row.anchor if first else f"{row.anchor}-{len(cells)}"
                cells[part.cell.id] = Row(f"{part.exercise}: your answer", anchor, 0.0, comment=comment)
            else:
                score, most = float(grader.get("score") or 0), float(grader.get("points") or 0)
                row.score += score
                cells[part.cell.id] = Row(f"{part.exercise}: check", f"check-{len(cells)}", most, score)
        for name, row in rows.items():
            row.message = str(messages.get(name, ""))[:1500] if row.score < row.most else ""
        with Gradebook(names["db_url"]) as book:
            found = book.find_submission_notebook(names["notebook"], names["assignment"], names["student"])
            stamp = digest(found, Path(resources["metadata"]["path"]) / f"{names['notebook']}.ipynb")
        resources["course"] = {
            "title": _title(nb) or names["assignment"],
            "lab": names["assignment"],
            "digest": stamp,
            "rows": list(rows.values()),
            "cells": cells,
            "score": names["score"],
            "most": names["max_score"],
            "penalty": names["late_penalty"],
            "flags": [str(flag) for flag in told.get("flags", [])],
            "colours": STYLE,
        }
        return nb, resources


def _title(nb: NotebookNode) -> str:
    """Return the notebook's first heading."""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and cell.source.lstrip().startswith("# "):
            return cell.source.lstrip().splitlines()[0].removeprefix("# ").strip()
    return ""


def configure(config: Config) -> None:
    """Set nbgrader's `generate_feedback` to this page."""
    config.GenerateFeedback.preprocessors = [GetGrades, FirstScreen]
    config.GenerateFeedback.exporter_class = PageExporter
    config.PageExporter.template_name = "page"
    config.PageExporter.extra_template_basedirs = [str(PAGES.parent)]
    config.PageExporter.filters = {
        "lab_code": "course.grading.results.feedback.coloured",
        "lab_text": "course.grading.results.mathml.markdown",
        "lab_comment": "course.grading.results.mathml.comment",
        "lab_formulas": "course.grading.results.mathml.formulas",
    }
