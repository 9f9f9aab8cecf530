# %% answer="softmax_then_log" score=0 cause="work from logits"
# e¹⁰⁰⁰ overflows, and log of 0 is −infinity.
def class_loss(logits, labels):
    logits, labels = tf.convert_to_tensor(logits), tf.convert_to_tensor(labels)
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("logits (n, k) and labels (n,)")
    odds = tf.exp(logits)
    p = odds / tf.reduce_sum(odds, axis=1, keepdims=True)
    return -tf.reduce_mean(tf.math.log(tf.gather(p, tf.cast(labels, tf.int32), batch_dims=1)))


# %% answer="ten_sigmoids" score=0 cause="one choice out of ten"
# Ten yes-or-no questions in place of one choice.
def class_loss(logits, labels):
    logits, labels = tf.convert_to_tensor(logits), tf.convert_to_tensor(labels)
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("logits (n, k) and labels (n,)")
    hot = tf.one_hot(tf.cast(labels, tf.int32), logits.shape[1])
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=hot, logits=logits))


# %% answer="takes_any_label" score=0 cause="1.0 is no label"
# Floats are rounded, and one-hot rows become a table of labels.
def class_loss(logits, labels):
    logits, labels = tf.convert_to_tensor(logits), tf.cast(tf.convert_to_tensor(labels), tf.int32)
    hot = tf.one_hot(labels, logits.shape[1])
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=hot, logits=logits))


# %% answer="not_in_a_compiled_step" score=0 cause="use TensorFlow all the way"
# NumPy needs values, and there are none while a step is compiled.
def class_loss(logits, labels):
    logits, labels = np.asarray(logits, float), np.asarray(labels)
    if labels.dtype.kind not in "iu" or labels.ndim != 1 or logits.ndim != 2:
        raise ValueError("logits (n, k) and labels (n,)")
    logits = logits - logits.max(axis=1, keepdims=True)
    right = logits[np.arange(len(labels)), labels] - np.log(np.exp(logits).sum(axis=1))
    return -right.mean()


# %% answer="right_by_hand" score=3
# ln Σ eᵃ minus the logit of the right class, both from TensorFlow.
def class_loss(logits, labels):
    logits, labels = tf.convert_to_tensor(logits), tf.convert_to_tensor(labels)
    if labels.dtype not in (tf.uint8, tf.int8, tf.int16, tf.int32, tf.int64) or len(labels.shape) != 1:
        raise ValueError("labels are whole numbers, one axis")
    if len(logits.shape) != 2:
        raise ValueError("logits have two axes")
    hot = tf.one_hot(tf.cast(labels, tf.int64), logits.shape[1], dtype=logits.dtype)
    return tf.reduce_mean(tf.reduce_logsumexp(logits, axis=1) - tf.reduce_sum(hot * logits, axis=1))


# %% answer="only_int32" score=0 cause="labels to int32 after"
# Labels of eight bits, as data sets come in, are refused.
def class_loss(logits, labels):
    logits, labels = tf.convert_to_tensor(logits), tf.convert_to_tensor(labels)
    if labels.dtype not in (tf.int32, tf.int64) or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("logits (n, k) and labels (n,)")
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))


# %% answer="sum_for_mean" score=0 cause="the mean over the batch"
def class_loss(logits, labels):
    logits, labels = tf.convert_to_tensor(logits), tf.convert_to_tensor(labels)
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("logits (n, k) and labels (n,)")
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.cast(labels, tf.int32), logits=logits)
    return tf.reduce_sum(each)


# %% answer="axes_not_looked_at" score=0 cause="labels have one"
def class_loss(logits, labels):
    logits, labels = tf.convert_to_tensor(logits), tf.convert_to_tensor(labels)
    if not labels.dtype.is_integer:
        raise ValueError("whole numbers")
    hot = labels if labels.shape.rank == 2 else tf.one_hot(tf.cast(labels, tf.int32), logits.shape[-1])
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=tf.cast(hot, tf.float32), logits=logits))


# %% answer="no_lists" score=0 cause="this is a list"
def class_loss(logits, labels):
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError("labels")
    labels = tf.cast(labels, tf.int32)
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
