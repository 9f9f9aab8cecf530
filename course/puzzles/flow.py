"""The closing question of lab 09: forecasts by POD and regression, five ways to fool oneself, and three studies."""

from __future__ import annotations

import contextlib
import functools
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.metrics.flow import divergence, inside
from course.plots.style import INPUT, KERNEL, QUIET, figure
from course.puzzles.log import Log, recorded

TRAIN, VALIDATE, TEST = (100, 150), 175, 200
MODES = (1, 2, 3, 4, 6, 8, 12, 16, 24)  # of a forecast
TITLES = ("one step: error, %", "nearest frame, %", "roll-out: error, %", "|div| / data's")
PAST, STEPS, CHOSEN = 2, 12, 5  # frames that a forecast looks at; steps of a roll-out, and which of MODES makes it
STRENGTH = 0.02  # of the punishment of divergence


@dataclass(frozen=True)
class Study:
    """How somebody went about it; the defaults are right.

    Attributes
    ----------
    dealt
        Windows of all films are dealt at random to training and validation.
    whole
        A frame is a twelfth of a period.
    absolute
        Predictions are moved towards no divergence at all.
    peeping
        The last of the past frames is the one to be predicted.
    joined
        The films are one, read backwards.
    """

    dealt: bool = False
    whole: bool = False
    absolute: bool = False
    peeping: bool = False
    joined: bool = False


def dealt_at_random() -> Log:
    """Deal the windows of all films to training and validation."""
    return run(Study(dealt=True))


def twelfth_of_a_period() -> Log:
    """Take twelve frames a period."""
    return run(Study(whole=True))


def no_divergence_at_all() -> Log:
    """Punish divergence, not its difference from the data's."""
    return run(Study(absolute=True))


def window_too_far() -> Log:
    """End the window with the frame to be predicted."""
    return run(Study(peeping=True))


def joined_and_reversed() -> Log:
    """Join the films, and read them backwards."""
    return run(Study(joined=True))


SUSPECTS: dict[str, Callable[[], Log]] = {
    "a": dealt_at_random,
    "b": twelfth_of_a_period,
    "c": no_divergence_at_all,
    "d": window_too_far,
    "e": joined_and_reversed,
}

TRACES = {
    "a": "windows dealt at random make validation far better than an unseen Reynolds number; the frames differ",
    "b": "with a twelfth of a period, every frame has its twin: the distance to the nearest one falls to almost 0",
    "c": "if divergence itself is punished, it falls far below the data's own, 1, and one step's error is larger",
    "d": "a window that holds its target makes the error of one step 0, and a roll-out stands still",
    "e": "a film that is read backwards teaches a flow that runs upstream: the error is large from the first step on",
}


@functools.lru_cache(maxsize=1)
def films() -> dict[int, NDArray[np.float32]]:
    """Return the embedded films, Reynolds number → (n, 24, 48, 3), every other cell, and the body in the middle."""
    from course.datasets.flow import film

    with contextlib.redirect_stdout(io.StringIO()):
        return {
            number: film(number, 32, source="embedded").fields[:, ::2, ::2] for number in (*TRAIN, VALIDATE, TEST)
        }


@functools.lru_cache(maxsize=1)
def body() -> NDArray[np.bool_]:
    """Return the cells of `films` that lie inside the cylinder."""
    return (films()[TEST] == 0).all(axis=(0, -1))


