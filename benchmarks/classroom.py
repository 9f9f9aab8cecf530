"""What grading a class of 1,000 takes: `python benchmarks/classroom.py [--students N] [--sample N] [--labs 01 …]`.

A sample of the class is graded by `course grade`, two at a time: solutions and answers of the corpus, right and
wrong, exercises left out, odd notebooks, hostile ones, in the shares of `KINDS`. Its seconds, memory and disk give
the table: how long the class takes on a laptop, on a server of 16 cores and on ten workers. Then the whole class is
entered into a gradebook, for the first lab or for as many as `--entered` says, each student with a verdict of the
sample, and what an instructor opens is timed: formgrader's pages, the class report, `course export`.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import psutil
from record import result, save

sys.path.insert(0, str(Path(__file__).parents[1]))

from course import paths
from course.authoring.build import bundle_notebook
from course.grading import grade as grading
from course.grading.task import Result
from course.labformat.source import Lab, labs
from tests import corpus, formgrader
from tests.hostile.tricks import TRICKS

KINDS = {"solved": 0.3, "mixed": 0.45, "early": 0.15, "odd": 0.05, "hostile": 0.05}
PAGES = {
    "labs": "/api/assignments",
    "students": "/api/students",
    "submissions of a lab": "/api/submissions/{lab}",
    "answers to correct": "/api/submitted_notebooks/{lab}/{name}",
}


def submission(lab: Lab, kind: str, chance: random.Random) -> nbformat.NotebookNode:
    """Return a notebook as a student of this kind hands it in."""
    answers: dict[str, list[corpus.Answer]] = {}
    for answer in corpus.answers(lab):
        answers.setdefault(answer.exercise, []).append(answer)
    full, chosen = corpus.points(lab), {}
    for exercise, known in answers.items() if kind != "solved" else ():
        wanted = chance.choices(("right", "wrong", "reference"), (0.2, 0.3, 0.5))[0]
        fits = [one for one in known if (one.score == full[exercise]) == (wanted == "right")]
        if wanted != "reference" and fits:
            chosen[exercise] = chance.choice(fits)
    notebook = corpus.filled(lab, chosen)
    if kind in ("early", "mixed"):
        untouched = {cell.id: cell.source for cell in corpus.release_notebook(lab).cells}
        order = list(full)
        given_up = order[len(order) // 3 :] if kind == "early" else chance.sample(order, len(order) // 8)
        for cell in notebook.cells:
            if cell.metadata.get("course", {}).get("exercise") in given_up:
                cell.source = untouched[cell.id]
    if kind == "odd":
        for number, cell in enumerate(notebook.cells):
            cell.metadata, cell.id = {}, f"x{number}"
    if kind == "hostile":
        notebook.cells.insert(2, nbformat.v4.new_code_cell(chance.choice(list(TRICKS.values()))))
    return notebook


class Memory(threading.Thread):
    """The most that this process's descendants hold together, shared pages counted once; looked at twice a second."""

    def __init__(self):
        super().__init__(daemon=True)
        self.peak, self.ended = 0, threading.Event()

    def run(self) -> None:
        """Look until `ended`."""
        while not self.ended.wait(0.5):
            total = 0
            for process in psutil.Process().children(recursive=True):
                try:
                    total += process.memory_full_info().pss
                except (psutil.Error, OSError):  # it ended
                    continue
            self.peak = max(self.peak, total)


def size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def timed(work: Callable) -> float:
    """Return the wall-clock seconds of a call."""
    started = time.monotonic()
    work()
    return time.monotonic() - started


def bundle(chosen: list[Lab], folder: Path) -> Path:
    """Write the grading bundle once for all runs."""
    for lab in chosen:
        path = folder / "bundle" / lab.relative
        path.parent.mkdir(parents=True)
        nbformat.write(bundle_notebook(lab), path)
    return folder / "bundle"


def graded_sample(chosen: list[Lab], count: int, folder: Path) -> tuple[dict[str, list[Result]], dict[str, float]]:
    """Grade `count` students of each lab for real; return the results by lab, and what it took."""
    chance, results = random.Random(0), {lab.name: [] for lab in chosen}
    for lab in chosen:
        for number in range(count):
            kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
            corpus.write(folder / "submitted", f"s{number:04d}-{kind}", lab, submission(lab, kind, chance))
    really = grading.run_all

    def kept(todo, workers, log=None):
        for task, one in really(todo, workers, log):
            results[one.lab].append(one)
            yield task, one

    grading.run_all, memory = kept, Memory()
    memory.start()
    try:
        seconds = timed(
            lambda: grading.grade(
                folder / "submitted", None, folder / "graded", workers=2, bundle=folder / "bundle", progress=said
            )
        )
    finally:
        grading.run_all = really
        memory.ended.set()
    everything = [one for found in results.values() for one in found]
    return results, {
        "seconds": seconds / len(everything),
        "busy": statistics.fmean(one.seconds for one in everything),
        "memory": memory.peak / 2,
        "disk": size(folder / "graded") / len(everything),
    }


