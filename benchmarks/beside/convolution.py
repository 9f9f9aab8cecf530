"""One convolution of a picture: the reference of labs 01 and 02, SciPy's sum, Keras, the FFT; where they cross."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
from record import absent, measured
from scipy import ndimage, signal

from tests.lab_pieces import pieces

SIZES = (64, 128, 256, 512, 1024, 2048)
SHOWN = (64, 256, 1024, 2048)  # sizes that get a row for each way
KERNELS = (3, 5, 7, 9, 11, 15, 23, 31)
WINDOWS = 2**30  # bytes: the reference of lab 01 lays out all windows
BLUR = "lab 02, two passes"


def ways() -> dict[str, Callable]:
    """Return functions of (picture, kernel), square, float32: all give the "same" convolution."""
    import keras

    student = pieces("01", ["conv2d"], {"np": np})["conv2d"]
    blur = pieces("02", ["smooth_image"], {"np": np, "ndimage": ndimage})["smooth_image"]

    def by_keras(image, kernel):
        found = keras.ops.conv(image[None, :, :, None], kernel[:, :, None, None], padding="same")
        return np.asarray(found)[0, :, :, 0]

    return {
        "lab 01, conv2d": lambda i, k: student(i[..., None], k[..., None, None], padding=len(k) // 2)[..., 0],
        BLUR: lambda i, k: blur(i, k.sum(0)),
        "SciPy, sum": lambda i, k: signal.convolve2d(i, k, "same"),
        "SciPy, FFT": lambda i, k: signal.fftconvolve(i, k, "same"),
        "Keras, TensorFlow": by_keras,
    }


def problem(size: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a random picture (size, size) and a symmetric kernel (k, k) that two passes can do, sum 1; float32."""
    row = signal.windows.gaussian(k, k / 5)
    kernel = np.outer(row, row) / row.sum() ** 2
    return np.random.default_rng(size).random((size, size), np.float32), kernel.astype(np.float32)


def agree(found: dict[str, np.ndarray], k: int) -> None:
    """Raise if the ways differ inside; at the border the blur repeats pixels where the others see zeros."""
    inner = slice(k, -k)
    first, *others = [value[inner, inner] for value in found.values()]
    for name, other in zip(list(found)[1:], others, strict=True):
        if first.shape != other.shape or not np.allclose(first, other, atol=1e-4):
            raise ValueError(f"{name} computes something else than {next(iter(found))}")


def timed(function: Callable, arguments: tuple, runs: int, most: float) -> list[float]:
    """Return milliseconds of some calls after one to warm up; of that one alone if it takes `most` seconds."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        function(*arguments)
        times.append(1000 * (time.perf_counter() - start))
        if len(times) == 1 and times[0] > 1000 * most:
            return times
    return times[1:]


def rows(asked) -> Iterator[dict]:
    """Yield milliseconds by size, kernel and way, then from which kernel on the FFT is faster."""
    found, runs, most = ways(), 3 if asked.quick else 7, 2.0
    few = problem(64, 7)
    agree({name: way(*few) for name, way in found.items()}, 7)
    for size in SHOWN:
        for k in (3, 15):
            for name, way in found.items():
                what = f"picture {size}×{size}, kernel {k}×{k}: {name}"
                if name.startswith("lab 01") and (needed := 8 * size**2 * k**2) > WINDOWS:
                    yield absent(what, f"left out: its windows would take {needed / 2**30:.1f} GiB")
                else:
                    yield measured(what, timed(way, problem(size, k), runs, most), "ms")
    for other in ("SciPy, sum", "Keras, TensorFlow"):
        for size in SIZES:
            yield crossover(other, size, found, runs, most)


def crossover(other: str, size: int, found: dict[str, Callable], runs: int, most: float) -> dict:
    """Return the smallest kernel from which on the FFT is the faster way.

    Kernels are tried from the largest down to the first with which the FFT loses.
    """
    least = None
    for k in reversed(KERNELS):
        case = problem(size, k)
        by_sum, by_fft = (float(np.median(timed(found[name], case, runs, most))) for name in (other, "SciPy, FFT"))
        if by_fft >= by_sum:
            break
        least = k
    what = f"picture {size}×{size}: the FFT is faster than {other} from a kernel of"
    return absent(what, f"none up to {KERNELS[-1]}") if least is None else measured(what, [least], "pixels a side")
