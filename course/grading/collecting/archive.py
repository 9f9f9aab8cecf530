"""List the files of a folder or a zip archive, archives inside it included; what is hostile is refused and named.

Nothing is unpacked: a file is read into memory when it is wanted, so that a path in an archive leads nowhere.
"""

from __future__ import annotations

import io
import os
import stat
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from course.grading.submission.discover import HIDDEN, LEFT_BY_SYSTEMS
from course.grading.submission.notebooks import LARGEST, Unreadable, read_bytes
from course.grading.submission.text import shown

MOST_ENTRIES = 200_000  # files of all folders and archives together
MOST_BYTES = 4_000_000_000  # of all files that are read
LARGEST_INNER = 500_000_000  # bytes of an archive inside another one, and of all that it holds
MOST_INNER = 5_000  # files of it
MOST_FOLDERS = 100  # inside each other
DEEPEST = 4  # archives inside archives
BOMB = (10_000_000, 500)  # a larger file that was packed more tightly than this is no work of a student
OTHER_ARCHIVES = (".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")


class SourceError(ValueError):
    """There is nothing that could be collected from; the message says what lies there."""


@dataclass
class Entry:
    """One file: its path as parts (archives count as folders), its time (seconds, 0 if unknown), and its bytes.

    `archives` says after how many parts an archive ends: what is inside was named by whoever packed it. `packer` is
    that student, where the archive's own name says so.
    """

    parts: tuple[str, ...]
    time: float
    read: Callable[[], bytes]
    archives: tuple[int, ...] = ()
    packer: str = ""

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.parts[-1]

    @property
    def is_notebook(self) -> bool:
        """Whether it is one, by its name."""
        return self.name.lower().endswith(".ipynb")

    @property
    def path(self) -> str:
        """The whole path, as reports show it."""
        return shown("/".join(self.parts), 200)


@dataclass
class Listing:
    """The files of a source, and a sentence for each thing in it that was refused."""

    entries: list[Entry] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seen: int = 0
    size: int = 0

    def counted(self, entry: Entry) -> None:
        """Take a file, unless there are more than anybody hands in."""
        self.seen += 1
        if self.seen > MOST_ENTRIES:
            raise SourceError(f"more than {MOST_ENTRIES:,} files: this is no folder of submissions")
        self.entries.append(entry)

    def weighed(self, size: int) -> None:
        """Count bytes that are going to be read.

        Raises
        ------
        Unreadable
            They are more than all submissions of a class together.
        """
        self.size += size
        if self.size > MOST_BYTES:
            raise Unreadable(f"more than {MOST_BYTES:,} bytes in all")


def listing(source: Path, leave_out: Path | None = None) -> Listing:
    """Return what lies in a folder, in a zip archive, or the one notebook that `source` is.

    Parameters
    ----------
    leave_out
        A folder that is not looked into: where the result goes.

    Raises
    ------
    SourceError
        There is no such file or folder, or it is something else.
    """
    found = Listing()
    if source.is_dir():
        _folder(found, source, (), leave_out.resolve() if leave_out else None)
    elif not source.exists():
        raise SourceError(f"there is no {source}")
    elif source.suffix.lower() == ".ipynb":
        found.counted(_file(found, source, (source.name,)))
    else:
        try:
            with open(source, "rb") as file:
                magic = file.read(4)
        except OSError as error:
            raise SourceError(f"{source} cannot be opened: {error.strerror}") from None
        if magic[:2] != b"PK":
            raise SourceError(f"{source} is no folder, no zip archive and no notebook")
        try:
            _archive(found, zipfile.ZipFile(source), None, 1, None)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise SourceError(f"{source} is damaged: {error}. Download it again.") from None
    return found


def _folder(found: Listing, folder: Path, parts: tuple[str, ...], leave_out: Path | None) -> None:
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        found.refused.append(f"{shown('/'.join(parts))}: the folder cannot be read ({error.strerror})")
        return
    for name in names:
        path = folder / name
        inner = (*parts, shown(name, 200))
        if _noise(name) or (leave_out and path.resolve() == leave_out):
            continue
        if path.is_symlink():
            found.refused.append(f"{shown('/'.join(inner), 200)}: links are not followed")
        elif path.is_dir() and len(inner) > MOST_FOLDERS:
            found.refused.append(f"{shown('/'.join(inner), 200)}: more than {MOST_FOLDERS} folders inside each other")
        elif path.is_dir():
            _folder(found, path, inner, leave_out)
        else:
            _taken(found, _file(found, path, inner), 0, None)


