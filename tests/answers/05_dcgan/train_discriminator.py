# %% answer="mean_of_both_halves" score=0 cause="add the halves"
# Half of the loss: the mean over all pictures.
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        loss = 0.5 * tf.add_n(
            [
                tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
                for (_, labels), scores in zip((real, fake), logits)
            ]
        )
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0))


# %% answer="no_dropout" score=2 cause="say training=True"
# training=True is missing.
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images) for images, _ in (real, fake)]
        loss = tf.add_n(
            [
                tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
                for (_, labels), scores in zip((real, fake), logits)
            ]
        )
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0))


# %% answer="both_halves_at_once" score=2 cause="two calls"
# One call for both halves: batch norm would mix them.
def train_discriminator(network, optimizer, real, fake):
    n = len(real[0])
    with tf.GradientTape() as tape:
        scores = network(np.concatenate([real[0], fake[0]]), training=True)
        logits = scores[:n], scores[n:]
        loss = tf.add_n(
            [
                tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, part))
                for (_, labels), part in zip((real, fake), logits)
            ]
        )
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0))


# %% answer="never_moves" score=0 cause="apply the gradients"
# Computes everything and forgets the step.
def train_discriminator(network, optimizer, real, fake):
    logits = [network(images, training=True) for images, _ in (real, fake)]
    loss = tf.add_n(
        [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits)
        ]
    )
    return float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0))


# %% answer="from_probabilities" score=0 cause="0 is not above 0"
# log(sigmoid): infinite for sure and wrong answers. All weights, trainable or not.
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        beliefs = [tf.sigmoid(network(images, training=True)) for images, _ in (real, fake)]
        loss = -tf.reduce_mean(tf.math.log(beliefs[0])) - tf.reduce_mean(tf.math.log(1 - beliefs[1]))
    optimizer.apply(tape.gradient(loss, network.weights), network.weights)
    return float(loss), float(np.mean(beliefs[0] > 0.5)), float(np.mean(beliefs[1] < 0.5))


# %% answer="right_softplus" score=4
def train_discriminator(network, optimizer, real, fake):
    variables = network.trainable_variables
    with tf.GradientTape() as tape:
        on_real = network(real[0], training=True)
        on_fake = network(fake[0], training=True)
        loss = tf.reduce_mean(tf.math.softplus(-on_real)) + tf.reduce_mean(tf.math.softplus(on_fake))
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    hits = [tf.cast(on_real > 0, tf.float64), tf.cast(on_fake <= 0, tf.float64)]
    return loss.numpy().item(), *(tf.reduce_mean(hit).numpy().item() for hit in hits)


# %% answer="labels_swapped" score=0 cause="real → 1, generated → 0"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(1 - labels, scores))
            for (_, labels), scores in zip((real, fake), logits)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0))


# %% answer="sums" score=0 cause="take the mean, not the sum"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    return float(loss), float(np.mean(logits[0] > 0)), float(np.mean(logits[1] <= 0))


# %% answer="shares_after_the_step" score=0 cause="from before the step"
def train_discriminator(network, optimizer, real, fake):
    with tf.GradientTape() as tape:
        logits = [network(images, training=True) for images, _ in (real, fake)]
        losses = [
            tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))
            for (_, labels), scores in zip((real, fake), logits)
        ]
        loss = tf.add_n(losses)
    optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
    after = [np.asarray(network(images)) for images, _ in (real, fake)]
    return float(loss), float(np.mean(after[0] > 0)), float(np.mean(after[1] <= 0))
