"""Parts of grading one by one: reading, repairing, credit, cleaning, the sandbox, workers, a kill, stock nbgrader."""

import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_client.session import Session

from course.grading import pool, score
from course.grading.answering import client, kernel, runner, sandbox
from course.grading.answering.client import Limits
from course.grading.flags import MOST, Flag, few
from course.grading.grade import GradingError, grade
from course.grading.record import clean
from course.grading.results import feedback, mathml, similar
from course.grading.submission import commands, notebooks, repair
from course.grading.submission.discover import Submission
from course.grading.task import Misfit, Result, Task
from course.grading.worker import failed
from course.labformat import assignment, code
from tests.honest.oddities import ODDITIES
from tests.hostile import lab

ROOT = Path(__file__).parents[1]
TINY = assignment.from_notebook(lab.bundle_notebook(), lab.LAB, lab.NAME)


def run_cells(*sources: str, **options) -> runner.Run:
    """Run a right submission with these cells before its first exercise."""
    notebook = lab.answered()
    for source in sources:
        lab.insert(notebook, "exercise-double", source)
    return runner.run(repair.repair(notebooks.parse(lab.dump(notebook)), TINY).notebook, TINY, **options)


def printed(run: runner.Run) -> str:
    return "".join(o.get("text", "") for cell in run.notebook.cells for o in cell.get("outputs", []))


# --- reading ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty (0 bytes)"),
        (b'{"cells": []}', "no cells"),
        (b'{"cells": 3}', "no list of cells"),
        (b"[1, 2]", "no notebook"),
        (b'{"cells": [{"cell_type": "code", "source": "x', "cut off"),
        (b"import numpy as np\n", "Python script"),
        (b"PK\x03\x04...", "zip"),
        (b'{"a": 1,}', "broken JSON in line 1"),
    ],
)
def test_a_file_that_is_no_notebook_is_explained(raw, words):
    with pytest.raises(notebooks.Unreadable, match=words.replace("(", r"\(").replace(")", r"\)")):
        notebooks.parse(raw)


def is_quick(work, *arguments) -> bool:
    started = time.process_time()
    work(*arguments)
    return time.process_time() - started < 2


@pytest.mark.parametrize(
    "text", ["(\n" + " " * 40_000, "(" + "\n" * 40_000, "%%bash\n" + "\n" * 40_000, "(\n" + ", " * 20_000]
)
def test_reading_code_takes_time_in_proportion(text):
    """Which notebook counts, and whose it is, is read for a whole class by one process."""
    assert is_quick(code.parse, text) and is_quick(commands.without_installs, text)


def test_what_is_too_long_for_code_is_not_parsed(monkeypatch):
    """A tree of a hundred megabytes of code would take the machine's memory."""
    for module in (code, similar):
        monkeypatch.setattr(module, "LONGEST_CELL", 1000)
    long = "x\n" * 501
    assert code.parse(long[:-4]).body and not code.parse(long).body and not similar.tokens(long)
    assert repair.written([notebooks.Cell("code", "def total(x):\n    return 0\n" + long)], TINY) == {"total"}


@pytest.mark.parametrize("begin", ["\\[", "\\(", "\\begin{align}", "$$a$", "\\begin{align}\\[\\("])
def test_formulas_without_an_end_take_time_in_proportion(begin):
    assert is_quick(mathml.formulas, begin * 10_000) and is_quick(clean.clean_markdown, begin * 10_000)


@pytest.mark.parametrize("text", ["a." * 30_000, '"\\N{' * 30_000, "\n" * 60_000, "(\n" * 30_000, '"""\n' * 30_000])
def test_code_is_coloured_in_proportion(text):
    assert is_quick(feedback.coloured, text) and is_quick(similar.fingerprints, text)


def test_streams_are_joined_as_nbclient_does_it_but_in_time():
    rng = random.Random(0)
    for _ in range(300):
        text = "".join(rng.choice("ab\r\n") for _ in range(rng.randrange(12)))
        at = rng.randrange(len(text) + 1)
        outputs = [nbformat.v4.new_output("stream", text=part) for part in (text[:at], text[at:])]
        outputs.insert(1, nbformat.v4.new_output("stream", name="stderr", text="x"))
        found = client.joined(outputs)
        assert [(one.name, one.text) for one in found] == [
            ("stdout", re.sub(r".*\r(?=[^\n])", "", text)),
            ("stderr", "x"),
        ]
    assert is_quick(client.joined, [nbformat.v4.new_output("stream", text="x" * 50_000)])


