"""What lies in the folders: layouts that are no submissions, odd names, files beside the notebook, deep trees."""

import json
import os
import time

import pytest

from course.grading import worker
from course.grading.grade import GradingError, grade
from course.grading.submission import companions, discover, notebooks, repair
from course.grading.submission.commands import without_installs
from course.grading.task import Task
from course.labformat import assignment, code
from tests.hostile import lab

TINY = assignment.from_notebook(lab.bundle_notebook(), lab.LAB, lab.NAME)
FILE = f"{lab.NAME}.ipynb"
WORK = lab.dump(lab.answered())


@pytest.fixture
def chosen(tmp_path):
    return {lab.LAB: lab.write_bundle(tmp_path) / lab.LAB / FILE}


def lay(root, *paths):
    """Write a right submission at each path."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(WORK if path.endswith(".ipynb") else b"x")
    return root


LAYOUTS = {
    "The folder is empty": (),
    "one student's folder": (f"{lab.LAB}/{FILE}",),
    "labs first": (f"{lab.LAB}/ann/{FILE}", f"{lab.LAB}/bob/{FILE}"),
    "2 notebooks lie directly": ("ann.ipynb", "bob.ipynb"),
    "archives (.zip)": ("ann.zip", "bob.zip"),
    "from Moodle": (f"Ann_123_assignsubmission_file_/{FILE}",),
    "the level of the lab is missing": (f"ann/{FILE}", f"bob/{FILE}"),
    "is it '90_tiny'": (f"ann/90_tinny/{FILE}",),
    "It holds notes.txt": ("notes.txt",),
}


@pytest.mark.parametrize("words", LAYOUTS)
def test_no_submission_is_an_error_that_says_what_lies_there(tmp_path, chosen, words):
    (tmp_path / "in").mkdir()
    lay(tmp_path / "in", *LAYOUTS[words])
    with pytest.raises(discover.NothingFound, match="such as anna/90_tiny") as raised:
        discover.discover(tmp_path / "in", chosen)
    assert words in str(raised.value) and "\n" not in str(raised.value)


def test_the_command_ends_with_status_2_for_it(tmp_path, chosen):
    (tmp_path / "in").mkdir()
    with pytest.raises(GradingError, match="no submission in"):
        grade(tmp_path / "in", None, tmp_path / "out", bundle=tmp_path / "bundle")
    assert not (tmp_path / "out" / "gradebook.db").exists()


def test_submissions_of_other_labs_are_counted(tmp_path, chosen):
    other = tmp_path / "bundle" / "91_other" / "other.ipynb"
    other.parent.mkdir()
    other.write_bytes(chosen[lab.LAB].read_bytes())
    lay(tmp_path / "in", "ann/91_other/other.ipynb", "bob/91_other/other.ipynb")
    with pytest.raises(discover.NothingFound, match=r"2 of 91_other.*asked for are 90_tiny"):
        discover.discover(tmp_path / "in", chosen)


def test_odd_names_of_students_end_nothing(tmp_path, chosen):
    root = os.fsencode(tmp_path / "in")
    for name in (b"caf\xe9", b"new\nline", b".dot", "Jürgen 李".encode(), b"-rf", b"=1+1", b"x" * 200, b"a\x1b[31m"):
        folder = os.path.join(root, name, lab.LAB.encode())
        os.makedirs(folder)
        with open(os.path.join(folder, FILE.encode()), "wb") as file:
            file.write(WORK)
    os.makedirs(os.path.join(root, b"caf\xe9", b"91_lab\xff\n"))
    report = grade(tmp_path / "in", None, tmp_path / "out", tmp_path / "r.json", 2, bundle=tmp_path / "bundle")
    mine = {entry["student"]: entry["score"] for entry in report.submissions if entry["lab"] == lab.LAB}
    assert len(mine) == 8 and set(mine.values()) == {5}
    assert {"caf\\udce9", "new\\nline", ".dot", "Jürgen 李"} <= set(mine)
    assert "\\udcff" in report.summary
    json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))


def test_a_folder_named_like_the_notebook_does_not_hide_it(tmp_path, chosen):
    lay(tmp_path / "in", f"ann/{lab.LAB}/{FILE}/{FILE}", f"bob/{lab.LAB}/{FILE}/x.txt", f"eve/{lab.LAB}/copy.ipynb")
    (tmp_path / "in" / "eve" / lab.LAB / FILE).mkdir()
    found, _ = discover.discover(tmp_path / "in", chosen)
    assert [(one.student, one.verdict, one.path and one.path.name) for one in found] == [
        ("ann", "", FILE),
        ("bob", "missing", None),
        ("eve", "", "copy.ipynb"),
    ]


def deep(folder, levels):
    """Make folders inside folders, deeper than a path may be long."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("deep", dir_fd=here)
        inner = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def flat(folder):
    """Take such folders away again."""
    while (folder / "deep").exists():
        os.rename(folder / "deep", folder / "top")
        if (folder / "top" / "deep").exists():
            os.rename(folder / "top" / "deep", folder / "deep")
        os.rmdir(folder / "top")


