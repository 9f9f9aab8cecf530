"""Measures of flow on fields whose divergence, vorticity, residual and frequency are known."""

import numpy as np
import pytest

from course.metrics import flow

H = 0.1


def fields_of(u, v, p=0.0, rows=20, columns=30):
    """Return (rows, columns, 3) of functions of x and y, and the coordinates."""
    y, x = np.mgrid[:rows, :columns] * H
    return np.stack([np.broadcast_to(f(x, y) if callable(f) else f, x.shape) for f in (u, v, p)], axis=-1).astype(
        float
    )


def test_divergence_and_vorticity_of_linear_flows():
    source = fields_of(lambda x, y: 3 * x, lambda x, y: 2 * y)
    turning = fields_of(lambda x, y: -4 * y, lambda x, y: 4 * x)
    shear = fields_of(lambda x, y: 5 * y, 0.0)
    for field, divergence, vorticity in ((source, 5, 0), (turning, 0, 8), (shear, 0, -5)):
        np.testing.assert_allclose(flow.divergence(field, H), divergence, atol=1e-9)
        np.testing.assert_allclose(flow.vorticity(field, H), vorticity, atol=1e-9)


def test_derivatives_of_many_frames_are_those_of_each():
    films = np.random.default_rng(0).normal(size=(2, 3, 8, 9, 3))
    for measure in (flow.divergence, flow.vorticity):
        np.testing.assert_allclose(measure(films, H)[1, 2], measure(films[1, 2], H))


def decaying(time, reynolds=50.0):
    """The Taylor–Green vortices, an exact solution (Taylor and Green, Proc. R. Soc. A 158, 1937)."""
    fade = np.exp(-2 * time / reynolds)
    return fields_of(
        lambda x, y: fade * np.cos(x) * np.sin(y),
        lambda x, y: -fade * np.sin(x) * np.cos(y),
        lambda x, y: -(fade**2) / 4 * (np.cos(2 * x) + np.cos(2 * y)),
        rows=40, columns=60,
    )  # fmt: skip


def test_an_exact_solution_has_almost_no_residual():
    residual = flow.momentum_residual(decaying(0.0), decaying(0.4), 50.0, H, 0.4)
    assert np.abs(residual[3:-3, 3:-3]).max() < 5e-3


@pytest.mark.parametrize("spoil", ["pressure", "time", "viscosity", "convection"])
def test_every_term_of_the_residual_counts(spoil):
    before, after, reynolds = decaying(0.0), decaying(0.4), 50.0
    if spoil == "pressure":
        before[..., 2], after[..., 2] = 0, 0
    elif spoil == "time":
        after = 1.1 * before
    elif spoil == "viscosity":
        reynolds = 5.0
    else:  # a stream that carries the vortices along
        before[..., 0] += 1
        after[..., 0] += 1
    residual = flow.momentum_residual(before, after, reynolds, H, 0.4)
    assert np.abs(residual[3:-3, 3:-3]).max() > 0.1


def test_the_residual_takes_a_reynolds_number_a_frame():
    before, after = np.stack([decaying(0.0)] * 2), np.stack([decaying(0.4)] * 2)
    both = flow.momentum_residual(before, after, np.array([50.0, 5.0]), H, 0.4)
    np.testing.assert_allclose(both[1], flow.momentum_residual(before[1], after[1], 5.0, H, 0.4))


def test_relative_error_counts_velocity_outside_the_body():
    true = fields_of(1.0, 0.0, 1.0)
    solid = np.zeros(true.shape[:2], bool)
    solid[5:8, 5:8] = True
    predicted = true.copy()
    predicted[solid] = 100
    predicted[..., 2] = -7
    assert flow.relative_error(predicted, true, solid) == 0
    assert flow.relative_error(0 * true, true) == pytest.approx(1)
    assert flow.relative_error(1.1 * true, true) == pytest.approx(0.1)


@pytest.mark.parametrize("frequency", [0.164, 0.2, 0.31])
def test_the_frequency_of_a_short_signal(frequency):
    time = 0.44 * np.arange(50)
    signal = 0.3 + np.sin(2 * np.pi * frequency * time + 1) + 0.2 * np.sin(4 * np.pi * frequency * time)
    assert flow.strouhal_number(signal, 0.44) == pytest.approx(frequency, rel=0.01)


def test_the_spectrum_peaks_at_the_wave_and_sees_a_checkerboard():
    wave = fields_of(0.0, lambda x, y: np.sin(2 * np.pi * 3 * y / (20 * H)))
    assert flow.spectrum(wave, 0).argmax() == 3
    board = fields_of(0.0, lambda x, y: np.cos(np.pi * np.round(y / H)))
    assert np.abs(flow.divergence(board, H)[1:-1, 1:-1]).max() < 1e-9
    assert flow.spectrum(np.stack([board, board]), 0).argmax() == 10


def test_cells_inside_keep_their_distance():
    solid = np.zeros((20, 30), bool)
    solid[10, 15] = True
    free = flow.inside(solid, margin=3, border=2)
    assert not free[10, 12:19].any() and free[10, 11] and free[10, 19]
    assert not free[:2].any() and not free[:, -2:].any() and free[2, 2]


GOOD = np.ones((6, 7, 3))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: flow.divergence(np.ones((6, 7)), H), r"\(..., h, w, 3\)"),
        (lambda: flow.divergence(np.ones((6, 7, 2)), H), "got"),
        (lambda: flow.vorticity(np.where(GOOD > 0, np.nan, 0), H), "NaN"),
        (lambda: flow.relative_error(GOOD, GOOD[:5]), "predicted"),
        (lambda: flow.relative_error(GOOD, 0 * GOOD), "zero everywhere"),
        (lambda: flow.relative_error(GOOD, GOOD, np.zeros((7, 6), bool)), "mask"),
        (lambda: flow.momentum_residual(GOOD, GOOD[:5], 100, H, 0.4), "shapes"),
        (lambda: flow.strouhal_number(np.ones((3, 3)), 0.4), "finite signal"),
        (lambda: flow.strouhal_number([0, np.nan, 1], 0.4), "finite signal"),
        (lambda: flow.strouhal_number(np.arange(9.0), 0.4), "fewer than twice"),
        (lambda: flow.strouhal_number([], 0.4), "fewer than twice"),
        (lambda: flow.inside(np.zeros((6, 7))), "bool"),
        (lambda: flow.inside(np.ones((6, 7), bool)), "no cell"),
        (lambda: flow.spectrum(GOOD, 30), "no columns"),
    ],
)
def test_what_does_not_fit_is_said(call, says):
    with pytest.raises(flow.BadFields, match=says):
        call()
