"""Seconds that grading one notebook takes, in a warm kernel (forked from a zygote) and in a cold one.

    python benchmarks/grading.py [LAB …] [--json FILE]

Each lab's solution is graded as `course grade` does it. Wall-clock seconds depend on what else the machine does;
processor seconds of the kernel hardly do. `first` is the first warm notebook, for which the zygote imports what the
lab needs; a worker pays for it once. Target: a warm notebook that needs TensorFlow costs 2 s more than its cells.
"""

from __future__ import annotations

import argparse
import statistics
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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("labs", nargs="*", help="names or numbers; all without")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--times", type=int, default=1)
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
    if chosen.json:
        kept = []
        for lab, found in results.items():
            kept.append(result(f"{lab}: first warm kernel of a worker, imports included", found["first"], "s"))
            for what in ("start", "notebook"):
                for kind, figures in found[what].items():
                    kept += [result(f"{lab}: {what}, {kind}, {unit}", n, "s") for unit, n in figures.items()]
        save(chosen.json, kept)


if __name__ == "__main__":
    main()
