"""Train the judge of `course.metrics` on the full MNIST or Fashion-MNIST and store its weights.

    python tools/train_judge.py mnist --data FOLDER --out course/metrics/weights
    python tools/train_judge.py fashion_mnist --data FOLDER --out course/metrics/weights

Everything random has a seed and TensorFlow's operations are deterministic: the same machine and versions give the
same weights. The test images are looked at once, at the end, through the stored float16 weights.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

from course import datasets
from course.metrics import network, storage


@dataclass(frozen=True)
class Recipe:
    """How one judge is trained: length and strength of the augmentation."""

    epochs: int
    degrees: float
    pixels: float
    zoom: float
    flip: bool
    batch: int = 128
    rate: float = 4e-3
    decay: float = 0.02


RECIPES = {
    "mnist": Recipe(epochs=8, degrees=10, pixels=2, zoom=0.1, flip=False),
    "fashion_mnist": Recipe(epochs=14, degrees=0, pixels=1.5, zoom=0, flip=True),  # blur would hide the textures
}
REACH = {"mnist": 0.995, "fashion_mnist": 0.93}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=sorted(RECIPES))
    parser.add_argument("--data", type=Path, help="folder with the full data set (default: COURSE_DATA)")
    parser.add_argument("--out", type=Path, default=storage.FOLDER, help="folder for the weights")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, help="other than the recipe's: the reach is then not asserted")
    arguments = parser.parse_args()
    data = getattr(datasets, arguments.name)(arguments.data)
    if len(data.x_train) < 60_000:
        parser.error("the full data set is needed: 60,000 images; name its folder with --data")

    keras.utils.set_random_seed(arguments.seed)
    tf.config.experimental.enable_op_determinism()
    recipe = RECIPES[arguments.name]
    if arguments.epochs:
        recipe = Recipe(**{**vars(recipe), "epochs": arguments.epochs})
    started = time.perf_counter()
    model = train(data, recipe, arguments.seed)
    seconds = time.perf_counter() - started

    record = {
        "name": arguments.name,
        "command": f"python tools/train_judge.py {arguments.name} --data FOLDER --out FOLDER"
        + (f" --seed {arguments.seed}" if arguments.seed else "")
        + (f" --epochs {arguments.epochs}" if arguments.epochs else ""),
        "recipe": vars(recipe),
        "training_seconds": round(seconds),
        "feature_scale": feature_scale(model, data.x_train),
        "versions": {
            "python": platform.python_version(),
            "tensorflow": tf.__version__,
            "keras": keras.__version__,
            "numpy": np.__version__,
        },
    }
    path = storage.write(arguments.name, model.get_weights(), record, arguments.out)
    stored = network.build()
    stored.set_weights(storage.read(arguments.name, arguments.out).arrays)
    accuracy = test_accuracy(stored, data.x_test, data.y_test)
    record |= {"test_accuracy": round(accuracy, 4), "test_images": len(data.x_test)}
    storage.write(arguments.name, model.get_weights(), record, arguments.out)
    print(f"test accuracy {accuracy:.2%}, {seconds:.0f} s, {path.stat().st_size:,} bytes in {path}")
    if not arguments.epochs and accuracy < REACH[arguments.name]:
        raise SystemExit(f"below the reach of {REACH[arguments.name]:.1%}: not good enough to judge with")


def train(data: datasets.Dataset, recipe: Recipe, seed: int) -> keras.Model:
    """Return the network trained by `recipe`: AdamW, cross-entropy, a one-cycle rate."""
    model = network.build()
    per_epoch = len(data.x_train) // recipe.batch
    optimizer = keras.optimizers.AdamW(OneCycle(recipe.rate, recipe.epochs * per_epoch), weight_decay=recipe.decay)
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    optimizer.build(model.trainable_variables)
    images, labels = tf.constant(data.x_train), tf.constant(data.y_train, tf.int32)

    @tf.function
    def step(chosen, number):
        batch = augment(tf.gather(images, chosen), recipe, tf.stack([seed, number]))
        truth = tf.gather(labels, chosen)
        with tf.GradientTape() as tape:
            _, logits = model(batch, training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(truth, logits)
            loss = tf.reduce_mean(losses)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss, tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == truth, tf.float32))

    order = np.random.default_rng(seed)
    number = 0
    for epoch in range(recipe.epochs):
        started, logs = time.perf_counter(), []
        shuffled = order.permutation(len(images))[: per_epoch * recipe.batch].reshape(per_epoch, recipe.batch)
        for chosen in shuffled:
            logs.append(step(tf.constant(chosen), tf.constant(number)))
            number += 1
        loss, accuracy = np.mean(np.array(logs), axis=0)
        print(
            f"epoch {epoch + 1}/{recipe.epochs}: loss {loss:.4f}, accuracy {accuracy:.4f} (augmented), "
            f"{time.perf_counter() - started:.0f} s",
            flush=True,
        )
    return model


class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Up in a line over a quarter of the steps, then down to 0 along a cosine."""

    def __init__(self, peak: float, steps: int):
        self.peak, self.steps = peak, steps

    def __call__(self, step):
        """Return the rate at `step`."""
        done = tf.cast(step, tf.float32) / self.steps
        down = 0.5 + 0.5 * tf.cos(np.pi * tf.clip_by_value((done - 0.25) / 0.75, 0.0, 1.0))
        return self.peak * tf.where(done < 0.25, tf.maximum(done, 1e-3) * 4, down)


def augment(images, recipe: Recipe, seed):
    """Return float images in [0, 1], shape (n, 28, 28, 1): moved, turned, zoomed; flipped if asked for."""
    n = tf.shape(images)[0]
    x = tf.cast(images, tf.float32)[..., None] / 255

    def uniform(salt, *shape):
        return tf.random.stateless_uniform((n, *shape), seed + tf.constant([salt, 0]), -1, 1)

    angle = uniform(1000) * recipe.degrees * np.pi / 180
    size = 1 + uniform(2000) * recipe.zoom
    sign = tf.sign(uniform(3000)) if recipe.flip else tf.ones_like(angle)
    shift = uniform(4000, 2) * recipe.pixels
    if not recipe.degrees:
        shift = tf.round(shift)
    cos, sin, middle = tf.cos(angle) * size, tf.sin(angle) * size, 13.5
    a, b, d, e = sign * cos, -sin, sign * sin, cos
    zero = tf.zeros_like(a)
    c = middle - a * middle - b * middle + shift[:, 0]
    f = middle - d * middle - e * middle + shift[:, 1]
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=x,
        transforms=tf.stack([a, b, c, d, e, f, zero, zero], axis=1),
        output_shape=tf.constant([28, 28]),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


def outputs(model: keras.Model, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return features and logits of uint8 images, in batches."""
    forward = tf.function(lambda batch: model(tf.cast(batch, tf.float32)[..., None] / 255, training=False))
    batches = [forward(tf.constant(images[i : i + 500])) for i in range(0, len(images), 500)]
    return tuple(np.concatenate(parts) for parts in zip(*batches, strict=True))


def feature_scale(model: keras.Model, images: np.ndarray) -> float:
    """Return the factor that makes the variance of the real features 1 on average."""
    return float(1 / np.sqrt(outputs(model, images)[0].astype(np.float64).var(axis=0).mean()))


def test_accuracy(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of images that get their label."""
    return float(np.mean(outputs(model, images)[1].argmax(axis=1) == labels))


if __name__ == "__main__":
    main()
