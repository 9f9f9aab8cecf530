"""The number widget writes what is typed, in one hand, and says what it cannot write."""

import numpy as np
import pytest

from course.widgets import cgan as widgets


@pytest.fixture(scope="module")
def generator():
    """Images whose brightness is the label's, but for two rows that follow the first and the second latent number."""
    import keras
    from keras import layers, ops

    latent, label = keras.Input((3,)), keras.Input((), dtype="int32")
    tone = layers.Reshape((1, 1, 1))(ops.cast(label, "float32")[:, None] / 10)
    image = ops.zeros((28, 28, 1)) + tone
    rows = np.zeros((3, 28, 28, 1), "float32")
    rows[0, 3], rows[1, 5] = 0.05, 0.01
    image = image + ops.tensordot(latent, ops.convert_to_tensor(rows), 1)
    return keras.Model([latent, label], image)


def test_one_image_a_digit_from_one_latent_vector(generator):
    images = widgets.drawn(generator, " 407 ", np.zeros(3))
    assert images.shape == (3, 28, 28)
    assert np.allclose(images[:, 0, 0], [0.4, 0, 0.7])
    moved = widgets.drawn(generator, "407", np.array([1.0, 0, 0]))
    assert np.allclose((moved - images)[:, 3], 0.05, atol=1e-6)


@pytest.mark.parametrize("text", ["", "  ", "12a", "-1", "1234567890123", "٣"])
def test_what_is_no_number_is_refused(generator, text):
    with pytest.raises(ValueError, match="type 1 to 12 digits"):
        widgets.drawn(generator, text, np.zeros(3))


def test_a_latent_vector_of_another_length_is_refused(generator):
    with pytest.raises(ValueError, match="3 numbers"):
        widgets.drawn(generator, "1", np.zeros(4))


def test_directions_are_orthonormal_and_the_strongest_first(generator):
    ways = widgets.directions(generator, 2)
    assert np.allclose(ways @ ways.T, np.eye(2), atol=1e-5)
    assert np.allclose(np.abs(ways), [[1, 0, 0], [0, 1, 0]], atol=1e-3)


def test_the_widget_follows_its_controls_and_shows_errors(generator):
    live = widgets.write_number(generator, "12")
    before = live.picture.value
    assert before[:4] == b"\x89PNG" and not live.trouble.value
    live.controls["style 1"].value = 2.0
    assert live.picture.value != before
    live.controls["number"].value = "no"
    assert "type 1 to 12 digits" in live.trouble.value and "Traceback" not in live.trouble.value
    live.controls["number"].value = "77"
    assert not live.trouble.value
