# %% mutant="default_weight"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)


# %% mutant="weight_zero"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 0.0)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)


# %% mutant="l1_norm"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake), ord=1)) for term in terms)


# %% mutant="largest"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake), ord=np.inf)) for term in terms)


# %% mutant="squared"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake)) ** 2) for term in terms)


# %% mutant="mean_square"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.sqrt(tf.reduce_mean(tape.gradient(term, fake) ** 2))) for term in terms)


# %% mutant="first_photo"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake)[0])) for term in terms)


# %% mutant="first_channel"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake)[..., :1])) for term in terms)


# %% mutant="mean_over_photos"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.reduce_mean(tf.norm(tape.gradient(term, fake), axis=(1, 2)))) for term in terms)


# %% mutant="sum_over_photos"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(sum(float(tf.norm(part)) for part in tape.gradient(term, fake)) for term in terms)


# %% mutant="reversed"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)[::-1]


# %% mutant="plan_first"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([plan, fake]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)


# %% mutant="photo_twice"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, fake]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)


# %% mutant="plan_lost"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, tf.zeros_like(plan)]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)


# %% mutant="real_for_plan"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, real]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)


# %% mutant="photos_exchanged"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), real, fake, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)


# %% mutant="d_stopped"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(tf.stop_gradient(discriminator([fake, plan])), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake, unconnected_gradients="zero"))) for term in terms)


# %% mutant="l1_of_a_stopped_photo"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), tf.stop_gradient(fake), real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake, unconnected_gradients="zero"))) for term in terms)


# %% mutant="both_terms_each"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return (float(tf.norm(tape.gradient(terms[0] + terms[1], fake))), float(tf.norm(tape.gradient(terms[1], fake))))


# %% mutant="normed_by_the_term"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake)) / term) for term in terms)


# %% mutant="arrays"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(tf.norm(tape.gradient(term, fake)).numpy() for term in terms)


# %% mutant="unlike_tensors"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake) / 1.0 + 0.1
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)
