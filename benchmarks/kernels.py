"""What a student's kernel needs: memory and processor of labs that are run from top to bottom.

    python benchmarks/kernels.py [LAB …] [--profile cpu] [--json FILE]

Each lab's solution runs in a fresh kernel, on the data in the package. At its end the kernel says the most memory
that it has held and how long it has kept processors busy, which depends little on what else the machine does.
From these figures docs/jupyterhub.md says what a server needs.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import nbformat
from record import result, save

from course import paths, runtime
from course.authoring.execute import run
from course.labformat.source import labs, select

ASK = """
import json, time
from course.training import memory
print(json.dumps({"memory": memory.peak(), "seconds": time.process_time()}))
"""


def measured(path: Path, profile: str) -> dict[str, float]:
    """Return the kernel's peak memory in GB and its processor seconds, for all cells of a notebook."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.cells.append(nbformat.v4.new_code_cell(ASK))
    done = run(notebook, profile=profile, environment={"COURSE_DATA": "embedded", "COURSE_WEIGHTS": "off"})
    return json.loads("".join(output.get("text", "") for output in done.cells[-1].outputs))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("labs", nargs="*", metavar="LAB", help='by number or name, "4" or "04_gan"; all if none')
    options.add_argument("--profile", choices=runtime.PROFILES, default="cpu")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    rows = []
    for lab in select(given.labs or None, labs(paths.root())):
        found = measured(paths.root() / "solutions" / lab.relative, given.profile)
        rows.append(result(f"{lab.name}: most memory of the kernel", round(found["memory"], 3), "GB", at_most=4))
        rows.append(result(f"{lab.name}: processor time of all cells", round(found["seconds"] / 60, 2), "minutes"))
        print(lab.name, found, flush=True)
        if given.json:
            save(given.json, rows, seeds="those of the labs")
