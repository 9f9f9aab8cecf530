"""Callbacks that show a run: the live figure, the animation of its samples; and the functions that draw them."""

from __future__ import annotations

import io
import math
import time
from pathlib import Path

import keras
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from course.plots import style
from course.plots.images import board, draw_sheet
from course.training import checkpoint
from course.training.progress import notebook


def training_figure(steps, logs: dict, samples=None) -> Figure:
    """Return the figure of a run: losses with their values at equilibrium, D's beliefs, samples.

    Parameters
    ----------
    steps : sequence of int, length k
        Where the logs were taken.
    logs : dict of sequences of length k
        "d_loss", "g_loss", "d_real", "d_fake"; those that are missing are not drawn.
    samples : array, optional
        As for `course.plots.images.unit`.
    """
    fig, axes = style.figure(1, 2 if samples is None else 3, width=9, height=3)
    losses, beliefs = axes[0, :2]
    ends = (("d_loss", style.INPUT, 2 * math.log(2), "2 ln 2"), ("g_loss", style.KERNEL, math.log(2), "ln 2"))
    for name, colour, level, label in ends:
        losses.axhline(level, color=colour, lw=0.8, ls="--")
        losses.annotate(
            label, (1, level), xycoords=("axes fraction", "data"), fontsize=8, color=colour, va="bottom", ha="right"
        )
        if name in logs:
            losses.plot(steps, logs[name], color=colour, label=name, marker="." if len(steps) < 3 else None)
    beliefs.axhline(0.5, color=style.QUIET, lw=0.8, ls="--")
    for name, colour in (("d_real", style.OUTPUT), ("d_fake", style.MARK)):
        if name in logs:
            beliefs.plot(steps, logs[name], color=colour, label=name, marker="." if len(steps) < 3 else None)
    beliefs.set_ylim(0, 1)
    for ax, title in ((losses, "losses"), (beliefs, "D's mean belief in “real”")):
        ax.set_title(title, fontsize=10)
        ax.set_xlabel("step")
        if ax.get_legend_handles_labels()[0]:
            ax.legend(fontsize=8, **style.OVER_LINES)
    if samples is not None:
        draw_sheet(axes[0, 2], samples, title=f"samples at step {steps[-1]}" if len(steps) else "samples")
    return fig


class _Samples(keras.callbacks.Callback):
    """Draws the same latent vectors, and conditions, every time."""

    def __init__(self, n: int, condition, seed: int):
        super().__init__()
        self.n, self.condition, self.seed = n, condition, seed

    def samples(self) -> np.ndarray:
        """Return this moment's images for the fixed noise, shape (n, ...); conditions default to the data's first."""
        condition = self.model.example_condition if self.condition is None else self.condition
        return self.model.sample(self.n, None if condition is None else condition[: self.n], seed=self.seed)


class LiveFigure(_Samples):
    """A figure that follows training: losses with ln 2 lines, D's beliefs, samples of fixed noise.

    In a notebook it is redrawn in place after an epoch; what stays is the last one. Elsewhere it is drawn once, when
    training ends, kept as `figure` and written to `path` if there is one.

    Parameters
    ----------
    n : int
        Samples.
    condition : array (n, ...), optional
        Labels or input images of the samples, for a conditional model.
    pause : float
        Least seconds between two drawings.
    path : str or Path, optional
        A picture file for the last figure.
    """

    def __init__(
        self, n: int = 16, condition=None, seed: int = 0, pause: float = 2.0, path: str | Path | None = None
    ):
        super().__init__(n, condition, seed)
        self.pause, self.path, self.figure = pause, path and Path(path), None

    def on_train_begin(self, logs=None):
        """Start an empty figure."""
        self._steps, self._logs, self._handle, self._drawn = [], {}, None, -math.inf

    def on_epoch_end(self, epoch, logs=None):
        """Take the epoch's means; redraw in a notebook."""
        self._steps.append(int(self.model.step.numpy()))
        for name, value in logs.items():
            self._logs.setdefault(name, []).append(float(value))
        if notebook() and time.perf_counter() - self._drawn >= self.pause:
            self._draw()

    def memory(self, done: bool) -> dict[str, np.ndarray]:
        """Return the curves so far, for `saved.fit`."""
        logs = {f"log/{name}": np.array(values) for name, values in self._logs.items()}
        return {"steps": np.array(self._steps, np.int64), **logs}

    def recall(self, memory: dict[str, np.ndarray]) -> None:
        """Put the curves of an earlier run back."""
        self._steps = memory.pop("steps").tolist()
        self._logs = {name.removeprefix("log/"): values.tolist() for name, values in memory.items()}

    def on_train_end(self, logs=None):
        """Draw the last figure."""
        self._draw()
        if self.path:
            checkpoint.write_bytes(self.path, png(self.figure, self.path.suffix[1:] or "png"))

    def _draw(self):
        complete = {name: values for name, values in self._logs.items() if len(values) == len(self._steps)}
        self.figure = training_figure(self._steps, complete, self.samples())
        if notebook():
            from IPython.display import Image as Shown
            from IPython.display import display

            if self._handle is None:
                self._handle = display(Shown(png(self.figure)), display_id=True)
            else:
                self._handle.update(Shown(png(self.figure)))
        self._drawn = time.perf_counter()


