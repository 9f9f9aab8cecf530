"""The figures of lab 06 show the numbers they are given."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.plots import cgan as plots

RNG = np.random.default_rng(0)
IMAGES = RNG.random((20, 6, 5)).astype("float32")


def test_figures_are_closed_so_that_a_notebook_shows_them_once():
    before = plt.get_fignums()
    plots.sheet(IMAGES)
    plots.undecided()
    assert plt.get_fignums() == before


def test_a_sheet_has_its_headings():
    ax = plots.sheet(IMAGES, ["Ankle boot", *range(9)]).axes[0]
    assert ax.texts[0].get_text() == "Ankle\nboot" and len(ax.texts) == 10
    with pytest.raises(ValueError, match="headings"):
        plots.sheet(IMAGES, range(3))


def test_sheets_are_named():
    axes = plots.sheets({"a": IMAGES, "b": IMAGES[:10]}).axes
    assert [ax.get_title() for ax in axes] == ["a", "b"]
    with pytest.raises(ValueError):
        plots.sheets({})


def test_counts_draws_a_bar_a_class():
    axes = plots.counts({"labels": [0, 0, 3]}, classes=4).axes
    assert [bar.get_height() for bar in axes[0].patches] == [2, 0, 0, 1]
    with pytest.raises(ValueError):
        plots.counts({})


def test_per_class_draws_per_cent():
    ax = plots.per_class({"a": [0.5, 1.0], "b": [0.1, np.nan]}, ["x", "y"], target=0.9).axes[0]
    heights = [bar.get_height() for bar in ax.patches]
    assert np.allclose(heights, [50, 100, 10, np.nan], equal_nan=True)
    assert ax.lines[0].get_ydata()[0] == 90
    for bad in ({}, {"a": [1.0], "b": [1.0, 0.5]}):
        with pytest.raises(ValueError):
            plots.per_class(bad)


def test_progress_marks_the_levels():
    run = {"step": [1, 2], "d_loss": [1.4, 1.3], "g_loss": [0.7, 0.8], "val_conditional_accuracy": [0.1, 0.9]}
    upper, lower = plots.progress({"run": run}).axes
    levels = [line.get_ydata()[0] for line in upper.lines if line.get_linestyle() == "--"]
    assert np.allclose(sorted(levels), [math.log(2), 2 * math.log(2)])
    assert list(lower.lines[0].get_ydata()) == [10, 90]
    with pytest.raises(ValueError, match="g_loss"):
        plots.progress({"run": {"d_loss": [1]}})


def test_undecided_has_its_lowest_place_below_one_half():
    ax = plots.undecided(0.9, {"run": (0.7, 0.9)}).axes[0]
    d_line = ax.lines[0]
    assert abs(d_line.get_xdata()[np.argmin(d_line.get_ydata())] - 0.45) < 0.01
    points = ax.lines[-1]
    assert np.allclose(points.get_xdata(), math.exp(-0.9)) and list(points.get_ydata()) == [0.7, 0.9]
    with pytest.raises(ValueError):
        plots.undecided(0)


def test_bars_and_curves_show_their_values():
    axes = plots.bars({"distance": {"a": 3.0, "b": 1.5}}, best={"distance": 0.5}).axes
    assert [bar.get_width() for bar in axes[0].patches] == [3.0, 1.5]
    assert axes[0].lines[0].get_xdata()[0] == 0.5
    axes = plots.curves({"gradient (log)": {"a": [1.0, 0.0]}, "share": {"a": [1, 2]}}, [5, 10]).axes
    assert axes[0].get_yscale() == "log" and axes[0].lines[0].get_ydata()[1] > 0
    assert axes[0].get_title() == "gradient" and list(axes[1].lines[0].get_xdata()) == [5, 10]
    steps, levels = {"a": [5, 10], "b": [6]}, {"loss": {"ln 2": 0.69}}
    ax = plots.curves({"loss": {"a": [1.0, 0.5], "b": [0.8]}}, steps, levels=levels).axes[0]
    assert [list(line.get_xdata()) for line in ax.lines[:2]] == [[5, 10], [6]]
    assert ax.lines[2].get_ydata()[0] == 0.69 and [text.get_text() for text in ax.texts] == ["ln 2"]
    for function, arguments in ((plots.bars, ()), (plots.curves, ([1],))):
        for bad in ({}, {"a": {}}):
            with pytest.raises(ValueError):
                function(bad, *arguments)


def test_written_needs_an_image_a_character():
    ax = plots.written(IMAGES[:3], "123").axes[0]
    assert np.allclose(ax.images[0].get_array()[:, 5:10], 1 - IMAGES[1])
    with pytest.raises(ValueError, match="3 images"):
        plots.written(IMAGES[:3], "12")
