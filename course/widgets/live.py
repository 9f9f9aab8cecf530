"""A picture that follows its controls: the shell that every interactive figure uses."""

from __future__ import annotations

import html
import io
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import anywidget
import ipywidgets as ipw
import numpy as np
import traitlets
from matplotlib.artist import Artist
from matplotlib.axis import XAxis, YAxis
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from PIL import Image

from course.widgets.kept import Kept

DPI = 100  # of every picture


class Picture(anywidget.AnyWidget):
    """A PNG on the page, with words for those who cannot see it.

    Attributes
    ----------
    value
        The bytes of the file.
    alt
        What it shows.
    width
        Largest width on the page, in pixels.
    """

    _esm = Path(__file__).parent / "picture.js"
    value = traitlets.Bytes(b"").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    width = traitlets.Int(860).tag(sync=True)


class Board(Kept, ipw.VBox):
    """Controls above, a figure below. A subclass says what `figure` is, and calls `update` when it is another.

    What a user typed wrongly (ValueError) is said in one line between the two. Any other error is shown there with
    its traceback folded, and raised.

    Parameters
    ----------
    controls
        Widgets, in the order in which they are shown.
    about
        What the figure shows, for a screen reader.
    width
        Largest width of the figure on the page, in pixels.
    """

    def __init__(self, controls: Sequence[ipw.Widget], about: str = "figure", width: int = 860):
        self.about = about
        self.picture = Picture(width=width)
        self.trouble = ipw.HTML()
        self._drawer = Drawer()
        super().__init__([*controls, self.trouble, self.picture])

    def figure(self) -> Figure:
        """Return the figure for the present state of the controls."""
        raise NotImplementedError

    def update(self, change=None) -> None:
        """Draw the present state; `change` is what a control tells its observers."""
        try:
            self.picture.value = self._drawer.png(self.figure())
            self.picture.alt = self.words()
        except ValueError as error:
            self.trouble.value = _line(str(error))
            if change is None:  # not the user's doing
                raise
            return
        except Exception as error:
            where = html.escape(traceback.format_exc())
            line = _line(f"{type(error).__name__}: {error}")
            self.trouble.value = f"{line}<details><summary>Where</summary><pre>{where}</pre></details>"
            raise
        self.trouble.value = ""
        self.keep()

    def still(self) -> bytes:
        """Return the picture."""
        return self.picture.value

    def words(self) -> str:
        """Return what the picture shows, with the values of the controls."""
        return ", ".join([self.about, *self.settings()])

    def settings(self) -> list[str]:
        """Return "name value" for each control."""
        return []


class Live(Board):
    """A board whose figure is drawn by a function of its controls, again whenever one of them changes.

    Parameters
    ----------
    draw
        Called with the value of every named control, returns the figure.
    controls
        Name → widget with a `value`. They are shown in this order.
    extras
        Widgets that are shown beside the controls but are not arguments (a play button, for example).
    about, width
        As for `Board`.
    """

    def __init__(
        self,
        draw: Callable[..., Figure],
        controls: dict[str, ipw.ValueWidget],
        *,
        extras: Sequence[ipw.Widget] = (),
        about: str = "figure",
        width: int = 860,
    ):
        self.draw = draw
        self.controls = controls
        bar = ipw.HBox([*extras, *controls.values()], layout=ipw.Layout(flex_flow="row wrap"))
        super().__init__([bar], about, width)
        for control in controls.values():
            control.observe(self.update, names="value")
        self.update()

    def figure(self) -> Figure:
        """Return what `draw` makes of the controls' present values."""
        return self.draw(**{name: control.value for name, control in self.controls.items()})

    def settings(self) -> list[str]:
        """Return "name value" for each control."""
        return [
            f"{control.description} {getattr(control, 'label', control.value)}" for control in self.controls.values()
        ]


class Drawer:
    """Draws figures that differ in their data alone: what stays the same from one to the next is worked out once.

    That is where the axes lie, and their ticks, numbers and names as pictures: more than half of the time that a
    figure takes. Pictures whose axes stay where they are can be compared by eye, too. A figure of another size, with
    other axes or other limits is arranged anew, an axis of another look is drawn anew.
    """

    def __init__(self) -> None:
        self._kind: tuple = ()
        self._places: list[Bbox] = []
        self._axes: dict[tuple, _Stamp] = {}

    def png(self, figure: Figure) -> bytes:
        """Return the figure as the bytes of a PNG file."""
        kind = _kind(figure)
        looks = [(axis, _look(axis)) for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) if _is_drawn(axis)]
        figure.set_dpi(DPI)
        if kind != self._kind:
            figure.draw_without_rendering()
            self._kind, self._places = kind, [ax.get_position(original=True) for ax in figure.axes]
            self._axes = {}
        figure.set_layout_engine("none")
        for ax, place in zip(figure.axes, self._places, strict=True):
            ax.set_position(place)
        canvas = FigureCanvasAgg(figure)
        for ax in figure.axes:
            locator = ax.get_axes_locator()
            ax.apply_aspect(locator(ax, canvas.get_renderer()) if locator is not None else None)
        self._axes = {look: self._axes.get(look) or _stamp(axis, canvas) for axis, look in looks}
        for axis, look in looks:
            axis.set_visible(False)
            axis.axes.add_artist(_Stamped(self._axes[look], axis.get_zorder()))
        canvas.draw()
        buffer = io.BytesIO()
        Image.fromarray(np.asarray(canvas.buffer_rgba())).save(buffer, format="png", compress_level=3)
        return buffer.getvalue()


