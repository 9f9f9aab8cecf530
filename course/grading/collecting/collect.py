"""`course collect SOURCE --out submitted`: bring what a class has handed in into STUDENT/LAB/NAME.ipynb."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from course import files, paths
from course.grading.collecting import owners
from course.grading.collecting.archive import Entry, SourceError, listing
from course.grading.collecting.owners import Owner
from course.grading.collecting.roster import Roster, folder_name, key
from course.grading.collecting.roster import read as read_roster
from course.grading.submission.companions import LARGEST_FILE, MOST_FILES
from course.grading.submission.discover import COLLECTED, EARLIER, ROSTER
from course.grading.submission.notebooks import Cell, Unreadable, parse
from course.grading.submission.repair import written
from course.grading.submission.text import shown
from course.labformat.assignment import Assignment, bundles, load
from course.labformat.frame import is_more

BESIDE = set(".py .csv .txt .json .npy .npz .png .jpg .jpeg .h5 .keras".split())  # files that go along
NOISE = {"labs", "submitted", "submissions", "inbound", "released", "home", "work", "notebooks", "downloads"}
WORDS = {"lab", "labs", "notebook", "submission", "solution", "homework", "hw", "assignment", "final", "ipynb", "my"}
TROUBLE = 3  # exit status


@dataclass
class Attempt:
    """One notebook: whose it is, for which lab, and what orders it among the tries of its student."""

    entry: Entry
    owner: Owner
    student: str
    lab: str
    raw: bytes
    copy: int = 0
    work: int = 0
    beside: list[tuple[str, Entry]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def order(self) -> tuple:
        """Later tries are larger: by the platform's time or number, the copy's number, the file's time, the work."""
        return (self.owner.order, self.copy, self.entry.time, self.work, self.entry.parts)


@dataclass
class Collected:
    """What a call took and what not. `rows` are (student, lab, from, time, other tries, notes)."""

    out: Path
    rows: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)

    @property
    def exit_status(self) -> int:
        """0: everything that lay there was taken. 3: something was not; the summary says what and why."""
        return TROUBLE if self.left else 0

    @property
    def summary(self) -> str:
        """What was taken and what not, in plain text."""
        labs = Counter(row[1] for row in self.rows)
        students = len({row[0] for row in self.rows})
        lines = [f"taken: {len(self.rows)} notebook(s) of {students} student(s) into {self.out}"]
        lines += [f"    {lab}: {count}" for lab, count in sorted(labs.items())]
        for student, lab, source, _, others, notes in self.rows:
            told = "; ".join(filter(None, [others and f"other tries kept: {others}", notes]))
            if told:
                lines.append(f"    {student}/{lab} from {source}: {told}")
        for lab, students_ in self.missing.items():
            lines.append(f"missing in {lab}: {len(students_)} of the roster: {', '.join(students_)}")
        if self.left:
            lines += [f"not taken: {len(self.left)}", *(f"    {line}" for line in self.left)]
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(lines)


def collect(source: Path, out: Path, roster: Path | None = None, released: Path | None = None) -> Collected:
    """Sort the notebooks of `source` by student and lab below `out`, each with the files that belong to it.

    Of several tries of one student the newest counts; the others lie below `out/earlier_tries` and are named. A
    notebook that lies at its place already and is another one counts as an earlier try.

    Parameters
    ----------
    source
        A folder, a zip archive (archives inside it are opened, too), or one notebook.
    roster
        A CSV with a line a student (`collecting.roster`); it is copied to `out/roster.csv`, where grading finds it.
    released
        The students' notebooks, by which labs are known; the package's own by default.

    Raises
    ------
    SourceError, RosterError
        Nothing was collected; the message says why.
    """
    source, out = Path(source), Path(out)
    if source.resolve() == out.resolve():
        raise SourceError(f"--out {out} is the source itself; choose another folder.")
    labs = {lab: load(path) for lab, path in bundles(released or paths.released()).items()}
    class_ = read_roster(roster) if roster else (read_roster(out / ROSTER) if (out / ROSTER).is_file() else None)
    found = listing(source, leave_out=out)
    done = Collected(out)
    attempts, others = _sorted_by_owner(found.entries, labs, class_, done)
    _add_files(attempts, others, done)
    done.left += found.refused
    if not attempts:
        what = "\n".join(done.left[:20]) or "it holds no notebook (*.ipynb)"
        raise SourceError(f"nothing to collect in {source}:\n{what}")
    if class_:
        files.write(out / ROSTER, class_.text().encode())
    groups: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in attempts:
        groups.setdefault((attempt.student, attempt.lab), []).append(attempt)
    for (student, lab), tries in sorted(groups.items()):
        tries.sort(key=lambda attempt: attempt.order)
        _write(done, out, student, labs[lab], tries)
    _write_table(out, done)
    if class_:
        handed_in = {lab for _, lab in groups}
        for lab in sorted(handed_in):
            there = {path.name for path in out.iterdir() if (path / lab).is_dir()}
            missing = [one.student for one in class_.members if one.student not in there]
            if missing:
                done.missing[lab] = missing
    return done


