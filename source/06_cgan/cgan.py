# %% [markdown]
# # 06 · Conditional GANs
#
# The generators of labs 04 and 05 make digits, but not the digit that you want. Here you give them orders: *a
# seven, please*. It takes one more input, the label, in both networks. There are three common ways to put it in. You
# build all three, let the same judge compare them, and find out why the best-known recipe ignores its label.
#
# **You will learn**
# - why the discriminator needs the label as much as the generator;
# - three ways to give it: beside the input, times the input, as one more channel;
# - a third question for D, after which each of them is obeyed;
# - to measure whether an order was followed, class by class, and why that number alone is not enough;
# - why losses that lie flat near ln 2 are no bad sign;
# - what happens when the last layer and the loss do not fit together;
# - to ask whether one can learn from generated images (GAN-train);
# - a fourth way, the projection discriminator, which asks D's two questions one by one.
#
# **You need** lab 04 (the game, its losses, a training step) and lab 05 (transposed convolutions, tanh images).
#
# **Time**: an afternoon of reading and writing. Running every cell takes less than four minutes on two CPU cores.
#
# **How it goes**: twelve exercises. Each has three hints to unfold and a check that explains what it saw. More tests
# run when the lab is graded; the docstrings say what they look at.

# %%
import numpy as np

from course import checks, metrics, predictions, runtime
from course.datasets import mnist
from course.plots import cgan as plots
from course.puzzles import cgan as puzzle
from course.widgets import cgan as widgets

runtime.setup()

# %%
import keras
import tensorflow as tf
from keras import layers, ops

from course.networks import behind_noise
from course.training import Adversarial, labelled, saved

# %% [markdown]
# ## 1 · A generator that takes orders
#
# A GAN learns $p(x)$: what do images look like? A **conditional GAN** learns $p(x\,|\,y)$: what do images *of class
# $y$* look like? Mirza and Osindero (2014) did it with the smallest possible change. Both networks get the label:
#
# $$\min_G \max_D\; \mathbb{E}\,[\log D(x\,|\,y)] + \mathbb{E}\,[\log(1 - D(G(z\,|\,y)\,|\,y))]$$
#
# **Predict**: would it be enough to give the label to G alone?

# %% predict="label_to_g"
predictions.guess("label_to_g", ...)  # "yes" or "no"

# %% [markdown]
# No. A discriminator that does not see the label can only ask *is this a digit?* A generator that draws a
# beautiful 3 for every order would fool it. With the label, D asks *is this a real image **of a seven**?* The
# beautiful 3 is then a forgery that anybody can spot. It is D that makes G obey.
#
# The digits again, in the order of their labels:

# %%
digits = mnist()
train, test, looks = runtime.pick(
    smoke=(512, 200, 50), cpu=(4_000, 1_000, 500), full=(60_000, 10_000, 10_000)
)
judge = metrics.judge.load("mnist")


def ordered(data, rows=3):
    """Row by row the first, second, … training image of each class, shape (10 · rows, 28,
    28)."""
    places = np.stack(
        [np.flatnonzero(data.y_train == label)[:rows] for label in range(10)], axis=1
    )
    return data.x_train[places.ravel()]


predictions.compare("label_to_g", False)
plots.sheet(ordered(digits), range(10))

# %% [markdown]
# *What to see.* A column is a label; a row is not a style, for these are images that nobody has arranged. A
# conditional generator will have both: the label chooses the column, and the noise $z$ everything else.
#
# ### Exercise 6.1 · `one_hot`
#
# The label 3 is a name, not a quantity: class 6 is not twice class 3. So networks get it as a **one-hot** row: ten
# numbers, all 0 but a 1 at the label's place.
#
# Write it in NumPy, and refuse what is no label. The next cell shows why: ask Keras for a class that does not exist.

# %% output="fixed"
print(ops.convert_to_numpy(ops.one_hot([2, 3, 10], 4)).astype(int))

# %% [markdown]
# *What to see.* Two labels out of three are good. For the third, Keras gives a row of zeros and says nothing: *an
# image of no class, please*. Such a mistake can stay in a program for a long time.
#
# <details><summary>Hint 1: a question</summary>
#
# Compare each label with each of the numbers 0, 1, …, classes − 1. What shape has the table of answers?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $H_{ik} = 1$ if $y_i = k$, else 0. In NumPy: `labels[:, np.newaxis] == np.arange(classes)`.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# labels = np.asarray(labels)
# if it does not have one axis, or its dtype is not a whole-number type: raise ValueError
# if a label is below 0 or not below classes: raise ValueError
# return the table of answers as float32
# ```
#
# </details>


# %% exercise="one_hot"
def one_hot(labels, classes=10):
    """One row a label, all 0 but for a 1 at the label's place.

    labels: (n,) whole numbers 0 … classes − 1.
    Returns a float32 array (n, classes). one_hot([2, 0], 3) is [[0, 0, 1], [1, 0, 0]].

    Raises ValueError when labels does not have one axis, is not of a whole-number type (1.0
    is no label), or holds a number outside 0 … classes − 1.
    """
    ### BEGIN SOLUTION
    labels = np.asarray(labels)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            f"labels must be whole numbers, shape (n,): "
            f"got {labels.dtype}, shape {labels.shape}"
        )
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(
            f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}"
        )
    return (labels[:, np.newaxis] == np.arange(classes)).astype("float32")
    ### END SOLUTION


