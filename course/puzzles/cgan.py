"""The closing question of lab 06: one right conditional GAN, five ways to spoil it, three results as evidence."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from course.plots.style import INPUT, KERNEL
from course.puzzles import drawing, orders, tiny
from course.puzzles.log import Log, recorded
from course.puzzles.orders import BATCH, LATENT, PIXELS, SHOWN, TRAIN, WIDTH

STEPS, EVERY = 1500, 75


@dataclass(frozen=True)
class Setup:
    """How a colleague trains: the defaults are right, each mistake changes one of them.

    Attributes
    ----------
    lowest : G's orders in training are drawn with integers(lowest, 10)
    d_sees_label : whether D gets the label beside the image
    d_ends_in : "logit", or "tanh", which the loss then takes for a probability
    noise : what the latent vectors are multiplied by
    asked : what is added, modulo 10, to the label when images are ordered after training
    """

    lowest: int = 0
    d_sees_label: bool = True
    d_ends_in: str = "logit"
    noise: float = 1.0
    asked: int = 0


SUSPECTS = {
    "a": Setup(lowest=1),
    "b": Setup(d_sees_label=False),
    "c": Setup(d_ends_in="tanh"),
    "d": Setup(noise=0.0),
    "e": Setup(asked=1),
}

TRACES = {
    "a": "orders that were never given in training are not followed, all others are",
    "b": "if D does not see the label, G need not obey: every order brings any digit",
    "c": "a tanh taken for a probability leaves G without gradients: there are no digits at all",
    "d": "without noise all images of a class are one and the same",
    "e": "labels that are one too high bring a perfect digit, but always the next one",
}


@functools.lru_cache(maxsize=16)
def run(setup: Setup) -> Log:
    """Train a small conditional GAN on digits of 14×14 pixels; equal setups give equal logs.

    The log has d_loss and g_loss, means over EVERY steps each; seen (10, 10), the share of the images ordered as
    class i that a reader takes for class k; samples (30, 14, 14), three rows of orders 0…9; spread (), the deviation
    of a pixel among images of one class.
    """
    import tensorflow as tf

    rng, (images, labels) = np.random.default_rng(6), orders.digits()
    g = tiny.dense(LATENT + 10, WIDTH, WIDTH, PIXELS, seed=6, last="sigmoid")
    d = tiny.dense(PIXELS, WIDTH, 11, seed=7)  # how real an image is, and how well it goes with each label

    def scores(pictures, which, step, part):
        answers = d(orders.blurred(pictures, step, part))
        fits = tf.reduce_sum(answers[:, 1:] * tf.one_hot(which, 10), -1)
        return answers[:, 0] + fits if setup.d_sees_label else answers[:, 0]

    def cost(values, target):
        if setup.d_ends_in == "logit":
            return tiny.cross_entropy(values, target)
        p = tf.clip_by_value(tf.tanh(values), 1e-7, 1 - 1e-7)
        return -tf.reduce_mean(target * tf.math.log(p) + (1 - target) * tf.math.log(1 - p))

    def made(batch):
        return g(orders.joined(setup.noise * batch["latent"], batch["orders"]))

    def d_loss(batch):
        real, truth = tf.gather(images, batch["rows"]), tf.gather(labels, batch["rows"])
        loss = cost(scores(real, truth, batch["step"], 1), 0.9)
        loss += cost(scores(made(batch), batch["orders"], batch["step"], 2), 0.0)
        return loss, {"d_loss": loss}

    def g_loss(batch):
        loss = cost(scores(made(batch), batch["orders"], batch["step"], 3), 1.0)
        return loss, {"g_loss": loss}

    feed: dict[str, np.ndarray] = {
        "rows": rng.integers(0, TRAIN, (STEPS, BATCH)),
        "latent": rng.normal(size=(STEPS, BATCH, LATENT)).astype(np.float32),
        "orders": np.random.default_rng(7).integers(setup.lowest, 10, (STEPS, BATCH)),
    }
    log = tiny.train([tiny.Player(d_loss, d.trainable_variables), tiny.Player(g_loss, g.trainable_variables)], feed)
    latent, asked = orders.asked()
    rows = g(orders.joined(setup.noise * latent, (asked + setup.asked) % 10)).numpy()
    return {
        **{name: curve.reshape(-1, EVERY).mean(axis=1) for name, curve in log.items()},
        "seen": orders.table(orders.read(rows)),
        "samples": orders.shown(rows),
        "spread": rows.reshape(SHOWN, 10, -1).std(axis=0).mean(),
    }


def trial(letter: str = "") -> Log:
    """Return what a run leaves that was spoilt with the mistake `letter`; without one, a right run."""
    return run(SUSPECTS[letter] if letter else Setup())


def evidence() -> dict[str, Log]:
    """Return the recorded logs, name → log: "a right run", "broken run 1" to "3"."""
    return recorded("cgan", "run")


def show(logs: Mapping[str, Log]) -> Figure:
    """Draw logs side by side, name → log: images, what was seen for each order, losses."""
    losses = {"d_loss": ("D's loss", INPUT), "g_loss": ("G's loss", KERNEL)}
    rows = [
        drawing.pictures("samples", 10),
        drawing.table("seen", "a reader"),
        drawing.curves(losses, "loss", (0, 4), every=EVERY),
    ]
    return drawing.side_by_side(logs, rows, width=10.8, height=5.8, heights=(1.2, 2.4, 1.2))
