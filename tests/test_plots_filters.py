import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image
from scipy import ndimage

from course.datasets import signals
from course.plots import filters as plots
from course.widgets import filters as widgets


@pytest.fixture(scope="module")
def signal():
    return signals.standard()


def curves(ax):
    return {line.get_label(): np.asarray(line.get_ydata(), dtype=float) for line in ax.lines}


def average(x, m):
    return ndimage.uniform_filter1d(x, m, mode="reflect")


def test_every_public_figure_is_tested_here_and_closed():
    text = open(__file__).read()
    assert [name for name in plots.__all__ if f"plots.{name}(" not in text] == []
    assert plt.get_fignums() == []


def test_noisy_signal_marks_every_jump(signal):
    [ax] = plots.noisy_signal(signal).axes
    marks = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 2]
    assert marks == signal.jumps.tolist()
    clean = curves(ax)["clean"]
    assert np.count_nonzero(np.isnan(clean)) == len(signal.jumps)  # the pieces are not joined
    np.testing.assert_array_equal(clean[~np.isnan(clean)], signal.clean)


def test_filtered_draws_a_strip_for_each_output(signal):
    fig = plots.filtered(signal, {"m = 5": average(signal.noisy, 5), "m = 9": average(signal.noisy, 9)})
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["m = 5", "m = 9"]
    np.testing.assert_allclose(curves(fig.axes[1])["output"], average(signal.noisy, 9))


def test_no_legend_lies_on_samples_or_on_the_lines_of_jumps(signal):
    smooth = average(signal.noisy, 5)
    for fig in (
        plots.noisy_signal(signal),
        plots.filtered(signal, {"the average of the last 31 samples": smooth, "m = 9": smooth}),
        plots.found_changes(signal, [100, 200]),
        plots.window_board(signal, smooth, 5, [1, 3, 5], [0.5, 0.2, 0.3]),
    ):
        FigureCanvasAgg(fig).draw()
        ax = fig.axes[0]
        legend = ax.get_legend().get_window_extent()
        assert legend.y0 >= ax.bbox.y1 and legend.y1 <= fig.bbox.y1  # above the axes, and all of it in the figure
        names = (text for text in ax.get_children() if isinstance(text, Text))
        title = next((text for text in names if text.get_text() == ax.get_title(loc="left") != ""), None)
        assert title is None or title.get_window_extent().x1 < legend.x0


def test_frequency_response_starts_at_one_and_vanishes_at_one_over_m():
    [ax] = plots.frequency_response([5, 12]).axes
    for m in (5, 12):
        gain = curves(ax)[f"m = {m}"]
        frequency = next(line for line in ax.lines if line.get_label() == f"m = {m}").get_xdata()
        assert gain[0] == pytest.approx(1)
        assert np.interp(1 / m, frequency, gain) < 0.01
    zeros = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 1]
    assert zeros == [1 / 5, 1 / 12]


def test_variance_curve_shows_the_measured_points_on_logarithmic_axes():
    [ax] = plots.variance_curve([1, 2, 4], [1.0, 0.52, 0.24]).axes
    assert ax.get_xscale() == ax.get_yscale() == "log"
    np.testing.assert_array_equal(curves(ax)["measured"], [1.0, 0.52, 0.24])
    np.testing.assert_array_equal(curves(ax)["1 / m"], [1, 0.5, 0.25])


def test_lag_and_smear_states_both_numbers():
    step = np.repeat([0.0, 1.0], 20)
    [ax] = plots.lag_and_smear(step, np.convolve(step, np.ones(9) / 9)[:40], average(step, 9), 9).axes
    words = " ".join(text.get_text() for text in ax.texts)
    assert "lag (m − 1)/2 = 4" in words and "m = 9 samples" in words


def test_error_curve_marks_the_minimum_and_its_parts():
    errors = np.array([4.0, 1.0, 2.0])
    [ax] = plots.error_curve([1, 3, 5], errors, {"noise": [3, 1, 0.5], "jumps": [0, 0.2, 1.5]}).axes
    star = next(line for line in ax.lines if line.get_label() == "least at m = 3")
    assert (star.get_xdata()[0], star.get_ydata()[0]) == (3, 1)
    assert np.isnan(curves(ax)["jumps"][0])  # zero is left out on the logarithmic axis


