"""What a class hands in, in the forms in which platforms give it, to STUDENT/LAB/NAME.ipynb."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile

import pytest
from typer.testing import CliRunner

from course.cli import app
from course.grading import scratch
from course.grading.collecting import archive, roster
from course.grading.collecting.archive import SourceError
from course.grading.collecting.collect import collect
from course.grading.submission.discover import discover
from tests.hostile import lab

PLACE = f"{lab.LAB}/{lab.NAME}.ipynb"


def notebook(mark="") -> bytes:
    made = lab.answered()
    made.cells[0].source += f" {mark}"
    return lab.dump(made)


def zipped(members: dict, times: dict | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            info = (
                name
                if isinstance(name, zipfile.ZipInfo)
                else zipfile.ZipInfo(name, (times or {}).get(name, (2026, 11, 1, 12, 0, 0)))
            )
            made.writestr(info, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


@pytest.fixture
def gather(tmp_path):
    """Return a call: collect these members of a zip, optionally with a roster; gives the result and the places."""
    bundle = lab.write_bundle(tmp_path)
    source = tmp_path / "download.zip"

    def call(members, class_=None, times=None):
        source.write_bytes(members if isinstance(members, bytes) else zipped(members, times))
        path = None
        if class_:
            path = tmp_path / "roster.csv"
            path.write_text(class_, encoding="utf-8")
        done = collect(source, tmp_path / "submitted", path, released=bundle)
        places = {row[0]: (tmp_path / "submitted" / row[0] / PLACE).read_bytes() for row in done.rows}
        return done, places

    call.out, call.bundle = tmp_path / "submitted", bundle
    return call


FORMS = {
    "nbgrader": {f"submitted/anna/{PLACE}": "a", f"submitted/ben/{PLACE}": "b"},
    "exchange": {
        f"inbound/anna+{lab.LAB}+2026-11-01 10:00:00.000000 UTC+abc/tiny.ipynb": "a",
        f"inbound/ben+{lab.LAB}+2026-11-01 10_00_00 UTC/tiny.ipynb": "b",
    },
    "moodle": {
        "anna_101_assignsubmission_file_/tiny.ipynb": "a",
        "ben_102_assignsubmission_file_/my work (1).ipynb": "b",
    },
    "moodle without folders": {
        "anna_101_assignsubmission_file_tiny.ipynb": "a",
        "ben_102_assignsubmission_file_tiny final.ipynb": "b",
    },
    "canvas": {"anna_55_901_tiny.ipynb": "a", "ben_LATE_56_902_tiny-1.ipynb": "b"},
    "drive": {"anna/Copy of tiny.ipynb": "a", "ben/Copy of Copy of tiny (1).ipynb": "b"},
    "mail": {"tiny_anna.ipynb": "a", "Ben - tiny (2).ipynb": "b"},
    "lab first": {f"{lab.LAB}/anna/tiny.ipynb": "a", f"{lab.LAB}/ben/tiny.ipynb": "b"},
    "wrapped": {f"all of them/group 2/anna/{PLACE}": "a", "all of them/group 2/ben/tiny.ipynb": "b"},
    "macosx": {
        "anna/tiny.ipynb": "a",
        "__MACOSX/anna/._tiny.ipynb": b"\x00\x05",
        "ben/tiny.ipynb": "b",
        "ben/.ipynb_checkpoints/tiny-checkpoint.ipynb": "old",
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_finds_its_students(gather, form):
    members = {name: notebook(m) if isinstance(m, str) else m for name, m in FORMS[form].items()}
    done, places = gather(members)
    assert {name.lower(): raw for name, raw in places.items()} == {"anna": notebook("a"), "ben": notebook("b")}
    assert done.exit_status == 0 and not done.left, done.summary
    found, notes = discover(gather.out, {lab.LAB: gather.bundle / PLACE})
    assert len(found) == 2 and not notes  # grading takes it as it is


def test_gradescope_names_students_and_times_in_its_list(gather):
    told = (
        "---\nsubmission_7:\n  :submitters:\n  - :name: Anna Smith\n    :sid: '4711'\n    :email: anna@uni.edu\n"
        "  :created_at: 2026-11-01 10:00:00.123456789 Z\n  :history: []\n"
        "submission_8:\n  :submitters:\n  - :name: Ben\n    :email: ben@uni.edu\n"
        "  :created_at: 2026-11-02 10:00:00 Z\n"
    )
    members = {
        "assignment_1_export/submission_metadata.yml": told,
        "assignment_1_export/submission_7/tiny.ipynb": notebook("a"),
        "assignment_1_export/submission_7/helper.py": "x = 1",
        "assignment_1_export/submission_8/tiny.ipynb": notebook("b"),
    }
    _, places = gather(
        members,
        "First Name,Last Name,SID,Email,Role\nAnna,Smith,4711,anna@uni.edu,Student\nBen,Y,12,ben@uni.edu,Student\n",
    )
    assert places == {"4711": notebook("a"), "12": notebook("b")}
    folder = gather.out / "4711" / lab.LAB
    assert (folder / "helper.py").read_text() == "x = 1"
    assert (folder / "timestamp.txt").read_text() == "2026-11-01 10:00:00 UTC"


def test_the_newest_of_several_tries_counts_and_the_others_are_kept(gather):
    members = {
        "anna/tiny.ipynb": notebook("first"),
        "anna/tiny (2).ipynb": notebook("third"),
        "anna/tiny (1).ipynb": notebook("second"),
        "ben_LATE_56_902_tiny.ipynb": notebook("old"),
        "ben_56_955_tiny.ipynb": notebook("new"),
        f"cleo+{lab.LAB}+2026-11-02 10:00:00 UTC/tiny.ipynb": notebook("late"),
        f"cleo+{lab.LAB}+2026-11-01 10:00:00 UTC/tiny.ipynb": notebook("early"),
        "dora/a/tiny.ipynb": notebook("y"),
        "dora/b/tiny.ipynb": notebook("x"),
    }
    done, places = gather(members, times={"dora/a/tiny.ipynb": (2026, 11, 3, 0, 0, 0)})
    counted = {"anna": "third", "ben": "new", "cleo": "late", "dora": "y"}
    assert places == {name: notebook(mark) for name, mark in counted.items()}
    kept = {path.read_bytes() for path in (gather.out / "earlier_tries" / "anna" / lab.LAB).iterdir()}
    assert kept == {notebook("first"), notebook("second")}
    assert "tiny (1).ipynb" in done.summary and "other tries kept" in done.summary


def test_collecting_again_replaces_nothing_without_keeping_it(gather):
    gather({"anna/tiny.ipynb": notebook("one"), "ben/tiny.ipynb": notebook("b")})
    done, places = gather({"anna/tiny.ipynb": notebook("two")})
    assert places == {"anna": notebook("two")} and "the one collected before" in done.summary
    (kept,) = (gather.out / "earlier_tries" / "anna" / lab.LAB).iterdir()
    assert kept.read_bytes() == notebook("one")
    gather({"anna/tiny.ipynb": notebook("two")})
    assert len(list(kept.parent.iterdir())) == 1
    assert (gather.out / "collected.csv").read_text().count("\n") == 3  # ben's line is still there


def test_nested_archives_are_opened_as_deep_as_anybody_packs(gather):
    inner = zipped({"labs/90_tiny/tiny.ipynb": notebook("a")})
    packed = {
        "Anna_1_assignsubmission_file_/work.zip": inner,
        "Ben_2_assignsubmission_file_/tiny.ipynb": notebook("b"),
    }
    _, places = gather(packed)
    assert places == {"Anna": notebook("a"), "Ben": notebook("b")}
    deep = inner
    for _ in range(6):
        deep = zipped({"more.zip": deep})
    done, places = gather({"Ben_2_assignsubmission_file_/tiny.ipynb": notebook("b"), "deep.zip": deep})
    assert set(places) == {"Ben"} and "deep inside each other" in done.summary


@pytest.mark.parametrize(
    "inside",
    ["ben_56_902_tiny.ipynb", "ben_102_assignsubmission_file_/tiny.ipynb", "ben+90_tiny+2026-11-30 10:00:00/t.ipynb"],
)
@pytest.mark.parametrize("outside", ["anna_55_901_work.zip", "anna_101_assignsubmission_file_/work.zip"])
def test_what_a_student_calls_a_file_in_an_archive_makes_it_nobody_elses(gather, outside, inside):
    done, places = gather({outside: zipped({inside: notebook("mine")}), "ben_56_903_tiny.ipynb": notebook("b")})
    assert places == {"anna": notebook("mine"), "ben": notebook("b")}
    assert not any(row[4] for row in done.rows)  # no other tries


def test_an_archive_with_too_much_in_it_costs_only_itself(gather, monkeypatch):
    monkeypatch.setattr(archive, "MOST_INNER", 3)
    monkeypatch.setattr(archive, "MOST_ENTRIES", 6)
    much = {f"{n}/tiny.ipynb": notebook() for n in range(9)}
    split = {f"{n}.zip": zipped({f"{m}/tiny.ipynb": notebook() for m in range(2)}) for n in range(3)}
    given = {"anna/work.zip": zipped(much), "carl/work.zip": zipped(split), "ben/tiny.ipynb": notebook("b")}
    done, places = gather(given)
    assert places["ben"] == notebook("b") and "anna" not in places
    assert sum("more than 3 files" in line for line in done.left) >= 2, done.summary
    monkeypatch.setattr(archive, "MOST_INNER", 100)
    monkeypatch.setattr(archive, "MOST_ENTRIES", 100)
    monkeypatch.setattr(archive, "LARGEST_INNER", 8000)
    done, places = gather({"anna/work.zip": zipped(much), "ben/tiny.ipynb": notebook("b")})
    assert set(places) == {"ben"} and "or 8,000 bytes" in done.summary


def test_folders_as_deep_as_they_may_be_are_left(gather, tmp_path):
    source = tmp_path / "unpacked"
    (source / "ben").mkdir(parents=True)
    (source / "ben" / "tiny.ipynb").write_bytes(notebook("b"))
    deep = source / "anna"
    for _ in range(1200):
        deep.mkdir()
        deep /= "d"
    done = collect(source, gather.out, released=gather.bundle)
    scratch.remove(source)
    assert [row[0] for row in done.rows] == ["ben"] and "folders inside each other" in done.summary


def test_hostile_archives_are_refused_and_named(gather, tmp_path, monkeypatch):
    link = zipfile.ZipInfo("eve/link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    members = {
        "anna/tiny.ipynb": notebook("a"),
        "../../outside.ipynb": notebook("x"),
        "/abs/tiny.ipynb": notebook("x"),
        "C:\\windows\\tiny.ipynb": notebook("x"),
        "eve/..\\..\\up.ipynb": notebook("x"),
        link: "/etc/passwd",
        "bomb/tiny.ipynb": b"0" * 11_000_000,
        "broken/tiny.zip": b"PK\x03\x04 not an archive",
        "packed/tiny.rar": b"Rar!",
    }
    before = {path for path in tmp_path.rglob("*")}
    done, places = gather(members)
    assert set(places) == {"anna"}
    for word in ("leads out", "links are not followed", "archive bomb", "cannot be read", "only zip archives"):
        assert word in done.summary, word
    assert done.summary.count("leads out") == 4 and done.exit_status == 3
    new = {path for path in tmp_path.rglob("*")} - before - {tmp_path / "download.zip"}
    assert all(path.is_relative_to(gather.out) for path in new)
    monkeypatch.setattr(archive, "MOST_ENTRIES", 3)
    with pytest.raises(SourceError, match="more than 3 files"):
        gather({f"s{n}/tiny.ipynb": notebook() for n in range(5)})
    monkeypatch.setattr(archive, "MOST_ENTRIES", 100)
    monkeypatch.setattr(archive, "MOST_BYTES", 3000)
    with pytest.raises(SourceError, match="bytes in all"):
        gather({f"s{n}/tiny.ipynb": notebook() for n in range(5)})


LAUGHS = "a: &a0 [x, x]\n" + "".join(f"b{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
LISTS = {
    "nested": "[" * 200_000,
    "nested by blanks": "- " * 100_000 + "x",
    "laughing": LAUGHS + "submission_7:\n  :submitters:\n  - :sid: *a39\n",
    "merging": "a0: &a0 {k: x}\n" + "".join(f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
    "odd keys": LAUGHS + "? *a39\n: x\n",
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_hostile_list_of_students_stops_nothing(gather, kind):
    members = {"e/submission_metadata.yml": LISTS[kind], "e/submission_8/tiny.ipynb": notebook("b")}
    done, places = gather(members | {"e/ben/tiny.ipynb": notebook("b")})
    assert "ben" in places, done.summary


def test_what_a_student_uploads_says_neither_whose_work_is_nor_when_it_came(gather):
    """A list of students and a time are the platform's to give."""
    mine = "submission_8:\n  :submitters:\n  - :sid: eve\n  :created_at: 2020-01-01 10:00:00 Z\n"
    theirs = "submission_8:\n  :submitters:\n  - :sid: ben\n"
    time = "2020-01-01 10:00:00 UTC"
    done, places = gather(
        {
            "a/submission_metadata.yml": theirs,
            "a/submission_8/tiny.ipynb": notebook("b"),
            "a/submission_9/submission_metadata.yml": mine,
            "carl/timestamp.txt": time,
            "carl/tiny.ipynb": notebook("c"),
            "dora_1_assignsubmission_file_/tiny.ipynb": notebook("d"),
            "dora_1_assignsubmission_file_/timestamp.txt": time,
            "fred.zip": zipped({"tiny.ipynb": notebook("f"), "timestamp.txt": time}),
        }
    )
    assert set(places) == {"ben", "carl", "dora", "fred"}
    stamped = {row[0] for row in done.rows if (gather.out / row[0] / lab.LAB / "timestamp.txt").exists()}
    assert stamped == {"carl"} and "2 timestamp.txt" in done.summary


