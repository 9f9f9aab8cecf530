# %% mutant="number_not_looked_at"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    labels = np.resize(labels, len(values))
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


# %% mutant="scaled_in_place"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    if values.dtype == np.float64:
        values -= values.mean(axis=0)
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each
