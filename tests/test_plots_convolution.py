"""The figures of lab 01 hold the numbers they claim to show, and its widgets follow their controls."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import signal

from course.plots import convolution as plots
from course.plots import layers
from course.widgets import convolution as widgets
from course.widgets.live import Live, png

PULSE = np.array([0, 0, 1, 1, 1, 0, 0, 0])
IMAGE = np.arange(25).reshape(5, 5)


def dots(ax):
    """Return {place: value} of the samples drawn on `ax`."""
    line = next(line for line in ax.lines if line.get_marker() == "o" and line.get_markersize() == 6)
    return dict(zip(line.get_xdata(), line.get_ydata(), strict=True))


def numbers(ax, shape):
    """Return the matrix written into the cells of `ax`, NaN where a cell is empty."""
    values = np.full(shape, np.nan)
    for text in ax.texts:
        x, y = text.get_position()
        if text.get_transform() == ax.transData:
            values[int(y), int(x)] = float(text.get_text())
    return values


def test_figures_are_closed_so_that_a_notebook_shows_them_once():
    before = plt.get_fignums()
    plots.flip_and_slide(PULSE, [1, 2], 3)
    assert plt.get_fignums() == before


@pytest.mark.parametrize("n", [0, 4, 9])
def test_flip_and_slide_draws_the_sum_it_states(n):
    h = np.array([3, 2, 1])
    fig = plots.flip_and_slide(PULSE, h, n)
    signal_ax, kernel_ax, product_ax, output_ax = fig.axes
    y = np.convolve(PULSE, h)
    assert list(dots(signal_ax).values()) == list(PULSE)
    assert dots(kernel_ax) == {n - 2: 1, n - 1: 2, n: 3}  # reversed, h[0] at n
    assert sum(dots(product_ax).values()) == y[n]
    assert dots(output_ax) == dict(enumerate(y[: n + 1]))
    assert f"y[{n}] = {y[n]:.4g}" in product_ax.get_title(loc="left")


@pytest.mark.parametrize(
    ("x", "h", "n"), [(PULSE, [1, 2], 9), (PULSE, [1, 2], -1), (IMAGE, [1], 0), (PULSE, [[1]], 0), ([], [1], 0)]
)
def test_flip_and_slide_refuses(x, h, n):
    with pytest.raises(ValueError):
        plots.flip_and_slide(x, h, n)


def test_stems_draws_every_signal_under_its_name():
    fig = plots.stems({"a": [1, 2], "b": [3, 4, 5]})
    assert [list(dots(ax).values()) for ax in fig.axes] == [[1, 2], [3, 4, 5]]
    assert fig.axes[1].get_title(loc="left").startswith("b   (3 samples)")
    with pytest.raises(ValueError):
        plots.stems({})


def test_modes_bars_have_the_lengths_of_numpy():
    fig = plots.modes(PULSE, [1, 1, 1, 1])
    bars = fig.axes[1].patches
    assert [bar.get_width() for bar in bars] == [
        len(np.convolve(PULSE, np.ones(4), m)) for m in ("full", "same", "valid")
    ]
    full = np.convolve(PULSE, np.ones(4))
    for bar, mode in zip(bars, ("full", "same", "valid"), strict=True):
        first = int(bar.get_x() + 0.5)
        kept = full[first : first + int(bar.get_width())]
        assert np.array_equal(kept, np.convolve(PULSE, np.ones(4), mode))
    with pytest.raises(ValueError, match="valid"):
        plots.modes([1, 2], [1, 2, 3])


def test_search_marks_the_best_score():
    score = np.array([0.0, 3.0, 1.0])
    fig = plots.search(np.arange(5.0), [1, 2, 3], score)
    assert fig.axes[0].lines[1].get_xdata().tolist() == [1, 2, 3]
    assert fig.axes[1].lines[1].get_ydata() == [3.0]


def test_recording_does_not_show_where_the_pattern_is():
    fig = plots.recording(np.arange(9.0), [1, 2, 3])
    assert [ax.lines[0].get_ydata().tolist() for ax in fig.axes] == [list(range(9)), [1, 2, 3]]
    assert fig.axes[1].lines[0].get_xdata().tolist() == [0, 1, 2]


def test_crossover_draws_the_ratios_and_the_line_at_one():
    ax = plots.crossover([4, 64, 1024], [0.5, 2, 30]).axes[0]
    assert ax.lines[0].get_ydata().tolist() == [0.5, 2, 30] and set(ax.lines[1].get_ydata()) == {1}
    assert [label.get_text() for label in ax.get_xticklabels()] == ["4", "64", "1024"]
    for bad in (([4, 8], [1]), ([4, 8], [1, 0]), ([0, 8], [1, 1])):
        with pytest.raises(ValueError, match="above 0"):
            plots.crossover(*bad)


def test_matrices_write_every_number():
    fig = plots.matrices({"a": IMAGE, "b": [[-1.5, 0]]}, marks={"a": (1, 2, 3, 2)})
    assert np.array_equal(numbers(fig.axes[0], (5, 5)), IMAGE)
    assert np.array_equal(numbers(fig.axes[1], (1, 2)), [[-1.5, 0]])
    frame = fig.axes[0].patches[0]
    assert (frame.get_x(), frame.get_y(), frame.get_width(), frame.get_height()) == (1.5, 0.5, 2, 3)


@pytest.mark.parametrize(
    ("panels", "marks"), [({}, None), ({"a": [1, 2]}, None), ({"a": [[1]]}, {"b": (0, 0, 1, 1)})]
)
def test_matrices_refuse(panels, marks):
    with pytest.raises(ValueError):
        plots.matrices(panels, marks=marks)


def test_minus_zero_is_written_as_zero():
    fig = plots.matrices({"a": [[-0.0, 1.0]]})
    assert [text.get_text() for text in fig.axes[0].texts] == ["0", "1"]


def test_window_shows_products_and_output_up_to_its_cell():
    kernel = np.array([[1, 0, 2], [0, 1, 0], [0, 0, -1]])
    fig = plots.window(IMAGE, kernel, 1, 0, padding=1, stride=2)
    padded = np.pad(IMAGE, 1)
    expected = signal.correlate2d(padded, kernel, "valid")[::2, ::2].astype(float)
    assert np.array_equal(numbers(fig.axes[0], (7, 7)), padded)
    assert np.array_equal(numbers(fig.axes[2], (3, 3)), padded[2:5, 0:3] * kernel)
    shown = numbers(fig.axes[3], (3, 3))
    assert np.array_equal(shown[0], expected[0]) and shown[1, 0] == expected[1, 0]
    assert np.isnan(shown[1, 1:]).all() and np.isnan(shown[2]).all()
    frame = fig.axes[0].patches[0]
    assert (frame.get_x(), frame.get_y()) == (-0.5, 1.5)


@pytest.mark.parametrize(
    "arguments",
    [
        {"row": 3, "col": 0},
        {"row": 0, "col": -1},
        {"row": 0, "col": 0, "stride": 0},
        {"row": 0, "col": 0, "padding": -1},
    ],
)
def test_window_refuses(arguments):
    with pytest.raises(ValueError):
        plots.window(IMAGE, np.ones((3, 3)), **arguments)


def test_window_refuses_a_kernel_that_does_not_fit():
    with pytest.raises(ValueError, match="larger"):
        plots.window(IMAGE, np.ones((6, 1)), 0, 0)
    with pytest.raises(ValueError, match="matrix"):
        plots.window(IMAGE[0], np.ones((3, 3)), 0, 0)


@pytest.mark.parametrize(("n", "k", "p", "s", "count"), [(8, 3, 1, 2, 4), (5, 3, 0, 1, 3), (5, 5, 0, 3, 1)])
def test_window_positions_draws_one_row_per_output(n, k, p, s, count):
    ax = plots.window_positions(n, k, p, s).axes[0]
    windows = [patch for patch in ax.patches if patch.get_width() == k and patch.get_y() < 0]
    assert [patch.get_x() for patch in windows] == [-p + i * s for i in range(count)]
    assert f"{count} outputs" in ax.get_title()
    assert [text.get_text() for text in ax.texts].count("pad") == 2 * p


@pytest.mark.parametrize("bad", [(2, 3, 0, 1), (5, 3, -1, 1), (5, 3, 0, 0), (0, 1, 1, 1)])
def test_window_positions_refuses(bad):
    with pytest.raises(ValueError):
        plots.window_positions(*bad)


def test_patch_writes_the_numbers_in_the_frame():
    grey = np.arange(120.0).reshape(10, 12)
    fig = layers.patch(grey, 3, 4, size=5)
    assert np.array_equal(numbers(fig.axes[1], (5, 5)), grey[3:8, 4:9])
    for row, col, size in ((8, 0, 5), (0, -1, 5), (0, 0, 0)):
        with pytest.raises(ValueError):
            layers.patch(grey, row, col, size)


def test_planes_keeps_one_channel_each():
    rgb = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    fig = layers.planes(rgb, rgb.mean(axis=2))
    for channel in range(3):
        shown = fig.axes[channel + 1].images[0]
        assert np.array_equal(shown.get_array(), rgb[..., channel])
        assert shown.get_clim() == (0, 255) and shown.get_cmap().name == "gray"
    with pytest.raises(ValueError):
        layers.planes(rgb[..., 0], rgb[..., 0])


def test_gallery_puts_zero_in_the_middle_when_signed():
    fig = layers.gallery({"a": np.array([[-3.0, 1.0]]), "b": np.zeros((2, 2))}, signed=True)
    low, high = fig.axes[0].images[0].get_clim()
    assert low == -high and 2.9 < high <= 3
    assert layers.gallery({"a": IMAGE}).axes[0].images[0].get_clim() == (0, 255)
    with pytest.raises(ValueError):
        layers.gallery({})


def test_channel_sum_adds_its_responses():
    rng = np.random.default_rng(0)
    image, kernel = rng.integers(0, 5, (4, 5, 2)), rng.integers(-1, 2, (2, 2, 2))
    axes = layers.channel_sum(image, kernel).axes
    responses = [numbers(axes[2 + 4 * c], (3, 4)) for c in range(2)]
    total = numbers(axes[3 + 4 * 1], (3, 4))
    assert np.array_equal(total, sum(responses))
    assert np.array_equal(responses[0], signal.correlate2d(image[..., 0], kernel[..., 0], "valid"))
    for bad_image, bad_kernel in ((image[..., 0], kernel), (image, kernel[..., :1]), (image[:1], kernel)):
        with pytest.raises(ValueError):
            layers.channel_sum(bad_image, bad_kernel)


def test_receptive_field_counts_the_cells_of_every_level():
    ax = layers.receptive_field([(3, 1), (2, 2), (3, 1)]).axes[0]
    levels = [line for line in ax.lines if line.get_marker() == "s"]
    assert [len(line.get_xdata()) for line in levels] == [8, 6, 3, 1]
    top = levels[-1].get_xdata()[0]
    assert top == pytest.approx(levels[0].get_xdata().mean())  # the output sits above the middle of what it sees
    for bad in ([], [(3, 0)], [(0, 1)]):
        with pytest.raises(ValueError):
            layers.receptive_field(bad)


def test_stamps_add_up_to_the_transposed_convolution():
    kernel = np.array([[1, 2], [3, 4]])
    axes = layers.stamps([[1, 1], [2, 5]], kernel, stride=2).axes
    stamps = [numbers(ax, (4, 4)) for ax in axes[2:6]]
    total = numbers(axes[6], (4, 4))
    assert np.array_equal(total, sum(stamps))
    assert np.array_equal(total, np.kron([[1, 1], [2, 5]], kernel))
    with pytest.raises(ValueError):
        layers.stamps(np.ones((2, 3)), kernel)
    with pytest.raises(ValueError):
        layers.stamps([[1]], kernel, stride=0)


def test_race_draws_the_ratios():
    ratios = {"loops": {"3": 40.0, "7": 8.0}, "SciPy": {"3": 1.0, "7": 1.0}}
    ax = layers.race(ratios, "SciPy").axes[0]
    assert [bar.get_height() for bar in ax.patches] == [40.0, 8.0, 1.0, 1.0]
    assert ax.get_yscale() == "log"
    for bad in ({}, {"a": {}}, {"a": {"3": 1.0}, "b": {"7": 1.0}}, {"a": {"3": 0.0}}, {"a": {"3": float("nan")}}):
        with pytest.raises(ValueError):
            layers.race(bad, "a")


@pytest.fixture(scope="module")
def blob():
    """A soft bright blob on dark ground, with sums on both sides of 0…255."""
    rows, cols = np.mgrid[:30, :36]
    return np.round(250 * np.exp(-((rows - 14) ** 2 + (cols - 18) ** 2) / 60))


def test_png_is_a_png():
    assert png(plots.window_positions(5, 3)).startswith(b"\x89PNG")


def test_flip_and_slide_widget_follows_shift_and_kernel():
    live = widgets.flip_and_slide(PULSE, {"three": [1, 2, 3], "one": [1]})
    n, kernel = live.controls["n"], live.controls["kernel"]
    assert n.max == 9
    first = live.picture.value
    n.value = 9
    assert live.picture.value != first and not live.trouble.value
    kernel.value = "one"
    assert (n.max, n.value) == (7, 7) and not live.trouble.value
    with pytest.raises(ValueError):
        widgets.flip_and_slide(PULSE, {})
    with pytest.raises(ValueError):
        widgets.flip_and_slide(PULSE, {"matrix": np.ones((2, 2))})


def test_step_widget_visits_every_output_cell():
    live = widgets.step_window(IMAGE)
    step, padding, stride = (live.controls[name] for name in ("step", "padding", "stride"))
    assert step.max == 8
    padding.value = 1
    assert step.max == 24
    step.value = 24
    stride.value = 2
    assert (step.max, step.value) == (8, 8) and not live.trouble.value
    seen = live.draw("cross", 1, 2, 5)
    frame = seen.axes[3].patches[0]
    assert (frame.get_y() + 0.5, frame.get_x() + 0.5) == (1, 2)
    with pytest.raises(ValueError, match="does not fit"):
        widgets.step_window(IMAGE, {"large": np.ones((6, 6))})


def test_what_cannot_be_drawn_is_said_in_one_line():
    import ipywidgets as ipw

    def draw(size):
        return plots.window_positions(3, size)

    size = ipw.IntSlider(2, 1, 9)
    live = Live(draw, {"size": size})
    before = live.picture.value
    size.value = 7
    assert "no window of 7 fits" in live.trouble.value and "Traceback" not in live.trouble.value
    assert live.picture.value == before
    size.value = 3
    assert not live.trouble.value
    with pytest.raises(ValueError):
        Live(draw, {"size": ipw.IntSlider(7, 1, 9)})  # not a user's slip
