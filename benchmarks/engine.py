"""Speed and memory of the training engine beside the published loop and a bare compiled step.

    python benchmarks/engine.py [--only dense conv dcgan memory] [--rounds 6] [--json build/engine.json]

Prints a table and writes the same numbers as JSON. Ways of doing the same thing take turns in short windows, and the
best window of each counts: what else runs on the machine then disturbs them alike. Images are random, since speed
does not depend on them. Nothing here is a test: on a busy machine numbers are what they are.
"""

from __future__ import annotations

import argparse
import gc
import os
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from record import machine, result, save, target

from course.training import Adversarial

LATENT = 100


# ---- Losses and networks -------------------------------------------------------------------------------------


def d_loss(real, fake):
    """Cross-entropy of D from logits, both halves added."""
    return cross_entropy(real, 1.0) + cross_entropy(fake, 0.0)


def g_loss(fake):
    """Non-saturating loss of G from D's logits."""
    return cross_entropy(fake, 1.0)


def cross_entropy(logits, target):
    """Mean binary cross-entropy of logits against one target."""
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(tf.fill(tf.shape(logits), target), logits))


def dense_networks(precision):
    """The dense networks of lab 04: 227,344 and 201,217 parameters."""
    with_policy = {"dtype": precision}
    last = {"dtype": "float32"}
    generator = [layers.Dense(256, "relu", **with_policy), layers.Dense(784, "sigmoid", **last)]
    discriminator = [layers.Dense(256, "relu", **with_policy), layers.Dense(1, **last)]
    return stack((LATENT,), generator), stack((784,), discriminator)


def conv_networks(precision):
    """A small convolutional pair: half the width of lab 05, 4×4 kernels."""
    return convolutional(precision, width=64, channels=32, kernel=4, dropout=0.0, middle=None)


def dcgan_networks(precision):
    """Variant A of lab 05: 2,292,737 and 212,865 parameters."""
    return convolutional(precision, width=256, channels=64, kernel=5, dropout=0.3, middle=128)


def convolutional(precision, width, channels, kernel, dropout, middle):
    """Return a 28×28 generator and discriminator; `middle` channels in a further layer of stride 1."""
    with_policy, last = {"dtype": precision}, {"dtype": "float32"}

    def activation():
        return layers.LeakyReLU(negative_slope=0.2, **with_policy)

    def up(filters, stride, **kwargs):
        return layers.Conv2DTranspose(filters, kernel, stride, "same", **kwargs)

    generator = [layers.Dense(7 * 7 * width, **with_policy), activation(), layers.Reshape((7, 7, width))]
    if middle:
        generator += [up(middle, 1, **with_policy), activation()]
    generator += [up(channels, 2, **with_policy), activation(), up(1, 2, activation="sigmoid", **with_policy)]
    generator += [layers.Activation("linear", **last)]
    discriminator = []
    for filters in (channels, 2 * channels):
        discriminator += [layers.Conv2D(filters, kernel, 2, "same", **with_policy), activation()]
        discriminator += [layers.Dropout(dropout, **with_policy)] if dropout else []
    return stack((LATENT,), generator), stack(
        (28, 28, 1), [*discriminator, layers.Flatten(), layers.Dense(1, **last)]
    )


def stack(shape, parts):
    """Return a Sequential network on inputs of `shape`."""
    return keras.Sequential([keras.Input(shape), *parts])


def adam():
    """Adam at the rates of lab 05."""
    return keras.optimizers.Adam(2e-4, 0.5)


# ---- Three ways of training ----------------------------------------------------------------------------------


class Published:
    """The loop of the tutorials: `predict`, D on real, D on fake, the stack of both on noise; `trainable` toggled.

    On Keras 3 the toggle works if each model is traced in its own state, which the first iteration sees to.
    """

    def __init__(self, build, images, batch_size, precision="float32"):
        self.images, self.batch_size = images, batch_size
        self.random = np.random.default_rng(0)
        self.generator, self.discriminator = build(precision)
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        self.discriminator.compile(optimizer=adam(), loss=loss)
        noise = keras.Input((LATENT,))
        self.both = keras.Model(noise, self.discriminator(self.generator(noise)))
        self.both.compile(optimizer=adam(), loss=loss)

    def run(self, steps):
        """Train for `steps` iterations."""
        ones, zeros = np.ones((self.batch_size, 1)), np.zeros((self.batch_size, 1))
        for _ in range(steps):
            noise = self.random.normal(size=(self.batch_size, LATENT)).astype("float32")
            real = self.images[self.random.integers(0, len(self.images), self.batch_size)]
            fake = self.generator.predict(noise, verbose=0)
            self.discriminator.trainable = True
            self.discriminator.train_on_batch(real, ones)
            self.discriminator.train_on_batch(fake, zeros)
            self.discriminator.trainable = False
            self.both.train_on_batch(noise, ones)

    def weights(self):
        """Return copies of both networks' weights."""
        return [network.get_weights() for network in (self.generator, self.discriminator)]


