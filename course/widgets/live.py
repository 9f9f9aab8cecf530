"""A picture that follows its controls: the shell that every interactive figure uses."""

from __future__ import annotations

import html
import io
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import anywidget
import ipywidgets as ipw
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
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
    """Draws figures that differ in their data alone: the places of the axes are worked out for the first one.

    Finding the places is nearly half of the time that a figure takes, and pictures whose axes stay where they are
    can be compared by eye. A figure of another size, with other axes or other limits is arranged anew.
    """

    def __init__(self) -> None:
        self._kind: tuple = ()
        self._places: list[Bbox] = []

    def png(self, figure: Figure) -> bytes:
        """Return the figure as the bytes of a PNG file."""
        kind = _kind(figure)
        if kind != self._kind:
            figure.set_dpi(DPI)
            figure.draw_without_rendering()
            self._kind, self._places = kind, [ax.get_position(original=True) for ax in figure.axes]
        figure.set_layout_engine("none")
        for ax, place in zip(figure.axes, self._places, strict=True):
            ax.set_position(place)
        return _drawn(figure)


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


def _drawn(figure: Figure) -> bytes:
    """Return what `png` does for a figure whose axes have their places; `savefig` would draw it a second time."""
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(canvas.buffer_rgba())).save(buffer, format="png", compress_level=3)
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
