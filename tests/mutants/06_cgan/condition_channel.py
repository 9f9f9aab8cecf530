# %% mutant="relu_behind"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w, activation="relu")(row))
    return layers.Concatenate()([maps, channel])


# %% mutant="squashed"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w, activation="tanh")(row))
    return layers.Concatenate()([maps, channel])


# %% mutant="no_bias"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w, use_bias=False)(row))
    return layers.Concatenate()([maps, channel])


# %% mutant="default_table"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))
    return layers.Concatenate()([maps, channel])


# %% mutant="width_first"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Permute((2, 1, 3))(layers.Reshape((w, h, 1))(layers.Dense(h * w)(row)))
    return layers.Concatenate()([maps, channel])


# %% mutant="channel_first"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))
    return layers.Concatenate()([channel, maps])


# %% mutant="added_to_the_maps"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))
    return layers.Concatenate()([layers.Add()([maps, channel]), channel])


# %% mutant="always_ten"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(10, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))
    return layers.Concatenate()([maps, channel])


# %% mutant="always_fifty"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, 50, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))
    return layers.Concatenate()([maps, channel])


# %% mutant="leaky_row"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w)(layers.LeakyReLU(0.2)(row)))
    return layers.Concatenate()([maps, channel])


# %% mutant="one_number_for_the_map"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.UpSampling2D((h, w))(layers.Reshape((1, 1, 1))(layers.Dense(1)(row)))
    return layers.Concatenate()([maps, channel])


# %% mutant="maps_normed"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))
    return layers.Concatenate()([layers.BatchNormalization(center=False, scale=False)(maps), channel])


# %% mutant="a_channel_for_each_map"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 2))(layers.Dense(2 * h * w)(row))
    return layers.Concatenate()([maps, channel])


# %% mutant="square_only"
def condition_channel(maps, labels, classes=10, size=50):
    h = w = maps.shape[1]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))
    return layers.Concatenate()([maps, channel])


# %% mutant="uniform_table"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=keras.initializers.RandomUniform(-1, 1))(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))
    return layers.Concatenate()([maps, channel])


# %% mutant="frozen_table"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT, trainable=False)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))
    return layers.Concatenate()([maps, channel])


# %% mutant="frozen_dense"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w, trainable=False)(row))
    return layers.Concatenate()([maps, channel])
