"""Every rule of the lint has a bad script here that it must reject, made by one change to a good one."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.authoring.lint import lint
from course.labformat import source
from course.labformat.source import Lab, SourceError

GOOD = (Path(__file__).parent / "fixtures/course_root/source/01_tiny/tiny.py").read_text()

ASKED = """\
# %% [markdown]
# ## 2 · A guess
#
# **Predict** the answer.

# %% predict="answer"
predictions.guess("answer", ...)  # a number

# %%
predictions.compare("answer", 42)

# %% [markdown]
# ## 3 · After it

"""
PLACE = '# %% output="fixed"'  # before which it is put


def asked(*changes):
    text = ASKED
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return (PLACE, text + PLACE)


GUESS = '# %% predict="answer"\npredictions.guess("answer", ...)  # a number\n\n'
COMPARED = '# %%\npredictions.compare("answer", 42)\n\n'

BAD = {
    "a Predict without a guess": (asked((GUESS, "")), "asks to predict; the next code cell is no guess"),
    "a Predict at the end": (
        (f"{PLACE}\nprint(6 * 7)\n", "# %% [markdown]\n# Look. Predict what comes.\n"),
        "asks to predict; the next code cell",
    ),
    "a guess that is not compared": (asked((COMPARED, "")), "predict answer: is not compared in its section"),
    "a guess that is compared in another section": (
        asked((COMPARED, ""), ("# ## 3 · After it\n\n", "# ## 3 · After it\n\n" + COMPARED)),
        "which its section does not ask for before",
    ),
    "a comparison without a guess": ((PLACE, COMPARED + PLACE), "compares answer, which its section does not ask"),
    "a guess that is filled in": (asked(('"answer", ...)', '"answer", 42)')), "and nothing else but a comment"),
    "a guess of another name": (asked(('guess("answer"', 'guess("other"')), 'holds predictions.guess("answer", ...)'),
    "two guesses of one name": (asked((GUESS, GUESS + GUESS)), "the id is used twice"),
    "a guess with points": (asked(('predict="answer"', 'predict="answer" points=2')), "has no other mark (points)"),
    "an odd id": (
        asked(('predict="answer"', 'predict="An answer"'), ('guess("answer"', 'guess("An answer"')),
        "is not of small letters",
    ),
    "no markers": (("    ### BEGIN SOLUTION\n    return 2", "    return 2"), "needs exactly one ### BEGIN SOLUTION"),
    "no end marker": (
        ("    return 2 * np.asarray(x)\n    ### END SOLUTION", "    return 2 * np.asarray(x)"),
        "END SOLUTION",
    ),
    "no check": (('# %% check="double" points=2', "# %%"), "exercise double: has no check"),
    "no docstring": (
        ('    """Return twice `x`, any shape; double([1, 2]) is [2, 4]."""\n', ""),
        "double has no docstring",
    ),
    "stub does not parse": (
        (
            "    ### BEGIN SOLUTION\n    return 2 * np.asarray(x)",
            "    return (\n    ### BEGIN SOLUTION\n    2 * np.asarray(x))",
        ),
        "stub does not parse",
    ),
    "stub still works": (
        (
            '    ### END SOLUTION\n\n\n# %% check="double"',
            '    ### END SOLUTION\n    return 2\n\n\n# %% check="double"',
        ),
        "does not end in the raise",
    ),
    "two functions": (
        ("def double(x):", 'def helper():\n    """Help."""\n\n\ndef double(x):'),
        "defines 2 functions",
    ),
    "other exercise's name": (
        ('checks.close("worked example", total([1, 2]), 3)', 'checks.close("t", total(double([1, 2])), 6)'),
        "another exercise (double)",
    ),
    "undefined name": (("values + values", "values + offset"), "uses offset"),
    "name from a skipped cell": (
        (('print("a widget would be here")', "limit = 3"), ("total([1, 2]), 3)", "total([1, 2]), limit)")),
        "uses limit",
    ),
    "check ignores its exercise": (
        (
            ('checks.close("worked example", total([1, 2]), 3)', "checks.true('always', True)"),
            ('checks.raises("nothing to add", ValueError, total, [])', "pass"),
        ),
        "does not use anything",
    ),
    "no points": ((" points=2", ""), "needs points"),
    "negative points": (("points=2", "points=-2"), "needs points"),
    "no hidden tests": (("### BEGIN HIDDEN TESTS\nchecks.raises", "checks.raises"), "BEGIN HIDDEN TESTS"),
    "only hidden tests": (('checks.close("worked example", total([1, 2]), 3)\n', ""), "needs a visible part"),
    "check before its exercise": (
        ('# %% output="fixed"', '# %% check="total" points=1'),
        "there is no exercise total before it",
    ),
    "duplicate id": (('# %% exercise="total"', '# %% exercise="double"'), "used twice"),
    "two hints": (("# <details><summary>Hint 3: a sketch</summary>multiply</details>\n", ""), "has 2 hints"),
    "solution in a given cell": (
        ("print(6 * 7)", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
        "neither exercise nor check",
    ),
    "points on a given cell": (('# %% output="fixed"', '# %% output="fixed" points=1'), "given cell has no points"),
    "unknown output mark": (('output="fixed"', 'output="stable"'), 'output="stable" is unknown'),
    "unknown skip mark": (('skip="grading"', 'skip="always"'), 'skip="always" is unknown'),
    "skipped check": (('check="total" points=3', 'check="total" points=3 skip="grading"'), "cannot be skipped"),
    "exercise and check in one": (
        ('exercise="total"', 'exercise="total" check="total" points=1'),
        "both as an exercise and as a check",
    ),
    "a figure before the last statement": (
        ("print(6 * 7)", "from course.plots import layers as drawn\n\ndrawn.race({}, 1)\nprint(6 * 7)"),
        "drawn.race(…) is not the last statement, so nobody sees what it draws",
    ),
    "a figure of an earlier import, in a loop": (
        (
            ("from course import checks", "from course import checks\nfrom course.puzzles import cnn as puzzle"),
            ("print(6 * 7)", "for logs in ({}, {}):\n    puzzle.show(logs)"),
        ),
        "puzzle.show(…) is not the last statement",
    ),
    "broken Python": (("print(6 * 7)", "print(6 *"), "does not parse"),
}


def faults(tmp_path: Path, text: str) -> list[str]:
    script = tmp_path / "01_tiny" / "tiny.py"
    script.parent.mkdir()
    script.write_text(text)
    return lint(source.read(Lab("01_tiny", script)))


def test_the_good_script_has_no_fault(tmp_path):
    assert faults(tmp_path, GOOD) == []


def test_a_figure_at_the_end_of_its_cell_is_no_fault(tmp_path):
    figure = "from course.plots import layers\n\ncurves = layers.race({}, 1)\nprint(6 * 7)\nlayers.race({}, 2)"
    assert faults(tmp_path, GOOD.replace("print(6 * 7)", figure)) == []


@pytest.mark.parametrize("name", BAD)
def test_bad_script_is_rejected(tmp_path, name):
    changes, message = BAD[name]
    text = GOOD
    for old, new in [changes] if isinstance(changes[0], str) else changes:
        assert text.count(old) >= 1, f"the fixture no longer holds {old!r}"
        text = text.replace(old, new, 1)
    found = faults(tmp_path, text)
    assert any(message in fault for fault in found), found


MOST = 12  # given code cells in a row


def stretches(lab) -> list[int]:
    """How many given code cells stand in a row, without an exercise, a check or a prediction between them."""
    counts = [0]
    for cell in source.read(lab).cells:
        if {"exercise", "check", "predict"} & set(cell.metadata):
            counts.append(0)
        elif cell.cell_type == "code":
            counts[-1] += 1
    return counts


@pytest.mark.parametrize("lab", source.labs(), ids=lambda lab: lab.name)
def test_nobody_watches_for_long_without_something_to_do(lab):
    assert max(stretches(lab)) <= MOST


def test_unknown_mark_is_an_error_that_lists_the_marks(tmp_path):
    with pytest.raises(SourceError, match=r"unknown mark exercize .* exercise"):
        faults(tmp_path, GOOD.replace('exercise="total"', 'exercize="total"'))
