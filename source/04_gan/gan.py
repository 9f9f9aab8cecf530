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
# **Time**: an afternoon of reading and writing. Running every cell takes about two minutes on two CPU cores.
#
# **How it goes**: eight exercises. Each has three hints to unfold and a check that explains what it saw. More tests
# run when the lab is graded; the docstrings say what they look at. When you are stuck for good, there is the
# [solution](../../solutions/04_gan/gan.ipynb).

# %%
import time
import warnings

import numpy as np

from course import checks, metrics, runtime
from course.datasets import fashion_mnist, mnist
from course.plots import broken_games
from course.plots import gan as plots
from course.widgets import gan as widgets

runtime.setup()

# %%
import keras
import tensorflow as tf

from course.training import Adversarial, callbacks
from course.training.pictures import training_figure

# %% [markdown]
# ## 1 · Two questions
#
# A **discriminative** model answers *which one is it?* It learns $p(y\,|\,x)$, and for that a line between the
# classes is enough. A **generative** model answers *what do they look like?* It learns $p(x)$, and so it can make new
# ones. Here both are done for points in the plane, where a line and two bell curves suffice.

# %% skip="grading"
rng = checks.rng(1)
labels = np.repeat([0, 1], 60)
points = rng.normal(0, [1.2, 0.5], (120, 2)) + np.array([[0, 0], [2.5, 2]])[labels]
bells = [(points[labels == k].mean(axis=0), points[labels == k].std(axis=0)) for k in (0, 1)]
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
print(f"{len(x_train):,} digits as rows of {x_train.shape[1]} numbers, {x_train.min():g} to {x_train.max():g}")

# %% [markdown]
# Can the recipe of the plane write digits? Take a bell curve for each pixel, all independent. Or take *one* bell
# curve in 784 dimensions, which knows that pixels depend on each other in pairs. **Predict** what the samples of
# both look like.

# %% skip="grading"
mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
single = mean + spread * checks.rng(2).normal(size=(18, 784))
joint = checks.rng(3).multivariate_normal(mean, np.cov(x_train.T), size=18, method="eigh")
bells = {"each pixel for itself": single, "one bell curve for all": joint}
plots.sheets({"real": x_train[:18], **{name: np.clip(images, 0, 1) for name, images in bells.items()}})

# %% [markdown]
# *What to see.* Noise, and clouds with strokes in them. Digits do not fill a bell: they lie on a thin, folded sheet in
# those 784 dimensions. What is needed is a function that folds a bell curve onto this sheet: a network.

