"""The doctor says OK, FAIL with advice, or a note, and its exit status follows the FAILs."""

import json
import subprocess
import sys
import types
from email.message import Message
from pathlib import Path

import pytest

from course import datasets, doctor, files, hardware
from course.doctor import Line
from course.hardware import Gpu


def lines_of(text: str) -> dict[str, str]:
    """Return the lines of a report by name, the status first."""
    return {line.split(maxsplit=1)[1].split("  ")[0]: line for line in text.splitlines() if line[:1].strip()}


@pytest.fixture
def installed(monkeypatch):
    """Return a function that makes up what is installed."""

    def install(versions: dict[str, str], requires: list[str], python: str = ">=3.11", extras=()):
        about = Message()
        about["Requires-Python"] = python
        for line in requires:
            about["Requires-Dist"] = line
        for extra in extras:
            about["Provides-Extra"] = extra
        monkeypatch.setattr(doctor, "_metadata", lambda: about)
        monkeypatch.setattr(doctor, "_version", lambda name: versions.get(name, ""))

    return install


class Machine:
    def __init__(self, *gpus, load=None, probe=None):
        self.cards, self.errors = gpus, {"load": load, "probe": probe}

    def _do(self, what):
        if self.errors[what]:
            raise self.errors[what]

    def load(self):
        self._do("load")

    def gpus(self):
        return list(self.cards)

    def use(self, gpu):
        pass

    def probe_xla(self):
        pass

    def probe(self):
        self._do("probe")

    def bfloat16_gain(self):
        return 1.0

    def hide(self):
        pass


# ------------------------------------------------------------------------------------------------ one by one


def test_python_in_and_out_of_range(installed):
    installed({}, [])
    assert doctor.python()[0].ok is True
    installed({}, [], python=">=3.99")
    line = doctor.python()[0]
    assert line.ok is False and ">=3.99 is needed" in line.detail and line.advice


def test_packages_that_fit(installed):
    installed({"numpy": "2.4.0", "keras": "3.15.0rc1"}, ["numpy>=1.26", "keras>=3.8", "x>=1; extra == 'lab'"])
    assert doctor.packages() == [Line("packages", True, "2 as required: keras 3.15.0rc1, numpy 2.4.0")]


def test_missing_and_old_packages_are_named_with_the_command(installed):
    installed({"keras": "3.5"}, ["numpy>=1.26", "keras>=3.8"])
    assert doctor.packages() == [
        Line("numpy", False, "not installed", "pip install 'numpy>=1.26'"),
        Line("keras", False, "3.5 is installed, >=3.8 is needed", "pip install 'keras>=3.8'"),
    ]


def test_optional_packages_are_noted_and_never_fail(installed):
    needs = ["numpy", "nbgrader>=0.9; extra == 'grading'", "ipykernel; extra == 'lab'"]
    installed({"numpy": "2", "ipykernel": "7"}, needs, extras=["grading", "lab"])
    _, grading, lab = doctor.packages()
    assert grading == Line("[grading]", None, "not here: nbgrader", "only for grading: pip install 'nbgrader>=0.9'")
    assert lab == Line("[lab]", True, "ipykernel 7")


def test_markers_are_respected(installed):
    installed({"numpy": "2"}, ["numpy", "colorama; sys_platform == 'never'"])
    assert doctor.packages()[0].ok is True


def test_a_package_that_is_not_installed_is_a_note(monkeypatch):
    monkeypatch.setattr(doctor, "_metadata", lambda: None)
    assert doctor.packages()[0].ok is None


def test_device(monkeypatch):
    monkeypatch.setattr(hardware, "has_nvidia_driver", lambda: False)
    monkeypatch.delenv("COURSE_PROFILE", raising=False)
    gpu = Gpu(0, "T4", 16 * 2**30, (7, 5))
    assert doctor.device(Machine(gpu)) == [Line("device", True, "GPU: T4, 16 GB, convolutions in mixed_float16")]
    assert doctor.device(Machine())[0].ok is True
    broken = doctor.device(Machine(gpu, probe=RuntimeError("driver too old")))[0]
    assert broken.ok is None and "T4 fails at first use: RuntimeError: driver too old" in broken.detail
    missing = doctor.device(Machine(load=ImportError("No module named 'tensorflow'")))[0]
    assert missing.ok is False and "does not load" in missing.detail and "tensorflow" in missing.advice


def test_a_wrong_profile_fails(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setenv("COURSE_PROFILE", "fast")
    line = doctor.device(Machine())[-1]
    assert line.ok is False and "smoke, cpu or full" in line.detail


@pytest.mark.parametrize(("free", "ok"), [(1e8, False), (1e9, None), (1e11, True)])
def test_disk(free, ok, monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "_cache", lambda: tmp_path / "not" / "yet")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: types.SimpleNamespace(free=free))
    (line,) = doctor.disk()
    assert line.ok is ok and f"{free / 1e9:.1f} GB free" in line.detail and bool(line.advice) is (ok is not True)


