# %% [markdown]
# # 07 · The auxiliary classifier
#
# In lab 06 the discriminator was *told* the label. Here it must *name* it. Beside the old question, real or
# generated?, it answers a second one: which class? G is paid for images that are taken for real, **and** for images
# whose class can be read off. That is AC-GAN (Odena, Olah and Shlens, 2017). It makes clear images, and it has a
# price, which you will measure: variety.
#
# **You will learn**
# - to train one network on two questions, and to write down what each side minimises, signs included;
# - to build two well-known networks, two heads on one body;
# - when one term too many, the class loss on generated images in D's step, ruins the game, when not, and why;
# - to measure variety within a class, to read it beside conditional accuracy and GAN-train, and to win it back with a
#   third head, a twin;
# - how the auxiliary classifier compares with the best network of lab 06;
# - what lies between a 3 and an 8.
#
# **You need** lab 05 (convolutional G and D) and lab 06 (labels as input, conditional accuracy, GAN-train).
#
# **Time**: an afternoon of reading and writing. Running every cell takes about four minutes on two CPU cores.
#
# **How it goes**: nine exercises. Each has three hints to unfold and a check that explains what it saw. More tests
# run when the lab is graded; the docstrings say what they look at.

# %%
import numpy as np

from course import checks, metrics, predictions, runtime
from course.datasets import fashion_mnist, mnist
from course.plots import acgan as plots
from course.puzzles import acgan as puzzle
from course.widgets import acgan as widgets

runtime.setup()

# %%
import keras
import tensorflow as tf
from keras import layers

from course.networks import behind_noise, lean_generator, projection_generator
from course.training import Adversarial, labelled, saved

# %% [markdown]
# ## 1 · Told, or asked?
#
# Two ways to make D care about labels. On the left the conditional GAN of lab 06: D gets image **and** label, and
# answers one question. On the right AC-GAN: D gets the image alone, and answers two.

# %% skip="grading"
plots.schemes()

# %% [markdown]
# *What to see.* G is the same on both sides: noise and an order go in, an image comes out. The arrow of the label
# into D is gone. In its place D has a second **head**: one number for *real?*, and ten for *which class?* The body
# below the heads is shared, so what helps to tell a 3 from an 8 also helps to tell a real 3 from a poor one.
#
# A question for the way: a G that wants to please the second head only, what would it draw? Keep your answer: it
# helps in the last exercise, where one of the runs is just that.

# %%
digits, garments = mnist(), fashion_mnist()
train, test, looks = runtime.pick(
    smoke=(512, 200, 50), cpu=(4_000, 1_000, 500), full=(60_000, 10_000, 10_000)
)
judge = metrics.judge.load("mnist")

# %% [markdown]
# ## 2 · Two losses
#
# The paper states what is to be made large. $S$ is D's word on the *source* of an image, real or fake; $C$ its word
# on the class; $c$ the right class, that is the label of a real image or the order for a generated one:
#
# $$L_S = \mathbb{E}\,[\log P(S{=}\text{real}\,|\,x)] + \mathbb{E}\,[\log P(S{=}\text{fake}\,|\,G(z, c))]$$
# $$L_C = \mathbb{E}\,[\log P(C{=}c\,|\,x)] + \mathbb{E}\,[\log P(C{=}c\,|\,G(z, c))]$$
#
# Optimizers make things small. So we write every term as a **loss to minimise**, with its minus sign, and compute
# its value before we use it.
#
# ### Exercise 7.1 · `source_loss`
#
# The loss of the first head is lab 04's cross-entropy, for one batch and one target $t$:
#
# $$\ell_S(s, t) = \frac1n \sum_i \bigl(-t \ln σ(s_i) - (1 - t) \ln(1 - σ(s_i))\bigr)$$
#
# With $t = 1$ it asks for *real*, with $t = 0$ for *fake*, with $t = 0.9$ for *real, but do not be too sure*.
#
# <details><summary>Hint 1: a question</summary>
#
# What are $σ(-1000)$ and its logarithm in 32 bits? Which function of TensorFlow takes logits, so that you never
# compute $σ$?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $-t\,s + \ln(1 + e^{s})$ is the same, term by term. `tf.nn.sigmoid_cross_entropy_with_logits(labels=…, logits=…)`
# gives one value a logit, in a stable way.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError unless 0 <= target <= 1
# each = tf.nn.sigmoid_cross_entropy_with_logits(labels=target * tf.ones_like(logits), logits=…)
# return the mean
# ```
#
# </details>


# %% exercise="source_loss"
def source_loss(logits, target):
    """Mean cross-entropy of the source head's logits with one target.

    logits: float32 tensor (n, 1), before the sigmoid. target: a number in 0 … 1; 1 is real,
    0 is fake.
    Returns a scalar: ln 2 ≈ 0.693 for logits of 0, whatever the target. Finite for logits
    of ±1000.

    Raises ValueError when the target lies outside 0 … 1.
    """
    ### BEGIN SOLUTION
    if not 0 <= target <= 1:
        raise ValueError(f"a target is a probability, in 0…1, got {target}")
    each = tf.nn.sigmoid_cross_entropy_with_logits(
        labels=target * tf.ones_like(logits), logits=logits
    )
    return tf.reduce_mean(each)
    ### END SOLUTION


# %% check="source_loss" points=3
flat_logits = tf.zeros((4, 1))
hint = "one target for all logits: target * tf.ones_like(logits) has their shape"
checks.call("four images, one target", source_loss, flat_logits, 1.0, hint=hint)
hint = "work from logits: log(sigmoid(-1000)) underflows"
checks.finite(
    "sure and wrong", lambda: source_loss(tf.fill((2, 1), -1000.0), 1.0), hint=hint
)
hint = "a loss is to be made small: mind the minus sign of −ln σ"
checks.true("not negative", lambda: float(source_loss(flat_logits, 1.0)) >= 0, hint=hint)
hint = (
    "give TensorFlow the logits as they are, and say that they are logits: no sigmoid "
    "before a loss that takes logits, no loss of probabilities (Keras's default) for logits"
)
at_zero = checks.call("one image, target 1", source_loss, flat_logits[:1], 1.0, hint=hint)
mixed_up = np.log1p(np.exp(-0.5)), -np.log(1e-7)  # σ(0) as a logit; 0 as a probability
checks.true(
    "one image, target 1",
    lambda: not any(np.isclose(float(at_zero), wrong, rtol=0.01) for wrong in mixed_up),
    hint=hint,
)
hint = (
    "σ(0) is a half: in −t ln σ(0) − (1 − t) ln(1 − σ(0)) both halves cost ln 2, and their "
    "weights add up to 1"
)
checks.close(
    "one image, target 1", lambda: source_loss(flat_logits[:1], 1.0), np.log(2), hint
)
checks.close(
    "one image, target 0", lambda: source_loss(flat_logits[:1], 0.0), np.log(2), hint
)
hint = "the mean over the batch, not the sum"
checks.close("four images", lambda: source_loss(flat_logits, 0.9), np.log(2), hint)
hint = "logit 20, target 1: nothing to pay; target 0: 20"
confident = tf.fill((4, 1), 20.0)
checks.close("sure and right", lambda: source_loss(confident, 1.0), 0, hint, atol=1e-4)
checks.close("sure and wrong", lambda: source_loss(confident, 0.0), 20, hint, rtol=1e-4)
hint = "the loss of each logit first, then the mean: one is wrong by 20, one right"
torn = tf.constant([[20.0], [-20.0]])
checks.close("logits 20 and -20", lambda: source_loss(torn, 1.0), 10, hint, rtol=1e-4)
checks.shape("a scalar", lambda: source_loss(torn, 1.0), (), "tf.reduce_mean of everything")
hint = "−ln σ(1), not its square nor a hinge"
checks.close(
    "logit 1", lambda: source_loss(tf.ones((2, 1)), 1.0), np.log1p(np.exp(-1)), hint
)
hint = "a D that must not be sure pays for it: a tenth of 20, since the target is 0.9"
checks.close(
    "sure, with target 0.9", lambda: source_loss(confident, 0.9), 2, hint, rtol=1e-4
)
hint = "logits are not clipped, nor probabilities"
checks.close("wrong by far", lambda: source_loss(tf.fill((2, 1), -1000.0), 1.0), 1000, hint)


def source_slopes(given, aim):
    """Gradient of the loss for the logits."""
    at = tf.Variable(given)
    with tf.GradientTape() as tape_of:
        paid = source_loss(at, aim)
    return tape_of.gradient(paid, at)


hint = "D and G learn through this loss: use TensorFlow all the way, no .numpy()"
slopes = checks.call("gradient", source_slopes, tf.zeros((4, 1)), 0.9, hint=hint)
checks.close("gradient", slopes, np.full((4, 1), (0.5 - 0.9) / 4), hint)
for aim in (1.1, -0.1):
    hint = "a target is a probability, in 0…1: test it first"
    checks.raises(f"target {aim}", ValueError, source_loss, flat_logits, aim, hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(701)


def one_by_one(logits, target):
    paid = []
    for s in np.ravel(logits).astype(float):
        as_fake = max(s, 0) + np.log1p(np.exp(-abs(s)))  # −ln(1 − σ)
        paid.append(target * (as_fake - s) + (1 - target) * as_fake)
    return np.float32(np.mean(paid))


def source_value(logits, target):
    return np.float32(source_loss(tf.constant(logits), target))


cases = [
    (draw.normal(0, scale, (n, 1)).astype("float32"), target)
    for n, scale, target in (
        (1, 1, 1.0),
        (6, 3, 0.0),
        (9, 40, 0.9),
        (5, 2, 0.3),
        (4, 1000, 0.5),
    )
]
checks.matches("random logits", source_value, one_by_one, cases, rtol=1e-4, atol=1e-5)
for aim in (0.0, 0.9, 1.0):
    given = draw.normal(0, 2, (6, 1)).astype("float32")
    expected = (1 / (1 + np.exp(-given)) - aim) / 6
    checks.close(
        "what pulls at a logit", source_slopes(given, aim), expected, rtol=1e-3, atol=1e-5
    )
checks.close("far out", source_loss(tf.fill((2, 1), 400.0), 0.0), 400)
checks.raises("target 2", ValueError, source_loss, tf.zeros((2, 1)), 2.0)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 7.2 · `class_loss`
#
# The loss of the second head is lab 03's cross-entropy of ten logits with the right class:
#
# $$\ell_C(a, c) = \frac1n \sum_i -\ln \frac{e^{a_{i c_i}}}{\sum_k e^{a_{ik}}}$$
#
# **Predict** its value for a head that has no idea, with ten classes. It is the number that you will see at the
# start of every training. (The docstring tells.)

# %% predict="no_idea"
predictions.guess("no_idea", ...)  # a number

# %% [markdown]
# A label that is no label should not get through. Floats and one-hot rows can be recognised at once, by type and
# shape, even inside a compiled step, where there are no values yet. (A 10 among labels 0…9 cannot; the engine
# looks for it before training.)
#
# <details><summary>Hint 1: a question</summary>
#
# Lab 03 subtracted the largest logit first. Which function of TensorFlow does that, and takes labels as whole
# numbers?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# `tf.nn.sparse_softmax_cross_entropy_with_logits(labels=…, logits=…)`, one value an image. It wants labels of type
# int32 or int64.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# logits, labels = tf.convert_to_tensor(logits), tf.convert_to_tensor(labels)
# raise ValueError unless labels.dtype.is_integer, labels.shape.rank == 1 and logits.shape.rank == 2
# return the mean of … with labels=tf.cast(labels, tf.int32)
# ```
#
# </details>


# %% exercise="class_loss"
def class_loss(logits, labels):
    """Mean cross-entropy of the class head's logits with the right classes.

    logits: float32 tensor (n, k), before the softmax. labels: (n,) whole numbers, as
    tensor, array or list.
    Returns a scalar: ln k for logits of 0, that is 2.303 with ten classes. Finite for
    logits of ±1000.

    Raises ValueError when labels are not of a whole-number type (1.0 is no label), labels
    do not have one axis (one-hot?), or logits do not have two.
    """
    ### BEGIN SOLUTION
    logits, labels = tf.convert_to_tensor(logits), tf.convert_to_tensor(labels)
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), "
            f"not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.cast(labels, tf.int32), logits=logits
    )
    return tf.reduce_mean(each)
    ### END SOLUTION


