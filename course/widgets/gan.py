"""Interactive figure of lab 04: walk through latent space with two sliders."""

from __future__ import annotations

import ipywidgets as ipw
import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.plots import gan as plots
from course.widgets.live import Live


def between(corners: ArrayLike, right: ArrayLike, down: ArrayLike) -> NDArray[np.float32]:
    """Return latent vectors (n, d) at places (`right`, `down`), each (n,) in 0…1, among four corners (4, d).

    Corners are upper left, upper right, lower left, lower right. Weights of the corners are those of bilinear
    interpolation, divided by their root mean square: independent normal corners so give vectors as long as corners
    are, also half-way, where a plain mean would be too short for a generator that has only seen normal noise.

    Raises
    ------
    ValueError
        Not four corners, or a place outside 0…1.
    """
    corners = np.asarray(corners, np.float32)
    right, down = (np.atleast_1d(np.asarray(value, np.float32)) for value in (right, down))
    if corners.ndim != 2 or len(corners) != 4:
        raise ValueError(f"four corners (4, d) are needed, got shape {corners.shape}")
    if min(right.min(), down.min()) < 0 or max(right.max(), down.max()) > 1:
        raise ValueError("places must lie within 0…1")
    weights = np.stack([(1 - right) * (1 - down), right * (1 - down), (1 - right) * down, right * down], axis=1)
    return weights / np.linalg.norm(weights, axis=1, keepdims=True) @ corners


def mapped(generator, corners: ArrayLike, tall: int = 6, wide: int = 12) -> NDArray[np.float32]:
    """Return the images (tall, wide, 784) of `generator` on a grid of places among four corners (4, d)."""
    down, right = np.meshgrid(np.linspace(0, 1, tall), np.linspace(0, 1, wide), indexing="ij")
    images = np.asarray(generator(between(corners, right.ravel(), down.ravel())))
    return images.reshape(tall, wide, -1)


def walk(generator, corners: ArrayLike) -> Live:
    """Walk over the map of `generator`, latent (n, d) → images (n, 784), among four corners (4, d), with two sliders.

    Raises
    ------
    ValueError
        Not four corners.
    """
    ends = np.asarray(generator(between(corners, [0, 1, 0, 1], [0, 0, 1, 1])))

    def draw(right, down):
        image = np.asarray(generator(between(corners, right, down)))[0]
        return plots.latent_point(image, ends, right, down)

    right, down = (
        ipw.FloatSlider(0.5, min=0, max=1, step=0.02, description=name, readout_format=".2f")
        for name in ("right", "down")
    )
    about = "the image at a place of the map, and the images at its corners"
    return Live(draw, {"right": right, "down": down}, about=about, width=640)
