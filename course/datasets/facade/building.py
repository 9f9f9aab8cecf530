"""One house front from a seed: its design, its parts in their places, its street, its light."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from course.datasets.facade import ground as grounds
from course.datasets.facade import labels as L
from course.datasets.facade import light as lights
from course.datasets.facade import materials, parts, street, upper
from course.datasets.facade.canvas import Canvas, mix, noise
from course.datasets.facade.styles import STYLES, WEIGHTS, WOOD, Style, choose, varied

SHUTTERS = (
    (0.2, 0.36, 0.28),
    (0.24, 0.34, 0.46),
    (0.42, 0.26, 0.18),
    (0.62, 0.66, 0.68),
    (0.5, 0.16, 0.13),
    (0.35, 0.42, 0.3),
)
CURTAINS = ((0.82, 0.8, 0.74), (0.7, 0.68, 0.66), (0.8, 0.72, 0.55))
DOORS = (
    (0.3, 0.18, 0.11),
    (0.14, 0.26, 0.2),
    (0.42, 0.12, 0.1),
    (0.13, 0.17, 0.28),
    (0.45, 0.3, 0.17),
    (0.12, 0.12, 0.13),
)


def front(seed: int, size: int = 64, style: str | None = None) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Draw the house front number `seed`.

    Parameters
    ----------
    seed : int
        The same number is the same house, at every size.
    size : int
        Pixels of a side.
    style : str, optional
        The name of one of `STYLES`, in place of chance.

    Returns
    -------
    labels : array (size, size), uint8
    photo : array (size, size, 3), uint8

    Raises
    ------
    ValueError
        `size` is below 16, or there is no such style.
    """
    if size != int(size) or size < 16:
        raise ValueError(f"a front has at least 16×16 pixels, got size {size}")
    known = [kind.name for kind in STYLES]
    if style is not None and style not in known:
        raise ValueError(f"no style {style!r}; there are: {', '.join(known)}")
    rng = np.random.default_rng((81, seed))
    chance = STYLES[rng.choice(len(STYLES), p=WEIGHTS)]
    kind = chance if style is None else STYLES[known.index(style)]
    canvas = Canvas(int(size), 2)
    weather = int(rng.integers(len(street.SKIES)))
    sun = float(rng.uniform(0.55, 1.0) if weather in (0, 1, 4) else rng.uniform(0.0, 0.35))
    light = lights.Light(float(rng.uniform(0.25, 0.9) * rng.choice((-1, 1))), float(rng.uniform(0.5, 1.0)), sun)
    pavement = float(1 - rng.uniform(0.035, 0.085))
    left, right = (float(rng.uniform(0.015, 0.1)) if rng.random() < 0.45 else 0.0 for _ in range(2))
    air = street.sky(canvas, rng, weather)
    house = _house(canvas, rng, kind, air, left, 1 - right)
    street.surroundings(canvas, rng, air, left, 1 - right, pavement)
    _raise(house, pavement)
    lights.weather(canvas, rng, pavement)
    canvas.colour = lights.lit(canvas, light)
    street.in_front(canvas, rng, sun, pavement)
    photo = lights.photograph(canvas.colour, canvas.fine, rng)
    middle = canvas.fine // 2
    return canvas.label[middle :: canvas.fine, middle :: canvas.fine].copy(), photo


