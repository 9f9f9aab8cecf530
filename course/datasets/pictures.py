"""Four real photographs, dedicated to the public domain, for everything that filters pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

FOLDER = Path(__file__).with_name("embedded") / "pictures"

# Rec. 601: how much red, green and blue add to the brightness that an eye sees.
REC_601 = (0.299, 0.587, 0.114)

_CREDITS = {
    "cat": "Chelsea the cat, by Stéfan van der Walt, CC0 1.0, from scikit-image",
    "coffee": "A cup of coffee, by Rachel Michetti, Pikolo Espresso Bar, CC0 1.0, from scikit-image",
    "camera": "A man with a camera, by Lav Varshney, CC0 1.0, from scikit-image",
    "bricks": "A brick wall, by CC0Textures (Bricks25), CC0 1.0, adapted by scikit-image",
}


def names() -> list[str]:
    """Return the names of the photographs: `cat` and `coffee` in colour, `camera` and `bricks` in grey."""
    return list(_CREDITS)


def photo(name: str = "cat") -> NDArray[np.uint8]:
    """Return a photograph as RGB.

    Parameters
    ----------
    name
        One of `names()`. The two grey photographs come with three equal channels.

    Returns
    -------
    array of shape (h, w, 3), uint8, 0…255
        `cat` (300, 451, 3), `coffee` (400, 600, 3), `camera` and `bricks` (512, 512, 3). A new array each
        time: changing it changes nothing else.

    Raises
    ------
    ValueError
        There is no photograph of that name; the message lists those there are.
    """
    _known(name)
    from PIL import Image

    with Image.open(FOLDER / f"{name}.png") as image:
        return np.array(image.convert("RGB"))


def grey(rgb: ArrayLike) -> NDArray[np.float64]:
    """Return the brightness of a picture: 0.299 red + 0.587 green + 0.114 blue (ITU-R Rec. 601).

    Parameters
    ----------
    rgb
        Shape (h, w, 3), any number type; 0…255 in, 0…255 out.

    Returns
    -------
    array of shape (h, w), float64

    Raises
    ------
    ValueError
        `rgb` has another shape.
    """
    rgb = np.asarray(rgb)
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"grey() wants a colour picture of shape (h, w, 3), got {rgb.shape}")
    return rgb.astype(np.float64) @ np.array(REC_601)


def credits(name: str) -> str:
    """Return one line for a caption: what the photograph shows, by whom, its licence.

    Raises
    ------
    ValueError
        There is no photograph of that name.
    """
    return _CREDITS[_known(name)]


def _known(name: str) -> str:
    if name not in _CREDITS:
        raise ValueError(f"no photograph named {name!r}; there are: {', '.join(_CREDITS)}")
    return name
