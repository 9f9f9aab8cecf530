"""A guess before the answer: `guess` notes it, `compare` says afterwards how far it was. Neither ever stops a run.

>>> predictions.guess("length", 9)                       # doctest: +SKIP
>>> predictions.compare("length", len(result))           # doctest: +SKIP
[near] length: you said 9, it is 10, 1 more.

There are no points for it. A saved notebook keeps both: the guess in its cell, the comparison in an output.
"""

from __future__ import annotations

import ast
import contextlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.labformat.code import LONGEST_CELL, statements

RIGHT, NEAR, OFF, OPEN = "right", "near", "off", "open"
EXACT, CLOSE = 0.05, 0.5  # relative difference up to which a number that is no whole one is right, and near
LONGEST = 60  # characters of a guess that are shown
MOST = 20  # values of it
PRINTED = re.compile(rf"^\[({RIGHT}|{NEAR}|{OFF}|{OPEN})\] ([\w-]+): ", flags=re.MULTILINE)
WORDS = {True: ("yes", "true"), False: ("no", "false")}


@dataclass(frozen=True)
class Noted:
    """A guess: its text, empty if there is none, and what became of it, "open" if it was not compared."""

    text: str = ""
    state: str = OPEN


_guesses: dict[str, object] = {}  # of this session, by id
_states: dict[str, str] = {}


def guess(name: str, *values: object) -> None:
    """Note a guess: a number, a text, several of them. Three dots, or nothing, note none.

    A later guess of the same name takes the place of an earlier one; other names are left alone.
    """
    name = str(name)
    _guesses.pop(name, None)
    _states.pop(name, None)
    if values and not any(value is ... for value in values):
        _guesses[name] = values[0] if len(values) == 1 else values
        print(f"noted: {_text(_guesses[name])}")


def compare(name: str, value: object, unit: str = "") -> None:
    """Print how far the guess was from what came out. Never raises.

    Parameters
    ----------
    name
        Id of the prediction.
    value
        What came out: a number (whole ones are right when they are equal, others within 5 %), a text, a truth value,
        a sequence or an array of these, a set of texts that are all right; or a function of no arguments that returns
        it, so that what is not there yet stops nothing.
    unit
        Follows the number, such as "%" or "pixels".
    """
    name = str(name)
    try:
        value = value() if callable(value) else value
    except Exception as error:
        print(f"[{OPEN}] {name}: the answer is not there yet ({type(error).__name__}: {_short(str(error))})")
        return
    with contextlib.suppress(Exception):
        value = value.numpy() if hasattr(value, "numpy") else value
    unit = f" {unit}" if unit else ""
    if name not in _guesses:
        print(f"[{OPEN}] {name}: no guess noted; it is {_text(value)}{unit}.")
        return
    held = _guesses[name]
    try:
        state, words = _judged(held, value, unit)
    except Exception:  # a guess may be anything
        state, words = OFF, f"it is {_text(value)}{unit}"
    _states[name] = state
    print(
        f"[{state}] {name}: you said {_text(held)}{unit if state != OFF or _number(held) is not None else ''}", end=""
    )
    print(f", {words}." if words else ".")


def session() -> dict[str, Noted]:
    """Return the guesses of the running session."""
    return {name: Noted(_text(value), _states.get(name, OPEN)) for name, value in _guesses.items()}


def saved(cells: Iterable[Mapping]) -> dict[str, Noted]:
    """Return the guesses of a saved notebook, given its cells as JSON holds them.

    What became of a guess is read from the outputs, so it is what the student's own run said.
    """
    found: dict[str, str] = {}
    states: dict[str, str] = {}
    for cell in cells:
        if not isinstance(cell, Mapping) or cell.get("cell_type") != "code":
            continue
        text = _joined(cell.get("source", cell.get("input")))
        if "guess(" in text:
            found |= written(text)
        outputs = cell.get("outputs")
        for output in outputs if "compare(" in text and isinstance(outputs, list) else []:
            if isinstance(output, Mapping):
                states |= {name: state for state, name in PRINTED.findall(_joined(output.get("text")))}
    return {name: Noted(text, states.get(name, OPEN)) for name, text in found.items() if text}


