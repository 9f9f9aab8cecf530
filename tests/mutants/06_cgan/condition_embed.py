# %% mutant="added"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes, vectors.shape[-1])
    return layers.Add()([vectors, table(labels)])


# %% mutant="joined"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes, vectors.shape[-1])
    return layers.Concatenate()([vectors, table(labels)])


# %% mutant="averaged"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes, vectors.shape[-1])
    return layers.Average()([vectors, table(labels)])


# %% mutant="largest"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes, vectors.shape[-1])
    return layers.Maximum()([vectors, table(labels)])


# %% mutant="one_plus"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes, vectors.shape[-1])
    return layers.Add()([vectors, layers.Multiply()([vectors, table(labels)])])


# %% mutant="squared"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes, vectors.shape[-1])
    return layers.Multiply()([vectors, table(labels), table(labels)])


# %% mutant="always_ten"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(10, vectors.shape[-1])
    return layers.Multiply()([vectors, table(labels)])


# %% mutant="positive_factors"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes, vectors.shape[-1])
    return layers.Multiply()([vectors, layers.ReLU()(table(labels))])


# %% mutant="factor_squashed"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes, vectors.shape[-1])
    return layers.Multiply()([vectors, layers.Activation("tanh")(table(labels))])


# %% mutant="frozen"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes, vectors.shape[-1])
    table.trainable = False
    return layers.Multiply()([vectors, table(labels)])


# %% mutant="one_factor"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes, 1)
    return layers.Multiply()([vectors, table(labels)])


# %% mutant="one_class_too_many"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes + 1, vectors.shape[-1])
    return layers.Multiply()([vectors, table(labels)])


# %% mutant="regularised_dense"
def condition_embed(vectors, labels, classes=10):
    table = layers.Embedding(classes, vectors.shape[-1])
    return layers.Dense(vectors.shape[-1], use_bias=False)(layers.Multiply()([vectors, table(labels)]))
