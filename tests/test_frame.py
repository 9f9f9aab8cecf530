"""What stands around every lab: links that lead somewhere, the cell for Colab, and the notebook found from inside."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import time
import types
from contextlib import redirect_stdout
from pathlib import Path

import nbformat
import pytest

import course
from course import notebook
from course.authoring.build import release_notebook
from course.authoring.release import release
from course.labformat import frame, source
from course.labformat.source import labs, notebooks
from tests.hostile import lab

ADDRESS = "https://github.com/somebody/labs"
LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\[[^\]]*\]\([^)]*\))*\]\(([^)\s]+)\)")


def links(made):
    """Return the targets of all links of a notebook's text."""
    return [target for cell in made.cells if cell.cell_type == "markdown" for target in LINK.findall(cell.source)]


def cell(made, identity):
    return next(cell for cell in made.cells if cell.id == identity)


def test_links_of_the_repository_lead_somewhere(root):
    for one in notebooks(labs(root)):
        for kind in ("labs", "solutions"):
            found = links(nbformat.read(root / kind / one.relative, as_version=4))
            inside = [target for target in found if re.search(r"/|\.ipynb$", target) and "://" not in target]
            assert len(inside) >= 4, (one.name, found)
            for target in inside:
                assert (root / kind / one.name / target).resolve().is_file(), (one.name, target)


@pytest.mark.parametrize("address", ["", ADDRESS])
def test_links_of_a_handout_lead_somewhere_and_to_no_solution(root, tmp_path, address):
    handed = release(tmp_path, ["01", "03"], address=address)
    names = set(handed.names)
    for one in ("01_convolution/convolution", "03_cnn/cnn"):
        made = nbformat.read(handed.folder / "labs" / f"{one}.ipynb", as_version=4)
        inside = [target for target in links(made) if "/" in target and "://" not in target]
        assert len(inside) >= 3
        for target in inside:
            path = os.path.normpath(Path("labs") / one.split("/")[0] / target)
            assert path in names, (one, target)
        text = "\n".join(cell.source for cell in made.cells)
        assert "solutions/" not in text and "your-name" not in text
        assert (f"{frame.COLAB}/github/somebody/labs/blob/main/labs/{one}.ipynb" in text) == bool(address)
        assert (f"git+{address}'" in text) == bool(address)


def test_the_address_is_written_once(root):
    """A copy changes one line: elsewhere it stands only in what `course build` writes from that line."""
    url = frame.address(root)
    assert url and frame.known(ADDRESS) == ADDRESS
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    holding = []
    for name in filter(None, tracked.split("\0")):
        path = root / name
        if path.is_file() and not name.startswith(("labs/", "solutions/")) and url.encode() in path.read_bytes():
            holding.append(name)
    assert holding == ["pyproject.toml"]
    assert (root / "pyproject.toml").read_text("utf-8").count(url) == 1


def test_an_address_that_nobody_has_set_is_not_handed_out(root, tmp_path):
    if frame.known(frame.address(root)):
        pytest.skip("this copy has set its address")
    handed = release(tmp_path, ["01"])
    assert any(name.endswith(".whl") for name in handed.names)
    text = (handed.folder / "labs/01_convolution/convolution.ipynb").read_text("utf-8")
    assert "your-name" not in text and "colab.research" not in text


def test_every_lab_ends_with_its_progress_and_knows_its_neighbours(root):
    available = labs(root)
    for number, one in enumerate(available):
        made = nbformat.read(root / "labs" / one.relative, as_version=4)
        assert [made.cells[1].id, made.cells[2].id] == ["frame-way", "frame-install"]
        assert [made.cells[-2].id, made.cells[-1].id] == ["frame-progress", "frame-end"]
        assert "checks.progress()" in made.cells[-2].source
        for other in (number - 1, number + 1):
            if 0 <= other < len(available):
                assert f"(../{available[other].relative.as_posix()})" in made.cells[1].source


def test_the_link_to_the_second_notebook_says_its_words_once(root):
    for one in labs(root):
        end = nbformat.read(root / "labs" / one.relative, as_version=4).cells[-1].source
        assert end.count("If you want more: [") == 1 and end.count("want more") == 1, end


def test_no_cell_that_may_lack_an_exercise_ends_run_all(root):
    for one in labs(root):
        code = [c for c in nbformat.read(root / "labs" / one.relative, as_version=4).cells if c.cell_type == "code"]
        first = next(n for n, c in enumerate(code) if "exercise" in c.metadata.get("course", {}))
        assert first > 1 and all("raises-exception" in c.metadata.tags for c in code[first:]), one.name
        assert not [c.id for c in code[:first] if c.metadata.get("tags") and "predict" not in c.metadata.course]


