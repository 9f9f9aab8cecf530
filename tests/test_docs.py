"""What README and the guides tell a reader to type: a named test runs it, or what would run it reads it here."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer

from course.cli import app
from course.datasets.catalogue import catalogue

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TOOLS = {"bash", "cd", "mkdir", "cp", "chmod", "source", "export"}  # every system has them
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
RUN_BY = {  # the tests that run a command, and not only read it
    "course release": "test_road.py",
    "course bundle": "test_road.py",
    "course collect": "test_road.py",
    "course grade": "test_road.py",
    "course export": "test_road.py",
    "course check": "test_grading_check.py",
    "course progress": "test_progress.py",
    "course doctor": "test_package.py",
    "course data": "test_cli.py",
    "course lab": "test_lab.py",
    "course run": "test_cli.py",
    "course build": "test_cli.py",
    "course mutate": "test_mutate.py",
    "course site": "test_site.py",
    "course new": "test_new.py",
}
ELSEWHERE = {  # programs that the course's environment does not hold; their pages say what is untested
    "jupyterhub.md": {"docker", "helm", "tljh-config", "/opt/tljh/user/bin/pip", "apt-get"},
    "grading.md": {"apt-get"},
    "instructors.md": set(),
}


def commands() -> list[tuple[str, str, bool]]:
    """Return (page, command, is it a call) of every line of a shell block, and of every command in a sentence."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            lines = [line.split("  #")[0].strip() for line in block.splitlines()]
            found += [(page.name, part.strip(), True) for line in lines if line for part in line.split("&&")]
        prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
        inline = re.findall(r"`((?:course [a-z]|make |python (?:-m|[a-z]+/)|pytest |nbgrader )[^`\n]*)`", prose)
        found += [(page.name, line, False) for line in inline]
    return sorted(set(found))


COMMANDS = commands()


def faults(page: str, line: str, call: bool = True) -> str:
    """Return what is wrong with a command, "" if nothing is; only a call needs all its arguments."""
    words = shlex.split(line, posix=True)
    while words and (words[0] in ("sudo", "-E") or re.fullmatch(r"[A-Z_]+=\S*", words[0])):
        words = words[1:]
    name, rest = (words[0], words[1:]) if words else ("", [])
    if name == "course":
        return course_faults(rest, call)
    if name == "make":
        known = [word for word in rest if not re.match(r"[A-Z]+=", word)]
        return "" if known and set(known) <= TARGETS else f"no such target: {known}"
    if name.endswith("pip") or (name == "python" and rest[:2] == ["-m", "pip"]):
        return pip_faults(rest)
    if name in ("python", ".venv\\Scripts\\activate", ".venvScriptsactivate"):
        return python_faults(rest)
    if name == "pytest":
        return "" if (ROOT / rest[0]).is_file() else f"no such file: {rest[0]}"
    if name == "nbgrader":
        from nbgrader.apps.nbgraderapp import NbGraderApp

        return "" if rest[0] in {key.replace("-", "_") for key in NbGraderApp.subcommands} else f"no {rest[0]}"
    if name == "jupyter":
        return "" if rest[:1] == ["lab"] else f"not known: jupyter {rest}"
    if name == "dask":
        return dask_faults(rest)
    if name in TOOLS or name in ("git", "pre-commit") or name in ELSEWHERE.get(page, ()):
        return ""
    return f"nobody knows what {name!r} is"


def course_faults(words: list[str], call: bool) -> str:
    """Let the command line itself read the words, without running anything."""
    command = typer.main.get_command(app)
    words = [word for word in words if not word.startswith("…")]
    try:
        while hasattr(command, "commands"):
            if words == ["--help"] or words == ["--version"]:
                return ""
            command = command.commands[words[0]]
            words = words[1:]
        stated = [word for word in words if word != "--help"]
        command.make_context(command.name, list(stated))
    except KeyError:
        return f"no command {words[0]!r}"
    except Exception as error:  # click's own, or the copy of click that typer brings
        if not hasattr(error, "format_message"):
            raise
        missing = type(error).__name__ == "MissingParameter"
        return "" if missing and not call else error.format_message()
    return ""


def pip_faults(words: list[str]) -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    for word in words:
        asked = re.search(r"(?:pix2pix-course|^\.)\[([\w,]+)\]", word)
        if asked and not set(asked[1].split(",")) <= set(extras):
            return f"no such extra: {asked[1]}"
    if "-c" in words and not (ROOT / words[words.index("-c") + 1]).is_file():
        return "no such file of constraints"
    return ""


def python_faults(words: list[str]) -> str:
    if not words or words[:2] == ["-m", "venv"]:
        return ""
    script = ROOT / words[0]
    if not script.is_file():
        return f"no such file: {words[0]}"
    text = script.read_text("utf-8") + (ROOT / "benchmarks/lab_runs.py").read_text("utf-8")
    missing = [word for word in words[1:] if word.startswith("--") and f'"{word}"' not in text]
    return f"{words[0]} has no {missing}" if missing else ""


