"""Data sets of the labs: named folder, cache, network, embedded copy, in this order.

`pictures` and `signals` need no download. Importing this package imports neither TensorFlow nor pooch.
"""

from __future__ import annotations

import importlib

_SUBMODULES = ("pictures", "signals")


def __getattr__(name: str):
    if name in _SUBMODULES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *_SUBMODULES])
