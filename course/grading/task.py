"""What goes to a worker and what comes back: `Task` and `Result`, plain data, JSON on the way.

Both are checked on arrival, so any scheduler may carry them. What a submission has put into a result (lone
surrogates, lines without an end) is made writable where it is turned into bytes, once for all who read it.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path

from course.grading.answering.runner import Limits
from course.grading.flags import KINDS, Flag
from course.grading.score import VERDICTS, Exercise
from course.grading.submission.discover import Submission
from course.grading.submission.text import encoded

LARGEST = 40_000_000  # bytes of JSON
KERNELS = ("warm", "cold", "none")


class Misfit(ValueError):
    """JSON that is no task, or no result of this task; the message says what is wrong."""


@dataclass
class Task:
    """One submission, and how it is to be graded. `key` says what its grade depends on (`record.verdicts`)."""

    submission: Submission
    limits: Limits = field(default_factory=Limits)
    sandbox: bool | None = None
    key: str = ""

    @property
    def name(self) -> str:
        """STUDENT/LAB, as reports show it."""
        return f"{self.submission.student}/{self.submission.lab}"

    def to_json(self) -> bytes:
        """Return the task as one line; names of files that are no text survive it."""
        return json.dumps(asdict(self), default=os.fspath).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Task:
        """Return the task that `to_json` has written.

        Raises
        ------
        Misfit
            It is none.
        """
        data = _Object(raw)
        given = _Object(data("submission", dict))
        submission = Submission(
            student=given("student", str),
            lab=given("lab", str),
            path=Path(given("path", str)) if given("path", str, None) else None,
            bundle=Path(given("bundle", str)) if given("bundle", str, None) else None,
            flags=_flags(given("flags", list)),
            verdict=given("verdict", str),
            reason=given("reason", str),
            left=_flags(given("left", list)),
        )
        limits = data("limits", dict)
        if set(limits) - set(asdict(Limits())) or not all(
            n is None or _is(n, int) or _is(n, float) for n in limits.values()
        ):
            raise Misfit(f"no limits: {limits}")
        return cls(submission, Limits(**limits), data("sandbox", bool, None), data("key", str))


@dataclass
class Result:
    """What grading a submission gave.

    `checks` holds points by check id; `notebook` is the executed, cleaned one; `kernel` is "warm", "cold" or "none",
    `cold` why it was cold though it should have been warm; `content` is the digest of what was graded.
    """

    student: str
    lab: str
    verdict: str
    flags: list[Flag] = field(default_factory=list)
    exercises: dict[str, Exercise] = field(default_factory=dict)
    checks: dict[str, float] = field(default_factory=dict)
    notebook: dict | None = None
    seconds: float = 0.0
    kernel: str = "none"
    cold: str = ""
    content: str = ""

    @property
    def score(self) -> float:
        """Points of all exercises."""
        return sum(entry.score for entry in self.exercises.values())

    @property
    def max_score(self) -> float:
        """Points that all exercises can give."""
        return sum(entry.max_score for entry in self.exercises.values())

    def to_json(self) -> bytes:
        """Return the result as one line that can be written anywhere."""
        return encoded(vars(self), default=asdict)

    @classmethod
    def from_json(cls, raw: bytes | dict, task: Task) -> Result:
        """Return the result that `to_json` has written for this task.

        Raises
        ------
        Misfit
            It is none: too large, another submission's, points that cannot be.
        """
        data = _Object(raw)
        exercises, checks = {}, _Object(data("checks", dict))
        for name, value in data("exercises", dict).items():
            entry = _Object(value)
            exercises[name] = Exercise(entry("score", float), entry("max_score", float), entry("message", str))
        made = cls(
            student=data("student", str),
            lab=data("lab", str),
            verdict=data("verdict", str, among=VERDICTS),
            flags=_flags(data("flags", list)),
            exercises=exercises,
            checks={name: checks(name, float) for name in checks.data},
            notebook=data("notebook", dict, None),
            seconds=data("seconds", float),
            kernel=data("kernel", str, among=KERNELS),
            cold=data("cold", str),
            content=data("content", str),
        )
        if (made.student, made.lab) != (task.submission.student, task.submission.lab):
            raise Misfit(f"a result of {made.student}/{made.lab}, not of {task.name}")
        if any(not 0 <= entry.score <= entry.max_score for entry in exercises.values()):
            raise Misfit("points that are negative, or more than the exercise gives")
        if abs(sum(made.checks.values()) - made.score) > 1e-6:
            raise Misfit("the points of the checks are not those of the exercises")
        return made


_REQUIRED = object()


class _Object:
    """A JSON object that is asked for its values by name and type."""

    def __init__(self, given: bytes | dict):
        if isinstance(given, bytes):
            if len(given) > LARGEST:
                raise Misfit(f"more than {LARGEST:,} bytes")
            try:
                given = json.loads(given)
            except (ValueError, RecursionError) as error:
                raise Misfit(f"no JSON: {error}") from None
        if not isinstance(given, dict):
            raise Misfit(f"no object: {str(given)[:100]}")
        self.data = given

    def __call__(self, name: str, kind: type, default=_REQUIRED, among: Collection[str] = ()):
        value = self.data.get(name, default)
        if value is default and default is not _REQUIRED:
            return default
        if not _is(value, kind) or (among and value not in among):
            raise Misfit(f"{name} is {str(value)[:100]!r}" if value is not _REQUIRED else f"{name} is missing")
        return value


def _is(value: object, kind: type) -> bool:
    """Say whether a value of JSON has a type; numbers are finite, and True is none."""
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _flags(values: list) -> list[Flag]:
    entries = [_Object(value) for value in values]
    return [Flag(entry("kind", str, among=KINDS), entry("text", str)) for entry in entries]
