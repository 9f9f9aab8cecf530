"""The notebooks that students get hold no solution and no hidden test of the lab they were made from."""

import nbformat
import pytest

from course.labformat import source

LABS = {lab.name: lab for lab in source.select([])}


def between(text: str, what: str) -> list[str]:
    """Return the lines of `text` between ### BEGIN … and ### END …."""
    kept, inside = [], False
    for line in text.splitlines():
        if line.strip().startswith(f"### END {what}"):
            inside = False
        if inside:
            kept.append(line.strip())
        if line.strip().startswith(f"### BEGIN {what}"):
            inside = True
    return kept


@pytest.mark.parametrize("name", LABS)
def test_nothing_of_solutions_or_hidden_tests_is_in_the_release(root, name):
    text = LABS[name].source.read_text()
    released = nbformat.read(root / "labs" / LABS[name].relative, as_version=4)
    code = "\n".join(cell.source for cell in released.cells if cell.cell_type == "code")
    assert not any(mark in code for mark in ("BEGIN SOLUTION", "BEGIN HIDDEN", "END SOLUTION", "END HIDDEN"))
    shown = {line.strip() for line in code.splitlines()}
    for what in ("SOLUTION", "HIDDEN TESTS"):
        secret = between(text, what)
        assert len(secret) > 20, f"{name} has hardly any {what.lower()}: is the test still right?"
        leaked = [line for line in secret if line in shown and len(line) > 40 and text.count(line) == 1]
        assert not leaked, f"{what.lower()} of {name} in the release: {leaked[:3]}"
    assert not any(cell.get("outputs") for cell in released.cells), "a student's notebook starts without outputs"


@pytest.mark.parametrize("name", LABS)
def test_solutions_hold_no_hidden_test(root, name):
    text = LABS[name].source.read_text()
    solution = nbformat.read(root / "solutions" / LABS[name].relative, as_version=4)
    shown = {line.strip() for cell in solution.cells for line in cell.source.splitlines()}
    leaked = [line for line in between(text, "HIDDEN TESTS") if line in shown and len(line) > 40]
    assert not [line for line in leaked if text.count(line) == 1]
