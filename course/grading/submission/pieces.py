"""Cut a submission's cells into pieces: text of the lab, answers, and whatever else a student wrote."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cached_property

from course.grading.submission.commands import laid_open, visible
from course.grading.submission.notebooks import Cell
from course.labformat.assignment import Part
from course.labformat.code import DEFINITIONS, IMPORTS, binds, bound, parse, parses, statements, used

NOTHING, UNWRITTEN, SHADOW, MADE, WRITTEN = range(5)  # how much a statement looks like the answer to an exercise


@dataclass(eq=False)
class Piece:
    """Code of one cell that stays together. `value` is {exercise's function: how much this is an answer to it}."""

    source: str
    cell: int
    kind: str = "code"
    part: Part | None = None  # the lab's own text, word for word
    slot: int = -1  # place of the lab's part that it goes with
    stood: int = -1  # the latest place before it in the student's own order
    value: dict[str, int] = field(default_factory=dict)
    count: int | None = None
    spare: bool = False  # the body of a file: needed only if nobody imports it

    @cached_property
    def binds(self) -> set[str]:
        """Names it binds when it runs."""
        return binds(visible(self.source)) if self.kind == "code" else set()

    @cached_property
    def uses(self) -> set[str]:
        """Names it takes from around it."""
        tree = parse(visible(self.source))
        try:
            return used(tree) if tree.body else set(re.findall(r"\w+", self.source))
        except (SyntaxError, ValueError, RecursionError):
            return set(re.findall(r"\w+", self.source))


def worth(statement: ast.stmt, name: str) -> int:
    """Say how much a statement looks like the answer that is called `name`."""
    if isinstance(statement, DEFINITIONS):
        return NOTHING if statement.name != name else UNWRITTEN if _is_stub(statement) else WRITTEN
    if isinstance(statement, IMPORTS):
        return WRITTEN if name in bound(statement) else NOTHING
    if name not in bound(statement):
        return NOTHING
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        value = statement.value
        if isinstance(value, (ast.Lambda, ast.Name, ast.Attribute)):
            return WRITTEN
        if isinstance(value, ast.Call):
            partial = getattr(value.func, "attr", getattr(value.func, "id", "")) == "partial"
            itself = isinstance(value.func, ast.Name) and value.func.id == name
            return WRITTEN if partial else SHADOW if itself else MADE
        return MADE if isinstance(value, ast.IfExp) else SHADOW
    inner = [node for node in ast.walk(statement) if isinstance(node, ast.stmt) and node is not statement]
    blocks = (ast.If, ast.Try, ast.With, ast.For, ast.While)
    return max([worth(node, name) for node in inner if not isinstance(node, blocks)] or [SHADOW])


def _is_stub(statement: ast.stmt) -> bool:
    inner = getattr(statement, "body", [])
    body = [node for node in inner if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    if not body or all(isinstance(node, ast.Pass) for node in body):
        return True
    raised = body[0].exc if len(body) == 1 and isinstance(body[0], ast.Raise) else None
    raised = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def values(source: str, names: set[str]) -> dict[str, int]:
    """Return what a piece of code holds of the exercises' functions `names`."""
    tree = parse(visible(source))
    if not tree.body:
        return dict.fromkeys(binds(visible(source)) & names, WRITTEN)
    found: dict[str, int] = {}
    for node in tree.body:
        for name in bound(node) & names:
            found[name] = max(found.get(name, NOTHING), worth(node, name))
    return found


def cut(
    cell: Cell, index: int, names: set[str], embedded: list[tuple[str, Part | None]] | None = None
) -> list[Piece]:
    """Return the pieces of a code cell: the lab's own text in it, and one piece for each exercise's function."""
    pieces: list[Piece] = []
    for text, part in embedded or [(cell.source, None)]:
        if part is not None:
            pieces.append(Piece(text, index, "code" if part.kind != "text" else "markdown", part))
            continue
        for number, source in enumerate(opened := laid_open(text, names)):
            for one in _by_function(source, names):
                made = Piece(one, index, value=values(one, names), count=cell.count)
                made.spare = len(opened) == 2 and number == 1
                pieces.append(made)
    return pieces


def _by_function(source: str, names: set[str]) -> list[str]:
    """Split code where the next exercise's function begins; what comes before the first goes with it."""
    if source.lstrip().startswith("%%") or not source.strip():
        return [source]
    whole = bool(parse(source).body)
    found = [(bound(node) & names, text) for node, text in statements(source)] or _by_text(source, names)
    if whole and len(set().union(*(here for here, _ in found))) < 2:
        return [source]
    parts: list[list[str]] = [[]]
    mine: set[str] = set()
    alone = False
    for here, text in found:
        broken = not whole and not parses(text)
        if (here - mine and mine) or ((alone or broken) and parts[-1]):
            parts.append([])
            mine = set()
        mine, alone = mine | here, broken
        parts[-1].append(text)
    return [text for part in parts if (text := "\n".join(part).strip("\n"))]


def _by_text(source: str, names: set[str]) -> list[tuple[set[str], str]]:
    """Split what does not parse before each top-level definition, so that one broken function costs only itself."""
    found: list[str] = []
    lines: list[str] = []
    for line in source.split("\n"):
        if re.match(r"(?:async +)?def |class |@", line) and lines and not lines[-1].startswith("@"):
            found.append("\n".join(lines))
            lines = []
        lines.append(line)
    found.append("\n".join(lines))
    return [(binds(text) & names, text) for text in found]


def additions(source: str, part: Part) -> str:
    """Return what a student added to a cell of the lab: statements that are not the lab's, in their order.

    A statement that only gives new values to names of the cell is a change of the lab's own and is not kept, nor is
    a changed check; in a cell that is not run while grading only definitions, imports and constants are kept.
    """
    own = {_dump(node) for text in (part.source, part.full) for node in parse(text).body}
    theirs = binds(part.full)
    kept = []
    for node, text in statements(source):
        new = bound(node)
        if _dump(node) in own or (new and new <= theirs):
            continue
        if part.kind == "check" and not new and (isinstance(node, ast.Assert) or "checks" in text):
            continue
        if part.skip and not (
            isinstance(node, (*DEFINITIONS, *IMPORTS)) or (isinstance(node, ast.Assign) and new and not _calls(node))
        ):
            continue
        kept.append(text)
    return "\n".join(kept).strip("\n")


def _calls(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Call) for inner in ast.walk(node))


def _dump(node: ast.AST) -> str:
    try:
        return ast.dump(node)
    except RecursionError:
        return ""


def embedded(source: str, parts: dict[str, list[Part]]) -> list[tuple[str, Part | None]]:
    """Find the lab's cells inside a cell, as merging leaves them.

    Parameters
    ----------
    parts
        The parts that are looked for, by their first line.

    Returns
    -------
    list
        (text, part) in order; part is None for what is the student's. One entry: nothing was found.
    """
    lines = source.split("\n")
    found: list[tuple[str, Part | None]] = []
    rest: list[str] = []
    at = 0
    while at < len(lines):
        match = None
        for part in parts.get(lines[at].rstrip(), []):
            text = plain(part.source).split("\n")
            if [line.rstrip() for line in lines[at : at + len(text)]] == text and (not match or len(text) > match[1]):
                match = (part, len(text))
        if match:
            found += [("\n".join(rest).strip("\n"), None)] if "".join(rest).strip() else []
            found.append((match[0].source, match[0]))
            rest, at = [], at + match[1]
        else:
            rest.append(lines[at])
            at += 1
    return [*found, ("\n".join(rest).strip("\n"), None)] if "".join(rest).strip() else found


def plain(source: str) -> str:
    """Return a text without blanks at the ends of lines, so that equal cells compare equal."""
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))
