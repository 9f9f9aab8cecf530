"""The figures of lab 08 show what they are given."""

import itertools

import numpy as np
import pytest
from matplotlib.figure import Figure

from course.datasets import facade
from course.metrics.pairs import PairsMeasured, Recovery
from course.plots import pix2pix as plots


@pytest.fixture(scope="module")
def fronts():
    return facade.drawn(range(8), 32)


def images(fig):
    return [ax.images[0].get_array() for ax in fig.axes if ax.images]


def test_pairs_and_rows(fronts):
    labels, photos = fronts
    fig = plots.pairs(labels[:3], photos[:3])
    found = images(fig)
    assert isinstance(fig, Figure) and len(found) == 6
    np.testing.assert_array_equal(found[0], facade.colours(labels[0]))
    np.testing.assert_array_equal(found[3], photos[0])
    scaled = photos.astype("float32") / 127.5 - 1
    fig = plots.rows({"real": photos[:2], "in -1…1": scaled[:4]})
    found = images(fig)
    assert len(found) == 6 and [ax.get_ylabel() for ax in fig.axes if ax.get_ylabel()] == ["real", "in -1…1"]
    np.testing.assert_array_equal(found[0], found[2])
    np.testing.assert_array_equal(plots.shown(np.full((1, 2, 2, 3), 7.0)), np.full((1, 2, 2, 3), 255))
    with pytest.raises(ValueError, match="0 … 14"):
        plots.pairs(labels + 20, photos)


def test_legend_names_every_class():
    texts = [text.get_text() for text in plots.legend(facade.CLASSES).axes[0].texts]
    assert texts == [f"{number} {name}" for number, name in enumerate(facade.CLASSES)]


def test_routing_says_when_nothing_passes():
    fig = plots.routing({"U-Net": [3.0, 2.0, 1.0], "encoder–decoder": [0.0, 0.0, 0.0]})
    assert [len(ax.texts) for ax in fig.axes] == [0, 1]
    assert [bar.get_height() for bar in fig.axes[0].patches] == [3.0, 2.0, 1.0]


def test_patch_sizes_are_drawn_to_scale(fronts):
    fig = plots.patch_sizes(fronts[1][0], {"16×16 of 64": (30, 16), "70×70 of 256": (30, 70)})
    widths = [ax.patches[0].get_width() for ax in fig.axes]
    assert widths == [pytest.approx(8), pytest.approx(70 / 8)]


def test_errors_mark_the_lowest_point():
    fig = plots.errors([-1, 0, 1], {"a": [3, 1, 2], "b": [1, 2, 3]})
    dots = [line.get_xydata()[0] for line in fig.axes[0].lines if line.get_marker() == "o"]
    assert [tuple(dot) for dot in dots] == [(0, 1), (-1, 1)]


def test_spoiled_photos(fronts):
    photos = fronts[1].astype("float32")
    spoiled = plots.spoil(photos)
    assert all(other.shape == photos.shape for other in spoiled.values())
    np.testing.assert_array_equal(spoiled["shifted by 2 pixels"][:, :, 2:], photos[:, :, :-2])
    np.testing.assert_array_equal(spoiled["the next house"][0], photos[1])


def test_curves_leave_out_what_a_loss_does_not_have():
    log = {"l1": [3, 2], "adversarial": [1, 1], "d_loss": [0.6, 0.5]}
    fig = plots.curves({"U-Net, both": log, "U-Net, L1 alone": log, "U-Net, adversarial alone": log})
    names = [[line.get_label() for line in ax.lines if not line.get_label().startswith("_")] for ax in fig.axes]
    assert names[0] == ["U-Net, both", "U-Net, L1 alone"]
    assert names[1] == names[2] == ["U-Net, both", "U-Net, adversarial alone"]


def test_measures_and_variation(fronts):
    labels, photos = fronts
    value = PairsMeasured(0.1, 15.0, 0.4, 0.8, Recovery(0.7, 0.3, np.zeros(15)), 8)
    fig = plots.measures({"one": value, "two": value})
    assert len(fig.axes) == 4 and [bar.get_width() for bar in fig.axes[3].patches] == [0.3, 0.3]
    scaled = photos.astype("float32") / 127.5 - 1
    fig = plots.variation(scaled)
    np.testing.assert_allclose(fig.axes[4].images[0].get_array(), 50 * scaled.std(axis=0).mean(axis=-1), rtol=1e-5)
    assert len(images(plots.readings(photos[:2], labels[:2], labels[2:4]))) == 6


def test_the_trade_off_joins_its_points_in_their_order():
    fig = plots.trade_off({"λ = 1": (0.15, 1.1), "λ = 100": (0.14, 0.5)})
    [line] = [line for line in fig.axes[0].lines if len(line.get_xdata()) == 2 and line.get_marker() == "o"]
    np.testing.assert_allclose(line.get_xydata(), [[0.15, 1.1], [0.14, 0.5]])
    assert [text.get_text() for text in fig.axes[0].texts] == ["λ = 1", "λ = 100"]
    close = plots.trade_off(
        {"λ = 0": (0.206, 0.83), "λ = 1": (0.149, 0.65), "λ = 20": (0.147, 0.63), "λ = 100": (0.146, 0.5),
         "L1 alone": (0.1455, 0.48)}
    )  # fmt: skip
    close.draw_without_rendering()
    boxes = [text.get_window_extent() for text in close.axes[0].texts]
    assert len(boxes) == 5 and not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    with pytest.raises(ValueError, match="at least one"):
        plots.trade_off({})
