"""Class shares, confidence, conditional accuracy, diversity: answers that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from course.metrics import shares


def certain(classes, peak=1.0, width=10):
    """Probabilities of an all but certain judge."""
    classes = np.asarray(classes)
    rest = np.full((len(classes), width), (1 - peak) / (width - 1))
    rest[np.arange(len(classes)), classes] = peak
    return rest


LABELS = np.arange(1000) % 10


def test_class_shares():
    assert np.allclose(shares.class_shares(certain(LABELS)), 0.1)
    collapsed = shares.class_shares(certain(np.full(50, 3)))
    assert collapsed[3] == 1 and collapsed.sum() == 1
    without_nine = shares.class_shares(certain(np.arange(900) % 9))
    assert without_nine[9] == 0 and np.allclose(without_nine[:9], 1 / 9)


def test_confident_share():
    half = np.concatenate([certain(LABELS, 0.95), certain(LABELS, 0.5)])
    assert shares.confident_share(half) == 0.5
    assert shares.confident_share(half, level=0.4) == 1
    assert shares.confident_share(half, level=0.99) == 0


def test_conditional_accuracy():
    assert shares.conditional_accuracy(certain(LABELS), LABELS).overall == 1
    assert shares.conditional_accuracy(certain(LABELS), (LABELS + 1) % 10).overall == 0
    shuffled = np.random.default_rng(0).permutation(np.arange(10_000) % 10)
    chance = shares.conditional_accuracy(certain(np.arange(10_000) % 10), shuffled)
    assert chance.overall == pytest.approx(0.1, abs=0.02)
    assert np.allclose(chance.per_class, 0.1, atol=0.04)


def test_conditional_accuracy_per_class():
    seen = np.where(LABELS == 4, 5, LABELS)
    overall, per_class = shares.conditional_accuracy(certain(seen), LABELS)
    assert overall == pytest.approx(0.9)
    assert per_class[4] == 0 and per_class[5] == 1
    nobody_asked = shares.conditional_accuracy(certain([0, 1]), [0, 1]).per_class
    assert np.isnan(nobody_asked[2:]).all() and (nobody_asked[:2] == 1).all()


def test_diversity_of_gaussians_and_of_one_prototype():
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(10), 2000)
    values = labels[:, None] + 3 * rng.standard_normal((20_000, 8))
    assert np.allclose(shares.within_class_diversity(values, labels), 3 * np.sqrt(2 * 8), rtol=0.03)
    prototypes = rng.random((10, 4, 4, 1))[labels]
    assert np.allclose(shares.within_class_diversity(prototypes, labels), 0, atol=1e-6)


def test_diversity_is_the_mean_over_all_pairs():
    values = np.random.default_rng(1).standard_normal((20, 3))
    pairs = [((values[i] - values[j]) ** 2).sum() for i in range(20) for j in range(i)]
    found = shares.within_class_diversity(values, np.zeros(20, int), classes=2)
    assert found[0] == pytest.approx(np.sqrt(np.mean(pairs)))
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.eye(10)[LABELS], "one-hot"),
        (LABELS[:-1], r"shape \(1000,\) is needed"),
        (LABELS.astype(float), "not integers"),
        (LABELS + 1, "from 1 to 10"),
        (LABELS - 1, "from -1 to 8"),
    ],
)
def test_bad_labels(labels, message):
    with pytest.raises(ValueError, match=message):
        shares.conditional_accuracy(certain(LABELS), labels)
    with pytest.raises(ValueError, match=message):
        shares.within_class_diversity(np.zeros((1000, 4)), labels)


@pytest.mark.parametrize("function", [shares.class_shares, shares.confident_share])
def test_bad_probabilities(function):
    with pytest.raises(ValueError, match="softmax"):
        function(np.random.default_rng(0).standard_normal((5, 10)))
    with pytest.raises(ValueError, match="shape"):
        function(np.ones(10) / 10)
    with pytest.raises(ValueError, match="at least one row"):
        function(np.zeros((0, 10)))
    with pytest.raises(ValueError, match="softmax"):
        function(np.full((5, 10), np.nan))


def test_labels_in_a_column_are_taken():
    assert shares.conditional_accuracy(certain(LABELS), LABELS[:, None].astype(np.uint8)).overall == 1
