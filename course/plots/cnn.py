"""Figures of lab 03: digits, parameter counts, what a classifier sees, where it errs, how fast it was trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from course.plots.images import stack, tile
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure, picture

COLOURS = (INPUT, KERNEL, OUTPUT, MARK, QUIET)


def digits(images: ArrayLike, titles: Sequence | None = None, *, columns: int = 10) -> Figure:
    """Show images (n, h, w) in rows of `columns`, each with its title.

    Raises
    ------
    ValueError
        Not images, or not one title for each.
    """
    images = stack(images)
    titles = [""] * len(images) if titles is None else list(titles)
    if len(titles) != len(images):
        raise ValueError(f"{len(titles)} titles for {len(images)} images")
    rows = -(-len(images) // columns)
    room = 0.32 * (1 + max(str(title).count("\n") for title in titles)) if any(map(str, titles)) else 0.05
    fig, axes = figure(rows, columns, width=columns * 0.95, height=rows * (0.92 + room))
    for ax in axes.flat[len(images) :]:
        ax.axis("off")
    for ax, image, title in zip(axes.flat, images, titles, strict=False):
        picture(ax, image, str(title))
    return fig


def rows(named: Mapping[str, ArrayLike]) -> Figure:
    """Show several sets of images, name → (n, h, w) with the same n, one set a row under its name."""
    sets = {name: stack(images, name) for name, images in named.items()}
    if not sets or len({len(images) for images in sets.values()}) > 1:
        raise ValueError("rows needs at least one set, and as many images in each")
    count = len(next(iter(sets.values())))
    fig, axes = figure(len(sets), count, width=count * 0.95, height=1.3 * len(sets))
    fig.get_layout_engine().set(h_pad=0.15)  # type: ignore[union-attr, call-arg]
    names = []
    for row, (name, images) in zip(axes, sets.items(), strict=True):
        for ax, image in zip(row, images, strict=True):
            picture(ax, image)
        names.append(row[0].text(0, 1.05, name, transform=row[0].transAxes, fontsize=10, va="bottom"))
        names[-1].set_in_layout(False)  # a long name must not make the first column wide …
    fig.draw_without_rendering()
    fig.set_layout_engine("none")
    for text in names:
        text.set_in_layout(True)  # … but a notebook cuts off what is not in the layout
    return fig


def parameters(counts: Mapping[str, int]) -> Figure:
    """Draw parameter counts, name → number above 0, as bars on a logarithmic axis."""
    if not counts or min(counts.values()) <= 0:
        raise ValueError("parameter counts must be above 0, and there must be at least one")
    fig, axes = figure(1, 1, width=8, height=0.7 + 0.42 * len(counts))
    ax = axes[0, 0]
    bars = ax.barh(
        list(counts), list(counts.values()), color=[COLOURS[i % 5] for i in range(len(counts))], height=0.6
    )
    ax.bar_label(bars, [f"{value:,}" for value in counts.values()], padding=4)
    ax.set_xscale("log")
    ax.invert_yaxis()
    ax.margins(x=0.15)
    ax.set_xlabel("parameters")
    return fig


def flow(shapes: Mapping[str, Sequence[int]]) -> Figure:
    """Draw a network as blocks, layer name → its output shape (h, w, c) or (n,): height is h, width grows with c.

    Raises
    ------
    ValueError
        No layers, or a shape of another rank.
    """
    if not shapes or any(len(shape) not in (1, 3) for shape in shapes.values()):
        raise ValueError("flow needs layers with shapes (h, w, c) or (n,)")
    fig, axes = figure(1, 1, width=10, height=3.1)
    ax, left, tallest = axes[0, 0], 0.0, 32.0
    for number, (name, shape) in enumerate(shapes.items()):
        flat = len(shape) == 1
        height = 2.6 * np.log2(shape[0]) if flat else float(shape[0])
        width = 2.0 if flat else 2 + 1.6 * np.log2(shape[2])
        colour = INPUT if number == 0 else KERNEL if "conv" in name else MARK if "pool" in name else OUTPUT
        ax.add_patch(Rectangle((left, -height / 2), width, height, facecolor=colour, alpha=0.75, edgecolor="white"))
        size = "×".join(str(n) for n in shape)
        ax.text(left + width / 2, height / 2 + 1, size, ha="center", va="bottom", fontsize=9)
        ax.text(left + width / 2, -tallest / 2 - 3, name, ha="center", va="top", fontsize=9)
        left += width + 6.5
    ax.set(xlim=(-4, left), ylim=(-tallest / 2 - 9, tallest / 2 + 6))
    ax.axis("off")
    return fig


def curves(runs: Mapping[str, Mapping[str, Sequence[float]]], *, start: int = 1, xlabel: str = "epoch") -> Figure:
    """Draw quantities over epochs, quantity → (run → values): one panel a quantity, one line a run.

    Raises
    ------
    ValueError
        There is nothing to draw.
    """
    if not runs or not all(runs.values()):
        raise ValueError("curves needs at least one quantity with one run")
    fig, axes = figure(1, len(runs), width=10, height=3.2)
    for ax, (quantity, lines) in zip(axes[0], runs.items(), strict=True):
        for number, (name, values) in enumerate(lines.items()):
            places = np.arange(start, start + len(values))
            ax.plot(places, values, ".-", color=COLOURS[number % 5], label=name)
        ax.set(xlabel=xlabel, title=quantity)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.grid(alpha=0.25)
        ax.legend(frameon=False, fontsize=9)
    return fig


def kernels(weights: ArrayLike) -> Figure:
    """Show the kernels (k, k, 1, D) of a first layer as pictures on one scale, zero in mid-grey."""
    weights = np.asarray(weights, dtype=float)
    if weights.ndim != 4 or weights.shape[2] != 1:
        raise ValueError(f"kernels of a first layer have shape (k, k, 1, D), got {weights.shape}")
    return _grid(np.moveaxis(weights[:, :, 0], -1, 0), signed=True)


def maps(image: ArrayLike, activations: ArrayLike, *, columns: int = 16) -> Figure:
    """Show an image (h, w) and its activation maps (h', w', C), all maps on one scale from 0."""
    activations = np.asarray(activations, dtype=float)
    if np.ndim(image) != 2 or activations.ndim != 3:
        raise ValueError(f"an image (h, w) and maps (h, w, C) are needed, got {np.shape(image)}, {activations.shape}")
    count = activations.shape[2]
    lines = -(-count // columns)
    fig, axes = figure(1, 2, width=10.5, height=0.35 + 0.56 * max(lines, 2), width_ratios=[max(lines, 2), columns])
    picture(axes[0, 0], image, "input")
    picture(
        axes[0, 1], mosaic(activations, columns), f"{count} maps of {activations.shape[0]}×{activations.shape[1]}"
    )
    return fig


def mosaic(activations: NDArray, columns: int) -> NDArray[np.float64]:
    """Put maps (h, w, C) side by side into one picture, `columns` a row, with lines of NaN between them."""
    return tile(np.moveaxis(activations, -1, 0), min(columns, activations.shape[2]), fill=np.nan)


def _grid(pictures: NDArray, *, signed: bool, columns: int = 16) -> Figure:
    lines = -(-len(pictures) // columns)
    top = np.abs(pictures).max() or 1.0
    fig, axes = figure(lines, columns, width=10, height=0.66 * lines)
    for ax in axes.flat[len(pictures) :]:
        ax.axis("off")
    for ax, image in zip(axes.flat, pictures, strict=False):
        picture(ax, image, vmin=-top if signed else 0, vmax=top)
    return fig


def confusion(table: ArrayLike) -> Figure:
    """Show a confusion matrix (k, k), row: the label, column: the answer. Errors are coloured, hits only counted."""
    table = np.asarray(table)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise ValueError(f"a confusion matrix is square, got shape {table.shape}")
    errors = table * (1 - np.eye(len(table)))
    fig, axes = figure(1, 1, width=5.6, height=4.8)
    ax = axes[0, 0]
    ax.imshow(errors, cmap="Reds", vmin=0, vmax=max(errors.max() * 1.4, 1))
    for (i, j), count in np.ndenumerate(table):
        if count:
            colour, weight = (QUIET, "normal") if i == j else ("black", "bold")
            ax.text(j, i, f"{count:g}", ha="center", va="center", fontsize=9, color=colour, fontweight=weight)
    ax.set(xlabel="answer", ylabel="label", xticks=range(len(table)), yticks=range(len(table)))
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return fig


def probabilities(ax: Axes, values: ArrayLike, label: int | None = None) -> None:
    """Draw class probabilities (k,) as bars, the largest in colour, the label (if given) marked below."""
    values = np.asarray(values, dtype=float)
    colours = [OUTPUT if k == values.argmax() else QUIET for k in range(len(values))]
    ax.bar(range(len(values)), values, color=colours)
    ax.set(xticks=range(len(values)), ylim=(0, 1.05), ylabel="probability")
    if label is not None:
        ax.get_xticklabels()[label].set_color(KERNEL)
        ax.get_xticklabels()[label].set_fontweight("bold")


def reading(image: ArrayLike, values: ArrayLike, layers: Sequence[ArrayLike]) -> Figure:
    """Show how a network reads an image (h, w): its class probabilities (k,) and the maps (h, w, C) of its layers."""
    if np.ndim(image) != 2 or not layers or any(np.ndim(layer) != 3 for layer in layers):
        raise ValueError("reading needs an image (h, w) and at least one layer's maps (h, w, C)")
    fig, axes = figure(1, 2 + len(layers), width=11, height=2.5, width_ratios=[1, 1.3] + [1.9] * len(layers))
    picture(axes[0, 0], image, "input")
    probabilities(axes[0, 1], values)
    axes[0, 1].set_title(f"answer: {int(np.argmax(values))}", fontsize=10)
    for ax, layer in zip(axes[0, 2:], layers, strict=True):
        layer = np.asarray(layer, dtype=float)
        picture(
            ax,
            mosaic(layer, 8 if layer.shape[2] <= 32 else 16),
            f"{layer.shape[2]} maps of {layer.shape[0]}×{layer.shape[1]}",
        )
    return fig


def tolerance(shifts: ArrayLike, shares: Mapping[str, ArrayLike]) -> Figure:
    """Draw the share of right answers (m,) of each named network over the shift in pixels (m,)."""
    if not shares:
        raise ValueError("tolerance needs at least one network")
    fig, axes = figure(1, 1, width=8, height=3.4)
    for number, (name, values) in enumerate(shares.items()):
        axes[0, 0].plot(shifts, 100 * np.asarray(values), "o-", color=COLOURS[number % 5], label=name)
    axes[0, 0].axhline(10, color=QUIET, lw=0.8, ls="--")
    axes[0, 0].set(xlabel="shift to the right, pixels", ylabel="right answers, %", ylim=(0, 103))
    axes[0, 0].legend(frameon=False)
    axes[0, 0].grid(alpha=0.25)
    return fig


def angles(true: ArrayLike, predicted: ArrayLike, images: ArrayLike) -> Figure:
    """Show predicted over true angles in degrees, both (n,), and the first eight images (n, h, w) with both."""
    images, true, predicted = stack(images), np.asarray(true, float), np.asarray(predicted, float)
    if not len(images) == len(true) == len(predicted) >= 8:
        raise ValueError(f"needs at least 8 images and angles, got {len(images)}, {len(true)}, {len(predicted)}")
    fig, axes = figure(2, 5, width=10, height=4, width_ratios=[2.7, 1, 1, 1, 1])
    large = fig.add_subplot(axes[0, 0].get_gridspec()[:, 0])
    for ax in axes[:, 0]:
        ax.remove()
    reach = 1.1 * np.abs(true).max()
    large.plot([-reach, reach], [-reach, reach], color=QUIET, lw=1)
    large.plot(true, predicted, ".", color=OUTPUT, markersize=3, alpha=0.6)
    large.set(xlabel="true angle, degrees", ylabel="predicted angle, degrees", aspect="equal")
    large.spines[["top", "right"]].set_visible(False)
    for ax, image, angle, answer in zip(axes[:, 1:].flat, images, true, predicted, strict=False):
        picture(ax, image, f"{angle:+.0f}°, said {answer:+.0f}°")
    return fig


def rates(schedules: Mapping[str, ArrayLike]) -> Figure:
    """Draw learning rates over the steps of a run, name → (steps,)."""
    if not schedules:
        raise ValueError("rates needs at least one schedule")
    fig, axes = figure(1, 1, width=7, height=2.3)
    for number, (name, values) in enumerate(schedules.items()):
        axes[0, 0].plot(np.asarray(values), color=COLOURS[number % 5], label=name)
    axes[0, 0].set(xlabel="step", ylabel="learning rate", ylim=(0, None))
    axes[0, 0].legend(frameon=False)
    return fig


def ladder(rungs: Mapping[str, float]) -> Figure:
    """Draw how many times faster than the first rung each one is, rung → speed-up above 0, from top to bottom."""
    if not rungs or min(rungs.values()) <= 0:
        raise ValueError("speed-ups must be above 0, and there must be at least one")
    fig, axes = figure(1, 1, width=8.5, height=0.7 + 0.45 * len(rungs))
    ax = axes[0, 0]
    bars = ax.barh(list(rungs), list(rungs.values()), color=[QUIET] + [OUTPUT] * (len(rungs) - 1), height=0.6)
    ax.bar_label(bars, [f"{value:.1f}×" for value in rungs.values()], padding=4)
    ax.invert_yaxis()
    ax.margins(x=0.12)
    ax.set_xlabel("times faster than the first rung")
    return fig
