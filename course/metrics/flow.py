"""Measures of flow fields: errors, derivatives, residuals of the equations, spectra, shedding frequency.

Fields are arrays (..., h, w, 3) of u/U, v/U and p/(ρ U²); rows are y, columns x, one cell is `spacing` diameters and
one frame `step` of D/U. Derivatives are central differences, one-sided in the outermost rows and columns (leave those
out with `inside`). They see nothing of a pattern that alternates from cell to cell; `spectrum` does.
"""

from __future__ import annotations

import numpy as np


class BadFields(ValueError):
    """Arrays that are no flow fields, or do not fit each other; the text says which."""


def inside(solid, margin: int = 3, border: int = 2) -> np.ndarray:
    """Return the cells, bool (h, w), that lie at least `margin` cells off the body and `border` off the edges."""
    solid = np.asarray(solid)
    if solid.ndim != 2 or solid.dtype != bool:
        raise BadFields(f"the mask of the body is {solid.dtype} {solid.shape}; bool (h, w) is needed")
    near = solid.copy()
    for _ in range(margin):
        grown = np.pad(near, 1)
        near = near | grown[2:, 1:-1] | grown[:-2, 1:-1] | grown[1:-1, 2:] | grown[1:-1, :-2]
    free = ~near
    if border:
        free[:border] = free[-border:] = False
        free[:, :border] = free[:, -border:] = False
    if not free.any():
        raise BadFields(f"with a margin of {margin} and a border of {border} no cell of {solid.shape} is left")
    return free


def divergence(fields, spacing: float) -> np.ndarray:
    """Return ∂u/∂x + ∂v/∂y, shape (..., h, w); 0 where mass is conserved."""
    fields = _checked(fields)
    return np.gradient(fields[..., 0], spacing, axis=-1) + np.gradient(fields[..., 1], spacing, axis=-2)


def vorticity(fields, spacing: float) -> np.ndarray:
    """Return ∂v/∂x - ∂u/∂y, shape (..., h, w); positive: anticlockwise, with y upwards."""
    fields = _checked(fields)
    return np.gradient(fields[..., 1], spacing, axis=-1) - np.gradient(fields[..., 0], spacing, axis=-2)


def momentum_residual(before, after, reynolds, spacing: float, step: float) -> np.ndarray:
    """Return what is left of the Navier–Stokes equations between two frames, shape (..., h, w, 2).

    Time derivative minus the mean of (-u·∇u - ∇p + ∇²u/Re) over both frames (Crank and Nicolson): 0 for an exact
    solution in the limit of a small step. `reynolds`: a number, or one a frame.
    """
    before, after = _checked(before), _checked(after)
    if before.shape != after.shape:
        raise BadFields(f"frames of shapes {before.shape} and {after.shape}")
    change = (after - before)[..., :2] / step
    return change - (_acceleration(before, reynolds, spacing) + _acceleration(after, reynolds, spacing)) / 2


def _acceleration(fields, reynolds, spacing):
    reynolds = np.asarray(reynolds, dtype=fields.dtype)[..., None, None]
    u, v, p = np.moveaxis(fields, -1, 0)

    def dx(q):
        return np.gradient(q, spacing, axis=-1)

    def dy(q):
        return np.gradient(q, spacing, axis=-2)

    def laplacian(q):
        padded = np.pad(q, [(0, 0)] * (q.ndim - 2) + [(1, 1), (1, 1)], mode="edge")
        middle = padded[..., 1:-1, 1:-1]
        across = padded[..., 1:-1, 2:] + padded[..., 1:-1, :-2] + padded[..., 2:, 1:-1] + padded[..., :-2, 1:-1]
        return (across - 4 * middle) / spacing**2

    along = [-u * dx(q) - v * dy(q) - slope + laplacian(q) / reynolds for q, slope in ((u, dx(p)), (v, dy(p)))]
    return np.stack(along, axis=-1)


def relative_error(predicted, true, solid=None) -> float:
    """Return ‖predicted - true‖ / ‖true‖ of the velocity, outside the body: 0 exact, 1 as bad as all zeros."""
    predicted, true = _checked(predicted), _checked(true)
    if true.shape != predicted.shape:
        raise BadFields(f"predicted {predicted.shape}, true {true.shape}")
    fluid = np.ones(true.shape[-3:-1], bool) if solid is None else ~np.asarray(solid, bool)
    if fluid.shape != true.shape[-3:-1]:
        raise BadFields(f"the mask is {fluid.shape}, the frames are {true.shape[-3:-1]}")
    scale = np.linalg.norm(true[..., fluid, :2])
    if scale == 0:
        raise BadFields("the true velocity is zero everywhere: there is nothing to compare the error with")
    return float(np.linalg.norm((predicted - true)[..., fluid, :2]) / scale)


def strouhal_number(signal, step: float) -> float:
    """Return the frequency of a periodic signal in units of U/D, from its upward crossings of the mean.

    Crossings are placed between samples by a straight line, so a few periods of a dozen samples each suffice.

    Raises
    ------
    BadFields
        The signal holds NaN, is no sequence, or crosses its mean fewer than twice.
    """
    samples = np.asarray(signal, dtype=float)
    if samples.ndim != 1 or not np.all(np.isfinite(samples)):
        raise BadFields(f"a finite signal of shape (n,) is needed, got {samples.shape}")
    off = samples - samples.mean() if len(samples) else samples
    before = np.flatnonzero((off[:-1] < 0) & (off[1:] >= 0))
    if len(before) < 2:
        raise BadFields("the signal crosses its mean upwards fewer than twice: no whole period to measure")
    crossings = before + off[before] / (off[before] - off[before + 1])
    periods, took = len(crossings) - 1, step * (crossings[-1] - crossings[0])
    return float(periods / took)


def spectrum(fields, first_column: int = 30) -> np.ndarray:
    """Return the energy of v by wavenumber across the wake, shape (h // 2 + 1,), mean over frames and columns."""
    wake = _checked(fields)[..., first_column:, 1]
    if wake.shape[-1] == 0:
        raise BadFields(f"no columns from {first_column} on")
    window = np.hanning(wake.shape[-2])[:, None]
    energy = np.abs(np.fft.rfft(wake * window, axis=-2)) ** 2
    return energy.mean(axis=(*range(energy.ndim - 2), -1))


def _checked(fields) -> np.ndarray:
    fields = np.asarray(fields)
    if fields.ndim < 3 or fields.shape[-1] != 3 or min(fields.shape[-3:-1]) < 3:
        raise BadFields(f"flow fields have shape (..., h, w, 3) with h, w ≥ 3, got {fields.shape}")
    if not np.isfinite(fields).all():
        raise BadFields("the fields hold NaN or infinity")
    return fields
