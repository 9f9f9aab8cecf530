# %% answer="not_halved" score=0
def discriminator_loss(real_logits, fake_logits):
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake)


# %% answer="labels_swapped" score=0
def discriminator_loss(real_logits, fake_logits):
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake)) / 2


# %% answer="from_probabilities" score=0
# The logarithm of a sigmoid that has become 0.
def discriminator_loss(real_logits, fake_logits):
    real, fake = tf.sigmoid(real_logits), tf.sigmoid(fake_logits)
    return -(tf.reduce_mean(tf.math.log(real)) + tf.reduce_mean(tf.math.log(1 - fake))) / 2


# %% answer="a_sum_over_patches" score=0
def discriminator_loss(real_logits, fake_logits):
    return (tf.reduce_sum(tf.nn.softplus(-real_logits)) + tf.reduce_sum(tf.nn.softplus(fake_logits))) / 2


# %% answer="right_softplus" score=2
# -log sigmoid(l) is softplus(-l), and -log(1 - sigmoid(l)) is softplus(l).
def discriminator_loss(real_logits, fake_logits):
    return 0.5 * tf.reduce_mean(tf.nn.softplus(-real_logits)) + 0.5 * tf.reduce_mean(tf.nn.softplus(fake_logits))
