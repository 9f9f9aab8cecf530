"""The figures of lab 07 show the numbers they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.plots import acgan as plots

RNG = np.random.default_rng(0)
IMAGES = RNG.random((20, 6, 5)).astype("float32")


def test_figures_are_closed_so_that_a_notebook_shows_them_once():
    before = plt.get_fignums()
    plots.schemes()
    plots.trade({"a": (0.5, 1.0)})
    assert plt.get_fignums() == before


def test_schemes_name_both_games_and_their_heads():
    left, right = plots.schemes().axes
    assert "told" in left.get_title() and "asked" in right.get_title()
    words = [[text.get_text() for text in ax.texts] for ax in (left, right)]
    assert "which class?" in words[1] and "which class?" not in words[0]
    assert all("real?" in found for found in words)


def test_stacked_adds_its_terms_up():
    ax = plots.stacked({"one": {"source": 1.0, "class": 2.0}, "two": {"source": 0.5, "class": 0.25}}).axes[0]
    assert [bar.get_width() for bar in ax.patches] == [1.0, 0.5, 2.0, 0.25]
    assert [bar.get_x() for bar in ax.patches] == [0, 0, 1.0, 0.5]
    assert [text.get_text().strip() for text in ax.texts] == ["3.00", "0.75"]


@pytest.mark.parametrize("bad", [{}, {"a": {}}, {"a": {"x": 1.0}, "b": {"y": 1.0}}, {"a": {"x": -1.0}}])
def test_stacked_refuses_what_it_cannot_stack(bad):
    with pytest.raises(ValueError):
        plots.stacked(bad)


def test_readings_say_how_much_is_as_ordered():
    shifted = np.roll(np.eye(4), 1, axis=1)
    axes = plots.readings({"the head": np.eye(4), "the judge": shifted}).axes
    assert [ax.get_title() for ax in axes] == ["the head: 100% as ordered", "the judge: 0% as ordered"]
    assert np.array_equal(axes[1].images[0].get_array(), shifted)
    for bad in ({}, {"a": np.ones((2, 3))}, {"a": np.ones(3)}):
        with pytest.raises(ValueError):
            plots.readings(bad)


def test_trade_draws_a_named_point_each():
    ax = plots.trade({"real": (0.99, 1.0), "prototypes": (1.0, 0.0)}).axes[0]
    points = [line.get_xydata()[0].tolist() for line in ax.lines if line.get_marker() == "o"]
    assert points == [[99.0, 1.0], [100.0, 0.0]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["real", "prototypes"]
    with pytest.raises(ValueError):
        plots.trade({})


def test_blends_draw_the_classes_that_are_seen():
    shares = np.linspace(0, 1, 5)
    probabilities = np.zeros((5, 10))
    probabilities[:, 3], probabilities[:, 8], probabilities[:, 2] = 1 - shares, shares, 0.1
    picture, lines = plots.blends(IMAGES[:5], shares, probabilities).axes
    assert picture.images[0].get_array().shape == (6, 5 * 7 - 2)
    assert [text.get_text() for text in lines.get_legend().get_texts()] == ["3", "8"]
    assert np.allclose(lines.lines[1].get_ydata(), shares)
    faded = plots.blends(IMAGES[:5], shares, probabilities, faded=True).axes[0].images[0].get_array()
    assert faded.shape == (2 * 8 - 2, 5 * 7 - 2)
    middle = faded[8:, 2 * 7 : 2 * 7 + 5]
    assert np.allclose(middle / 255, (IMAGES[0] + IMAGES[4]) / 2, atol=0.003)
    with pytest.raises(ValueError, match="4 rows"):
        plots.blends(IMAGES[:5], shares, probabilities[:4])


def test_styles_fill_rows():
    ax = plots.styles(IMAGES, range(5)).axes[0]
    assert ax.images[0].get_array().shape == (4 * 8 - 2, 5 * 7 - 2) and len(ax.texts) == 5
    for names in (range(3), []):
        with pytest.raises(ValueError, match="rows of"):
            plots.styles(IMAGES, names)


def test_sizes_are_root_mean_squares():
    one, other = np.array([[3.0, 0.0], [-3.0, 2.0]]), np.zeros((4, 2))
    ax = plots.sizes({"start": (one, other)}).axes[0]
    assert np.allclose(ax.lines[0].get_ydata(), [3, np.sqrt(2)]) and np.ptp(ax.lines[1].get_ydata()) == 0
    for bad in ({}, {"a": (one, np.zeros((4, 3)))}):
        with pytest.raises(ValueError):
            plots.sizes(bad)
