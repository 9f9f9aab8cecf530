"""AC-GAN as lab 07 builds it, for its second notebook and for long runs: two heads or three, and in pairs."""

from __future__ import annotations

import tensorflow as tf

from course.training.adversarial import Adversarial
from course.training.conditional import with_slope

SMOOTH = 0.9  # D's target for real images


class AuxiliaryGAN(Adversarial):
    """The engine with a D that answers two questions, or three: [source (n, 1), class (n, k), twin (n, k)].

    The twin learns classes from generated images, and G is paid if it fails (Gong and others, 2019).

    Parameters
    ----------
    generator, discriminator : keras.Model
        From [latent, labels] to images, and from images to the list of logits.
    latent_dim : int
    g_weight : float
        Of the class losses in G's objective.
    **settings
        As for `Adversarial`.
    """

    def __init__(self, generator, discriminator, latent_dim, *, g_weight=1.0, **settings):
        super().__init__(generator, discriminator, None, None, latent_dim, **settings)
        self.g_weight = float(g_weight)
        self.has_twin = len(discriminator.outputs) > 2

    def discriminate(self, images, condition, training=False):
        """Return D's logits on `images`; it is not told the labels."""
        return self.discriminator(images, training=training)

    def d_terms(self, real, fake, labels):
        """Return the source loss, the class loss on real images and, with a twin, its loss on generated ones."""
        source = tf.reduce_mean(tf.nn.softplus(real[0]) - SMOOTH * real[0]) + tf.reduce_mean(tf.nn.softplus(fake[0]))
        terms = {"d_source": source, "d_class": class_loss(real[1], labels)}
        return terms | ({"d_twin": class_loss(fake[2], labels)} if self.has_twin else {})

    def g_terms(self, fake, images, real_images, labels):
        """Return the source loss, the weighted class loss and, if there is a twin, minus its weighted loss."""
        terms = {
            "g_source": tf.reduce_mean(tf.nn.softplus(-fake[0])),
            "g_class": self.g_weight * class_loss(fake[1], labels),
        }
        return terms | ({"g_twin": -self.g_weight * class_loss(fake[2], labels)} if self.has_twin else {})


class PairedTwins(AuxiliaryGAN):
    """A twin, and a source head that compares a real image and a generated one of the same class.

    slope : factor of half the squared gradient of the source logit, on real and on generated images.
    """

    def __init__(self, *networks, slope=0.03, **settings):
        super().__init__(*networks, **settings)
        self.slope = slope

    def discriminate(self, images, condition, training=False):
        """Return what the heads say, and for each image the squared length of the source logit's gradient (n,)."""
        ask = super().discriminate
        return with_slope(lambda shown: ask(shown, condition, training), images)

    def d_terms(self, real, fake, labels):
        """Return the terms of both heads, the source loss of pairs, and the penalty on the slope."""
        source = tf.reduce_mean(tf.nn.softplus(fake[0] - real[0]))
        slopes = tf.reduce_mean(real[-1]) + tf.reduce_mean(fake[-1])
        return super().d_terms(real, fake, labels) | {"d_source": source, "d_slope": self.slope / 2 * slopes}

    def g_terms(self, fake, images, real_images, labels):
        """Return G's terms, with the source loss of pairs."""
        real = self.discriminate(real_images, labels, training=True)
        return super().g_terms(fake, images, real_images, labels) | {
            "g_source": tf.reduce_mean(tf.nn.softplus(real[0] - fake[0]))
        }


def class_loss(logits, labels):
    """Return the mean cross-entropy of logits (n, k) with labels (n,)."""
    labels = tf.cast(labels, tf.int32)
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
