"""The checks that call a student's function: matches, raises, unchanged."""

from __future__ import annotations

from builtins import getattr, issubclass, len, list, tuple, type  # noqa: UP029
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from course.checks import compare, show
from course.checks.failed import CheckFailed, message, passed
from course.checks.raised import explain, text, unwritten
from course.checks.values import FIXED, Unusable, fixed, fresh, plain

_array, _view, _bytes = np.ndarray, np.ndarray.view, np.ndarray.tobytes


def matches(
    name: str,
    function: Callable,
    reference: Callable,
    cases: Iterable,
    hint: str = "",
    rtol: float = 1e-5,
    atol: float = 1e-6,
) -> None:
    """Check that `function` agrees with `reference` on every case.

    Parameters
    ----------
    function, reference : callable
        The student's and the slow, obvious one. Each gets its own copy of the arguments. Where the
        reference returns an int, a bool or text, the function must too; floats and arrays agree within
        `atol + rtol * abs(expected)`.
    cases : iterable of tuple, dict or single value
        Positional arguments, keyword arguments, or the only argument.

    Raises
    ------
    CheckFailed
        The message shows the smallest failing case (fewest entries, then smallest numbers): its input, what
        the function returned or raised, and where that differs.
    ValueError
        There are no cases.
    """
    __tracebackhide__ = True
    _callable(name, function)
    cases = [_arguments(case) for case in cases]
    if not cases:
        raise ValueError(f"{name}: there are no cases to compare")
    tolerance = compare.Tolerance(rtol, atol)
    failures: list[tuple] = []
    for args, kwargs in cases:
        problem, got = _try(name, function, fresh(args), fresh(kwargs))
        if problem is None:
            expected = reference(*fresh(args), **fresh(kwargs))
            problem = compare.same(got, expected, tolerance)
        if problem:
            failures.append((_size(args, kwargs), len(failures), args, kwargs, problem))
    if failures:
        _, _, args, kwargs, problem = min(failures, key=lambda failure: failure[:2])
        many = f"{len(failures)} of {len(cases)} cases fail" if len(cases) > 1 else "the case fails"
        smallest = ", the smallest is" if len(failures) > 1 else ", with"
        shown = _show_arguments(function, args, kwargs)
        raise CheckFailed(message(name, f"{many}{smallest}\n{shown}\n  {problem}", hint))
    passed(name, f"{len(cases)} case{'s agree' if len(cases) > 1 else ' agrees'}")


def raises(name: str, error_type: type, function: Callable, *args, hint: str = "", **kwargs) -> None:
    """Check that `function(*args, **kwargs)` raises `error_type`.

    An exercise that is not written yet (NotImplementedError) does not count as raising.

    Raises
    ------
    CheckFailed
        It returned something, or raised another error.
    """
    __tracebackhide__ = True
    _callable(name, function)
    wanted = error_type.__name__
    try:
        got = function(*fresh(args), **fresh(kwargs))
    except (Exception, SystemExit) as error:
        kind = type(error)
        if issubclass(kind, NotImplementedError) and not issubclass(error_type, NotImplementedError):
            problem = unwritten(error)
        elif issubclass(kind, error_type):
            passed(name, f"{kind.__name__}: {text(error)}")
            return
        else:
            problem = f"{wanted} is expected, got {explain(error, function)}"
    else:
        problem = f"{wanted} is expected, but the function returned {show.value(got)}"
        problem += f": test the arguments first and `raise {wanted}(…)`"
    raise CheckFailed(message(name, problem, hint)) from None


def unchanged(name: str, function: Callable, *args, hint: str = "", **kwargs) -> None:
    """Check that `function(*args, **kwargs)` leaves its arguments alone.

    It gets arrays, lists and dicts that cannot be written to; writing to one raises. What goes round that is found by
    comparing before and after, where the function runs in this process.

    Raises
    ------
    CheckFailed
        The message says which argument changed and where, if that can be found out.
    """
    __tracebackhide__ = True
    _callable(name, function)
    given, named = fixed(args), fixed(kwargs)
    try:
        function(*given, **named)
    except NotImplementedError as error:
        raise CheckFailed(message(name, unwritten(error))) from None
    except (Exception, SystemExit) as error:
        problem = f"the function raised {explain(error, function)}"
        if isinstance(error, ValueError) and "read-only" in text(error):
            given, named = fresh(args), fresh(kwargs)
            _try(name, function, given, named)
            problem = _changes(function, (args, kwargs), (given, named))
            problem = problem or "the function writes to one of its arguments: work on a copy"
    else:  # of a function that runs in another process only that one could tell
        elsewhere = getattr(function, "elsewhere", False)
        problem = "" if elsewhere else _changes(function, (args, kwargs), (given, named))
    if problem:
        raise CheckFailed(message(name, problem, hint))
    passed(name, "the arguments are as they were")


