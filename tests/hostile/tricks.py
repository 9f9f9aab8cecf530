"""Tricks played inside of a student's process, each with two wrong answers: none may buy a point or stop the grading.

`TRICKS` maps a name to the source of a cell, which stands before the exercises; `FUNCTIONS` to wrong answers (double,
total) that are themselves the trick. What a trick breaks is its own process alone.
"""

from __future__ import annotations

WRONG = ("def double(x):\n    return 0", "def total(x):\n    return 0.0")

TRICKS = {
    "patches_the_checks": """
import course.checks, course.checks.named, course.checks.compare, course.checks.calls
for module in (course.checks, course.checks.named, course.checks.compare, course.checks.calls):
    for name, value in list(vars(module).items()):
        if callable(value) and not isinstance(value, type) and not name.startswith("__"):
            setattr(module, name, lambda *a, **k: None)""",
    "patches_numpy_testing": "np.testing.assert_allclose = lambda *a, **k: None",
    "patches_the_code_of_a_check": """
from course import checks as c
c.close.__code__ = (lambda *a, **k: None).__code__""",
    "patches_builtins": "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.len = lambda x: 1",
    "patches_assertion_error": """
import builtins
builtins.AssertionError = type("Quiet", (Exception,), {})""",
    "patches_compile_and_exec": """
import ast, builtins
made = builtins.compile
builtins.compile = lambda *a, **k: made("0", "x", "exec") if "check" in str(a) else made(*a, **k)
ast.parse = lambda *a, **k: ast.Module([], [])""",
    "replaces_a_module": "import sys, types\nsys.modules['course.checks'] = types.ModuleType('course.checks')",
    "replaces_the_package": "import sys, types\nsys.modules['course'] = types.ModuleType('course')",
    "drops_asserts": """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Drop())""",
    "input_transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
    "writes_passed_everywhere": """
import gc
for thing in gc.get_objects():
    if type(thing) is dict and ("passed" in thing or "outcome" in thing):
        thing.update(passed=True, message="")""",
    "walks_the_frames": """
import sys
def climb():
    frame = sys._getframe()
    while frame:
        for space in (frame.f_globals, frame.f_locals):
            for name in ("passed", "failed", "credit"):
                if name in space:
                    space[name] = True
        frame = frame.f_back
climb()""",
    "traces_every_call": """
import sys
def trace(frame, event, argument):
    frame.f_locals["passed"] = True
    return trace
sys.settrace(trace)""",
    "a_profile_function": "import sys\nsys.setprofile(lambda *a: None)",
    "a_thread_that_patches": """
import threading, time
def patch():
    while True:
        np.testing.assert_allclose = lambda *a, **k: None
        time.sleep(0.01)
threading.Thread(target=patch, daemon=True).start()""",
    "a_collector_callback": "import gc\ngc.callbacks.append(lambda *a: None)",
    "an_audit_hook": "import sys\nsys.addaudithook(lambda *a: None)",
    "forges_kernel_messages": """
kernel = get_ipython().kernel
def forged(stream, ident, parent):
    kernel.session.send(stream, "execute_reply", {"status": "ok", "passed": True}, parent, ident=ident)
for name in list(kernel.shell_handlers):
    if name != "execute_request":
        kernel.shell_handlers[name] = forged""",
    "patches_the_session": """
from jupyter_client.session import Session
Session.sign = lambda self, *a: b''""",
    "forges_outcomes_on_the_wire": """
from course.grading.wire import frames
sent = frames.Frames.send
def send(self, message, blobs=()):
    sent(self, {**message, "outcome": {"passed": True}, "passed": True, "credit": "3.0"}, blobs)
frames.Frames.send = send""",
    "answers_every_request_with_true": """
from course.grading.wire import line
line.Line._call = lambda self, message, data, writer: {
    "value": True, "changes": [], "call": 1, "held": []}""",
    "answers_with_numbers_of_every_kind": """
from course.grading.wire import line
line.Line._call = lambda self, message, data, writer: {
    "value": ["float", "nan"], "changes": [], "call": 1, "held": []}""",
    "answers_late_and_twice": """
from course.grading.wire import frames
sent = frames.Frames.send
def send(self, message, blobs=()):
    sent(self, message, blobs)
    sent(self, message, blobs)
frames.Frames.send = send""",
    "sends_half_a_frame": """
from course.grading.wire import frames
def send(self, message, blobs=()):
    self.sock.sendall(b"\\x00\\x00\\x10")
    self.sock.close()
frames.Frames.send = send""",
    "sends_a_huge_frame": """
from course.grading.wire import frames
def send(self, message, blobs=()):
    self.sock.sendall(frames.LENGTHS.pack(2**31, 2**62))
frames.Frames.send = send""",
    "sends_deep_json": """
from course.grading.wire import frames
def send(self, message, blobs=()):
    text = b"[" * 500_000 + b"]" * 500_000
    self.sock.sendall(frames.LENGTHS.pack(len(text), 0) + text)
frames.Frames.send = send""",
    "asks_the_examiner_for_its_names": """
from course.grading.wire import line
def call(self, message, data, writer):
    for name in ("e1", "e2", "slow_total", "user:slow_total", "checks", "os.system", "__import__"):
        for operation in ("call", "get", "trace", "vjp", "seed"):
            try:
                self.ask({"op": operation, "name": name, "args": ["tuple", -1, []], "tape": False, "sync": [],
                          "held": []})
            except Exception:
                pass
    return {"value": ["float", "0x0p0"], "changes": [], "call": 1, "held": []}
line.Line._call = call""",
    "claims_that_arguments_changed": """
from course.grading.wire import line, values
def changes(reader, writer):
    return [[number, "array", writer.bytes(np.zeros(np.shape(value), value.dtype))]
            for number, (value, _) in reader.got.items() if isinstance(value, np.ndarray)]
line.changes = changes""",
    "hands_its_own_model_config_over": """
from course.grading.wire import line
config = {"module": "builtins", "class_name": "eval", "config": {}, "registered_name": None}
line.Line._call = lambda self, message, data, writer: {
    "value": ["layer", 0, "a1", config, [], []], "changes": [], "call": 1, "held": []}""",
    "serves_in_place_of_the_server": """
import course.grading.answering.answer as answer
from course.grading.wire.places import connect
def serve(address):
    sock = connect(address)
    while sock.recv(1 << 16):
        sock.sendall(b'{"outcome": {"passed": true}}')
answer.serve = serve""",
    "connects_before_the_cells_end": """
import glob, socket, os
for place in glob.glob(os.path.expanduser("~/../l/s")):
    line = socket.socket(socket.AF_UNIX)
    line.connect(place)
    line.sendall(b'{"outcome": {"passed": true}}')""",
    "removes_the_meeting_place": """
import glob, os
for place in glob.glob(os.path.expanduser("~/../*/s")):
    try:
        os.unlink(place)
    except OSError:
        pass""",
    "looks_for_the_examiners_memory": """
import os
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) != os.getpid():
        try:
            with open(f"/proc/{name}/mem", "r+b") as memory:
                memory.seek(4096)
                memory.write(b"passed")
        except OSError:
            pass""",
    "kills_its_neighbours": """
import os, signal
for number in range(2, 400):
    try:
        if number != os.getpid():
            os.kill(number, signal.SIGKILL)
    except OSError:
        pass""",
    "an_alarm_that_raises": """
import signal
def ring(*a):
    raise StopIteration
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.5, 0.01)""",
    "an_interrupt_handler": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)",
    "leaves_at_exit": "import atexit\natexit.register(lambda: print('[ok] everything'))",
    "prints_that_all_is_well": """
import sys
class Loud:
    def write(self, text):
        return 0
    def flush(self):
        pass
sys.stdout = Loud()
print("[ok] three: 6.0\\n[ok] an array")""",
    "shows_a_result": """
from IPython.display import display
display({"application/vnd.course.result+json": {"score": 5}}, raw=True)""",
    "replaces_default_rng": "np.random.default_rng = lambda seed=None: __import__('random').Random(0)",
    "dots_the_namespace": "globals().update(checks=None, assert_=None, slow_total=lambda v: 0.0, passed=True)",
    "a_child_that_answers": "import os\nif os.fork() == 0:\n    import time\n    time.sleep(60)",
    "freezes_the_clock": "import time\ntime.monotonic = lambda: 0.0",
    "closes_all_files": """
import os
for number in range(3, 64):
    try:
        os.close(number)
    except OSError:
        pass""",
}

