"""Stored outputs: kept where the code that computes them is the same, marked and computed again where not."""

from __future__ import annotations

import shutil

import nbformat
import pytest
from typer.testing import CliRunner

from course.authoring import build, stale
from course.cli import app

LAB = '''# %% [markdown]
# # 01 · Tiny

# %%
import math
from random import Random

# %%
def area(r):
    """Return the area of a circle."""
    return math.pi * r**2

# %%
rng = Random(0)
print("drawn")

# %%
radius = rng.random() + 1  # at least 1
print(area(radius))

# %%
steps = []
for n in range(3):
    steps.append(n)
print("steps", len(steps))

# %%
print("steps again", steps)

# %%
print("apart", 6 * 7)
'''


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A built and executed lab of seven code cells; its folder."""
    folder = tmp_path_factory.mktemp("once")
    script = folder / "source/01_tiny/tiny.py"
    script.parent.mkdir(parents=True)
    script.write_text(LAB)
    (folder / "pyproject.toml").touch()
    (folder / "course").mkdir()
    build.build(root=folder, execute=True)
    assert build.check(root=folder) == []
    return folder


@pytest.fixture
def lab(once, tmp_path):
    """The script of a copy of the built lab."""
    return shutil.copytree(once, tmp_path / "lab") / "source/01_tiny/tiny.py"


def root(lab):
    return lab.parents[2]


def stored(lab):
    return nbformat.read(root(lab) / "solutions/01_tiny/tiny.ipynb", as_version=4)


def change(lab, old, new):
    text = lab.read_text()
    assert text.count(old) == 1
    lab.write_text(text.replace(old, new))
    build.build(root=root(lab))


def late(lab):
    """Return the first lines of the cells that are out of date."""
    wanted = stale.stale(stored(lab))
    return [cell.source.splitlines()[0] for cell in stored(lab).cells if cell.id in wanted]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# at least 1", "# it is 1 or more"),
        ("Return the area of a circle.", "The area inside a circle."),
        ("steps = []\n", "\nsteps = []  # empty\n\n"),
        ("print(area(radius))", "print(\n    area(\n        radius\n    )\n)"),
        ("import math\n", "import json\nimport math\n"),
        ("from random import Random", "from random import Random, shuffle"),
    ],
)
def test_words_layout_and_unused_imports_keep_every_output(lab, old, new):
    before = [cell.get("outputs") for cell in stored(lab).cells]
    change(lab, old, new)
    assert late(lab) == [] and build.check(root=root(lab)) == []
    assert [cell.get("outputs") for cell in stored(lab).cells] == before
    assert new.strip() in "\n".join(cell.source for cell in stored(lab).cells)


@pytest.mark.parametrize(
    ("old", "new", "cells"),
    [
        ("6 * 7", "6 * 8", ['print("apart", 6 * 8)']),
        ("r**2", "r**3", ["def area(r):", "radius = rng.random() + 1  # at least 1"]),
        ("Random(0)", "Random(1)", ["rng = Random(1)", "radius = rng.random() + 1  # at least 1"]),
        ("steps.append(n)", "steps.append(2 * n)", ["steps = []", 'print("steps again", steps)']),
        ("import math", "import cmath as math", ["def area(r):", "radius = rng.random() + 1  # at least 1"]),
    ],
)
def test_changed_code_marks_what_it_computes_and_nothing_else(lab, old, new, cells):
    change(lab, old, new)
    assert late(lab) == cells
    (found,) = build.check(root=root(lab))
    assert f"{len(late(lab))} of 9 outputs are out of date" in found.detail and "--refresh 01" in found.detail
    change(lab, new, old)
    assert build.check(root=root(lab)) == []  # the code that computed the outputs is back


def test_values_changed_in_place_are_seen():
    def digests(*sources):
        return stale.digests(stale.cells(nbformat.v4.new_notebook(cells=[*map(nbformat.v4.new_code_cell, sources)])))

    start = "from x import fit, GAN, keras\ngenerator = keras.Sequential()\nmodels = {'a': GAN(generator)}"
    for old, new in [
        ("fit(models['a'], steps=1)", "fit(models['a'], steps=2)"),
        ("for m in models.values():\n    m.fit(1)", "for m in models.values():\n    m.fit(2)"),
        ("one = models['a']\none.trainable = True", "one = models['a']\none.trainable = False"),
        ("keras.config.set_dtype_policy('float32')", "keras.config.set_dtype_policy('bfloat16')"),
        ("log = models['a'].fit(1)", "log = models['a'].fit(2)"),
        ("%env A=1", "%env A=2"),
        ("runtime.setup(seed=1)", "runtime.setup(seed=2)"),
    ]:
        last = "keras.Input(generator)"
        assert digests(start, old, last)[2] != digests(start, new, last)[2], old
    for old, new in [("print(generator)", "print(2, generator)"), ("plots.show(generator)", "plots.see(generator)")]:
        assert digests(start, old, "generator.summary()")[2] == digests(start, new, "generator.summary()")[2], old


def test_a_global_that_a_called_function_reads_belongs_to_the_slice():
    def last(weight):
        sources = ["def loss(x):\n    return weight * x", f"weight = {weight}", "print(loss(1))"]
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in sources])
        return stale.digests(stale.cells(book))[-1], stale.needed(stale.cells(book), {2})

    assert last(1)[0] != last(2)[0] and last(1)[1] == [0, 1, 2]


@pytest.mark.parametrize(
    "keeps", ["judged[name] = share(model)", "judged.append(share(model))", "judged.last = model"]
)
def test_a_global_that_a_called_function_changes_belongs_to_the_slice(keeps):
    def last(steps, call="follows('a', model)"):
        sources = [
            "from x import fit, share\njudged = {}",
            f"def follows(name, model):\n    {keeps}",
            "def twice(name, model):\n    follows(name, model)",
            f"model = fit({steps})",
            call,
            "show(judged)",
        ]
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in sources])
        return stale.digests(stale.cells(book))[-1], stale.needed(stale.cells(book), {5})

    assert last(1)[0] != last(2)[0] and {0, 1, 3, 4} <= set(last(1)[1])
    assert last(1, "twice('a', model)")[0] != last(2, "twice('a', model)")[0]  # by way of another function
    assert last(1, "share(model)")[0] == last(2, "share(model)")[0]  # nothing that is shown comes from the model


def test_refresh_runs_what_the_changed_cells_need_and_keeps_the_rest(lab, monkeypatch):
    from course.authoring import execute

    ran = []
    original = execute.run

    def spy(notebook, **options):
        ran.append([cell.source.splitlines()[0] for cell in notebook.cells])
        return original(notebook, **options)

    monkeypatch.setattr(execute, "run", spy)
    change(lab, "print(area(radius))", 'print("area", area(radius))')
    whole = root(lab) / "solutions/01_tiny/tiny.ipynb"
    marked = whole.read_text().replace("apart 42", "apart, as it was stored")
    whole.write_text(marked)
    build.build(root=root(lab), refresh=True)
    assert ran == [["import math", "def area(r):", "rng = Random(0)", "radius = rng.random() + 1  # at least 1"]]
    assert build.check(root=root(lab)) == []
    text = whole.read_text()
    assert "area 10.6" in text and "apart, as it was stored" in text and stale.MARK not in text
    build.build(root=root(lab), refresh=True)
    assert len(ran) == 1 and whole.read_text() == text  # nothing is out of date: nothing runs
    build.build(root=root(lab), execute=True)
    assert "apart 42" in whole.read_text() and stale.MARK not in whole.read_text()


def test_new_cells_have_no_output_until_they_are_run(lab):
    lab.write_text(lab.read_text().replace('# %%\nprint("apart"', '# %%\nprint("new")\n\n# %%\nprint("apart"'))
    build.build(root=root(lab))
    assert late(lab) == ['print("new")'] and "1 of 10" in build.check(root=root(lab))[0].detail
    build.build(root=root(lab), refresh=True)
    assert build.check(root=root(lab)) == []
    assert [c.execution_count for c in stored(lab).cells if c.cell_type == "code"] == list(range(1, 11))


def test_the_command_says_which_outputs_are_out_of_date(lab, monkeypatch):
    monkeypatch.chdir(root(lab))
    lab.write_text(lab.read_text().replace("6 * 7", "6 * 8"))
    done = CliRunner().invoke(app, ["build", "01"])
    assert done.exit_code == 0 and "1 of 9 outputs are out of date" in done.output
    assert 'print("apart", 6 * 8)' in done.output and "course build --refresh 01" in done.output
    assert CliRunner().invoke(app, ["build", "--check"]).exit_code == 1
    done = CliRunner().invoke(app, ["build", "01", "--refresh"])
    assert done.exit_code == 0 and "out of date" not in done.output
    assert CliRunner().invoke(app, ["build", "--check"]).exit_code == 0


def test_refresh_leaves_the_bytes_of_other_figures(lab, monkeypatch):
    from course.authoring import execute

    path = root(lab) / "solutions/01_tiny/tiny.ipynb"
    book = stored(lab)
    figure = next(cell.id for cell in book.cells if cell.source.startswith('print("apart"'))
    next(cell for cell in book.cells if cell.id == figure).outputs = [
        nbformat.v4.new_output("display_data", {"image/png": "kept as it is"})
    ]
    nbformat.write(book, path)
    change(lab, "print(area(radius))", 'print("area", area(radius))')
    monkeypatch.setattr(execute, "smaller", lambda png: "shrunk again")
    build.build(root=root(lab), refresh=True)
    (kept,) = (cell for cell in stored(lab).cells if cell.id == figure)
    assert kept.outputs[0].data["image/png"] == "kept as it is"
