"""A failed check in words: the check's own message, never the source of a hidden test."""

from __future__ import annotations

from course.checks.failed import CheckFailed
from course.grading.wire.frames import Refused
from course.grading.wire.line import words

CHECK = "<check>"  # the file name of a check's code


def explain(error: BaseException, source: str, hidden: list[int], defines: set[str]) -> str:
    """Return why a check failed.

    Parameters
    ----------
    source, hidden
        The check's code, and the first and last line of its hidden part, if it has one.
    defines
        Names of the check's exercise.
    """
    kind, text = type(error), words(error)
    at, last, trace = 0, "", error.__traceback__
    while trace is not None:
        last = trace.tb_frame.f_code.co_filename
        at = trace.tb_lineno if last == CHECK else at
        trace = trace.tb_next
    concealed = bool(hidden) and at >= hidden[0]
    where = "a hidden test" if concealed else "a visible check"
    line = getattr(error, "student_line", "")
    if isinstance(error, (CheckFailed, NotImplementedError)):
        return text or f"{where} failed"
    if isinstance(error, Refused):
        return f"{where} failed: the function returned {text}"
    if isinstance(error, AssertionError) and not line:
        if last != CHECK:
            return f"{where} failed: the values differ"  # numpy.testing prints the wanted values
        if text or concealed or not at:
            return text or f"{where} failed"
        return f"{where} failed: " + source.splitlines()[at - 1].strip()
    if isinstance(error, KeyboardInterrupt):
        return "stopped: it took longer than the time limit"
    if isinstance(error, SystemExit):
        text = "the code asked to exit"
    message = f"{kind.__name__}: {text}" if text else kind.__name__
    if line:
        return f"{message}\n  {line}"
    if isinstance(error, NameError) and getattr(error, "name", None) in defines:
        return f"{error.name} is not defined: its cell is missing or ended in an error"
    return f"{where} stopped: {message}"
