"""Interactive figures of lab 07: a grid of classes and styles, and what lies between two classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import ipywidgets as ipw
import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.plots import acgan as plots
from course.plots.images import grey
from course.widgets.live import Live, seed


class Parts(NamedTuple):
    """A generator cut behind its multiplication.

    Attributes
    ----------
    table
        The embedding, shape (classes, d).
    body
        Keras network from noise times a row of the table, (n, d), to images.
    """

    table: NDArray[np.float32]
    body: object


def parts(generator) -> Parts:
    """Cut a generator that multiplies its noise by an embedding of the label.

    Raises
    ------
    ValueError
        It has no Embedding, or no Multiply layer, or more than one of them.
    """
    import keras

    found = {
        kind: [layer for layer in generator.layers if isinstance(layer, kind)]
        for kind in (keras.layers.Embedding, keras.layers.Multiply)
    }
    if any(len(layers) != 1 for layers in found.values()):
        raise ValueError("labels can be blended where one Embedding layer and one Multiply layer bring them in")
    (embedding,), (product,) = found.values()
    return Parts(np.asarray(embedding.embeddings, np.float32), keras.Model(product.output, generator.outputs[0]))


def blended(cut: Parts, first: int, second: int, shares: ArrayLike, latent: ArrayLike) -> NDArray[np.float32]:
    """Return images between two classes, one for each share of the second; shape (n, h, w), 0 … 1.

    Their rows of the table are mixed, (1 − share) · first + share · second; the noise is the same for all.

    Parameters
    ----------
    cut
        From `parts`.
    first, second
        Classes.
    shares
        Shape (n,). 0 is the first class, 1 the second; other numbers go beyond them.
    latent
        Shape (d,).

    Raises
    ------
    ValueError
        What is no class, or a latent vector of another length.
    """
    classes, size = cut.table.shape
    for label in (first, second):
        if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or not 0 <= label < classes:
            raise ValueError(f"there are the classes 0…{classes - 1}, whole numbers; got {label!r}")
    latent, shares = np.asarray(latent, np.float32), np.asarray(shares, np.float32)
    if latent.shape != (size,):
        raise ValueError(f"this generator takes latent vectors of {size} numbers, got shape {latent.shape}")
    rows = cut.table[first] + shares[:, np.newaxis] * (cut.table[second] - cut.table[first])
    return grey(cut.body(latent * rows, training=False))  # type: ignore[operator]


def styled(
    generator, labels: Sequence[int], styles: int, *, strength: float = 1.0, seed: int = 0
) -> NDArray[np.float32]:
    """Return images, a row for each style and in it one of each label; shape (styles · labels, h, w), 0 … 1.

    Parameters
    ----------
    labels
        Classes, at least one.
    styles
        How many latent vectors; they depend on the seed.
    strength
        What the latent vectors are multiplied by.

    Raises
    ------
    ValueError
        No label, no style, or what is no class.
    """
    size = generator.inputs[0].shape[1]
    classes = parts(generator).table.shape[0]
    labels = np.asarray(labels)
    if labels.ndim != 1 or not len(labels) or labels.dtype.kind not in "iu" or styles < 1:
        raise ValueError("a grid needs at least one class, a whole number, and at least one style")
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels run from {labels.min()} to {labels.max()}; they must be 0 … {classes - 1}")
    latent = strength * np.random.default_rng(seed).standard_normal((styles, size))
    latent = np.repeat(latent, len(labels), axis=0).astype(np.float32)
    return grey(generator([latent, np.tile(labels, styles).astype("int32")], training=False))


def grid(generator, names: Sequence | None = None, styles: int = 5) -> Live:
    """Look at a grid of classes (columns) and styles (rows); choose other styles, and how far they go."""
    names = list(names or range(parts(generator).table.shape[0]))

    def draw(hands, strength):
        images = styled(generator, range(len(names)), styles, strength=strength, seed=hands)
        return plots.styles(images, names)

    controls = {
        "hands": seed(1, "seed of the styles"),
        "strength": ipw.FloatSlider(value=1.0, min=0.0, max=2.0, step=0.1, description="strength"),
    }
    return Live(draw, controls, about="images, a column for each class and a row for each style", width=640)


def blend(generator, judge, names: Sequence | None = None, first: int = 3, second: int = 8) -> Live:
    """Choose two classes and a style; see eleven images between them, and what `judge` says of each."""
    cut = parts(generator)
    classes, size = cut.table.shape
    choices = [(str(name), label) for label, name in enumerate(names or range(classes))]
    shares = np.linspace(0, 1, 11)

    def draw(first, second, hand):
        latent = np.random.default_rng(hand).standard_normal(size)
        images = blended(cut, first, second, shares, latent)
        return plots.blends(images, shares, judge.probabilities(images), names)

    controls = {
        "first": ipw.Dropdown(options=choices, value=first, description="from"),
        "second": ipw.Dropdown(options=choices, value=second, description="to"),
        "hand": seed(1, "seed of the style"),
    }
    return Live(draw, controls, about="images between two classes, and what the judge says of each", width=900)
