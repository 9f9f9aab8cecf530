"""One truth: what a person gives in formgrader stays, and is what table, forms, feedback and summary say."""

from __future__ import annotations

import copy
import csv
import io
import re
import shutil
from datetime import timedelta

import nbformat
import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from course.cli import app
from course.grading import bundle as bundled
from course.grading import grade as grading
from course.grading.results import deadlines, feedback, mathml, refresh, standing, table
from tests import classroom
from tests.hostile import lab

SCORES = {"ann": (2.0, 3.0), "ben": (0.0, 3.0), "cleo": (0.0, 0.0)}


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A class of three, graded."""
    root = tmp_path_factory.mktemp("class")
    lab.write_bundle(root)
    for student in SCORES:
        classroom.hand_in(root / "submitted", student, "2026-11-03 12:00:00 UTC")
    with pytest.MonkeyPatch.context() as patch:
        classroom.grade(root, patch, SCORES)
    return root


@pytest.fixture
def graded(once, tmp_path, monkeypatch):
    """A copy of the graded class: (folder, a call that grades again)."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "graded", lambda **options: classroom.grade(tmp_path, monkeypatch, SCORES, **options)


def rows(out, name="grades.csv"):
    with open(out / name, newline="", encoding="utf-8-sig") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def page(out, student):
    return (out / "feedback" / student / lab.LAB / "tiny.html").read_text("utf-8")


def correct(out, student, score=None, comment=None):
    """Do what formgrader's handlers do when somebody types a score or a comment."""
    with Gradebook(refresh.url(out)) as book:
        where = (lab.NAME, lab.LAB, student)
        if score is not None:
            grade = book.find_grade("check-double", *where)
            grade.manual_score, grade.needs_manual_grade = score, False
        if comment is not None:
            book.find_comment("exercise-double", *where).manual_comment = comment
        book.db.commit()


def test_the_table_has_a_row_a_student_and_a_column_a_lab_and_exercise(graded):
    out, _ = graded
    found = rows(out)
    assert list(found) == ["ann", "ben", "cleo"]
    assert found["ben"][lab.LAB] == "3" and found["ben"]["90_tiny/double"] == "0" and found["ben"]["score"] == "3"
    assert found["ann"]["max_score"] == "5" and found["ann"]["90_tiny verdict"] == "graded"


def test_points_and_comments_given_by_hand_stay_and_are_everywhere(graded):
    out, again = graded
    before = page(out, "cleo")
    correct(out, "ben", 1.5, "a good idea, $x < 2$ <script>alert(1)</script>")
    report = again()
    assert report.started == []  # nothing was graded anew, and yet all follows
    folder = out.parent / "submitted" / "ben" / lab.LAB / "tiny.ipynb"
    changed = lab.answered()
    changed.cells[0].source += " changed"
    folder.write_bytes(lab.dump(changed))
    report = again()
    assert report.started == ["ben/90_tiny"]
    entry = next(e for e in report.submissions if e["student"] == "ben")
    assert entry["score"] == 4.5 and entry["exercises"]["double"] == {
        "score": 1.5, "max_score": 2.0, "message": classroom.WRONG, "by_hand": True
    }  # fmt: skip
    assert rows(out)["ben"]["score"] == "4.5" and rows(out)["ben"]["90_tiny/double"] == "1.5"
    text = page(out, "ben")
    assert "4.5" in text and "a good idea" in text and "<script" not in text and "<math" in text
    assert page(out, "cleo") == before
    assert "mean 3.17" in report.summary


def test_export_follows_formgrader_without_grading(graded):
    out, _ = graded
    correct(out, "cleo", 2.0, "well explained")
    path, notes = grading.export(out)
    assert path == out / "grades.csv" and rows(out)["cleo"]["score"] == "2"
    assert "well explained" in page(out, "cleo") and not notes
    stamps = {student: page(out, student) for student in ("ann", "ben", "cleo")}
    grading.export(out)
    assert stamps == {student: page(out, student) for student in stamps}
    with pytest.raises(grading.GradingError, match=r"no gradebook"):
        grading.export(out / "nothing")


def test_what_was_given_by_hand_survives_a_change_of_the_lab(graded, monkeypatch):
    out, again = graded
    correct(out, "ben", 1.5, "kept")
    bundle = out.parent / "bundle" / lab.LAB / "tiny.ipynb"
    notebook = nbformat.read(bundle, as_version=4)
    extra = copy.deepcopy(notebook.cells[1])
    extra.id = extra.metadata.nbgrader.grade_id = "given-more"
    extra.source = "more = 1"
    notebook.cells.append(extra)
    nbformat.write(notebook, bundle)
    (out.parent / "submitted" / "cleo" / lab.LAB / "tiny.ipynb").unlink()
    report = again()
    assert "its cells changed" in report.summary and (out / "gradebook-1.db").is_file()
    assert rows(out)["ben"]["90_tiny/double"] == "1.5" and "kept" in page(out, "ben")
    assert not (out / refresh.BY_HAND / f"{lab.LAB}.json").exists()


