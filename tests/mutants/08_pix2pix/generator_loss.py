# %% mutant="adversarial_stopped"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.stop_gradient(tf.reduce_mean(adversarial)), weight * tf.reduce_mean(tf.abs(real - fake)))


# %% mutant="logits_stopped"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), tf.stop_gradient(fake_logits))
    return (tf.reduce_mean(adversarial), weight * tf.reduce_mean(tf.abs(real - fake)))


# %% mutant="l1_stopped"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(adversarial), weight * tf.reduce_mean(tf.abs(real - tf.stop_gradient(fake))))


# %% mutant="squared"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(adversarial), weight * tf.reduce_mean((real - fake) ** 2))


# %% mutant="signed"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(adversarial), weight * tf.abs(tf.reduce_mean(real - fake)))


# %% mutant="over_the_truth"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (
        tf.reduce_mean(adversarial),
        weight * tf.reduce_mean(tf.abs(real - fake) / tf.maximum(tf.abs(real), 1e-3)),
    )


# %% mutant="sum_over_channels"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(adversarial), weight * tf.reduce_mean(tf.reduce_sum(tf.abs(real - fake), axis=-1)))


# %% mutant="saturating"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (-tf.reduce_mean(tf.nn.softplus(fake_logits)), weight * tf.reduce_mean(tf.abs(real - fake)))


# %% mutant="saturating_with_an_offset"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (2 * np.log(2) - tf.reduce_mean(tf.nn.softplus(fake_logits)), weight * tf.reduce_mean(tf.abs(real - fake)))


# %% mutant="label_zero"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits)
    return (tf.reduce_mean(adversarial), weight * tf.reduce_mean(tf.abs(real - fake)))


# %% mutant="weight_on_both"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (weight * tf.reduce_mean(adversarial), weight * tf.reduce_mean(tf.abs(real - fake)))


# %% mutant="weight_on_the_wrong_one"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (weight * tf.reduce_mean(adversarial), tf.reduce_mean(tf.abs(real - fake)))


# %% mutant="weight_fixed"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(adversarial), 100.0 * tf.reduce_mean(tf.abs(real - fake)))


# %% mutant="weight_left_out"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(adversarial), tf.reduce_mean(tf.abs(real - fake)))


# %% mutant="swapped"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (weight * tf.reduce_mean(tf.abs(real - fake)), tf.reduce_mean(adversarial))


# %% mutant="added"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return tf.reduce_mean(adversarial) + weight * tf.reduce_mean(tf.abs(real - fake))


# %% mutant="clipped_at_100"
def generator_loss(fake_logits, fake, real, weight=100.0):
    fake_logits = tf.clip_by_value(fake_logits, -100, 100)
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(adversarial), weight * tf.reduce_mean(tf.abs(real - fake)))


# %% mutant="clipped_at_600"
def generator_loss(fake_logits, fake, real, weight=100.0):
    fake_logits = tf.clip_by_value(fake_logits, -600, 600)
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(adversarial), weight * tf.reduce_mean(tf.abs(real - fake)))


# %% mutant="in_0_1"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(adversarial), weight * tf.reduce_mean(tf.abs(real - fake) / 2))


# %% mutant="smooth_l1"
def generator_loss(fake_logits, fake, real, weight=100.0):
    adversarial = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits)
    return (tf.reduce_mean(adversarial), weight * tf.reduce_mean(tf.sqrt((real - fake) ** 2 + 1e-4)))