def test_a_pipe_does_not_block_the_reader(tmp_path):
    os.mkfifo(tmp_path / "pipe.ipynb")
    with pytest.raises(notebooks.Unreadable, match="regular file"):
        notebooks.read(tmp_path / "pipe.ipynb")


def test_odd_values_in_a_notebook_are_tolerated():
    cells = [
        {"cell_type": "code", "source": ["a = 1\n", 5, "b = 2"], "metadata": {"nbgrader": "no", "tags": 3}},
        "not a cell",
        {"cell_type": "telepathy", "source": None, "id": 7, "metadata": None},
    ]
    first, second = notebooks.parse(json.dumps({"cells": cells}).encode())
    assert first.source == "a = 1\nb = 2" and first.grade_id == "" and first.tags == []
    assert second.kind == "markdown" and second.source == "" and second.id == ""


# --- the assignment ---------------------------------------------------------------------------------------------


def test_students_see_no_solution_and_no_hidden_test():
    shown = "\n".join(part.source for part in TINY.parts)
    assert not [word for word in (*lab.SECRETS, "SOLUTION", "2 * np.asarray") if word in shown]
    for path in sorted((ROOT / "labs").glob("*/*.ipynb")):
        text = path.read_text(encoding="utf-8")
        assert "HIDDEN TESTS" not in text and "BEGIN SOLUTION" not in text, path


def test_a_check_gets_given_names_afresh_and_its_exercise_from_the_student():
    needs = assignment.surroundings(TINY, TINY.checks[1])
    assert needs["borrowed"] == ["total"] and needs["defines"] == ["total"]
    assert needs["context"][0] == "import numpy as np" and "def slow_total" in needs["context"][-1]


def test_a_given_name_that_depends_on_an_exercise_is_borrowed():
    notebook = lab.bundle_notebook()
    notebook.cells.insert(5, lab.code("made = double(3)\nseed = 3", "given-made"))
    lab.cell_of(notebook, "check-total").source = "assert total([made, seed]) == 9"
    made = assignment.from_notebook(notebook, lab.LAB, lab.NAME)
    needs = assignment.surroundings(made, made.checks[1])
    assert needs["borrowed"] == ["made", "total"] and needs["context"] == ["seed = 3"]


def test_a_given_name_that_depends_on_an_exercise_through_a_helper_is_borrowed():
    notebook = lab.bundle_notebook()
    given = "def pair(x=1):\n    return made(x)\n\n\ndef made(x):\n    return double(x), 3\n\n\none, two = pair()"
    notebook.cells.insert(5, lab.code(given, "given-made"))
    lab.cell_of(notebook, "check-total").source = "assert total([one, two]) == 5"
    made = assignment.from_notebook(notebook, lab.LAB, lab.NAME)
    needs = assignment.surroundings(made, made.checks[1])
    assert needs["borrowed"] == ["one", "total", "two"] and needs["context"] == []


def test_a_parameter_is_no_given_name():
    notebook = lab.bundle_notebook()
    notebook.cells.insert(5, lab.code("def pair():\n    return double(1)\n\n\nvalues = pair()", "given-made"))
    check = (
        "def slow(values):\n    copy = [v for v in values]\n    return sum(copy)\n\n\nassert total([1]) == slow([1])"
    )
    lab.cell_of(notebook, "check-total").source = check
    made = assignment.from_notebook(notebook, lab.LAB, lab.NAME)
    needs = assignment.surroundings(made, made.checks[1])
    assert needs["borrowed"] == ["total"] and needs["context"] == []


# --- credit -----------------------------------------------------------------------------------------------------

CREDITS = {"nan": 0, "inf": 0, "-1": 0, "999": 0, "4.0001": 0, "an object": 0, "1.5": 1.5, "0": 0, "4": 4}


@pytest.mark.parametrize("credit", CREDITS)
def test_credit_counts_only_between_zero_and_the_points(credit):
    got, odd = score.points(runner.Outcome(finished=True, passed=True, credit=credit), 4)
    assert got == CREDITS[credit]
    assert bool(odd) == (credit in ("nan", "inf", "-1", "999", "4.0001", "an object"))


