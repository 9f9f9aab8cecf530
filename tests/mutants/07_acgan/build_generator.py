# %% mutant="added"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Add()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="joined"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Concatenate()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="one_plus_row"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Add()([latent, layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="row_squashed"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Activation("tanh")(layers.Embedding(classes, latent_dim)(label))])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="no_relu_after_dense"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="no_relu_in_the_convolutions"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="relu_in_the_last"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", activation="relu", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="leaky"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="leaky_relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="leaky_relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="sigmoid"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("sigmoid", dtype="float32")(maps))


# %% mutant="linear_end"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("linear", dtype="float32")(maps))


# %% mutant="hard_end"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model(
        [latent, label], layers.Lambda(lambda q: tf.clip_by_value(tf.cast(q, tf.float32), -1.0, 1.0))(maps)
    )


# %% mutant="smooth_upsampling"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(interpolation="bilinear", dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="upsampling_behind"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
        maps = layers.UpSampling2D(dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="transposed_convolutions"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.Conv2DTranspose(wide, 3, strides=2, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="always_128"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * 128, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, 128), dtype=precision)(values)
    for wide in (128, 64):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="always_seven"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense(49 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((7, 7, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="always_ten"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(10, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="inputs_swapped"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([label, latent], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="batch_norm_inside"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.BatchNormalization(center=False, scale=False)(maps)
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="side_eight_refused"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side <= 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="side_of_four"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 4 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="even_sides"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 2:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="width_first"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Permute((2, 3, 1))(layers.Reshape((width, side // 4, side // 4), dtype=precision)(values))
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="float32")(maps))


# %% mutant="sixteen_bits_to_the_end"
def build_generator(side=28, latent_dim=100, classes=10, width=128):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: only a multiple of 4, at least 8, comes out of doubling twice")
    latent, label = (keras.Input((latent_dim,)), keras.Input((), dtype="int32"))
    values = layers.Multiply()([latent, layers.Embedding(classes, latent_dim)(label)])
    values = layers.Dense((side // 4) ** 2 * width, activation="relu", dtype=precision)(values)
    maps = layers.Reshape((side // 4, side // 4, width), dtype=precision)(values)
    for wide in (width, width // 2):
        maps = layers.UpSampling2D(dtype=precision)(maps)
        maps = layers.Conv2D(wide, 3, padding="same", activation="relu", dtype=precision)(maps)
    maps = layers.Conv2D(1, 3, padding="same", dtype=precision)(maps)
    return keras.Model([latent, label], layers.Activation("tanh", dtype="mixed_bfloat16")(maps))
