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
import contextlib
import csv
import functools
import itertools
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
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

NBGRADER = "stock nbgrader autograde"
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
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        ways = class_ways(lab, count, Path(name), stack)
        wanted = "course grade, 1 worker", "course grade, 2 workers", NBGRADER
        return {what: round(ways[what]() / count, 2) for what in wanted}


def class_ways(lab: Lab, count: int, folder: Path, stack: contextlib.ExitStack) -> dict[str, Callable[[], float]]:
    """Return functions that grade `count` solutions once and return the seconds, each checked for full marks.

    What is not installed is left out. A Dask cluster runs until `stack` is closed. All in the smoke profile, since
    nbgrader and Otter run every cell, long trainings included.
    """
    handed_in(lab, folder / "submitted", count)
    numbers = itertools.count()

    def course(*more: str) -> float:
        out = f"graded{next(numbers)}"
        command = [sys.executable, "-m", "course.cli", "grade", "submitted", lab.name, "--out", out, *more]
        seconds = timed(command, folder)
        with open(folder / out / "grades.csv", newline="", encoding="utf-8") as file:
            full(lab, count, [(float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)])
        return seconds

    ways = {
        "course grade, 1 worker": lambda: course("--workers", "1"),
        "course grade, 2 workers": lambda: course("--workers", "2"),
        NBGRADER: lambda: by_nbgrader(lab, count, folder / f"nbgrader{next(numbers)}", folder / "submitted"),
    }
    if find_spec("otter"):
        ways["Otter, without containers"] = lambda: by_otter(lab, count, folder)
    if find_spec("distributed"):  # the last, for its processes stay
        address = functools.cache(lambda: dask(folder, stack))
        ways["course grade, Dask, 2 workers that run already"] = lambda: course("--scheduler", address())
    return ways


def full(lab: Lab, count: int, scores: list[tuple[float, float]]) -> None:
    """Raise unless so many notebooks have been graded, each with full marks."""
    if len(scores) != count or any(score < most or not most for score, most in scores):
        raise RuntimeError(f"{lab.name}: {count} solutions were graded as {scores}")


def by_nbgrader(lab: Lab, count: int, folder: Path, submitted: Path) -> float:
    """Return the seconds of `nbgrader autograde`, without anything of the course's."""
    shutil.copytree(submitted, folder / "submitted")
    (folder / "source" / lab.name).mkdir(parents=True)
    nbformat.write(bundle_notebook(lab), folder / "source" / lab.relative)
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'class'\n")
    stock = [sys.executable, "-m", "nbgrader"]
    timed([*stock, "generate_assignment", lab.name], folder)
    seconds = timed([*stock, "autograde", lab.name], folder)
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        full(lab, count, [(one.score, one.max_score) for one in book.assignment_submissions(lab.name)])
    return seconds


OTTER = """
import json, sys
from pathlib import Path
from otter.api import grade_submission
scores = []
for path in sorted(Path("submitted").glob("*/*/*.ipynb")):
    found = grade_submission(str(path), "autograder.zip", quiet=True)
    scores.append((found.total, found.possible))
Path("otter.json").write_text(json.dumps(scores))
"""


def by_otter(lab: Lab, count: int, folder: Path) -> float:
    """Return the seconds of Otter's own grading, one process for all notebooks, the same checks as its test files.

    Its tests run at the end of a notebook, in its kernel; each is the code of one of the lab's check cells.
    """
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"show_stdout": False, "pdf": False}))
        archive.writestr("files/", "")
        for number, cell in enumerate(bundle_notebook(lab).cells):
            told = cell.metadata.get("nbgrader", {})
            if told.get("grade") and cell.cell_type == "code" and not told.get("solution"):
                head = f"OK_FORMAT = False\nname = {told['grade_id']!r}\npoints = {told['points']}\n"
                head += "from otter.test_files import test_case\n"
                test = f"CODE = {cell.source!r}\n@test_case()\ndef test(env):\n    exec(CODE, env)\n"
                archive.writestr(f"tests/q{number:03d}.py", head + test)
    seconds = timed([sys.executable, "-c", OTTER], folder)
    full(lab, count, json.loads((folder / "otter.json").read_text()))
    return seconds


def dask(folder: Path, stack: contextlib.ExitStack) -> str:
    """Start a Dask scheduler and two workers, processes that end with `stack`; return the scheduler's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    worker = ["worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--death-timeout", "60"]
    for words in (["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"], worker, worker):
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": search()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(process.wait)
        stack.callback(process.terminate)
    return address


def search() -> str:
    """Return the PYTHONPATH with which other folders find this checkout."""
    return os.pathsep.join(filter(None, [str(paths.root()), os.environ.get("PYTHONPATH")]))


def timed(command: list[str], folder: Path) -> float:
    """Return the wall-clock seconds of a command that must succeed.

    Raises
    ------
    RuntimeError
        It failed; the message has what it printed.
    """
    scripts = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    )  # nbgrader calls alembic
    started = monotonic()
    variables = {**os.environ, "PATH": scripts, "PYTHONPATH": search(), "COURSE_PROFILE": "smoke"}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[1:])} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
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
