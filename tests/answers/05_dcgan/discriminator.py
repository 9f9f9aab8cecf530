# %% answer="sigmoid_at_the_end" score=1 cause="no sigmoid at the end"
# A probability; the loss would take it for a logit.
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
        ]
        layers += [kind.Dropout(0.3, dtype=precision)]
    return keras.Sequential([*layers, kind.Flatten(), kind.Dense(1, activation="sigmoid", dtype="float32")])


# %% answer="valid_padding" score=1 cause="padding same"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [kind.Conv2D(maps, 5, stride, dtype=precision), kind.LeakyReLU(0.2, dtype=precision)]
        layers += [kind.Dropout(0.3, dtype=precision)]
    return keras.Sequential([*layers, kind.Flatten(), kind.Dense(1, dtype="float32")])


# %% answer="plain_relu_no_dropout" score=0 cause="LeakyReLU after each"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [kind.Conv2D(maps, 5, stride, padding="same", activation="relu", dtype=precision)]
    return keras.Sequential([*layers, kind.Flatten(), kind.Dense(1, dtype="float32")])


# %% answer="default_slope" score=1 cause="slope 0.2"
# LeakyReLU with Keras's default slope of 0.3.
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [kind.Conv2D(maps, 5, stride, padding="same", dtype=precision), kind.LeakyReLU(dtype=precision)]
        layers += [kind.Dropout(0.3, dtype=precision)]
    return keras.Sequential([*layers, kind.Flatten(), kind.Dense(1, dtype="float32")])


# %% answer="sixteen_bits_to_the_end" score=2 cause="the last layer has dtype"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [
            kind.Conv2D(maps, 5, stride, padding="same", dtype=precision),
            kind.LeakyReLU(0.2, dtype=precision),
        ]
        layers += [kind.Dropout(0.3, dtype=precision)]
    return keras.Sequential([*layers, kind.Flatten(), kind.Dense(1, dtype=precision)])


# %% answer="right_functional" score=3
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    if len(channels) != len(strides):
        raise ValueError("one stride for each convolution")
    values = images = keras.Input(shape)
    for number in range(len(channels)):
        layer = keras.layers.Conv2D(
            filters=channels[number], kernel_size=(5, 5), strides=strides[number], padding="same", dtype=precision
        )
        values = keras.layers.LeakyReLU(negative_slope=0.2, dtype=precision)(layer(values))
        values = keras.layers.Dropout(0.3, dtype=precision)(values)
    values = keras.layers.Reshape((-1,), dtype=precision)(values)
    return keras.Model(images, keras.layers.Dense(1, dtype="float32")(values))


# %% answer="precision_ignored" score=2 cause="hand `precision` on"
def discriminator(shape=(28, 28, 1), channels=(64, 128), strides=(2, 2), precision="float32"):
    kind = keras.layers
    layers = [keras.Input(shape)]
    for maps, stride in zip(channels, strides, strict=True):
        layers += [kind.Conv2D(maps, 5, stride, padding="same"), kind.LeakyReLU(0.2), kind.Dropout(0.3)]
    return keras.Sequential([*layers, kind.Flatten(), kind.Dense(1, dtype="float32")])


# %% answer="lengths_not_compared" score=1 cause="compare the lengths first"
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
