"""Numbers and arrays in a line or two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from course.checks.values import Unusable, is_sequence, plain

_ROWS, _COLUMNS = 6, 8


def number(value, digits: int = 6) -> str:
    """Return one number in at most `digits` significant digits, text in quotes."""
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:57] + "…")
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return str(int(value)) if abs(int(value)) < 10**40 else "an integer of more than 40 digits"
    if isinstance(value, (complex, np.complexfloating)):
        return f"{complex(value):.{digits}g}"
    text = f"{float(value):.{digits}g}"
    return text if any(c in text for c in ".einf") else text + ".0"


def array(values: NDArray, at: Sequence[int] | None = None) -> str:
    """Return `values` written small: all of it, or a window around the index `at`.

    A window says which rows and columns it shows; of more than two axes, the plane that holds `at` is shown.
    """
    if values.ndim == 0:
        return number(values.item())
    if values.size == 0:
        return "[]"
    at = (0,) * values.ndim if at is None else tuple(at)
    plane, notes = values, []
    if values.ndim > 2:
        plane = values[at[:-2]]
        notes.append(f"plane {index(at[:-2])[:-1]}, :, :]")
    columns = _window(plane.shape[-1], at[-1], _COLUMNS)
    if plane.ndim == 1:
        part = plane[columns]
        if part.size < plane.size:
            notes.append(f"entries {columns.start} to {columns.stop - 1}")
        return _noted(notes) + _row(part)
    rows = _window(plane.shape[0], at[-2], _ROWS)
    part = plane[rows, columns]
    if part.shape != plane.shape:
        notes.append(f"rows {rows.start} to {rows.stop - 1}, columns {columns.start} to {columns.stop - 1}")
    cells = [[number(v) for v in row] for row in part.tolist()]
    width = max(len(cell) for row in cells for cell in row)
    lines = ["[" + ", ".join(cell.rjust(width) for cell in row) + "]" for row in cells]
    return _noted(notes).rstrip() + "\n    [" + ",\n     ".join(lines) + "]"


def _noted(notes: list[str]) -> str:
    return f"({', '.join(notes)}) " if notes else ""


def _row(values: NDArray) -> str:
    return "[" + ", ".join(number(v) for v in values.tolist()) + "]"


def _window(size: int, at: int, most: int) -> slice:
    if size <= most:
        return slice(0, size)
    start = min(max(at - most // 2, 0), size - most)
    return slice(start, start + most)


def index(position: Sequence[int]) -> str:
    """Return an index as it is typed: `[3]`, `[0, 2]`."""
    return "[" + ", ".join(str(int(i)) for i in position) + "]"


def size(shape: Sequence[int | None]) -> str:
    """Return a shape as Python prints it."""
    return str(tuple(shape))


def value(got, digits: int = 6, depth: int = 0) -> str:
    """Return any value in few words: a number, a small array, or its shape and dtype."""
    if got is None:
        return "None"
    if type(got) in (bool, int, float, complex, str):
        return number(got, digits)
    try:
        values = plain(got)
    except Unusable as error:
        if is_sequence(got) and depth < 3:
            inner = ", ".join(value(item, digits, depth + 1) for item in got[:6])
            return f"({inner}{', …' if len(got) > 6 else ''})"
        return str(error)
    if values.ndim == 0:
        return number(values.item(), digits)
    if values.ndim == 1 and values.size <= _COLUMNS:
        return "[" + ", ".join(number(v, digits) for v in values.tolist()) + "]"
    return f"array of shape {size(values.shape)}"


def argument(given) -> str:
    """Return an argument of a failing case: small arrays in full, of larger ones the shape and a corner."""
    try:
        values = plain(given)
    except Unusable:
        if type(given) in (dict, list, tuple) or given is None:
            text = repr(given)
            return text if len(text) <= 120 else text[:117] + "…"
        return f"a {type(given).__name__}"
    if values.ndim < 2:
        if values.size <= 2 * _COLUMNS:
            return number(values.item()) if values.ndim == 0 else _row(values)
    elif values.ndim == 2 and values.shape[0] <= _ROWS and values.shape[1] <= _COLUMNS:
        return array(values)
    return f"array of shape {size(values.shape)}, {values.dtype}: {array(values)}"
