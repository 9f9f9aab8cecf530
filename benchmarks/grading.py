"""Seconds that grading one notebook takes: warm (forked from a zygote), cold, and with nbgrader as it comes.

    python benchmarks/grading.py [LAB …] [--times N] [--class N] [--json FILE]

`start` and `notebook` grade each lab's solution as a worker does it: its cells in a kernel, its checks by the
examiner, each in a sandbox. Wall-clock seconds depend on what else the machine does; processor seconds of the kernel
hardly do. `first` is the first warm notebook, for which the zygote imports what the lab needs; a worker pays for it
once. With `--class N`, N copies of the solution are graded by `course grade` with one worker and with two, and by
`nbgrader autograde` without anything of the course, in the same run: seconds a notebook, all start-up included.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

import nbformat
from record import result, save

from course import paths
from course.authoring.build import bundle_notebook, release_notebook
from course.grading.answering import runner, sandbox, warm
from course.grading.submission import notebooks, repair
from course.labformat import assignment
from course.labformat.source import Lab, labs

CLOCK = "import time\nprint(time.process_time())"  # of the kernel, since it was started or forked


def solution(lab: Lab) -> nbformat.NotebookNode:
    """Return the student's notebook with the solutions typed in."""
    notebook = release_notebook(lab)
    solved = {cell.id: cell.source for cell in bundle_notebook(lab).cells}
    for cell in notebook.cells:
        if cell.metadata.get("course", {}).get("exercise"):
            cell.source = solved[cell.id]
    return notebook


def measured(lab: Lab, warmed: bool, cells: bool = True) -> dict[str, float]:
    """Grade the solution once; without `cells`, only the start: imports, guard, no cell."""
    made = assignment.from_notebook(bundle_notebook(lab), lab.name, lab.relative.stem)
    raw = nbformat.writes(solution(lab)).encode()
    notebook = repair.repair(notebooks.parse(raw), made).notebook
    if not cells:
        notebook.cells = []
    notebook.cells.append(nbformat.v4.new_code_cell(CLOCK, id="added-clock"))
    started = monotonic()
    done = runner.run(notebook, made, warmed=warmed)
    seconds = monotonic() - started
    if done.kernel != ("warm" if warmed else "cold"):
        raise SystemExit(f"{lab.name}: the kernel was {done.kernel}: {done.cold}")
    if cells and not all(outcome.passed for outcome in done.outcomes.values()):
        raise SystemExit(f"{lab.name}: the solution does not pass: {done.outcomes}")
    return {"seconds": seconds, "processor": float(notebook.cells[-1].outputs[0]["text"])}


def several(lab: Lab, warmed: bool, cells: bool, times: int) -> dict[str, float]:
    """Return the medians of some runs."""
    runs = [measured(lab, warmed, cells) for _ in range(times)]
    return {key: round(statistics.median(run[key] for run in runs), 2) for key in runs[0]}


def handed_in(lab: Lab, folder: Path, count: int) -> None:
    """Write so many copies of the solution as submissions."""
    for number in range(count):
        path = folder / f"student{number:02d}" / lab.relative
        path.parent.mkdir(parents=True)
        nbformat.write(solution(lab), path)


def whole_class(lab: Lab, count: int) -> dict[str, float]:
    """Return seconds a notebook of `count` graded in one go: with one and two workers, and by stock nbgrader."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        handed_in(lab, folder / "submitted", count)
        for workers in (1, 2):
            command = [sys.executable, "-m", "course.cli", "grade", "submitted", lab.name, "--workers", str(workers)]
            found[f"course grade, {workers} worker{'s' * (workers > 1)}"] = (
                timed([*command, "--out", f"graded{workers}"], folder) / count
            )
        (folder / "source" / lab.name).mkdir(parents=True)
        nbformat.write(bundle_notebook(lab), folder / "source" / lab.relative)
        (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'class'\n")
        stock = [sys.executable, "-m", "nbgrader"]
        timed([*stock, "generate_assignment", lab.name], folder)
        found["stock nbgrader autograde"] = timed([*stock, "autograde", lab.name], folder) / count
        graded = len(list((folder / "autograded").glob("*/*/*.ipynb")))
        if graded != count:
            raise SystemExit(f"{lab.name}: nbgrader graded {graded} of {count}")
    return {what: round(seconds, 2) for what, seconds in found.items()}


def timed(command: list[str], folder: Path) -> float:
    """Return the wall-clock seconds of a command that must succeed."""
    scripts = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    )  # nbgrader calls alembic
    started = monotonic()
    done = subprocess.run(command, cwd=folder, env={**os.environ, "PATH": scripts}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:])} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return monotonic() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("labs", nargs="*", help="names or numbers; all without")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--class", type=int, default=0, dest="size", help="also grade so many copies in one go")
    chosen = parser.parse_args()
    if not (sandbox.sandboxed() and warm.wanted()):
        raise SystemExit("warm kernels need bubblewrap")
    results = {}
    print(f"{'lab':20} {'what':10} {'cold s':>8} {'warm s':>8} {'cold cpu':>9} {'warm cpu':>9}")
    for lab in labs(paths.root()):
        if chosen.labs and not any(lab.name.startswith(name) for name in chosen.labs):
            continue
        first = measured(lab, True, cells=False)["seconds"]
        results[lab.name] = {"first": round(first, 2)}
        for what, cells in (("start", False), ("notebook", True)):
            warmed, cold = (several(lab, kind, cells, chosen.times) for kind in (True, False))
            results[lab.name][what] = {"cold": cold, "warm": warmed}
            figures = (
                f"{cold['seconds']:8.2f} {warmed['seconds']:8.2f} {cold['processor']:9.2f} {warmed['processor']:9.2f}"
            )
            print(f"{lab.name:20} {what:10} {figures}", flush=True)
        if chosen.size:
            results[lab.name]["class"] = whole_class(lab, chosen.size)
            for what, seconds in results[lab.name]["class"].items():
                print(f"{lab.name:20} {what}: {seconds:.2f} s a notebook", flush=True)
    if chosen.json:
        kept = []
        for lab, found in results.items():
            kept.append(result(f"{lab}: first warm kernel of a worker, imports included", found["first"], "s"))
            for what in ("start", "notebook"):
                for kind, figures in found[what].items():
                    kept += [result(f"{lab}: {what}, {kind}, {unit}", n, "s") for unit, n in figures.items()]
            for what, seconds in found.get("class", {}).items():
                kept.append(result(f"{lab}: {what}, {chosen.size} in one go, a notebook", seconds, "s"))
        save(chosen.json, kept)


if __name__ == "__main__":
    main()
