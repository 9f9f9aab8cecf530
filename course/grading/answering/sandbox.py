"""What a graded kernel runs in: own folder, own home, few variables, and a sandbox where bubblewrap works.

With bubblewrap (Linux, `bwrap` on the path, user namespaces allowed) the kernel sees the system and the Python
environment read-only, the `course` package, its own folder, and nothing else: no network, no other processes, no
bundle, no other student. Without it the kernel runs as the grader's user: files are only out of sight (its folder
is a temporary one), not out of reach, the network is there, and a process that it starts may outlive it.
`sandboxed()` says which one it is.

Student code never runs as root. Where the grader is root, bubblewrap builds the sandbox as root and `setpriv` makes
what runs in it an ordinary user, without any power; where there is no sandbox, `refusal` says what to do instead.
"""

from __future__ import annotations

import functools
import os
import re
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
SCRATCH = 512_000_000  # bytes that a sandboxed kernel may write to /tmp, and to /dev/shm
FIRST_USER = 1_879_048_192  # above the ids that people, services and containers get
ROOT_ONLY = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")  # for `setpriv`, which gives them up


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
            command = [*_walls([Path(folder)], Path(folder), options), "--", *dropping(Path(folder))]
            command += [python(), "-c", "import course"]
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
    """Return bwrap's options: `folders` writable, the system and Python read-only, nothing else.

    The command that follows them, after `--` and `dropping`, becomes process 1 there. (bwrap's own process 1 would
    be one more thing to reach: its /proc/1/exe leads to the bwrap of the system, by a mount that is not read-only.)
    """
    return _walls(folders, cwd, _strictest() or ())


def python() -> str:
    """Return the interpreter's path without `..` and links among its folders: a sandbox has only the real ones."""
    folder, name = os.path.split(sys.executable)
    return os.path.join(os.path.realpath(folder), name)


def is_root() -> bool:
    """Say whether the grader is root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def user() -> int | None:
    """Return the ordinary user that student code runs as: one a process of a grader that is root, else None."""
    if not is_root():
        return None
    lines = Path("/proc/self/uid_map").read_text().splitlines()  # a container may have few users only
    half = max(int(first) + int(count) for first, _, count in map(str.split, lines)) // 2
    return min(FIRST_USER, half) + os.getpid() % min(FIRST_USER, half)


def dropping(cwd: Path) -> list[str]:
    """Return the command that, before another one in a sandbox, makes it an ordinary user's, in this folder."""
    if not is_root():
        return []
    command = ["setpriv", "--reuid", str(user()), "--regid", str(user()), "--clear-groups", "--no-new-privs"]
    return [*command, "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all", "env", "-C", str(cwd)]


def refusal(sandbox: bool) -> str:
    """Return why a submission cannot be run here, or nothing."""
    if sandbox or not is_root():
        return ""
    return (
        "Student code is never run as root, and there is no sandbox here in which it could be an ordinary user. "
        "Install bubblewrap and setpriv (util-linux), or run `course grade` as an ordinary user."
    )


def counted_apart() -> bool:
    """Say whether the system counts a sandbox's processes apart: by its user, or (Linux 5.14) by its namespace."""
    release = re.match(r"(\d+)\.(\d+)", os.uname().release) if sys.platform == "linux" else None
    return is_root() or (release is not None and (int(release[1]), int(release[2])) >= (5, 14))


def give(folder: Path) -> None:
    """Let the sandbox's user own a folder and what lies in it."""
    mine = user()
    if mine is not None:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, mine, mine, follow_symlinks=False)


def _walls(folders: list[Path], cwd: Path, options: tuple[str, ...]) -> list[str]:
    if is_root():  # a user namespace would leave the ones inside of it root outside
        command = ["bwrap", *(f"--unshare-{name}" for name in ("ipc", "pid", "net", "uts", "cgroup-try"))]
    else:
        command = ["bwrap", "--unshare-all", *options]
    command += ["--as-pid-1", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    for power in ROOT_ONLY if is_root() else ():
        command += ["--cap-add", power]
    command += ["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev"]
    for place in ("/dev/shm", "/tmp"):
        command += ["--perms", "1777", "--size", str(SCRATCH), "--tmpfs", place]
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
            command += [*_parents(path), "--ro-bind", str(path), str(path)]
    for folder in folders:
        give(folder)
        command += [*_parents(folder), "--bind", str(folder), str(folder)]
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/" if is_root() else str(cwd)]


def _parents(path: Path) -> list[str]:
    """Make the folders above a path passable for everybody: bwrap makes them for the one who runs it."""
    above = [str(parent) for parent in reversed(path.parents) if str(parent) not in ("/", "/tmp", "/usr")]
    return [word for parent in above for word in ("--perms", "0755", "--dir", parent)]
