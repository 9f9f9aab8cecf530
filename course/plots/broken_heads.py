"""The closing question of lab 07: one right AC-GAN, five ways to spoil its two heads, three results as evidence.

All of them are trained side by side in one computation, on digits of 14×14 pixels: every weight has a first axis,
the run. That takes seconds.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.datasets import Dataset
from course.plots import culprits
from course.plots.broken_orders import SIDE, reader, small
from course.plots.cgan import mosaic
from course.plots.style import INPUT, KERNEL, figure, picture

LATENT, WIDTH = 16, 128
STEPS, BATCH, EVERY = 1000, 48, 50
TRAIN, SHOWN = 3000, 100  # SHOWN: images of each class that are judged
RATES = (1e-3, 1e-3)  # Adam's, of G and D
BLUR = 0.3  # deviation of the noise on the images that D sees
LOUD = 2.0  # of the one-hot row, so that small networks hear it soon


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


@dataclass(frozen=True, eq=False)
class Result:
    """What a run leaves.

    Attributes
    ----------
    d_source, g_class : D's source loss and G's class loss, means over EVERY steps each
    named : (10, 10), share of the images ordered as class i that D's class head takes for class k
    seen : (10, 10), the same by a reader who learned from real digits
    images : (30, 14, 14), three rows of orders 0…9, 0…1
    """

    d_source: NDArray[np.float64]
    g_class: NDArray[np.float64]
    named: NDArray[np.float64]
    seen: NDArray[np.float64]
    images: NDArray[np.float32]


SUSPECTS = {
    "a": Setup(real_class=0.0, fake_class=1.0),
    "b": Setup(g_class=-1.0),
    "c": Setup(g_class=0.0),
    "d": Setup(source=0.0),
    "e": Setup(shift=1),
}
CULPRITS = "dab"  # of the broken runs 1, 2, 3

TRACES = {
    "a": "a head that learns from generated images alone agrees with G on a code of their own: digits, but any",
    "b": "with its sign turned, the class loss pays for every class but the one that was ordered",
    "c": "without a class term G need not obey, and its class loss stays high",
    "d": "without the source there is no reason to look like a digit: the head is pleased, and nobody else",
    "e": "labels that are one too high bring good digits, but always the one before",
}


@functools.lru_cache(maxsize=8)
def run(digits: Dataset, setups: tuple[Setup, ...]) -> tuple[Result, ...]:
    """Train one small AC-GAN for each setup, side by side; equal setups give equal results."""
    import tensorflow as tf

    images, labels = small(digits.x_train[:TRAIN]), digits.y_train[:TRAIN].astype(np.int64)
    rng, count, pixels = np.random.default_rng(6), len(setups), SIDE * SIDE
    sizes = {"g": ((LATENT + 10, WIDTH), (WIDTH, WIDTH), (WIDTH, pixels)), "d": ((pixels, WIDTH), (WIDTH, 11))}
    weights = {name: _started(shapes, rng, count) for name, shapes in sizes.items()}
    moments = {name: [[tf.Variable(tf.zeros_like(w)) for w in ws] for _ in range(2)] for name, ws in weights.items()}
    x, rows = tf.constant(images), tf.constant(rng.integers(0, TRAIN, (STEPS, BATCH)))
    y = tf.constant(np.stack([(labels + it.shift) % 10 for it in setups]))
    share = {name: tf.constant([getattr(it, name) for it in setups], tf.float32) for name in Setup.__annotations__}

    def generate(latent, which):
        joined = tf.concat([latent, LOUD * tf.one_hot(which, 10)], -1)
        return tf.sigmoid(_layers(joined, weights["g"]))

    def answers(pictures, step, part):  # noise on what D sees keeps it from winning by single pixels
        noise = tf.random.stateless_normal((1, BATCH, pixels), tf.stack([step, part]))
        heads = _layers(2 * (pictures + BLUR * noise) - 1, weights["d"])
        return heads[..., :1], heads[..., 1:]

    def source(logits, target):  # (runs,)
        each = tf.nn.sigmoid_cross_entropy_with_logits(target * tf.ones_like(logits), logits)
        return tf.reduce_mean(each, (1, 2))

    def classes(logits, which):  # (runs,)
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(which, logits), 1)

    def adam(name, gradients, step, rate):
        for w, m, v, slope in zip(weights[name], *moments[name], gradients, strict=True):
            m.assign(0.5 * m + 0.5 * slope)
            v.assign(0.999 * v + 0.001 * slope**2)
            scale = tf.sqrt(1 - 0.999**step) / (1 - 0.5**step)
            w.assign_sub(rate * scale * m / (tf.sqrt(v) + 1e-7))

    @tf.function
    def train(first):
        totals = tf.zeros((2, count))
        for i in tf.range(first, first + EVERY):
            latent = tf.tile(tf.random.stateless_normal((1, BATCH, LATENT), tf.stack([6, i])), (count, 1, 1))
            real = tf.tile(tf.gather(x, rows[i])[None], (count, 1, 1))
            step, which = tf.cast(i + 1, tf.float32), tf.gather(y, rows[i], axis=1)
            with tf.GradientTape() as tape:
                fake = generate(latent, which)
                with tape.stop_recording(), tf.GradientTape() as inner:
                    (s_real, a_real), (s_fake, a_fake) = answers(real, i, 1), answers(fake, i, 2)
                    d_source = source(s_real, 0.9) + source(s_fake, 0.0)
                    d_class = share["real_class"] * classes(a_real, which) + share["fake_class"] * classes(
                        a_fake, which
                    )
                    d_loss = share["source"] * d_source + d_class
                adam("d", inner.gradient(d_loss, weights["d"]), step, RATES[1])
                s_fake, a_fake = answers(fake, i, 3)
                g_class = classes(a_fake, which)
                g_loss = share["source"] * source(s_fake, 1.0) + share["g_class"] * g_class
            adam("g", tape.gradient(g_loss, weights["g"]), step, RATES[0])
            totals += tf.stack([d_source, g_class])
        return totals / EVERY

    losses = np.stack([train(tf.constant(first)).numpy() for first in range(0, STEPS, EVERY)])
    asked = np.tile(np.arange(10), SHOWN)
    noise = np.repeat(np.random.default_rng(8).normal(size=(SHOWN, LATENT)), 10, axis=0).astype(np.float32)
    made = generate(tf.tile(noise[None], (count, 1, 1)), tf.tile(asked[None], (count, 1)))
    heads = _layers(2 * made - 1, weights["d"]).numpy()[..., 1:]
    made, name_of, results = made.numpy(), reader(images, labels), []
    for number in range(count):
        named, seen = (_table(asked, found) for found in (heads[number].argmax(axis=1), name_of(made[number])))
        shown = made[number, :30].reshape(30, SIDE, SIDE)
        results.append(Result(losses[:, 0, number], losses[:, 1, number], named, seen, shown))
    return tuple(results)


def _started(shapes, rng, count):
    """Return weights and biases, the same for every run."""
    import tensorflow as tf

    made = []
    for shape in shapes:
        made += [tf.Variable(np.tile(rng.normal(0, np.sqrt(2 / shape[0]), shape), (count, 1, 1)), dtype=tf.float32)]
        made += [tf.Variable(tf.zeros((count, 1, shape[1])))]
    return made


def _layers(values, weights):
    """Return the output of dense layers with LeakyReLU 0.2 between them, for all runs."""
    import tensorflow as tf

    for number in range(0, len(weights), 2):
        values = values @ weights[number] + weights[number + 1]
        if number + 2 < len(weights):
            values = tf.nn.leaky_relu(values, 0.2)
    return values


def _table(asked, found) -> NDArray[np.float64]:
    table = np.zeros((10, 10))
    np.add.at(table, (asked, found), 1 / SHOWN)
    return table


def suspects(digits: Dataset) -> dict[str, Result]:
    """Return the result of every mistake, letter → result."""
    return dict(zip(SUSPECTS, run(digits, (*SUSPECTS.values(), Setup())), strict=False))


def right(digits: Dataset) -> Result:
    """Return the result of a run without a mistake."""
    return run(digits, (*SUSPECTS.values(), Setup()))[-1]


def evidence(digits: Dataset) -> list[Result]:
    """Return the results of the three broken runs."""
    found = suspects(digits)
    return [found[letter] for letter in CULPRITS]


def difference(one: Result, other: Result) -> float:
    """Return how far two results are apart, in what head and reader see, and in losses (capped)."""
    tables = sum(float(np.abs(a - b).mean()) * 10 for a, b in ((one.named, other.named), (one.seen, other.seen)))
    pairs = (one.d_source, other.d_source), (one.g_class, other.g_class)
    return tables + sum(float(np.minimum(np.abs(a - b), 1).mean()) for a, b in pairs)


def objection(number: int, letter: str) -> str:
    """Say why the mistake `letter` cannot have made broken run `number` (1, 2, 3); "" if it did."""
    return culprits.objection(CULPRITS[number - 1], letter, TRACES)


def show(results: Mapping[str, Result]) -> Figure:
    """Draw results side by side, name → result: images, what D's head and a reader see for each order, losses."""
    if not results:
        raise ValueError("there is no result to show")
    fig, axes = figure(
        4, len(results), width=2.5 * max(len(results), 2), height=8, height_ratios=(1.1, 2.4, 2.4, 1.2)
    )
    for column, (name, result) in enumerate(results.items()):
        upper, head, eye, lower = axes[:, column]
        picture(upper, mosaic(result.images, 10), name, vmin=0, vmax=1)
        for ax, table, who in ((head, result.named, "D's class head"), (eye, result.seen, "a reader")):
            ax.imshow(table, cmap="Blues", vmin=0, vmax=1)
            ax.set_xticks(range(10))
            ax.set_yticks(range(10))
            ax.tick_params(labelsize=7)
            ax.set_xlabel(f"seen by {who}", fontsize=8)
        steps = EVERY * np.arange(1, len(result.d_source) + 1)
        lower.plot(steps, result.d_source, color=INPUT, label="D's source loss")
        lower.plot(steps, result.g_class, color=KERNEL, label="G's class loss")
        lower.set(ylim=(0, 4), xlabel="step")
    axes[1, 0].set_ylabel("ordered")
    axes[2, 0].set_ylabel("ordered")
    axes[3, 0].set_ylabel("loss")
    axes[3, 0].legend(frameon=False, fontsize=8)
    return fig
