"""The chapter on class servers: its example files hold options that exist, and the exchange keeps work apart."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import stat
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest
import yaml
from traitlets.config import Config, PyFileConfigLoader

from course.authoring.build import release_notebook
from course.labformat.source import labs

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "jupyterhub"
CHAPTER = (ROOT / "docs" / "jupyterhub.md").read_text("utf-8")
COURSE, LAB = "pix2pix-course", "01_tiny"


def loaded(name: str) -> Config:
    return PyFileConfigLoader(name, path=str(EXAMPLES)).load_config()


def unknown(config: Config, classes: dict) -> list[str]:
    """Return the options of a configuration that no class has, or that take no such value."""
    found = []
    for name, options in config.items():
        for option, value in options.items():
            trait = classes[name].class_traits(config=True).get(option) if name in classes else None
            if trait is None:
                found.append(f"{name}.{option}")
                continue
            try:
                trait._validate(classes[name](), value)
            except Exception as error:
                found.append(f"{name}.{option}: {error}")
    return found


def test_every_example_is_named_in_the_chapter():
    names = {path.name for path in EXAMPLES.iterdir() if path.is_file()}
    assert names == set(re.findall(r"\]\(jupyterhub/([\w.]+)\)", CHAPTER)) and len(names) == 5


def nbgrader_classes() -> dict:
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange.default import Exchange, ExchangeSubmit

    return {one.__name__: one for one in (CourseDirectory, Exchange, ExchangeSubmit)}


def test_nbgrader_knows_the_options_of_the_example():
    config = loaded("nbgrader_config.py")
    assert {"Exchange", "CourseDirectory"} <= set(config) and unknown(config, nbgrader_classes()) == []
    wrong = Config({"Exchange": {"rot": "/srv"}, "ExchangeSubmit": {"strict": "perhaps"}})
    assert len(unknown(wrong, nbgrader_classes())) == 2
    assert config.CourseDirectory.course_id == loaded_course_id()
    assert config.Exchange.root in CHAPTER


def loaded_course_id() -> str:
    """Return the course's name in the checkout's own configuration."""
    text = (ROOT / "nbgrader_config.py").read_text("utf-8")
    return re.search(r'course_id = "([\w-]+)"', text)[1]


def test_jupyterhub_knows_the_options_of_the_example():
    pytest.importorskip("jupyterhub", reason="JupyterHub is not installed; it is no part of the course's environment")
    from jupyterhub.app import JupyterHub
    from jupyterhub.spawner import LocalProcessSpawner

    assert unknown(loaded("tljh.py"), {"Spawner": LocalProcessSpawner, "JupyterHub": JupyterHub}) == []


def test_both_servers_give_a_student_the_same():
    """The file for Kubernetes and the one for a single server are two forms of the same figures."""
    one, many = loaded("tljh.py"), yaml.safe_load((EXAMPLES / "values.yaml").read_text("utf-8"))
    single = many["singleuser"]
    assert single["memory"]["limit"] == one.Spawner.mem_limit and single["cpu"]["limit"] == one.Spawner.cpu_limit
    assert single["extraEnv"] == one.Spawner.environment and single["defaultUrl"] == one.Spawner.default_url
    assert many["hub"]["activeServerLimit"] == one.JupyterHub.active_server_limit
    assert many["hub"]["concurrentSpawnLimit"] == one.JupyterHub.concurrent_spawn_limit
    for code in many["hub"]["extraConfig"].values():
        compile(code, "extraConfig", "exec")
    compile((EXAMPLES / "nbgrader_config_kubernetes.py").read_text("utf-8"), "nbgrader_config", "exec")
    named = set(re.findall(r"COURSE_[A-Z]+", json.dumps(single["extraEnv"])))
    assert named and all(f"`{name}`" in (ROOT / "docs/settings.md").read_text("utf-8") for name in named)


def test_the_figures_of_the_chapter_are_the_measured_ones():
    measured = {}
    for name in ("kernels", "pix2pix-lab"):
        kept = json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text("utf-8"))
        memory = [record["value"] for record in kept["results"] if "memory of" in record["name"]]
        measured[kept["command"]] = max(memory)
    rows = re.findall(r"^\| [^|]+ \| ([\d.]+) GB \| `([^`]+)` \|$", CHAPTER, re.MULTILINE)
    assert len(rows) == 2
    for stated, command in rows:
        assert float(stated) == pytest.approx(measured[command], abs=0.0051), command
    limit = float(loaded("tljh.py").Spawner.mem_limit.rstrip("G"))
    assert limit > max(measured.values())


# ---- nbgrader's exchange, with its own classes, between two users ------------------------------------------------


def call(kind: str, folder: Path, exchange: Path, user: int | None, queue=None, **options) -> str:
    """Run one of nbgrader's steps in `folder` as the user of this number (None: this one); return its error."""
    if queue is None:
        context = multiprocessing.get_context("fork")
        queue = context.SimpleQueue()
        process = context.Process(target=call, args=(kind, folder, exchange, user, queue), kwargs=options)
        process.start()
        process.join(240)
        return queue.get() if process.exitcode == 0 else f"ended with {process.exitcode}"
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import default

    step = getattr(default, f"Exchange{kind}")  # loaded before the rights are given up
    if user is not None:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    os.environ |= {"HOME": str(folder), "JUPYTER_DATA_DIR": str(folder / "data")}
    os.chdir(folder)
    os.umask(0o022)
    shared = {"root": str(exchange), "assignment_dir": str(folder), "cache": str(folder / "cache")}
    course = {"root": str(folder), "course_id": COURSE, "assignment_id": LAB, **options}
    config = Config({"Exchange": shared, "CourseDirectory": course})
    try:
        places = CourseDirectory(config=config)
        step(coursedir=places, authenticator=Authenticator(config=config), config=config).start()
        queue.put("")
    except BaseException as error:
        queue.put(f"{type(error).__name__}: {error}")
    return ""


