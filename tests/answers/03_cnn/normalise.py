# %% answer="no_channel_axis" score=0 cause="the channel axis comes last"
# The pictures keep their three axes: a convolution layer refuses them.
def normalise(images):
    images = np.asarray(images)
    if images.ndim != 3 or images.dtype.kind not in "iu" or images.min() < 0 or images.max() > 255:
        raise ValueError("bad images")
    return (images / 255).astype("float32")


# %% answer="channels_first" score=0 cause="the channel axis comes last"
# The new axis is put before the rows, as other libraries want it.
def normalise(images):
    images = np.asarray(images)
    if images.ndim != 3 or images.dtype.kind not in "iu" or images.min() < 0 or images.max() > 255:
        raise ValueError("bad images")
    return (images[:, np.newaxis] / 255).astype("float32")


# %% answer="divides_in_eight_bits" score=0 cause="after the numbers have become floats"
# Whole-number division: everything but 255 becomes 0.
def normalise(images):
    images = np.asarray(images)
    if images.ndim != 3 or images.dtype.kind not in "iu" or images.min() < 0 or images.max() > 255:
        raise ValueError("bad images")
    return (images // 255).astype("float32")[..., np.newaxis]


# %% answer="scales_twice" score=0 cause="look at the dtype"
# Floats are accepted and divided once more: the silent mistake.
def normalise(images):
    images = np.asarray(images)
    if images.ndim != 3:
        raise ValueError("not three axes")
    if images.min() < 0 or images.max() > 255:
        raise ValueError("outside 0…255")
    return images[..., None].astype("float32") / 255


# %% answer="by_its_own_maximum" score=0 cause="whatever the lightest pixel"
# Divides by the brightest pixel: two calls then use two scales.
def normalise(images):
    images = np.asarray(images)
    if images.ndim != 3 or images.dtype.kind not in "iu" or images.min() < 0 or images.max() > 255:
        raise ValueError("bad images")
    return (images[..., None] / max(images.max(), 1)).astype("float32")


# %% answer="double_precision" score=0 cause="float64 doubles the memory"
def normalise(images):
    images = np.asarray(images)
    if images.ndim != 3 or images.dtype.kind not in "iu" or images.min() < 0 or images.max() > 255:
        raise ValueError("bad images")
    return images[..., None] / 255


# %% answer="right_expand_dims" score=2
def normalise(images):
    pictures = np.array(images)
    if len(pictures.shape) != 3:
        raise ValueError("needs (n, h, w)")
    if pictures.dtype.kind not in "ui":
        raise ValueError("needs whole numbers")
    if (pictures < 0).any() or (pictures > 255).any():
        raise ValueError("needs 0…255")
    return np.expand_dims(np.float32(pictures) * np.float32(1 / 255), -1)


# %% answer="looks_at_the_mean" score=0 cause="one bad pixel is enough"
# A single bad pixel among good ones goes through.
def normalise(images):
    images = np.asarray(images)
    if images.ndim != 3 or images.dtype.kind not in "iu" or not 0 <= images.mean() <= 255:
        raise ValueError("bad images")
    return images[..., np.newaxis].astype("float32") / 255
