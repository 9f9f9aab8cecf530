"""The figures of lab 09 show what they are given, and the recorded runs are complete."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course.metrics.flow import vorticity
from course.plots import flow as plots

RNG = np.random.default_rng(0)
FILM = RNG.normal(size=(6, 12, 16, 3))
SOLID = np.zeros((12, 16), bool)
SOLID[5:7, 4:6] = True


def test_frames_are_drawn_with_y_upwards_and_the_body_grey():
    fig = plots.frame(FILM[0], SOLID)
    for k, ax in enumerate(fig.axes[:3]):
        image = ax.images[0]
        np.testing.assert_array_equal(image.get_array(), FILM[0, ..., k])
        assert image.origin == "lower"
        body = ax.images[1].get_array()
        assert (body[SOLID] == plots.BODY).all() and not body[~SOLID].any()
    v = fig.axes[1].images[0]
    assert v.norm.vmin == -v.norm.vmax  # blue and red mean down and up


def test_strips_show_vorticity_row_by_row():
    fig = plots.strip({"one": FILM[:3], "two": FILM[3:5]}, SOLID, 0.1, ["a", "b", "c"])
    found = [ax.images[0].get_array() for ax in fig.axes if ax.images]
    assert len(found) == 5 and [ax.get_title() for ax in fig.axes[:3]] == ["a", "b", "c"]
    np.testing.assert_allclose(found[3], vorticity(FILM[3], 0.1))


def test_the_spectrum_has_its_peak_where_the_sine_has_its_frequency():
    signal = 3 + np.sin(2 * np.pi * 0.2 * 0.5 * np.arange(100))
    fig = plots.probe(signal, 0.5)
    x, y = fig.axes[1].lines[0].get_data()
    assert x[y.argmax()] == pytest.approx(0.2) and y.max() == pytest.approx(1, abs=1e-6)


def test_bars_curves_and_maps_hold_their_numbers():
    fig = plots.bars({"one": {175: 2.0, 200: 3.0}, "two": {175: 20.0, 200: 30.0}}, "error")
    assert [bar.get_width() for bar in fig.axes[0].patches] == [2, 20, 3, 30]
    fig = plots.growth({"a": [1, 2, 3]}, 0.5)
    np.testing.assert_allclose(fig.axes[0].lines[0].get_xdata(), [0.5, 1.0, 1.5])
    fig = plots.maps({"a": np.full((3, 4), 2.0), "b": np.eye(3, 4)})
    assert {ax.images[0].norm.vmax for ax in fig.axes[:2]} == {2.0}
    norm = plots.maps({"a": np.full((3, 4), 2.0)}, decades=3).axes[0].images[0].norm
    assert (norm.vmin, norm.vmax) == (pytest.approx(0.002), 2.0)
    fig = plots.distances({"near": [0.01, 0.02, 0.03]})
    assert "median 2.0 %" in fig.axes[0].texts[0].get_text()
    fig = plots.frequencies({100: 0.16, 200: 0.19}, lambda re: 0.1 + 0 * re)
    assert list(fig.axes[0].lines[1].get_ydata()) == [0.16, 0.19]
    fig = plots.forces(RNG.normal(size=(9, 2)), 0.01)
    assert [len(ax.lines[0].get_xdata()) for ax in fig.axes] == [9, 9]
    log = {"l2": [1.0, 0.1], "d_loss": [1.4, 1.3]}
    fig = plots.curves({"L2": log, "with D": log | {"adversarial": [0.1, 0.1]}})
    assert [len(ax.lines) for ax in fig.axes] == [2, 2]
    assert len(plots.scales({"data": np.ones(9)}, 4.8).axes[0].lines[0].get_xdata()) == 8


def test_values_over_the_reynolds_number_are_drawn_in_its_order():
    fig = plots.by_reynolds({"POD": {200: 2.5, 100: 0.5}, "persistence": {100: 12.0, 200: 18.0}}, "error, %")
    pod, _ = fig.axes[0].lines
    assert list(pod.get_xdata()) == [100, 200] and list(pod.get_ydata()) == [0.5, 2.5]
    assert fig.axes[0].get_yscale() == "log"


def test_a_roll_out_is_shown_beside_the_truth():
    made = FILM.copy()
    made[4, 2, 3, 0] += 0.5
    fig = plots.rollout(FILM, made, 4, SOLID, 0.1, 0.45, (3, 9), "mine")
    error = fig.axes[2].images[0].get_array()
    assert error[2, 3] == pytest.approx(0.5) and np.count_nonzero(np.asarray(error) > 1e-9) == 1
    assert fig.axes[1].get_title() == "mine" and "2.25" in fig.axes[0].get_title()
    signal = next(ax for ax in fig.axes if ax.get_ylabel() == "v at the probe").lines[0].get_ydata()
    np.testing.assert_array_equal(signal, FILM[:, 3, 9, 1])


def test_the_recorded_runs_fill_the_tables():
    found = plots.recorded()
    seeds = [len(runs) for runs in found["runs"].values()]
    assert seeds.count(3) >= 4 and seeds.count(1) == 3  # recipes, and baselines
    for runs in found["runs"].values():
        assert all(key in run for run in runs for key in plots.MEASURES)
    assert {(case["cells"], case["height"]) for case in found["solver"]} >= {(10, 16), (10, 24), (10, 32), (20, 16)}
    for fig in (plots.solver_table(found), plots.terms_table(found), plots.terms_chart(found)):
        assert isinstance(fig, Figure)
    table = plots.terms_table(found).axes[0].tables[0]
    first = next(iter(found["runs"]))
    assert table[1, 0].get_text().get_text() == first and "±" in table[1, 1].get_text().get_text()