def _house(canvas: Canvas, rng, style: Style, air, left: float, right: float) -> parts.House:
    """Decide on materials and colours."""
    material, colour = choose(rng, style.walls)
    wall = getattr(materials, material)(canvas, rng, varied(rng, colour, 0.07))
    trim = varied(rng, choose(rng, style.trims), 0.04)
    if material == "stone":
        trim = varied(rng, tuple(0.5 * (a + b) for a, b in zip(trim, colour, strict=True)), 0.02)
    reflected = np.clip(0.12 + 0.3 * noise(rng, 7, canvas.side, 5), 0.02, 0.8)[..., None]
    glass = mix(varied(rng, (0.11, 0.13, 0.155), 0.12), air[::-1], reflected.astype(np.float32))
    some = [kind for kind in ("triangle", "arch", "hood") if rng.random() < 0.6]
    return parts.House(
        canvas=canvas, style=style, rng=rng, wall=wall, glass=glass, trim=trim,
        frame=varied(rng, choose(rng, style.frames), 0.04), shutter=varied(rng, choose(rng, SHUTTERS), 0.12),
        door=varied(rng, choose(rng, DOORS), 0.12), curtain=varied(rng, choose(rng, CURTAINS), 0.06),
        panes=choose(rng, style.panes), head=choose(rng, style.heads), railing=choose(rng, style.railings),
        surround=rng.random() < style.surround, sill=rng.random() < style.sill,
        pediments=tuple(some) if rng.random() < style.pediment else (), shutters=rng.random() < style.shutters,
        roller=0.45 * rng.random() if rng.random() < style.roller else 0.0, left=left, right=right,
    )  # fmt: skip


