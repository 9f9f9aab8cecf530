"""What is arranged in a kernel before any of the student's code: limits, imports, no `exit`, no endless output.

None of it protects a grade: the checks are elsewhere. It keeps a kernel within its means, and honest notebooks going.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
import types
from collections.abc import Iterable

MOST_FILES = 4096  # open at a time
MOST_OUTPUT = 2_000_000  # characters that one cell may write; the rest is dropped where it is written


def arrange(modules: list[str], memory: int | None = None, file: int | None = None, processes=None) -> None:
    """Set limits, import what the lab uses, and take `exit` away."""
    from IPython import get_ipython

    shell = get_ipython()
    limit(memory, file, processes)
    here = os.getcwd()  # last, so that no file of the submission takes a library's place
    sys.path[:] = [*(entry for entry in sys.path if entry not in ("", here)), here]
    load(modules)
    shell.user_ns.update(exit=leave, quit=leave)
    cap_output(shell)
    tolerate(shell)
    stand_in_for_bars()


def load(names: Iterable[str]) -> None:
    """Import modules. Some names are none (`numpy.arange`): what a module that is loaded has already is not tried."""
    for name in names:
        parent, _, last = name.rpartition(".")
        value = getattr(sys.modules.get(parent), last, types)
        if isinstance(value, types.ModuleType):
            # A module that is not there is the notebook's problem, and shows there
            with contextlib.suppress(Exception, SystemExit):
                importlib.import_module(name)


def tolerate(shell) -> None:
    """Let a line magic that does not work here (of an extension, for a window) cost nothing but itself.

    Names are not reset: what was checked before in a student's notebook is checked afterwards here.
    """
    run = shell.run_line_magic

    def tolerant(name: str, line: str, _stack_depth: int = 1):
        if name in ("reset", "reset_selective", "xdel"):
            return None
        try:
            return run(name, line, _stack_depth=_stack_depth + 1)
        except Exception as error:
            print(f"%{name}: {type(error).__name__}: {error}", file=sys.stderr)
            return None

    shell.run_line_magic = tolerant


class Bar:
    """Stands in for a progress bar of tqdm where that is not installed: it passes the items on, and shows nothing."""

    def __init__(self, iterable=(), *_, **__):
        self.iterable, self.n = iterable, 0

    def __iter__(self):
        return iter(self.iterable)

    def __len__(self):
        return len(self.iterable)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def __getattr__(self, name: str):
        return lambda *_, **__: None  # update, close, set_description and their like

    write = staticmethod(print)


def stand_in_for_bars() -> None:
    """Let `import tqdm` work: many notebooks use it, and no answer needs it."""
    if importlib.util.find_spec("tqdm") is None:
        for name in ("tqdm", "tqdm.auto", "tqdm.notebook", "tqdm.std"):
            module = types.ModuleType(name)
            vars(module).update(tqdm=Bar, tqdm_notebook=Bar, trange=lambda *stops, **_: Bar(range(*stops)))
            sys.modules[name] = module
            if name != "tqdm":
                setattr(sys.modules["tqdm"], name[5:], module)


def leave(*_):
    """Stand in for `exit` and `quit`, which would end the kernel."""
    raise SystemExit("exit() ends this cell only")


def no_keyboard(*_):
    """Stand in for `input` while the kernel answers (for cells, the kernel does so itself)."""
    from IPython.core.error import StdinNotImplementedError

    raise StdinNotImplementedError("input() has no keyboard here")


def cap_output(shell) -> None:
    """Drop what a cell writes beyond the limit at once, so that an endless print fills no queue and no history."""
    from ipykernel.iostream import OutStream

    write = OutStream.write
    spent: dict[str | None, int] = {}
    vars(shell)["_tee"] = lambda *_, **__: contextlib.nullcontext()  # IPython 9 keeps all output in memory
    for stream in (sys.stdout, sys.stderr):
        vars(stream).pop("write", None)  # left behind by the same

    def capped(self, text):
        cell = (self.parent_header or {}).get("msg_id")
        spent[cell] = spent.get(cell, 0) + len(text)
        return write(self, text) if spent[cell] <= MOST_OUTPUT or spent[cell] == len(text) else len(text)

    OutStream.write = capped  # type: ignore[method-assign]


def limit(memory: int | None, file: int | None, processes: int | None) -> None:
    """Limit data segments, file sizes, and the processes and threads of this user, where the system can."""
    try:
        import resource
    except ImportError:
        return
    wanted = {resource.RLIMIT_DATA: memory, resource.RLIMIT_FSIZE: file, resource.RLIMIT_CORE: 0}
    wanted |= {resource.RLIMIT_NPROC: processes, resource.RLIMIT_NOFILE: MOST_FILES}
    for which, value in wanted.items():
        if value is not None:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(which, (value, value))
