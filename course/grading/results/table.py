"""grades.csv, and the forms that Canvas, Moodle and Gradescope read.

Where the columns are documented
--------------------------------
Canvas: Instructure Community, "How do I import grades in the Gradebook?": Student, ID, SIS User ID, SIS Login ID,
Section, then a column an assignment, "Name (number)" for one that exists; under the titles a line "Points Possible".
Moodle: docs.moodle.org, "Grade import": any titles, mapped while importing; a student is known by e-mail or ID
number. Gradescope reads no grades; this is the table that its own "Download Grades" writes: First Name, Last Name,
SID, Email, Sections, then for each assignment the score, "- Max Points", "- Submission Time" and
"- Lateness (H:M:S)".
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

from course import files
from course.grading.collecting.roster import Member
from course.grading.results.standing import Results, Standing

BLANK = " \t\r\n\v\f\x00\u200b\u2060\ufeff'\""  # what a spreadsheet may skip before a formula


class FormError(ValueError):
    """There is no such form, or nobody to write into it."""


def harmless(name: str) -> str:
    """Return a name so that no spreadsheet takes it for a formula, blanks or not, wide signs or not."""
    begin = unicodedata.normalize("NFKC", name).lstrip(BLANK)[:1]
    return f"'{name}" if begin and begin in "=+-@\t\r\n|%" else name


def _points(value: float) -> str:
    return f"{round(value, 4):g}"


def grades(results: Results) -> list[list[str]]:
    """Return the rows of grades.csv: a row a student, a column a lab and exercise, totals, titles first."""
    titles = ["student", "last_name", "first_name", "email", "score", "max_score"]
    for lab, maxima in results.labs.items():
        titles += [lab, f"{lab} late penalty", f"{lab} verdict", *(f"{lab}/{name}" for name in maxima)]
    rows = [titles]
    most = sum(points for maxima in results.labs.values() for points in maxima.values())
    for one in results.members:
        mine = {lab: results.standings.get((one.student, lab)) for lab in results.labs}
        total = sum(standing.score for standing in mine.values() if standing)
        row = [harmless(word) for word in (one.student, one.last_name, one.first_name, one.email)]
        row += [_points(total), _points(most)]
        for lab, maxima in results.labs.items():
            standing = mine[lab]
            if standing is None:
                row += ["", "", "missing", *("" for _ in maxima)]
            else:
                row += [_points(standing.score), _points(standing.penalty), standing.verdict]
                row += [_points(standing.marks[name].score) for name in maxima]
        rows.append(row)
    return rows


def canvas(results: Results, columns: dict[str, str]) -> list[list[str]]:
    """Return the rows of Canvas's gradebook import."""
    labs = list(results.labs)
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(columns.get(lab, lab) for lab in labs)]]
    rows.append(["    Points Possible", *[""] * 4, *(_points(sum(results.labs[lab].values())) for lab in labs)])
    for one in results.members:
        name = f"{one.last_name}, {one.first_name}" if one.last_name and one.first_name else one.name
        row = [name, one.lms_id, one.sis_id, one.login or one.student, one.section]
        rows.append([*map(harmless, row), *_scores(results, one, _score)])
    return rows


def moodle(results: Results, columns: dict[str, str]) -> list[list[str]]:
    """Return the rows of Moodle's grade import."""
    titles = ["First name", "Last name", "ID number", "Email address", "Username"]
    rows = [titles + [columns.get(lab, lab) for lab in results.labs]]
    for one in results.members:
        row = [one.first_name, one.last_name, one.sis_id, one.email, one.login or one.student]
        rows.append([*map(harmless, row), *_scores(results, one, _score)])
    return rows


def gradescope(results: Results, columns: dict[str, str]) -> list[list[str]]:
    """Return the rows of Gradescope's table of grades."""
    titles = ["First Name", "Last Name", "SID", "Email", "Sections"]
    for lab in results.labs:
        name = columns.get(lab, lab)
        titles += [name, f"{name} - Max Points", f"{name} - Submission Time", f"{name} - Lateness (H:M:S)"]
    rows = [titles]
    for one in results.members:
        row = [one.first_name, one.last_name, one.sis_id or one.student, one.email, one.section]
        rows.append([*map(harmless, row), *_scores(results, one, _gradescope)])
    return rows


def _scores(results: Results, one: Member, told: Callable[[Standing | None, float], list[str]]) -> list[str]:
    found = []
    for lab, maxima in results.labs.items():
        found += told(results.standings.get((one.student, lab)), sum(maxima.values()))
    return found


def _score(standing: Standing | None, most: float) -> list[str]:
    return [_points(standing.score) if standing else ""]


def _gradescope(standing: Standing | None, most: float) -> list[str]:
    if standing is None:
        return ["", _points(most), "", ""]
    minutes, seconds = divmod(int(standing.seconds_late), 60)
    time = standing.time.strftime("%Y-%m-%d %H:%M:%S +0000") if standing.time else ""
    return [_points(standing.score), _points(most), time, f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"]


FORMS = {"canvas": canvas, "moodle": moodle, "gradescope": gradescope}


def check_name(form: str) -> None:
    """Refuse a form that is none.

    Raises
    ------
    FormError
        The message lists those that there are.
    """
    if form not in FORMS:
        raise FormError(f"no form {form!r}: there are {', '.join(FORMS)}")


def write(path: Path, rows: list[list[str]]) -> None:
    """Write rows as CSV, for spreadsheets too (which look for the mark at the beginning)."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    files.write(path, text.getvalue().encode("utf-8-sig"))


def write_form(form: str, results: Results, path: Path, columns: dict[str, str] | None = None) -> list[str]:
    """Write the form of a learning platform; return notes about students whom it may not know.

    Parameters
    ----------
    columns
        The platform's own name of a lab's column, such as {"01_convolution": "Lab 1 (4711)"}.

    Raises
    ------
    FormError
        There is no such form, or no student.
    """
    check_name(form)
    if not results.members:
        raise FormError("nobody has been graded yet")
    write(path, FORMS[form](results, columns or {}))
    needed = ("lms_id", "sis_id", "login") if form == "canvas" else ("email", "sis_id")
    unknown = [one.student for one in results.members if not any(getattr(one, field) for field in needed)]
    if not unknown:
        return []
    some = ", ".join(unknown[:5]) + (", …" if len(unknown) > 5 else "")
    return [
        f"{len(unknown)} student(s) have no number or e-mail that {form} knows ({some}); "
        f"give --roster with an export of {form}"
    ]
