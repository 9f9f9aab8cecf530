"""A canvas that knows, of every point, what it is, what colour it has, and how far it stands out of the wall.

Places are fractions of the picture's side, x to the right and y down, so that one drawing serves every size.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image


class Canvas:
    """Labels, colours and depths of a square picture, before light falls on it.

    Parameters
    ----------
    size : int
        Pixels of a side of the picture.
    fine : int
        Points per pixel and direction. Labelled parts begin and end at pixels, so that the label map is exact;
        details inside them (bars, bricks) may be finer.

    Attributes
    ----------
    colour : float32 array (side, side, 3), 0…1
    label : uint8 array (side, side)
    depth : float32 array (side, side)
        In picture sides; 0 is the wall, more is nearer to the street.
    """

    def __init__(self, size: int, fine: int):
        self.size, self.fine, self.side = size, fine, size * fine
        self.colour = np.zeros((self.side, self.side, 3), np.float32)
        self.label = np.zeros((self.side, self.side), np.uint8)
        self.depth = np.zeros((self.side, self.side), np.float32)
        middle = (np.arange(self.side, dtype=np.float32) + 0.5) / self.side
        self.y, self.x = middle[:, None], middle[None, :]

    def box(self, x0, y0, x1, y1, colour=None, label=None, depth=None, shape=None) -> tuple[slice, slice]:
        """Paint a rectangle, or the part of it that `shape` leaves; return its (rows, columns).

        Parameters
        ----------
        x0, y0, x1, y1 : float
            Edges. A labelled rectangle is at least a pixel in each direction, any other one a point.
        colour : three floats, or array (side, side, 3) to cut it out of; None: as it was
        label : int or None
        depth : float or None
        shape : function (u, v) -> bool array, optional
            u and v run over the rectangle from 0 to 1, left to right and top to bottom.
        """
        step = self.fine if label is not None else 1
        top, bottom = self._span(y0, y1, step)
        left, right = self._span(x0, x1, step)
        place = np.s_[top:bottom, left:right]
        if top >= bottom or left >= right:
            return place
        inside = Ellipsis
        if shape is not None:
            u = (np.arange(right - left, dtype=np.float32) + 0.5) / (right - left)
            v = (np.arange(bottom - top, dtype=np.float32) + 0.5) / (bottom - top)
            inside = np.broadcast_to(shape(u[None, :], v[:, None]), (bottom - top, right - left))
        if colour is not None:
            new = colour[place] if getattr(colour, "ndim", 1) == 3 else np.asarray(colour, np.float32)
            view = self.colour[place]
            if inside is Ellipsis:
                view[...] = new
            else:
                view[inside] = new[inside] if new.ndim == 3 else new
        if label is not None:
            self.label[place][inside] = label
        if depth is not None:
            self.depth[place][inside] = depth
        return place

    def _span(self, low: float, high: float, step: int) -> tuple[int, int]:
        count = self.side // step
        first = int(low * count + 1000.5) - 1000  # rounds, also below 0
        last = max(int(high * count + 1000.5) - 1000, first + 1)
        return max(first, 0) * step, max(min(last, count), 0) * step


def arch(rise: float, pointed: bool = False):
    """Return the shape of an opening whose upper part, `rise` of its height, is an arch."""

    def shape(u, v):
        over = np.clip((rise - v) / max(rise, 1e-6), 0, 1)  # 0 at the springing, 1 at the crown
        half = 0.5 * (1 - over**1.6) if pointed else 0.5 * np.sqrt(1 - over**2)
        return np.abs(u - 0.5) <= half

    return shape


def triangle(u, v):
    """The shape of a gable: its top in the middle."""
    return np.abs(u - 0.5) <= 0.5 * v


def disc(u, v):
    """The shape of a disc that fills its rectangle."""
    return (u - 0.5) ** 2 + (v - 0.5) ** 2 <= 0.25


def noise(rng: np.random.Generator, cells: int, side: int, across: int | None = None) -> NDArray[np.float32]:
    """Return smooth noise (side, side) of about unit deviation, `cells` lumps high and `across` (or as many) wide.

    What is drawn from `rng` does not depend on `side`.
    """
    lattice = rng.standard_normal((cells, across or cells)).astype(np.float32)
    return np.asarray(Image.fromarray(lattice).resize((side, side), Image.Resampling.BICUBIC))


def mix(first: ArrayLike, second: ArrayLike, share) -> NDArray[np.float32]:
    """Return `first` with `share` of `second` in it."""
    first, second = np.asarray(first, np.float32), np.asarray(second, np.float32)
    return first + (second - first) * np.float32(share) if np.isscalar(share) else first + (second - first) * share
