"""The examiner's process, seen from the grader: started warm or cold in a sandbox of its own, asked, ended."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from course.grading.answering.holding import Held
from course.grading.answering.sandbox import environment, place_fonts, python
from course.grading.wire.frames import Broken, Frames, Late
from course.grading.wire.places import Meeting

REPORTING = 120  # seconds for a cold examiner to import what it needs, on a slow machine


class NoExaminer(RuntimeError):
    """The examiner did not start, or ended; the message says why."""


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
        self.modules, self.cold = modules, ""
        self.home, self.line, control = folder / "e", folder / "l", folder / "c"
        for place in (self.home, self.line, control):
            place.mkdir(exist_ok=True)
        place_fonts(self.home, modules)
        self.ending = contextlib.ExitStack()  # its folders go with the folder that they are in
        self.ending.callback(shutil.rmtree, self.home, ignore_errors=True)
        meeting = Meeting(control)
        self.folders = [self.home, self.line, control]
        arguments = [meeting.address, str(self.line)]
        try:
            ended = self._start(arguments, sandbox, warmed)
            self.control = self.ending.enter_context(contextlib.closing(Frames(_accepted(meeting, ended))))
            self.control.deadline = time.monotonic() + REPORTING
            self.address = self._reply("ready")
        except (OSError, Broken, NoExaminer) as error:
            self.close()
            raise NoExaminer(f"the examiner did not start: {error}") from None
        finally:
            meeting.close()

    def _start(self, arguments: list[str], sandbox: bool, warmed: bool) -> Callable[[], bool]:
        """Start the process; return what says whether it has ended."""
        command = [python(), "-P", "-m", "course.grading.examining.examiner", *arguments]
        variables = environment(self.home)
        if sandbox:
            modules = self.modules if warmed else None
            held = Held(self.folders, self.home, command, variables, modules, run="examiner", arguments=arguments)
            self.ending.callback(held.end)
            self.cold = held.cold
            return held.ended
        null = subprocess.DEVNULL
        process = subprocess.Popen(command, stdin=null, stdout=null, stderr=null, env=variables, cwd=self.home)
        self.ending.callback(process.wait)
        self.ending.callback(process.kill)
        return lambda: process.poll() is not None

    def _reply(self, key: str):
        message, _ = self.control.receive()
        if key not in message:
            raise NoExaminer("it did not keep to the protocol")
        return message[key]

    def open(self, grace: float, seconds: float, memory: int | None) -> None:
        """Wait until the student's process has connected; `grace`: seconds for a late answer after the interrupt.

        `memory` is what the examiner may take: what a student sends can make it build large things.

        Raises
        ------
        NoExaminer
            It did not within `seconds`, or the examiner is gone.
        """
        self.grace = grace
        self.control.deadline = time.monotonic() + REPORTING + seconds
        try:
            told = {"seconds": seconds, "grace": grace, "memory": memory, "modules": self.modules}
            self.control.send({"do": "open", **told})
            self._reply("open")
        except Broken as error:
            raise NoExaminer(str(error)) from None

    def check(self, request: dict, seconds: float, interrupt) -> dict:
        """Return the outcome of one check; `interrupt` is called when the student's process is late.

        `broken` in it says that nothing more can be asked: "late" (no answer even to an interrupt), "ended" (the
        student's process is gone) or "examiner" (the examiner itself is late, or gone).
        """
        self.control.deadline = time.monotonic() + 2 * seconds + 2 * self.grace
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
        """End the process."""
        self.ending.close()


def _accepted(meeting: Meeting, ended: Callable[[], bool]) -> socket.socket:
    """Wait for the examiner to report, unless it ends before."""
    end = time.monotonic() + REPORTING
    while True:
        try:
            return meeting.accept(1)
        except TimeoutError:
            if ended():
                raise NoExaminer("it ended before it reported") from None
            if time.monotonic() > end:
                raise
