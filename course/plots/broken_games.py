"""The closing question of lab 04: one right game, five ways to spoil it, and three logs as evidence."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.datasets import Dataset
from course.plots import culprits, gan
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure, picture

STEPS, BATCH, EVERY, TRAIN, LATENT = 400, 50, 100, 2000, 100


@dataclass(frozen=True)
class Setup:
    """How a colleague trains: the defaults are right, each mistake changes one of them.

    Attributes
    ----------
    real, fake : what D's loss wants D to say of real and of generated images
    wish : what G's loss wants D to say of generated images
    last : activation of D's last layer; the losses expect logits, so None
    divide_by : what the pixels 0 … 255 are divided by
    both : whether D's weights descend on G's loss, too
    """

    real: float = 1.0
    fake: float = 0.0
    wish: float = 1.0
    last: str | None = None
    divide_by: float = 255.0
    both: bool = False


@dataclass(frozen=True, eq=False)
class Log:
    """What a run leaves: losses and D's mean beliefs of each step, (STEPS,) each, and 16 samples (16, 784)."""

    d_loss: NDArray[np.float64]
    g_loss: NDArray[np.float64]
    d_real: NDArray[np.float64]
    d_fake: NDArray[np.float64]
    samples: NDArray[np.float64]


SUSPECTS = {
    "a": Setup(real=0.0, fake=1.0),
    "b": Setup(wish=0.0),
    "c": Setup(last="sigmoid"),
    "d": Setup(divide_by=1.0),
    "e": Setup(both=True),
}
CULPRITS = "bce"

TRACES = {
    "a": "with swapped targets D learns to say “generated” to real images: its belief in them falls to 0",
    "b": "a G that wants to be caught is caught: D's belief in its images falls to 0, and G's loss with it",
    "c": "a sigmoid of a sigmoid lies between 0.5 and 0.73, so D can never be sure of anything",
    "d": "pixels up to 255 give D huge logits: its loss leaps, and G answers with pictures that are white all over",
    "e": "a D that descends on G's loss, too, is pulled both ways over generated images, and forgets to judge them",
}


@functools.lru_cache(maxsize=16)
def run(digits: Dataset, setup: Setup) -> Log:
    """Train small dense networks for STEPS steps on TRAIN digits; equal setups give equal logs."""
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(4)
    rng = np.random.default_rng(4)
    images = tf.constant(digits.x_train[:TRAIN].reshape(-1, 784) / setup.divide_by, tf.float32)
    dense = keras.layers.Dense
    generator = keras.Sequential([keras.Input((LATENT,)), dense(128, "relu"), dense(784, "sigmoid")])
    discriminator = keras.Sequential([keras.Input((784,)), dense(128, "relu"), dense(1, setup.last)])
    g_weights, d_weights = generator.trainable_variables, discriminator.trainable_variables
    moved_by_g = g_weights + d_weights if setup.both else g_weights
    d_optimizer, g_optimizer = keras.optimizers.Adam(1e-3, 0.5), keras.optimizers.Adam(1e-3, 0.5)
    d_optimizer.build(d_weights)
    g_optimizer.build(moved_by_g)

    def cost(logits, target):
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(tf.fill(tf.shape(logits), target), logits))

    @tf.function
    def train(chosen, noise):
        log = tf.TensorArray(tf.float32, EVERY)
        for i in tf.range(EVERY):
            real = tf.gather(images, chosen[i])
            with tf.GradientTape() as tape:
                real_logits, fake_logits = discriminator(real), discriminator(generator(noise[i]))
                d_loss = cost(real_logits, setup.real) + cost(fake_logits, setup.fake)
            d_optimizer.apply(tape.gradient(d_loss, d_weights), d_weights)
            with tf.GradientTape() as tape:
                g_loss = cost(discriminator(generator(noise[i])), setup.wish)
            g_optimizer.apply(tape.gradient(g_loss, moved_by_g), moved_by_g)
            beliefs = [tf.reduce_mean(tf.sigmoid(logits)) for logits in (real_logits, fake_logits)]
            log = log.write(i, tf.stack([d_loss, g_loss, *beliefs]))
        return log.stack()

    chosen = tf.constant(rng.integers(0, TRAIN, (STEPS, BATCH)))
    noise = tf.constant(rng.normal(size=(STEPS, BATCH, LATENT)), tf.float32)
    parts = [train(chosen[k : k + EVERY], noise[k : k + EVERY]).numpy() for k in range(0, STEPS, EVERY)]
    curves = np.concatenate(parts).astype(float).T
    return Log(*curves, np.asarray(generator(noise[0, :16]), float))


def evidence(digits: Dataset) -> list[Log]:
    """Return the logs of the three broken runs."""
    return [run(digits, SUSPECTS[letter]) for letter in CULPRITS]


def difference(one: Log, other: Log) -> float:
    """Return how far two logs are apart: mean absolute differences of the losses, capped at 1, and of the beliefs."""
    losses = [np.minimum(np.abs(getattr(one, k) - getattr(other, k)), 1).mean() for k in ("d_loss", "g_loss")]
    beliefs = [np.abs(getattr(one, k) - getattr(other, k)).mean() for k in ("d_real", "d_fake")]
    return float(sum(losses) + sum(beliefs))


def objection(number: int, letter: str) -> str:
    """Say why the mistake `letter` cannot have made broken run `number` (1, 2, 3); "" if it did."""
    return culprits.objection(CULPRITS[number - 1], letter, TRACES)


def show(logs: dict[str, Log]) -> Figure:
    """Draw logs side by side, name → log: losses, D's beliefs, samples of the last step."""
    if not logs:
        raise ValueError("there is no log to show")
    fig, axes = figure(3, len(logs), width=10.5, height=6.2, height_ratios=[1, 1, 1.25])
    places = np.arange(1, STEPS + 1)
    for (upper, middle, lower), (name, log) in zip(axes.T, logs.items(), strict=True):
        upper.plot(places, log.d_loss, color=INPUT, lw=1, label="D's loss")
        upper.plot(places, log.g_loss, color=KERNEL, lw=1, label="G's loss")
        upper.set(title=name, ylim=(0, 6))
        upper.title.set_fontsize(10)
        middle.plot(places, log.d_real, color=OUTPUT, lw=1, label="of real images")
        middle.plot(places, log.d_fake, color=MARK, lw=1, label="of generated ones")
        middle.axhline(0.5, color=QUIET, lw=0.8, ls="--")
        middle.set(ylim=(-0.03, 1.03), xlabel="step")
        picture(lower, gan.sheet(log.samples, 4), vmin=0, vmax=1)
    for ax in axes[:2, min(1, len(logs) - 1)]:  # a broken game leaves more room
        ax.legend(frameon=False, fontsize=8, loc="center right")
    axes[0, 0].set_ylabel("loss")
    axes[1, 0].set_ylabel("D's belief")
    return fig
