# %% mutant="bad_ones_left_out"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels must be whole numbers, shape (n,): got {labels.dtype}, shape {labels.shape}")
    if labels.size and not ((labels >= 0) & (labels < classes)).any():
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    return (labels[:, np.newaxis] == np.arange(classes)).astype("float32")


# %% mutant="too_large_only"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels must be whole numbers, shape (n,): got {labels.dtype}, shape {labels.shape}")
    if labels.size and (labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    return (labels[:, np.newaxis] == np.arange(classes)).astype("float32")


# %% mutant="negative_only"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels must be whole numbers, shape (n,): got {labels.dtype}, shape {labels.shape}")
    if labels.size and (labels.min() < 0):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    return (labels[:, np.newaxis] == np.arange(classes)).astype("float32")


# %% mutant="ten_is_let_through"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels must be whole numbers, shape (n,): got {labels.dtype}, shape {labels.shape}")
    if labels.size and (labels.min() < 0 or labels.max() > classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    return (labels[:, np.newaxis] == np.arange(classes)).astype("float32")


# %% mutant="limits_of_ten_classes"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels must be whole numbers, shape (n,): got {labels.dtype}, shape {labels.shape}")
    if labels.size and (labels.min() < 0 or labels.max() >= 10):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    return (labels[:, np.newaxis] == np.arange(classes)).astype("float32")


# %% mutant="flattened"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels must be whole numbers, shape (n,): got {labels.dtype}, shape {labels.shape}")
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    return (labels.reshape(-1, 1) == np.arange(classes)).astype("float32")


# %% mutant="whole_floats_let_through"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or (labels != np.round(labels)).any():
        raise ValueError(f"labels must be whole numbers, shape (n,): got {labels.dtype}, shape {labels.shape}")
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    return (labels[:, np.newaxis] == np.arange(classes)).astype("float32")


# %% mutant="signed_only"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind != "i":
        raise ValueError(f"labels must be whole numbers, shape (n,): got {labels.dtype}, shape {labels.shape}")
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    return (labels[:, np.newaxis] == np.arange(classes)).astype("float32")


# %% mutant="wide_only"
def one_hot(labels, classes=10):
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype != np.int64:
        raise ValueError(f"labels must be whole numbers, shape (n,): got {labels.dtype}, shape {labels.shape}")
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    return (labels[:, np.newaxis] == np.arange(classes)).astype("float32")
