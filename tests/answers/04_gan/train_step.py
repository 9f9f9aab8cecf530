# %% answer="both_at_once" score=2 cause="has just moved"
# One tape for both: G is taught by the D from before its step.
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    with tf.GradientTape(persistent=True) as tape:
        fake = generator(latent, training=True)
        fake_logits = discriminator(fake, training=True)
        d_value = d_loss(discriminator(real, training=True), fake_logits)
        g_value = g_loss(fake_logits)
    d_weights, g_weights = discriminator.trainable_variables, generator.trainable_variables
    d_optimizer.apply(tape.gradient(d_value, d_weights), d_weights)
    g_optimizer.apply(tape.gradient(g_value, g_weights), g_weights)
    return {"d_loss": d_value, "g_loss": g_value}


# %% answer="g_moves_both" score=0 cause="in G's half, only G's weights"
# In G's half the optimizer gets the weights of both networks.
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    with tf.GradientTape() as tape:
        fake = generator(latent, training=True)
        d_value = d_loss(discriminator(real, training=True), discriminator(fake, training=True))
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_value, weights), weights)
    with tf.GradientTape() as tape:
        g_value = g_loss(discriminator(generator(latent, training=True), training=True))
    weights = generator.trainable_variables + discriminator.trainable_variables
    g_optimizer.apply(tape.gradient(g_value, weights), weights)
    return {"d_loss": d_value, "g_loss": g_value}


# %% answer="d_moves_both" score=0 cause="in D's half, only D's weights"
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    with tf.GradientTape() as tape:
        fake = generator(latent, training=True)
        d_value = d_loss(discriminator(real, training=True), discriminator(fake, training=True))
    weights = discriminator.trainable_variables + generator.trainable_variables
    d_optimizer.apply(tape.gradient(d_value, weights), weights)
    with tf.GradientTape() as tape:
        g_value = g_loss(discriminator(generator(latent, training=True), training=True))
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(g_value, weights), weights)
    return {"d_loss": d_value, "g_loss": g_value}


# %% answer="d_stays_frozen" score=2 cause="nothing needs freezing"
# Freezes D for G's half and forgets to thaw it.
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    with tf.GradientTape() as tape:
        fake = generator(latent, training=True)
        d_value = d_loss(discriminator(real, training=True), discriminator(fake, training=True))
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_value, weights), weights)
    discriminator.trainable = False
    with tf.GradientTape() as tape:
        g_value = g_loss(discriminator(generator(latent, training=True), training=True))
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(g_value, weights), weights)
    return {"d_loss": d_value, "g_loss": g_value}


# %% answer="g_first" score=2 cause="before D moves"
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    with tf.GradientTape() as tape:
        g_value = g_loss(discriminator(generator(latent, training=True), training=True))
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(g_value, weights), weights)
    with tf.GradientTape() as tape:
        fake = generator(latent, training=True)
        d_value = d_loss(discriminator(real, training=True), discriminator(fake, training=True))
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_value, weights), weights)
    return {"d_loss": d_value, "g_loss": g_value}


# %% answer="numbers_out" score=3 cause="no .numpy()"
# Right; it returns floats, which a compiled step cannot, and no point asks for that.
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    with tf.GradientTape() as tape:
        fake = generator(latent, training=True)
        d_value = d_loss(discriminator(real, training=True), discriminator(fake, training=True))
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_value, weights), weights)
    with tf.GradientTape() as tape:
        g_value = g_loss(discriminator(generator(latent, training=True), training=True))
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(g_value, weights), weights)
    return {"d_loss": d_value.numpy(), "g_loss": g_value.numpy()}


# %% answer="no_training_mode" score=4 cause="training=True"
# Dropout and batch norm would not train.
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    with tf.GradientTape() as tape:
        d_value = d_loss(discriminator(real), discriminator(generator(latent)))
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_value, weights), weights)
    with tf.GradientTape() as tape:
        g_value = g_loss(discriminator(generator(latent)))
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(g_value, weights), weights)
    return {"d_loss": d_value, "g_loss": g_value}


# %% answer="pictures_outside_the_tape" score=0 cause="outside of the tape"
# G's pictures are made before the second tape, so no gradient reaches G.
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    fake = generator(latent, training=True)
    with tf.GradientTape() as tape:
        d_value = d_loss(discriminator(real, training=True), discriminator(fake, training=True))
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_value, weights), weights)
    with tf.GradientTape() as tape:
        g_value = g_loss(discriminator(fake, training=True))
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(g_value, weights), weights)
    return {"d_loss": d_value, "g_loss": g_value}


# %% answer="right_one_forward" score=6
# G makes its pictures once; its tape pauses while D learns.
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    def move(optimizer, tape, loss, network):
        gradients = tape.gradient(loss, network.trainable_weights)
        optimizer.apply_gradients(zip(gradients, network.trainable_weights))

    with tf.GradientTape() as g_tape:
        fake = generator(latent, training=True)
        with g_tape.stop_recording():
            with tf.GradientTape() as d_tape:
                d_value = d_loss(discriminator(real, training=True), discriminator(fake, training=True))
            move(d_optimizer, d_tape, d_value, discriminator)
        g_value = g_loss(discriminator(fake, training=True))
    move(g_optimizer, g_tape, g_value, generator)
    return dict(d_loss=d_value, g_loss=g_value)


# %% answer="all_variables" score=4 cause="take trainable_variables"
# Weights that are not to be trained move, too.
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    with tf.GradientTape() as tape:
        fake = generator(latent, training=True)
        d_value = d_loss(discriminator(real, training=True), discriminator(fake, training=True))
    d_optimizer.apply(tape.gradient(d_value, discriminator.variables), discriminator.variables)
    with tf.GradientTape() as tape:
        g_value = g_loss(discriminator(generator(latent, training=True), training=True))
    g_optimizer.apply(tape.gradient(g_value, generator.variables), generator.variables)
    return {"d_loss": d_value, "g_loss": g_value}


# %% answer="training_mode_in_the_first_half_only" score=4 cause=["in G's half", "training=True"]
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    with tf.GradientTape() as tape:
        fake = generator(latent, training=True)
        d_value = d_loss(discriminator(real, training=True), discriminator(fake, training=True))
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_value, weights), weights)
    with tf.GradientTape() as tape:
        g_value = g_loss(discriminator(generator(latent)))
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(g_value, weights), weights)
    return {"d_loss": d_value, "g_loss": g_value}


# %% answer="fresh_noise" score=0 cause="the same latent vectors"
# G's half draws latent vectors of its own.
def train_step(generator, discriminator, d_optimizer, g_optimizer, d_loss, g_loss, real, latent):
    with tf.GradientTape() as tape:
        fake = generator(latent, training=True)
        d_value = d_loss(discriminator(real, training=True), discriminator(fake, training=True))
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_value, weights), weights)
    with tf.GradientTape() as tape:
        other = tf.random.normal(tf.shape(latent))
        g_value = g_loss(discriminator(generator(other, training=True), training=True))
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(g_value, weights), weights)
    return {"d_loss": d_value, "g_loss": g_value}
