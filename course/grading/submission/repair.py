"""Put a damaged submission in order: every cell of the lab in its place, every line of the student kept.

Checks and given cells are always the bundle's own; what a student wrote into them follows as a cell of its own. The
answer to an exercise is what defines its function, wherever that stands and however it is written: a `def`, an
alias, `functools.partial`, an import, inside `if` or `try`, in a cell that holds several answers, after the check.
Of several definitions the one counts that had run last when the check was run (by the numbers in the brackets),
without numbers the last one. A released stub never replaces an answer. Code runs in the student's order, but an
answer that stands after its check is moved before it, with what it uses; a name that is given to something else
later comes back.

Flags are of the kinds "repaired" and "note". They are facts, never suspicions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from course import predictions
from course.grading.flags import Flag
from course.grading.submission.commands import visible, without_installs
from course.grading.submission.notebooks import Cell
from course.grading.submission.pieces import (
    MADE,
    SHADOW,
    UNWRITTEN,
    WRITTEN,
    Piece,
    additions,
    cut,
    embedded,
    plain,
    values,
)
from course.labformat.assignment import Assignment, Part
from course.labformat.code import PREDICT, binds, cell_magic, parse, parses

SIMILAR = 0.6  # share of lines by which an edited cell without metadata is known
MOST_PARTS = 20  # cells that a function was split into
LOOKED_AT = 2_000_000  # characters of a notebook that are parsed to see how much of it is written


@dataclass
class Repaired:
    """A notebook with every cell of the lab, and what had to be done for that."""

    notebook: NotebookNode
    flags: list[Flag] = field(default_factory=list)


def repair(cells: list[Cell], assignment: Assignment, *, to_run: bool = True) -> Repaired:
    """Return the submission's `cells` as a clean notebook of the assignment.

    Check cells hold their visible part only; metadata are the bundle's; outputs, tags and attachments are gone.

    Parameters
    ----------
    to_run
        Also leave out installations, and keep answers whose name is used for something else later. False: for the
        student's own file.
    """
    return _Repair(cells, assignment, to_run).run()


def placeholder(assignment: Assignment, reason: str) -> NotebookNode:
    """Return the lab as released, with a first cell that says why there is nothing to grade."""
    notebook = repair([], assignment).notebook
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(f"**Not graded:** {reason}", id="not-graded"))
    return notebook


def written(cells: list[Cell], assignment: Assignment) -> set[str]:
    """Return the functions of exercises that the cells define in any way, released stubs left out."""
    names = {name for part in assignment.parts if part.kind == "exercise" for name in part.names}
    found: set[str] = set()
    room = LOOKED_AT
    for cell in cells:
        if not any(name in cell.source for name in names):
            continue
        room -= len(cell.source)
        if room < 0:
            break
        magic = cell_magic(cell.source)
        for source in (cell.source, magic[2] if magic else ""):
            found |= {name for name, value in values(source, names).items() if value > UNWRITTEN}
    return found


class _Repair:
    def __init__(self, cells: list[Cell], assignment: Assignment, to_run: bool):
        self.assignment, self.to_run = assignment, to_run
        self.parts, self.place = assignment.parts, {part.id: i for i, part in enumerate(assignment.parts)}
        self.names = {name: part for part in self.parts if part.kind == "exercise" for name in part.names}
        self.flags: dict[Flag, None] = {}
        self.cells = self._whole(cells)
        self.owner: dict[int, Part] = {}  # cell -> the part it is
        self.found: dict[str, int] = {}  # part id -> its cell
        self.answer: dict[str, Piece] = {}  # exercise's function -> the piece that counts
        self.adopted: dict[str, Piece] = {}  # part id -> a piece that becomes the exercise's cell
        self.guessed: dict[str, str] = {}  # part id -> the line that notes the student's guess
        self.recovered = 0

    def run(self) -> Repaired:
        self._identify()
        self.pieces = self._pieces()
        self._choose()
        ordered = self._order()
        if self.cells:
            self._report()
        return Repaired(self._assemble(ordered), list(self.flags))

    def _say(self, kind: str, text: str) -> None:
        self.flags[Flag(kind, text)] = None

    # --- which cell is which -----------------------------------------------------------------------------------

    def _whole(self, cells: list[Cell]) -> list[Cell]:
        """Join the halves of a cell that was split inside a function."""
        whole: list[Cell] = []
        parts = 1
        for cell in cells:
            before = whole[-1] if whole and parts < MOST_PARTS else None
            if before and before.source and before.kind == cell.kind == "code" and cell.source[:1] in (" ", "\t"):
                joined = f"{before.source}\n{cell.source}"
                what = ", ".join(sorted(binds(joined) & set(self.names))) or before.grade_id
                if what and _compiles(joined) and not (_compiles(before.source) and _compiles(cell.source)):
                    self._say("repaired", f"{what} was split into 2 cells; they were joined")
                    whole[-1] = Cell("code", joined, before.id, before.grade_id, before.tags, cell.count)
                    parts += 1
                    continue
            whole.append(cell)
            parts = 1
        return whole

    def _identify(self) -> None:
        """Find the cell of each part: by grade id or cell id, by its text, else by most of its lines."""
        texts: dict[str, list[Part]] = defaultdict(list)
        for part in self.parts:
            texts[plain(part.source)].append(part)
        claims: dict[str, list[int]] = defaultdict(list)
        for index, cell in enumerate(self.cells):
            name = cell.grade_id if cell.grade_id in self.place else cell.id
            if name in self.place:
                claims[name].append(index)
        for part in sorted((self.parts[self.place[name]] for name in claims), key=lambda p: p.kind != "exercise"):
            self._claim(part, self._original(part, claims[part.id]))
        for index, cell in enumerate(self.cells):
            part = next((part for part in texts.get(plain(cell.source), []) if part.id not in self.found), None)
            if part and index not in self.owner:
                self._claim(part, index)
                self.recovered += part.kind != "text"
        asked = {part.id: part for part in self.parts if part.kind == "predict" and part.id not in self.found}
        for index, cell in enumerate(self.cells if asked else []):
            if index not in self.owner and cell.kind == "code" and "guess(" in cell.source:
                name = next((PREDICT + name for name in predictions.written(cell.source)), "")
                if name in asked and name not in self.found:
                    self._claim(asked[name], index)
        self._similar()

    def _claim(self, part: Part, index: int) -> None:
        self.found[part.id], self.owner[index] = index, part

    def _original(self, part: Part, claimed: list[int]) -> int:
        """Return which of the cells with a part's id is the part."""
        if part.kind == "exercise":
            worth = [max(values(self.cells[i].source, set(part.names)).values(), default=0) for i in claimed]
            held = [i for i, value in zip(claimed, worth, strict=True) if value >= MADE]
            if sum(value >= UNWRITTEN for value in worth) > 1:
                counted = f"the last written copy counts (cell {held[-1] + 1})" if held else "none is written"
                self._say("repaired", f"{part.id} exists {len(claimed)} times; {counted}")
            return (held or claimed)[-1]
        if len(claimed) > 1 and part.kind == "check":
            self._say("repaired", f"{part.id} was copied; the copies do not count")
        home = max((i for i, own in self.owner.items() if own.exercise and own.exercise == part.exercise), default=-1)
        same = [i for i in claimed if plain(self.cells[i].source) == plain(part.source)] or claimed
        return next((i for i in same if i > home), same[0])

    def _similar(self) -> None:
        """Know an edited given or check cell that lost its metadata by its lines; one pass over all lines."""
        lines: dict[str, list[tuple[str, int]]] = defaultdict(list)
        sizes = {}
        for part in self.parts:
            if part.kind in ("given", "check") and part.id not in self.found:
                counted = Counter(_lines(part.source))
                sizes[part.id] = counted.total()
                for line, times in counted.items():
                    lines[line].append((part.id, times))
        scores = []
        for index, cell in enumerate(self.cells):
            if index in self.owner or cell.kind != "code" or not lines:
                continue
            counted = Counter(_lines(cell.source))
            shared: Counter[str] = Counter()
            for line, times in counted.items():
                for name, there in lines.get(line, [])[:50]:
                    shared[name] += min(times, there)
            likeness = {name: 2 * common / (sizes[name] + counted.total()) for name, common in shared.items()}
            scores += [(-score, self.place[name], index) for name, score in likeness.items() if score >= SIMILAR]
        for _, place, index in sorted(scores):
            if self.parts[place].id not in self.found and index not in self.owner:
                self._claim(self.parts[place], index)
                self.recovered += 1

    # --- the pieces --------------------------------------------------------------------------------------------

    def _pieces(self) -> list[Piece]:
        wanted: dict[str, list[Part]] = defaultdict(list)  # the lab's texts that may stand inside a cell
        for part in self.parts:
            index, text = self.found.get(part.id), plain(part.source)
            if index is None or (plain(self.cells[index].source) != text and part.kind != "text"):
                if text and (len(text) > 25 or part.kind != "given"):
                    wanted[text.split("\n")[0]].append(part)
        pieces: list[Piece] = []
        slot = stood = -1
        for index, cell in enumerate(self.cells):
            owner = self.owner.get(index)
            slot = here = self.place[owner.id] if owner else slot
            mine = self._cut(cell, index, owner, wanted)
            for piece in mine:
                if piece.part is not None:
                    here = self.place[piece.part.id]
                piece.slot, piece.stood = here, stood
            pieces += mine
            stood = max([stood, slot, *(piece.slot for piece in mine)])
            slot = max([slot, *(piece.slot for piece in mine if piece.part is not None)])
        return pieces

    def _cut(self, cell: Cell, index: int, owner: Part | None, wanted: dict[str, list[Part]]) -> list[Piece]:
        names, kind = set(self.names), owner.kind if owner else ""
        if owner is not None and kind == "predict":
            return self._guess(cell, index, owner, names)
        if owner is not None and plain(cell.source) == plain(owner.source):
            return [Piece(cell.source, index, "markdown" if kind == "text" else "code", owner)]
        if cell.kind != "code" and kind in ("", "text"):
            if not parse(cell.source).body or WRITTEN not in values(cell.source, names).values():
                return [Piece(cell.source, index, cell.kind, owner)]
        found = embedded(cell.source, wanted)
        held = [part for _, part in found if part is not None]
        for part in held:
            self.found.setdefault(part.id, index)
        if len(found) > 1 and any(part is not owner for part in held):
            self._say("repaired", f"cell {index + 1} held several cells of the lab; it was taken apart")
        pieces = cut(cell, index, names, found)
        if owner is None or kind not in ("given", "check"):
            return pieces
        if owner not in held:
            for piece in pieces:
                if piece.part is None and parse(piece.source).body:
                    piece.source = additions(piece.source, owner)
                elif piece.part is None and set(_lines(piece.source)) <= set(_lines(owner.full)):
                    piece.source = ""
            pieces.insert(0, Piece(owner.source, index, part=owner))
        return [piece for piece in pieces if piece.part is not None or piece.source.strip()]

    def _guess(self, cell: Cell, index: int, owner: Part, names: set[str]) -> list[Piece]:
        """Keep a guess as it was written, also where it is no Python; what else is in its cell is the student's."""
        mine, rest = predictions.parted(cell.source, owner.id.removeprefix(PREDICT))
        if not parses(cell.source) and not binds(cell.source):
            mine, rest = cell.source, ""
        if mine:
            self.guessed[owner.id] = mine
        pieces = cut(Cell("code", rest, count=cell.count), index, names) if rest.strip() else []
        return [Piece(owner.source, index, part=owner), *pieces]

    # --- which piece answers what ------------------------------------------------------------------------------

    def _choose(self) -> None:
        for piece in [p for p in self.pieces if p.spare]:
            others = (p.value for p in self.pieces if p is not piece)
            if any(value.keys() & piece.value.keys() and max(value.values()) >= MADE for value in others):
                self.pieces.remove(piece)
        for name, part in self.names.items():
            values_of = [piece.value.get(name, 0) for piece in self.pieces]
            least = MADE if max(values_of, default=0) >= MADE or UNWRITTEN in values_of else SHADOW
            held = [piece for piece, value in zip(self.pieces, values_of, strict=True) if value >= least]
            best = [piece for piece in held if piece.value[name] == WRITTEN] or held
            if best:
                self.answer[name] = self._latest(best, part)
        for name, piece in self.answer.items():
            part = self.names[name]
            index = self._home(part)
            if piece.cell == index or part.id in self.adopted:
                continue
            stub = index is None or all(p.part is part for p in self.pieces if p.cell == index)
            theirs = self.owner.get(piece.cell)
            if index is not None and stub:
                self._say("note", f"{name} is answered in cell {piece.cell + 1}, not in its own cell")
            elif index is None and theirs is not None:
                self._say("repaired", f"{name} is answered in the cell of {theirs.id} (cell {piece.cell + 1})")
            self.recovered += index is None and theirs is None
            free = theirs is None or theirs.kind != "exercise"  # it is no part of another exercise's cell
            free = free or (
                len(piece.value) == 1 and any(p.cell == piece.cell and p is not piece for p in self.pieces)
            )
            if stub and free and piece not in self.adopted.values():
                self.adopted[part.id] = piece

    def _home(self, part: Part) -> int | None:
        """Return the cell that is the part's own, None if its text stands in another's."""
        index = self.found.get(part.id)
        return index if index is not None and self.owner.get(index) is part else None

    def _latest(self, held: list[Piece], part: Part) -> Piece:
        checks = (c.id for c in self.assignment.checks if c.exercise == part.exercise)
        ran = [self.cells[self.found[name]].count for name in checks if name in self.found]
        numbers = [n for n in ran if n is not None]
        counted = [(piece.count, place) for place, piece in enumerate(held) if piece.count is not None]
        if numbers and len(numbers) == len(ran) and len(counted) == len(held):
            before = [one for one in counted if one[0] < max(numbers)]
            if before:
                return held[max(before)[1]]
        return held[-1]

    # --- the order ---------------------------------------------------------------------------------------------

    def _order(self) -> list[Piece | Part]:
        """Return pieces and the lab's parts in the order of the notebook."""
        keys: dict[Piece, tuple] = {piece: (piece.slot, 1, n) for n, piece in enumerate(self.pieces)}
        last: dict[str, int] = {}  # exercise -> slot of its answer
        for name, piece in self.answer.items():
            part = self.names[name]
            slot = self.place[part.id]
            binders = [p for p in self.pieces if p.value.get(name, 0) >= MADE and keys[p][0] <= slot]
            moved = self._closure(piece, slot, keys)
            if binders and max(binders, key=lambda p: keys[p]) is piece:
                if not self._late([piece], slot):
                    moved.remove(piece)
                if not moved:
                    continue
            slot = max([slot, *self._late(moved, slot)])
            for one in moved:
                keys[one] = (slot, 2, keys[one][2])
            last[part.exercise] = slot
        entries: list[tuple[tuple, Piece | Part]] = [
            (keys[piece], piece) for piece in self.pieces if piece.part is None or piece.part.kind == "text"
        ]
        for place, part in enumerate(self.parts):
            if part.kind != "text":
                late = last.get(part.exercise, -1) if part.kind == "check" else -1
                entries.append(((max(place, late), 0 if place >= late else 3, place), part))
        return [entry for _, entry in sorted(entries, key=lambda entry: entry[0])]

    def _given(self, slot: int) -> set[str]:
        """Return the names that given cells bind up to a place."""
        return set().union(*(binds(part.full) for part in self.parts[: slot + 1] if part.kind == "given"))

    def _closure(self, piece: Piece, slot: int, keys: dict[Piece, tuple]) -> list[Piece]:
        """Return the piece and the student's pieces after `slot` that bind what it uses, in order."""
        code = [p for p in self.pieces if p.part is None and p.kind == "code" and p is not piece]
        later = {p: p.binds for p in code if keys[p][0] > slot and max(p.value.values(), default=MADE) > SHADOW}
        before = self._given(slot).union(*(p.binds for p in self.pieces if p.part is None and keys[p][0] <= slot))
        chosen, waiting = {piece}, [piece]
        while waiting:
            needs = waiting.pop().uses - before
            found = [other for other, bound in later.items() if other not in chosen and bound & needs]
            chosen |= set(found)
            waiting += found
        return sorted(chosen, key=self.pieces.index)

    def _late(self, moved: list[Piece], slot: int) -> list[int]:
        """Return the places of given cells after `slot` that bind what the moved pieces need first."""
        needs = set().union(*(piece.uses for piece in moved)) - self._given(slot)
        end = max(max(piece.slot, piece.stood) for piece in moved)
        given = [(i, p) for i, p in enumerate(self.parts[: end + 1]) if i > slot and p.kind == "given" and not p.skip]
        return [place for place, part in given if binds(part.full) & needs]

    # --- the notebook ------------------------------------------------------------------------------------------

    def _assemble(self, ordered: list[Piece | Part]) -> NotebookNode:
        metadata = {**self.assignment.metadata, "course": {"lab": self.assignment.lab}}
        notebook = nbformat.v4.new_notebook(metadata=metadata)
        own = {index: part.id for index, part in self.owner.items() if part.kind == "exercise"}
        own = {p: own.get(p.cell, "") for p in self.pieces if p.part is None and p.kind == "code"}
        present = {*self.adopted, *(own[p] for p in ordered if p in own)}
        own |= {piece: name for name, piece in self.adopted.items()}
        groups: list[tuple[str, list]] = []
        for entry in ordered:
            if isinstance(entry, Part):
                if entry.kind != "exercise" or entry.id not in present:
                    groups.append((entry.id, [entry]))
                continue
            name = own.get(entry, "")
            if groups and groups[-1][0] == name and self._joins(groups[-1][1][-1], entry):
                groups[-1][1].append(entry)
            else:
                groups.append(("" if any(name == label for label, _ in groups) else name, [entry]))
        times: Counter[int] = Counter()
        for name, group in groups:
            first = group[0]
            if isinstance(first, Part):
                notebook.cells.append(self._own(first))
                continue
            cell = self.cells[first.cell]
            whole = len(group) == sum(p.cell == first.cell for p in self.pieces) and cell_magic(cell.source) is None
            source = cell.source if whole else "\n\n".join(piece.source for piece in group)
            if not name:
                times[first.cell] += 1
                extra = f"-{times[first.cell]}" if times[first.cell] > 1 else ""
                name = first.part.id if first.part is not None else f"added-{first.cell + 1}{extra}"
            notebook.cells.append(self._cell(name, source, first.kind, first.count))
        if self.to_run:
            self._keep(notebook)
            self._without_installs(notebook)
        return notebook

    def _joins(self, one: Piece | Part, other: Piece) -> bool:
        """Say whether two pieces may stand in one cell again: not a file's text, not what does not parse."""
        if isinstance(one, Part) or one.cell != other.cell or not one.kind == other.kind == "code" or other.spare:
            return False
        return parses(self.cells[one.cell].source) or (parses(one.source) and parses(other.source))

    def _own(self, part: Part) -> NotebookNode:
        source = self.guessed.get(part.id, part.source)
        if part.kind == "exercise" and (answers := [self.answer[name] for name in part.names if name in self.answer]):
            source = f"# {', '.join(sorted(part.names))} stands in cell {answers[0].cell + 1} of the submission"
        count = self.cells[self.found[part.id]].count if part.id in self.found else None
        return self._cell(part.id, source, "markdown" if part.kind == "text" else "code", count)

    def _cell(self, name: str, source: str, kind: str, count: int | None = None) -> NotebookNode:
        if kind != "code":
            make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_raw_cell
            return make(source, id=name)
        stored = self.parts[self.place[name]].cell.metadata if name in self.place else {}
        metadata = {key: stored[key] for key in ("nbgrader", "course") if key in stored}
        return nbformat.v4.new_code_cell(source, id=name, metadata=metadata, execution_count=count)

    def _students(self, cells: list[NotebookNode]) -> list[NotebookNode]:
        """Return the code cells among these that are not the lab's."""
        lab = {part.id for part in self.parts if part.kind not in ("exercise", "predict")}
        return [cell for cell in cells if cell.cell_type == "code" and cell.id not in lab]

    def _keep(self, notebook: NotebookNode) -> None:
        """Let a name that the student uses for something else after the check have its function again at the end."""
        again: list[str] = []
        for name, part in self.names.items():
            checks = [c.id for c in self.assignment.checks if c.exercise == part.exercise]
            at = next((i for i, cell in enumerate(notebook.cells) if cell.id in checks), None)
            if name not in self.answer or at is None:
                continue
            if any({name, "*"} & binds(visible(cell.source)) for cell in self._students(notebook.cells[at:])):
                saved = f"_{name}_as_checked"
                notebook.cells.insert(at, self._cell(f"kept-{len(again) + 1}", f"{saved} = {name}", "code"))
                again.append(f"{name} = {saved}")
                self._say("note", f"{name} is given to something else later; what it was at its check counts")
        if again:
            notebook.cells.append(self._cell("kept", "\n".join(again), "code"))

    def _without_installs(self, notebook: NotebookNode) -> None:
        count = 0
        for cell in self._students(notebook.cells):
            cell.source, here = without_installs(cell.source)
            count += here
        if count:
            self._say("note", f"{count} line{'s' * (count > 1)} with installations (pip, conda) were not run")

    # --- what is said ------------------------------------------------------------------------------------------

    def _report(self) -> None:
        parts = [part for part in self.parts if part.kind != "text"]
        cells = {part.id: self.cells[self.found[part.id]] for part in parts if part.id in self.found}
        if self.recovered:
            words = f"{self.recovered} of {len(parts)} cells had lost their metadata"
            self._say("repaired", f"{words}; they were found by function and text")
        bare = sum(1 for cell in cells.values() if cell.id in self.place and cell.grade_id == "")
        if bare:
            self._say("repaired", f"{bare} cells had lost their nbgrader metadata; they were known by their ids")
        answered = {self.names[name].id for name in self.answer}
        for part in parts:
            cell = cells.get(part.id)
            if cell is None:
                if part.id not in answered and part.kind != "predict":
                    self._say("repaired", f"{part.kind} cell {part.id} was deleted; restored from the lab")
                continue
            if cell.kind != "code":
                self._say("repaired", f"{part.id} had become a {cell.kind} cell; it is code again")
            elif part.kind == "check" and plain(part.source) not in plain(cell.source):
                self._say(
                    "repaired",
                    f"{part.id} is not the released one (edited, or of an earlier release); the original is used",
                )
            if "skip-execution" in cell.tags and part.kind != "given":
                self._say("note", f"{part.id} carried the tag skip-execution, which is dropped")
        order = [self.found[part.id] for part in parts if part.id in self.found and part.kind == "given"]
        end = len(self.cells)
        checked = {part.exercise: self.found.get(part.id, end) for part in reversed(self.assignment.checks)}
        late = [p for p in parts if p.kind == "exercise" and (self._home(p) or 0) > checked.get(p.exercise, end)]
        if late or order != sorted(order):
            self._say("repaired", "cells had been moved; they are in the lab's order again")


def _lines(source: str) -> list[str]:
    return [line.strip() for line in source.split("\n") if len(line.strip()) > 3]


def _compiles(source: str) -> bool:
    tree = parse(source)
    try:
        compile(tree, "<cell>", "exec", flags=0x2000)  # a top-level await is fine in a notebook
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return bool(tree.body) or not source.strip()
