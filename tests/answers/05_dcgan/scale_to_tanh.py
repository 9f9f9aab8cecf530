# %% answer="to_zero_one" score=0 cause="divide by 127.5"
# 0…1, the range of a sigmoid.
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError("uint8")
    images = images if images.ndim == 4 else images[..., np.newaxis]
    return (images / 255).astype(np.float32)


# %% answer="in_eight_bits" score=0 cause="eight bits have no negative numbers"
# Subtracts in eight bits: everything below 127 wraps around.
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError("uint8")
    images = images if images.ndim == 4 else images[..., np.newaxis]
    return ((images - np.uint8(127)) / 127.5).astype(np.float32)


# %% answer="takes_scaled_pictures" score=0 cause="look at the dtype"
# Right formula, but pictures in 0…1 are turned nearly black without a word.
def scale_to_tanh(images):
    images = np.asarray(images, np.float32)
    images = images if images.ndim == 4 else images[..., np.newaxis]
    return images / 127.5 - 1


# %% answer="channel_for_colour_too" score=0 cause="it has its channels already"
# A fifth axis for colour pictures.
def scale_to_tanh(images):
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError("uint8")
    return (images[..., np.newaxis] / 127.5 - 1).astype(np.float32)


# %% answer="right_otherwise" score=2
def scale_to_tanh(images):
    if np.asarray(images).dtype.name != "uint8":
        raise ValueError("whole numbers 0…255 as uint8")
    if np.ndim(images) == 3:
        images = np.expand_dims(images, -1)
    if np.ndim(images) != 4:
        raise ValueError("axes")
    return np.float32(2) * np.float32(images) / np.float32(255) - np.float32(1)


# %% answer="divided_by_127" score=0 cause="divide by 127.5"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError("uint8")
    images = images if images.ndim == 4 else images[..., np.newaxis]
    return (images / 127 - 1).astype(np.float32)


# %% answer="float64" score=0 cause="float32"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError("uint8")
    images = images if images.ndim == 4 else images[..., np.newaxis]
    return images / 127.5 - 1
