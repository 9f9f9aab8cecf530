"""Interactive figures of lab 01: flip and slide in one dimension, a stepping window in two."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as ipw
import numpy as np
from numpy.typing import ArrayLike

from course.plots import convolution as plots
from course.widgets.live import Live, play

KERNELS = {
    "cross": [[1, 0, 1], [0, 1, 0], [1, 0, 1]],
    "sum": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
    "left minus right": [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    "centre only": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
}


def flip_and_slide(x: ArrayLike, kernels: Mapping[str, ArrayLike]) -> Live:
    """Scrub the output index n over the convolution of `x` (N,) with one of several kernels, name → shape (k,).

    Raises
    ------
    ValueError
        There is no kernel to choose from, or an array that is not one-dimensional.
    """
    if not kernels:
        raise ValueError("needs at least one kernel")
    kernel = ipw.Dropdown(options=list(kernels), description="kernel h")
    n = ipw.IntSlider(0, 0, _last(x, kernels[kernel.value]), description="shift n")

    def fit(change):
        n.max = _last(x, kernels[change["new"]])

    kernel.observe(fit, names="value")
    return Live(
        lambda kernel, n: plots.flip_and_slide(x, kernels[kernel], n),
        {"kernel": kernel, "n": n},
        extras=[play(n)],
        about="signal, shifted kernel, products and the output so far",
    )


def step_window(image: ArrayLike, kernels: Mapping[str, ArrayLike] | None = None) -> Live:
    """Step a kernel over `image` (h, w) window by window, with padding and stride to choose.

    `kernels` are matrices by name, none larger than the image; without it, four 3×3 ones.

    Raises
    ------
    ValueError
        The image or a kernel is not a matrix, or a kernel is larger than the image.
    """
    image = np.asarray(image)
    kernels = {name: np.asarray(matrix) for name, matrix in (KERNELS if kernels is None else kernels).items()}
    if not kernels:
        raise ValueError("needs at least one kernel")
    for name, matrix in ((name, np.asarray(matrix)) for name, matrix in kernels.items()):
        if image.ndim != 2 or matrix.ndim != 2 or (np.array(matrix.shape) > image.shape).any():
            raise ValueError(f"kernel {name!r} of shape {matrix.shape} does not fit the image of shape {image.shape}")
    kernel = ipw.Dropdown(options=list(kernels), description="kernel")
    padding = ipw.IntSlider(0, 0, 2, description="padding")
    stride = ipw.IntSlider(1, 1, 3, description="stride")
    step = ipw.IntSlider(0, 0, 0, description="step")

    def shape():
        sizes = zip(image.shape, kernels[kernel.value].shape, strict=True)
        return tuple((n + 2 * padding.value - k) // stride.value + 1 for n, k in sizes)

    def fit(_=None):
        step.max = int(np.prod(shape())) - 1

    for control in (kernel, padding, stride):
        control.observe(fit, names="value")
    fit()

    def draw(kernel, padding, stride, step):
        row, col = divmod(step, shape()[1])
        return plots.window(image, kernels[kernel], row, col, padding=padding, stride=stride)

    controls = {"kernel": kernel, "padding": padding, "stride": stride, "step": step}
    about = "the window on the image, its products with the kernel, and the output so far"
    return Live(draw, controls, extras=[play(step)], about=about, width=1000)


def _last(x: ArrayLike, h: ArrayLike) -> int:
    x, h = np.asarray(x), np.asarray(h)
    if x.ndim != 1 or h.ndim != 1 or not x.size or not h.size:
        raise ValueError(f"x and h must be rows of numbers, got shapes {x.shape} and {h.shape}")
    return len(x) + len(h) - 2
