"""Figures of lab 01 about pictures and layers: planes, channels, receptive fields, stamps, and a race."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import ArrayLike, NDArray

from course.plots.convolution import matrices
from course.plots.drawing import draw_cells, matrix, tint
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure, picture


def patch(grey: ArrayLike, row: int, col: int, size: int = 8) -> Figure:
    """Show a grey picture (h, w) in 0…255 and the numbers of its `size` × `size` patch at (row, col).

    Raises
    ------
    ValueError
        The patch does not lie in the picture.
    """
    grey = matrix(grey, "grey")
    h, w = grey.shape
    if not (size > 0 and 0 <= row <= h - size and 0 <= col <= w - size):
        raise ValueError(f"a patch of {size} at ({row}, {col}) does not lie in a picture of {h}×{w}")
    fig, axes = figure(1, 2, width=9, height=3.6, width_ratios=[1.5, 1])
    picture(axes[0, 0], grey, f"{h} rows, {w} columns", vmin=0, vmax=255)
    axes[0, 0].add_patch(Rectangle((col - 0.5, row - 0.5), size, size, fill=False, edgecolor=MARK, lw=2.5))
    numbers = grey[row : row + size, col : col + size]
    picture(
        axes[0, 1], numbers, f"rows {row} to {row + size - 1}, columns {col} to {col + size - 1}", vmin=0, vmax=255
    )
    for (i, j), value in np.ndenumerate(numbers):
        axes[0, 1].text(
            j, i, f"{value:.0f}", ha="center", va="center", fontsize=8, color="white" if value < 128 else "black"
        )
    return fig


def planes(rgb: ArrayLike, grey: ArrayLike) -> Figure:
    """Show a colour picture (h, w, 3), its red, green and blue planes as grey pictures, and its grey version.

    In its own colour a blue plane looks dark whatever its numbers are: blue adds little to what an eye calls bright.
    """
    rgb = np.asarray(rgb)
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"rgb must have shape (h, w, 3), got {rgb.shape}")
    fig, axes = figure(1, 5, width=11, height=2.0)
    picture(axes[0, 0], rgb, "RGB")
    for channel, name in enumerate(("red", "green", "blue")):
        picture(axes[0, channel + 1], rgb[..., channel], f"[:, :, {channel}] {name}", vmin=0, vmax=255)
    picture(axes[0, 4], matrix(grey, "grey"), "grey", vmin=0, vmax=255)
    return fig


def gallery(panels: Mapping[str, ArrayLike], *, signed: bool = False, height: float = 2.6) -> Figure:
    """Show pictures side by side, each (h, w) or (h, w, 3), with their titles.

    Grey pictures share the range 0…255; with `signed` each has its own, symmetric about mid-grey and wide enough for
    99.5 % of its values.
    """
    if not panels:
        raise ValueError("no pictures to show")
    fig, axes = figure(1, len(panels), width=min(11, 3.2 * len(panels)), height=height)
    for ax, (title, image) in zip(axes[0], panels.items(), strict=True):
        top = np.percentile(np.abs(image), 99.5) or 1
        picture(ax, image, title, vmin=-top if signed else 0, vmax=top if signed else 255)
    return fig


def channel_sum(image: ArrayLike, kernel: ArrayLike) -> Figure:
    """Show how a kernel (kh, kw, C) gives one map from an image (h, w, C): a response per channel, then their sum.

    Raises
    ------
    ValueError
        Not three axes each, different channel counts, or a kernel larger than the image.
    """
    image, kernel = (np.asarray(part, dtype=float) for part in (image, kernel))
    if image.ndim != 3 or kernel.ndim != 3 or image.shape[2] != kernel.shape[2]:
        raise ValueError(f"image (h, w, C) and kernel (kh, kw, C) do not fit: {image.shape} and {kernel.shape}")
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError(f"the kernel {kernel.shape} is larger than the image {image.shape}")
    views = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[:2], axis=(0, 1))
    responses = np.einsum("ijcuv,uvc->ijc", views, kernel)
    channels = image.shape[2]
    fig, axes = figure(channels, 4, width=8, height=1.75 * channels)
    for c, row in enumerate(axes):
        draw_cells(row[0], image[..., c], f"channel {c}", INPUT)
        draw_cells(row[1], kernel[..., c], f"kernel[:, :, {c}]", KERNEL)
        draw_cells(row[2], responses[..., c], f"response {c}", MARK)
        for ax, sign in ((row[1], "⋆"), (row[2], "=")):
            ax.text(-0.35, 0.5, sign, transform=ax.transAxes, fontsize=15, ha="center", va="center")
        row[3].axis("off")
    middle = axes[channels // 2, 3]
    middle.axis("on")
    draw_cells(middle, responses.sum(axis=2), "sum: one map", OUTPUT)
    middle.text(-0.3, 0.5, "→", transform=middle.transAxes, fontsize=17, ha="center", va="center")
    return fig


def receptive_field(layers: Sequence[tuple[int, int]]) -> Figure:
    """Draw, in one dimension, which cells of every layer feed one output cell.

    Parameters
    ----------
    layers
        (kernel size, stride) of each layer, first layer first.

    Raises
    ------
    ValueError
        No layers, or a size or stride below 1.
    """
    if not layers or min(min(layer) for layer in layers) < 1:
        raise ValueError("layers must be (kernel size, stride) pairs, all at least 1")
    spans = [(0, 1)]  # (first cell, cells) of each level, the output first
    jumps = [1]
    for k, s in reversed(layers):
        first, count = spans[-1]
        spans.append((first * s, (count - 1) * s + k))
        jumps.append(s)
    spans, width = spans[::-1], max(count for _, count in spans)
    fig, axes = figure(1, 1, width=9, height=0.9 * len(spans))
    ax = axes[0, 0]
    steps = np.cumprod([1, *[s for _, s in layers]])
    centres = []
    for level, ((first, count), step) in enumerate(zip(spans, steps, strict=True)):
        offset = sum((k - 1) / 2 * jump for (k, _), jump in zip(layers[:level], steps, strict=False))
        places = (first + np.arange(count)) * step + offset
        centres.append(places)
        colour = INPUT if level == 0 else OUTPUT if level == len(layers) else QUIET
        ax.plot(places, np.full(count, level), "s", color=colour, markersize=min(18, 260 / width))
        name = "input" if level == 0 else f"after {layers[level - 1][0]}-wide layer, stride {layers[level - 1][1]}"
        ax.text(-1.2, level, f"{name}: {count}", ha="right", va="center", fontsize=10)
    for level, (lower, upper) in enumerate(itertools.pairwise(centres)):
        for side in (0, -1):
            k, s = layers[level]
            window = lower[:k] if side == 0 else lower[-k:]
            corners = [(upper[side], level + 1), (window[0], level), (window[-1], level)]
            ax.add_patch(Polygon(corners, facecolor=tint(MARK, 0.5), edgecolor="none", alpha=0.5, zorder=0))
    ax.set(xlim=(-0.9 - 0.42 * width, width), ylim=(-0.5, len(layers) + 0.5))
    ax.axis("off")
    return fig


def stamps(image: ArrayLike, kernel: ArrayLike, stride: int = 1) -> Figure:
    """Show a transposed convolution as stamps: every input value places a scaled copy of the kernel, then all add up.

    Raises
    ------
    ValueError
        Not matrices, a stride below 1, or more than four input cells (the stamps would not fit beside each other).
    """
    image, kernel = matrix(image, "image"), matrix(kernel, "kernel")
    if stride < 1 or image.size > 4:
        raise ValueError(f"needs a stride of at least 1 and at most 4 input cells, got {stride} and {image.size}")
    kh, kw = kernel.shape
    shape = ((image.shape[0] - 1) * stride + kh, (image.shape[1] - 1) * stride + kw)
    panels: dict[str, NDArray] = {"input": image, "kernel": kernel}
    marks = {}
    total = np.zeros(shape)
    for (i, j), value in np.ndenumerate(image):
        stamp = np.zeros(shape)
        stamp[i * stride : i * stride + kh, j * stride : j * stride + kw] = value * kernel
        title = (
            f"{value:.4g} × kernel" if f"{value:.4g} × kernel" not in panels else f"{value:.4g} × kernel ({i}, {j})"
        )
        panels[title], marks[title] = stamp, (i * stride, j * stride, kh, kw)
        total += stamp
    panels["sum"] = total
    return matrices(panels, marks=marks)


def race(ratios: Mapping[str, Mapping[str, float]], reference: str) -> Figure:
    """Draw times as bars on a logarithmic axis, in units of the time of `reference` (the line at 1).

    Parameters
    ----------
    ratios
        Competitor → (task → time divided by the reference's time on that task), all above 0.

    Raises
    ------
    ValueError
        No competitors, different tasks, or a ratio that is not above 0.
    """
    tasks = list(next(iter(ratios.values()), {}))
    if not tasks or any(list(times) != tasks for times in ratios.values()):
        raise ValueError("every competitor needs a ratio for the same tasks, in the same order")
    if any(not value > 0 for times in ratios.values() for value in times.values()):
        raise ValueError("a ratio of times must be above 0")
    fig, axes = figure(1, 1, width=9, height=3.2)
    ax = axes[0, 0]
    thick = 0.8 / len(ratios)
    for number, (name, times) in enumerate(ratios.items()):
        places = np.arange(len(tasks)) + (number - (len(ratios) - 1) / 2) * thick
        colour = (QUIET, OUTPUT, INPUT, KERNEL)[number % 4]
        bars = ax.bar(places, [times[task] for task in tasks], thick * 0.92, color=colour, label=name)
        labels = [f"{times[task]:.0f}×" if times[task] >= 10 else f"{times[task]:.2g}×" for task in tasks]
        clear = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        ax.bar_label(bars, labels, fontsize=9, padding=3, bbox=clear)
    ax.axhline(1, color="black", lw=0.8, ls="--", zorder=0)
    ax.set_yscale("log")
    ax.margins(y=0.2)
    ax.set_xticks(range(len(tasks)), tasks)
    ax.set_ylabel(f"time ÷ time of {reference}")
    ax.legend(frameon=False, ncols=len(ratios), loc="lower center", bbox_to_anchor=(0.5, 1))
    return fig
