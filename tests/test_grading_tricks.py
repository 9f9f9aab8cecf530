"""Tricks in the student's process, through real grading: no trick buys a point, none stops or flags anybody."""

import json

import pytest

from course.grading.answering.runner import Limits
from course.grading.answering.sandbox import sandboxed
from course.grading.grade import grade
from tests.hostile import lab
from tests.hostile.tricks import FUNCTIONS, TRICKS, WRONG

LIMITS = Limits(cell=4, notebook=60, grace=1)
ALL = {**{name: (WRONG, cell) for name, cell in TRICKS.items()}, **{name: (f, "") for name, f in FUNCTIONS.items()}}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade every trick, and an honest student between them, in one run; return the entries and the outside."""
    root = tmp_path_factory.mktemp("tricks")
    bundle = lab.write_bundle(root)
    (root / "outside.txt").write_text("as it was")
    for student, (answers, cell) in ALL.items():
        notebook = lab.answered(*answers)
        if cell:
            lab.insert(notebook, "exercise-double", cell.strip("\n"))
        folder = root / "submitted" / student / lab.LAB
        folder.mkdir(parents=True)
        (folder / "tiny.ipynb").write_bytes(lab.dump(notebook))
    for honest in ("an_honest_one", "zz_an_honest_one"):
        folder = root / "submitted" / honest / lab.LAB
        folder.mkdir(parents=True)
        (folder / "tiny.ipynb").write_bytes(lab.dump(lab.answered()))
    files = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    report = grade(root / "submitted", None, root / "out", root / "report.json", 2, bundle=bundle, limits=LIMITS)
    after = {
        path: path.read_bytes() for path in root.rglob("*") if path.is_file() and root / "out" not in path.parents
    }
    after.pop(root / "report.json")
    assert after == files, "grading changed a file outside of its own folder"
    return {
        entry["student"]: entry for entry in json.loads((root / "report.json").read_text())["submissions"]
    }, report


@pytest.mark.skipif(not sandboxed(), reason="without bubblewrap a trick may reach the grader itself; grading says so")
@pytest.mark.parametrize("trick", ALL)
def test_a_trick_buys_nothing(graded, trick):
    entry = graded[0][trick]
    assert entry["score"] == 0, entry
    assert entry["verdict"] in ("graded", "stopped", "timeout", "crashed"), entry


def test_there_are_enough_of_them():
    assert len(ALL) >= 40


def test_honest_students_between_them_get_their_points(graded):
    for honest in ("an_honest_one", "zz_an_honest_one"):
        assert (graded[0][honest]["score"], graded[0][honest]["verdict"]) == (5, "graded")
