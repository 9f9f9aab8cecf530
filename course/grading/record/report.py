"""What a grading run found: JSON, CSV, and a page of text."""

from __future__ import annotations

import csv
import json
import statistics
import unicodedata
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from course.grading.task import Result

TROUBLE = 3  # exit status
BLANK = " \t\r\n\v\f\x00\u200b\u2060\ufeff'\""  # what a spreadsheet may skip before a formula


class BookError(ValueError):
    """The gradebook cannot be used; the message says why and what to do. Verdicts that were made are kept."""


@dataclass
class Report:
    """The submissions of one run, each as the JSON report shows it.

    `labs` is {lab: {exercise: points}}; `notes` are about files that are no submissions, and kernels that
    should have been warm.
    """

    out: Path
    sandboxed: bool
    labs: dict[str, dict[str, float]]
    submissions: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, result: Result) -> None:
        """Take a result's public part."""
        keys = ("student", "lab", "score", "max_score", "verdict")
        entry = {key: getattr(result, key) for key in keys} | {"flags": [str(flag) for flag in result.flags]}
        self.submissions.append(entry | {"exercises": {name: asdict(one) for name, one in result.exercises.items()}})

    @property
    def trouble(self) -> list[dict]:
        """The submissions with any other verdict than "graded"."""
        return [entry for entry in self.submissions if entry["verdict"] != "graded"]

    @property
    def exit_status(self) -> int:
        """0: every submission was graded without trouble. 3: some had trouble, the summary says which."""
        return TROUBLE if self.trouble else 0

    @property
    def summary(self) -> str:
        """The run in plain text: counts, scores by lab, and each submission that had trouble."""
        count, bad = len(self.submissions), len(self.trouble)
        lines = [f"{count} submission{'s' if count != 1 else ''}, {bad} with trouble"]
        if not self.sandboxed:
            lines.append("NO SANDBOX: student code ran as this user, with its files and its network.")
        for lab, maxima in self.labs.items():
            scores = [entry["score"] for entry in self.submissions if entry["lab"] == lab]
            if scores:
                lines.append(
                    f"{lab}: {len(scores)} graded, mean {statistics.fmean(scores):.2f}, median "
                    f"{statistics.median(scores):g} of {sum(maxima.values()):g}"
                )
                lines += self._exercises(lab)
        if self.trouble:
            counts = Counter(entry["verdict"] for entry in self.trouble)
            lines.append("trouble: " + ", ".join(f"{number} {name}" for name, number in counts.most_common()))
            for entry in self.trouble:
                lines.append(f"  {entry['student']}/{entry['lab']}: {entry['verdict']}, {entry['score']:g} points")
                lines += [f"      {flag}" for flag in entry["flags"]]
        lines += [f"note: {note}" for note in self.notes]
        lines.append(f"grades: {self.out / 'grades.csv'}  feedback: {self.out / 'feedback'}")
        text = "\n".join(lines)
        return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)  # names are the students'

    def _exercises(self, lab: str) -> list[str]:
        lines = []
        for name, most in self.labs[lab].items():
            found = [e["exercises"].get(name) for e in self.submissions if e["lab"] == lab]
            entries = [entry for entry in found if entry]
            full = sum(entry["score"] == most for entry in entries)
            common = Counter(e["message"].split("\n")[0] for e in entries if e["score"] < most and e["message"])
            words = f"; most often: {common.most_common(1)[0][0][:90]}" if common else ""
            lines.append(f"    {name}: {full} of {len(entries)} with full marks{words}")
        return lines

    def as_json(self) -> dict:
        """Return `{"submissions": […]}`, sorted by student and lab."""
        return {"submissions": sorted(self.submissions, key=lambda entry: (entry["student"], entry["lab"]))}

    def write(self, json_path: Path | None = None) -> None:
        """Write grades.csv below `out`, and the JSON report where it was asked for."""
        self.submissions.sort(key=lambda entry: (entry["student"], entry["lab"]))
        columns = [f"{lab}/{name}" for lab, maxima in self.labs.items() for name in maxima]
        with open(self.out / "grades.csv", "w", newline="", encoding="utf-8-sig") as file:  # Excel looks for the mark
            table = csv.writer(file)
            table.writerow(["student", "lab", "score", "max_score", "verdict", *columns])
            for entry in self.submissions:
                mine = []
                for column in columns:
                    lab, name = column.split("/", 1)
                    mine.append(entry["exercises"].get(name, {}).get("score", "") if lab == entry["lab"] else "")
                named = [_plain(entry["student"]), _plain(entry["lab"])]
                table.writerow([*named, entry["score"], entry["max_score"], entry["verdict"], *mine])
        if json_path is not None:
            Path(json_path).parent.mkdir(parents=True, exist_ok=True)
            Path(json_path).write_text(json.dumps(self.as_json(), indent=1, ensure_ascii=False), encoding="utf-8")


def _plain(name: str) -> str:
    """Return a folder's name so that no spreadsheet takes it for a formula, blanks or not, wide signs or not."""
    begin = unicodedata.normalize("NFKC", name).lstrip(BLANK)[:1]
    return f"'{name}" if begin and begin in "=+-@\t\r\n|%" else name