# %% check="class_loss" points=3
peaked = 30 * tf.eye(3)
hint = (
    "labels may come as a list: tf.convert_to_tensor makes a tensor of it; and there are as "
    "many classes as logits a row, here three"
)
checks.call("labels in a list", class_loss, peaked, [0, 1, 2], hint=hint)
hint = "e¹⁰⁰⁰ overflows: work from logits"
checks.finite(
    "very sure and wrong", lambda: class_loss(1000 * tf.eye(3), [1, 2, 0]), hint=hint
)
hint = "−ln of a tenth: one choice out of ten, by a softmax"
checks.close(
    "no idea, one image", lambda: class_loss(tf.zeros((1, 10)), [3]), np.log(10), hint
)
hint = "the mean over the batch, not the sum"
checks.close(
    "no idea, four images",
    lambda: class_loss(tf.zeros((4, 10)), [3, 1, 4, 1]),
    np.log(10),
    hint,
)
hint = "−ln of nearly 1"
checks.close("sure and right", lambda: class_loss(peaked, [0, 1, 2]), 0, hint, atol=1e-4)
hint = "−ln of a softmax of 2, 0 and 1 at the right place; each image has its own label"
two_rows = tf.constant([[2.0, 0, 1], [2.0, 0, 1]])
by_hand = np.log(np.exp([2.0, 0, 1]).sum()) - np.mean([2, 1])
checks.close("logits 2, 0, 1", lambda: class_loss(two_rows, [0, 2]), by_hand, hint)
checks.shape(
    "a scalar", lambda: class_loss(two_rows, [0, 2]), (), "one mean over all images"
)
hint = "the logit of the right class is 30 below"
checks.close("sure and wrong", lambda: class_loss(peaked, [1, 2, 0]), 30, hint, rtol=1e-3)
hint = "logits are not clipped: 1000 below"
checks.close("wrong by far", lambda: class_loss(1000 * tf.eye(3), [1, 2, 0]), 1000, hint)
hint = (
    "any whole-number type is good: cast the labels to int32 after you have looked at the "
    "type"
)
bytes_of = np.array([0, 1, 2], np.uint8)
checks.close(
    "labels of eight bits", lambda: class_loss(peaked, bytes_of), 0, hint, atol=1e-4
)


def class_slopes(given, which):
    """Gradient of the loss for the logits."""
    at = tf.Variable(given)
    with tf.GradientTape() as tape_of:
        paid = class_loss(at, which)
    return tape_of.gradient(paid, at)


hint = "D and G learn through this loss: use TensorFlow all the way, no .numpy()"
slopes = checks.call("gradient", class_slopes, tf.zeros((1, 4)), [2], hint=hint)
checks.close("gradient", slopes, [[0.25, 0.25, -0.75, 0.25]], hint)
hint = (
    "there are no values while a step is compiled: look at dtype and shape, compute with "
    "TensorFlow"
)
compiled = tf.function(class_loss, jit_compile=False)
in_step = tf.zeros((3, 5)), tf.constant([0, 1, 4])
checks.close("inside a compiled step", lambda: compiled(*in_step), np.log(5), hint)
hint = "look at the dtype: 1.0 is no label"
checks.raises(
    "labels that are floats", ValueError, class_loss, peaked, [0.0, 1.0, 2.0], hint=hint
)
hint = "look at the number of axes: labels have one"
one_hot_rows = np.eye(3, dtype=int)
checks.raises("one-hot labels", ValueError, class_loss, peaked, one_hot_rows, hint=hint)
hint = "look at the number of axes: logits have two"
checks.raises(
    "logits without a batch", ValueError, class_loss, peaked[0], [1, 2, 0], hint=hint
)
### BEGIN HIDDEN TESTS
draw = checks.rng(702)


def image_by_image(logits, labels):
    paid = []
    for row, label in zip(np.asarray(logits, float), labels, strict=True):
        top = max(row)
        paid.append(top + np.log(sum(np.exp(v - top) for v in row)) - row[label])
    return np.float32(np.mean(paid))


def class_value(logits, labels):
    return np.float32(class_loss(tf.constant(logits), labels))


cases = [
    (draw.normal(0, scale, (n, k)).astype("float32"), draw.integers(0, k, n).astype(kind))
    for n, k, scale, kind in (
        (1, 2, 1, "int64"),
        (7, 10, 3, "int32"),
        (5, 4, 500, "int64"),
        (6, 30, 1, "uint8"),
    )
]
checks.matches("random logits", class_value, image_by_image, cases, rtol=1e-4, atol=1e-5)
given, which = draw.normal(size=(5, 4)).astype("float32"), draw.integers(0, 4, 5)
odds = np.exp(given)
expected = (odds / odds.sum(axis=1, keepdims=True) - np.eye(4)[which]) / 5
checks.close(
    "what pulls at the logits", class_slopes(given, which), expected, rtol=1e-3, atol=1e-5
)
for kind_of, bad in {
    "a column": [[0], [1]],
    "floats": np.array([0.5, 1.0]),
    "a single label": 1,
}.items():
    checks.raises(kind_of, ValueError, class_loss, tf.zeros((2, 3)), bad)
### END HIDDEN TESTS

# %%
predictions.compare("no_idea", np.log(10))

# %% [markdown]
# ## 3 · Who wants what
#
# *D maximises $L_S + L_C$, G maximises $L_C - L_S$*, says the paper. Look at the signs: about the source they are
# opponents, about the class they are **partners**. As losses to minimise, with the pieces that you have just
# written, and D's two outputs for a batch called $(s, a)$:
#
# $$\text{D:}\quad \ell_S(s_\text{real}, 0.9) + \ell_S(s_\text{fake}, 0)
# + \ell_C(a_\text{real}, c) + w \cdot \ell_C(a_\text{fake}, c)$$
# $$\text{G:}\quad \ell_S(s_\text{fake}, 1) + v \cdot \ell_C(a_\text{fake}, c)$$
#
# Three things are not as in the paper, on purpose:
#
# - D's target for real images is 0.9: the one-sided smoothing of lab 06.
# - G's source term is the non-saturating one of lab 04, $-\log P(\text{real})$ instead of
#   $+\log P(\text{fake})$: the same wish, and a gradient that does not fade while D wins.
# - $w$, the weight of the class loss on **generated** images in D's step. The paper has $w = 1$. This lab has
#   $w = 0$: D learns classes from real images alone. Section 8 shows what the other choice can do.
#
# ### Exercise 7.3 · `discriminator_objective`
#
# The two loss functions are handed in as arguments, as the losses were in lab 06, so that this function can be
# tried with others.
#
# <details><summary>Hint 1: a question</summary>
#
# What does D want to say about the source of a real image, of a generated one? And whose labels does it learn from?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# It is above: four terms. `real[0]` are the source logits of the real images, `real[1]` their class logits.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError if weight < 0
# source = source_loss(real[0], …) + source_loss(…, 0.0)
# classes = class_loss(real[1], labels) + weight * …
# return source + classes
# ```
#
# </details>


# %% exercise="discriminator_objective"
def discriminator_objective(
    real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9
):
    """What D minimises: source and class loss on real images, source loss and weighted
    class loss on generated ones.

    real, fake: what D says, pairs (source logits (n, 1), class logits (n, k)).
    labels: (n,), of the real images; the generated ones were ordered with the same.
    source_loss(logits, target), class_loss(logits, labels): return scalars to minimise.
    weight: of the class loss on generated images. smooth: D's target for real images; for
    generated ones it is 0.
    Returns a scalar. With logits of 0 and ten classes it is 2 ln 2 + ln 10 = 3.689, and
    5.991 with weight=1.

    Raises ValueError when weight is negative.
    """
    ### BEGIN SOLUTION
    if weight < 0:
        raise ValueError(
            f"a weight of {weight} would make D worse at naming generated images"
        )
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes
    ### END SOLUTION


# %% [markdown]
# The checks of both objectives use two toy losses, which are easy to compute by hand: the distance to
# twice the target, and minus the logit of the right class.


# %%
def toy_source(logits, target):
    """Mean squared distance of the logits from twice the target."""
    logits = tf.convert_to_tensor(logits)
    if logits.shape.rank != 2:
        raise ValueError(
            f"logits have shape (n, 1), got {logits.shape}: first logits, then target"
        )
    return tf.reduce_mean((logits - 2 * target) ** 2)


def toy_class(logits, labels):
    """Minus the mean logit of the right class."""
    return -tf.reduce_mean(tf.gather(tf.convert_to_tensor(logits), labels, batch_dims=1))


# %% check="discriminator_objective" points=3
mute = [tf.zeros((2, 1)), tf.zeros((2, 3))]
fair = [tf.fill((2, 1), 2.0), tf.constant([[0.0, 5, 0], [5, 0, 0]])]


def paid_by_d(real, fake, **settings):
    """The objective with the toy losses; the labels are 1 and 0."""
    return discriminator_objective(real, fake, [1, 0], toy_source, toy_class, **settings)


hint = (
    "four calls: source_loss(logits, target) and class_loss(logits, labels), in this order; "
    "source logits are real[0] and fake[0], class logits real[1] and fake[1]"
)
came = checks.call("no idea about anything", paid_by_d, mute, mute, hint=hint)
hint = "one number to be made small: the losses are added as they are, none with a minus"
checks.true("no idea about anything", lambda: float(came) > 0, hint=hint)
hint = (
    "only the real source pays, (0 − 2 · 0.9)²: the target for generated images is 0, not "
    "smoothed"
)
checks.close("no idea about anything", came, 3.24, hint)
quiet = [fair[0], mute[1]]
hint = "real images have the target smooth, generated ones 0: (2 − 2 · 0.9)² here"
checks.close("real images have a source", lambda: paid_by_d(quiet, mute), 0.04, hint)
hint = (
    "−5 for the class of the real images, to be made small as well, and always with weight "
    "1"
)
checks.close("real images are named rightly", lambda: paid_by_d(fair, mute), 0.04 - 5, hint)
hint = (
    "a generated image that is named rightly earns nothing with weight 0; its source logit "
    "of 2 costs 4"
)
checks.close(
    "good answers about generated ones", lambda: paid_by_d(mute, fair), 3.24 + 4, hint
)
hint = "weight multiplies the class loss on generated images, and nothing else"
checks.close(
    "… with weight 0.5", lambda: paid_by_d(mute, fair, weight=0.5), 3.24 + 4 - 2.5, hint
)
checks.close("… with weight 2", lambda: paid_by_d(mute, fair, weight=2), 7.24 - 10, hint)
checks.close(
    "real ones, with weight 0.5", lambda: paid_by_d(fair, mute, weight=0.5), 0.04 - 5, hint
)
hint = "smooth, not 0.9, is the target for real images"
checks.close("without smoothing", lambda: paid_by_d(mute, mute, smooth=1.0), 4.0, hint)
hint = "test the weight first"
arguments = (mute, mute, [0, 1], toy_source, toy_class)
checks.raises(
    "a negative weight", ValueError, discriminator_objective, *arguments, -0.1, hint=hint
)


