# %% [markdown]
# # 08 · From a plan to a photograph: pix2pix
#
# In labs 06 and 07 a label told the generator what to draw: one of ten words. Here the label is a picture itself. You
# give a plan of a house front (wall here, window there) and get a photograph of it. Such pairs of pictures are
# everywhere: map and aerial photo, sketch and shoe, day and night, coarse and fine simulation of a flow. One recipe
# serves them all: **pix2pix** (Isola, Zhu, Zhou and Efros, 2017). You build it.
#
# **You will learn**
# - to treat pairs as pairs: one crop, one mirror, for both;
# - what a bottleneck loses, and how the skip connections of a **U-Net** carry it past;
# - to judge a picture in patches (**PatchGAN**), and to compute how much of it each verdict has seen;
# - why an L1 loss alone blurs, an adversarial loss alone drifts, and both together do neither;
# - to measure a picture against the one it should be: L1, PSNR, SSIM, sharpness, and labels read back.
#
# **You need** labs 01 (output size of a convolution, transposed convolution), 04 (the game and its losses) and 05
# (batch norm, checkerboards). Labs 06 and 07 help.
#
# **Time**: an afternoon. Running every cell takes about five minutes on two CPU cores; most of it is section 8. The
# model as published, 256×256, is built, counted and stepped once here; training it is for a GPU.
#
# **How it goes**: nine exercises. Each has three hints to unfold and a check that explains what it saw. More tests
# run when the lab is graded; the docstrings say what they look at. When you are stuck for good, there is the
# [solution](../../solutions/08_pix2pix/pix2pix.ipynb).

# %%
import math

import numpy as np
from PIL import Image

from course import checks, runtime
from course.datasets import facade, facades
from course.plots import pix2pix as plots
from course.puzzles import pix2pix as puzzle
from course.widgets import pix2pix as widgets

runtime.setup()

# %%
import keras
import tensorflow as tf

from course import metrics
from course.training import Adversarial, memory, saved

# %% [markdown]
# ## 1 · Pairs
#
# The classic data set is CMP Facades: 606 photographs of house fronts from Prague and elsewhere, in which people
# have labelled every window, sill and cornice. If you have it, name its folder in `COURSE_DATA`, or say
# `facades(source="network")` once. If not, the course draws houses itself: a small program places storeys, bays,
# shops and roofs, lets the sun throw shadows and a camera add noise. Its labels have one advantage over those of
# people: they are exact to the pixel.

# %%
size = runtime.pick(smoke=64, cpu=64, full=256)
count = runtime.pick(smoke=24, cpu=400, full=400)
houses = facades(size, train=count, val=0, test=runtime.pick(smoke=12, cpu=106, full=106))
plots.pairs(houses.labels_train[:6], houses.photos_train[:6])

# %% [markdown]
# *What to see.* Above the plan, below the photo. Each colour is a class; the first twelve are those of CMP Facades,
# with the colours of the published pictures; roof, sky and pavement are ours. Trees, cars and lamps are *background*,
# and hide what is behind them: in the plan, too.
#
# **Predict**: which properties of a photo does its plan fix, and which not? Think of the wall's colour, the place of
# a window, the sun. What should a network do about those that are not fixed?

# %%
plots.legend(houses.classes)

# %% [markdown]
# Networks see plans as colour pictures, just as the authors did, and everything in −1…1, because the generator ends
# in tanh.


# %%
def plans(labels):
    """Label maps (n, h, w) as the networks see them: float32 (n, h, w, 3) in -1…1."""
    return facade.colours(labels).astype("float32") / 127.5 - 1


def photos(pictures):
    """Photos (n, h, w, 3), uint8, as the networks see them: float32 in -1…1."""
    return pictures.astype("float32") / 127.5 - 1


# %% [markdown]
# ## 2 · One crop for both
#
# Four hundred pairs are few. The authors enlarge each picture a little (256 to 286), cut a piece of the old size out
# at a random place, and mirror every other one. This is the augmentation of lab 03, with a twist: what is done to the
# photo must be done to its plan, to the pixel. And the plan holds *classes*. The mean of class 2 (window) and class 4
# (cornice) is not class 3 (door), so a plan is enlarged by taking the **nearest** pixel, never by interpolation.
#
# **Predict**: what will a network learn if photo and plan are cropped at different places?
#
# ### Exercise 8.1 · `random_jitter`
#
# Enlarge, crop and mirror pairs.
#
# <details><summary>Hint 1: a question</summary>
#
# Which numbers must you draw for a pair, and how often: once a picture, or once a pair? Which of the two resizings
# may invent new values?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# The larger side is `round(h * 286 / 256)`: 72 for 64. The upper edge of the crop is a whole number from 0 to
# `larger - h`, both included; so is the left edge.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# for each pair:
#     top, left = rng.integers(larger - h + 1, size=2)
#     big_plan  = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
#     big_photo = the same with Image.Resampling.BILINEAR
#     cut [top : top + h, left : left + h] out of both
#     if rng.random() < 0.5: reverse the columns of both
# ```
#
# </details>


# %% exercise="random_jitter"
def random_jitter(labels, pictures, rng):
    """Enlarge pairs to 286/256 of their size, crop them back at a random place, mirror about half of them.

    labels: array (n, h, h), uint8. pictures: array (n, h, h, 3), uint8. They are not changed.
    rng: a NumPy Generator, the only source of chance: equal states give equal results.
    Each pair has its own crop and its own mirroring, the same for plan and photo. A side of 64 becomes 72, and the
    crop's corner lies in 0…8. Labels are taken from the nearest pixel, photos interpolated.
    Returns (labels, pictures) of the same shapes, uint8.

    Raises ValueError when the shapes are not as above or do not fit each other. The hidden tests check this.
    """
    ### BEGIN SOLUTION
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = np.empty_like(labels), np.empty_like(pictures)
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return new_labels, new_pictures
    ### END SOLUTION


# %% check="random_jitter" points=3
blocks = np.kron(checks.rng(0).integers(0, 5, (12, 8, 8)), np.ones((8, 8), int)).astype(np.uint8)
as_photo = np.repeat(50 * blocks[..., None], 3, axis=-1)
found, seen = random_jitter(blocks, as_photo, np.random.default_rng(1))
checks.shape("plans", found, (12, 64, 64))
checks.shape("photos", seen, (12, 64, 64, 3))
agreement = np.mean(seen[..., 0] == 50 * found, axis=(1, 2))
checks.true("plan and photo fit", agreement.min() > 0.6, hint="one crop and one mirroring for both of a pair")
checks.true("something changed", np.mean(found == blocks) < 0.9, hint="enlarge, crop, mirror")
two = np.where(blocks > 2, 14, 0).astype(np.uint8)
values = set(np.unique(random_jitter(two, as_photo, np.random.default_rng(2))[0]).tolist())
checks.true("no new classes", values <= {0, 14}, hint="labels are not interpolated: take the nearest pixel")
checks.raises("photos of another size", ValueError, random_jitter, blocks, as_photo[:, :32], np.random.default_rng(1))
### BEGIN HIDDEN TESTS
rows = np.broadcast_to(np.arange(64, dtype=np.uint8)[:, None], (40, 64, 64)).copy()
grey = np.repeat(rows[..., None], 3, axis=-1)
found, seen = random_jitter(rows, grey, np.random.default_rng(3))
span = found[:, -1, 0].astype(int) - found[:, 0, 0]
checks.true("enlarged by 286/256, cropped, not squeezed", np.all((span >= 55) & (span <= 58)), hint="64 becomes 72")
tops = found[:, 0, 0]
checks.true("each pair has its own crop, up and down", len(set(tops.tolist())) > 3, hint="draw anew for each pair")
checks.true("the crop lies inside", tops.max() <= 8, hint="0 … larger - h")
checks.true("the photo has the same crop", np.abs(seen[..., 0].astype(int) - found).max() <= 1)
columns = np.swapaxes(rows, 1, 2).copy()
found, seen = random_jitter(columns, np.swapaxes(grey, 1, 2), np.random.default_rng(4))
mirrored = found[:, 0, 0] > found[:, 0, -1]
checks.true("about half are mirrored", 8 < mirrored.sum() < 32, hint="each pair with probability 1/2")
starts = np.where(mirrored, found[:, 0, -1], found[:, 0, 0])
checks.true("each pair has its own crop, left and right", len(set(starts.tolist())) > 3)
checks.true("left and right, the photo has the same", np.abs(seen[..., 1].astype(int) - found).max() <= 1)
again = [random_jitter(blocks, as_photo, np.random.default_rng(5)) for _ in range(2)]
checks.equal("equal states, equal plans", again[0][0], again[1][0])
checks.equal("equal states, equal photos", again[0][1], again[1][1])
checks.unchanged(
    "the pairs stay as they were", lambda a, b: random_jitter(a, b, np.random.default_rng(6)), blocks, as_photo
)
checks.dtype("type of the photos", seen, "uint8")
checks.shape(
    "another size", random_jitter(rows[:2, :32, :32], grey[:2, :32, :32], np.random.default_rng(7))[1], (2, 32, 32, 3)
)
checks.raises("fewer photos", ValueError, random_jitter, blocks, as_photo[:5], np.random.default_rng(1))
checks.raises(
    "one pair without its batch", ValueError, random_jitter, blocks[0], as_photo[0], np.random.default_rng(1)
)
### END HIDDEN TESTS

