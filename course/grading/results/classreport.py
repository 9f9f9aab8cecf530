"""report.html: how a class stands, in plain words and pictures that need neither scripts nor a network."""

from __future__ import annotations

import html
import re
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from course import files
from course.grading.results.similar import Pair
from course.grading.results.standing import Mark, Results, Standing
from course.predictions import NEAR, OFF, RIGHT

BINS = 10
FEWEST = 5  # students from whom a discrimination can be told
HARD, EASY = 0.4, 0.9  # mean shares of the points
WEAK = 0.5  # a student below this share has trouble
NUMBER = re.compile(r"-?\d[\d.,]*(?:e[+-]?\d+)?")


@dataclass
class Item:
    """How one exercise went.

    `difficulty` is the mean share of the points that the class reached; `discrimination` the correlation of an
    exercise with the rest of the lab, None where it cannot be told.
    """

    name: str
    most: float
    count: int
    full: int
    untouched: int
    difficulty: float
    discrimination: float | None

    @property
    def reading(self) -> str:
        """What to think of it, in a few words."""
        if not self.count:
            return ""
        words = []
        if self.untouched > self.count / 3:
            words.append("many left it out")
        if self.difficulty < HARD:
            words.append("hard")
        elif self.difficulty > EASY:
            words.append("nearly all can do it")
        if self.discrimination is not None and self.discrimination < 0.1 and HARD <= self.difficulty <= EASY:
            words.append("does not tell strong from weak: look at the check")
        return ", ".join(words)


@dataclass
class Mistake:
    """One message of a check and who got it."""

    exercise: str
    message: str
    students: list[str] = field(default_factory=list)


def items(standings: list[Standing], maxima: dict[str, float]) -> list[Item]:
    """Return how each exercise of a lab went."""
    found = []
    for name, most in maxima.items():
        marks = [one.marks[name] for one in standings]
        scores = np.array([mark.score for mark in marks])
        rest = np.array([sum(m.score for n, m in one.marks.items() if n != name) for one in standings])
        told = None
        if len(scores) >= FEWEST and scores.std() > 0 and rest.std() > 0:
            told = float(np.corrcoef(scores, rest)[0, 1])
        share = float(scores.mean() / most) if len(scores) and most else 0.0
        full = sum(mark.score >= mark.most for mark in marks)
        found.append(Item(name, most, len(marks), full, sum(mark.untouched for mark in marks), share, told))
    return found


def mistakes(standings: list[Standing]) -> list[Mistake]:
    """Return what checks said to those who tried, the commonest first; numbers in a message do not count."""
    found: dict[tuple[str, str], Mistake] = {}
    for one in standings:
        for name, mark in one.marks.items():
            message = mark.message.strip().split("\n")[0]
            if message and mark.score < mark.most and not mark.untouched:
                kind = (name, NUMBER.sub("#", message)[:200])
                found.setdefault(kind, Mistake(name, message)).students.append(one.student)
    return sorted(found.values(), key=lambda one: (-len(one.students), one.exercise))


@dataclass
class Belief:
    """What a class believed before it looked: one prediction. `said` counts the guesses by their text."""

    name: str
    count: int
    right: int
    near: int
    off: int
    said: Counter[str]

    @property
    def reading(self) -> str:
        """What to think of it, in a few words."""
        compared = self.right + self.near + self.off
        if compared < FEWEST:
            return ""
        if self.right > 0.8 * compared:
            return "nearly all knew it"
        if self.off > 0.6 * compared:
            alike = self.said.most_common(1)[0][1] > compared / 2
            return "a common error: talk about it" if alike else "a surprise for most: talk about it"
        return ""


def beliefs(standings: list[Standing], asked: list[str]) -> list[Belief]:
    """Return what a class believed about each prediction of a lab, in the lab's order."""
    found = []
    for name in asked:
        noted = [one.predictions[name] for one in standings if name in one.predictions]
        states = Counter(one.state for one in noted)
        said = Counter(one.text.strip().casefold() for one in noted)
        found.append(Belief(name, len(noted), states[RIGHT], states[NEAR], states[OFF], said))
    return found


def trouble(results: Results) -> dict[str, list[str]]:
    """Return {student: reasons} of those to whom somebody should talk: missing, late, far behind, not run."""
    found: dict[str, list[str]] = defaultdict(list)
    for lab in results.labs:
        handed_in = {one.student for one in results.of(lab)}
        for member in results.members:
            if member.student not in handed_in:
                found[member.student].append(f"{lab}: nothing handed in")
        for one in results.of(lab):
            if one.verdict not in ("", "graded", "repaired"):
                found[one.student].append(f"{lab}: {one.verdict} ({'; '.join(one.flags[:2])})")
            if one.most and one.score < WEAK * one.most:
                left = sum(mark.untouched for mark in one.marks.values())
                words = f"{lab}: {one.score:g} of {one.most:g} points"
                found[one.student].append(words + (f", {left} untouched" if left else ""))
            if one.penalty:
                found[one.student].append(f"{lab}: late, {one.penalty:g} points taken off")
    return dict(sorted(found.items(), key=lambda entry: (-len(entry[1]), entry[0].casefold())))


STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem;color:#1f2328;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.25rem;border-top:1px solid #d0d7de;padding-top:1rem}h3{font-size:1.05rem}
.wide{overflow-x:auto}table{border-collapse:collapse}
td,th{padding:.2rem .5rem;border:1px solid #d0d7de;text-align:left}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.map td{text-align:center;min-width:2.2rem}.map td.who{text-align:left;white-space:nowrap}
.map th.turned{vertical-align:bottom;height:9rem;padding:0}
.map th.turned span{writing-mode:vertical-rl;transform:rotate(180deg);padding:.3rem;font-weight:400}
.full{background:#b7e1c0}.part{background:#fbe7a1}.none{background:#f3b9b4}.open{background:#eceff2;color:#57606a}
.quiet{color:#57606a}svg{max-width:100%;height:auto}
"""


def write(out: Path, results: Results, similar: list[Pair]) -> Path:
    """Write report.html below `out`."""
    parts = [_overview(results, similar)]
    for lab, maxima in results.labs.items():
        if standings := results.of(lab):
            parts += [_lab(lab, standings, maxima), _beliefs(standings, results.asked.get(lab, []))]
    body = "\n".join(parts)
    text = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Class report</title><style>{STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )
    files.write(out / "report.html", text.encode("utf-8", "replace"))
    return out / "report.html"


def _overview(results: Results, similar: list[Pair]) -> str:
    labs = [lab for lab in results.labs if results.of(lab)]
    rows = []
    for member in results.members:
        mine = [results.standings.get((member.student, lab)) for lab in labs]
        cells = "".join(
            f'<td class="n {_shade(one.score, one.most)}">{one.score:g}</td>' if one else '<td class="n open">–</td>'
            for one in mine
        )
        total = sum(one.score for one in mine if one)
        rows.append(f"<tr><td>{_name(member.name, member.student)}</td>{cells}<td class=n>{total:g}</td></tr>")
    heads = "".join(f'<th class=n><a href="#{_e(lab)}">{_e(lab)}</a></th>' for lab in labs)
    talk = "".join(f"<li>{_e(who)}: {_e('; '.join(why))}</li>" for who, why in trouble(results).items())
    many = f"{len(similar)} pair{'s' if len(similar) != 1 else ''}"
    agree = f'<a href="similar.html">{many} of answers agree</a> more than chance explains; look at them yourself.'
    return (
        f"<h1>Class report</h1><p>{len(results.members)} students, {len(labs)} lab(s). Points are those of the "
        "gradebook: what was given by hand counts, lateness is taken off.</p>"
        f"<h2>Who needs a word</h2>{f'<ul>{talk}</ul>' if talk else '<p>Nobody.</p>'}"
        f"<p>{agree if similar else 'No two answers agree more than chance explains.'}</p>"
        f'<h2>Everybody</h2><div class="wide"><table><tr><th>student</th>{heads}<th class=n>total</th></tr>'
        f"{''.join(rows)}</table></div>"
    )


def _lab(lab: str, standings: list[Standing], maxima: dict[str, float]) -> str:
    scores = [one.score for one in standings]
    most = sum(maxima.values())
    found = items(standings, maxima)
    lines = "".join(
        f"<tr><td>{_e(one.name)}</td><td class=n>{one.most:g}</td><td class=n>{one.difficulty:.0%}</td>"
        f"<td class=n>{one.full} of {one.count}</td><td class=n>{one.untouched}</td>"
        f"<td class=n>{'–' if one.discrimination is None else f'{one.discrimination:.2f}'}</td>"
        f"<td>{_e(one.reading)}</td></tr>"
        for one in found
    )
    said = "".join(
        f"<li><strong>{len(one.students)} × {_e(one.exercise)}</strong>: {_e(one.message[:300])}"
        f'<br><span class="quiet">{_e(", ".join(one.students[:12]))}'
        f"{' …' if len(one.students) > 12 else ''}</span></li>"
        for one in mistakes(standings)[:12]
    )
    spread = f", standard deviation {statistics.stdev(scores):.2g}" if len(scores) > 1 else ""
    return (
        f'<h2 id="{_e(lab)}">{_e(lab)}</h2><p>{len(scores)} handed in. Mean {statistics.fmean(scores):.4g}, median '
        f"{statistics.median(scores):g} of {most:g}{spread}.{_time(standings)}</p>{_histogram(scores, most)}"
        '<h3>Exercises</h3><div class="wide"><table><tr><th>exercise</th><th class=n>points</th><th class=n>mean</th>'
        "<th class=n>full marks</th><th class=n>untouched</th><th class=n>discrimination</th><th></th></tr>"
        f"{lines}</table></div><p class=quiet>Mean: share of the points that the class reached. Discrimination: how "
        f"well an exercise goes with the rest of the lab, from −1 to 1; told from {FEWEST} students on.</p>"
        f"<h3>Who can do what</h3>{_map(standings, maxima)}"
        f"<h3>Commonest mistakes of those who tried</h3>{f'<ol>{said}</ol>' if said else '<p>None.</p>'}"
    )


def _time(standings: list[Standing]) -> str:
    """Return how long the notebooks ran when they were graded, "" if none did: a slow one may be a loop too many."""
    timed = [one for one in standings if one.seconds > 0]
    if not timed:
        return ""
    slowest = max(timed, key=lambda one: one.seconds)
    middle = statistics.median(one.seconds for one in timed)
    return (
        f" Running a notebook took {middle:.0f} s (median), at most {slowest.seconds:.0f} s ({_e(slowest.student)})."
    )


def _beliefs(standings: list[Standing], asked: list[str]) -> str:
    if not asked:
        return ""
    rows = "".join(
        f"<tr><td>{_e(one.name)}</td><td class=n>{one.count} of {len(standings)}</td><td class=n>{one.right}</td>"
        f"<td class=n>{one.near}</td><td class=n>{one.off}</td>"
        f"<td>{_e(_said(one.said))}</td><td>{_e(one.reading)}</td></tr>"
        for one in beliefs(standings, asked)
    )
    return (
        '<h3>What the class believed before it looked</h3><div class="wide"><table><tr><th>prediction</th>'
        "<th class=n>noted</th><th class=n>right</th><th class=n>near</th><th class=n>off</th>"
        f"<th>commonest guesses</th><th></th></tr>{rows}</table></div><p class=quiet>No points depend on it. Near: "
        "within a half for numbers, half of the places for several. "
        "A guess that is none of the three was noted, but not compared.</p>"
    )


def _said(said: Counter[str]) -> str:
    shown = "; ".join(f"{text} ({times})" for text, times in said.most_common(4))
    return shown + (f"; {len(said) - 4} others" if len(said) > 4 else "")


def _histogram(scores: list[float], most: float) -> str:
    """Return the distribution of the points as a picture, with its numbers as text for those who cannot see it."""
    counts, _ = np.histogram([min(score, most) for score in scores], BINS, (0, most or 1))
    high, wide = 120, 46
    bars = []
    for at, count in enumerate(counts):
        tall = high * count / max(1, counts.max())
        bars.append(
            f'<rect x="{at * wide + 3}" y="{high + 18 - tall:.1f}" width="{wide - 6}" height="{tall:.1f}" '
            'fill="#5b8def"/>'
            f'<text x="{at * wide + wide / 2}" y="{high + 13 - tall:.1f}" text-anchor="middle">{count or ""}</text>'
            f'<text x="{at * wide}" y="{high + 34}" text-anchor="middle" fill="#57606a">{most * at / BINS:.3g}</text>'
        )
    told = ", ".join(
        f"{most * at / BINS:.3g} to {most * (at + 1) / BINS:.3g}: {n}" for at, n in enumerate(counts) if n
    )
    return (
        f'<svg viewBox="-12 0 {BINS * wide + 36} {high + 42}" width="{BINS * wide + 36}" font-size="12" role="img" '
        f'aria-label="Students by points: {told}">{"".join(bars)}'
        f'<text x="{BINS * wide}" y="{high + 34}" text-anchor="middle" fill="#57606a">{most:.3g}</text></svg>'
    )


def _map(standings: list[Standing], maxima: dict[str, float]) -> str:
    heads = "".join(f'<th class="turned"><span>{_e(name)}</span></th>' for name in maxima)
    rows = []
    for one in sorted(standings, key=lambda one: (-one.score, one.student)):
        cells = "".join(_cell(one.marks[name]) for name in maxima)
        rows.append(f'<tr><td class="who">{_e(one.student)}</td>{cells}<td class=n>{one.score:g}</td></tr>')
    return (
        f'<div class="wide"><table class="map"><tr><th></th>{heads}<th class=n>points</th></tr>'
        f"{''.join(rows)}</table>"
        "</div>"
        "<p class=quiet>✓ full marks, ◐ part of them, ✗ none, · untouched; * given by hand.</p>"
    )


def _cell(mark: Mark) -> str:
    if mark.untouched and not mark.score:
        shade, sign = "open", "·"
    else:
        shade = _shade(mark.score, mark.most, part=0.0)
        sign = {"full": "✓", "part": "◐", "none": "✗"}[shade]
    told = f"{mark.score:g} of {mark.most:g}" + (f": {mark.message.splitlines()[0][:150]}" if mark.message else "")
    return f'<td class="{shade}" title="{_e(told)}">{sign}{"*" if mark.by_hand else ""}</td>'


def _shade(score: float, most: float, part: float = WEAK) -> str:
    if score >= most:
        return "full"
    return "part" if score > part * most else "none"


def _name(name: str, student: str) -> str:
    return _e(name) if name == student else f"{_e(name)} <span class=quiet>{_e(student)}</span>"


def _e(text: str) -> str:
    return html.escape(str(text), quote=True)


__all__ = ["beliefs", "items", "mistakes", "trouble", "write"]
