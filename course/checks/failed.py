"""What a check raises, and how it speaks."""

from __future__ import annotations


class CheckFailed(AssertionError):
    """A named check did not pass; the message says what came, where, and what to try.

    In a notebook only that message is shown: the frames of this package, and the arguments in them, would
    not help the reader.
    """

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows instead of a traceback."""
        return [str(self)]


def passed(name: str, detail: str = "") -> None:
    """Print `[ok] name: detail`."""
    print(f"[ok] {name}: {detail}" if detail else f"[ok] {name}")


def message(name: str, problem: str, hint: str = "") -> str:
    """Return `[no] name: problem. Hint.`; a problem of several lines keeps the hint on a line of its own."""
    if not hint:
        return f"[no] {name}: {problem}"
    hint = _sentence(hint)
    if "\n" in problem:
        return f"[no] {name}: {problem}\n  {hint}"
    stop = "" if problem.endswith(("?", "!", ".")) else "."
    return f"[no] {name}: {problem}{stop} {hint}"


def _sentence(hint: str) -> str:
    """Return `hint` with a capital, unless it starts with code, and a full stop."""
    hint = hint.strip()
    first = hint.split(" ", 1)[0].rstrip(",:;")
    if first.isalpha() and (len(first) > 1 or first == "a"):
        hint = hint[0].upper() + hint[1:]
    return hint if hint.endswith((".", "!", "?")) else hint + "."
