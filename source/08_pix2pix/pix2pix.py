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
# model as published, 256×256, is built, counted and stepped once here; training it is for a GPU. A second notebook,
# linked at the end, compares patches of other sizes and looks for chance in the photos. It is not graded.
#
# **How it goes**: eleven exercises. Each has three hints to unfold and a check that explains what it saw. More tests
# run when the lab is graded; the docstrings say what they look at.

# %%
import math

import numpy as np
from PIL import Image

from course import checks, predictions, runtime
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
# **Predict**: which properties of a photo does its plan fix: the wall's colour, the place of a window, the sun? What
# should a network do about those that are not fixed?

# %% predict="fixed"
predictions.guess("fixed", ...)  # True or False: wall's colour, window's place, sun

# %% skip="grading"
predictions.compare("fixed", [False, True, False])
plots.legend(houses.classes)

# %% [markdown]
# A plan fixes where things are: windows, storeys, the edge of the roof. It does not fix the colour of the wall, nor
# the sun. What each loss makes of these, section 6 will say.
#
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
# What would a network learn if photo and plan were cropped at different places? Section 14 shows it.
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
    """Enlarge pairs to 286/256 of their size, crop them back at a random place, mirror
    about half of them.

    labels: array (n, h, h), uint8. pictures: array (n, h, h, 3), uint8. They are not
    changed.
    rng: a NumPy Generator, the only source of chance: equal states give equal results.
    Each pair has its own crop and its own mirroring, the same for plan and photo. A side of
    64 becomes 72, and the crop's corner lies in 0…8. Labels are taken from the nearest
    pixel, photos interpolated.
    Returns (labels, pictures) of the same shapes, uint8.

    Raises ValueError when the shapes are not as above or do not fit each other.
    """
    ### BEGIN SOLUTION
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if (
        labels.ndim != 3
        or labels.shape[1] != labels.shape[2]
        or pictures.shape != (*labels.shape, 3)
    ):
        raise ValueError(
            f"labels (n, h, h) and pictures (n, h, h, 3), "
            f"got {labels.shape} and {pictures.shape}"
        )
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = np.empty_like(labels), np.empty_like(pictures)
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize(
            (larger, larger), Image.Resampling.BILINEAR
        )
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return new_labels, new_pictures
    ### END SOLUTION


# %% check="random_jitter" points=3
tiles = np.kron(checks.rng(0).integers(0, 5, (12, 8, 8)), np.ones((8, 8), int))
tiles = np.roll(tiles, 4, axis=(1, 2)).astype(np.uint8)
tinted = np.repeat(50 * tiles[..., None], 3, axis=-1)
new_plans, new_photos = checks.call(
    "a batch",
    random_jitter,
    tiles,
    tinted,
    checks.rng(1),
    hint="return two arrays: plans, photos",
)
checks.shape("plans", new_plans, (12, 64, 64))
checks.shape("photos", new_photos, (12, 64, 64, 3))
checks.dtype("type of the plans", new_plans, "uint8")
checks.dtype("type of the photos", new_photos, "uint8")
arrays = all(isinstance(part, np.ndarray) for part in (new_plans, new_photos))
checks.true("two arrays", arrays, hint="np.stack makes one array of a list")
again = checks.call("the same state", random_jitter, tiles, tinted, checks.rng(1))
hint = "draw from rng alone, not from np.random"
checks.equal("equal states, equal plans", again[0], new_plans, hint=hint)
checks.equal("equal states, equal photos", again[1], new_photos, hint=hint)
two_classes = np.where(tiles > 2, 14, 0).astype(np.uint8)
classes_after = checks.call(
    "two classes", random_jitter, two_classes, tinted, checks.rng(2)
)[0]
hint = "labels are not interpolated: take the nearest pixel"
checks.true("no new classes", set(np.unique(classes_after).tolist()) <= {0, 14}, hint=hint)
# Pictures that say where a pixel came from: three times its row in red, three times its column in green.
row_of, column_of = (np.stack([part] * 120).astype(np.uint8) for part in np.mgrid[:64, :64])
told = np.stack([3 * row_of, 3 * column_of, 0 * row_of], axis=-1)
plan_rows, seen = checks.call("rows", random_jitter, row_of, told, checks.rng(3))
plan_columns, _ = checks.call("columns", random_jitter, column_of, told, checks.rng(3))


def corner(sources):
    """Where in the enlarged picture the crop begins, if these are the rows (or columns) in
    it."""
    return (sources.mean(axis=(1, 2)) + 0.5) * 72 / 64 - 32


span = (seen[:, -1, 0, 0].astype(int) - seen[:, 0, 0, 0]) / 3
hint = "64 becomes 72, and 64 of these are cut out; nothing is squeezed"
checks.true("enlarged by 286/256", np.abs(span - 56).max() <= 1.5, hint=hint)
tops, lefts = corner(seen[..., 0] / 3), corner(seen[..., 1] / 3)
hint = "one crop for both of a pair, to the pixel"
checks.true(
    "up and down, photo and plan", np.abs(corner(plan_rows) - tops).max() < 0.5, hint=hint
)
checks.true("left and right", np.abs(corner(plan_columns) - lefts).max() < 0.5, hint=hint)
mirrored = seen[:, 0, 0, 1] > seen[:, 0, -1, 1]
hint = "one mirroring for both of a pair: left and right change places in both"
checks.equal(
    "mirrored together", plan_columns[:, 0, 0] > plan_columns[:, 0, -1], mirrored, hint=hint
)
tops, lefts = np.round(tops).astype(int), np.round(lefts).astype(int)
hint = "draw anew for each pair, inside the loop"
checks.true("a crop of its own", len(set(tops)) > 1 and len(set(lefts)) > 1, hint=hint)
hint = "mirror each pair with probability 1/2"
checks.true("about half are mirrored", 0.25 < mirrored.mean() < 0.75, hint=hint)
hint = "the corner is any whole number from 0 to 8, both included"
checks.equal(
    "all places", (sorted(set(tops)), sorted(set(lefts))), (list(range(9)),) * 2, hint=hint
)
hint = "two numbers a pair, drawn independently: top, left"
checks.true("top and left differ", np.mean(tops == lefts) < 0.5, hint=hint)
both_ways = [len(set(zip(part, mirrored, strict=True))) for part in (tops, lefts)]
hint = "draw another number for it: it has nothing to do with the crop"
checks.true("mirroring is drawn for itself", min(both_ways) > 13, hint=hint)
_, seen = checks.call("another state", random_jitter, row_of, told, checks.rng(4))
other_way = seen[:, 0, 0, 1] > seen[:, 0, -1, 1]
hint = "each state of rng has its own mirroring: draw it, do not count"
checks.true("another state, other mirroring", np.any(other_way != mirrored), hint=hint)
number_of = np.stack([np.full((64, 64), k, np.uint8) for k in range(12)])
in_order = np.repeat(number_of[..., None], 3, axis=-1)
ordered = checks.call("plans 0, 1, 2 …", random_jitter, number_of, in_order, checks.rng(5))
hint = "pair i of the result is made of pair i"
checks.equal("plans stay in order", ordered[0], number_of, hint=hint)
checks.equal("photos stay in order", ordered[1], in_order, hint=hint)
small_pair = row_of[:40, :32, :32], told[:40, :32, :32]
hint = "286/256 of the side that came: 32 becomes 36"
_, seen = checks.call("side 32", random_jitter, *small_pair, checks.rng(7), hint=hint)
span = (seen[:, -1, 0, 0].astype(int) - seen[:, 0, 0, 0]) / 3
checks.true("side 32", np.abs(span - 31 * 32 / 36).max() <= 1.5, hint=hint)
hint = "photos are interpolated, here bilinear"
checks.true(
    "new colours at edges", not np.isin(new_photos, 50 * np.arange(5)).all(), hint=hint
)
hint = "write into new arrays, not into the ones that came"
checks.unchanged(
    "the pairs stay",
    lambda a, b: random_jitter(a, b, checks.rng(6)),
    tiles,
    tinted,
    hint=hint,
)
hint = "compare the shapes first"
for label, bad_plans, bad_photos in (
    ("photos of another size", tiles, tinted[:, :32]),
    ("not square", tiles[:, :32], tinted[:, :32]),
    ("fewer photos", tiles, tinted[:5]),
    ("grey photos", tiles, tinted[..., :1]),
    ("one pair without its batch", tiles[0], tinted[0]),
):
    checks.raises(
        label, ValueError, random_jitter, bad_plans, bad_photos, checks.rng(1), hint=hint
    )
### BEGIN HIDDEN TESTS
for seed, edge, larger in ((21, 32, 36), (22, 64, 72), (23, 48, 54), (25, 128, 143)):
    more_rows, more_columns = (
        np.stack([part] * 150).astype(np.uint8) for part in np.mgrid[:edge, :edge]
    )
    part_of_255 = 255 // edge
    told = np.stack(
        [part_of_255 * more_columns, 0 * more_rows, part_of_255 * more_rows], axis=-1
    )
    plan_rows, seen = random_jitter(more_rows, told, checks.rng(seed))
    plan_columns, _ = random_jitter(more_columns, told, checks.rng(seed))
    checks.shape("another size", seen, (150, edge, edge, 3))
    begins = []
    for plan, channel in ((plan_rows, 2), (plan_columns, 0)):
        places = [
            (part.mean(axis=(1, 2)) + 0.5) * larger / edge - edge / 2
            for part in (plan, seen[..., channel] / part_of_255)
        ]
        checks.true(
            "photo and plan, to the pixel", np.abs(places[0] - places[1]).max() < 0.5
        )
        begins.append(np.round(places[1]).astype(int))
        checks.true("286/256", np.abs(places[1] - begins[-1]).max() < 0.25)
        checks.equal("all places", sorted(set(begins[-1])), list(range(larger - edge + 1)))
    checks.true("drawn apart", np.mean(begins[0] == begins[1]) < 0.6)
    mirrored = seen[:, 0, 0, 0] > seen[:, 0, -1, 0]
    checks.equal(
        "mirrored together", plan_columns[:, 0, 0] > plan_columns[:, 0, -1], mirrored
    )
    checks.true("about half are mirrored", 0.25 < mirrored.mean() < 0.75)
    both_ways = [len(set(zip(part, mirrored, strict=True))) for part in begins]
    checks.true("for itself", min(both_ways) > 1.5 * (larger - edge + 1))
labels_after = random_jitter(
    np.where(tiles > 1, 13, 2).astype(np.uint8), tinted, checks.rng(24)
)[0]
checks.true("no new classes", set(np.unique(labels_after).tolist()) <= {2, 13})
checks.raises("fewer photos", ValueError, random_jitter, tiles, tinted[:5], checks.rng(1))
checks.raises(
    "one pair without its batch",
    ValueError,
    random_jitter,
    tiles[0],
    tinted[0],
    checks.rng(1),
)
checks.raises(
    "grey photos", ValueError, random_jitter, tiles, tinted[..., :1], checks.rng(1)
)
### END HIDDEN TESTS

# %% skip="grading"
same = [
    np.repeat(part[:1], 5, axis=0) for part in (houses.labels_train, houses.photos_train)
]
plots.pairs(*random_jitter(*same, np.random.default_rng(0)))

