"""A tiny bundle with two exercises, and functions that turn its released notebook into submissions."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

LAB, NAME = "90_tiny", "tiny"
POINTS = {"double": 2.0, "total": 3.0}

IMPORTS = """\
import numpy as np

from course import checks"""
HELPER = """\
def slow_total(values):
    result = 0.0
    for value in values:
        result += value
    return result"""
DOUBLE = '''\
def double(x):
    """Twice `x`, an array of any shape."""
    ### BEGIN SOLUTION
    return 2 * np.asarray(x)
    ### END SOLUTION'''
DOUBLE_CHECK = """\
checks.close("three", double(3.0), 6.0, hint="add it to itself")
### BEGIN HIDDEN TESTS
secret_cases = [np.arange(4.0), np.ones((2, 3))]
for secret_case in secret_cases:
    checks.close("an array", double(secret_case), secret_case + secret_case)
### END HIDDEN TESTS"""
TOTAL = '''\
def total(x):
    """Sum of the vector `x`, a float."""
    ### BEGIN SOLUTION
    return float(np.sum(x))
    ### END SOLUTION'''
TOTAL_CHECK = """\
assert total([1.0, 2.0]) == 3.0, "one and two make three"
### BEGIN HIDDEN TESTS
for secret_seed in range(3):
    secret_vector = np.random.default_rng(secret_seed).normal(size=5)
    assert abs(total(secret_vector) - slow_total(secret_vector)) < 1e-9
    np.testing.assert_allclose(total(secret_vector), slow_total(secret_vector))
### END HIDDEN TESTS"""
SLOW = "raise RuntimeError('a cell with skip=grading was run')"
SECRETS = ("secret_case", "secret_seed", "secret_vector", "HIDDEN TESTS")


def code(source: str, identity: str, points: int = 0, kind: str = "given", **course):
    """Return a code cell with full nbgrader metadata."""
    grader = {
        "grade": kind == "check",
        "solution": kind == "exercise",
        "locked": kind != "exercise",
        "task": False,
        "grade_id": identity,
        "schema_version": 3,
        "cell_type": "code",
    }
    if kind == "check":
        grader["points"] = points
    metadata = {"nbgrader": grader} | ({"course": course} if course else {})
    return new_code_cell(source, id=identity, metadata=metadata)


def bundle_notebook():
    """Return the tiny lab with solutions and hidden tests."""
    notebook = new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    notebook.cells = [
        new_markdown_cell("# 90 · Tiny", id="text-title"),
        code(IMPORTS, "given-imports"),
        code(DOUBLE, "exercise-double", kind="exercise", exercise="double", number="90.1"),
        code(DOUBLE_CHECK, "check-double", 2, "check", check="double"),
        code("double(2)", "given-demo"),
        code(HELPER, "given-helper"),
        code(SLOW, "given-slow", skip="grading"),
        new_markdown_cell("Now a sum.", id="text-sum"),
        code(TOTAL, "exercise-total", kind="exercise", exercise="total", number="90.2"),
        code(TOTAL_CHECK, "check-total", 3, "check", check="total"),
    ]
    return notebook


def write_bundle(root: Path) -> Path:
    """Write the bundle below `root`; return its folder."""
    path = root / "bundle" / LAB / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(bundle_notebook(), path)
    return root / "bundle"


def release():
    """Return what a student gets: stubs, visible checks."""
    from course.labformat.assignment import from_notebook

    notebook = copy.deepcopy(bundle_notebook())
    for cell, part in zip(notebook.cells, from_notebook(notebook, LAB, NAME).parts, strict=True):
        cell.source = part.source
    return notebook


ANSWERS = {
    "double": "def double(x):\n    return np.asarray(x) + np.asarray(x)",
    "total": "def total(x):\n    return float(np.asarray(x).sum())",
}


def answered(double: str | None = ANSWERS["double"], total: str | None = ANSWERS["total"]):
    """Return a submission with these two answers (None: left as released)."""
    notebook = release()
    for name, source in (("double", double), ("total", total)):
        if source is not None:
            cell_of(notebook, f"exercise-{name}").source = source
    return notebook


def cell_of(notebook, identity: str):
    """Return the cell with this id."""
    return next(cell for cell in notebook.cells if cell.id == identity)


def index_of(notebook, identity: str) -> int:
    """Return the position of the cell with this id."""
    return next(i for i, cell in enumerate(notebook.cells) if cell.id == identity)


def insert(notebook, before: str, source: str, **metadata):
    """Put a student's own code cell before the one with this id."""
    cell = new_code_cell(source, metadata=metadata)
    notebook.cells.insert(index_of(notebook, before), cell)
    return notebook


def dump(notebook) -> bytes:
    """Return the bytes of a notebook, however odd it is."""
    return json.dumps(notebook).encode()
