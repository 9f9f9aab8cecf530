"""A real browser on a real JupyterLab, as `course lab` serves it. Skipped where there is none of the two.

Screenshots are kept in `build/browser`.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "browser"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TOKEN = "t"


@pytest.fixture(scope="session")
def chromium():
    """The browser's program, started once."""
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("no browser: apt-get install chromium")
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def window(chromium):
    """A window as large as a small laptop's screen; its pages share what the browser has loaded and compiled once."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(120_000)
    yield context
    context.close()


@contextlib.contextmanager
def opened(window):
    """A page; its `faults` hold what the console calls an error.

    It is the same with a network and without: whatever a page wants from another host is a fault.
    """
    page = window.new_page()
    page.faults = []

    def elsewhere(route):
        page.faults.append(f"wants {route.request.url}")
        route.abort()

    page.route(re.compile(r"^https?://(?!(127\.0\.0\.1|localhost)[:/])"), elsewhere)
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    try:
        yield page
    finally:
        page.close()


@pytest.fixture
def tab(window):
    """A page of a test's own."""
    with opened(window) as page:
        yield page


class Server:
    """A Jupyter server on a folder.

    Attributes
    ----------
    folder, address
        What it serves, and where.
    """

    def __init__(self, command: list[str], folder: Path, home: Path, cwd: Path | None = None):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.folder, self.address, self.log = folder, f"http://127.0.0.1:{port}", home / "log"
        home.mkdir(parents=True, exist_ok=True)
        own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        own |= {"IPYTHONDIR": str(home / "ipython"), "COURSE_PROFILE": "smoke", "COURSE_DATA": "embedded"}
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        options = ["--no-browser", f"--port={port}", "--ip=127.0.0.1", f"--IdentityProvider.token={TOKEN}"]
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command, *options],
                env={**os.environ, **own, "PYTHONPATH": path},
                cwd=cwd or folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + 180
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/api?token={TOKEN}", timeout=5)
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < end, self.log.read_text()[-3000:]
                time.sleep(0.2)

    def close(self) -> None:
        """End it and its kernels."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@pytest.fixture(scope="session")
def lab(chromium, tmp_path_factory):
    """`course lab` on a folder with the labs, as a student has it."""
    folder = tmp_path_factory.mktemp("handout")
    shutil.copytree(ROOT / "labs", folder / "labs")
    command = ["course", "lab", "--folder", str(folder), "--"]
    server = Server(command, folder, tmp_path_factory.mktemp("home"))
    yield server
    server.close()
