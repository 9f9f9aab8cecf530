# %% mutant="first_stride_two_last_one"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(
            colours,
            5,
            1 if len(channels) > 1 else 2,
            padding="same",
            use_bias=biases,
            activation=last,
            dtype="float32",
        )
    )
    return keras.Sequential(layers)


# %% mutant="precision_ignored"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype="float32")] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype="float32")]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype="float32")]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype="float32")]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype="float32"))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)
