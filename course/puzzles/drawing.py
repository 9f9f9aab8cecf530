"""Logs side by side: a column a log, a row a part of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course.plots.images import draw_sheet
from course.plots.style import OVER_LINES, QUIET, figure
from course.puzzles.log import Log

Row = Callable[[Axes, Log], None]


def side_by_side(
    logs: Mapping[str, Log], rows: Sequence[Row], *, width: float, height: float, heights: Sequence[float]
) -> Figure:
    """Draw logs, name → log, with the rows that `curves`, `pictures` and `table` return; all inches.

    `width` is that of four columns.

    Raises
    ------
    ValueError
        There is no log.
    """
    if not logs:
        raise ValueError("there is no log to show")
    columns = max(len(logs), 2)
    fig, axes = figure(len(rows), len(logs), width=width * columns / 4, height=height, height_ratios=heights)
    for column, (name, log) in zip(axes.T, logs.items(), strict=True):
        for row, ax in zip(rows, column, strict=True):
            row(ax, log)
        column[0].set_title(name, fontsize=10)
    for ax in axes[:, 1:].flat:
        ax.set_ylabel("")
        if ax.get_legend():
            ax.get_legend().remove()
    return fig


def curves(
    lines: Mapping[str, tuple[str, str]],
    label: str,
    limits: tuple[float, float],
    *,
    every: int = 1,
    level: float | None = None,
    legend: str = "best",
) -> Row:
    """Return a row of curves: `lines` are key in the log → name, colour; `level` is a dashed line across."""

    def draw(ax: Axes, log: Log) -> None:
        for key, (name, colour) in lines.items():
            steps = every * np.arange(1, len(log[key]) + 1)
            ax.plot(steps, log[key], color=colour, lw=1, marker="." if len(steps) < 10 else None, label=name)
        if level is not None:
            ax.axhline(level, color=QUIET, lw=0.8, ls="--")
        ax.set(xlim=(0, None), ylim=limits, ylabel=label, xlabel="step")
        if len(lines) > 1:
            ax.legend(fontsize=8, loc=legend, **OVER_LINES)

    return draw


def pictures(key: str, columns: int, label: str = "", *, most: int | None = None) -> Row:
    """Return a row of sheets of pictures, of the first `most` ones."""

    def draw(ax: Axes, log: Log) -> None:
        draw_sheet(ax, log[key][:most], columns)
        ax.set_ylabel(label)

    return draw


def table(key: str, by: str) -> Row:
    """Return a row of tables (10, 10): what was ordered, and what was seen, and by whom."""

    def draw(ax: Axes, log: Log) -> None:
        ax.imshow(log[key], cmap="Blues", vmin=0, vmax=1)
        ax.set(xticks=range(10), yticks=range(10), ylabel="ordered")
        ax.tick_params(labelsize=7)
        ax.set_xlabel(f"seen by {by}", fontsize=8)

    return draw
