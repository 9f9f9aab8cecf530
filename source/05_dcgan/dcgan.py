# %% [markdown]
# # 05 · A deep convolutional GAN
#
# In lab 04 two dense networks played the adversarial game. They saw a digit as a row of 784 numbers. Here both
# networks become convolutional: the discriminator is the classifier of lab 03 with a single output, and the generator
# is the same thing turned round, from a vector to a picture. You build them one at a time, join them, train three
# variants, measure an artefact that one of them cannot avoid, and then make the best of two minutes.
#
# **You will learn**
# - to grow a picture out of a vector: transposed convolution, and up-sampling with convolution;
# - the shapes and the parameters of both networks, layer by layer;
# - what a training batch for the discriminator is, and how fast it beats a generator that does not learn;
# - what batch norm and tanh change; checkpoints, and going on after an interruption;
# - why some generators draw checkerboards, and how to measure it;
# - that rates and steps decide more than parameters do, and what labels add to the loss of a G that never sees one.
#
# **You need** lab 01 (transposed convolution), lab 03 (building and counting networks) and lab 04 (the losses).
#
# **Time**: an afternoon of reading and writing. Running every cell takes less than five minutes on two CPU cores. On
# a GPU the same cells take the published budget of 50 and 100 epochs, which is a long coffee break.
#
# A second notebook, linked at the end, goes on from here: walking and calculating in latent space, a batch that D
# sees as a whole, pictures that grow, colour. It is not graded.
#
# **How it goes**: eleven exercises. Each has three hints to unfold and a check that explains what it saw. More tests
# run when the lab is graded; the docstrings say what they look at.

# %%
import tempfile
import time
from pathlib import Path

import numpy as np

from course import checks, metrics, predictions, runtime
from course.datasets import mnist
from course.plots import dcgan as plots
from course.puzzles import dcgan as puzzle
from course.widgets import dcgan as widgets

runtime.setup()

# %%
import keras
import tensorflow as tf

from course.networks import divisible
from course.training import Adversarial, callbacks, saved

# %% [markdown]
# ## 1 · Digits in −1…1
#
# A generator ends in a function that keeps its pixels in a range. A sigmoid gives 0…1; tanh gives −1…1, with the
# paper at −1 and the ink at 1. The real digits must lie in the *same* range. If they do not, the discriminator needs
# no idea of digits: it looks at the range.

# %%
digits = mnist()
judge = metrics.judge.load("mnist")
train = runtime.pick(smoke=256, cpu=4_000, full=60_000)
x_train, x_test = digits.x_train[:train], digits.x_test
few = runtime.pick(smoke=200, cpu=2_000, full=10_000)  # samples for the judge
sizes = runtime.pick(
    smoke=(16, 8, 8), cpu=(256, 128, 64), full=(256, 128, 64)
)  # of G; tests are in a hurry
precision = runtime.precision_for("conv")  # 16 bits where this processor is fast at them
plots.samples({"real digits": x_train[:40]}, columns=10, width=7)

# %% [markdown]
# ### Exercise 5.1 · `scale_to_tanh`
#
# Bring pictures of whole numbers 0…255 into −1…1, with the channel axis that convolutions want.
#
# <details><summary>Hint 1: a question</summary>
#
# Where do 0, 127.5 and 255 have to go? Which straight line does that?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $x / 127.5 - 1$, in floats. A grey picture gets a last axis of length 1; one in colour has its three channels.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# images = np.asarray(images)
# if images.dtype is not np.uint8, or images.ndim is neither 3 nor 4: raise ValueError
# if there is no channel axis yet: images = images[..., np.newaxis]
# return (images / 127.5 - 1) as float32
# ```
#
# </details>


# %% exercise="scale_to_tanh"
def scale_to_tanh(images):
    """Scale pictures from 0…255 to −1…1, the range of tanh.

    images: uint8 array, grey (n, h, w) or in colour (n, h, w, 3). It is not changed.
    Returns a float32 array, (n, h, w, 1) or (n, h, w, 3). The pixel 51 becomes −0.6.

    Raises ValueError when images is not uint8 (somebody has scaled it already) or has
    another number of axes.
    """
    ### BEGIN SOLUTION
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError(
            f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}"
        )
    if images.ndim == 3:
        images = images[..., np.newaxis]
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1)
    ### END SOLUTION