def _sorted_by_owner(
    entries: list[Entry], labs: dict[str, Assignment], roster: Roster | None, done: Collected
) -> tuple[list[Attempt], list[tuple[str, str, Entry]]]:
    """Return the attempts, and the other files as (folder of the owner, file's name, entry)."""
    metadata, notes = owners.gradescope(entries)
    done.notes += notes + owners.packers(entries, metadata, roster)
    found = [entry for entry in entries if entry.is_notebook]
    common = _common(found)
    attempts: list[Attempt] = []
    seconds = 0
    for entry in found:
        try:
            raw = entry.read()
        except Unreadable as error:
            done.left.append(f"{entry.path}: {error}")
            continue
        cells: list[Cell] = []
        unreadable = ""
        try:
            cells = parse(raw)
        except Unreadable as error:
            unreadable = f"it gets no points as it is, ask for it again: {error}"
        platform, name = owners.from_platform(entry, metadata)
        plain = owners.named(name, canvas=bool(platform and platform.identity.startswith("canvas")))
        if is_more(plain.stem, {cell.id for cell in cells}):
            seconds += 1
            continue
        lab, told = _lab(entry, plain.stem, platform.lab if platform else "", cells, labs)
        if not lab:
            done.left.append(f"{entry.path}: no lab of this course ({', '.join(labs)})")
            continue
        owner = platform or _from_path(entry, plain.stem, common, labs, roster)
        student = _student(owner, roster)
        if not student:
            done.left.append(
                f"{entry.path}: whose it is cannot be seen; put it into a folder with the student's name"
            )
            continue
        attempt = Attempt(entry, owner, student, lab, raw, plain.copy, len(written(cells, labs[lab])))
        attempt.notes += [told] if told else []
        attempt.notes += [unreadable] if unreadable else []
        attempt.notes += ["the platform says: late"] if owner.late else []
        if roster and student not in roster.by_id:
            attempt.notes.append("not in the roster")
        attempts.append(attempt)
    done.notes += [f"{seconds} second notebook(s) of a lab left out: they are not graded"] if seconds else []
    _tell_apart(attempts, roster, done)
    rest = [entry for entry in entries if not entry.is_notebook and entry.name != owners.METADATA]
    claims = [entry for entry in rest if _own_time(entry, metadata)]
    if claims:
        told = f"{len(claims)} timestamp.txt from students' own uploads and archives left out"
        done.notes.append(f"{told}: when work was handed in is not theirs to say")
    return attempts, [(*_place(entry, metadata), entry) for entry in rest if entry not in claims]


def _lab(entry: Entry, stem: str, told: str, cells: list[Cell], labs: dict[str, Assignment]) -> tuple[str, str]:
    """Return the lab of a notebook, by its cells first, then its folders and name; and a note if they differ."""
    names = {name for cell in cells for name in (cell.grade_id, cell.id) if name}
    held = Counter({lab: sum(part.id in names for part in one.parts if part.id) for lab, one in labs.items()})
    by_path = told if told in labs else next((part for part in entry.parts if part in labs), "")
    words = {key(word) for word in _words(stem)}
    by_name = next((lab for lab, one in labs.items() if key(one.notebook) in words), "")
    by_name = by_name or next((lab for lab, one in labs.items() if key(one.notebook) in key(stem)), "")
    (best, count), *more = held.most_common(2)
    if count >= 3 and (not more or count > 2 * more[0][1]):
        other = by_path or by_name
        return best, f"its cells are those of {best}, its name says {other}" if other and other != best else ""
    return by_path or by_name, ""


