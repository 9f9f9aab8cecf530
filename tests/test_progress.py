"""What is passed, open and next: from saved notebooks and from the running session."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
from typer.testing import CliRunner

from course import checks, progress
from course.cli import app
from tests.hostile import lab


@pytest.fixture
def released(tmp_path, monkeypatch):
    """The tiny lab as released; also what the commands find."""
    folder = tmp_path / "released" / lab.LAB
    folder.mkdir(parents=True)
    nbformat.write(lab.release(), folder / "tiny.ipynb")
    monkeypatch.setattr("course.paths.released", lambda: tmp_path / "released")
    monkeypatch.setattr(progress, "_run", {})
    return tmp_path / "released"


def saved(folder, notebook, ended: dict[str, str | None]):
    """Save a notebook whose cells ended so: None well, a text as an error with this message."""
    for cell in notebook.cells:
        if cell.id in ended:
            cell.execution_count, message = 1, ended[cell.id]
            if message is not None:
                cell.outputs = [nbformat.v4.new_output("error", ename="E", evalue=message, traceback=[])]
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / "tiny.ipynb")


@pytest.mark.parametrize(
    ("double", "ended", "states"),
    [
        (None, {}, ("untouched", "untouched")),
        (lab.ANSWERS["double"], {}, ("not run", "untouched")),
        (lab.ANSWERS["double"], {"check-double": None}, ("passed", "untouched")),
        (lab.ANSWERS["double"], {"check-double": "\x1b[31m[no] three: got 9\x1b[0m\nmore"}, ("failed", "untouched")),
        (None, {"check-double": "Exercise 90.1: double is not written yet"}, ("untouched", "untouched")),
    ],
)
def test_a_saved_notebook_shows_how_it_stands(released, tmp_path, double, ended, states):
    saved(tmp_path / "mine" / "labs" / lab.LAB, lab.answered(double, None), ended)
    (found,) = progress.of_folder(tmp_path / "mine")
    assert tuple(step.state for step in found.steps) == states
    assert found.next.exercise == ("total" if states[0] == "passed" else "double")
    assert "\x1b" not in "".join(found.lines)
    if states[0] == "failed":
        assert "[no] double" in found.lines[0] and found.lines[0].endswith("[no] three: got 9")


def test_the_command_prints_labs_exercises_and_the_next_step(released, tmp_path):
    saved(tmp_path / "mine", lab.answered(), {"check-double": None, "check-total": None})
    done = CliRunner().invoke(app, ["progress", str(tmp_path / "mine")])
    assert done.exit_code == 0 and "2 of 2 exercises pass" in done.output and "5 of 5 points" in done.output
    assert "all pass; hand it in" in done.output
    (tmp_path / "mine" / "tiny.ipynb").write_text("{}")
    assert "cannot be read" in CliRunner().invoke(app, ["progress", str(tmp_path / "mine")]).output
    done = CliRunner().invoke(app, ["progress", str(tmp_path / "released" / "no")])
    assert done.exit_code == 2 and "no notebook of the course" in done.output


def end(source, error=None):
    info = SimpleNamespace(raw_cell=source)
    progress._note(SimpleNamespace(info=info, error_before_exec=None, error_in_exec=error))


def test_the_running_notebook_prints_how_it_stands(released, capsys):
    checks.progress()
    assert "no check cell was run yet" in capsys.readouterr().out
    cells = {cell.id: cell.source for cell in lab.release().cells}
    end(cells["check-double"], ValueError("first\nsecond"))
    checks.progress()
    told = capsys.readouterr().out
    assert (
        "0 of 2 exercises" in told
        and "[no] double  2 points  first" in told.replace("   ", "  ")
        and "next: double" in told
    )
    end(cells["check-double"] + "\n")
    checks.progress()
    assert "1 of 2 exercises" in (told := capsys.readouterr().out) and "next: total" in told


def test_a_real_session_is_watched_from_the_import_on(released):
    """IPython's own shell, without a kernel."""
    code = f"""
import IPython, json
from pathlib import Path
shell = IPython.core.interactiveshell.InteractiveShell.instance()
from course import checks, paths
paths.released = lambda: Path({str(released)!r})
cells = json.loads((Path({str(released)!r}) / "90_tiny" / "tiny.ipynb").read_text())["cells"]
for cell in cells:
    if cell["cell_type"] == "code" and cell["id"] != "given-slow":
        source = "".join(cell["source"])
        shell.run_cell("def double(x): return 2 * np.asarray(x)" if cell["id"] == "exercise-double" else source)
shell.run_cell("checks.progress()")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=False)
    assert "1 of 2 exercises pass" in done.stdout and "[  ] total" in done.stdout, (
        done.stdout[-1500:] + done.stderr[-500:]
    )


def test_progress_needs_no_grading_packages():
    code = "import sys\nsys.modules['nbgrader'] = sys.modules['nh3'] = None\nimport course.progress"
    assert subprocess.run([sys.executable, "-c", code], timeout=100, check=False).returncode == 0


def test_json_that_is_no_notebook_is_a_sentence(released, tmp_path):
    for text in ("[]", "{", json.dumps({"cells": [1]}), json.dumps({"cells": None})):
        (tmp_path / "tiny.ipynb").write_text(text)
        with pytest.raises(progress.ProgressError, match="cannot be read"):
            progress.of_folder(tmp_path)
