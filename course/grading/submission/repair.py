"""Put a damaged submission in order: every cell of the lab in its place, every cell of the student kept.

What counts, when there is doubt: an exercise is the cell with its grade id; of several, the last one that holds the
function and is not the untouched stub; without any, the last cell that defines the exercise's function. Checks and
given cells are always the bundle's own. What a student added stays, after the cell it followed.

Flags are sentences that start with a category: "repaired", "review" (a person should look), "note".
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from course.grading.submission.notebooks import Cell
from course.labformat.assignment import Assignment, Part
from course.labformat.code import functions, imports, parses

SIMILAR = 0.75
SUSPICIOUS = re.compile(
    r"\b(_getframe|currentframe|f_globals|f_locals|f_back|f_lineno|f_trace|settrace|setprofile|get_objects|"
    r"get_referrers|get_referents|__closure__|cell_contents|shell_handlers|ctypes|__code__|get_parent|meta_path|"
    r"_ih|sys\.modules|__builtins__|import builtins|course_guard\w*|addaudithook|sys\.monitoring|setitimer|_blake2)\b"
)


@dataclass
class Repaired:
    """A notebook with every cell of the lab, and what had to be done for that."""

    notebook: NotebookNode
    flags: list[str] = field(default_factory=list)


def repair(cells: list[Cell], assignment: Assignment) -> Repaired:
    """Return the submission's `cells` as a clean notebook of the assignment.

    Check cells hold their visible part only; metadata are the bundle's; outputs, tags and attachments are gone.
    """
    return _Repair(cells, assignment).run()


def placeholder(assignment: Assignment, reason: str) -> NotebookNode:
    """Return the lab as released, with a first cell that says why there is nothing to grade."""
    notebook = repair([], assignment).notebook
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(f"**Not graded:** {reason}", id="not-graded"))
    return notebook


def suspicions(cells: list[Cell]) -> list[str]:
    """Return a flag for each cell whose code reaches for the interpreter's insides."""
    found = []
    for number, cell in enumerate(cells, 1):
        code = re.sub(r"#.*", "", cell.source) if cell.kind == "code" else ""
        words = sorted({match.group(0) for match in SUSPICIOUS.finditer(code)})
        if words:
            found.append(f"review: cell {number} uses {', '.join(words[:5])}")
    return found


