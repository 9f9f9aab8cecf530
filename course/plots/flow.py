"""Figures of lab 09: frames of a flow, signals, errors, roll-outs, and tables of recorded runs."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from importlib import resources

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from numpy.typing import ArrayLike, NDArray

from course.metrics.flow import vorticity
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure

COLOURS = (KERNEL, OUTPUT, INPUT, MARK, QUIET, "black")
BODY = (0.55, 0.55, 0.55, 1.0)
TURNING = 3.0  # vorticity, in U/D, at which the colours end


def picture(ax: Axes, values: ArrayLike, title: str = "", solid=None, *, cmap="viridis", vmin=None, vmax=None):
    """Draw a map (h, w) with y upwards and the body in grey; return the image."""
    image = ax.imshow(values, cmap=cmap, vmin=vmin, vmax=vmax, origin="lower", interpolation="nearest")
    if solid is not None:
        ax.imshow(np.asarray(solid)[..., None] * BODY, origin="lower", interpolation="nearest")
    ax.set_title(title, fontsize=9)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    return image


def frame(fields: ArrayLike, solid: ArrayLike) -> Figure:
    """Show u, v and p of one frame (h, w, 3)."""
    fields = np.asarray(fields)
    fig, axes = figure(1, 3, width=9, height=2.1)
    names = {"u / U": "viridis", "v / U": "coolwarm", "p / ρU²": "viridis"}
    for k, (ax, (name, cmap)) in enumerate(zip(axes[0], names.items(), strict=True)):
        most = float(np.abs(fields[..., k]).max())
        limits = {"vmin": -most, "vmax": most} if name.startswith("v") else {}
        image = picture(ax, fields[..., k], name, solid, cmap=cmap, **limits)
        fig.colorbar(image, ax=ax, shrink=0.85).ax.tick_params(labelsize=7)
    return fig


def turning(ax: Axes, fields: ArrayLike, solid: ArrayLike, spacing: float, title: str = "") -> None:
    """Draw the vorticity of one frame (h, w, 3)."""
    picture(ax, vorticity(fields, spacing), title, solid, cmap="RdBu_r", vmin=-TURNING, vmax=TURNING)


def strip(rows: Mapping[str, NDArray], solid: ArrayLike, spacing: float, titles: Sequence[str] = ()) -> Figure:
    """Show rows of frames, name → (n, h, w, 3), by their vorticity; `titles` stand above the columns."""
    columns = max(len(row) for row in rows.values())
    fig, axes = figure(len(rows), columns, width=9, height=(9 / columns * 0.53) * len(rows) + 0.3)
    for number, (line, (name, row)) in enumerate(zip(axes, rows.items(), strict=True)):
        for ax in line:
            ax.axis("off")
        for k, (ax, fields) in enumerate(zip(line, row, strict=False)):
            ax.axis("on")
            turning(ax, fields, solid, spacing, titles[k] if titles and number == 0 else "")
        line[0].set_ylabel(name.replace(", ", ",\n"), fontsize=8)
    return fig


def probe(signal: ArrayLike, step: float) -> Figure:
    """Show a probe's signal (n,) over time, and the amplitudes of its Fourier series."""
    signal = np.asarray(signal, float)
    fig, axes = figure(1, 2, width=9, height=2.4)
    axes[0, 0].plot(step * np.arange(len(signal)), signal, ".-", color=INPUT, lw=0.8)
    axes[0, 0].axhline(signal.mean(), color=QUIET, lw=0.8)
    axes[0, 0].set_xlabel("time, D/U")
    axes[0, 0].set_ylabel("v / U")
    spectrum(axes[0, 1], {"": signal}, step)
    return fig


def spectrum(ax: Axes, signals: Mapping[str, ArrayLike], step: float) -> None:
    """Draw the amplitudes of the Fourier series of signals, name → (n,)."""
    for colour, (name, signal) in zip((INPUT, KERNEL, OUTPUT), signals.items(), strict=False):
        signal = np.asarray(signal, float)
        amplitude = 2 * np.abs(np.fft.rfft(signal - signal.mean())) / len(signal)
        ax.plot(np.fft.rfftfreq(len(signal), step), amplitude, ".-", color=colour, lw=0.8, label=name)
    ax.set_xlim(0, 0.8)
    ax.set_xlabel("frequency, U/D", fontsize=9)
    ax.set_ylabel("amplitude", fontsize=9)
    if any(signals):
        ax.legend(fontsize=7, frameon=False)


