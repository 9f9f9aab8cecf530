# %% mutant="norm_behind"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.BatchNormalization(momentum=0.9)(layers.ReLU()(x))


# %% mutant="norm_after_dropout"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.ReLU()(x)


# %% mutant="no_norm_with_dropout"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    else:
        x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.ReLU()(x)


# %% mutant="dropout_never"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.ReLU()(x)
