"""What a person should know about one submission: a kind, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from course.grading.submission.text import encodable

OF_RUN = ("review", "crashed", "timeout", "stopped", "repaired", "note")  # from the gravest to the lightest
OF_FILES = ("empty", "broken", "missing", "unknown", "failed")  # nothing was run: each is a verdict, too
KINDS = frozenset(OF_RUN + OF_FILES)
LONGEST = 2000  # characters


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
