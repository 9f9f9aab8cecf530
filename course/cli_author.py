"""The commands for authors of labs that stand beside `build`: a new lab, the course as web pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course.terminal import console, usage


def new(
    name: Annotated[str, typer.Argument(help="What its script is called: small letters, digits and _.")],
) -> None:
    """Begin a lab: a script with one exercise that builds, runs and is graded, and answers that test its check."""
    with usage():
        from course.authoring.new import new as begin

        for path in begin(name):
            console.print(f"wrote {path}", markup=False, soft_wrap=True)
        console.print('what to change, and in which order: "A lab" in docs/authors.md', markup=False)


def site(
    labs: Annotated[
        list[str] | None, typer.Argument(help='Labs by number or name ("1", "02_filters"); all if none.')
    ] = None,
    out: Annotated[Path, typer.Option(help="A new folder for the pages, or one with an earlier site.")] = Path(
        "site"
    ),
    solutions: Annotated[
        bool, typer.Option("--solutions", help="Show the solutions, too: not for where students can read it.")
    ] = False,
    address: Annotated[
        str | None,
        typer.Option(help="Web address of your repository; else the one in pyproject.toml, part tool.course."),
    ] = None,
) -> None:
    """Write the course as static pages that need no network: labs with their results, guides, reference."""
    with usage():
        from course.authoring.site import build

        done = build(out, labs, solutions=solutions, address=address)
        pages = f"{done.pages} pages, {done.size / 1e6:.1f} MB"
        console.print(f"wrote {done.folder}: {pages}; open {done.folder}/index.html", markup=False, soft_wrap=True)
        if solutions:
            console.print("it shows the solutions: keep it where students cannot read it", markup=False)
        else:
            console.print(
                f"searched for {done.searched} lines of solutions and hidden tests: none found", markup=False
            )
