"""The command line: `course check | collect | grade | build | …`, in three panels: students, instructors, authors.

Each command imports what it needs when it is called, so that `course --help` is quick and an installation without
the extras can use the rest.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

import course
from course import cli_author, cli_class
from course.terminal import console, errors, usage

STUDENTS, INSTRUCTORS, AUTHORS = "For students", "For instructors", "For authors of labs"

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
data = typer.Typer(no_args_is_help=True, help="The labs' data sets: what there is, where it comes from.")

Labs = Annotated[list[str] | None, typer.Argument(help='Labs by number or name ("1", "02_filters"); all if none.')]


ABOUT = (
    'Tools of the course "From convolution to pix2pix".\n\n'
    "Students see what is open with `course progress`, look their work over with `course check` before they hand it "
    "in, and look at their computer with `course doctor`.\n\n"
    "Instructors hand the labs out with `course release`, sort what comes back with `course collect`, and grade it "
    "with `course grade`.\n\n"
    "Authors write a lab as one script, and `course build` makes everything else from it."
)


@app.callback(invoke_without_command=True, help=ABOUT)
def main(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Print the version, if it was asked for; `ABOUT` is the help's text."""
    if version:
        console.print(course.__version__)
        raise typer.Exit()


def build(
    labs: Labs = None,
    execute: Annotated[
        bool, typer.Option("--execute", help="Also run the solutions, every cell, and store their outputs.")
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Run only what outputs need that are out of date; keep the others.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 with a diff if anything differs.")
    ] = False,
) -> None:
    """Derive labs/, solutions/ and the grading bundle from source/."""
    with usage():
        from course.authoring import build as authoring

        if check:
            found = authoring.check(labs)
            for difference in found:
                console.print(
                    f"{difference.path}\n{difference.detail}\n", markup=False, highlight=False, soft_wrap=True
                )
            console.print(f"{len(found)} difference(s)" if found else "labs/ and solutions/ are what source/ gives")
            raise typer.Exit(1 if found else 0)
        changed = authoring.build(labs, execute=execute, refresh=refresh)
        for path in changed:
            console.print(f"wrote {path}", soft_wrap=True)
        console.print(f"{len(changed)} file(s) changed")
        for late in authoring.out_of_date(labs):
            console.print(f"{late.path}: {late.detail}", markup=False, highlight=False, soft_wrap=True)


def run(
    labs: Labs = None,
    profile: Annotated[str, typer.Option(help="smoke, cpu or full.")] = "cpu",
    out: Annotated[Path, typer.Option(help="Where the executed notebooks go.")] = Path("build/demo"),
    json: Annotated[Path | None, typer.Option(help="Write the results to this file too.")] = None,
) -> None:
    """Run the solutions in order on embedded data and print lab, time and key results."""
    with usage():
        from course import paths, runtime
        from course.authoring.demo import run_labs
        from course.labformat.source import select

        if profile not in runtime.PROFILES:
            raise typer.BadParameter(f"{profile!r} is none of {', '.join(runtime.PROFILES)}", param_hint="--profile")
        runs = run_labs(select(labs), paths.root(), out, profile=profile, console=console, json_path=json)
        raise typer.Exit(0 if runs and all(one.ok for one in runs) else 1)


def check(
    notebook: Annotated[Path, typer.Argument(help="The notebook that you are going to hand in.")],
    fix: Annotated[bool, typer.Option("--fix", help="Repair damaged cells; your answers stay.")] = False,
) -> None:
    """Look a notebook over before it is handed in and run its visible checks; exit 1 if anything is wrong."""
    with usage():
        from course.grading import check as checking

        raise typer.Exit(checking.check(notebook, fix=fix, console=console))


def progress(
    folder: Annotated[Path, typer.Argument(help="The folder of your labs, or of the notebooks.")] = Path("."),
) -> None:
    """Show what is passed and open in your saved notebooks, and what comes next; nothing is run."""
    with usage():
        from course import progress as looking

        for lab in looking.of_folder(folder):
            console.print(f"[bold]{escape(lab.headline)}[/bold]", highlight=False, soft_wrap=True)
            for line in lab.lines:
                console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)


