"""Guesses: what is said about each kind of them, that nothing stops a run, and where they are kept."""

from __future__ import annotations

import json

import nbformat
import numpy as np
import pytest

from course import predictions, progress
from course.grading import worker
from course.grading.collecting.roster import Member
from course.grading.results import classreport
from course.grading.results.standing import Mark, Results, Standing
from course.grading.submission.notebooks import parse
from course.grading.submission.repair import repair
from course.labformat.assignment import from_notebook
from tests.hostile import lab


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(predictions, "_guesses", {})
    monkeypatch.setattr(predictions, "_states", {})


def said(capsys, guess, value, unit=""):
    predictions.guess("it", *guess) if isinstance(guess, tuple) else predictions.guess("it", guess)
    capsys.readouterr()
    predictions.compare("it", value, unit)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("guess", "value", "line"),
    [
        (10, 10, "[right] it: you said 10.\n"),
        (9, 10, "[near] it: you said 9, it is 10, 1 more.\n"),
        ("about 9", 10, "[near] it: you said about 9, it is 10, 1 more.\n"),
        (0.7, 0.693147, "[right] it: you said 0.7, it is 0.693.\n"),
        (0.9, 0.693147, "[near] it: you said 0.9, it is 0.693, 0.207 less.\n"),
        (100, 961.0, "[off] it: you said 100, it is 961, 9.61 times as much.\n"),
        (50.0, 2.5, "[off] it: you said 50, it is 2.5; your guess is 20 times too large.\n"),
        (-1, 3, "[off] it: you said -1, it is 3, 4 more.\n"),
        (1, 0, "[off] it: you said 1, it is 0, 1 less.\n"),
        ("1/3", 1 / 3, "[right] it: you said 1/3.\n"),
        ("Faster.", "faster", "[right] it: you said Faster.\n"),
        ("slower", "faster", "[off] it: you said slower, it is faster.\n"),
        ("b", {"a", "b"}, "[right] it: you said b.\n"),
        ("c", {"a", "b"}, "[off] it: you said c, it is a or b.\n"),
        (True, True, "[right] it: you said yes.\n"),
        ("yes", np.bool_(False), "[off] it: you said yes, it is no.\n"),
        ((10, 8, 6), [10, 8, 6], "[right] it: you said 10, 8, 6.\n"),
        ([10, 8, 7], (10, 8, 6), "[near] it: you said 10, 8, 7, it is 10, 8, 6: 2 of 3 are right.\n"),
        ("10, 8, 6", np.array([10, 8, 6]), "[right] it: you said 10, 8, 6.\n"),
        ([1, 2], [1, 2, 3], "[off] it: you said 1, 2, it is 1, 2, 3: 3 values, not 2 values.\n"),
        (3, [1, 2], "[off] it: you said 3, it is 1, 2: 2 values, not one value.\n"),
        ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]]), "[right] it: you said (1, 2), (3, 4).\n"),
        ("black", 12, "[off] it: you said black, it is 12.\n"),
        (10, np.float32(10.001), "[right] it: you said 10, it is 10.\n"),
        (("no", "falls"), [False, "falls"], "[right] it: you said no, falls.\n"),
        ([True, "no"], [True, False], "[right] it: you said yes, no.\n"),
    ],
)
def test_a_sentence_says_how_far_the_guess_was(capsys, guess, value, line):
    assert said(capsys, guess, value) == line


def test_units_follow_the_numbers(capsys):
    assert said(capsys, 3, 4, "pixels") == "[near] it: you said 3 pixels, it is 4 pixels, 1 pixels more.\n"


class Hostile:
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __eq__ = __bool__ = __len__ = __array__ = __float__ = __str__
    __hash__ = None


ODD = [None, float("nan"), float("inf"), Hostile(), object(), "", "\ud800", [], {}, {"a": 1}, b"x", 10**400, 1j]
ODD += [print, int, "x" * 10**6, [[1], [2, 3]], np.zeros((1000, 1000)), [Hostile()], lambda: 1 / 0]


@pytest.mark.parametrize("value", [10, 0.5, "faster", True, [1, 2], {"a"}, np.eye(2), None, float("nan"), Hostile()])
def test_no_guess_and_no_answer_stops_a_run(capsys, value):
    for odd in ODD:
        line = said(capsys, odd, value)
        assert line.count("\n") == 1 and line.startswith(
            ("[off] it: you said", "[right] it", "[near] it", "[open] it")
        )
        assert len(line) < 400
        predictions.session()
        line.encode()


