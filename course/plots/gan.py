"""Figures of lab 04: two questions, the game, its losses, class shares, latent space, anomalies, logged runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.plots import images as _images
from course.plots.images import draw_sheet, stack
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, OVER_LINES, QUIET, figure, picture

COLOURS = (INPUT, KERNEL, OUTPUT, MARK, QUIET)


def sheets(named: Mapping[str, NDArray], *, columns: int = 6) -> Figure:
    """Show sets of images, name → (n, 784) in 0…1, each as one sheet under its name, side by side."""
    return _images.samples(named, columns=columns, width=10 / max(len(named), 3) * max(len(named), 1))


def rows(named: Mapping[str, NDArray], titles: Sequence | None = None) -> Figure:
    """Show sets of as many images each, name → (n, 784) in 0…1, one set a row; titles are those of the columns."""
    sets = {name: stack(images) for name, images in named.items()}
    if not sets or len({len(images) for images in sets.values()}) > 1:
        raise ValueError("rows needs at least one set, and as many images in each")
    count = len(next(iter(sets.values())))
    fig, axes = figure(len(sets), count, width=1.4 + 0.85 * count, height=0.95 * len(sets) + (0.2 if titles else 0))
    for row, (name, images) in zip(axes, sets.items(), strict=True):
        for ax, image in zip(row, images, strict=True):
            picture(ax, image, vmin=0, vmax=1)
        row[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=10)
    for ax, title in zip(axes[0], titles or [], strict=False):
        ax.set_title(str(title), fontsize=9)
    return fig


def two_questions(points: NDArray, labels: NDArray, made: NDArray) -> Figure:
    """Show points (n, 2) of two classes 0 and 1: left with the line that separates them, right with points `made`.

    The line is that of equal distance to both means.
    """
    points, labels, made = np.asarray(points, float), np.asarray(labels), np.asarray(made, float)
    if points.ndim != 2 or points.shape[1] != 2 or made.shape[1:] != (2,) or set(labels) != {0, 1}:
        raise ValueError(f"points (n, 2) with labels 0 and 1 are needed, got {points.shape}, {made.shape}")
    fig, axes = figure(1, 2, width=9, height=3.2, sharex=True, sharey=True)
    means = [points[labels == k].mean(axis=0) for k in (0, 1)]
    middle, across = (means[0] + means[1]) / 2, means[1] - means[0]
    for ax in axes[0]:
        for k, colour in ((0, INPUT), (1, MARK)):
            ax.plot(*points[labels == k].T, "o", ms=4, color=colour, alpha=0.6 if ax is axes[0, 0] else 0.25)
        ax.set(xticks=[], yticks=[], aspect="equal")
    limits = axes[0, 0].get_xlim(), axes[0, 0].get_ylim()
    axes[0, 0].axline(middle, (middle[0] - across[1], middle[1] + across[0]), color=KERNEL, lw=2)
    axes[0, 1].plot(*made.T, "x", color=KERNEL, ms=6, label="made")
    axes[0, 1].set(xlim=limits[0], ylim=limits[1])
    axes[0, 0].set_title("discriminative: which of the two is it?  p(y|x)", fontsize=10)
    axes[0, 1].set_title("generative: what do they look like?  p(x)", fontsize=10)
    axes[0, 1].legend(frameon=False, fontsize=9)
    return fig


CASES = (
    ("real, D says real", "D is right", "nobody has to change"),
    ("real, D says generated", "D is wrong", "D must change"),
    ("generated, D says real", "D is wrong", "D must change; G has won"),
    ("generated, D says generated", "D is right", "G must change"),
)


def extreme_cases(costs: Sequence[float]) -> Figure:
    """Draw the four extreme cases with D's cost in each, in the order of `CASES`, as a table of four cells."""
    if len(costs) != 4:
        raise ValueError(f"there are four cases, got {len(costs)} costs")
    fig, axes = figure(2, 2, width=9, height=2.9)
    for ax, (case, verdict, who), cost in zip(axes.flat, CASES, costs, strict=True):
        wrong = "wrong" in verdict
        ax.set_facecolor("#f7dfe2" if wrong else "#e2f0e8")
        ax.text(0.03, 0.74, case, fontsize=11, fontweight="bold", va="center")
        ax.text(0.03, 0.42, f"{verdict}: {who}", fontsize=10, va="center")
        ax.text(0.03, 0.14, f"D's cost {cost:.2f}", fontsize=10, va="center", color=KERNEL if wrong else OUTPUT)
        ax.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1))
        ax.spines[:].set_visible(False)
    return fig