def test_a_lab_that_did_not_change_is_not_made_anew(graded):
    """Cells for predictions carry nbgrader's metadata, and are none of the cells that its gradebook holds."""
    out, again = graded
    bundle = out.parent / "bundle" / lab.LAB / "tiny.ipynb"
    notebook = nbformat.read(bundle, as_version=4)
    free = dict(grade=False, solution=False, locked=False, schema_version=3, grade_id="predict-it", task=False)
    notebook.cells.append(nbformat.v4.new_code_cell("guess = ...", id="predict-it", metadata={"nbgrader": free}))
    nbformat.write(notebook, bundle)
    again()
    correct(out, "ben", 1.5, "kept")
    for report in (again(), again()):
        assert "its cells changed" not in report.summary
    assert not list(out.glob("gradebook-*.db")) and rows(out)["ben"]["90_tiny/double"] == "1.5"
    with Gradebook(refresh.url(out)) as book:
        assert not book.find_grade("check-double", lab.NAME, lab.LAB, "ben").needs_manual_grade


def test_a_lab_that_nobody_has_handed_in_yet_is_in_no_table(graded):
    out, again = graded
    second = out.parent / "bundle" / "91_again" / "again.ipynb"
    second.parent.mkdir()
    nbformat.write(lab.bundle_notebook(), second)
    again()
    assert rows(out)["ann"]["max_score"] == "5" and "91_again" not in rows(out)["ann"]
    assert "91_again" not in (out / "report.html").read_text("utf-8")
    grading.export(out, "canvas")
    assert "91_again" not in (out / "canvas.csv").read_text("utf-8-sig")


def test_labs_of_earlier_runs_stay_in_the_table(graded, monkeypatch):
    out, _ = graded
    root = out.parent
    second = root / "bundle" / "91_again" / "again.ipynb"
    second.parent.mkdir()
    nbformat.write(lab.bundle_notebook(), second)
    folder = root / "submitted" / "ann" / "91_again"
    folder.mkdir()
    (folder / "again.ipynb").write_bytes(lab.dump(lab.answered()))
    classroom.grade(root, monkeypatch, labs=["91"])
    found = rows(out)
    assert found["ann"]["score"] == "10" and found["ann"]["max_score"] == "10"
    assert found["ben"]["91_again verdict"] == "missing" and found["ben"]["90_tiny"] == "3"


RULE = """
[due]
90_tiny = 2026-11-01T12:00:00+00:00
[late]
grace_minutes = 10
per_day = 0.1
most = 0.5
nothing_after_days = 7
[extensions.ann]
90_tiny = 3
[extensions.ben]
90_tiny = 2026-11-02T12:00:00+00:00
[columns]
90_tiny = "Lab 90 (4711)"
"""


def test_lateness_costs_what_the_file_says_and_follows_the_score(graded, tmp_path):
    out, again = graded
    (tmp_path / "d.toml").write_text(RULE)
    report = again(deadlines=tmp_path / "d.toml")
    assert report.started == []
    found = rows(out)
    assert found["ann"]["score"] == "5"  # three more days
    assert found["ben"]["90_tiny late penalty"] == "0.3" and found["ben"]["score"] == "2.7"  # one day late
    assert "0.3 taken off because it was late" in page(out, "ben")
    correct(out, "ben", 2.0)
    grading.export(out)  # the file was noted
    assert rows(out)["ben"]["90_tiny late penalty"] == "0.5" and "4.5" in page(out, "ben")
    (tmp_path / "d.toml").write_text("")
    grading.export(out, deadlines=tmp_path / "d.toml")
    assert rows(out)["ben"]["score"] == "5" and "taken off" not in page(out, "ben")


