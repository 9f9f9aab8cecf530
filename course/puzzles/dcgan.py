"""The closing question of lab 05: a right training run of a tiny DCGAN, five ways to spoil it, three logs."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from course.plots.style import INPUT, KERNEL, MARK, OUTPUT
from course.puzzles import drawing, tiny
from course.puzzles.log import Log, recorded

STEPS, BATCH, LATENT, DIGITS, SHOWN = 80, 32, 16, 512, 16


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


@functools.lru_cache(maxsize=16)
def run(setup: Setup) -> Log:
    """Train a tiny DCGAN for STEPS steps on DIGITS digits; equal setups give equal logs.

    The log has d_loss, g_loss, d_real, d_fake and spread, (STEPS,) each, and SHOWN samples (n, 28, 28). `spread` is
    the standard deviation of G's pixels over the batch: how much its images differ.
    """
    import tensorflow as tf
    from keras import layers

    if setup.last not in ("tanh", "sigmoid"):
        raise ValueError(f'G ends in "tanh" or "sigmoid", not in {setup.last!r}')
    rng = np.random.default_rng(5)
    digits = tiny.mnist()["x_train"][:DIGITS, ..., np.newaxis].astype(np.float32) / 127.5 - np.float32(setup.subtract)
    rows = rng.integers(0, DIGITS, (STEPS, BATCH))
    noise, shown = (rng.normal(size=(*n, LATENT)).astype(np.float32) for n in ((STEPS, BATCH), (SHOWN,)))
    if setup.one_noise:
        noise, shown = (np.repeat(it[..., :1, :], it.shape[-2], axis=-2) for it in (noise, shown))
    leaky = functools.partial(layers.LeakyReLU, 0.2)
    g = tiny.network(
        (LATENT,),
        *(layers.Dense(7 * 7 * 16), leaky(), layers.Reshape((7, 7, 16))),
        *(layers.Conv2DTranspose(8, 4, 2, padding="same"), leaky()),
        layers.Conv2DTranspose(1, 4, 2, padding="same", activation=setup.last),
        seed=11,
    )
    d = tiny.network(
        (28, 28, 1),
        *(layers.Conv2D(8, 4, 2, padding="same"), leaky(), layers.Conv2D(16, 4, 2, padding="same"), leaky()),
        *(layers.Flatten(), layers.Dense(1)),
        seed=12,
    )

    def d_loss(batch):
        fake = g(batch["noise"])
        real_logits, fake_logits = d(tf.gather(digits, batch["rows"])), d(fake)
        loss = tiny.cross_entropy(real_logits, 1.0) + tiny.cross_entropy(fake_logits, 0.0)
        spread = tf.reduce_mean(tf.math.reduce_std(fake, axis=0))
        return loss, {"d_loss": loss, **tiny.beliefs(real_logits, fake_logits), "spread": spread}

    def g_loss(batch):
        loss = tiny.cross_entropy(d(g(batch["noise"])), 1.0)
        return setup.g_sign * loss, {"g_loss": loss}

    players = [
        tiny.Player(d_loss, d.trainable_variables, setup.d_rate),
        tiny.Player(g_loss, g.trainable_variables, 2e-3),
    ]
    log = tiny.train(players, {"rows": rows, "noise": noise})
    return log | {"samples": np.round(127.5 * (g(shown).numpy()[..., 0] + 1)).astype(np.uint8)}


def trial(letter: str = "") -> Log:
    """Return what a run leaves that was spoilt with the mistake `letter`; without one, a right run."""
    return run(SUSPECTS[letter] if letter else Setup())


def evidence() -> dict[str, Log]:
    """Return the recorded logs, name → log: "a right run", "broken run 1" to "3"."""
    return recorded("dcgan", "run")


def show(logs: Mapping[str, Log]) -> Figure:
    """Draw logs side by side, name → log: losses, D's beliefs, and samples on the scale −1…1."""
    losses = {"d_loss": ("D's loss", INPUT), "g_loss": ("G's loss", KERNEL)}
    beliefs = {"d_real": ("of real digits", OUTPUT), "d_fake": ("of generated ones", MARK)}
    rows = [
        drawing.curves(losses, "loss", (0, 5)),
        drawing.curves(beliefs, "D's belief", (0, 1), level=0.5),
        drawing.pictures("samples", 4, "samples"),
    ]
    return drawing.side_by_side(logs, rows, width=10, height=6.2, heights=(1, 1, 1.25))
