# %% [markdown]
# # 04 · The adversarial game
#
# Lab 03 ended with a network that says which digit it sees. This one ends with a network that *writes* digits,
# which nobody has written before. It learns this from another network, its opponent.
#
# **You will learn**
# - what a generative model answers that a discriminative one does not;
# - the game of two networks, the loss of each, and what these losses are when the game is even;
# - why the loss that the theory gives to the generator is not the one that works;
# - to write the training step of a GAN, in which each half moves one network and no other;
# - why the most copied recipe for it trains nothing today, and how one measures that;
# - to see from the logs what goes wrong, and to let a judge say how good the samples are;
# - what such a generator is good for, and what not.
#
# **You need** lab 03: dense layers, logits, cross-entropy, Adam.
#
# **Time**: an afternoon of reading and writing. Running every cell takes two to three minutes on two CPU cores.
#
# **How it goes**: nine exercises. Each has three hints to unfold and a check that explains what it saw. More
# tests run when the lab is graded; the docstrings say what they look at.

# %%
import time
import warnings

import numpy as np

from course import checks, metrics, predictions, runtime
from course.datasets import mnist
from course.plots import gan as plots
from course.puzzles import gan as puzzle
from course.widgets import gan as widgets

runtime.setup()
import keras
import tensorflow as tf

from course.training import Adversarial, callbacks

# %% [markdown]
# ## 1 · Two questions
#
# A **discriminative** model answers *which one is it?* It learns $p(y\,|\,x)$, and for that a line between the
# classes is enough. A **generative** model answers *what do they look like?* It learns $p(x)$, and so it can make
# new ones. Here both are done for points in the plane, where a line and two bell curves suffice.

# %% skip="grading"
rng = checks.rng(1)
labels = np.repeat([0, 1], 60)
points = rng.normal(0, [1.2, 0.5], (120, 2)) + np.array([[0, 0], [2.5, 2]])[labels]
bells = [
    (points[labels == k].mean(axis=0), points[labels == k].std(axis=0)) for k in (0, 1)
]
made = np.concatenate([rng.normal(mean, spread, (15, 2)) for mean, spread in bells])
plots.two_questions(points, labels, made)

# %% [markdown]
# *What to see.* The line on the left says nothing about how far a class reaches: it would sort a point a mile away
# without hesitation. The crosses on the right had to know.
#
# A digit is a point, too, with 784 coordinates. Without a GPU, this lab is content with 4,000 of them.

# %%
digits = mnist()
train = runtime.pick(smoke=400, cpu=4_000, full=60_000)
x_train = digits.x_train[:train].reshape(-1, 784).astype("float32") / 255
print(
    f"{len(x_train):,} rows of {x_train.shape[1]} numbers, {x_train.min():g} to {x_train.max():g}"
)

# %% [markdown]
# Can the recipe of the plane write digits? Take a bell curve for each pixel, all independent. Or take *one* bell
# curve in 784 dimensions, which knows that pixels depend on each other in pairs. **Predict** what the samples of
# both look like.

# %% predict="bells"
predictions.guess("bells", ...)  # two of "noise", "clouds", "digits", in this order

# %% skip="grading"
mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
single = mean + spread * checks.rng(2).normal(size=(18, 784))
joint = checks.rng(3).multivariate_normal(mean, np.cov(x_train.T), size=18, method="eigh")
bells = {"each pixel for itself": single, "one bell curve for all": joint}
predictions.compare("bells", ["noise", "clouds"])
plots.sheets(
    {
        "real": x_train[:18],
        **{name: np.clip(images, 0, 1) for name, images in bells.items()},
    }
)

# %% [markdown]
# *What to see.* Noise, and clouds with strokes in them. Digits do not fill a bell: they lie on a thin,
# folded sheet in those 784 dimensions. What is needed is a function that folds a bell curve onto this sheet: a
# network.
#
# ## 2 · Counterfeiter and police
#
# The **generator** $G$ is that network. It gets noise $z$, a **latent vector** of 100 numbers from a normal
# distribution, and makes a picture $G(z)$ of 784 pixels.
#
# But what should its loss be? There is no right picture for a given $z$. So a second network is hired, the
# **discriminator** $D$. It looks at a picture and gives a probability that it is real. It learns from real digits
# and from those of $G$; and $G$ learns from what $D$ falls for. A counterfeiter and the police: each gets better
# because the other does.
#
# ### Exercise 4.1 · `make_noise`
#
# Begin with the noise. With the same seed it should be the same, so that a run can be repeated.
#
# <details><summary>Hint 1: a question</summary>
#
# Which object of NumPy holds the state of a random generator of its own, so that nobody else's draws disturb it?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# Each of the n·size numbers is drawn from the normal distribution of mean 0 and variance 1, independently of the
# rest.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# if n or size is below 1: raise ValueError
# random = np.random.default_rng(seed)
# return random.… of shape (n, size), as float32
# ```
#
# </details>


# %% exercise="make_noise"
def make_noise(n, size=100, seed=0):
    """Latent vectors: independent standard normal numbers.

    n, size: whole numbers from 1: how many vectors, and how long. seed: a whole number.
    Returns a float32 array (or tensor) of shape (n, size). The same seed gives the same
    numbers, whatever others draw, and another seed gives others; of 100,000 numbers, the
    mean is 0.00 and the standard deviation 1.00, both within 0.02.

    Raises ValueError when n or size is below 1.
    """
    ### BEGIN SOLUTION
    if n < 1 or size < 1:
        raise ValueError(f"no noise of shape ({n}, {size})")
    return np.random.default_rng(seed).normal(size=(n, size)).astype("float32")
    ### END SOLUTION


# %% check="make_noise" points=1
_hint = "the shape is one argument, a pair: (n, size)"
_noise = checks.call("a thousand vectors", make_noise, 1000, 100, seed=3, hint=_hint)
_noise = np.asarray(_noise)
checks.shape("a thousand vectors", _noise, (1000, 100))
checks.dtype("type", _noise, "float32", hint="networks compute in float32")
_hint = "draw n·size numbers, not one vector"
checks.true("each vector is another", not np.allclose(_noise[0], _noise[1]), _hint)
_first, _second = _noise[:, 0], _noise[:, 1]
checks.true(
    "each entry is another", np.abs(np.corrcoef(_first, _second)[0, 1]) < 0.2, _hint
)
checks.close(
    "mean", _noise.mean(), 0, "the normal distribution, not numbers from 0 to 1", atol=0.02
)
checks.close(
    "standard deviation", _noise.std(), 1, "normal numbers of variance 1", rtol=0, atol=0.02
)
_hint = "the normal distribution: two thirds of its numbers lie between -1 and 1"
checks.close(
    "share between -1 and 1", np.mean(np.abs(_noise) < 1), 0.683, _hint, rtol=0, atol=0.01
)
_again, _other = make_noise(1000, 100, seed=3), make_noise(1000, 100, seed=4)
_hint = "hand the seed to a generator of your own: np.random.default_rng(seed)"
checks.true("same seed, same noise", np.array_equal(_noise, _again), _hint)
checks.true("another seed, other noise", not np.allclose(_noise, _other), _hint)
checks.shape("one vector of the default size", lambda: make_noise(1), (1, 100))
checks.shape("a single number", lambda: make_noise(1, 1), (1, 1), "1 is allowed")
for _bad in ((0,), (-1, 5), (3, 0)):
    checks.raises(f"no noise of {_bad}", ValueError, make_noise, *_bad)
### BEGIN HIDDEN TESTS
for seed in (0, 11):
    hidden = np.asarray(make_noise(2000, 30, seed=seed), float)
    checks.close("each entry has mean 0", hidden.mean(axis=0), np.zeros(30), atol=0.12)
    checks.close(
        "each entry has deviation 1", hidden.std(axis=0), np.ones(30), rtol=0, atol=0.1
    )
    checks.close(
        "entries do not depend on each other",
        np.corrcoef(hidden.T),
        np.eye(30),
        atol=0.13,
        rtol=0,
    )
    hint = "draw every number anew, not one vector for all rows"
    checks.true(
        "vectors differ", np.abs(np.corrcoef(hidden[:40]) - np.eye(40)).max() < 0.95, hint
    )
    normal = np.mean(np.abs(hidden) < 1), np.mean(np.abs(hidden) < 2)
    checks.close(
        "normal, not only of variance 1", normal, (0.6827, 0.9545), rtol=0, atol=0.01
    )
np.random.seed(5)
once = np.asarray(make_noise(3, 4, seed=8))
np.random.normal(size=7)
checks.true("others' draws change nothing", np.array_equal(once, make_noise(3, 4, seed=8)))
checks.shape("default size", make_noise(1), (1, 100))
checks.raises("no entries", ValueError, make_noise, 3, 0)
checks.raises("minus one", ValueError, make_noise, -1, 5)
### END HIDDEN TESTS

# %% [markdown]
# ## 3 · What the police lose
#
# In the paper that invented the game (Goodfellow and others, 2014), both fight over one number:
#
# $$\min_G \max_D \;\; \mathbb{E}_{x}\,[\ln D(x)] + \mathbb{E}_{z}\,[\ln (1 - D(G(z)))]$$
#
# $D$ wants it large: $D(x)$ near 1 for real pictures, $D(G(z))$ near 0 for generated ones. $G$ wants it small, and
# only the second term depends on $G$. What one wins the other loses: a **zero-sum game**.
#
# Programs minimise. So $D$'s loss is the same with the sign changed, and that is the cross-entropy of lab 03, for
# two classes: target 1 for real, target 0 for generated.
#
# $$L_D = -\,\mathbb{E}_{x}\,[\ln D(x)] - \mathbb{E}_{z}\,[\ln (1 - D(G(z)))]$$
#
# $D$'s last layer gives a **logit** $s$, and $D(x) = \sigma(s) = 1/(1 + e^{-s})$. In terms of it,
#
# $$-\ln \sigma(s) = \ln(1 + e^{-s}), \qquad -\ln(1 - \sigma(s)) = \ln(1 + e^{s}).$$
#
# The function $\ln(1 + e^s)$ is called *softplus*. It can be computed without overflow, and TensorFlow does.
#
# **Predict** the loss of a $D$ that has no idea and answers 1/2 to everything. (Two halves!)

# %% predict="undecided"
predictions.guess("undecided", ...)  # a number

# %% [markdown]
# ### Exercise 4.2 · `discriminator_loss`
#
# <details><summary>Hint 1: a question</summary>
#
# What is lost on one real picture with logit $s$? What on one generated picture? When is each of them near 0?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# Mean of $\ln(1 + e^{-s})$ over the real logits, *plus* mean of $\ln(1 + e^{s})$ over the generated ones. The two
# batches need not be equally large, so take each mean for itself.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)
# fake = …                                   # which target?
# return tf.reduce_mean(real) + …
# ```
# Or use `tf.nn.softplus`.
#
# </details>


# %% exercise="discriminator_loss"
def discriminator_loss(real_logits, fake_logits):
    """D's cross-entropy: the mean over real pictures plus the mean over generated ones.

    real_logits, fake_logits: float32 tensors (n, 1) and (m, 1), D's outputs before the
    sigmoid.
    Returns a scalar tensor, right and finite (as is its gradient) for logits of ±1000:
    nothing is clipped. 2 ln 2 ≈ 1.386 if every logit is 0; near 0 if D is right and sure.
    """
    ### BEGIN SOLUTION
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake)
    ### END SOLUTION


