"""The game of lab 08, for pairs of pictures: the condition is a plan, and G is also held to the true photo."""

from __future__ import annotations

import tensorflow as tf

from course.training.adversarial import Adversarial


class Paired(Adversarial):
    """The engine, for pairs of a plan and its photo (Isola and others, 2017).

    G takes plans and gives photos; it has no latent vector, chance comes from its dropout. D takes [photos, plans]
    and gives a map of logits. D's loss is half the sum of both cross-entropies; G's terms are `adversarial` and `l1`.

    Parameters
    ----------
    weight
        λ: what a mean absolute error of 1 costs G.
    """

    def __init__(self, generator, discriminator, *, weight: float = 100.0, **settings):
        super().__init__(generator, discriminator, half_of_both, None, 1, **settings)
        self.weight = weight

    def generate(self, generator, latent, condition, training=False):
        """Return the photos that G makes of plans."""
        return generator(condition, training=training)

    def g_terms(self, fake_scores, fake, real, condition):
        """Return what G pays: for patches that D sees through, and for its distance from the true photos."""
        seen_through = tf.reduce_mean(tf.nn.softplus(-fake_scores))
        return {"adversarial": seen_through, "l1": self.weight * tf.reduce_mean(tf.abs(fake - real))}


def half_of_both(real_logits, fake_logits):
    """Return half of D's cross-entropy on real patches plus that on generated ones; ln 2 if it has no idea."""
    return (tf.reduce_mean(tf.nn.softplus(-real_logits)) + tf.reduce_mean(tf.nn.softplus(fake_logits))) / 2