def said(done: int, count: int, what: str) -> None:
    """Show how far it is."""
    print(f"\r{done} of {count}  {what[:60]:60}", end="" if done < count else "\n", flush=True)


def entered(chosen: list[Lab], students: int, results: dict[str, list[Result]], folder: Path) -> float:
    """Enter a whole class with the sample's verdicts; return the seconds of the one writer, a submission."""
    chance = random.Random(1)
    for lab in chosen:
        raw = nbformat.writes(corpus.filled(lab, {}))
        for number in range(students):
            path = folder / "class" / f"student{number:04d}" / lab.relative
            path.parent.mkdir(parents=True)
            path.write_text(raw)

    def stated(todo, workers, log=None):
        for task in todo:
            yield task, replace(chance.choice(results[task.submission.lab]), student=task.submission.student)

    grading.run_all, really = stated, grading.run_all
    try:
        seconds = timed(
            lambda: grading.grade(folder / "class", None, folder / "book", bundle=folder / "bundle", progress=said)
        )
    finally:
        grading.run_all = really
    return seconds / (students * len(chosen))


def opened(folder: Path, lab: Lab) -> dict[str, float]:
    """Return the seconds of formgrader's pages, from its own server in a folder that `course grade` filled."""
    with tempfile.TemporaryDirectory() as home, formgrader.serving(folder, Path(home)) as ask:

        def fetch(place: str) -> None:
            ask(place.format(lab=lab.name, name=lab.relative.stem))

        return {what: timed(lambda place=place: fetch(place)) for what, place in PAGES.items()}


def table(took: dict[str, float], writer: float, students: int, count: int) -> list[dict]:
    """Return hours for the class: the workers' share, or the writer's where that is longer."""
    rows, work = [], students * count
    for where, workers in (("a laptop, two at a time", 2), ("a server, 16 at a time", 16), ("ten workers", 10)):
        hours = work * max(took["busy"] / workers, writer) / 3600
        rows.append(result(f"{students} students, {count} labs: {where}", hours, "h"))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--sample", type=int, default=12, help="students of each lab who are graded for real")
    parser.add_argument("--labs", nargs="*", default=["01", "02", "03", "04", "05", "06", "07", "08"])
    parser.add_argument("--entered", type=int, default=1, help="labs in which the whole class is entered: the first")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="keep the folders here")
    asked = parser.parse_args()
    chosen = [lab for lab in labs(paths.root()) if lab.name[:2] in asked.labs]
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(exist_ok=True)
        bundle(chosen, folder)
        results, took = graded_sample(chosen, asked.sample, folder)
        writer = entered(chosen[: asked.entered], asked.students, results, folder)
        found = [
            result(f"{lab}: median of {len(ones)} notebooks", statistics.median(one.seconds for one in ones), "s")
            for lab, ones in results.items()
        ]
        found += [
            result("a notebook, two at a time, all included", took["seconds"], "s"),
            result("a worker is busy with a notebook", took["busy"], "s"),
            result("memory of a worker with kernel and examiner, at most", took["memory"] / 2**30, "GiB"),
            result("the writer, a submission", writer, "s"),
            result("disk, a submission", took["disk"] / 2**20, "MiB"),
            result(
                f"gradebook of {asked.students} students, {asked.entered} labs",
                (folder / "book" / "gradebook.db").stat().st_size / 2**20,
                "MiB",
            ),
            result("class report", (folder / "book" / "report.html").stat().st_size / 2**20, "MiB"),
            *table(took, writer, asked.students, len(chosen)),
        ]
        seconds = opened(folder / "book", chosen[0]) | {"export": timed(lambda: grading.export(folder / "book"))}
        found += [result(f"formgrader: {what}", n, "s", at_most=5) for what, n in seconds.items() if what != "export"]
        found.append(result("course export", seconds["export"], "s"))
        for one in found:
            print(f"{one['name']:60} {one['value']:10.3g} {one['unit']}")
        if asked.json:
            save(asked.json, found, without=("--json", "--keep"))


if __name__ == "__main__":
    main()