class _Repair:
    def __init__(self, cells: list[Cell], assignment: Assignment):
        self.cells, self.assignment = cells, assignment
        self.flags: list[str] = []
        self.found: dict[str, int] = {}  # part id -> index of the cell that counts
        self.joined: dict[str, str] = {}  # part id -> source, where a split cell was joined
        self.used: set[int] = set()  # cells that a part took
        self.idle: set[int] = set()  # copies that must not run
        self.recovered = 0
        self.known = {part.id for part in assignment.parts}

    def run(self) -> Repaired:
        claims = self._claims()
        for part in self.assignment.parts:
            if claims.get(part.id):
                (self._claimed_exercise if part.kind == "exercise" else self._claimed)(part, claims[part.id])
        for part in self.assignment.parts:
            if part.id not in self.found:
                self._search(part)
        if self.cells:
            self._report()
        return Repaired(self._assemble(), self.flags + suspicions(self.cells))

    def _claims(self) -> dict[str, list[int]]:
        claims: dict[str, list[int]] = {}
        for index, cell in enumerate(self.cells):
            name = cell.grade_id if cell.grade_id in self.known else cell.id
            if name in self.known:
                claims.setdefault(name, []).append(index)
        return claims

    def _claimed(self, part: Part, claimed: list[int]) -> None:
        self.found[part.id] = claimed[0]
        self.used.add(claimed[0])
        if len(claimed) > 1 and part.kind == "check":
            self.flags.append(f"repaired: {part.id} was copied; the copies do not count")

    def _claimed_exercise(self, part: Part, claimed: list[int]) -> None:
        chosen = claimed[-1]
        if len(claimed) > 1:
            sources = {index: self.cells[index].source for index in claimed}
            holds = [i for i in claimed if functions(sources[i]) & part.names]
            written = [i for i in holds if not _same(sources[i], part.source)]
            whole = "\n".join(sources.values())
            split = parses(whole) and not all(parses(source) for source in sources.values())
            if (written or holds) and not split:
                chosen = (written or holds)[-1]
                self.flags.append(
                    f"repaired: {part.id} exists {len(claimed)} times; the last written copy counts "
                    f"(cell {chosen + 1})"
                )
                self.idle |= set(holds) - {chosen}
            elif functions(whole) & part.names:
                self.joined[part.id] = whole
                self.used |= set(claimed)
                self.flags.append(f"repaired: {part.id} was split into {len(claimed)} cells; they were joined")
        self.found[part.id] = chosen
        self.used.add(chosen)

    def _search(self, part: Part) -> None:
        """Find the cell of a part that no metadata name: by its function, else by its text."""
        free = [index for index in range(len(self.cells)) if index not in self.used]
        if part.kind == "exercise":
            fits = [i for i in free if self.cells[i].grade_id == "" and functions(self.cells[i].source) & part.names]
            fits = fits or [i for i in free if functions(self.cells[i].source) & part.names]
            written = [i for i in fits if not _same(self.cells[i].source, part.source)]
            fits = written or fits
            if not fits:
                return
            index = fits[-1]
        else:
            same = [i for i in free if _same(self.cells[i].source, part.source)]
            if not same and part.kind == "check":
                same = [i for i in free if _ratio(self.cells[i].source, part.source) >= SIMILAR]
            if not same:
                return
            index = same[0]
        self.found[part.id] = index
        self.used.add(index)
        self.recovered += part.kind != "text"

    def _report(self) -> None:
        parts = [part for part in self.assignment.parts if part.kind != "text"]
        if self.recovered:
            self.flags.append(
                f"repaired: {self.recovered} of {len(parts)} cells had lost their metadata; "
                "they were found by function and text"
            )
        named = [self.cells[index] for part in parts if (index := self.found.get(part.id)) is not None]
        bare = sum(1 for cell in named if cell.id in self.known and cell.grade_id == "")
        if bare:
            self.flags.append(
                f"repaired: {bare} cells had lost their nbgrader metadata; they were known by their ids"
            )
        missing = [part for part in parts if part.id not in self.found]
        for part in missing:
            self.flags.append(f"repaired: {part.kind} cell {part.id} was deleted; restored from the lab")
        for part in parts:
            if part.id not in self.found:
                continue
            cell = self.cells[self.found[part.id]]
            if cell.kind != "code":
                self.flags.append(f"repaired: {part.id} had become a {cell.kind} cell; it is code again")
            elif part.kind == "check" and not _same(cell.source, part.source):
                self.flags.append(f"repaired: {part.id} was edited; the original check is used")
            tags = {"skip-execution", "raises-exception"} & set(cell.tags)
            if tags and part.kind != "given":
                self.flags.append(f"review: {part.id} carried the tag {', '.join(sorted(tags))}, which is dropped")
        order = [self.found[part.id] for part in parts if part.id in self.found]
        if order != sorted(order):
            self.flags.append("repaired: cells had been moved; they are in the lab's order again")

    def _assemble(self) -> NotebookNode:
        metadata = {**self.assignment.metadata, "course": {"lab": self.assignment.lab}}
        notebook = nbformat.v4.new_notebook(metadata=metadata)
        owner = {index: part.id for part in self.assignment.parts for index in [self.found.get(part.id)]}
        followers: dict[str, list[int]] = {}
        last = ""
        for index in range(len(self.cells)):
            if index in owner:
                last = owner[index]
            elif index not in self.used:
                followers.setdefault(last, []).append(index)
        notebook.cells += [self._extra(index) for index in followers.get("", [])]
        for part in self.assignment.parts:
            index = self.found.get(part.id)
            cell = self.cells[index] if index is not None else None
            if part.kind == "text" and cell is None:
                continue
            if part.kind == "given" and cell is not None and cell.kind == "code":
                notebook.cells += self._kept_imports(part, cell, index)
            notebook.cells.append(self._own(part, cell))
            notebook.cells += [self._extra(index) for index in followers.get(part.id, [])]
        return notebook

    def _own(self, part: Part, cell: Cell | None) -> NotebookNode:
        if part.kind == "text":
            return nbformat.v4.new_markdown_cell(cell.source if cell else part.source, id=part.id)
        source = part.source
        if part.kind == "exercise" and cell is not None:
            source = self.joined.get(part.id, cell.source)
        kept = {key: part.cell.metadata[key] for key in ("nbgrader", "course") if key in part.cell.metadata}
        return nbformat.v4.new_code_cell(source, id=part.id, metadata=kept)

    def _kept_imports(self, part: Part, cell: Cell, index: int) -> list[NotebookNode]:
        """Return a cell with the imports that a student added to a given cell, which is otherwise restored."""
        added = [line for line in imports(cell.source) if line not in imports(part.full)]
        if not added:
            return []
        return [nbformat.v4.new_code_cell("\n".join(added), id=f"added-{index + 1}")]

    def _extra(self, index: int) -> NotebookNode:
        cell, name = self.cells[index], f"added-{index + 1}"
        if cell.kind == "code" and index not in self.idle:
            return nbformat.v4.new_code_cell(cell.source, id=name)
        make = nbformat.v4.new_markdown_cell if cell.kind == "markdown" else nbformat.v4.new_raw_cell
        return make(cell.source, id=name)


def _plain(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _ratio(one: str, other: str) -> float:
    one, other = _plain(one)[:4000], _plain(other)[:4000]
    if not one or not other or not 0.4 < len(one) / len(other) < 2.5:
        return 0.0
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= SIMILAR and matcher.quick_ratio() >= SIMILAR else 0.0
