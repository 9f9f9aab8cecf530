# %% answer="sigmoid_at_the_end" score=0 cause="no activation"
# The losses take logits: this is "sigmoid twice".
def build_discriminator():
    layers = [keras.layers.Dense(256, "relu"), keras.layers.Dense(1, "sigmoid")]
    return keras.Sequential([keras.Input((784,)), *layers])


# %% answer="two_outputs" score=0 cause="(3, 1) is expected"
def build_discriminator():
    return keras.Sequential([keras.Input((784,)), keras.layers.Dense(256, "relu"), keras.layers.Dense(2)])


# %% answer="no_relu" score=0 cause="the hidden layer has a ReLU"
def build_discriminator():
    return keras.Sequential([keras.Input((784,)), keras.layers.Dense(256), keras.layers.Dense(1)])


# %% answer="frozen" score=0 cause="nothing needs to be frozen"
# What the stacked recipe leaves behind.
def build_discriminator():
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(256, "relu"), keras.layers.Dense(1)])
    model.trainable = False
    return model


# %% answer="not_built" score=0 cause="start with keras.Input"
def build_discriminator():
    return keras.Sequential([keras.layers.Dense(256, "relu"), keras.layers.Dense(1)])


# %% answer="right_functional" score=2
def build_discriminator():
    picture = keras.Input(shape=(784,), name="picture")
    hidden = keras.layers.Dense(256)(picture)
    hidden = keras.layers.Activation("relu")(hidden)
    return keras.Model(picture, keras.layers.Dense(1, activation=None)(hidden))


# %% answer="leaky" score=0 cause="the hidden layer has a ReLU"
def build_discriminator():
    layers = [keras.layers.Dense(256), keras.layers.LeakyReLU(), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input((784,)), *layers])


# %% answer="dropout" score=0 cause="no dropout"
def build_discriminator():
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(1),
        ]
    )
