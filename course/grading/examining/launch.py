"""The examiner's process, seen from the grader: started warm or cold in a sandbox of its own, asked, ended."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from course.grading.answering import warm
from course.grading.answering.sandbox import bubble, environment, place_fonts
from course.grading.wire.frames import Broken, Frames, Late
from course.grading.wire.places import Meeting

STARTING = 20  # seconds for bubblewrap to build a sandbox: it takes milliseconds
REPORTING = 120  # seconds for a cold examiner to import what it needs, on a slow machine


class NoExaminer(RuntimeError):
    """The examiner did not start, or ended; the message says why."""


@dataclass
class Times:
    """Seconds: for a check, and for a late answer to come after the interrupt."""

    check: float
    grace: float


class Examining:
    """One examiner. `folder` gets its home and the two meeting places; `line` is the one for the student's process.

    Parameters
    ----------
    modules
        What the checks import.
    sandbox, warmed
        In a sandbox of its own; forked from this process's zygote.
    """

    def __init__(self, folder: Path, modules: list[str], sandbox: bool, warmed: bool):
        self.modules, self.cold, self.keeper = modules, "", None
        self.home, self.line, control = folder / "e", folder / "l", folder / "c"
        for place in (self.home, self.line, control):
            place.mkdir(exist_ok=True)
        place_fonts(self.home, modules)
        meeting = Meeting(control)
        self.folders = [self.home, self.line, control]
        arguments = [meeting.address, str(self.line)]
        try:
            self._start(arguments, sandbox, warmed)
            self.control = Frames(self._accepted(meeting))
            self.control.deadline = time.monotonic() + REPORTING
            self.address = self._reply("ready")
        except (OSError, Broken, NoExaminer) as error:
            self.close()
            raise NoExaminer(f"the examiner did not start: {error}") from None
        finally:
            meeting.close()

    def _start(self, arguments: list[str], sandbox: bool, warmed: bool) -> None:
        command = [sys.executable, "-P", "-m", "course.grading.examining.examiner", *arguments]
        variables = environment(self.home)
        walls = bubble(self.folders, self.home) if sandbox else []
        if sandbox and warmed:
            try:
                self._start_warm(walls, arguments, variables)
                return
            except (warm.NotWarm, OSError, ValueError) as error:
                self.cold = str(error) or type(error).__name__
                self._kill()
        self.process = subprocess.Popen([*walls, *command], **_silent(), env=variables, cwd=self.home)

    def _start_warm(self, walls: list[str], arguments: list[str], variables: dict[str, str]) -> None:
        reading, writing = os.pipe()
        with open(reading, "rb") as info:
            try:
                self.process = subprocess.Popen(
                    [*walls[:-1], "--info-fd", str(writing), "--", "cat"],
                    **_silent(stdin=subprocess.PIPE, stdout=subprocess.PIPE),
                    env=variables,
                    pass_fds=[writing],
                )
            finally:
                os.close(writing)
            self.process.stdin.write(b"in\n")
            self.process.stdin.flush()
            echo = self.process.stdout
            if not select.select([echo], [], [], STARTING)[0] or echo.read1() != b"in\n":
                raise warm.NotWarm("the sandbox did not start")
            pid = json.load(info)["child-pid"]
        order = {"run": "examiner", "holder": pid, "cwd": str(self.home), "variables": variables}
        pidfd = os.pidfd_open(pid)
        try:
            self.keeper = warm.fork(self.modules, order | {"arguments": arguments}, pidfd)
        finally:
            os.close(pidfd)

    def _accepted(self, meeting: Meeting):
        """Wait for the examiner to report, unless it ends before."""
        end = time.monotonic() + REPORTING
        while True:
            try:
                return meeting.accept(1)
            except TimeoutError:
                if self.process.poll() is not None:
                    raise NoExaminer(f"it ended with status {self.process.returncode}") from None
                if time.monotonic() > end:
                    raise

    def _reply(self, key: str):
        message, _ = self.control.receive()
        if key not in message:
            raise NoExaminer("it did not keep to the protocol")
        return message[key]

    def open(self, times: Times, seconds: float) -> None:
        """Wait until the student's process has connected.

        Raises
        ------
        NoExaminer
            It did not within `seconds`, or the examiner is gone.
        """
        self.times = times
        self.control.deadline = time.monotonic() + REPORTING + seconds
        try:
            self.control.send({"do": "open", "seconds": seconds, "grace": times.grace, "modules": self.modules})
            self._reply("open")
        except Broken as error:
            raise NoExaminer(str(error)) from None

    def check(self, request: dict, seconds: float, interrupt) -> dict:
        """Return the outcome of one check; `interrupt` is called when the student's process is late.

        `broken` in it says that nothing more can be asked: "late" (no answer even to an interrupt), "ended" (the
        student's process is gone) or "examiner" (the examiner itself is late, or gone).
        """
        self.control.deadline = time.monotonic() + 2 * seconds + 2 * self.times.grace
        try:
            self.control.send({"do": "check", "seconds": seconds, **request})
            while True:
                message, _ = self.control.receive()
                if "late" not in message:
                    return message["outcome"]
                interrupt()
        except Late:
            return {"message": "stopped: it took longer than the time limit", "late": True, "broken": "examiner"}
        except (Broken, KeyError) as error:
            return {"message": f"stopped: the check ended: {error}", "late": False, "broken": "examiner"}

    def done(self) -> None:
        """Let the student's process go on."""
        with contextlib.suppress(Broken):
            self.control.send({"do": "done", "seconds": 1})

    def close(self) -> None:
        """End the process; its folders go with the folder that they are in."""
        if getattr(self, "control", None) is not None:
            self.control.close()
        self._kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def _kill(self) -> None:
        process = getattr(self, "process", None)
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
        if self.keeper is not None:
            self.keeper.close()
            self.keeper = None


def _silent(**pipes) -> dict:
    standard = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    return {**standard, **pipes}
