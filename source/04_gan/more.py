# %% [markdown]
# # 04 · If you want more: two uses that are often named
#
# Can a GAN tell what is *no* digit? And what happens to $D$ when a picture is changed on purpose? The lab had no
# room for the measurements.
#
# **Time**: running every cell takes about half a minute on two CPU cores, half of it for the game.

# %%
import numpy as np

from course import checks, predictions, runtime
from course.datasets import fashion_mnist, mnist
from course.plots import gan as plots

runtime.setup()

import keras
import tensorflow as tf

from course.training import Adversarial

# %% [markdown]
# The game of the lab's section 10, in short form and with half as many steps: dense networks with one hidden layer,
# dropout in $D$, an average of $G$. It takes a quarter of a minute.


# %%
def dense(inputs, outputs, activation=None, dropout=0.0):
    """One hidden layer of 256, ReLU, dropout before the last layer."""
    layers = keras.layers
    hidden = [layers.Dense(256, activation="relu"), layers.Dropout(dropout)]
    last = layers.Dense(outputs, activation=activation)
    return keras.Sequential([keras.Input((inputs,)), *hidden, last])


def discriminator_loss(real, fake):
    """Cross-entropy from logits, added over both halves: 2 ln 2 for a D without an idea."""
    return tf.reduce_mean(tf.nn.softplus(-real)) + tf.reduce_mean(tf.nn.softplus(fake))


def generator_loss(fake):
    """The non-saturating loss: ln 2 where D says 1/2."""
    return tf.reduce_mean(tf.nn.softplus(-fake))


# %% skip="grading"
digits = mnist()
train = runtime.pick(smoke=400, cpu=4_000, full=60_000)
x_train = digits.x_train[:train].reshape(-1, 784).astype("float32") / 255
steps = runtime.pick(smoke=50, cpu=6_000, full=65_000)
keras.utils.set_random_seed(0)
networks = dense(100, 784, "sigmoid"), dense(784, 1, dropout=0.5)
game = Adversarial(*networks, discriminator_loss, generator_loss, 100, ema=0.999)
rates = 3e-4, 1e-3
game.compile(*(keras.optimizers.Adam(rate, beta_1=0.5) for rate in rates))
game.fit(x_train, batch_size=64, steps=steps, epochs=1, verbose=0)
plots.sheets({"generated": game.sample(36), "real": x_train[:36]})

# %% [markdown]
# ## 1 · Anomaly detection
#
# A network that knows digits should be able to tell what is *no* digit. Two scores have been proposed:
#
# - **by $D$**: its job was to tell real from not real. Score: minus its logit.
# - **by $G$**: look for the latent vector whose picture comes nearest. What $G$ cannot draw is odd. Score: the mean
#   squared error of the best reconstruction.
#
# The test: digits that neither network has seen, and garments of Fashion-MNIST. For a comparison, a third score
# that needs no network: the distance to the nearest training digit. **Predict** which of the three
# is best where it is hard: at telling digits from digits that stand upside down.

# %% predict="scores"
predictions.guess("scores", ...)  # "by D", "by G" or "nearest digit"


# %% skip="grading"
def reconstructed(generator, images, starts=4, steps=200):
    """The generator's pictures nearest to `images` (n, 784), by descent from `starts`."""
    target = tf.tile(tf.constant(images), (starts, 1))
    noise = np.random.default_rng(9).normal(size=(len(images) * starts, 100))
    latent = tf.Variable(noise.astype("float32"))
    optimizer = keras.optimizers.Adam(0.1)
    optimizer.build([latent])

    @tf.function
    def descend():
        with tf.GradientTape() as tape:
            errors = tf.reduce_mean((generator(latent) - target) ** 2, axis=1)
        optimizer.apply([tape.gradient(errors, latent)], [latent])

    for _ in range(steps):
        descend()
    made = generator(latent).numpy().reshape(starts, *images.shape)
    nearest = np.mean((made - images) ** 2, axis=2).argmin(axis=0)
    return made[nearest, np.arange(len(images))]


count = runtime.pick(smoke=20, cpu=200, full=500)
normal, odd = (
    data.x_test[:count].reshape(-1, 784).astype("float32") / 255
    for data in (digits, fashion_mnist())
)
descents = runtime.pick(smoke=5, cpu=200, full=300)
rebuilt = {
    name: reconstructed(game.average, x, steps=descents)
    for name, x in (("normal", normal), ("odd", odd))
}
few = slice(0, 6)
pictures = {"seen": np.concatenate([normal[few], odd[few]])}
plots.rows(
    pictures | {"rebuilt": np.concatenate([rebuilt["normal"][few], rebuilt["odd"][few]])}
)

