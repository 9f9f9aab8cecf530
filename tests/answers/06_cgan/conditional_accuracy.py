# %% answer="among_what_was_seen" score=0 cause="not among those that were seen"
# Per class: the share of images seen as k that were ordered as k (precision, not recall).
def conditional_accuracy(probabilities, labels):
    probabilities, labels = np.asarray(probabilities), np.asarray(labels)
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError("shapes")
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= probabilities.shape[1]:
        raise ValueError("labels")
    seen = probabilities.argmax(axis=1)
    each = np.full(probabilities.shape[1], np.nan)
    for k in np.unique(seen):
        each[k] = (labels[seen == k] == k).mean()
    return float((seen == labels).mean()), each


# %% answer="zero_for_nobody" score=0 cause="a mean of nothing is NaN"
# A class that nobody ordered counts as a failure.
def conditional_accuracy(probabilities, labels):
    probabilities, labels = np.asarray(probabilities), np.asarray(labels)
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError("shapes")
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= probabilities.shape[1]:
        raise ValueError("labels")
    right = probabilities.argmax(axis=1) == labels
    asked = np.bincount(labels, minlength=probabilities.shape[1])
    each = np.bincount(labels[right], minlength=probabilities.shape[1]) / np.maximum(asked, 1)
    return float(right.mean()), each


# %% answer="probability_of_the_label" score=0 cause="not the probability itself"
# The mean probability of what was ordered, not the share of images.
def conditional_accuracy(probabilities, labels):
    probabilities, labels = np.asarray(probabilities), np.asarray(labels)
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError("shapes")
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= probabilities.shape[1]:
        raise ValueError("labels")
    values = probabilities[np.arange(len(labels)), labels]
    each = np.full(probabilities.shape[1], np.nan)
    for k in np.unique(labels):
        each[k] = values[labels == k].mean()
    return float(values.mean()), each


# %% answer="refuses_nothing" score=0 cause="labels have one axis"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = np.asarray(probabilities), np.asarray(labels)
    right = probabilities.argmax(axis=1) == labels
    each = np.array(
        [right[labels == k].mean() if (labels == k).any() else np.nan for k in range(probabilities.shape[1])]
    )
    return float(right.mean()), each


# %% answer="mean_of_the_classes" score=0 cause="whose largest probability"
# The overall share as the mean over classes: another number when the classes are not ordered alike.
def conditional_accuracy(probabilities, labels):
    probabilities, labels = np.asarray(probabilities), np.asarray(labels)
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError("shapes")
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= probabilities.shape[1]:
        raise ValueError("labels")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(probabilities.shape[1], np.nan)
    for k in np.unique(labels):
        each[k] = right[labels == k].mean()
    return float(np.nanmean(each)), each


# %% answer="right_by_a_table" score=3
# Counts a table of ordered against seen; the diagonal is what was followed.
def conditional_accuracy(probabilities, labels):
    odds, orders = np.array(probabilities, float), np.array(labels)
    if odds.ndim != 2 or len(odds) == 0 or orders.ndim != 1 or len(orders) != len(odds):
        raise ValueError("one label for each row of probabilities")
    if orders.dtype.kind not in "ui" or (orders < 0).any() or (orders >= odds.shape[1]).any():
        raise ValueError("no such class")
    table = np.zeros((odds.shape[1], odds.shape[1]))
    np.add.at(table, (orders, np.argmax(odds, axis=1)), 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.diag(table) / table.sum(axis=1)
    return float(np.trace(table) / len(odds)), each


# %% answer="negative_labels_count_from_behind" score=0 cause="look at the smallest label"
def conditional_accuracy(probabilities, labels):
    probabilities, labels = np.asarray(probabilities), np.asarray(labels)
    if probabilities.ndim != 2 or not len(probabilities) or labels.shape != (len(probabilities),):
        raise ValueError("shapes")
    if labels.dtype.kind not in "iu" or labels.max() >= probabilities.shape[1]:
        raise ValueError("labels")
    right = probabilities.argmax(axis=1) == labels
    each = np.full(probabilities.shape[1], np.nan)
    for k in np.unique(labels):
        each[k] = right[labels == k].mean()
    return float(right.mean()), each