def test_paths_of_very_many_parts_are_refused(gather):
    members = {f"{n}/" + "a/" * 20_000 + "tiny.ipynb": notebook() for n in range(3)}
    done, places = gather(members | {"ben/tiny.ipynb": notebook("b")})
    assert set(places) == {"ben"} and "folders inside each other" in done.summary


def test_a_locked_archive_and_a_damaged_one_are_sentences(gather):
    raw = bytearray(zipped({"anna/tiny.ipynb": notebook("a"), "ben/tiny.ipynb": notebook("b")}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(magic) + offset] |= 1
    done, places = gather(bytes(raw))
    assert set(places) == {"ben"} and "password" in done.summary
    with pytest.raises(SourceError, match="damaged"):
        gather(b"PK\x03\x04" + b"x" * 100)
    with pytest.raises(SourceError, match="no folder, no zip"):
        gather(b"%PDF-1.7")
    with pytest.raises(SourceError, match="no notebook"):
        gather({"anna/essay.pdf": b"%PDF"})


def test_names_that_are_no_utf8(gather, tmp_path):
    raw = zipped({"Zoe_/tiny.ipynb": notebook("z"), "ben/tiny.ipynb": notebook("b")})
    unmarked = raw.replace(b"Zoe_", "Zo\u00eb".encode())  # UTF-8 without saying so
    assert set(gather(unmarked)[1]) == {"Zo\u00eb", "ben"}
    latin = raw.replace(b"Zoe_", b"Zo\xeb_")
    _, places = gather(latin)
    assert len(places) == 2 and "ben" in places
    source = tmp_path / "folder"
    odd = os.fsencode(source) + b"/Zo\xeb"
    os.makedirs(odd)
    with open(odd + b"/tiny.ipynb", "wb") as file:
        file.write(notebook("z"))
    (source / "ben").mkdir()
    (source / "ben" / "tiny.ipynb").write_bytes(notebook("b"))
    done = collect(source, tmp_path / "other", released=gather.bundle)
    assert len(done.rows) == 2
    (tmp_path / "other" / "collected.csv").read_text("utf-8")


ROSTERS = {
    "canvas": "Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (77)\n    Points Possible,,,,,10\n"
    '"Müller, Anna",55,S1,amueller,A,\n"Smith, Ben",56,S2,bsmith,A,\n"Gone, Carl",57,S3,cgone,A,\n',
    "moodle": "First name;Last name;ID number;Email address;Username\nAnna;Müller;S1;anna@x.org;amueller\n"
    "Ben;Smith;S2;ben@x.org;bsmith\nCarl;Gone;S3;carl@x.org;cgone\n",
    "own": "student,name,email\namueller,Anna Müller,anna@x.org\nbsmith,Ben Smith,ben@x.org\n"
    "cgone,Carl Gone,c@x.org\n",
}


@pytest.mark.parametrize("kind", ROSTERS)
def test_a_roster_maps_names_and_lists_who_is_missing(gather, kind):
    members = {
        "Anna Muller_101_assignsubmission_file_/tiny.ipynb": notebook("a"),
        "smithben_56_902_tiny.ipynb": notebook("b"),
        "stranger/tiny.ipynb": notebook("s"),
    }
    done, places = gather(members, ROSTERS[kind])
    assert places == {"amueller": notebook("a"), "bsmith": notebook("b"), "stranger": notebook("s")}
    assert done.missing == {lab.LAB: ["cgone"]} and "cgone" in done.summary
    assert "stranger/90_tiny" in done.summary and "not in the roster" in done.summary
    again = roster.read(gather.out / "roster.csv")
    assert [one.student for one in again.members] == ["amueller", "bsmith", "cgone"]
    assert again.by_id["amueller"].last_name == "Müller"


@pytest.mark.parametrize("outside", ["bsmith.zip", "tiny_bsmith.zip", "Ben Smith (1).zip", "Smith, Ben/work.zip"])
@pytest.mark.parametrize("inside", ["Anna Muller_101_assignsubmission_file_/", "muelleranna_55_901_", "amueller/"])
def test_whose_an_archive_is_the_roster_says_and_not_its_packer(gather, outside, inside):
    """Ben names Anna inside his own archive, which lies among others."""
    his = zipped({f"{inside}tiny.ipynb": notebook("b"), f"{inside}tools.py": "b = 1\n"})
    hers = zipped({"tiny.ipynb": notebook("a")})
    _, places = gather({outside: his, "amueller.zip": hers}, ROSTERS["own"])
    assert places == {"amueller": notebook("a"), "bsmith": notebook("b")}
    assert not (gather.out / "amueller" / lab.LAB / "tools.py").exists()


def test_an_archive_whose_owner_only_its_own_names_tell_is_pointed_at(gather):
    one = {"Ben_1_assignsubmission_file_/tiny.ipynb": notebook("m")}
    done, _ = gather({"mallory.zip": zipped(one), "anna.zip": zipped({"tiny.ipynb": notebook("a")})})
    assert "mallory.zip: that it is the work of Ben is said by names inside it alone" in done.summary
    two = one | {"Anna_2_assignsubmission_file_/tiny.ipynb": notebook("a")}
    done, _ = gather({"Lab 1-77.zip": zipped(two), "Lab 2-78.zip": zipped(two)})
    assert "names inside it" not in done.summary


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("colour,taste\nred,sweet\n", "no column"),
        ("student\n", "no student"),
        ("student\na\nA\n", "the same"),
    ],
)
def test_a_roster_that_cannot_be_used_says_why(tmp_path, text, said):
    path = tmp_path / "r.csv"
    path.write_text(text)
    with pytest.raises(roster.RosterError, match=said):
        roster.read(path)


