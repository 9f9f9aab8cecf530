"""Writing files so that there is never half of one."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


class NotWritable(OSError):
    """A folder for results cannot be made or written to; the text says which, why, and what to do."""


def check_writable(folder: str | Path, advice: str) -> None:
    """Make `folder` and try to write in it: rights alone say little, of an administrator or on Windows.

    Raises
    ------
    NotWritable
        With the reason and `advice`.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise NotWritable(f"{folder} cannot be written to ({error.strerror or error}); {advice}") from None


def write(path: str | Path, content: bytes) -> None:
    """Write `content` to `path` under another name, then rename; `path` holds the old or the new content at any time.

    Folders are made as needed.

    Raises
    ------
    OSError
        No room, no right to write; what was at `path` is untouched, and nothing is left beside it.
    """
    path = Path(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(partial, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def put(made: Path, target: Path) -> None:
    """Copy the folder `made` to `target`, in place of what is there, which stays until all of the new one is there.

    Raises
    ------
    OSError
        No room, no right to write; `target` is as it was, and nothing is left beside it.
    """
    whole = Path(os.path.abspath(target))  # "." has no name of its own
    partial, before = (whole.with_name(f".{whole.name}.{os.getpid()}.{word}") for word in ("partial", "before"))
    try:
        partial.mkdir(parents=True)
        for path in sorted(made.rglob("*")):
            place = partial / path.relative_to(made)
            place.mkdir() if path.is_dir() else shutil.copyfile(path, place)
        if whole.exists():
            os.rename(whole, before)
        try:
            os.rename(partial, whole)
        except OSError:
            if before.exists():
                os.rename(before, whole)
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(before, ignore_errors=True)
