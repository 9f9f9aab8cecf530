"""One writer at a time in a folder, across processes."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def sole_writer(lock: Path, progress: Callable[[], object], patience: float) -> Iterator[bool]:
    """Hold the lock file `lock`, waiting for the process that holds it now.

    The operating system frees the lock when its holder ends, however it ends; the empty file stays.

    Parameters
    ----------
    lock
        The file; made if it is not there.
    progress
        Returns a value that changes while the holder works, such as the size of what it writes.
    patience
        Seconds without a change of `progress()` after which waiting ends.

    Yields
    ------
    bool
        True: this process is the only writer. False: the holder seems stuck, or there are no locks here.
    """
    with open(lock, "ab") as file:
        held = _wait(file.fileno(), progress, patience)
        try:
            yield held
        finally:
            if held:
                _release(file.fileno())


def _wait(descriptor: int, progress: Callable[[], object], patience: float) -> bool:
    last, since = progress(), time.monotonic()
    while True:
        try:
            _acquire(descriptor)
            return True
        except (BlockingIOError, PermissionError):  # held by another (POSIX, Windows)
            now = progress()
            if now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since > patience:
                return False
            time.sleep(0.1)
        except OSError:  # no locks here, as on some network file systems
            return False


if os.name == "nt":
    import msvcrt

    def _acquire(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _release(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