# %% check="one_hot" points=3
hint = "a list comes, too: make it an array before you look at its shape or its dtype"
checks.call("a list of labels", one_hot, [3, 1], hint=hint)
hint = "as many columns as classes, whatever labels are there"
checks.shape("two labels of ten classes", lambda: one_hot([3, 1]), (2, 10), hint)
hint = "a 1 at the label's place; labels start at 0"
rows_of_three = np.array([[0, 0, 1], [1, 0, 0]])
checks.close("docstring example", lambda: one_hot([2, 0], 3), rows_of_three, hint)
hint = (
    "float32, as networks compute: np.eye and np.zeros give float64, if you do not say "
    "otherwise"
)
checks.dtype("type", lambda: one_hot(np.array([1], np.uint8)), "float32", hint)
hint = "the limit is `classes`: 41 is one of a hundred"
of_hundred = checks.call("label 41 of 100", one_hot, [41], 100, hint=hint)
checks.shape("label 41 of 100", of_hundred, (1, 100), hint)
hint = "labels start at 0, so the last one is 9: look at the largest"
checks.raises("one class 10 among 0…9", ValueError, one_hot, [3, 10], hint=hint)
hint = "in Python, row −1 is the last one, a silent mistake: look at the smallest"
checks.raises("one negative label", ValueError, one_hot, [3, -1], hint=hint)
hint = "look at the dtype: 1.0 is no label"
checks.raises("labels that are floats", ValueError, one_hot, [1.0, 2.0], hint=hint)
hint = "labels have one axis"
checks.raises("a column of labels", ValueError, one_hot, [[1], [2]], hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(601)


def row_by_row(labels, classes=10):
    made = []
    for label in labels:
        row = [0.0] * classes
        row[int(label)] = 1.0
        made.append(row)
    return np.array(made, np.float32)


cases = [(draw.integers(0, k, n), k) for n, k in ((1, 1), (5, 3), (40, 10), (7, 100))]
cases += [(draw.integers(0, 10, 6).astype(np.uint8),), ([4, 4, 4], 5)]
checks.matches("random labels", one_hot, row_by_row, cases)
checks.dtype("type of others", one_hot(draw.integers(0, 3, 4), 3), "float32")
checks.unchanged("labels stay as they are", one_hot, draw.integers(0, 10, 5))
for fault, bad in {
    "one-hot already": np.eye(3),
    "a float": [0.5],
    "just 3 of 3": [0, 3],
    "-2": [-2, 1, 2],
}.items():
    checks.raises(fault, ValueError, one_hot, bad, 3)
checks.raises("a single number", ValueError, one_hot, 1)
### END HIDDEN TESTS

# %% [markdown]
# ### The class that nobody drew
#
# Where do the labels come from? Real images bring theirs. For generated ones they are drawn, from all ten classes.
# A well-known collection of GANs drew them with `randint(0, 9)`. In NumPy the upper end is **excluded**. **Predict**
# which bar is missing.

# %% predict="missing"
predictions.guess("missing", ...)  # a number

# %% skip="grading"
rng = np.random.default_rng(0)
drawn = {
    "integers(0, 9)": rng.integers(0, 9, 5_000),
    "integers(0, 10)": rng.integers(0, 10, 5_000),
}
checks.equal(
    "largest labels drawn", [int(labels.max()) for labels in drawn.values()], [8, 9]
)
predictions.compare("missing", 9)
plots.counts(drawn)

# %% [markdown]
# *What to see.* Class 9 was never ordered, so G never learned to draw it as a 9, and nobody noticed, since the
# losses were fine. Count your labels. In this lab a generated image takes the label of a real one in the same
# batch, which is right by construction.
#
# ## 2 · First way: concatenate
#
# Write the ten numbers behind the noise: G then has 128 + 10 inputs. Write them behind the pixels: D has
# 784 + 10.
#
# ### Exercise 6.2 · `condition_concat`
#
# Your function is used *inside* a Keras model, where arrays are only promises of arrays yet, without values. So it
# uses `keras.ops`, which takes both: promises and real arrays. It cannot refuse a bad label there; the engine does
# that before training.
#
# <details><summary>Hint 1: a question</summary>
#
# Which axis of a batch of vectors counts the examples, and along which one do the vectors get longer?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $[\,v_1 \ldots v_d\; h_1 \ldots h_k\,]$ for each example, with $h$ its one-hot row. `ops.one_hot(labels, classes)`
# and `ops.concatenate([…], axis=…)`.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# rows = ops.one_hot(labels, classes, dtype="float32")
# return the two, side by side, vectors first
# ```
#
# </details>


# %% exercise="condition_concat"
def condition_concat(vectors, labels, classes=10):
    """Write each label's one-hot row behind its vector.

    vectors: float32 (n, d); labels: (n,) whole numbers. Both may be Keras inputs, hence
    only keras.ops here.
    Returns (n, d + classes), float32. The vector [5, 6] with label 1 of 3 becomes
    [5, 6, 0, 1, 0].
    """
    ### BEGIN SOLUTION
    rows = ops.one_hot(labels, classes, dtype="float32")
    return ops.concatenate([vectors, rows], axis=-1)
    ### END SOLUTION


# %% check="condition_concat" points=3
two_vectors = np.array([[5, 6], [7, 8]], np.float32)
hint = "along the last axis, in which the vectors get longer; axis 0 counts the examples"
came = checks.call(
    "two vectors", condition_concat, two_vectors, np.array([1, 2]), 3, hint=hint
)
hint = "as many columns more as `classes` says, here 3; no new rows"
checks.shape("two vectors of 2, three classes", came, (2, 5), hint)
checks.dtype("type", lambda: np.array(came), "float32", "float32, as the vectors are")
hint = "vectors first, then the label"
checks.close(
    "the vector comes first, unchanged", lambda: np.array(came)[:, :2], two_vectors, hint
)
hint = "a 1 at the label's place"
checks.close("then its label", lambda: np.array(came)[:, 2:], [[0, 1, 0], [0, 0, 1]], hint)
symbols = keras.Input((128,)), keras.Input((), dtype="int32")
hint = "use keras.ops: NumPy cannot compute with a Keras input, which has no values yet"
checks.shape("inside a model", lambda: condition_concat(*symbols), (None, 138), hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(602)


def join_row_by_row(vectors, labels, classes=10):
    made = []
    for vector, label in zip(vectors, labels, strict=True):
        made.append(list(vector) + [1.0 if k == label else 0.0 for k in range(classes)])
    return np.array(made, np.float32)


def as_array(vectors, labels, classes=10):
    return ops.convert_to_numpy(condition_concat(vectors, labels, classes))


lengths = [(1, 1, 2), (4, 3, 5), (6, 20, 10)]
cases = [
    (draw.normal(size=(n, d)).astype("float32"), draw.integers(0, k, n), k)
    for n, d, k in lengths
]
checks.matches("random vectors", as_array, join_row_by_row, cases)
checks.dtype("type", as_array(*cases[0]), "float32")
in_model = keras.Model(list(symbols), condition_concat(*symbols))
noise_of, asked_for = draw.normal(size=(5, 128)).astype("float32"), draw.integers(0, 10, 5)
checks.close(
    "in a model, with values",
    in_model([noise_of, asked_for]),
    join_row_by_row(noise_of, asked_for),
)
checks.equal("nothing to learn in it", len(in_model.weights), 0)
### END HIDDEN TESTS

# %% [markdown]
# The rest of these two networks is as small as in lab 04. (Several words that you will read from here on: *dense*
# networks know nothing of pixels and neighbours; the *convolutional* ones of section 6 do.)


# %%
def concat_networks(latent_dim=128, loud=1.0, blur=0.0, drop=0.0):
    """G: latent and label to images in 0…1. D: image and label to a logit. Dense, as
    published.

    loud: what the 1 of the one-hot rows is. blur: deviation of noise on the images that D
    sees; drop: dropout in D's hidden layer; both only in training.
    """
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    hidden = layers.Dense(256, activation="relu")(
        loud * condition_concat(latent / loud, label)
    )
    pixels = layers.Dense(784, activation="sigmoid")(hidden)
    generator = keras.Model([latent, label], layers.Reshape((28, 28, 1))(pixels))

    image, label = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    seen = layers.GaussianNoise(blur)(layers.Flatten()(image))
    hidden = layers.Dense(256, activation="relu")(
        loud * condition_concat(seen / loud, label)
    )
    return generator, keras.Model(
        [image, label], layers.Dense(1)(layers.Dropout(drop)(hidden))
    )


generator, discriminator = concat_networks()
print(f"G has {generator.count_params():,} parameters, D {discriminator.count_params():,}")
checks.equal("G", generator.count_params(), 237_072)
checks.equal("D", discriminator.count_params(), 203_777)

# %% [markdown]
# ## 3 · Losses and a step
#
# The losses are those of lab 04, computed from logits. One thing is new: **one-sided label smoothing**. D's target
# for real images is 0.9 instead of 1. A D that must not say 1 stays modest: being very sure is punished, so its
# logits, and the gradients that it sends to G, stay moderate. *One-sided*: fakes keep the target 0. With a target
# above 0 for fakes, D would praise bad images a little, wherever they are.
#
# **Predict** which logit on real images has the smallest loss when the target is 0.9: 0, about 2.2, or infinity?

# %% predict="smoothed"
predictions.guess("smoothed", ...)  # "0", "2.2" or "infinity"

# %% [markdown]
# (The loss is smallest where $σ(s) = 0.9$, at $s = \ln 9 \approx 2.2$: D is paid for staying there.)
#
# ### Exercise 6.3 · `conditional_losses`
#
# Both losses, for D and for G. G's target on its own images is 1, never smoothed: it should want to fool D, not
# nearly.
#
# <details><summary>Hint 1: a question</summary>
#
# Three cross-entropies occur in all: real images in D's loss, fake ones in D's loss, fake ones in G's loss. What is
# the target in each?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $\ell(t, s) = -t \ln σ(s) - (1-t)\ln(1 - σ(s))$ for target $t$ and logit $s$. D: mean of $\ell(0.9, s_\text{real})$
# plus mean of $\ell(0, s_\text{fake})$. G: mean of $\ell(1, s_\text{fake})$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# bce = tf.nn.sigmoid_cross_entropy_with_logits       # bce(labels=…, logits=…), one value a logit, stable
# real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
# fake = …
# return tf.reduce_mean(real) + …, …
# ```
#
# </details>


# %% exercise="conditional_losses"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    """D's loss with one-sided label smoothing, and G's non-saturating loss.

    real_logits, fake_logits: tensors (n, 1), D's outputs before the sigmoid, for images
    with their labels.
    smooth: D's target for real images.
    Returns two scalars (d_loss, g_loss): (2 ln 2, ln 2), that is (1.386, 0.693), when every
    logit is 0.
    Finite for logits of ±1000.
    """
    ### BEGIN SOLUTION
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled)
    ### END SOLUTION


# %% check="conditional_losses" points=3
flat_logits = tf.zeros((4, 1))
far = tf.fill((2, 1), 1000.0)
both = checks.call(
    "two losses", conditional_losses, flat_logits, flat_logits, hint="return d_loss, g_loss"
)
hint = "return d_loss, g_loss, apart and in this order"
checks.true("two losses", isinstance(both, (tuple, list)) and len(both) == 2, hint)
off = [abs(float(part) - np.log(2)) < 1e-3 for part in both]
checks.true("D's loss comes first", off != [True, False], hint)
hint = "work from logits: log(sigmoid(-1000)) underflows"
checks.finite("sure and wrong", lambda: tf.stack(conditional_losses(-far, far)), hint)
hint = "the logit 0 was taken for the probability 0: from_logits=True"
checks.true("logits, not probabilities", not 14 < float(both[0]) < 17, hint)
hint = "the mean over the batch, not the sum: one image or four, the loss is the same"
alone = checks.call("one image", conditional_losses, flat_logits[:1], flat_logits[:1])
checks.close("four undecided images", both[0], float(alone[0]), hint)
hint = "each half costs ln 2; add the halves, do not average them"
checks.close("undecided: D", both[0], 2 * np.log(2), hint)
hint = "G wants its images to be taken for real: −ln σ, to be made small"
checks.close("undecided: G", both[1], np.log(2), hint)
certain = tf.fill((4, 1), 20.0)
hint = "real images have the target smooth, generated ones 0"
checks.close(
    "without smoothing",
    lambda: conditional_losses(certain, -certain, smooth=1.0)[0],
    0,
    hint,
    atol=1e-4,
)
hint = "a tenth of 20 for the real images; the target for generated ones is 0, not smoothed"
checks.close(
    "sure and right still costs",
    lambda: conditional_losses(certain, -certain)[0],
    2,
    hint,
    rtol=1e-4,
)
hint = "the mean of each half by itself: two batches may differ in size"
checks.close(
    "one real image, four generated ones",
    lambda: conditional_losses(flat_logits[:1], certain)[0],
    np.log(2) + 20,
    hint,
    rtol=1e-4,
)
hint = "G's target is 1, not smoothed: D is fooled, nothing to pay"
checks.close(
    "D is fooled: G", lambda: conditional_losses(certain, certain)[1], 0, hint, atol=1e-4
)
hint = "logits are not clipped: D pays 900 and 1000 here, G nothing"
checks.close(
    "wrong by far", lambda: conditional_losses(-far, far), [1900, 0], hint, rtol=1e-4
)


def pulls(real_logits, fake_logits, number):
    """Gradients of loss 0 or 1 for both kinds of logits."""
    watched = [tf.Variable(real_logits), tf.Variable(fake_logits)]
    with tf.GradientTape() as tape_of:
        paid = conditional_losses(*watched)[number]
    slopes = tape_of.gradient(paid, watched, unconnected_gradients="zero")
    return [tf.convert_to_tensor(slope) for slope in slopes]


hint = "D learns from both halves: no stop_gradient, no .numpy() on the way"
came = checks.call("what pulls at D", pulls, flat_logits, flat_logits, 0, hint=hint)
checks.close("what pulls at D", came, [np.full((4, 1), -0.1), np.full((4, 1), 0.125)], hint)
hint = "G learns from what D says to its images"
came = checks.call("what pulls at G", pulls, flat_logits, flat_logits, 1, hint=hint)
checks.close("what pulls at G", came, [np.zeros((4, 1)), np.full((4, 1), -0.125)], hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(603)


def term(target, logit):
    likely = max(logit, 0) + np.log1p(np.exp(-abs(logit)))  # −ln(1 − σ)
    return target * (likely - logit) + (1 - target) * likely


def losses_by_hand(real, fake, smooth=0.9):
    real, fake = [float(v) for v in np.ravel(real)], [float(v) for v in np.ravel(fake)]
    of_d = np.mean([term(smooth, v) for v in real]) + np.mean([term(0.0, v) for v in fake])
    return np.array([of_d, np.mean([term(1.0, v) for v in fake])])


def losses_as_array(real, fake, smooth=0.9):
    return np.array(
        [
            float(paid)
            for paid in conditional_losses(tf.constant(real), tf.constant(fake), smooth)
        ]
    )


cases = [
    (
        draw.normal(0, s, (n, 1)).astype("float32"),
        draw.normal(0, s, (m, 1)).astype("float32"),
        smooth,
    )
    for n, m, s, smooth in (
        (1, 1, 1, 0.9),
        (6, 9, 3, 0.9),
        (5, 5, 40, 1.0),
        (4, 8, 2, 0.7),
        (3, 3, 500, 0.8),
    )
]
checks.matches(
    "random logits", losses_as_array, losses_by_hand, cases, rtol=1e-4, atol=1e-5
)
given = [draw.normal(size=(n, 1)).astype("float32") for n in (3, 5)]
odds = [1 / (1 + np.exp(-part)) for part in given]
checks.close(
    "what pulls at D", pulls(*given, 0)[0], (odds[0] - 0.9) / 3, rtol=1e-3, atol=1e-5
)
checks.close(
    "what pulls at D, generated", pulls(*given, 0)[1], odds[1] / 5, rtol=1e-3, atol=1e-5
)
checks.close(
    "what pulls at G", pulls(*given, 1)[1], (odds[1] - 1) / 5, rtol=1e-3, atol=1e-5
)
### END HIDDEN TESTS

# %%
predictions.compare("smoothed", "2.2")

# %% [markdown]
# ### Exercise 6.4 · `conditional_train_step`
#
# One step of the game. The labels go everywhere: to G, to D with the real images, to D with the generated ones. A
# generated image is shown to D **with the label that was ordered**. (The check plays with networks of a few numbers,
# which are small enough to follow every weight.)
#
# <details><summary>Hint 1: a question</summary>
#
# Which network's weights may move in which half? What must the second tape see, if G is to learn from the D that
# has just moved?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $θ_D \leftarrow θ_D - η\,\nabla L_D$ first. Then $θ_G \leftarrow θ_G - η\,\nabla L_G$, where $L_G$ is computed with
# the new $θ_D$. `tape.gradient(loss, network.trainable_variables)`, then `optimizer.apply(gradients, variables)`.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# with tf.GradientTape() as tape:
#     fake = generator([latent, labels], training=True)
#     loss_d = d_loss(discriminator([images, labels], training=True), …)
# d_optimizer.apply(…)
# with tf.GradientTape() as tape:
#     loss_g = g_loss(discriminator([generator(…), labels], training=True))
# g_optimizer.apply(…)
# return loss_d, loss_g
# ```
#
# </details>


# %% exercise="conditional_train_step"
def conditional_train_step(
    generator,
    discriminator,
    d_optimizer,
    g_optimizer,
    d_loss,
    g_loss,
    images,
    labels,
    latent,
):
    """Train D, then G, on one batch. In D's half only D's weights move, in G's half only
    G's.

    generator: takes [latent, labels]; discriminator: takes [images, labels] and returns
    logits (n, 1). Both are called with training=True.
    d_loss(real_logits, fake_logits) and g_loss(fake_logits) return scalars.
    images: (n, …); labels: (n,), those of the images, and the ones to order; latent: (n,
    d).
    Returns (d_loss, g_loss), the two scalars. G's is computed after D has moved.
    A D that answers 0 to everything, and whose optimizer has the rate 0, gives 1.386 and
    0.693 with Keras's cross-entropies.
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return loss_d, loss_g
    ### END SOLUTION


# %%
def toy_networks(seed, latent_dim=3, pixels=4, classes=3):
    """Two tiny linear networks, with weights that depend on the seed."""
    rng = np.random.default_rng(seed)
    nets = []
    for size, out in ((latent_dim, pixels), (pixels, 1)):
        values, label = keras.Input((size,)), keras.Input((), dtype="int32")
        both = layers.Concatenate()([values, layers.Embedding(classes, 2)(label)])
        nets.append(keras.Model([values, label], layers.Dense(out)(both)))
        nets[-1].set_weights([rng.normal(size=w.shape) for w in nets[-1].get_weights()])
    return nets


def toy_batch(seed, n=6):
    """Tensors: images (n, 4), labels (n,), latent vectors (n, 3)."""
    rng = np.random.default_rng(seed)
    images, latent = (
        tf.constant(rng.normal(size=(n, size)), tf.float32) for size in (4, 3)
    )
    return images, tf.constant(np.arange(n) % 3, tf.int32), latent


def toy_losses():
    """D's and G's loss without smoothing, each from Keras."""
    bce = keras.losses.BinaryCrossentropy(from_logits=True)

    def for_d(real, fake):
        return bce(tf.ones_like(real), real) + bce(tf.zeros_like(fake), fake)

    return for_d, lambda fake: bce(tf.ones_like(fake), fake)


# %% check="conditional_train_step" points=3
toy_g, toy_d = toy_networks(0)
toy_images, toy_labels, toy_latent = toy_batch(1)
before = [w.copy() for w in toy_g.get_weights()], [w.copy() for w in toy_d.get_weights()]
step = checks.moves(conditional_train_step)
still, moving = keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.1)
hint = (
    "a network takes one list, images or noise first: generator([latent, labels], "
    "training=True); all that D's loss needs is computed inside D's tape, all that G's loss "
    "needs inside G's"
)
play_of = (*toy_losses(), toy_images, toy_labels, toy_latent)
returned = checks.call("D's half", step, toy_g, toy_d, moving, still, *play_of, hint=hint)
hint = "return d_loss, g_loss"
checks.true(
    "two losses come back", isinstance(returned, (tuple, list)) and len(returned) == 2, hint
)
checks.finite("they are numbers", lambda: [float(part) for part in returned], hint)
moved = [not np.allclose(a, b) for a, b in zip(before[1], toy_d.get_weights(), strict=True)]
checks.true(
    "D's optimizer moves D", all(moved), hint="apply D's gradients with d_optimizer"
)
same = [np.allclose(a, b) for a, b in zip(before[0], toy_g.get_weights(), strict=True)]
checks.true(
    "… and leaves G alone",
    all(same),
    hint="D's optimizer gets the discriminator's variables only",
)
toy_d.set_weights(before[1])
still, moving = keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.1)
hint = "a generated image is made, and goes through D, inside G's tape"
checks.call("G's half", step, toy_g, toy_d, still, moving, *play_of, hint=hint)
moved = [not np.allclose(a, b) for a, b in zip(before[0], toy_g.get_weights(), strict=True)]
hint = "a generated image goes through D inside G's tape, with the label that was ordered"
checks.true("G's optimizer moves G, its label table too", all(moved), hint)
same = [np.allclose(a, b) for a, b in zip(before[1], toy_d.get_weights(), strict=True)]
checks.true(
    "… and leaves D alone", all(same), hint="in G's half D only passes the gradient on"
)


def reference_step(generator, discriminator, rate, images, labels, latent):
    """The step, with plain gradient descent."""
    for_d, for_g = toy_losses()
    with tf.GradientTape() as tape_of:
        shown_to_d = generator([latent, labels])
        paid_by_d = for_d(
            discriminator([images, labels]), discriminator([shown_to_d, labels])
        )
    slopes = tape_of.gradient(paid_by_d, discriminator.trainable_variables)
    for w, slope in zip(discriminator.trainable_variables, slopes, strict=True):
        w.assign(w - rate * tf.convert_to_tensor(slope))
    with tf.GradientTape() as tape_of:
        paid_by_g = for_g(discriminator([generator([latent, labels]), labels]))
    slopes = tape_of.gradient(paid_by_g, generator.trainable_variables)
    for w, slope in zip(generator.trainable_variables, slopes, strict=True):
        w.assign(w - rate * tf.convert_to_tensor(slope))
    return float(paid_by_d), float(paid_by_g)


