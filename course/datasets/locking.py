"""One writer at a time in a folder, across processes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout


@contextlib.contextmanager
def sole_writer(lock: Path, progress: Callable[[], object], patience: float) -> Iterator[bool]:
    """Hold the lock file `lock`, waiting for the process that holds it now.

    The operating system frees the lock when its holder ends, however it ends; the empty file may stay.

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
    file = FileLock(lock)
    held = _wait(file, progress, patience)
    try:
        yield held
    finally:
        if held:
            file.release()


def _wait(file: FileLock, progress: Callable[[], object], patience: float) -> bool:
    last, since = progress(), time.monotonic()
    while True:
        try:
            file.acquire(timeout=0.1, poll_interval=0.1)
            return True
        except Timeout:
            now = progress()
            if now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since > patience:
                return False
        except NotImplementedError:  # no locks here, as on some network file systems
            return False
