# %% answer="heads_with_activations" score=0 cause="no activation at the end"
# Probabilities, of which the losses would take the sigmoid and the softmax once more.
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError("side")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)))(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same")(maps)
        maps = layers.Dropout(dropout)(layers.LeakyReLU(0.2)(maps))
    values = layers.Flatten()(maps)
    heads = [layers.Dense(1, activation="sigmoid")(values), layers.Dense(classes, activation="softmax")(values)]
    return keras.Model(image, heads)


# %% answer="one_head_on_the_other" score=0 cause="on the same flat values"
# The source is read off the class logits.
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError("side")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)))(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same")(maps)
        maps = layers.Dropout(dropout)(layers.LeakyReLU(0.2)(maps))
    named = layers.Dense(classes)(layers.Flatten()(maps))
    return keras.Model(image, [layers.Dense(1)(named), named])


# %% answer="last_layer_strided" score=0 cause="four convolutions, two dense layers"
# Stride 2 in all four layers: a quarter of the values is left.
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError("side")
    image = maps = keras.Input((side, side, 1))
    for number, width in enumerate((16, 32, 64, 128)):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)))(maps)
        maps = layers.Conv2D(width, 3, strides=2, padding="same")(maps)
        maps = layers.Dropout(dropout)(layers.LeakyReLU(0.2)(maps))
    values = layers.Flatten()(maps)
    return keras.Model(image, [layers.Dense(1)(values), layers.Dense(classes)(values)])


# %% answer="other_slope" score=0 cause="here it is 0.2"
# Keras's own slope of LeakyReLU is 0.3.
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError("side")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)))(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same")(maps)
        maps = layers.Dropout(dropout)(layers.LeakyReLU()(maps))
    values = layers.Flatten()(maps)
    return keras.Model(image, [layers.Dense(1)(values), layers.Dense(classes)(values)])


# %% answer="any_size" score=0 cause="test the side first"
# Right for 28, but takes images that cannot be halved twice.
def build_discriminator(side=28, classes=10, dropout=0.25):
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)))(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same")(maps)
        maps = layers.Dropout(dropout)(layers.LeakyReLU(0.2)(maps))
    values = layers.Flatten()(maps)
    return keras.Model(image, [layers.Dense(1)(values), layers.Dense(classes)(values)])


# %% answer="right_without_a_loop" score=3
# Layer after layer in 32 bits; the padding by keras.ops.
from keras import ops


def build_discriminator(side=28, classes=10, dropout=0.25):
    if side % 4 or side < 8:
        raise ValueError(f"images of {side}×{side} cannot be halved twice")
    image = keras.Input((side, side, 1))
    x = layers.Conv2D(16, (3, 3), strides=(2, 2), padding="same", activation=keras.layers.LeakyReLU(0.2))(image)
    x = layers.Dropout(dropout)(x)
    x = layers.Conv2D(32, (3, 3), strides=(2, 2), padding="same", activation=keras.layers.LeakyReLU(0.2))(x)
    x = layers.Dropout(dropout)(x)
    if side // 4 % 2:
        x = ops.pad(x, ((0, 0), (0, 1), (0, 1), (0, 0)))
    x = layers.Conv2D(64, (3, 3), strides=(2, 2), padding="same", activation=keras.layers.LeakyReLU(0.2))(x)
    x = layers.Dropout(dropout)(x)
    x = layers.Conv2D(128, (3, 3), padding="same", activation=keras.layers.LeakyReLU(0.2))(x)
    x = layers.Flatten()(layers.Dropout(dropout)(x))
    return keras.Model(inputs=image, outputs=(layers.Dense(1)(x), layers.Dense(classes)(x)))


# %% answer="no_padding" score=0 cause="zeros below and on the right"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError("side")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        pass
        maps = layers.Conv2D(width, 3, strides=stride, padding="same")(maps)
        maps = layers.Dropout(dropout)(layers.LeakyReLU(0.2)(maps))
    values = layers.Flatten()(maps)
    return keras.Model(image, [layers.Dense(1)(values), layers.Dense(classes)(values)])


# %% answer="padded_before" score=0 cause="zeros below and on the right"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError("side")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((1, 0), (1, 0)))(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same")(maps)
        maps = layers.Dropout(dropout)(layers.LeakyReLU(0.2)(maps))
    values = layers.Flatten()(maps)
    return keras.Model(image, [layers.Dense(1)(values), layers.Dense(classes)(values)])


# %% answer="one_dropout" score=0 cause="one dropout after each"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError("side")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)))(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same")(maps)
        maps = layers.LeakyReLU(0.2)(maps)
        maps = layers.Dropout(dropout)(maps) if number == 3 else maps
    values = layers.Flatten()(maps)
    return keras.Model(image, [layers.Dense(1)(values), layers.Dense(classes)(values)])


# %% answer="plain_relu" score=0 cause="LeakyReLU 0.2, not ReLU"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError("side")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)))(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same")(maps)
        maps = layers.Dropout(dropout)(layers.ReLU()(maps))
    values = layers.Flatten()(maps)
    return keras.Model(image, [layers.Dense(1)(values), layers.Dense(classes)(values)])


# %% answer="sigmoid_on_the_source" score=0 cause="no activation at the end"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError("side")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)))(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same")(maps)
        maps = layers.Dropout(dropout)(layers.LeakyReLU(0.2)(maps))
    values = layers.Flatten()(maps)
    return keras.Model(image, [layers.Dense(1, activation="sigmoid")(values), layers.Dense(classes)(values)])


# %% answer="dropout_fixed" score=0 cause="use the argument"
def build_discriminator(side=28, classes=10, dropout=0.25):
    if side < 8 or side % 4:
        raise ValueError("side")
    image = maps = keras.Input((side, side, 1))
    for number, (width, stride) in enumerate(((16, 2), (32, 2), (64, 2), (128, 1))):
        if number == 2 and maps.shape[1] % 2:
            maps = layers.ZeroPadding2D(((0, 1), (0, 1)))(maps)
        maps = layers.Conv2D(width, 3, strides=stride, padding="same")(maps)
        maps = layers.Dropout(0.25)(layers.LeakyReLU(0.2)(maps))
    values = layers.Flatten()(maps)
    return keras.Model(image, [layers.Dense(1)(values), layers.Dense(classes)(values)])