# %% check="discriminator_loss" points=3
_zero, _hint = tf.zeros((8, 1)), "reduce_mean over each batch"
_shaped = "a target for each logit, of the same shape: tf.ones_like, tf.zeros_like"
_undecided = checks.call("undecided D", discriminator_loss, _zero, _zero, hint=_shaped)
checks.shape("a single number", _undecided, (), _hint)
_hint = "16 or so: the logit 0 was taken for the probability 0; from_logits=True"
checks.true("logits, not probabilities", not 15 < float(_undecided) < 17, _hint)
_hint = "the targets come first, then the logits: here the logits were taken for targets"
_exchanged = np.log(2) + np.log1p(np.e)
checks.true("targets first", abs(float(_undecided) - _exchanged) > 0.01, _hint)
_hint = (
    "each half costs ln 2: take means, add the halves, do not average them; mind the sign"
)
checks.close("undecided D", _undecided, 2 * np.log(2), _hint)
_sure = checks.call(
    "right and sure", discriminator_loss, 9 * tf.ones((8, 1)), -9 * tf.ones((8, 1))
)
_hint = "target 1 for real, 0 for fake"
checks.true("right and sure costs nearly nothing", float(_sure) < 0.01, _hint)
_hint = "each batch has its own mean, however many rows the other one has"
_pair = 20 * tf.ones((2, 1)), tf.constant([[0.0], [0.0]] + [[-20.0]] * 6)
checks.close(
    "a small batch and a large one",
    lambda: discriminator_loss(*_pair),
    np.log(2) / 4,
    _hint,
    rtol=1e-3,
)
_far = -1000 * tf.ones((8, 1)), 1000 * tf.ones((8, 1))
_wrong = checks.call("wrong and sure", discriminator_loss, *_far)
_hint = "work from logits: log(sigmoid(-1000)) is the logarithm of 0"
checks.finite("wrong and sure", _wrong, _hint)
_hint = "no clipping, nothing added inside the logarithm: each half costs 1000 here"
checks.close("wrong and sure", _wrong, 2000, _hint)
### BEGIN HIDDEN TESTS


def cost_one_by_one(real_logits, fake_logits):
    halves = []
    for logits, sign in ((real_logits, -1.0), (fake_logits, 1.0)):
        costs = [np.logaddexp(0.0, sign * float(s)) for s in np.ravel(logits)]
        halves.append(sum(costs) / len(costs))
    return np.float32(sum(halves))


rng = checks.rng(402)
cases = []
for real, fake, size in ((1, 1, 1.0), (6, 9, 3.0), (20, 5, 30.0), (4, 4, 1000.0)):
    cases.append(tuple(rng.normal(0, size, (n, 1)).astype("float32") for n in (real, fake)))
hint = "each half has its own mean, with its own target"
checks.matches(
    "random logits", lambda real, fake: discriminator_loss(tf.constant(real), tf.constant(fake)),
    cost_one_by_one, cases, hint, rtol=1e-4, atol=1e-5,
)  # fmt: skip
### END HIDDEN TESTS

# %%
predictions.compare("undecided", 2 * np.log(2))

# %% check="discriminator_loss" points=1
_numpy = "only TensorFlow inside: NumPy breaks the chain of gradients"


def _slopes(*logits):
    logits = [tf.Variable(rows) for rows in logits]
    with tf.GradientTape() as tape:
        loss = discriminator_loss(*logits)
    checks.true("the loss is a tensor", tf.is_tensor(loss), _numpy)
    return tape.gradient(loss, logits)


_pair = [[0.0], [1000.0], [-1000.0]], [[0.0], [-1000.0], [1000.0]]
_got = checks.call("gradient", _slopes, *_pair, hint=_numpy)
checks.true("both halves have a gradient", all(slope is not None for slope in _got), _numpy)
checks.finite("the gradient is finite", tf.concat(_got, 0), "work from logits")
_hint = "real logits should rise, generated ones fall: look at the targets"
checks.true(
    "it pulls the right way", float(_got[0][0, 0]) < 0 < float(_got[1][0, 0]), _hint
)
_hint = "no clipping: where D is wrong and sure, the slope must not vanish"
_steep = [_got[0][2, 0], _got[1][2, 0]]
checks.close("slopes where D is wrong and sure", _steep, [-1 / 3, 1 / 3], _hint, rtol=1e-3)
### BEGIN HIDDEN TESTS
rng = checks.rng(412)
for size in (1.0, 40.0):
    real, fake = (
        tf.Variable(rng.normal(0, size, (n, 1)).astype("float32")) for n in (5, 3)
    )
    with tf.GradientTape() as tape:
        loss = discriminator_loss(real, fake)
    by_real, by_fake = tape.gradient(loss, [real, fake])
    belief = [1 / (1 + np.exp(-logits.numpy().astype(float))) for logits in (real, fake)]
    checks.close("slope by real logits", by_real, (belief[0] - 1) / 5, rtol=1e-3, atol=1e-5)
    checks.close("slope by generated logits", by_fake, belief[1] / 3, rtol=1e-3, atol=1e-5)
### END HIDDEN TESTS

# %% [markdown]
# Four extreme cases, with your loss. Each cost is that of one half, for a $D$ that is quite sure: logits of ±4.

# %% skip="grading"
sure = tf.constant([[4.0]])
no_picture = tf.constant([[1000.0]])
costs = [discriminator_loss(logit, -no_picture) for logit in (sure, -sure)]
costs += [discriminator_loss(no_picture, logit) for logit in (sure, -sure)]
print(
    "with logits of ±4, D believes",
    *(f"{float(tf.sigmoid(logit)[0, 0]):.2f}" for logit in (sure, -sure)),
)
plots.extreme_cases([float(cost) for cost in costs])

# %% [markdown]
# *What to see.* Being wrong and sure costs about four, being right and sure nearly nothing. In the lower left $G$
# has won, and $D$ has to learn; in the lower right it is the other way round. There is no cell in which both are
# content for long.
#
# ### Where the game ends
#
# Suppose that $G$ stands still, and that $D$ is as good as can be. At a picture $x$ that is real with density
# $p(x)$ and generated with density $q(x)$, the best answer is
#
# $$D^*(x) = \frac{p(x)}{p(x) + q(x)}.$$
#
# Why? At this $x$, an answer $D$ costs $-p \ln D - q \ln(1 - D)$. Its slope by $D$ is $-p/D + q/(1-D)$, and that
# is zero where $D\,q = (1 - D)\,p$. Put $D^*$ into the loss, and what is left is $2 \ln 2 - 2\,\mathrm{JSD}(p,
# q)$: the *Jensen–Shannon divergence* is a distance between distributions, 0 if they are equal and ln 2 if they
# have nothing in common. So a $G$ that plays against the best $D$ makes this distance small.
#
# If $q = p$, it is 1/2 everywhere. Then $G$ cannot get better, and $D$ can do nothing. Here are three generators
# in a world in which a picture is a single number:

# %% skip="grading"
x = np.linspace(-6, 6, 2401)


def bell(mean, width):
    return np.exp(-0.5 * ((x - mean) / width) ** 2) / (width * np.sqrt(2 * np.pi))


real = bell(1, 1)
made = {"far": bell(-3, 0.7), "nearer": bell(-0.5, 1.3), "there": bell(1, 1)}
for name, density in made.items():
    both = real + density
    cost = np.sum(-real * np.log(real / both) - density * np.log(density / both)) * (
        x[1] - x[0]
    )
    print(f"{name:7} loss of the best D: {cost:.3f}")
checks.close("even game", cost, 2 * np.log(2), rtol=1e-3)
plots.best_discriminators(x, real, made)

# %% [markdown]
# *What to see.* Against a bad generator the best $D$ loses nothing. Against a perfect one it loses 2 ln 2 ≈
# 1.386, as if it had no idea; indeed, nobody could have one. So, other than in lab 03, **a small loss of $D$ is
# no good news**: it says that the game is one-sided. And where $D$'s line is flat, in the left panel, $G$ learns
# nothing from it.
#
# ## 4 · What the counterfeiter loses
#
# By the formula, $G$ should minimise $\ln(1 - D(G(z)))$. At the start its pictures are noise and $D$ is sure:
# $D(G(z)) \approx 0$. There this loss is nearly flat, and $G$ does not move just when it has most to learn. It
# **saturates**.
#
# The paper's way out is a loss that has the same aim, and is steep where the other is flat:
#
# $$L_G = -\,\mathbb{E}_{z}\,[\ln D(G(z))]$$
#
# It is the **non-saturating** loss: cross-entropy again, of generated pictures with the target *real*. Let
# TensorFlow compute the slopes of both by $D$'s logit. **Predict** where the two lines of the right panel cross.

# %% predict="crossing"
predictions.guess("crossing", ...)  # the D(G(z)) at which they cross

# %% skip="grading"
logit = tf.Variable(np.linspace(-7, 7, 281), dtype=tf.float64)
forms = {
    "saturating, ln(1 − D)": lambda s: -tf.nn.softplus(s),
    "non-saturating, −ln D": lambda s: tf.nn.softplus(-s),
}
drawn = {}
for name, form in forms.items():
    with tf.GradientTape() as tape:
        values = form(logit)
    drawn[name] = (values.numpy(), tape.gradient(values, logit).numpy())
predictions.compare("crossing", 0.5)
plots.two_losses(tf.sigmoid(logit).numpy(), drawn)

# %% [markdown]
# *What to see.* Both losses fall as $D(G(z))$ rises: they want the same. But near 0, where every training starts,
# the saturating one has slope $-D$, next to nothing, and the other one $-(1 - D)$, next to the largest that there
# is. They cross at 1/2, where the game ends.
#
# ### Exercise 4.3 · `generator_loss`
#
# Write the non-saturating one.
#
# <details><summary>Hint 1: a question</summary>
#
# Which of the two halves of $D$'s loss is it, if $D$'s logits for generated pictures are put in the place of the
# real ones?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# Mean of $\ln(1 + e^{-s})$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# return tf.reduce_mean(tf.nn.softplus(…))
# ```
#
# </details>


# %% exercise="generator_loss"
def generator_loss(fake_logits):
    """The generator's non-saturating loss: mean of −ln D(G(z)).

    fake_logits: float32 tensor (n, 1), D's outputs, before the sigmoid, for generated ones.
    Returns a scalar tensor, right and finite (as is its gradient) for logits of ±1000:
    nothing is clipped. ln 2 ≈ 0.693 when every logit is 0; near 0 when D takes all of them
    for real; large when D takes none.
    """
    ### BEGIN SOLUTION
    wish = tf.ones_like(fake_logits)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(wish, fake_logits))
    ### END SOLUTION


# %% check="generator_loss" points=3
_hint = "the mean of −ln(1/2), for σ(0) is 1/2: mind the sign, and that it is a mean"
checks.close("undecided D", lambda: generator_loss(tf.zeros((5, 1))), np.log(2), _hint)
_fooled = checks.call("D is fooled", generator_loss, 9 * tf.ones((5, 1)))
checks.true(
    "D is fooled: nearly no loss", 0 <= float(_fooled) < 0.01, "G wants D to answer 1"
)
_caught = checks.call("D is sure", generator_loss, -9 * tf.ones((5, 1)))
_hint = "not minus D's loss: that one saturates"
checks.true("D is sure: a large loss", float(_caught) > 5, _hint)
_numpy = "only TensorFlow inside: NumPy breaks the chain of gradients"


def _slope(logits):
    logits = tf.Variable(logits)
    with tf.GradientTape() as tape:
        loss = generator_loss(logits)
    checks.true("the loss is a tensor", tf.is_tensor(loss), _numpy)
    return loss, tape.gradient(loss, logits)


_loss, _got = checks.call("logits of ±1000", _slope, [[-1000.0], [1000.0]], hint=_numpy)
checks.finite(
    "logits of ±1000", _loss, "work from logits: log(sigmoid(-1000)) is the logarithm of 0"
)
_hint = "no clipping, nothing added inside the logarithm: at -1000 the loss is 1000"
checks.close("logits of ±1000", _loss, 500, _hint)
_hint = (
    "where D is sure, G has most to learn: the slope there is -1 for each row, by the mean"
)
checks.true("still steep at -1000", _got is not None and float(_got[0, 0]) < -0.4, _hint)
### BEGIN HIDDEN TESTS


def wish_one_by_one(fake_logits):
    costs = [np.logaddexp(0.0, -float(s)) for s in np.ravel(fake_logits)]
    return np.float32(sum(costs) / len(costs))


rng = checks.rng(403)
cases = [
    (rng.normal(0, size, (n, 1)).astype("float32"),)
    for n, size in ((1, 1.0), (7, 3.0), (12, 50.0), (3, 1000.0))
]
checks.matches(
    "random logits",
    lambda logits: generator_loss(tf.constant(logits)),
    wish_one_by_one,
    cases,
    rtol=1e-4,
    atol=1e-5,
)
for size in (1.0, 40.0):
    logits = tf.Variable(rng.normal(0, size, (6, 1)).astype("float32"))
    with tf.GradientTape() as tape:
        loss = generator_loss(logits)
    belief = 1 / (1 + np.exp(-logits.numpy().astype(float)))
    checks.close(
        "its slope", tape.gradient(loss, logits), (belief - 1) / 6, rtol=1e-3, atol=1e-5
    )
