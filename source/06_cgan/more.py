# %% [markdown]
# # 06 · If you want more: what a label is worth, garments, pairs
#
# What the lab had no room for:
#
# - whether a **label** makes images better or worse;
# - whether the networks of the lab can draw **garments**;
# - where variety gets lost, and a D that **compares** to bring it back;
# - what the engine says to labels that are **none**;
# - what the **flat losses** of a published run say;
# - **black squares**, and what they have to do with a tanh at D's end;
# - one number in **four hands**.
#
# **Time**: running every cell takes about two and a half minutes on two CPU cores.

# %%
from dataclasses import replace
from pathlib import Path

import numpy as np

from course import checks, metrics, predictions, runtime
from course.datasets import fashion_mnist, mnist
from course.plots import cgan as plots
from course.widgets import cgan as widgets

runtime.setup()

# %%
import keras
import tensorflow as tf
from IPython.display import Image
from keras import layers

from course.networks import behind_noise, projection_discriminator, projection_generator
from course.training import Adversarial, callbacks, labelled, saved
from course.training.conditional import InPairs, Mismatched

# %% [markdown]
# The networks are the projection networks of the lab's section 10, the losses its cross-entropies with a target of
# 0.9 for real images. `Mismatched` is the engine with D's third question, and `play` trains and judges as in the lab.

# %%
digits, garments = mnist(), fashion_mnist()
train, test, looks = runtime.pick(
    smoke=(512, 200, 50), cpu=(4_000, 1_000, 500), full=(60_000, 10_000, 10_000)
)
REPORTS = runtime.pick(smoke=2, cpu=10, full=10)
shown = runtime.pick(smoke=200, cpu=4_000, full=10_000)
orders = np.arange(shown) % 10  # as many of each class
judge = metrics.judge.load("mnist")
precision = runtime.precision_for("conv")
precision = "float32" if precision == "mixed_float16" else precision


def cross_entropy(logits, label):
    """Mean cross-entropy of logits with one label for all."""
    wanted = tf.fill(tf.shape(logits), label)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(wanted, logits))


losses = (
    lambda real, fake: cross_entropy(real, 0.9) + cross_entropy(fake, 0.0),
    lambda fake: cross_entropy(fake, 1.0),
)


def networks_of(width, more=False):
    """The lab's projection networks, G and D."""
    return [
        build(width, more=more, precision=precision)
        for build in (projection_generator, projection_discriminator)
    ]


def play(
    name,
    networks,
    data,
    steps,
    rates,
    *,
    loss=losses,
    referee=judge,
    kind=Mismatched,
    **how,
):
    """Train (G, D) with Adam's rates (G's, D's); return the model and its curves."""
    training, held_out = labelled.sets(data, train=train, test=test)
    held_out = [part[:looks] for part in held_out]
    quality = metrics.Quality(referee, held_out[0], image_range=(-1, 1), conditional=True)
    latent_dim = networks[0].inputs[0].shape[1]
    model = kind(*networks, *loss, latent_dim, ema=0.995, quality=quality, classes=10)
    how = {"batch": 32, "reports": REPORTS} | how
    return model, labelled.play(model, name, training, held_out, steps, rates, **how)


def drawn(model):
    """`shown` images in 0…1, ordered from all classes alike."""
    return (model.sample(condition=orders, seed=1) + 1) / 2


def rows_of(model, rows=10, seed=0):
    """Images row by row: one latent vector a row, the classes 0…9 from left to right."""
    latent = np.random.default_rng(seed).normal(size=(rows, model.latent_dim))
    asked = np.tile(np.arange(10, dtype="int32"), rows)
    return model.sample(
        condition=asked, latent=np.repeat(latent, 10, axis=0).astype("float32")
    )


# %% [markdown]
# ## 1 · What a label is worth
#
# A label makes the task harder: G must draw *and* obey. **Predict**: are the images worse for it? Train the
# projection networks twice from the same start: with their labels, and with all labels set to 0, so that nothing can
# be learned from them. In the second run D's third question falls away, since there is no wrong label. Half a minute.

# %% predict="worse"
predictions.guess("worse", ...)  # "yes" or "no"