mine, other = toy_networks(2), toy_networks(2)
expected = reference_step(*other, 0.3, toy_images, toy_labels, toy_latent)
both_move = [keras.optimizers.SGD(0.3) for _ in range(2)]
returned = checks.call("one step of both", step, *mine, *both_move, *play_of)
hint = (
    "D's loss: real images with their labels, generated ones with the labels that were "
    "ordered"
)
checks.close(
    "D's loss", lambda: float(returned[0]), expected[0], hint, rtol=1e-4, atol=1e-5
)
hint = (
    "G's loss is computed with the D that has just moved, on images with the labels that "
    "were ordered"
)
checks.close(
    "G's loss", lambda: float(returned[1]), expected[1], hint, rtol=1e-4, atol=1e-5
)
for who, own, its in (("D", mine[1], other[1]), ("G", mine[0], other[0])):
    for a, b in zip(own.get_weights(), its.get_weights(), strict=True):
        checks.close(f"{who}'s weights after the step", a, b, hint, rtol=1e-4, atol=1e-5)
hint = "each optimizer that came is applied once a step"
counts = [int(optimizer.iterations) for optimizer in both_move]
checks.equal("steps of both optimizers", counts, [1, 1], hint)
hint = "a second step does the same: nothing is frozen or kept from the first"
expected = reference_step(*other, 0.3, toy_images, toy_labels, toy_latent)
returned = checks.call("a second step", step, *mine, *both_move, *play_of, hint=hint)
came = [float(part) for part in returned]
checks.close("losses of a second step", came, expected, hint, rtol=1e-4, atol=1e-5)
### BEGIN HIDDEN TESTS
for seed in (3, 4):
    toy_images, toy_labels, toy_latent = toy_batch(seed + 10, 5)
    mine, other = toy_networks(seed), toy_networks(seed)
    for _ in range(2):
        both_move = [keras.optimizers.SGD(0.3) for _ in range(2)]
        came = step(*mine, *both_move, *toy_losses(), toy_images, toy_labels, toy_latent)
        expected = reference_step(*other, 0.3, toy_images, toy_labels, toy_latent)
        hint = (
            "D moves first; G's loss is computed with the D that has moved; every D call "
            "gets the same labels"
        )
        checks.close(
            "losses", [float(part) for part in came], expected, hint, rtol=1e-4, atol=1e-5
        )
        for who, own, its in (("D", mine[1], other[1]), ("G", mine[0], other[0])):
            for a, b in zip(own.get_weights(), its.get_weights(), strict=True):
                checks.close(
                    f"{who}'s weights after the step", a, b, hint, rtol=1e-4, atol=1e-5
                )
### END HIDDEN TESTS

# %% check="conditional_train_step" points=2


class Doubling(layers.Layer):
    """Passes values on, doubled in training mode."""

    def call(self, values, training=None):
        return 2.0 * values if training else 1.0 * values


entry, entry_label = keras.Input((3,)), keras.Input((), dtype="int32")
joined_up = layers.Concatenate()([Doubling()(entry), layers.Embedding(3, 2)(entry_label)])
doubled_g = keras.Model([entry, entry_label], layers.Dense(4)(joined_up))
toy_d, (toy_d_loss, toy_g_loss) = toy_networks(5)[1], toy_losses()
toy_images, toy_labels, toy_latent = toy_batch(2)
made = doubled_g([toy_latent, toy_labels], training=True)
pair_of = (
    toy_d([toy_images, toy_labels], training=True),
    toy_d([made, toy_labels], training=True),
)
expected = toy_d_loss(*pair_of)
sgd_pair, start_of = (
    [keras.optimizers.SGD(0.0) for _ in range(2)],
    doubled_g.get_weights(),
)
step = checks.moves(conditional_train_step)
play_of = (*toy_losses(), toy_images, toy_labels, toy_latent)
returned = checks.call(
    "G with a training mode", step, doubled_g, toy_d, *sgd_pair, *play_of
)
hint = (
    "batch norm and dropout behave differently in training: say training=True to both "
    "networks"
)
checks.close(
    "G is called for training",
    float(returned[0]),
    float(expected),
    hint,
    rtol=1e-4,
    atol=1e-5,
)
expected = toy_g_loss(toy_d([made, toy_labels]))
hint = "training=True in G's half as well"
checks.close(
    "… in its own half, too",
    float(returned[1]),
    float(expected),
    hint,
    rtol=1e-4,
    atol=1e-5,
)
same = [np.allclose(a, b) for a, b in zip(start_of, doubled_g.get_weights(), strict=True)]
hint = "D's optimizer gets D's variables only"
checks.true("and stays where its optimizer's rate is 0", all(same), hint)


class Spy:
    """A discriminator that notes the labels that it is shown, and answers otherwise in
    training mode."""

    trainable_variables = toy_d.trainable_variables

    def __init__(self):
        self.seen = []

    def __call__(self, inputs, training=None):
        self.seen.append(np.array(inputs[1]).tolist())
        return toy_d(inputs, training=training) + (0.5 if training else 0.0)


spy, toy_g = Spy(), toy_networks(7)[0]
made = toy_g([toy_latent, toy_labels], training=True)
pair_of = toy_d([toy_images, toy_labels]) + 0.5, toy_d([made, toy_labels]) + 0.5
expected = toy_d_loss(*pair_of)
sgd_pair = [keras.optimizers.SGD(0.0) for _ in range(2)]
hint = "of D it needs a call and trainable_variables, nothing else"
returned = checks.call(
    "D with a training mode", step, toy_g, spy, *sgd_pair, *play_of, hint=hint
)
hint = "D sees every image, real or generated, with its own label"
own_labels = np.array(toy_labels).tolist()
checks.true(
    "D's labels", len(spy.seen) >= 2 and all(part == own_labels for part in spy.seen), hint
)
hint = "training=True for D, too"
checks.close(
    "D is called for training",
    float(returned[0]),
    float(expected),
    hint,
    rtol=1e-4,
    atol=1e-5,
)
expected = toy_g_loss(toy_d([made, toy_labels]) + 0.5)
hint = "training=True for D in G's half as well"
checks.close(
    "… in G's half, too", float(returned[1]), float(expected), hint, rtol=1e-4, atol=1e-5
)


def with_norm(numbers, out):
    """A network with batch norm inside, whose running statistics are not trained."""
    entry, entry_label = keras.Input((numbers,)), keras.Input((), dtype="int32")
    joined_up = layers.Concatenate()([entry, layers.Embedding(3, 2)(entry_label)])
    end = layers.Dense(out)(layers.BatchNormalization()(joined_up))
    return keras.Model([entry, entry_label], end)


normed_pair = with_norm(3, 4), with_norm(4, 1)
start_of = [[np.array(w) for w in network.get_weights()] for network in normed_pair]
sgd_pair = [keras.optimizers.SGD(0.1) for _ in range(2)]
hint = (
    "trainable_variables, for tape and optimizer: batch norm has others, without gradient"
)
checks.call("batch norm in both", step, *normed_pair, *sgd_pair, *play_of, hint=hint)
for who, old, network in zip("GD", start_of, normed_pair, strict=True):
    moved = [np.any(a != b) for a, b in zip(old, network.get_weights(), strict=True)]
    hint = "every trainable weight gets its gradient; running statistics by training=True"
    checks.true(f"every weight of {who} moves, its batch norm too", all(moved), hint)
### BEGIN HIDDEN TESTS
toy_d = toy_networks(6)[1]
entry, entry_label = keras.Input((3,)), keras.Input((), dtype="int32")
joined_up = layers.Concatenate()([entry, layers.Embedding(3, 2)(entry_label)])
bn_g = keras.Model(
    [entry, entry_label], layers.BatchNormalization()(layers.Dense(4)(joined_up))
)
sgd_pair = [keras.optimizers.SGD(0.01) for _ in range(2)]
start_of = bn_g.layers[-1].moving_mean.numpy().copy()
step(bn_g, toy_d, *sgd_pair, *play_of)
hint = "the generator's batch norm has not seen the batch: training=True"
checks.true(
    "batch norm learns",
    not np.allclose(start_of, bn_g.layers[-1].moving_mean.numpy()),
    hint,
)
spy, order = Spy(), tf.constant([2, 0, 1, 1, 2, 0])
toy_d = toy_networks(8)[1]
Spy.trainable_variables = toy_d.trainable_variables
made = toy_g([toy_latent, order], training=True)
expected = toy_d_loss(toy_d([toy_images, order]) + 0.5, toy_d([made, order]) + 0.5)
sgd_pair = [keras.optimizers.SGD(0.01) for _ in range(2)]
returned = step(toy_g, spy, *sgd_pair, *toy_losses(), toy_images, order, toy_latent)
checks.true(
    "D's labels",
    all(part == [2, 0, 1, 1, 2, 0] for part in spy.seen) and len(spy.seen) >= 2,
)
checks.close(
    "D is called for training", float(returned[0]), float(expected), rtol=1e-4, atol=1e-5
)
### END HIDDEN TESTS

# %% [markdown]
# The course's engine, `Adversarial`, does the same, compiled, with the data on the device, and keeps a moving
# average (EMA) of G, which draws the samples. It notices by itself that the networks take labels. The same step, by
# you and by the engine, from the same weights, with the same noise:

# %% skip="grading"
d_loss, g_loss = (
    lambda real, fake: conditional_losses(real, fake)[0],
    lambda fake: conditional_losses(fake, fake)[1],
)
few = (
    digits.x_train[:50, ..., np.newaxis].astype("float32") / 255,
    digits.y_train[:50].astype("int32"),
)
keras.utils.set_random_seed(0)
networks = concat_networks()
start = [network.get_weights() for network in networks]
engine = Adversarial(*networks, d_loss, g_loss, latent_dim=128, classes=10)
engine.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1), jit_compile=False)
engine.fit(tf.data.Dataset.from_tensors(few), steps=1, verbose=0)
theirs = [
    np.concatenate([w.ravel() for w in network.get_weights()]) for network in networks
]
for network, weights in zip(networks, start, strict=True):
    network.set_weights(weights)
sgd = [keras.optimizers.SGD(0.1) for _ in range(2)]
conditional_train_step(
    *networks, *sgd, d_loss, g_loss, *map(tf.constant, few), engine.noise(few[0], 0)
)
ours = [np.concatenate([w.ravel() for w in network.get_weights()]) for network in networks]
for name, one, two in zip(("G", "D"), ours, theirs, strict=True):
    checks.close(
        f"{name} after a step: yours and the engine's", one, two, rtol=1e-3, atol=1e-5
    )

# %% [markdown]
# ## 4 · Does it obey?
#
# The published recipe for these two networks: 5,000 steps of 50 digits, Adam with 2e-4 for both, target 1. One
# helper serves all trainings of this lab. It puts the networks into the engine, lets the judge look ten times on
# the way, puts the best of the ten weights back, and keeps them: if you run the cell again, they are loaded. It
# costs about twenty seconds on two CPU cores.


# %% skip="grading"
REPORTS = runtime.pick(smoke=2, cpu=10, full=10)


def prepared(data, low):
    """Training and test sets (images, labels): images in low…1 with a channel axis, labels
    int32."""
    return labelled.sets(data, low, train=train, test=test)


def play(
    name,
    networks,
    data,
    steps,
    rates,
    *,
    loss=(d_loss, g_loss),
    low=-1,
    referee=judge,
    kind=Adversarial,
    batch=64,
    reports=REPORTS,
    **how,
):
    """Train (G, D) with Adam's rates (G's, D's) on images in low…1; return the model and
    its curves."""
    training, held_out = prepared(data, low)
    held_out = [part[:looks] for part in held_out]
    quality = metrics.Quality(referee, held_out[0], image_range=(low, 1), conditional=True)
    latent_dim = networks[0].inputs[0].shape[1]
    model = kind(*networks, *loss, latent_dim, ema=0.995, quality=quality, classes=10)
    return model, labelled.play(
        model, name, training, held_out, steps, rates, batch=batch, reports=reports, **how
    )


# %% skip="grading"
def hard_losses():
    """D's and G's loss without smoothing."""
    return lambda real, fake: conditional_losses(real, fake, 1.0)[0], g_loss


keras.utils.set_random_seed(0)
steps = runtime.pick(smoke=10, cpu=5_000, full=5_000)
published, published_curves = play(
    "cgan_published",
    concat_networks(),
    digits,
    steps,
    (2e-4, 2e-4),
    batch=50,
    low=0,
    loss=hard_losses(),
    fall=False,
    best=False,
)

# %% [markdown]
# ### Exercise 6.5 · `sample_class`
#
# Order `n` images of one class. The noise depends on the seed alone, not on the class, so that the seventh image of
# every class is drawn from the same $z$: that is how we shall see what $z$ means.
#
# <details><summary>Hint 1: a question</summary>
#
# What shape has the label input for a batch of n? And why does it matter, with batch norm in G, whether you say
# that this is not training?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# `np.random.default_rng(seed).standard_normal((n, latent_dim))` as float32; `np.full(n, label)` as whole numbers.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError if label is no whole number (isinstance(label, (int, np.integer))), not a class, or n < 1
# latent = …
# labels = …
# return np.asarray(generator([latent, labels], training=False))
# ```
#
# </details>


