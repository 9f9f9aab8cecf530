"""Lab 06's pieces that no check grades: D's third question, D in pairs, and the generator that the course ships."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras
import tensorflow as tf
from keras import layers, ops

from course import metrics
from course.networks import projection_discriminator, projection_generator
from course.training import Adversarial, conditional, saved
from course.widgets import cgan as widgets
from tests.lab_pieces import pieces

PIECES = ("condition_concat", "conditional_losses", "mismatch_loss", "Mismatched", "projection_logit")
PIECES += ("halved", "normed", "projection_generator", "projection_discriminator")


@pytest.fixture(scope="module")
def lab():
    names = {"keras": keras, "layers": layers, "ops": ops, "tf": tf, "Adversarial": Adversarial}
    names["precision"] = "float32"
    return pieces("06", PIECES, names)


def asked(lab, kind, step):
    """The model, and what its D says of the same ten images at a step: its logit is the label that it is shown."""
    latent, label = keras.Input((2,)), keras.Input((), dtype="int64")
    joined = lab["condition_concat"](latent, label)
    generator = keras.Model([latent, label], layers.Dense(4)(joined))
    image, label = keras.Input((4,)), keras.Input((), dtype="int64")
    echo = ops.cast(label, "float32")[:, None] + 0 * layers.Dense(1)(image)
    both = lab["conditional_losses"]
    losses = (lambda real, fake: both(real, fake)[0]), (lambda fake: both(fake, fake)[1])
    model = kind(generator, keras.Model([image, label], echo), *losses, 2, classes=10)
    model.step.assign(step)
    return model, model.discriminate(tf.zeros((10, 4)), tf.range(10, dtype=tf.int64), training=True)


def test_the_wrong_label_is_never_the_right_one_and_every_one_gets_its_turn(lab):
    seen = []
    for step in range(9):
        _, scores = asked(lab, conditional.Mismatched, step)
        right, wrong = (np.ravel(part).astype(int) for part in scores)
        assert right.tolist() == list(range(10)) and sorted(wrong) == list(range(10))
        seen.append(wrong)
    for label, others in enumerate(np.transpose(seen)):
        assert sorted([label, *others]) == list(range(10))


def test_d_pays_for_a_real_image_under_a_wrong_label_and_g_does_not(lab):
    model, _ = asked(lab, conditional.Mismatched, 0)
    zeros, sure = tf.zeros((3, 1)), 50 * tf.ones((3, 1))
    terms = model.d_terms([zeros, sure], [zeros, zeros], None)
    assert float(terms["d_loss"]) == pytest.approx(2 * np.log(2), rel=1e-4)
    assert float(terms["d_wrong"]) == pytest.approx(50, rel=1e-4)
    assert float(model.g_terms([zeros, sure], None, None, None)["g_loss"]) == pytest.approx(np.log(2), rel=1e-4)


def test_the_labs_own_class_asks_and_pays_the_same(lab):
    for step in (0, 5, 11):
        (own, mine), (other, theirs) = (
            asked(lab, kind, step) for kind in (lab["Mismatched"], conditional.Mismatched)
        )
        real = own.d_terms(mine, mine, None), other.d_terms(theirs, theirs, None)
        assert real[0].keys() == real[1].keys() == {"d_loss", "d_wrong"}
        for key, value in real[0].items():
            assert float(value) == pytest.approx(float(real[1][key]), rel=1e-5), (step, key)
        assert float(own.g_terms(mine, None, None, None)["g_loss"]) == pytest.approx(
            float(other.g_terms(theirs, None, None, None)["g_loss"])
        )


def test_the_networks_of_the_second_notebook_are_the_labs(lab):
    built = lab["projection_generator"](8), lab["projection_discriminator"](8)
    again = projection_generator(8), projection_discriminator(8)
    for one, other in zip(built, again, strict=True):
        assert one.count_params() == other.count_params()
        other.set_weights(one.get_weights())
    rng = np.random.default_rng(0)
    latent, labels = rng.normal(size=(5, 64)).astype("float32"), np.arange(5, dtype="int32")
    images = [np.asarray(one([latent, labels], training=False)) for one in (built[0], again[0])]
    assert np.allclose(*images, atol=1e-5)
    assert np.allclose(*(one([images[0], labels]) for one in (built[1], again[1])), atol=1e-4)
    wider = projection_generator(8, more=True), projection_discriminator(8, more=True)
    assert wider[0].output_shape == (None, 28, 28, 1) and wider[1].output_shape == (None, 1)
    assert all(one.count_params() > other.count_params() for one, other in zip(wider, again, strict=True))


def in_pairs(slope, wrong=0.0):
    """InPairs with a D of logit 3 · (sum of pixels) + label, and a G that makes anything."""
    latent, label = keras.Input((2,)), keras.Input((), dtype="int32")
    generator = keras.Model([latent, label], layers.Reshape((2, 2, 1))(layers.Dense(4)(latent)))
    image, label = keras.Input((2, 2, 1)), keras.Input((), dtype="int32")
    weighed = layers.Dense(1, use_bias=False, kernel_initializer=keras.initializers.Constant(3.0))
    logits = weighed(layers.Flatten()(image)) + ops.cast(label, "float32")[:, None]
    return conditional.InPairs(
        generator, keras.Model([image, label], logits), 2, slope=slope, wrong=wrong, classes=10
    )


def test_in_pairs_each_image_stands_beside_the_one_with_its_label():
    model = in_pairs(slope=0.5, wrong=0.1)
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


@pytest.mark.slow
def test_what_d_pays_for_its_slope_makes_it_flatter():
    x, y = np.random.default_rng(0).normal(size=(64, 2, 2, 1)).astype("float32"), np.arange(64, dtype="int32") % 10
    steepness = {}
    for slope in (0.0, 10.0):
        model = in_pairs(slope)
        model.compile(keras.optimizers.SGD(0.01), keras.optimizers.SGD(0.01))
        model.fit(x, y, batch_size=16, steps=20, verbose=0)
        steepness[slope] = float(tf.norm(model.discriminator.trainable_variables[0]))
    assert steepness[10.0] < 0.5 * steepness[0.0]


def test_the_shipped_generator_obeys():
    generator, judge = saved.shipped("cgan_digits", projection_generator(32)), metrics.judge.load("mnist")
    hands = np.random.default_rng(3).normal(size=(20, 64))
    images = np.concatenate([widgets.drawn(generator, "0123456789", hand) for hand in hands])
    found = metrics.conditional_accuracy(judge.probabilities(images), np.tile(np.arange(10), 20))
    assert found.overall > 0.95
    assert "benchmarks/cgan.py" in saved.note_of("cgan_digits")["command"]
