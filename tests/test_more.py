"""A lab's second notebook: built and shown as the lab is, and nowhere taken for something to be graded."""

from __future__ import annotations

import zipfile

import nbformat
import pytest
from rich.console import Console

from course.authoring import build
from course.authoring.demo import run_labs
from course.authoring.release import release
from course.grading.check import check
from course.grading.collecting.collect import collect
from course.grading.submission.discover import discover
from course.labformat import source
from course.labformat.assignment import bundles
from course.labformat.frame import BACK
from course.labformat.source import SourceError, labs

SCRIPT = """\
# %% [markdown]
# # 01 · If you want more: tiny things
#
# What a tiny lab leaves out.

# %%
from course import predictions

# %% [markdown]
# **Predict** the answer.

# %% predict="larger"
predictions.guess("larger", ...)  # a number

# %%
predictions.compare("larger", 7 * 6)
print(7 * 6)
"""
EXERCISE = """
# %% exercise="half"
def half(x):
    \"\"\"Return the half.\"\"\"
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION
"""


@pytest.fixture
def course(tiny):
    (tiny / "source/01_tiny/more.py").write_text(SCRIPT, "utf-8")
    return tiny


def read(folder, kind, name="more"):
    return nbformat.read(folder / kind / f"01_tiny/{name}.ipynb", as_version=4)


def test_it_is_built_beside_the_lab_and_stays_out_of_the_bundle(course):
    assert [lab.name for lab in labs(course)] == ["01_tiny"]
    assert len(build.build(root=course)) == 3
    made = read(course, "labs")
    nbformat.validate(made)
    assert made.cells[1].id == BACK and "tiny.ipynb" in made.cells[1].source and "Back: " in made.cells[-1].source
    assert "checks.progress" not in "".join(cell.source for cell in made.cells)
    assert "If you want more: [tiny things](more.ipynb)" in read(course, "labs", "tiny").cells[-1].source
    assert not (course / "SECRET-bundle/01_tiny/more.ipynb").exists()
    assert build.build(root=course) == []


def test_its_solution_is_executed_and_proven_fresh(course):
    build.build(["1"], root=course, execute=True)
    assert read(course, "solutions").cells[-2].outputs[-1].text.endswith("42\n")
    assert build.check(root=course) == [] and build.out_of_date(root=course) == []
    script = course / "source/01_tiny/more.py"
    script.write_text(SCRIPT.replace("print(7 * 6)", "print(7 * 7)"), "utf-8")
    assert {(d.path.parts[-3], d.path.name) for d in build.check(root=course)} == {
        ("labs", "more.ipynb"),
        ("solutions", "more.ipynb"),
    }
    build.build(root=course)
    assert [d.path.name for d in build.out_of_date(root=course)] == ["more.ipynb"]
    script.unlink()
    build.build(root=course)
    assert "(more.ipynb)" not in read(course, "labs", "tiny").cells[-1].source
    assert [d.detail for d in build.check(root=course)] == ["no source script gives this notebook; delete it"] * 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (SCRIPT + EXERCISE, "exercise half: a second notebook is not graded"),
        (SCRIPT.replace("predictions.compare", "print"), "is not compared in its section"),
        (SCRIPT.replace("print(7 * 6)", "print("), "does not parse"),
    ],
)
def test_a_script_that_breaks_a_rule_stops_the_build(course, text, fault):
    (course / "source/01_tiny/more.py").write_text(text, "utf-8")
    with pytest.raises(SourceError, match=fault):
        build.build(root=course)
    assert not (course / "labs").exists()


def test_a_class_gets_it_with_links_that_hold(course, tmp_path):
    handed = release(tmp_path / "out", address="https://github.com/somebody/labs", root=course)
    assert "labs/01_tiny/more.ipynb" in handed.names
    assert "(labs/01_tiny/more.ipynb)" in (handed.folder / "README.md").read_text("utf-8")
    made = nbformat.read(handed.folder / "labs/01_tiny/more.ipynb", as_version=4)
    text = "".join(cell.source for cell in made.cells)
    assert "blob/main/labs/01_tiny/more.ipynb" in text and "solutions/" not in text


def test_nobody_takes_it_for_work(course, tmp_path):
    build.build(root=course)
    assert [path.name for path in bundles(course / "labs").values()] == ["tiny.ipynb"]
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name, kept in (("tiny", "tiny"), ("more", "more"), ("more", "Copy of my notes")):
            archive.write(course / f"labs/01_tiny/{name}.ipynb", f"anna/01_tiny/{kept}.ipynb")
    done = collect(tmp_path / "class.zip", tmp_path / "submitted", released=course / "labs")
    assert [row[:2] for row in done.rows] == [("anna", "01_tiny")] and done.exit_status == 0
    assert [note for note in done.notes if "2 second notebook(s)" in note]
    folder = tmp_path / "submitted/anna/01_tiny"
    assert folder.joinpath("tiny.ipynb").read_bytes() == (course / "labs/01_tiny/tiny.ipynb").read_bytes()
    folder.joinpath("more.ipynb").write_bytes((course / "labs/01_tiny/more.ipynb").read_bytes())
    (one,), _ = discover(tmp_path / "submitted", {"01_tiny": course / "SECRET-bundle/01_tiny/tiny.ipynb"})
    assert one.path.name == "tiny.ipynb" and one.flags == []
    before = folder.joinpath("more.ipynb").read_bytes()
    console = Console(record=True, width=200)
    assert check(folder / "more.ipynb", fix=True, released=course / "labs", console=console) == 0
    assert "there is nothing to check" in console.export_text()
    assert folder.joinpath("more.ipynb").read_bytes() == before


def test_a_run_of_the_solutions_leaves_it_out(course, tmp_path):
    build.build(root=course, execute=True)
    runs = run_labs(source.labs(course), course, tmp_path / "out", profile="smoke", console=Console(quiet=True))
    assert [one.lab for one in runs] == ["01_tiny"]
    assert [path.name for path in (tmp_path / "out").rglob("*.ipynb")] == ["tiny.ipynb"]
