"""Run a repaired notebook: student cells as cells, checks through the guard, nothing without a limit.

A cell that kills the kernel, or that cannot be interrupted, is left out and the notebook is run again without it, so
that one bad cell does not cost the other exercises.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from nbclient.exceptions import DeadKernelError
from nbclient.util import run_sync
from nbformat import NotebookNode
from nbformat.v4 import new_output

from course.grading.answering import kernel, warm
from course.grading.answering.client import Client, Limits, Stopped
from course.grading.answering.sandbox import environment, place_fonts, sandboxed
from course.labformat.assignment import Assignment, Part, modules, surroundings
from course.labformat.code import hidden_lines

ATTEMPTS = 4
UNDEFINED = "its cell is missing or ended in an error"  # the guard's words
ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


@dataclass
class Outcome:
    """What a check gave: `finished` only if a sealed reply came."""

    finished: bool = False
    passed: bool = False
    message: str = ""
    credit: str | None = None
    changed: list[str] = field(default_factory=list)


@dataclass
class Run:
    """A notebook with its outputs, an outcome for each check that was reached, and what went wrong on the way.

    `errors` holds the exception of each student cell that ended in one, by cell id; `kernel` is "warm" or "cold",
    `cold` why one that should have been warm was not.
    """

    notebook: NotebookNode
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    kernel: str = "cold"
    cold: str = ""


def run(
    notebook: NotebookNode,
    assignment: Assignment,
    *,
    limits: Limits | None = None,
    files: dict[str, Path] | None = None,
    cwd: Path | None = None,
    sandbox: bool | None = None,
    warmed: bool | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Execute `notebook` (as `repair` gives it) and its checks in a kernel of their own.

    Parameters
    ----------
    files
        Files to copy beside the notebook first, by the name they get.
    cwd
        Run in this folder, unsandboxed, instead of a temporary one: for a student's own notebook.
    warmed
        In a kernel forked from this process's zygote; None: where there is a sandbox.
    progress
        Called with (cells done, cells).
    """
    limits = limits or Limits()
    sandbox = (sandboxed() if sandbox is None else sandbox) and cwd is None
    warmed = sandbox and (warm.wanted() if warmed is None else warmed)
    return run_sync(_run)(notebook, assignment, limits, files, cwd, sandbox, warmed, progress)


async def _run(notebook, assignment, limits, files, cwd, sandbox, warmed, progress) -> Run:
    left_out: dict[int, Stopped] = {}
    cold = ""
    end = monotonic() + limits.notebook
    for _ in range(ATTEMPTS):
        result = Run(notebook, cold=cold)
        with tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            try:
                await _once(result, assignment, limits, folder, files, cwd, sandbox, warmed, left_out, end, progress)
                break
            except Stopped as stop:
                left_out[stop.index] = stop
                if monotonic() >= end:
                    break
            except (RuntimeError, DeadKernelError) as error:  # it ended, or did not answer, before the first cell
                if not warmed:
                    raise
                warmed, cold = False, str(error)
    for index, stop in sorted(left_out.items()):
        cell = notebook.cells[index]
        result.flags.append(f"{stop.kind}: {_name(cell, index)}: {stop.reason}")
        cell.outputs = [_error(stop.kind, f"Stopped: {stop.reason}")]
        if any(part.id == cell.id for part in assignment.checks):
            result.outcomes[cell.id] = Outcome(message=f"stopped: {stop.reason} during this check")
    return result