# %% exercise="sample_class"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    """Draw n images of one class; equal seeds give equal noise, whatever the class.

    generator: called as generator([latent, labels], training=False), with latent float32
    (n, latent_dim), standard normal, and labels (n,) of a whole-number type.
    label: a whole number, 0 … classes − 1; 3.0 is none.
    Returns the images as a NumPy array (n, …), as the generator made them. Three images of
    class 7 need the labels [7, 7, 7].

    Raises ValueError when label is not a whole number in 0 … classes − 1, or n is below 1.
    """
    ### BEGIN SOLUTION
    if (
        isinstance(label, bool)
        or not isinstance(label, (int, np.integer))
        or not 0 <= label < classes
    ):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))
    ### END SOLUTION


# %%
class EchoGenerator:
    """Stands in for a generator: its images hold the noise and, in the last pixel, the
    label. It notes its calls.

    In training mode the noise is doubled.
    """

    def __init__(self):
        self.calls = []

    def __call__(self, inputs, training=None):
        latent, labels = (np.asarray(part) for part in inputs)
        self.calls.append({"latent": latent, "labels": labels})
        latent = latent if training is False else 2 * latent
        return tf.concat([latent, labels[:, np.newaxis].astype("float32")], axis=1)


# %% check="sample_class" points=3
echo = EchoGenerator()
hint = (
    "call generator([latent, labels], training=False): labels have one axis, and it has no "
    "predict"
)
sevens = checks.call("three sevens", sample_class, echo, 7, 3, latent_dim=5, hint=hint)
hint = "np.asarray(…) of what the generator returns"
checks.true("an array comes back", isinstance(sevens, np.ndarray), hint=hint)
hint = "as the generator made them: here 5 numbers of noise and the label"
checks.shape("three images", sevens, (3, 6), hint=hint)
hint = "the same label n times, on one axis"
checks.equal("labels", echo.calls[0]["labels"].tolist(), [7, 7, 7], hint=hint)
hint = "an embedding wants integers"
checks.true(
    "labels are whole numbers", echo.calls[0]["labels"].dtype.kind in "iu", hint=hint
)
checks.dtype(
    "type of the noise", echo.calls[0]["latent"], "float32", "say .astype('float32')"
)
checks.close(
    "not training", sevens[:, :5], echo.calls[0]["latent"], hint="say training=False"
)
hint = "the noise depends on the seed alone: give it to the generator of numbers"
again = checks.call("class 2", sample_class, echo, 2, 3, latent_dim=5, hint=hint)
checks.close("same noise for another class", again[:, :5], sevens[:, :5], hint=hint)
unlike = sample_class(echo, 2, 3, latent_dim=5, seed=1)
checks.true(
    "other noise for another seed", not np.allclose(unlike, again), hint="hand the seed on"
)
hint = "a row of noise for each image"
checks.true("rows differ", not np.allclose(sevens[0, :5], sevens[1, :5]), hint=hint)
plenty = sample_class(EchoGenerator(), 0, 1_000, 3)[:, :3]
hint = "standard normal: mean 0, deviation 1; uniform numbers in −1…1 have 0.58"
checks.close("deviation of the noise", plenty.std(), 1, hint, atol=0.1)
hint = "normal numbers have no end: of 3,000, some lie beyond ±2.5"
checks.true("the largest of them", np.abs(plenty).max() > 2.5, hint)
hint = "one image is enough, the last class is one, and so is a whole number of NumPy's"
for allowed in (9, np.int64(3)):
    came = checks.call(
        f"one image of {allowed}", sample_class, echo, allowed, 1, 4, hint=hint
    )
    checks.shape(f"one image of {allowed}", came, (1, 5), hint)
hint = "test the label first: a whole number (2.0 is none, 2.5 neither) in 0 … classes − 1"
for bad in (10, -1, 2.5, 2.0):
    checks.raises(f"class {bad}", ValueError, sample_class, echo, bad, 3, 5, hint=hint)
hint = "the limit is `classes`, not always ten"
checks.raises("class 5 of 0…4", ValueError, sample_class, echo, 5, 2, 3, 5, hint=hint)
checks.raises("no images", ValueError, sample_class, echo, 1, 0, 5, hint="n is at least 1")
### BEGIN HIDDEN TESTS
draw = checks.rng(605)
for _ in range(4):
    echo = EchoGenerator()
    label, n, long, seed = (
        int(draw.integers(low, high)) for low, high in ((0, 5), (1, 9), (1, 7), (0, 99))
    )
    came = sample_class(echo, label, n, long, classes=5, seed=seed)
    calls = {
        key: np.concatenate([call[key] for call in echo.calls])
        for key in ("latent", "labels")
    }
    checks.equal("labels", calls["labels"].tolist(), [label] * n)
    checks.shape("noise", calls["latent"], (n, long))
    checks.dtype("noise", calls["latent"], "float32")
    checks.close("images as they were made", came[:, :-1], calls["latent"])
plenty = sample_class(EchoGenerator(), 0, 4_000, 3)[:, :3]
checks.close(
    "mean of the noise", plenty.mean(axis=0), np.zeros(3), "standard normal", atol=0.08
)
checks.close(
    "its deviation",
    plenty.std(axis=0),
    np.ones(3),
    "standard normal, not uniform",
    atol=0.06,
)
checks.true("rows differ", len(np.unique(plenty.round(6), axis=0)) > 3_900)
np.random.seed(5)
echoed = sample_class(EchoGenerator(), 1, 4, 3, seed=9)
np.random.seed(6)
checks.close(
    "no other source of randomness", sample_class(EchoGenerator(), 1, 4, 3, seed=9), echoed
)
checks.close("the label arrives", echoed[:, 3], np.ones(4))
checks.shape("a label from NumPy", sample_class(EchoGenerator(), np.int64(3), 2, 4), (2, 5))
for label, n in ((5, 2), (1.0, 2), ("3", 2), (1, -2)):
    checks.raises(
        f"class {label!r}, {n} images",
        ValueError,
        sample_class,
        EchoGenerator(),
        label,
        n,
        3,
        5,
    )
### END HIDDEN TESTS

# %% [markdown]
# Ten rows of 0…9: a row has one $z$, a column one label. **Predict** what the published recipe has learned to
# follow.

# %% predict="followed"
predictions.guess("followed", ...)  # "z", "the label" or "both"


# %% skip="grading"
def rows_of(model, rows=10, seed=0):
    """Images (10 · rows, 28, 28, 1), row by row: one latent vector a row, the classes 0…9
    from left to right."""
    size = model.latent_dim
    columns = [
        sample_class(model.average, label, rows, size, seed=seed) for label in range(10)
    ]
    return np.stack(columns, axis=1).reshape(-1, 28, 28, 1)


predictions.compare("followed", "z")
plots.sheet(rows_of(published), range(10))

# %% [markdown]
# *What to see.* Look down a column: the digits differ. Look along a row: they hardly do. The image follows $z$, and
# the label does nothing. The generator **ignores its orders**. Losses would not have told you.
#
# ### Exercise 6.6 · `conditional_accuracy`
#
# So measure it. Order many images, let the judge name the class of each, and count how often it is the one that was
# ordered: overall, and class by class, since one class that fails can hide behind nine good ones.
#
# <details><summary>Hint 1: a question</summary>
#
# The judge gives a row of probabilities for each image. Which class does it see? What is the mean over the images of
# class 4 when nobody ordered a 4?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $a = \frac1n \#\{i: \hat y_i = y_i\}$ with $\hat y_i = \arg\max_k p_{ik}$; and $a_k$, the same over the images with
# $y_i = k$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError unless probabilities is (n, k), labels (n,) whole numbers in 0…k − 1, and n at least 1
# right = probabilities.argmax(axis=1) == labels
# each = np.full(k, np.nan)
# for every class that occurs in labels: each[label] = mean of right where labels == label
# return float(right.mean()), each
# ```
#
# </details>


# %% exercise="conditional_accuracy"
def conditional_accuracy(probabilities, labels):
    """Share of images that the judge gives the label that was ordered: of all, and of each
    class.

    probabilities: (n, k), the judge's; the largest of a row is what it sees. labels: (n,),
    ordered.
    Returns a float in 0…1 and an array (k,), with NaN for a class that nobody ordered.
    conditional_accuracy([[0.9, 0.1], [0.8, 0.2]], [0, 1]) is 0.5 and [1, 0].

    Raises ValueError when probabilities is not (n, k), labels not (n,) whole numbers in 0…k
    − 1, or n is 0.
    """
    ### BEGIN SOLUTION
    probabilities, labels = np.asarray(probabilities), np.asarray(labels)
    if (
        probabilities.ndim != 2
        or not len(probabilities)
        or labels.shape != (len(probabilities),)
    ):
        raise ValueError(
            f"probabilities (n, k) and labels (n,) needed, "
            f"got {probabilities.shape}, {labels.shape}"
        )
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}"
        )
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return float(right.mean()), each
    ### END SOLUTION


# %% check="conditional_accuracy" points=3
seen = np.array([[0.7, 0.2, 0.1], [0.2, 0.5, 0.3], [0.1, 0.6, 0.3], [0.9, 0.1, 0.0]])
hint = "return two things, the overall share and the array of the classes"
came = checks.call("four images", conditional_accuracy, seen, [0, 1, 2, 0], hint=hint)
checks.true("two things", isinstance(came, (tuple, list)) and len(came) == 2, hint)
hint = (
    "the share, of all images, of those whose largest probability is at the label; not the "
    "probability itself, nor the mean over the classes"
)
checks.close("three of four", came[0], 0.75, hint)
hint = "a number for each class, and there are as many as probabilities has columns"
checks.shape("class by class", came[1], (3,), hint)
hint = "among the images of a class that was ordered, not among those that were seen"
checks.close("class by class", came[1], [1, 1, 0], hint)
uneven = checks.call("three zeros, one 1", conditional_accuracy, seen, [0, 0, 0, 1])
hint = (
    "of all images: the mean over the classes is another number when classes are not "
    "ordered alike"
)
checks.close("overall, of all images", uneven[0], 0.25, hint)
hint = "a mean of nothing is NaN"
lonely = checks.call("four zeros ordered", conditional_accuracy, seen, [0, 0, 0, 0])
checks.equal(
    "nobody ordered 1 or 2", lambda: np.isnan(lonely[1]).tolist(), [False, True, True], hint
)
hint = "any whole-number type is good: unsigned ones, too"
few_bits = np.array([0, 1, 2, 0], np.uint8)
came = checks.call("labels of eight bits", conditional_accuracy, seen, few_bits, hint=hint)
checks.close("labels of eight bits", came[0], 0.75, hint)
for fault, (bad, hint) in {
    "in a column": ([[0], [1], [2], [0]], "labels have one axis"),
    "one too many": ([0, 1, 2, 0, 1], "as many labels as rows"),
    "one for four rows": ([0], "as many labels as rows"),
    "one is 3 of 0…2": ([0, 1, 2, 3], "look at the largest label"),
    "one is -1": (
        [0, -1, 0, 0],
        "look at the smallest label: row −1 is the last one, a silent mistake",
    ),
    "floats": ([0.0, 1.0, 2.0, 0.0], "look at the dtype: 1.0 is no label"),
}.items():
    checks.raises(
        f"labels: {fault}", ValueError, conditional_accuracy, seen, bad, hint=hint
    )
hint = "n is at least 1"
nobody = np.zeros((0, 3)), np.zeros(0, int)
checks.raises("no images", ValueError, conditional_accuracy, *nobody, hint=hint)
### BEGIN HIDDEN TESTS
draw = checks.rng(606)


def count_orders(probabilities, labels):
    classes = probabilities.shape[1]
    hits, asked = [0] * classes, [0] * classes
    for row, label in zip(probabilities, labels, strict=True):
        top = 0
        for k in range(classes):
            if row[k] > row[top]:
                top = k
        asked[label] += 1
        hits[label] += int(top == label)
    shares = [
        hit / count if count else float("nan")
        for hit, count in zip(hits, asked, strict=True)
    ]
    return np.array([sum(hits) / len(labels), *shares])


def as_row(probabilities, labels):
    overall, each = conditional_accuracy(probabilities, labels)
    return np.array([overall, *each])


cases = []
for n, k in ((1, 2), (6, 3), (30, 10), (200, 10), (9, 30)):
    odds = draw.random((n, k))
    cases.append((odds / odds.sum(axis=1, keepdims=True), draw.integers(0, k, n)))
checks.matches("random judgements", as_row, count_orders, cases)
checks.matches(
    "labels of eight bits",
    as_row,
    count_orders,
    [(cases[2][0], cases[2][1].astype(np.uint8))],
)
checks.unchanged("arguments unchanged", conditional_accuracy, *cases[2])
checks.raises("labels: one-hot", ValueError, conditional_accuracy, seen, np.eye(4, 3))
checks.raises("one row without its batch", ValueError, conditional_accuracy, seen[0], [0])
### END HIDDEN TESTS

# %% skip="grading"
shown = runtime.pick(smoke=200, cpu=4_000, full=10_000)
orders = np.arange(shown) % 10  # as many of each class
judged = {}


def follows(name, model, referee=judge, low=-1):
    """Judge `shown` images of `model`, ordered from all classes alike; return the overall
    share that obeys."""
    probabilities = referee.probabilities(
        (model.sample(condition=orders, seed=1) - low) / (1 - low)
    )
    overall, judged[name] = conditional_accuracy(probabilities, orders)
    return overall


share = follows("published recipe", published, low=0)
runtime.report("published recipe, conditional accuracy", 100 * share, "%")
print(f"guessing: 10 %; orders that are followed: {shown * share:.0f} of {shown}")

# %% [markdown]
# Hardly more than one order in ten is followed, and one in ten is what chance does: 5,000 such steps teach the
# network to draw, not to listen. Why? Of the 794 numbers that D reads, 784 are pixels and ten are the label. Early
# on, a thousand clearer signs tell real from fake: strokes, edges, noise between them. D wins by those, G mends
# those, and the label has to wait until everything else looks right.
#
# What helps? **Ask D about the label itself.** So far D meets real images with their labels, and generated ones with
# the labels that were ordered. Nothing makes it look at the label before the images are good. So show it each real
# image a second time, with a *wrong* label: a photograph of a seven that is handed in as a three is a forgery, too.
# No stroke and no noise gives it away; D can only tell by the label. Reed and others (2016) did this for images
# made from sentences, and called it a *matching-aware* discriminator. D gets a third term:
#
# $$L_D = \ell(0.9, D(x, y)) + \ell(0, D(G(z, y), y)) + \ell(0, D(x, y'))\qquad y' \ne y$$
#
# The wrong label is the right one plus 1, …, 9 in turn, from step to step, and behind 9 comes 0 again. So it is never
# the right one, and each pair of labels gets its turn.
#
# ### Exercise 6.7 · `mismatch_loss`
#
# Write the third term.
#
# <details><summary>Hint 1: a question</summary>
#
# What is added at step 0, at step 8, at step 9? Which two whole numbers must the sum never be?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $y' = (y + 1 + (\text{step} \bmod (k - 1))) \bmod k$ for $k$ classes. $\ell(0, s) = -\ln(1 - σ(s)) = \ln(1 + e^s)$,
# which is `tf.nn.softplus`.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# labels = tf.convert_to_tensor(labels)
# shift = …                               # tf.cast(step, labels.dtype): a step of the engine has 64 bits
# logits = discriminator([images, …], training=True)
# return the mean of softplus
# ```
#
# </details>


# %% exercise="mismatch_loss"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    """What D pays for real images under wrong labels: the cross-entropy with target 0.

    discriminator: takes [images, labels] and returns logits (n, 1); it is called once, with
    training=True. images: real ones, (n, …). labels: (n,), whole numbers, the right ones.
    step: a whole number from 0 on, or a tensor of one, of another type than labels maybe.
    The wrong label is the right one plus 1 at step 0, plus 2 at step 1, … plus classes − 1,
    then plus 1 again; behind the last class comes 0. It has the type of labels.
    Returns a scalar, the mean over the batch: ln 2 when every logit is 0. Finite for logits
    of ±1000.
    """
    ### BEGIN SOLUTION
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    logits = discriminator([images, (labels + shift) % classes], training=True)
    return tf.reduce_mean(tf.nn.softplus(logits))
    ### END SOLUTION


# %%
class LabelReader:
    """Stands in for D: its logit is a number that belongs to the label. It notes its calls."""

    def __init__(self, logits):
        self.logits, self.calls = tf.constant(logits, tf.float32), []

    def __call__(self, inputs, training=None):
        images, labels = inputs
        self.calls.append((np.array(images), np.array(labels), training))
        return tf.gather(self.logits, labels % len(self.logits))[:, tf.newaxis]


# %% check="mismatch_loss" points=3
pair_images = tf.constant(checks.rng(6).normal(size=(4, 2, 2, 1)), tf.float32)
pair_labels = tf.constant([0, 1, 2, 2], tf.int32)


def shown_at(step, labels=pair_labels, classes=3):
    """The labels that D is shown at a step."""
    reader = LabelReader([0.0] * classes)
    mismatch_loss(reader, pair_images[: len(labels)], labels, step, classes=classes)
    return reader.calls[0][1].tolist()


reader = LabelReader([2.0] * 3)
hint = "call discriminator([images, wrong labels], training=True) and return one number"
paid = checks.call(
    "a sure D", mismatch_loss, reader, pair_images, pair_labels, 0, 3, hint=hint
)
checks.shape("one number", paid, (), hint="the mean over the batch")
hint = "the mean over the batch, not the sum: four images that cost the same cost as much as one"
lone = LabelReader([2.0] * 3)
alone = checks.call(
    "one image", mismatch_loss, lone, pair_images[:1], pair_labels[:1], 0, 3
)
checks.close("one image or four", paid, float(alone), hint, rtol=1e-4)
hint = "once: the right label has its own term elsewhere"
checks.equal("calls of D", len(reader.calls), 1, hint)
hint = "the target is 0: a real image under a wrong label is a forgery; softplus(s)"
checks.close("a sure D pays", paid, np.log1p(np.exp(2)), hint, rtol=1e-4)
hint = "the images are the real ones, as they came"
checks.close("D's images", reader.calls[0][0], pair_images, hint)
checks.true("D is training", reader.calls[0][2] is True, "say training=True")
far_away = LabelReader([1000.0, -1000.0, -1000.0])
hint = "from logits: tf.nn.softplus; log(1 − sigmoid(1000)) is infinite"
checks.finite(
    "sure and wrong", lambda: mismatch_loss(far_away, pair_images, pair_labels, 0, 3), hint
)
hint = "never the right label: add 1 at least, classes − 1 at most"
for number in range(4):
    came = checks.call(f"labels at step {number}", shown_at, number, hint=hint)
    right = [one == other for one, other in zip(came, [0, 1, 2, 2], strict=True)]
    checks.true(f"none is right at step {number}", not any(right), hint)
hint = "a class from 0 on: behind the last one comes 0, % classes"
checks.true("they are classes", set(shown_at(0) + shown_at(1)) <= {0, 1, 2}, hint)
hint = "plus 1 at step 0"
checks.equal("step 0", lambda: shown_at(0), [1, 2, 0, 0], hint)
hint = "the wrong label changes from step to step: plus 2 at step 1"
checks.equal("step 1", lambda: shown_at(1), [2, 0, 1, 1], hint)
hint = "after plus classes − 1 comes plus 1 again: step % (classes − 1)"
checks.equal("step 2 of three classes", lambda: shown_at(2), [1, 2, 0, 0], hint)
hint = "classes is an argument, ten only by default"
checks.equal("step 3 of five classes", lambda: shown_at(3, classes=5), [4, 0, 1, 1], hint)
reader = LabelReader([0.0] * 10)
checks.call(
    "ten classes", mismatch_loss, reader, pair_images, pair_labels + 7, 11, hint=hint
)
checks.equal("step 11 of ten classes", reader.calls[0][1].tolist(), [0, 1, 2, 2], hint)
hint = "tf.cast(step, labels.dtype): the engine counts in 64 bits"
engine_step = tf.constant(4, tf.int64)
checks.call("a step of 64 bits", shown_at, engine_step, hint=hint)
checks.true(
    "labels keep their type",
    reader.calls[0][1].dtype == np.int32,
    hint="labels of the type that came: no float, no other number of bits",
)
hint = "the mean of what each image costs"
uneven = LabelReader([0.0, 5.0, 0.0])
checks.close(
    "two images",
    lambda: mismatch_loss(uneven, pair_images[:2], pair_labels[:2], 0, 3),
    (np.log1p(np.exp(5)) + np.log(2)) / 2,
    hint,
    rtol=1e-4,
)
hint = "logits are not clipped: half of the images cost 1000 here, the others nothing"
checks.close(
    "wrong by far",
    lambda: mismatch_loss(far_away, pair_images, tf.constant([2, 0, 2, 1]), 0, 3),
    500,
    hint,
    rtol=1e-4,
)
### BEGIN HIDDEN TESTS
draw = checks.rng(607)
for classes_of in (2, 4, 10):
    scores_of = draw.normal(0, 3, classes_of).astype("float32")
    given = draw.integers(0, classes_of, 5).astype(np.int64)
    for number in (0, 1, 7, 12, 900):
        reader = LabelReader(scores_of)
        paid = mismatch_loss(reader, np.zeros((5, 3), "float32"), given, number, classes_of)
        expected = [
            (int(y) + 1 + number % max(classes_of - 1, 1)) % classes_of for y in given
        ]
        hint = f"step {number} of {classes_of} classes"
        checks.equal(hint, reader.calls[0][1].tolist(), expected)
        checks.equal("calls", len(reader.calls), 1)
        by_hand = np.mean([np.logaddexp(0, scores_of[y]) for y in expected])
        checks.close(f"{hint}: the loss", paid, by_hand, rtol=1e-4)
checks.equal("training", reader.calls[0][2], True)
### END HIDDEN TESTS

# %% [markdown]
# In the engine it takes three short methods. Loss terms have names, so we can watch the third one by itself.


# %% skip="grading"
class Mismatched(Adversarial):
    """The engine, with one more kind of forgery: a real image under a wrong label."""

    def discriminate(self, images, condition, training=False):
        """Return D's logits with the right label, and what it would pay with a wrong one."""
        ask = super().discriminate
        paid = mismatch_loss(
            lambda pair, **_: ask(*pair, training), images, condition, self.step
        )
        return [ask(images, condition, training), paid]

    def d_terms(self, real, fake, condition):
        """Return the two halves of the game in one, and D's third term."""
        return {"d_loss": self.d_loss(real[0], fake[0]), "d_wrong": real[1]}

    def g_terms(self, fake_scores, fake, real, condition):
        """Return G's loss, as ever."""
        return {"g_loss": self.g_loss(fake_scores[0])}


