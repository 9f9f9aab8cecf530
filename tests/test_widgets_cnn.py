"""The canvas prepares a drawing as MNIST would, and its bars and maps follow the drawing."""

import base64

import numpy as np
import pytest

from course.widgets.draw import SIDE, DigitCanvas, centred


def stroke(rows, cols):
    drawing = np.zeros((SIDE, SIDE), np.uint8)
    drawing[rows, cols] = 255
    return drawing


@pytest.mark.parametrize(
    "where", [(slice(2, 30), slice(3, 8)), (slice(50, 84), slice(70, 84)), (slice(40, 41), slice(1, 80))]
)
def test_a_drawing_is_scaled_to_twenty_and_centred(where):
    image = centred(stroke(*where))
    assert image.shape == (28, 28) and image.dtype == np.uint8
    rows, cols = np.nonzero(image.any(axis=1))[0], np.nonzero(image.any(axis=0))[0]
    assert max(np.ptp(rows), np.ptp(cols)) + 1 == 20
    weights = image / image.sum()
    assert abs((weights.sum(axis=1) * np.arange(28)).sum() - 13.5) <= 0.5
    assert abs((weights.sum(axis=0) * np.arange(28)).sum() - 13.5) <= 0.5


def test_place_and_size_of_a_drawing_do_not_matter():
    small, large = stroke(slice(10, 20), slice(10, 12)), stroke(slice(20, 80), slice(50, 62))
    assert np.array_equal(centred(small), centred(large))


def test_an_empty_drawing_is_an_empty_image():
    assert not centred(np.zeros((SIDE, SIDE), np.uint8)).any()
    with pytest.raises(ValueError):
        centred(np.zeros((3, 3, 3)))
    with pytest.raises(ValueError):
        centred(np.zeros((0, 4)))


def test_a_lopsided_digit_stays_in_the_picture():
    drawing = stroke(slice(0, 84), slice(0, 1))
    drawing[80:, :] = 255
    image = centred(drawing)
    assert image.any() and image.shape == (28, 28)


def reader(image):
    column = int(image.sum(axis=0).argmax())
    return np.eye(10)[column % 10], [np.dstack([image, image // 2]), np.full((2, 3, 4), 7.0)]


def test_the_canvas_answers_a_drawing():
    canvas = DigitCanvas(reader, ["first", "second"])
    assert canvas.probabilities == [] and canvas.maps == []
    canvas.draw(stroke(slice(10, 60), slice(30, 40)))
    assert sum(canvas.probabilities) == 1
    seen = np.frombuffer(base64.b64decode(canvas.seen), np.uint8).reshape(28, 28)
    assert np.array_equal(seen, canvas.image) and seen.any()
    first, second = canvas.maps
    assert (first["name"], first["h"], first["w"], first["count"]) == ("first", 28, 28, 2)
    grey = np.frombuffer(base64.b64decode(first["bytes"]), np.uint8).reshape(2, 28, 28)
    assert grey.max() == 255 and np.array_equal(grey[0] > 0, seen > 0)
    assert (second["h"], second["w"], second["count"]) == (2, 3, 4)
    canvas.draw(np.zeros((SIDE, SIDE), np.uint8))
    assert canvas.probabilities == [] and canvas.maps == []
    with pytest.raises(ValueError):
        canvas.draw(np.zeros((28, 28), np.uint8))


def test_an_error_while_reading_is_shown_and_raised():
    def fails(image):
        raise RuntimeError("no network here")

    canvas = DigitCanvas(fails)
    with pytest.raises(RuntimeError):
        canvas.draw(stroke(slice(10, 60), slice(30, 40)))
    assert "no network here" in canvas.trouble


@pytest.fixture(scope="module")
def network():
    import keras

    layers = [keras.layers.Conv2D(3, 3, padding="same"), keras.layers.MaxPooling2D(), keras.layers.Conv2D(5, 3)]
    return keras.Sequential([keras.Input((28, 28, 1)), *layers, keras.layers.Flatten(), keras.layers.Dense(10)])


def test_reader_gives_probabilities_and_maps(network):
    from course.widgets import cnn as widgets

    image = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    values, (first, second) = widgets.reader(network)(image)
    logits = np.asarray(network(image[np.newaxis, ..., np.newaxis].astype("float32") / 255))[0]
    assert np.allclose(values, np.exp(logits) / np.exp(logits).sum(), atol=1e-4)
    assert first.shape == (28, 28, 3) and second.shape == (12, 12, 5) and first.min() >= 0


def test_draw_digit_names_the_layers(network):
    from course.widgets import cnn as widgets

    canvas = widgets.draw_digit(network)
    canvas.draw(stroke(slice(10, 60), slice(30, 40)))
    assert len(canvas.probabilities) == 10
    assert [(m["h"], m["count"]) for m in canvas.maps] == [(28, 3), (12, 5)]


def test_reader_refuses_what_it_cannot_look_into(network):
    import keras

    from course.widgets import cnn as widgets

    with pytest.raises(ValueError, match="not built"):
        widgets.reader(keras.Sequential([keras.layers.Dense(10)]))
    with pytest.raises(ValueError, match="Conv2D"):
        widgets.reader(keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)]))
