"""Two networks that train against each other, as one `keras.Model`: the engine under labs 04 to 08.

One step, in the order in which it happens::

    fake = G(latent)                                     one batch of noise serves both halves
    D's half: descend on d_loss(D(real), D(fake))        moves D's weights only
    G's half: descend on g_loss(D(fake)), D just moved   moves G's weights only
    EMA:      average += (1 - ema) · (G - average)       the copy of G that draws samples
"""

from __future__ import annotations

import inspect

import numpy as np
import tensorflow as tf

from course.training import data, preflight
from course.training.noise import normal
from course.training.trainer import Trainer

ABSURD = 1e6  # a logit that no sound game reaches


class Adversarial(Trainer):
    """A generator G and a discriminator D, trained in turns inside one compiled step.

    Parameters
    ----------
    generator : keras.Model
        Takes latent vectors (n, latent_dim), or [latent, condition] when the data have conditions.
    discriminator : keras.Model
        Takes images (n, ...), or [images, condition]. Returns logits (n, 1), or several outputs of which the
        first is real-or-fake.
    d_loss : function (real_logits, fake_logits) -> scalar
    g_loss : function (fake_logits) -> scalar
    latent_dim : int
        Entries of a latent vector, drawn from the standard normal distribution.
    ema : float or None
        Decay of the moving average of G that draws samples; None: G itself draws them.
    quality : keras.metrics.Metric, optional
        `update_state(images)` or `update_state(images, condition)`, `result() -> dict`, `reset_state()`. `evaluate`
        feeds it generated images; its results are `val_...` in `fit`.
    classes : int, optional
        Labels must lie in 0 … classes - 1. Read off the networks' Embedding and CategoryEncoding layers if not given.
    seed : int
        Noise and order of the images are functions of it and of the step, with and without XLA.

    Notes
    -----
    The override point, for conditions and further loss terms: `generate`, `discriminate`, `d_terms`, `g_terms`,
    one line each. A conditional GAN whose networks take [latent, labels] and [images, labels] overrides none.

    Raises
    ------
    BadNetworks
        A network has no weights yet, or both share some. What depends on the data, `fit` checks before it starts.
    """

    def __init__(
        self, generator, discriminator, d_loss, g_loss, latent_dim, *, ema=0.99, quality=None, classes=None, seed=0
    ):
        preflight.check_networks(generator, discriminator, latent_dim, ema)
        super().__init__(generator, discriminator, ema=ema, quality=quality, classes=classes, seed=seed)
        self.d_loss, self.g_loss, self.latent_dim = d_loss, g_loss, latent_dim
        self._drawers = {}

    # ---- The override point ----------------------------------------------------------------------------------

    def generate(self, generator, latent, condition, training=False):
        """Return `generator`'s images. It is G or G's average; `condition` is None if the data have none."""
        if condition is None:
            return generator(latent, training=training)
        preflight.check_takes_condition(generator, "generator", "[latent, condition], images")
        return generator([latent, condition], training=training)

    def discriminate(self, images, condition, training=False):
        """Return D's output, or outputs, on `images`."""
        if condition is None:
            return self.discriminator(images, training=training)
        preflight.check_takes_condition(self.discriminator, "discriminator", "[images, condition], logits")
        return self.discriminator([images, condition], training=training)

    def d_terms(self, real_scores, fake_scores, condition):
        """Return D's loss terms {name: scalar}. D descends on their sum; each is reported under its name."""
        return {"d_loss": self.d_loss(real_scores, fake_scores)}

    def g_terms(self, fake_scores, fake, real, condition):
        """Return G's loss terms {name: scalar}. G descends on their sum; each is reported under its name."""
        return {"g_loss": self.g_loss(fake_scores)}

    # ---- The step --------------------------------------------------------------------------------------------

    def train_step(self, batch):
        """Train D, then G, on one batch of images, or (images, condition); return this epoch's means so far."""
        real, condition = data.tensors(batch)
        latent = self.noise(real, self.step)
        with tf.GradientTape() as tape:
            fake = float32(self.generate(self.generator, latent, condition, training=True))
            with tape.stop_recording():
                d_real, d_fake, d_terms, d_norm = self._train_discriminator(real, fake, condition)
            statistics = [(state, tf.identity(state)) for state in self.discriminator.non_trainable_weights]
            scores = float32(self.discriminate(fake, condition, training=True))
            g_terms = self.g_terms(scores, fake, real, condition)
            loss = tf.add_n([*g_terms.values(), *self.generator.losses])
        g_norm = self._descend(self.g_optimizer, tape, loss, self.generator)
        for state, value in statistics:  # in G's half nothing of D moves, batch-norm statistics included
            state.assign(value)
        self._follow()
        self._watch(real, condition, d_terms, d_norm, fake, scores, g_terms, g_norm)
        self._report([d_real, d_fake, *d_terms.values(), *g_terms.values(), d_norm, g_norm])
        self.step.assign_add(1)
        return self.means.result()

    def _train_discriminator(self, real, fake, condition):
        with tf.GradientTape() as tape:  # real and fake go separately: batch norm must not mix them
            real_scores = float32(self.discriminate(real, condition, training=True))
            fake_scores = float32(self.discriminate(fake, condition, training=True))
            terms = self.d_terms(real_scores, fake_scores, condition)
            loss = tf.add_n([*terms.values(), *self.discriminator.losses])
        norm = self._descend(self.d_optimizer, tape, loss, self.discriminator)
        return belief(real_scores), belief(fake_scores), terms, norm

    def _descend(self, optimizer, tape, loss, network):
        """Move the weights of `network`, and no others; return the norm of their gradient.

        Over several devices the gradients are added up, hence each takes its share of the loss.
        """
        share = optimizer.scale_loss(tf.constant(1 / self.distribute_strategy.num_replicas_in_sync))
        gradients = tape.gradient(loss, network.trainable_variables, output_gradients=share)
        optimizer.apply(gradients, network.trainable_variables)
        return tf.linalg.global_norm(gradients) / share

    def _follow(self):
        if self.ema is None:
            return
        for average, weight in zip(self.average.weights, self.generator.weights, strict=True):
            pull = 1 - self.ema if weight.trainable else 1.0  # batch-norm statistics are averages already
            average.assign(average + pull * (weight - average))

    def _watch(self, real, condition, d_terms, d_norm, fake, scores, g_terms, g_norm):
        """Note the first step at which the data, D or G were not finite; what is wrong first has the blame.

        Broken images are G's doing; scores that are broken or absurd on sound images are D's, which has just moved.
        """
        d_value, g_value = sum(d_terms.values()), sum(g_terms.values())
        if not self.scales_loss:  # a loss scale that is too large shows in the gradients, and is put right
            d_value, g_value = d_value + d_norm, g_value + g_norm
        absurd = tf.reduce_max([tf.reduce_max(tf.abs(part)) for part in tf.nest.flatten(scores)]) > ABSURD
        given = (
            [] if self.resident else [part for part in (real, condition) if part is not None]
        )  # else checked before
        given = [tf.reduce_sum(part) for part in given if part.dtype.is_floating]
        sums = [tf.add_n(given) if given else 0.0, d_value, g_value, tf.reduce_sum(fake)]
        data_fine, d_fine, g_fine, images_fine = tf.unstack(tf.math.is_finite(tf.stack(sums)))
        d_broke = images_fine & (~d_fine | (~g_fine & absurd))
        fresh = tf.stack([~data_fine, d_broke, ~(g_fine & images_fine)]) & tf.equal(self.first_bad, 0)
        self.first_bad.assign(tf.where(fresh, self.step + 1, self.first_bad))

    def _report(self, values):
        values = tf.stack(values)
        if self.distribute_strategy.num_replicas_in_sync > 1:
            values = tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.MEAN, values)
        self.means.update_state(values)

    def noise(self, images, step):
        """Return latent vectors for `images`, shape (n, latent_dim): a function of the seed and of `step`.

        Of several devices each takes its rows of the whole batch's noise, so that they draw what one would.
        """
        devices = self.distribute_strategy.num_replicas_in_sync
        count = images.shape[0] or tf.shape(images)[0]
        key = tf.stack([tf.constant(self.seed, tf.int64), tf.cast(step, tf.int64)])
        noise = normal((count * devices, self.latent_dim), key)
        first = 0 if devices == 1 else tf.distribute.get_replica_context().replica_id_in_sync_group * count
        return noise[first : first + count]

    # ---- Samples ---------------------------------------------------------------------------------------------

    def call(self, inputs, training=False):
        """Return images by the average of G, for latent vectors or for (latent, condition)."""
        latent, condition = data.split(inputs)
        return float32(self.generate(self.average, latent, condition, training=False))

    def sample(self, n=16, condition=None, *, latent=None, seed=0, batch_size=256):
        """Return generated images, a float32 array (n, ...).

        Parameters
        ----------
        n : int
            How many, unless `condition` or `latent` says it.
        condition : array (n, ...), or one label for all, optional
            Labels or input images, for a model that was trained with them.
        latent : array (n, latent_dim), optional
            In place of noise, which depends on `seed` alone.

        Raises
        ------
        BadData
            `latent` and `condition` differ in length or have the wrong shape, or a label is no class.
        BadNetworks
            The generator wants a condition and none is given, or the reverse.
        """
        if condition is not None and np.ndim(condition) == 0:  # sample(4, 3): four threes
            condition = np.full(n if latent is None else len(latent), condition)
        n = n if condition is None else len(condition)
        latent = normal((n, self.latent_dim), (seed, 1)) if latent is None else np.asarray(latent, np.float32)
        data.check_latent(latent, condition, self.latent_dim)
        data.check_labels(condition, self.classes)
        images = []
        for start in range(0, len(latent), batch_size):
            rows = slice(start, start + batch_size)
            parts = [tf.convert_to_tensor(latent[rows], tf.float32)]
            parts += [] if condition is None else [tf.convert_to_tensor(condition[rows])]
            images.append(self._drawer(parts)(*parts))
        return np.concatenate(images)

    def _drawer(self, parts):
        """Return `call`, traced once for any number of rows: sizes vary from call to call, and models come and go."""
        key = str([(part.dtype, part.shape[1:]) for part in parts])
        if key not in self._drawers:
            specs = [tf.TensorSpec((None, *part.shape[1:]), part.dtype) for part in parts]
            draw = tf.function(lambda *parts: self.call(parts), autograph=False)
            self._drawers[key] = preflight.run("generator", lambda: draw.get_concrete_function(*specs), *parts)
        return self._drawers[key]

    # ---- Evaluation ------------------------------------------------------------------------------------------

    def test_step(self, batch):
        """Play one batch of held-out images against samples, without training; show the samples to `quality`."""
        real, condition = data.tensors(batch)
        latent = self.noise(real, -1 - tf.cast(self.means.count, tf.int64))  # the same at every evaluation
        fake = self.call((latent, condition))
        real_scores, fake_scores = (float32(self.discriminate(images, condition)) for images in (real, fake))
        d_terms = self.d_terms(real_scores, fake_scores, condition)
        g_terms = self.g_terms(fake_scores, fake, real, condition)
        values = [belief(real_scores), belief(fake_scores), *d_terms.values(), *g_terms.values()]
        self._report([*values, 0.0, 0.0])
        if self.quality is not None:
            shown = (fake, condition)[: len(inspect.signature(self.quality.update_state).parameters)]
            tf.py_function(self.quality.update_state, [part for part in shown if part is not None], [])
        return self.means.result()


def float32(values):
    """Return a tensor, or every tensor of a structure, as float32: losses are not computed in 16 bits."""
    return tf.nest.map_structure(lambda value: tf.cast(value, tf.float32), values)


def belief(scores):
    """Return D's mean probability of "real", from its logits: the first of D's outputs."""
    return tf.reduce_mean(tf.sigmoid(scores[0] if isinstance(scores, (tuple, list)) else scores))
