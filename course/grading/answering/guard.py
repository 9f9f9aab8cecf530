"""What the grader puts into a student's kernel: it runs the checks, and compares what they rely on before and after.

This file and `snapshot.py` are sent as text and executed in a private namespace before any of the student's code
(`client` does that); they are never imported. The guard answers one message type of its own, so checks do not pass
through IPython's `run_cell`: no transformers, no hooks, no history, no `In`, no traceback with source lines.

A check runs in a namespace of its own: the names of its exercise come from the student, everything else (imports,
given helpers, builtins) is made afresh from the bundle. Each reply carries a seal over the request's nonce, made with
a key that the student's source never holds; a check without a valid seal scores nothing.

What this cannot stop: student and check share one process. Code that walks the interpreter's objects (`gc`, frames,
`ctypes`, closures) can find the key, read a hidden test while it runs, or undo a change before the comparison. The
static scan (`repair.suspicions`) names such code for a person to look at, and the sandbox limits what it can reach
outside; only checks in another process would end it, and TensorFlow gradients do not cross processes.
"""

import ast
import contextlib
import importlib
import io
import linecache
import sys
import types
from _blake2 import blake2b  # C, so that no Python code of it can be replaced
from _json import encode_basestring_ascii as quoted
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.grading.answering.snapshot import Snapshot  # in the kernel its text has been executed before this

REQUEST, REPLY = "course_guard_request", "course_guard_reply"
PROTOCOL = (
    "__eq__ __ne__ __lt__ __le__ __gt__ __ge__ __bool__ __float__ __int__ __index__ __abs__ __sub__ __rsub__ "
    "__array__ __array_ufunc__ __array_function__ __array_wrap__ __array_finalize__ __getattribute__ __repr__"
).split()
LONGEST = 2000  # characters of a message
MOST_OUTPUT = 2_000_000  # characters that one cell may write; the rest is dropped where it is written


class Refused(Exception):
    """A result that would answer the check's comparison by itself."""


