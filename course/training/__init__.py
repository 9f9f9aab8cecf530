"""Training of adversarial models: `Adversarial`, and `callbacks` to watch it and keep its best weights."""

from course.training import callbacks
from course.training.adversarial import Adversarial
from course.training.checkpoint import CheckpointError
from course.training.data import BadData
from course.training.meters import TrainingDiverged
from course.training.preflight import BadCallback, BadNetworks
from course.training.trainer import Interrupted, OutOfMemory

__all__ = [
    "Adversarial",
    "BadCallback",
    "BadData",
    "BadNetworks",
    "CheckpointError",
    "Interrupted",
    "OutOfMemory",
    "TrainingDiverged",
    "callbacks",
]
