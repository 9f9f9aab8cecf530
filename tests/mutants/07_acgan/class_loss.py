# %% mutant="floats_cast"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.cast(labels, tf.int32), logits=logits)
    return tf.reduce_mean(each)


# %% mutant="columns_flattened"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.reshape(tf.cast(labels, tf.int32), (-1,)), logits=logits
    )
    return tf.reduce_mean(each)


# %% mutant="logits_not_looked_at"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.cast(labels, tf.int32), logits=tf.reshape(logits, (len(labels), -1))
    )
    return tf.reduce_mean(each)


# %% mutant="wide_only"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if labels.dtype not in (tf.int32, tf.int64) or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.cast(labels, tf.int32), logits=logits)
    return tf.reduce_mean(each)


# %% mutant="ten_classes_only"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2 or logits.shape[1] != 10:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.cast(labels, tf.int32), logits=logits)
    return tf.reduce_mean(each)
