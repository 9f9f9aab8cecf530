"""Whose a file is, and which try it was, from the names that learning platforms and file managers give.

Where the forms come from
-------------------------
Moodle, "Download all submissions": `NAME_NUMBER_assignsubmission_file_/FILE`, or without folders
`NAME_NUMBER_assignsubmission_file_FILE`. Canvas, "Download submissions": `name[_LATE]_USER_SUBMISSION_FILE`, the file
ending in `-1`, `-2` when it was handed in again. Gradescope, "Export submissions": `submission_NUMBER/FILE` and a
`submission_metadata.yml`. nbgrader's exchange: `USER+LAB+TIME[+RANDOM]/FILE`. Google Drive, browsers, JupyterLab:
"Copy of FILE", "FILE (1)", "FILE-Copy1".
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import yaml

from course.grading.collecting.archive import Entry
from course.grading.collecting.roster import Roster
from course.grading.submission.notebooks import Unreadable
from course.grading.submission.text import shown

MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)", re.DOTALL)
CANVAS = re.compile(r"(?P<name>[^\W_]+)(?P<late>_LATE)?_(?P<user>\d+)_(?P<try>\d+)_(?P<rest>.+)", re.DOTALL)
EXCHANGE = re.compile(r"(?P<user>[^+]+)\+(?P<lab>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d[ _T]\d\d[:_.-]\d\d[^+]*)(?:\+.*)?")
GRADESCOPE = re.compile(r"submission_\d+")
METADATA = "submission_metadata.yml"
COPY = re.compile(r"^(?:copy of|kopie von|copie de|copia de|kopia)\s+", re.IGNORECASE)
NUMBER = re.compile(r"\s*(?:\((\d+)\)|-(\d+)|[ -]+-? ?(?:copy|kopie|copie)\s*\(?(\d*)\)?)$", re.IGNORECASE)
LARGEST_METADATA, DEEPEST = 50_000_000, 50  # bytes; lists inside each other


@dataclass(frozen=True)
class Owner:
    """Who handed a file in, as its source names them, and when.

    `words` are names and numbers by which a roster may know them, the surest first; `identity` tells two students of
    one name apart; `order` sorts the tries of one student; `time` is when it was handed in, if the source knows.
    """

    words: tuple[str, ...]
    identity: str = ""
    order: tuple = ()
    time: datetime | None = None
    late: bool = False
    lab: str = ""


@dataclass(frozen=True)
class Named:
    """A file's name without what platforms add: `stem`, `suffix`, and the number of the copy (0: the first)."""

    stem: str
    suffix: str
    copy: int


def named(name: str, canvas: bool = False) -> Named:
    """Take "Copy of", "(1)", "-Copy1" and, for Canvas, "-1" off a file's name.

    >>> named("Copy of convolution (2).ipynb")
    Named(stem='convolution', suffix='.ipynb', copy=2)
    """
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, f".{suffix}") if dot else (name, "")
    number = 0
    while COPY.match(stem):
        stem = COPY.sub("", stem)
        number = max(number, 1)
    while (found := NUMBER.search(stem)) and found.start() > 0 and (canvas or found[2] is None):
        stem = stem[: found.start()]
        number = max(number, int(next((group for group in found.groups() if group), "1")[:6]))
    return Named(stem.strip(), suffix, number)


def from_platform(entry: Entry, metadata: dict[str, Owner]) -> tuple[Owner | None, str]:
    """Return the owner that a platform's form names, and the file's name without that form's addition.

    Names inside an archive are its packer's: they count only if nothing around the archive says whose it is.
    """
    if entry.packer:
        return Owner((entry.packer,), entry.packer), entry.name
    begins = (0, *entry.archives)
    for begin, end in zip(begins, (*entry.archives, len(entry.parts)), strict=True):
        found, name = _from_names(entry, range(begin, end), metadata)
        if found is not None:
            return found, name
    return None, entry.name


