"""The closing question of lab 03: one right training run, five ways to spoil it, and three logs as evidence."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.datasets import Dataset
from course.plots import culprits
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure

STEPS, BATCH, EVERY = 200, 64, 40
TRAIN, TEST = 2000, 500


@dataclass(frozen=True)
class Setup:
    """How a colleague trains: the defaults are right, each mistake changes one of them.

    Attributes
    ----------
    rate : of Adam
    last : activation of the last layer; the loss expects logits, so None
    divide_by : what the pixels 0 … 255 are divided by
    shuffle_labels : whether the training labels are put in an order of their own
    invert_test : whether the test images are dark on light, as on paper
    """

    rate: float = 1e-3
    last: str | None = None
    divide_by: float = 255.0
    shuffle_labels: bool = False
    invert_test: bool = False


@dataclass(frozen=True, eq=False)
class Log:
    """What a run leaves: the loss of each step (STEPS,), and accuracy in 0…1 every EVERY steps on both sets."""

    loss: NDArray[np.float64]
    train: NDArray[np.float64]
    test: NDArray[np.float64]


SUSPECTS = {
    "a": Setup(rate=0.1),
    "b": Setup(last="softmax"),
    "c": Setup(divide_by=1.0),
    "d": Setup(shuffle_labels=True),
    "e": Setup(invert_test=True),
}

TRACES = {
    "a": "steps that are far too large throw the loss up at once, and the network dies: it then says the same always",
    "b": "a softmax of probabilities is nearly flat: the loss falls a little and then rests far above zero",
    "c": "pixels up to 255 give huge logits: the first losses are huge, then it learns all the same",
    "d": "labels in another order teach nothing: the loss stays near ln 10, without any jump, from the first step on",
    "e": "test images of another kind leave the training alone: only the test accuracy suffers",
}


@functools.lru_cache(maxsize=16)
def run(digits: Dataset, setup: Setup) -> Log:
    """Train a small convolutional network for STEPS steps on TRAIN digits; equal setups give equal logs."""
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(3)
    rng = np.random.default_rng(3)
    x, y = digits.x_train[:TRAIN], digits.y_train[:TRAIN].astype("int32")
    test = digits.x_test[:TEST]
    if setup.shuffle_labels:
        y = rng.permutation(y)
    if setup.invert_test:
        test = 255 - test
    x, test = (tf.constant(images[..., np.newaxis] / setup.divide_by, tf.float32) for images in (x, test))
    y = tf.constant(y)
    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 5, strides=2, activation="relu"),
            keras.layers.Conv2D(16, 3, strides=2, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation=setup.last),
        ]
    )
    optimizer = keras.optimizers.Adam(setup.rate)
    optimizer.build(network.trainable_variables)
    batches = tf.constant(rng.integers(0, TRAIN, (STEPS, BATCH)))

    @tf.function
    def train(batches):
        losses = tf.TensorArray(tf.float32, EVERY)
        for i in tf.range(EVERY):
            with tf.GradientTape() as tape:
                logits = network(tf.gather(x, batches[i]), training=True)
                loss = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.gather(y, batches[i]), logits)
                loss = tf.reduce_mean(loss)
            optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
            losses = losses.write(i, loss)
        return losses.stack()

    loss, hits = [], {"train": [], "test": []}
    for start in range(0, STEPS, EVERY):
        loss.append(train(batches[start : start + EVERY]).numpy())
        for name, images, labels in (("train", x[:TEST], y[:TEST]), ("test", test, digits.y_test[:TEST])):
            hits[name].append(np.mean(np.argmax(network(images), axis=1) == np.asarray(labels)))
    return Log(np.concatenate(loss).astype(float), np.array(hits["train"]), np.array(hits["test"]))


CULPRITS = "bea"


def evidence(digits: Dataset) -> list[Log]:
    """Return the logs of the three broken runs."""
    return [run(digits, SUSPECTS[letter]) for letter in CULPRITS]


def difference(one: Log, other: Log) -> float:
    """Return how far two logs are apart: mean absolute difference of the losses, capped at 1, and of both shares."""
    losses = np.minimum(np.abs(one.loss - other.loss), 1).mean()
    return float(losses + np.abs(one.train - other.train).mean() + np.abs(one.test - other.test).mean())


def objection(number: int, letter: str) -> str:
    """Say why the mistake `letter` cannot have made broken run `number` (1, 2, 3); "" if it did."""
    return culprits.objection(CULPRITS[number - 1], letter, TRACES)


def show(logs: dict[str, Log]) -> Figure:
    """Draw logs side by side, name → log: the loss above, training and test accuracy below."""
    if not logs:
        raise ValueError("there is no log to show")
    fig, axes = figure(2, len(logs), width=11, height=4.4, sharex=True, sharey="row")
    for column, (name, log) in enumerate(logs.items()):
        upper, lower = axes[:, column]
        upper.plot(np.arange(1, len(log.loss) + 1), log.loss, color=INPUT, lw=1)
        upper.axhline(np.log(10), color=QUIET, lw=0.8, ls="--")
        upper.set_title(name, fontsize=10)
        places = EVERY * np.arange(1, len(log.train) + 1)
        lower.plot(places, 100 * log.train, "o-", color=OUTPUT, label="training digits", markersize=4)
        lower.plot(places, 100 * log.test, "s--", color=KERNEL, label="test digits", markersize=4)
        lower.set_xlabel("step")
    axes[0, 0].set(ylabel="loss", ylim=(0, 4))
    axes[0, 0].text(STEPS, np.log(10), "ln 10", ha="right", va="bottom", fontsize=9, color=MARK)
    axes[1, 0].set(ylabel="right answers, %", ylim=(0, 103))
    axes[1, 0].legend(frameon=False, fontsize=9)
    return fig
