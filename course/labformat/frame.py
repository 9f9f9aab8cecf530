"""What every lab's notebook has around its own cells, written once: links, what to do when stuck, Colab, progress.

The same lab stands in the repository, in an instructor's handout and on the site. Links are relative, so they hold
wherever the folders keep their places, and lead only to what is there. The one web address is `address` in
`[tool.course]` of pyproject.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

GITHUB = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
UNSET = "/your-name/"  # in the address of a copy whose owner has not set it yet
COLAB = "https://colab.research.google.com"
FRAME = "frame-"  # how the ids of its cells begin
MORE = "more"  # the name of a lab's second notebook, which is not graded
BACK = f"{FRAME}back"  # a cell that only second notebooks have
DISTRIBUTION = "pix2pix-course"


@dataclass(frozen=True)
class Place:
    """Where a notebook will stand.

    Attributes
    ----------
    address
        Of the repository that Colab opens it from and installs the package from; "" if there is none.
    labs
        The labs that stand beside it, as (folder, notebook, title), in order.
    solutions
        Whether `solutions/` stands beside `labs/`.
    more
        The titles of second notebooks, by the lab's folder.
    """

    address: str
    labs: tuple[tuple[str, str, str], ...]
    solutions: bool = True
    more: Mapping[str, str] = field(default_factory=dict)


def address(root: Path) -> str:
    """Return the web address of the repository as pyproject.toml has it, "" if there is none."""
    try:
        told = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except OSError:
        return ""
    return str(told.get("tool", {}).get("course", {}).get("address", "")).strip().rstrip("/")


def known(url: str) -> str:
    """Return the address if its owner has set it, else ""."""
    return "" if UNSET in f"{url}/" else url


def in_colab(url: str, lab: str, notebook: str) -> str:
    """Return the link that opens a lab in Colab; "" if the repository is not on GitHub."""
    github = GITHUB.fullmatch(url)
    return f"{COLAB}/github/{github[1]}/{github[2]}/blob/main/labs/{lab}/{notebook}.ipynb" if github else ""


def framed(notebook: NotebookNode, lab: str, name: str, place: Place) -> NotebookNode:
    """Put the frame around a lab's cells: links and install cell after the title, progress and links at the end.

    A second notebook (`name` is "more") has nothing to hand in: links lead back to its lab, and there is no progress.
    """
    at = 1 if notebook.cells and notebook.cells[0].cell_type == "markdown" else 0
    first = _text(BACK, _back(lab, place)) if name == MORE else _text("frame-way", _way(lab, name, place))
    notebook.cells[at:at] = [first, _code("frame-install", _install(place.address))]
    if name != MORE:
        notebook.cells.append(_code("frame-progress", PROGRESS))
    notebook.cells.append(_text("frame-end", _end(lab, name, place)))
    return notebook


def is_more(stem: str, identities: Container[str | None]) -> bool:
    """Say whether a notebook is a lab's second one, by its file's stem or by the ids of its cells."""
    return stem == MORE or BACK in identities


def _text(identity: str, source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=identity)


def _code(identity: str, source: str) -> NotebookNode:
    grader = {
        "grade": False,
        "grade_id": identity,
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    return nbformat.v4.new_code_cell(
        source, id=identity, metadata={"nbgrader": grader, "course": {"skip": "grading"}}
    )


PROGRESS = """\
from course import checks

checks.progress()"""


def _install(url: str) -> str:
    if not url:
        return """\
# Does nothing where the course is installed.
import importlib.util

if importlib.util.find_spec("course") is None:
    print("The package of the course is missing here: the README beside the labs says how to install it.")"""
    return f"""\
# Does nothing where the course is installed. Colab gets it here, and keeps the versions that it has.
import importlib.util

