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
from course.labformat.code import binds, cell_magic, parse, parses

SIMILAR = 0.6  # share of lines by which an edited cell without metadata is known


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
    for cell in cells:
        magic = cell_magic(cell.source)
        for source in (cell.source, magic[2] if magic else ""):
            found |= {name for name, value in values(source, names).items() if value > UNWRITTEN}
    return found


class _Repair:
    def __init__(self, cells: list[Cell], assignment: Assignment, to_run: bool):
        self.assignment, self.to_run = assignment, to_run
        self.parts, self.place = assignment.parts, {part.id: i for i, part in enumerate(assignment.parts)}
        self.names = {name: part for part in self.parts if part.kind == "exercise" for name in part.names}
        self.flags: list[Flag] = []
        self.cells = self._whole(cells)
        self.owner: dict[int, Part] = {}  # cell -> the part it is
        self.found: dict[str, int] = {}  # part id -> its cell
        self.answer: dict[str, Piece] = {}  # exercise's function -> the piece that counts
        self.adopted: dict[str, Piece] = {}  # part id -> a piece that becomes the exercise's cell
        self.recovered = 0

    def run(self) -> Repaired:
        self._identify()
        self.pieces = self._pieces()
        self._choose()
        ordered = self._order()
        if self.cells:
            self._report()
        return Repaired(self._assemble(ordered), list(dict.fromkeys(self.flags)))

    # --- which cell is which -----------------------------------------------------------------------------------

    def _whole(self, cells: list[Cell]) -> list[Cell]:
        """Join the halves of a cell that was split inside a function."""
        whole: list[Cell] = []
        for cell in cells:
            before = whole[-1] if whole else None
            if before and before.kind == cell.kind == "code" and cell.source[:1] in (" ", "\t") and before.source:
                joined = before.source + "\n" + cell.source
                if _compiles(joined) and not (_compiles(before.source) and _compiles(cell.source)):
                    names = binds(joined) & set(self.names)
                    if names or before.grade_id:
                        what = ", ".join(sorted(names)) or before.grade_id
                        self.flags.append(Flag("repaired", f"{what} was split into 2 cells; they were joined"))
                        whole[-1] = Cell("code", joined, before.id, before.grade_id, before.tags, cell.count)
                        continue
            whole.append(cell)
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
            claimed = claims[part.id]
            if part.kind == "exercise":
                held = [i for i in claimed if self._worth(i, part) >= MADE]
                self._claim(part, (held or claimed)[-1])
                if len(claimed) > 1:
                    self._copies(part, claimed, held)
            else:
                same = [i for i in claimed if plain(self.cells[i].source) == plain(part.source)]
                after = [i for i in same or claimed if i > self._before(part)]
                self._claim(part, (after or same or claimed)[0])
                if len(claimed) > 1 and part.kind == "check":
                    self.flags.append(Flag("repaired", f"{part.id} was copied; the copies do not count"))
        for index, cell in enumerate(self.cells):
            for part in texts.get(plain(cell.source), []):
                if part.id not in self.found and index not in self.owner:
                    self._claim(part, index)
                    self.recovered += part.kind != "text"
        self._similar()

    def _before(self, part: Part) -> int:
        """Return the cell of the part's exercise, -1 if it is not known."""
        return max(
            [i for i, own in self.owner.items() if part.exercise and own.exercise == part.exercise], default=-1
        )

    def _worth(self, index: int, part: Part) -> int:
        return max(values(self.cells[index].source, set(part.names)).values(), default=0)

    def _claim(self, part: Part, index: int) -> None:
        self.found[part.id], self.owner[index] = index, part

    def _copies(self, part: Part, claimed: list[int], held: list[int]) -> None:
        copies = [i for i in claimed if self._worth(i, part) >= UNWRITTEN]
        if len(copies) > 1:
            counted = f"the last written copy counts (cell {held[-1] + 1})" if held else "none is written"
            self.flags.append(Flag("repaired", f"{part.id} exists {len(claimed)} times; {counted}"))

    def _similar(self) -> None:
        """Know an edited given or check cell that lost its metadata by its lines; one pass over all lines."""
        missing = [p for p in self.parts if p.kind in ("given", "check") and p.id not in self.found]
        lines: dict[str, list[tuple[str, int]]] = defaultdict(list)
        sizes = {}
        for part in missing:
            counted = Counter(_lines(part.source))
            sizes[part.id] = sum(counted.values())
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
            for name, common in shared.items():
                score = 2 * common / (sizes[name] + sum(counted.values()))
                if score >= SIMILAR:
                    scores.append((-score, self.place[name], index))
        for _, place, index in sorted(scores):
            part = self.parts[place]
            if part.id not in self.found and index not in self.owner:
                self._claim(part, index)
                self.recovered += 1

    # --- the pieces --------------------------------------------------------------------------------------------

    def _pieces(self) -> list[Piece]:
        wanted: dict[str, list[Part]] = defaultdict(list)
        for part in self.parts:
            index = self.found.get(part.id)
            if index is None or (plain(self.cells[index].source) != plain(part.source) and part.kind != "text"):
                first = plain(part.source).split("\n")[0]
                if first and (len(plain(part.source)) > 25 or part.kind != "given"):
                    wanted[first].append(part)
        pieces: list[Piece] = []
        slot = stood = -1
        for index, cell in enumerate(self.cells):
            owner = self.owner.get(index)
            slot = self.place[owner.id] if owner else slot
            mine = self._cut(cell, index, owner, wanted)
            here = slot
            for piece in mine:
                if piece.part is not None:
                    here = self.place[piece.part.id]
                piece.slot, piece.stood = here, stood
            pieces += mine
            stood = max([stood, slot, *(piece.slot for piece in mine)])
            slot = max([slot, *(piece.slot for piece in mine if piece.part is not None)])
        return pieces

    def _cut(self, cell: Cell, index: int, owner: Part | None, wanted: dict[str, list[Part]]) -> list[Piece]:
        names = set(self.names)
        if owner is not None and plain(cell.source) == plain(owner.source):
            return [Piece(cell.source, index, "markdown" if owner.kind == "text" else "code", owner)]
        if cell.kind != "code":
            code = owner is not None and owner.kind != "text"
            code = code or (
                parse(cell.source).body and max(values(cell.source, names).values(), default=0) == WRITTEN
            )
            if not code:
                return [Piece(cell.source, index, cell.kind, owner if owner and owner.kind == "text" else None)]
        found = embedded(cell.source, wanted)
        held = [part for _, part in found if part is not None]
        for part in held:
            if part.id not in self.found:
                self.found[part.id] = index
            if part is not owner and len(found) > 1:
                self.flags.append(
                    Flag("repaired", f"cell {index + 1} held several cells of the lab; it was taken apart")
                )
        pieces = cut(cell, index, names, found)
        if owner is None or owner.kind not in ("given", "check"):
            return pieces
        if owner not in held:
            pieces = [self._reduced(piece, owner) for piece in pieces]
            pieces.insert(0, Piece(owner.source, index, part=owner))
        return [piece for piece in pieces if piece.part is not None or piece.source.strip()]

    def _reduced(self, piece: Piece, owner: Part) -> Piece:
        if piece.part is None and parse(piece.source).body:
            piece.source = additions(piece.source, owner)
        elif piece.part is None and set(_lines(piece.source)) <= set(_lines(owner.full)):
            piece.source = ""
        return piece

    # --- which piece answers what ------------------------------------------------------------------------------

    def _choose(self) -> None:
        for piece in [p for p in self.pieces if p.spare]:
            if any(
                set(p.value) & set(piece.value) and max(p.value.values()) >= MADE
                for p in self.pieces
                if p is not piece
            ):
                self.pieces.remove(piece)
        for name, part in self.names.items():
            held = [piece for piece in self.pieces if piece.value.get(name, 0) >= MADE]
            best = [piece for piece in held if piece.value[name] == WRITTEN] or held
            if best:
                self.answer[name] = self._latest(best, part)
        for name, piece in self.answer.items():
            part = self.names[name]
            index = self._home(part)
            own = None if index is None else self.cells[index]
            if piece.cell == index or part.id in self.adopted:
                continue
            stub = own is None or all(p.part is part for p in self.pieces if p.cell == index)
            theirs = self.owner.get(piece.cell)
            if own is None and theirs is None:
                self.recovered += 1
            elif own is not None and stub:
                self.flags.append(Flag("note", f"{name} is answered in cell {piece.cell + 1}, not in its own cell"))
            elif own is None and theirs is not None:
                self.flags.append(
                    Flag("repaired", f"{name} is answered in the cell of {theirs.id} (cell {piece.cell + 1})")
                )
            if stub and (theirs is None or theirs.kind != "exercise" or len(piece.value) == 1):
                if piece not in self.adopted.values() and _alone(piece, self.pieces, theirs):
                    self.adopted[part.id] = piece

    def _home(self, part: Part) -> int | None:
        """Return the cell that is the part's own, None if its text stands in another's."""
        index = self.found.get(part.id)
        return index if index is not None and self.owner.get(index) is part else None

    def _latest(self, held: list[Piece], part: Part) -> Piece:
        checks = [
            self.found[c.id] for c in self.assignment.checks if c.exercise == part.exercise and c.id in self.found
        ]
        ran = [self.cells[index].count for index in checks]
        if len(held) > 1 and ran and all(isinstance(n, int) for n in [*ran, *(piece.count for piece in held)]):
            before = [piece for piece in held if piece.count < max(ran)]
            if before:
                return max(before, key=lambda piece: (piece.count, held.index(piece)))
        return held[-1]

    # --- the order ---------------------------------------------------------------------------------------------

    def _order(self) -> list[tuple[Piece | Part, bool]]:
        """Return pieces and missing parts in the order of the notebook."""
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
        entries: list[tuple[tuple, Piece | Part]] = []
        for piece in self.pieces:
            if piece.part is None or piece.part.kind == "text":
                entries.append((keys[piece], piece))
        for place, part in enumerate(self.parts):
            if part.kind != "text":
                late = last.get(part.exercise, -1) if part.kind == "check" else -1
                entries.append(((max(place, late), 0 if place >= late else 3, place), part))
        entries.sort(key=lambda entry: entry[0])
        return [entry for _, entry in entries]

    def _closure(self, piece: Piece, slot: int, keys: dict[Piece, tuple]) -> list[Piece]:
        """Return the piece and the student's pieces after `slot` that bind what it uses, in order."""
        code = [p for p in self.pieces if p.part is None and p.kind == "code" and p is not piece]
        later = [p for p in code if keys[p][0] > slot and max(p.value.values(), default=MADE) > SHADOW]
        bound = {p: p.binds for p in later}
        before = set().union(*(p.binds for p in self.pieces if p.part is None and keys[p][0] <= slot))
        before |= set().union(*(binds(p.full) for p in self.parts[: slot + 1] if p.kind == "given"))
        chosen, waiting = {piece}, [piece]
        while waiting:
            needs = waiting.pop().uses - before
            for other in later:
                if other not in chosen and bound[other] & needs:
                    chosen.add(other)
                    waiting.append(other)
        return sorted(chosen, key=self.pieces.index)

    def _late(self, moved: list[Piece], slot: int) -> list[int]:
        """Return the places of given cells after `slot` that bind what the moved pieces need first."""
        needs = set().union(*(piece.uses for piece in moved))
        end = max(max(piece.slot, piece.stood) for piece in moved)
        needs -= set().union(set(), *(binds(p.full) for p in self.parts[: slot + 1] if p.kind == "given"))
        given = [(i, p) for i, p in enumerate(self.parts[: end + 1]) if i > slot and p.kind == "given" and not p.skip]
        return [place for place, part in given if binds(part.full) & needs]

    # --- the notebook ------------------------------------------------------------------------------------------

    def _assemble(self, ordered: list[Piece | Part]) -> NotebookNode:
        metadata = {**self.assignment.metadata, "course": {"lab": self.assignment.lab}}
        notebook = nbformat.v4.new_notebook(metadata=metadata)
        own = {index: part.id for index, part in self.owner.items() if part.kind == "exercise"}
        adopted = {piece: part for part, piece in self.adopted.items()}
        used: set[str] = set()
        groups: list[tuple[str, list[Piece]]] = []
        for entry in ordered:
            if isinstance(entry, Part):
                if entry.kind != "exercise" or (entry.id not in self.adopted and not self._runs(entry, ordered)):
                    groups.append((entry.id, [entry]))
                continue
            name = (
                adopted.get(entry)
                or (own.get(entry.cell) if entry.part is None and entry.kind == "code" else "")
                or ""
            )
            if groups and isinstance(groups[-1][1][-1], Piece):
                label, before = groups[-1]
                if (
                    before[-1].cell == entry.cell
                    and before[-1].kind == entry.kind == "code"
                    and label == name
                    and self._joins(before[-1], entry)
                ):
                    before.append(entry)
                    continue
            if name in used:
                name = ""
            used |= {name} if name else set()
            groups.append((name, [entry]))
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
                extra = "" if times[first.cell] == 1 else f".{times[first.cell]}"
                name = first.part.id if first.part is not None else f"added-{first.cell + 1}{extra}".replace(".", "-")
            notebook.cells.append(self._cell(name, source, first.kind, first.count))
        if self.to_run:
            self._keep(notebook)
            count, lab = 0, {part.id for part in self.parts if part.kind != "exercise"}
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.source, here = without_installs(cell.source)
                    count += here if cell.id not in lab else 0
            if count:
                words = f"{count} line{'s' * (count > 1)} with installations (pip, conda) were not run"
                self.flags.append(Flag("note", words))
        return notebook

    def _joins(self, one: Piece, other: Piece) -> bool:
        """Say whether two pieces of a cell may stand in one again: not a file's text, not what does not parse."""
        whole = parses(self.cells[one.cell].source) or (parses(one.source) and parses(other.source))
        return whole and not other.spare

    def _runs(self, part: Part, ordered: list) -> bool:
        """Say whether an exercise's own cell is there as a piece of the student's."""
        index = self._home(part)
        return index is not None and any(
            isinstance(p, Piece) and p.cell == index and p.part is None and p.kind == "code" for p in ordered
        )

    def _own(self, part: Part) -> NotebookNode:
        source = part.source
        if part.kind == "exercise" and any(name in self.answer for name in part.names):
            cell = next(self.answer[name].cell for name in part.names if name in self.answer)
            source = f"# {', '.join(sorted(part.names))} stands in cell {cell + 1} of the submission"
        count = self.cells[self.found[part.id]].count if part.id in self.found else None
        return self._cell(part.id, source, "markdown" if part.kind == "text" else "code", count)

    def _cell(self, name: str, source: str, kind: str, count: int | None = None) -> NotebookNode:
        if kind != "code":
            make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_raw_cell
            return make(source, id=name)
        metadata = {}
        if name in self.place:
            stored = self.parts[self.place[name]].cell.metadata
            metadata = {key: stored[key] for key in ("nbgrader", "course") if key in stored}
        return nbformat.v4.new_code_cell(source, id=name, metadata=metadata, execution_count=count)

    def _keep(self, notebook: NotebookNode) -> None:
        """Let a name that the student uses for something else after the check have its function again at the end."""
        lab = {part.id for part in self.parts if part.kind != "exercise"}
        again = []
        for name, part in self.names.items():
            checks = [c.id for c in self.assignment.checks if c.exercise == part.exercise]
            at = next((i for i, cell in enumerate(notebook.cells) if cell.id in checks), None)
            if name not in self.answer or at is None:
                continue
            later = [cell for cell in notebook.cells[at:] if cell.cell_type == "code" and cell.id not in lab]
            if any(name in binds(visible(cell.source)) for cell in later):
                saved = f"_{name}_as_checked"
                notebook.cells.insert(at, self._cell(f"kept-{len(again) + 1}", f"{saved} = {name}", "code"))
                again.append(f"{name} = {saved}")
                self.flags.append(
                    Flag("note", f"{name} is given to something else later; what it was at its check counts")
                )
        if again:
            notebook.cells.append(self._cell("kept", "\n".join(again), "code"))

    # --- what is said ------------------------------------------------------------------------------------------

    def _report(self) -> None:
        parts = [part for part in self.parts if part.kind != "text"]
        if self.recovered:
            words = f"{self.recovered} of {len(parts)} cells had lost their metadata"
            self.flags.append(Flag("repaired", f"{words}; they were found by function and text"))
        cells = {part.id: self.cells[self.found[part.id]] for part in parts if part.id in self.found}
        bare = sum(1 for cell in cells.values() if cell.id in self.place and cell.grade_id == "")
        if bare:
            words = f"{bare} cells had lost their nbgrader metadata; they were known by their ids"
            self.flags.append(Flag("repaired", words))
        answered = {self.names[name].id for name in self.answer}
        for part in parts:
            cell = cells.get(part.id)
            if cell is None:
                if part.id not in answered:
                    self.flags.append(
                        Flag("repaired", f"{part.kind} cell {part.id} was deleted; restored from the lab")
                    )
                continue
            if cell.kind != "code":
                self.flags.append(Flag("repaired", f"{part.id} had become a {cell.kind} cell; it is code again"))
            elif part.kind == "check" and plain(part.source) not in plain(cell.source):
                self.flags.append(Flag("repaired", f"{part.id} was edited; the original check is used"))
            tags = {"skip-execution"} & set(cell.tags)
            if tags and part.kind != "given":
                self.flags.append(
                    Flag("note", f"{part.id} carried the tag {', '.join(sorted(tags))}, which is dropped")
                )
        order = [self.found[part.id] for part in parts if part.id in self.found and part.kind == "given"]
        end = len(self.cells)
        checked = {part.exercise: self.found.get(part.id, end) for part in reversed(self.assignment.checks)}
        late = [p for p in parts if p.kind == "exercise" and (self._home(p) or 0) > checked.get(p.exercise, end)]
        if late or order != sorted(order):
            self.flags.append(Flag("repaired", "cells had been moved; they are in the lab's order again"))


def _alone(piece: Piece, pieces: list[Piece], theirs: Part | None) -> bool:
    """Say whether a piece may become the exercise's own cell: it is no part of another exercise's."""
    return theirs is None or theirs.kind != "exercise" or any(p.cell == piece.cell and p is not piece for p in pieces)


def _lines(source: str) -> list[str]:
    return [line.strip() for line in source.split("\n") if len(line.strip()) > 3]


def _compiles(source: str) -> bool:
    tree = parse(source)
    try:
        compile(tree, "<cell>", "exec", flags=0x2000)  # a top-level await is fine in a notebook
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return bool(tree.body) or not source.strip()
