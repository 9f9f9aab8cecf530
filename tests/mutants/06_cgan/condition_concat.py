# %% mutant="label_scaled"
def condition_concat(vectors, labels, classes=10):
    rows = ops.one_hot(labels, classes, dtype="float32")
    return ops.concatenate([vectors, 0.1 * rows], axis=-1)


# %% mutant="rows_reversed"
def condition_concat(vectors, labels, classes=10):
    rows = ops.one_hot(labels, classes, dtype="float32")
    return ops.concatenate([vectors, ops.flip(rows, axis=1)], axis=-1)


# %% mutant="labels_start_at_one"
def condition_concat(vectors, labels, classes=10):
    rows = ops.one_hot(labels - 1, classes, dtype="float32")
    return ops.concatenate([vectors, rows], axis=-1)


# %% mutant="sixteen_bits"
def condition_concat(vectors, labels, classes=10):
    rows = ops.one_hot(labels, classes, dtype="float32")
    return ops.cast(ops.concatenate([vectors, rows], axis=-1), "float64")


# %% mutant="one_class_too_many"
def condition_concat(vectors, labels, classes=10):
    rows = ops.one_hot(labels, classes + 1, dtype="float32")
    return ops.concatenate([vectors, rows], axis=-1)


# %% mutant="one_class_left_out"
def condition_concat(vectors, labels, classes=10):
    rows = ops.one_hot(labels, classes - 1, dtype="float32")
    return ops.concatenate([vectors, rows], axis=-1)


# %% mutant="one_hot_twice"
def condition_concat(vectors, labels, classes=10):
    rows = ops.one_hot(labels, classes, dtype="float32")
    return ops.concatenate([vectors, rows, rows], axis=-1)


# %% mutant="learned"
def condition_concat(vectors, labels, classes=10):
    rows = layers.Embedding(classes, classes)(labels)
    return ops.concatenate([vectors, rows], axis=-1)


# %% mutant="vectors_normed"
def condition_concat(vectors, labels, classes=10):
    rows = ops.one_hot(labels, classes, dtype="float32")
    return ops.concatenate([vectors / ops.maximum(ops.norm(vectors, axis=-1, keepdims=True), 1e-6), rows], axis=-1)


# %% mutant="first_label_for_all"
def condition_concat(vectors, labels, classes=10):
    rows = ops.one_hot(labels[:1] + 0 * labels, classes, dtype="float32")
    return ops.concatenate([vectors, rows], axis=-1)