@pytest.mark.parametrize("levels", [1200, 3000])
def test_deep_folders_cost_nothing(tmp_path, chosen, levels):
    folder = lay(tmp_path / "in", f"ann/{lab.LAB}/{FILE}") / "ann" / lab.LAB
    deep(folder, levels)
    try:
        taken = companions.take(folder / FILE)
        assert taken.files == {} and len(taken.flags) == 1 and "deep" in taken.flags[0].text
    finally:
        flat(folder)


def test_thousands_of_files_give_one_sentence(tmp_path):
    (tmp_path / FILE).write_bytes(WORK)
    for number in range(5000):
        (tmp_path / f"{number:04}.csv").touch()
    started = time.perf_counter()
    files, flags = companions.companions(tmp_path)
    assert len(files) == companions.MOST_FILES and len(flags) == 1 and "4800 files" in flags[0].text
    assert time.perf_counter() - started < 3


def test_files_that_are_not_taken_are_named(tmp_path):
    lay(tmp_path, FILE, "data/x.csv", "tools.py", "random.py", "lib.so", ".secret", "keras/__init__.py")
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "big.bin").write_bytes(b"")
    os.truncate(tmp_path / "big.bin", companions.LARGEST_FILE + 1)
    files, flags = companions.companions(tmp_path)
    assert set(files) == {"data/x.csv", "tools.py"}
    text = "\n".join(map(str, flags))
    assert all(name in text for name in ("random.py", "lib.so", "link", "pipe", "big.bin", "keras")), text
    assert ".secret" not in text and {flag.kind for flag in flags} == {"note"}


def test_what_is_hashed_is_what_is_graded(tmp_path, chosen, monkeypatch):
    """A notebook that is exchanged while it is graded gets the grade, and the key, of what was read."""
    path = lay(tmp_path, f"ann/{FILE}") / "ann" / FILE
    given = Task(discover.Submission("ann", lab.LAB, path, chosen[lab.LAB]))
    before = companions.take(path).digest
    real = worker.parse

    def exchanging(raw):
        path.write_bytes(lab.dump(lab.answered(total=None)))
        return real(raw)

    monkeypatch.setattr(worker, "parse", exchanging)
    result = worker.grade_task(given)
    assert (result.score, result.content) == (5, before) and companions.take(path).digest != before


def test_a_function_in_thousands_of_cells_is_joined_up_to_a_limit():
    """Each join parses the whole once more."""
    halves = [notebooks.Cell("code", "    return 1") for _ in range(3 * repair.MOST_PARTS)]
    cells = [notebooks.Cell("code", "def total(x):\n    y = x"), *halves]
    made = repair.repair(cells, TINY).notebook
    assert max(cell.source.count("return 1") for cell in made.cells) == repair.MOST_PARTS - 1


def test_a_cell_of_many_answers_is_not_parsed_once_a_piece(monkeypatch):
    parsed = []
    monkeypatch.setattr(code, "parse", lambda source, real=code.parse: parsed.append(len(source)) or real(source))
    code.parses.cache_clear()
    source = "def double(x): pass\ndef total(x): pass\n" * 40
    repair.repair([notebooks.Cell("code", source)], TINY)
    assert sum(length >= len(source) - 1 for length in parsed) < 10


