"""Find what was handed in: `STUDENT/LAB/NAME.ipynb`, or a sentence that says what lies there instead.

A student is called as the folder is; what cannot be written as UTF-8 or printed on a line stands as its escape.
"""

from __future__ import annotations

import difflib
import itertools
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from course.grading.flags import Flag
from course.grading.submission.notebooks import Unreadable, read
from course.grading.submission.repair import written
from course.grading.submission.text import shown
from course.labformat.assignment import load
from course.labformat.frame import MORE

LEFT_BY_SYSTEMS = {"__MACOSX", "__pycache__", "$RECYCLE.BIN", "System Volume Information"}
ROSTER, COLLECTED, EARLIER = "roster.csv", "collected.csv", "earlier_tries"  # what `course collect` adds
HIDDEN = {".ipynb_checkpoints", ".git", ".svn", ".DS_Store", ".Trash", ".cache", ".venv", ".vscode", ".idea"}
MOST_CANDIDATES = 20  # notebooks of one folder that are opened to see which holds the work
EXPECTED = "STUDENT/LAB/NAME.ipynb"


class NothingFound(ValueError):
    """There is no submission to grade; the message says what was found and what to do."""


@dataclass
class Submission:
    """One student's work on one lab: the notebook that counts, or (`verdict`, `reason`) why nothing is graded.

    `left` says what lay beside the notebook and was left behind where the files were gathered.
    """

    student: str
    lab: str
    path: Path | None = None
    bundle: Path | None = None
    flags: list[Flag] = field(default_factory=list)
    verdict: str = ""
    reason: str = ""
    left: list[Flag] = field(default_factory=list)

    def places(self) -> tuple[Path, Path]:
        """Return the notebook and its lab's bundle, of a submission that is to be run.

        Raises
        ------
        ValueError
            There is nothing to run.
        """
        if self.path is None or self.bundle is None:
            raise ValueError(f"{self.student}/{self.lab} holds nothing to run: {self.reason}")
        return self.path, self.bundle


def discover(submitted: Path, chosen: dict[str, Path]) -> tuple[list[Submission], list[str]]:
    """Return every submission below `submitted` for the labs of `chosen`, and notes about what else lies there.

    Parameters
    ----------
    chosen
        The bundle's notebook of each lab that is graded.

    Raises
    ------
    NothingFound
        There is not one submission.
    """
    found: list[Submission] = []
    notes: list[str] = []
    known = set(chosen) | {path.parent.name for path in next(iter(chosen.values())).parents[1].glob("*/*.ipynb")}
    others: Counter[str] = Counter()
    ids: set[str] = set()
    for folder in entries(submitted):
        if folder.name in (ROSTER, COLLECTED, EARLIER):
            continue
        if not folder.is_dir() or folder.is_symlink():
            notes.append(f"{shown(folder.name)}: not a student's folder; left out")
            continue
        plain = shown(folder.name, 200)
        names = itertools.chain([plain], (f"{plain}#{number}" for number in itertools.count(2)))
        student = next(name for name in names if name not in ids)
        ids.add(student)
        mine: list[Submission] = []
        for lab in entries(folder):
            name = shown(lab.name, 200)
            if not lab.is_dir() or lab.is_symlink():
                notes.append(f"{student}/{name}: not a lab's folder; left out")
            elif lab.name in chosen:
                mine.append(_submission(student, lab, chosen[lab.name]))
            elif lab.name in known:
                others[lab.name] += 1
            elif _holds_notebook(lab):
                near = difflib.get_close_matches(lab.name, known, 1, 0.4)
                reason = f"there is no lab {name!r}" + (f"; is it {near[0]!r}?" if near else "")
                mine.append(Submission(student, name, verdict="unknown", reason=reason))
            else:
                notes.append(f"{student}/{name}: no lab's folder, and no notebook in it; left out")
        found += mine
    if not any(one.verdict != "unknown" for one in found):
        what = _explained(submitted, chosen, known, others, found)
        raise NothingFound(f"no submission in {shown(submitted, 300)}. {what}")
    return found, notes


def entries(folder: Path) -> list[Path]:
    """Return what lies in a folder, without what systems and editors leave there; unreadable: nothing."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [folder / name for name in names if name not in LEFT_BY_SYSTEMS | HIDDEN and not name.startswith("._")]


def _holds_notebook(folder: Path) -> bool:
    return folder.name.split("_")[0].isdigit() or bool(_notebooks(folder))


def _notebooks(folder: Path) -> list[Path]:
    """Return the notebooks of a lab's folder; if there is none, those one folder further down."""
    here = entries(folder)
    found = [path for path in here if path.suffix.lower() == ".ipynb" and not path.is_dir()]
    if not found:
        inner = [path for path in here[:50] if path.is_dir() and not path.is_symlink()]
        found = [p for path in inner for p in entries(path) if p.suffix.lower() == ".ipynb" and not p.is_dir()]
    return [path for path in found if ".before-fix" not in path.name and path.stem != MORE] or found