def pulls_on_d(real, fake, which, **settings):
    """Gradients for (real source, real class, generated source, generated class)."""
    parts = [tf.Variable(part) for part in (*real, *fake)]
    with tf.GradientTape() as tape_of:
        paid = discriminator_objective(
            parts[:2], parts[2:], which, toy_source, toy_class, **settings
        )
    return [
        tf.convert_to_tensor(slope)
        for slope in tape_of.gradient(paid, parts, unconnected_gradients="zero")
    ]


hint = "D learns from all of its answers: no stop_gradient, no .numpy() on the way"
slopes = checks.call("gradients", pulls_on_d, fair, fair, [1, 0], weight=1.0, hint=hint)
checks.close(
    "what pulls at the sources",
    slopes[::2],
    [[[0.2], [0.2]], [[2.0], [2.0]]],
    hint,
    rtol=1e-4,
)
right_class = -np.array([[0.0, 0.5, 0], [0.5, 0, 0]])
checks.close("what pulls at the classes", slopes[1::2], [right_class, right_class], hint)
### BEGIN HIDDEN TESTS


def answers_at(seed, n=5, classes=3):
    """What a D might say to n images: source logits (n, 1) and class logits (n,
    classes)."""
    return [
        checks.rng(seed + k).normal(size=(n, k)).astype("float32") for k in (1, classes)
    ]


for seed, weighted, aim in ((3, 0.0, 0.9), (4, 1.0, 0.9), (5, 0.3, 1.0), (6, 2.0, 0.7)):
    real_said, fake_said = answers_at(seed), answers_at(seed + 50)
    which = checks.rng(seed).integers(0, 3, 5)
    parts = [[tf.constant(part) for part in answers] for answers in (real_said, fake_said)]
    came = discriminator_objective(*parts, which, toy_source, toy_class, weighted, aim)
    s, a, t, b = (*real_said, *fake_said)
    expected = np.mean((s - 2 * aim) ** 2) + np.mean(t**2)
    expected -= np.mean([a[i, which[i]] for i in range(5)])
    expected -= weighted * np.mean([b[i, which[i]] for i in range(5)])
    checks.close("random answers", came, expected, rtol=1e-4, atol=1e-5)
    hot = np.eye(3)[which]
    expected = [2 * (s - 2 * aim) / 5, -hot / 5, 2 * t / 5, -weighted * hot / 5]
    for slope, got in zip(
        expected,
        pulls_on_d(real_said, fake_said, which, weight=weighted, smooth=aim),
        strict=True,
    ):
        checks.close("what pulls at D's answers", got, slope, rtol=1e-3, atol=1e-5)
calls = []


def spied_class(logits, labels):
    calls.append(np.asarray(labels).tolist())
    return toy_class(logits, labels)


discriminator_objective(mute, fair, [2, 1], toy_source, spied_class, weight=1.0)
checks.true(
    "every image with its own label",
    len(calls) == 2 and all(call == [2, 1] for call in calls),
)
checks.raises("weight -1", ValueError, discriminator_objective, *arguments, -1.0)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 7.4 · `generator_objective`
#
# **Predict** the sign of the class term before you look: does G want the class loss on its images to be large or
# small?

# %% predict="sign"
predictions.guess("sign", ...)  # "large" or "small"

# %% [markdown]
# <details><summary>Hint 1: a question</summary>
#
# Which target does G want D to have in mind when it looks at a generated image? Is it smoothed?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $\ell_S(s_\text{fake}, 1) + v\,\ell_C(a_\text{fake}, c)$, both to be made small.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError if weight < 0
# return source_loss(fake[0], …) + weight * class_loss(…, labels)
# ```
#
# </details>


# %% exercise="generator_objective"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    """What G minimises: its images should be taken for real, and for the class that was
    ordered.

    fake: what D says to generated images, a pair (source logits (n, 1), class logits (n,
    k)). labels: (n,), ordered.
    source_loss(logits, target), class_loss(logits, labels): return scalars to minimise.
    weight: of the class loss.
    Returns a scalar. With logits of 0 and ten classes it is ln 2 + ln 10 = 2.996.

    Raises ValueError when weight is negative.
    """
    ### BEGIN SOLUTION
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(fake[0], 1.0) + weight * class_loss(fake[1], labels)
    ### END SOLUTION


# %% check="generator_objective" points=3
fair = [tf.fill((2, 1), 3.0), tf.constant([[0.0, 5, 0], [5, 0, 0]])]


def paid_by_g(which, **settings):
    """The objective with the toy losses."""
    return generator_objective(fair, which, toy_source, toy_class, **settings)


hint = (
    "two calls: source_loss(logits, target) and class_loss(logits, labels), in this order; "
    "source logits are fake[0], class logits fake[1]"
)
came = checks.call("taken for real, named wrongly", paid_by_g, [2, 2], hint=hint)
hint = (
    "the target for G is 1, not smoothed: (3 − 2 · 1)²; the logit of the class that was "
    "ordered is 0"
)
checks.close("taken for real, named wrongly", came, 1, hint)
hint = "−5 for the class, to be made small as well: added, not subtracted"
checks.close("taken for real, named rightly", lambda: paid_by_g([1, 0]), 1 - 5, hint)
hint = "weight multiplies the class loss, not the source loss"
checks.close("weight 0.2", lambda: paid_by_g([1, 0], weight=0.2), 1 - 1, hint)
checks.close("weight 2", lambda: paid_by_g([1, 0], weight=2), 1 - 10, hint)
hint = "a weight of 0 is allowed: G then has its source loss alone"
checks.close("weight 0", lambda: paid_by_g([1, 0], weight=0.0), 1, hint)
hint = "test the weight first"
arguments = (fair, [0, 1], toy_source, toy_class)
checks.raises(
    "a negative weight", ValueError, generator_objective, *arguments, -0.1, hint=hint
)


def pulls_on_g(answers_of_d, which, **settings):
    """Gradients for D's source and class logits."""
    parts = [tf.Variable(part) for part in answers_of_d]
    with tf.GradientTape() as tape_of:
        paid = generator_objective(parts, which, toy_source, toy_class, **settings)
    return [
        tf.convert_to_tensor(slope)
        for slope in tape_of.gradient(paid, parts, unconnected_gradients="zero")
    ]


hint = "G learns from both answers: no stop_gradient, no .numpy() on the way"
slopes = checks.call("gradients", pulls_on_g, fair, [1, 0], hint=hint)
checks.close("what pulls at the source", slopes[0], [[1.0], [1.0]], hint)
checks.close(
    "what pulls at the class", slopes[1], -np.array([[0.0, 0.5, 0], [0.5, 0, 0]]), hint
)
### BEGIN HIDDEN TESTS
for seed, weighted in ((7, 1.0), (8, 0.0), (9, 0.4), (10, 3.0)):
    fake_said = [checks.rng(seed + k).normal(size=(5, k)).astype("float32") for k in (1, 3)]
    which = checks.rng(seed).integers(0, 3, 5)
    came = generator_objective(
        [tf.constant(part) for part in fake_said],
        which,
        toy_source,
        toy_class,
        weight=weighted,
    )
    t, b = fake_said
    expected = np.mean((t - 2) ** 2) - weighted * np.mean(
        [b[i, which[i]] for i in range(5)]
    )
    checks.close("random answers", came, expected, rtol=1e-4, atol=1e-5)
    expected = [2 * (t - 2) / 5, -weighted * np.eye(3)[which] / 5]
    for slope, got in zip(
        expected, pulls_on_g(fake_said, which, weight=weighted), strict=True
    ):
        checks.close(
            "what pulls at G", got, slope, "both terms are made small", rtol=1e-3, atol=1e-5
        )
checks.raises("weight -1", ValueError, generator_objective, *arguments, -1.0)
### END HIDDEN TESTS

# %%
predictions.compare("sign", "small")

# %% [markdown]
# The values at the start of every training, when all logits are near 0, computed with your functions. By hand they
# are $2 \ln 2 + \ln 10 = 3.689$, with $w = 1$ once more $\ln 10$, and $\ln 2 + \ln 10 = 2.996$. Then four images,
# good or bad in each respect, and what G pays for them.

# %% output="fixed"
undecided, ten = [tf.zeros((20, 1)), tf.zeros((20, 10))], np.arange(20) % 10
for weight in (0.0, 1.0):
    at_start = discriminator_objective(
        undecided, undecided, ten, source_loss, class_loss, weight=weight
    )
    print(f"D at the start, w = {weight:.0f}: {at_start:.3f}")
g_start = generator_objective(undecided, ten, source_loss, class_loss)
print(f"G at the start:        {g_start:.3f}")

# %% skip="grading"
costs = {}
for name, (source, right) in {
    "fools D, right class": (3.0, 3.0),
    "fools D, wrong class": (3.0, -1.0),
    "seen through, right class": (-3.0, 3.0),
    "seen through, wrong class": (-3.0, -1.0),
}.items():
    said = tf.constant([[source]]), tf.constant([[right] + 9 * [0.0]])
    costs[name] = {
        "source": float(source_loss(said[0], 1.0)),
        "class": float(class_loss(said[1], [0])),
    }
plots.stacked(costs)

# %% [markdown]
# *What to see.* G pays twice for the last image, and hardly anything for the first. The two middle ones cost about
# the same: an image can be cheap because it fools D, or because its class is obvious. Nothing in the second term
# asks whether the image is *real*, and nothing in either asks whether it is *different* from the others of its class.
#
# ## 4 · D: one body, two heads
#
# A well-known D for 28×28 images (E. Linder-Norén, *Keras-GAN*, `acgan.py`, 2017; here without its batch norm, and
# so is G): four convolutions of 3×3 with 16, 32, 64 and 128 maps, the first three with
# stride 2. Each is followed by LeakyReLU 0.2 and dropout. After the second, the maps are 7×7; a row and a column of
# zeros make them 8×8, so that halving goes on without a remainder. The two heads are dense layers on the same 2,048
# numbers.
#
# **Predict**: does the zero-padding change the size of what comes out?

# %% predict="padding"
predictions.guess("padding", ...)  # "yes" or "no"

# %% output="fixed"
for edge in (7, 8):
    out = layers.Conv2D(1, 3, strides=2, padding="same")(keras.Input((edge, edge, 1)))
    print(f"{edge}×{edge} maps, stride 2, padding same: {out.shape[1]}×{out.shape[2]}")
predictions.compare("padding", False)

# %% [markdown]
# *What to see.* It does not: with padding `same`, 7 and 8 both give 4. It moves the windows by one pixel, nothing
# else. We keep it, because the original has it, and because you should know what a line is good for.
#
# A body that is trained in 16 bits is much faster on many processors. Heads and losses stay in 32 bits.

# %%
precision = runtime.precision_for("conv")  # 16 bits where this processor is fast at them …
precision = (
    "float32" if precision == "mixed_float16" else precision
)  # … but float16 would need scaled losses

# %% [markdown]
# ### Exercise 7.5 · `build_discriminator`
#
# <details><summary>Hint 1: a question</summary>
#
# How many outputs does a Keras model have if you give it a list of two? For which sizes is the padding needed: for
# 28, 32, 20?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# side → side / 2 → side / 4 → (one more if odd) → half of that, which stays in the last layer.
# `layers.ZeroPadding2D(((0, 1), (0, 1)))` adds a row below and a column on the right.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError if side is below 8 or no multiple of 4
# image = maps = keras.Input((side, side, 1))
# for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
#     before the third: pad if maps.shape[1] is odd
#     convolution, LeakyReLU, dropout, each with dtype=precision
# values = layers.Flatten(dtype="float32")(maps)
# return keras.Model(image, [one dense layer, another dense layer])
# ```
#
# </details>


