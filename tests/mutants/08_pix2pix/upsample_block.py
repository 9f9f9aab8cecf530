# %% mutant="bias"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=dropout, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)


# %% mutant="default_start"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)


# %% mutant="default_momentum"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization()(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)


# %% mutant="frozen_statistics"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9, trainable=False)(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)


# %% mutant="layer_norm"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.LayerNormalization()(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)


# %% mutant="group_norm"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.GroupNormalization(groups=-1)(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)


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


# %% mutant="leaky"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.LeakyReLU(0.2)(x)


# %% mutant="no_activation"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return x


# %% mutant="relu_before_norm"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(layers.ReLU()(x))
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)


# %% mutant="dropout_turned_round"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if not dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)


# %% mutant="dropout_always"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)


# %% mutant="dropout_never"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.ReLU()(x)


# %% mutant="dropout_of_a_fifth"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.Dropout(0.2)(x)
    return layers.ReLU()(x)


# %% mutant="whole_maps_dropped"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.SpatialDropout2D(0.5)(x)
    return layers.ReLU()(x)


# %% mutant="dropout_outside_training"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.Dropout(0.5)(x, training=True)
    return layers.ReLU()(x)


# %% mutant="dropout_silent"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.Dropout(0.5)(x, training=False)
    return layers.ReLU()(x)


# %% mutant="upsampling_and_convolution"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.UpSampling2D()(x)
    x = layers.Conv2D(filters, 4, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)


# %% mutant="size_of_the_stride"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 2, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)


# %% mutant="no_scale_nor_offset"
def upsample_block(x, filters, dropout=False):
    layers = keras.layers
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = layers.BatchNormalization(momentum=0.9, scale=False, center=False)(x)
    if dropout:
        x = layers.Dropout(0.5)(x)
    return layers.ReLU()(x)
