"""The network pairs of labs 04 to 08, each written once for all frameworks.

A network is a function of a `make` and of its inputs; `make.conv(x, …)` and the like add a layer in Keras or in
PyTorch. So all frameworks train the same architecture: `parameters` says how many weights each network must have.
No framework is imported here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

RATE, BETA = 2e-4, 0.5  # Adam of both networks, as published for labs 05 to 08
CLASSES = 10


def d_loss(ops, real, fake, condition):
    """Cross-entropy of D from logits, both halves added."""
    return ops.entropy(real, 1.0) + ops.entropy(fake, 0.0)


def g_loss(ops, scores, fake, real, condition):
    """Non-saturating loss of G."""
    return ops.entropy(scores, 1.0)


@dataclass(frozen=True)
class Pair:
    """A generator and a discriminator, and how they are trained.

    generator(make, *inputs): from latent vectors, from [latent, label], or from a plan. discriminator(make, images,
    …): from images, or from [images, condition] if it is `told`.
    shape: of an image. condition: "", "label" or "plan". xla: whether the ways that may choose compile by XLA, which
    on a CPU helps dense networks and slows convolutions down.
    """

    lab: str
    batch: int
    parameters: tuple[int, int]
    generator: Callable
    discriminator: Callable
    shape: tuple[int, ...] = (28, 28, 1)
    latent: int = 100
    condition: str = ""
    told: bool = False
    xla: bool = False
    d_loss: Callable = d_loss
    g_loss: Callable = g_loss

    def g_inputs(self, latent, condition) -> list:
        """Return what G takes of both."""
        return ([latent] if self.latent else []) + ([condition] if self.condition else [])

    def d_inputs(self, images, condition) -> list:
        """Return what D takes of both."""
        return [images, condition] if self.told else [images]

    def data(self, count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray | None]:
        """Return random images in 0…1, float32, and labels int32, plans float32 in -1…1, or None."""
        random = np.random.default_rng(seed)
        images = random.random((count, *self.shape), np.float32)
        if self.condition == "plan":
            return images, random.random((count, *self.shape), np.float32) * 2 - 1
        return images, random.integers(0, CLASSES, count, np.int32) if self.condition else None


# ---- Lab 04, and the pair of the engine's own benchmark --------------------------------------------------------


def dense_generator(make, latent):
    """100 → 256 → 784."""
    return make.sigmoid(make.dense(make.relu(make.dense(latent, 256)), 784, last=True))


def dense_discriminator(make, image):
    """784 → 256 → 1."""
    return make.dense(make.relu(make.dense(image, 256)), 1, last=True)


def conv_generator(make, latent):
    """Half the width of lab 05, kernels 4×4."""
    maps = make.unflatten(make.leaky(make.dense(latent, 49 * 64)), (7, 7, 64))
    return make.sigmoid(make.up(make.leaky(make.up(maps, 32, 4, 2)), 1, 4, 2))


def conv_discriminator(make, image):
    """The same for D, without dropout."""
    maps = make.leaky(make.conv(make.leaky(make.conv(image, 32, 4, 2)), 64, 4, 2))
    return make.dense(make.flatten(maps), 1, last=True)


# ---- Lab 05, variant A -----------------------------------------------------------------------------------------


def dcgan_generator(make, latent):
    """256 maps of 7×7, then 128, 64 and 1 by transposed convolutions 5×5."""
    maps = make.unflatten(make.leaky(make.dense(latent, 49 * 256)), (7, 7, 256))
    maps = make.leaky(make.up(maps, 128, 5, 1))
    return make.sigmoid(make.up(make.leaky(make.up(maps, 64, 5, 2)), 1, 5, 2))


def dcgan_discriminator(make, image):
    """Two convolutions 5×5 with dropout."""
    maps = image
    for width in (64, 128):
        maps = make.drop(make.leaky(make.conv(maps, width, 5, 2)), 0.3)
    return make.dense(make.flatten(maps), 1, last=True)


# ---- Lab 06, section 6 -----------------------------------------------------------------------------------------


def with_channel(make, maps, label, side: int):
    """Join a channel that is learned for the label."""
    row = make.dense(make.table(label, CLASSES, 50), side * side)
    return make.join(maps, make.unflatten(row, (side, side, 1)))


def cgan_generator(make, latent, label):
    """The label is a channel of the 7×7 maps; 128 maps everywhere."""
    maps = make.unflatten(make.leaky(make.dense(latent, 49 * 128)), (7, 7, 128))
    maps = with_channel(make, maps, label, 7)
    for _ in range(2):
        maps = make.leaky(make.up(maps, 128, 4, 2))
    return make.tanh(make.conv(maps, 1, 7))


def cgan_discriminator(make, image, label):
    """The label is a second channel of the image."""
    maps = with_channel(make, image, label, 28)
    for _ in range(2):
        maps = make.leaky(make.conv(maps, 128, 3, 2))
    return make.dense(make.drop(make.flatten(maps), 0.4), 1, last=True)


# ---- Lab 07 ----------------------------------------------------------------------------------------------------


def acgan_generator(make, latent, label):
    """Noise times an embedding of the label, then up-sampling and convolutions."""
    values = make.relu(make.dense(make.times(latent, make.table(label, CLASSES, 100)), 49 * 128))
    maps = make.unflatten(values, (7, 7, 128))
    for width in (128, 64):
        maps = make.relu(make.conv(make.double(maps), width, 3))
    return make.tanh(make.conv(maps, 1, 3))


def acgan_discriminator(make, image):
    """Two heads: source and class."""
    maps = image
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        maps = make.pad(maps, (0, 1)) if number == 2 else maps
        maps = make.drop(make.leaky(make.conv(maps, width, 3, stride)), 0.25)
    values = make.flatten(maps)
    return [make.dense(values, 1, last=True), make.dense(values, CLASSES, last=True)]


def acgan_d_loss(ops, real, fake, labels):
    """Source and class, on real and generated images."""
    return (
        ops.entropy(real[0], 1.0)
        + ops.entropy(fake[0], 0.0)
        + ops.classes(real[1], labels)
        + ops.classes(fake[1], labels)
    )


def acgan_g_loss(ops, scores, fake, real, labels):
    """Pass for real, and for the class that was ordered."""
    return ops.entropy(scores[0], 1.0) + ops.classes(scores[1], labels)


# ---- Lab 08, 64×64, as its cpu profile trains it ---------------------------------------------------------------


def pix2pix_generator(make, plan):
    """A U-Net of six blocks down and five up, 16 maps in the first."""
    filters, kept, maps = [16, 32, 64, 128, 128, 128], [], plan
    for k, width in enumerate(filters):
        maps = make.conv(maps, width, 4, 2, bias=False)
        maps = make.leaky(make.norm(maps) if 0 < k < len(filters) - 1 else maps)
        kept.append(maps)
    for k in reversed(range(len(filters) - 1)):
        maps = make.norm(make.up(maps, filters[k], 4, 2, bias=False))
        maps = make.relu(make.drop(maps, 0.5) if k >= len(filters) - 4 else maps)
        maps = make.join(maps, kept[k])
    return make.tanh(make.up(maps, 3, 4, 2, last=True))


def pix2pix_discriminator(make, photo, plan):
    """A PatchGAN: a map of logits."""
    maps = make.leaky(make.conv(make.join(plan, photo), 8, 4, 2, bias=False))
    maps = make.conv(make.pad(maps, (1, 1)), 16, 4, same=False, bias=False)
    return make.conv(make.pad(make.leaky(make.norm(maps)), (1, 1)), 1, 4, same=False, last=True)


def pix2pix_g_loss(ops, scores, fake, real, plan):
    """Adversarial term and 100 × L1."""
    return ops.entropy(scores, 1.0) + 100.0 * ops.distance(fake, real)


LABEL = {"condition": "label"}
PAIRS = {
    "dense": Pair(
        "04", 50, (227_344, 201_217), dense_generator, dense_discriminator, shape=(784,), xla=True
    ),
    "conv": Pair("05", 64, (350_049, 36_513), conv_generator, conv_discriminator),
    "dcgan": Pair("05", 256, (2_292_737, 212_865), dcgan_generator, dcgan_discriminator),
    "cgan": Pair("06", 128, (1_169_336, 196_773), cgan_generator, cgan_discriminator, told=True, **LABEL),
    "acgan": Pair(
        "07", 100, (856_425, 119_691), acgan_generator, acgan_discriminator, d_loss=acgan_d_loss, g_loss=acgan_g_loss,
        **LABEL,
    ),
    "pix2pix": Pair(
        "08", 4, (1_832_003, 3_137), pix2pix_generator, pix2pix_discriminator, shape=(64, 64, 3), latent=0,
        condition="plan", told=True, g_loss=pix2pix_g_loss,
    ),
}  # fmt: skip
LABS = ("dense", "dcgan", "cgan", "acgan", "pix2pix")
