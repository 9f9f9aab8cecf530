# %% mutant="forward"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return ((u[:, 1:-1, 2:] - u[:, 1:-1, 1:-1]) + (v[:, 2:, 1:-1] - v[:, 1:-1, 1:-1])) / spacing


# %% mutant="backward"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return ((u[:, 1:-1, 1:-1] - u[:, 1:-1, :-2]) + (v[:, 1:-1, 1:-1] - v[:, :-2, 1:-1])) / spacing


# %% mutant="left_minus_right"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (u[:, 1:-1, :-2] - u[:, 1:-1, 2:] + v[:, :-2, 1:-1] - v[:, 2:, 1:-1]) / (2 * spacing)


# %% mutant="v_upside_down"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (u[:, 1:-1, 2:] - u[:, 1:-1, :-2] + v[:, :-2, 1:-1] - v[:, 2:, 1:-1]) / (2 * spacing)


# %% mutant="subtracted"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (u[:, 1:-1, 2:] - u[:, 1:-1, :-2] - v[:, 2:, 1:-1] + v[:, :-2, 1:-1]) / (2 * spacing)


# %% mutant="axes_swapped"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (u[:, 2:, 1:-1] - u[:, :-2, 1:-1] + v[:, 1:-1, 2:] - v[:, 1:-1, :-2]) / (2 * spacing)


# %% mutant="channels_swapped"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    u, v = v, u
    return (u[:, 1:-1, 2:] - u[:, 1:-1, :-2] + v[:, 2:, 1:-1] - v[:, :-2, 1:-1]) / (2 * spacing)


# %% mutant="periodic"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    whole = (tf.roll(u, -1, 2) - tf.roll(u, 1, 2) + tf.roll(v, -1, 1) - tf.roll(v, 1, 1)) / (2 * spacing)
    return whole


# %% mutant="periodic_shifted"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    whole = (tf.roll(u, -1, 2) - tf.roll(u, 1, 2) + tf.roll(v, -1, 1) - tf.roll(v, 1, 1)) / (2 * spacing)
    return whole[:, 2:, 2:]


# %% mutant="one_spacing"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (u[:, 1:-1, 2:] - u[:, 1:-1, :-2] + v[:, 2:, 1:-1] - v[:, :-2, 1:-1]) / spacing


# %% mutant="spacing_multiplied"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (u[:, 1:-1, 2:] - u[:, 1:-1, :-2] + v[:, 2:, 1:-1] - v[:, :-2, 1:-1]) / 2 * spacing


# %% mutant="spacing_left_out"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (u[:, 1:-1, 2:] - u[:, 1:-1, :-2] + v[:, 2:, 1:-1] - v[:, :-2, 1:-1]) / 2


# %% mutant="spacing_of_the_lab"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (u[:, 1:-1, 2:] - u[:, 1:-1, :-2] + v[:, 2:, 1:-1] - v[:, :-2, 1:-1]) / (2 * 0.5)


# %% mutant="absolute"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return tf.abs(u[:, 1:-1, 2:] - u[:, 1:-1, :-2]) / (2 * spacing) + tf.abs(v[:, 2:, 1:-1] - v[:, :-2, 1:-1]) / (
        2 * spacing
    )


# %% mutant="padded"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    u, v = (tf.pad(part, ((0, 0), (1, 1), (1, 1))) for part in (u, v))
    return (u[:, 1:-1, 2:] - u[:, 1:-1, :-2] + v[:, 2:, 1:-1] - v[:, :-2, 1:-1]) / (2 * spacing)


# %% mutant="channel_kept"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return ((u[:, 1:-1, 2:] - u[:, 1:-1, :-2] + v[:, 2:, 1:-1] - v[:, :-2, 1:-1]) / (2 * spacing))[..., None]


# %% mutant="mean_over_the_batch"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    u, v = (tf.reduce_mean(part, 0, keepdims=True) for part in (u, v))
    return (u[:, 1:-1, 2:] - u[:, 1:-1, :-2] + v[:, 2:, 1:-1] - v[:, :-2, 1:-1]) / (2 * spacing)


# %% mutant="with_pressure"
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    p = fields[..., 2]
    return (
        u[:, 1:-1, 2:] - u[:, 1:-1, :-2] + v[:, 2:, 1:-1] - v[:, :-2, 1:-1] + p[:, 2:, 1:-1] - p[:, :-2, 1:-1]
    ) / (2 * spacing)
