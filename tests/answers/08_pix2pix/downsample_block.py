# %% answer="with_bias" score=0
def downsample_block(x, filters, normalise=True):
    x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", kernel_initializer=start())(x)
    if normalise:
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.LeakyReLU(0.2)(x)


# %% answer="always_normalised" score=0
def downsample_block(x, filters, normalise=True):
    x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.LeakyReLU(0.2)(x)


# %% answer="plain_relu" score=0
def downsample_block(x, filters, normalise=True):
    x = keras.layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.ReLU()(x)


# %% answer="activation_before_norm" score=0
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
