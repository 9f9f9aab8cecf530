"""Every widget of the labs in a real JupyterLab: each control is moved and the picture follows."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable

import pytest

from tests.browser.conftest import opened
from tests.browser.notebook import Notebook, write
from tests.browser.widget import PICTURE, Widget

BEGIN = """\
import hashlib
import json
import time

import keras
import numpy as np

from course import networks
from course.datasets import facade
from course.metrics import judge
from course.training import saved
from course.widgets import acgan, cgan, cnn, convolution, dcgan, draw, filters, flow, gan, live, pix2pix

def noted(kind, name):
    # Note what each picture shows, and what it took.
    real = getattr(kind, name)

    def run(self, change=None):
        began, worked = time.perf_counter(), time.process_time()
        real(self, change)
        worked = time.process_time() - worked
        seconds, png = time.perf_counter() - began, getattr(self, "picture", None)
        line = {"seconds": seconds, "worked": worked, "words": self.words()}
        line |= {"digest": " ".join(map(str, hashlib.sha256(png.value).digest()))} if png else {}
        with open("drawn.jsonl", "a") as file:
            file.write(json.dumps(line) + "\\n")

    setattr(kind, name, run)

noted(live.Board, "update")
noted(draw.DigitCanvas, "_read")
noted(pix2pix.FacadePainter, "_follow")
rng = np.random.default_rng(0)
digits = saved.shipped("dcgan", networks.divisible(hidden=128))
writer = saved.shipped("cgan_digits", networks.projection_generator(32))
ordered = saved.shipped("acgan_digits", networks.lean_generator(32))
dense = keras.Sequential([keras.Input((100,)), keras.layers.Dense(256, "relu"), keras.layers.Dense(784, "sigmoid")])
reader = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(16, 3, activation="relu"),
    keras.layers.MaxPooling2D(), keras.layers.Conv2D(32, 3), keras.layers.Flatten(), keras.layers.Dense(10)])
films = {re: rng.random((40, 48, 96, 3)) for re in (100, 200)}
made = {name: {re: film + rng.random() for re, film in films.items()} for name in ("L2", "GAN")}"""
WIDGETS = {
    "01-flip": "convolution.flip_and_slide(np.ones(8), {'three': [3, 2, 1], 'two': [1, -1]})",
    "01-step": "convolution.step_window(np.arange(49).reshape(7, 7) % 5)",
    "02-window": "filters.WindowExplorer()",
    "02-kernel": "filters.KernelPainter(preset='vertical edges')",
    "04-walk": "gan.walk(dense, rng.normal(size=(4, 100)))",
    "05-epochs": "dcgan.epochs(range(11), rng.random((11, 25, 28, 28, 1)))",
    "05-walk": "dcgan.walk(digits)",
    "05-mix": "dcgan.mix(digits, {'ink': rng.normal(size=100), 'slant': rng.normal(size=100)})",
    "06-number": "cgan.write_number(writer)",
    "07-grid": "acgan.grid(ordered)",
    "07-blend": "acgan.blend(ordered, judge.load('mnist'))",
    "09-rollouts": "flow.rollouts(films, made, np.zeros((48, 96), bool), 0.1, 0.1, (20, 60))",
    "03-digit": "cnn.draw_digit(reader)",
    "08-paint": "pix2pix.paint(facade.colours, facade.drawn([3])[0][0])",
    "deaf": "import ipywidgets\nfrom course.widgets.live import Live\n"
    "Live(lambda n: convolution.plots.window_positions(3, 2), {'n': ipywidgets.IntSlider(1, 0, 5, description='n')})",
}
BOARDS = [name for name in WIDGETS if name not in ("03-digit", "08-paint", "deaf")]


def on_page(book: Notebook, name: str) -> Widget:
    """Return a widget of the notebook, scrolled into sight."""
    return Widget(book, 1 + [*WIDGETS].index(name))


def drawn(book: Notebook) -> list[dict]:
    """Return what the kernel has noted of each picture that it drew."""
    return [json.loads(line) for line in (book.server.folder / "drawn.jsonl").read_text("utf-8").splitlines()]


def until(true: Callable[[], bool], otherwise: str, seconds: float = 60) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)


def load() -> float:
    """Return how many processes want a processor, a mean of the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else math.nan


@pytest.fixture(scope="module")
def book(window, lab):
    """A notebook with every widget, run."""
    with opened(window) as page:
        book = Notebook(page, lab, write(lab, "widgets.ipynb", [BEGIN, *WIDGETS.values()]))
        book.run_all(400)
        assert not page.locator("[data-mime-type='application/vnd.jupyter.error']").count()
        yield book


