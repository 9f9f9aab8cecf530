# %% mutant="bias"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=not normalise, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="default_start"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False)(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="default_momentum"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization()(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="larger_momentum"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.95)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="frozen_statistics"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9, trainable=False)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="no_statistics"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.GroupNormalization(groups=1)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="a_picture_at_a_time"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.GroupNormalization(groups=-1)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="layer_norm"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.LayerNormalization()(x)
    return layers.LeakyReLU(0.2)(x)


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


# %% mutant="norm_turned_round"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if not normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="default_slope"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.LeakyReLU()(x)


# %% mutant="relu"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.ReLU()(x)


# %% mutant="no_activation"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return x


# %% mutant="activation_only_with_norm"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.LeakyReLU(0.2)(x) if normalise else layers.ReLU()(x)


# %% mutant="pooling"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.AveragePooling2D()(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="dilated"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.ZeroPadding2D(((2, 0), (2, 0)))(x)
    x = layers.Conv2D(filters, (4, 4), strides=2, padding="valid", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="no_scale_nor_offset"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9, scale=False, center=False)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="other_epsilon"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9, epsilon=0.1)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="dropout_inside"
def downsample_block(x, filters, normalise=True):
    layers = keras.layers
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if normalise:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.Dropout(0.5)(layers.LeakyReLU(0.2)(x))
