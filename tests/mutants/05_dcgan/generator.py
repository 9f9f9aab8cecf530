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


# %% mutant="norm_after_the_reshape"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [kind.Reshape((start, start, channels[0]), dtype=precision), *after()]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="biases_with_norm_off_in_the_last"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=True, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="no_norm_after_dense"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after()[-1:], kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="no_activation_at_the_end_of_a"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "linear"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="no_activation_at_the_end_of_b"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "linear" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="tanh_always"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="relu_inside"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.ReLU(dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="default_slope"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="norm_of_other_settings"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(momentum=0.8, epsilon=1e-5, dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="norm_without_scale"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(momentum=0.8, dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="no_leaky_in_the_middle"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()[:-1] if number == 0 and len(channels) > 2 else after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="dropout_inside"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision), kind.Dropout(0.3, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="always_grey"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(kind.Conv2DTranspose(1, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32"))
    return keras.Sequential(layers)


# %% mutant="always_seven"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(49 * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((7, 7, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="always_100_numbers"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((100,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)


# %% mutant="three_layers_always"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:3]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
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


# %% mutant="sixteen_bits_to_the_end"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype=precision)
    )
    return keras.Sequential(layers)


# %% mutant="a_dense_more"
def generator(start=7, channels=(256, 128, 64), colours=1, batch_norm=False, latent_dim=100, precision="float32"):
    kind, biases = (keras.layers, not batch_norm)

    def after():
        norm = [kind.BatchNormalization(dtype=precision)] if batch_norm else []
        return [*norm, kind.LeakyReLU(0.2, dtype=precision)]

    layers = [keras.Input((latent_dim,)), kind.Dense(start * start * channels[0], use_bias=biases, dtype=precision)]
    layers.insert(1, kind.Dense(latent_dim, use_bias=False, dtype=precision))
    layers += [*after(), kind.Reshape((start, start, channels[0]), dtype=precision)]
    for number, maps in enumerate(channels[1:]):
        stride = 1 if number == 0 else 2
        layers.append(kind.Conv2DTranspose(maps, 5, stride, padding="same", use_bias=biases, dtype=precision))
        layers += after()
    last = "tanh" if batch_norm else "sigmoid"
    layers.append(
        kind.Conv2DTranspose(colours, 5, 2, padding="same", use_bias=biases, activation=last, dtype="float32")
    )
    return keras.Sequential(layers)