# %% [markdown]
# ## 2 · Counterfeiter and police
#
# The **generator** $G$ is that network. It gets noise $z$, a **latent vector** of 100 numbers from a normal
# distribution, and makes a picture $G(z)$ of 784 pixels.
#
# But what should its loss be? There is no right picture for a given $z$. So a second network is hired, the
# **discriminator** $D$. It looks at a picture and gives a probability that it is real. It learns from real digits and
# from those of $G$; and $G$ learns from what $D$ falls for. A counterfeiter and the police: each gets better
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
# Each of the n·size numbers is drawn from the normal distribution of mean 0 and variance 1, independently of the rest.
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
    Returns a float32 array (or tensor) of shape (n, size). The same seed gives the same numbers, another seed others;
    of 100,000 numbers, the mean is 0.00 and the standard deviation 1.00, both within 0.02.

    Raises ValueError when n or size is below 1. The hidden tests check this.
    """
    ### BEGIN SOLUTION
    if n < 1 or size < 1:
        raise ValueError(f"no noise of shape ({n}, {size})")
    return np.random.default_rng(seed).normal(size=(n, size)).astype("float32")
    ### END SOLUTION


# %% check="make_noise" points=2
noise = np.asarray(make_noise(1000, 100, seed=3))
checks.shape("a thousand vectors", noise, (1000, 100))
checks.dtype("type", noise, "float32", hint="networks compute in float32")
checks.close("mean", noise.mean(), 0, "the normal distribution, not numbers from 0 to 1", atol=0.02)
checks.close("standard deviation", noise.std(), 1, "normal numbers of variance 1", rtol=0, atol=0.02)
checks.true("same seed, same noise", np.array_equal(noise, make_noise(1000, 100, seed=3)), hint="use the seed")
checks.true("another seed, other noise", not np.allclose(noise, make_noise(1000, 100, seed=4)), hint="use the seed")
checks.raises("no vectors", ValueError, make_noise, 0)
### BEGIN HIDDEN TESTS
for seed in (0, 11):
    hidden = np.asarray(make_noise(2000, 30, seed=seed), float)
    checks.close("each entry has mean 0", hidden.mean(axis=0), np.zeros(30), atol=0.12)
    checks.close("each entry has deviation 1", hidden.std(axis=0), np.ones(30), rtol=0, atol=0.1)
    checks.close("entries do not depend on each other", np.corrcoef(hidden.T), np.eye(30), atol=0.13, rtol=0)
    hint = "draw every number anew, not one vector for all rows"
    checks.true("vectors differ", np.abs(np.corrcoef(hidden[:40]) - np.eye(40)).max() < 0.95, hint)
    normal = np.mean(np.abs(hidden) < 1), np.mean(np.abs(hidden) < 2)
    checks.close("normal, not only of variance 1", normal, (0.6827, 0.9545), rtol=0, atol=0.01)
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
# $D$ wants it large: $D(x)$ near 1 for real pictures, $D(G(z))$ near 0 for generated ones. $G$ wants it small, and only
# the second term depends on $G$. What one wins the other loses: a **zero-sum game**.
#
# Programs minimise. So $D$'s loss is the same with the sign changed, and that is the cross-entropy of lab 03, for
# two classes: target 1 for real, target 0 for generated.
#
# $$L_D = -\,\mathbb{E}_{x}\,[\ln D(x)] - \mathbb{E}_{z}\,[\ln (1 - D(G(z)))]$$
#
# $D$'s last layer gives a **logit** $s$, and $D(x) = \sigma(s) = 1/(1 + e^{-s})$. In terms of it,
# $-\ln \sigma(s) = \ln(1 + e^{-s})$ and $-\ln(1 - \sigma(s)) = \ln(1 + e^{s})$, the function that is called *softplus*.
# It can be computed without overflow, and TensorFlow does.
#
# **Predict** the loss of a $D$ that has no idea and answers 1/2 to everything. (Two halves!)
#
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
    """Cross-entropy of the discriminator: mean over a real batch plus mean over a generated one.

    real_logits, fake_logits: float32 tensors (n, 1) and (m, 1), D's outputs before the sigmoid.
    Returns a scalar tensor, finite (as is its gradient) for logits of ±1000.
    2 ln 2 ≈ 1.386 when every logit is 0; near 0 when D is right and sure.
    """
    ### BEGIN SOLUTION
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake)
    ### END SOLUTION


# %% check="discriminator_loss" points=3
undecided = tf.zeros((8, 1))
hint = "each half costs ln 2; add the halves, do not average them"
checks.shape("a single number", discriminator_loss(undecided, undecided), (), hint="reduce_mean over each batch")
checks.close("undecided D", discriminator_loss(undecided, undecided), 2 * np.log(2), hint)
right_and_sure = discriminator_loss(9 * tf.ones((8, 1)), -9 * tf.ones((8, 1)))
checks.true("right and sure costs nearly nothing", float(right_and_sure) < 0.01, hint="target 1 for real, 0 for fake")
wrong_and_sure = discriminator_loss(-1000 * tf.ones((8, 1)), 1000 * tf.ones((8, 1)))
checks.finite("wrong and sure", wrong_and_sure, hint="work from logits: log(sigmoid(-1000)) underflows")
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

# %% check="discriminator_loss" points=1
logits = [tf.Variable([[0.0], [1000.0]]), tf.Variable([[0.0], [-1000.0], [1000.0]])]
with tf.GradientTape() as tape:
    loss = discriminator_loss(*logits)
slopes = tape.gradient(loss, logits)
checks.true("both halves have a gradient", all(slope is not None for slope in slopes), hint="only TensorFlow inside")
checks.finite("the gradient is finite", tf.concat(slopes, 0), hint="work from logits")
hint = "real logits should rise, generated ones fall: look at the targets"
checks.true("it pulls the right way", float(slopes[0][0, 0]) < 0 < float(slopes[1][0, 0]), hint)
### BEGIN HIDDEN TESTS
rng = checks.rng(412)
for size in (1.0, 40.0):
    real, fake = (tf.Variable(rng.normal(0, size, (n, 1)).astype("float32")) for n in (5, 3))
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
sure, no_picture = tf.constant([[4.0]]), tf.constant([[1000.0]])  # a half in which D is certain and right costs 0
costs = [discriminator_loss(logit, -no_picture) for logit in (sure, -sure)]
costs += [discriminator_loss(no_picture, logit) for logit in (sure, -sure)]
print(f"with logits of ±4, D believes {float(tf.sigmoid(sure)[0, 0]):.2f} or {float(tf.sigmoid(-sure)[0, 0]):.2f}")
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
# If $q = p$, it is 1/2 everywhere. Then $G$ cannot get better, and $D$ can do nothing. Here are three generators
# in a world in which a picture is a single number:

# %%
x = np.linspace(-6, 6, 2401)


def bell(mean, width):
    return np.exp(-0.5 * ((x - mean) / width) ** 2) / (width * np.sqrt(2 * np.pi))


real, made = bell(1, 1), {"far": bell(-3, 0.7), "nearer": bell(-0.5, 1.3), "there": bell(1, 1)}
for name, density in made.items():
    best = real / (real + density)
    cost = np.trapezoid(-real * np.log(best) - density * np.log1p(-best), x)
    print(f"{name:7} loss of the best D: {cost:.3f}")
checks.close("even game", cost, 2 * np.log(2), rtol=1e-3)
plots.best_discriminators(x, real, made)

# %% [markdown]
# *What to see.* Against a bad generator the best $D$ loses nothing. Against a perfect one it loses 2 ln 2 ≈ 1.386,
# as if it had no idea; indeed, nobody could have one. So, other than in lab 03, **a small loss of $D$ is no good news**:
# it says that the game is one-sided. And where $D$'s line is flat, in the left panel, $G$ learns nothing from it.

# %% [markdown]
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

# %% skip="grading"
logit = tf.Variable(np.linspace(-7, 7, 281), dtype=tf.float64)
forms = {"saturating, ln(1 − D)": lambda s: -tf.nn.softplus(s), "non-saturating, −ln D": lambda s: tf.nn.softplus(-s)}
drawn = {}
for name, form in forms.items():
    with tf.GradientTape() as tape:
        values = form(logit)
    drawn[name] = (values.numpy(), tape.gradient(values, logit).numpy())
plots.two_losses(tf.sigmoid(logit).numpy(), drawn)

# %% [markdown]
# *What to see.* Both losses fall as $D(G(z))$ rises: they want the same. But near 0, where every training starts, the
# saturating one has slope $-D$, next to nothing, and the other one $-(1 - D)$, next to the largest that there is.
# They cross at 1/2, where the game ends.
#
# ### Exercise 4.3 · `generator_loss`
#
# Write the non-saturating one.
#
# <details><summary>Hint 1: a question</summary>
#
# Which of the two halves of $D$'s loss is it, if $D$'s logits for generated pictures are put in the place of the real
# ones?
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

    fake_logits: float32 tensor (n, 1), D's outputs before the sigmoid for generated pictures.
    Returns a scalar tensor, finite (as is its gradient) for logits of ±1000.
    ln 2 ≈ 0.693 when every logit is 0; near 0 when D takes all of them for real; large when D takes none.
    """
    ### BEGIN SOLUTION
    wish = tf.ones_like(fake_logits)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(wish, fake_logits))
    ### END SOLUTION


