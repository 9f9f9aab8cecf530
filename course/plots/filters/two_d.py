"""Pictures and what kernels make of them, kernels as numbers, edges, and a kernel that learns."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure, picture

INK = "#263238"  # text, and the truth where it is known


def pictures(
    images: Mapping[str, ArrayLike], *, signed: bool = False, frame: tuple[int, int, int, int] | None = None
) -> Figure:
    """Draw pictures in one row under their names.

    Grey pictures are shown on 0…255. With `signed`, those with negative values are shown with zero in white,
    below blue and above red, all on one symmetric scale. `frame` is a (row, column, height, width) to frame in each.
    """
    arrays = {name: np.asarray(image) for name, image in images.items()}
    width = min(3.4 * len(arrays), 11.5)
    tallest = max(image.shape[0] / image.shape[1] for image in arrays.values())
    fig, axes = figure(1, len(arrays), width=width, height=width / len(arrays) * tallest + 0.35)
    limit = max((_reach(a) for a in arrays.values() if signed and a.min() < 0), default=1.0)
    for ax, (name, image) in zip(axes[0], arrays.items(), strict=True):
        if signed and image.min() < 0:
            _signed(ax, image, name, limit)
        elif image.ndim == 3:
            picture(ax, np.clip(np.rint(image), 0, 255).astype(np.uint8), name)
        else:
            picture(ax, image, name, vmin=0, vmax=255)
        if frame is not None:
            row, col, h, w = frame
            ax.add_patch(mpl.patches.Rectangle((col - 0.5, row - 0.5), w, h, fill=False, edgecolor=MARK, lw=2))
    return fig


def kernels(weights: Mapping[str, ArrayLike], *, decimals: int = 2) -> Figure:
    """Draw small kernels as grids of numbers, blue for negative, red for positive, white for zero."""
    fig, axes = figure(1, len(weights), width=2.5 * len(weights), height=2.7)
    for ax, (name, kernel) in zip(axes[0], weights.items(), strict=True):
        _kernel(ax, np.asarray(kernel, dtype=float), name, decimals)
    return fig


def separable(kernel: ArrayLike, weights: ArrayLike) -> Figure:
    """Draw a 2-D kernel, shape (k, k), between the two 1-D kernels, shape (k,), whose outer product it is."""
    kernel, weights = np.asarray(kernel), np.asarray(weights)
    at = np.arange(len(weights))
    fig, axes = figure(2, 2, width=4.6, height=4.6, gridspec_kw=dict(width_ratios=(1, 3), height_ratios=(1, 3)))
    axes[0, 0].axis("off")
    axes[0, 1].bar(at, weights, color=KERNEL)
    axes[0, 1].set_title("row g", fontsize=10)
    axes[1, 0].barh(at, weights, color=KERNEL)
    axes[1, 0].invert_xaxis()
    axes[1, 0].set_title("column g", fontsize=10)
    axes[0, 1].set_xlim(-0.5, len(weights) - 0.5)
    axes[1, 0].set_ylim(len(weights) - 0.5, -0.5)
    axes[1, 1].imshow(kernel, cmap="Reds", aspect="auto")
    axes[1, 1].set_title(f"{kernel.shape[0]} × {kernel.shape[1]}: column times row", fontsize=10)
    for ax in axes.flat:
        ax.set_xticks([])
        ax.set_yticks([])
        ax.spines[:].set_visible(False)
    return fig


def timings(times: Mapping[str, float]) -> Figure:
    """Draw times measured side by side (any unit), as multiples of the shortest, as labelled bars."""
    fig, [[ax]] = figure(width=7.0, height=0.7 + 0.5 * len(times))
    ratios = [time / min(times.values()) for time in times.values()]
    bars = ax.barh(list(times), ratios, color=[QUIET, OUTPUT, INPUT], height=0.6)
    ax.bar_label(bars, fmt=" %.1f×", fontsize=9)
    ax.invert_yaxis()
    ax.set_xlabel("time, as a multiple of the shortest")
    ax.margins(x=0.15)
    return fig


def gradient(image: ArrayLike, magnitude: ArrayLike, direction: ArrayLike) -> Figure:
    """Draw a picture, its gradient magnitude, and its direction (radians) as hue, as bright as strong."""
    magnitude, direction = np.asarray(magnitude, dtype=float), np.asarray(direction, dtype=float)
    strength = np.clip(magnitude / np.percentile(magnitude, 99), 0, 1)
    hue = (direction / (2 * np.pi)) % 1.0
    coloured = mpl.colors.hsv_to_rgb(np.stack([hue, np.full_like(hue, 0.85), strength], axis=-1))
    fig, axes = figure(1, 3, width=11.5, height=4.0)
    picture(axes[0, 0], image, "picture", vmin=0, vmax=255)
    picture(axes[0, 1], strength, "gradient magnitude")
    picture(axes[0, 2], coloured, "direction: where it gets brighter")
    wheel = axes[0, 2].inset_axes((0.78, 0.78, 0.2, 0.2), projection="polar")
    angles = np.linspace(0, 2 * np.pi, 73)
    wheel.bar(
        angles,
        1,
        width=angles[1],
        color=mpl.colors.hsv_to_rgb([(a / (2 * np.pi) % 1, 0.85, 1) for a in angles]),
    )
    wheel.set_theta_direction(-1)  # rows count downward
    wheel.set_xticks([])
    wheel.set_yticks([])
    return fig


def learning(errors: Mapping[str, ArrayLike], snapshots: Mapping[str, ArrayLike]) -> Figure:
    """Draw kernels on the way, and under them the largest error over the steps, one curve a data set."""
    fig = mpl.figure.Figure(figsize=(10, 6.2), layout="constrained")
    top, bottom = fig.subfigures(2, 1, height_ratios=(1, 1))  # type: ignore[misc]
    row = top.subplots(1, len(snapshots))
    for ax, (name, kernel) in zip(np.ravel(row), snapshots.items(), strict=True):
        _kernel(ax, np.asarray(kernel, dtype=float), name, 1)
    ax = bottom.subplots()
    for (name, curve), colour in zip(errors.items(), (OUTPUT, KERNEL, INPUT), strict=False):
        ax.semilogy(curve, color=colour, lw=2, label=name)
    ax.axhline(0.01, color=MARK, lw=1.5, ls="--", label="target 0.01")
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel("step")
    ax.set_ylabel("largest error of an entry")
    ax.legend(frameon=False, fontsize=9)
    return fig


def painted(image: ArrayLike, result: ArrayLike) -> Figure:
    """Draw a grey picture and what a kernel made of it: grey on 0…255, or signed if it goes below 0."""
    image, result = np.asarray(image), np.asarray(result)
    fig, axes = figure(1, 2, width=8.6, height=4.3 * image.shape[0] / image.shape[1] + 0.3)
    picture(axes[0, 0], image, "picture", vmin=0, vmax=255)
    if np.mean(result < -1) > 0.1:  # a picture that overshoots a little stays a picture
        _signed(axes[0, 1], result, "result: blue below 0, red above", _reach(result))
    else:
        picture(axes[0, 1], result, "result, shown on 0…255", vmin=0, vmax=255)
    return fig


def _kernel(ax: Axes, kernel: NDArray, name: str, decimals: int) -> None:
    limit = float(np.max(np.abs(kernel))) or 1.0
    _signed(ax, kernel, name, 1.8 * limit)
    whole = np.array_equal(kernel, np.rint(kernel))
    for (i, j), value in np.ndenumerate(kernel):
        text = f"{value:.{0 if whole else decimals}f}".replace("-", "−")
        text = text if text.strip("−0.") else "0"
        ax.text(j, i, text, ha="center", va="center", fontsize=10 if len(kernel) <= 3 else 7, color=INK)


def _signed(ax: Axes, image: NDArray, name: str, limit: float) -> None:
    picture(ax, image, name)
    ax.images[0].set(cmap="RdBu_r", clim=(-limit, limit))


def _reach(image: NDArray) -> float:
    return max(float(np.percentile(np.abs(image), 99.5)), 1.0)
