"""The figures of lab 04 show the numbers they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.plots import gan as plots
from course.plots.images import board

RNG = np.random.default_rng(0)
ROWS = RNG.random((12, 16))


def shown(ax):
    return np.asarray(ax.images[0].get_array())


def test_figures_are_closed_so_that_a_notebook_shows_them_once():
    before = plt.get_fignums()
    plots.sheets({"a": ROWS})
    plots.roc({"a": (RNG.random(5), RNG.random(5))})
    assert plt.get_fignums() == before


def test_sheets_and_rows_name_each_set():
    axes = plots.sheets({"a": ROWS, "b": ROWS[:3]}, columns=4).axes
    assert [ax.get_title() for ax in axes] == ["a", "b"]
    assert np.array_equal(shown(axes[1]), board(ROWS[:3], 4))
    axes = plots.rows({"a": ROWS[:3], "b": ROWS[3:6]}, titles=[7, 8, 9]).axes
    assert np.array_equal(shown(axes[4]), ROWS[4].reshape(4, 4)) and axes[1].get_title() == "8"
    assert [axes[0].get_ylabel(), axes[3].get_ylabel()] == ["a", "b"]
    for bad in ({}, {"a": ROWS, "b": ROWS[:2]}):
        with pytest.raises(ValueError):
            plots.rows(bad)
    with pytest.raises(ValueError):
        plots.sheets({})


def test_two_questions_draws_the_line_half_way():
    points = np.array([[0.0, 0], [0, 2], [4, 0], [4, 2]])
    axes = plots.two_questions(points, [0, 0, 1, 1], points + 0.1).axes
    line = axes[0].lines[-1]
    assert tuple(line.get_xy1()) == (2, 1) and line.get_xy2()[0] == 2  # upright, through the middle
    assert len(axes[1].lines) == 3
    with pytest.raises(ValueError):
        plots.two_questions(points, [0, 0, 0, 0], points)


def test_extreme_cases_write_the_costs():
    axes = plots.extreme_cases([0.1, 2.0, 3.0, 0.25]).axes
    words = [text.get_text() for ax in axes for text in ax.texts]
    assert "D's cost 2.00" in words and "D's cost 0.25" in words
    assert "D is wrong: D must change; G has won" in words
    with pytest.raises(ValueError):
        plots.extreme_cases([1, 2])


def test_two_losses_draw_values_and_sizes_of_slopes():
    belief = np.array([0.1, 0.5, 0.9])
    axes = plots.two_losses(belief, {"one": (belief, -belief), "two": (belief, belief)}).axes
    assert np.array_equal(axes[0].lines[0].get_ydata(), belief)
    assert np.array_equal(axes[1].lines[0].get_ydata(), belief)
    with pytest.raises(ValueError):
        plots.two_losses(belief, {})


def test_the_best_discriminator_is_the_share_of_the_real_density():
    x, real = np.linspace(0, 1, 5), np.ones(5)
    axes = plots.best_discriminators(x, real, {"a": real, "b": 3 * real}).axes
    assert np.allclose(axes[0].lines[0].get_ydata(), 0.5) and np.allclose(axes[1].lines[0].get_ydata(), 0.25)
    with pytest.raises(ValueError):
        plots.best_discriminators(x, real, {})


def test_played_draws_both_losses_and_samples():
    axes = plots.played([5, 10], {"d_loss": [0.1, 0.2], "g_loss": [2, 3]}, ROWS).axes
    assert [list(line.get_ydata()) for line in axes[0].lines[::2]] == [[0.1, 0.2], [2, 3]]
    assert [text.get_text() for text in axes[0].texts] == ["2 ln 2", "ln 2"]
    assert np.array_equal(shown(axes[1]), board(ROWS, 4))


def test_trap_draws_both_runs():
    log = {"moved": [0.0, 0.1], "g_loss": [0.7, 0.5]}
    axes = plots.trap({"a": log, "b": {"moved": [0, 0, 0], "g_loss": [1, 1, 1]}}).axes
    assert list(axes[0].lines[0].get_ydata()) == [0, 0.1] and list(axes[1].lines[0].get_ydata()) == [0.7, 0.5]
    for bad in ({}, {"a": {"moved": [1]}}):
        with pytest.raises(ValueError):
            plots.trap(bad)


def test_shares_colour_what_is_missing():
    values = np.full(10, 0.1)
    values[3] = 0.01
    ax = plots.shares({"a": values}).axes[0]
    heights = [bar.get_height() for bar in ax.patches]
    assert np.allclose(heights, 100 * values)
    colours = {bar.get_facecolor() for bar in ax.patches}
    assert len(colours) == 2 and ax.patches[3].get_facecolor() != ax.patches[0].get_facecolor()
    with pytest.raises(ValueError):
        plots.shares({})


def test_latent_figures_show_place_and_images():
    assert np.array_equal(shown(plots.latent_map(ROWS.reshape(3, 4, 16)).axes[0]), board(ROWS, 4))
    axes = plots.latent_point(ROWS[5], ROWS[:4], 0.25, 1.0).axes
    assert np.array_equal(shown(axes[0]), ROWS[5].reshape(4, 4))
    assert len(axes[1].images) == 4
    assert [float(v[0]) for v in axes[1].lines[-1].get_data()] == [0.25, 1.0]
    for corners, right in ((ROWS[:3], 0.5), (ROWS[:4], 1.5)):
        with pytest.raises(ValueError):
            plots.latent_point(ROWS[0], corners, right, 0.5)
    with pytest.raises(ValueError):
        plots.latent_map(ROWS)


@pytest.mark.parametrize("seed", range(4))
def test_the_area_is_the_share_of_pairs_in_order(seed):
    rng = np.random.default_rng(seed)
    normal, odd = rng.integers(0, 8, 30), rng.integers(2, 12, 20)  # with ties
    pairs = (odd[:, None] > normal).mean() + 0.5 * (odd[:, None] == normal).mean()
    alarms, hits, area = plots.roc_curve(normal, odd)
    assert area == pytest.approx(pairs)
    assert (np.diff(alarms) >= 0).all() and (np.diff(hits) >= 0).all()
    assert (alarms[0], hits[0], alarms[-1], hits[-1]) == (0, 0, 1, 1)


def test_known_areas():
    assert plots.roc_curve([0, 1], [2, 3])[2] == 1
    assert plots.roc_curve([2, 3], [0, 1])[2] == 0
    assert plots.roc_curve([1, 1], [1])[2] == 0.5
    for bad in (([], [1]), ([1], []), ([np.nan], [1])):
        with pytest.raises(ValueError):
            plots.roc_curve(*bad)


def test_roc_names_the_areas():
    fig = plots.roc({"a": ([0, 1], [2, 3]), "b": ([1, 1], [1])})
    words = [text.get_text() for text in fig.axes[0].get_legend().get_texts()]
    assert words == ["a: 1.000", "b: 0.500"] and len(fig.axes) == 3
    with pytest.raises(ValueError):
        plots.roc({})


def test_logged_draws_each_game():
    history = {name: np.linspace(0, 1, 5) for name in ("d_loss", "g_loss", "d_real", "d_fake")}
    axes = plots.logged({"a": (history, ROWS), "b": (history, ROWS)}).axes
    assert list(axes[0].lines[0].get_xdata()) == [6, 12, 18, 24, 30]
    assert axes[1].get_title() == "b"
    with pytest.raises(ValueError):
        plots.logged({})
