"""Who is to blame for a log? The mistake that leaves it when made once more (closing questions of labs 03 and 04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def objection(culprit: str, letter: str, log: Callable[[str], object], difference: Callable, traces: Mapping) -> str:
    """Say why the mistake `letter` cannot have left the log of the mistake `culprit`; "" if it can.

    The mistake is made once more, and then the others, until one gives a log that comes closer: that one is to blame.
    A log that is the same to the last digit needs no others.

    Parameters
    ----------
    culprit, letter
        Names of two mistakes, keys of `traces`.
    log
        Makes the mistake of this name and returns what it leaves.
    difference
        How far two logs are apart; 0 for equal ones.
    traces
        What each mistake leaves, in words: name → sentence.
    """
    found = log(culprit)
    apart = difference(found, log(letter))
    if apart and any(difference(found, log(other)) < apart for other in traces):
        return f"your suspect leaves other traces: {traces[letter]}"
    return ""
