# %% mutant="sigmoids"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.one_hot(labels, logits.shape[1]), logits=logits)
    return tf.reduce_mean(each)


# %% mutant="softmax_twice"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.cast(labels, tf.int32), logits=tf.nn.softmax(logits)
    )
    return tf.reduce_mean(each)


# %% mutant="clipped_at_100"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.cast(labels, tf.int32), logits=tf.clip_by_value(logits, -100, 100)
    )
    return tf.reduce_mean(each)


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


# %% mutant="first_label_for_all"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=0 * tf.cast(labels, tf.int32) + tf.cast(labels[0], tf.int32), logits=logits
    )
    return tf.reduce_mean(each)


# %% mutant="labels_start_at_one"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.maximum(tf.cast(labels, tf.int32) - 1, 0), logits=logits
    )
    return tf.reduce_mean(each)


# %% mutant="smoothed"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.softmax_cross_entropy_with_logits(
        0.9 * tf.one_hot(labels, logits.shape[1]) + 0.1 / logits.shape[1], logits
    )
    return tf.reduce_mean(each)


# %% mutant="minus_the_logit"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = (
        tf.reduce_max(logits, axis=1)
        - tf.gather(logits, tf.cast(labels, tf.int32), batch_dims=1)
        + tf.math.log(float(logits.shape[1])) * tf.cast(tf.reduce_max(logits) == tf.reduce_min(logits), tf.float32)
    )
    return tf.reduce_mean(each)


# %% mutant="stopped"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.cast(labels, tf.int32), logits=logits)
    return tf.stop_gradient(tf.reduce_mean(each))


# %% mutant="by_classes"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.cast(labels, tf.int32), logits=logits)
    return tf.reduce_sum(each) / logits.shape[1]


# %% mutant="a_loss_a_row"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.cast(labels, tf.int32), logits=logits)
    return each


# %% mutant="ten_classes_only"
def class_loss(logits, labels):
    logits, labels = (tf.convert_to_tensor(logits), tf.convert_to_tensor(labels))
    if not labels.dtype.is_integer or labels.shape.rank != 1 or logits.shape.rank != 2 or logits.shape[1] != 10:
        raise ValueError(
            f"logits (n, k) and whole-number labels (n,), not {logits.shape}, {labels.shape} {labels.dtype.name}"
        )
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.cast(labels, tf.int32), logits=logits)
    return tf.reduce_mean(each)
