"""The commands as typed: what they print and the status they exit with."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
import typer
from typer.testing import CliRunner

from course.authoring import build
from course.cli import app
from tests.conftest import TINY


def invoke(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A built tiny course, its solution reporting one number."""
    root = Path(shutil.copytree(TINY, tmp_path_factory.mktemp("built") / "course_root"))
    script = root / "source/01_tiny/tiny.py"
    code = 'from course import runtime\n\nruntime.report("gain", 12.5, "dB", at_least=10)'
    script.write_text(script.read_text().replace("print(6 * 7)", code))
    build.build(root=root, execute=True)
    return root


@pytest.fixture
def checkout(built, tmp_path, monkeypatch):
    """A copy of the built course, as the working directory."""
    root = Path(shutil.copytree(built, tmp_path / "course_root"))
    monkeypatch.chdir(root)
    return root


def test_run_prints_a_table_writes_json_and_the_notebook(checkout):
    done = invoke("run", "--profile", "cpu", "--out", "there", "--json", "there/results.json")
    assert done.exit_code == 0, done.output
    assert "01_tiny" in done.output and "gain: 12.5 dB (target ≥ 10)" in done.output
    (lab,) = json.loads((checkout / "there/results.json").read_text())["labs"]
    assert lab["ok"] and lab["lab"] == "01_tiny" and lab["seconds"] > 0
    assert lab["results"][0]["value"] == 12.5
    executed = nbformat.read(checkout / "there/01_tiny/tiny.ipynb", as_version=4)
    assert any(cell.get("outputs") for cell in executed.cells)


def test_run_reports_a_failing_lab_and_a_missed_target(checkout):
    path = checkout / "solutions/01_tiny/tiny.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells if "runtime.report" in cell.source)
    cell.source = cell.source.replace("12.5", "2.5")
    nbformat.write(notebook, path)
    missed = invoke("run")
    assert missed.exit_code == 1 and "missed" in missed.output
    cell.source = "1 / 0"
    nbformat.write(notebook, path)
    failed = invoke("run", "--json", "results.json")
    assert failed.exit_code == 1 and "ZeroDivisionError" in failed.output
    assert json.loads((checkout / "results.json").read_text())["labs"][0]["error"].startswith("ZeroDivisionError")
    path.unlink()
    assert "course build --execute" in " ".join(invoke("run").output.split())


def test_a_folder_that_cannot_be_written_is_said_before_anything_runs(checkout):
    (checkout / "file").write_text("in the way")
    for options in (["--out", "file/there"], ["--out", "there", "--json", "file/there.json"]):
        done = invoke("run", *options)
        words = " ".join(done.output.split())
        assert done.exit_code == 2 and "cannot be written to" in words and "--out FOLDER" in words
        assert "01_tiny" not in words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "--profile", "huge"), "smoke, cpu, full"),
        (("run", "9"), "01_tiny"),
        (("data", "verify", "imagenet"), "fashion_mnist"),
    ],
)
def test_bad_arguments_are_named_with_what_is_possible(checkout, arguments, said):
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert said in done.output


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "make room"), (errno.EACCES, "see who owns it"), (errno.EROFS, "name a folder")],
)
def test_what_the_disk_refuses_is_one_line(monkeypatch, number, said):
    def refused(*_, **__):
        raise OSError(number, os.strerror(number), "submitted/anna")

    monkeypatch.setattr("course.grading.collecting.collect.collect", refused)
    done = invoke("collect", "somewhere.zip")
    assert done.exit_code == 2 and done.output.startswith("submitted/anna: ") and said in done.output
    monkeypatch.setattr("course.grading.collecting.collect.collect", lambda *_: open("/dev/null/x"))
    assert "Traceback" not in invoke("collect", "somewhere.zip").output
    monkeypatch.setattr("course.grading.collecting.collect.collect", lambda *_: 1 / 0)  # a bug keeps its trace
    assert isinstance(invoke("collect", "somewhere.zip").exception, ZeroDivisionError)


def test_grading_nothing_says_what_lies_there_and_exits_with_2(checkout):
    (checkout / "submitted").mkdir()
    done = invoke("grade", "submitted", "--out", "graded")
    assert done.exit_code == 2, done.output
    assert "no submission in submitted. The folder is empty." in done.output and "01_tiny/tiny.ipynb" in done.output
    (checkout / "submitted/anna").mkdir()
    (checkout / "submitted/anna/tiny.ipynb").write_bytes((checkout / "labs/01_tiny/tiny.ipynb").read_bytes())
    done = invoke("grade", "submitted", "1", "--out", "graded")
    assert done.exit_code == 2 and "the level of the lab is missing" in done.output
    assert not (checkout / "graded/gradebook.db").exists() and not (checkout / "graded/grades.csv").exists()


def test_data_list_and_verify(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "embedded")
    assert "CC BY-SA" in invoke("data", "list").output
    done = invoke("data", "verify")
    assert done.exit_code == 0 and "OK   mnist" in done.output


def test_version():
    assert invoke("--version").output.strip().count(".") == 2


def commands(group, *before):
    """Yield (words, command) of every command there is."""
    for name, command in group.commands.items():
        yield (*before, name), command
        if hasattr(command, "commands"):
            yield from commands(command, *before, name)


@pytest.mark.parametrize("words", [words for words, _ in commands(typer.main.get_command(app))], ids=" ".join)
def test_help_shows_every_word_of_its_text(words, monkeypatch):
    """What stands in square brackets would be taken for a colour, and be gone."""
    command = dict(commands(typer.main.get_command(app)))[words]
    monkeypatch.setenv("COLUMNS", "4000")
    shown = " ".join(CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "4000"}).output.split())
    for text in filter(None, [command.help, *(getattr(one, "help", "") for one in command.params)]):
        assert " ".join(text.split()) in shown


def test_help_begins_with_what_the_commands_are_for():
    text = " ".join(invoke("--help").output.split())
    places = [text.index(word) for word in ("Students see", "For students", "For instructors", "For authors")]
    assert places == sorted(places)
