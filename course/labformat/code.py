"""What a cell of a lab defines, uses and hides: one parser for lint, build, repair and checks."""

from __future__ import annotations

import ast
import re
import symtable

SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")


def without_magics(code: str) -> str:
    """Return `code` with IPython's magic and shell lines (`%…`, `!…`) commented out, so that Python can parse it."""
    return re.sub(r"^(\s*)([%!?])", r"\1pass  # \2", code, flags=re.MULTILINE)


def parse(source: str) -> ast.Module:
    """Parse a cell, IPython's magics commented out; a cell that does not parse is an empty module."""
    try:
        return ast.parse(without_magics(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def parses(source: str) -> bool:
    """Say whether a cell is Python (IPython's magics aside)."""
    return bool(parse(source).body) or not re.sub(r"#.*", "", source).strip()


def bound(statement: ast.stmt) -> set[str]:
    """Return the names that one top-level statement binds (imports, definitions, assignments, loops)."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def defined(source: str) -> set[str]:
    """Return the names that a cell defines at top level, imports left out."""
    return {
        name
        for node in parse(source).body
        if not isinstance(node, (ast.Import, ast.ImportFrom))
        for name in bound(node)
    }


def functions(source: str) -> set[str]:
    """Return the functions and classes that a cell defines at top level, found by text where it does not parse."""
    tree = parse(source)
    if tree.body:
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return {node.name for node in tree.body if isinstance(node, kinds)}
    return set(re.findall(r"^(?:async +)?(?:def|class) +(\w+)", source, flags=re.MULTILINE))


def function_name(source: str) -> str:
    """Return the name of the last function that a cell defines at top level, or "" if there is none."""
    names = [node.name for node in parse(source).body if isinstance(node, ast.FunctionDef)]
    return names[-1] if names else ""


def imports(source: str) -> list[str]:
    """Return the import statements at the top level of a cell, each as one line."""
    return [ast.unparse(n) for n in parse(source).body if isinstance(n, (ast.Import, ast.ImportFrom))]


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


def assigned(code: str) -> set[str]:
    """Return the names that `code` binds at module level."""
    table = symtable.symtable(without_magics(code), "<cell>", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}


def free_names(code: str) -> set[str]:
    """Return the names that `code` reads, in any scope, without binding them at module level."""
    table = symtable.symtable(code, "<cell>", "exec")
    own = assigned(code)
    free: set[str] = set()
    stack = [table]
    while stack:
        scope = stack.pop()
        stack += scope.get_children()
        top = scope.get_type() == "module"
        free |= {
            s.get_name()
            for s in scope.get_symbols()
            if s.is_referenced() and (top or s.is_global()) and s.get_name() not in own
        }
    return free


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


def stubbed(code: str) -> str:
    """Return `code` with its solution region replaced by a raise, as the student gets it."""
    before, rest = code.split(SOLUTION[0])
    return before + "raise NotImplementedError" + rest.split(SOLUTION[1])[1]


def stub(number: str, source: str) -> str:
    """Return the line that stands in a student's exercise until its function is written."""
    return f'raise NotImplementedError("Exercise {number}: {function_name(source) or "this"} is not written yet")'
