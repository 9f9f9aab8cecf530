"""POD with regression: exact where the film is a sum of few waves, and refusals."""

import numpy as np
import pytest

from course.metrics.flow import BadFields
from course.metrics.pod import PodRegression


def waves(count, period=11.3, seed=0):
    """A film of two travelling patterns on a mean: four modes hold it, and its next frame is a linear function."""
    rng = np.random.default_rng(seed)
    mean, *patterns = rng.normal(size=(5, 6, 8, 3))
    turns = 2 * np.pi * np.arange(count)[:, None, None, None] / period
    amounts = np.cos(turns), np.sin(turns), np.cos(2 * turns), np.sin(2 * turns)
    return (mean + sum(amount * pattern for amount, pattern in zip(amounts, patterns, strict=True))).astype("float32")


def cut(film, past=4):
    return np.concatenate([film[k : len(film) - past + k] for k in range(past)], axis=-1), film[past:]


def test_a_sum_of_few_waves_is_continued_exactly():
    film = waves(60)
    pod = PodRegression([film[:40]], modes=4)
    frames, target = cut(film[40:])
    np.testing.assert_allclose(pod.predict(frames), target, atol=2e-3)
    assert pod.energies.sum() == pytest.approx(1, abs=1e-4)
    flat = pod.modes.reshape(4, -1)
    np.testing.assert_allclose(flat @ flat.T, np.eye(4), atol=1e-5)


def test_too_few_modes_are_worse():
    film = waves(60)
    frames, target = cut(film)
    error = [np.abs(PodRegression([film], modes=k).predict(frames) - target).mean() for k in (2, 4)]
    assert error[0] > 20 * error[1]


def test_windows_do_not_run_from_one_film_into_the_next():
    one = waves(30, 9.7)
    pod = PodRegression([one, one], modes=4)
    frames, target = cut(one)
    np.testing.assert_allclose(pod.predict(frames), target, atol=5e-3)
    joined = PodRegression([np.concatenate([one, one])], modes=4)  # the seam teaches a jump
    assert np.abs(joined.predict(frames) - target).mean() > 3 * np.abs(pod.predict(frames) - target).mean()


@pytest.mark.parametrize(
    ("films", "options", "says"),
    [
        ([], {}, "films"),
        ([waves(9), waves(9)[:, :3]], {}, "one size"),
        ([waves(9)[0]], {}, "films"),
        ([waves(4)], {}, "more than 4"),
        ([waves(9)], {"modes": 0}, "0 modes"),
        ([waves(9)], {"modes": 10}, "10 modes of 9"),
        ([waves(9)], {}, "20 modes of 9"),
        ([waves(9) * np.float32(np.nan)], {}, "NaN"),
    ],
)
def test_what_cannot_be_decomposed_is_said(films, options, says):
    with pytest.raises(BadFields, match=says):
        PodRegression(films, **options)


def test_windows_of_another_size_are_refused():
    with pytest.raises(BadFields, match="windows"):
        PodRegression([waves(9)], modes=2).predict(np.zeros((1, 6, 8, 9)))
