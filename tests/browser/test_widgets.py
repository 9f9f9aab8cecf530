"""Every widget of the labs in a real JupyterLab: each control is moved and the picture follows."""

from __future__ import annotations

import time

import pytest

from tests.browser.conftest import opened
from tests.browser.notebook import Notebook, write

BEGIN = """\
import keras
import numpy as np

from course.datasets import facade
from tests.lab_pieces import pieces
from course.training import saved
from course.widgets import acgan, cgan, cnn, convolution, dcgan, filters, flow, gan, pix2pix

rng = np.random.default_rng(0)
dots = lambda latents, training=False: np.tanh(np.asarray(latents)[:, :64].reshape(-1, 8, 8, 1))
latent, label = keras.Input((16,)), keras.Input((), dtype="int32")
values = keras.layers.Multiply()([latent, keras.layers.Embedding(10, 16)(label)])
ordered = keras.Model([latent, label], keras.layers.Reshape((28, 28, 1))(keras.layers.Dense(784)(values)))
class Judge:
    def probabilities(self, images):
        return np.tile(np.arange(10) / 45, (len(images), 1))
films = {re: rng.random((4, 12, 24, 3)) for re in (100, 200)}
made = {name: {re: film + rng.random() for re, film in films.items()} for name in ("L2", "GAN")}"""
WIDGETS = {
    "01-flip": "convolution.flip_and_slide(np.ones(8), {'three': [3, 2, 1], 'two': [1, -1]})",
    "01-step": "convolution.step_window(np.arange(49).reshape(7, 7) % 5)",
    "02-window": "filters.WindowExplorer()",
    "02-kernel": "filters.KernelPainter(preset='vertical edges')",
    "04-walk": "gan.walk(lambda z: 1 / (1 + np.exp(-np.asarray(z))), rng.normal(size=(4, 784)))",
    "05-epochs": "dcgan.epochs([0, 1, 2], rng.random((3, 4, 8, 8, 1)))",
    "05-walk": "dcgan.walk(dots)",
    "05-mix": "dcgan.mix(dots, {'ink': np.ones(100), 'slant': np.arange(100.0)})",
    "06-number": "cgan.write_number(ordered)",
    "07-grid": "acgan.grid(ordered, styles=2)",
    "07-blend": "acgan.blend(ordered, Judge())",
    "09-rollouts": "flow.rollouts(films, made, np.zeros((12, 24), bool), 0.1, 0.1, (5, 9))",
    "03-digit": "cnn.draw_digit(keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(8, 3),"
    " keras.layers.Flatten(), keras.layers.Dense(10)]))",
    "08-paint": "pix2pix.paint(facade.colours, facade.drawn([3])[0][0])",
    "deaf": "import ipywidgets\nfrom course.widgets.live import Live\n"
    "Live(lambda n: convolution.plots.window_positions(3, 2), {'n': ipywidgets.IntSlider(1, 0, 5, description='n')})",
}
BOARDS = [name for name in WIDGETS if name not in ("03-digit", "08-paint", "deaf")]
# The picture of a widget, a digest of what its image, or its canvases, hold.
PICTURE = """async (root) => {
  const image = root.querySelector('img'), text = new TextEncoder();
  const drawn = () => [...root.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL()).join();
  const bytes = image ? await (await fetch(image.src)).arrayBuffer() : text.encode(drawn());
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].join(' ');
}"""
# Wait until it is another than before; say whether it is.
FOLLOWED = f"""async (root, [before, seconds]) => {{
  const picture = {PICTURE}, end = performance.now() + 1000 * seconds;
  while (await picture(root) === before) {{
    if (performance.now() > end) return false;
    await new Promise((then) => setTimeout(then, 30));
  }}
  return true;
}}"""
# Wait until it has been the same for a moment.
RESTED = f"""async (root) => {{
  const picture = {PICTURE};
  for (let before = '', calm = 0; calm < 5; calm += 1) {{
    const now = await picture(root);
    if (now !== before) calm = 0;
    before = now;
    await new Promise((then) => setTimeout(then, 120));
  }}
}}"""


