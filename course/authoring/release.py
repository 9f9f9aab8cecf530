"""`course release --out DIR [LAB…]`: what a class is handed, as a folder and as a zip, proven to hold no secret."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from course import files, paths
from course.authoring.build import checked_script, release_notebook
from course.grading.bundle import add
from course.labformat import frame, source
from course.labformat.code import HIDDEN, SOLUTION
from course.labformat.frame import GITHUB
from course.labformat.source import Lab, labs, select

NAME = "labs-for-students"
SHORTEST = 12  # characters of a line that could be known by itself
KEY = re.compile(r'answer\[\d\]|== "[a-e]"')


class ReleaseError(ValueError):
    """Nothing was released; the message says what is wrong."""


@dataclass
class Released:
    """A release: its folder, its archive, what it holds, and how many secret lines it was searched for."""

    folder: Path
    archive: Path
    names: list[str] = field(default_factory=list)
    searched: int = 0


def release(
    out: Path, names: list[str] | None = None, *, address: str | None = None, root: Path | None = None
) -> Released:
    """Write the labs, a README for students and the environment's files to `out/labs-for-students` and a zip of it.

    Equal sources give equal bytes. What was in that folder before is replaced; other files of `out` are left alone.

    Parameters
    ----------
    address
        The web address of the instructor's repository; by default `address` in `[tool.course]` of pyproject.toml.
        With it, students install the package from there, and each lab has a Colab link. Without one, the package
        lies in the release as a wheel.

    Raises
    ------
    ReleaseError
        `out` is no folder, or the result holds a line of a solution or a hidden test (nothing is left then).
    OSError
        No room, no right to write; an earlier release in `out` is as it was.
    """
    root, out = root or paths.root(), Path(out)
    if out.exists() and not out.is_dir():
        raise ReleaseError(f"--out {out} is a file; name a folder.")
    files.check_writable(out.absolute().parent, "name another folder: --out DIR")
    chosen = select(names, labs(root))
    for lab in chosen:
        checked_script(lab)
    address = repository(root, address)
    contents = _contents(root, chosen, address)
    hidden = secrets(labs(root))
    found = leaks(contents, hidden)
    if found:
        raise ReleaseError("the release would hold secrets; nothing was written:\n  " + "\n  ".join(found[:20]))
    target = out / NAME
    with tempfile.TemporaryDirectory() as name:
        for path, content in contents.items():
            files.write(Path(name) / NAME / path, content)
        files.put(Path(name) / NAME, target)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in sorted(contents.items()):
            add(archive, f"{NAME}/{path}", content)
    files.write(out / f"{NAME}.zip", packed.getvalue())
    return Released(target, out / f"{NAME}.zip", sorted(contents), len(hidden))


def repository(root: Path, address: str | None = None) -> str:
    """Return the web address of the course's repository: the given one, else pyproject.toml's; "" if none is set.

    Raises
    ------
    ReleaseError
        It is no web address.
    """
    address = (address if address is not None else frame.known(frame.address(root))).strip().rstrip("/")
    if address and not re.fullmatch(r"https?://[^\s'\"]+", address):
        raise ReleaseError(f"the address {address!r} is no web address such as https://github.com/NAME/REPOSITORY")
    return address


def _contents(root: Path, chosen: list[Lab], address: str) -> dict[str, bytes]:
    """Return every file of the release by its path."""
    made: dict[str, bytes] = {}
    titles = {lab: source.title(lab) for lab in chosen}
    where = source.place(chosen, address, solutions=False)
    for one in source.notebooks(chosen):
        notebook = release_notebook(one, where)
        made[f"labs/{one.relative.as_posix()}"] = (nbformat.writes(notebook).rstrip("\n") + "\n").encode()
    wheel = None if address else _wheel(root)
    if wheel:
        made[wheel[0]] = wheel[1]
    requirement = f"./{wheel[0]}[lab]" if wheel else f"pix2pix-course[lab] @ git+{address}"
    made["requirements.txt"] = f"{requirement}\n".encode()
    made["environment.yml"] = (
        b"name: course\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - pip\n  - pip:\n"
        b"      - -r requirements.txt\n"
    )
    if (root / "constraints.txt").is_file():
        made["constraints.txt"] = (root / "constraints.txt").read_bytes()
    made["README.md"] = _readme(titles, address).encode()
    return made


def _wheel(root: Path) -> tuple[str, bytes]:
    """Return name and bytes of the package's wheel: hatchling writes the same bytes for the same files."""
    try:
        from hatchling.builders.wheel import WheelBuilder
    except ModuleNotFoundError:
        raise ReleaseError(
            "without an address the release carries the package as a wheel, which needs hatchling: "
            "pip install hatchling, or give --address"
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        built = next(iter(WheelBuilder(str(root)).build(directory=folder, versions=["standard"])))
        return Path(built).name, Path(built).read_bytes()


README = """\
# {title}

{count} with exercises that check themselves. You need Python 3.11, 3.12 or 3.13, about 3 GB of disk, and no graphics
card.

## Start

{start}

| lab | open |
|---|---|
{table}

## Work

- Read, predict, run. An exercise is a function to write; under it stand hints to unfold and a check that says what
  came, where it differs, and where to look.
- `course progress` shows what is passed, what is open and what comes next. Type it, and every other command, in
  JupyterLab's terminal (File, New, Terminal).
- Something is broken? `course doctor` looks at your computer.

## Hand in

1. Save the notebook.
2. `course check labs/{first}` looks it over and runs the visible checks; `--fix` repairs damaged cells and keeps
   your answers.
3. Upload the one file `{name}`, under its own name.

Grading runs further, hidden tests: they bring fresh inputs, and no rule that the exercise's text does not state.
"""
LOCAL = """\
On your own computer, in this folder:

```sh
python3 -m venv .venv                                            # Windows: python -m venv .venv
.venv/bin/pip install -c constraints.txt -r requirements.txt     # Windows: .venv\\Scripts\\pip
.venv/bin/course lab                                             # Windows: .venv\\Scripts\\course
```

The second line takes a few minutes. The last one opens the labs in your browser, and Ctrl-C ends it. Next time the
last line is enough. With conda: `conda env create -f environment.yml`, `conda activate course`, `course lab`."""
COLAB = """

In Colab: open a lab with its link below and save a copy to your Drive (File, Save a copy in Drive). Its first cell
installs the course there."""


def _readme(titles: dict[Lab, str], address: str) -> str:
    rows = []
    for lab, title in titles.items():
        place = f"labs/{lab.relative.as_posix()}"
        web = frame.in_colab(address, lab.name, lab.notebook)
        link = f", [in Colab]({web})" if web else ""
        link += "".join(f"; not graded: [more](labs/{one.relative.as_posix()})" for one in lab.notebooks[1:])
        rows.append(f"| {title} | [{lab.notebook}.ipynb]({place}){link} |")
    first = next(iter(titles))
    count = f"{len(titles)} labs" if len(titles) > 1 else "A lab"
    return README.format(
        title="From convolution to pix2pix",
        count=count,
        start=LOCAL + (COLAB if GITHUB.fullmatch(address) else ""),
        table="\n".join(rows),
        first=first.relative.as_posix(),
        name=first.relative.name,
    )


def secrets(available: list[Lab]) -> dict[str, str]:
    """Return {line: where it stands} of every line that no student may see: solutions, hidden tests, keys.

    A line that also stands in what students see (a given cell, a text, a docstring, a visible check) is no secret,
    nor is one that is too short to be known by itself.
    """
    found: dict[str, str] = {}
    public: set[str] = set()
    for lab in available:
        for cell in source.read(lab).cells:
            hidden = False
            for line in cell.source.split("\n"):
                text = line.strip()
                if any(mark in line for mark in (SOLUTION[0], HIDDEN[0])):
                    hidden = True
                elif any(mark in line for mark in (SOLUTION[1], HIDDEN[1])):
                    hidden = False
                elif hidden and len(text) >= SHORTEST:
                    place = cell.metadata.get("exercise") or cell.metadata.get("check")
                    found.setdefault(text, f"{lab.name}: {place}")
                elif not hidden:
                    public.add(text)
    everything = "\n".join(public)
    return {line: where for line, where in found.items() if line not in everything}


def leaks(contents: dict[str, bytes], lines: dict[str, str]) -> list[str]:
    """Return "file: line" for each secret line in a release; notebooks and archives are looked into.

    The package's own modules may share a line with a solution (a loop, the check of an argument). There a solution is
    given away where half of its lines stand in one file, and an answer key wherever it stands.
    """
    sizes = Counter(lines.values())
    return [hit for path, content in contents.items() for hit in _search(path, content, lines, sizes)]


def _search(path: str, content: bytes, lines: dict[str, str], sizes: Counter[str]) -> list[str]:
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inner = {f"{path}/{name}": archive.read(name) for name in archive.namelist()}
        return [hit for name, raw in inner.items() for hit in _search(name, raw, lines, sizes)]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return []
    found = []
    if path.endswith(".ipynb"):
        found = [f"{path}: {mark}" for mark in (SOLUTION[0], HIDDEN[0]) if mark in text]
        text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    hits = [line.strip() for line in text.split("\n") if line.strip() in lines]
    if path.endswith(".py"):
        counts = Counter(lines[line] for line in set(hits))
        hits = [line for line in hits if KEY.search(line) or 2 * counts[lines[line]] >= sizes[lines[line]]]
    return found + [f"{path}: {line} ({lines[line]})" for line in hits]
