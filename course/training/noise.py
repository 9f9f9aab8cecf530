"""Normal noise that is a function of its key alone: the same with and without XLA, on a CPU and on a GPU."""

from __future__ import annotations

import math

import tensorflow as tf


def normal(shape: tuple[int, ...], key) -> tf.Tensor:
    """Return standard normal numbers, float32, by the Box–Muller transform of Philox bits.

    `tf.random.stateless_normal` gives these numbers, too, up to rounding, but others when XLA compiles it, and
    there takes five to ten times as long. The bits themselves are the same everywhere.

    Parameters
    ----------
    shape : tuple of int
        Any of them may be a scalar tensor.
    key : two whole numbers
        As the `seed` of TensorFlow's stateless functions.
    """
    count = math.prod(shape) if all(isinstance(size, int) for size in shape) else tf.reduce_prod(tf.stack(shape))
    blocks = (count + 3) // 4  # Philox makes four numbers at a time
    bits = tf.random.stateless_uniform((4 * blocks,), key, None, None, tf.uint32, alg="philox")
    unit = tf.bitcast((bits & 0x7FFFFF) | 0x3F800000, tf.float32) - 1.0  # 23 bits as the fraction of 1.…, in [0, 1)
    first, second = tf.unstack(tf.reshape(unit, (-1, 2)), axis=1)
    radius, angle = tf.sqrt(-2.0 * tf.math.log(tf.maximum(first, 1e-7))), 2 * math.pi * second
    pairs = tf.stack([radius * tf.sin(angle), radius * tf.cos(angle)], axis=1)
    return tf.reshape(tf.reshape(pairs, (-1,))[:count], shape)