# %% skip="grading"
same = [np.repeat(part[:1], 5, axis=0) for part in (houses.labels_train, houses.photos_train)]
plots.pairs(*random_jitter(*same, np.random.default_rng(0)))

# %% [markdown]
# *What to see.* One house, five times: a little nearer, shifted, some of them mirrored; and each plan fits its photo.
#
# ## 3 · Down, and up again
#
# A generator from picture to picture first has to understand the plan, then to draw. The **encoder** goes down:
# each block is a 4×4 convolution in steps of 2, which halves the sides, batch norm, and LeakyReLU. After six of
# them a 64×64 plan is a single point with many channels: the **bottleneck**. The **decoder** goes up: transposed
# convolutions 4×4 in steps of 2, batch norm, ReLU. (The kernel is divisible by the stride: no checkerboards, as lab
# 05 showed.) In the first decoder blocks, **dropout** is the source of chance; there is no latent vector.
#
# ### Exercise 8.2 · `downsample_block`
#
# <details><summary>Hint 1: a question</summary>
#
# Why does a convolution that is followed by batch norm need no bias?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $16 \cdot c \cdot f$ weights in the convolution from $c$ to $f$ channels; batch norm adds $4 f$, of which $2 f$
# are trained.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start)(x)
# if normalise: x = keras.layers.BatchNormalization(momentum=0.9)(x)
# return keras.layers.LeakyReLU(0.2)(x)
# ```
#
# </details>


# %%
def start():
    """The authors' initial weights: normal, mean 0, deviation 0.02."""
    return keras.initializers.RandomNormal(0.0, 0.02)


# %% exercise="downsample_block"
def downsample_block(x, filters, normalise=True):
    """Halve the sides of x: convolution 4×4 in steps of 2 (same, no bias), batch norm if asked for, LeakyReLU 0.2.

    x: Keras tensor (n, h, w, c), h and w even. filters: channels of the result.
    The kernel starts from `start()`, batch norm has momentum 0.9.
    Returns a Keras tensor (n, h/2, w/2, filters). From 3 to 8 channels it has 384 weights, with batch norm 32 more.
    """
    ### BEGIN SOLUTION
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.LeakyReLU(0.2)(x)
    ### END SOLUTION


# %% check="downsample_block" points=2
plan = keras.Input((16, 16, 3))
block = keras.Model(plan, downsample_block(plan, 8))
checks.equal("sides halved", block.output.shape[1:], (8, 8, 8), hint="steps of 2, padding same")
checks.equal("weights", block.count_params(), 16 * 3 * 8 + 4 * 8, hint="4×4 kernels, no bias, then batch norm")
bare = keras.Model(plan, downsample_block(plan, 8, normalise=False))
checks.equal(
    "without batch norm", bare.count_params(), 16 * 3 * 8, hint="normalise=False leaves it out; still no bias"
)
bare.set_weights([-np.ones((4, 4, 3, 8))])
middle = np.array(bare(np.ones((1, 16, 16, 3))))[0, 3, 3]
checks.close("LeakyReLU: -48 becomes", middle, np.full(8, -9.6), hint="slope 0.2 below zero")
### BEGIN HIDDEN TESTS
rng = checks.rng(802)


