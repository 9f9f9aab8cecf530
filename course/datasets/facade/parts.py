"""What a front is made of: windows with all that belongs to them, doors, balconies, cornices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course.datasets.facade import labels as L
from course.datasets.facade.canvas import Canvas, arch, disc, mix, triangle
from course.datasets.facade.materials import Colour
from course.datasets.facade.styles import IRON, Style, choose, varied


@dataclass
class House:
    """What all parts of one house have in common. `glass` is a texture (side, side, 3): dark, with reflections."""

    canvas: Canvas
    style: Style
    rng: np.random.Generator
    wall: NDArray[np.float32]
    glass: NDArray[np.float32]
    trim: Colour
    frame: Colour
    shutter: Colour
    door: Colour
    curtain: Colour
    panes: tuple[int, int]
    head: str
    railing: str
    surround: bool
    sill: bool
    pediments: tuple[str, ...]
    shutters: bool
    roller: float
    left: float = 0.0
    right: float = 1.0


RISES = {"flat": 0.0, "segment": 0.16, "round": 0.28}


def opening(head: str, w: float, h: float):
    """Return the shape of an opening w wide and h high; None: a rectangle."""
    if head == "flat":
        return None
    if head == "round":
        return arch(min(0.5 * w / h, 0.9))
    rise = 0.3 * w / h

    def segment(u, v):  # a flat arch: a circle through the corners of the springing
        return v >= rise * (1 - np.sqrt(np.clip(1 - (1.6 * (u - 0.5)) ** 2, 0, 1))) / (1 - 0.6) * 0.55

    return segment


def window(house: House, x0: float, y0: float, x1: float, y1: float, *, pediment: str = "", head: str = "") -> None:
    """A window with surround, panes, curtains, blinds, sill, and what is above it."""
    c, rng, w, h = house.canvas, house.rng, x1 - x0, y1 - y0
    head = head or house.head
    shape = opening(head, w, h)
    t = 0.016
    if house.surround:
        wide = opening(head, w + 2 * t, h + t)
        c.box(x0 - t, y0 - t, x1 + t, y1, house.trim, L.MOLDING, 0.008, wide)
    elif head != "flat":  # an arch of bricks or stones
        c.box(x0 - 0.008, y0 - 0.012, x1 + 0.008, y0 + h * 0.3, mix(house.trim, house.wall[0, 0], 0.4), None, 0.002,
              opening(head, w, h * 0.3))  # fmt: skip
    _glazing(house, x0, y0, x1, y1, shape)
    if rng.random() < house.roller:  # lowered by some part
        _slats(house, x0, y0, x1, y0 + h * choose(rng, (0.25, 0.4, 0.6, 1.0)), shape)
    if house.shutters:
        s = min(0.46 * w, 0.05)
        for a, b in ((x0 - s, x0 - 0.002), (x1 + 0.002, x1 + s)):
            _slats(house, a, y0, b, y1, None, house.shutter, 0.012)
    if house.sill:
        c.box(x0 - 0.01, y1, x1 + 0.01, y1 + 0.014, house.trim, L.SILL, 0.022)
    if pediment and head == "flat":
        _pediment(house, x0 - t - 0.006, y0 - t, x1 + t + 0.006, pediment)
    if head == "round" and house.surround:
        middle = (x0 + x1) / 2
        c.box(middle - 0.009, y0 - 0.026, middle + 0.009, y0 + 0.006, mix(house.trim, (1, 1, 1), 0.2), L.DECO, 0.018)


def _glazing(house: House, x0, y0, x1, y1, shape) -> None:
    c, rng, w, h = house.canvas, house.rng, x1 - x0, y1 - y0
    place = c.box(x0, y0, x1, y1, house.glass, L.WINDOW, -0.016, shape)
    inside = c.label[place] == L.WINDOW
    brightness = np.float32(rng.uniform(0.6, 1.35))
    region = c.colour[place]
    region[inside] *= brightness
    kind = rng.random()
    rows, columns = region.shape[:2]
    u = (np.arange(columns) + 0.5) / columns
    v = ((np.arange(rows) + 0.5) / rows)[:, None]
    if kind < 0.3:  # curtains at both sides
        cloth = (np.abs(u - 0.5)[None, :] > rng.uniform(0.2, 0.36)) & (v < 1) & inside
        region[cloth] = mix(region, np.float32(house.curtain) * (0.72 + 0.1 * np.sin(40 * u))[None, :, None], 0.75)[
            cloth
        ]
    elif kind < 0.45:  # a half curtain
        cloth = (v > rng.uniform(0.4, 0.6)) & np.ones_like(u, bool)[None] & inside
        region[cloth] = mix(region, np.float32(house.curtain) * 0.75, 0.6)[cloth]
    elif kind < 0.5:  # a lamp is on
        region[inside] = mix(region, (0.9, 0.68, 0.36), 0.55)[inside]
    across, down = house.panes
    f = min(0.006, 0.09 * w)
    frame = house.frame

    def bar(a, b, d, e, thick=1.0):
        part = c.box(a, b, d, e)
        glazed = c.label[part] == L.WINDOW
        c.colour[part][glazed] = np.float32(frame) * thick
        c.depth[part][glazed] = -0.011

    for a, b, d, e in ((x0, y0, x0 + f, y1), (x1 - f, y0, x1, y1), (x0, y1 - f, x1, y1), (x0, y0, x1, y0 + f)):
        bar(a, b, d, e)
    for k in range(1, across):
        middle = x0 + w * k / across
        bar(middle - 0.35 * f, y0, middle + 0.35 * f, y1)
    for k in range(1, down):
        middle = y0 + h * k / down
        bar(x0, middle - 0.35 * f, x1, middle + 0.35 * f)


def _slats(house: House, x0, y0, x1, y1, shape, colour=None, depth=-0.012) -> None:
    c = house.canvas
    colour = house.curtain if colour is None else colour
    slat = 0.88 + 0.24 * ((c.y / 0.009) % 1 < 0.6)
    texture = np.broadcast_to(np.float32(colour) * slat[..., None], c.colour.shape)
    c.box(x0, y0, x1, y1, texture.astype(np.float32), L.BLIND, depth, shape)


def _pediment(house: House, x0, y, x1, kind: str) -> None:
    c, w = house.canvas, x1 - x0
    light = mix(house.trim, (1, 1, 1), 0.15)
    if kind == "triangle":
        c.box(x0, y - 0.34 * w, x1, y - 0.01, light, L.DECO, 0.024, triangle)
        c.box(
            x0 + 0.18 * w,
            y - 0.25 * w,
            x1 - 0.18 * w,
            y - 0.016,
            np.float32(house.trim) * 0.86,
            None,
            0.008,
            triangle,
        )
    elif kind == "arch":
        c.box(x0, y - 0.3 * w, x1, y - 0.01, light, L.DECO, 0.024, arch(1.0))
        c.box(
            x0 + 0.16 * w,
            y - 0.19 * w,
            x1 - 0.16 * w,
            y - 0.016,
            np.float32(house.trim) * 0.86,
            None,
            0.008,
            arch(1.0),
        )
    c.box(x0 - 0.004, y - 0.014, x1 + 0.004, y, light, L.CORNICE, 0.026)


def balcony(house: House, x0: float, x1: float, y: float, high: float) -> None:
    """A slab at height y with a railing `high` above it."""
    c, kind = house.canvas, house.railing
    c.box(x0, y - 0.003, x1, y + 0.014, mix(house.trim, (0.5, 0.5, 0.5), 0.2), L.BALCONY, 0.05)
    place = c.box(x0, y - high, x1, y, None, L.BALCONY)
    u, v = np.broadcast_arrays(c.x[:, place[1]], c.y[place[0]])
    if kind == "panel":
        solid, colour = np.ones(u.shape, bool), house.shutter
    elif kind == "glass":
        c.colour[place] = mix(c.colour[place], (0.72, 0.82, 0.84), 0.45)
        solid, colour = v < y - high + 0.006, (0.6, 0.62, 0.63)
    elif kind == "stone":
        t = (u / 0.018) % 1
        belly = 0.26 + 0.13 * np.sin(np.pi * (v - y) / high) ** 2
        solid, colour = (np.abs(t - 0.5) < belly) | (v < y - 0.84 * high) | (v > y - 0.12 * high), house.trim
    else:
        period = 0.011
        bars = ((u - x0) / period) % 1 < max(0.3, 1 / (period * c.side))
        solid, colour = bars | (v < y - high + 0.005) | (np.abs(v - y + 0.22 * high) < 0.0025), IRON
    c.colour[place][solid] = np.float32(colour)
    c.depth[place][solid] = 0.046


def door(house: House, x0: float, y0: float, x1: float, y1: float) -> None:
    """A panelled door with a light above it, one or two wings, and a step."""
    c, rng, w, h = house.canvas, house.rng, x1 - x0, y1 - y0
    head = house.head if house.head != "segment" else "round"
    t = 0.018
    if house.surround or rng.random() < 0.5:
        c.box(x0 - t, y0 - t, x1 + t, y1, house.trim, L.MOLDING, 0.012, opening(head, w + 2 * t, h + t))
    c.box(x0, y0, x1, y1, house.door, L.DOOR, -0.022, opening(head, w, h))
    light = y0 + 0.26 * h
    place = c.box(x0 + 0.1 * w, y0 + 0.04 * h, x1 - 0.1 * w, light)
    leaf = c.label[place] == L.DOOR
    c.colour[place][leaf] = house.glass[place][leaf]
    wings = 2 if w > 0.075 else 1
    for k in range(wings):
        a, b = x0 + w * k / wings + 0.12 * w / wings, x0 + w * (k + 1) / wings - 0.12 * w / wings
        for top, bottom in ((light + 0.05 * h, light + 0.36 * h), (light + 0.42 * h, y1 - 0.06 * h)):
            c.box(a, top, b, bottom, np.float32(house.door) * 0.78, None, -0.026)
    c.box((x0 + x1) / 2 - 0.002, light + 0.38 * h, (x0 + x1) / 2 + 0.002, light + 0.41 * h, (0.8, 0.7, 0.4))
    if wings == 2:
        c.box((x0 + x1) / 2 - 0.0015, light, (x0 + x1) / 2 + 0.0015, y1, np.float32(house.door) * 0.5)
    c.box(x0 - 0.01, y1 - 0.01, x1 + 0.01, y1, (0.6, 0.58, 0.55), None, 0.03)


def cornice(house: House, y0: float, y1: float, depth: float, *, dentils: bool = False) -> None:
    """A horizontal band over the whole front."""
    c = house.canvas
    x0, x1 = house.left - 0.4 * depth, house.right + 0.4 * depth
    c.box(x0, y0, x1, y1, house.trim, L.CORNICE, depth)
    c.box(x0, y0, x1, y0 + 0.35 * (y1 - y0), mix(house.trim, (1, 1, 1), 0.2), None, depth * 1.25)
    if dentils and y1 - y0 > 0.02:
        place = c.box(x0, y0 + 0.6 * (y1 - y0), x1, y1)
        gap = np.broadcast_to((c.x[:, place[1]] / 0.016) % 1 < 0.45, c.label[place].shape)
        c.colour[place][gap] = np.float32(house.trim) * 0.6


def pilaster(house: House, x: float, y0: float, y1: float, w: float = 0.026) -> None:
    """A flat column with base and capital."""
    c = house.canvas
    c.box(x - w / 2, y0, x + w / 2, y1, house.trim, L.PILLAR, 0.014)
    flute = 0.18 * w
    for k in (-1, 1):
        c.box(x + k * flute - 0.0015, y0 + 0.03, x + k * flute + 0.0015, y1 - 0.03, np.float32(house.trim) * 0.8)
    for a, b in ((y0, y0 + 0.018), (y1 - 0.018, y1)):
        c.box(x - 0.7 * w, a, x + 0.7 * w, b, mix(house.trim, (1, 1, 1), 0.12), L.PILLAR, 0.022)


def relief(house: House, x: float, y: float, w: float, h: float, kind: str) -> None:
    """An ornament around (x, y): a medallion or a framed panel."""
    c = house.canvas
    light = mix(house.trim, (1, 1, 1), 0.1)
    if kind == "medallion":
        r = min(w, h) / 2
        c.box(x - r, y - r, x + r, y + r, light, L.DECO, 0.014, disc)
        c.box(
            x - 0.55 * r, y - 0.55 * r, x + 0.55 * r, y + 0.55 * r, np.float32(house.trim) * 0.78, None, 0.006, disc
        )
    else:
        c.box(x - w / 2, y - h / 2, x + w / 2, y + h / 2, light, L.DECO, 0.009)
        c.box(x - w / 2 + 0.006, y - h / 2 + 0.006, x + w / 2 - 0.006, y + h / 2 - 0.006,
              varied(house.rng, house.trim, 0.03), None, 0.003)  # fmt: skip
