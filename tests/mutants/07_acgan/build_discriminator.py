# %% mutant="last_stride_two"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 2))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="dropout_at_the_end"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
    values = layers.Dropout(dropout)(layers.Flatten(dtype="float32")(maps))
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)