# %% [markdown]
# Two more helps: the 1 of the one-hot rows becomes a 5, so that G hears it; and D is kept from winning by details, by
# a faster G, smoothing, dropout, and noise on all images that D sees, under which the noise of a young G does not
# show any more. None of these changes the number of parameters. All rates fall to almost 0, along half a cosine, so
# that the game comes to rest. **Predict**: will the same label, given in the same way, be followed now? It costs
# about half a minute.

# %% predict="heard"
predictions.guess("heard", ...)  # "yes" or "no"

# %% skip="grading"
keras.utils.set_random_seed(0)
steps, told = runtime.pick(smoke=10, cpu=2_000, full=20_000), {"low": 0, "kind": Mismatched}
by_side, by_side_curves = play(
    "cgan_concatenate",
    concat_networks(loud=5.0, blur=0.3, drop=0.4),
    digits,
    steps,
    (5e-4, 2e-4),
    **told,
)
share = follows("concatenate", by_side, low=0)
runtime.report("concatenate, conditional accuracy", 100 * share, "%", at_least=90)
predictions.compare("heard", bool(share > 0.9))
plots.sheet(rows_of(by_side, 5), range(10))

# %% [markdown]
# *What to see.* The same two networks with the same parameters, and the orders are followed. Which of the helps did
# it? This pair of runs cannot say: at least seven things changed at once. Take one away and train again,
# `kind=Adversarial` for instance, which takes away the third question alone.
#
# But look down a column: how different are the digits of one class? Where a label is heard this clearly, the noise
# may be hardly heard. Section 7 has a number for that.
#
# What did D do with its third question? With no idea, it pays ln 2 for it:

# %% skip="grading"
plots.curves(
    {
        "D's third term (no idea: 0.69)": {"concatenate": by_side_curves["d_wrong"]},
        "conditional accuracy, %": {
            "concatenate": 100 * np.array(by_side_curves["val_conditional_accuracy"])
        },
    },
    by_side_curves["step"],
)

# %% [markdown]
# *What to see.* On the left, D learns to tell when image and label do not match. On the right, G obeys: a D that
# looks at labels makes a G that follows them. From here on all runs that should obey ask D this question, too.
#
# ## 5 · Second way: multiply
#
# A one-hot row enters a dense layer by *adding* one column of weights to its output. The label shifts, and
# the noise does what it did. One can be more forceful: look up a vector for each label, as long as the noise, and
# **multiply** it in, number by number. The table of these vectors is learned, and is called an **embedding**. For
# D, the table has a row of 784 numbers for each label: a mask, through which D looks at the image.
#
# ### Exercise 6.8 · `condition_embed`
#
# <details><summary>Hint 1: a question</summary>
#
# How many rows has the table, and how long must each be? Where can you read that length off?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $v \odot E_y$, with $E$ of shape (classes, d): `layers.Embedding(classes, d)` is a layer that maps labels (n,) to
# their rows (n, d). `vectors.shape[-1]` is d.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# table = layers.Embedding(…, …)
# return layers.Multiply()([…, table(…)])
# ```
#
# </details>


# %% exercise="condition_embed"
def condition_embed(vectors, labels, classes=10):
    """Multiply each vector by its label's row of a learned table.

    vectors: Keras tensor (n, d); labels: Keras tensor (n,) of whole numbers.
    Returns a Keras tensor (n, d). The table has classes · d parameters. With [2, 0.5] as
    the label's row, the vector [3, 4] becomes [6, 2].
    """
    ### BEGIN SOLUTION
    table = layers.Embedding(classes, vectors.shape[-1])
    return layers.Multiply()([vectors, table(labels)])
    ### END SOLUTION


# %% check="condition_embed" points=3
symbols = keras.Input((2,)), keras.Input((), dtype="int32")
hint = (
    "rows as long as the vectors; a layer is made first, then called, layers.Multiply()(…); "
    "no NumPy: Keras inputs have no values yet"
)
by_table = checks.call(
    "two numbers",
    lambda: keras.Model(list(symbols), condition_embed(*symbols, classes=3)),
    hint=hint,
)
hint = "multiplying number by number keeps the length"
checks.shape("output", by_table.outputs[0], (None, 2), hint=hint)
hint = "one row a class, as long as the vectors; nothing else"
checks.equal("parameters", by_table.count_params(), 6, hint=hint)
by_table.set_weights([np.array([[1, 1], [2, 0.5], [-1, 0]])])
came = by_table([np.array([[3, 4], [3, 4], [3, 4]], "float32"), np.array([0, 1, 2])])
hint = "multiply, do not add"
checks.close(
    "docstring example and its neighbours", came, [[3, 4], [6, 2], [-3, 0]], hint=hint
)
checks.equal(
    "it is learned", len(by_table.trainable_weights), 1, hint="the table is trained"
)
### BEGIN HIDDEN TESTS
draw = checks.rng(607)
for long, classes_of in ((1, 2), (5, 4), (30, 10)):
    symbols = keras.Input((long,)), keras.Input((), dtype="int32")
    by_table = keras.Model(list(symbols), condition_embed(*symbols, classes=classes_of))
    checks.equal(
        "shape of the table",
        [tuple(w.shape) for w in by_table.weights],
        [(classes_of, long)],
    )
    checks.equal("it is learned", len(by_table.trainable_weights), 1)
    table_of, vectors = (
        draw.normal(size=(classes_of, long)),
        draw.normal(size=(6, long)).astype("float32"),
    )
    by_table.set_weights([table_of])
    which = draw.integers(0, classes_of, 6)
    expected = np.array(
        [
            [v * t for v, t in zip(vectors[i], table_of[which[i]], strict=True)]
            for i in range(6)
        ]
    )
    checks.close("number by number", by_table([vectors, which]), expected, rtol=1e-4)