def _from_names(entry: Entry, places: range, metadata: dict[str, Owner]) -> tuple[Owner | None, str]:
    for at in places:
        part, last = entry.parts[at], at == len(entry.parts) - 1
        if found := MOODLE.fullmatch(part):
            name = found["name"].strip()
            owner = Owner((name,), f"moodle {found['number']}", (int(found["number"][:18]),))
            return owner, (found["rest"] if last and found["rest"] else entry.name)
        if found := EXCHANGE.fullmatch(part):
            time = _time(found["time"])
            order = (time.timestamp() if time else 0.0,)
            return Owner((found["user"],), f"exchange {found['user']}", order, time, lab=found["lab"]), entry.name
        if GRADESCOPE.fullmatch(part) and not last:
            return metadata.get(part) or Owner((), part), entry.name
    for at in (places[-1], *places[:-1]):  # Canvas names files: a folder's name may have its form by chance
        if found := CANVAS.fullmatch(entry.parts[at]):
            last = at == len(entry.parts) - 1
            owner = Owner(
                (found["user"], found["name"]),
                f"canvas {found['user']}",
                (int(found["try"][:18]),),
                late=bool(found["late"]),
            )
            return owner, (found["rest"] if last else entry.name)
    return None, entry.name


def packers(entries: list[Entry], metadata: dict[str, Owner], roster: Roster | None) -> list[str]:
    """Note in entries whose archive they come from: the roster knows its name. Return what only names inside tell.

    A platform's download holds many students' work; one student's archive that lies beside others may name anybody.
    """
    held: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        if entry.archives:
            held.setdefault(entry.parts[: entry.archives[0]], []).append(entry)
    together = Counter(place[:-1] for place in held)
    notes = []
    for place, inside in held.items():
        if _from_names(inside[0], range(len(place)), metadata)[0] is not None:
            continue
        stem = named(place[-1]).stem
        if roster and (member := roster.find(stem, *re.split(r"[\W_]+", stem), *reversed(place))):
            for entry in inside:
                entry.packer = member.student
            continue
        told = {owner.words for entry in inside if (owner := from_platform(entry, metadata)[0])}
        if len(told) == 1 and together[place[:-1]] > 1:
            (words,) = told
            name = next((word for word in words if not word.isdigit()), "".join(words[:1]))
            notes.append(
                f"{shown('/'.join(place), 200)}.zip: that it is the work of {shown(name, 100)} is said by names "
                "inside it alone; look whether it is, or name the archive as the roster names its student"
            )
    return notes


def gradescope(entries: list[Entry]) -> tuple[dict[str, Owner], list[str]]:
    """Return the owners that Gradescope's `submission_metadata.yml` names, by folder, and what is wrong with it."""
    found: dict[str, Owner] = {}
    notes = []
    for entry in entries:
        if entry.name != METADATA or from_platform(entry, {})[0] is not None:  # a student's own file of that name
            continue
        try:
            for folder, told in _read(entry.read()).items():
                if isinstance(folder, str):
                    found[folder] = _submitter(folder, told)
        except (Unreadable, yaml.YAMLError, ValueError, TypeError, AttributeError, IndexError) as error:
            notes.append(f"{entry.path}: Gradescope's list of students cannot be read ({str(error)[:100]})")
    return found, notes


def _read(raw: bytes) -> dict:
    """Return what a YAML file holds.

    Raises
    ------
    Unreadable, yaml.YAMLError, ValueError
        It is none, or hostile: the reader in C dies of deep nesting, and merged aliases double with every line.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    if len(raw) > LARGEST_METADATA:
        raise Unreadable("it is too large")
    for event in yaml.parse(raw, loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or (isinstance(event, yaml.ScalarEvent) and event.value == "<<"):
            raise Unreadable("it is nested too deep, or merges its parts")
    return dict(yaml.load(raw, loader))


def _submitter(folder: str, told: dict) -> Owner:
    people = told.get(":submitters") or [{}]
    told_as = (people[0].get(field) for field in (":sid", ":email", ":name"))
    words = tuple(str(word) for word in told_as if word and isinstance(word, str | int))
    time = told.get(":created_at")
    if isinstance(time, datetime):
        time = time if time.tzinfo else time.replace(tzinfo=UTC)
    else:
        time = None
    return Owner(words, f"gradescope {words[0] if words else folder}", (time.timestamp() if time else 0.0,), time)


def _time(text: str) -> datetime | None:
    """Return the time in the name of an exchange folder; colons may have been replaced."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)[ _T](\d\d).(\d\d)(?:.(\d\d))?(?:\.(\d{1,6}))?", text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(group or 0) for group in found.groups()[:6])
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
