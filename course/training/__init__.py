"""Training of adversarial models: `Adversarial`, and `callbacks` to watch it and keep its best weights."""

from course.training import callbacks
from course.training.adversarial import Adversarial
from course.training.checkpoint import CheckpointError
from course.training.data import BadData
from course.training.meters import TrainingDiverged
from course.training.preflight import BadNetworks

__all__ = ["Adversarial", "BadData", "BadNetworks", "CheckpointError", "TrainingDiverged", "callbacks"]
