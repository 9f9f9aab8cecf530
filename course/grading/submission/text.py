"""Text made encodable and printable once, at the boundary: names of files, words of exceptions."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable


def encodable(text: str) -> str:
    r"""Return `text` so that it can be written as UTF-8: a lone surrogate becomes its escape.

    >>> encodable("caf" + chr(0xDCE9))
    'caf\\udce9'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def shown(name: object, most: int = 120) -> str:
    r"""Return the name of a file on one line: what cannot be printed stands as its escape, the middle may be cut.

    >>> shown("a" + chr(10) + "b")
    'a\\nb'
    """
    text = str(name)
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 2 :]}"


def encoded(data: object, default: Callable | None = None) -> bytes:
    r"""Return JSON in UTF-8 that anybody can read and write: a lone surrogate in it becomes its escape, as text.

    `default` gives JSON for what is none, as in `json.dumps`.

    >>> json.loads(encoded(["caf" + chr(0xDCE9)]))
    ['caf\\udce9']
    """
    return json.dumps(data, ensure_ascii=False, default=default).encode("utf-8", "escape_in_json")


def _escape(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    found = error.object[error.start : error.end]
    return "".join(f"\\\\u{ord(c):04x}" for c in found), error.end


codecs.register_error("escape_in_json", _escape)
