"""The progress bar of `fit`, in a notebook and in a terminal."""

from __future__ import annotations

import sys
import time

import keras


def notebook() -> bool:
    """Say whether this process is a notebook's kernel."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


class Progress(keras.callbacks.Callback):
    """A line that counts steps, with the losses and the time left; when done, the count and the last means.

    What stays in a stored notebook holds no times. Where output is neither a notebook nor a terminal, only the last
    line is printed.

    Parameters
    ----------
    width : int
        Characters of the bar.
    pause : float
        Least seconds between two drawings.
    """

    def __init__(self, width: int = 24, pause: float = 0.25):
        super().__init__()
        self.width, self.pause = width, pause
        self._handle = None

    def on_train_begin(self, logs=None):
        """Forget an earlier run."""
        self._drawn, self._last, self._handle = 0.0, {}, None
        self._rest = self._first = self._begin = None

    def on_epoch_begin(self, epoch, logs=None):
        """Start counting: how many steps and epochs there are, a resumed run knows only now."""
        if self._first is not None:
            return
        self._first, self._begin = int(self.model.step.numpy()), time.perf_counter()
        if self.params.get("steps"):
            self._rest = (self.params["epochs"] - epoch) * self.params["steps"]
        self._show(f"step 0/{self._rest or '?'}   compiling the first step …")  # it takes seconds

    def on_train_batch_end(self, batch, logs=None):
        """Draw, unless it was drawn just now."""
        now = time.perf_counter()
        if now - self._drawn < self.pause:
            return
        self._drawn = now
        self._last = {name: float(value) for name, value in logs.items()}
        self._show(bar(self.done(), self._rest, now - self._begin, self._last, self.width))

    def on_epoch_end(self, epoch, logs=None):
        """Keep the epoch's means."""
        self._last = dict(logs or self._last)

    def on_train_end(self, logs=None):
        """Draw the last line, without times. `fit` puts this callback first: `Best` has not gone back a step yet."""
        self._show(f"{self.done()} steps   {means(self._last)}", last=True)

    def done(self) -> int:
        """Return how many steps this run has done."""
        return 0 if self._first is None else int(self.model.step.numpy()) - self._first

    def _show(self, line: str, last: bool = False):
        if notebook():
            from IPython.display import display

            content = {"text/plain": line}
            if self._handle is None:
                self._handle = display(content, raw=True, display_id=True)
            else:
                self._handle.update(content, raw=True)
        elif sys.stdout.isatty():
            print(f"\r\x1b[K{line}", end="\n" if last else "", flush=True)
        elif last:
            print(line, flush=True)


def bar(done: int, total: int | None, seconds: float, logs: dict, width: int) -> str:
    """Return the line of a run that has done `done` of `total` steps (None: unknown) in `seconds`."""
    if not total:
        return f"step {done}   {means(logs)}   {seconds:.0f} s"
    share = min(done / total, 1.0)
    filled = int(width * share)
    left = f"{seconds * (1 - share) / share:.0f} s left" if share else ""
    return f"step {done}/{total} [{'█' * filled}{'·' * (width - filled)}] {means(logs)}   {left}"


def means(logs: dict) -> str:
    """Return the losses and D's beliefs as short text."""
    return "  ".join(f"{name} {float(value):.3g}" for name, value in logs.items() if not name.endswith("_grad_norm"))
