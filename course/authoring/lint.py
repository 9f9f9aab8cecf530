"""Rules that a lab's source must keep, each with a message that says which cell and what to do."""

from __future__ import annotations

import ast
import builtins
import re

from nbformat import NotebookNode

from course.labformat.code import HIDDEN, SOLUTION, binds, free_names, without, without_magics

HINTS = 3
ASKS = re.compile(r"\*\*predict|(?:^|[.:!?(] )predict\b", flags=re.IGNORECASE | re.MULTILINE)
COMPARES = re.compile(r"""predictions\.compare\(\s*["']([^"']*)["']""")
DRAWS = {"course.plots", "course.puzzles", "course.widgets"}  # what a call into them returns is there to be seen


def lint(script: NotebookNode, graded: bool = True) -> list[str]:
    """Return the faults of a script as `course.labformat.source.read` gives it; an empty list if there are none.

    graded: whether it may hold exercises and checks; a lab's second notebook may not.
    """
    faults: list[str] = []
    exercises: dict[str, set[str]] = {}
    checked: set[str] = set()
    given: set[str] = set()
    drawing: set[str] = set()
    hints = 0
    for position, cell in enumerate(script.cells):
        marks = cell.metadata
        where = _where(position, cell)
        if cell.cell_type == "markdown":
            hints += cell.source.count("<details>")
            continue
        if cell.cell_type != "code":
            faults.append(f"{where}: a raw cell; use markdown or code")
            continue
        try:
            ast.parse(without_magics(cell.source))
        except SyntaxError as error:
            faults.append(f"{where}: does not parse: {error.msg} (line {error.lineno})")
            continue
        names = binds(cell.source)
        faults += [f"{where}: {fault}" for fault in _unseen(cell.source, drawing)]
        if not graded and ("exercise" in marks or "check" in marks):
            faults.append(f"{where}: a second notebook is not graded: put exercises and checks into the lab")
        if "predict" in marks:
            faults += [f"{where}: {fault}" for fault in _guess_faults(cell)]
        elif "exercise" in marks and "check" in marks:
            faults.append(f"{where}: is marked both as an exercise and as a check")
        elif "exercise" in marks:
            name = marks["exercise"]
            if name in exercises:
                faults.append(f"{where}: the exercise id is used twice")
            exercises[name] = names
            faults += [f"{where}: {fault}" for fault in _exercise_faults(cell.source)]
            if hints < HINTS:
                faults.append(f"{where}: has {hints} hints before it; write {HINTS} as <details>")
            hints = 0
        elif "check" in marks:
            name = marks["check"]
            checked.add(name)
            faults += [f"{where}: {fault}" for fault in _check_faults(cell, exercises, given)]
        else:
            if "points" in marks:
                faults.append(f"{where}: a given cell has no points")
            if any(marker in cell.source for marker in (SOLUTION[0], HIDDEN[0])):
                faults.append(f"{where}: holds a solution or hidden tests but is neither exercise nor check")
            if marks.get("skip") != "grading":
                given |= names
        faults += [f"{where}: {fault}" for fault in _mark_faults(marks)]
    faults += [f"exercise {name}: has no check" for name in exercises if name not in checked]
    return faults + _prediction_faults(script.cells)


def _where(position: int, cell: NotebookNode) -> str:
    for mark in ("exercise", "check", "predict"):
        if mark in cell.metadata:
            return f"{mark} {cell.metadata[mark]}"
    return f"cell {position + 1} ({cell.source.strip().splitlines()[0][:50] if cell.source.strip() else 'empty'})"


def _unseen(source: str, drawing: set[str]) -> list[str]:
    """Return a fault for each figure that no reader gets to see; add the modules imported here to `drawing`."""
    body = ast.parse(without_magics(source)).body
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.module in DRAWS:
            drawing |= {alias.asname or alias.name for alias in node.names}
    calls = [
        node.value for one in body for node in ast.walk(one) if isinstance(node, ast.Expr) and node is not body[-1]
    ]
    return [
        f"{ast.unparse(call.func)}(…) is not the last statement, so nobody sees what it draws: move it to the end"
        for call in calls
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[0] in drawing
    ]