# %% [markdown]
# *What to see.* One house, five times: a little nearer, shifted, some of them mirrored; and each plan fits its photo.
#
# ## 3 · Down, and up again
#
# A generator from picture to picture first has to understand the plan, then to draw. The **encoder** goes down: each
# block is a 4×4 convolution in steps of 2, which halves the sides, batch norm, and LeakyReLU. After six of them a
# 64×64 plan is a single point with many channels: the **bottleneck**. The **decoder** goes up: transposed
# convolutions 4×4 in steps of 2, batch norm, ReLU. (The kernel is divisible by the stride, which makes checkerboards
# weaker, as lab 05 measured.) In the first decoder blocks, **dropout** is the source of chance; there is no latent
# vector.
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
    """Halve the sides of x: convolution 4×4 in steps of 2 (same, no bias), batch norm if
    asked for, LeakyReLU 0.2.

    x: Keras tensor (n, h, w, c), h and w even. filters: channels of the result.
    The kernel starts from `start()`, batch norm has momentum 0.9.
    Returns a Keras tensor (n, h/2, w/2, filters). From 3 to 8 channels it has 384 weights,
    with batch norm 32 more.
    """
    ### BEGIN SOLUTION
    layers = keras.layers
    x = layers.Conv2D(
        filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start()
    )(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.LeakyReLU(0.2)(x)
    ### END SOLUTION


# %% check="downsample_block" points=2
coloured = keras.Input((16, 16, 3))
normed = checks.call(
    "a block", lambda: keras.Model(coloured, downsample_block(coloured, 8))
)
checks.equal(
    "sides halved", normed.output.shape[1:], (8, 8, 8), hint="steps of 2, padding same"
)
hint = "4×4 kernels, no bias, then batch norm"
checks.equal("weights", normed.count_params(), 16 * 3 * 8 + 4 * 8, hint=hint)
bare = checks.call(
    "without batch norm",
    lambda: keras.Model(coloured, downsample_block(coloured, 8, normalise=False)),
)
hint = "normalise=False leaves it out; still no bias"
checks.equal("without batch norm", bare.count_params(), 16 * 3 * 8, hint=hint)
bare.set_weights([-np.ones((4, 4, 3, 8))])
inside = np.array(bare(np.ones((1, 16, 16, 3))))[0, 3, 3]
checks.close(
    "LeakyReLU: -48 becomes", inside, np.full(8, -9.6), hint="slope 0.2 below zero"
)
before = normed.get_weights()
some = checks.rng(2).normal(1.0, 1.0, (4, 16, 16, 3)).astype("float32")
kernel = checks.rng(3).normal(size=(4, 4, 3, 8)).astype("float32")
normed.set_weights([kernel, *before[1:]])
trained = np.array(normed(some, training=True))
straight = np.where(trained > 0, trained, trained / 0.2).mean(axis=(0, 1, 2))
hint = "batch norm between convolution and LeakyReLU: what enters LeakyReLU has mean 0"
checks.close(
    "each channel's mean, in training", straight, np.zeros(8), atol=0.02, hint=hint
)
bare.set_weights([kernel])
plain = np.array(bare(some))
summed = np.array(tf.nn.conv2d(some, kernel, 2, "SAME"))
hint = "the convolution itself takes steps of 2, padding same; nothing is pooled"
by_hand = np.where(summed > 0, summed, 0.2 * summed)
checks.close("a kernel of random numbers", plain, by_hand, rtol=1e-3, atol=1e-3, hint=hint)
batch_mean = np.where(plain > 0, plain, plain / 0.2).mean(axis=(0, 1, 2))
hint = "momentum 0.9: after one batch, a tenth of its mean"
checks.close(
    "the running mean",
    normed.get_weights()[3],
    0.1 * batch_mean,
    rtol=0.01,
    atol=1e-3,
    hint=hint,
)
many = keras.Input((8, 8, 32))
drawn_weights = keras.Model(
    many, downsample_block(many, 64, normalise=False)
).get_weights()[0]
hint = "kernel_initializer=start(): deviation 0.02"
checks.true("the kernel's start", 0.018 < drawn_weights.std() < 0.022, hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(802)


def slowly(x, kernel):
    n, h, w, _ = x.shape
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    result = np.zeros((n, h // 2, w // 2, kernel.shape[-1]))
    for i in range(h // 2):
        for j in range(w // 2):
            result[:, i, j] = np.tensordot(
                padded[:, 2 * i : 2 * i + 4, 2 * j : 2 * j + 4], kernel, 3
            )
    return result


def leaky(values):
    return np.where(values > 0, values, 0.2 * values)


for high, broad, c, wide in ((4, 6, 2, 3), (8, 8, 1, 5)):
    entry = keras.Input((high, broad, c))
    kernel = draw.normal(size=(4, 4, c, wide))
    some = draw.normal(size=(2, high, broad, c)).astype("float32")
    bare = keras.Model(entry, downsample_block(entry, wide, normalise=False))
    bare.set_weights([kernel])
    checks.close(
        "random kernels",
        np.array(bare(some)),
        leaky(slowly(some, kernel)),
        rtol=1e-3,
        atol=1e-4,
    )
    normal = keras.Model(entry, downsample_block(entry, wide))
    normal.set_weights(
        [kernel, np.ones(wide), np.zeros(wide), np.zeros(wide), np.ones(wide)]
    )
    checks.close(
        "batch norm at rest",
        np.array(normal(some)),
        leaky(slowly(some, kernel)),
        rtol=1e-2,
        atol=1e-3,
    )
    out = np.array(normal(10 + some, training=True))
    checks.true(
        "batch norm in training",
        np.abs(np.where(out > 0, out, out / 0.2).mean(axis=(0, 1, 2))).max() < 0.05,
    )
    summed = slowly(10 + some, kernel)
    checks.close(
        "running mean",
        normal.get_weights()[3],
        0.1 * summed.mean(axis=(0, 1, 2)),
        rtol=1e-2,
        atol=1e-2,
    )
    moved = normal.get_weights()[4]
    checks.close(
        "running variance",
        moved,
        0.9 + 0.1 * summed.var(axis=(0, 1, 2)),
        rtol=0.05,
        atol=1e-2,
    )
    start_weights = keras.Model(entry, downsample_block(entry, 400)).get_weights()[0]
    checks.true(
        "the kernel's start, normed",
        0.018 < start_weights.std() < 0.022,
        hint="deviation 0.02",
    )
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
    """Double the sides of x: transposed convolution 4×4 in steps of 2 (same, no bias),
    batch norm, dropout, ReLU.

    x: Keras tensor (n, h, w, c). filters: channels of the result.
    The kernel starts from `start()`, batch norm has momentum 0.9. Dropout, if asked for,
    hides one half, and only in training. Returns a Keras tensor (n, 2h, 2w, filters). From
    8 to 3 channels it has 384 + 12 weights.
    """
    ### BEGIN SOLUTION
    layers = keras.layers
    x = layers.Conv2DTranspose(
        filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start()
    )(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)
    ### END SOLUTION


# %% check="upsample_block" points=2
narrow = keras.Input((4, 4, 8))
grown = checks.call("a block", lambda: keras.Model(narrow, upsample_block(narrow, 3)))
checks.equal(
    "sides doubled", grown.output.shape[1:], (8, 8, 3), hint="steps of 2, padding same"
)
hint = "no bias; batch norm"
checks.equal("weights", grown.count_params(), 16 * 8 * 3 + 4 * 3, hint=hint)
hint = "a transposed convolution holds (4, 4, filters, channels)"
checks.equal("its kernel", grown.get_weights()[0].shape, (4, 4, 3, 8), hint=hint)
before = grown.get_weights()
some = checks.rng(0).normal(1.0, 1.0, (8, 4, 4, 8)).astype("float32")
kernel = checks.rng(1).normal(size=(4, 4, 3, 8)).astype("float32")
grown.set_weights([kernel, *before[1:]])
passed = np.array(grown(some, training=True))
checks.true("ReLU comes last", passed.min() >= 0, hint="nothing negative leaves the block")
summed = np.array(tf.nn.conv2d_transpose(some, kernel, (8, 8, 8, 3), 2, "SAME"))
hint = "momentum 0.9: after one batch, a tenth of the mean"
checks.close(
    "the running mean",
    grown.get_weights()[3],
    0.1 * summed.mean(axis=(0, 1, 2)),
    rtol=0.01,
    atol=1e-3,
    hint=hint,
)
hint = "only dropout=True puts a Dropout layer in"
checks.equal(
    "no dropout unless asked for", np.array(grown(some, training=True)), passed, hint=hint
)
hint = "batch norm between the convolution and ReLU: about half of its values are below 0"
checks.true("batch norm before ReLU", 0.3 < np.mean(passed == 0) < 0.7, hint=hint)
broad = keras.Input((8, 8, 4))
chance = checks.call(
    "with dropout", lambda: keras.Model(broad, upsample_block(broad, 64, dropout=True))
)
some = checks.rng(5).normal(size=(16, 8, 8, 4)).astype("float32")
at_start = chance.get_weights()[0]
summed = np.array(tf.nn.conv2d_transpose(some, at_start, (16, 16, 16, 64), 2, "SAME"))
hint = "transposed convolution, batch norm as Keras makes it, ReLU; no dropout at rest"
by_hand = np.maximum(summed, 0) / np.sqrt(1.001)
checks.close("at rest", np.array(chance(some)), by_hand, rtol=1e-2, atol=1e-4, hint=hint)
first_pass, second_pass = (np.array(chance(some, training=True)) for _ in range(2))
hint = "dropout=True: two passes differ"
checks.true("dropout in training", np.any(first_pass != second_pass), hint=hint)
hint = "a rate of 0.5, after batch norm: three of four values are 0, by ReLU or by dropout"
checks.true(
    "dropout hides one half", abs(np.mean(first_pass == 0) - 0.75) < 0.05, hint=hint
)
hint = "keras.layers.Dropout hides single values, not a whole map"
whole_maps = np.all(first_pass == 0, axis=(1, 2)).any()
checks.true("values by themselves", not whole_maps, hint=hint)
hint = "a layer keras.layers.Dropout is silent outside training"
checks.equal(
    "no dropout otherwise", np.array(chance(some)), np.array(chance(some)), hint=hint
)
hint = "kernel_initializer=start(): deviation 0.02"
checks.true("the kernel's start", 0.018 < chance.get_weights()[0].std() < 0.022, hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(803)


def stamped(x, kernel):
    n, h, w, _ = x.shape
    result = np.zeros((n, 2 * h + 2, 2 * w + 2, kernel.shape[2]))
    for i in range(h):
        for j in range(w):
            result[:, 2 * i : 2 * i + 4, 2 * j : 2 * j + 4] += np.einsum(
                "nc,uvfc->nuvf", x[:, i, j], kernel
            )
    return result[:, 1:-1, 1:-1]


for high, wide, c, count_of in ((3, 2, 4, 2), (4, 4, 1, 3)):
    entry = keras.Input((high, wide, c))
    kernel = draw.normal(size=(4, 4, count_of, c))
    some = draw.normal(size=(2, high, wide, c)).astype("float32")
    summed = stamped(some, kernel)
    for hides in (False, True):
        made_block = keras.Model(entry, upsample_block(entry, count_of, hides))
        at_rest = [
            kernel,
            np.ones(count_of),
            np.zeros(count_of),
            np.zeros(count_of),
            np.ones(count_of),
        ]
        made_block.set_weights([*at_rest, *made_block.get_weights()[5:]])
        checks.close(
            "random kernels",
            np.array(made_block(some)),
            np.maximum(summed, 0),
            rtol=1e-2,
            atol=2e-3,
        )
        made_block(some, training=True)
        moved = made_block.get_weights()
        checks.close(
            "running mean",
            moved[3],
            0.1 * summed.mean(axis=(0, 1, 2)),
            rtol=1e-2,
            atol=1e-3,
        )
        checks.close(
            "running variance",
            moved[4],
            0.9 + 0.1 * summed.var(axis=(0, 1, 2)),
            rtol=0.05,
            atol=1e-2,
        )
sure = keras.Model(broad, upsample_block(broad, 64))
some = draw.normal(size=(16, 8, 8, 4)).astype("float32")
checks.equal(
    "no chance without dropout",
    np.array(sure(some, training=True)),
    np.array(sure(some, training=True)),
)
shares = [
    np.mean(
        np.array(keras.Model(broad, upsample_block(broad, 64, hides))(some, training=True))
        == 0
    )
    for hides in (False, True)
]
checks.true("dropout hides one half", abs(shares[1] - (0.5 + 0.5 * shares[0])) < 0.03)
checks.true("the kernel's start", 0.018 < sure.get_weights()[0].std() < 0.022)
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
# **Predict**: through how many kernels, one after the other, must the edges of a 64×64 plan pass in the
# encoder–decoder? And through how many at least in the U-Net?

# %% predict="kernels"
predictions.guess("kernels", ...)  # two numbers: encoder–decoder, U-Net at least

# %% [markdown]
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
# depth   = round(math.log2(size))
# filters = [width * min(2**k, 8) for k in range(depth)]
# kept    = []
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

    size: a power of 2, at least 16. width: channels of the first block; block k has
    width · min(2^k, 8).
    down(x, filters, normalise): halves the sides. The first and the innermost block are not
    normalised.
    up(x, filters, dropout): doubles them. The three innermost up blocks have dropout.
    skips: after each up block, its result is concatenated with that of the down block of
    the same size.
    Last comes Conv2DTranspose to 3 channels, 4×4, steps of 2, same, with bias, tanh, kernel
    from `start()`, dtype="float32". Returns a keras.Model. unet(64, 16, …) calls `down` six
    times and `up` five times.

    Raises ValueError when size is not a power of 2 or below 16.
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
        3,
        4,
        strides=2,
        padding="same",
        activation="tanh",
        kernel_initializer=start(),
        dtype="float32",
    )
    return keras.Model(plan, last(x))
    ### END SOLUTION


# %%
class Recorder:
    """Simple blocks that write down how they were called: (side of the result, filters, the
    flag)."""

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
    """How strongly each down block is heard when the innermost one is cut: norms of
    gradients, outermost first.

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
net = checks.call("unet(64, 2, …)", lambda: unet(64, 2, record.down, record.up))
hint = "the last layer doubles 32×32 to 64×64 and has 3 channels"
checks.equal(
    "plan and photo",
    (net.input.shape[1:], net.output.shape[1:]),
    ((64, 64, 3),) * 2,
    hint=hint,
)
hint = "log2(size) calls of the argument `down`, each halves"
checks.equal(
    "down: sides", [one[0] for one in record.downs], [32, 16, 8, 4, 2, 1], hint=hint
)
hint = "w · min(2^k, 8)"
checks.equal(
    "down: channels", [one[1] for one in record.downs], [2, 4, 8, 16, 16, 16], hint=hint
)
hint = "the first and the innermost block are not normalised, all others are"
flags = [one[2] for one in record.downs]
checks.equal("down: normalise", flags, [False, True, True, True, True, False], hint=hint)
hint = "the last doubling is the last layer"
checks.equal("up: sides", [one[0] for one in record.ups], [2, 4, 8, 16, 32], hint=hint)
hint = "an up block has the channels of the down block of the same size"
checks.equal("up: channels", [one[1] for one in record.ups], [16, 16, 8, 4, 2], hint=hint)
hint = "the three innermost up blocks have dropout, the others none"
checks.equal(
    "up: dropout",
    [one[2] for one in record.ups],
    [True, True, True, False, False],
    hint=hint,
)
hint = "after an up block, join the down block of the same size: the next block sees both"
checks.equal(
    "channels that enter an up block", record.entering, [16, 32, 32, 16, 8], hint=hint
)
ends = [layer for layer in net.layers if isinstance(layer, keras.layers.Conv2DTranspose)]
hint = "the last layer, too, sees the up block and its skip; 4×4 kernels, 3 channels"
checks.equal("the last kernel", tuple(ends[-1].kernel.shape), (4, 4, 3, 4), hint=hint)
checks.true("the last bias", ends[-1].use_bias, hint="the last convolution has one")
hint = "kernel_initializer=start(): deviation 0.02"
checks.true("the last kernel's start", 0.012 < np.std(ends[-1].kernel) < 0.028, hint=hint)
loud = np.array(net(1e5 * checks.rng(1).normal(size=(1, 64, 64, 3)).astype("float32")))
checks.true(
    "no value beyond 1", np.abs(loud).max() <= 1, hint="the last layer ends in tanh"
)
hint = "the last layer ends in tanh, which reaches from -1 to 1; a sigmoid starts at 0"
checks.true("dark pixels, too", loud.min() < -0.99, hint=hint)
heard = routed(net)
hint = "each down block but the innermost is joined"
checks.true("skips carry on when the bottleneck is cut", min(heard) > 0, hint=hint)


def through(network, plan_in, skip_last):
    """The photo by plain operations with the kernels of a network of `Recorder` blocks."""
    kinds_in = (keras.layers.Conv2D, keras.layers.Conv2DTranspose)
    downs, ups = (
        [layer.kernel for layer in network.layers if type(layer) is kind]
        for kind in kinds_in
    )
    bias = next(w for w in network.weights if tuple(w.shape) == (3,))
    x, passed_by = plan_in, []
    for kernel in downs:
        x = tf.nn.conv2d(x, kernel, 2, "SAME")
        passed_by.append(x)
    for kernel, kept in zip(ups, [*passed_by[-2::-1], None], strict=True):
        n, h, w, _ = x.shape
        x = tf.nn.conv2d_transpose(x, kernel, (n, 2 * h, 2 * w, kernel.shape[2]), 2, "SAME")
        if kept is not None:
            x = tf.concat([x, kept] if skip_last else [kept, x], axis=-1)
    return np.tanh(x + bias)


def by_hand_too(network, size):
    """Whether the network's photo is that of `through`, with either order of the joints."""
    noise = checks.rng(size).normal(size=(1, size, size, 3)).astype("float32")
    for number, w in enumerate(network.weights):
        broad = 1 / np.sqrt(max(np.prod(w.shape[:2]) * min(w.shape[2:], default=1), 1))
        w.assign(broad * checks.rng(number).normal(size=w.shape))
    photo = np.array(network(noise))
    ways = [through(network, noise, last) for last in (True, False)]
    return min(np.abs(photo - way).max() for way in ways) < 1e-3


record = Recorder()
small_net = checks.call("unet(16, 2, …)", lambda: unet(16, 2, record.down, record.up))
hint = "the blocks' results are joined as they are; last convolution, bias, tanh, no more"
checks.true("the photo, by hand", lambda: by_hand_too(small_net, 16), hint=hint)
record = Recorder()
heard = checks.call(
    "no skips", lambda: routed(unet(64, 2, record.down, record.up, skips=False))
)
hint = "skips=False is the encoder–decoder"
checks.true("without skips, nothing passes", max(heard) == 0, hint=hint)
for bad in (48, 8):
    hint = "test the size first: 16, 32, 64, …"
    checks.raises(
        f"size {bad}", ValueError, unet, bad, 2, Recorder().down, Recorder().up, hint=hint
    )
### BEGIN HIDDEN TESTS
for large, wide, joined in (
    (16, 3, True),
    (32, 2, False),
    (32, 4, True),
    (128, 1, True),
    (256, 1, False),
):
    record = Recorder()
    net = unet(large, wide, record.down, record.up, skips=joined)
    levels = large.bit_length() - 1
    counts = [wide * 2 ** min(k, 3) for k in range(levels)]
    flags = [0 < k < levels - 1 for k in range(levels)]
    expected = [(large // 2 ** (k + 1), counts[k], flags[k]) for k in range(levels)]
    checks.equal(
        f"down blocks at {large}",
        record.downs,
        expected,
        hint="first and innermost are not normalised",
    )
    back = list(range(levels - 2, -1, -1))
    expected = [
        (large // 2 ** (k + 1), counts[k], place < 3) for place, k in enumerate(back)
    ]
    checks.equal(
        f"up blocks at {large}",
        record.ups,
        expected,
        hint="dropout in the three innermost ones",
    )
    enter = [counts[-1], *((2 if joined else 1) * counts[k] for k in back[:-1])]
    checks.equal(f"channels at {large}", record.entering, enter)
    end = [
        layer for layer in net.layers if isinstance(layer, keras.layers.Conv2DTranspose)
    ][-1]
    checks.equal(
        "the last kernel", tuple(end.kernel.shape), (4, 4, 3, (2 if joined else 1) * wide)
    )
    checks.true("the last bias", end.use_bias)
    if large < 128:
        some = checks.rng(large).normal(size=(1, large, large, 3)).astype("float32")
        end.kernel.assign(checks.rng(wide).normal(size=end.kernel.shape))
        end.bias.assign([0.3, -0.2, 0.1])
        arriving, photo_out = keras.Model(net.input, [end.input, net.output])(some)
        summed = (
            tf.nn.conv2d_transpose(arriving, end.kernel, (1, large, large, 3), 2, "SAME")
            + end.bias
        )
        checks.close(
            "tanh of the last convolution", photo_out, np.tanh(summed), rtol=1e-3, atol=1e-4
        )
    checks.true(
        "gradient routing", min(routed(net)) > 0 if joined else max(routed(net)) == 0
    )
    if joined and large < 64:
        checks.true("the photo, by hand", by_hand_too(net, large))
for bad in (0, 4, 65, -64):
    checks.raises(f"size {bad}", ValueError, unet, bad, 2, Recorder().down, Recorder().up)
### END HIDDEN TESTS

# %% skip="grading"
predictions.compare("kernels", [12, 2])
with_skips, without = (
    unet(64, 16, downsample_block, upsample_block, skips=skips) for skips in (True, False)
)
plots.routing({"U-Net": routed(with_skips), "encoder–decoder": routed(without)})

# %% [markdown]
# *What to see.* The innermost block is cut here, on purpose. In the encoder–decoder nothing reaches any down block
# any more: everything went through the bottleneck. In the U-Net each block is still heard: that is the way that edges
# take. The steps of a factor of about ten to a hundred from block to block (the axis is logarithmic) are due to the
# small weights at the start: a signal that takes a longer way is multiplied by 0.02 more often. With weights that
# keep the signal's size (He's, lab 03), all five would be heard about alike: measured once, 860, 2,000, 1,400, 700,
# 260.
#
# Skips are not free: a decoder block sees twice the channels. Count, and do the same for the published size.

# %% skip="grading"
published = {
    skips: unet(256, 64, downsample_block, upsample_block, skips) for skips in (True, False)
}
for skips, network in published.items():
    name = "U-Net" if skips else "encoder–decoder"
    print(f"{name:16} 256×256, width 64: {network.count_params():11,} parameters")
checks.equal(
    "photo of the published generator", published[True].output.shape[1:], (256, 256, 3)
)
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

# %% predict="patch"
predictions.guess("patch", ...)  # two numbers: pixels seen, side of the map

# %% [markdown]
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
    """Size of the map, and receptive field of one of its values, of a stack of
    convolutions.

    size: side of the picture. layers: a list of (kernel, stride, padding), first layer
    first; padding on each side.
    Returns two ints: (side of the map, side of the patch that a value sees).
    patches(16, [(4, 2, 1), (3, 1, 1)]) is (8, 8): 16 → 8 → 8, and (1 - 1)·1 + 3 = 3, (3 -
    1)·2 + 4 = 8.

    Raises ValueError when the size, a kernel or a stride is below 1, a padding below 0, a
    window does not fit into its padded input, or there is no layer.
    """
    ### BEGIN SOLUTION
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or size + 2 * padding < kernel:
            raise ValueError(
                f"no window {kernel} in steps of {stride} on {size} with padding {padding}"
            )
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return size, field
    ### END SOLUTION


# %% check="patches" points=3
one_layer = checks.call("one layer", patches, 16, [(4, 2, 1)])
hint = "first the side of the map, then the side of the patch"
checks.true("one layer", lambda: tuple(one_layer) != (4, 8), hint=hint)
hint = "⌊(16 + 2·1 − 4)/2⌋ + 1 numbers: the padding is on both sides"
checks.equal("side of one layer's map", lambda: patches(16, [(4, 2, 1)])[0], 8, hint=hint)
hint = "with one layer, a value sees its kernel: (1 - 1) · s + k"
checks.equal("patch of one layer", lambda: patches(16, [(4, 2, 1)])[1], 4, hint=hint)
hint = "the division is rounded down: a window that hangs over the edge is not there"
checks.equal("a remainder", lambda: patches(9, [(4, 2, 0)]), (3, 4), hint=hint)
side_of_map, seen_by_one = checks.call("two layers", patches, 16, [(4, 2, 1), (3, 1, 1)])
hint = "the formula of lab 01, from the first layer on"
checks.equal("side of the map", side_of_map, 8, hint=hint)
checks.equal(
    "what a value sees", seen_by_one, 8, hint="from the last layer back: (r - 1) · s + k"
)
hint = "two ints, also where a division has no remainder"
came = checks.call("whole numbers", patches, 16, [(4, 2, 1)])
checks.true("whole numbers", all(isinstance(v, int) for v in came), hint=hint)
list_of_layers = [(4, 2, 1), (3, 1, 1)]
checks.unchanged("the list stays", patches, 16, list_of_layers, hint="reversed(layers)")
hint = "a window of 5 fits on 3 pixels with one more on each side"
checks.equal("padding helps", lambda: patches(3, [(5, 1, 1)]), (1, 5), hint=hint)
hint = "a window as large as its padded input just fits"
checks.equal("it just fits", lambda: patches(2, [(6, 3, 2)]), (1, 6), hint=hint)
hint = "the formula has no limit: a value can see beyond the picture, into the padding"
checks.equal("beyond the picture", lambda: patches(4, [(5, 1, 2)] * 3), (4, 13), hint=hint)
hint = "one pixel, and a kernel of 1, are allowed"
checks.equal("one pixel", lambda: patches(1, [(1, 1, 0)]), (1, 1), hint=hint)
hint = "each layer's window must fit into its own padded input: test it inside the loop"
too_large = [(4, 2, 0), (4, 1, 1)]
checks.raises("a window that does not fit", ValueError, patches, 4, too_large, hint=hint)
hint = "a picture has at least one pixel, whatever the padding: test the size first"
checks.raises("no picture", ValueError, patches, 0, [(1, 1, 1)], hint=hint)
hint = "kernel and stride are at least 1, padding at least 0, and there is a layer"
for bad in ([(3, 0, 1)], [(0, 1, 0)], [(3, 1, -1)], []):
    checks.raises(f"bad layers {bad}", ValueError, patches, 8, bad, hint=hint)
    after_a_good_one = [(1, 1, 0), *bad]
    if bad:
        told_as = f"bad layers {after_a_good_one}"
        checks.raises(told_as, ValueError, patches, 8, after_a_good_one, hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(805)


def by_marking(size, stack):
    """Carry along which pixels each value has seen."""
    marked = [{place} for place in range(size)]
    for k, s, p in stack:
        wide = [set()] * p + marked + [set()] * p
        marked = [set().union(*wide[i : i + k]) for i in range(0, len(wide) - k + 1, s)]
    return len(marked)


def by_distance(stack):
    """Which inputs of an endless line does value 0 see?"""
    low, high = 0, 0
    for k, s, _ in reversed(stack):
        low, high = low * s, high * s + k - 1
    return high - low + 1


for _ in range(8):
    many, n = int(draw.integers(1, 5)), int(draw.integers(90, 200))
    stack = [
        tuple(int(v) for v in draw.integers((1, 1, 0), (6, 4, 3))) for _ in range(many)
    ]
    expected = (by_marking(n, stack), by_distance(stack))
    if expected[0] > 0:
        checks.equal(f"random layers {stack}", tuple(patches(n, stack)), expected)
checks.equal("a window that just fits", tuple(patches(2, [(6, 3, 2)])), (1, 6))
checks.true(
    "whole numbers", all(isinstance(v, (int, np.integer)) for v in patches(9, [(2, 1, 0)]))
)
for bad in ([(3, 1, 0), (9, 1, 0)], [(1, 1, 0), (2, -1, 0)], [(7, 1, -1)]):
    checks.raises(f"bad layers {bad}", ValueError, patches, 8, bad)
checks.raises("no picture", ValueError, patches, 0, [(1, 1, 0)])
### END HIDDEN TESTS

# %% skip="grading"
predictions.compare("patch", [70, 30])
designs = {
    "1×1": [(1, 1, 0)] * 3,
    "16×16": [(4, 2, 1), (4, 1, 1), (4, 1, 1)],
    "70×70": [(4, 2, 1)] * 3 + [(4, 1, 1)] * 2,
}
for name, layers in designs.items():
    side, field = patches(256, layers)
    checks.equal(
        f"{name}: map of {side}×{side}, side of a patch", field, int(name.split("×")[0])
    )
plots.patch_sizes(
    houses.photos_test[0],
    {
        "16×16 of 64": patches(64, designs["16×16"]),
        "70×70 of 256": patches(256, designs["70×70"]),
    },
)

# %% [markdown]
# *What to see.* The authors' best choice saw 70×70 of 256×256: about a window with what is around it. In a 64×64
# picture that is about 16×16, which one block with stride 2 gives, instead of three. So the design has one more
# rule: as many strided blocks as $\log_2(\text{size}) - 5$. Either way the map is 30×30.
#
# D sees the **pair**, photo and plan on top of each other. It could not tell otherwise whether a fine photo shows the
# wrong house.


# %%
def patchgan(size, width, strided=None):
    """The discriminator: from [photo, plan] to a map of logits.

    strided: how many blocks halve the map; log2(size) - 5 if nothing is said."""
    photo, plan = keras.Input((size, size, 3)), keras.Input((size, size, 3))
    x = keras.layers.Concatenate()([plan, photo])
    strided = round(math.log2(size)) - 5 if strided is None else strided
    for k in range(strided):
        x = downsample_block(x, width * min(2**k, 8), normalise=k > 0)
    x = keras.layers.Conv2D(
        width * min(2**strided, 8), 4, use_bias=False, kernel_initializer=start()
    )(padded(x))
    x = keras.layers.LeakyReLU(0.2)(keras.layers.BatchNormalization(momentum=0.9)(x))
    verdict = keras.layers.Conv2D(1, 4, kernel_initializer=start(), dtype="float32")(
        padded(x)
    )
    return keras.Model([photo, plan], verdict)


def padded(x):
    """One zero on each side."""
    return keras.layers.ZeroPadding2D(1)(x)


# %% [markdown]
# How large should a patch be? A D of single pixels only sees which colours occur where; one that sees the whole
# picture has much to learn, and few verdicts a picture to learn it from. The authors tried four sizes and kept 70×70
# (section 4.4 of their paper). The second notebook of this lab measures three of them.
#
# Is the receptive field what you computed? Ask the network: which pixels does the value in the middle of the map
# depend on? Those with a gradient.


# %% skip="grading"
def measured_field(model):
    """Side of the square of pixels that the middle of the map has a gradient for."""
    inputs = [
        tf.random.stateless_normal((1, *tensor.shape[1:]), (5, 5))
        for tensor in model.inputs
    ]
    middle = model.output.shape[1] // 2
    with tf.GradientTape() as tape:
        tape.watch(inputs[0])
        value = model(inputs)[0, middle, middle, 0]
    rows = np.abs(tape.gradient(value, inputs[0])[0]).sum(axis=(1, 2)).nonzero()[0]
    return int(rows[-1] - rows[0] + 1)


for side in (64, 256):
    judge = patchgan(side, 4)
    size_of_map, seen_side = judge.output.shape[1:3], measured_field(judge)
    print(
        f"{side}×{side}: map {size_of_map}, each value sees {seen_side}×{seen_side} pixels"
    )

# %% skip="grading"
published_judge = patchgan(256, 64)
checks.equal(
    "map of the published discriminator", published_judge.output.shape[1:], (30, 30, 1)
)
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
    """Half the sum of D's mean cross-entropies on the patches of real and of generated
    pairs.

    real_logits, fake_logits: tensors (n, h, w, 1), float32: maps before the sigmoid. The
    two may differ in shape.
    Returns a scalar tensor: ln 2 ≈ 0.693 when every logit is 0; near 0 when D is right and
    sure. Finite for logits of ±1000.
    """
    ### BEGIN SOLUTION
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake)) / 2
    ### END SOLUTION


# %% check="discriminator_loss" points=2
single, maps = tf.zeros((1, 1, 1, 1)), tf.zeros((2, 5, 5, 1))
certain = tf.fill((2, 5, 5, 1), 20.0)
hint = "work from logits: the logarithm of a sigmoid that has become 0 is infinite"
checks.finite(
    "very wrong", lambda: discriminator_loss(-50 * certain, 50 * certain), hint=hint
)
hint = "half of the sum: ln 2, not 2 ln 2"
checks.close(
    "one patch, undecided D",
    lambda: discriminator_loss(single, single),
    np.log(2),
    hint=hint,
)
hint = "the mean over all patches and pictures, not their sum"
checks.close(
    "many patches, undecided D",
    lambda: discriminator_loss(maps, maps),
    np.log(2),
    hint=hint,
)
hint = "real → 1, generated → 0"
checks.close("right and sure", lambda: discriminator_loss(certain, -certain), 0, hint=hint)
hint = "generated → 0: a D that says real to everything is wrong on one half"
checks.close(
    "wrong on one half", lambda: discriminator_loss(certain, certain), 10, hint=hint
)
hint = "the loss of each patch first, then the mean: one patch is wrong by 20, one right"
torn = tf.constant([[[[20.0], [-20.0]]]])
checks.close("patches of 20 and -20", lambda: discriminator_loss(torn, torn), 10, hint=hint)
hint = "logits are not clipped: the mean of 1000 and 1000"
checks.close(
    "wrong by far", lambda: discriminator_loss(-50 * certain, 50 * certain), 1000, hint=hint
)
hint = "take the mean of each half by itself: two maps may differ in shape"
checks.close(
    "maps of two shapes",
    lambda: discriminator_loss(certain, -maps[:1]),
    np.log(2) / 2,
    hint=hint,
)


def slopes_of_d(real_map, fake_map):
    """Gradient of the loss for both maps."""
    watched = [tf.Variable(real_map), tf.Variable(fake_map)]
    with tf.GradientTape() as record_of:
        loss = discriminator_loss(*watched)
    return record_of.gradient(loss, watched)


hint = "D learns from both halves: no stop_gradient, no .numpy() on the way"
slopes = checks.call("gradients", slopes_of_d, maps, maps, hint=hint)
expected_slope = np.full((2, 5, 5, 1), 0.5 / 2 / 50)
checks.close("gradient, real half", slopes[0], -expected_slope, hint=hint)
checks.close("gradient, generated half", slopes[1], expected_slope, hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(806)


def slow_loss(real_map, fake_map):
    total = [
        np.mean([np.logaddexp(0, -v) for v in real_map.ravel()]),
        np.mean([np.logaddexp(0, v) for v in fake_map.ravel()]),
    ]
    return sum(total) / 2


for _ in range(5):
    first, second = (3 * draw.normal(size=(n, 4, 4, 1)).astype("float32") for n in (3, 5))
    checks.close(
        "random maps",
        discriminator_loss(tf.constant(first), tf.constant(second)),
        slow_loss(first, second),
    )
    slopes = slopes_of_d(first, second)
    checks.close(
        "its gradient, real",
        slopes[0],
        -1 / (1 + np.exp(first)) / first.size / 2,
        rtol=1e-4,
    )
    checks.close(
        "its gradient, generated",
        slopes[1],
        1 / (1 + np.exp(-second)) / second.size / 2,
        rtol=1e-4,
    )
checks.shape("a scalar", discriminator_loss(maps, certain), ())
checks.close(
    "far out, real",
    discriminator_loss(tf.fill((1, 2, 2, 1), -700.0), maps),
    (700 + np.log(2)) / 2,
)
checks.close(
    "far out, generated",
    discriminator_loss(maps, tf.fill((1, 2, 2, 1), 300.0)),
    (300 + np.log(2)) / 2,
)
### END HIDDEN TESTS

# %% [markdown]
# **G** has two wishes: every patch should look real to D, and the photo should be *the* photo,
#
# $$ -\operatorname{mean} \log D(x, G(x)) + \lambda \cdot \operatorname{mean} |y - G(x)|, \qquad \lambda = 100. $$
#
# **Predict**: the plan does not fix a wall's colour. If three walls of five are white (+1) and two are black (−1),
# which answer $g$ has the least mean |y − g|? And which the least mean (y − g)²?

# %% predict="wall"
predictions.guess("wall", ...)  # two numbers

# %%
answers = np.linspace(-1, 1, 201)
wall = np.array([1.0, 1.0, 1.0, -1.0, -1.0])  # three white walls, two black ones
checks.close(
    "least |y - g|: the median",
    answers[np.argmin([np.abs(wall - g).mean() for g in answers])],
    np.median(wall),
)
checks.close(
    "least (y - g)²: the mean",
    answers[np.argmin([((wall - g) ** 2).mean() for g in answers])],
    wall.mean(),
)
predictions.compare("wall", [np.median(wall), wall.mean()])
plots.errors(
    answers,
    {
        "|y - g|": [np.abs(wall - g).mean() for g in answers],
        "(y - g)²": [((wall - g) ** 2).mean() for g in answers],
    },
)

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
    """G's two terms: the adversarial one (non-saturating), and weight times the mean
    absolute error.

    fake_logits: tensor (n, h', w', 1), D's map on generated pairs. fake, real: tensors (n,
    h, w, 3) in -1…1.
    Returns two scalars; G descends on their sum. With logits 0 and an error of 0.1
    everywhere: (ln 2, 10).
    """
    ### BEGIN SOLUTION
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(
        tf.ones_like(fake_logits), fake_logits
    )
    return tf.reduce_mean(adversarial), weight * tf.reduce_mean(tf.abs(real - fake))
    ### END SOLUTION


# %% check="generator_loss" points=3
black, grey = -tf.ones((2, 8, 8, 3)), tf.fill((2, 8, 8, 3), -0.9)
open_map = tf.zeros((2, 5, 5, 1))
terms = checks.call("two terms", generator_loss, open_map, grey, black)
hint = "return the two apart, not their sum: adversarial, weight * l1"
checks.true("two terms", isinstance(terms, (tuple, list)) and len(terms) == 2, hint=hint)
checks.close("logits 0", terms[0], np.log(2), hint="the mean of -log D, from logits")
hint = "100 times the mean absolute error, over pictures, pixels and channels"
checks.close("an error of 0.1", terms[1], 10.0, hint=hint, rtol=1e-4)
hint = "multiply by the argument `weight`, not by 100"
checks.close(
    "weight 7",
    lambda: generator_loss(open_map, grey, black, weight=7.0)[1],
    0.7,
    hint=hint,
    rtol=1e-4,
)
hint = "the plain difference, divided by nothing but the number of numbers"
checks.close(
    "half as bright",
    lambda: generator_loss(open_map, 0.5 * grey, 0.5 * black)[1],
    5.0,
    hint=hint,
    rtol=1e-4,
)
hint = "the loss of each patch first, then the mean: D doubts one by 20, not the other"
torn = tf.constant([[[[20.0], [-20.0]]]])
checks.close(
    "patches of 20 and -20", lambda: generator_loss(torn, grey, black)[0], 10, hint=hint
)
checker = black + 0.1 * (-1.0) ** tf.range(8, dtype="float32")[:, None]
hint = (
    "the absolute value of each error, then the mean: too dark and too bright do not cancel"
)
checks.close(
    "errors of 0.1 and -0.1",
    lambda: generator_loss(open_map, checker, black)[1],
    10.0,
    hint=hint,
    rtol=1e-4,
)
hint = "G wants label 1 for its patches"
fooled, doubted = tf.fill((2, 5, 5, 1), 1000.0), tf.fill((2, 5, 5, 1), -1000.0)
checks.close("D is fooled", lambda: generator_loss(fooled, grey, black)[0], 0, hint=hint)
hint = "non-saturating: -log D, not log(1 - D); from logits that are not clipped"
checks.close("D is sure", lambda: generator_loss(doubted, black, black)[0], 1000, hint=hint)
checks.close("a perfect photo", lambda: generator_loss(doubted, black, black)[1], 0)


def slopes_of_g(map_of_d, photo_of_g, true_photo):
    """Gradients of both terms: of the adversarial one for D's map, of L1 for the photo."""
    watched = tf.Variable(map_of_d), tf.Variable(photo_of_g)
    with tf.GradientTape(persistent=True) as record_of:
        both_terms = generator_loss(*watched, true_photo)
    return [
        record_of.gradient(term, part)
        for term, part in zip(both_terms, watched, strict=True)
    ]


hint = "G learns through D's map: no stop_gradient, no .numpy() on the way"
slope = np.full((2, 5, 5, 1), -0.5 / 50)
checks.close(
    "gradient for D's map", lambda: slopes_of_g(open_map, grey, black)[0], slope, hint=hint
)
hint = "and through its own photo"
slope = np.full((2, 8, 8, 3), 100 / 384)
checks.close(
    "gradient for the photo",
    lambda: slopes_of_g(open_map, grey, black)[1],
    slope,
    hint=hint,
)
### BEGIN HIDDEN TESTS
draw = checks.rng(807)


def slow_terms(logits, fake, real, weight):
    first = np.mean([np.logaddexp(0, -v) for v in logits.ravel().astype(float)])
    pairs_of = zip(real.ravel(), fake.ravel(), strict=True)
    return first, weight * np.mean([abs(float(a) - float(b)) for a, b in pairs_of])


for factor in (100.0, 1.0, 0.0, 12.5):
    logits = 3 * draw.normal(size=(3, 2, 4, 1)).astype("float32")
    first, second = (draw.uniform(-1, 1, (3, 4, 6, 3)).astype("float32") for _ in range(2))
    came = generator_loss(
        tf.constant(logits), tf.constant(first), tf.constant(second), factor
    )
    expected = slow_terms(logits, first, second, factor)
    checks.close(
        f"random pictures, weight {factor}", [float(v) for v in came], expected, rtol=1e-4
    )
    checks.shape("two scalars", came[1], ())
    came = slopes_of_g(logits, first, tf.constant(second))
    checks.close(
        "gradient of -log D", came[0], -1 / (1 + np.exp(logits)) / logits.size, rtol=1e-4
    )
    checks.close(
        "gradient of L1: signs",
        came[1],
        100 * np.sign(first - second) / first.size,
        rtol=1e-4,
    )
checks.close("far out", generator_loss(tf.fill((1, 2, 2, 1), -300.0), grey, black)[0], 300)
first, logits = tf.Variable(first), tf.Variable(logits)
with tf.GradientTape(persistent=True) as record_of:
    came = generator_loss(logits, first, tf.constant(second), 100.0)
checks.true(
    "the adversarial term sees only D's map", record_of.gradient(came[0], first) is None
)
checks.true("L1 does not see it", record_of.gradient(came[1], logits) is None)
### END HIDDEN TESTS

# %% [markdown]
# ## 7 · How near is it?
#
# Here, unlike in the earlier labs, the true picture is known. Five measures, none of which tells all:
#
# - **L1 error**: mean absolute difference of pixels, 0…1 (1 is white for black);
# - **PSNR**: $10 \log_{10}(\text{range}^2 / \text{mean squared error})$ in dB, the mean over pictures;
# - **SSIM** (Wang et al., 2004): compares mean, contrast and pattern in windows of 11×11 pixels; 1 is perfect;
# - **sharpness**: mean gradient, relative to real photos. It does not care *what* is sharp;
# - **label recovery**: a network that has learned to read plans off real photos reads the generated ones. Its
#   result is compared with the plan by the **mean IoU**: for each class, the number of pixels that have this label
#   in both, divided by the number that have it in at least one (intersection over union, 0…1); then the mean over
#   the classes.
#
# A sixth one is usual today: **LPIPS** (Zhang et al., 2018), the distance between the features that a network
# trained on photographs has of both pictures, weighted so that it agrees with what people call alike. It forgives a
# brick that has moved by a pixel, which L1 and PSNR do not. It needs a network that has seen millions of
# photographs; for drawn houses of 64×64 the reader below is nearer to the subject.
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

    fake, real: arrays (n, h, w, 3) of floats in -1…1, h and w at least 11. They are not
    changed.
    Returns two Python floats. Identical pictures: (inf, 1.0). Grey -0.5 for grey 0:
    (12.04…, 0.80…).

    Raises ValueError when the shapes differ, or a number lies outside -1…1 (somebody passed
    0…255).
    """
    ### BEGIN SOLUTION
    fake, real = np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32")
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(
            f"pictures of shapes {fake.shape} and {real.shape} cannot be compared"
        )
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = (fake + 1) / 2, (real + 1) / 2
    psnr, ssim = (
        tf.image.psnr(fake, real, max_val=1.0),
        tf.image.ssim(fake, real, max_val=1.0),
    )
    return float(np.mean(psnr)), float(np.mean(ssim))
    ### END SOLUTION


# %% check="psnr_ssim" points=3
flat, half = np.full((2, 16, 16, 3), -0.5), np.zeros((2, 16, 16, 3))
hint = "fake + 1 makes a new array; fake += 1 changes the caller's pictures"
checks.unchanged("pictures stay as they were", psnr_ssim, flat, half, hint=hint)
found_psnr, found_ssim = checks.call("two numbers", psnr_ssim, flat, half)
hint = "float(…) of each mean"
checks.true(
    "plain floats", type(found_psnr) is float and type(found_ssim) is float, hint=hint
)
hint = "in 0…1 the error is 0.25, the range 1"
expected_psnr = 10 * np.log10(1 / 0.25**2)
checks.close("PSNR of 0.25 for 0.5", found_psnr, expected_psnr, hint=hint, rtol=1e-4)
hint = "move the pictures to 0…1 before SSIM sees them"
expected_ssim = (2 * 0.25 * 0.5 + 1e-4) / (0.25**2 + 0.5**2 + 1e-4)
checks.close("SSIM of 0.25 for 0.5", found_ssim, expected_ssim, hint=hint, rtol=1e-3)
hint = "no error: PSNR is infinite, SSIM is 1"
checks.equal("identical", lambda: psnr_ssim(half, half), (float("inf"), 1.0), hint=hint)
unequal = np.concatenate([flat[:1], half[:1] + 0.02])
mean_of_two = np.mean([expected_psnr, 10 * np.log10(1 / 0.01**2)])
hint = "PSNR of each picture, then the mean"
checks.close(
    "the mean of two PSNRs",
    lambda: psnr_ssim(unequal, half)[0],
    mean_of_two,
    hint=hint,
    rtol=1e-3,
)
hint = "the error of each channel counts, before any mean over channels"
reddish = half + np.array([0.3, 0, 0])
red_psnr = 10 * np.log10(3 / 0.15**2)
checks.close(
    "one channel", lambda: psnr_ssim(reddish, half)[0], red_psnr, hint=hint, rtol=1e-3
)
hint = "-1 and 1 themselves are allowed"
limits = -np.ones((1, 16, 16, 3)), np.ones((1, 16, 16, 3))
checks.close("white for black", lambda: psnr_ssim(*limits)[0], 0, hint=hint, atol=1e-4)
hint = "test the numbers first: 0…255 is somebody else's range"
checks.raises(
    "0…255", ValueError, psnr_ssim, 255 * np.ones((1, 16, 16, 3)), half[:1], hint=hint
)
checks.raises(
    "0…255, real", ValueError, psnr_ssim, half[:1], 255 * np.ones((1, 16, 16, 3)), hint=hint
)
hint = "both ends: below -1 is as wrong as above 1"
checks.raises("1.5", ValueError, psnr_ssim, half[:1], 1.5 * limits[1], hint=hint)
checks.raises("-1.5", ValueError, psnr_ssim, 1.5 * limits[0], half[:1], hint=hint)
checks.raises("-1.5, real", ValueError, psnr_ssim, half[:1], 1.5 * limits[0], hint=hint)
hint = "compare the shapes first: one picture would be held against each of two"
checks.raises("one for two", ValueError, psnr_ssim, flat[:1], half, hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(808)
offsets = np.arange(11) - 5
window = np.exp(-(offsets[:, None] ** 2 + offsets[None, :] ** 2) / (2 * 1.5**2))
window /= window.sum()


def slow_ssim(one, other):
    scores = []
    for i in range(one.shape[0] - 10):
        for j in range(one.shape[1] - 10):
            for c in range(3):
                p, q = one[i : i + 11, j : j + 11, c], other[i : i + 11, j : j + 11, c]
                mp, mq = (window * p).sum(), (window * q).sum()
                vp, vq = (window * p * p).sum() - mp**2, (window * q * q).sum() - mq**2
                cov = (window * p * q).sum() - mp * mq
                scores.append(
                    (2 * mp * mq + 1e-4)
                    * (2 * cov + 9e-4)
                    / ((mp**2 + mq**2 + 1e-4) * (vp + vq + 9e-4))
                )
    return np.mean(scores)


for high, wide in ((12, 13), (14, 11)):
    second = draw.uniform(-1, 1, (3, high, wide, 3))
    noise = draw.normal(size=second.shape) * np.array([0.1, 0.3, 0.8])[:, None, None, None]
    first = np.clip(second + noise, -1, 1)
    in_unit = list(zip((first + 1) / 2, (second + 1) / 2, strict=True))
    expected = [np.mean([10 * np.log10(1 / np.mean((p - q) ** 2)) for p, q in in_unit])]
    expected.append(np.mean([slow_ssim(p, q) for p, q in in_unit]))
    checks.close(
        "random pictures", list(psnr_ssim(first, second)), expected, rtol=2e-3, atol=1e-4
    )
checks.unchanged(
    "pictures stay as they were",
    psnr_ssim,
    first.astype("float32"),
    second.astype("float32"),
)
checks.raises("other shapes", ValueError, psnr_ssim, first[:, :11], second)
checks.raises("a number above 1", ValueError, psnr_ssim, first, second + 0.5)
checks.raises("a number below -1", ValueError, psnr_ssim, first - 1.5, second)
### END HIDDEN TESTS

# %% [markdown]
# **Predict**: three ways to spoil the test photos: blur them, shift them by two pixels, put the next house in their
# place. Which of the three does PSNR like best? Which measure finds which of them bad?

# %% predict="psnr"
predictions.guess("psnr", ...)  # "blurred", "shifted" or "another house"

# %% skip="grading"
truth = photos(houses.photos_test)
spoiled = plots.spoil(truth)
for name, pictures in spoiled.items():
    psnr, ssim = psnr_ssim(pictures, truth)
    sharp = metrics.pairs.sharpness(pictures, truth, image_range=(-1, 1))
    print(f"{name:22} PSNR {psnr:5.1f} dB   SSIM {ssim:.3f}   sharpness {sharp:.2f}")
predictions.compare("psnr", "blurred")
plots.rows({name: pictures[:6] for name, pictures in {"real": truth, **spoiled}.items()})

# %% [markdown]
# *What to see.* PSNR likes blur: it prefers the blurred photo, which you would not, to the shifted one, in which
# nothing is wrong but the place. SSIM sees it alike. Sharpness condemns the blur alone, and has nothing to say
# against another house. No single number will do, and none of them knows what a window is. So train a reader of
# labels, on *real* pairs. (About half a minute.)

# %% skip="grading"
reader = metrics.Reader(len(houses.classes))
reader.fit(
    houses.labels_train, houses.photos_train, epochs=runtime.pick(smoke=1, cpu=12, full=14)
)
for name, pictures in {"real": truth, **spoiled}.items():
    read = reader.read(pictures, image_range=(-1, 1))
    found = metrics.pairs.recovery(read, houses.labels_test, reader.classes)
    print(f"{name:22} mean IoU {found.iou:.3f}, {found.accuracy:.1%} of the pixels right")

# %% skip="grading"
plots.readings(
    houses.photos_test[:5], houses.labels_test[:5], reader.read(houses.photos_test[:5])
)

# %% [markdown]
# *What to see.* On real photos it finds walls, windows, roofs and shops; it is weaker on what is small: blinds,
# decoration, mouldings a pixel wide. What it reads off real photos is the measure for every generator: with this
# reader, more than that cannot be expected of one.
#
# ## 8 · Four trainings
#
# The engine of the labs before needs two changes: G takes the plan and no noise, and it has two loss terms. Each is a
# method of `Adversarial` that a subclass may replace.
#
# ### Exercise 8.9 · `g_terms`
#
# Each step the engine asks `g_terms` for the terms on whose **sum** G descends, by name: it adds them up, and it
# reports each of them. Give it both terms of 8.7, each with a factor of its own, so that one recipe serves *both*,
# *L1 alone* and *adversarial alone*. (The checks use a toy loss that is easy to compute by hand, and that is not
# symmetric in *fake* and *real*.)
#
# <details><summary>Hint 1: a question</summary>
#
# Which of the two terms comes out of `g_loss` with its factor, and which one without? What is $0 \cdot \infty$?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# {"adversarial": $a \cdot \ell_\text{adv}$, "l1": $\lambda \cdot \ell_{L1}$}, where a term whose factor is 0
# does not occur.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError if one factor is below 0 or both are 0
# fooled, l1 = g_loss(scores, fake, real, …)
# terms = {}
# if adversarial: terms["adversarial"] = …
# if weight: terms["l1"] = …
# return terms
# ```
#
# </details>


# %% exercise="g_terms"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    """The terms on whose sum G descends in one step of pix2pix, by name.

    scores: float32 tensor (n, h', w', 1), D's logits on the generated pairs. fake, real:
    tensors (n, h, w, 3) in -1…1.
    g_loss(scores, fake, real, weight): returns the pair of exercise 8.7: the adversarial
    term, and L1 that is already multiplied by weight.
    adversarial, weight: factors of the two terms, 0 or more.
    Returns a dict of scalars with the keys "adversarial" and "l1"; a term whose factor is 0
    is left out.

    Raises ValueError when a factor is negative, or both are 0.
    """
    ### BEGIN SOLUTION
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(
            f"factors {adversarial} and {weight}: none below 0, and one above, are needed"
        )
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms
    ### END SOLUTION


# %%
def toy_loss(scores, fake, real, weight=100.0):
    """Stands in for the loss of 8.7: mean score, and weight · mean of fake minus twice real."""
    return tf.reduce_mean(scores), weight * tf.reduce_mean(fake - 2 * real)


# %% check="g_terms" points=2
scored = tf.constant([[[[3.0], [5.0]]]])
drawn_toy, true_toy = tf.fill((1, 2, 2, 3), 0.5), tf.fill((1, 2, 2, 3), 0.125)


def told_terms(*factors):
    """The terms with the toy loss, as a plain dict: adversarial 4, L1 0.25 times its weight."""
    came = g_terms(scored, drawn_toy, true_toy, toy_loss, *factors)
    return {key: float(value) for key, value in came.items()}


hint = 'a dict: {"adversarial": …, "l1": …}; call g_loss(scores, fake, real, weight), in this order'
parts_told = checks.call("the published weights", told_terms, hint=hint)
hint = "the engine asks for two names: adversarial and l1"
checks.equal("the names", lambda: sorted(parts_told), ["adversarial", "l1"], hint=hint)
hint = "the first value of g_loss, times `adversarial`, which is 1 here"
checks.close("adversarial term", lambda: parts_told["adversarial"], 4.0, hint=hint)
hint = "g_loss has multiplied L1 by its weight already: (0.5 − 2 · 0.125) · 100, fake before real"
checks.close("L1, weight 100", lambda: parts_told["l1"], 25.0, hint=hint)
hint = "hand the argument `weight` on to g_loss"
checks.close("L1, weight 8", lambda: told_terms(1.0, 8.0)["l1"], 2.0, hint=hint)
hint = "`adversarial` multiplies the adversarial term …"
checks.close("factor 0.5", lambda: told_terms(0.5, 8.0)["adversarial"], 2.0, hint=hint)
hint = "… and nothing else"
checks.close("L1 with factor 0.5", lambda: told_terms(0.5, 8.0)["l1"], 2.0, hint=hint)
hint = "a factor of 0 leaves its term out of the dict: nobody asks D, whatever it says"
checks.equal("L1 alone", lambda: list(told_terms(0.0, 8.0)), ["l1"], hint=hint)
checks.equal(
    "adversarial alone", lambda: list(told_terms(2.0, 0.0)), ["adversarial"], hint=hint
)
hint = "the term that is left keeps its own factor"
checks.close(
    "adversarial alone", lambda: told_terms(2.0, 0.0)["adversarial"], 8.0, hint=hint
)
checks.close("L1 alone", lambda: told_terms(0.0, 8.0)["l1"], 2.0, hint=hint)
hint = "test the factors first: none is negative, and at least one is above 0"
for bad in ((-1.0, 100.0), (1.0, -100.0), (0.0, 0.0), (-1.0, 0.0)):
    checks.raises(f"factors {bad}", ValueError, told_terms, *bad, hint=hint)


def slopes_of_terms(logits, photo, *factors):
    """Gradient of the sum of all terms for D's map and for the photo."""
    watched = tf.Variable(logits), tf.Variable(photo)
    with tf.GradientTape() as record_of:
        came = g_terms(*watched, true_toy, toy_loss, *factors)
        total = tf.add_n(list(came.values()))
    return [
        tf.convert_to_tensor(slope)
        for slope in record_of.gradient(total, watched, unconnected_gradients="zero")
    ]


hint = "G learns from both terms: no stop_gradient, no float() on the way"
slopes = checks.call("gradients", slopes_of_terms, scored, drawn_toy, 0.5, 6.0, hint=hint)
checks.close("gradient for D's map", slopes[0], np.full((1, 1, 2, 1), 0.25), hint=hint)
checks.close("gradient for the photo", slopes[1], np.full((1, 2, 2, 3), 0.5), hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(809)
for factors in ((1.0, 100.0), (0.3, 1.0), (2.0, 0.0), (0.0, 12.5), (7.0, 0.01)):
    logits = draw.normal(size=(2, 3, 3, 1)).astype("float32")
    first, second = (draw.uniform(-1, 1, (2, 4, 4, 3)).astype("float32") for _ in range(2))
    came = g_terms(*map(tf.constant, (logits, first, second)), toy_loss, *factors)
    expected = {
        "adversarial": factors[0] * logits.mean(),
        "l1": factors[1] * (first - 2 * second).mean(),
    }
    expected = {
        key: v for (key, v), factor in zip(expected.items(), factors, strict=True) if factor
    }
    checks.equal("names", sorted(came), sorted(expected))
    for key, value in expected.items():
        checks.close(f"{key}, factors {factors}", came[key], value, rtol=1e-3, atol=1e-4)
        checks.shape("scalars", came[key], ())
infinite = tf.fill((1, 2, 2, 1), float("inf"))
came = g_terms(infinite, drawn_toy, true_toy, toy_loss, 0.0, 4.0)
checks.close("nobody listens to D", [float(v) for v in came.values()], [1.0])
for bad in ((-0.5, -0.5), (0.0, -1.0)):
    checks.raises(f"factors {bad}", ValueError, told_terms, *bad)
### END HIDDEN TESTS


# %% skip="grading"
class Pix2Pix(Adversarial):
    """The engine, for pairs: the condition is the plan, chance comes from dropout."""

    def __init__(self, *parts, adversarial=1.0, weight=100.0, **settings):
        super().__init__(*parts, **settings)
        self.adversarial, self.weight = adversarial, weight

    def generate(self, generator, latent, condition, training=False):
        return generator(condition, training=training)

    def g_terms(self, fake_scores, fake, real, condition):
        weights = self.adversarial, self.weight
        return g_terms(fake_scores, fake, real, self.g_loss, *weights)


# %% [markdown]
# Four models, at the same budget: three losses for the U-Net, and the encoder–decoder with both terms. For L1 alone,
# nobody listens to D, so that one gets a stub.
#
# The full profile takes the published numbers: Adam 2e-4, β₁ = 0.5, one pair a step, λ = 100. In two things it is
# smaller. It trains for 160 epochs, where the authors trained 200 on this data set. And each pair is jittered three
# times beforehand, where the authors draw a new crop at each step.
#
# A CPU has time for fewer than three epochs of the jittered pairs. So there the rates are those that lab 05 found for
# short trainings; a step takes four pairs, since many small steps learn more in a minute than few large ones; and λ
# is 20: with 100, D would hardly be heard so early. Convolutions run in 16 bits where the processor is fast at them.

# %% skip="grading"
width = runtime.pick(smoke=2, cpu=16, full=64)
d_width = runtime.pick(smoke=2, cpu=8, full=64)
batch = runtime.pick(smoke=4, cpu=4, full=1)
steps = runtime.pick(smoke=2, cpu=800, full=160 * count)
g_rate, d_rate = runtime.pick(smoke=(1e-3, 3e-4), cpu=(1e-3, 3e-4), full=(2e-4, 2e-4))
weight = runtime.pick(smoke=100.0, cpu=20.0, full=100.0)  # λ
precision = runtime.precision_for("conv")


# %% skip="grading"
def stub(size):
    """A D that is as small as can be."""
    photo, plan = keras.Input((size, size, 3)), keras.Input((size, size, 3))
    both = keras.layers.Concatenate()([photo, plan])
    return keras.Model([photo, plan], keras.layers.Conv2D(1, 4, 4, dtype="float32")(both))


def pix2pix(skips=True, adversarial=1.0, weight=weight, judge=patchgan, seed=0):
    """A compiled model; its losses are weighted by `adversarial` and `weight`."""
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy(precision)
    generator = unet(size, width, downsample_block, upsample_block, skips)
    discriminator = judge(size, d_width) if adversarial else stub(size)
    keras.config.set_dtype_policy("float32")
    model = Pix2Pix(
        generator,
        discriminator,
        discriminator_loss,
        generator_loss,
        latent_dim=1,
        adversarial=adversarial,
        weight=weight,
        seed=seed,
    )
    model.compile(
        keras.optimizers.Adam(d_rate, beta_1=0.5), keras.optimizers.Adam(g_rate, beta_1=0.5)
    )
    return model


# %% [markdown]
# The training pairs, each jittered three times, lie on the device. The four trainings take about two and a half
# minutes on two cores.

# %% skip="grading"
rng = np.random.default_rng(0)
copies = [random_jitter(houses.labels_train, houses.photos_train, rng) for _ in range(3)]
x, y = (
    plans(np.concatenate([plan for plan, _ in copies])),
    photos(np.concatenate([photo for _, photo in copies])),
)
recipes = {
    "U-Net, both": ("unet_both", {}),
    "U-Net, L1 alone": ("unet_l1", {"adversarial": 0.0}),
    "U-Net, adversarial alone": ("unet_adversarial", {"weight": 0.0}),
    "encoder–decoder, both": ("coder_both", {"skips": False}),
}
models, logs = {}, {}
for name, (file, recipe) in recipes.items():
    models[name] = pix2pix(**recipe)
    logs[name] = saved.fit(
        models[name], f"pix2pix_{file}", y, x, batch_size=batch, steps=steps
    ).history
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

# %% predict="three_losses"
predictions.guess("three_losses", ...)  # three of "L1", "adversarial", "both"


# %% skip="grading"
def drawn_by(model):
    return model.sample(condition=plans(houses.labels_test), batch_size=32)


made = {name: drawn_by(model) for name, model in models.items()}
three = {
    name: made[name][:6]
    for name in ("U-Net, L1 alone", "U-Net, adversarial alone", "U-Net, both")
}
plots.rows({"plan": plans(houses.labels_test[:6]), **three, "real": truth[:6]})

# %% skip="grading"
measured = {
    name: metrics.compare_pairs(
        pictures, truth, labels=houses.labels_test, reader=reader, image_range=(-1, 1)
    )
    for name, pictures in made.items()
}
for name, values in measured.items():
    print(f"{name}\n{values}\n")
plots.measures(measured)

# %% [markdown]
# *What to see.* **L1 alone** wins by its own measure, and by SSIM, narrowly. Its photos look as if seen through
# frosted glass: walls and shops are flat, panes have no bars. **Adversarial alone** is the sharpest of the
# three, and worthless: it has drifted to a pattern of coloured dots that D cannot judge, and few labels can
# be read back. Nothing tied it to *this* photo. **Both** keep the house where it belongs and give it texture:
# windows and shops get panes, walls get patches of brick. L1 error and sharpness disagree on purpose: no model wins
# both.

# %% skip="grading"
both, alone = measured["U-Net, both"], measured["U-Net, L1 alone"]
runtime.report("L1 error: L1 alone is lower than both by", both.l1 - alone.l1, at_least=0.0)
runtime.report(
    "sharpness: both is above L1 alone by", both.sharpness - alone.sharpness, at_least=0.0
)
names = {
    f"U-Net, {end}": end.split()[0] for end in ("L1 alone", "adversarial alone", "both")
}
judgements = lambda it: it.l1, lambda it: -it.sharpness, lambda it: -it.recovery.iou
winners = [names[min(names, key=lambda name: by(measured[name]))] for by in judgements]
predictions.compare("three_losses", winners)

# %% [markdown]
# ## 10 · Who pulls harder?
#
# λ = 100 looks as if L1 had nearly all the say. Has it? What moves G is not the size of a term but its **slope**: how
# much the term changes when a pixel of the photo does. The slope of L1 is the same everywhere, ±1/N for each of the N
# numbers, however small the error is. The slope of the adversarial term is what D finds: large where it sees how the
# photo gives itself away, near 0 where it is fooled.
#
# ### Exercise 8.10 · `pulls`
#
# Measure both: the norms of the two gradients with respect to the generated photos. Their ratio is the λ at which
# both pull alike.
#
# <details><summary>Hint 1: a question</summary>
#
# With respect to what is the gradient: G's weights, or what G has drawn? Must the tape watch it?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $\lVert \partial\,\ell_\text{adv}(D(g, x)) / \partial g \rVert$ and $\lVert \partial\,\text{mean}|y - g| /
# \partial g \rVert$, with $g = G(x)$ and the root of the sum of all squares: `tf.norm`.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# fake = tf.convert_to_tensor(fake)
# with tf.GradientTape(persistent=True) as tape:
#     tape.watch(…)
#     adversarial, l1 = g_loss(discriminator([…, …]), fake, real, 1.0)
# return float(tf.norm(tape.gradient(adversarial, …))), float(…)
# ```
#
# </details>


# %% exercise="pulls"
def pulls(discriminator, plan, fake, real, g_loss):
    """How strongly each of G's two terms pulls at the generated photos.

    discriminator([photos, plans]): a function or network that returns D's logits. plan,
    fake, real: float32 tensors (n, h, w, 3) in -1…1.
    g_loss(scores, fake, real, weight): as in exercise 8.7; call it with weight 1.
    Returns two floats: the Euclidean norms, over all numbers of the n photos, of the
    gradients of the adversarial term and of L1 with respect to the generated photos.
    The adversarial term depends on them through D. For L1 it is 1 / √N if N numbers are all
    wrong.
    """
    ### BEGIN SOLUTION
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)
    ### END SOLUTION


# %% check="pulls" points=3
def plain_d(pair):
    """A D whose map is twice the photo's red."""
    return 2.0 * pair[0][..., :1]


def curved_d(pair):
    """A D that looks at photo and plan: their product, squared."""
    photo_of, plan_of = pair
    return tf.reduce_sum(photo_of * plan_of, axis=-1, keepdims=True) ** 2


def both_terms(scores, fake, real, weight=100.0):
    """Stands in for the loss of 8.7: mean score; weight · mean square of fake minus twice
    real."""
    return tf.reduce_mean(scores), weight * tf.reduce_mean((fake - 2 * real) ** 2)


flat_plan, flat_real = tf.fill((1, 2, 2, 3), 0.5), tf.zeros((1, 2, 2, 3))
flat_fake = 0.5 * flat_plan
hint = (
    "discriminator([photos, plans]), g_loss(scores, fake, real, 1.0), and a tape that watches fake "
    "before D is asked"
)
came = checks.call(
    "two norms", pulls, plain_d, flat_plan, flat_fake, flat_real, both_terms, hint=hint
)
hint = "two floats, the adversarial one first: (…, …)"
checks.true("two norms", isinstance(came, (tuple, list)) and len(came) == 2, hint=hint)
hint = "float(…) of each norm"
checks.true("two norms", all(isinstance(v, float) for v in came), hint=hint)
hint = "show D [the generated photo, the plan], and ask for the slope with respect to that photo"
checks.true("the photo that G drew", lambda: came[0] > 0, hint=hint)
hint = "norm of four slopes of 2/4 each: the square root of the sum of squares, √(4 · 0.5²)"
checks.close("the adversarial term's pull", came[0], 1.0, hint=hint)
hint = "call g_loss with weight 1, not with its default of 100"
checks.true("L1's pull", lambda: came[1] < 1, hint=hint)
hint = "12 slopes of 2 · 0.25 / 12 each: √(12 · (0.5/12)²)"
checks.close("L1's pull", came[1], 0.5 / np.sqrt(12), hint=hint, rtol=1e-4)
some_plan, some_fake, some_real = (
    checks.rng(seed).uniform(-1, 1, (2, 3, 3, 3)).astype("float32") for seed in (1, 2, 3)
)
given_d = [*map(tf.constant, (some_plan, some_fake, some_real)), both_terms]
hint = "one norm over all numbers of all photos, not a mean of norms; g_loss(scores, fake, real, 1.0)"
wanted = np.linalg.norm(2 * (some_fake - 2 * some_real) / some_fake.size)
came = checks.call("two photos", pulls, curved_d, *given_d, hint=hint)
checks.close("two photos, L1's pull", came[1], wanted, hint=hint, rtol=1e-3)
hint = "D sees [photo, plan], in this order, and the generated photo, not the real one"
product = (some_plan * some_fake).sum(axis=-1, keepdims=True)
wanted = np.linalg.norm(2 * product * some_plan / 18)
checks.close("a D that looks at both", came[0], wanted, hint=hint, rtol=1e-3)
tiny_d = keras.Sequential([keras.Input((3, 3, 6)), keras.layers.Conv2D(1, 3)])
tiny_d.set_weights([np.arange(54.0).reshape(3, 3, 6, 1) / 54, np.zeros(1)])


def network_d(pair):
    """A D of one convolution."""
    return tiny_d(tf.concat(pair, axis=-1))


hint = "the gradient goes through D: do not turn its answer into an array"
wanted = np.linalg.norm(np.arange(54.0).reshape(3, 3, 6)[..., :3] / 54 / 2 * np.sqrt(2))
checks.close(
    "a network", lambda: pulls(network_d, *given_d)[0], wanted, hint=hint, rtol=1e-3
)
### BEGIN HIDDEN TESTS
draw = checks.rng(810)
for n, side in ((1, 2), (3, 4), (2, 5)):
    a, b, c = (draw.uniform(-1, 1, (n, side, side, 3)).astype("float32") for _ in range(3))
    came = pulls(curved_d, *map(tf.constant, (a, b, c)), both_terms)
    product = (a * b).sum(axis=-1, keepdims=True)
    wanted = np.linalg.norm(2 * product * a / (n * side * side))
    checks.close("random photos: adversarial", came[0], wanted, rtol=1e-3)
    wanted = np.linalg.norm(2 * (b - 2 * c) / b.size)
    checks.close("random photos: L1", came[1], wanted, rtol=1e-3)


def absolute(scores, fake, real, weight=100.0):
    return -tf.reduce_mean(scores), weight * tf.reduce_mean(tf.abs(fake - real))


came = pulls(plain_d, tf.constant(a), tf.constant(b), tf.constant(c), absolute)
checks.close("L1 itself: 1 / √N", came[1], 1 / np.sqrt(b.size), rtol=1e-3)
used = []


def noted_loss(scores, fake, real, weight=100.0):
    used.append(float(weight))
    return both_terms(scores, fake, real, weight)


pulls(plain_d, *map(tf.constant, (a, b, c)), noted_loss)
checks.true("with weight 1", bool(used) and set(used) == {1.0})
checks.close("tensors, the other sign", came[0], 2 / np.sqrt(b.size / 3), rtol=1e-3)
### END HIDDEN TESTS

# %% [markdown]
# **Predict** the λ at which D and L1 pull alike at the photos of *U-Net, both*, at the end of its training: below 1,
# between 1 and 20 (what it was trained with), between 20 and 100, or above?

# %% predict="even"
predictions.guess("even", ...)  # a number

# %% skip="grading"
for name in ("U-Net, both", "encoder–decoder, both"):
    some = [
        tf.constant(part[:8]) for part in (plans(houses.labels_test[:8]), made[name], truth)
    ]
    adversarial, l1 = pulls(models[name].discriminator, *some, generator_loss)
    print(f"{name:22} D and L1 pull alike at λ = {adversarial / l1:.1f}")
    if name == "U-Net, both":
        predictions.compare("even", adversarial / l1)

# %% [markdown]
# *What to see.* λ is the rate of exchange between two currencies, and only the slopes tell what each is worth.
# Trained with a λ above the one at which both pull alike, G follows L1 more than D; with one below, D more than L1.
# (Esser, Rombach and Ommer, 2021, let such a ratio set the weight in every step, for a network that compresses
# pictures.)
#
# What does λ buy? Two more trainings, with 1 and with 100, about a minute. **Predict** which λ of 1, 20
# and 100 gives the lowest L1 error, and which the sharpest photos.

# %% predict="weights"
predictions.guess("weights", ...)  # two of 1, 20, 100

# %% skip="grading"
for value in sorted({1.0, 20.0, 100.0} - {weight}):  # one of them has been trained
    name = f"λ = {value:g}"
    models[name] = pix2pix(weight=value)
    data = {"batch_size": batch, "steps": steps}
    saved.fit(models[name], f"pix2pix_weight_{value:.0f}", y, x, **data)
    made[name] = drawn_by(models[name])
    measured[name] = metrics.compare_pairs(
        made[name], truth, labels=houses.labels_test, reader=reader, image_range=(-1, 1)
    )
by_weight = {"λ = 0": "U-Net, adversarial alone"}
for value in (1.0, 20.0, 100.0):
    name = f"λ = {value:g}"
    by_weight[name] = "U-Net, both" if value == weight else name
by_weight["L1 alone"] = "U-Net, L1 alone"
bought = {name: measured[key] for name, key in by_weight.items()}
for name, it in bought.items():
    numbers = f"L1 {it.l1:.3f}   SSIM {it.ssim:.3f}   sharpness {it.sharpness:.2f}"
    print(f"{name:9} {numbers}   mean IoU {it.recovery.iou:.3f}")
between = [name for name in bought if name not in ("λ = 0", "L1 alone")]
best = (
    min(between, key=lambda name: bought[name].l1),
    max(between, key=lambda name: bought[name].sharpness),
)
predictions.compare("weights", [round(float(name.split()[-1])) for name in best])
plots.trade_off({name: (it.l1, it.sharpness) for name, it in bought.items()})

# %% skip="grading"
plots.rows({name: made[key][:6] for name, key in by_weight.items()})

# %% [markdown]
# *What to see.* The two ends you know from section 9: λ = 0 is the sharpest, and far from the true photo; L1 alone
# is near to it, and blurred. Every λ between them is an offer: so much sharpness for so much error. Where the line
# bends, a step costs little of the one and brings much of the other; that is where one wants to be. No λ is
# *right*: it depends on what the photos are for, and on how well D plays, since its slope is half of the bargain.
# That is why the authors' 100, found with a strong D and long training, is too much for this small and short one.
#
# ## 11 · With and without skips
#
# The same losses, the same steps, the same data.

# %% skip="grading"
two = {name: made[name][6:12] for name in ("encoder–decoder, both", "U-Net, both")}
coder = measured["encoder–decoder, both"]
runtime.report(
    "L1 error: U-Net lower than encoder–decoder by", coder.l1 - both.l1, at_least=0.0
)
runtime.report("SSIM: U-Net above encoder–decoder by", both.ssim - coder.ssim, at_least=0.0)
runtime.report(
    "label recovery, mean IoU: U-Net above by",
    both.recovery.iou - coder.recovery.iou,
    at_least=0.0,
)
plots.rows({"plan": plans(houses.labels_test[6:12]), **two, "real": truth[6:12]})

# %% [markdown]
# *What to see.* The encoder–decoder paints nearly the same house each time: it knows that there are windows in rows
# and sky above, and the edge of the roof follows the plan a little. How many windows, and where, has not come
# through. The authors found the same on street scenes, by reading labels back (mean IoU): encoder–decoder with L1
# 0.08, with both 0.05; U-Net with L1 0.13, with both 0.14. Such numbers can only be compared within one data set and
# one reader.
#
# G has no latent vector; dropout is its only source of chance. The second notebook looks how much of it is left in
# the photos: little. pix2pix gives **one** good answer, not the many that are possible.
#
# ## 12 · The published size
#
# The same functions, with other arguments: 256×256, width 64, batch 1. One step fits into a laptop's memory. Training
# it, 160 epochs of 400 pairs, is for a GPU; the full profile does that. Here is one step, as proof.

# %% skip="grading"
published_pair = Pix2Pix(
    published[True],
    published_judge,
    discriminator_loss,
    generator_loss,
    latent_dim=1,
    ema=None,
)
published_pair.compile(*(keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2)))
one_house = facade.drawn([7], 256)
published_pair.fit(
    photos(one_house[1]), plans(one_house[0]), batch_size=1, steps=1, verbose=0
)
runtime.report(
    "memory of this process, after a 256×256 step", memory.peak(), "GB", at_most=4
)
del published_pair

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
widgets.paint(
    lambda labels: models["U-Net, both"].sample(condition=plans(labels)),
    houses.labels_test[1],
)

# %% [markdown]
# ## 14 · What went wrong?
#
# A colleague's pix2pix draws fog. The networks are right, and so are the losses. Then look at what goes in: the
# training pairs. Here are two short runs of equal length, one with such pairs and one with pairs as they should be.
# (About half a minute.)

# %% skip="grading"
short = runtime.pick(smoke=2, cpu=250, full=8_000)
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
# Three colleagues have each made one mistake, all different. Each shows a training batch, with the plan's outlines
# drawn over the photo.

# %% skip="grading"
puzzle.show()

# %% [markdown]
# ### Exercise 8.11 · `what_went_wrong`
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
# puzzle.show([puzzle.trial("a")])       # the batch that mistake a makes, with the plan's outlines
# ```
#
# </details>


# %% exercise="what_went_wrong"
def what_went_wrong():
    """Name the mistake behind each broken batch.

    Returns a string of three letters out of "abcde": the mistake in batch 1, in batch 2, in
    batch 3. "ddd" would say that everybody mixed up the houses.
    """
    ### BEGIN SOLUTION
    return "cab"
    ### END SOLUTION


# %% check="what_went_wrong" points=1
answer = checks.call("your answer", what_went_wrong, hint='a string such as "ddd"')
checks.true(
    "three letters",
    isinstance(answer, str) and len(answer) == 3,
    hint='a string such as "ddd"',
)
checks.choice("batch 1", answer[0], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[0]]}"
checks.true("batch 1", answer[0] == "c", hint=traces)
### END HIDDEN TESTS

# %% check="what_went_wrong" points=1
answer = checks.call("your answer", what_went_wrong, hint='a string such as "ddd"')
checks.true(
    "three letters",
    isinstance(answer, str) and len(answer) == 3,
    hint='a string such as "ddd"',
)
checks.choice("batch 2", answer[1], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[1]]}"
checks.true("batch 2", answer[1] == "a", hint=traces)
### END HIDDEN TESTS

# %% check="what_went_wrong" points=1
answer = checks.call("your answer", what_went_wrong, hint='a string such as "ddd"')
checks.true(
    "three letters",
    isinstance(answer, str) and len(answer) == 3,
    hint='a string such as "ddd"',
)
checks.choice("batch 3", answer[2], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[2]]}"
checks.true("batch 3", answer[2] == "b", hint=traces)
### END HIDDEN TESTS

# %% [markdown]
# ## 15 · Where to go from here
#
# One lab is left. From a pulse convolved with itself to a painter of house fronts, it has been one operation,
# and one idea: let a network learn the kernel, and let another one judge it. What you can do now:
#
# - put **your own pairs** into this notebook: two folders of pictures of one size suffice. In engineering: geometry
#   and flow field, coarse and fine simulation, sensor and image. The regression head of lab 03 and this generator are
#   the two ends of the same tool;
# - check what you make as you did here: against the truth where it is known, by a reader trained on real data, and by
#   looking;
# - say what it cannot do: it gives one answer where many are possible, and it is sure of it.
#
# Two things that came after:
#
# - **No pairs.** Often there are many plans and many photos, but none that belong together. CycleGAN (Zhu et al.,
#   2017) trains two of these generators, there and back, each with a D of its own that sees single pictures. What
#   takes the place of the true photo is a promise: there and back again must give the plan that one started from, in
#   L1. What no D and no way back can see, it is free to change: it may hide the plan in faint patterns of the photo.
# - **Diffusion.** Today's picture generators remove noise step by step, with a network that learns nothing but to
#   predict the noise: an ordinary regression, without an opponent, which cannot collapse. For pairs (Saharia et al.,
#   2022, *Palette*) it gives many answers for one plan, where this lab's G gives one, and pays with tens to hundreds
#   of steps a picture in place of one. Much of this lab carries over: its network is a **U-Net**, the plan enters as
#   here, beside the picture, and the loss is a mean error whose blur is now wanted, step by step. And where such a
#   system first compresses its pictures (Rombach et al., 2022), that part is trained with a distance and a
#   **PatchGAN**.
#
# **If you want more**: skips at every level but the outermost; λ of 10 or 1000; spectral norm in D (each kernel
# divided by its largest singular value: `keras.layers.SpectralNormalization`); real facades at 256×256 on a GPU.
# There the authors' own checkpoint has a Fréchet Inception distance (FID; Heusel et al., 2017) of 119: the distance
# between the features of real and of generated photos that a network trained on ImageNet computes. It is lab 05's
# distance, with another judge.
