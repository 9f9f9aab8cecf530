# %% mutant="leaky_in_the_first_only"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision) if len(layers) == 1 else kind.ReLU(dtype=precision),
            kind.Dropout(0.3, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])


# %% mutant="no_activation_after_the_last_convolution"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.LeakyReLU(0.2 if len(layers) < 3 * len(channels) - 2 else 1.0, dtype=precision),
            kind.Dropout(0.3, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])


# %% mutant="one_dropout_at_the_end"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
        ]
    return keras.Sequential(
        [*layers, kind.Flatten(dtype=precision), kind.Dropout(0.3, dtype=precision), kind.Dense(1, dtype="float32")]
    )


# %% mutant="dropout_of_a_half"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
            kind.Dropout(0.5, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])


# %% mutant="whole_maps_dropped"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
            kind.SpatialDropout2D(0.3, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])


# %% mutant="dropout_on_the_picture"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Dropout(0.3, dtype=precision),
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])


# %% mutant="pooling_for_strides"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, 1, padding="same", dtype=precision),
            kind.AveragePooling2D(stride, padding="same"),
            kind.LeakyReLU(0.2, dtype=precision),
            kind.Dropout(0.3, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])


# %% mutant="always_strides_of_two"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, 2, padding="same", dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
            kind.Dropout(0.3, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])


# %% mutant="always_two_convolutions"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in list(zip(channels, strides, strict=True))[:2]:
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
            kind.Dropout(0.3, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])


# %% mutant="batch_norm_inside"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.BatchNormalization(center=False, scale=False, dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
            kind.Dropout(0.3, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])


# %% mutant="shorter_list_wins"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
            kind.Dropout(0.3, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])


# %% mutant="first_convolution_in_32_bits"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision if len(layers) > 1 else "float32"),
            kind.LeakyReLU(0.2, dtype=precision),
            kind.Dropout(0.3, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])


# %% mutant="no_bias"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", use_bias=False, dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
            kind.Dropout(0.3, dtype=precision),
        ]
    return keras.Sequential([*layers, kind.Flatten(dtype=precision), kind.Dense(1, dtype="float32")])
