"""Odd notebooks with right answers, as students and their tools make them. `ODDITIES` maps a name to a builder.

Each builder returns {file name: notebook or bytes}: what lies in the folder of the tiny lab.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable

from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from tests.hostile.lab import ANSWERS, LAB, NAME, answered, bundle_notebook, cell_of, index_of, insert, release

FILE = f"{NAME}.ipynb"
DOUBLE, TOTAL = ANSWERS["double"], ANSWERS["total"]
ODDITIES: dict[str, Callable] = {}
IN_A_KERNEL: dict[str, Callable] = {}  # what only a real kernel can show
__all__ = ["IN_A_KERNEL", "LAB", "ODDITIES", "bundle_notebook"]


def odd(make, registry=ODDITIES):
    """Register a builder that returns a notebook, bytes, or files by name."""

    def files():
        made = make()
        return made if isinstance(made, dict) and all("." in key for key in made) else {FILE: made}

    registry[make.__name__] = files
    return make


def set_source(notebook, **sources):
    """Give cells (dashes written as underscores) another text."""
    for name, source in sources.items():
        cell_of(notebook, name.replace("_", "-", 1)).source = source
    return notebook


def merged(notebook, *names, text: bool = False, keeps: int = 0):
    """Merge cells as Shift+M does: the texts with a blank line between, metadata and id of one of them."""
    at = [index_of(notebook, name) for name in names]
    cells = [notebook.cells[i] for i in (range(min(at), max(at) + 1) if text else at)]
    stays = cell_of(notebook, names[keeps])
    whole = "\n\n".join(cell.source for cell in cells)
    notebook.cells = [cell for cell in notebook.cells if cell is stays or cell not in cells]
    stays.source = whole
    return notebook


def append(notebook, *sources):
    """Add code cells at the end."""
    notebook.cells += [new_code_cell(source) for source in sources]
    return notebook


def stripped(notebook):
    """Take metadata and ids away."""
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"x{number}"
    return notebook


# --- merged cells -----------------------------------------------------------------------------------------------


@odd
def two_exercises_merged():
    return merged(answered(), "exercise-double", "exercise-total")


@odd
def two_exercises_merged_into_the_second():
    return merged(answered(), "exercise-double", "exercise-total", keeps=1)


@odd
def all_merged_into_the_first_with_texts():
    return merged(answered(), "exercise-double", "check-total", text=True)


@odd
def everything_in_one_cell():
    notebook = answered()
    code = "\n\n".join(c.source for c in notebook.cells if c.cell_type == "code" and c.id != "given-slow")
    notebook.cells = [new_code_cell(code)]
    return notebook


@odd
def given_and_exercise_merged():
    return merged(answered(), "given-helper", "exercise-total")


@odd
def given_and_exercise_merged_keeping_the_exercise():
    return merged(answered(), "given-helper", "exercise-total", keeps=1)


@odd
def exercise_and_check_merged():
    return merged(answered(), "exercise-double", "check-double")


@odd
def check_and_next_exercise_merged():
    return merged(answered(), "check-double", "exercise-total")


@odd
def edited_check_and_next_exercise_merged():
    notebook = answered()
    cell_of(notebook, "check-double").source = "checks.close('mine', double(4.0), 8.0)\nprint(double(1))"
    return merged(notebook, "check-double", "exercise-total")


@odd
def merged_with_metadata_stripped():
    return stripped(merged(answered(), "exercise-double", "check-double", "given-demo", "given-helper"))


@odd
def stub_and_answer_merged():
    notebook = answered(total=None)
    return insert(merged(notebook, "exercise-double", "exercise-total"), "check-total", TOTAL)


# --- in other cells ---------------------------------------------------------------------------------------------


@odd
def helpers_in_a_given_cell():
    notebook = answered(total="def total(x):\n    return add_up(x) * ONE")
    cell_of(notebook, "given-helper").source += "\n\n\nONE = 1\n\ndef add_up(x):\n    return float(np.sum(x))"
    return notebook


@odd
def constant_in_a_check_cell():
    notebook = answered(total="def total(x):\n    return float(np.sum(x)) * FACTOR / 2")
    cell_of(notebook, "check-double").source += "\nFACTOR = 2"
    return notebook


@odd
def helper_in_a_cell_that_is_not_run():
    notebook = answered(double="def double(x):\n    return twice(x)")
    cell_of(notebook, "given-slow").source += "\n\ndef twice(x):\n    return np.asarray(x) * 2"
    return notebook


@odd
def answer_in_a_given_cell():
    notebook = answered(total=None)
    cell_of(notebook, "given-helper").source += "\n\n\n" + TOTAL
    return notebook


@odd
def answer_in_a_check_cell():
    notebook = answered(double=None)
    cell_of(notebook, "check-double").source = DOUBLE + "\n\n" + cell_of(notebook, "check-double").source
    return notebook


@odd
def answer_after_the_check_while_the_stub_stays():
    notebook = answered(double=None)
    return insert(notebook, "given-demo", DOUBLE)


@odd
def answer_before_the_stub():
    return insert(answered(double=None), "exercise-double", DOUBLE)


@odd
def all_answers_at_the_end_with_a_helper():
    notebook = append(release(), "def add(a, b):\n    return np.asarray(a) + np.asarray(b)")
    return append(notebook, "def double(x):\n    return add(x, x)", TOTAL)


@odd
def answer_at_the_end_needs_a_given_name():
    source = "from functools import partial\ntotal = partial(lambda f, x: float(f(x)), slow_total)"
    return append(answered(total=None, double=None), source, "def double(x, of=slow_total):\n    return of([x, x])")


@odd
def answer_as_markdown_after_retyping():
    notebook = answered(total=None)
    notebook.cells.append(new_markdown_cell(TOTAL))
    return notebook


@odd
def raw_exercise_cell():
    notebook = answered()
    at = index_of(notebook, "exercise-total")
    old = notebook.cells[at]
    notebook.cells[at] = new_raw_cell(old.source, id=old.id, metadata=old.metadata)
    return notebook


@odd
def file_written_then_imported():
    notebook = set_source(answered(total=None), exercise_double="from my_tools import double")
    return insert(
        notebook, "exercise-double", "%%writefile my_tools.py\nimport numpy as np\n\n" + DOUBLE + "\n\n" + TOTAL
    )


@odd
def file_written_in_place_of_the_answer():
    return set_source(answered(), exercise_total="%%writefile total.py\n" + TOTAL)


@odd
def module_beside_the_notebook():
    tools = b"import numpy as np\n\n\ndef double(x):\n    return 2 * np.asarray(x)\n"
    return {FILE: set_source(answered(), exercise_double="from tools import double"), "tools.py": tools}


# --- written in another way -------------------------------------------------------------------------------------


@odd
def alias_and_partial_without_metadata():
    return stripped(
        answered(
            double="def mine(x, times=1):\n    return np.asarray(x) * times\n\nimport functools\n"
            "double = functools.partial(mine, times=2)",
            total="def add_up(x):\n    return float(np.sum(x))\n\ntotal = add_up",
        )
    )


@odd
def definitions_inside_if_and_try_without_metadata():
    inside = TOTAL.replace("\n", "\n    ")
    return stripped(
        answered(
            double="if True:\n    " + DOUBLE.replace("\n", "\n    "),
            total=f"try:\n    {inside}\nexcept Exception:\n    raise",
        )
    )


@odd
def lambdas():
    return answered(double="double = lambda x: np.asarray(x) * 2", total="total = lambda x: float(np.sum(x))")


@odd
def callable_class_and_decorator():
    return answered(
        double="class Double:\n    def __call__(self, x):\n        return np.asarray(x) * 2\n\ndouble = Double()",
        total="import functools\n\n@functools.lru_cache\ndef none():\n    return 0.0\n\n" + TOTAL,
    )


@odd
def bound_in_odd_ways_without_metadata():
    return stripped(
        answered(
            double="def twice(x):\n    return np.asarray(x) * 2\n\ndouble, triple = twice, None",
            total="kinds = {'sum': lambda x: float(np.sum(x))}\n(total := kinds['sum'])",
        )
    )


@odd
def timed_answers():
    return answered(double="%%timeit -n1 -r1\n" + DOUBLE, total="%%time\n" + TOTAL)


@odd
def magics_and_installations_everywhere():
    notebook = answered(total="%matplotlib inline\n" + TOTAL + "\n!echo done\nnp.sum?")
    first = "%pip install numpy\n!pip3 install -q foo \\\n    bar\n!{sys.executable} -m pip install x\n"
    first += "import sys\nif 'google.colab' in sys.modules:\n    !pip install course\n"
    first += "!conda install -y z\nfiles = !pip list"
    insert(notebook, "given-imports", first)
    return insert(notebook, "given-imports", "%%bash\npip install something\nexit 1")


@odd
def unknown_cell_magic():
    return answered(double="%%pycodestyle\n" + DOUBLE)


@odd
def indented_cell_and_formatting_operator():
    return answered(total="    " + TOTAL.replace("\n", "\n    ") + "\n    print('%d'\n      % 3)")


@odd
def name_used_for_a_result_later():
    notebook = insert(answered(), "given-demo", "double = double(4)\nprint(double)")
    return append(notebook, "total = total([1, 2])\nfor double in range(3):\n    pass")


@odd
def experiment_after_the_check():
    notebook = append(answered(), "def total(x):\n    return 0.0  # what if it forgets everything?")
    counts = {"exercise-double": 2, "check-double": 3, "exercise-total": 4, "check-total": 5}
    for name, count in counts.items():
        cell_of(notebook, name).execution_count = count
    notebook.cells[-1].execution_count = 6
    return notebook


@odd
def wrong_attempt_then_the_right_one_below():
    notebook = append(answered(total="def total(x):\n    return 0.0"), TOTAL)
    for name, count in {"exercise-total": 4, "check-total": 9}.items():
        cell_of(notebook, name).execution_count = count
    notebook.cells[-1].execution_count = 8
    return notebook


@odd
def old_attempts_kept_below():
    notebook = answered()
    stub = copy.deepcopy(cell_of(release(), "exercise-total"))
    stub.id = "copy"
    notebook.cells.append(stub)
    return notebook


@odd
def another_exercise_does_not_parse():
    notebook = merged(answered(), "exercise-double", "exercise-total")
    cell_of(notebook, "exercise-double").source += "\n\ndef attempt(x):\n    return (x"
    return notebook


@odd
def split_inside_its_function_without_metadata():
    notebook = answered(total="def total(x):\n    y = np.asarray(x)")
    notebook.cells.insert(index_of(notebook, "exercise-total") + 1, new_code_cell("    return float(y.sum())"))
    return stripped(notebook)


@odd
def talks_about_the_inside_of_python():
    source = "import sys, gc, ctypes\n'sys.modules' in sys.modules, gc.get_objects, ctypes.c_int\nf = double.__code__"
    return insert(answered(), "exercise-total", source)


# --- files ------------------------------------------------------------------------------------------------------


@odd
def untouched_original_beside_a_copy():
    return {FILE: release(), f"{NAME}-Copy1.ipynb": answered()}


@odd
def untouched_original_beside_a_download():
    return {FILE: release(), f"{NAME} (1).ipynb": answered()}


@odd
def copy_of_a_notebook():
    return {f"Copy of {NAME}.ipynb": answered()}


@odd
def half_beside_whole():
    return {FILE: answered(total=None), f"{NAME}-final.ipynb": answered()}


@odd
def whole_beside_half():
    return {
        FILE: answered(),
        f"{NAME}-Copy1.ipynb": answered(double=None),
        f"{NAME}.before-fix.ipynb": answered(total=None),
    }


# --- tools ------------------------------------------------------------------------------------------------------


@odd
def saved_by_colab():
    notebook = answered()
    insert(notebook, "given-imports", "!pip install -q git+https://example.org/course.git")
    cells = []
    for cell in notebook.cells:
        metadata = {**cell.metadata, "id": cell.id, "colab": {"base_uri": "https://localhost:8080/"}}
        made = {"cell_type": cell.cell_type, "source": cell.source.splitlines(keepends=True), "metadata": metadata}
        cells.append(made | ({"execution_count": None, "outputs": []} if cell.cell_type == "code" else {}))
    metadata = {"colab": {"provenance": [], "gpuType": "T4"}, "kernelspec": {"name": "python3"}, "accelerator": "GPU"}
    return {"nbformat": 4, "nbformat_minor": 0, "metadata": metadata, "cells": cells}


@odd
def saved_by_colab_without_nbgrader():
    notebook = json.loads(json.dumps(saved_by_colab()))
    for cell in notebook["cells"]:
        cell["metadata"].pop("nbgrader", None)
        cell["metadata"]["id"] = "kJ8x" + str(len(cell["source"]))
    return notebook


@odd
def saved_by_kaggle():
    notebook = json.loads(json.dumps(answered()))
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"_uuid": f"u{number}", "_cell_guid": f"g{number}", "trusted": True, "execution": {}}
        cell.pop("id")
    hello = "# This Python 3 environment comes with many helpful analytics libraries installed\nimport os\n"
    hello += "for dirname, _, filenames in os.walk('/kaggle/input'):\n    for filename in filenames:\n"
    hello += "        print(filename)"
    notebook["cells"].insert(0, {"cell_type": "code", "source": hello, "metadata": {}, "outputs": []})
    return notebook


@odd
def saved_by_deepnote():
    notebook = json.loads(json.dumps(answered()))
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"cell_id": f"c{number}", "deepnote_cell_type": cell["cell_type"], "source_hash": "0"}
        cell.pop("id")
        if cell["cell_type"] == "markdown":
            cell["source"] = cell["source"].lstrip("# ")
    link = "<a style='text-decoration:none' href='https://deepnote.com'>Created in Deepnote</a>"
    notebook["cells"].append(
        {"cell_type": "markdown", "source": link, "metadata": {"created_in_deepnote_cell": True}}
    )
    return notebook


@odd
def saved_by_vs_code():
    notebook = json.loads(json.dumps(answered()))
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"#VSC-{number:08x}"
        cell["metadata"] = {"language": "python", "vscode": {"languageId": "python"}}
    notebook["metadata"] = {"language_info": {"name": "python"}, "vscode": {"interpreter": {"hash": "0"}}}
    return notebook


@odd
def saved_by_pycharm_with_windows_line_ends():
    notebook = json.loads(json.dumps(answered()))
    for cell in notebook["cells"]:
        cell["metadata"] |= {"collapsed": False, "pycharm": {"name": "#%%\n"}}
        cell["source"] = cell["source"].replace("\n", "\r\n")
    return notebook


@odd
def lines_without_ends_and_a_byte_order_mark():
    notebook = json.loads(json.dumps(answered()))
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].split("\n")
    return b"\xef\xbb\xbf" + json.dumps(notebook).encode()


@odd
def format_3():
    cells = []
    for cell in answered().cells:
        if cell.cell_type == "code":
            cells.append({"cell_type": "code", "input": cell.source, "prompt_number": 1, "language": "python"})
        else:
            cells.append({"cell_type": "heading", "level": 1, "source": cell.source, "metadata": {}})
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}


@odd
def another_kernel_and_utf_16():
    notebook = answered()
    notebook.metadata["kernelspec"] = {"name": "conda-env-tf", "display_name": "TF", "language": "python"}
    return json.dumps(notebook, ensure_ascii=False).encode("utf-16")


# --- in a kernel ------------------------------------------------------------------------------------------------


def in_a_kernel(make):
    """Register a builder whose notebook needs a kernel to be right."""
    return odd(make, IN_A_KERNEL)


@in_a_kernel
def packages_and_magics_that_are_not_here():
    """Colab and JupyterLab have them; the answers do not need them."""
    first = "import cupy_not_here as cp\ndevice = cp.Device(0)\nprint(device)\nfrom seaborn_not_here import (\n"
    first += "    plot,\n)\nfrom functools import reduce"
    double = "%load_ext nb_black\n%watermark -v\n%matplotlib widget\nimport torch_not_here.nn as nn\n"
    double += "def double(x):\n    return reduce(np.add, [np.asarray(x)] * 2)"
    total = (
        "from tqdm.auto import tqdm, trange\n\ndef total(x):\n    result = 0.0\n    with tqdm(total=len(x)) as bar:\n"
    )
    total += (
        "        for i in trange(len(x), desc='sum'):\n            bar.update(1)\n            result += float(x[i])\n"
    )
    total += "    return result + 0 * len(list(tqdm(x)))"
    return insert(answered(double, total), "given-imports", first)


@in_a_kernel
def a_class_as_answer_and_a_star_import_afterwards():
    """`from numpy import *` binds a `double` of its own, but after the check."""
    made = answered(double="class double:\n    def __new__(cls, x):\n        return 2 * np.asarray(x)")
    return append(made, "from numpy import *\n%run nothing.py")
