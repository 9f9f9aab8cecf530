# %% mutant="hinge"
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError(f"a target is a probability, in 0…1, got {target}")
    each = np.log(2) * (target * tf.nn.relu(1 - logits) + (1 - target) * tf.nn.relu(1 + logits))
    return tf.reduce_mean(each)


# %% mutant="squared"
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError(f"a target is a probability, in 0…1, got {target}")
    each = (tf.sigmoid(logits) - target) ** 2
    return tf.reduce_mean(each)


# %% mutant="real_term_only"
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError(f"a target is a probability, in 0…1, got {target}")
    each = target * tf.nn.softplus(-logits)
    return tf.reduce_mean(each)


# %% mutant="target_turned"
def source_loss(logits, target):
    if not 0 <= target <= 1:
        raise ValueError(f"a target is a probability, in 0…1, got {target}")
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=(1 - target) * tf.ones_like(logits), logits=logits)
    return tf.reduce_mean(each)


# %% mutant="ends_only"
def source_loss(logits, target):
    if target not in (0, 1, 0.9):
        raise ValueError(f"a target is a probability, in 0…1, got {target}")
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=target * tf.ones_like(logits), logits=logits)
    return tf.reduce_mean(each)


# %% mutant="ends_refused"
def source_loss(logits, target):
    if not 0 < target < 1:
        raise ValueError(f"a target is a probability, in 0…1, got {target}")
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=target * tf.ones_like(logits), logits=logits)
    return tf.reduce_mean(each)


# %% mutant="above_not_looked_at"
def source_loss(logits, target):
    if target < 0:
        raise ValueError(f"a target is a probability, in 0…1, got {target}")
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=target * tf.ones_like(logits), logits=logits)
    return tf.reduce_mean(each)


# %% mutant="below_not_looked_at"
def source_loss(logits, target):
    if target > 1:
        raise ValueError(f"a target is a probability, in 0…1, got {target}")
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=target * tf.ones_like(logits), logits=logits)
    return tf.reduce_mean(each)


# %% mutant="clipped_target"
def source_loss(logits, target):
    target = min(max(target, 0), 1)
    each = tf.nn.sigmoid_cross_entropy_with_logits(labels=target * tf.ones_like(logits), logits=logits)
    return tf.reduce_mean(each)
