"""Noisy and smoothed signals, gains over frequency, errors over the window length, responses to jumps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from scipy import signal as scipy_signal

from course.datasets.signals import PiecewiseSmooth
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure

INK = "#263238"  # text, and the truth where it is known
SHADES = ("#8ecae6", INPUT, "#0b3954", KERNEL, MARK, OUTPUT)  # one colour a window length


def noisy_signal(signal: PiecewiseSmooth) -> Figure:
    """Draw the noisy samples, the clean signal over them, and a mark at every jump."""
    fig, [[ax]] = figure(height=3.2)
    _samples(ax, signal)
    _jump_marks(ax, signal.jumps)
    ax.set_xlabel("sample n")
    _legend_above(ax)
    return fig


def filtered(signal: PiecewiseSmooth, outputs: Mapping[str, ArrayLike], *, height: float = 1.7) -> Figure:
    """Draw a strip for each output, shape (n,): noisy samples, the clean signal, the output over them."""
    fig, axes = figure(len(outputs), height=height * len(outputs), sharex=True, sharey=True)
    for ax, (name, output) in zip(axes[:, 0], outputs.items(), strict=True):
        _samples(ax, signal)
        ax.plot(output, color=OUTPUT, lw=1.4, label="output")
        ax.set_title(name, fontsize=10, loc="left")
    _legend_above(axes[0, 0])
    axes[-1, 0].set_xlabel("sample n")
    return fig


def frequency_response(windows: Sequence[int]) -> Figure:
    """Draw the gain |H(f)| of moving averages of the given lengths, f in cycles per sample, and their zeros."""
    fig, [[ax]] = figure(height=3.2)
    _response(ax, windows)
    ax.legend(frameon=False, fontsize=9)
    return fig


def variance_curve(windows: ArrayLike, measured: ArrayLike) -> Figure:
    """Draw output variances, measured on white noise of variance 1, over the window length; and 1/m."""
    windows = np.asarray(windows)
    fig, [[ax]] = figure(width=6.0, height=3.2)
    ax.loglog(windows, 1 / windows, color=QUIET, lw=1.5, label="1 / m")
    ax.loglog(windows, measured, "o", color=OUTPUT, ms=6, label="measured")
    ax.set_xticks(windows, [str(m) for m in windows], minor=False)
    ax.set_xticks([], minor=True)
    _plain_log(ax)
    ax.set_xlabel("window length m")
    ax.set_ylabel("variance that is left")
    ax.legend(frameon=False)
    return fig


def lag_and_smear(step: ArrayLike, causal: ArrayLike, centred: ArrayLike, m: int) -> Figure:
    """Draw a unit step, shape (n,), its causal and its centred average of `m` samples, lag and smear."""
    step = np.asarray(step)
    jump = int(np.argmax(np.diff(step))) + 1
    fig, [[ax]] = figure(height=3.0)
    n = np.arange(len(step))
    ax.step(n, step, where="mid", color=QUIET, lw=1.2, label="step")
    ax.plot(n, causal, "o-", color=KERNEL, ms=3.5, lw=1, label="causal: the last m samples")
    ax.plot(n, centred, "o-", color=OUTPUT, ms=3.5, lw=1, label="centred: as many after as before")
    middle, lag = jump - 0.5, (m - 1) / 2
    arrow = dict(arrowstyle="<->", color=INK, shrinkA=0, shrinkB=0)
    ax.annotate("", (middle, 0.5), (middle + lag, 0.5), arrowprops=arrow)
    ax.text(middle + lag + 0.9, 0.45, f"lag (m − 1)/2 = {lag:g}", fontsize=9, color=INK)
    ax.annotate("", (jump - 1, -0.12), (jump + m - 1, -0.12), arrowprops=arrow)
    ax.text(jump + m - 0.4, -0.15, f"smeared over m = {m} samples", fontsize=9, color=INK)
    ax.set_ylim(-0.25, 1.15)
    ax.set_xlabel("sample n")
    ax.legend(loc="center left", frameon=False, fontsize=9)
    return fig


def error_curve(windows: ArrayLike, errors: ArrayLike, parts: Mapping[str, ArrayLike] | None = None) -> Figure:
    """Draw the mean squared error over the window length with its minimum marked, and what it is made of.

    `parts` are curves of the same shape as `errors`, drawn thin under their names.
    """
    fig, [[ax]] = figure(width=7.0, height=3.4)
    _errors(ax, windows, errors)
    for (name, part), colour in zip((parts or {}).items(), (KERNEL, INPUT, MARK), strict=False):
        part = np.where(np.asarray(part) > 0, part, np.nan)  # zero has no place on a logarithmic axis
        ax.plot(windows, part, color=colour, lw=1.2, ls="--", label=name)
    ax.legend(frameon=False, fontsize=9)
    return fig


def change_responses(
    signal: PiecewiseSmooth, responses: Mapping[str, ArrayLike], threshold: float | None = None
) -> Figure:
    """Draw the noisy signal and under it one strip for each response, with true jumps and ±`threshold`."""
    fig, axes = figure(
        1 + len(responses),
        height=1.6 * (1 + len(responses)),
        sharex=True,
    )
    _samples(axes[0, 0], signal)
    axes[0, 0].set_title("signal", fontsize=10, loc="left")
    for ax, (name, response) in zip(axes[1:, 0], responses.items(), strict=True):
        ax.plot(response, color=OUTPUT, lw=1)
        ax.set_title(name, fontsize=10, loc="left")
        if threshold is not None:
            ax.axhspan(-threshold, threshold, color=QUIET, alpha=0.2, lw=0)
    for ax in axes[:, 0]:
        _jump_marks(ax, signal.jumps)
    axes[-1, 0].set_xlabel("sample n")
    return fig


def found_changes(signal: PiecewiseSmooth, found: ArrayLike) -> Figure:
    """Draw the noisy signal, its true jumps as lines and the detected ones as triangles under it."""
    fig, [[ax]] = figure(height=2.6)
    _samples(ax, signal)
    _jump_marks(ax, signal.jumps)
    bottom = signal.noisy.min() - 0.4
    ax.plot(found, np.full(len(np.ravel(found)), bottom), "^", color=KERNEL, ms=9, label="detected")
    ax.set_xlabel("sample n")
    _legend_above(ax)
    return fig


def window_board(signal: PiecewiseSmooth, output: ArrayLike, m: int, windows: ArrayLike, errors: ArrayLike) -> Figure:
    """Draw what the window widget shows: signal and output above, gain and error curve below."""
    fig = mpl.figure.Figure(figsize=(9.5, 5.4), layout="constrained")
    axes: dict = fig.subplot_mosaic([["signal", "signal"], ["gain", "error"]])
    for ax in axes.values():
        ax.spines[["top", "right"]].set_visible(False)
    _samples(axes["signal"], signal)
    axes["signal"].plot(output, color=OUTPUT, lw=1.5, label=f"centred average, m = {m}")
    _legend_above(axes["signal"])
    axes["signal"].set_ylim(signal.clean.min() - 1.5, signal.clean.max() + 1.9)
    _response(axes["gain"], [m])
    _errors(axes["error"], windows, errors)
    here = float(np.asarray(errors)[np.asarray(windows).tolist().index(m)])
    axes["error"].plot(m, here, "o", color=KERNEL, ms=8, label=f"here {here:.4f}")
    axes["error"].legend(frameon=False, fontsize=8)
    found = np.asarray(errors, dtype=float)
    found = found[found > 0] if np.any(found > 0) else np.ones(1)
    lowest, highest = math.floor(math.log10(found.min())), math.ceil(math.log10(found.max()))
    # whole decades: while a slider is dragged, axes that stay are not drawn anew
    axes["error"].set_ylim(10.0**lowest, 10.0 ** max(highest, lowest + 1))
    return fig


def _legend_above(ax: Axes) -> None:
    """Put the legend in one row over the axes: inside, it would lie on samples or on the lines of jumps."""
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=4, frameon=False, fontsize=9, borderaxespad=0.1)


def _samples(ax: Axes, signal: PiecewiseSmooth) -> None:
    ax.plot(signal.noisy, ".", color=QUIET, ms=1.8, alpha=0.55)
    ax.plot([], [], "o", color=QUIET, ms=4, label="noisy samples")  # a dot that a legend can show
    line = np.asarray(signal.clean, dtype=float).copy()
    at = np.arange(len(line), dtype=float)
    ax.plot(
        np.insert(at, signal.jumps, signal.jumps - 0.5),
        np.insert(line, signal.jumps, np.nan),  # a gap: the pieces do not meet
        color=INK,
        lw=1.3,
        zorder=3,
        label="clean",
    )


def _jump_marks(ax: Axes, jumps: NDArray) -> None:
    for i, jump in enumerate(jumps):
        ax.axvline(jump, color=MARK, lw=1.4, alpha=0.9, zorder=0, label="true jumps" if i == 0 else None)


def _response(ax: Axes, windows: Sequence[int]) -> None:
    for m, colour in zip(windows, SHADES, strict=False):
        f, gain = scipy_signal.freqz(np.ones(m) / m, worN=1024, fs=1.0)
        ax.plot(f, np.abs(gain), color=colour, lw=1.6, label=f"m = {m}")
        if m > 1:
            ax.plot(1 / m, 0, "o", color=colour, ms=6, clip_on=False, zorder=4)
    ax.set_xlim(0, 0.5)
    ax.set_ylim(0, 1.05)
    ax.set_xlabel("frequency (cycles per sample)")
    ax.set_ylabel("gain |H|")


def _errors(ax: Axes, windows: ArrayLike, errors: ArrayLike) -> None:
    windows, errors = np.asarray(windows), np.asarray(errors)
    best = int(np.argmin(errors))
    ax.semilogy(windows, errors, color=OUTPUT, lw=2, label="measured error")
    ax.plot(windows[best], errors[best], "*", color=MARK, ms=14, label=f"least at m = {windows[best]}")
    _plain_log(ax)
    ax.set_xlabel("window length m")
    ax.set_ylabel("mean squared error")


def _plain_log(ax: Axes) -> None:
    ax.yaxis.set_major_locator(mpl.ticker.LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_formatter("")