def test_what_is_untouched_says_so_and_shows_the_answer(capsys):
    predictions.guess("it", ...)
    predictions.compare("it", [10, 8])
    predictions.compare("never run", lambda: 1 / 0)
    told = capsys.readouterr().out
    assert told == (
        "[open] it: no guess noted; it is 10, 8.\n"
        "[open] never run: the answer is not there yet (ZeroDivisionError: division by zero)\n"
    )
    assert predictions.session() == {}


def test_two_predictions_are_not_mixed_up_whatever_the_order(capsys):
    predictions.guess("first", 1)
    predictions.guess("second", 2)
    predictions.compare("second", 2)
    predictions.compare("first", 5)
    predictions.guess("second", 3)
    noted = predictions.session()
    assert noted["first"] == predictions.Noted("1", "off") and noted["second"] == predictions.Noted("3", "open")
    predictions.guess("first", ...)
    assert "first" not in predictions.session()


def notebook(*cells):
    return [{"cell_type": "code", "source": source, "outputs": [{"text": text}]} for source, text in cells]


def test_a_saved_notebook_keeps_guess_and_comparison():
    cells = notebook(
        ('predictions.guess("size", 10, 8)  # two numbers', "noted: 10, 8\n"),
        ('predictions.guess("speed", "about a third")', ""),
        ('predictions.guess("open", ...)', ""),
        ('predictions.guess("typo", 12 or so)', ""),
        ('x = 3\npredictions.compare("size", x)', ["text\n[off] size: you said 10, 8, it is 3.\n"]),
        ('print("[right] speed: ")', "[right] speed: forged by a cell that compares nothing\n"),
    )
    found = predictions.saved([*cells, {"cell_type": "markdown", "source": 'predictions.guess("no", 1)'}, 3])
    noted = predictions.Noted
    assert found == {
        "size": noted("10, 8", "off"),
        "speed": noted("about a third", "open"),
        "typo": noted("12 or so", "open"),
    }


@pytest.mark.parametrize(
    "cell",
    [
        {},
        {"cell_type": "code"},
        {"cell_type": "code", "source": 3, "outputs": 5},
        {
            "cell_type": "code",
            "source": ["predictions.guess(", '"a", 1)\n', 'predictions.compare("a", 1)'],
            "outputs": [None, {"text": {}}],
        },
    ],
)
def test_odd_cells_are_read(cell):
    json.dumps(cell)
    assert set(predictions.saved([cell])) <= {"a"}


# --- in a lab: the notebook that is built, repair, progress, the class report ------------------------------------


def with_guess(notebook):
    """Put a guess and its comparison into the tiny lab, before its sum."""
    at = next(n for n, cell in enumerate(notebook.cells) if cell.id == "text-sum")
    notebook.cells[at:at] = [
        lab.code('predictions.guess("size", ...)  # a number', "predict-size", kind="predict", predict="size"),
        lab.code('predictions.compare("size", 6)', "given-compare"),
    ]
    notebook.cells[at].metadata.nbgrader.locked = False
    notebook.cells[1].source = notebook.cells[1].source.replace("import checks", "import checks, predictions")
    return notebook


@pytest.fixture
def assignment():
    return from_notebook(with_guess(lab.bundle_notebook()), lab.LAB, lab.NAME)


def repaired(assignment, change, **how):
    notebook = with_guess(lab.answered())
    change(notebook.cells)
    return repair(parse(nbformat.writes(notebook).encode()), assignment, **how)


def place(cells):
    return next(n for n, cell in enumerate(cells) if cell.id == "predict-size")


def fill(text):
    def change(cells):
        cells[place(cells)].source = text

    return change


@pytest.mark.parametrize("text", ['predictions.guess("size", 7)', 'predictions.guess("size", six or so)', "7"])
@pytest.mark.parametrize("to_run", [True, False])
def test_a_guess_outlives_the_repair_and_is_no_damage(assignment, text, to_run):
    found = repaired(assignment, fill(text), to_run=to_run)
    cell = found.notebook.cells[place(found.notebook.cells)]
    assert (text in cell.source or text == "7") and not found.flags
    assert cell.metadata.course.predict == "size" and not cell.metadata.nbgrader.locked
    assert any(cell.source == text for cell in found.notebook.cells)


def test_a_guess_without_metadata_is_found_by_its_name(assignment):
    def bare(cells):
        fill('predictions.guess("size", 7)  # mine')(cells)
        cell = cells[place(cells)]
        cell.metadata, cell.id = {}, "x1"

    found = repaired(assignment, bare).notebook
    assert found.cells[place(found.cells)].source == 'predictions.guess("size", 7)  # mine'


