"""The examiner: a process of its own that holds the checks, and calls the student's functions over a line.

It is told one check at a time by the grader (`launch`), runs it in a namespace of its own, where each name of the
exercise is a `Remote`, and says what came of it. Nothing else that the student's side says decides anything.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import linecache
import sys
import time
from collections.abc import Callable
from pathlib import Path

from course.grading.answering.prelude import limit, load
from course.grading.examining.explain import CHECK, explain
from course.grading.wire.frames import Broken, Frames, Late
from course.grading.wire.line import Line
from course.grading.wire.places import Meeting, connect
from course.grading.wire.remote import Remote
from course.grading.wire.values import Opaque, Reader

LONGEST = 2000  # characters of a message
MOST_SHOWN = 20_000  # characters that the visible part of a check may print
SEEDS = (("numpy", "random", "seed"), ("keras", "utils", "set_random_seed"), ("tensorflow", "random", "set_seed"))
SEEDS += (("random", "", "seed"),)


class Asking(Line):
    """The examiner's end: its functions may be called, and a late answer is waited for a little longer."""

    def __init__(self, sock, late, grace: float):
        super().__init__(sock, "e")
        self.quiet = (AssertionError,)  # a check's message is none of the student's business
        self.late, self.grace, self.told = late, grace, False

    def begin(self, seconds: float) -> None:
        """Give the next check its time."""
        self.deadline, self.told = time.monotonic() + seconds, False

    def patient(self) -> bool:
        """Let the grader interrupt the student's process, once: its answer is then an exception."""
        if self.told:
            return False
        self.told = True
        self.deadline = time.monotonic() + self.grace
        self.late()
        return True


class Examiner:
    """Run checks as the grader asks for them."""

    def __init__(self, control: Frames, meeting: Meeting):
        self.control, self.meeting = control, meeting
        self.line: Asking  # once the student's process has connected

    def serve(self) -> None:
        """Do what the grader says until it is gone."""
        seeded = False
        while True:
            message, _ = self.control.receive()
            if message["do"] == "open":
                load(message["modules"])
                limit(message["memory"], None, None)
                sock = self.meeting.accept(message["seconds"])
                self.line = Asking(sock, lambda: self.control.send({"late": True}), message["grace"])
                if not seeded:
                    share_seeds(lambda question: self.line.ask(question))
                    seeded = True
                self.control.send({"open": True})
            elif message["do"] == "check":
                self.control.send({"outcome": self.check(message)})
            else:
                self.line.begin(message["seconds"])
                with contextlib.suppress(Broken):
                    self.line.ask({"op": "done"})
                self.line.close()

    def check(self, message: dict) -> dict:
        """Run one check; return whether it passed, its message, its credit, what its visible part printed."""
        source, hidden = message["source"], message["hidden"]
        linecache.cache[CHECK] = (len(source), None, source.splitlines(True), CHECK)
        self.line.begin(message["seconds"])
        printed, silent = io.StringIO(), io.StringIO()
        failed, value, broken = None, None, None
        space = {"__builtins__": dict(vars(builtins)), "__name__": "check"}
        try:
            self.line.forget()
            self.line.ask({"op": "forget"})
            with contextlib.redirect_stdout(silent), contextlib.redirect_stderr(silent):
                for code in message["context"]:
                    exec(compile(code, "<given>", "exec"), space)
                for name in message["borrowed"]:
                    if name not in space:
                        self.bind(name, space)
                value = statements(source, space, hidden, printed)
        except Broken as error:
            broken = "late" if isinstance(error, Late) else "ended"
            failed = f"stopped: {error}"
        except BaseException as error:
            failed = explain(error, source, hidden, set(message["defines"]))
        outcome = {"passed": failed is None, "message": (failed or "")[:LONGEST], "late": self.line.told}
        return {**outcome, "broken": broken, "credit": credit(value), "printed": printed.getvalue()[:MOST_SHOWN]}

    def bind(self, name: str, space: dict) -> None:
        """Bind a name of the student's: a function as a `Remote`, anything else by value."""
        answer, data = self.line.ask({"op": "get", "name": name})
        if answer["kind"] == "function":
            labels = [str(label)[:100] for label in answer.get("labels") or []][:50]
            space[name] = Remote(self.line, f"user:{name}", name, labels)
        elif answer["kind"] == "value":
            space[name] = Reader(self.line, data).read(answer.get("value"))


def statements(source: str, space: dict, hidden: list[int], printed: io.StringIO):
    """Execute a check statement by statement; return the value of a last expression."""
    value = None
    for statement in ast.parse(source).body:
        visible = not hidden or statement.lineno < hidden[0] or statement.lineno > hidden[1]
        with contextlib.redirect_stdout(printed) if visible else contextlib.nullcontext():
            if isinstance(statement, ast.Expr):
                value = eval(compile(ast.Expression(statement.value), CHECK, "eval"), space)
            else:
                value = None
                exec(compile(ast.Module([statement], []), CHECK, "exec"), space)
    return value


def credit(value) -> str | None:
    """Say what a check's last value is worth: a number is partial credit, anything else is none."""
    numpy = sys.modules["numpy"]
    if type(value) in (int, float) or isinstance(value, (numpy.floating, numpy.integer)):
        return repr(float(value))
    return f"an object of type {type(value).__name__}" if isinstance(value, Opaque) else None


def share_seeds(ask: Callable) -> None:
    """Let a seed that a check sets hold in the student's process, too."""
    for module, part, name in SEEDS:
        place = sys.modules.get(module)
        place = getattr(place, part) if place is not None and part else place
        if place is not None:
            setattr(place, name, _shared(ask, getattr(place, name), "python" if module == "random" else module))


def _shared(ask, plain, which):
    def seed(seed=None, *more, **named):
        plain(seed, *more, **named)
        if isinstance(seed, int):
            ask({"op": "seed", "which": which, "seed": int(seed)})

    return seed


def main(control: str, folder: str) -> None:
    """Report to the grader at `control`, wait for the student's process in `folder`, and serve."""
    frames = Frames(connect(control))
    meeting = Meeting(Path(folder))
    frames.send({"ready": meeting.address})
    with contextlib.suppress(Broken):
        Examiner(frames, meeting).serve()


if __name__ == "__main__":
    main(*sys.argv[1:3])
