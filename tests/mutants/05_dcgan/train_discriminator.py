# %% mutant="halves_weighed_by_their_size"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = 2 * (len(real[0]) * losses[0] + len(fake[0]) * losses[1]) / (len(real[0]) + len(fake[0]))
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="real_half_only"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = losses[0] + tf.stop_gradient(losses[1])
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="fake_half_only"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = losses[1] + tf.stop_gradient(losses[0])
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="shares_swapped"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[1] <= 0)), float(np.mean(logits[0] > 0)))


# %% mutant="share_above_a_half"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[0] > 0.5)), float(np.mean(logits[1] <= 0.5)))


# %% mutant="share_of_fooled"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] > 0)))


# %% mutant="loss_after_the_step"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    loss = sum(
        (
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, network(images, training=True)))
            for images, labels in (real, fake)
        )
    )
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="an_optimizer_of_its_own"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    keras.optimizers.SGD(optimizer.learning_rate).apply(
        tape.gradient(loss, network.trainable_variables), network.trainable_variables
    )
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="two_steps"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    with tf.GradientTape() as tape:
        loss_2 = tf.add_n(
            [
                tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, network(images, training=True)))
                for images, labels in (real, fake)
            ]
        )
    optimizer.apply(tape.gradient(loss_2, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="all_variables"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.variables), network.variables)
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="one_layer_only"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables[-2:]), network.trainable_variables[-2:])
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="shares_out_of_training"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    logits = [network(images) for images, _ in (real, fake)]
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="probabilities_clipped"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(keras.losses.binary_crossentropy(labels, tf.sigmoid(scores)))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="logits_clipped"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, tf.clip_by_value(scores, -100, 100)))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="uphill"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(-loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="real_in_training_fake_not"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=images is real[0]) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="smoothed"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(0.9 * labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0)))


# %% mutant="halves_shares_added"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits, strict=True)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return (float(loss), float(np.sum(logits[0] > 0)), float(np.sum(logits[1] <= 0)))
