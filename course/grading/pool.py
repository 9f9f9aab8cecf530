"""Worker processes that may die: each task gets a result, and a lost worker is replaced."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from time import monotonic

import course
from course.grading import task as tasks

SPARE = 120  # seconds a worker may take beyond the notebook's own limit


class Lost(RuntimeError):
    """The worker died or did not answer in time."""


class Worker:
    """One process of `course.grading.worker`, started when it is first needed."""

    def __init__(self, log: Path | None = None):
        self.log, self.process, self.buffer = log, None, b""

    def run(self, task: dict, timeout: float) -> dict:
        """Return the result of one task.

        Raises
        ------
        Lost
            The process is gone; the next call starts a new one.
        """
        if self.process is None:
            self._start()
        try:
            self.process.stdin.write(json.dumps(task).encode() + b"\n")
            self.process.stdin.flush()
            result = json.loads(self._line(monotonic() + timeout))
        except (OSError, ValueError) as error:
            self.stop()
            raise Lost(f"the worker stopped: {error}") from None
        except Lost:
            self.stop()
            raise
        if not tasks.valid(result, task):
            raise Lost("the worker's answer does not fit the task")
        return result

    def _start(self) -> None:
        home = str(Path(course.__file__).resolve().parents[1])
        paths = [home] if "site-packages" not in home else []
        paths += [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry and entry != home]
        variables = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        with open(self.log or os.devnull, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "course.grading.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=variables,
                start_new_session=True,
            )
        self.buffer = b""

    def _line(self, end: float) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            parts, size = [self.buffer], len(self.buffer)
            while b"\n" not in parts[-1]:
                if not selector.select(max(0, end - monotonic())):
                    raise Lost("the worker did not answer in time")
                chunk = os.read(self.process.stdout.fileno(), 1 << 20)
                size += len(chunk)
                if not chunk:
                    raise Lost("the worker died")
                if size > 2 * tasks.LARGEST_RESULT:
                    raise Lost("the worker's answer is too large")
                parts.append(chunk)
        line, _, self.buffer = b"".join(parts).partition(b"\n")
        return line

    def stop(self) -> None:
        """End the process and what it started."""
        if self.process is not None:
            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()
            self.process.wait()
            self.process = None


def run_all(todo: list[dict], workers: int, log: Path | None = None) -> Iterator[tuple[dict, dict]]:
    """Yield (task, result) for every task as it is done; a lost worker gives the verdict "failed"."""
    free: queue.Queue[Worker] = queue.Queue()
    staff = [Worker(log) for _ in range(max(1, min(workers, len(todo))))]
    for worker in staff:
        free.put(worker)

    def one(task: dict) -> dict:
        worker = free.get()
        try:
            return worker.run(task, task["limits"].get("notebook", 900) + SPARE)
        except Lost as error:
            return tasks.failed(task, "failed", str(error))
        finally:
            free.put(worker)

    executor = ThreadPoolExecutor(len(staff))
    try:
        futures = {executor.submit(one, task): task for task in todo}
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for worker in staff:
            worker.stop()
