# %% answer="channel_first" score=0 cause="comes last"
# The label's channel comes before the maps.
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    return layers.Concatenate()([layers.Reshape((h, w, 1))(layers.Dense(h * w)(row)), maps])


# %% answer="whispers" score=0 cause="starts standard normal"
# The table starts as Keras starts it, within ±0.05.
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size)(labels)
    return layers.Concatenate()([maps, layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))])


# %% answer="no_dense_layer" score=0 cause="dense weights"
# The table itself has h·w columns.
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, h * w, embeddings_initializer=UNIT)(labels)
    return layers.Concatenate()([maps, layers.Reshape((h, w, 1))(row)])


# %% answer="no_bias" score=0 cause="dense biases"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    return layers.Concatenate()([maps, layers.Reshape((h, w, 1))(layers.Dense(h * w, use_bias=False)(row))])


# %% answer="sides_swapped" score=0 cause="row by row"
# Right for square maps only.
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Permute((2, 1, 3))(layers.Reshape((w, h, 1))(layers.Dense(h * w)(row)))
    return layers.Concatenate()([maps, channel])


# %% answer="right_with_ops" score=3
def condition_channel(maps, labels, classes=10, size=50):
    _, h, w, _ = maps.shape
    normal = keras.initializers.RandomNormal(mean=0.0, stddev=1.0, seed=3)
    pictures = layers.Dense(h * w)(layers.Embedding(classes, size, embeddings_initializer=normal)(labels))
    return ops.concatenate([maps, ops.reshape(pictures, (-1, h, w, 1))], axis=3)


# %% answer="relu_behind" score=0 cause="no activation"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    channel = layers.Reshape((h, w, 1))(layers.Dense(h * w, activation="relu")(row))
    return layers.Concatenate()([maps, channel])


# %% answer="along_the_rows" score=0 cause="on the last axis"
def condition_channel(maps, labels, classes=10, size=50):
    h, w = maps.shape[1:3]
    row = layers.Embedding(classes, size, embeddings_initializer=UNIT)(labels)
    return layers.Concatenate(axis=1)([maps, layers.Reshape((h, w, 1))(layers.Dense(h * w)(row))])
