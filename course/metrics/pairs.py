"""How near is a generated picture to the one it should be? For image-to-image translation, where the truth is known.

    reader = metrics.Reader(15).fit(labels_train, photos_train)
    print(metrics.compare_pairs(fake, real, labels=labels_test, reader=reader))

Four views that disagree: errors pixel by pixel (L1, PSNR), structure (SSIM), sharpness, and whether a network that
has learned to read labels off real photos finds them in generated ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Range = tuple[float, float]


@dataclass(frozen=True)
class Recovery:
    """How well labels can be read back.

    Attributes
    ----------
    accuracy
        Share of pixels with the right label, 0 … 1.
    iou
        Intersection over union, the mean over the classes that occur in the true labels, 0 … 1.
    per_class
        Shape (classes,): each class's intersection over union; NaN where it does not occur.
    """

    accuracy: float
    iou: float
    per_class: NDArray[np.float64]


@dataclass(frozen=True)
class PairsMeasured:
    """What `compare_pairs` found; printing it shows a small table. Units as in the functions of the same names."""

    l1: float
    psnr: float
    ssim: float
    sharpness: float
    recovery: Recovery | None
    count: int

    def __str__(self) -> str:
        rows = [
            f"L1 error        {self.l1:7.4f}   mean over {self.count:,} pairs; 0 is perfect, 1 white for black",
            f"PSNR            {self.psnr:7.2f}   dB",
            f"SSIM            {self.ssim:7.3f}   1 is perfect",
            f"sharpness       {self.sharpness:7.2f}   mean gradient, real = 1",
        ]
        if self.recovery is not None:
            rows.append(
                f"label recovery  {self.recovery.iou:7.3f}   mean IoU; {self.recovery.accuracy:.1%} of the pixels"
            )
        return "\n".join(rows)


def l1(fake: ArrayLike, real: ArrayLike, *, image_range: Range = (0.0, 1.0)) -> float:
    """Return the mean absolute difference, in shares of the range from black to white: 0 … 1.

    Parameters
    ----------
    fake, real
        Shape (n, h, w, c); uint8, or floats in `image_range`. Floats that leave it a little are clipped.

    Raises
    ------
    ValueError
        Shapes differ, there are no pictures, or numbers lie far outside the range. This holds for all measures here.
    """
    fake, real = _both(fake, real, image_range)
    return float(np.abs(fake - real).mean(dtype=np.float64))


def psnr(fake: ArrayLike, real: ArrayLike, *, image_range: Range = (0.0, 1.0)) -> float:
    """Return the peak signal-to-noise ratio in dB, the mean over pairs: 10 log10(1 / mean squared error), white = 1.

    Infinite if a pair is identical. See `l1` for the arguments.
    """
    import tensorflow as tf

    fake, real = _both(fake, real, image_range)
    return float(np.mean(tf.image.psnr(fake, real, max_val=1.0)))


def ssim(fake: ArrayLike, real: ArrayLike, *, image_range: Range = (0.0, 1.0)) -> float:
    """Return the structural similarity, the mean over pairs and windows: -1 … 1, and 1 if identical.

    Wang et al., "Image quality assessment: from error visibility to structural similarity", 2004, with its Gaussian
    window of 11 pixels (TensorFlow's implementation). Pictures have at least 11 pixels a side. See `l1`.
    """
    import tensorflow as tf

    fake, real = _both(fake, real, image_range)
    if min(fake.shape[1:3]) < 11:
        raise ValueError(
            f"SSIM looks at windows of 11×11 pixels; these pictures have {fake.shape[1]}×{fake.shape[2]}"
        )
    return float(np.mean(tf.image.ssim(tf.constant(fake), tf.constant(real), max_val=1.0)))


def sharpness(fake: ArrayLike, real: ArrayLike, *, image_range: Range = (0.0, 1.0)) -> float:
    """Return the mean gradient magnitude of `fake` divided by that of `real`: below 1 is blurrier than real.

    The gradient is that of the brightness, between neighbouring pixels. Noise counts as sharp. See `l1`.
    """
    fake, real = _both(fake, real, image_range)
    return float(_gradient(fake) / max(_gradient(real), 1e-12))


def compare_pairs(
    fake: ArrayLike,
    real: ArrayLike,
    *,
    labels: ArrayLike | None = None,
    reader: Reader | None = None,
    image_range: Range = (0.0, 1.0),
) -> PairsMeasured:
    """Return all measures of generated pictures against real ones; label recovery if there is a `reader`.

    Parameters
    ----------
    fake, real
        As for `l1`.
    labels
        Shape (n, h, w), whole numbers: what the pictures should show.
    reader
        Trained on other real pairs.
    """
    if (labels is None) != (reader is None):
        raise ValueError("label recovery needs both the labels and a reader")
    fake, real = _both(fake, real, image_range)
    return PairsMeasured(
        l1=l1(fake, real),
        psnr=psnr(fake, real),
        ssim=ssim(fake, real),
        sharpness=sharpness(fake, real),
        recovery=None if reader is None else recovery(reader.read(fake), np.asarray(labels), reader.classes),
        count=len(fake),
    )


def recovery(found: ArrayLike, labels: ArrayLike, classes: int) -> Recovery:
    """Return how well the labels `found` agree with the true `labels`, both (n, h, w), 0 … classes - 1."""
    found, labels = _checked_labels(found, classes), _checked_labels(labels, classes)
    if found.shape != labels.shape:
        raise ValueError(f"found labels have shape {found.shape}, the true ones {labels.shape}")
    pairs = np.bincount((classes * labels.astype(np.int64) + found).ravel(), minlength=classes**2)
    table = pairs.reshape(classes, classes)  # rows: true
    hits, present = np.diag(table), table.sum(axis=1) > 0
    union = table.sum(axis=0) + table.sum(axis=1) - hits
    per_class = np.where(present, hits / np.maximum(union, 1), np.nan)
    return Recovery(float(hits.sum() / table.sum()), float(np.nanmean(per_class)), per_class)


class Reader:
    """A small network that reads the label of every pixel off a photo.

    Trained on real pairs only, it is the judge of generated photos: what it finds there must look real.

    Parameters
    ----------
    classes : int
    width : int
        Maps of the first level; deeper ones have more.
    seed : int
        Of the weights and the order of the pictures.
    """

    def __init__(self, classes: int, width: int = 16, seed: int = 0):
        self.classes, self.width, self.seed, self.network = classes, width, seed, None

    def fit(
        self,
        labels: ArrayLike,
        photos: ArrayLike,
        *,
        epochs: int = 14,
        batch: int = 16,
        image_range: Range = (0.0, 1.0),
    ) -> Reader:
        """Train on real pairs: labels (n, h, w), photos (n, h, w, 3), sides divisible by 4; return itself.

        14 epochs of 400 pairs of 64×64 take about half a minute on two cores.
        """
        import keras
        import tensorflow as tf

        x, y = as_pictures(photos, image_range), _checked_labels(labels, self.classes)
        if len(x) != len(y) or x.shape[1:3] != y.shape[1:]:
            raise ValueError(f"photos of shape {x.shape} do not fit labels of shape {y.shape}")
        if x.shape[1] % 4 or x.shape[2] % 4:
            raise ValueError(f"the sides of the pictures must be divisible by 4, got {x.shape[1]}×{x.shape[2]}")
        batch = min(batch, len(x))
        self.network, per_epoch = _segmenter(self.classes, self.width, self.seed), len(x) // batch
        optimizer, steps = keras.optimizers.Adam(1e-3), epochs * per_epoch
        optimizer.build(self.network.trainable_variables)  # type: ignore[attr-defined]
        photos, truth = tf.constant(x), tf.constant(y.astype(np.int32))

        @tf.function(jit_compile=False)
        def step(chosen, mirror):
            pictures, right = tf.gather(photos, chosen), tf.gather(truth, chosen)
            pictures = tf.where(mirror[:, None, None, None], pictures[:, :, ::-1], pictures)
            right = tf.where(mirror[:, None, None], right[:, :, ::-1], right)
            with tf.GradientTape() as tape:
                logits = self.network(pictures, training=True)
                loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(right, logits))
            weights = self.network.trainable_variables
            optimizer.apply(tape.gradient(loss, weights), weights)

        order = np.random.default_rng(self.seed)
        for number in range(steps):
            if number % per_epoch == 0:
                shuffled = order.permutation(len(x))
            optimizer.learning_rate = 4e-3 * float(np.interp(number / steps, [0, 0.2, 1], [0.1, 1, 0.02]))
            start = number % per_epoch * batch
            step(tf.constant(shuffled[start : start + batch]), tf.constant(order.random(batch) < 0.5))
        return self

    def read(self, photos: ArrayLike, *, image_range: Range = (0.0, 1.0)) -> NDArray[np.uint8]:
        """Return the label of every pixel of photos (n, h, w, 3): an array (n, h, w), uint8."""
        if self.network is None:
            raise ValueError("this reader has not learned to read yet: call fit(labels, photos) first")
        x = as_pictures(photos, image_range)
        parts = [self.network(x[i : i + 50], training=False).numpy().argmax(axis=-1) for i in range(0, len(x), 50)]
        return np.concatenate(parts).astype(np.uint8)


def as_pictures(pictures: ArrayLike, image_range: Range = (0.0, 1.0)) -> NDArray[np.float32]:
    """Return pictures (n, h, w, c), uint8 or floats in `image_range`, as float32 in 0 … 1."""
    pictures = np.asarray(pictures)
    if pictures.ndim != 4 or pictures.size == 0:
        raise ValueError(f"pictures have shape (n, h, w, c) with n ≥ 1, got {pictures.shape}")
    if pictures.dtype == np.uint8:
        return pictures.astype(np.float32) / np.float32(255)
    if pictures.dtype.kind != "f":
        raise ValueError(f"pictures are uint8, or floats in {image_range}; got {pictures.dtype}")
    low, high = image_range
    scaled = (pictures.astype(np.float32) - low) / (high - low)
    if not np.isfinite(scaled).all():
        raise ValueError("the pictures hold NaN or infinity")
    if scaled.min() < -0.05 or scaled.max() > 1.05:
        raise ValueError(
            f"pictures run from {pictures.min():.2f} to {pictures.max():.2f}, not in {image_range}: "
            "say image_range=(-1, 1) for tanh"
        )
    return np.clip(scaled, 0, 1)


def _both(fake, real, image_range):
    fake, real = as_pictures(fake, image_range), as_pictures(real, image_range)
    if fake.shape != real.shape:
        raise ValueError(f"generated pictures have shape {fake.shape}, the real ones {real.shape}")
    return fake, real


def _gradient(pictures: NDArray) -> float:
    grey = pictures.mean(axis=-1)
    down, right = grey[:, 1:, :-1] - grey[:, :-1, :-1], grey[:, :-1, 1:] - grey[:, :-1, :-1]
    return float(np.hypot(down, right).mean(dtype=np.float64))


def _checked_labels(labels, classes: int) -> NDArray:
    labels = np.asarray(labels)
    if labels.ndim != 3 or labels.dtype.kind not in "iu" or labels.size == 0:
        raise ValueError(f"labels are whole numbers of shape (n, h, w), got {labels.dtype} {labels.shape}")
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels lie in 0 … {classes - 1}, got {labels.min()} … {labels.max()}")
    return labels


def _segmenter(classes: int, width: int, seed: int):
    import keras
    from keras import layers

    count = iter(range(100 * seed, 100 * seed + 100))

    def block(x, maps, step=1):
        start = keras.initializers.HeNormal(seed=next(count))
        x = layers.Conv2D(maps, 3, step, "same", use_bias=False, kernel_initializer=start)(x)
        return layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))

    images = keras.Input((None, None, 3))
    whole = block(images, width)
    half = block(block(whole, 2 * width, 2), 2 * width)
    quarter = block(block(half, 3 * width, 2), 3 * width)
    x = block(layers.Concatenate()([layers.UpSampling2D()(quarter), half]), 2 * width)
    x = block(layers.Concatenate()([layers.UpSampling2D()(x), whole]), width)
    start = keras.initializers.GlorotUniform(seed=next(count))
    return keras.Model(images, layers.Conv2D(classes, 1, kernel_initializer=start, dtype="float32")(x))
