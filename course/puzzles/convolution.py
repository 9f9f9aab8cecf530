"""The closing question of lab 01: one right filter, five ways to get it wrong, and three pictures as evidence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.datasets import pictures
from course.plots.drawing import draw_cells
from course.plots.style import KERNEL, figure, picture
from course.puzzles.log import Log, recorded

RELIEF = np.array([[-1, -1, -1], [0, 1, 0], [1, 1, 1]])


def relief(grey: NDArray, kernel: NDArray = RELIEF) -> NDArray[np.float64]:
    """Return the valid correlation of `grey` (h, w) with a 3×3 kernel, not clipped: what the filter should give."""
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(grey, dtype=float), kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel)


def reversed_kernel(grey: NDArray) -> NDArray:
    """Turn the kernel by 180° first."""
    return relief(grey, RELIEF[::-1, ::-1])


def eight_bits(grey: NDArray) -> NDArray:
    """Keep the sum in eight bits, so that it wraps around at 256."""
    return relief(grey) % 256


def wide_steps(grey: NDArray) -> NDArray:
    """Move the window by its own width."""
    return relief(grey)[::3, ::3]


def swapped_axes(grey: NDArray) -> NDArray:
    """Take the kernel's rows for its columns."""
    return relief(grey, RELIEF.T)


def in_place(grey: NDArray) -> NDArray:
    """Write each result into the picture that the next window reads."""
    work = np.clip(np.asarray(grey, dtype=float), 0, 255)
    for i in range(1, work.shape[0] - 1):
        for j in range(1, work.shape[1] - 1):
            work[i, j] = np.clip((work[i - 1 : i + 2, j - 1 : j + 2] * RELIEF).sum(), 0, 255)
    return work[1:-1, 1:-1]


SUSPECTS: dict[str, Callable[[NDArray], NDArray]] = {
    "a": reversed_kernel,
    "b": swapped_axes,
    "c": wide_steps,
    "d": in_place,
    "e": eight_bits,
}


TRACES = {
    "a": "a reversed kernel trades bright edges for dark ones and leaves smooth areas smooth",
    "b": "with rows for columns, upright edges answer instead of lying ones",
    "c": "wide steps leave a ninth of the pixels: look at how coarse the picture is",
    "d": "results that are read again are carried on and on, across areas that were smooth",
    "e": "eight bits wrap around: only sums below 0 or above 255 come out wrong, and very wrong",
}


def cup() -> NDArray[np.float64]:
    """Return the picture (140, 160) that all filters were given: whole numbers in 0…255."""
    return np.round(pictures.grey(pictures.photo("coffee"))[60:340:2, 160:480:2])


def trial(letter: str = "") -> Log:
    """Return the picture that the mistake `letter` makes of the cup, clipped to 0…255; without one, the right one."""
    made = SUSPECTS[letter](cup()) if letter else relief(cup())
    return {"picture": np.clip(made, 0, 255).astype(np.uint8)}


def evidence() -> dict[str, Log]:
    """Return the recorded pictures, name → log: "broken picture 1" to "3"."""
    return recorded("convolution", "picture")


def show() -> Figure:
    """Show the cup, the right output and the kernel, and below the three broken pictures with their numbers."""
    fig, axes = figure(2, 3, width=8, height=5)
    draw_cells(axes[0, 2], RELIEF, "kernel", KERNEL)
    panels = {"picture": cup(), "right": trial()["picture"]}
    panels |= {name: log["picture"] for name, log in evidence().items()}
    for ax, (title, image) in zip([*axes[0, :2], *axes[1]], panels.items(), strict=True):
        picture(ax, image, title, vmin=0, vmax=255)
    return fig
