"""Kinds of houses: what each is built of, and how often it has what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course.datasets.facade.materials import Colour

WHITE, CREAM, STONE = (0.9, 0.89, 0.86), (0.87, 0.81, 0.68), (0.74, 0.69, 0.6)
DARK, IRON, WOOD, GREEN = (0.16, 0.16, 0.17), (0.1, 0.1, 0.11), (0.36, 0.23, 0.14), (0.16, 0.3, 0.22)


@dataclass(frozen=True)
class Style:
    """One kind of house. Numbers in pairs are ranges; the others are the chances of a feature.

    Attributes
    ----------
    walls
        (material, colour) to choose from.
    bays, storeys
        How many, from … to.
    wide, high
        Of a window, as a share of its bay and of its storey.
    heads
        Shapes of the tops of windows.
    panes
        (columns, rows) of panes to choose from.
    trims, frames
        Colours of what stands out of the wall, and of window frames.
    roofs, grounds
        Names of functions in `upper` and in `ground`.
    """

    name: str
    walls: tuple[tuple[str, Colour], ...]
    bays: tuple[int, int]
    storeys: tuple[int, int]
    wide: tuple[float, float] = (0.42, 0.56)
    high: tuple[float, float] = (0.52, 0.66)
    heads: tuple[str, ...] = ("flat",)
    panes: tuple[tuple[int, int], ...] = ((2, 3), (2, 2))
    trims: tuple[Colour, ...] = (WHITE, CREAM, STONE)
    frames: tuple[Colour, ...] = (WHITE, WHITE, DARK, WOOD)
    roofs: tuple[str, ...] = ("flat", "pitched")
    grounds: tuple[str, ...] = ("plain", "shop")
    surround: float = 0.0
    sill: float = 0.9
    pediment: float = 0.0
    courses: float = 0.3
    cornice: float = 0.5
    pilasters: float = 0.0
    reliefs: float = 0.0
    quoins: float = 0.0
    balcony: float = 0.15
    railings: tuple[str, ...] = ("iron",)
    shutters: float = 0.0
    roller: float = 0.15
    timber: bool = False
    ribbon: bool = False


STYLES = (
    Style(
        "neoclassical", bays=(3, 6), storeys=(3, 4),
        walls=(("plaster", (0.86, 0.76, 0.55)), ("plaster", (0.82, 0.66, 0.58)), ("plaster", (0.68, 0.73, 0.66)),
               ("plaster", (0.84, 0.82, 0.76)), ("plaster", (0.66, 0.71, 0.77))),
        heads=("flat", "flat", "round"), roofs=("balustrade", "pitched", "mansard"), grounds=("rustic", "shop"),
        surround=1, pediment=0.7, courses=0.9, cornice=1, pilasters=0.45, reliefs=0.5, quoins=0.4, balcony=0.3,
        railings=("iron", "stone"), wide=(0.36, 0.48), high=(0.54, 0.66),
    ),
    Style(
        "brick", bays=(3, 6), storeys=(2, 5),
        walls=(("brick", (0.58, 0.27, 0.19)), ("brick", (0.48, 0.24, 0.19)), ("brick", (0.68, 0.42, 0.28)),
               ("brick", (0.72, 0.6, 0.42))),
        heads=("segment", "flat", "round", "segment"), panes=((2, 2), (3, 4), (1, 2), (2, 4)),
        roofs=("flat", "flat", "pitched", "stepped"), grounds=("plain", "shop", "shop"),
        courses=0.5, cornice=0.7, reliefs=0.2, balcony=0.05, wide=(0.42, 0.62), high=(0.5, 0.66), roller=0.2,
    ),
    Style(
        "boulevard", bays=(3, 6), storeys=(4, 6),
        walls=(("stone", (0.83, 0.77, 0.65)), ("stone", (0.78, 0.72, 0.62)), ("stone", (0.86, 0.83, 0.75))),
        panes=((2, 4), (2, 3)), trims=(CREAM, STONE), frames=(WHITE, CREAM), roofs=("mansard",),
        grounds=("shop", "rustic"), surround=0.7, sill=0.3, courses=0.8, cornice=1, reliefs=0.4, balcony=0.75,
        pilasters=0.2, wide=(0.38, 0.48), high=(0.66, 0.76),
    ),
    Style(
        "southern", bays=(2, 5), storeys=(2, 4),
        walls=(("plaster", (0.85, 0.6, 0.38)), ("plaster", (0.83, 0.55, 0.47)), ("plaster", (0.88, 0.78, 0.52)),
               ("plaster", (0.89, 0.87, 0.82)), ("plaster", (0.75, 0.42, 0.32))),
        heads=("flat", "flat", "segment"), panes=((2, 3), (2, 2)), roofs=("tiled", "tiled", "flat"), balcony=0.4,
        shutters=0.9, surround=0.35, courses=0.3, cornice=0.3, wide=(0.3, 0.4), high=(0.46, 0.6), quoins=0.15,
    ),
    Style(
        "modern", bays=(3, 6), storeys=(3, 6),
        walls=(("plaster", (0.88, 0.88, 0.87)), ("panels", (0.66, 0.65, 0.62)), ("panels", (0.75, 0.72, 0.66)),
               ("plaster", (0.72, 0.74, 0.76)), ("brick", (0.4, 0.32, 0.29))),
        panes=((1, 1), (2, 1), (3, 1)), trims=(WHITE, STONE, DARK), frames=(DARK, WHITE), roofs=("flat",),
        grounds=("plain", "shop", "glazed"), sill=0.7, courses=0.25, cornice=0.15, balcony=0.5,
        railings=("panel", "glass", "iron"), roller=0.5, wide=(0.55, 0.8), high=(0.46, 0.6),
    ),
    Style(
        "office", bays=(4, 7), storeys=(4, 7),
        walls=(("panels", (0.6, 0.62, 0.64)), ("panels", (0.42, 0.44, 0.46)), ("panels", (0.8, 0.8, 0.78))),
        panes=((2, 1), (1, 1), (2, 2)), trims=(DARK, WHITE), frames=(DARK, (0.5, 0.52, 0.54)), roofs=("flat",),
        grounds=("glazed", "shop"), sill=0.1, courses=0.2, cornice=0.1, balcony=0, roller=0.35, ribbon=True,
        wide=(0.82, 0.92), high=(0.62, 0.8), pilasters=0.4,
    ),
    Style(
        "timber", bays=(3, 5), storeys=(2, 3),
        walls=(("plaster", (0.91, 0.88, 0.8)), ("plaster", (0.88, 0.8, 0.62)), ("plaster", (0.83, 0.68, 0.55))),
        panes=((2, 3), (2, 2), (3, 3)), trims=(WOOD, (0.25, 0.15, 0.1), (0.45, 0.16, 0.12)),
        roofs=("gabled", "tiled"),
        frames=(WHITE, WOOD), grounds=("plain", "shop"), cornice=0, courses=0, shutters=0.3, balcony=0, timber=True,
        wide=(0.42, 0.55), high=(0.45, 0.58),
    ),
    Style(
        "cottage", bays=(2, 4), storeys=(1, 2),
        walls=(("boards", (0.87, 0.87, 0.85)), ("boards", (0.55, 0.64, 0.69)), ("boards", (0.62, 0.24, 0.2)),
               ("plaster", (0.88, 0.85, 0.79)), ("brick", (0.62, 0.36, 0.26))),
        panes=((2, 2), (3, 2), (2, 3)), roofs=("tiled", "pitched", "gabled"), grounds=("plain",), surround=0.5,
        shutters=0.5, balcony=0.1, cornice=0.2, courses=0.05, wide=(0.36, 0.5), high=(0.4, 0.52),
    ),
)  # fmt: skip
WEIGHTS = np.array([5, 4, 4, 4, 3, 2, 2, 2]) / 26


def choose(rng: np.random.Generator, options):
    """Return one of `options`."""
    return options[int(rng.integers(len(options)))]


def varied(rng: np.random.Generator, colour: Colour, by: float = 0.05) -> Colour:
    """Return a colour near `colour`: lighter or darker, and a little off in hue."""
    lightness = 1 + by * rng.standard_normal()
    hues = 1 + 0.4 * by * rng.standard_normal(3)
    red, green, blue = (
        min(max(float(value * lightness * hue), 0.02), 0.95) for value, hue in zip(colour, hues, strict=True)
    )
    return red, green, blue
