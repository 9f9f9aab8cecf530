"""Call a student's function inside a check, and put what it raises into words."""

from __future__ import annotations

import linecache
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType

import numpy as np

from course.checks.failed import CheckFailed, message

HERE = str(Path(__file__).parent)
_LIBRARIES = tuple({sys.prefix, sys.base_prefix, str(Path(linecache.__file__).parent), HERE, "<frozen"})
_LIST = re.compile(r"'(?:list|tuple)' object has no attribute '(\w+)'|can't multiply sequence by non-int")
_ASARRAY = "this is a list, not an array: np.asarray(…) makes an array of it"
_OURS = ("CheckFailed", "Refused")  # words of a check, or of the examiner: nothing that a function raised


def call(name: str, function: Callable, *args, hint: str = "", **kwargs):
    """Return `function(*args, **kwargs)`; what it raises becomes a failed check with its hint.

    For a result that several checks look at. The arguments are handed over as they are, not copied.

    Raises
    ------
    CheckFailed
        The function raised; the message says what, and in which of its lines.
    """
    __tracebackhide__ = True
    if not callable(function):
        raise CheckFailed(message(name, "a function is expected: define it with def", hint))
    return _result(name, function, lambda: function(*args, **kwargs), hint)


def evaluated(name: str, got, hint: str = ""):
    """Return `got`, or what it returns if it is a `lambda:` of the check: so a check can meet what a call raises.

    Raises
    ------
    CheckFailed
        The lambda raised.
    """
    __tracebackhide__ = True
    if type(got) is not FunctionType or got.__name__ != "<lambda>" or got.__code__.co_argcount:
        return got
    return _result(name, got, got, hint)


def _result(name: str, function: Callable, run: Callable, hint: str):
    __tracebackhide__ = True
    try:
        return run()
    except NotImplementedError as error:
        problem, hint = unwritten(error), ""
    except (Exception, SystemExit) as error:
        if type(error).__name__ in _OURS:
            raise
        used = _used(error)
        problem = used or f"the function raised {explain(error, function)}"
        if not used and (found := _LIST.search(text(error))) and hasattr(np.ndarray, found[1] or "shape"):
            hint = _ASARRAY  # the hint of the case is about numbers, and there are none yet
    raise CheckFailed(message(name, problem, hint)) from None


def _used(error: BaseException) -> str:
    """Return words for an error of the check's own expression: the call came back, with something of no use."""
    trace, ours, theirs = error.__traceback__, False, getattr(error, "student_line", None) is not None
    while trace is not None:
        code = trace.tb_frame.f_code
        ours |= code.co_name == "<lambda>" and not code.co_filename.startswith(HERE)
        own = code.co_filename.startswith(_LIBRARIES) or code.co_name == "<lambda>"
        theirs |= not own
        trace = trace.tb_next
    if not ours or theirs:
        return ""
    return f"what the function returned cannot be used here ({type(error).__name__}: {text(error)})"


def text(error: BaseException, most: int = 200) -> str:
    """Return the error's message without colours, cut to `most` characters; "" if it cannot even say that."""
    try:
        said = re.sub(r"\x1b\[[0-9;]*m", "", str(error))  # Keras prints its first line in bold
    except Exception:
        said = ""
    return said if len(said) <= most else said[: most - 1] + "…"


def unwritten(error: BaseException) -> str:
    """Return what an exercise that is not written yet says."""
    return text(error) or "the exercise is not written yet"


def explain(error: BaseException, function: Callable) -> str:
    """Return type, message and the line of the student's code that raised."""
    words = f"{type(error).__name__}: {text(error)}" if text(error) else type(error).__name__
    where = getattr(error, "student_line", None)  # it was raised in another process, which says where
    if type(where) is str:
        return f"{words}\n  {where}" if where else words
    code = getattr(function, "__code__", None)
    home = None if getattr(code, "co_name", "") == "<lambda>" else getattr(code, "co_filename", None)
    found, trace = None, error.__traceback__
    while trace is not None:
        filename, inside = trace.tb_frame.f_code.co_filename, trace.tb_frame.f_code
        if filename == home or (home is None and inside is not code and not filename.startswith(_LIBRARIES)):
            found = (filename, trace.tb_lineno)
        trace = trace.tb_next
    if found is None:
        return words
    line = linecache.getline(*found).strip()
    return f"{words}\n  line {found[1]}: {line[:110]}" if line else f"{words} (line {found[1]})"