def test_credit_from_a_check_cell():
    values = {
        "nan": ("float('nan')", 0.0, True),
        "infinite": ("np.inf", 0.0, True),
        "negative": ("-1", 0.0, True),
        "large": ("999", 0.0, True),
        "half": ("np.float64(1.5)", 1.5, False),
        "none": ("None", 2.0, False),
        "text": ("'good'", 2.0, False),
        "own": ("type('Own', (), {'__float__': lambda s: 2.0, '__repr__': lambda s: '2'})()", 0.0, True),
    }
    notebook = nbformat.v4.new_notebook(cells=[lab.code(lab.IMPORTS, "given-imports")])
    for name, (value, _, _) in values.items():
        body = f"def {name}():\n    ### BEGIN SOLUTION\n    return {value}\n    ### END SOLUTION"
        notebook.cells.append(lab.code(body, f"exercise-{name}", kind="exercise", exercise=name, number="1"))
        notebook.cells.append(lab.code(f"{name}()", f"check-{name}", 2, "check", check=name))
    made = assignment.from_notebook(notebook, "91_credit", "credit")
    done = runner.run(repair.repair(notebooks.parse(lab.dump(notebook)), made).notebook, made)
    exercises, _, flags = score.score(made, done.outcomes)
    assert {name: entry.score for name, entry in exercises.items()} == {n: v[1] for n, v in values.items()}
    assert {n for n, v in values.items() if v[2]} - {"own"} == {
        f.text.split()[0].removeprefix("check-") for f in flags
    } - {"own"}
    assert score.verdict(flags) == "flagged"


# --- cleaning ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "<div>\n\n[x](javascript:alert(1))",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<svg onload=alert(1)>",
        "<b style='background:url(javascript:alert(1))'>x</b>",
        "<form action='javascript:alert(1)'><button>x</button></form>",
        "![x](https://example.org/track.png)",
    ],
)
def test_text_is_clean_after_markdown_has_been_rendered_again(text):
    from nbconvert.filters import markdown2html

    page = markdown2html(clean.clean_markdown(text))
    for bad in ("<script", "<iframe", "onerror=", "onload=", "<svg", "style=", "<form", "example.org", 'href="java'):
        assert bad not in page, page


def test_text_keeps_what_is_harmless():
    page = clean.clean_markdown("# Title\n\n*why* `a < b`\n\n- one\n\n<details><summary>Hint</summary>x</details>")
    for good in ("<h1", "<em>why</em>", "a &lt; b", "<li>", "<summary>Hint</summary>"):
        assert good in page


# --- the kernel's surroundings ----------------------------------------------------------------------------------