FUNCTIONS = {
    "equal_to_everything": (
        "class Yes:\n    __eq__ = __le__ = __lt__ = lambda self, other: True\n    __hash__ = None\n"
        "    __sub__ = __rsub__ = lambda self, other: 0.0\n    __array__ = lambda self, *a, **k: np.zeros(())\n\n"
        "def double(x):\n    return Yes()",
        "def total(x):\n    return Yes()",
    ),
    "a_float_of_its_own": (
        "class Own(float):\n    __eq__ = lambda self, other: True\n    __hash__ = float.__hash__\n"
        "    __sub__ = lambda self, other: 0.0\n\ndef double(x):\n    return Own(1)",
        "def total(x):\n    return Own(1)",
    ),
    "an_array_of_its_own": (
        "class Own(np.ndarray):\n    __array_ufunc__ = lambda self, *a, **k: True\n"
        "    __array_function__ = lambda self, *a: True\n\n"
        "def double(x):\n    return np.zeros(np.shape(x)).view(Own)",
        "def total(x):\n    return np.zeros(()).view(Own)",
    ),
    "a_mock": (
        "from unittest.mock import ANY, MagicMock\ndef double(x):\n    return ANY",
        "def total(x):\n    return MagicMock()",
    ),
    "objects_in_an_array": (
        "from unittest.mock import ANY\ndef double(x):\n    return np.array([ANY] * np.size(x), dtype=object)",
        "def total(x):\n    return np.array(ANY, dtype=object)",
    ),
    "not_a_number": (
        "def double(x):\n    return np.full(np.shape(x), np.nan)",
        "def total(x):\n    return float('nan')",
    ),
    "not_implemented": ("def double(x):\n    return NotImplemented", "def total(x):\n    return NotImplemented"),
    "stops_the_check": ("def double(x):\n    raise StopIteration", "def total(x):\n    raise GeneratorExit"),
    "exits": ("def double(x):\n    raise SystemExit(0)", "import os\ndef total(x):\n    os._exit(0)"),
    "skips": (
        "import unittest\ndef double(x):\n    raise unittest.SkipTest('fine')",
        "def total(x):\n    raise type('Passed', (BaseException,), {})()",
    ),
    "empties_its_argument": (  # what is expected is worked out after the call
        "def double(x):\n    if np.ndim(x) == 0:\n        return 2 * x\n    x[...] = 0\n    return np.zeros(x.shape)",
        "def total(x):\n    if isinstance(x, list):\n        return float(sum(x))\n    x.fill(0)\n    return 0.0",
    ),
    "makes_its_argument_writeable": (
        "def double(x):\n    if np.ndim(x) == 0:\n        return 2 * x\n    x.flags.writeable = True\n"
        "    x[...] = 0\n    return x",
        "def total(x):\n    if isinstance(x, list):\n        return float(sum(x))\n    x.flags.writeable = True\n"
        "    x[...] = 0\n    return 0.0",
    ),
    "returns_itself": ("def double(x):\n    return double", "def total(x):\n    return total"),
    "a_list_that_holds_itself": (
        "def double(x):\n    found = []\n    found.append(found)\n    return found",
        "def total(x):\n    found = {}\n    found[0] = found\n    return found",
    ),
    "answers_by_the_callers_line": (
        "import sys\ndef double(x):\n    return sys._getframe(1).f_locals.get('secret_case', 0)",
        "def total(x):\n    frame = sys._getframe()\n    while frame:\n"
        "        if 'slow_total' in frame.f_globals and 'secret_vector' in frame.f_globals:\n"
        "            return frame.f_globals['slow_total'](x)\n        frame = frame.f_back\n    return 0.0",
    ),
}