if importlib.util.find_spec("course") is None:
    get_ipython().system("python -m pip list --format=freeze > /tmp/versions.txt")
    get_ipython().system(
        "python -m pip install -q -c /tmp/versions.txt"
        " '{DISTRIBUTION} @ git+{url}'"
    )
    importlib.invalidate_caches()"""


def _neighbours(lab: str, place: Place) -> tuple[str, str]:
    """Return links to the lab before and to the one after, "" where there is none."""
    here = [folder for folder, _, _ in place.labs].index(lab)
    links = [f"[{title}](../{folder}/{notebook}.ipynb)" for folder, notebook, title in place.labs]
    return (links[here - 1] if here > 0 else ""), (links[here + 1] if here + 1 < len(links) else "")


def _doors(lab: str, name: str, place: Place) -> list[str]:
    """Return the sign that opens the notebook in Colab, if it can be, and the link to all labs."""
    colab = in_colab(place.address, lab, name)
    parts = [f"**[Open in Colab]({colab})**"] if colab else []  # words: a badge is an image from the network
    return [*parts, "[All labs](../../README.md)"]


def _way(lab: str, name: str, place: Place) -> str:
    before, after = _neighbours(lab, place)
    parts, colab = _doors(lab, name, place), in_colab(place.address, lab, name)
    parts += [f"before: {before}"] if before else []
    parts += [f"after: {after}"] if after else []
    last = f"there is [a solution](../../solutions/{lab}/{name}.ipynb)"
    stuck = last if place.solutions else "ask those who gave you the course"
    return " · ".join(parts) + WAY.format(stuck=stuck, name=name) + (IN_COLAB if colab else "") + "\n\n</details>"


WAY = """

<details><summary>Stuck? How to check, to hand in, to work in Colab</summary>

- **Predictions** give no points. Put your guess in the place of the three dots; a text wants quotes, several numbers
  commas.
- **Stuck?** Unfold the hints one after the other: a question, the formula, a sketch. Read the first line of what the
  check says. Restart the kernel and run the cells from the top. When you are stuck for good, {stuck}.
- **How far am I?** `checks.progress()`, here in a cell.
- **Check the whole notebook** before you hand it in: save it, then `import course` and `course.check()` in a cell.
  It runs a copy from top to bottom, as grading does, and changes nothing. In a terminal: `course check {name}.ipynb`.
  (nbgrader's *Validate* lists what fails, too, but gives no cell more than half a minute.)
- **Hand in** this one file, saved, under its own name: `{name}.ipynb`."""
IN_COLAB = """
- **In Colab**, first: *File → Save a copy in Drive*, else your work is lost with the window. The next cell installs
  the course; that takes a minute, once a session. Labs 01 and 02 need no GPU. Trained networks are lost with the
  session, unless you keep them in your Drive. For that, run this before you train: `from google.colab import drive`,
  `drive.mount("/content/drive")`, `import os`, `os.environ["COURSE_WEIGHTS"] = "/content/drive/MyDrive/course"`.
  To hand in: *File → Download → Download .ipynb*."""


def _home(lab: str, place: Place) -> str:
    """Return the link from a second notebook to its lab."""
    notebook, title = next((notebook, title) for folder, notebook, title in place.labs if folder == lab)
    return f"[{title}]({notebook}.ipynb)"


def _back(lab: str, place: Place) -> str:
    parts = [*_doors(lab, MORE, place), f"back to the lab: {_home(lab, place)}"]
    parts += [f"[with its results](../../solutions/{lab}/{MORE}.ipynb)"] if place.solutions else []
    return " · ".join(parts) + "\n\n" + BESIDE


BESIDE = """\
This notebook goes beyond the lab. It has no exercises, nothing here is graded, and there is nothing to hand in. It
runs by itself: what it needs of the lab comes with the course."""


def _end(lab: str, name: str, place: Place) -> str:
    _, after = _neighbours(lab, place)
    parts = [f"Back: {_home(lab, place)}"] if name == MORE else []
    if name != MORE and lab in place.more:
        what = place.more[lab].split(": ", 1)[-1]  # its title says "If you want more: " itself
        parts.append(f"If you want more: [{what}]({MORE}.ipynb)")
    return " · ".join(parts + [f"Next: {after}"] * bool(after) + ["[All labs](../../README.md)"])