# %% skip="grading"
unlabelled = replace(digits, y_train=0 * digits.y_train, y_test=0 * digits.y_test)
wide, steps, reports = runtime.pick(smoke=(4, 4, 1), cpu=(32, 750, 5), full=(64, 15_000, 5))
curves = {}
for name, data, kind in (
    ("with", digits, Mismatched),
    ("without", unlabelled, Adversarial),
):
    keras.utils.set_random_seed(0)
    generator, discriminator = networks_of(wide)
    pair = generator, behind_noise(discriminator)
    told = {"kind": kind, "reports": reports, "best": False}
    _, curves[name] = play(f"cgan_{name}_labels", pair, data, steps, (2e-3, 3e-3), **told)
with_labels, without_curves = curves["with"], curves["without"]
plots.curves(
    {
        "judge distance": {
            "with labels": with_labels["val_distance"],
            "without": without_curves["val_distance"],
        },
        "rarest digit, %": {
            name: 100 * np.array(run["val_min_class_share"])
            for name, run in {"with labels": with_labels, "without": without_curves}.items()
        },
    },
    with_labels["step"],
)

# %% skip="grading"
predictions.compare(
    "worse", bool(with_labels["val_distance"][-1] > without_curves["val_distance"][-1])
)

# %% [markdown]
# *What to see.* With labels, the distance is lower, and no digit is forgotten: the orders ask for each of them in
# turn, and a generator that leaves one out is found out at once. Without, nothing stops it from making some digits
# often and others hardly ever. Conditioning is the cheapest stabiliser there is: if you have labels, use them.

# %% [markdown]
# ## 2 · Garments
#
# Fashion-MNIST has ten classes, too, and is harder: a pullover, a coat and a shirt differ by little, even for
# people. (The lab's third way, the label as a channel, was published for these images, with 128 maps and 100
# epochs.) An animation is made on the way: thirty pictures in rows of six, read like a text: the ten garments in
# order, three times, each time from another latent vector. About half a minute. **Predict** which garment is
# recognised least often.

# %% predict="hardest_garment"
predictions.guess("hardest_garment", ...)  # its name

# %% skip="grading"
tailor = metrics.judge.load("fashion_mnist")
keras.utils.set_random_seed(0)
size, steps, batch = runtime.pick(
    smoke=(4, 10, 32), cpu=(32, 1_200, 32), full=(128, 46_800, 128)
)
film = callbacks.Gif(
    "garments.gif", n=30, condition=np.tile(np.arange(10, dtype="int32"), 3), scale=1
)
told = {"batch": batch, "referee": tailor, "watch": [film]}
clothes, _ = play("cgan_garments", networks_of(size), garments, steps, (1e-3, 1e-3), **told)
Image("garments.gif", width=600)

# %% skip="grading"
Path("garments.gif").unlink(missing_ok=True)  # the notebook holds it now

# %% skip="grading"
plots.sheet(rows_of(clothes), garments.classes, width=7)

# %% [markdown]
# *What to see.* One column per class, one latent vector per row. Look along a row: what is the same in the
# ten garments of one $z$? Usually how wide they are and how light: what the classes share is in $z$, what tells them
# apart is in the label.

# %% skip="grading"
obeyed = metrics.conditional_accuracy(tailor.probabilities(drawn(clothes)), orders)
runtime.report("garments: conditional accuracy", 100 * obeyed.overall, "%", at_least=88)
plots.per_class({"generated garments": obeyed.per_class}, garments.classes, target=0.88)

# %% skip="grading"
predictions.compare(
    "hardest_garment", garments.classes[int(np.nanargmin(obeyed.per_class))]
)

# %% [markdown]
# *What to see.* Trousers, bags and boots are safe. One would expect coats, pullovers and shirts to be the hardest,
# since they differ by little. But a sandal, nothing but straps and gaps, can come last: after so short a training G
# draws it as loose specks (look at its column above). And how good is the judge itself, on real garments?

# %% skip="grading"
few = garments.x_test[:test], garments.y_test[:test]
plots.per_class(
    {
        "real garments": metrics.conditional_accuracy(
            tailor.probabilities(few[0]), few[1]
        ).per_class
    },
    garments.classes,
)

# %% [markdown]
# *What to see.* The judge errs, too, most of all on shirts. Where it is *less* often right about real garments than
# about generated ones (compare the two bars of the shirts), ours are easier to read than what they imitate.
# Conditional accuracy can only be read beside the judge's own accuracy on real images.

