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
from course.grading import scratch, worker
from course.grading.answering import group, sandbox, seccomp, warm
from course.grading.answering.client import Limits
from course.grading.score import Exercise
from course.grading.task import Result
from tests.hostile import lab
from tests.test_grading_warm import printed, right, run_cells

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


WITHOUT_BOOK = """
import signal
from types import SimpleNamespace
import course.cli
signal.signal(signal.SIGINT, signal.default_int_handler)  # as in a terminal; a background job would ignore it
from course.grading import grade
grade.Book = lambda *_: SimpleNamespace(open=lambda _: [], close=lambda: None)  # making one takes seconds
course.cli.app()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(("way", "kernels"), [(signal.SIGINT, ""), (signal.SIGKILL, ""), (signal.SIGKILL, "none")])
def test_an_ended_run_leaves_no_process_and_no_folder(tmp_path, way, kernels):
    """A run is ended while its kernels, warm or cold, sleep; what a killed one leaves, the next one removes."""
    temporary = tmp_path / "t"
    temporary.mkdir()
    sleeping = (
        "open('begun', 'w').close()\nimport time\nfor _ in range(600):\n    time.sleep(0.1)\ndouble = total = len"
    )
    bundle, submitted = lab.write_bundle(tmp_path), submissions(tmp_path, "ann", double=sleeping, total=None)
    command = [sys.executable, "-c", WITHOUT_BOOK, "grade", str(submitted), "--bundle", str(bundle), "--workers", "1"]
    command += ["--out", str(tmp_path / "out")]
    variables = {**os.environ, "TMPDIR": str(temporary), "COURSE_WARM": kernels}
    run = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        assert within(120, lambda: len(list(temporary.glob("course-*/work/begun"))) == 1), run.communicate()
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
            # a dying process holds its lock for a moment after its variables can no longer be read
            left = {"course-notes", mine.name}
            within(5, lambda: scratch.sweep() or {path.name for path in temporary.iterdir()} == left)
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
    monkeypatch.setattr("course.grading.record.database.LOCKED", 0.2)
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


# --- the walls of a sandbox -----------------------------------------------------------------------------------

inside = pytest.mark.skipif(not (warm.wanted() and sandbox.sandboxed()), reason="no bubblewrap here")
SMALL = Limits(cell=60, notebook=180, processes=150)

WALLS = """
import ctypes, errno, mmap, os, socket
libc = ctypes.CDLL(None, use_errno=True)
def attempt(what, action):
    try:
        print(what, "open", action())
    except OSError as error:
        print(what, errno.errorcode[error.errno])
def call(*numbers):
    if libc.syscall(*numbers) < 0:
        raise OSError(ctypes.get_errno(), "refused")
attempt("core_pattern", lambda: open("/proc/sys/kernel/core_pattern", "w"))
attempt("vsock", lambda: socket.socket(40, socket.SOCK_STREAM))
attempt("packet", lambda: socket.socket(17, socket.SOCK_RAW))
attempt("io_uring", lambda: call(425, 8, 0))
attempt("memfd", lambda: os.memfd_create("x"))
attempt("shared", lambda: mmap.mmap(-1, 1 << 20))
attempt("private", lambda: len(mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)))
attempt("namespace", lambda: os.system("unshare -U true 2> /dev/null") == 0)
attempt("pair", lambda: len(socket.socketpair()))
for place in ("/", "/dev", "/proc/sys"):
    attempt(place, lambda: open(place + "/own", "w"))
print("root", 0 in (*os.getresuid(), *os.getresgid(), *os.getgroups()))
print("sys", [line.split()[3][:2] for line in open("/proc/mounts") if line.split()[1] == "/proc/sys"])
"""


@inside
@pytest.mark.parametrize("warmed", [True, False])
def test_what_reaches_the_machine_is_closed(warmed):
    run = run_cells(WALLS, warmed=warmed, limits=SMALL)
    assert run.kernel == ("warm" if warmed else "cold") and right(run)
    said = dict(line.split(" ", 1) for line in printed(run).splitlines())
    closed = {
        name: said[name] for name in ("core_pattern", "vsock", "packet", "io_uring", "memfd", "shared", "/", "/dev")
    }
    assert not [name for name, result in closed.items() if result.startswith("open")], said
    if seccomp.program():
        assert (said["vsock"], said["io_uring"], said["memfd"], said["shared"]) == (
            "EAFNOSUPPORT",
            "ENOSYS",
            "ENOSYS",
            "ENOMEM",
        )
    assert said["private"] == "open 1048576" and said["pair"] == "open 2" and said["namespace"] == "open False"
    assert said["root"] == "False" and "ro" in said["sys"]


FILL = """
import errno, os
for place in ("/dev/shm", "/tmp"):
    free = os.statvfs(place)
    print(place, free.f_blocks * free.f_frsize)
try:
    for number in range(10):
        with open(f"/dev/shm/{number}", "wb") as file:
            for _ in range(100):
                file.write(bytes(1 << 20))
except OSError as error:
    print("full", errno.errorcode[error.errno])
finally:
    for name in os.listdir("/dev/shm"):
        os.remove("/dev/shm/" + name)
