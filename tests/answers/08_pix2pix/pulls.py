# %% answer="default_weight" score=0 cause="weight 1"
# L1 pulls a hundred times as hard.
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)


# %% answer="unwatched" score=0 cause="a tape that watches fake"
# The tape follows variables by itself, tensors not.
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)


# %% answer="sums_of_slopes" score=0 cause="square root of the sum of squares"
# L1 norms.
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.reduce_sum(tf.abs(tape.gradient(term, fake)))) for term in terms)


# %% answer="largest_slope" score=0 cause="square root of the sum of squares"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.reduce_max(tf.abs(tape.gradient(term, fake)))) for term in terms)


# %% answer="size_of_the_terms" score=0 cause="square root of the sum of squares"
# The terms themselves, not their slopes.
def pulls(discriminator, plan, fake, real, g_loss):
    terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(term) for term in terms)


# %% answer="plan_first" score=0 cause="discriminator([photos, plans])"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([plan, fake]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake))) for term in terms)


# %% answer="real_photo" score=0 cause="the generated photo"
# D is shown the real photo: nothing pulls at the generated one.
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([real, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(term, fake, unconnected_gradients="zero"))) for term in terms)


# %% answer="gradient_for_the_plan" score=0 cause="with respect to that photo"
def pulls(discriminator, plan, fake, real, g_loss):
    fake, plan = tf.convert_to_tensor(fake), tf.convert_to_tensor(plan)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([fake, plan])
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(float(tf.norm(tape.gradient(t, plan, unconnected_gradients="zero"))) for t in terms)


# %% answer="mean_of_photos" score=0 cause="one norm over all numbers"
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(
        float(tf.reduce_mean(tf.norm(tf.reshape(tape.gradient(term, fake), (len(fake), -1)), axis=1)))
        for term in terms
    )


# %% answer="tensors" score=0 cause="float("
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return tuple(tf.norm(tape.gradient(term, fake)) for term in terms)


# %% answer="the_sum" score=0 cause="two floats"
# Of both terms together.
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape() as tape:
        tape.watch(fake)
        total = tf.add_n(list(g_loss(discriminator([fake, plan]), fake, real, 1.0)))
    return float(tf.norm(tape.gradient(total, fake)))


# %% answer="ratio" score=0 cause="two floats"
# What the lab does with the two.
def pulls(discriminator, plan, fake, real, g_loss):
    fake = tf.convert_to_tensor(fake)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        terms = g_loss(discriminator([fake, plan]), fake, real, 1.0)
    return float(tf.norm(tape.gradient(terms[0], fake)) / tf.norm(tape.gradient(terms[1], fake)))


# %% answer="right_two_tapes" score=3
def pulls(discriminator, plan, fake, real, g_loss):
    photo, norms = tf.convert_to_tensor(fake), []
    for place in (0, 1):
        with tf.GradientTape() as tape:
            tape.watch(photo)
            term = g_loss(discriminator([photo, plan]), photo, real, weight=1.0)[place]
        slope = tape.gradient(term, photo)
        norms.append(float(tf.sqrt(tf.reduce_sum(slope * slope))))
    return norms[0], norms[1]