def frequencies(found: Mapping[float, float], published: Callable) -> Figure:
    """Show Strouhal numbers, Re → St, beside a published curve."""
    fig, axes = figure(1, 1, width=5, height=2.5)
    ax, number = axes[0, 0], np.linspace(60, 220, 100)
    ax.plot(number, published(number), color=QUIET, label="published fit")
    ax.fill_between(number, 0.95 * published(number), 1.05 * published(number), color=QUIET, alpha=0.2, label="± 5 %")
    ax.plot(list(found), list(found.values()), "o", color=KERNEL, label="this solver")
    ax.set_xlabel("Reynolds number")
    ax.set_ylabel("Strouhal number")
    ax.legend(fontsize=8, frameon=False)
    return fig


def forces(values: ArrayLike, step: float) -> Figure:
    """Show drag and lift coefficients (n, 2) over time."""
    values = np.asarray(values)
    fig, axes = figure(1, 2, width=9, height=2.2)
    for ax, name, column, colour in zip(axes[0], ("drag", "lift"), values.T, (KERNEL, INPUT), strict=True):
        ax.plot(step * np.arange(len(column)), column, color=colour)
        ax.set_title(name, fontsize=10)
        ax.set_xlabel("time, D/U")
    return fig


def distances(groups: Mapping[str, ArrayLike]) -> Figure:
    """Show for each group, name → relative distances of frames to their nearest, all of them and their median."""
    fig, axes = figure(1, 1, width=7, height=0.9 + 0.5 * len(groups))
    ax = axes[0, 0]
    for place, (colour, values) in enumerate(zip(COLOURS, groups.values(), strict=False)):
        percent = 100 * np.asarray(values)
        ax.plot(percent, np.full(len(percent), place), "|", color=colour, ms=12, alpha=0.6)
        ax.annotate(f"median {np.median(percent):.1f} %", (np.median(percent), place + 0.27), fontsize=8, ha="center")
    ax.set_yticks(range(len(groups)), list(groups), fontsize=8)
    ax.set_ylim(-0.5, len(groups) - 0.3)
    ax.set_xlim(0)
    ax.set_xlabel("distance to the nearest frame that may be copied, %")
    return fig


def bars(values: Mapping[str, Mapping[int, float]], title: str) -> Figure:
    """Show bars on a logarithmic axis: name → {Reynolds number: value}."""
    fig, axes = figure(1, 1, width=7, height=0.7 + 0.45 * len(values))
    ax, numbers = axes[0, 0], list(next(iter(values.values())))
    for k, number in enumerate(numbers):
        here = [row[number] for row in values.values()]
        places = np.arange(len(here)) + (k - (len(numbers) - 1) / 2) * 0.38
        ax.barh(places, here, height=0.36, color=COLOURS[k + 1], label=f"Re {number}")
        for place, value in zip(places, here, strict=True):
            ax.text(1.04 * value, place, f"{value:.3g}", va="center", fontsize=8)
    every = [value for row in values.values() for value in row.values()]
    ax.set_xscale("log")
    plain(ax.xaxis)
    ax.set_xlim(min(every) / 2, 2 * max(every))
    ax.set_yticks(range(len(values)), list(values), fontsize=8)
    ax.invert_yaxis()
    ax.set_xlabel(title, fontsize=9)
    ax.legend(fontsize=8, frameon=False)
    return fig


def by_reynolds(values: Mapping[str, Mapping[float, float]], title: str) -> Figure:
    """Show how values depend on the Reynolds number, name → {Re: value}, on a logarithmic axis."""
    fig, axes = figure(1, 1, width=7, height=2.8)
    ax = axes[0, 0]
    for colour, (name, points) in zip(COLOURS, values.items(), strict=False):
        ax.semilogy(sorted(points), [points[number] for number in sorted(points)], "o-", color=colour, label=name)
    ax.set_xlabel("Re")
    ax.set_ylabel(title)
    plain(ax.yaxis)
    ax.legend(fontsize=7, frameon=False)
    return fig


