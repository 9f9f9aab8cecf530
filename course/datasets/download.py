"""Fetch files from the network so that a wrong, short or half-written file never looks like data."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import socket
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from course.datasets.archives import Archive
from course.datasets.locking import sole_writer

TIMEOUT = 5.0  # seconds to wait for a connection, and for each next piece of a file
SLOWEST = 10_000  # bytes a second; a slower server is given up …
GRACE = 20.0  # … after so many seconds
PIECE = 1024  # bytes read at a time: speed is judged after each
TOO_MUCH = 1 << 20  # bytes over the expected size that prove a wrong file before it fills the disk

_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class DatasetUnavailable(RuntimeError):
    """No source had the right data.

    Attributes
    ----------
    what : str
        The file or data set that was wanted.
    reasons : list of (source, reason)
        Each place that was tried, and why it did not do.
    """

    def __init__(self, what: str, reasons: list[tuple[str, str]], advice: str = ""):
        lines = [f"  - {source}: {reason}" for source, reason in reasons]
        super().__init__("\n".join([f"{what} cannot be had.", *lines, *([advice] if advice else [])]))
        self.what, self.reasons = what, reasons


class _Failed(Exception):
    """One address did not give the right file; the text says why."""


class _CannotWrite(Exception):
    """The local disk refused, so that asking a mirror is of no use; the text says why."""


def cache_folder() -> Path:
    """Return the folder of fetched data: `COURSE_CACHE`, or the system's place for caches."""
    chosen = os.environ.get("COURSE_CACHE", "").strip()
    if chosen:
        return Path(chosen).expanduser()
    import pooch

    return Path(pooch.os_cache("pix2pix-course"))


def offline() -> bool:
    """Return whether `COURSE_OFFLINE` forbids the network."""
    return os.environ.get("COURSE_OFFLINE", "").strip().lower() not in ("", "0", "false", "no")


