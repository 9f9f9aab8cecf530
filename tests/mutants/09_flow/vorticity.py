# %% mutant="other_sign"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (u[:, 2:, 1:-1] - u[:, :-2, 1:-1] - v[:, 1:-1, 2:] + v[:, 1:-1, :-2]) / (2 * spacing)


# %% mutant="added"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (v[:, 1:-1, 2:] - v[:, 1:-1, :-2] + u[:, 2:, 1:-1] - u[:, :-2, 1:-1]) / (2 * spacing)


# %% mutant="axes_swapped"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (v[:, 2:, 1:-1] - v[:, :-2, 1:-1] - u[:, 1:-1, 2:] + u[:, 1:-1, :-2]) / (2 * spacing)


# %% mutant="channels_swapped"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    u, v = v, u
    return (v[:, 1:-1, 2:] - v[:, 1:-1, :-2] - u[:, 2:, 1:-1] + u[:, :-2, 1:-1]) / (2 * spacing)


# %% mutant="v_only"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (v[:, 1:-1, 2:] - v[:, 1:-1, :-2]) / (2 * spacing)


# %% mutant="u_only"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (u[:, :-2, 1:-1] - u[:, 2:, 1:-1]) / (2 * spacing)


# %% mutant="absolute"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return tf.abs(v[:, 1:-1, 2:] - v[:, 1:-1, :-2] - u[:, 2:, 1:-1] + u[:, :-2, 1:-1]) / (2 * spacing)


# %% mutant="one_spacing"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (v[:, 1:-1, 2:] - v[:, 1:-1, :-2] - u[:, 2:, 1:-1] + u[:, :-2, 1:-1]) / spacing


# %% mutant="spacing_left_out"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (v[:, 1:-1, 2:] - v[:, 1:-1, :-2] - u[:, 2:, 1:-1] + u[:, :-2, 1:-1]) / 2


# %% mutant="spacing_of_the_lab"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (v[:, 1:-1, 2:] - v[:, 1:-1, :-2] - u[:, 2:, 1:-1] + u[:, :-2, 1:-1]) / (2 * 0.5)


# %% mutant="spacing_multiplied"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (v[:, 1:-1, 2:] - v[:, 1:-1, :-2] - u[:, 2:, 1:-1] + u[:, :-2, 1:-1]) / 2 * spacing


# %% mutant="forward"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (v[:, 1:-1, 2:] - v[:, 1:-1, 1:-1] - u[:, 2:, 1:-1] + u[:, 1:-1, 1:-1]) / spacing


# %% mutant="half"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (v[:, 1:-1, 2:] - v[:, 1:-1, :-2] - u[:, 2:, 1:-1] + u[:, :-2, 1:-1]) / (4 * spacing)


# %% mutant="periodic"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (tf.roll(v, -1, 2) - tf.roll(v, 1, 2) - tf.roll(u, -1, 1) + tf.roll(u, 1, 1)) / (2 * spacing)


# %% mutant="mean_over_the_batch"
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    u, v = (tf.reduce_mean(part, 0, keepdims=True) for part in (u, v))
    return (v[:, 1:-1, 2:] - v[:, 1:-1, :-2] - u[:, 2:, 1:-1] + u[:, :-2, 1:-1]) / (2 * spacing)
