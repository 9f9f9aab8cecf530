"""Frameworks in processes of their own, which take turns: "run N steps" goes in, seconds come out.

Two frameworks in one process would share thread pools and fight for them. A player imports one, builds networks when
it is told to, and does nothing between two questions. Questions and answers are lines of JSON; whatever a library
prints goes to a log, from which `primitives` reads what oneDNN says of itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

THREADS = 2
EXECUTED = re.compile(r"^(?:onednn|dnnl)_verbose,(?:.*,)?exec,.*,([\d.]+)\s*$", re.MULTILINE)
PIP = {"torch": "torch", "jax": "jax", "otter": "otter-grader", "distributed": "distributed"}
FRAMEWORKS = {"tensorflow": "tensorflow", "torch": "torch", "jax": "jax"}  # player: the module it needs


class PlayerError(RuntimeError):
    """A player could not do what it was asked; the message is its own."""


def missing(module: str) -> str:
    """Return "" if a module is installed, else what to do."""
    return "" if importlib.util.find_spec(module) else f"not installed: pip install {PIP.get(module, module)}"


def processors() -> set[int]:
    """Return the processors that all players use: the first ones of this process."""
    return set(sorted(os.sched_getaffinity(0))[:THREADS]) if hasattr(os, "sched_getaffinity") else set()


class Player:
    """A framework's process, seen from outside. A context manager; leaving ends the process."""

    def __init__(self, framework: str, verbose: bool = False):
        here = Path(__file__).parents[1]
        search = [str(here), str(here.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
        told = {"PYTHONPATH": os.pathsep.join(search), "OMP_NUM_THREADS": str(THREADS), "TF_CPP_MIN_LOG_LEVEL": "3"}
        told |= {"KERAS_BACKEND": "jax" if framework == "jax" else "tensorflow", "JAX_PLATFORMS": "cpu"}
        told["COURSE_PROFILE"] = "cpu"  # in the smoke profile the engine does not compile
        told |= {"ONEDNN_VERBOSE": "profile_exec", "DNNL_VERBOSE": "1"} if verbose else {}
        self.framework, self.log = framework, tempfile.TemporaryFile("w+", errors="replace")
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"beside.with_{framework}"],
            env={**os.environ, **told},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def ask(self, do: str, **what):
        """Send a question, wait for the answer.

        Raises
        ------
        PlayerError
            The player could not do it, or has ended.
        """
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps({"do": do, **what}) + "\n")
            self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            self.log.seek(0)
            said = self.log.read().strip().splitlines()[-3:]
            raise PlayerError(f"{self.framework} ended with {self.process.wait()}: {' / '.join(said)}")
        answer = json.loads(line)
        if "error" in answer:
            raise PlayerError(f"{self.framework}: {answer['error']}")
        return answer["value"]

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def serve(build: Callable, more: dict[str, Callable]) -> None:
    """Answer questions until the pipe is closed; the player's side.

    build(model, way, precision, batch): returns an object with `run(steps)`, `parameters` (G, D), and `weights()`,
    lists of arrays of G and of D. more: further questions.
    """
    answers = os.fdopen(os.dup(1), "w")
    log = tempfile.TemporaryFile("w+", errors="replace")
    os.dup2(log.fileno(), 1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, processors())
    built: dict[str, object] = {}

    def new(key, model, way, precision, batch=0):
        built[key] = build(model, way, precision, batch)
        return list(built[key].parameters)

    def run(key, steps):
        start = time.perf_counter()
        built[key].run(steps)
        return time.perf_counter() - start

    def moved(key):
        before = built[key].weights()
        built[key].run(1)
        pairs = zip(before, built[key].weights(), strict=True)
        return [any((a != b).any() for a, b in zip(*pair, strict=True)) for pair in pairs]

    def primitives(key, steps):
        """Return seconds of so many steps, and of oneDNN's primitives among them."""
        flush()
        start = os.fstat(log.fileno()).st_size
        seconds = run(key, steps)
        flush()
        log.seek(start)
        return [seconds, spent(log.read())]

    questions = {"build": new, "run": run, "moved": moved, "primitives": primitives, **more}
    questions["drop"] = lambda: built.clear()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"value": questions[asked.pop("do")](**asked)}
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {str(error).strip()[:300]}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def flush() -> None:
    """Write out what C code has printed."""
    sys.stdout.flush()
    ctypes.CDLL(None).fflush(None)


def spent(log: str) -> float:
    """Return the seconds that oneDNN's verbose log adds up to; it counts milliseconds a primitive."""
    return sum(float(found) for found in EXECUTED.findall(log)) / 1000


def take_turns(ways: dict[str, Callable[[int], float]], window: float, rounds: int) -> dict[str, list[float]]:
    """Return milliseconds a step of each way, one value a round.

    ways: functions that run so many steps and return seconds. Each gets as many steps as fill `window` seconds, the
    same number in every round; ways take turns, so that what else the machine does disturbs all alike.
    """
    steps = {name: enough(run, window) for name, run in ways.items()}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, run in ways.items():
            times[name].append(1000 * run(steps[name]) / steps[name])
    return times


def alone(calls: dict[str, Callable], wait: Callable, rounds: int = 5, window: float = 0.4) -> dict[str, list[float]]:
    """Return milliseconds of each call, one value a round; `wait` returns when what a call returned is there."""

    def timed(call, times):
        start = time.perf_counter()
        for _ in range(times):
            found = call()
        wait(found)
        return time.perf_counter() - start

    return take_turns({name: lambda n, call=call: timed(call, n) for name, call in calls.items()}, window, rounds)


def enough(run: Callable[[int], float], window: float) -> int:
    """Return how many steps take about `window` seconds; compiling and the cost of a call do not count."""
    steps = 1
    for _ in range(10):
        took = run(steps)
        if took >= 0.7 * window:
            took = run(steps)  # the first one may have compiled
        if took >= 0.7 * window:
            break
        steps = math.ceil(steps * min(20.0, window / max(took, 1e-9)))
    return steps
