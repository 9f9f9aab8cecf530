"""The widgets of lab 05 follow their controls; the shipped generator is there, and makes digits."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras

from course import metrics, networks
from course.plots.images import board
from course.training import saved
from course.widgets import dcgan as widgets
from tests.lab_pieces import pieces


def divisible():
    """The lab's lean generator."""
    return networks.divisible(hidden=128)


class Linear:
    """A stand-in for a generator: the first 16 numbers of a latent vector as a picture."""

    def __call__(self, latents, training=False):
        return np.tanh(np.asarray(latents)[:, :16].reshape(-1, 4, 4, 1))


def test_latent_vectors_have_a_number():
    assert np.array_equal(widgets.latents(3), widgets.latents(3)) and widgets.latents(3, 2).shape == (2, 100)
    assert not np.array_equal(widgets.latents(3), widgets.latents(4))


def test_walk_goes_from_one_digit_to_the_other():
    first = widgets.walk_figure(Linear(), 1, 2, 0)
    begin = board(Linear()(widgets.latents(1)))
    assert np.array_equal(np.asarray(first.axes[0].images[0].get_array()), begin)
    last = widgets.walk_figure(Linear(), 1, 2, 100)
    assert np.array_equal(np.asarray(last.axes[0].images[0].get_array()), board(Linear()(widgets.latents(2))))
    live = widgets.walk(Linear())
    before = live.picture.value
    live.controls["share"].value = 80
    assert live.picture.value != before and not live.trouble.value


def test_mix_adds_directions():
    live = widgets.mix(Linear(), {"ink": np.ones(100), "slant": np.zeros(100)})
    before = live.picture.value
    live.controls["slant"].value = 1.0
    assert live.picture.value == before
    assert live.controls["ink"].value == 1.0  # the first direction is added from the start
    live.controls["ink"].value = 0.0
    assert live.picture.value != before
    with pytest.raises(ValueError):
        widgets.mix(Linear(), {})


def test_epochs_shows_each_moment():
    images = np.random.default_rng(0).integers(0, 256, (3, 4, 5, 5, 1), dtype=np.uint8)
    live = widgets.epochs([0, 2, 5], images)
    assert live.controls["place"].max == 2
    before = live.picture.value
    live.controls["place"].value = 0
    assert live.picture.value != before
    with pytest.raises(ValueError):
        widgets.epochs([0], images)


def test_an_error_is_shown_and_raised():
    live = widgets.walk(Linear())
    live.draw = lambda **_: (_ for _ in ()).throw(RuntimeError("no generator"))
    with pytest.raises(RuntimeError):
        live.controls["share"].value = 55
    assert "no generator" in live.trouble.value


def test_the_shipped_generator_makes_digits():
    from course.datasets import mnist

    generator = saved.shipped("dcgan", divisible())
    images = widgets.images_of(generator, widgets.latents(0, 500))
    judge = metrics.judge.load("mnist")
    found = metrics.measure(judge, images, mnist("embedded").x_test, n=500, image_range=(-1, 1))
    assert found.min_class_share > 0.02 and found.confident_share > 0.7
    assert "benchmarks/dcgan.py" in saved.note_of("dcgan")["command"]


def test_the_shipped_generator_fits_no_other_network():
    from course.training import CheckpointError

    other = keras.Sequential([keras.Input((100,)), keras.layers.Dense(4)])
    with pytest.raises(CheckpointError, match="another architecture"):
        saved.shipped("dcgan", other)


def test_the_gap_of_names_is_zero_for_sure_names_in_equal_shares_and_finite_for_any_logits():
    """What section 8 adds to G's loss, against the sums written out."""
    import tensorflow as tf

    from course.training import Adversarial

    names = pieces("05", ("name_gap", "AnyName"), {"keras": keras, "tf": tf, "Adversarial": Adversarial})
    logits = np.random.default_rng(0).normal(size=(7, 10)).astype("float32")
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    mean = shares.mean(axis=0)
    expected = -(shares * np.log(shares)).sum(axis=1).mean() + (mean * np.log(10 * mean)).sum()
    assert float(names["name_gap"](tf.constant(logits))) == pytest.approx(expected, abs=1e-5)
    assert np.isfinite(names["name_gap"](tf.constant(1e4 * logits)))
    assert float(names["name_gap"](tf.constant(1e3 * np.eye(10), tf.float32))) == pytest.approx(0, abs=1e-5)
    any_name = np.asarray(names["AnyName"]()(logits))
    assert any_name == pytest.approx(np.log(np.exp(logits).mean(axis=1, keepdims=True)), abs=1e-5)