def dask_faults(words: list[str]) -> str:
    from distributed.cli import dask_scheduler, dask_worker

    command = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}[words[0]]
    known = {option for parameter in command.params for option in parameter.opts}
    missing = {word for word in words[1:] if word.startswith("--")} - known
    return f"dask {words[0]} has no {missing}" if missing else ""


@pytest.mark.parametrize(("page", "line", "call"), COMMANDS, ids=[f"{page}: {line}" for page, line, _ in COMMANDS])
def test_a_command_that_is_written_down_is_one(page, line, call):
    assert faults(page, line, call) == ""


@pytest.mark.parametrize(
    "line",
    [
        "course realise --out x",
        "course release --into x",
        "course collect --out submitted",
        "course data fetsch",
        "course grade submitted --workers two",
        "make tests",
        "python tools/movie.py",
        "python tools/film.py --metres 3",
        "pip install 'pix2pix-course[grades]'",
        "python -m pip install -c constraint.txt -e .",
        "nbgrader hand_out 01_convolution",
        "dask worker --threads 1",
        "helmet upgrade",
    ],
)
def test_a_command_that_is_none_is_found(line):
    assert faults("jupyterhub.md", line)


def test_each_command_of_the_course_is_run_by_a_test():
    named = {" ".join(line.split()[:2]) for _, line, _ in COMMANDS if line.startswith("course ")}
    assert named - {"course --help"} <= set(RUN_BY), named - set(RUN_BY)
    for command, file in RUN_BY.items():
        text = (ROOT / "tests" / file).read_text("utf-8")
        assert re.search(rf"[\"'\s`]{command.split()[1]}\b", text), (command, file)
    assert len(COMMANDS) > 60 and {page.name for page in PAGES} == {page for page, *_ in COMMANDS} | {"settings.md"}


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git here")
def test_a_newer_version_comes_and_the_own_work_stays(tmp_path, monkeypatch):
    """The guide's lines, one after the other, where both sides have changed the same line of a notebook."""
    block = (ROOT / "docs/students.md").read_text("utf-8").partition("## A newer version")[2].split("```")[1]
    lines = [shlex.split(line) for line in block.splitlines() if line.startswith("git")]
    assert [words[1] for words in lines] == ["stash", "pull", "checkout"]
    for what in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{what}_NAME", "a")
        monkeypatch.setenv(f"GIT_{what}_EMAIL", "a@b")
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    worked, other = "labs/01_convolution/convolution.ipynb", "labs/02_filters/filters.ipynb"

    def git(folder, *words):
        subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True)

    def written(folder, text):
        for name in (worked, other):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)

    git(tmp_path, "init", "-b", "main", theirs)
    for text in ("old", "new"):
        written(theirs, text)
        git(theirs, "add", ".")
        git(theirs, "commit", "-m", text)
        if text == "old":
            git(tmp_path, "clone", theirs, mine)
    written(mine, "my answer, or only opened and saved")
    for words in lines:
        git(mine, *words[1:])
    assert (mine / worked).read_text().startswith("my answer") and (mine / other).read_text() == "new"


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make here")
def test_make_knows_what_to_do_for_each_target():
    for target in sorted(TARGETS):
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0 and done.stdout.strip(), (target, done.stderr)


def test_what_cannot_be_tested_is_said_on_its_page():
    assert "What was not tested" in (ROOT / "docs" / "jupyterhub.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_leads_to_a_file_and_a_heading(page):
    for target in re.findall(r"(?<!`)\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if re.match(r"https?:", target):
            continue
        place, _, part = target.partition("#")
        file = (page.parent / place).resolve() if place else page
        assert file.exists(), target
        if part:
            heads = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            assert part in {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}, target


def test_words_that_a_beginner_does_not_know_are_explained():
    table = (ROOT / "docs/students.md").read_text("utf-8").partition("## Words")[2]
    explained = set(re.findall(r"^\| ([A-Za-z ]+) \|", table, re.MULTILINE))
    assert {
        "notebook",
        "cell",
        "kernel",
        "terminal",
        "environment",
        "check",
        "hidden test",
        "GPU",
        "profile",
    } <= explained


def test_numbers_of_the_pages_are_those_of_the_tools():
    readme = (ROOT / "README.md").read_text("utf-8")
    steps = re.search(r'"--steps", type=int, default=(\d+)', (ROOT / "tools/film.py").read_text("utf-8"))[1]
    assert f"{steps} steps of training" in readme
    size = re.search(r"([\d.]+ GB) on the disk", (ROOT / "tools/install.py").read_text("utf-8"))[1]
    assert size in readme
    guide, sizes = (ROOT / "docs/students.md").read_text("utf-8"), {one.name: one.size for one in catalogue()}
    assert f"({sizes['mnist'] / 1e6:.0f} MB and {sizes['fashion_mnist'] / 1e6:.0f} MB)" in guide
    film = ROOT / "docs/pictures/learning.gif"
    assert film.stat().st_size < 1_000_000 and film.read_bytes().count(b"\x21\xf9\x04") > 10  # frames
