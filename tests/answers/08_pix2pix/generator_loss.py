# %% answer="saturating" score=0
# log(1 - D): no gradient while D is sure.
def generator_loss(fake_logits, fake, real, weight=100.0):
    return -tf.reduce_mean(tf.nn.softplus(fake_logits)), weight * tf.reduce_mean(tf.abs(real - fake))


# %% answer="squared_error" score=0
def generator_loss(fake_logits, fake, real, weight=100.0):
    return tf.reduce_mean(tf.nn.softplus(-fake_logits)), weight * tf.reduce_mean((real - fake) ** 2)


# %% answer="unweighted" score=0
def generator_loss(fake_logits, fake, real, weight=100.0):
    return tf.reduce_mean(tf.nn.softplus(-fake_logits)), tf.reduce_mean(tf.abs(real - fake))


# %% answer="signed_error" score=0
# Without the absolute value, too dark and too bright cancel out.
def generator_loss(fake_logits, fake, real, weight=100.0):
    return tf.reduce_mean(tf.nn.softplus(-fake_logits)), weight * tf.abs(tf.reduce_mean(real - fake))


# %% answer="right_keras" score=3
def generator_loss(fake_logits, fake, real, weight=100.0):
    fooled = keras.losses.BinaryCrossentropy(from_logits=True)(tf.ones_like(fake_logits), fake_logits)
    error = tf.math.maximum(real - fake, fake - real)
    return fooled, weight * tf.math.reduce_mean(error)
