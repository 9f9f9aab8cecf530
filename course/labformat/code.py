"""What a cell of a lab defines, uses and hides: one parser for lint, build, repair and checks."""

from __future__ import annotations

import ast
import contextlib
import functools
import re
import symtable
import textwrap
import warnings

SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
PREDICT = "predict-"  # how the id of a cell with a guess begins
ODD = "raises-exception"  # the tag of a cell whose error does not end Run All
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)

LONGEST_CELL = 1_000_000  # characters of a cell that is parsed: its tree takes some hundred times as many bytes
CELL_MAGIC = re.compile(r"\s*^%%(\w+)([^\n]*)(?:\n|\Z)", flags=re.MULTILINE)
RUN_HERE = {"time", "capture", "prun"}  # cell magics whose body runs in the notebook's own namespace
FOREIGN = {"bash", "cmd", "html", "javascript", "js", "latex", "markdown", "perl", "pypy", "python", "python2"}
FOREIGN |= {"python3", "ruby", "script", "sh", "shell", "svg", "system", "sql", "bigquery", "R", "cython"}


def cell_magic(source: str) -> tuple[str, str, str] | None:
    r"""Return the name, the line's rest and the body of a cell that begins with a `%%` line, else None.

    >>> cell_magic("%%writefile tools.py\nx = 1")
    ('writefile', 'tools.py', 'x = 1')
    """
    found = CELL_MAGIC.match(source)
    return (found[1], found[2].strip(), source[found.end() :]) if found else None


def without_magics(code: str) -> str:
    """Return `code` with IPython's magic and shell lines (`%…`, `!…`, `x?`) commented out, so that it parses."""
    code = re.sub(r"^([^\S\n]*)([%!?])", r"\1pass  # \2", code, flags=re.MULTILINE)
    code = re.sub(r"^([ \t]*[\w,][\w, ]*=[ \t]*)([%!])", r"\1None  # \2", code, flags=re.MULTILINE)
    return re.sub(r"^([ \t]*)([\w.]+\?{1,2}[ \t]*)$", r"\1pass  # \2", code, flags=re.MULTILINE)


def parse(source: str) -> ast.Module:
    """Parse a cell, IPython's magics commented out; one that does not parse, or is too long, is an empty module."""
    if len(source) > LONGEST_CELL:
        return ast.Module([], [])
    for make in (str, without_magics, textwrap.dedent, lambda text: textwrap.dedent(without_magics(text)).lstrip()):
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a student's "\\d", not ours to print
            return ast.parse(make(source))
    return ast.Module([], [])


@functools.lru_cache(16)  # repair asks about one cell for each of its pieces
def parses(source: str) -> bool:
    """Say whether a cell is Python (IPython's magics aside)."""
    return bool(parse(source).body) or not re.sub(r"#.*", "", source).strip()


def bound(statement: ast.AST) -> set[str]:
    """Return the names that a statement binds in the module, blocks inside it included, function bodies not."""
    names: set[str] = set()
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, DEFINITIONS):
            names.add(node.name)
        elif isinstance(node, IMPORTS):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif not isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
                names.add(node.name)
            waiting += ast.iter_child_nodes(node)
    return names


def binds(source: str) -> set[str]:
    """Return the names that a cell binds in its module by any means; one that does not parse is searched as text."""
    tree = parse(source)
    if not tree.body:
        found = re.findall(r"^(?:async +)?(?:def|class) +(\w+)|^(\w+) *=(?!=)", source, flags=re.MULTILINE)
        return {name for pair in found for name in pair if name}
    return set().union(*map(bound, tree.body))


def statements(source: str) -> list[tuple[ast.stmt, str]]:
    """Return the top-level statements of a cell, each with its text, comments and blank lines before it included.

    The texts joined by newlines are the cell, but for what follows its last statement, which goes with that.
    """
    tree, lines = parse(source), source.split("\n")
    found, first = [], 0
    for number, node in enumerate(tree.body):
        last = node.end_lineno or node.lineno if number + 1 < len(tree.body) else len(lines)
        if number + 1 < len(tree.body) and tree.body[number + 1].lineno <= last:
            last = first  # two statements on one line: the text goes with the second
        found.append((node, "\n".join(lines[first:last])))
        first = max(first, last)
    return found


def used(tree: ast.AST) -> set[str]:
    """Return the names that code takes from around it; what its functions bind themselves is not among them."""
    found: set[str] = set()
    tables = [symtable.symtable(ast.unparse(tree), "<cell>", "exec")]
    while tables:
        table = tables.pop()
        top = table.get_type() == "module"
        found |= {it.get_name() for it in table.get_symbols() if it.is_referenced() and (top or it.is_global())}
        tables.extend(table.get_children())
    return found


def free_names(source: str) -> set[str]:
    """Return the names that a cell reads, in any scope, without binding them at module level."""
    return used(parse(source)) - binds(source)


def without(source: str, markers: tuple[str, str], instead: str = "") -> str:
    """Return `source` without the lines between the markers, these included; `instead` takes their place."""
    begin, end = markers
    kept, inside = [], False
    for line in source.split("\n"):
        if begin in line:
            inside = True
            if instead:
                kept.append(line[: len(line) - len(line.lstrip())] + instead)
        elif end in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept).rstrip("\n")


def hidden_lines(source: str) -> list[int]:
    """Return the first and last line number of the hidden part, or an empty list."""
    at = [n for n, line in enumerate(source.split("\n"), 1) if HIDDEN[0] in line or HIDDEN[1] in line]
    return [at[0], at[-1]] if at else []


def stub(number: str, source: str) -> str:
    """Return the line that stands in a student's exercise until its function is written."""
    names = [node.name for node in parse(source).body if isinstance(node, ast.FunctionDef)]
    return f'raise NotImplementedError("Exercise {number}: {names[-1] if names else "this"} is not written yet")'
