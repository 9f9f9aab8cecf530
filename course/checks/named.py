"""The checks of one value: close, equal, shape, dtype, finite, true, choice.

Each takes the value, or a `lambda:` that makes it: then what the student's function raises becomes a failed check
with the prepared hint, not a traceback.
"""

from __future__ import annotations

from builtins import all, bool, len, type, zip  # noqa: UP029

import numpy as np

from course.checks import compare, show
from course.checks.failed import CheckFailed, message, passed
from course.checks.raised import evaluated
from course.checks.values import Unusable, dtype_of, plain, shape_of

_default_rng, _isfinite = np.random.default_rng, np.isfinite
_asarray, _dtype, _where = np.asarray, np.dtype, np.nonzero
_GENERIC = {
    "float": ("float", "bfloat"),
    "int": ("int", "uint"),
    "integer": ("int", "uint"),
    "bool": ("bool",),
    "complex": ("complex",),
    "str": ("str",),
}


def _settle(name: str, problem: str | None, hint: str, detail: str) -> None:
    __tracebackhide__ = True
    if problem:
        raise CheckFailed(message(name, problem, hint))
    passed(name, detail)


def close(name: str, got, expected, hint: str = "", rtol: float = 1e-5, atol: float = 1e-6) -> None:
    """Check that the numbers `got` are within `atol + rtol * abs(expected)` of `expected`, in the same shape.

    Parameters
    ----------
    name : str
        What is checked, in a few words.
    got, expected : number, array, list or tensor
        Any shape, `()` included. Tuples of arrays are compared item by item. NaN agrees with NaN only.
    hint : str
        What to look at when it fails.

    Raises
    ------
    CheckFailed
        The message says the shape, and where the first difference is, never what was expected there.
    """
    __tracebackhide__ = True
    got = evaluated(name, got, hint)
    _settle(name, compare.close(got, expected, compare.Tolerance(rtol, atol)), hint, show.value(got, 4))


def equal(name: str, got, expected, hint: str = "") -> None:
    """Check that `got` is exactly `expected`: an integer, a bool, text, None, an array, a sequence or a dict.

    Kinds count: `True` is not 1 and 3.0 is not 3; an int is accepted where a float is expected. A list, a
    tuple and a 1-D array with the same items are equal.

    Raises
    ------
    CheckFailed
        They differ; the message shows what came and where, never what was expected there.
    """
    __tracebackhide__ = True
    got = evaluated(name, got, hint)
    _settle(name, compare.same(got, expected), hint, show.value(got, 4))


def shape(name: str, got, shape, hint: str = "") -> None:
    """Check the shape of an array, a list or a tensor (a symbolic one too).

    Parameters
    ----------
    shape : tuple of int or None, or int
        None stands for any size; an int for the only axis.

    Raises
    ------
    CheckFailed
        The message says both shapes.
    """
    __tracebackhide__ = True
    got = evaluated(name, got, hint)
    wanted = (shape,) if type(shape) is int else tuple(shape)
    try:
        came = shape_of(got)
    except Unusable as error:
        raise CheckFailed(message(name, f"an array is expected, got {error}", hint)) from None
    fits = len(came) == len(wanted) and all(w is None or w == c for w, c in zip(wanted, came, strict=True))
    problem = None if fits else f"shape {show.size(wanted)} is expected, got {show.size(came)}"
    _settle(name, problem, hint, f"shape {show.size(came)}")


def dtype(name: str, got, kind, hint: str = "") -> None:
    """Check the dtype of an array or a tensor.

    Parameters
    ----------
    kind : str or numpy dtype
        "float", "int", "bool", "complex" for any width of that kind, or an exact one: "float32", `np.uint8`.

    Raises
    ------
    CheckFailed
        The message says both dtypes.
    """
    __tracebackhide__ = True
    got = evaluated(name, got, hint)
    if kind in (float, int, bool, complex):
        kind = kind.__name__
    try:
        came = dtype_of(got)
    except Unusable as error:
        raise CheckFailed(message(name, f"an array is expected, got {error}", hint)) from None
    if type(kind) is str and kind in _GENERIC:
        fits, wanted = came.startswith(_GENERIC[kind]), f"a {kind} dtype".replace("a int", "an int")
    else:
        wanted = kind if kind == "bfloat16" else _dtype(kind).name
        fits, wanted = came == wanted, f"dtype {wanted}"
    _settle(name, None if fits else f"{wanted} is expected, got {came}", hint, came)


def finite(name: str, got, hint: str = "") -> None:
    """Check that every entry of `got` is a finite number.

    Raises
    ------
    CheckFailed
        The message says where the first NaN or infinity is.
    """
    __tracebackhide__ = True
    got = evaluated(name, got, hint)
    try:
        values = plain(got)
    except Unusable as error:
        raise CheckFailed(message(name, f"a finite number is expected, got {error}", hint)) from None
    if values.dtype.kind in "bU":
        raise CheckFailed(message(name, f"expected a finite number, got {show.value(got)}", hint))
    good = _asarray(_isfinite(values))
    problem = None
    if not good.all():
        at = tuple(int(axis[0]) for axis in _where(~good)) if good.ndim else ()
        problem = f"expected a finite number, got {show.number(values[at].item())}"
        if values.ndim:
            problem = f"expected finite numbers, got {show.number(values[at].item())} at {show.index(at)}"
            problem += f" ({int((~good).sum())} of {good.size} entries are not finite)"
    _settle(name, problem, hint, show.value(got, 4))


def true(name: str, condition, hint: str = "") -> None:
    """Check that `condition` is True: a bool, a NumPy bool or a tensor of one bool, and nothing else.

    Raises
    ------
    CheckFailed
        It is False, or no bool.
    """
    __tracebackhide__ = True
    condition = evaluated(name, condition, hint)
    try:
        values = plain(condition)
    except Unusable as error:
        raise CheckFailed(message(name, f"True is expected, got {error}", hint)) from None
    if values.dtype.kind != "b" or values.size != 1:
        raise CheckFailed(message(name, f"True or False is expected, got {show.value(condition)}", hint))
    _settle(name, None if bool(values.reshape(()).item()) else "this does not hold", hint, "")


FORM_ONLY = "only the form is checked here"


def choice(name: str, got, options: str = "abcd") -> None:
    """Check that `got` is one of the letters in `options`. This is the form of an answer only, not its truth.

    Raises
    ------
    CheckFailed
        It is not one letter, or none of these.
    """
    __tracebackhide__ = True
    got = evaluated(name, got)
    letters = ", ".join(f'"{letter}"' for letter in options)
    fits = type(got) is str and len(got) == 1 and got in options
    problem = None if fits else f"answer with one of the letters {letters}, got {show.value(got)}"
    _settle(name, problem, "", f"your answer is {got!r}; {FORM_ONLY}" if fits else "")


def rng(seed: int = 0) -> np.random.Generator:
    """Return a NumPy generator for making cases; the same seed makes the same cases."""
    return _default_rng(seed)