### END HIDDEN TESTS

# %% [markdown]
# The networks around it: G with two hidden layers, LeakyReLU 0.2 and batch norm (momentum 0.8), tanh at the end, so
# images in −1…1. D with LeakyReLU. About forty seconds.


# %%
def embed_networks(latent_dim=100, widths=(256, 512)):
    """G: latent times the label's vector to images in −1…1. D: image times the label's mask
    to a logit."""
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    hidden = condition_embed(latent, label)
    for width in widths:
        hidden = layers.LeakyReLU(0.2)(layers.Dense(width)(hidden))
        hidden = layers.BatchNormalization(momentum=0.8)(hidden)
    pixels = layers.Dense(784, activation="tanh")(hidden)
    generator = keras.Model([latent, label], layers.Reshape((28, 28, 1))(pixels))

    image, label = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    hidden = condition_embed(layers.Flatten()(image), label)
    for width in (512, 256):
        hidden = layers.LeakyReLU(0.2)(layers.Dense(width)(hidden))
    return generator, keras.Model([image, label], layers.Dense(1)(hidden))


# %% skip="grading"
keras.utils.set_random_seed(0)
steps = runtime.pick(smoke=10, cpu=2_500, full=40_000)
by_product, by_product_curves = play(
    "cgan_multiply", embed_networks(), digits, steps, (1e-3, 3e-4), kind=Mismatched
)
share = follows("multiply", by_product)
runtime.report("multiply, conditional accuracy", 100 * share, "%", at_least=90)
plots.sheet(rows_of(by_product, 5), range(10))

# %% [markdown]
# What has D learned to look through? Its table has a row of 784 numbers for each label, and a row can be shown as
# an image.

# %% skip="grading"
masks = next(
    layer
    for layer in by_product.discriminator.layers
    if isinstance(layer, layers.Embedding)
).get_weights()[0]
plots.sheet((masks / abs(masks).max()).reshape(-1, 28, 28), range(10), width=7)

# %% [markdown]
# *What to see.* Bright places are looked at as they are, dark ones with the sign turned over. In the
# middle, where digits are, some marks stand out from the noise of the start, others for each label; after so short a
# training they are faint. The border, which is black in every real image, has hardly moved from its start (by about
# 0.01): only generated images have something there.
#
# ## 6 · Third way: the label as a channel
#
# Convolutional networks have no place for a loose row of numbers: their values are maps. So make the label a map.
# Look up 50 numbers, let a dense layer turn them into h·w, and put these, as one more channel, behind the maps.
# Each label has a picture of its own, at every place, and the convolutions see it together with everything else.
#
# One detail decides how fast this learns. Keras starts an embedding with numbers in ±0.05. A dense layer behind it
# makes a map that is nearly the same for every label, and nearly 0, beside maps that are not. The label whispers. So
# start the table with standard normal numbers.

# %%
UNIT = keras.initializers.RandomNormal(stddev=1.0, seed=0)
whisper, loud = (
    layers.Embedding(10, 50, embeddings_initializer=kind) for kind in ("uniform", UNIT)
)
spread = [
    float(ops.std(layers.Dense(49)(table(np.arange(10))))) for table in (whisper, loud)
]
print(f"deviation of the label's map: {spread[0]:.3f} as Keras starts it,")
print(f"{spread[1]:.2f} with standard normal numbers")

# %% [markdown]
# ### Exercise 6.9 · `condition_channel`
#
# <details><summary>Hint 1: a question</summary>
#
# Which sizes must the label's map have to go with maps of h×w×c? Which axis counts the channels?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# Labels (n,) → embedding (n, 50) → dense (n, h·w) → reshape (n, h, w, 1) → concatenated behind (n, h, w, c).
# Parameters: classes · 50 + 50 · h·w + h·w.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# h, w = maps.shape[1:3]
# row = layers.Embedding(…, size, embeddings_initializer=UNIT)(labels)
# channel = layers.Reshape(…)(layers.Dense(…)(row))
# return layers.Concatenate()([…])            # along the last axis, if you do not say otherwise
# ```
#
# </details>


# %% exercise="condition_channel"
def condition_channel(maps, labels, classes=10, size=50):
    """Add one more channel to maps: a picture of the label, made by an embedding and a
    dense layer (with bias).

    maps: Keras tensor (n, h, w, c); labels: Keras tensor (n,) of whole numbers.
    size: length of the label's vector; its table starts standard normal (UNIT).
    Returns a Keras tensor (n, h, w, c + 1), the label's channel last. For 7×7 maps and ten
    classes it has 10 · 50 + 50 · 49 + 49 = 2,999 parameters.
    """
    ### BEGIN SOLUTION
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))
    return layers.Concatenate()([maps, channel])
    ### END SOLUTION


# %% check="condition_channel" points=3
symbols = keras.Input((6, 7, 4)), keras.Input((), dtype="int32")
hint = (
    "one more channel, on the last axis: the label's map has the height and width of the "
    "others"
)
with_map = checks.call(
    "6×7×4",
    lambda: keras.Model(list(symbols), condition_channel(*symbols, classes=40)),
    hint=hint,
)
checks.shape("6×7×4", with_map.outputs[0], (None, 6, 7, 5), hint=hint)
hint = "count: table, dense weights, dense biases"
checks.equal("parameters", with_map.count_params(), 40 * 50 + 50 * 42 + 42, hint=hint)
checks.equal(
    "weights to learn", len(with_map.trainable_weights), 3, "all three are trained"
)
hint = "the label's vector has `size` numbers"
three_long = checks.call(
    "size 3",
    lambda: keras.Model(list(symbols), condition_channel(*symbols, size=3)),
    hint=hint,
)
checks.equal("parameters, size 3", three_long.count_params(), 30 + 3 * 42 + 42, hint)
maps_in = checks.rng(0).normal(size=(3, 6, 7, 4)).astype("float32")
came = np.asarray(with_map([maps_in, np.array([3, 3, 8])]))
hint = "the label's channel comes last"
checks.close("the maps come first, unchanged", came[..., :4], maps_in, hint=hint)
checks.close("equal labels, equal channels", came[0, ..., 4], came[1, ..., 4])
hint = "does the label reach the channel?"
checks.true(
    "other label, other channel", not np.allclose(came[0, ..., 4], came[2, ..., 4]), hint
)
hint = "the table starts standard normal: embeddings_initializer=UNIT"
table_of = next(w for w in with_map.get_weights() if w.shape == (40, 50))
checks.close("deviation of the table", table_of.std(), 1, hint, atol=0.15)
hint = "the dense layer has no activation: its numbers may be negative"
checks.true("negative numbers", came[..., 4].min() < 0, hint)
fresh_weights = {
    w.shape: checks.rng(5).normal(size=w.shape) for w in with_map.get_weights()
}
with_map.set_weights([fresh_weights[w.shape] for w in with_map.get_weights()])
came = np.asarray(with_map([maps_in, np.array([3, 3, 8])]))
by_hand = (fresh_weights[40, 50][8] @ fresh_weights[50, 42] + fresh_weights[42,]).reshape(
    6, 7
)
hint = (
    "embedding, dense layer with bias and nothing behind it, then reshaped to (h, w, 1), "
    "row by row"
)
checks.close("the channel, by hand", came[2, ..., 4], by_hand, hint, rtol=1e-3, atol=1e-4)
### BEGIN HIDDEN TESTS
draw = checks.rng(608)
for h, w, c, classes_of, long in ((2, 3, 1, 2, 4), (5, 4, 2, 7, 3), (28, 28, 1, 10, 50)):
    symbols = keras.Input((h, w, c)), keras.Input((), dtype="int32")
    with_map = keras.Model(
        list(symbols), condition_channel(*symbols, classes=classes_of, size=long)
    )
    shapes = sorted(tuple(weight.shape) for weight in with_map.weights)
    checks.equal("weights", shapes, sorted([(classes_of, long), (long, h * w), (h * w,)]))
    drawn_weights = {
        tuple(weight.shape): draw.normal(size=weight.shape) for weight in with_map.weights
    }
    for weight in with_map.weights:
        weight.assign(drawn_weights[tuple(weight.shape)])
    maps_in, which = (
        draw.normal(size=(4, h, w, c)).astype("float32"),
        draw.integers(0, classes_of, 4),
    )
    came = np.asarray(with_map([maps_in, which]), float)
    for i in range(4):
        row = (
            drawn_weights[classes_of, long][which[i]] @ drawn_weights[long, h * w]
            + drawn_weights[h * w,]
        )
        checks.close(
            "the channel", came[i, ..., -1], row.reshape(h, w), rtol=1e-3, atol=1e-4
        )
        checks.close("the maps", came[i, ..., :-1], maps_in[i])
symbols = keras.Input((4, 4, 1)), keras.Input((), dtype="int32")
fresh = keras.Model(list(symbols), condition_channel(*symbols, classes=50, size=60))
table_of = next(w for w in fresh.get_weights() if w.shape == (50, 60))
checks.close(
    "the table starts standard normal",
    table_of.std(),
    1,
    hint="embeddings_initializer=UNIT",
    atol=0.1,
)
### END HIDDEN TESTS

# %% [markdown]
# The published networks have 128 maps in every layer, in G after two transposed convolutions of 4×4 with stride 2
# (divisible by the stride, which makes checkerboards weaker, as lab 05 measured). D has dropout before its last
# layer.


# %%
precision = runtime.precision_for("conv")  # 16 bits where this processor is fast at them …
precision = (
    "float32" if precision == "mixed_float16" else precision
)  # … but float16 would need scaled losses


def halved(maps, width, kind, size, norm=False):
    """A convolution of `kind` with stride 2 (transposed: twice the size), batch norm if
    asked, LeakyReLU 0.2."""
    maps = kind(width, size, strides=2, padding="same", dtype=precision)(maps)
    maps = layers.BatchNormalization(dtype=precision)(maps) if norm else maps
    return layers.LeakyReLU(0.2, dtype=precision)(maps)


