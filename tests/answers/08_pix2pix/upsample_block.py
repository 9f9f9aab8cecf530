# %% answer="upsampling_and_convolution" score=0 cause="a transposed convolution holds"
# Another way to grow, with other weights.
def upsample_block(x, filters, dropout=False):
    x = keras.layers.UpSampling2D()(x)
    x = keras.layers.Conv2D(filters, 4, padding="same", use_bias=False, kernel_initializer=start())(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = keras.layers.Dropout(0.5)(x)
    return keras.layers.ReLU()(x)


# %% answer="dropout_always" score=0 cause="only dropout=True"
def upsample_block(x, filters, dropout=False):
    x = keras.layers.Conv2DTranspose(filters, 4, 2, "same", use_bias=False, kernel_initializer=start())(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.ReLU()(keras.layers.Dropout(0.5)(x))


# %% answer="no_dropout" score=0 cause="dropout=True: two passes differ"
def upsample_block(x, filters, dropout=False):
    x = keras.layers.Conv2DTranspose(filters, 4, 2, "same", use_bias=False, kernel_initializer=start())(x)
    return keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=0.9)(x))


# %% answer="no_relu" score=0 cause="nothing negative leaves"
def upsample_block(x, filters, dropout=False):
    x = keras.layers.Conv2DTranspose(filters, 4, 2, "same", use_bias=False, kernel_initializer=start())(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.Dropout(0.5)(x) if dropout else x


# %% answer="right_relu_first" score=2
# ReLU and dropout commute: both only scale or silence what is positive.
def upsample_block(x, filters, dropout=False):
    grow = keras.layers.Conv2DTranspose(
        filters, kernel_size=4, strides=2, padding="same", use_bias=False, kernel_initializer=start()
    )
    x = keras.layers.Activation("relu")(keras.layers.BatchNormalization(momentum=0.9)(grow(x)))
    return keras.layers.Dropout(0.5)(x) if dropout else x


# %% answer="dropout_of_a_fifth" score=0 cause="a rate of 0.5"
def upsample_block(x, filters, dropout=False):
    x = keras.layers.Conv2DTranspose(filters, 4, 2, "same", use_bias=False, kernel_initializer=start())(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    if dropout:
        x = keras.layers.Dropout(0.2)(x)
    return keras.layers.ReLU()(x)


# %% answer="default_momentum_and_start" score=0 cause="momentum 0.9"
def upsample_block(x, filters, dropout=False):
    x = keras.layers.BatchNormalization()(keras.layers.Conv2DTranspose(filters, 4, 2, "same", use_bias=False)(x))
    if dropout:
        x = keras.layers.Dropout(0.5)(x)
    return keras.layers.ReLU()(x)


# %% answer="norm_after_relu" score=0 cause="nothing negative leaves the block"
def upsample_block(x, filters, dropout=False):
    x = keras.layers.Conv2DTranspose(filters, 4, 2, "same", use_bias=False, kernel_initializer=start())(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(keras.layers.ReLU()(x))
    return keras.layers.Dropout(0.5)(x) if dropout else x
