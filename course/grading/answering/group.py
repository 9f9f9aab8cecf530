"""A control group (cgroup v2) for each sandbox, where the system lets a grader make them.

It holds the memory of all processes of a sandbox, what lies in /tmp and /dev/shm there included, and their number,
without a gap; elsewhere the limits of each process (`prelude`) and the look from outside (`watch`) have to do.
"""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
NEEDED = {"memory", "pids"}
ENDING = 2  # seconds for the last process of a group to go


@functools.cache
def parent() -> Path | None:
    """Return the nearest group above this process in which it may make groups with such limits."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            if line.startswith("0::/"):
                own = ROOT / line[4:]
                for folder in (own, *own.parents[: len(own.parts) - len(ROOT.parts)]):
                    given = (folder / "cgroup.subtree_control").read_text().split()
                    writable = all(os.access(path, os.W_OK) for path in (folder, folder / "cgroup.procs"))
                    if writable and set(given) >= NEEDED:
                        return folder
    return None


def words() -> str:
    """Say what limits a sandbox, for a report."""
    if parent() is not None:
        return "memory and processes of each sandbox are limited by a control group (cgroup v2)"
    return (
        "no control groups (cgroup v2) can be made here: memory and processes are limited for each process, and for "
        "each sandbox by looking every second"
    )


@contextlib.contextmanager
def limited(memory: int | None, processes: int | None) -> Iterator[Path | None]:
    """Make a group for one sandbox, and remove it when its processes have ended; None where there can be none."""
    if parent() is None:
        yield None
        return
    made = Path(tempfile.mkdtemp(prefix="course-", dir=parent()))
    limits = {"memory.max": memory, "memory.swap.max": memory and 0, "memory.oom.group": 1, "pids.max": processes}
    try:
        for name, value in limits.items():
            with contextlib.suppress(FileNotFoundError):  # no swap, an older system
                (made / name).write_text("max" if value is None else str(value))
        yield made
    finally:
        end = time.monotonic() + ENDING
        while made.exists() and time.monotonic() < end:
            with contextlib.suppress(OSError):
                made.rmdir()
                break
            time.sleep(0.02)


def join(group: str | None) -> None:
    """Put this process into a group."""
    if group is not None:
        Path(group, "cgroup.procs").write_text("0")