@pytest.fixture
def places(tiny, monkeypatch):
    """The instructor's folder, the exchange as the chapter makes it, and two students' homes: (folders, users)."""
    root = os.geteuid() == 0
    users = {"instructor": 4101, "anna": 4102, "ben": 4103} if root else dict.fromkeys(("instructor", "anna", "ben"))
    # `collect` makes a gradebook and notes in it what the command alembic says, which other users may not run here.
    monkeypatch.setattr("nbgrader.api.get_alembic_version", lambda: "none")
    base = Path(tempfile.mkdtemp())  # pytest's own folders are closed to other users
    base.chmod(0o711)
    folders = {name: base / name for name in ("exchange", *users)}
    for name, folder in folders.items():
        folder.mkdir(mode=0o777 if name == "exchange" else 0o700)
        folder.chmod(0o777 if name == "exchange" else 0o700)
    lab = labs(tiny)[0]
    handed = folders["instructor"] / "release" / LAB / f"{lab.notebook}.ipynb"
    handed.parent.mkdir(parents=True)
    nbformat.write(release_notebook(lab), handed)
    if root:
        for name, user in users.items():
            for path in (folders[name], *folders[name].rglob("*")):
                os.chown(path, user, user)
    yield folders, users
    shutil.rmtree(base)


@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader's exchange needs the rights of a Unix system")
def test_the_exchange_carries_work_there_and_back(places):
    folders, users = places
    exchange = folders["exchange"]

    def step(kind, who, **options):
        return call(kind, folders[who], exchange, users[who], **options)

    assert step("ReleaseAssignment", "instructor") == ""
    for student in ("anna", "ben"):
        assert step("FetchAssignment", student) == ""
        assert (folders[student] / LAB / "tiny.ipynb").is_file()
        assert step("Submit", student, student_id=student) == ""
    assert step("Collect", "instructor", student_id="*") == ""
    collected = folders["instructor"] / "submitted"
    assert {path.name for path in collected.iterdir()} == {"anna", "ben"}
    assert all((collected / student / LAB / "timestamp.txt").is_file() for student in ("anna", "ben"))
    inbound = exchange / COURSE / "inbound"
    assert stat.S_IMODE(inbound.stat().st_mode) & 0o777 == 0o733, "students put work in and cannot list it"
    assert stat.S_IMODE((exchange / COURSE / "outbound").stat().st_mode) & 0o022 == 0
    assert "not found" in step("FetchAssignment", "anna", assignment_id="02_other")
    if users["ben"] is None:
        return  # one user only: what is below needs two, so root
    context = multiprocessing.get_context("fork")
    looked = context.SimpleQueue()

    def look():
        os.setgroups([])
        os.setgid(users["ben"])
        os.setuid(users["ben"])
        try:
            looked.put(f"saw {os.listdir(inbound)}")
        except PermissionError:
            looked.put("refused")

    process = context.Process(target=look)
    process.start()
    process.join(60)
    assert looked.get() == "refused"
