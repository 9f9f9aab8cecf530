"""The student's and the instructor's road in a real browser: `course lab` on the labs, formgrader in `graded/`."""

from __future__ import annotations

import time

import pytest

from course.grading import grade as grading
from tests import classroom
from tests.browser.conftest import PICTURES, ROOT, TOKEN, Server
from tests.browser.notebook import Notebook
from tests.hostile import lab as tiny

LABS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "labs").glob("*/*.ipynb"))


def test_a_student_sees_the_labs_and_nothing_of_an_instructor(tab, lab):
    tab.goto(f"{lab.address}/lab/tree/labs?token={TOKEN}&reset")
    tab.locator(".jp-DirListing-item").get_by_text("01_convolution").wait_for()
    tab.locator("#jp-main-statusbar").wait_for()
    time.sleep(2)  # the question about Jupyter's news would come now
    bar = tab.locator("#jp-MainMenu").inner_text()
    assert "File" in bar and "grader" not in bar
    assert not tab.get_by_text("Jupyter news").count() and not tab.locator(".Toastify__toast").count()
    tab.get_by_role("menuitem", name="View", exact=True).click()
    assert "grader" not in tab.locator(".lm-Menu").inner_text()
    tab.screenshot(path=PICTURES / "student-start.png")
    assert tab.faults == []


@pytest.mark.parametrize("path", LABS)
def test_a_lab_opens_without_a_fault(tab, lab, path):
    tab.goto(f"{lab.address}/doc/tree/{path}?token={TOKEN}&reset")
    tab.locator(".jp-Notebook h1").first.wait_for()
    tab.screenshot(path=PICTURES / f"lab-{path.split('/')[1]}.png")
    time.sleep(1)
    assert not tab.locator(".jp-Dialog").count()
    broken = "[...document.images].filter(image => image.complete && !image.naturalWidth).map(image => image.src)"
    assert tab.evaluate(broken) == [] and tab.faults == []
    on_disk, given = lab.folder / path, ROOT / path
    assert on_disk.read_bytes() == given.read_bytes()


@pytest.mark.slow
def test_an_untouched_lab_runs_to_its_end(tab, lab):
    book = Notebook(tab, lab, "labs/01_convolution/convolution.ipynb")
    book.run_all(400)
    saved = book.save()
    book.picture("lab-01-untouched")
    unreached = [cell.source for cell in saved.cells if cell.cell_type == "code" and not cell.execution_count]
    assert not [source for source in unreached if source.strip()]
    words = "".join(str(output) for cell in saved.cells for output in cell.get("outputs", []))
    assert "Exercise 1.1" in words and "image/png" in words


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A graded class of two: Ann has everything right, Ben one of two."""
    root = tmp_path_factory.mktemp("class")
    tiny.write_bundle(root)
    for student in ("ann", "ben"):
        classroom.hand_in(root / "submitted", student, "2026-11-03 12:00:00 UTC")
    with pytest.MonkeyPatch.context() as patch:
        classroom.grade(root, patch, {"ann": (2.0, 3.0), "ben": (0.0, 3.0)})
    return root


def test_a_score_corrected_in_formgrader_stays(tab, graded, tmp_path_factory, monkeypatch):
    out = graded / "graded"
    options = ["jupyterlab", "--allow-root", f"--ServerApp.root_dir={out}"]
    server = Server(options, out, tmp_path_factory.mktemp("home"))
    try:
        tab.goto(f"{server.address}/lab?token={TOKEN}&reset")
        tab.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        tab.locator(".lm-Menu-itemLabel").get_by_text("Formgrader", exact=True).click()
        frame = tab.frame_locator("iframe")
        frame.get_by_role("link", name=tiny.LAB).first.wait_for()
        tab.screenshot(path=PICTURES / "formgrader.png")
        frame.get_by_role("link", name="Manual Grading").click()
        frame.get_by_role("link", name=tiny.LAB).click()
        frame.get_by_role("link", name=tiny.NAME).click()
        frame.get_by_role("row").filter(has_text="3 / 5").get_by_role("link").first.click()
        score = frame.locator("input.score").first
        score.fill("1.5")
        score.press("Tab")
        frame.locator("textarea.comment").first.fill("nearly: mind the shape")
        frame.locator("textarea.comment").first.press("Tab")
        time.sleep(2)
        tab.screenshot(path=PICTURES / "formgrader-corrected.png")
    finally:
        server.close()
    grading.export(out)
    assert ",4.5,5,4.5,0,graded,1.5,3" in (out / "grades.csv").read_text("utf-8-sig")
    page = out / "feedback" / "ben" / tiny.LAB / f"{tiny.NAME}.html"
    assert "1.5 of 2" in page.read_text("utf-8") and "nearly: mind the shape" in page.read_text("utf-8")
    notebook = tiny.answered()
    notebook.cells[0].source += " handed in again"
    classroom.hand_in(graded / "submitted", "ben", notebook=notebook)
    report = classroom.grade(graded, monkeypatch, {"ben": (0.0, 3.0)})
    assert {one["student"]: one["score"] for one in report.submissions} == {"ann": 5, "ben": 4.5}
    tab.goto(page.as_uri())
    assert tab.get_by_text("1.5 of 2").first.is_visible()
    tab.screenshot(path=PICTURES / "feedback.png")
