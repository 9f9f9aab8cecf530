"""Named checks that explain what came, where it differs, and what to try, and never print the answer.

Each prints `[ok] name: …` or raises `CheckFailed` with `[no] name: …`:

>>> checks.close("undecided D", loss, 2 * np.log(2), hint="add the halves")          # doctest: +SKIP
[ok] undecided D: 1.386
"""

from course.checks.calls import matches, moves, raises, unchanged
from course.checks.failed import CheckFailed
from course.checks.named import choice, close, dtype, equal, finite, rng, shape, true

__all__ = [
    "CheckFailed",
    "choice",
    "close",
    "dtype",
    "equal",
    "finite",
    "matches",
    "moves",
    "raises",
    "rng",
    "shape",
    "true",
    "unchanged",
]
