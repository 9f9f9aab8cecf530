"""nbgrader's configuration of a folder that `course grade` has filled: formgrader shows and changes all of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata
from traitlets.config import Config

from course.grading.record.database import COURSE, url
from course.grading.record.plugins import GuardedExecute, Sanitize, SaveScores
from course.grading.results import deadlines, feedback


def configure(config: Config, out: Path) -> None:
    """Set nbgrader to the folders of `out`, to this course's grading, its late rule and its feedback page."""
    # nbgrader calls alembic by its name: make sure that it is found when this environment is not activated.
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
    config.CourseDirectory.root = str(out.resolve())
    config.CourseDirectory.db_url, config.CourseDirectory.course_id = url(out), COURSE
    config.Autograde.sanitize_preprocessors = [Sanitize, CheckCellMetadata]
    config.Autograde.autograde_preprocessors = [GuardedExecute, SaveScores, AssignLatePenalties, CheckCellMetadata]
    config.Execute.timeout = 60
    feedback.configure(config)
    noted = out / deadlines.NAME
    if noted.is_file():
        deadlines.read(noted).configure(config)
