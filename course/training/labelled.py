"""Trainings on images with labels, as labs 06 and 07 do several of: the data, and one run with its curves."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
from numpy.typing import NDArray

from course.datasets import Dataset
from course.training import callbacks, saved

Set = tuple[NDArray[np.float32], NDArray[np.int32]]


def sets(data: Dataset, low: float = -1, *, train: int, test: int) -> list[Set]:
    """Return the first `train` and `test` pairs: images (n, h, w, 1) in `low`…1, labels (n,)."""
    parts = (data.x_train[:train], data.y_train[:train]), (data.x_test[:test], data.y_test[:test])
    return [(x[..., np.newaxis] / np.float32(255 / (1 - low)) + low, y.astype("int32")) for x, y in parts]


def play(
    model,
    name: str,
    training: Set,
    held_out: Set,
    steps: int,
    rates: Sequence[float],
    *,
    batch: int,
    reports: int,
    fall: bool = True,
    best: bool = True,
    watch: Sequence[keras.callbacks.Callback] = (),
) -> dict[str, NDArray]:
    """Train `model` with Adam, β₁ = 0.5; return its curves, one value a report, and their places under "step".

    Parameters
    ----------
    model
        An `Adversarial` with a `quality` that reports the conditional accuracy.
    name
        Under which the weights are kept; see `saved.fit`.
    training, held_out
        As `sets` returns them; the second is what the judge is shown the orders of.
    rates
        Of G and of D. They fall along half a cosine to one fiftieth, if `fall`.
    reports
        How often the judge looks.
    best
        Whether the weights of the report with the best conditional accuracy are put back at the end.
    watch
        More callbacks.
    """
    if fall:
        rates = [keras.optimizers.schedules.CosineDecay(rate, steps, alpha=0.02) for rate in rates]
    g_adam, d_adam = (keras.optimizers.Adam(rate, beta_1=0.5) for rate in rates)
    model.compile(d_adam, g_adam)
    watch = [*watch, callbacks.Best("val_conditional_accuracy", "max")] if best else list(watch)
    told: dict = {"steps": steps, "epochs": reports, "callbacks": watch, "validation_data": held_out}
    history = saved.fit(model, name, *training, batch_size=batch, **told).history
    return {**history, "step": np.arange(1, reports + 1) * (steps // reports)}