@pytest.mark.parametrize(
    ("days", "taken"), [(0.0, None), (0.006, None), (0.5, 1.0), (1.5, 2.0), (6.0, 5.0), (7.5, 10.0)]
)
def test_the_late_rule(days, taken):
    rule = deadlines.PerDay(grace_minutes=10, per_day=0.1, most=0.5, nothing_after_days=7)
    assert rule.late_submission_penalty("ann", 10.0, days * deadlines.DAY) == taken


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[due", "no TOML"),
        ("[dues]", "no part"),
        ("[due]\n99_no = 2026-01-01", "no lab '99_no'"),
        ("[due]\n90_tiny = 'soon'", "no time such as"),
        ("[late]\nper_week = 1", "late.per_week"),
        ("[late]\nper_day = -1", "0 or more"),
        ("[extensions]\nann = 3", r"\[extensions\.\"ann\"\]"),
        ("[extensions.ann]\n90_tiny = 3", "no due date"),
        ("due = 3", r"write \[due\]"),
    ],
)
def test_a_wrong_file_of_deadlines_says_where(tmp_path, text, said):
    path = tmp_path / "d.toml"
    path.write_text(text)
    with pytest.raises(deadlines.DeadlineError, match=said):
        deadlines.read(path, ["90_tiny"])


def test_times_without_offset_are_local_and_dates_end_at_midnight(tmp_path):
    path = tmp_path / "d.toml"
    path.write_text("[due]\n90_tiny = 2026-11-01\n[extensions.ann]\n90_tiny = 1.5")
    rule = deadlines.read(path, ["90_tiny"])
    assert rule.due["90_tiny"].hour == 23 and rule.due["90_tiny"].tzinfo is not None
    assert rule.extensions["ann"]["90_tiny"] == timedelta(days=1.5)


CLASS = """Student,ID,SIS User ID,SIS Login ID,Section
"Able, Ann",11,s11,ann,A
"Baker, Ben",12,s12,ben,A
"Clark, Cleo",13,s13,cleo,B
"Dunn, Dora",14,s14,dora,B
"""
SAMPLES = {
    "canvas": """Student,ID,SIS User ID,SIS Login ID,Section,Lab 90 (4711)
    Points Possible,,,,,5
"Able, Ann",11,s11,ann,A,5
"Baker, Ben",12,s12,ben,A,2.7
"Clark, Cleo",13,s13,cleo,B,0
"Dunn, Dora",14,s14,dora,B,
""",
    "moodle": """First name,Last name,ID number,Email address,Username,Lab 90 (4711)
Ann,Able,s11,,ann,5
Ben,Baker,s12,,ben,2.7
Cleo,Clark,s13,,cleo,0
Dora,Dunn,s14,,dora,
""",
    "gradescope": """First Name,Last Name,SID,Email,Sections,Lab 90 (4711),Lab 90 (4711) - Max Points,\
Lab 90 (4711) - Submission Time,Lab 90 (4711) - Lateness (H:M:S)
Ann,Able,s11,,A,5,5,2026-11-03 12:00:00 +0000,00:00:00
Ben,Baker,s12,,A,2.7,5,2026-11-03 12:00:00 +0000,24:00:00
Cleo,Clark,s13,,B,0,5,2026-11-03 12:00:00 +0000,48:00:00
Dora,Dunn,s14,,B,,5,,
""",
}


@pytest.mark.parametrize("form", SAMPLES)
def test_forms_of_learning_platforms(graded, tmp_path, form):
    out, _ = graded
    (tmp_path / "d.toml").write_text(RULE)
    (tmp_path / "class.csv").write_text(CLASS)
    path, notes = grading.export(out, form, None, tmp_path / "class.csv", tmp_path / "d.toml")
    assert path.read_text("utf-8-sig") == SAMPLES[form] and not notes
    assert rows(out)["dora"]["90_tiny verdict"] == "missing" and rows(out)["dora"]["last_name"] == "Dunn"
    with Gradebook(refresh.url(out)) as book:
        assert book.find_student("ann").last_name == "Able"


def test_a_form_without_a_roster_says_what_it_lacks(graded, tmp_path):
    out, _ = graded
    done = CliRunner().invoke(app, ["export", str(out), "--format", "moodle", "--out", str(tmp_path / "m.csv")])
    assert done.exit_code == 0 and "3 student(s) have no number or e-mail" in done.output
    assert (tmp_path / "m.csv").is_file()
    first = CliRunner().invoke(app, ["grade", str(out / "nothing"), "--format", "blackboard"])
    assert first.exit_code == 2 and "no form 'blackboard'" in first.output, "it is refused before anything is graded"
    done = CliRunner().invoke(app, ["export", str(out), "--format", "blackboard"])
    assert done.exit_code == 2 and "canvas, moodle, gradescope" in done.output


def test_no_name_becomes_a_formula_in_any_table():
    member = standing.Member("=1+1", "+x", "@y", "-z", "=login", "=sis", "=lms", "=sec")
    results = standing.Results({"90": {"a": 1.0}}, [member])
    for made in (table.grades(results), *(form(results, {}) for form in table.FORMS.values())):
        text = io.StringIO()
        csv.writer(text).writerows(made[1:])
        assert not re.search(r"(^|,)[=+@-]", text.getvalue(), re.MULTILINE), text.getvalue()