def in_file(raw: bytes) -> dict[str, Noted]:
    """Return the guesses of a notebook file; none if it cannot be read."""
    try:
        data = json.loads(raw)
        return saved(data["cells"])
    except (ValueError, KeyError, TypeError, RecursionError, MemoryError):
        return {}


def parted(source: str, name: str) -> tuple[str, str]:
    """Return the line of a cell that notes the guess `name` (empty if there is none), and everything else in it."""
    mine, rest = "", []
    for node, text in statements(source):
        call = guessed(node.value) if isinstance(node, ast.Expr) else None
        if call is not None and call[0] == name:
            mine = text.strip()
        else:
            rest.append(text)
    return mine, "\n".join(rest).strip("\n")


def written(source: str) -> dict[str, str]:
    """Return {id: text of the guess} of the calls of `predictions.guess` in a cell; no text where the dots stand."""
    if len(source) > LONGEST_CELL:
        return {}
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the guess is no Python: take its line as it is
        found = re.findall(
            r"""^predictions\.guess\(\s*["']([\w-]+)["']\s*,\s*(.{0,1000}?)\)?\s*(?:#.*)?$""", source, re.M
        )
        return {name: _short(text) for name, text in found}
    return {call[0]: call[1] for node in ast.walk(tree) if (call := guessed(node)) is not None}


def guessed(node: ast.AST) -> tuple[str, str] | None:
    """Return id and text of the guess if the node is a call of `predictions.guess`, else None."""
    if not isinstance(node, ast.Call) or ast.unparse(node.func) != "predictions.guess" or not node.args:
        return None
    name = node.args[0]
    if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
        return None
    values = node.args[1:]
    if any(isinstance(value, ast.Constant) and value.value is ... for value in values):
        values = []
    texts = [ast.literal_eval(value) if _is_text(value) else ast.unparse(value) for value in values]
    return name.value, _short(", ".join(texts))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _judged(held: object, value: Any, unit: str) -> tuple[str, str]:
    """Return the state of a guess and the words that follow it."""
    if isinstance(value, (set, frozenset)):
        if any(_plain(held) == _plain(one) for one in value):
            return RIGHT, ""
        return OFF, f"it is {_text(sorted(map(str, value)), ' or ')}"
    if isinstance(value, str):
        return (RIGHT, "") if _plain(held) == _plain(value) else (OFF, f"it is {value}")
    if isinstance(value, (bool, np.bool_)):
        same = isinstance(held, (bool, np.bool_)) and bool(held) == bool(value)
        same = same or _plain(held) in WORDS[bool(value)]
        return (RIGHT, "") if same else (OFF, f"it is {_text(value)}")
    if np.ndim(value) > 0:
        return _several(held, value, unit)
    number = _number(held)
    if number is None:
        return OFF, f"it is {_text(value)}{unit}"
    return _numbers(number, float(value), isinstance(value, (int, np.integer)), unit, _text(value))


def _numbers(said: float, value: float, whole: bool, unit: str, text: str) -> tuple[str, str]:
    if said == value or (not whole and math.isclose(said, value, rel_tol=EXACT)):
        return RIGHT, "" if said == value else f"it is {text}{unit}"
    if not (math.isfinite(said) and math.isfinite(value)) or said * value <= 0:
        gap = value - said
        words = f", {_figure(abs(gap))}{unit} {'more' if gap > 0 else 'less'}" if math.isfinite(gap) else ""
        return OFF, f"it is {text}{unit}{words}"
    factor = abs(value / said)
    state = NEAR if abs(value - said) <= CLOSE * abs(value) else OFF
    if max(factor, 1 / factor) < 2:
        gap = abs(value) - abs(said)
        return state, f"it is {text}{unit}, {_figure(abs(gap))}{unit} {'more' if gap > 0 else 'less'}"
    if factor > 1:
        return state, f"it is {text}{unit}, {_figure(factor)} times as much"
    return state, f"it is {text}{unit}; your guess is {_figure(1 / factor)} times too large"


