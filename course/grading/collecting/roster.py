"""The list of a class: a CSV as a course manager, Canvas, Moodle or Gradescope writes it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import asdict, dataclass, fields
from pathlib import Path

NAMES = {  # our field: headers (letters and digits only, lower case) in the order in which they are believed
    "student": ("studentid", "student", "folder", "nbgraderid"),
    "first_name": ("firstname", "givenname", "vorname", "prenom", "nombre"),
    "last_name": ("lastname", "surname", "familyname", "nachname", "nom", "apellidos"),
    "email": ("email", "emailaddress", "mail", "emailadresse", "eMailadresse".lower()),
    "login": ("sisloginid", "username", "login", "loginid", "userid", "user"),
    "sis_id": ("sisuserid", "sisid", "idnumber", "sid", "studentnumber", "matriculationnumber", "matrikelnummer"),
    "lms_id": ("lmsid", "canvasid", "lmsuserid"),
    "section": ("section", "sections", "group", "groups"),
}
FULL = ("fullname", "name", "studentname", "student")
CANVAS = {"sisloginid", "sisuserid"}  # where one of these is a header, "Student" is a name and "ID" is Canvas's own
UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|+]+')


class RosterError(ValueError):
    """The list cannot be used; the message says which line, and what is expected."""


@dataclass(frozen=True)
class Member:
    """One student of the list; `student` is the folder's name, and nbgrader's id. What is not known is ""."""

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    login: str = ""
    sis_id: str = ""
    lms_id: str = ""
    section: str = ""

    @property
    def name(self) -> str:
        """First and last name, or the id."""
        return f"{self.first_name} {self.last_name}".strip() or self.student


def folder_name(name: str) -> str:
    """Return a name that is a folder on every system, "" if nothing is left.

    >>> folder_name("Anna: Maria/Smith.")
    'Anna_ Maria_Smith'
    """
    text = UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    while len(text.encode("utf-8", "replace")) > 120:
        text = text[:-1]
    return text.strip(" ._-")


def key(name: str) -> str:
    """Return what names are compared by: letters and digits, no accents, no case.

    >>> key("Müller-Lüdenscheidt, Ana") == key("muller ludenscheidt ana")
    True
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ø", "o").replace("Ø", "O"))
    return "".join(c for c in plain if c.isalnum()).casefold()


class Roster:
    """The members of a class, to be found by any of their names and numbers."""

    def __init__(self, members: list[Member]):
        self.members = members
        names: dict[str, set[str]] = {}
        for one in members:
            first, last = key(one.first_name), key(one.last_name)
            known = [one.student, one.email, one.email.split("@")[0], one.login, one.sis_id, one.lms_id]
            for word in {key(word) for word in known} | {first + last, last + first}:
                names.setdefault(word, set()).add(one.student)
        self.by_name = {word: next(iter(found)) for word, found in names.items() if word and len(found) == 1}
        self.ambiguous = {word for word, found in names.items() if word and len(found) > 1}
        self.by_id = {one.student: one for one in members}

    def find(self, *words: str) -> Member | None:
        """Return the member that one of the words names alone, the first word first."""
        for word in words:
            found = self.by_name.get(key(word))
            if found:
                return self.by_id[found]
        return None

    def text(self) -> str:
        """Return the list as CSV in this course's own columns, which `read` reads."""
        file = io.StringIO()
        table = csv.DictWriter(file, [field.name for field in fields(Member)], lineterminator="\n")
        table.writeheader()
        table.writerows(asdict(one) for one in self.members)
        return file.getvalue()


def read(path: Path) -> Roster:
    """Return the class that a CSV lists: this course's columns, or an export of Canvas, Moodle or Gradescope.

    Separators may be commas, semicolons or tabs; the text UTF-8 or what a Western Excel writes. Needed is one column
    that names a student's id, login, number, e-mail or name.

    Raises
    ------
    RosterError
        With the line and what to do.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise RosterError(f"the roster {path} cannot be read: {error.strerror}") from None
    text = _text(raw)
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    if not rows:
        raise RosterError(f"the roster {path} is empty")
    titles = [key(title) for title in rows[0]]
    columns = _columns(titles)
    if not columns:
        raise RosterError(
            f"the roster {path} has no column that names a student; its first line is {head[:100]!r}. Expected are "
            "columns such as student_id, First name, Last name, Email, Username, SIS Login ID, ID number, SID."
        )
    members = []
    for number, row in enumerate(rows[1:], 2):
        member = _member({field: row[at].strip() if at < len(row) else "" for field, at in columns.items()})
        if member is None or key(member.name) in ("pointspossible", "studenttest", "teststudent"):
            continue
        if not member.student:
            raise RosterError(f"{path}, line {number}: no id, login, e-mail or name of a student")
        members.append(member)
    twice = [name for name, count in Counter(one.student.casefold() for one in members).items() if count > 1]
    if twice:
        raise RosterError(f"the roster {path} names two students the same: {', '.join(sorted(twice)[:5])}")
    if not members:
        raise RosterError(f"the roster {path} names no student")
    return Roster(members)


def _text(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _columns(titles: list[str]) -> dict[str, int]:
    """Return where each field stands."""
    canvas = bool(CANVAS & set(titles))
    columns: dict[str, int] = {}
    for field, names in NAMES.items():
        for name in names:
            if name in titles and not (canvas and field == "student" and name == "student"):
                columns.setdefault(field, titles.index(name))
    if "id" in titles:
        columns.setdefault("lms_id" if canvas else "student", titles.index("id"))
    if "first_name" not in columns or "last_name" not in columns:
        full = next((name for name in FULL if name in titles and titles.index(name) not in columns.values()), None)
        if full:
            columns["full"] = titles.index(full)
    return columns


def _member(given: dict[str, str]) -> Member | None:
    """Return the student of one line; None if the line is empty."""
    if not any(given.values()):
        return None
    full = given.pop("full", "")
    if full and not (given.get("first_name") or given.get("last_name")):
        last, comma, first = full.partition(",")
        if not comma:
            first, _, last = full.rpartition(" ")
        given |= {"first_name": first.strip(), "last_name": last.strip()}
    words = [given.get(field, "") for field in ("student", "login", "sis_id", "email", "lms_id")]
    words.append(f"{given.get('first_name', '')} {given.get('last_name', '')}")
    student = next((folder_name(word) for word in words if folder_name(word)), "")
    return Member(**(given | {"student": student}))