def _words(stem: str) -> list[str]:
    return [word for word in stem.replace("-", " ").replace("_", " ").replace(".", " ").split() if word]


def _common(found: list[Entry]) -> int:
    """Return how many leading folders all notebooks share."""
    folders = [entry.parts[:-1] for entry in found]
    if not folders:
        return 0
    shared = 0
    while all(len(parts) > shared for parts in folders) and len({parts[shared] for parts in folders}) == 1:
        shared += 1
    return shared


def _from_path(entry: Entry, stem: str, common: int, labs: dict[str, Assignment], roster: Roster | None) -> Owner:
    """Return the owner that folders and file name give: the roster's word first, then the first telling folder."""
    folders = [part for part in entry.parts[:-1] if not _is_noise(part, labs)]
    telling = [part for part in entry.parts[common:-1] if not _is_noise(part, labs)]
    known = {key(word) for lab, one in labs.items() for word in (lab, one.notebook, lab.split("_")[0])}
    known |= {str(int(lab.split("_")[0])) for lab in labs if lab.split("_")[0].isdigit()} | WORDS
    rest = [word for word in _words(stem) if key(word) not in known and not (word.isdigit() and len(word) < 3)]
    named = " ".join(rest)
    words = tuple(filter(None, [*telling, named, *rest]))
    if roster and (member := roster.find(*words, *reversed(folders))):
        return Owner((member.student,), member.student)
    if telling:
        return Owner((telling[0],), telling[0])
    if named:
        return Owner((named,), named)
    return Owner((folders[-1],), folders[-1]) if folders and not _alone(entry, folders) else Owner(())


def _alone(entry: Entry, folders: list[str]) -> bool:
    """Say whether the only folder left is a download's, which names nobody."""
    return key(folders[-1]).startswith(("download", "submission", "export", "drive", "takeout", "copyof", "unzipped"))


def _is_noise(part: str, labs: dict[str, Assignment]) -> bool:
    word = key(owners.named(part).stem)
    names = {key(name) for lab, one in labs.items() for name in (lab, one.notebook)}
    return part in labs or word in NOISE or word in names


def _student(owner: Owner, roster: Roster | None) -> str:
    if not owner.words:
        return folder_name(owner.identity)
    member = roster.find(*owner.words) if roster else None
    if member:
        return member.student
    readable = [word for word in owner.words if not word.isdigit()]
    return folder_name((readable or list(owner.words))[0])


def _tell_apart(attempts: list[Attempt], roster: Roster | None, done: Collected) -> None:
    """Give two students of one name names of their own, and write every name in one way (case, accents)."""
    spelt: dict[str, str] = {}
    for attempt in attempts:
        attempt.student = spelt.setdefault(attempt.student.casefold(), attempt.student)
    by_name: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        if not (roster and attempt.student in roster.by_id):
            by_name.setdefault(attempt.student, []).append(attempt)
    for student, mine in by_name.items():
        same_lab = Counter(lab for lab, _ in {(one.lab, one.owner.identity) for one in mine})
        if same_lab and max(same_lab.values()) > 1:
            identities = list(dict.fromkeys(one.owner.identity for one in mine))
            for one in mine:
                if one.owner.identity != identities[0]:
                    one.student = f"{student} ({one.owner.identity.split()[-1]})"
            done.notes.append(
                f"{len(identities)} different students are called {student}; they are kept apart. "
                "A roster with their e-mails or numbers gives them names of their own."
            )


def _own_time(entry: Entry, metadata: dict[str, Owner]) -> bool:
    """Say whether this is a timestamp.txt (nbgrader's, of a time) that a student has uploaded or packed."""
    mine = bool(entry.archives) or owners.from_platform(entry, metadata)[0] is not None
    return mine and entry.name.lower() == "timestamp.txt"


