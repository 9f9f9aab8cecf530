# %% answer="as_many_columns_as_the_largest_label" score=0 cause="as many columns as classes"
# The table is only as wide as the labels of this batch need.
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError("bad labels")
    return np.eye(labels.max() + 1, dtype="float32")[labels]


# %% answer="rows_of_the_identity" score=0 cause="look at the largest"
# Nothing is refused: −1 is the last row, 10 an IndexError.
def one_hot(labels, classes=10):
    return np.eye(classes, dtype="float32")[np.asarray(labels)]


# %% answer="starts_at_one" score=0 cause="labels start at 0"
# Labels 1 … classes, as people count.
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() > classes:
        raise ValueError("bad labels")
    return (labels[:, None] == np.arange(1, classes + 1)).astype("float32")


# %% answer="keras_says_nothing" score=0 cause="look at the largest"
# Keras gives a row of zeros for a class that does not exist.
def one_hot(labels, classes=10):
    return np.asarray(ops.one_hot(np.asarray(labels), classes, dtype="float32"))


# %% answer="whole_floats_accepted" score=0 cause="1.0 is no label"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or (labels != labels.astype(int)).any() or labels.min() < 0 or labels.max() >= classes:
        raise ValueError("bad labels")
    return (labels[:, None] == np.arange(classes)).astype("float32")


# %% answer="right_by_filling" score=3
# Zeros first, then a 1 in each row.
def one_hot(labels, classes=10):
    labels = np.array(labels)
    if len(labels.shape) != 1 or labels.dtype.kind not in "ui":
        raise ValueError("labels are whole numbers in one row")
    table = np.zeros((len(labels), classes), dtype=np.float32)
    for row, label in enumerate(labels):
        if not 0 <= label < classes:
            raise ValueError(f"there is no class {label}")
        table[row, label] = 1
    return table


# %% answer="float64" score=0 cause="np.eye and np.zeros give float64"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError("bad labels")
    return np.eye(classes)[labels]


# %% answer="only_all_bad_refused" score=0 cause="look at the largest"
# One bad label among good ones gets through.
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "iu" or (labels < 0).all() or (labels >= classes).all():
        raise ValueError("bad labels")
    return (labels[:, None] == np.arange(classes)).astype("float32")


# %% answer="negative_ones_forgotten" score=0 cause="look at the smallest"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "iu" or labels.max() >= classes:
        raise ValueError("bad labels")
    return np.eye(classes, dtype="float32")[labels]
