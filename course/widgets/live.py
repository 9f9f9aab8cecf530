"""A picture that follows its controls: the shell that every interactive figure uses."""

from __future__ import annotations

import html
import io
import traceback
from collections.abc import Callable, Sequence

import ipywidgets as ipw
from matplotlib.figure import Figure


class Live(ipw.VBox):
    """Controls above, a figure below; the figure is drawn again whenever a control changes.

    An error while drawing is shown below the controls, with its traceback, and raised.

    Parameters
    ----------
    draw
        Called with the value of every named control, returns the figure.
    controls
        Name → widget with a `value`. They are shown in this order.
    extras
        Widgets that are shown beside the controls but are not arguments (a play button, for example).
    width
        Largest width of the figure on the page, in pixels.
    """

    def __init__(
        self,
        draw: Callable[..., Figure],
        controls: dict[str, ipw.ValueWidget],
        *,
        extras: Sequence[ipw.Widget] = (),
        width: int = 860,
    ):
        self.draw = draw
        self.controls = controls
        self.picture = ipw.Image(format="png", layout=ipw.Layout(width="100%", max_width=f"{width}px"))
        self.trouble = ipw.HTML()
        bar = ipw.HBox([*extras, *controls.values()], layout=ipw.Layout(flex_flow="row wrap"))
        super().__init__([bar, self.trouble, self.picture])
        for control in controls.values():
            control.observe(self.update, names="value")
        self.update()

    def update(self, _change=None) -> None:
        """Draw with the controls' present values."""
        try:
            figure = self.draw(**{name: control.value for name, control in self.controls.items()})
            self.picture.value = png(figure)
        except Exception:
            self.trouble.value = f"<pre style='color:#b00020'>{html.escape(traceback.format_exc())}</pre>"
            raise
        self.trouble.value = ""


def png(figure: Figure, dpi: int = 100) -> bytes:
    """Return `figure` as the bytes of a PNG file."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi)
    return buffer.getvalue()


def play(slider: ipw.IntSlider, interval: int = 500) -> ipw.Play:
    """Return a play button that moves `slider` one step every `interval` milliseconds."""
    button = ipw.Play(min=slider.min, max=slider.max, value=slider.value, interval=interval, show_repeat=False)
    ipw.link((button, "value"), (slider, "value"))
    ipw.dlink((slider, "max"), (button, "max"))
    return button
