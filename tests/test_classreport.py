"""The class report: what its numbers are, and that a page of it needs nothing else."""

from __future__ import annotations

import re

from course.grading.collecting.roster import Member
from course.grading.results import classreport
from course.grading.results.similar import Pair
from course.grading.results.standing import Mark, Results, Standing

LABS = {"90_tiny": {"one": 2.0, "two": 3.0}}


def standing(student, one, two, **changed):
    marks = {"one": Mark(one, 2.0), "two": Mark(two, 3.0)}
    for name, mark in changed.pop("marks", {}).items():
        marks[name] = mark
    score = sum(mark.score for mark in marks.values()) - changed.get("penalty", 0.0)
    return Standing(student, "90_tiny", score, 5.0, marks=marks, verdict=changed.pop("verdict", "graded"), **changed)


def results(*standings, missing=()):
    members = [Member(name) for name in sorted({one.student for one in standings} | set(missing))]
    return Results(LABS, members, {(one.student, one.lab): one for one in standings})


def test_difficulty_and_discrimination():
    class_ = results(*(standing(f"s{n}", 2.0 * (n > 2), 3.0 * (n > 1)) for n in range(6)))
    one, two = classreport.items(class_.of("90_tiny"), LABS["90_tiny"])
    assert (one.difficulty, one.full, one.count) == (0.5, 3, 6) and abs(two.difficulty - 4 / 6) < 1e-9
    assert abs(one.discrimination - 0.7071) < 1e-3
    few = results(*(standing(f"s{n}", 2.0 * (n > 1), 3.0) for n in range(4)))
    assert classreport.items(few.of("90_tiny"), LABS["90_tiny"])[0].discrimination is None
    same = results(*(standing(f"s{n}", 2.0, 3.0) for n in range(6)))
    assert classreport.items(same.of("90_tiny"), LABS["90_tiny"])[0].discrimination is None


def test_mistakes_are_counted_apart_from_untouched_stubs_and_numbers():
    def wrong(got):
        return {"one": Mark(0.0, 2.0, message=f"[no] three: expected 6, got {got}.\nmore")}

    open_ = {"one": Mark(0.0, 2.0, untouched=True, message="Exercise 90.1: one is not written yet")}
    class_ = results(
        standing("a", 0, 3.0, marks=wrong(9)),
        standing("b", 0, 3.0, marks=wrong(-1.5e3)),
        standing("c", 0, 3.0, marks=open_),
        standing("d", 0, 3.0, marks={"one": Mark(2.0, 2.0, message="an old message", by_hand=True)}),
    )
    (mistake,) = classreport.mistakes(class_.of("90_tiny"))
    assert mistake.students == ["a", "b"] and mistake.message == "[no] three: expected 6, got 9."
    assert classreport.items(class_.of("90_tiny"), LABS["90_tiny"])[0].untouched == 1


def test_how_long_notebooks_ran_is_told(tmp_path):
    class_ = results(*(standing(f"s{n}", 2.0, 3.0, seconds=seconds) for n, seconds in enumerate((9, 11, 58))))
    text = classreport.write(tmp_path, class_, []).read_text("utf-8")
    assert "took 11 s (median), at most 58 s (s2)" in text
    assert "took" not in classreport.write(tmp_path, results(standing("a", 2.0, 3.0)), []).read_text("utf-8")


def test_who_needs_a_word():
    class_ = results(
        standing("good", 2.0, 3.0),
        standing("weak", 0.0, 1.0),
        standing("late", 2.0, 3.0, penalty=0.5),
        standing("loop", 2.0, 3.0, verdict="timeout", flags=["timeout: a cell"]),
        missing=["gone"],
    )
    found = classreport.trouble(class_)
    assert set(found) == {"weak", "late", "loop", "gone"} and "nothing handed in" in found["gone"][0]


def test_the_page_stands_alone_and_shows_hostile_text_as_text(tmp_path):
    bad = "<script>alert(1)</script>\"'"
    marks = {"one": Mark(0.0, 2.0, message=bad), "two": Mark(1.0, 3.0, by_hand=True)}
    class_ = results(standing(bad, 0, 0, marks=marks, verdict="flagged", flags=[bad]), standing("b", 2.0, 3.0))
    path = classreport.write(tmp_path, class_, [Pair("90_tiny", (bad, "b"), 9, 0.9)])
    text = path.read_text("utf-8")
    assert "<script" not in text and "&lt;script&gt;" in text and not re.search(r"https?:|src=|@import", text)
    for word in (
        "Who needs a word",
        "Everybody",
        "Who can do what",
        "Commonest mistakes",
        "similar.html",
        "✓",
        "✗",
        "◐*",
    ):
        assert word in text, word
    assert text.count("<svg") == 1 and "aria-label" in text
    empty = classreport.write(tmp_path, Results({}, [], {}), []).read_text("utf-8")
    assert "Nobody." in empty