# %% check="generator_loss" points=3
checks.close("undecided D", generator_loss(tf.zeros((5, 1))), np.log(2), hint="−ln(1/2)")
fooled, caught = (float(generator_loss(logit * tf.ones((5, 1)))) for logit in (9.0, -9.0))
checks.true("D is fooled: nearly no loss", 0 <= fooled < 0.01, hint="G wants D to answer 1")
checks.true("D is sure: a large loss", caught > 5, hint="not minus D's loss: that one saturates")
far = tf.Variable([[-1000.0], [1000.0]])
with tf.GradientTape() as tape:
    loss = generator_loss(far)
checks.finite("logits of ±1000", loss, hint="work from logits: log(sigmoid(-1000)) underflows")
slope = tape.gradient(loss, far)
hint = "only TensorFlow inside, and no clipping: where D is sure, G has most to learn"
checks.true("still steep at -1000", slope is not None and float(slope[0, 0]) < -0.4, hint)
### BEGIN HIDDEN TESTS


def wish_one_by_one(fake_logits):
    costs = [np.logaddexp(0.0, -float(s)) for s in np.ravel(fake_logits)]
    return np.float32(sum(costs) / len(costs))


rng = checks.rng(403)
cases = [(rng.normal(0, size, (n, 1)).astype("float32"),) for n, size in ((1, 1.0), (7, 3.0), (12, 50.0), (3, 1000.0))]
checks.matches(
    "random logits", lambda logits: generator_loss(tf.constant(logits)), wish_one_by_one, cases, rtol=1e-4, atol=1e-5
)
for size in (1.0, 40.0):
    logits = tf.Variable(rng.normal(0, size, (6, 1)).astype("float32"))
    with tf.GradientTape() as tape:
        loss = generator_loss(logits)
    belief = 1 / (1 + np.exp(-logits.numpy().astype(float)))
    checks.close("its slope", tape.gradient(loss, logits), (belief - 1) / 6, rtol=1e-3, atol=1e-5)
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
#
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

    Returns a built Keras model from latent vectors (n, 100) to pictures (n, 784), 0…1. It has 227,344 parameters.
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


