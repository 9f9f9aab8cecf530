"""Forecasts without a network: proper orthogonal decomposition (POD) and linear regression."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.metrics.flow import BadFields


class PodRegression:
    """The next frame as a sum of few modes, whose amounts are a linear function of those of the last frames.

    The modes are the leading singular vectors of all training frames about their mean (Sirovich, Quarterly of Applied
    Mathematics 45, 1987). What a frame has beside them is left out.

    Parameters
    ----------
    films : list of arrays (n, h, w, 3)
        Training films of one size; their lengths may differ.
    modes : int
        How many modes; at most as many as there are frames.
    past : int
        How many frames a forecast looks at.

    Attributes
    ----------
    mean : array (h, w, 3)
    modes : array (modes, h, w, 3), orthonormal
    energies : array (modes,)
        Share of the fluctuation's energy that each mode holds.

    Raises
    ------
    BadFields
        Films of different sizes, too few frames, NaN, or a number of modes that there cannot be.
    """

    def __init__(self, films: Sequence[ArrayLike], modes: int = 20, past: int = 4):
        arrays = [np.asarray(film, np.float32) for film in films]
        if not arrays or any(one.ndim != 4 or one.shape[1:] != arrays[0].shape[1:] for one in arrays):
            raise BadFields(f"films (n, h, w, 3) of one size are needed, got {[one.shape for one in arrays]}")
        if min(len(one) for one in arrays) <= past:
            raise BadFields(f"a film of {min(len(one) for one in arrays)} frames; more than {past} are needed")
        if not all(np.isfinite(one).all() for one in arrays):
            raise BadFields("a film holds NaN or infinity")
        frames = np.concatenate(arrays)
        if not 1 <= modes <= len(frames):
            raise BadFields(f"{modes} modes of {len(frames)} frames")
        self.past, self.mean = past, frames.mean(axis=0)
        flat = (frames - self.mean).reshape(len(frames), -1)
        _, sizes, vectors = np.linalg.svd(flat, full_matrices=False)
        self._flat = vectors[:modes]
        self.modes = self._flat.reshape(modes, *frames.shape[1:])
        self.energies = sizes[:modes] ** 2 / (sizes**2).sum()
        before, after = [], []
        for one in arrays:
            amounts = self.amounts(one)
            before += [amounts[i : i + past].ravel() for i in range(len(one) - past)]
            after += list(amounts[past:])
        self._rule = np.linalg.lstsq(np.stack(before), np.stack(after), rcond=1e-3)[0]

    def amounts(self, frames: ArrayLike) -> NDArray:
        """Return how much of each mode is in frames (n, h, w, 3), shape (n, modes)."""
        off = np.asarray(frames, np.float32) - self.mean
        return off.reshape(len(off), -1) @ self._flat.T

    def predict(self, frames: ArrayLike) -> NDArray[np.float32]:
        """Return the frames (m, h, w, 3) that follow windows (m, h, w, 3 · past), oldest in the first channels.

        Raises
        ------
        BadFields
            Windows of another size.
        """
        frames = np.asarray(frames, np.float32)
        if frames.shape[1:] != (*self.mean.shape[:2], 3 * self.past):
            raise BadFields(
                f"windows {frames.shape}; (m, {', '.join(map(str, self.mean.shape[:2]))}, {3 * self.past})"
            )
        known = np.concatenate([self.amounts(window) for window in np.split(frames, self.past, axis=-1)], axis=1)
        return self.mean + (known @ self._rule @ self._flat).reshape(-1, *self.mean.shape).astype(np.float32)
