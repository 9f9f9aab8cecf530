# %% mutant="among_those_seen"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    tops = probabilities.argmax(axis=1)
    for label in np.unique(tops):
        each[label] = right[tops == label].mean()
    return (float(right.mean()), each)


# %% mutant="mean_over_classes"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(np.nanmean(each)), each)


# %% mutant="share_of_all"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].sum() / len(labels)
    return (float(right.mean()), each)


# %% mutant="counts"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].sum()
    return (float(right.mean()), each)


# %% mutant="zero_for_nobody"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.zeros(classes)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(right.mean()), each)


# %% mutant="only_ordered_classes"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(right.mean()), each[~np.isnan(each)])


# %% mutant="least_likely"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmin(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(right.mean()), each)


# %% mutant="over_a_half"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities[np.arange(len(labels)), labels] > 0.5
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(right.mean()), each)


# %% mutant="mean_probability"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities[np.arange(len(labels)), labels]
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(right.mean()), each)


# %% mutant="percent"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (100 * float(right.mean()), each)


# %% mutant="swapped"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (each, float(right.mean()))


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


# %% mutant="largest_not_looked_at"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.min() < 0:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(right.mean()), each)


# %% mutant="smallest_not_looked_at"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "iu" or labels.max() >= classes:
        raise ValueError(f"labels must be whole numbers in 0…{classes - 1}, got {labels.dtype}")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(classes, np.nan)
    for label in np.unique(labels):
        each[label] = right[labels == label].mean()
    return (float(right.mean()), each)


# %% mutant="signed_labels_only"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = (np.asarray(probabilities), np.asarray(labels))
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError(f"probabilities (n, k) and labels (n,) needed, got {probabilities.shape}, {labels.shape}")
    classes = probabilities.shape[1]
    if labels.dtype.kind not in "i" or labels.min() < 0 or labels.max() >= classes:
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