# --- the cell that installs --------------------------------------------------------------------------------------


def install(monkeypatch, found, url=ADDRESS):
    """Run the cell where `course` is there or not; return the commands that it gives to the shell."""
    where = frame.Place(url, (("01_tiny", "tiny", "01 · Tiny"),))
    made = frame.framed(nbformat.v4.new_notebook(), "01_tiny", "tiny", where)
    commands = []
    shell = types.SimpleNamespace(system=commands.append)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object() if found else None)
    printed = io.StringIO()
    start = time.perf_counter()
    with redirect_stdout(printed):
        exec(cell(made, "frame-install").source, {"get_ipython": lambda: shell})
    return commands, printed.getvalue(), time.perf_counter() - start


def test_where_the_course_is_the_cell_does_nothing(monkeypatch):
    commands, printed, seconds = install(monkeypatch, found=True)
    assert commands == [] and printed == "" and seconds < 0.5
    assert install(monkeypatch, found=True, url="")[:2] == ([], "")


def test_where_it_is_missing_it_is_installed_and_nothing_else_changes(monkeypatch):
    (listed, installed), _, _ = install(monkeypatch, found=False)
    assert "pip list --format=freeze" in listed
    held = listed.split(">")[1].strip()
    assert f"-c {held}" in installed and f"pix2pix-course @ git+{ADDRESS}" in installed
    assert not {"-U", "--upgrade", "--force-reinstall"} & set(installed.split())
    commands, printed, _ = install(monkeypatch, found=False, url="")
    assert commands == [] and "README" in printed


def test_grading_and_repair_leave_the_cell_alone(tiny):
    from course.grading.submission.notebooks import parse
    from course.grading.submission.repair import repair
    from course.labformat.assignment import from_notebook

    (one,) = labs(tiny)
    assignment = from_notebook(source.bundle(one), one.name, one.notebook)
    handed = release_notebook(one, source.place([one], ADDRESS, solutions=False))
    found = repair(parse(nbformat.writes(handed).encode()), assignment)
    assert found.flags == [] and len(found.notebook.cells) == len(assignment.parts)
    assert next(part for part in assignment.parts if part.id == "frame-install").skip


# --- course.check() ----------------------------------------------------------------------------------------------


@pytest.fixture
def ran(monkeypatch):
    """What `course check` would have been run on: its name and its text."""
    seen = []

    def run(path):
        seen.append((path.name, path.read_text("utf-8")))
        return True

    monkeypatch.setattr(notebook, "_run", run)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return seen


def colab(monkeypatch, answer):
    """Put a stand-in for `google.colab` in place whose page gives this answer."""
    asked = []

    def blocking_request(request, timeout_sec):
        asked.append((request, timeout_sec))
        if isinstance(answer, Exception):
            raise answer
        return answer

    modules = {name: types.ModuleType(name) for name in ("google.colab", "google.colab._message")}
    modules["google.colab._message"].blocking_request = blocking_request
    modules["google.colab"]._message = modules["google.colab._message"]
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    return asked


def test_in_colab_the_page_is_asked_for_the_notebook(monkeypatch, ran):
    made = lab.answered()
    made.metadata["course"] = {"lab": lab.LAB}
    asked = colab(monkeypatch, {"ipynb": json.loads(nbformat.writes(made))})
    assert course.check() is True
    assert asked == [("get_ipynb", notebook.WAIT)]
    ((name, text),) = ran
    assert name == "tiny.ipynb" and len(nbformat.reads(text, as_version=4).cells) == len(made.cells)


@pytest.mark.parametrize("answer", [None, {}, {"ipynb": {"x": {1}}}, RuntimeError("closed"), {"ipynb": 3}])
def test_a_page_that_does_not_answer_is_a_sentence(monkeypatch, ran, capsys, answer):
    colab(monkeypatch, answer)
    assert course.check() is False and ran == []
    assert "Colab did not send the notebook" in capsys.readouterr().out


def test_on_a_server_the_saved_file_is_looked_at(monkeypatch, ran, tmp_path, capsys):
    path = tmp_path / "tiny.ipynb"
    nbformat.write(lab.answered(), path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    assert course.check() is True and ran[0][0] == "tiny.ipynb"
    assert "tiny.ipynb as it was saved" in capsys.readouterr().out


def test_where_nobody_names_the_file_the_terminal_is_named(ran, capsys):
    assert course.check() is False and ran == []
    assert "course check NAME.ipynb" in capsys.readouterr().out


def test_it_is_the_command_that_looks(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "broken.ipynb"))
    (tmp_path / "broken.ipynb").write_text("<html>")
    assert course.check() is False
    assert "web page" in capsys.readouterr().out
