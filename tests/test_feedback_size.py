"""A feedback page is small: beyond what the student's own cells drew, the longest lab's page has less than 300 KB."""

from __future__ import annotations

import html
import re

import nbformat
import pytest

from course.authoring.build import write_bundle
from course.grading import grade as grading
from course.grading.results import feedback
from course.grading.score import Exercise
from course.grading.submission.notebooks import parse
from course.grading.submission.repair import repair
from course.grading.task import Result
from course.labformat.assignment import load
from course.labformat.source import labs
from tests.conftest import ROOT

MOST = 300_000
PICTURE = re.compile(r'src="data:image/\w+;base64,[A-Za-z0-9+/=]*"')
MESSAGE = "[no] worked example: 3 of 12 entries differ, first at [0, 0]. Look at its sign, and at its size. " * 4
STORED = {lab: nbformat.read(ROOT / "solutions" / lab.relative, as_version=4) for lab in labs(ROOT)}
LONGEST = max(STORED, key=lambda lab: sum(len(cell.source) for cell in STORED[lab].cells))


def test_the_page_of_the_longest_lab_is_small(tmp_path, monkeypatch):
    """Its solution with all that it stores, handed in; every check failed at length."""
    write_bundle(tmp_path / "bundle", [LONGEST])
    place = tmp_path / "submitted" / "ann" / LONGEST.relative
    place.parent.mkdir(parents=True)
    place.write_bytes((ROOT / "solutions" / LONGEST.relative).read_bytes())
    outputs = {cell.id: cell.get("outputs", []) for cell in STORED[LONGEST].cells}

    def stated(todo, workers, log=None):
        for task in todo:
            assignment = load(task.submission.bundle)
            made = repair(parse(place.read_bytes()), assignment).notebook
            for cell in made.cells:
                if cell.cell_type == "code":
                    cell.outputs = outputs[cell.id]
            failed = {name: Exercise(0.0, most, MESSAGE) for name, most in assignment.maxima.items()}
            yield task, Result("ann", LONGEST.name, "graded", [], failed, dict.fromkeys(outputs, 0.0), made)

    monkeypatch.setattr(grading, "run_all", stated)
    monkeypatch.setattr(grading, "refusal", lambda sandbox: "")  # nothing is run
    grading.grade(tmp_path / "submitted", None, tmp_path / "graded", bundle=tmp_path / "bundle", sandbox=False)
    page = (tmp_path / "graded" / "feedback" / "ann" / LONGEST.relative).with_suffix(".html").read_text("utf-8")
    drawn = sum(map(len, PICTURE.findall(page)))
    rest = len(page.encode()) - drawn
    print(f"{LONGEST.name}: {(drawn + rest) / 1000:.0f} KB, pictures {drawn / 1000:.0f}, the rest {rest / 1000:.0f}")
    assert drawn > 100_000 and page.count(MESSAGE.strip()) > 3  # the outputs are there, and what the checks said
    assert rest < MOST


@pytest.mark.parametrize(
    "source",
    ["def f(a, b=[1, 2]):\n    return a @ b < 'x' and None  # why?\n", "x = '<span class=\"n\">y</span>' & z\n"],
)
def test_code_keeps_its_text_and_only_what_has_a_colour_is_marked(source):
    made = feedback.coloured(source)
    assert html.unescape(re.sub(r"<[^>]*>", "", made)).strip() == source.strip()
    assert '<span class="' in made and not re.search(r'<span class="[nopw]"', made)
