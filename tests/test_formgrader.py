"""formgrader in the folder that `course grade` fills: nbgrader's own server shows all of it and changes it."""

from __future__ import annotations

import json
import re

import pytest

from course.grading import grade as grading
from tests import classroom, formgrader
from tests.hostile import lab


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """A graded class of two."""
    root = tmp_path_factory.mktemp("class")
    lab.write_bundle(root)
    for student in ("ann", "ben"):
        classroom.hand_in(root / "submitted", student, "2026-11-03 12:00:00 UTC")
    with pytest.MonkeyPatch.context() as patch:
        classroom.grade(root, patch, {"ann": (2.0, 3.0), "ben": (0.0, 3.0)})
    return root


@pytest.fixture(scope="module")
def ask(class_):
    """Serve it; return a call: path, method, body as Python has it. The interface's answers are read."""
    with formgrader.serving(class_ / "graded", class_) as call:

        def asked(place, method="GET", body=None):
            text = call(place, method, None if body is None else json.dumps(body).encode())
            return json.loads(text) if place.startswith("/api/") else text

        yield asked


def test_formgrader_shows_labs_students_and_points(ask):
    (assignment,) = ask("/api/assignments")
    assert assignment["name"] == lab.LAB and assignment["num_submissions"] == 2 and assignment["max_score"] == 5
    submissions = {one["student"]: one for one in ask(f"/api/submissions/{lab.LAB}")}
    assert submissions["ben"]["score"] == 3 and submissions["ben"]["autograded"]
    assert {one["id"] for one in ask("/api/students")} == {"ann", "ben"}
    assert "Manage" in ask("/manage_assignments")


def test_a_correction_in_formgrader_stays_and_is_everywhere(ask, class_, monkeypatch):
    out = class_ / "graded"
    submitted = {one["student"]: one for one in ask(f"/api/submitted_notebooks/{lab.LAB}/{lab.NAME}")}["ben"]
    page = ask(f"/submissions/{submitted['id']}/")
    assert "def double" in re.sub(r"<[^>]+>", "", page)
    grades = {one["name"]: one for one in ask(f"/api/grades?submission_id={submitted['id']}")}
    comments = {one["name"]: one for one in ask(f"/api/comments?submission_id={submitted['id']}")}
    assert grades["check-double"]["auto_score"] == 0
    ask(f"/api/grade/{grades['check-double']['id']}", "PUT", {"manual_score": 1.5, "extra_credit": None})
    ask(f"/api/comment/{comments['exercise-double']['id']}", "PUT", {"manual_comment": "nearly: mind the shape"})
    grading.export(out)
    assert ",4.5,5,4.5,0,graded,1.5,3" in (out / "grades.csv").read_text("utf-8-sig")
    feedback = (out / "feedback" / "ben" / lab.LAB / "tiny.html").read_text("utf-8")
    assert "1.5 of 2" in feedback and "nearly: mind the shape" in feedback
    assert "◐*" in (out / "report.html").read_text("utf-8")
    notebook = lab.answered()
    notebook.cells[0].source += " handed in again"
    classroom.hand_in(class_ / "submitted", "ben", notebook=notebook)
    report = classroom.grade(class_, monkeypatch, {"ben": (0.0, 3.0)})
    assert report.started == ["ben/90_tiny"]
    assert {one["student"]: one["score"] for one in report.submissions} == {"ann": 5, "ben": 4.5}
    again = {one["name"]: one for one in ask(f"/api/grades?submission_id={submitted['id']}")}
    assert again["check-double"]["manual_score"] == 1.5


def test_formgraders_own_button_writes_the_same_feedback(ask, class_):
    page = class_ / "graded" / "feedback" / "ann" / lab.LAB / "tiny.html"
    before = page.read_text("utf-8")
    page.unlink()
    done = ask(f"/api/assignment/{lab.LAB}/ann/generate_feedback", "POST", {})
    assert done["success"], done
    assert page.read_text("utf-8") == before
