"""A canvas to draw a digit on, by mouse, pen or finger, with bars and activation maps that follow the strokes.

It is one anywidget: the browser sends the drawing as bytes, Python answers with a picture of what the network sees,
with probabilities and with maps. JupyterLab, Notebook, VS Code and Colab show it alike.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from scipy import ndimage

from course.plots import cnn as plots
from course.widgets.kept import Kept
from course.widgets.live import png

SIDE = 84  # pixels of the drawing as the browser sends it
BOX, SIZE = 20, 28  # MNIST: a digit fills a box of 20, in an image of 28

Reading = tuple[ArrayLike, Sequence[ArrayLike]]


def centred(drawing: ArrayLike) -> NDArray[np.uint8]:
    """Return a drawing as MNIST would hold it: 28×28, the digit in a 20×20 box, its centre of mass in the middle.

    Parameters
    ----------
    drawing
        Shape (h, w), uint8, 0 where nothing is drawn … 255. An empty drawing gives an empty image.

    Raises
    ------
    ValueError
        It is not a grey image.
    """
    drawing = np.asarray(drawing, dtype=np.uint8)
    if drawing.ndim != 2 or not drawing.size:
        raise ValueError(f"a drawing is a grey image (h, w), got shape {drawing.shape}")
    rows, cols = np.nonzero(drawing.any(axis=1))[0], np.nonzero(drawing.any(axis=0))[0]
    image = np.zeros((SIZE, SIZE), np.uint8)
    if not len(rows):
        return image
    digit = drawing[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    scale = BOX / max(digit.shape)
    h, w = (max(1, round(side * scale)) for side in digit.shape)
    digit = np.asarray(Image.fromarray(digit).resize((w, h), Image.Resampling.BOX))
    centre = ndimage.center_of_mass(digit.astype(float) + 1e-9)
    top, left = (round((SIZE - 1) / 2 - middle) for middle in centre)
    top, left = min(max(top, 0), SIZE - h), min(max(left, 0), SIZE - w)
    image[top : top + h, left : left + w] = digit
    return image


class DigitCanvas(Kept, anywidget.AnyWidget):
    """Draw on the left; the network's answer and its maps on the right are computed anew with every stroke.

    An error while reading is shown in one line below the canvas, and raised.

    Parameters
    ----------
    read
        Takes an image, (28, 28) uint8, and returns (probabilities (k,), [maps (h, w, c) of a layer, …]).
    layers
        A name for each layer whose maps `read` returns.
    """

    _esm = Path(__file__).parent / "draw.js"
    drawing = traitlets.Unicode("").tag(sync=True)  # base64 of SIDE × SIDE bytes, written by the browser
    side = traitlets.Int(SIDE).tag(sync=True)
    seen = traitlets.Unicode("").tag(sync=True)  # base64 of SIZE × SIZE bytes
    probabilities = traitlets.List(traitlets.Float()).tag(sync=True)
    maps = traitlets.List(traitlets.Dict()).tag(sync=True)  # name, h, w, count, bytes in base64
    trouble = traitlets.Unicode("").tag(sync=True)

    def __init__(self, read: Callable[[NDArray[np.uint8]], Reading], layers: Sequence[str] = (), **kwargs):
        super().__init__(**kwargs)
        self.read, self.layers = read, list(layers)
        self.image = np.zeros((SIZE, SIZE), np.uint8)
        self.answer: Reading = ([], [])
        self.observe(self._read, names="drawing")

    def draw(self, drawing: ArrayLike) -> None:
        """Put a drawing (SIDE, SIDE), uint8, on the canvas, as the browser would."""
        drawing = np.ascontiguousarray(drawing, dtype=np.uint8)
        if drawing.shape != (SIDE, SIDE):
            raise ValueError(f"a drawing is {SIDE}×{SIDE}, got shape {drawing.shape}")
        self.drawing = base64.b64encode(drawing.tobytes()).decode()

    def _read(self, change) -> None:
        try:
            strokes = np.frombuffer(base64.b64decode(change["new"]), np.uint8).reshape(SIDE, SIDE)
            self.image = centred(strokes)
            self.answer = self.read(self.image) if self.image.any() else ([], [])
            values, layers = self.answer
            with self.hold_sync():
                self.seen = base64.b64encode(self.image.tobytes()).decode()
                self.probabilities = [float(value) for value in np.asarray(values, dtype=float)]
                self.maps = [_packed(name, layer) for name, layer in zip(self.layers, layers, strict=False)]
                self.trouble = ""
        except Exception as error:
            self.trouble = f"{type(error).__name__}: {error}"
            raise
        self.keep()

    def still(self) -> bytes:
        """Return what the network read, as a figure; nothing as long as nothing is drawn."""
        values, layers = self.answer
        return png(plots.reading(self.image, values, layers)) if len(layers) else b""

    def words(self) -> str:
        """Return what the network read."""
        values = np.asarray(self.answer[0])
        said = f"read as {values.argmax()} with {values.max():.0%}" if values.size else "not read yet"
        return f"a drawn digit, {said}, and the maps of each layer"


def _packed(name: str, layer: ArrayLike) -> dict:
    """Return maps (h, w, c) as bytes, brightest 255, map after map, for the browser."""
    layer = np.asarray(layer, dtype=float)
    h, w, count = layer.shape
    top = layer.max() if layer.max() > 0 else 1.0
    grey = np.clip(255 * np.moveaxis(layer, -1, 0) / top, 0, 255).astype(np.uint8)
    return {"name": name, "h": h, "w": w, "count": count, "bytes": base64.b64encode(grey.tobytes()).decode()}
