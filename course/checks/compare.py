"""Say where two values differ, without saying what was expected."""

from __future__ import annotations

from builtins import abs, bool, int, isinstance, len, range, type, zip  # noqa: UP029
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course.checks import show
from course.checks.values import Unusable, is_sequence, plain, what_is

_abs, _isnan, _isinf, _where = np.abs, np.isnan, np.isinf, np.nonzero
_asarray, _errstate, _ones = np.asarray, np.errstate, np.ones
_PLURAL = {"b": "bools", "i": "integers", "u": "integers", "f": "floats", "c": "complex numbers", "U": "text"}
_SINGULAR = {
    "b": "a bool",
    "i": "an integer",
    "u": "an integer",
    "f": "a float",
    "c": "a complex number",
    "U": "text",
}


@dataclass(frozen=True)
class Tolerance:
    """Equal means: within `atol + rtol * abs(expected)`."""

    rtol: float
    atol: float


def close(got, expected, tolerance: Tolerance) -> str | None:
    """Return how the numbers `got` differ from `expected`, None if they do not."""
    try:
        wanted = plain(expected)
    except Unusable:
        if is_sequence(expected):
            return _items(got, expected, lambda a, b: close(a, b, tolerance))
        raise TypeError(f"the check expects {what_is(expected)}; it can only compare numbers") from None
    try:
        values = plain(got)
    except Unusable as error:
        return f"a number is expected, got {error}" if wanted.ndim == 0 else f"an array is expected, got {error}"
    if values.dtype.kind in "bU" and wanted.dtype.kind != values.dtype.kind:
        kind = values.dtype.kind
        if values.ndim == 0:
            noun = "text" if kind == "U" else "True or False"
            return f"a number is expected, got {show.number(values.item())}, which is {noun}"
        return f"numbers are expected, got {_PLURAL[kind]}"
    return _arrays(values, wanted, tolerance)


def same(got, expected, tolerance: Tolerance | None = None) -> str | None:
    """Return how `got` differs from `expected`, None if it does not.

    Integers, bools and text are compared exactly, and by kind: `True` is not 1, and 3.0 is not 3. Floats and
    arrays are compared within `tolerance`, exactly if it is None. Lists, tuples and 1-D arrays of equal
    items are the same; dicts are compared key by key.
    """
    if expected is None:
        return None if got is None else f"got {show.value(got)}, None is expected"
    if type(expected) is dict:
        return _dicts(got, expected, tolerance)
    if is_sequence(expected):
        return _items(got, expected, lambda a, b: same(a, b, tolerance))
    try:
        wanted = plain(expected)
    except Unusable as error:
        raise TypeError(f"the check expects {error}; it can compare numbers, text and arrays") from None
    kind = "i" if type(expected) is int else wanted.dtype.kind
    if wanted.ndim == 0 and kind in "biuU":
        return _exact_scalar(got, expected, kind)
    if tolerance is not None:
        return close(got, wanted, tolerance)
    try:
        values = plain(got)
    except Unusable as error:
        return f"{_SINGULAR[kind] if wanted.ndim == 0 else 'an array'} is expected, got {error}"
    return _wrong_kind(values, kind) or _arrays(values, wanted, None)


def _exact_scalar(got, expected, kind: str) -> str | None:
    try:
        values = plain(got)
    except Unusable as error:
        return f"{_SINGULAR[kind]} is expected, got {error}"
    if values.ndim:
        return f"{_SINGULAR[kind]} is expected, got an array of shape {show.size(values.shape)}"
    wrong = _wrong_kind(values, kind)
    if wrong and not (kind in "iu" and type(got) is int):  # an int beyond 64 bits has become a float
        return wrong
    came = got if type(got) is int else values.item()
    wanted = expected if type(expected) is int else plain(expected).item()
    if came == wanted:
        return None
    if kind in "iu":
        return f"got {show.number(came)}, too {'small' if came < wanted else 'large'}"
    return f"got {show.number(came)}, which is not the answer"


def _wrong_kind(values: NDArray, wanted: str) -> str | None:
    kind = values.dtype.kind
    allowed = {"b": "b", "i": "iu", "u": "iu", "f": "iuf", "c": "iufc", "U": "U"}[wanted]
    if kind in allowed or values.size == 0:
        return None
    advice = {
        ("f", "i"): ": use // instead of /, or convert with int()",
        ("b", "i"): ": count or number instead of comparing",
        ("i", "b"): ": return the comparison itself",
        ("c", "f"): ": take the real part",
    }.get((kind.replace("u", "i"), wanted.replace("u", "i")), "")
    if values.ndim == 0:
        return f"{_SINGULAR[wanted]} is expected, got {show.number(values.item())}, {_SINGULAR[kind]}{advice}"
    advice = advice.replace("int()", ".astype(int)")
    return f"an array of {_PLURAL[wanted]} is expected, got {_PLURAL[kind]} (dtype {values.dtype}){advice}"


