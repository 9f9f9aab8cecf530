# %% answer="both_sides_smoothed" score=0 cause="generated ones is 0, not smoothed"
# Fakes get the target 0.1: D then praises bad images a little.
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=(1 - smooth) * tf.ones_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled)


# %% answer="g_smoothed_too" score=0 cause="G's target is 1, not smoothed"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=smooth * tf.ones_like(fake_logits), logits=fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled)


# %% answer="halves_averaged" score=0 cause="do not average them"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake)) / 2, tf.reduce_mean(fooled)


# %% answer="from_probabilities" score=0 cause="work from logits"
# log(sigmoid(-1000)) is −infinity.
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    real, fake = tf.sigmoid(real_logits), tf.sigmoid(fake_logits)
    d_loss = -tf.reduce_mean(smooth * tf.math.log(real) + (1 - smooth) * tf.math.log(1 - real))
    return d_loss - tf.reduce_mean(tf.math.log(1 - fake)), -tf.reduce_mean(tf.math.log(fake))


# %% answer="saturating" score=0 cause="to be made small"
# G minimises log(1 − D): minus D's loss on fakes.
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake), -tf.reduce_mean(fake)


# %% answer="right_with_softplus" score=3
# −ln σ(s) is softplus(−s), −ln(1 − σ(s)) is softplus(s).
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    real = smooth * tf.nn.softplus(-real_logits) + (1 - smooth) * tf.nn.softplus(real_logits)
    d_loss = tf.reduce_mean(real) + tf.reduce_mean(tf.nn.softplus(fake_logits))
    return d_loss, tf.reduce_mean(tf.nn.softplus(-fake_logits))


# %% answer="g_comes_first" score=0 cause="in this order"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return tf.reduce_mean(fooled), tf.reduce_mean(real) + tf.reduce_mean(fake)


# %% answer="sums" score=0 cause="not the sum"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return tf.reduce_sum(real) + tf.reduce_sum(fake), tf.reduce_sum(fooled)


# %% answer="clipped_at_100" score=0 cause="logits are not clipped"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real_logits, fake_logits = (tf.clip_by_value(part, -100, 100) for part in (real_logits, fake_logits))
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled)


# %% answer="generated_half_stopped" score=0 cause="D learns from both halves"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=tf.stop_gradient(fake_logits))
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled)
