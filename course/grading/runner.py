"""Run a repaired notebook: student cells as cells, checks through the guard, nothing without a limit.

A cell that kills the kernel, or that cannot be interrupted, is left out and the notebook is run again without it, so
that one bad cell does not cost the other exercises.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from time import monotonic

from nbclient.util import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from course.grading import kernel
from course.grading.assignment import Assignment, Part, hidden_lines, modules, surroundings

GUARD = Path(__file__).with_name("guard.py")
ATTEMPTS = 4
MIMES = {"text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg"}
MIMES |= {"application/vnd.course.result+json"}
UNDEFINED = "its cell is missing or ended in an error"  # the guard's words
ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


@dataclass(frozen=True)
class Limits:
    """Seconds for a cell and a notebook; characters of text and bytes of pictures that a cell may show."""

    cell: float = 60
    notebook: float = 900
    grace: float = 3
    text: int = 50_000
    display: int = 2_000_000
    outputs: int = 100
    memory: int | None = 8 << 30
    file: int | None = 256 << 20


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

    `errors` holds the exception of each student cell that ended in one, by cell id.
    """

    notebook: NotebookNode
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


class Stopped(Exception):
    """The kernel cannot go on after this cell."""

    def __init__(self, index: int, kind: str, reason: str):
        super().__init__(reason)
        self.index, self.kind, self.reason = index, kind, reason


class _Client(NotebookClient):
    """nbclient with checks sent to the guard, outputs capped as they come, and a hard end for endless loops."""

    def __init__(self, notebook: NotebookNode, limits: Limits, km: kernel.Kernel):
        super().__init__(
            notebook,
            km=km,
            timeout=limits.cell,
            allow_errors=True,
            interrupt_on_timeout=True,
            raise_on_iopub_timeout=False,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            shutdown_kernel="immediate",
            on_cell_executed=self._executed,
        )
        self.owns_km, self.limits = True, limits
        self.key = secrets.token_bytes(32)
        self.request: dict | None = None
        self.reply: dict = {}
        self.late = False
        self.shown: dict[str, int] = {}
        self.deadline = monotonic() + limits.notebook

    async def arm(self, names: list[str]) -> None:
        """Put the guard into the kernel before any of the student's code."""
        await self._silent(
            "(lambda source: exec(compile(source, '<guard>', 'exec'), {'__name__': 'guard', '__builtins__': "
            f"dict(vars(__import__('builtins')))}}))({GUARD.read_text(encoding='utf-8')!r})"
        )
        reply = await self.ask(
            {"op": "arm", "key": self.key.hex(), "modules": names}
            | {"memory": self.limits.memory, "file": self.limits.file}
        )
        if not reply or not reply.get("armed"):
            raise RuntimeError("the guard did not start in the kernel")

    async def _silent(self, code: str) -> None:
        message = self.kc.execute(code, silent=True, store_history=False)
        await self._reply_to(message, self.startup_timeout)

    async def _reply_to(self, message: str, timeout: float) -> dict | None:
        end = monotonic() + timeout
        while monotonic() < end:
            try:
                found = await self.kc.shell_channel.get_msg(timeout=max(0.05, end - monotonic()))
            except Empty:
                break
            if found["parent_header"].get("msg_id") == message:
                return found
        return None

    async def ask(self, request: dict) -> dict | None:
        """Send one request to the guard outside of any cell; return the sealed answer."""
        nonce = secrets.token_hex(16)
        found = await self._reply_to(self._send({**request, "nonce": nonce}), self.startup_timeout)
        return self.sealed(found["content"], nonce) if found else None

    def _send(self, content: dict) -> str:
        message = self.kc.session.msg("course_guard_request", content)
        self.kc.shell_channel.send(message)
        return message["header"]["msg_id"]

    def sealed(self, content: dict, nonce: str) -> dict | None:
        """Return the body of a guard's reply, None if its seal is missing or wrong."""
        body, seal = content.get("body"), content.get("seal")
        if not isinstance(body, str) or not isinstance(seal, str):
            return None
        right = hmac.new(self.key, f"{nonce}\n{body}".encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, seal):
            return None
        try:
            found = json.loads(body)
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    async def cell(self, cell: NotebookNode, index: int, request: dict | None = None) -> dict:
        """Run one cell, or in its place one check; return the reply's content.

        Raises
        ------
        Stopped
            The kernel died, does not react to an interrupt, or the notebook's time is over.
        """
        left = self.deadline - monotonic()
        if left <= 0:
            raise Stopped(index, "timeout", f"the notebook took longer than {self.limits.notebook:g} s")
        self.timeout = max(1, int(min(self.limits.cell, left)))
        self.request, self.reply, self.late = request, {}, False
        self.shown = {"text": 0, "display": 0, "outputs": 0}
        send = self.kc.execute
        self.kc.execute = self._execute
        try:
            await self.async_execute_cell(cell, index, store_history=request is None)
        except DeadKernelError:
            raise Stopped(index, "crashed", "the kernel died") from None
        except CellTimeoutError as error:
            raise Stopped(index, "timeout", str(error).split("\n")[0]) from None
        finally:
            if self.kc is not None:
                self.kc.execute = send
        return self.reply

    def _execute(self, code: str, **options) -> str:
        content = self.request
        if content is not None:
            self.sent = self._send(content)
        else:
            self.sent = type(self.kc).execute(self.kc, code, allow_stdin=False, **options)
        return self.sent

    def _executed(self, cell: NotebookNode, cell_index: int, execute_reply: dict) -> None:
        self.reply = execute_reply["content"]

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> dict | None:
        """Interrupt; a kernel that has not answered after the grace period is given up."""
        self.late = True
        await self.km.interrupt_kernel()
        found = await self._reply_to(self.sent, self.limits.grace)
        if found is None:
            raise CellTimeoutError(f"it took longer than {timeout} s and could not be interrupted")
        return {"content": found["content"]}

    def process_message(self, msg: dict, cell: NotebookNode, cell_index: int):
        """Cap what a cell may show, as it comes, and leave out widgets, scripts and SVG."""
        kind, content = msg["msg_type"], msg["content"]
        if kind.startswith("comm"):
            return None
        if kind == "stream":
            text = content.get("text", "")
            room = self.limits.text - self.shown["text"]
            self.shown["text"] += len(text)
            if room <= 0:
                return None
            if len(text) > room:
                content["text"] = f"{text[:room]}\n[output left out: the limit is {self.limits.text:,} characters]\n"
        elif kind in ("display_data", "execute_result", "update_display_data"):
            self.shown["outputs"] += 1
            data = content.get("data") if isinstance(content.get("data"), dict) else {}
            data = {mime: value for mime, value in data.items() if mime in MIMES}
            size = sum(len(value) if isinstance(value, str) else len(json.dumps(value)) for value in data.values())
            self.shown["display"] += size
            if self.shown["outputs"] > self.limits.outputs:
                return None
            if self.shown["display"] > self.limits.display:
                data = {"text/plain": f"[output of {size:,} bytes left out]"}
            content["data"], content["metadata"] = data, {}
            if not data:
                return None
        elif kind == "error":
            lines = [str(line)[:5000] for line in content.get("traceback") or []]
            content["traceback"] = lines if len(lines) <= 60 else [*lines[:30], "…", *lines[-30:]]
            content["evalue"] = str(content.get("evalue"))[:5000]
        return super().process_message(msg, cell, cell_index)


