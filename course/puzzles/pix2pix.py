"""The closing question of lab 08: pairs of plan and photo, five ways to spoil them, and three batches as evidence."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from course.datasets.facade import colours, drawn
from course.plots.style import figure, picture
from course.puzzles.log import Log, recorded

Batch = tuple[NDArray[np.uint8], NDArray[np.uint8]]
SIZE, SHOWN = 64, 6


def jittered(
    labels: NDArray, pictures: NDArray, *, unpaired=False, mirror="both", plans=Image.Resampling.NEAREST
) -> Batch:
    """Enlarge, crop and mirror pairs as the lab asks, or with one mistake; always with the same chance.

    Parameters
    ----------
    labels, pictures
        Shapes (n, h, h) and (n, h, h, 3), uint8.
    unpaired
        The photo gets a crop of its own.
    mirror
        "both", or "photo" alone.
    plans
        How plans are enlarged.
    """
    rng = np.random.default_rng(88)
    side = labels.shape[1]
    room = round(side * 30 / 256)  # 286 of 256 pixels
    plans_out, photos_out = np.empty_like(labels), np.empty_like(pictures)
    for row in range(len(labels)):
        corner, other = rng.integers(room + 1, size=(2, 2))
        other = (corner + room // 2 + other // 2) % (room + 1) if unpaired else corner
        step = -1 if rng.random() < 0.7 else 1
        plan = Image.fromarray(labels[row]).resize((side + room, side + room), plans)
        photo = Image.fromarray(pictures[row]).resize((side + room, side + room), Image.Resampling.BILINEAR)
        plans_out[row] = _cut(plan, corner, side)[:, :: step if mirror == "both" else 1]
        photos_out[row] = _cut(photo, other, side)[:, ::step]
    return plans_out, photos_out


def unpaired(labels: NDArray, pictures: NDArray) -> Batch:
    """Crop plan and photo at places of their own."""
    return jittered(labels, pictures, unpaired=True)


def photo_mirrored(labels: NDArray, pictures: NDArray) -> Batch:
    """Mirror the photo alone."""
    return jittered(labels, pictures, mirror="photo")


def interpolated(labels: NDArray, pictures: NDArray) -> Batch:
    """Enlarge plans as if labels were brightness."""
    return jittered(labels, pictures, plans=Image.Resampling.BILINEAR)


def next_house(labels: NDArray, pictures: NDArray) -> Batch:
    """Put each plan together with the photo of the next house."""
    return jittered(labels, np.roll(pictures, -1, axis=0))


def upside_down(labels: NDArray, pictures: NDArray) -> Batch:
    """Read the photo's rows from below."""
    return jittered(labels, pictures[:, ::-1])


SUSPECTS: dict[str, Callable[[NDArray, NDArray], Batch]] = {
    "a": unpaired,
    "b": photo_mirrored,
    "c": interpolated,
    "d": next_house,
    "e": upside_down,
}

TRACES = {
    "a": "crops of their own shift the outlines by a few pixels, up, down or sideways, and leave the house the same",
    "b": "with only the photo mirrored, some pairs fit perfectly, and others fit their mirror image",
    "c": "interpolated labels invent classes along the edges; all outlines lie where they should",
    "d": "another house's plan has other storeys and bays: nothing fits, nor would it after a movement",
    "e": "rows in reverse order put the sky below",
}


@functools.lru_cache(maxsize=1)
def pairs() -> Batch:
    """Return the plans (n, 64, 64) and photos (n, 64, 64, 3) that the colleagues started from."""
    return drawn(range(SHOWN), SIZE)


def trial(letter: str = "") -> Log:
    """Return the batch that the mistake `letter` makes of `pairs()`; without one, the right one."""
    plans, photos = SUSPECTS[letter](*pairs()) if letter else jittered(*pairs())
    return {"plans": plans, "photos": photos}


def evidence() -> dict[str, Log]:
    """Return the recorded batches, name → log: "broken batch 1" to "3"."""
    return recorded("pix2pix", "batch")


def show(batches: Sequence[Log] | None = None) -> Figure:
    """Show batches, the broken ones if none are given: the plans, and the photos with the plans' outlines in red.

    Raises
    ------
    ValueError
        There is no batch.
    """
    batches = list(evidence().values()) if batches is None else list(batches)
    if not batches:
        raise ValueError("no batch to show")
    fig, axes = figure(2 * len(batches), SHOWN, width=7.4, height=2.5 * len(batches))
    for number, batch in enumerate(batches):
        for column, (plan, photo) in enumerate(zip(batch["plans"], batch["photos"], strict=True)):
            title = f"batch {number + 1}" if column == 0 else ""
            picture(axes[2 * number, column], colours(plan), title)
            picture(axes[2 * number + 1, column], outlined(plan, photo))
    return fig


def outlined(labels: NDArray, photo: NDArray) -> NDArray[np.uint8]:
    """Return the photo, each pixel doubled, with a red line wherever two labels meet."""
    large, plan = (np.repeat(np.repeat(part, 2, 0), 2, 1) for part in (photo, labels))
    edge = np.zeros(plan.shape, bool)
    edge[:, 1:] |= plan[:, 1:] != plan[:, :-1]
    edge[1:] |= plan[1:] != plan[:-1]
    large[edge] = (255, 0, 0)
    return large


def _cut(image: Image.Image, corner: NDArray, h: int) -> NDArray[np.uint8]:
    top, left = corner
    return np.asarray(image)[top : top + h, left : left + h]
