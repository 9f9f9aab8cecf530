"""What goes along while the engine trains: the means that it reports, the rows of an epoch, the watch for NaN."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf


class TrainingDiverged(FloatingPointError):
    """A batch, a loss or a gradient is NaN or infinite; the message says whose, when, and what to try."""


class Means(keras.metrics.Metric):
    """Running means of several values, kept in one vector: one update a step.

    Parameters
    ----------
    names : list of str
        `update_state` takes the values in this order, `result` returns {name: mean}.
    """

    def __init__(self, names: list[str]):
        super().__init__(name="means")
        self.names = list(names)
        self.total = self.add_variable((len(names) + 1,), "zeros", aggregation="mean", name="total")

    def update_state(self, values):
        """Add one step's values, float32 of shape (len(names),)."""
        self.total.assign(self.total + tf.concat([values, [1.0]], 0))

    @property
    def count(self):
        """Updates since the last reset."""
        return tf.convert_to_tensor(self.total)[-1]

    def result(self):
        """Return {name: mean}."""
        total = tf.convert_to_tensor(self.total)
        return dict(zip(self.names, tf.unstack(tf.math.divide_no_nan(total[:-1], total[-1])), strict=True))


class Rows(keras.callbacks.Callback):
    """Draws the rows of the steps that come next, at the begin of each epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        """Draw; by now a callback that resumes has restored the step."""
        if self.model.resident:
            self.model.resident.shuffle(int(self.model.step.numpy()), self.params["steps"])


class StopAtNaN(keras.callbacks.Callback):
    """Stops after the first call in which the data, a loss or a gradient were not finite."""

    def on_train_begin(self, logs=None):
        """Forget an earlier divergence."""
        self.model.first_bad.assign([0, 0, 0])

    def on_train_batch_end(self, batch, logs=None):
        """Raise TrainingDiverged if a step since the last look went wrong; the first wrong thing has the blame."""
        steps = self.model.first_bad.numpy()
        if steps.any():
            blamed = min(range(3), key=lambda place: steps[place] or np.inf)  # data before D before G
            raise TrainingDiverged(message(self.model, ROLES[blamed], steps[blamed]))


ROLES = ("data", "discriminator", "generator")  # the entries of `first_bad`, in the order in which a step uses them


def message(model, role: str, step: int) -> str:
    """Return the message of TrainingDiverged: whose loss, which step, what to try."""
    sound = "Weights kept by callbacks.Best or callbacks.Checkpoint are sound"
    if role == "data":
        return (
            f"the data hold NaN or infinity in the batch of step {step}; the weights since then are spoiled. "
            f"Look where they come from: a division by 0, a logarithm, a damaged file. {sound}"
        )
    optimizer = model.d_optimizer if role == "discriminator" else model.g_optimizer
    rate = float(optimizer.learning_rate)
    return (
        f"the {role}'s loss or gradient became NaN or infinite at step {step}; the weights since then are spoiled. "
        f"Try, in this order: a loss computed from logits (log(sigmoid(x)) underflows), a lower rate for the {role} "
        f"(it is {rate:.2g}), clipnorm=1 in its optimizer, images in the range of the generator's output. {sound}"
    )
