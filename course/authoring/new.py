"""`course new NAME`: a lab to begin with, which builds, runs, is graded, and passes every test."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from course import files, paths
from course.authoring import build
from course.labformat.source import labs

SKELETON = Path("source") / "skeleton"  # lab.py and answers.py: a lab as any other, but for its number and title
EXERCISE = "centred"  # the skeleton's


class NewLabError(ValueError):
    """No lab was made; the message says why."""


def new(name: str, *, execute: bool = True, root: Path | None = None) -> list[Path]:
    """Write the script of a new lab, answers that test its check, its row of README.md, and its notebooks.

    Parameters
    ----------
    name
        What the script is called: a Python name of small letters. The lab gets the next free number.
    execute
        Run the solution, so that its outputs are there.

    Returns
    -------
    list of Path
        What was written, the script first.

    Raises
    ------
    NewLabError
        The name is none, or taken; nothing was written.
    """
    root = root or paths.root()
    available = labs(root)
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) or keyword.iskeyword(name):
        raise NewLabError(f"{name!r} is no name for a lab: small letters, digits and _, such as `course new waves`")
    if name in {lab.notebook for lab in available}:
        raise NewLabError(f"there is a lab {name} already: choose another name")
    number = 1 + max((lab.number for lab in available), default=0)
    if number > 99:
        raise NewLabError("labs have two digits, and 99 is taken")
    lab, title = f"{number:02d}_{name}", name.replace("_", " ").capitalize()
    words = {"NUMBER": f"{number:02d}", "SHORT": str(number), "TITLE": title}
    text = (root / SKELETON / "lab.py").read_text(encoding="utf-8")
    text = re.sub(r"\b(NUMBER|SHORT|TITLE)\b", lambda found: words[found[1]], text)
    made = {
        root / "source" / lab / f"{name}.py": text,
        root / "tests" / "answers" / lab / f"{EXERCISE}.py": (root / SKELETON / "answers.py").read_text("utf-8"),
    }
    readme = root / "README.md"
    if readme.is_file():
        made[readme] = _listed(readme.read_text("utf-8"), lab, name, f"{number:02d} {title}")
    for path, content in made.items():
        files.write(path, content.encode())
    written = build.build(root=root)  # all labs: the one before has a link to this one
    return [*made, *written, *(build.build([lab], execute=True, root=root) if execute else [])]


def _listed(readme: str, lab: str, name: str, title: str) -> str:
    """Return the text with a row more in the table of the labs, if it has one."""
    rows = list(re.finditer(r"^\| \[\d\d .+\|\n", readme, flags=re.MULTILINE))
    if not rows:
        return readme
    row = f"| [{title}](labs/{lab}/{name}.ipynb) | say in a few words what one builds here |\n"
    return readme[: rows[-1].end()] + row + readme[rows[-1].end() :]
