"""Who is to blame for a log? The mistake that it was made with (closing questions of labs 03 to 07).

Nothing is trained for an answer, for grading takes seconds. That every mistake leaves a log of its own, so that the
question has one answer, is what the tests show.
"""

from __future__ import annotations

from collections.abc import Mapping


def objection(culprit: str, letter: str, traces: Mapping[str, str]) -> str:
    """Say why the mistake `letter` cannot have left the log of the mistake `culprit`; "" if it did.

    Parameters
    ----------
    culprit, letter
        Names of two mistakes, keys of `traces`.
    traces
        What each mistake leaves, in words: name → sentence.
    """
    return "" if letter == culprit else f"your suspect leaves other traces: {traces[letter]}"
