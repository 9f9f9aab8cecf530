"""What a person should know about one submission: a kind, and a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from course.grading.submission.text import encodable

OF_RUN = ("review", "crashed", "timeout", "stopped", "repaired", "note")  # from the gravest to the lightest
OF_FILES = ("empty", "broken", "missing", "unknown", "failed")  # nothing was run: each is a verdict, too
KINDS = frozenset(OF_RUN + OF_FILES)
LONGEST, MOST = 2000, 50  # characters of a flag, flags of a kind


@dataclass(frozen=True)
class Flag:
    """One fact about a submission; `str` gives it as a line of a report.

    Raises
    ------
    ValueError
        There is no such kind.
    """

    kind: str
    text: str

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"no kind of flag: {self.kind!r}")
        object.__setattr__(self, "text", encodable(str(self.text))[:LONGEST])

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


def few(flags: Iterable[Flag]) -> list[Flag]:
    """Return flags without doubles; of very many of one kind (each of 5,000 cells has the same trouble) the first."""
    kept: list[Flag] = []
    counts: Counter[str] = Counter()
    for flag in dict.fromkeys(flags):
        counts[flag.kind] += 1
        if counts[flag.kind] <= MOST:
            kept.append(flag)
    return kept + [
        Flag(kind, f"and {count - MOST:,} more like these") for kind, count in counts.items() if count > MOST
    ]
