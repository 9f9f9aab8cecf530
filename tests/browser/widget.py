"""A widget of a lab on JupyterLab's page: move it, and look at the pictures that come."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.browser.notebook import Notebook

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
# Count the pictures that come until `counting` is false, one at most for each frame that the browser draws.
COUNT = """(root) => {
  const canvases = [...root.querySelectorAll('canvas')].filter((canvas) => !/plan|pad/.test(canvas.className));
  const state = () => root.querySelector('img')?.src ?? canvases.map((canvas) => canvas.toDataURL()).join();
  let before = state();
  root.pictures = 0;
  root.counting = true;
  const look = () => {
    const now = state();
    root.pictures += now !== before;
    before = now;
    if (root.counting) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
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
    """A widget on the page.

    Parameters
    ----------
    book
        The notebook.
    place
        Of its cell among all cells.
    """

    def __init__(self, book: Notebook, place: int):
        self.book, self.tab = book, book.tab
        cell = book.tab.locator(".jp-Notebook .jp-Cell").nth(place)
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

    def hold(self, move: Callable[[float], None], least: int = 3, most: float = 60) -> tuple[int, float]:
        """Call `move` with the seconds that have passed, again and again; return pictures that came, and seconds.

        For a second, or longer where less than `least` pictures came, as on a machine that is at other work.
        """
        self.root.evaluate(COUNT)
        began, pictures, took = time.monotonic(), 0, 0.0
        while took < 1 or (pictures < least and took < most):
            move(took)
            time.sleep(0.02)
            pictures, took = self.root.evaluate("root => root.pictures"), time.monotonic() - began
        self.root.evaluate("root => { root.counting = false; }")
        return pictures, took

    def drag(self, handle) -> tuple[int, float]:
        """Drag a slider's handle to and fro along its whole way, the button held down; see `hold`."""
        way = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
        at, mouse = handle.bounding_box(), self.tab.mouse
        y = at["y"] + at["height"] / 2
        mouse.move(at["x"] + at["width"] / 2, y)
        mouse.down()
        # There and back in a second, and never where the same value would follow twice.
        done = self.hold(lambda took: mouse.move(way["x"] + way["width"] * abs((2 * took + 1.9) % 2 - 1), y))
        mouse.up()
        return done

    def told(self, handle) -> bool:
        """Say whether the picture's words hold the value of the slider with this handle."""
        value, name = (handle.get_attribute(f"aria-{what}") for what in ("valuetext", "label"))
        words = self.root.locator("img").get_attribute("alt").partition(f"{name} ")[2].partition(",")[0]
        return abs(float(words) - float(value)) < 0.01
