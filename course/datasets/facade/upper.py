"""What is above the last storey: parapets, balustrades, roofs with dormers and chimneys, gables."""

from __future__ import annotations

import numpy as np

from course.datasets.facade import labels as L
from course.datasets.facade import materials, parts
from course.datasets.facade.canvas import mix, triangle
from course.datasets.facade.parts import House
from course.datasets.facade.styles import choose, varied

SLATE, ZINC, CLAY = (0.27, 0.29, 0.32), (0.5, 0.54, 0.58), (0.62, 0.31, 0.2)


def flat(house: House, bays, y: float, high: float) -> None:
    """A low parapet, and now and then a box for the lift behind it."""
    c, rng = house.canvas, house.rng
    if rng.random() < 0.5:
        x = rng.uniform(house.left + 0.1, house.right - 0.25)
        c.box(x, y - 0.07, x + 0.14, y, np.float32(house.wall[0, 0]) * 0.85, L.ROOF, -0.05)
    c.box(house.left, y - 0.02, house.right, y, house.wall, L.FACADE, 0.0)
    c.box(house.left - 0.006, y - 0.028, house.right + 0.006, y - 0.014, house.trim, L.CORNICE, 0.014)


def balustrade(house: House, bays, y: float, high: float) -> None:
    """Balusters between posts, before the sky."""
    c = house.canvas
    for x0, x1 in bays:

        def balusters(u, v, periods=(x1 - x0) / 0.02):
            return (np.abs((u * periods) % 1 - 0.5) < 0.33) | (v < 0.2)

        c.box(x0, y - 0.05, x1, y, house.trim, L.DECO, 0.01, balusters)
    for x in sorted({x for bay in bays for x in bay}):
        c.box(x - 0.014, y - 0.062, x + 0.014, y, mix(house.trim, (1, 1, 1), 0.1), L.DECO, 0.02)


def pitched(house: House, bays, y: float, high: float) -> None:
    """Slates; hipped or not; roof windows and chimneys."""
    _roof(house, y, high, materials.tiles, choose(house.rng, (SLATE, SLATE, (0.36, 0.26, 0.24))))
    _skylights(house, bays, y, high)


def tiled(house: House, bays, y: float, high: float) -> None:
    """Clay tiles, the eaves throwing a broad shadow."""
    _roof(house, y, 0.8 * high, materials.tiles, CLAY)
    c = house.canvas
    c.box(house.left - 0.02, y - 0.012, house.right + 0.02, y + 0.004, (0.42, 0.22, 0.15), L.ROOF, 0.05)


def mansard(house: House, bays, y: float, high: float) -> None:
    """A steep roof of slate or zinc with a dormer over every bay, or every other."""
    rng, c = house.rng, house.canvas
    zinc = rng.random() < 0.5
    _roof(house, y, high, materials.metal if zinc else materials.tiles, ZINC if zinc else SLATE, slope=0.04)
    for k, (x0, x1) in enumerate(bays):
        if len(bays) > 4 and k % 2:
            continue
        half, middle = min(0.2 * (x1 - x0), 0.035), (x0 + x1) / 2
        top = y - 0.78 * high
        c.box(middle - half - 0.012, top - 0.012, middle + half + 0.012, y - 0.08 * high, house.trim, L.MOLDING, 0.03)
        if rng.random() < 0.5:
            c.box(middle - half - 0.018, top - 0.035, middle + half + 0.018, top, house.trim, L.DECO, 0.036, triangle)
        before = house.surround, house.shutters, house.roller
        house.surround, house.shutters, house.roller = False, False, 0.0
        parts.window(house, middle - half, top, middle + half, y - 0.14 * high)
        house.surround, house.shutters, house.roller = before


