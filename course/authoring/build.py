"""Derive the notebooks of a lab from its source, write them, and prove that what is committed matches."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearOutput, ComputeChecksums, LockCells

from course import paths
from course.authoring import stale
from course.authoring.execute import LARGEST_SOLUTION, executed, output_faults, refreshed
from course.authoring.lint import lint
from course.grading import bundle as bundled
from course.labformat import source
from course.labformat.source import Lab, SourceError, labs, select
from course.labformat.stub import ClearSolutions


def checked_script(lab: Lab) -> None:
    """Raise `SourceError` with every fault that the lint finds in the lab's script."""
    faults = lint(source.read(lab))
    if faults:
        raise SourceError(f"{lab.name}: {len(faults)} fault(s) in {lab.source.name}\n  " + "\n  ".join(faults))


def bundle_notebook(lab: Lab) -> NotebookNode:
    """Return the lab with solutions and hidden tests, as an nbgrader source notebook. For graders only."""
    return source.bundle(lab)


def release_notebook(lab: Lab) -> NotebookNode:
    """Return the student's notebook: what nbgrader's own `generate_assignment` makes of the bundle.

    The steps are nbgrader's, in its order, with this course's stub.
    """
    locks = LockCells(lock_readonly_cells=False)  # students may play with given cells; grading restores them
    steps = [
        locks,
        ClearSolutions(),
        ClearOutput(),
        ComputeChecksums(),
        ClearHiddenTests(),
        ComputeChecksums(),
    ]
    notebook = _through(bundle_notebook(lab), steps)
    for cell in notebook.cells:
        cell.metadata.pop("tags", None)
    return notebook


def solution_notebook(lab: Lab) -> NotebookNode:
    """Return the lab with solutions and visible checks, not executed, hidden tests removed."""
    return _through(
        bundle_notebook(lab), [LockCells(lock_readonly_cells=False), ClearHiddenTests(), ComputeChecksums()]
    )


def _through(notebook: NotebookNode, steps: list) -> NotebookNode:
    resources: dict = {}
    for step in steps:
        notebook, resources = step.preprocess(notebook, resources)
    for cell in notebook.cells:
        cell.source = cell.source.rstrip("\n")
    return notebook


@dataclass(frozen=True)
class Difference:
    """One file that is not what its source gives, and a diff (or a sentence) that shows it."""

    path: Path
    detail: str


def build(
    names: list[str] | None = None,
    *,
    execute: bool = False,
    refresh: bool = False,
    root: Path | None = None,
    progress=None,
) -> list[Path]:
    """Write `labs/`, `SECRET-bundle/` and `solutions/` for the named labs, or all.

    Every script is linted before anything is written. A solution keeps its stored outputs; those that other code
    computed are marked until they are computed again (`out_of_date` lists them, `check` refuses them). `execute` runs
    every cell of the solutions, `refresh` only what the cells without a valid output need.

    Returns
    -------
    list of Path
        The files whose bytes changed.

    Raises
    ------
    SourceError
        A script breaks a rule of the lint.
    """
    root = root or paths.root()
    chosen = select(names, labs(root))
    for lab in chosen:
        checked_script(lab)
    changed = []
    for lab in chosen:
        changed += _write(root / "labs" / lab.relative, nbformat.writes(release_notebook(lab)))
        changed += write_bundle(root / "SECRET-bundle", [lab])
        target = root / "solutions" / lab.relative
        fresh = solution_notebook(lab)
        stored = nbformat.read(target, as_version=4) if target.is_file() and not execute else None
        if stored is not None:
            late = stale.carry_over(fresh, stored)
            changed += _write(target, nbformat.writes(fresh))
            if refresh and late:
                changed += _write(target, nbformat.writes(refreshed(fresh, late, progress=progress)))
        elif execute or refresh:
            changed += _write(target, nbformat.writes(executed(fresh, progress=progress)))
    return list(dict.fromkeys(changed))


def out_of_date(names: list[str] | None = None, *, root: Path | None = None) -> list[Difference]:
    """Return, for each named solution (all, if none) that holds outputs of other code, which, and what to do."""
    root = root or paths.root()
    found = []
    for lab in select(names, labs(root)):
        path = root / "solutions" / lab.relative
        if not path.is_file():
            found.append(Difference(path, f"is missing; run `course build --execute {lab.number:02d}`"))
            continue
        notebook = nbformat.read(path, as_version=4)
        if late := stale.stale(notebook):
            found.append(Difference(path, _late(notebook, late, lab)))
    return found


