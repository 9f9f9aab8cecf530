"""The derived notebooks: deterministic, free of solutions, equal to what stock nbgrader makes, and proven so."""

from __future__ import annotations

import shutil
import subprocess
import sys

import nbformat
import pytest
from typer.testing import CliRunner

from course.authoring import build
from course.cli import app
from course.labformat import source
from course.labformat.source import SourceError
from tests.conftest import TINY


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """The tiny course, built and executed."""
    folder = shutil.copytree(TINY, tmp_path_factory.mktemp("once") / "course_root")
    build.build(root=folder, execute=True)
    return folder


@pytest.fixture
def built(once, tmp_path):
    """A copy of the built tiny course."""
    return shutil.copytree(once, tmp_path / "built")


def notebook(folder, kind):
    return nbformat.read(folder / kind / "01_tiny" / "tiny.ipynb", as_version=4)


def test_building_twice_gives_the_same_bytes(tiny, tmp_path):
    build.build(root=tiny)
    first = {path: path.read_bytes() for path in tiny.rglob("*.ipynb")}
    assert len(first) == 2
    assert build.build(root=tiny) == []
    other = shutil.copytree(tiny / "source", tmp_path / "elsewhere" / "source").parent
    build.build(root=other)
    assert {p.relative_to(other): p.read_bytes() for p in other.rglob("*.ipynb")} == {
        p.relative_to(tiny): text for p, text in first.items()
    }


def test_students_get_no_solution_and_no_hidden_test(built):
    for kind in ("labs", "solutions"):
        assert "secret_seed" not in (built / kind / "01_tiny/tiny.ipynb").read_text()
    text = (built / "labs/01_tiny/tiny.ipynb").read_text()
    assert "2 * np.asarray" not in text and "SOLUTION" not in text and "HIDDEN" not in text
    assert "Exercise 1.2: total is not written yet" in text
    assert "secret_seed" in (built / "SECRET-bundle/01_tiny/tiny.ipynb").read_text()


def test_metadata_is_complete_and_valid(built):
    from nbgrader.nbgraderformat import MetadataValidator

    for kind in ("labs", "SECRET-bundle"):
        lab = notebook(built, kind)
        nbformat.validate(lab)
        MetadataValidator().validate_nb(lab)
    cells = {cell.id: cell for cell in notebook(built, "labs").cells}
    check, exercise = cells["check-double"].metadata.nbgrader, cells["exercise-double"].metadata.nbgrader
    assert (check.grade, check.locked, check.solution, check.points, check.schema_version) == (
        True,
        True,
        False,
        2,
        3,
    )
    assert (exercise.grade, exercise.locked, exercise.solution, exercise.task) == (False, False, True, False)
    assert check.checksum and exercise.checksum and check.grade_id == "check-double"


def test_release_equals_what_stock_nbgrader_generates(built, root):
    shutil.copy(root / "nbgrader_config.py", built)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "01_tiny"],
        cwd=built,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    stock = nbformat.read(built / "release/01_tiny/tiny.ipynb", as_version=4)
    ours = notebook(built, "labs")
    assert [(c.id, c.source) for c in stock.cells] == [(c.id, c.source) for c in ours.cells]
    for theirs, mine in zip(stock.cells, ours.cells, strict=True):
        assert theirs.metadata.get("nbgrader") == mine.metadata.get("nbgrader")


def test_check_passes_on_what_build_wrote(built):
    assert build.check(root=built) == []


@pytest.mark.parametrize("kind", ["labs", "solutions"])
def test_check_shows_an_edited_cell(built, kind):
    path = built / kind / "01_tiny/tiny.ipynb"
    edited = notebook(built, kind)
    edited.cells[0].source += "\nA sentence typed into the derived notebook."
    nbformat.write(edited, path)
    (difference,) = build.check(root=built)
    assert difference.path == path
    assert "-# A sentence typed into the derived notebook." in difference.detail


def test_check_sees_changed_metadata_and_bytes(built):
    path = built / "labs/01_tiny/tiny.ipynb"
    lab = notebook(built, "labs")
    next(c for c in lab.cells if c.id == "check-total").metadata.nbgrader.points = 300
    nbformat.write(lab, path)
    (difference,) = build.check(root=built)
    assert '"points": 300' in difference.detail
    build.build(root=built)
    path.write_text(path.read_text() + "\n")
    assert len(build.check(root=built)) == 1


def test_check_finds_a_changed_source_a_missing_and_a_foreign_notebook(built):
    script = built / "source/01_tiny/tiny.py"
    script.write_text(script.read_text().replace("print(6 * 7)", "print(6 * 8)"))
    found = build.check(root=built)
    assert {d.path.parts[-3] for d in found} == {"labs", "solutions"}
    assert all("6 * 8" in d.detail for d in found)
    (built / "labs/01_tiny/tiny.ipynb").unlink()
    shutil.copytree(built / "solutions/01_tiny", built / "solutions/02_old")
    details = [d.detail for d in build.check(root=built)]
    assert any("is missing" in d for d in details) and any("no source script gives this" in d for d in details)


