"""Figures of lab 01: flip and slide, windows over matrices, padding and stride, receptive field, stamps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from course.plots.drawing import draw_cells, draw_stems, matrix, signal, tint, whole_ticks
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure


def flip_and_slide(x: ArrayLike, h: ArrayLike, n: int) -> Figure:
    """Show how the sample y[n] of the full convolution comes about.

    Four rows over one axis m: the signal x[m], the reversed and shifted h[n − m], their products, and the output
    up to y[n]. The window that h covers is shaded.

    Parameters
    ----------
    x, h
        Signal and kernel, shapes (N,) and (k,).
    n
        Output index, 0…N+k−2.

    Raises
    ------
    ValueError
        `x` or `h` is not one-dimensional or is empty, or `n` lies outside the output.
    """
    x, h = signal(x, "x"), signal(h, "h")
    last = len(x) + len(h) - 2
    if not 0 <= n <= last:
        raise ValueError(f"n is {n}, but the output has the indices 0…{last}")
    covered = np.arange(n - len(h) + 1, n + 1)
    inside = (covered >= 0) & (covered < len(x))
    products = np.zeros(len(h))
    products[inside] = x[covered[inside]] * h[::-1][inside]
    y = np.convolve(x, h)
    fig, axes = figure(4, 1, width=9, height=6, sharex=True)
    rows = axes[:, 0]
    draw_stems(rows[0], np.arange(len(x)), x, INPUT, "x[m]")
    draw_stems(rows[1], covered, h[::-1], KERNEL, f"h[{n} − m]")
    draw_stems(rows[2], covered, products, MARK, "product")
    draw_stems(rows[3], np.arange(n + 1), y[: n + 1], OUTPUT, "y so far")
    rows[3].plot([n], [y[n]], "o", color=OUTPUT, markersize=13, alpha=0.35)
    rows[2].set_title(f"sum of the products: y[{n}] = {y[n]:.4g}", fontsize=10, loc="left")
    for row, values in zip(rows, (x, h, x[:, None] * h, y), strict=True):
        row.axvspan(n - len(h) + 0.5, n + 0.5, color=MARK, alpha=0.15, lw=0)
        low, high = min(0.0, np.min(values)), max(0.0, np.max(values))
        room = 0.15 * ((high - low) or 1)
        row.set_ylim(low - room, high + room)
    rows[3].set_xlim(-len(h) + 0.4, last + len(h) - 0.4)
    whole_ticks(rows[3], -len(h) + 1, last + len(h) - 1)
    for row in rows[:3]:
        row.xaxis.set_visible(False)
    rows[3].set_xlabel("m")
    return fig


def stems(signals: Mapping[str, ArrayLike], *, height: float = 1.7) -> Figure:
    """Draw each named signal, shape (n,), in its own panel over a shared axis of sample numbers."""
    if not signals:
        raise ValueError("no signals to draw")
    arrays = {name: signal(values, name) for name, values in signals.items()}
    fig, axes = figure(len(arrays), 1, width=9, height=height * len(arrays), sharex=True)
    colours = [INPUT] * (len(arrays) - 1) + [OUTPUT]
    for ax, colour, (name, values) in zip(axes[:, 0], colours, arrays.items(), strict=True):
        draw_stems(ax, np.arange(len(values)), values, colour, "")
        ax.set_title(f"{name}   ({len(values)} samples)", fontsize=10, loc="left")
    whole_ticks(axes[-1, 0], 0, max(map(len, arrays.values())) - 1)
    return fig


def modes(x: ArrayLike, h: ArrayLike) -> Figure:
    """Show the full convolution of `x` (N,) with `h` (k,), and which part "same" and "valid" keep of it.

    Raises
    ------
    ValueError
        `x` or `h` is not one-dimensional or is empty, or `h` is longer than `x` (then "valid" keeps nothing).
    """
    x, h = signal(x, "x"), signal(h, "h")
    n, k = len(x), len(h)
    if k > n:
        raise ValueError(f"h has {k} samples, x only {n}: no part of the output is valid")
    y = np.convolve(x, h)
    fig, axes = figure(2, 1, width=9, height=3.8, sharex=True, height_ratios=[2.2, 1])
    draw_stems(axes[0, 0], np.arange(len(y)), y, OUTPUT, "y[n]")
    single = np.eye(1, k)[0]  # convolving with it leaves the places of the samples as they are
    for level, name in enumerate(("full", "same", "valid")):
        places = np.convolve(np.arange(n), single, name)  # type: ignore[call-overload]
        first, length = int(places[0]), len(places)
        axes[1, 0].barh(-level, length, left=first - 0.5, height=0.62, color=(OUTPUT, MARK, KERNEL)[level])
        axes[1, 0].text(first + length / 2 - 0.5, -level, f"{name}: {length}", ha="center", va="center", fontsize=10)
    axes[1, 0].set_yticks([])
    axes[1, 0].spines["left"].set_visible(False)
    axes[1, 0].set_xlabel("n")
    whole_ticks(axes[1, 0], 0, len(y) - 1)
    return fig


def recording(values: ArrayLike, pattern: ArrayLike) -> Figure:
    """Draw a recording (N,), and a pattern (k,) in a panel of its own, on the same scales: to look for it by eye."""
    values, pattern = signal(values, "recording"), signal(pattern, "pattern")
    fig, axes = figure(2, 1, width=9, height=3.8, sharex=True, sharey=True)
    for ax, line, colour, name in zip(
        axes[:, 0], (values, pattern), (INPUT, KERNEL), ("recording", "pattern"), strict=True
    ):
        ax.plot(line, color=colour, lw=1 if name == "recording" else 2)
        ax.set_title(f"{name}   ({len(line)} samples)", fontsize=10, loc="left")
    axes[1, 0].set_xlabel("n")
    return fig


def crossover(lengths: ArrayLike, ratios: ArrayLike) -> Figure:
    """Draw, on logarithmic axes, how many times longer one way takes than the other (m,) for kernel lengths (m,).

    Raises
    ------
    ValueError
        The two are not equally long, or hold a number that is not above 0.
    """
    lengths, ratios = signal(lengths, "lengths"), signal(ratios, "ratios")
    if lengths.shape != ratios.shape or min(lengths.min(), ratios.min()) <= 0:
        raise ValueError(f"lengths and ratios must be above 0, one for each, got {lengths} and {ratios}")
    fig, axes = figure(1, 1, width=7, height=3.2)
    ax = axes[0, 0]
    ax.loglog(lengths, ratios, "o-", color=OUTPUT)
    ax.axhline(1, color="black", lw=0.8, ls="--", zorder=0)
    ax.text(lengths[0], 1.1, "equally fast", fontsize=9)
    ax.set_xticks(lengths, [f"{length:.0f}" for length in lengths])
    ax.minorticks_off()
    ax.set_xlabel("samples of the kernel")
    ax.set_ylabel("time of the sum ÷ time by FFT")
    return fig


def search(recording: ArrayLike, pattern: ArrayLike, score: ArrayLike) -> Figure:
    """Draw a recording (N,), a pattern (k,) at the place of the best score, and the score (N−k+1,) itself."""
    recording, pattern, score = signal(recording, "recording"), signal(pattern, "pattern"), signal(score, "score")
    best = int(np.argmax(score))
    place = np.arange(best, best + len(pattern))
    fig, axes = figure(2, 1, width=9, height=3.8, sharex=True)
    axes[0, 0].plot(recording, color=INPUT, lw=1, label="recording")
    axes[0, 0].plot(place, pattern, color=KERNEL, lw=2.5, label="pattern, where the score is highest")
    axes[0, 0].legend(loc="upper left", bbox_to_anchor=(0, 1.25), ncols=2, frameon=False)
    axes[1, 0].plot(score, color=OUTPUT, lw=1)
    axes[1, 0].plot(best, score[best], "o", color=KERNEL, markersize=8)
    axes[1, 0].annotate(f"n = {best}", (best, score[best]), xytext=(10, -3), textcoords="offset points", color=KERNEL)
    axes[1, 0].set_ylabel("score")
    axes[1, 0].set_xlabel("n")
    return fig


def matrices(
    panels: Mapping[str, ArrayLike],
    *,
    marks: Mapping[str, tuple[int, int, int, int]] | None = None,
    outputs: int = 1,
) -> Figure:
    """Draw matrices side by side with a number in every cell, all cells of one size.

    Parameters
    ----------
    panels
        Title → array of shape (h, w). A title that starts with "kernel" is coloured as a kernel; the last
        `outputs` panels are coloured as output, the others as input.
    marks
        Title → (row, column, height, width) of cells to frame.

    Raises
    ------
    ValueError
        There is no panel, a panel is not two-dimensional, or a mark names no panel.
    """
    if not panels:
        raise ValueError("no matrices to draw")
    arrays = {title: matrix(values, title) for title, values in panels.items()}
    marks = dict(marks or {})
    if set(marks) - set(arrays):
        raise ValueError(f"no panel named {sorted(set(marks) - set(arrays))[0]!r}")
    widths = [array.shape[1] for array in arrays.values()]
    tallest = max(array.shape[0] for array in arrays.values())
    scale = min(0.42, 10.5 / (sum(widths) + 0.8 * len(widths)))
    fig, axes = figure(
        1,
        len(arrays),
        width=scale * (sum(widths) + 0.8 * len(widths)),
        height=scale * tallest + 0.45,
        width_ratios=widths,
    )
    for position, (ax, (title, array)) in enumerate(zip(axes[0], arrays.items(), strict=True)):
        colour = KERNEL if title.startswith("kernel") else OUTPUT if position >= len(arrays) - outputs else INPUT
        draw_cells(ax, array, title, colour, frame=marks.get(title))
        middle, half = (array.shape[0] - 1) / 2, max(tallest / 2, 1)
        ax.set_ylim(middle + half + 0.05, middle - half - 0.05)
        ax.set_title(title, fontsize=10, y=0.5 + array.shape[0] / (2 * tallest + 0.2))
    return fig


def window(image: ArrayLike, kernel: ArrayLike, row: int, col: int, *, padding: int = 0, stride: int = 1) -> Figure:
    """Show the window that gives output cell (row, col) of a correlation: covered cells, products, output.

    Parameters
    ----------
    image, kernel
        Matrices of shape (h, w) and (kh, kw).
    row, col
        Cell of the output.
    padding, stride
        Zeros around the image; step of the window.

    Raises
    ------
    ValueError
        Not matrices, negative padding, stride below 1, a kernel larger than the padded image, or a cell outside
        the output.
    """
    image, kernel = matrix(image, "image"), matrix(kernel, "kernel")
    if padding < 0 or stride < 1:
        raise ValueError(f"padding must be ≥ 0 and stride ≥ 1, got {padding} and {stride}")
    padded = np.pad(image, padding)
    if kernel.shape[0] > padded.shape[0] or kernel.shape[1] > padded.shape[1]:
        raise ValueError(f"the kernel {kernel.shape} is larger than the padded image {padded.shape}")
    views = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    output = np.einsum("ijuv,uv->ij", views, kernel)
    if not (0 <= row < output.shape[0] and 0 <= col < output.shape[1]):
        raise ValueError(f"cell ({row}, {col}) lies outside the output {output.shape}")
    fig, axes = figure(1, 4, width=11, height=3.3, width_ratios=[padded.shape[1], 3, 3, output.shape[1]])
    size = f"{image.shape[0]}×{image.shape[1]}" + (f", padding {padding}" if padding else "")
    covered = (row * stride, col * stride, *kernel.shape)
    draw_cells(axes[0, 0], padded, f"image {size}", INPUT, frame=covered, faded=padding)
    draw_cells(axes[0, 1], kernel, "kernel", KERNEL)
    draw_cells(axes[0, 2], views[row, col] * kernel, f"products: sum {output[row, col]:.4g}", MARK)
    draw_cells(
        axes[0, 3],
        output,
        f"output {output.shape[0]}×{output.shape[1]}",
        OUTPUT,
        frame=(row, col, 1, 1),
        until=(row, col),
    )
    for left, sign in ((1, "×"), (2, "="), (3, "→")):
        axes[0, left].text(-0.16, 0.5, sign, transform=axes[0, left].transAxes, fontsize=15, ha="center", va="center")
    return fig


def window_positions(n: int, k: int, padding: int = 0, stride: int = 1) -> Figure:
    """Draw every place that a window of `k` samples takes on `n` samples, with padding and stride, in one row each.

    The numbers in the top row are the samples' places; cells of padding say "pad".

    Raises
    ------
    ValueError
        `n` or `k` or `stride` below 1, negative padding, or a window longer than the padded row.
    """
    if min(n, k, stride) < 1 or padding < 0 or k > n + 2 * padding:
        raise ValueError(f"no window of {k} fits on {n} samples with padding {padding} and stride {stride}")
    starts = range(-padding, n + padding - k + 1, stride)
    fig, axes = figure(1, 1, width=9, height=0.9 + 0.33 * (len(starts) + 1))
    ax = axes[0, 0]
    for place in range(-padding, n + padding):
        inside = 0 <= place < n
        ax.add_patch(
            Rectangle((place, 0), 1, 0.8, facecolor=tint(INPUT if inside else QUIET, 0.35), edgecolor="white")
        )
        ax.text(
            place + 0.5, 0.4, str(place) if inside else "pad", ha="center", va="center", fontsize=9 if inside else 7
        )
    for number, start in enumerate(starts):
        ax.add_patch(Rectangle((start, -number - 1), k, 0.7, facecolor=tint(KERNEL, 0.55), edgecolor=KERNEL))
        ax.text(start + k / 2, -number - 0.65, f"y[{number}]", ha="center", va="center", fontsize=9)
    ax.set(xlim=(-padding - 0.2, n + padding + 0.2), ylim=(-len(starts) - 0.2, 1))
    ax.set_title(f"n = {n}, k = {k}, padding {padding}, stride {stride}: {len(starts)} outputs", fontsize=10)
    ax.axis("off")
    return fig
