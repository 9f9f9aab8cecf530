# %% mutant="no_zeros"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if False:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="zeros_before"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((1, 0), (1, 0)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="zeros_everywhere"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="zeros_on_one_axis"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 0)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="zeros_at_seven_only"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] == 7:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


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


# %% mutant="relu"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.ReLU(dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="default_slope"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="no_activation_in_the_last"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2 if number < 3 else 1.0, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="dropout_fixed"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(0.25, dtype=precision)(maps)
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


# %% mutant="no_dropout_after_the_first"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps) if number else maps
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="dropout_on_the_picture_too"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    maps = layers.Dropout(dropout)(maps)
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="whole_maps_dropped"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.SpatialDropout2D(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="heads_swapped"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (classes, 1)]
    return keras.Model(image, heads)


# %% mutant="sigmoid_on_the_source"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [
        layers.Dense(width, activation="sigmoid" if width == 1 else None, dtype="float32")(values)
        for width in (1, classes)
    ]
    return keras.Model(image, heads)


# %% mutant="softmax_on_the_classes"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [
        layers.Dense(width, activation="softmax" if width > 1 else None, dtype="float32")(values)
        for width in (1, classes)
    ]
    return keras.Model(image, heads)


# %% mutant="one_head_on_the_other"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    named = layers.Dense(classes, dtype="float32")(values)
    return keras.Model(image, [layers.Dense(1, dtype="float32")(named), named])


# %% mutant="one_layer_cut_in_two"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    both = layers.Dense(1 + classes, dtype="float32")(values)
    return keras.Model(image, [both[:, :1] * 1.0, both[:, :1] + both[:, 1:]])


# %% mutant="side_of_four"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 4 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="side_eight_refused"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side <= 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="even_sides"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 2:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="sides_of_28_and_more"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 12 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="global_pooling"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.GlobalAveragePooling2D(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="batch_norm_inside"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.BatchNormalization(center=False, scale=False)(maps) if number == 1 else maps
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="float32")(maps)
    heads = [layers.Dense(width, dtype="float32")(values) for width in (1, classes)]
    return keras.Model(image, heads)


# %% mutant="sixteen_bits_to_the_end"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError(f"images of {side}×{side}: a multiple of 4, at least 8, can be halved twice")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)), dtype=precision)(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same", dtype=precision)(maps)
        maps = layers.LeakyReLU(0.2, dtype=precision)(maps)
        maps = layers.Dropout(dropout, dtype=precision)(maps)
    values = layers.Flatten(dtype="mixed_bfloat16")(maps)
    heads = [layers.Dense(width, dtype="mixed_bfloat16")(values) for width in (1, classes)]
    return keras.Model(image, heads)
