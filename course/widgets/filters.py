"""Widgets of lab 02, thin shells over `course.plots.filters`: the window explorer and the kernel painter."""

from __future__ import annotations

import ipywidgets
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from course.datasets import pictures, signals
from course.plots import filters as plots
from course.widgets.live import Board

PRESETS: dict[str, list[list[float]]] = {
    "nothing": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "mean 3×3": [[1 / 9] * 3] * 3,
    "mean 5×5": [[1 / 25] * 5] * 5,
    "Gaussian 5×5": (np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256).tolist(),
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "vertical edges": [[1, 0, -1]] * 3,
    "horizontal edges": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    "Sobel, vertical edges": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "Sobel, horizontal edges": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "Laplace": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "shift right by one": [[0, 0, 0], [1, 0, 0], [0, 0, 0]],
}
OWN = "your own"


class WindowExplorer(Board):
    """Sliders for window length and noise over the standard signal, the filter's gain and its error.

    Attributes
    ----------
    window : slider of odd window lengths, 1 … 101
    noise : slider of the noise's standard deviation, 0 … 1
    redraw : button that draws new noise
    """

    def __init__(self):
        wide = dict(style={"description_width": "9em"}, layout=ipywidgets.Layout(width="32em"))
        self.windows = np.arange(1, 102, 2)
        self.window = ipywidgets.IntSlider(9, 1, 101, 2, description="window length m", **wide)
        self.noise = ipywidgets.FloatSlider(0.5, min=0, max=1, step=0.05, description="noise σ", **wide)
        self.redraw = ipywidgets.Button(description="new noise")
        self.seed = 0
        about = "noisy signal and its average, the gain of the filter, and its error over the window length"
        super().__init__([self.window, ipywidgets.HBox([self.noise, self.redraw])], about, width=900)
        self.window.observe(self.update, names="value")
        self.noise.observe(self.update, names="value")
        self.redraw.on_click(self.renew)
        self.update()

    def renew(self, _button=None) -> None:
        """Draw other noise of the same strength."""
        self.seed += 1
        self.update()

    def signal(self) -> signals.PiecewiseSmooth:
        """Return the standard signal with noise as the slider says."""
        base, noise = signals.standard(), self.noise.value
        noisy = signals.add_noise(base.clean, noise, self.seed)
        return signals.PiecewiseSmooth(base.clean, noisy, base.jumps, base.heights, noise)

    def settings(self) -> list[str]:
        """Return the values of both sliders."""
        return [f"{slider.description} {slider.value}" for slider in (self.window, self.noise)]

    def figure(self) -> Figure:
        """Return signal and output above, the gain over frequency and the error over m below."""
        signal, m = self.signal(), self.window.value
        outputs = {k: ndimage.uniform_filter1d(signal.noisy, k, mode="reflect") for k in self.windows.tolist()}
        errors = [np.mean((y - signal.clean) ** 2) for y in outputs.values()]
        return plots.window_board(signal, outputs[m], m, self.windows, errors)


class KernelPainter(Board):
    """A grid of numbers, 3×3 or 5×5, slid over a photograph (not reversed) as soon as one of them changes.

    Attributes
    ----------
    preset, size, photo : drop-down of kernels by name, buttons for the size, drop-down of photographs
    cells : the number fields of the grid, row by row
    """

    def __init__(self, preset: str = "nothing", photo: str = "camera"):
        self.preset = ipywidgets.Dropdown(options=[*PRESETS, OWN], value=preset, description="preset")
        self.size = ipywidgets.ToggleButtons(options=[("3 × 3", 3), ("5 × 5", 5)])
        self.size.style.button_width = "5em"
        self.photo = ipywidgets.Dropdown(options=pictures.names(), value=photo, description="photograph")
        self.grid = ipywidgets.VBox(layout=ipywidgets.Layout(margin="0 0 0 2em"))
        self.note = ipywidgets.HTML()
        self.cells: list[ipywidgets.BoundedFloatText] = []
        self._painting = False
        label = ipywidgets.Label("size", layout=ipywidgets.Layout(width="80px", justify_content="flex-end"))
        left = ipywidgets.VBox([self.preset, ipywidgets.HBox([label, self.size]), self.photo, self.note])
        super().__init__([ipywidgets.HBox([left, self.grid])], "a photograph, and what the kernel makes of it")
        self.preset.observe(self._preset_chosen, names="value")
        self.size.observe(self._size_chosen, names="value")
        self.photo.observe(self.update, names="value")
        self.paint(PRESETS[self.preset.value])

    @property
    def kernel(self) -> NDArray[np.float64]:
        """The numbers of the grid, shape (3, 3) or (5, 5)."""
        side = int(len(self.cells) ** 0.5)
        return np.array([cell.value for cell in self.cells]).reshape(side, side)

    def _preset_chosen(self, change) -> None:
        if change.new != OWN:
            self.paint(PRESETS[change.new])

    def _size_chosen(self, change) -> None:
        if not self._painting:
            self.paint(resized(self.kernel, change.new))

    def paint(self, kernel: ArrayLike) -> None:
        """Put `kernel`, shape (3, 3) or (5, 5), into the grid and redraw once.

        Raises
        ------
        ValueError
            `kernel` has another shape.
        """
        kernel = np.asarray(kernel, dtype=float)
        if kernel.shape not in {(3, 3), (5, 5)}:
            raise ValueError(f"the painter holds a 3×3 or a 5×5 kernel, not one of shape {kernel.shape}")
        self._painting = True
        try:
            self.size.value = len(kernel)
            if len(self.cells) != kernel.size:
                self._new_grid(len(kernel))
            for cell, value in zip(self.cells, kernel.flat, strict=True):
                cell.value = round(float(value), 4)
        finally:
            self._painting = False
        self.update()

    def result(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the photograph in grey at half size, and the same after the kernel slid over it."""
        image = pictures.grey(pictures.photo(self.photo.value))[::2, ::2]
        return image, ndimage.correlate(image, self.kernel, mode="reflect")

    def settings(self) -> list[str]:
        """Return what is chosen."""
        return [f"photograph {self.photo.value}", f"kernel {self.preset.value}"]

    def figure(self) -> Figure:
        """Return the photograph beside the result."""
        total = self.kernel.sum()
        self.note.value = (
            f"<b>sum of the kernel: {total:.3g}</b>, the answer to a flat white patch: {255 * total:.4g}"
        )
        return plots.painted(*self.result())

    def _typed(self, _change) -> None:
        if not self._painting:
            self.preset.value = OWN
            self.update()

    def _new_grid(self, side: int) -> None:
        layout = ipywidgets.Layout(width="5.2em", margin="1px")
        self.cells = [
            ipywidgets.BoundedFloatText(0, min=-100, max=100, step=0.1, layout=layout) for _ in range(side**2)
        ]
        for place, cell in enumerate(self.cells):
            cell.tooltip = f"row {place // side + 1}, column {place % side + 1}"  # its name for a screen reader
            cell.observe(self._typed, names="value")
        self.grid.children = [ipywidgets.HBox(self.cells[row * side : (row + 1) * side]) for row in range(side)]


def resized(kernel: ArrayLike, side: int) -> NDArray[np.float64]:
    """Return `kernel` with its middle kept: framed by zeros, or cut, to shape (side, side)."""
    kernel = np.asarray(kernel, dtype=float)
    grow = max(side - len(kernel), 0) // 2
    cut = max(len(kernel) - side, 0) // 2
    return np.pad(kernel, grow)[cut : cut + side, cut : cut + side]
