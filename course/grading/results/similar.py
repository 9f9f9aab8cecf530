"""Who shares code beyond what the lab gives and what everybody writes: a note for a person, never a verdict.

Each answer is read as tokens, line by line. Names that the answer itself binds count as one name, text in quotes as
one text, comments and docstrings not at all, so renaming hides nothing; and since a line is compared by itself,
neither does another order. Of each line's runs of `RUN` tokens some are kept by winnowing. What also stands in the
stub, in given cells, in the solution, or in the answers of many is left out. Two students are shown when what is left
agrees for the most part.

Reference: S. Schleimer, D. S. Wilkerson, A. Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD
2003.
"""

from __future__ import annotations

import ast
import builtins
import html
import io
import itertools
import json
import keyword
import tokenize
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from course import files
from course.grading.results.standing import Results, assignments
from course.labformat.assignment import Assignment
from course.labformat.code import LONGEST_CELL, parse

RUN, WINDOW = 5, 3  # tokens of a shingle, shingles of which the smallest is kept
COMMON = 0.2  # what stands in so large a share of the answers is common knowledge
FEWEST = 4  # so few answers say nothing about what is common
SHARED, SHARE = 8, 0.6  # so many fingerprints in common, and this share of the shorter work, are shown,
LINES = 3  # if they stand in so many lines: one long line is an idiom
# Measured on the corpus (tests/test_similar.py compares it): an upper bound, at about 95 % confidence, of the share
# of pairs that are shown among pairs of different answers to one exercise, right and wrong ones.
FALSE_ALARMS = 0.006
PLAIN = frozenset(keyword.kwlist) | frozenset(dir(builtins))


@dataclass
class Pair:
    """Two students' work on one lab that agrees: `shared` fingerprints, a `share` of the shorter one's."""

    lab: str
    students: tuple[str, str]
    shared: int
    share: float
    exercises: list[str] = field(default_factory=list)


def tokens(source: str) -> list[list[str]]:
    """Return the tokens of code, a list a logical line, own names and texts made equal."""
    tree = parse(source)
    if len(source) > LONGEST_CELL:
        return []
    own = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            own.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
    lines: list[list[str]] = [[]]
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
                lines.append([])
            elif token.type == tokenize.NAME:
                mine = token.string in own and before != "." and token.string not in PLAIN
                lines[-1].append("v" if mine else token.string)
            elif token.type == tokenize.STRING:
                lines[-1].append("s")
            elif token.type in (tokenize.OP, tokenize.NUMBER):
                lines[-1].append(token.string)
            before = token.string if token.string.strip() else before
    except (tokenize.TokenError, SyntaxError):  # what was read so far counts
        pass
    return [line for line in lines if line and line != ["s"]]


def fingerprints(source: str) -> set[int]:
    """Return the fingerprints of code: of each line, the smallest hash in every window of its shingles."""
    return set().union(*lines_of(source))


@lru_cache(10_000)
def lines_of(source: str) -> tuple[frozenset[int], ...]:
    """Return the fingerprints of each logical line that has any."""
    found: list[frozenset[int]] = []
    for line in tokens(source):
        if len(line) < 3:
            continue
        runs = [line[at : at + RUN] for at in range(max(1, len(line) - RUN + 1))]
        hashes = [crc32(" ".join(run).encode("utf-8", "replace")) for run in runs]
        found.append(frozenset(min(hashes[at : at + WINDOW]) for at in range(max(1, len(hashes) - WINDOW + 1))))
    return tuple(found)


def given(assignment: Assignment) -> set[int]:
    """Return the fingerprints of all that a lab gives, and of its own solutions."""
    found: set[int] = set()
    for part in assignment.parts:
        if part.kind != "text":
            found |= fingerprints(part.source) | fingerprints(part.full)
    return found


def rare(answers: dict[str, str], known: set[int]) -> dict[str, set[int]]:
    """Return, for each student, the fingerprints of an answer that neither the lab nor many others have."""
    mine = {student: fingerprints(source) - known for student, source in answers.items()}
    counts = Counter(print_ for prints in mine.values() for print_ in prints)
    most = max(2, COMMON * len(mine)) if len(mine) >= FEWEST else len(mine)
    return {student: {one for one in prints if counts[one] <= most} for student, prints in mine.items()}


