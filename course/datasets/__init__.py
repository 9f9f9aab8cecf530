"""Data sets of the labs: named folder, cache, network, embedded copy, in this order.

`mnist()`, `fashion_mnist()` and `cifar10()` return a `Dataset`, `facades()` returns `Pairs`, `flow.film()` a `Film`;
`pictures` and `signals` need no download. Importing this package imports neither TensorFlow nor pooch: each name
loads its module when it is first used.
"""

from __future__ import annotations

import importlib

_HOME = {
    "Dataset": "loaders",
    "DatasetUnavailable": "download",
    "cifar10": "cifar",
    "colour_shapes": "colours",
    "facades": "facade",
    "fashion_mnist": "loaders",
    "fetch": "download",
    "mnist": "loaders",
}
_SUBMODULES = ("catalogue", "cifar", "colours", "facade", "flow", "pictures", "signals")

__all__ = sorted([*_HOME, *_SUBMODULES])


def __getattr__(name: str):
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _SUBMODULES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME, *_SUBMODULES})
