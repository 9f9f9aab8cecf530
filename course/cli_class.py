"""The commands for instructors: what goes out to a class, and what comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course.terminal import console, usage

Form = Annotated[
    str | None,
    typer.Option("--format", help="Also write the form of a learning platform: canvas, moodle, gradescope."),
]


Labs = Annotated[list[str] | None, typer.Argument(help='Labs by number or name ("1", "02_filters"); all if none.')]


def release(
    labs: Labs = None,
    out: Annotated[Path, typer.Option(help="Gets a folder and a zip archive for students.")] = Path("handout"),
    address: Annotated[
        str | None,
        typer.Option(help="Web address of your repository; else the one in pyproject.toml, part tool.course."),
    ] = None,
) -> None:
    """Write what a class is handed: labs, README, environment; proven to hold no solution and no hidden test."""
    with usage():
        from course.authoring.release import release as write

        done = write(out, labs, address=address)
        console.print(
            f"wrote {done.folder} and {done.archive}: {len(done.names)} files", markup=False, soft_wrap=True
        )
        console.print(f"searched for {done.searched} lines of solutions and hidden tests: none found", markup=False)


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


def export(
    graded: Annotated[Path, typer.Argument(help="The folder that `course grade` has filled.")] = Path("graded"),
    form: Form = None,
    out: Annotated[Path | None, typer.Option(help="The form's file; GRADED/FORMAT.csv without.")] = None,
    roster: Annotated[Path | None, typer.Option(help="The class as the learning platform lists it (CSV).")] = None,
    deadlines: Annotated[Path | None, typer.Option(help="A TOML with due dates, late rule and extensions.")] = None,
) -> None:
    """Bring feedback, grades.csv and report.html up to what formgrader says, and write a platform's form."""
    with usage():
        write_form(graded, form, out, roster, deadlines)


def write_form(graded: Path, form: str | None, out: Path | None, roster: Path | None, deadlines: Path | None) -> None:
    """Write the form, print where it is and what it lacks."""
    from course.grading.grade import export as bring_up

    path, notes = bring_up(graded, form, out, roster, deadlines)
    for note in notes:
        console.print(f"note: {note}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"wrote {path}", markup=False, highlight=False, soft_wrap=True)


def bundle(
    out: Annotated[Path, typer.Option(help="The file, or a folder for it.")] = Path("."),
    labs: Labs = None,
) -> None:
    """Pack solutions and hidden tests into one SECRET file, for `course grade --bundle` away from the checkout."""
    with usage():
        from course.authoring.build import pack_bundle

        console.print(f"wrote {pack_bundle(out, labs)} (secret: for graders only)", markup=False, soft_wrap=True)
