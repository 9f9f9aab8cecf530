"""What every command shares: the two consoles, and errors as one line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import typer
from rich.console import Console

from course.console import forgiving

forgiving()  # before the first help text is written
console = Console()
errors = Console(stderr=True)


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
        if not getattr(type(error), "__module__", "").startswith("course."):
            raise
        errors.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
