# %% answer="halves_averaged" score=0
# One mean over both halves: half of what it should be, and half the gradient.
def discriminator_loss(real_logits, fake_logits):
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake)) / 2


# %% answer="targets_swapped" score=0
def discriminator_loss(real_logits, fake_logits):
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake)


# %% answer="log_of_sigmoid" score=0
# As in the formula: infinite where D is sure and wrong.
def discriminator_loss(real_logits, fake_logits):
    real, fake = tf.sigmoid(real_logits), tf.sigmoid(fake_logits)
    return -tf.reduce_mean(tf.math.log(real)) - tf.reduce_mean(tf.math.log(1 - fake))


# %% answer="clipped" score=0
# Finite, but the loss and the gradient stop where D is most wrong.
def discriminator_loss(real_logits, fake_logits):
    real, fake = (tf.clip_by_value(tf.sigmoid(x), 1e-7, 1 - 1e-7) for x in (real_logits, fake_logits))
    return -tf.reduce_mean(tf.math.log(real)) - tf.reduce_mean(tf.math.log(1 - fake))


# %% answer="maximised" score=0
# The formula of the game with its sign, to be maximised.
def discriminator_loss(real_logits, fake_logits):
    return tf.reduce_mean(tf.math.log_sigmoid(real_logits)) + tf.reduce_mean(tf.math.log_sigmoid(-fake_logits))


# %% answer="numpy_inside" score=3
# Right numbers, no gradient.
def discriminator_loss(real_logits, fake_logits):
    real, fake = np.asarray(real_logits), np.asarray(fake_logits)
    return tf.constant(np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean())


# %% answer="sums" score=0
def discriminator_loss(real_logits, fake_logits):
    return tf.reduce_sum(tf.nn.softplus(-real_logits)) + tf.reduce_sum(tf.nn.softplus(fake_logits))


# %% answer="one_mean_over_both" score=0
# Twice the mean over both batches together: right only for batches of equal size.
def discriminator_loss(real_logits, fake_logits):
    logits = tf.concat([real_logits, fake_logits], 0)
    targets = tf.concat([tf.ones_like(real_logits), tf.zeros_like(fake_logits)], 0)
    return 2 * tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(targets, logits))


# %% answer="right_softplus" score=4
def discriminator_loss(real_logits, fake_logits):
    return tf.reduce_mean(tf.nn.softplus(-real_logits)) + tf.reduce_mean(tf.nn.softplus(fake_logits))


# %% answer="right_keras" score=4
# Keras's own loss.
def discriminator_loss(real_logits, fake_logits):
    cost = keras.losses.BinaryCrossentropy(from_logits=True)
    return cost(tf.ones_like(real_logits), real_logits) + cost(tf.zeros_like(fake_logits), fake_logits)
