# %% answer="label_concatenated" score=0 cause="compare with the table"
# Lab 06's first way in place of the second.
from keras import ops


def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError("side")
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    values = ops.concatenate([latent, ops.one_hot(label, classes, dtype="float32")], axis=-1)
    maps = layers.Dense((side // 4) ** 2 * width, activation="relu")(values)
    maps = layers.Reshape((side // 4, side // 4, width))(maps)
    for wide in (width, width // 2):
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu")(layers.UpSampling2D()(maps))
    return keras.Model([latent, label], layers.Conv2D(1, 3, padding="same", activation="tanh")(maps))


# %% answer="label_added" score=0 cause="multiplied into the noise"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError("side")
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    values = layers.Add()([latent, layers.Embedding(classes, latent_dim)(label)])
    maps = layers.Dense((side // 4) ** 2 * width, activation="relu")(values)
    maps = layers.Reshape((side // 4, side // 4, width))(maps)
    for wide in (width, width // 2):
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu")(layers.UpSampling2D()(maps))
    return keras.Model([latent, label], layers.Conv2D(1, 3, padding="same", activation="tanh")(maps))


# %% answer="sigmoid" score=0 cause="a sigmoid gives no negative pixel"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError("side")
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    maps = layers.Dense((side // 4) ** 2 * width, activation="relu")(values)
    maps = layers.Reshape((side // 4, side // 4, width))(maps)
    for wide in (width, width // 2):
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu")(layers.UpSampling2D()(maps))
    return keras.Model([latent, label], layers.Conv2D(1, 3, padding="same", activation="sigmoid")(maps))


# %% answer="smooth_upsampling" score=0 cause="repeats each value"
# Up-sampling by interpolation in place of repetition.
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError("side")
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    maps = layers.Dense((side // 4) ** 2 * width, activation="relu")(values)
    maps = layers.Reshape((side // 4, side // 4, width))(maps)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(interpolation="bilinear")(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu")(maps)
    return keras.Model([latent, label], layers.Conv2D(1, 3, padding="same", activation="tanh")(maps))


# %% answer="seven_by_seven" score=0 cause="begin with 2×2 maps"
# Always begins with 7×7 maps, whatever the side.
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError("side")
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    maps = layers.Reshape((7, 7, width))(layers.Dense(49 * width, activation="relu")(values))
    for wide in (width, width // 2):
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu")(layers.UpSampling2D()(maps))
    return keras.Model([latent, label], layers.Conv2D(1, 3, padding="same", activation="tanh")(maps))


# %% answer="right_with_repeat" score=3
# Up-sampling with ops.repeat, ReLU and tanh from keras.ops, 32 bits.
from keras import ops


def build_generator(side=28, latent_dim=100, classes=10, width=128):
    start = side // 4
    if start < 2 or 4 * start != side:
        raise ValueError(f"{side} is not a number that was doubled twice")
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    values = latent * layers.Embedding(classes, latent_dim)(label)
    maps = ops.reshape(ops.relu(layers.Dense(start * start * width)(values)), (-1, start, start, width))
    for wide in (width, width // 2):
        maps = ops.repeat(ops.repeat(maps, 2, axis=1), 2, axis=2)
        maps = ops.relu(layers.Conv2D(wide, (3, 3), padding="same")(maps))
    return keras.Model(inputs=[latent, label], outputs=ops.tanh(layers.Conv2D(1, 3, padding="same")(maps)))


# %% answer="no_relu_at_all" score=0 cause="dark pixels"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError("side")
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    maps = layers.Dense((side // 4) ** 2 * width)(values)
    maps = layers.Reshape((side // 4, side // 4, width))(maps)
    for wide in (width, width // 2):
        maps = layers.Conv2D(wide, 3, padding="same")(layers.UpSampling2D()(maps))
    return keras.Model([latent, label], layers.Conv2D(1, 3, padding="same", activation="sigmoid")(maps))


# %% answer="no_relu_in_the_convolutions" score=0 cause="after each convolution but the last"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError("side")
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    maps = layers.Dense((side // 4) ** 2 * width, activation="relu")(values)
    maps = layers.Reshape((side // 4, side // 4, width))(maps)
    for wide in (width, width // 2):
        maps = layers.Conv2D(wide, 3, padding="same")(layers.UpSampling2D()(maps))
    return keras.Model([latent, label], layers.Conv2D(1, 3, padding="same", activation="tanh")(maps))


# %% answer="no_relu_after_dense" score=0 cause="a ReLU after the dense layer, too"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError("side")
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    maps = layers.Dense((side // 4) ** 2 * width)(values)
    maps = layers.Reshape((side // 4, side // 4, width))(maps)
    for wide in (width, width // 2):
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu")(layers.UpSampling2D()(maps))
    return keras.Model([latent, label], layers.Conv2D(1, 3, padding="same", activation="tanh")(maps))


# %% answer="no_relu_with_tanh" score=0 cause="a ReLU after the dense layer and after the first two convolutions"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError("side")
    latent, label = keras.Input((latent_dim,)), keras.Input((), dtype="int32")
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    maps = layers.Dense((side // 4) ** 2 * width)(values)
    maps = layers.Reshape((side // 4, side // 4, width))(maps)
    for wide in (width, width // 2):
        maps = layers.Conv2D(wide, 3, padding="same")(layers.UpSampling2D()(maps))
    return keras.Model([latent, label], layers.Conv2D(1, 3, padding="same", activation="tanh")(maps))
