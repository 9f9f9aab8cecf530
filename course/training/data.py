"""Training data: held on the device and drawn there by index, or read from a `tf.data.Dataset`."""

from __future__ import annotations

import inspect

import keras
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

    def draw(self, places: tf.Tensor) -> tf.Tensor | tuple[tf.Tensor, tf.Tensor]:
        """Return the batch at `places`, integers of shape (b,)."""
        rows = tf.gather(self._rows, places)
        images = tf.gather(self._images, rows)
        return images if self._condition is None else (images, tf.gather(self._condition, rows))


def split(batch) -> tuple:
    """Return (images, condition or None) of one element of a dataset: images alone, or a pair."""
    if isinstance(batch, dict):
        raise BadData(
            f"a batch is a dict with {', '.join(map(repr, batch))}; images, or (images, condition), are needed: "
            "dataset.map(lambda row: row['image'])"
        )
    if isinstance(batch, (tuple, list)):
        if not 1 <= len(batch) <= 2:
            raise BadData(f"a batch is images, or (images, condition); this one has {len(batch)} parts")
        return batch[0], (batch[1] if len(batch) == 2 else None)
    return batch, None


def tensors(batch) -> tuple:
    """Return (images, condition or None) of a batch as the engine computes with them, whatever the dataset brings.

    Images are float32, labels int64, other conditions float32, as `checked` makes of arrays.
    """
    images, condition = split(batch)
    if condition is not None:
        condition = tf.convert_to_tensor(condition)
        condition = tf.cast(condition, tf.float32 if condition.dtype.is_floating else tf.int64)
    return tf.cast(images, tf.float32), condition


def check_source(x, y, name: str = "the data") -> None:
    """Raise BadData unless `x` and `y` are arrays, or `x` is a dataset that has its conditions and its shapes.

    Raises
    ------
    BadData
        Another kind of source, with what to make of it.
    """
    if isinstance(x, tf.data.Dataset):
        if y is not None:
            raise BadData(
                "a dataset holds its conditions itself: batches (images, condition), and no second argument"
            )
        for part in split(x.element_spec):
            if part is not None and (part.shape.rank is None or None in part.shape[1:]):
                raise BadData(
                    "this dataset does not say the shape of its batches. Give from_generator an output_signature, "
                    "such as tf.TensorSpec((None, 28, 28, 1), tf.float32), or map tf.ensure_shape over it"
                )
        return
    if isinstance(x, keras.utils.PyDataset):
        raise BadData(f"{name}: a {type(x).__name__} (PyDataset) is not read; {WANTED}")
    if callable(x) or hasattr(x, "__next__"):
        kind = "a generator" if inspect.isgenerator(x) or inspect.isgeneratorfunction(x) else f"a {type(x).__name__}"
        raise BadData(f"{name}: {kind} has no length and cannot be drawn from; {WANTED}")
    if isinstance(x, dict):
        raise BadData(f"{name}: a dict is not read; give its images, and its labels as the second argument")
    if isinstance(x, tuple):
        raise BadData(
            f"{name}: a tuple of {len(x)} is not read; give images and labels as two arguments: fit(images, labels)"
        )
    if isinstance(y, (dict, str)) or callable(y):
        raise BadData(f"the conditions are a {type(y).__name__}; an array with a row for each image is needed")


WANTED = (
    "give an array, or a tf.data.Dataset: tf.data.Dataset.from_generator(generator, "
    "output_signature=tf.TensorSpec((None, 28, 28, 1), tf.float32))"
)


def check_latent(latent, condition, latent_dim: int) -> None:
    """Raise BadData unless `latent` is (n, latent_dim), with a row for each of the conditions."""
    if np.ndim(latent) != 2 or latent.shape[1] != latent_dim:
        raise BadData(f"latent has shape {tuple(latent.shape)}; (n, {latent_dim}) is needed")
    if condition is not None and len(condition) != len(latent):
        raise BadData(f"{len(latent)} latent vectors, but {len(condition)} labels or conditions")


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
    """Raise BadData unless `labels` are whole numbers in 0 … classes - 1; None: nothing to compare with."""
    if classes is None or labels is None:
        return
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        one_hot = labels.ndim == 2 and labels.shape[1] == classes
        advice = "if they are one-hot: labels.argmax(axis=1)" if one_hot else "if they are: labels.astype('int32')"
        raise BadData(f"labels are {labels.dtype}, shape {labels.shape}, not whole numbers; {advice}")
    low, high = int(np.min(labels)), int(np.max(labels))
    if low < 0 or high >= classes:
        raise BadData(f"labels run from {low} to {high}; with {classes} classes they must be 0 … {classes - 1}")


def _room(count: int) -> int:
    """Return the size of the list that holds `count` rows: few sizes serve all trainings."""
    return max(LEAST, 1 << (count - 1).bit_length())


def _as(array: np.ndarray, dtype) -> np.ndarray:
    return array if array.dtype == dtype else array.astype(dtype)
