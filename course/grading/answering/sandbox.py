"""What a graded kernel runs in: own folder, own home, few variables, and a sandbox where bubblewrap works.

With bubblewrap (Linux, `bwrap` on the path, user namespaces allowed) the kernel sees the system and the Python
environment read-only, the `course` package, its own folder, and nothing else: no network, no other processes, no
bundle, no other student. Without it the kernel runs as the grader's user: files are only out of sight (its folder
is a temporary one), not out of reach, the network is there, and a process that it starts may outlive it.
`sandboxed()` says which one it is.
"""

from __future__ import annotations

import functools
import os
import shutil
import site
import subprocess
import sys
import tempfile
from pathlib import Path

import course

KEPT = (
    "PATH LANG LANGUAGE LC_ALL LC_CTYPE TZ PYTHONPATH VIRTUAL_ENV LD_LIBRARY_PATH SYSTEMROOT "
    "OMP_NUM_THREADS TF_NUM_INTRAOP_THREADS TF_NUM_INTEROP_THREADS"
).split()
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32", "/etc/ld.so.cache", "/etc/alternatives")
SYSTEM += ("/etc/fonts", "/etc/localtime", "/etc/passwd", "/etc/ssl", "/sys/devices/system/cpu")
SCRATCH = 512_000_000  # bytes that a sandboxed kernel may write to /tmp


def environment(home: Path, **extra: str) -> dict[str, str]:
    """Return the variables that a graded kernel gets: none that could hold a token, and a home of its own.

    Two of them make kernels alike, so that a grade is the same in each: the order of sets of strings is fixed, and
    NumPy's linear algebra has one thread (several would also keep a zygote from forking).
    """
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "TMPDIR": str(home),
        "IPYTHONDIR": str(home / ".ipython"),
        "MPLCONFIGDIR": str(home / ".matplotlib"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONUSERBASE": site.getuserbase(),
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "NBGRADER_EXECUTION": "autograde",
        "COURSE_DATA": "embedded",
        **extra,
    }


@functools.cache
def font_lists() -> list[Path]:
    """Return Matplotlib's lists of fonts for this user; making one takes seconds, so each kernel gets a copy."""
    try:
        import matplotlib

        folder = Path(matplotlib.get_cachedir())
        if not list(folder.glob("fontlist-*.json")):
            import matplotlib.font_manager
    except (ImportError, OSError):
        return []
    return sorted(folder.glob("fontlist-*.json"))


def place_fonts(home: Path, modules: list[str]) -> None:
    """Give Matplotlib its list of fonts in this home, if one of the modules may ask for it."""
    folder = home / ".matplotlib"
    if not folder.exists() and any(name.startswith(("matplotlib", "course.plots")) for name in modules):
        folder.mkdir()
        for path in font_lists():
            shutil.copyfile(path, folder / path.name)


def sandboxed() -> bool:
    """Say whether bubblewrap works here (`COURSE_SANDBOX=none` switches it off)."""
    return _strictest() is not None


@functools.cache
def _strictest() -> tuple[str, ...] | None:
    """Return the options that bubblewrap takes here, besides the ones it must take; None if it does not work."""
    if os.environ.get("COURSE_SANDBOX") == "none" or not shutil.which("bwrap"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        for options in (("--unshare-user", "--disable-userns"), ()):  # the first is from version 0.8 on
            command = [*_walls([Path(folder)], Path(folder), options), sys.executable, "-c", "import course"]
            try:
                done = subprocess.run(
                    command, capture_output=True, timeout=20, env=environment(Path(folder)), check=False
                )
            except (OSError, subprocess.TimeoutExpired):
                continue
            if done.returncode == 0:
                return options
    return None


def bubble(folders: list[Path], cwd: Path) -> list[str]:
    """Return the bwrap command line: `folders` writable, the system and Python read-only, nothing else.

    The command that follows it becomes process 1 there. (bwrap's own process 1 would be one more thing to reach: its
    /proc/1/exe leads to the bwrap of the system, by a mount that is not read-only.)
    """
    return _walls(folders, cwd, _strictest() or ())


def _walls(folders: list[Path], cwd: Path, options: tuple[str, ...]) -> list[str]:
    command = ["bwrap", "--unshare-all", *options, "--as-pid-1", "--die-with-parent", "--new-session"]
    command += ["--cap-drop", "ALL"]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(SCRATCH), "--tmpfs", "/tmp"]
    for name in SYSTEM:
        path = Path(name)
        if path.is_symlink() and path.parent == Path("/"):
            command += ["--symlink", os.readlink(path), name]
        elif path.exists():
            command += ["--ro-bind", name, name]
    package = Path(course.__file__).resolve().parent
    wanted = {
        Path(p).resolve()
        for p in (sys.prefix, sys.base_prefix, sys.exec_prefix, *site.getsitepackages(), site.getusersitepackages())
    }
    wanted |= {Path(os.path.abspath(sys.prefix)), package}
    for path in sorted(wanted):
        if path.exists() and Path("/usr") not in (path, *path.parents):
            command += ["--ro-bind", str(path), str(path)]
    for folder in folders:
        command += ["--bind", str(folder), str(folder)]
    return [*command, "--chdir", str(cwd), "--"]
