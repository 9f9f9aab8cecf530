"""Right answers in odd notebooks keep full marks: all by their repaired code, a sample through a whole run."""

import contextlib
import io
import json
import re
import sys

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from rich.console import Console

from course.grading.check import check
from course.grading.grade import grade
from course.grading.submission.discover import discover
from course.grading.submission.notebooks import parse
from course.grading.submission.repair import repair, written
from course.labformat import assignment
from tests.honest.oddities import IN_A_KERNEL, ODDITIES
from tests.hostile import lab

TINY = assignment.from_notebook(lab.bundle_notebook(), lab.LAB, lab.NAME)
WHOLE = (
    "everything_in_one_cell",
    "check_and_next_exercise_merged",
    "answer_at_the_end_needs_a_given_name",
    "file_written_then_imported",
    "module_beside_the_notebook",
    "timed_answers",
    "magics_and_installations_everywhere",
    "name_used_for_a_result_later",
    "untouched_original_beside_a_copy",
    "copy_of_a_notebook",
    "saved_by_kaggle",
    "format_3",
)


def write(folder, files):
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


@pytest.fixture
def bundle(tmp_path):
    return {lab.LAB: lab.write_bundle(tmp_path) / lab.LAB / f"{lab.NAME}.ipynb"}


class Shell:
    """What a notebook's code calls for its magics, without a kernel."""

    def __init__(self, folder, space):
        self.folder, self.space = folder, space

    def run_line_magic(self, name, line, **options):
        assert name not in ("pip", "conda")

    def system(self, line):
        assert "pip" not in line

    def getoutput(self, line):
        assert "pip" not in line
        return []

    def run_cell_magic(self, name, line, body):
        if name == "writefile":
            (self.folder / line.strip()).write_text(body)
        if name == "time":
            exec(body, self.space)
        assert name in ("writefile", "time"), name


def run(notebook, folder, monkeypatch):
    """Run a repaired notebook as a kernel would; return the checks that pass: in their place, and after all cells."""
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    full = {part.id: part.full for part in TINY.parts}
    space = {"__name__": "notebook"}
    space["get_ipython"] = lambda shell=Shell(folder, space): shell
    ran: list[str] = []
    in_place = set()

    def check(name):
        with contextlib.suppress(Exception):
            exec(full[name], {**space})
            return {name}
        return set()

    for cell in notebook.cells:
        if cell.cell_type != "code" or cell.metadata.get("course", {}).get("skip"):
            continue
        if cell.id.startswith("check-"):
            ran.append(cell.id)
            in_place |= check(cell.id)
        else:
            with contextlib.suppress(Exception):
                exec(compile(TransformerManager().transform_cell(cell.source), cell.id, "exec"), space)
    for name in ("my_tools", "tools"):
        sys.modules.pop(name, None)
    return in_place, set().union(*map(check, ran))


@pytest.mark.parametrize("name", ODDITIES)
def test_a_right_answer_is_never_lost(name, tmp_path, bundle, monkeypatch):
    write(tmp_path / "submitted" / name / lab.LAB, ODDITIES[name]())
    [found], notes = discover(tmp_path / "submitted", bundle)
    repaired = repair(parse(found.path.read_bytes()), TINY)
    both = {"check-double", "check-total"}
    shown = "\n".join(f"--- {cell.id}\n{cell.source}" for cell in repaired.notebook.cells)
    passed = run(repaired.notebook, found.path.parent, monkeypatch)
    assert passed == (both, both), f"{repaired.flags}\n{shown}"
    assert {flag.kind for flag in [*found.flags, *repaired.flags]} <= {"repaired", "note"} and not notes
    ids = [cell.id for cell in repaired.notebook.cells]
    assert len(set(ids)) == len(ids) and {part.id for part in TINY.parts if part.kind != "text"} <= set(ids)
    assert "pip install" not in re.sub(r"#.*", "", shown)


def test_odd_notebooks_keep_full_marks_in_a_whole_run(tmp_path, bundle):
    made = {name: ODDITIES[name] for name in WHOLE} | IN_A_KERNEL
    for name, files in made.items():
        write(tmp_path / "submitted" / name / lab.LAB, files())
    report = grade(tmp_path / "submitted", None, tmp_path / "out", None, 2, bundle=tmp_path / "bundle")
    assert {e["student"]: e["score"] for e in report.submissions} == dict.fromkeys(made, 5), [
        e for e in report.submissions if e["score"] < 5
    ]
    assert {e["verdict"] for e in report.submissions} <= {"graded", "repaired"}
    renamed = next(e for e in report.submissions if e["student"] == "copy_of_a_notebook")
    assert renamed["verdict"] == "graded" and len(renamed["flags"]) == 1


@pytest.mark.parametrize("name", ODDITIES)
def test_a_repaired_file_keeps_every_answer_and_needs_no_second_repair(name, tmp_path, bundle, monkeypatch):
    write(tmp_path / "submitted" / name / lab.LAB, ODDITIES[name]())
    [found], _ = discover(tmp_path / "submitted", bundle)
    cells = parse(found.path.read_bytes())
    mine = repair(cells, TINY, to_run=False).notebook
    nbformat.validate(mine)
    again = parse(nbformat.writes(mine).encode())
    assert written(cells, TINY) == written(again, TINY) == {"double", "total"}
    second = repair(again, TINY)
    assert [flag for flag in second.flags if "repaired" in str(flag)] == []
    both = {"check-double", "check-total"}
    assert run(second.notebook, found.path.parent, monkeypatch) == (both, both)
    installs = [line for cell in cells for line in cell.source.split("\n") if "pip" in line]
    kept = [line for cell in mine.cells for line in cell.source.split("\n") if "pip" in line]
    assert sorted(kept) == sorted(installs), "a student's own file keeps its lines"


@pytest.mark.parametrize(
    "name", ["given_and_exercise_merged", "check_and_next_exercise_merged", "answer_before_the_stub"]
)
def test_course_check_repairs_and_passes(name, tmp_path):
    released = tmp_path / "labs" / lab.LAB / f"{lab.NAME}.ipynb"
    released.parent.mkdir(parents=True)
    nbformat.write(lab.release(), released)
    path = tmp_path / f"Copy of {lab.NAME}.ipynb"
    [content] = ODDITIES[name]().values()
    path.write_bytes(json.dumps(content).encode())
    paper = io.StringIO()
    assert check(path, True, released=tmp_path / "labs", console=Console(file=paper, width=200)) == 0, (
        paper.getvalue()
    )
    assert "2 of 2" in paper.getvalue() and "3 of 3" in paper.getvalue()
