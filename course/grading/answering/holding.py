"""Start a process in a sandbox: cold, as the sandbox's own, or warm, as a fork of the zygote that enters it."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
from pathlib import Path

from course.grading.answering import sandbox, seccomp, warm

STARTING = 20  # seconds for bubblewrap to build a sandbox: it takes milliseconds


class Held:
    """A sandbox with one process.

    `process` is bubblewrap's, `space` the inode of the process id namespace. `line` reads as closed when a warm
    process has ended; `cold` says why one that should be warm is not.

    Parameters
    ----------
    folders, cwd
        What it may write to, and where it begins.
    modules
        What a warm process has imported before it starts; None asks for a cold one.
    group
        The control group to start in.
    order
        What a warm process becomes: see `zygote`.
    """

    def __init__(
        self,
        folders: list[Path],
        cwd: Path,
        command: list[str],
        variables: dict[str, str],
        modules: list[str] | None,
        group: Path | None = None,
        **order,
    ):
        self.process: subprocess.Popen | None = None
        self.line: socket.socket | None = None
        self.holder: socket.socket | None = None  # a warm one's `cat` reads and writes it
        self.cold, self.group = "", group and str(group)
        walls = sandbox.bubble(folders, cwd)
        if modules is not None:
            try:
                self._warm(walls, cwd, modules, order | {"cwd": str(cwd), "variables": variables})
                return
            except (warm.NotWarm, OSError, ValueError) as error:
                self.cold = str(error) or type(error).__name__
                self.end()
        # Process 1, which interrupts do not reach, is a shell around it
        silent = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        shell = ["sh", "-c", '"$@"; exit $?', "sh", *sandbox.dropping(cwd)]
        self._build(walls, [*shell, *command], variables, silent)

    def _warm(self, walls: list[str], cwd: Path, modules: list[str], order: dict) -> None:
        """Let bubblewrap build the sandbox around `cat`, wait for its echo, and send a fork of the zygote in."""
        self.holder, theirs = socket.socketpair()
        with theirs:
            pipes = {"stdin": theirs, "stdout": theirs, "stderr": subprocess.DEVNULL}
            holder = self._build(walls, ["cat"], order["variables"], pipes)
        self.holder.sendall(b"in\n")
        if not select.select([self.holder], [], [], STARTING)[0] or self.holder.recv(9) != b"in\n":
            raise warm.NotWarm("the sandbox did not start")
        pidfd = os.pidfd_open(holder)
        try:
            self.line = warm.fork(
                modules, {**order, "holder": holder, "user": sandbox.user(), "group": self.group}, pidfd
            )
        finally:
            os.close(pidfd)

    def _build(self, walls: list[str], command: list[str], variables: dict, pipes: dict) -> int:
        """Start bubblewrap with a filter of system calls; return the process id of the sandbox's process 1.

        Process 1 keeps the user of bubblewrap: only then may its end, which ends all, follow from bubblewrap's.
        """
        code = seccomp.program()
        filtering, ours = os.pipe()
        info, theirs = os.pipe()
        try:
            os.write(ours, code or b"")  # about a thousand bytes: the pipe holds them
            seal = ["--seccomp", str(filtering)] if code else []
            enter = ["sh", "-c", 'echo 0 > "$0" && exec "$@"', f"{self.group}/cgroup.procs"] if self.group else []
            self.process = subprocess.Popen(
                [*enter, *walls, "--info-fd", str(theirs), *seal, "--", *command],
                env=variables,
                pass_fds=[filtering, theirs],
                start_new_session=True,
                **pipes,
            )
        finally:
            for handle in (filtering, ours, theirs):
                os.close(handle)
        with open(info, "rb") as file:
            said = json.loads(file.read() or b"{}")
        if "pid-namespace" not in said:
            raise OSError("bubblewrap did not start")
        self.space = said["pid-namespace"]
        return said["child-pid"]

    def ended(self) -> bool:
        """Say whether the process has ended; with a warm one its holder is still there."""
        return (
            self.process is None
            or self.process.poll() is not None
            or (self.line is not None and any(select.select([self.line], [], [], 0)))
        )

    def end(self) -> None:
        """End it with all that is in it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        for end in (self.line, self.holder):
            if end is not None:
                end.close()
        self.process = self.line = self.holder = None