UNCLEAN = {
    "import sys; print('x', file=sys.stderr)": "wrote to stderr: 'x",
    "import warnings; warnings.warn('old')": "UserWarning: old",
    "print('saved to /tmp/somewhere')": "an absolute path: '/tmp/somewhere'",
    "object()": "a memory address: 'at 0x",
    "print('long ' * 500_000)": "draw smaller figures",
}


def test_a_solution_with_unclean_outputs_is_not_written(tiny):
    script = tiny / "source/01_tiny/tiny.py"
    script.write_text(script.read_text().replace("print(6 * 7)", "\n\n# %%\n".join(UNCLEAN)))
    with pytest.raises(SourceError) as found:
        build.build(root=tiny, execute=True)
    assert [fault for fault in UNCLEAN.values() if fault not in str(found.value)] == []
    assert not (tiny / "solutions").exists()


def test_a_solution_with_an_error_is_not_written(tiny):
    script = tiny / "source/01_tiny/tiny.py"
    script.write_text(script.read_text().replace("print(6 * 7)", "raise KeyError('gone')"))
    with pytest.raises(SourceError, match=r"raise KeyError\('gone'\)"):
        build.build(root=tiny, execute=True)
    assert not (tiny / "solutions").exists()


def test_prose_may_change_without_a_new_run_but_code_may_not(built):
    script = built / "source/01_tiny/tiny.py"
    script.write_text(script.read_text().replace("as small as a lab can be", "of two exercises"))
    build.build(root=built)
    assert build.check(root=built) == []
    solution = notebook(built, "solutions")
    assert "of two exercises" in solution.cells[0].source
    assert any(cell.get("outputs") for cell in solution.cells)
    script.write_text(script.read_text().replace("print(6 * 7)", "print(7 * 7)"))
    build.build(root=built)
    assert ["run `course build --refresh 01`" in d.detail for d in build.check(root=built)] == [True]


def test_select_takes_numbers_and_names(root):
    everything = source.labs(root)
    assert [lab.name for lab in source.select(["2", "convolution"], everything)] == ["01_convolution", "02_filters"]
    with pytest.raises(SourceError, match=r"no lab '99'.*01_convolution"):
        source.select(["99"], everything)


def test_command_exit_statuses(built, monkeypatch):
    monkeypatch.chdir(built)
    run = CliRunner().invoke
    assert run(app, ["build", "--check"]).exit_code == 0
    (built / "labs/01_tiny/tiny.ipynb").write_text("{")
    result = run(app, ["build", "--check"])
    assert result.exit_code == 1 and "cannot be read as a notebook" in result.output
    assert run(app, ["build", "nolab"]).exit_code == 2


def test_stored_figures_lose_bytes_but_not_their_looks():
    import base64
    import io

    import numpy as np
    from PIL import Image

    from course.authoring.execute import smaller
    from course.datasets import pictures

    photo = pictures.photo("cat")
    buffer = io.BytesIO()
    Image.fromarray(photo).save(buffer, "PNG")
    text = base64.b64encode(buffer.getvalue()).decode()
    reduced = smaller(text)
    assert len(reduced) < 0.6 * len(text)
    back = np.asarray(Image.open(io.BytesIO(base64.b64decode(reduced))).convert("RGB"), float)
    assert np.abs(back - photo).mean() < 5  # of 255
    assert smaller(reduced) == reduced


def test_a_stored_figure_keeps_rare_bright_colours():
    import base64
    import io

    import numpy as np
    from matplotlib.colors import hsv_to_rgb
    from PIL import Image

    from course.authoring.execute import smaller
    from course.datasets import pictures

    down, right = np.gradient(pictures.grey(pictures.photo("coffee")))  # dark, but for edges of all colours
    angle, length = np.arctan2(down, right) / (2 * np.pi) + 0.5, np.hypot(down, right)
    colours = hsv_to_rgb(np.stack([angle, np.ones_like(angle), length / length.max()], axis=-1))
    pixels, png = np.asarray(255 * colours, np.uint8), io.BytesIO()
    Image.fromarray(pixels).save(png, "PNG")
    kept = Image.open(io.BytesIO(base64.b64decode(smaller(base64.b64encode(png.getvalue()).decode())))).convert("RGB")
    off = np.abs(np.asarray(kept, float) - pixels)
    assert off[length > 0.3 * length.max()].mean() < 8  # 15.8 with the median cut alone
