"""Read a submitted notebook, whatever it is: its cells, or a sentence that says what is wrong with the file."""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.grading.submission.text import encodable

LARGEST = 100_000_000  # bytes: a notebook saved with its figures has a few million
MOST_CELLS = 5000
MAGIC = {b"PK": "a zip archive", b"%PDF": "a PDF file", b"\x1f\x8b": "a gzip archive", b"\x89PNG": "a picture"}


class Unreadable(ValueError):
    """The file is no notebook that can be graded; `verdict` is "broken" or "empty", the message says why."""

    def __init__(self, message: str, verdict: str = "broken"):
        super().__init__(message)
        self.verdict = verdict


@dataclass
class Cell:
    """What grading takes from a submitted cell: outputs and attachments are left behind.

    `count` is the number in its brackets, which says in which order cells were run.
    """

    kind: str
    source: str
    id: str = ""
    grade_id: str = ""
    tags: list[str] = field(default_factory=list)
    count: int | None = None


def read(path: Path) -> tuple[bytes, list[Cell]]:
    """Return the bytes of a submitted notebook and its cells.

    Raises
    ------
    Unreadable
        The file is missing, a link, too large, empty, or no notebook.
    """
    raw = read_bytes(path)
    return raw, parse(raw)


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """Return the bytes of a regular file; links, pipes, devices and folders are refused.

    Raises
    ------
    Unreadable
        With the reason.
    """
    if path.is_symlink():
        raise Unreadable("the file is a symbolic link, which is not followed")
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise Unreadable(f"the file cannot be opened: {error.strerror}") from None
    with os.fdopen(handle, "rb") as file:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            raise Unreadable("this is not a regular file")
        if info.st_size > largest:
            raise Unreadable(f"the file has {info.st_size:,} bytes; the limit is {largest:,}")
        return file.read(largest + 1)


def parse(raw: bytes) -> list[Cell]:
    """Return the cells of a notebook of format 3 or 4, tolerant of everything that does not matter for grading.

    Raises
    ------
    Unreadable
        The bytes are no notebook; the message says what they look like and where reading stopped.
    """
    text = _text(raw)
    try:
        data = json.loads(text)
    except RecursionError:
        raise Unreadable("broken JSON: nested too deep to be a notebook") from None
    except json.JSONDecodeError as error:
        raise Unreadable(_diagnosis(text, error)) from None
    except (ValueError, MemoryError) as error:
        raise Unreadable(f"broken JSON: {encodable(str(error))}") from None
    if not isinstance(data, dict):
        raise Unreadable("the file is JSON, but no notebook: it holds no cells")
    cells = data.get("cells")
    if cells is None and isinstance(data.get("worksheets"), list):
        sheets = [sheet for sheet in data["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets for cell in sheet.get("cells") or []]
    if not isinstance(cells, list):
        raise Unreadable("the file is JSON, but no notebook: it holds no list of cells")
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"the notebook has {len(cells):,} cells; the limit is {MOST_CELLS:,}")
    found = [_cell(cell) for cell in cells if isinstance(cell, dict)]
    if not any(cell.source.strip() for cell in found):
        raise Unreadable("the notebook has no cells with anything in them", "empty")
    return found


def _text(raw: bytes) -> str:
    if not raw.strip():
        raise Unreadable(f"the file is empty ({len(raw)} bytes): was it uploaded before it was saved?", "empty")
    for magic, what in MAGIC.items():
        if raw.startswith(magic):
            raise Unreadable(f"the file is {what}, not a notebook")
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"the file is no text in UTF-8: byte {error.start} does not fit") from None
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html")):
        raise Unreadable("the file is a web page: download the notebook itself (File, Download)")
    return text


def _diagnosis(text: str, error: json.JSONDecodeError) -> str:
    conflict = re.search(r"^(<{7}|={7}|>{7})", text, flags=re.MULTILINE)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        return f"broken JSON: a git merge conflict was left in line {line}; keep one side of it"
    at = f"line {error.lineno}, column {error.colno}"
    if not text.lstrip().startswith("{"):
        return f"broken JSON: this looks like plain text or a Python script, not like a notebook ({at})"
    if not text.rstrip().endswith("}"):
        return f"broken JSON: the file ends in the middle ({at}); it was cut off while saving or uploading"
    return f"broken JSON in {at}: {error.msg}"


def _of(kind: type, value: object) -> Any:
    """Return a value of the kind that it should have, an empty one else."""
    return value if isinstance(value, kind) else kind()


def _cell(raw: dict) -> Cell:
    metadata = _of(dict, raw.get("metadata"))
    grader = _of(dict, metadata.get("nbgrader"))
    tags = _of(list, metadata.get("tags"))
    kind = raw.get("cell_type")
    count = raw.get("execution_count", raw.get("prompt_number"))
    return Cell(
        kind=kind if kind in ("code", "markdown", "raw") else "markdown",
        source=_source(raw.get("source", raw.get("input", ""))),
        id=_name(raw.get("id")) or _name(metadata.get("id")),  # Colab keeps it there
        grade_id=_name(grader.get("grade_id")),
        tags=[tag for tag in tags if isinstance(tag, str)],
        count=count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 1_000_000 else None,
    )


def _source(value) -> str:
    lines = [line for line in (value if isinstance(value, list) else [value]) if isinstance(line, str)]
    whole = len(lines) > 1 and not any(line.endswith(("\n", "\r")) for line in lines[:-1])
    text = ("\n" if whole else "").join(lines)  # some tools leave the line ends out
    return encodable(text).replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")


def _name(value) -> str:
    return encodable(value) if isinstance(value, str) and len(value) <= 200 else ""
