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
