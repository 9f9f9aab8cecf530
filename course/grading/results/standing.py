"""The grades as the gradebook has them now: points made by checks, corrected by hand, less what lateness costs.

Everything that shows a grade (table, forms of learning platforms, report, summary) asks here. Messages and flags come
from the log of verdicts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook, SubmittedNotebook

from course.grading.collecting.roster import Member, Roster
from course.grading.collecting.roster import read as read_roster
from course.grading.record.database import url
from course.grading.submission.discover import ROSTER
from course.labformat.assignment import Assignment, bundles, load
from course.predictions import Noted

UNTOUCHED = "No response."  # nbgrader's comment on an answer that is as it was released


@dataclass
class Mark:
    """The points of one exercise of one student; `by_hand`: a person has given or changed them."""

    score: float
    most: float
    by_hand: bool = False
    untouched: bool = False
    message: str = ""
    comment: str = ""


@dataclass
class Standing:
    """One student's lab: `score` counts, it is what the exercises gave less `penalty`."""

    student: str
    lab: str
    score: float
    most: float
    penalty: float = 0.0
    marks: dict[str, Mark] = field(default_factory=dict)
    verdict: str = ""
    flags: list[str] = field(default_factory=list)
    seconds: float = 0.0
    time: datetime | None = None
    seconds_late: float = 0.0
    predictions: dict[str, Noted] = field(default_factory=dict)


@dataclass
class Results:
    """A class: its labs as {lab: {exercise: points}}, students, where each stands, and {lab: predictions}."""

    labs: dict[str, dict[str, float]] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    standings: dict[tuple[str, str], Standing] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)

    def of(self, lab: str) -> list[Standing]:
        """Return the standings of one lab, by student."""
        return [self.standings[key] for key in sorted(self.standings) if key[1] == lab]


def assignments(out: Path) -> dict[str, Assignment]:
    """Return every lab that was ever graded below `out`: nbgrader's source folder has them, hidden tests and all."""
    folder = out / "source"
    return {lab: load(path) for lab, path in bundles(folder).items()} if folder.is_dir() else {}


def read(out: Path) -> Results:
    """Return the results of all labs that were ever graded below `out`, students of its roster without work included.

    A lab of the bundle that nobody has handed in is no part of them: it has no column, and nobody misses it.

    Raises
    ------
    BundleError
        `out` holds no graded labs.
    """
    out = Path(out)
    labs, told = assignments(out), logged(out)
    found = Results({lab: dict(one.maxima) for lab, one in labs.items()})
    names: dict[str, Member] = {}
    with Gradebook(url(out)) as book:
        for student in book.students:
            words = (student.first_name or "", student.last_name or "", student.email or "")
            names[student.id] = Member(student.id, *words)
        for lab, assignment in labs.items():
            if lab not in {one.name for one in book.assignments}:
                continue
            for submitted in book.notebook_submissions(assignment.notebook, lab):
                one = _standing(submitted, assignment, told.get((submitted.student.id, lab), {}))
                one.predictions = _predicted(out / "submitted" / one.student / lab / f"{assignment.notebook}.ipynb")
                found.asked[lab] = assignment.predictions
                found.standings[one.student, lab] = one
    found.labs = {lab: maxima for lab, maxima in found.labs.items() if any(key[1] == lab for key in found.standings)}
    roster = roster_of(out)
    names |= {one.student: one for one in (roster.members if roster else [])}
    found.members = sorted(names.values(), key=lambda one: (one.last_name.casefold(), one.student.casefold()))
    return found


def roster_of(out: Path) -> Roster | None:
    """Return the class that `course collect --roster` or `course export --roster` has noted, if any."""
    return read_roster(out / ROSTER) if (out / ROSTER).is_file() else None


def logged(out: Path) -> dict[tuple[str, str], dict]:
    """Return the last entry of the log for each student and lab."""
    entries: dict[tuple[str, str], dict] = {}
    try:
        lines = (out / "log.jsonl").read_bytes().splitlines()
    except OSError:
        return entries
    for line in lines:
        try:
            entry = json.loads(line)
            entries[entry["student"], entry["lab"]] = entry
        except (ValueError, KeyError, TypeError):  # half a line: the run was killed while it wrote
            continue
    return entries


def _predicted(graded: Path) -> dict[str, Noted]:
    """Return the guesses that grading has noted in a notebook, by id."""
    try:
        told = json.loads(graded.read_bytes())["metadata"]["course"]["predictions"]
        return {name: Noted(str(text), str(state)) for name, (text, state) in told.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # graded before there were any
        return {}


def _standing(submitted: SubmittedNotebook, assignment: Assignment, told: dict) -> Standing:
    grades = {grade.name: grade for grade in submitted.grades}
    comments = {comment.name: comment for comment in submitted.comments}
    marks = {name: Mark(0.0, most) for name, most in assignment.maxima.items()}
    for part in assignment.parts:
        mark = marks.get(part.exercise)
        if mark is None:
            continue
        if part.kind == "check" and part.id in grades:
            grade = grades[part.id]
            mark.score += grade.score
            mark.by_hand |= grade.manual_score is not None or bool(grade.extra_credit)
        elif part.kind == "exercise" and part.id in comments:
            comment = comments[part.id]
            mark.untouched = comment.auto_comment == UNTOUCHED
            mark.comment = comment.manual_comment or ""
    for name, entry in told.get("exercises", {}).items():
        if name in marks:
            marks[name].message = str(entry.get("message", ""))
    penalty = submitted.late_submission_penalty or 0.0
    whole = submitted.assignment
    return Standing(
        submitted.student.id,
        assignment.lab,
        max(0.0, sum(mark.score for mark in marks.values()) - penalty),
        sum(mark.most for mark in marks.values()),
        penalty,
        marks,
        str(told.get("verdict", "")),
        [str(flag) for flag in told.get("flags", [])],
        float(told.get("seconds") or 0.0),
        whole.timestamp,
        whole.total_seconds_late if whole.assignment.duedate else 0.0,
    )
