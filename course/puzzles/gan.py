"""The closing question of lab 04: one right game, five ways to spoil it, and three logs as evidence."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from course.plots.style import INPUT, KERNEL, MARK, OUTPUT
from course.puzzles import drawing, tiny
from course.puzzles.log import Log, recorded

STEPS, BATCH, TRAIN, LATENT = 400, 50, 2000, 100


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


SUSPECTS = {
    "a": Setup(real=0.0, fake=1.0),
    "b": Setup(wish=0.0),
    "c": Setup(last="sigmoid"),
    "d": Setup(divide_by=1.0),
    "e": Setup(both=True),
}

TRACES = {
    "a": "with swapped targets D learns to say “generated” to real images: its belief in them falls to 0",
    "b": "a G that wants to be caught is caught: D's belief in its images falls to 0, and G's loss with it",
    "c": "a sigmoid of a sigmoid lies between 0.5 and 0.73, so D can never be sure of anything",
    "d": "pixels up to 255 give D huge logits: its loss leaps, and G answers with blots of pure white",
    "e": "a D that descends on G's loss, too, is pulled both ways over generated images, and forgets to judge them",
}


@functools.lru_cache(maxsize=16)
def run(setup: Setup) -> Log:
    """Train small dense networks for STEPS steps on TRAIN digits; equal setups give equal logs.

    The log has D's and G's losses and D's mean beliefs of each step, d_loss, g_loss, d_real, d_fake, (STEPS,) each,
    and 16 samples (16, 28, 28).
    """
    import tensorflow as tf
    from keras import layers

    rng = np.random.default_rng(4)
    images = tf.constant(tiny.mnist()["x_train"][:TRAIN].reshape(-1, 784) / setup.divide_by, tf.float32)
    g = tiny.network((LATENT,), layers.Dense(128, "relu"), layers.Dense(784, "sigmoid"), seed=4)
    d = tiny.network((784,), layers.Dense(128, "relu"), layers.Dense(1, setup.last), seed=5)

    def d_loss(batch):
        real, fake = d(tf.gather(images, batch["rows"])), d(g(batch["noise"]))
        loss = tiny.cross_entropy(real, setup.real) + tiny.cross_entropy(fake, setup.fake)
        return loss, {"d_loss": loss, **tiny.beliefs(real, fake)}

    def g_loss(batch):
        loss = tiny.cross_entropy(d(g(batch["noise"])), setup.wish)
        return loss, {"g_loss": loss}

    moved_by_g = g.trainable_variables + (d.trainable_variables if setup.both else [])
    players = [tiny.Player(d_loss, d.trainable_variables), tiny.Player(g_loss, moved_by_g)]
    noise = rng.normal(size=(STEPS, BATCH, LATENT)).astype(np.float32)
    log = tiny.train(players, {"rows": rng.integers(0, TRAIN, (STEPS, BATCH)), "noise": noise})
    samples = np.round(255 * g(noise[0, :16]).numpy()).astype(np.uint8)
    return log | {"samples": samples.reshape(-1, 28, 28)}


def trial(letter: str = "") -> Log:
    """Return what a run leaves that was spoilt with the mistake `letter`; without one, a right run."""
    return run(SUSPECTS[letter] if letter else Setup())


def evidence() -> dict[str, Log]:
    """Return the recorded logs, name → log: "a right game", "broken game 1" to "3"."""
    return recorded("gan", "game")


def show(logs: Mapping[str, Log]) -> Figure:
    """Draw logs side by side, name → log: losses, D's beliefs, samples of the last step."""
    losses = {"d_loss": ("D's loss", INPUT), "g_loss": ("G's loss", KERNEL)}
    beliefs = {"d_real": ("of real images", OUTPUT), "d_fake": ("of generated ones", MARK)}
    rows = [
        drawing.curves(losses, "loss", (0, 6)),
        drawing.curves(beliefs, "D's belief", (-0.03, 1.03), level=0.5),
        drawing.pictures("samples", 4),
    ]
    return drawing.side_by_side(logs, rows, width=10.5, height=6.2, heights=(1, 1, 1.25))
