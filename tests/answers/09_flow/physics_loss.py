# %% answer="absolute" score=0 cause="compare with the true frames"
# Asks for no divergence at all.
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or not inside.any() or not unit > 0:
        raise ValueError("mask or unit")
    return tf.reduce_mean((tf.boolean_mask(found, inside, axis=1) / unit) ** 2)


# %% answer="unit_not_squared" score=0 cause="divide by the unit, then square"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or not inside.any() or not unit > 0:
        raise ValueError("mask or unit")
    return tf.reduce_mean(tf.boolean_mask(found - own, inside, axis=1) ** 2) / unit


# %% answer="no_unit" score=0 cause="divide by the unit"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or not inside.any() or not unit > 0:
        raise ValueError("mask or unit")
    return tf.reduce_mean(tf.boolean_mask(found - own, inside, axis=1) ** 2)


# %% answer="everywhere" score=0 cause="outside does not count"
# The mask is checked, and not used.
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or not inside.any() or not unit > 0:
        raise ValueError("mask or unit")
    return tf.reduce_mean(((found - own) / unit) ** 2)


# %% answer="mean_over_all_cells" score=0 cause="the cells inside alone"
# Zero outside, but divided by all cells.
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or not inside.any() or not unit > 0:
        raise ValueError("mask or unit")
    mask = tf.cast(np.reshape(inside, (*inside.shape, *[1] * (len(found.shape) - 3))), tf.float32)
    return tf.reduce_mean((mask * (found - own) / unit) ** 2)


# %% answer="not_squared" score=0 cause="the square"
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or not inside.any() or not unit > 0:
        raise ValueError("mask or unit")
    return tf.reduce_mean(tf.abs(tf.boolean_mask(found - own, inside, axis=1) / unit))


# %% answer="squares_compared" score=0 cause="two components"
# The sum over components, not their mean.
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or not inside.any() or not unit > 0:
        raise ValueError("mask or unit")
    squares = ((found - own) / unit) ** 2
    squares = squares if len(squares.shape) == 3 else tf.reduce_sum(squares, axis=-1)
    return tf.reduce_mean(tf.boolean_mask(squares, inside, axis=1))


# %% answer="no_errors" score=0 cause="a mask of another size"
def physics_loss(found, own, inside, unit):
    mask = np.zeros(tuple(found.shape[1:3]), bool)
    inside = np.asarray(inside, bool)
    mask[: inside.shape[0], : inside.shape[1]] = inside[: mask.shape[0], : mask.shape[1]]
    return tf.reduce_mean((tf.boolean_mask(found - own, mask, axis=1) / unit) ** 2)


# %% answer="right_weighted_sum" score=3
# A sum times the mask, divided by what was summed.
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype.kind != "b" or inside.shape != tuple(found.shape)[1:3]:
        raise ValueError(f"bool {tuple(found.shape)[1:3]} is needed")
    if inside.sum() == 0 or unit <= 0:
        raise ValueError("no cell, or no unit")
    squares = tf.square(tf.cast(found, tf.float32) - tf.cast(own, tf.float32))
    if len(squares.shape) == 4:
        squares = tf.reduce_mean(squares, axis=-1)
    total = tf.einsum("nij,ij->", squares, tf.constant(inside.astype("float32")))
    return total / (int(squares.shape[0]) * int(inside.sum())) / unit**2


# %% answer="mask_in_brackets" score=0 cause="tensors take no mask between brackets"
# NumPy's way of choosing cells.
def physics_loss(found, own, inside, unit):
    inside = np.asarray(inside)
    if inside.dtype != bool or inside.shape != tuple(found.shape[1:3]) or not inside.any() or not unit > 0:
        raise ValueError("mask or unit")
    return tf.reduce_mean(((found - own)[:, inside] / unit) ** 2)
