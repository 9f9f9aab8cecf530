# %% mutant="smooth_ignored"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=0.9 * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled))


# %% mutant="never_smooth"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled))


# %% mutant="fake_smoothed"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=(1 - smooth) * tf.ones_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled))


# %% mutant="g_smoothed"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=smooth * tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled))


# %% mutant="saturating"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), -tf.reduce_mean(fake))


# %% mutant="saturating_with_an_offset"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), 2 * np.log(2) - tf.reduce_mean(fake))


# %% mutant="both_halves_in_one_mean"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (2 * tf.reduce_mean(tf.concat([real, fake], 0)), tf.reduce_mean(fooled))


# %% mutant="generated_half_stopped"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.stop_gradient(tf.reduce_mean(fake)), tf.reduce_mean(fooled))


# %% mutant="real_half_stopped"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.stop_gradient(tf.reduce_mean(real)) + tf.reduce_mean(fake), tf.reduce_mean(fooled))


# %% mutant="g_stopped"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), tf.stop_gradient(tf.reduce_mean(fooled)))


# %% mutant="clipped_at_50"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    real_logits, fake_logits = (tf.clip_by_value(part, -50, 50) for part in (real_logits, fake_logits))
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled))


# %% mutant="clipped_at_500"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    real_logits, fake_logits = (tf.clip_by_value(part, -500, 500) for part in (real_logits, fake_logits))
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled))


# %% mutant="real_target_zero"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=(1 - smooth) * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled))


# %% mutant="sums_by_batch"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_sum(real) / len(fake_logits) + tf.reduce_mean(fake), tf.reduce_mean(fooled))


# %% mutant="one_loss_a_row"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real, axis=0) + tf.reduce_mean(fake, axis=0), tf.reduce_mean(fooled, axis=0))


# %% mutant="smoothed_a_second_time"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth**2 * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled))


# %% mutant="softened_to_a_half"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=(smooth * 1.0 + (1 - smooth) / 2) * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(fake_logits), logits=fake_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled))


# %% mutant="g_sees_the_real_ones"
def conditional_losses(real_logits, fake_logits, smooth=0.9):
    bce = tf.nn.sigmoid_cross_entropy_with_logits
    real = bce(labels=smooth * tf.ones_like(real_logits), logits=real_logits)
    fake = bce(labels=tf.zeros_like(fake_logits), logits=fake_logits)
    fooled = bce(labels=tf.ones_like(real_logits), logits=real_logits)
    return (tf.reduce_mean(real) + tf.reduce_mean(fake), tf.reduce_mean(fooled))
