# %% [markdown]
# # 05 · If you want more: a whole batch, colour, calculating with digits
#
# What the lab had no room for:
#
# - a layer that shows D the **whole batch**, against a G that repeats itself;
# - **progressive growing**: small pictures first;
# - three channels: **colour**;
# - what a **Fréchet distance** sees, and what it cannot see;
# - **walking and calculating** in latent space: thicker, more slanted, thick zero − thin zero + thin three.
#
# Each training has one seed and a few seconds: what you see are hints, not proofs.
#
# **Time**: running every cell takes about two minutes on two CPU cores.

# %%
import time

import numpy as np

from course import checks, metrics, predictions, runtime
from course.datasets import cifar10, mnist
from course.plots import dcgan as plots
from course.widgets import dcgan as widgets

runtime.setup()

# %%
import keras
import tensorflow as tf

from course.networks import divisible
from course.training import Adversarial, saved

# %% [markdown]
# The digits in −1…1, the two lean networks of the lab's section 8, and its losses:

# %%
digits = mnist()
judge = metrics.judge.load("mnist")
train = runtime.pick(smoke=256, cpu=4_000, full=60_000)
in_tanh = digits.x_train[:train, ..., np.newaxis] / np.float32(127.5) - 1
x_test = digits.x_test
few = runtime.pick(smoke=200, cpu=2_000, full=10_000)  # samples for the judge
precision = runtime.precision_for("conv")


def cross_entropy(logits, label):
    """Mean cross-entropy of logits with one label for all."""
    wanted = tf.fill(tf.shape(logits), label)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(wanted, logits))


def join(generator, discriminator, g_rate=2e-3, d_rate=1e-3):
    """A model, compiled: Adam with β₁ 0.5 and a rate for each network."""
    model = Adversarial(
        generator,
        discriminator,
        lambda real, fake: cross_entropy(real, 1.0) + cross_entropy(fake, 0.0),
        lambda fake: cross_entropy(fake, 1.0),
        latent_dim=100,
    )
    rates = d_rate, g_rate
    model.compile(*(keras.optimizers.Adam(rate, beta_1=0.5) for rate in rates))
    return model


