"""Run tests, labs and grading with other versions of everything: `make compat`.

    python tools/compat.py [oldest colab newest] [--folder DIR] [--only PART …] [--record]

For each file of constraints/ this makes an environment (about 2 GB, once), then runs there the tests that versions
can break, all labs in the smoke profile, which must end without an error or a line on stderr, and the grading of one
lab: full marks for its solution, none for its release. `--record` keeps the numbers in benchmarks/results/, from
which `python benchmarks/record.py` makes a table of RESULTS.md.

The first lines of a constraints file say which Python it is for (`# python: 3.11`), what is installed, if that is not
`.[test]` (`# install: …`), and what is added without the packages that it asks for (`# without its demands: …`).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("oldest", "colab", "newest")
LAB = "02_filters"  # graded: the quickest one that trains a layer
TESTS = (  # what versions of other packages can break, in minutes
    "private_parts runtime doctor console cli checks datasets datasets_download training training_keeping "
    "training_labelled training_refusals saved wire grading_check grading_parts plots_filters widgets_cgan colab"
).split()


class Failed(Exception):
    """An environment cannot be made; the text says why."""


def settings(name: str) -> dict[str, str]:
    """Return what the first lines of a constraints file say."""
    text = (ROOT / "constraints" / f"{name}.txt").read_text(encoding="utf-8")
    found = dict(re.findall(r"^# (python|install|without its demands): (.+)$", text, re.MULTILINE))
    if "python" not in found:
        raise Failed(f"constraints/{name}.txt does not begin with `# python: 3.…`")
    return {"install": ".[test]", **found}


def interpreter(version: str) -> str:
    """Return a Python of this version ("3.12"): on the path, this one, or one of pyenv's.

    Raises
    ------
    Failed
        There is none.
    """
    own = Path.home() / ".pyenv" / "versions"
    newest_first = sorted(own.glob(f"{version}.*/bin/python"), reverse=True)
    for candidate in (sys.executable, shutil.which(f"python{version}"), *map(str, newest_first)):
        if candidate and asked(candidate, "import sys; print('%d.%d' % sys.version_info[:2])") == version:
            return candidate
    raise Failed(f"there is no Python {version} here: put python{version} on the path")


def asked(python: str | Path, code: str) -> str:
    """Return what a short program prints, "" if it fails."""
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def environment(name: str, folder: Path) -> Path:
    """Make the environment, or bring it up to date with its files; return its Python."""
    told, place = settings(name), folder / name
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = place / "made_from.txt"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needs = {key: project[key] for key in ("dependencies", "optional-dependencies")}
    made_from = (ROOT / "constraints" / f"{name}.txt").read_text("utf-8") + json.dumps(needs, indent=1)
    made_from += f"\n{ROOT}\n"  # the course is installed from there: another checkout's would be tested in its place
    if python.exists() and stamp.exists() and stamp.read_text("utf-8") == made_from:
        return python
    base = interpreter(told["python"])
    print(f"{name}: installing into {place} …", flush=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    constrained = ["-c", f"constraints/{name}.txt"]
    steps = [
        [base, "-m", "venv", str(place)],
        [*pip, "--upgrade", "pip"],
        [*pip, *constrained, "-e", *told["install"].split()],
    ]
    if "without its demands" in told:
        steps.append([*pip, "--no-deps", *told["without its demands"].split()])
    for step in steps:
        if subprocess.run(step, cwd=ROOT, check=False).returncode:
            raise Failed(f"{name}: {' '.join(step[:5])} … failed")
    stamp.write_text(made_from, encoding="utf-8")
    return python


def run(python: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
    """Run a module of the environment in the checkout, at low priority; return what it said."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("COURSE_", "PYTHON", "KERAS", "TF_"))
    }
    command = [*(["nice", "-n", "10"] if shutil.which("nice") else []), str(python), *arguments]
    environ = {**kept, "COURSE_OFFLINE": "1", "COURSE_DATA": "embedded", **variables}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def tests(python: Path, folder: Path) -> list[dict]:
    """Run the tests; return the rows of the table."""
    told = "-q", "-o", "addopts=--strict-markers", "-p", "no:cacheprovider"  # a second -q would leave out the counts
    done = run(python, "-m", "pytest", *told, *(f"tests/test_{name}.py" for name in TESTS))
    (folder / "tests.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error|skipped)", done.stdout)}
    failed = counts.get("failed", 0) + counts.get("error", 0) + (done.returncode > 1)
    return [
        row("tests that passed", counts.get("passed", 0), at_least=1),
        row("tests that failed", failed, at_most=0),
    ]


