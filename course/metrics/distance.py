"""The Fréchet distance between two sets of features, and how small it can get at all.

Heusel et al., "GANs trained by a two time-scale update rule converge to a local Nash equilibrium", NeurIPS 2017,
call it FID when the features are those of an Inception network. Here they are the judge's, hence *judge distance*:
the formula is the same, the numbers are not comparable with published FIDs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Moments(NamedTuple):
    """What the Fréchet distance knows of a set of features.

    Attributes
    ----------
    mean
        Shape (d,), float64.
    covariance
        Shape (d, d), float64.
    count
        How many samples they were computed from.
    """

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    count: int  # type: ignore[assignment]  # hides the method of tuples


def moments(features: ArrayLike) -> Moments:
    """Return mean and covariance (n - 1 in the denominator) of `features`, shape (n, d), n ≥ 2.

    Raises
    ------
    ValueError
        Not two axes, fewer than two rows, or a value that is not finite.
    """
    features = np.asarray(features, np.float64)
    if features.ndim != 2 or len(features) < 2:
        raise ValueError(f"features have shape {features.shape}, not (n, d) with n of at least 2")
    if not np.isfinite(features).all():
        raise ValueError("features contain NaN or infinity")
    mean = features.mean(axis=0)
    centred = features - mean
    return Moments(mean, centred.T @ centred / (len(features) - 1), len(features))


def square_root(matrix: ArrayLike) -> NDArray[np.float64]:
    """Return the symmetric square root of a symmetric, positive semi-definite matrix, shape (d, d).

    By eigen-decomposition: real and stable for singular matrices too, where `scipy.linalg.sqrtm` of a product of
    covariances returns complex numbers or fails. Eigenvalues that rounding made negative count as 0.
    """
    values, vectors = np.linalg.eigh(np.asarray(matrix, np.float64))
    return (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T


def between(first: Moments, second: Moments) -> float:
    """Return the squared Fréchet distance of two Gaussians: Heusel et al. 2017, equation 6.

    |m₁ - m₂|² + tr(C₁ + C₂ - 2 (C₁ C₂)^½), where the trace of (C₁ C₂)^½ is computed as that of the symmetric
    (C₁^½ C₂ C₁^½)^½, which has the same eigenvalues. Formula of Dowson and Landau, "The Fréchet distance between
    multivariate normal distributions", 1982.

    Raises
    ------
    ValueError
        The two have a different number of features.
    """
    if first.mean.shape != second.mean.shape:
        raise ValueError(f"{len(first.mean)} features on one side and {len(second.mean)} on the other")
    root = square_root(first.covariance)
    values = np.linalg.eigvalsh(root @ second.covariance @ root)
    overlap = np.sqrt(np.clip(values, 0, None)).sum()
    spread = np.trace(first.covariance) + np.trace(second.covariance) - 2 * overlap
    return float(max(np.sum((first.mean - second.mean) ** 2) + spread, 0.0))


def frechet(first: ArrayLike, second: ArrayLike) -> float:
    """Return the squared Fréchet distance between two sets of features, shapes (n, d) and (m, d).

    0 for the same set. The judge's features have variance 1 on average over real images, so that one repeated
    average image costs about d = 128. The fewer the samples, the larger the distance: compare at equal counts only,
    and with `floor` beside it.

    Raises
    ------
    ValueError
        Not two axes, fewer than two rows, different widths, or a value that is not finite.
    """
    return between(moments(first), moments(second))


def floor(features: ArrayLike, n: int = 10_000, seed: int = 0) -> float:
    """Return the distance of real to real: what a perfect generator would get at this number of samples.

    Parameters
    ----------
    features
        Of real images, shape (m, d).
    n
        Compare two disjoint random sets of `n`, or the two halves if there are fewer than 2 `n`.
    seed
        Of the choice.

    Raises
    ------
    ValueError
        Fewer than four rows.
    """
    features = np.asarray(features)
    n = min(n, len(features) // 2)
    if n < 2:
        raise ValueError(f"{len(features)} real images are too few for a floor: at least 4")
    order = np.random.default_rng(seed).permutation(len(features))
    return frechet(features[order[:n]], features[order[n : 2 * n]])
