"""What the judge's probabilities and features say of a set of generated images: classes, confidence, variety."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

CONFIDENT = 0.9


class Conditional(NamedTuple):
    """How often the judge sees the class that was asked for.

    Attributes
    ----------
    overall
        Share of all images, 0 … 1.
    per_class
        Shape (classes,): share of the images of each requested class; NaN for a class that nobody asked for.
    """

    overall: float
    per_class: NDArray[np.float64]


def class_shares(probabilities: ArrayLike) -> NDArray[np.float64]:
    """Return the share of images that the judge gives to each class.

    Parameters
    ----------
    probabilities
        Shape (n, classes).

    Returns
    -------
    ndarray
        Shape (classes,), sums to 1. A balanced generator of digits has about 0.1 in each; a class below 0.03 is
        as good as missing, and all in one class is complete collapse.

    Raises
    ------
    ValueError
        Not two axes, no rows, or rows that do not sum to 1 (logits?).
    """
    probabilities = _probabilities(probabilities)
    classes = probabilities.shape[1]
    return np.bincount(probabilities.argmax(axis=1), minlength=classes) / len(probabilities)


def confident_share(probabilities: ArrayLike, level: float = CONFIDENT) -> float:
    """Return the share of images whose largest probability is at least `level`, 0 … 1.

    0.84 for real garments by their judge, 0.99 for real digits by theirs. Images that the judge cannot place are
    usually not digits; but a confident judge proves little by itself, for noise can be classified with confidence
    too.

    Raises
    ------
    ValueError
        Not two axes, no rows, or rows that do not sum to 1 (logits?).
    """
    return float(np.mean(_probabilities(probabilities).max(axis=1) >= level))


def conditional_accuracy(probabilities: ArrayLike, labels: ArrayLike) -> Conditional:
    """Return the share of images that the judge gives the requested label, overall and per class.

    The GAN-test of Shmelkov et al., "How good is my GAN?", ECCV 2018: a classifier trained on real images, tested on
    generated ones. Above the judge's own accuracy on real images it means prototypes: show `gan_train` beside it.

    Parameters
    ----------
    probabilities
        Shape (n, classes).
    labels
        Requested classes, shape (n,), integers.

    Raises
    ------
    ValueError
        As `class_shares`; or labels of another count, not integers, or outside 0 … classes - 1.
    """
    probabilities = _probabilities(probabilities)
    classes = probabilities.shape[1]
    labels = checked_labels(labels, len(probabilities), classes)
    right = probabilities.argmax(axis=1) == labels
    asked = np.bincount(labels, minlength=classes)
    hits = np.bincount(labels[right], minlength=classes)
    per_class = np.divide(hits, asked, out=np.full(classes, np.nan), where=asked > 0)
    return Conditional(float(right.mean()), per_class)


def within_class_diversity(values: ArrayLike, labels: ArrayLike, classes: int = 10) -> NDArray[np.float64]:
    """Return how far apart two members of a class are: the root mean square distance, per class.

    After Odena et al., "Conditional image synthesis with auxiliary classifier GANs", ICML 2017, who compare pairs of
    images of a class by MS-SSIM; here by Euclidean distance, for which the mean over all pairs is
    (2 Σⱼ varⱼ)^½, no pairs needed. Divide by that of real images: 1 means as varied as they are, 0 one prototype.

    Parameters
    ----------
    values
        Features, shape (n, d), or images, shape (n, ...), which are flattened.
    labels
        Classes, shape (n,), integers.
    classes
        How many classes there are.

    Returns
    -------
    ndarray
        Shape (classes,), 0 or more; NaN for a class with fewer than two members.

    Raises
    ------
    ValueError
        Labels of another count, not integers, or outside 0 … classes - 1.
    """
    values = np.asarray(values)
    if values.ndim < 2 or len(values) == 0:
        raise ValueError(f"values have shape {values.shape}, not (n, d) or (n, h, w, c)")
    labels = checked_labels(labels, len(values), classes)
    values = values.reshape(len(values), -1)
    diversity = np.full(classes, np.nan)
    for label in range(classes):
        members = values[labels == label].astype(np.float64)
        if len(members) > 1:
            diversity[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return diversity


def checked_labels(labels: ArrayLike, count: int, classes: int) -> NDArray[np.int64]:
    """Return `labels` as integers, shape (count,).

    Raises
    ------
    ValueError
        Another count, not integers (one-hot?), or outside 0 … classes - 1.
    """
    labels = np.asarray(labels)
    if labels.shape == (count, classes) and classes > 1:
        raise ValueError(f"labels have shape {labels.shape}; if they are one-hot: labels.argmax(axis=1)")
    if labels.shape == (count, 1):
        labels = labels[:, 0]
    if labels.shape != (count,):
        raise ValueError(f"labels have shape {labels.shape} for {count} images; shape ({count},) is needed")
    if labels.dtype.kind not in "iu":
        raise ValueError(f"labels are {labels.dtype}, not integers")
    if count and not (0 <= labels.min() and labels.max() < classes):
        raise ValueError(f"labels go from {labels.min()} to {labels.max()}, not within 0 … {classes - 1}")
    return labels.astype(np.int64)


def _probabilities(probabilities: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(probabilities, np.float64)
    if array.ndim != 2 or len(array) == 0:
        raise ValueError(f"probabilities have shape {array.shape}, not (n, classes) with at least one row")
    if not (np.allclose(array.sum(axis=1), 1, atol=1e-3) and array.min() >= -1e-6):
        raise ValueError("rows do not sum to 1: these are no probabilities; apply a softmax to logits")
    return array
