"""A class of thirty, with every oddity there is, from a platform's zip to a platform's form, as the guide says."""

from __future__ import annotations

import csv
import io
import re
import shlex
import shutil
import stat
import zipfile

import nbformat
import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from course.authoring import build
from course.cli import app
from course.grading import grade as grading
from course.grading.results import refresh
from tests import classroom
from tests.conftest import TINY

LAB, NAME = "01_tiny", "tiny.ipynb"
DOUBLE = "def double(x):\n    return np.asarray(x) + np.asarray(x)"
TOTAL = "def total(x):\n    if len(x) == 0:\n        raise ValueError('empty')\n    return float(sum(x))"
WRONG = "def total(x):\n    return float(sum(x))"
REAL = {"s01": 5.0, "s02": 2.0}  # graded in kernels: all right; the empty list is not refused
STUDENTS = [f"s{n:02d}" for n in range(1, 31)]
MISSING = "s30"
FIRST = ["Ann", "Ben", "Zoë", "Dora", "Émile", "Fay", "Gus", "Hanna", "Ivo", "Jo"]
LAST = ["Smith", "Müller", "Lee"]


def name_of(student):
    number = int(student[1:]) - 1
    return FIRST[number % 10], LAST[number // 10]


def notebook(released, student, total=TOTAL, double=DOUBLE):
    made = nbformat.reads(released, as_version=4)
    for cell in made.cells:
        if cell.id == "exercise-double" and double:
            cell.source = double
        elif cell.id == "exercise-total" and total:
            cell.source = total
    made.cells.append(nbformat.v4.new_markdown_cell(f"by {student}", id="mine"))
    return nbformat.writes(made).encode()


def packed(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, content in members:
            archive.writestr(place, content)
    return file.getvalue()


def download(released):
    """Return the zip that Moodle gives: thirty students, and what they do to files."""
    members = []
    for number, student in enumerate(STUDENTS):
        if student == MISSING:
            continue
        first, last = name_of(student)
        home = f"{first} {last}_{7000 + number}_assignsubmission_file_"
        work = notebook(released, student, WRONG if student == "s02" else TOTAL)
        oddities = {
            "s03": [(f"{home}/Copy of tiny (1).ipynb", work)],
            "s04": [(f"{home}/work.zip", packed([(f"labs/{LAB}/{NAME}", work), ("__MACOSX/._x.ipynb", b"\x00")]))],
            "s05": [(f"{home}/tiny.ipynb", notebook(released, "old")), (f"{home}/tiny (2).ipynb", work)],
            "s06": [(f"{home}tiny.ipynb", work)],
            "s07": [(f"{home}/tiny.ipynb", work), (f"{home}/helper.py", "x = 1"), (f"{home}/essay.pdf", "%PDF")],
            "s08": [(f"{home}/my homework final.ipynb", work)],
            "s09": [(f"{home}/tiny.ipynb", work[: len(work) // 2])],
            "s10": [(f"{home}/tiny.ipynb", b"")],
            "s11": [(f"{home}/outer.zip", packed([("inner.zip", packed([(NAME, work)]))]))],
            "s12": [(f"{home}/.ipynb_checkpoints/tiny-checkpoint.ipynb", b"{}"), (f"{home}/tiny.ipynb", work)],
        }
        members += oddities.get(student, [(f"{home}/tiny.ipynb", work)])
    link = zipfile.ZipInfo("Eve Evil_1_assignsubmission_file_/link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    members += [(link, "/etc/passwd"), ("../../up.ipynb", work), ("stray.ipynb", b"{}")]
    members += [("Guest Nobody_99_assignsubmission_file_/tiny.ipynb", notebook(released, "guest"))]
    return packed(members)


CLASS = "First name,Last name,ID number,Email address,Username\n"
DEADLINES = f"""
[due]
{LAB} = 2026-11-02T23:59:00+00:00
[late]
per_day = 0.1
[columns]
{LAB} = "Lab 1 (4711)"
"""


@pytest.fixture(scope="module")
def road(tmp_path_factory, root):
    """Walk the guide's road in an empty folder: {command: result}, and the folder."""
    guide = (root / "docs" / "instructors.md").read_text("utf-8")
    section = guide[guide.index("## The road") : guide.index("## What can be collected")]
    commands = re.findall(r"^course .*$", section, re.MULTILINE)
    assert len(commands) == 5
    here = tmp_path_factory.mktemp("road") / "course_root"
    shutil.copytree(TINY, here)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        patch.setattr("course.paths.released", lambda: here / "labs")
        build.build(root=here)
        real, stated = grading.run_all, classroom.faked({})

        def some(todo, workers, log=None):
            live = [task for task in todo if task.submission.student in REAL]
            yield from real(live, workers, log)
            yield from stated([task for task in todo if task not in live], workers, log)

        patch.setattr(grading, "run_all", some)
        (here / "class.csv").write_text(
            CLASS + "".join(f"{','.join(name_of(s))},n{s},{s}@uni.edu,{s}\n" for s in STUDENTS), encoding="utf-8"
        )
        (here / "deadlines.toml").write_text(DEADLINES)
        done = {}
        for command in commands:
            words = shlex.split(command)[1:]
            if words[0] == "release":
                words += ["--address", "https://github.com/somebody/labs"]
            if words[0] == "collect":
                handed = zipfile.ZipFile(here / "handout" / "labs-for-students.zip")
                released = handed.read(f"labs-for-students/labs/{LAB}/{NAME}").decode()
                (here / "moodle.zip").write_bytes(download(released))
            if words[0] == "export":
                with Gradebook(refresh.url(here / "graded")) as book:  # what formgrader does
                    grade = book.find_grade("check-total", "tiny", LAB, "s02")
                    grade.manual_score, grade.needs_manual_grade = 2.5, False
                    book.find_comment("exercise-total", "tiny", LAB, "s02").manual_comment = "mind the empty list"
                    book.db.commit()
            done[words[0]] = CliRunner().invoke(app, words)
        yield here, done


def test_each_command_ends_as_it_should(road):
    _, done = road
    status = {name: result.exit_code for name, result in done.items()}
    assert status == {"release": 0, "bundle": 0, "collect": 3, "grade": 3, "export": 0}, [
        r.output for r in done.values()
    ]


def test_what_was_taken_and_what_not_is_printed(road):
    here, done = road
    said = done["collect"].output
    assert "taken: 30 notebook(s) of 30 student(s)" in said  # 29 of the class, and a guest
    for word in (
        "missing in 01_tiny: 1 of the roster: s30",
        "links are not followed",
        "leads out",
        "essay.pdf",
        "stray",
    ):
        assert word in said, (word, said)
    assert "tiny.ipynb" in said and "other tries kept" in said and "not in the roster" in said
    assert (here / "submitted" / "s07" / LAB / "helper.py").is_file()
    assert "by s05" in (here / "submitted" / "s05" / LAB / NAME).read_text()


def test_the_form_holds_everybody_with_the_right_points(road):
    here, done = road
    assert "wrote" in done["export"].output
    with open(here / "graded" / "canvas.csv", newline="", encoding="utf-8-sig") as file:
        titles, most, *rows = list(csv.reader(file))
    assert titles == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Lab 1 (4711)"]
    assert most == ["    Points Possible", "", "", "", "", "5"]
    points = {row[3]: row[5] for row in rows}
    assert len(points) == 31
    expected = dict.fromkeys(STUDENTS, "5") | {"s02": "4.5", "s09": "0", "s10": "0", MISSING: "", "Guest Nobody": "5"}
    assert points == expected
    assert next(row for row in rows if row[3] == "s03")[0] == "Smith, Zoë"


def test_feedback_table_and_report_agree(road):
    here, done = road
    out = here / "graded"
    with open(out / "grades.csv", newline="", encoding="utf-8-sig") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows["s02"][LAB] == "4.5" and rows["s09"][f"{LAB} verdict"] == "broken"
    assert rows[MISSING][f"{LAB} verdict"] == "missing" and rows["s10"][f"{LAB} verdict"] == "empty"
    pages = {path.parts[-3] for path in out.glob(f"feedback/*/{LAB}/tiny.html")}
    assert pages == set(rows) - {MISSING}
    page = (out / "feedback" / "s02" / LAB / "tiny.html").read_text("utf-8")
    assert "4.5" in page and "mind the empty list" in page and "ValueError" in page
    report = (out / "report.html").read_text("utf-8")
    assert "nothing handed in" in report and "31 students" in report
    assert "30 submissions, 2 with trouble" in done["grade"].output


def test_real_and_stated_verdicts_are_told_apart(road):
    """The canary of this test: two of the thirty did run, and one of them was wrong."""
    here, _ = road
    log = (here / "graded" / "log.jsonl").read_text()
    assert log.count('"kernel": "warm"') + log.count('"kernel": "cold"') == len(REAL)
