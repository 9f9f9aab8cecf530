"""Read a lab's percent script: its cells, their marks, and the notebook with full nbgrader metadata."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from course import paths
from course.labformat import frame
from course.labformat.code import ODD, PREDICT
from course.labformat.frame import MORE

MARKS = {"exercise", "check", "predict", "points", "output", "skip"}
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}


class SourceError(ValueError):
    """A source script does not follow the rules of the authoring chain; the message lists every fault."""


@dataclass(frozen=True)
class Lab:
    """One lab: `name` is its folder ("01_convolution"), `notebook` the stem of its files ("convolution")."""

    name: str
    source: Path

    @property
    def number(self) -> int:
        """The lab's number, taken from the folder's name."""
        return int(self.name.split("_", 1)[0])

    @property
    def notebook(self) -> str:
        """Stem of the lab's script and notebooks."""
        return self.source.stem

    @property
    def relative(self) -> Path:
        """The notebook's place below `labs/`, `solutions/` and the bundle."""
        return Path(self.name) / f"{self.notebook}.ipynb"

    @property
    def notebooks(self) -> list[Lab]:
        """The lab itself and, if its folder holds a script `more.py`, its second notebook, which is not graded."""
        second = self.source.with_name(f"{MORE}.py")
        return [self, *([Lab(self.name, second)] if second.is_file() and second != self.source else [])]


def notebooks(chosen: list[Lab]) -> list[Lab]:
    """Return the labs, each with its second notebook behind it, if it has one."""
    return [one for lab in chosen for one in lab.notebooks]


def labs(root: Path | None = None) -> list[Lab]:
    """Return every lab of the checkout, in order: folders `NN_name` of `source/` that hold `name.py`."""
    folder = (root or paths.root()) / "source"
    found = []
    for script in sorted(folder.glob("[0-9][0-9]_*/*.py")):
        if script.parent.name.split("_", 1)[1] == script.stem:
            found.append(Lab(script.parent.name, script))
    return found


def select(names: list[str] | None, available: list[Lab] | None = None) -> list[Lab]:
    """Return the labs that `names` ask for ("01", "1", "01_convolution" or "convolution"); all, if there are none.

    Raises
    ------
    SourceError
        A name fits no lab; the message lists the labs there are.
    """
    available = labs() if available is None else available
    if not names:
        return available
    chosen = []
    for name in names:
        fits = [lab for lab in available if name in (lab.name, lab.notebook, str(lab.number), f"{lab.number:02d}")]
        if not fits:
            raise SourceError(f"no lab {name!r}: there are {', '.join(lab.name for lab in available) or 'none'}")
        chosen += fits
    return [lab for lab in available if lab in chosen]


def read(lab: Lab) -> NotebookNode:
    """Return the script's cells as jupytext reads them, the short marks in `cell.metadata`, nothing added.

    Raises
    ------
    SourceError
        A cell carries a mark that does not exist.
    """
    notebook = jupytext.read(lab.source, fmt="py:percent")
    for cell in notebook.cells:
        for blank_lines in ("lines_to_next_cell", "lines_to_end_of_cell_marker"):
            cell.metadata.pop(blank_lines, None)
        unknown = set(cell.metadata) - MARKS
        if unknown:
            raise SourceError(
                f"{lab.name}: unknown mark {', '.join(sorted(unknown))} on the cell that starts with "
                f"{cell.source[:60]!r}; the marks are {', '.join(sorted(MARKS))}"
            )
    return notebook


def title(lab: Lab) -> str:
    """Return the lab's first heading."""
    found = re.search(r"^# # (.+)$", lab.source.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return found[1].strip() if found else lab.name


def place(available: list[Lab], address: str | None = None, solutions: bool = True) -> frame.Place:
    """Return where notebooks will stand: beside those of the labs, with links to the address (None: pyproject's)."""
    if address is None:
        address = frame.address(available[0].source.parents[2]) if available else ""
    told = tuple((lab.name, lab.notebook, title(lab)) for lab in available)
    more = {second.name: title(second) for lab in available for second in lab.notebooks[1:]}
    return frame.Place(address, told, solutions, more)


def bundle(lab: Lab, where: frame.Place | None = None) -> NotebookNode:
    """Return the lab as an nbgrader source notebook: solutions, hidden tests and full metadata (schema 3).

    Ids are derived from the marks (and, for unmarked cells, from their text), so equal source gives equal
    notebooks. Around the lab's cells stands the frame, for the place `where` (by default the repository).
    """
    where = where or place(labs(lab.source.parents[2]))
    script = read(lab)
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": dict(KERNELSPEC), "language_info": {"name": "python"}, "course": {"lab": lab.name}}
    )
    used: Counter[str] = Counter()
    exercise_number = 0
    for cell in script.cells:
        marks = dict(cell.metadata)
        identity = _identity(cell, marks, used)
        if cell.cell_type == "markdown":
            notebook.cells.append(nbformat.v4.new_markdown_cell(cell.source, id=identity))
            continue
        course: dict = {key: marks[key] for key in ("skip",) if key in marks}
        if "exercise" in marks:
            exercise_number += 1
            course |= {"exercise": marks["exercise"], "number": f"{lab.number}.{exercise_number}"}
        if "check" in marks:
            course |= {"check": marks["check"]}
        if "predict" in marks:
            course |= {"predict": marks["predict"]}
        metadata: dict = {"nbgrader": _nbgrader(marks, identity)}
        if course:
            metadata["course"] = course
        if marks.get("output") == "fixed":
            metadata["tags"] = ["nbval-check-output"]
        if "predict" in marks:
            metadata["tags"] = [ODD]  # a guess that is no Python does not end Run All
        notebook.cells.append(nbformat.v4.new_code_cell(cell.source, id=identity, metadata=metadata))
    return frame.framed(notebook, lab.name, lab.notebook, where)


def _identity(cell: NotebookNode, marks: dict, used: Counter[str]) -> str:
    """Return a cell id that depends on the cell alone (and on how many equal ones came before)."""
    if "exercise" in marks:
        stem = f"exercise-{marks['exercise']}"
    elif "check" in marks:
        stem = f"check-{marks['check']}"
    elif "predict" in marks:
        stem = f"{PREDICT}{marks['predict']}"
    else:
        kind = "text" if cell.cell_type == "markdown" else "given"
        stem = f"{kind}-{hashlib.sha256(cell.source.encode()).hexdigest()[:10]}"
    stem = re.sub(r"[^A-Za-z0-9_-]", "-", stem)[:60]
    used[stem] += 1
    return stem if used[stem] == 1 else f"{stem}-{used[stem]}"


def _nbgrader(marks: dict, identity: str) -> dict:
    exercise, check = "exercise" in marks, "check" in marks
    metadata = {
        "grade": check,
        "grade_id": identity,
        "locked": not exercise and "predict" not in marks,
        "schema_version": 3,
        "solution": exercise,
        "task": False,
    }
    if check:
        metadata["points"] = marks.get("points")
    return metadata
