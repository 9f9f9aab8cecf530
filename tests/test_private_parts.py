"""What the course uses of other packages without being promised it: here is seen when a new version lacks it.

`make compat` runs this with the oldest, Colab's and the newest versions.
"""

from __future__ import annotations

import importlib
import inspect

import pytest

# module, object, the arguments that are passed by name or overridden
PARTS = [
    ("nbclient", "NotebookClient._async_cleanup_kernel", ["self"]),
    ("nbclient.util", "run_sync", ["coro"]),
    ("jupyter_client.provisioning", "KernelProvisionerFactory.GROUP_NAME", None),
    ("jupyter_client.provisioning", "LocalProvisioner.launch_kernel", ["self", "cmd", "kwargs"]),
    ("nbgrader.preprocessors", "ClearSolutions._replace_solution_region", ["self", "cell", "language"]),
    ("keras", "Model._assert_compile_called", ["self", "method_name"]),
    ("keras", "Model.make_test_function", ["self", "force"]),
    ("keras.src.models.functional", "Functional", None),
    ("tensorflow.python.eager.context", "_reset_context", []),
    ("tensorflow.python.eager.record", "could_possibly_record", []),
]


@pytest.mark.parametrize(("module", "name", "arguments"), PARTS, ids=[part[1] for part in PARTS])
def test_it_is_there(module, name, arguments):
    found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    if arguments is not None:
        assert list(inspect.signature(found).parameters)[: len(arguments)] == arguments
