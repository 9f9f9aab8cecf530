"""`course lab`: JupyterLab as a student wants it, on the checkout or on a folder that was handed out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import webbrowser
from pathlib import Path

from course import paths

CONFIG = Path(__file__).with_name("jupyter")  # labconfig/page_config.json: no instructor's tabs, no news


class LabError(RuntimeError):
    """JupyterLab cannot be started; the message says what is missing."""


def served() -> Path:
    """Return the folder to serve: the working directory if labs lie in it, else the checkout, else the former."""
    here = Path.cwd()
    if (here / "labs").is_dir():
        return here
    try:
        return paths.root()
    except paths.NotACheckout:
        return here


def command(folder: Path, arguments: list[str]) -> list[str]:
    """Return the command that serves `folder` and opens its `labs/`, if it has one.

    One Ctrl-C ends it. Without a browser on this machine it prints the address to open. Terminals keep the PATH.
    """
    start = "/lab/tree/labs" if (folder / "labs").is_dir() else "/lab"
    options = [f"--ServerApp.root_dir={folder}", f"--LabApp.default_url={start}", "--ServerApp.answer_yes=True"]
    shell = os.environ.get("SHELL") or shutil.which("sh")
    if os.name == "posix" and shell:  # a login shell, its default without a terminal, would set PATH anew
        options.append(f"--ServerApp.terminado_settings=shell_command=['{shell}']")
    if os.name == "posix" and os.geteuid() == 0:
        options.append("--allow-root")
    if not has_browser():
        options.append("--no-browser")
    return [sys.executable, "-m", "jupyterlab", *options, *arguments]


def has_browser() -> bool:
    """Say whether a page can be opened from here."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def variables() -> dict[str, str]:
    """Return the environment: this installation's commands first on the PATH, and the settings of `CONFIG`."""
    places = {"PATH": str(Path(sys.executable).parent), "JUPYTER_CONFIG_PATH": str(CONFIG)}
    return {**os.environ, **{name: _before(place, os.environ.get(name)) for name, place in places.items()}}


def _before(place: str, rest: str | None) -> str:
    return os.pathsep.join([place, rest]) if rest else place


def run(folder: Path, arguments: list[str]) -> int:
    """Serve `folder` until Ctrl-C; return the exit status.

    Raises
    ------
    LabError
        There is no such folder, or no JupyterLab.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise LabError(f"there is no folder {folder}")
    try:
        import jupyterlab  # noqa: F401
    except ModuleNotFoundError:
        from course import doctor

        raise LabError(f"JupyterLab is not installed. Run: {doctor.install_line('lab')}") from None
    server = subprocess.Popen(command(folder, arguments), env=variables())
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:  # the server got it, too, and ends by itself
            continue
