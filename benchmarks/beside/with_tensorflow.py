"""The ways of training a pair in TensorFlow: published loop, keras.io, the tutorial's two tapes, our engine."""

from __future__ import annotations

import time

import keras
import numpy as np
import tensorflow as tf

from beside import player, with_keras
from beside.networks import PAIRS, Pair
from beside.player import THREADS, serve
from beside.with_keras import Losses, adam, build, only
from course.training import Adversarial


class Way:
    """What all ways have: networks and data."""

    def __init__(self, pair: Pair, data: tuple, precision: str = "float32", batch: int = 0):
        self.pair, self.batch = pair, batch or pair.batch
        self.images, self.condition = data
        self.generator, self.discriminator = build(pair, precision)

    def run(self, steps: int) -> None:
        """Train for so many steps."""
        raise NotImplementedError

    @property
    def parameters(self) -> tuple[int, int]:
        """The numbers of weights that G and D have."""
        return self.generator.count_params(), self.discriminator.count_params()

    def weights(self) -> list[list[np.ndarray]]:
        """Return copies of the weights that are trained, of G and of D."""
        networks = self.generator, self.discriminator
        return [[weight.numpy().copy() for weight in network.trainable_variables] for network in networks]

    def noise(self, count):
        """Return latent vectors, or None if G takes none."""
        return tf.random.normal((count, self.pair.latent)) if self.pair.latent else None

    def dataset(self):
        """Return endless random batches of images, or of (images, condition)."""
        parts = self.images if self.condition is None else (self.images, self.condition)
        every = tf.data.Dataset.from_tensor_slices(parts).shuffle(len(self.images)).repeat()
        return every.batch(self.batch, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


class Published(Way):
    """The loop of the first tutorials: `predict`, D on real, D on fake, the stack of both; `trainable` toggled.

    On Keras 3 the toggle works if each model is traced in its own state, which the first iteration sees to.
    """

    def __init__(self, pair, data, precision="float32", batch=0):
        super().__init__(pair, data, precision, batch)
        self.random = np.random.default_rng(0)
        entropy = keras.losses.BinaryCrossentropy(from_logits=True)
        self.named = len(self.discriminator.outputs) > 1
        names = [keras.losses.SparseCategoricalCrossentropy(from_logits=True)] if self.named else []
        losses = [entropy, *names] if self.named else entropy
        self.discriminator.compile(optimizer=adam(), loss=losses)
        inputs = self.generator.inputs
        fake, condition = self.generator(only(inputs)), inputs[-1] if pair.condition else None
        scores = self.discriminator(only(pair.d_inputs(fake, condition)))
        self.drawn = pair.condition == "plan"  # the stack also answers for the picture itself
        self.both = keras.Model(only(inputs), [scores, fake] if self.drawn else scores)
        weights = {"loss": [entropy, "mae"], "loss_weights": [1, 100]} if self.drawn else {"loss": losses}
        self.both.compile(optimizer=adam(), **weights)
        self.map = tuple(self.discriminator.outputs[0].shape[1:])

    def run(self, steps):
        """Train for so many steps."""
        pair, n = self.pair, self.batch
        ones, zeros = np.ones((n, *self.map), "float32"), np.zeros((n, *self.map), "float32")
        for _ in range(steps):
            noise = self.random.normal(size=(n, pair.latent)).astype("float32")
            rows = self.random.integers(0, len(self.images), n)
            real, condition = self.images[rows], None if self.condition is None else self.condition[rows]
            asked = only(pair.g_inputs(noise, condition))
            fake = self.generator.predict(asked, verbose=0)
            right, wrong = ([target, condition] if self.named else target for target in (ones, zeros))
            self.discriminator.trainable = True
            self.discriminator.train_on_batch(only(pair.d_inputs(real, condition)), right)
            self.discriminator.train_on_batch(only(pair.d_inputs(fake, condition)), wrong)
            self.discriminator.trainable = False
            self.both.train_on_batch(asked, [ones, real] if self.drawn else right)

    def weights(self):
        """Return copies of all weights: D's are frozen half of the time."""
        return [network.get_weights() for network in (self.generator, self.discriminator)]


class KerasIO(Way):
    """The examples of keras.io: a `keras.Model` with its own `train_step`, new noise for G's half, stock `fit`."""

    def __init__(self, pair, data, precision="float32", batch=0):
        super().__init__(pair, data, precision, batch)
        way = self

        class GAN(keras.Model):
            def compile(self, d_optimizer, g_optimizer, **how):
                super().compile(**how)
                self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer
                self.d_loss_metric = keras.metrics.Mean(name="d_loss")
                self.g_loss_metric = keras.metrics.Mean(name="g_loss")

            @property
            def metrics(self):
                return [self.d_loss_metric, self.g_loss_metric]

            def train_step(self, batch):
                images, condition = batch if way.condition is not None else (batch, None)
                fake = way.generator(only(pair.g_inputs(way.noise(way.batch), condition)))
                with tf.GradientTape() as tape:
                    real_scores, fake_scores = (
                        way.discriminator(only(pair.d_inputs(seen, condition)), training=True)
                        for seen in (images, fake)
                    )
                    d_loss = pair.d_loss(Losses, real_scores, fake_scores, condition)
                weights = way.discriminator.trainable_weights
                self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights, strict=True))
                with tf.GradientTape() as tape:
                    fake = way.generator(only(pair.g_inputs(way.noise(way.batch), condition)), training=True)
                    scores = way.discriminator(only(pair.d_inputs(fake, condition)), training=True)
                    g_loss = pair.g_loss(Losses, scores, fake, images, condition)
                weights = way.generator.trainable_weights
                self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights, strict=True))
                self.d_loss_metric.update_state(d_loss)
                self.g_loss_metric.update_state(g_loss)
                return {metric.name: metric.result() for metric in self.metrics}

        self.model = GAN()
        self.model.compile(adam(), adam(), jit_compile=pair.xla)
        self.batches = self.dataset()

    def run(self, steps):
        """Train for so many steps."""
        self.model.fit(self.batches, steps_per_epoch=steps, epochs=1, verbose=0)


