"""The metrics under the training engine: `val_distance` in its History, a verdict from it."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from course import datasets, metrics
from course.training import Adversarial

cross = tf.nn.sigmoid_cross_entropy_with_logits


def d_loss(real, fake):
    return tf.reduce_mean(cross(tf.ones_like(real), real)) + tf.reduce_mean(cross(tf.zeros_like(fake), fake))


def g_loss(fake):
    return tf.reduce_mean(cross(tf.ones_like(fake), fake))


@pytest.mark.parametrize("conditional", [pytest.param(False, marks=pytest.mark.slow), True])
def test_an_adversarial_model_is_judged_while_it_trains(conditional):
    data = datasets.mnist("embedded")
    images, labels = data.x_train[:256].astype(np.float32)[..., None] / 255, data.y_train[:256].astype(np.int32)
    latent, picture = keras.Input((4,)), keras.Input((28, 28, 1))
    label = [keras.Input((), dtype="int32")] if conditional else []
    one_hot = [layers.CategoryEncoding(10, "one_hot")(given) for given in label]
    joined = layers.concatenate([latent, *one_hot]) if conditional else latent
    made = layers.Reshape((28, 28, 1))(layers.Dense(784, "sigmoid")(joined))
    seen = layers.concatenate([layers.Flatten()(picture), *one_hot]) if conditional else layers.Flatten()(picture)
    generator = keras.Model([latent, *label] if conditional else latent, made)
    discriminator = keras.Model([picture, *label] if conditional else picture, layers.Dense(1)(seen))
    referee = metrics.judge.load("mnist")
    quality = metrics.Quality(referee, images, conditional=conditional)
    model = Adversarial(generator, discriminator, d_loss, g_loss, latent_dim=4, quality=quality)
    model.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3))
    given = (images, labels) if conditional else (images,)
    history = model.fit(
        *given, batch_size=64, steps=12, epochs=3, verbose=0,
        validation_data=given if conditional else images,
    )  # fmt: skip
    assert len(history.history["val_distance"]) == 3
    assert history.history["val_distance"][-1] > quality.floor
    assert int(quality.count) == 256
    if conditional:
        assert 0 <= history.history["val_conditional_accuracy"][-1] <= 1
    found = metrics.health(history)
    assert found.verdict in ("healthy", "mode collapse", "D too strong")
    assert "gradient norm" in str(found)