def test_change_responses_shades_the_band_below_the_threshold(signal):
    response = ndimage.gaussian_filter1d(signal.noisy, 12, order=1)
    top, strip = plots.change_responses(signal, {"derivative": response}, threshold=0.65).axes
    assert top.get_title(loc="left") == "signal"
    np.testing.assert_array_equal(strip.lines[0].get_ydata(), response)
    [band] = strip.patches
    assert band.get_y() == -0.65 and band.get_height() == pytest.approx(1.3)


def test_found_changes_draws_a_triangle_for_each(signal):
    [ax] = plots.found_changes(signal, [100, 200, 300]).axes
    triangles = next(line for line in ax.lines if line.get_label() == "detected")
    np.testing.assert_array_equal(triangles.get_xdata(), [100, 200, 300])
    plots.found_changes(signal, [])  # nothing found is drawn too


def test_pictures_share_one_scale_and_keep_their_names():
    fig = plots.pictures({"a": np.full((4, 6), 10.0), "b": np.full((4, 6), 200.0)})
    assert [ax.get_title() for ax in fig.axes] == ["a", "b"]
    assert {ax.images[0].get_clim() for ax in fig.axes} == {(0, 255)}
    colour = np.full((4, 6, 3), 300.0)
    np.testing.assert_array_equal(plots.pictures({"c": colour}).axes[0].images[0].get_array(), 255)


def test_signed_pictures_have_zero_in_the_middle():
    grey, response = np.full((4, 4), 9.0), np.array([[-8.0, 0], [0, 4]])
    fig = plots.pictures({"picture": grey, "response": response}, signed=True)
    low, high = fig.axes[1].images[0].get_clim()
    assert low == -high and high == pytest.approx(8, rel=0.02)
    assert fig.axes[0].images[0].get_clim() == (0, 255)


def test_kernels_show_every_number():
    fig = plots.kernels({"whole": [[1, 0, -1]] * 3, "parts": [[0.25, -0.5], [0.001, 1]]})
    words = [[text.get_text() for text in ax.texts] for ax in fig.axes]
    assert words == [["1", "0", "−1"] * 3, ["0.25", "−0.50", "0", "1.00"]]


def test_separable_shows_the_kernel_between_its_factors():
    g = np.array([0.25, 0.5, 0.25])
    fig = plots.separable(np.outer(g, g), g)
    np.testing.assert_array_equal(fig.axes[3].images[0].get_array(), np.outer(g, g))
    assert [bar.get_height() for bar in fig.axes[1].patches] == g.tolist()
    assert [bar.get_width() for bar in fig.axes[2].patches] == g.tolist()


def test_timings_are_multiples_of_the_shortest():
    [ax] = plots.timings({"slow": 41.2, "fast": 4.0}).axes
    assert [bar.get_width() for bar in ax.patches] == [10.3, 1.0]
    assert {"10.3×", "1.0×"} <= {text.get_text().strip() for text in ax.texts}


def test_gradient_paints_direction_as_hue():
    direction = np.array([[0.0, 2 * np.pi / 3], [-2 * np.pi / 3, 0.0]])
    fig = plots.gradient(np.zeros((4, 4)), [[1, 1], [1, 0]], direction)
    coloured = np.asarray(fig.axes[2].images[0].get_array())
    assert [int(np.argmax(pixel)) for pixel in coloured.reshape(4, 3)[:3]] == [0, 1, 2]  # red, green, blue
    np.testing.assert_allclose(coloured[1, 1], 0)  # no edge, no light


def test_learning_draws_snapshots_and_errors():
    fig = plots.learning({"grain": [1, 0.1], "clean": [1, 0.9]}, {"step 1": np.eye(3), "step 2": np.ones((3, 3))})
    assert [ax.get_title() for ax in fig.axes[:2]] == ["step 1", "step 2"]
    np.testing.assert_array_equal(curves(fig.axes[2])["clean"], [1, 0.9])
    assert fig.axes[2].get_yscale() == "log"


def test_window_board_shows_where_we_are(signal):
    fig = plots.window_board(signal, average(signal.noisy, 5), 5, [1, 3, 5], [0.5, 0.2, 0.3])
    assert isinstance(fig, Figure) and len(fig.axes) == 3
    assert any("here 0.3000" == label for label in curves(fig.axes[2]))


