"""The tests that a change concerns, in less than two minutes: `make quick`.

    python tools/quick.py [FILE ...] [--seconds N]

For the named files, by default all that differ from the main branch, this runs the linter, `course build --check`
where that can have changed, and the tests that import a changed module or are named after it, the nearest first. What
does not fit into the time is not run, and is said: `make test` runs everything.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 105  # seconds, beside what starting takes
LONG = {"test_answers", "test_grading", "test_grading_tricks"}  # minutes each, whatever is chosen of them
HEAVY = {"test_release", "test_gradebook_truth", "test_formgrader", "test_road", "test_similar", "test_mutate"}
OF_ALL = ("source/", "labs/", "solutions/", "course/labformat/", "course/authoring/")
AROUND = (
    "docs/",
    ".github/",
    "Makefile",
    "CHANGELOG.md",
    "constraints",
    "pyproject.toml",
    ".pre-commit",
    "tests/run.sh",
)


def changed() -> list[str]:
    """Return the files that differ from the main branch: committed, staged, changed or new."""
    base = _git("merge-base", "HEAD", "main") or ["HEAD"]
    return sorted({*_git("diff", "--name-only", base[0]), *_git("ls-files", "--others", "--exclude-standard")})


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []


def module(file: str) -> str:
    """Return the dotted name of a module of the package, "" for another file."""
    if not file.startswith("course/") or not file.endswith(".py"):
        return ""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(text: str) -> set[str]:
    """Return the names of the course's modules, and of what is taken from them, that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.startswith("course.")}


def users(name: str, modules: dict[str, set[str]]) -> dict[str, int]:
    """Return the modules that use a module, itself with 0, its direct users with 1, and theirs with 2."""
    found = {name: 0}
    for distance in (1, 2):
        near = set(found)
        for other, names in modules.items():
            if other not in found and any(
                one == there or one.startswith(f"{there}.") for one in names for there in near
            ):
                found[other] = distance
    return found


def chosen(files: list[str], tests: dict[str, str], modules: dict[str, set[str]]) -> list[str]:
    """Return the names of the tests that `files` concern, the nearest first.

    Parameters
    ----------
    files
        Paths in the checkout.
    tests
        The text of each test file by its name ("test_cli").
    modules
        What each module of the package imports of it (`imported`).
    """
    near: dict[str, int] = {}

    def add(name: str, distance: int) -> None:
        if name in tests and name not in LONG and (distance < 2 or name not in HEAVY):
            near[name] = min(distance, near.get(name, 9))

    for file in files:
        path = Path(file)
        if file.startswith("tests/") and path.stem in tests:
            add(path.stem, 0)
        if file.startswith(AROUND):
            add("test_house", 1)
        if file.startswith("benchmarks/"):
            add("test_results", 1)
        if file.startswith(("source/", "labs/")):
            lab = path.parts[1].partition("_")[2]
            for name in tests:
                if lab and lab in name.split("_"):
                    add(name, 1)
            add("test_released_labs", 2)
        name = module(file)
        if not name:
            continue
        own = "test_" + "_".join(name.split(".")[1:])
        used = users(name, modules)
        for test, text in tests.items():
            if test == own or test.startswith(f"{own}_"):
                add(test, 0)
            names = imported(text)
            for place, distance in used.items():
                if any(one == place or one.startswith(f"{place}.") for one in names):
                    add(test, distance + 1)
    return sorted(near, key=lambda test: (near[test], len(tests[test])))


def package() -> dict[str, set[str]]:
    """Return what each module of the package imports of it."""
    files = (path.relative_to(ROOT).as_posix() for path in (ROOT / "course").rglob("*.py"))
    return {module(file): imported((ROOT / file).read_text("utf-8")) for file in files}


def main() -> int:
    """Run them; return the exit status: 1 if anything fails."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="*", metavar="FILE", help="by default what differs from the main branch")
    options.add_argument("--seconds", type=float, default=LIMIT, help="after so many no further test begins")
    given, start = options.parse_args(), time.perf_counter()
    files = [str(Path(file)) for file in given.files] or changed()
    tests = {path.stem: path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py")}
    commands = [["ruff", "format", "--check", "."], ["ruff", "check", "."]]
    if any(file.startswith(OF_ALL) for file in files):
        commands.append(["course", "build", "--check"])
    for command in commands:
        print("$", *command, flush=True)
        if subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode:
            return 1
    names = chosen(files, tests, package())
    if not names:
        print("no test is named after what changed, or imports it; `make test` runs all")
        return 0
    left = max(10.0, given.seconds - (time.perf_counter() - start))
    paths = [f"tests/{name}.py" for name in names]
    print("$ pytest", *paths, flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", f"--seconds={left:.0f}", *paths]
    try:
        return subprocess.run(command, cwd=ROOT, check=False, timeout=left + 15).returncode
    except subprocess.TimeoutExpired:
        print("stopped: the time is over, and the tests that were running are not judged; `make test` runs all")
        return 1


if __name__ == "__main__":
    sys.exit(main())