def plain(axis) -> None:
    """Label a logarithmic axis with 1, 2, 5 and their tenfold, as plain numbers."""
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def maps(named: Mapping[str, ArrayLike], solid=None, decades: int = 0) -> Figure:
    """Show maps (h, w) with one range of colours, logarithmic over so many decades if asked for; NaN stays white."""
    fig, axes = figure(1, len(named), width=4.4 * len(named), height=2.3)
    most = max(float(np.nanmax(values)) for values in named.values())
    for ax, (name, values) in zip(axes[0], named.items(), strict=True):
        image = picture(ax, values, name, solid, cmap="magma")
        image.set_norm(LogNorm(most / 10**decades, most, clip=True) if decades else Normalize(0, most))
    fig.colorbar(image, ax=list(axes[0]), shrink=0.85).ax.tick_params(labelsize=7)
    return fig


def curves(logs: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
    """Show the L2 term and D's loss of several trainings, report by report."""
    fig, axes = figure(1, 2, width=9, height=2.5)
    for colour, (name, log) in zip(COLOURS, logs.items(), strict=False):
        axes[0, 0].semilogy(range(1, len(log["l2"]) + 1), log["l2"], color=colour, label=name)
        if "adversarial" in log:
            axes[0, 1].plot(range(1, len(log["d_loss"]) + 1), log["d_loss"], color=colour, label=name)
    axes[0, 1].axhline(2 * np.log(2), color="black", lw=0.7, ls="--")
    for ax, title in zip(axes[0], ("L2 term", "D's loss (dashed: 2 ln 2)"), strict=True):
        ax.set_title(title, fontsize=10)
        ax.set_xlabel("report")
        ax.xaxis.get_major_locator().set_params(integer=True)
    axes[0, 0].legend(fontsize=7, frameon=False)
    return fig


def growth(errors: Mapping[str, Sequence[float]], step: float, title: str = "error, %") -> Figure:
    """Show how values (steps,) grow along a roll-out, on a logarithmic axis."""
    fig, axes = figure(1, 1, width=7, height=2.8)
    ax = axes[0, 0]
    for colour, (name, values) in zip(COLOURS, errors.items(), strict=False):
        ax.semilogy(step * np.arange(1, len(values) + 1), values, color=colour, label=name)
    ax.set_xlabel("time, D/U")
    ax.set_ylabel(title)
    ax.legend(fontsize=7, frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    return fig


def scales(energies: Mapping[str, NDArray], height: float) -> Figure:
    """Show the energy of v by wavelength across the wake, of height `height` D."""
    fig, axes = figure(1, 1, width=6, height=2.6)
    for colour, (name, energy) in zip(COLOURS, energies.items(), strict=False):
        axes[0, 0].loglog(np.arange(1, len(energy)) / height, np.asarray(energy)[1:], color=colour, label=name)
    plain(axes[0, 0].xaxis)
    axes[0, 0].set_xlabel("waves a diameter, across the wake")
    axes[0, 0].set_ylabel("energy of v")
    axes[0, 0].legend(fontsize=7, frameon=False)
    return fig


def rollout(
    true: ArrayLike,
    made: ArrayLike,
    at: int,
    solid: ArrayLike,
    spacing: float,
    step: float,
    probe: tuple[int, int],
    title: str = "",
) -> Figure:
    """Show frame `at` of a true and of a predicted film (n, h, w, 3), the error, and what a probe saw until then.

    The error is the length of the error in velocity, in U.
    """
    true, made = np.asarray(true), np.asarray(made)
    fig, axes = figure(2, 3, width=9, height=3.9, height_ratios=(1.25, 1))
    turning(axes[0, 0], true[at], solid, spacing, f"solver, {(at + 1) * step:.2f} D/U on")
    turning(axes[0, 1], made[at], solid, spacing, title or "network")
    wrong = np.linalg.norm((made - true)[at][..., :2], axis=-1)
    image = picture(axes[0, 2], wrong, "error in velocity, U", solid, cmap="magma", vmin=0, vmax=0.6)
    fig.colorbar(image, ax=axes[0, 2], shrink=0.8).ax.tick_params(labelsize=7)
    signals = {"solver": true[:, *probe, 1], "network": made[:, *probe, 1]}
    wide = fig.add_subplot(axes[1, 0].get_gridspec()[1, :2])
    for ax in axes[1, :2]:
        ax.remove()
    for colour, (name, signal) in zip((INPUT, KERNEL), signals.items(), strict=True):
        wide.plot(step * np.arange(1, len(signal) + 1), signal, color=colour, label=name, lw=1)
    wide.axvline((at + 1) * step, color=QUIET, lw=0.8)
    wide.set_xlabel("time, D/U", fontsize=9)
    wide.set_ylabel("v at the probe", fontsize=9)
    wide.spines[["top", "right"]].set_visible(False)
    spectrum(axes[1, 2], signals, step)
    return fig


# ---- What benchmarks/flow.py has recorded -------------------------------------------------------------------------


@functools.cache
def recorded() -> dict:
    """Return what `python benchmarks/flow.py ship` has put into the course: runs by recipe, cases of the solver."""
    return json.loads((resources.files("course.metrics") / "flow_runs.json").read_text(encoding="utf-8"))


def _grid(rows: list[list[str]], heads: Sequence[str], width: float) -> Figure:
    fig, axes = figure(1, 1, width=width, height=0.35 + 0.24 * len(rows))
    axes[0, 0].axis("off")
    table = axes[0, 0].table(rows, colLabels=heads, loc="center", cellLoc="center", edges="horizontal")
    table.auto_set_font_size(False)
    table.set_fontsize(8.5)
    table.auto_set_column_width(range(len(heads)))
    table.scale(1, 1.25)
    return fig


def solver_table(record: Mapping) -> Figure:
    """Show Strouhal number and drag of the recorded cases by grid, height and Reynolds number; see `recorded`."""
    rows = [
        [f"{one['cells']}", f"{one['height']} D", f"{one['Re']}", f"{one['St']:.4f}", f"{one['drag']:.3f}"]
        for one in record["solver"]
    ]
    return _grid(rows, ("cells a diameter", "height", "Re", "St", "mean drag"), 6.5)


MEASURES = {  # name in the record → heading
    "200 one": "1 step, %",
    "200 divergence": "|div|",
    "200 residual": "residual",
    "200 ten": "10 steps, %",
    "200 fifty": "50 steps, %",
    "200 divergence at 50": "|div| at 50",
    "200 St": "St",
}


def terms_table(record: Mapping) -> Figure:
    """Show the recorded measures at Re 200, mean ± half the range over the seeds; see `recorded`."""

    def cell(runs: list[dict], key: str) -> str:
        values = np.array([run[key] for run in runs], float)
        if not np.isfinite(values).all():
            return "none"
        text = f"{values.mean():.3g}"
        half = float(f"{np.ptp(values) / 2:.1g}")
        return text if len(values) == 1 else f"{text} ± {half:g}"

    rows = [[name, *(cell(runs, key) for key in MEASURES)] for name, runs in record["runs"].items()]
    return _grid(rows, ("", *MEASURES.values()), 9.5)


def terms_chart(
    record: Mapping, keys: Sequence[str] = ("200 one", "200 divergence", "200 fifty", "200 divergence at 50")
) -> Figure:
    """Show each recorded seed of each recipe as a dot, for some of the measures."""
    runs = {name: part for name, part in record["runs"].items() if len(part) > 1}
    fig, axes = figure(1, len(keys), width=9.5, height=0.8 + 0.26 * len(runs), sharey=True)
    for ax, key in zip(axes[0], keys, strict=True):
        for place, (name, part) in enumerate(runs.items()):
            colour = KERNEL if name == "L2" else INPUT
            ax.plot([run[key] for run in part], [place] * len(part), "o", color=colour, ms=4, alpha=0.8)
        ax.axvline(np.mean([run[key] for run in runs["L2"]]), color=KERNEL, lw=0.6, ls="--")
        ax.set_title(MEASURES[key], fontsize=9)
        ax.set_xlim(0)
    axes[0, 0].set_yticks(range(len(runs)), list(runs), fontsize=8)
    axes[0, 0].invert_yaxis()
    return fig
