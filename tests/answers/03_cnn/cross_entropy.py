# %% answer="naive_softmax" score=0 cause="work from the logits"
# Exponentials as written: infinite from logits of 89 on.
def cross_entropy(labels, logits):
    labels, logits = tf.cast(labels, tf.int32), tf.cast(logits, tf.float32)
    if labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("shapes")
    exponentials = tf.exp(logits)
    probabilities = exponentials / tf.reduce_sum(exponentials, axis=1, keepdims=True)
    return -tf.reduce_mean(tf.math.log(tf.gather(probabilities, labels, batch_dims=1)))


# %% answer="clipped_probabilities" score=0 cause="do not compute p at all"
# No infinity, but a wrong loss, and no gradient, for a network that is sure and wrong.
def cross_entropy(labels, logits):
    labels, logits = tf.cast(labels, tf.int32), tf.cast(logits, tf.float32)
    if labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("shapes")
    probabilities = tf.clip_by_value(tf.nn.softmax(logits), 1e-7, 1.0)
    return -tf.reduce_mean(tf.math.log(tf.gather(probabilities, labels, batch_dims=1)))


# %% answer="sum_instead_of_mean" score=0 cause="the mean over the rows"
def cross_entropy(labels, logits):
    labels, logits = tf.cast(labels, tf.int32), tf.cast(logits, tf.float32)
    if labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("shapes")
    return tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))


# %% answer="wrong_sign" score=0 cause="minus sign"
def cross_entropy(labels, logits):
    labels, logits = tf.cast(labels, tf.int32), tf.cast(logits, tf.float32)
    if labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("shapes")
    return tf.reduce_mean(tf.gather(logits, labels, batch_dims=1) - tf.reduce_logsumexp(logits, axis=1))


# %% answer="numpy_inside" score=2 cause="NumPy functions break the chain"
# Right numbers, but NumPy breaks the chain of gradients.
def cross_entropy(labels, logits):
    labels, logits = np.asarray(labels).astype(int), np.asarray(logits, dtype="float32")
    if labels.ndim != 1 or logits.ndim != 2:
        raise ValueError("shapes")
    top = logits.max(axis=1, keepdims=True)
    sums = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0]
    return tf.constant(np.mean(sums - logits[np.arange(len(labels)), labels]), tf.float32)


# %% answer="probabilities_expected" score=0 cause="minus sign"
# Takes the logits for probabilities.
def cross_entropy(labels, logits):
    labels, logits = tf.cast(labels, tf.int32), tf.cast(logits, tf.float32)
    if labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("shapes")
    return -tf.reduce_mean(tf.math.log(tf.gather(logits, labels, batch_dims=1) + 1e-9))


# %% answer="right_one_hot" score=3
# log-softmax by hand, the label's entry picked by a one-hot mask.
def cross_entropy(labels, logits):
    logits = tf.convert_to_tensor(logits)
    logits = tf.cast(logits, tf.float32)
    labels = tf.cast(tf.convert_to_tensor(labels), tf.int64)
    if len(logits.shape) != 2 or len(labels.shape) != 1:
        raise ValueError("labels (n,) and logits (n, k)")
    shifted = logits - tf.reduce_max(logits, axis=-1, keepdims=True)
    log_softmax = shifted - tf.math.log(tf.reduce_sum(tf.exp(shifted), axis=-1, keepdims=True))
    mask = tf.one_hot(labels, tf.shape(logits)[-1])
    return tf.reduce_mean(-tf.reduce_sum(mask * log_softmax, axis=-1))


# %% answer="right_ready_made" score=3
# TensorFlow's own function.
def cross_entropy(labels, logits):
    labels, logits = tf.cast(labels, "int32"), tf.cast(logits, "float32")
    if labels.shape.ndims != 1 or logits.shape.ndims != 2:
        raise ValueError("labels (n,) and logits (n, k)")
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))


# %% answer="same_column_for_all" score=0 cause="batch_dims=1"
# tf.gather without batch_dims gives a table; its mean mixes every row with every label.
def cross_entropy(labels, logits):
    labels, logits = tf.cast(labels, tf.int32), tf.cast(logits, tf.float32)
    if labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("shapes")
    chosen = tf.gather(logits, labels, axis=1)
    return tf.reduce_mean(tf.reduce_logsumexp(logits, axis=1, keepdims=True) - chosen)


# %% answer="first_label_for_all" score=0 cause="each row has its own label"
def cross_entropy(labels, logits):
    labels, logits = tf.cast(labels, tf.int32), tf.cast(logits, tf.float32)
    if labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("shapes")
    return tf.reduce_mean(tf.reduce_logsumexp(logits, axis=1) - logits[:, labels[0]])


# %% answer="softmax_then_log" score=0 cause="do not compute p at all"
# tf.nn.softmax does not overflow, but p underflows.
def cross_entropy(labels, logits):
    labels, logits = tf.cast(labels, tf.int32), tf.cast(logits, tf.float32)
    if labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("shapes")
    return -tf.reduce_mean(tf.math.log(tf.gather(tf.nn.softmax(logits), labels, batch_dims=1)))


# %% answer="type_of_the_logits" score=1 cause="tf.cast(logits, tf.float32)"
def cross_entropy(labels, logits):
    labels, logits = tf.cast(labels, tf.int32), tf.convert_to_tensor(logits)
    if labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("labels (n,) and logits (n, k)")
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))


# %% answer="batch_size_of_python" score=2 cause="batch size is not known yet"
# Right, but for a compiled step: there the shape holds None.
def cross_entropy(labels, logits):
    labels, logits = tf.cast(labels, tf.int32), tf.cast(logits, tf.float32)
    if labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("labels (n,) and logits (n, k)")
    places = tf.stack([tf.range(logits.shape[0]), labels], axis=1)
    return tf.reduce_mean(tf.reduce_logsumexp(logits, axis=1) - tf.gather_nd(logits, places))
