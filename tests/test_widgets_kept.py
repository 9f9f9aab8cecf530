"""What a saved notebook keeps of a widget, and what stays of that in a stored solution."""

from __future__ import annotations

import asyncio
import base64
import io
import re

import ipywidgets as ipw
import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from course.authoring import execute
from course.widgets import convolution, filters, kept
from course.widgets import live as live_module
from course.widgets.draw import SIDE, DigitCanvas
from course.widgets.live import Board, Drawer, Live, png
from course.widgets.pix2pix import paint


def line(slope: float) -> Figure:
    figure = Figure(figsize=(3, 2), layout="constrained")
    figure.add_subplot().plot([0, 1], [0, slope])
    return figure


def ramp() -> Live:
    return Live(line, {"slope": ipw.IntSlider(1, 0, 5, description="slope")}, about='a "line"')


@pytest.fixture
def outputs(monkeypatch):
    """What is displayed: (data, display id, whether it replaces)."""
    seen = []

    def display(data, *, raw, display_id=None, update=False):
        assert raw
        seen.append((data, display_id, update))

    monkeypatch.setattr(kept, "display", display)
    return seen


def test_a_widget_is_shown_with_a_picture_that_hides_while_it_lives(outputs):
    live = ramp()
    live._ipython_display_()
    (view, _, _), (still, name, update) = outputs
    assert view[kept.VIEW]["model_id"] == live.model_id and not update and name
    assert base64.b64decode(still["image/png"]) == live.picture.value
    page = still["text/html"]
    assert still["image/png"] in page and 'alt="a &quot;line&quot;, slope 1"' in page
    (shown,) = re.findall(r"course-live-(\w+)\) \.course-kept-\1 \{display: none\}", page)
    assert {"course-live", f"course-live-{shown}"} <= set(live._dom_classes)


def test_the_picture_is_renewed_once_when_the_controls_rest(outputs, monkeypatch):
    monkeypatch.setattr(kept, "REST", 0.05)
    live = ramp()
    live._ipython_display_()

    async def drag():
        for slope in (2, 3, 4):
            live.controls["slope"].value = slope
        before = len(outputs)
        await asyncio.sleep(0.3)
        return before

    assert asyncio.run(drag()) == 2 and len(outputs) == 3
    data, name, update = outputs[-1]
    assert update and name == outputs[1][1] and base64.b64decode(data["image/png"]) == live.picture.value
    assert "slope 4" in data["text/html"]


def test_canvases_keep_what_they_show(outputs):
    canvas = DigitCanvas(lambda image: (np.eye(10)[7], [np.ones((4, 4, 2))]), ["first"])
    canvas._ipython_display_()
    assert "image/png" not in outputs[-1][0] and kept.NO_PICTURE in outputs[-1][0]["text/html"]
    drawing = np.zeros((SIDE, SIDE), np.uint8)
    drawing[10:60, 30:40] = 255
    canvas.draw(drawing)
    assert outputs[-1][2] and "image/png" in outputs[-1][0] and "read as 7 with 100%" in outputs[-1][0]["text/html"]
    painter = paint(lambda labels: np.zeros((1, 16, 16, 3)), np.zeros((16, 16), int))
    painter._ipython_display_()
    first = outputs[-1][0]["image/png"]
    painter.paint(np.full((16, 16), 5))
    assert outputs[-1][0]["image/png"] != first


def test_a_stored_solution_keeps_invitation_and_picture():
    live = ramp()
    cell = nbformat.v4.new_code_cell("live")
    view = {kept.VIEW: {"model_id": "1"}, "text/plain": "x"}
    cell.outputs = [nbformat.v4.new_output("display_data", data) for data in (view, live.kept())]
    empty = nbformat.v4.new_code_cell("canvas")
    empty.outputs = [
        nbformat.v4.new_output("display_data", data) for data in (view, DigitCanvas(lambda image: ([], [])).kept())
    ]
    tidied = execute.tidy(nbformat.v4.new_notebook(cells=[cell, empty]))
    assert [list(output.data) for output in tidied.cells[0].outputs] == [["text/markdown"], ["image/png"]]
    assert [list(output.data) for output in tidied.cells[1].outputs] == [["text/markdown"]]