class TwoTapes(Way):
    """The DCGAN tutorial of TensorFlow: one compiled step, two tapes over one pass, a loop over batches."""

    def __init__(self, pair, data, precision="float32", batch=0):
        super().__init__(pair, data, precision, batch)
        self.d_optimizer, self.g_optimizer = adam(), adam()
        self.d_optimizer.build(self.discriminator.trainable_variables)
        self.g_optimizer.build(self.generator.trainable_variables)
        self.step = tf.function(self.one_step, jit_compile=pair.xla)
        self.batches = iter(self.dataset())

    def one_step(self, images, condition):
        """Train both on the same generated images."""
        with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
            d_loss, g_loss = with_keras.play(
                self.pair, self.generator, self.discriminator, self.noise(self.batch), images, condition
            )
        for tape, loss, network, optimizer in (
            (g_tape, g_loss, self.generator, self.g_optimizer),
            (d_tape, d_loss, self.discriminator, self.d_optimizer),
        ):
            weights = network.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))

    def run(self, steps):
        """Train for so many steps."""
        for _ in range(steps):
            batch = next(self.batches)
            self.step(*batch) if self.condition is not None else self.step(batch, None)


class Bare(Way):
    """The least that trains as the engine does: D, then G, in one compiled step; nothing measured or watched."""

    def __init__(self, pair, data, precision="float32", batch=0):
        super().__init__(pair, data, precision, batch)
        self.d_optimizer, self.g_optimizer = adam(), adam()
        self.d_optimizer.build(self.discriminator.trainable_variables)
        self.g_optimizer.build(self.generator.trainable_variables)
        self.data = [None if part is None else tf.constant(part) for part in data]
        self.step = tf.function(self.one_step, jit_compile=pair.xla)

    def one_step(self):
        """Draw a batch, move D, move G."""
        pair, rows = self.pair, tf.random.uniform((self.batch,), 0, len(self.images), tf.int32)
        real, condition = (None if part is None else tf.gather(part, rows) for part in self.data)

        def scores(images):
            return self.discriminator(only(pair.d_inputs(images, condition)), training=True)

        with tf.GradientTape() as g_tape:
            fake = self.generator(only(pair.g_inputs(self.noise(self.batch), condition)), training=True)
            with g_tape.stop_recording():
                with tf.GradientTape() as d_tape:
                    loss = pair.d_loss(Losses, scores(real), scores(fake), condition)
                d_weights = self.discriminator.trainable_variables
                self.d_optimizer.apply(d_tape.gradient(loss, d_weights), d_weights)
            loss = pair.g_loss(Losses, scores(fake), fake, real, condition)
        g_weights = self.generator.trainable_variables
        self.g_optimizer.apply(g_tape.gradient(loss, g_weights), g_weights)

    def run(self, steps):
        """Train for so many steps."""
        for _ in range(steps):
            self.step()


class Engine(Way):
    """The course's engine, as a lab uses it: average, metrics, guard, callbacks and all."""

    def __init__(self, pair, data, precision="float32", batch=0, **compile_):
        super().__init__(pair, data, precision, batch)

        class Game(Adversarial):
            def generate(self, generator, latent, condition, training=False):
                return generator(only(pair.g_inputs(latent, condition)), training=training)

            def discriminate(self, images, condition, training=False):
                return self.discriminator(only(pair.d_inputs(images, condition)), training=training)

            def d_terms(self, real_scores, fake_scores, condition):
                return {"d_loss": pair.d_loss(Losses, real_scores, fake_scores, condition)}

            def g_terms(self, fake_scores, fake, real, condition):
                return {"g_loss": pair.g_loss(Losses, fake_scores, fake, real, condition)}

        self.model = Game(self.generator, self.discriminator, None, None, pair.latent or 1)
        self.model.compile(adam(), adam(), **compile_)

    def run(self, steps):
        """Train for so many steps."""
        self.model.fit(self.images, self.condition, batch_size=self.batch, steps=steps, epochs=1, verbose=0)