def _items(got, expected, compare) -> str | None:
    """Compare two sequences item by item."""
    if type(got) is dict or isinstance(got, str) or got is None:
        return f"a sequence is expected, got {show.value(got) if isinstance(got, str) else what_is(got)}"
    items = got
    if not is_sequence(got):
        try:
            items = plain(got)
        except Unusable as error:
            return f"a sequence is expected, got {error}"
        if items.ndim == 0:
            return f"a sequence is expected, got the single value {show.number(items.item())}"
    if len(items) != len(expected):
        many = "too many" if len(items) > len(expected) else "too few"
        return f"got {len(items)} item{'s' * (len(items) != 1)}, {many}: {show.value(got)}"
    for i, (a, b) in enumerate(zip(items, expected, strict=True)):
        problem = compare(a, b)
        if problem:
            return f"item {i}: {problem}"
    return None


def _dicts(got, expected: dict, tolerance: Tolerance | None) -> str | None:
    if type(got) is not dict:
        return f"a dict is expected, got {show.value(got)}"
    texts = {key for key in got if type(key) in (str, int)}
    missing = [key for key in expected if key not in texts]
    if missing:
        return f"the key {show.value(missing[0])} is missing"
    if len(got) > len(expected):
        return f"got {len(got)} keys, too many"
    for key, wanted in expected.items():
        problem = same(got[key], wanted, tolerance)
        if problem:
            return f"under the key {show.value(key)}: {problem}"
    return None


def _arrays(values: NDArray, wanted: NDArray, tolerance: Tolerance | None) -> str | None:
    """Compare two plain arrays entry by entry."""
    if values.shape != wanted.shape:
        return _wrong_shape(values, wanted)
    if values.dtype.kind == "c" and wanted.dtype.kind in "biuf":
        return f"got complex numbers (dtype {values.dtype}), real ones are expected: take the real part"
    wrong = _differs(values, wanted, tolerance)
    count = int(wrong.sum())
    if not count:
        return None
    at = tuple(int(axis[0]) for axis in _where(wrong)) if wrong.ndim else ()
    first = values[at].item()
    verdict = _verdict(first, wanted[at].item())
    if values.ndim == 0:
        return f"got {show.number(first)}{verdict}"
    how_many = f"{count} of {wrong.size} entries differ{'s' * (count == 1)}"
    if count == wrong.size > 1:
        how_many = "all entries differ"
    nans = int(_isnan(values).sum()) if values.dtype.kind in "fc" else 0
    note = f" ({nans} NaN)" if nans else ""
    line = f"{how_many}{note}, the first at {show.index(at)}: got {show.number(first)}{verdict}"
    if values.size == 1:
        return line
    shown = show.array(values, at)
    return _tidy(f"{line}\n  got, shape {show.size(values.shape)}: {shown}")


def _differs(values: NDArray, wanted: NDArray, tolerance: Tolerance | None) -> NDArray:
    if (values.dtype.kind == "U") != (wanted.dtype.kind == "U"):
        return _ones(values.shape, bool)
    if values.dtype.kind in "bU" or wanted.dtype.kind in "bU":
        return _asarray(values != wanted)
    with _errstate(all="ignore"):
        unequal = _asarray(values != wanted)
        if tolerance is not None:
            if values.dtype.kind in "biu":
                values = values.astype(float)
            if wanted.dtype.kind in "biu":
                wanted = wanted.astype(float)
            near = _abs(values - wanted) <= tolerance.atol + tolerance.rtol * _abs(wanted)
            unequal &= ~(near & ~_isinf(wanted))
        if values.dtype.kind in "fc" and wanted.dtype.kind in "fc":
            unequal &= ~(_isnan(values) & _isnan(wanted))
    return unequal


def _verdict(came, wanted) -> str:
    """Return what is wrong with one number, without the number that would be right."""
    if isinstance(came, (str, bool)) or isinstance(wanted, (str, bool)):
        return ", which is not the answer"
    if came != came:
        return ", which is not a number: look for 0/0, inf - inf or the logarithm of something negative"
    if isinstance(came, complex) or isinstance(wanted, complex) or wanted != wanted:
        return ", which is not the value"
    if abs(came) == float("inf"):
        return ": look for a division by zero or an overflow" if abs(wanted) != abs(came) else ", wrong sign"
    side = ", too small" if came < wanted else ", too large"
    if abs(came - wanted) <= 1e-3 * abs(wanted) < float("inf"):
        return f"{side}, but only just: rounding, or float32 where float64 is needed?"
    return side


def _wrong_shape(values: NDArray, wanted: NDArray) -> str:
    if wanted.ndim == 0:
        return f"a single number is expected, got an array of shape {show.size(values.shape)}"
    if values.ndim == 0:
        single = show.number(values.item())
        return f"an array of shape {show.size(wanted.shape)} is expected, got the single number {single}"
    problem = f"shape {show.size(wanted.shape)} is expected, got {show.size(values.shape)}"
    if values.shape == wanted.shape[::-1]:
        problem += ": transposed?"
    elif values.size == wanted.size:
        problem += ": the number of entries is right"
    elif values.ndim == wanted.ndim:
        off = [axis for axis in range(values.ndim) if values.shape[axis] != wanted.shape[axis]]
        if len(off) == 1 and abs(values.shape[off[0]] - wanted.shape[off[0]]) == 1:
            problem += f": off by one along axis {off[0]}"
    elif abs(values.ndim - wanted.ndim) >= 1:
        problem += f": {values.ndim} axes instead of {wanted.ndim}"
    return _tidy(f"{problem}\n  got: {show.array(values)}") if 0 < values.size <= 64 else problem


def _tidy(text: str) -> str:
    return text.replace(" \n", "\n")