def fetch(
    archive: Archive,
    folder: Path | str | None = None,
    *,
    timeout: float = TIMEOUT,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Return the local path of `archive`, downloading it if it is not there.

    The file is verified on arrival and only then given its final name, so an interrupted download never looks
    like data. What has arrived stays beside it as `….part`; the next call goes on from there if the server
    can. Several processes may ask at once: one downloads, the others wait for it.

    Parameters
    ----------
    archive
        The file to have.
    folder
        Where it is or shall be; by default `cache_folder()`.
    timeout
        Seconds to wait for a connection and for each next piece.
    progress
        Called as `progress(bytes so far, bytes in all)` while the file arrives.

    Raises
    ------
    DatasetUnavailable
        No source answered with the right file; the message lists each source and its reason.
    """
    folder = Path(folder) if folder is not None else cache_folder()
    final = folder / archive.file
    part = folder / f"{archive.file}.part"
    reasons: list[tuple[str, str]] = []
    advice = f"Check the connection, or put {archive.file} into a folder and name that folder in COURSE_DATA."
    try:
        if _right(archive, final, reasons):
            return final
        if offline():
            reasons.append(("network", "COURSE_OFFLINE is set"))
            raise DatasetUnavailable(archive.file, reasons, "Unset COURSE_OFFLINE to download it.")
        folder.mkdir(parents=True, exist_ok=True)
        with sole_writer(folder / ".lock", lambda: _size(part), patience=4 * timeout + GRACE) as sole:
            if sole and _right(archive, final, []):  # another process brought it meanwhile
                return final
            if not sole:
                part = folder / f"{archive.file}.{uuid.uuid4().hex[:8]}.part"
            try:
                arrived = _from_any(archive, part, timeout, progress, reasons)
                if arrived:
                    os.replace(part, final)
                    return final
            finally:
                if not sole:
                    part.unlink(missing_ok=True)
    except _CannotWrite as problem:
        reasons.append((str(folder), str(problem)))
        advice = "Make room there, or name another folder in COURSE_CACHE."
    except OSError as problem:
        reasons.append((str(folder), f"cannot be used: {problem.strerror or problem}"))
        advice = "Name a folder that can be written to in COURSE_CACHE."
    raise DatasetUnavailable(archive.file, reasons, advice)


def _right(archive: Archive, path: Path, reasons: list[tuple[str, str]]) -> bool:
    if not path.is_file():
        return False
    problem = archive.problem(path)
    if problem:
        reasons.append((str(path), problem))
    return problem is None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _from_any(archive, part, timeout, progress, reasons) -> bool:
    """Fill `part` from the first address that has the right file; note in `reasons` why the others failed."""
    if part.is_file() and archive.problem(part) is None:  # complete, but the last process ended before renaming
        return True
    for url in archive.urls:
        # What an earlier call left may be wrong: then the same address is asked again, for the whole file.
        for _ in range(2):
            resumed = _size(part) > 0
            try:
                _receive(url, archive, part, timeout, progress)
                return True
            except _Failed as problem:
                if resumed and not part.exists():
                    continue
                reasons.append((url, str(problem)))
                break
    return False


def _receive(url, archive, part, timeout, progress) -> None:
    """Append to `part` what it lacks, and verify it. A part that cannot become right is removed."""
    import pooch
    import requests

    _check_room(archive, part)
    if not _resolves(url, timeout):
        raise _Failed("cannot find the address of this host")
    start = _size(part)
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    with _Sink(part, archive.size, progress) as sink:
        download = pooch.HTTPDownloader(
            chunk_size=PIECE, timeout=timeout, headers=headers, hooks={"response": sink.answered}
        )
        try:
            download(url, sink, None)
            failure = None
        except requests.RequestException as problem:
            failure = problem
    got = _size(part)
    if failure is not None:
        if getattr(failure.response, "status_code", None) == 416:  # more is here than the server has
            part.unlink(missing_ok=True)
        raise _Failed(_explain(failure, got, archive.size, timeout)) from failure
    problem = archive.problem(part)
    if problem is None:
        return
    if sink.arrived < sink.promised:
        raise _Failed(f"the connection ended after {got:,} of {archive.size:,} bytes")
    part.unlink()
    raise _Failed(problem)


def _check_room(archive: Archive, part: Path) -> None:
    free, needed = shutil.disk_usage(part.parent).free, archive.size - _size(part)
    if free < needed:
        part.unlink(missing_ok=True)
        raise _CannotWrite(f"no room: {needed:,} bytes needed, {free:,} free")


class _Sink:
    """The file that a download writes to: appends, or starts over if the server does; judges size, speed."""

    def __init__(self, part: Path, total: int, progress: Callable[[int, int], None] | None):
        self.part, self.total, self.progress = part, total, progress
        self.began = time.monotonic()
        self.kept, self.arrived, self.promised = _size(part), 0, 0

    def __enter__(self):
        self.file = open(self.part, "ab", buffering=0)
        return self

    def __exit__(self, *_):
        self.file.close()

    def answered(self, response, **_) -> None:
        """Note the promised size; start over unless the server goes on where the part ends (a hook)."""
        self.promised = int(response.headers.get("Content-Length", 0))
        if response.status_code == 200 and self.kept:
            self.file.truncate(0)
            self.kept = 0

    def write(self, piece: bytes) -> None:
        rest = memoryview(piece)
        try:
            while rest:
                rest = rest[self.file.write(rest) :]
        except OSError as problem:
            self.file.close()
            self.part.unlink(missing_ok=True)
            reason = "no room left" if problem.errno in _NO_ROOM else "cannot be written to"
            raise _CannotWrite(f"{reason}: {problem.strerror}") from problem
        self.arrived += len(piece)
        size = self.kept + self.arrived
        if size > self.total + TOO_MUCH:
            self.part.unlink()
            raise _Failed(f"sends more than the {self.total:,} bytes of the file")
        if self.progress:
            self.progress(size, self.total)
        seconds = time.monotonic() - self.began
        if seconds > GRACE and self.arrived < SLOWEST * seconds:
            raise _Failed(f"too slow: {self.arrived:,} bytes in {seconds:.0f} s")

    def flush(self) -> None:
        """Do nothing: the file is not buffered."""


def _explain(failure: Exception, got: int, size: int, timeout: float) -> str:
    import requests

    if isinstance(failure, requests.HTTPError) and failure.response is not None:
        return f"answered {failure.response.status_code} {failure.response.reason}"
    if isinstance(failure, requests.ConnectTimeout):
        return f"no connection within {timeout:g} s"
    if isinstance(failure, requests.Timeout) or "timed out" in str(failure).lower():
        return f"nothing more came for {timeout:g} s, after {got:,} of {size:,} bytes"
    if isinstance(failure, requests.exceptions.SSLError):
        return f"no secure connection: {failure}"
    if isinstance(failure, requests.exceptions.ChunkedEncodingError):
        return f"the connection ended after {got:,} of {size:,} bytes"
    if isinstance(failure, requests.ConnectionError):
        return "cannot connect"
    return str(failure)


def _resolves(url: str, timeout: float) -> bool:
    """Return whether the host's address is found in time: the resolver itself may hang for half a minute."""
    from requests.utils import get_environ_proxies

    if get_environ_proxies(url):  # the proxy looks it up
        return True
    parts, found = urlsplit(url), []

    def look_up() -> None:
        with contextlib.suppress(OSError):
            found.append(socket.getaddrinfo(parts.hostname, parts.port or 443))

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(timeout)
    return bool(found)
