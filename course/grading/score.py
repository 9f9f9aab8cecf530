"""From what the checks gave to points and a verdict.

A check's exceptions decide, stderr never does. A check that did not run to its end, seal included, scores 0. A
number as the check's last value is partial credit; one that is no number, infinite, negative or above the points
scores 0 and is flagged for a person.

Verdicts
--------
graded     the notebook ran; nothing to report (wrong answers included)
repaired   graded after the notebook's structure was put in order; the flags say what was wrong
stopped    graded; a cell asked for keyboard input or tried to exit
timeout    a cell or the notebook took too long; the checks that finished count
crashed    the kernel died; the checks that finished count
flagged    graded, with signs of tampering or invalid credit: a person should look
empty      the file, or the notebook in it, holds nothing
broken     the file is no readable notebook
missing    the student's folder for this lab holds no notebook
unknown    the folder is named like no lab that is graded
failed     the grader itself failed on this submission
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from course.grading.answering.runner import Outcome
from course.grading.flags import OF_FILES, Flag
from course.labformat.assignment import Assignment

RAN = {"review": "flagged", "crashed": "crashed", "timeout": "timeout", "stopped": "stopped", "repaired": "repaired"}
"""Kind of flag -> verdict, the gravest first."""
VERDICTS = ("graded", *RAN.values(), *OF_FILES)


@dataclass
class Exercise:
    """Points of one exercise, and the first thing that its checks said."""

    score: float
    max_score: float
    message: str = ""


def verdict(flags: list[Flag]) -> str:
    """Return the verdict of a submission that ran: the gravest that its flags call for."""
    kinds = {flag.kind for flag in flags}
    return next((name for kind, name in RAN.items() if kind in kinds), "graded")


def points(outcome: Outcome | None, most: float) -> tuple[float, str]:
    """Return the points of one check and what is wrong with its credit ("" if nothing).

    >>> points(Outcome(finished=True, passed=True, credit="nan"), 3)
    (0.0, 'nan')
    """
    if outcome is None or not outcome.finished or not outcome.passed:
        return 0.0, ""
    if outcome.credit is None:
        return float(most), ""
    try:
        credit = float(outcome.credit)
    except (TypeError, ValueError):
        return 0.0, str(outcome.credit)[:100]
    if not math.isfinite(credit) or credit < 0 or credit > most:
        return 0.0, f"{credit:g}"
    return credit, ""


def score(
    assignment: Assignment, outcomes: dict[str, Outcome]
) -> tuple[dict[str, Exercise], dict[str, float], list[Flag]]:
    """Return exercises by name, points by check id, and flags."""
    exercises = {name: Exercise(0.0, most) for name, most in assignment.maxima.items()}
    grades, flags = {}, []
    for check in assignment.checks:
        outcome = outcomes.get(check.id)
        got, odd = points(outcome, check.points)
        message = "the check was not reached" if outcome is None else outcome.message
        if odd:
            flags.append(Flag("review", f"{check.id} gave the credit {odd}; allowed is 0 to {check.points:g}"))
            message = f"invalid credit {odd}"
        grades[check.id] = got
        entry = exercises[check.exercise]
        entry.score += got
        entry.message = entry.message or message
    return exercises, grades, flags