### END HIDDEN TESTS

# %% [markdown]
# With both losses at hand, the two numbers to remember. When nobody wins:

# %%
even = tf.zeros((50, 1))
checks.close("D's loss is 2 ln 2", discriminator_loss(even, even), 2 * np.log(2))
checks.close("G's loss is ln 2", generator_loss(even), np.log(2))

# %% [markdown]
# ## 5 · The two networks
#
# Both are as plain as can be, with one hidden layer of 256. Convolutions come in lab 05.
#
# | | in | hidden | out |
# |---|---|---|---|
# | $G$ | 100 | 256, ReLU | 784, sigmoid: pixels are 0…1 |
# | $D$ | 784 | 256, ReLU | 1, nothing after it: a logit |
#
# **Predict** which of the two has more parameters.

# %% predict="larger"
predictions.guess("larger", ...)  # "G" or "D"

# %% [markdown]
# ### Exercise 4.4 · `build_generator`
#
# <details><summary>Hint 1: a question</summary>
#
# Which function maps any number into the range of a pixel, 0 to 1?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $(100 + 1) · 256 = 25{,}856$ and $(256 + 1) · 784 = 201{,}488$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# keras.Sequential([
#     keras.Input((100,)),
#     keras.layers.Dense(256, activation="relu"),
#     …
# ])
# ```
#
# </details>


# %% exercise="build_generator"
def build_generator():
    """The counterfeiter: dense 256 with ReLU, dense 784 with sigmoid.

    Returns a built Keras model from latent vectors (n, 100) to pictures (n, 784), 0…1.
    It has 227,344 parameters, and all of them can be trained.
    The hidden tests compare its output with the sums written out in NumPy.
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((100,)),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dense(784, activation="sigmoid"),
        ]
    )
    ### END SOLUTION


# %% check="build_generator" points=2
_hint = "start with keras.Input((100,))"
_built = checks.call("build_generator()", build_generator, hint=_hint)
_is_model = isinstance(_built, keras.Model)
_returned = "return the model itself; compile and summary return nothing"
checks.true("a Keras model", _is_model, _returned)
_built_at_once = f"{_hint}, so that the weights exist at once"
checks.true("it is built", _built.built, _built_at_once)
_latent = np.zeros((3, 100), "float32")
checks.shape("three pictures", lambda: _built(_latent), (3, 784), "a row of 784 for each")
checks.equal("parameters", _built.count_params(), 227_344, "hint 2 has the two numbers")
_all = len(_built.trainable_variables) == len(_built.weights)
checks.true("all weights can be trained", _all, "nothing needs to be frozen")


def _pixel(b1, k2, b2):
    """A pixel: hidden biases b1 and no input, then weights k2 and biases b2."""
    values = zip(_built.get_weights(), (0.0, b1, k2, b2), strict=True)
    _built.set_weights([np.full(weights.shape, value) for weights, value in values])
    return float(np.asarray(_built(_latent))[0, 0])


_hint = "each pixel is a sigmoid of its own sum: no softmax, no tanh, and nothing after it"
for _sum in (4.0, -2.0):
    checks.close(
        f"the sum {_sum:g} in every pixel",
        _pixel(0, 0, _sum),
        1 / (1 + np.exp(-_sum)),
        _hint,
    )
_hint = (
    "the hidden layer has a ReLU: negative sums become 0, positive ones stay as they are"
)
checks.close("hidden sums of -1", _pixel(-1, 1, 0), 0.5, _hint)
checks.close("hidden sums of 20", _pixel(20, 1 / 2560, 0), 1 / (1 + np.exp(-2)), _hint)
_hint = "nothing but the two layers: no dropout, no noise"
_built.set_weights([checks.rng(1).normal(0, 0.1, w.shape) for w in _built.get_weights()])
_train, _plain = (np.asarray(_built(_latent + 1, training=_on)) for _on in (True, False))
checks.close("the same in training", _train, _plain, _hint, rtol=1e-3, atol=1e-4)
_sizes = zip(_built.get_weights(), (1 / 100, 0, 1 / 256, 0), strict=True)
_built.set_weights([np.full(weights.shape, value) for weights, value in _sizes])
_hint = "nothing scales the latent vectors or the pictures"
_seen = np.asarray(_built(_latent + 2))[0, 0]
checks.close("latent vectors of 2", _seen, 1 / (1 + np.exp(-2)), _hint, rtol=1e-4)
### BEGIN HIDDEN TESTS
built = checks.call("build_generator()", build_generator)
rng = checks.rng(404)
sizes = [(100, 256), (256,), (256, 784), (784,)]
checks.equal(
    "weights, layer by layer", [tuple(w.shape) for w in built.get_weights()], sizes
)
drawn = [rng.normal(0, 0.1 if len(size) > 1 else 0.5, size) for size in sizes]
built.set_weights(drawn)
latent = rng.normal(size=(5, 100))
by_hand = 1 / (
    1 + np.exp(-(np.maximum(latent @ drawn[0] + drawn[1], 0) @ drawn[2] + drawn[3]))
)
hint = "dense 256 with ReLU, then dense 784 with sigmoid"
checks.close(
    "the sums written out",
    built(latent.astype("float32")),
    by_hand,
    hint,
    rtol=1e-3,
    atol=1e-4,
)
checks.close(
    "the same while training",
    built(latent.astype("float32"), training=True),
    by_hand,
    rtol=1e-3,
    atol=1e-4,
)
checks.equal("all of it can be trained", len(built.trainable_variables), 4)
other = build_generator()
checks.true("each call builds a new one", not np.allclose(other.get_weights()[0], drawn[0]))
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 4.5 · `build_discriminator`
#
# <details><summary>Hint 1: a question</summary>
#
# Your two losses take logits. What must therefore *not* stand at the end?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $(784 + 1) · 256 = 200{,}960$ and $(256 + 1) · 1 = 257$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# keras.Sequential([keras.Input(…), keras.layers.Dense(…), keras.layers.Dense(1)])
# ```
#
# </details>


# %% exercise="build_discriminator"
def build_discriminator():
    """The police: dense 256 with ReLU, dense 1 without activation.

    Returns a built Keras model from pictures (n, 784), 0…1, to logits (n, 1).
    It has 201,217 parameters, and all of them can be trained.
    The hidden tests compare its output with the sums written out in NumPy.
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    ### END SOLUTION


# %% check="build_discriminator" points=2
_hint = "start with keras.Input((784,))"
_built = checks.call("build_discriminator()", build_discriminator, hint=_hint)
_is_model = isinstance(_built, keras.Model)
_returned = "return the model itself; compile and summary return nothing"
checks.true("a Keras model", _is_model, _returned)
_built_at_once = f"{_hint}, so that the weights exist at once"
checks.true("it is built", _built.built, _built_at_once)
_blank = np.zeros((3, 784), "float32")
checks.shape("three logits", lambda: _built(_blank), (3, 1), f"pictures are rows: {_hint}")
checks.equal("parameters", _built.count_params(), 201_217, "hint 2 has the two numbers")
_all = len(_built.trainable_variables) == len(_built.weights)
checks.true(
    "all weights can be trained",
    _all,
    "nothing needs to be frozen: set no trainable = False",
)


def _logit(b1, k2, b2):
    """The logit: hidden biases b1 and no input, then weights k2 and a bias b2."""
    values = zip(_built.get_weights(), (0.0, b1, k2, b2), strict=True)
    _built.set_weights([np.full(weights.shape, value) for weights, value in values])
    return float(np.asarray(_built(_blank))[0, 0])


_hint = "the last layer has no activation: the losses take logits"
for _sum in (3.0, -3.0):
    checks.close(f"a last sum of {_sum:g}", _logit(0, 0, _sum), _sum, _hint)
_hint = (
    "the hidden layer has a ReLU: negative sums become 0, positive ones stay as they are"
)
checks.close("hidden sums of -1", _logit(-1, 1, 0), 0, _hint)
checks.close("hidden sums of 20", _logit(20, 1 / 256, 0), 20, _hint)
_hint = "nothing but the two layers: no dropout, no noise"
_built.set_weights([checks.rng(1).normal(0, 0.1, w.shape) for w in _built.get_weights()])
_train, _plain = (np.asarray(_built(_blank + 1, training=_on)) for _on in (True, False))
checks.close("the same in training", _train, _plain, _hint, rtol=1e-3, atol=1e-3)
_sizes = zip(_built.get_weights(), (1 / 784, 0, 1 / 256, 0), strict=True)
_built.set_weights([np.full(weights.shape, value) for weights, value in _sizes])
_hint = "nothing scales the pictures: they come as 0…1"
checks.close("a white picture", np.asarray(_built(_blank + 1))[0, 0], 1, _hint, rtol=1e-4)
### BEGIN HIDDEN TESTS
built = checks.call("build_discriminator()", build_discriminator)
rng = checks.rng(405)
sizes = [(784, 256), (256,), (256, 1), (1,)]
checks.equal(
    "weights, layer by layer", [tuple(w.shape) for w in built.get_weights()], sizes
)
drawn = [rng.normal(0, 0.1 if len(size) > 1 else 0.5, size) for size in sizes]
built.set_weights(drawn)
images = rng.random((5, 784))
by_hand = np.maximum(images @ drawn[0] + drawn[1], 0) @ drawn[2] + drawn[3]
hint = "dense 256 with ReLU, then dense 1 with nothing"
checks.close(
    "the sums written out",
    built(images.astype("float32")),
    by_hand,
    hint,
    rtol=1e-3,
    atol=1e-4,
)
checks.close(
    "the same while training",
    built(images.astype("float32"), training=True),
    by_hand,
    rtol=1e-3,
    atol=1e-4,
)
checks.equal("all of it can be trained", len(built.trainable_variables), 4)
### END HIDDEN TESTS

# %% [markdown]
# The generator has a few more, for its latent vectors. What does it make of noise before it has learned anything?

# %% skip="grading"
predictions.compare("larger", "G")
checks.equal(
    "G and D",
    (build_generator().count_params(), build_discriminator().count_params()),
    (227_344, 201_217),
)
keras.utils.set_random_seed(0)
plots.sheets({"untrained": build_generator()(make_noise(18)), "real": x_train[:18]})

# %% [markdown]
# ## 6 · One step of the game
#
# A step takes a batch of real pictures and a batch of latent vectors. It has two halves.
#
# 1. **$D$'s half.** $G$ makes pictures. $D$ judges the real ones and these. $D$'s weights go down the gradient of
#    $L_D$. $G$'s weights stay.
# 2. **$G$'s half.** $D$, as it now is, judges the pictures of $G$. $G$'s weights go down the gradient of $L_G$. That
#    gradient flows *through* $D$, but $D$'s weights stay.
#
# Nothing has to be frozen for this. A gradient is asked for *with respect to a list of weights*, and an optimizer
# moves the list that it is given.
#
# Were the optimizer given the weights of both in the second half, $D$ would learn to take forgeries for real.
#
# ### Exercise 4.6 · `train_step`
#
# The losses and networks are arguments. So the check can use tiny networks of its own, in which every number can
# be worked out by hand.
#
# <details><summary>Hint 1: a question</summary>
#
# Which calls have to happen inside each tape, so that the tape sees them? With respect to which list of weights do
# you ask for the gradient in each half?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# ```
# gradients = tape.gradient(loss, network.trainable_variables)
# optimizer.apply(gradients, network.trainable_variables)
# ```
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# fake = generator(latent, training=True)
# with tf.GradientTape() as tape:
#     loss of D, from D's logits for real and for fake
# move D
# with tf.GradientTape() as tape:
#     loss of G: make the pictures inside this tape, and let D judge them
# move G
# return {"d_loss": …, "g_loss": …}
# ```
#
# </details>


