"""Every answer of the corpus gets its stated score, and a lost point's message names its cause.

One grading run, as an instructor starts it, holds for each lab the solution and the untouched release, and for two a
submission with one answer to every exercise. All answers, those too, are then put one by one into the lab's own
kernel and asked by its examiner (`course.grading.trial`): both ways must agree.
"""

from __future__ import annotations

import json
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from course.grading.answering.client import Limits
from course.grading.score import score
from course.grading.trial import Trial
from course.labformat.assignment import from_notebook
from course.labformat.source import labs
from tests import corpus

LABS = labs(corpus.FOLDER.parents[1])
ALL = [(lab, answer) for lab in LABS for answer in corpus.answers(lab)]
TOGETHER = [lab for lab in LABS if lab.name in ("02_filters", "06_cgan")]  # arrays; networks
POINTS = {lab.name: corpus.points(lab) for lab in LABS}


@pytest.fixture(scope="module")
def graded(request, tmp_path_factory):
    """Return {(student, lab): submission record} of one grading run, of the labs that selected tests ask for."""
    from course.grading.grade import grade

    folder = tmp_path_factory.mktemp("corpus")
    for lab in LABS:
        if lab.name in asked(request.session.items, "graded"):
            write(folder / "submitted", lab)
    report = folder / "report.json"
    grade(folder / "submitted", None, folder / "graded", report, workers=2)
    return records(report)


@pytest.fixture(scope="module")
def answered(request):
    """Return a function of lab and answer: the exercise's result. Two labs at a time are worked through."""
    chosen: dict[str, list[corpus.Answer]] = {}
    for item in request.session.items:
        if item.path == Path(__file__) and "answered" in item.fixturenames:
            chosen.setdefault(item.callspec.params["lab"].name, []).append(item.callspec.params["answer"])
    longest = sorted(chosen, key=lambda name: -len(chosen[name]))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        futures: dict[str, Future] = {name: pool.submit(worked, name, chosen[name]) for name in longest}
        yield lambda lab, answer: futures[lab.name].result()[answer]


def worked(name: str, chosen: list[corpus.Answer]) -> dict[corpus.Answer, dict]:
    """Return the result of each answer to a lab's exercises."""
    lab = next(lab for lab in LABS if lab.name == name)
    assignment = from_notebook(corpus.bundle(lab), lab.name, lab.relative.stem)
    with Trial(assignment, Limits(cell=300)) as trial:  # some right answers train networks
        scored = {a: score(assignment, trial.answer(a.exercise, a.code))[0][a.exercise] for a in chosen}
    return {answer: vars(entry) for answer, entry in scored.items()}


def asked(items, fixture: str) -> set[str]:
    """Return the labs that the selected tests of this module name, if they use the fixture."""
    mine = [item for item in items if item.path == Path(__file__) and fixture in item.fixturenames]
    return {item.callspec.params["lab"].name for item in mine if hasattr(item, "callspec")}


def write(submitted: Path, lab) -> None:
    """Write the solution, the untouched release and, for two labs, a first round of answers as submissions."""
    corpus.write(submitted, "solution", lab, corpus.filled(lab, {}))
    corpus.write(submitted, "untouched", lab, corpus.release_notebook(lab))
    if lab in TOGETHER:
        corpus.write(submitted, "answers", lab, corpus.filled(lab, corpus.first(lab)))


def records(report: Path) -> dict[tuple[str, str], dict]:
    """Return the submissions of a report by student and lab."""
    found = json.loads(report.read_text())["submissions"]
    return {(record["student"], record["lab"]): record for record in found}


@pytest.mark.slow  # with the small lab: tests/test_grading_warm.py, always
def test_grades_are_the_same_in_cold_kernels(graded, tmp_path, monkeypatch):
    """A new process for each notebook, in place of a fork: the same scores, words and flags."""
    from course.grading.grade import grade

    here = [lab for lab in LABS if ("solution", lab.name) in graded]
    if not here:
        pytest.skip("no lab was selected")
    write(tmp_path / "submitted", here[0])
    monkeypatch.setenv("COURSE_WARM", "none")
    grade(tmp_path / "submitted", None, tmp_path / "graded", tmp_path / "report.json", workers=2)
    cold = records(tmp_path / "report.json")
    assert len(cold) == 2 and all(graded[key] == record for key, record in cold.items())


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_the_solution_gets_full_marks(graded, lab):
    record = graded["solution", lab.name]
    assert record["score"] == record["max_score"] == sum(POINTS[lab.name].values()) > 0, record["exercises"]
    assert record["flags"] == []


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_the_untouched_release_gets_zero(graded, lab):
    record = graded["untouched", lab.name]
    assert record["score"] == 0 and set(record["exercises"]) == set(POINTS[lab.name])
    for name, exercise in record["exercises"].items():
        assert "is not written yet" in exercise["message"], (name, exercise)


@pytest.mark.parametrize("lab", TOGETHER, ids=lambda lab: lab.name)
def test_answers_handed_in_together_get_their_scores(graded, lab):
    found = graded["answers", lab.name]["exercises"]
    for exercise, answer in corpus.first(lab).items():
        assert found[exercise]["score"] == answer.score, found[exercise]["message"]
        assert not corpus.unsaid(answer, found[exercise]["message"]), found[exercise]["message"]


@pytest.mark.parametrize(("lab", "answer"), ALL, ids=[f"{lab.name}-{answer}" for lab, answer in ALL])
def test_the_answer_gets_its_score(answered, lab, answer):
    result = answered(lab, answer)
    assert result["score"] == answer.score, result["message"]
    full = POINTS[lab.name][answer.exercise]
    assert result["max_score"] == full
    if answer.score < full:
        assert result["message"].strip(), "a lost point needs a reason"
    assert not corpus.unsaid(answer, result["message"]), f"the message must name the cause: {result['message']}"


def test_a_cause_is_compared_with_the_message():
    answer = corpus.Answer("exercise", "name", 0, "", ("not reversed", "n + k − 1"))
    assert corpus.unsaid(answer, "[no] example: Not\n  reversed: full has N + k − 1 values") == []
    assert corpus.unsaid(answer, "[no] example: not reversed") == ["n + k − 1"]
    assert corpus.unsaid(answer, "") == ["not reversed", "n + k − 1"]


def test_an_unknown_mark_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(corpus, "FOLDER", tmp_path)
    (tmp_path / LABS[0].name).mkdir()
    path = tmp_path / LABS[0].name / "exercise.py"
    path.write_text('# %% answer="a" score=0 cause=["one", "two (2)"]\nx = 1\n\n# %% answer="b" score=1\nx = 2\n')
    assert [answer.cause for answer in corpus.answers(LABS[0])] == [("one", "two (2)"), ()]
    path.write_text('# %% answer="a" score=0 because="one"\nx = 1\n')
    with pytest.raises(ValueError, match="unknown mark because"):
        corpus.answers(LABS[0])


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_the_corpus_is_large_enough(lab):
    wrong = [answer for answer in corpus.answers(lab) if answer.score < POINTS[lab.name][answer.exercise]]
    assert not [answer for answer in corpus.answers(lab) if answer.cause and answer not in wrong]
    for exercise, full in POINTS[lab.name].items():
        scores = [answer.score for answer in corpus.answers(lab) if answer.exercise == exercise]
        assert sum(score < full for score in scores) >= 6, f"{exercise}: fewer than six wrong answers"
        assert sum(score == full for score in scores) >= 1, f"{exercise}: no right answer written differently"
    assert {answer.exercise for answer in corpus.answers(lab)} == set(POINTS[lab.name])