# %% [markdown]
# *What to see.* Digits come back as they were, or nearly. A garment comes back as the digit-like thing that covers
# most of it. The **ROC curve** shows what that is worth: the share of garments found over the share of digits that
# raise a false alarm, for every threshold. The area under it is 1 for a perfect score, and 1/2 for a coin.


# %% skip="grading"
def nearest_distance(images):
    squares = (
        (images**2).sum(axis=1)[:, np.newaxis]
        - 2 * images @ x_train.T
        + (x_train**2).sum(axis=1)
    )
    return squares.min(axis=1) / 784


scores = {
    "by D": [-np.asarray(game.discriminator(x))[:, 0] for x in (normal, odd)],
    "by G": [
        np.mean((x - rebuilt[name]) ** 2, axis=1)
        for name, x in (("normal", normal), ("odd", odd))
    ],
    "nearest digit": [nearest_distance(x) for x in (normal, odd)],
}
plots.roc(scores)

# %% skip="grading"
for name, (of_digits, of_garments) in scores.items():
    area = plots.roc_curve(of_digits, of_garments)[2]
    pairs = np.mean(
        of_garments[:, np.newaxis] > of_digits
    )  # the share of pairs that the score puts in order
    checks.close(f"{name}: area = share of pairs in order", area, pairs, atol=1e-3)

# %% [markdown]
# *What to see.* Each of the three scores finds nearly every garment at the price of few false alarms. The simplest
# one, the distance to the nearest digit, has learned nothing, and does about as well as the other two.
#
# But garments are an easy test: they have far more ink than digits, in places where digits have none. A harder one:
# twos, threes, fours, fives and sevens, turned **upside down**. Nobody would take them for digits.

# %% skip="grading"
labels = digits.y_test[: 2 * count]
turned = digits.x_test[: 2 * count][np.isin(labels, [2, 3, 4, 5, 7])][:count, ::-1, ::-1]
turned = turned.reshape(-1, 784).astype("float32") / 255
again = reconstructed(game.average, turned, steps=descents)
harder = {
    "by D": -np.asarray(game.discriminator(turned))[:, 0],
    "by G": np.mean((turned - again) ** 2, axis=1),
    "nearest digit": nearest_distance(turned),
}
for name, values in harder.items():
    area = plots.roc_curve(scores[name][0], values)[2]
    print(
        f"{name:13} area with garments {plots.roc_curve(*scores[name])[2]:.2f}, upside down {area:.2f}"
    )
plots.rows({"upside down": turned[:10], "rebuilt": again[:10]})

# %% skip="grading"
predictions.compare(
    "scores",
    max(harder, key=lambda name: plots.roc_curve(scores[name][0], harder[name])[2]),
)

# %% [markdown]
# *What to see.* All three fall back, and the two that come from the game fall furthest. $D$ has only learned to
# tell digits from what this $G$ paints, and $G$ can rebuild many a turned digit from its own stock of strokes. A
# GAN is no anomaly detector by itself: always compare with a score that costs nothing.
#
# ## 2 · Attack and defence
#
# *Adversarial* has a second meaning in machine learning: an input that was changed on purpose to mislead a network.
# The gradient that $G$ learns from can change a picture directly, too. Move every pixel by at most 0.05, in the
# direction that $D$ likes. **Predict** its mean belief in generated pictures, before and after.

# %% predict="nudged"
predictions.guess("nudged", ...)  # two numbers from 0 to 1: before, after

# %% skip="grading"
fakes = tf.Variable(game.sample(200, seed=4))
with tf.GradientTape() as tape:
    cost = generator_loss(game.discriminator(fakes))
nudged = np.clip(fakes - 0.05 * np.sign(tape.gradient(cost, fakes)), 0, 1)
for name, images in {
    "real": normal,
    "generated": fakes,
    "generated, nudged": nudged,
}.items():
    print(
        f"D's mean belief, {name:18} {np.mean(tf.sigmoid(game.discriminator(images))):.2f}"
    )
plots.rows({"generated": fakes[:10], "nudged": nudged[:10]})

# %% skip="grading"
belief = [float(np.mean(tf.sigmoid(game.discriminator(x)))) for x in (fakes, nudged)]
predictions.compare("nudged", np.round(belief, 2))

# %% [markdown]
# *What to see.* To you the rows look nearly alike; for $D$, the lower one is about half of the way to real digits.
# Any network that is trained by gradients can be attacked by them. This is one more reason not to use $D$ as
# a detector.