# %% exercise="train_step"
def train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent
):
    """One step of the game: first D moves, then G, against the D that has just moved.

    generator, discriminator: Keras models, both called with training=True in both halves.
    What can be trained in them, and what cannot, stays so.
    d_optimizer, g_optimizer: one for each; each moves the trainable weights of its own
    network and no others.
    d_loss(real_logits, fake_logits), g_loss(fake_logits): functions that return scalars.
    real: tensor of pictures; latent: tensor (n, size), which both halves use.
    Returns {"d_loss": scalar tensor, before D moved, "g_loss": scalar tensor, after D and
    before G moved}. Tensors, not numbers: section 7 compiles the step.

    One weight each, G(z) = 2z and D(x) = 3x, real = 5, z = 1, d_loss = fake - real,
    g_loss = -fake, both optimizers SGD(0.1): d_loss is 6 - 15 = -9; D's weight becomes
    3 - 0.1·(2 - 5) = 3.3; g_loss is -6.6; G's weight becomes 2 + 0.1·3.3 = 2.33.
    """
    ### BEGIN SOLUTION
    fake = generator(latent, training=True)
    with tf.GradientTape() as tape:
        d_value = d_loss(
            discriminator(real, training=True), discriminator(fake, training=True)
        )
    gradients = tape.gradient(d_value, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        g_value = g_loss(discriminator(generator(latent, training=True), training=True))
    gradients = tape.gradient(g_value, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return {"d_loss": d_value, "g_loss": g_value}
    ### END SOLUTION


# %% [markdown]
# The checks use the tiny networks of the next cell: one dense layer without bias each, with the weights that they
# are given.
#
# Two messages may come from below your code. *No gradients provided*: the pictures, or the loss, were computed
# outside the tape that should have seen them. *SymbolicTensor has no attribute numpy*: the compiled step has no
# values yet, return the tensors.


# %%
def tiny(weights):
    """A network that multiplies by `weights` (in, out), and nothing else."""
    network = keras.Sequential(
        [keras.Input((len(weights),)), keras.layers.Dense(len(weights[0]), use_bias=False)]
    )
    network.set_weights([np.asarray(weights, "float32")])
    return network


def score(fake):
    """Minus D's mean answer to generated pictures: what a tiny G minimises."""
    return -tf.reduce_mean(fake)


def gap(real, fake):
    """D's mean answer to generated pictures minus that to real ones: for a tiny D."""
    return tf.reduce_mean(fake) - tf.reduce_mean(real)


# %% check="train_step" points=2
_sgd, _play = keras.optimizers.SGD, checks.moves(train_step)
_outside = (
    "no gradients? Then pictures or answers were made outside of the tape to see them. "
    "An optimizer wants pairs: apply(gradients, variables), or apply_gradients(zip(…))"
)
_pictures, _latent = tf.constant([[5.0, 1.0]]), tf.constant([[1.0]])
_g, _d = tiny([[2.0, 1.0]]), tiny([[3.0], [1.0]])
checks.call(
    "D's half",
    _play,
    _g,
    _d,
    _sgd(0.1),
    _sgd(0.0),
    gap,
    score,
    _pictures,
    _latent,
    hint=_outside,
)
_hint = (
    "this G's optimizer has rate 0, so nothing may move G: in D's half, only D's weights"
)
checks.close("G stays in D's half", _g.get_weights()[0], [[2.0, 1.0]], _hint)
_moved = not np.allclose(_d.get_weights()[0], [[3.0], [1.0]])
checks.true(
    "D moves in its half",
    _moved,
    "ask for the gradient of d_loss by D's weights, and apply it",
)
_g, _d = tiny([[2.0, 1.0]]), tiny([[3.0], [1.0]])
checks.call(
    "G's half",
    _play,
    _g,
    _d,
    _sgd(0.0),
    _sgd(0.1),
    gap,
    score,
    _pictures,
    _latent,
    hint=_outside,
)
_hint = (
    "this D's optimizer has rate 0, so nothing may move D: in G's half, only G's weights"
)
checks.close("D stays in G's half", _d.get_weights()[0], [[3.0], [1.0]], _hint)
_moved = not np.allclose(_g.get_weights()[0], [[2.0, 1.0]])
checks.true(
    "G moves in its half",
    _moved,
    "make the pictures inside the second tape, through D to the loss",
)
_g, _d = tiny([[2.0, 1.0]]), tiny([[3.0], [1.0]])
_logs = checks.call(
    "rates of 0", _play, _g, _d, _sgd(0.0), _sgd(0.0), gap, score, _pictures, _latent
)
_both = isinstance(_logs, dict) and set(_logs) == {"d_loss", "g_loss"}
checks.true("it reports both losses", _both, 'return {"d_loss": …, "g_loss": …}')
_hint = "call the d_loss that came, not the one of section 3; on real logits first"
checks.close("d_loss, if nothing moves", _logs["d_loss"], -9.0, _hint)
_hint = "both halves use the same latent vectors, no new noise; g_loss is the one that came"
checks.close("g_loss, if nothing moves", _logs["g_loss"], -7.0, _hint)
_deep = {}
for _name, _sizes in {"G": (1, 2), "D": (2, 1)}.items():
    _layers = [keras.layers.Dense(_sizes[1], use_bias=False) for _ in range(2)]
    _deep[_name] = keras.Sequential([keras.Input((_sizes[0],)), *_layers])
    _layers[0].trainable = False
_before = {_name: _network.layers[0].get_weights()[0] for _name, _network in _deep.items()}
_rest = _sgd(0.1), _sgd(0.1), gap, score, _pictures, _latent
_again = "nothing is frozen in the step: a D that has been frozen has no weights to move"
for _name, _why in (("first step", _outside), ("second step", _again)):
    checks.call(f"frozen layers, {_name}", _play, *_deep.values(), *_rest, hint=_why)
_hint = (
    "this layer is not trainable: take trainable_variables, not variables or weights, and "
    "set no trainable = True"
)
for _name, _network in _deep.items():
    _first = _network.layers[0].get_weights()[0]
    checks.close(f"the frozen first layer of {_name} stays", _first, _before[_name], _hint)


class _Doubling(keras.layers.Layer):
    """Passes its input on, doubled in training mode."""

    def call(self, inputs, training=None):
        return 2.0 * inputs if training else 1.0 * inputs


_a, _w = np.array([[1.0, 2.0]], "float32"), np.array([[1.0], [2.0]], "float32")
_fake, _real = float((_a @ _w).item()), float((_pictures.numpy() @ _w).item())
_networks = {
    "G": keras.Sequential(
        [keras.Input((1,)), keras.layers.Dense(2, use_bias=False), _Doubling()]
    ),
    "D": keras.Sequential(
        [keras.Input((2,)), _Doubling(), keras.layers.Dense(1, use_bias=False)]
    ),
}
_networks["G"].set_weights([_a])
_networks["D"].set_weights([_w])
_pairs = {"G": (_networks["G"], tiny(_w)), "D": (tiny(_a), _networks["D"])}
_wanted = {"G": (2 * _fake - _real, -2 * _fake), "D": (2 * _fake - 2 * _real, -2 * _fake)}
for _name, _pair in _pairs.items():
    _logs = checks.call(
        "training mode", _play, *_pair, _sgd(0.0), _sgd(0.0), gap, score, _pictures, _latent
    )
    _hint = f"call {_name} with training=True, wherever you call it"
    checks.close(
        f"{_name} is in training mode in D's half",
        _logs["d_loss"],
        _wanted[_name][0],
        _hint,
    )
    checks.close(
        f"{_name} is in training mode in G's half",
        _logs["g_loss"],
        _wanted[_name][1],
        _hint,
    )
### BEGIN HIDDEN TESTS
_rng = checks.rng(416)
for _rates in ((0.05, 0.0), (0.0, 0.05)):
    _a, _w = _rng.normal(size=(3, 4)), _rng.normal(size=(4, 1))
    _g, _d = tiny(_a), tiny(_w)
    _more = (
        tf.constant(_rng.normal(size=(5, 4)), tf.float32),
        tf.constant(_rng.normal(size=(6, 3)), tf.float32),
    )
    checks.call(
        "random networks",
        _play,
        _g,
        _d,
        *(_sgd(_rate) for _rate in _rates),
        gap,
        score,
        *_more,
    )
    _stays = (_g, _a) if _rates[1] == 0 else (_d, _w)
    checks.close(
        "the network of rate 0 stays", _stays[0].get_weights()[0], _stays[1], rtol=1e-6
    )
### END HIDDEN TESTS

# %% check="train_step" points=3
_sgd, _play = keras.optimizers.SGD, checks.moves(train_step)
_g, _d, _pair = tiny([[2.0]]), tiny([[3.0]]), (_sgd(0.1), _sgd(0.1))
_five, _one = tf.constant([[5.0]]), tf.constant([[1.0]])
_logs = checks.call("worked example", _play, _g, _d, *_pair, gap, score, _five, _one)
_both = isinstance(_logs, dict) and set(_logs) == {"d_loss", "g_loss"}
checks.true("it reports both losses", _both, 'return {"d_loss": …, "g_loss": …}')
_tensors = all(tf.is_tensor(_value) for _value in _logs.values())
checks.true(
    "as tensors", _tensors, "no .numpy(), no float(): a compiled step has no numbers yet"
)
_hint = "d_loss is a function: call it on D's logits for real and for fake, before D moves"
checks.close("d_loss, before D moves", _logs["d_loss"], -9.0, _hint)
_hint = "D goes down the gradient of d_loss, once"
checks.close("D's weight", _d.get_weights()[0], [[3.3]], _hint)
_hint = (
    "g_loss comes from the D that has just moved, asked anew about the same latent vectors"
)
checks.close("g_loss, after D has moved", _logs["g_loss"], -6.6, _hint)
_hint = "G goes down the gradient of g_loss, through D"
checks.close("G's weight", _g.get_weights()[0], [[2.33]], _hint)
checks.call("second step", _play, _g, _d, *_pair, gap, score, _five, _one)
_hint = "nothing needs freezing: a D that G's half has frozen does not move any more"
checks.close("D's weight, after a second step", _d.get_weights()[0], [[3.3 + 0.267]], _hint)
_hint = "G moves in every step"
checks.close("G's weight, after a second step", _g.get_weights()[0], [[2.6867]], _hint)
### BEGIN HIDDEN TESTS
SGD = keras.optimizers.SGD


def slow_step(a, w, real, latent, d_rate, g_rate):
    """The step for G(z) = z·a, D(x) = x·w, by differences, with curved losses."""

    def d_cost(w):
        return np.mean((real @ w - 1) ** 2) + np.mean((latent @ a @ w) ** 2)

    def g_cost(a, w):
        return np.mean((latent @ a @ w - 1) ** 2)

    def slopes(cost, at):
        found = np.zeros_like(at)
        for place in np.ndindex(*at.shape):
            nudge = np.zeros_like(at)
            nudge[place] = 1e-5
            found[place] = (cost(at + nudge) - cost(at - nudge)) / 2e-5
        return found

    moved = w - d_rate * slopes(d_cost, w)
    later = a - g_rate * slopes(lambda a: g_cost(a, moved), a)
    return d_cost(w), g_cost(a, moved), later, moved


def curved_d(real, fake):
    return tf.reduce_mean((real - 1) ** 2) + tf.reduce_mean(fake**2)


def curved_g(fake):
    return tf.reduce_mean((fake - 1) ** 2)


rng = checks.rng(406)
for n in (1, 3, 8):
    a, w, real, latent = (
        rng.normal(0, 0.7, size) for size in ((2, 4), (4, 1), (n + 1, 4), (n, 2))
    )
    small_g, small_d = tiny(a), tiny(w)
    pictures, noise = (tf.constant(values, tf.float32) for values in (real, latent))
    for turn in ("first", "second"):
        d_value, g_value, a, w = slow_step(a, w, real, latent, 0.05, 0.2)
        logs = checks.moves(train_step)(
            small_g, small_d, SGD(0.05), SGD(0.2), curved_d, curved_g, pictures, noise
        )
        got = [float(logs["d_loss"]), float(logs["g_loss"])]
        checks.close(f"{turn} step, losses", got, [d_value, g_value], rtol=1e-3, atol=1e-4)
        checks.close(f"{turn} step, D", small_d.get_weights()[0], w, rtol=1e-3, atol=1e-4)
        checks.close(f"{turn} step, G", small_g.get_weights()[0], a, rtol=1e-3, atol=1e-4)
### END HIDDEN TESTS

# %% check="train_step" points=1
_g, _d = tiny([[2.0]]), tiny([[3.0]])
_optimizers = [keras.optimizers.SGD(0.1, momentum=0.5) for _ in range(2)]
_five, _one, _play = tf.constant([[5.0]]), tf.constant([[1.0]]), checks.moves(train_step)
_logs = checks.call("first step", _play, _g, _d, *_optimizers, gap, score, _five, _one)
_logs = checks.call("second step", _play, _g, _d, *_optimizers, gap, score, _five, _one)
_hint = "one more step from there: the optimizers remember their last one (momentum)"
checks.close("second step, d_loss", _logs["d_loss"], 3.3 * (2.33 - 5), _hint)
_later = 3.3 + 0.5 * 0.3 + 0.267
checks.close("second step, D's weight", _d.get_weights()[0], [[_later]], _hint)
### BEGIN HIDDEN TESTS
checks.close("second step, g_loss", _logs["g_loss"], -2.33 * _later, rtol=1e-4)
_wanted = [[2.33 + 0.5 * 0.33 + 0.1 * _later]]
checks.close("second step, G's weight", _g.get_weights()[0], _wanted, rtol=1e-4)
### END HIDDEN TESTS

# %% [markdown]
# ## 7 · Your game
#
# Play it: batches of 50, Adam with rate 0.0002 for both, as published. First 20 steps as they are, then the same
# step inside `tf.function`. Without it, Python asks TensorFlow for one operation after the other: this is called
# *eager*. `tf.function` runs your function once on symbols, to write down its operations (it is *traced*), and
# from then on runs that list as one compiled program. **Predict** how many times faster that is.

# %% predict="compiled"
predictions.guess("compiled", ...)  # a number


# %%
def new_game(rate=2e-4, seed=0):
    """A fresh G and D, and a function real, latent → losses that plays one step."""
    keras.utils.set_random_seed(seed)
    generator, discriminator = build_generator(), build_discriminator()
    d_optimizer, g_optimizer = keras.optimizers.Adam(rate), keras.optimizers.Adam(rate)
    d_optimizer.build(discriminator.trainable_variables)
    g_optimizer.build(generator.trainable_variables)

    def step(real, latent):
        both = generator, discriminator, d_optimizer, g_optimizer
        return train_step(*both, discriminator_loss, generator_loss, real, latent)

    return generator, discriminator, step


def play(step, first, last, log):
    """Play steps first … last - 1, batches of 50; losses go to `log`. Returns seconds."""
    random, start = np.random.default_rng(first), time.perf_counter()
    for number in range(first, last):
        real = tf.constant(x_train[random.integers(0, len(x_train), 50)])
        losses = step(real, tf.constant(make_noise(50, seed=number)))
        for name, value in losses.items():
            log.setdefault(name, []).append(float(value))
    return time.perf_counter() - start


# %% skip="grading"
own_steps = runtime.pick(smoke=40, cpu=1_000, full=1_000)
generator, discriminator, step = new_game()
own_log = {}
eager = play(step, 0, 20, own_log) / 20
compiled = tf.function(step)
play(compiled, 20, 25, own_log)  # compiles
seconds = play(compiled, 25, own_steps, own_log) / (own_steps - 25)
runtime.report("compiled step against eager step", eager / seconds, "times faster")
predictions.compare("compiled", float(f"{eager / seconds:.1g}"), "times")

# %% skip="grading"
means = {
    name: np.reshape(values[: len(values) // 20 * 20], (-1, 20)).mean(axis=1)
    for name, values in own_log.items()
}
plots.played(range(20, own_steps + 1, 20), means, generator(make_noise(16)))

# %% [markdown]
# *What to see.* $D$'s loss falls far below 2 ln 2 at once and stays there, and $G$'s is far above ln 2:
# the police win. The samples are light in the middle and dark around, much more so than noise, but no digits; and
# they all look alike. It learns, slowly. Before it is made to learn faster, a warning.

# %% [markdown]
# ## 8 · The recipe that trains nothing
#
# Look for "GAN in Keras" and you will find this, in books and in a thousand notebooks. It has no step of its own:
#
# 1. Compile $D$.
# 2. Set `D.trainable = False`, stack $D$ on $G$, and compile the stack, so that training the stack trains $G$.
# 3. In a loop: `G.predict`, `D.train_on_batch` with real pictures, again with generated ones, and `train_on_batch`
#    of the stack.
#
# Here it is, with two things added that the originals lack: it measures how far $D$'s weights have moved, and it
# keeps what Keras has to say.


# %% skip="grading"
def stacked(trace_first, iterations, batch=50):
    """The stacked recipe: log, G, seconds a loop. trace_first: D trains once unfrozen."""
    keras.utils.set_random_seed(0)
    random, log = np.random.default_rng(0), {"moved": [], "g_loss": []}
    generator, discriminator = build_generator(), build_discriminator()
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    discriminator.compile(optimizer=keras.optimizers.Adam(2e-4), loss=loss)
    if trace_first:
        discriminator.train_on_batch(x_train[:batch], np.ones((batch, 1)))
    discriminator.trainable = False
    noise = keras.Input((100,))
    stack = keras.Model(noise, discriminator(generator(noise)))
    stack.compile(optimizer=keras.optimizers.Adam(2e-4), loss=loss)
    before = discriminator.get_weights()
    for number in range(iterations + 5):
        if number == 5:  # the first ones also compile
            start = time.perf_counter()
        latent = make_noise(batch, seed=number)
        fake = generator.predict(latent, verbose=0)
        discriminator.train_on_batch(
            x_train[random.integers(0, len(x_train), batch)], np.ones((batch, 1))
        )
        discriminator.train_on_batch(fake, np.zeros((batch, 1)))
        log["g_loss"].append(float(stack.train_on_batch(latent, np.ones((batch, 1)))))
        changes = zip(before, discriminator.get_weights(), strict=True)
        log["moved"].append(float(max(np.abs(now - then).max() for then, now in changes)))
    return log, generator, (time.perf_counter() - start) / iterations


# %% [markdown]
# **Predict**, for 105 iterations: does any weight of $D$ move? And what does $G$'s loss do?

# %% predict="trap"
predictions.guess("trap", ...)  # D moves: "yes" or "no"; G's loss: "rises" or "falls"

# %% skip="grading"
few = runtime.pick(smoke=5, cpu=100, full=100)
with warnings.catch_warnings(record=True) as heard:
    warnings.simplefilter("always")
    as_published, trapped, loop_seconds = stacked(trace_first=False, iterations=few)
print(
    "Keras",
    keras.__version__.rsplit(".", 1)[0],
    "says:",
    *{str(remark.message) for remark in heard},
)
runtime.report("largest change of a weight of D, as published", as_published["moved"][-1])
print(f"G's loss after {few + 5} iterations: {as_published['g_loss'][-1]:.3f}")
predictions.compare("trap", [as_published["moved"][-1] > 0, "falls"])

# %% [markdown]
# If Keras changes one day, this section will notice: the text below says what happens on the version
# that it was written for, and the cell above says what happens on yours.
#
# $D$ does not move at all, not by a single bit. Then $G$ has an easy game: it looks for something that this random,
# frozen $D$ takes for real, and finds it. Its loss goes to 0, which looks like a triumph. These are its pictures:

# %% skip="grading"
plots.sheets({"the recipe as published": trapped(make_noise(18)), "real": x_train[:18]})

# %% [markdown]
# **Why.** In Keras 1 and 2, `compile` took down the list of weights to be trained. $D$ was compiled while it was
# trainable, so `D.train_on_batch` went on training it. In Keras 3, the list is read when the train function is
# first *traced*, which is at the first `train_on_batch`. By then $D$ is frozen. All that Keras has to say about
# it is the one line above.
#
# If this is so, then one batch *before* the freezing should be enough to save the recipe. Add one line, and try:

# %% skip="grading"
traced_first, _, _ = stacked(
    trace_first=True, iterations=runtime.pick(smoke=5, cpu=60, full=200)
)
runtime.report(
    "largest change of a weight of D, traced before it is frozen", traced_first["moved"][-1]
)
plots.trap({"as published": as_published, "traced first": traced_first})

# %% [markdown]
# *What to see.* It is so. Now $D$ moves, and $G$'s loss no longer falls to 0. A recipe whose meaning depends on
# whether a line was *run* before another one is no recipe to build on. In your `train_step` it is written down
# whose weights move.
#
# It is also slow: four calls from Python into Keras for each iteration, one of them `predict`, which sets up a
# whole data pipeline for 50 vectors.

# %% skip="grading"
runtime.report(
    "the stacked recipe's iteration against your compiled step",
    loop_seconds / seconds,
    "times slower",
)

# %% [markdown]
# ## 9 · The course's engine
#
# From here on, `Adversarial` plays. It is a `keras.Model` whose training step is yours, with what a long run needs
# around it: data on the device, many steps in one call, metrics, checkpoints, a stop when a loss is not finite. It
# takes networks and losses as arguments: yours.
#
# Is it really the same step? Give both the same weights, the same pictures and the same noise, and compare.

# %% skip="grading"
# Adam's first step looks at signs only, and would blow up differences in the last digit
SGD = keras.optimizers.SGD
(own_g, own_d), (its_g, its_d) = (
    (build_generator(), build_discriminator()) for _ in range(2)
)
its_g.set_weights(own_g.get_weights())
its_d.set_weights(own_d.get_weights())
engine = Adversarial(its_g, its_d, discriminator_loss, generator_loss, 100)
engine.compile(SGD(0.5), SGD(0.5), jit_compile=False)  # XLA would add up in another order
batch, before = tf.constant(x_train[:50]), own_g.get_weights()[2]
train_step(
    own_g,
    own_d,
    SGD(0.5),
    SGD(0.5),
    discriminator_loss,
    generator_loss,
    batch,
    engine.noise(batch, 0),
)
engine.fit(tf.data.Dataset.from_tensors(batch), steps=1, verbose=0)
checks.true("G moved", np.abs(own_g.get_weights()[2] - before).max() > 1e-4)
checks.close(
    "and the engine's G moved as far",
    its_g.get_weights()[2],
    own_g.get_weights()[2],
    rtol=1e-4,
    atol=1e-6,
)
checks.close("D, too", its_d.get_weights()[0], own_d.get_weights()[0], rtol=1e-4, atol=1e-6)

# %% [markdown]
# One thing is new. The game goes round in circles, and the generator of the last step is as good as luck has it. So
# the engine keeps an **average** $\bar G$ of $G$'s weights, and samples come from it:
# $\bar w \leftarrow 0.999\,\bar w + 0.001\,w$ after each step. This is called EMA, exponential moving average.
#
# ### Who judges?
#
# The losses do not say how good the samples are: in section 8, $G$'s loss was the best of the whole lab. So a third
# party looks at them, the **judge**: a classifier like that of lab 03, trained on real digits only, with
# three questions to 10,000 samples.
#
# - **Class shares**: does it see all ten digits? A digit below 3 % is as good as missing.
# - **Confident share**: of how many is it sure? (It knows nothing but digits, so it can be sure of noise, too:
#   look at this number only beside the next one.)
# - **Judge distance**: how far apart are real and generated pictures, in the judge's features? (The Fréchet distance,
#   of means and covariances; 0 for the same distribution.) It falls with the number of pictures, so only numbers from
#   equally many are compared (the two below are from 1,000, all others from 10,000). *Real to real* is what two
#   halves of the real pictures have.
#
# It also reports the *diversity*: how much the pictures of one digit differ, where real ones have 1. The real
# pictures are the 10,000 test digits, where they are there. The small copy of MNIST that comes with the course
# has fewer, so its training digits take part: there, a $G$ that copied them would look good. Section 11 looks
# into that.

# %% skip="grading"
judge = metrics.judge.load("mnist")
samples = runtime.pick(smoke=500, cpu=10_000, full=10_000)
reference = (
    digits.x_test
    if len(digits.x_test) >= 10_000
    else np.concatenate([digits.x_train, digits.x_test])
)


def judged(images):
    return metrics.measure(
        judge, np.clip(images, 0, 1).reshape(-1, 28, 28), reference, n=len(images)
    )


clouds = checks.rng(3).multivariate_normal(
    mean, np.cov(x_train.T), size=1000, method="eigh"
)
print(f"one bell curve for all (section 1): judge distance {judged(clouds).distance:.0f}")
print(
    f"the recipe of section 8:            judge distance {judged(trapped(make_noise(1000))).distance:.0f}"
)

# %% [markdown]
# ## 10 · A game worth playing
#
# The published setting first: 5,000 iterations with batches of 50, Adam with rate 0.0002 for both, no average. The
# engine plays it, so that it does not take all day.


# %% skip="grading"
def published_game(seed=0):
    """The published setting: Adam with rate 0.0002 for both, no average. Batches of 50."""
    keras.utils.set_random_seed(seed)
    both = build_generator(), build_discriminator()
    game = Adversarial(*both, discriminator_loss, generator_loss, 100, ema=None, seed=seed)
    game.compile(keras.optimizers.Adam(2e-4), keras.optimizers.Adam(2e-4))
    return game


iterations = runtime.pick(smoke=50, cpu=5_000, full=5_000)
published = published_game()
published.fit(x_train, batch_size=50, steps=iterations)
found = judged(published.sample(samples))
print(found)

# %% [markdown]
# What is wrong with it?
#
# 1. **It moves too slowly.** Rates of 0.001 for $G$ and 0.0003 for $D$ are no risk in a network of this size. And
#    Adam's $\beta_1$, its memory for past gradients, is 0.9 by default. The opponent changes all the time, so old
#    gradients point where the game was: 0.5.
# 2. **$D$ learns the 4,000 digits by heart.** Then it is sure of them, and what it tells $G$ has less and less to do
#    with digits as such. **Dropout** hides half of its hidden values at random, in training only. It has no
#    parameters.
# 3. **It is too short.** A compiled step buys many more.
#
# **Predict** which of the judge's numbers changes most, as a factor.

# %% predict="judged"
predictions.guess("judged", ...)  # "distance", "confident share" or "rarest digit"


# %% skip="grading"
def forgetful_discriminator(share=0.5):
    """Your D with dropout before its last layer; as many parameters."""
    *hidden, last = build_discriminator().layers
    return keras.Sequential(
        [keras.Input((784,)), *hidden, keras.layers.Dropout(share), last]
    )


class Quality(metrics.Quality):
    """The judge as a metric, for pictures that come as rows of 784."""

    def update_state(self, images):
        super().update_state(tf.reshape(images, (-1, 28, 28)))


# %% [markdown]
# First, as many iterations as in the published setting. (With batches of 64 in place of 50, so it sees 28 % more
# pictures.)


# %% skip="grading"
def better_game(seed=0, quality=None):
    """Dropout in D, higher rates, less memory, an average of G, batches of BATCH."""
    keras.utils.set_random_seed(seed)
    both = build_generator(), forgetful_discriminator()
    game = Adversarial(
        *both,
        discriminator_loss,
        generator_loss,
        100,
        ema=0.999,
        quality=quality,
        seed=seed,
    )
    game.compile(
        keras.optimizers.Adam(3e-4, beta_1=0.5), keras.optimizers.Adam(1e-3, beta_1=0.5)
    )
    return game


BATCH = 64
game = better_game(quality=Quality(judge, reference))
start = time.perf_counter()
game.fit(x_train, batch_size=BATCH, steps=iterations)
same_iterations = game.sample(samples)
plots.sheets(
    {
        "published": published.sample(36),
        "this recipe": same_iterations[:36],
        "real": x_train[:36],
    }
)

# %% skip="grading"
figures = {"published": found, "this recipe": judged(same_iterations)}
for name, verdict in figures.items():
    print(f"{name}, {iterations:,} iterations\n{verdict}\n")
ratio = figures["this recipe"].distance / figures["published"].distance
runtime.report(
    "judge distance against the published setting, as many iterations", ratio, at_most=1
)

# %% [markdown]
# *What to see.* The same networks and the same losses. Now go on, and watch. `validation_data` makes the engine
# show as many samples to the judge after each report, and `Best` keeps the weights with the smallest distance: a
# small GAN can get worse again.

# %% skip="grading"
more = runtime.pick(smoke=50, cpu=1_500, full=25_000)
held = (
    reference[: runtime.pick(smoke=200, cpu=2_000, full=10_000)]
    .reshape(-1, 784)
    .astype("float32")
    / 255
)
best = callbacks.Best("val_distance")
log = game.fit(
    x_train,
    batch_size=BATCH,
    steps=more,
    epochs=5,
    validation_data=held,
    callbacks=[callbacks.LiveFigure(), best],
)
training_seconds = time.perf_counter() - start
print(
    "judge distance after each report:",
    *(f"{value:.1f}" for value in log.history["val_distance"]),
)

# %% [markdown]
# *What to see.* $D$'s loss lies between ln 2 and 2 ln 2: the police win, but not by far, as in any healthy game of
# small networks. The curves hardly move: to go by them, one would have stopped long ago. The judge sees more: the
# numbers below the figure are its distance after each report. This is why one needs a judge.

# %% skip="grading"
generated = game.sample(samples)
final = judged(generated)
print(final)
runtime.report("rarest digit", 100 * final.min_class_share, "%", at_least=3)
plots.shares(
    {"published": figures["published"].class_shares, "this recipe": final.class_shares}
)

# %% skip="grading"
first = figures["published"]
grown = {
    "distance": first.distance / final.distance,
    "confident share": final.confident_share / max(first.confident_share, 0.001),
    "rarest digit": final.min_class_share / max(first.min_class_share, 0.001),
}
predictions.compare("judged", max(grown, key=grown.get))
plots.sheets({"generated": generated[:36], "real": x_train[:36]})

# %% [markdown]
# *What to see.* All ten digits are there. Most samples are digits at first sight, and many are not at
# the second: loose pixels, strokes that end in nothing. A dense network does not know which pixels are neighbours
# (lab 03, section 3). Lab 05 will do something about it.
#
# One comparison is still to be made: **equal time**. How many iterations would the loop of section 8 have
# managed, at its own pace, while this recipe trained? Here is what the published setting reaches in as many.

# %% skip="grading"
affordable = max(int(training_seconds / loop_seconds), 1)
hurried = published_game()
hurried.fit(x_train, batch_size=50, steps=affordable, epochs=1, verbose=0)
ratio = final.distance / judged(hurried.sample(samples)).distance
runtime.report(
    "judge distance against the published loop, equal time", ratio, at_most=1 / 3
)

# %% [markdown]
# ## 11 · Is it memory?
#
# A generator that has learned its training digits by heart would get the best marks from the judge. Is ours one?
# Look for the training digit that is nearest to each generated one.
#
# ### Exercise 4.7 · `nearest_training`
#
# Write the search. Two thousand pictures against 4,000, of 784 pixels each: all differences at once would be
# $6\cdot 10^9$ numbers, more than your memory holds.
#
# <details><summary>Hint 1: a question</summary>
#
# Which differences do you need at the same time, if you go through the pictures one by one?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# The mean of $(a - b)^2$ over the pixels. Or without a loop, for all pairs: $|a|^2 - 2\,a \cdot b + |b|^2$,
# divided by the number of pixels; in 64 bits, since large numbers nearly cancel.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# images, training as float64 arrays; raise ValueError for what the docstring lists
# for image in images:
#     errors = ((training - image) ** 2).mean(axis=1)
#     places.append(errors.argmin()); distances.append(errors.min())
# return both, as arrays
# ```
#
# </details>


# %% exercise="nearest_training"
def nearest_training(images, training):
    """For each picture, the nearest one of the training set.

    images: (n, d); training: (m, d); floats, any d. Neither is changed. n·m·d may be too
    large for the memory: 300 pictures against 4,000 of 784 pixels must do with 1 GB.
    Returns (places, distances): an int array (n,), the row of the nearest training picture
    (the first of equally near ones), and a float array (n,), the mean squared difference of
    a pixel. A copy has the distance 0, within 1e-9.

    Raises ValueError when the two do not have two axes with the same d, and when training
    is empty.
    """
    ### BEGIN SOLUTION
    images, training = np.asarray(images, float), np.asarray(training, float)
    if images.ndim != 2 or training.ndim != 2 or images.shape[1] != training.shape[1]:
        raise ValueError(f"(n, d) and (m, d) are needed: {images.shape}, {training.shape}")
    if not len(training):
        raise ValueError("there is no training picture")
    places, distances = np.zeros(len(images), int), np.zeros(len(images))
    for number, image in enumerate(images):
        errors = ((training - image) ** 2).mean(axis=1)
        places[number], distances[number] = errors.argmin(), errors.min()
    return places, distances
    ### END SOLUTION


# %% check="nearest_training" points=3
_plane = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]])
_asked = np.array([[0.9, 0.1], [0.1, 1.8], [0.0, 0.0], [1.0, 0.0]])
_found = checks.call("points in the plane", nearest_training, _asked, _plane)
_pair = isinstance(_found, tuple) and len(_found) == 2
checks.true("two things come back", _pair, "return places, distances")
checks.shape(
    "a place for each picture",
    _found[0],
    (4,),
    "one for each row of images, not of training",
)
checks.equal(
    "places",
    _found[0],
    [1, 2, 0, 1],
    "the row of `training` with the smallest distance; the places come first",
)
_hint = "the mean of the squared differences over the pixels: no root, no sum"
checks.close("distances", _found[1], [0.01, 0.025, 0, 0], _hint)
_twice = np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
_found = checks.call("two equal rows", nearest_training, np.zeros((1, 2)), _twice)
checks.equal("the first of two equal rows", _found[0], [1], "argmin gives the first")
_found = checks.call("one pixel", nearest_training, np.array([[2.0]]), np.array([[0.5]]))
checks.close(
    "one pixel, one training picture", _found[1], [2.25], "1 is enough for n, m, d"
)
_hint = "32 bits lose what is left when large numbers cancel: compute in 64 bits"
_copies = checks.rng(41).random((50, 784)).astype("float32")
_found = checks.call("copies", nearest_training, _copies, _copies)
checks.close("copies have distance 0", _found[1], np.zeros(50), _hint, rtol=0, atol=1e-9)
checks.unchanged("pictures unchanged", nearest_training, _asked, _plane)
import tracemalloc

_many, _some = np.zeros((300, 200)), np.zeros((200, 200))
tracemalloc.start()
checks.call("300 pictures", nearest_training, _many, _some)
_most = tracemalloc.get_traced_memory()[1]
tracemalloc.stop()
_hint = "all differences at once: go through the pictures one by one, or a few at a time"
checks.true("it is sparing with the memory", _most < 8e7, _hint)
checks.raises(
    "another number of pixels", ValueError, nearest_training, _asked, np.zeros((3, 5))
)
_hint = "(2,) against (3, 2) is broadcast without a word"
checks.raises("one picture", ValueError, nearest_training, _asked[0], _plane, hint=_hint)
checks.raises("no training set", ValueError, nearest_training, _asked, np.zeros((0, 2)))
### BEGIN HIDDEN TESTS
_rng = checks.rng(408)


def _search(images, training):
    places, distances = [], []
    for image in images:
        errors = [float(np.mean((np.asarray(row, float) - image) ** 2)) for row in training]
        places.append(int(np.argmin(errors)))
        distances.append(min(errors))
    return np.array(places), np.array(distances)


for _n, _m, _size in ((1, 1, 1), (4, 7, 3), (12, 5, 784), (9, 30, 20)):
    _images = _rng.random((_n, _size))
    _training = _rng.random((_m, _size)).astype("float32")
    _places, _distances = checks.call(
        "random pictures", nearest_training, _images, _training
    )
    _wanted = _search(_images, _training)
    checks.equal(f"places of {_n} in {_m}", np.asarray(_places), _wanted[0])
    checks.close(f"distances of {_n} in {_m}", _distances, _wanted[1], rtol=1e-6, atol=1e-9)
checks.raises(
    "training of three axes",
    ValueError,
    nearest_training,
    np.zeros((2, 4)),
    np.zeros((3, 2, 2)),
)
### END HIDDEN TESTS

# %% [markdown]
# A distance alone says little. So compare with digits that $G$ *cannot* know: how far are fresh test digits from
# the training digits? **Predict**: are the generated ones nearer than those, or farther? Here for the samples of a
# recorded game that went well (section 14 has more such games); do the same with your own `generated`.

# %% predict="memory"
predictions.guess("memory", ...)  # "nearer" or "farther"

# %% skip="grading"
asked = {
    "generated": metrics.recorded("healthy").samples[:200].reshape(-1, 784) / 255,
    "fresh digits": digits.x_test[:200].reshape(-1, 784) / 255,
}
nearest = {name: nearest_training(images, x_train) for name, images in asked.items()}
for name, (_, distances) in nearest.items():
    print(
        f"{name:13} nearest: median {np.median(distances):.4f}, least {distances.min():.4f}"
    )
places, distances = nearest["generated"]
chosen = np.argsort(distances)[
    [*range(5), *range(-5, 0)]
]  # the five nearest, the five farthest
plots.rows(
    {
        "generated": asked["generated"][chosen],
        "nearest training digit": x_train[places[chosen]],
    }
)

# %% skip="grading"
predictions.compare(
    "memory",
    "farther"
    if np.median(nearest["generated"][1]) > np.median(nearest["fresh digits"][1])
    else "nearer",
)

# %% [markdown]
# *What to see.* On the left, the nearest training digit has the same shape, but other strokes; on the right, nothing
# is near. And the generated digits are *farther* from the training digits than fresh ones are, so this $G$ copies
# nothing. (The other way round would be a warning. But a small distance can have a harmless reason, too: smooth
# pictures are near to everything.)
#
# ## 12 · A walk through latent space
#
# Every latent vector is a digit, or nearly one. What lies between two of them? $G$ is continuous, so a small step
# in $z$ is a small step in the picture; but is what lies halfway a digit, or a double exposure of two? Take four
# vectors of which the judge is sure, put them at the corners of a map, and mix.

# %% skip="grading"
latent = make_noise(600, seed=2)
images = game.sample(latent=latent)
sure = judge.probabilities(images.reshape(-1, 28, 28)) > 0.99
liked = np.asarray(
    game.discriminator(images)
)  # of those that the judge is sure of, the one that D likes best
corners = np.stack(
    [
        latent[np.where(sure[:, digit], liked[:, 0], -np.inf).argmax()]
        for digit in (0, 1, 3, 6)
    ]
)
plots.latent_map(widgets.mapped(game.average, corners))

# %% [markdown]
# *What to see.* One digit changes into the next without a jump, and on the way through shapes that are no digit.
# The sheet of digits has folds, and the straight way goes through thin air.
#
# With two sliders, the same map:

# %% skip="grading"
widgets.walk(game.average, corners)

# %% [markdown]
# ## 13 · What is it good for?
#
# GANs translate pictures into other pictures (a map from an aerial photograph, summer into winter: lab 08 is
# about this), sharpen small pictures (super-resolution), make faces older, design molecules. Three uses are often
# named for generators such as yours. Here they are, soberly.
#
# - **Anomaly detection.** A network that knows digits should be able to tell what is *no* digit: by $D$, or by how
#   well $G$ can imitate it. The [second notebook](more.ipynb) tries both. They find garments among digits; but so
#   does the distance to the nearest training digit, which has learned nothing. And digits that stand upside down fool
#   the networks more than they fool that distance.
# - **More training data.** A generator makes as many pictures as one likes. But all that it knows it has from your
#   4,000 digits, and it forgot a part of that. A picture without a label is no training data for a classifier anyway.
#   Labs 06 and 07 make pictures with labels, and will measure how well a classifier does that has seen nothing else.
#   Where real data are scarce, shifting and turning them (lab 03, section 12) is the first thing to do.
# - **Attack and defence.** *Adversarial* has a second meaning in machine learning: an input that was changed on
#   purpose to mislead a network. The gradient that $G$ learns from can change a picture directly, too. In the second
#   notebook, a change that you hardly see wins back much of $D$'s belief.
#
# ## 14 · Reading the logs
#
# Games go wrong in a few ways, and each leaves traces. $D(\text{real})$ and $D(\text{fake})$ are $D$'s mean
# beliefs.
#
# | name | trace | what to try |
# |---|---|---|
# | D too weak | $D(\text{fake})$ near 1: $D$ does not play | do its weights move at all? raise its rate |
# | vanishing gradients | $D$ tells them apart, and nothing pulls at $G$ any more | the non-saturating loss |
# | D too strong | $D$ is always right: its loss is near 0 | lower its rate, or raise $G$'s; dropout in $D$ |
# | mode collapse | a few digits, or one, again and again | raise $D$'s rate; give labels (lab 06) |
# | oscillation | beliefs swing widely and slowly | lower both rates; $\beta_1 = 0.5$; sample from an average |
#
# Four small games that were really played, with the samples at their end:

# %% skip="grading"
RUNS = ("strong_d", "frozen_d", "collapse", "vanishing")
logbook = {f"game {number}": metrics.recorded(name) for number, name in enumerate(RUNS, 1)}
plots.logged({name: (run.history, run.samples / 255) for name, run in logbook.items()})

# %% [markdown]
# *What to see.* Try to name each before you go on. Two of them look alike here: what would you want to know of $G$?
#
# ### Exercise 4.8 · `diagnose`
#
# Write the table as a program. It gets a history of one value for each report, and the judge's class shares of
# the samples at the end. What counts is the **late** value of a curve: the median of its last third. $D$'s
# **lead** is the late `d_real` minus the late `d_fake`. And $G$'s gradient has **faded** if the late
# `g_grad_norm` is at most 1 % of the largest in the first tenth of its curve. Thirds and tenths are rounded down,
# but are at least one report. (A *mode* is a peak of $p(x)$, a kind of picture that is common: a digit. Collapse
# means that most are gone.)
#
# The order matters: causes come before effects. If $D$ does not play, the collapse of $G$ is no surprise.
#
# | | the first of these that holds | answer |
# |---|---|---|
# | 1 | late `d_fake` above 0.95 | `"D too weak"` |
# | 2 | lead above 0.5, and $G$'s gradient has faded | `"vanishing gradients"` |
# | 3 | lead above 0.95 | `"D too strong"` |
# | 4 | a class share above 0.5, or at least three of them below 0.01 | `"mode collapse"` |
# | 5 | none | `"healthy"` |
#
# <details><summary>Hint 1: a question</summary>
#
# How many reports are a third, or a tenth, of $n$? What if $n$ is less than ten?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# The last third: `values[-max(n // 3, 1):]`. The first tenth: `values[:max(n // 10, 1)]`.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
# if their lengths differ, or are below 3, or the shares are not ten that add up to 1: raise ValueError
# late = {name: np.median(the last third) …}
# if …: return "D too weak"
# …
# return "healthy"
# ```
#
# </details>


# %% exercise="diagnose"
def diagnose(history, shares):
    """Name what is wrong with a game, by the first rule of the table that holds.

    history: dict with (at least) "d_real", "d_fake" and "g_grad_norm", sequences of equal
    length n ≥ 3.
    shares: (10,), the judge's class shares of G's samples; they add up to 1 within 0.001.
    Returns "D too weak", "vanishing gradients", "D too strong", "mode collapse" or
    "healthy".
    A third or a tenth of n is rounded down, and at least 1.
    d_real = (0.9, 0.9, 0.99), d_fake = (0.5, 0.1, 0.01), g_grad_norm = (1, 1, 1): "D too
    strong", since the last third is the last report, and 0.99 - 0.01 is above 0.95.

    Raises ValueError for curves of different length or with fewer than 3 reports, and for
    shares that are not ten or do not add up to 1. The hidden tests try the games above.
    """
    ### BEGIN SOLUTION
    curves = {
        name: np.asarray(history[name], float)
        for name in ("d_real", "d_fake", "g_grad_norm")
    }
    shares = np.asarray(shares, float)
    n = len(curves["d_real"])
    if n < 3 or any(len(values) != n for values in curves.values()):
        raise ValueError(
            f"equal lengths from 3 are needed, got {[len(v) for v in curves.values()]}"
        )
    if shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError(f"ten shares that add up to 1 are needed, got {shares}")
    late = {name: np.median(values[-max(n // 3, 1) :]) for name, values in curves.items()}
    lead = late["d_real"] - late["d_fake"]
    first = curves["g_grad_norm"][: max(n // 10, 1)].max()
    if late["d_fake"] > 0.95:
        return "D too weak"
    if lead > 0.5 and late["g_grad_norm"] <= 0.01 * first:
        return "vanishing gradients"
    if lead > 0.95:
        return "D too strong"
    if shares.max() > 0.5 or np.sum(shares < 0.01) >= 3:
        return "mode collapse"
    return "healthy"
    ### END SOLUTION


# %% check="diagnose" points=2
_tenths = np.full(10, 0.1)


def _game(real, fake, norms):
    return {"d_real": list(real), "d_fake": list(fake), "g_grad_norm": list(norms)}


_example = _game([0.9, 0.9, 0.99], [0.5, 0.1, 0.01], [1.0, 1.0, 1.0])
_hint = "only the last third counts; thirds and tenths are rounded down, to 1 at least"
checks.equal(
    "the docstring's example", lambda: diagnose(_example, _tenths), "D too strong", _hint
)
_even = _game([0.6] * 9, [0.4] * 9, [1.0] * 9)
_hint = "all ten digits, and D is often wrong"
checks.equal("an even game", lambda: diagnose(_even, _tenths), "healthy", _hint)
_hint = "the losses look fine, and seven digits are missing"
_three = [0.3, 0.3, 0.4] + [0.0] * 7
checks.equal("only three digits", lambda: diagnose(_even, _three), "mode collapse", _hint)
_hint = "the last report alone says little: the median of the last third"
_slip = {**_even, "d_fake": [0.4] * 8 + [0.99]}
checks.equal(
    "one bad report at the end", lambda: diagnose(_slip, _tenths), "healthy", _hint
)
_hint = "the median of (0.99, 0.99, 0.6) is 0.99; their mean is smaller"
_wild = {**_even, "d_fake": [0.4] * 6 + [0.99, 0.99, 0.6]}
checks.equal(
    "one good report at the end", lambda: diagnose(_wild, _tenths), "D too weak", _hint
)
_hint = "a third of 11 reports is 3, rounded down"
_eleven = _game([0.6] * 11, [0.2] * 9 + [0.97] * 2, [1.0] * 11)
checks.equal("eleven reports", lambda: diagnose(_eleven, _tenths), "D too weak", _hint)
_hint = "late is the last third of d_real, too"
_later = _game([0.6] * 6 + [0.99] * 3, [0.01] * 9, [1.0] * 9)
checks.equal("D wins at the end", lambda: diagnose(_later, _tenths), "D too strong", _hint)
_hint = "one share above 0.5 is enough, and so are three below 0.01"
_most = [0.55] + [0.05] * 9
checks.equal("one digit too often", lambda: diagnose(_even, _most), "mode collapse", _hint)
_gone = [0.005] * 3 + [0.985 / 7] * 7
checks.equal(
    "three digits are rare", lambda: diagnose(_even, _gone), "mode collapse", _hint
)
_fine = [0.005, 0.005, 0.015, 0.45] + [0.525 / 6] * 6
checks.equal("two digits are rare", lambda: diagnose(_even, _fine), "healthy", _hint)
_hint = "shares may miss 1 by 0.001"
checks.equal("a sum of 1.0005", lambda: diagnose(_even, _tenths * 1.0005), "healthy", _hint)
_still = _game([0.99] * 9, [0.01] * 9, [2.0] + [0.001] * 8)
_hint = (
    "compare G's gradient with its start; this rule comes before the one of the lead alone"
)
checks.equal(
    "nothing pulls at G", lambda: diagnose(_still, _tenths), "vanishing gradients", _hint
)
_hint = "the gradient has faded only if its *late* value is small"
_dip = {**_still, "g_grad_norm": [2.0] + [0.001] * 5 + [1.0] * 3}
checks.equal("a dip in between", lambda: diagnose(_dip, _tenths), "D too strong", _hint)
_hint = "a small gradient alone is harmless: the lead must be above 0.5, too"
_calm = {**_even, "g_grad_norm": [2.0] + [0.001] * 8}
checks.equal("a calm even game", lambda: diagnose(_calm, _tenths), "healthy", _hint)
_hint = "at most 1 % of the start: 2 % is more"
_weak = {**_still, "g_grad_norm": [2.0] + [0.04] * 8}
checks.equal("2 % are left", lambda: diagnose(_weak, _tenths), "D too strong", _hint)
_hint = "a lead of 0.9 is enough for rule 2, not for rule 3"
_ahead = _game([0.95] * 9, [0.05] * 9, [2.0] + [0.01] * 8)
checks.equal(
    "a lead of 0.9, faded", lambda: diagnose(_ahead, _tenths), "vanishing gradients", _hint
)
_ahead = _game([0.97] * 9, [0.07] * 9, [1.0] * 9)
checks.equal("a lead of 0.9", lambda: diagnose(_ahead, _tenths), "healthy", _hint)
_hint = "the *largest* of the first tenth: 2 of these 20 reports"
_second = _game([0.99] * 20, [0.01] * 20, [0.02, 2.0] + [0.015] * 18)
checks.equal(
    "twenty reports", lambda: diagnose(_second, _tenths), "vanishing gradients", _hint
)
_hint = "the largest of the *first tenth*, not of the whole curve"
_peak = _game([0.99] * 19, [0.01] * 19, [1.0, 200.0, 200.0] + [0.9] * 16)
checks.equal(
    "a peak of the gradient in between",
    lambda: diagnose(_peak, _tenths),
    "D too strong",
    _hint,
)
_hint = "the lead has a sign: d_real minus d_fake, without abs"
_behind = _game([0.1] * 9, [0.9] * 9, [2.0] + [0.001] * 8)
checks.equal("a D that is behind", lambda: diagnose(_behind, _tenths), "healthy", _hint)
_fooled = _game([0.5] * 9, [0.5] * 3 + [0.99] * 6, [1.0] * 9)
_hint = "rule 1 comes first: a D that does not play explains the rest"
_one = [1.0] + [0.0] * 9
checks.equal("D believes everything", lambda: diagnose(_fooled, _one), "D too weak", _hint)
_hint = "the first rule that holds: a D that wins explains the collapse"
checks.equal(
    "D wins, three are rare", lambda: diagnose(_later, _gone), "D too strong", _hint
)
_hint = "*above* and *below* leave the limit itself out, *at most* takes it in"
_half, _cents = [0.5] + [0.5 / 9] * 9, [0.01] * 3 + [0.97 / 7] * 7
for _name, _real, _fake, _norm, _parts, _wanted in (
    ("d_fake of 0.95", 0.95, 0.95, 1.0, _tenths, "healthy"),
    ("a lead of 0.5, faded", 0.75, 0.25, 0.001, _tenths, "healthy"),
    ("a lead of 0.95", 0.95, 0.0, 1.0, _tenths, "healthy"),
    ("1 % of the gradient", 0.8, 0.2, 0.01, _tenths, "vanishing gradients"),
    ("a share of 0.5", 0.6, 0.4, 1.0, _half, "healthy"),
    ("three shares of 0.01", 0.6, 0.4, 1.0, _cents, "healthy"),
):
    _limit = _game([_real] * 9, [_fake] * 9, [1.0] + [_norm] * 8)
    _found = checks.call(f"exactly {_name}", diagnose, _limit, _parts)
    checks.equal(f"exactly {_name}", _found, _wanted, _hint)
for _curve in _even:
    _short = {**_even, _curve: [0.4] * 8}
    checks.raises(f"{_curve} is shorter", ValueError, diagnose, _short, _tenths)
_two = _game([0.6] * 2, [0.4] * 2, [1.0] * 2)
checks.raises("two reports", ValueError, diagnose, _two, _tenths)
for _sum in (2.0, 0.9, 1.0015):
    _parts = _sum * _tenths
    checks.raises(f"shares whose sum is {_sum}", ValueError, diagnose, _even, _parts)
checks.raises("nine shares", ValueError, diagnose, _even, np.full(9, 1 / 9))
### BEGIN HIDDEN TESTS


def by_the_table(history, shares):
    def late(name):
        values = sorted(
            list(history[name])[len(history[name]) - max(len(history[name]) // 3, 1) :]
        )
        middle = len(values) // 2
        return (
            values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
        )

    first = max(list(history["g_grad_norm"])[: max(len(history["g_grad_norm"]) // 10, 1)])
    lead = late("d_real") - late("d_fake")
    few = sum(1 for share in shares if share < 0.01)
    rules = [
        ("D too weak", late("d_fake") > 0.95),
        ("vanishing gradients", lead > 0.5 and late("g_grad_norm") <= 0.01 * first),
        ("D too strong", lead > 0.95),
        ("mode collapse", max(shares) > 0.5 or few >= 3),
        ("healthy", True),
    ]
    return next(name for name, holds in rules if holds)


even, tenths = _even, _tenths
rng = checks.rng(407)
cases = []
for number in range(150):
    n = int(rng.integers(3, 40))
    real = rng.choice([0.3, 0.6, 0.8, 0.985], 2)
    fake = rng.choice([0.005, 0.1, 0.3, 0.97], 2)
    turn = np.arange(n) >= int(rng.integers(0, n))  # the game changes at some report
    norms = np.where(turn, rng.choice([1.0, 0.02, 0.004]), 1.0) * rng.uniform(0.9, 1.1, n)
    case = {
        "d_real": np.where(turn, real[0], real[1]) + rng.uniform(-0.004, 0.004, n),
        "d_fake": np.where(turn, fake[0], fake[1]) + rng.uniform(-0.004, 0.004, n),
        "g_grad_norm": norms,
        "d_loss": rng.random(n),
    }
    missing = int(rng.integers(0, 6))
    shares = np.concatenate([np.full(missing, 0.002), rng.uniform(0.5, 1, 10 - missing)])
    shares[missing:] *= (1 - shares[:missing].sum()) / shares[missing:].sum()
    if number % 5 == 0:
        shares = np.where(np.arange(10) == number // 5 % 10, 0.64, 0.04)
    cases.append((case, rng.permutation(shares)))
hint = "the first rule that holds, with the median of the last third"
checks.matches("made-up games", diagnose, by_the_table, cases, hint)
checks.true(
    "all five answers were asked for", len({by_the_table(*case) for case in cases}) == 5
)
checks.raises(
    "two reports",
    ValueError,
    diagnose,
    {name: values[:2] for name, values in even.items()},
    tenths,
)
checks.raises("nine shares", ValueError, diagnose, even, np.full(9, 1 / 9))
### END HIDDEN TESTS

# %% check="diagnose" points=2
_run, _referee = metrics.recorded("healthy"), metrics.judge.load("mnist")
_shares = np.asarray(metrics.class_shares(_referee.probabilities(_run.samples)))
_hint = "this game went well; look at which of your rules holds, and print the late values"
checks.equal(
    "a healthy game, as it was logged",
    lambda: diagnose(_run.history, _shares),
    "healthy",
    _hint,
)
### BEGIN HIDDEN TESTS
for _name in ("strong_d", "frozen_d", "collapse", "vanishing"):
    _run = metrics.recorded(_name)
    _shares = np.asarray(metrics.class_shares(_referee.probabilities(_run.samples)))
    _verdict = metrics.health(_run.history, _run.samples, _referee).verdict
    _found = checks.call(f"game {_name}", diagnose, _run.history, _shares)
    checks.equal(f"game {_name}", _found, _verdict, hint="the four games of this section")
### END HIDDEN TESTS

# %% [markdown]
# The four games by your table, and by `metrics.health`, which also looks for oscillations, and shows its evidence:

# %% skip="grading"
for name, run in logbook.items():
    found = diagnose(run.history, metrics.class_shares(judge.probabilities(run.samples)))
    print(f"{name}: {found:20} ({run.why})")
print()
print(metrics.health(metrics.recorded("oscillation").history))

# %% [markdown]
# ## 15 · What went wrong?
#
# Three colleagues played small games, of 400 steps. The first log is a right game, as it should look so early. Each
# of the others made one mistake, and no two made the same.

# %% skip="grading"
logs = puzzle.evidence()
puzzle.show(logs)

# %% [markdown]
# ### Exercise 4.9 · `what_went_wrong`
#
# Which mistake is behind each of the broken games 1, 2 and 3?
#
# | letter | mistake |
# |---|---|
# | a | in $D$'s loss, the targets of real and generated pictures were swapped |
# | b | in $G$'s loss, the target was 0: $G$ learned to be caught |
# | c | $D$ ended in a sigmoid, and the losses took its output for logits |
# | d | the pixels were not divided by 255 |
# | e | in $G$'s half, the optimizer moved the weights of both networks |
#
# This check only looks at the form of your answer, the grading at the letters. So be your own check: make the
# mistakes on purpose.
#
# <details><summary>Hint 1: a question</summary>
#
# Which of the mistakes can make *both* losses small? Between which two values does a sigmoid of a sigmoid lie?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# If $D$'s "logits" lie between 0 and 1, its loss cannot fall below $\ln(1 + e^{-1}) + \ln 2$. How large is that?
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# smooth = puzzle.run(puzzle.Setup(real=0.9))          # a change that nobody made
# puzzle.show({"a right game": logs["a right game"], "real target 0.9": smooth})
# ```
# The other fields of `Setup` are `fake`, `wish`, `last`, `divide_by` and `both`; their right values are its
# defaults.
#
# </details>


# %% exercise="what_went_wrong"
def what_went_wrong():
    """Name the mistake behind each broken game.

    Returns a string of three letters out of "abcde", for the games 1, 2 and 3.
    "ddd" would say that nobody divided by 255.
    """
    ### BEGIN SOLUTION
    return "bce"
    ### END SOLUTION


# %% check="what_went_wrong" points=1
_answer = checks.call("three letters", what_went_wrong)
_form = isinstance(_answer, str) and len(_answer) == 3
checks.true("three letters", _form, hint='a string such as "ddd", small letters')
checks.choice("game 1", _answer[0], options="abcde")
### BEGIN HIDDEN TESTS
_traces = f"this mistake leaves other traces: {puzzle.TRACES[_answer[0]]}"
checks.true("game 1", _answer[0] == "b", hint=_traces)
### END HIDDEN TESTS

# %% check="what_went_wrong" points=1
_answer = checks.call("three letters", what_went_wrong)
_form = isinstance(_answer, str) and len(_answer) == 3
checks.true("three letters", _form, hint='a string such as "ddd", small letters')
checks.choice("game 2", _answer[1], options="abcde")
### BEGIN HIDDEN TESTS
_traces = f"this mistake leaves other traces: {puzzle.TRACES[_answer[1]]}"
checks.true("game 2", _answer[1] == "c", hint=_traces)
### END HIDDEN TESTS

# %% check="what_went_wrong" points=1
_answer = checks.call("three letters", what_went_wrong)
_form = isinstance(_answer, str) and len(_answer) == 3
checks.true("three letters", _form, hint='a string such as "ddd", small letters')
checks.choice("game 3", _answer[2], options="abcde")
### BEGIN HIDDEN TESTS
_traces = f"this mistake leaves other traces: {puzzle.TRACES[_answer[2]]}"
checks.true("game 3", _answer[2] == "e", hint=_traces)
### END HIDDEN TESTS

# %% [markdown]
# The number of hint 2 is worth remembering: below it, no loss of $D$ can fall whose logits have already been
# through a sigmoid.

# %%
checks.close(
    "sigmoid twice: D's loss cannot fall below",
    np.log1p(np.exp(-1)) + np.log(2),
    1.0064,
    rtol=1e-4,
)

# %% [markdown]
# ## 16 · What lab 05 needs from here
#
# You have a generator that was never told what a digit is. **Lab 05 · Deep convolutional GANs** gives both networks
# what they lack here, neighbourhoods. It takes along
#
# - both losses, and the two numbers 2 ln 2 and ln 2;
# - the step, which stays the same for every GAN of this course, and the engine that plays it;
# - the rates 0.001 and 0.0003, $\beta_1 = 0.5$, dropout in $D$, the average of $G$;
# - the judge, and the habit not to believe a loss.
