"""What the pixels of a label map mean, and the colours that pix2pix's archive of CMP Facades gives to them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

# The first twelve are those of CMP Facades, in its order and in the colours of the published pictures. The last three
# are ours: there, roof, sky and pavement are background, like whatever stands in front of the house.
CLASSES = (
    "background",
    "facade",
    "window",
    "door",
    "cornice",
    "sill",
    "balcony",
    "blind",
    "deco",
    "molding",
    "pillar",
    "shop",
    "roof",
    "sky",
    "pavement",
)
(
    BACKGROUND,
    FACADE,
    WINDOW,
    DOOR,
    CORNICE,
    SILL,
    BALCONY,
    BLIND,
    DECO,
    MOLDING,
    PILLAR,
    SHOP,
    ROOF,
    SKY,
    PAVEMENT,
) = range(len(CLASSES))
CMP_CLASSES = CLASSES[:12]

PALETTE = np.array(
    [
        (0, 0, 170),
        (0, 0, 255),
        (0, 85, 255),
        (0, 170, 255),
        (0, 255, 255),
        (85, 255, 170),
        (170, 255, 85),
        (255, 255, 0),
        (255, 170, 0),
        (255, 85, 0),
        (255, 0, 0),
        (170, 0, 0),
        (170, 0, 170),
        (255, 255, 255),
        (85, 85, 85),
    ],
    np.uint8,
)
PALETTE.setflags(write=False)


def colours(labels: ArrayLike) -> NDArray[np.uint8]:
    """Return label maps as the pictures that the networks see.

    Parameters
    ----------
    labels
        Whole numbers 0 … 14, shape (...).

    Returns
    -------
    array (..., 3), uint8

    Raises
    ------
    ValueError
        Not whole numbers, or one of them is no class.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise ValueError(f"labels are whole numbers, got {labels.dtype}")
    if labels.size and (labels.min() < 0 or labels.max() >= len(CLASSES)):
        raise ValueError(f"labels lie in 0 … {len(CLASSES) - 1}, got {labels.min()} … {labels.max()}")
    return PALETTE[labels]


def classes_of(pictures: ArrayLike, classes: int = len(CLASSES)) -> NDArray[np.uint8]:
    """Return the label whose colour is nearest, for each pixel of pictures of labels.

    Parameters
    ----------
    pictures
        Shape (..., 3), 0 … 255. Colours that a JPEG file has smeared are taken for the nearest one.
    classes
        How many classes there can be: 12 for CMP Facades.

    Returns
    -------
    array (...), uint8

    Raises
    ------
    ValueError
        The last axis does not have three entries.
    """
    pictures = np.asarray(pictures)
    if pictures.ndim < 1 or pictures.shape[-1] != 3:
        raise ValueError(f"pictures of labels have shape (..., 3), got {pictures.shape}")
    nearest = np.full(pictures.shape[:-1], np.inf, np.float32)
    labels = np.zeros(pictures.shape[:-1], np.uint8)
    for label, colour in enumerate(PALETTE[:classes].astype(np.float32)):
        distance = ((pictures.astype(np.float32) - colour) ** 2).sum(axis=-1)
        labels[distance < nearest] = label
        nearest = np.minimum(nearest, distance)
    return labels