def moves(function: Callable) -> Callable:
    """Return `function` as one that may change its arguments, as a training step moves weights.

    In a notebook this is the function itself. While grading, where it runs in another process, what it does to its
    arguments is written back only for a function that is called through this.
    """
    return function.moves() if getattr(function, "elsewhere", False) else function  # type: ignore[attr-defined]


def _changes(function: Callable, before: tuple[tuple, dict], after: tuple[tuple, dict]) -> str:
    """Return which argument differs after a call, and where; "" if none does."""
    labels = _labels(function, len(before[0]))
    pairs = [*zip(labels, before[0], after[0], strict=True)]
    pairs += [(key, before[1][key], after[1][key]) for key in before[1]]
    for label, was, now in pairs:
        change = _change(was, now)
        if change:
            return f"the function changed its argument {label}{change}: work on a copy"
    return ""


def _callable(name: str, function) -> None:
    __tracebackhide__ = True
    if not callable(function):
        raise CheckFailed(message(name, f"a function is expected, got {show.value(function)}: define it with def"))


def _arguments(case) -> tuple[tuple, dict]:
    if type(case) is dict:
        return (), case
    return (case if type(case) is tuple else (case,)), {}


def _try(name: str, function: Callable, args: tuple, kwargs: dict) -> tuple[str | None, object]:
    """Return (problem, result) of one call."""
    try:
        return None, function(*args, **kwargs)
    except NotImplementedError as error:
        failed = CheckFailed(message(name, unwritten(error)))
    except (Exception, SystemExit) as error:
        return f"the function raised {explain(error, function)}", None
    raise failed


def _labels(function: Callable, count: int) -> list[str]:
    code: Any = getattr(function, "__code__", None)
    names = code.co_varnames[: code.co_argcount] if type(code).__name__ == "code" else getattr(function, "labels", ())
    return [names[i] if i < len(names) else f"number {i + 1}" for i in range(count)]


def _show_arguments(function: Callable, args: tuple, kwargs: dict) -> str:
    pairs = [*zip(_labels(function, len(args)), args, strict=True), *kwargs.items()]
    return "\n".join(f"    {label} = {show.argument(value)}".replace("= \n", "=\n") for label, value in pairs)


def _size(args: tuple, kwargs: dict) -> tuple[int, float]:
    entries, magnitude = 0, 0.0
    for value in [*args, *kwargs.values()]:
        try:
            values = plain(value)
        except Unusable:
            entries += len(value) if type(value) in (list, tuple, dict) else 1
            continue
        entries += values.size
        if values.dtype.kind in "iufc":
            magnitude += float(np.abs(np.nan_to_num(values)).sum())
    return entries, magnitude


def _change(before, after) -> str:
    """Return where `after` differs from `before`, "" if nowhere."""
    if issubclass(type(before), _array):
        if not issubclass(type(after), _array):
            return f" (an array became {show.value(after)})"
        before, after = _view(before, _array), _view(after, _array)
        if before.shape != after.shape or before.dtype != after.dtype:
            return f" (shape {show.size(before.shape)} became {show.size(after.shape)})"
        if before.dtype.hasobject or _bytes(before) == _bytes(after):
            return ""
        at = np.argwhere(~((before == after) | ((before != before) & (after != after))))
        return f" at {show.index(at[0])}" if len(at) else " (its bytes, as 0.0 and -0.0 differ)"
    if type(before) in (list, tuple):
        if type(after) not in (type(before), FIXED.get(type(before))):
            return f" (a {type(before).__name__} became {show.value(after)})"
        if len(before) != len(after):
            return f" ({len(before)} items became {len(after)})"
        changes = (_change(b, a) for b, a in zip(before, after, strict=True))
        return next((change for change in changes if change), "")
    if type(before) is dict:
        if type(after) not in (dict, FIXED[dict]) or list(before) != list(after):
            return " (its keys)"
        return next((c for c in (_change(before[k], after[k]) for k in before) if c), "")
    known = (bool, int, float, complex, str)
    if type(before) in known and (type(after) is not type(before) or (after != before and before == before)):
        return f" (an item became {show.value(after)})"
    return ""
