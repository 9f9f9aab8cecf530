"""Warm kernels: as much apart as cold ones, nothing in them of anybody else, cold ones in their place if need be."""

import json
import os
import re
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from course.grading import pool
from course.grading.answering import joining, runner, sandbox, warm
from course.grading.answering.client import Limits
from course.grading.submission import notebooks, repair
from course.grading.submission.discover import Submission
from course.grading.task import Task
from course.labformat import assignment
from tests.hostile import lab
from tests.hostile.cases import CASES

TINY = assignment.from_notebook(lab.bundle_notebook(), lab.LAB, lab.NAME)
pytestmark = pytest.mark.skipif(not (warm.wanted() and sandbox.sandboxed()), reason="no bubblewrap here")


def submitted(*sources: str, **answers):
    """Return a right submission, or one with these answers, with cells before its first exercise."""
    notebook = lab.answered(**answers)
    for source in sources:
        lab.insert(notebook, "exercise-double", source)
    return repair.repair(notebooks.parse(lab.dump(notebook)), TINY).notebook


def run_cells(*sources: str, **options) -> runner.Run:
    return runner.run(submitted(*sources), TINY, **options)


def printed(run: runner.Run) -> str:
    """Return what the submission's own cells wrote, and show its errors if it ended in one."""
    assert not run.errors, run.errors
    cells = [cell for cell in run.notebook.cells if cell.id.startswith("added-")]
    return "".join(output.get("text", "") for cell in cells for output in cell.get("outputs", []))


def right(run: runner.Run) -> bool:
    return len(run.outcomes) == 2 and all(outcome.passed for outcome in run.outcomes.values())


def children(pid: int) -> list[int]:
    """Return the processes whose parent this is, without zombies."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(path.parent.name))
    return found


def gone(condition, seconds: float = 10) -> bool:
    """Wait until something holds no more."""
    end = time.monotonic() + seconds
    while condition() and time.monotonic() < end:
        time.sleep(0.05)
    return not condition()


# --- as apart as a cold one -------------------------------------------------------------------------------------

LOOK = """
import json, os, socket, resource, sys
status = dict(line.rstrip("\\n").split(":\\t", 1) for line in open("/proc/self/status") if ":\\t" in line)
def attempt(action):
    try:
        return f"open: {action()}"[:40]
    except OSError as error:
        return f"closed: {error.errno}"
folder, mounts = os.path.dirname(os.getcwd()), open("/proc/self/mountinfo").read().splitlines()
def bind():
    with socket.socket() as s:
        return s.connect(("127.0.0.1", 22))
facts = {
    "powers": {name: status[name] for name in status if name.startswith("Cap") or name in ("NoNewPrivs", "Seccomp")},
    "who": [os.getresuid(), os.getresgid(), os.getgroups(), open("/proc/self/uid_map").read().split()],
    "mounts": sorted([line.split()[4].replace(folder, "~"), line.split()[5][:2]] for line in mounts),
    "files": sorted(os.readlink(f"/proc/self/fd/{n}") for n in (0, 1, 2)),
    "interfaces": socket.if_nameindex(),
    "host": sorted(os.listdir("/")), "devices": sorted(os.listdir("/dev")), "temporary": len(os.listdir("/tmp")),
    "connect": attempt(bind),
    "system": [attempt(lambda: open(path, "w")) for path in ("/usr/own", "/etc/passwd", sys.prefix + "/own")],
    "modes": [attempt(lambda: os.chmod(path, 0o700)) for path in ("/proc/1/exe", sys.executable, "/usr/bin/env")],
    "namespaces": os.system("unshare -U true 2> /dev/null"),
    "limits": [resource.getrlimit(which) for which in (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE)],
    "leads": os.getsid(0) == os.getpid() or os.getsid(0) == 1,
    "variables": sorted(set(os.environ) - {"MPLBACKEND", "PWD", "OLDPWD", "SHLVL", "_"}),
    "path": [entry for entry in sys.path if entry not in ("", os.getcwd())], "hash": hash("a"),
    "program": sys.executable,
}
print(json.dumps(facts))
"""


def test_a_warm_kernel_is_as_apart_as_a_cold_one():
    runs = [run_cells(LOOK, warmed=warmed) for warmed in (True, False)]
    assert [run.kernel for run in runs] == ["warm", "cold"] and all(right(run) for run in runs)
    seen, cold = (json.loads(printed(run)) for run in runs)
    for facts in (seen, cold):
        del facts["files"]  # ipykernel has put its own there
        assert (
            set(facts["powers"].values()) <= {"0000000000000000", "1", "2"} and facts["powers"]["NoNewPrivs"] == "1"
        )
        assert [name for _, name in facts["interfaces"]] == ["lo"] and facts["connect"].startswith("closed")
        for attempts in (facts["system"], facts["modes"]):
            assert all(attempt.startswith("closed") for attempt in attempts), attempts
    assert seen == cold


REACH = """
import glob, os, signal, socket
own = os.getpid()
others = [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != own]
print("processes", [open(f"/proc/{pid}/comm").read().strip() for pid in others], os.getppid())
kept = [os.readlink(path) for path in glob.glob("/proc/self/fd/*") if os.path.lexists(path)]
print("sockets", len([name for name in kept if name.startswith("socket:")]) > 0)
print("foreign files", [name for name in kept if name.startswith("/") and not name.startswith(("/dev", "/proc"))
                        and os.environ["HOME"] not in name])