# %% [markdown]
# ## 3 · Play in pairs
#
# Where does variety get lost? D judges every image by itself. A G that draws only the common sevens, and draws them
# well, has little to fear. Jolicoeur-Martineau (2018) lets D **compare** instead. Put each generated image beside a
# real one with the same label. With $s$ the logit of the real one and $\tilde s$ that of its neighbour, D pays
#
# $$L_D = \ln\left(1 + e^{\tilde s - s}\right), \qquad L_G = \ln\left(1 + e^{s - \tilde s}\right)$$
#
# Now a real seven of a rare kind counts, too: it stands beside one of G's, and wins, until G can draw its kind.
# Differences alone do not keep D's logits small, and a steep D makes G stumble. So D pays for its slope as well:
# $\frac{γ}{2} \lVert \nabla_x D(x, y) \rVert^2$, on real images and on generated ones (Mescheder and
# colleagues, 2018). Both together, without any of the usual tricks, are the recipe of Huang and colleagues (2024).
#
# `course/training/conditional.py` has both in forty lines. The noise on D's images and the smoothing go. D's third
# question stays, in a whisper: one fiftieth of its old weight. **Predict**: what does all this do to obedience, and
# what to variety?

# %% predict="in_pairs"
predictions.guess("in_pairs", ...)  # two of "up", "down": obedience, variety

# %% [markdown]
# Both networks get a little more to think with: 3×3 convolutions, which do not change the size of the maps. Beside
# them, the lab's projection networks with the usual losses. About a minute.

# %% skip="grading"
keras.utils.set_random_seed(0)
wide, steps = runtime.pick(smoke=(4, 10), cpu=(24, 900), full=(64, 30_000))
pairs, _ = play(
    "cgan_pairs",
    networks_of(wide, more=True),
    digits,
    steps,
    (2e-3, 3e-3),
    loss=(),
    kind=InPairs,
)

# %% skip="grading"
keras.utils.set_random_seed(0)
wide, steps = runtime.pick(smoke=(4, 10), cpu=(32, 900), full=(64, 30_000))
generator, discriminator = networks_of(wide)
alone, _ = play(
    "cgan_alone", (generator, behind_noise(discriminator)), digits, steps, (2e-3, 3e-3)
)

# %% skip="grading"
plots.sheet(rows_of(pairs, 5), range(10))

# %% skip="grading"
held = digits.x_test[:test], digits.y_test[:test].astype(int)
epochs, compared, taught = runtime.pick(smoke=1, cpu=3, full=6), {}, {}
for name, model in {"projection": alone, "in pairs": pairs}.items():
    images = drawn(model)
    compared[name] = metrics.measure(judge, images, *held, labels=orders, n=shown)
    taught[name] = 100 * metrics.gan_train(images, orders, *held, n=shown, epochs=epochs)
runtime.report(
    "in pairs: conditional accuracy", 100 * compared["in pairs"].conditional.overall, "%"
)
runtime.report("in pairs: GAN-train", taught["in pairs"], "%")
runtime.report(
    "in pairs: variety in a class (real: 1)", float(np.mean(compared["in pairs"].diversity))
)
plots.bars(
    {
        "conditional accuracy, %": {
            name: 100 * it.conditional.overall for name, it in compared.items()
        },
        "judge distance": {name: it.distance for name, it in compared.items()},
        "variety (real: 1)": {
            name: float(np.mean(it.diversity)) for name, it in compared.items()
        },
        "GAN-train, %": taught,
    },
    best={"judge distance": compared["projection"].floor},
)

# %% skip="grading"
pair, lone = compared["in pairs"], compared["projection"]
changes = [
    (pair.conditional.overall, lone.conditional.overall),
    (np.mean(pair.diversity), np.mean(lone.diversity)),
]
predictions.compare("in_pairs", ["up" if new > old else "down" for new, old in changes])

# %% [markdown]
# *What to see.* Two bars grow as they should: the digits vary like real ones, and a pupil learns more from them. (A
# variety above 1 is no triumph: a digit that is none is also different.) Two others say what is paid. Where variety
# comes back, digits near the border between two classes come back, too, and some are drawn on the wrong side of it;
# and after so short a training many are not yet clean, hence the distance.
# More data and more steps settle that bill. On all of MNIST, after 12,000 steps of 64 images, networks of this kind
# keep more than 99.5 % of the orders, *and* a pupil who has seen only their images reads more than 98 % of real
# digits: `python benchmarks/cgan.py mnist --pairs --batch 64 --steps 12000`, recorded in `benchmarks/RESULTS.md`.

