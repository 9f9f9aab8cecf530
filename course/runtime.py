"""Which device, precision and profile a lab runs with, in one line; and the numbers that it reports.

The first cell of a lab calls `setup()`. Whatever is wrong with the graphics card, the lab goes on, on the
CPU.

Profiles: `smoke` takes seconds (tests, grading), `cpu` minutes on two cores, `full` wants a GPU. The device
decides; COURSE_PROFILE overrides it, and NBGRADER_EXECUTION, which nbgrader sets, forces smoke.
"""

from __future__ import annotations

import math
import os
import random
import re
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from course import console, hardware

# Read by TensorFlow and Keras when they load, hence set before that.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

PROFILES = ("smoke", "cpu", "full")
RESULT = "application/vnd.course.result+json"
ADVICE = (
    "No GPU; the labs run without one, with smaller budgets. To have one:",
    "  Colab: Runtime → Change runtime type → T4 GPU",
    "  Kaggle: Settings → Accelerator → GPU",
    "  your own NVIDIA card (Linux, WSL 2): its driver, then pip install 'tensorflow[and-cuda]'",
)

T = TypeVar("T")
_current: Runtime | None = None


class UnknownProfile(ValueError):
    """COURSE_PROFILE names no profile."""


@dataclass(frozen=True)
class Runtime:
    """What `setup` chose.

    Attributes
    ----------
    device : "CPU" or "GPU"
    name : the card's name, or the number of cores
    memory : bytes, None if unknown
    precision : Keras policy in which convolutions are fastest here; `setup` sets no global policy
    profile : "smoke", "cpu" or "full"
    seed : of Python, NumPy and TensorFlow
    problem : why a device or library that is there is not used, "" if nothing is wrong
    notes : settings of this computer that were changed for the labs, and what was measured, a sentence each
    xla : False if XLA was tried on the card and fails
    """

    device: str
    name: str
    memory: int | None
    precision: str
    profile: str
    seed: int = 0
    problem: str = ""
    notes: tuple[str, ...] = ()
    xla: bool = True

    def precision_for(self, kind: str) -> str:
        """Return the Keras policy for a network of `kind` "conv" or "dense".

        Dense networks of the labs' size gain nothing from 16 bits.
        """
        if kind not in ("conv", "dense"):
            raise ValueError(f'precision for {kind!r}? It is known for "conv" and "dense"')
        return self.precision if kind == "conv" else "float32"

    def __str__(self) -> str:
        return self.line()

    def line(self, precision: bool = True) -> str:
        """Return what was chosen, in a line, with or without the precision."""
        memory = "" if self.memory is None else f", {self.memory / 2**30:.0f} GB"
        faster = "" if self.precision == "float32" else f" (training convolutions: {self.precision})"
        parts = [f"{self.device}: {self.name}{memory}", *([f"float32{faster}"] if precision else [])]
        return " | ".join([*parts, f"profile {self.profile}", f"seed {self.seed}"])

    def _ipython_display_(self) -> None:
        """Show nothing: `setup` has printed the line already."""


def profile() -> str:
    """Return "smoke", "cpu" or "full".

    Raises
    ------
    UnknownProfile
        COURSE_PROFILE is something else.
    """
    if "NBGRADER_EXECUTION" in os.environ:
        return "smoke"
    asked = os.environ.get("COURSE_PROFILE", "").strip()
    if asked and asked not in PROFILES:
        raise UnknownProfile(f"COURSE_PROFILE is {asked!r}; it can be smoke, cpu or full")
    return asked or ("full" if _current is not None and _current.device == "GPU" else "cpu")


def pick(*, smoke: T, cpu: T, full: T) -> T:
    """Return the value for the current profile: `epochs = runtime.pick(smoke=1, cpu=3, full=10)`."""
    return {"smoke": smoke, "cpu": cpu, "full": full}[profile()]


def precision_for(kind: str) -> str:
    """Return the Keras policy for a network of `kind` "conv" or "dense": what `setup` found, else float32."""
    here = _current or Runtime("CPU", "", None, "float32", "cpu")
    return here.precision_for(kind)


def xla() -> bool:
    """Say whether XLA may be used: `setup` has not found that it fails here."""
    return _current is None or _current.xla


def setup(seed: int = 0, *, trains: bool = True, backend=None) -> Runtime:
    """Choose the device, seed everything, and print one line about it, with advice where there is no GPU.

    A second call seeds anew and keeps the device.

    Parameters
    ----------
    seed : int
        For Python, NumPy and TensorFlow.
    trains : bool
        Whether the lab trains networks. If not, the line leaves out the precision, and there is no advice on a GPU.
    backend
        Stands in for `hardware.TensorFlow`.

    Raises
    ------
    UnknownProfile
        COURSE_PROFILE names no profile. Nothing else stops it.
    """
    global _current
    console.forgiving()
    profile()  # a wrong COURSE_PROFILE is said at once, before TensorFlow loads
    known = _current if backend is None else None
    backend = backend or hardware.TensorFlow()
    found = choose(backend) if known is None else known
    random.seed(seed)
    np.random.seed(seed)
    if "does not load" not in found.problem:
        backend.seed(seed)
    _current = found  # the default profile depends on it
    _current = current = replace(found, profile=profile(), seed=seed)
    print(current if trains else current.line(precision=False))
    for note in current.notes:
        print(f"  {note}")
    if current.problem:
        print(f"  {current.problem}")
    elif trains and current.device == "CPU":
        print("\n".join(ADVICE))
    return current


