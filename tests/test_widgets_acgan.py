"""The widgets of lab 07 follow their controls, blend as they say, and refuse what is no class."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras
from keras import layers

from course import metrics
from course.networks import lean_generator
from course.training import saved
from course.widgets import acgan as widgets


@pytest.fixture(scope="module")
def generator():
    """Images that hold noise times the label's row in one pixel each; the table counts 0, 1, 2."""
    latent, label = keras.Input((4,)), keras.Input((), dtype="int32")
    values = layers.Multiply()([latent, layers.Embedding(3, 4)(label)])
    network = keras.Model([latent, label], layers.Reshape((2, 2, 1))(values))
    network.set_weights([np.arange(3)[:, np.newaxis] * np.ones((3, 4)) / 4])
    return network


class Reader:
    """Stands in for a judge: sees class 0 in every image."""

    def probabilities(self, images):
        return np.tile(np.eye(3)[0], (len(images), 1))


def test_a_generator_is_cut_behind_its_multiplication(generator):
    cut = widgets.parts(generator)
    assert cut.table.shape == (3, 4) and np.allclose(cut.table[:, 0], [0, 0.25, 0.5])
    rows = np.random.default_rng(0).random((2, 4)).astype("float32")
    assert np.allclose(cut.body(rows).numpy().reshape(2, 4), rows)


def test_what_has_no_multiplication_is_refused():
    latent, label = keras.Input((4,)), keras.Input((), dtype="int32")
    joined = layers.Concatenate()([latent, layers.Embedding(3, 2)(label)])
    with pytest.raises(ValueError, match="Multiply"):
        widgets.parts(keras.Model([latent, label], layers.Dense(4)(joined)))


def test_blends_go_from_one_class_to_the_other(generator):
    cut, latent = widgets.parts(generator), np.array([1.0, 0.5, 0.25, 0.0])
    images = widgets.blended(cut, 0, 2, [0, 0.5, 1], latent).reshape(3, 4)
    assert np.allclose(images, np.outer([0, 0.25, 0.5], latent), atol=1e-6)
    whole = widgets.grey(generator([latent[np.newaxis].astype("float32"), np.array([2])])).reshape(4)
    assert np.allclose(images[2], whole, atol=1e-6)


@pytest.mark.parametrize("label", [3, -1, 1.0, "2", True])
def test_blending_what_is_no_class_is_refused(generator, label):
    with pytest.raises(ValueError, match="0…2"):
        widgets.blended(widgets.parts(generator), 0, label, [0.5], np.zeros(4))


def test_a_latent_vector_of_another_length_is_refused(generator):
    with pytest.raises(ValueError, match="4 numbers"):
        widgets.blended(widgets.parts(generator), 0, 1, [0.5], np.zeros(5))


def test_a_grid_has_a_row_for_each_style(generator):
    images = widgets.styled(generator, [1, 2], 3, seed=5)
    assert images.shape == (6, 2, 2)
    again = widgets.styled(generator, [1, 2], 3, seed=5)
    assert np.array_equal(images, again)
    still = widgets.styled(generator, [1, 2], 3, strength=0.0)
    assert np.ptp(still) == 0


@pytest.mark.parametrize(("labels", "styles"), [([], 1), ([0], 0), ([3], 1), ([-1], 1), ([0.5], 1), ([[0]], 1)])
def test_a_grid_of_nothing_or_of_no_class_is_refused(generator, labels, styles):
    with pytest.raises(ValueError):
        widgets.styled(generator, labels, styles)


def test_the_widgets_follow_their_controls(generator):
    for live, name, value in (
        (widgets.grid(generator, styles=2), "hands", 9),
        (widgets.blend(generator, Reader(), first=0, second=2), "second", 1),
    ):
        before = live.picture.value
        assert before[:4] == b"\x89PNG" and not live.trouble.value
        live.controls[name].value = value
        assert live.picture.value != before and not live.trouble.value


def test_the_shipped_generator_obeys():
    generator, judge = saved.shipped("acgan_digits", lean_generator(32)), metrics.judge.load("mnist")
    images = widgets.styled(generator, range(10), 20, seed=2)
    found = metrics.conditional_accuracy(judge.probabilities(images), np.tile(np.arange(10), 20))
    assert found.overall > 0.9
    assert saved.note_of("acgan_digits")["command"]
