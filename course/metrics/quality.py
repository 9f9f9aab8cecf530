"""`Quality`: the judge as a Keras metric, for `evaluate`, `val_...` names and `ModelCheckpoint(monitor=...)`."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from course.metrics import distance
from course.metrics.judge import SLACK, Judge, as_images, check_range, check_shape
from course.metrics.shares import CONFIDENT


class Quality(keras.metrics.Metric):
    """Judge distance, class shares and confident share of generated images, batch by batch.

    Sums are kept, not images: features and their products (float64, about the real mean, so that nothing cancels),
    class counts. The result depends on all images since the last reset, however they were divided into batches.

    Parameters
    ----------
    judge : Judge
    real_images : array (n, 28, 28) or (n, 28, 28, 1)
        What the generated ones are compared with: uint8, or float in `image_range`. All are used; 10,000 are usual.
    image_range : (float, float)
        Of generated images, and of `real_images` if these are float: (-1, 1) for a generator that ends in tanh.
    conditional : bool
        Whether `update_state` gets the requested labels and `result` has `conditional_accuracy`.

    Raises
    ------
    ValueError
        `real_images` of the wrong shape, range or type.
    """

    def __init__(self, judge: Judge, real_images, *, image_range=(0.0, 1.0), conditional=False, name="quality"):
        super().__init__(name=name, dtype="float64")
        self.judge, self.image_range, self.conditional = judge, tuple(image_range), conditional
        features = judge.features(as_images(real_images, self.image_range))
        self.real = distance.moments(features)
        self.floor = distance.floor(features)
        self._root = distance.square_root(self.real.covariance)
        width, classes = judge.dimension, judge.network.outputs[1].shape[-1]
        self.total = self._sum((width,), "total")
        self.products = self._sum((width, width), "products")
        self.class_counts = self._sum((classes,), "class_counts")
        self.count = self._sum((), "count")
        self.confident = self._sum((), "confident")
        self.right = self._sum((), "right")

    def _sum(self, shape, name):
        return self.add_variable(shape, "zeros", dtype="float64", aggregation="sum", name=name)

    def update_state(self, images, labels=None):
        """Add a batch of generated images.

        Parameters
        ----------
        images : tensor (n, 28, 28) or (n, 28, 28, 1)
            In `image_range`; uint8 is not taken here, for no generator makes it.
        labels : tensor (n,), optional
            Requested classes, integers; needed if `conditional`, otherwise not looked at.

        Raises
        ------
        ValueError
            Wrong shape or, outside a compiled function, wrong range. Inside one, `tf.errors.InvalidArgumentError`.
        """
        if self.conditional and labels is None:
            raise ValueError(
                "Quality(conditional=True) needs the labels that were asked for: update_state(images, labels)"
            )
        features, logits = self.judge(self._unit(images))
        centred = tf.cast(features, tf.float64) - self.real.mean
        probabilities = tf.nn.softmax(logits)
        seen = tf.argmax(logits, axis=1)
        self._add(self.total, tf.reduce_sum(centred, axis=0))
        self._add(self.products, tf.matmul(centred, centred, transpose_a=True))
        self._add(self.class_counts, tf.reduce_sum(tf.one_hot(seen, logits.shape[1]), axis=0))
        self._add(self.count, tf.shape(logits)[0])
        self._add(self.confident, tf.math.count_nonzero(tf.reduce_max(probabilities, axis=1) >= CONFIDENT))
        if self.conditional:
            asked = tf.cast(tf.reshape(labels, (-1,)), seen.dtype)
            self._add(self.right, tf.math.count_nonzero(seen == asked))

    def result(self):
        """Return {name: scalar}: `distance`, `min_class_share`, `confident_share` (and `conditional_accuracy`).

        NaN before any image; the distance before a second one.
        """
        total, products, counts = (tf.convert_to_tensor(v) for v in (self.total, self.products, self.class_counts))
        count = tf.convert_to_tensor(self.count)
        offset = total / count
        covariance = (products - count * tf.tensordot(offset, offset, axes=0)) / (count - 1)
        usable = tf.where(count > 1, covariance, tf.zeros_like(covariance))  # the decomposition refuses NaN
        overlap = tf.linalg.eigvalsh(self._root @ usable @ self._root)
        overlap = tf.reduce_sum(tf.sqrt(tf.maximum(overlap, 0.0)))
        spread = tf.linalg.trace(covariance) + np.trace(self.real.covariance) - 2 * overlap
        results = {
            "distance": tf.maximum(tf.reduce_sum(offset**2) + spread, 0.0),
            "min_class_share": tf.reduce_min(counts) / count,
            "confident_share": tf.convert_to_tensor(self.confident) / count,
        }
        if self.conditional:
            results["conditional_accuracy"] = tf.convert_to_tensor(self.right) / count
        return {name: tf.cast(value, tf.float32) for name, value in results.items()}

    @property
    def class_shares(self) -> np.ndarray:
        """Share of each class so far, shape (10,)."""
        return tf.convert_to_tensor(self.class_counts).numpy() / tf.convert_to_tensor(self.count).numpy()

    @staticmethod
    def _add(variable, value):
        variable.assign(variable + tf.cast(value, tf.float64))

    def _unit(self, images):
        """Return `images` as the judge wants them, checked."""
        images = tf.convert_to_tensor(images)
        check_shape(tuple(images.shape))
        if not images.dtype.is_floating:
            raise ValueError(f"generated images are {images.dtype.name}, not float in {list(self.image_range)}")
        low, high = self.image_range
        images = tf.reshape(tf.cast(images, tf.float32), (-1, 28, 28, 1))
        if tf.executing_eagerly():
            if not np.isfinite(images.numpy()).all():
                raise ValueError("generated images contain NaN or infinity")
            check_range(float(tf.reduce_min(images)), float(tf.reduce_max(images)), low, high)
        else:
            slack = SLACK * (high - low)
            inside = tf.reduce_all((images >= low - slack) & (images <= high + slack))  # False for NaN too
            advice = (
                f"generated images leave [{low:g}, {high:g}] or are NaN; "
                f"for a tanh generator: Quality(judge, real_images, image_range=(-1, 1))"
            )
            with tf.control_dependencies([tf.debugging.Assert(inside, [advice])]):
                images = tf.identity(images)
        return tf.clip_by_value((images - low) / (high - low), 0.0, 1.0)
