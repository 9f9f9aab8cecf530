"""Where the gradebook is: gradebook.db below the graded folder, or the database that COURSE_GRADEBOOK names.

One database holds one class. Its address (without the password) is noted below the folder, so that a call that does
not name it stops in place of beginning a second gradebook.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from sqlalchemy import URL, create_engine, inspect, make_url
from sqlalchemy.exc import SQLAlchemyError

from course import files

VARIABLE = "COURSE_GRADEBOOK"
COURSE = "default_course"  # nbgrader's own name of a course in a gradebook that has one
FILE, NOTE = "gradebook.db", "gradebook.txt"
EXAMPLE = "postgresql://NAME:PASSWORD@HOST/DATABASE"
LOCKED = 5  # seconds to wait for another program, or for a server
ROOM = 1_000_000  # bytes that are tried where a disk may be full
REASONS = {  # in what the database says: what it means, and what to do
    "locked|busy": "is in use by another program (formgrader, a database viewer): close it, run this again",
    "readonly|read-only|permission denied|unable to open": "cannot be written: see who owns it",
    "full|No space left": "lies on a disk that is full: make room, run this again",
    "connect|authentication|translate host|terminat|does not exist|shut": f"cannot be reached: see the address in "
    f"{VARIABLE}, and whether its server runs",
    "": "is damaged or no gradebook: move it away and run this again, grades are then entered anew "
    "(marks given by hand are in what was moved)",
}
TABLES = {"assignment", "student", "submitted_assignment", "grade"}


class BookError(ValueError):
    """The gradebook cannot be used; the message says why and what to do. Verdicts that were made are kept."""


def url(out: Path) -> str:
    """Return the address of the gradebook of a folder, for SQLAlchemy.

    Raises
    ------
    BookError
        The folder's grades are in another database than the one that is named, or nothing is named.
    """
    given, noted = os.environ.get(VARIABLE, "").strip(), _noted(out)
    if not given and noted:
        raise BookError(f"the grades of {out} are in {noted}: set {VARIABLE} to this address, with the password.")
    if not given:
        return f"sqlite:///{Path(out).resolve() / FILE}"
    address = _parsed(given)
    if noted and noted != str(address):
        raise BookError(
            f"the grades of {out} are in {noted}, but {VARIABLE} names {address}. If the database has moved, "
            f"remove {Path(out) / NOTE} and run this again."
        )
    if not noted and (Path(out) / FILE).is_file():
        raise BookError(
            f"{out} has a {FILE}, and {VARIABLE} names {address}: grades would be in two places. "
            "Choose another --out, or unset the variable."
        )
    # Without this a server whose own encoding is none sends bytes.
    return address.update_query_dict({"client_encoding": "utf8"}).render_as_string(hide_password=False)


def there(out: Path) -> bool:
    """Say whether `course grade` has filled a folder."""
    return (Path(out) / FILE).is_file() or bool(_noted(out))


def ready(out: Path) -> str:
    """Make sure that the gradebook can be read and written, and that there is one; return its address.

    Raises
    ------
    BookError
        It cannot.
    """
    with usable(out):
        address = url(out)
        check(out)
        if not address.startswith("sqlite:"):
            with _alembic():
                Gradebook(address).close()
            files.write(out / NOTE, f"{_parsed(os.environ[VARIABLE])}\n".encode())
        elif not (out / FILE).exists():
            _create(out / FILE)
    return address


@contextlib.contextmanager
def usable(out: Path) -> Iterator[None]:
    """Turn the database's own failures into one sentence.

    Raises
    ------
    BookError
        It is locked, damaged, not writable, out of reach, or the disk is full.
    OSError
        There is no room for what is written beside it.
    """
    try:
        try:
            yield
        except NbGraderException:  # it hides what the database or the disk said: ask both again
            check(out)
            with tempfile.TemporaryFile(dir=out) as file:
                file.write(bytes(ROOM))
            raise
    except (sqlite3.Error, SQLAlchemyError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        what = next(words for pattern, words in REASONS.items() if re.search(pattern, reason))
        where = make_url(url(out))
        named = where.database if where.drivername == "sqlite" else where
        raise BookError(f"{named} {what} ({reason}). Verdicts that were made are kept.") from None


def check(out: Path) -> None:
    """Look whether a gradebook that is there can be read and written; an empty file is removed.

    Raises
    ------
    sqlite3.Error, SQLAlchemyError, BookError
        It cannot.
    """
    address, path = url(out), Path(out) / FILE
    if not address.startswith("sqlite:"):
        tables = _tables(address)
        if tables and not TABLES <= tables:
            raise BookError(
                f"{make_url(address)} holds tables of something else: name a database of the class's own."
            )
        return
    if not path.exists():
        return
    if path.stat().st_size == 0:
        path.unlink()
        return
    with contextlib.closing(sqlite3.connect(path, timeout=LOCKED)) as database:
        database.execute("BEGIN IMMEDIATE")
        found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        database.rollback()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
    if not TABLES <= tables:
        raise sqlite3.DatabaseError(f"no table {min(TABLES - tables)}")


def keep_copy(out: Path) -> str:
    """Copy the gradebook before submissions leave it; return a remark, "" if there is nothing to say."""
    address = make_url(url(out))
    ending = "db" if address.drivername == "sqlite" else "dump"
    names = (Path(out) / f"gradebook-{number}.{ending}" for number in itertools.count(1))
    path = next(name for name in names if not name.exists())
    if ending == "db":
        shutil.copy2(Path(out) / FILE, path)
        return ""
    shown = URL.create(
        "postgresql", address.username, None, address.host, address.port, address.database, address.query
    ).render_as_string()
    environment = os.environ | ({"PGPASSWORD": str(address.password)} if address.password else {})
    try:
        command = ["pg_dump", "--format=custom", f"--file={path}", f"--dbname={shown}"]
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        path.unlink(missing_ok=True)
        said = (getattr(error, "stderr", "") or str(error)).strip().split("\n")[0]
        return f"; no copy of the old ones could be made: {said}"
    return ""


def _noted(out: Path) -> str:
    path = Path(out) / NOTE
    return path.read_text("utf-8").strip() if path.is_file() else ""


def _parsed(given: str) -> URL:
    try:
        address = make_url(given)
        if address.drivername.split("+")[0] != "postgresql" or not address.database:
            raise ValueError
    except (SQLAlchemyError, ValueError):
        raise BookError(f"{VARIABLE} is no address of a PostgreSQL database; one looks like {EXAMPLE}.") from None
    return address.set(drivername="postgresql+psycopg")


def _tables(address: str) -> set[str]:
    try:
        engine = create_engine(address, connect_args={"connect_timeout": LOCKED})
    except ModuleNotFoundError as error:
        from course import doctor

        raise BookError(f"{error.name} is not installed. Run: {doctor.install_line('postgresql')}") from None
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _create(path: Path) -> None:
    """Make an empty gradebook under a temporary name, then rename."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with _alembic():
        Gradebook(f"sqlite:///{part}").close()
    os.replace(part, path)


@contextlib.contextmanager
def _alembic() -> Iterator[None]:
    """Let nbgrader find `alembic`, which it calls by name, where this environment is not activated."""
    search = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), search])
    try:
        yield
    finally:
        os.environ["PATH"] = search
