"""A lab's first cells as Colab runs them: the course is missing, `google.colab` is there, with and without a GPU.

Stand-ins are the page, the card, and what pip would fetch; the cells, pip's list and TensorFlow are real. `make
compat` runs this with Colab's versions.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version

import nbformat
import pytest
from packaging.requirements import Requirement

from course.authoring.build import release_notebook
from course.labformat import source
from tests.hostile import lab

ADDRESS = "https://github.com/somebody/labs"
PYTHON = """\
#!/bin/sh
case "$*" in
  *"pip install"*) echo "$*" >> installed; cp -r "{root}/course" site/; cp -r released site/course/;;
  *) exec "{python}" "$@";;
esac
"""
CARD = """#!/bin/sh
echo 15360
"""
PAGE = """\
import json
def blocking_request(request, timeout_sec):
    assert request == "get_ipynb"
    return {"ipynb": json.load(open("page.json"))}
"""
GPU = """\
import tensorflow as tf

listed = tf.config.list_physical_devices
card = tf.config.PhysicalDevice("/physical_device:GPU:0", "GPU")
tf.config.list_physical_devices = lambda kind=None: [card] if kind == "GPU" else listed(kind)
tf.config.set_visible_devices = lambda devices, kind: None
tf.config.experimental.set_memory_growth = lambda device, on: None
tf.config.experimental.get_device_details = lambda device: {"device_name": "Tesla T4", "compute_capability": (7, 5)}
tf.config.set_soft_device_placement(True)  # what is sent to the card is computed on the CPU
"""
KERNEL = """\
import importlib.machinery, json, os, sys

class Finder(importlib.machinery.PathFinder):  # the course, wherever it lies, is not here before it is installed
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name != "course" or os.path.isdir("site/course"):
            return super().find_spec(name, path, target)

sys.path.insert(0, os.path.abspath("site"))
sys.meta_path[2:] = [Finder]
import google.colab._message
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
for cell in json.load(open("cells.json")):
    shell.run_cell(cell).raise_error()
    if sys.argv[1] == "GPU" and "course" in sys.modules and "tensorflow" not in sys.modules:
        exec(open("gpu.py").read(), {})
"""


@pytest.fixture
def colab(tmp_path, root):
    """Return a call that runs cells, with the card or without, and returns what is printed."""
    (tmp_path / "site/google/colab").mkdir(parents=True)
    (tmp_path / "site/google/colab/__init__.py").write_text("")
    (tmp_path / "site/google/colab/_message.py").write_text(PAGE)
    (tmp_path / "gpu.py").write_text(GPU)
    (tmp_path / "released" / lab.LAB).mkdir(parents=True)
    nbformat.write(lab.release(), tmp_path / "released" / lab.LAB / f"{lab.NAME}.ipynb")
    (tmp_path / "bin").mkdir()

    def program(name, text):
        (tmp_path / "bin" / name).write_text(text)
        (tmp_path / "bin" / name).chmod(0o755)

    program("python", PYTHON.format(root=root, python=sys.executable))

    def run(device, cells):
        if device == "GPU":
            program("nvidia-smi", CARD)
        (tmp_path / "cells.json").write_text(json.dumps(cells))
        kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "COURSE_PROFILE")}
        done = subprocess.run(
            [sys.executable, "-c", KERNEL, device],
            cwd=tmp_path,
            env={**kept, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def first_cells(name):
    """Return the install cell and the cell that imports and calls `runtime.setup()` of a lab."""
    (one,) = source.select([name])
    made = release_notebook(one, source.place([one], ADDRESS, solutions=False))
    return [cell.source for cell in made.cells if cell.cell_type == "code"][:2]


@pytest.mark.skipif(os.name != "posix", reason="the stand-in of pip is a shell script; Colab is Linux")
@pytest.mark.parametrize("device", ["CPU", "GPU"])
def test_one_cell_installs_and_the_next_says_what_there_is(colab, tmp_path, device):
    install, begin = first_cells("05")
    answered = lab.answered(total="def total(x):\n    return 0.0")
    answered.metadata["course"] = {"lab": lab.LAB}
    (tmp_path / "page.json").write_text(json.dumps(answered))
    asked = [
        "import course.runtime",
        begin,
        *(["import course\nprint('all good:', course.check())"] * (device == "GPU")),
    ]
    said = colab(device, [install, *asked])
    (command,) = (tmp_path / "installed").read_text().splitlines()
    assert f"pix2pix-course @ git+{ADDRESS}" in command and "-c /tmp/versions.txt" in command
    if device == "CPU":
        assert re.search(r"^CPU: .*profile cpu", said, re.MULTILINE) and "Colab: Runtime → Change runtime" in said
    else:
        line = "GPU: Tesla T4, 15 GB | float32 (training convolutions: mixed_float16) | profile full"
        assert line in said and "No GPU" not in said, said
        assert "one and two make three" in said and "all good: False" in said, said


def test_what_is_here_satisfies_the_course_so_nothing_is_upgraded(root):
    asked = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    for one in map(Requirement, asked):
        assert one.specifier.contains(version(one.name), prereleases=True), one
