"""Every answer of the corpus gets its stated score, through the grading that an instructor runs.

One grading run holds, for each lab: the solution, the untouched release, and as many submissions as the longest list
of answers to an exercise, each with one answer to every exercise.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course.labformat.source import labs
from tests import corpus

LABS = labs(corpus.FOLDER.parents[1])
ALL = [(lab, answer) for lab in LABS for answer in corpus.answers(lab)]


@pytest.fixture(scope="module")
def graded(request, tmp_path_factory):
    """Return {(student, lab): submission record} of one grading run, of the labs that selected tests ask for."""
    from course.grading.grade import grade

    folder = tmp_path_factory.mktemp("corpus")
    asked = {name for item in request.session.items if item.path == Path(__file__) for name in graded_labs(item)}
    for lab in LABS:
        if lab.name in asked:
            write(folder / "submitted", lab)
    report = folder / "report.json"
    grade(folder / "submitted", None, folder / "graded", report, workers=2)
    return records(report)


def graded_labs(item) -> list[str]:
    """Return the lab whose grades a test of this module looks at, if it names one."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    return [params["lab"].name] if "lab" in params and "graded" in item.fixturenames else []


def write(submitted: Path, lab, most: int | None = None) -> None:
    """Write the solution, the untouched release, and the rounds of answers (at most so many) as submissions."""
    corpus.write(submitted, "solution", lab, corpus.filled(lab, {}))
    corpus.write(submitted, "untouched", lab, corpus.release_notebook(lab))
    for number, chosen in enumerate(corpus.rounds(lab)[:most]):
        corpus.write(submitted, f"round{number:02d}", lab, corpus.filled(lab, chosen))


def records(report: Path) -> dict[tuple[str, str], dict]:
    """Return the submissions of a report by student and lab."""
    found = json.loads(report.read_text())["submissions"]
    return {(record["student"], record["lab"]): record for record in found}


def test_grades_are_the_same_in_cold_kernels(graded, tmp_path, monkeypatch):
    """A new process for each notebook, in place of a fork: the same scores, words and flags."""
    from course.grading.grade import grade

    asked = [lab for lab in LABS if ("solution", lab.name) in graded]
    if not asked:
        pytest.skip("no lab was selected")
    write(tmp_path / "submitted", asked[0], most=2)
    monkeypatch.setenv("COURSE_WARM", "none")
    grade(tmp_path / "submitted", None, tmp_path / "graded", tmp_path / "report.json", workers=2)
    cold = records(tmp_path / "report.json")
    assert len(cold) == 4 and all(graded[key] == record for key, record in cold.items())


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_the_solution_gets_full_marks(graded, lab):
    record = graded["solution", lab.name]
    assert record["score"] == record["max_score"] == sum(corpus.points(lab).values()) > 0, record["exercises"]
    assert record["flags"] == []


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_the_untouched_release_gets_zero(graded, lab):
    record = graded["untouched", lab.name]
    assert record["score"] == 0 and set(record["exercises"]) == set(corpus.points(lab))
    for name, exercise in record["exercises"].items():
        assert "is not written yet" in exercise["message"], (name, exercise)


@pytest.mark.parametrize(("lab", "answer"), ALL, ids=[f"{lab.name}-{answer}" for lab, answer in ALL])
def test_the_answer_gets_its_score(graded, lab, answer):
    number = next(k for k, chosen in enumerate(corpus.rounds(lab)) if chosen.get(answer.exercise) == answer)
    result = graded[f"round{number:02d}", lab.name]["exercises"][answer.exercise]
    assert result["score"] == answer.score, result["message"]
    full = corpus.points(lab)[answer.exercise]
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
    wrong = [answer for answer in corpus.answers(lab) if answer.score < corpus.points(lab)[answer.exercise]]
    assert not [answer for answer in corpus.answers(lab) if answer.cause and answer not in wrong]
    for exercise, full in corpus.points(lab).items():
        scores = [answer.score for answer in corpus.answers(lab) if answer.exercise == exercise]
        assert sum(score < full for score in scores) >= 3, f"{exercise}: fewer than three wrong answers"
        assert sum(score == full for score in scores) >= 1, f"{exercise}: no right answer written differently"
    assert {answer.exercise for answer in corpus.answers(lab)} == set(corpus.points(lab))
