"""`Quality` in and out of compiled functions, GAN-train, and the table of all measures."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from course import datasets, metrics


@pytest.fixture(scope="module")
def digits():
    return datasets.mnist("embedded")


@pytest.fixture(scope="module")
def referee():
    return metrics.judge.load("mnist")


@pytest.fixture(scope="module")
def quality(referee, digits):
    return metrics.Quality(referee, digits.x_train[:800], conditional=True)


@pytest.fixture(scope="module")
def unit(digits):
    return digits.x_test[:300].astype(np.float32)[..., None] / 255


def test_streams_what_the_whole_set_gives(quality, referee, digits, unit):
    labels = digits.y_test[:300]
    features, probabilities = referee.look(unit)
    expected = {
        "distance": metrics.frechet(features, referee.features(digits.x_train[:800])),
        "min_class_share": metrics.class_shares(probabilities).min(),
        "confident_share": metrics.confident_share(probabilities),
        "conditional_accuracy": metrics.conditional_accuracy(probabilities, labels).overall,
    }
    for sizes in ([300], [100, 200], [7, 93, 150, 50]):
        quality.reset_state()
        for rows in np.split(np.arange(300), np.cumsum(sizes)[:-1]):
            quality.update_state(unit[rows], labels[rows])
        found = {name: float(value) for name, value in quality.result().items()}
        assert found == pytest.approx(expected, rel=1e-3)
    assert quality.class_shares == pytest.approx(metrics.class_shares(probabilities))
    assert quality.floor > 0


def test_the_real_images_themselves_are_at_distance_zero(quality, digits):
    quality.reset_state()
    quality.update_state(digits.x_train[:800].astype(np.float32) / 255, digits.y_train[:800])
    assert float(quality.result()["distance"]) == pytest.approx(0, abs=1e-3)


def test_one_repeated_image(quality, unit):
    quality.reset_state()
    quality.update_state(np.repeat(unit[:1], 50, axis=0), np.zeros(50, int))
    result = quality.result()
    assert float(result["min_class_share"]) == 0
    assert float(result["distance"]) > 20 * quality.floor


def test_before_the_second_image_there_is_no_distance(quality, unit):
    quality.reset_state()
    assert all(np.isnan(float(value)) for value in quality.result().values())
    quality.update_state(unit[:1], np.zeros(1, int))
    assert np.isnan(float(quality.result()["distance"]))
    assert np.isfinite(float(quality.result()["confident_share"]))


def test_images_of_a_tanh_generator(quality, referee, digits, unit):
    tanh = metrics.Quality(referee, digits.x_train[:800], image_range=(-1, 1))
    tanh.update_state(2 * unit - 1)
    quality.reset_state()
    quality.update_state(unit, np.zeros(300, int))
    assert float(tanh.result()["distance"]) == pytest.approx(float(quality.result()["distance"]), rel=1e-3)
    assert "conditional_accuracy" not in tanh.result()
    with pytest.raises(ValueError, match="tanh"):
        quality.update_state(2 * unit - 1, np.zeros(300, int))


class Imitator(keras.Model):
    """Shows its metric the images that it is given; as short as a model with a `test_step` can be."""

    def __init__(self, quality):
        super().__init__()
        self.quality = quality

    def call(self, images):
        return images

    def test_step(self, data):
        images, labels = data
        self.quality.update_state(images, labels)
        return self.quality.result()

    def train_step(self, data):
        return {"loss": tf.zeros(())}

    @property
    def metrics(self):
        return [self.quality]


def test_in_a_compiled_test_step(quality, unit, digits):
    labels = digits.y_test[:300].astype(np.int32)
    model = Imitator(quality)
    model.compile(optimizer=None, jit_compile=False)
    found = model.evaluate(unit, labels, batch_size=100, return_dict=True, verbose=0)
    quality.reset_state()
    quality.update_state(unit, labels)
    assert found == pytest.approx({name: float(value) for name, value in quality.result().items()}, rel=1e-3)
    with pytest.raises(tf.errors.InvalidArgumentError, match="tanh generator"):
        model.evaluate(2 * unit - 1, labels, batch_size=100, verbose=0)
    history = model.fit(unit, labels, validation_data=(unit, labels), batch_size=100, verbose=0).history
    assert history["val_distance"] == pytest.approx([found["distance"]], rel=1e-3)


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (np.zeros((2, 28, 28), np.uint8), [0, 1], "uint8"),
        (np.zeros((2, 32, 32, 3), np.float32), [0, 1], "28×28 only"),
        (np.full((2, 28, 28), np.nan, np.float32), [0, 1], "NaN"),
        (np.zeros((2, 28, 28), np.float32), None, "needs the labels"),
    ],
)
def test_bad_updates(quality, images, labels, message):
    with pytest.raises(ValueError, match=message):
        quality.update_state(images, labels)


def test_a_pupil_reads_what_it_has_learned_and_refuses_labels_that_do_not_fit(digits):
    x, y = digits.x_train[:600], digits.y_train[:600]
    read = metrics.pupil(x, y, epochs=3)
    scores = read(digits.x_test[:300])
    assert scores.shape == (300, 10) and np.mean(scores.argmax(axis=1) == digits.y_test[:300]) > 0.3
    for images, labels in ((x, y[:-1]), (x[:0], y[:0]), (x, y + 1)):
        with pytest.raises(ValueError):
            metrics.pupil(images, labels)


def test_gan_train_knows_good_images_from_bad(digits):
    tests = digits.x_test[:500], digits.y_test[:500]
    x, y = digits.x_train[:1000], digits.y_train[:1000]
    real = metrics.gan_train(x, y, *tests, n=1000, epochs=3)
    shuffled = metrics.gan_train(x, np.random.default_rng(0).permutation(y), *tests, n=1000, epochs=2)
    first = np.array([np.flatnonzero(y == label)[0] for label in range(10)])
    prototypes = metrics.gan_train(x[first[y]], y, *tests, n=1000, epochs=2)
    assert real > 0.9
    assert shuffled < 0.35
    assert shuffled < prototypes < 0.75


def test_gan_train_wants_enough_images_and_their_labels(digits):
    tests = digits.x_test[:50], digits.y_test[:50]
    with pytest.raises(ValueError, match="100 generated images, 10000 needed"):
        metrics.gan_train(digits.x_train[:100], digits.y_train[:100], *tests)
    with pytest.raises(ValueError, match="99 labels for 100 images"):
        metrics.gan_train(digits.x_train[:100], digits.y_train[:99], *tests, n=100)
    with pytest.raises(ValueError, match="from 1 to 10"):
        metrics.gan_train(digits.x_train[:100], digits.y_train[:100] + 1, *tests, n=100)


def test_measure_of_real_digits(referee, digits):
    found = metrics.measure(referee, digits.x_test, digits.x_train, digits.y_train, labels=digits.y_test, n=1000)
    assert found.distance < 2 * found.floor
    assert found.min_class_share > 0.05
    assert found.confident_share > 0.95
    assert found.conditional.overall > 0.99
    assert np.allclose(found.diversity, 1, atol=0.25)
    assert (found.count, found.real_count, found.floor_count) == (1000, 1000, 500)
    table = str(found)
    assert "1,000 generated against 1,000 real" in table and "conditional accuracy" in table


def test_measure_of_prototypes(referee, digits):
    first = np.array([np.flatnonzero(digits.y_test == label)[0] for label in range(10)])
    labels = np.arange(1000) % 10
    found = metrics.measure(referee, digits.x_test[first[labels]], digits.x_train, labels=labels, n=1000)
    assert found.conditional.overall == pytest.approx(1, abs=0.11)
    assert np.allclose(found.diversity, 0, atol=1e-3)
    assert found.distance > 5 * found.floor


def test_measure_without_labels_takes_the_judges_word(referee, digits):
    found = metrics.measure(referee, digits.x_test[:100], digits.x_train, n=100)
    assert found.conditional is None
    assert "conditional" not in str(found)


def test_measure_wants_its_number_of_images(referee, digits):
    with pytest.raises(ValueError, match="1000 generated images, 10000 needed"):
        metrics.measure(referee, digits.x_test, digits.x_train)
