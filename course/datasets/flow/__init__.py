"""Films of the flow past a cylinder: computed once (`CylinderFlow`), then read from the cache (`film`)."""

from course.datasets.flow.frames import Film, film
from course.datasets.flow.solver import CylinderFlow, Unstable

__all__ = ["CylinderFlow", "Film", "Unstable", "film"]