def labs(python: Path, folder: Path) -> list[dict]:
    """Run every solution in the smoke profile; return the rows of the table."""
    out = folder / "labs"
    stored = (ROOT / "solutions").glob("[0-9][0-9]_*/*.ipynb")  # of this moment, as the run takes them
    wanted = sum(path.stem != "more" for path in stored)
    shutil.rmtree(out, ignore_errors=True)
    said = run(
        python, "-m", "course", "run", "--profile", "smoke", "--out", str(out), "--json", str(out / "runs.json")
    )
    (folder / "labs.txt").write_text(said.stdout + said.stderr, encoding="utf-8")
    runs = json.loads((out / "runs.json").read_text("utf-8"))["labs"] if (out / "runs.json").exists() else []
    good = [one for one in runs if not one["error"]]
    loud = {one["lab"]: noise(Path(one["notebook"])) for one in runs if one["notebook"]}
    (folder / "stderr.json").write_text(json.dumps(loud, indent=1, ensure_ascii=False), encoding="utf-8")
    for one in runs:
        for line in [one["error"], *loud.get(one["lab"], [])]:
            if line:
                print(f"  {one['lab']}: {line.strip()[:300]}", flush=True)
    return [
        row("labs that ran to their end, smoke profile", len(good), at_least=wanted),
        row("labs with a line on stderr", sum(map(bool, loud.values())), at_most=0),
    ]


def noise(notebook: Path) -> list[str]:
    """Return what an executed notebook holds of stderr."""
    cells = nbformat.read(notebook, as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]


SUBMIT = """
import pathlib, sys
from course.labformat.source import select
from tests import corpus
(lab,), folder = select([{lab!r}]), pathlib.Path(sys.argv[1])
corpus.write(folder, "solution", lab, corpus.filled(lab, {{}}))
corpus.write(folder, "untouched", lab, corpus.release_notebook(lab))
"""


def grading(python: Path, folder: Path) -> list[dict]:
    """Grade solution and release of one lab; return the rows of the table."""
    out = folder / "grading"
    shutil.rmtree(out, ignore_errors=True)
    run(python, "-c", SUBMIT.format(lab=LAB), str(out / "submitted"))
    arguments = [str(out / "submitted"), LAB, "--out", str(out / "graded"), "--json", str(out / "report.json")]
    done = run(python, "-m", "course", "grade", *arguments)
    (folder / "grading.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    graded = json.loads((out / "report.json").read_text("utf-8")) if (out / "report.json").exists() else {}
    scores = {one["student"]: one["score"] / one["max_score"] for one in graded.get("submissions", [])}
    return [
        row(f"{LAB} graded: its solution", 100 * scores.get("solution", 0.0), "%", at_least=100),
        row(f"{LAB} graded: its release, untouched", 100 * scores.get("untouched", 1.0), "%", at_most=0),
    ]


def row(name: str, value: float, unit: str = "", at_least=None, at_most=None) -> dict:
    """Return a row of the table, as `course.runtime.report` records a number."""
    ok = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
    return {"name": name, "value": float(value), "unit": unit, "at_least": at_least, "at_most": at_most, "ok": ok}


def tried(name: str, folder: Path, parts: list[str]) -> dict:
    """Return the table of one environment, as benchmarks/results/ keeps it."""
    python = environment(name, folder)
    start, results = time.perf_counter(), []
    for part in (tests, labs, grading):
        if part.__name__ in parts:
            print(f"{name}: {part.__name__} …", flush=True)
            results += [one | {"name": f"{name}: {one['name']}"} for one in part(python, folder / name)]
            print(
                "\n".join(f"  {'ok' if one['ok'] else 'NO'}  {one['name']}: {one['value']:g}" for one in results[-2:])
            )
    machine = asked(python, "import sys; sys.path.insert(0, 'benchmarks'); import record; print(record.machine())")
    shown = "numpy scipy matplotlib ipython ipykernel ipywidgets jupyter_client nbclient nbgrader typer".split()
    versions = asked(
        python, f"from importlib.metadata import version\nfor n in {shown}: print(n, version(n), end=', ')"
    )
    print(f"{name}: {(time.perf_counter() - start) / 60:.0f} minutes", flush=True)
    return {
        "command": f"make compat ENVIRONMENTS={name}",
        "machine": machine,
        "seeds": "those of the labs and tests",
        "note": f"{versions.rstrip(', ')}.",
        "results": results,
    }


def keep(table: dict, path: Path) -> None:
    """Write a table; rows of parts that were not run this time stay, if versions and machine are the same."""
    old = json.loads(path.read_text("utf-8")) if path.exists() else {"machine": "", "note": "", "results": []}
    if (old["machine"], old["note"]) == (table["machine"], table["note"]):
        fresh = {one["name"] for one in table["results"]}
        table = {**table, "results": [one for one in old["results"] if one["name"] not in fresh] + table["results"]}
    path.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """Try the named environments; return the exit status: 1 if anything is not as it should be."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("names", nargs="*", metavar="ENVIRONMENT", help=f"{', '.join(NAMES)}; all if none is named")
    options.add_argument("--folder", type=Path, default=ROOT / "build" / "compat", help="where they are made")
    options.add_argument("--only", nargs="*", default=["tests", "labs", "grading"], help="tests, labs, grading")
    options.add_argument("--record", action="store_true", help="keep the numbers in benchmarks/results/")
    given = options.parse_args()
    if set(given.names) - set(NAMES):
        options.error(f"the environments are {', '.join(NAMES)}")
    good = True
    for name in given.names or NAMES:
        try:
            table = tried(name, given.folder.resolve(), given.only)
        except Failed as error:
            print(error, file=sys.stderr)
            good = False
            continue
        good = good and all(one["ok"] for one in table["results"])
        if given.record:
            keep(table, ROOT / "benchmarks" / "results" / f"compat-{name}.json")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
