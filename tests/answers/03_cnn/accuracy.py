# %% answer="wrong_axis" score=0 cause="axis 1"
# The largest logit of each column.
def accuracy(labels, logits):
    labels, logits = np.asarray(labels), np.asarray(logits)
    if labels.ndim != 1 or logits.ndim != 2 or len(labels) != len(logits) or not len(labels):
        raise ValueError("shapes")
    best = logits.argmax(axis=0)
    return float(np.mean(best[: len(labels)] == labels[: len(best)]))


# %% answer="percent" score=0 cause="not per cent"
def accuracy(labels, logits):
    labels, logits = np.asarray(labels), np.asarray(logits)
    if labels.ndim != 1 or logits.ndim != 2 or len(labels) != len(logits) or not len(labels):
        raise ValueError("shapes")
    return float(100 * np.mean(logits.argmax(axis=1) == labels))


# %% answer="table_of_comparisons" score=0 cause="compares everything with everything"
# Does not look at shapes: a column of labels is compared with every answer.
def accuracy(labels, logits):
    labels, logits = np.asarray(labels), np.asarray(logits)
    if not len(labels):
        raise ValueError("nothing to count")
    return float(np.mean(logits.argmax(axis=1) == labels))


# %% answer="positive_logits" score=0 cause="whatever its sign"
# Counts a digit as right if its logit is positive.
def accuracy(labels, logits):
    labels, logits = np.asarray(labels), np.asarray(logits)
    if labels.ndim != 1 or logits.ndim != 2 or len(labels) != len(logits) or not len(labels):
        raise ValueError("shapes")
    return float(np.mean(logits[np.arange(len(labels)), labels] > 0))


# %% answer="last_of_equal_ones" score=0 cause="the first one counts"
# Right except for ties: the last of equal logits counts.
def accuracy(labels, logits):
    labels, logits = np.asarray(labels), np.asarray(logits)
    if labels.ndim != 1 or logits.ndim != 2 or len(labels) != len(logits) or not len(labels):
        raise ValueError("shapes")
    best = logits.shape[1] - 1 - logits[:, ::-1].argmax(axis=1)
    return float(np.mean(best == labels))


# %% answer="right_by_counting" score=2
def accuracy(labels, logits):
    labels, rows = np.array(labels), np.array(logits)
    if labels.ndim != 1 or rows.ndim != 2:
        raise ValueError("labels (n,), logits (n, k)")
    if labels.shape[0] != rows.shape[0] or labels.shape[0] == 0:
        raise ValueError("one label for each row, and at least one row")
    return sum(int(np.argmax(row)) == int(label) for label, row in zip(labels, rows)) / len(labels)


# %% answer="right_tensorflow" score=2
def accuracy(labels, logits):
    labels, logits = tf.convert_to_tensor(labels), tf.convert_to_tensor(logits)
    if labels.shape.rank != 1 or logits.shape.rank != 2 or labels.shape[0] != logits.shape[0] or labels.shape[0] == 0:
        raise ValueError("labels (n,), logits (n, k)")
    hits = tf.equal(tf.argmax(logits, axis=1), tf.cast(labels, tf.int64))
    return float(tf.reduce_mean(tf.cast(hits, tf.float64)))


# %% answer="no_batch_needed" score=0 cause="a mean of nothing"
# An empty batch gives NaN.
def accuracy(labels, logits):
    labels, logits = np.asarray(labels), np.asarray(logits)
    if labels.ndim != 1 or logits.ndim != 2 or len(labels) != len(logits):
        raise ValueError("shapes")
    with np.errstate(all="ignore"):
        return float(np.sum(logits.argmax(axis=1) == labels) / np.float64(len(labels)))
