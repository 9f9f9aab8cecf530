"""The pairs as Keras models, on whichever backend Keras has: TensorFlow or JAX."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers, ops

from beside.networks import BETA, PAIRS, RATE, Pair


class Make:
    """Adds Keras layers; `made` keeps those with weights in the order of the network's function.

    precision: dtype policy of all layers but the last ones. still: no dropout, so that results can be compared.
    """

    def __init__(self, precision: str = "float32", still: bool = False):
        self.precision, self.still, self.made = precision, still, []

    def add(self, kind, x, *arguments, last=False, **how):
        """Return a new layer's output; the last ones are float32."""
        layer = kind(*arguments, dtype="float32" if last else self.precision, **how)
        value = layer(x)
        if layer.weights:
            self.made.append(layer)
        return value

    def dense(self, x, units, last=False):
        """Add a dense layer."""
        return self.add(layers.Dense, x, units, last=last)

    def conv(self, x, maps, kernel, stride=1, same=True, bias=True, last=False):
        """Add a convolution."""
        padding = "same" if same else "valid"
        return self.add(layers.Conv2D, x, maps, kernel, stride, padding, use_bias=bias, last=last)

    def up(self, x, maps, kernel, stride, bias=True, last=False):
        """Add a transposed convolution."""
        return self.add(layers.Conv2DTranspose, x, maps, kernel, stride, "same", use_bias=bias, last=last)

    def norm(self, x):
        """Add batch norm."""
        return self.add(layers.BatchNormalization, x, momentum=0.9)

    def table(self, label, classes, size):
        """Add an embedding."""
        return self.add(layers.Embedding, label, classes, size)

    def relu(self, x):
        """Add ReLU."""
        return self.add(layers.ReLU, x)

    def leaky(self, x):
        """Add LeakyReLU 0.2."""
        return self.add(layers.LeakyReLU, x, negative_slope=0.2)

    def tanh(self, x):
        """Add tanh, in float32."""
        return self.add(layers.Activation, x, "tanh", last=True)

    def sigmoid(self, x):
        """Add the sigmoid, in float32."""
        return self.add(layers.Activation, x, "sigmoid", last=True)

    def drop(self, x, share):
        """Add dropout."""
        return x if self.still else self.add(layers.Dropout, x, share)

    def double(self, x):
        """Repeat each value in both directions."""
        return self.add(layers.UpSampling2D, x)

    def pad(self, x, border):
        """Add zeros before and behind rows and columns."""
        return self.add(layers.ZeroPadding2D, x, (border, border))

    def unflatten(self, x, shape):
        """Make maps of rows."""
        return self.add(layers.Reshape, x, shape)

    def flatten(self, x):
        """Make rows of maps."""
        return self.add(layers.Flatten, x)

    def join(self, *parts):
        """Concatenate channels."""
        return self.add(layers.Concatenate, list(parts))

    def times(self, *parts):
        """Multiply element by element."""
        return self.add(layers.Multiply, list(parts))


class Losses:
    """What the losses are made of, from logits, in float32."""

    @staticmethod
    def entropy(logits, target):
        """Mean binary cross-entropy against one target, 0 or 1."""
        logits = ops.cast(logits, "float32")
        return ops.mean(ops.softplus(-logits if target else logits))

    @staticmethod
    def classes(logits, labels):
        """Mean cross-entropy against labels."""
        return ops.mean(ops.sparse_categorical_crossentropy(labels, logits, from_logits=True))

    @staticmethod
    def distance(one, other):
        """Mean absolute difference."""
        return ops.mean(ops.abs(one - other))


def build(pair: Pair, precision: str = "float32", still: bool = False) -> tuple[keras.Model, keras.Model]:
    """Return G and D; their `made` are the layers with weights, in order."""
    latent, image = keras.Input((pair.latent,)), keras.Input(pair.shape)
    condition = keras.Input(pair.shape) if pair.condition == "plan" else keras.Input((), dtype="int32")
    networks = []
    for function, inputs in (
        (pair.generator, pair.g_inputs(latent, condition)),
        (pair.discriminator, pair.d_inputs(image, condition)),
    ):
        make = Make(precision, still)
        network = keras.Model(inputs if len(inputs) > 1 else inputs[0], function(make, *inputs))
        network.made = make.made
        networks.append(network)
    return tuple(networks)


def adam():
    """Return a fresh Adam."""
    return keras.optimizers.Adam(RATE, BETA)


def only(inputs: list):
    """Return the input if there is one, else all: what a Keras model takes."""
    return inputs[0] if len(inputs) == 1 else inputs


def play(pair: Pair, generator, discriminator, latent, images, condition):
    """Return D's and G's loss on one batch, networks in training mode."""
    fake = generator(only(pair.g_inputs(latent, condition)), training=True)
    real = discriminator(only(pair.d_inputs(images, condition)), training=True)
    scores = discriminator(only(pair.d_inputs(fake, condition)), training=True)
    return pair.d_loss(Losses, real, scores, condition), pair.g_loss(Losses, scores, fake, images, condition)


def reference(model: str, path: str, count: int = 4) -> list[float]:
    """Write weights and a batch of a pair to an .npz, for `losses` of all frameworks; return D's and G's loss."""
    pair = PAIRS[model]
    keras.utils.set_random_seed(3)
    networks = build(pair, still=True)
    images, condition = pair.data(count, seed=4)
    kept = {"images": images, "latent": np.random.default_rng(5).normal(size=(count, pair.latent or 1))}
    if condition is not None:
        kept["condition"] = condition
    for which, network in zip("gd", networks, strict=True):
        for number, layer in enumerate(network.made):
            for place, value in enumerate(layer.get_weights()):
                kept[f"{which} {number} {place}"] = value
    np.savez(path, **kept)
    return losses(model, path)


def stored(path: str) -> tuple[list[list[list[np.ndarray]]], np.ndarray, np.ndarray, np.ndarray | None]:
    """Return the weights (network, layer, place), latent, images and condition of a `reference`."""
    with np.load(path) as kept:
        weights: list = [[], []]
        for name in kept.files:
            if " " in name:
                which, number, _ = name.split()
                layers_ = weights["gd".index(which)]
                if int(number) == len(layers_):
                    layers_.append([])
                layers_[int(number)].append(kept[name])
        condition = kept["condition"] if "condition" in kept.files else None
        return weights, kept["latent"].astype(np.float32), kept["images"], condition


def losses(model: str, path: str) -> list[float]:
    """Return D's and G's loss of the weights and the batch in an .npz."""
    pair = PAIRS[model]
    networks = build(pair, still=True)
    weights, *batch = stored(path)
    for network, layers_ in zip(networks, weights, strict=True):
        for layer, values in zip(network.made, layers_, strict=True):
            layer.set_weights(values)
    batch = [None if part is None else ops.convert_to_tensor(part) for part in batch]
    return [float(value) for value in play(pair, *networks, *batch)]