# %% check="build_generator" points=3
built = build_generator()
hint = "start with keras.Input((100,)), so that the weights exist at once"
checks.true("it is a built Keras model", isinstance(built, keras.Model) and built.built, hint)
checks.shape("three pictures", built(np.zeros((3, 100), "float32")), (3, 784))
checks.equal("parameters", built.count_params(), 227_344, hint="hint 2 has the two numbers")
loud = np.asarray(built(100 * checks.rng(0).normal(size=(9, 100)).astype("float32")))
checks.true("pixels from 0 to 1", loud.min() >= 0 and loud.max() <= 1, hint="a sigmoid at the end")
checks.true("both ends are reached", loud.min() < 0.05 and loud.max() > 0.95, hint="one sigmoid, and nothing after it")
### BEGIN HIDDEN TESTS
rng = checks.rng(404)
sizes = [(100, 256), (256,), (256, 784), (784,)]
checks.equal("weights, layer by layer", [tuple(w.shape) for w in built.get_weights()], sizes)
drawn = [rng.normal(0, 0.1 if len(size) > 1 else 0.5, size) for size in sizes]
built.set_weights(drawn)
latent = rng.normal(size=(5, 100))
by_hand = 1 / (1 + np.exp(-(np.maximum(latent @ drawn[0] + drawn[1], 0) @ drawn[2] + drawn[3])))
hint = "dense 256 with ReLU, then dense 784 with sigmoid"
checks.close("the sums written out", built(latent.astype("float32")), by_hand, hint, rtol=1e-3, atol=1e-4)
checks.close("the same while training", built(latent.astype("float32"), training=True), by_hand, rtol=1e-3, atol=1e-4)
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

    Returns a built Keras model from pictures (n, 784), 0…1, to logits (n, 1). It has 201,217 parameters.
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


# %% check="build_discriminator" points=3
built = build_discriminator()
hint = "start with keras.Input((784,)), so that the weights exist at once"
checks.true("it is a built Keras model", isinstance(built, keras.Model) and built.built, hint)
checks.shape("three logits", built(np.zeros((3, 784), "float32")), (3, 1))
checks.equal("parameters", built.count_params(), 201_217, hint="hint 2 has the two numbers")
loud = np.asarray(built(100 * checks.rng(0).normal(size=(40, 784)).astype("float32")))
hint = "the last layer has no activation: the losses take logits"
checks.true("logits are not held between 0 and 1", loud.min() < 0 and loud.max() > 1, hint)
### BEGIN HIDDEN TESTS
rng = checks.rng(405)
sizes = [(784, 256), (256,), (256, 1), (1,)]
checks.equal("weights, layer by layer", [tuple(w.shape) for w in built.get_weights()], sizes)
drawn = [rng.normal(0, 0.1 if len(size) > 1 else 0.5, size) for size in sizes]
built.set_weights(drawn)
images = rng.random((5, 784))
by_hand = np.maximum(images @ drawn[0] + drawn[1], 0) @ drawn[2] + drawn[3]
hint = "dense 256 with ReLU, then dense 1 with nothing"
checks.close("the sums written out", built(images.astype("float32")), by_hand, hint, rtol=1e-3, atol=1e-4)
checks.close("the same while training", built(images.astype("float32"), training=True), by_hand, rtol=1e-3, atol=1e-4)
checks.equal("all of it can be trained", len(built.trainable_variables), 4)
### END HIDDEN TESTS

# %% [markdown]
# The generator has a few more, for its latent vectors. What does it make of noise before it has learned anything?

# %%
checks.equal("G and D", (build_generator().count_params(), build_discriminator().count_params()), (227_344, 201_217))
keras.utils.set_random_seed(0)
plots.sheets({"untrained": build_generator()(make_noise(18)), "real": x_train[:18]})