def _mark_faults(marks: dict) -> list[str]:
    faults = []
    if marks.get("output", "fixed") != "fixed":
        faults.append(f'output="{marks["output"]}" is unknown; the only value is "fixed"')
    if marks.get("skip", "grading") != "grading":
        faults.append(f'skip="{marks["skip"]}" is unknown; the only value is "grading"')
    if "skip" in marks and ("exercise" in marks or "check" in marks):
        faults.append("an exercise or a check cannot be skipped")
    return faults


def _guess_faults(cell: NotebookNode) -> list[str]:
    name, more = cell.metadata["predict"], sorted(set(cell.metadata) - {"predict"})
    faults = [f"a prediction has no other mark ({', '.join(more)})"] if more else []
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", str(name)):
        faults.append("its id is not of small letters, digits and _")
    tree = ast.parse(cell.source)
    if ast.unparse(tree) != f"predictions.guess({name!r}, ...)":
        faults.append(f'holds predictions.guess("{name}", ...) and nothing else but a comment')
    return faults


def _prediction_faults(cells: list[NotebookNode]) -> list[str]:
    """Return what is wrong with text that asks for a guess, with guesses and with comparisons: all in one section."""
    faults: list[str] = []
    asked: dict[str, bool] = {}  # id -> whether it was compared
    here: set[str] = set()
    waiting = ""  # a text cell that asks, until its guess comes
    for position, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            here = set() if re.search(r"^## ", cell.source, flags=re.MULTILINE) else here
            if ASKS.search(_without_code(cell.source)):
                waiting = waiting or _where(position, cell)
            continue
        if name := cell.metadata.get("predict"):
            if name in asked:
                faults.append(f"predict {name}: the id is used twice")
            asked[name], waiting = False, ""
            here.add(name)
        elif waiting:
            faults.append(f'{waiting}: asks to predict; the next code cell is no guess (# %% predict="id")')
            waiting = ""
        for name in COMPARES.findall(cell.source):
            if name not in here:
                faults.append(f"{_where(position, cell)}: compares {name}, which its section does not ask for before")
            asked[name] = True
    if waiting:
        faults.append(f"{waiting}: asks to predict; no guess follows")
    return faults + [f"predict {name}: is not compared in its section" for name, done in asked.items() if not done]


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def _exercise_faults(code: str) -> list[str]:
    faults = []
    if code.count(SOLUTION[0]) != 1 or code.count(SOLUTION[1]) != 1:
        faults.append(f"needs exactly one {SOLUTION[0]} … {SOLUTION[1]}")
    functions = [node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)]
    if len(functions) != 1:
        faults.append(f"defines {len(functions)} functions; an exercise is one function")
    faults += [f"{node.name} has no docstring" for node in functions if not ast.get_docstring(node)]
    if not faults:
        try:
            stub = ast.parse(without(code, SOLUTION, "raise NotImplementedError")).body[-1]
        except SyntaxError as error:
            return [f"the student's stub does not parse: {error.msg} (line {error.lineno})"]
        if not (isinstance(stub, ast.FunctionDef) and isinstance(stub.body[-1], ast.Raise)):
            faults = ["the student's stub does not end in the raise: keep only the solution inside the markers"]
    return faults


def _check_faults(cell: NotebookNode, exercises: dict[str, set[str]], given: set[str]) -> list[str]:
    name, points, faults = cell.metadata["check"], cell.metadata.get("points"), []
    if name not in exercises:
        return [f"there is no exercise {name} before it"]
    if not isinstance(points, int) or isinstance(points, bool) or points <= 0:
        faults.append(f"needs points, a positive whole number, not {points!r}")
    if cell.source.count(HIDDEN[0]) != 1 or cell.source.count(HIDDEN[1]) != 1:
        faults.append(f"needs exactly one {HIDDEN[0]} … {HIDDEN[1]}")
    elif not cell.source.split(HIDDEN[0])[0].strip():
        faults.append("needs a visible part that explains")
    known = given | exercises[name] | set(dir(builtins)) | {"__name__"}
    others = {other: key for key, names in exercises.items() if key != name for other in names}
    for used in sorted(free_names(cell.source) - known):
        if used in others:
            faults.append(f"uses {used}, which another exercise ({others[used]}) defines")
        else:
            faults.append(f"uses {used}, which neither its exercise nor a given cell before it defines")
    if not exercises[name] & free_names(cell.source):
        faults.append("does not use anything that its exercise defines")
    return faults
