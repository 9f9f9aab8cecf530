"""The course's site in a browser: phone and desk, light and dark, without a network; what it searches, it finds."""

from __future__ import annotations

import functools
import http.server
import threading

import pytest

from tests.browser.conftest import PICTURES
from tests.test_site import course_root, public  # noqa: F401 (fixtures)

CONTRAST = """() => {
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0.5) return c.slice(0, 3); } return [255, 255, 255]; };
  let seen = 0; const faint = [];
  for (const e of document.querySelectorAll('body *')) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const text = [...e.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!text || box.width < 2 || box.height < 2 || style.visibility === 'hidden' || e.closest('svg, script, style')
        || style.opacity < 0.5) continue;
    const [a, b] = [light(parts(style.color).slice(0, 3)), light(ground(e))];
    seen += 1;
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(1)}: ${e.textContent.trim().slice(0, 40)}`);
  }
  return [seen, faint]; }"""


def broken(asked) -> bool:
    """Say whether a request failed by itself: going to the next page ends those that are still on their way."""
    return asked.failure != "net::ERR_ABORTED"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture(scope="module")
def served(public):  # noqa: F811
    """The address of the tiny course's site, and its pages."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(public.folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    names = sorted(path.relative_to(public.folder).as_posix() for path in public.folder.rglob("*.html"))
    yield f"http://127.0.0.1:{server.server_port}/", names
    server.shutdown()


@pytest.fixture
def reader(request, chromium, served):
    """A page of that width and theme; `reader.faults` gets errors, requests that fail, and requests to elsewhere."""
    width, theme = getattr(request, "param", (390, "dark"))
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)
    page = context.new_page()
    page.faults, page.name = [], f"{width}-{theme}"
    page.on("console", lambda said: page.faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("requestfailed", lambda asked: page.faults.append(f"failed: {asked.url}") if broken(asked) else None)
    page.on("response", lambda got: page.faults.append(f"{got.status}: {got.url}") if got.status >= 400 else None)
    inside = (served[0], "data:")
    page.on("request", lambda asked: None if asked.url.startswith(inside) else page.faults.append(asked.url))
    yield page
    context.close()


@pytest.mark.parametrize(
    "reader", [(390, "dark"), (1280, "light")], indirect=True, ids=lambda how: f"{how[0]}-{how[1]}"
)
def test_each_page_is_readable(reader, served):
    address, names = served
    width = reader.viewport_size["width"]
    for name in names:
        reader.goto(address + name)
        assert reader.evaluate("document.documentElement.scrollWidth") <= width + 1, name
        seen, faint = reader.evaluate(CONTRAST)
        assert seen > 3 and faint == [], (name, faint)
        if name in ("index.html", "labs/01_tiny/tiny.html"):
            reader.screenshot(path=PICTURES / f"site-{name.split('/')[-1][:-5]}-{reader.name}.png", full_page=True)
    assert reader.faults == []


def test_faint_text_and_a_page_that_is_missing_are_found(reader, served):
    """The canary of what is above."""
    reader.goto(served[0] + "index.html")
    reader.evaluate("document.querySelector('h1').style.color = 'var(--color-background-hover)'")
    assert len(reader.evaluate(CONTRAST)[1]) >= 1
    reader.evaluate("fetch('gone.json')")
    assert [fault for fault in reader.faults if "404" in fault]


def test_the_search_finds_a_page(chromium, served):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(served[0] + "search.html?q=Stuck")
    page.wait_for_selector("ul.search li a")
    assert "docs/students.html" in page.locator("ul.search li a").first.get_attribute("href")
    context.close()
