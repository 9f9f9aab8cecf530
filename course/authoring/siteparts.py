"""Sphinx's side of the course's site.

Formulas become MathML, which browsers draw without scripts or fonts of ours. In docstrings, which are written to be
read as they are, a bar means a bar.
"""

from __future__ import annotations

import re

from sphinx.util import logging

from course.grading.results.mathml import mathml

LOG = logging.getLogger(__name__)


def _line(translator, node) -> None:
    _draw(translator, node, block=False)


def _block(translator, node) -> None:
    _draw(translator, node, block=True)


def _draw(translator, node, *, block: bool) -> None:
    """Write a formula, or warn of one that cannot be read, which ends the build."""
    from docutils.nodes import SkipNode

    drawn = mathml(node.astext().strip(), block=block)
    if not drawn:
        LOG.warning("a formula that cannot be drawn as MathML: %s", node.astext(), location=node)
    translator.body.append(drawn)
    raise SkipNode


def _bars(app, what, name, thing, options, lines: list[str]) -> None:
    """Escape the bars of a docstring, such as |x|, that reStructuredText would take for its own; code stays."""
    for at, line in enumerate(lines):
        if "|" in line and not line.lstrip().startswith(">>>"):
            pieces = re.split("(`[^`]*`)", line)
            lines[at] = "".join(piece if at % 2 else piece.replace("|", "\\|") for at, piece in enumerate(pieces))


def _fields(app, what, name, thing, skip, options) -> bool | None:
    """Leave out the fields of named tuples, which say "Alias for field number 0"; their class lists them."""
    return True if type(thing).__name__ == "_tuplegetter" else None


def setup(app) -> dict:
    """Register the renderer under the name "mathml"."""
    app.add_html_math_renderer("mathml", inline_renderers=(_line, None), block_renderers=(_block, None))
    app.connect("autodoc-process-docstring", _bars)
    app.connect("autodoc-skip-member", _fields)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
