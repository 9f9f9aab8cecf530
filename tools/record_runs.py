"""Record short runs of small GANs, healthy and broken, for the tests of `course.metrics.health`.

    python tools/record_runs.py [NAME ...]

Each run trains for real on the 4,000 embedded digits; two minutes in all. NAME.json holds the history, 250 means over
equally many steps, and NAME.npz 128 samples of the generator at the end.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

from course import datasets
from course.metrics import diagnosis, recordings

LATENT, BATCH, POINTS, SAMPLES = 100, 64, 250, 128


@dataclass(frozen=True)
class Run:
    """One way to train; what is not said is as in the healthy run."""

    verdict: str
    why: str
    d_rate: float = 3e-4
    g_rate: float = 1e-3
    beta: float = 0.5
    d_steps: int = 1
    g_steps: int = 1
    saturating: bool = False
    hidden: int = 256
    convolutional: bool = False
    steps: int = 1500


SLOW = {"d_rate": 5e-4, "g_rate": 1e-3, "beta": 0.9, "g_steps": 5, "hidden": 128, "steps": 2000}
RUNS = {
    "healthy": Run("healthy", "convolutions, D's rate below G's, β₁ = 0.5", convolutional=True),
    "strong_d": Run("D too strong", "D's rate 100 times G's, two steps of D for one of G", 1e-3, 1e-5, d_steps=2),
    "collapse": Run("mode collapse", "five steps of G for one of D", 2e-4, 2e-4, g_steps=5, hidden=128),
    "vanishing": Run("vanishing gradients", "G descends on log(1 - D(G(z)))", 2e-3, 1e-4, d_steps=3, saturating=True),
    "oscillation": Run("oscillation", "high rates, β₁ = 0.9, five steps of G for one of D", **SLOW),
    "frozen_d": Run("D too weak", "D never learns, as after D.trainable = False", d_rate=0.0),
}


def networks(run: Run):
    """Return a generator and a discriminator, dense or convolutional."""
    from keras import layers

    if not run.convolutional:
        generator = keras.Sequential(
            [
                keras.Input((LATENT,)),
                layers.Dense(run.hidden, "relu"),
                layers.Dense(784, "sigmoid"),
                layers.Reshape((28, 28, 1)),
            ]
        )
        discriminator = keras.Sequential(
            [keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(run.hidden, "relu"), layers.Dense(1)]
        )
        return generator, discriminator
    generator = keras.Sequential(
        [
            keras.Input((LATENT,)),
            layers.Dense(7 * 7 * 64, "relu"),
            layers.Reshape((7, 7, 64)),
            layers.Conv2DTranspose(32, 4, 2, "same", activation="relu"),
            layers.Conv2DTranspose(1, 4, 2, "same", activation="sigmoid"),
        ]
    )
    discriminator = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 4, 2, "same"),
            layers.LeakyReLU(0.2),
            layers.Conv2D(64, 4, 2, "same"),
            layers.LeakyReLU(0.2),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    return generator, discriminator


def train(run: Run, images, seed: int = 0):
    """Return ({name: array of one value every `EVERY` steps}, generator)."""
    keras.utils.set_random_seed(seed)
    generator, discriminator = networks(run)
    d_optimizer, g_optimizer = (keras.optimizers.Adam(rate, beta_1=run.beta) for rate in (run.d_rate, run.g_rate))
    d_optimizer.build(discriminator.trainable_variables)
    g_optimizer.build(generator.trainable_variables)
    images = tf.constant(images, tf.float32)[..., None] / 255
    cross = tf.nn.sigmoid_cross_entropy_with_logits

    def draw(number, salt):
        key = tf.stack([seed + salt, number])
        chosen = tf.random.stateless_uniform((BATCH,), key, 0, len(images), tf.int32)
        return tf.gather(images, chosen), tf.random.stateless_normal((BATCH, LATENT), key)

    def train_d(number, salt):
        real, latent = draw(number, salt)
        with tf.GradientTape() as tape:
            real_logits, fake_logits = discriminator(real), discriminator(generator(latent))
            loss = tf.reduce_mean(cross(tf.ones_like(real_logits), real_logits))
            loss += tf.reduce_mean(cross(tf.zeros_like(fake_logits), fake_logits))
        gradients = tape.gradient(loss, discriminator.trainable_variables)
        d_optimizer.apply(gradients, discriminator.trainable_variables)
        beliefs = [tf.reduce_mean(tf.sigmoid(logits)) for logits in (real_logits, fake_logits)]
        return [loss, *beliefs, tf.linalg.global_norm(gradients)]

    def train_g(number, salt):
        _, latent = draw(number, salt)
        with tf.GradientTape() as tape:
            logits = discriminator(generator(latent))
            if run.saturating:
                loss = -tf.reduce_mean(cross(tf.zeros_like(logits), logits))
            else:
                loss = tf.reduce_mean(cross(tf.ones_like(logits), logits))
        gradients = tape.gradient(loss, generator.trainable_variables)
        g_optimizer.apply(gradients, generator.trainable_variables)
        return [loss, tf.linalg.global_norm(gradients)]

    every = run.steps // POINTS

    @tf.function
    def steps(first):
        logs = tf.zeros(6)
        for number in tf.range(first, first + every):
            d_logs = g_logs = None
            for salt in range(run.d_steps):
                d_logs = train_d(number, salt)
            for salt in range(run.g_steps):
                g_logs = train_g(number, 100 + salt)
            logs += tf.stack([*d_logs, *g_logs]) / every
        return logs

    logs = np.array([steps(tf.constant(first)) for first in range(0, run.steps, every)])
    names = ("d_loss", "d_real", "d_fake", "d_grad_norm", "g_loss", "g_grad_norm")
    return dict(zip(names, logs.T, strict=True)), generator


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=list(RUNS), metavar="NAME", help=", ".join(RUNS))
    parser.add_argument("--out", type=Path, default=recordings.RECORDED)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    data = datasets.mnist("embedded")
    for name in arguments.names:
        run = RUNS[name]
        history, generator = train(run, data.x_train)
        latent = tf.random.stateless_normal((SAMPLES, LATENT), (1, 1))
        samples = np.round(15 * generator(latent).numpy()[..., 0]).astype(np.uint8) * 17  # 16 greys: small files
        record = {
            "command": f"python tools/record_runs.py {name}",
            "verdict": run.verdict,
            "why": run.why,
            "every": run.steps // POINTS,
            "history": {key: [float(f"{value:.4g}") for value in values] for key, values in history.items()},
        }
        (arguments.out / f"{name}.json").write_text(json.dumps(record) + "\n", encoding="utf-8")
        np.savez_compressed(arguments.out / f"{name}.npz", samples=samples)
        print(f"{name}: {run.verdict} expected\n{diagnosis.health(history)}", flush=True)


if __name__ == "__main__":
    main()
