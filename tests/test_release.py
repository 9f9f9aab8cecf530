"""What a class is handed: complete, the same each time, and without a line that nobody may see."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course.authoring import release as releasing
from course.authoring.release import ReleaseError, leaks, release, secrets
from course.cli import app
from course.labformat import source
from course.labformat.source import labs

ADDRESS = "https://github.com/somebody/labs"


@pytest.fixture(scope="module")
def handed(root, tmp_path_factory):
    """Release all labs, without an address: the package is in it."""
    return release(tmp_path_factory.mktemp("handout"))


def texts(raw: bytes, name=""):
    """Yield (name, text) of everything in an archive, archives and notebook cells opened."""
    if raw[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(raw))
        for inner in archive.namelist():
            yield from texts(archive.read(inner), f"{name}/{inner}")
    else:
        text = raw.decode("utf-8", "replace")
        if name.endswith(".ipynb"):
            text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        yield name, text


def test_no_solution_hidden_test_or_key_is_in_it(root, handed):
    """Searched here by other means than the command's own: whole regions of the source, line by line."""
    regions = []
    for lab in labs(root):
        for cell in source.read(lab).cells:
            for kind in ("SOLUTION", "HIDDEN TESTS"):
                for inner in re.findall(f"### BEGIN {kind}\n(.*?)### END {kind}", cell.source, re.DOTALL):
                    lines = [line.strip() for line in inner.splitlines() if len(line.strip()) > 25]
                    regions.append((lab.name, lines))
    assert len(regions) > 100
    found = dict(texts(handed.archive.read_bytes()))
    assert sum(name.endswith(".ipynb") for name in found) == 2 * sum(
        len(lab.notebooks) for lab in labs(root)
    )  # as files, and in the package
    everything = "\n".join(text for name, text in found.items() if not name.endswith(".py"))
    public = "\n".join(part for lab in labs(root) for part in _visible(lab))
    given_away = [line for _, lines in regions for line in lines if line in everything and line not in public]
    assert given_away == []
    modules = "\n".join(text for name, text in found.items() if name.endswith(".py"))
    whole = [lines for _, lines in regions if len(lines) > 3 and all(line in modules for line in lines)]
    assert whole == []
    single = [line for _, lines in regions for line in lines if len(line) > 35 and f" {line}\n" in modules]
    assert [line for line in single if line not in public] == []
    keys = set(
        re.findall(r'answer\[\d\] == "[a-e]"', "".join(path.read_text() for path in root.glob("source/*/*.py")))
    )
    assert len(keys) > 10 and not [key for key in keys for text in found.values() if key in text]


def _visible(lab):
    for cell in source.read(lab).cells:
        yield re.sub(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n.*?### END \1", "", cell.source, flags=re.DOTALL)


def test_planted_lines_are_found(root, handed):
    lines = secrets(labs(root))
    assert len(lines) > 800
    clean = {"README.md": b"# Labs"}
    assert leaks(clean, lines) == []
    solution = next(line for line, place in lines.items() if place == "01_convolution: conv2d")
    notebook = {"cells": [{"cell_type": "code", "source": [f"    {solution}\n", "x = 1"]}]}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/lab.ipynb", json.dumps(notebook))
    whole = [line for line, place in lines.items() if place == "04_gan: train_step"]
    key = next(line for line in lines if re.search(r"answer\[\d\] ==", line))
    planted = {
        "README.md": f"Do it so:\n\n    {solution}\n".encode(),
        "labs/a.ipynb": json.dumps(notebook).encode(),
        "labs/b.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": "### BEGIN HIDDEN TESTS"}]}).encode(),
        "package.whl": packed.getvalue(),
        "course/helper.py": "\n".join(whole).encode(),
        "course/key.py": key.encode(),
    }
    for name, content in planted.items():
        assert leaks({name: content}, lines), name


def test_a_release_that_would_hold_a_secret_is_not_written(tiny, tmp_path, monkeypatch):
    from course.authoring.build import bundle_notebook

    monkeypatch.setattr(releasing, "release_notebook", lambda lab, where=None: bundle_notebook(lab))
    with pytest.raises(ReleaseError, match="secrets"):
        release(tmp_path / "out", address=ADDRESS, root=tiny)
    assert not (tmp_path / "out").exists()


