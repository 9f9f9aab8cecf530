"""What is a generator worth? The judge, and the metrics that are computed from what it sees.

    referee = metrics.judge.load("mnist")
    print(metrics.measure(referee, generated, data.x_test))
    print(metrics.health(history, generated, referee))

Importing this package is cheap: each name loads its module when it is first used; only the judge needs TensorFlow.
"""

from __future__ import annotations

import importlib

_HOME = {
    "Conditional": "shares",
    "Health": "diagnosis",
    "Judge": "judge",
    "Measured": "report",
    "PairsMeasured": "pairs",
    "Quality": "quality",
    "Reader": "pairs",
    "Recovery": "pairs",
    "WeightsError": "storage",
    "class_shares": "shares",
    "compare_pairs": "pairs",
    "conditional_accuracy": "shares",
    "confident_share": "shares",
    "floor": "distance",
    "frechet": "distance",
    "gan_train": "gantrain",
    "health": "diagnosis",
    "measure": "report",
    "pupil": "gantrain",
    "recorded": "recordings",
    "within_class_diversity": "shares",
}
_SUBMODULES = ("diagnosis", "distance", "flow", "judge", "pairs", "shares")

__all__ = sorted([*_HOME, *_SUBMODULES])


def __getattr__(name: str):
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _SUBMODULES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
