"""A lab as grading sees it: exercises, checks, given cells, and what each check may use."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.labformat.code import DEFINITIONS, HIDDEN, IMPORTS, PREDICT, SOLUTION, bound, parse, stub, used, without
from course.labformat.frame import MORE


class BundleError(ValueError):
    """The bundle cannot be graded with: it is missing, or a notebook of it is not what `course build` writes."""


@dataclass(frozen=True)
class Part:
    """One cell of the bundle.

    `kind` is "exercise", "check", "predict", "given" or "text"; `source` is what students may see (stub, visible
    checks), `full` the bundle's own; `names` are what an exercise defines.
    """

    kind: str
    id: str
    source: str
    full: str
    cell: NotebookNode = field(compare=False)
    exercise: str = ""
    points: float = 0.0
    skip: bool = False
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Assignment:
    """A lab's notebook with its checks. `digest` changes with every change that can change a grade."""

    lab: str
    notebook: str
    parts: list[Part]
    metadata: dict
    digest: str
    maxima: dict[str, float] = field(default_factory=dict)

    @property
    def checks(self) -> list[Part]:
        """The checks in their order."""
        return [part for part in self.parts if part.kind == "check"]

    @property
    def predictions(self) -> list[str]:
        """The ids of the predictions, in order."""
        return [part.id.removeprefix(PREDICT) for part in self.parts if part.kind == "predict"]

    @property
    def max_score(self) -> float:
        """Points of all checks."""
        return sum(self.maxima.values())


def load(path: Path) -> Assignment:
    """Return the assignment that a bundle (or release) notebook holds.

    Raises
    ------
    BundleError
        It cannot be read, or holds no checks.
    """
    try:
        raw = path.read_bytes()
        notebook = nbformat.reads(raw.decode("utf-8"), as_version=4)
    except Exception as error:
        raise BundleError(f"{path} cannot be read: {error}. Run `course build`.") from None
    made = from_notebook(notebook, path.parent.name, path.stem)
    if not made.checks:
        raise BundleError(f"{path} holds no checks; run `course build`.")
    return made


def bundles(folder: Path) -> dict[str, Path]:
    """Return the notebook of every lab in a bundle folder, by lab name.

    Raises
    ------
    BundleError
        There is none, or a lab has more than one.
    """
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*/*.ipynb")):
        if path.stem == MORE:  # a lab's second notebook is not graded
            continue
        if path.parent.name in found:
            raise BundleError(f"{path.parent} holds more than one notebook; grading expects one a lab")
        found[path.parent.name] = path
    if not found:
        raise BundleError(f"{folder} holds no notebooks (LAB/NAME.ipynb); run `course build` first.")
    return found


def from_notebook(notebook: NotebookNode, lab: str, name: str) -> Assignment:
    """Return the assignment of a bundle or release notebook."""
    parts: list[Part] = []
    exercises: list[str] = []
    for cell in notebook.cells:
        part = _part(cell, exercises)
        if part.kind == "exercise":
            exercises.append(part.exercise)
        parts.append(part)
    maxima = dict.fromkeys(exercises, 0.0)
    for part in parts:
        if part.kind == "check":
            maxima[part.exercise] = maxima.get(part.exercise, 0.0) + part.points
    told = [[p.kind, p.id, p.full, p.points, p.skip] for p in parts]
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    metadata = {k: notebook.metadata[k] for k in ("kernelspec", "language_info") if k in notebook.metadata}
    return Assignment(lab, name, parts, metadata, digest, maxima)


def _part(cell: NotebookNode, exercises: list[str]) -> Part:
    grader = cell.metadata.get("nbgrader") or {}
    course = cell.metadata.get("course") or {}
    identity = grader.get("grade_id") or cell.get("id", "")
    skip = course.get("skip") == "grading"
    if cell.cell_type != "code":
        return Part("text", identity, cell.source, cell.source, cell)
    if grader.get("grade") and not grader.get("solution"):
        exercise = course.get("check") or _owner(identity, exercises)
        points = float(grader.get("points") or 0)
        return Part("check", identity, without(cell.source, HIDDEN), cell.source, cell, exercise, points)
    if grader.get("solution"):
        exercise = course.get("exercise") or identity.removeprefix("exercise-")
        mine = (bound(node) for node in parse(cell.source).body if not isinstance(node, IMPORTS))
        source = without(cell.source, SOLUTION, stub(course.get("number", ""), cell.source))
        return Part("exercise", identity, source, cell.source, cell, exercise, names=frozenset().union(*mine))
    kind = "predict" if course.get("predict") else "given"
    return Part(kind, identity, cell.source, cell.source, cell, skip=skip)


def _owner(identity: str, exercises: list[str]) -> str:
    """Return the exercise that a check belongs to: by its name, else the one before it."""
    name = identity.removeprefix("check-")
    for candidate in (name, re.sub(r"-\d+$", "", name)):
        if candidate in exercises:
            return candidate
    return exercises[-1] if exercises else name


def modules(assignment: Assignment) -> list[str]:
    """Return the modules that given cells and checks use, so that they can be loaded before student code.

    Some of the names are no modules (`numpy.arange`): an attribute of an import may be either.
    """
    found: dict[str, None] = {"course.checks": None}
    aliases: dict[str, str] = {}
    for part in assignment.parts:
        if part.kind not in ("given", "check") or part.skip:
            continue
        for node in ast.walk(parse(part.full)):
            if isinstance(node, ast.Import):
                found |= {alias.name: None for alias in node.names}
                aliases |= {alias.asname or alias.name: alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module] = None
                found |= {f"{node.module}.{alias.name}": None for alias in node.names if alias.name != "*"}
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
                found[f"{aliases[node.value.id]}.{node.attr}"] = None
    return list(found)


def surroundings(assignment: Assignment, check: Part) -> dict[str, list[str]]:
    """Return what a check needs besides itself.

    Returns
    -------
    dict
        "context": statements of the given cells before the check that define names it uses, in order, to be run
        anew in the check's own namespace; "borrowed": names to take from the student's namespace (exercises, and
        given names that depend on them); "defines": the names of the check's exercise.
    """
    before = assignment.parts[: assignment.parts.index(check)]
    exercises = {name for part in before if part.kind == "exercise" for name in part.names}
    statements = [node for part in before if part.kind == "given" and not part.skip for node in parse(part.full).body]
    plain = (*IMPORTS, *DEFINITIONS, ast.Assign, ast.AnnAssign)
    borrowed = set(exercises)
    depends = set(exercises)  # and given functions that use such a name: made afresh, what they return is borrowed
    known = 0
    while len(depends) > known:
        known = len(depends)
        for node in statements:
            if not isinstance(node, plain) or used(node) & depends:
                depends |= bound(node)
                borrowed |= set() if isinstance(node, DEFINITIONS) else bound(node)
    needed, chosen = used(parse(check.full)), set()
    growing = True
    while growing:
        growing = False
        for index, node in reversed(list(enumerate(statements))):
            names = bound(node)
            if index not in chosen and isinstance(node, plain):
                star = isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
                if star or (names & needed and not names & borrowed):
                    chosen.add(index)
                    needed |= used(node)
                    growing = True
    own = [part.names for part in before if part.kind == "exercise" and part.exercise == check.exercise]
    return {
        "context": [ast.unparse(statements[index]) for index in sorted(chosen)],
        "borrowed": sorted(borrowed & needed),
        "defines": sorted(frozenset().union(*own)),
    }
