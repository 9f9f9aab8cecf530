"""The closing question of lab 03: one right training run, five ways to spoil it, and three logs as evidence."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from course.plots.style import INPUT, KERNEL, OUTPUT
from course.puzzles import drawing, tiny
from course.puzzles.log import Log, recorded

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
def run(setup: Setup) -> Log:
    """Train a small convolutional network for STEPS steps on TRAIN digits; equal setups give equal logs.

    The log has the loss of each step (STEPS,), and the accuracies in 0…1 every EVERY steps, "train" and "test".
    """
    import tensorflow as tf
    from keras import layers

    rng, digits = np.random.default_rng(3), tiny.mnist()
    labels, truth = digits["y_train"][:TRAIN].astype("int32"), digits["y_test"][:TEST]
    test = 255 - digits["x_test"][:TEST] if setup.invert_test else digits["x_test"][:TEST]
    labels = rng.permutation(labels) if setup.shuffle_labels else labels
    x, test = (
        tf.constant(images[..., np.newaxis] / setup.divide_by, tf.float32)
        for images in (digits["x_train"][:TRAIN], test)
    )
    network = tiny.network(
        (28, 28, 1),
        layers.Conv2D(8, 5, strides=2, activation="relu"),
        layers.Conv2D(16, 3, strides=2, activation="relu"),
        layers.Flatten(),
        layers.Dense(10, activation=setup.last),
        seed=3,
    )

    def loss(batch):
        logits = network(tf.gather(x, batch["rows"]))
        each = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.gather(labels, batch["rows"]), logits)
        return tf.reduce_mean(each), {"loss": tf.reduce_mean(each)}

    def accuracies():
        sets = {"train": (x[:TEST], labels[:TEST]), "test": (test, truth)}
        return {name: np.mean(np.argmax(network(images), axis=1) == right) for name, (images, right) in sets.items()}

    player = tiny.Player(loss, network.trainable_variables, setup.rate, momentum=0.9)
    rows = np.random.default_rng(4).integers(0, TRAIN, (STEPS, BATCH))
    return tiny.train([player], {"rows": rows}, every=EVERY, watch=accuracies)


def trial(letter: str = "") -> Log:
    """Return what a run leaves that was spoilt with the mistake `letter`; without one, a right run."""
    return run(SUSPECTS[letter] if letter else Setup())


def evidence() -> dict[str, Log]:
    """Return the recorded logs, name → log: "a right run", "broken run 1" to "3"."""
    return recorded("cnn", "run")


def show(logs: Mapping[str, Log]) -> Figure:
    """Draw logs side by side, name → log: the loss above with ln 10, training and test accuracy below."""
    hits = {"train": ("training digits", OUTPUT), "test": ("test digits", KERNEL)}
    rows = [
        drawing.curves({"loss": ("loss", INPUT)}, "loss", (0, 4), level=np.log(10)),
        drawing.curves(hits, "right answers", (0, 1.03), every=EVERY, legend="lower right"),
    ]
    return drawing.side_by_side(logs, rows, width=11, height=4.4, heights=(1, 1))
