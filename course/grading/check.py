"""`course check NOTEBOOK`: what is damaged in a student's notebook, the repair, and the visible checks."""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from pathlib import Path

import nbformat
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from course import files, paths
from course.checks.named import FORM_ONLY
from course.grading.answering.runner import run
from course.grading.score import score
from course.grading.submission.companions import companions
from course.grading.submission.notebooks import Cell, Unreadable, parse, read_bytes
from course.grading.submission.repair import repair, written
from course.labformat.assignment import Assignment, BundleError, bundles, load
from course.labformat.code import binds
from course.labformat.frame import is_more


class CheckError(ValueError):
    """There is no such notebook, or no lab that it could belong to."""


def check(notebook: Path, fix: bool = False, *, released: Path | None = None, console: Console | None = None) -> int:
    """Look a notebook over, with `fix` repair it, run its visible checks and print each exercise's result.

    A repaired notebook replaces the old one, which is kept as `NAME.before-fix.ipynb` (an earlier one is never
    overwritten); outputs of cells that are unchanged stay. No answer is taken away: should one be missing in the
    repaired notebook, nothing is written. The checks that run are the released ones, whatever the notebook holds.

    Returns
    -------
    int
        0 if nothing is damaged (or it was repaired) and every exercise passes, else 1.

    Raises
    ------
    CheckError
        There is nothing to check.
    """
    notebook, console = Path(notebook), console or Console()
    if not notebook.exists():
        raise CheckError(f"there is no file {notebook}")
    try:
        raw = read_bytes(notebook)
        cells = parse(raw)
    except Unreadable as error:
        console.print(f"[no] {notebook.name}: {error}", style="red", markup=False)
        console.print("Nothing else can be checked. Look for a copy in .ipynb_checkpoints/ beside it.", markup=False)
        return 1
    if is_more(notebook.stem, {cell.id for cell in cells}):
        console.print(f"{notebook.name} is a lab's second notebook: it is not graded, there is nothing to check.")
        return 0
    assignment = _assignment(notebook, cells, released or paths.released())
    repaired = repair(cells, assignment)
    damage = [flag.text for flag in repaired.flags if flag.kind == "repaired"]
    mine = repair(cells, assignment, to_run=False).notebook
    lost = written(cells, assignment) - written(parse(nbformat.writes(mine).encode()), assignment)
    if damage and fix and lost:
        console.print(f"[no] Nothing was written: {', '.join(sorted(lost))} would be lost.", markup=False)
        return 1
    for line in damage:
        console.print(f"{'[fixed]' if fix else '[damaged]'} {line}", style="yellow", markup=False)
    if damage and fix:
        kept = _free(notebook)
        files.write(kept, raw)
        files.write(notebook, (nbformat.writes(_with_outputs(mine, raw)) + "\n").encode())
        console.print(f"Wrote {notebook.name}; the old one is {kept.name}. Reload it in JupyterLab.", markup=False)
    elif damage:
        console.print("`course check --fix` repairs this.", markup=False)
    passed = _run(repaired.notebook, assignment, notebook.parent.resolve(), console)
    return 0 if passed and (fix or not damage) else 1


def _assignment(notebook: Path, cells: list[Cell], released: Path) -> Assignment:
    """Return the released lab that a notebook belongs to: by its name, else by the cells it holds."""
    try:
        available = bundles(released)
    except BundleError as error:
        raise CheckError(str(error)) from None
    loaded = {lab: load(path) for lab, path in available.items()}
    for lab, path in available.items():
        if notebook.stem == path.stem or notebook.resolve().parent.name == lab:
            return loaded[lab]
    ids = Counter({lab: _resemblance(cells, assignment) for lab, assignment in loaded.items()})
    lab, count = ids.most_common(1)[0]
    if count == 0:
        raise CheckError(
            f"{notebook.name} does not look like a notebook of this course: there are {', '.join(available)}"
        )
    return loaded[lab]


def _resemblance(cells: list[Cell], assignment: Assignment) -> int:
    """Return how many checks of a lab a notebook names and how many of its exercises it defines."""
    ids = {name for cell in cells for name in (cell.grade_id, cell.id)}
    bound = set().union(*(binds(cell.source) for cell in cells if cell.kind == "code"))
    functions = {name for part in assignment.parts if part.kind == "exercise" for name in part.names}
    return len(ids & {part.id for part in assignment.checks}) + len(bound & functions)


def _with_outputs(fresh, raw: bytes):
    """Return the repaired notebook with the outputs of cells whose code is unchanged, if the old one is readable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the very damage that is being repaired
            old = nbformat.reads(raw.decode("utf-8"), as_version=4)
        stored = {cell.source: cell for cell in old.cells if cell.cell_type == "code"}
    except Exception:  # outputs are a convenience; the repair does not depend on them
        return fresh
    for cell in fresh.cells:
        if cell.cell_type == "code" and cell.source in stored:
            cell.outputs = stored[cell.source].get("outputs", [])
    return fresh


def _free(notebook: Path) -> Path:
    """Return a name for the old notebook that no file has."""
    numbers = itertools.chain([""], (f"-{n}" for n in itertools.count(2)))
    paths = (notebook.with_name(f"{notebook.stem}.before-fix{number}.ipynb") for number in numbers)
    return next(path for path in paths if not path.exists())


def _run(notebook, assignment: Assignment, folder: Path, console: Console) -> bool:
    """Run the visible checks and print a table; return whether every exercise has full marks.

    As in grading, the notebook runs in a folder of its own, beside copies of the files that are taken with it.
    """
    beside, left = companions(folder)
    said = "Running the notebook…"
    if console.file.isatty():
        with console.status(said) as status:

            def progress(done: int, count: int) -> None:
                status.update(f"{said} cell {done} of {count}")

            done = run(notebook, assignment, files=beside, sandbox=False, progress=progress)
    else:  # Jupyter asks for colours in its pipe, where each step of an animation would be a line
        console.print(said)
        done = run(notebook, assignment, files=beside, sandbox=False)
    exercises, _, _ = score(assignment, done.outcomes)
    table = Table("", "exercise", "points", "what the checks say", box=None)
    form = {c.exercise for c in assignment.checks if FORM_ONLY in getattr(done.outcomes.get(c.id), "printed", "")}
    for name, entry in exercises.items():
        good = entry.score == entry.max_score
        row = ["[green]ok[/]" if good else "[red]no[/]", escape(name), f"{entry.score:g} of {entry.max_score:g}"]
        if good and name in form:
            table.add_row("[yellow]?[/]", row[1], f"? of {entry.max_score:g}", f"{FORM_ONLY}, not the answers")
        else:
            table.add_row(*row, escape(entry.message or "the visible checks pass"))
    console.print(table)
    for flag in [*left, *done.flags]:
        console.print(f"[!] {flag}", style="yellow", markup=False)
    console.print("Grading runs further, hidden tests.", style="dim", markup=False)
    return all(entry.score == entry.max_score for entry in exercises.values())