# %% check="scale_to_tanh" points=2
grey = np.array([[[0, 51], [204, 255]]], dtype=np.uint8)
hint = "the channel axis comes last"
checks.shape(
    "one grey picture of 2×2", lambda: scale_to_tanh(grey), (1, 2, 2, 1), hint=hint
)
hint = "float32: .astype(np.float32) before you divide"
checks.dtype("type", lambda: scale_to_tanh(grey), "float32", hint)
hint = "divide by 127.5, then subtract 1, in floats: eight bits have no negative numbers"
expected_row = [[-1, -0.6], [0.6, 1]]
checks.close(
    "0, 51, 204, 255", lambda: scale_to_tanh(grey)[0, :, :, 0], expected_row, hint=hint
)
hint = "always by 127.5, whatever the largest pixel of a picture is"
darker = [[-1, 25 / 127.5 - 1], [102 / 127.5 - 1, 127 / 127.5 - 1]]
checks.close("0, 25, 102, 127", lambda: scale_to_tanh(grey // 2)[0, :, :, 0], darker, hint)
hint = "count the axes: three columns are no three colours"
thin_pair = np.zeros((2, 4, 3), np.uint8)
checks.shape("three columns", lambda: scale_to_tanh(thin_pair), (2, 4, 3, 1), hint=hint)
hint = "it has its channels already"
colour_pair = np.zeros((2, 4, 4, 3), np.uint8)
checks.shape("colour", lambda: scale_to_tanh(colour_pair), (2, 4, 4, 3), hint=hint)
checks.unchanged("the pictures stay", scale_to_tanh, grey, hint="work on a copy")
hint = "look at the dtype: pictures that are no uint8 have been scaled already"
checks.raises("scaled already", ValueError, scale_to_tanh, grey / 255.0, hint=hint)
wide_numbers = grey.astype(np.int64)
checks.raises("numbers of 64 bits", ValueError, scale_to_tanh, wide_numbers, hint=hint)
hint = "look at the number of axes: 3 or 4"
checks.raises("one picture alone", ValueError, scale_to_tanh, grey[0], hint=hint)
checks.raises("five axes", ValueError, scale_to_tanh, grey[None, ..., None], hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(501)


def to_tanh_by_hand(images):
    result = np.zeros(images.shape if images.ndim == 4 else (*images.shape, 1), np.float32)
    for place in np.ndindex(*images.shape):
        result[place if images.ndim == 4 else (*place, 0)] = (
            2.0 * float(images[place]) - 255.0
        ) / 255.0
    return result


cases = [
    (draw.integers(0, 256, size, dtype=np.uint8),)
    for size in ((1, 1, 1), (3, 4, 5), (2, 3, 4, 3), (1, 28, 28))
]
checks.matches("random pictures", scale_to_tanh, to_tanh_by_hand, cases, atol=1e-5)
checks.unchanged(
    "arguments unchanged", scale_to_tanh, draw.integers(0, 256, (2, 3, 3), dtype=np.uint8)
)
checks.dtype("type in colour", scale_to_tanh(np.zeros((1, 2, 2, 3), np.uint8)), "float32")
for bad in (
    np.zeros((4, 4), np.uint8),
    np.zeros((1, 4, 4, 3)),
    np.zeros((2, 4, 4), np.int64),
):
    checks.raises(f"{bad.dtype} of shape {bad.shape}", ValueError, scale_to_tanh, bad)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 5.2 · `scale_from_tanh`
#
# And back: what a generator makes becomes pixels again. Take care of a value such as
# 1.02: it becomes 257, and in eight bits that is 1, so white turns black. (A tanh never gives it, in 16 bits neither;
# a blend of two pictures, or a G without tanh, may.)
#
# <details><summary>Hint 1: a question</summary>
#
# Does `astype(np.uint8)` round, or cut off? What does it do with 256?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $127.5\,(x + 1)$, rounded to the nearest whole number, then limited to 0…255.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# pixels = np.round(127.5 * (np.asarray(images, np.float32) + 1))
# return np.clip(pixels, 0, 255).astype(np.uint8)
# ```
# Say no to NaN first: `np.isfinite`.
#
# </details>


# %% exercise="scale_from_tanh"
def scale_from_tanh(images):
    """Turn a generator's images in −1…1 into pixels.

    images: floats of any shape, an array or a list; a little outside −1…1 is possible and
    is clipped. They are not changed.
    Returns a uint8 array of the same shape, rounded to the nearest. −0.6 becomes 51, 1.02
    becomes 255.

    Raises ValueError when a value is NaN or infinite.
    """
    ### BEGIN SOLUTION
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.clip(np.round(127.5 * (images + 1)), 0, 255).astype(np.uint8)
    ### END SOLUTION


# %% check="scale_from_tanh" points=2
hint = "127.5 · (x + 1): the ends are 0 and 255; of a list, make an array first"
two_ends = np.array([0, 255], np.uint8)
checks.equal("the ends", lambda: scale_from_tanh([-1.0, 1.0]), two_ends, hint=hint)
checks.dtype("type", lambda: scale_from_tanh([0.0]), "uint8", "whole numbers of eight bits")
hint = "to the nearest: astype cuts off, so np.round first"
whole = np.array([204, 204, 204, 51], np.uint8)
near_204 = [0.6, 0.599, 0.603, -0.6]
checks.equal("rounded", lambda: scale_from_tanh(near_204), whole, hint=hint)
hint = "every axis stays, the channel too"
checks.shape("a batch", lambda: scale_from_tanh(np.zeros((2, 3, 1))), (2, 3, 1), hint)
hint = "always the same scale: a picture without black and white keeps its greys"
middle = np.array([102, 153], np.uint8)
checks.equal("grey alone", lambda: scale_from_tanh([-0.2, 0.2]), middle, hint=hint)
bright = np.array([140, 153], np.uint8)
checks.equal("bright alone", lambda: scale_from_tanh([0.1, 0.2]), bright, hint=hint)
hint = "np.clip before astype: 256 would be 0"
checks.equal("outside", lambda: scale_from_tanh([-1.3, 1.02]), two_ends, hint=hint)
hint = "np.isfinite(images).all(): a lost generator must not look like a black one"
checks.raises("one NaN", ValueError, scale_from_tanh, [0.0, np.nan], hint=hint)
checks.raises("infinity", ValueError, scale_from_tanh, [0.0, np.inf], hint=hint)
outside = np.array([-1.3, 1.02], np.float32)
checks.unchanged("the images stay", scale_from_tanh, outside, hint="work on a copy")
### BEGIN HIDDEN TESTS
draw = checks.rng(502)


def from_tanh_by_hand(images):
    result = np.zeros(images.shape, np.uint8)
    for place in np.ndindex(*images.shape):
        result[place] = min(
            max(int(np.floor((float(images[place]) + 1.0) * 127.5 + 0.5)), 0), 255
        )
    return result


cases = [
    (draw.uniform(-1.2, 1.2, size).astype(np.float32),)
    for size in ((3,), (2, 4, 4, 1), (1, 5, 5, 3), ())
]
checks.matches("random images", scale_from_tanh, from_tanh_by_hand, cases)
each_value = np.arange(256, dtype=np.uint8)
checks.equal(
    "there and back, all 256",
    scale_from_tanh(each_value.astype(np.float32) / np.float32(127.5) - 1),
    each_value,
)
checks.unchanged(
    "arguments unchanged", scale_from_tanh, draw.uniform(-2, 2, (2, 3)).astype(np.float32)
)
for bad in (np.nan, np.inf):
    checks.raises(f"a pixel of {bad}", ValueError, scale_from_tanh, np.array([0.0, bad]))
### END HIDDEN TESTS

# %% [markdown]
# The first network wants 0…1 instead, for its generator ends in a sigmoid. Both versions of the digits, ready:

# %% skip="grading"
in_tanh = scale_to_tanh(x_train)
in_sigmoid = (in_tanh + 1) / 2
print(
    f"tanh {in_tanh.min():.0f}…{in_tanh.max():.0f}, sigmoid {in_sigmoid.min():.0f}…{in_sigmoid.max():.0f}"
)
checks.equal("there and back", scale_from_tanh(in_tanh[..., 0]), x_train)

# %% [markdown]
# ## 2 · Step 1: the discriminator alone
#
# Lab 03's network pooled. This one does not: its convolutions move in steps of 2 instead (*strided*), so the network
# itself learns what to keep. Two more things differ. **LeakyReLU** passes a fifth of negative values on where ReLU
# passes nothing: the generator will learn through this network, and where ReLU is 0 nothing flows back. **Dropout**
# hides three tenths of the values in each step, so that the discriminator does not win too early.
#
# | layer | output | parameters |
# |---|---|---|
# | convolution 64, 5×5, stride 2, *same* → LeakyReLU → dropout 0.3 | 14×14×64 | (5·5·1 + 1)·64 |
# | convolution 128, 5×5, stride 2, *same* → LeakyReLU → dropout 0.3 | 7×7×128 | (5·5·64 + 1)·128 |
# | flatten | 6,272 | none |
# | dense 1 | 1 | 6,272 + 1 |
#
# The output is a **logit**: its sigmoid is D's belief that the picture is real. The published network has this
# sigmoid as its last layer; as in lab 04, the loss is safer from logits, and the parameters are the same.
#
# ### Exercise 5.3 · `discriminator`
#
# Build it. Colour pictures (the second notebook has some) need one convolution more, so the sizes are arguments.
#
# <details><summary>Hint 1: a question</summary>
#
# What is different from one convolution to the next? Only two numbers: write a loop. And the shape of the picture is
# needed in one place only. Which?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $1{,}664 + 204{,}928 + 6{,}273 = 212{,}865$. A different last number means that a convolution lacks *same* or its
# stride.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# layers = [keras.Input(shape)]
# for maps, stride in zip(channels, strides, strict=True):
#     layers += [Conv2D(maps, 5, stride, padding="same", dtype=precision), LeakyReLU(0.2, …), Dropout(0.3, …)]
# layers += [Flatten(…), Dense(1, dtype="float32")]
# return keras.Sequential(layers)
# ```
#
# </details>


# %% exercise="discriminator"
def discriminator(
    shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"
):
    """A convolutional discriminator: 5×5 convolutions, each with LeakyReLU 0.2 and dropout
    0.3, then one logit.

    shape: of a picture, (h, w, c). channels, strides: of each convolution, padding *same*.
    precision: Keras dtype policy of every convolution; the dense layer is float32.
    Returns a built Keras model from pictures (n, h, w, c) to float32 logits (n, 1).
    The default has 212,865 parameters; strides (2, 2, 1) and channels (64, 128, 256) on
    (32, 32, 3): 1,045,633.

    Raises ValueError when channels and strides have different lengths.
    """
    ### BEGIN SOLUTION
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
            kind.Dropout(0.3, dtype=precision),
        ]
    return keras.Sequential(
        [*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")]
    )
    ### END SOLUTION


# %% check="discriminator" points=2
built = checks.call("the default", discriminator)
hint = "begin with keras.Input(shape), so that the weights exist at once"
checks.true(
    "it is a built Keras model", isinstance(built, keras.Model) and built.built, hint
)
hint = "one logit for each picture"
checks.shape(
    "three digits", lambda: built(np.zeros((3, 28, 28, 1), "float32")), (3, 1), hint=hint
)
hint = "count layer by layer: hint 2 has the three numbers; padding same, strides of 2"
checks.equal("parameters", built.count_params(), 212_865, hint)
hint = "shape, channels and strides are arguments: use all three"
tiny = checks.call("one convolution", discriminator, (4, 4, 1), (2,), (2,), hint=hint)
checks.equal("pictures that it takes", tiny.input_shape, (None, 4, 4, 1), hint)
ones_inside = [np.ones(w.shape) for w in tiny.get_weights()]
ones_inside[1] *= 0.0
asked = np.ones((1, 4, 4, 1), "float32")
tiny.set_weights(ones_inside)
hint = "no sigmoid at the end: a logit can be any number"
checks.true("large numbers come out", float(np.ravel(tiny(asked))[0]) > 1, hint)
tiny.set_weights([-ones_inside[0], *ones_inside[1:]])
whole_sum = 9 + 12 + 12 + 16  # a 5×5 kernel in steps of 2 sees so many of 4×4 ones
hint = (
    "LeakyReLU after each convolution, slope 0.2 (Keras's own is 0.3), then flatten, "
    "dense, nothing else"
)
checks.close(
    "negative sums", lambda: tiny(asked), [[-0.2 * 2 * whole_sum + 1]], hint, rtol=1e-4
)
hint = "a step of 2 sees 9, 12, 12, 16 of the pixels; then the dense layer, with its bias"
tiny.set_weights(ones_inside)
checks.close("positive sums", lambda: tiny(asked), [[2 * whole_sum + 1]], hint, rtol=1e-4)
gate = checks.call("two convolutions of 2×2", discriminator, (2, 2, 1), (1, 1), (1, 2))
centre = np.zeros((5, 5, 1, 1))
centre[2, 2] = 1
passing = [centre, np.zeros(1), centre, np.zeros(1), np.ones((1, 1)), np.zeros(1)]
numbered = np.array([[1, 2], [3, 4]], "float32").reshape(1, 2, 2, 1)
gate.set_weights(passing)
hint = "the convolutions themselves take steps; nothing is pooled"
checks.close("steps of 2", lambda: gate(numbered), [[4]], hint)
gate.set_weights([-centre, *passing[1:]])
hint = "LeakyReLU 0.2 after each convolution: −4, −0.8, −0.16"
checks.close("negative, two layers", lambda: gate(numbered), [[-0.16]], hint, rtol=1e-4)
gate.set_weights([*passing[:2], np.ones((5, 5, 1, 1)), *passing[3:]])
noisy = np.asarray(gate(np.ones((2500, 2, 2, 1), "float32"), training=True))
hint = "one Dropout(0.3) after each convolution and nowhere else, each value by itself"
checks.close("largest in training", noisy.max(), 4 / 0.7**2, hint, rtol=1e-3)
shares = [np.mean(noisy == 0), np.mean(noisy > 8)]
none_or_all = [0.3 + 0.7 * 0.3**4, 0.7**5]
checks.close("shares of none and of all", shares, none_or_all, hint, atol=0.05)
hint = "shape, channels and strides are arguments: use all three"
in_colour = (32, 32, 3), (64, 128, 256), (2, 2, 1)
came = checks.call("colour", discriminator, *in_colour, hint=hint)
checks.equal("parameters in colour", came.count_params(), 1_045_633, hint)
hint = "zip(…, strict=True), or compare the lengths first"
uneven = ((28, 28, 1), (8, 8), (2,))
checks.raises(
    "strides for one convolution only", ValueError, discriminator, *uneven, hint=hint
)
### BEGIN HIDDEN TESTS


def convolve_in_steps(batch_in, kernel, bias, stride):
    n, h, w, _ = batch_in.shape
    out_h, out_w = -(-h // stride), -(-w // stride)
    down, right = max((out_h - 1) * stride + 5 - h, 0), max((out_w - 1) * stride + 5 - w, 0)
    pads = ((0, 0), (down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0))
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(batch_in, pads), (5, 5), axis=(1, 2)
    )
    sums = (
        np.einsum(
            "nijcuv,uvcd->nijd", windows[:, ::stride, ::stride], kernel, optimize=True
        )
        + bias
    )
    return np.where(sums > 0, sums, 0.2 * sums)


def discriminator_by_hand(batch_in, weights, strides):
    weights = [np.asarray(weight, float) for weight in weights]
    for number, stride in enumerate(strides):
        batch_in = convolve_in_steps(
            batch_in, weights[2 * number], weights[2 * number + 1], stride
        )
    return batch_in.reshape(len(batch_in), -1) @ weights[-2] + weights[-1]


draw = checks.rng(503)
for size, maps, strides_of in (
    ((28, 28, 1), (6, 4), (2, 2)),
    ((32, 32, 3), (3, 5, 4), (2, 2, 1)),
    ((9, 8, 2), (4,), (3,)),
):
    made = discriminator(size, maps, strides_of)
    made.set_weights([draw.normal(0, 0.3, weight.shape) for weight in made.get_weights()])
    batch_in = draw.normal(size=(3, *size)).astype("float32")
    hint = "order: convolution, LeakyReLU 0.2, dropout; flatten; dense without anything"
    told_as = f"the sums written out, {len(maps)} convolutions"
    checks.close(
        told_as,
        made(batch_in),
        discriminator_by_hand(batch_in, made.get_weights(), strides_of),
        hint,
        rtol=1e-3,
        atol=1e-3,
    )
### END HIDDEN TESTS

# %% check="discriminator" points=1
in_16 = discriminator(channels=(8, 8), precision="mixed_bfloat16")
half_logits = in_16(np.zeros((1, 28, 28, 1), "float32"))
checks.dtype(
    "logits of the 16-bit network",
    half_logits,
    "float32",
    hint='the last layer has dtype="float32", always',
)
short = [
    np.asarray(tf.cast(tf.cast(w, "bfloat16"), "float32")) for w in in_16.get_weights()
]
some_pictures = checks.rng(5).normal(size=(4, 28, 28, 1)).astype("float32")


def with_longer(network, number):
    """What it says when one of its weights, all of 16 bits, gets a thousandth more."""
    longer = [w * (1.001 if k == number else 1) for k, w in enumerate(short)]
    network.set_weights(longer)
    return np.asarray(network(some_pictures))


plain_says = with_longer(in_16, None)
hint = "hand `precision` on to both as dtype: 16 bits cannot hold a thousandth more"
for number, which in ((0, "first"), (2, "second")):
    came = checks.call("in 16 bits", with_longer, in_16, number)
    checks.equal(f"the {which} convolution computes in 16 bits", came, plain_says, hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(513)
batch_in = draw.normal(size=(4, 28, 28, 1)).astype("float32")
single = discriminator(channels=(8, 8))
in_16.set_weights(single.get_weights())
exact, rounded = np.asarray(single(batch_in), float), np.asarray(in_16(batch_in), float)
checks.true(
    "16 bits round",
    np.abs(exact - rounded).max() > 0,
    hint="hand `precision` on to the layers as dtype",
)
checks.close("but not much", rounded, exact, rtol=0.1, atol=0.1 * np.abs(exact).max())
weights_of = single.get_weights()
for number in (0, 2, 4):  # both kernels and the dense layer are heard
    single.set_weights([(1 + (k == number)) * w for k, w in enumerate(weights_of)])
    louder = np.asarray(single(batch_in), float)
    checks.true("each layer is heard", np.abs(louder - exact).max() > 1e-4)
single.set_weights(weights_of)
keras.utils.set_random_seed(0)
noisy = [np.asarray(single(batch_in, training=True)) for _ in range(2)]
checks.true("dropout is at work in training", np.abs(noisy[0] - noisy[1]).max() > 0)
### END HIDDEN TESTS


# %% skip="grading"
def counts(network):
    """Parameters of each layer that has any."""
    return [layer.count_params() for layer in network.layers if layer.count_params()]


print(
    "  ".join(f"{count:,}" for count in counts(discriminator())),
    f" total {discriminator().count_params():,}",
)
checks.equal("layer by layer", counts(discriminator()), [1_664, 204_928, 6_273])
checks.equal("in all", sum(counts(discriminator())), 212_865)

# %% [markdown]
# ### A batch, half real and half not
#
# The discriminator is a classifier with two classes. Its training batch has `n` real pictures with label 1 and `n`
# others with label 0, in two halves.
#
# ### Exercise 5.4 · `real_batch`
#
# Draw the real half.
#
# <details><summary>Hint 1: a question</summary>
#
# How do you draw `n` different row numbers out of `len(images)`?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# `rng.choice(len(images), n, replace=False)`. The labels are a column: (n, 1), like the logits.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# if not 1 <= n <= len(images): raise ValueError
# rows = rng.choice(…)
# return images[rows], np.ones((n, 1), np.float32)
# ```
#
# </details>


# %% exercise="real_batch"
def real_batch(images, n, rng):
    """Draw n different real pictures, each equally likely, with label 1.

    images: array (m, h, w, c); it is not changed. rng: a NumPy Generator, the only source
    of chance.
    Returns (pictures (n, h, w, c), labels (n, 1) of ones, float32).

    Raises ValueError unless 1 ≤ n ≤ m.
    """
    ### BEGIN SOLUTION
    if not 1 <= n <= len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return images[rng.choice(len(images), n, replace=False)], np.ones((n, 1), np.float32)
    ### END SOLUTION


# %% check="real_batch" points=2
six = np.arange(6, dtype=np.float32).reshape(6, 1, 1, 1)
hint = "rng is a NumPy Generator: it has choice and permutation, not sample"
came, labels = checks.call("four of six", real_batch, six, 4, checks.rng(0), hint=hint)
checks.shape("pictures", came, (4, 1, 1, 1))
hint = "a column: one label for each row, like the logits"
checks.shape("labels", labels, (4, 1), hint=hint)
checks.equal("real is 1", labels, np.ones((4, 1), np.float32), hint="float32 ones")
checks.dtype(
    "type of the labels",
    labels,
    "float32",
    "np.ones gives float64, if you do not say otherwise",
)
hint = "replace=False: the same picture twice teaches nothing new"
checks.equal("all different", len(set(np.ravel(came).tolist())), 4, hint)
again = [real_batch(six, 4, checks.rng(5))[0] for _ in range(2)]
checks.equal(
    "the generator alone decides", again[0], again[1], hint="use rng, not np.random"
)
state = checks.rng(6)
turns = np.bincount([int(v) for _ in range(300) for v in real_batch(six, 2, state)[0].flat])
hint = (
    "draw from all rows, each equally likely: not always the first n, and the last one, too"
)
checks.equal("every picture gets its turn", [len(turns), turns.min() > 0], [6, True], hint)
hint = "each row by itself: in a run of neighbours the ones in the middle come more often"
checks.close("equally likely", turns / 300, np.full(6, 1 / 3), hint, atol=0.1)
checks.unchanged("the pictures stay", lambda a: real_batch(a, 3, checks.rng(1)), six)
for most in (1, 6):
    came = checks.call(f"{most} of six", real_batch, six, most, checks.rng(2))
    checks.shape(f"{most} of six", came[0], (most, 1, 1, 1))
hint = "n is at least 1 and at most the number of pictures"
for bad in (7, 0):
    checks.raises(
        f"{bad} of six", ValueError, real_batch, six, bad, checks.rng(0), hint=hint
    )
### BEGIN HIDDEN TESTS
draw = checks.rng(504)
many = draw.normal(size=(12, 2, 3, 1)).astype(np.float32)
draws = [real_batch(many, 5, draw)[0] for _ in range(400)]
places_of = [
    [int(np.flatnonzero((many == picture).all(axis=(1, 2, 3)))[0]) for picture in batch]
    for batch in draws
]
checks.true("each draw has no doubles", all(len(set(batch)) == 5 for batch in places_of))
frequency = np.bincount(np.ravel(places_of), minlength=12) / 400
checks.true(
    "every picture gets its turn",
    np.abs(frequency - 5 / 12).max() < 0.12,
    hint="draw from all rows, evenly",
)
again = [real_batch(many, 5, checks.rng(7))[0] for _ in range(2)]
checks.equal(
    "the generator alone decides", again[0], again[1], hint="use rng, not np.random"
)
checks.unchanged(
    "the pictures stay as they are",
    lambda images: real_batch(images, 3, checks.rng(1)),
    many,
)
checks.dtype("labels", real_batch(many, 12, draw)[1], "float32")
for bad in (0, -1, 13):
    checks.raises(f"{bad} pictures", ValueError, real_batch, many, bad, draw)
### END HIDDEN TESTS

# %% [markdown]
# The other half comes from a generator: it draws latent vectors and makes pictures of them, with label 0. The
# function must not care *what* makes the pictures: now it will be something that only makes noise, later the network.
#
# ### Exercise 5.5 · `fake_batch`
#
# <details><summary>Hint 1: a question</summary>
#
# The generator is something that can be called with an array (n, latent_dim). Which distribution do latent vectors
# come from, and who draws them?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $z \sim N(0, 1)$ for each entry: `rng.normal(size=(n, latent_dim))`, as float32. Call the generator as
# `generate(latent)`; `predict` is made for large data and costs far more than the network does.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# if n < 1 or latent_dim < 1: raise ValueError
# latent = rng.normal(…).astype(np.float32)
# return np.asarray(generate(latent)), np.zeros((n, 1), np.float32)
# ```
#
# </details>


# %% exercise="fake_batch"
def fake_batch(generate, n, rng, latent_dim=100):
    """Let a generator make n pictures of random latent vectors, with label 0.

    generate: called once with a float32 array (n, latent_dim) of independent standard
    normal numbers from rng; returns pictures (n, h, w, c), an array or a tensor.
    Returns (pictures as a NumPy array, labels (n, 1) of zeros, float32).

    Raises ValueError when n or latent_dim is below 1.
    """
    ### BEGIN SOLUTION
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = rng.normal(size=(n, latent_dim)).astype(np.float32)
    return np.asarray(generate(latent)), np.zeros((n, 1), np.float32)
    ### END SOLUTION


# %% check="fake_batch" points=2
given = []


def stub(latent):
    given.append(latent)
    return tf.reshape(latent[:, :4], (-1, 2, 2, 1))


hint = "call generate(latent): it is a function, and need not have predict"
came, labels = checks.call(
    "three pictures", fake_batch, stub, 3, checks.rng(0), latent_dim=9, hint=hint
)
checks.equal(
    "the generator was called", len(given), 1, hint="once, with all latent vectors"
)
checks.shape("latent vectors", given[0], (3, 9))
hint = "NumPy draws float64; networks want float32"
checks.dtype("latent vectors", given[0], "float32", hint=hint)
hint = "np.asarray of what generate returns"
checks.true("a NumPy array", isinstance(came, np.ndarray), hint)
checks.equal(
    "its pictures come back", came, np.asarray(given[0])[:, :4].reshape(3, 2, 2, 1)
)
hint = "a column of float32 zeros: generated is 0 for D"
checks.equal("generated is 0", labels, np.zeros((3, 1), np.float32), hint=hint)
checks.dtype("type of the labels", labels, "float32", hint=hint)
given.clear()
fake_batch(stub, 500, checks.rng(1), 20)
hint = "a latent vector for each picture, and each of its numbers is drawn anew"
checks.true("rows differ", not np.allclose(given[0][0], given[0][1]), hint)
checks.true("columns differ", not np.allclose(given[0][:, 0], given[0][:, 1]), hint)
hint = "independent standard normal numbers: mean 0, deviation 1, not uniform"
checks.close("their mean", np.mean(given[0]), 0, hint, atol=0.05)
checks.close("their deviation", np.std(given[0]), 1, hint, atol=0.05)
hint = "normal numbers have no end: of 10,000, some lie beyond ±2.5"
checks.true("the largest of them", np.abs(given[0]).max() > 2.5, hint)
given.clear()
for state_of in (3, 3, 4):
    fake_batch(stub, 5, checks.rng(state_of), 7)
hint = "draw from rng, not from np.random, nor from a generator of your own"
checks.equal("rng decides", given[0], given[1], hint=hint)
checks.true("another rng, other noise", not np.array_equal(given[0], given[2]), hint)
latent_back = lambda latent: latent
hint = "generate may return an array or a tensor: np.asarray takes both"
came = checks.call(
    "one number", fake_batch, latent_back, 1, checks.rng(0), latent_dim=1, hint=hint
)
checks.shape("one picture of one number", came[0], (1, 1))
hint = "n and latent_dim are at least 1"
for bad in ((0, 100), (3, 0)):
    told = f"{bad[0]} vectors of {bad[1]} numbers"
    checks.raises(
        told, ValueError, fake_batch, stub, bad[0], checks.rng(0), bad[1], hint=hint
    )
### BEGIN HIDDEN TESTS
draw = checks.rng(505)
given = []
fake_batch(stub, 4_000, draw)
noise_in = np.asarray(given[0], float)
checks.shape("latent vectors by default", noise_in, (4_000, 100))
checks.true("mean 0", abs(noise_in.mean()) < 0.01, hint="normal, not uniform in 0…1")
checks.true("variance 1", abs(noise_in.std() - 1) < 0.01, hint="standard normal")
checks.true("no end", np.abs(noise_in).max() > 3.5, hint="normal: values beyond ±3.5 occur")
checks.true(
    "rows are independent", abs(np.corrcoef(noise_in[:-1, 0], noise_in[1:, 0])[0, 1]) < 0.06
)
given = []
(
    fake_batch(stub, 5, checks.rng(3), 7),
    fake_batch(stub, 5, checks.rng(3), 7),
    fake_batch(stub, 5, checks.rng(4), 7),
)
checks.equal("rng decides", given[0], given[1], hint="draw from rng, not from np.random")
checks.true("another rng, other noise", not np.array_equal(given[0], given[2]))
checks.true("a NumPy array", isinstance(fake_batch(stub, 2, draw, 4)[0], np.ndarray))
for bad in ((0, 5), (3, 0), (-2, 5)):
    checks.raises(f"n and size {bad}", ValueError, fake_batch, stub, bad[0], draw, bad[1])
### END HIDDEN TESTS

# %% [markdown]
# ### One step of training
#
# ### Exercise 5.6 · `train_discriminator`
#
# One step on both halves. The loss is that of lab 04: the mean cross-entropy over the real half plus that over the
# other half, from logits. Dropout must be on (`training=True`), and each half goes through D on its own.
#
# <details><summary>Hint 1: a question</summary>
#
# Whose weights move? What has to happen inside the tape, and what outside? When is a logit on the right side?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# `tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)`, its mean over each half, summed: $2 \ln 2$ when every
# logit is 0. A real picture is told rightly if its logit is above 0, another one if it is not.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# with tf.GradientTape() as tape:
#     logits = [network(images, training=True) for images, _ in (real, fake)]
#     loss = sum of tf.reduce_mean(cross-entropy(labels, logits)) over the two halves
# optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
# return float(loss), share of real logits > 0, share of the other logits <= 0
# ```
#
# </details>


# %% exercise="train_discriminator"
def train_discriminator(network, optimizer, real, fake):
    """One step of D on a real and a generated half.

    network: D, from pictures to logits (n, 1). optimizer: a Keras optimizer for its
    weights.
    real, fake: (pictures, labels (n, 1)), as real_batch and fake_batch give them.
    Returns three floats, all from the logits before the step: the loss (2 ln 2 ≈ 1.386 when
    every logit is 0), the share of real pictures with a logit above 0, and the share of the
    others with one that is not.
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(
        tape.gradient(loss, network.trainable_variables), network.trainable_variables
    )
    return float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0))
    ### END SOLUTION


# %% check="train_discriminator" points=2
keras.utils.set_random_seed(0)
linear = keras.Sequential(
    [keras.Input((2, 1, 1)), keras.layers.Flatten(), keras.layers.Dense(1)]
)
linear.set_weights([np.zeros((2, 1)), np.zeros(1)])
ones, zeros = np.ones((2, 1), np.float32), np.zeros((2, 1), np.float32)
real = (np.array([[3.0, 0], [1, 0]], np.float32).reshape(2, 2, 1, 1), ones)
fake = (np.array([[0.0, 1], [0, 5]], np.float32).reshape(2, 2, 1, 1), zeros)
step_of_d = checks.moves(train_discriminator)
hint = "one step with a GradientTape; returns three floats"
returned = checks.call(
    "one step", step_of_d, linear, keras.optimizers.SGD(0.5), real, fake, hint=hint
)
loss, right_real, right_fake = returned
hint = (
    "each half costs ln 2, before any weight moves: add the halves; inside a half take the "
    "mean, not the sum"
)
checks.close("undecided D", loss, 2 * np.log(2), hint=hint)
hint = "count with the logits from before the step: all are 0 here, and 0 is not above 0"
checks.close("told rightly, all logits 0", [right_real, right_fake], [0, 1], hint=hint)
hint = "float(…) of each of the three"
checks.true("plain floats", all(type(part) is float for part in returned), hint)
checks.close(
    "the weights after one step",
    linear.get_weights()[0],
    [[0.5], [-0.75]],
    hint="real → 1, generated → 0; mean over each half, then the sum; apply the gradients",
)
_, right_real, right_fake = step_of_d(linear, keras.optimizers.SGD(0.5), real, fake)
hint = "a logit is no probability: it is above 0 where D says real"
checks.close("it tells them now", [right_real, right_fake], [1, 1], hint)
linear.set_weights([np.array([[1.0], [1.0]]), np.zeros(1)])
unsure = np.array([[0.4, 0], [-0.4, 0], [0.3, 0.1]], np.float32).reshape(3, 2, 1, 1)
three_ones = np.ones((3, 1), np.float32)
counter = keras.optimizers.SGD(0.5)
came = step_of_d(linear, counter, (unsure, three_ones), (unsure, 0 * three_ones))
hint = "real: the share of logits above 0; generated: the share at 0 or below"
checks.close("logits 0.4, −0.4, 0.4", came[1:], [2 / 3, 1 / 3], hint, rtol=1e-5)
hint = "the optimizer that came moves the weights, once: optimizer.apply(gradients, …)"
checks.equal("steps of the optimizer", lambda: int(counter.iterations), 1, hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(506)


def logistic_step(weights, bias, real, fake, rate):
    loss, slope, offset, right = 0.0, np.zeros_like(weights), 0.0, []
    for places_of, label in ((real, 1.0), (fake, 0.0)):
        hits = 0
        for row in places_of:
            logit = float(row @ weights + bias)
            loss += (np.logaddexp(0, logit) - label * logit) / len(places_of)
            error = (1 / (1 + np.exp(-logit)) - label) / len(places_of)
            slope, offset = slope + error * row, offset + error
            hits += (logit > 0) == (label == 1)
        right.append(hits / len(places_of))
    return weights - rate * slope, bias - rate * offset, loss, *right


for case in range(4):
    across, halves = int(draw.integers(2, 6)), [int(n) for n in draw.integers(1, 7, 2)]
    linear = keras.Sequential(
        [keras.Input((across, 1, 1)), keras.layers.Flatten(), keras.layers.Dense(1)]
    )
    weights, bias = draw.normal(size=across), float(draw.normal())
    linear.set_weights([weights[:, np.newaxis], np.array([bias])])
    places_of = [draw.normal(size=(n, across)).astype(np.float32) for n in halves]
    parts_of = [
        (part.reshape(-1, across, 1, 1), np.full((len(part), 1), label, np.float32))
        for part, label in zip(places_of, (1, 0), strict=True)
    ]
    got = checks.moves(train_discriminator)(linear, keras.optimizers.SGD(0.3), *parts_of)
    *moved_to, loss, real_share, fake_share = logistic_step(
        weights, bias, *[part.astype(float) for part in places_of], 0.3
    )
    checks.close(
        f"loss and shares, case {case}",
        got,
        (loss, real_share, fake_share),
        rtol=1e-4,
        atol=1e-5,
    )
    checks.close(
        f"weights, case {case}",
        linear.get_weights()[0][:, 0],
        moved_to[0],
        rtol=1e-3,
        atol=1e-4,
    )
    checks.close(
        f"bias, case {case}", linear.get_weights()[1][0], moved_to[1], rtol=1e-3, atol=1e-4
    )
checks.equal("plain floats", [type(value) for value in got] == [float] * 3, True)
### END HIDDEN TESTS

# %% check="train_discriminator" points=2

frozen = keras.layers.Dense(1)
watched = keras.Sequential(
    [
        keras.Input((2, 1, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(3),
        keras.layers.Dense(3),
        frozen,
    ]
)
watched(np.zeros((1, 2, 1, 1), np.float32))
frozen.trainable = False
kept_weights = [np.array(weight) for weight in frozen.get_weights()]
places_of = checks.rng(1).normal(size=(5, 2, 1, 1)).astype(np.float32)
halves = (
    (places_of[:3], np.ones((3, 1), np.float32)),
    (places_of[3:], np.zeros((2, 1), np.float32)),
)
learning = [weight.numpy() for weight in watched.trainable_variables]
checks.moves(train_discriminator)(watched, keras.optimizers.SGD(1.0), *halves)
moves = [
    np.abs(now.numpy() - old).max()
    for now, old in zip(watched.trainable_variables, learning, strict=True)
]
checks.true(
    "trainable weights move",
    min(moves) > 0,
    hint="optimizer.apply(gradients, network.trainable_variables)",
)
checks.close(
    "weights that are not trainable stay",
    frozen.get_weights()[0],
    kept_weights[0],
    hint="network.trainable_variables",
)


class Witness(keras.layers.Layer):
    """Notes how many pictures it is shown; doubles them in training mode."""

    def __init__(self):
        super().__init__()
        self.counts = []

    def call(self, inputs, training=False):
        self.counts.append(inputs.shape[0])
        return 2.0 * inputs if training else 1.0 * inputs


witness = Witness()
dense = keras.layers.Dense(1)
dense.build((None, 2))


class Stub:
    trainable_variables = dense.trainable_variables

    def __call__(self, images, training=False):
        return dense(witness(tf.reshape(images, (-1, 2)), training=training))


flat_logits = [
    2.0 * part.reshape(-1, 2).astype(float) @ dense.get_weights()[0] for part, _ in halves
]
wanted = np.logaddexp(0, -flat_logits[0]).mean() + np.logaddexp(0, flat_logits[1]).mean()
loss, *_ = train_discriminator(Stub(), keras.optimizers.SGD(1.0), *halves)
hint = "dropout and batch norm behave differently in training: say training=True"
checks.close("dropout is on", loss, wanted, hint=hint, rtol=1e-4)
hint = "batch norm must not mix real and generated pictures: two calls"
checks.equal("each half on its own", sorted(witness.counts), [2, 3], hint)
big = keras.Sequential(
    [keras.Input((2, 1, 1)), keras.layers.Flatten(), keras.layers.Dense(1)]
)
big.set_weights([np.full((2, 1), 1000.0), np.zeros(1)])
sure = np.ones((2, 2, 1, 1), np.float32)
sure_halves = (sure, np.ones((2, 1), np.float32)), (sure, np.zeros((2, 1), np.float32))
loss, *_ = checks.moves(train_discriminator)(big, keras.optimizers.SGD(1e-3), *sure_halves)
checks.close(
    "sure and half wrong",
    loss,
    2000.0,
    hint="from logits: log(1 − sigmoid(2000)) underflows",
)
checks.true(
    "weights stay finite", all(np.isfinite(weight).all() for weight in big.get_weights())
)
### BEGIN HIDDEN TESTS
for seed in (3, 4):
    dense.set_weights(
        [checks.rng(seed).normal(size=(2, 1)), checks.rng(seed).normal(size=1)]
    )
    two_parts = [
        checks.rng(seed + k).normal(size=(k, 2, 1, 1)).astype(np.float32) for k in (4, 7)
    ]
    both_halves = [
        (part, np.full((len(part), 1), 1.0 - place, np.float32))
        for place, part in enumerate(two_parts)
    ]
    flat_logits = [
        2.0 * part.reshape(-1, 2).astype(float) @ dense.get_weights()[0]
        + dense.get_weights()[1]
        for part in two_parts
    ]
    wanted = (
        np.logaddexp(0, -flat_logits[0]).mean() + np.logaddexp(0, flat_logits[1]).mean()
    )
    loss, *_ = train_discriminator(Stub(), keras.optimizers.SGD(1.0), *both_halves)
    checks.close("dropout is on", loss, wanted, rtol=1e-4)
### END HIDDEN TESTS

# %% [markdown]
# ### Digits against noise
#
# Now the first contest: real digits against pictures of random noise, batches of 256 of which half are digits.
# **Predict**: after how many batches does the network tell all of them? A hundred? A thousand?

# %% predict="told_apart"
predictions.guess("told_apart", ...)  # a number


# %%
def noise_pictures(latent, shape=(28, 28, 1)):
    """In place of a generator: pixels that are random in 0…1; the latent vectors are no
    more than their seed."""
    return np.random.default_rng(latent.view(np.uint32).ravel()).random(
        (len(latent), *shape), dtype=np.float32
    )


# %% skip="grading"
keras.utils.set_random_seed(0)
rng, alone = np.random.default_rng(0), discriminator(precision=precision)
adam, log = keras.optimizers.Adam(1e-3, beta_1=0.5), []
half, batches = runtime.pick(smoke=(16, 2), cpu=(128, 20), full=(128, 20))
for _ in range(batches):
    _, *right = train_discriminator(
        alone,
        adam,
        real_batch(in_sigmoid, half, rng),
        fake_batch(noise_pictures, half, rng),
    )
    log.append(right)
plots.accuracies(log)

# %% skip="grading"
right = np.all(np.array(log) == 1, axis=1)
first = (
    len(right) - int(np.argmin(right[::-1])) if not right.all() else 0
)  # batches before the last unbroken row
runtime.report(
    "digits told from noise, last batch", 100 * np.mean(log[-1]), "%", at_least=100
)
runtime.report("the first batch from which on all are told", first + 1, at_most=20)
held, (noise, _) = (
    (scale_to_tanh(x_test) + 1) / 2,
    fake_batch(noise_pictures, len(x_test), rng),
)
told = [np.mean(np.asarray(alone(held)) > 0), np.mean(np.asarray(alone(noise)) <= 0)]
runtime.report("test digits and new noise told, without dropout", 100 * np.mean(told), "%")
predictions.compare("told_apart", first + 1)

# %% [markdown]
# *What to see.* Both reach 100 % long before the twentieth batch, and stay there. At first one of the two may even
# get worse: a network that calls everything real is right about every digit. The last line asks about digits that D
# has never seen, and about new noise. Noise is no opponent: grey pixels without neighbours that agree with them. A
# generator that does not learn loses this game in seconds; and if D wins as clearly as that, its loss is flat and
# teaches the generator nothing. **The art of this lab is to keep the game even.**
#
# ## 3 · Step 2: the generator alone
#
# D's convolutions with stride 2 halve a picture. The generator must double one, twice: 7×7 → 14×14 → 28×28. Lab 01
# had the layer for this: **transposed convolution**. Each input value stamps a scaled copy of the kernel into the
# output, `stride` places further than its neighbour's; where stamps overlap, they add.
#
# ### Exercise 5.7 · `transposed_output_size`
#
# How long is the output? Without padding (*valid*) it holds every stamp. With *same*, what sticks out at the ends is
# cut off, so that exactly `stride` places remain for each input value.
#
# <details><summary>Hint 1: a question</summary>
#
# Where does the first stamp begin? Where does the last one begin, and where does it end?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# *valid*: $(n-1)\,s + k$ if the kernel is at least as long as the stride. If it is shorter, Keras keeps $s$ places
# for the last value, too: $(n-1)\,s + \max(k, s)$. *same*: $n\,s$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# if any number is below 1, or padding is neither "valid" nor "same": raise ValueError
# if padding == "same": return …
# return …
# ```
#
# </details>


# %% exercise="transposed_output_size"
def transposed_output_size(n, kernel, stride, padding="same"):
    """Length of what a transposed convolution makes of n values, as Keras counts it.

    n, kernel, stride: whole numbers, at least 1. padding: "same" or "valid".
    Returns an int. 7 values with kernel 5 and stride 2 give 14 (same) or 17 (valid); 3
    values with kernel 2 and stride 3 give 9 (valid): a stamp takes at least a stride.

    Raises ValueError for a number below 1 or another padding.
    """
    ### BEGIN SOLUTION
    if min(n, kernel, stride) < 1 or padding not in ("same", "valid"):
        raise ValueError(
            f"no transposed convolution of {n} values, kernel {kernel}, stride {stride}, {padding!r}"
        )
    if padding == "same":
        return n * stride
    return (n - 1) * stride + max(kernel, stride)
    ### END SOLUTION


# %% check="transposed_output_size" points=3
checks.equal(
    "7 → 14",
    lambda: transposed_output_size(7, 5, 2),
    14,
    hint="same: `stride` places for each value",
)
checks.equal("the size stays", transposed_output_size(7, 5, 1), 7)
checks.equal(
    "valid, stride 1",
    transposed_output_size(4, 3, 1, "valid"),
    6,
    hint="lab 01: 4×4 became 6×6 with a 3×3 kernel",
)
checks.equal(
    "valid, stride 2",
    transposed_output_size(7, 5, 2, "valid"),
    17,
    hint="the last stamp begins at 6·2",
)
hint = (
    "a stamp that is shorter than the stride still fills it: Keras counts max(kernel, "
    "stride)"
)
checks.equal(
    "kernel below stride", lambda: transposed_output_size(3, 2, 3, "valid"), 9, hint=hint
)
checks.true("a whole number", type(transposed_output_size(7, 5, 2)) is int, "an int")
checks.equal("a single value", lambda: transposed_output_size(1, 1, 1), 1)
hint = "test the arguments first"
for bad in ((7, 5, 0), (0, 5, 2), (7, 0, 2), (7, 5, 2, "full")):
    checks.raises(
        f"bad arguments {bad}", ValueError, transposed_output_size, *bad, hint=hint
    )
### BEGIN HIDDEN TESTS
draw = checks.rng(507)


def by_stamping(values_in, kernel, stride, padding="same"):
    places = set()
    for value in range(values_in):
        places |= set(
            range(
                value * stride,
                value * stride + (stride if padding == "same" else max(kernel, stride)),
            )
        )
    return len(set(range(max(places) + 1)))


cases = [
    (*(int(v) for v in draw.integers(1, 9, 3)), str(draw.choice(["same", "valid"])))
    for _ in range(20)
]
checks.matches("random sizes", transposed_output_size, by_stamping, cases)
for values_in, kernel, stride, padding in [
    (5, 4, 2, "valid"),
    (3, 2, 3, "valid"),
    (6, 5, 3, "same"),
    (4, 1, 2, "valid"),
]:
    layer = keras.layers.Conv2DTranspose(1, kernel, stride, padding=padding)
    asked = f"Keras: {values_in} values, kernel {kernel}, stride {stride}, {padding}"
    checks.equal(
        asked,
        transposed_output_size(values_in, kernel, stride, padding),
        int(layer(np.zeros((1, values_in, 1, 1))).shape[1]),
    )
checks.equal("a whole number", type(transposed_output_size(7, 5, 2)) is int, True)
for bad in ((0, 3, 1), (3, 0, 1), (3, 3, -1), (3, 3, 1, "full")):
    checks.raises(f"bad arguments {bad}", ValueError, transposed_output_size, *bad)
### END HIDDEN TESTS

# %% [markdown]
# ### From a vector to a picture
#
# A hundred random numbers become 7·7·256 values by a dense layer, which are *read* as a picture of 7×7 with 256
# channels. Then the picture gets larger and the channels fewer:
#
# | layer | output | parameters |
# |---|---|---|
# | latent vector | 100 | none |
# | dense → LeakyReLU → reshape | 7×7×256 | (100 + 1)·12,544 |
# | transposed convolution 128, 5×5, stride 1 → LeakyReLU | 7×7×128 | (5·5·256 + 1)·128 |
# | transposed convolution 64, 5×5, stride 2 → LeakyReLU | 14×14×64 | (5·5·128 + 1)·64 |
# | transposed convolution 1, 5×5, stride 2 → sigmoid | 28×28×1 | 5·5·64 + 1 |
#
# That is **variant A**. Variant B, which comes in section 6, puts a **batch norm** before each LeakyReLU and ends in
# tanh. A batch norm subtracts the mean, so a bias before it would do nothing: B has no biases. One builder makes
# both. **Predict** which layer holds more than half of the parameters.

# %% predict="heaviest"
predictions.guess("heaviest", ...)  # "dense", or "first", "second" or "last" convolution

# %% [markdown]
# ### Exercise 5.8 · `generator`
#
# <details><summary>Hint 1: a question</summary>
#
# Which layers of the two variants differ, and where exactly? What is the first stride, and what are all the others?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# A: $1{,}266{,}944 + 819{,}328 + 204{,}864 + 1{,}601 = 2{,}292{,}737$. B: $1{,}254{,}400 + 50{,}176 + 819{,}200 + 512
# + 204{,}800 + 256 + 1{,}600 = 2{,}330{,}944$: a batch norm has four numbers a channel, and before the reshape there
# are 12,544 of them.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# def after():  # what follows each hidden layer
#     return ([BatchNormalization(dtype=precision)] if batch_norm else []) + [LeakyReLU(0.2, dtype=precision)]
#
# layers = [keras.Input((latent_dim,)), Dense(start * start * channels[0], use_bias=…), *after(), Reshape(…)]
# for number, maps in enumerate(channels[1:]):
#     layers += [Conv2DTranspose(maps, 5, 1 if number == 0 else 2, padding="same", use_bias=…, …), *after()]
# layers += [Conv2DTranspose(colours, 5, 2, …, activation="tanh" if batch_norm else "sigmoid", dtype="float32")]
# ```
#
# </details>


# %% exercise="generator"
def generator(
    start=7,
    channels=(256, 128, 64),
    colours=1,
    batch_norm=False,
    latent_dim=100,
    precision="float32",
):
    """A generator with transposed convolutions: dense, reshape to start×start×channels[0],
    then 5×5 kernels, *same*.

    The first hidden transposed convolution has stride 1, the other hidden ones stride 2,
    and the last layer always stride 2: with three channels, pictures of 4·start; with one,
    of 2·start. Each hidden layer has channels[i] maps and LeakyReLU 0.2; the last has
    `colours` maps.
    batch_norm: False is variant A: biases everywhere, sigmoid. True is variant B: no
    biases, a batch norm (default settings) before each LeakyReLU, that of the dense layer
    before the reshape; tanh.
    precision: Keras dtype policy of every dense and convolutional layer but the last, which
    is float32.
    Returns a built Keras model from latent vectors (n, latent_dim) to float32 pictures.
    A has 2,292,737 parameters, B 2,330,944, and B with start 8 and 3 colours 2,733,504.
    """
    ### BEGIN SOLUTION
    kind, biases = keras.layers, not batch_norm

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [
        keras.Input((latent_dim,)),
        kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision),
    ]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(
            kind.Conv2DTranspose(
                maps, 5, stride, padding="same", use_bias=biases, dtype=precision
            )
        )
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(
            colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32"
        )
    )
    return keras.Sequential(layers)
    ### END SOLUTION


# %% check="generator" points=3
hint = "each layer gets what the docstring says, under the names that Keras uses"
built = checks.call("the default", generator, hint=hint)
noise_in = checks.rng(0).normal(size=(3, 100)).astype("float32")
checks.true(
    "it is a built Keras model",
    isinstance(built, keras.Model) and built.built,
    hint="begin with keras.Input",
)
checks.shape(
    "three latent vectors",
    built(noise_in),
    (3, 28, 28, 1),
    hint="strides 1, 2, 2: 7, 14, 28",
)
hint = (
    "count layer by layer: hint 2 has the four numbers; does each layer of A have its bias?"
)
checks.equal("parameters of A", built.count_params(), 2_292_737, hint)
hint = "no number of the default inside: start and channels are arguments"
loud = checks.call("fewer channels", generator, channels=(8, 4, 4), hint=hint)
loud.set_weights([30 * weights for weights in loud.get_weights()])
pixels = np.asarray(loud(noise_in))
checks.true(
    "A ends in a sigmoid", pixels.min() >= 0 and pixels.max() <= 1, hint="pixels lie in 0…1"
)
thin = checks.call("a thin one", generator, 2, (1, 1), latent_dim=1)
ones_of = [np.ones(w.shape) for w in thin.get_weights()]
quiet_of = [w * (w.ndim > 1) for w in ones_of]  # no biases
thin.set_weights([-quiet_of[0], *quiet_of[1:4], 0.01 * quiet_of[4], quiet_of[5]])
came = np.log(
    1 / np.asarray(thin(np.ones((1, 1), "float32"))) - 1
)  # minus what enters the sigmoid
hint = "LeakyReLU 0.2 after the dense layer and after each hidden transposed convolution"
checks.close("all sums negative", came.max(), 0.01 * 0.2 * 0.2 * 4 * 4, hint, rtol=1e-3)
hint = "A has neither dropout nor batch norm: training changes nothing"
in_training = lambda: loud(noise_in, training=True)
checks.close("the same in training", in_training, pixels, hint, rtol=1e-4, atol=1e-5)
hint = "one hidden layer: dense, then the last transposed convolution, which has stride 2"
one_vector = np.zeros((1, 100), "float32")
checks.shape("one channel", lambda: generator(3, (4,))(one_vector), (1, 6, 6, 1), hint)
hint = "the last layer has `colours` maps"
checks.shape("colour", lambda: generator(2, (4,), 3)(one_vector), (1, 4, 4, 3), hint)
hint = "start, then each channel but the first doubles or, at stride 1, keeps the size"
long_one = checks.call("five channels", generator, 2, (2, 2, 2, 2, 2), hint=hint)
checks.shape("five channels", lambda: long_one(one_vector), (1, 32, 32, 1), hint)
### BEGIN HIDDEN TESTS


def stamped(batch_in, kernel, stride):
    n, h, w, _ = batch_in.shape
    whole = np.zeros(
        (n, (h - 1) * stride + 5 + stride, (w - 1) * stride + 5 + stride, kernel.shape[2])
    )
    for i in range(h):
        for j in range(w):
            stamp = np.einsum("nc,uvdc->nuvd", batch_in[:, i, j], kernel)
            whole[:, i * stride : i * stride + 5, j * stride : j * stride + 5] += stamp
    cut = (5 - stride) // 2
    return whole[:, cut : cut + h * stride, cut : cut + w * stride]


def leaky(values):
    return np.where(values > 0, values, 0.2 * values)


def generator_by_hand(noise_in, weights, start, maps):
    weights = [np.asarray(weight, float) for weight in weights]
    batch_in = leaky(noise_in @ weights[0] + weights[1]).reshape(
        len(noise_in), start, start, maps[0]
    )
    for number in range(len(maps)):
        sums = (
            stamped(batch_in, weights[2 * number + 2], 1 if number == 0 else 2)
            + weights[2 * number + 3]
        )
        batch_in = leaky(sums) if number < len(maps) - 1 else 1 / (1 + np.exp(-sums))
    return batch_in


draw = checks.rng(508)
for start, maps, tints in ((7, (6, 5, 4), 1), (2, (4, 3, 3), 3), (3, (3, 2, 2, 2), 1)):
    made = generator(start, maps, tints, latent_dim=5)
    made.set_weights([draw.normal(0, 0.4, weight.shape) for weight in made.get_weights()])
    noise_in = draw.normal(size=(2, 5)).astype("float32")
    hint = (
        "dense, LeakyReLU 0.2, reshape; transposed convolutions of stride 1, 2, …; sigmoid"
    )
    by_hand = generator_by_hand(noise_in, made.get_weights(), start, maps)
    checks.close(
        f"the sums written out, {len(maps)} layers",
        made(noise_in),
        by_hand,
        hint,
        rtol=1e-3,
        atol=1e-4,
    )
checks.equal(
    "latent vectors of another length", generator(latent_dim=7).input_shape, (None, 7)
)
### END HIDDEN TESTS

# %% check="generator" points=2
normed = checks.call("variant B", generator, batch_norm=True)
checks.equal(
    "pictures of B",
    normed.output_shape,
    (None, 28, 28, 1),
    hint="strides 1, 2, 2: 7, 14, 28",
)
checks.equal(
    "parameters of B",
    normed.count_params(),
    2_330_944,
    hint="no biases, and a batch norm after each hidden layer",
)
small = generator(channels=(8, 4, 4), batch_norm=True, precision="mixed_bfloat16")
checks.dtype(
    "pictures of the 16-bit network",
    small(np.zeros((1, 100), "float32")),
    "float32",
    hint="the last layer: float32",
)
loud = generator(channels=(8, 4, 4), batch_norm=True)
loud.set_weights([30 * weights for weights in loud.get_weights()])
pixels = np.asarray(loud(checks.rng(0).normal(size=(3, 100)).astype("float32")))
checks.true(
    "B ends in tanh", pixels.min() < -0.5 and pixels.max() <= 1, hint="pixels lie in −1…1"
)
order_of = [type(layer).__name__ for layer in normed.layers]
hint = "batch norm right after each hidden layer, LeakyReLU after batch norm"
if len(order_of) > 3 and order_of.count("BatchNormalization") == 3:
    after_norm = [
        order_of[k + 1]
        for k, kind in enumerate(order_of[:-1])
        if kind == "BatchNormalization"
    ]
    checks.equal("behind a batch norm", after_norm, ["LeakyReLU"] * 3, hint)
short = [
    np.asarray(tf.cast(tf.cast(w, "bfloat16"), "float32")) for w in small.get_weights()
]
some_noise = checks.rng(5).normal(size=(4, 100)).astype("float32")


def drawn_with_longer(number):
    """Its pictures when one of its weights, all of 16 bits, gets a thousandth more."""
    small.set_weights([w * (1.001 if k == number else 1) for k, w in enumerate(short)])
    return np.asarray(small(some_noise))


plain_pictures = drawn_with_longer(None)
hint = "hand `precision` on as dtype: 16 bits cannot hold a thousandth more"
for number, which in ((0, "dense layer"), (5, "first convolution"), (10, "second one")):
    came = checks.call("in 16 bits", drawn_with_longer, number)
    checks.equal(f"the {which} computes in 16 bits", came, plain_pictures, hint)
two_by_two = checks.call("2×2", generator, 2, (1, 1), batch_norm=True, latent_dim=1)
two_by_two.set_weights(
    [np.array([[1.0, 2, 3, 4]]), *(np.array(w) for w in two_by_two.get_weights()[1:])]
)
two_by_two(np.array([[1.0], [3.0]], "float32"), training=True)
hint = "batch norm as Keras makes it, momentum 0.99, for each number of the dense layer"
means = np.array([0.02, 0.04, 0.06, 0.08])
checks.close("a running mean", two_by_two.get_weights()[3], means, hint, rtol=1e-3)
hint = "no dropout: two passes in training are alike"
passes = [np.asarray(loud(some_noise, training=True)) for _ in range(2)]
checks.close("two passes", passes[0], passes[1], hint, rtol=1e-4, atol=1e-5)
in_colour = checks.call("colour", generator, 8, colours=3, batch_norm=True)
checks.equal("parameters of B in colour", in_colour.count_params(), 2_733_504)
### BEGIN HIDDEN TESTS


def stamped_of_b(batch_in, kernel, stride):
    n, h, w, _ = batch_in.shape
    whole = np.zeros(
        (n, (h - 1) * stride + 5 + stride, (w - 1) * stride + 5 + stride, kernel.shape[2])
    )
    for i in range(h):
        for j in range(w):
            stamp = np.einsum("nc,uvdc->nuvd", batch_in[:, i, j], kernel)
            whole[:, i * stride : i * stride + 5, j * stride : j * stride + 5] += stamp
    cut = (5 - stride) // 2
    return whole[:, cut : cut + h * stride, cut : cut + w * stride]


draw = checks.rng(518)
made = generator(2, (4, 3, 3), 1, batch_norm=True, latent_dim=6)
sizes_of_b = [(6, 16), *[(16,)] * 4, (5, 5, 3, 4), *[(3,)] * 4, (5, 5, 3, 3), *[(3,)] * 4]
sizes_of_b.append((5, 5, 1, 3))
hint = (
    "dense, batch norm, LeakyReLU 0.2, reshape; transposed convolution, batch norm, "
    "LeakyReLU; …"
)
checks.equal("weights", [w.shape for w in made.get_weights()], sizes_of_b, hint)
drawn_weights = [draw.normal(0, 0.5, size) for size in sizes_of_b]
for place in (4, 9, 14):  # variances
    drawn_weights[place] = np.abs(drawn_weights[place]) + 0.5
made.set_weights(drawn_weights)
draws = [
    drawn_weights[k : k + long]
    for k, long in ((0, 1), (1, 4), (5, 1), (6, 4), (10, 1), (11, 4), (15, 1))
]
noise_in = draw.normal(size=(3, 6)).astype("float32")
batch_in = noise_in @ draws[0][0]
for number, weights in enumerate(draws[1:]):
    if len(weights) == 4:
        scale, offset, mean, variance = weights
        batch_in = scale * (batch_in - mean) / np.sqrt(variance + 1e-3) + offset
        batch_in = np.where(batch_in > 0, batch_in, 0.2 * batch_in)
        batch_in = batch_in.reshape(3, 2, 2, 4) if number == 0 else batch_in
    else:
        batch_in = stamped_of_b(batch_in, weights[0], 1 if number == 1 else 2)
checks.close(
    "the sums written out, B", made(noise_in), np.tanh(batch_in), hint, rtol=1e-3, atol=1e-3
)
single = generator(channels=(8, 4, 4), batch_norm=True)
noise_in = draw.normal(size=(4, 100)).astype("float32")
small.set_weights(single.get_weights())
rounded = np.asarray(small(noise_in), float)
checks.true(
    "16 bits round",
    np.abs(rounded - np.asarray(single(noise_in))).max() > 0,
    hint="hand `precision` on as dtype",
)
checks.close("but not much", rounded, np.asarray(single(noise_in)), rtol=0.1, atol=0.05)
### END HIDDEN TESTS

# %% skip="grading"
for name, network in {"A": generator(), "B": generator(batch_norm=True)}.items():
    print(
        name,
        "  ".join(f"{count:,}" for count in counts(network)),
        f" total {network.count_params():,}",
    )
checks.equal("A, layer by layer", counts(generator()), [1_266_944, 819_328, 204_864, 1_601])
layers_of_b = [1_254_400, 50_176, 819_200, 512, 204_800, 256, 1_600]
checks.equal("B, layer by layer", counts(generator(batch_norm=True)), layers_of_b)
checks.equal("sums", [sum(counts(generator())), sum(layers_of_b)], [2_292_737, 2_330_944])
checks.true("the dense layer has more than half", 1_266_944 / 2_292_737 > 0.5)
predictions.compare("heaviest", "dense")

# %% [markdown]
# Twenty-five pictures by a generator that has learned nothing. **Predict** what they look like. Noise?

# %% predict="untrained"
predictions.guess("untrained", ...)  # "noise", "grey" or "digits"

# %% skip="grading"
keras.utils.set_random_seed(0)
untrained, _ = fake_batch(generator(), 25, np.random.default_rng(0))
stretched = (untrained - untrained.min()) / np.ptp(untrained)
predictions.compare("untrained", "grey")
plots.samples({"as they are": untrained, "contrast stretched": stretched}, width=7)

# %% [markdown]
# *What to see.* As they are, they are an even grey: small random weights give sums near 0, and the sigmoid of 0 is a
# half. With the contrast stretched they are *not* noise. There is a structure, a regular weave. It comes from the way
# the layers are built, not from their weights. Section 7 measures it.
#
# ## 4 · Step 3: join them
#
# The generator learns *through* the discriminator: D judges its pictures, and the gradient of G's loss runs through
# D's layers back into G's. D's weights must not move in that half of the step. Lab 04 showed how the popular way of
# joining (one Keras model stacked on another, `trainable = False`) goes wrong in silence. The course's engine does
# what you wrote there: `Adversarial` takes two networks and two losses, and each optimizer moves the weights of its
# own network.


# %%
def d_loss(real_logits, fake_logits):
    """Lab 04's loss of D: mean cross-entropy of the real plus that of the generated half; 2
    ln 2 if undecided."""
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake)


def g_loss(fake_logits):
    """Lab 04's non-saturating loss of G: −ln D(G(z)) on average; ln 2 if D is undecided."""
    return tf.reduce_mean(
        tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    )


def join(make, judge_of_pictures, g_rate=1e-3, d_rate=3e-4, kind=Adversarial, **how):
    """A model of this kind, compiled: Adam with β₁ 0.5 and a rate for each network; `how`
    goes to the model."""
    model = kind(
        make, judge_of_pictures, d_loss, g_loss, latent_dim=make.input_shape[1], **how
    )
    model.compile(
        keras.optimizers.Adam(d_rate, beta_1=0.5), keras.optimizers.Adam(g_rate, beta_1=0.5)
    )
    return model


checks.close(
    "undecided",
    [d_loss(tf.zeros((4, 1)), tf.zeros((4, 1))), g_loss(tf.zeros((4, 1)))],
    np.log([4, 2]),
)

# %% [markdown]
# ## 5 · Step 4: train variant A
#
# As published: batches of 256, Adam with a rate of 2e-4 for both networks and β₁ 0.5, 50 epochs. On two CPU cores, a
# step of this size takes about a second with the published loop, and 50 epochs of all of MNIST are 11,700 steps. In
# half a minute one gets nowhere with that. So without a GPU this section does what lab 03's race taught: 16-bit
# convolutions, a compiled step with the data on the device, smaller batches; and larger rates, because there are few
# steps: 1e-3 for G and 3e-4 for D. (With a GPU: the published numbers.)
#
# The fixed latent vectors are the same each time, so that you can follow one digit. What an epoch takes is written
# down. This takes a quarter of a minute. `saved.fit` keeps the weights in the folder `weights`; when you come back,
# they are loaded.


# %%
class Clock(keras.callbacks.Callback):
    """Seconds of each epoch, compilation not counted."""

    def on_train_begin(self, logs=None):
        self.seconds = []

    def on_train_batch_end(self, batch, logs=None):
        if batch == 0:
            self.begin = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        steps = self.params["steps"]
        self.seconds.append((time.perf_counter() - self.begin) * steps / max(steps - 1, 1))

    def memory(self, done):  # with these two, saved.fit keeps it beside the weights
        return {"seconds": np.array(self.seconds)}

    def recall(self, memory):
        self.seconds = memory["seconds"].tolist()


# %% skip="grading"
epochs_a, shown, batch = runtime.pick(
    smoke=(1, (0, 1), 64), cpu=(2, (0, 1, 2), 64), full=(50, (0, 2, 5, 10, 50), 256)
)
rates = runtime.pick(smoke=(1e-3, 3e-4), cpu=(1e-3, 3e-4), full=(2e-4, 2e-4))
keras.utils.set_random_seed(1)
model_a = join(
    generator(channels=sizes, precision=precision),
    discriminator(precision=precision),
    *rates,
    ema=None,
)
moments, clock_a = callbacks.Snapshots(10, at=shown), Clock()
run_a = saved.fit(
    model_a,
    "dcgan_a",
    in_sigmoid,
    batch_size=batch,
    epochs=epochs_a,
    callbacks=[moments, clock_a],
    verbose=0,
)
runtime.report("variant A, one epoch", float(np.mean(clock_a.seconds)), "s")
plots.timeline(moments.epochs, moments.images)

# %% [markdown]
# *What to see.* Row 0 is the grey of before. Then come blots where digits have their ink, and the weave of before,
# now in black and white. Strokes come later. Two short epochs do not get that far: this network is large for two
# cores. The losses tell whether the game was even:

# %% skip="grading"
plots.games({"variant A": run_a.history})

# %% [markdown]
# *What to see.* Above, the losses, with dashes where they would be if D could only guess: 2 ln 2 for D, ln 2 for G.
# Below, D's mean belief that real and generated pictures are real. A D loss that falls towards 0, with the two
# beliefs far apart, would mean that G no longer competes: it gets no useful gradient. Section 2 showed how quickly
# that comes when nobody answers D.
#
# ### What the loop costs
#
# The same two networks in the loop that most tutorials have: `predict` makes the pictures, `train_on_batch` trains D,
# then a stack of both trains G; batches of 256, rates of 2e-4, 32 bits. (It is written so that lab 04's trap does not
# snap: D's step is traced *before* D is frozen.) It gets as many seconds as variant A has just had. **Predict** how
# many steps that makes; `model_a.step` is the number that the engine made.

# %% predict="loop_steps"
predictions.guess("loop_steps", ...)  # a number


# %% skip="grading"
def published(seconds):
    """Train variant A by the published loop for so many seconds; return its generator and
    the number of steps."""
    make, police, rng = generator(channels=sizes), discriminator(), np.random.default_rng(2)
    half, steps, begin = runtime.pick(smoke=8, cpu=128, full=128), 0, 0.0
    entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    police.compile(keras.optimizers.Adam(2e-4, beta_1=0.5), entropy, jit_compile=False)
    stack = keras.Sequential([keras.Input((100,)), make, police])
    while steps < 2 or time.perf_counter() - begin < seconds:
        drawn = [real_batch(in_sigmoid, half, rng)]
        drawn.append(fake_batch(lambda latent: make.predict(latent, verbose=0), half, rng))
        police.train_on_batch(*(np.concatenate(part) for part in zip(*drawn, strict=True)))
        if steps == 0:
            police.trainable = False
            stack.compile(
                keras.optimizers.Adam(2e-4, beta_1=0.5), entropy, jit_compile=False
            )
        stack.train_on_batch(
            rng.normal(size=(2 * half, 100)).astype(np.float32), np.ones((2 * half, 1))
        )
        steps += 1
        begin = begin or time.perf_counter()  # the first step compiles
    return make, steps


# %%
def judged(images, image_range=(0, 1)):
    """What the judge says of generated images, against the test digits."""
    return metrics.measure(judge, images, x_test, n=len(images), image_range=image_range)


# %% skip="grading"
keras.utils.set_random_seed(1)
by_loop, loop_steps = published(runtime.pick(smoke=0, cpu=sum(clock_a.seconds), full=60))
latent = np.random.default_rng(5).normal(size=(few, 100)).astype(np.float32)
loop_images = np.concatenate(
    [np.asarray(by_loop(part)) for part in np.split(latent, few // 200)]
)
images_a = model_a.sample(latent=latent)
found = {
    f"published loop, {loop_steps} steps": judged(loop_images),
    f"engine, {int(model_a.step)} steps": judged(images_a),
}
predictions.compare("loop_steps", loop_steps)
plots.bars(
    {name: it.distance for name, it in found.items()}, "judge distance (less is better)"
)

# %% [markdown]
# *What to see.* The networks are the same, and so is the time. The judge's distance compares the features of
# generated digits with those of real ones (lab 04). The loop hands arrays to and fro and computes in 32 bits, on
# batches that are too large for its few steps.
#
# Papers give the same distance under the name **FID** (Heusel and others, 2017), with features of an Inception
# network that has learned photographs of things. The formula is the same, the features are not, so the numbers
# cannot be compared with ours. Three warnings go for both: with fewer samples it is larger, for the same generator; a
# network that has never seen digits may not care about what makes one; and a generator that has *memorised* its
# training set gets the best value there is. The second notebook of this lab measures the first and the last of
# them.
#
# ## 6 · Variant B: batch norm, tanh
#
# The second published variant normalises after each hidden layer of G. A batch norm has two modes. In training it
# takes mean and variance of the *batch*, so what one latent vector gives depends on its neighbours; and it keeps a
# running average of both. In use (`training=False`) it takes these averages, so that a picture depends on its own
# latent vector alone. Variant B's samples are drawn in the second mode.
#
# Its name in the code is `batch_norm=True`. Its pixels lie in −1…1, so it trains on
# `in_tanh`. Two things every long training needs come with it:
#
# - a **checkpoint** after every 15 epochs (here, where there are fewer epochs, after each): weights of both networks,
#   both optimizers, the step, so that training goes on *exactly* where it stopped;
# - one fixed batch of 16 latent vectors, whose pictures after each epoch become an **animation**.
#
# To see the checkpoint at work, the power fails after the first epoch, and everything is gone but the file.

# %% skip="grading"
folder = Path(tempfile.mkdtemp())
epochs_b, every = runtime.pick(smoke=(2, 1), cpu=(2, 1), full=(50, 15))


def fresh_b():
    keras.utils.set_random_seed(2)
    network = generator(channels=sizes, batch_norm=True, precision=precision)
    return join(network, discriminator(precision=precision), *rates, ema=None)


keep = callbacks.Checkpoint(folder / "b.weights.h5", every=every)
interrupted = fresh_b()
interrupted.fit(in_tanh, batch_size=batch, epochs=every, callbacks=[keep], verbose=0)
before = interrupted.state()
del interrupted  # the power fails
model_b, clock_b = fresh_b(), Clock()
film, moments_b = callbacks.Gif(folder / "b.gif", n=16), callbacks.Snapshots(16)
run_b = model_b.fit(
    in_tanh,
    batch_size=batch,
    epochs=epochs_b,
    callbacks=[keep, film, moments_b, clock_b],
    verbose=0,
)
runtime.report("variant B, one epoch", float(np.mean(clock_b.seconds)), "s")
plots.games({"variant B, after the interruption": run_b.history})

# %% [markdown]
# *What to see.* "Resumed", and the first epoch was not trained again: the curve has one point less than there were
# epochs. (Where you see one point below, and not two, the other one lies under it: D believes in both alike.) (That a
# training which was interrupted ends in the very same weights as one that was not is a test of the course, and not
# shown here.) The next cell shows the animation. In the cpu profile it is short; with 50 epochs you would see digits
# form in the first ones, and then change their minds for a long time: later epochs move what is there, they do not
# only sharpen it.

# %% skip="grading"
from IPython.display import Image

Image(data=(folder / "b.gif").read_bytes(), format="gif", width=230)

# %% [markdown]
# And the two modes of batch norm, on the same sixteen latent vectors: how much does a picture change when its
# neighbours in the batch are others?

# %% skip="grading"
sixteen = np.random.default_rng(4).normal(size=(2, 16, 100)).astype(np.float32)
mixed = np.concatenate(
    [sixteen[0, :8], 1.5 * sixteen[1, 8:]]
)  # eight of them, beside others
for mode in (True, False):
    first, second = (
        np.asarray(model_b.generator(part, training=mode))[:8]
        for part in (sixteen[0], mixed)
    )
    print(
        f"training={mode!s:5}: the same eight pictures differ by {np.abs(first - second).mean():.4f}"
    )

# %% [markdown]
# *What to see.* In the mode of training a picture depends on its neighbours; in the other mode on its latent vector
# alone. That is why `predict`, `sample` and every judge use the second one, and why a G that is fine in the first
# mode can be poor in the second: the running averages lag behind weights that move fast. In D it is worse. Real and
# generated pictures in one batch would give each other away by their common mean, so they go through D in two
# batches, and the strictest recipes have no batch norm in D at all.
#
# ## 7 · Checkerboards, and variant C
#
# Look at the weave of the untrained generator again (section 3). Where does it come from? Count how many stamps fall
# on each place of the output. **Predict** for which kernels and strides
# the number is the same everywhere in the middle.

# %% predict="stamps"
predictions.guess("stamps", ...)  # True or False for 5 and 1; 5 and 2; 4 and 2; 2 and 2

# %% skip="grading"
predictions.compare("stamps", [True, False, True, True])
plots.stamps([(5, 1), (5, 2), (4, 2), (2, 2)])

# %% [markdown]
# *What to see.* With kernel 5 and stride 2, places get two and three stamps in turn: the output is brighter at every
# second place *whatever the weights are*, as long as they are not chosen against it. In two dimensions that is a
# checkerboard. When the stride divides the kernel's length, every place in the middle gets the same number.
#
# Training can learn to cancel this, but it must be learned, and it comes back with every change. There is another
# way, **variant C**: make the picture larger first, by repetition, then convolve with stride 1. No place is special
# then. Kernels are 5×5 and as many as in B, so it has the same parameters.


# %%
def upsampled(channels=(256, 128, 64), kernel=5, precision="float32"):
    """Variant C: as `generator(batch_norm=True)`, with up-sampling and convolution for
    transposed convolution."""
    kind = keras.layers

    def after():
        return [
            kind.BatchNormalization(dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
        ]

    layers = [
        keras.Input((100,)),
        kind.Dense(49 * channels[0], use_bias=False, dtype=precision),
        *after(),
    ]
    layers.append(kind.Reshape((7, 7, channels[0]), dtype=precision))
    for maps in channels[1:]:
        layers += [
            kind.Conv2D(maps, kernel, padding="same", use_bias=False, dtype=precision),
            *after(),
        ]
        layers.append(kind.UpSampling2D(2, dtype=precision))
    last = kind.Conv2D(
        1, kernel, padding="same", use_bias=False, activation="tanh", dtype="float32"
    )
    return keras.Sequential([*layers, last])


# %% skip="grading"
print(
    "  ".join(f"{count:,}" for count in counts(upsampled())),
    f" total {upsampled().count_params():,}",
)
checks.equal("C has the parameters of B", counts(upsampled()), layers_of_b)
checks.equal("C's pictures", upsampled().output_shape, (None, 28, 28, 1))

# %% [markdown]
# ### Exercise 5.9 · `checkerboard_score`
#
# Measure it. A pattern that repeats every 2 pixels shows in the spectrum of the picture at one place: the highest
# frequency, half a wave a pixel (lab 02). With stride $s$ the pattern repeats every $s$ pixels, and its frequencies
# are $1/s, 2/s, …, (s-1)/s$. So: take the two-dimensional Fourier transform of each picture, square its absolute
# values (that is **power**), leave out the place where both frequencies are 0 (that is only the mean), and compute
# which share of the power lies on the rows and columns of the spectrum that belong to these frequencies. (The row
# and the column of frequency 0 are none of them; what lies on such a row *and* column counts once.)
#
# <details><summary>Hint 1: a question</summary>
#
# `np.fft.fft2` of a picture of h rows: which rows of the result belong to the frequencies $1/s, 2/s, …$? (Row $k$
# belongs to frequency $k/h$.)
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# Rows $h/s, 2h/s, …, (s-1)h/s$, and the same columns. Score $= \sum_{\text{these rows or columns}} P \,/\, \sum P$
# over all pictures, with $P_{0,0} = 0$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# power = (np.abs(np.fft.fft2(images, axes=(1, 2))) ** 2).sum(axis=0)
# power[0, 0] = 0
# lines = np.zeros((h, w), bool); lines[h // s :: h // s] = True; lines[:, w // s :: w // s] = True
# return power[lines].sum() / power.sum(), or 0.0 if there is no power at all
# ```
#
# </details>


# %% exercise="checkerboard_score"
def checkerboard_score(images, stride=2):
    """Share of the spectrum's power at the frequencies of a pattern that repeats every
    `stride` pixels.

    images: array (n, h, w) or (n, h, w, 1), numbers of any range. stride: a whole number
    from 2 that divides h and w.
    Returns a float in 0…1, powers summed over all images; 1 for a checkerboard of single
    pixels, 0 for images without any contrast. For white noise of 28×28 and stride 2 it is
    55/783 ≈ 0.07, the share of these frequencies.

    Raises ValueError for another shape, or a stride that is below 2 or does not divide h
    and w.
    """
    ### BEGIN SOLUTION
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(
            f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}"
        )
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (
        np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2
    ).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return (
        float(power[lines].sum() / total)
        if total > 1e-20 * images.size * max(np.abs(images).max(), 1)
        else 0.0
    )
    ### END SOLUTION


# %% check="checkerboard_score" points=2
signs = 2.0 * (np.indices((28, 28)).sum(axis=0) % 2)[np.newaxis] - 1  # ±1: brightness 0
board = (signs + 1) / 2
hint = (
    "all of its power is at half a wave a pixel: row h/2, column w/2, in the middle of the "
    "spectrum; where both cross, it counts once"
)
checks.close("a checkerboard of ±1", lambda: checkerboard_score(signs), 1, hint=hint)
hint = (
    "leave out frequency (0, 0), the brightness, in the spectrum of each picture: axes 1 "
    "and 2 of the array"
)
checks.close(
    "its brightness does not matter",
    lambda: checkerboard_score(5 * board + 3),
    1,
    hint=hint,
)
wave = np.sin(2 * np.pi * np.arange(28) / 28)[np.newaxis, :, np.newaxis] * np.ones(
    (1, 1, 28)
)
wave = wave + wave.transpose(0, 2, 1)  # one down, one across
hint = (
    "period 28: none of its power is at period 2; frequency 0, the first row and column, "
    "belongs to no pattern"
)
checks.close("a slow wave", lambda: checkerboard_score(wave), 0, hint=hint, atol=1e-9)
stripes_2 = np.zeros((1, 28, 28))
stripes_2[:, ::2] = 1
hint = (
    "whole rows and columns of the spectrum, not one corner: stripes repeat every 2 "
    "pixels, too"
)
checks.close("every second row", lambda: checkerboard_score(stripes_2), 1, hint=hint)
hint = "the power is the square |F|², not |F|"
checks.close(
    "a wave and a board",
    lambda: checkerboard_score(wave + 2 * signs),
    4 / 5,
    hint=hint,
    rtol=1e-6,
)
columns_6 = np.zeros((1, 6, 12))
columns_6[:, :, ::6] = 1  # equal powers at columns 2, 4, 6, 8 and 10 of the spectrum
hint = "row h/s, 2h/s …, column w/s, 2w/s …: height and width each by itself"
told = "every sixth column of 6×12, stride 3"
checks.close(told, lambda: checkerboard_score(columns_6, 3), 2 / 5, hint=hint)
hint = "(n, h, w, 1) is one channel: take it off"
with_channel = columns_6[..., np.newaxis]
checks.close("with a channel", lambda: checkerboard_score(with_channel, 3), 2 / 5, hint)
no_contrast = np.full((2, 28, 28), 0.5)
checks.close("no contrast", lambda: checkerboard_score(no_contrast), 0, hint="0/0: say 0")
checks.close("black", lambda: checkerboard_score(0 * no_contrast), 0, hint="0/0: say 0")
white = checks.rng(0).normal(size=(200, 28, 28))
hint = "28 + 28 − 1 of 783 frequencies"
checks.close(
    "white noise", lambda: checkerboard_score(white), 55 / 783, hint=hint, rtol=0.05
)
hint = "test shape and stride first"
for label_of, bad, by in (
    ("odd height", np.zeros((1, 27, 28)), 2),
    ("odd width", np.zeros((1, 28, 27)), 2),
    ("stride 1", np.zeros((1, 28, 28)), 1),
    ("one picture alone", np.zeros((28, 28)), 2),
    ("colours", np.zeros((1, 28, 28, 3)), 2),
):
    checks.raises(label_of, ValueError, checkerboard_score, bad, by, hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(509)


def score_by_sums(images, stride=2):
    images = np.asarray(images, float).reshape(*np.shape(images)[:3])
    _, h, w = images.shape
    marked = total = 0.0
    for image in images:
        for k in range(h):
            for j in range(w):
                wave = np.exp(
                    -2j * np.pi * (k * np.arange(h)[:, None] / h + j * np.arange(w) / w)
                )
                power = abs((image * wave).sum()) ** 2 if (k, j) != (0, 0) else 0.0
                total += power
                marked += (
                    power
                    if (k * stride % h == 0 and k) or (j * stride % w == 0 and j)
                    else 0.0
                )
    return marked / total


cases = [
    (draw.normal(size=(2, 4, 6)),),
    (draw.random((1, 6, 6, 1)), 3),
    (draw.random((3, 8, 4)), 4),
    (draw.random((1, 8, 8)),),
]
hint = "sum the powers of all images and channels, then divide"
checks.matches(
    "random images", checkerboard_score, score_by_sums, cases, hint=hint, rtol=1e-4
)
checks.close("eight-bit images", checkerboard_score((200 * board).astype(np.uint8)), 1)
checks.unchanged("arguments unchanged", checkerboard_score, draw.random((2, 4, 4)))
checks.equal("a plain number", isinstance(checkerboard_score(board), float), True)
for bad, stride in (
    (np.zeros((4, 4)), 2),
    (np.zeros((1, 4, 4, 3)), 2),
    (np.zeros((1, 6, 6)), 4),
    (np.zeros((1, 4, 4)), 1),
):
    checks.raises(
        f"shape {bad.shape}, stride {stride}", ValueError, checkerboard_score, bad, stride
    )
### END HIDDEN TESTS

# %% check="checkerboard_score" points=2
stripes = np.zeros((1, 12, 12))
stripes[:, ::3] = 1
hint = "rows h/s, 2h/s …: for stride 3, both thirds count"
checks.close("every third row", checkerboard_score(stripes, 3), 1, hint)
checks.close(
    "every third row, asked for stride 2",
    checkerboard_score(stripes, 2),
    0,
    hint,
    atol=1e-9,
)
board = (np.indices((28, 28)).sum(axis=0) % 2)[np.newaxis]
mixed = np.concatenate([board, 0.5 * np.ones((1, 28, 28))])
checks.close(
    "an image without contrast adds nothing",
    checkerboard_score(mixed),
    1,
    hint="sum the powers, then divide",
)
### BEGIN HIDDEN TESTS
slow = np.sin(2 * np.pi * np.arange(28) / 28)[np.newaxis, :, np.newaxis] * np.ones(
    (1, 1, 28)
)
for strength in (0.1, 0.5, 2.0):
    both = slow + strength * (board - 0.5)
    powers = (slow**2).mean(), (strength * (board - 0.5)) ** 2
    by_hand = powers[1].mean() / (powers[0] + powers[1].mean())
    checks.close(
        f"a wave and a checkerboard of {strength}",
        checkerboard_score(both),
        by_hand,
        hint="Parseval",
        rtol=1e-6,
    )
two_of = np.concatenate([slow, 3 * (board - 0.5)])
powers = (slow**2).mean(), (9 * (board - 0.5) ** 2).mean()
checks.close(
    "two images",
    checkerboard_score(two_of),
    powers[1] / sum(powers),
    hint="powers summed over all images",
)
### END HIDDEN TESTS

# %% [markdown]
# Now the untrained generators, 200 pictures each, and one that has transposed convolutions whose kernels the stride
# divides: `divisible` of `course.networks` is a lean generator, a dense layer, then two transposed convolutions 4×4
# with stride 2, from 7×7 to 28×28, tanh at the end. (All with their contrast as it is: the score does not care.)

# %% skip="grading"
keras.utils.set_random_seed(3)
untrained = {
    "A, 5×5 stride 2": generator(),
    "B, 5×5 stride 2": generator(batch_norm=True),
    "4×4 stride 2": divisible(),
    "C, up-sampled": upsampled(),
}
count = runtime.pick(smoke=40, cpu=200, full=200)
latent = np.random.default_rng(0).normal(size=(count, 100)).astype(np.float32)
pictures = {name: np.asarray(network(latent)) for name, network in untrained.items()}
plots.spectra({**pictures, "real digits": x_test[:count]})

# %% skip="grading"
weave = {name: checkerboard_score(images) for name, images in pictures.items()}
weave["real digits"] = checkerboard_score(x_test)
plots.bars(weave, "checkerboard score, untrained (share of power at period 2)")

# %% [markdown]
# *What to see.* In the spectra, slow waves are in the middle and period 2 is at the rim. Real digits are slow waves.
# A and B have bright points and lines at the rim and half-way to it, at periods 2 and 4: one for each layer with
# stride 2. Up-sampling has less than the real digits there: repetition, and the convolution behind it, are a low-pass
# filter. **Kernel 4 is a surprise**: every place gets as many stamps as its neighbour, but random weights make these
# stamps *unequal*. Equal counts make a smooth output possible; they do not force it. Only up-sampling first does.
#
# What is left of it after training? C trains as B did, for as many epochs. (With a GPU it gets what is published for
# it: a rate of 1e-4 and 100 epochs.)

# %% skip="grading"
keras.utils.set_random_seed(2)
rates_c, epochs_c = runtime.pick(
    smoke=(rates, epochs_b), cpu=(rates, epochs_b), full=((1e-4, 1e-4), 100)
)
model_c = join(
    upsampled(sizes, precision=precision),
    discriminator(precision=precision),
    *rates_c,
    ema=None,
)
run_c = saved.fit(model_c, "dcgan_c", in_tanh, batch_size=batch, epochs=epochs_c, verbose=0)
latent = np.random.default_rng(6).normal(size=(few, 100)).astype(np.float32)
images_b, images_c = model_b.sample(latent=latent), model_c.sample(latent=latent)
sheets = {"A": images_a[:25], "B": images_b[:25], "C": images_c[:25]}
plots.samples(sheets, width=8)

# %% skip="grading"
for name, images, limits in (
    ("A", images_a, (0, 1)),
    ("B", images_b, (-1, 1)),
    ("C", images_c, (-1, 1)),
):
    said = judged(images, limits)
    weave[f"{name}, trained"] = checkerboard_score(images)
    print(
        f"{name}: checkerboard {weave[f'{name}, trained']:.4f}, judge distance {said.distance:5.1f}"
    )
trained = {
    name: score
    for name, score in weave.items()
    if "trained" in name or name == "real digits"
}
trained = {name: score for name, score in trained.items() if not name.startswith("un")}
plots.bars(trained, "checkerboard score after training")

# %% [markdown]
# *What to see.* Compare with the untrained scores above. D sees the weave as well as you do, and punishes it, so
# training works against it; but it must have come that far. With the two epochs of the cpu profile, B has got rid of
# nearly all of it, while A, without batch norm, still draws its blots *on* the weave. C had nothing to unlearn. At
# such a short budget the order of the judge's distances says little about the three designs; it says who learns
# fastest at the start.
#
# ## 8 · What two minutes can buy
#
# All three are large, and the digits above have had little more than a hundred steps. When the budget is seconds, a
# network that is several times cheaper gets several times the steps. So the digits of this section come from the
# **lean** generator of section 7: one dense layer, two transposed convolutions whose kernels the stride divides. Its
# discriminator is as lean: half the maps, kernels of 4×4, and no dropout, whose random numbers cost time in each of
# D's three passes. Lab 03's race ended with the same lesson.
#
# The rest of the recipe is what measurements said, not taste:
#
# - the **rates** come first: 2e-3 for G and 1e-3 for D, with β₁ 0.5. With 1e-4 and β₁ 0.9, as some tutorials have it,
#   the same steps leave a judge's distance several times as large (try it: `join` takes the rates). They fall in a
#   straight line to a twentieth, so that the last steps settle what the first ones stirred up;
# - samples come from the **moving average** of G's weights (lab 04), which takes out the shaking of the last steps;
# - the best weights by the judge are kept: small GANs get worse again after their best point.


# %%
class AnyName(keras.layers.Layer):
    """Ten logits become one: the logarithm of their mean exponential. It is high if any one
    of them is."""

    def call(self, names):
        return tf.reduce_logsumexp(names, axis=1, keepdims=True) - tf.math.log(
            float(names.shape[1])
        )


def lean_discriminator(width=64, names=0, precision="float32"):
    """Two convolutions 4×4 with stride 2. One logit; with `names`, first AnyName's logit,
    then one for each name."""
    kind, picture = keras.layers, keras.Input((28, 28, 1))
    values = picture
    for maps in (width // 2, width):
        values = kind.Conv2D(maps, 4, 2, padding="same", dtype=precision)(values)
        values = kind.LeakyReLU(0.2, dtype=precision)(values)
    logits = kind.Dense(names or 1, dtype="float32")(kind.Flatten(dtype=precision)(values))
    return keras.Model(
        picture, [AnyName(dtype="float32")(logits), logits] if names else logits
    )


def falling(steps, *rates):
    """Rates that fall in a straight line to a twentieth."""
    return [
        keras.optimizers.schedules.PolynomialDecay(rate, steps, rate / 20) for rate in rates
    ]


lean = {
    "G": divisible(),
    "D": lean_discriminator(),
    "D with ten names": lean_discriminator(names=10),
    "G with a hidden layer": divisible(hidden=128),
}
print("  ".join(f"{name} {network.count_params():,}" for name, network in lean.items()))
flat = AnyName()(np.full((1, 10), 3.0, np.float32))
checks.close("ten equal logits", float(flat[0, 0]), 3)

# %% [markdown]
# First the recipe as it stands, for a small part of the steps that the final run will have.

# %% skip="grading"
width, steps, reports = runtime.pick(
    smoke=(8, 4, 2), cpu=(64, 2_400, 12), full=(128, 40_000, 40)
)
part = runtime.pick(smoke=2, cpu=6, full=4)
quality = metrics.Quality(judge, x_test, image_range=(-1, 1))
keras.utils.set_random_seed(4)
plain = join(
    divisible(width, precision=precision),
    lean_discriminator(width, precision=precision),
    *falling(steps // part, 2e-3, 1e-3),
    ema=0.995,
    quality=quality,
)
how = {
    "batch_size": 64,
    "steps": steps // part,
    "epochs": reports // part,
    "validation_data": scale_to_tanh(x_test),
}
run_plain = saved.fit(plain, "dcgan_plain", in_tanh, **how)
plots.samples({"lean, without names": plain.sample(50, seed=5)}, columns=10, width=7)

# %% [markdown]
# *What to see.* Strokes, curves, some digits, and much that is *nearly* a digit. D asks "could this be real?", and a
# stroke half-way between a 4 and a 9 could.
#
# ### D learns the names
#
# Somebody has written beside each training digit which one it is, and so far nobody has used it. So let D learn it
# (Salimans and others, 2016). Instead of one logit it has ten, $l_0 … l_9$, one for each name. A picture is real if
# *any* name fits: the logit of "real" is $\ln\big(\tfrac{1}{10}\sum_k e^{l_k}\big)$. On real digits, D also has to
# find the right name, by the cross-entropy of lab 03. D's view of a half-made 4 is then sharper: it must know what
# makes a 4.
#
# G never sees a name, and you still cannot ask it for a 4. But its loss gets a second term from D's names. Let
# $p_i$ be the probabilities of the names that D gives picture $i$ of the batch, and $\bar p$ their mean:
#
# $$\text{gap} = \underbrace{\frac1n \sum_i \sum_k -p_{ik} \ln p_{ik}}_{\text{D is unsure what this is}} +
# \underbrace{\sum_k \bar p_k \ln (10\,\bar p_k)}_{\text{some names come more often than others}}$$
#
# It is 0 if every picture has one sure name and all ten names are equally frequent; in G's loss it counts twice.
# **Predict** its value for a generator that makes nothing but perfect sevens, and for one whose pictures could be
# anything.

# %% predict="gaps"
predictions.guess("gaps", ...)  # two numbers


# %% [markdown]
# ### Exercise 5.10 · `name_gap`
#
# <details><summary>Hint 1: a question</summary>
#
# Two means are in the formula: one of entropies, one of probabilities. Over what is each taken? What would the second
# sum be if it were computed picture by picture?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $p = $ softmax of the logits, along the names. The cross-entropy of $p$ with itself is its entropy:
# `tf.nn.softmax_cross_entropy_with_logits(p, names)`, which never takes the logarithm of 0.
# $\bar p_k \ln(m \bar p_k)$ for $m$ names is 0 where $\bar p_k$ is: add 1e-8 inside the logarithm.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# shares = tf.nn.softmax(names)
# unsure = the mean of the cross-entropy of shares with itself
# mean = tf.reduce_mean(shares, axis=…)
# return unsure + tf.reduce_sum(mean * tf.math.log(… * mean + 1e-8))
# ```
#
# </details>


# %% exercise="name_gap"
def name_gap(names):
    """Mean entropy of each picture's names, plus how far the names' mean is from equal
    shares.

    names: float tensor (n, m), D's logits for m names; m is 10 in this lab, and may be
    another number.
    Returns a scalar ≥ 0, in nats, with a gradient: 0 if each picture has one sure name and
    all names come equally often; ln m if all have the same sure name, and ln m, too, if D
    has no idea (all logits equal). Finite for logits of ±1000.
    """
    ### BEGIN SOLUTION
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))
    ### END SOLUTION


# %% check="name_gap" points=3
one_each = tf.constant(50 * np.eye(4), tf.float32)
hint = (
    "tensors of floats throughout (tf.cast), one number: reduce_mean over pictures, "
    "reduce_sum over names"
)
came = checks.call("four sure pictures", name_gap, one_each, hint=hint)
checks.shape("a scalar", came, (), hint=hint)
hint = "no log of a softmax: at ±1000 it is log(0); take the cross-entropy from logits, and 1e-8"
absurd = tf.constant(1000 * (2 * np.eye(4) - 1), tf.float32)
checks.finite("logits of ±1000", lambda: name_gap(absurd), hint)
hint = "a name that never comes has a mean of 0, and 0 · ln 0 is no number: 1e-8 in the logarithm"
checks.finite("only one name, ±1000", lambda: name_gap(absurd[:1]), hint)
hint = "sure of each, and each name once: both sums are 0; m is the last axis, 4 here"
checks.close("each name once", came, 0, hint, atol=1e-4)
hint = "the second sum: the mean over the pictures, axis 0, against equal shares"
only_one = tf.constant(50 * np.eye(4)[[2, 2, 2]], tf.float32)
checks.close("always the same name", lambda: name_gap(only_one), np.log(4), hint, rtol=1e-3)
hint = "the first sum: the entropy −Σ p ln p, positive, of each picture; then the mean of these"
checks.close("no idea", lambda: name_gap(tf.zeros((3, 4))), np.log(4), hint, rtol=1e-3)
half_sure = tf.constant(
    np.log([[0.5, 0.5, 1e-9, 1e-9], [1e-9, 1e-9, 0.5, 0.5]]), tf.float32
)
hint = (
    "entropies first, then their mean: the entropy of the mean is ln 4 here, theirs is ln 2"
)
checks.close(
    "each in doubt of two", lambda: name_gap(half_sure), np.log(2), hint, rtol=1e-3
)
hint = "the number of names is the last axis of `names`, not always 10"
seven = tf.constant(50 * np.eye(7), tf.float32)
checks.close("seven names, each once", lambda: name_gap(seven), 0, hint, atol=1e-4)
shares_of = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]])
even = shares_of.mean(axis=0)
unsure_of = -(shares_of * np.log(shares_of)).sum(axis=1).mean()
expected = unsure_of + (even * np.log(3 * even)).sum()
hint = "mean entropy plus Σ p̄ ln(m p̄), in natural logarithms"
some_names = tf.constant(np.log(shares_of) + 2, tf.float32)
checks.close("two pictures", lambda: name_gap(some_names), expected, hint, rtol=1e-3)


def slope_of_gap(logits):
    """Gradient of the gap for the logits."""
    watched = tf.Variable(logits)
    with tf.GradientTape() as tape_of:
        paid = name_gap(watched)
    slope = tape_of.gradient(paid, watched, unconnected_gradients="zero")
    return tf.convert_to_tensor(slope)


hint = "G learns from it: no stop_gradient, no NumPy on the way"
pull = checks.call("its gradient", slope_of_gap, some_names, hint=hint)
checks.true("it has a gradient", np.abs(pull).max() > 0.01, hint)
hint = "through both sums: the entropies pull to what is likely, the mean to what is rare"
steps_of = 1e-2 * np.eye(6).reshape(6, 2, 3)


def gap_by_hand(logits):
    """The gap in NumPy."""
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    q = p.mean(axis=0)
    return -(p * np.log(p)).sum(axis=1).mean() + (q * np.log(p.shape[1] * q)).sum()


base_of = np.log(shares_of) + 2
slopes = [(gap_by_hand(base_of + s) - gap_by_hand(base_of - s)) / 2e-2 for s in steps_of]
checks.close("the gradient", np.ravel(pull), slopes, hint, rtol=1e-2, atol=1e-3)
### BEGIN HIDDEN TESTS
draw = checks.rng(510)
for n, m, s in ((1, 2, 1), (5, 10, 3), (40, 10, 1), (6, 4, 8)):
    logits = draw.normal(0, s, (n, m))
    came = name_gap(tf.constant(logits, tf.float32))
    checks.close(f"({n}, {m}) logits", came, gap_by_hand(logits), rtol=1e-3, atol=1e-4)
    logits = draw.normal(size=(3, m))
    pull = np.asarray(slope_of_gap(tf.constant(logits, tf.float32)))
    way = draw.normal(size=logits.shape)
    rise = (gap_by_hand(logits + 1e-3 * way) - gap_by_hand(logits - 1e-3 * way)) / 2e-3
    checks.close("its slope", (pull * way).sum(), rise, rtol=2e-2, atol=1e-3)
### END HIDDEN TESTS


# %% skip="grading"
sevens, anything, all_ten = 50 * np.eye(10)[[7] * 20], np.zeros((20, 10)), 50 * np.eye(10)
gaps = [
    float(name_gap(tf.constant(logits, tf.float32)))
    for logits in (sevens, anything, all_ten)
]
print(
    f"only sevens {gaps[0]:.3f}, could be anything {gaps[1]:.3f}, each digit once {abs(gaps[2]):.3f}"
)
predictions.compare("gaps", gaps[:2])

# %% [markdown]
# Only together do the two sums ask for ten clean digits: each alone is content with one of the two bad generators.
# (Both are old acquaintances: the Inception Score of Salimans and others is $\exp$ of the entropy of the mean minus
# the mean of the entropies. Here it is a loss, and D itself is the classifier.)
#
# The engine takes the new terms by three short methods. Then comes the same part of the steps, with names.


# %%
class Named(Adversarial):
    """D also learns the names of real digits; G is not told any."""

    def generate(self, generator, latent, condition, training=False):
        return generator(latent, training=training)

    def discriminate(self, images, condition, training=False):
        return self.discriminator(images, training=training)

    def d_terms(self, real_scores, fake_scores, condition):
        (real, names), (fake, _) = real_scores, fake_scores
        wrong = 0.0  # test digits come without names
        if condition is not None:
            wrong = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(condition, names)
            )
        return {"d_loss": self.d_loss(real, fake), "name_loss": wrong}

    def g_terms(self, fake_scores, fake, real, condition):
        score, names = fake_scores
        return {"g_loss": self.g_loss(score), "twice_name_gap": 2 * name_gap(names)}


# %% skip="grading"
def with_names(steps, hidden):
    """The lean pair for so many steps, with a D that learns names."""
    keras.utils.set_random_seed(4)
    make = divisible(width, hidden=hidden, precision=precision)
    police = lean_discriminator(width, names=10, precision=precision)
    return join(
        make, police, *falling(steps, 2e-3, 1e-3), kind=Named, ema=0.995, quality=quality
    )


taught = with_names(steps // part, hidden=0)
run_taught = saved.fit(taught, "dcgan_names", in_tanh, digits.y_train[:train], **how)
plots.games({"without names": run_plain.history, "with names": run_taught.history})

# %% [markdown]
# *What to see.* D's loss is lower with names, and G's higher: a D that knows the digits is a stronger opponent, and
# here that is good, for what it says to G is worth hearing. How much nearer the digits have come to real ones, the
# bars below say.
#
# ### G may fold the space
#
# One thing still stands between G and ten clean digits. G begins with *one* dense layer: neighbours in the latent
# space get neighbouring maps, everywhere at the same pace. But digits come in ten kinds with gaps between them. A
# latent vector on the way from a 4 to a 9 must be one or the other, and a G that can only go there at an even pace
# draws something in between. A second dense layer, with a bent line (leaky ReLU) in front of it, can fold the space:
# it hurries through the gaps and takes its time inside the digits. That is dear in parameters and cheap in time, for
# a dense layer is one small matrix product. (StyleGAN puts eight of them there: Karras and others, 2019.)
# **Predict**: which will gain more, the names or the fold?
#
# This is the long one, with all steps: about a minute.

# %% predict="names_or_fold"
predictions.guess("names_or_fold", ...)  # "names" or "fold"

# %% skip="grading"
main = with_names(steps, hidden=128)
best, seen, clock = callbacks.Best("val_distance"), callbacks.Snapshots(16), Clock()
how |= {"steps": steps, "epochs": reports}
run_main = saved.fit(
    main,
    "dcgan_main",
    in_tanh,
    digits.y_train[:train],
    callbacks=[seen, clock, best],
    **how,
)

# %% skip="grading"
early = reports // part - 1  # the report at which all have had as many steps
early_distance = {
    "without names": run_plain.history["val_distance"][early],
    "with names": run_taught.history["val_distance"][early],
    "and a hidden layer": run_main.history["val_distance"][early],
    "the same, all steps": min(run_main.history["val_distance"]),
}
gone = list(early_distance.values())  # without names, with them, with a fold, too
predictions.compare("names_or_fold", "names" if 2 * gone[1] < gone[0] + gone[2] else "fold")
plots.bars(
    early_distance,
    f"judge distance, {len(x_test):,} samples; the first three after {steps // part:,} steps",
)

# %% [markdown]
# *What to see.* After equal steps, names bring the digits nearer to real ones, and the hidden layer brings them
# nearer still, although the rates of the first two have already fallen to the end, which favours them. Try the hidden
# layer without the names: the folds then have nobody to answer to, and G may fold everything onto a few digits.

# %% skip="grading"
keep = np.linspace(0, len(seen.epochs) - 1, min(6, len(seen.epochs))).astype(int)
plots.timeline([seen.epochs[place] for place in keep], seen.images[keep])

# %% [markdown]
# *What to see.* Follow a column downward: a digit appears early and may still change into another one. Which row is
# the best? The losses do not say: they tell how the two players stand to each other, not how far both have come.
# That is why a judge is needed, a third network that neither G nor D has anything to do with:

# %% skip="grading"
n = runtime.pick(smoke=200, cpu=10_000, full=10_000)
images = main.sample(n, seed=5)
verdict, without = judged(images, (-1, 1)), judged(plain.sample(n, seed=5), (-1, 1))
print(
    f"without names, {steps // part:,} steps\n{without}\n\nwith names and hidden layer, {steps:,} steps\n{verdict}"
)
runtime.report("judge distance of the lean network", verdict.distance)
runtime.report(
    "rarest digit", 100 * verdict.min_class_share, "% of the samples", at_least=5
)
runtime.report(
    "samples the judge is sure of", 100 * verdict.confident_share, "%", at_least=80
)

# %% skip="grading"
plots.shares(
    {
        "generated": verdict.class_shares,
        "real": np.bincount(digits.y_test, minlength=10) / len(digits.y_test),
    }
)

# %% skip="grading"
plots.samples({"a hundred digits that nobody wrote": images[:100]}, width=5.5)

# %% [markdown]
# *What to see.* All ten digits are there, and none is rare. Most samples can be read at once; a few lie between two
# digits, and there the judge is not sure either. The distance is far below that of the comparisons above, about as
# near as two halves of the real digits are to each other. A diversity above 1 says the same as the eye: the mistakes
# are *odd* digits, not too few kinds of them. What it costs is labels: without them, you are where the first lines of
# this table are, and need patience (give `plain` all the steps and see).
#
# Move the slider through the run, or press play. (How one walks from a digit to another one, and calculates with
# digits, the second notebook shows.)

# %% skip="grading"
widgets.epochs(seen.epochs, seen.images)

# %% [markdown]
# ## 9 · What went wrong?
#
# Four colleagues trained a tiny DCGAN on 512 digits for 80 steps. The first log is a right run, as it should look at
# so early a time. Each of the other three made one mistake, and no two made the same. The samples are shown on the
# scale −1 (black) … 1 (white).

# %% skip="grading"
logs = puzzle.evidence()
puzzle.show(logs)

# %% [markdown]
# ### Exercise 5.11 · `diagnose`
#
# Which mistake is behind each of the broken runs 1, 2 and 3?
#
# | letter | mistake |
# |---|---|
# | a | the digits were divided by 127.5, but 1 was not subtracted: they lie in 0…2 |
# | b | G ends in a sigmoid, while the digits lie in −1…1 |
# | c | D was never trained: its optimizer had a rate of 0 |
# | d | the sign of G's loss was wrong: G learned to be found out |
# | e | all latent vectors of a batch were the same |
#
# This check only looks at the form of your answer, the grading at the letters. So be your own check: make the
# mistakes on purpose.
#
# <details><summary>Hint 1: a question</summary>
#
# In which run does D's belief in *real* digits not move at all? In which one does G's loss grow from the start? Which
# grey cannot be left by a sigmoid?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# A sigmoid gives at least 0, which is mid-grey on this scale; paper is at −1. G's loss is $-\ln D(G(z))$: it grows
# when D(G(z)) falls.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# slow = puzzle.run(puzzle.Setup(d_rate=1e-5))          # a mistake that nobody made
# puzzle.show({"a right run": logs["a right run"], "D too slow": slow})
# ```
# The other fields of `Setup` are `subtract`, `last`, `g_sign` and `one_noise`; their right values are its defaults.
#
# </details>


# %% exercise="diagnose"
def diagnose():
    """Name the mistake behind each broken run.

    Returns a string of three letters out of "abcde": the mistake in run 1, in run 2, in run
    3. "aaa" would say that nobody subtracted 1.
    """
    ### BEGIN SOLUTION
    return "bdc"
    ### END SOLUTION


# %% check="diagnose" points=1
answer = checks.call("three letters", diagnose)
checks.true(
    "three letters",
    isinstance(answer, str) and len(answer) == 3,
    hint='a string such as "aaa"',
)
checks.choice("run 1", answer[0], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[0]]}"
checks.true("run 1", answer[0] == "b", hint=traces)
### END HIDDEN TESTS

# %% check="diagnose" points=1
answer = checks.call("three letters", diagnose)
checks.true(
    "three letters",
    isinstance(answer, str) and len(answer) == 3,
    hint='a string such as "aaa"',
)
checks.choice("run 2", answer[1], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[1]]}"
checks.true("run 2", answer[1] == "d", hint=traces)
### END HIDDEN TESTS

# %% check="diagnose" points=1
answer = checks.call("three letters", diagnose)
checks.true(
    "three letters",
    isinstance(answer, str) and len(answer) == 3,
    hint='a string such as "aaa"',
)
checks.choice("run 3", answer[2], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[2]]}"
checks.true("run 3", answer[2] == "c", hint=traces)
### END HIDDEN TESTS

# %% [markdown]
# ## 10 · What lab 06 needs from here
#
# Your generator makes *some* digit. You cannot ask it for a seven: you draw until one comes. **Lab 06 · Conditional
# GANs** gives both networks the label. It takes along
#
# - both builders, with their doubling and halving, and their counts;
# - the range: what G ends in, the real pictures must lie in;
# - rates first, then steps; the moving average; the judge;
# - and a question. In section 8 only D knew the names, and that brought the digits much nearer. What if G is told,
#   too?
