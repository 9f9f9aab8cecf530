"""The package as a user installs it: cheap to import, complete as a wheel, usable away from the checkout."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import sysconfig
import time
import zipfile
from pathlib import Path

import pytest


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
    times = []
    for _ in range(5):
        start = time.perf_counter()
        python("-c", "import course", cwd=root)
        middle = time.perf_counter()
        python("-c", "pass", cwd=root)
        times.append((middle - start) - (time.perf_counter() - middle))
    assert statistics.median(times) < 0.3


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(root))
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_library_and_the_student_notebooks_only(wheel, root):
    names = zipfile.ZipFile(wheel).namelist()
    assert "course/checks/__init__.py" in names
    for lab in (root / "labs").rglob("*.ipynb"):
        assert f"course/released/{lab.relative_to(root / 'labs')}" in names
    assert any(re.fullmatch(r"course/datasets/embedded/.*\.npz", name) for name in names)
    packaged = zipfile.ZipFile(wheel)
    for name in names:
        if name.startswith("course/released/") and name.endswith(".ipynb"):
            text = packaged.read(name).decode()
            assert "HIDDEN TESTS" not in text and "BEGIN SOLUTION" not in text
    assert not [
        name for name in names if name.startswith(("source/", "tests/", "bundle/", "SECRET-bundle/", "solutions/"))
    ]
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


@pytest.mark.parametrize("module", ["course.cli", "course.grading.check", "course.grading.task", "course.training"])
def test_nothing_needs_posix_to_be_imported(module):
    """On Windows there is no fcntl, no resource, no termios; what uses them imports them where it does."""
    code = (
        "import sys\nimport IPython, nbclient, jupyter_client\nfor name in ('fcntl', 'resource', 'grp'):\n"
        f"    sys.modules[name] = None\nimport {module}"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
