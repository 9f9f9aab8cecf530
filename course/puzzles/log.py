"""What a run leaves: read the recorded ones, and say how far two of them are apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Log = dict[str, NDArray]  # curves (steps,), tables (k, k) of shares, pictures in uint8
FOLDER = Path(__file__).with_name("evidence")


def recorded(name: str, noun: str) -> dict[str, Log]:
    """Return what was recorded for a puzzle, name → log: "a right `noun`" of a training, "broken `noun` 1" to "3".

    Parameters
    ----------
    name : of the module
    noun : what was recorded: "run", "game", "batch", "picture"
    """
    names = [f"a right {noun}", *(f"broken {noun} {number}" for number in (1, 2, 3))]
    logs: dict[str, Log] = {}
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as file:
        for key in file.files:
            number, what = key.split("/")
            logs.setdefault(names[int(number)], {})[what] = file[key]
    return logs


def difference(one: Log, other: Log) -> float:
    """Return how far two logs of a puzzle are apart: mean absolute differences, capped at 1, summed over its parts.

    Pictures count in 0…1. Logs with other parts or shapes are infinitely far apart.
    """
    if {key: np.shape(part) for key, part in one.items()} != {key: np.shape(part) for key, part in other.items()}:
        return float("inf")
    apart = 0.0
    for key, part in one.items():
        scale = 255 if part.dtype == np.uint8 else 1
        apart += np.minimum(np.abs(part.astype(float) - other[key].astype(float)) / scale, 1).mean()
    return float(apart)
