# %% answer="halves_averaged" score=0 cause="do not average them"
# One mean over both halves: half of what it should be, and half the gradient.
def discriminator_loss(real_logits, fake_logits):
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake)) / 2


# %% answer="targets_swapped" score=0 cause="target 1 for real"
def discriminator_loss(real_logits, fake_logits):
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake)


# %% answer="log_of_sigmoid" score=0 cause="work from logits"
# As in the formula: infinite where D is sure and wrong.
def discriminator_loss(real_logits, fake_logits):
    real, fake = tf.sigmoid(real_logits), tf.sigmoid(fake_logits)
    return -tf.reduce_mean(tf.math.log(real)) - tf.reduce_mean(tf.math.log(1 - fake))


# %% answer="clipped" score=0 cause="no clipping"
# Finite, but the loss and the gradient stop where D is most wrong.
def discriminator_loss(real_logits, fake_logits):
    real, fake = (tf.clip_by_value(tf.sigmoid(x), 1e-7, 1 - 1e-7) for x in (real_logits, fake_logits))
    return -tf.reduce_mean(tf.math.log(real)) - tf.reduce_mean(tf.math.log(1 - fake))


# %% answer="maximised" score=0 cause="mind the sign"
# The formula of the game with its sign, to be maximised.
def discriminator_loss(real_logits, fake_logits):
    return tf.reduce_mean(tf.math.log_sigmoid(real_logits)) + tf.reduce_mean(tf.math.log_sigmoid(-fake_logits))


# %% answer="numpy_inside" score=3 cause="NumPy breaks the chain"
# Right numbers, no gradient.
def discriminator_loss(real_logits, fake_logits):
    real, fake = np.asarray(real_logits), np.asarray(fake_logits)
    return tf.constant(np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean())


# %% answer="sums" score=0 cause="take means"
def discriminator_loss(real_logits, fake_logits):
    return tf.reduce_sum(tf.nn.softplus(-real_logits)) + tf.reduce_sum(tf.nn.softplus(fake_logits))


# %% answer="one_mean_over_both" score=0 cause="each batch has its own mean"
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


# %% answer="probabilities_expected" score=0 cause="from_logits=True"
# Keras's loss takes its input for probabilities unless it is told.
def discriminator_loss(real_logits, fake_logits):
    cost = keras.losses.BinaryCrossentropy()
    return cost(tf.ones_like(real_logits), real_logits) + cost(tf.zeros_like(fake_logits), fake_logits)


# %% answer="a_little_added" score=0 cause="nothing added inside the logarithm"
def discriminator_loss(real_logits, fake_logits):
    real, fake = tf.sigmoid(real_logits), tf.sigmoid(fake_logits)
    return -tf.reduce_mean(tf.math.log(real + 1e-7)) - tf.reduce_mean(tf.math.log(1 - fake + 1e-7))


# %% answer="logits_clipped" score=0 cause="no clipping"
# At ±50: no overflow, and no gradient beyond.
def discriminator_loss(real_logits, fake_logits):
    real, fake = (tf.clip_by_value(logits, -50.0, 50.0) for logits in (real_logits, fake_logits))
    return tf.reduce_mean(tf.nn.softplus(-real)) + tf.reduce_mean(tf.nn.softplus(fake))
