# %% answer="over_m_in_place_of_m_minus_1" score=0 cause="m(m − 1)"
# The variance with m in the denominator: each member is also compared with itself.
def within_class_diversity(values, labels, classes=10):
    values, labels = np.asarray(values, float), np.asarray(labels)
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError("labels")
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError("labels out of range")
    each = np.full(classes, np.nan)
    for label in range(classes):
        members = values.reshape(len(values), -1)[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0).sum())
    return each


# %% answer="all_classes_together" score=0 cause="each class by itself"
# One number for all images, whatever their class.
def within_class_diversity(values, labels, classes=10):
    values, labels = np.asarray(values, float), np.asarray(labels)
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError("labels")
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError("labels out of range")
    rows = values.reshape(len(values), -1)
    return np.full(classes, np.sqrt(2 * rows.var(axis=0, ddof=1).sum()))


# %% answer="distance_to_the_mean" score=0 cause="not distances from the mean"
# How far members are from their mean: smaller by the square root of 2.
def within_class_diversity(values, labels, classes=10):
    values, labels = np.asarray(values, float), np.asarray(labels)
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError("labels")
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError("labels out of range")
    each = np.full(classes, np.nan)
    for label in range(classes):
        members = values.reshape(len(values), -1)[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(members.var(axis=0, ddof=1).sum())
    return each


# %% answer="zero_for_nobody" score=0 cause="no pair: NaN"
# A class without a pair looks like a prototype.
def within_class_diversity(values, labels, classes=10):
    values, labels = np.asarray(values, float), np.asarray(labels)
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError("labels")
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError("labels out of range")
    each = np.zeros(classes)
    for label in range(classes):
        members = values.reshape(len(values), -1)[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


# %% answer="labels_not_looked_at" score=0 cause="look at the labels first"
def within_class_diversity(values, labels, classes=10):
    values, labels = np.asarray(values, float), np.asarray(labels)
    rows, each = values.reshape(len(values), -1), np.full(classes, np.nan)
    for label in range(classes):
        members = rows[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


# %% answer="right_over_all_pairs" score=3
# Squared distances of all pairs, from the table of inner products.
def within_class_diversity(values, labels, classes=10):
    values, labels = np.array(values, np.float64), np.asarray(labels)
    if labels.ndim != 1 or len(labels) != len(values) or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError("as many whole numbers as values")
    if any(label < 0 or label >= classes for label in labels):
        raise ValueError("not all labels are classes")
    found = []
    for label in range(classes):
        rows = values.reshape(len(values), -1)[labels == label]
        m = len(rows)
        if m < 2:
            found.append(np.nan)
            continue
        rows = rows - rows.mean(axis=0)
        inner = rows @ rows.T
        squares = np.diag(inner)[:, None] + np.diag(inner)[None, :] - 2 * inner
        found.append(np.sqrt(max(squares.sum(), 0) / (m * (m - 1))))
    return np.array(found)


# %% answer="mean_distance" score=0 cause="then the root"
# The mean of the distances in place of the root of the mean square.
def within_class_diversity(values, labels, classes=10):
    values, labels = np.asarray(values, float), np.asarray(labels)
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError("labels")
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError("labels out of range")
    each = np.full(classes, np.nan)
    for label in range(classes):
        members = values.reshape(len(values), -1)[labels == label]
        if len(members) > 1:
            apart = np.sqrt(((members[:, None] - members[None]) ** 2).sum(axis=-1))
            each[label] = apart[np.triu_indices(len(members), 1)].mean()
    return each


# %% answer="bytes_wrap_around" score=0 cause="convert to float first"
# Differences of unsigned bytes: 3 − 5 is 254.
def within_class_diversity(values, labels, classes=10):
    values, labels = np.asarray(values), np.asarray(labels)
    if labels.shape != values.shape[:1] or labels.dtype.kind not in "iu":
        raise ValueError("labels")
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError("labels out of range")
    each = np.full(classes, np.nan)
    for label in range(classes):
        members = values.reshape(len(values), -1)[labels == label]
        m = len(members)
        if m > 1:
            each[label] = np.sqrt(sum(((a - b) ** 2).sum() for a in members for b in members) / (m * (m - 1)))
    return each


# %% answer="pairs_of_lists" score=0 cause="the function raised AttributeError"
# Takes arrays only; lists have no shape.
def within_class_diversity(values, labels, classes=10):
    if labels.shape != values.shape[:1]:
        raise ValueError("labels")
    each = np.full(classes, np.nan)
    for label in range(classes):
        members = values.reshape(len(values), -1)[labels == label]
        if len(members) > 1:
            each[label] = np.sqrt(2 * members.var(axis=0, ddof=1).sum())
    return each


# %% answer="no_lists" score=0 cause="may come as lists"
def within_class_diversity(values, labels, classes=10):
    found = np.full(classes, np.nan)
    for label in range(classes):
        members = values[labels == label]
        if len(members) > 1:
            found[label] = np.sqrt(2 * np.var(members, axis=0, ddof=1).sum())
    return found
