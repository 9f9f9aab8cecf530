"""Images on sheets: every image in its place, every range of values, and what is not an image."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.plots import images

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 256, (7, 5, 4), dtype=np.uint8)


def test_stack_takes_rows_and_pictures():
    rows = RNG.random((12, 16))
    assert np.array_equal(images.stack(rows), rows.reshape(12, 4, 4))
    assert np.array_equal(images.stack(rows.reshape(12, 4, 4, 1)), rows.reshape(12, 4, 4))
    assert images.stack(np.zeros((2, 3, 4, 3))).shape == (2, 3, 4, 3)
    for bad in (rows[0], rows[:0], rows[:, :15], np.zeros((1, 2, 2, 2)), np.zeros((0, 2, 2)), 3.0):
        with pytest.raises(ValueError, match="garments must have shape"):
            images.stack(bad, "garments")


def test_three_ranges_become_one():
    assert images.unit(np.full((1, 2, 2), 255, np.uint8)).tolist() == [[[1, 1], [1, 1]]]
    assert np.allclose(images.unit([[[-1.0, 0.0], [1.0, 3.0]]]), [[[0, 0.5], [1, 1]]])
    assert np.allclose(images.unit([[[0.25, np.nan], [np.inf, 1.5]]]), [[[0.25, 0], [1, 1]]])
    assert images.board([[[-1.0, 0.0, 1.0, 1.2]]]).tolist() == [[0, 128, 255, 255]]
    assert images.board([[[0.0, 0.5, 1.0]]]).tolist() == [[0, 128, 255]]
    assert images.board(np.full((2, 9), np.nan)).shape == (3, 7)
    with pytest.raises(ValueError):
        images.grey(np.zeros((2, 4, 4, 3)))


@pytest.mark.parametrize("gap", [1, 2])
def test_a_board_has_every_image_in_its_place(gap):
    board = images.board(GREY, 3, gap=gap)
    assert board.shape == (3 * (5 + gap) - gap, 3 * (4 + gap) - gap) and board.dtype == np.uint8
    for place, image in enumerate(GREY):
        top, left = place // 3 * (5 + gap), place % 3 * (4 + gap)
        assert np.array_equal(board[top : top + 5, left : left + 4], image)
    assert (board[5 : 5 + gap] == 255).all() and (board[2 * (5 + gap) :, 4 + gap :] == 255).all()
    colour = RNG.integers(0, 256, (2, 4, 4, 3), dtype=np.uint8)
    assert np.array_equal(images.board(colour, 2)[:, :4], colour[0])
    assert images.board(GREY[:5]).shape == (2 * 5 + 1, 3 * 4 + 2)  # about square
    with pytest.raises(ValueError, match="at least one column"):
        images.board(GREY, 0)


def test_whole_numbers_take_a_fill_that_is_none():
    assert np.isnan(images.tile(np.ones((2, 2, 2), int), 2, fill=np.nan)[:, 2]).all()


def test_figures_show_the_boards_and_are_closed():
    before = plt.get_fignums()
    axes = images.samples({"real": GREY, "made": GREY[::-1]}, columns=3, gap=2).axes
    assert [ax.get_title() for ax in axes] == ["real", "made"]
    assert np.array_equal(axes[1].images[0].get_array(), images.board(GREY[::-1], 3, gap=2))
    ax = images.sheet(GREY, ["a b", 1, 2], columns=3).axes[0]
    assert [text.get_text() for text in ax.texts] == ["a\nb", "1", "2"]
    assert plt.get_fignums() == before
    with pytest.raises(ValueError):
        images.samples({})
    with pytest.raises(ValueError, match="headings"):
        images.sheet(GREY, range(2), columns=3)