def slowly(x, kernel):
    n, h, w, _ = x.shape
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    result = np.zeros((n, h // 2, w // 2, kernel.shape[-1]))
    for i in range(h // 2):
        for j in range(w // 2):
            result[:, i, j] = np.tensordot(padded[:, 2 * i : 2 * i + 4, 2 * j : 2 * j + 4], kernel, 3)
    return np.where(result > 0, result, 0.2 * result)


for h, w, c, filters in ((4, 6, 2, 3), (8, 8, 1, 5)):
    inputs = keras.Input((h, w, c))
    kernel, x = rng.normal(size=(4, 4, c, filters)), rng.normal(size=(2, h, w, c)).astype("float32")
    bare = keras.Model(inputs, downsample_block(inputs, filters, normalise=False))
    bare.set_weights([kernel])
    checks.close("random kernels", np.array(bare(x)), slowly(x, kernel), rtol=1e-3, atol=1e-4)
    normal = keras.Model(inputs, downsample_block(inputs, filters))
    normal.set_weights([kernel, np.ones(filters), np.zeros(filters), np.zeros(filters), np.ones(filters)])
    checks.close("batch norm at rest changes little", np.array(normal(x)), slowly(x, kernel), rtol=1e-2, atol=1e-3)
    out = np.array(normal(10 + x, training=True))
    checks.true("batch norm in training", np.abs(np.where(out > 0, out, out / 0.2).mean(axis=(0, 1, 2))).max() < 0.05)
many = keras.Input((8, 8, 32))
weights = keras.Model(many, downsample_block(many, 64, normalise=False)).get_weights()[0]
checks.true("the kernel starts from start()", 0.018 < weights.std() < 0.022, hint="deviation 0.02")
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 8.3 · `upsample_block`
#
# <details><summary>Hint 1: a question</summary>
#
# How large is the result of a transposed convolution in steps of 2 with padding `same`?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $16 \cdot c \cdot f + 4 f$ weights, as on the way down. Dropout and ReLU have none.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# transposed convolution (no bias, kernel from start()) → batch norm → dropout of one half, if asked for → ReLU
# ```
#
# </details>


# %% exercise="upsample_block"
def upsample_block(x, filters, dropout=False):
    """Double the sides of x: transposed convolution 4×4 in steps of 2 (same, no bias), batch norm, dropout, ReLU.

    x: Keras tensor (n, h, w, c). filters: channels of the result.
    The kernel starts from `start()`, batch norm has momentum 0.9. Dropout, if asked for, hides one half, and only in
    training. Returns a Keras tensor (n, 2h, 2w, filters). From 8 to 3 channels it has 384 + 12 weights.
    """
    ### BEGIN SOLUTION
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)
    ### END SOLUTION


# %% check="upsample_block" points=2
small = keras.Input((4, 4, 8))
block = keras.Model(small, upsample_block(small, 3))
checks.equal("sides doubled", block.output.shape[1:], (8, 8, 3), hint="steps of 2, padding same")
checks.equal("weights", block.count_params(), 16 * 8 * 3 + 4 * 3, hint="no bias; batch norm")
kernel_shape = block.get_weights()[0].shape
checks.equal(
    "its kernel", kernel_shape, (4, 4, 3, 8), hint="a transposed convolution holds (4, 4, filters, channels)"
)
some = checks.rng(0).normal(size=(2, 4, 4, 8)).astype("float32")
checks.true("ReLU comes last", np.array(block(some)).min() >= 0, hint="nothing negative leaves the block")
chance = keras.Model(small, upsample_block(small, 3, dropout=True))
first, second = (np.array(chance(some, training=True)) for _ in range(2))
checks.true("dropout in training", np.any(first != second), hint="dropout=True: two passes differ")
checks.equal("no dropout otherwise", np.array(chance(some)), np.array(chance(some)))
### BEGIN HIDDEN TESTS
rng = checks.rng(803)


def stamped(x, kernel):
    n, h, w, _ = x.shape
    result = np.zeros((n, 2 * h + 2, 2 * w + 2, kernel.shape[2]))
    for i in range(h):
        for j in range(w):
            result[:, 2 * i : 2 * i + 4, 2 * j : 2 * j + 4] += np.einsum("nc,uvfc->nuvf", x[:, i, j], kernel)
    return np.maximum(result[:, 1:-1, 1:-1], 0)


for h, w, c, filters in ((3, 2, 4, 2), (4, 4, 1, 3)):
    inputs = keras.Input((h, w, c))
    kernel, x = rng.normal(size=(4, 4, filters, c)), rng.normal(size=(2, h, w, c)).astype("float32")
    for dropout in (False, True):
        block = keras.Model(inputs, upsample_block(inputs, filters, dropout))
        at_rest = [kernel, np.ones(filters), np.zeros(filters), np.zeros(filters), np.ones(filters)]
        block.set_weights([*at_rest, *block.get_weights()[5:]])
        checks.close("random kernels", np.array(block(x)), stamped(x, kernel), rtol=1e-2, atol=2e-3)
wide = keras.Input((8, 8, 4))
sure = keras.Model(wide, upsample_block(wide, 64))
x = rng.normal(size=(16, 8, 8, 4)).astype("float32")
checks.equal("no chance without dropout", np.array(sure(x, training=True)), np.array(sure(x, training=True)))
shares = [
    np.mean(np.array(keras.Model(wide, upsample_block(wide, 64, d))(x, training=True)) == 0) for d in (False, True)
]
checks.true(
    "dropout hides one half", abs(shares[1] - (0.5 + 0.5 * shares[0])) < 0.03, hint="a rate of 0.5, after batch norm"
)
checks.true("the kernel starts from start()", 0.018 < sure.get_weights()[0].std() < 0.022)
### END HIDDEN TESTS

# %% [markdown]
# ## 4 · The U-Net
#
# The bottleneck sees the whole plan, but *where* exactly a window's edge lies has to squeeze through it as well, as
# a code that the decoder must unfold again, to the pixel. That is wasteful: the plan knows it, and photo and plan
# have their edges at the same places. So the **U-Net** (Ronneberger, Fischer and Brox, 2015) adds **skip
# connections**: the result of each encoder block is joined, channel to channel, to the decoder block of the same
# size.
#
# | | sides at 64×64 | channels, width 16 |
# |---|---|---|
# | down | 32, 16, 8, 4, 2, 1 | 16, 32, 64, 128, 128, 128 |
# | up | 2, 4, 8, 16, 32 | 128, 128, 64, 32, 16, each + skip |
# | out | 64 | 3, tanh |
#
# Block $k = 0, 1, \dots$ has $w \cdot \min(2^k, 8)$ channels, in both directions; as many blocks as it takes to reach
# 1×1. With $w = 64$ and 256×256 this is the published generator. One design, and the size is an argument.
#
# The first down block and the innermost one have no batch norm: at 1×1 and one picture a batch, it would leave only
# zeros (as the authors found after publication). Dropout is in the three innermost up blocks.
#
# **Predict**: through which kernels must a plan's edges pass in the encoder–decoder? And in the U-Net?
#
# ### Exercise 8.4 · `unet`
#
# Build it. The blocks are arguments, `down(x, filters, normalise)` and `up(x, filters, dropout)`, so that this
# exercise is about the joints alone. Without skips it is the encoder–decoder.
#
# <details><summary>Hint 1: a question</summary>
#
# An up block doubles 2×2 to 4×4. Which down block's result has 4×4? Is the innermost result joined to anything?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $d = \log_2(\text{size})$ down blocks $k = 0 \dots d-1$, the result of block $k$ with side $\text{size} / 2^{k+1}$.
# Then up blocks $k = d-2 \dots 0$, whose result has the side of down block $k$: join these two.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# kept = []
# for k in range(depth):
#     x = down(x, filters[k], normalise=0 < k < depth - 1); kept.append(x)
# for k in reversed(range(depth - 1)):
#     x = up(x, filters[k], dropout=k >= depth - 4)
#     if skips: x = keras.layers.Concatenate()([x, kept[k]])
# last: a transposed convolution to 3 channels, tanh, dtype="float32"
# ```
#
# </details>


# %% exercise="unet"
def unet(size, width, down, up, skips=True):
    """The generator: from a plan (size, size, 3) to a photo (size, size, 3) in -1…1.

    size: a power of 2, at least 16. width: channels of the first block; block k has width · min(2^k, 8).
    down(x, filters, normalise): halves the sides. The first and the innermost block are not normalised.
    up(x, filters, dropout): doubles them. The three innermost up blocks have dropout.
    skips: after each up block, its result is concatenated with that of the down block of the same size.
    Last comes Conv2DTranspose to 3 channels, 4×4, steps of 2, same, with bias, tanh, kernel from `start()`,
    dtype="float32". Returns a keras.Model. unet(64, 16, …) calls `down` six times and `up` five times.

    Raises ValueError when size is not a power of 2 or below 16. The hidden tests check this.
    """
    ### BEGIN SOLUTION
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))
    ### END SOLUTION


# %%
class Recorder:
    """Simple blocks that write down how they were called: (side of the result, filters, the flag)."""

    def __init__(self):
        self.downs, self.ups, self.entering = [], [], []

    def down(self, x, filters, normalise=True):
        self.downs.append((x.shape[1] // 2, filters, bool(normalise)))
        return keras.layers.Conv2D(filters, 2, strides=2, use_bias=False)(x)

    def up(self, x, filters, dropout=False):
        self.ups.append((x.shape[1] * 2, filters, bool(dropout)))
        self.entering.append(x.shape[-1])
        return keras.layers.Conv2DTranspose(filters, 2, strides=2, use_bias=False)(x)


def routed(model):
    """How strongly each down block is heard when the innermost one is cut: norms of gradients, outermost first.

    What gets past the cut has gone through a skip connection.
    """
    kernels = [layer for layer in model.layers if type(layer) is keras.layers.Conv2D]
    kernels[-1].kernel.assign(tf.zeros_like(kernels[-1].kernel))
    plan = tf.random.stateless_normal((1, *model.input.shape[1:]), (8, 4))
    with tf.GradientTape() as tape:
        value = tf.reduce_sum(model(plan) ** 2)
    gradients = tape.gradient(value, [layer.kernel for layer in kernels[:-1]])
    return [0.0 if gradient is None else float(tf.norm(gradient)) for gradient in gradients]


# %% check="unet" points=4
record = Recorder()
net = unet(64, 2, record.down, record.up)
checks.equal("from plan to photo", (net.input.shape[1:], net.output.shape[1:]), ((64, 64, 3), (64, 64, 3)))
checks.equal("down: sides", [side for side, _, _ in record.downs], [32, 16, 8, 4, 2, 1])
checks.equal(
    "down: channels", [filters for _, filters, _ in record.downs], [2, 4, 8, 16, 16, 16], hint="w · min(2^k, 8)"
)
checks.equal(
    "up: sides", [side for side, _, _ in record.ups], [2, 4, 8, 16, 32], hint="the last doubling is the last layer"
)
hint = "after an up block, join the down block of the same size: the next block sees both"
checks.equal("channels that enter an up block", record.entering, [16, 32, 32, 16, 8], hint=hint)
photo = np.array(net(checks.rng(1).normal(size=(1, 64, 64, 3)).astype("float32")))
checks.true("tanh", np.abs(photo).max() <= 1, hint="the last layer ends in tanh")
heard = routed(net)
checks.true(
    "skips carry on when the bottleneck is cut", min(heard) > 0, hint="each down block but the innermost is joined"
)
record = Recorder()
heard = routed(unet(64, 2, record.down, record.up, skips=False))
checks.true("without skips, nothing passes", max(heard) == 0, hint="skips=False is the encoder–decoder")
### BEGIN HIDDEN TESTS
for side, wide, skips in ((16, 3, True), (32, 2, False), (32, 4, True), (128, 1, True), (256, 1, False)):
    record = Recorder()
    net = unet(side, wide, record.down, record.up, skips=skips)
    depth = side.bit_length() - 1
    filters = [wide * 2 ** min(k, 3) for k in range(depth)]
    flags = [0 < k < depth - 1 for k in range(depth)]
    expected = [(side // 2 ** (k + 1), filters[k], flags[k]) for k in range(depth)]
    checks.equal(f"down blocks at {side}", record.downs, expected, hint="first and innermost are not normalised")
    back = list(range(depth - 2, -1, -1))
    expected = [(side // 2 ** (k + 1), filters[k], place < 3) for place, k in enumerate(back)]
    checks.equal(f"up blocks at {side}", record.ups, expected, hint="dropout in the three innermost ones")
    entering = [filters[-1], *((2 if skips else 1) * filters[k] for k in back[:-1])]
    checks.equal(f"channels at {side}", record.entering, entering)
    last = net.layers[-1]
    checks.equal("the last kernel", tuple(last.kernel.shape), (4, 4, 3, (2 if skips else 1) * wide))
    checks.true(
        "the last layer", last.use_bias and last.dtype_policy.compute_dtype == "float32", hint='bias, dtype="float32"'
    )
    checks.true("gradient routing", (min if skips else max)(routed(net)) > 0 if skips else max(routed(net)) == 0)
    if skips:
        joints = [layer for layer in net.layers if isinstance(layer, keras.layers.Concatenate)]
        checks.equal("one joint a level", len(joints), depth - 1)
        for joint in joints:
            sources = sorted(type(tensor._keras_history.operation).__name__ for tensor in joint.input)
            checks.equal("a joint has an up and a down block", sources, ["Conv2D", "Conv2DTranspose"])
for bad in (0, 8, 48, 65, -64):
    checks.raises(f"size {bad}", ValueError, unet, bad, 2, Recorder().down, Recorder().up)
### END HIDDEN TESTS

# %% skip="grading"
with_skips, without = (unet(64, 16, downsample_block, upsample_block, skips=skips) for skips in (True, False))
plots.routing({"U-Net": routed(with_skips), "encoder–decoder": routed(without)})

# %% [markdown]
# *What to see.* The innermost block is cut here, on purpose. In the encoder–decoder nothing reaches any down block
# any more: everything went through the bottleneck. In the U-Net each block is still heard (the axis is logarithmic),
# and the outermost, whose skip leads to the last layer, by far the loudest. That is the way that edges take.
#
# Skips are not free: a decoder block sees twice the channels. Count, and do the same for the published size.

# %% skip="grading"
published = {skips: unet(256, 64, downsample_block, upsample_block, skips) for skips in (True, False)}
for skips, model in published.items():
    name = "U-Net" if skips else "encoder–decoder"
    print(f"{name:16} 256×256, width 64: {model.count_params():11,} parameters")
checks.equal("photo of the published generator", published[True].output.shape[1:], (256, 256, 3))

# %% skip="grading"
channels = [64 * min(2**k, 8) for k in range(8)]
down = [16 * a * b for a, b in zip([3, *channels[:-1]], channels, strict=True)]
entering = [channels[7], *(2 * channels[k] for k in range(6, 0, -1))]
up = [16 * a * b for a, b in zip(entering, channels[6::-1], strict=True)]
norms = 4 * (sum(channels[1:7]) + sum(channels[:7]))
by_hand = sum(down) + sum(up) + norms + (16 * 128 * 3 + 3)
checks.equal("counted by hand", by_hand, published[True].count_params())

# %% [markdown]
# ## 5 · A judge of patches
#
# Whether a house stands at the right place, the L1 loss will see to. What it cannot see is whether bricks look like
# bricks, and for that one needs to look at small pieces only. So the discriminator is a short stack of convolutions
# whose result is not one number but a **map** of them: each judges one patch of the picture, and patches overlap.
# This **PatchGAN** has few parameters, works at any size, and judges hundreds of patches in every picture.
#
# How large is a patch? Walk back from one value of the map: a layer with kernel $k$ and stride $s$ turns a field of
# $r$ values into one of $(r - 1) \cdot s + k$ in its input. And the map's side follows from $\lfloor (n + 2p - k)/s
# \rfloor + 1$ of lab 01, layer by layer.
#
# **Predict**: kernels 4, strides 2, 2, 2, 1, 1, padding 1. How many pixels does a value of the map see, and how large
# is the map of a 256×256 picture?
#
# ### Exercise 8.5 · `patches`
#
# <details><summary>Hint 1: a question</summary>
#
# One of the two numbers is computed from the first layer to the last. And the other one?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $n \leftarrow \lfloor (n + 2p - k)/s \rfloor + 1$ forwards; $r \leftarrow (r - 1) s + k$ backwards, from $r = 1$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# for k, s, p in layers:
#     if a number is out of range, or n + 2p < k: raise ValueError
#     n = …
# for k, s, p in reversed(layers):
#     r = …
# ```
#
# </details>


# %% exercise="patches"
def patches(size, layers):
    """Size of the map, and receptive field of one of its values, of a stack of convolutions.

    size: side of the picture. layers: a list of (kernel, stride, padding), first layer first; padding on each side.
    Returns two ints: (side of the map, side of the patch that a value sees).
    patches(16, [(4, 2, 1), (3, 1, 1)]) is (8, 8): 16 → 8 → 8, and (1 - 1)·1 + 3 = 3, (3 - 1)·2 + 4 = 8.

    Raises ValueError when a kernel or stride is below 1, a padding below 0, a window does not fit into its padded
    input, or there is no layer. The hidden tests check this.
    """
    ### BEGIN SOLUTION
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or size + 2 * padding < kernel:
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return size, field
    ### END SOLUTION


# %% check="patches" points=3
checks.equal("one layer", patches(16, [(4, 2, 1)]), (8, 4), hint="⌊(16 + 2·1 − 4)/2⌋ + 1 numbers, 4 pixels each")
side, field = patches(16, [(4, 2, 1), (3, 1, 1)])
checks.equal("side of the map", side, 8, hint="the formula of lab 01, from the first layer on")
checks.equal("what a value sees", field, 8, hint="from the last layer back: (r - 1) · s + k")
checks.raises("a window that does not fit", ValueError, patches, 4, [(4, 2, 0), (4, 1, 1)])
### BEGIN HIDDEN TESTS
rng = checks.rng(805)


def by_marking(size, layers):
    """Carry along which pixels each value has seen."""
    seen = [{place} for place in range(size)]
    for kernel, stride, padding in layers:
        padded = [set()] * padding + seen + [set()] * padding
        seen = [set().union(*padded[i : i + kernel]) for i in range(0, len(padded) - kernel + 1, stride)]
    return len(seen)


def by_distance(layers):
    """Which inputs of an endless line does value 0 see?"""
    low, high = 0, 0
    for kernel, stride, _ in reversed(layers):
        low, high = low * stride, high * stride + kernel - 1
    return high - low + 1


for _ in range(8):
    count_of_layers, n = int(rng.integers(1, 5)), int(rng.integers(90, 200))
    layers = [tuple(int(v) for v in rng.integers((1, 1, 0), (6, 4, 3))) for _ in range(count_of_layers)]
    expected = (by_marking(n, layers), by_distance(layers))
    if expected[0] > 0:
        checks.equal(f"random layers {layers}", tuple(patches(n, layers)), expected)
checks.true("whole numbers", all(isinstance(v, (int, np.integer)) for v in patches(9, [(2, 1, 0)])))
for bad in ([], [(0, 1, 0)], [(3, 0, 1)], [(3, 1, -1)], [(3, 1, 0), (9, 1, 0)]):
    checks.raises(f"bad layers {bad}", ValueError, patches, 8, bad)
checks.raises("no picture", ValueError, patches, 0, [(1, 1, 0)])
### END HIDDEN TESTS

# %% skip="grading"
designs = {
    "1×1": [(1, 1, 0)] * 3,
    "16×16": [(4, 2, 1), (4, 1, 1), (4, 1, 1)],
    "70×70": [(4, 2, 1)] * 3 + [(4, 1, 1)] * 2,
}
for name, layers in designs.items():
    side, field = patches(256, layers)
    checks.equal(f"{name}: {side}×{side} patches of 256×256", field, int(name.split("×")[0]))
plots.patch_sizes(
    houses.photos_test[0],
    {"16×16 of 64": patches(64, designs["16×16"]), "70×70 of 256": patches(256, designs["70×70"])},
)

# %% [markdown]
# *What to see.* The authors' best choice saw 70×70 of 256×256: about a window with what is around it. In a 64×64
# picture that is about 16×16, which one block with stride 2 gives, instead of three. So the design has one more
# rule: as many strided blocks as $\log_2(\text{size}) - 5$. Either way the map is 30×30.
#
# D sees the **pair**, photo and plan on top of each other. It could not tell otherwise whether a fine photo shows the
# wrong house.


# %%
def patchgan(size, width):
    """The discriminator: from [photo, plan] to a map of logits; as many strided blocks as log2(size) - 5."""
    photo, plan = keras.Input((size, size, 3)), keras.Input((size, size, 3))
    x, strided = keras.layers.Concatenate()([plan, photo]), round(math.log2(size)) - 5
    for k in range(strided):
        x = downsample_block(x, width * min(2**k, 8), normalise=k > 0)
    x = keras.layers.Conv2D(width * min(2**strided, 8), 4, use_bias=False, kernel_initializer=start())(padded(x))
    x = keras.layers.LeakyReLU(0.2)(keras.layers.BatchNormalization(momentum=0.9)(x))
    verdict = keras.layers.Conv2D(1, 4, kernel_initializer=start(), dtype="float32")(padded(x))
    return keras.Model([photo, plan], verdict)


def padded(x):
    """One zero on each side."""
    return keras.layers.ZeroPadding2D(1)(x)


# %% [markdown]
# Is its receptive field what you computed? Ask the network: which pixels does the value in the middle of the map
# depend on? Those with a gradient.


# %% skip="grading"
def measured_field(model):
    """Side of the square of pixels that the middle of the map has a gradient for."""
    inputs = [tf.random.stateless_normal((1, *tensor.shape[1:]), (5, 5)) for tensor in model.inputs]
    middle = model.output.shape[1] // 2
    with tf.GradientTape() as tape:
        tape.watch(inputs[0])
        value = model(inputs)[0, middle, middle, 0]
    rows = np.abs(tape.gradient(value, inputs[0])[0]).sum(axis=(1, 2)).nonzero()[0]
    return int(rows[-1] - rows[0] + 1)


for side in (64, 256):
    judge = patchgan(side, 4)
    print(f"{side}×{side}: map {judge.output.shape[1:3]}, each value sees {measured_field(judge)} pixels")

# %% skip="grading"
published_judge = patchgan(256, 64)
checks.equal("map of the published discriminator", published_judge.output.shape[1:], (30, 30, 1))
checks.equal("its patch", measured_field(published_judge), 70)
times = published[True].count_params() / published_judge.count_params()
print(f"{published_judge.count_params():,} parameters, {times:.0f} times fewer than G")

# %% [markdown]
# ## 6 · Two losses
#
# **D**: cross-entropy, real patches towards 1, generated ones towards 0, as in lab 04, the mean over all patches. The
# authors take *half* of the sum of both, so that D learns more slowly than G.
#
# ### Exercise 8.6 · `discriminator_loss`
#
# <details><summary>Hint 1: a question</summary>
#
# What is the loss of a D that answers logit 0 to everything, halved?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $\frac12 \left[ \operatorname{mean}\text{bce}(1, D(x, y)) + \operatorname{mean}\text{bce}(0, D(x, G(x))) \right]$
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)
# fake = …
# return half of the sum of their means
# ```
#
# </details>


# %% exercise="discriminator_loss"
def discriminator_loss(real_logits, fake_logits):
    """Half the sum of D's mean cross-entropies on the patches of real and of generated pairs.

    real_logits, fake_logits: tensors (n, h, w, 1), float32: maps before the sigmoid. The two may differ in shape.
    Returns a scalar tensor: ln 2 ≈ 0.693 when every logit is 0; near 0 when D is right and sure. Finite for logits of
    ±1000.
    """
    ### BEGIN SOLUTION
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake)) / 2
    ### END SOLUTION


# %% check="discriminator_loss" points=2
undecided = tf.zeros((2, 5, 5, 1))
checks.close(
    "undecided D", discriminator_loss(undecided, undecided), np.log(2), hint="half of the sum: ln 2, not 2 ln 2"
)
sure = tf.fill((2, 5, 5, 1), 20.0)
checks.close("right and sure", discriminator_loss(sure, -sure), 0, hint="real → 1, generated → 0")
checks.close("wrong and sure", discriminator_loss(-sure, sure), 20, hint="the mean of 20 and 20")
checks.finite("very wrong", discriminator_loss(-1000 * sure, 1000 * sure), hint="work from logits")
### BEGIN HIDDEN TESTS
rng = checks.rng(806)


def slow_loss(real, fake):
    total = [
        np.mean([np.logaddexp(0, -v) for v in real.ravel()]),
        np.mean([np.logaddexp(0, v) for v in fake.ravel()]),
    ]
    return sum(total) / 2


for _ in range(5):
    real, fake = (3 * rng.normal(size=(n, 4, 4, 1)).astype("float32") for n in (3, 5))
    checks.close("random maps", discriminator_loss(tf.constant(real), tf.constant(fake)), slow_loss(real, fake))
checks.shape("a scalar", discriminator_loss(undecided, sure), ())
logits = tf.Variable(rng.normal(size=(1, 3, 3, 1)).astype("float32"))
with tf.GradientTape() as tape:
    value = discriminator_loss(logits, undecided)
expected = -1 / (1 + np.exp(logits.numpy())) / 18
checks.close("its gradient", tape.gradient(value, logits), expected, hint="mean over the patches, then one half")
### END HIDDEN TESTS

# %% [markdown]
# **G** has two wishes: every patch should look real to D, and the photo should be *the* photo,
#
# $$ -\operatorname{mean} \log D(x, G(x)) + \lambda \cdot \operatorname{mean} |y - G(x)|, \qquad \lambda = 100. $$
#
# **Predict**: the plan does not fix a wall's colour. If three walls of five are white (+1) and two are black (−1),
# which answer $g$ has the least mean |y − g|? And which the least mean (y − g)²?

# %%
answers = np.linspace(-1, 1, 201)
wall = np.array([1.0, 1.0, 1.0, -1.0, -1.0])  # three white walls, two black ones
plots.errors(
    answers,
    {"|y - g|": [np.abs(wall - g).mean() for g in answers], "(y - g)²": [((wall - g) ** 2).mean() for g in answers]},
)

# %%
checks.close(
    "least |y - g|: the median", answers[np.argmin([np.abs(wall - g).mean() for g in answers])], np.median(wall)
)
checks.close("least (y - g)²: the mean", answers[np.argmin([((wall - g) ** 2).mean() for g in answers])], wall.mean())

# %% [markdown]
# *What to see.* L1 asks for the **median** of what could be, L2 for the **mean**: grey, which no wall was. So the
# authors chose L1. But where bricks and joints could lie anywhere, the median, too, is a flat colour: **blur** is the
# right answer to the wrong question. D does not accept it: in no real patch are bricks so smooth.
#
# ### Exercise 8.7 · `generator_loss`
#
# Return the two terms apart, so that both can be watched.
#
# <details><summary>Hint 1: a question</summary>
#
# Which label does G want D to give to its patches? Does the L1 term depend on D?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $-\operatorname{mean} \log \sigma(\ell) = \operatorname{mean}\text{bce}(1, \ell)$, and $\lambda \cdot$ the mean
# over all pictures, pixels and channels of $|y - g|$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# adversarial = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(…))
# l1 = tf.reduce_mean(tf.abs(…))
# return adversarial, weight * l1
# ```
#
# </details>


# %% exercise="generator_loss"
def generator_loss(fake_logits, fake, real, weight=100.0):
    """G's two terms: the adversarial one (non-saturating), and weight times the mean absolute error.

    fake_logits: tensor (n, h', w', 1), D's map on generated pairs. fake, real: tensors (n, h, w, 3) in -1…1.
    Returns two scalars; G descends on their sum. With logits 0 and an error of 0.1 everywhere: (ln 2, 10).
    """
    ### BEGIN SOLUTION
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return tf.reduce_mean(adversarial), weight * tf.reduce_mean(tf.abs(real - fake))
    ### END SOLUTION


# %% check="generator_loss" points=3
black, grey = -tf.ones((2, 8, 8, 3)), tf.fill((2, 8, 8, 3), -0.9)
adversarial, l1 = generator_loss(tf.zeros((2, 5, 5, 1)), grey, black)
checks.close("logits 0", adversarial, np.log(2), hint="the mean of -log D, from logits")
checks.close("an error of 0.1", l1, 10.0, hint="100 times the mean absolute error", rtol=1e-4)
adversarial, _ = generator_loss(tf.fill((2, 5, 5, 1), 1000.0), grey, black)
checks.close("D is fooled", adversarial, 0, hint="G wants label 1 for its patches")
adversarial, l1 = generator_loss(tf.fill((2, 5, 5, 1), -1000.0), black, black, weight=7.0)
checks.close("D is sure", adversarial, 1000, hint="non-saturating: -log D, not log(1 - D)")
checks.close("a perfect photo", l1, 0)
### BEGIN HIDDEN TESTS
rng = checks.rng(807)


def slow_terms(logits, fake, real, weight):
    adversarial = np.mean([np.logaddexp(0, -v) for v in logits.ravel().astype(float)])
    return adversarial, weight * np.mean(
        [abs(float(a) - float(b)) for a, b in zip(real.ravel(), fake.ravel(), strict=True)]
    )


for weight in (100.0, 1.0, 0.0, 12.5):
    logits = 3 * rng.normal(size=(3, 2, 4, 1)).astype("float32")
    fake, real = (rng.uniform(-1, 1, (3, 4, 6, 3)).astype("float32") for _ in range(2))
    found = generator_loss(tf.constant(logits), tf.constant(fake), tf.constant(real), weight)
    checks.close(
        f"random pictures, weight {weight}",
        [float(v) for v in found],
        slow_terms(logits, fake, real, weight),
        rtol=1e-4,
    )
    checks.shape("two scalars", found[1], ())
fake, logits = tf.Variable(fake), tf.Variable(logits)
with tf.GradientTape(persistent=True) as tape:
    adversarial, l1 = generator_loss(logits, fake, tf.constant(real), 100.0)
checks.close(
    "gradient of L1: signs", tape.gradient(l1, fake), 100 * np.sign(fake.numpy() - real) / fake.shape.num_elements()
)
checks.true("the adversarial term sees only D's map", tape.gradient(adversarial, fake) is None)
checks.true("L1 does not see it", tape.gradient(l1, logits) is None)
### END HIDDEN TESTS

# %% [markdown]
# ## 7 · How near is it?
#
# Here, unlike in the earlier labs, the true picture is known. Five measures, none of which tells all:
#
# - **L1 error**: mean difference of pixels, 0…1 (black to white);
# - **PSNR**: $10 \log_{10}(\text{range}^2 / \text{mean squared error})$ in dB, the mean over pictures;
# - **SSIM** (Wang et al., 2004): compares mean, contrast and pattern in windows of 11×11 pixels; 1 is perfect;
# - **sharpness**: mean gradient, relative to real photos. It does not care *what* is sharp;
# - **label recovery**: a network that has learned to read plans off real photos reads the generated ones.
#
# PSNR and SSIM need to know the range of the numbers. SSIM's formula is made for brightness from 0 up, so pictures in
# −1…1 must be moved to 0…1 first: saying that the range is 2 is not enough.
#
# ### Exercise 8.8 · `psnr_ssim`
#
# Use a library's SSIM, `tf.image.ssim`, and write PSNR yourself, or use `tf.image.psnr`.
#
# <details><summary>Hint 1: a question</summary>
#
# What becomes of −1 and of 1? What is `max_val` then?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $(p + 1)/2$; then for each picture $10 \log_{10}(1 / \text{mse})$, and the mean of these, not the PSNR of the mean.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# if the shapes differ, or a number lies outside -1…1: raise ValueError
# fake, real = (fake + 1) / 2, (real + 1) / 2      # float32
# return float(np.mean(tf.image.psnr(fake, real, max_val=1.0))), float(np.mean(…))
# ```
#
# </details>


# %% exercise="psnr_ssim"
def psnr_ssim(fake, real):
    """Mean PSNR in dB and mean SSIM of pictures in -1…1.

    fake, real: arrays (n, h, w, 3) of floats in -1…1, h and w at least 11. They are not changed.
    Returns two Python floats. Identical pictures: (inf, 1.0). Grey -0.5 for grey 0: (12.04…, 0.80…).

    Raises ValueError when the shapes differ, or a number lies outside -1…1 (somebody passed 0…255). The hidden tests
    check this.
    """
    ### BEGIN SOLUTION
    fake, real = np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32")
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = (fake + 1) / 2, (real + 1) / 2
    psnr, ssim = tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0)
    return float(np.mean(psnr)), float(np.mean(ssim))
    ### END SOLUTION


# %% check="psnr_ssim" points=3
flat, half = np.full((2, 16, 16, 3), -0.5), np.zeros((2, 16, 16, 3))
psnr, ssim = psnr_ssim(flat, half)
checks.close(
    "PSNR of 0.25 for 0.5", psnr, 10 * np.log10(1 / 0.25**2), hint="in 0…1 the error is 0.25, the range 1", rtol=1e-4
)
expected = (2 * 0.25 * 0.5 + 1e-4) / (0.25**2 + 0.5**2 + 1e-4)
checks.close("SSIM of 0.25 for 0.5", ssim, expected, hint="move the pictures to 0…1 before SSIM sees them", rtol=1e-3)
checks.equal("identical", psnr_ssim(half, half), (float("inf"), 1.0), hint="no error: PSNR is infinite, SSIM is 1")
two = np.concatenate([flat[:1], half[:1] + 0.02])
mean = np.mean([10 * np.log10(1 / 0.25**2), 10 * np.log10(1 / 0.01**2)])
checks.close(
    "the mean of two PSNRs", psnr_ssim(two, half)[0], mean, hint="PSNR of each picture, then the mean", rtol=1e-3
)
checks.raises("0…255", ValueError, psnr_ssim, 255 * np.ones((1, 16, 16, 3)), half[:1])
### BEGIN HIDDEN TESTS
rng = checks.rng(808)
offsets = np.arange(11) - 5
window = np.exp(-(offsets[:, None] ** 2 + offsets[None, :] ** 2) / (2 * 1.5**2))
window /= window.sum()


def slow_ssim(a, b):
    values = []
    for i in range(a.shape[0] - 10):
        for j in range(a.shape[1] - 10):
            for c in range(3):
                p, q = a[i : i + 11, j : j + 11, c], b[i : i + 11, j : j + 11, c]
                mp, mq = (window * p).sum(), (window * q).sum()
                vp, vq = (window * p * p).sum() - mp**2, (window * q * q).sum() - mq**2
                both = (window * p * q).sum() - mp * mq
                values.append((2 * mp * mq + 1e-4) * (2 * both + 9e-4) / ((mp**2 + mq**2 + 1e-4) * (vp + vq + 9e-4)))
    return np.mean(values)


for h, w in ((12, 13), (14, 11)):
    real = rng.uniform(-1, 1, (3, h, w, 3))
    fake = np.clip(real + rng.normal(size=real.shape) * np.array([0.1, 0.3, 0.8])[:, None, None, None], -1, 1)
    a, b = (fake + 1) / 2, (real + 1) / 2
    expected = [np.mean([10 * np.log10(1 / np.mean((p - q) ** 2)) for p, q in zip(a, b, strict=True)])]
    expected.append(np.mean([slow_ssim(p, q) for p, q in zip(a, b, strict=True)]))
    checks.close("random pictures", list(psnr_ssim(fake, real)), expected, rtol=2e-3, atol=1e-4)
checks.true("plain floats", all(isinstance(value, float) for value in psnr_ssim(fake, real)))
checks.unchanged("pictures stay as they were", psnr_ssim, fake, real)
checks.raises("other shapes", ValueError, psnr_ssim, fake[:, :11], real)
checks.raises("a number above 1", ValueError, psnr_ssim, fake, real + 0.5)
### END HIDDEN TESTS

# %% [markdown]
# **Predict**: three ways to spoil the test photos: blur them, shift them by two pixels, put the next house in their
# place. Which measure finds which of them bad?

# %% skip="grading"
truth = photos(houses.photos_test)
spoiled = plots.spoil(truth)
for name, pictures in spoiled.items():
    psnr, ssim = psnr_ssim(pictures, truth)
    sharp = metrics.pairs.sharpness(pictures, truth, image_range=(-1, 1))
    print(f"{name:22} PSNR {psnr:5.1f} dB   SSIM {ssim:.3f}   sharpness {sharp:.2f}")
plots.rows({name: pictures[:6] for name, pictures in {"real": truth, **spoiled}.items()})

# %% [markdown]
# *What to see.* PSNR likes blur: it prefers the blurred photo, which you would not, to the shifted one, in which
# nothing is wrong but the place. SSIM sees it alike. Sharpness condemns the blur alone, and has nothing to say
# against another house. No single number will do, and none of them knows what a window is. So train a reader of
# labels, on *real* pairs. (About half a minute.)

# %% skip="grading"
reader = metrics.Reader(len(houses.classes))
reader.fit(houses.labels_train, houses.photos_train, epochs=runtime.pick(smoke=1, cpu=12, full=14))
for name, pictures in {"real": truth, **spoiled}.items():
    read = reader.read(pictures, image_range=(-1, 1))
    found = metrics.pairs.recovery(read, houses.labels_test, reader.classes)
    print(f"{name:22} labels read back: mean IoU {found.iou:.3f}, {found.accuracy:.1%} of the pixels")

# %% skip="grading"
plots.readings(houses.photos_test[:5], houses.labels_test[:5], reader.read(houses.photos_test[:5]))

# %% [markdown]
# *What to see.* On real photos it finds walls, windows, roofs and shops; it is weaker on what is small: blinds,
# decoration, mouldings a pixel wide. What it reads off real photos is the measure for every generator: with this
# reader, more than that cannot be expected of one.
#
# ## 8 · Four trainings
#
# The engine of the labs before needs two changes: G takes the plan and no noise, and it has two loss terms. Both are
# lines of its override point.


# %% skip="grading"
class Pix2Pix(Adversarial):
    """The engine, for pairs: the condition is the plan, chance comes from dropout."""

    def generate(self, generator, latent, condition, training=False):
        return generator(condition, training=training)

    def g_terms(self, fake_scores, fake, real, condition):
        adversarial, l1 = self.g_loss(fake_scores, fake, real)
        return {"adversarial": adversarial, "l1": l1}


# %% [markdown]
# Four models, at the same budget: three losses for the U-Net, and the encoder–decoder with both terms. For L1 alone,
# nobody listens to D, so that one gets a stub. In the full profile all is as published: Adam 2e-4, one pair a step,
# 160 epochs, λ = 100. A CPU has time for four epochs of the jittered pairs. So there the rates are those that lab 05
# found for short trainings; a step takes four pairs, since many small steps learn more in a minute than few large
# ones; and λ is 20: with 100, D would hardly be heard so early. Convolutions run in 16 bits where the processor is
# fast at them.

# %% skip="grading"
width = runtime.pick(smoke=2, cpu=16, full=64)
d_width = runtime.pick(smoke=2, cpu=8, full=64)
batch = runtime.pick(smoke=4, cpu=4, full=1)
steps = runtime.pick(smoke=2, cpu=1200, full=160 * count)
g_rate, d_rate = runtime.pick(smoke=(1e-3, 3e-4), cpu=(1e-3, 3e-4), full=(2e-4, 2e-4))
weight = runtime.pick(smoke=100.0, cpu=20.0, full=100.0)  # λ
precision = runtime.precision_for("conv")


# %% skip="grading"
def stub(size):
    """A D that is as small as can be."""
    photo, plan = keras.Input((size, size, 3)), keras.Input((size, size, 3))
    both = keras.layers.Concatenate()([photo, plan])
    return keras.Model([photo, plan], keras.layers.Conv2D(1, 4, 4, dtype="float32")(both))


def pix2pix(skips=True, adversarial=1.0, weight=weight, seed=0):
    """A compiled model; its losses are weighted by `adversarial` and `weight`."""
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy(precision)
    generator = unet(size, width, downsample_block, upsample_block, skips)
    discriminator = patchgan(size, d_width) if adversarial else stub(size)
    keras.config.set_dtype_policy("float32")

    def g_loss(fake_logits, fake, real):
        first, second = generator_loss(fake_logits, fake, real, weight)
        return adversarial * first, second

    model = Pix2Pix(generator, discriminator, discriminator_loss, g_loss, latent_dim=1, seed=seed)
    model.compile(keras.optimizers.Adam(d_rate, beta_1=0.5), keras.optimizers.Adam(g_rate, beta_1=0.5))
    return model


# %% [markdown]
# The training pairs, each jittered three times, lie on the device. The four trainings take about three minutes on two
# cores.

# %% skip="grading"
rng = np.random.default_rng(0)
copies = [random_jitter(houses.labels_train, houses.photos_train, rng) for _ in range(3)]
x, y = plans(np.concatenate([plan for plan, _ in copies])), photos(np.concatenate([photo for _, photo in copies]))
recipes = {
    "U-Net, both": ("unet_both", {}),
    "U-Net, L1 alone": ("unet_l1", {"adversarial": 0.0}),
    "U-Net, adversarial alone": ("unet_adversarial", {"weight": 0.0}),
    "encoder–decoder, both": ("coder_both", {"skips": False}),
}
models, logs = {}, {}
for name, (file, recipe) in recipes.items():
    models[name] = pix2pix(**recipe)
    logs[name] = saved.fit(models[name], f"pix2pix_{file}", y, x, batch_size=batch, steps=steps).history

# %% skip="grading"
plots.curves(logs)

# %% [markdown]
# *What to see.* With the U-Net the L1 term falls fast; without skips it does not fall at all: the edges do not get
# through. D's loss rests below ln 2 where G is bound to L1: it is right more often than not. Against the G that
# only wants to fool it, this small D is undecided from the first report on, at ln 2, and so G has little to learn
# from.
#
# ## 9 · L1, adversarial, both
#
# **Predict**, before you look: which of the three has the lowest L1 error? Which is the sharpest? From which can the
# labels be read back best?


# %% skip="grading"
def drawn_by(model):
    return model.sample(condition=plans(houses.labels_test), batch_size=32)


made = {name: drawn_by(model) for name, model in models.items()}
three = {name: made[name][:6] for name in ("U-Net, L1 alone", "U-Net, adversarial alone", "U-Net, both")}
plots.rows({"plan": plans(houses.labels_test[:6]), **three, "real": truth[:6]})

# %% skip="grading"
measured = {
    name: metrics.compare_pairs(pictures, truth, labels=houses.labels_test, reader=reader, image_range=(-1, 1))
    for name, pictures in made.items()
}
for name, values in measured.items():
    print(f"{name}\n{values}\n")

# %% skip="grading"
plots.measures(measured)

# %% [markdown]
# *What to see.* **L1 alone** wins by its own measure, and by SSIM, narrowly. Its photos look as if seen through
# frosted glass: walls and shops are flat, panes have no bars. **Adversarial alone** is the sharpest, sharper than
# real photos, and worthless: it has drifted to a pattern of coloured dots that D cannot judge, and few labels can
# be read back. Nothing tied it to *this* photo. **Both** keep the house where it belongs and give it texture:
# windows and shops get panes, walls get patches of brick. L1 error and sharpness disagree on purpose: no model wins
# both.

# %% skip="grading"
both, alone = measured["U-Net, both"], measured["U-Net, L1 alone"]
runtime.report("L1 error: L1 alone is lower than both by", both.l1 - alone.l1, at_least=0.0)
runtime.report("sharpness: both is above L1 alone by", both.sharpness - alone.sharpness, at_least=0.0)

# %% [markdown]
# ## 10 · With and without skips
#
# The same losses, the same steps, the same data.

# %% skip="grading"
two = {name: made[name][6:12] for name in ("encoder–decoder, both", "U-Net, both")}
plots.rows({"plan": plans(houses.labels_test[6:12]), **two, "real": truth[6:12]})

# %% skip="grading"
coder = measured["encoder–decoder, both"]
runtime.report("L1 error: U-Net lower than encoder–decoder by", coder.l1 - both.l1, at_least=0.0)
runtime.report("SSIM: U-Net above encoder–decoder by", both.ssim - coder.ssim, at_least=0.0)
runtime.report("label recovery, mean IoU: U-Net above by", both.recovery.iou - coder.recovery.iou, at_least=0.0)

# %% [markdown]
# *What to see.* The encoder–decoder paints two or three houses, whatever the plan: it knows that there are windows
# in rows and sky above. How many, and where, has not come through. The authors found the same on street scenes, by
# reading labels back (mean IoU): encoder–decoder with L1 0.08, with both 0.05; U-Net with L1 0.13, with both 0.14.
# Such numbers can only be compared within one data set and one reader.
#
# ## 11 · Where is the chance?
#
# G has no latent vector; dropout is to give variety. Does it? Draw one plan many times with dropout on, and look at
# how much each pixel varies.

# %% skip="grading"
one = np.repeat(plans(houses.labels_test[:1]), 24, axis=0)
varied = np.array(
    models["U-Net, both"].generate(models["U-Net, both"].generator, None, one, training=True), dtype="float32"
)
plots.variation(varied)

# %% skip="grading"
spread = np.std(varied, axis=0).mean() / 2
runtime.report("deviation of a pixel over 24 draws", 100 * spread, "% of the range")
others = np.std(truth, axis=0).mean() / 2
runtime.report("deviation of a pixel over the real photos", 100 * others, "% of the range")

# %% [markdown]
# *What to see.* Little. Windows, roof and sky stay what they are; parts of the wall turn a shade paler or redder.
# (The colours are not quite those of section 9: with dropout on, batch norm, too, works as in training.) The
# authors saw the same and wrote that better ways to get variety were an open question: with a plan so detailed, and
# L1 punishing every deviation, G learns to ignore the noise. pix2pix gives **one** good answer, not the many that
# are possible.
#
# ## 12 · The published size
#
# The same functions, with other arguments: 256×256, width 64, batch 1. One step fits into a laptop's memory. Training
# it, 160 epochs of 400 pairs, is for a GPU, and the full profile does exactly that. Here is one step, as proof.

# %% skip="grading"
model = Pix2Pix(published[True], published_judge, discriminator_loss, generator_loss, latent_dim=1, ema=None)
model.compile(*(keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2)))
one_house = facade.drawn([7], 256)
model.fit(photos(one_house[1]), plans(one_house[0]), batch_size=1, steps=1, verbose=0)
runtime.report("memory of this process, after a 256×256 step", memory.peak(), "GB", at_most=4)
del published, published_judge, model

# %% [markdown]
# ## 13 · Paint a house
#
# Choose a class from the palette, paint; the photo follows. The first painter uses a small generator that the course
# has trained for longer and ships, so it works at once.

# %% skip="grading"
shipped = widgets.generator(unet, downsample_block, upsample_block)
plots.rows(
    {
        "plan": plans(houses.labels_test[:6, :: size // 64, :: size // 64]),
        "shipped": shipped(houses.labels_test[:6, :: size // 64, :: size // 64]),
    }
)

# %% skip="grading"
widgets.paint(shipped, houses.labels_test[0, :: size // 64, :: size // 64])

# %% [markdown]
# **Try**: a door in the sky; a wall without windows; a house made of balconies; a window two pixels wide. Where
# does it do something sensible that it cannot have seen, and where not? The second painter uses the network that
# you trained.

# %% skip="grading"
widgets.paint(lambda labels: models["U-Net, both"].sample(condition=plans(labels)), houses.labels_test[1])

# %% [markdown]
# ## 14 · What went wrong?
#
# A colleague's pix2pix draws fog. The networks are right, and so are the losses. Then look at what goes in: the
# training pairs. Here are two short runs of equal length, one with such pairs and one with pairs as they should be.
# (About half a minute.)

# %% skip="grading"
short = runtime.pick(smoke=2, cpu=400, full=8_000)
drawings = {"plan": plans(houses.labels_test[:6])}
for name, jitter in {"colleague": puzzle.unpaired, "well paired": puzzle.jittered}.items():
    some_labels, some_photos = jitter(houses.labels_train, houses.photos_train)
    model = pix2pix()
    model.fit(photos(some_photos), plans(some_labels), batch_size=batch, steps=short)
    drawings[name] = drawn_by(model)[:6]
plots.rows(drawings)

# %% [markdown]
# *What to see.* The same plans. The colleague's houses stand where they should, more or less, but nothing on them has
# an edge: the place of a window is known only to a few pixels, and fog is the best answer to that.
#
# Three colleagues have made three different mistakes. Each shows a training batch, the plan's outlines drawn over the
# photo.

# %% skip="grading"
puzzle.show()

# %% [markdown]
# ### Exercise 8.9 · `what_went_wrong`
#
# Which mistake is behind each of the broken batches 1, 2 and 3?
#
# | letter | mistake |
# |---|---|
# | a | photo and plan were cropped at places of their own |
# | b | only the photo was mirrored |
# | c | plans were interpolated when they were enlarged |
# | d | photo and plan of different houses were put together |
# | e | the photo's rows were reversed when it was read |
#
# This check only looks at the form of your answer, the grading at the letters. Be your own check: make the mistakes
# on purpose, and compare.
#
# <details><summary>Hint 1: a question</summary>
#
# Where do the outlines fit the photo? Everywhere, nowhere, or after some movement? Are there classes in the plan that
# the house cannot have?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# Interpolation between label 2 and label 13 passes through all labels in between: a seam of wrong classes along every
# edge.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# plots.pairs(*puzzle.SUSPECTS["a"](*puzzle.pairs()))
# ```
#
# </details>


# %% exercise="what_went_wrong"
def what_went_wrong():
    """Name the mistake behind each broken batch.

    Returns a string of three letters out of "abcde": the mistake in batch 1, in batch 2, in batch 3.
    "ddd" would say that everybody mixed up the houses.
    """
    ### BEGIN SOLUTION
    return "cab"
    ### END SOLUTION


# %% check="what_went_wrong" points=1
answer = what_went_wrong()
checks.true("three letters", isinstance(answer, str) and len(answer) == 3, hint='a string such as "ddd"')
checks.choice("batch 1", answer[0], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[0]]}"
checks.true("batch 1", answer[0] == "c", hint=traces)
### END HIDDEN TESTS

# %% check="what_went_wrong" points=1
answer = what_went_wrong()
checks.true("three letters", isinstance(answer, str) and len(answer) == 3, hint='a string such as "ddd"')
checks.choice("batch 2", answer[1], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[1]]}"
checks.true("batch 2", answer[1] == "a", hint=traces)
### END HIDDEN TESTS

# %% check="what_went_wrong" points=1
answer = what_went_wrong()
checks.true("three letters", isinstance(answer, str) and len(answer) == 3, hint='a string such as "ddd"')
checks.choice("batch 3", answer[2], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[2]]}"
checks.true("batch 3", answer[2] == "b", hint=traces)
### END HIDDEN TESTS

# %% [markdown]
# ## 15 · Where to go from here
#
# This is the last lab. From a pulse convolved with itself to a painter of house fronts, it has been one operation,
# and one idea: let a network learn the kernel, and let another one judge it. What you can do now:
#
# - put **your own pairs** into this notebook: two folders of pictures of one size suffice. In engineering: geometry
#   and flow field, coarse and fine simulation, sensor and image. The regression head of lab 03 and this generator are
#   the two ends of the same tool;
# - check what you make as you did here: against the truth where it is known, by a reader trained on real data, and by
#   looking;
# - say what it cannot do: it gives one answer where many are possible, and it is sure of it.
#
# **If you want more**: skips at every level but the outermost; λ of 1, 10, 1000; a patch of 1×1 or of the whole
# picture; spectral norm in D; real facades at 256×256 on a GPU, where the authors' own checkpoint has an Inception
# FID of 119.
