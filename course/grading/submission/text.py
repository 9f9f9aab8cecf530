"""Text made encodable and printable once, at the boundary: names of files, words of exceptions."""

from __future__ import annotations


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
