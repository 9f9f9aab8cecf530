"""Grading the same notebooks: stock nbgrader, Otter, ours; seconds a notebook, and the memory of a worker."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from record import absent, measured

from beside.player import missing

OURS = "course grade, 2 workers"
RIVALS = {"otter": "Otter, without containers", "distributed": "course grade, Dask"}


def rows(asked) -> Iterator[dict]:
    """Yield one notebook's seconds, cold and warm, then those of a class, for each lab."""
    import grading

    from course import paths
    from course.grading.answering import sandbox, warm
    from course.labformat.source import labs

    for module, what in RIVALS.items():
        if why := missing(module):
            yield absent(what, why)
    wanted = asked.labs or (["01"] if asked.quick else ["01", "04"])
    chosen = [lab for lab in labs(paths.root()) if lab.name[:2] in wanted]
    if len(chosen) != len(wanted):
        raise ValueError(f"the labs are {', '.join(lab.name[:2] for lab in labs(paths.root()))}, not {wanted}")
    warmed = sandbox.sandboxed() and warm.wanted()
    if not warmed:
        yield absent("warm kernels", "not here: they need Linux and bubblewrap")
    for lab in chosen:
        for kind in ("cold", "warm") if warmed else ("cold",):
            grading.measured(lab, kind == "warm")  # the first warm one starts what the others are forked from
            found = [grading.measured(lab, kind == "warm")["seconds"] for _ in range(2 if asked.quick else 5)]
            yield measured(f"{lab.name}: one notebook, {kind} kernel and examiner", found, "s")
        yield from of_class(lab, asked.size, 1 if asked.quick else 2)


def of_class(lab, count: int, runs: int) -> Iterator[dict]:
    """Yield seconds a notebook of each way, the most memory of a worker, and ours against nbgrader."""
    import grading

    head, times, memory = f"{lab.name}, {count} notebooks in one go", {}, {}
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        for what, way in grading.class_ways(lab, count, Path(name), stack).items():
            times[what], memory[what] = [], 0.0
            try:
                for _ in range(runs):
                    seconds, most = with_memory(way)
                    times[what].append(seconds / count)
                    memory[what] = max(memory[what], most)
            except RuntimeError as error:
                yield absent(f"{head}: {what}", f"failed: {str(error).strip()[-200:]}")
                continue
            yield measured(f"{head}: {what}", times[what], "s a notebook")
            workers = 2 if "2 workers" in what else 1
            yield measured(f"{head}: {what}, memory of a worker, at most", [memory[what] / workers / 2**30], "GiB")
    if times[OURS] and times[grading.NBGRADER]:
        ratios = np.median(times[grading.NBGRADER]) / np.array(times[OURS])
        yield measured(f"{head}: {OURS}, throughput against stock nbgrader", ratios, "times", at_least=8)


def with_memory(way: Callable[[], float]) -> tuple[float, float]:
    """Return what a way returns, and the most bytes that its processes held together, shared pages counted once."""
    from classroom import Memory

    memory = Memory()
    memory.start()
    try:
        return way(), memory.peak
    finally:
        memory.ended.set()
        memory.join()
