"""Networks that labs use and do not teach, or take over from an earlier one."""

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


def divisible(width: int = 64, kernel: int = 4, hidden: int = 0, precision: str = "float32"):
    """Return the lean generator of lab 05: dense, then transposed convolutions with stride 2 from 7×7 to 28×28; tanh.

    It takes latent vectors (n, 100) and gives images (n, 28, 28, 1) in −1…1. The stride 2 divides a `kernel` of 4.

    Parameters
    ----------
    width
        Maps of 7×7; half as many of 14×14.
    hidden
        Units of one more dense layer, in front of the others; 0 for none.
    precision
        Keras dtype policy of all layers but the last one.
    """
    import keras
    from keras import layers

    stack = [keras.Input((100,))]
    for units in (hidden, 49 * width) if hidden else (49 * width,):
        stack += [layers.Dense(units, dtype=precision), layers.LeakyReLU(0.2, dtype=precision)]
    stack.append(layers.Reshape((7, 7, width), dtype=precision))
    stack.append(layers.Conv2DTranspose(width // 2, kernel, 2, padding="same", dtype=precision))
    stack.append(layers.LeakyReLU(0.2, dtype=precision))
    last = layers.Conv2DTranspose(1, kernel, 2, padding="same", activation="tanh", dtype="float32")
    return keras.Sequential([*stack, last])


def projection_generator(width: int = 32, latent_dim: int = 64, more: bool = False, precision: str = "float32"):
    """Return the generator of lab 06's projection networks, also for the weights that the course ships.

    It takes latent vectors (n, latent_dim) and labels (n,), and gives images (n, 28, 28, 1) in −1…1. The 1 of its
    one-hot row is a 4.

    Parameters
    ----------
    more
        One 3×3 convolution more before each of the two transposed ones.
    precision
        Keras dtype policy of all layers but the last activation.
    """
    import keras
    from keras import layers, ops

    latent = keras.Input((latent_dim,))
    label = keras.Input((), dtype="int32")
    values = layers.Concatenate()([latent, 4.0 * ops.one_hot(label, 10, dtype="float32")])
    return keras.Model([latent, label], _painted(values, width, more, precision))


def _painted(values, width: int, more: bool, precision: str):
    """Return the images (n, 28, 28, 1) in −1…1 that the generators of labs 06 and 07 make of values (n, k)."""
    from keras import layers

    kind = {"padding": "same", "dtype": precision}

    def normed(maps):
        return layers.ReLU(dtype=precision)(layers.BatchNormalization(dtype=precision)(maps))

    def wider(maps, count):
        return normed(layers.Conv2D(count, 3, use_bias=False, **kind)(maps)) if more else maps

    values = normed(layers.Dense(98 * width, use_bias=False, dtype=precision)(values))
    maps = wider(layers.Reshape((7, 7, 2 * width), dtype=precision)(values), 2 * width)
    maps = wider(normed(layers.Conv2DTranspose(width, 4, strides=2, use_bias=False, **kind)(maps)), width)
    maps = layers.Conv2DTranspose(1, 4, strides=2, **kind)(maps)
    return layers.Activation("tanh", dtype="float32")(maps)


def projection_discriminator(width: int = 32, more: bool = False, precision: str = "float32"):
    """Return the discriminator of lab 06's projection networks.

    It takes images (n, 28, 28, 1) and labels (n,), and gives logits (n, 1). `more`: one 3×3 convolution more, behind
    the other two. `precision`: Keras dtype policy of the convolutions.
    """
    import keras
    from keras import layers, ops

    image, label = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    features = image
    for count, size, stride in ((width, 4, 2), (2 * width, 4, 2), *([(2 * width, 3, 1)] if more else [])):
        features = layers.Conv2D(count, size, strides=stride, padding="same", dtype=precision)(features)
        features = layers.LeakyReLU(0.2, dtype=precision)(features)
    seen = layers.Flatten(dtype="float32")(features)
    meant = layers.Embedding(10, seen.shape[-1])(label)
    return keras.Model([image, label], layers.Dense(1)(seen) + ops.sum(meant * seen, axis=-1, keepdims=True))


def corners(latent_dim: int = 100, classes: int = 10, loud: float = 3.0, soft: float = 0.3):
    """Return a start for an embedding that is multiplied into noise: float32 (classes, latent_dim).

    Each class has a part of the numbers to itself. There its row is `loud`, elsewhere `soft`.
    """
    import numpy as np

    owner = np.arange(latent_dim) * classes // latent_dim
    return np.where(owner == np.arange(classes)[:, np.newaxis], loud, soft).astype("float32")


def lean_generator(width: int = 32, latent_dim: int = 100, *, more: bool = False, precision: str = "float32"):
    """Return the generator of lab 07's trainings: noise times embedded order, two transposed convolutions, tanh.

    It takes latent vectors (n, latent_dim) and labels (n,) in 0…9, and gives float32 images (n, 28, 28, 1) in −1…1.

    Parameters
    ----------
    width : maps of 14×14; those of 7×7 are twice as many
    latent_dim : entries of a latent vector
    more : one 3×3 convolution more before each of the two, for long trainings
    precision : dtype, or dtype policy, of the layers between the embedding and tanh
    """
    import keras
    from keras import layers

    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    table = layers.Embedding(10, latent_dim)
    images = _painted(layers.Multiply()([latent, table(label)]), width, more, precision)
    table.set_weights([corners(latent_dim)])
    return keras.Model([latent, label], images)


def heads_discriminator(heads=(1, 10), *, side: int = 28, precision: str = "float32"):
    """Return the discriminator of lab 07 without dropout: four convolutions, and a dense head for each number.

    It takes images (n, side, side, 1), side a multiple of 4, and gives float32 logits (n, k) for each k of `heads`.
    """
    import keras
    from keras import layers

    body = keras.Sequential([keras.Input((side, side, 1))])
    for filters, step in zip((16, 32, 64, 128), (2, 2, 2, 1), strict=True):
        if filters == 64 and body.output_shape[1] % 2:
            body.add(layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision))
        body.add(layers.Conv2D(filters, 3, step, "same", dtype=precision))
        body.add(layers.LeakyReLU(0.2, dtype=precision))
    flat = layers.Flatten(dtype="float32")(body.outputs[0])
    return keras.Model(body.inputs[0], [layers.Dense(k, dtype="float32")(flat) for k in heads])


def _halving(x, filters: int, normalise: bool, step: int = 2, pad: bool = False):
    """Return what a 4×4 convolution of pix2pix makes of x: batch norm if asked for, LeakyReLU 0.2."""
    import keras
    from keras import layers

    begin = keras.initializers.RandomNormal(0.0, 0.02)
    x = layers.ZeroPadding2D(1)(x) if pad else x
    padding = "valid" if pad else "same"
    x = layers.Conv2D(filters, 4, step, padding, use_bias=False, kernel_initializer=begin)(x)
    return layers.LeakyReLU(0.2)(layers.BatchNormalization(momentum=0.9)(x) if normalise else x)


def picture_generator(size: int = 64, width: int = 16):
    """Return the U-Net of lab 08: from plans to photos, both (n, size, size, 3) in −1…1.

    Parameters
    ----------
    size
        A power of 2, from 16 on.
    width
        Maps of the first block down; block k has width · min(2^k, 8).

    Raises
    ------
    ValueError
        `size` is no power of 2, or below 16.
    """
    import keras
    from keras import layers

    if size < 16 or size & (size - 1):
        raise ValueError(f"the side of a picture is a power of 2, at least 16; got {size}")
    begin = keras.initializers.RandomNormal(0.0, 0.02)
    told = {"strides": 2, "padding": "same", "kernel_initializer": begin}
    blocks = size.bit_length() - 1
    maps = [width * min(2**k, 8) for k in range(blocks)]
    plan = keras.Input((size, size, 3))
    x, way = plan, []
    for number, count in enumerate(maps):
        x = _halving(x, count, normalise=number not in (0, blocks - 1))
        way.append(x)
    for number, (count, passed) in enumerate(list(zip(maps, way, strict=True))[-2::-1]):
        x = layers.Conv2DTranspose(count, 4, use_bias=False, **told)(x)
        steady = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.ReLU()(layers.Dropout(0.5)(steady) if number < 3 else steady)
        x = layers.Concatenate()([x, passed])
    return keras.Model(plan, layers.Conv2DTranspose(3, 4, activation="tanh", dtype="float32", **told)(x))


def picture_discriminator(size: int = 64, width: int = 8, halvings: int = 1):
    """Return a discriminator of lab 08: from [photos, plans], both (n, size, size, 3), to a map of logits.

    Parameters
    ----------
    width
        Maps of its first layer.
    halvings
        How many of its blocks halve the map. A verdict sees 16×16 pixels with 1 of them, 34×34 with 2, 70×70 with 3;
        with 0, it sees a single pixel: all kernels are 1×1.

    Raises
    ------
    ValueError
        `halvings` is negative, or leaves no map of this size.
    """
    import keras
    from keras import layers

    if halvings < 0 or size < 2 ** (halvings + 2):
        raise ValueError(f"{halvings} halvings of {size}×{size} pixels: 0 or more are needed, and a map that is left")
    begin = keras.initializers.RandomNormal(0.0, 0.02)
    photo, plan = keras.Input((size, size, 3)), keras.Input((size, size, 3))
    x = layers.Concatenate()([plan, photo])
    if halvings == 0:
        x = layers.LeakyReLU(0.2)(layers.Conv2D(width, 1, kernel_initializer=begin)(x))
        x = layers.Conv2D(2 * width, 1, use_bias=False, kernel_initializer=begin)(x)
        x = layers.LeakyReLU(0.2)(layers.BatchNormalization(momentum=0.9)(x))
        logits = layers.Conv2D(1, 1, kernel_initializer=begin, dtype="float32")(x)
        return keras.Model([photo, plan], logits)
    for number in range(halvings):
        x = _halving(x, width * min(2**number, 8), normalise=number > 0)
    x = _halving(x, width * min(2**halvings, 8), normalise=True, step=1, pad=True)
    logits = layers.Conv2D(1, 4, kernel_initializer=begin, dtype="float32")(layers.ZeroPadding2D(1)(x))
    return keras.Model([photo, plan], logits)
