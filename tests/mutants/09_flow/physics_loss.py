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
