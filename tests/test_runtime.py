"""The device is chosen, or the CPU with a reason; the profile sizes a lab; reports carry their record."""

import json
import os
import random
import subprocess
import sys

import numpy as np
import pytest

from course import hardware, runtime
from course.hardware import Gpu

T4 = Gpu(0, "Tesla T4", 15 * 2**30, (7, 5))
A100 = Gpu(1, "A100", 40 * 2**30, (8, 0))


class Machine:
    """A machine with these cards, `gain` times faster in bfloat16; what is in `broken` fails with the given error."""

    def __init__(self, *gpus, gain=2.0, **broken):
        self.cards, self.broken, self.calls, self.gain = gpus, broken, [], gain

    def _do(self, what, *args):
        self.calls.append((what, *args))
        if what in self.broken:
            raise self.broken[what]

    def load(self):
        self._do("load")

    def gpus(self):
        self._do("gpus")
        return list(self.cards)

    def use(self, gpu):
        self._do("use", gpu)

    def probe(self):
        self._do("probe")

    def probe_xla(self):
        self._do("probe_xla")

    def bfloat16_gain(self):
        self._do("bfloat16_gain")
        return self.gain

    def hide(self):
        self._do("hide")

    def seed(self, seed):
        self._do("seed", seed)


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    for name in ("COURSE_PROFILE", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(runtime, "_current", None)
    monkeypatch.setattr(hardware, "cores", lambda: 2)
    monkeypatch.setattr(hardware, "memory", lambda: 24 * 2**30)
    monkeypatch.setattr(hardware, "cpu_flags", lambda: frozenset({"avx2"}))
    monkeypatch.setattr(hardware, "has_nvidia_driver", lambda: False)


def said(capsys) -> list[str]:
    return capsys.readouterr().out.splitlines()


# ------------------------------------------------------------------------------------------------- devices


def test_no_gpu_gives_one_line_and_advice(capsys):
    machine = Machine()
    here = runtime.setup(3, backend=machine)
    lines = said(capsys)
    assert lines[0] == "CPU: 2 cores, 24 GB | float32 | profile cpu | seed 3"
    assert [word for word in ("Colab", "Kaggle", "your own") if word in "\n".join(lines)] == [
        "Colab",
        "Kaggle",
        "your own",
    ]
    assert len(lines) == 5 and max(map(len, lines)) < 110
    assert (here.device, here.profile, here.problem) == ("CPU", "cpu", "")
    assert ("seed", 3) in machine.calls and ("hide",) not in machine.calls


def test_one_gpu(capsys):
    machine = Machine(T4)
    here = runtime.setup(backend=machine)
    assert said(capsys) == [
        "GPU: Tesla T4, 15 GB | float32 (training convolutions: mixed_float16) | profile full | seed 0"
    ]
    assert machine.calls == [("load",), ("gpus",), ("use", T4), ("probe",), ("probe_xla",), ("seed", 0)]
    assert runtime.pick(smoke=1, cpu=2, full=3) == 3
    assert here.precision_for("conv") == "mixed_float16" and here.precision_for("dense") == "float32"


def test_of_several_gpus_the_most_capable_is_used(capsys):
    machine = Machine(T4, A100)
    here = runtime.setup(backend=machine)
    assert ("use", A100) in machine.calls
    assert said(capsys)[0].startswith(
        "GPU: A100 (number 1 of 2), 40 GB | float32 (training convolutions: mixed_bfloat16)"
    )
    assert here.precision == "mixed_bfloat16"


def test_equal_gpus_the_first_is_used():
    machine = Machine(T4, Gpu(1, "Tesla T4", 15 * 2**30, (7, 5)))
    runtime.setup(backend=machine)
    assert ("use", T4) in machine.calls


@pytest.mark.parametrize("where", ["gpus", "use", "probe"])
def test_a_gpu_that_fails_at_first_use_is_left_aside_with_the_reason(where, capsys):
    error = RuntimeError("cuDNN in /usr/lib/x86_64/libcudnn.so.9 is too old\nand more")
    machine = Machine(T4, **{where: error})
    here = runtime.setup(backend=machine)
    lines = said(capsys)
    assert here.device == "CPU" and here.profile == "cpu"
    assert ("hide",) in machine.calls and machine.calls[-1] == ("seed", 0)
    assert "RuntimeError: cuDNN in libcudnn.so.9 is too old. The lab runs on the CPU" in lines[1]
    assert len(lines) == 2 and "/usr" not in "".join(lines)


def test_a_gpu_that_cannot_even_be_hidden(capsys):
    runtime.setup(backend=Machine(T4, probe=ValueError("a"), hide=RuntimeError("b")))
    assert "RuntimeError: b): restart the kernel with CUDA_VISIBLE_DEVICES=-1" in said(capsys)[1]


def test_without_tensorflow_the_lab_goes_on(capsys):
    machine = Machine(load=ImportError("No module named 'tensorflow'"))
    here = runtime.setup(7, backend=machine)
    assert "TensorFlow does not load: ImportError: No module named 'tensorflow'" in said(capsys)[1]
    assert here.device == "CPU" and machine.calls == [("load",)]
    first = np.random.rand(), random.random()
    runtime.setup(7, backend=machine)
    assert first == (np.random.rand(), random.random())


def test_a_driver_without_cuda_in_tensorflow_is_named(monkeypatch, capsys):
    monkeypatch.setattr(hardware, "has_nvidia_driver", lambda: True)
    runtime.setup(backend=Machine())
    assert "pip install 'tensorflow[and-cuda]'" in said(capsys)[1]


def test_a_program_without_a_driver_is_no_driver(monkeypatch, tmp_path):
    monkeypatch.undo()
    (tmp_path / "nvidia-smi").write_text("#!/bin/sh\necho NVIDIA-SMI has failed\nexit 9\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert hardware.has_nvidia_driver() is os.path.exists("/proc/driver/nvidia/version")


def test_a_gpu_without_xla_is_used_without_it_and_it_is_said(capsys):
    here = runtime.setup(backend=Machine(T4, probe_xla=RuntimeError("libdevice not found at ./libdevice.10.bc")))
    assert here.device == "GPU" and runtime.xla() is False
    assert "XLA does not compile for this GPU (RuntimeError: libdevice not found" in said(capsys)[1]
    runtime.setup(backend=Machine(T4))
    assert runtime.xla() is True


SETTINGS = """
import sys
from course import hardware, runtime
{before}
here = runtime.choose(hardware.TensorFlow())
print([*here.notes, here.problem])
import keras
print(keras.config.backend(), keras.config.image_data_format(), keras.config.floatx())
"""


def loaded(tmp_path, before="", **environment):
    environment = {**os.environ, "KERAS_HOME": str(tmp_path), "COURSE_CACHE": str(tmp_path), **environment}
    command = [sys.executable, "-c", SETTINGS.format(before=before)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    return done.stdout.splitlines() or [done.stderr]


def test_a_backend_that_is_loaded_already_is_told(tmp_path):
    before = "import keras; keras.config.backend = lambda: 'jax'"
    assert "Keras was loaded with the backend jax: restart the kernel" in loaded(tmp_path, before)[0]


def test_another_backend_and_old_settings_of_keras_are_replaced_and_it_is_said(tmp_path):
    old = {"image_data_format": "channels_first", "floatx": "float64", "backend": "tensorflow"}
    (tmp_path / "keras.json").write_text(json.dumps(old))
    said, now = loaded(tmp_path, KERAS_BACKEND="jax")
    assert "KERAS_BACKEND was jax" in said and "channels_first" in said and "float64" in said
    assert now == "tensorflow channels_last float32"


def test_what_was_measured_once_is_kept(tmp_path):
    file, numbers = tmp_path / "new" / "precision.json", iter([1.7, 0.6, 0.5, 0.4])
    measure = lambda: next(numbers)  # noqa: E731
    assert [hardware.remembered(file, "here", measure) for _ in range(3)] == [1.7] * 3
    assert (
        hardware.remembered(file, "elsewhere", measure) == 0.6 and hardware.remembered(file, "here", measure) == 1.7
    )
    file.write_text("half a fi")
    assert hardware.remembered(file, "here", measure) == 0.5
    assert hardware.remembered(tmp_path / "new" / "precision.json" / "x", "here", measure) == 0.4  # not writable


def test_a_second_seed_gives_the_same_numbers_of_keras():
    keras = pytest.importorskip("keras")
    machine, draws = hardware.TensorFlow(), []
    for _ in range(2):
        machine.seed(3)
        draws.append(np.array(keras.random.normal((4,))))
    np.testing.assert_array_equal(*draws)


def test_a_second_setup_seeds_and_keeps_the_device(monkeypatch, capsys):
    runtime.setup(backend=Machine(T4))
    again = Machine()
    monkeypatch.setattr(hardware, "TensorFlow", lambda: again)
    here = runtime.setup(5)
    assert again.calls == [("seed", 5)] and (here.device, here.seed) == ("GPU", 5)


# ----------------------------------------------------------------------------------------------- precision


@pytest.mark.parametrize(
    ("flags", "gain", "policy"),
    [
        ({"avx2", "avx512_bf16"}, 1.9, "mixed_bfloat16"),
        ({"amx_bf16"}, 5.0, "mixed_bfloat16"),
        ({"avx2", "avx512_bf16"}, 0.6, "float32"),  # it has the instructions, and they are slow
        ({"avx512f"}, 1.9, "float32"),
        (set(), 1.9, "float32"),
    ],
)
def test_precision_of_a_cpu_follows_its_instructions_and_what_they_are_worth(flags, gain, policy, monkeypatch):
    monkeypatch.setattr(hardware, "cpu_flags", lambda: frozenset(flags))
    machine = Machine(gain=gain)
    runtime.setup(backend=machine)
    assert (("bfloat16_gain",) in machine.calls) is any("bf16" in flag for flag in flags)
    assert runtime.precision_for("conv") == policy
    assert runtime.precision_for("dense") == "float32"


@pytest.mark.parametrize(
    ("capability", "policy"),
    [
        (None, "float32"),
        ((6, 1), "float32"),
        ((7, 0), "mixed_float16"),
        ((8, 9), "mixed_bfloat16"),
        ((12, 0), "mixed_bfloat16"),
    ],
)
def test_precision_of_a_gpu_follows_its_capability(capability, policy):
    assert hardware.gpu_precision(capability) == policy


def test_precision_before_setup_and_of_an_unknown_kind():
    assert runtime.precision_for("conv") == "float32"
    with pytest.raises(ValueError, match='"conv" and "dense"'):
        runtime.precision_for("rnn")


def test_the_gain_of_bfloat16_is_measured_once(monkeypatch, tmp_path):
    pytest.importorskip("tensorflow")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    gains, (gain,) = (
        [hardware.TensorFlow().bfloat16_gain() for _ in range(2)],
        json.loads((tmp_path / "precision.json").read_text()).values(),
    )
    assert gains == [pytest.approx(gain, abs=1e-3)] * 2 and gain > 0


def test_cpu_flags_are_read_from_cpuinfo(tmp_path, monkeypatch):
    monkeypatch.undo()
    file = tmp_path / "cpuinfo"
    file.write_text("processor\t: 0\nflags\t\t: fpu avx512_bf16\n\nprocessor\t: 1\n")
    assert hardware.cpu_flags(file) == {"fpu", "avx512_bf16"}
    assert hardware.cpu_flags(tmp_path / "none") == frozenset()
    assert hardware.cores() >= 1 and (hardware.memory() or 2**30) > 2**28


# ------------------------------------------------------------------------------------------------ profiles


def test_profile_order(monkeypatch):
    assert runtime.profile() == "cpu"
    monkeypatch.setenv("COURSE_PROFILE", "full")
    assert runtime.profile() == "full"
    monkeypatch.setenv("NBGRADER_EXECUTION", "")
    assert runtime.profile() == "smoke" and runtime.pick(smoke=1, cpu=2, full=3) == 1
    monkeypatch.setenv("COURSE_PROFILE", "nonsense")
    assert runtime.profile() == "smoke"


def test_a_gpu_obeys_the_asked_profile(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "cpu")
    assert runtime.setup(backend=Machine(T4)).profile == "cpu"


@pytest.mark.parametrize("wrong", ["fast", "CPU", "gpu"])
def test_an_unknown_profile_is_an_error_that_names_the_known(wrong, monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", wrong)
    machine = Machine()
    with pytest.raises(runtime.UnknownProfile, match="smoke, cpu or full"):
        runtime.setup(backend=machine)
    assert machine.calls == []


def test_an_empty_profile_is_none(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", " ")
    assert runtime.profile() == "cpu"


# ------------------------------------------------------------------------------------------------- reports


@pytest.fixture
def notebook(capsys):
    """Return what a cell of a notebook shows: the text and the record."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()

    def report(*args, **kwargs):
        with capture_output() as captured:
            runtime.report(*args, **kwargs)
        assert captured.stdout == "" and len(captured.outputs) == 1
        data = captured.outputs[0].data
        return data["text/plain"], json.loads(json.dumps(data[runtime.RESULT], allow_nan=False))

    yield report
    InteractiveShell.clear_instance()
    del shell


def test_report_in_a_notebook_carries_the_record(notebook):
    text, record = notebook("SNR gain", np.float32(12.5), "dB", at_least=10)
    assert text == "SNR gain: 12.5 dB (target ≥ 10)"
    assert record == {
        "name": "SNR gain",
        "value": 12.5,
        "unit": "dB",
        "at_least": 10.0,
        "at_most": None,
        "ok": True,
    }


@pytest.mark.parametrize(
    ("value", "bounds", "profile", "text", "ok"),
    [
        (421642, {}, "cpu", "x: 421642", None),
        (0.123456, {}, "cpu", "x: 0.1235", None),
        (9, {"at_least": 10}, "cpu", "x: 9 (target ≥ 10: missed)", False),
        (9, {"at_least": 10}, "smoke", "x: 9 (target ≥ 10: not judged in smoke)", None),
        (0.02, {"at_most": 0.01}, "full", "x: 0.02 (target ≤ 0.01: missed)", False),
        (0.5, {"at_least": 0, "at_most": 1}, "cpu", "x: 0.5 (target ≥ 0 and ≤ 1)", True),
        (11, {"at_least": 10}, "smoke", "x: 11 (target ≥ 10)", True),
        (np.nan, {"at_least": 10}, "cpu", "x: nan (target ≥ 10: missed)", False),
        (np.inf, {"at_least": 10}, "cpu", "x: inf (target ≥ 10: missed)", False),
        (np.nan, {}, "cpu", "x: nan", None),
    ],
)
def test_report_judges(value, bounds, profile, text, ok, notebook, monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", profile)
    shown, record = notebook("x", value, **bounds)
    assert shown == text and record["ok"] is ok
    assert record["value"] == (float(value) if np.isfinite(value) else None)


def test_report_outside_a_notebook_prints(capsys):
    runtime.report("time", 1.5, "s", at_most=2)
    assert said(capsys) == ["time: 1.5 s (target ≤ 2)"]


# --------------------------------------------------------------------------------------- the real TensorFlow


def test_importing_does_not_load_tensorflow():
    code = "import sys; from course import runtime, hardware; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_real_setup_is_silent_on_stderr_and_sets_no_global_policy():
    """And so is native code after it: on Linux, Abseil's level in the library that is loaded is 3, "fatal"."""
    code = (
        "from course import runtime\n"
        "here = runtime.setup(1)\n"
        "import keras\n"
        "first = keras.random.uniform((3,))\n"
        "runtime.setup(1)\n"
        "assert (first == keras.random.uniform((3,))).numpy().all()\n"
        "assert keras.config.dtype_policy().name == 'float32'\n"
        "import ctypes, os, sys, tensorflow as tf\nfrom course import hardware\n"
        "library = os.path.join(tf.sysconfig.get_lib(), 'libtensorflow_framework.so.2')\n"
        "lib = ctypes.CDLL(library) if sys.platform == 'linux' else None\n"
        "names = (f'_ZN4absl12lts_{version}11MinLogLevelEv' for version in hardware.ABSEIL)\n"
        "assert lib is None or next(lib[name] for name in names if hasattr(lib, name))() == 3\n"
        "assert not hardware.silence('nowhere')\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TF_", "KERAS", "COURSE"))}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith(("CPU: ", "GPU: ")) and "/" not in done.stdout.splitlines()[0]


def test_quiet_without_a_place_for_the_noise(monkeypatch, capfd):
    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(hardware.tempfile, "TemporaryFile", full)
    with hardware.quiet():
        os.write(2, b"noise")
    assert capfd.readouterr().err == "noise"


def test_quiet_hides_native_noise_but_not_that_of_a_failure(capfd):
    with hardware.quiet():
        os.write(2, b"noise")
    assert capfd.readouterr().err == ""
    with pytest.raises(KeyError), hardware.quiet():
        os.write(2, b"evidence")
        raise KeyError
    assert capfd.readouterr().err == "evidence"
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"
