"""Due dates, the late rule and extensions from one small file, carried out by nbgrader's own late penalties.

The file, TOML::

    [due]
    01_convolution = 2026-11-02T23:59:00+01:00

    [late]
    grace_minutes = 10      # so late is in time
    per_day = 0.1           # this share of the score is lost with each day begun
    most = 0.5              # and never more than this
    nothing_after_days = 7  # then all of it

    [extensions.anna]
    01_convolution = 3                          # days, or
    02_filters = 2026-11-20T23:59:00+01:00      # a due date of her own

    [columns]
    01_convolution = "Lab 1 (4711)"             # the lab's column in the learning platform

A time without an offset is one of the grader's own time zone.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float
from traitlets.config import Config

NAME = "deadlines.toml"
RULE = ("grace_minutes", "per_day", "most", "nothing_after_days")
DAY = 86_400


class DeadlineError(ValueError):
    """The file of deadlines cannot be used; the message says where and what is expected."""


class PerDay(LateSubmissionPlugin):
    """Take a share of the score for each day begun."""

    grace_minutes = Float(0.0, help="so late is in time").tag(config=True)
    per_day = Float(0.0, help="share of the score that each day begun costs").tag(config=True)
    most = Float(1.0, help="largest share that is taken").tag(config=True)
    nothing_after_days = Float(math.inf, help="after so many days the score is 0").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Return the points that are taken; None if it was in time."""
        late = total_seconds_late - 60 * self.grace_minutes
        if late <= 0:
            return None
        days = math.ceil(late / DAY)
        if late > self.nothing_after_days * DAY:
            return score
        return round(score * min(self.most, self.per_day * days), 4)


@dataclass
class Deadlines:
    """Due dates by lab, extensions by student and lab (days, or a due date), the late rule, columns of a platform."""

    due: dict[str, datetime] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)
    extensions: dict[str, dict[str, datetime | timedelta]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)

    def configure(self, config: Config) -> None:
        """Set nbgrader's late penalties to this rule."""
        config.AssignLatePenalties.plugin_class = PerDay
        for name, value in self.late.items():
            setattr(config.PerDay, name, value)

    def enter(self, book: Gradebook) -> None:
        """Write due dates and extensions into the gradebook; what is no longer in the file is taken out of it."""
        for assignment in book.assignments:
            due = self.due.get(assignment.name)
            assignment.duedate = due.astimezone(UTC).replace(tzinfo=None) if due else None
            for submission in assignment.submissions:
                submission.extension = self._extension(submission.student.id, assignment.name)
        book.db.commit()

    def _extension(self, student: str, lab: str) -> timedelta | None:
        given, due = self.extensions.get(student, {}).get(lab), self.due.get(lab)
        if given is None or due is None:
            return None
        return given if isinstance(given, timedelta) else given - due

    def notes(self, book: Gradebook) -> list[str]:
        """Return what cannot be judged, and names that fit nobody."""
        found = []
        for assignment in book.assignments:
            if assignment.name in self.due:
                count = sum(one.timestamp is None for one in assignment.submissions)
                if count:
                    words = f"{count} submission(s) have no time (timestamp.txt), so none of them is late"
                    found.append(f"{assignment.name}: {words}")
        for student in self.extensions:
            try:
                book.find_student(student)
            except MissingEntry:
                found.append(f"{NAME}: an extension for {student}, who has handed in nothing")
        return found


def read(path: Path, labs: list[str] | None = None) -> Deadlines:
    """Return what the file says.

    Parameters
    ----------
    labs
        The names that a lab may have; None: any.

    Raises
    ------
    DeadlineError
        With the entry that is wrong, and what is expected there.
    """
    try:
        told = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise DeadlineError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeadlineError(f"{path} is no TOML: {error}") from None
    unknown = set(told) - {"due", "late", "extensions", "columns"}
    if unknown:
        raise DeadlineError(
            f"{path}: no part [{min(unknown)}]; there are [due], [late], [extensions.NAME], [columns]"
        )
    made = Deadlines()
    for lab, value in _table(path, told, "due").items():
        made.due[_lab(path, lab, labs)] = _moment(path, f"due.{lab}", value)
    for name, value in _table(path, told, "late").items():
        if name not in RULE or isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise DeadlineError(f"{path}: late.{name} = {value}; there are {', '.join(RULE)}, numbers of 0 or more")
        made.late[name] = float(value)
    for student, given in _table(path, told, "extensions").items():
        if not isinstance(given, dict):
            raise DeadlineError(f'{path}: an extension is [extensions."{student}"] with a line for each lab')
        for lab, value in given.items():
            days = isinstance(value, int | float) and not isinstance(value, bool)
            meant = timedelta(days=value) if days else _moment(path, f"extensions.{student}.{lab}", value)
            made.extensions.setdefault(student, {})[_lab(path, lab, labs)] = meant
            if lab not in made.due:
                raise DeadlineError(f"{path}: {student} has an extension for {lab}, which has no due date")
    for lab, value in _table(path, told, "columns").items():
        made.columns[_lab(path, lab, labs)] = str(value)
    return made


def _table(path: Path, told: dict, name: str) -> dict:
    value = told.get(name, {})
    if not isinstance(value, dict):
        raise DeadlineError(f"{path}: {name} is a table: write [{name}] and a line for each entry")
    return value


def _lab(path: Path, lab: str, labs: list[str] | None) -> str:
    if labs is not None and lab not in labs:
        raise DeadlineError(f"{path}: there is no lab {lab!r}; there are {', '.join(labs)}")
    return lab


def _moment(path: Path, name: str, value: object) -> datetime:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.astimezone()
    if isinstance(value, date):
        return datetime.combine(value, time(23, 59, 59)).astimezone()
    raise DeadlineError(f"{path}: {name} = {value!r} is no time such as 2026-11-02T23:59:00+01:00")
