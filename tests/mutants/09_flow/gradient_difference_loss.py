# %% mutant="rows_only"
def gradient_difference_loss(predicted, true):
    loss = 0.0
    for q in ((slice(None), slice(1, None)),):
        back = tuple((slice(None, -1) if part == slice(1, None) else part for part in q))
        loss += tf.reduce_mean((tf.abs(predicted[q] - predicted[back]) - tf.abs(true[q] - true[back])) ** 2)
    return loss


# %% mutant="columns_only"
def gradient_difference_loss(predicted, true):
    loss = 0.0
    for q in ((slice(None), slice(None), slice(1, None)),):
        back = tuple((slice(None, -1) if part == slice(1, None) else part for part in q))
        loss += tf.reduce_mean((tf.abs(predicted[q] - predicted[back]) - tf.abs(true[q] - true[back])) ** 2)
    return loss


# %% mutant="channels_for_columns"
def gradient_difference_loss(predicted, true):
    loss = 0.0
    for q in ((slice(None), slice(1, None)), (slice(None), slice(None), slice(None), slice(1, None))):
        back = tuple((slice(None, -1) if part == slice(1, None) else part for part in q))
        loss += tf.reduce_mean((tf.abs(predicted[q] - predicted[back]) - tf.abs(true[q] - true[back])) ** 2)
    return loss


# %% mutant="batch_for_rows"
def gradient_difference_loss(predicted, true):
    loss = 0.0
    for q in ((slice(1, None),), (slice(None), slice(None), slice(1, None))):
        back = tuple((slice(None, -1) if part == slice(1, None) else part for part in q))
        loss += tf.reduce_mean((tf.abs(predicted[q] - predicted[back]) - tf.abs(true[q] - true[back])) ** 2)
    return loss


# %% mutant="central"
def gradient_difference_loss(predicted, true):
    loss = 0.0
    for q in ((slice(None), slice(2, None)), (slice(None), slice(None), slice(2, None))):
        back = tuple((slice(None, -2) if part == slice(2, None) else part for part in q))
        loss += tf.reduce_mean((tf.abs(predicted[q] - predicted[back]) - tf.abs(true[q] - true[back])) ** 2)
    return loss


# %% mutant="periodic"
def gradient_difference_loss(predicted, true):
    loss = 0.0
    for axis in (1, 2):
        p, t = (tf.abs(tf.roll(q, -1, axis) - q) for q in (predicted, true))
        loss += tf.reduce_mean((p - t) ** 2)
    return loss


# %% mutant="one_mean_over_both_axes"
def gradient_difference_loss(predicted, true):
    parts = []
    for axis in (1, 2):
        p, t = (tf.abs(q[:, 1:] - q[:, :-1] if axis == 1 else q[:, :, 1:] - q[:, :, :-1]) for q in (predicted, true))
        parts.append(tf.reshape((p - t) ** 2, (-1,)))
    return 2 * tf.reduce_mean(tf.concat(parts, 0))


# %% mutant="summed_over_channels"
def gradient_difference_loss(predicted, true):
    loss = 0.0
    for axis in (1, 2):
        p, t = (tf.abs(q[:, 1:] - q[:, :-1] if axis == 1 else q[:, :, 1:] - q[:, :, :-1]) for q in (predicted, true))
        loss += tf.reduce_mean(tf.reduce_sum((p - t) ** 2, axis=-1))
    return loss


# %% mutant="lengths_of_gradients"
def gradient_difference_loss(predicted, true):
    def size(q):
        return tf.sqrt((q[:, 1:, :-1] - q[:, :-1, :-1]) ** 2 + (q[:, :-1, 1:] - q[:, :-1, :-1]) ** 2 + 1e-12)

    return tf.reduce_mean((size(predicted) - size(true)) ** 2)
