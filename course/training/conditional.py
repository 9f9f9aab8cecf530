"""What a conditional D can be asked beside "is this real?": about wrong labels, and to compare in pairs."""

from __future__ import annotations

import tensorflow as tf

from course.training.adversarial import Adversarial


class Mismatched(Adversarial):
    """The engine, with one more kind of forgery: a real image under a wrong label (Reed and others, 2016).

    The wrong label is the right one plus 1, …, classes - 1 in turn, from step to step. D's terms are `d_loss` and
    `d_wrong`; G's is `g_loss`. It needs `classes`.
    """

    def discriminate(self, images, condition, training=False):
        """Return D's logits with the right label, and with a wrong one."""
        turn = tf.math.floormod(tf.cast(self.step, condition.dtype), self.classes - 1)
        others = tf.math.floormod(condition + turn + 1, self.classes)
        ask = super().discriminate
        return [ask(images, label, training) for label in (condition, others)]

    def d_terms(self, real, fake, condition):
        """Return the two halves of the game in one, and what D pays for real images under wrong labels."""
        return {"d_loss": self.d_loss(real[0], fake[0]), "d_wrong": tf.reduce_mean(tf.nn.softplus(real[1]))}

    def g_terms(self, fake_scores, fake, real, condition):
        """Return G's loss, as ever."""
        return {"g_loss": self.g_loss(fake_scores[0])}


class InPairs(Mismatched):
    """The engine with a D that compares a real image and a generated one of the same label; its slope is fined.

    Jolicoeur-Martineau (2018) for the pairs, Mescheder and others (2018) for the slope, both together: Huang and
    others (2024).

    Parameters
    ----------
    slope
        γ of γ/2 · (squared length of D's gradient at real images, plus that at generated ones).
    wrong
        Weight of the third question, about real images under wrong labels.
    """

    def __init__(self, generator, discriminator, latent_dim, *, slope=0.03, wrong=0.02, **settings):
        super().__init__(generator, discriminator, None, None, latent_dim, **settings)
        self.slope, self.wrong = slope, wrong

    def discriminate(self, images, condition, training=False):
        """Return D's logits with the right label and with a wrong one, and the squared length of the slopes."""
        ask = super().discriminate
        return with_slope(lambda shown: ask(shown, condition, training), images)

    def d_terms(self, real, fake, condition):
        """Return what D pays for losing comparisons, for preferring a wrong label, and for its slopes."""
        slopes = tf.reduce_mean(real[2]) + tf.reduce_mean(fake[2])
        return {
            "d_loss": tf.reduce_mean(tf.nn.softplus(fake[0] - real[0])),
            "d_wrong": self.wrong * tf.reduce_mean(tf.nn.softplus(real[1] - real[0])),
            "d_slope": self.slope / 2 * slopes,
        }

    def g_terms(self, fake_scores, fake, real, condition):
        """Return what G pays: its images should look more real than the real ones beside them."""
        scores = self.discriminate(real, condition, training=True)
        return {"g_loss": tf.reduce_mean(tf.nn.softplus(scores[0] - fake_scores[0]))}


def with_slope(ask, images):
    """Return the logits of `ask(images)`, and the squared length of the gradient of the first ones (n,), in one list.

    images : (n, height, width, channels)
    """
    with tf.GradientTape() as tape:
        tape.watch(images)
        answers = ask(images)
    return [*answers, tf.reduce_sum(tape.gradient(answers[0], images) ** 2, axis=(1, 2, 3))]
