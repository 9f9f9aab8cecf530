"""Interactive figure of lab 06: a number, written by a conditional generator in one hand."""

from __future__ import annotations

import ipywidgets as ipw
import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.plots import cgan as plots
from course.widgets.live import Live, seed

LONGEST = 12
SLIDERS = 4


def characters(text: str) -> list[int]:
    """Return the digits of `text` as numbers.

    Raises
    ------
    ValueError
        It is empty, longer than 12, or holds something that is no digit 0 … 9.
    """
    text = text.strip()
    if not text or len(text) > LONGEST or any(letter not in "0123456789" for letter in text):
        raise ValueError(f"{text!r} cannot be written: type 1 to {LONGEST} digits, 0 … 9")
    return [int(letter) for letter in text]


def drawn(generator, text: str, latent: ArrayLike) -> NDArray[np.float32]:
    """Return one image (28, 28) for each digit of `text`, all from one latent vector; shape (n, 28, 28), 0 … 1.

    Parameters
    ----------
    generator
        A Keras network from [latent (n, d), labels (n,)] to images (n, 28, 28, 1), in -1 … 1 or 0 … 1.
    text
        Digits.
    latent
        Shape (d,).

    Raises
    ------
    ValueError
        As `characters`; or a latent vector of another length.
    """
    labels, latent = np.array(characters(text), "int32"), np.asarray(latent, np.float32)
    size = generator.inputs[0].shape[1]
    if latent.shape != (size,):
        raise ValueError(f"this generator takes latent vectors of {size} numbers, got shape {latent.shape}")
    return plots.grey(generator([np.tile(latent, (len(labels), 1)), labels], training=False))


def directions(generator, count: int = SLIDERS, step: float = 0.5) -> NDArray[np.float32]:
    """Return the directions of the latent space along which the images of all classes change most.

    The principal directions of the images' derivatives at the origin, taken as differences: what Härkönen et al.
    ("GANSpace", NeurIPS 2020) and Shen and Zhou ("SeFa", CVPR 2021) do for large generators.

    Returns
    -------
    ndarray
        Shape (count, d), orthonormal rows, the strongest first.
    """
    size = generator.inputs[0].shape[1]
    ways = step * np.concatenate([np.eye(size), -np.eye(size)]).astype(np.float32)
    slopes = []
    for label in range(10):
        images = np.asarray(generator([ways, np.full(2 * size, label, "int32")], training=False), np.float32)
        images = images.reshape(2, size, -1)
        slopes.append(images[0] - images[1])
    return np.linalg.svd(np.concatenate(slopes, axis=1), full_matrices=False)[0].T[:count].astype(np.float32)


def write_number(generator, text: str = "2026") -> Live:
    """Type a number, and drag sliders that change the hand in which `generator` (see `drawn`) writes it."""
    ways = directions(generator)
    size = generator.inputs[0].shape[1]

    def draw(number, hand, **sliders):
        latent = 0.6 * np.random.default_rng(hand).normal(size=size)
        latent = latent + sum(value * way for value, way in zip(sliders.values(), ways, strict=True))
        return plots.written(drawn(generator, number, latent), number.strip())

    slide = {"min": -3.0, "max": 3.0, "step": 0.25, "value": 0.0, "continuous_update": True}
    controls = {
        "number": ipw.Text(value=text, description="number", continuous_update=False),
        "hand": seed(1, "seed of the hand"),
        **{f"style {n}": ipw.FloatSlider(description=f"style {n}", **slide) for n in range(1, len(ways) + 1)},
    }
    return Live(draw, controls, about="the number, written by the generator in one hand", width=760)
