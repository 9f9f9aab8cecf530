"""Make what a student wrote harmless to look at: feedback pages and nbgrader's web pages render it as HTML.

Places on the grader's machine are shortened to what a student can use: tracebacks are full of them.
"""

from __future__ import annotations

import html
import re
import sys
import tempfile
from functools import cache
from pathlib import Path

import nh3
from nbconvert.filters import markdown2html
from nbformat import NotebookNode

from course.grading.submission.text import encodable
from course.labformat.assignment import Assignment

TAGS = frozenset(
    "a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s small span "
    "strong sub summary sup table tbody td tfoot th thead tr tt u ul var".split()
)
ATTRIBUTES = {"img": {"alt", "src"}, "a": {"title", "href"}}
ATTRIBUTES |= {tag: {"colspan", "rowspan", "align"} for tag in ("td", "th")}
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
MOST_TAGS, ALL_TAGS = 10_000, 100_000  # in one text, in all texts of a notebook: cleaning takes quadratic time
DEEPEST = 250  # elements inside elements, in what is kept
MOST_BLOCKS = 500  # environments of TeX in a text, which the renderer searches in quadratic time
SHOWN = 20_000  # characters of a text that is shown as it is
LARGEST = 200_000  # characters of markdown
NESTED = re.compile(r"^[ \t]*(?:[>*+-][ \t]?){100}", re.MULTILINE)  # quotes and lists inside each other
TEX = re.compile(r"\\(href|url|style|class|cssId|bbox|require|unicode|html\w*|data)(?![A-Za-z])")
WORD = re.compile(r"[^\s\"'<>()\[\],;=&`|]+")  # linear: each word is looked at once
INNER = re.compile(
    r"^/.*?/(?=(?:site|dist)-packages/)|^/.*?/lib/(?=python3\.\d+/)|^.*?/course-[^/]+/(?:work/|h/)?|^/.*?/(?=course/)"
)
CELL = re.compile(r"^/.*?/ipykernel_\d+/\d+\.py")
LONGEST_WORD = 4000  # characters of a word that may be a path
PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")


