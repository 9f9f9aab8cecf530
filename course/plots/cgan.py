"""Figures of lab 06: sheets of images in the order of their labels, accuracy a class, losses that look dead."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.plots.images import grey, samples
from course.plots.images import sheet as sheet
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure, picture

COLOURS = (INPUT, KERNEL, OUTPUT, MARK, QUIET)


def sheets(named: Mapping[str, NDArray], *, columns: int = 10, width: float = 11.0) -> Figure:
    """Show several sheets side by side, name → images (n, h, w), each in rows of `columns`."""
    return samples(named, columns=columns, width=width, gap=2)


def counts(named: Mapping[str, NDArray], classes: int = 10) -> Figure:
    """Draw how often each class was drawn, name → labels (n,): one panel a name."""
    if not named:
        raise ValueError("counts needs at least one set of labels")
    fig, axes = figure(1, len(named), width=9, height=2.2, sharey=True)
    for ax, (name, labels) in zip(axes[0], named.items(), strict=True):
        ax.bar(range(classes), np.bincount(np.asarray(labels), minlength=classes)[:classes], color=INPUT, width=0.7)
        ax.set_title(name, fontsize=10)
        ax.set_xticks(range(classes))
        ax.set_xlabel("class")
    axes[0, 0].set_ylabel("times drawn")
    return fig


def per_class(shares: Mapping[str, NDArray], names: Sequence | None = None, *, target: float | None = None) -> Figure:
    """Draw conditional accuracy a class, in per cent, name → (classes,) shares in 0 … 1: a group of bars a class."""
    if not shares or len({len(values) for values in shares.values()}) > 1:
        raise ValueError("per_class needs at least one row of shares, all of one length")
    classes = len(next(iter(shares.values())))
    fig, axes = figure(1, 1, width=9, height=2.8)
    ax, wide = axes[0, 0], 0.8 / len(shares)
    for number, (name, values) in enumerate(shares.items()):
        places = np.arange(classes) + (number - (len(shares) - 1) / 2) * wide
        ax.bar(places, 100 * np.asarray(values, float), wide, color=COLOURS[number % 5], label=name)
    if target is not None:
        ax.axhline(100 * target, color=QUIET, lw=0.8, ls="--", label=f"goal: {target:.0%}")
    ax.set_xticks(
        range(classes), [str(name).replace(" ", "\n").replace("/", "/\n") for name in names or range(classes)]
    )
    ax.tick_params(axis="x", labelsize=9 if names is None else 8)
    ax.set(ylabel="conditional accuracy, %", ylim=(0, 104))
    ax.legend(frameon=False, fontsize=9, ncols=len(shares), loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return fig


def progress(runs: Mapping[str, Mapping[str, NDArray]], *, seen: str = "val_conditional_accuracy") -> Figure:
    """Draw runs, name → history with "step", "d_loss", "g_loss" and `seen`: losses above, accuracy below.

    D's loss is the sum of its two halves; its level 2 ln 2 and G's, ln 2, are marked.

    Raises
    ------
    ValueError
        There is no run, or one has no such curves.
    """
    needed = {"step", "d_loss", "g_loss", seen}
    if not runs or any(needed - set(run) for run in runs.values()):
        raise ValueError(f"progress needs runs with {', '.join(sorted(needed))}")
    fig, axes = figure(2, len(runs), width=3.2 * max(len(runs), 2), height=4.4, sharex="col", sharey="row")
    for (upper, lower), (name, run) in zip(axes.T, runs.items(), strict=True):
        for key, level, colour in (("d_loss", 2 * math.log(2), INPUT), ("g_loss", math.log(2), KERNEL)):
            upper.axhline(level, color=colour, lw=0.8, ls="--", label=("2 ln 2" if key == "d_loss" else "ln 2"))
            upper.plot(run["step"], run[key], ".-", color=colour, label=key)
        lower.plot(run["step"], 100 * np.asarray(run[seen]), ".-", color=OUTPUT)
        upper.set_title(name, fontsize=10)
        lower.set_xlabel("step")
    top = max(float(np.max([run["d_loss"], run["g_loss"]])) for run in runs.values())
    axes[0, 0].set(ylabel="loss", ylim=(0, min(max(1.2 * top, 2.0), 6.0)))
    axes[1, 0].set(ylabel="conditional accuracy, %", ylim=(0, 104))
    named = axes[0, 0].get_legend_handles_labels()
    fig.legend(*named, loc="outside upper center", ncols=4, frameon=False, fontsize=9)
    return fig


def undecided(smooth: float = 0.9, marks: Mapping[str, tuple[float, float]] | None = None) -> Figure:
    """Draw D's mean loss and G's loss when D says `p` to everything, real or generated, over p in 0 … 1.

    Parameters
    ----------
    smooth
        D's target for real images.
    marks
        Name → (D's mean loss, G's loss): drawn as points at the p that G's loss tells, exp(-loss).
    """
    if not 0 < smooth <= 1:
        raise ValueError(f"smooth is a target for real images in (0, 1], got {smooth}")
    p = np.linspace(0.02, 0.98, 400)
    fake = -np.log(1 - p)
    real = -smooth * np.log(p) - (1 - smooth) * np.log(1 - p)
    fig, axes = figure(1, 1, width=7, height=3.2)
    ax = axes[0, 0]
    ax.plot(p, (real + fake) / 2, color=INPUT, label="D's loss, mean of its halves")
    ax.plot(p, -np.log(p), color=KERNEL, label="G's loss")
    ax.axhline(math.log(2), color=QUIET, lw=0.8, ls="--")
    ax.text(0.98, math.log(2), "ln 2", ha="right", va="bottom", color=QUIET, fontsize=9)
    for (name, (d_loss, g_loss)), shape in zip((marks or {}).items(), "osD^", strict=False):
        ax.plot([math.exp(-g_loss)] * 2, [d_loss, g_loss], shape, color="black", markersize=5, label=name)
    ax.set(xlabel="p, what D says to everything", ylabel="loss", ylim=(0, 2.5), xlim=(0, 1))
    ax.legend(frameon=False, fontsize=9)
    return fig


def bars(panels: Mapping[str, Mapping[str, float]], *, best: Mapping[str, float] | None = None) -> Figure:
    """Draw numbers as bars, quantity → (name → value): one panel a quantity, its value for real images dashed."""
    if not panels or not all(panels.values()):
        raise ValueError("bars needs at least one quantity with one value")
    rows = max(len(values) for values in panels.values())
    fig, axes = figure(1, len(panels), width=10, height=0.9 + 0.38 * rows, sharey=len(panels) > 1)
    for ax, (quantity, values) in zip(axes[0], panels.items(), strict=True):
        drawn = ax.barh(list(values), list(values.values()), color=[COLOURS[i % 5] for i in range(len(values))])
        ax.bar_label(drawn, [f"{value:.3g}" for value in values.values()], padding=3, fontsize=9)
        if best and quantity in best:
            ax.axvline(best[quantity], color=QUIET, lw=1, ls="--")
        ax.set_title(quantity, fontsize=10)
        ax.margins(x=0.18)
    axes[0, 0].invert_yaxis()
    return fig


def curves(
    panels: Mapping[str, Mapping[str, NDArray]],
    steps: NDArray | Mapping[str, NDArray],
    *,
    levels: Mapping[str, Mapping[str, float]] | None = None,
) -> Figure:
    """Draw curves over `steps`, quantity → (name → values): one panel a quantity, logarithmic where it says so.

    A quantity whose name ends in "(log)" has a logarithmic axis, on which zeros are drawn at its lower edge.

    Parameters
    ----------
    steps
        For all curves; or name → steps, where curves of other names were reported at other steps.
    levels
        Quantity → (what it is → height): dashed lines to compare with, with their names.
    """
    if not panels or not all(panels.values()):
        raise ValueError("curves needs at least one quantity with one curve")
    fig, axes = figure(1, len(panels), width=10, height=2.8)
    for ax, (quantity, lines) in zip(axes[0], panels.items(), strict=True):
        for number, (name, values) in enumerate(lines.items()):
            values = np.asarray(values, float)
            if quantity.endswith("(log)"):
                ax.set_yscale("log")
                values = np.maximum(values, 1e-6)
            at = steps[name] if isinstance(steps, Mapping) else steps
            ax.plot(at, values, ".-", color=COLOURS[number % 5], label=name)
        for text, height in (levels or {}).get(quantity, {}).items():
            ax.axhline(height, color=QUIET, lw=0.8, ls="--")
            ax.annotate(
                text,
                (1, height),
                xycoords=("axes fraction", "data"),
                ha="right",
                va="bottom",
                color=QUIET,
                fontsize=8,
            )
        ax.set_title(quantity.removesuffix("(log)").strip(), fontsize=10)
        ax.set_xlabel("step")
    axes[0, 0].legend(frameon=False, fontsize=9)
    return fig


def written(images: NDArray, text: str) -> Figure:
    """Show one image a character, side by side without gaps: a number in one handwriting.

    Raises
    ------
    ValueError
        Not one image for each character.
    """
    images = grey(images)
    if len(images) != len(text):
        raise ValueError(f"{len(images)} images for the {len(text)} characters of {text!r}")
    width = min(0.9 * len(text) + 0.4, 11)
    fig, axes = figure(1, 1, width=width, height=width / len(text) + 0.1)
    picture(axes[0, 0], 1 - np.concatenate(list(images), axis=1), vmin=0, vmax=1)
    return fig
