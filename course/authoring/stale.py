"""Which stored outputs of a solution are out of date, and which cells must run to compute them again.

A cell's output is computed by the cell and by whatever before it gave its names their values. That is its *slice*:
found by names, statement by statement, as if the notebook ran from top to bottom. Two slices are equal when their
code is: comments, docstrings, blank lines and layout do not count, nor do imports that the slice does not use.

What names cannot show is not seen: a change of the library itself, and a random number drawn from a global state that
no statement of the slice has seeded.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nbformat import NotebookNode

from course.labformat import code

MARK = "computed_by"  # on a cell whose stored output is out of date: digest of the slice that computed it
LOOK_ON = frozenset(
    "np plt plots checks metrics predictions print display len repr str int float bool type isinstance "
    "range zip enumerate sorted list tuple dict set min max sum abs round any all".split()
)
"""Modules and functions whose calls change none of their arguments."""
EVERYWHERE = {"runtime.setup"}  # decides device, precision and seeds of all that follows
SEEDS = {"set_random_seed", "set_seed", "seed"}


@dataclass(frozen=True)
class Statement:
    """One top-level statement (of an import, one name).

    `reads` are the names it takes from around it, `binds` those it gives a value, `replaces` those of them that it
    surely replaces, `touches` those whose value it may change in place (a definition, when called), `holds` what a
    bound value may contain.
    """

    text: str
    reads: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    replaces: frozenset[str] = frozenset()
    touches: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    everywhere: bool = False
    fixed: bool = False  # an import or a definition: no call changes it
    alone: bool = False  # a call for its effect on a module: `keras.config.set_dtype_policy(…)`


@dataclass(frozen=True)
class Cell:
    """A code cell as its statements."""

    statements: tuple[Statement, ...] = ()

    @property
    def text(self) -> str:
        """The cell's code without comments, docstrings and layout."""
        return "\n".join(one.text for one in self.statements)


def cells(notebook: NotebookNode) -> list[Cell]:
    """Return the notebook's code cells as statements, in order."""
    return [_cell(cell.source) for cell in notebook.cells if cell.cell_type == "code"]


@lru_cache(maxsize=4096)
def _cell(source: str) -> Cell:
    if not code.parses(source):
        return Cell((Statement(source, everywhere=True),))
    magics = re.findall(r"^\s*[%!?].*$", source, flags=re.MULTILINE)
    found = [Statement(line.strip(), everywhere=True) for line in magics]
    for node in code.parse(source).body:
        if isinstance(node, ast.Import):
            found += [_statement(ast.Import([alias])) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [_statement(ast.ImportFrom(node.module, [alias], node.level)) for alias in node.names]
        elif not (isinstance(node, ast.Pass) or _is_text(node)):
            found.append(_statement(_without_docstrings(node)))
    return Cell(tuple(found))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _without_docstrings(node: ast.stmt) -> ast.stmt:
    for inner in ast.walk(node):
        if isinstance(inner, code.DEFINITIONS) and inner.body and _is_text(inner.body[0]):
            inner.body = inner.body[1:] or [ast.Pass()]
    return node


def _statement(node: ast.stmt) -> Statement:
    text, reads, binds = ast.unparse(node), frozenset(code.used(ast.Module([node], []))), frozenset(code.bound(node))
    if isinstance(node, (*code.IMPORTS, *code.DEFINITIONS)):
        return Statement(text, reads, binds, binds, frozenset(_stored(node)) & reads, fixed=True)
    replaces: set[str] = set()
    touches: set[str] = set()
    everywhere = False
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for t in targets for part in (t.elts if isinstance(t, (ast.Tuple, ast.List)) else [t])]
        replaces = {part.id for part in parts if isinstance(part, ast.Name)}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            touches |= _touched(inner)
            everywhere |= ast.unparse(inner.func) in EVERYWHERE
        elif isinstance(inner, (ast.Attribute, ast.Subscript)) and not isinstance(inner.ctx, ast.Load):
            touches |= _root(inner)
        elif isinstance(inner, ast.For):  # what is done to an item is done to what holds it
            touches |= _held(inner.iter)
    called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    return Statement(
        text,
        reads,
        binds,
        frozenset(replaces),
        frozenset(touches),
        frozenset(_held(node)) if binds else frozenset(),
        everywhere=everywhere,
        alone=isinstance(called, ast.Attribute) and called.attr.startswith(("set_", "enable_", "seed")),
    )


def _stored(node: ast.AST) -> set[str]:
    """Return the names of whose values a body sets items or attributes, or calls a method for its effect."""
    found: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, (ast.Attribute, ast.Subscript)) and not isinstance(inner.ctx, ast.Load):
            found |= _root(inner)
        elif isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Call):
            called = inner.value.func
            found |= _root(called) - LOOK_ON if isinstance(called, ast.Attribute) else set()
    return found


def _held(node: ast.AST) -> set[str]:
    """Return the names whose values may live on in the value of an expression."""
    if isinstance(node, ast.Call) and _root(node.func) & LOOK_ON:
        return set()
    own = {node.id} if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) else set()
    return own.union(*(_held(child) for child in ast.iter_child_nodes(node)))