for pid in range(own + 1, own + 400):
    try:
        os.kill(pid, 0)
        if not os.path.exists(f"/proc/self/task/{pid}"):
            print("can signal", pid)
    except ProcessLookupError:
        pass
def tell(what, action):
    try:
        print(what, "open", action())
    except (OSError, ValueError) as error:
        print(what, "closed")
tell("exe", lambda: open("/proc/self/exe", "r+b"))
tell("map", lambda: open("/proc/self/map_files/" + os.listdir("/proc/self/map_files")[0], "rb"))
import course, sys
mine = {*os.environ["HOME"].split("/"), *sys.prefix.split("/"), *course.__path__[0].split("/")}  # a checkout in /tmp
print("around", os.listdir("/dev/shm"), [name for name in os.listdir("/tmp") if name not in mine])
frame, behind = sys._getframe(), []
while frame:
    behind += [type(value).__name__ for value in frame.f_locals.values() if type(value) is socket.socket]
    frame = frame.f_back
print("behind", behind, sys.modules["__main__"].__name__, [n for n in sys.modules if n.startswith("course.grading")])
"""


def test_a_warm_kernel_reaches_neither_its_zygote_nor_anything_outside():
    modes = {path: os.stat(path).st_mode for path in (sys.executable, "/usr/bin/env")}
    run = run_cells(REACH + "\ntell('mode', lambda: os.chmod('/proc/self/exe', 0))")
    text = printed(run)
    assert run.kernel == "warm" and right(run)
    assert "processes ['cat'] 0" in text, text
    assert "can signal" not in text and "foreign files []" in text and "behind []" in text, text
    assert "around [] []" in text, text
    for what in ("exe", "map"):
        assert f"{what} closed" in text, text
    assert modes == {path: os.stat(path).st_mode for path in modes}
    assert right(run_cells()), "the next kernel is none the worse"


def test_nothing_of_another_submission_is_in_a_kernel():
    """The memory of a fresh kernel, searched for what the one before it held, and for the bundle."""
    mark = "the words of another student"
    first = run_cells(f"mine = {mark!r}\nimport os\nprint(os.getcwd())")
    folder = printed(first).strip()
    words = [mark, folder, folder.split("/")[2], "secret_vector", "secret_cases", "a word that is there"]
    patterns = [f"[{word[0]}]{re.escape(word[1:])}".encode() for word in words]  # which do not match themselves
    search = f"""
import re
mine = " ".join("a*word*that*is*there".split("*"))
patterns = {patterns!r}
found = set()
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        span, rights = line.split()[:2]
        start, end = (int(number, 16) for number in span.split("-"))
        if rights.startswith("rw") and "[v" not in line:
            try:
                memory.seek(start)
                content = memory.read(end - start)
            except OSError:
                continue
            found |= {{number for number, pattern in enumerate(patterns) if re.search(pattern, content)}}
