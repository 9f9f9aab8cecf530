# %% [markdown]
# # 03 · If you want more: a number instead of a class
#
# The lab's networks say *which* digit they see. Here one says a number: by which angle a digit was turned. And then
# it is asked about angles that it has never met.
#
# **Time**: running every cell takes half a minute on two CPU cores.

# %%
import numpy as np

from course import checks, predictions, runtime
from course.datasets import mnist
from course.plots import cnn as plots

runtime.setup()

import keras
import tensorflow as tf

# %% [markdown]
# The digits of the lab, scaled to 0…1, and the small network of its section 3, trained again:

# %%
digits = mnist()
train, test = runtime.pick(smoke=(256, 200), cpu=(4_000, 1_000), full=(60_000, 10_000))
x_train, x_test = (
    images[..., np.newaxis] / np.float32(255)
    for images in (digits.x_train[:train], digits.x_test[:test])
)
y_train, y_test = digits.y_train[:train].astype("int32"), digits.y_test[:test]


def convolution_layers():
    """The small network of the lab's section 3, without its last layer."""
    first, second = (keras.layers.Conv2D(maps, 3, activation="relu") for maps in (16, 32))
    pool = keras.layers.MaxPooling2D
    return [first, pool(), second, pool(), keras.layers.Flatten()]


def outputs_of(network, images, batch=500):
    """What the network says to images (n, 28, 28, 1), as a NumPy array."""
    return np.concatenate(
        [network(images[i : i + batch]) for i in range(0, len(images), batch)]
    )


# %% skip="grading"
keras.utils.set_random_seed(0)
seeing = convolution_layers()
classifier = keras.Sequential([keras.Input((28, 28, 1)), *seeing, keras.layers.Dense(10)])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
classifier.compile(keras.optimizers.Adam(2e-3), loss, jit_compile=False)
epochs = runtime.pick(smoke=1, cpu=6, full=3)
classifier.fit(x_train, y_train, batch_size=64, epochs=epochs, verbose=0)
print(
    f"{100 * np.mean(outputs_of(classifier, x_test).argmax(axis=1) == y_test):.1f} % right"
)

# %% [markdown]
# ## 1 · The angle of a digit
#
# Turn digits by an angle and ask the network for the angle. Nothing in the convolutional part has to change; only
# the head does: **one** output without softmax, and the mean squared error as its loss. First, a function that
# turns pictures: for each place of the output, a rotation about the centre says where to look in the input.


# %% skip="grading"
def turned(images, degrees):
    """Images (n, h, w, 1), turned anticlockwise; zeros come in."""
    angle = np.deg2rad(np.broadcast_to(degrees, len(images))).astype("float32")
    cos, sin, zero = np.cos(angle), np.sin(angle), np.zeros_like(angle)
    middle = (images.shape[1] - 1) / 2
    x0, y0 = middle * (1 - cos + sin), middle * (1 - sin - cos)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=np.stack([cos, -sin, x0, sin, cos, y0, zero, zero], axis=1),
        output_shape=images.shape[1:3],
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
        fill_value=0.0,
    )


angles = [-45, -30, -15, 0, 15, 30, 45]
one_digit = np.repeat(x_test[:1], len(angles), axis=0)
plots.digits(
    turned(one_digit, angles)[..., 0],
    [f"{angle}°" for angle in angles],
    columns=len(angles),
)

# %% [markdown]
# **Predict** the mean error, in degrees, of somebody who always answers 0, if angles are drawn evenly from −45 to
# 45.

# %% predict="always_zero"
predictions.guess("always_zero", ...)  # a number

# %% [markdown]
# The regressor takes over a copy of the trained layers, all but the last one, gets a head of its own, and learns on.
# Angles are divided by 45, so that the output, too, is a small number. It sees each digit at several angles.

# %% skip="grading"
rng = checks.rng(11)
versions, epochs = runtime.pick(smoke=(1, 1), cpu=(4, 2), full=(1, 5))
upright = np.tile(x_train, (versions, 1, 1, 1))
angle_train, angle_test = (
    rng.uniform(-45, 45, len(x)).astype("float32") for x in (upright, x_test)
)

# %% skip="grading"
copies = convolution_layers()
head = [keras.layers.Dense(128, activation="relu"), keras.layers.Dense(1)]
regressor = keras.Sequential([keras.Input((28, 28, 1)), *copies, *head])
for copy, layer in zip(copies, seeing, strict=True):
    copy.set_weights(layer.get_weights())
rate = keras.optimizers.schedules.CosineDecay(1e-3, epochs * (len(upright) // 64))
regressor.compile(keras.optimizers.Adam(rate), "mean_squared_error", jit_compile=False)
seen = turned(upright, angle_train)
told = {"batch_size": 64, "epochs": epochs, "verbose": 0}
print(f"loss {regressor.fit(seen, angle_train / 45, **told).history['loss'][-1]:.3f}")

# %% skip="grading"
turned_test = turned(x_test, angle_test)
said = 45 * outputs_of(regressor, turned_test)[:, 0]
plots.angles(angle_test, said, turned_test)

# %% skip="grading"
runtime.report("mean error of always saying 0", float(np.abs(angle_test).mean()), "degrees")
error = float(np.abs(said - angle_test).mean())
runtime.report("mean error of the regressor", error, "degrees", at_most=12)
predictions.compare("always_zero", 22.5, "degrees")

# %% [markdown]
# *What to see.* The points follow the diagonal. What is left is partly the writers' own slant: a leaning 1 and an
# upright 1 that was turned are the same picture, and no network can know.
#
# ## 2 · Angles that it has never met
#
# In training, no digit was turned by more than 45 degrees. Now turn the test digits by up to 75. **Predict** the
# mean of what the regressor says to digits that were turned by 60 to 75 degrees: their true mean is 67.

# %% predict="beyond"
predictions.guess("beyond", ...)  # a number

# %% skip="grading"
wide = rng.uniform(-75, 75, len(x_test)).astype("float32")
turned_far = turned(x_test, wide)
said_far = 45 * outputs_of(regressor, turned_far)[:, 0]
plots.angles(wide, said_far, turned_far)

# %% skip="grading"
far = np.abs(wide) > 60
for name, some in {"within 45°": np.abs(wide) <= 45, "beyond 60°": far}.items():
    print(f"{name}: mean error {np.abs(said_far - wide)[some].mean():.0f} degrees")
mean_answer = (said_far * np.sign(wide))[far].mean()
predictions.compare("beyond", round(float(mean_answer)), "degrees")

# %% [markdown]
# *What to see.* Inside the range of its training the points follow the diagonal, as before. Beyond it they bend
# away, and then even back: at 75 degrees the answers are nearer to 0 than at 45. No output says that the question
# was a strange one. A regressor **interpolates**: how far it may be trusted is a question to the data that it has
# seen. In engineering that is the first question to ask of a network. Lab 09 asks it about a flow that is faster
# than any in the training data.
