# %% answer="the_right_label" score=0 cause="never the right label"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = tf.cast(step, labels.dtype) % classes
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(logits))


# %% answer="always_the_next_class" score=0 cause="changes from step to step"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(logits))


# %% answer="target_one" score=0 cause="the target is 0"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(-logits))


# %% answer="label_ten" score=0 cause="behind the last one comes 0"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    wrong = labels + shift
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(logits))


# %% answer="sum" score=0 cause="the mean over the batch, not the sum"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_sum(tf.nn.softplus(logits))


# %% answer="one_loss_an_image" score=0 cause="the mean over the batch"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.nn.softplus(logits)


# %% answer="from_probabilities" score=0 cause="from logits"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return -tf.reduce_mean(tf.math.log(1 - tf.sigmoid(logits)))


# %% answer="not_training" score=0 cause="say training=True"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong])
    return tf.reduce_mean(tf.nn.softplus(logits))


# %% answer="always_ten_classes" score=0 cause="behind the last one comes 0"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % 9
    wrong = (labels + shift) % 10
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(logits))


# %% answer="both_labels" score=0 cause="the right label has its own term"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + tf.cast(step, labels.dtype) % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(logits)) + 0 * tf.reduce_mean(discriminator([images, labels], training=True))


# %% answer="types_do_not_fit" score=0 cause="tf.cast(step, labels.dtype)"
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = 1 + step % (classes - 1)
    wrong = (labels + shift) % classes
    logits = discriminator([images, wrong], training=True)
    return tf.reduce_mean(tf.nn.softplus(logits))


# %% answer="right_by_cross_entropy" score=3
def mismatch_loss(discriminator, images, labels, step, classes=10):
    labels = tf.convert_to_tensor(labels)
    shift = tf.cast(step, labels.dtype) % (classes - 1) + 1
    wrong = tf.math.floormod(labels + shift, classes)
    logits = discriminator([images, wrong], training=True)
    return keras.losses.BinaryCrossentropy(from_logits=True)(tf.zeros_like(logits), logits)