def _root(node: ast.AST) -> set[str]:
    """Return the name that an attribute, an item or a call of one begins with."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call, ast.Starred)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _touched(call: ast.Call) -> set[str]:
    """Return the names whose values a call may change: the object of a method, and what the arguments hold."""
    if _root(call.func) & LOOK_ON:
        return set()
    return _root(call.func).union(*(_held(value) for value in [*call.args, *(w.value for w in call.keywords)]))


class Flow:
    """What a notebook's statements give to one another."""

    def __init__(self, notebook: Sequence[Cell]):
        self.fixed: set[str] = set()
        self.globals_of: dict[str, set[str]] = {}  # of a function: what its body reads when it is called
        self.changed_by: dict[str, set[str]] = {}  # of a function: what its body changes in place
        holds: dict[str, set[str]] = {}
        statements = [one for cell in notebook for one in cell.statements]
        for one in statements:
            for name in one.binds:
                if one.fixed:
                    self.fixed.add(name)
                    self.globals_of.setdefault(name, set()).update(one.reads)
                    self.changed_by.setdefault(name, set()).update(one.touches)
                else:
                    holds.setdefault(name, set()).update(one.holds)
        self.changes = {
            one: one.binds | _reached(self._touched(one) - self.fixed, holds) - self.fixed for one in statements
        }

    def _touched(self, one: Statement) -> set[str]:
        """Return what a statement may change in place, itself or by the functions that it calls."""
        called = set() if one.fixed else _reached(one.reads, self.globals_of)
        own: set[str] = set() if one.fixed else set(one.touches)
        return own.union(*(self.changed_by.get(name, ()) for name in called))

    def gives(self, one: Statement, wanted: set[str]) -> bool:
        """Say whether a statement decides a value that is asked for."""
        return one.everywhere or bool(self.changes[one] & wanted) or (one.alone and bool(one.touches & wanted))

    def before(self, one: Statement, wanted: set[str]) -> set[str]:
        """Return what is asked for before the statement, if `wanted` is asked for after it."""
        return _reached(one.reads, self.globals_of) | (wanted - one.replaces)


def _reached(names: frozenset[str] | set[str], further: dict[str, set[str]]) -> set[str]:
    """Return the names and everything that they lead to."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += further.get(name, ())
    return found


def digests(notebook: Sequence[Cell]) -> list[str]:
    """Return a digest of each cell's slice, in order."""
    flow = Flow(notebook)
    earlier: list[Statement] = []
    found = []
    for cell in notebook:
        wanted: set[str] = set()
        kept = [one.text for one in cell.statements if not one.fixed]
        for one in reversed(cell.statements):
            if not one.text.startswith(("import ", "from ")) or one.binds & wanted:
                kept += [one.text] if one.fixed else []
                wanted = flow.before(one, wanted)
        for one in reversed(earlier):
            if flow.gives(one, wanted):
                kept.append(one.text)
                wanted = flow.before(one, wanted)
        found.append(hashlib.sha256("\n".join(kept).encode()).hexdigest()[:16])
        earlier += cell.statements
    return found


def needed(notebook: Sequence[Cell], wanted: set[int]) -> list[int]:
    """Return the places of the cells that must run, so that those at `wanted` can: these included, in order.

    A cell that merely seeds a module is not run for it: the cell that draws the numbers, or one before it in its
    slice, seeds them.
    """
    flow, chosen = Flow(notebook), []
    names: set[str] = set()
    for place in range(len(notebook) - 1, -1, -1):
        statements = notebook[place].statements
        if place in wanted or any(flow.gives(one, names) for one in statements if not _seeds(one)):
            chosen.append(place)
            for one in reversed(statements):
                names = flow.before(one, names)
    return chosen[::-1]


def _seeds(one: Statement) -> bool:
    return one.alone and one.text.split("(", 1)[0].rpartition(".")[2] in SEEDS


def carry_over(fresh: NotebookNode, stored: NotebookNode) -> list[str]:
    """Give `fresh` the outputs of `stored`, mark those that other code computed, return the ids of all stale cells.

    Cells are matched by their code, and an edited cell with the one in its place. A new cell has no output, and
    counts as stale. The mark of a cell goes when the code that computed its output is back.
    """
    new, old = ([c for c in book.cells if c.cell_type == "code"] for book in (fresh, stored))
    ours, theirs = cells(fresh), cells(stored)
    now = digests(ours)
    then = [
        cell.metadata.get("course", {}).get(MARK, digest) for cell, digest in zip(old, digests(theirs), strict=True)
    ]
    matcher = difflib.SequenceMatcher(None, [c.text for c in theirs], [c.text for c in ours], autojunk=False)
    partner = {
        there: here
        for _, a, b, c, d in matcher.get_opcodes()
        for here, there in zip(range(a, b), range(c, d), strict=False)
    }
    late = []
    for place, cell in enumerate(new):
        source = old[partner[place]] if place in partner else None
        if source is None or (source.execution_count is None and cell.source.strip()):
            late.append(cell.id)
            continue
        place_outputs(cell, source.outputs, place + 1)
        if then[partner[place]] != now[place]:
            late.append(cell.id)
            cell.metadata.setdefault("course", {})[MARK] = then[partner[place]]
    return late


def place_outputs(cell: NotebookNode, outputs: list, number: int) -> None:
    """Give a cell its outputs and its number."""
    cell.outputs, cell.execution_count = outputs, number
    for output in outputs:
        if output.output_type == "execute_result":
            output.execution_count = number


def stale(notebook: NotebookNode) -> list[str]:
    """Return the ids of the cells of a solution whose output is missing or marked."""
    return [
        cell.id
        for cell in notebook.cells
        if cell.cell_type == "code"
        and cell.source.strip()
        and (cell.execution_count is None or MARK in cell.metadata.get("course", {}))
    ]


def unmarked(notebook: NotebookNode) -> NotebookNode:
    """Take the marks from a solution's cells."""
    for cell in notebook.cells:
        if MARK in cell.metadata.get("course", {}):
            del cell.metadata.course[MARK]
            if not cell.metadata.course:
                del cell.metadata["course"]
    return notebook