class Watch(ast.NodeTransformer):
    """Pass the result of every direct call of a student's function through `inspect_result`."""

    def __init__(self, names):
        self.names = names

    def visit_Call(self, node):
        """Wrap the call."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in self.names:
            return ast.Call(ast.Name("__result__", ast.Load()), [node], [])
        return node


class Guard:
    """Answer the grader's requests: `arm` once, then `check` for each check cell."""

    def __init__(self, shell):
        self.shell, self.kernel = shell, shell.kernel
        self.send = self.kernel.session.send
        self.key = self.snapshot = None

    def handle(self, stream, ident, parent):
        """Answer one request; the parent message is emptied first, so that it cannot be read from the kernel."""
        request = dict(parent["content"])
        parent["content"].clear()
        nonce = request.pop("nonce", "")
        try:
            body = self.arm(request) if request.pop("op") == "arm" else self.check(request)
        except BaseException as error:
            body = {"passed": False, "message": f"the check did not run: {type(error).__name__}"}
        body = written(body)
        seal = ""
        if self.key is not None:
            mac = self.key.copy()
            mac.update(f"{nonce}\n{body}".encode())
            seal = mac.hexdigest()
        for stream_out in (sys.stdout, sys.stderr):
            try:
                stream_out.flush()
            except BaseException:  # whatever the student put in its place
                continue
        self.send(stream, REPLY, {"status": "ok", "body": body, "seal": seal}, parent, ident=ident)

    def arm(self, request):
        """Import what the checks need, set limits, remember everything. Only the first call counts."""
        if self.key is not None:
            return {"armed": False}
        self.key = blake2b(key=bytes.fromhex(request["key"]))
        limit(request.get("memory"), request.get("file"))
        sys.path[:] = [entry for entry in sys.path if entry]
        for name in request["modules"]:
            parent, _, last = name.rpartition(".")
            value = getattr(sys.modules.get(parent), last, types)
            if type(value) is not types.ModuleType:
                continue  # a function of a module that is loaded already
            try:
                importlib.import_module(name)
            except BaseException:  # a module that is not there is the notebook's problem, and shows there
                continue
        self.shell.user_ns.update(exit=leave, quit=leave)
        vars(sys.modules["builtins"])["input"] = no_keyboard
        cap_output(self.shell)
        self.builtins = dict(vars(sys.modules["builtins"]))
        self.snapshot = Snapshot(self.kernel)
        return {"armed": True}

    def check(self, request):
        """Run one check; return whether it passed, its value, its message, and what was found replaced."""
        changed = self.snapshot.differences()
        if changed:
            return {"passed": False, "changed": changed, "message": ""}
        space = {"__builtins__": dict(self.builtins), "__name__": "check", "__result__": self.inspect_result}
        self.defines = set(request["defines"])
        failed, value = None, None
        try:
            self.given(request, space)
            for name in request["borrowed"]:
                if name in self.shell.user_ns and name not in space:
                    space[name] = self.shell.user_ns[name]
            value = self.statements(request["source"], space, set(request["defines"]))
        except BaseException as error:
            failed = self.explain(error, request)
        changed = self.snapshot.differences()
        if changed:
            return {"passed": False, "changed": changed, "message": failed or ""}
        if failed is not None:
            return {"passed": False, "message": failed[:LONGEST]}
        return {"passed": True, "message": "", **self.credit(value)}

    def given(self, request, space):
        """Make the names of given cells afresh, silently: their own cells have shown their output already."""
        out, err = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = io.StringIO()
        try:
            for code in request["context"]:
                exec(compile(code, "<given>", "exec"), space)
        finally:
            sys.stdout, sys.stderr = out, err

    def statements(self, source, space, names):
        """Execute the check statement by statement; return the value of a last expression."""
        tree = ast.fix_missing_locations(Watch(names).visit(ast.parse(source)))
        value = None
        for statement in tree.body:
            if isinstance(statement, ast.Expr):
                value = eval(compile(ast.Expression(statement.value), "<check>", "eval"), space)
            else:
                value = None
                exec(compile(ast.Module([statement], []), "<check>", "exec"), space)
        return value

    def inspect_result(self, value, depth=0):
        """Return `value`, or raise `Refused` if it, or something in it, decides comparisons by itself."""
        kind = type(value)
        own = self.overrides(kind)
        if own and kind.__name__ not in self.defines:
            raise Refused(f"the function returned an object of its own class {kind.__name__} with {own[0]}")
        if depth < 4 and kind in (list, tuple, set, dict):
            for item in list(value.values() if kind is dict else value)[:1000]:
                self.inspect_result(item, depth + 1)
        if kind.__name__ == "ndarray" and value.dtype.hasobject and value.size <= 1000 and depth < 4:
            self.inspect_result(value.ravel().tolist(), depth + 1)
        return value

    def overrides(self, kind):
        """Return the methods by which a class of the submission's own would decide comparisons itself."""
        own = []
        for base in type.__dict__["__mro__"].__get__(kind):
            heap = type.__dict__["__flags__"].__get__(base) & 512
            mine = heap and not known(base)
            for name in PROTOCOL:
                method = type.__dict__["__dict__"].__get__(base).get(name)
                if method is not None and (mine or getattr(method, "__globals__", None) is self.shell.user_ns):
                    own.append(name)
        return own

    def credit(self, value):
        """Say what a check's last value is worth: a number is partial credit, anything else is none."""
        kind = type(value)
        if kind in (int, float):
            return {"credit": repr(float(value))}
        numpy = sys.modules.get("numpy")
        if numpy is not None and isinstance(value, (numpy.floating, numpy.integer)) and known(kind):
            return {"credit": repr(float(value))}
        if self.overrides(kind):
            return {"credit": "an object of the submission's own class"}
        return {}

    def explain(self, error, request):
        """Return the failure in words: the check's own message, never the source of a hidden test."""
        kind = type(error)
        if kind is Refused:
            return str(error)
        text = words(error)
        frames, trace = [], error.__traceback__
        while trace is not None:
            frames.append((trace.tb_frame, trace.tb_lineno))
            trace = trace.tb_next
        last = frames[-1][0]
        at = next((n for frame, n in reversed(frames) if frame.f_code.co_filename == "<check>"), 0)
        hidden = request["hidden"] and at >= request["hidden"][0]
        where = "a hidden test" if hidden else "a visible check"
        if kind.__name__ == "CheckFailed" or isinstance(error, NotImplementedError):
            return text or f"{where} failed"
        if isinstance(error, AssertionError) and not self.student(last):
            if last.f_code.co_filename != "<check>":
                return f"{where} failed: the values differ"  # numpy.testing prints the wanted values
            if text or hidden or not at:
                return text or f"{where} failed"
            return f"{where} failed: " + request["source"].splitlines()[at - 1].strip()
        if isinstance(error, KeyboardInterrupt):
            return "stopped: it took longer than the time limit"
        if isinstance(error, SystemExit):
            text = "the code asked to exit"
        message = f"{kind.__name__}: {text}" if text else kind.__name__
        for frame, number in reversed(frames):
            if self.student(frame):
                source = linecache.getline(frame.f_code.co_filename, number).strip()[:120]
                return f"{message}\n  line {number} of {frame.f_code.co_name}: {source}"
        if isinstance(error, NameError) and getattr(error, "name", None) in self.defines:
            return f"{error.name} is not defined: its cell is missing or ended in an error"
        return f"{where} stopped: {message}"

    def student(self, frame):
        """Say whether a frame runs code of the notebook."""
        return frame.f_globals is self.shell.user_ns


