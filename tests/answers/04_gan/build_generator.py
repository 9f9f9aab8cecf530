# %% answer="no_sigmoid" score=0
def build_generator():
    return keras.Sequential([keras.Input((100,)), keras.layers.Dense(256, "relu"), keras.layers.Dense(784)])


# %% answer="tanh" score=0
# Pixels from -1 to 1: right for other labs.
def build_generator():
    layers = [keras.layers.Dense(256, "relu"), keras.layers.Dense(784, "tanh")]
    return keras.Sequential([keras.Input((100,)), *layers])


# %% answer="not_built" score=0
def build_generator():
    return keras.Sequential([keras.layers.Dense(256, "relu"), keras.layers.Dense(784, "sigmoid")])


# %% answer="no_relu" score=0
# Two linear layers in a row are one.
def build_generator():
    layers = [keras.layers.Dense(256), keras.layers.Dense(784, "sigmoid")]
    return keras.Sequential([keras.Input((100,)), *layers])


# %% answer="leaky" score=0
def build_generator():
    layers = [keras.layers.Dense(256), keras.layers.LeakyReLU(), keras.layers.Dense(784, "sigmoid")]
    return keras.Sequential([keras.Input((100,)), *layers])


# %% answer="two_hidden" score=0
def build_generator():
    layers = [keras.layers.Dense(256, "relu"), keras.layers.Dense(256, "relu"), keras.layers.Dense(784, "sigmoid")]
    return keras.Sequential([keras.Input((100,)), *layers])


# %% answer="right_functional" score=3
# Activations as layers of their own, functional style.
def build_generator():
    latent = keras.Input(shape=(100,))
    hidden = keras.layers.ReLU()(keras.layers.Dense(256)(latent))
    return keras.Model(latent, keras.layers.Activation("sigmoid")(keras.layers.Dense(784)(hidden)))
