"""Derive the notebooks of a lab from its source, write them, and prove that what is committed matches."""

from __future__ import annotations

import difflib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearOutput, ComputeChecksums, LockCells

from course import files, paths
from course.authoring import stale
from course.authoring.execute import executed, output_faults, refreshed
from course.authoring.lint import lint
from course.grading import bundle as bundled
from course.labformat import source
from course.labformat.code import ODD
from course.labformat.frame import Place
from course.labformat.source import Lab, SourceError, labs, notebooks, select
from course.labformat.stub import ClearSolutions


def checked_script(lab: Lab) -> None:
    """Raise `SourceError` with every fault that the lint finds in the scripts of the lab and its second notebook."""
    for one in lab.notebooks:
        if faults := lint(source.read(one), graded=one == lab):
            raise SourceError(f"{one.name}: {len(faults)} fault(s) in {one.source.name}\n  " + "\n  ".join(faults))


def bundle_notebook(lab: Lab) -> NotebookNode:
    """Return the lab with solutions and hidden tests, as an nbgrader source notebook. For graders only."""
    return source.bundle(lab)


def release_notebook(lab: Lab, where: Place | None = None) -> NotebookNode:
    """Return the student's notebook: what nbgrader's own `generate_assignment` makes of the bundle.

    The steps are nbgrader's, in its order, with this course's stub. `where` it will stand decides its links (by
    default in the repository).
    """
    steps = [ClearSolutions(), ClearOutput(), ComputeChecksums(), ClearHiddenTests(), ComputeChecksums()]
    notebook = _through(source.bundle(lab, where), steps)
    open_ = False  # from the first exercise on a cell may need what is not written yet: that does not end Run All
    for cell in notebook.cells:
        open_ |= "exercise" in cell.metadata.get("course", {})
        odd = cell.cell_type == "code" and (open_ or ODD in cell.metadata.get("tags", ()))
        cell.metadata.pop("tags", None)
        if odd:
            cell.metadata["tags"] = [ODD]
    return notebook


def solution_notebook(lab: Lab) -> NotebookNode:
    """Return the lab with solutions and visible checks, not executed, hidden tests removed."""
    return _through(source.bundle(lab), [ClearHiddenTests(), ComputeChecksums()])


def _through(notebook: NotebookNode, steps: list) -> NotebookNode:
    resources: dict = {}
    locks = LockCells(lock_readonly_cells=False)  # students may play with given cells; grading restores them
    for step in [locks, *steps]:
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

    A lab's second notebook is built as the lab is, but for the bundle.

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
        changed += _write(root / "SECRET-bundle" / lab.relative, source.bundle(lab))
    for lab in notebooks(chosen):
        changed += _write(root / "labs" / lab.relative, release_notebook(lab))
        target = root / "solutions" / lab.relative
        fresh = solution_notebook(lab)
        stored = nbformat.read(target, as_version=4) if target.is_file() and not execute else None
        if stored is not None:
            late = stale.carry_over(fresh, stored)
            changed += _write(target, fresh)
            if refresh and late:
                changed += _write(target, refreshed(fresh, late, progress=progress))
        elif execute or refresh:
            changed += _write(target, executed(fresh, progress=progress))
    return list(dict.fromkeys(changed))


def out_of_date(names: list[str] | None = None, *, root: Path | None = None) -> list[Difference]:
    """Return, for each named solution (all, if none) that holds outputs of other code, which, and what to do."""
    root = root or paths.root()
    found = []
    for lab in notebooks(select(names, labs(root))):
        path = root / "solutions" / lab.relative
        notebook = nbformat.read(path, as_version=4) if path.is_file() else None
        if notebook is None:
            found.append(Difference(path, f"is missing; run `course build --execute {lab.number:02d}`"))
        elif late := stale.stale(notebook):
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


def write_bundle(folder: Path, chosen: list[Lab]) -> dict[str, Path]:
    """Write the grading bundle of the labs below `folder`; return the notebook of each lab."""
    for lab in chosen:
        _write(folder / lab.relative, source.bundle(lab))
    return {lab.name: folder / lab.relative for lab in chosen}


def pack_bundle(target: Path, names: list[str] | None = None, *, root: Path | None = None) -> Path:
    """Write the grading bundle of the named labs (all, if none) as one file that says it is secret; return it."""
    chosen = select(names, labs(root or paths.root()))
    for lab in chosen:
        checked_script(lab)
    with tempfile.TemporaryDirectory() as folder:
        return bundled.pack(write_bundle(Path(folder), chosen), Path(target))


def _write(path: Path, notebook: NotebookNode) -> list[Path]:
    text = _text(notebook)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return []
    files.write(path, text.encode())
    return [path]


def _text(notebook: NotebookNode) -> str:
    return nbformat.writes(notebook).rstrip("\n") + "\n"


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
    for lab in notebooks(chosen):
        found += _compare(root / "labs" / lab.relative, release_notebook(lab), lab, bare=True)
        found += _compare(root / "solutions" / lab.relative, solution_notebook(lab), lab, bare=False)
    if not names:
        wanted = {lab.relative for lab in notebooks(available)}
        for kind in ("labs", "solutions"):
            for path in sorted((root / kind).rglob("*.ipynb")):
                if path.relative_to(root / kind) not in wanted and ".ipynb_checkpoints" not in path.parts:
                    found.append(Difference(path, "no source script gives this notebook; delete it"))
    return found


def _compare(path: Path, fresh: NotebookNode, lab: Lab, bare: bool) -> list[Difference]:
    """Compare a stored notebook with what its source gives: byte by byte (`bare`), or but for its outputs."""
    how = f"run `course build {'' if bare else '--execute '}{lab.number:02d}`"
    if not path.is_file():
        return [Difference(path, f"is missing; {how}")]
    text = path.read_text(encoding="utf-8")
    if bare and text == _text(fresh):
        return []
    try:
        stored = nbformat.reads(text, as_version=4)
        late = stale.stale(stored)
        shown = _diff(_readable(stale.unmarked(stored)), _readable(fresh), path)
    except Exception as error:  # whatever is wrong with the stored file is itself the difference
        return [Difference(path, f"cannot be read as a notebook: {error}")]
    if bare:
        return [Difference(path, shown or _diff(text, _text(fresh), path))]
    found = [Difference(path, _late(stored, late, lab))] if late else []
    found += [Difference(path, f"{shown}\nrun `course build {lab.number:02d}`")] if shown else []
    return found + [Difference(path, f) for f in output_faults(stored) if not f.endswith("was not executed")]


def _readable(notebook: NotebookNode) -> str:
    """Return the notebook as a percent script, ids and metadata included, outputs left out."""
    plain = nbformat.reads(nbformat.writes(notebook), as_version=4)  # a copy with its keys in order
    for cell in plain.cells:
        cell.metadata["id"] = cell.id
    plain.metadata.setdefault("jupytext", {})["cell_metadata_filter"] = "all"
    return jupytext.writes(plain, fmt="py:percent")


def _diff(stored: str, fresh: str, path: Path) -> str:
    names = f"committed/{path.name}", f"from source/{path.name}"
    return "\n".join(difflib.unified_diff(stored.splitlines(), fresh.splitlines(), *names, lineterm="", n=2))
