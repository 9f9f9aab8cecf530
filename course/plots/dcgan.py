"""Figures of lab 05: samples, stamps that overlap, spectra, losses, class shares, walks through latent space."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from course.plots.images import draw_sheet
from course.plots.images import samples as samples
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure, picture

COLOURS = (INPUT, KERNEL, OUTPUT, MARK, QUIET)


def timeline(epochs: Sequence[int], images: ArrayLike, *, columns: int = 10) -> Figure:
    """Show the same latent vectors after several epochs, images (k, n, h, w, c): a row an epoch."""
    images = np.asarray(images)
    if len(epochs) != len(images) or not len(images):
        raise ValueError(f"{len(epochs)} epochs for {len(images)} sets of samples")
    fig, axes = figure(len(images), 1, width=8, height=0.82 * len(images))
    for ax, epoch, row in zip(axes[:, 0], epochs, images, strict=True):
        draw_sheet(ax, row[:columns], columns)
        ax.set_ylabel(f"{epoch}", rotation=0, ha="right", va="center", labelpad=8)
    axes[0, 0].set_title("epoch", loc="left", fontsize=9, x=-0.05)
    return fig


def accuracies(log: ArrayLike) -> Figure:
    """Draw D's accuracy on real and on generated images, log (batches, 2) in 0…1."""
    log = np.asarray(log, float)
    if log.ndim != 2 or log.shape[1] != 2 or not len(log):
        raise ValueError(f"the log must have shape (batches, 2), got {log.shape}")
    fig, axes = figure(1, 1, width=7, height=2.6)
    ax, places = axes[0, 0], np.arange(1, len(log) + 1)
    for column, (name, colour, style) in enumerate((("real digits", INPUT, "o-"), ("noise", KERNEL, "s--"))):
        ax.plot(places, 100 * log[:, column], style, color=colour, label=name, markersize=4)
    ax.axhline(50, color=QUIET, lw=0.8, ls=":")
    ax.set(xlabel="batch", ylabel="told rightly, %", ylim=(-4, 104))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(frameon=False, fontsize=9)
    return fig


def overlaps(n: int, kernel: int, stride: int) -> NDArray[np.int64]:
    """Return how many stamps fall on each place of the whole output of a 1-D transposed convolution of n values."""
    if min(n, kernel, stride) < 1:
        raise ValueError("n, kernel and stride are at least 1")
    counts = np.zeros((n - 1) * stride + kernel, np.int64)
    for place in range(n):
        counts[place * stride : place * stride + kernel] += 1
    return counts


def stamps(cases: Sequence[tuple[int, int]], n: int = 6) -> Figure:
    """Draw the stamps of transposed convolutions (kernel, stride) on a line of n values, and how many overlap."""
    if not cases:
        raise ValueError("there is no case to draw")
    fig, axes = figure(2, len(cases), width=3.3 * len(cases), height=3.2, sharex="col", height_ratios=(2, 1.2))
    for (upper, lower), (kernel, stride) in zip(axes.T, cases, strict=True):
        counts = overlaps(n, kernel, stride)
        for place in range(n):
            upper.barh(-place, kernel, left=place * stride - 0.5, color=KERNEL, alpha=0.6, height=0.6)
        upper.set(title=f"kernel {kernel}, stride {stride}", yticks=[])
        upper.spines["left"].set_visible(False)
        lower.bar(np.arange(len(counts)), counts, color=INPUT, width=0.9)
        lower.set(xlabel="place in the output", ylabel="stamps", yticks=range(0, counts.max() + 1))
        lower.xaxis.get_major_locator().set_params(integer=True)
    return fig


