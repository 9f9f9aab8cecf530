"""nbclient for graded kernels: outputs are capped as they come, endless loops end."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from queue import Empty
from time import monotonic
from typing import Any

from jupyter_client.client import KernelClient
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import ensure_async, run_sync
from nbformat import NotebookNode

from course.grading.answering import kernel
from course.grading.answering.sandbox import counted_apart

MIMES = {"text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg"}
MIMES |= {"application/vnd.course.result+json"}
STARTING = 180  # seconds for a cold kernel to import what a lab needs, on a slow machine under load
MOST_RUNS = 1_000_000  # cells that a kernel may have run
FLOOD = 200_000_000  # characters from one cell after which it is interrupted


@dataclass(frozen=True)
class Limits:
    """Seconds for a cell and a notebook; characters of text and bytes of pictures that a cell may show."""

    cell: float = 60
    notebook: float = 900
    grace: float = 3
    text: int = 50_000
    display: int = 2_000_000
    outputs: int = 100
    shown: int = 10_000_000  # characters and bytes of all cells together: the executed notebook is kept
    memory: int | None = 8 << 30
    processes: int | None = 2000  # and threads; TensorFlow has some for each core
    file: int | None = 256 << 20
    disk: int | None = 2 << 30  # bytes in home and work folder together


class Stopped(Exception):
    """The kernel cannot go on after this cell."""

    def __init__(self, index: int, kind: str, reason: str):
        super().__init__(index, kind, reason)  # as given: an exception is sent to another process by its arguments
        self.index, self.kind, self.reason = index, kind, reason

    def __str__(self) -> str:
        return self.reason


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return outputs with one stream of each name, of a line that was written over only what is seen at last.

    nbclient has this, too (`coalesce_streams`), but needs a minute for one line of 50,000 characters.
    """
    kept: list[NotebookNode] = []
    texts: dict[str, list[str]] = {}
    for output in outputs:
        if output.output_type != "stream" or output.name not in texts:
            kept.append(output)
        if output.output_type == "stream":
            texts.setdefault(output.name, []).append(output.text)
    for output in kept:
        if output.output_type == "stream":
            lines = "".join(texts[output.name]).split("\n")
            output.text = "\n".join(line[line.rfind("\r", 0, -1) + 1 :] for line in lines)
    return kept


