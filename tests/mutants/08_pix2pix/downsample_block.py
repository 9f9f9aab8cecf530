# %% mutant="norm_behind"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.LeakyReLU(0.2)(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return x


# %% mutant="norm_in_front"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    return layers.LeakyReLU(0.2)(x)
