"""CMP Facades as its makers publish them: `cmp_b0001.jpg` (base) and `cmp_x0001.jpg` (extended), each with a `.png`.

The `.png` is a picture with a palette whose places 1 to 12 are the classes, in the order of `CLASSES`. The pictures
have all sizes; here they are squeezed to squares, as in the pictures of pix2pix's authors. Those divided the 606
houses at random, and nobody has published which went where; here every sixth is for testing, every sixth for
validation.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from course.datasets import foreign
from course.datasets.facade import labels as L
from course.datasets.local import NotHere, WrongFile

NAME = re.compile(r"(?:^|/)cmp_([bx])(\d{4})\.(jpg|png)$")
SPLITS = ("train", "train", "val", "train", "train", "test")  # of the houses in their order, again and again
BOX, NEAREST = Image.Resampling.BOX, Image.Resampling.NEAREST

House = dict[str, Callable[[], bytes]]  # "jpg" and "png": what reads them


def find(folder: Path) -> tuple[dict[str, House], str]:
    """Return the houses below `folder`, unpacked or in zip archives, in their order, and in words where they are.

    Raises
    ------
    NotHere
        There are none.
    """
    houses: dict[str, House] = {}
    places = set()
    for piece in foreign.pieces(folder, most=3000):
        found = NAME.search(f"/{piece.member}" if piece.member else f"/{piece.path.name}")
        if found:
            houses.setdefault(found[1] + found[2], {}).setdefault(found[3], piece.content)
            places.add(piece.path if piece.member else piece.path.parent)
    if not houses:
        raise NotHere("no pictures cmp_b0001.jpg")
    parts = [word for letter, word in (("b", "base"), ("x", "extended")) if any(key[0] == letter for key in houses)]
    place = str(places.pop()) if len(places) == 1 else str(folder)
    return dict(
        sorted(houses.items())
    ), f"{place} (CMP's own pictures, {' and '.join(parts)}, divided by this course)"


def read(folder: Path, size: int, counts: dict[str, int | None]) -> tuple[dict[str, tuple[NDArray, NDArray]], str]:
    """Return (labels, photos) of each split, and in words where they were; arguments and errors as `cmp.read`."""
    houses, place = find(folder)
    divided: dict[str, list[str]] = {split: [] for split in counts}
    for number, name in enumerate(houses):
        divided[SPLITS[number % len(SPLITS)]].append(name)
    arrays = {}
    for split, wanted in counts.items():
        pairs = [_pair(name, houses[name], size) for name in divided[split][:wanted]]
        arrays[split] = (
            np.stack([label for label, _ in pairs]) if pairs else np.zeros((0, size, size), np.uint8),
            np.stack([photo for _, photo in pairs]) if pairs else np.zeros((0, size, size, 3), np.uint8),
        )
    return arrays, place


def _pair(name: str, house: House, size: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    missing = [f"cmp_{name}.{kind}" for kind in ("jpg", "png") if kind not in house]
    if missing:
        raise WrongFile(f"{missing[0]} is not here, but the other file of its house is")
    photo = _opened(f"cmp_{name}.jpg", house["jpg"]()).convert("RGB")
    label = _opened(f"cmp_{name}.png", house["png"]())
    if label.mode != "P":
        raise WrongFile(f"cmp_{name}.png has no palette; its colours do not say which classes they are")
    if label.size != photo.size:
        raise WrongFile(f"cmp_{name}.png has {label.size} pixels, its photo {photo.size}")
    places = np.array(label.resize((size, size), NEAREST))
    if places.min() < 1 or places.max() > len(L.CMP_CLASSES):
        raise WrongFile(f"cmp_{name}.png has the classes {places.min()} to {places.max()}, expected 1 to 12")
    return (places - 1).astype(np.uint8), np.array(photo.resize((size, size), BOX))


def _opened(name: str, content: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content))
        image.load()
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError) as problem:
        reason = "is not a picture" if isinstance(problem, UnidentifiedImageError) else f"is damaged: {problem}"
        raise WrongFile(f"{name} {reason}") from problem
    return image