def choose(backend) -> Runtime:
    """Return the best device that works, its `profile` still open; `setup` and `course doctor` ask here."""
    found, notes = _device(backend)
    return replace(found, notes=(*notes, *found.notes))


def _device(backend) -> tuple[Runtime, tuple[str, ...]]:
    """Return the device, and what `backend` had to change in the settings of Keras."""
    try:
        notes = tuple(backend.load() or ())
    except Exception as error:
        return _cpu(problem=f"TensorFlow does not load: {_reason(error)}. Cells that need it will fail"), ()
    try:
        gpus = backend.gpus()
    except Exception as error:
        return _without_gpus(backend, f"The GPU does not answer: {_reason(error)}"), notes
    if not gpus:
        lost = hardware.has_nvidia_driver()
        advice = "An NVIDIA driver is here, but TensorFlow sees no GPU: pip install 'tensorflow[and-cuda]'"
        return _cpu(backend, advice if lost else ""), notes
    best = max(gpus, key=lambda gpu: (gpu.capability or (0, 0), gpu.memory or 0, -gpu.index))
    try:
        backend.use(best)
        backend.probe()
    except Exception as error:
        return _without_gpus(backend, f"{best.name} fails at first use: {_reason(error)}"), notes
    xla = True
    try:
        backend.probe_xla()
    except Exception as error:
        xla = False
        advice = "the engine trains without it; for other models: compile(jit_compile=False)"
        notes = (*notes, f"XLA does not compile for this GPU ({_reason(error)}): {advice}")
    name = best.name if len(gpus) == 1 else f"{best.name} (number {best.index} of {len(gpus)})"
    return Runtime("GPU", name, best.memory, hardware.gpu_precision(best.capability), "", xla=xla), notes


def _cpu(backend=None, problem: str = "") -> Runtime:
    count = hardware.cores()
    precision = hardware.cpu_precision(hardware.cpu_flags(), backend.bfloat16_gain) if backend else "float32"
    name = f"{count} core{'s' * (count > 1)}"
    return Runtime("CPU", name, hardware.memory(), precision, "", problem=problem)


def _without_gpus(backend, problem: str) -> Runtime:
    try:
        backend.hide()
    except Exception as error:
        problem += f"; it cannot be hidden ({_reason(error)}): restart the kernel with CUDA_VISIBLE_DEVICES=-1"
    return _cpu(backend, f"{problem}. The lab runs on the CPU")


def _reason(error: Exception) -> str:
    """Return type and first line of an error, without paths of this machine."""
    text = (str(error).strip().splitlines() or [""])[0]
    text = re.sub(r"(?<![\w.])(?:[A-Za-z]:)?[/\\](?:[^\s/\\:'\"]+[/\\])*", "", text)[:160].rstrip(". ")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def report(
    name: str, value: float, unit: str = "", at_least: float | None = None, at_most: float | None = None
) -> None:
    """Show a number that a lab reaches, beside its target; `course run` collects it.

    In a notebook the line carries the record {name, value, unit, at_least, at_most, ok} as a second mime
    type. `ok` is None where there is no target, and for one missed in the smoke profile, which is too short
    to judge.
    A value that is not finite is recorded as None and misses any target. A missed target never raises.
    """
    number = float(value)
    finite = math.isfinite(number)
    bounds = (("≥", at_least), ("≤", at_most))
    targets = [f"{sign} {_digits(bound)}" for sign, bound in bounds if bound is not None]
    low = -math.inf if at_least is None else at_least
    high = math.inf if at_most is None else at_most
    reached = finite and low <= number <= high
    ok = reached if targets else None
    line = f"{name}: {_digits(number)}{' ' + unit if unit else ''}"
    if targets:
        verdict = ""
        if not reached:
            verdict = ": not judged in smoke" if profile() == "smoke" else ": missed"
            ok = None if profile() == "smoke" else False
        line += f" (target {' and '.join(targets)}{verdict})"
    record = {
        "name": name,
        "value": number if finite else None,
        "unit": unit,
        "at_least": None if at_least is None else float(at_least),
        "at_most": None if at_most is None else float(at_most),
        "ok": ok,
    }
    _show(line, record)


def _digits(number: float) -> str:
    number = float(number)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.4g}"


def _show(line: str, record: dict) -> None:
    try:
        from IPython import display, get_ipython
    except ImportError:
        print(line)
        return
    if get_ipython() is None:
        print(line)
        return
    display.display({"text/plain": line, RESULT: record}, raw=True)
