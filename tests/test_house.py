"""What lies around the package: workflows, templates, hooks, the table of settings."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEMPLATES = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_what_there_is(path):
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["name"] and workflow[True], "`on` reads as true in YAML 1.1"
    commands = []
    for job in workflow["jobs"].values():
        assert job["runs-on"] and 0 < job["timeout-minutes"] <= 180
        for step in job["steps"]:
            assert len({"uses", "run"} & step.keys()) == 1
            commands.append(step.get("run", ""))
    called = re.findall(r"^make (\w+)", "\n".join(commands), re.MULTILINE)
    assert called and set(called) <= TARGETS


def test_the_environments_of_the_weekly_run_are_those_of_constraints():
    workflow = yaml.safe_load((ROOT / ".github/workflows/compat.yml").read_text("utf-8"))
    files = {path.stem for path in (ROOT / "constraints").glob("*.txt")}
    assert set(workflow["jobs"]["compat"]["strategy"]["matrix"]["environment"]) == files
    given = next(step["with"] for step in workflow["jobs"]["compat"]["steps"] if "with" in step)["python-version"]
    needed = {(ROOT / "constraints" / f"{name}.txt").read_text("utf-8").split("\n")[0] for name in files}
    assert {f"# python: {version}" for version in given.split()} == needed


def test_every_person_has_a_template_and_is_asked_something():
    assert {"student", "instructor", "lab", "grader"} <= {path.stem for path in TEMPLATES}
    for path in TEMPLATES:
        form = yaml.safe_load(path.read_text("utf-8"))
        if path.stem == "config":
            continue
        assert form["name"] and form["description"] and form["labels"] == [path.stem]
        fields = [field for field in form["body"] if field["type"] != "markdown"]
        assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown"}
        assert len({field["id"] for field in fields}) == len(fields)
        assert any(field.get("validations", {}).get("required") for field in fields)


def test_the_hooks_are_the_linters_of_ci():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    run = (ROOT / "tests" / "run.sh").read_text("utf-8")
    for words in ("ruff format", "ruff check", "build --check", "mypy"):
        assert words in run and any(words in hook["entry"] for hook in hooks)


def test_the_makefile_explains_its_targets():
    said = set(re.findall(r"^# make (\w+) ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert said == TARGETS == {"lab", "demo", "test", "quick", "compat", "bench", "dist", "env"}


def test_the_table_of_settings_is_complete():
    used = set()
    for folder in ("course", "tools", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            used |= set(re.findall(r"\bCOURSE_[A-Z]+\b", path.read_text("utf-8")))
    stated = set(
        re.findall(r"^\| `(COURSE_[A-Z]+)`", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE)
    )
    assert stated == used


def test_the_changelog_begins_with_this_version():
    import course

    heads = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heads[0] in ("Unreleased", course.__version__) and course.__version__ in heads[:2]
    assert f"version: {course.__version__}" in (ROOT / "CITATION.cff").read_text("utf-8")


@pytest.fixture(scope="module")
def quick():
    spec = importlib.util.spec_from_file_location("quick", ROOT / "tools" / "quick.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("file", "first", "never"),
    [
        ("course/cli.py", "test_cli", "test_training"),
        ("course/datasets/locking.py", "test_datasets_download", "test_grading_parts"),
        ("course/files.py", "test_doctor", "test_plots_filters"),
        ("tests/test_wire.py", "test_wire", "test_checks"),
        ("source/06_cgan/cgan.py", "test_cgan_inputs", "test_acgan_inputs"),
        ("docs/settings.md", "test_house", "test_cli"),
    ],
)
def test_a_change_asks_for_its_tests(file, first, never, quick):
    tests = {path.stem: path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py")}
    names = quick.chosen([file], tests, quick.package())
    assert first in names[:9] and never not in names and not quick.LONG & set(names)


def test_a_change_of_nothing_asks_for_no_test(quick):
    assert quick.chosen(["LICENSE", "course/plots/none.js"], {"test_cli": "import course.cli"}, {}) == []


def test_after_its_time_no_test_begins(tmp_path):
    """The tests that are left are skipped, which pytest counts; none is said to have passed."""
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf-8"), "utf-8")
    (tmp_path / "test_two.py").write_text(
        "import conftest\ndef test_one(): conftest.START -= 600\ndef test_two(): assert False, 'it ran'\n", "utf-8"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--seconds=500", str(tmp_path)]
    bare = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=bare, check=False)
    assert done.returncode == 0 and "1 passed, 1 skipped" in done.stdout, done.stdout


def test_the_files_that_begin_first_exist():
    from tests.conftest import LONGEST

    missing = [name for name in LONGEST if not (ROOT / "tests" / f"test_{name}.py").is_file()]
    assert not missing and len(set(LONGEST)) == len(LONGEST)


@pytest.fixture
def compat(monkeypatch, tmp_path):
    """tools/compat.py, for a checkout of two tests, one of which fails."""
    told = importlib.util.spec_from_file_location("compat", ROOT / "tools" / "compat.py")
    module = importlib.util.module_from_spec(told)
    told.loader.exec_module(module)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_two.py").write_text("def test_a(): pass\ndef test_b(): assert 0\n")
    (tmp_path / "constraints").mkdir()
    for name in ("pyproject.toml", "constraints/oldest.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(module, "TESTS", ["two"])
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def test_tests_in_another_environment_are_counted(compat, tmp_path):
    passed, failed = compat.tests(Path(sys.executable), tmp_path)
    assert (passed["value"], failed["value"], failed["ok"]) == (1, 1, False)


def test_an_environment_of_another_checkout_is_made_anew(compat, monkeypatch, tmp_path):
    calls, python = [], tmp_path / "made" / "oldest" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(compat, "interpreter", lambda version: "python")
    monkeypatch.setattr(
        compat.subprocess, "run", lambda *step, **how: calls.append(step) or subprocess.CompletedProcess(step, 0)
    )
    for times in (1, 0):
        calls.clear()
        assert compat.environment("oldest", tmp_path / "made") == python
        assert bool(calls) == times
    monkeypatch.setattr(compat, "ROOT", tmp_path / "moved")
    (tmp_path / "moved").mkdir()
    for name in ("pyproject.toml", "constraints"):
        (tmp_path / name).rename(tmp_path / "moved" / name)
    assert compat.environment("oldest", tmp_path / "made") == python and calls