def two_losses(belief: NDArray, losses: Mapping[str, tuple[NDArray, NDArray]]) -> Figure:
    """Draw G's losses over D's belief (n,): name → (values (n,), slopes by the logit (n,)); sizes of the slopes."""
    if not losses:
        raise ValueError("two_losses needs at least one loss")
    fig, axes = figure(1, 2, width=9.5, height=3.2)
    for number, (name, (values, slopes)) in enumerate(losses.items()):
        axes[0, 0].plot(belief, values, color=COLOURS[number % 5], label=name)
        axes[0, 1].plot(belief, np.abs(slopes), color=COLOURS[number % 5], label=name)
    axes[0, 0].set(title="loss", ylim=(-5, 5))
    axes[0, 1].set(title="size of its slope, by D's logit", ylim=(0, 1.05))
    for ax in axes[0]:
        ax.set(xlabel="D(G(z))", xlim=(0, 1))
        ax.axvspan(0, 0.05, color=MARK, alpha=0.25, lw=0)
        ax.grid(alpha=0.25)
    axes[0, 0].annotate("start of training", (0.025, -4.6), (0.12, -4.6), fontsize=9, va="center")
    axes[0, 0].legend(frameon=False, fontsize=9, loc="upper center")
    return fig


def best_discriminators(x: NDArray, real: NDArray, made: Mapping[str, NDArray]) -> Figure:
    """Draw a real density (n,) over `x` (n,), generated ones, name → (n,), and the best D against each."""
    if not made:
        raise ValueError("best_discriminators needs at least one generated density")
    x, real = np.asarray(x, float), np.asarray(real, float)
    fig, axes = figure(1, len(made), width=10, height=2.7, sharey=True)
    for ax, (name, density) in zip(axes[0], made.items(), strict=True):
        density = np.asarray(density, float)
        ax.fill_between(x, real, color=INPUT, alpha=0.45, lw=0, label="real")
        ax.fill_between(x, density, color=MARK, alpha=0.45, lw=0, label="generated")
        ax.plot(x, real / (real + density), color=KERNEL, label="best D")
        ax.axhline(0.5, color=QUIET, lw=0.8, ls="--")
        ax.set(title=name, xlabel="x", ylim=(0, 1.05))
        ax.title.set_fontsize(10)
    axes[0, 0].legend(frameon=False, fontsize=9, loc="upper right")
    return fig


def played(steps: Sequence[int], logs: Mapping[str, NDArray], samples: NDArray) -> Figure:
    """Draw "d_loss" and "g_loss", each (k,), over `steps` (k,), with their even values, and 16 samples."""
    fig, axes = figure(1, 2, width=8.5, height=3, width_ratios=[1.6, 1])
    ax = axes[0, 0]
    for name, colour, level, label in (("d_loss", INPUT, 2, "2 ln 2"), ("g_loss", KERNEL, 1, "ln 2")):
        ax.plot(steps, logs[name], color=colour, label=f"{name[0].upper()}'s loss")
        ax.axhline(level * np.log(2), color=colour, lw=0.8, ls="--")
        ax.text(steps[-1], level * np.log(2), label, color=colour, fontsize=8, va="bottom", ha="right")
    ax.set(xlabel="step", ylim=(0, None))
    ax.legend(frameon=False, fontsize=9)
    draw_sheet(axes[0, 1], samples, 4, "samples at the end")
    return fig


