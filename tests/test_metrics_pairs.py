"""Measures of pairs on cases whose answer is known: identical, constant, blurred, shifted, another label."""

import numpy as np
import pytest
from scipy import ndimage

from course import metrics
from course.datasets import facade
from course.metrics import pairs


@pytest.fixture(scope="module")
def fronts():
    return facade.drawn(range(48), 32)


@pytest.fixture(scope="module")
def reader(fronts):
    labels, photos = fronts
    return pairs.Reader(15, width=12).fit(labels[:40], photos[:40], epochs=30, batch=8)


def blurred(photos, sigma=1.5):
    return np.stack([ndimage.gaussian_filter(photo, (sigma, sigma, 0)) for photo in photos])


def test_identical(fronts):
    photos = fronts[1]
    found = metrics.compare_pairs(photos, photos)
    assert (found.l1, found.psnr, found.sharpness, found.recovery) == (0, np.inf, 1, None)
    assert found.ssim == pytest.approx(1) and found.count == 48
    assert "SSIM" in str(found) and "recovery" not in str(found)


def test_constants():
    dark, light = np.full((3, 16, 16, 3), 0.25), np.full((3, 16, 16, 3), 0.5)
    assert pairs.l1(dark, light) == pytest.approx(0.25)
    assert pairs.psnr(dark, light) == pytest.approx(10 * np.log10(1 / 0.25**2), rel=1e-5)
    # Without structure only the brightness term is left: (2ab + C) / (a² + b² + C) with C = 0.01².
    assert pairs.ssim(dark, light) == pytest.approx((0.25 + 1e-4) / (0.3125 + 1e-4), rel=1e-3)
    assert pairs.sharpness(dark, light) == 0
    tanh = 2 * dark - 1
    assert pairs.l1(tanh, 2 * light - 1, image_range=(-1, 1)) == pytest.approx(0.25)
    assert pairs.l1(np.full((1, 4, 4, 3), 51, np.uint8), np.zeros((1, 4, 4, 3))) == pytest.approx(0.2)


def test_blurred_is_less_sharp_and_noise_is_sharper(fronts):
    photos = fronts[1] / 255.0
    soft, softer = blurred(photos, 0.7), blurred(photos, 2)
    assert 1 > pairs.sharpness(soft, photos) > pairs.sharpness(softer, photos) > 0
    assert 1 > pairs.ssim(soft, photos) > pairs.ssim(softer, photos)
    assert pairs.l1(soft, photos) < pairs.l1(softer, photos) and pairs.psnr(soft, photos) > pairs.psnr(softer, photos)
    noisy = np.clip(photos + 0.1 * np.random.default_rng(0).standard_normal(photos.shape), 0, 1)
    assert pairs.sharpness(noisy, photos) > 1
    # The mean of all photos has a better L1 error than the photo of another house, and is much less sharp.
    mean, other = np.broadcast_to(photos.mean(axis=0), photos.shape), np.roll(photos, 1, axis=0)
    assert pairs.l1(mean, photos) < pairs.l1(other, photos)
    assert pairs.sharpness(mean, photos) < 0.5 < 0.9 < pairs.sharpness(other, photos)


def test_shifted(fronts):
    photos = fronts[1]
    errors = [pairs.l1(np.roll(photos, step, axis=2), photos) for step in range(4)]
    likeness = [pairs.ssim(np.roll(photos, step, axis=2), photos) for step in range(4)]
    assert errors[0] == 0 and sorted(errors) == errors
    assert likeness[0] == pytest.approx(1) and likeness[1] > likeness[2] > likeness[3]
    assert pairs.sharpness(np.roll(photos, 3, axis=2), photos) == pytest.approx(1, abs=0.05)


def test_recovery_counts():
    labels = np.array([[[0, 0, 1, 1]]])
    found = pairs.recovery(np.array([[[0, 1, 1, 1]]]), labels, 3)
    assert found.accuracy == 0.75 and found.iou == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert found.per_class[0] == 0.5 and np.isnan(found.per_class[2])
    assert pairs.recovery(labels, labels, 3).iou == 1
    rng = np.random.default_rng(0)
    truth, guess = rng.integers(0, 5, (2, 3, 8, 8))
    slow = [np.sum((truth == c) & (guess == c)) / np.sum((truth == c) | (guess == c)) for c in range(5)]
    np.testing.assert_allclose(pairs.recovery(guess, truth, 5).per_class, slow)


def test_a_reader_reads_real_photos_and_not_grey_ones(fronts, reader):
    labels, photos = fronts
    known = pairs.recovery(reader.read(photos[:40]), labels[:40], 15)
    new = pairs.recovery(reader.read(photos[40:]), labels[40:], 15)
    assert known.accuracy > 0.62 and new.accuracy > 0.5
    grey = pairs.recovery(reader.read(np.full_like(photos[40:], 128)), labels[40:], 15)
    soft = pairs.recovery(reader.read(blurred(photos[40:].astype(float), 2) / 255), labels[40:], 15)
    wrong = pairs.recovery(reader.read(np.roll(photos[40:], 1, axis=0)), labels[40:], 15)
    assert grey.iou < soft.iou < new.iou and wrong.iou < 0.7 * new.iou
    found = metrics.compare_pairs(photos[40:], photos[40:], labels=labels[40:], reader=reader)
    assert found.recovery.iou == new.iou and "label recovery" in str(found)


def test_equal_seeds_give_equal_readers(fronts):
    labels, photos = fronts[0][:8], fronts[1][:8]
    first, again, other = (pairs.Reader(15, 4, seed).fit(labels, photos, epochs=1) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.network.get_weights()[0], again.network.get_weights()[0])
    assert not np.array_equal(first.network.get_weights()[0], other.network.get_weights()[0])


def test_bad_input(fronts, reader):
    labels, photos = fronts
    with pytest.raises(ValueError, match="tanh"):
        pairs.l1(photos / 127.5 - 1, photos)
    with pytest.raises(ValueError, match="int64"):
        pairs.l1(photos.astype(int), photos)
    with pytest.raises(ValueError, match=r"shape \(n, h, w, c\)"):
        pairs.psnr(photos[0], photos[0])
    with pytest.raises(ValueError, match=r"\(47, 32, 32, 3\)"):
        pairs.ssim(photos[1:], photos)
    with pytest.raises(ValueError, match="11×11"):
        pairs.ssim(photos[:, :8, :8], photos[:, :8, :8])
    with pytest.raises(ValueError, match="NaN"):
        pairs.sharpness(np.full(photos.shape, np.nan), photos)
    with pytest.raises(ValueError, match="both"):
        pairs.compare_pairs(photos, photos, labels=labels)
    with pytest.raises(ValueError, match="fit"):
        pairs.Reader(15).read(photos)
    with pytest.raises(ValueError, match="do not fit"):
        pairs.Reader(15).fit(labels[1:], photos)
    with pytest.raises(ValueError, match="0 … 3"):
        pairs.recovery(labels, labels, 4)
    with pytest.raises(ValueError, match="whole numbers"):
        pairs.recovery(labels / 1.0, labels, 15)
    with pytest.raises(ValueError, match="divisible by 4"):
        pairs.Reader(15).fit(labels[:, :30, :30], photos[:, :30, :30])
