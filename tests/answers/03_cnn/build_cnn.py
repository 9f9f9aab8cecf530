# %% answer="valid_padding" score=0 cause="without *same* the maps shrink"
# Without "same" the maps shrink: 225,034 parameters.
def build_cnn(precision="float32"):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Conv2D(64, 3, activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Flatten(dtype=precision),
            layers.Dense(128, activation="relu", dtype=precision),
            layers.Dense(10, dtype="float32"),
        ]
    )


# %% answer="softmax_at_the_end" score=1 cause="no softmax"
# Gives probabilities; the loss would take them for logits. The 16-bit check does not see it.
def build_cnn(precision="float32"):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Conv2D(64, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Flatten(dtype=precision),
            layers.Dense(128, activation="relu", dtype=precision),
            layers.Dense(10, activation="softmax", dtype="float32"),
        ]
    )


# %% answer="no_relu_in_the_second_block" score=1 cause="ReLU after the second convolution"
# The right number of parameters, but one ReLU is missing.
def build_cnn(precision="float32"):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Conv2D(64, 3, padding="same", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Flatten(dtype=precision),
            layers.Dense(128, activation="relu", dtype=precision),
            layers.Dense(10, dtype="float32"),
        ]
    )


# %% answer="average_pooling" score=1 cause="MaxPooling2D"
def build_cnn(precision="float32"):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu", dtype=precision),
            layers.AveragePooling2D(2, dtype=precision),
            layers.Conv2D(64, 3, padding="same", activation="relu", dtype=precision),
            layers.AveragePooling2D(2, dtype=precision),
            layers.Flatten(dtype=precision),
            layers.Dense(128, activation="relu", dtype=precision),
            layers.Dense(10, dtype="float32"),
        ]
    )


# %% answer="precision_ignored" score=2 cause="dtype=precision"
# Right in 32 bits; the argument is not used.
def build_cnn(precision="float32"):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(10),
        ]
    )


# %% answer="logits_in_sixteen_bits" score=2 cause="the last layer has dtype"
# The last layer, too, computes in 16 bits.
def build_cnn(precision="float32"):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Conv2D(64, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Flatten(dtype=precision),
            layers.Dense(128, activation="relu", dtype=precision),
            layers.Dense(10, dtype=precision),
        ]
    )


# %% answer="not_built" score=1 cause="start with keras.Input"
# No input: the weights do not exist before the first call. The 16-bit check calls it first.
def build_cnn(precision="float32"):
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Conv2D(32, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Conv2D(64, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Flatten(dtype=precision),
            layers.Dense(128, activation="relu", dtype=precision),
            layers.Dense(10, dtype="float32"),
        ]
    )


# %% answer="right_functional" score=3
# The functional way, with ReLU as layers of their own.
def build_cnn(precision="float32"):
    inputs = keras.Input(shape=(28, 28, 1))
    x = inputs
    for maps in (32, 64):
        x = keras.layers.Conv2D(maps, (3, 3), padding="same", dtype=precision)(x)
        x = keras.layers.ReLU(dtype=precision)(x)
        x = keras.layers.MaxPool2D(pool_size=(2, 2), dtype=precision)(x)
    x = keras.layers.Flatten(dtype=precision)(x)
    x = keras.layers.Dense(128, dtype=precision)(x)
    x = keras.layers.Activation("relu", dtype=precision)(x)
    return keras.Model(inputs, keras.layers.Dense(10, dtype="float32")(x))


# %% answer="right_pooling_before_relu" score=3
# The largest of four, then ReLU: the same as ReLU, then the largest, and cheaper.
def build_cnn(precision="float32"):
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for maps in (32, 64):
        model.add(keras.layers.Conv2D(maps, 3, padding="same", dtype=precision))
        model.add(keras.layers.MaxPooling2D(dtype=precision))
        model.add(keras.layers.ReLU(dtype=precision))
    model.add(keras.layers.Reshape((7 * 7 * 64,), dtype=precision))
    model.add(keras.layers.Dense(128, "relu", dtype=precision))
    model.add(keras.layers.Dense(10, "linear", dtype="float32"))
    return model


# %% answer="dropout" score=1 cause="no dropout"
# In training a part of the values is hidden, which the text does not ask for.
def build_cnn(precision="float32"):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Conv2D(64, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Flatten(dtype=precision),
            layers.Dense(128, activation="relu", dtype=precision),
            layers.Dropout(0.2, dtype=precision),
            layers.Dense(10, dtype="float32"),
        ]
    )


# %% answer="one_layer_in_full_precision" score=2 cause="dtype=precision"
# The second convolution forgets the precision.
def build_cnn(precision="float32"):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Conv2D(64, 3, padding="same", activation="relu", dtype="float32"),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Flatten(dtype=precision),
            layers.Dense(128, activation="relu", dtype=precision),
            layers.Dense(10, dtype="float32"),
        ]
    )


# %% answer="relu_at_the_end" score=1 cause=["no softmax", "the output is logits"]
def build_cnn(precision="float32"):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Conv2D(64, 3, padding="same", activation="relu", dtype=precision),
            layers.MaxPooling2D(2, dtype=precision),
            layers.Flatten(dtype=precision),
            layers.Dense(128, activation="relu", dtype=precision),
            layers.Dense(10, activation="relu", dtype="float32"),
        ]
    )


# %% answer="both_poolings_at_the_end" score=1 cause="one pooling after each convolution"
# The number of parameters is right.
def build_cnn(precision="float32"):
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, padding="same", activation="relu", dtype=precision),
            keras.layers.Conv2D(64, 3, padding="same", activation="relu", dtype=precision),
            keras.layers.MaxPooling2D(2, dtype=precision),
            keras.layers.MaxPooling2D(2, dtype=precision),
            keras.layers.Flatten(dtype=precision),
            keras.layers.Dense(128, activation="relu", dtype=precision),
            keras.layers.Dense(10, dtype="float32"),
        ]
    )


# %% answer="limited_relu" score=1 cause="no upper limit"
def build_cnn(precision="float32"):
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, padding="same", activation="relu6", dtype=precision),
            keras.layers.MaxPooling2D(2, dtype=precision),
            keras.layers.Conv2D(64, 3, padding="same", activation="relu6", dtype=precision),
            keras.layers.MaxPooling2D(2, dtype=precision),
            keras.layers.Flatten(dtype=precision),
            keras.layers.Dense(128, activation="relu6", dtype=precision),
            keras.layers.Dense(10, dtype="float32"),
        ]
    )
