"""The judge: weights that are what was trained, images as they come, and the embedded test digits."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest
import tensorflow as tf

from course import datasets, metrics
from course.metrics import judge, storage

REACH = {"mnist": 0.995, "fashion_mnist": 0.93}


@pytest.fixture(scope="module", params=sorted(REACH))
def case(request):
    return judge.load(request.param), getattr(datasets, request.param)("embedded")


@pytest.fixture(scope="module")
def digits():
    return datasets.mnist("embedded")


@pytest.fixture(scope="module")
def referee():
    return judge.load("mnist")


def test_recognises_the_embedded_test_images(case):
    # The embedded digits come from MNIST's training half (the garments do not): this shows that the weights load
    # right. The accuracy on the full test sets is measured by tools/train_judge.py and recorded beside the weights.
    referee, data = case
    right = referee.probabilities(data.x_test).argmax(axis=1) == data.y_test
    assert right.mean() >= {"mnist": 0.99, "fashion_mnist": 0.91}[referee.name]


def test_the_record_says_what_the_training_script_reached(case):
    referee, _ = case
    assert referee.accuracy >= REACH[referee.name]
    assert referee.record["test_images"] == 10_000
    assert referee.record["command"].startswith(f"python tools/train_judge.py {referee.name} ")
    assert {"keras", "numpy", "python", "tensorflow"} <= set(referee.record["versions"])
    assert (storage.FOLDER / f"{referee.name}.npz").stat().st_size < 2_000_000
    assert f"{referee.accuracy:.2%}" in repr(referee)


def test_features_have_variance_one_on_average(case):
    referee, data = case
    features, probabilities = referee.look(data.x_train[:1000])
    assert features.shape == (1000, referee.dimension) and features.dtype == np.float32
    assert probabilities.shape == (1000, 10) and probabilities.dtype == np.float32
    assert features.var(axis=0).mean() == pytest.approx(1, rel=0.1)
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_real_against_real_is_near_the_floor_and_noise_far(case):
    referee, data = case
    train, test = referee.features(data.x_train[:1000]), referee.features(data.x_test)
    floor = metrics.floor(referee.features(data.x_train[:2000]), 1000)
    noise = referee.features(np.random.default_rng(0).random((500, 28, 28)))
    assert metrics.frechet(train, test) < 2 * floor
    assert metrics.frechet(train, noise) > 20 * floor


def test_distance_grows_with_noise_on_the_images(referee, digits):
    clean = digits.x_test[:500] / 255
    noise = np.random.default_rng(0).standard_normal(clean.shape)
    real = referee.features(digits.x_train[:1000])
    noisy = [np.clip(clean + level * noise, 0, 1) for level in (0, 0.1, 0.2, 0.4, 0.8)]
    distances = [metrics.frechet(referee.features(images), real) for images in noisy]
    assert distances == sorted(distances)


def test_a_missing_class_shows(referee, digits):
    kept = digits.x_test[digits.y_test != 7]
    shares = metrics.class_shares(referee.probabilities(kept))
    assert shares[7] < 0.01 and np.delete(shares, 7).min() > 0.05


def test_forms_of_images_that_are_the_same(referee, digits):
    images = digits.x_test[:20]
    expected = referee.features(images)
    unit = images.astype(np.float32) / 255
    forms = (unit, unit[..., None], unit.astype(np.float64), images[..., None], tf.constant(unit), list(unit))
    for form in forms:
        assert np.allclose(referee.features(form), expected, atol=1e-4)
    assert np.allclose(referee.features(tf.cast(unit, tf.bfloat16)), expected, atol=0.5)
    assert np.allclose(judge.as_images(2 * unit - 1, (-1, 1)), unit[..., None], atol=1e-6)


def test_batches_do_not_matter(referee, digits):
    together = referee.features(digits.x_test[:600])
    alone = np.concatenate([referee.features(digits.x_test[i : i + 100]) for i in range(0, 600, 100)])
    assert np.allclose(together, alone, atol=1e-4)


def test_a_lower_precision_of_the_lab_does_not_reach_the_judge(digits):
    keras.mixed_precision.set_dtype_policy("mixed_bfloat16")
    try:
        judge._load.cache_clear()
        features = judge.load("mnist").features(digits.x_test[:50])
    finally:
        keras.mixed_precision.set_dtype_policy("float32")
        judge._load.cache_clear()
    assert np.allclose(features, judge.load("mnist").features(digits.x_test[:50]), atol=1e-4)


GOOD = np.linspace(0, 1, 2 * 784, dtype=np.float32).reshape(2, 28, 28)


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (2 * GOOD - 1, r"tanh images in \[-1, 1\]: pass \(images \+ 1\) / 2"),
        (255 * GOOD, "divide by 255"),
        (30 * GOOD - 15, "logits"),
        (GOOD[0], r"images\[None\]"),
        (GOOD.reshape(2, 784), "reshape"),
        (np.zeros((2, 32, 32, 3)), "28×28 only"),
        (GOOD[:0], "no images"),
        ((255 * GOOD).astype(int), "astype"),
        (GOOD > 0.5, "bool"),
        (np.where(GOOD > 0.9, np.nan, GOOD), "1 of 2 images contain NaN"),
        (np.full((2, 28, 28), "a"), "images are"),
    ],
)
def test_bad_images_say_what_to_do(referee, images, message):
    with pytest.raises(ValueError, match=message):
        referee.features(images)


def test_rounding_of_16_bits_is_forgiven(referee):
    assert referee.features(GOOD * 1.0005).shape == (2, referee.dimension)


def test_unknown_judge():
    with pytest.raises(storage.WeightsError, match=r"no judge 'cifar'.*fashion_mnist, mnist"):
        judge.load("cifar")


def test_damaged_weights(tmp_path):
    path = storage.write("small", [np.ones((2, 2)), np.zeros(3)], {"feature_scale": 1.0}, tmp_path)
    assert [a.shape for a in storage.read("small", tmp_path).arrays] == [(2, 2), (3,)]
    content = bytearray(path.read_bytes())
    content[60] ^= 1
    path.write_bytes(content)
    with pytest.raises(storage.WeightsError, match="damaged: its sha256"):
        storage.read("small", tmp_path)
    path.write_bytes(b"")
    with pytest.raises(storage.WeightsError, match="damaged"):
        storage.read("small", tmp_path)
    path.unlink()
    with pytest.raises(storage.WeightsError, match=r"small\.npz is missing"):
        storage.read("small", tmp_path)


def test_damaged_record(tmp_path):
    path = storage.write("small", [np.ones(2)], {}, tmp_path).with_suffix(".json")
    path.write_text(json.dumps([]))
    with pytest.raises(storage.WeightsError, match="cannot be read"):
        storage.read("small", tmp_path)
    path.write_text("{")
    with pytest.raises(storage.WeightsError, match="cannot be read"):
        storage.read("small", tmp_path)


def test_weights_that_do_not_fit_float16(tmp_path):
    with pytest.raises(ValueError, match="float16"):
        storage.write("small", [np.array([1e6])], {}, tmp_path)
    assert not list(tmp_path.iterdir())
