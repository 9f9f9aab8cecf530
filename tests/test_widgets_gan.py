"""The walk through latent space: places among four corners, and an image that follows two sliders."""

import numpy as np
import pytest

from course.widgets import gan as widgets

RNG = np.random.default_rng(0)
CORNERS = RNG.normal(size=(4, 100)).astype("float32")


def generator(latent):
    """Sixteen pixels that depend on the latent vector."""
    return 1 / (1 + np.exp(-np.asarray(latent)[:, :16]))


def test_corners_are_where_they_belong():
    assert np.allclose(widgets.between(CORNERS, [0, 1, 0, 1], [0, 0, 1, 1]), CORNERS, atol=1e-6)


def test_vectors_keep_their_length_on_the_way():
    places = RNG.random((2, 200))
    lengths = np.linalg.norm(widgets.between(CORNERS, *places), axis=1)
    corners = np.linalg.norm(CORNERS, axis=1)
    assert 0.7 * corners.min() < lengths.min() and lengths.max() < 1.3 * corners.max()


def test_half_way_lies_half_way():
    half = widgets.between(CORNERS, 0.5, 0)[0]
    assert np.allclose(half, (CORNERS[0] + CORNERS[1]) / np.sqrt(2), atol=1e-6)


@pytest.mark.parametrize(("corners", "right"), [(CORNERS[:3], 0.5), (CORNERS, 1.2), (CORNERS, -0.1), (CORNERS[0], 0)])
def test_between_refuses(corners, right):
    with pytest.raises(ValueError):
        widgets.between(corners, right, 0.5)


def test_the_map_has_the_corners_at_its_corners():
    images = widgets.mapped(generator, CORNERS, tall=3, wide=5)
    assert images.shape == (3, 5, 16)
    ends = images[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert np.allclose(ends, generator(CORNERS), atol=1e-6)


def test_the_picture_follows_both_sliders():
    walk = widgets.walk(generator, CORNERS)
    seen = {walk.picture.value}
    for name, value in (("right", 0.0), ("down", 1.0), ("right", 1.0)):
        walk.controls[name].value = value
        seen.add(walk.picture.value)
    assert len(seen) == 4 and not walk.trouble.value


def test_an_error_is_shown_and_raised():
    walk = widgets.walk(generator, CORNERS)
    walk.draw = lambda **_: 1 / 0
    with pytest.raises(ZeroDivisionError):
        walk.update()
    assert "ZeroDivisionError" in walk.trouble.value
