"""One small trainer for all runs that the closing questions spoil on purpose: seconds on any computer.

The digits are always those that the package carries, and weights and noise have seeds of their own, so that equal
setups give equal logs everywhere, up to rounding.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course.datasets import archives, sources


@functools.lru_cache(maxsize=1)
def mnist() -> dict[str, NDArray]:
    """Return x_train (4000, 28, 28), y_train, x_test (1000, 28, 28), y_test of the package's own digits, uint8."""
    return dict(sources.embedded(archives.MNIST))


@dataclass(frozen=True, eq=False)
class Player:
    """Weights, and the loss that they descend on.

    Attributes
    ----------
    loss
        Function batch → loss, values: a scalar, and name → scalar to be recorded. `batch` is the feed of one step.
    weights
        Keras variables.
    rate, momentum
        Adam's learning rate and β₁.
    """

    loss: Callable[[dict], tuple[object, dict]]
    weights: Sequence
    rate: float = 1e-3
    momentum: float = 0.5


def train(
    players: Sequence[Player],
    feed: Mapping[str, NDArray],
    *,
    every: int = 0,
    watch: Callable[[], Mapping[str, float]] = dict,
) -> dict[str, NDArray[np.float64]]:
    """Let the players move one after the other in each step; return the values recorded, name → (steps,).

    Parameters
    ----------
    players
        In the order in which they move.
    feed
        Name → array whose first axis are the steps. A place `step` (steps,) is added.
    every, watch
        After so many steps, a divisor of all, `watch` is called. Its values are returned, too, (steps / every,).
    """
    import keras
    import tensorflow as tf

    optimizers = [keras.optimizers.Adam(player.rate, player.momentum) for player in players]
    for player, optimizer in zip(players, optimizers, strict=True):
        optimizer.build(player.weights)
    steps = len(next(iter(feed.values())))
    every = every or steps
    feed = {name: tf.constant(array) for name, array in {**feed, "step": np.arange(steps)}.items()}
    names: list[str] = []

    @tf.function
    def run(part):
        log = tf.TensorArray(tf.float32, every)
        for i in tf.range(every):
            batch, values = {name: array[i] for name, array in part.items()}, {}
            for player, optimizer in zip(players, optimizers, strict=True):
                with tf.GradientTape() as tape:
                    loss, told = player.loss(batch)
                optimizer.apply(tape.gradient(loss, player.weights), player.weights)
                values |= told
            names[:] = values
            log = log.write(i, tf.stack(list(values.values())))
        return log.stack()

    parts = [{name: array[k : k + every] for name, array in feed.items()} for k in range(0, steps, every)]
    compiled = run.get_concrete_function(parts[0])  # called so, TensorFlow does not warn of many functions
    curves, watched = [], []
    for part in parts:
        curves.append(compiled(part).numpy())
        watched.append(watch())
    found = dict(zip(names, np.concatenate(curves).T.astype(float), strict=True))
    return found | {name: np.array([values[name] for values in watched], float) for name in watched[0]}


def network(shape: tuple[int, ...], *layers, seed: int, he: bool = False):
    """Return a Keras network whose first weights depend on `seed` alone: Glorot's normal ones, or He's; biases 0."""
    import keras

    made = keras.Sequential([keras.Input(shape), *layers])
    rng = np.random.default_rng(seed)
    for weight in made.trainable_variables:
        if len(weight.shape) > 1:
            *window, inputs, outputs = weight.shape
            fans = np.prod(window) * (inputs if he else inputs + outputs)
            weight.assign(rng.normal(0, np.sqrt(2 / fans), weight.shape))
    return made


def dense(*widths: int, seed: int, last: str | None = None):
    """Return a network of dense layers with LeakyReLU 0.2 between them, `widths` with that of its input."""
    from keras import layers

    hidden = [part for width in widths[1:-1] for part in (layers.Dense(width), layers.LeakyReLU(0.2))]
    return network(widths[:1], *hidden, layers.Dense(widths[-1], last), seed=seed, he=True)


def cross_entropy(logits, target: float):
    """Return the mean binary cross-entropy of logits, all with one target."""
    import tensorflow as tf

    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(target * tf.ones_like(logits), logits))


def beliefs(real_logits, fake_logits) -> dict:
    """Return the mean probabilities "real" that D gives, under the names that logs use."""
    import tensorflow as tf

    named = {"d_real": real_logits, "d_fake": fake_logits}
    return {name: tf.reduce_mean(tf.sigmoid(logits)) for name, logits in named.items()}