def test_a_full_disk_leaves_the_earlier_release(tiny, tmp_path, monkeypatch):
    out, copied, copy = tmp_path / "out", [], shutil.copyfile
    folder = release(out, address=ADDRESS, root=tiny).folder

    def held():
        return {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def full(source, target):
        copied.append(target)
        if len(copied) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return copy(source, target)

    (folder / "mine.txt").write_text("of the earlier one")
    before = held()
    with monkeypatch.context() as patch:
        patch.setattr("course.files.shutil.copyfile", full)
        with pytest.raises(OSError, match="No space left"):
            release(out, address=ADDRESS, root=tiny)
    assert held() == before and len(copied) == 3
    with monkeypatch.context() as patch:
        patch.setattr("course.files.os.rename", refusing("partial"))
        with pytest.raises(OSError, match="busy"):
            release(out, address=ADDRESS, root=tiny)
    assert held() == before
    release(out, address=ADDRESS, root=tiny)
    assert held() == {path: content for path, content in before.items() if path.name != "mine.txt"}


def refusing(word):
    """`os.rename` that refuses to move what has this word in its name."""
    real = os.rename

    def rename(source, target):
        if word in str(source):
            raise OSError(errno.EBUSY, "Device or resource busy")
        real(source, target)

    return rename


def test_the_same_sources_give_the_same_bytes(root, handed, tmp_path):
    again = release(tmp_path / "out")
    assert again.archive.read_bytes() == handed.archive.read_bytes()
    held = {
        path.relative_to(again.folder).as_posix(): path.read_bytes()
        for path in again.folder.rglob("*")
        if path.is_file()
    }
    packed = zipfile.ZipFile(io.BytesIO(again.archive.read_bytes()))
    assert held == {name.split("/", 1)[1]: packed.read(name) for name in packed.namelist()}
    assert sorted(held) == again.names


def test_a_release_with_an_address_points_to_it(tiny, tmp_path):
    out = tmp_path / "out"
    (out / releasing.NAME).mkdir(parents=True)
    (out / releasing.NAME / "old.txt").write_text("of another term")
    (out / "mine.txt").write_text("mine")
    done = release(out, ["1"], address=ADDRESS + "/", root=tiny)
    readme = (done.folder / "README.md").read_text()
    assert "colab.research.google.com/github/somebody/labs/blob/main/labs/01_tiny/tiny.ipynb" in readme
    assert "01 · Tiny" in readme and "course check labs/01_tiny/tiny.ipynb" in readme
    assert (done.folder / "requirements.txt").read_text() == f"pix2pix-course[lab] @ git+{ADDRESS}\n"
    assert ".venv/bin/course lab" in readme and "jupyter lab" not in readme  # `course` is known in its terminals
    assert not (done.folder / "old.txt").exists() and (out / "mine.txt").is_file()
    assert not list(done.folder.glob("*.whl"))
    with open(tiny / "pyproject.toml", "a") as file:
        file.write(f'\n[tool.course]\naddress = "{ADDRESS}"\n')
    assert release(tmp_path / "other", root=tiny).archive.read_bytes() == done.archive.read_bytes()


def test_wrong_calls_say_what_to_change(tiny, tmp_path, monkeypatch):
    monkeypatch.chdir(tiny)
    (tmp_path / "file").write_text("")
    nowhere = [(["--out", "/proc/none/o"], "cannot be written to")] if Path("/proc/self").exists() else []
    for arguments, said in (
        *nowhere,
        (["--out", str(tmp_path / "file"), "--address", ADDRESS], "is a file"),
        (["--out", str(tmp_path / "o"), "--address", "my repository"], "no web address"),
        (["7", "--out", str(tmp_path / "o"), "--address", ADDRESS], "01_tiny"),
    ):
        done = CliRunner().invoke(app, ["release", *arguments])
        assert done.exit_code == 2 and said in " ".join(done.output.split()), done.output
    done = CliRunner().invoke(app, ["release", "--out", str(tmp_path / "o"), "--address", ADDRESS])
    assert done.exit_code == 0 and "none found" in done.output
    packed = CliRunner().invoke(app, ["bundle", "--out", str(tmp_path)])
    assert packed.exit_code == 0 and (tmp_path / "SECRET-grading-bundle.zip").is_file(), packed.output
