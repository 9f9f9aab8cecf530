"""Piecewise smooth signals whose jumps are known exactly, seeded noise, and the two scores that lab 02 uses.

Everything here is a function of its arguments: the same seed gives the same samples on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

LIMIT = 1.5  # outside -LIMIT … LIMIT the next jump heads back to zero


@dataclass(frozen=True)
class PiecewiseSmooth:
    """A signal of smooth pieces, the same signal with noise, and where the pieces meet.

    Attributes
    ----------
    clean, noisy : float64 arrays of shape (n,)
    jumps : int array of shape (k,), ascending; `jumps[i]` is the first sample after a jump
    heights : float array of shape (k,), `clean[jumps] - clean[jumps - 1]`, negative for a jump down
    noise : standard deviation of the white Gaussian noise

    The arrays are read-only: a function that works in place fails at once, and spoils nothing for others.
    """

    clean: NDArray[np.float64]
    noisy: NDArray[np.float64]
    jumps: NDArray[np.int64]
    heights: NDArray[np.float64]
    noise: float

    def __post_init__(self):
        for array in (self.clean, self.noisy, self.jumps, self.heights):
            array.flags.writeable = False


class ChangeScore(NamedTuple):
    """How well detected positions match true ones; each number lies between 0 and 1."""

    precision: float
    recall: float
    f1: float


def piecewise_smooth(
    n: int = 2000,
    jumps: int = 5,
    *,
    noise: float = 0.5,
    heights: tuple[float, float] = (1.0, 1.6),
    gap: int = 150,
    seed: int = 0,
) -> PiecewiseSmooth:
    """Return a random piecewise smooth signal of `n` samples with exactly `jumps` jumps.

    Each piece is a slow slope plus a slow bow. Two jumps are at least `gap` samples apart, and so are the
    first and the last from the ends. Jump heights are uniform in `heights`, up or down.

    Raises
    ------
    ValueError
        The jumps do not fit (`(jumps + 1) * gap > n`), or a count, the noise or a height is out of range.
    """
    low, high = heights
    if n < 1 or jumps < 0 or gap < 1 or noise < 0 or not 0 < low <= high:
        raise ValueError("piecewise_smooth needs n ≥ 1, jumps ≥ 0, gap ≥ 1, noise ≥ 0, 0 < low ≤ high")
    slack = n - (jumps + 1) * gap
    if slack < 0:
        raise ValueError(f"{jumps} jumps at least {gap} samples apart do not fit into {n} samples")
    rng = np.random.default_rng(seed)
    positions = gap * np.arange(1, jumps + 1) + np.sort(rng.integers(0, slack + 1, size=jumps))
    size = rng.uniform(low, high, size=jumps)

    clean = np.empty(n)
    level = rng.uniform(-0.5, 0.5)
    signed = np.empty(jumps)
    for i, (start, stop) in enumerate(zip([0, *positions], [*positions, n], strict=True)):
        if i:
            direction = -np.sign(level) if abs(level) > LIMIT else rng.choice([-1.0, 1.0])
            signed[i - 1] = direction * size[i - 1]
            level += signed[i - 1]
        t = np.arange(stop - start) / gap
        slope, bow, phase = rng.uniform(-0.15, 0.15), rng.uniform(0.05, 0.15), rng.uniform(0, 2 * np.pi)
        piece = slope * t + bow * (np.sin(t + phase) - np.sin(phase))
        clean[start:stop] = level + piece
        level = clean[stop - 1]
    return PiecewiseSmooth(clean, add_noise(clean, noise, seed=seed + 1), positions, signed, float(noise))


def standard() -> PiecewiseSmooth:
    """Return the signal that lab 02 and its exercises talk about: 2000 samples, five jumps, noise 0.5."""
    return piecewise_smooth(seed=3)


def add_noise(clean: ArrayLike, noise: float, seed: int = 0) -> NDArray[np.float64]:
    """Return `clean` plus white Gaussian noise of standard deviation `noise`: float64, same shape."""
    clean = np.asarray(clean, dtype=float)
    return clean + noise * np.random.default_rng(seed).standard_normal(clean.shape)


def snr_db(clean: ArrayLike, estimate: ArrayLike) -> float:
    """Signal-to-noise ratio of `estimate` in decibels: 10 log10(mean clean² / mean (estimate − clean)²).

    Ten decibels more mean a ten times smaller squared error. A perfect estimate has infinite SNR.

    Raises
    ------
    ValueError
        The two shapes differ.
    """
    clean, estimate = np.asarray(clean, dtype=float), np.asarray(estimate, dtype=float)
    if clean.shape != estimate.shape:
        raise ValueError(f"snr_db compares equal shapes, not {clean.shape} with {estimate.shape}")
    error = np.mean((estimate - clean) ** 2)
    return float("inf") if error == 0 else float(10 * np.log10(np.mean(clean**2) / error))


def score_changes(found: ArrayLike, true: ArrayLike, tolerance: int = 10) -> ChangeScore:
    """Precision, recall and F1 of detected change positions.

    A detection is right when it lies within `tolerance` samples of a true jump that no other detection has
    claimed: two answers for one jump are one right and one wrong. Nearest pairs are matched first.

    Precision is the share of detections that are right, recall the share of jumps that were found, and F1
    their harmonic mean. With nothing to find and nothing found all three are 1.
    """
    found, true = np.ravel(np.asarray(found)), np.ravel(np.asarray(true))
    if not len(found) and not len(true):
        return ChangeScore(1.0, 1.0, 1.0)
    distance = np.abs(np.subtract.outer(found.astype(float), true.astype(float)))
    free_found, free_true, hits = set(range(len(found))), set(range(len(true))), 0
    for flat in np.argsort(distance, axis=None, kind="stable"):
        i, j = divmod(int(flat), max(len(true), 1))
        if distance[i, j] > tolerance:
            break
        if i in free_found and j in free_true:
            free_found.remove(i)
            free_true.remove(j)
            hits += 1
    precision = hits / len(found) if len(found) else 0.0
    recall = hits / len(true) if len(true) else 0.0
    f1 = 2 * hits / (len(found) + len(true))
    return ChangeScore(precision, recall, f1)
