"""Run a repaired notebook: its cells in a kernel, top to bottom, without the checks; then the checks by the examiner.

A cell that kills the kernel, or that cannot be interrupted, is left out and the notebook is run again without it, so
that one bad cell does not cost the other exercises; a check that ends in such a way is not asked again.
"""

from __future__ import annotations

import asyncio
import contextlib
import platform
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from nbclient.exceptions import DeadKernelError
from nbclient.util import run_sync
from nbformat import NotebookNode
from nbformat.v4 import new_output

from course.grading import scratch
from course.grading.advice import advised
from course.grading.answering import group, kernel, warm, watch
from course.grading.answering.client import Client, Limits, Stopped
from course.grading.answering.sandbox import environment, place_fonts, sandboxed
from course.grading.examining.launch import Examining, NoExaminer
from course.grading.flags import Flag
from course.grading.submission.commands import without_import
from course.labformat.assignment import Assignment, Part, modules, surroundings
from course.labformat.code import hidden_lines

ATTEMPTS = 8
ADDED = 1 / 3  # of the notebook's time, for the cells that a student added
CONNECTING = 15  # seconds for a kernel that has run its cells to reach the examiner
UNDEFINED = "its cell is missing or ended in an error"  # the examiner's words
MISSING = re.compile(r"ModuleNotFoundError: No module named '(\w+)[\w.]*'")
ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


@dataclass
class Outcome:
    """What a check gave: `finished` only if the examiner saw its end."""

    finished: bool = False
    passed: bool = False
    message: str = ""
    credit: str | None = None
    printed: str = ""


@dataclass
class Run:
    """A notebook with its outputs, an outcome for each check that was reached, and what went wrong on the way.

    `errors` holds the exception of each student cell that ended in one, by cell id; `kernel` is "warm" or "cold",
    `cold` why one that should have been warm was not.
    """

    notebook: NotebookNode
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    kernel: str = "cold"
    cold: str = ""


@dataclass
class Job:
    """What all attempts at one notebook share."""

    notebook: NotebookNode
    assignment: Assignment
    limits: Limits
    files: dict[str, Path]
    sandbox: bool
    warmed: bool
    progress: Callable[[int, int], None]
    end: float
    cold: str = ""
    excess: str = ""  # why a kernel was ended that had taken too much
    added: float = 0  # seconds that the cells have taken which the student added
    left_out: dict[int, Stopped] = field(default_factory=dict)
    settled: dict[str, Outcome] = field(default_factory=dict)
    said: list[Flag] = field(default_factory=list)  # flags of settled checks


