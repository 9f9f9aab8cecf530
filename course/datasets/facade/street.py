"""What is around the house: sky, pavement, neighbours; and what stands in front of it: trees, lamps, cars."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from course.datasets.facade import labels as L
from course.datasets.facade import materials
from course.datasets.facade.canvas import Canvas, disc, mix, noise
from course.datasets.facade.styles import choose, varied

SKIES = (  # at the zenith, at the horizon, share of clouds
    ((0.33, 0.53, 0.8), (0.72, 0.83, 0.93), 0.5),
    ((0.44, 0.62, 0.84), (0.86, 0.9, 0.94), 0.9),
    ((0.74, 0.77, 0.8), (0.87, 0.88, 0.89), 0.5),
    ((0.6, 0.66, 0.73), (0.82, 0.83, 0.84), 1.0),
    ((0.5, 0.58, 0.74), (0.95, 0.84, 0.7), 0.6),
)
PAINTS = (
    (0.6, 0.1, 0.1),
    (0.12, 0.2, 0.42),
    (0.75, 0.76, 0.77),
    (0.12, 0.12, 0.13),
    (0.88, 0.88, 0.87),
    (0.3, 0.36, 0.32),
)


def sky(canvas: Canvas, rng: np.random.Generator, kind: int) -> NDArray[np.float32]:
    """Return a sky (side, side, 3): from the horizon up, with clouds."""
    zenith, horizon, share = SKIES[kind]
    air = mix(zenith, horizon, np.clip(canvas.y / 0.45, 0, 1)[..., None])
    shape = (
        noise(rng, 5, canvas.side, 4) + 0.5 * noise(rng, 12, canvas.side, 9) + 0.25 * noise(rng, 30, canvas.side, 22)
    )
    return mix(air, (0.95, 0.95, 0.96), (share * np.clip(0.6 * shape, 0, 0.9))[..., None])


def surroundings(canvas: Canvas, rng: np.random.Generator, air, left: float, right: float, ground: float) -> None:
    """Paint sky, neighbours left and right of the house, and pavement with its kerb."""
    canvas.box(0, 0, 1, 1, air, L.SKY, -0.3)
    for x0, x1 in ((0.0, left), (right, 1.0)):
        if x1 - x0 < 0.005 or rng.random() < 0.25:
            continue
        wall = materials.plaster(
            canvas, rng, varied(rng, choose(rng, ((0.7, 0.66, 0.6), (0.6, 0.4, 0.34), (0.8, 0.76, 0.66))), 0.15)
        )
        top, w = rng.uniform(0.0, 0.4), rng.uniform(0.04, 0.06)
        canvas.box(x0, top, x1, ground, wall, L.BACKGROUND, -0.03)
        canvas.box(x0, top, x1, top + 0.02, mix(wall[0, 0], (1, 1, 1), 0.3), None, -0.02)
        for row in range(1, 5):
            y = top + 0.19 * row - 0.07
            x = x1 - 0.03 - w if x0 == 0 else x0 + 0.03
            if y + 0.1 < ground:
                canvas.box(x, y, x + w, y + 0.09, (0.2, 0.22, 0.25), None, -0.04)
    grey = varied(rng, (0.56, 0.54, 0.52), 0.1)
    flags = np.where((canvas.x / 0.07 + canvas.y) % 1 < 0.05, 0.85, 1.0)[..., None] * np.float32(grey)
    canvas.box(0, ground, 1, 1, np.broadcast_to(flags, canvas.colour.shape).astype(np.float32), L.PAVEMENT, 0.1)
    kerb = ground + 0.55 * (1 - ground)
    canvas.box(0, kerb, 1, 1, (0.3, 0.3, 0.31), None, 0.1)
    canvas.box(0, kerb, 1, kerb + 0.007, (0.7, 0.69, 0.67), None, 0.1)


def in_front(canvas: Canvas, rng: np.random.Generator, sun: float, ground: float) -> None:
    """Paint what hides parts of the house, lit already; all of it is background."""
    if rng.random() < 0.28:
        for x in rng.uniform(0.0, 1.0, int(rng.integers(1, 3))):
            _tree(canvas, rng, float(x), ground, sun)
    if rng.random() < 0.25:
        _lamp(canvas, float(rng.uniform(0.05, 0.95)), ground)
    if rng.random() < 0.4:
        for _ in range(int(rng.integers(1, 3))):
            _car(canvas, rng, float(rng.uniform(-0.1, 0.9)), sun)
    if rng.random() < 0.25:
        for x in rng.uniform(0.03, 0.97, int(rng.integers(1, 4))):
            _walker(canvas, rng, float(x), ground)


def _tree(canvas: Canvas, rng: np.random.Generator, x: float, ground: float, sun: float) -> None:
    foot, crown = ground + 0.6 * (1 - ground), rng.uniform(0.5, 0.72)
    canvas.box(x - 0.008, crown, x + 0.008, foot, (0.25, 0.2, 0.16), L.BACKGROUND)
    leaf = varied(
        rng, choose(rng, ((0.2, 0.3, 0.11), (0.26, 0.34, 0.14), (0.17, 0.27, 0.14), (0.42, 0.3, 0.12))), 0.12
    )
    leaves = (1 + 0.3 * noise(rng, 70, canvas.side))[..., None] * np.float32(leaf)
    shades = [leaves * np.float32(shade) for shade in (0.5, 0.7, 0.9, 0.9 + 0.35 * sun)]
    for _ in range(34):
        a, b = x + 0.06 * rng.standard_normal(), crown - 0.05 + 0.07 * rng.standard_normal()
        r = rng.uniform(0.02, 0.05)
        bright = int(min(max(1.5 + (crown - 0.05 - b) / 0.06 + 0.7 * rng.standard_normal(), 0), 3))
        ragged = rng.uniform(0.4, 1, (7, 7))

        def blob(u, v, ragged=ragged):
            edge = ragged[(6.99 * v).astype(int), (6.99 * u).astype(int)]
            return (u - 0.5) ** 2 + (v - 0.5) ** 2 <= 0.25 * edge

        canvas.box(a - r, b - r, a + r, b + r, shades[bright], L.BACKGROUND, None, blob)


def _lamp(canvas: Canvas, x: float, ground: float) -> None:
    iron = (0.13, 0.14, 0.14)
    canvas.box(x - 0.004, 0.5, x + 0.004, ground + 0.4 * (1 - ground), iron, L.BACKGROUND)
    canvas.box(
        x - 0.014,
        0.46,
        x + 0.014,
        0.5,
        (0.86, 0.83, 0.7),
        L.BACKGROUND,
        None,
        lambda u, v: np.abs(u - 0.5) < 0.5 - 0.2 * v,
    )
    canvas.box(x - 0.016, 0.45, x + 0.016, 0.462, iron, L.BACKGROUND)


def _car(canvas: Canvas, rng: np.random.Generator, x: float, sun: float) -> None:
    paint, w = (
        np.float32(varied(rng, choose(rng, PAINTS), 0.1)) * np.float32(0.75 + 0.25 * sun),
        rng.uniform(0.2, 0.27),
    )
    h = 0.26 * w
    foot = 0.985
    body = foot - 0.35 * h
    canvas.box(x + 0.2 * w, foot - 1.25 * h, x + 0.8 * w, body - 0.3 * h, paint, L.BACKGROUND, None,
               lambda u, v: np.abs(u - 0.5) < 0.34 + 0.16 * v)  # fmt: skip
    canvas.box(x + 0.27 * w, foot - 1.15 * h, x + 0.73 * w, body - 0.38 * h, (0.13, 0.16, 0.19), None, None,
               lambda u, v: (np.abs(u - 0.5) < 0.36 + 0.14 * v) & (np.abs(u - 0.5) > 0.02))  # fmt: skip
    canvas.box(x, foot - 0.8 * h, x + w, foot - 0.14 * h, paint, L.BACKGROUND, None,
               lambda u, v: (np.abs(u - 0.5) < 0.47 + 0.03 * np.sqrt(v)) | (v > 0.3))  # fmt: skip
    canvas.box(x, foot - 0.34 * h, x + w, foot - 0.14 * h, paint * 0.6)
    for middle in (x + 0.2 * w, x + 0.8 * w):
        r = 0.085 * w
        wheel = (middle - r, foot - 2 * r, middle + r, foot)
        canvas.box(*wheel, (0.06, 0.06, 0.06), L.BACKGROUND, None, disc)
        hub = (middle - 0.45 * r, foot - 1.45 * r, middle + 0.45 * r, foot - 0.55 * r)
        canvas.box(*hub, (0.6, 0.6, 0.6), None, None, disc)


def _walker(canvas: Canvas, rng: np.random.Generator, x: float, ground: float) -> None:
    foot, high = ground + 0.4 * (1 - ground), rng.uniform(0.085, 0.105)
    coat = varied(rng, choose(rng, PAINTS), 0.2)
    canvas.box(x - 0.009, foot - 0.45 * high, x + 0.009, foot, (0.15, 0.15, 0.2), L.BACKGROUND)
    canvas.box(x - 0.013, foot - 0.86 * high, x + 0.013, foot - 0.42 * high, coat, L.BACKGROUND)
    canvas.box(x - 0.008, foot - high, x + 0.008, foot - 0.84 * high, (0.6, 0.45, 0.36), L.BACKGROUND)
