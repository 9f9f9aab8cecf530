# %% answer="adds" score=0 cause="multiply, do not add"
def condition_embed(vectors, labels, classes=10):
    return layers.Add()([vectors, layers.Embedding(classes, vectors.shape[-1])(labels)])


# %% answer="one_number_a_class" score=0 cause="as long as the vectors"
# The table has one column: the whole vector gets louder or softer.
def condition_embed(vectors, labels, classes=10):
    return vectors * layers.Embedding(classes, 1)(labels)


# %% answer="dense_behind_the_table" score=0 cause="nothing else"
# One layer too many: more parameters than a table.
def condition_embed(vectors, labels, classes=10):
    row = layers.Dense(vectors.shape[-1])(layers.Embedding(classes, 50)(labels))
    return layers.Multiply()([vectors, row])


# %% answer="joins" score=0 cause="keeps the length"
def condition_embed(vectors, labels, classes=10):
    return layers.Concatenate()([vectors, layers.Embedding(classes, vectors.shape[-1])(labels)])


# %% answer="always_ten_classes" score=0 cause="one row a class"
def condition_embed(vectors, labels, classes=10):
    return layers.Multiply()([vectors, layers.Embedding(10, vectors.shape[-1])(labels)])


# %% answer="right_dense_without_bias" score=3
# A one-hot row times a weight matrix is a row of that matrix.
def condition_embed(vectors, labels, classes=10):
    rows = ops.one_hot(labels, classes, dtype="float32")
    return vectors * layers.Dense(vectors.shape[-1], use_bias=False, kernel_initializer="uniform")(rows)


# %% answer="frozen_table" score=0 cause="the table is trained"
def condition_embed(vectors, labels, classes=10):
    return layers.Multiply()([vectors, layers.Embedding(classes, vectors.shape[-1], trainable=False)(labels)])
