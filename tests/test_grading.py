"""Good, damaged and hostile submissions through one run of `grade`, each to its stated verdict and score."""

import csv
import json
import re
import sqlite3

import pytest

from course.grading.answering import warm
from course.grading.answering.runner import Limits
from course.grading.answering.sandbox import sandboxed
from course.grading.grade import grade
from tests.hostile import lab
from tests.hostile.cases import CASES

LIMITS = Limits(cell=4, notebook=60, grace=1)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade every case in one run; return (root, report, entries by student)."""
    root = tmp_path_factory.mktemp("graded")
    bundle = lab.write_bundle(root)
    for student, case in CASES.items():
        folder = root / "submitted" / student / lab.LAB
        folder.mkdir(parents=True)
        made = case.make()
        (folder / case.name).write_bytes(made if isinstance(made, bytes) else lab.dump(made))
        for name, content in case.files.items():
            (folder / name).write_bytes(content)
    (root / "submitted" / "good" / "90_tinny").mkdir()
    (root / "submitted" / "nothing_inside" / lab.LAB).mkdir(parents=True)
    (root / "submitted" / "a link [x]" / lab.LAB).mkdir(parents=True)
    (root / "submitted" / "a link [x]" / lab.LAB / "tiny.ipynb").symlink_to(bundle / lab.LAB / "tiny.ipynb")
    report = grade(root / "submitted", None, root / "out", root / "report.json", 2, bundle=bundle, limits=LIMITS)
    entries = {
        e["student"]: e for e in json.loads((root / "report.json").read_text())["submissions"] if e["lab"] == lab.LAB
    }
    return root, report, entries


@pytest.mark.parametrize("student", CASES)
def test_a_submission_gets_its_verdict_and_score(graded, student):
    entry, case = graded[2][student], CASES[student]
    got = {name: exercise["score"] for name, exercise in entry["exercises"].items()}
    assert (entry["verdict"], got) == (case.verdict, case.scores), entry
    assert entry["score"] == sum(case.scores.values()) and entry["max_score"] == 5
    assert case.flag in "\n".join(entry["flags"]), entry
    assert case.message in "\n".join(exercise["message"] for exercise in entry["exercises"].values()), entry
    if case.verdict != "graded":
        assert entry["flags"], "every trouble has a reason"


@pytest.mark.skipif(not (warm.wanted() and sandboxed()), reason="no bubblewrap here")
def test_every_submission_ran_in_a_warm_kernel_or_not_at_all(graded):
    root, report, _ = graded
    entries = [json.loads(line) for line in (root / "out" / "log.jsonl").read_text().splitlines()]
    assert {entry["kernel"] for entry in entries} == {"warm", "none"} and not any(entry["cold"] for entry in entries)
    assert "slower" not in report.summary


def test_one_verdict_a_submission(graded):
    _, report, _ = graded
    names = [(entry["student"], entry["lab"]) for entry in report.submissions]
    assert len(names) == len(set(names)) == len(CASES) + 3


def test_folders_that_are_no_submissions_are_reported(graded):
    _, report, entries = graded
    unknown = next(entry for entry in report.submissions if entry["lab"] == "90_tinny")
    assert unknown["verdict"] == "unknown" and "90_tiny" in unknown["flags"][0]
    assert entries["nothing_inside"]["verdict"] == "missing"
    assert entries["a link [x]"]["verdict"] == "broken" and "link" in entries["a link [x]"]["flags"][0]


def test_exit_status_and_summary_count_the_trouble(graded):
    _, report, _ = graded
    bad = sum(entry["verdict"] != "graded" for entry in report.submissions)
    assert report.exit_status == 3
    assert f"{len(report.submissions)} submissions, {bad} with trouble" in report.summary
    assert "endless_loop/90_tiny: timeout" in report.summary


def test_gradebook_holds_every_score(graded):
    root, _, entries = graded
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'out' / 'gradebook.db'}") as book:
        scores = {s.student.id: s.score for s in book.assignment_submissions(lab.LAB)}
        assert not any(s.needs_manual_grade for s in book.assignment_submissions(lab.LAB))
    assert scores == {student: entry["score"] for student, entry in entries.items()}


def test_csv_has_a_column_for_each_exercise(graded):
    root, _, entries = graded
    with open(root / "out" / "grades.csv", newline="", encoding="utf-8-sig") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert float(rows["good"]["90_tiny/total"]) == 3 and float(rows["hard_coded"]["90_tiny/total"]) == 0
    assert set(rows) == set(entries)


def test_feedback_shows_no_hidden_tests(graded):
    root, _, entries = graded
    for student in entries:
        page = (root / "out" / "feedback" / student / lab.LAB / "tiny.html").read_text()
        plain = re.sub(r"<[^>]+>", "", page)
        assert not [word for word in lab.SECRETS if word in plain], student
        assert "DESIRED" not in plain and "desired" not in plain.lower().replace("desired&", ""), student
    report = json.dumps(entries)
    assert not [word for word in lab.SECRETS if word in report.replace("lines of hidden tests", "")]


def test_feedback_of_hostile_text_is_harmless(graded):
    root, _, _ = graded
    page = (root / "out" / "feedback" / "scripts_in_text" / lab.LAB / "tiny.html").read_text()
    body = page[page.index("<body") :]
    body = re.sub(r'<div class="highlight.*?</div>', "", body, flags=re.DOTALL)  # the source, escaped
    assert "bold" in body
    for number in range(1, 11):
        assert not re.search(rf"<script>[^<]*alert\({number}\)", body)
        assert not re.search(rf"<[^>]*alert\({number}\)", body)
    assert "<iframe" not in body and "\\href" not in body and "<svg" not in body


def test_outputs_are_capped(graded):
    root, _, _ = graded
    for student in ("prints_50_megabytes", "shows_20_megabytes_of_html"):
        assert (root / "out" / "feedback" / student / lab.LAB / "tiny.html").stat().st_size < 2_000_000


def test_only_what_changed_is_graded_again(graded):
    root, _, entries = graded
    log = root / "out" / "log.jsonl"
    before = len(log.read_text().splitlines())
    assert before == len(entries) + 1
    folder = root / "submitted" / "wrong" / lab.LAB
    (folder / "tiny.ipynb").write_bytes(lab.dump(lab.answered()))
    (root / "out" / "verdicts" / "good" / f"{lab.LAB}.json").write_text('{"half": ')  # a kill while writing
    report = grade(root / "submitted", ["90"], root / "out", None, 2, bundle=root / "bundle", limits=LIMITS)
    added = [json.loads(line) for line in log.read_text().splitlines()[before:]]
    assert sorted((entry["student"], entry["score"]) for entry in added) == [("good", 5.0), ("wrong", 5.0)]
    scores = {entry["student"]: entry["score"] for entry in report.submissions if entry["lab"] == lab.LAB}
    assert scores["wrong"] == 5 and scores["hard_coded"] == 2
    with sqlite3.connect(root / "out" / "gradebook.db") as book:
        count = "select count(*) from submitted_assignment where student_id = 'wrong'"
        assert book.execute(count).fetchone() == (1,)
