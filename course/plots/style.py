"""The common look of all figures: sizes, colours, and one way to open and close a figure."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

INPUT = "#1f6f8b"  # data that comes in
KERNEL = "#d1495b"  # what slides over it
OUTPUT = "#2e8b57"  # what comes out
MARK = "#edae49"  # a window, a threshold, the best point
QUIET = "#8d99ae"  # context, references
OVER_LINES = {"framealpha": 0.85, "edgecolor": "none"}  # a legend that no dashed line behind it strikes through


def figure(
    rows: int = 1, cols: int = 1, *, width: float = 9.0, height: float = 3.0, **subplots
) -> tuple[Figure, NDArray]:
    """Return a new figure and a 2-D array of its axes, shape (rows, cols).

    The figure is closed for pyplot at once: a notebook then shows it exactly once, as the cell's value, and
    a loop over figures does not fill the memory. `width` and `height` are inches for the whole figure.
    """
    fig, axes = plt.subplots(rows, cols, figsize=(width, height), squeeze=False, layout="constrained", **subplots)
    plt.close(fig)
    for ax in axes.flat:
        ax.spines[["top", "right"]].set_visible(False)
    return fig, axes


def picture(ax: Axes, image, title: str = "", *, vmin: float | None = None, vmax: float | None = None) -> None:
    """Draw `image`, shape (h, w) grey or (h, w, 3) RGB, without ticks. Grey defaults to its own range."""
    ax.imshow(image, cmap="gray", vmin=vmin, vmax=vmax, interpolation="nearest")
    ax.set_title(title, fontsize=10)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