# %% exercise="build_discriminator"
def build_discriminator(side=28, classes=10, dropout=0.25):
    """Image to two lots of logits: source (n, 1) and class (n, classes).

    Convolutions 3×3, padding same, with bias: 16 maps stride 2, 32 stride 2, 64 stride 2,
    128 stride 1, each followed by LeakyReLU 0.2 and dropout. Before the third, maps of an
    odd size get a row of zeros below and a column on the right. Then flatten and two dense
    layers, the heads, on the same values; no activation.
    side: height and width of the grey images, a multiple of 4, at least 8.
    Returns a keras.Model from (n, side, side, 1) to [source, classes], both float32. For
    28×28 it has 119,691 parameters.

    Raises ValueError when side is below 8 or no multiple of 4.
    """
    ### BEGIN SOLUTION
    if side < 8 or side % 4:
        raise ValueError(
            f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice"
        )
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(
            maps
        )
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)
    ### END SOLUTION


# %% check="build_discriminator" points=3
published_d = checks.call("28×28", build_discriminator)
hint = (
    "flatten before the heads; return keras.Model(image, [source, classes]), in this order"
)
two_said = checks.call("two pictures", published_d, np.zeros((2, 28, 28, 1), "float32"))
checks.true("two heads", isinstance(two_said, (list, tuple)) and len(two_said) == 2, hint)
head_shapes = [tuple(head.shape) for head in two_said]
checks.equal("their shapes", head_shapes, [(2, 1), (2, 10)], hint)
hint = (
    "four convolutions, two dense layers on the same flat values, all with bias; to 7×7 maps "
    "one row and one column are added"
)
checks.equal("parameters", published_d.count_params(), 119_691, hint)
small_d = checks.call("12×12", build_discriminator, 12, classes=3, dropout=0.5)
new_weights = [
    checks.rng(k).normal(0, 2 / np.sqrt(max(np.prod(part.shape[:-1]), 4)), part.shape)
    for k, part in enumerate(small_d.get_weights())
]
small_d.set_weights(new_weights)
small_images = checks.rng(9).uniform(-1, 1, (6, 12, 12, 1)).astype("float32")


def by_hand(network, pictures, slope=0.2, zeros=(0, 1)):
    """Both answers by plain operations, from the network's weights, found by their shapes.

    zeros: rows and columns of zeros before and behind maps of an odd size, before the third
    layer.
    """
    by_shape = {part.shape: part for part in network.get_weights()}
    maps = pictures
    for inner, outer, stride in ((1, 16, 2), (16, 32, 2), (32, 64, 2), (64, 128, 1)):
        if inner == 32 and maps.shape[1] % 2:
            maps = np.pad(maps, ((0, 0), zeros, zeros, (0, 0)))
        maps = (
            tf.nn.conv2d(maps, by_shape[3, 3, inner, outer], stride, "SAME")
            + by_shape[outer,]
        )
        maps = np.where(maps > 0, maps, slope * maps)
    rows = maps.reshape(len(maps), -1)
    ends = sorted(k for n, *k in by_shape if n == rows.shape[1] and len(k) == 1)
    return [rows @ by_shape[rows.shape[1], k] + by_shape[k,] for (k,) in ends]


def alike(network, pictures, **changes):
    """Whether both answers are those of `by_hand`, up to the rounding of 16 bits."""
    pairs_of = zip(
        network(pictures, training=False),
        by_hand(network, pictures, **changes),
        strict=True,
    )
    return all(
        np.linalg.norm(came - own) < 0.03 * np.linalg.norm(own) for came, own in pairs_of
    )


for cause, wrong in {
    "Keras's own slope of LeakyReLU is 0.3; here it is 0.2": {"slope": 0.3},
    "LeakyReLU 0.2, not ReLU": {"slope": 0.0},
    "maps of 3×3 need zeros below and on the right, ((0, 1), (0, 1))": {"zeros": (0, 0)},
}.items():
    checks.true(
        "12×12, slip by slip", not alike(small_d, small_images, **wrong), hint=cause
    )
hint = (
    "the heads are logits: no activation at the end; strides 2, 2, 2, 1; dropout rests "
    "outside training"
)
checks.true("12×12, by hand", alike(small_d, small_images), hint=hint)
thin_d = checks.call("16×16", build_discriminator, 16, classes=3, dropout=0.5)
one_path = [np.zeros(part.shape) for part in thin_d.get_weights()]
for part in one_path:
    if part.ndim == 4:
        part[1, 1, 0, 0] = 1  # each layer hands on the first channel's middle
    elif part.shape == (4 * 128, 1):
        part[::128] = 1
