"""What stays of a widget in the saved notebook: its last picture, and a sentence when its kernel is gone."""

from __future__ import annotations

import asyncio
import base64
import html

from IPython.display import display

VIEW = "application/vnd.jupyter.widget-view+json"
REST = 0.6  # seconds without a change, after which the notebook's picture is renewed
NO_PICTURE = "Interactive: run this cell to use it."
OLD_PICTURE = "This is what it showed last. Run the cells up to here to use it again."
RESTARTED = "The kernel was restarted, so nothing moves here. Run the cells up to here again."

# The page knows three states. Live: the kept picture is hidden. Kernel restarted: ipywidgets marks the view as
# disconnected, and the view says so. Opened again: there is no view, so its place is hidden and the picture is shown.
STYLE = f"""
.jp-OutputArea-child:has(+ .jp-OutputArea-child .course-kept) > .jp-OutputArea-output:not(:has(*)) {{display: none}}
.course-live.jupyter-widgets-disconnected::before {{
  content: "{RESTARTED}"; display: block; font: bold 14px sans-serif; position: static; width: auto; height: auto;
  padding: 6px 10px; margin-bottom: 6px; color: #5d4000; background: #ffe9b0; border-radius: 4px}}
.course-live.jupyter-widgets-disconnected > * {{opacity: 0.5; pointer-events: none}}
.course-live .jupyter-widgets-disconnected::before {{content: none; display: none}}
"""


class Kept:
    """Mixin of a widget: the notebook shows it and keeps a picture of it for the time when no kernel runs.

    Two outputs are written: the view, and the picture. The second is hidden as long as the first is on the page. It
    is renewed whenever the widget has been at rest for a moment, so the saved notebook holds the last state.
    """

    _timer: asyncio.TimerHandle | None = None
    _displayed = False

    def still(self) -> bytes:
        """Return the present state as the bytes of a PNG file; none if there is nothing to see yet."""
        raise NotImplementedError

    def words(self) -> str:
        """Return what the picture shows, in words."""
        raise NotImplementedError

    def kept(self) -> dict[str, str]:
        """Return the output that stays, as data by MIME type."""
        png = base64.b64encode(self.still()).decode()
        note = OLD_PICTURE if png else NO_PICTURE
        shown = f'<img alt="{html.escape(self.words())}" src="data:image/png;base64,{png}"><br>' if png else ""
        name = self.model_id  # type: ignore[attr-defined]
        hidden = f"body:has(.course-live-{name}) .course-kept-{name} {{display: none}}"
        page = (
            f'<div class="course-kept course-kept-{name}">{shown}<em>{note}</em></div><style>{STYLE}{hidden}</style>'
        )
        return {"text/plain": NO_PICTURE, "text/html": page} | ({"image/png": png} if png else {})

    def _ipython_display_(self, **_) -> None:
        name = self.model_id  # type: ignore[attr-defined]
        self.add_class("course-live")  # type: ignore[attr-defined]
        self.add_class(f"course-live-{name}")  # type: ignore[attr-defined]
        view = {"version_major": 2, "version_minor": 0, "model_id": name}
        display({"text/plain": NO_PICTURE, VIEW: view}, raw=True)
        display(self.kept(), raw=True, display_id=f"kept-{name}")
        self._displayed = True

    def keep(self) -> None:
        """Renew the picture in the notebook when nothing has changed for a moment."""
        if not self._displayed:
            return
        if self._timer:
            self._timer.cancel()
        try:
            self._timer = asyncio.get_running_loop().call_later(REST, self._renew)
        except RuntimeError:  # no loop: a script
            self._renew()

    def _renew(self) -> None:
        name = self.model_id  # type: ignore[attr-defined]
        display(self.kept(), raw=True, display_id=f"kept-{name}", update=True)
