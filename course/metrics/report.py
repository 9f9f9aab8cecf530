"""All that the judge says of a set of generated images, in one table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course.metrics import distance, shares
from course.metrics.judge import Judge, as_images


@dataclass(frozen=True)
class Measured:
    """What `measure` found; printing it shows a small table.

    Attributes
    ----------
    distance
        Fréchet distance to the real images.
    floor
        The same between real and real, at `floor_count` images a side.
    class_shares
        Shape (10,), sums to 1.
    confident_share
        Share of images of which the judge is sure (probability 0.9), 0 … 1.
    conditional
        `shares.Conditional`, or None if no labels were given.
    diversity
        Shape (10,): spread within each class, relative to that of real images; NaN where it is unknown.
    count, real_count, floor_count
        How many images: generated, real, and on each side of the floor.
    """

    distance: float
    floor: float
    class_shares: NDArray[np.float64]
    confident_share: float
    conditional: shares.Conditional | None
    diversity: NDArray[np.float64]
    count: int
    real_count: int
    floor_count: int

    @property
    def min_class_share(self) -> float:
        """Share of the rarest class."""
        return float(self.class_shares.min())

    def __str__(self) -> str:
        rows = [
            f"judge distance        {self.distance:8.2f}   {self.count:,} generated against {self.real_count:,} real",
            f"  real to real        {self.floor:8.2f}   {self.floor_count:,} against {self.floor_count:,}",
            f"confident share       {self.confident_share:8.1%}",
            f"rarest class          {self.min_class_share:8.1%}   class {self.class_shares.argmin()}",
            f"diversity             {_mean(self.diversity):8.2f}   within a class, real = 1",
        ]
        if self.conditional is not None:
            worst = np.nanargmin(self.conditional.per_class)
            rows.append(
                f"conditional accuracy  {self.conditional.overall:8.1%}   "
                f"lowest: class {worst}, {self.conditional.per_class[worst]:.1%}"
            )
        return "\n".join(rows)


def measure(
    judge: Judge,
    images: NDArray,
    real_images: NDArray,
    real_labels: NDArray | None = None,
    *,
    labels: NDArray | None = None,
    n: int = 10_000,
    image_range: tuple[float, float] = (0.0, 1.0),
) -> Measured:
    """Return everything that the judge says of generated images.

    Parameters
    ----------
    judge
        From `judge.load`.
    images
        Generated, at least `n`, shape (m, 28, 28) or (m, 28, 28, 1): float in `image_range`, or uint8.
    real_images
        The same of real images; the first `n` are used, all if there are fewer.
    real_labels
        Their classes; taken from the judge if not given.
    labels
        The classes that the generated images were asked for; without them no conditional accuracy, and the
        judge's word for the class of each image.
    n
        How many images to compare: fixed, since distances fall with it.
    image_range
        Of images that are float, (-1, 1) for tanh.

    Raises
    ------
    ValueError
        Fewer than `n` generated images; wrong shape, range or labels.
    """
    if len(images) < n:
        raise ValueError(f"{len(images)} generated images, {n} needed: generate more, or pass n={len(images)}")
    features, probabilities = judge.look(as_images(images[:n], image_range))
    real_features, real_probabilities = judge.look(as_images(real_images[:n], image_range))
    real_count = len(real_features)
    classes = probabilities.shape[1]
    conditional = None
    if labels is not None:
        labels = shares.checked_labels(np.asarray(labels)[:n], n, classes)
        conditional = shares.conditional_accuracy(probabilities, labels)
    seen = probabilities.argmax(axis=1) if labels is None else labels
    if real_labels is None:
        truth = real_probabilities.argmax(axis=1)
    else:
        truth = shares.checked_labels(np.asarray(real_labels)[:n], real_count, classes)
    spread = shares.within_class_diversity(features, seen, classes)
    real_spread = shares.within_class_diversity(real_features, truth, classes)
    return Measured(
        distance=distance.frechet(features, real_features),
        floor=distance.floor(real_features, n),
        class_shares=shares.class_shares(probabilities),
        confident_share=shares.confident_share(probabilities),
        conditional=conditional,
        diversity=np.divide(spread, real_spread, out=np.full(classes, np.nan), where=real_spread > 0),
        count=n,
        real_count=real_count,
        floor_count=min(n, real_count // 2),
    )


def _mean(values: NDArray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
