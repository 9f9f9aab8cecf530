"""The package as a user installs it: cheap to import, complete as a wheel, usable away from the checkout."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import course

ROOT = Path(__file__).parents[1]
ANY_VERSION = {
    "build",
    "hatchling",
    "ruff",
    "mypy",
}  # the tools of this checkout, pinned in constraints.txt


def python(*arguments, executable=sys.executable, **options):
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "COURSE_DATA")}
    return subprocess.run(
        [executable, *arguments], capture_output=True, text=True, env=environment, timeout=120, **options
    )


def test_importing_the_package_is_cheap_and_leaves_tensorflow_alone(root):
    modules = "course, course.checks, course.runtime, course.datasets, course.paths"
    done = python(
        "-c", f"import sys, {modules}; print('tensorflow' in sys.modules or 'keras' in sys.modules)", cwd=root
    )
    assert done.stdout.strip() == "False", done.stderr
    code = "import sys; before = set(sys.modules); import course; print(*sorted(set(sys.modules) - before))"
    assert python("-c", code, cwd=root).stdout.split() == ["course"], "it alone is loaded, whatever a clock says"


LEFT_OVER = [  # what an author's work leaves below labs/
    "labs/01_convolution/weights/gan.weights.h5",
    "labs/01_convolution/checkpoint.h5",
    "labs/01_convolution/film.gif",
    "labs/01_convolution/.ipynb_checkpoints/convolution-checkpoint.ipynb",
    "labs/notes.txt",
]


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    """Built from a copy of what git keeps, in which an author has worked."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "copy"
    for name in kept(root, "course", "labs", "pyproject.toml", "README.md", "LICENSE"):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, copy / name)
    for name in LEFT_OVER:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(b"an author's")
    done = python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(copy))
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def kept(root: Path, *places: str) -> list[str]:
    """Return the files below `places` that git keeps, or would: what it ignores is no part of the course."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *places]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return sorted(name for name in done.stdout.split("\0") if name and (root / name).is_file())


def test_the_wheel_holds_the_library_and_the_student_notebooks_only(wheel, root):
    packaged = zipfile.ZipFile(wheel)
    names = packaged.namelist()
    about = f"pix2pix_course-{course.__version__}.dist-info"
    notebooks = [name for name in kept(root, "labs") if re.fullmatch(r"labs/\w+/\w+\.ipynb", name)]
    expected = kept(root, "course") + [name.replace("labs/", "course/released/", 1) for name in notebooks]
    expected += [
        f"{about}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    ]
    assert len(notebooks) >= 8 and sorted(names) == sorted(expected)
    for name in names:
        if name.startswith("course/released/") and name.endswith(".ipynb"):
            text = packaged.read(name).decode()
            assert "HIDDEN TESTS" not in text and "BEGIN SOLUTION" not in text
    keys = re.findall(r'answer\[\d\] == "[a-e]"', "".join(path.read_text() for path in root.glob("source/*/*.py")))
    assert len(keys) >= 21  # the hidden tests of seven closing questions
    for name in names:
        if name.endswith((".py", ".ipynb", ".json")):
            text = packaged.read(name).decode()
            assert not [key for key in keys if key in text or key.replace('"', '\\"') in text], name


def test_the_wheel_works_in_another_environment_away_from_the_checkout(wheel, tmp_path):
    """Installed into an empty environment that borrows this one's dependencies, so that no network is needed."""
    clean = tmp_path / "clean"
    assert python("-m", "venv", str(clean)).returncode == 0
    interpreter = clean / "bin" / "python"
    installed = python(
        "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", str(wheel), executable=str(interpreter)
    )
    assert installed.returncode == 0, installed.stderr
    packages = next((clean / "lib").glob("python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    where = python("-c", "import course; print(course.__file__)", executable=str(interpreter), cwd=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(packages), where.stderr
    doctor = subprocess.run(
        [clean / "bin" / "course", "doctor", "--json"], capture_output=True, text=True, cwd=tmp_path, timeout=120
    )
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    lines = {line["name"].split()[0] for line in json.loads(doctor.stdout)["lines"]}
    assert {"python", "packages", "device", "disk", "data", "sandbox"} <= lines
    build = subprocess.run(
        [clean / "bin" / "course", "build"], capture_output=True, text=True, cwd=tmp_path, timeout=60
    )
    assert build.returncode == 2 and "not in a checkout" in build.stderr


def test_nothing_needs_posix_to_be_imported():
    """On Windows there is no fcntl, no resource, no termios; what uses them imports them where it does."""
    code = (
        "import sys\nimport IPython, nbclient, jupyter_client, filelock\nfor name in ('fcntl', 'resource', 'grp'):\n"
        "    sys.modules[name] = None\n"
        "import course.cli, course.grading.check, course.grading.task, course.training"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_python_m_course_is_the_command():
    done = python("-m", "course", "--version", cwd=ROOT)
    assert done.stdout.strip() == course.__version__, done.stderr


def test_a_student_needs_no_extra():
    """After `pip install .` there is no nbgrader, no nh3, no jupytext, no JupyterLab; `course check` works."""
    code = (
        "import sys\nfor name in ('nbgrader', 'nh3', 'jupytext', 'jupyterlab', 'pytest'):\n"
        "    sys.modules[name] = None\n"
        "import course.grading.check, course.doctor, course.datasets.catalogue\n"
        "from typer.testing import CliRunner\nfrom course.cli import app\n"
        "print(CliRunner().invoke(app, ['grade', 'there']).output)"
    )
    done = python("-c", code, cwd=ROOT)
    assert done.returncode == 0 and "This command needs nh3: pip install '" in done.stdout, done.stderr[-2000:]


def test_the_floors_are_those_of_the_oldest_environment():
    """constraints/oldest.txt installs each floor of pyproject.toml, so `make compat` proves that they are true.

    The extra `bench` is left out: its packages are measured, not used.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: needs for name, needs in project["optional-dependencies"].items() if name != "bench"}
    stated = {}
    for need in map(Requirement, project["dependencies"] + [need for extra in extras.values() for need in extra]):
        floor = [one.version for one in need.specifier if one.operator == ">="]
        if floor and need.name not in ANY_VERSION:
            stated[need.name] = Version(floor[0])
    lines = (ROOT / "constraints" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    pins = {need.name: need for need in map(Requirement, (line for line in lines if line and line[0] != "#"))}
    assert pins.keys() == stated.keys()
    for name, need in pins.items():
        (pin,) = need.specifier
        assert pin.operator == "==" and Version(pin.version).release[:2] == (*stated[name].release, 0)[:2], name
        assert not need.extras, f"pip takes no extras in constraints: {need}"
