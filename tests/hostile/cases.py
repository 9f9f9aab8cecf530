"""Submissions of every kind, each with the verdict and the scores that grading must give it.

The right answers are worth double=2 and total=3. `CASES` maps a student's name to a `Case`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field

from nbformat.v4 import new_markdown_cell, new_raw_cell

from tests.hostile.lab import NAME, answered, cell_of, dump, index_of, insert, release

FULL = {"double": 2.0, "total": 3.0}
NONE = {"double": 0.0, "total": 0.0}
ONLY_DOUBLE = {"double": 2.0, "total": 0.0}
ONLY_TOTAL = {"double": 0.0, "total": 3.0}


@dataclass
class Case:
    """One submission: a notebook (or bytes), what it must get, and words that a flag or a message must hold."""

    make: Callable
    verdict: str
    scores: dict[str, float]
    flag: str = ""
    message: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    name: str = f"{NAME}.ipynb"


CASES: dict[str, Case] = {}


def case(verdict: str, scores: dict[str, float], flag: str = "", message: str = "", **more):
    """Register the function below as a submission, under its name."""

    def register(make):
        CASES[make.__name__] = Case(make, verdict, scores, flag, message, **more)
        return make

    return register


def with_answer(total: str):
    """Return a submission whose `total` is this source; `double` is right."""
    return answered(total=total)


def all_wrong():
    """Return a submission with two wrong answers."""
    return answered("def double(x):\n    return 0", "def total(x):\n    return 0.0")


def with_cell(source: str, before: str = "exercise-double"):
    """Return a right submission with one more code cell."""
    return insert(answered(), before, source)


# --- no trouble -------------------------------------------------------------------------------------------------


@case("graded", FULL)
def good():
    return answered()


@case("graded", NONE, message="not written yet")
def untouched():
    return release()


@case("graded", ONLY_DOUBLE, message="a hidden test failed")
def hard_coded():
    return with_answer("def total(x):\n    return 3.0")


@case("graded", ONLY_DOUBLE, message="one and two make three")
def wrong():
    return with_answer("def total(x):\n    return 0.0")


@case("graded", ONLY_DOUBLE, message="line 2 of total")
def raises():
    return with_answer("def total(x):\n    return x.sum()")


@case("graded", ONLY_DOUBLE, message="not defined")
def syntax_error():
    return with_answer("def total(x):\n    return (x")


@case("graded", FULL)
def warns_and_writes_to_stderr():
    return with_answer(
        "import sys\nimport warnings\n\n\ndef total(x):\n    warnings.warn('careful')\n"
        "    print('to stderr', file=sys.stderr)\n    return float(np.sum(x))"
    )


@case("graded", FULL)
def uses_own_helper_and_shadows_names():
    notebook = with_cell("sum = 0\nlist = 3\n\ndef helper(x):\n    return np.asarray(x) * 2")
    cell_of(notebook, "exercise-double").source = "def double(x):\n    return helper(x)"
    return notebook


@case("graded", FULL)
def added_import_in_a_given_cell():
    notebook = answered(total="def total(x):\n    return math.fsum(x)")
    cell_of(notebook, "given-imports").source += "\nimport math"
    cell_of(notebook, "given-helper").source = "def slow_total(values):\n    return 'mine'"
    return notebook


# --- damaged ----------------------------------------------------------------------------------------------------


@case("broken", NONE, flag="cut off", message="cut off")
def broken_json():
    return dump(answered())[:1500]


@case("broken", NONE, flag="merge conflict")
def merge_conflict():
    return b'{"cells": [\n<<<<<<< HEAD\n{},\n=======\n{}\n>>>>>>> mine\n]}'


@case("broken", NONE, flag="web page")
def web_page():
    return b"<!DOCTYPE html><html><body>notebook</body></html>"


@case("broken", NONE, flag="UTF-8")
def binary():
    return bytes(range(128, 256)) * 10


@case("broken", NONE, flag="nested too deep")
def nested():
    return b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@case("empty", NONE, flag="empty")
def empty_file():
    return b""


@case("empty", NONE, flag="no cells")
def no_cells():
    notebook = release()
    notebook.cells = []
    return notebook


@case("repaired", FULL, flag="check-total was copied")
def copied_check():
    notebook = answered()
    notebook.cells.insert(3, copy.deepcopy(cell_of(notebook, "check-total")))
    return notebook


@case("repaired", FULL, flag="exists 2 times")
def copied_exercise():
    notebook = answered()
    stub = copy.deepcopy(cell_of(release(), "exercise-total"))
    stub.id = "copy"
    notebook.cells.insert(index_of(notebook, "exercise-total") + 1, stub)
    return notebook


@case("repaired", ONLY_DOUBLE, flag="was deleted", message="not written yet")
def two_adjacent_cells_deleted():
    notebook = answered()
    notebook.cells = [cell for cell in notebook.cells if cell.id not in ("exercise-total", "check-total")]
    return notebook


@case("repaired", FULL, flag="check-double was deleted")
def check_deleted():
    notebook = answered()
    notebook.cells = [cell for cell in notebook.cells if cell.id != "check-double"]
    return notebook


@case("repaired", FULL, flag="had lost their metadata")
def all_metadata_stripped():
    notebook = answered()
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"cell-{number}"
    return notebook


@case("repaired", FULL, flag="had lost their nbgrader metadata")
def metadata_stripped_ids_kept():
    notebook = answered()
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


@case("repaired", FULL, flag="had lost their metadata")
def old_format_without_ids():
    notebook = answered()
    cells = [{"cell_type": c.cell_type, "input": [c.source], "source": [c.source]} for c in notebook.cells]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


@case("repaired", FULL, flag="had become a markdown cell")
def check_retyped_to_markdown():
    notebook = answered()
    at = index_of(notebook, "check-total")
    old = notebook.cells[at]
    notebook.cells[at] = new_markdown_cell(old.source, id=old.id, metadata=old.metadata)
    return notebook


@case("repaired", FULL, flag="had become a raw cell")
def exercise_retyped_to_raw():
    notebook = answered()
    at = index_of(notebook, "exercise-total")
    old = notebook.cells[at]
    notebook.cells[at] = new_raw_cell(old.source, id=old.id, metadata=old.metadata)
    return notebook


@case("repaired", FULL, flag="order")
def checks_moved_to_the_top():
    notebook = answered()
    notebook.cells.insert(0, notebook.cells.pop(index_of(notebook, "check-total")))
    return notebook


@case("repaired", FULL, flag="they were joined")
def exercise_split_inside_its_function():
    notebook = answered(total="def total(x):\n    y = np.asarray(x)")
    half = copy.deepcopy(cell_of(notebook, "exercise-total"))
    half.source, half.id = "    if True:\n        return float(y.sum())", "half"
    notebook.cells.insert(index_of(notebook, "exercise-total") + 1, half)
    return notebook


@case("graded", FULL, flag="tiny (1).ipynb is graded")
def wrong_file_name():
    return answered()


CASES["wrong_file_name"].name = "tiny (1).ipynb"


# --- runs badly -------------------------------------------------------------------------------------------------


@case("stopped", ONLY_DOUBLE, flag="asks for input()", message="input")
def asks_for_input():
    notebook = with_answer("limit = input('how many?')\n\ndef total(x):\n    return float(np.sum(x)) * float(limit)")
    return notebook


@case("stopped", ONLY_DOUBLE, flag="asks for input()", message="input")
def asks_for_input_in_a_function():
    return with_answer("def total(x):\n    return float(input())")


@case("stopped", FULL, flag="calls exit()")
def exits():
    return with_cell("import sys\nsys.exit()")


@case("stopped", FULL, flag="calls exit()")
def quits():
    return with_cell("quit()")


@case("stopped", ONLY_DOUBLE, flag="calls exit()", message="exit")
def exits_in_a_function():
    return with_answer("import sys\n\ndef total(x):\n    sys.exit(0)")


@case("timeout", FULL, flag="timeout: cell")
def endless_loop():
    return with_cell("while True:\n    pass")


@case("timeout", FULL, flag="could not be interrupted")
def endless_loop_that_ignores_interrupts():
    return with_cell(
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    )


@case("timeout", ONLY_DOUBLE, flag="check-total", message="stopped")
def endless_loop_in_a_function():
    return with_answer("def total(x):\n    while True:\n        pass")


@case("crashed", FULL, flag="the kernel died")
def kernel_dies():
    return with_cell("import os\nos._exit(0)")


@case("crashed", ONLY_DOUBLE, flag="the kernel died", message="the kernel died")
def kernel_dies_in_a_function():
    return with_answer("import os\n\ndef total(x):\n    os._exit(0)")


@case("repaired", FULL, flag="characters of output")
def prints_50_megabytes():
    return with_cell("for _ in range(500):\n    print('x' * 100_000)")


@case("timeout", FULL, flag="timeout: cell")
def prints_without_end():
    return with_cell("while True:\n    print('x' * 1_000_000)")


@case("graded", FULL)
def sends_nonsense_messages():
    return with_cell(
        "session, socket = get_ipython().kernel.session, get_ipython().kernel.iopub_socket\n"
        "for kind in ('stream', 'display_data', 'update_display_data', 'error', 'execute_result', 'clear_output'):\n"
        "    for content in ({}, {'text': 5, 'name': None}, {'data': 7, 'transient': 3}, {'traceback': 9}):\n"
        "        session.send(socket, kind, content, parent=getattr(get_ipython().kernel, 'get_' + 'parent')())"
    )


@case("crashed", FULL, flag="cannot be read")
def sends_messages_without_a_header():
    return with_cell(
        "from jupyter_client.session import Session\nmade = Session.msg\n\n"
        "def msg(self, *a, **k):\n    return {**made(self, *a, **k), 'header': {}}\n\nSession.msg = msg"
    )


@case("graded", FULL)
def shows_20_megabytes_of_html():
    return with_cell("from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>' * 2_500_000))")


@case("graded", ONLY_DOUBLE)
def takes_much_memory():
    return with_answer("def total(x):\n    wanted = [0] * 10**11\n    return float(np.sum(x))")


# --- tampering --------------------------------------------------------------------------------------------------


@case("repaired", ONLY_DOUBLE, flag="check-total is not the released one", message="one and two")
def check_edited():
    notebook = with_answer("def total(x):\n    return 0.0")
    cell_of(notebook, "check-total").source = "pass"
    return notebook


@case("graded", ONLY_DOUBLE, flag="skip-execution", message="one and two")
def skip_tag():
    notebook = with_answer("def total(x):\n    return 0.0")
    cell_of(notebook, "check-total").metadata["tags"] = ["skip-execution"]
    return notebook


@case("graded", NONE)
def fake_checks_name():
    source = "class Fake:\n    def __getattr__(self, name):\n        return lambda *a, **k: None\nchecks = Fake()"
    return insert(
        answered("def double(x):\n    return 0", "def total(x):\n    return 0.0"), "exercise-double", source
    )


@case("graded", NONE)
def patched_checks():
    source = "import course.checks as c\nc.close = lambda *a, **k: None"
    return insert(
        answered("def double(x):\n    return 0", "def total(x):\n    return 0.0"), "exercise-double", source
    )


@case("graded", ONLY_DOUBLE)
def patched_builtins():
    notebook = with_answer("def total(x):\n    return 0.0")
    return insert(notebook, "exercise-total", "import builtins\nbuiltins.abs = lambda x: 0")


@case("graded", FULL)
def patched_numpy_testing_while_checked():
    return with_answer(
        "def total(x):\n    np.testing.assert_allclose = lambda *a, **k: None\n    return float(np.sum(x))"
    )


@case("graded", NONE)
def replaced_attribute_of_the_package():
    source = "import course\nclass Fake:\n    close = staticmethod(lambda *a, **k: None)\ncourse.checks = Fake()"
    return insert(all_wrong(), "exercise-double", source)


@case("graded", NONE)
def replaced_constant_of_the_checks():
    return insert(all_wrong(), "exercise-double", "import course.checks.values as v\nv._PYTHON = ()")


@case("graded", ONLY_DOUBLE)
def patched_code_inside_numpy():
    notebook = with_answer("def total(x):\n    return 0.0")
    source = "np.sum._implementation.__code__ = (lambda *a, **k: 0.0).__code__"
    return insert(notebook, "exercise-total", source)


@case("graded", ONLY_DOUBLE)
def thread_that_patches():
    notebook = with_answer("def total(x):\n    return 0.0")
    source = (
        "import threading, time\ndef patch():\n    while True:\n        time.sleep(0.01)\n"
        "threading.Thread(target=patch, daemon=True).start()"
    )
    return insert(notebook, "exercise-total", source)


@case("graded", ONLY_DOUBLE)
def callback_that_patches():
    notebook = with_answer("def total(x):\n    return 0.0")
    return insert(notebook, "exercise-total", "import gc\ngc.callbacks.append(lambda *a: None)")


@case("graded", NONE)
def patched_code_of_a_check():
    source = "from course import checks as c\nc.close.__code__ = (lambda *a, **k: None).__code__"
    return insert(
        answered("def double(x):\n    return 0", "def total(x):\n    return 0.0"), "exercise-double", source
    )


@case("graded", NONE)
def replaced_module():
    source = "import sys, types\nsys.modules['course.checks'] = types.ModuleType('course.checks')"
    return insert(
        answered("def double(x):\n    return 0", "def total(x):\n    return 0.0"), "exercise-double", source
    )


@case("graded", ONLY_DOUBLE, message="one and two")
def equal_to_everything():
    return with_answer(
        "class Yes:\n    def __eq__(self, other):\n        return True\n    def __sub__(self, other):\n"
        "        return 0.0\n    def __array__(self, *a, **k):\n        return np.zeros(())\n\n"
        "def total(x):\n    return Yes()"
    )


@case("graded", ONLY_DOUBLE, message="one and two")
def float_that_equals_everything():
    return with_answer(
        "class Yes(float):\n    __eq__ = lambda self, other: True\n    __sub__ = lambda self, other: 0.0\n"
        "    __hash__ = float.__hash__\n\ndef total(x):\n    return Yes(1)"
    )


@case("graded", ONLY_TOTAL)
def array_that_equals_everything():
    return answered(
        double="class Yes(np.ndarray):\n    def __array_ufunc__(self, ufunc, method, *a, **k):\n        return True\n"
        "    def __array_function__(self, f, types, a, k):\n        return True\n\n"
        "def double(x):\n    return np.zeros(np.shape(x)).view(Yes)"
    )


@case("graded", ONLY_DOUBLE)
def transforms_asserts_away():
    notebook = with_answer("def total(x):\n    return 0.0")
    source = (
        "import ast\nclass Drop(ast.NodeTransformer):\n    def visit_Assert(self, node):\n        return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Drop())"
    )
    return insert(notebook, "exercise-total", source)


@case("graded", ONLY_DOUBLE)
def replaced_handler():
    notebook = with_answer("def total(x):\n    return 0.0")
    source = (
        "import json\nkernel = get_ipython().kernel\n\n"
        "def forged(stream, ident, parent):\n"
        "    body = json.dumps({'passed': True, 'message': ''})\n"
        "    kernel.session.send(stream, 'course_guard_reply', {'status': 'ok', 'body': body, 'seal': '0' * 64},\n"
        "                        parent, ident=ident)\n\n"
        "for name in list(kernel.shell_handlers):\n"
        "    if 'guard' in name:\n        kernel.shell_handlers[name] = forged"
    )
    return insert(notebook, "exercise-total", source)


@case("graded", ONLY_DOUBLE, message="one and two")
def forged_outputs():
    notebook = with_answer(
        "from IPython.display import clear_output, display\n\n"
        "def total(x):\n    clear_output()\n    print('[ok] one and two')\n    display(3.0)\n    return 0.0"
    )
    cell_of(notebook, "check-total").outputs = [{"output_type": "stream", "name": "stdout", "text": "[ok]"}]
    cell_of(notebook, "check-total").execution_count = 7
    return notebook


@case("graded", ONLY_DOUBLE)
def stops_the_check_early():
    return with_answer("def total(x):\n    raise StopIteration")


@case("graded", FULL, flag="numpy.py", files={"numpy.py": b"raise SystemExit('shadow')"})
def shadows_numpy():
    return answered()


@case("graded", FULL, files={"helper.py": b"x = 1", "data.csv": b"1,2\n"})
def brings_files():
    return with_cell("assert open('data.csv').read() == '1,2\\n'\nimport helper", before="exercise-double")


@case("graded", ONLY_DOUBLE, message="FileNotFoundError")
def looks_around():
    return with_answer(
        "import glob, os\n\ndef total(x):\n    found = glob.glob('../**/*.ipynb', recursive=True)\n"
        "    assert not [n for n, v in os.environ.items() if 'TOKEN' in n], os.environ\n"
        "    return float(open('../' * 3 + 'bundle/90_tiny/tiny.ipynb').read() == '') + len(found)"
    )


@case("graded", FULL)
def reads_the_history():
    notebook = answered()
    notebook.cells.append(copy.deepcopy(cell_of(notebook, "given-demo")))
    notebook.cells[-1].source, notebook.cells[-1].metadata = "print(_ih, In, globals().keys())", {}
    notebook.cells[-1].id = "history"
    return notebook


@case("graded", FULL)
def scripts_in_text():
    notebook = answered()
    text = "<script>alert(1)</script>\n\n<iframe src='https://example.org'></iframe> [x](javascript:alert(2))"
    notebook.cells.append(
        new_markdown_cell(text + "\n\n<img src=x onerror=alert(3)> $\\href{javascript:alert(4)}{x}$")
    )
    notebook.cells.append(new_raw_cell("<script>alert(5)</script>", metadata={"raw_mimetype": "text/html"}))
    insert(
        notebook,
        "exercise-total",
        "from IPython.display import HTML, SVG, Javascript, Markdown, display\n"
        "display(HTML('<script>alert(6)</script><b onclick=alert(7)>bold</b>'), Javascript('alert(8)'),\n"
        "        SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(9)</script></svg>'),\n"
        "        Markdown('<iframe src=\"javascript:alert(10)\"></iframe>'))",
    )
    return notebook


@case("graded", FULL)
def odd_characters():
    notebook = with_cell("print('\\ud800 \\x00 \\x1b[31m red')")
    notebook.cells.append(new_markdown_cell("lone \ud800 surrogate"))
    return notebook
