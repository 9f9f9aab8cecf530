# %% answer="along_the_batch" score=0 cause="along the last axis"
# Stacks the label rows below the vectors.
def condition_concat(vectors, labels, classes=10):
    return ops.concatenate([vectors, ops.one_hot(labels, classes, dtype="float32")], axis=0)


# %% answer="label_first" score=0 cause="vectors first"
def condition_concat(vectors, labels, classes=10):
    return ops.concatenate([ops.one_hot(labels, classes, dtype="float32"), vectors], axis=-1)


# %% answer="the_number_itself" score=0 cause="as many columns more"
# One more input, the label as a quantity.
def condition_concat(vectors, labels, classes=10):
    return ops.concatenate([vectors, ops.cast(labels, "float32")[:, None]], axis=-1)


# %% answer="in_numpy" score=0 cause="use keras.ops"
# Works on arrays, but not inside a model.
def condition_concat(vectors, labels, classes=10):
    return np.concatenate([vectors, np.eye(classes, dtype="float32")[labels]], axis=-1)


# %% answer="always_ten_classes" score=0 cause="as many columns more"
def condition_concat(vectors, labels, classes=10):
    return ops.concatenate([vectors, ops.one_hot(labels, 10, dtype="float32")], axis=-1)


# %% answer="right_with_layers" score=3
# Compares by itself, and joins with a layer.
def condition_concat(vectors, labels, classes=10):
    numbers = ops.arange(classes)
    rows = ops.equal(ops.expand_dims(ops.cast(labels, numbers.dtype), 1), numbers)
    return layers.Concatenate(axis=1)([vectors, ops.cast(rows, "float32")])


# %% answer="integers" score=0 cause="float32, as the vectors are"
# Rows of whole numbers cannot be joined to floats by NumPy's rules of types alone: the result must stay float32.
def condition_concat(vectors, labels, classes=10):
    return tf.concat([vectors, tf.one_hot(labels, classes, dtype="int32")], axis=-1)