def known(kind):
    """Say whether a class is what its module, other than the notebook, holds under its name."""
    module = kind.__module__ if type(kind.__module__) is str else ""
    found = sys.modules.get(module)
    for part in kind.__qualname__.split("."):
        found = getattr(found, part, None)
    return found is kind and module != "__main__"


def words(error):
    """Return the text of an exception, whatever its `__str__` does."""
    try:
        return str(error)[:LONGEST]
    except BaseException:
        return ""


def written(body):
    """Return a dict of bools, strings and lists of strings as JSON, without any Python code but this."""
    parts = []
    for key, value in body.items():
        if type(value) is list:
            text = "[" + ", ".join([quoted(str(item)) for item in value]) + "]"
        else:
            text = quoted(value) if type(value) is str else "true" if value is True else "false"
        parts.append(f"{quoted(key)}: {text}")
    return "{" + ", ".join(parts) + "}"


def leave(*_):
    """Stand in for `exit` and `quit`, which would end the kernel."""
    raise SystemExit("exit() ends this cell only")


def no_keyboard(*_):
    """Stand in for `input` while a check runs (for cells, the kernel does so itself)."""
    from IPython.core.error import StdinNotImplementedError

    raise StdinNotImplementedError("input() has no keyboard here")


def cap_output(shell):
    """Drop what a cell writes beyond the limit at once, so that an endless print fills no queue and no history."""
    from ipykernel.iostream import OutStream

    write, spent = OutStream.write, {}
    vars(shell)["_tee"] = lambda *_, **__: contextlib.nullcontext()  # IPython 9 keeps all output in memory
    for stream in (sys.stdout, sys.stderr):
        vars(stream).pop("write", None)  # left behind by the same

    def capped(self, text):
        cell = (self.parent_header or {}).get("msg_id")
        spent[cell] = spent.get(cell, 0) + len(text)
        return write(self, text) if spent[cell] <= MOST_OUTPUT or spent[cell] == len(text) else len(text)

    OutStream.write = capped


def limit(memory, file):
    """Limit data segments and file sizes of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    wanted = {resource.RLIMIT_DATA: memory, resource.RLIMIT_FSIZE: file, resource.RLIMIT_CORE: 0}
    for which, value in wanted.items():
        if value is not None:
            try:
                resource.setrlimit(which, (value, value))
            except (ValueError, OSError):
                continue


def install():
    """Take the handler's place in the kernel."""
    from IPython import get_ipython

    guard = Guard(get_ipython())
    guard.kernel.shell_handlers[REQUEST] = guard.handle


install()
