"""The tasks of a grading run on a Dask cluster: a submission's files go out, its result comes back.

Workers need this package, of the very same version, and no file of ours: a submission travels with its task, the
bundle once, by content. They never see the gradebook; only the process that called `course grade` writes.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import hashlib
import threading
import time
from collections.abc import Generator
from concurrent import futures
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from course.grading import scratch
from course.grading.pool import SPARE, Lost, Worker
from course.grading.record.verdicts import grader
from course.grading.submission.companions import companions, take
from course.grading.submission.notebooks import Unreadable
from course.grading.task import Result, Task
from course.grading.worker import failed

TRIES = 2  # of a task that ends the process which grades it
WAITING = 60  # seconds for the scheduler to answer, and for a first worker
AWAY = 600  # seconds that a scheduler may be gone, as when it is restarted
AHEAD = 3  # tasks sent for each processor that works
Files = dict[str, bytes]


class ClusterError(ValueError):
    """The cluster cannot be used: nobody there, or workers of another version; the message says what to do."""


def run_on(scheduler: str, todo: list[Task]) -> Generator[tuple[Task, Result]]:
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
        from course import doctor

        raise ClusterError(f"--scheduler needs Dask. Run: {doctor.install_line('scale')}") from None
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
            for task, result in _through(client, left, version, scheduler, WAITING if gone is None else AWAY):
                left.remove(task)
                gone = None
                yield task, result
        gone = gone or time.monotonic()


def _through(
    client, todo: list[Task], version: str, scheduler: str, seconds: float
) -> Generator[tuple[Task, Result]]:
    """Yield what is done until all is, or until the scheduler is gone; wait so long for a first worker."""
    from distributed import Future, wait
    from distributed.comm import CommClosedError
    from distributed.scheduler import KilledWorker

    lost = (CommClosedError, futures.CancelledError, asyncio.CancelledError, ConnectionError, TimeoutError)
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError:
        raise ClusterError(f"no worker has come to {scheduler}: start some with `dask worker {scheduler}`") from None
    waiting = list(reversed(todo))
    sent: dict[Future, Task] = {}
    bundles: dict[Path, tuple[str, Future]] = {}
    while waiting or sent:
        try:
            room = AHEAD * max(1, sum(client.nthreads().values()))
            while waiting and len(sent) < room:
                task = waiting.pop()
                try:
                    parcel = _parcel(task)
                except Unreadable as error:
                    yield task, failed(task, error.verdict, str(error))
                    continue
                _, bundle = task.submission.places()
                if bundle not in bundles:  # equal bytes are kept once, wherever they are needed
                    packed = _packed(bundle)
                    digest = hashlib.sha256(repr(sorted(packed.items())).encode()).hexdigest()
                    bundles[bundle] = digest, client.scatter(packed, hash=True)
                sent[client.submit(graded, *parcel, *bundles[bundle], version, pure=False)] = task
            if not sent:
                break
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


def _parcel(task: Task) -> tuple[bytes, str, Files, tuple[str, str]]:
    """Return a task with the files that it grades, and where its bundle lies in the worker's folder.

    Raises
    ------
    Unreadable
        The submitted notebook is.
    """
    one = task.submission
    with scratch.folder("taken-") as folder:
        path, bundle = one.places()
        taken = take(path, folder)
        own = {name: path.read_bytes() for name, path in taken.files.items()} | {path.name: taken.raw}
    given = replace(task, submission=replace(one, left=taken.flags))
    return given.to_json(), path.name, own, (bundle.parent.name, bundle.name)


def _packed(bundle: Path) -> Files:
    """Return a lab's notebook and the files beside it, by relative name."""
    files = {bundle.name: bundle, **companions(bundle.parent)[0]}
    return {name: path.read_bytes() for name, path in files.items()}


def graded(
    task: bytes, name: str, own: Files, place: tuple[str, str], digest: str, bundle: Files, version: str
) -> bytes | str:
    """Grade one task on a worker of the cluster; return its result as JSON, or words if that cannot be.

    `digest` is that of the bundle: a worker writes each bundle to its disk once.
    """
    if _version() != version:
        return (
            "a worker of the cluster has another version of the course, Python or a main package than this machine: "
            "install the same ones on all"
        )
    given = Task.from_json(task)
    with scratch.folder("parcel-") as folder:
        lab, notebook = place
        path = _unpacked(own, folder / "own") / name
        one = replace(given.submission, path=path, bundle=_kept(digest, lab, bundle) / notebook)
        return _tried(replace(given, submission=one)).to_json()


def _tried(task: Task) -> Result:
    reason = ""
    for _ in range(TRIES):
        try:
            return _worker().run(task, task.limits.notebook + SPARE)
        except Lost as error:
            reason = str(error)
    return failed(task, "failed", reason)


@lru_cache(maxsize=1)
def _version() -> str:
    return grader()


_here = threading.local()
_bundles: dict[str, Path] = {}
_folders = contextlib.ExitStack()
atexit.register(_folders.close)
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
            _bundles[digest] = _unpacked(bundle, _folders.enter_context(scratch.folder("bundle-")) / lab)
        return _bundles[digest]


def _unpacked(files: Files, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