def test_two_students_of_one_name_are_kept_apart_and_one_student_of_two_labs_is_not(gather):
    members = {
        "Anna Smith_101_assignsubmission_file_/tiny.ipynb": notebook("one"),
        "Anna Smith_102_assignsubmission_file_/tiny.ipynb": notebook("two"),
    }
    done, places = gather(members)
    assert places == {"Anna Smith": notebook("one"), "Anna Smith (102)": notebook("two")}
    assert "kept apart" in done.summary


def test_what_belongs_to_nobody_or_to_no_lab_is_left_and_named(gather):
    other = json.dumps({"cells": [{"cell_type": "code", "source": "1"}], "metadata": {}, "nbformat": 4}).encode()
    members = {
        "anna/tiny.ipynb": notebook("a"),
        "tiny.ipynb": notebook("x"),
        "anna/shopping.ipynb": other,
        "ben/report.pdf": b"%PDF",
        "cut/tiny.ipynb": notebook("c")[:500],
        "renamed/work.ipynb": notebook("r"),
    }
    done, places = gather(members)
    assert set(places) == {"anna", "cut", "renamed"}  # a broken one is graded as broken, not lost
    assert "ask for it again" in done.summary and done.summary.count("ask for it again") == 1
    for word in ("tiny.ipynb: whose", "shopping.ipynb: no lab", "report.pdf: no notebook"):
        assert word in done.summary, done.summary


