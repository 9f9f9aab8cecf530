# %% answer="cut_off" score=0 cause="np.round first"
# Cuts decimals off instead of rounding.
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("NaN")
    return np.clip(127.5 * (images + 1), 0, 255).astype(np.uint8)


# %% answer="wraps_around" score=0 cause="np.clip before astype"
# 1.02 becomes 2.
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("NaN")
    return (np.round(127.5 * (images + 1)).astype(int) % 256).astype(np.uint8)


# %% answer="stretches_to_its_own_range" score=0 cause="astype cuts off"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("NaN")
    span = max(np.ptp(images), 1e-6)
    return np.round(255 * (images - images.min()) / span).astype(np.uint8)


# %% answer="says_nothing_of_nan" score=0 cause="np.isfinite"
def scale_from_tanh(images):
    images = np.nan_to_num(np.asarray(images, np.float32))
    return np.clip(np.round(127.5 * (images + 1)), 0, 255).astype(np.uint8)


# %% answer="right_otherwise" score=2
def scale_from_tanh(images):
    array = tf.cast(images, tf.float32)
    if not bool(tf.reduce_all(tf.math.is_finite(array))):
        raise ValueError("NaN or infinity")
    pixels = tf.round((tf.clip_by_value(array, -1.0, 1.0) + 1.0) * 127.5)
    return tf.cast(pixels, tf.uint8).numpy()


# %% answer="from_zero_one" score=0 cause="astype cuts off"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("NaN")
    return np.clip(np.round(255 * images), 0, 255).astype(np.uint8)


# %% answer="sixteen_bits_come_back" score=0 cause="whole numbers of eight bits"
def scale_from_tanh(images):
    images = np.asarray(images, np.float32)
    if not np.isfinite(images).all():
        raise ValueError("NaN")
    return np.clip(np.round(127.5 * (images + 1)), 0, 255).astype(np.int16)
