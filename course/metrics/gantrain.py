"""GAN-train: is what a conditional generator makes good enough to learn from?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from course.metrics.judge import as_images
from course.metrics.shares import checked_labels

CLASSES = 10


def gan_train(
    images: NDArray,
    labels: NDArray,
    test_images: NDArray,
    test_labels: NDArray,
    *,
    n: int = 10_000,
    epochs: int = 6,
    seed: int = 0,
    image_range: tuple[float, float] = (0.0, 1.0),
) -> float:
    """Train a small classifier on generated images; return its accuracy on real ones.

    Shmelkov et al., "How good is my GAN?", ECCV 2018. A generator that makes one perfect prototype a class has full
    conditional accuracy and a poor GAN-train: what is not varied teaches little. Compare with the value for as many
    real training images (10,000 digits: 0.987, as many garments: 0.889), and with 0.1, which is guessing.

    Parameters
    ----------
    images
        Generated, shape (n or more, 28, 28) or with a channel axis: float in `image_range`, or uint8.
    labels
        The classes they were asked for, shape (n or more,), integers 0 … 9.
    test_images, test_labels
        Real ones, as above.
    n
        How many generated images to train on, the first ones; fixed, so that results can be compared.
    epochs
        Passes through them; the rate follows one cycle. All six take 10 to 25 seconds on two cores.
    seed
        Of the classifier's weights and the order of the images.
    image_range
        Of the images that are float, (-1, 1) for tanh.

    Returns
    -------
    float
        Accuracy on `test_images`, 0 … 1.

    Raises
    ------
    ValueError
        Fewer than `n` images, wrong shape or range, labels that do not fit.
    """
    if len(images) < n:
        raise ValueError(f"{len(images)} generated images, {n} needed: generate more, or pass n={len(images)}")
    x, x_test = as_images(images[:n], image_range), as_images(test_images, image_range)
    if len(labels) != len(images):
        raise ValueError(f"{len(labels)} labels for {len(images)} images")
    y = checked_labels(labels[:n], n, CLASSES)
    y_test = checked_labels(test_labels, len(x_test), CLASSES)
    read = _reader(_trained(x, y, epochs, seed))
    return float(np.mean(read(x_test).argmax(axis=1) == y_test))


def pupil(
    images: NDArray,
    labels: NDArray,
    *,
    epochs: int = 6,
    seed: int = 0,
    image_range: tuple[float, float] = (0.0, 1.0),
) -> Callable[[NDArray], NDArray[np.float32]]:
    """Train GAN-train's small classifier on images with labels (n, …), as `gan_train` does.

    Returns
    -------
    callable
        From images (m, 28, 28) or (m, 28, 28, 1), in the same range, to scores (m, 10); the largest one is the class.

    Raises
    ------
    ValueError
        No images, wrong shape or range, labels that do not fit.
    """
    if not len(images) or len(labels) != len(images):
        raise ValueError(f"{len(labels)} labels for {len(images)} images")
    y = checked_labels(np.asarray(labels), len(images), CLASSES)
    read = _reader(_trained(as_images(images, image_range), y, epochs, seed))
    return lambda asked: read(as_images(asked, image_range))


def _reader(model):
    """Return a function from images to the model's scores, in portions."""
    return lambda images: np.concatenate(
        [model(images[i : i + 500], training=False).numpy() for i in range(0, len(images), 500)]
    )


def _trained(x, y, epochs: int, seed: int, batch: int = 64, peak: float = 4e-3):
    """Return the classifier trained on `x`, `y`: Adam, a rate that rises over a quarter of the steps, then falls."""
    import keras
    import tensorflow as tf

    batch = min(batch, len(x))
    per_epoch = len(x) // batch
    steps = epochs * per_epoch
    model = _classifier(seed)
    optimizer = keras.optimizers.Adam(peak)
    optimizer.build(model.trainable_variables)
    images, truth = tf.constant(x), tf.constant(y)

    @tf.function(jit_compile=False)
    def step(chosen):
        with tf.GradientTape() as tape:
            logits = model(tf.gather(images, chosen), training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.gather(truth, chosen), logits)
            loss = tf.reduce_mean(losses)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)

    order = np.random.default_rng(seed)
    for number in range(steps):
        if number % per_epoch == 0:
            shuffled = order.permutation(len(x))
        optimizer.learning_rate = peak * float(np.interp(number / steps, [0, 0.25, 1], [0.05, 1, 0.01]))
        start = number % per_epoch * batch
        step(tf.constant(shuffled[start : start + batch]))
    return model


def _classifier(seed: int):
    import keras
    from keras import layers

    exact = {"dtype": "float32"}
    x = images = keras.Input((28, 28, 1), dtype="float32")
    for number, (channels, kernel) in enumerate(((16, 5), (32, 3), (64, 3))):
        start = keras.initializers.GlorotUniform(seed=seed * 10 + number)
        x = layers.Conv2D(channels, kernel, padding="same", use_bias=False, kernel_initializer=start, **exact)(x)
        x = layers.MaxPooling2D(padding="same", **exact)(x)
        x = layers.ReLU(**exact)(layers.BatchNormalization(momentum=0.9, **exact)(x))
    x = layers.Flatten(**exact)(x)
    start = keras.initializers.GlorotUniform(seed=seed * 10 + 9)
    return keras.Model(images, layers.Dense(CLASSES, kernel_initializer=start, **exact)(x))
