"""Interactive figure of lab 08: paint the plan of a house, and a network draws its photo."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from course.datasets.facade import CLASSES, PALETTE, colours
from course.widgets.kept import Kept

SIZE, WIDTH = 64, 10  # of the generator that the course ships
SHOWN = 320  # pixels of plan and photo on the page


class FacadePainter(Kept, anywidget.AnyWidget):
    """A plan to paint on, at the left, and the photo that `draw` makes of it, at the right.

    An error while drawing is shown below in one line, and raised.

    Parameters
    ----------
    draw
        Takes label maps (1, h, w), uint8, returns photos (1, h, w, 3): floats in -1…1, or uint8.
    labels
        The plan to begin with, shape (h, w), whole numbers: places in the palette.

    Raises
    ------
    ValueError
        `labels` is not a plan.
    """

    _esm = Path(__file__).parent / "paint.js"
    side = traitlets.Int(SIZE).tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    palette = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True)
    start = traitlets.Unicode("").tag(sync=True)  # base64 of side × side labels
    plan = traitlets.Unicode("").tag(sync=True)  # the same, written by the browser
    photo = traitlets.Unicode("").tag(sync=True)  # base64 of side × side × 3 bytes
    trouble = traitlets.Unicode("").tag(sync=True)

    def __init__(self, draw: Callable[[NDArray[np.uint8]], ArrayLike], labels: ArrayLike, **kwargs):
        labels = checked(labels)
        super().__init__(
            side=labels.shape[0],
            names=list(CLASSES),
            palette=PALETTE.tolist(),
            start=packed(labels),
            **kwargs,
        )
        self.draw, self.labels, self.image = draw, labels, None
        self.observe(self._follow, names="plan")
        self.paint(labels)

    def paint(self, labels: ArrayLike) -> None:
        """Put a plan (side, side) on the canvas, as the browser would.

        Raises
        ------
        ValueError
            It is no plan, or of another size.
        """
        labels = checked(labels)
        if labels.shape != (self.side, self.side):
            raise ValueError(f"this painter's plans are {self.side}×{self.side}, got {labels.shape}")
        self.plan = packed(labels)

    def _follow(self, change) -> None:
        try:
            flat = np.frombuffer(base64.b64decode(change["new"]), np.uint8)
            self.labels = checked(flat.reshape(self.side, self.side))
            photo = np.asarray(self.draw(self.labels[np.newaxis]))[0]
            if photo.dtype != np.uint8:
                photo = np.round(255 * np.clip((photo.astype(np.float32) + 1) / 2, 0, 1)).astype(np.uint8)
            if photo.shape != (self.side, self.side, 3):
                raise ValueError(f"the photo has shape {photo.shape}, not ({self.side}, {self.side}, 3)")
            self.image = photo
            with self.hold_sync():
                self.photo, self.trouble = packed(photo), ""
        except Exception as error:
            self.trouble = f"{type(error).__name__}: {error}"
            raise
        self.keep()

    def still(self) -> bytes:
        """Return plan and photo side by side; nothing if there is no photo."""
        if self.image is None:
            return b""
        both = np.concatenate([colours(self.labels), self.image], axis=1)
        size = (both.shape[1] * SHOWN // self.side, SHOWN)
        file = io.BytesIO()
        Image.fromarray(both).resize(size, Image.Resampling.NEAREST).save(file, "PNG")
        return file.getvalue()

    def words(self) -> str:
        """Return what is to be seen."""
        return "the plan of a facade, and the photo that the network makes of it"


def paint(draw: Callable, labels: ArrayLike) -> FacadePainter:
    """Paint plans, beginning with `labels` (h, w); `draw` makes photos of them, see `FacadePainter`."""
    return FacadePainter(draw, labels)


def generator(unet: Callable, down: Callable, up: Callable) -> Callable[[ArrayLike], NDArray[np.float32]]:
    """Return the generator that the course ships, built by the lab's own functions: labels (n, 64, 64) → photos.

    Parameters
    ----------
    unet, down, up
        As the lab writes them: unet(size, width, down, up).

    Raises
    ------
    course.training.CheckpointError
        These functions build another architecture than the shipped weights are for.
    """
    import tensorflow as tf

    from course.training import saved

    network = saved.shipped("pix2pix", unet(SIZE, WIDTH, down, up))
    forward = tf.function(lambda plans: network(plans, training=False))

    def draw(labels: ArrayLike) -> NDArray[np.float32]:
        plans = colours(np.asarray(labels)).astype(np.float32) / 127.5 - 1
        return forward(tf.constant(plans)).numpy()

    return draw


def checked(labels: ArrayLike) -> NDArray[np.uint8]:
    """Return a plan as uint8 (h, h), or raise ValueError."""
    labels = np.asarray(labels)
    if labels.ndim != 2 or labels.shape[0] != labels.shape[1] or labels.size == 0:
        raise ValueError(f"a plan is square, got shape {labels.shape}")
    colours(labels)  # whole numbers, all of them classes
    return labels.astype(np.uint8)


def packed(array: NDArray[np.uint8]) -> str:
    """Return the bytes of `array` in base64."""
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
