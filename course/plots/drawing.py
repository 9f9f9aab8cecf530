"""Drawing blocks that several figures share: stems, tinted cells with numbers, and checks of what is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from course.plots.style import MARK, QUIET


def signal(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """Return `values` as a float array of shape (n,); raise ValueError, naming it, if it is not a row of numbers."""
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or not array.size:
        raise ValueError(f"{name} must be one row of numbers, got shape {array.shape}")
    return array


def matrix(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """Return `values` as a float array of shape (h, w); raise ValueError, naming it, if it is not a matrix."""
    array = np.asarray(values, dtype=float)
    if array.ndim != 2 or not array.size:
        raise ValueError(f"{name} must be a matrix, got shape {array.shape}")
    return array


def draw_stems(ax: Axes, places: NDArray, values: NDArray, colour: str, label: str) -> None:
    """Draw samples as dots on stems at `places`, with `label` left of the axis."""
    ax.axhline(0, color=QUIET, lw=0.8)
    ax.vlines(places, 0, values, color=colour, lw=2)
    ax.plot(places, values, "o", color=colour, markersize=6)
    ax.set_ylabel(label, rotation=0, ha="right", va="center", fontsize=11)


def whole_ticks(ax: Axes, first: int, last: int) -> None:
    """Put ticks on whole numbers only, at most about twenty."""
    ax.set_xticks(np.arange(first, last + 1, max(1, (last - first) // 20)))


def tint(colour: str, strength: float) -> NDArray[np.float64]:
    """Return `colour` mixed with white as RGB in 0…1: 0 is white, 1 the colour itself."""
    return 1 - strength * (1 - np.array(to_rgb(colour)))


def draw_cells(
    ax: Axes,
    values: NDArray,
    title: str,
    colour: str,
    *,
    frame: Sequence[int] | None = None,
    faded: int = 0,
    until: tuple[int, int] | None = None,
) -> None:
    """Draw numbers on tinted cells; `faded` outer cells are padding, cells after `until` are not computed yet."""
    h, w = values.shape
    strength = 0.6 * np.abs(values) / (np.abs(values).max() or 1)
    tinted = np.where((values < 0)[..., None], tint(QUIET, 1), tint(colour, 1))
    tinted = 1 - strength[..., None] * (1 - tinted)
    text_size = 10 if max(h, w) <= 8 else 8
    for i in range(h):
        for j in range(w):
            if until is not None and (i, j) > until:
                tinted[i, j] = 1
                continue
            edge = faded and not (faded <= i < h - faded and faded <= j < w - faded)
            if edge:
                tinted[i, j] = 0.93
            ax.text(
                j,
                i,
                f"{values[i, j] + 0.0:.4g}",
                ha="center",
                va="center",
                fontsize=text_size,
                color=QUIET if edge else "black",
                parse_math=False,
            )
    ax.imshow(tinted, interpolation="nearest")
    ax.hlines(np.arange(h + 1) - 0.5, -0.5, w - 0.5, color=QUIET, lw=0.5, clip_on=False)
    ax.vlines(np.arange(w + 1) - 0.5, -0.5, h - 0.5, color=QUIET, lw=0.5, clip_on=False)
    if frame is not None:
        i, j, height, width = frame
        ax.add_patch(Rectangle((j - 0.5, i - 0.5), width, height, fill=False, edgecolor=MARK, lw=3.5, zorder=3))
    ax.set_title(title, fontsize=10)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
