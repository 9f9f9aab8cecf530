"""formgrader's own server in a folder that `course grade` filled: for the tests, and for the benchmark of a class."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import course

TOKEN = "a-token-for-one-server"
OTHERS = ("jupyterlab", "notebook", "notebook_shim", "jupyter_lsp", "jupyter_server_terminals")  # not needed


@contextlib.contextmanager
def serving(folder: Path, home: Path) -> Iterator[Callable[..., str]]:
    """Serve a folder (`jupyter lab` there does it, too); `home` gets settings and the log.

    Yields
    ------
    callable
        Takes a place below `/formgrader`, a method and a body (bytes); returns the answer's text.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--port={port}", "--ip=127.0.0.1", "--no-browser", "--allow-root", f"--ServerApp.root_dir={folder}"]
    options += [f"--IdentityProvider.token={TOKEN}"]
    options += [f"--ServerApp.jpserver_extensions={dict.fromkeys(OTHERS, False)}"]
    options += ["--ServerApp.disable_check_xsrf=True", "--ServerApp.allow_unauthenticated_access=False"]
    search = os.pathsep.join([str(Path(course.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    own = {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTER_DATA_DIR": str(home / "data")}
    log = home / "server.log"
    with open(log, "wb") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", *options],
            cwd=folder,
            env={**os.environ, **own, "PYTHONPATH": search},
            stdout=said,
            stderr=said,
        )

    def call(place: str, method: str = "GET", body: bytes | None = None) -> str:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/formgrader{place}",
            method=method,
            data=body,
            headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=600) as answer:
            return answer.read().decode()

    try:
        until = time.monotonic() + 600
        while True:
            try:
                call("/api/status")
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"formgrader's server did not start: {log.read_text()[-3000:]}") from None
                time.sleep(0.5)
        yield call
    finally:
        server.terminate()
        server.wait(30)