class _Stamp(NamedTuple):
    """What an axis looks like, (h, w, 4), and its lower left corner in pixels."""

    image: NDArray[np.uint8]
    x: int
    y: int


class _Stamped(Artist):
    """An axis that has been drawn, in its place among the other things of its axes."""

    def __init__(self, stamp: _Stamp, zorder: float):
        super().__init__()
        self.stamp = stamp
        self.set_zorder(zorder)
        self.set_in_layout(False)

    def draw(self, renderer) -> None:
        image, x, y = self.stamp
        renderer.draw_image(renderer.new_gc(), x, y, image[::-1])


def _stamp(axis: XAxis | YAxis, canvas: FigureCanvasAgg) -> _Stamp:
    """Draw an axis alone."""
    renderer = RendererAgg(*canvas.get_width_height(), DPI)
    axis.draw(renderer)
    drawn = np.asarray(renderer.buffer_rgba())
    rows, columns = (np.flatnonzero(drawn[..., 3].any(axis=side)) for side in (1, 0))
    if not len(rows):
        return _Stamp(np.zeros((1, 1, 4), np.uint8), 0, 0)
    part = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].copy()
    return _Stamp(part, int(columns[0]), len(drawn) - int(rows[-1]) - 1)


def _is_drawn(axis: XAxis | YAxis) -> bool:
    """Say whether a picture may stand for this axis: it is seen, and no title has to make room for it above."""
    above = isinstance(axis, XAxis) and (
        axis.get_ticks_position() != "bottom" or axis.get_label_position() != "bottom"
    )
    return axis.axes.axison and axis.axes.get_visible() and axis.get_visible() and not above


def _look(axis: XAxis | YAxis) -> tuple:
    """Return what decides how an axis is drawn. What holds an address differs each time, and is drawn each time."""
    kinds = [
        (
            type(part).__name__,
            *(f"{name}={_plain(value)}" for name, value in sorted(vars(part).items()) if name != "axis"),
        )
        for part in (
            axis.get_major_locator(),
            axis.get_minor_locator(),
            axis.get_major_formatter(),
            axis.get_minor_formatter(),
        )
    ]
    ticks = [tick for name in ("majorTicks", "minorTicks") if name in vars(axis) for tick in getattr(axis, name)]
    single = [
        (label.get_text(), str(label.get_color()), label.get_fontweight(), label.get_rotation(), label.get_visible())
        for label in (tick.label1 for tick in ticks)
    ]
    label = axis.get_label()
    return (
        axis.axes.figure.axes.index(axis.axes),
        type(axis).__name__,
        axis.get_scale(),
        *axis.get_view_interval(),
        axis.get_zorder(),
        label.get_text(),
        str(label.get_color()),
        label.get_fontsize(),
        *(str(sorted(axis.get_tick_params(which).items(), key=str)) for which in ("major", "minor")),
        axis.get_ticks_position(),
        *kinds,
        *single,
    )


def _plain(value) -> str:
    return str(value.tolist()) if isinstance(value, np.ndarray) else repr(value)


def _kind(figure: Figure) -> tuple:
    """Return what decides where the axes of a figure lie."""
    parts = []
    for ax in figure.axes:
        spec = ax.get_subplotspec()
        grid = spec.get_gridspec() if spec else None
        ratios = (str(grid.get_width_ratios()), str(grid.get_height_ratios())) if grid else ()
        titles = tuple(ax.get_title(loc).count("\n") + bool(ax.get_title(loc)) for loc in ("left", "center", "right"))
        parts.append((ratios, *ax.get_xlim(), *ax.get_ylim(), titles, bool(ax.get_legend())))
    return (*figure.get_size_inches(), *parts)


def _line(text: str) -> str:
    return f'<span role="alert" style="color: var(--jp-error-color1, #d32f2f)">{html.escape(text)}</span>'


def png(figure: Figure) -> bytes:
    """Return `figure` as the bytes of a PNG file."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, pil_kwargs={"compress_level": 3})
    return buffer.getvalue()


def seed(value: int, description: str) -> ipw.IntSlider:
    """Return a slider for the seed of something that is drawn at random."""
    return ipw.IntSlider(value, 0, 50, description=description, style={"description_width": "initial"})


def play(slider: ipw.IntSlider, interval: int = 500) -> ipw.Play:
    """Return a play button that moves `slider` one step every `interval` milliseconds."""
    button = ipw.Play(min=slider.min, max=slider.max, value=slider.value, interval=interval, show_repeat=False)
    ipw.link((button, "value"), (slider, "value"))
    ipw.dlink((slider, "max"), (button, "max"))
    return button
