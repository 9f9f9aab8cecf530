"""Named checks that explain what came, where it differs, and what to try, and never print the answer.

Each prints `[ok] name: …` or raises `CheckFailed` with `[no] name: …`:

>>> checks.close("undecided D", loss, 2 * np.log(2), hint="add the halves")          # doctest: +SKIP
[ok] undecided D: 1.386

A value may come as `lambda: f(x)`: what the student's function raises then meets the hint, too.
"""

from course.checks.calls import matches, moves, raises, unchanged
from course.checks.failed import CheckFailed
from course.checks.named import choice, close, dtype, equal, finite, rng, shape, true
from course.checks.raised import call
from course.checks.session import progress, watch

__all__ = [
    "CheckFailed",
    "call",
    "choice",
    "close",
    "dtype",
    "equal",
    "finite",
    "matches",
    "moves",
    "progress",
    "raises",
    "rng",
    "shape",
    "true",
    "unchanged",
]

watch()
