"""Walls and roofs as textures: plaster, brick, stone, boards, tiles, metal. Each returns colours (side, side, 3)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from course.datasets.facade.canvas import Canvas, noise

Colour = tuple[float, float, float]


def plaster(canvas: Canvas, rng: np.random.Generator, colour: Colour) -> NDArray[np.float32]:
    """Painted plaster: nearly even, cloudy at two scales."""
    clouds = 0.025 * noise(rng, 6, canvas.side) + 0.02 * noise(rng, 40, canvas.side)
    return np.asarray(colour, np.float32) * (1 + clouds)[..., None]


def brick(canvas: Canvas, rng: np.random.Generator, colour: Colour) -> NDArray[np.float32]:
    """Bricks in courses, each of its own shade, with light mortar between them."""
    mortar = np.float32((0.72, 0.68, 0.62)) * rng.uniform(0.75, 1.05)
    return _blocks(canvas, rng, colour, high=0.0125, wide=0.036, joint=0.17, line=mortar, spread=0.13, strength=0.5)


def stone(canvas: Canvas, rng: np.random.Generator, colour: Colour) -> NDArray[np.float32]:
    """Dressed blocks with dark joints."""
    dark = np.float32(colour) * 0.72
    return _blocks(canvas, rng, colour, high=0.03, wide=0.075, joint=0.08, line=dark, spread=0.05, strength=0.8)


def rustic(canvas: Canvas, rng: np.random.Generator, colour: Colour) -> NDArray[np.float32]:
    """Large blocks with deep joints, for ground floors."""
    dark = np.float32(colour) * 0.55
    return _blocks(canvas, rng, colour, high=0.042, wide=0.11, joint=0.11, line=dark, spread=0.03, strength=0.9)


def panels(canvas: Canvas, rng: np.random.Generator, colour: Colour) -> NDArray[np.float32]:
    """Concrete panels, stained."""
    dark = np.float32(colour) * 0.7
    wall = _blocks(
        canvas, rng, colour, high=0.12, wide=0.16, joint=0.02, line=dark, spread=0.03, strength=0.8, bond=0
    )
    return wall * (1 + 0.04 * noise(rng, 10, canvas.side, across=60))[..., None]


def boards(canvas: Canvas, rng: np.random.Generator, colour: Colour) -> NDArray[np.float32]:
    """Horizontal boards, each with a shadow at its lower edge."""
    row = canvas.y / 0.022
    shade = 0.93 + 0.1 * (1 - row % 1) - 0.2 * (row % 1 > 0.86)
    own = 0.03 * rng.standard_normal(64)[row.astype(int) % 64]
    return np.asarray(colour, np.float32) * (shade + own + 0.02 * noise(rng, 60, canvas.side, across=8))[..., None]


def tiles(canvas: Canvas, rng: np.random.Generator, colour: Colour) -> NDArray[np.float32]:
    """Roof tiles or slates in rows."""
    dark = np.float32(colour) * 0.62
    roof = _blocks(canvas, rng, colour, high=0.014, wide=0.018, joint=0.25, line=dark, spread=0.12, strength=0.7)
    return roof * (1 + 0.08 * noise(rng, 7, canvas.side))[..., None]


def metal(canvas: Canvas, rng: np.random.Generator, colour: Colour) -> NDArray[np.float32]:
    """A roof of sheet metal with standing seams."""
    column = canvas.x / 0.03
    seam = 1 + 0.16 * (column % 1 < 0.12) - 0.16 * (column % 1 > 0.9)
    return np.asarray(colour, np.float32) * (seam + 0.05 * noise(rng, 12, canvas.side))[..., None]


def _blocks(canvas, rng, colour, *, high, wide, joint, line, spread, strength, bond=0.5) -> NDArray[np.float32]:
    """Blocks in courses of height `high`; `joint` is the share of a course that is joint, in the colour `line`.

    Joints finer than a point of the canvas fade into the mean, as they would in a photograph.
    """
    course = canvas.y / high + rng.uniform()
    row = course.astype(np.int32)
    along = canvas.x / wide + bond * (row % 2) + rng.uniform()
    column = along.astype(np.int32)
    shade = 1 + spread * rng.standard_normal((61, 59)).astype(np.float32)[row % 61, column % 59]
    shade *= 1 + 0.03 * noise(rng, 5, canvas.side)
    narrow = joint * high / wide
    seen = np.clip(joint * high * canvas.side, 0, 1)
    share = np.where((course % 1 < joint) | (along % 1 < narrow), 1.0, 0.0) * strength * seen
    share = share + strength * (1 - seen) * (joint + narrow)
    share = share.astype(np.float32)[..., None]
    hue = np.asarray(colour, np.float32) * shade[..., None]
    return hue * (1 - share) + line * share