class Bare:
    """The least that trains: one compiled step by hand, nothing measured, averaged or watched."""

    def __init__(self, build, images, batch_size, precision, jit_compile):
        self.generator, self.discriminator = build(precision)
        self.d_optimizer, self.g_optimizer = adam(), adam()
        self.d_optimizer.build(self.discriminator.trainable_variables)
        self.g_optimizer.build(self.generator.trainable_variables)
        self.images, self.batch_size = tf.constant(images), batch_size
        self.step = tf.function(self.one_step, jit_compile=jit_compile)

    def one_step(self):
        """Draw a batch, move D, move G."""
        shape = (self.batch_size, LATENT)
        rows = tf.random.uniform((self.batch_size,), 0, len(self.images), tf.int32)
        real = tf.gather(self.images, rows)
        with tf.GradientTape() as g_tape:
            fake = self.generator(tf.random.normal(shape), training=True)
            with g_tape.stop_recording():
                with tf.GradientTape() as d_tape:
                    loss = d_loss(self.discriminator(real, training=True), self.discriminator(fake, training=True))
                d_weights = self.discriminator.trainable_variables
                self.d_optimizer.apply(d_tape.gradient(loss, d_weights), d_weights)
            loss = g_loss(self.discriminator(fake, training=True))
        g_weights = self.generator.trainable_variables
        self.g_optimizer.apply(g_tape.gradient(loss, g_weights), g_weights)

    def run(self, steps):
        """Train for `steps` steps."""
        for _ in range(steps):
            self.step()


class Engine:
    """The course's engine, as a lab uses it: average, metrics, guard, callbacks and all."""

    def __init__(self, build, images, batch_size, precision="float32", **compile_):
        self.images, self.batch_size = images, batch_size
        self.model = Adversarial(*build(precision), d_loss, g_loss, LATENT)
        self.model.compile(adam(), adam(), **compile_)

    def run(self, steps):
        """Train for `steps` steps."""
        self.model.fit(self.images, batch_size=self.batch_size, steps=steps, epochs=1, verbose=0)


# ---- Measuring -----------------------------------------------------------------------------------------------


def take_turns(ways: dict, steps: dict, rounds: int) -> dict:
    """Return the best milliseconds a step of each of `ways`, over `rounds` windows of `steps`."""
    best = dict.fromkeys(ways, float("inf"))
    for name, way in ways.items():
        way.run(steps[name])  # traces and compiles
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way.run(steps[name])
            best[name] = min(best[name], 1000 * (time.perf_counter() - start) / steps[name])
    return best


def matrix_peak(dtype, rounds: int, size: int = 2048) -> float:
    """Return the best GFLOP/s of a product of two (size, size) matrices of `dtype`."""
    a = tf.cast(tf.random.normal((size, size)), dtype)
    product = tf.function(lambda: tf.linalg.matmul(a, a))
    best = float("inf")
    for _ in range(4 * rounds):
        start = time.perf_counter()
        product()
        best = min(best, time.perf_counter() - start)
    return 2e-9 * size**3 / best


def flops(network) -> list[float]:
    """Return the multiply-adds × 2 of each layer with a kernel, for one sample, in order; padding counted."""
    counts = []
    for layer in network.layers:
        if isinstance(layer, layers.Dense):
            counts.append(2.0 * np.prod(layer.kernel.shape))
        elif isinstance(layer, (layers.Conv2D, layers.Conv2DTranspose)):
            transposed = isinstance(layer, layers.Conv2DTranspose)
            places = (layer.input if transposed else layer.output).shape[1:3]
            counts.append(2.0 * np.prod(layer.kernel.shape) * np.prod(places))
    return counts


def step_flops(generator, discriminator, batch_size: int) -> float:
    """Return the FLOPs of one engine step.

    Forward 1, gradient of the weights 1, gradient of the input 1, of each layer; the first layer of a network needs
    no gradient of its input, except D's in G's half, where D's weights in turn need none.
    """
    g, d = flops(generator), flops(discriminator)
    g_half = 3 * sum(g) - g[0] + 2 * sum(d)
    d_half = 2 * (3 * sum(d) - d[0])
    return batch_size * (g_half + d_half)