def channel_generator(width=128, latent_dim=100, norm=False):
    """Latent and label to images in −1…1; the label enters as a channel of the 7×7 maps.
    norm: with batch norm."""
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    maps = layers.LeakyReLU(0.2)(layers.Dense(49 * width, dtype=precision)(latent))
    maps = condition_channel(layers.Reshape((7, 7, width))(maps), label)
    for _ in range(2):
        maps = halved(maps, width, layers.Conv2DTranspose, 4, norm)
    maps = layers.Conv2D(1, 7, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


def channel_discriminator(width=128, last=None):
    """Image and label to a logit; the label enters as a second channel of the image."""
    image, label = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    maps = condition_channel(image, label)
    for _ in range(2):
        maps = halved(maps, width, layers.Conv2D, 3)
    values = layers.Dropout(0.4, dtype=precision)(layers.Flatten(dtype=precision)(maps))
    return keras.Model(
        [image, label], layers.Dense(1, activation=last, dtype="float32")(values)
    )


generator, discriminator = channel_generator(), channel_discriminator()
print(f"G has {generator.count_params():,} parameters, D {discriminator.count_params():,}")
checks.equal("G", generator.count_params(), 1_169_336)
checks.equal("D", discriminator.count_params(), 196_773)

# %% [markdown]
# Without a GPU, this lab trains thinner ones, with 32 maps. Then G also gets batch norm after its transposed
# convolutions: at the high rates of a short training, runs without it can turn black in the first hundred steps and
# stay so. About a minute.

# %% skip="grading"
keras.utils.set_random_seed(0)
width, steps = runtime.pick(smoke=(4, 10), cpu=(32, 1_000), full=(128, 20_000))
networks, told = (
    (channel_generator(width, norm=True), channel_discriminator(width)),
    {"kind": Mismatched},
)
by_channel, by_channel_curves = play(
    "cgan_channel", networks, digits, steps, (1e-3, 5e-4), batch=32, **told
)
share = follows("channel", by_channel)
runtime.report("channel, conditional accuracy", 100 * share, "%", at_least=90)
plots.sheet(rows_of(by_channel, 5), range(10))

# %% [markdown]
# ## 7 · The three ways, compared
#
# The same digits, the same judge, the same number of ordered images. The runs differ in more than the way of the
# label: networks, rates, batches, number of steps, helps for D, and the range of the images. So this is a comparison
# of three recipes, each as good as we could make it in half a minute or a minute, with one seed. A small difference
# between two bars says nothing about the ways themselves.
#
# **Predict** which class is the hardest in each.

# %% predict="hardest"
predictions.guess("hardest", ...)  # three digits, for the first, second and third way

# %% skip="grading"
predictions.compare(
    "hardest",
    [int(np.nanargmin(judged[name])) for name in ("concatenate", "multiply", "channel")],
)
plots.per_class(judged, target=0.9)

# %% skip="grading"
tries = {
    "concatenate": (by_side, 0),
    "multiply": (by_product, -1),
    "channel": (by_channel, -1),
}
(x_real, y_real), compared = prepared(digits, 0)[1], {}
for name, (model, low) in tries.items():
    images = (model.sample(condition=orders, seed=1) - low) / (
        1 - low
    )  # 0…1, as the real ones
    compared[name] = metrics.measure(judge, images, x_real, y_real, labels=orders, n=shown)
panels = {
    "conditional accuracy, %": {
        name: 100 * it.conditional.overall for name, it in compared.items()
    },
    "judge distance": {name: it.distance for name, it in compared.items()},
    "variety in a class (real: 1)": {
        name: float(np.mean(it.diversity)) for name, it in compared.items()
    },
}
best = max(compared, key=lambda name: compared[name].conditional.overall)
print(f"of the three, {best} obeys best: {100 * compared[best].conditional.overall:.2f} %")
for name, it in compared.items():
    checks.close(
        "your measure and the course's",
        np.nanmean(judged[name]),
        np.nanmean(it.conditional.per_class),
    )
plots.bars(
    panels,
    best={"judge distance": compared["channel"].floor, "variety in a class (real: 1)": 1.0},
)

# %% [markdown]
# *What to see.* All three ways can work; the label gets through, whichever way it is put in. They differ in what it
# costs, and in what is left beside the label. Look at the variety of the way that obeys best: is it near that of real
# digits, or does it draw the same few digits again and again? Look at all three panels together: the share of orders
# that are followed says little about how far the images are from real ones, and about how different they are from
# each other. Section 9 comes back to this.
#
# ## 8 · Flat is fine
#
# A D that has no idea pays ln 2 for each half of its loss, 2 ln 2 in all, and G then pays ln 2. Here are our own runs
# beside these levels, with the judge looking on:

# %% skip="grading"
flat = np.ptp(by_channel_curves["d_loss"][1:])
gained = 100 * np.ptp(by_channel_curves["val_conditional_accuracy"])
print(
    f"channel: D's loss stays within {flat:.2f}, "
    f"while {gained:.0f} points of accuracy are gained"
)
plots.progress({"multiply": by_product_curves, "channel": by_channel_curves})

# %% [markdown]
# *What to see.* Above, the two old terms (the third one is a matter between D and the labels): lines that hardly
# move, D's near its level 2 ln 2, G's somewhat above ln 2. Below, from the very same steps, orders that are followed
# more and more often. A loss that *leaves* these levels is news: D's falling towards 0 means that G has lost. A loss
# that stays there is not a failure, it is a fair game. Whether it is a good one, only samples and a judge can tell.
# (The second notebook turns the losses that somebody has published, flat for 99 epochs, back into what D believed.)
#
# ## 9 · Prototypes
#
# The judge is right about most real digits, not about all. So what would it mean if generated digits were recognised
# *more* often than real ones? That is possible, and it is no triumph. **Predict** the conditional accuracy of this
# "generator": for every class one and the same image, the one of 200 training images that the judge likes best.

# %% predict="prototypes"
predictions.guess("prototypes", ...)  # per cent

# %% skip="grading"
best_of = []
for label in range(10):
    candidates = digits.x_train[:train][digits.y_train[:train] == label][:200]
    liked = judge.probabilities(candidates)[:, label].argmax()
    best_of.append(candidates[liked] / np.float32(255))
best_of = np.stack(best_of)[..., np.newaxis]
obeyed_by_ten, _ = conditional_accuracy(judge.probabilities(best_of), np.arange(10))
predictions.compare("prototypes", round(100 * float(obeyed_by_ten)), "%")
plots.sheet(best_of, range(10))

# %% [markdown]
# The judge is sure of every one of them, so a "generator" that repeats these ten has 100 %. It is worth nothing. To
# see that, ask another question: can one *learn* from what a generator makes?
#
# ### Exercise 6.10 · `gan_train`
#
# **GAN-train** (Shmelkov and others, 2018): let a pupil, a small classifier that knows nothing yet, learn from
# *generated* images and from the labels that were ordered. Then let it read *real* ones. If digits are missing, or
# are all alike, or carry the wrong label, the pupil fails in the exam. (The other way round, learn from real ones and
# read generated ones, is GAN-*test*. It is what our judge does in `conditional_accuracy`.)
#
# <details><summary>Hint 1: a question</summary>
#
# Which images is the pupil shown while it learns, which in the exam? Whose labels are right in each case?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# Orders $y_i = i \bmod k$, images $x_i = G(y_i)$, a pupil $h$ trained on $(x_i, y_i)$. On real pairs
# $(x^*_j, y^*_j)$: the share of $j$ with $\arg\max_c h(x^*_j)_c = y^*_j$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError if n is below classes, or the real images and labels differ in length
# orders = np.arange(n, dtype="int32") % classes
# classifier = train(…, orders)
# seen = np.asarray(classifier(…)).argmax(axis=1)
# return float(…)
# ```
#
# </details>


# %% exercise="gan_train"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    """Accuracy on real images of a classifier that has learned from generated ones only.

    generate: a function from labels (n,), int32, to images (n, …) of these classes. It is
    called once, with 0, 1, …, classes − 1, 0, 1, … in turn.
    train: a function from images and their labels to a classifier, which is a function from
    images (m, …) to scores (m, classes); the largest score of a row is the class that it
    sees. It is called once, and never gets a real image.
    real_images: array (m, …); real_labels: array (m,), whole numbers: the exam.
    Returns a Python float in 0…1.

    Raises ValueError, before anything is generated, when n is below classes (some class
    would not be ordered), or real_images and real_labels differ in length.
    """
    ### BEGIN SOLUTION
    if n < classes:
        raise ValueError(f"{n} images of {classes} classes: some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError(f"{len(real_images)} real images, {len(real_labels)} labels")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))
    ### END SOLUTION


# %%
class Drawer:
    """Stands in for a generator: an image of class k is the one number centres[k]. It notes
    its orders."""

    def __init__(self, centres):
        self.centres, self.orders = np.array(centres, float), []

    def __call__(self, labels):
        self.orders.append(np.array(labels))
        return self.centres[np.array(labels) % len(self.centres)][:, np.newaxis]


class Teacher:
    """Stands in for a training: the classifier sees the class whose mean image is nearest.
    It notes its lessons."""

    def __init__(self, classes):
        self.classes, self.lessons = classes, []

    def __call__(self, images, labels):
        images, labels = np.array(images, float), np.array(labels)
        self.lessons.append((images, labels))
        means = [
            images[labels == k].mean() if np.any(labels == k) else 1e9
            for k in range(self.classes)
        ]
        return lambda exam: -np.abs(np.asarray(exam, float) - np.array(means))


# %% check="gan_train" points=3
drawer, teacher = Drawer([0, 10, 20]), Teacher(3)
exam_images = np.array([[1.0], [9.0], [16.0], [13.0], [4.0], [22.0], [19.0], [2.0]])
exam_labels = np.array([0, 1, 2, 2, 1, 2, 2, 0])
hint = "generate(orders), then train(images, orders), then classifier(real_images)"
came = checks.call(
    "three classes", gan_train, drawer, teacher, 7, exam_images, exam_labels, 3, hint=hint
)
hint = "generate is called once, train once"
calls_of = [len(drawer.orders), len(teacher.lessons)]
checks.equal("calls of generate and train", calls_of, [1, 1], hint)
hint = "0, 1, 2, 0, 1, 2, 0: np.arange(n) % classes"
checks.equal("orders", drawer.orders[0].tolist(), [0, 1, 2, 0, 1, 2, 0], hint)
checks.dtype("orders are int32", drawer.orders[0], "int32", 'dtype="int32"')
hint = "the pupil learns from the generated images alone"
checks.close(
    "the lesson's images",
    lambda: teacher.lessons[0][0].ravel(),
    [0, 10, 20, 0, 10, 20, 0],
    hint,
)
hint = "the lesson's labels are those that were ordered"
checks.equal(
    "the lesson's labels", teacher.lessons[0][1].tolist(), [0, 1, 2, 0, 1, 2, 0], hint
)
hint = "the share of real images that are read rightly: largest score of each row against real_labels"
checks.close("six of eight right", came, 0.75, hint)
checks.true("a Python float", type(came) is float, hint="float(…) of the mean")
swapped_world = Drawer([10, 0, 20])
hint = "the exam is on real images: a generator that mixes up 0 and 1 teaches nonsense"
checks.close(
    "a generator that mixes up two classes",
    lambda: gan_train(swapped_world, Teacher(3), 6, exam_images, exam_labels, 3),
    4 / 8,
    hint,
)
deaf = Drawer([5, 5, 5])
checks.close(
    "a generator that does not listen",
    lambda: gan_train(deaf, Teacher(3), 6, exam_images, exam_labels, 3),
    2 / 8,
    hint,
)
hint = "ten classes by default, and n of at least as many"
ten_ways = Drawer(10 * np.arange(10))
ten_exam = 10 * np.arange(10.0)[:, np.newaxis], np.arange(10)
checks.close(
    "ten classes", lambda: gan_train(ten_ways, Teacher(10), 10, *ten_exam), 1, hint
)
unused = Drawer([0, 10, 20])
hint = "look at n first: with fewer than classes some class is never ordered"
two_only = (unused, Teacher(3), 2, exam_images, exam_labels, 3)
checks.raises("two images of three classes", ValueError, gan_train, *two_only, hint=hint)
hint = "compare the lengths first: NumPy would stretch a single label"
one_label = (unused, Teacher(3), 6, exam_images, exam_labels[:1], 3)
checks.raises("one label for eight images", ValueError, gan_train, *one_label, hint=hint)
checks.equal("generated until then", len(unused.orders), 0, "before anything is generated")
### BEGIN HIDDEN TESTS
draw = checks.rng(610)
for classes_of, n_of, m in ((2, 2, 5), (4, 11, 30), (10, 25, 40)):
    drawer, teacher = Drawer(draw.normal(0, 5, classes_of)), Teacher(classes_of)
    exam_of = draw.normal(0, 5, (m, 1)), draw.integers(0, classes_of, m)
    came = gan_train(drawer, teacher, n_of, *exam_of, classes_of)
    nearest = [
        min(range(classes_of), key=lambda k, x=x: abs(x - drawer.centres[k]))
        for x in exam_of[0][:, 0]
    ]
    right_of = [one == int(other) for one, other in zip(nearest, exam_of[1], strict=True)]
    checks.close("share that is read rightly", came, sum(right_of) / m)
    checks.equal("orders", drawer.orders[0].tolist(), [k % classes_of for k in range(n_of)])
    checks.equal("lesson", teacher.lessons[0][1].tolist(), drawer.orders[0].tolist())
    checks.close("lesson's images", teacher.lessons[0][0], drawer(drawer.orders[0]))
checks.raises("none", ValueError, gan_train, drawer, teacher, 0, *exam_of, classes_of)
checks.raises(
    "a label more", ValueError, gan_train, drawer, teacher, 10, exam_of[0][:-1], exam_of[1]
)
### END HIDDEN TESTS

# %% [markdown]
# The pupil is a small convolutional network. Four small trainings: the prototypes, the way that obeys best, real
# digits, and real digits with every third label wrong. **Predict** the order of the four.

# %% predict="pupils"
predictions.guess("pupils", ...)  # the four names, the worst teacher first


# %% skip="grading"
def pupil(images, labels):
    """A small classifier, trained on images in 0…1."""
    return metrics.pupil(images, labels, epochs=runtime.pick(smoke=1, cpu=3, full=6))


def draws(model, low):
    """A function from orders to images in 0…1."""
    return lambda labels: (model.sample(condition=labels, seed=1) - low) / (1 - low)


def archive(labels):
    """Real training digits of these classes, each as often as it is asked for."""
    pools = [x_known[y_known == label] for label in range(10)]
    return np.stack([pools[k][i // 10 % len(pools[k])] for i, k in enumerate(labels)])


(x_known, y_known), _ = prepared(digits, 0)
teachers = {
    "prototypes": lambda labels: best_of[labels],
    "our best": draws(*tries[best]),
    "real digits": archive,
    "real, wrong labels": lambda labels: archive(
        np.where(np.arange(len(labels)) % 3 == 0, (labels + 1) % 10, labels)
    ),
}
passed = {
    name: 100 * gan_train(generate, pupil, shown, x_real, y_real)
    for name, generate in teachers.items()
}
predictions.compare("pupils", sorted(passed, key=passed.get))
plots.bars({"GAN-train, %": passed})

# %% [markdown]
# *What to see.* Prototypes obey perfectly, and a pupil who has seen only them fails: ten images teach next to nothing
# about how people write. Wrong labels hurt less than one would think, as long as most are right. Where is the way
# that obeys best? If its bar is the shorter one, digits without variety cost a pupil more than a third of wrong
# labels does. A good generator needs both numbers: it obeys, **and** one can learn from what it makes. Whenever a
# conditional accuracy lies above the judge's accuracy on real images, look at GAN-train and at the variety before you
# are glad.
#
# A generator can also have a fine GAN-train and be useless: if it copies its training set. Neither number notices
# **memorising**; for that, look for the nearest training neighbour of each image (lab 04).
#
# ## 10 · The projection discriminator
#
# All three ways leave it to D to find out what image and label have to do with each other. Miyato and Koyama (2018)
# build it in. If D's logit is a log-ratio of probabilities, it splits into a part that asks *does this look real?*
# and a part that asks *does it look like its label?* With features $φ(x)$ of the image and a vector $e_y$ for each
# label:
#
# $$D(x, y) = ψ(φ(x)) + \langle e_y,\, φ(x) \rangle$$
#
# An inner product is all that is new: the label is **projected** onto the features. Published today, this D comes
# with two things that the lab leaves out. **Spectral normalisation** keeps the slope of every layer at most 1 (Miyato
# and others, 2018). The **hinge loss** $\max(0, 1 - s_\text{real}) + \max(0, 1 + s_\text{fake})$ for D, and
# $-s_\text{fake}$ for G, stops to pull where D is right by a margin: where our target of 0.9 says "not too sure", the
# hinge says "sure enough". SAGAN and BigGAN (2018) made the three together the usual choice; at this size the
# cross-entropy does as well.
#
# ### Exercise 6.11 · `projection_logit`
#
# <details><summary>Hint 1: a question</summary>
#
# How long must a label's vector be, so that its inner product with the features exists? What is left of the n rows of
# features and of vectors: n rows, or n numbers?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $s_i = w \cdot φ_i + b + \sum_j E_{y_i j}\, φ_{ij}$: a dense layer with one unit, and `layers.Dot(axes=1)` of two
# tensors (n, d), which has shape (n, 1). In all $d + 1 + k d$ parameters for $k$ classes.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# real = layers.Dense(1)(features)                 # dtype="float32", as every last layer
# vectors = layers.Embedding(…, …)(labels)
# return layers.Add()([real, …])
# ```
#
# </details>


# %% exercise="projection_logit"
def projection_logit(features, labels, classes=10):
    """D's logit after Miyato and Koyama: how real the features look, plus the inner product
    of the features with the label's vector.

    features: Keras tensor (n, d); labels: Keras tensor (n,) of whole numbers.
    Returns a Keras tensor (n, 1), a logit, float32. The dense layer has a bias; the table
    of vectors is learned, has classes · d parameters, and no bias. With weights [1, 1],
    bias 0.5 and the label's vector [2, −1], the features [3, 4] give 7.5 + 2 = 9.5.
    """
    ### BEGIN SOLUTION
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Add(dtype="float32")([looks_real, goes_with_it])
    ### END SOLUTION


# %% check="projection_logit" points=3
entries = keras.Input((2,)), keras.Input((), dtype="int32")
hint = "Keras layers and keras.ops all the way: Keras inputs have no values yet"
scorer = checks.call(
    "two features",
    lambda: keras.Model(list(entries), projection_logit(*entries, classes=4)),
    hint=hint,
)
hint = "one logit an image: an inner product is a sum, layers.Dot(axes=1)"
checks.shape("output", scorer.outputs[0], (None, 1), hint=hint)
hint = "d + 1 of the dense layer, classes · d of the table, nothing else"
checks.equal("parameters", scorer.count_params(), 2 + 1 + 8, hint=hint)
checks.equal("all are learned", len(scorer.trainable_weights), 3, hint="none is frozen")


def with_weights(network, weight, bias, table_of):
    """The network with these numbers in its dense layer and in its table, known by their shapes."""
    given = {(len(weight), 1): weight, (1,): bias, np.shape(table_of): table_of}
    network.set_weights(
        [np.reshape(given[w.shape], w.shape) for w in network.get_weights()]
    )
    return network


asked_of = [np.array([[3, 4], [3, 4], [1, 0]], "float32"), np.array([0, 1, 3], "int32")]
no_table = np.zeros((4, 2))
hint = (
    "the first part: layers.Dense(1) of the features, with its bias and nothing behind it"
)
with_weights(scorer, [1, -3], [0.5], no_table)
checks.close("vectors of zeros", lambda: scorer(asked_of), [[-8.5], [-8.5], [1.5]], hint)
hint = "the second part: the sum over j of vector_j · feature_j, as it is: not divided by lengths"
vectors_of = [[2, -1], [1, 1], [9, 9], [-5, 7]]
with_weights(scorer, [0, 0], [0.0], vectors_of)
checks.close("the inner product alone", lambda: scorer(asked_of), [[2], [7], [-5]], hint)
hint = "both parts added"
with_weights(scorer, [1, 1], [0.5], vectors_of)
checks.close(
    "the docstring's example first", lambda: scorer(asked_of), [[9.5], [14.5], [-3.5]], hint
)
large = [100 * asked_of[0], asked_of[1]]
hint = "a logit can be any number: no activation at the end"
checks.close(
    "large features", lambda: scorer(large), [[900.5], [1400.5], [-399.5]], hint, rtol=1e-4
)
### BEGIN HIDDEN TESTS
draw = checks.rng(611)
for long, classes_of in ((3, 2), (7, 10), (5, 4)):
    entries = keras.Input((long,)), keras.Input((), dtype="int32")
    scorer = keras.Model(list(entries), projection_logit(*entries, classes=classes_of))
    checks.equal("parameters", scorer.count_params(), long + 1 + long * classes_of)
    checks.equal("float32", scorer.outputs[0].dtype, "float32")
    checks.equal("all are learned", len(scorer.trainable_weights), 3)
    parts_of = (
        draw.normal(size=long),
        draw.normal(size=1),
        draw.normal(size=(classes_of, long)),
    )
    with_weights(scorer, *parts_of)
    seen_of = draw.normal(size=(6, long)).astype("float32")
    which = draw.integers(0, classes_of, 6).astype("int32")
    by_hand = [
        [
            sum((parts_of[0][j] + parts_of[2][y][j]) * row[j] for j in range(long))
            + parts_of[1][0]
        ]
        for row, y in zip(seen_of, which, strict=True)
    ]
    checks.close("sums by hand", scorer([seen_of, which]), by_hand, rtol=1e-3, atol=1e-4)
### END HIDDEN TESTS

# %% [markdown]
# The networks around it are the leanest of this lab: two convolutions in D, two transposed ones in G.


# %% skip="grading"
def normed(maps):
    """Batch norm, then ReLU."""
    return layers.ReLU(dtype=precision)(layers.BatchNormalization(dtype=precision)(maps))


def projection_generator(width=32, latent_dim=64, loud=4.0):
    """Latent and one-hot label to images in −1…1, by two transposed convolutions.

    loud: the 1 of the one-hot row.
    """
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    joined = loud * condition_concat(latent / loud, label)
    values = layers.Dense(98 * width, use_bias=False, dtype=precision)(joined)
    maps = layers.Reshape((7, 7, 2 * width), dtype=precision)(normed(values))
    kind = {"padding": "same", "dtype": precision}
    maps = normed(layers.Conv2DTranspose(width, 4, strides=2, use_bias=False, **kind)(maps))
    maps = layers.Conv2DTranspose(1, 4, strides=2, **kind)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


def projection_discriminator(width=32):
    """Image and label to a logit: how real the features look, plus how well they go with
    the label."""
    image, label = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    maps = halved(halved(image, width, layers.Conv2D, 4), 2 * width, layers.Conv2D, 4)
    features = layers.Flatten(dtype="float32")(maps)
    return keras.Model([image, label], projection_logit(features, label))


# %% [markdown]
# A D of this kind bears rates ten times as high as the published ones, if it looks at all images through a little
# noise, as in section 4.


# %% skip="grading"
keras.utils.set_random_seed(0)
wide, steps = runtime.pick(smoke=(4, 10), cpu=(32, 1_100), full=(64, 30_000))
networks, told = (
    (projection_generator(wide), behind_noise(projection_discriminator(wide))),
    {"kind": Mismatched},
)
projected, projected_curves = play(
    "cgan_projection", networks, digits, steps, (2e-3, 3e-3), batch=32, **told
)

# %% skip="grading"
plots.sheet(rows_of(projected), range(10))

# %% skip="grading"
share = follows("projection", projected)
runtime.report("projection: conditional accuracy", 100 * share, "%", at_least=90)
plots.per_class({name: judged[name] for name in ("channel", "projection")}, target=0.9)

# %% [markdown]
# All four ways on one table, with the two numbers that keep the first one honest: variety and GAN-train.
# **Predict** whether the most obedient one is also the best teacher. Four small trainings.

# %% predict="teacher"
predictions.guess("teacher", ...)  # "yes" or "no"

# %% skip="grading"
images = (projected.sample(condition=orders, seed=1) + 1) / 2
compared["projection"] = metrics.measure(
    judge, images, x_real, y_real, labels=orders, n=shown
)
tries["projection"] = projected, -1
taught = {}
for name, (model, low) in tries.items():
    taught[name] = 100 * gan_train(draws(model, low), pupil, shown, x_real, y_real)
for name, it in compared.items():
    print(
        f"{name:12} conditional accuracy {100 * it.conditional.overall:6.2f} %   "
        f"judge distance {it.distance:5.1f}   "
        f"variety {np.mean(it.diversity):.2f}   GAN-train {taught[name]:5.1f} %"
    )
best = max(compared, key=lambda name: compared[name].conditional.overall)
runtime.report(
    "best of the four ways, conditional accuracy",
    100 * compared[best].conditional.overall,
    "%",
    at_least=98.5,
)
runtime.report("projection: GAN-train", taught["projection"], "%")
runtime.report(
    "projection: variety in a class (real: 1)",
    float(np.mean(compared["projection"].diversity)),
)
predictions.compare("teacher", best == max(taught, key=taught.get))
plots.bars(
    {
        "conditional accuracy, %": {
            name: 100 * it.conditional.overall for name, it in compared.items()
        },
        "judge distance": {name: it.distance for name, it in compared.items()},
        "GAN-train, %": taught,
    },
    best={"judge distance": compared["projection"].floor},
)

# %% [markdown]
# *What to see.* Read each row as a whole. Obedience alone is cheap: a generator that draws one clean 7 for every
# order of a 7 has it. The one to keep is near the real digits, varied, **and** obedient.
#
# ## 11 · The last layer and the loss
#
# One team, so the story goes, ended its discriminator with a tanh, *because G ends with one*, kept the
# cross-entropy, and got black squares. Cross-entropy wants a probability, in 0…1. A tanh gives −1…1, and Keras, on
# its way to the logarithm, cuts off what lies outside.
#
# **Predict**: what is the gradient of a number that has been cut off?

# %% predict="cut_off"
predictions.guess("cut_off", ...)  # a number

# %% output="fixed"
answers = tf.Variable([-0.9, -0.1, 0.1, 0.9])
with tf.GradientTape() as tape:
    loss = keras.losses.binary_crossentropy(tf.ones((4, 1)), answers[:, tf.newaxis])
slopes = tape.gradient(loss, answers).numpy()
for answer, cost, slope in zip(answers.numpy(), loss.numpy(), slopes, strict=True):
    print(f"D says {answer:+.1f}: G's loss {cost:5.2f}, gradient {slope:6.2f}")
predictions.compare("cut_off", float(slopes[0]))

# %% [markdown]
# *What to see.* As soon as D's answer is below 0, which is what D wants to say to every fake, the gradient is
# **exactly 0**. Not small: zero. G learns from no image that D has seen through. And D's own loss for it is 0 too: D
# sees no reason to go back. Both stand still.
#
# Logits have no such place: the gradient of $-\ln σ(s)$ for a lost image is nearly −1, and every image says which way
# is better. So **the last layer and the loss are one thing**. Logits go with a loss `from_logits`; a sigmoid with a
# loss of probabilities; a tanh with neither. Nothing raises an error, since all of them are numbers. Nor need the
# mistake show at once: as long as no image is bad enough for D to be sure, it waits. The second notebook trains both
# pairs (`channel_discriminator(last="tanh")` is such a D), and finds black squares where one would not look for them.
#
# ## 12 · Written to order
#
# Type a number. Every digit of it is drawn with the same $z$, so the whole number is in one hand. The sliders move
# $z$ along the directions in which the images change most: slant, weight and width are those of one writer, in a 2 as
# in a 6. The network was never told what a handwriting is. It had to put into $z$ what the label does not say. This
# generator comes with the course; put `projected.average` in its place to see your own.

# %% skip="grading"
writer = saved.shipped("cgan_digits", projection_generator(32))
widgets.write_number(writer)

# %% [markdown]
# ## 13 · What went wrong?
#
# Four colleagues trained a small conditional GAN on digits of 14×14 pixels. One made no mistake; each of the three
# broken runs below has one, all different. Each column shows images, row by row from order 0 to 9; then, for each
# order (row), which digits a reader saw (column); then the losses.

# %% skip="grading"
logs = puzzle.evidence()
puzzle.show(logs)

# %% [markdown]
# ### Exercise 6.12 · `what_went_wrong`
#
# Which mistake is behind each of the broken runs 1, 2 and 3?
#
# | letter | mistake |
# |---|---|
# | a | G's orders were drawn with `integers(1, 10)` |
# | b | D did not get the label |
# | c | D ended in a tanh, and the loss took it for a probability |
# | d | the latent vectors were all zero |
# | e | when the images were ordered, the labels were one too high |
#
# This check only looks at the form of your answer, the grading at the letters. So be your own check: make the
# mistakes on purpose.
#
# <details><summary>Hint 1: a question</summary>
#
# Which of the mistakes leaves the images as good as ever, and spoils only one thing about them? Which one thing?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# A right run has a diagonal: order $k$, see $k$. What does the table look like when $k + 1$ is seen? When what is
# seen does not depend on the order? When one row is wrong? And look down the columns of the images: are they
# different?
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# loud = puzzle.run(puzzle.Setup(noise=3.0))      # a mistake that nobody made
# puzzle.show({"a right run": logs["a right run"], "too much noise": loud})
# ```
# The other fields of `Setup` are `lowest`, `d_sees_label`, `d_ends_in` and `asked`; their right values are its
# defaults.
#
# </details>


# %% exercise="what_went_wrong"
def what_went_wrong():
    """Name the mistake behind each broken run.

    Returns a string of three letters out of "abcde": the mistake in run 1, in run 2, in run
    3. "eee" would say that everybody ordered the next digit.
    """
    ### BEGIN SOLUTION
    return "dab"
    ### END SOLUTION


# %% check="what_went_wrong" points=1
answer = checks.call("three letters", what_went_wrong)
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

# %% check="what_went_wrong" points=1
answer = checks.call("three letters", what_went_wrong)
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

# %% check="what_went_wrong" points=1
answer = checks.call("three letters", what_went_wrong)
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
# ## 14 · What lab 07 needs from here
#
# You made networks obey, and know that an obedient generator can still be a poor one. **Lab 07 · The auxiliary
# classifier** turns the idea around: D is not *told* the label, it must *name* it, as a second task. It takes along
#
# - the label times the noise (`condition_embed`), which is how its generator is told;
# - conditional accuracy, class by class, and GAN-train beside it: an auxiliary classifier makes the first easy and
#   the second hard;
# - the variety within a class, which is what that trade costs;
# - and the suspicion of every number that looks too good.
