"""Figures of lab 02: signals in one dimension, pictures and kernels in two."""

from course.plots.filters.one_d import (
    change_responses,
    error_curve,
    filtered,
    found_changes,
    frequency_response,
    lag_and_smear,
    noisy_signal,
    variance_curve,
    window_board,
)
from course.plots.filters.two_d import gradient, kernels, learning, painted, pictures, separable, timings

__all__ = [
    "change_responses",
    "error_curve",
    "filtered",
    "found_changes",
    "frequency_response",
    "gradient",
    "kernels",
    "lag_and_smear",
    "learning",
    "noisy_signal",
    "painted",
    "pictures",
    "separable",
    "timings",
    "variance_curve",
    "window_board",
]
