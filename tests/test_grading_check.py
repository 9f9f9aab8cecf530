"""`course check`: a student's notebook is looked over, repaired, and its visible checks run."""

import io
import time

import nbformat
import pytest
from rich.console import Console

from course.grading.answering.runner import Run
from course.grading.check import CheckError, check
from tests.hostile import lab
from tests.hostile.cases import CASES

DAMAGED = ["all_metadata_stripped", "check_retyped_to_markdown", "copied_check"]


@pytest.fixture
def released(tmp_path):
    path = tmp_path / "labs" / lab.LAB / f"{lab.NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(lab.release(), path)
    return tmp_path / "labs"


@pytest.fixture
def not_run(monkeypatch):
    """What is asked is what becomes of the file: no kernel is started."""
    with monkeypatch.context() as patch:
        patch.setattr("course.grading.check._run", lambda *_: True)
        yield patch


def looked_over(path, made, released, fix=False):
    """Write a notebook, check it, return (exit status, what was printed)."""
    if made is not None:
        path.write_bytes(made if isinstance(made, bytes) else lab.dump(made))
    paper = io.StringIO()
    status = check(path, fix, released=released, console=Console(file=paper, width=200))
    return status, paper.getvalue()


def test_nothing_is_animated_where_each_step_would_be_a_line(tmp_path, released, monkeypatch):
    """Jupyter sets FORCE_COLOR, so a pipe passes for a terminal: 150 lines stood above the table."""

    def run(notebook, assignment, progress=None, **how):
        for done in range(5):
            (progress or (lambda *_: None))(done, 5)
            time.sleep(0.1)
        return Run(notebook)

    monkeypatch.setattr("course.grading.check.run", run)
    path, paper = tmp_path / "tiny.ipynb", io.StringIO()
    path.write_bytes(lab.dump(lab.answered()))
    check(path, released=released, console=Console(file=paper, width=200, force_terminal=True))
    assert paper.getvalue().count("Running the notebook") == 1


def test_a_right_notebook_is_fine(tmp_path, released):
    (tmp_path / "tools.py").write_text("def double(x):\n    return x + x\n")
    (tmp_path / "random.py").touch()
    made = lab.answered(double="from tools import double\nopen('left.txt', 'w').close()")
    status, text = looked_over(tmp_path / "tiny.ipynb", made, released)
    assert status == 0 and text.count("ok") >= 2 and "hidden" in text
    assert "random.py was not copied" in text, "nor will it be there when this is graded"
    assert not (tmp_path / "left.txt").exists(), "it runs among copies, as it will be graded"


def test_an_unwritten_exercise_is_named(tmp_path, released):
    status, text = looked_over(tmp_path / "tiny.ipynb", lab.answered(total=None), released)
    assert status == 1 and "total is not written yet" in text and "2 of 2" in text and "0 of 3" in text


@pytest.mark.parametrize("student", DAMAGED)
def test_damage_is_found_and_repaired(tmp_path, released, student, not_run):
    path = tmp_path / "mine.ipynb"
    made = CASES[student].make()
    if student == "all_metadata_stripped":
        path = tmp_path / "tiny.ipynb"
    status, text = looked_over(path, made, released)
    assert status == 1 and "[damaged]" in text and "--fix" in text
    not_run.undo()
    status, text = looked_over(path, None, released, fix=True)
    assert status == 0 and "[fixed]" in text
    fixed = nbformat.read(path, as_version=4)
    nbformat.validate(fixed)
    assert len({cell.id for cell in fixed.cells}) == len(fixed.cells)
    assert [cell.id for cell in lab.release().cells if cell.id not in [c.id for c in fixed.cells]] == []
    assert path.with_name(f"{path.stem}.before-fix.ipynb").is_file()


def test_an_older_keras_is_named(tmp_path, released):
    status, text = looked_over(
        tmp_path / "tiny.ipynb", lab.answered(total="def total(x):\n    return K.sum(x)"), released
    )
    assert status == 1 and "name 'K' is not defined" in text and "In Keras 3 K (keras.backend) is keras.ops" in text


def test_of_a_closing_question_only_the_form_is_said_to_be_checked(tmp_path):
    notebook = lab.release()
    lab.cell_of(notebook, "check-total").source = 'checks.choice("the first", total([1, 2]))'
    folder = tmp_path / "labs" / lab.LAB
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{lab.NAME}.ipynb")
    lab.cell_of(notebook, "exercise-total").source = "def total(x):\n    return 'b'"
    lab.cell_of(notebook, "exercise-double").source = lab.ANSWERS["double"]
    status, text = looked_over(tmp_path / "tiny.ipynb", notebook, tmp_path / "labs")
    assert status == 0 and "? of 3" in text and "only the form is checked here" in text and "3 of 3" not in text


def test_a_repair_that_would_lose_an_answer_writes_nothing(tmp_path, released, monkeypatch):
    answers = iter([{"double", "total"}, {"double"}])
    monkeypatch.setattr("course.grading.check.written", lambda cells, assignment: next(answers))
    made = lab.dump(CASES["copied_check"].make())
    status, text = looked_over(tmp_path / "tiny.ipynb", made, released, fix=True)
    assert status == 1 and "Nothing was written: total would be lost" in text and "[fixed]" not in text
    assert (tmp_path / "tiny.ipynb").read_bytes() == made and list(tmp_path.glob("*.ipynb")) == [
        tmp_path / "tiny.ipynb"
    ]


def test_no_copy_of_an_older_notebook_is_overwritten_and_a_second_repair_writes_nothing(tmp_path, released, not_run):
    path, damaged = tmp_path / "tiny.ipynb", [lab.dump(CASES[name].make()) for name in DAMAGED]
    for made in damaged:
        looked_over(path, made, released, fix=True)
        fixed = path.read_bytes()
        looked_over(path, None, released, fix=True)
        assert path.read_bytes() == fixed
    kept = sorted(path.read_bytes() for path in tmp_path.glob("*before-fix*.ipynb"))
    assert kept == sorted(damaged)


def test_a_fixed_notebook_has_nothing_left_to_fix(tmp_path, released, not_run):
    path = tmp_path / "tiny.ipynb"
    looked_over(path, CASES["two_adjacent_cells_deleted"].make(), released, fix=True)
    not_run.undo()
    status, text = looked_over(path, None, released)
    assert "[damaged]" not in text and status == 1 and "not written yet" in text


def test_broken_json_is_diagnosed(tmp_path, released):
    status, text = looked_over(tmp_path / "tiny.ipynb", CASES["broken_json"].make(), released, fix=True)
    assert status == 1 and "cut off" in text
    assert (tmp_path / "tiny.ipynb").read_bytes() == CASES["broken_json"].make(), "nothing is overwritten"


def test_a_foreign_notebook_is_refused(tmp_path, released):
    with pytest.raises(CheckError, match="90_tiny"):
        looked_over(tmp_path / "x.ipynb", b'{"cells": [{"cell_type": "code", "source": "1"}]}', released)
    with pytest.raises(CheckError, match="no file"):
        check(tmp_path / "none.ipynb", released=released)