def resampled(film: NDArray, per_period: int = 12) -> NDArray[np.float32]:
    """Return a film with a whole number of frames a period, interpolated in time by cubic splines."""
    from scipy.interpolate import CubicSpline

    from course.metrics.flow import strouhal_number

    period = 1 / strouhal_number(film[:, film.shape[1] // 2, 25, 1], 1.0)
    times = np.arange(0, len(film) - 1, period / per_period)
    return CubicSpline(np.arange(len(film)), film)(times).astype(np.float32)


def windows(films: list[NDArray], peeping: bool = False) -> tuple[NDArray, NDArray]:
    """Return windows (m, PAST, h, w, 3) and targets (m, h, w, 3) of films."""
    shift = 1 if peeping else 0
    past = [film[i + shift : i + shift + PAST] for film in films for i in range(len(film) - PAST)]
    return np.stack(past), np.concatenate([film[PAST:] for film in films])


def forecasts(past: NDArray, target: NDArray) -> list[Callable[[NDArray], NDArray]]:
    """Return for each number of MODES a function from windows to next frames.

    POD of the targets; the change of each mode's amount is a linear function of its amounts in the window.
    """
    mean = target.mean(axis=0)
    _, _, vectors = np.linalg.svd((target - mean).reshape(len(target), -1), full_matrices=False)

    def made(modes: int) -> Callable[[NDArray], NDArray]:
        basis = vectors[:modes]

        def amounts(frames):
            return (frames - mean).reshape(*frames.shape[:-3], -1) @ basis.T

        known = amounts(past)
        rule = np.linalg.lstsq(known.reshape(len(past), -1), amounts(target) - known[:, -1], rcond=1e-4)[0]

        def predict(frames):
            change = amounts(frames).reshape(len(frames), -1) @ rule
            return frames[:, -1] + (change @ basis).reshape(len(frames), *mean.shape)

        return predict

    return [made(modes) for modes in MODES]


def less_divergence(frames: NDArray, steps: int = 40) -> NDArray:
    """Return frames moved towards no divergence, as a loss with STRENGTH would pull them; not at the edges."""
    moved, spacing, free = frames.astype(float), 0.2, inside(body(), margin=2)
    for _ in range(steps):
        spilled = divergence(moved, spacing) * free
        moved[..., 0] += STRENGTH / 2 * np.gradient(spilled, spacing, axis=-1) * free
        moved[..., 1] += STRENGTH / 2 * np.gradient(spilled, spacing, axis=-2) * free
    return moved


def error(made: NDArray, true: NDArray) -> float:
    """Return the relative error in velocity outside the body, in per cent."""
    fluid = ~body()
    return 100 * float(
        np.linalg.norm((made - true)[..., fluid, :2]) / np.linalg.norm(np.asarray(true)[..., fluid, :2])
    )


@functools.lru_cache(maxsize=8)
def run(study: Study) -> Log:
    """Go through a study; return its curves, float32.

    "validation", "test": error of one step in per cent for each of MODES. "nearest": distance of each training frame
    to the nearest other one, in per cent, smallest first, at 20 places. "rollout", "divergence": over 12 steps at the
    unseen Reynolds number, the error in per cent, and |divergence| in units of the data's own.
    """
    data = {number: resampled(film) if study.whole else film for number, film in films().items()}
    known = [data[number] for number in TRAIN]
    if study.joined:
        known = [np.concatenate(known)[::-1]]
    past, target = windows(known, study.peeping)
    held = windows([data[VALIDATE]], study.peeping)
    if study.dealt:
        past, target = (np.concatenate(parts) for parts in zip((past, target), held, strict=True))
        order = np.random.default_rng(5).permutation(len(past))
        cut = 2 * len(past) // 3
        held = past[order[cut:]], target[order[cut:]]
        past, target = past[order[:cut]], target[order[:cut]]
    unseen = windows([data[TEST]], study.peeping)
    after = less_divergence if study.absolute else np.asarray
    found: dict[str, list] = {"validation": [], "test": []}
    predictors = forecasts(past, target)
    for predict in predictors:
        for name, (frames, true) in (("validation", held), ("test", unseen)):
            found[name].append(error(after(predict(frames)), true))
    flat = target.reshape(len(target), -1)
    apart = np.linalg.norm(flat[:, None] - flat[None], axis=-1) / np.linalg.norm(flat, axis=-1)
    np.fill_diagonal(apart, np.inf)
    found["nearest"] = 100 * np.quantile(apart.min(axis=1), np.linspace(0, 1, 20))
    free, frames = inside(body(), margin=2), data[TEST][:PAST][None]
    rollout, spilled = [], []
    for k in range(STEPS):
        new = after(predictors[CHOSEN](frames))
        true = data[TEST][PAST + k]
        rollout.append(error(new[0], true))
        own = np.abs(divergence(true, 0.2))[free].mean()
        spilled.append(np.abs(divergence(new[0], 0.2))[free].mean() / own)
        frames = np.concatenate([frames[:, 1:], new[:, None]], axis=1)
    return {
        name: np.asarray(part, np.float32)
        for name, part in (found | {"rollout": rollout, "divergence": spilled}).items()
    }


def trial(letter: str = "") -> Log:
    """Return the log of the study with the mistake `letter`; without one, of the right one."""
    return SUSPECTS[letter]() if letter else run(Study())


def evidence() -> dict[str, Log]:
    """Return the recorded studies, name → log: "a right study", "broken study 1" to "3"."""
    return recorded("flow", "study")


def show(logs: Mapping[str, Log] | None = None) -> Figure:
    """Show studies, the recorded ones if none are given: a row each, the right one in grey.

    Raises
    ------
    ValueError
        There is no log.
    """
    logs = evidence() if logs is None else logs
    if not logs:
        raise ValueError("there is no log to show")
    right = run(Study())
    fig, axes = figure(len(logs), 4, width=9.5, height=1.85 * len(logs))
    for row, (name, log) in zip(axes, logs.items(), strict=True):
        for source, colours, label in ((right, (QUIET, QUIET), ""), (log, (INPUT, KERNEL), name)):
            mine = bool(label)
            row[0].loglog(MODES, source["validation"], "o-", ms=3, color=colours[0], label="validation" * mine)
            row[0].loglog(MODES, source["test"], "s--", ms=3, color=colours[1], label="unseen Re" * mine)
            row[1].plot(np.linspace(0, 1, len(source["nearest"])), source["nearest"], color=colours[0])
            row[2].plot(np.arange(1, len(source["rollout"]) + 1), source["rollout"], ".-", color=colours[1])
            row[3].plot(np.arange(1, len(source["divergence"]) + 1), source["divergence"], ".-", color=colours[1])
        row[0].legend(fontsize=6, frameon=False)
        row[0].set_ylim(0.05, 100)
        row[0].set_ylabel(name.replace("broken ", ""), fontsize=9)
        for ax, title in zip(row, TITLES, strict=True):
            ax.tick_params(labelsize=7)
            ax.set_title(title, fontsize=8)
        for ax in row[1:]:
            ax.set_ylim(0)
    for ax, name in zip(axes[-1], ("modes", "share of the frames", "step", "step"), strict=True):
        ax.set_xlabel(name, fontsize=8)
    return fig