def test_a_folder_that_cannot_be_written(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "_cache", lambda: tmp_path)

    def refuse(folder, advice):
        raise files.NotWritable("read-only")

    monkeypatch.setattr(files, "check_writable", refuse)
    assert doctor.disk()[0].ok is False


def test_a_cache_that_cannot_be_written_fails_though_the_disk_is_the_same(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(doctor, "_cache", lambda: tmp_path / "file" / "cache")
    assert [line.ok for line in doctor.disk() if line.name == "disk (cache)"] == [False]
    assert "COURSE_CACHE" in doctor.disk()[-1].advice


def test_data(monkeypatch):
    entry = types.SimpleNamespace
    fake = types.SimpleNamespace(
        verify=lambda: [
            entry(name="mnist", ok=True, detail="embedded"),
            entry(name="fashion_mnist", ok=False, detail="cache: wrong content"),
        ],
        catalogue=lambda: [
            entry(name="mnist", now="embedded"),
            entry(name="fashion_mnist", now="embedded"),
            entry(name="elsewhere", now="nowhere: there is no folder x"),
        ],
    )
    monkeypatch.setitem(sys.modules, "course.datasets.catalogue", fake)
    monkeypatch.setattr(datasets, "catalogue", fake, raising=False)
    good, broken, absent = doctor.data()
    assert good == Line("data mnist", True, "from embedded")
    assert broken.ok is False and "wrong content" in broken.detail and broken.advice
    assert absent.ok is False


@pytest.mark.parametrize(
    ("system", "program", "result", "ok", "words"),
    [
        ("Linux", "/usr/bin/bwrap", (0, ""), True, "starts"),
        ("Linux", None, (0, ""), None, "not installed; only grading needs it"),
        ("Darwin", None, (0, ""), None, "is for Linux"),
        ("Linux", "/usr/bin/bwrap", (1, "bwrap: no permission\n"), None, "no permission"),
        ("Linux", "/usr/bin/bwrap", subprocess.TimeoutExpired("bwrap", 10), None, "timed out"),
    ],
)
def test_sandbox(system, program, result, ok, words, monkeypatch):
    def start(command, **_):
        if isinstance(result, Exception):
            raise result
        return subprocess.CompletedProcess(command, result[0], "", result[1])

    monkeypatch.setattr(doctor.platform, "system", lambda: system)
    monkeypatch.setattr(doctor.shutil, "which", lambda _: program)
    monkeypatch.setattr(doctor.subprocess, "run", start)
    (line,) = doctor.sandbox()
    assert line.ok is ok and words in line.detail


# --------------------------------------------------------------------------------------------- all together


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([Line("a", True, "fine")], 0),
        ([Line("a", None, "absent", "install it")], 0),
        ([Line("a", True, "fine"), Line("bbb", False, "broken", "mend it")], 1),
    ],
)
def test_the_exit_status_follows_the_failures(lines, status, monkeypatch, capsys):
    monkeypatch.setattr(doctor, "collect", lambda: lines)
    assert doctor.run() == status
    text = capsys.readouterr().out
    assert doctor.run(json=True) == status
    record = json.loads(capsys.readouterr().out)
    assert record["ok"] is (status == 0)
    assert record["lines"] == [line._asdict() for line in lines]
    for line in lines:
        status_word = {True: "OK", False: "FAIL", None: "--"}[line.ok]
        assert lines_of(text)[line.name].startswith(status_word) and line.advice in text


def test_a_check_that_breaks_is_a_failure_and_the_others_run(monkeypatch):
    def breaks():
        raise OSError("no such thing")

    for name in ("python", "packages", "device", "disk", "sandbox"):
        monkeypatch.setattr(doctor, name, lambda name=name: [Line(name, True, "")])
    monkeypatch.setattr(doctor, "data", breaks)
    found = {line.name: line for line in doctor.collect()}
    assert len(found) == 6 and found["data"].ok is False and "OSError: no such thing" in found["data"].detail


def test_the_real_report_away_from_the_checkout(tmp_path):
    code = "import sys; from course import doctor; sys.exit(doctor.run(json=True))"
    env_path = str(Path(doctor.__file__).resolve().parents[1])
    code = f"import sys; sys.path.insert(0, {env_path!r}); {code}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    record = json.loads(done.stdout)
    names = [line["name"] for line in record["lines"]]
    assert done.returncode == (0 if record["ok"] else 1) and done.stderr == ""
    assert {"python", "device"} <= set(names) and any(name.startswith("disk") for name in names)
    assert next(line for line in record["lines"] if line["name"] == "device")["ok"] is not False
