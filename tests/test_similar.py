"""Copies are found though they were renamed and reordered; answers that were written apart are not."""

from __future__ import annotations

import itertools

import pytest

from course.authoring.build import bundle_notebook
from course.grading.results import similar
from course.labformat.assignment import from_notebook
from course.labformat.source import labs
from tests import corpus

ORIGINAL = '''
def detect(values, width):
    """Say where the mean changes."""
    values = np.asarray(values, dtype=float)
    left = np.convolve(values, np.ones(width) / width, mode="valid")[:-width]
    right = np.convolve(values, np.ones(width) / width, mode="valid")[width:]
    score = np.abs(right - left) / (values.std() + 1e-9)
    peaks = [i for i in range(1, len(score) - 1) if score[i] >= score[i - 1] and score[i] > score[i + 1]]
    keep = sorted(peaks, key=lambda i: -score[i])[:3]
    return np.array(sorted(keep)) + width
'''
COPY = """
def detect(data, k):
    # my own work
    data = np.asarray(data, dtype=float)
    after = np.convolve(data, np.ones(k) / k, mode="valid")[k:]

    before = np.convolve(data, np.ones(k) / k, mode="valid")[:-k]
    jump = np.abs(after - before) / (data.std() + 1e-9)
    tops = [n for n in range(1, len(jump) - 1) if jump[n] >= jump[n - 1] and jump[n] > jump[n + 1]]
    best = sorted(tops, key=lambda n: -jump[n])[:3]
    return np.array(sorted(best)) + k
"""


@pytest.fixture(scope="module")
def lab():
    one = next(one for one in labs() if one.number == 2)
    return from_notebook(bundle_notebook(one), one.name, one.notebook), corpus.answers(one)


def test_a_copy_with_new_names_in_another_order_is_found(lab):
    assignment, answers = lab
    others = {one.name: one.code for one in answers if one.exercise == "detect_changes"}
    found = similar.pairs({"detect_changes": {**others, "ann": ORIGINAL, "bob": COPY}}, assignment)
    assert [one.students for one in found] == [("ann", "bob")]
    assert found[0].share > 0.9 and found[0].exercises == ["detect_changes"]


def test_what_the_lab_gives_and_its_solution_are_no_agreement(lab):
    assignment, _ = lab
    solutions = {part.exercise: part.full for part in assignment.parts if part.kind == "exercise"}
    same = {name: {"ann": source, "bob": source, "eve": source} for name, source in solutions.items()}
    assert similar.pairs(same, assignment) == []


def test_what_many_write_is_no_agreement(lab):
    assignment, _ = lab
    everybody = {f"s{n}": ORIGINAL for n in range(12)}
    assert similar.pairs({"detect_changes": everybody}, assignment) == []


def test_the_rate_of_false_alarms_on_the_corpus_is_the_stated_one():
    count = shown = 0
    for one in labs():
        assignment = from_notebook(bundle_notebook(one), one.name, one.notebook)
        known = similar.given(assignment)
        by_exercise: dict[str, dict[str, str]] = {}
        for answer in corpus.answers(one):
            by_exercise.setdefault(answer.exercise, {})[answer.name] = answer.code
        for answers in by_exercise.values():
            left = similar.rare(answers, known)
            for a, b in itertools.combinations(left, 2):
                both, size = len(left[a] & left[b]), min(len(left[a]), len(left[b]))
                shown += both >= similar.SHARED and both >= similar.SHARE * size
                count += 1
    assert count > 1200 and (shown + 2 * shown**0.5 + 3) / count < similar.FALSE_ALARMS, (shown, count)


def test_code_that_does_not_parse_is_read_as_far_as_it_goes():
    assert similar.fingerprints("def f(x):\n    return np.sum(x) + (") == similar.fingerprints(
        "def f(x):\n    return np.sum(x) + ("
    )
    assert similar.fingerprints("") == set()
    assert similar.fingerprints("x = '" + "a" * 10) is not None
