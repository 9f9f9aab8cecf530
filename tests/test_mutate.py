"""`course mutate` changes solutions, asks the checks, and says what no check sees."""

from __future__ import annotations

import ast
import random

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


def test_words_of_a_solution_are_replaced_and_must_stand_there_once(tmp_path):
    path, assignment = tmp_path / "02_filters.toml", mutate.made(LABS[1])
    entry = '[[mutant]]\nexercise = "moving_average"\nname = "not divided"\nold = "{}"\nnew = "{}"\n'
    path.write_text(entry.format("np.ones(int(m)) / m", "np.ones(int(m))"))
    last = mutate.all_mutants(assignment, tmp_path, "moving_average")[-1]
    assert last.change == "by hand: not divided" and "np.ones(int(m)))" in last.source
    assert "not divided" not in {mutant.change for mutant in mutate.all_mutants(assignment, tmp_path, "best_window")}
    path.write_text(entry.format("m", "n"))
    with pytest.raises(mutate.MutateError, match="must stand once"):
        mutate.all_mutants(assignment, tmp_path)


CHEAP = {  # exercises whose cells need no others but imports
    "01_convolution": ("convolve1d", "conv2d"),
    "02_filters": ("moving_average", "edge_magnitude"),
    "03_cnn": ("accuracy", "confusion_matrix"),
    "04_gan": ("make_noise", "nearest_training"),
}


def asked(assignment, exercise: str, source: str) -> None:
    """Run the lab's imports, this answer and all of its checks in this process; a check that fails raises."""
    given = [part.full for part in assignment.parts if part.kind == "given"]
    imports = [
        line for cell in given for line in ast.parse(cell).body if isinstance(line, (ast.Import, ast.ImportFrom))
    ]
    names: dict = {}
    exec(compile(ast.Module(imports, []), "imports", "exec"), names)
    exec(source, names)
    for part in assignment.parts:
        if part.kind == "check" and part.exercise == exercise:
            exec(part.full, names)


@pytest.mark.parametrize("lab", [lab for lab in LABS if lab.name in CHEAP], ids=lambda lab: lab.name)
def test_a_sample_of_mutants_is_killed_or_listed(lab):
    assignment, known = mutate.made(lab), mutate.equivalent(FOLDER, lab.name)
    chosen = []
    for exercise in CHEAP[lab.name]:
        asked(assignment, exercise, next(p.full for p in assignment.parts if p.exercise == exercise))
        chosen += mutate.all_mutants(assignment, FOLDER, exercise)
    chosen = [mutant for mutant in chosen if (mutant.exercise, mutant.change) not in known]
    for mutant in random.Random(lab.name).sample(chosen, 16):
        try:
            asked(assignment, mutant.exercise, mutant.source)
        except Exception:  # whatever a wrong answer raises; a check's own failure, mostly
            continue
        pytest.fail(f"no check of {mutant.exercise} sees this:\n{mutant.change}")


def test_an_unknown_exercise_is_named():
    with pytest.raises(mutate.MutateError, match="moving_average"):
        mutate.all_mutants(mutate.made(LABS[1]), FOLDER, "no_such")
