"""A notebook on JupyterLab's page: open it, run it, save it, look at its cells."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
import pytest

from tests.browser.conftest import PICTURES, TOKEN, Server

TimeoutError = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").TimeoutError


class Notebook:
    """A notebook in a tab.

    Parameters
    ----------
    tab
        Playwright's page.
    server
        It serves the notebook.
    path
        Of the notebook below the server's folder.
    """

    def __init__(self, tab, server: Server, path: str):
        self.tab, self.server, self.path = tab, server, path
        self.open()

    def open(self) -> None:
        """Load the page, with the notebook and nothing of an earlier session."""
        self.tab.goto(f"{self.server.address}/doc/tree/{self.path}?token={TOKEN}&reset")
        self.tab.wait_for_selector(".jp-Notebook .jp-Cell")
        self.wait_for_kernel()

    def wait_for_kernel(self) -> None:
        """Wait until a kernel is there and has nothing to do."""
        self.tab.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()

    def command(self, menu: str, item: str, answer: str = "") -> None:
        """Choose an item of a menu, and press a button of the question that it asks."""
        for attempt in range(5):  # a menu is drawn again when the kernel's state changes under it
            self.tab.keyboard.press("Escape")
            self.tab.get_by_role("menuitem", name=menu, exact=True).click()
            try:
                self.tab.locator(".lm-Menu-itemLabel").get_by_text(item, exact=True).click(timeout=10_000)
                break
            except TimeoutError:
                assert attempt < 4, f"the menu {menu} has no item {item}"
        if answer:
            self.tab.locator(".jp-Dialog").get_by_role("button", name=answer).click()

    def run_all(self, seconds: float = 120) -> None:
        """Run every cell, and wait for the last."""
        self.command("Run", "Run All Cells")
        self.settle(seconds)

    def settle(self, seconds: float = 120) -> None:
        """Wait until no cell is waiting or running.

        Cells far from the screen are not on the page, so the kernel's own state is asked, too.
        """
        end, calm = time.monotonic() + seconds, 0
        waiting = self.tab.locator(".jp-InputArea-prompt", has_text="[*]")
        idle = self.tab.locator("#jp-main-statusbar").get_by_text("| Idle")
        while calm < 3:
            assert time.monotonic() < end, f"{self.path} runs for more than {seconds} s"
            time.sleep(0.2)
            calm = 0 if waiting.count() or not idle.count() else calm + 1

    def restart(self) -> None:
        """Restart the kernel."""
        self.command("Kernel", "Restart Kernel…", "Confirm Kernel Restart")
        self.wait_for_kernel()

    def save(self) -> nbformat.NotebookNode:
        """Save the notebook and return what is in the file."""
        file = self.server.folder / self.path
        before = file.stat().st_mtime_ns
        self.tab.keyboard.press("Escape")
        self.command("File", "Save Notebook")
        end = time.monotonic() + 20
        while file.stat().st_mtime_ns == before or not file.read_text("utf-8").rstrip().endswith("}"):
            assert time.monotonic() < end, f"{self.path} was not saved"
            time.sleep(0.1)
        return nbformat.read(file, as_version=4)

    def theme(self, name: str) -> None:
        """Choose JupyterLab's theme, Light or Dark."""
        self.tab.get_by_role("menuitem", name="Settings", exact=True).click()
        self.tab.locator(".lm-Menu-itemLabel").get_by_text("Theme", exact=True).hover()
        self.tab.locator(".lm-Menu-itemLabel").get_by_text(f"JupyterLab {name}", exact=True).click()

    def picture(self, name: str) -> Path:
        """Keep a screenshot."""
        path = PICTURES / f"{name}.png"
        self.tab.screenshot(path=path)
        return path


def write(server: Server, name: str, sources: list[str]) -> str:
    """Write a notebook with these cells into the server's folder; return its path there."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, server.folder / name)
    return name