class Client(NotebookClient):
    """nbclient with outputs capped as they come and a hard end for endless loops."""

    def __init__(self, notebook: NotebookNode, limits: Limits, km: kernel.Kernel):
        super().__init__(
            notebook,
            km=km,
            timeout=limits.cell,
            startup_timeout=STARTING,
            allow_errors=True,
            interrupt_on_timeout=True,
            raise_on_iopub_timeout=False,
            record_timing=False,
            store_widget_state=False,
            shutdown_kernel="immediate",
            on_cell_executed=self._executed,
        )
        self.owns_km, self.limits, self.manager = True, limits, km
        self.reply: dict = {}
        self.late = False
        self.shown: dict[str, int] = {}
        self.kept = 0  # characters and bytes of outputs that are in the notebook
        self.flooded: asyncio.Future | None = None
        self.deadline = monotonic() + limits.notebook

    async def _async_cleanup_kernel(self) -> None:
        """End the kernel, if there is one: nbclient calls this at exit, too, for a kernel that never started."""
        if self.km is not None:
            await super()._async_cleanup_kernel()

    _cleanup_kernel = run_sync(_async_cleanup_kernel)

    async def arrange(self, modules: list[str]) -> None:
        """Set limits and import what the lab uses, before any of the student's code (`prelude`)."""
        processes = self.limits.processes if self.manager.sandbox and counted_apart() else None
        how = f"{modules!r}, {self.limits.memory!r}, {self.limits.file!r}, {processes!r}"
        code = f"from course.grading.answering import prelude\nprelude.arrange({how})\ndel prelude"
        reply = await self._reply_to(self.silent(code), self.startup_timeout)
        if reply is None or reply["content"].get("status") != "ok":
            raise RuntimeError(f"the kernel did not start: {reply and reply['content'].get('evalue')}")

    def silent(self, code: str) -> str:
        """Send code to run silently; return the message's id."""
        return self.channels.execute(code, silent=True, store_history=False, allow_stdin=False)

    @property
    def channels(self) -> KernelClient:
        """The connection to the kernel, while there is one."""
        if self.kc is None:
            raise RuntimeError("there is no connection to the kernel")
        return self.kc

    async def _reply_to(self, message: str, timeout: float) -> dict | None:
        end = monotonic() + timeout
        while monotonic() < end:
            try:
                wait = min(1, max(0.05, end - monotonic()))
                found = await ensure_async(self.channels.shell_channel.get_msg(timeout=wait))
            except Empty:
                if not await self.manager.is_alive():
                    break
                continue
            if found["parent_header"].get("msg_id") == message:
                return found
        return None

    async def cell(self, cell: NotebookNode, index: int) -> dict:
        """Run one cell; return the reply's content.

        Raises
        ------
        Stopped
            The kernel died, does not react to an interrupt, or the notebook's time is over.
        """
        left = self.deadline - monotonic()
        if left <= 0:
            raise Stopped(index, "timeout", f"the notebook took longer than {self.limits.notebook:g} s")
        self.timeout = max(1, int(min(self.limits.cell, left)))
        self.reply, self.late = {}, False
        self.shown, self.flooded = {"text": 0, "display": 0, "outputs": 0}, None
        try:
            await self.async_execute_cell(cell, index)
        except DeadKernelError:
            raise Stopped(index, "crashed", "the kernel died") from None
        except CellTimeoutError as error:
            raise Stopped(index, "timeout", str(error).split("\n")[0]) from None
        except (AttributeError, LookupError, TypeError, ValueError) as error:  # what came is unsigned, or no message
            raise Stopped(index, "crashed", f"the kernel's messages cannot be read: {error}"[:200]) from None
        return self.reply

    async def _async_poll_for_reply(self, msg_id: str, *cell: Any, **how: Any) -> dict[str, Any]:
        self.sent = msg_id
        return await super()._async_poll_for_reply(msg_id, *cell, **how)

    def _executed(self, cell: NotebookNode, cell_index: int, execute_reply: dict) -> None:
        self.reply, cell.outputs = execute_reply["content"], joined(cell.outputs)

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> dict | None:
        """Interrupt; a kernel that has not answered after the grace period is given up."""
        self.late = True
        await self.manager.interrupt_kernel()
        found = await self._reply_to(self.sent, self.limits.grace)
        if found is None:
            raise CellTimeoutError(f"it took longer than {timeout} s and could not be interrupted")
        return {"content": found["content"]}

    def process_message(self, msg: dict, cell: NotebookNode, cell_index: int):
        """Cap what a cell may show, as it comes; a message that does not make sense is left out."""
        try:
            return self._capped(msg, cell, cell_index)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return None

    def _capped(self, msg: dict, cell: NotebookNode, cell_index: int):
        """Handle one message within the limits, without widgets, scripts and SVG."""
        kind, content = msg["msg_type"], msg["content"]
        if self.shown["text"] + self.shown["display"] > FLOOD and not self.flooded:
            self.flooded = asyncio.ensure_future(self.manager.interrupt_kernel())
        if kind.startswith("comm"):
            return None
        if not (type(count := content.get("execution_count")) is int and 0 <= count < MOST_RUNS):
            content.pop("execution_count", None)
        if kind == "stream":
            text = content.get("text", "")
            room = self.limits.text - self.shown["text"]
            self.shown["text"] += len(text)
            room = min(room, self.limits.shown - self.kept)
            if room <= 0 or not text:
                return None
            self.kept += min(len(text), room)
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
            if self.shown["display"] > self.limits.display or self.kept + size > self.limits.shown:
                data, size = {"text/plain": f"[output of {size:,} bytes left out]"}, 0
            self.kept += size
            content["data"], content["metadata"] = data, {}
            if not data:
                return None
        elif kind == "error":
            self.shown["outputs"] += 1
            if self.shown["outputs"] > self.limits.outputs:
                return None
            lines = [str(line)[:5000] for line in content.get("traceback") or []]
            content["traceback"] = lines if len(lines) <= 60 else [*lines[:30], "…", *lines[-30:]]
            content["evalue"] = str(content.get("evalue"))[:5000]
            self.kept += sum(map(len, content["traceback"]))
            if self.kept > self.limits.shown:
                content["traceback"] = [line[:100] for line in content["traceback"][-1:]]
        return super().process_message(msg, cell, cell_index)
