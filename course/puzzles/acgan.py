"""The closing question of lab 07: one right AC-GAN, five ways to spoil its two heads, three results as evidence."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.plots.style import INPUT, KERNEL
from course.puzzles import drawing, orders, tiny
from course.puzzles.log import Log, recorded
from course.puzzles.orders import BATCH, LATENT, PIXELS, TRAIN, WIDTH

STEPS, EVERY = 1000, 50


@dataclass(frozen=True)
class Setup:
    """How a colleague trains: the defaults are right, each mistake changes some of them.

    Attributes
    ----------
    source : weight of the source losses, D's and G's
    real_class, fake_class : weights of the class loss on real and on generated images, in D's objective
    g_class : weight of the class loss in G's objective
    shift : what is added, modulo 10, to the labels of the real images
    """

    source: float = 1.0
    real_class: float = 1.0
    fake_class: float = 0.0
    g_class: float = 1.0
    shift: int = 0


SUSPECTS = {
    "a": Setup(real_class=0.0, fake_class=1.0),
    "b": Setup(g_class=-1.0),
    "c": Setup(g_class=0.0),
    "d": Setup(source=0.0),
    "e": Setup(shift=1),
}

TRACES = {
    "a": "a head that learns from generated images alone agrees with G on a code of their own: digits, but any",
    "b": "with its sign turned, the class loss pays for every class but the one that was ordered",
    "c": "without a class term G need not obey, and its class loss stays high",
    "d": "without the source there is no reason to look like a digit: the head is pleased, and nobody else",
    "e": "labels that are one too high bring good digits, but always the one before",
}


@functools.lru_cache(maxsize=16)
def run(setup: Setup) -> Log:
    """Train a small AC-GAN on digits of 14×14 pixels; equal setups give equal logs.

    The log has d_source and g_class, D's source loss and G's class loss, means over EVERY steps each; named (10, 10),
    the share of the images ordered as class i that D's class head takes for class k; seen, the same by a reader who
    learned from real digits; samples (30, 14, 14), three rows of orders 0…9.
    """
    log, rows, heads = trained(setup)
    return {
        **{name: curve.reshape(-1, EVERY).mean(axis=1) for name, curve in log.items()},
        "named": orders.table(heads.argmax(axis=1)),
        "seen": orders.table(orders.read(rows)),
        "samples": orders.shown(rows),
    }


def outcome(setup: Setup, seed: int = 6, steps: int = STEPS) -> tuple[float, float, float]:
    """Train; return the share of the orders that are followed, and how varied the images of a class are.

    The share is what a reader sees who learned from real digits, then what D's own head sees, both in 0…1. The
    variety is the distance of two images in pixels, root mean square over pairs of a class, relative to real ones.
    """
    from course.metrics import within_class_diversity

    _, rows, heads = trained(setup, seed, steps)
    wanted = orders.asked()[1]
    variety = within_class_diversity(rows, wanted) / within_class_diversity(*orders.digits())
    read, head = (float(np.mean(found == wanted)) for found in (orders.read(rows), heads.argmax(axis=1)))
    return read, head, float(variety.mean())


def trained(setup: Setup, seed: int = 6, steps: int = STEPS) -> tuple[Log, NDArray[np.float32], NDArray[np.float32]]:
    """Train; return the curves (steps,), the images (n, 196) in 0…1 of `orders.asked`, and D's class logits for them.

    Parameters
    ----------
    setup : how
    seed : of the initial weights, the noise and the order of the images
    steps : how long
    """
    import tensorflow as tf

    rng, (images, labels) = np.random.default_rng(seed), orders.digits()
    g = tiny.dense(LATENT + 10, WIDTH, WIDTH, PIXELS, seed=seed, last="sigmoid")
    d = tiny.dense(PIXELS, WIDTH, 11, seed=seed + 1)

    def heads(pictures, step, part):
        answers = d(orders.blurred(pictures, step, part))
        return answers[:, 0], answers[:, 1:]

    def class_loss(logits, which):
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(which, logits))

    def ordered(batch):
        which = tf.gather((labels + setup.shift) % 10, batch["rows"])
        return which, g(orders.joined(batch["latent"], which))

    def d_loss(batch):
        which, fake = ordered(batch)
        s_real, c_real = heads(tf.gather(images, batch["rows"]), batch["step"], 1)
        s_fake, c_fake = heads(fake, batch["step"], 2)
        source = tiny.cross_entropy(s_real, 0.9) + tiny.cross_entropy(s_fake, 0.0)
        classes = setup.real_class * class_loss(c_real, which) + setup.fake_class * class_loss(c_fake, which)
        return setup.source * source + classes, {"d_source": source}

    def g_loss(batch):
        which, fake = ordered(batch)
        source, classes = heads(fake, batch["step"], 3)
        classes = class_loss(classes, which)
        return setup.source * tiny.cross_entropy(source, 1.0) + setup.g_class * classes, {"g_class": classes}

    latent = rng.normal(size=(steps, BATCH, LATENT)).astype(np.float32)
    log = tiny.train(
        [tiny.Player(d_loss, d.trainable_variables), tiny.Player(g_loss, g.trainable_variables)],
        {"rows": rng.integers(0, TRAIN, (steps, BATCH)), "latent": latent},
    )
    rows = g(orders.joined(*orders.asked())).numpy()
    return log, rows, d(2 * rows - 1).numpy()[:, 1:]


def trial(letter: str = "") -> Log:
    """Return what a run leaves that was spoilt with the mistake `letter`; without one, a right run."""
    return run(SUSPECTS[letter] if letter else Setup())


def evidence() -> dict[str, Log]:
    """Return the recorded logs, name → log: "a right run", "broken run 1" to "3"."""
    return recorded("acgan", "run")


def show(logs: Mapping[str, Log]) -> Figure:
    """Draw logs side by side, name → log: images, what D's head and a reader see for each order, losses."""
    losses = {"d_source": ("D's source loss", INPUT), "g_class": ("G's class loss", KERNEL)}
    rows = [
        drawing.pictures("samples", 5, most=20),
        drawing.table("named", "D's class head"),
        drawing.table("seen", "a reader"),
        drawing.curves(losses, "loss", (0, 4), every=EVERY),
    ]
    return drawing.side_by_side(logs, rows, width=9, height=7.5, heights=(2, 2, 2, 1.1))