def lean_discriminator(width=64, precision="float32"):
    """Two convolutions 4×4 with stride 2, then one logit."""
    stack = [keras.Input((28, 28, 1))]
    for maps in (width // 2, width):
        stack.append(keras.layers.Conv2D(maps, 4, 2, padding="same", dtype=precision))
        stack.append(keras.layers.LeakyReLU(0.2, dtype=precision))
    flat = keras.layers.Flatten(dtype=precision)
    return keras.Sequential([*stack, flat, keras.layers.Dense(1, dtype="float32")])


def judged(model):
    """What the judge says of a model's samples, against the test digits."""
    return metrics.measure(
        judge, model.sample(few, seed=1), x_test, n=few, image_range=(-1, 1)
    )


# %% [markdown]
# ## 1 · Show D the whole batch
#
# D judges each picture by itself. A generator that makes the same good four over and over is never caught by that. A
# **minibatch standard deviation** layer, at the end of D, lets it see the batch: how much do the maps differ from
# picture to picture? That one number, the mean over all places and maps, is appended as a channel. If G repeats
# itself, the number is small, and D knows. The layer has no parameters; the dense layer after it gets 49 weights
# more.


# %%
class BatchSpread(keras.layers.Layer):
    """Append a channel with the mean standard deviation over the batch: (n, h, w, c) → (n,
    h, w, c + 1)."""

    def call(self, maps):
        wide = tf.cast(maps, tf.float32)
        variance = tf.reduce_mean(
            tf.square(wide - tf.reduce_mean(wide, axis=0, keepdims=True)), axis=0
        )
        spread = tf.reduce_mean(tf.sqrt(variance + 1e-8))  # the root of 0 has no gradient
        plane = tf.zeros_like(maps[..., :1]) + tf.cast(spread, maps.dtype)
        return tf.concat([maps, plane], axis=-1)

    def compute_output_shape(self, shape):
        return (*shape[:-1], shape[-1] + 1)


def with_spread(network):
    """A discriminator with BatchSpread before it flattens."""
    *convolutions, flatten, dense = [
        kind for kind in network.layers if not isinstance(kind, keras.layers.InputLayer)
    ]
    head = [
        BatchSpread(dtype=convolutions[-1].dtype_policy),
        flatten,
        keras.layers.Dense(1, dtype="float32"),
    ]
    return keras.Sequential([keras.Input(network.input_shape[1:]), *convolutions, *head])


# %% skip="grading"
alike, different = (
    np.ones((4, 7, 7, 2), np.float32),
    checks.rng(0).normal(size=(4, 7, 7, 2)).astype(np.float32),
)
spreads = [float(BatchSpread()(maps)[0, 0, 0, -1]) for maps in (alike, different)]
print(f"four equal pictures: {spreads[0]:.2f}, four different ones: {spreads[1]:.2f}")
narrow = lean_discriminator(16)
checks.equal(
    "49 weights more", with_spread(narrow).count_params() - narrow.count_params(), 49
)

# %% [markdown]
# A test needs a game in which G repeats itself, and the lab has left us one: the G that can fold its space, with a D
# that knows no names. Both runs are equal but for the layer. **Predict**: how many of the ten digits does G still
# draw (1 % of the samples or more), without the layer and with it?

# %% predict="digits_left"
predictions.guess("digits_left", ...)  # two numbers: without, with

# %% skip="grading"
width, steps = runtime.pick(smoke=(8, 2), cpu=(64, 300), full=(64, 6_000))
coverage = {}
for name, change in {"without": lambda network: network, "with": with_spread}.items():
    keras.utils.set_random_seed(5)
    police = change(lean_discriminator(width, precision=precision))
    pair = join(divisible(width, hidden=128, precision=precision), police)
    pair.fit(in_tanh, batch_size=64, steps=steps, epochs=1, verbose=0)
    coverage[f"{name} batch spread"] = judged(pair)
plots.shares({name: it.class_shares for name, it in coverage.items()})

# %% skip="grading"
for name, it in coverage.items():
    covered, variety = int(np.sum(it.class_shares >= 0.01)), np.nanmean(it.diversity)
    print(
        f"{name:22} classes with 1 % or more: {covered:2}   variety {variety:.2f}   distance {it.distance:.0f}"
    )
left = [int(np.sum(it.class_shares >= 0.01)) for it in coverage.values()]
predictions.compare("digits_left", left)

# %% [markdown]
# *What to see.* Count the bars that are missing or tower over the others (a fair share is 10 %, the dashed line is
# at half of it): without the layer, G has folded its space onto a few digits, and draws each of them in nearly the
# same way (variety: 1 for real ones). With the layer, the digits of one class differ more, and the distance is
# smaller. It is no cure: some classes are still missing, for a batch may vary enough without them. Repeat it with
# other seeds before you believe it, for the difference between two seeds is of the same kind.
#
# ## 2 · Grow the picture
#
# Where things are matters more than their edges, and can be learned on a small picture, where steps are cheap.
# **Progressive growing** trains both networks at 7×7, then adds a layer to each and goes on at 14×14, then at 28×28.
# A new layer is **faded in**: at first the picture is the old one, enlarged, and step by step more of the new one.


# %%
class Fade(keras.layers.Layer):
    """(1 − share)·old + share·new; `share` goes from 0 to 1 while a stage trains."""

    def __init__(self, **how):
        super().__init__(**how)
        self.share = self.add_weight(
            shape=(), initializer="ones", trainable=False, name="share"
        )

    def call(self, both):
        old, new = both
        share = tf.cast(self.share, new.dtype)
        return (1 - share) * old + share * new


def growing(width, precision):
    """Return a function stage (0, 1, 2) → (generator, discriminator) of 7×7, 14×14 or
    28×28; weights are shared."""
    kind, maps = keras.layers, [width, width, width // 2]
    kw = {"padding": "same", "dtype": precision}
    dense = kind.Dense(49 * width, dtype=precision)
    up = [None, *(kind.Conv2D(maps[stage], 3, **kw) for stage in (1, 2))]
    to_picture = [kind.Conv2D(1, 1, activation="tanh", dtype="float32") for _ in maps]
    from_picture = [kind.Conv2D(count, 1, **kw) for count in maps]
    down = [None, *(kind.Conv2D(maps[stage - 1], 3, 2, **kw) for stage in (1, 2))]
    verdict = kind.Dense(1, dtype="float32")

    def bent(values):
        return kind.LeakyReLU(0.2, dtype=precision)(values)

    def networks(stage):
        latent, picture = keras.Input((100,)), keras.Input((7 * 2**stage, 7 * 2**stage, 1))
        values = kind.Reshape((7, 7, width), dtype=precision)(bent(dense(latent)))
        for level in range(1, stage + 1):
            before, values = (
                values,
                bent(up[level](kind.UpSampling2D(dtype=precision)(values))),
            )
        made = to_picture[stage](values)
        seen = bent(from_picture[stage](picture))
        if stage:
            made = Fade(dtype="float32")(
                [kind.UpSampling2D(dtype="float32")(to_picture[stage - 1](before)), made]
            )
            small = bent(
                from_picture[stage - 1](kind.AveragePooling2D(2, dtype=precision)(picture))
            )
            seen = Fade(dtype=precision)([small, bent(down[stage](seen))])
        for level in range(stage - 1, 0, -1):
            seen = bent(down[level](seen))
        return keras.Model(latent, made), keras.Model(
            picture, verdict(kind.Flatten(dtype=precision)(seen))
        )

    return networks


class Pace(keras.callbacks.Callback):
    """Stops after so many seconds; until half of them are over, fades the new layers in."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds, self.begin = seconds, None

    def on_train_batch_end(self, batch, logs=None):
        self.begin = self.begin or time.perf_counter()  # compilation is over
        done = (time.perf_counter() - self.begin) / max(self.seconds, 1e-9)
        for network in (self.model.generator, self.model.discriminator):
            for layer in network.layers:
                if isinstance(layer, Fade):
                    layer.share.assign(min(2 * done, 1.0))
        self.model.stop_training = done >= 1


# %% skip="grading"
stages = [
    tuple(model.output_shape[1:] for model in growing(8, "float32")(stage))
    for stage in range(3)
]
expected = [((7, 7, 1), (1,)), ((14, 14, 1), (1,)), ((28, 28, 1), (1,))]
checks.equal("pictures and logits of the three stages", stages, expected)

# %% [markdown]
# Both ways get the same time, a few seconds: 28×28 from the start, or a fifth of the time at 7×7, a fifth at 14×14
# and the rest at 28×28. **Predict**: which of the two is nearer to real digits then?

# %% predict="grown"
predictions.guess("grown", ...)  # "grown" or "start"


# %% skip="grading"
def trained_for(plan, width):
    """Train through a plan [(stage, seconds)]; return what the judge says, and the steps of
    each stage."""
    keras.utils.set_random_seed(6)
    networks, taken = growing(width, precision), []
    for stage, seconds in plan:
        size = 7 * 2**stage
        small = in_tanh.reshape(len(in_tanh), size, 28 // size, size, 28 // size, 1).mean(
            axis=(2, 4)
        )
        pair = join(*networks(stage), 1e-3, 3e-4)
        pair.fit(small, batch_size=64, epochs=10_000, callbacks=[Pace(seconds)], verbose=0)
        taken.append(int(pair.step))
    return judged(pair), taken


# %% skip="grading"
seconds, width = runtime.pick(smoke=(0.02, 8), cpu=(5, 32), full=(120, 64))
plans = {
    "28×28 from the start": [(2, seconds)],
    "grown": [(0, 0.2 * seconds), (1, 0.2 * seconds), (2, 0.6 * seconds)],
}
grown = {name: trained_for(plan, width) for name, plan in plans.items()}
for name, (it, taken) in grown.items():
    print(
        f"{name:22} steps {taken}, distance {it.distance:.0f}, sure of {100 * it.confident_share:.0f} %"
    )
start, by_growing = (it.distance for it, _ in grown.values())
predictions.compare("grown", "grown" if by_growing < start else "start")

# %% [markdown]
# *What to see.* The steps at 7×7 are cheap, so the grown network had more of them in the same time. Whether it also
# gets nearer to real digits depends on how much of the work is in the last stage, and one run each is a hint, again.
# The method was made for pictures of 1024×1024.
#
# ## 3 · Colour
#
# The same design with one size more: 8 → 16 → 32, three channels. CIFAR-10 has 50,000 photographs of ten kinds of
# things. Where it cannot be had (it is not part of this course, and needs a network), ten kinds of coloured shapes
# are drawn in its place. The line below says which of the two it is.

# %%
colours = cifar10()
checks.true("32×32 in colour", colours.x_train.shape[1:] == (32, 32, 3))

# %% skip="grading"
four_each = np.concatenate(
    [colours.x_train[colours.y_train == label][:4] for label in range(10)]
)
plots.samples({f"{colours.name}: four of each kind": four_each}, columns=20, width=8)

# %% [markdown]
# The networks are your builders' of the lab: `generator(8, colours=3, batch_norm=True)` and
# `discriminator((32, 32, 3), (64, 128, 256), (2, 2, 1))`, here written as a list of layers. Published are batches of
# 256 and 100 epochs, and that is what runs on a GPU. On a CPU the networks are a quarter as wide, for half a minute:
# enough to see which way it goes.


# %%
def colour_networks(thinner=1, precision="float32"):
    """G and D for pictures of 32×32 in colour, all widths divided by `thinner`."""
    layer, maps = keras.layers, [count // thinner for count in (256, 128, 64)]
    stack = [
        keras.Input((100,)),
        layer.Dense(64 * maps[0], use_bias=False, dtype=precision),
    ]
    for number, stride in enumerate((None, 1, 2)):
        if stride:
            told = {
                "strides": stride,
                "padding": "same",
                "use_bias": False,
                "dtype": precision,
            }
            stack.append(layer.Conv2DTranspose(maps[number], 5, **told))
        stack += [
            layer.BatchNormalization(dtype=precision),
            layer.LeakyReLU(0.2, dtype=precision),
        ]
        if not stride:
            stack.append(layer.Reshape((8, 8, maps[0]), dtype=precision))
    told = {"strides": 2, "padding": "same", "use_bias": False, "activation": "tanh"}
    make = keras.Sequential([*stack, layer.Conv2DTranspose(3, 5, **told, dtype="float32")])

    stack = [keras.Input((32, 32, 3))]
    for count, stride in zip(reversed(maps), (2, 2, 1), strict=True):
        stack.append(
            layer.Conv2D(count, 5, strides=stride, padding="same", dtype=precision)
        )
        stack += [
            layer.LeakyReLU(0.2, dtype=precision),
            layer.Dropout(0.3, dtype=precision),
        ]
    stack += [layer.Flatten(dtype=precision), layer.Dense(1, dtype="float32")]
    return make, keras.Sequential(stack)


# %% skip="grading"
counts = [network.count_params() for network in colour_networks()]
checks.equal("parameters of G and D", counts, [2_733_504, 1_045_633])

# %% skip="grading"
thinner, steps, batch = runtime.pick(
    smoke=(16, 2, 16), cpu=(4, 300, 64), full=(1, 19_500, 256)
)
rates = runtime.pick(smoke=(1e-3, 3e-4), cpu=(1e-3, 3e-4), full=(2e-4, 2e-4))
keras.utils.set_random_seed(7)
model_colour = join(*colour_networks(thinner, precision), *rates)
some = runtime.pick(smoke=128, cpu=4_000, full=50_000)
in_colour = colours.x_train[:some] / np.float32(127.5) - 1
saved.fit(model_colour, "dcgan_colour", in_colour, batch_size=batch, steps=steps, verbose=0)
plots.samples(
    {"real": colours.x_train[:40], "generated": model_colour.sample(40, seed=3)},
    columns=8,
    width=8,
)

# %% [markdown]
# *What to see.* With the few steps and thin networks of the cpu profile: the mean light of the pictures, a lighter
# spot in the middle where the shapes are, a first tint, and the weave. No shape yet, and hardly a colour: light
# comes long before a star. On real CIFAR-10, a DCGAN of this size is published with an Inception FID of about 48, a
# well-tuned one with 29; without regularisation they collapse when they train on, so `callbacks.Best` matters there
# most.
#
# ## 4 · What a Fréchet distance sees
#
# The judge's distance, and FID, compare two clouds of features by their means and covariances. Three questions to it,
# with the trained generator that the course ships. First: does it depend on the number of samples? **Predict**: the
# same generator, once judged by 200 samples and once by 4,000. Which distance is larger, and how many times?

# %% predict="fewer"
predictions.guess("fewer", ...)  # a number: distance of 200 samples / that of 4,000

# %% skip="grading"
shipped = saved.shipped("dcgan", divisible(hidden=128))
most = runtime.pick(smoke=400, cpu=4_000, full=4_000)
latents = np.random.default_rng(3).normal(size=(most, 100)).astype(np.float32)
made = np.concatenate([np.asarray(shipped(part)) for part in np.array_split(latents, 20)])
made = np.clip((made + 1) / 2, 0, 1)
known = digits.x_train[:most, ..., np.newaxis] / np.float32(255)
held = x_test[..., np.newaxis] / np.float32(255)


def distance(images, real=held):
    """Fréchet distance between the judge's features of two sets of images in 0…1."""
    clouds = [judge.features(part) for part in (images, real)]
    return metrics.distance.frechet(*clouds)


by_count = {n: distance(made[:n]) for n in (200, 400, 1_000, 2_000, 4_000) if n <= most}
for n, found in by_count.items():
    print(f"{n:5,} samples: distance {found:6.2f}")

# %%
predictions.compare("fewer", by_count[min(by_count)] / by_count[max(by_count)])

# %% [markdown]
# *What to see.* The generator is the same each time; the covariance of a few points is not. So a distance without
# its number of samples says nothing, and two of them can only be compared at the same number. (The lab judges by
# 2,000 on a CPU and by 10,000 in the full profile.)
#
# Second: other features, another order? Here are four "generators", judged by the judge's features, and by the pixels
# themselves, averaged over 4×4. Third: one of the four has **memorised** its training set. **Predict** which of the
# four has the best distance.

# %% predict="winner"
predictions.guess("winner", ...)  # one of the names in the next cell

# %% skip="grading"
rng = np.random.default_rng(0)
sets = {
    "shipped generator": made,
    "memorised": known,
    "memorised, with grain": np.clip(known + rng.normal(0, 0.08, known.shape), 0, 1),
    "memorised, one pixel off": np.roll(known, 1, axis=2),
}


def coarse(images):
    """Means over 4×4 pixels, shape (n, 49)."""
    return (
        images.reshape(len(images), 7, 4, 7, 4).mean(axis=(2, 4)).reshape(len(images), 49)
    )


table = {}
for name, images in sets.items():
    images = images.astype(np.float32)
    by_pixels = [coarse(part) for part in (images, held)]
    table[name] = distance(images), 1000 * metrics.distance.frechet(*by_pixels)
    judges, pixels = table[name]
    print(f"{name:26} by the judge {judges:6.2f}   by coarse pixels, × 1,000 {pixels:6.2f}")

# %%
predictions.compare("winner", min(table, key=lambda name: table[name][0]))

# %% [markdown]
# *What to see.* The copyist wins, by either measure: nothing in a Fréchet distance asks whether a picture is *new*.
# And the two judges do not agree about the rest: each is angry about what its own features see. A shift by one pixel,
# which no reader would notice, is much to one of them; a grain that everybody sees can be little to the other. FID
# has the same two faces.
#
# So look for copies by themselves: how far is each picture from its nearest training digit?

# %% skip="grading"
flat = known.reshape(len(known), -1)


def nearest(images):
    """Distance of each image to its nearest training digit, root mean square a pixel."""
    rows = images.reshape(len(images), -1)
    squares = (
        (rows**2).sum(axis=1)[:, np.newaxis] + (flat**2).sum(axis=1) - 2 * rows @ flat.T
    )
    return np.sqrt(np.maximum(squares, 0).min(axis=1) / flat.shape[1])


medians = {name: float(np.median(nearest(images[:400]))) for name, images in sets.items()}
medians["new real digits"] = float(np.median(nearest(held[:400])))
plots.bars(medians, "distance to the nearest training digit, median")

# %% [markdown]
# *What to see.* New real digits are the scale: so far is a fresh digit from its nearest neighbour. A set that lies
# much nearer than they do has been copied. A generator that lies about as far as they do has drawn digits of its own.
# The bar for the pictures that are one pixel off is the warning: pixel by pixel, they look new. Copies can hide from
# this measure, too; people look at the nearest neighbours in the features of a network as well, and with their eyes.
#
# ## 5 · Calculating with digits
#
# A generator gives every latent vector a picture, and neighbours similar pictures. So one can *walk* from one digit
# to another. The generator is the one of section 4: the lab's last one, trained before.

# %% skip="grading"
print("made by:", saved.note_of("dcgan")["command"])
ends = np.random.default_rng(8).normal(size=(4, 2, 100)).astype(np.float32)
walks = [
    [plots.between(one, other, share) for share in np.linspace(0, 1, 10)]
    for one, other in ends
]
plots.samples(
    {"four walks, ten steps each": shipped(np.concatenate(walks).astype(np.float32))},
    columns=10,
    width=7.5,
)

# %% [markdown]
# *What to see.* Hardly any step is a mixture of two pictures laid over each other: strokes bend, open, close. And the
# pace is uneven. For many steps a digit only changes its looks, and then it turns into another within a step or two:
# that is the fold of the lab's section 8. The walk is on an arc, not on the straight line, because random vectors of
# 100 numbers all have a length near 10: half-way along the line between two of them one would be at length 7, where
# the generator has never been.

# %% output="fixed"
lengths = np.linalg.norm(checks.rng(0).normal(size=(10_000, 2, 100)), axis=2)
halfway = np.linalg.norm(checks.rng(0).normal(size=(10_000, 2, 100)).mean(axis=1), axis=1)
print(
    f"length of a random vector {lengths.mean():.1f} ± {lengths.std():.1f}, half-way on the line {halfway.mean():.1f}"
)

# %% skip="grading"
widgets.walk(shipped)

# %% [markdown]
# **Arithmetic.** Nobody told the generator what thick or slanted is. Draw a few thousand digits, measure how much ink
# each has and how much it leans, and take the mean latent vector of the tenth with the most, minus that of the tenth
# with the least. That difference is a *direction*. **Predict** what adding the first one to the vector of another
# digit does.

# %% predict="more_ink"
predictions.guess("more_ink", ...)  # "more ink", "another digit" or "noise"

# %% skip="grading"
many = (
    np.random.default_rng(9)
    .normal(size=(runtime.pick(smoke=300, cpu=4_000, full=4_000), 100))
    .astype(np.float32)
)
drawn = np.concatenate([np.asarray(shipped(part)) for part in np.array_split(many, 20)])
drawn = np.clip((drawn + 1) / 2, 0, 1)
ways = {
    "ink": plots.direction(many, plots.ink(drawn)),
    "slant": plots.direction(many, plots.slant(drawn)),
}
amounts = np.linspace(-1.5, 1.5, 9)
rows = {
    f"{name}: −1.5 … 1.5": shipped(many[7] + amounts[:, np.newaxis].astype("float32") * way)
    for name, way in ways.items()
}
predictions.compare("more_ink", "more ink")
plots.samples(rows, columns=9, width=10)

# %% skip="grading"
starts = many[:200]
moved = {name: np.asarray(shipped(starts + way)) for name, way in ways.items()}
more_ink = np.mean(plots.ink(moved["ink"] + 1) > plots.ink(np.asarray(shipped(starts)) + 1))
more_slant = np.mean(
    plots.slant(moved["slant"] + 1) > plots.slant(np.asarray(shipped(starts)) + 1)
)
runtime.report("digits with more ink after adding “ink”", 100 * more_ink, "%")
runtime.report("digits that lean more after adding “slant”", 100 * more_slant, "%")

# %% [markdown]
# *What to see.* Thin to thick, and leaning to the left to leaning to the right. The directions were measured on
# *other* digits, and work on nearly all. But they change more than ink and slant: on so long a way a thin 1 becomes a
# fat 0. The well-known form of this is an equation: thick zero − thin zero + thin three = ?

# %% skip="grading"
which = judge.probabilities(drawn).argmax(axis=1)


def typical(label, sign, count=5):
    """Mean latent vector of the `count` digits `label` with the most ink (sign 1) or the
    least (−1), at length 10."""
    rows = np.flatnonzero(which == label) if np.any(which == label) else np.arange(count)
    mean = many[rows[np.argsort(sign * plots.ink(drawn[rows]))[-count:]]].mean(axis=0)
    return 10 * mean / np.linalg.norm(mean)


terms = [typical(0, 1), typical(0, -1), typical(3, -1)]
answer = terms[0] - terms[1] + terms[2]
terms.append(10 * answer / np.linalg.norm(answer))
plots.equation((np.asarray(shipped(np.stack(terms).astype(np.float32))) + 1) / 2)

# %% [markdown]
# *What to see.* The ink was added: what comes out is fatter than the third picture. But it need not be a three any
# more. The more a generator folds its space, the sooner a straight direction leads out of one kind of digit and into
# the next.

# %% skip="grading"
widgets.mix(shipped, ways)
