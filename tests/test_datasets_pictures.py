import numpy as np
import pytest

from course.datasets import pictures

SHAPES = {"cat": (300, 451, 3), "coffee": (400, 600, 3), "camera": (512, 512, 3), "bricks": (512, 512, 3)}


@pytest.mark.parametrize("name", pictures.names())
def test_photo_is_a_real_picture(name):
    image = pictures.photo(name)
    assert image.shape == SHAPES[name] and image.dtype == np.uint8
    assert image.std() > 10 and image.flags.writeable
    assert "CC0" in pictures.credits(name)
    assert f"`{name}.png`" in (pictures.FOLDER / "LICENSE.md").read_text(encoding="utf-8")


def test_default_photo_and_fresh_copies():
    first = pictures.photo()
    first[:] = 0
    assert pictures.photo("cat").any()


def test_unknown_photo_lists_the_names():
    for function in (pictures.photo, pictures.credits):
        with pytest.raises(ValueError, match=r"no photograph named 'dog'.*cat, coffee, camera, bricks"):
            function("dog")


def test_grey_weights():
    red, green, blue = (np.full((2, 3, 1), 255) * np.eye(3)[i] for i in range(3))
    for picture, weight in ((red, 0.299), (green, 0.587), (blue, 0.114)):
        np.testing.assert_allclose(pictures.grey(picture), 255 * weight)
    white = pictures.grey(np.full((4, 5, 3), 255, np.uint8))
    assert white.shape == (4, 5) and white.dtype == np.float64
    np.testing.assert_allclose(white, 255)


def test_grey_of_a_grey_photo_is_itself():
    bricks = pictures.photo("bricks")
    np.testing.assert_allclose(pictures.grey(bricks), bricks[:, :, 0], atol=1e-9)


@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 4), (2, 4, 5, 3)])
def test_grey_rejects_other_shapes(shape):
    with pytest.raises(ValueError, match="shape"):
        pictures.grey(np.zeros(shape))
