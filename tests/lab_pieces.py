"""Functions and classes of a lab, without running the lab: for tests, benchmarks and tools."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from course.labformat import source


def pieces(lab: str, wanted: Iterable[str], names: dict, *, constants: Iterable[str] = (), imports=False) -> dict:
    """Define functions and classes of a lab in `names`, in the lab's order, its second notebook last; return `names`.

    Parameters
    ----------
    lab
        Its number, such as "07".
    wanted
        Functions and classes that the lab defines at the top of a cell. Nothing else of it is run.
    names
        What they use: modules, and other names of the lab.
    constants
        Names that it assigns, and that are wanted, too.
    imports
        Whether the lab's own imports are run, too.

    Raises
    ------
    LookupError
        The lab no longer defines some of them.
    """
    wanted, constants, found = set(wanted), set(constants), set()
    (chosen,) = source.select([lab])
    for cell in [cell for one in chosen.notebooks for cell in source.read(one).cells]:
        if cell.cell_type != "code":
            continue
        for node in ast.parse(cell.source).body:
            name = getattr(node, "name", "")
            constant = getattr(node.targets[0], "id", "") if isinstance(node, ast.Assign) else ""
            imported = imports and isinstance(node, (ast.Import, ast.ImportFrom))
            if name in wanted or constant in constants or imported:
                found |= {name, constant}
                exec(compile(ast.Module([node], []), f"<lab {lab}>", "exec"), names)
    if absent := (wanted | constants) - found:
        raise LookupError(f"lab {lab} no longer defines {', '.join(sorted(absent))}")
    return names
