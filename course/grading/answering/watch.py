"""What a sandbox takes of the machine, looked at from outside every second: whoever takes too much is ended.

Most limits of the system hold for each process alone (`prelude`); this adds up all processes of a sandbox. What lies
in /tmp and /dev/shm there needs no watch: they have a size. The system shows a grader these processes because it owns
the sandbox's user namespace, or is root; that they stay visible is a matter of `seccomp`.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

INTERVAL = 1.0  # seconds
SLOWEST = 20  # seconds to add up the sizes of files; with a million of them it takes longer
MOST_FILES = 50_000


def excess(space: int, folders: list[Path], memory: int | None, processes: int | None, disk: int | None) -> str:
    """Return what a sandbox has too much of, in words, or nothing.

    Parameters
    ----------
    space
        The inode of its process id namespace.
    folders
        The ones on a disk of the grader that it may write to.
    memory, processes, disk
        Bytes of all processes together, processes and threads, bytes in files (or written by processes that live: a
        file may have no name). None is no limit.
    """
    there = [name for name in os.listdir("/proc") if name.isdigit() and _space(name) == space]
    if processes is not None and _sum(there, "status", "Threads:") > processes:
        return f"more than {processes:,} processes and threads"
    if memory is not None and 1024 * _sum(there, "status", "RssAnon:", "RssShmem:") > memory:
        if 1024 * _sum(there, "smaps_rollup", "Pss:") > memory:  # slower, but counts what processes share once
            return f"more than {memory:,} bytes of memory"
    if disk is not None:
        if max(_sum(there, "io", "write_bytes:"), _used(folders, "-sxB1")) > disk:
            return f"more than {disk:,} bytes in files"
        if _used(folders, "-sx", "--inodes") > MOST_FILES:
            return f"more than {MOST_FILES:,} files"
    return ""


def _space(process: str) -> int:
    with contextlib.suppress(OSError):
        return os.stat(f"/proc/{process}/ns/pid").st_ino
    return 0


def _sum(processes: Iterable[str], file: str, *names: str) -> int:
    """Add up the lines of these names in a file of /proc over processes."""
    total = 0
    for process in processes:
        with (
            contextlib.suppress(OSError),
            open(f"/proc/{process}/{file}", encoding="utf-8", errors="replace") as lines,
        ):
            total += sum(int(line.split()[1]) for line in lines if line.startswith(names))
    return total


def _used(folders: list[Path], *how: str) -> float:
    """Return what `du` says of folders, however deep; no end to it is more than any limit."""
    try:
        done = subprocess.run(["du", *how, "--", *folders], capture_output=True, timeout=SLOWEST, check=False)
    except subprocess.TimeoutExpired:
        return float("inf")
    return sum(int(line.split()[0]) for line in done.stdout.splitlines() if line.split()[0].isdigit())