async def _once(result, assignment, limits, folder, files, cwd, sandbox, warmed, left_out, end, progress) -> None:
    """Run all cells but the ones left out, once."""
    home, work = folder / "h", cwd or folder / "work"
    home.mkdir()
    work.mkdir(exist_ok=True)
    names = modules(assignment)
    place_fonts(home, names)
    for name, path in (files or {}).items():
        copy = work / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy, follow_symlinks=False)
    parts = {part.id: part for part in assignment.parts}
    manager = kernel.Kernel(home, work, environment(home), sandbox, names if warmed else None)
    client = Client(result.notebook, limits, manager)
    async with client.async_setup_kernel():
        result.cold = result.cold or manager.cold
        result.kernel = "warm" if warmed and not manager.cold else "cold"
        await client.arm(names)
        client.deadline = end
        for index, cell in enumerate(result.notebook.cells):
            part = parts.get(cell.id)
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
                if index not in left_out and not (part is not None and part.skip):
                    if part is not None and part.kind == "check":
                        result.outcomes[cell.id] = await _check(client, result, assignment, part, cell, index)
                    else:
                        await _plain(client, result, cell, index)
            if progress:
                progress(index + 1, len(result.notebook.cells))


async def _plain(client: Client, result: Run, cell: NotebookNode, index: int) -> None:
    reply = await client.cell(cell, index)
    where = _name(cell, index)
    if client.late:
        result.flags.append(f"timeout: {where}: stopped after {client.timeout} s")
    error = reply.get("ename") if reply.get("status") == "error" else None
    if error:
        result.errors[cell.id] = ANSI.sub("", f"{error}: {reply.get('evalue')}")[:300]
    if error in ("StdinNotImplementedError", "SystemExit"):
        what = "asks for input(), which has no keyboard here" if error != "SystemExit" else "calls exit()"
        result.flags.append(f"stopped: {where}: {what}")
    _overflow(client, result, where)


def _overflow(client: Client, result: Run, where: str) -> None:
    """Flag a cell that showed far more than anyone reads."""
    shown = client.shown["text"] + client.shown["display"]
    if client.flooded:
        result.flags.append(f"stopped: {where}: interrupted after {shown:,} characters of output")
    elif shown > 10 * (client.limits.text + client.limits.display) or client.shown["text"] > 20 * client.limits.text:
        result.flags.append(f"repaired: {where}: {shown:,} characters of output or more, cut")


async def _check(client, result: Run, assignment: Assignment, part: Part, cell: NotebookNode, index: int) -> Outcome:
    nonce = secrets.token_hex(16)
    request = {"op": "check", "nonce": nonce, "source": part.full, "hidden": hidden_lines(part.full)}
    reply = await client.cell(cell, index, request | surroundings(assignment, part))
    body = client.sealed(reply, nonce)
    if client.late:
        result.flags.append(f"timeout: {part.id}: stopped after {client.timeout} s")
    if body is None:
        if not client.late:
            result.flags.append(f"review: {part.id} gave an answer without a valid seal")
        outcome = Outcome(message="the check did not reach its end")
    else:
        message = ANSI.sub("", str(body.get("message") or ""))[:2000]
        outcome = Outcome(True, body.get("passed") is True and not client.late, message, body.get("credit"))
        if outcome.message.endswith(UNDEFINED):
            own = [p.id for p in assignment.parts if p.kind == "exercise" and p.exercise == part.exercise]
            outcome.message += "".join(f" ({result.errors[name]})" for name in own if name in result.errors)
        outcome.changed = [str(name)[:200] for name in body.get("changed") or []][:8]
    for word, what in (("has no keyboard here", "asks for input()"), ("SystemExit", "calls exit()")):
        if word in outcome.message and UNDEFINED not in outcome.message:
            result.flags.append(f"stopped: {part.id}: the function {what}")
    _overflow(client, result, part.id)
    if outcome.changed:
        result.flags.append(f"review: before or during {part.id} this was replaced: {', '.join(outcome.changed)}")
        outcome.passed = False
        outcome.message = outcome.message or "not counted: the submission replaced what the check relies on"
    cell.outputs = [output for output in cell.outputs if output.output_type == "stream"]
    if not outcome.passed:
        cell.outputs.append(_error("Check", outcome.message or "failed"))
    return outcome


def _error(name: str, message: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=message, traceback=[message])


def _name(cell: NotebookNode, index: int) -> str:
    return cell.id if not cell.id.startswith("added-") else f"cell {cell.id.removeprefix('added-')} of the submission"