def run(
    notebook: NotebookNode,
    assignment: Assignment,
    *,
    limits: Limits | None = None,
    files: dict[str, Path] | None = None,
    sandbox: bool | None = None,
    warmed: bool | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Execute `notebook` (as `repair` gives it) in a kernel of its own, then its checks in an examiner of their own.

    Parameters
    ----------
    files
        Files to copy beside the notebook first, by the name they get.
    warmed
        In processes forked from this process's zygote; None: where there is a sandbox.
    progress
        Called with (cells done, cells).
    """
    limits = limits or Limits()
    sandbox = sandboxed() if sandbox is None else sandbox
    warmed = sandbox and (warm.wanted() if warmed is None else warmed)
    progress = progress or (lambda done, count: None)
    end = monotonic() + limits.notebook
    job = Job(notebook, assignment, limits, files or {}, sandbox, warmed, progress, end)
    return run_sync(_run)(job)


async def _run(job: Job) -> Run:
    for _ in range(ATTEMPTS):
        result = Run(job.notebook, cold=job.cold)
        with scratch.folder() as folder:
            try:
                await _once(result, job, folder)
                break
            except Stopped as stop:
                stop.reason, job.excess = job.excess or stop.reason, ""
                job.left_out[stop.index] = stop
                if monotonic() >= job.end:
                    break
            except (RuntimeError, DeadKernelError) as error:  # it ended, or did not answer, before the first cell
                if not job.warmed:
                    raise
                job.warmed, job.cold = False, str(error)
    return finished(result, job)


def finished(result: Run, job: Job) -> Run:
    """Put the outcomes of all attempts together, in the notebook's cells, too."""
    parts = {part.id: part for part in job.assignment.checks}
    result.outcomes = job.settled
    result.flags += job.said
    for index, stop in sorted(job.left_out.items()):
        cell = job.notebook.cells[index]
        result.flags.append(Flag(stop.kind, f"{_name(cell, index)}: {stop.reason}"))
        if cell.id not in parts:
            cell.outputs = [_error(stop.kind, f"Stopped: {stop.reason}")]
    for cell in job.notebook.cells:
        part = parts.get(cell.id)
        if part is None or cell.cell_type != "code":
            continue
        cell.outputs = []
        outcome = result.outcomes.get(part.id)
        if outcome is None:
            continue
        if outcome.message.endswith(UNDEFINED):
            own = [p.id for p in job.assignment.parts if p.kind == "exercise" and p.exercise == part.exercise]
            outcome.message += "".join(f" ({result.errors[name]})" for name in own if name in result.errors)
        outcome.message = advised(outcome.message, part, job.assignment, job.notebook)
        if outcome.printed:
            cell.outputs.append(new_output("stream", name="stdout", text=outcome.printed))
        if not outcome.passed:
            cell.outputs.append(_error("Check", outcome.message or "failed"))
    return result


async def _once(result: Run, job: Job, folder: Path) -> None:
    """Run all cells but the checks and the ones left out, then the checks that have no outcome yet."""
    async with processes(result, job, folder) as (client, starting):
        await cells(client, result, job)
        await checks(client, await examiner(result, starting), job)


@contextlib.asynccontextmanager
async def processes(result: Run, job: Job, folder: Path) -> AsyncIterator[tuple[Client, Awaitable[Examining]]]:
    """Start a kernel, ready for the first cell, and an examiner, which may be on its way yet; end them."""
    home, work = folder / "h", folder / "work"
    home.mkdir()
    work.mkdir()
    names = modules(job.assignment)
    place_fonts(home, names)
    for name, path in job.files.items():
        copy = work / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy, follow_symlinks=False)
    (folder / "l").mkdir()
    starting = asyncio.ensure_future(
        asyncio.to_thread(Examining, folder, names, sandbox=job.sandbox, warmed=job.warmed)
    )
    watching = None
    try:
        most = (job.limits.memory, job.limits.processes)
        with group.limited(*most) if job.sandbox else contextlib.nullcontext() as own:
            warmed = names if job.warmed else None
            manager = kernel.Kernel(home, work, environment(home), job.sandbox, warmed, [folder / "l"], own)
            client = Client(job.notebook, job.limits, manager)
            async with client.async_setup_kernel():
                result.cold = result.cold or manager.cold
                result.kernel = "warm" if job.warmed and not manager.cold else "cold"
                if manager.space is not None:
                    watching = asyncio.ensure_future(
                        _watched(manager, job, manager.space, [home, work, folder / "l"])
                    )
                await client.arrange(names)
                client.deadline = job.end
                yield client, starting
    finally:
        if watching is not None:
            watching.cancel()
        with contextlib.suppress(NoExaminer):
            await asyncio.to_thread((await starting).close)


async def _watched(manager: kernel.Kernel, job: Job, space: int, folders: list[Path]) -> None:
    """End the kernel when it takes too much of the machine."""
    most = job.limits
    while not job.excess:
        await asyncio.sleep(watch.INTERVAL)
        job.excess = await asyncio.to_thread(watch.excess, space, folders, most.memory, most.processes, most.disk)
    if manager.provisioner is not None:
        await manager.provisioner.kill()


async def examiner(result: Run, starting: Awaitable[Examining]) -> Examining:
    """Wait for the examiner.

    Raises
    ------
    RuntimeError
        It did not start.
    """
    try:
        found = await starting
    except NoExaminer as error:
        raise RuntimeError(str(error)) from None
    result.cold = result.cold or found.cold
    return found


async def cells(client: Client, result: Run, job: Job) -> None:
    """Run every cell of the notebook that is neither a check nor left out."""
    parts = {part.id: part for part in job.assignment.parts}
    count = len(job.notebook.cells)
    for index, cell in enumerate(job.notebook.cells):
        part = parts.get(cell.id)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            skipped = part is not None and (part.skip or part.kind == "check")
            if index not in job.left_out and not skipped:
                if part is None:
                    await _added(client, result, job, cell, index)
                else:
                    await _plain(client, result, cell, index)
        job.progress(index + 1, count)


async def _added(client: Client, result: Run, job: Job, cell: NotebookNode, index: int) -> None:
    """Run a cell that is not the lab's, within the time that all of these have: the exercises keep theirs."""
    left = job.limits.notebook * ADDED - job.added
    if left < 1:
        reason = f"not run: the added cells before it took {job.added:.0f} s"
        cell.outputs = [_error("timeout", f"Stopped: {reason}")]
        result.flags.append(Flag("timeout", f"{_name(cell, index)}: {reason}"))
        return
    started = monotonic()
    client.deadline = min(job.end, started + left)
    try:
        await _plain(client, result, cell, index)
    finally:
        job.added += monotonic() - started
        client.deadline = job.end


