"""Lines of a submission that are no Python: installations, which are not run, and cell magics over an answer."""

from __future__ import annotations

import ast
import contextlib
import re

from course.labformat.code import DEFINITIONS, FOREIGN, LONGEST_CELL, RUN_HERE, binds, bound, cell_magic, parse, used

TOOL = r"(?:sudo\s+)?(?:pip[\d.]*|conda|mamba|micromamba|uv|apt|apt-get|brew|poetry)\b"
PYTHON = r"(?:\{?sys\.executable\}?|python[\d.]*)\s+-m\s+pip\b"
INSTALL = re.compile(rf"^([^\S\n]*)((?:\w+\s*=\s*)?[%!]{{1,2}}\s*(?:{TOOL}|[\"']?{PYTHON}).*)$")
BARE = re.compile(r"^()((?:pip|conda)\s+(?:install|uninstall|list|show|update|upgrade)\b[^=(]*)$")
SHELL = re.compile(rf"^[^\S\n]*(?:{TOOL}|{PYTHON})", flags=re.MULTILINE)
NOT_RUN = "# not run while grading: "


def without_installs(source: str) -> tuple[str, int]:
    """Return a cell with its installations (`%pip`, `!pip`, `!conda`, …) commented out, and how many there were.

    >>> without_installs("!pip install x")
    ('pass  # not run while grading: !pip install x', 1)
    """
    magic = cell_magic(source)
    if magic and magic[0] in FOREIGN:
        if not SHELL.search(magic[2]) or magic[0] in ("html", "markdown", "latex", "svg", "javascript", "js"):
            return source, 0
        return "\n".join(NOT_RUN + line for line in source.split("\n")), 1
    if not re.search(r"^[^\S\n]*(?:\w+[^\S\n]*=[^\S\n]*)?[%!]|^(?:pip|conda) ", source, flags=re.MULTILINE):
        return source, 0
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        if len(source) <= LONGEST_CELL:
            ast.parse(source)  # all of it is Python: such a line stands inside a text
            return source, 0
    lines, count, goes_on = [], 0, False
    for line in source.split("\n"):
        found = INSTALL.match(line) or BARE.match(line)
        if goes_on:
            lines.append(NOT_RUN + line)
        elif found:
            name = re.match(r"(\w+\s*=)", found[2])
            instead = f"{name[1]} []" if name else "pass"
            lines.append(f"{found[1]}{instead}  {NOT_RUN}{found[2]}")
            count += 1
        else:
            lines.append(line)
        goes_on = (goes_on or bool(found)) and line.rstrip().endswith("\\")
    return "\n".join(lines), count


def without_import(source: str, name: str) -> str:
    r"""Return a cell whose imports of the package `name`, outside of blocks and functions, are commented out.

    So is what they alone make possible: statements outside of functions that use the names they would bind.

    >>> print(without_import("import cupy as cp\ncp.zeros(3)\nx = 1", "cupy"))
    # not run while grading: import cupy as cp
    # not run while grading: cp.zeros(3)
    x = 1
    """
    lines = source.split("\n")
    gone: set[str] = set()
    for node in parse(source).body:
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        missing = any(module.split(".")[0] == name for module in modules)
        if missing or (gone and not isinstance(node, DEFINITIONS) and used(node) & gone):
            gone |= bound(node)
            for at in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[at] = NOT_RUN + lines[at]
    return "\n".join(lines)


def laid_open(source: str, names: set[str]) -> list[str]:
    """Return the code of a cell as it must run so that what it defines of `names` exists afterwards.

    Under `%%timeit` or an unknown cell magic nothing is defined, under `%%writefile` only a file is written: the
    body of the first two runs as it is; the third gives two cells, the file's and its body.
    """
    magic = cell_magic(source)
    if magic is None or magic[0] in RUN_HERE | FOREIGN or not parse(magic[2]).body or not binds(magic[2]) & names:
        return [source]
    return [source, magic[2]] if magic[0] in ("writefile", "file") else [magic[2]]


def visible(source: str) -> str:
    """Return the part of a cell that runs in the notebook's namespace: nothing of a file or a shell script."""
    magic = cell_magic(source)
    return source if magic is None else magic[2] if magic[0] in RUN_HERE else ""
