"""How long one waits: `import course`, the first cell of each lab, JupyterLab, `make lab` from a bare clone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from record import absent, measured

from course import lab as jupyter
from course import paths
from course.labformat import source

LIMIT = 900  # seconds for a server to be ready


def run(code: str) -> float:
    """Return the wall-clock seconds of a fresh Python that runs some code; it must succeed."""
    search = os.pathsep.join(filter(None, [str(paths.root()), os.environ.get("PYTHONPATH")]))
    told = {"COURSE_PROFILE": "smoke", "COURSE_DATA": "embedded", "MPLBACKEND": "agg", "PYTHONPATH": search}
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **told}, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def first_cell(lab: source.Lab) -> str:
    """Return the code of a lab's first code cell."""
    return next(cell.source for cell in source.read(lab).cells if cell.cell_type == "code")


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def until_ready(command: list[str], port: int, folder: Path, environment: dict[str, str]) -> float:
    """Return the seconds from the start of a command until JupyterLab's page answers; end all that it started.

    Raises
    ------
    RuntimeError
        The command ended first, or did not answer within `LIMIT` seconds; the message holds its last lines.
    """
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            while time.perf_counter() - start < LIMIT:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/lab?token=bench", timeout=5) as page:
                        page.read()
                    return time.perf_counter() - start
                except (urllib.error.URLError, OSError):
                    if server.poll() is not None:
                        break
                    time.sleep(0.1)
            log.seek(0)
            last = " / ".join(log.read().strip().splitlines()[-5:])
            raise RuntimeError(f"{' '.join(command[:4])} … did not open JupyterLab: {last}")
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)
                try:
                    server.wait(20)
                except subprocess.TimeoutExpired:
                    os.killpg(server.pid, signal.SIGKILL)
                    server.wait()


def server_options(port: int) -> list[str]:
    """Return what makes JupyterLab answer at a port, without a browser."""
    return [f"--port={port}", "--ip=127.0.0.1", "--no-browser", "--IdentityProvider.token=bench"]


def jupyterlab() -> float:
    """Return the seconds until `course lab` serves its page."""
    port = free_port()
    command = [word for word in jupyter.command(paths.root(), server_options(port))]
    return until_ready(command, port, paths.root(), jupyter.variables())


def bare_clone(folder: Path) -> float:
    """Return the seconds from `make lab` in a fresh clone to JupyterLab's page: environment, packages, server."""
    clone, port = folder / "course", free_port()
    subprocess.run(["git", "clone", "--quiet", str(paths.root()), str(clone)], check=True)
    config = folder / "jupyter_server_config.py"
    config.write_text(
        f"c.ServerApp.port = {port}\nc.ServerApp.ip = '127.0.0.1'\nc.ServerApp.open_browser = False\n"
        "c.IdentityProvider.token = 'bench'\n"
    )
    aside = {"PYTHONPATH", "VIRTUAL_ENV"}
    told = {name: value for name, value in os.environ.items() if name not in aside}
    told |= {"JUPYTER_CONFIG_DIR": str(folder), "PYTHON": sys.executable}
    return until_ready(["make", "lab", f"PYTHON={sys.executable}"], port, clone, told)


def rows(asked) -> Iterator[dict]:
    """Yield the seconds."""
    runs = 3 if asked.quick else 5
    run("pass")
    yield measured("python, nothing imported", [run("pass") for _ in range(runs)], "s")
    yield measured("import course", [run("import course") for _ in range(runs)], "s")
    for lab in source.labs(paths.root()):
        code = first_cell(lab)
        run(code)
        yield measured(f"first cell of lab {lab.name[:2]}", [run(code) for _ in range(2 if asked.quick else 3)], "s")
    jupyterlab()
    yield measured("JupyterLab ready", [jupyterlab() for _ in range(2 if asked.quick else 3)], "s")
    what = "make lab from a bare clone, until JupyterLab is ready"
    if not asked.bare:
        yield absent(what, "left out: --bare measures it; minutes, and the network")
        return
    with tempfile.TemporaryDirectory() as name:
        yield measured(what, [bare_clone(Path(name))], "s")
