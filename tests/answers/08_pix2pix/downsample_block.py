# %% answer="with_bias" score=0 cause="no bias"
def downsample_block(x, filters, normalise=True):
    x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", kernel_initializer=start())(x)
    if normalise:
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.LeakyReLU(0.2)(x)


# %% answer="always_normalised" score=0 cause="normalise=False leaves it out"
def downsample_block(x, filters, normalise=True):
    x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.LeakyReLU(0.2)(x)


# %% answer="plain_relu" score=0 cause="slope 0.2"
def downsample_block(x, filters, normalise=True):
    x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.ReLU()(x)


# %% answer="activation_before_norm" score=0 cause="batch norm between convolution and LeakyReLU"
def downsample_block(x, filters, normalise=True):
    x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = keras.layers.LeakyReLU(0.2)(x)
    return keras.layers.BatchNormalization(momentum=0.9)(x) if normalise else x


# %% answer="right_padded_by_hand" score=2
# The padding that "same" means here, one zero on each side, written out; the block as a list of layers.
def downsample_block(x, filters, normalise=True):
    layers = [
        keras.layers.ZeroPadding2D(1),
        keras.layers.Conv2D(filters, (4, 4), (2, 2), "valid", use_bias=False, kernel_initializer=start()),
        *([keras.layers.BatchNormalization(momentum=0.9)] if normalise else []),
        keras.layers.LeakyReLU(negative_slope=0.2),
    ]
    for layer in layers:
        x = layer(x)
    return x


# %% answer="default_momentum" score=0 cause="momentum 0.9"
def downsample_block(x, filters, normalise=True):
    x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = keras.layers.BatchNormalization()(x)
    return keras.layers.LeakyReLU(0.2)(x)


# %% answer="frozen_statistics" score=0 cause="batch norm between convolution and LeakyReLU"
# A layer that is not trainable keeps its statistics, in training, too.
def downsample_block(x, filters, normalise=True):
    x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = keras.layers.BatchNormalization(momentum=0.9, trainable=False)(x)
    return keras.layers.LeakyReLU(0.2)(x)


# %% answer="default_start" score=0 cause="deviation 0.02"
def downsample_block(x, filters, normalise=True):
    x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False)(x)
    if normalise:
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.LeakyReLU(0.2)(x)


# %% answer="default_slope" score=0 cause="slope 0.2"
def downsample_block(x, filters, normalise=True):
    x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.LeakyReLU()(x)
