"""The figures of lab 03 show the numbers they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.plots import cnn as plots

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (12, 6, 5), dtype=np.uint8)


def shown(ax):
    return np.asarray(ax.images[0].get_array())


def test_figures_are_closed_so_that_a_notebook_shows_them_once():
    before = plt.get_fignums()
    plots.digits(IMAGES)
    plots.angles(np.arange(12.0), np.arange(12.0), IMAGES)
    assert plt.get_fignums() == before


def test_digits_are_shown_in_order_with_their_titles():
    axes = plots.digits(IMAGES[..., np.newaxis], range(12), columns=5).axes
    assert len(axes) == 15
    for number in range(12):
        assert np.array_equal(shown(axes[number]), IMAGES[number])
        assert axes[number].get_title() == str(number)
    assert not any(ax.images for ax in axes[12:])


@pytest.mark.parametrize(("images", "titles"), [(IMAGES[0], None), (IMAGES[:0], None), (IMAGES, ["one"])])
def test_digits_refuses(images, titles):
    with pytest.raises(ValueError):
        plots.digits(images, titles)


def test_rows_names_each_set():
    axes = plots.rows({"a": IMAGES[:3], "b": IMAGES[3:6]}).axes
    assert np.array_equal(shown(axes[4]), IMAGES[4])
    assert [axes[0].texts[0].get_text(), axes[3].texts[0].get_text()] == ["a", "b"]
    for bad in ({}, {"a": IMAGES[:2], "b": IMAGES[:3]}):
        with pytest.raises(ValueError):
            plots.rows(bad)


def test_parameters_and_ladder_draw_their_bars():
    ax = plots.parameters({"dense": 1000, "convolutional": 10}).axes[0]
    assert [bar.get_width() for bar in ax.patches] == [1000, 10] and ax.get_xscale() == "log"
    assert "1,000" in [text.get_text() for text in ax.texts]
    ax = plots.ladder({"first": 1.0, "last": 12.5}).axes[0]
    assert [bar.get_width() for bar in ax.patches] == [1.0, 12.5]
    for function in (plots.parameters, plots.ladder):
        for bad in ({}, {"a": 0}):
            with pytest.raises(ValueError):
                function(bad)


def test_flow_writes_the_shapes():
    ax = plots.flow({"digit": (28, 28, 1), "conv": (28, 28, 8), "dense": (10,)}).axes[0]
    words = [text.get_text() for text in ax.texts]
    assert {"28×28×1", "28×28×8", "10", "conv"} <= set(words) and len(ax.patches) == 3
    for bad in ({}, {"a": (3, 3)}):
        with pytest.raises(ValueError):
            plots.flow(bad)


def test_curves_have_a_panel_a_quantity():
    axes = plots.curves({"loss": {"train": [3, 2, 1], "test": [3, 2]}, "accuracy": {"test": [0.5]}}).axes
    assert [ax.get_title() for ax in axes] == ["loss", "accuracy"]
    assert [list(line.get_ydata()) for line in axes[0].lines] == [[3, 2, 1], [3, 2]]
    assert list(axes[0].lines[0].get_xdata()) == [1, 2, 3] and not any(axes[0].get_xticks() % 1)
    for bad in ({}, {"loss": {}}):
        with pytest.raises(ValueError):
            plots.curves(bad)


def test_kernels_share_one_scale_with_zero_in_the_middle():
    weights = RNG.normal(size=(3, 3, 1, 20))
    axes = plots.kernels(weights).axes
    assert np.array_equal(shown(axes[17]), weights[:, :, 0, 17])
    limits = {ax.images[0].get_clim() for ax in axes[:20]}
    assert limits == {(-np.abs(weights).max(), np.abs(weights).max())}
    assert not axes[20].images
    with pytest.raises(ValueError):
        plots.kernels(np.ones((3, 3, 2, 4)))


def test_mosaic_keeps_every_map():
    maps = RNG.random((4, 5, 7))
    board = plots.mosaic(maps, 3)
    assert board.shape == (3 * 5 - 1, 3 * 6 - 1)
    assert np.array_equal(board[5:9, 6:11], maps[..., 4])
    assert np.isnan(board[4]).all() and np.isnan(board[10:, 6:]).all()
    axes = plots.maps(IMAGES[0], maps).axes
    assert axes[1].get_title() == "7 maps of 4×5"
    for image, bad in ((IMAGES, maps), (IMAGES[0], maps[0])):
        with pytest.raises(ValueError):
            plots.maps(image, bad)


def test_confusion_colours_errors_only():
    table = np.array([[50, 2], [0, 40]])
    ax = plots.confusion(table).axes[0]
    assert np.array_equal(shown(ax), [[0, 2], [0, 0]])
    assert [text.get_text() for text in ax.texts] == ["50", "2", "40"]
    with pytest.raises(ValueError):
        plots.confusion(np.ones((2, 3)))


def test_reading_shows_bars_and_maps():
    values = np.eye(10)[3] * 0.9 + 0.01
    axes = plots.reading(IMAGES[0], values, [RNG.random((4, 4, 9)), RNG.random((2, 2, 3))]).axes
    assert axes[1].get_title() == "answer: 3"
    assert np.allclose([bar.get_height() for bar in axes[1].patches], values)
    with pytest.raises(ValueError):
        plots.reading(IMAGES[0], values, [])


def test_tolerance_and_rates_draw_lines():
    ax = plots.tolerance([0, 1], {"a": [1.0, 0.5]}).axes[0]
    assert list(ax.lines[0].get_ydata()) == [100, 50]
    ax = plots.rates({"a": np.arange(3)}).axes[0]
    assert list(ax.lines[0].get_ydata()) == [0, 1, 2]
    with pytest.raises(ValueError):
        plots.tolerance([0], {})
    with pytest.raises(ValueError):
        plots.rates({})


def test_angles_show_points_and_examples():
    true = np.linspace(-40, 40, 12)
    fig = plots.angles(true, true + 2, IMAGES)
    large = fig.axes[-1]
    assert np.allclose(large.lines[1].get_ydata(), true + 2)
    assert fig.axes[0].get_title() == "-40°, said -38°"
    with pytest.raises(ValueError):
        plots.angles(true[:3], true[:3], IMAGES[:3])