class Widget:
    """A widget on the page."""

    def __init__(self, book: Notebook, name: str):
        self.book, self.tab = book, book.tab
        cell = book.tab.locator(".jp-Notebook .jp-Cell").nth(1 + [*WIDGETS].index(name))
        cell.evaluate("cell => cell.scrollIntoView()")
        self.root = cell.locator(".course-live").first
        self.root.wait_for()

    def picture(self) -> str:
        return self.root.evaluate(PICTURE)

    def follows(self, move, seconds: float = 60) -> None:
        """Do something and wait until the picture is another."""
        before = self.picture()
        move()
        assert self.root.evaluate(FOLLOWED, [before, seconds]), f"the picture did not follow within {seconds} s"

    def rest(self) -> None:
        """Wait until the picture changes no more."""
        self.root.evaluate(RESTED)


@pytest.fixture(scope="module")
def book(chromium, lab):
    """A notebook with every widget, run."""
    with opened(chromium) as page:
        book = Notebook(page, lab, write(lab, "widgets.ipynb", [BEGIN, *WIDGETS.values()]))
        book.run_all(400)
        assert not page.locator("[data-mime-type='application/vnd.jupyter.error']").count()
        yield book


@pytest.mark.parametrize("name", BOARDS)
def test_the_picture_follows_every_control(book, name):
    widget = Widget(book, name)
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
    widget = Widget(book, "deaf")
    with pytest.raises(AssertionError, match="did not follow"):
        widget.follows(lambda: widget.root.locator(".noUi-handle").press("ArrowRight"), seconds=3)


def test_dragging_gives_pictures_on_the_way_and_the_last_one_is_right(book):
    widget = Widget(book, "01-flip")
    handle, image = widget.root.locator(".noUi-handle"), widget.root.locator("img")
    handle.press("Home")
    widget.rest()
    box = handle.bounding_box()
    x, y, seen = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, set()
    mouse, began, step = book.tab.mouse, time.monotonic(), 0
    mouse.move(x, y)
    mouse.down()
    while len(seen) < 12 and (took := time.monotonic() - began) < 60:  # to and fro, the button held down
        step += 1
        mouse.move(x + abs(step % 120 - 60) * 2, y)
        seen.add(image.get_attribute("src"))
        time.sleep(0.02)
    mouse.up()
    print(f"{len(seen) / took:.1f} pictures a second while dragging")
    assert len(seen) >= 4, "the picture waits until the mouse rests"
    value = float(handle.get_attribute("aria-valuetext"))
    end = time.monotonic() + 60
    while f"shift n {value:.0f}" not in image.get_attribute("alt"):
        assert time.monotonic() < end, "the picture is not that of the slider's last place"
        time.sleep(0.1)


def test_a_digit_is_drawn_by_mouse_and_by_keyboard(book):
    widget = Widget(book, "03-digit")
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
    assert widget.root.get_by_label("8 maps of convolution 1").count() == 1
    pad.press("Delete")
    said.get_by_text("nothing drawn").wait_for()
    pad.press("Space")
    for key in 5 * ["ArrowDown"] + 3 * ["Shift+ArrowRight"]:
        pad.press(key)
    said.get_by_text("%").first.wait_for()
    book.picture("widget-03-digit")


def test_a_plan_is_painted_by_mouse_and_by_keyboard(book):
    widget = Widget(book, "08-paint")
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


def test_widgets_fit_the_screen_and_have_names(book):
    for name in WIDGETS:
        widget = Widget(book, name)
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
            widget = Widget(book, name)
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
        root = Widget(book, name).root
        said = root.evaluate("root => getComputedStyle(root, '::before').content")
        assert "kernel was restarted" in said, name
    book.picture("restarted")
    shown = {name: Widget(book, name) for name in BOARDS}
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
