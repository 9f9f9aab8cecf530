import subprocess
import sys

import numpy as np
import pytest
from scipy import ndimage

from course.datasets import signals


def average(x, m):
    return ndimage.uniform_filter1d(x, m, mode="reflect")


def find_changes(x, scale=12, threshold=0.65):
    response = np.sqrt(2 * np.pi) * scale * ndimage.gaussian_filter1d(x, scale, order=1, mode="reflect")
    runs, count = ndimage.label(np.abs(response) > threshold)
    tops = ndimage.maximum_position(np.abs(response), runs, range(1, count + 1))
    return np.array([top[0] for top in tops], dtype=int)


def test_same_seed_same_signal_and_other_seed_another():
    a, b, c = (signals.piecewise_smooth(seed=s) for s in (4, 4, 5))
    np.testing.assert_array_equal(a.noisy, b.noisy)
    assert not np.array_equal(a.noisy, c.noisy)
    assert not np.array_equal(a.jumps, c.jumps)


@pytest.mark.parametrize("seed", range(20))
def test_jumps_are_where_and_as_high_as_stated(seed):
    s = signals.piecewise_smooth(1500, 6, gap=100, heights=(0.8, 1.2), seed=seed)
    assert s.clean.shape == s.noisy.shape == (1500,)
    assert len(s.jumps) == len(s.heights) == 6
    edges = [0, *s.jumps, 1500]
    assert min(np.diff(edges)) >= 100
    steps = np.diff(s.clean)
    np.testing.assert_allclose(steps[s.jumps - 1], s.heights)
    assert np.all((np.abs(s.heights) >= 0.8) & (np.abs(s.heights) <= 1.2))
    assert np.max(np.abs(np.delete(steps, s.jumps - 1))) < 0.01  # everything else is smooth


def test_jumps_fill_the_signal_when_there_is_no_slack():
    s = signals.piecewise_smooth(300, 2, gap=100)
    np.testing.assert_array_equal(s.jumps, [100, 200])
    assert len(signals.piecewise_smooth(300, 0).jumps) == 0


def test_noise_is_white_and_as_loud_as_stated():
    s = signals.piecewise_smooth(40_000, 5, noise=0.5, seed=1)
    noise = s.noisy - s.clean
    assert noise.std() == pytest.approx(0.5, rel=0.02)
    assert abs(np.corrcoef(noise[1:], noise[:-1])[0, 1]) < 0.02
    np.testing.assert_array_equal(signals.piecewise_smooth(noise=0).noisy, signals.piecewise_smooth(noise=0).clean)


@pytest.mark.parametrize(
    "bad",
    [
        dict(n=500, jumps=5, gap=100),
        dict(n=0),
        dict(jumps=-1),
        dict(noise=-1),
        dict(heights=(2, 1)),
        dict(heights=(0, 1)),
        dict(gap=0),
    ],
)
def test_impossible_signals_are_refused(bad):
    with pytest.raises(ValueError):
        signals.piecewise_smooth(**bad)


def test_snr_counts_decibels():
    clean = np.array([3.0, -3.0, 3.0, -3.0])
    assert signals.snr_db(clean, clean + 3) == pytest.approx(0)
    assert signals.snr_db(clean, clean + 0.3) == pytest.approx(20)
    assert signals.snr_db(clean, clean) == np.inf
    with pytest.raises(ValueError):
        signals.snr_db(clean, clean[:3])


@pytest.mark.parametrize(
    ("found", "true", "expected"),
    [
        ([100, 200], [100, 200], (1, 1, 1)),
        ([90, 210], [100, 200], (1, 1, 1)),
        ([89, 200], [100, 200], (0.5, 0.5, 0.5)),
        ([100, 101, 200], [100, 200], (2 / 3, 1, 0.8)),  # two answers for one jump: one is wrong
        ([200], [100, 200], (1, 0.5, 2 / 3)),
        ([], [100], (0, 0, 0)),
        ([100], [], (0, 0, 0)),
        ([], [], (1, 1, 1)),
    ],
)
def test_score_of_changes(found, true, expected):
    assert signals.score_changes(found, true, tolerance=10) == pytest.approx(expected)


def test_each_jump_is_matched_by_its_nearest_detection():
    assert signals.score_changes([95, 105], [100, 104], tolerance=10).f1 == 1
    assert signals.score_changes([104], [100, 104], tolerance=10).recall == 0.5


def test_nobody_can_spoil_a_signal_in_place():
    s = signals.standard()
    with pytest.raises(ValueError, match="read-only"):
        s.noisy[0] = 0
    np.testing.assert_array_equal(s.noisy, signals.standard().noisy)


def test_standard_signal_reaches_what_lab_02_promises():
    s = signals.standard()
    windows = np.arange(1, 102, 2)
    errors = np.array([np.mean((average(s.noisy, m) - s.clean) ** 2) for m in windows])
    best = int(np.argmin(errors))
    gain = signals.snr_db(s.clean, average(s.noisy, windows[best])) - signals.snr_db(s.clean, s.noisy)
    assert gain >= 10.5
    assert 15 <= windows[best] <= 45  # a clear minimum inside the range …
    assert errors[0] > 10 * errors[best]  # … with walls on both sides
    assert errors[-1] > 1.7 * errors[best]
    assert signals.score_changes(find_changes(s.noisy), s.jumps).f1 == 1


def test_change_detection_reaches_its_target_on_fresh_signals():
    pool = [signals.piecewise_smooth(seed=seed) for seed in range(100, 140)]
    scores = [signals.score_changes(find_changes(s.noisy), s.jumps).f1 for s in pool]
    assert np.mean(scores) >= 0.98
    assert min(scores) >= 0.9


def test_import_needs_no_tensorflow():
    code = "import sys; from course.datasets import signals; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