def clean(text: str) -> str:
    """Return HTML without scripts, frames, forms, styles, event handlers or foreign pictures.

    What has more tags, or is nested deeper, than anything that is meant to be read is shown as text.
    """
    if text.count("<") > MOST_TAGS:
        return as_text(text)
    kept = nh3.clean(
        encodable(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    return as_text(text) if _depth(kept) > DEEPEST else TEX.sub(r"\\text", kept)


def as_text(text: str) -> str:
    """Return HTML that shows the text itself, or its beginning."""
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}\n[{len(text) - SHOWN:,} characters left out]"
    return TEX.sub(r"\\text", f"<pre>{html.escape(shown)}</pre>")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if PICTURE.fullmatch(value) else None
    if name == "href":
        return value if value.startswith(("http://", "https://", "mailto:", "#")) else None
    return value.replace("<", "")


def _depth(kept: str) -> int:
    """Return how deep elements are nested in HTML as the cleaner writes it: each is closed but br, hr and img."""
    depth = deepest = 0
    for close, name in TAG.findall(kept):
        if name not in ("br", "hr", "img"):
            depth += -1 if close else 1
            deepest = max(deepest, depth)
    return deepest


def clean_markdown(text: str) -> str:
    """Return markdown as clean HTML: one block without blank lines, which markdown then leaves as it is."""
    try:
        many = text.count("<") > MOST_TAGS or text.count("\\begin{") > MOST_BLOCKS
        if len(text) > LARGEST or many or NESTED.search(text):
            raise ValueError("longer or deeper than anybody reads")
        rendered = clean(markdown2html(text))
    except Exception:  # a renderer that stumbles over hostile text: show the text itself
        rendered = as_text(text)
    return "<div>\n" + re.sub(r"\n\s*\n", "\n", rendered).strip() + "\n</div>"


def secure(notebook: NotebookNode, assignment: Assignment) -> None:
    """Clean texts and outputs of an executed submission in place, and shorten this machine's paths in the outputs.

    The lab's own text cells are left alone where the student did not touch them.
    """
    own = {part.source for part in assignment.parts if part.kind == "text"}
    weight = 0.0
    for cell in notebook.cells:
        weight += _weight(cell)
        if weight > ALL_TAGS:
            _plain(cell)
        if cell.cell_type == "raw":
            cell.cell_type = "markdown"
            cell.source = as_text(cell.source).replace("\n\n", "\n")
        elif cell.cell_type == "markdown" and cell.source not in own and cell.id != "not-graded":
            cell.source = clean_markdown(cell.source)
        for output in cell.get("outputs", []):
            _output(output)


def _weight(cell: NotebookNode) -> float:
    """Return what cleaning a cell costs, about: in tags."""
    marked = [cell.source] if cell.cell_type == "markdown" else []
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    marked += [str(one[mime]) for one in data for mime in ("text/markdown", "text/latex") if mime in one]
    html = [str(one["text/html"]) for one in data if "text/html" in one]
    lengths = (len(text) / (2 if "$" in text or "\\" in text else 10) for text in marked)  # formulas take longer
    return sum(text.count("<") for text in marked + html) + sum(lengths)


def _plain(cell: NotebookNode) -> None:
    """Leave of a cell what needs no cleaning."""
    if cell.cell_type == "markdown":
        cell.cell_type = "raw"
    for output in cell.get("outputs", []):
        for mime in {"text/html", "text/latex", "text/markdown"} & set(output.get("data", {})):
            del output.data[mime]
            output.data.setdefault("text/plain", "[more formatted text than a page can show]")


def _output(output: NotebookNode) -> None:
    if output.output_type == "stream":
        output.text = shortened(str(output.text))
    elif output.output_type == "error":
        output.ename, output.evalue = str(output.ename), shortened(str(output.evalue))
        output.traceback = [shortened(str(line)) for line in output.traceback]
    else:
        for mime, value in list(output.data.items()):
            if isinstance(value, str) and not mime.startswith("image/"):
                value = shortened(value)
            if mime == "text/html":
                value = clean(str(value))
            elif mime == "text/markdown":
                value = clean_markdown(str(value))
            elif mime == "text/latex":
                value = TEX.sub(r"\\text", str(value))
            elif mime.startswith("image/") and not re.fullmatch(r"[A-Za-z0-9+/=\s]*", str(value)):
                value = ""
            output.data[mime] = value


def shortened(text: str) -> str:
    """Return `text` without absolute paths of this machine: site-packages/…, python3.…/…, course/…, the file's name.

    >>> shortened('File "/usr/lib/python3/dist-packages/numpy/a.py", line 3')
    'File "dist-packages/numpy/a.py", line 3'
    """
    for place, name in _own():
        text = text.replace(place, name)
    return WORD.sub(_word, text)


@cache
def _own() -> tuple[tuple[str, str], ...]:
    """Return the places that can be named exactly, the longest first: they may hold blanks."""
    root = Path(__file__).resolve().parents[3]
    places = {f"{root}/": "", f"{sys.prefix}/lib/": "/lib/", f"{sys.base_prefix}/lib/": "/lib/"}
    found = {place: name for place, name in places.items() if place.count("/") > 2}
    return tuple(sorted(found.items(), key=lambda entry: -len(entry[0])))


def _word(found: re.Match) -> str:
    word = found[0]
    start = word.find("/")
    if start < 0 or len(word) > LONGEST_WORD or "://" in word:
        return word
    head, path = word[:start], word[start:]
    if head and head[-1] not in "~:m":  # a fraction, a relative path; "m" ends a colour
        return word
    path = CELL.sub("cell", path)
    if path.startswith("/lib/python3"):
        path = path.removeprefix("/lib")
    path = INNER.sub("", path)
    path = re.sub(r"^/?(?:python3\.\d+/)?(?=(?:site|dist)-packages/)", "", path)
    path = re.sub(r"^/(?=python3\.\d+/)", "", path)
    if path.startswith((f"{tempfile.gettempdir()}/", "/tmp/", f"{Path.home()}/")):
        path = path.rstrip("/").rsplit("/", 1)[1]
    return head + path
