"""Training data: held on the device and drawn there by index, or read from a `tf.data.Dataset`."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

LEAST = 1 << 16  # rows that a Resident has room for; XLA compiles anew for each other size


class BadData(ValueError):
    """The training data are empty, not finite, not scaled, or do not fit together. Nothing has been trained."""


class Resident:
    """Images, and conditions if there are any, on the device; a batch is a gather of drawn rows.

    Every pass visits the images in a new order, which depends on (seed, number of the pass) alone: training that
    resumes at step k draws what the uninterrupted training would have drawn.

    Parameters
    ----------
    images : array (n, ...) of floats
    condition : array (n, ...) or None
        Labels or input images; row i belongs to image i.
    batch_size : int
        Rows in a batch; the last n mod batch_size rows of a pass's order are left out.
    seed : int
    source : (object, object)
        What the arrays were made from, to know it again.
    """

    def __init__(self, images, condition, batch_size: int, seed: int, source: tuple = (None, None)):
        self.batch_size, self.seed, self.size, self.source = batch_size, seed, len(images), source
        self._images = tf.Variable(images, trainable=False)
        self._condition = None if condition is None else tf.Variable(condition, trainable=False)
        self._rows = tf.Variable(np.zeros(LEAST, np.int64), shape=(None,), trainable=False)  # of this epoch, in order

    def holds(self, x, y, batch_size: int) -> bool:
        """Say whether these are the arrays that lie here, drawn in such batches."""
        return self.source[0] is x and self.source[1] is y and self.batch_size == batch_size

    def shuffle(self, step: int, count: int) -> np.ndarray:
        """Draw the rows of `count` steps from number `step` on; return them, shape (count, batch_size)."""
        of_pass = self.size // self.batch_size
        passes = range(step // of_pass, (step + count - 1) // of_pass + 1)
        orders = [np.random.default_rng((self.seed, number)).permutation(self.size) for number in passes]
        rows = np.concatenate([order[: of_pass * self.batch_size] for order in orders])
        first = step % of_pass * self.batch_size
        rows = rows[first : first + count * self.batch_size].astype(np.int64)
        self._rows.assign(np.pad(rows, (0, _room(len(rows)) - len(rows))))
        return rows.reshape(count, self.batch_size)

    def batches(self, count: int) -> tf.data.Dataset:
        """Return a dataset of `count` batches of places among the rows that `shuffle` has drawn."""
        places = (
            tf.data.Dataset.range(count * self.batch_size).batch(self.batch_size, drop_remainder=True).prefetch(2)
        )
        options = tf.data.Options()
        options.autotune.enabled = False  # its thread sleeps longer each time, and `fit` would wait for it
        return places.with_options(options)

    def __call__(self, places: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor | None]:
        """Return the images and conditions at `places`, integers of shape (b,)."""
        rows = tf.gather(self._rows, places)
        return tf.gather(self._images, rows), None if self._condition is None else tf.gather(self._condition, rows)


def split(data) -> tuple:
    """Return (images, condition or None) of one element of a dataset: images alone, or a pair."""
    if isinstance(data, (tuple, list)):
        if len(data) > 2:
            raise BadData(f"a batch is images, or (images, condition); this one has {len(data)} parts")
        return data[0], (data[1] if len(data) == 2 else None)
    return data, None


def first_rows(dataset: tf.data.Dataset) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the first batch of `dataset` as arrays.

    Raises
    ------
    BadData
        The dataset is empty, its batches are not images or (images, condition), or the first is not finite floats.
    """
    for batch in dataset.take(1):
        images, condition = split(batch)
        return checked(images, condition)
    raise BadData("the dataset is empty: it yields no batch")


def schedule(x, batch_size: int, steps: int | None, epochs: int | None, per_epoch: int | None) -> tuple:
    """Return (epochs, steps of an epoch; None for all of a dataset) from what the user said.

    Raises
    ------
    BadData
        Numbers that are not positive, that do not divide, or that a dataset without end leaves open.
    """
    said = {"steps": steps, "epochs": epochs, "steps_per_epoch": per_epoch}
    for name, value in said.items():
        if value is not None and (value != int(value) or value < 1):
            raise BadData(f"{name} is {value!r}; a whole number from 1 is needed")
    if steps is not None and per_epoch is not None:
        raise BadData("give steps (in all) or steps_per_epoch, not both")
    if steps is not None:
        epochs = epochs or max(number for number in range(1, 21) if steps % number == 0)
        if steps % epochs:
            raise BadData(f"{steps} steps cannot be divided into {epochs} equal epochs; choose another number")
        per_epoch = steps // epochs
    elif per_epoch is None and not isinstance(x, tf.data.Dataset):
        per_epoch = len(x) // batch_size
    elif per_epoch is None and x.cardinality() == tf.data.INFINITE_CARDINALITY:
        raise BadData("this dataset has no end: say how many steps")
    return epochs or 1, per_epoch


def checked(
    images, condition, batch_size: int = 1, replicas: int = 1, name: str = "images"
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the arrays as the engine wants them: float32 images; labels int64, other conditions float32.

    Raises
    ------
    BadData
        No images, fewer than a batch, integers where floats are due, NaN or infinity, other lengths, or a batch
        that the devices cannot share.
    """
    images = np.asarray(images)
    if images.ndim < 2 or images.size == 0:
        raise BadData(f"the {name} have shape {images.shape}; (n, ...) with n ≥ 1 is needed")
    if not np.issubdtype(images.dtype, np.floating):
        raise BadData(
            f"the {name} are {images.dtype}; scale them to the range of the generator's output first: "
            "images / 255 for a sigmoid, images / 127.5 - 1 for tanh"
        )
    if not 1 <= batch_size <= len(images):
        raise BadData(f"a batch of {batch_size} out of {len(images)} {name}: choose 1 to {len(images)}")
    if batch_size % replicas:
        raise BadData(f"a batch of {batch_size} cannot be shared evenly by {replicas} devices")
    check_finite(name, images)
    if condition is None:
        return _as(images, np.float32), None
    condition = np.asarray(condition)
    if len(condition) != len(images):
        raise BadData(f"{len(images)} images, but {len(condition)} labels or conditions")
    check_finite("conditions", condition)
    return _as(images, np.float32), _as(condition, np.float32 if condition.dtype.kind == "f" else np.int64)


def check_finite(name: str, array: np.ndarray) -> None:
    """Raise BadData naming the first row of `array` that holds NaN or infinity."""
    if array.dtype.kind != "f" or np.isfinite(np.sum(array)):
        return
    bad = [row for row in range(len(array)) if not np.isfinite(array[row]).all()]
    if bad:  # a sum of finite numbers can overflow
        raise BadData(f"the {name} hold NaN or infinity in {len(bad)} of {len(array)} rows, first in row {bad[0]}")


def check_labels(labels, classes: int | None) -> None:
    """Raise BadData unless integer `labels` lie in 0 … classes - 1; None: nothing to compare with."""
    if classes is None or labels is None or np.asarray(labels).dtype.kind not in "iu":
        return
    low, high = int(np.min(labels)), int(np.max(labels))
    if low < 0 or high >= classes:
        raise BadData(f"labels run from {low} to {high}; with {classes} classes they must be 0 … {classes - 1}")


def _room(count: int) -> int:
    """Return the size of the list that holds `count` rows: few sizes serve all trainings."""
    return max(LEAST, 1 << (count - 1).bit_length())


def _as(array: np.ndarray, dtype) -> np.ndarray:
    return array if array.dtype == dtype else array.astype(dtype)
