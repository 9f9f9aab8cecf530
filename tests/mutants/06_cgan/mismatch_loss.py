# %% mutant="shift_from_zero"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = tf.cast(step, labels.dtype) % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(logits))


# %% mutant="shift_up_to_classes"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % classes
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(logits))


# %% mutant="never_turns"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(logits))


# %% mutant="target_one"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(-logits))


# %% mutant="probabilities"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.sigmoid(logits))


# %% mutant="clipped"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(tf.clip_by_value(logits, -100.0, 100.0)))


# %% mutant="hinge"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.relu(1 + logits))
