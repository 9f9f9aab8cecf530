"""Interactive figure of lab 03: draw a digit and watch a trained network read it."""

from __future__ import annotations

import numpy as np

from course.widgets.draw import DigitCanvas, Reading


def reader(network):
    """Return a function image (28, 28) uint8 → (probabilities (k,), [maps of each convolution layer (h, w, c)]).

    Parameters
    ----------
    network
        A built Keras network, Sequential or functional, from images (n, 28, 28, 1) in 0…1 to logits (n, k).

    Raises
    ------
    ValueError
        It has no symbolic inputs (a subclass, or not built), or no convolution layer.
    """
    import keras
    import tensorflow as tf

    if not getattr(network, "inputs", None):
        raise ValueError("the network is not built: give it a keras.Input, or call it once")
    layers = [layer for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
    if not layers:
        raise ValueError("the network has no Conv2D layer whose maps could be shown")
    both = keras.Model(network.inputs[0], [network.outputs[0], *(layer.output for layer in layers)])
    forward = tf.function(lambda images: both(images, training=False))

    def read(image) -> Reading:
        logits, *maps = forward(tf.constant(np.asarray(image, np.float32)[np.newaxis, ..., np.newaxis] / 255))
        return tf.nn.softmax(tf.cast(logits[0], tf.float32)).numpy(), [
            np.maximum(tf.cast(layer[0], tf.float32).numpy(), 0) for layer in maps
        ]

    read.names = [f"convolution {number}" for number, _ in enumerate(layers, 1)]
    return read


def draw_digit(network) -> DigitCanvas:
    """Draw a digit with the mouse: the probabilities and the maps of `network` (see `reader`) follow."""
    read = reader(network)
    return DigitCanvas(read, read.names)