def grade(
    submitted: Annotated[Path, typer.Argument(help="The folder of STUDENT/LAB/NAME.ipynb.")],
    labs: Labs = None,
    out: Annotated[Path, typer.Option(help="Gets gradebook, feedback, grades.csv and the log of verdicts.")] = Path(
        "graded"
    ),
    json: Annotated[Path | None, typer.Option(help="Write every score, verdict and message to this file.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Notebooks graded at a time.")] = 2,
    sandbox: Annotated[
        bool | None, typer.Option(help="Insist on the sandbox, or go without; by default where there is one.")
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(help="The secret file of `course bundle`, or its folder; needed without a checkout."),
    ] = None,
    deadlines: Annotated[
        Path | None, typer.Option(help="A TOML with due dates, late rule and extensions; noted for later calls.")
    ] = None,
    form: cli_class.Form = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Let a Dask cluster grade: its scheduler's address, tcp://HOST:8786.")
    ] = None,
) -> None:
    """Grade submissions; exit 0 if all went well, 3 if some had trouble (the summary says which and why)."""
    with usage():
        from course.grading import grade as grading
        from course.grading.results import table

        if form:
            table.check_name(form)  # now, and not when a class has been graded
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        columns += (TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("grading", total=None, rate="")

            started = time.monotonic()

            def progress(done: int, count: int, words: str) -> None:
                rate = f"{60 * done / max(time.monotonic() - started, 1):.0f} a minute, left:"
                bar.update(task, completed=done, total=count, description=escape(words[:60]), rate=rate)

            report = grading.grade(
                submitted,
                labs,
                out,
                json,
                scheduler or workers,
                bundle=bundle,
                sandbox=sandbox,
                progress=progress,
                deadlines=deadlines,
            )
        console.print(report.summary, markup=False, highlight=False, soft_wrap=True)
        if form:
            cli_class.write_form(out, form, None, None, None)
        raise typer.Exit(report.exit_status)


def mutate(
    labs: Labs = None,
    exercise: Annotated[str | None, typer.Option(help="Only this exercise of the lab.")] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="So many mutants of each lab; all without.")] = None,
    unseen: Annotated[bool, typer.Option("--unseen", help="Also show what only hidden tests kill.")] = False,
) -> None:
    """Change the solutions a little, many times, and show which changes no check sees; exit 1 if there are any."""
    with usage():
        from course import paths
        from course.grading import mutate as mutating
        from course.labformat.source import select

        words = "{:14} {:24} {:>8} {:>11} {:>11} {:>7}"
        console.print(words.format("lab", "exercise", "mutants", "equivalent", "visibly", "killed"), markup=False)
        left = False
        for tallies in mutating.mutate(select(labs), paths.root() / "tests" / "mutants", exercise, sample):
            for one in tallies:
                asked = one.count - one.equivalent
                shares = [f"{count / max(asked, 1):.1%}" for count in (one.visible, one.killed)]
                line = words.format(one.lab, one.exercise, one.count, one.equivalent, *shares)
                console.print(line, markup=False, highlight=False, soft_wrap=True)
                shown = [("survives", one.survivors), ("hidden tests only", one.unseen if unseen else [])]
                for title, group in shown:
                    for mutant in group:
                        console.print(f"  {title}:\n{mutant.change}", markup=False, highlight=False, soft_wrap=True)
                left = left or bool(one.survivors)
        raise typer.Exit(1 if left else 0)


def lab(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="Options for JupyterLab, after --: `course lab -- --port 9999`.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="What to serve; by default this folder if it has labs/, else the checkout.")
    ] = None,
) -> None:
    """Open the labs in JupyterLab; one Ctrl-C ends it."""
    with usage():
        from course import lab as serving

        raise typer.Exit(serving.run(folder or serving.served(), arguments or []))


def doctor(json: Annotated[bool, typer.Option("--json", help="Print the lines as JSON.")] = False) -> None:
    """Look at Python, packages, device, disk, data and sandbox; exit 1 if anything fails."""
    with usage():
        from course import doctor as doctor_

        raise typer.Exit(doctor_.run(json=json))


Names = Annotated[list[str] | None, typer.Argument(help="Data sets by name; all if none.")]


@data.command("list")
def data_list() -> None:
    """Show each data set: where it would come from now, its sources, size and licence."""
    with usage():
        from course.datasets import catalogue

        for entry in catalogue.catalogue():
            size = f", {entry.size / 1e6:.0f} MB to download" if entry.size else ""
            console.print(f"[bold]{entry.name}[/bold]: {entry.title} ({entry.licence}){size}", highlight=False)
            console.print(f"  read now from {entry.now}", highlight=False, soft_wrap=True)
            for number, place in enumerate(entry.sources, 1):
                console.print(f"  {number}. {place}", highlight=False, soft_wrap=True)


@data.command()
def fetch(
    names: Names = None,
    out: Annotated[
        Path | None, typer.Option(help="Download into this folder, for COURSE_DATA, not the cache.")
    ] = None,
) -> None:
    """Download data sets, verified on arrival; exit 1 if one cannot be had."""
    from course.datasets import catalogue

    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("downloading")
        _show_results(
            lambda: catalogue.fetch_all(
                names or (), out, progress=lambda done, size: bar.update(task, completed=done, total=size)
            )
        )


@data.command()
def verify(names: Names = None) -> None:
    """Read data sets as a lab would and compare every byte with the known hashes; exit 1 on a difference."""
    from course.datasets import catalogue

    _show_results(lambda: catalogue.verify(names or ()))


def _show_results(make) -> None:
    try:
        results = make()
    except ValueError as error:  # an unknown name
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from None
    for result in results:
        console.print(
            f"{'OK  ' if result.ok else 'FAIL'} {result.name}: {result.detail}", markup=False, soft_wrap=True
        )
    raise typer.Exit(0 if all(result.ok for result in results) else 1)


for _panel, _commands in (
    (STUDENTS, (lab, check, progress, doctor)),
    (INSTRUCTORS, (cli_class.release, cli_class.collect, grade, cli_class.export, cli_class.bundle)),
    (AUTHORS, (cli_author.new, build, run, mutate, cli_author.site)),
):
    for _command in _commands:
        app.command(rich_help_panel=_panel)(_command)
app.add_typer(data, name="data", rich_help_panel=STUDENTS)


if __name__ == "__main__":
    app()
