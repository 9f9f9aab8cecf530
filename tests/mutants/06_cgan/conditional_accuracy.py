# %% mutant="floats_let_through"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels).astype(int))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(right.mean()), each)


# %% mutant="no_images_let_through"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or (labels.size and (labels.min() < 0 or labels.max() >= classes)):
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(right.mean()), each)


# %% mutant="shapes_not_compared"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.ndim != 1:
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(right.mean()), each)


# %% mutant="square_only"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if (
        probabilities.ndim != 2
        or probabilities.shape[1] > 10
        or not len(probabilities)
        or labels.shape != (len(probabilities),)
    ):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(right.mean()), each)
