"""The closing question of lab 06: one right conditional GAN, five ways to spoil it, three results as evidence.

All of them are trained side by side in one computation, on digits of 14×14 pixels: every weight has a first axis,
the run. That takes seconds.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.datasets import Dataset
from course.plots import culprits
from course.plots.cgan import mosaic
from course.plots.style import INPUT, KERNEL, figure, picture

SIDE, LATENT, WIDTH = 14, 16, 128
STEPS, BATCH, EVERY = 1500, 48, 75
TRAIN, SHOWN = 3000, 100  # SHOWN: images of each class that are judged
RATES = (1e-3, 1e-3)  # Adam's, of G and D
BLUR = 0.3  # deviation of the noise on the images that D sees
LOUD = 2.0  # of the one-hot row, so that small networks hear it soon


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


@dataclass(frozen=True, eq=False)
class Result:
    """What a run leaves.

    Attributes
    ----------
    d_loss, g_loss : means over EVERY steps each
    seen : (10, 10), share of the images ordered as class i that look like class k
    images : (30, 14, 14), three rows of 0…9, 0…1
    spread : deviation of a pixel among images of one class
    """

    d_loss: NDArray[np.float64]
    g_loss: NDArray[np.float64]
    seen: NDArray[np.float64]
    images: NDArray[np.float32]
    spread: float


SUSPECTS = {
    "a": Setup(lowest=1),
    "b": Setup(d_sees_label=False),
    "c": Setup(d_ends_in="tanh"),
    "d": Setup(noise=0.0),
    "e": Setup(asked=1),
}
CULPRITS = "dab"  # of the broken runs 1, 2, 3

TRACES = {
    "a": "orders that were never given in training are not followed, all others are",
    "b": "if D does not see the label, G need not obey: every order brings any digit",
    "c": "a tanh taken for a probability leaves G without gradients: there are no digits at all",
    "d": "without noise all images of a class are one and the same",
    "e": "labels that are one too high bring a perfect digit, but always the next one",
}


@functools.lru_cache(maxsize=8)
def run(digits: Dataset, setups: tuple[Setup, ...]) -> tuple[Result, ...]:
    """Train one small conditional GAN for each setup, side by side; equal setups give equal results."""
    import tensorflow as tf

    images, labels = small(digits.x_train[:TRAIN]), digits.y_train[:TRAIN].astype(np.int64)
    rng, count = np.random.default_rng(6), len(setups)
    pixels = SIDE * SIDE
    sizes = {"g": ((LATENT + 10, WIDTH), (WIDTH, WIDTH), (WIDTH, pixels)), "d": ((pixels, WIDTH), (WIDTH, 11))}

    def start(shapes):
        made = []
        for shape in shapes:
            first = rng.normal(0, np.sqrt(2 / shape[0]), shape)
            made += [tf.Variable(np.tile(first, (count, 1, 1)), dtype=tf.float32)]
            made += [tf.Variable(tf.zeros((count, 1, shape[1])))]
        return made

    weights = {name: start(shapes) for name, shapes in sizes.items()}
    moments = {name: [[tf.Variable(tf.zeros_like(w)) for w in ws] for _ in range(2)] for name, ws in weights.items()}
    x, y = tf.constant(images), tf.constant(labels)
    on_label = tf.constant([[[float(it.d_sees_label)]] for it in setups])
    on_noise = tf.constant([[[it.noise]] for it in setups])
    is_tanh = tf.constant([[[it.d_ends_in == "tanh"]] for it in setups])
    orders = np.stack([np.random.default_rng(7).integers(it.lowest, 10, (STEPS, BATCH)) for it in setups])
    orders, rows = tf.constant(orders), tf.constant(rng.integers(0, TRAIN, (STEPS, BATCH)))

    def hot(which):  # (runs, n) → (runs, n, 10)
        return LOUD * tf.one_hot(which, 10)

    def layers(values, ws):
        for number in range(0, len(ws), 2):
            values = values @ ws[number] + ws[number + 1]
            if number + 2 < len(ws):
                values = tf.nn.leaky_relu(values, 0.2)
        return values

    def generate(latent, which):
        return tf.sigmoid(layers(tf.concat([latent * on_noise, hot(which)], -1), weights["g"]))

    def discriminate(pictures, which):
        answers = layers(2 * pictures - 1, weights["d"])  # how real, and how well it goes with each label
        fits = tf.reduce_sum(answers[..., 1:] * tf.one_hot(which, 10), -1, keepdims=True)
        return answers[..., :1] + on_label * fits

    def blurred(pictures, step, part):  # noise on what D sees keeps it from winning by single pixels
        drawn = tf.random.stateless_normal((1, BATCH, pixels), tf.stack([step, part]))
        return pictures + BLUR * drawn

    def cost(scores, target):  # (runs,)
        right = tf.nn.sigmoid_cross_entropy_with_logits(target * tf.ones_like(scores), scores)
        p = tf.clip_by_value(tf.tanh(scores), 1e-7, 1 - 1e-7)
        wrong = -target * tf.math.log(p) - (1 - target) * tf.math.log(1 - p)
        return tf.reduce_mean(tf.where(is_tanh, wrong, right), (1, 2))

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
            real, truth = tf.gather(x, rows[i]), tf.tile(tf.gather(y, rows[i])[None], (count, 1))
            step, which = tf.cast(i + 1, tf.float32), orders[:, i]
            with tf.GradientTape() as tape:
                fake = generate(latent, which)
                with tape.stop_recording(), tf.GradientTape() as inner:
                    d_loss = cost(discriminate(tf.tile(blurred(real, i, 1), (count, 1, 1)), truth), 0.9)
                    d_loss += cost(discriminate(blurred(fake, i, 2), which), 0.0)
                adam("d", inner.gradient(d_loss, weights["d"]), step, RATES[1])
                g_loss = cost(discriminate(blurred(fake, i, 3), which), 1.0)
            adam("g", tape.gradient(g_loss, weights["g"]), step, RATES[0])
            totals += tf.stack([d_loss, g_loss])
        return totals / EVERY

    losses = np.stack([train(tf.constant(first)).numpy() for first in range(0, STEPS, EVERY)])
    asked = np.tile(np.arange(10), SHOWN)
    wanted = tf.constant(np.stack([(asked + it.asked) % 10 for it in setups]))
    noise = np.repeat(np.random.default_rng(8).normal(size=(SHOWN, LATENT)), 10, axis=0).astype(np.float32)
    made = generate(tf.tile(noise[None], (count, 1, 1)), wanted).numpy()
    name_of, results = reader(images, labels), []
    for number in range(count):
        pictures = made[number]
        seen = np.zeros((10, 10))
        np.add.at(seen, (asked, name_of(pictures)), 1 / SHOWN)
        spread = float(pictures.reshape(SHOWN, 10, -1).std(axis=0).mean())
        rows_shown = pictures[:30].reshape(30, SIDE, SIDE)
        results.append(Result(losses[:, 0, number], losses[:, 1, number], seen, rows_shown, spread))
    return tuple(results)


def small(images) -> NDArray[np.float32]:
    """Return 28×28 images as rows of 196 values in 0…1: means of 2×2 pixels."""
    return (images.reshape(-1, SIDE, 2, SIDE, 2).mean(axis=(2, 4)) / 255).reshape(-1, SIDE * SIDE).astype(np.float32)


def reader(images, labels):
    """Return a function rows (n, 196) → classes (n,): least squares on 600 random features."""
    project = np.random.default_rng(9).normal(0, 0.35, (SIDE * SIDE, 600))

    def features(rows):
        return np.maximum((rows - 0.13) @ project, 0)

    known = features(images)
    table = np.linalg.solve(known.T @ known + 10 * np.eye(600), known.T @ np.eye(10)[labels])
    return lambda rows: (features(rows) @ table).argmax(axis=1)


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
    """Return how far two results are apart, in what is seen for each order, in losses (capped) and in spread."""
    losses = sum(
        np.minimum(np.abs(a - b), 1).mean()
        for a, b in zip((one.d_loss, one.g_loss), (other.d_loss, other.g_loss), strict=True)
    )
    return float(np.abs(one.seen - other.seen).mean() * 10 + losses + abs(one.spread - other.spread) * 10)


def objection(number: int, letter: str) -> str:
    """Say why the mistake `letter` cannot have made broken run `number` (1, 2, 3); "" if it did."""
    return culprits.objection(CULPRITS[number - 1], letter, TRACES)


def show(results: Mapping[str, Result] | Sequence[Result]) -> Figure:
    """Draw results side by side, name → result: images, what was seen for each order, losses."""
    if not results:
        raise ValueError("there is no result to show")
    fig, axes = figure(3, len(results), width=2.7 * max(len(results), 2), height=5.8, height_ratios=(1.2, 2.4, 1.2))
    for column, (name, result) in enumerate(results.items()):
        upper, middle, lower = axes[:, column]
        picture(upper, mosaic(result.images, 10), name, vmin=0, vmax=1)
        middle.imshow(result.seen, cmap="Blues", vmin=0, vmax=1)
        middle.set_xticks(range(10))
        middle.set_yticks(range(10))
        middle.tick_params(labelsize=7)
        middle.set_xlabel("seen", fontsize=8)
        steps = EVERY * np.arange(1, len(result.d_loss) + 1)
        lower.plot(steps, result.d_loss, color=INPUT, label="D's loss")
        lower.plot(steps, result.g_loss, color=KERNEL, label="G's loss")
        lower.set(ylim=(0, 4), xlabel="step")
    axes[1, 0].set_ylabel("ordered")
    axes[2, 0].set_ylabel("loss")
    axes[2, 0].legend(frameon=False, fontsize=8)
    return fig
