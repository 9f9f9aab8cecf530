# %% answer="from_probabilities" score=0 cause="work from logits"
# log(sigmoid(-1000)) is −infinity.
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError("a target is a probability")
    p = tf.sigmoid(logits)
    return -tf.reduce_mean(target * tf.math.log(p) + (1 - target) * tf.math.log(1 - p))


# %% answer="minus_sign_lost" score=0 cause="mind the minus sign"
# The log-likelihood of the paper, which is to be made large.
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError("a target is a probability")
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=target * tf.ones_like(logits), logits=logits)
    return -tf.reduce_mean(each)


# %% answer="sum_for_mean" score=0 cause="the mean over the batch"
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError("a target is a probability")
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=target * tf.ones_like(logits), logits=logits)
    return tf.reduce_sum(each)


# %% answer="half_of_it" score=0 cause="both halves cost ln 2"
# Only the part that belongs to real images.
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError("a target is a probability")
    return tf.reduce_mean(target * tf.nn.softplus(-logits))


# %% answer="any_target" score=0 cause="a target is a probability"
# Does not look at the target.
def source_loss(logits, target):
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=target * tf.ones_like(logits), logits=logits)
    return tf.reduce_mean(each)


# %% answer="right_with_softplus" score=3
# −t s + ln(1 + eˢ).
def source_loss(logits, target):
    if target < 0 or target > 1:
        raise ValueError(f"{target} is no probability")
    return tf.reduce_mean(tf.nn.softplus(logits) - target * logits)


# %% answer="clipped_probabilities" score=0 cause="target 0: 20"
# Keras's loss of probabilities is clipped at 1e-7: no more than 16, and no gradient, where the logit is −1000.
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError("target")
    return keras.losses.BinaryCrossentropy()(target * tf.ones_like(logits), tf.sigmoid(logits))


# %% answer="rounded_target" score=0 cause="must not be sure pays"
# A target of 0.9 becomes 1: smoothing is lost.
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError("target")
    wanted = round(target) * tf.ones_like(logits)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=wanted, logits=logits))


# %% answer="target_of_another_shape" score=0 cause="one target for all logits"
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError("target")
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=target, logits=logits))


# %% answer="sigmoid_before_logits" score=0 cause="no sigmoid before a loss that takes logits"
# A probability where a logit is wanted.
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError("target")
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=target * tf.ones_like(logits), logits=tf.sigmoid(logits))
    return tf.reduce_mean(each)


# %% answer="logits_as_probabilities" score=0 cause="no loss of probabilities (Keras's default) for logits"
# from_logits is forgotten.
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError("target")
    return keras.losses.BinaryCrossentropy()(target * tf.ones_like(logits), logits)