thin_d.set_weights(one_path)
noisy = np.array(thin_d(np.ones((1500, 16, 16, 1), "float32"), training=True)[0])
hint = "one dropout after each of the four convolutions; use the argument `dropout`"
checks.close("what gets through four", noisy[noisy > 0].min(), 2**4, hint, rtol=0.02)
hint = "dropout hides single values, after each convolution and nowhere else"
checks.close("nothing gets through", np.mean(noisy == 0), (15 / 16) ** 4, hint, atol=0.05)
hint = "a body in 16 bits, but heads in 32: dtype='float32' for both dense layers"
checks.dtype("type of the source logits", small_d(small_images)[0], "float32", hint)
checks.dtype("type of the class logits", small_d(small_images)[1], "float32", hint)
hint = "8 is allowed; four classes make four logits"
smallest = checks.call("8×8", build_discriminator, 8, 4, hint=hint)
came = checks.call("8×8", smallest, np.zeros((1, 8, 8, 1), "float32"), hint=hint)
checks.shape("8×8", came[1], (1, 4), hint)
hint = "zeros only in front of the third layer, and only where its maps have an odd size"
no_zeros = checks.call("16×16", build_discriminator, 16, classes=3)
no_zeros.set_weights(
    [checks.rng(k).normal(0, 0.1, w.shape) for k, w in enumerate(one_path)]
)
square_16 = checks.rng(3).uniform(-1, 1, (3, 16, 16, 1)).astype("float32")
checks.true("16×16, by hand", alike(no_zeros, square_16), hint)
hint = "test the side first: 30 / 2 = 15 cannot be halved, and 4 is too small"
for bad in (30, 4):
    checks.raises(f"side {bad}", ValueError, build_discriminator, bad, hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(705)
for large, kinds in ((28, 10), (8, 3), (20, 7), (32, 10)):
    network = build_discriminator(large, kinds)
    network.set_weights(
        [
            draw.normal(0, 0.6 / np.sqrt(np.prod(w.shape[:-1])), w.shape)
            for w in network.get_weights()
        ]
    )
    pictures = draw.uniform(-1, 1, (4, large, large, 1)).astype("float32")
    hint = (
        "are order, strides, padding, slope 0.2 and zeros as in the docstring? No "
        "activation at the end"
    )
    checks.true(f"{large}×{large}", alike(network, pictures), hint)
    checks.dtype("class logits", network(pictures)[1], "float32")
    one, other = (np.array(network(pictures, training=True)[1]) for _ in range(2))
    checks.true("dropout in training", not np.allclose(one, other))
    with tf.GradientTape(persistent=True) as tape_of:
        sums = [tf.reduce_sum(head) for head in network(pictures)]
    body = next(w for w in network.trainable_variables if tuple(w.shape) == (3, 3, 1, 16))
    checks.true(
        "both heads train the body",
        all(tape_of.gradient(total, body) is not None for total in sums),
    )
thin_d = build_discriminator(16, dropout=0.2)
thin_d.set_weights(
    [*one_path[:-4], *[np.zeros(w.shape) for w in thin_d.get_weights()[-4:]]]
)
head = next(w for w in thin_d.trainable_variables if tuple(w.shape) == (512, 1))
head.assign(np.eye(512, 1))
noisy = np.array(thin_d(np.ones((2000, 16, 16, 1), "float32"), training=True)[0])
checks.close("the rate of the dropout", np.mean(noisy > 0), 0.8**4, atol=0.05)
for bad in (14, 0, 27):
    checks.raises(f"side {bad}", ValueError, build_discriminator, bad)
### END HIDDEN TESTS

# %% [markdown]
# ## 5 · G: the noise times the order
#
# The label enters as in lab 06's second way: an embedding with a row for each class, as long as the noise, is
# multiplied into it. Then from 7×7 to 28×28 by up-sampling and 3×3 convolutions, which leave no checkerboard (lab 05,
# variant C):
#
# | layer | output | parameters |
# |---|---|---|
# | embedding of 10 labels, times the noise | 100 | 1,000 |
# | dense, ReLU | 7×7×128 | 633,472 |
# | up-sample, convolution 3×3, ReLU | 14×14×128 | 147,584 |
# | up-sample, convolution 3×3, ReLU | 28×28×64 | 73,792 |
# | convolution 3×3, tanh | 28×28×1 | 577 |
#
# ### Exercise 7.6 · `build_generator`
#
# <details><summary>Hint 1: a question</summary>
#
# What side must the first maps have, if they are doubled twice? And which images cannot be made in that way?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $(z \odot E_c) \to (\text{side}/4)^2 \cdot 128 \to$ reshape $\to$ up, conv 128, ReLU $\to$ up, conv 64, ReLU $\to$
# conv 1, tanh. All convolutions have padding `same` and stride 1.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError if side is below 8 or no multiple of 4
# latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
# values = layers.Multiply()([latent, layers.Embedding(…, …)(label)])
# maps = layers.Reshape((side // 4, side // 4, width))(layers.Dense(…, activation="relu", dtype=precision)(values))
# twice: layers.UpSampling2D, layers.Conv2D with width, then width // 2 maps
# one more convolution; then tanh in a layer of its own, layers.Activation("tanh", dtype="float32")
# ```
#
# </details>


# %% exercise="build_generator"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    """Noise and order to images in −1…1.

    The noise is multiplied by an embedding of the label. Dense to (side/4)·(side/4)·width
    with ReLU, reshaped; twice up-sampling by 2 and a 3×3 convolution with ReLU, to width
    and then width // 2 maps; a 3×3 convolution to one map; tanh. All layers with bias, no
    batch norm.
    side: height and width of the images, a multiple of 4, at least 8.
    Returns a keras.Model from [latent (n, latent_dim), labels (n,) whole numbers] to
    float32 (n, side, side, 1). With the defaults it has 856,425 parameters.

    Raises ValueError when side is below 8 or no multiple of 4.
    """
    ### BEGIN SOLUTION
    if side < 8 or side % 4:
        raise ValueError(
            f"images of {side}×{side}: only a multiple of 4, at least 8, "
            "comes out of doubling twice"
        )
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(
        values
    )
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(
            maps
        )
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))
    ### END SOLUTION


# %% check="build_generator" points=3
published_g = checks.call("28×28", build_generator)
hint = "compare with the table: generator.summary()"
checks.equal("parameters", published_g.count_params(), 856_425, hint)
hint = "7×7, doubled twice; one map at the end"
one_order = np.zeros((1, 100), "float32"), np.array([3])
came = checks.call("28×28", published_g, list(one_order), hint="[latent, labels]")
checks.shape("output", came, (1, 28, 28, 1), hint)
small_g = checks.call("8×8", build_generator, 8, latent_dim=6, classes=3, width=4)
hint = "side / 4, doubled twice: begin with 2×2 maps"
came = checks.call("8×8", small_g, [np.zeros((1, 6), "float32"), np.array([2])])
checks.shape("output of side 8", came, (1, 8, 8, 1), hint)
small_g.set_weights(
    [
        0.6 * checks.rng(k).normal(size=part.shape)
        for k, part in enumerate(small_g.get_weights())
    ]
)
some_noise, silence = (
    checks.rng(0).normal(size=(12, 6)).astype("float32"),
    np.zeros((2, 6), "float32"),
)
made = np.array(small_g([some_noise, np.arange(12) % 3]))
checks.true("images lie in −1…1", abs(made).max() <= 1, hint="tanh comes last")
hint = "tanh reaches from −1 to 1; a sigmoid gives no negative pixel"
checks.true("dark pixels, too", made.min() < 0, hint=hint)
same_noise = np.array(small_g([some_noise[[0, 0]], np.array([0, 1])]))
hint = "does the label reach the image?"
checks.true("the order matters", not np.allclose(same_noise[0], same_noise[1]), hint=hint)
same_order = np.array(small_g([some_noise[:2], np.array([1, 1])]))
hint = "does the noise reach the image?"
checks.true("the noise matters", not np.allclose(same_order[0], same_order[1]), hint=hint)
silent = np.array(small_g([silence, np.array([0, 1])]))
hint = (
    "the embedding is multiplied into the noise: zero times a row is zero, whatever the "
    "order"
)
checks.close("without noise, no order", silent[0], silent[1], hint)


def drawn_by_hand(network, latent, which, width, rectified=(1, 1, 1), smooth=False):
    """Images by plain operations, from the network's weights, found by their shapes.

    rectified: which of the three hidden layers have a ReLU. smooth: up-sampling by
    interpolation.
    """
    by_shape = {part.shape: part for part in network.get_weights()}
    first = next(
        shape
        for shape in by_shape
        if len(shape) == 2 and shape[1] % width == 0 and (shape[1],) in by_shape
    )
    rows = next(
        part for shape, part in by_shape.items() if len(shape) == 2 and shape != first
    )
    side_of = round(np.sqrt(first[1] // width))
    maps = latent * rows[which] @ by_shape[first] + by_shape[first[1],]
    maps = (np.maximum(maps, 0) if rectified[0] else maps).reshape(
        -1, side_of, side_of, width
    )
    for place, (inner, outer) in enumerate(((width, width), (width, width // 2)), 1):
        doubled = maps.repeat(2, axis=1).repeat(2, axis=2)
        maps = np.array(tf.image.resize(maps, doubled.shape[1:3])) if smooth else doubled
        maps = np.array(
            tf.nn.conv2d(maps, by_shape[3, 3, inner, outer], 1, "SAME") + by_shape[outer,]
        )
        maps = np.maximum(maps, 0) if rectified[place] else maps
    return np.tanh(
        tf.nn.conv2d(maps, by_shape[3, 3, width // 2, 1], 1, "SAME") + by_shape[1,]
    )


def same_images(network, latent, which, width, **changes):
    """Whether the images are those of `drawn_by_hand`, up to the rounding of 16 bits."""
    own = drawn_by_hand(network, latent, which, width, **changes)
    return np.linalg.norm(network([latent, which]) - own) < 0.03 * np.linalg.norm(own)


hint = "the noise is multiplied by the label's row: twice the row is twice the noise"
twofold = [w.copy() for w in small_g.get_weights()]
for part in twofold:
    part *= 2 if part.shape == (3, 6) else 1
before = small_g.get_weights()
doubled_noise = np.array(small_g([2 * some_noise, np.arange(12) % 3]))
small_g.set_weights(twofold)
doubled_rows = np.array(small_g([some_noise, np.arange(12) % 3]))
checks.close("twice the rows", doubled_rows, doubled_noise, hint, atol=0.02)
small_g.set_weights(before)
for cause, wrong in {
    "a ReLU after the dense layer and after the first two convolutions": {
        "rectified": (0, 0, 0)
    },
    "a ReLU after the dense layer, too": {"rectified": (0, 1, 1)},
    "a ReLU after each convolution but the last": {"rectified": (1, 0, 0)},
    "up-sampling repeats each value: keras.layers.UpSampling2D() as it is": {
        "smooth": True
    },
}.items():
    differs = not same_images(small_g, some_noise, np.arange(12) % 3, 4, **wrong)
    checks.true("8×8, slip by slip", differs, hint=cause)
hint = (
    "are the order of the layers, multiplication, ReLU, widths and padding as in the "
    "docstring?"
)
checks.true(
    "8×8, by hand", same_images(small_g, some_noise, np.arange(12) % 3, 4), hint=hint
)
checks.dtype(
    "type of the images", small_g([silence, np.array([0, 1])]), "float32", "tanh in 32 bits"
)
hint = "test the side first: no whole number doubled twice gives 30, and 4 is too small"
for bad in (30, 4):
    checks.raises(f"side {bad}", ValueError, build_generator, bad, hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(706)
for large, length, kinds, wide in ((28, 100, 10, 16), (8, 5, 3, 6), (20, 7, 4, 8)):
    network = build_generator(large, length, kinds, wide)
    hint = "side / 4, doubled twice"
    one_order = np.zeros((1, length), "float32"), np.array([1])
    checks.shape(
        f"images of side {large}", network([*one_order]), (1, large, large, 1), hint
    )
    started = [
        draw.normal(0, 1 / np.sqrt(max(np.prod(w.shape[:-1]), 1)), w.shape)
        for w in network.get_weights()
    ]
    network.set_weights(
        [v * np.sqrt(kinds) if v.shape == (kinds, length) else v for v in started]
    )
    given, which = (
        draw.normal(size=(4, length)).astype("float32"),
        draw.integers(0, kinds, 4),
    )
    checks.dtype("type", network([given, which]), "float32")
    hint = (
        "are the order of the layers, multiplication, ReLU, widths and up-sampling as in "
        "the docstring?"
    )
    checks.true(
        f"images of {large}×{large}", same_images(network, given, which, wide), hint
    )
for bad in (14, 0, 27):
    checks.raises(f"side {bad}", ValueError, build_generator, bad)
### END HIDDEN TESTS

# %% [markdown]
# ## 6 · Into the engine
#
# The engine's D took the label. This one does not, and its answers are pairs. Three short methods say so. Both
# objectives are sums, so each is asked twice, once without its class losses and once without its source losses: that
# is how both parts get into the report.


# %%
def nothing(logits, wanted):
    """A loss that asks for nothing."""
    return tf.constant(0.0)


class AuxiliaryGAN(Adversarial):
    """The engine with a D that answers two questions. Weights: of class losses on generated
    images."""

    def __init__(
        self,
        generator,
        discriminator,
        latent_dim,
        *,
        d_weight=0.0,
        g_weight=1.0,
        **settings,
    ):
        super().__init__(generator, discriminator, None, None, latent_dim, **settings)
        self.d_weight, self.g_weight = float(d_weight), float(g_weight)

    def discriminate(self, images, condition, training=False):
        return self.discriminator(images, training=training)

    def d_terms(self, real, fake, labels):
        return {
            "d_source": discriminator_objective(
                real, fake, labels, source_loss, nothing, self.d_weight
            ),
            "d_class": discriminator_objective(
                real, fake, labels, nothing, class_loss, self.d_weight
            ),
        }

    def g_terms(self, fake, images, real_images, labels):
        return {
            "g_source": generator_objective(
                fake, labels, source_loss, nothing, self.g_weight
            ),
            "g_class": generator_objective(
                fake, labels, nothing, class_loss, self.g_weight
            ),
        }


# %% [markdown]
# ### What these networks cost
#
# How many multiplications does one image take? For a convolution, as many as it has weights, at each place of its
# output.


# %%
def multiplications(network):
    """Multiplications for one image, in millions: weights of each layer, times the places
    at which they are used."""
    total = 0
    for layer in network.layers:
        if isinstance(layer, layers.Conv2DTranspose):
            total += np.prod(layer.kernel.shape) * np.prod(layer.input.shape[1:3])
        elif isinstance(layer, layers.Conv2D):
            total += np.prod(layer.kernel.shape) * np.prod(layer.output.shape[1:3])
        elif isinstance(layer, layers.Dense):
            total += np.prod(layer.kernel.shape)
    return total / 1e6


# %% [markdown]
# A G for two CPU cores has to be leaner. `lean_generator` of the course has the body of lab 06's best G: transposed
# convolutions (4×4, stride 2, hence weaker checkerboards), batch norm, and no maps of 28×28 but the image itself. The
# noise is multiplied by the order's row as in section 5; the second notebook of this lab says how these rows start.

# %%
work = {
    "G of section 5": multiplications(build_generator()),
    "lean G": multiplications(lean_generator()),
    "D of section 4": multiplications(build_discriminator()),
}
for name, millions in work.items():
    print(f"{name:14} {millions:6.1f} million multiplications an image")
times = work["G of section 5"] / work["lean G"]
print(f"the first G takes {times:.0f} times as many as the lean one")

# %% [markdown]
# ## 7 · Digits to order
#
# One helper serves all trainings of this lab: rates that fall along half a cosine, β₁ = 0.5, batches of 32, an
# average of G (decay 0.99). The judge looks on the way, and the weights that obey best are put back. Mind that the
# judge that chose them also gives the mark later: the number is a little too good. GAN-train, in section 10, asks
# somebody else.
#
# Odena and colleagues trained with a rate of 2e-4 for both networks. With so few steps as here that leads nowhere;
# ten times that for G and fifteen times for D does. AC-GAN bears it better than other GANs: its second head keeps
# telling G where to go, even while the first one sees through every image. And as in lab 06, D looks at all images
# through a little noise, in place of dropout, which costs a short training more than it brings.


# %% skip="grading"
REPORTS = runtime.pick(smoke=2, cpu=8, full=10)


def prepared(data):
    """Training and test sets (images, labels): images in −1…1 with a channel axis, labels
    int32."""
    return labelled.sets(data, train=train, test=test)


def play(
    name,
    networks,
    data,
    steps,
    *,
    rates=(2e-3, 3e-3),
    referee=judge,
    kind=AuxiliaryGAN,
    reports=REPORTS,
    best=True,
    watch=(),
    **weights,
):
    """Train (G, D) with Adam's rates (G's, D's); return the model and its curves."""
    training, held_out = prepared(data)
    held_out = [part[:looks] for part in held_out]
    quality = metrics.Quality(referee, held_out[0], image_range=(-1, 1), conditional=True)
    model = kind(
        *networks, networks[0].inputs[0].shape[1], quality=quality, classes=10, **weights
    )
    how = {"batch": 32, "reports": reports, "best": best, "watch": watch}
    return model, labelled.play(model, name, training, held_out, steps, rates, **how)


# %% [markdown]
# About three quarters of a minute on two CPU cores.

# %% skip="grading"
keras.utils.set_random_seed(0)
width, steps = runtime.pick(smoke=(4, 10), cpu=(32, 1_600), full=(64, 30_000))
networks = (
    lean_generator(width, precision=precision),
    behind_noise(build_discriminator(dropout=0.0)),
)
named, named_curves = play("acgan_digits", networks, digits, steps)


# %% skip="grading"
def rows_of(model, rows=5, seed=0):
    """Images (10 · rows, 28, 28, 1), row by row: one latent vector a row, the classes 0…9
    from left to right."""
    latent = (
        np.random.default_rng(seed)
        .standard_normal((rows, model.latent_dim))
        .astype("float32")
    )
    return model.sample(
        condition=np.tile(np.arange(10), rows), latent=np.repeat(latent, 10, axis=0)
    )


plots.sheet(rows_of(named), range(10))

# %% [markdown]
# *What to see.* A column is an order, a row is one $z$. Every column shows its digit, and no two rows are alike. But
# a row is not one hand, as it was in lab 06: there the label stood beside the noise; here each order multiplies the
# noise by a row of its own, and so reads it in its own way.

# %% skip="grading"
shown = runtime.pick(smoke=200, cpu=4_000, full=10_000)
orders = np.arange(shown) % 10  # as many of each class
measured = {}


def measure(name, images, data=digits, referee=judge, labels=None):
    """What the judge says of `shown` images in −1…1; kept under `name`."""
    (x, y), labels = prepared(data)[1], orders if labels is None else labels
    told = {"labels": labels, "n": shown, "image_range": (-1, 1)}
    measured[name] = metrics.measure(referee, images, x, y, **told)
    return measured[name]


found = measure("AC-GAN", named.sample(condition=orders, seed=1))
runtime.report(
    "digits: conditional accuracy", 100 * found.conditional.overall, "%", at_least=98
)
plots.per_class({"AC-GAN": found.conditional.per_class}, target=0.98)

# %% [markdown]
# The dashed line is the goal, 98 %: look for the digit whose orders go wrong most often. How did it come there? The
# source losses below have the levels of lab 04, 2 ln 2 = 1.39 and ln 2 = 0.69, where D is undecided; ln 10 = 2.30 is
# where the class losses start.

# %% skip="grading"
plots.curves(
    {
        "source losses": {"D": named_curves["d_source"], "G": named_curves["g_source"]},
        "class losses": {
            "D, real images": named_curves["d_class"],
            "G": named_curves["g_class"],
        },
        "conditional accuracy": {"judge": named_curves["val_conditional_accuracy"]},
    },
    named_curves["step"],
)

# %% [markdown]
# *What to see.* On the left the opponents: neither loss goes to 0 or runs away. In the middle the partners: both
# class losses fall together. That is what the signs of section 3 said.
#
# ## 8 · One term too many
#
# Now $w = 1$, as in the paper: D also learns classes from generated images, with their orders as labels. It sounds
# reasonable. Take the pair that you built, with a quarter of G's maps and no noise or dropout to help, and train it
# three times, the same but for $w$: 0, 0.1 and 1. **Predict** what $w = 1$ does to G's class loss, and what to the
# digits. About a minute.

# %% predict="w_one"
predictions.guess("w_one", ...)  # "rises" or "falls"; "better" or "worse"

# %% skip="grading"
steps, reports = runtime.pick(smoke=(4, 2), cpu=(600, 6), full=(600, 6))
runs = {}
for weight in (0.0, 0.1, 1.0):
    keras.utils.set_random_seed(0)
    networks, told = (
        (build_generator(width=32), build_discriminator(dropout=0.0)),
        {"reports": reports, "best": False},
    )
    runs[weight] = play(
        f"acgan_w{10 * weight:.0f}",
        networks,
        digits,
        steps,
        rates=(2e-3, 2e-3),
        d_weight=weight,
        **told,
    )
(healthy, healthy_curves), (collapsed, collapsed_curves) = runs[0.0], runs[1.0]

# %% skip="grading"
predictions.compare("w_one", ["falls", "worse"])
plots.sheets({f"w = {weight:g}": rows_of(model, 4) for weight, (model, _) in runs.items()})

# %% [markdown]
# *What to see.* On the left a young generator: clumsy digits, about half of them in the right columns. On the right
# the strokes are no worse, but most columns do not show what was ordered: shapes like a 3 stand below the order 0,
# and in several other columns, too. The noise still changes the images. What is lost is the order.
#
# Is D blind? Ask two readers the same question, *which class is this?*: D's own second head, and the judge, who has
# never seen a generated image.


# %% skip="grading"
def table(seen):
    """Share of the images ordered as class i that are seen as class k, shape (10, 10)."""
    counts = np.zeros((10, 10))
    np.add.at(counts, (orders, seen), 10 / shown)
    return counts


def named_by_head(model, images):
    """The class that D's second head sees in each image."""
    batches = np.array_split(images, -(-len(images) // 500))
    return np.concatenate(
        [np.asarray(model.discriminate(part, None)[1]).argmax(axis=1) for part in batches]
    )


drawn = collapsed.sample(condition=orders, seed=1)
spoiled = measure("w = 1", drawn)
heads, eyes = (
    named_by_head(collapsed, drawn),
    judge.probabilities((drawn + 1) / 2).argmax(axis=1),
)
plots.readings({"D's class head": table(heads), "the judge": table(eyes)})

# %% skip="grading"
runtime.report(
    "w = 1: orders followed, says D's head", 100 * float(np.mean(heads == orders)), "%"
)
runtime.report(
    "w = 1: orders followed, says the judge", 100 * spoiled.conditional.overall, "%"
)
pairs = {"w = 0": healthy_curves, "w = 1": collapsed_curves}
drawn_curves = {
    "G's class loss": "g_class",
    "conditional accuracy": "val_conditional_accuracy",
}
plots.curves(
    {
        title: {name: run[key] for name, run in pairs.items()}
        for title, key in drawn_curves.items()
    },
    collapsed_curves["step"],
)

# %% [markdown]
# *What to see.* In the tables: for most orders the head is content, and the judge is not. A 3 that was made for the
# order 0 *is* a 0, says the head. In the curves: at first $w = 1$ looks like a good idea, for G's class loss is
# lower. It then falls more slowly, and the judge's number ends at half of the other one.
#
# This is the reason. With $w = 0$ the second head knows classes from real images alone. If G wants to please it, it
# must draw what real images of the class have. With $w = 1$ head and G are partners **on both sides**. Whatever G
# happens to draw for the order 0, D is told *this is a 0*, and learns to see some mark in it; G finds that the mark
# is enough, and draws it again. They agree on a code of their own. Real digits have no say in it, since D's body
# can tell generated images from real ones: it reads the first by the code and the second by their shape. And what
# G draws at random is named at random: that teaches the head to shrug, and a shrug has no gradient that G could
# follow.
#
# ### Always?
#
# That was one pair of networks, and one seed. The closing question of this lab uses smaller ones: dense layers,
# digits of 14×14 pixels. **Predict** how many per cent of the orders *they* follow with $w = 1$, as a reader sees it
# who knows real digits only. Then one table for both sizes and three weights, a quarter of a minute. *Variety* is the
# distance of two images of a class in pixels, relative to real digits; the next section says more about it.

# %% predict="small_w"
predictions.guess("small_w", ...)  # per cent

# %% skip="grading"
x_test, y_test = prepared(digits)[1]
lines = {}
for weight, (model, _) in runs.items():
    images = model.sample(condition=orders, seed=1)
    seen = (
        judge.probabilities((images + 1) / 2).argmax(axis=1),
        named_by_head(model, images),
    )
    spread = metrics.within_class_diversity(
        images.reshape(shown, -1), orders
    ) / metrics.within_class_diversity(x_test.reshape(test, -1), y_test)
    followed = [float(np.mean(found == orders)) for found in seen]
    lines["convolutional, 28×28", weight] = (*followed, float(np.mean(spread)))
for weight in runs:
    lines["dense, 14×14", weight] = puzzle.outcome(
        puzzle.Setup(fake_class=weight), steps=runtime.pick(smoke=10, cpu=1_000, full=1_000)
    )
print(f"{'':23} w   orders followed: a reader, D's head   variety (real: 1)")
for (name, weight), (reader, head, spread) in lines.items():
    print(f"{name:20} {weight:4g} {reader:26.1%} {head:9.1%} {spread:19.2f}")
predictions.compare("small_w", 100 * lines["dense, 14×14", 1.0][0], "%")

# %% [markdown]
# *What to see.* The same term, and two verdicts. The convolutional pair with $w = 1$ loses most orders, while its own
# head still believes in many of them. The dense pair bears $w = 1$: head and reader agree. So a class loss on
# generated images does not have to ruin the game; it ruins it where a code is easier to find than a digit. One reason
# may be noise: the small D sees every image blurred by it, and a code in a few pixels does not get through. A D that
# knows little of real digits when the game begins, and a G that can draw any mark, are the bad case. A tenth of the
# term does no harm here, on the contrary: after so few steps the convolutional pair follows more orders with 0.1 than
# with 0, for a head that also knows generated images is a better guide to them, as long as real ones have the say.
#
# The lab stays with $w = 0$, which cannot end in a code. A small $w$ is a good choice, too; some begin with 0 and let
# it grow. (One seed is little: change the seed above, and see which lines of the table stay.)
#
# ## 9 · The price: variety
#
# The second head is content with any clear 3. A slanted one, a hasty one, one that could be an 8: none of them earns
# G anything, and some cost. So G stays away from the border between classes, where real digits also are. How much
# variety is lost?
#
# ### Exercise 7.7 · `within_class_diversity`
#
# Odena and colleagues compared pairs of images of one class by a measure of likeness, MS-SSIM: the SSIM that you will
# meet in lab 08, at several resolutions. Take the distance instead: how far
# apart are two images of a class, in the root mean square over all pairs? You can compute it without looking at any
# pair.
#
# <details><summary>Hint 1: a question</summary>
#
# Two independent draws of a number with variance $v$: what is the mean of their squared difference?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $\sqrt{\frac{1}{m(m-1)} \sum_{i \ne j} \lVert x_i - x_j \rVert^2} = \sqrt{2 \sum_p v_p}$, with $v_p$ the variance of
# value $p$ over the $m$ images of the class, with $m - 1$ in the denominator: `np.var(…, axis=0, ddof=1)`.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError unless labels are (n,) whole numbers in 0 … classes − 1, as many as values
# rows = values.reshape(n, -1) as float64
# each = np.full(classes, np.nan)
# for label in range(classes): members = rows[labels == label]; if there are two or more: each[label] = …
# return each
# ```
#
# </details>


# %% exercise="within_class_diversity"
def within_class_diversity(values, labels, classes=10):
    """Root mean square distance of two different members of a class, class by class.

    values: (n, …), images or features; all axes but the first count as one long row.
    labels: (n,) whole numbers. Both are arrays or lists.
    Returns a float array (classes,), with NaN for a class that has fewer than two members.
    [[0, 0], [3, 4]] of one class has 5; three members at 0, 0 and 3 on a line have √6 ≈
    2.449.

    Raises ValueError when labels are not (n,), not of a whole-number type, or outside 0 …
    classes − 1.
    """
    ### BEGIN SOLUTION
    values, labels = np.asarray(values, np.float64), np.asarray(labels)
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(
            f"{len(values)} whole-number labels needed, "
            f"got {labels.dtype}, shape {labels.shape}"
        )
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(
            f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}"
        )
    rows, each = values.reshape(len(values), -1), np.full(classes, np.nan)
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each
    ### END SOLUTION


# %% check="within_class_diversity" points=3
a_pair = np.array([[0, 0], [3, 4]]), np.array([0, 0]), 1
two_points = checks.call("two points", within_class_diversity, *a_pair)
checks.shape("a number for each class", two_points, (1,), hint="return an array (classes,)")
hint = (
    "one pair, at distance 5: pairs of different members, m(m − 1) of them, not distances "
    "from the mean"
)
checks.close("two points", two_points, [5], hint)
hint = "values and labels may come as lists: np.asarray of both first"
in_lists = checks.call(
    "in lists", within_class_diversity, [[0, 0], [3, 4]], [0, 0], 1, hint=hint
)
checks.close("in lists", in_lists, [5], hint)
hint = "squares of distances: their mean over all pairs first, then the root"
checks.close(
    "three on a line",
    lambda: within_class_diversity([[0], [0], [3]], [0, 0, 0], 1),
    [np.sqrt(6)],
    hint,
)
several = [[1.0], [9], [3], [9], [5]], [0, 2, 0, 2, 1], 4
apart = checks.call("four classes", within_class_diversity, *several)
hint = "each class by itself"
checks.close("class 0 of four", lambda: np.asarray(apart)[0], 2, hint)
hint = "√ of the mean of 25, 25 and 100: of all pairs, in both directions alike"
triangle = [[0, 0], [3, 4], [6, 8]]
came = checks.call("three in a row", within_class_diversity, triangle, [0, 0, 0], 1)
checks.close("three in a row", came, [np.sqrt(50)], hint)
hint = "a number for each of the `classes`, more than ten, too"
twelve = checks.call("twelve classes", within_class_diversity, [[1], [3]], [11, 11], 12)
checks.close("class 11 of twelve", lambda: np.asarray(twelve)[11], 2, hint)
hint = "any whole-number type is good"
few_bits = np.zeros(2, np.uint8)
came = checks.call("labels of eight bits", within_class_diversity, [[1], [3]], few_bits, 1)
checks.close("labels of eight bits", came, [2], hint)
hint = "members that are all the same have no distance"
checks.close("a prototype", lambda: np.asarray(apart)[2], 0, hint)
hint = "no pair: NaN"
checks.equal(
    "nobody, or alone", lambda: np.isnan(apart).tolist(), [False, True, False, True], hint
)
squares = np.stack([np.zeros((4, 4)), np.ones((4, 4))])
hint = "16 pixels that differ by 1: √16; all axes but the first are one long row"
checks.close("images", lambda: within_class_diversity(squares, [1, 1], 2)[1], 4, hint)
hint = (
    "unsigned bytes have no negative differences and no squares above 255: convert to "
    "float first"
)
in_bytes = np.array([[3], [23]], np.uint8)
checks.close("bytes", lambda: within_class_diversity(in_bytes, [0, 0], 1), [20], hint)
checks.unchanged(
    "arguments unchanged", within_class_diversity, squares, np.array([0, 0]), 1
)
hint = "look at the labels first: type, number, range"
for fault, bad in {
    "floats": [1.0, 1.0],
    "2 of 0…1": [1, 2],
    "-1": [0, -1],
    "one too few": [0],
}.items():
    checks.raises(
        f"labels: {fault}", ValueError, within_class_diversity, squares, bad, 2, hint=hint
    )
### BEGIN HIDDEN TESTS
draw = checks.rng(707)


def all_pairs(values, labels, classes=10):
    each = np.full(classes, np.nan)
    for label in range(classes):
        members = [
            np.ravel(values[i]).astype(float)
            for i in range(len(labels))
            if labels[i] == label
        ]
        gaps = [
            float(((one - other) ** 2).sum())
            for i, one in enumerate(members)
            for j, other in enumerate(members)
            if i != j
        ]
        if gaps:
            each[label] = np.sqrt(np.mean(gaps))
    return each


cases = [
    (draw.normal(size=(n, *shape)), draw.integers(0, k, n), k)
    for n, shape, k in ((4, (2,), 1), (12, (3,), 3), (30, (4, 5), 10), (20, (3, 3, 1), 4))
]
cases.append(((100 + draw.normal(size=(9, 2))).astype("float32"), np.zeros(9, np.uint8), 2))
checks.matches(
    "random values", within_class_diversity, all_pairs, cases, rtol=1e-4, atol=1e-6
)
dim = draw.integers(0, 256, (8, 3, 3)).astype(np.uint8)
checks.close(
    "grey values of eight bits",
    within_class_diversity(dim, np.zeros(8, int), 1),
    all_pairs(dim, [0] * 8, 1),
)
checks.unchanged("arguments unchanged", within_class_diversity, *cases[2])
checks.raises(
    "labels: one-hot", ValueError, within_class_diversity, squares, np.eye(2, dtype=int), 2
)
### END HIDDEN TESTS

# %% [markdown]
# In pixels, a stroke that moves by two pixels is far away. The judge's 128 features see digits more as we do, so the
# lab measures there. Divided by the number for real digits, 1 means *as varied as real ones*, 0 *one prototype*. Your
# function and the course's agree:

# %% skip="grading"
x_test, y_test = prepared(digits)[1]
real_spread = within_class_diversity(judge.features((x_test + 1) / 2), y_test)
generated = named.sample(condition=orders, seed=1)
relative = within_class_diversity(judge.features((generated + 1) / 2), orders) / real_spread
checks.close("yours and the course's", relative, measured["AC-GAN"].diversity, rtol=1e-3)
print("class    " + " ".join(f"{label:5}" for label in range(10)))
print("relative " + " ".join(f"{value:5.2f}" for value in relative))

# %% [markdown]
# ## 10 · Against the best of lab 06
#
# The best network of lab 06 takes the order as a one-hot row beside the noise, and was trained by a projection
# discriminator, which is told the label. The course ships its G, which has seen the same digits. For comparison: ten
# real digits, repeated for ever; the spoiled run of section 8; and real digits themselves.


# %% skip="grading"
projection = saved.shipped("cgan_digits", projection_generator())
noise = np.random.default_rng(1).standard_normal((shown, 64)).astype("float32")
x_train, y_train = prepared(digits)[0]
sure = judge.probabilities((x_train + 1) / 2)
prototypes = x_train[
    [np.where(y_train == label, sure[:, label], 0).argmax() for label in range(10)]
]
rivals = {
    "lab 06, projection": (
        projection.predict([noise, orders], batch_size=500, verbose=0),
        orders,
    ),
    "ten prototypes": (prototypes[orders], orders),
    "real digits": (x_train[:shown], y_train[:shown]),
}
for name, (images, labels) in rivals.items():
    measure(name, images, labels=labels)

# %% [markdown]
# And GAN-train for each: a small classifier learns from these images alone, and is tested on real ones. Five small
# trainings, about a quarter of a minute.

# %% skip="grading"
size, epochs = runtime.pick(smoke=(200, 1), cpu=(4_000, 3), full=(10_000, 6))
rivals |= {"AC-GAN": (generated, orders), "w = 1": (drawn, orders)}
learned = {}
for name, (images, labels) in rivals.items():
    told = {"n": min(size, len(images)), "epochs": epochs, "image_range": (-1, 1)}
    learned[name] = metrics.gan_train(images, labels, x_test, y_test, **told)


# %% skip="grading"
print(f"{'':20} conditional accuracy   diversity   GAN-train   distance")
for name in ("real digits", "AC-GAN", "lab 06, projection", "w = 1", "ten prototypes"):
    it = measured[name]
    row = (
        f"{100 * it.conditional.overall:18.1f} % {np.mean(it.diversity):11.2f} "
        f"{100 * learned[name]:9.1f} %"
    )
    print(f"{name:20} {row} {it.distance:10.1f}")

# %% skip="grading"
runtime.report("digits: GAN-train", 100 * learned["AC-GAN"], "%")
plots.trade(
    {
        name: (it.conditional.overall, float(np.mean(it.diversity)))
        for name, it in measured.items()
    }
)

# %% [markdown]
# *What to see.* Read the table row by row. Both generators follow nearly every order, AC-GAN because D's second head
# asks for the class, lab 06's because its D is also shown real digits under wrong names and has to refuse them. In
# variety they differ by little: AC-GAN's digits are a bit more different from each other, and neither reaches real
# digits. For a pupil the two are worth about the same, and neither comes near to real digits: there GAN-train has the
# last word. Differences as small as those between the two may turn round with another seed.
#
# The prototypes have the highest conditional accuracy of all, no variety, and a pupil that fails half of its exam.
# The spoiled run has variety, and the wrong one; it was also trained for little more than a third of the steps, with
# another G, so compare it with its twin, $w = 0$ in section 8, and not with the first two rows. No single column of
# the table would have ranked all five.
#
# ## 11 · A twin
#
# Where does the lost variety go? G is paid for a small $-\log P(c\,|\,x)$ on its images, so it prefers images of
# which the head is *sure*. Real digits are not all like that. Gong and colleagues (2019) add a **twin**: a third
# head on the same body, which learns classes from *generated* images alone. D, which owns it, makes its loss small.
# G is paid if the twin is **wrong**: its term is minus the twin's loss, with the weight $v$ of its class term.
#
# $$\text{D:}\quad \dots + \ell_C(b_\text{fake}, c)\qquad\qquad
# \text{G:}\quad \dots + v\,\ell_C(a_\text{fake}, c) - v\,\ell_C(b_\text{fake}, c)$$
#
# with $b$ the logits of the third head. What does G pay for classes in all? Suppose that both heads have learned all
# that can be learned: the class head says $P(c\,|\,x)$, how a *real* image like $x$ is labelled; the twin says
# $Q(c\,|\,x)$, for which order a *generated* one was drawn. Then the mean of the two payments is
# $v \cdot \mathbb{E}[\log Q(c\,|\,x) - \log P(c\,|\,x)]$, the Kullback–Leibler divergence of $P$ from $Q$. It is
# never negative, and 0 only where generated images of a class are **as ambiguous as real ones**. Nothing is earned
# any more by being clearer than life.
#
# **Predict** what G pays for classes in all at the start, when all logits are 0: class term plus twin term, $v = 1$.

# %% predict="twin_start"
predictions.guess("twin_start", ...)  # a number

# %% [markdown]
# ### Exercise 7.8 · `twin_terms`
#
# Write what the twin adds to both objectives.
#
# <details><summary>Hint 1: a question</summary>
#
# Which of the three outputs of D is the twin's? Who wants its loss to be small, who wants it large?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# D: $\ell_C(b_\text{fake}, c)$, without a weight: the twin learns as fast as it can, whatever G is paid. G:
# $-v\,\ell_C(b_\text{fake}, c)$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError if weight < 0
# wrong = class_loss(…, labels)
# return wrong, …
# ```
#
# </details>


# %% exercise="twin_terms"
def twin_terms(fake, labels, class_loss, weight=1.0):
    """What the twin adds to both objectives: D's term and G's term.

    fake: what D says to generated images, a triple (source logits (n, 1), class logits (n,
    k), twin logits (n, k)). labels: (n,), ordered.
    class_loss(logits, labels): returns a scalar to minimise.
    weight: of G's term alone; 0 is allowed.
    Returns two scalars. The first is the twin's class loss on the generated images, which D
    minimises. The second is minus weight times the same loss: G minimises it, and so makes
    the twin wrong. Gradients flow through both. With logits of 0 and ten classes they are
    ln 10 = 2.303 and -2.303.

    Raises ValueError when weight is negative.
    """
    ### BEGIN SOLUTION
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong, -weight * wrong
    ### END SOLUTION


# %% check="twin_terms" points=3
three_heads = [
    tf.fill((2, 1), 3.0),
    tf.constant([[0.0, 5, 0], [5, 0, 0]]),
    tf.constant([[2.0, 0, 1], [0, 0, 4.0]]),
]


def told_of_twin(which, **settings):
    """Both terms with the toy loss."""
    return twin_terms(three_heads, which, toy_class, **settings)


hint = "one call: class_loss(logits, labels), in this order, with what the third head says"
both = checks.call("two terms", told_of_twin, [0, 2], hint=hint)
hint = "return the two apart: first what D minimises, then what G minimises"
checks.true("two terms", isinstance(both, (tuple, list)) and len(both) == 2, hint)
hint = (
    "the twin's logits are the last of the three, fake[2]; the class head has its own loss"
)
checks.close("how wrong the twin is", lambda: np.abs(both[0]), 3, hint)
hint = "D minimises the twin's loss itself, here −(2 + 4)/2: the twin is to be right"
checks.close("what D minimises", both[0], -3, hint)
hint = "G makes the twin's loss large, so its term has a minus sign"
checks.close("what G minimises", both[1], 3, hint)
hint = "G's term is weight times the loss, with the minus sign"
checks.close("G's term, weight 0.5", lambda: told_of_twin([0, 2], weight=0.5)[1], 1.5, hint)
checks.close("G's term, weight 2", lambda: told_of_twin([1, 2], weight=2)[1], 4, hint)
hint = "weight multiplies G's term alone: the twin learns as fast as it can"
checks.close("D's term, weight 0.5", lambda: told_of_twin([0, 2], weight=0.5)[0], -3, hint)
hint = "a weight of 0 is allowed: G is then not paid, and the twin still learns"
came = checks.call("weight 0", told_of_twin, [0, 2], weight=0.0, hint=hint)
checks.close("weight 0", lambda: [float(came[0]), float(came[1])], [-3, 0], hint)
hint = "every image with its own label, in the order of the labels"
checks.close("other labels", lambda: told_of_twin([2, 0])[0], -0.5, hint)
hint = "test the weight first"
arguments = (three_heads, [0, 1], toy_class)
checks.raises("a negative weight", ValueError, twin_terms, *arguments, -0.1, hint=hint)


def pulls_at_heads(answers_of_d, which, **settings):
    """Gradients of D's and of G's term for source, class and twin logits: two lists of three."""
    parts = [tf.Variable(part) for part in answers_of_d]
    with tf.GradientTape(persistent=True) as tape_of:
        terms = twin_terms(parts, which, toy_class, **settings)
    return [
        [
            tf.convert_to_tensor(slope)
            for slope in tape_of.gradient(term, parts, unconnected_gradients="zero")
        ]
        for term in terms
    ]


hint = "both learn through the twin's logits: no stop_gradient, no .numpy() on the way"
slopes = checks.call("gradients", pulls_at_heads, three_heads, [0, 2], hint=hint)
for_twin = -np.array([[0.5, 0, 0], [0, 0, 0.5]])
checks.close("what pulls at the twin, D's term", slopes[0][2], for_twin, hint)
checks.close("what pulls at the twin, G's term", slopes[1][2], -for_twin, hint)
hint = "source and class head have their own losses: nothing of the twin's pulls at them"
others = [np.abs(part).max() for pulled in slopes for part in pulled[:2]]
checks.close("what pulls at the others", others, np.zeros(4), hint)
### BEGIN HIDDEN TESTS
for seed, weighted in ((11, 1.0), (12, 0.0), (13, 0.4), (14, 3.0)):
    said = [checks.rng(seed + k).normal(size=(5, k)).astype("float32") for k in (1, 3, 3)]
    said[2] = checks.rng(seed + 70).normal(size=(5, 3)).astype("float32")
    which = checks.rng(seed).integers(0, 3, 5)
    came = twin_terms([tf.constant(part) for part in said], which, toy_class, weighted)
    expected = -np.mean([said[2][i, which[i]] for i in range(5)])
    checks.close("random answers, D", came[0], expected, rtol=1e-4, atol=1e-5)
    checks.close("random answers, G", came[1], -weighted * expected, rtol=1e-4, atol=1e-5)
    checks.shape("two scalars", came[1], ())
    pulled = pulls_at_heads(said, which, weight=weighted)
    hot = np.eye(3)[which] / 5
    checks.close("what pulls at the twin", pulled[0][2], -hot, rtol=1e-3, atol=1e-5)
    checks.close("what G pulls", pulled[1][2], weighted * hot, rtol=1e-3, atol=1e-5)
told_labels = []


def noted_class(logits, labels):
    told_labels.append(np.asarray(labels).tolist())
    return toy_class(logits, labels)


twin_terms(three_heads, [2, 1], noted_class)
checks.true("with the ordered labels", bool(told_labels) and told_labels[0] == [2, 1])
checks.raises("weight -1", ValueError, twin_terms, *arguments, -1.0)
### END HIDDEN TESTS

# %% output="fixed"
at_start = (
    class_loss(tf.zeros((20, 10)), ten)
    + twin_terms(3 * [tf.zeros((20, 10))], ten, class_loss)[1]
)
print(f"class term and twin term of G at the start: {at_start:.3f}")
predictions.compare("twin_start", float(at_start))


# %% skip="grading"
class TwinGAN(AuxiliaryGAN):
    """D has a third head, which learns classes from generated images; G wants it to
    fail."""

    def d_terms(self, real, fake, labels):
        learns, _ = twin_terms(fake, labels, class_loss, self.g_weight)
        return {**super().d_terms(real, fake, labels), "d_twin": learns}

    def g_terms(self, fake, images, real_images, labels):
        _, payment = twin_terms(fake, labels, class_loss, self.g_weight)
        return {**super().g_terms(fake, images, real_images, labels), "g_twin": payment}


def with_twin(discriminator):
    """The same D with a third head of ten logits on the same values."""
    values = next(
        layer for layer in discriminator.layers if isinstance(layer, layers.Flatten)
    ).output
    return keras.Model(
        discriminator.input,
        [*discriminator.outputs, layers.Dense(10, dtype="float32")(values)],
    )


# %% skip="grading"
keras.utils.set_random_seed(0)
steps = runtime.pick(smoke=10, cpu=1_600, full=30_000)
networks = (
    lean_generator(width, precision=precision),
    behind_noise(with_twin(build_discriminator(dropout=0.0))),
)
twin, twin_curves = play("acgan_twin", networks, digits, steps, kind=TwinGAN)
twins = twin.sample(condition=orders, seed=1)
measure("with a twin", twins)
told = {"n": size, "epochs": epochs, "image_range": (-1, 1)}
learned["with a twin"] = metrics.gan_train(
    twins[:size], orders[:size], x_test, y_test, **told
)
plots.sheet(rows_of(twin, 3), range(10))

# %% skip="grading"
for name in ("AC-GAN", "with a twin"):
    obeys, spread = (
        100 * measured[name].conditional.overall,
        float(np.mean(measured[name].diversity)),
    )
    numbers = (
        f"conditional accuracy {obeys:5.1f} %   diversity {spread:.2f}   "
        f"GAN-train {100 * learned[name]:.1f} %"
    )
    print(f"{name:12} {numbers}")

# %% [markdown]
# *What to see.* Variety rises a little, and a pupil learns more from the images: digits near the border are drawn
# again. Orders are followed about as well; with other seeds a few may be lost, where a digit lies beyond the border.
# So the twin does what its authors say; but gains as small as these want more than one seed.
#
# ## 12 · Classes, styles, and what lies between
#
# A grid: columns are classes, rows are styles. *strength* is the knob of section 9. This generator comes with the
# course; put `named.average` or `clothes.average` in its place to see your own.

# %% skip="grading"
shipped = saved.shipped("acgan_digits", lean_generator(32))
widgets.grid(shipped)

# %% [markdown]
# The order reaches G as a row of 100 numbers that is multiplied into the noise. Nothing forbids a row **between** two
# rows. **Predict** what half a 3 and half an 8 look like: one over the other, or something else?

# %% predict="between"
predictions.guess("between", ...)  # "both" on top of each other, or "one" shape

# %% skip="grading"
widgets.blend(shipped, judge)

# %% [markdown]
# The same without sliders. First a 3 and an 8, with the judge's word on each step. Beneath it, for comparison, is
# what a blend of *pixels* would be: the first image fades out while the last fades in. Then three more pairs,
# without the judge.

# %% skip="grading"
cut, share = widgets.parts(shipped), np.linspace(0, 1, 11)
hand = checks.rng(7).normal(size=cut.table.shape[1])
mixed = widgets.blended(cut, 3, 8, share, hand)
plots.blends(mixed, share, judge.probabilities(mixed), faded=True)

# %% skip="grading"
predictions.compare("between", "one")
mixed = np.concatenate(
    [widgets.blended(cut, a, b, share, hand) for a, b in ((4, 9), (1, 7), (0, 6))]
)
plots.sheet(mixed, columns=11)

# %% [markdown]
# *What to see.* The ends are the same, the middle is not: pixels give two digits on top of each other, G draws one
# shape with clear strokes. A 4 becomes a 9 by closing at the top. A 0 becomes a 6, and a 3 an 8, through
# shapes that are neither; the judge, who must decide, changes its mind within one or two steps. G has never drawn a
# blend in training, and nobody has asked it for one: what lies there is what its layers make of a row between two
# rows.
#
# ## 13 · What went wrong?
#
# Four colleagues trained a small AC-GAN on digits of 14×14 pixels. One made no mistake; each of the three broken
# runs has one, all different. Each column shows images, row by row from order 0 to 9; then what D's class head
# saw for each order, and what a reader saw, who knows real digits only; then two losses. A line that you miss there
# lies above the frame.

# %% skip="grading"
logs = puzzle.evidence()
puzzle.show(logs)

# %% [markdown]
# ### Exercise 7.9 · `diagnose`
#
# Which mistake is behind each of the broken runs 1, 2 and 3?
#
# | letter | mistake |
# |---|---|
# | a | D's class loss was computed on the generated images instead of the real ones |
# | b | G's objective had the class loss with the wrong sign |
# | c | G's objective had no class loss |
# | d | both objectives lacked their source losses |
# | e | the labels of the real images were one too high |
#
# This check only looks at the form of your answer, the grading at the letters. So be your own check: make the
# mistakes on purpose.
#
# <details><summary>Hint 1: a question</summary>
#
# Are there digits at all? If not, who in this run would have asked for them?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# A right run has two diagonals. Who is content in each broken run: D's head, the reader, both, nobody? A head that
# has never seen a real digit with its label: what can it know?
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# both = puzzle.run(puzzle.Setup(fake_class=1.0))      # w = 1, not in the list
# puzzle.show({"a right run": logs["a right run"], "class loss on all images": both})
# ```
# The other fields of `Setup` are `source`, `real_class`, `g_class` and `shift`; their right values are its defaults.
#
# </details>


# %% exercise="diagnose"
def diagnose():
    """Name the mistake behind each broken run.

    Returns a string of three letters out of "abcde": the mistake in run 1, in run 2, in run
    3. "eee" would say that everybody's labels were one too high.
    """
    ### BEGIN SOLUTION
    return "dab"
    ### END SOLUTION


# %% check="diagnose" points=1
answer = checks.call("your answer", diagnose, hint='a string such as "eee"')
checks.true(
    "three letters",
    isinstance(answer, str) and len(answer) == 3,
    hint='a string such as "eee"',
)
checks.choice("run 1", answer[0], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[0]]}"
checks.true("run 1", answer[0] == "d", hint=traces)
### END HIDDEN TESTS

# %% check="diagnose" points=1
answer = checks.call("your answer", diagnose, hint='a string such as "eee"')
checks.true(
    "three letters",
    isinstance(answer, str) and len(answer) == 3,
    hint='a string such as "eee"',
)
checks.choice("run 2", answer[1], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[1]]}"
checks.true("run 2", answer[1] == "a", hint=traces)
### END HIDDEN TESTS

