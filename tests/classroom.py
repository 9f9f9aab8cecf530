"""A class whose verdicts are stated, not computed: everything around the kernels is real, no kernel is started."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import nbgrader.api

from course.grading import grade as grading
from course.grading.score import Exercise
from course.grading.submission.notebooks import Unreadable, parse
from course.grading.submission.repair import repair
from course.grading.task import Result
from course.grading.worker import failed
from course.labformat.assignment import load
from tests.hostile import lab

nbgrader.api.get_alembic_version = cache(nbgrader.api.get_alembic_version)  # a process each time
nbgrader.api.create_engine = cache(nbgrader.api.create_engine)  # keeps what SQLAlchemy has compiled

WRONG = "[no] three: expected 6, got 9. Add it to itself."


def faked(scores: dict[str, tuple[float, float]], started: list | None = None):
    """Return a stand-in for `run_all`: the points stated for double and total, full marks if none are."""

    def run_all(todo, workers, log=None):
        for task in todo:
            if started is not None:
                started.append(task.name)
            assignment = load(task.submission.bundle)
            try:
                repaired = repair(parse(task.submission.path.read_bytes()), assignment)
            except Unreadable as error:
                yield task, failed(task, error.verdict, str(error), assignment)
                continue
            points = scores.get(task.submission.student, tuple(assignment.maxima.values()))
            exercises, checks = {}, {}
            for (name, most), got in zip(assignment.maxima.items(), points, strict=True):
                exercises[name] = Exercise(got, most, "" if got == most else WRONG)
                checks[f"check-{name}"] = got
            one = task.submission
            yield (
                task,
                Result(one.student, one.lab, "graded", [*repaired.flags], exercises, checks, repaired.notebook),
            )

    return run_all


def hand_in(submitted: Path, student: str, time: str = "", name: str = lab.LAB, notebook=None) -> Path:
    """Write one submission of the tiny lab, with the time of handing in if there is one."""
    folder = submitted / student / name
    folder.mkdir(parents=True, exist_ok=True)
    made = notebook if isinstance(notebook, bytes) else lab.dump(notebook or lab.answered())
    (folder / f"{lab.NAME}.ipynb").write_bytes(made)
    if time:
        (folder / "timestamp.txt").write_text(time)
    return folder


def grade(root: Path, monkeypatch, scores: dict | None = None, labs: list[str] | None = None, **options):
    """Grade `root/submitted` into `root/graded` with stated verdicts."""
    started: list[str] = []
    monkeypatch.setattr(grading, "run_all", faked(scores or {}, started))
    monkeypatch.setattr(grading, "refusal", lambda sandbox: "")  # nothing is run
    report = grading.grade(
        root / "submitted", labs, root / "graded", bundle=root / "bundle", sandbox=False, **options
    )
    report.started = started
    return report
