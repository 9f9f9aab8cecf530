# %% mutant="over_m"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=0).sum())
    return each


# %% mutant="not_doubled"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(members.var(axis=0, ddof=1).sum())
    return each


# %% mutant="mean_over_pixels"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).mean())
    return each


# %% mutant="no_root"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = 2 * members.var(axis=0, ddof=1).sum()
    return each


# %% mutant="mean_of_the_distances"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.mean([np.linalg.norm(a - b) for i, a in enumerate(members) for b in members[:i]])
    return each


# %% mutant="neighbours_only"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt((np.diff(members, axis=0) ** 2).sum(axis=1).mean())
    return each


# %% mutant="from_the_first"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(((members[1:] - members[0]) ** 2).sum(axis=1).mean())
    return each


# %% mutant="largest_distance"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = max(np.linalg.norm(a - b) for a in members for b in members)
    return each


# %% mutant="sum_of_absolute_differences"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(
                np.mean([np.abs(a - b).sum() ** 2 for i, a in enumerate(members) for b in members[:i]])
            )
    return each


# %% mutant="zero_for_one"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.zeros(classes))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


# %% mutant="zero_for_a_single_member"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) == 1:
            each[label] = 0
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


# %% mutant="present_classes_only"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each[~np.isnan(each)]


# %% mutant="always_ten"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(min(classes, 10)):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


# %% mutant="rows_only"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (
        values.reshape(len(values), len(values[0]), -1).mean(axis=2) if values.ndim > 2 else values,
        np.full(classes, np.nan),
    )
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


# %% mutant="floats_let_through"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1]:
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


# %% mutant="signed_labels_only"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "i":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


# %% mutant="upper_limit_not_looked_at"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.min() < 0):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


# %% mutant="lower_limit_not_looked_at"
def within_class_diversity(values, labels, classes=10):
    values, labels = (np.asarray(values, np.float64), np.asarray(labels))
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError(f"{len(values)} whole-number labels needed, got {labels.dtype}, shape {labels.shape}")
    if len(labels) and (labels.max() >= classes):
        raise ValueError(f"labels must lie in 0…{classes - 1}, got {labels.min()}…{labels.max()}")
    rows, each = (values.reshape(len(values), -1), np.full(classes, np.nan))
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


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
