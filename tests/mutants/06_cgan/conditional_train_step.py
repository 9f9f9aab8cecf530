# %% mutant="all_variables_of_d"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.variables)
    d_optimizer.apply(gradients, discriminator.variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="all_variables_of_g"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.variables)
    g_optimizer.apply(gradients, generator.variables)
    return (loss_d, loss_g)


# %% mutant="both_networks_in_ds_half"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    both = discriminator.trainable_variables + generator.trainable_variables
    d_optimizer.apply(tape.gradient(loss_d, both), both)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="both_networks_in_gs_half"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    both = discriminator.trainable_variables + generator.trainable_variables
    g_optimizer.apply(tape.gradient(loss_g, both), both)
    return (loss_d, loss_g)


# %% mutant="optimizers_swapped"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    g_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    d_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="losses_swapped"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_g, loss_d)


# %% mutant="halves_of_d_swapped"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(discriminator([fake, labels], training=True), real_logits)
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="labels_turned_for_generated"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels[::-1]], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels[::-1]], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="labels_turned_for_real"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels[::-1]], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="labels_turned_for_g"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels[::-1]], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels[::-1]], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="g_learns_from_real"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([images, labels], training=True)) + 0 * tf.reduce_sum(fake)
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="d_only"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="g_only"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="g_at_rest_in_its_own_half"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=False)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="d_at_rest_in_gs_half"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=False))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="d_at_rest_for_generated"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=False))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=False))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="fresh_noise_for_g"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([tf.random.normal(tf.shape(latent)), labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="g_reports_the_old_d"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    old = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, old)


# %% mutant="two_steps_of_d"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="optimizers_of_its_own"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    keras.optimizers.SGD(d_optimizer.learning_rate).apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    keras.optimizers.SGD(g_optimizer.learning_rate).apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="gradients_clipped"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = [
        tf.clip_by_norm(tf.convert_to_tensor(part), 0.1)
        for part in tape.gradient(loss_d, discriminator.trainable_variables)
    ]
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="uphill_for_g"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(-loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)


# %% mutant="freezes_d"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        real_logits = discriminator([images, labels], training=True)
        loss_d = d_loss(real_logits, discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_d, discriminator.trainable_variables)
    d_optimizer.apply(gradients, discriminator.trainable_variables)
    discriminator.trainable = False
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_g = g_loss(discriminator([fake, labels], training=True))
    gradients = tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply(gradients, generator.trainable_variables)
    return (loss_d, loss_g)
