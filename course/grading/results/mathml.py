"""Text of a notebook as HTML whose formulas are MathML: browsers draw that themselves, offline, without scripts."""

from __future__ import annotations

import html
import re

import nh3
from latex2mathml.converter import convert
from nbconvert.filters import markdown2html

from course.grading.record.clean import clean

TAGS = set(
    "math mrow mi mo mn mtext mspace msub msup msubsup mfrac msqrt mroot munder mover munderover mtable mtr mtd "
    "mstyle mpadded mphantom".split()
)
SHAPE = set(
    "display stretchy fence form mathvariant width height depth lspace rspace linebreak accent accentunder "
    "movablelimits columnalign linethickness displaystyle scriptlevel minsize maxsize largeop separator".split()
)
ATTRIBUTES = {tag: SHAPE for tag in TAGS}
FORMULA = re.compile(  # each beginning is searched up to the next alike, so that many without an end take no time
    r"\$\$(?P<block>[^$]+)\$\$|\\\[(?P<square>(?:[^\\]|\\[^][])+)\\\]"
    r"|\\begin\{(?P<name>equation\*?|align\*?)\}(?P<body>(?:(?!\\begin\{(?P=name)\}).)+?)\\end\{(?P=name)\}"
    r"|(?<![\\\w$])\$(?P<line>[^\s$](?:[^$\n]{0,500}[^\s$])?)\$(?![\d$])|\\\((?P<round>(?:[^\\]|\\[^()])+)\\\)",
    re.DOTALL,
)
PIECE = re.compile(r"(<[^>]*>)")
VERBATIM = {"code", "pre", "script", "style", "math", "svg"}
LONGEST, MOST = 2000, 1000  # characters of a formula, formulas of a text


def markdown(text: str) -> str:
    """Return markdown as HTML, formulas as MathML."""
    return formulas(markdown2html(text))


def comment(text: str) -> str:
    """Return a comment of the grader as harmless HTML, formulas as MathML."""
    return formulas(clean(markdown2html(text)))


def formulas(page: str) -> str:
    r"""Return HTML with `$…$`, `$$…$$`, `\(…\)`, `\[…\]` outside code replaced by MathML.

    A formula that cannot be read stays as it was typed.
    """
    if "$" not in page and "\\" not in page:
        return page
    pieces, inside, count = PIECE.split(page), 0, 0
    for at, piece in enumerate(pieces):
        if at % 2:
            name = piece.strip("</>").split()[0].rstrip("/").lower() if piece.strip("</> ") else ""
            if name in VERBATIM:
                inside = max(0, inside - 1) if piece.startswith("</") else inside + 1
        elif not inside and count < MOST and ("$" in piece or "\\" in piece):
            pieces[at], made = FORMULA.subn(_drawn, piece)
            count += made
    return "".join(pieces)


def _drawn(found: re.Match) -> str:
    block = found["block"] or found["square"] or found["body"]
    tex = html.unescape(block or found["line"] or found["round"]).strip()
    return mathml(tex, block=bool(block)) or found[0]


def mathml(tex: str, *, block: bool = False) -> str:
    """Return a formula as MathML, "" if it cannot be read.

    The converter passes text on as it is, so the result is cleaned: no tag but those of formulas, no address.
    """
    if len(tex) > LONGEST:
        return ""
    tex = re.sub(r"\\arg(?![a-z])", r"\\operatorname{arg}", tex)
    try:
        drawn = convert(tex.replace("\\begin{aligned}", "\\begin{align*}").replace("\\end{aligned}", "\\end{align*}"))
    except (Exception, RecursionError):  # it has no error of its own for all that may be typed
        return ""
    kept = nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, link_rel=None)
    if not kept.startswith("<math") or not kept.endswith("</math>"):
        return ""
    return f'<div class="formula">{kept}</div>' if block else kept