def _late(notebook: NotebookNode, late: list[str], lab: Lab) -> str:
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    lines = [f"  {cell.id}: {cell.source.strip().splitlines()[0][:70]}" for cell in cells if cell.id in late]
    return (
        f"{len(late)} of {len(cells)} outputs are out of date:\n" + "\n".join(lines) + "\n"
        f"run `course build --refresh {lab.number:02d}` (what these cells need) "
        f"or `course build --execute {lab.number:02d}` (everything)"
    )


def write_bundle(folder: Path, chosen: list[Lab]) -> list[Path]:
    """Write the grading bundle of the labs below `folder`; return the files whose bytes changed."""
    changed = []
    for lab in chosen:
        changed += _write(folder / lab.relative, nbformat.writes(bundle_notebook(lab)))
    return changed


def pack_bundle(target: Path, names: list[str] | None = None, *, root: Path | None = None) -> Path:
    """Write the grading bundle of the named labs (all, if none) as one file that says it is secret; return it."""
    chosen = select(names, labs(root or paths.root()))
    for lab in chosen:
        checked_script(lab)
    with tempfile.TemporaryDirectory() as folder:
        write_bundle(Path(folder), chosen)
        return bundled.pack({lab.name: Path(folder) / lab.relative for lab in chosen}, Path(target))


def _write(path: Path, text: str) -> list[Path]:
    """Write `text` under a temporary name, then rename: a full disk or an interrupt never leaves half a notebook."""
    text = text.rstrip("\n") + "\n"
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        shutil.copymode(path, temporary) if path.exists() else os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return [path]


def check(names: list[str] | None = None, *, root: Path | None = None) -> list[Difference]:
    """Return every difference between what is committed and what its source gives; an empty list is the proof.

    Student notebooks are compared byte by byte, solutions by their cells (outputs are those of one run), and stored
    outputs are searched for errors, paths, addresses and warnings.
    """
    root = root or paths.root()
    available = labs(root)
    chosen = select(names, available)
    found: list[Difference] = []
    for lab in chosen:
        checked_script(lab)
        found += _compare_release(root / "labs" / lab.relative, release_notebook(lab))
        found += _compare_solution(root / "solutions" / lab.relative, solution_notebook(lab), lab)
    if not names:
        wanted = {lab.relative for lab in available}
        for kind in ("labs", "solutions"):
            for path in sorted((root / kind).rglob("*.ipynb")):
                if path.relative_to(root / kind) not in wanted and ".ipynb_checkpoints" not in path.parts:
                    found.append(Difference(path, "no source script gives this notebook; delete it"))
    return found


def _compare_release(path: Path, fresh: NotebookNode) -> list[Difference]:
    text = nbformat.writes(fresh).rstrip("\n") + "\n"
    if not path.is_file():
        return [Difference(path, "is missing; run `course build`")]
    stored = path.read_text(encoding="utf-8")
    if stored == text:
        return []
    try:
        shown = _diff(_readable(nbformat.reads(stored, as_version=4)), _readable(fresh), path)
    except Exception as error:  # whatever is wrong with the stored file is itself the difference
        return [Difference(path, f"cannot be read as a notebook: {error}")]
    return [Difference(path, shown or _diff(stored, text, path))]


def _compare_solution(path: Path, fresh: NotebookNode, lab: Lab) -> list[Difference]:
    if not path.is_file():
        return [Difference(path, f"is missing; run `course build --execute {lab.number:02d}`")]
    try:
        stored = nbformat.read(path, as_version=4)
    except Exception as error:
        return [Difference(path, f"cannot be read as a notebook: {error}")]
    late = stale.stale(stored)
    found = [Difference(path, _late(stored, late, lab))] if late else []
    shown = _diff(_readable(stale.unmarked(stored)), _readable(fresh), path)
    found += [Difference(path, f"{shown}\nrun `course build {lab.number:02d}`")] if shown else []
    found += [Difference(path, fault) for fault in output_faults(stored) if not fault.endswith("was not executed")]
    if path.stat().st_size > LARGEST_SOLUTION:
        found.append(Difference(path, f"has {path.stat().st_size:,} bytes; the limit is {LARGEST_SOLUTION:,}"))
    return found


def _readable(notebook: NotebookNode) -> str:
    """Return the notebook as a percent script, ids and metadata included, outputs left out."""
    plain = nbformat.reads(nbformat.writes(notebook), as_version=4)  # a copy with its keys in order
    for cell in plain.cells:
        cell.metadata["id"] = cell.id
    plain.metadata.setdefault("jupytext", {})["cell_metadata_filter"] = "all"
    return jupytext.writes(plain, fmt="py:percent")


def _diff(stored: str, fresh: str, path: Path) -> str:
    lines = difflib.unified_diff(
        stored.splitlines(),
        fresh.splitlines(),
        f"committed/{path.name}",
        f"from source/{path.name}",
        lineterm="",
        n=2,
    )
    return "\n".join(lines)