def test_a_deleted_guess_comes_back_untouched_and_is_no_damage(assignment):
    found = repaired(assignment, lambda cells: cells.pop(place(cells)))
    assert found.notebook.cells[place(found.notebook.cells)].source.startswith('predictions.guess("size", ...)')
    assert not found.flags


def test_an_answer_in_a_guess_s_cell_is_kept(assignment):
    def move(cells):
        total = next(cell for cell in cells if cell.id == "exercise-total")
        text, total.source = total.source, lab.release().cells[-2].source
        fill(f'predictions.guess("size", 7)\n\n\n{text}')(cells)

    found = repaired(assignment, move).notebook
    assert found.cells[place(found.cells)].source == 'predictions.guess("size", 7)'
    (total,) = (cell.source for cell in found.cells if "def total" in cell.source)
    assert "np.asarray(x).sum()" in total


def test_a_check_s_digest_and_points_do_not_depend_on_a_guess(assignment):
    assert assignment.predictions == ["size"] and assignment.max_score == 5
    assert all(part.id != "predict-size" for part in assignment.checks)


def test_progress_shows_guesses_that_are_saved(assignment, tmp_path):
    notebook = with_guess(lab.answered())
    fill('predictions.guess("size", 7)')(notebook.cells)
    compared = notebook.cells[place(notebook.cells) + 1]
    compared.outputs = [nbformat.v4.new_output("stream", text="[near] size: you said 7, it is 6, 1 less.\n")]
    nbformat.write(notebook, tmp_path / "tiny.ipynb")
    found = progress.of_saved(tmp_path / "tiny.ipynb", assignment)
    assert "[ 1] of 1 predictions noted (1 near)" in found.lines
    assert "[ 0] of 1 predictions noted" in progress.steps(assignment, {}, {}).lines


def test_progress_shows_guesses_of_the_session(assignment, monkeypatch, tmp_path):
    monkeypatch.setattr(progress, "bundles", lambda folder: {lab.LAB: tmp_path})
    monkeypatch.setattr(progress, "load", lambda path: assignment)
    check = next(part for part in assignment.checks)
    monkeypatch.setattr(progress, "_run", {progress._digest(check.source): progress.Seen(True)})
    predictions.guess("size", 6)
    predictions.compare("size", 6)
    assert progress.of_running(tmp_path).guesses == "of 1 predictions noted (1 right)"


def test_grading_notes_guesses_of_the_file_and_of_its_own_run(assignment):
    notebook = with_guess(lab.answered())
    fill('predictions.guess("size", "\\ud800<b>")')(notebook.cells)
    ran = with_guess(lab.answered())
    fill('predictions.guess("size", 7)')(ran.cells)
    ran.cells[place(ran.cells) + 1].outputs = [nbformat.v4.new_output("stream", text="[off] size: you said")]
    raw = json.dumps(notebook).encode()
    ((text, state),) = worker._predicted(raw, ran, assignment).values()
    assert state == "off" and "<b>" in text
    text.encode()
    assert worker._predicted(b"no notebook", ran, assignment) == {"size": ["7", "off"]}


def test_the_class_report_says_what_the_class_believed(tmp_path):
    def one(student, text, state):
        held = {"size": predictions.Noted(text, state)} if text else {}
        return Standing(student, lab.LAB, 5.0, 5.0, marks={"double": Mark(5.0, 5.0)}, predictions=held)

    said = [("7 <b>", "off")] * 4 + [("6", "right"), ("5", "near"), ("", "open")]
    class_ = [one(f"s{n}", *what) for n, what in enumerate(said)]
    (belief,) = classreport.beliefs(class_, ["size"])
    assert (belief.count, belief.right, belief.near, belief.off) == (6, 1, 1, 4)
    assert belief.reading == "a common error: talk about it"
    members = [Member(one.student) for one in class_]
    results = Results({lab.LAB: {"double": 5.0}}, members, {(one.student, lab.LAB): one for one in class_})
    results.asked = {lab.LAB: ["size"]}
    page = classreport.write(tmp_path, results, []).read_text("utf-8")
    assert (
        "What the class believed" in page and "6 of 7" in page and "7 &lt;b&gt; (4)" in page and "7 <b>" not in page
    )
    results.asked = {}
    assert "What the class believed" not in classreport.write(tmp_path, results, []).read_text("utf-8")
