"""Every measure on real digits with known answers: the same set, one image, other labels, a missing class."""

from __future__ import annotations

import numpy as np
import pytest

from course import datasets, metrics


@pytest.fixture(scope="module")
def referee():
    return metrics.judge.load("mnist")


@pytest.fixture(scope="module")
def digits():
    """A thousand digits, a hundred a class, all of which the judge sees as they are labelled."""
    data = datasets.mnist("embedded")
    right = metrics.judge.load("mnist").probabilities(data.x_train).argmax(axis=1) == data.y_train
    rows = np.concatenate([np.flatnonzero(right & (data.y_train == digit))[:100] for digit in range(10)])
    return data.x_train[rows], data.y_train[rows]


@pytest.fixture(scope="module")
def look(referee, digits):
    def measured(images, labels):
        return metrics.measure(referee, images, *digits, labels=labels, n=len(images))

    return measured


def test_the_same_set(look, digits):
    found = look(*digits)
    assert found.distance == pytest.approx(0, abs=1e-4) and found.floor > 0.5
    np.testing.assert_allclose(found.class_shares, 0.1)
    np.testing.assert_allclose(found.diversity, 1)
    assert found.conditional.overall == 1 and found.confident_share > 0.97


def test_the_same_set_in_another_order(look, digits):
    order = np.random.default_rng(0).permutation(1000)
    found = look(digits[0][order], digits[1][order])
    assert found.distance == pytest.approx(0, abs=1e-4) and found.conditional.overall == 1
    np.testing.assert_allclose(found.diversity, 1, rtol=1e-5)


def test_one_repeated_image(look, referee, digits):
    images, _ = digits
    found = look(np.repeat(images[310:311], 1000, axis=0), np.full(1000, 3))
    assert found.class_shares[3] == 1 and found.min_class_share == 0
    assert found.diversity[3] == pytest.approx(0, abs=1e-3) and np.isnan(found.diversity[[0, 9]]).all()
    assert found.conditional.overall == 1, "it is the three that was asked for: this measure alone proves little"
    features = referee.features(images).astype(float)
    mean, spread = ((features[310] - features.mean(axis=0)) ** 2).sum(), np.trace(np.cov(features.T))
    assert found.distance == pytest.approx(mean + spread, rel=1e-3)


def test_shuffled_labels(look, digits):
    images, labels = digits
    found = look(images, np.random.default_rng(1).permutation(labels))
    assert found.conditional.overall == pytest.approx(0.1, abs=0.04)
    assert found.distance == pytest.approx(0, abs=1e-4), "the images are the same"
    np.testing.assert_allclose(found.class_shares, 0.1)
    assert (found.diversity > 1.3).all(), "a class of mixed digits varies more than a class of real ones"


def test_every_label_off_by_one(look, digits):
    found = look(digits[0], (digits[1] + 1) % 10)
    assert found.conditional.overall == 0
    np.testing.assert_allclose(found.diversity, np.roll(look(*digits).diversity, 1), atol=0.6)


def test_a_missing_class(look, digits):
    images, labels = digits
    ones_for_sevens = np.where(labels == 7, np.arange(1000) - 600, np.arange(1000))
    found = look(images[ones_for_sevens], labels[ones_for_sevens])
    assert found.class_shares[7] == found.min_class_share == 0 and found.class_shares[1] == pytest.approx(0.2)
    assert np.isnan(found.conditional.per_class[7]) and np.isnan(found.diversity[7])
    np.testing.assert_allclose(np.delete(found.diversity, 7), 1, rtol=0.01)
    assert found.conditional.overall == 1, "this measure does not see it"
    assert look(*digits).floor / 5 < found.distance < look(images[labels == 7], labels[labels == 7]).distance
