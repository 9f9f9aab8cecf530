"""`course new`: a lab that builds and is graded as it is, and the guide's worked example, which changes it."""

from __future__ import annotations

import re
import shutil

import pytest
from typer.testing import CliRunner

from course import checks, runtime
from course.authoring import build, new
from course.authoring.lint import lint
from course.cli import app
from course.labformat import source
from tests import corpus


@pytest.fixture
def begun(tiny, root, monkeypatch):
    """The tiny course with a second lab, as the command writes it, not run."""
    shutil.copytree(root / "source" / "skeleton", tiny / "source" / "skeleton")
    (tiny / "README.md").write_text("# C\n\n| lab | you build |\n|---|---|\n| [01 Tiny](labs/a) | a sum |\n\nend\n")
    made = new.new("waves", execute=False, root=tiny)
    assert made[0] == tiny / "source/02_waves/waves.py" and len(set(made)) == len(made) == 7
    monkeypatch.setattr(corpus, "FOLDER", tiny / "tests" / "answers")
    monkeypatch.setattr(runtime, "setup", lambda **options: None)
    return tiny


def scored(lab, answer) -> tuple[float, str]:
    """Return points and message of an answer, the lab's cells run here one after the other."""
    notebook, space = corpus.filled(lab, {answer.exercise: answer} if answer else {}), {}
    hidden = {cell.id: cell.source for cell in corpus.bundle(lab).cells}
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.id.startswith(("frame-", "predict-")):
            try:
                exec(hidden[cell.id] if cell.id.startswith("check-") else cell.source, space)
            except checks.CheckFailed as error:
                return 0.0, str(error)
    return sum(corpus.points(lab).values()), ""


def test_a_new_lab_builds_and_its_answers_get_their_scores(begun):
    labs = source.labs(begun)
    assert [lab.name for lab in labs] == ["01_tiny", "02_waves"] and source.title(labs[1]) == "02 · Waves"
    assert lint(source.read(labs[1])) == [] and build.build(root=begun) == []
    assert "(../02_waves/waves.ipynb)" in (begun / "labs/01_tiny/tiny.ipynb").read_text("utf-8")
    text = (begun / "labs/02_waves/waves.ipynb").read_text("utf-8")
    assert "Exercise 2.1 · `centred`" in text and "SHORT" not in text and "columns -=" not in text
    rows = (begun / "README.md").read_text().splitlines()
    assert rows[5].startswith("| [02 Waves](labs/02_waves/waves.ipynb) | ") and rows[6:] == ["", "end"]
    answers = corpus.answers(labs[1])
    assert scored(labs[1], None) == (2, "") and len([one for one in answers if one.score == 0]) >= 6
    for answer in answers:
        points, message = scored(labs[1], answer)
        assert points == answer.score and not corpus.unsaid(answer, message), (answer.name, message)


def test_the_guides_example_works(begun, root):
    guide = (root / "docs/authors.md").read_text("utf-8").partition("## A lab\n")[2]
    cells, answers, below = re.findall(r"^```python\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    script = begun / "source/02_waves/waves.py"
    text = re.sub(
        r"# %% exercise=.*?(?=# %% \[markdown\]\n# Now)",
        lambda _: cells + "\n",
        script.read_text("utf-8"),
        flags=re.DOTALL,
    )
    text, found = re.subn(r"# %%\nmeasured = .*?(?=\n# %%)", lambda _: below, text, flags=re.DOTALL)
    assert found == 1 and "centred(" not in text.partition("# Now the answer")[2]
    script.write_text(text, "utf-8")
    (begun / "tests/answers/02_waves/centred.py").unlink()
    (begun / "tests/answers/02_waves/rms.py").write_text(answers, "utf-8")
    lab = source.labs(begun)[1]
    assert lint(source.read(lab)) == []
    for answer in corpus.answers(lab):
        points, message = scored(lab, answer)
        assert points == answer.score and not corpus.unsaid(answer, message), (answer.name, message)
    assert len(corpus.answers(lab)) == 3


@pytest.mark.parametrize("name", ["Waves", "10_waves", "tiny", "class", "a b", ""])
def test_a_wrong_name_is_a_sentence_and_nothing_is_written(name, tiny, monkeypatch):
    monkeypatch.chdir(tiny)
    before = sorted(tiny.rglob("*"))
    done = CliRunner().invoke(app, ["new", name])
    assert done.exit_code == 2 and "name" in done.output, done.output
    assert sorted(tiny.rglob("*")) == before
