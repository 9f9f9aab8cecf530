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
