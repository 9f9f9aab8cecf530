"""The tasks of a grading run on a Dask cluster: a submission's files go out, its result comes back.

Workers need this package, of the very same version, and no file of ours: a submission travels with its task, the
bundle once, by content. They never see the gradebook; only the process that called `course grade` writes.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import hashlib
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent import futures
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from course.grading.pool import SPARE, Lost, Worker
from course.grading.record.verdicts import grader
from course.grading.submission.companions import LARGEST_FILE, companions
from course.grading.submission.notebooks import Unreadable, read_bytes
from course.grading.task import Result, Task
from course.grading.worker import failed

TRIES = 2  # of a task that ends the process which grades it
WAITING = 60  # seconds for the scheduler to answer, and for a first worker
AWAY = 600  # seconds that a scheduler may be gone, as when it is restarted
AHEAD = 3  # tasks sent for each processor that works
Files = dict[str, bytes]


class ClusterError(ValueError):
    """The cluster cannot be used: nobody there, or workers of another version; the message says what to do."""


def run_on(scheduler: str, todo: list[Task]) -> Iterator[tuple[Task, Result]]:
    """Yield (task, result) for every task as it is done, as `pool.run_all` does on this machine.

    A worker that dies costs time: its task goes to another. So does a scheduler that is started again at the same
    address within `AWAY` seconds: what was not done is sent once more.

    Raises
    ------
    ClusterError
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise ClusterError("--scheduler needs Dask: pip install 'pix2pix-course[scale]'") from None
    left, version = list(todo), grader()
    gone: float | None = None
    while left:
        try:
            client = Client(scheduler, timeout=WAITING if gone is None else 5)
        except (OSError, TimeoutError, ValueError) as error:
            if gone is None or time.monotonic() - gone > AWAY:
                raise ClusterError(f"no Dask scheduler answers at {scheduler}: {error}") from None
            time.sleep(1)
            continue
        with client:
            for task, result in _through(client, left, version, scheduler):
                left.remove(task)
                gone = None
                yield task, result
        gone = gone or time.monotonic()


def _through(client, todo: list[Task], version: str, scheduler: str) -> Iterator[tuple[Task, Result]]:
    """Yield what is done until all is, or until the scheduler is gone."""
    from distributed import wait
    from distributed.comm import CommClosedError
    from distributed.scheduler import KilledWorker

    lost = (CommClosedError, futures.CancelledError, asyncio.CancelledError, OSError, TimeoutError)
    try:
        client.wait_for_workers(1, timeout=WAITING)
    except TimeoutError:
        raise ClusterError(f"no worker has come to {scheduler}: start some with `dask worker {scheduler}`") from None
    waiting, sent, bundles = list(reversed(todo)), {}, {}
    while waiting or sent:
        try:
            room = AHEAD * max(1, sum(client.nthreads().values())) - len(sent)
            for _ in range(min(room, len(waiting))):
                task = waiting.pop()
                sent[_send(client, task, version, bundles)] = task
            done = wait(list(sent), return_when="FIRST_COMPLETED", timeout=5).done
        except TimeoutError:
            if client.status == "running":
                continue
            return
        except lost:
            return
        for future in done:
            task = sent.pop(future)
            try:
                raw = future.result(timeout=WAITING)
            except KilledWorker:
                yield task, failed(task, "failed", "the worker died")
                continue
            except lost:
                return
            if isinstance(raw, str):
                raise ClusterError(raw)
            yield task, Result.from_json(raw, task)


def _send(client, task: Task, version: str, bundles: dict):
    """Send one task with all that its grade depends on."""
    one = task.submission
    if one.bundle not in bundles:  # equal bytes are kept once, wherever they are needed
        bundles[one.bundle] = client.scatter(_packed(one.bundle), hash=True) if one.bundle else None
    place = (one.bundle.parent.name, one.bundle.name) if one.bundle else None
    own = _packed(one.path) if one.path else None
    name = one.path.name if one.path else ""
    return client.submit(graded, task.to_json(), name, own, place, bundles[one.bundle], version, pure=False)


def _packed(notebook: Path) -> Files:
    """Return a notebook and the files beside it that are graded with it, by relative name."""
    found = companions(notebook.parent)[0]
    packed = {}
    for name, path in {notebook.name: notebook, **found}.items():
        with contextlib.suppress(Unreadable, OSError):  # the worker says what is missing, as it does here
            packed[name] = read_bytes(path, LARGEST_FILE)
    return packed


def graded(task: bytes, name: str, own: Files | None, place, bundle: Files | None, version: str) -> bytes | str:
    """Grade one task on a worker of the cluster; return its result as JSON, or words if that cannot be."""
    if _version() != version:
        return (
            "a worker of the cluster has another version of the course, Python or a main package than this machine: "
            "install the same ones on all"
        )
    given = Task.from_json(task)
    with tempfile.TemporaryDirectory(prefix="course-parcel-", ignore_cleanup_errors=True) as folder:
        one = given.submission
        if own is not None:
            one = replace(one, path=_unpacked(own, Path(folder) / "submission") / name)
        if bundle is not None:
            lab, notebook = place
            digest = hashlib.sha256(repr(sorted(bundle.items())).encode()).hexdigest()
            one = replace(one, bundle=_kept(digest, lab, bundle) / notebook)
        return _tried(replace(given, submission=one)).to_json()


def _tried(task: Task) -> Result:
    for tries in range(1, TRIES + 1):
        try:
            return _worker().run(task, task.limits.notebook + SPARE)
        except Lost as error:
            if tries == TRIES:
                return failed(task, "failed", str(error))
    raise AssertionError("unreachable")


@lru_cache(maxsize=1)
def _version() -> str:
    return grader()


_here = threading.local()
_bundles: dict[str, Path] = {}
atexit.register(lambda: [shutil.rmtree(folder.parent, ignore_errors=True) for folder in _bundles.values()])
_lock = threading.Lock()


def _worker() -> Worker:
    """Return this thread's process for grading: its warm kernels stay for the next task."""
    if not hasattr(_here, "worker"):
        _here.worker = Worker()
    return _here.worker


def _kept(digest: str, lab: str, bundle: Files) -> Path:
    """Return the folder of a bundle that this process has written."""
    with _lock:
        if digest not in _bundles:
            _bundles[digest] = _unpacked(bundle, Path(tempfile.mkdtemp(prefix="course-bundle-")) / lab)
        return _bundles[digest]


def _unpacked(files: Files, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
