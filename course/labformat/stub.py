"""What the authoring chain plugs into nbgrader: a stub that names its exercise."""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions as StockClearSolutions

from course.labformat.code import stub


class ClearSolutions(StockClearSolutions):
    """Replace each solution by a stub that says which exercise it is ("Exercise 1.3: conv2d is not …").

    Works from the metadata that `course build` writes; a cell without them gets nbgrader's own stub.
    """

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        course = cell.metadata.get("course", {})
        if "number" in course:
            stubs: dict[str, str] = self.code_stub  # type: ignore[has-type]
            self.code_stub = {**stubs, language: stub(course["number"], cell.source)}
        return super()._replace_solution_region(cell, language)
