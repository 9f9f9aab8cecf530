"""Interactive figure of lab 09: roll-outs of several networks, at several Reynolds numbers, step by step."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as ipw
import numpy as np
from numpy.typing import ArrayLike

from course.plots import flow as plots
from course.widgets.live import Live, play


def rollouts(
    true: Mapping[int, ArrayLike],
    made: Mapping[str, Mapping[int, ArrayLike]],
    solid: ArrayLike,
    spacing: float,
    step: float,
    probe: tuple[int, int],
) -> Live:
    """Look at roll-outs: choose the Reynolds number, the loss and the step; or let the film run.

    Parameters
    ----------
    true
        Reynolds number → what the solver has, (n, h, w, 3), from the first predicted frame on.
    made
        Name of a loss → Reynolds number → roll-out, of the same shape.
    solid, spacing, step
        Of the films.
    probe
        Row and column of the probe whose signal and spectrum are shown.

    Raises
    ------
    ValueError
        There is nothing to show, a film is missing or has another shape than the true one, or the probe lies outside.
    """
    films = {number: np.asarray(film) for number, film in true.items()}
    if not films or not made:
        raise ValueError("at least one true film and the roll-outs of one loss are needed")
    body = np.asarray(solid)
    for number, film in films.items():
        if film.ndim != 4 or film.shape[-1] != 3 or len(film) == 0 or film.shape[1:3] != body.shape:
            raise ValueError(f"the film at Re {number} is {film.shape}; (n, {body.shape[0]}, {body.shape[1]}, 3)")
        for name, rolled in made.items():
            if number not in rolled or np.shape(rolled[number]) != film.shape:
                came = np.shape(rolled[number]) if number in rolled else "missing"
                raise ValueError(f"the roll-out of {name!r} at Re {number} is {came}, the true film is {film.shape}")
    if not (0 <= probe[0] < body.shape[0] and 0 <= probe[1] < body.shape[1]):
        raise ValueError(f"the probe {probe} lies outside the {body.shape[0]} × {body.shape[1]} cells")
    length = min(len(film) for film in films.values())

    def draw(reynolds, loss, at):
        film = np.asarray(made[loss][reynolds])[:length]
        return plots.rollout(films[reynolds][:length], film, at - 1, body, spacing, step, probe, loss)

    controls = {
        "reynolds": ipw.SelectionSlider(options=list(films), description="Re"),
        "loss": ipw.SelectionSlider(options=list(made), description="loss", layout=ipw.Layout(width="460px")),
        "at": ipw.IntSlider(1, min=1, max=length, description="step"),
    }
    return Live(
        draw,
        controls,
        extras=(play(controls["at"], 400),),
        about="the roll-out beside the true flow, its error, and the signal of the probe",
        width=900,
    )
