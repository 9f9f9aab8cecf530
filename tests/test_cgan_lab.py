"""Lab 06's own pieces that no check grades: D's third question, and the generator that the course ships."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras
import tensorflow as tf
from keras import layers, ops

from course import metrics
from course.training import Adversarial, saved
from course.widgets import cgan as widgets
from tests.lab_pieces import pieces

PIECES = ("condition_concat", "conditional_losses", "normed", "projection_generator", "Mismatched", "InPairs")


@pytest.fixture(scope="module")
def lab():
    names = {"keras": keras, "layers": layers, "ops": ops, "tf": tf, "Adversarial": Adversarial}
    names["precision"] = "float32"
    return pieces("06", PIECES, names)


def asked(lab, step):
    """The labels that D is shown for the same ten images, the right and the wrong ones, at a step."""
    latent, label = keras.Input((2,)), keras.Input((), dtype="int64")
    joined = lab["condition_concat"](latent, label)
    generator = keras.Model([latent, label], layers.Dense(4)(joined))
    image, label = keras.Input((4,)), keras.Input((), dtype="int64")
    echo = ops.cast(label, "float32")[:, None] + 0 * layers.Dense(1)(image)
    both = lab["conditional_losses"]
    losses = (lambda real, fake: both(real, fake)[0]), (lambda fake: both(fake, fake)[1])
    model = lab["Mismatched"](generator, keras.Model([image, label], echo), *losses, 2, classes=10)
    model.step.assign(step)
    scores = model.discriminate(tf.zeros((10, 4)), tf.range(10, dtype=tf.int64), training=True)
    return model, [np.ravel(part).astype(int) for part in scores]


def test_the_wrong_label_is_never_the_right_one_and_every_one_gets_its_turn(lab):
    seen = []
    for step in range(9):
        _, (right, wrong) = asked(lab, step)
        assert right.tolist() == list(range(10)) and sorted(wrong) == list(range(10))
        seen.append(wrong)
    for label, others in enumerate(np.transpose(seen)):
        assert sorted([label, *others]) == list(range(10))


def test_d_pays_for_a_real_image_under_a_wrong_label_and_g_does_not(lab):
    model, _ = asked(lab, 0)
    zeros, sure = tf.zeros((3, 1)), 50 * tf.ones((3, 1))
    terms = model.d_terms([zeros, sure], [zeros, zeros], None)
    assert float(terms["d_loss"]) == pytest.approx(2 * np.log(2), rel=1e-4)
    assert float(terms["d_wrong"]) == pytest.approx(50, rel=1e-4)
    assert float(model.g_terms([zeros, sure], None, None, None)["g_loss"]) == pytest.approx(np.log(2), rel=1e-4)


def in_pairs(lab, slope, wrong=0.0):
    """InPairs with a D of logit 3 · (sum of pixels) + label, and a G that makes anything."""
    latent, label = keras.Input((2,)), keras.Input((), dtype="int32")
    generator = keras.Model([latent, label], layers.Reshape((2, 2, 1))(layers.Dense(4)(latent)))
    image, label = keras.Input((2, 2, 1)), keras.Input((), dtype="int32")
    weighed = layers.Dense(1, use_bias=False, kernel_initializer=keras.initializers.Constant(3.0))
    logits = weighed(layers.Flatten()(image)) + ops.cast(label, "float32")[:, None]
    return lab["InPairs"](generator, keras.Model([image, label], logits), 2, slope=slope, wrong=wrong, classes=10)


def test_in_pairs_each_image_stands_beside_the_one_with_its_label(lab):
    model = in_pairs(lab, slope=0.5, wrong=0.1)
    labels, real = tf.constant([0, 5]), np.zeros((2, 2, 2, 1), np.float32)
    fake = np.float32([0.25, 0.5])[:, None, None, None] + real  # logits 3 and 6 above their neighbours'
    scores = [model.discriminate(tf.constant(images), labels, training=True) for images in (real, fake)]
    assert np.ravel(scores[0][0]).tolist() == [0, 5] and np.ravel(scores[1][0]).tolist() == [3, 11]
    assert np.ravel(scores[0][2]).tolist() == [36, 36]  # four slopes of 3
    terms, lead = model.d_terms(*scores, labels), np.array([3.0, 6.0])
    assert float(terms["d_loss"]) == pytest.approx(np.log1p(np.exp(lead)).mean(), rel=1e-5)
    ahead = np.array([1.0, 1.0])  # at step 0 the wrong label is the next one, and this D adds the label
    assert float(terms["d_wrong"]) == pytest.approx(0.1 * np.log1p(np.exp(ahead)).mean(), rel=1e-5)
    assert float(terms["d_slope"]) == pytest.approx(0.5 / 2 * (36 + 36), rel=1e-5)
    g_terms = model.g_terms(scores[1], tf.constant(fake), tf.constant(real), labels)
    assert float(g_terms["g_loss"]) == pytest.approx(np.log1p(np.exp(-lead)).mean(), rel=1e-5)


def test_what_d_pays_for_its_slope_makes_it_flatter(lab):
    x, y = np.random.default_rng(0).normal(size=(64, 2, 2, 1)).astype("float32"), np.arange(64, dtype="int32") % 10
    steepness = {}
    for slope in (0.0, 10.0):
        model = in_pairs(lab, slope)
        model.compile(keras.optimizers.SGD(0.01), keras.optimizers.SGD(0.01))
        model.fit(x, y, batch_size=16, steps=20, verbose=0)
        steepness[slope] = float(tf.norm(model.discriminator.trainable_variables[0]))
    assert steepness[10.0] < 0.5 * steepness[0.0]


def test_the_shipped_generator_obeys(lab):
    generator, judge = saved.shipped("cgan_digits", lab["projection_generator"](32)), metrics.judge.load("mnist")
    hands = np.random.default_rng(3).normal(size=(20, 64))
    images = np.concatenate([widgets.drawn(generator, "0123456789", hand) for hand in hands])
    found = metrics.conditional_accuracy(judge.probabilities(images), np.tile(np.arange(10), 20))
    assert found.overall > 0.95
    assert "benchmarks/cgan.py" in saved.note_of("cgan_digits")["command"]