def _several(held: object, value: object, unit: str) -> tuple[str, str]:
    """Compare sequences place by place, after their shapes."""
    with contextlib.suppress(Exception):
        held = ast.literal_eval(held) if isinstance(held, str) and len(held) < 1000 else held
    if isinstance(held, str):
        held = [part for part in re.split(r"[,;\s]+", held[:1000]) if part]
    mine, wanted = np.asarray(held, object), np.asarray(value, object)
    if mine.shape != wanted.shape:
        return OFF, f"it is {_text(value)}{unit}: {_count(wanted)}, not {_count(mine)}"
    pairs = zip(mine.ravel().tolist(), wanted.ravel().tolist(), strict=True)
    states = [_judged(one, other, "")[0] for one, other in pairs]
    right = states.count(RIGHT)
    if right == len(states):
        return RIGHT, "" if _text(held) == _text(value) else f"it is {_text(value)}{unit}"
    state = NEAR if 2 * right >= len(states) or OFF not in states else OFF
    return state, f"it is {_text(value)}{unit}: {right} of {len(states)} are right"


def _count(array: np.ndarray) -> str:
    if array.ndim == 0:
        return "one value"
    return f"{array.size} values" if array.ndim == 1 else f"a table of {'×'.join(map(str, array.shape))}"


def _number(held: object) -> float | None:
    """Return a guess as a number: also of a text such as "12 %" or "1/3", and of an array with one value."""
    if isinstance(held, str):
        held = held[:100]
        found = re.fullmatch(
            r"\s*(?:about|ca\.?|~|≈)?\s*([-+−]?[\d.]+(?:e[-+]?\d+)?)(?:\s*/\s*([\d.]+))?\s*\D*", held
        )
        if not found:
            return None
        with contextlib.suppress(ValueError, ZeroDivisionError):
            return float(found[1].replace("−", "-")) / float(found[2] or 1)
        return None
    with contextlib.suppress(Exception):
        return float(np.asarray(held, float).item())
    return None


def _plain(held: object) -> str:
    held = str(held)[:200]
    return re.sub(r"[^\w+−-]+", " ", held).strip().casefold()


def _text(value: object, between: str = ", ") -> str:
    """Return a value as a sentence shows it, on one line, never long."""
    try:
        if isinstance(value, (set, frozenset)):
            return _text(sorted(map(str, value)), " or ")
        if isinstance(value, (bool, np.bool_)):
            return "yes" if value else "no"
        if isinstance(value, (float, np.floating)):
            return _figure(float(value))
        if isinstance(value, np.ndarray):
            value = value[(slice(MOST),) * value.ndim].tolist()
            return _text(value) if not isinstance(value, list) else _short(_list(value, between))
        if isinstance(value, (list, tuple)):
            return _short(_list(value, between))
        return _short(str(value)).rstrip(".")
    except Exception:  # its own text cannot be had
        return f"a {type(value).__name__}"


def _list(values: list | tuple, between: str) -> str:
    shown = values[:MOST]
    nested = any(isinstance(value, (list, tuple, np.ndarray)) for value in shown)
    return between.join(f"({_text(value)})" if nested else _text(value) for value in shown)


def _figure(value: float) -> str:
    """Return a number with three figures, whole if it is."""
    if value == int(value) if math.isfinite(value) and abs(value) < 1e6 else False:
        return str(int(value))
    text = f"{value:.3g}"
    return str(round(float(text))) if "e+0" in text and abs(value) < 1e7 else text


def _short(text: str) -> str:
    text = " ".join(text[: 4 * LONGEST].split()).encode("utf-8", "replace").decode()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _joined(text: object) -> str:
    if isinstance(text, list):
        return "".join(part for part in text if isinstance(part, str))
    return text if isinstance(text, str) else ""


__all__ = ["Noted", "compare", "guess", "in_file", "parted", "saved", "session", "written"]