@pytest.mark.parametrize("name", BOARDS)
def test_the_picture_follows_every_control(book, name):
    widget = on_page(book, name)
    root, keys = widget.root, book.tab.keyboard
    sliders, lists = root.locator(".noUi-handle"), root.locator("select")
    for place in range(sliders.count()):
        handle = sliders.nth(place)
        now, most = (float(handle.get_attribute(f"aria-value{what}")) for what in ("now", "max"))
        key = "ArrowLeft" if now == most and most > 0 else "ArrowRight"
        if name == "01-step" and place == 2:
            key = "ArrowRight"
        widget.follows(lambda handle=handle, key=key: handle.press(key))
    for place in range(lists.count()):
        widget.follows(lambda place=place: lists.nth(place).select_option(index=1))
    if name == "06-number":
        field = root.locator("input[type=text]").first
        widget.follows(lambda: (field.fill("31"), keys.press("Enter")))
        widget.rest()
        field.fill("3x")
        keys.press("Enter")
        root.get_by_role("alert").get_by_text("type 1 to 12 digits").wait_for()
        assert "Traceback" not in root.inner_text()
        widget.follows(lambda: (field.fill("44"), keys.press("Enter")))
        assert not root.get_by_role("alert").count()
    if name == "02-window":
        widget.follows(lambda: root.get_by_role("button", name="new noise").click())
    if name == "02-kernel":
        widget.follows(
            lambda: root.get_by_role("button", name="5 × 5").click() or lists.first.select_option("Laplace")
        )
        widget.rest()
        field = root.get_by_role("spinbutton", name="row 2, column 2")
        widget.follows(lambda: (field.fill("-9"), keys.press("Tab")))
    if root.locator(".jupyter-widgets.widget-play").count():
        widget.rest()
        if name == "05-epochs":
            sliders.last.press("Home")
            widget.rest()
        widget.follows(lambda: root.locator(".widget-play button").first.click())
        root.locator(".widget-play button").first.click()
    book.picture(f"widget-{name}")


def test_a_picture_that_does_not_follow_is_noticed(book):
    widget = on_page(book, "deaf")
    with pytest.raises(AssertionError, match="did not follow"):
        widget.follows(lambda: widget.root.locator(".noUi-handle").press("ArrowRight"), seconds=3)


def test_a_digit_is_drawn_by_mouse_and_by_keyboard(book):
    widget = on_page(book, "03-digit")
    pad, said, mouse = widget.root.locator(".digit-pad"), widget.root.locator(".digit-bars"), book.tab.mouse
    assert "nothing drawn" in said.inner_text()
    box = pad.bounding_box()

    def stroke():
        mouse.move(box["x"] + 140, box["y"] + 40)
        mouse.down()
        mouse.move(box["x"] + 130, box["y"] + 230, steps=8)
        mouse.up()

    widget.follows(stroke)
    said.get_by_text("%").first.wait_for()
    assert widget.root.get_by_label("16 maps of convolution 1").count() == 1
    pad.press("Delete")
    said.get_by_text("nothing drawn").wait_for()
    pad.press("Space")
    for key in 5 * ["ArrowDown"] + 3 * ["Shift+ArrowRight"]:
        pad.press(key)
    said.get_by_text("%").first.wait_for()
    book.picture("widget-03-digit")


def test_a_plan_is_painted_by_mouse_and_by_keyboard(book):
    widget = on_page(book, "08-paint")
    plan, mouse = widget.root.locator(".facade-plan"), book.tab.mouse
    box = plan.bounding_box()

    def drag():
        mouse.move(box["x"] + 60, box["y"] + 60)
        mouse.down()
        mouse.move(box["x"] + 140, box["y"] + 120, steps=4)
        mouse.up()

    photo = "root => root.querySelector('.facade-photo').toDataURL()"
    first = widget.root.evaluate(photo)
    widget.root.get_by_role("radio", name="door").check()
    widget.follows(drag)
    book.tab.wait_for_function(
        "before => [...document.querySelectorAll('.facade-photo')].some(c => c.toDataURL() !== before)", arg=first
    )
    widget.root.get_by_role("radio", name="door").press("ArrowDown")
    assert widget.root.get_by_role("radio", name="cornice").is_checked()
    plan.press("Shift+ArrowRight")
    before = widget.root.evaluate(photo)
    for key in ("Space", "ArrowDown", "ArrowDown", "Space"):
        plan.press(key)
    assert "cornice" in widget.root.get_by_role("status").inner_text()
    book.tab.wait_for_function(
        "before => [...document.querySelectorAll('.facade-photo')].every(c => c.toDataURL() !== before)", arg=before
    )
    widget.follows(lambda: widget.root.get_by_role("button", name="undo").click())
    book.picture("widget-08-paint")


