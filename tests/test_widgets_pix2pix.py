"""The painter: a plan goes in, a photo comes back, mistakes are said."""

import base64

import numpy as np
import pytest

from course.datasets import facade
from course.widgets import pix2pix as widgets


def colourful(labels):
    return facade.colours(labels)


@pytest.fixture
def plan():
    return np.kron(np.arange(4).reshape(2, 2), np.ones((8, 8), int))


def bytes_of(text, shape):
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(shape)


def test_the_photo_follows_the_plan(plan):
    painter = widgets.paint(colourful, plan)
    assert painter.side == 16 and painter.names == list(facade.CLASSES) and painter.palette[1] == [0, 0, 255]
    np.testing.assert_array_equal(bytes_of(painter.photo, (16, 16, 3)), facade.colours(plan))
    np.testing.assert_array_equal(bytes_of(painter.start, (16, 16)), plan)
    plan[3, 4] = 11
    painter.plan = widgets.packed(plan.astype(np.uint8))  # as the browser does
    np.testing.assert_array_equal(painter.labels, plan)
    np.testing.assert_array_equal(painter.image, facade.colours(plan))
    assert painter.trouble == ""


def test_photos_in_tanh_are_scaled(plan):
    painter = widgets.paint(lambda labels: np.full((1, 16, 16, 3), -0.5, np.float32), plan)
    assert set(np.unique(painter.image)) == {64}


@pytest.mark.parametrize(
    "bad",
    [np.zeros((4, 5), int), np.zeros((2, 4, 4), int), np.full((4, 4), 15), np.zeros((4, 4)), np.zeros((0, 0), int)],
)
def test_what_is_no_plan(bad, plan):
    with pytest.raises(ValueError, match=r"plan|labels"):
        widgets.paint(colourful, bad)
    painter = widgets.paint(colourful, plan)
    with pytest.raises(ValueError):
        painter.paint(bad)


def test_errors_are_shown_and_raised(plan):
    painter = widgets.paint(colourful, plan)
    painter.draw = lambda labels: 1 / 0
    plan[0, 0] = 3
    with pytest.raises(ZeroDivisionError):
        painter.paint(plan)
    assert "ZeroDivisionError" in painter.trouble
    painter.draw = colourful
    painter.paint(plan.T)
    assert painter.trouble == ""
    painter.draw = lambda labels: np.zeros((1, 8, 8, 3))
    with pytest.raises(ValueError, match=r"\(8, 8, 3\)"):
        painter.paint(plan)
    with pytest.raises(ValueError, match="16×16"):
        painter.paint(np.zeros((32, 32), int))


def test_the_browser_half_uses_the_same_names():
    script = widgets.FacadePainter._esm
    text = script.read_text() if hasattr(script, "read_text") else str(script)
    for name in ("side", "names", "palette", "start", "plan", "photo", "trouble"):
        assert f'"{name}"' in text or f"{name}:" in text, name


@pytest.fixture(scope="module")
def lab():
    """The lab's own functions that build the generator."""
    import math

    import keras
    import tensorflow as tf

    from tests.lab_pieces import pieces

    names = {"math": math, "np": np, "keras": keras, "tf": tf}
    return pieces("08", ("start", "downsample_block", "upsample_block", "unet"), names)


def test_the_shipped_generator_fits_the_lab_and_draws_houses(lab):
    from course.metrics import pairs

    draw = widgets.generator(lab["unet"], lab["downsample_block"], lab["upsample_block"])
    labels, photos = facade.drawn(range(4_000_000, 4_000_012))
    made = draw(labels)
    assert made.shape == photos.shape and np.abs(made).max() <= 1
    truth = photos / 127.5 - 1
    assert pairs.l1(made, truth, image_range=(-1, 1)) < 0.2
    assert pairs.ssim(made, truth, image_range=(-1, 1)) > 0.35
    assert 0.6 < pairs.sharpness(made, truth, image_range=(-1, 1)) < 1.4


def test_another_architecture_is_refused(lab):
    from course.training import CheckpointError

    def thinner(size, width, down, up):
        return lab["unet"](size, width - 1, down, up)

    with pytest.raises(CheckpointError, match="another architecture"):
        widgets.generator(thinner, lab["downsample_block"], lab["upsample_block"])
