"""How much memory this process has taken."""

from __future__ import annotations

import sys


def peak() -> float:
    """Return the most memory that this process has held so far, in GB; NaN where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e9 if sys.platform == "darwin" else 1e6)
