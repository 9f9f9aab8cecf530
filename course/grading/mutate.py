"""Are the checks sharp? `course mutate` changes each solution a little, many times, and asks the lab's checks.

A mutant that every check passes is a survivor: either it keeps every promise of the docstring, and is listed as
equivalent with the reason (`tests/mutants/LAB.toml`), or a check is missing. Mutants that a person wrote stand beside
them: what replaces a few words of the solution in the same file, whole answers in `tests/mutants/LAB/EXERCISE.py`, a
cell each, marked `mutant="name"`.
"""

from __future__ import annotations

import os
import random
import tomllib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import jupytext

from course.authoring.build import bundle_notebook
from course.grading.answering.client import Limits
from course.grading.mutants import Mutant, mutants
from course.grading.score import score
from course.grading.trial import Trial
from course.labformat.assignment import Assignment, from_notebook
from course.labformat.source import Lab

LIMITS = Limits(cell=20)


class MutateError(ValueError):
    """There is no such exercise, or the file of equivalent and written mutants is not what it should be."""


@dataclass
class Tally:
    """What came of the mutants of one exercise; `by_hand` counts those that a person wrote among all."""

    lab: str
    exercise: str
    count: int = 0
    visible: int = 0  # killed by the visible checks alone
    killed: int = 0  # by all checks
    equivalent: int = 0
    survivors: list[Mutant] = field(default_factory=list)
    unseen: list[Mutant] = field(default_factory=list)  # killed by hidden tests only


def made(lab: Lab) -> Assignment:
    """Return the lab's assignment, solutions and hidden tests in it."""
    return from_notebook(bundle_notebook(lab), lab.name, lab.relative.stem)


def all_mutants(assignment: Assignment, folder: Path, exercise: str | None = None) -> list[Mutant]:
    """Return the mutants of a lab, or of one exercise: the mechanical ones, then those written by hand."""
    parts = [part for part in assignment.parts if part.kind == "exercise" and exercise in (None, part.exercise)]
    if not parts:
        raise MutateError(f"{assignment.lab} has no exercise {exercise!r}; it has {', '.join(assignment.maxima)}")
    found = [mutant for part in parts for mutant in mutants(part.exercise, part.full)]
    found += _replaced(folder, assignment.lab, {part.exercise: part.full for part in parts})
    for path in sorted((folder / assignment.lab).glob("*.py")):
        if exercise in (None, path.stem):
            cells = jupytext.read(path, fmt="py:percent").cells
            marked = [(cell.metadata["mutant"], cell.source) for cell in cells if "mutant" in cell.metadata]
            found += [Mutant(path.stem, source, f"by hand: {name}") for name, source in marked]
    return found


def _replaced(folder: Path, lab: str, solutions: dict[str, str]) -> list[Mutant]:
    """Return the solutions with words replaced as the file says; each entry has exercise, name, old and new."""
    found = []
    for entry in _entries(folder, lab, "mutant", ("exercise", "name", "old")):
        if (source := solutions.get(entry["exercise"])) is None:
            continue  # of another exercise
        if source.count(entry["old"]) != 1:
            raise MutateError(f"{lab}.toml: {entry['name']}: `old` must stand once in the solution: {entry['old']}")
        changed = source.replace(entry["old"], entry.get("new", ""))
        found.append(Mutant(entry["exercise"], changed, f"by hand: {entry['name']}"))
    return found


def _entries(folder: Path, lab: str, kind: str, needed: tuple[str, ...]) -> list[dict[str, str]]:
    path = folder / f"{lab}.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get(kind, []) if path.exists() else []
    for entry in entries:
        if not all(str(entry.get(key, "")).strip() for key in needed):
            raise MutateError(f"{path.name}: an entry of {kind} needs {', '.join(needed)}: {entry}")
    return entries


def equivalent(folder: Path, lab: str) -> dict[tuple[str, str], str]:
    """Return the reason of each mutant that is listed as equivalent, by (exercise, change).

    Raises
    ------
    MutateError
        An entry lacks its exercise, its change or its reason.
    """
    entries = _entries(folder, lab, "equivalent", ("exercise", "change", "reason"))
    return {(entry["exercise"], entry["change"].strip()): entry["reason"] for entry in entries}


def tried(assignment: Assignment, chosen: list[Mutant], known: dict[tuple[str, str], str]) -> list[Tally]:
    """Ask the checks of one lab about each mutant; those known as equivalent are counted, not asked."""
    tallies: dict[str, Tally] = {}
    with Trial(assignment, LIMITS) as trial:
        for mutant in chosen:
            tally = tallies.setdefault(mutant.exercise, Tally(assignment.lab, mutant.exercise))
            tally.count += 1
            if (mutant.exercise, mutant.change) in known:
                tally.equivalent += 1
                continue
            most = assignment.maxima[mutant.exercise]
            for visible in (True, False):
                outcomes = trial.answer(mutant.exercise, mutant.source, visible=visible)
                if score(assignment, outcomes)[0][mutant.exercise].score < most:
                    tally.killed += 1
                    tally.visible += visible
                    tally.unseen += [] if visible else [mutant]
                    break
            else:
                tally.survivors.append(mutant)
    return list(tallies.values())


def _one(lab: Lab, folder: Path, exercise: str | None, sample: int | None, seed: int) -> list[Tally]:
    assignment = made(lab)
    chosen = all_mutants(assignment, folder, exercise)
    if sample is not None and sample < len(chosen):
        chosen = random.Random(seed).sample(chosen, sample)
    return tried(assignment, chosen, equivalent(folder, lab.name))


def mutate(
    labs: list[Lab], folder: Path, exercise: str | None = None, sample: int | None = None, seed: int = 0
) -> Iterator[list[Tally]]:
    """Yield the tallies of each lab as they come, two labs at a time.

    Parameters
    ----------
    folder
        `tests/mutants`: what is equivalent, and mutants written by hand.
    exercise
        Of these labs; None for all.
    sample
        So many mutants of each lab, chosen by `seed`; None for all.
    """
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1, len(labs)), mp_context=get_context("spawn")) as pool:
        longest_first = reversed(labs)  # the later a lab, the larger its networks
        futures = [pool.submit(_one, lab, folder, exercise, sample, seed) for lab in longest_first]
        for future in as_completed(futures):
            yield future.result()
