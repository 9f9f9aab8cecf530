# %% answer="signed" score=0 cause="the sizes of the differences"
# Compares the differences, not their sizes.
def gradient_difference_loss(predicted, true):
    def along(q):
        return q[:, 1:] - q[:, :-1], q[:, :, 1:] - q[:, :, :-1]

    return tf.add_n([tf.reduce_mean((a - b) ** 2) for a, b in zip(along(predicted), along(true))])


# %% answer="not_squared" score=0 cause="flat for a ramp along the columns"
def gradient_difference_loss(predicted, true):
    def along(q):
        return tf.abs(q[:, 1:] - q[:, :-1]), tf.abs(q[:, :, 1:] - q[:, :, :-1])

    return tf.add_n([tf.reduce_mean(tf.abs(a - b)) for a, b in zip(along(predicted), along(true))])


# %% answer="columns_only" score=0 cause="both axes count"
def gradient_difference_loss(predicted, true):
    a, b = (tf.abs(q[:, :, 1:] - q[:, :, :-1]) for q in (predicted, true))
    return tf.reduce_mean((a - b) ** 2)


# %% answer="rows_only" score=0 cause="along the columns"
def gradient_difference_loss(predicted, true):
    a, b = (tf.abs(q[:, 1:] - q[:, :-1]) for q in (predicted, true))
    return tf.reduce_mean((a - b) ** 2)


# %% answer="of_the_error" score=0 cause="the sizes of the differences"
# The size of the error's differences is not the difference of sizes.
def gradient_difference_loss(predicted, true):
    error = predicted - true
    loss = tf.reduce_mean(tf.abs(error[:, 1:] - error[:, :-1]) ** 2)
    return loss + tf.reduce_mean(tf.abs(error[:, :, 1:] - error[:, :, :-1]) ** 2)


# %% answer="a_sum" score=0 cause="the mean over all neighbours"
def gradient_difference_loss(predicted, true):
    loss = 0.0
    for a, b in ((slice(1, None), slice(None, -1)),):
        loss += tf.reduce_sum((tf.abs(predicted[:, a] - predicted[:, b]) - tf.abs(true[:, a] - true[:, b])) ** 2)
        rows = tf.abs(predicted[:, :, a] - predicted[:, :, b]) - tf.abs(true[:, :, a] - true[:, :, b])
        loss += tf.reduce_sum(rows**2)
    return loss


# %% answer="mean_of_the_axes" score=0 cause="plus 0 along axis 1"
# Half of it.
def gradient_difference_loss(predicted, true):
    def along(q):
        return tf.abs(q[:, 1:] - q[:, :-1]), tf.abs(q[:, :, 1:] - q[:, :, :-1])

    return tf.add_n([tf.reduce_mean((a - b) ** 2) for a, b in zip(along(predicted), along(true))]) / 2


# %% answer="right_image_gradients" score=3
# TensorFlow's own differences, without the zeros that it puts at the end.
def gradient_difference_loss(predicted, true):
    loss = 0.0
    for axis, (a, b) in enumerate(zip(tf.image.image_gradients(predicted), tf.image.image_gradients(true))):
        part = (tf.abs(a) - tf.abs(b))[:, :-1] if axis == 0 else (tf.abs(a) - tf.abs(b))[:, :, :-1]
        loss = loss + tf.reduce_mean(tf.square(part))
    return loss
