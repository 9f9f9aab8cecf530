"""No hidden test, solution or key is ever where a student's code is: in what is sent there, in files it can read."""

import contextlib
import functools
import hashlib
import json
import os
import re
import socket
import threading
from pathlib import Path

import pytest
from jupyter_client.session import Session

import course
from course.authoring.build import bundle_notebook, release_notebook
from course.grading.answering import runner, sandbox, warm
from course.grading.examining.launch import Examining
from course.grading.submission import notebooks, repair
from course.labformat import assignment, source
from tests.hostile import lab
from tests.test_released_labs import between

LABS = {one.name: one for one in source.select([])}
PACKAGE = Path(course.__file__).parent
SHORTEST, COMMON = 16, 50  # characters of a line that means something; of one that anybody might write


def plain(text: str) -> list[str]:
    """Return the lines of a text, however often JSON has wrapped them, without blanks, quotes and commas around."""
    while "\\n" in text or '\\"' in text:
        text = text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")
    return [line.strip(" \t\",'") for line in text.splitlines()]


def secrets(what: str, *labs: source.Lab) -> set[str]:
    """Return the lines of hidden tests or of solutions that stand in no released notebook.

    The installed package is public, too; of hidden tests it may share the short, common lines only.
    """
    found = {line for one in labs for line in plain("\n".join(between(one.source.read_text(), what)))}
    shown, library = public()
    shown = shown | {line for line in library if what == "SOLUTION" or len(line) <= COMMON}
    telling = re.compile(rf"(?!#|[\w.]+$).{{{SHORTEST},}}")  # no comment, no name alone
    return {line for line in found - shown if telling.match(line)}


@functools.cache
def public() -> tuple[set[str], set[str]]:
    """Return the lines of the released notebooks, and of the package."""
    shown = {line for one in LABS.values() for cell in release_notebook(one).cells for line in plain(cell.source)}
    return shown, {line for path in PACKAGE.rglob("*.py") for line in plain(path.read_text())}


def leaks(sent: bytes, lines: set[str]) -> list[str]:
    """Return the lines that are in these bytes."""
    text = "\n".join(plain(sent.decode("utf-8", "replace")))
    return [line for line in lines if line in text]


class Tap:
    """Stand between examiner and kernel, and write down what goes to the kernel, over this line or any other way."""

    def __init__(self, monkeypatch):
        self.line, self.channel = bytearray(), bytearray()
        fork, send, begin = warm.fork, Session.send, Examining.__init__

        def ordered(modules, order, pidfd):
            if order.get("run") != "examiner":
                self.channel += json.dumps([modules, order]).encode()
            return fork(modules, order, pidfd)

        def asked(session, stream, message, content=None, *more, **named):
            self.channel += json.dumps([str(message), content], default=str).encode()
            return send(session, stream, message, content, *more, **named)

        def tapped(examining, *arguments, **named):
            begin(examining, *arguments, **named)
            self._between(examining)

        monkeypatch.setattr(warm, "fork", ordered)
        monkeypatch.setattr(Session, "send", asked)
        monkeypatch.setattr(Examining, "__init__", tapped)

    def _between(self, examining) -> None:
        theirs, examining.address = examining.address, str(examining.line / "t")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(examining.address)
        os.chmod(examining.address, 0o666)
        listener.listen(1)

        def copy(start, end, record):
            with contextlib.suppress(OSError):
                while content := start.recv(1 << 16):
                    record += content
                    end.sendall(content)
            for one in (start, end):
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

        def serve():
            with contextlib.suppress(OSError):
                kernel, examiner = listener.accept()[0], socket.socket(socket.AF_UNIX)
                examiner.connect(theirs)
                threading.Thread(target=copy, args=(kernel, examiner, bytearray()), daemon=True).start()
                copy(examiner, kernel, self.line)

        threading.Thread(target=serve, daemon=True).start()