def gabled(house: House, bays, y: float, high: float) -> None:
    """The front runs up into a gable under the roof's edges."""
    c, rng = house.canvas, house.rng
    wide = house.right - house.left
    high = min(max(high, 0.4 * wide), y - 0.02)
    roof = materials.tiles(c, rng, varied(rng, choose(rng, (CLAY, SLATE)), 0.1))
    c.box(house.left - 0.03, y - high - 0.03, house.right + 0.03, y + 0.012, roof, L.ROOF, 0.03, triangle)
    c.box(house.left + 0.015, y - high + 0.015, house.right - 0.015, y + 0.001, house.wall, L.FACADE, 0.0, triangle)
    if house.style.timber:
        for share in (0.0, 0.45):
            half = 0.5 * wide * (1 - share) - 0.03
            middle = (house.left + house.right) / 2
            c.box(
                middle - half, y - share * high - 0.012, middle + half, y - share * high, house.trim, L.MOLDING, 0.006
            )
    middle = (house.left + house.right) / 2
    half = min(0.045, 0.1 * wide)
    if high > 0.14:
        parts.window(house, middle - half, y - 0.42 * high, middle + half, y - 0.12 * high)


def stepped(house: House, bays, y: float, high: float) -> None:
    """A stepped gable of the wall's own bricks."""
    c = house.canvas
    high, steps = min(high, y - 0.02), 4
    for k in range(steps):
        inset = (house.right - house.left) * 0.5 * (k + 0.6) / (steps + 1.2)
        x0, x1 = house.left + inset, house.right - inset
        top = y - high * (k + 1) / steps
        c.box(x0, top, x1, y, house.wall, L.FACADE, 0.0)
        c.box(x0 - 0.006, top - 0.006, x1 + 0.006, top + 0.008, house.trim, L.CORNICE, 0.014)
    middle = (house.left + house.right) / 2
    parts.window(house, middle - 0.035, y - 0.6 * high, middle + 0.035, y - 0.12 * high, head="round")


def _roof(house: House, y: float, high: float, material, colour, slope: float | None = None) -> None:
    c, rng = house.canvas, house.rng
    texture = material(c, rng, varied(rng, colour, 0.1))
    slope = choose(rng, (0.0, 0.0, 0.1, 0.18)) if slope is None else slope
    for _ in range(int(rng.integers(0, 4))):  # chimneys
        x = rng.uniform(house.left + 0.06, house.right - 0.1)
        top = y - high - rng.uniform(0.02, 0.06)
        c.box(x, top, x + 0.045, y - 0.5 * high, varied(rng, (0.5, 0.32, 0.26), 0.1), L.ROOF, -0.03)
        c.box(x - 0.005, top, x + 0.05, top + 0.012, (0.55, 0.5, 0.46), L.ROOF, -0.02)
        c.box(x + 0.008, top - 0.018, x + 0.018, top, (0.55, 0.3, 0.2), L.ROOF, -0.03)
    edge = 0.012
    c.box(house.left - edge, y - high, house.right + edge, y, texture, L.ROOF, -0.02,
          lambda u, v: np.abs(u - 0.5) <= 0.5 - slope * (1 - v))  # fmt: skip
    inset = slope * (house.right - house.left)
    c.box(house.left + inset, y - high, house.right - inset, y - high + 0.008, np.float32(colour) * 0.8, L.ROOF, 0.0)
    c.box(house.left - edge, y - 0.008, house.right + edge, y, (0.4, 0.4, 0.4), L.ROOF, 0.03)


def _skylights(house: House, bays, y: float, high: float) -> None:
    c, rng = house.canvas, house.rng
    if rng.random() < 0.4 or high < 0.08:
        return
    for x0, x1 in bays[:: int(rng.integers(1, 3))]:
        middle = (x0 + x1) / 2
        c.box(middle - 0.024, y - 0.66 * high, middle + 0.024, y - 0.3 * high, (0.3, 0.3, 0.3), L.WINDOW, -0.01)
        c.box(middle - 0.018, y - 0.62 * high, middle + 0.018, y - 0.34 * high, house.glass, None, -0.02)
