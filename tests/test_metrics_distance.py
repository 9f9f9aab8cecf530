"""Fréchet distance: identical sets, Gaussians with a known distance, singular covariances, the floor."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from course.metrics import distance


def gaussian(n, d=8, mean=0.0, spread=1.0, seed=0):
    return mean + spread * np.random.default_rng(seed).standard_normal((n, d))


def test_importing_the_package_does_not_import_tensorflow():
    code = (
        "import sys, course.metrics as m; m.frechet; m.health; m.class_shares; sys.exit('tensorflow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_identical_sets_are_at_distance_zero():
    features = gaussian(500)
    assert distance.frechet(features, features) == pytest.approx(0, abs=1e-6)
    assert distance.frechet(features, features[::-1]) == pytest.approx(0, abs=1e-6)


def test_a_shift_costs_its_square():
    features = gaussian(300)
    shift = np.arange(8.0)
    assert distance.frechet(features, features + shift) == pytest.approx((shift**2).sum())


def test_gaussians_of_known_moments():
    rng = np.random.default_rng(1)
    first, second = distance.Moments(np.zeros(3), np.diag([1.0, 4, 9]), 9), distance.Moments(np.ones(3), np.eye(3), 9)
    assert distance.between(first, second) == pytest.approx(3 + 0 + 1 + 4)  # Σ (σ₁ - σ₂)²
    basis, _ = np.linalg.qr(rng.standard_normal((3, 3)))  # no change when both are turned
    turned = [distance.Moments(basis @ m.mean, basis @ m.covariance @ basis.T, 9) for m in (first, second)]
    assert distance.between(*turned) == pytest.approx(8)
    assert distance.between(*turned[::-1]) == pytest.approx(8)


def test_covariances_that_do_not_commute_agree_with_the_general_square_root():
    from scipy.linalg import sqrtm

    rng = np.random.default_rng(2)
    a, b = (m @ m.T for m in rng.standard_normal((2, 5, 5)))
    expected = np.trace(a + b - 2 * np.real(sqrtm(a @ b)))
    found = distance.between(distance.Moments(np.zeros(5), a, 9), distance.Moments(np.zeros(5), b, 9))
    assert found == pytest.approx(expected)


def test_square_root_of_a_singular_matrix_is_real():
    thin = np.random.default_rng(3).standard_normal((6, 2))
    root = distance.square_root(thin @ thin.T)
    assert np.allclose(root @ root, thin @ thin.T)
    assert np.allclose(root, root.T)


def test_one_repeated_sample_costs_the_whole_spread():
    features = gaussian(2000)
    repeated = np.repeat(features.mean(axis=0, keepdims=True), 2000, axis=0)
    assert distance.frechet(features, repeated) == pytest.approx(np.trace(np.cov(features.T)))


def test_fewer_samples_than_features():
    few = gaussian(5, d=64)
    assert distance.frechet(few, few) == pytest.approx(0, abs=1e-6)
    assert np.isfinite(distance.frechet(few, gaussian(6, d=64, seed=1)))


def test_grows_with_noise():
    features = gaussian(1000)
    noise = gaussian(1000, seed=5)
    distances = [distance.frechet(features, features + level * noise) for level in (0, 0.1, 0.3, 1, 3)]
    assert distances == sorted(distances)
    assert distances[-1] > 10 * distances[1] > 0


def test_floor_falls_with_the_number_of_samples():
    features = gaussian(4000, d=16)
    floors = [distance.floor(features, n) for n in (50, 200, 1000)]
    assert floors == sorted(floors, reverse=True) and floors[-1] > 0
    assert distance.floor(features, 10_000) == distance.floor(features, 2000)  # the halves
    assert distance.floor(features, 500) == distance.floor(features, 500)
    assert distance.floor(features, 500, seed=1) != distance.floor(features, 500)


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (np.zeros((1, 4)), "at least 2"),
        (np.zeros(4), "shape"),
        (np.full((5, 4), np.nan), "NaN"),
    ],
)
def test_bad_features(features, message):
    with pytest.raises(ValueError, match=message):
        distance.frechet(features, np.zeros((5, 4)))


def test_other_bad_input():
    with pytest.raises(ValueError, match="4 features on one side and 5"):
        distance.frechet(gaussian(9, 4), gaussian(9, 5))
    with pytest.raises(ValueError, match="too few"):
        distance.floor(gaussian(3))
