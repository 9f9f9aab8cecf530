"""`course doctor`: does this computer have what the labs need?

Each line is OK, FAIL with what to do, or `--` for a note: something that only some people need is not there.
"""

from __future__ import annotations

import json as _json
import platform
import shutil
import subprocess
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from course import console, files

PACKAGE = "pix2pix-course"
NEEDED = 0.5e9  # bytes: data sets, executed notebooks, checkpoints
COMFORTABLE = 3e9
SANDBOX = ("bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "true")


class Line(NamedTuple):
    """One finding; `ok` is None for a note, `advice` says what to do, "" if nothing."""

    name: str
    ok: bool | None
    detail: str
    advice: str = ""


def run(json: bool = False) -> int:
    """Print the findings, as text or as one JSON object, and return the exit status: 1 if any is FAIL."""
    console.forgiving()
    lines = collect()
    failed = sum(line.ok is False for line in lines)
    if json:
        print(_json.dumps({"ok": not failed, "lines": [line._asdict() for line in lines]}, indent=2))
    else:
        print(render(lines))
    return 1 if failed else 0


def render(lines: Iterable[Line]) -> str:
    """Return the findings as text: one a line, advice below, a summary last."""
    lines = list(lines)
    width = max((len(line.name) for line in lines), default=0)
    text = []
    for line in lines:
        status = {True: "OK", False: "FAIL", None: "--"}[line.ok]
        text.append(f"{status:<5} {line.name:<{width}}  {line.detail}")
        if line.advice:
            text.append(f"{'':<5} {'':<{width}}  > {line.advice}")
    failed = sum(line.ok is False for line in lines)
    text.append(f"{failed} FAIL" if failed else "ready for the labs")
    return "\n".join(text)


def collect() -> list[Line]:
    """Return all findings. A check that itself breaks is a FAIL with its error; the others still run."""
    lines = []
    for name, check in (
        ("python", python),
        ("packages", packages),
        ("device", device),
        ("disk", disk),
        ("data", data),
        ("sandbox", sandbox),
    ):
        lines += _guarded(name, check)
    return lines


def _guarded(name: str, check: Callable[[], list[Line]]) -> list[Line]:
    try:
        return check()
    except Exception as error:
        return [Line(name, False, f"{type(error).__name__}: {error}", "install the course's package again")]


def _metadata() -> metadata.PackageMetadata | None:
    try:
        return metadata.metadata(PACKAGE)
    except metadata.PackageNotFoundError:
        return None


def python() -> list[Line]:
    """Check the Python version against the package's own range."""
    from packaging.specifiers import SpecifierSet

    version, about = platform.python_version(), _metadata()
    wanted = about["Requires-Python"] if about and "Requires-Python" in about else ""
    if version in SpecifierSet(wanted, prereleases=True):
        return [Line("python", True, version)]
    return [Line("python", False, f"{version}; {wanted} is needed", "make an environment with such a Python")]


def packages() -> list[Line]:
    """Check the installed versions against the package's requirements; optional groups are only noted."""
    from packaging.requirements import Requirement

    about = _metadata()
    if about is None:
        return [Line("packages", None, f"{PACKAGE} is not installed, so its needs are unknown", "pip install .")]
    wanted = [Requirement(text) for text in about.get_all("Requires-Dist") or []]
    core = [need for need in wanted if _applies(need, "")]
    troubles = [line for line in map(_package, core) if line.ok is False]
    shown = ", ".join(f"{name} {_version(name)}" for name in ("tensorflow", "keras", "numpy") if _version(name))
    lines = troubles or [Line("packages", True, f"{len(core)} as required: {shown}")]
    for extra in about.get_all("Provides-Extra") or []:
        needs = [need for need in wanted if _applies(need, extra) and not _applies(need, "")]
        lacking = [need for need in needs if _package(need).ok is False]
        if lacking:
            names = ", ".join(need.name for need in lacking)
            install = " ".join(f"'{need.name}{need.specifier}'" for need in lacking)
            advice = f"only for {_WHO.get(extra, extra)}: pip install {install}"
            lines.append(Line(f"[{extra}]", None, f"not here: {names}", advice))
        else:
            lines.append(Line(f"[{extra}]", True, ", ".join(f"{need.name} {_version(need.name)}" for need in needs)))
    return lines


_WHO = {
    "lab": "working in JupyterLab here",
    "grading": "grading",
    "authoring": "writing labs",
    "test": "running the tests",
}


def install_line(extra: str) -> str:
    """Return the command that installs what an optional group lacks here, by names that a package index knows."""
    from packaging.requirements import Requirement

    about = _metadata()
    if about is None:
        return f"pip install '.[{extra}]' in the course's folder"
    wanted = [Requirement(text) for text in about.get_all("Requires-Dist") or []]
    needs: dict[str, str] = {}
    here: dict[str, str] = {}
    groups = [extra]
    for group in groups:  # a group can name another one
        for need in wanted:
            if _applies(need, group) and not _applies(need, ""):
                if need.name == PACKAGE:
                    groups += sorted(need.extras - set(groups))
                else:
                    known = here if _package(need).ok else needs
                    known[need.name] = f"'{need.name}{need.specifier}'"
    return f"pip install {' '.join((needs or here).values())}"


def _applies(need, extra: str) -> bool:
    return need.marker is None or need.marker.evaluate({"extra": extra})


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _package(need) -> Line:
    version, advice = _version(need.name), f"pip install '{need.name}{need.specifier}'"
    if not version:
        return Line(need.name, False, "not installed", advice)
    if not need.specifier.contains(version, prereleases=True):
        return Line(need.name, False, f"{version} is installed, {need.specifier} is needed", advice)
    return Line(need.name, True, version)


def device(backend=None) -> list[Line]:
    """Load TensorFlow and try the graphics card, if there is one."""
    from course import hardware, runtime

    found = runtime.choose(backend or hardware.TensorFlow())
    memory = "" if found.memory is None else f", {found.memory / 2**30:.0f} GB"
    text = f"{found.device}: {found.name}{memory}, convolutions in {found.precision}"
    lines = [Line("device", True, text)]
    if found.problem:
        serious = "does not load" in found.problem
        advice = "pip install --force-reinstall tensorflow" if serious else ""
        lines = [Line("device", False if serious else None, f"{text}. {found.problem}", advice)]
    lines += [Line("settings", None, note) for note in found.notes]
    try:
        runtime.profile()
    except runtime.UnknownProfile as error:
        lines.append(Line("profile", False, str(error), "unset COURSE_PROFILE"))
    return lines


def disk() -> list[Line]:
    """Check the free space where the labs write: the working directory and the cache of data sets."""
    lines, seen = [], set()
    for name, folder in (("disk", Path.cwd()), ("disk (cache)", _cache())):
        folder = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
        try:
            files.check_writable(folder, "")
        except files.NotWritable:
            advice = (
                "name a folder of your own in COURSE_CACHE" if "cache" in name else "work in a folder of your own"
            )
            lines.append(Line(name, False, f"{folder} cannot be written to", advice))
            continue
        if folder.stat().st_dev in seen:
            continue
        seen.add(folder.stat().st_dev)
        free = shutil.disk_usage(folder).free
        text = f"{free / 1e9:.1f} GB free at {folder}"
        if free < NEEDED:
            lines.append(Line(name, False, text, f"make room: the labs need {NEEDED / 1e9:.1f} GB"))
        else:
            advice = "enough for now; training runs store more" if free < COMFORTABLE else ""
            lines.append(Line(name, None if advice else True, text, advice))
    return lines


def _cache() -> Path:
    from course.datasets import download

    return download.cache_folder()


def data() -> list[Line]:
    """Say where each data set would come from now, and check every local copy."""
    from course.datasets import catalogue

    broken: dict[str, list[str]] = {}
    for result in catalogue.verify():
        if not result.ok:
            broken.setdefault(result.name, []).append(result.detail)
    lines = []
    for entry in catalogue.catalogue():
        name = f"data {entry.name}"
        if entry.name in broken:
            advice = f"remove or replace it; course data verify {entry.name} checks again"
            lines.append(Line(name, False, "; ".join(broken[entry.name]), advice))
        else:
            lines.append(Line(name, not entry.now.startswith("nowhere"), f"from {entry.now}"))
    return lines


def sandbox() -> list[Line]:
    """Try the sandbox that grading runs submissions in; students do not need it."""
    only = "only grading needs it"
    if platform.system() != "Linux":
        return [Line("sandbox", None, f"bubblewrap is for Linux; {only}", "grade on Linux, in WSL 2 or a container")]
    if shutil.which("bwrap") is None:
        return [Line("sandbox", None, f"bubblewrap is not installed; {only}", "apt install bubblewrap")]
    try:
        done = subprocess.run(SANDBOX, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired) as error:
        return [Line("sandbox", None, f"bubblewrap does not start: {error}; {only}")]
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        advice = "allow unprivileged user namespaces, or run the container with them"
        return [Line("sandbox", None, f"bubblewrap does not start: {reason}; {only}", advice)]
    return [Line("sandbox", True, "bubblewrap starts")]
