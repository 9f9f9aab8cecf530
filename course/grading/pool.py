"""Worker processes that may die: each task gets a result, and a lost worker is replaced."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import course
from course.grading import scratch
from course.grading.task import LARGEST, Misfit, Result, Task
from course.grading.worker import failed

SPARE = 120  # seconds a worker may take beyond the notebook's own limit


class Lost(RuntimeError):
    """The worker died or did not answer in time."""


class Worker:
    """One process of `course.grading.worker`, started when it is first needed; `ended` says that none is to start."""

    def __init__(self, log: Path | None = None):
        self.log, self.ended = log, False
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, task: Task, timeout: float) -> Result:
        """Return the result of one task.

        Raises
        ------
        Lost
            The process is gone; the next call starts a new one.
        """
        if self.ended:
            raise Lost("the run was ended")
        if self.process is None:
            self._start()
        process = self.process
        if self.ended or process is None:
            self.stop()
            raise Lost("the run was ended")
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self.kill()

        timer = threading.Timer(max(0, timeout), give_up)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdin is not None and process.stdout is not None  # pipes
            process.stdin.write(task.to_json() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline(LARGEST + 2)
            if not line.endswith(b"\n"):
                if len(line) > LARGEST:
                    raise Lost("the worker's answer is too large")
                raise Lost("the worker did not answer in time" if late.is_set() else "the worker died")
            return Result.from_json(line, task)
        except (OSError, Misfit, Lost) as error:
            self.stop()
            raise Lost(str(error) if isinstance(error, Lost) else f"the worker's answer: {error}") from None
        finally:
            timer.cancel()

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
                start_new_session=True,  # an interrupt at the keyboard reaches the grader alone
            )

    def kill(self) -> None:
        """End the process; whoever waits for its answer sees that it died."""
        process = self.process
        if process is None:
            return
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()

    def stop(self) -> None:
        """End the process and what it started."""
        if self.process is not None:
            self.kill()
            with contextlib.suppress(OSError):  # what was not written yet has no reader
                self.process.communicate()
            self.process.wait()
            self.process = None


def run_all(todo: list[Task], workers: int, log: Path | None = None) -> Generator[tuple[Task, Result]]:
    """Yield (task, result) for every task as it is done; a lost worker gives the verdict "failed".

    Close the iterator to end the workers: an interrupted run does not wait for the notebooks that are running.
    """
    scratch.sweep()
    free: queue.Queue[Worker] = queue.Queue()
    staff = [Worker(log) for _ in range(max(1, min(workers, len(todo))))]
    for worker in staff:
        free.put(worker)

    def one(task: Task) -> Result:
        worker = free.get()
        try:
            return worker.run(task, task.limits.notebook + SPARE)
        except Lost as error:
            return failed(task, "failed", str(error))
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
            worker.ended = True
            worker.kill()
        executor.shutdown(wait=True)  # each thread sees its worker die
        for worker in staff:
            worker.stop()
        scratch.sweep()  # of workers that were killed
