"""Start a student's kernel apart from everything else: own folder, own home, few variables, a sandbox if possible.

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
from importlib.metadata import EntryPoint
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

import course

KEPT = (
    "PATH LANG LANGUAGE LC_ALL LC_CTYPE TZ PYTHONPATH VIRTUAL_ENV LD_LIBRARY_PATH SYSTEMROOT "
    "OMP_NUM_THREADS OPENBLAS_NUM_THREADS TF_NUM_INTRAOP_THREADS TF_NUM_INTEROP_THREADS"
).split()
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32", "/etc/ld.so.cache", "/etc/alternatives")
SYSTEM += ("/etc/fonts", "/etc/localtime", "/etc/passwd", "/etc/ssl", "/sys/devices/system/cpu")
SCRATCH = 512_000_000  # bytes that a sandboxed kernel may write to /tmp


def environment(home: Path, **extra: str) -> dict[str, str]:
    """Return the variables that a graded kernel gets: none that could hold a token, and a home of its own."""
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


@functools.cache
def sandboxed() -> bool:
    """Say whether bubblewrap works here (`COURSE_SANDBOX=none` switches it off)."""
    if os.environ.get("COURSE_SANDBOX") == "none" or not shutil.which("bwrap"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        command = [*bubble([Path(folder)], Path(folder)), sys.executable, "-c", "import course"]
        try:
            return (
                subprocess.run(command, capture_output=True, timeout=20, env=environment(Path(folder))).returncode
                == 0
            )
        except (OSError, subprocess.TimeoutExpired):
            return False


def bubble(folders: list[Path], cwd: Path) -> list[str]:
    """Return the bwrap command line: `folders` writable, the system and Python read-only, nothing else."""
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
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


class Apart(LocalProvisioner):
    """A local kernel with a scrubbed environment, silent standard streams and, where possible, a sandbox."""

    async def pre_launch(self, **kwargs):
        """Build the command as for any local kernel, then wrap it."""
        kernel = self.parent
        if kernel.sandbox:
            kwargs["independent"] = True  # its parent is bwrap; --die-with-parent takes the parent poller's place
        kwargs = await super().pre_launch(**kwargs)
        kwargs.update(env=dict(kernel.variables), cwd=str(kernel.cwd))
        kwargs.update(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if kernel.sandbox:
            kwargs["cmd"] = bubble([kernel.home, kernel.cwd], kernel.cwd) + kwargs["cmd"]
        return kwargs


PROVISIONER = EntryPoint("course-apart", f"{__name__}:Apart", KernelProvisionerFactory.GROUP_NAME)


class Kernel(AsyncKernelManager):
    """The manager of one graded kernel: this Python, sockets in a private folder instead of ports."""

    def __init__(self, home: Path, cwd: Path, variables: dict[str, str], sandbox: bool):
        self.home, self.cwd, self.variables, self.sandbox = home, cwd, variables, sandbox
        if "course-apart" not in KernelProvisionerFactory.provisioners:
            KernelProvisionerFactory.provisioners["course-apart"] = PROVISIONER
        ways = {"transport": "ipc", "ip": str(home / "k")} if os.name == "posix" else {}
        super().__init__(
            kernel_name="python3", connection_file=str(home / "connection.json"), cache_ports=False, **ways
        )

    @property
    def kernel_spec(self) -> KernelSpec:
        """Always the interpreter that grades, whatever kernels are installed for this user."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        command += ["--HistoryManager.enabled=False", "--IPKernelApp.ignore_cwd=True"]
        return KernelSpec(
            argv=command,
            display_name="Python 3",
            language="python",
            interrupt_mode="message",
            metadata={"kernel_provisioner": {"provisioner_name": "course-apart"}},
        )
