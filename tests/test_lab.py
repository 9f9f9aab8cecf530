"""`course lab`: the server that a student sees, really started."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from course import lab

ROOT = Path(__file__).parents[1]


def test_the_command_opens_the_labs_and_needs_no_browser(tmp_path, monkeypatch):
    monkeypatch.setattr(lab, "has_browser", lambda: False)
    assert "--no-browser" in lab.command(tmp_path, [])
    assert "--LabApp.default_url=/lab" in lab.command(tmp_path, [])
    (tmp_path / "labs").mkdir()
    monkeypatch.setattr(lab, "has_browser", lambda: True)
    command = lab.command(tmp_path, ["--port=1"])
    assert "--LabApp.default_url=/lab/tree/labs" in command and "--no-browser" not in command
    assert command[-1] == "--port=1"


def test_it_serves_what_was_handed_out_and_elsewhere_the_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT / "tests")
    assert lab.served() == ROOT
    monkeypatch.chdir(tmp_path)
    (tmp_path / "labs").mkdir()
    assert lab.served() == tmp_path
    (tmp_path / "labs").rmdir()
    monkeypatch.setattr(lab.paths, "root", lambda: (_ for _ in ()).throw(lab.paths.NotACheckout()))
    assert lab.served() == tmp_path


def test_without_jupyterlab_it_says_what_to_install_by_names_that_an_index_has(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    with pytest.raises(lab.LabError, match="Run: pip install") as said:
        lab.run(tmp_path, [])
    assert "jupyterlab" in str(said.value) and "pix2pix-course" not in str(said.value)


def test_a_missing_folder_is_a_sentence(tmp_path):
    with pytest.raises(lab.LabError, match="no folder"):
        lab.run(tmp_path / "none", [])


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start it on the checkout; yield its address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    own = {"JUPYTER_CONFIG_DIR": home, "JUPYTER_DATA_DIR": home, "JUPYTER_RUNTIME_DIR": home, "BROWSER": "true"}
    command = [sys.executable, "-m", "course", "lab", "--folder", str(ROOT), "--", "--no-browser", f"--port={port}"]
    with open(home / "log", "w") as log:
        process = subprocess.Popen(
            [*command, "--IdentityProvider.token=t"],
            env={**os.environ, **{name: str(value) for name, value in own.items()}},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            asked(f"{address}/api/status")
            break
        except OSError:
            assert process.poll() is None, (home / "log").read_text()
            time.sleep(0.2)
    yield address, process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def asked(address: str, data: bytes | None = None) -> str:
    request = urllib.request.Request(address, data, {"Authorization": "token t"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()


def test_it_serves_labs_and_solutions_without_an_instructors_tabs_and_news(server):
    address, _ = server
    here = {entry["path"] for entry in json.loads(asked(f"{address}/api/contents?content=1"))["content"]}
    assert {"labs", "solutions"} <= here
    page = asked(f"{address}/lab/tree/labs")
    config = json.loads(
        page.split('<script id="jupyter-config-data" type="application/json">')[1].split("</script>")[0]
    )
    off = set(config["disabledExtensions"])
    assert "@jupyterlab/apputils-extension:announcements" in off
    assert {f"@jupyter/nbgrader:{name}" for name in ("assignment-list", "course-list", "create-assignment")} <= off
    assert "@jupyter/nbgrader:validate-assignment" not in off


@pytest.mark.skipif(os.name != "posix", reason="JupyterLab's terminals on Windows are of another kind")
def test_the_command_course_is_there_in_a_terminal(server):
    import websocket

    address, _ = server
    name = json.loads(asked(f"{address}/api/terminals", b"{}"))["name"]
    line = websocket.create_connection(
        f"{address.replace('http', 'ws')}/terminals/websocket/{name}?token=t", timeout=60, origin=address
    )
    line.send(json.dumps(["stdin", "command -v course; echo e''nd\r"]))
    seen = ""
    while "end" not in seen:
        kind, *content = json.loads(line.recv())
        seen += "".join(content) if kind == "stdout" else ""
    line.close()
    assert f"{Path(sys.executable).parent}/course" in seen


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent in another way on Windows")
def test_one_interrupt_ends_it(server):
    _, process = server
    os.killpg(process.pid, signal.SIGINT)  # as a keyboard does it: to the command and to the server
    assert process.wait(timeout=30) == 0


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("NewConnectionError: <x> Failed", "no network"),
        ("ERROR: No matching distribution found for tensorflow>=2.18", "no version of tensorflow>=2.18"),
        ("ERROR: something else", "something else"),
        ("", "without saying why"),
    ],
)
def test_what_failed_is_one_sentence(log, words):
    spec = importlib.util.spec_from_file_location("install", ROOT / "tools" / "install.py")
    install = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(install)
    assert words in install.reason(log)
