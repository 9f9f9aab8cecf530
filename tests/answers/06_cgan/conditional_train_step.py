# %% answer="g_first" score=2 cause="the D that has just moved"
# G moves before D has moved.
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
        fake = generator([latent, labels], training=True)
        fake_logits = discriminator([fake, labels], training=True)
        loss_d = d_loss(discriminator([images, labels], training=True), fake_logits)
        loss_g = g_loss(fake_logits)
    of_d = d_tape.gradient(loss_d, discriminator.trainable_variables)
    of_g = g_tape.gradient(loss_g, generator.trainable_variables)
    d_optimizer.apply(of_d, discriminator.trainable_variables)
    g_optimizer.apply(of_g, generator.trainable_variables)
    return loss_d, loss_g


# %% answer="not_for_training" score=3 cause="say training=True"
# Right but for batch norm and dropout, which stay as in use.
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=False)
        loss_d = d_loss(
            discriminator([images, labels], training=False), discriminator([fake, labels], training=False)
        )
    d_optimizer.apply(tape.gradient(loss_d, discriminator.trainable_variables), discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=False)
        loss_g = g_loss(discriminator([fake, labels], training=False))
    g_optimizer.apply(tape.gradient(loss_g, generator.trainable_variables), generator.trainable_variables)
    return loss_d, loss_g


# %% answer="fakes_under_other_labels" score=0 cause="with the labels that were ordered"
# D sees the generated images with labels in another order than they were made for.
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    labels = tf.convert_to_tensor(labels)
    other = tf.reverse(labels, [0])
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_d = d_loss(discriminator([images, labels], training=True), discriminator([fake, other], training=True))
    d_optimizer.apply(tape.gradient(loss_d, discriminator.trainable_variables), discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        loss_g = g_loss(discriminator([generator([latent, labels], training=True), other], training=True))
    g_optimizer.apply(tape.gradient(loss_g, generator.trainable_variables), generator.trainable_variables)
    return loss_d, loss_g


# %% answer="everything_moves_in_ds_half" score=2 cause="the discriminator's variables only"
# D's optimizer is handed the weights of both networks.
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    both = list(discriminator.trainable_variables) + list(generator.trainable_variables)
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_d = d_loss(discriminator([images, labels], training=True), discriminator([fake, labels], training=True))
    d_optimizer.apply(tape.gradient(loss_d, both), both)
    with tf.GradientTape() as tape:
        loss_g = g_loss(discriminator([generator([latent, labels], training=True), labels], training=True))
    g_optimizer.apply(tape.gradient(loss_g, generator.trainable_variables), generator.trainable_variables)
    return loss_d, loss_g


# %% answer="one_image_for_both_halves_outside_the_tape" score=0 cause="all that G's loss needs inside G's"
# The fake of D's half is reused, and G gets no gradient.
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    fake = generator([latent, labels], training=True)
    with tf.GradientTape() as tape:
        loss_d = d_loss(discriminator([images, labels], training=True), discriminator([fake, labels], training=True))
    d_optimizer.apply(tape.gradient(loss_d, discriminator.trainable_variables), discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        loss_g = g_loss(discriminator([fake, labels], training=True))
    g_optimizer.apply(tape.gradient(loss_g, generator.trainable_variables), generator.trainable_variables)
    return loss_d, loss_g


# %% answer="right_one_image_for_both_halves" score=5
# Draws once, inside G's tape; D moves while that tape does not look.
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as g_tape:
        fake = generator([latent, labels], training=True)
        with g_tape.stop_recording():
            with tf.GradientTape() as d_tape:
                real_logits = discriminator([images, labels], training=True)
                loss_d = d_loss(real_logits, discriminator([tf.stop_gradient(fake), labels], training=True))
            slopes = d_tape.gradient(loss_d, discriminator.trainable_variables)
            d_optimizer.apply_gradients(zip(slopes, discriminator.trainable_variables, strict=True))
        loss_g = g_loss(discriminator([fake, labels], training=True))
    slopes = g_tape.gradient(loss_g, generator.trainable_variables)
    g_optimizer.apply_gradients(zip(slopes, generator.trainable_variables, strict=True))
    return loss_d, loss_g


# %% answer="g_before_d_has_moved" score=2 cause="the D that has just moved"
# Both losses come from the old D.
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape(persistent=True) as tape:
        fake = generator([latent, labels], training=True)
        fake_logits = discriminator([fake, labels], training=True)
        loss_d = d_loss(discriminator([images, labels], training=True), fake_logits)
        loss_g = g_loss(fake_logits)
    of_g = tape.gradient(loss_g, generator.trainable_variables)
    d_optimizer.apply(tape.gradient(loss_d, discriminator.trainable_variables), discriminator.trainable_variables)
    g_optimizer.apply(of_g, generator.trainable_variables)
    return loss_d, loss_g


# %% answer="returns_nothing" score=0 cause="return d_loss, g_loss"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_d = d_loss(discriminator([images, labels], training=True), discriminator([fake, labels], training=True))
    d_optimizer.apply(tape.gradient(loss_d, discriminator.trainable_variables), discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        loss_g = g_loss(discriminator([generator([latent, labels], training=True), labels], training=True))
    g_optimizer.apply(tape.gradient(loss_g, generator.trainable_variables), generator.trainable_variables)


# %% answer="d_not_for_training" score=3 cause="training=True for D, too"
def conditional_train_step(
    generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, images, labels, latent
):
    with tf.GradientTape() as tape:
        fake = generator([latent, labels], training=True)
        loss_d = d_loss(discriminator([images, labels]), discriminator([fake, labels]))
    d_optimizer.apply(tape.gradient(loss_d, discriminator.trainable_variables), discriminator.trainable_variables)
    with tf.GradientTape() as tape:
        loss_g = g_loss(discriminator([generator([latent, labels], training=True), labels]))
    g_optimizer.apply(tape.gradient(loss_g, generator.trainable_variables), generator.trainable_variables)
    return loss_d, loss_g
