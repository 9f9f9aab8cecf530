"""The commands for instructors: what goes out to a class, and what comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course.terminal import console, usage


def collect(
    source: Annotated[Path, typer.Argument(help="A folder, a zip archive of a learning platform, or one notebook.")],
    out: Annotated[Path, typer.Option(help="Gets STUDENT/LAB/NAME.ipynb, for `course grade`.")] = Path("submitted"),
    roster: Annotated[Path | None, typer.Option(help="A CSV of the class: maps names, shows who is missing.")] = None,
) -> None:
    """Sort what a class handed in; exit 0 if all of it was taken, 3 if something was not."""
    with usage():
        from course.grading.collecting.collect import collect as sort

        done = sort(source, out, roster)
        console.print(done.summary, markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(done.exit_status)
