"""The figures of lab 05 show the numbers they are given; latent arithmetic is right."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.plots import dcgan as plots
from course.plots.images import board

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 256, (6, 5, 4), dtype=np.uint8)


def shown(ax):
    return np.asarray(ax.images[0].get_array())


def test_figures_are_closed_so_that_a_notebook_shows_them_once():
    before = plt.get_fignums()
    plots.samples({"a": GREY})
    plots.accuracies([[0.5, 1.0]])
    assert plt.get_fignums() == before


def test_samples_and_timeline():
    axes = plots.samples({"real": GREY, "made": GREY[::-1]}, columns=3).axes
    assert [ax.get_title() for ax in axes] == ["real", "made"]
    assert np.array_equal(shown(axes[1]), board(GREY[::-1], 3))
    axes = plots.timeline([0, 5], np.stack([GREY, GREY + 1])[..., np.newaxis], columns=4).axes
    assert [ax.get_ylabel() for ax in axes] == ["0", "5"]
    assert np.array_equal(shown(axes[0]), board(GREY[:4], 4))
    for function, arguments in ((plots.samples, ({},)), (plots.timeline, ([1], np.stack([GREY, GREY])))):
        with pytest.raises(ValueError):
            function(*arguments)


def test_accuracies_are_percent():
    ax = plots.accuracies([[0.5, 0.25], [1.0, 0.75]]).axes[0]
    assert [list(line.get_ydata()) for line in ax.lines[:2]] == [[50, 100], [25, 75]]
    assert not any(ax.get_xticks() % 1)
    with pytest.raises(ValueError):
        plots.accuracies([0.5, 1.0])


@pytest.mark.parametrize(("n", "kernel", "stride"), [(4, 5, 2), (3, 4, 2), (2, 2, 2), (5, 1, 3)])
def test_overlaps_count_stamps(n, kernel, stride):
    counts = plots.overlaps(n, kernel, stride)
    assert counts.sum() == n * kernel and len(counts) == (n - 1) * stride + kernel
    expected = [sum(p * stride <= i < p * stride + kernel for p in range(n)) for i in range(len(counts))]
    assert counts.tolist() == expected


def test_a_kernel_that_the_stride_divides_overlaps_evenly():
    assert set(plots.overlaps(9, 4, 2)[2:-2]) == {2} and set(plots.overlaps(9, 5, 2)[4:-4]) == {2, 3}
    axes = plots.stamps([(5, 2), (4, 2)]).axes
    assert [bar.get_height() for bar in axes[2].patches] == plots.overlaps(6, 5, 2).tolist()
    with pytest.raises(ValueError):
        plots.stamps([])
    with pytest.raises(ValueError):
        plots.overlaps(0, 1, 1)


def test_spectra_have_a_checkerboard_in_the_corner():
    board = (np.indices((8, 8)).sum(axis=0) % 2)[np.newaxis]
    image = shown(plots.spectra({"board": board, "other": RNG.random((3, 8, 8, 1))}).axes[0])
    assert image[0, 0] == image.max() > -0.1 and (image.ravel()[1:] < -6).all()
    for bad in ({}, {"a": np.zeros((2, 2))}):
        with pytest.raises(ValueError):
            plots.spectra(bad)


def test_bars_shares_and_games():
    ax = plots.bars({"a": 1.0, "b": 2.5}, "x", level=2, note="half").axes[0]
    assert [bar.get_width() for bar in ax.patches] == [1.0, 2.5] and ax.get_legend() is not None
    ax = plots.shares({"a": np.full(10, 0.1), "b": np.eye(10)[0]}).axes[0]
    assert [bar.get_height() for bar in ax.patches][:10] == pytest.approx([10] * 10)
    log = {"d_loss": [1.0, 2.0], "g_loss": [0.5, 0.6], "d_real": [0.5, 0.6], "d_fake": [0.4, 0.3]}
    axes = plots.games({"run": log}).axes
    assert list(axes[0].lines[0].get_ydata()) == [1.0, 2.0] and not any(axes[1].get_xticks() % 1)
    assert axes[0].lines[1].get_ydata()[0] == pytest.approx(2 * math.log(2))
    short = plots.games({"run": {key: values[:1] for key, values in log.items()}}).axes[1]  # one epoch alone
    assert not any(short.get_xticks() % 1) and 1 in short.get_xticks()
    for function, bad in ((plots.bars, ({}, "x")), (plots.shares, ({"a": np.ones(9)},)), (plots.games, ({},))):
        with pytest.raises(ValueError):
            function(*bad)


def test_between_keeps_the_length_and_the_ends():
    one, other = RNG.normal(size=(2, 50))
    one, other = 3 * one / np.linalg.norm(one), 3 * other / np.linalg.norm(other)
    for share in np.linspace(0, 1, 7):
        assert np.linalg.norm(plots.between(one, other, share)) == pytest.approx(3, rel=1e-5)
    assert np.allclose(plots.between(one, other, 0), one, atol=1e-6)
    assert np.allclose(plots.between(one, other, 1), other, atol=1e-6)
    assert np.allclose(plots.between(one, 2 * one, 0.5), 1.5 * one, atol=1e-5)
    with pytest.raises(ValueError):
        plots.between(np.zeros(3), np.ones(3), 0.5)


def test_slant_and_ink():
    upright, leaning = np.zeros((2, 9, 9))
    for row in range(9):
        upright[row, 4] = 1
        leaning[row, 8 - row] = 1  # up and to the right
    images = np.stack([upright, leaning, leaning[:, ::-1], np.zeros((9, 9))])
    assert np.allclose(plots.slant(images), [0, 1, -1, 0])
    assert np.allclose(plots.slant(images[..., np.newaxis]), plots.slant(images))
    assert np.allclose(plots.ink(images), [1 / 9, 1 / 9, 1 / 9, 0])


def test_direction_points_to_larger_values():
    latents = RNG.normal(size=(2000, 5))
    way = plots.direction(latents, latents[:, 2])
    assert way[2] > 3 and np.abs(np.delete(way, 2)).max() < 0.5
    for bad in ((latents, latents[:, 0], 0.7), (latents, latents[:5, 0])):
        with pytest.raises(ValueError):
            plots.direction(*bad)


def test_equation_has_signs_between():
    axes = plots.equation(GREY[:4] / 255).axes
    assert [ax.get_ylabel() for ax in axes] == ["", "−", "+", "="]
    with pytest.raises(ValueError):
        plots.equation(GREY[:3])


# ---- The closing question ------------------------------------------------------------------------------------


def test_an_animation_may_be_stored_in_a_notebook():
    """`tidy` leaves image/gif alone, and it is no fault."""
    import base64
    import io

    import nbformat
    from PIL import Image

    from course.authoring.execute import output_faults, tidy

    frames, buffer = [Image.fromarray(image) for image in GREY], io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    gif = base64.b64encode(buffer.getvalue()).decode()
    cell = nbformat.v4.new_code_cell("show()", execution_count=1)
    data = {"image/gif": gif, "text/plain": "<IPython.core.display.Image object>"}
    cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
    notebook = tidy(nbformat.v4.new_notebook(cells=[cell]))
    assert notebook.cells[0].outputs[0].data["image/gif"] == gif and output_faults(notebook) == []