def test_window_board_s_error_has_whole_decades(signal):
    for errors, limits in (([0.5, 0.2, 0.3], (0.1, 1)), ([0.0, 0.002, 0.3], (0.001, 1))):
        fig = plots.window_board(signal, average(signal.noisy, 5), 5, [1, 3, 5], errors)
        assert fig.axes[2].get_ylim() == pytest.approx(limits), errors


def test_painted_is_grey_for_a_blur_and_signed_for_edges():
    image = np.random.default_rng(0).uniform(0, 255, (20, 20))
    blur = plots.painted(image, image / 2)
    assert blur.axes[1].images[0].get_clim() == (0, 255)
    edges = plots.painted(image, image - image.mean())
    low, high = edges.axes[1].images[0].get_clim()
    assert low == -high


# widgets


def shown(board):
    return np.asarray(Image.open(io.BytesIO(board.picture.value)).convert("L"), dtype=float)


def test_window_explorer_redraws_when_a_slider_moves():
    board = widgets.WindowExplorer()
    before = shown(board)
    board.window.value = 31
    longer = shown(board)
    assert np.any(before != longer)
    board.noise.value = 0.1
    assert np.any(longer != shown(board))
    assert board.signal().noise == 0.1
    assert np.std(board.signal().noisy - board.signal().clean) == pytest.approx(0.1, rel=0.1)


def test_window_explorer_draws_new_noise_of_the_same_signal():
    board = widgets.WindowExplorer()
    before = board.signal()
    board.redraw.click()
    after = board.signal()
    np.testing.assert_array_equal(before.clean, after.clean)
    assert np.any(before.noisy != after.noisy)


@pytest.mark.parametrize("window", [1, 51, 101])
def test_window_explorer_reaches_both_ends(window):
    board = widgets.WindowExplorer()
    board.window.value = window
    labels = [line.get_label() for line in board.figure().axes[0].lines]
    assert f"centred average, m = {window}" in labels


def test_kernel_painter_applies_what_is_in_the_grid():
    board = widgets.KernelPainter()
    image, result = board.result()
    np.testing.assert_array_equal(image, result)  # the preset "nothing"
    board.cells[4].value = 2
    np.testing.assert_allclose(board.result()[1], 2 * image)
    assert board.preset.value == widgets.OWN


def test_kernel_painter_slides_without_reversing():
    board = widgets.KernelPainter()
    board.preset.value = "shift right by one"
    image, result = board.result()
    np.testing.assert_array_equal(result[:, 1:], image[:, :-1])


def test_every_preset_can_be_chosen_and_changes_the_picture():
    board = widgets.KernelPainter()
    before = shown(board)
    for name in [*widgets.PRESETS][1:]:
        board.preset.value = name
        np.testing.assert_allclose(board.kernel, widgets.PRESETS[name], atol=1e-4)
        assert board.preset.value == name and board.size.value == len(board.kernel)
        assert np.any(before != shown(board)), name
        before = shown(board)


def test_kernel_painter_keeps_the_middle_when_its_size_changes():
    board = widgets.KernelPainter()
    board.preset.value = "sharpen"
    board.size.value = 5
    np.testing.assert_array_equal(board.kernel[1:4, 1:4], widgets.PRESETS["sharpen"])
    assert np.abs(board.kernel).sum() == 9
    board.size.value = 3
    np.testing.assert_array_equal(board.kernel, widgets.PRESETS["sharpen"])
    board.photo.value = "cat"
    assert board.result()[0].shape == (150, 226)


def test_kernel_painter_refuses_other_shapes():
    with pytest.raises(ValueError, match="3×3 or a 5×5"):
        widgets.KernelPainter().paint(np.ones((4, 4)))


def test_an_error_in_a_redraw_is_not_swallowed(monkeypatch):
    board = widgets.KernelPainter()
    monkeypatch.setattr(plots, "painted", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        board.cells[0].value = 1


def test_a_frame_is_drawn_into_every_picture():
    fig = plots.pictures({"a": np.zeros((9, 9)), "b": np.ones((9, 9))}, frame=(3, 2, 4, 5))
    boxes = [[(p.get_x(), p.get_y(), p.get_width(), p.get_height()) for p in ax.patches] for ax in fig.axes]
    assert boxes == [[(1.5, 2.5, 5, 4)]] * 2
