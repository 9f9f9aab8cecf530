"""What every command shares: the two consoles, and errors as one line."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

import typer
from rich.console import Console

from course.console import forgiving

forgiving()  # before the first help text is written
console = Console()
errors = Console(stderr=True)
DISK = {  # what the system says of a file or a disk, and what to do
    errno.ENOSPC: "make room on this disk and run this again",
    errno.EDQUOT: "make room in your share of this disk and run this again",
    errno.EACCES: "see who owns it, or name another folder",
    errno.EPERM: "see who owns it, or name another folder",
    errno.EROFS: "name a folder that can be written to",
    errno.ENOTDIR: "a part of this path is a file; name another folder",
    errno.EISDIR: "it is a folder; name a file",
    errno.EEXIST: "something else has this name; name another place",
    errno.ENAMETOOLONG: "name a shorter path",
}


@contextlib.contextmanager
def usage() -> Iterator[None]:
    """Turn errors that say what to do into one line and exit status 2; anything else is a bug and keeps its trace."""
    try:
        yield
    except ModuleNotFoundError as error:
        extra = {
            "nbgrader": "grading",
            "nh3": "grading",
            "yaml": "grading",
            "latex2mathml": "grading",
            "jupytext": "authoring",
        }.get((error.name or "").split(".")[0])
        if extra is None:
            raise
        from course import doctor

        errors.print(f"This command needs {error.name}: {doctor.install_line(extra)}", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except Exception as error:
        if getattr(type(error), "__module__", "").startswith("course."):
            words = str(error)
        elif isinstance(error, OSError) and error.errno in DISK:
            where = f"{error.filename}: " if error.filename else ""
            words = f"{where}{error.strerror}; {DISK[error.errno]}"
        else:
            raise
        errors.print(words, style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