def _submission(student: str, folder: Path, bundle: Path) -> Submission:
    """Return the submission of one folder: of several notebooks the one with most exercises written."""
    one = Submission(student, folder.name, bundle=bundle)
    notebooks = _notebooks(folder)
    if not notebooks:
        others = ", ".join(shown(entry.name, 60) for entry in entries(folder))[:200] or "nothing"
        one.verdict, one.reason = "missing", f"no notebook {bundle.name}; the folder holds {others}"
        return one
    usual = folder / bundle.name
    work = {path: _work(path, bundle) for path in notebooks[:MOST_CANDIDATES]} if len(notebooks) > 1 else {}
    one.path = max(notebooks, key=lambda path: (work.get(path, (-1, 0)), path == usual, path.name))
    if one.path != usual:
        name = shown(one.path.relative_to(folder))
        one.flags.append(Flag("note", f"{name} is graded; a file {bundle.name} with more work in it is not there"))
    for other in notebooks[:MOST_CANDIDATES]:
        if other != one.path:
            count = max(0, work[other][0])
            holds = f"{count} exercise{'s' * (count != 1)} written" if count else "no exercise is written there"
            one.flags.append(Flag("note", f"{shown(other.relative_to(folder))} is not graded ({holds})"))
    if len(notebooks) > MOST_CANDIDATES:
        one.flags.append(Flag("note", f"{len(notebooks)} notebooks; {MOST_CANDIDATES} of them were looked at"))
    return one


def _work(path: Path, bundle: Path) -> tuple[int, int]:
    """Return how many exercises a notebook has written, and how many of the lab's cells it names; -1: unreadable."""
    assignment = load(bundle)
    try:
        _, cells = read(path)
    except Unreadable:
        return -1, 0
    known = {part.id for part in assignment.parts}
    return len(written(cells, assignment)), sum(cell.grade_id in known or cell.id in known for cell in cells)


def _explained(submitted: Path, chosen: dict, known: set[str], others: Counter[str], found: list[Submission]) -> str:
    """Return what the folder looks like and what to do, for a run that found nothing."""
    here = list(itertools.islice(entries(submitted), 5000))
    folders = [path for path in here if path.is_dir()]
    files = Counter(path.suffix.lower() for path in here if not path.is_dir())
    want = f"What is graded is {EXPECTED}, such as anna/{next(iter(chosen))}/{next(iter(chosen.values())).name}."
    if others:
        lies = ", ".join(f"{count} of {lab}" for lab, count in sorted(others.items()))
        return f"There are submissions of other labs ({lies}); the labs asked for are {', '.join(chosen)}."
    if not here:
        return f"The folder is empty. {want}"
    if {path.name for path in folders} & known:
        labs = sorted({path.name for path in folders} & known)
        if any(_notebooks(path) and (path / chosen.get(path.name, Path("x")).name).is_file() for path in folders):
            return (
                f"It holds labs ({', '.join(labs)}), so it is one student's folder: name the folder above it. {want}"
            )
        return (
            f"It holds labs first and students inside them (LAB/STUDENT): {', '.join(labs)}. "
            f"Turn the two levels round. {want}"
        )
    if found:
        odd = "; ".join(f"{one.student}/{one.lab}: {one.reason}" for one in found[:3])
        return f"{len(found)} folder{'s are' if len(found) > 1 else ' is'} named like no lab ({odd}). {want}"
    if any("_assignsubmission_" in path.name for path in here):
        return (
            f"It is a download from Moodle (NAME_123_assignsubmission_file_): sort the notebooks by student. {want}"
        )
    if files[".ipynb"]:
        count = files[".ipynb"]
        return f"{count} notebook{'s lie' if count > 1 else ' lies'} directly in it: each needs its folders. {want}"
    if sum(files[end] for end in (".zip", ".gz", ".tar", ".7z", ".rar")):
        return (
            f"It holds archives ({', '.join(sorted(filter(None, files)))}): unpack them, a folder a student. {want}"
        )
    flat = [path for path in folders if _notebooks(path)]
    if flat:
        names = ", ".join(shown(path.name, 40) for path in flat[:3])
        return f"{len(flat)} folders ({names}, …) hold notebooks directly: the level of the lab is missing. {want}"
    names = ", ".join(shown(path.name, 40) for path in here[:5]) + (", …" if len(here) > 5 else "")
    return f"It holds {names}. {want}"
