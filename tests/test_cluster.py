"""Grading on a real Dask cluster of this machine: the local pool's verdicts, whatever ends in between."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from course import paths
from course.grading import cluster, pool
from course.grading.answering.runner import Limits
from course.grading.submission.discover import Submission
from course.grading.task import Task
from course.labformat.source import labs
from tests import corpus

pytest.importorskip("distributed", reason="the extra `scale` is not installed")
LAB = labs(paths.root())[1]


class Cluster:
    """A scheduler and two workers, processes of their own, that can be killed and started again."""

    def __init__(self, folder: Path):
        self.folder, self.processes = folder, {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"

    def start(self, name: str) -> None:
        port = self.address.rsplit(":", 1)[1]
        words = {"scheduler": ["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]}
        others = ["worker", self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--death-timeout", "60"]
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *words.get(name, others)],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(paths.root())},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def dask(tmp_path):
    made = Cluster(tmp_path)
    for name in ("scheduler", "one", "two"):
        made.start(name)
    yield made
    for name in list(made.processes):
        made.kill(name)


@pytest.fixture(scope="module")
def tasks(tmp_path_factory):
    """A solution with files beside it, one of which is left behind, and a file that is no notebook."""
    folder = tmp_path_factory.mktemp("class")
    bundle = corpus.write(folder, "bundle", LAB, corpus.bundle(LAB))
    found = {"solution": corpus.filled(LAB, {})}
    places = {name: corpus.write(folder, name, LAB, notebook) for name, notebook in found.items()}
    (places["solution"].parent / "measured.csv").write_text("1,2\n")
    (places["solution"].parent / "numpy.py").write_text("left behind")
    places["broken"] = places["solution"].parents[2] / "broken" / LAB.relative
    places["broken"].parent.mkdir(parents=True)
    places["broken"].write_text("{")
    made = [Submission(student=name, lab=LAB.name, path=path, bundle=bundle) for name, path in places.items()]
    return [Task(one, Limits(cell=60, notebook=200)) for one in made]


def results(found) -> dict[str, dict]:
    """Return results by student, without the seconds that they took."""
    return {task.submission.student: vars(replace(result, seconds=0.0)) for task, result in found}


def test_a_cluster_gives_the_verdicts_of_the_local_pool(dask, tasks):
    ours = results(pool.run_all(tasks, 2))
    assert results(cluster.run_on(dask.address, tasks)) == ours
    assert ours["solution"]["verdict"] == "graded" and ours["broken"]["verdict"] == "broken" and len(ours) == 2
    assert any("numpy.py" in flag.text for flag in ours["solution"]["flags"])


@pytest.mark.slow
def test_a_killed_worker_and_a_scheduler_started_again_cost_only_time(dask, tasks, monkeypatch):
    monkeypatch.setattr(cluster, "AHEAD", 1)
    broken = [task for task in tasks if task.submission.student == "broken"]
    several = [replace(t, submission=replace(t.submission, student=f"{n}")) for n in range(8) for t in broken]
    running, found = cluster.run_on(dask.address, several), []
    found.append(next(running))
    dask.kill("one")
    found.append(next(running))
    for name in ("scheduler", "two"):
        dask.kill(name)
    for name in ("scheduler", "two"):
        dask.start(name)
    found += running
    assert sorted(results(found)) == [str(n) for n in range(8)]
    assert {result.verdict for _, result in found} == {"broken"}


def test_a_task_that_ends_its_process_each_time_gets_a_verdict(tasks, monkeypatch):
    started = []

    class Dying(pool.Worker):
        def run(self, task, timeout):
            started.append(task)
            raise pool.Lost("the worker died")

    monkeypatch.setattr(cluster, "_worker", Dying)
    result = cluster._tried(tasks[0])
    assert result.verdict == "failed" and "died" in result.flags[0].text and len(started) == cluster.TRIES


def test_a_worker_of_another_version_grades_nothing(tasks):
    words = cluster.graded(tasks[0].to_json(), "", {}, ("", ""), "", {}, "another")
    assert "another version" in words


def test_nobody_there_is_a_sentence(monkeypatch, tasks):
    monkeypatch.setattr(cluster, "WAITING", 2)
    with pytest.raises(cluster.ClusterError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        list(cluster.run_on("tcp://127.0.0.1:1", tasks))


def test_a_scheduler_without_workers_is_a_sentence(monkeypatch, tasks, tmp_path):
    monkeypatch.setattr(cluster, "WAITING", 8)
    alone = Cluster(tmp_path)
    alone.start("scheduler")
    try:
        started = time.monotonic()
        with pytest.raises(cluster.ClusterError, match="dask worker"):
            list(cluster.run_on(alone.address, tasks))
        assert time.monotonic() - started < 120
    finally:
        alone.kill("scheduler")
