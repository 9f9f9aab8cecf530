"""The judge: a small classifier, trained once, that looks at generated images so that nobody has to.

`load("mnist")` and `load("fashion_mnist")` return one. What it says of an image (128 features and ten probabilities)
is what every metric of this package is computed from.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.metrics import storage

SLACK = 1e-3  # by how much a float may lie outside its range: 16-bit generators round
BATCH = 250


class Judge:
    """A trained classifier of 28×28 grey images.

    Attributes
    ----------
    name
        `"mnist"` or `"fashion_mnist"`.
    network
        The `keras.Model`, weights frozen: images (n, 28, 28, 1) in [0, 1] to features and logits.
    record
        How it was trained: command, test accuracy, hash, versions.
    """

    def __init__(self, name: str, network, record: dict):
        import tensorflow as tf

        self.name, self.network, self.record = name, network, record
        self.network.trainable = False
        self._scale = np.float32(record["feature_scale"])
        signature = [tf.TensorSpec((None, *network.input_shape[1:]), tf.float32)]
        self._forward = tf.function(self.__call__, input_signature=signature, autograph=False)

    def __repr__(self) -> str:
        return f"Judge({self.name}, {self.accuracy:.2%} on {self.record['test_images']:,} test images)"

    @property
    def accuracy(self) -> float:
        """Its accuracy on the full test set, as the training script measured it."""
        return self.record["test_accuracy"]

    @property
    def dimension(self) -> int:
        """The number of features."""
        return self.network.outputs[0].shape[-1]

    def __call__(self, images):
        """Return (features, logits), tensors, of a tensor of images: for use inside a `tf.function`.

        Parameters
        ----------
        images
            Shape (n, 28, 28, 1), float32 in [0, 1]; nothing is checked here.
        """
        features, logits = self.network(images, training=False)
        return features * self._scale, logits

    def look(self, images: ArrayLike) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return features and probabilities in one pass.

        Parameters
        ----------
        images
            Shape (n, 28, 28) or (n, 28, 28, 1): float in [0, 1], or uint8 in 0 … 255.

        Returns
        -------
        features
            Shape (n, 128), float32, not negative; scaled so that their variance over the real training images is 1
            on average.
        probabilities
            Shape (n, 10), float32; rows sum to 1.

        Raises
        ------
        ValueError
            Wrong shape, range or type; the message says how to convert.
        """
        images = as_images(images)
        parts = [self._forward(images[start : start + BATCH]) for start in range(0, len(images), BATCH)]
        features, logits = (np.concatenate(part) for part in zip(*parts, strict=True))
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return features, odds / odds.sum(axis=1, keepdims=True)

    def features(self, images: ArrayLike) -> NDArray[np.float32]:
        """Return the features of `images`, shape (n, 128), float32; arguments and errors as of `look`."""
        return self.look(images)[0]

    def probabilities(self, images: ArrayLike) -> NDArray[np.float32]:
        """Return the class probabilities of `images`, shape (n, 10), float32; arguments and errors as of `look`."""
        return self.look(images)[1]


def load(name: str = "mnist") -> Judge:
    """Return the judge `name`, `"mnist"` or `"fashion_mnist"`; loaded once a process.

    It computes in float32 whatever the global Keras policy, so that its distances can be compared.

    Raises
    ------
    WeightsError
        There is no judge of that name, or its weights are missing or damaged.
    """
    return _load(name)


@functools.cache
def _load(name: str) -> Judge:
    from course.metrics import network

    weights = storage.read(name)
    model = network.build()
    model.set_weights(weights.arrays)
    return Judge(name, model, weights.record)


def as_images(images: ArrayLike, image_range: tuple[float, float] = (0.0, 1.0)) -> NDArray[np.float32]:
    """Return `images` as the judge wants them: shape (n, 28, 28, 1), float32 in [0, 1].

    Parameters
    ----------
    images
        Shape (n, 28, 28) or (n, 28, 28, 1): uint8 in 0 … 255, or float in `image_range`.
    image_range
        The range of floats: (0, 1), or (-1, 1) for images of a generator that ends in tanh.

    Raises
    ------
    ValueError
        Wrong shape, range or type; the message says how to convert.
    """
    array = np.asarray(images)
    check_shape(array.shape)
    if array.dtype == np.uint8:
        return array.reshape(-1, 28, 28, 1).astype(np.float32) / np.float32(255)
    if array.dtype.kind not in "fV":  # V: bfloat16
        raise ValueError(
            f"images are {array.dtype}; the judge takes uint8 in 0 … 255 (images.astype('uint8')) "
            f"or float in [0, 1] (images / 255)"
        )
    array = array.reshape(-1, 28, 28, 1).astype(np.float32)
    broken = int((~np.isfinite(array)).any(axis=(1, 2, 3)).sum())
    if broken:
        raise ValueError(f"{broken} of {len(array)} images contain NaN or infinity: the generator's weights are lost")
    low, high = image_range
    check_range(float(array.min()), float(array.max()), low, high)
    return np.clip((array - low) / (high - low), 0, 1)


def check_range(least: float, most: float, low: float, high: float) -> None:
    """Raise ValueError, with advice, unless values from `least` to `most` lie in [`low`, `high`] (a little slack)."""
    slack = SLACK * (high - low)
    if least >= low - slack and most <= high + slack:
        return
    if (low, high) == (0, 1) and -1 - 2 * SLACK <= least < 0 and most <= 1 + 2 * SLACK:
        advice = "they look like tanh images in [-1, 1]: pass (images + 1) / 2, or image_range=(-1, 1) to a metric"
    elif least >= 0 and 1 < most <= 255:
        advice = "they look like grey values 0 … 255: divide by 255"
    else:
        advice = "is the generator's last layer a sigmoid, or are these logits?"
    raise ValueError(f"images go from {least:.4g} to {most:.4g}, not in [{low:g}, {high:g}]; {advice}")


def check_shape(shape: tuple[int | None, ...]) -> None:
    """Raise ValueError, with advice, unless `shape` is (n, 28, 28) or (n, 28, 28, 1); n may be None, not 0."""
    if tuple(shape[1:]) in ((28, 28), (28, 28, 1)):
        if shape[0] == 0:
            raise ValueError("no images: the first axis is empty")
        return
    if tuple(shape) in ((28, 28), (28, 28, 1)):
        advice = "one image needs a batch axis in front: images[None]"
    elif len(shape) == 2 and shape[1] == 784:
        advice = "flat images need their rows and columns: images.reshape(-1, 28, 28)"
    else:
        advice = "the judge knows grey images of 28×28 only"
    raise ValueError(f"images have shape {tuple(shape)}, not (n, 28, 28) or (n, 28, 28, 1); {advice}")
