"""Warm kernels, seen from the grader: one zygote for this process, and a kernel from it for each sandbox.

A warm kernel saves the seconds that importing TensorFlow takes; nothing else differs from a cold one. Whatever goes
wrong here raises `NotWarm`, and the caller starts a cold kernel in the same kind of sandbox.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
from collections import Counter

from course.grading import scratch
from course.grading.answering.sandbox import environment, place_fonts, python

PATIENCE = 180  # seconds for the zygote to import what a lab needs; a slow machine under load may take one minute
INLINE = "module://matplotlib_inline.backend_inline"  # ipykernel's choice, which Matplotlib reads when imported
MOST_FAILURES = 2  # for one set of modules; then they are left to cold kernels


class NotWarm(RuntimeError):
    """No warm kernel can be had; the message says why."""


def wanted() -> bool:
    """Say whether warm kernels are to be tried here (`COURSE_WARM=none` switches them off)."""
    return (
        sys.platform == "linux" and hasattr(signal, "pidfd_send_signal") and os.environ.get("COURSE_WARM") != "none"
    )


def private_python() -> int:
    """Return a file descriptor of a sealed copy in memory of the interpreter, to run the zygote from.

    A process can reach the file that it runs through /proc/self/exe, by the mount of whoever started it: writable,
    where every mount of the sandbox is read-only. A kernel forked from the interpreter itself could make it
    unusable, or worse. (runc runs from such a copy for the same reason.)
    """
    import fcntl  # Linux only, as all of this

    handle = os.memfd_create("python", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with open(os.path.realpath(sys.executable), "rb") as source, open(os.dup(handle), "wb") as copy:
        shutil.copyfileobj(source, copy)
    os.fchmod(handle, 0o555)
    fcntl.fcntl(handle, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
    return handle


class Zygote:
    """The process that kernels are forked from (`course.grading.answering.zygote`); it ends when this one does."""

    def __init__(self):
        """Start it, in a home of its own; it removes that when it ends, if this process has not."""
        self.owner = os.getpid()
        with contextlib.ExitStack() as stack:
            self.home = stack.enter_context(scratch.folder("zygote-"))
            self._start()
            self.rest = stack.pop_all()

    def _start(self) -> None:
        variables = environment(self.home, MPLBACKEND=INLINE)
        if sysconfig.get_config_var("Py_ENABLE_SHARED"):  # a copy of the interpreter finds its library by this only
            places = [sysconfig.get_config_var("LIBDIR"), variables.get("LD_LIBRARY_PATH")]
            variables["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, places))
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = private_python()
        try:
            self.process = subprocess.Popen(
                [python(), "-P", "-m", "course.grading.answering.zygote", str(theirs.fileno())],
                executable=f"/proc/self/fd/{program}",
                pass_fds=[program, theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self.home,
                env=variables,
                start_new_session=True,  # it outlives a killed worker by the moment it takes to clean up
            )
        finally:
            theirs.close()
            os.close(program)

    def fork(self, modules: list[str], order: dict, pidfd: int) -> socket.socket:
        """Return the line to a new kernel that has these modules, in the sandbox of the process `pidfd`.

        The line reads as closed when the kernel is gone.

        Raises
        ------
        NotWarm
            The zygote is gone or has refused, or the kernel could not be set apart.
        """
        line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                socket.send_fds(self.control, [json.dumps({"modules": modules}).encode()], [theirs.fileno()])
            line.settimeout(PATIENCE)
            self._answer(line)
            socket.send_fds(line, [json.dumps(order).encode()], [pidfd])
            self._answer(line)
        except (OSError, ValueError) as error:
            line.close()
            raise NotWarm(f"the zygote is gone: {error}") from None
        except NotWarm:
            line.close()
            raise
        return line

    @staticmethod
    def _answer(line: socket.socket) -> None:
        reply = json.loads(line.recv(10_000) or b'{"refused": "it ended before the kernel had started"}')
        if "refused" in reply:
            raise NotWarm(str(reply["refused"]))

    def close(self) -> None:
        """End it; kernels that run go on."""
        self.control.close()
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()
            self.rest.close()


_lock = threading.Lock()
_zygote: Zygote | None = None
_failures: Counter[tuple[str, ...]] = Counter()


def fork(modules: list[str], order: dict, pidfd: int) -> socket.socket:
    """Return the line to a new kernel from this process's zygote, which is started if there is none.

    Raises
    ------
    NotWarm
        As `Zygote.fork`; or these modules have failed before.
    """
    global _zygote
    names = tuple(modules)
    with _lock:
        if _failures[names] >= MOST_FAILURES:
            raise NotWarm("warm kernels have failed before with these modules")
        if _zygote is not None and (_zygote.owner != os.getpid() or _zygote.process.poll() is not None):
            _close()
        if _zygote is None:
            try:
                _zygote = Zygote()
            except OSError as error:
                raise NotWarm(f"the zygote did not start: {error}") from None
        place_fonts(_zygote.home, modules)
        try:
            line = _zygote.fork(modules, order, pidfd)
        except NotWarm:
            _failures[names] += 1
            _close()
            raise
        _failures[names] = 0
        return line


def close() -> None:
    """End this process's zygote, if there is one."""
    with _lock:
        _close()


def _close() -> None:
    global _zygote
    if _zygote is not None:
        _zygote.close()
    _zygote = None
