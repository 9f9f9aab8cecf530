"""Images side by side: one way to bring them into 0…1, to put them on a sheet, and to show sheets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from course.plots.style import figure, picture


def stack(images: ArrayLike, name: str = "images") -> NDArray:
    """Return images as (n, h, w) or (n, h, w, 3), with n ≥ 1; their values stay as they are.

    Parameters
    ----------
    images
        Shape (n, h·h) of square images in rows, (n, h, w), (n, h, w, 1) or (n, h, w, 3).
    name
        What an error calls them.

    Raises
    ------
    ValueError
        Another shape, or no image.
    """
    array = np.asarray(images)
    if array.ndim == 2 and array.size and math.isqrt(array.shape[1]) ** 2 == array.shape[1]:
        side = math.isqrt(array.shape[1])
        array = array.reshape(-1, side, side)
    if array.ndim == 4 and array.shape[3] == 1:
        array = array[..., 0]
    if array.ndim not in (3, 4) or not array.size or array.shape[3:] not in ((), (3,)):
        raise ValueError(
            f"{name} must have shape (n, h·h), (n, h, w), (n, h, w, 1) or (n, h, w, 3) with n ≥ 1, "
            f"got {np.shape(images)}"
        )
    return array


def grey(images: ArrayLike) -> NDArray[np.float32]:
    """Return images as (n, h, w) floats in 0…1; see `unit`. Colours are a ValueError."""
    array = unit(images)
    if array.ndim == 4:
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {np.shape(images)}")
    return array


def unit(images: ArrayLike) -> NDArray[np.float32]:
    """Return images (see `stack`) as floats in 0…1.

    They may be uint8, or floats: in -1…1 if any is negative, else in 0…1. Floats outside are clipped; NaN is drawn
    black.
    """
    array = stack(images)
    if array.dtype == np.uint8:
        return array.astype(np.float32) / np.float32(255)
    array = array.astype(np.float32)
    return np.nan_to_num(np.clip((array + 1) / 2 if np.nanmin(array, initial=0) < 0 else array, 0, 1))


def tile(images: NDArray, columns: int | None = None, *, gap: int = 1, fill: float = 1) -> NDArray:
    """Put images (n, h, w) or (n, h, w, 3) row by row into one picture, with `gap` pixels of `fill` between them.

    Places that stay empty are filled, too. Without `columns` the sheet is about square.
    """
    if columns is not None and columns < 1:
        raise ValueError(f"a sheet needs at least one column, got {columns}")
    n, h, w = images.shape[:3]
    columns = columns or math.ceil(math.sqrt(n))
    shape = -(-n // columns) * (h + gap) - gap, columns * (w + gap) - gap, *images.shape[3:]
    sheet = np.full(shape, fill, np.result_type(images, np.float32))
    for place, image in enumerate(images):
        top, left = place // columns * (h + gap), place % columns * (w + gap)
        sheet[top : top + h, left : left + w] = image
    return sheet


def board(images: ArrayLike, columns: int | None = None, *, gap: int = 1) -> NDArray[np.uint8]:
    """Return images (see `unit`) as one picture with white lines between them, uint8 (h, w) or (h, w, 3)."""
    return np.round(255 * tile(unit(images), columns, gap=gap)).astype(np.uint8)


def draw_sheet(ax: Axes, images: ArrayLike, columns: int | None = None, title: str = "", *, gap: int = 1) -> float:
    """Draw a `board` of images on `ax`; return its height divided by its width."""
    drawn = board(images, columns, gap=gap)
    picture(ax, drawn, title, vmin=0, vmax=255)
    return drawn.shape[0] / drawn.shape[1]


def samples(
    named: Mapping[str, ArrayLike], *, columns: int | None = None, width: float | None = None, gap: int = 1
) -> Figure:
    """Show sets of images side by side, name → images (see `unit`), each as one sheet under its name.

    Raises
    ------
    ValueError
        Not one set, or what a set holds is not images.
    """
    if not named:
        raise ValueError("samples needs at least one set of images")
    width = width or min(10, 3.0 * len(named))
    fig, axes = figure(1, len(named), width=width, height=1)
    tallest = max(
        draw_sheet(ax, images, columns, name, gap=gap)
        for ax, (name, images) in zip(axes[0], named.items(), strict=True)
    )
    fig.set_size_inches(width, width / len(named) * tallest + 0.3)
    return fig


def sheet(images: ArrayLike, headings: Sequence = (), *, columns: int = 10, width: float = 6.0) -> Figure:
    """Show images in rows of `columns`, with a heading above each column.

    Raises
    ------
    ValueError
        Not images, or headings for another number of columns.
    """
    if len(headings) not in (0, columns):
        raise ValueError(f"{len(headings)} headings for {columns} columns")
    fig, axes = figure(1, 1, width=width, height=1)
    ratio = draw_sheet(axes[0, 0], images, columns, gap=2)
    w = unit(images).shape[2]
    for column, heading in enumerate(headings):
        text = str(heading).replace(" ", "\n").replace("/", "/\n")
        axes[0, 0].text(
            column * (w + 2) + w / 2, -4, text, ha="center", va="bottom", fontsize=9 if len(text) < 3 else 7
        )
    fig.set_size_inches(width, width * ratio + (0.35 if len(headings) else 0.05))
    return fig
