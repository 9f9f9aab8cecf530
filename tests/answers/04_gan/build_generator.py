# %% answer="no_sigmoid" score=0 cause="a sigmoid of its own sum"
def build_generator():
    return keras.Sequential([keras.Input((100,)), keras.layers.Dense(256, "relu"), keras.layers.Dense(784)])


# %% answer="tanh" score=0 cause="no tanh"
# Pixels from -1 to 1: right for other labs.
def build_generator():
    layers = [keras.layers.Dense(256, "relu"), keras.layers.Dense(784, "tanh")]
    return keras.Sequential([keras.Input((100,)), *layers])


# %% answer="not_built" score=0 cause="start with keras.Input"
def build_generator():
    return keras.Sequential([keras.layers.Dense(256, "relu"), keras.layers.Dense(784, "sigmoid")])


# %% answer="no_relu" score=0 cause="the hidden layer has a ReLU"
# Two linear layers in a row are one.
def build_generator():
    layers = [keras.layers.Dense(256), keras.layers.Dense(784, "sigmoid")]
    return keras.Sequential([keras.Input((100,)), *layers])


# %% answer="leaky" score=0 cause="the hidden layer has a ReLU"
def build_generator():
    layers = [keras.layers.Dense(256), keras.layers.LeakyReLU(), keras.layers.Dense(784, "sigmoid")]
    return keras.Sequential([keras.Input((100,)), *layers])


# %% answer="two_hidden" score=0 cause="hint 2 has the two numbers"
def build_generator():
    layers = [keras.layers.Dense(256, "relu"), keras.layers.Dense(256, "relu"), keras.layers.Dense(784, "sigmoid")]
    return keras.Sequential([keras.Input((100,)), *layers])


# %% answer="right_functional" score=2
# Activations as layers of their own, functional style.
def build_generator():
    latent = keras.Input(shape=(100,))
    hidden = keras.layers.ReLU()(keras.layers.Dense(256)(latent))
    return keras.Model(latent, keras.layers.Activation("sigmoid")(keras.layers.Dense(784)(hidden)))


# %% answer="softmax" score=0 cause="no softmax"
# 784 pixels that add up to 1.
def build_generator():
    layers = [keras.layers.Dense(256, "relu"), keras.layers.Dense(784, "softmax")]
    return keras.Sequential([keras.Input((100,)), *layers])


# %% answer="hidden_tanh" score=0 cause="the hidden layer has a ReLU"
def build_generator():
    layers = [keras.layers.Dense(256, "tanh"), keras.layers.Dense(784, "sigmoid")]
    return keras.Sequential([keras.Input((100,)), *layers])


# %% answer="dropout" score=0 cause="no dropout"
def build_generator():
    return keras.Sequential(
        [
            keras.Input((100,)),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(784, activation="sigmoid"),
        ]
    )