@pytest.mark.parametrize("name", [name for name in WIDGETS if name != "deaf"])
def test_dragging_gives_pictures_on_the_way_and_the_last_one_is_right(book, name):
    """How many there must be depends on what one costs, so that it holds on a machine that is at other work, too."""
    widget, mouse = on_page(book, name), book.tab.mouse
    root, handles = widget.root, widget.root.locator(".noUi-handle")
    canvas = root.locator(".digit-pad, .facade-plan")
    before = len(drawn(book))
    if handles.count():
        pictures, took = widget.drag(handles.last)
    elif name == "02-kernel":
        field = root.get_by_role("spinbutton", name="row 1, column 1")
        pictures, took = widget.hold(lambda _: field.press("ArrowUp"))
    else:
        box = canvas.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse.move(x, y)
        mouse.down()
        pictures, took = widget.hold(
            lambda at: mouse.move(x + 100 * math.sin(5 * at), y + 100 * math.sin(4 * at + at * at / 9))
        )
        mouse.up()
    on_the_way = len(drawn(book)) - before
    if handles.count():
        until(lambda: widget.told(handles.last), "the picture is not that of the slider's last place")
    if canvas.count() == 0:
        until(lambda: widget.picture() == drawn(book)[-1]["digest"], "the page does not show what was drawn last")
    elif name == "08-paint":  # its photo is drawn in the plan's colours
        shown = "root => [...root.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL())"
        until(lambda: len(set(root.evaluate(shown))) == 1, "the photo is not that of the plan")
    done = drawn(book)[before:]
    seconds, worked = (sum(one[what] for one in done) / len(done) for what in ("seconds", "worked"))
    rate = pictures / took
    print(
        f"{name}: {rate:.1f} pictures a second, {1000 * seconds:.0f} ms each in the kernel, of a processor "
        f"{1000 * worked:.0f} ms, load {load():.1f}"
    )
    assert rate > 0.25 / (seconds + 0.5), "the picture waits until the mouse rests"
    assert len(done) - on_the_way <= 3, "pictures of old values come after the mouse rests"


def test_widgets_fit_the_screen_and_have_names(book):
    for name in WIDGETS:
        widget = on_page(book, name)
        assert widget.root.evaluate("root => root.clientHeight") <= 768, name
        for handle in widget.root.locator(".noUi-handle").all():
            assert handle.get_attribute("aria-label"), name
        if widget.root.locator("img").count():
            assert len(widget.root.locator("img").get_attribute("alt")) > 5, name


def test_the_dark_theme_is_readable(book):
    dark = "document.body.dataset.jpThemeLight === 'false'"
    book.theme("Dark")
    book.tab.wait_for_function(dark)
    luminance = """node => {
      const light = (text) => { const [r, g, b] = text.match(/[\\d.]+/g).map((v) => (v / 255) ** 2.2);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      let ground = node;
      const clear = (one) => /rgba\\(.*, 0\\)|transparent/.test(getComputedStyle(one).backgroundColor);
      while (ground.parentElement && clear(ground)) ground = ground.parentElement;
      const [a, b] = [getComputedStyle(node).color, getComputedStyle(ground).backgroundColor].map(light);
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); }"""
    try:
        for name in ("08-paint", "03-digit", "01-flip"):
            widget = on_page(book, name)
            book.picture(f"dark-{name}")
            for node in widget.root.locator("label, .widget-label, .digit-bars, .digit-bars em").all():
                assert node.evaluate(luminance) >= 4.5, (name, node.inner_text())
    finally:
        book.theme("Light")


def test_the_console_names_no_error(book):
    assert book.tab.faults == []


@pytest.mark.slow
def test_after_a_restart_widgets_say_so_and_the_saved_notebook_shows_pictures(book):
    """The last test of the module: the kernel's work is gone after it."""
    book.restart()
    for name in WIDGETS:
        root = on_page(book, name).root
        said = root.evaluate("root => getComputedStyle(root, '::before').content")
        assert "kernel was restarted" in said, name
    book.picture("restarted")
    shown = {name: on_page(book, name) for name in BOARDS}
    last = {name: widget.picture() for name, widget in shown.items()}
    saved = book.save()
    for place, name in enumerate(WIDGETS, 1):
        if name != "deaf":
            assert "image/png" in saved.cells[place].outputs[1].data, name
    book.command("Kernel", "Shut Down Kernel")
    book.open()
    book.tab.locator(".course-kept img").first.wait_for()
    time.sleep(3)  # ipywidgets looks two seconds for its models
    page = book.tab.locator(".jp-Notebook")
    assert not book.tab.locator(".course-live").count()
    assert not page.get_by_text("model not found").locator("visible=true").count()
    for name in BOARDS:
        cell = book.tab.locator(".jp-Notebook .jp-Cell").nth(1 + [*WIDGETS].index(name))
        cell.evaluate("cell => cell.scrollIntoView()")
        image = cell.locator(".course-kept img")
        assert image.is_visible() and image.evaluate("image => image.naturalWidth") > 100, name
        assert cell.locator(".course-kept").evaluate(PICTURE) == last[name], name
    book.picture("opened-again")
