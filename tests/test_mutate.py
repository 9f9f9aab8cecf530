"""`course mutate` changes solutions, asks the checks, and says what no check sees."""

from __future__ import annotations

import pytest

from course import paths
from course.grading import mutate
from course.grading.mutants import mutants
from course.grading.trial import Trial
from course.labformat.source import labs

FOLDER = paths.root() / "tests" / "mutants"
LABS = labs(paths.root())
CELL = '''
def mean(x, axis=0):
    """Return the mean. No values: a ValueError."""
    ### BEGIN SOLUTION
    if len(x) < 1:
        raise ValueError("nothing to take a mean of")
    return np.sum(x, axis=axis) / len(x)
    ### END SOLUTION
'''


def changes(source: str) -> list[str]:
    return [mutant.change for mutant in mutants("mean", source)]


def test_operators_constants_keywords_conditions_and_statements_change():
    found = "\n\n".join(changes(CELL))
    line = "- return np.sum(x, axis=axis) / len(x)\n"
    assert line + "+ return np.sum(x, axis=axis) * len(x)" in found
    assert line + "+ return np.sum(x) / len(x)" in found
    assert line + "+ return np.mean(x, axis=axis) / len(x)" in found
    assert "- if len(x) < 1:\n+ if len(x) <= 1:" in found
    assert "- if len(x) < 1:\n+ if False:" in found
    assert "+ pass" in found


def test_neither_signature_nor_words_of_an_error_change():
    added = [line for change in changes(CELL) for line in change.split("\n") if line.startswith("+")]
    assert added and not any("def mean" in line or "nothing to" in line for line in added)
    assert not changes("def f(x):\n    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION\n")


def test_a_refusal_that_the_docstring_does_not_promise_stays():
    assert any("False" in change for change in changes(CELL))
    found = changes(CELL.replace(" No values: a ValueError.", ""))
    assert found and not any("if" in change or "raise" in change for change in found)


def test_sides_that_may_be_exchanged_are_not():
    same = "def f(a, b):\n    return (a - b) ** 2 + np.hypot(a, b) * min(a, b) * (a in (1, 2))\n"
    assert not [change for change in changes(same) if "(b - a)" in change or "(b, a)" in change or "(2, 1)" in change]
    assert [change for change in changes("def f(a, b):\n    return (a - b) ** 3\n") if "(b - a)" in change]


def test_mutants_are_different_from_the_solution_and_from_each_other():
    found = [mutant.source for mutant in mutants("mean", CELL)]
    assert len(set(found)) == len(found) > 8
    for source in found:
        compile(source, "mutant", "exec")


@pytest.fixture(scope="module")
def trial():
    assignment = mutate.made(LABS[1])
    with Trial(assignment, mutate.LIMITS) as trial:
        yield trial


def test_a_trial_gives_the_solution_full_marks_and_forgets_the_answer_before(trial):
    def passed(source: str) -> bool:
        return all(outcome.passed for outcome in trial.answer("moving_average", source).values())

    solution = next(p.full for p in trial.assignment.parts if p.exercise == "moving_average" and p.kind == "exercise")
    assert passed(solution)
    assert passed("helper = 1\n" + solution.replace("    ### BEGIN SOLUTION", "    helper"))
    assert not passed(solution.replace("    ### BEGIN SOLUTION", "    helper"))
    assert not passed("def moving_average(x, m:") and not passed("raise KeyError")
    assert passed(solution)


def test_an_answer_that_ends_its_process_costs_itself_alone(trial):
    killed = trial.answer("moving_average", "import os\nos._exit(1)")
    assert killed and all("stopped" in outcome.message for outcome in killed.values())
    solution = next(p.full for p in trial.assignment.parts if p.exercise == "moving_average" and p.kind == "exercise")
    assert all(outcome.passed for outcome in trial.answer("moving_average", solution).values())


def test_a_survivor_is_reported_and_a_listed_equivalent_is_not_asked(trial):
    solution = next(p.full for p in trial.assignment.parts if p.exercise == "moving_average" and p.kind == "exercise")
    same = mutate.Mutant("moving_average", solution + "\nunused = 1", "+ unused = 1")
    wrong = mutate.Mutant("moving_average", "def moving_average(x, m):\n    return x\n", "wrong")
    [tally] = mutate.tried(trial.assignment, [same, wrong], {})
    assert tally.survivors == [same] and (tally.killed, tally.visible, tally.count) == (1, 1, 2)
    [tally] = mutate.tried(trial.assignment, [same], {("moving_average", "+ unused = 1"): "it binds a name"})
    assert tally.equivalent == 1 and not tally.survivors


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_what_is_listed_as_equivalent_still_exists(lab):
    there = {(mutant.exercise, mutant.change) for mutant in mutate.all_mutants(mutate.made(lab), FOLDER)}
    gone = [entry for entry in mutate.equivalent(FOLDER, lab.name) if entry not in there]
    assert not gone, "remove these: no such mutant"


def test_an_entry_without_a_reason_is_refused(tmp_path):
    (tmp_path / "01_x.toml").write_text('[[equivalent]]\nexercise = "a"\nchange = "- b"\n')
    with pytest.raises(mutate.MutateError, match="reason"):
        mutate.equivalent(tmp_path, "01_x")


def test_an_unknown_exercise_is_named():
    with pytest.raises(mutate.MutateError, match="moving_average"):
        mutate.all_mutants(mutate.made(LABS[1]), FOLDER, "no_such")