def _bays(house: parts.House) -> list[tuple[float, float]]:
    """Divide the front: equal bays, or a wider one in the middle."""
    rng = house.rng
    low, high = house.style.bays
    count = int(rng.integers(low, high + 1))
    shares = np.ones(count)
    if count % 2 and rng.random() < 0.4:
        shares[count // 2] = rng.uniform(1.2, 1.5)
    margin = rng.uniform(0.01, 0.04)
    edges = np.concatenate([[0], np.cumsum(shares) / shares.sum()])
    edges = house.left + margin + edges * (house.right - house.left - 2 * margin)
    return [(float(a), float(b)) for a, b in itertools.pairwise(edges)]


def _raise(house: parts.House, pavement: float) -> None:
    """Build from the pavement up."""
    c, rng, style = house.canvas, house.rng, house.style
    bays = _bays(house)
    low, high = style.storeys
    storeys = int(rng.integers(low, high + 1))
    roof = choose(rng, style.roofs)
    roof_high = float(rng.uniform(0.09, 0.17)) if roof not in ("flat", "balustrade") else 0.05
    cropped = rng.random() < 0.15 and storeys > 2 and roof in ("flat", "balustrade", "mansard")
    eaves = -0.02 if cropped else float(roof_high + rng.uniform(0.03, 0.1))
    eaves = max(eaves, pavement - 0.32 * storeys) if not cropped else eaves
    c.box(house.left, eaves, house.right, pavement, house.wall, L.FACADE, 0.0)
    heights = np.array([rng.uniform(1.1, 1.4), *np.linspace(1.0, rng.uniform(0.78, 1.0), storeys)[: storeys - 1]])
    edges = pavement - (pavement - eaves) * np.concatenate([[0], np.cumsum(heights) / heights.sum()])
    if style.timber:
        _beams(house, bays, edges)
    getattr(grounds, choose(rng, style.grounds))(house, bays, edges[1], edges[0])
    wide, tall = rng.uniform(*style.wide), rng.uniform(*style.high)
    columns = _loggias(house, bays, storeys)
    courses, reliefs = rng.random() < style.courses, rng.random() < style.reliefs
    for storey in range(1, storeys):
        top, bottom = float(edges[storey + 1]), float(edges[storey])
        if courses and not style.ribbon:
            parts.cornice(house, bottom - 0.012, bottom + 0.004, 0.014)
        pediment = house.pediments[(storey - 1) % len(house.pediments)] if house.pediments else ""
        _storey(house, bays, top, bottom, wide, tall, pediment, columns[storey], reliefs)
    _verticals(house, bays, edges)
    if rng.random() < style.cornice:
        parts.cornice(house, eaves, eaves + rng.uniform(0.022, 0.036), 0.036, dentils=True)
    if not cropped:
        getattr(upper, roof)(house, bays, eaves, roof_high)


def _storey(house: parts.House, bays, top, bottom, wide, tall, pediment, balconies, reliefs) -> None:
    rng, h = house.rng, bottom - top
    if house.style.ribbon and rng.random() < 0.03:
        return
    y1 = bottom - (0.12 if wide > 0.8 else 0.16) * h
    y0 = y1 - tall * h
    for k, (x0, x1) in enumerate(bays):
        half = 0.5 * (x1 - x0) * wide
        if not house.style.ribbon:
            half = min(half, 0.62 * tall * h)
        middle = (x0 + x1) / 2
        low = bottom - 0.02 if k in balconies else y1
        before, house.sill = house.sill, house.sill and k not in balconies
        parts.window(house, middle - half, y0, middle + half, low, pediment=pediment if k not in balconies else "")
        house.sill = before
        if reliefs and h * (0.84 - tall) > 0.035 and not pediment and k not in balconies:
            parts.relief(house, middle, y0 - 0.5 * (y0 - top) - 0.004, 1.1 * half, 0.026, "panel")
    for run in _runs(balconies):
        over = 0.22 * (bays[run[0]][1] - bays[run[0]][0])
        x0 = (bays[run[0]][0] + over) if len(run) == 1 else bays[run[0]][0]
        x1 = (bays[run[-1]][1] - over) if len(run) == 1 else bays[run[-1]][1]
        parts.balcony(house, x0 - 0.01, x1 + 0.01, bottom - 0.012, 0.3 * h)


def _loggias(house: parts.House, bays, storeys: int) -> list[list[int]]:
    """Choose the bays that have balconies, storey by storey, in a pattern."""
    rng, everywhere = house.rng, list(range(len(bays)))
    none: list[list[int]] = [[] for _ in range(storeys + 1)]
    if rng.random() > house.style.balcony:
        return none
    some = choose(
        rng, (everywhere, everywhere[len(bays) // 2 : len(bays) // 2 + 1], everywhere[::2], everywhere[1:-1])
    )
    rows = choose(rng, (range(1, storeys), range(1, 2), range(1, storeys, 2)))
    return [some if storey in rows else [] for storey in range(storeys + 1)]


def _runs(columns: list[int]) -> list[list[int]]:
    """Split numbers into runs of neighbours."""
    runs: list[list[int]] = []
    for column in columns:
        if runs and column == runs[-1][-1] + 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _verticals(house: parts.House, bays, edges) -> None:
    """Pilasters between the bays, or corner stones."""
    rng, style = house.rng, house.style
    foot, top = float(edges[1]), float(edges[-1])
    if rng.random() < style.pilasters:
        for x in sorted({round(x, 4) for bay in bays for x in bay}):
            parts.pilaster(house, x, top + 0.02, foot - 0.004)
    elif rng.random() < style.quoins:
        for x0, x1 in ((house.left, house.left + 0.04), (house.right - 0.04, house.right)):
            for k in range(int((foot - top) / 0.03)):
                inset = 0.012 * (k % 2)
                a, b = (x0, x1 - inset) if x0 == house.left else (x0 + inset, x1)
                house.canvas.box(a, top + 0.03 * k, b, top + 0.03 * k + 0.024, house.trim, L.DECO, 0.008)


def _beams(house: parts.House, bays, edges) -> None:
    """The frame of a timbered house: posts, rails, braces."""
    c, rng = house.canvas, house.rng
    wood = np.float32(house.trim) if sum(house.trim) < 1.2 else np.float32(WOOD)
    for storey in range(1, len(edges) - 1):
        top, bottom = float(edges[storey + 1]), float(edges[storey])
        for k, (x0, x1) in enumerate(bays):
            brace = rng.random() < 0.5
            if brace and k in (0, len(bays) - 1):
                slant = (lambda u, v: np.abs(u - v) < 0.1) if k else (lambda u, v: np.abs(u + v - 1) < 0.1)
                c.box(x0, top, x1, bottom, wood, L.MOLDING, 0.005, slant)
            c.box(x0 - 0.008, top, x0 + 0.008, bottom, wood, L.MOLDING, 0.006)
        c.box(bays[-1][1] - 0.008, top, bays[-1][1] + 0.008, bottom, wood, L.MOLDING, 0.006)
        c.box(house.left, bottom - 0.018, house.right, bottom, wood, L.MOLDING, 0.01)
        c.box(house.left, (top + bottom) / 2, house.right, (top + bottom) / 2 + 0.012, wood, L.MOLDING, 0.006)
