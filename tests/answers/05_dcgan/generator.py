# %% answer="biases_in_b" score=3 cause="no biases"
# A is right; B keeps its biases.
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind = keras.layers

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], dtype=precision), *after()]
    layers += [kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        layers += [kind.Conv2DTranspose(maps, 5, 2 if number else 1, padding="same", dtype=precision), *after()]
    last = "tanh" if batch_norm else "sigmoid"
    layers += [kind.Conv2DTranspose(colours, 5, 2, padding="same", activation=last, dtype="float32")]
    return keras.Sequential(layers)


# %% answer="always_sigmoid" score=3 cause="−1…1"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = keras.layers, not batch_norm

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 2 if number else 1
        layers += [kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision), *after()]
    layers += [
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation="sigmoid", dtype="float32")
    ]
    return keras.Sequential(layers)


# %% answer="up_sampling" score=0 cause="LeakyReLU 0.2"
# Variant C in place of A and B: the same counts, other pictures.
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = keras.layers, not batch_norm

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases)]
    layers += [*after(), kind.Reshape((start, start, channels[0]))]
    for maps in channels[1:]:
        layers += [kind.Conv2D(maps, 5, padding="same", use_bias=biases), *after(), kind.UpSampling2D(2)]
    last = "tanh" if batch_norm else "sigmoid"
    layers += [kind.Conv2D(colours, 5, padding="same", use_bias=biases, activation=last, dtype="float32")]
    return keras.Sequential(layers)


# %% answer="all_strides_two" score=0 cause="strides 1, 2, 2"
# 7 → 56.
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = keras.layers, not batch_norm

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for maps in channels[1:]:
        layers += [kind.Conv2DTranspose(maps, 5, 2, padding="same", use_bias=biases, dtype=precision), *after()]
    last = "tanh" if batch_norm else "sigmoid"
    layers += [kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")]
    return keras.Sequential(layers)


# %% answer="no_activation_after_the_dense_layer" score=0 cause="after the dense layer"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = keras.layers, not batch_norm

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 2 if number else 1
        layers += [kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision), *after()]
    last = "tanh" if batch_norm else "sigmoid"
    layers += [kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")]
    return keras.Sequential(layers)


# %% answer="right_functional" score=5
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    def hidden(values):
        if batch_norm:
            values = keras.layers.BatchNormalization(dtype=precision)(values)
        return keras.layers.LeakyReLU(negative_slope=0.2, dtype=precision)(values)

    latent = keras.Input(shape=(latent_dim,))
    first = keras.layers.Dense(start**2 * channels[0], use_bias=not batch_norm, dtype=precision)
    values = keras.layers.Reshape((start, start, -1), dtype=precision)(hidden(first(latent)))
    for maps, stride in zip(channels[1:], [1] + [2] * len(channels)):
        layer = keras.layers.Conv2DTranspose(
            filters=maps, kernel_size=5, strides=stride, padding="same", use_bias=not batch_norm, dtype=precision
        )
        values = hidden(layer(values))
    last = keras.layers.Conv2DTranspose(
        colours, 5, strides=2, padding="same", use_bias=not batch_norm, dtype="float32"
    )(values)
    squash = keras.layers.Activation("tanh" if batch_norm else "sigmoid", dtype="float32")
    return keras.Model(latent, squash(last))


# %% answer="norm_after_the_activation" score=3 cause="LeakyReLU after batch norm"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = keras.layers, not batch_norm

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [kind.LeakyReLU(0.2, dtype=precision), *norm]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 2 if number else 1
        layers += [kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision), *after()]
    last = "tanh" if batch_norm else "sigmoid"
    layers += [kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")]
    return keras.Sequential(layers)
