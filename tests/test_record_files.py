"""What is kept of a grade stays whole: the gradebook, the table, the texts, the key of a verdict."""

import csv
import errno
import sqlite3
import time

import pytest
from nbgrader.converters.base import NbGraderException

from course.grading import grade as grading
from course.grading.collecting.roster import Member
from course.grading.flags import Flag
from course.grading.record import clean, database, verdicts
from course.grading.record.clean import shortened
from course.grading.results import table
from course.grading.results.standing import Results
from course.grading.score import Exercise
from course.grading.submission.discover import Submission
from course.grading.task import Misfit, Result, Task
from tests.hostile import lab


def result(student, **changed):
    return Result(student, "90_tiny", "graded", exercises={"one": Exercise(1.0, 2.0)}, checks={"c": 1.0}, **changed)


def test_a_flag_is_a_sentence_and_knows_its_kind():
    assert str(Flag("repaired", "a cell")) == "repaired: a cell"
    assert Flag("note", "x" + chr(0xDCE9)).text == "x\\udce9"
    with pytest.raises(ValueError, match="no kind"):
        Flag("praise", "well done")


def test_task_and_result_survive_the_way():
    task = Task(Submission("ann", "90_tiny", flags=[Flag("note", "a copy")]), sandbox=True)
    assert Task.from_json(task.to_json()) == task
    made = result("ann", flags=[Flag("note", "a copy")])
    assert Result.from_json(made.to_json(), task) == made
    for bad in (
        b"[]",
        b"{",
        b"[" * 100_000,
        result("bob").to_json(),
        result("ann").to_json().replace(b'"c": 1.0', b'"c": 2.0'),
    ):
        with pytest.raises(Misfit):
            Result.from_json(bad, task)


@pytest.mark.parametrize(
    "name", ["=1", " =1", "\t@x", "\u3000+1", "\uff1d1", "\uff0b1", "\uff0d1", " \uff201", "\ufeff=1"]
)
def test_no_name_in_the_table_is_a_formula(tmp_path, name):
    table.write(tmp_path / "grades.csv", table.grades(Results({"90_tiny": {"one": 2.0}}, [Member(name)])))
    raw = (tmp_path / "grades.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    cell = list(csv.reader(raw.decode("utf-8-sig").splitlines()))[1][0]
    assert cell.startswith("'")


@pytest.mark.parametrize("text", ["<div>" * 50_000, "<b><i>" * 4000, "<p " * 50_000, "> " * 50_000])
def test_nested_tags_take_no_time(text):
    started = time.perf_counter()
    assert "<script" not in clean.clean(text + "<script>") and clean.clean_markdown(text)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/opt/a/lib/python3.12/site-packages/keras/x.py:12", "site-packages/keras/x.py:12"),
        ("\x1b[0;32m/tmp/ipykernel_12/345.py\x1b[0m", "\x1b[0;32mcell\x1b[0m"),
        ("/tmp/course-abc/work/my_data.csv", "my_data.csv"),
        ("/usr/lib/python3.12/json/decoder.py", "python3.12/json/decoder.py"),
        (verdicts.__file__, "course/grading/record/verdicts.py"),
        ("1/2, a/b and https://a.b/c", "1/2, a/b and https://a.b/c"),
    ],
)
def test_places_of_this_machine_are_shortened(given, kept):
    assert shortened(given) == kept


def test_shortening_takes_linear_time():
    started = time.perf_counter()
    shortened("/a" * 500_000)
    shortened(("/" + "a/" * 1900 + " ") * 200)
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize("trouble", ["locked", "empty", "damaged", "foreign"])
def test_a_gradebook_that_cannot_be_used_is_one_sentence(tmp_path, monkeypatch, trouble):
    monkeypatch.setattr(database, "LOCKED", 0.2)
    bundle = lab.write_bundle(tmp_path)
    folder = tmp_path / "submitted" / "ann" / lab.LAB
    folder.mkdir(parents=True)
    (folder / "tiny.ipynb").write_bytes(b"")
    out = tmp_path / "out"
    assert grading.grade(tmp_path / "submitted", None, out, bundle=bundle).submissions[0]["verdict"] == "empty"
    file = out / "gradebook.db"
    held = sqlite3.connect(file)
    if trouble == "locked":
        held.execute("BEGIN EXCLUSIVE")
    elif trouble == "empty":
        file.write_bytes(b"")
    elif trouble == "damaged":
        file.write_bytes(b"no database at all" * 1000)
    else:
        file.unlink()
        with sqlite3.connect(file) as other:
            other.execute("CREATE TABLE mine (a)")
    before = file.read_bytes()
    try:
        if trouble == "empty":
            grading.grade(tmp_path / "submitted", None, out, bundle=bundle)
            assert file.stat().st_size > 0
            return
        with pytest.raises(grading.GradingError, match="in use" if trouble == "locked" else "damaged") as error:
            grading.grade(tmp_path / "submitted", None, out, bundle=bundle)
        assert "\n" not in str(error.value) and file.read_bytes() == before
        assert list(out.glob("verdicts/ann/*.json"))
    finally:
        held.close()


def test_a_full_disk_is_named_where_nbgrader_hides_it(tmp_path, monkeypatch):
    def full(folder):
        raise OSError(errno.ENOSPC, "No space left on device", str(folder))

    with pytest.raises(NbGraderException), database.usable(tmp_path):  # there is room: it was something else
        raise NbGraderException("please see the log")
    monkeypatch.setattr(database.tempfile, "TemporaryFile", lambda dir: full(dir))
    with pytest.raises(OSError, match="No space left"), database.usable(tmp_path):
        raise NbGraderException("please see the log")


def test_the_key_covers_all_of_the_package_and_the_main_packages(monkeypatch):
    first = verdicts.grader()
    assert verdicts.grader() == first
    real = verdicts.metadata.version
    for name in "numpy scipy tensorflow keras matplotlib pillow ipykernel".split():
        monkeypatch.setattr(verdicts.metadata, "version", lambda one, name=name: "0" if one == name else real(one))
        assert verdicts.grader() != first
