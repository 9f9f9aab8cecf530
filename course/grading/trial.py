"""One lab, run once with its solutions; then one answer after another takes the place of an exercise's cell.

It asks the same kernel and the same examiner as grading does, but runs the lab's other cells once only, so that an
answer takes as long as its checks: for tests of the checks, and for `mutate`.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from time import monotonic

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from course.grading import scratch
from course.grading.answering import runner, warm
from course.grading.answering.client import Limits, Stopped
from course.grading.answering.sandbox import sandboxed
from course.labformat.assignment import Assignment

FROM = "import course.grading.answering.answer as answer_; answer_."
DAY = 86_400


class Trial:
    """Checks of one lab, ready for answers; close it, or use it as a context manager.

    Parameters
    ----------
    assignment
        A bundle's: its exercises hold the solutions.
    limits
        Seconds for a cell or a check, as for grading.

    Raises
    ------
    ValueError
        A cell of the lab itself ends in an error.
    """

    def __init__(self, assignment: Assignment, limits: Limits | None = None):
        self.assignment, self.limits = assignment, replace(limits or Limits(), notebook=DAY)
        seen = [replace(p, full=p.source) if p.kind == "check" else p for p in assignment.parts]
        self.visible = replace(assignment, parts=seen)
        self.sandbox = sandboxed()
        self.warmed = self.sandbox and warm.wanted()
        self.loop = asyncio.Runner()
        self.stack: contextlib.AsyncExitStack | None = None

    def __enter__(self) -> Trial:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """End both processes."""
        self.loop.run(self._stop())
        self.loop.close()

    def answer(self, exercise: str, source: str, visible: bool = False) -> dict[str, runner.Outcome]:
        """Put `source` into the exercise's cell and return the outcome of each of its checks, by the check's id.

        `visible` runs what students see of the checks, without the hidden tests.
        """
        return self.loop.run(self._answer(exercise, source, self.visible if visible else self.assignment))

    async def _answer(self, exercise: str, source: str, assignment: Assignment) -> dict[str, runner.Outcome]:
        job = self._job(self._around(exercise, source), assignment)
        result = runner.Run(job.notebook)
        if self.stack is None:
            await self._start()
        self.client.deadline = job.end
        own = sorted({name for part in assignment.parts if part.exercise == exercise for name in part.names})
        self.client.silent(f"{FROM}restore({own!r})")
        try:
            await runner.cells(self.client, result, job)
            await runner.checks(self.client, self.examining, job)
        except Stopped as stop:
            await self._stop()
            for part in (part for part in assignment.checks if part.exercise == exercise):
                job.settled.setdefault(part.id, runner.Outcome(message=f"stopped: {stop.reason}"))
        return runner.finished(result, job).outcomes

    def _around(self, exercise: str, source: str) -> NotebookNode:
        """Return a notebook of the cells from the exercise's first to its last check, no other checks among them."""
        own = [n for n, part in enumerate(self.assignment.parts) if part.exercise == exercise]
        if not own:
            raise ValueError(f"{self.assignment.lab} has no exercise {exercise!r}")
        cells = []
        for part in self.assignment.parts[own[0] : own[-1] + 1]:
            mine = part.exercise == exercise
            if part.kind == "text" or (part.kind == "check" and not mine):
                continue
            code = source if mine and part.kind == "exercise" else part.full
            cells.append(new_code_cell(code, id=part.id))
        return new_notebook(cells=cells)

    def _job(self, notebook: NotebookNode, assignment: Assignment, limit: float = 120) -> runner.Job:
        walls = (self.sandbox, self.warmed)
        return runner.Job(notebook, assignment, self.limits, {}, *walls, lambda *_: None, monotonic() + limit)

    async def _start(self) -> None:
        """Run the whole lab with its solutions and keep the names that it leaves."""
        cells = [new_code_cell(p.full, id=p.id) for p in self.assignment.parts if p.kind in ("exercise", "given")]
        job = self._job(new_notebook(cells=cells), self.assignment, DAY)
        result = runner.Run(job.notebook)
        self.stack = stack = contextlib.AsyncExitStack()
        try:
            folder = stack.enter_context(scratch.folder())
            self.client, starting = await stack.enter_async_context(runner.processes(result, job, folder))
            await runner.cells(self.client, result, job)
            self.examining = await runner.examiner(result, starting)
        except BaseException:
            await self._stop()
            raise
        if result.errors:
            await self._stop()
            raise ValueError(f"{self.assignment.lab}: {result.errors}")
        self.client.silent(f"{FROM}keep()")

    async def _stop(self) -> None:
        if self.stack is not None:
            stack, self.stack = self.stack, None
            with contextlib.suppress(RuntimeError):
                await stack.aclose()
