"""Networks that a lab takes over from an earlier one and does not teach."""

from __future__ import annotations


def behind_noise(discriminator, deviation: float = 0.3):
    """Return the same D with Gaussian noise on the images that it is shown; only in training.

    Its first input are the images. Others, such as labels, reach it as they are.
    """
    import keras

    inputs = [keras.Input(part.shape[1:], dtype=part.dtype) for part in discriminator.inputs]
    seen = [keras.layers.GaussianNoise(deviation)(inputs[0]), *inputs[1:]]
    if len(inputs) == 1:
        return keras.Model(inputs[0], discriminator(seen[0]))
    return keras.Model(inputs, discriminator(seen))


def projection_generator(width: int = 32, latent_dim: int = 64):
    """Return the generator of lab 06, section 9, for the weights that the course ships.

    It takes latent vectors (n, latent_dim) and labels (n,), and gives images (n, 28, 28, 1) in −1…1. The 1 of its
    one-hot row is a 4.
    """
    import keras
    from keras import layers, ops

    def normed(maps):
        return layers.ReLU()(layers.BatchNormalization()(maps))

    latent = keras.Input((latent_dim,))
    label = keras.Input((), dtype="int32")
    maps = layers.Concatenate()([latent, 4.0 * ops.one_hot(label, 10, dtype="float32")])
    maps = layers.Reshape((7, 7, 2 * width))(normed(layers.Dense(98 * width, use_bias=False)(maps)))
    maps = normed(layers.Conv2DTranspose(width, 4, strides=2, padding="same", use_bias=False)(maps))
    maps = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")(maps)
    return keras.Model([latent, label], maps)