WALK = """
import hashlib, os, re, sys
wanted, looked, found, skipped = set({digests!r}), 0, set(), ("/proc", "/sys", "/usr", "/lib", "/dev/mqueue")
libraries = tuple(os.path.realpath(path) for path in (sys.prefix, sys.base_prefix))
def plain(text):
    while "\\\\n" in text or '\\\\"' in text:
        text = text.replace("\\\\n", "\\n").replace('\\\\"', '"').replace("\\\\\\\\", "\\\\")
    return [line.strip(" \\t\\",'") for line in text.splitlines()]
def look(path):
    global looked
    try:
        if os.path.isfile(path) or path.startswith("/proc"):
            with open(path, "rb") as file:
                text = file.read(2_000_000).decode("utf-8", "replace").replace("\\0", "\\n")
            looked += 1
            found.update(path for line in plain(text) if hashlib.sha1(line.encode()).hexdigest() in wanted)
    except OSError:
        pass
for folder, folders, names in os.walk("/"):
    if folder.startswith(skipped) or os.path.realpath(folder).startswith(libraries):
        folders.clear()
        continue
    for name in names:
        look(os.path.join(folder, name))
for process in filter(str.isdigit, os.listdir("/proc")):
    for name in ("cmdline", "environ", "maps", "mountinfo"):
        look(f"/proc/{{process}}/{{name}}")
print("looked at", looked, "found", sorted(found))
"""


def graded(made, notebook, *cells: str, files=None) -> runner.Run:
    for cell in cells:
        lab.insert(notebook, next(c.id for c in notebook.cells if c.cell_type == "code"), cell)
    repaired = repair.repair(notebooks.parse(lab.dump(notebook)), made)
    return runner.run(repaired.notebook, made, files=files)


def walked(run: runner.Run) -> tuple[int, str]:
    """Return how many files the search has read, and where it found a line."""
    texts = [o.get("text", "") for c in run.notebook.cells if c.id.startswith("added-") for o in c.get("outputs", [])]
    looked, found = re.search(r"looked at (\d+) found (.*)", "".join(texts)).groups()
    return int(looked), found


def searching(lines: set[str]) -> str:
    """Return a cell that looks for lines in every file it can read, and holds none of them itself."""
    return WALK.format(digests=[hashlib.sha1(line.encode()).hexdigest() for line in lines])


@pytest.mark.skipif(not sandbox.sandboxed(), reason="no bubblewrap here")
def test_nothing_secret_of_a_lab_reaches_the_answering_process(monkeypatch):
    """Lab 01 through the real runner: its solution, and its release with a cell that reads every file there is."""
    one = LABS["01_convolution"]
    made = assignment.from_notebook(bundle_notebook(one), one.name, one.notebook)
    hidden, solution = secrets("HIDDEN TESTS", one), secrets("SOLUTION", one)
    assert len(hidden) > 20 and len(solution) > 10
    tap = Tap(monkeypatch)
    solved = bundle_notebook(one)
    for cell, part in zip(solved.cells, made.parts, strict=True):
        if part.kind == "check":
            cell.source = part.source
    run = graded(made, solved)
    assert all(outcome.passed for outcome in run.outcomes.values()) and len(run.outcomes) == len(made.checks)
    assert len(tap.line) > 10_000 and b"exec" in tap.channel
    typed = "\n".join(solution)  # by this student
    assert not leaks(tap.line, hidden | solution)
    assert not leaks(tap.channel, {line for line in hidden if line not in typed})
    tap.channel.clear(), tap.line.clear()
    every = secrets("HIDDEN TESTS", *LABS.values()) | secrets("SOLUTION", *LABS.values())
    run = graded(made, release_notebook(one), searching(every))
    looked, found = walked(run)
    assert looked > 50 and found == "[]", found
    assert not leaks(tap.line, hidden | solution) and not leaks(tap.channel, hidden | solution)


@pytest.mark.skipif(not sandbox.sandboxed(), reason="no bubblewrap here")
def test_the_search_finds_what_is_planted(monkeypatch, tmp_path):
    """A hidden test that hands over one of its own lines, and a bundle beside the submission."""
    line, vector = "secret_line = 'this line is planted'", "secret_vector = np.random.default_rng(secret_seed).normal"
    bundle, planted = lab.bundle_notebook(), tmp_path / "bundle.json"
    check = lab.cell_of(bundle, "check-total")
    careless = f"try:\n    total([{line!r}])\nexcept Exception:\n    pass\nfor secret_seed"
    check.source = check.source.replace("for secret_seed", careless)
    planted.write_bytes(lab.dump(bundle))
    made, tap = assignment.from_notebook(bundle, lab.LAB, lab.NAME), Tap(monkeypatch)
    search = searching({f"{vector}(size=5)"})
    run = graded(made, lab.answered(), search, "# a key that was sent", files={"planted.json": planted})
    assert "planted.json" in walked(run)[1]
    assert leaks(tap.line, {line, vector}) == [line]
    assert leaks(tap.channel, {"a key that was sent", vector}) == ["a key that was sent"]
