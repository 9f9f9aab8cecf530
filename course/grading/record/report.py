"""What a grading run found: JSON, and a page of text."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from course import files
from course.grading.results.standing import Results
from course.grading.task import Result

TROUBLE = 3  # exit status


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
        lines.append(f"the class: {self.out / 'report.html'}  correct by hand: jupyter lab {self.out}")
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

    def settle(self, results: Results) -> None:
        """Put the gradebook's points in place of those that the checks gave: what was given by hand, lateness."""
        for entry in self.submissions:
            standing = results.standings.get((entry["student"], entry["lab"]))
            if standing is None:
                continue
            entry |= {"score": standing.score, "penalty": standing.penalty}
            for name, mark in standing.marks.items():
                if name in entry["exercises"]:
                    entry["exercises"][name] |= {"score": mark.score, "by_hand": mark.by_hand}

    def write(self, json_path: Path | None = None) -> None:
        """Sort the submissions, and write them as JSON where it was asked for."""
        self.submissions.sort(key=lambda entry: (entry["student"], entry["lab"]))
        if json_path is not None:
            files.write(
                json_path, json.dumps({"submissions": self.submissions}, indent=1, ensure_ascii=False).encode()
            )
