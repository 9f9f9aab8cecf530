"""The callbacks of `Adversarial.fit`: `Progress`, `LiveFigure`, `Gif`, `Snapshots`, `Best`, `Checkpoint`."""

from course.training.keeping import Best, Checkpoint
from course.training.pictures import Gif, LiveFigure, Snapshots
from course.training.progress import Progress

__all__ = ["Best", "Checkpoint", "Gif", "LiveFigure", "Progress", "Snapshots"]
