"""The files beside a submitted notebook: which are taken, and a copy of all that is graded, made and hashed once."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from course.grading.flags import Flag
from course.grading.submission.notebooks import Unreadable, read_bytes
from course.grading.submission.text import shown

CODE = tuple(f".{end}" for end in "pyc pyd so dll dylib pth egg whl pyz sh exe bat pyw pyi".split())
LARGEST_FILE, MOST_FILES, MOST_BYTES = 20_000_000, 200, 200_000_000
MOST_SEEN, DEEPEST = 10_000, 5  # entries that are looked at, folders inside folders
OWN = {"course", "numpy", "scipy", "matplotlib", "tensorflow", "keras", "sitecustomize", "usercustomize", "PIL"}


def companions(folder: Path) -> tuple[dict[str, Path], list[Flag]]:
    """Return the files of a submission that may lie beside the notebook, by relative name, and what was left behind.

    Data and the student's own modules are taken; links, hidden files, large files, compiled code and what has the
    name of an installed module are not. However many there are, each reason gives one sentence.
    """
    taken: dict[str, Path] = {}
    left: dict[str, list[str]] = {}
    size = 0
    for path, problem in _walk(folder):
        name = path.relative_to(folder)
        weight = 0 if problem else path.lstat().st_size
        if weight > LARGEST_FILE:
            problem = f"larger than {LARGEST_FILE:,} bytes"
        elif not problem and (len(taken) >= MOST_FILES or size + weight > MOST_BYTES):
            problem = f"more than {MOST_FILES} files or {MOST_BYTES:,} bytes"
        if problem:
            left.setdefault(problem, []).append(shown(name, 60))
        else:
            size += weight
            taken[str(name)] = path
    return taken, [_told(problem, names) for problem, names in left.items()]


def _told(problem: str, names: list[str]) -> Flag:
    if len(names) == 1:
        return Flag("note", f"{names[0]} was not copied: {problem}")
    some = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    return Flag("note", f"{len(names)} files were not copied ({some}): {problem}")


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield files in order, each with what speaks against it; no deeper than `DEEPEST`, through no links."""
    waiting, seen = [(folder, 0)], 0
    while waiting:
        here, depth = waiting.pop()
        try:
            with os.scandir(here) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError:
            yield here, "the folder cannot be read"
            continue
        inner = []
        for entry in entries:
            seen += 1
            if seen > MOST_SEEN:
                yield Path(entry.path), f"more than {MOST_SEEN:,} files lie beside the notebook"
                return
            own = entry.name.lower().endswith(".ipynb") and entry.is_file(follow_symlinks=False)
            if own or entry.name.startswith((".", "__pycache__", "__MACOSX")):
                continue
            problem = _problem(entry, depth)
            if entry.is_dir() and not problem:
                inner.append((Path(entry.path), depth + 1))
            else:
                yield Path(entry.path), problem
        waiting += reversed(inner)


def _problem(entry: os.DirEntry, depth: int) -> str:
    """Return why a file or folder is not taken, "" if it is."""
    if entry.is_symlink():
        return "links are not followed"
    if entry.is_dir() and entry.name.lower().endswith(".ipynb"):
        return "a folder with the name of a notebook"
    if entry.is_dir() and depth >= DEEPEST:
        return f"folders more than {DEEPEST} deep are left out"
    if not (entry.is_dir() or entry.is_file()):
        return "no regular file"
    if not entry.name.isprintable():
        return "its name is no text that can be printed"
    if entry.is_file() and entry.name.lower().endswith(CODE):
        return "only data and Python modules are taken"
    return "it has the name of an installed module" if depth == 0 and _is_module(entry.name) else ""


def _is_module(name: str) -> bool:
    return name.split(".")[0] in OWN | set(sys.stdlib_module_names)


@dataclass
class Taken:
    """What is graded: the notebook's bytes and copies of the files beside it; `digest` is of exactly these."""

    raw: bytes
    files: dict[str, Path] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)
    digest: str = ""


def take(notebook: Path, into: Path | None = None) -> Taken:
    """Read a submission once: what is hashed is what is graded, whatever happens to the files meanwhile.

    Parameters
    ----------
    into
        A folder for the copies; None: nothing is copied, only the digest is wanted.

    Raises
    ------
    Unreadable
        The notebook itself cannot be read.
    """
    raw = read_bytes(notebook)
    found, flags = companions(notebook.parent)
    digest = hashlib.sha256(f"{len(raw)}\n".encode() + raw)
    files: dict[str, Path] = {}
    for number, (name, path) in enumerate(found.items()):
        try:
            content = read_bytes(path, LARGEST_FILE)
        except Unreadable as error:
            flags.append(Flag("note", f"{shown(name, 60)} was not copied: {error}"))
            continue
        digest.update(f"{name!a}\n{len(content)}\n".encode() + content)
        if into is not None:
            files[name] = into / str(number)
            files[name].write_bytes(content)
    return Taken(raw, files, flags, digest.hexdigest())