def test_axes_stay_where_they_are_until_the_figure_is_of_another_kind():
    drawer = Drawer()
    first = line(1)
    first.axes[0].set_ylim(0, 9)
    drawer.png(first)
    second = line(5)
    second.axes[0].set_ylim(0, 9)
    drawer.png(second)
    assert second.axes[0].get_position().bounds == pytest.approx(first.axes[0].get_position().bounds)
    third = line(2)
    third.axes[0].set_ylim(0, 90_000)  # wider numbers beside the axis
    drawer.png(third)
    assert third.axes[0].get_position().x0 > first.axes[0].get_position().x0


def test_a_picture_of_the_same_kind_is_drawn_once_and_looks_the_same(monkeypatch):
    drawer, draws, real = Drawer(), [], Figure.draw
    before = drawer.png(line(1))
    monkeypatch.setattr(Figure, "draw", lambda figure, renderer: (draws.append(figure), real(figure, renderer))[1])
    after = drawer.png(line(1))
    assert len(draws) == 1 and after == before
    quick = Image.open(io.BytesIO(after))
    np.testing.assert_array_equal(quick, Image.open(io.BytesIO(png(line(1)))))


def odd(level: float) -> Figure:
    """A figure with every kind of axis that a stored picture could get wrong."""
    figure = Figure(figsize=(9, 6), layout="constrained")
    log, bars, image, matrix, named, polar = figure.subplots(2, 3).flat
    log.loglog([1, 10, 1000], [level, 2, 3000])
    log.set(xlim=(1, 1000), ylim=(0.1, 5000), xlabel="f", ylabel="level")
    bars.bar(["a", "b"], [level, 2])
    bars.set_ylim(0, 1e6)
    bars.grid(True)
    shown = image.imshow(np.full((4, 4), level), vmin=0, vmax=9)
    image.grid(True, which="minor", color="white")
    image.minorticks_on()
    figure.colorbar(shown, ax=image)
    matrix.matshow(np.eye(3) * level)  # its numbers stand above
    matrix.set_title("above them")
    named.plot([0, 1], [0, level])
    named.set(ylim=(0, 9), xticks=[0, 1])
    named.set_xticklabels(["zero", "one"], rotation=30)
    named.get_xticklabels()[int(level) % 2].set_color("red")
    named.twinx().set_ylim(0, 2)
    polar.set_axis_off()
    return figure


@pytest.mark.parametrize(("kind", "anew"), [("odd", 1), ("window", 0), ("steps", 0), ("slide", 2)])
def test_pictures_with_stored_axes_look_as_if_drawn_anew(kind, anew, monkeypatch):
    stamps = []
    real = live_module._stamp
    monkeypatch.setattr(live_module, "_stamp", lambda *about: stamps.append(about) or real(*about))
    drawer = Drawer()
    draw = odd
    if kind != "odd":
        board, name = {
            "window": lambda: (filters.WindowExplorer(), "window"),
            "steps": lambda: (convolution.step_window(np.eye(5)), "step"),
            "slide": lambda: (convolution.flip_and_slide([1.0, 2, 3, 4, 5, 6], {"h": [1, 2]}), "n"),
        }[kind]()
        slider = getattr(board, name, None) or board.controls[name]

        def draw(value):
            slider.value = slider.min + value * slider.step
            return board.figure()

    for value in (1, 4, 5):
        stamps.clear()
        quick, slow = (Image.open(io.BytesIO(png_of(draw(value)))) for png_of in (drawer.png, png))
        assert quick.size == slow.size
        assert np.abs(np.subtract(quick, slow, dtype=int)).max() <= 4, value
    assert len(stamps) == anew


def test_an_unforeseen_error_is_raised_and_shown_folded():
    live = ramp()
    live.draw = lambda slope: 1 / 0
    with pytest.raises(ZeroDivisionError):
        live.controls["slope"].value = 2
    shown, folded = live.trouble.value.split("<details>")
    assert "ZeroDivisionError: division by zero" in shown and "Traceback" in folded
    assert isinstance(live, Board)
