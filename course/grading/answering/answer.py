"""What a student's kernel does once its cells have run: it answers calls until the examiner is done.

Nothing that it says is more than data, whatever the notebook has done to this process; `wire` is the line's protocol.
"""

from __future__ import annotations

import builtins
import random
import signal
import sys
from contextlib import contextmanager

from course.grading.answering.prelude import no_keyboard
from course.grading.wire.frames import Broken
from course.grading.wire.line import Line
from course.grading.wire.places import connect
from course.grading.wire.values import labels_of, tensors


class Answering(Line):
    """The answering end: the functions of a notebook's namespace, by name."""

    def __init__(self, sock, names: dict):
        super().__init__(sock, "a", find=self._find)
        self.user = names
        self.operations |= {"get": self._get, "seed": self._seed, "forget": self._forget, "done": self._done}
        self.reading, self.interrupted, self.open = False, False, True

    def serve(self) -> None:
        """Answer until the examiner is done, or gone. An interrupt ends the call that runs, never the line."""
        before = signal.signal(signal.SIGINT, self._interrupt)
        try:
            while self.open:
                with self._reads():
                    message, data = self.receive()
                try:
                    self.handle(message, data)
                except KeyboardInterrupt:  # it came between two calls
                    continue
        except Broken:
            return
        finally:
            signal.signal(signal.SIGINT, before)

    def receive(self):
        """Return the next frame; an interrupt waits until all of it is there."""
        with self._reads():
            return super().receive()

    def send(self, message, blobs=()):
        """Send one frame; an interrupt waits until all of it is on its way."""
        with self._reads():
            super().send(message, blobs)

    @contextmanager
    def _reads(self):
        outer, self.reading = self.reading, True
        try:
            yield
        finally:
            self.reading = outer
        if self.interrupted and not outer:
            self.interrupted = False
            raise KeyboardInterrupt

    def _interrupt(self, *_):
        if self.reading:
            self.interrupted = True
        else:
            raise KeyboardInterrupt

    def _find(self, name):
        return self.user.get(name[5:]) if type(name) is str and name.startswith("user:") else None

    def _get(self, message, data, writer):
        """Say what a name of the notebook is: a function, a value, or nothing."""
        name = message["name"]
        if name not in self.user:
            return {"kind": "none"}
        value, more = self.user[name], tensors()
        layer = more is not None and isinstance(value, more.keras.layers.Layer)
        if callable(value) and not layer:  # a class, too: called, it may return what is wanted
            return {"kind": "function", "labels": labels_of(value)}
        return {"kind": "value", "value": writer.write(value)}

    def _seed(self, message, data, writer):
        """Set the seed that the check has set on its side."""
        which, seed = message["which"], message["seed"]
        if which == "python":
            random.seed(seed)
        elif which == "numpy":
            sys.modules["numpy"].random.seed(seed)
        elif which == "keras":
            sys.modules["keras"].utils.set_random_seed(seed)
        else:
            sys.modules["tensorflow"].random.set_seed(seed)
        return {}

    def _forget(self, message, data, writer):
        self.forget()
        return {}

    def _done(self, message, data, writer):
        self.open = False
        return {}


def serve(address: str) -> None:
    """Answer the examiner that waits at this address, in the kernel that runs this."""
    from IPython import get_ipython

    builtins.input = no_keyboard  # the kernel has just put its own there
    line = Answering(connect(address), get_ipython().user_ns)
    try:
        line.serve()
    finally:
        line.close()


_kept: dict = {}


def keep() -> None:
    """Remember the notebook's names, for `restore`."""
    from IPython import get_ipython

    _kept.clear()
    _kept.update(get_ipython().user_ns)


def restore(without: list[str]) -> None:
    """Bind the notebook's names as they were at `keep`, and no others; some of them not at all."""
    from IPython import get_ipython

    names = get_ipython().user_ns
    names.clear()
    names.update({name: value for name, value in _kept.items() if name not in without})
