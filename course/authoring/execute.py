"""Run a solution notebook in the cpu profile and keep outputs that are the same on every machine."""

from __future__ import annotations

import base64
import io
import os
import re
import tempfile
from collections.abc import Callable

import nbclient
import nbformat
import numpy as np
from nbformat import NotebookNode
from PIL import Image

from course.authoring import stale
from course.labformat.source import SourceError

WIDGET = "application/vnd.jupyter.widget-view+json"
LARGEST_SOLUTION = 2_000_000  # bytes
PNG = "image/png"
COLOURS = 200  # of a stored figure: a photograph in it takes half the bytes and looks the same
INVITATION = "*Interactive: run this cell to use it.*"
KEPT = 'class="course-kept'  # in the page that holds a widget's picture (course/widgets/kept.py)
Progress = Callable[[int, int], None] | None

# What stored outputs must not hold: it would differ from run to run or tell about one machine.
UNWANTED = {
    "an absolute path": re.compile(
        r"(?<![\w.:/])/(?:home|root|tmp|usr|opt|mnt|work|Users|var|content)/[\w.-]+|\b[A-Z]:\\\w+"
    ),
    "a memory address": re.compile(r"\bat 0x[0-9a-f]{6,}"),
    "a warning": re.compile(r"\b\w*Warning: "),
}


def run(
    notebook: NotebookNode,
    *,
    profile: str,
    timeout: int = 3600,
    progress: Progress = None,
    environment: dict[str, str] | None = None,
) -> NotebookNode:
    """Execute `notebook` in a fresh kernel and an empty folder; return it with its outputs.

    Parameters
    ----------
    profile
        Value of `COURSE_PROFILE` in the kernel: "smoke", "cpu" or "full".
    timeout
        Seconds that one cell may take.
    progress
        Called with (cells done, cells) after each cell.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        A cell ended in an error. The notebook holds the outputs up to there.
    """
    cells = len(notebook.cells)

    def done(cell, cell_index, **_):
        if progress:
            progress(cell_index + 1, cells)

    with tempfile.TemporaryDirectory() as folder:
        client = nbclient.NotebookClient(
            notebook,
            timeout=timeout,
            kernel_name="python3",
            record_timing=False,
            store_widget_state=False,
            extra_arguments=["--log-level=ERROR"],  # the kernel's remarks about its transport are not the lab's
            resources={"metadata": {"path": folder}},
            on_cell_complete=done,
        )
        quiet = {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}  # ipykernel below 6.20 remarks on its debugger at each start
        variables = {**os.environ, **quiet, "COURSE_PROFILE": profile, **(environment or {})}
        client.execute(env=variables)
    return notebook


def executed(notebook: NotebookNode, progress: Progress = None) -> NotebookNode:
    """Return the solution executed in the cpu profile on embedded data, its outputs tidied.

    Raises
    ------
    SourceError
        A cell failed, or left an output that a stored notebook must not hold (stderr, a path, a warning).
    """
    return _faultless(_executed(notebook, progress))