async def _plain(client: Client, result: Run, cell: NotebookNode, index: int) -> None:
    reply = await client.cell(cell, index)
    where = _name(cell, index)
    while missing := MISSING.fullmatch(f"{reply.get('ename')}: {reply.get('evalue')}"):
        rest = without_import(cell.source, missing[1])
        if rest == cell.source:
            break
        cell.source = rest
        result.flags.append(
            Flag("note", f"{where}: the package {missing[1][:60]} is not here; run without its import")
        )
        reply = await client.cell(cell, index)
    if client.late:
        result.flags.append(Flag("timeout", f"{where}: stopped after {client.timeout} s"))
    error = reply.get("ename") if reply.get("status") == "error" else None
    if error:
        version = f" (Python {platform.python_version()})" if error == "SyntaxError" else ""
        result.errors[cell.id] = ANSI.sub("", f"{error}: {reply.get('evalue')}")[:300] + version
    if error in ("StdinNotImplementedError", "SystemExit"):
        what = "asks for input(), which has no keyboard here" if error != "SystemExit" else "calls exit()"
        result.flags.append(Flag("stopped", f"{where}: {what}"))
    shown = client.shown["text"] + client.shown["display"]
    if client.flooded:
        result.flags.append(Flag("stopped", f"{where}: interrupted after {shown:,} characters of output"))
    elif shown > 10 * (client.limits.text + client.limits.display) or client.shown["text"] > 20 * client.limits.text:
        result.flags.append(Flag("repaired", f"{where}: {shown:,} characters of output or more, cut"))


async def checks(client: Client, examining: Examining, job: Job) -> None:
    """Let the kernel answer, and the examiner ask."""
    todo = [
        (index, part)
        for index, cell in enumerate(job.notebook.cells)
        for part in job.assignment.checks
        if part.id == cell.id and part.id not in job.settled
    ]
    if not todo:
        return
    code = f"from course.grading.answering.answer import serve\nserve({examining.address!r})"
    client.silent(code)
    try:
        await asyncio.to_thread(examining.open, job.limits.grace, CONNECTING, job.limits.memory)
    except NoExaminer as error:
        for _, part in todo:
            job.settled[part.id] = Outcome(message=f"stopped: the notebook's process does not answer: {error}")
        raise Stopped(todo[0][0], "crashed", "the kernel does not answer after its last cell") from None
    loop = asyncio.get_running_loop()

    async def interrupted() -> None:
        await client.manager.interrupt_kernel()

    def interrupt() -> None:
        asyncio.run_coroutine_threadsafe(interrupted(), loop).result(job.limits.grace)

    for index, part in todo:
        left = job.end - monotonic()
        if left <= 0:
            raise Stopped(index, "timeout", f"the notebook took longer than {job.limits.notebook:g} s")
        seconds = max(1.0, min(job.limits.cell, left))
        request = {"source": part.full, "hidden": hidden_lines(part.full), **surroundings(job.assignment, part)}
        found = await asyncio.to_thread(examining.check, request, seconds, interrupt)
        _settle(job, part, index, found, seconds)
    examining.done()


def _settle(job: Job, part: Part, index: int, found: dict, seconds: float) -> None:
    """Take one outcome.

    Raises
    ------
    Stopped
        Nothing more can be asked in this attempt.
    """
    message, late = ANSI.sub("", str(found.get("message") or ""))[:2000], bool(found.get("late"))
    broken = found.get("broken")
    if broken == "ended":
        message = "stopped: the kernel died during this check"
    passed = found.get("passed") is True and not late
    printed = ANSI.sub("", str(found.get("printed") or ""))
    job.settled[part.id] = Outcome(not broken, passed, message, found.get("credit"), printed)
    if broken:
        kind = "crashed" if broken == "ended" else "timeout" if late else "crashed"
        reasons = {"ended": "the kernel died", "late": f"no answer after {seconds:g} s, nor to an interrupt"}
        raise Stopped(index, kind, reasons.get(broken, "the check itself took too long or ended"))
    if late:
        job.said.append(Flag("timeout", f"{part.id}: stopped after {seconds:g} s"))
    for word, what in (("has no keyboard here", "asks for input()"), ("SystemExit", "calls exit()")):
        if word in message and UNDEFINED not in message:
            job.said.append(Flag("stopped", f"{part.id}: the function {what}"))


def _error(name: str, message: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=message, traceback=[message])


def _name(cell: NotebookNode, index: int) -> str:
    return cell.id if not cell.id.startswith("added-") else f"cell {cell.id.removeprefix('added-')} of the submission"