def test_one_notebook_and_one_student_folder(tmp_path, gather):
    path = tmp_path / "tiny - Anna Smith.ipynb"
    path.write_bytes(notebook("a"))
    done = collect(path, tmp_path / "out1", released=gather.bundle)
    assert [row[0] for row in done.rows] == ["Anna Smith"]
    folder = tmp_path / "mine" / "anna" / lab.LAB
    folder.mkdir(parents=True)
    (folder / "tiny.ipynb").write_bytes(notebook("a"))
    done = collect(tmp_path / "mine", tmp_path / "out2", released=gather.bundle)
    assert [row[0] for row in done.rows] == ["anna"]
    with pytest.raises(SourceError, match="source itself"):
        collect(folder, folder, released=gather.bundle)


def test_the_command_prints_what_it_took_and_what_not(gather, tmp_path, monkeypatch):
    gather({"anna/tiny.ipynb": notebook("a")})
    monkeypatch.setattr("course.paths.released", lambda: gather.bundle)
    source = tmp_path / "mail"
    source.mkdir()
    (source / "tiny_anna.ipynb").write_bytes(notebook("a"))
    done = CliRunner().invoke(app, ["collect", str(source), "--out", str(tmp_path / "in")])
    assert done.exit_code == 0 and "taken: 1 notebook(s) of 1 student(s)" in done.output
    (source / "tiny.ipynb").write_bytes(notebook("x"))
    done = CliRunner().invoke(app, ["collect", str(source), "--out", str(tmp_path / "in")])
    assert done.exit_code == 3 and "whose it is cannot be seen" in done.output
    done = CliRunner().invoke(app, ["collect", str(tmp_path / "nowhere"), "--out", str(tmp_path / "in")])
    assert done.exit_code == 2 and "there is no" in done.output
