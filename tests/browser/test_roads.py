"""The student's and the instructor's road in a real browser: `course lab` on the labs, formgrader in `graded/`."""

from __future__ import annotations

import json
import shutil

import nbformat
import pytest
from typer.testing import CliRunner

from course.authoring import build
from course.cli import app
from tests.browser.conftest import PICTURES, ROOT, TOKEN, Server
from tests.browser.notebook import Notebook
from tests.conftest import TINY
from tests.hostile import lab as tiny

ALL = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "labs").glob("*/*.ipynb"))
SECOND = [path for path in ALL if path.endswith("/more.ipynb")]
LABS = [path for path in ALL if path not in SECOND[1:]]  # of the second notebooks one: each starts a kernel
ANSWERS = {
    "double": "def double(x):\n    return np.asarray(x) + np.asarray(x)",
    "total": "def total(x):\n    if len(x) == 0:\n        raise ValueError('empty')\n    return float(sum(x))",
}
BROKEN = "[...document.images].filter(image => image.complete && !image.naturalWidth).map(image => image.src)"


def test_a_student_sees_the_labs_and_each_opens_without_a_fault(tab, lab):
    tab.goto(f"{lab.address}/lab/tree/labs?token={TOKEN}&reset")
    files = tab.locator(".jp-DirListing-item")
    files.get_by_text("01_convolution").wait_for()
    tab.locator("#jp-main-statusbar").wait_for()
    bar = tab.locator("#jp-MainMenu").inner_text()
    assert "File" in bar and "grader" not in bar
    told = json.loads(tab.locator("#jupyter-config-data").inner_text())
    assert any("announcements" in name for name in told["disabledExtensions"])  # the question about news
    tab.get_by_role("menuitem", name="View", exact=True).click()
    assert "grader" not in tab.locator(".lm-Menu").inner_text()
    tab.keyboard.press("Escape")
    tab.screenshot(path=PICTURES / "student-start.png")
    for path in LABS:
        (folder, name), given = path.split("/")[1:], (lab.folder / path).read_bytes()
        files.get_by_text(folder, exact=True).dblclick()
        files.get_by_text(name, exact=True).dblclick()
        shown = tab.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        shown.locator("h1").get_by_text(f"{folder[:2]} ·").wait_for()
        tab.screenshot(path=PICTURES / f"lab-{folder}.png")
        assert not tab.locator(".jp-Dialog").count() and not tab.locator(".Toastify__toast").count()
        assert tab.evaluate(BROKEN) == [] and tab.faults == [], path
        assert (lab.folder / path).read_bytes() == given
        tab.locator(".jp-BreadCrumbs-item").get_by_text("labs", exact=True).click()
    for path in SECOND:  # as the server hands them to the page: a fault of the format would be a dialog there
        told = tab.request.get(f"{lab.address}/api/contents/{path}?token={TOKEN}").json()
        assert told["type"] == "notebook" and not told.get("message"), (path, told.get("message"))


def test_validate_names_every_exercise_that_fails(tab, lab):
    """nbgrader's own button: what a check says comes first. The labs name it, and prefer `course.check()`."""
    made = tiny.release()
    made.cells = [cell for cell in made.cells if cell.id != "given-slow"]
    tiny.cell_of(made, "exercise-double").source = "def double(x):\n    return x"
    nbformat.write(made, lab.folder / "validated.ipynb")
    Notebook(tab, lab, "validated.ipynb")
    tab.get_by_role("button", name="Validate").click()
    said = tab.locator(".jp-Dialog")
    said.get_by_text("one and two make three").first.wait_for()
    tab.screenshot(path=PICTURES / "validate.png")
    text = said.inner_text()
    assert text.count("The following cell failed") == 2 and "90.2: total is not written yet" in text
    assert text.partition('hint="add it to itself")')[2].strip().startswith("[no] three: got 3")


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


def called(*words: str) -> str:
    """Run a command of the course as an instructor does; return what it prints."""
    done = CliRunner().invoke(app, [*words])
    assert done.exit_code == 0, done.output
    return done.output


def test_from_a_release_to_a_grade_that_is_corrected_by_hand(tab, tmp_path, monkeypatch):
    """Every step is the real one: released, answered, collected, graded in kernels, corrected, graded again."""
    here = shutil.copytree(TINY, tmp_path / "course_root")
    monkeypatch.chdir(here)
    monkeypatch.setenv("COURSE_WARM", "none")  # the tiny lab needs no TensorFlow, which a warm process imports first
    monkeypatch.setattr("course.paths.released", lambda: here / "labs")
    build.build(root=here)
    called("release", "--out", "handout", "--address", "https://github.com/somebody/labs")
    released = here / "handout/labs-for-students/labs/01_tiny/tiny.ipynb"
    wrong = {"double": "def double(x):\n    return x", "total": ANSWERS["total"]}
    for student, answers in (("ann", ANSWERS), ("ben", wrong)):
        made = nbformat.read(released, as_version=4)
        for name, text in answers.items():
            tiny.cell_of(made, f"exercise-{name}").source = text
        (here / "downloads" / student).mkdir(parents=True)
        nbformat.write(made, here / "downloads" / student / "tiny.ipynb")
    assert "taken: 2 notebook(s) of 2 student(s)" in called("collect", "downloads", "--out", "submitted")
    called("grade", "submitted")
    out = here / "graded"
    page = out / "feedback" / "ben" / "01_tiny" / "tiny.html"
    assert "0 of 2" in page.read_text("utf-8")
    server = Server(["jupyterlab", "--allow-root", f"--ServerApp.root_dir={out}"], out, tmp_path / "home")
    try:
        tab.goto(f"{server.address}/lab?token={TOKEN}&reset")
        tab.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        tab.locator(".lm-Menu-itemLabel").get_by_text("Formgrader", exact=True).click()
        frame = tab.frame_locator("iframe")
        frame.get_by_role("link", name="01_tiny").first.wait_for()
        tab.screenshot(path=PICTURES / "formgrader.png")
        frame.get_by_role("link", name="Manual Grading").click()
        frame.get_by_role("link", name="01_tiny").click()
        frame.get_by_role("link", name="tiny", exact=True).click()
        frame.get_by_role("row").filter(has_text="3 / 5").get_by_role("link").first.click()
        for place, field, text in (
            ("/api/grade/", "input.score", "1.5"),
            ("/api/comment/", "textarea.comment", "nearly: mind the shape"),
        ):
            frame.locator(f"{field}[placeholder]").first.wait_for()  # what the page does once it listens to the field
            first = frame.locator(field).first
            first.fill(text)
            with tab.expect_response(lambda got, place=place: place in got.url and got.request.method == "PUT"):
                first.press("Tab")
        tab.screenshot(path=PICTURES / "formgrader-corrected.png")
    finally:
        server.close()
    called("grade", "submitted")
    assert "ben" in (table := (out / "grades.csv").read_text("utf-8-sig")) and ",4.5,5,4.5,0,graded,1.5,3" in table
    tab.goto(page.as_uri())
    assert tab.get_by_text("1.5 of 2").first.is_visible() and tab.get_by_text("mind the shape").first.is_visible()
    tab.screenshot(path=PICTURES / "feedback.png")