def trap(logs: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
    """Draw runs of the stacked recipe, name → {"moved": D's largest change of a weight, "g_loss": G's loss}."""
    if not logs or any({"moved", "g_loss"} - set(log) for log in logs.values()):
        raise ValueError("each run needs moved and g_loss")
    fig, axes = figure(1, 2, width=9.5, height=3)
    for number, (name, log) in enumerate(logs.items()):
        for ax, key in zip(axes[0], ("moved", "g_loss"), strict=True):
            values = np.asarray(log[key], float)
            ax.plot(np.arange(1, len(values) + 1), values, color=COLOURS[number % 5], label=name, lw=2)
    axes[0, 1].axhline(np.log(2), color=QUIET, lw=0.8, ls="--")
    axes[0, 0].set(title="how far D's weights have moved", xlabel="iteration")
    axes[0, 1].set(title="G's loss", xlabel="iteration", ylim=(0, None))
    axes[0, 0].legend(frameon=False, fontsize=9)
    return fig


def shares(named: Mapping[str, NDArray], level: float = 0.03) -> Figure:
    """Draw the share of each digit, name → (10,), as bars, one panel a name, with a line at `level`."""
    if not named:
        raise ValueError("shares needs at least one generator")
    fig, axes = figure(1, len(named), width=10, height=2.5, sharey=True)
    for ax, (name, values) in zip(axes[0], named.items(), strict=True):
        values = np.asarray(values, float)
        ax.bar(range(len(values)), 100 * values, color=[KERNEL if v < level else OUTPUT for v in values])
        ax.axhline(100 * level, color=QUIET, lw=0.9, ls="--")
        ax.set(title=name, xticks=range(len(values)), xlabel="digit, by the judge")
        ax.title.set_fontsize(10)
    axes[0, 0].set_ylabel("share, %")
    return fig


def latent_map(images: NDArray) -> Figure:
    """Show a map of images (rows, columns, 784), 0…1, as one picture."""
    images = np.asarray(images, float)
    if images.ndim != 3:
        raise ValueError(f"a map has shape (rows, columns, 784), got {images.shape}")
    tall, wide, size = images.shape
    fig, axes = figure(1, 1, width=0.62 * wide, height=0.62 * tall)
    draw_sheet(axes[0, 0], images.reshape(-1, size), wide)
    return fig


def latent_point(image: NDArray, corners: NDArray, right: float, down: float) -> Figure:
    """Show the image (784,) at a point of the map, and where that is among the four corner images (4, 784).

    `right` and `down` are 0…1; the corners are upper left, upper right, lower left, lower right.
    """
    corners = stack(corners)
    if len(corners) != 4 or not (0 <= right <= 1 and 0 <= down <= 1):
        raise ValueError(f"four corners and a point within 0…1 are needed, got {len(corners)}, ({right}, {down})")
    fig, axes = figure(1, 2, width=6.4, height=3.1)
    picture(axes[0, 0], stack(np.asarray(image)[np.newaxis])[0], "image", vmin=0, vmax=1)
    ax = axes[0, 1]
    for corner, (x, y) in zip(corners, ((0, 0), (1, 0), (0, 1), (1, 1)), strict=True):
        ax.imshow(corner, cmap="gray", vmin=0, vmax=1, extent=(x - 0.17, x + 0.17, y + 0.17, y - 0.17))
    ax.plot([0, 1, 1, 0, 0], [0, 0, 1, 1, 0], color=QUIET, lw=0.8, zorder=0)
    ax.plot(right, down, "o", color=KERNEL, ms=11, zorder=3)
    ax.set(xlim=(-0.25, 1.25), ylim=(1.25, -0.25), xticks=[], yticks=[], title="place on the map", aspect="equal")
    ax.title.set_fontsize(10)
    ax.spines[:].set_visible(False)
    return fig


def roc_curve(normal: NDArray, odd: NDArray) -> tuple[NDArray, NDArray, float]:
    """Return false alarms (k,), hits (k,) and the area under them, of scores (n,) and (m,); high means odd.

    The area is the share of pairs in which the odd one has the higher score, ties counted half.

    Raises
    ------
    ValueError
        A set of scores is empty or not finite.
    """
    normal, odd = np.ravel(np.asarray(normal, float)), np.ravel(np.asarray(odd, float))
    if not len(normal) or not len(odd) or not (np.isfinite(normal).all() and np.isfinite(odd).all()):
        raise ValueError("finite scores of at least one normal and one odd item are needed")
    levels = np.unique(np.concatenate([normal, odd]))[::-1]
    alarms = np.concatenate([[0.0], (normal[np.newaxis] >= levels[:, np.newaxis]).mean(axis=1)])
    hits = np.concatenate([[0.0], (odd[np.newaxis] >= levels[:, np.newaxis]).mean(axis=1)])
    return alarms, hits, float(np.sum(np.diff(alarms) * (hits[1:] + hits[:-1]) / 2))


def roc(scores: Mapping[str, tuple[NDArray, NDArray]]) -> Figure:
    """Draw ROC curves, name → (scores of normal items, scores of odd ones), with their areas, and the scores."""
    if not scores:
        raise ValueError("roc needs at least one score")
    fig, axes = figure(1, 1 + len(scores), width=10, height=3)
    for number, (name, (normal, odd)) in enumerate(scores.items()):
        alarms, hits, area = roc_curve(normal, odd)
        axes[0, 0].plot(100 * alarms, 100 * hits, color=COLOURS[number % 5], label=f"{name}: {area:.3f}")
        ax = axes[0, 1 + number]
        bins = np.histogram_bin_edges(np.concatenate([np.ravel(normal), np.ravel(odd)]), 30)
        ax.hist(np.ravel(normal), bins, color=INPUT, alpha=0.7, label="digits")
        ax.hist(np.ravel(odd), bins, color=MARK, alpha=0.7, label="garments")
        ax.set(title=f"score: {name}", yticks=[])
        ax.title.set_fontsize(10)
    axes[0, 0].plot([0, 100], [0, 100], color=QUIET, lw=0.8, ls="--")
    axes[0, 0].set(xlabel="digits that raise an alarm, %", ylabel="garments found, %")
    axes[0, 0].legend(fontsize=9, title="area", loc="lower right", **OVER_LINES)
    axes[0, 1].legend(frameon=False, fontsize=9)
    return fig


def logged(runs: Mapping[str, tuple[Mapping[str, NDArray], NDArray]], steps: int = 6) -> Figure:
    """Draw logged runs, name → (history, samples): losses, beliefs, 16 samples; a report every `steps`."""
    if not runs:
        raise ValueError("logged needs at least one run")
    fig, axes = figure(3, len(runs), width=10.5, height=6.4, height_ratios=[1, 1, 1.3])
    for (upper, middle, lower), (name, (history, samples)) in zip(axes.T, runs.items(), strict=True):
        places = steps * np.arange(1, len(history["d_loss"]) + 1)
        for ax, keys, colours in (
            (upper, ("d_loss", "g_loss"), (INPUT, KERNEL)),
            (middle, ("d_real", "d_fake"), (OUTPUT, MARK)),
        ):
            for key, colour in zip(keys, colours, strict=True):
                ax.plot(places, history[key], color=colour, lw=1, label=key)
        for level, colour in ((2 * np.log(2), INPUT), (np.log(2), KERNEL)):
            upper.axhline(level, color=colour, lw=0.7, ls="--")
        middle.axhline(0.5, color=QUIET, lw=0.8, ls="--")
        upper.set(title=name, ylim=(0, 6))
        upper.title.set_fontsize(10)
        middle.set(ylim=(-0.03, 1.03), xlabel="step")
        draw_sheet(lower, np.asarray(samples)[:16], 4)
    axes[0, 0].legend(frameon=False, fontsize=8)
    axes[1, 0].legend(frameon=False, fontsize=8)
    return fig