def test_only_so_much_of_a_notebook_is_parsed_to_see_what_is_written(monkeypatch):
    parsed = []
    monkeypatch.setattr(repair, "values", lambda source, names: parsed.append(source) or dict.fromkeys(names, 4))
    monkeypatch.setattr(repair, "LOOKED_AT", 1000)
    cells = [notebooks.Cell("code", "x = 1" + " " * 5000), *[notebooks.Cell("code", "total = 1 #" + "x" * 189)] * 90]
    assert repair.written(cells, TINY) == {"double", "total"} and 0 < sum(map(len, parsed)) <= 1000


def test_two_students_never_get_one_name(tmp_path, chosen):
    """A name that is no text stands as its escape, which another folder may be called."""
    names = [os.fsdecode(b"caf\xe9"), "caf\\udce9", "caf\\udce9#2"]
    for name in names:
        (tmp_path / "in" / name / lab.LAB).mkdir(parents=True)
        (tmp_path / "in" / name / lab.LAB / "tiny.ipynb").write_bytes(lab.dump(lab.answered()))
    found, _ = discover.discover(tmp_path / "in", chosen)
    assert len({one.student for one in found}) == 3


def test_many_cells_like_a_check_are_repaired_quickly():
    line = "checks.close('case {0}', double({0}), {0} * 2, hint='add it to itself, number {0}')\n"
    cells = [notebooks.Cell("code", line.format(n) * 60 + f"x = {n}") for n in range(300)]
    cells += [notebooks.Cell("code", f"def f{n}(x):\n    return x\n" * 30) for n in range(1000)]
    started = time.process_time()
    repaired = repair.repair(cells, TINY)
    assert time.process_time() - started < 8 and len(repaired.flags) <= 10


@pytest.mark.parametrize("levels", [500, 5000, 200_000])
def test_deep_json_is_refused_or_read(levels):
    raw = b'{"cells": [{"cell_type": "code", "source": "1", "metadata": ' + b'{"a":' * levels + b"1" + b"}" * levels
    try:
        assert notebooks.parse(raw + b"}]}")[0].source == "1"
    except notebooks.Unreadable as error:
        assert "deep" in str(error)


NASTY = {
    "parentheses": "(" * 5000,
    "minus": "x = " + "-" * 50_000 + "1",
    "attributes": "x" + ".a" * 20_000,
    "null": "x = '\x00'",
    "surrogate": "x = '\ud800'\ndef double(x): return x",
    "blocks": "".join(" " * n + "if 1:\n" for n in range(90)),
    "elifs": "if 1: pass\n" + "elif 1: pass\n" * 3000,
}


@pytest.mark.parametrize("name", NASTY)
def test_code_that_no_parser_likes_is_kept(name):
    raw = json.dumps({"cells": [{"cell_type": "code", "source": NASTY[name], "metadata": {}}]}).encode()
    made = repair.repair(notebooks.parse(raw), TINY).notebook
    assert NASTY[name][:5] in "".join(cell.source for cell in made.cells)
    json.dumps(made, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        ("%pip install a", "pass"),
        ("x = 1\n!pip install a", "x = 1\npass"),
        ("if x:\n    !{sys.executable} -m pip install a\ny", "if x:\n    pass\ny"),
        ("files = !pip list", "files = []"),
        ("!pip install a \\\n  b\nx", "pass\n\nx"),
        ("!apt-get install -y ffmpeg", "pass"),
        ("pip install a", "pass"),
        ("%%bash\nconda install a", "\n"),
        ("!python -m pip install a", "pass"),
        ("%conda install a", "pass"),
        ('text = """\n%pip install a\n"""', 'text = """\n%pip install a\n"""'),
        ("!ls pip", "!ls pip"),
        ("pipes = 3", "pipes = 3"),
        ("%matplotlib inline", "%matplotlib inline"),
    ],
)
def test_installations_are_not_run(source, runs):
    lines = [line.split("# not run")[0].rstrip() for line in without_installs(source)[0].split("\n")]
    assert "\n".join(lines) == runs
