"""Make what a student wrote harmless to look at: feedback pages and nbgrader's web pages render it as HTML."""

from __future__ import annotations

import html
import re

import bleach
from nbconvert.filters import markdown2html
from nbformat import NotebookNode

from course.labformat.assignment import Assignment
from course.labformat.code import HIDDEN

TAGS = frozenset(
    "a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s small span "
    "strong sub summary sup table tbody td tfoot th thead tr tt u ul var".split()
)
TEX = re.compile(r"\\(href|url|style|class|cssId|bbox|require|unicode|html\w*|data)(?![A-Za-z])")
PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")
SHORTEST = 16  # characters of a hidden line that is worth searching for


def clean(text: str) -> str:
    """Return HTML without scripts, frames, forms, styles, event handlers or foreign pictures."""
    kept = bleach.clean(
        text, tags=TAGS, attributes=_attribute, protocols={"http", "https", "mailto", "data"}, strip=True
    )
    return TEX.sub(r"\\text", kept)


def _attribute(tag: str, name: str, value: str) -> bool:
    if tag == "img":
        return name == "alt" or (name == "src" and PICTURE.fullmatch(value) is not None)
    if tag == "a":
        return name == "title" or (name == "href" and value.startswith(("http://", "https://", "mailto:", "#")))
    return name in ("colspan", "rowspan", "align") and tag in ("td", "th")


def clean_markdown(text: str) -> str:
    """Return markdown as clean HTML: one block without blank lines, which markdown then leaves as it is."""
    try:
        rendered = markdown2html(text)
    except Exception:  # a renderer that stumbles over hostile text: show the text itself
        rendered = f"<pre>{html.escape(text)}</pre>"
    return "<div>\n" + re.sub(r"\n\s*\n", "\n", clean(rendered)).strip() + "\n</div>"


def secure(notebook: NotebookNode, assignment: Assignment) -> list[str]:
    """Clean texts and outputs of an executed submission in place; return flags for hidden tests that leaked.

    The lab's own text cells are left alone where the student did not touch them.
    """
    own = {part.source for part in assignment.parts if part.kind == "text"}
    secrets = _secrets(assignment)
    flags = []
    for cell in notebook.cells:
        leaked = False
        if cell.cell_type == "raw":
            cell.cell_type = "markdown"
            cell.source = f"<pre>{html.escape(cell.source)}</pre>".replace("\n\n", "\n")
        elif cell.cell_type == "markdown" and cell.source not in own and cell.id != "not-graded":
            cell.source = clean_markdown(cell.source)
        for output in cell.get("outputs", []):
            leaked |= _output(output, secrets)
        if leaked:
            flags.append(f"review: the output of {cell.id} held lines of hidden tests; they were removed")
    return flags


def _output(output: NotebookNode, secrets: list[str]) -> bool:
    """Clean one output; say whether it held hidden lines."""
    leaked = False
    if output.output_type == "stream":
        output.text, leaked = _without(output.text, secrets)
    elif output.output_type == "error":
        output.ename, output.evalue = str(output.ename), str(output.evalue)
        output.traceback = [str(line) for line in output.traceback]
        for line in list(output.traceback):
            if _without(line, secrets)[1]:
                output.traceback, leaked = ["[left out]"], True
        output.evalue, more = _without(output.evalue, secrets)
        leaked |= more
    else:
        for mime, value in list(output.data.items()):
            if isinstance(value, str) and not mime.startswith("image/"):
                value, more = _without(value, secrets)
                leaked |= more
            if mime == "text/html":
                value = clean(str(value))
            elif mime == "text/markdown":
                value = clean_markdown(str(value))
            elif mime == "text/latex":
                value = TEX.sub(r"\\text", str(value))
            elif mime.startswith("image/") and not re.fullmatch(r"[A-Za-z0-9+/=\s]*", str(value)):
                value = ""
            output.data[mime] = value
    return leaked


def redacted(text: str, assignment: Assignment) -> str:
    """Return `text` without lines of hidden tests."""
    return _without(text, _secrets(assignment))[0]


def _secrets(assignment: Assignment) -> list[str]:
    """Return the hidden lines that occur nowhere in what students see."""
    visible = "\n".join(part.source for part in assignment.parts)
    found = set()
    for part in assignment.checks:
        inside = False
        for line in part.full.split("\n"):
            inside = (inside or HIDDEN[0] in line) and HIDDEN[1] not in line
            if inside and len(line.strip()) >= SHORTEST and line.strip() not in visible and HIDDEN[0] not in line:
                found.add(line.strip())
    return sorted(found, key=len, reverse=True)


def _without(text: str, secrets: list[str]) -> tuple[str, bool]:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    for form in (str, lambda line: repr(line)[1:-1], html.escape):
        for line in secrets:
            if form(line) in plain:
                plain = plain.replace(form(line), "[left out]")
    return (plain, True) if "[left out]" in plain and "[left out]" not in text else (text, False)