# %% [markdown]
# ## 6 · One step of the game
#
# A step takes a batch of real pictures and a batch of latent vectors. It has two halves.
#
# 1. **$D$'s half.** $G$ makes pictures. $D$ judges the real ones and these. $D$'s weights go down the gradient of $L_D$.
#    $G$'s weights stay.
# 2. **$G$'s half.** $D$, as it now is, judges the pictures of $G$. $G$'s weights go down the gradient of $L_G$. That
#    gradient flows *through* $D$, but $D$'s weights stay.
#
# Nothing has to be frozen for this. A gradient is asked for *with respect to a list of weights*, and an optimizer
# moves the list that it is given.
#
# **Predict**: what would happen in the second half if the optimizer were given the weights of both?
#
# ### Exercise 4.6 · `train_step`
#
# The losses and networks are arguments. So the check can use tiny networks of its own, in which every number can
# be worked out by hand.
#
# <details><summary>Hint 1: a question</summary>
#
# Which calls have to happen inside each tape, so that the tape sees them? With respect to which list of weights do you
# ask for the gradient in each half?
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
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    """One step of the game: first D moves, then G, against the D that has just moved.

    generator, discriminator: Keras models, both called with training=True; all weights remain trainable.
    d_optimizer, g_optimizer: one for each; each moves its own network's weights and no others.
    d_loss(real_logits, fake_logits), g_loss(fake_logits): functions that return scalars.
    real: tensor of pictures; latent: tensor (n, size), which both halves use.
    Returns {"d_loss": scalar tensor, before D moved, "g_loss": scalar tensor, after D and before G moved}.

    One weight each, G(z) = 2z and D(x) = 3x, real = 5, z = 1, d_loss = fake - real, g_loss = -fake, both optimizers
    SGD(0.1): d_loss is 6 - 15 = -9; D's weight becomes 3 - 0.1·(2 - 5) = 3.3; g_loss is -6.6; G's weight becomes
    2 + 0.1·3.3 = 2.33. The step also works inside tf.function; the hidden tests compile it.
    """
    ### BEGIN SOLUTION
    fake = generator(latent, training=True)
    with tf.GradientTape() as tape:
        d_value = d_loss(discriminator(real, training=True), discriminator(fake, training=True))
    gradients = tape.gradient(d_value, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        g_value = g_loss(discriminator(generator(latent, training=True), training=True))
    gradients = tape.gradient(g_value, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return {"d_loss": d_value, "g_loss": g_value}
    ### END SOLUTION


# %% [markdown]
# The checks use these tiny networks: one dense layer without bias each, with the weights that they are given.


# %%
def tiny(weights):
    """A network that multiplies by `weights` (in, out), and nothing else."""
    network = keras.Sequential([keras.Input((len(weights),)), keras.layers.Dense(len(weights[0]), use_bias=False)])
    network.set_weights([np.asarray(weights, "float32")])
    return network


def score(fake):
    """D's mean answer to generated pictures, with the sign changed: what a tiny G minimises."""
    return -tf.reduce_mean(fake)


def gap(real, fake):
    """How much higher D's mean answer to generated pictures is than to real ones: what a tiny D minimises."""
    return tf.reduce_mean(fake) - tf.reduce_mean(real)


# %% check="train_step" points=3
SGD = keras.optimizers.SGD
small_g, small_d = tiny([[2.0]]), tiny([[3.0]])
logs = train_step(small_g, small_d, SGD(0.1), SGD(0.1), gap, score, tf.constant([[5.0]]), tf.constant([[1.0]]))
checks.true("it reports both losses", isinstance(logs, dict) and set(logs) == {"d_loss", "g_loss"}, hint="a dict")
checks.close("d_loss, before D moves", logs["d_loss"], -9.0, hint="the worked example of the docstring")
checks.close("D's weight", small_d.get_weights()[0], [[3.3]], hint="D goes down the gradient of d_loss, once")
hint = "G's half must ask the D that has just moved: call it again, inside the second tape"
checks.close("g_loss, after D has moved", logs["g_loss"], -6.6, hint)
checks.close("G's weight", small_g.get_weights()[0], [[2.33]], hint="G goes down the gradient of g_loss, through D")
### BEGIN HIDDEN TESTS


def slow_step(a, w, real, latent, d_rate, g_rate):
    """The step for G(z) = z·a, D(x) = x·w, by differences in double precision, with curved losses."""

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
    a, w, real, latent = (rng.normal(0, 0.7, size) for size in ((2, 4), (4, 1), (n, 4), (n, 2)))
    d_value, g_value, a_later, w_later = slow_step(a, w, real, latent, 0.05, 0.2)
    small_g, small_d = tiny(a), tiny(w)
    pictures, noise = (tf.constant(values, tf.float32) for values in (real, latent))
    logs = train_step(small_g, small_d, SGD(0.05), SGD(0.2), curved_d, curved_g, pictures, noise)
    got = logs["d_loss"], logs["g_loss"]
    checks.close("losses of random networks", [float(v) for v in got], [d_value, g_value], rtol=1e-3, atol=1e-4)
    checks.close("D of random networks", small_d.get_weights()[0], w_later, rtol=1e-3, atol=1e-4)
    checks.close("G of random networks", small_g.get_weights()[0], a_later, rtol=1e-3, atol=1e-4)
### END HIDDEN TESTS

# %% check="train_step" points=2
SGD = keras.optimizers.SGD
pictures, noise = tf.constant([[5.0, 1.0]]), tf.constant([[1.0]])
small_g, small_d = tiny([[2.0, 1.0]]), tiny([[3.0], [1.0]])
train_step(small_g, small_d, SGD(0.1), SGD(0.0), gap, score, pictures, noise)
hint = "this G's optimizer has rate 0, so nothing else may move G: ask for D's gradient by D's weights only"
checks.close("G stays in D's half", small_g.get_weights()[0], [[2.0, 1.0]], hint)
checks.true("and D moved", not np.allclose(small_d.get_weights()[0], [[3.0], [1.0]]), hint="move D in its half")
small_g, small_d = tiny([[2.0, 1.0]]), tiny([[3.0], [1.0]])
train_step(small_g, small_d, SGD(0.0), SGD(0.1), gap, score, pictures, noise)
hint = "this D's optimizer has rate 0, so nothing else may move D: hand G's optimizer G's weights only"
checks.close("D stays in G's half", small_d.get_weights()[0], [[3.0], [1.0]], hint)
checks.true("and G moved", not np.allclose(small_g.get_weights()[0], [[2.0, 1.0]]), hint="move G in its half")
### BEGIN HIDDEN TESTS


class Listening(keras.layers.Layer):
    """Passes its input on and remembers in which mode it was called."""

    def __init__(self):
        super().__init__()
        self.modes = []

    def call(self, inputs, training=None):
        self.modes.append(training)
        return inputs


for place in ("G", "D"):
    ear = Listening()
    layers = [keras.layers.Dense(2), ear] if place == "G" else [ear, keras.layers.Dense(1)]
    listening = keras.Sequential([keras.Input((1 if place == "G" else 2,)), *layers])
    ear.modes.clear()
    pair = (listening, tiny([[1.0], [2.0]])) if place == "G" else (tiny([[1.0, 2.0]]), listening)
    train_step(*pair, SGD(0.1), SGD(0.1), gap, score, pictures, noise)
    hint = "call both networks with training=True"
    checks.true(f"{place} is called in training mode", len(ear.modes) > 0 and all(m is True for m in ear.modes), hint)
    trainable = [len(network.trainable_variables) for network in pair]
    checks.equal("nothing stays frozen", trainable, [2, 1] if place == "G" else [1, 2])
small_g, small_d = tiny([[2.0, 1.0]]), tiny([[3.0], [1.0]])
optimizers = SGD(0.1), SGD(0.1)
train_step(small_g, small_d, *optimizers, gap, score, pictures, noise)
checks.equal("each optimizer moves once", [int(o.iterations.numpy()) for o in optimizers], [1, 1])
### END HIDDEN TESTS

# %% check="train_step" points=1
small_g, small_d = tiny([[2.0]]), tiny([[3.0]])
optimizers = keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1)
for optimizer, network in zip(optimizers, (small_d, small_g), strict=True):
    optimizer.build(network.trainable_variables)
compiled = tf.function(lambda real, z: train_step(small_g, small_d, *optimizers, gap, score, real, z))
logs = compiled(tf.constant([[5.0]]), tf.constant([[1.0]]))
hint = "no .numpy(), float() or print of values inside: return tensors"
checks.close("compiled, the same losses", [logs["d_loss"], logs["g_loss"]], [-9.0, -6.6], hint)
### BEGIN HIDDEN TESTS
checks.close("compiled, D's weight", small_d.get_weights()[0], [[3.3]])
logs = compiled(tf.constant([[5.0]]), tf.constant([[1.0]]))
checks.close("a second step goes on from the first", logs["d_loss"], 3.3 * 2.33 - 3.3 * 5, rtol=1e-4)
### END HIDDEN TESTS

# %% [markdown]
# ## 7 · Your game
#
# Play it: batches of 50, Adam with rate 0.0002 for both, as published. First 20 steps as they are, then the same step
# inside `tf.function`, which turns it into one compiled program. **Predict** how many times faster that is.


# %%
def new_game(rate=2e-4, seed=0):
    """Return a fresh G and D with their optimizers, and a function real, latent → losses that plays one step."""
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
    """Play steps first … last - 1 with batches of 50, append the losses to `log`, return the seconds it took."""
    random, start = np.random.default_rng(first), time.perf_counter()
    for number in range(first, last):
        real = tf.constant(x_train[random.integers(0, len(x_train), 50)])
        losses = step(real, tf.constant(make_noise(50, seed=number)))
        for name, value in losses.items():
            log.setdefault(name, []).append(float(value))
    return time.perf_counter() - start


# %% skip="grading"
own_steps = runtime.pick(smoke=40, cpu=1_500, full=1_500)
generator, discriminator, step = new_game()
own_log = {}
eager = play(step, 0, 20, own_log) / 20
compiled = tf.function(step)
play(compiled, 20, 25, own_log)  # compiles
seconds = play(compiled, 25, own_steps, own_log) / (own_steps - 25)
runtime.report("compiled step against eager step", eager / seconds, "times faster")

# %% skip="grading"
means = {name: np.reshape(values[: len(values) // 20 * 20], (-1, 20)).mean(axis=1) for name, values in own_log.items()}
training_figure(range(20, own_steps + 1, 20), means, generator(make_noise(16)))

# %% [markdown]
# *What to see.* $D$'s loss falls far below 2 ln 2 at once and stays there, and $G$'s is far above ln 2: the police win.
# The samples are light in the middle and dark around, much more so than noise, but no digits; and they all look alike.
# It learns, slowly. Before it is made to learn faster, a warning.

# %% [markdown]
# ## 8 · The recipe that trains nothing
#
# Look for "GAN in Keras" and you will find this, in books and in a thousand notebooks. It has no step of its own:
#
# 1. compile $D$;
# 2. set `D.trainable = False`, stack $D$ on $G$, and compile the stack, so that training the stack trains $G$;
# 3. in a loop: `G.predict`, `D.train_on_batch` with real pictures, again with generated ones, and `train_on_batch` of
#    the stack.
#
# Here it is, with two things added that the originals lack: it measures how far $D$'s weights have moved, and it
# keeps what Keras has to say.


# %% skip="grading"
def stacked(trace_first, iterations, batch=50):
    """The stacked recipe; `trace_first`: let D train once before it is frozen. Returns its log, G, seconds a loop."""
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
        discriminator.train_on_batch(x_train[random.integers(0, len(x_train), batch)], np.ones((batch, 1)))
        discriminator.train_on_batch(fake, np.zeros((batch, 1)))
        log["g_loss"].append(float(stack.train_on_batch(latent, np.ones((batch, 1)))))
        changes = zip(before, discriminator.get_weights(), strict=True)
        log["moved"].append(float(max(np.abs(now - then).max() for then, now in changes)))
    return log, generator, (time.perf_counter() - start) / iterations


# %% [markdown]
# **Predict**, for 205 iterations: how far does the weight of $D$ that moves most move? And what does $G$'s loss do?

# %% skip="grading"
few = runtime.pick(smoke=5, cpu=200, full=200)
with warnings.catch_warnings(record=True) as heard:
    warnings.simplefilter("always")
    as_published, trapped, loop_seconds = stacked(trace_first=False, iterations=few)
print("Keras", keras.__version__.rsplit(".", 1)[0], "says:", *{str(remark.message) for remark in heard})
runtime.report("largest change of a weight of D, as published", as_published["moved"][-1])
print(f"G's loss after {few + 5} iterations: {as_published['g_loss'][-1]:.3f}")

# %% [markdown]
# If Keras changes one day, this section will notice: the text below says what happens on the version that it was written
# for, and the cell above says what happens on yours.
#
# $D$ does not move at all, not by a single bit. Then $G$ has an easy game: it looks for something that this random,
# frozen $D$ takes for real, and finds it. Its loss goes to 0, which looks like a triumph. These are its pictures:

# %% skip="grading"
plots.sheets({"the recipe as published": trapped(make_noise(18)), "real": x_train[:18]})

# %% [markdown]
# **Why.** In Keras 1 and 2, `compile` took down the list of weights to be trained. $D$ was compiled while it was
# trainable, so `D.train_on_batch` went on training it. In Keras 3, the list is read when the train function is first
# *traced*, which is at the first `train_on_batch`. By then $D$ is frozen. All that Keras has to say about it is the one line
# above.
#
# If this is so, then one batch *before* the freezing should be enough to save the recipe. Move one line, and try:

# %% skip="grading"
traced_first, _, _ = stacked(trace_first=True, iterations=runtime.pick(smoke=5, cpu=60, full=200))
runtime.report("largest change of a weight of D, traced before it is frozen", traced_first["moved"][-1])
plots.trap({"as published": as_published, "traced first": traced_first})

# %% [markdown]
# *What to see.* It is so. Now $D$ moves, and $G$'s loss no longer falls to 0. A recipe whose meaning depends on
# whether a line was *run* before another one is no recipe to build on. In your `train_step` it is written down whose
# weights move.
#
# It is also slow: four calls from Python into Keras for each iteration, one of them `predict`, which sets up a whole
# data pipeline for 50 vectors.

# %% skip="grading"
runtime.report("the stacked recipe's iteration against your compiled step", loop_seconds / seconds, "times slower")

# %% [markdown]
# ## 9 · The course's engine
#
# From here on, `Adversarial` plays. It is a `keras.Model` whose training step is yours, with what a long run needs
# around it: data on the device, many steps in one call, metrics, checkpoints, a stop when a loss is not finite. It
# takes networks and losses as arguments: yours.
#
# Is it really the same step? Give both the same weights, the same pictures and the same noise, and compare.

# %% skip="grading"
generator, discriminator, step = new_game(seed=5)
twin_g, twin_d = build_generator(), build_discriminator()
twin_g.set_weights(generator.get_weights())
twin_d.set_weights(discriminator.get_weights())
engine = Adversarial(twin_g, twin_d, discriminator_loss, generator_loss, 100)
engine.compile(keras.optimizers.Adam(2e-4), keras.optimizers.Adam(2e-4))
batch = tf.constant(x_train[:50])
step(batch, engine.noise(batch, 0))
engine.fit(tf.data.Dataset.from_tensors(batch), steps=1, verbose=0)
checks.close("G after one step", twin_g.get_weights()[2], generator.get_weights()[2], rtol=1e-3, atol=1e-5)
checks.close("D after one step", twin_d.get_weights()[0], discriminator.get_weights()[0], rtol=1e-3, atol=1e-5)

# %% [markdown]
# One thing is new. The game goes round in circles, and the generator of the last step is as good as luck has it. So
# the engine keeps an **average** $\bar G$ of $G$'s weights, and samples come from it:
# $\bar w \leftarrow 0.99\,\bar w + 0.01\,w$ after each step. This is called EMA, exponential moving average.
#
# ### Who judges?
#
# The losses do not say how good the samples are: in section 8, $G$'s loss was the best of the whole lab. So a third
# party looks at them, the **judge**: a classifier like that of lab 03, trained on real digits only, with
# three questions to 10,000 samples.
#
# - **Class shares**: does it see all ten digits? A digit below 3 % is as good as missing.
# - **Confident share**: of how many is it sure?
# - **Judge distance**: how far apart are real and generated pictures, in the judge's features? (The Fréchet distance,
#   of means and covariances; 0 for the same distribution.)

# %% skip="grading"
judge = metrics.judge.load("mnist")
samples = runtime.pick(smoke=500, cpu=10_000, full=10_000)
reference = digits.x_test if len(digits.x_test) >= 10_000 else np.concatenate([digits.x_train, digits.x_test])


def judged(images):
    return metrics.measure(judge, np.clip(images, 0, 1).reshape(-1, 28, 28), reference, n=len(images))


clouds = checks.rng(3).multivariate_normal(mean, np.cov(x_train.T), size=1000, method="eigh")
print(f"one bell curve for all (section 1): judge distance {judged(clouds).distance:.0f}")
print(f"the recipe of section 8:            judge distance {judged(trapped(make_noise(1000))).distance:.0f}")
