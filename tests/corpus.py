"""Read the corpus of answers and make submissions of it: one answer an exercise, in the lab's own notebook."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat

from course.authoring.build import bundle_notebook, release_notebook
from course.labformat.source import Lab

FOLDER = Path(__file__).parent / "answers"


MARKS = {"answer", "score", "cause"}


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise, the score that it must get, and what the message of a lost point must say.

    A file of answers is a percent script: `# %% answer="name" score=0 cause="copy of h starts at each"` above each.
    `cause` is words of the hint that leads to the fix, or a list of such: the message must hold all of them.
    """

    exercise: str
    name: str
    score: float
    code: str
    cause: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.exercise}-{self.name}"


def answers(lab: Lab) -> list[Answer]:
    """Return every answer of `tests/answers/<lab>/<exercise>.py`, in file order."""
    found = []
    for path in sorted((FOLDER / lab.name).glob("*.py")):
        for cell in jupytext.read(path, fmt="py:percent").cells:
            unknown = set(cell.metadata) - MARKS - {"lines_to_next_cell"}
            if unknown:
                raise ValueError(f"{path.name}: unknown mark {', '.join(sorted(unknown))} on {cell.source[:60]!r}")
            if "answer" in cell.metadata:
                name, score, cause = (cell.metadata.get(mark) for mark in ("answer", "score", "cause"))
                causes = tuple([cause] if isinstance(cause, str) else cause or ())
                found.append(Answer(path.stem, name, float(score), cell.source, causes))
            elif cell.cell_type == "code" and cell.source.strip():
                raise ValueError(f'{path.name}: a cell has no answer="…" mark: {cell.source[:60]!r}')
    return found


def unsaid(answer: Answer, message: str) -> list[str]:
    """Return the stated causes that `message` does not name; case and line breaks do not matter."""
    said = " ".join(message.lower().split())
    return [cause for cause in answer.cause if " ".join(cause.lower().split()) not in said]


@functools.lru_cache
def bundle(lab: Lab) -> nbformat.NotebookNode:
    """Return the lab's notebook with solutions and hidden tests."""
    return bundle_notebook(lab)


def points(lab: Lab) -> dict[str, float]:
    """Return the full score of each exercise, from the bundle."""
    total: dict[str, float] = {}
    for cell in bundle(lab).cells:
        course = cell.metadata.get("course", {})
        if "exercise" in course:
            total.setdefault(course["exercise"], 0.0)
        if "check" in course:
            total[course["check"]] += cell.metadata.nbgrader.points
    return total


def first(lab: Lab) -> dict[str, Answer]:
    """Return the first answer to each exercise."""
    return {answer.exercise: answer for answer in reversed(answers(lab))}


def write(folder: Path, student: str, lab: Lab, notebook: nbformat.NotebookNode) -> Path:
    """Write `notebook` as a submission in nbgrader's layout below `folder`."""
    target = folder / student / lab.relative
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)
    return target


def filled(lab: Lab, chosen: dict[str, Answer]) -> nbformat.NotebookNode:
    """Return the student's notebook with the chosen answers typed in; an exercise without one keeps its solution."""
    notebook = release_notebook(lab)
    solved = {cell.id: cell.source for cell in bundle(lab).cells}
    for cell in notebook.cells:
        exercise = cell.metadata.get("course", {}).get("exercise")
        if exercise:
            cell.source = chosen[exercise].code if exercise in chosen else solved[cell.id]
    return notebook
