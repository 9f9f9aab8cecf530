"""Figures of lab 07: who is told the label, what each side pays, what two readers see, blends of classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from numpy.typing import NDArray

from course.plots.cgan import COLOURS, bars, curves, grey, per_class, sheet, sheets
from course.plots.images import draw_sheet
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure

__all__ = [
    "bars",
    "blends",
    "curves",
    "per_class",
    "readings",
    "schemes",
    "sheet",
    "sheets",
    "sizes",
    "stacked",
    "styles",
    "trade",
]


def schemes() -> Figure:
    """Draw who is told what: the conditional GAN of lab 06 and AC-GAN, side by side."""
    fig, axes = figure(1, 2, width=9, height=2.9)
    for ax, name, told in zip(
        axes[0], ("conditional GAN: D is told", "AC-GAN: D is asked"), (True, False), strict=True
    ):
        ax.set(xlim=(0, 10.8), ylim=(0, 5), title=name)
        ax.axis("off")
        _box(ax, 0.9, 3.4, "noise", QUIET)
        _box(ax, 0.9, 1.4, "order", MARK)
        _box(ax, 3.6, 2.4, "G", OUTPUT)
        _box(ax, 5.7, 3.9, "real image", QUIET)
        _box(ax, 7.3, 2.4, "D", INPUT)
        _arrow(ax, (1.6, 3.2), (3.1, 2.7), QUIET)
        _arrow(ax, (1.6, 1.6), (3.1, 2.2), MARK)
        _arrow(ax, (4.1, 2.4), (6.8, 2.4), OUTPUT)
        ax.text(5.4, 2.55, "image", ha="center", fontsize=8)
        _arrow(ax, (6.2, 3.5), (6.95, 2.85), QUIET)
        if told:
            ax.annotate(
                "", (7.3, 1.95), (1.6, 1.2), arrowprops={"arrowstyle": "->", "color": MARK, "lw": 1.5,
                "connectionstyle": "angle3,angleA=-20,angleB=90"},
            )  # fmt: skip
            ax.text(4.6, 0.1, "the label goes into D", ha="center", fontsize=8)
            heads = {"real?": 2.4}
        else:
            heads = {"real?": 3.2, "which class?": 1.6}
        for text, height in heads.items():
            _box(ax, 9.5, height, text, KERNEL)
            _arrow(ax, (7.75, 2.4), (8.85 if text == "real?" else 8.3, height), KERNEL)
    return fig


def _box(ax, x, y, text, colour):
    width = max(0.9, 0.17 * len(text) + 0.3)
    shape = FancyBboxPatch(
        (x - width / 2, y - 0.4), width, 0.8, boxstyle="round,pad=0.06", fc="white", ec=colour, lw=1.6
    )
    ax.add_patch(shape)
    ax.text(x, y, text, ha="center", va="center", fontsize=9)


def _arrow(ax, start, end, colour):
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.5})


def stacked(costs: Mapping[str, Mapping[str, float]]) -> Figure:
    """Draw sums as bars of their terms, name → (term → value): one bar a name, terms behind one another.

    Raises
    ------
    ValueError
        Nothing to draw, or the names have different terms, or a term is negative.
    """
    terms = list(next(iter(costs.values()), {}))
    if not terms or any(list(parts) != terms for parts in costs.values()):
        raise ValueError("stacked needs at least one name, and the same terms for each")
    if min(value for parts in costs.values() for value in parts.values()) < 0:
        raise ValueError("a negative term cannot be stacked")
    fig, axes = figure(1, 1, width=8, height=0.8 + 0.4 * len(costs))
    ax, left = axes[0, 0], np.zeros(len(costs))
    for term, colour in zip(terms, COLOURS, strict=False):
        values = np.array([parts[term] for parts in costs.values()])
        ax.barh(list(costs), values, left=left, color=colour, height=0.6, label=term)
        left += values
    for number, total in enumerate(left):
        ax.text(total, number, f" {total:.2f}", va="center", fontsize=9)
    ax.invert_yaxis()
    ax.margins(x=0.1)
    ax.set_xlabel("loss")
    ax.legend(frameon=False, fontsize=9)
    return fig


def readings(tables: Mapping[str, NDArray], names: Sequence | None = None) -> Figure:
    """Draw what each reader saw, name → (ordered, seen) shares of shape (k, k): one panel a reader.

    Raises
    ------
    ValueError
        No table, or one that is not square.
    """
    arrays = {name: np.asarray(table, float) for name, table in tables.items()}
    if not arrays or any(array.ndim != 2 or array.shape[0] != array.shape[1] for array in arrays.values()):
        raise ValueError("readings needs at least one square table of shares")
    fig, axes = figure(1, len(arrays), width=3.1 * max(len(arrays), 2), height=3.2)
    for ax, (name, array) in zip(axes[0], arrays.items(), strict=True):
        ax.imshow(array, cmap="Blues", vmin=0, vmax=1)
        ax.set_title(f"{name}: {np.trace(array) / len(array):.0%} as ordered", fontsize=10)
        ax.set_xticks(range(len(array)), names or range(len(array)), rotation=90 if names else 0)
        ax.set_yticks(range(len(array)), names or range(len(array)))
        ax.tick_params(labelsize=7 if names else 8)
        ax.set_xlabel("seen")
    axes[0, 0].set_ylabel("ordered")
    return fig


def trade(points: Mapping[str, tuple[float, float]]) -> Figure:
    """Draw name → (conditional accuracy in 0 … 1, diversity relative to real images) as points with a legend.

    Raises
    ------
    ValueError
        There are none.
    """
    if not points:
        raise ValueError("trade needs at least one point")
    fig, axes = figure(1, 1, width=7, height=3.6)
    ax = axes[0, 0]
    ax.axhline(1, color=QUIET, lw=0.8, ls="--")
    for number, (name, (accuracy, diversity)) in enumerate(points.items()):
        ax.plot(
            100 * accuracy,
            diversity,
            "o",
            color=COLOURS[number % len(COLOURS)],
            markersize=8,
            label=name,
            clip_on=False,
        )
    ax.set(xlabel="conditional accuracy, %", ylabel="diversity within a class (real: 1)")
    ax.set_ylim(0, max(1.2, 1.1 * max(diversity for _, diversity in points.values())))
    ax.margins(x=0.1)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)  # beside: good models lie close together
    return fig


def blends(
    images: NDArray,
    shares: NDArray,
    probabilities: NDArray,
    names: Sequence | None = None,
    *,
    faded: bool = False,
) -> Figure:
    """Show images on the way from one class to another, and below what a judge says of each.

    Parameters
    ----------
    images
        Shape (n, h, w) or (n, h, w, 1), as `grey` takes them.
    shares
        Shape (n,): how much of the second class is in each.
    probabilities
        Shape (n, k), the judge's. The classes that reach 0.15 somewhere are drawn.
    names
        Of the classes.
    faded
        Whether to show a second row, in which the pixels of the first image fade into those of the last.

    Raises
    ------
    ValueError
        Lengths that do not fit.
    """
    shares, probabilities = np.asarray(shares, float), np.asarray(probabilities, float)
    if not len(images) == len(shares) == len(probabilities):
        raise ValueError(f"{len(images)} images, {len(shares)} shares, {len(probabilities)} rows of probabilities")
    rows = 2 if faded else 1
    fig, axes = figure(2, 1, width=9, height=2.4 + rows, height_ratios=(rows, 1.7))
    shown = grey(images)
    if faded:
        fade = shares[:, np.newaxis, np.newaxis]
        shown = np.concatenate([shown, (1 - fade) * shown[0] + fade * shown[-1]])
    draw_sheet(axes[0, 0], shown, len(shares), gap=2)
    ax = axes[1, 0]
    drawn = [label for label in range(probabilities.shape[1]) if probabilities[:, label].max() >= 0.15]
    for number, label in enumerate(drawn):
        colour = COLOURS[number % len(COLOURS)]
        ax.plot(shares, probabilities[:, label], ".-", color=colour, label=str(names[label] if names else label))
    ax.set(xlabel="share of the second class", ylabel="the judge's probability", ylim=(-0.03, 1.03))
    ax.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return fig


def styles(images: NDArray, names: Sequence, shown: Sequence[int] | None = None) -> Figure:
    """Show a grid of images, a column for each class and a row for each style, with the classes' names above.

    Raises
    ------
    ValueError
        The number of images is no multiple of the number of names.
    """
    if not len(names) or len(grey(images)) % len(names):
        raise ValueError(f"{len(images)} images do not fill rows of {len(names)}")
    return sheet(images, names, columns=len(names), width=0.65 * max(len(names), 4) + 0.4)


def sizes(named: Mapping[str, tuple[NDArray, NDArray]], labels: Sequence[str] = ("order 3", "order 8")) -> Figure:
    """Draw the root mean square of each number over many vectors, name → two sets (n, d): a panel a name.

    Raises
    ------
    ValueError
        Nothing to draw, or sets whose vectors have different lengths.
    """
    pairs = {name: [np.asarray(values, float) for values in pair] for name, pair in named.items()}
    if not pairs or any(one.shape[1] != other.shape[1] for one, other in pairs.values()):
        raise ValueError("sizes needs at least one name with two sets of equally long vectors")
    fig, axes = figure(1, len(pairs), width=10, height=2.6)
    for ax, (name, pair) in zip(axes[0], pairs.items(), strict=True):
        for values, label, colour in zip(pair, labels, (INPUT, KERNEL), strict=True):
            ax.plot(np.sqrt((values**2).mean(axis=0)), color=colour, lw=1.2, label=label)
        ax.set_title(name, fontsize=10)
        ax.set_xlabel("number")
        ax.set_ylim(bottom=0)
    axes[0, 0].set_ylabel("size (root mean square)")
    axes[0, 0].legend(frameon=False, fontsize=9, loc="lower right")
    return fig
