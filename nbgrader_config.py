"""Configuration of nbgrader for this course: stock commands work on what `course build` writes to SECRET-bundle/.

nbgrader generate_assignment 01_convolution ; nbgrader autograde 01_convolution ; nbgrader generate_feedback
01_convolution ; nbgrader export
"""

import os
import sys

from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ComputeChecksums,
    LockCells,
    SaveCells,
)

from course.grading.record.plugins import GuardedExecute, Sanitize, SaveScores
from course.grading.results import feedback
from course.labformat.stub import ClearSolutions

# nbgrader calls alembic by its name: make sure that it is found when this environment is not activated.
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])

c = get_config()  # noqa: F821 (traitlets puts it here)

c.CourseDirectory.course_id = "pix2pix-course"
c.CourseDirectory.source_directory = "SECRET-bundle"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"

# nbgrader's own steps, with a stub that names its exercise.
c.GenerateAssignment.preprocessors = [
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCells,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
]
c.LockCells.lock_readonly_cells = False  # students may play with given cells; grading restores them

# Repair instead of overwriting, guarded checks, exceptions (not stderr) decide.
c.Autograde.sanitize_preprocessors = [Sanitize, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [GuardedExecute, SaveScores, AssignLatePenalties, CheckCellMetadata]
c.Execute.timeout = 60
feedback.configure(c)