class Gif(_Samples):
    """An animated GIF of the samples of fixed noise, a frame an epoch, written when training ends.

    Parameters
    ----------
    path : str or Path
    n : int
        Samples in a frame.
    every : int
        Epochs between two frames.
    condition : array (n, ...), optional
        Labels or input images of the samples, for a conditional model.
    milliseconds : int
        Of a frame; the last is held eight times as long.
    scale : int
        Pixels of the file for one of the image.
    """

    def __init__(
        self, path: str | Path, n: int = 16, every: int = 1, condition=None, seed: int = 0, milliseconds: int = 120,
        scale: int = 2,
    ):  # fmt: skip
        super().__init__(n, condition, seed)
        self.path, self.every, self.milliseconds, self.scale = Path(path), every, milliseconds, scale

    def on_train_begin(self, logs=None):
        """Take the first frame, before training."""
        self._frames = [self._frame()]

    def on_epoch_end(self, epoch, logs=None):
        """Take a frame."""
        if (epoch + 1) % self.every == 0:
            self._frames.append(self._frame())

    def memory(self, done: bool) -> dict[str, np.ndarray]:
        """Return the frames so far, for `saved.fit`."""
        return {"frames": np.stack([np.asarray(frame) for frame in self._frames])}

    def recall(self, memory: dict[str, np.ndarray]) -> None:
        """Put the frames of an earlier run back."""
        self._frames = [Image.fromarray(frame) for frame in memory["frames"]]

    def on_train_end(self, logs=None):
        """Write the file."""
        times = [self.milliseconds] * (len(self._frames) - 1) + [8 * self.milliseconds]
        buffer = io.BytesIO()
        first, *rest = self._frames
        first.save(buffer, "GIF", save_all=True, append_images=rest, duration=times, loop=0)
        checkpoint.write_bytes(self.path, buffer.getvalue())

    def _frame(self) -> Image.Image:
        picture = Image.fromarray(board(self.samples()))
        return picture.resize((picture.width * self.scale, picture.height * self.scale), Image.Resampling.NEAREST)


class Snapshots(_Samples):
    """The samples of fixed noise after chosen epochs, kept as arrays: to put side by side, or behind a slider.

    Parameters
    ----------
    n : int
        Samples.
    at : sequence of int, optional
        Epochs, counted from 1, or 0 for before training; all of them if not given.
    condition : array (n, ...), optional
        Labels or input images of the samples, for a conditional model.

    Attributes
    ----------
    epochs : list of int
        When they were taken.
    images : array (k, n, h, w, c)
        uint8; from -1 … 1 or 0 … 1 to 0 … 255.
    """

    def __init__(self, n: int = 16, at=None, condition=None, seed: int = 0):
        super().__init__(n, condition, seed)
        self.at = None if at is None else set(at)

    def on_train_begin(self, logs=None):
        """Take the samples before training."""
        self.epochs, self._images = [], []
        self._take(0)

    def on_epoch_end(self, epoch, logs=None):
        """Take this epoch's."""
        self._take(epoch + 1)

    def _take(self, epoch: int):
        if self.at is None or epoch in self.at:
            images = self.samples()
            low = -1.0 if images.min() < 0 else 0.0
            self._images.append(np.round(255 * np.clip((images - low) / (1 - low), 0, 1)).astype(np.uint8))
            self.epochs.append(epoch)

    @property
    def images(self) -> np.ndarray:
        """The pictures so far."""
        return np.stack(self._images)

    def memory(self, done: bool) -> dict[str, np.ndarray]:
        """Return what was taken so far, for `saved.fit`."""
        return {"epochs": np.array(self.epochs), "images": self.images} if self.epochs else {}

    def recall(self, memory: dict[str, np.ndarray]) -> None:
        """Put back what an earlier run has taken."""
        if memory:
            self.epochs, self._images = memory["epochs"].tolist(), list(memory["images"])


def png(figure: Figure, kind: str = "png") -> bytes:
    """Return `figure` as the bytes of a picture file."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=100)
    return buffer.getvalue()
