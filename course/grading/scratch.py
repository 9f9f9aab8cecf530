"""Temporary folders that are gone after any end: what a killed process has left, the next one removes."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

LOCK = ".course-in-use"  # locked while the process that made the folder lives


@contextlib.contextmanager
def folder(name: str = "") -> Iterator[Path]:
    """Make a temporary folder; at the end it is removed, whatever a submission has put into it."""
    made = Path(tempfile.mkdtemp(prefix=f"course-{name}"))
    (made / "new").touch()
    handle = _locked(made / "new")
    os.rename(made / "new", made / LOCK)  # so nobody sees it before it is locked
    try:
        yield made
    finally:
        remove(made)
        if handle is not None:
            os.close(handle)


def sweep() -> None:
    """Remove the temporary folders of this user whose processes are gone."""
    for path in Path(tempfile.gettempdir()).glob(f"course-*/{LOCK}"):
        with contextlib.suppress(OSError):
            found = path.parent.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():
                handle = _locked(path)
                if handle is not None:
                    remove(path.parent)
                    os.close(handle)


def remove(path: Path) -> None:
    """Remove a folder, however deep it is and whatever rights are set in it. (Python's own way is recursive.)"""
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        pass
    except (OSError, RecursionError):
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]) if os.name == "posix" else ():
            subprocess.run([*command, "--", str(path)], capture_output=True, check=False)


def _locked(path: Path) -> int | None:
    """Return a handle that holds the lock on a file; None if another process has it, or the system has no locks."""
    try:
        import fcntl
    except ModuleNotFoundError:
        return None
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
