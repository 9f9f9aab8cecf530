"""What this machine has: cores, memory, instructions, cards; and TensorFlow, loaded without its noise."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from course import files

CPUINFO = Path("/proc/cpuinfo")
_CGROUP_MEMORY = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
ABSEIL = ("20230802", "20240116", "20240722", "20250127", "20250512", "20250814")  # in TensorFlow 2.18 to 2.21
_FAST_BFLOAT16 = {"avx512_bf16", "amx_bf16"}


@dataclass(frozen=True)
class Gpu:
    """One graphics card. `memory` is in bytes, `capability` NVIDIA's (major, minor); None where unknown."""

    index: int
    name: str = "GPU"
    memory: int | None = None
    capability: tuple[int, int] | None = None


def cores() -> int:
    """Return how many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory() -> int | None:
    """Return the memory in bytes that this process may use, as its machine or container has it, or None."""
    found = []
    with contextlib.suppress(AttributeError, ValueError, OSError):  # no sysconf on Windows
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for path in _CGROUP_MEMORY:
        with contextlib.suppress(OSError, ValueError):  # "max" is no number
            found.append(int(path.read_text(encoding="ascii")))
    return min(found) if found else None


def cpu_flags(cpuinfo: Path = CPUINFO) -> frozenset[str]:
    """Return the processor's instruction flags, none where Linux's /proc/cpuinfo is missing."""
    try:
        text = cpuinfo.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    found = re.search(r"^(?:flags|Features)\s*:\s*(.*)$", text, re.MULTILINE)
    return frozenset(found[1].split()) if found else frozenset()


def cpu_precision(flags: frozenset[str], gain: Callable[[], float]) -> str:
    """Return the Keras policy in which convolutions are fastest on a processor with these flags.

    Without instructions for bfloat16 it is emulated, and slower. With them it must be measured: a DCGAN step of
    1.00 s in float32 takes 0.37 s in mixed bfloat16 on two EPYC cores, but on two Xeon cores without AMX 0.49 s
    become 0.89 s.

    Parameters
    ----------
    flags : frozenset of str
        From `cpu_flags`.
    gain : function () -> float
        How many times faster than in float32 a convolution is in bfloat16; asked only if the flags promise something.
    """
    return "mixed_bfloat16" if flags & _FAST_BFLOAT16 and gain() > 1 else "float32"


def gpu_precision(capability: tuple[int, int] | None) -> str:
    """Return the Keras policy for a card: tensor cores know bfloat16 from 8.0 on, float16 from 7.0 on."""
    if capability is None or capability < (7, 0):
        return "float32"
    return "mixed_bfloat16" if capability >= (8, 0) else "mixed_float16"


def has_nvidia_driver() -> bool:
    """Say whether an NVIDIA driver answers, whatever TensorFlow sees of it; the program alone is in many images."""
    return Path("/proc/driver/nvidia/version").exists() or bool(_nvidia_memory())


def processor(cpuinfo: Path = CPUINFO) -> str:
    """Return the processor's name, or the kind of machine where Linux's /proc/cpuinfo is missing."""
    with contextlib.suppress(OSError):
        found = re.search(
            r"^model name\s*:\s*(.*)$", cpuinfo.read_text(encoding="utf-8", errors="replace"), re.MULTILINE
        )
        if found:
            return found[1].strip()
    return platform.processor() or platform.machine()


def remembered(file: Path, key: str, measure: Callable[[], float]) -> float:
    """Return the number that `file` (JSON) has for `key`; if it has none, measure it and write it there.

    What was measured once decides from then on: a choice must not depend on what else runs. A file that cannot be
    read or written only means that it is measured again.
    """
    known = {}
    with contextlib.suppress(OSError, ValueError):
        known = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(known, dict) and isinstance(known.get(key), (int, float)):
            return float(known[key])
    value = float(measure())
    with contextlib.suppress(OSError):
        known = known if isinstance(known, dict) else {}
        files.write(file, json.dumps({**known, key: round(value, 3)}, indent=2).encode())
    return value


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what native code writes to stderr off the notebook; it comes out after all if the block raises.

    TensorFlow writes a few lines before it reads TF_CPP_MIN_LOG_LEVEL, so the setting alone does not do.
    """
    try:
        aside, kept = tempfile.TemporaryFile(), os.dup(2)
    except OSError:  # nowhere to write, or a process without stderr: then there is some noise
        yield
        return
    with aside:
        os.dup2(aside.fileno(), 2)
        try:
            yield
        except BaseException:
            aside.seek(0)
            os.write(kept, aside.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def silence(folder: str) -> bool:
    """Let TensorFlow's native code log nothing below a fatal error; return whether that could be set.

    TF_CPP_MIN_LOG_LEVEL does it from TensorFlow 2.21 on. Before, code that logs through Abseil does not ask for it:
    XLA then announces itself, and the graph optimizer prints "remapper failed" where it leaves a graph as it is.
    Abseil's own function has no door in Python; it is called in the loaded library. Its name holds the version.

    Parameters
    ----------
    folder : str
        `tf.sysconfig.get_lib()`.
    """
    for file in ("libtensorflow_framework.so.2", "libtensorflow_framework.2.dylib"):
        path = os.path.join(folder, file)
        if not os.path.exists(path):
            continue
        library = ctypes.CDLL(path)
        for version in ABSEIL:
            with contextlib.suppress(AttributeError):
                set_level = library[f"_ZN4absl12lts_{version}14SetMinLogLevelENS0_18LogSeverityAtLeastE"]
                set_level.argtypes, set_level.restype = [ctypes.c_int], None
                set_level(3)
                return True
    return False


class TensorFlow:
    """The devices as TensorFlow sees them. `runtime.setup` takes any object with these methods."""

    def load(self) -> list[str]:
        """Import TensorFlow and Keras, set what the labs rely on, and return what had to be changed, a sentence each.

        Raises
        ------
        RuntimeError
            Keras was loaded with another backend, which cannot be changed any more.
        Exception
            What the import raises.
        """
        said = []
        asked = os.environ.get("KERAS_BACKEND", "tensorflow")
        if asked != "tensorflow" and "keras" not in sys.modules:
            os.environ["KERAS_BACKEND"] = "tensorflow"
            said.append(f"KERAS_BACKEND was {asked}; the labs need tensorflow, which this process uses")
        with quiet():
            import keras
            import tensorflow as tf
        if os.environ.get("TF_CPP_MIN_LOG_LEVEL") == "3":
            silence(tf.sysconfig.get_lib())
        if keras.config.backend() != "tensorflow":
            raise RuntimeError(
                f"Keras was loaded with the backend {keras.config.backend()}: restart the kernel and run the first "
                "cell first, or set KERAS_BACKEND=tensorflow"
            )
        if keras.config.image_data_format() != "channels_last":
            keras.config.set_image_data_format("channels_last")
            said.append("keras.json asks for channels_first; the labs' images have channels last, which is set")
        if keras.config.floatx() != "float32":
            said.append(f"keras.json asks for {keras.config.floatx()}; float32 is set")
            keras.config.set_floatx("float32")
            keras.config.set_dtype_policy("float32")
        return said

    def gpus(self) -> list[Gpu]:
        """Return the cards that TensorFlow can use; without one, XLA has said on return what it says once."""
        import tensorflow as tf

        with quiet():
            devices = tf.config.list_physical_devices("GPU")
            sizes = _nvidia_memory() if devices else []
            found = []
            for i, device in enumerate(devices):
                details = tf.config.experimental.get_device_details(device)
                found.append(
                    Gpu(
                        index=i,
                        name=details.get("device_name", "GPU"),
                        memory=sizes[i] if i < len(sizes) else None,
                        capability=details.get("compute_capability"),
                    )
                )
            if not devices and tuple(map(int, tf.__version__.split(".")[:2])) < (2, 21):
                # There XLA announces itself once a process, at its first use, past `silence`: let it be now.
                tf.function(lambda x: x + 1, jit_compile=True, autograph=False)(tf.ones(()))
        return found

    def use(self, gpu: Gpu) -> None:
        """Make `gpu` the only visible card and let its memory grow as needed."""
        import tensorflow as tf

        device = tf.config.list_physical_devices("GPU")[gpu.index]
        with contextlib.suppress(RuntimeError):  # in use since before `setup`: too late to choose, not to probe
            tf.config.set_visible_devices([device], "GPU")
            tf.config.experimental.set_memory_growth(device, True)

    def probe(self) -> None:
        """Run one small product and one small convolution on the visible card; raises what they raise."""
        import tensorflow as tf

        with quiet(), tf.device("/GPU:0"):
            product = tf.linalg.matmul(tf.ones((8, 8)), tf.ones((8, 8)))
            answer = tf.nn.conv2d(tf.ones((1, 8, 8, 1)), tf.ones((3, 3, 1, 1)), 1, "VALID")
            if float(product[0, 0]) != 8 or float(answer[0, 0, 0, 0]) != 9:
                raise RuntimeError("it computes wrong numbers")

    def probe_xla(self) -> None:
        """Compile one small product with XLA on the visible card; raises what it raises (such as: no libdevice)."""
        import tensorflow as tf

        with quiet(), tf.device("/GPU:0"):
            tf.function(lambda x: tf.exp(x @ x), jit_compile=True, autograph=False)(tf.ones((8, 8)))

    def bfloat16_gain(self) -> float:
        """Return how many times faster a small convolution is in bfloat16 than in float32 here, as once measured.

        The number is kept in precision.json in the cache of data sets; delete it to measure again.
        """
        import tensorflow as tf

        from course.datasets import download

        key = f"{processor()}, {cores()} cores, TensorFlow {tf.__version__}"
        return remembered(download.cache_folder() / "precision.json", key, self.measure_bfloat16_gain)

    def measure_bfloat16_gain(self) -> float:
        """Measure it now; the two kinds take turns, so that what else runs disturbs both alike."""
        import tensorflow as tf

        best = dict.fromkeys(("float32", "bfloat16"), float("inf"))
        with quiet(), tf.device("/CPU:0"):
            convolve = tf.function(lambda x, w: tf.nn.conv2d(x, w, 1, "SAME"), autograph=False)
            given = {kind: (tf.ones((32, 14, 14, 32), kind), tf.ones((3, 3, 32, 64), kind)) for kind in best}
            for _ in range(16):
                for kind, arguments in given.items():
                    best[kind] = min(best[kind], _seconds(convolve, *arguments))
        return best["float32"] / best["bfloat16"]

    def hide(self) -> None:
        """Make TensorFlow, and processes started from here, see no card."""
        import tensorflow as tf
        from tensorflow.python.eager import context

        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
        with quiet():
            try:
                tf.config.set_visible_devices([], "GPU")
            except RuntimeError:  # the failed probe has already opened the devices: start afresh
                context._reset_context()
                tf.config.set_visible_devices([], "GPU")

    def seed(self, seed: int) -> None:
        """Seed Python, NumPy, TensorFlow and Keras."""
        import keras

        keras.utils.set_random_seed(seed)
        with contextlib.suppress(ImportError, AttributeError):  # Keras below 3.11 lets its own generator run on
            from keras.src.backend.common import global_state

            global_state.set_global_attribute("global_seed_generator", None)


def _seconds(function, *arguments) -> float:
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def _nvidia_memory() -> list[int]:
    """Return the memory of each card in bytes as nvidia-smi tells it, [] if it does not."""
    command = ["nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
        return [int(line) * 2**20 for line in done.stdout.split()]
    except (OSError, subprocess.SubprocessError, ValueError):
        return []