def run(
    notebook: NotebookNode,
    assignment: Assignment,
    *,
    limits: Limits | None = None,
    files: dict[str, Path] | None = None,
    cwd: Path | None = None,
    sandbox: bool | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Execute `notebook` (as `repair` gives it) and its checks in a kernel of their own.

    Parameters
    ----------
    files
        Files to copy beside the notebook first, by the name they get.
    cwd
        Run in this folder, unsandboxed, instead of a temporary one: for a student's own notebook.
    progress
        Called with (cells done, cells).
    """
    limits = limits or Limits()
    sandbox = (kernel.sandboxed() if sandbox is None else sandbox) and cwd is None
    return run_sync(_run)(notebook, assignment, limits, files, cwd, sandbox, progress)


async def _run(notebook, assignment, limits, files, cwd, sandbox, progress) -> Run:
    left_out: dict[int, Stopped] = {}
    end = monotonic() + limits.notebook
    for _ in range(ATTEMPTS):
        result = Run(notebook)
        with tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True) as folder:
            try:
                await _once(result, assignment, limits, Path(folder), files, cwd, sandbox, left_out, end, progress)
                break
            except Stopped as stop:
                left_out[stop.index] = stop
                if monotonic() >= end:
                    break
    for index, stop in sorted(left_out.items()):
        cell = notebook.cells[index]
        result.flags.append(f"{stop.kind}: {_name(cell, index)}: {stop.reason}")
        cell.outputs = [new_output("error", ename=stop.kind, evalue=stop.reason, traceback=[f"Stopped: {stop.reason}"])]
        if any(part.id == cell.id for part in assignment.checks):
            result.outcomes[cell.id] = Outcome(message=f"stopped: {stop.reason} during this check")
    return result


async def _once(result, assignment, limits, folder, files, cwd, sandbox, left_out, end, progress) -> None:
    """Run all cells but the ones left out, once."""
    home, work = folder / "h", cwd or folder / "work"
    home.mkdir()
    work.mkdir(exist_ok=True)
    for name, path in (files or {}).items():
        copy = work / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy, follow_symlinks=False)
    parts = {part.id: part for part in assignment.parts}
    client = _Client(
        result.notebook, limits, kernel.Kernel(home, work, kernel.environment(home), sandbox)
    )
    async with client.async_setup_kernel():
        await client.arm(modules(assignment))
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


async def _plain(client: _Client, result: Run, cell: NotebookNode, index: int) -> None:
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
    if client.shown["text"] > 20 * client.limits.text:
        result.flags.append(f"note: {where}: {client.shown['text']:,} characters of output, cut")


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
    if outcome.changed:
        result.flags.append(f"review: before or during {part.id} this was replaced: {', '.join(outcome.changed)}")
        outcome.passed = False
        outcome.message = outcome.message or "not counted: the submission replaced what the check relies on"
    cell.outputs = [output for output in cell.outputs if output.output_type == "stream"]
    if not outcome.passed:
        cell.outputs.append(
            new_output("error", ename="Check", evalue=outcome.message, traceback=[outcome.message or "failed"])
        )
    return outcome


def _name(cell: NotebookNode, index: int) -> str:
    return cell.id if not cell.id.startswith("added-") else f"cell {cell.id.removeprefix('added-')} of the submission"