print(found)
"""
    assert printed(run_cells(search)).strip() == str({len(words) - 1}), "only the last, as it must"


RANDOM = """
import random, uuid, numpy as np
print(random.random(), np.random.rand(), uuid.uuid4(), np.random.default_rng().random())
"""


def test_each_warm_kernel_has_random_numbers_of_its_own():
    one, two = (run_cells(RANDOM) for _ in range(2))
    assert one.kernel == two.kernel == "warm"
    assert not set(printed(one).split()) & set(printed(two).split())


# --- what can go wrong ------------------------------------------------------------------------------------------


def test_a_zygote_with_threads_does_not_fork(tmp_path, monkeypatch):
    (tmp_path / "threaded_module.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr(runner, "modules", lambda made: [*assignment.modules(made), "threaded_module"])
    warm.close()
    run = run_cells()
    assert run.kernel == "cold" and "2 threads" in run.cold and right(run) and not run.flags
    monkeypatch.undo()
    run = run_cells()
    assert run.kernel == "warm" and right(run)


def test_a_zygote_that_cannot_start_leaves_cold_kernels(monkeypatch):
    def fail():
        raise OSError("no memory files here")

    monkeypatch.setattr(warm, "private_python", fail)
    monkeypatch.setattr(warm, "_failures", type(warm._failures)())
    warm.close()
    run = run_cells()
    assert run.kernel == "cold" and "no memory files" in run.cold and right(run)


def killing(pids, cell: int):
    """Return a `progress` that kills these processes half a second into a cell."""

    def progress(done, _):
        if done == cell:
            threading.Timer(0.5, lambda: [os.kill(pid, signal.SIGKILL) for pid in pids()]).start()

    return progress


def test_a_killed_zygote_costs_nothing():
    run_cells()
    zygote = warm._zygote.process.pid
    run = run_cells("import time\ntime.sleep(1)", progress=killing(lambda: [zygote], 2))
    assert right(run) and not run.flags, "a kernel goes on without its zygote"
    run = run_cells()
    assert run.kernel == "warm" and right(run) and warm._zygote.process.pid != zygote


def test_a_killed_keeper_is_a_dead_kernel():
    run_cells()
    kill = killing(lambda: children(warm._zygote.process.pid), 2)
    run = run_cells("import time\ntime.sleep(5)", progress=kill)
    assert right(run) and [flag.kind for flag in run.flags] == ["crashed"]


def test_a_kernel_that_ends_before_the_first_cell_is_replaced_by_a_cold_one(monkeypatch):
    monkeypatch.setattr(warm, "_failures", type(warm._failures)())
    fork = warm.fork

    def dying(*arguments):
        line = fork(*arguments)
        for pid in children(warm._zygote.process.pid):
            os.kill(pid, signal.SIGKILL)
        return line

    monkeypatch.setattr(warm, "fork", dying)
    run = run_cells()
    assert run.kernel == "cold" and run.cold and right(run) and not run.flags


def test_a_process_without_a_sandbox_is_refused():
    with pytest.raises(joining.NotApart, match=r"shares a namespace: ipc, mnt, net, pid, (user, )?uts"):
        joining.enter(os.pidfd_open(os.getpid()), os.getpid())


def test_no_sandbox_no_warm_kernel():
    assert run_cells(sandbox=False).kernel == "cold"


@pytest.mark.parametrize("warmed", [True, False])
def test_a_kernel_ends_with_all_that_it_has_started(warmed):
    before, mark = set(children(os.getpid())), f"60.{os.getpid()}{warmed:d}"
    run = run_cells(
        f"import subprocess\nsubprocess.Popen(['sleep', '{mark}'], start_new_session=True)", warmed=warmed
    )
    assert run.kernel == ("warm" if warmed else "cold") and right(run)
    assert gone(lambda: [path for path in Path("/proc").glob("[0-9]*/cmdline") if mark in command_of(path)])
    zygote = {warm._zygote.process.pid} if warm._zygote else set()
    assert gone(lambda: [pid for each in zygote for pid in children(each)])
    assert set(children(os.getpid())) - before <= zygote


def command_of(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_zygote_ends_with_its_worker(tmp_path, end):
    bundle = lab.write_bundle(tmp_path) / lab.LAB / f"{lab.NAME}.ipynb"
    (tmp_path / "tiny.ipynb").write_bytes(lab.dump(lab.answered()))
    given = Task(Submission("ann", lab.LAB, tmp_path / "tiny.ipynb", bundle), sandbox=True)
    worker = pool.Worker()
    result = worker.run(given, 60)
    assert result.score == 5 and result.kernel == "warm"
    [zygote] = children(worker.process.pid)
    variables = dict(part.split("=", 1) for part in Path(f"/proc/{zygote}/environ").read_text().split("\0") if part)
    assert Path(variables["HOME"]).is_dir()
    if end == "kill":
        os.kill(worker.process.pid, signal.SIGKILL)
    worker.stop()
    assert gone(lambda: Path(f"/proc/{zygote}/exe").is_symlink() and os.path.exists(variables["HOME"]))
    assert not os.path.exists(variables["HOME"])


# --- the same grade ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("student", ["good", "wrong", "raises", "patched_builtins", "equal_to_everything", "quits"])
def test_outcomes_are_the_same_warm_and_cold(student):
    notebook = repair.repair(notebooks.parse(lab.dump(CASES[student].make())), TINY).notebook
    seen, cold = (runner.run(notebook, TINY, limits=Limits(cell=4), warmed=warmed) for warmed in (True, False))
    assert (seen.kernel, cold.kernel) == ("warm", "cold")
    assert seen.outcomes == cold.outcomes and seen.flags == cold.flags and seen.errors == cold.errors