"""


@inside
def test_memory_in_files_has_a_size():
    run = run_cells(FILL, limits=SMALL)
    said = dict(line.split(" ", 1) for line in printed(run).splitlines())
    assert (
        int(said["/dev/shm"]) <= sandbox.SCRATCH and int(said["/tmp"]) <= sandbox.SCRATCH and said["full"] == "ENOSPC"
    )


MANY = """
import os, signal, threading, time
children = []
try:
    for _ in range(200):
        pid = os.fork()
        if pid == 0:
            time.sleep(20)
            os._exit(0)
        children.append(pid)
    print("forks", "endless")
except OSError as error:
    print("forks", len(children))
for pid in children:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
stop = threading.Event()
threads = []
try:
    for _ in range(300):
        threads.append(threading.Thread(target=stop.wait))
        threads[-1].start()
    print("threads", "endless")
except RuntimeError:
    print("threads", len(threads))
stop.set()
"""


@inside
@pytest.mark.skipif(
    not sandbox.counted_apart(), reason="this system counts a sandbox's processes with all of its user's"
)
def test_processes_and_threads_are_limited():
    run = run_cells(MANY, limits=SMALL)
    said = dict(line.split(" ", 1) for line in printed(run).splitlines())
    assert right(run) and 0 < int(said["forks"]) < 150 and 0 < int(said["threads"]) < 150, said


HOARD = {
    "memory": """
import os
for _ in range(6):
    if os.fork() == 0:
        held = bytearray(b"x") * (200 << 20)
        break
""",
    "disk": """
for number in range(5):
    with open(f"{number}", "wb") as file:
        file.write(bytes(10 << 20))
""",
    "line": """
import os
for number in range(9):
    if os.fork() == 0:
        with open(os.path.expanduser(f"~/../l/{number}"), "wb") as file:
            file.write(bytes(10 << 20))
        os._exit(0)
    os.wait()
""",
    "unnamed": """
import os
file = open("x", "wb")
os.remove("x")
file.write(bytes(60 << 20))
""",
}


@inside
@pytest.mark.parametrize("what", ["memory", "disk", "line", "unnamed"])
def test_a_kernel_that_takes_too_much_is_ended(what):
    """Each process alone is within its limits; the other exercises are none the worse."""
    limits = Limits(cell=30, notebook=90, memory=1 << 30, disk=40 << 20)
    run = run_cells(HOARD[what] + "import time\ntime.sleep(30)", limits=limits)
    assert right(run) and [flag.kind for flag in run.flags] == ["crashed"], run.flags
    assert {"memory": "bytes of memory"}.get(what, "bytes in files") in run.flags[0].text


def test_a_control_group_is_made_where_one_can_be(tmp_path, monkeypatch):
    """A folder of the same form stands in for the system's: the nearest that gives both limits is taken."""
    for folder in (tmp_path / "a" / "b", tmp_path / "a", tmp_path):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cgroup.procs").touch()
        (folder / "cgroup.subtree_control").write_text("cpu" if folder.name == "b" else "cpu memory pids")
    monkeypatch.setattr(group, "ROOT", tmp_path)
    monkeypatch.setattr(
        group.Path,
        "read_text",
        lambda path, read=Path.read_text: "0::/a/b\n" if str(path) == "/proc/self/cgroup" else read(path),
    )
    group.parent.cache_clear()
    try:
        assert group.parent() == tmp_path / "a" and "by a control group" in group.words()
        with group.limited(1 << 30, None) as made:
            assert (made / "memory.max").read_text() == str(1 << 30) and (made / "pids.max").read_text() == "max"
    finally:
        group.parent.cache_clear()
    monkeypatch.setattr(group, "NEEDED", {"none of this name"})
    assert group.parent() is None and "by looking" in group.words()


@inside
@pytest.mark.parametrize("warmed", [True, False])
def test_a_kernel_starts_in_its_group(tmp_path, monkeypatch, warmed):
    joined = []

    class Spy(contextlib.nullcontext):
        def __exit__(self, *_):
            joined.append((tmp_path / "cgroup.procs").read_text())

    monkeypatch.setattr(group, "limited", lambda *_: Spy(tmp_path))
    (tmp_path / "cgroup.procs").touch()
    run = run_cells(warmed=warmed)
    assert right(run) and (run.kernel == "warm") == warmed and joined == ["0" if warmed else "0\n"]


@inside
def test_added_cells_leave_the_exercises_their_time():
    sleep = "import time\ntime.sleep(100)"
    run = run_cells(sleep, sleep, limits=Limits(cell=60, notebook=15, grace=1))
    assert right(run) and [flag.kind for flag in run.flags] == ["timeout", "timeout"], run.flags
    assert "not run: the added cells before it took" in run.flags[1].text


def test_student_code_is_refused_to_root_without_a_sandbox(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "is_root", lambda: True)
    with pytest.raises(RuntimeError, match="never run as root"):
        worker.marked(None, None, sandbox=False)
    submitted, bundle = submissions(tmp_path, "ann"), lab.write_bundle(tmp_path)
    with pytest.raises(grading.GradingError, match="Install bubblewrap"):
        grading.grade(submitted, None, tmp_path / "out", bundle=bundle, sandbox=False)


def test_an_interpreter_named_with_dots_is_sandboxed_too(monkeypatch):
    folder, name = sandbox.os.path.split(sys.executable)
    monkeypatch.setattr(sys, "executable", f"{folder}/../bin/{name}")
    assert ".." not in sandbox.python() and sandbox.os.path.samefile(sandbox.python(), sys.executable)