def _file(found: Listing, path: Path, parts: tuple[str, ...]) -> Entry:
    def read() -> bytes:
        raw = read_bytes(path)
        found.weighed(len(raw))
        return raw

    return Entry(parts, path.lstat().st_mtime, read)


@dataclass
class Room:
    """What an archive inside a download, and the archives in it, may hold: others shall be read, too."""

    files: int
    size: int

    def takes(self, members: list[zipfile.ZipInfo]) -> None:
        """Count the members of an archive.

        Raises
        ------
        Unreadable
            There is no room for them.
        """
        self.files -= len(members)
        self.size -= sum(member.file_size for member in members)
        if self.files < 0 or self.size < 0:
            raise Unreadable(f"it holds more than {MOST_INNER:,} files or {LARGEST_INNER:,} bytes")


def _taken(found: Listing, entry: Entry, depth: int, room: Room | None) -> None:
    """Take a file; an archive is opened instead."""
    name = entry.name.lower()
    if name.endswith(OTHER_ARCHIVES):
        found.refused.append(f"{entry.path}: only zip archives are opened; unpack it and collect again")
    elif not name.endswith(".zip"):
        found.counted(entry)
    elif depth >= DEEPEST:
        found.refused.append(f"{entry.path}: archives lie more than {DEEPEST} deep inside each other")
    else:
        try:
            room = room or Room(MOST_INNER, LARGEST_INNER)
            _archive(found, zipfile.ZipFile(io.BytesIO(entry.read())), entry, depth + 1, room)
        except (zipfile.BadZipFile, Unreadable, ValueError, OSError) as error:
            if isinstance(error, SourceError):
                raise
            found.refused.append(f"{entry.path}: the archive cannot be read ({error})")


def _archive(found: Listing, archive: zipfile.ZipFile, packed: Entry | None, depth: int, room: Room | None) -> None:
    """Take the members of an archive, which is `packed` into another one or lies in a folder."""
    members, parts = archive.infolist(), packed.parts if packed else ()
    outside = (*parts[:-1], parts[-1][:-4]) if parts else ()
    ends = (*packed.archives, len(parts)) if packed else ()
    if room is not None:
        room.takes(members)
    for info in members:
        name = name_of(info)
        inner = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
        whole = shown("/".join((*parts, name)), 200)
        if info.is_dir() or not inner or any(_noise(part) for part in inner):
            continue
        if ".." in inner or name.startswith(("/", "\\")) or name[1:3] in (":/", ":\\"):
            found.refused.append(f"{whole}: the path leads out of the archive")
        elif len(inner) > MOST_FOLDERS:
            found.refused.append(f"{whole}: more than {MOST_FOLDERS} folders inside each other")
        elif stat.S_ISLNK(info.external_attr >> 16):
            found.refused.append(f"{whole}: links are not followed")
        elif info.flag_bits & 1:
            found.refused.append(f"{whole}: it is locked with a password")
        else:
            path = (*outside, *(shown(part, 200) for part in inner))
            _taken(found, Entry(path, _time(info), _member(found, archive, info), ends), depth, room)


def _member(found: Listing, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        largest = LARGEST_INNER if info.filename.lower().endswith(".zip") else LARGEST
        if info.file_size > largest:
            raise Unreadable(f"the file has {info.file_size:,} bytes; the limit is {largest:,}")
        size, ratio = BOMB
        if info.file_size > size and info.file_size > ratio * max(1, info.compress_size):
            raise Unreadable(f"{info.compress_size:,} bytes unpack to {info.file_size:,}: an archive bomb")
        found.weighed(info.file_size)
        try:
            with archive.open(info) as file:
                return file.read(largest)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise Unreadable(f"the archive is damaged here: {error}") from None

    return read


def name_of(info: zipfile.ZipInfo) -> str:
    """Return a member's name: many programs write UTF-8 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return info.filename


def _time(info: zipfile.ZipInfo) -> float:
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0


def _noise(name: str) -> bool:
    return name in LEFT_BY_SYSTEMS | HIDDEN or name.startswith("._") or name in ("Thumbs.db", "desktop.ini")
