"""Training runs of small GANs, healthy and broken, recorded by tools/record_runs.py: for `health`, and for labs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RECORDED = Path(__file__).parent / "recorded"


class Recorded(NamedTuple):
    """A run that was recorded by tools/record_runs.py.

    Attributes
    ----------
    history
        {name: array of means over equally many steps}.
    samples
        What the generator made at the end, shape (n, 28, 28), uint8.
    verdict, why, command
        What is wrong, what was done to the run, and how to make it again.
    """

    history: dict[str, NDArray[np.float64]]
    samples: NDArray[np.uint8]
    verdict: str
    why: str
    command: str


def recorded(name: str) -> Recorded:
    """Return a recorded run: "healthy", "strong_d", "collapse", "vanishing", "oscillation" or "frozen_d".

    Raises
    ------
    KeyError
        There is none of that name.
    """
    path = RECORDED / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(path.stem for path in RECORDED.glob("*.json")))
        raise KeyError(f"no recorded run {name!r}; there are: {known}")
    record = json.loads(path.read_text(encoding="utf-8"))
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as stored:
        samples = stored["samples"]
    history = {key: np.array(values) for key, values in record["history"].items()}
    return Recorded(history, samples, record["verdict"], record["why"], record["command"])