# %% check="diagnose" points=1
answer = checks.call("your answer", diagnose, hint='a string such as "eee"')
checks.true(
    "three letters",
    isinstance(answer, str) and len(answer) == 3,
    hint='a string such as "eee"',
)
checks.choice("run 3", answer[2], options="abcde")
### BEGIN HIDDEN TESTS
traces = f"this mistake leaves other traces: {puzzle.TRACES[answer[2]]}"
checks.true("run 3", answer[2] == "b", hint=traces)
### END HIDDEN TESTS

# %% [markdown]
# ## 14 · What lab 08 needs from here
#
# The trade of this lab has outlived its network. Diffusion models, which have followed GANs, remove noise step by
# step; with *classifier guidance* (Dhariwal and Nichol, 2021) each step also follows the gradient of a classifier's
# $\log P(c\,|\,x)$, G's class term. Turned up, it makes images clearer and classes purer, and variety falls: the
# first two columns of section 10's table. And one warning stays with every table: whoever **selects** by a measure
# must not **report** that measure alone. The weights of section 7 were chosen by the judge who then gave the mark;
# GAN-train, which had no say, is the more honest column.
#
# You know now that a loss is a wish, and that a network grants it in the cheapest way it finds, together with any
# partner that it is given. **Lab 08 · Image to image** gives G a second wish again: not a class, but a whole picture.
# It takes along
#
# - an objective of two terms with a weight between them, and the habit of writing down its signs and its first value;
# - a D that is asked about more than *real or fake*;
# - the question who else could be content with a small loss, when the images are not good;
# - and a table, where one number would do: what is bought in one column is paid in another.
