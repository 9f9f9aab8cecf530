"""The notebook that is running, found from inside: `course.check()` looks it over before it is handed in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WAIT = 60  # seconds for Colab's page to send the notebook


class NotFound(RuntimeError):
    """The running notebook cannot be had; the message says what to do instead."""


def check() -> bool:
    """Check the running notebook as `course check` does: a copy of it, as saved, from top to bottom.

    In Colab the page is asked for the notebook's text, saved or not. Nothing is changed.

    Returns
    -------
    bool
        Whether nothing is damaged and every exercise passes its visible checks. False, with a sentence, where the
        notebook cannot be had.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = _from_colab(Path(folder)) if in_colab() else _saved()
            return _run(path)
    except NotFound as error:
        print(error)
        return False


def in_colab() -> bool:
    """Say whether this kernel belongs to a page of Colab."""
    return "google.colab" in sys.modules


def path() -> Path:
    """Return the file of the running notebook: Jupyter's server and VS Code name it.

    Raises
    ------
    NotFound
        They do not, or there is no such file.
    """
    told = os.environ.get("JPY_SESSION_NAME", "")
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    told = getattr(shell, "user_ns", {}).get("__vsc_ipynb_file__", told)
    found = Path(str(told))
    if found.suffix != ".ipynb" or not found.is_file():
        raise NotFound(
            "The file of this notebook is not known here. Save it and run this in a terminal, in its folder: "
            "course check NAME.ipynb"
        )
    return found


def _saved() -> Path:
    found = path()
    age = time.time() - found.stat().st_mtime
    since = f"{age / 60:.0f} minutes ago" if age >= 90 else f"{age:.0f} seconds ago"
    print(f"{found.name} as it was saved {since}; what you have changed since then is not looked at.", flush=True)
    return found


def _from_colab(folder: Path) -> Path:
    """Ask Colab's page for the notebook, write it to a folder, return the file."""
    try:
        from google.colab import _message

        answer = _message.blocking_request("get_ipynb", timeout_sec=WAIT)
        text, name = json.dumps(answer["ipynb"]), _name(answer["ipynb"])
    except Exception as error:  # another version of Colab, a page that is closed, an answer that is none
        raise NotFound(
            f"Colab did not send the notebook ({type(error).__name__}: {error}). Download it (File, Download) and "
            "check the file: course check NAME.ipynb"
        ) from None
    target = folder / name
    target.write_text(text, encoding="utf-8")
    return target


def _name(notebook: dict) -> str:
    """Return the notebook's own file name: that of its lab, whatever the copy in Drive is called."""
    lab = notebook.get("metadata", {}).get("course", {}).get("lab", "")
    _, _, name = str(lab).partition("_")
    return f"{name if name.isidentifier() else 'notebook'}.ipynb"


def _run(notebook: Path) -> bool:
    """Run `course check` in a process of its own and show what it prints."""
    command = [sys.executable, "-m", "course", "check", str(notebook)]
    places = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places)), "COLUMNS": "100"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", env=variables
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
    return running.returncode == 0
