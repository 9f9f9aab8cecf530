# %% answer="not_halved" score=0 cause="half of the sum"
def discriminator_loss(real_logits, fake_logits):
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake)


# %% answer="labels_swapped" score=0 cause="real → 1, generated → 0"
def discriminator_loss(real_logits, fake_logits):
    real = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(real_logits), real_logits)
    fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake)) / 2


# %% answer="from_probabilities" score=0 cause="work from logits"
# The logarithm of a sigmoid that has become 0.
def discriminator_loss(real_logits, fake_logits):
    real, fake = tf.sigmoid(real_logits), tf.sigmoid(fake_logits)
    return -(tf.reduce_mean(tf.math.log(real)) + tf.reduce_mean(tf.math.log(1 - fake))) / 2


# %% answer="a_sum_over_patches" score=0 cause="not their sum"
def discriminator_loss(real_logits, fake_logits):
    return (tf.reduce_sum(tf.nn.softplus(-real_logits)) + tf.reduce_sum(tf.nn.softplus(fake_logits))) / 2


# %% answer="right_softplus" score=2
# -log sigmoid(l) is softplus(-l), and -log(1 - sigmoid(l)) is softplus(l).
def discriminator_loss(real_logits, fake_logits):
    return 0.5 * tf.reduce_mean(tf.nn.softplus(-real_logits)) + 0.5 * tf.reduce_mean(tf.nn.softplus(fake_logits))


# %% answer="all_patches_together" score=0 cause="the mean of each half by itself"
# One mean over real and generated patches: the larger map weighs more.
def discriminator_loss(real_logits, fake_logits):
    real, fake = tf.nn.softplus(-real_logits), tf.nn.softplus(fake_logits)
    return tf.reduce_mean(tf.concat([tf.reshape(real, [-1]), tf.reshape(fake, [-1])], 0))


# %% answer="generated_half_stopped" score=0 cause="D learns from both halves"
def discriminator_loss(real_logits, fake_logits):
    fake_logits = tf.stop_gradient(fake_logits)
    return (tf.reduce_mean(tf.nn.softplus(-real_logits)) + tf.reduce_mean(tf.nn.softplus(fake_logits))) / 2


# %% answer="by_numpy" score=0 cause="D learns from both halves"
def discriminator_loss(real_logits, fake_logits):
    real, fake = np.asarray(real_logits), np.asarray(fake_logits)
    return tf.constant((np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()) / 2)


# %% answer="clipped_at_100" score=0 cause="logits are not clipped"
def discriminator_loss(real_logits, fake_logits):
    real, fake = tf.clip_by_value(real_logits, -100, 100), tf.clip_by_value(fake_logits, -100, 100)
    return (tf.reduce_mean(tf.nn.softplus(-real)) + tf.reduce_mean(tf.nn.softplus(fake))) / 2