def test_the_page_begins_with_exercises_points_and_messages(graded):
    out, _ = graded
    text = page(out, "cleo")
    head = text[text.index("<body") : text.index("<main")]
    plain = re.sub(r"<[^>]+>", " ", head)
    for word in ("double", "total", "0 of 2", "0 of 3", "expected 6, got 9", "cleo", "90 · Tiny"):
        assert word in plain, word
    assert not re.search(
        r"<(script|link|iframe)|https?://(?!www\.w3\.org)", text
    )  # nothing is fetched: it works offline
    assert 'name="viewport"' in text and len(text) < 40_000
    assert not [word for word in lab.SECRETS if word in text]


def test_formulas_are_drawn_offline_and_carry_nothing_else():
    drawn = mathml.markdown("A sum $y = \\sum_k x_k$ and\n\n$$\\frac{a}{b}$$\n\ncosts 3$ or 5$, `$code$`.")
    assert drawn.count("<math") == 2 and "<mfrac>" in drawn and "$code$" in drawn and "3$ or 5$" in drawn
    for text in (
        "\\text{<script>alert(1)</script>}",
        "\\href{javascript:alert(1)}{x}",
        "\\text{</mtext></math><img src=x>}",
    ):
        page = mathml.formulas(mathml.html.escape(f"${text}$"))  # as markdown leaves it
        assert not re.search(r"<(script|img|a)\b|href=|javascript:.*<math", page), page
        assert not re.search(r"<(script|img|a)\b|href=", mathml.mathml(text)), text
    for broken in ("$\\frac{$", "$" + "{" * 900 + "$", "$$" + "x" * 5000 + "$$"):
        assert mathml.formulas(broken) == broken


def test_all_formulas_of_the_labs_can_be_drawn(root):
    count = 0
    for path in sorted((root / "labs").rglob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                drawn = mathml.markdown(cell.source)
                count += drawn.count("<math")
                left = mathml.FORMULA.search(re.sub(r"<(code|pre|math)\b.*?</\1>", "", drawn, flags=re.DOTALL))
                assert not left, (path.name, left[0])
    assert count > 300


def test_pages_of_the_real_labs_stay_small(root):
    """What a page of the largest lab weighs without pictures, answers and outputs: text, code, formulas."""
    for path in sorted((root / "labs").rglob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        text = "".join(mathml.markdown(c.source) if c.cell_type == "markdown" else c.source for c in notebook.cells)
        assert len(text.encode()) < 200_000, path.name


@pytest.mark.usefixtures("graded")
def test_a_packed_bundle_grades_without_a_checkout(tmp_path, monkeypatch):
    labs = {lab.LAB: tmp_path / "bundle" / lab.LAB / "tiny.ipynb"}
    (tmp_path / "again").mkdir()
    packed = bundled.pack(labs, tmp_path)
    assert "SECRET" in packed.name and packed.read_bytes() == bundled.pack(labs, tmp_path / "again").read_bytes()
    assert packed.stat().st_mode & 0o077 == 0
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(grading, "run_all", classroom.faked({}))
    monkeypatch.setattr(grading, "refusal", lambda sandbox: "")  # nothing is run
    report = grading.grade(tmp_path / "submitted", None, tmp_path / "elsewhere", bundle=packed, sandbox=False)
    assert len(report.submissions) == 3 and rows(tmp_path / "elsewhere")["ann"]["score"] == "5"
    (tmp_path / "no.zip").write_bytes(b"PK nothing")
    for bundle, said in ((tmp_path / "no.zip", "no packed bundle"), (tmp_path / "gone", "there is no bundle")):
        with pytest.raises(bundled.BundleError, match=said):
            grading.grade(tmp_path / "submitted", None, tmp_path / "x", bundle=bundle)

    def nowhere():
        raise bundled.paths.NotACheckout("no")

    monkeypatch.setattr(bundled.paths, "root", nowhere)
    with pytest.raises(bundled.BundleError, match="needs --bundle"):
        grading.grade(tmp_path / "submitted", None, tmp_path / "x")


def test_the_page_is_written_anew_only_when_something_changed(graded):
    out, _ = graded
    assert refresh.stale_pages(out) == []
    correct(out, "ann", 1.0)
    assert refresh.stale_pages(out) == [("ann", lab.LAB, lab.NAME)]
    (out / "feedback" / "ben" / lab.LAB / "tiny.html").unlink()
    assert len(refresh.stale_pages(out)) == 2
    assert feedback.written_for(out / "nothing.html") == ""
