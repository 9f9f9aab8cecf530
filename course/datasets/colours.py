"""Small colour pictures with exact labels, drawn by a formula: what the labs use where CIFAR-10 cannot be had."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SIDE = 32
CLASSES = ("disc", "ring", "square", "frame", "triangle", "cross", "star", "crescent", "stripes", "checks")


def colour_shapes(n: int, seed: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return `n` pictures of one coloured shape each, on a shaded ground, and what each shows.

    Place, size, angle, colours, light and noise vary; the classes take turns in a random order, so that each has
    n / 10 pictures, up to one. The same `n` and `seed` give the same pictures.

    Returns
    -------
    images : array (n, 32, 32, 3), uint8
    labels : array (n,), uint8, places in `CLASSES`

    Raises
    ------
    ValueError
        n below 1.
    """
    if n < 1:
        raise ValueError(f"{n} pictures? At least 1 is needed")
    rng = np.random.default_rng((seed, SIDE))
    labels = rng.permutation(np.arange(n) % len(CLASSES)).astype(np.uint8)
    parts = [slice(start, min(start + 500, n)) for start in range(0, n, 500)]
    return np.concatenate([_draw(labels[part], rng) for part in parts]), labels


def _draw(labels: NDArray, rng: np.random.Generator) -> NDArray[np.uint8]:
    n = len(labels)

    def draw(low, high, *shape):
        return rng.uniform(low, high, (n, *shape))

    size, angle = draw(8.0, 12.5)[:, None, None], draw(0, 2 * np.pi)[:, None, None]
    middle = SIDE / 2 - 0.5 + draw(-4, 4, 2)
    steps = np.arange(SIDE)
    y, x = steps[None, :, None] - middle[:, :1, None], steps[None, None, :] - middle[:, 1:, None]
    u = (np.cos(angle) * x + np.sin(angle) * y) / size
    v = (np.cos(angle) * y - np.sin(angle) * x) / size
    inside = np.stack([_distance(label, u[i], v[i]) for i, label in enumerate(labels)]) * size
    cover = np.clip(0.5 - inside, 0, 1)[..., None]  # one pixel of soft edge
    hue = draw(0, 1)
    ink = _colour(hue, draw(0.55, 1.0), draw(0.75, 1.0))[:, None, None]
    paper = _colour(hue + draw(0.3, 0.7), draw(0.1, 0.5), draw(0.35, 0.9))[:, None, None]
    light = draw(0, 2 * np.pi)[:, None, None]
    slope = (np.cos(light) * (x + 0 * y) + np.sin(light) * (y + 0 * x))[..., None] / SIDE
    picture = cover * ink * (1 + 0.35 * slope) + (1 - cover) * paper * (1 - 0.35 * slope)
    picture = 255 * picture + rng.normal(0, 4, picture.shape)
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


def _distance(label: int, u: NDArray, v: NDArray) -> NDArray:
    """Return roughly how far each point lies outside the shape (negative: inside), in units of its size."""
    r, phi = np.hypot(u, v), np.arctan2(v, u)
    square = np.maximum(np.abs(u), np.abs(v)) - 0.8
    block = np.maximum(np.abs(u), np.abs(v)) - 0.85
    match CLASSES[label]:
        case "disc":
            return r - 0.95
        case "ring":
            return np.abs(r - 0.75) - 0.2
        case "square":
            return square
        case "frame":
            return np.abs(square + 0.15) - 0.17
        case "triangle":
            return np.max([u * np.cos(a) + v * np.sin(a) for a in 2 * np.pi / 3 * np.arange(3)], axis=0) - 0.5
        case "cross":
            bars = [np.maximum(np.abs(a) - 1.0, np.abs(b) - 0.26) for a, b in ((u, v), (v, u))]
            return np.minimum(*bars)
        case "star":
            return 0.75 * (r - 0.68 - 0.34 * np.cos(5 * phi))
        case "crescent":
            return np.maximum(r - 0.95, 0.8 - np.hypot(u - 0.5, v))
        case "stripes":
            return np.maximum(block, np.abs((2.4 * u + 0.6) % 1.2 - 0.6) / 2.4 - 0.125)
        case _:
            cells = np.sin(np.pi * u / 0.425) * np.sin(np.pi * v / 0.425)
            return np.maximum(block, -0.2 * cells)


def _colour(hue: NDArray, saturation: NDArray, value: NDArray) -> NDArray:
    """Return RGB colours (n, 3) in 0…1 for hues (any real number), saturations and values (n,)."""
    place = (6 * hue[:, None] + np.array([5.0, 3.0, 1.0])) % 6
    return value[:, None] * (1 - saturation[:, None] * np.clip(np.minimum(place, 4 - place), 0, 1))