WAYS = {
    "published loop": Published,
    "keras.io train_step": KerasIO,
    "two tapes": TwoTapes,
    "bare step": Bare,
    "our engine": Engine,
}
PRECISIONS = {"float32": "float32", "bfloat16": "mixed_bfloat16"}
IMAGES = 5000


def matrix_peak(precision: str, size: int = 2048, times: int = 20) -> float:
    """Return the best GFLOP/s of a product of two (size, size) matrices of a dtype."""
    a = tf.cast(tf.random.normal((size, size)), precision)
    product = tf.function(lambda: tf.linalg.matmul(a, a))
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        product()
        best = min(best, time.perf_counter() - start)
    return 2e-9 * size**3 / best


def flops(network: keras.Model) -> list[float]:
    """Return the multiply-adds × 2 of each layer with a kernel, for one sample, in order; padding counted."""
    counts = []
    for layer in network.made:
        if isinstance(layer, keras.layers.Dense):
            counts.append(2.0 * np.prod(layer.kernel.shape))
        elif isinstance(layer, (keras.layers.Conv2D, keras.layers.Conv2DTranspose)):
            transposed = isinstance(layer, keras.layers.Conv2DTranspose)
            places = (layer.input if transposed else layer.output).shape[1:3]
            counts.append(2.0 * np.prod(layer.kernel.shape) * np.prod(places))
    return counts


def step_flops(generator, discriminator, batch: int) -> float:
    """Return the FLOPs of one engine step.

    Forward 1, gradient of the weights 1, gradient of the input 1, of each layer; the first layer of a network needs
    no gradient of its input, except D's in G's half, where D's weights in turn need none.
    """
    g, d = flops(generator), flops(discriminator)
    g_half = 3 * sum(g) - g[0] + 2 * sum(d)
    d_half = 2 * (3 * sum(d) - d[0])
    return batch * (g_half + d_half)


def work(model: str) -> float:
    """Return the FLOPs of one step of a pair."""
    return step_flops(*build(PAIRS[model]), PAIRS[model].batch)


def parts(model: str, precision: str) -> dict[str, list[float]]:
    """Return milliseconds of what a step is made of, each compiled alone: gradients, update of the weights."""
    way = make(model, "bare step", precision)
    pair, networks, optimizers = way.pair, (way.generator, way.discriminator), (way.g_optimizer, way.d_optimizer)
    weights = [network.trainable_variables for network in networks]
    slopes = [[tf.random.normal(variable.shape, dtype=variable.dtype) for variable in one] for one in weights]
    real, condition = (None if part is None else part[: way.batch] for part in way.data)

    def gradients():
        def scores(images):
            return way.discriminator(only(pair.d_inputs(images, condition)), training=True)

        with tf.GradientTape() as g_tape:
            fake = way.generator(only(pair.g_inputs(way.noise(way.batch), condition)), training=True)
            with g_tape.stop_recording(), tf.GradientTape() as d_tape:
                d_loss = pair.d_loss(Losses, scores(real), scores(fake), condition)
            g_loss = pair.g_loss(Losses, scores(fake), fake, real, condition)
        return g_tape.gradient(g_loss, weights[0]), d_tape.gradient(d_loss, weights[1])

    def update(slopes):
        for optimizer, slope, variables in zip(optimizers, slopes, weights, strict=True):
            optimizer.apply(slope, variables)

    compiled = tf.function(gradients, jit_compile=pair.xla), tf.function(update, jit_compile=pair.xla)
    calls = {"gradients": compiled[0], "update of the weights": lambda: compiled[1](slopes)}
    return player.alone(  # the gradient of an embedding is IndexedSlices
        calls,
        lambda found: [tf.convert_to_tensor(part).numpy() for part in tf.nest.flatten(found)[:1] if part is not None],
    )


def make(model: str, way: str, precision: str, batch: int = 0) -> Way:
    """Return a way of training a pair on random images."""
    pair = PAIRS[model]
    count = IMAGES if pair.condition != "plan" else IMAGES // 10
    return WAYS[way](pair, pair.data(count), PRECISIONS[precision], batch)


if __name__ == "__main__":
    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    told = {
        "losses": with_keras.losses,
        "reference": with_keras.reference,
        "peak": matrix_peak,
        "work": work,
        "parts": parts,
    }
    serve(make, told)
