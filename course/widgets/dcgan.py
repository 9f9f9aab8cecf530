"""Interactive figures of lab 05: a walk through latent space, arithmetic there, and the epochs of a run."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as ipw
import numpy as np
from numpy.typing import ArrayLike

from course.plots import dcgan as plots
from course.widgets.live import Live, play, seed


def latents(seed: int, count: int = 1, dimension: int = 100) -> np.ndarray:
    """Return `count` latent vectors of a seed, shape (count, dimension)."""
    return np.random.default_rng((seed, 5)).normal(size=(count, dimension)).astype(np.float32)


def images_of(generator, vectors: ArrayLike) -> np.ndarray:
    """Return the generator's images, float32 (n, h, w, c), for latent vectors (n, d)."""
    return np.asarray(generator(np.asarray(vectors, np.float32), training=False), np.float32)


def walk_figure(generator, start: int, end: int, share: int):
    """Return the figure of `walk`: the way between the digits of two seeds, and the place `share` / 100 on it."""
    one, other = latents(start)[0], latents(end)[0]
    stops = [plots.between(one, other, stop) for stop in np.linspace(0, 1, 9)]
    here = plots.between(one, other, share / 100)
    images = images_of(generator, [here, *stops])
    return plots.samples(
        {f"{share} % of the way": images[:1], "from start to end": images[1:]}, columns=None, width=6
    )


def walk(generator) -> Live:
    """Walk from one latent vector to another with a slider.

    Parameters
    ----------
    generator : keras.Model
        From latent vectors (n, 100) to images.
    """
    share = ipw.IntSlider(30, 0, 100, 5, description="way, %")
    controls = {
        "start": seed(1, "seed of the start"),  # a three
        "end": seed(4, "seed of the end"),  # a nought
        "share": share,
    }
    return Live(
        lambda start, end, share: walk_figure(generator, start, end, share),
        controls,
        extras=[play(share, 250)],
        about="the image on the way between two latent vectors, and nine stops from start to end",
        width=560,
    )


def mix_figure(generator, directions: dict[str, np.ndarray], digit: int, amounts: Sequence[float]):
    """Return the figure of `mix`: the digit of a seed before and after `amounts` of each direction are added."""
    start = latents(digit)[0]
    moved = start + sum(amount * way for amount, way in zip(amounts, directions.values(), strict=True))
    images = images_of(generator, [start, moved])
    return plots.samples({"digit": images[:1], "with the directions added": images[1:]}, width=5)


def mix(generator, directions: dict[str, np.ndarray]) -> Live:
    """Add directions of latent space to a digit, each by its slider.

    Parameters
    ----------
    generator : keras.Model
        From latent vectors (n, 100) to images.
    directions : dict name → array (100,)
        What adding it changes.
    """
    if not directions:
        raise ValueError("there is no direction to add")
    sliders = {name: ipw.FloatSlider(0, min=-2, max=2, step=0.25, description=name) for name in directions}
    next(iter(sliders.values())).value = 1  # so that the first picture shows what a direction does
    digit = seed(1, "seed of the digit")
    return Live(
        lambda digit, **amounts: mix_figure(generator, directions, digit, [amounts[name] for name in directions]),
        {"digit": digit, **sliders},
        about="a digit before and after the directions are added",
        width=480,
    )


def epochs(numbers: Sequence[int], images: ArrayLike) -> Live:
    """Move a slider through the samples of a run.

    Parameters
    ----------
    numbers : sequence of int, length k
        Epochs at which they were taken.
    images : array (k, n, h, w, c)
        Samples of the same latent vectors (`callbacks.Snapshots`).
    """
    images = np.asarray(images)
    if len(numbers) != len(images) or not len(images):
        raise ValueError(f"{len(numbers)} epochs for {len(images)} sets of samples")
    slider = ipw.IntSlider(len(images) - 1, 0, len(images) - 1, description="picture")
    return Live(
        lambda place: plots.samples({f"after epoch {numbers[place]}": images[place]}, width=3.6),
        {"place": slider},
        extras=[play(slider, 400)],
        about="samples of the same latent vectors in the course of a run",
        width=420,
    )
