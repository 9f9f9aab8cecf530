"""The machine that grades: what a run leaves on it after any end, and what a submission must not do to it."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course.grading import grade as grading
from course.grading import scratch
from course.grading.score import Exercise
from course.grading.task import Result
from tests.hostile import lab

# --- any end --------------------------------------------------------------------------------------------------


def submissions(root: Path, *students: str, **answers) -> Path:
    """Write the same submission for each student; return the folder."""
    for student in students:
        folder = root / "submitted" / student / lab.LAB
        folder.mkdir(parents=True)
        (folder / f"{lab.NAME}.ipynb").write_bytes(lab.dump(lab.answered(**answers)))
    return root / "submitted"


def processes(word: str) -> dict[int, str]:
    """Return the processes that have a word in their command or their variables."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if word.encode() in (folder / "environ").read_bytes() or word in command:
                found[int(folder.name)] = command
    return found


def within(seconds: float, condition) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(condition())


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGKILL])
def test_an_ended_run_leaves_no_process_and_no_folder(tmp_path, way):
    """A run is ended while its kernels sleep; what a killed one leaves, the next one removes."""
    temporary = tmp_path / "t"
    temporary.mkdir()
    sleeping = (
        "open('begun', 'w').close()\nimport time\nfor _ in range(600):\n    time.sleep(0.1)\ndouble = total = len"
    )
    bundle, submitted = lab.write_bundle(tmp_path), submissions(tmp_path, "ann", double=sleeping, total=None)
    code = f"import course.cli\nfrom course.grading import grade\ngrade._fresh_bundle = lambda out: {str(bundle)!r}\n"
    code += "course.cli.app()"
    command = [sys.executable, "-c", code, "grade", str(submitted), "--out", str(tmp_path / "out"), "--workers", "1"]
    variables = {**os.environ, "TMPDIR": str(temporary)}
    run = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        assert within(60, lambda: len(list(temporary.glob("course-*/work/begun"))) == 1), run.communicate()
        started = time.monotonic()
        run.send_signal(way)
        said = run.communicate(timeout=20)[0].decode()
        assert time.monotonic() - started < 5 and "Traceback" not in said, said
        assert within(5, lambda: not processes(str(temporary))), processes(str(temporary))
    finally:
        run.kill()
    if way == signal.SIGKILL:
        (temporary / "course-notes").mkdir()  # somebody's own
        with pytest.MonkeyPatch.context() as patch, scratch_in(patch, temporary), scratch.folder() as mine:
            scratch.sweep()
            assert mine.is_dir(), "the living keep theirs"
        assert [path.name for path in temporary.iterdir()] == ["course-notes"]
    else:
        assert not list(temporary.iterdir())


@contextlib.contextmanager
def scratch_in(patch, folder: Path):
    patch.setattr(scratch.tempfile, "tempdir", str(folder))
    yield


def test_folders_as_deep_as_they_may_be_are_removed():
    """1500 folders deep with long names: longer than a path may be, deeper than Python's own clean-up goes."""
    dig = "import os\nfor _ in range(1500):\n    os.mkdir('deep')\n    os.chdir('deep')\nos.chmod('.', 0)"
    with scratch.folder() as folder:
        subprocess.run([sys.executable, "-c", dig], cwd=folder, check=True)
    assert not folder.exists()


def test_a_gradebook_locked_in_the_middle_costs_no_verdict(tmp_path, monkeypatch):
    """Two submissions, locked after the first: all are graded and logged, the next run only enters them."""
    monkeypatch.setattr("course.grading.record.gradebook.LOCKED", 0.2)
    submitted, bundle, out = submissions(tmp_path, "ann", "bob"), lab.write_bundle(tmp_path), tmp_path / "out"
    graded = []

    def run_all(todo, *_):
        for task in todo:
            graded.append(task.submission.student)
            entries = {"double": Exercise(2.0, 2.0), "total": Exercise(3.0, 3.0)}
            notebook = lab.bundle_notebook()
            checks = {"check-double": 2.0, "check-total": 3.0}
            yield task, Result(task.submission.student, lab.LAB, "graded", [], entries, checks, notebook)

    monkeypatch.setattr(grading, "run_all", run_all)
    other = []

    def lock(done, *_):
        if done == 1 and not other:
            other.append(sqlite3.connect(out / "gradebook.db"))
            other[0].execute("BEGIN EXCLUSIVE")

    with pytest.raises(grading.GradingError, match="in use by another program") as error:
        grading.grade(submitted, None, out, bundle=bundle, progress=lock)
    other[0].close()
    assert "\n" not in str(error.value) and "kept" in str(error.value)
    assert len((out / "log.jsonl").read_text().splitlines()) == 2 and graded == ["ann", "bob"]
    report = grading.grade(submitted, None, out, bundle=bundle)
    assert [entry["score"] for entry in report.submissions] == [5, 5] and len(graded) == 2
    assert len(list(out.glob("feedback/*/*/tiny.html"))) == 2
