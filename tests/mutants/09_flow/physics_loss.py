# %% mutant="against_zero"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean((tf.boolean_mask(found + 0 * own, inside, axis=1) / unit) ** 2)


# %% mutant="own_scaled_only"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean((tf.boolean_mask(found, inside, axis=1) / unit - tf.boolean_mask(own, inside, axis=1)) ** 2)


# %% mutant="unit_not_squared"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean(tf.boolean_mask(found - own, inside, axis=1) ** 2 / unit)


# %% mutant="unit_multiplied"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean((tf.boolean_mask(found - own, inside, axis=1) * unit) ** 2)


# %% mutant="unit_left_out"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean((tf.boolean_mask(found - own, inside, axis=1)) ** 2)


# %% mutant="absolute"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean(tf.abs(tf.boolean_mask(found - own, inside, axis=1) / unit))


# %% mutant="everywhere"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean(((found - own) / unit) ** 2)


# %% mutant="outside"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean((tf.boolean_mask(found - own, ~inside, axis=1) / unit) ** 2)


# %% mutant="mean_over_all_cells"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean(
        (
            (found - own)
            * tf.reshape(tf.cast(inside, tf.float32), (1, *inside.shape, *[1] * (len(found.shape) - 3)))
            / unit
        )
        ** 2
    )


# %% mutant="sum"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_sum((tf.boolean_mask(found - own, inside, axis=1) / unit) ** 2)


# %% mutant="squares_compared"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean(tf.abs(tf.boolean_mask(found**2 - own**2, inside, axis=1)) / unit**2)


# %% mutant="square_of_the_mean"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean(tf.boolean_mask(found - own, inside, axis=1) / unit) ** 2


# %% mutant="root"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.sqrt(tf.reduce_mean((tf.boolean_mask(found - own, inside, axis=1) / unit) ** 2))


# %% mutant="first_component"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    found, own = (q[..., 0] if len(q.shape) == 4 else q for q in (found, own))
    return tf.reduce_mean((tf.boolean_mask(found - own, inside, axis=1) / unit) ** 2)


# %% mutant="components_added"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return (found.shape[3] if len(found.shape) == 4 else 1) * tf.reduce_mean(
        (tf.boolean_mask(found - own, inside, axis=1) / unit) ** 2
    )


# %% mutant="first_frame"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean((tf.boolean_mask(found[:1] - own[:1], inside, axis=1) / unit) ** 2)


# %% mutant="stopped"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean((tf.boolean_mask(tf.stop_gradient(found) - own, inside, axis=1) / unit) ** 2)


# %% mutant="mask_of_numbers"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    inside = inside.astype(bool)
    return tf.reduce_mean((tf.boolean_mask(found - own, inside, axis=1) / unit) ** 2)


# %% mutant="mask_size_not_looked_at"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    inside = np.resize(inside, found.shape[1:3])
    return tf.reduce_mean((tf.boolean_mask(found - own, inside, axis=1) / unit) ** 2)


# %% mutant="empty_mask"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean((tf.boolean_mask(found - own, inside, axis=1) / unit) ** 2)


# %% mutant="unit_of_zero"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if unit < 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean((tf.boolean_mask(found - own, inside, axis=1) / unit) ** 2)


# %% mutant="negative_unit"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if unit == 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean((tf.boolean_mask(found - own, inside, axis=1) / unit) ** 2)


# %% mutant="a_loss_a_frame"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or (not inside.any()):
        raise ValueError(f"the mask is {inside.dtype} {inside.shape}, the residuals are {tuple(found.shape)}")
    if not unit > 0:
        raise ValueError(f"the unit is {unit}, it should be positive")
    return tf.reduce_mean(axis=1, input_tensor=(tf.boolean_mask(found - own, inside, axis=1) / unit) ** 2)
