"""What the puzzles of labs 06 and 07 share: digits of 14×14 pixels, orders for them, and a reader who checks them."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from course.puzzles import tiny

SIDE, LATENT, WIDTH, BATCH = 14, 16, 128, 48
PIXELS = SIDE * SIDE
TRAIN, SHOWN = 3000, 100  # SHOWN: images of each class that are judged
BLUR = 0.3  # deviation of the noise on the images that D sees
LOUD = 2.0  # of the one-hot row, so that small networks hear it soon


@functools.lru_cache(maxsize=1)
def digits() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return rows (TRAIN, 196) in 0…1, means of 2×2 pixels, and labels (TRAIN,)."""
    images = tiny.mnist()["x_train"][:TRAIN].reshape(-1, SIDE, 2, SIDE, 2).mean(axis=(2, 4)) / 255
    return images.reshape(-1, PIXELS).astype(np.float32), tiny.mnist()["y_train"][:TRAIN].astype(np.int64)


def joined(latent, labels):
    """Return the input of G: latent vectors and one-hot rows side by side."""
    import tensorflow as tf

    return tf.concat([latent, LOUD * tf.one_hot(labels, 10)], -1)


def blurred(pictures, step, part: int):
    """Return what D sees of pictures in 0…1: scaled to −1…1, with noise, so that no single pixel wins the game."""
    import tensorflow as tf

    noise = tf.random.stateless_normal((BATCH, PIXELS), tf.stack([tf.cast(step, tf.int32), part]))
    return 2 * (pictures + BLUR * noise) - 1


def asked() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return latent vectors (10·SHOWN, LATENT) and labels 0…9 again and again: each vector is used for all ten."""
    latent = np.random.default_rng(8).normal(size=(SHOWN, LATENT)).astype(np.float32)
    return np.repeat(latent, 10, axis=0), np.tile(np.arange(10), SHOWN)


def table(found: NDArray) -> NDArray[np.float64]:
    """Return (10, 10): the share of the images ordered as class i that were taken for class k (`found`, a row)."""
    shares = np.zeros((10, 10))
    np.add.at(shares, (asked()[1], found), 1 / SHOWN)
    return shares


def read(rows: NDArray) -> NDArray[np.int64]:
    """Return the classes (n,) that a reader sees in rows (n, 196); it learned from real digits."""
    project, weights = _reader()
    return (np.maximum((rows - 0.13) @ project, 0) @ weights).argmax(axis=1)


def shown(rows: NDArray) -> NDArray[np.uint8]:
    """Return the first three sets of ten as pictures (30, 14, 14)."""
    return np.round(255 * rows[:30].reshape(30, SIDE, SIDE)).astype(np.uint8)


@functools.lru_cache(maxsize=1)
def _reader() -> tuple[NDArray, NDArray]:
    """Return 600 random features and the weights on them: least squares."""
    images, labels = digits()
    project = np.random.default_rng(9).normal(0, 0.35, (PIXELS, 600))
    known = np.maximum((images - 0.13) @ project, 0)
    return project, np.linalg.solve(known.T @ known + 10 * np.eye(600), known.T @ np.eye(10)[labels])