def resident_bytes() -> int:
    """Return the resident memory of this process (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cpu_flags() -> set[str]:
    """Return what /proc/cpuinfo says of 16-bit and wide instructions."""
    try:
        words = set(Path("/proc/cpuinfo").read_text().split())
    except OSError:
        return set()
    return words & {"avx2", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16"}


# ---- The comparisons -----------------------------------------------------------------------------------------


def dense(rounds: int) -> dict:
    """Lab 04: dense networks, batch 50."""
    images = np.random.default_rng(0).random((10_000, 784), np.float32)
    ways = {
        "published loop": Published(dense_networks, images, 50),
        "bare step": Bare(dense_networks, images, 50, "float32", True),
        "engine": Engine(dense_networks, images, 50),
    }
    before = ways["published loop"].weights()
    best = take_turns(ways, {"published loop": 20, "bare step": 200, "engine": 400}, rounds)
    moved = [
        any(np.any(a != b) for a, b in zip(*pair, strict=True))
        for pair in zip(before, ways["published loop"].weights(), strict=True)
    ]
    assert all(moved), "the published loop did not train both networks"
    return best | {
        "speed-up": (best["published loop"] / best["engine"], "times faster", {"at_least": 15}),
        "fit / bare step": (best["engine"] / best["bare step"], "", {"at_most": 1.15}),
    }


def conv(rounds: int) -> dict:
    """A small convolutional pair, batch 64."""
    images = np.random.default_rng(0).random((5_000, 28, 28, 1), np.float32)
    ways = {"published loop": Published(conv_networks, images, 64)}
    for kind in precisions():
        ways[f"bare step, {kind}"] = Bare(conv_networks, images, 64, kind, False)
        ways[f"engine, {kind}"] = Engine(conv_networks, images, 64, kind)
    best = take_turns(ways, {name: 10 if name == "published loop" else 50 for name in ways}, rounds)
    kind = min(precisions(), key=lambda kind: best[f"engine, {kind}"])
    return best | {
        "speed-up, float32": (best["published loop"] / best["engine, float32"], "times faster", {"at_least": 3}),
        "speed-up": (best["published loop"] / best[f"engine, {kind}"], "times faster", {"at_least": 3}),
        "fit / bare step": (best[f"engine, {kind}"] / best[f"bare step, {kind}"], "", {"at_most": 1.15}),
    }


def dcgan(rounds: int) -> dict:
    """Lab 05, variant A, batch 256."""
    images = np.random.default_rng(0).random((5_000, 28, 28, 1), np.float32)
    ways = {"published loop": Published(dcgan_networks, images, 256)}
    for kind in precisions():
        ways[f"bare step, {kind}"] = Bare(dcgan_networks, images, 256, kind, False)
        ways[f"engine, {kind}"] = Engine(dcgan_networks, images, 256, kind)
    best = take_turns(ways, {name: 2 if name == "published loop" else 4 for name in ways}, rounds)
    kind = min(precisions(), key=lambda kind: best[f"engine, {kind}"])
    model = ways[f"engine, {kind}"].model
    work = 1e-9 * step_flops(model.generator, model.discriminator, 256)
    peaks = {kind: matrix_peak(kind.removeprefix("mixed_"), rounds) for kind in precisions()}
    rate, peak = 1000 * work / best[f"engine, {kind}"], peaks[kind]
    return best | {
        "GFLOP a step": (work, "", {}),
        "GFLOP/s": (rate, "", {}),
        **{f"matrix product, {kind.removeprefix('mixed_')}, GFLOP/s": (at, "", {}) for kind, at in peaks.items()},
        "share of peak": (rate / peak, "", {"at_least": 0.65}),
        "speed-up": (best["published loop"] / best[f"engine, {kind}"], "times faster", {"at_least": 3}),
        "speed-up of a step at 100 % of the peak": (
            best["published loop"] * peak / (1000 * work),
            "times faster",
            {},
        ),
        "fit / bare step": (best[f"engine, {kind}"] / best[f"bare step, {kind}"], "", {"at_most": 1.15}),
    }


def memory(rounds: int) -> dict:
    """Resident memory over 2,000 steps of the dense pair, after 500 to warm up."""
    images = np.random.default_rng(0).random((10_000, 784), np.float32)
    engine = Engine(dense_networks, images, 50)
    engine.run(500)
    gc.collect()
    before = resident_bytes()
    for _ in range(4):
        engine.run(500)
    gc.collect()
    return {"growth over 2,000 steps": ((resident_bytes() - before) / 2**20, "MB", {"at_least": -50, "at_most": 50})}


def precisions() -> list[str]:
    """Return the policies to try: bfloat16, too, where the processor or a GPU has units for it; the faster counts."""
    low = tf.config.list_physical_devices("GPU") or cpu_flags() & {"avx512_bf16", "amx_bf16"}
    return ["float32", "mixed_bfloat16"] if low else ["float32"]


PARTS = {"dense": dense, "conv": conv, "dcgan": dcgan, "memory": memory}


def main() -> None:
    """Run the comparisons that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--json", type=Path, default=Path("build/engine.json"))
    asked = parser.parse_args()
    print(f"{machine()}; load {os.getloadavg()[0]:.2f}; {', '.join(sorted(cpu_flags()))}")
    results = []
    for name in asked.only:
        print(f"\n{PARTS[name].__doc__.splitlines()[0]}", flush=True)
        for what, value in PARTS[name](asked.rounds).items():
            number, unit, bounds = value if isinstance(value, tuple) else (value, "ms a step", {})
            results.append(result(f"{name}: {what}", number, unit, **bounds))
            print(f"  {what:<36}{number:>10.3g}  {unit}  {target(results[-1])}", flush=True)
        save(asked.json, results)


if __name__ == "__main__":
    main()
