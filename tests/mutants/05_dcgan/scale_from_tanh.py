# %% mutant="infinity_is_clipped"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if np.isnan(images).any():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.clip(np.round(127.5 * (images + 1)), 0, 255).astype(np.uint8)


# %% mutant="only_all_bad_is_refused"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).any():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.clip(np.round(127.5 * (images + 1)), 0, 255).astype(np.uint8)


# %% mutant="outside_is_refused"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not (np.abs(images) <= 1).all():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.clip(np.round(127.5 * (images + 1)), 0, 255).astype(np.uint8)


# %% mutant="clipped_above_only"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.minimum(np.round(127.5 * (images + 1)), 255).astype(np.uint8)


# %% mutant="clipped_below_only"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.maximum(np.round(127.5 * (images + 1)), 0).astype(np.uint8)


# %% mutant="rounded_up"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.clip(np.ceil(127.5 * (images + 1)), 0, 255).astype(np.uint8)


# %% mutant="clipped_in_place"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.round(127.5 * (np.clip(images, -1, 1, out=images) + 1)).astype(np.uint8)


# %% mutant="one_long_row"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.clip(np.round(127.5 * (images.ravel() + 1)), 0, 255).astype(np.uint8)


# %% mutant="no_channel"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.clip(np.round(127.5 * (np.squeeze(images) + 1)), 0, 255).astype(np.uint8)


# %% mutant="by_128"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.clip(np.round(128 * (images + 1)), 0, 255).astype(np.uint8)


# %% mutant="from_zero_one_where_nothing_is_negative"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    if images.min() >= 0:
        images = 2 * images - 1
    return np.clip(np.round(127.5 * (images + 1)), 0, 255).astype(np.uint8)


# %% mutant="grey_turned_round"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("images hold NaN or infinity: the generator's weights are lost")
    return np.clip(np.round(127.5 * (1 - images)), 0, 255).astype(np.uint8)
