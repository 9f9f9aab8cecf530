"""Start a student's kernel apart from everything else: in a sandbox where there is one (`sandbox`), warm or cold.

A cold kernel is a new process, started by bubblewrap inside of the sandbox. For a warm one bubblewrap starts `cat` in
just the same sandbox, the holder, and a fork of the zygote enters it (`warm`, `zygote`, `joining`).
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from importlib.metadata import EntryPoint
from pathlib import Path

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from course.grading.answering.holding import Held
from course.grading.answering.sandbox import python

LARGEST_MESSAGE = 100_000_000  # bytes that the grader takes from a kernel at a time; no output of that size is shown


class Apart(LocalProvisioner):
    """A local kernel with a scrubbed environment, silent standard streams and, where possible, a sandbox."""

    held: Held | None = None

    async def pre_launch(self, **kwargs):
        """Build the command as for any local kernel."""
        kernel = self.parent
        if kernel.sandbox:
            kwargs["independent"] = True  # its parent is bwrap; --die-with-parent takes the parent poller's place
        kwargs = await super().pre_launch(**kwargs)
        kwargs.update(env=dict(kernel.variables), cwd=str(kernel.cwd))
        kwargs.update(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return kwargs

    async def launch_kernel(self, cmd, **kwargs):
        """Start the kernel: warm if that is asked for and possible, else cold."""
        kernel = self.parent
        if not kernel.sandbox:
            return await super().launch_kernel(cmd, **kwargs)
        folders = [kernel.home, kernel.cwd, *kernel.more]
        held = Held(folders, kernel.cwd, cmd, kernel.variables, kernel.modules, kernel.group, arguments=cmd[3:])
        self.held, self.process, kernel.cold, kernel.space = held, held.process, held.cold, held.space
        self.pid = self.pgid = self.process.pid
        self.cwd = kernel.cwd
        return self.connection_info

    async def poll(self):
        """Return None while the kernel runs; with a warm kernel its holder ends."""
        if self.held is not None and self.held.ended():
            with contextlib.suppress(OSError):
                self.process.kill()
            self.process.wait()
        return await super().poll()

    async def wait(self):
        """Wait for the end, and forget the line."""
        status = await super().wait()
        if self.held is not None:
            self.held.end()
            self.held = None
        return status


PROVISIONER = EntryPoint("course-apart", f"{__name__}:Apart", KernelProvisionerFactory.GROUP_NAME)


class Kernel(AsyncKernelManager):
    """The manager of one graded kernel: this Python, sockets in a private folder instead of ports.

    Parameters
    ----------
    more
        Further folders that it sees.
    group
        The control group that it starts in, if any.
    modules
        What a warm kernel has imported before it starts; None asks for a cold one. Only a sandboxed kernel is warm:
        one without could reach the process that it was forked from.
    """

    def __init__(
        self,
        home: Path,
        cwd: Path,
        variables: dict[str, str],
        sandbox: bool,
        modules: list[str] | None = None,
        more: list[Path] | None = None,
        group: Path | None = None,
    ):
        self.home, self.cwd, self.variables, self.sandbox, self.modules = home, cwd, variables, sandbox, modules
        self.more, self.group = more or [], group
        self.cold = ""  # why a kernel that should be warm is cold
        self.space: int | None = None  # the inode of its sandbox's process id namespace
        if "course-apart" not in KernelProvisionerFactory.provisioners:
            KernelProvisionerFactory.provisioners["course-apart"] = PROVISIONER
        ways = {"transport": "ipc", "ip": str(home / "k")} if os.name == "posix" else {}
        super().__init__(
            kernel_name="python3", connection_file=str(home / "connection.json"), cache_ports=False, **ways
        )

    def client(self, **kwargs) -> AsyncKernelClient:  # type: ignore[override]  # as the class above has it
        """Return a client that drops what is too large before it is in memory."""
        made = super().client(**kwargs)
        made.context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
        return made

    @property
    def kernel_spec(self) -> KernelSpec:
        """Always the interpreter that grades, whatever kernels are installed for this user."""
        command = [python(), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        command += ["--HistoryManager.enabled=False", "--IPKernelApp.ignore_cwd=True"]
        return KernelSpec(
            argv=command,
            display_name="Python 3",
            language="python",
            interrupt_mode="message",
            metadata={"kernel_provisioner": {"provisioner_name": "course-apart"}},
        )