def pairs(answers: dict[str, dict[str, str]], assignment: Assignment) -> list[Pair]:
    """Return the pairs of one lab that agree, the closest first.

    Parameters
    ----------
    answers
        {exercise: {student: source}}; untouched ones left out.
    """
    known = given(assignment)
    left = {exercise: rare(mine, known) for exercise, mine in answers.items()}
    students = sorted({student for mine in left.values() for student in mine})
    found = []
    for one, two in itertools.combinations(students, 2):
        shared, size, where, lines = 0, [0, 0], [], 0
        for exercise, mine in left.items():
            if one in mine and two in mine:
                common = mine[one] & mine[two]
                both = len(common)
                rare_lines = (line & mine[one] for line in (lines_of(answers[exercise][one]) if common else ()))
                lines += sum(bool(line) and 2 * len(line & common) >= len(line) for line in rare_lines)
                size[0] += len(mine[one])
                size[1] += len(mine[two])
                shared += both
                if both and both >= SHARE * min(len(mine[one]), len(mine[two])):
                    where.append(exercise)
        if shared >= SHARED and lines >= LINES and shared >= SHARE * min(size):
            found.append(Pair(assignment.lab, (one, two), shared, shared / min(size), where))
    return sorted(found, key=lambda pair: (-pair.share, -pair.shared, pair.students))


def answers_of(out: Path, results: Results, assignment: Assignment) -> dict[str, dict[str, str]]:
    """Return {exercise: {student: source}} of the graded notebooks of a lab, untouched answers left out."""
    found: dict[str, dict[str, str]] = {name: {} for name in assignment.maxima}
    exercises = {part.id: part.exercise for part in assignment.parts if part.kind == "exercise"}
    released = {part.id: part.source.strip() for part in assignment.parts}
    for standing in results.of(assignment.lab):
        path = out / "autograded" / standing.student / assignment.lab / f"{assignment.notebook}.ipynb"
        try:
            cells = json.loads(path.read_bytes())["cells"]
        except (OSError, ValueError, KeyError):
            continue
        for cell in cells:
            identity, source = cell.get("id", ""), "".join(cell["source"])
            name = exercises.get(identity)
            if name and source.strip() != released[identity] and not standing.marks[name].untouched:
                texts = found[name]
                texts[standing.student] = "\n".join(filter(None, [texts.get(standing.student), source]))
    return found


PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Similar answers</title><style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:80rem;margin:0 auto;padding:1rem;color:#1f2328}}
.two{{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}}
pre{{background:#f6f8fa;padding:.6rem;overflow-x:auto;font-size:.85rem;border-radius:6px}}mark{{background:#ffe08a}}
</style></head><body><h1>Similar answers</h1>
<p>Pairs of students whose answers agree in much that neither the lab nor most others have. This is a reason to look
and to talk, and no proof: of pairs of answers that were written apart, fewer than {rate:.1%} are shown here. Lines
that agree are marked.</p>
{body}
</body></html>
"""


def write(out: Path, results: Results) -> list[Pair]:
    """Write similar.html below `out` and return the pairs of all labs."""
    found, body = [], []
    for assignment in assignments(out).values():
        texts = answers_of(out, results, assignment)
        for pair in pairs(texts, assignment):
            found.append(pair)
            body.append(_shown(pair, texts))
    text = "\n".join(body) or "<p>No pair agrees that much.</p>"
    files.write(out / "similar.html", PAGE.format(rate=FALSE_ALARMS, body=text).encode("utf-8", "replace"))
    return found


def _shown(pair: Pair, texts: dict[str, dict[str, str]]) -> str:
    one, two = pair.students
    parts = [f"<h2>{html.escape(pair.lab)}: {html.escape(one)} and {html.escape(two)}, {pair.share:.0%}</h2>"]
    for exercise in pair.exercises:
        sides = [texts[exercise][student] for student in pair.students]
        prints = [fingerprints(side) for side in sides]
        columns = "".join(
            f"<div><strong>{html.escape(student)}</strong><pre>{_marked(side, prints[0] & prints[1])}</pre></div>"
            for student, side in zip(pair.students, sides, strict=True)
        )
        parts.append(f'<h3>{html.escape(exercise)}</h3><div class="two">{columns}</div>')
    return "\n".join(parts)


def _marked(source: str, shared: set[int]) -> str:
    lines = []
    for line in source.split("\n"):
        mine = fingerprints(line.strip())
        text = html.escape(line)
        lines.append(f"<mark>{text}</mark>" if mine and mine & shared else text)
    return "\n".join(lines)


__all__ = ["Pair", "fingerprints", "pairs", "write"]