def spectra(named: Mapping[str, ArrayLike]) -> Figure:
    """Show mean power spectra, name → images (n, h, w): frequency 0 in the middle, logarithmic, on one scale.

    Ticks are the period of a pattern in pixels.
    """
    if not named:
        raise ValueError("there is nothing to show")
    powers = {}
    for name, images in named.items():
        images = np.asarray(images, float)
        images = images[..., 0] if images.ndim == 4 and images.shape[3] == 1 else images
        if images.ndim != 3:
            raise ValueError(f"{name}: images must have shape (n, h, w), got {images.shape}")
        images = images - images.mean(axis=(1, 2), keepdims=True)
        power = (np.abs(np.fft.fft2(images)) ** 2).mean(axis=0)
        powers[name] = np.fft.fftshift(power / max(power.sum(), 1e-12))
    fig, axes = figure(1, len(powers), width=min(11, 2.7 * len(powers)), height=2.9)
    for ax, (name, power) in zip(axes[0], powers.items(), strict=True):
        picture(ax, np.log10(power + 1e-7), name, vmin=-6, vmax=-1.5)
        h, w = power.shape
        ax.set_xticks([0, w // 4, w // 2, 3 * w // 4], ["2", "4", "∞", "4"])
        ax.set_yticks([0, h // 4, h // 2, 3 * h // 4], ["2", "4", "∞", "4"])
    axes[0, 0].set_ylabel("period, pixels", fontsize=9)
    return fig


def bars(named: Mapping[str, float], label: str, *, level: float | None = None, note: str = "") -> Figure:
    """Draw numbers, name → value, as horizontal bars with their values; `level` is a dashed line, `note` its name."""
    if not named:
        raise ValueError("there is nothing to draw")
    fig, axes = figure(1, 1, width=8, height=0.7 + 0.4 * len(named))
    ax = axes[0, 0]
    drawn = ax.barh(list(named), list(named.values()), color=[COLOURS[i % 5] for i in range(len(named))], height=0.6)
    ax.bar_label(drawn, [f"{value:.3g}" for value in named.values()], padding=4)
    if level is not None:
        ax.axvline(level, color=MARK, ls="--", lw=1, label=note)
        ax.legend(frameon=False, fontsize=9)
    ax.invert_yaxis()
    ax.margins(x=0.15)
    ax.set_xlabel(label)
    return fig


def games(histories: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
    """Draw runs side by side, name → History.history: losses with their values at equilibrium, D's beliefs below."""
    if not histories:
        raise ValueError("there is no run to draw")
    fig, axes = figure(2, len(histories), width=min(11, 3.6 * len(histories)), height=4.2, sharey="row", sharex="col")
    lines = (("d_loss", INPUT, 2 * math.log(2)), ("g_loss", KERNEL, math.log(2)))
    for (upper, lower), (name, log) in zip(axes.T, histories.items(), strict=True):
        for key, colour, level in lines:
            upper.plot(range(1, len(log[key]) + 1), log[key], ".-", color=colour, label=key)
            upper.axhline(level, color=colour, lw=0.8, ls="--")
        for key, colour in (("d_real", OUTPUT), ("d_fake", MARK)):
            lower.plot(range(1, len(log[key]) + 1), log[key], ".-", color=colour, label=key)
        lower.axhline(0.5, color=QUIET, lw=0.8, ls="--")
        upper.set_title(name, fontsize=10)
        lower.set(xlabel="epoch", ylim=(0, 1))
        lower.xaxis.get_major_locator().set_params(integer=True)
        if len(log["d_loss"]) == 1:
            lower.set(xlim=(0.5, 1.5), xticks=[1])  # a single point has no whole numbers around it
    axes[0, 0].set(ylabel="loss", ylim=(0, 4))
    axes[1, 0].set_ylabel("D's belief")
    for ax in axes[:, 0]:
        ax.legend(frameon=False, fontsize=8)
    return fig


def shares(named: Mapping[str, ArrayLike], *, least: float = 0.05) -> Figure:
    """Draw the share of each of ten classes, name → (10,), with a line at `least`."""
    if not named or any(np.shape(values) != (10,) for values in named.values()):
        raise ValueError("class shares are ten numbers for each name")
    fig, axes = figure(1, 1, width=8, height=2.6)
    ax, width = axes[0, 0], 0.8 / len(named)
    for number, (name, values) in enumerate(named.items()):
        places = np.arange(10) + (number - (len(named) - 1) / 2) * width
        ax.bar(places, 100 * np.asarray(values), width, label=name, color=COLOURS[number % 5])
    ax.axhline(100 * least, color=QUIET, lw=1, ls="--")
    ax.set(xticks=range(10), xlabel="the judge sees", ylabel="share, %")
    ax.legend(frameon=False, fontsize=9, ncols=len(named), loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return fig


# ---- Latent space --------------------------------------------------------------------------------------------


def between(one: ArrayLike, other: ArrayLike, share: float) -> NDArray[np.float32]:
    """Return the latent vector that lies `share` of the way from `one` to `other`, on the arc between them.

    The straight line would pass too near to 0, where the generator has seen no noise: normal vectors of 100 entries
    nearly all have length 10.
    """
    one, other = np.asarray(one, float), np.asarray(other, float)
    lengths = np.linalg.norm(one), np.linalg.norm(other)
    if min(lengths) == 0:
        raise ValueError("a latent vector of length 0 has no direction")
    angle = math.acos(float(np.clip(one @ other / lengths[0] / lengths[1], -1, 1)))
    if math.sin(angle) < 1e-6:
        return ((1 - share) * one + share * other).astype(np.float32)
    weights = math.sin((1 - share) * angle) / math.sin(angle), math.sin(share * angle) / math.sin(angle)
    return (weights[0] * one + weights[1] * other).astype(np.float32)


def ink(images: ArrayLike) -> NDArray[np.float64]:
    """Return how much ink each image (n, h, w) or (n, h, w, 1) has: its mean."""
    images = np.asarray(images, float)
    return images.reshape(len(images), -1).mean(axis=1)


def slant(images: ArrayLike) -> NDArray[np.float64]:
    """Return how far each digit leans to the right: columns that its ink moves for each row upward.

    Images (n, h, w) or (n, h, w, 1), 0 is paper. An image without ink has slant 0.
    """
    images = np.asarray(images, float)
    images = images[..., 0] if images.ndim == 4 else images
    weight = np.maximum(images.sum(axis=(1, 2), keepdims=True), 1e-9)
    rows, columns = np.mgrid[: images.shape[1], : images.shape[2]]
    y = rows - (images * rows).sum(axis=(1, 2), keepdims=True) / weight
    x = columns - (images * columns).sum(axis=(1, 2), keepdims=True) / weight
    return -(images * x * y).sum(axis=(1, 2)) / np.maximum((images * y * y).sum(axis=(1, 2)), 1e-9)


def direction(latents: ArrayLike, values: ArrayLike, share: float = 0.1) -> NDArray[np.float32]:
    """Return the mean latent vector of the images with the largest values, minus that of those with the smallest.

    Parameters
    ----------
    latents : array (n, d)
    values : array (n,)
        A property of each image.
    share : float
        Of the images that count as large, and as small.
    """
    latents, values = np.asarray(latents, float), np.asarray(values, float)
    if latents.ndim != 2 or values.shape != (len(latents),):
        raise ValueError(f"latents (n, d) and values (n,) are needed, got {latents.shape} and {values.shape}")
    if not 0 < share <= 0.5:
        raise ValueError(f"the share is {share}; above 0, at most 0.5")
    few = max(int(share * len(values)), 1)
    order = np.argsort(values)
    return (latents[order[-few:]].mean(axis=0) - latents[order[:few]].mean(axis=0)).astype(np.float32)


def equation(images: ArrayLike, signs: Sequence[str] = ("−", "+", "=")) -> Figure:
    """Show images (n, h, w) in a row with signs between them: a − b + c = d."""
    images = np.asarray(images, float)
    images = images[..., 0] if images.ndim == 4 else images
    if images.ndim != 3 or len(images) != len(signs) + 1:
        raise ValueError(f"{len(signs)} signs stand between {len(signs) + 1} images, got {images.shape}")
    fig, axes = figure(1, len(images), width=1.7 * len(images), height=1.6)
    for number, (ax, image) in enumerate(zip(axes[0], images, strict=True)):
        picture(ax, image, vmin=min(0, float(images.min())), vmax=1)
        if number:
            ax.set_ylabel(signs[number - 1], rotation=0, fontsize=18, ha="right", va="center", labelpad=10)
    return fig
