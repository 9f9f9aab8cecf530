"""Consoles that cannot show every character: they get another one, and nothing dies of it.

A console's encoding is not always UTF-8: code pages of Windows, a pipe there, `LC_ALL=C`. Writing "✓" would then end
a command after its work is done. `forgiving` makes the standard streams write a stand-in instead.
"""

from __future__ import annotations

import codecs
import re
import sys
import unicodedata

ERRORS = "course.stand_in"  # the name of the handler, as `codecs.register_error` knows it

_STAND_INS = {
    "✓": "+",
    "◐": "o",
    "✗": "x",
    "→": "->",
    "←": "<-",
    "↔": "<->",
    "⇒": "=>",
    "–": "-",
    "—": "-",
    "−": "-",
    "‑": "-",
    "…": "...",
    "·": "*",
    "•": "*",
    "×": "x",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "±": "+-",
    "√": "sqrt",
    "∞": "inf",
    "µ": "u",
    "÷": "/",
    "°": " degrees",
    "⋆": "*",
    "█": "#",
    "∂": "d",
    "∇": "grad",
    "‖": "||",
    "ß": "ss",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "∣": "|",
    "│": "|",
    "━": "-",
    "─": "-",
}


def stand_in(character: str) -> str:
    """Return ASCII for one character: a known sign's, a Greek letter's name, a letter without its accent, or "?"."""
    if character in _STAND_INS:
        return _STAND_INS[character]
    name = unicodedata.name(character, "")
    letter = re.match(r"(?:GREEK|LATIN) (SMALL|CAPITAL) LETTER (\w+)(?: WITH|$)", name)
    if letter:
        return letter[2].lower() if letter[1] == "SMALL" else letter[2].capitalize()
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    if plain:
        return plain
    return "" if unicodedata.combining(character) else "?"


def _handle(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(stand_in, error.object[error.start : error.end])), error.end


codecs.register_error(ERRORS, _handle)


def forgiving() -> None:
    """Let stdout and stderr write a stand-in for what their encoding lacks; streams that cannot be set stay."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # a notebook's streams have none, and need none
        if reconfigure is not None:
            reconfigure(errors=ERRORS)