def test_a_kernel_sees_no_token_and_an_own_home(monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", "secret-token")
    text = printed(
        run_cells("import os\nprint(sorted(os.environ))\nprint(os.listdir('.'), '~' + os.environ['HOME'])")
    )
    assert "GITHUB_TOKEN" not in text and "NBGRADER_EXECUTION" in text and "COURSE_DATA" in text
    assert f"~{Path.home()}\n" not in text and "\n[] ~/" in text


@pytest.mark.skipif(not sandbox.sandboxed(), reason="no bubblewrap here")
def test_the_sandbox_has_no_network_no_checkout_and_no_other_processes(tmp_path):
    (tmp_path / "other.txt").write_text("another student")
    probe = f"""
import os, socket
for what, action in {{
    "network": lambda: socket.create_connection(("127.0.0.1", 22), timeout=1),
    "file": lambda: open({str(tmp_path / "other.txt")!r}),
    "bundle": lambda: os.listdir({str(ROOT / "tests")!r}),
    "system": lambda: open("/usr/own", "w"),
}}.items():
    try:
        action()
        print(what, "open")
    except OSError as error:
        print(what, "closed", error.errno)
print(len([name for name in os.listdir("/proc") if name.isdigit()]), "processes")
print(socket.if_nameindex())
"""
    text = printed(run_cells(probe))
    assert [what for what in ("file", "bundle", "system") if f"{what} closed" not in text] == [], text
    assert "'lo')]" in text and int(text.split(" processes")[0].split()[-1]) < 10


def test_a_message_larger_than_any_output_is_not_taken(monkeypatch):
    monkeypatch.setattr(kernel, "LARGEST_MESSAGE", 1_000_000)
    run = run_cells("from IPython.display import HTML, display\ndisplay(HTML('x' * 3_000_000))")
    assert all(one.passed for one in run.outcomes.values()) and len(run.outcomes) == 2
    assert not any("left out" in str(cell.get("outputs")) for cell in run.notebook.cells)


def test_outputs_of_every_kind_are_counted():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1/0")])
    taker = client.Client(notebook, Limits(outputs=3), kernel.Kernel(ROOT, ROOT, {}, False))
    taker.shown, taker.clear_before_next_output = {"text": 0, "display": 0, "outputs": 0}, False
    for _ in range(9):
        error, silent = {"ename": "E", "evalue": "", "traceback": []}, {"name": "stdout", "text": ""}
        for kind, content in (("error", error), ("stream", silent)):
            taker.process_message(Session().msg(kind, content), notebook.cells[0], 0)
    assert len(notebook.cells[0].outputs) == 3


def test_a_notebook_shows_only_so_much_in_all():
    """Thousands of cells, each within the limits of a cell, would take the worker's memory."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1") for _ in range(9)])
    taker = client.Client(notebook, Limits(shown=5000), kernel.Kernel(ROOT, ROOT, {}, False))
    taker.clear_before_next_output = False
    for cell in notebook.cells:
        taker.shown = {"text": 0, "display": 0, "outputs": 0}
        for kind, content in (
            ("stream", {"name": "stdout", "text": "x" * 400}),
            ("display_data", {"data": {"text/html": "x" * 400}, "metadata": {}}),
            ("error", {"ename": "E", "evalue": "", "traceback": ["x" * 400]}),
        ):
            taker.process_message(Session().msg(kind, content), cell, 0)
    text = json.dumps(notebook)
    assert 4000 < text.count("x") < 7000 and "output of 400 bytes left out" in text


@pytest.mark.parametrize("count", [{"a": 1}, "x", -5, 10**400, 1e400, True])
def test_a_number_in_brackets_that_is_none_is_not_taken(count):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    taker = client.Client(notebook, Limits(), kernel.Kernel(ROOT, ROOT, {}, False))
    taker.shown, taker.clear_before_next_output = {"text": 0, "display": 0, "outputs": 0}, False
    for kind in ("execute_input", "execute_result"):
        content = {"execution_count": count, "code": "", "data": {"text/plain": "1"}, "metadata": {}}
        taker.process_message(Session().msg(kind, content), notebook.cells[0], 0)
    nbformat.validate(notebook)
    assert notebook.cells[0].execution_count is None


def test_without_a_sandbox_limits_hold_too():
    endless = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    run = run_cells("import os\nos._exit(3)", endless, limits=Limits(cell=2, grace=1), sandbox=False)
    assert all(outcome.passed for outcome in run.outcomes.values()) and len(run.outcomes) == 2
    assert [flag.kind for flag in run.flags] == ["crashed", "timeout"]


def test_a_run_leaves_nothing_behind():
    import tempfile

    before = set(os.listdir(tempfile.gettempdir()))
    run_cells("open('left.txt', 'w').write('x')")
    left = [name for name in set(os.listdir(tempfile.gettempdir())) - before if name.startswith("course-")]
    assert not [name for name in left if (Path(tempfile.gettempdir()) / name / "work" / "left.txt").exists()]


# --- workers ----------------------------------------------------------------------------------------------------


def task_for(tmp_path: Path) -> Task:
    bundle = lab.write_bundle(tmp_path) / lab.LAB / f"{lab.NAME}.ipynb"
    return Task(Submission("ann", lab.LAB, tmp_path / "none.ipynb", bundle), Limits(notebook=-118))


@pytest.mark.parametrize("behaviour", ["import sys; sys.exit(1)", "import time; time.sleep(60)", "print('{}')"])
def test_a_lost_worker_leaves_a_verdict(tmp_path, monkeypatch, behaviour):
    def start(worker):
        pipe = subprocess.PIPE
        command = [sys.executable, "-c", behaviour]
        worker.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, start_new_session=True)

    monkeypatch.setattr(pool.Worker, "_start", start)
    [(_, result)] = list(pool.run_all([task_for(tmp_path)], 2))
    assert result.verdict == "failed" and result.max_score == 5 and "worker" in result.flags[0].text


def test_results_that_do_not_fit_are_refused(tmp_path):
    given = task_for(tmp_path)
    result = failed(given, "broken", "why")
    good = json.loads(result.to_json())
    assert Result.from_json(result.to_json(), given) == result
    half = {"score": 1.5, "max_score": 3.0, "message": ""}
    for wrong, words in [
        ({"student": "bob"}, "bob/90_tiny"),
        ({"verdict": "excellent"}, "excellent"),
        ({"flags": ["review: a sentence"]}, "no object"),
        ({"flags": [{"kind": "praise", "text": "good"}]}, "praise"),
        ({"exercises": {"double": half | {"score": 99}}}, "more than"),
        ({"exercises": {"double": half | {"score": float("nan")}}}, "score is"),
        ({"exercises": {"double": half | {"score": True}}}, "score is"),
        ({"exercises": {"double": half}}, "not those of the exercises"),
        ({"checks": {"check-double": "3"}}, "check-double"),
        ({"kernel": "hot"}, "hot"),
        ({"notebook": "x" * 50_000_000}, "more than"),
    ]:
        with pytest.raises(Misfit, match=re.escape(words)):
            Result.from_json(json.dumps(good | wrong).encode(), given)
    for raw in (b"", b"[]", b"{", b'{"student": "ann"}', b"[" * 100_000):
        with pytest.raises(Misfit):
            Result.from_json(raw, given)


def test_a_task_arrives_as_it_was_sent(tmp_path):
    given = task_for(tmp_path)
    given.submission.flags.append(Flag("note", "an é, a line\nand a lone surrogate: \udce9"))
    given.submission.path = Path(os.fsdecode(b"caf\xe9/x.ipynb"))
    assert Task.from_json(given.to_json()) == given
    for wrong in (
        {"limits": {"cell": "60"}},
        {"limits": {"speed": 1}},
        {"sandbox": 1},
        {"key": None},
        {"submission": []},
    ):
        with pytest.raises(Misfit):
            Task.from_json(json.dumps(json.loads(given.to_json()) | wrong).encode())


def test_a_lone_surrogate_ends_where_a_result_becomes_bytes(tmp_path):
    given = task_for(tmp_path)
    result = failed(given, "broken", "caf\udce9")
    result.notebook["cells"][0]["source"] = "\ud800 and \\udce9"
    arrived = Result.from_json(result.to_json(), given)
    assert arrived.flags == [Flag("broken", "caf\\udce9")]
    assert arrived.notebook["cells"][0]["source"] == "\\ud800 and \\udce9"


def test_very_many_flags_of_a_kind_become_few():
    many = [Flag("timeout", f"cell {n}: not run") for n in range(5000)] + [Flag("note", "a"), Flag("note", "a")]
    kept = few(many)
    assert (
        len(kept) == MOST + 2
        and kept[:MOST] == many[:MOST]
        and kept[-2:]
        == [
            Flag("note", "a"),
            Flag("timeout", "and 4,950 more like these"),
        ]
    )


def test_flags_have_known_kinds():
    assert str(Flag("note", "a fact")) == "note: a fact"
    with pytest.raises(ValueError, match="praise"):
        Flag("praise", "good")


def test_a_killed_run_goes_on_where_it_was(tmp_path):
    bundle = lab.write_bundle(tmp_path)
    for number in range(4):
        folder = tmp_path / "submitted" / f"s{number}" / lab.LAB
        folder.mkdir(parents=True)
        (folder / "tiny.ipynb").write_bytes(
            lab.dump(lab.answered(double=None if number % 2 else lab.ANSWERS["double"]))
        )
    out, log = tmp_path / "out", tmp_path / "out" / "log.jsonl"
    code = "from pathlib import Path; from course.grading.grade import grade; import sys; p = Path(sys.argv[1])\n"
    code += "grade(p / 'submitted', None, p / 'out', None, 1, bundle=p / 'bundle')"
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], start_new_session=True)
    end = time.monotonic() + 60
    while time.monotonic() < end and not (log.exists() and log.read_text().count("\n") >= 1):
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = log.read_text().count("\n")
    assert before < 4, "it was killed on the way"
    report = grade(tmp_path / "submitted", None, out, tmp_path / "r.json", 2, bundle=bundle)
    assert [entry["score"] for entry in report.submissions] == [5, 3, 5, 3] and report.exit_status == 0
    assert log.read_text().count("\n") <= 5, "what was graded before the kill is not run again"
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
        recorded = {s.student.id: s.score for s in book.assignment_submissions(lab.LAB)}
    assert recorded == {entry["student"]: entry["score"] for entry in report.submissions}
    # a new bundle with another graded cell asks for new grades
    notebook = lab.bundle_notebook()
    notebook.cells.append(lab.code("assert double(1) == 2", "check-double-2", 1, "check", check="double"))
    nbformat.write(notebook, bundle / lab.LAB / "tiny.ipynb")
    report = grade(tmp_path / "submitted", None, out, None, 2, bundle=bundle)
    assert [entry["score"] for entry in report.submissions] == [6, 3, 6, 3] and report.notes
    assert (out / "gradebook-1.db").is_file()


def test_wrong_calls_are_explained(tmp_path):
    bundle = lab.write_bundle(tmp_path)
    with pytest.raises(GradingError, match="no folder"):
        grade(tmp_path / "none", None, tmp_path / "out", bundle=bundle)
    (tmp_path / "submitted").mkdir()
    with pytest.raises(GradingError, match="no lab '7'"):
        grade(tmp_path / "submitted", ["7"], tmp_path / "out", bundle=bundle)
    with pytest.raises(GradingError, match="inside the submissions"):
        grade(tmp_path / "submitted", None, tmp_path / "submitted" / "out", bundle=bundle)
    with pytest.raises(assignment.BundleError, match="no bundle"):
        grade(tmp_path / "submitted", None, tmp_path / "out", bundle=tmp_path / "nothing")


# --- stock nbgrader ---------------------------------------------------------------------------------------------

STOCK = """
import sys
from nbgrader.apps import AutogradeApp, ExportApp, GenerateAssignmentApp, GenerateFeedbackApp, ValidateApp
lab = sys.argv[1]
for app, arguments in [
    (GenerateAssignmentApp, [lab]),
    (ValidateApp, [f"release/{lab}/tiny.ipynb"]),
    (AutogradeApp, [lab]),
    (GenerateFeedbackApp, [lab]),
    (ExportApp, []),
]:
    one = app()
    one.initialize(arguments)
    try:
        one.start()
    except SystemExit as stop:
        assert not stop.code, (app, stop.code)
"""


def test_stock_nbgrader_works_with_the_shipped_configuration(tmp_path):
    bundle = lab.write_bundle(tmp_path).rename(tmp_path / "SECRET-bundle")
    (tmp_path / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text())
    for student, made in {
        "right": lab.answered(),
        "wrong": lab.answered(total="def total(x):\n    return 0"),
        "module": lab.answered(double="from tools import double"),
        "merged": ODDITIES["two_exercises_merged"]()["tiny.ipynb"],
    }.items():
        folder = tmp_path / "submitted" / student / lab.LAB
        folder.mkdir(parents=True)
        (folder / "tiny.ipynb").write_bytes(lab.dump(made))
    (tmp_path / "submitted" / "module" / lab.LAB / "tools.py").write_text("def double(x):\n    return x + x\n")
    found = subprocess.run(
        [sys.executable, "-c", STOCK, lab.LAB],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert found.returncode == 0, found.stderr
    rows = (tmp_path / "grades.csv").read_text()
    scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(rows.splitlines())}
    assert scores == {"right": 5, "wrong": 2, "module": 5, "merged": 5}
    ours = grade(tmp_path / "submitted", None, tmp_path / "ours", None, 1, bundle=bundle)
    for one in ours.submissions:
        path = tmp_path / "autograded" / one["student"] / lab.LAB / "tiny.ipynb"
        assert nbformat.read(path, as_version=4).metadata.course.flags == one["flags"]
        assert scores[one["student"]] == one["score"]
    page = (tmp_path / "feedback" / "wrong" / lab.LAB / "tiny.html").read_text()
    assert "one and two make three" in page and not [word for word in lab.SECRETS if word in page]
    released = (tmp_path / "release" / lab.LAB / "tiny.ipynb").read_text()
    assert "is not written yet" in released and not [word for word in lab.SECRETS if word in released]
