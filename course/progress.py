"""What of the labs is passed, what is open, and what comes next: from saved notebooks, or from the running one."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from course import paths, predictions
from course.labformat.assignment import Assignment, bundles, load
from course.predictions import NEAR, OFF, RIGHT, Noted

PASSED, FAILED, OPEN, UNTOUCHED = "passed", "failed", "not run", "untouched"
SIGNS = {PASSED: "[ok]", FAILED: "[no]", OPEN: "[  ]", UNTOUCHED: "[  ]"}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
UNWRITTEN = re.compile(r"Exercise [\d.]+: .* is not written yet")
LARGEST = 100_000_000  # bytes of a saved notebook


class ProgressError(ValueError):
    """There is no notebook of the course to look at; the message says where one was looked for."""


@dataclass(frozen=True)
class Step:
    """One exercise: its points, how it stands, and the first line of what its check said."""

    exercise: str
    points: float
    state: str
    message: str = ""


@dataclass(frozen=True)
class Progress:
    """One lab: its exercises and the ids of its predictions, in the notebook's order, and the guesses."""

    lab: str
    steps: tuple[Step, ...]
    asked: tuple[str, ...] = ()
    noted: dict[str, Noted] = field(default_factory=dict)

    @property
    def next(self) -> Step | None:
        """The first exercise that does not pass; None at the end."""
        return next((step for step in self.steps if step.state != PASSED), None)

    @property
    def headline(self) -> str:
        """The lab in one line."""
        passed = [step for step in self.steps if step.state == PASSED]
        points = f"{sum(step.points for step in passed):g} of {sum(step.points for step in self.steps):g} points"
        return f"{self.lab}: {len(passed)} of {len(self.steps)} exercises pass their visible checks, {points}"

    @property
    def guesses(self) -> str:
        """The predictions in one line; they give no points."""
        states = [one.state for one in self.noted.values()]
        told = [f"{states.count(state)} {state}" for state in (RIGHT, NEAR, OFF) if state in states]
        return f"of {len(self.asked)} predictions noted" + (f" ({', '.join(told)})" if told else "")

    @property
    def lines(self) -> list[str]:
        """A line an exercise, and the next step."""
        wide = max((len(step.exercise) for step in self.steps), default=0)
        found = []
        for step in self.steps:
            points = f"{step.points:g} point" + ("s" if step.points != 1 else "")
            words = step.state if step.state != FAILED else step.message or "fails"
            found.append(f"{SIGNS[step.state]} {step.exercise:{wide}}  {points:9}  {words}".rstrip())
        if self.asked:
            found.append(f"[{len(self.noted):2}] {self.guesses}")
        following = self.next
        found.append(f"next: {following.exercise}" if following else "all pass; hand it in")
        return found


@dataclass(frozen=True)
class Seen:
    """What became of a cell that was run: whether it ended well, and what it said if not."""

    good: bool
    message: str = ""


def steps(
    assignment: Assignment, seen: dict[str, Seen], sources: dict[str, str], noted: dict[str, Noted] | None = None
) -> Progress:
    """Return how a lab stands.

    Parameters
    ----------
    seen
        What became of the check cells, by id.
    sources
        The text of the exercise cells, by id, as far as it is known.
    noted
        The guesses, by id.
    """
    stubs = {part.exercise: part for part in assignment.parts if part.kind == "exercise"}
    found = []
    for name, points in assignment.maxima.items():
        mine = [seen.get(part.id) for part in assignment.checks if part.exercise == name]
        bad = next((one for one in mine if one and not one.good), None)
        stub = stubs.get(name)
        untouched = stub is not None and sources.get(stub.id, "").strip() == stub.source.strip()
        if bad is not None:
            state = UNTOUCHED if untouched or UNWRITTEN.search(bad.message) else FAILED
        elif mine and all(mine):
            state = PASSED
        else:
            state = UNTOUCHED if untouched else OPEN
        found.append(Step(name, points, state, bad.message if bad else ""))
    asked = tuple(assignment.predictions)
    return Progress(assignment.lab, tuple(found), asked, {n: one for n, one in (noted or {}).items() if n in asked})


def of_saved(path: Path, assignment: Assignment) -> Progress:
    """Return how a saved notebook stands, by the outputs that lie in it: nothing is run.

    Raises
    ------
    ProgressError
        It cannot be read.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("it is too large")
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        seen, sources = {}, {}
        for cell in cells:
            grader = cell.get("metadata", {}).get("nbgrader", {})
            name = grader.get("grade_id") or cell.get("id", "")
            sources[name] = "".join(cell.get("source", ""))
            if cell.get("execution_count") is not None:
                errors = [out for out in cell.get("outputs", []) if out.get("output_type") == "error"]
                seen[name] = Seen(not errors, _first_line(errors[0].get("evalue", "")) if errors else "")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProgressError(f"{path} cannot be read as a notebook ({error}); `course check` says more.") from None
    return steps(assignment, seen, sources, predictions.saved(cells))


def _first_line(text: str) -> str:
    lines = COLOUR.sub("", str(text)).strip().splitlines()
    return lines[0][:150] if lines else ""


def of_folder(folder: Path, released: Path | None = None) -> list[Progress]:
    """Return how each lab stands whose notebook lies in a folder: LAB/NAME.ipynb, labs/LAB/NAME.ipynb or NAME.ipynb.

    Raises
    ------
    ProgressError
        There is none.
    """
    found = []
    for lab, path in bundles(released or paths.released()).items():
        places = [folder / lab / path.name, folder / "labs" / lab / path.name, folder / path.name]
        here = next((place for place in places if place.is_file()), None)
        if here is not None:
            found.append(of_saved(here, load(path)))
    if not found:
        raise ProgressError(f"no notebook of the course in {folder} (LAB/NAME.ipynb or NAME.ipynb); name its folder.")
    return found


_run: dict[str, Seen] = {}  # what became of the cells that were run, by the digest of their text
_watched: list[object] = []


def watch() -> bool:
    """Note from now on, in a running notebook, how its cells end; say whether this is one."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not hasattr(shell, "events"):
        return False
    if shell not in _watched:
        shell.events.register("post_run_cell", _note)
        _watched.append(shell)
    return True


def _note(result) -> None:
    """Take the end of a cell: IPython calls this."""
    error = result.error_before_exec or result.error_in_exec
    seen = Seen(error is None, _first_line(str(error)) if error is not None else "")
    _run[_digest(result.info.raw_cell or "")] = seen


def _digest(source: str) -> str:
    return hashlib.sha256(source.strip().encode("utf-8", "replace")).hexdigest()


def of_running(released: Path | None = None) -> Progress:
    """Return how the notebook stands that is running, by the check cells that were run in this session.

    Raises
    ------
    ProgressError
        No check cell of any lab was run yet.
    """
    best: tuple[int, Assignment | None, dict[str, Seen]] = (0, None, {})
    for path in bundles(released or paths.released()).values():
        assignment = load(path)
        seen = {}
        for part in assignment.checks:
            if found := _run.get(_digest(part.source)):
                seen[part.id] = found
        if len(seen) > best[0]:
            best = (len(seen), assignment, seen)
    if best[1] is None:
        raise ProgressError("no check cell was run yet in this session: run your checks, then this cell again.")
    return steps(best[1], best[2], {}, predictions.session())
