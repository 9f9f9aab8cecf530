"""formgrader in the folder that `course grade` fills: nbgrader's own server shows all of it and changes it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from course.grading import grade as grading
from tests import classroom
from tests.hostile import lab

TOKEN = "a-token-of-this-test"


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """A graded class of two."""
    root = tmp_path_factory.mktemp("class")
    lab.write_bundle(root)
    for student in ("ann", "ben"):
        classroom.hand_in(root / "submitted", student, "2026-11-03 12:00:00 UTC")
    with pytest.MonkeyPatch.context() as patch:
        classroom.grade(root, patch, {"ann": (2.0, 3.0), "ben": (0.0, 3.0)})
    return root


@pytest.fixture(scope="module")
def ask(class_):
    """Start a server there (`jupyter lab graded` is one); return a call: path, method, body."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "jupyter_server",
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--ip=127.0.0.1",
    ]
    command += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={class_ / 'graded'}"]
    others = dict.fromkeys(
        ("jupyterlab", "notebook", "notebook_shim", "jupyter_lsp", "jupyter_server_terminals"), False
    )
    command += [f"--ServerApp.jpserver_extensions={others}"]  # what this does not need
    command += ["--ServerApp.disable_check_xsrf=True", "--ServerApp.allow_unauthenticated_access=False"]
    home = {
        "HOME": str(class_),
        "JUPYTER_CONFIG_DIR": str(class_ / "config"),
        "JUPYTER_DATA_DIR": str(class_ / "data"),
    }
    path = os.pathsep.join(
        [os.path.dirname(os.path.dirname(grading.__file__)) + "/..", os.environ.get("PYTHONPATH", "")]
    )
    with open(class_ / "server.log", "wb") as log:
        server = subprocess.Popen(
            command, cwd=class_ / "graded", stdout=log, stderr=log, env={**os.environ, **home, "PYTHONPATH": path}
        )

    def call(place, method="GET", body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/formgrader{place}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read().decode()
        return json.loads(text) if place.startswith("/api/") else text

    try:
        until = time.monotonic() + 600
        while True:
            try:
                call("/api/status")
                break
            except OSError:
                said = (class_ / "server.log").read_text()[-3000:]
                assert server.poll() is None and time.monotonic() < until, said
                time.sleep(0.5)
        yield call
    finally:
        server.terminate()
        server.wait(20)


def test_formgrader_shows_labs_students_and_points(ask):
    (assignment,) = ask("/api/assignments")
    assert assignment["name"] == lab.LAB and assignment["num_submissions"] == 2 and assignment["max_score"] == 5
    submissions = {one["student"]: one for one in ask(f"/api/submissions/{lab.LAB}")}
    assert submissions["ben"]["score"] == 3 and submissions["ben"]["autograded"]
    assert {one["id"] for one in ask("/api/students")} == {"ann", "ben"}
    assert "Manage" in ask("/manage_assignments")


def test_a_correction_in_formgrader_stays_and_is_everywhere(ask, class_, monkeypatch):
    out = class_ / "graded"
    submitted = {one["student"]: one for one in ask(f"/api/submitted_notebooks/{lab.LAB}/{lab.NAME}")}["ben"]
    page = ask(f"/submissions/{submitted['id']}/")
    assert "def double" in re.sub(r"<[^>]+>", "", page)
    grades = {one["name"]: one for one in ask(f"/api/grades?submission_id={submitted['id']}")}
    comments = {one["name"]: one for one in ask(f"/api/comments?submission_id={submitted['id']}")}
    assert grades["check-double"]["auto_score"] == 0
    ask(f"/api/grade/{grades['check-double']['id']}", "PUT", {"manual_score": 1.5, "extra_credit": None})
    ask(f"/api/comment/{comments['exercise-double']['id']}", "PUT", {"manual_comment": "nearly: mind the shape"})
    grading.export(out)
    assert ",4.5,5,4.5,0,graded,1.5,3" in (out / "grades.csv").read_text("utf-8-sig")
    feedback = (out / "feedback" / "ben" / lab.LAB / "tiny.html").read_text("utf-8")
    assert "1.5 of 2" in feedback and "nearly: mind the shape" in feedback
    assert "◐*" in (out / "report.html").read_text("utf-8")
    notebook = lab.answered()
    notebook.cells[0].source += " handed in again"
    classroom.hand_in(class_ / "submitted", "ben", notebook=notebook)
    report = classroom.grade(class_, monkeypatch, {"ben": (0.0, 3.0)})
    assert report.started == ["ben/90_tiny"]
    assert {one["student"]: one["score"] for one in report.submissions} == {"ann": 5, "ben": 4.5}
    again = {one["name"]: one for one in ask(f"/api/grades?submission_id={submitted['id']}")}
    assert again["check-double"]["manual_score"] == 1.5


def test_formgraders_own_button_writes_the_same_feedback(ask, class_):
    page = class_ / "graded" / "feedback" / "ann" / lab.LAB / "tiny.html"
    before = page.read_text("utf-8")
    page.unlink()
    done = ask(f"/api/assignment/{lab.LAB}/ann/generate_feedback", "POST", {})
    assert done["success"], done
    assert page.read_text("utf-8") == before
