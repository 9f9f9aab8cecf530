# %% answer="saturating" score=0 cause="the mean of -log D"
# log(1 - D): no gradient while D is sure.
def generator_loss(fake_logits, fake, real, weight=100.0):
    return -tf.reduce_mean(tf.nn.softplus(fake_logits)), weight * tf.reduce_mean(tf.abs(real - fake))


# %% answer="squared_error" score=0 cause="mean absolute error"
def generator_loss(fake_logits, fake, real, weight=100.0):
    return tf.reduce_mean(tf.nn.softplus(-fake_logits)), weight * tf.reduce_mean((real - fake) ** 2)


# %% answer="unweighted" score=0 cause="100 times"
def generator_loss(fake_logits, fake, real, weight=100.0):
    return tf.reduce_mean(tf.nn.softplus(-fake_logits)), tf.reduce_mean(tf.abs(real - fake))


# %% answer="signed_error" score=0 cause="do not cancel"
# Without the absolute value, too dark and too bright cancel out.
def generator_loss(fake_logits, fake, real, weight=100.0):
    return tf.reduce_mean(tf.nn.softplus(-fake_logits)), weight * tf.abs(tf.reduce_mean(real - fake))


# %% answer="right_keras" score=3
def generator_loss(fake_logits, fake, real, weight=100.0):
    fooled = keras.losses.BinaryCrossentropy(from_logits=True)(tf.ones_like(fake_logits), fake_logits)
    error = tf.math.maximum(real - fake, fake - real)
    return fooled, weight * tf.math.reduce_mean(error)


# %% answer="no_gradient_through_d" score=0 cause="G learns through D's map"
def generator_loss(fake_logits, fake, real, weight=100.0):
    fake_logits = tf.stop_gradient(fake_logits)
    return tf.reduce_mean(tf.nn.softplus(-fake_logits)), weight * tf.reduce_mean(tf.abs(real - fake))


# %% answer="added_up" score=0 cause="return the two apart"
def generator_loss(fake_logits, fake, real, weight=100.0):
    return tf.reduce_mean(tf.nn.softplus(-fake_logits)) + weight * tf.reduce_mean(tf.abs(real - fake))


# %% answer="always_100" score=0 cause="multiply by the argument"
def generator_loss(fake_logits, fake, real, weight=100.0):
    return tf.reduce_mean(tf.nn.softplus(-fake_logits)), 100 * tf.reduce_mean(tf.abs(real - fake))


# %% answer="summed_over_pixels" score=0 cause="the mean absolute error"
def generator_loss(fake_logits, fake, real, weight=100.0):
    error = tf.reduce_mean(tf.reduce_sum(tf.abs(real - fake), axis=(1, 2, 3)))
    return tf.reduce_mean(tf.nn.softplus(-fake_logits)), weight * error


# %% answer="label_0_for_generated" score=0 cause="label 1"
# D's loss in place of G's: right only where D is undecided.
def generator_loss(fake_logits, fake, real, weight=100.0):
    return tf.reduce_mean(tf.nn.softplus(fake_logits)), weight * tf.reduce_mean(tf.abs(real - fake))
