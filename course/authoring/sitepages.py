"""The pages of the course's site before Sphinx draws them: labs, reference, links. Paths are the checkout's."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.authoring.build import release_notebook
from course.labformat.frame import FRAME
from course.labformat.source import Lab

PLAIN = {"stream", "error"}  # kinds of outputs without data
PICTURES = ("image/png", "image/gif", "image/jpeg", "image/svg+xml", "text/markdown", "text/plain")
LINK = re.compile(r"(?<!!)\[(?P<text>(?:[^\]\\`]|`[^`]*`)+)\]\((?P<target>[^)\s]+)\)")
FENCE = re.compile(r"(^```.*?^```[^\S\n]*$)", re.MULTILINE | re.DOTALL)
TIME = re.compile(r"\n*^\*\*Time\*\*: *(.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| \[[^\]]+\]\(labs/([^)/]+)/[^)]+\) \| ([^|]+) \|", re.MULTILINE)
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


class SiteError(ValueError):
    """No site was written; the message says what is wrong and where."""


@dataclass(frozen=True)
class About:
    """What stands at the head of a lab's page, beside its own text.

    builds: what the student builds, as README's table of labs says it.
    colab: where Colab opens it, "" if the course has no address.
    """

    builds: str
    colab: str


def builds(readme: str) -> dict[str, str]:
    """Return {lab: what is built there} of README's table of labs."""
    return {name: text.strip() for name, text in ROW.findall(readme)}


def lab_page(lab: Lab, solution: Path, about: About, *, solutions: bool) -> NotebookNode:
    """Return the lab as it is shown: its text, code, and the stored outputs of its executed solution.

    Without `solutions` the code is the student's notebook, and only cells that are given keep their outputs: what an
    exercise or its check prints is left out.

    Raises
    ------
    SiteError
        There is no solution, or it belongs to another state of the lab's script.
    """
    if not solution.is_file():
        raise SiteError(f"{lab.name} has no solution to show. Run: course build --execute {lab.name}")
    solved = nbformat.read(solution, as_version=4)
    shown = solved if solutions else release_notebook(lab)
    outputs = {cell.id: cell.get("outputs", []) for cell in solved.cells}
    lost = [cell.id for cell in shown.cells if cell.cell_type == "code" and cell.id not in outputs]
    if lost:
        raise SiteError(f"{solution.name} belongs to an older script. Run: course build --refresh {lab.name}")
    shown.cells = [cell for cell in shown.cells if not cell.id.startswith(FRAME)]  # the site has its own
    heading = ""
    for cell in shown.cells:
        if cell.cell_type == "markdown":
            heading = (re.findall(r"^#+ (.+)$", cell.source, re.MULTILINE) or [heading])[-1]
            continue
        marks = cell.metadata.get("nbgrader", {})
        hidden = not solutions and (marks.get("solution") or marks.get("grade"))
        cell.outputs = [] if hidden else [_static(output) for output in outputs[cell.id]]
        cell.execution_count = None
        alt = f"Figure of the section “{_plain(heading)}”"
        folded = ["hide-input"] if marks.get("grade") else []
        cell.metadata = nbformat.from_dict({"mystnb": {"image": {"alt": alt}}, "tags": folded})
    shown.metadata.pop("widgets", None)
    shown.cells[0].source = _head(shown.cells[0].source, lab, about)
    return shown


def _static(output: NotebookNode) -> NotebookNode:
    """Return an output without what needs a running kernel or a script: pictures and text stay."""
    if output.output_type in PLAIN:
        return output
    kept = {kind: output.data[kind] for kind in PICTURES if kind in output.data}
    return nbformat.v4.new_output(output.output_type, data=kept, **_count(output))


def _count(output: NotebookNode) -> dict:
    return {"execution_count": None} if output.output_type == "execute_result" else {}


def _plain(text: str) -> str:
    return re.sub(r"[*_`$\\]", "", text)


def _head(text: str, lab: Lab, about: About) -> str:
    """Put a box below the lab's title: what is built, time and hardware (from the lab's own text), and the doors."""
    title, _, rest = text.partition("\n")
    found = TIME.search(rest)
    lines = [f"**You build** {about.builds}." if about.builds else ""]
    if found:
        rest = rest[: found.start()] + rest[found.end() :]
        lines.append(f"**Time and hardware.** {found[1][:1].upper()}{found[1][1:]}")
    name = lab.relative.name
    doors = [f'<a class="door" href="{name}" download>Download {name}</a>']
    if about.colab:
        doors.append(f'<a class="door" href="{about.colab}">Open in Colab</a>')
    doors += [f'<a class="door" href="{one.notebook}.html">If you want more</a>' for one in lab.notebooks[1:]]
    lines.append(" ".join(doors))
    box = "\n\n".join(line for line in lines if line)
    return f'{title}\n\n<div class="about">\n\n{box}\n\n</div>\n{rest}'


def relink(text: str, page: str, pages: set[str], address: str) -> str:
    """Return a page's Markdown with links that lead somewhere on the site.

    A link to README is one to the first page, one to a solution is one to the lab's page. What is in the checkout and
    not on the site is linked in the repository, if it has an address, and else named only.

    Parameters
    ----------
    page
        The page's own path, such as "docs/settings.md".
    pages
        The paths of all pages, and of what lies beside them.
    """

    def change(found: re.Match) -> str:
        words, target = found["text"], found["target"]
        if OUTSIDE.match(target):
            return found[0]
        place, _, part = target.partition("#")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(page), place))
        place = {"README.md": "index.md"}.get(place, place)
        if place.startswith("solutions/"):
            place = place.replace("solutions/", "labs/", 1)
        if place in pages:
            near = posixpath.relpath(place, posixpath.dirname(page) or ".")
            return f"[{words}]({near}{'#' + part if part else ''})"
        return f"[{words}]({address}/blob/main/{place})" if address else words

    return "".join(piece if at % 2 else LINK.sub(change, piece) for at, piece in enumerate(FENCE.split(text)))


def reference(root: Path) -> dict[str, str]:
    """Return {path: text} of the reference: a page a package of `course`, with all modules that are for users."""
    groups: dict[str, list[str]] = {}
    for path in sorted((root / "course").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        names = [part for part in parts if part != "__init__"]
        if any(part.startswith("_") for part in names):
            continue
        alone = len(names) == 1 or (len(names) == 2 and path.name != "__init__.py")
        groups.setdefault("course" if alone else ".".join(names[:2]), []).append(".".join(names))
    made = {}
    for group, modules in groups.items():
        title = f"``{group}``"
        lines = [title, "=" * len(title), ""]
        for module in modules:
            heading = f"``{module}``"
            lines += [heading, "-" * len(heading), "", f".. automodule:: {module}"]
            lines += ["   :members:", "   :ignore-module-all:", ""]
        made[f"reference/{group}.rst"] = "\n".join(lines)
    return made
