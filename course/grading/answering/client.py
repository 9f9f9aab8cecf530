"""nbclient for graded kernels: checks go to the guard, outputs are capped as they come, endless loops end.

The guard (`guard.py`, executed in the kernel) answers messages of a type of its own; what it says is believed only
with a seal over the request's nonce.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from time import monotonic

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import run_sync
from nbformat import NotebookNode

from course.grading.answering import kernel

GUARD = [Path(__file__).with_name(name) for name in ("snapshot.py", "guard.py")]
MIMES = {"text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg"}
MIMES |= {"application/vnd.course.result+json"}
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
    memory: int | None = 8 << 30
    file: int | None = 256 << 20


class Stopped(Exception):
    """The kernel cannot go on after this cell."""

    def __init__(self, index: int, kind: str, reason: str):
        super().__init__(reason)
        self.index, self.kind, self.reason = index, kind, reason


class Client(NotebookClient):
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
        self.flooded: asyncio.Future | None = None
        self.deadline = monotonic() + limits.notebook

    async def _async_cleanup_kernel(self) -> None:
        """End the kernel, if there is one: nbclient calls this at exit, too, for a kernel that never started."""
        if self.km is not None:
            await super()._async_cleanup_kernel()

    _cleanup_kernel = run_sync(_async_cleanup_kernel)

    async def arm(self, names: list[str]) -> None:
        """Put the guard into the kernel before any of the student's code."""
        source = "\n".join(path.read_text(encoding="utf-8") for path in GUARD)
        await self._silent(
            "(lambda source: exec(compile(source, '<guard>', 'exec'), {'__name__': 'guard', '__builtins__': "
            f"dict(vars(__import__('builtins')))}}))({source!r})"
        )
        reply = await self.ask(
            {"op": "arm", "key": self.key.hex(), "modules": names}
            | {"memory": self.limits.memory, "file": self.limits.file}
        )
        if not reply or not reply.get("armed"):
            raise RuntimeError("the guard did not start in the kernel")

    async def _silent(self, code: str) -> None:
        message = self.kc.execute(code, silent=True, store_history=False)
        reply = await self._reply_to(message, self.startup_timeout)
        if reply is None or reply["content"].get("status") != "ok":
            raise RuntimeError(f"the kernel did not take the guard: {reply and reply['content'].get('evalue')}")

    async def _reply_to(self, message: str, timeout: float) -> dict | None:
        end = monotonic() + timeout
        while monotonic() < end:
            try:
                found = await self.kc.shell_channel.get_msg(timeout=min(1, max(0.05, end - monotonic())))
            except Empty:
                if not await self.km.is_alive():
                    break
                continue
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
        right = hashlib.blake2b(f"{nonce}\n{body}".encode(), key=self.key).hexdigest()
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
        self.shown, self.flooded = {"text": 0, "display": 0, "outputs": 0}, None
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
        """Cap what a cell may show, as it comes; a message that does not make sense is left out."""
        try:
            return self._capped(msg, cell, cell_index)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return None

    def _capped(self, msg: dict, cell: NotebookNode, cell_index: int):
        """Handle one message within the limits, without widgets, scripts and SVG."""
        kind, content = msg["msg_type"], msg["content"]
        if self.shown["text"] + self.shown["display"] > FLOOD and not self.flooded:
            self.flooded = asyncio.ensure_future(self.km.interrupt_kernel())
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