def _place(entry: Entry, metadata: dict[str, Owner]) -> tuple[str, str]:
    """Return to which owner or folder a file belongs that is no notebook, and its own name there."""
    platform, name = owners.from_platform(entry, metadata)
    return (platform.identity if platform else "/".join(entry.parts[:-1])), name


def _add_files(attempts: list[Attempt], others: list[tuple[str, str, Entry]], done: Collected) -> None:
    """Give each attempt the data and modules that lie beside it, and report the rest."""
    homes: dict[str, list[Attempt]] = {}
    shared: Counter[str] = Counter()
    for attempt in attempts:
        folder = "/".join(attempt.entry.parts[:-1])
        for home in {attempt.owner.identity, folder}:
            homes.setdefault(home, []).append(attempt)
    for home, mine in homes.items():
        shared[home] = len({attempt.student for attempt in mine})
    for home, name, entry in others:
        mine = homes.get(home, [])
        suffix = "." + name.rpartition(".")[2].lower()
        if mine and shared[home] == 1 and suffix in BESIDE:
            for attempt in mine:
                if name == "timestamp.txt" or len(attempt.beside) < MOST_FILES:
                    attempt.beside.append((name, entry))
        elif entry.name not in (ROSTER, COLLECTED, "timestamp.txt"):
            done.left.append(f"{entry.path}: no notebook")


def _write(done: Collected, out: Path, student: str, assignment: Assignment, tries: list[Attempt]) -> None:
    """Write the newest try to its place, the others below `earlier_tries`."""
    best = tries[-1]
    folder = out / student / assignment.lab
    target = folder / f"{assignment.notebook}.ipynb"
    named = []
    for one in tries[:-1]:
        if one.raw != best.raw:
            files.write(_free(out / EARLIER / student / assignment.lab, assignment.notebook, one.raw), one.raw)
        named.append(one.entry.path if one.raw != best.raw else f"{one.entry.path} (the same)")
    if target.is_file() and (old := target.read_bytes()) != best.raw:
        files.write(_free(out / EARLIER / student / assignment.lab, assignment.notebook, old), old)
        named.append("the one collected before")
    files.write(target, best.raw)
    for name, entry in best.beside:
        safe = "timestamp.txt" if name == "timestamp.txt" else folder_name(name.rpartition(".")[0])
        if not safe:
            continue
        safe = safe if name == "timestamp.txt" else f"{safe}.{name.rpartition('.')[2].lower()}"
        try:
            raw = entry.read()
            if len(raw) > LARGEST_FILE:
                raise Unreadable(f"larger than {LARGEST_FILE:,} bytes")
        except Unreadable as error:
            done.left.append(f"{entry.path}: {error}")
            continue
        files.write(folder / safe, raw)
    time = ""
    if best.owner.time:
        time = best.owner.time.strftime("%Y-%m-%d %H:%M:%S UTC")
        files.write(folder / "timestamp.txt", time.encode())
    notes = "; ".join(dict.fromkeys(best.notes))
    done.rows.append((student, assignment.lab, best.entry.path, time, ", ".join(named), notes))


def _free(folder: Path, stem: str, raw: bytes) -> Path:
    """Return the first place that is free, or holds these bytes already."""
    number = 1
    while (path := folder / f"{stem}-{number}.ipynb").exists() and path.read_bytes() != raw:
        number += 1
    return path


def _write_table(out: Path, done: Collected) -> None:
    """Write what was taken to collected.csv: one line a submission, those of earlier calls kept."""
    titles = ("student", "lab", "from", "time", "other tries", "notes")
    rows = {row[:2]: row for row in done.rows}
    path = out / COLLECTED
    if path.is_file():
        with open(path, newline="", encoding="utf-8-sig") as file:
            for row in list(csv.reader(file))[1:]:
                if len(row) == len(titles):
                    rows.setdefault((row[0], row[1]), tuple(row))  # type: ignore[arg-type]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(titles)
    table.writerows([shown(value, 500) for value in rows[name]] for name in sorted(rows))
    files.write(path, text.getvalue().encode("utf-8-sig"))


__all__ = ["Collected", "SourceError", "collect"]
