"""Callbacks that keep weights: the best by a measure, and the latest to go on from."""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import keras
import numpy as np

from course.training import checkpoint


class Best(keras.callbacks.Callback):
    """Keep the weights with the best value of a measure, and put them back when training ends, however it ends.

    Small GANs collapse after their best point; the judge's distance says when that was.

    Parameters
    ----------
    monitor : str
        A name in the logs of an epoch, such as "val_distance".
    mode : "min" or "max"
    path : str or Path, optional
        Also keep them in this file (`.weights.h5`); a run that resumes goes on from the best there, a new one
        replaces it. A file that is not of this model is left alone: training does not start.

    Attributes
    ----------
    value : float or None
        The best value, None before the first.
    epoch, step : int or None
        Where it was.
    """

    def __init__(self, monitor: str = "val_distance", mode: str = "min", path: str | Path | None = None):
        super().__init__()
        if mode not in ("min", "max"):
            raise ValueError(f'mode is {mode!r}; "min" or "max"')
        self.monitor, self.mode, self.path = monitor, mode, path and checkpoint.named(path)
        self.sign = 1 if mode == "min" else -1

    def on_train_begin(self, logs=None):
        """Forget an earlier run, unless this one resumes; see that the file can be written, and is of this model."""
        self.value = self.epoch = self.step = self._state = None
        self._begun, self._earlier = False, None
        if self.path:
            checkpoint.check_room(self.path.parent, checkpoint.size_of(self.model.state()))
            if self.path.exists():
                self._earlier = checkpoint.read(self.path)
                checkpoint.compare(self._earlier[0], self.model.state(), self.path.name)

    def on_epoch_begin(self, epoch, logs=None):
        """Take up the best of the run that is resumed; `callbacks.Checkpoint` has restored its step by now."""
        if not self._begun and self._earlier and int(self.model.step.numpy()) > 0:
            state, note = self._earlier
            if note.get("monitor") == self.monitor:
                self._state, self.value, self.epoch, self.step = state, note["value"], note["epoch"], note["step"]
        self._begun, self._earlier = True, None

    def on_epoch_end(self, epoch, logs=None):
        """Keep these weights if they are the best so far."""
        value = float((logs or {}).get(self.monitor, math.nan))
        if math.isnan(value) or (self.value is not None and self.sign * value >= self.sign * self.value):
            return
        self.value, self.epoch, self.step = value, epoch, int(self.model.step.numpy())
        self._state = self.model.state()
        if self.path:
            note = {"monitor": self.monitor, "value": value, "epoch": epoch, "step": self.step}
            checkpoint.write(self.path, self._state, note)

    def memory(self, done: bool) -> dict[str, np.ndarray]:
        """Return the best so far, for `saved.fit`; when training is done, the model has its weights."""
        if self._state is None:
            return {}
        state = {} if done else {f"state/{name}": array for name, array in self._state.items()}
        return {"value": np.array([self.value, self.epoch, self.step], np.float64), **state}

    def recall(self, memory: dict[str, np.ndarray]) -> None:
        """Put the best of an earlier run back; without its weights, those that the model has now."""
        if "value" not in memory:
            return
        self.value, self.epoch, self.step = float(memory["value"][0]), *map(int, memory["value"][1:])
        state = {name.removeprefix("state/"): array for name, array in memory.items() if name != "value"}
        self._state = state or self.model.state()

    def on_train_end(self, logs=None):
        """Put the best weights back."""
        if self._state is not None:
            self.model.restore(self._state)
        elif self._begun:
            warnings.warn(
                f"no epoch reported {self.monitor!r}, so no best weights were kept: give `quality` to the model and "
                "`validation_data` to fit, or choose a name that History holds",
                stacklevel=2,
            )


class Checkpoint(keras.callbacks.Callback):
    """Write everything that training needs to `path` after every `every` epochs, and resume from it.

    Training that was interrupted and resumed gives the weights that uninterrupted training would have given, if the
    data are arrays (the order of a `tf.data.Dataset` is its own). At most `every` epochs are lost.

    Parameters
    ----------
    path : str or Path
        Ends in `.weights.h5`.
    every : int
        Epochs between two writings; the last epoch is always written.
    resume : bool
        Go on from `path` if it exists; False starts anew and replaces it.
    """

    def __init__(self, path: str | Path, every: int = 1, resume: bool = True):
        super().__init__()
        self.path, self.every, self.resume = checkpoint.named(path), every, resume

    def on_train_begin(self, logs=None):
        """Check that there is room, and take up the earlier run."""
        checkpoint.check_room(self.path.parent, checkpoint.size_of(self.model.state()))
        if self.resume and self.path.exists():
            self.model._initial_epoch = self.model.load_weights(self.path).get("epoch", 0)  # Keras's way to resume
            print(f"resumed from {self.path.name}: {int(self.model.step.numpy())} steps done")

    def on_epoch_end(self, epoch, logs=None):
        """Write."""
        if (epoch + 1) % self.every == 0 or epoch + 1 == self.params["epochs"]:
            self.model.save_weights(self.path, note={"epoch": epoch + 1})
