"""The film of roll-outs: the picture follows the sliders, and what does not fit is refused."""

import numpy as np
import pytest

from course.plots import flow as plots
from course.widgets import flow as widgets

RNG = np.random.default_rng(0)
TRUE = {number: RNG.normal(size=(5, 12, 16, 3)) for number in (100, 200)}
MADE = {name: {number: film + 0.1 for number, film in TRUE.items()} for name in ("L2", "all")}
SOLID = np.zeros((12, 16), bool)


@pytest.fixture
def drawn(monkeypatch):
    """What the widget has asked to be drawn."""
    calls, draw = [], plots.rollout
    monkeypatch.setattr(plots, "rollout", lambda *given: calls.append(given) or draw(*given))
    return calls


def test_the_picture_follows_the_sliders(drawn):
    shown = widgets.rollouts(TRUE, MADE, SOLID, 0.1, 0.45, (3, 9))
    before = bytes(shown.picture.value)
    assert before.startswith(b"\x89PNG") and drawn[-1][2] == 0 and drawn[-1][-1] == "L2"
    shown.controls["at"].value = 4
    shown.controls["loss"].value = "all"
    shown.controls["reynolds"].value = 200
    np.testing.assert_array_equal(drawn[-1][0], TRUE[200])
    np.testing.assert_array_equal(drawn[-1][1], MADE["all"][200])
    assert drawn[-1][2] == 3 and drawn[-1][-1] == "all" and bytes(shown.picture.value) != before
    assert shown.controls["at"].max == 5 and shown.trouble.value == ""


@pytest.mark.parametrize(
    ("true", "made", "probe", "says"),
    [
        ({}, MADE, (3, 9), "at least one"),
        (TRUE, {}, (3, 9), "at least one"),
        (TRUE, {"L2": {100: TRUE[100]}}, (3, 9), "Re 200 is missing"),
        (TRUE, {"L2": {100: TRUE[100], 200: TRUE[200][:3]}}, (3, 9), "the true film is"),
        ({100: TRUE[100][:, :5]}, {"L2": {100: TRUE[100][:, :5]}}, (3, 9), r"\(n, 12, 16, 3\)"),
        (TRUE, MADE, (12, 0), "outside"),
    ],
)
def test_what_does_not_fit_is_said(true, made, probe, says):
    with pytest.raises(ValueError, match=says):
        widgets.rollouts(true, made, SOLID, 0.1, 0.45, probe)