# %% [markdown]
# ## 4 · What the engine refuses
#
# You wrote your checks of labels; the engine has its own, before it trains. Three mistakes, three answers:

# %% skip="grading"
x, y = labelled.sets(digits, train=train, test=test)[0]
mistakes = {
    "labels 1…10": (x, y + 1),
    "labels and images of two sets": (x, y[:-1]),
    "32×32": (np.zeros((99, 32, 32, 1)), y[:99]),
}
for name, (images, labels) in mistakes.items():
    try:
        alone.fit(images, labels, steps=1, verbose=0)
    except ValueError as error:
        print(f"{name}: {type(error).__name__}: {error}\n")

# %% [markdown]
# ## 5 · Flat is fine
#
# A report on the lab's second way gives these losses: D 0.699 and G 0.904 after the first epoch, D 0.674 and G 0.929
# after the hundredth. Nothing seems to have happened in 99 epochs. Was the training a failure?
#
# First, what do the numbers say? There D's loss is the *mean* of its two halves, where ours is their sum. A D
# that has no idea pays ln 2 = 0.693 for each half. And since real images have the target 0.9, its best undecided
# answer is a little below one half:

# %%
p = np.linspace(0.01, 0.99, 981)
mean_loss = (-0.9 * np.log(p) - 0.1 * np.log(1 - p) - np.log(1 - p)) / 2
undecided = mean_loss[np.argmin(abs(p - 0.5))]
print(f"no idea, answer 0.5:        D {undecided:.3f}, G {np.log(2):.3f}")
lowest = p[mean_loss.argmin()]
print(
    f"no idea, best answer {lowest:.2f}:  D {mean_loss.min():.3f}, G {-np.log(lowest):.3f}"
)

# %% [markdown]
# Now turn the published losses back into what D believed. G's loss is $-\ln p$ for fakes, which gives $p$; what is
# left of D's loss belongs to the real images. **Predict** how far apart the two beliefs are
# at the end.

# %% predict="apart"
predictions.guess("apart", ...)  # a number; D's answers are in 0…1


# %%
def beliefs(d_mean, g_loss, smooth=0.9):
    """What D says to real and to fake images, if it says the same to each, from the two
    losses."""
    fake = np.exp(-g_loss)
    real_half = 2 * d_mean + np.log(1 - fake)
    answers = np.linspace(0.01, smooth, 10_000)
    costs = -smooth * np.log(answers) - (1 - smooth) * np.log(1 - answers)
    return answers[np.argmin(abs(costs - real_half))], fake


reported = {"epoch 1": (0.699, 0.904), "epoch 100": (0.674, 0.929)}
for name, both in reported.items():
    real, fake = beliefs(*both)
    print(f"{name}: D says {real:.2f} to real images, {fake:.2f} to generated ones")
predictions.compare("apart", abs(float(real - fake)))
plots.undecided(0.9, reported)

# %% [markdown]
# *What to see.* At both ends D can hardly tell real from fake: its answers lie a few hundredths apart. Both points
# lie beside the lowest place of D's curve, which is close to ln 2. The losses say one thing: **neither side is
# winning**. They say nothing about *how well both play*. In epoch 1 two beginners are at a draw, in epoch 100 two
# masters.
#
# ## 6 · Black squares
#
# A D that ends in a tanh, with a cross-entropy that wants a probability: the lab shows why G then learns nothing from
# an image that D has seen through. Is that how one gets black squares? Two short trainings from the same start, about
# half a minute. The networks are those of the lab's third way as published, with the label as a channel and without
# batch norm in G. Nothing differs but D's last layer with its loss.


# %%
def as_channel(maps, label):
    """Maps (n, h, w, c) with the label's own picture as one channel more."""
    side, start = maps.shape[1], keras.initializers.RandomNormal(stddev=1.0, seed=0)
    told = layers.Embedding(10, 50, embeddings_initializer=start)(label)
    told = layers.Reshape((side, side, 1))(layers.Dense(side * side)(told))
    return layers.Concatenate()([maps, told])


