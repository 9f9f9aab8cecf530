"""The closing question of lab 05: a right training run of a tiny DCGAN, five ways to spoil it, three logs."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from course.datasets import Dataset
from course.plots import culprits
from course.plots.dcgan import tiles
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure, picture

STEPS, BATCH, LATENT, DIGITS, SHOWN = 80, 32, 16, 512, 16
KEYS = ("d_loss", "g_loss", "d_real", "d_fake", "spread")


@dataclass(frozen=True)
class Setup:
    """How a colleague trains: the defaults are right, each mistake changes one of them.

    Attributes
    ----------
    subtract : what is subtracted from pixel / 127.5; with 1 the digits fill −1…1, the range of tanh
    last : what G ends in, "tanh" or "sigmoid"
    d_rate : Adam's rate for D
    g_sign : what G's loss is multiplied by
    one_noise : whether all latent vectors of a batch are the same
    """

    subtract: float = 1.0
    last: str = "tanh"
    d_rate: float = 3e-4
    g_sign: float = 1.0
    one_noise: bool = False


@dataclass(frozen=True, eq=False)
class Log:
    """What a run leaves: one value a step of each of KEYS (STEPS,), and SHOWN samples (n, 28, 28) as G gave them.

    `spread` is the standard deviation of G's pixels over the batch: how much its images differ.
    """

    values: dict[str, NDArray[np.float64]]
    samples: NDArray[np.float32]


SUSPECTS = {
    "a": Setup(subtract=0.0),
    "b": Setup(last="sigmoid"),
    "c": Setup(d_rate=0.0),
    "d": Setup(g_sign=-1.0),
    "e": Setup(one_noise=True),
}

TRACES = {
    "a": "digits in 0…2 lie outside tanh: D needs no shape to know them, but the paper of both is alike, at 0",
    "b": "a sigmoid cannot make the dark paper of −1: the samples stay grey, all through, and D wins at once",
    "c": "a D that never learns keeps its belief in real digits where it began, whatever G does",
    "d": "a G that climbs its loss pleases D: its own loss grows without end, from the first step",
    "e": "with the same noise for all, the images of a batch are all the same: their spread is zero",
}


@functools.lru_cache(maxsize=2)
def _step():
    """Return a compiled run of all STEPS steps on fresh networks, with the mistakes as its arguments."""
    import keras
    import tensorflow as tf

    layers = keras.layers
    keras.utils.set_random_seed(5)
    leaky = functools.partial(layers.LeakyReLU, 0.2)
    g = keras.Sequential([keras.Input((LATENT,)), layers.Dense(7 * 7 * 16), leaky(), layers.Reshape((7, 7, 16))])
    for layer in (layers.Conv2DTranspose(8, 4, 2, padding="same"), leaky()):
        g.add(layer)
    g.add(layers.Conv2DTranspose(1, 4, 2, padding="same"))
    first, second = (layers.Conv2D(maps, 4, 2, padding="same") for maps in (8, 16))
    d = keras.Sequential(
        [keras.Input((28, 28, 1)), first, leaky(), second, leaky(), layers.Flatten(), layers.Dense(1)]
    )
    optimizers = {g: keras.optimizers.Adam(2e-3, beta_1=0.5), d: keras.optimizers.Adam(3e-4, beta_1=0.5)}
    for network, optimizer in optimizers.items():
        optimizer.build(network.trainable_variables)
    state = [*g.variables, *d.variables, *optimizers[g].variables, *optimizers[d].variables]
    fresh = [variable.numpy() for variable in state]
    loss = tf.nn.sigmoid_cross_entropy_with_logits

    def images(noise, sigmoid):
        out = g(noise)
        return tf.where(sigmoid, tf.sigmoid(out), tf.tanh(out))

    @tf.function
    def train(digits, rows, noise, sigmoid, g_sign):
        log = tf.TensorArray(tf.float32, STEPS, element_shape=(len(KEYS),))
        for i in tf.range(STEPS):
            with tf.GradientTape(persistent=True) as tape:
                fake = images(noise[i], sigmoid)
                real_logits, fake_logits = d(tf.gather(digits, rows[i])), d(fake)
                d_loss = tf.reduce_mean(loss(tf.ones_like(real_logits), real_logits))
                d_loss += tf.reduce_mean(loss(tf.zeros_like(fake_logits), fake_logits))
                g_loss = tf.reduce_mean(loss(tf.ones_like(fake_logits), fake_logits))
                climbed = g_sign * g_loss
            for network, value in ((d, d_loss), (g, climbed)):
                gradients = tape.gradient(value, network.trainable_variables)
                optimizers[network].apply(gradients, network.trainable_variables)
            beliefs = [tf.reduce_mean(tf.sigmoid(logits)) for logits in (real_logits, fake_logits)]
            spread = tf.reduce_mean(tf.math.reduce_std(fake, axis=0))
            log = log.write(i, tf.stack([d_loss, g_loss, *beliefs, spread]))
        return log.stack()

    def begin(d_rate):
        for variable, value in zip(state, fresh, strict=True):
            variable.assign(value)
        optimizers[d].learning_rate = d_rate

    return begin, train, images


@functools.lru_cache(maxsize=16)
def run(digits: Dataset, setup: Setup) -> Log:
    """Train a tiny DCGAN for STEPS steps on DIGITS digits; equal setups give equal logs."""
    import tensorflow as tf

    if setup.last not in ("tanh", "sigmoid"):
        raise ValueError(f'G ends in "tanh" or "sigmoid", not in {setup.last!r}')
    rng = np.random.default_rng(5)
    real = digits.x_train[:DIGITS, ..., np.newaxis].astype(np.float32) / 127.5 - np.float32(setup.subtract)
    rows = rng.integers(0, len(real), (STEPS, BATCH))
    noise = rng.normal(size=(STEPS, BATCH, LATENT)).astype(np.float32)
    shown = rng.normal(size=(SHOWN, LATENT)).astype(np.float32)
    if setup.one_noise:
        noise, shown = (np.repeat(it[..., :1, :], it.shape[-2], axis=-2) for it in (noise, shown))
    begin, train, images = _step()
    begin(setup.d_rate)
    sigmoid = tf.constant(setup.last == "sigmoid")
    values = train(*map(tf.constant, (real, rows, noise)), sigmoid, tf.constant(setup.g_sign, tf.float32)).numpy()
    named = dict(zip(KEYS, values.T.astype(float), strict=True))
    return Log(named, images(tf.constant(shown), sigmoid).numpy()[..., 0])


CULPRITS = "bdc"


def evidence(digits: Dataset) -> list[Log]:
    """Return the logs of the three broken runs."""
    return [run(digits, SUSPECTS[letter]) for letter in CULPRITS]


def difference(one: Log, other: Log) -> float:
    """Return how far two logs are apart: mean absolute differences of losses (capped at 1), beliefs, pixels."""
    apart = [np.minimum(np.abs(one.values[key] - other.values[key]), 1).mean() for key in KEYS]
    return float(sum(apart) + np.abs(one.samples - other.samples).mean())


def objection(number: int, letter: str) -> str:
    """Say why the mistake `letter` cannot have made broken run `number` (1, 2, 3); "" if it did."""
    return culprits.objection(CULPRITS[number - 1], letter, TRACES)


def show(logs: dict[str, Log]) -> Figure:
    """Draw logs side by side, name → log: losses, D's beliefs, and samples on the scale −1…1."""
    if not logs:
        raise ValueError("there is no log to show")
    fig, axes = figure(3, len(logs), width=10, height=6.2, height_ratios=(1, 1, 1.25))
    for column, (name, log) in enumerate(logs.items()):
        losses, beliefs, shown = axes[:, column]
        for key, colour in (("d_loss", INPUT), ("g_loss", KERNEL)):
            losses.plot(np.clip(log.values[key], 0, 5), color=colour, lw=1, label=key)
        for key, colour in (("d_real", OUTPUT), ("d_fake", MARK)):
            beliefs.plot(log.values[key], color=colour, lw=1, label=key)
        beliefs.axhline(0.5, color=QUIET, lw=0.8, ls="--")
        losses.set(title=name, ylim=(0, 5))
        beliefs.set(ylim=(0, 1), xlabel="step")
        grey = np.clip(127.5 * (log.samples + 1), 0, 255).astype(np.uint8)
        picture(shown, tiles(grey), vmin=0, vmax=255)
    axes[0, 0].set_ylabel("losses, up to 5")
    axes[1, 0].set_ylabel("D's belief")
    axes[2, 0].set_ylabel("samples")
    for ax in axes[:2, 0]:
        ax.legend(frameon=False, fontsize=8)
    return fig
