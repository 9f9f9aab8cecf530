"""Run the labs' solutions in order and report: lab, time, key results (`course run`, `make demo`)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nbclient
import nbformat
from nbformat import NotebookNode
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from course import files
from course.authoring.execute import run, tidy
from course.labformat.source import Lab
from course.runtime import RESULT


@dataclass
class Run:
    """What came of one lab: `results` are the records of `runtime.report`, `error` is empty when all cells ran."""

    lab: str
    seconds: float = 0.0
    notebook: str = ""
    error: str = ""
    results: list[dict] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Every cell ran and no stated target was missed."""
        return not self.error and all(result.get("ok") is not False for result in self.results)


def results_of(notebook: NotebookNode) -> list[dict]:
    """Return the records that `runtime.report` left in the outputs, in the order of the cells."""
    return [
        {**output.data[RESULT], "text": output.data["text/plain"]}
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type in ("display_data", "execute_result") and RESULT in output.data
    ]


def run_labs(
    labs: Iterable[Lab], root: Path, out: Path, *, profile: str, console: Console, json_path: Path | None = None
) -> list[Run]:
    """Execute `solutions/` of the labs in order, write the executed notebooks below `out`, print a table.

    A lab that fails does not stop the others; its notebook is written as far as it came. The JSON file is
    rewritten after each lab, so an interrupted run leaves what was done.

    Raises
    ------
    files.NotWritable
        `out` or the JSON file's folder; said before anything runs.
    """
    for folder in [out, *([json_path.parent] if json_path else [])]:
        files.check_writable(folder, "name another one: --out FOLDER, --json FILE")
    runs: list[Run] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("cells"))
    try:
        with Progress(*columns, TimeElapsedColumn(), console=console) as bar:
            for lab in labs:
                runs.append(_run_one(lab, root, out, profile, bar))
                if json_path is not None:
                    told = {"profile": profile, "labs": [{**asdict(one), "ok": one.ok} for one in runs]}
                    files.write(json_path, (json.dumps(told, indent=1) + "\n").encode())
    except KeyboardInterrupt:
        console.print("interrupted: the table shows what was done")
    console.print(table(runs, profile))
    console.print(f"executed notebooks: {out}", soft_wrap=True)
    return runs


def _run_one(lab: Lab, root: Path, out: Path, profile: str, bar: Progress) -> Run:
    done = Run(lab.name)
    target = out / lab.relative
    stored = root / "solutions" / lab.relative
    if not stored.is_file():
        done.error = f"{stored.relative_to(root)} is missing; run `course build --execute {lab.name}`"
        return done
    notebook = nbformat.read(stored, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    task = bar.add_task(lab.name, total=len(notebook.cells))
    start = time.perf_counter()

    def progress(cells: int, _: int) -> None:
        bar.update(task, completed=cells)

    try:
        run(notebook, profile=profile, environment={"COURSE_DATA": "embedded"}, progress=progress)
    except nbclient.exceptions.CellExecutionError as error:
        done.error = f"{error.ename}: {error.evalue}"
    except (nbclient.exceptions.DeadKernelError, nbclient.exceptions.CellTimeoutError) as error:
        done.error = f"{type(error).__name__}: {error}"
    if not done.error:
        bar.update(task, completed=len(notebook.cells))
    bar.stop_task(task)
    done.seconds = round(time.perf_counter() - start, 1)
    done.results = results_of(notebook)
    files.write(target, nbformat.writes(tidy(notebook)).encode())
    done.notebook = str(target)
    return done


def table(runs: list[Run], profile: str) -> Table:
    """Return the closing table: lab, time, results, each with a tick, or the error."""
    shown = Table(title=f"profile {profile}")
    for heading, justify in (("lab", "left"), ("time", "right"), ("result", "left")):
        shown.add_column(heading, justify=justify)  # type: ignore[arg-type]
    marks: dict[bool | None, str] = {True: "[green]✓[/green] ", False: "[red]✗[/red] "}
    for one in runs:
        lines = [f"[red]failed[/red]: {escape(one.error)}"] if one.error else []
        for result in one.results:
            lines.append(marks.get(result.get("ok"), "") + escape(result["text"]))
        shown.add_row(one.lab, f"{one.seconds:.0f} s", "\n".join(lines) or "[green]ran[/green]", end_section=True)
    return shown