def refreshed(notebook: NotebookNode, late: list[str], progress: Progress = None) -> NotebookNode:
    """Return the solution with new outputs for the cells whose ids are in `late`; every other output stays.

    Only the cells that these need are run, by the names that they use.

    Raises
    ------
    SourceError
        As for `executed`.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    places = stale.needed(stale.cells(notebook), {place for place, cell in enumerate(cells) if cell.id in late})
    part = nbformat.v4.new_notebook(metadata=notebook.metadata)
    part.cells = [nbformat.v4.new_code_cell(cells[place].source, id=cells[place].id) for place in places]
    hint = "\nIf the cell misses something that names do not show, run everything with `--execute`."
    fresh = {cell.id: cell.outputs for cell in _executed(part, progress, hint).cells}
    for place, cell in enumerate(cells, 1):
        if cell.id in late:
            stale.place_outputs(cell, fresh[cell.id], place)
    return _faultless(stale.unmarked(notebook))


def _executed(notebook: NotebookNode, progress: Progress, hint: str = "") -> NotebookNode:
    try:
        run(notebook, profile="cpu", progress=progress, environment={"COURSE_DATA": "embedded"})
    except nbclient.exceptions.CellExecutionError as error:
        raise SourceError(f"{notebook.metadata.course.lab}: {error}{hint}") from None
    return tidy(notebook)


def _faultless(notebook: NotebookNode) -> NotebookNode:
    """Return the executed notebook, or raise `SourceError` with everything that a stored one must not hold."""
    if faults := output_faults(notebook):
        raise SourceError(f"{notebook.metadata.course.lab}: outputs\n  " + "\n  ".join(faults))
    return notebook


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Merge stream outputs, shrink figures, number the code cells from 1.

    Of a widget stay an invitation and its picture, if it has one.
    """
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}  # the kernel adds its exact version
    count = 0
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        cell.metadata.pop("execution", None)
        outputs: list[NotebookNode] = []
        for output in cell.outputs:
            if output.output_type in ("display_data", "execute_result") and WIDGET in output.data:
                output = nbformat.v4.new_output("display_data", {"text/markdown": INVITATION})
            elif KEPT in output.get("data", {}).get("text/html", ""):
                if PNG not in output.data:
                    continue
                output = nbformat.v4.new_output("display_data", {PNG: output.data[PNG]})
            if PNG in output.get("data", {}):
                output.data[PNG] = smaller(output.data[PNG])
            if output.output_type == "execute_result":
                output.execution_count = count
            if output.output_type == "stream" and outputs and outputs[-1].get("name") == output.name:
                outputs[-1].text += output.text
            else:
                outputs.append(output)
        cell.outputs = outputs
    return notebook


def smaller(png: str) -> str:
    """Return a base64 PNG with a palette of `COLOURS` colours, or the same one where that saves nothing.

    The median cut serves the colours of which there is much: it suits photographs and lines. The octree keeps rare
    bright ones, too: a colour wheel on black. The one is taken whose worst hundredth of the pixels is less wrong.
    """
    reduced = io.BytesIO()
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    methods = Image.Quantize.MEDIANCUT, Image.Quantize.FASTOCTREE
    palettes = [picture.quantize(COLOURS, method, dither=Image.Dither.NONE) for method in methods]
    exact = np.asarray(picture, dtype=float)
    off = [np.abs(exact - np.asarray(palette.convert("RGB"), dtype=float)) for palette in palettes]
    palettes[int(np.argmin([np.percentile(one, 99) for one in off]))].save(reduced, "PNG", optimize=True)
    text = base64.b64encode(reduced.getvalue()).decode()
    return text if len(text) < len(png) else png


def output_faults(notebook: NotebookNode) -> list[str]:
    """Return what is wrong with stored outputs: size, cells not run, errors, stderr, paths, addresses, warnings."""
    faults, size = [], len(nbformat.writes(notebook).encode())
    if size > LARGEST_SOLUTION:
        faults.append(f"the notebook has {size:,} bytes; the limit is {LARGEST_SOLUTION:,}: draw smaller figures")
    for cell in notebook.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        if cell.execution_count is None:
            faults.append(f"cell {cell.id}: was not executed")
        for output in cell.outputs:
            if output.output_type == "error":
                faults.append(f"cell {cell.id}: ended in {output.ename}: {output.evalue}")
                continue
            if output.output_type == "stream" and output.name == "stderr":
                faults.append(f"cell {cell.id}: wrote to stderr: {output.text[:200]!r}")
                continue
            text = output.get("text") or "\n".join(
                str(data) for kind, data in output.get("data", {}).items() if not kind.startswith("image/")
            )
            for what, pattern in UNWANTED.items():
                if match := pattern.search(text):
                    faults.append(f"cell {cell.id}: its output holds {what}: {match.group(0)!r}")
    return faults
