"""Ground floors: windows and a door, a rusticated base, shops, glass."""

from __future__ import annotations

import numpy as np

from course.datasets.facade import labels as L
from course.datasets.facade import materials, parts
from course.datasets.facade.canvas import mix
from course.datasets.facade.parts import House
from course.datasets.facade.styles import choose, varied

SIGNS = (
    (0.14, 0.2, 0.16),
    (0.5, 0.1, 0.1),
    (0.12, 0.18, 0.35),
    (0.1, 0.1, 0.1),
    (0.85, 0.82, 0.74),
    (0.7, 0.5, 0.12),
)
SHOW = ((0.85, 0.68, 0.4), (0.75, 0.74, 0.7), (0.35, 0.34, 0.33), (0.6, 0.3, 0.25), (0.3, 0.42, 0.5))


def plain(house: House, bays, y0: float, y1: float) -> None:
    """Windows as above, a door in one bay, a plinth."""
    c, rng, h = house.canvas, house.rng, y1 - y0
    c.box(house.left, y1 - 0.16 * h, house.right, y1, mix(house.wall[0, 0], (0.4, 0.38, 0.36), 0.6), None, 0.006)
    where = int(rng.integers(len(bays)))
    for k, (x0, x1) in enumerate(bays):
        _entry_or_window(house, x0, x1, y0, y1, k == where)


def rustic(house: House, bays, y0: float, y1: float) -> None:
    """Large blocks with deep joints, arched windows, a gate."""
    c, rng = house.canvas, house.rng
    texture = materials.rustic(c, rng, varied(rng, house.trim, 0.08))
    c.box(house.left, y0, house.right, y1, texture, L.FACADE, 0.008)
    where = choose(rng, (len(bays) // 2, 0, len(bays) - 1))
    before, house.surround = house.surround, False
    for k, (x0, x1) in enumerate(bays):
        _entry_or_window(house, x0, x1, y0, y1, k == where)
    house.surround = before


def shop(house: House, bays, y0: float, y1: float) -> None:
    """Shop fronts, each one or two bays wide, with a sign, and an awning now and then; the door between them."""
    c, rng, h = house.canvas, house.rng, y1 - y0
    where = int(rng.integers(len(bays)))
    pier, k = mix(house.trim, (0.3, 0.3, 0.3), 0.25), 0
    sign, awning = choose(rng, SIGNS), rng.random() < 0.45
    while k < len(bays):
        if k == where:
            _entry_or_window(house, *bays[k], y0, y1, True)
            k += 1
            continue
        last = k + 1 if k + 1 < len(bays) and k + 1 != where and rng.random() < 0.6 else k
        x0, x1 = bays[k][0] + 0.012, bays[last][1] - 0.012
        top = y0 + 0.1 * h
        c.box(x0, top, x1, y1, sign, L.SHOP, 0.012)
        glass = top + 0.2 * h
        c.box(x0 + 0.01, glass, x1 - 0.01, y1 - 0.12 * h, mix(house.glass, choose(rng, SHOW), 0.5), None, -0.02)
        for _ in range(int(rng.integers(3, 8))):  # what is on show
            a, b = rng.uniform(x0 + 0.015, x1 - 0.03), rng.uniform(0.1, 0.4) * h
            c.box(
                a, y1 - 0.12 * h - b, a + rng.uniform(0.008, 0.03), y1 - 0.12 * h, varied(rng, choose(rng, SHOW), 0.3)
            )
        panes = max(1, round((x1 - x0) / 0.1))
        for m in range(1, panes):
            x = x0 + (x1 - x0) * m / panes
            c.box(x - 0.003, glass, x + 0.003, y1, np.float32(sign) * 0.8, None, 0.006)
        _letters(house, x0 + 0.02, x1 - 0.02, top + 0.05 * h, top + 0.14 * h, sign)
        if awning:
            dark = choose(rng, SIGNS[:4])
            striped = np.where(((c.x / 0.042) % 1 < 0.5)[..., None], np.float32(dark), np.float32((0.86, 0.84, 0.8)))
            cloth = np.broadcast_to(striped, c.colour.shape)
            c.box(x0 - 0.004, glass - 0.02, x1 + 0.004, glass + 0.16 * h, cloth, L.SHOP, 0.06)
        if k > 0 and house.style.cornice > 0.5:
            c.box(bays[k][0] - 0.01, y0 + 0.04, bays[k][0] + 0.01, y1, pier, L.PILLAR, 0.014)
        k = last + 1
    c.box(house.left, y0, house.right, y0 + 0.016, house.trim, L.CORNICE, 0.024)


def glazed(house: House, bays, y0: float, y1: float) -> None:
    """Glass from pier to pier, and a canopy over the entrance."""
    c, rng, h = house.canvas, house.rng, y1 - y0
    where = int(rng.integers(len(bays)))
    for k, (x0, x1) in enumerate(bays):
        c.box(x0 + 0.01, y0 + 0.12 * h, x1 - 0.01, y1, mix(house.glass, choose(rng, SHOW), 0.25), L.SHOP, -0.02)
        for m in (1, 2):
            x = x0 + (x1 - x0) * m / 3
            c.box(x - 0.002, y0 + 0.12 * h, x + 0.002, y1, house.frame, None, -0.012)
        if k == where:
            middle, w = (x0 + x1) / 2, min(0.04, 0.4 * (x1 - x0))
            c.box(middle - w, y0 + 0.34 * h, middle + w, y1, mix(house.glass, (0.1, 0.1, 0.1), 0.3), L.DOOR, -0.026)
            for a in (middle - w, middle - 0.002, middle + w - 0.004):
                c.box(a, y0 + 0.34 * h, a + 0.004, y1, house.frame, None, -0.02)
            c.box(x0, y0 + 0.24 * h, x1, y0 + 0.24 * h + 0.014, house.frame, L.MOLDING, 0.07)


def _entry_or_window(house: House, x0, x1, y0, y1, entry: bool) -> None:
    h, w, middle = y1 - y0, x1 - x0, (x0 + x1) / 2
    if entry:
        half = min(0.36 * w, 0.3 * h, 0.06)
        parts.door(house, middle - half, y0 + 0.2 * h, middle + half, y1)
    else:
        half = min(0.33 * w, 0.45 * h)
        parts.window(house, middle - half, y0 + 0.24 * h, middle + half, y0 + 0.74 * h)


def _letters(house: House, x0, x1, y0, y1, sign) -> None:
    """Marks that look like a name."""
    c, rng = house.canvas, house.rng
    ink = (0.9, 0.86, 0.7) if sum(sign) < 1.6 else (0.15, 0.13, 0.12)
    x, end = x0 + rng.uniform(0, 0.3) * (x1 - x0), x1 - rng.uniform(0, 0.25) * (x1 - x0)
    while x < end:
        w = rng.uniform(0.004, 0.011)
        if rng.random() > 0.14:
            c.box(x, y0 + rng.uniform(0, 0.3) * (y1 - y0), x + w, y1, ink)
        x += w + 0.005