def channel_pair(width=128, last=None, precision="float32"):
    """G and D that get the label as a channel; `last` is the activation at D's end."""
    stride, bent = {"strides": 2, "padding": "same", "dtype": precision}, layers.LeakyReLU
    latent, label = keras.Input((100,)), keras.Input((), dtype="int32")
    maps = bent(0.2)(layers.Dense(49 * width, dtype=precision)(latent))
    maps = as_channel(layers.Reshape((7, 7, width))(maps), label)
    for _ in range(2):
        maps = layers.Conv2DTranspose(width, 4, **stride)(maps)
        maps = bent(0.2, dtype=precision)(maps)
    maps = layers.Conv2D(1, 7, padding="same", dtype=precision)(maps)
    made = layers.Activation("tanh", dtype="float32")(maps)

    image, asked = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    maps = as_channel(image, asked)
    for _ in range(2):
        maps = bent(0.2, dtype=precision)(layers.Conv2D(width, 3, **stride)(maps))
    flat = layers.Dropout(0.4, dtype=precision)(layers.Flatten(dtype=precision)(maps))
    verdict = layers.Dense(1, activation=last, dtype="float32")(flat)
    return keras.Model([latent, label], made), keras.Model([image, asked], verdict)


# %% skip="grading"
def tanh_losses():
    """Keras's cross-entropy of what is no probability, for D and for G."""
    bce = keras.losses.BinaryCrossentropy()
    return (
        lambda real, fake: bce(tf.ones_like(real), real) + bce(tf.zeros_like(fake), fake),
        lambda fake: bce(tf.ones_like(fake), fake),
    )


logit_losses = (
    lambda real, fake: cross_entropy(real, 1.0) + cross_entropy(fake, 0.0),
    lambda fake: cross_entropy(fake, 1.0),
)
width, steps, reports = runtime.pick(
    smoke=(4, 4, 2), cpu=(32, 320, 4), full=(128, 8_000, 4)
)
ends = {"tanh at D's end": ("tanh", tanh_losses()), "logits": (None, logit_losses)}
young, young_curves = {}, {}
for name, (last, two_losses) in ends.items():
    keras.utils.set_random_seed(0)
    pair = channel_pair(width, last, precision)
    told = {"loss": two_losses, "kind": Adversarial, "reports": reports, "best": False}
    young[name], young_curves[name] = play(
        f"cgan_end_{last}", pair, digits, steps, (1e-3, 5e-4), **told
    )

# %% skip="grading"
plots.sheets({name: rows_of(model, 3) for name, model in young.items()})

# %% skip="grading"
print(f"G's loss for an image that D has seen through: -ln(1e-7) = {-np.log(1e-7):.1f}")
watched = {"D's loss": "d_loss", "G's loss": "g_loss"}
plots.curves(
    {
        title: {name: run[key] for name, run in young_curves.items()}
        for title, key in watched.items()
    },
    young_curves["logits"]["step"],
)

# %% [markdown]
# *What to see.* Black on both sides! So the tanh alone is not to blame for the black: at these high rates, a G
# without batch norm is beaten in the first hundred steps, with either D. (Digits are mostly black, so black is the
# first thing that a young G learns.) Had we compared the run with the tanh with that of the lab, which has batch
# norm, we would have given the tanh the credit for both. Change one thing at a time.
#
# What the tanh does change is in the curves. With logits D is sure, too, but G's loss of about 6 still has a slope:
# the gradient of $-\ln σ(s)$ for a lost image is nearly −1, and every image says which way is better. With the tanh
# G's loss climbs towards 16.1, −ln of the 0.0000001 to which Keras lifts negative answers, and there the gradient is
# 0: from an image that D has seen through, G learns nothing, however long you wait.
#
# A mistake need not show at once. With batch norm in G the run with the tanh did not turn black when we tried it
# (width 16, 320 steps: losses 0.70 and 1.27): its images were never bad enough for D to be sure. It is the same
# mistake, which waits for a worse day.
#
# The rule behind it: **the last layer and the loss are one thing**. Logits go with a loss `from_logits`; a sigmoid
# with a loss of probabilities; a tanh with neither. Nothing raises an error, since all of them are numbers.
#
# ## 7 · One number in four hands
#
# The widget at the end of the lab writes a number to order. Here it is without sliders: one number, four times.

# %% skip="grading"
writer = saved.shipped("cgan_digits", projection_generator(32))
hands = checks.rng(3).normal(size=(4, writer.inputs[0].shape[1]))
plots.sheet(
    np.concatenate([widgets.drawn(writer, "2026", hand) for hand in hands]),
    columns=4,
    width=2.6,
)

# %% [markdown]
# *What to see.* A row is one $z$: slant, weight and width are those of one writer, in a 2 as in a 6. The network was
# never told what a handwriting is. It had to put into $z$ what the label does not say.
