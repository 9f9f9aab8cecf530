"""Light on a canvas: sun with shadows, sky light in corners, weather on the walls, and the camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from course.datasets.facade import labels as L
from course.datasets.facade.canvas import Canvas, noise


@dataclass(frozen=True)
class Light:
    """`right` and `down`: where a shadow falls, for one unit of depth; `sun`: 0 (overcast) … 1 (noon in June)."""

    right: float
    down: float
    sun: float


def weather(canvas: Canvas, rng: np.random.Generator, ground: float) -> None:
    """Stain the house: soot in clouds, streaks under sills and cornices, damp near the pavement."""
    amount = rng.uniform(0.3, 1.0)
    house = canvas.label != L.SKY
    ledges = ((canvas.label == L.SILL) | (canvas.label == L.CORNICE) | (canvas.label == L.BALCONY)).astype(np.float32)
    length = max(2, round(0.09 * canvas.side))
    below = ndimage.uniform_filter1d(ledges, length, axis=0, origin=(length - 1) // 2, mode="constant")
    streaks = np.clip(noise(rng, 3, canvas.side, across=80), 0, None) * np.clip(4 * below, 0, 1)
    damp = np.clip(1 - (ground - canvas.y) / 0.1, 0, 1) * (0.6 + 0.4 * noise(rng, 20, canvas.side))
    soot = np.clip(noise(rng, 4, canvas.side), 0, 2)
    dark = amount * (0.11 * streaks + 0.12 * np.clip(damp, 0, 1) + 0.045 * soot)
    canvas.colour *= np.where(house, 1 - dark, 1)[..., None].astype(np.float32)


def lit(canvas: Canvas, light: Light) -> NDArray[np.float32]:
    """Return the colours of `canvas` under `light`, (side, side, 3).

    A point lies in shadow if, on the way to the sun, something stands out further than the ray is high. Edges that
    face the sun are brighter, corners that see little of the sky darker.
    """
    depth, side = canvas.depth, canvas.side
    stride = max(1, side // 170)
    steps = np.arange(1, int(0.065 * side) + 1, stride)
    shadow = np.zeros(depth.shape, np.float32)
    for step in steps:
        right, down = round(step * light.right), round(step * light.down)
        nearer = np.full_like(depth, -1)
        to = np.s_[down:, max(right, 0) : side + min(right, 0)]
        source = np.s_[: side - down, max(-right, 0) : side + min(-right, 0)]
        nearer[to] = depth[source]
        np.maximum(shadow, nearer - depth > step / side, out=shadow)
    blur = max(0.6, 0.0022 * side)
    shadow = ndimage.gaussian_filter(shadow, blur)
    rough = ndimage.gaussian_filter(depth.clip(-0.06), 0.0018 * side)
    edge = np.zeros_like(depth)
    edge[1:] += (rough[1:] - rough[:-1]) * light.down
    edge[:, 1:] += (rough[:, 1:] - rough[:, :-1]) * light.right
    edge = np.clip(14 * side / 128 * edge, -0.35, 0.35)
    corner = np.clip(9 * (ndimage.uniform_filter(depth.clip(-0.06), max(3, round(0.025 * side))) - depth), 0, 0.35)
    sky = canvas.label == L.SKY
    tone = (1 - 0.55 * light.sun) * (1 - corner) + 0.62 * light.sun * (1 - shadow) + edge * (0.35 + 0.5 * light.sun)
    tone = np.where(sky, 1.0, tone)
    warm = np.float32((1, 1, 1)) + np.float32((0.05, 0.0, -0.07)) * light.sun
    cool = np.float32((0.96, 0.99, 1.06))
    hue = np.where((shadow * light.sun)[..., None] * ~sky[..., None] > 0.3, cool, np.where(sky[..., None], 1, warm))
    return canvas.colour * tone[..., None] * hue


def photograph(colour: NDArray, fine: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return what a camera makes of the colours (side, side, 3): a picture (side / fine, side / fine, 3), uint8."""
    size = len(colour) // fine
    picture = colour.reshape(size, fine, size, fine, 3).mean(axis=(1, 3))
    exposure, contrast = rng.uniform(0.86, 1.12), rng.uniform(0.95, 1.15)
    white = 1 + 0.022 * rng.standard_normal(3)
    away = ((np.arange(size) + 0.5) / size - 0.5) ** 2
    vignette = 1 - rng.uniform(0, 0.3) * (away[:, None] + away[None, :])
    haze = rng.uniform(0, 0.05)
    picture = picture * (exposure * white) * vignette[..., None]
    picture = 0.5 + contrast * (picture * (1 - haze) + 0.8 * haze - 0.5)
    softness = rng.uniform(0.0, 0.45)
    picture = ndimage.gaussian_filter(picture, (softness, softness, 0))
    picture += 0.012 * rng.uniform(0.3, 1.2) * rng.standard_normal(picture.shape)
    return np.round(255 * np.clip(picture, 0, 1)).astype(np.uint8)
