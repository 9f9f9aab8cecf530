# %% answer="one_direction" score=0 cause="along the other axis"
# A single pass: the picture is blurred along its columns only.
def smooth_image(image, weights):
    image, weights = np.asarray(image, dtype=float), np.asarray(weights)
    if image.ndim not in (2, 3) or weights.ndim != 1 or len(weights) % 2 == 0:
        raise ValueError("bad arguments")
    return ndimage.correlate1d(image, weights, axis=0, mode="nearest")


# %% answer="added_passes" score=0 cause="along the other axis"
# The mean of two passes in place of one after the other.
def smooth_image(image, weights):
    image, weights = np.asarray(image, dtype=float), np.asarray(weights)
    if image.ndim not in (2, 3) or weights.ndim != 1 or len(weights) % 2 == 0:
        raise ValueError("bad arguments")
    down = ndimage.correlate1d(image, weights, axis=0, mode="nearest")
    return (down + ndimage.correlate1d(image, weights, axis=1, mode="nearest")) / 2


# %% answer="dark_border" score=0 cause="zeros outside darken"
# Zeros outside.
def smooth_image(image, weights):
    image, weights = np.asarray(image, dtype=float), np.asarray(weights)
    if image.ndim not in (2, 3) or weights.ndim != 1 or len(weights) % 2 == 0:
        raise ValueError("bad arguments")
    down = ndimage.correlate1d(image, weights, axis=0, mode="constant")
    return ndimage.correlate1d(down, weights, axis=1, mode="constant")


# %% answer="stays_uint8" score=0 cause="convert the picture to float"
# SciPy gives back the dtype that it got: bytes are cut twice.
def smooth_image(image, weights):
    image, weights = np.asarray(image), np.asarray(weights)
    if image.ndim not in (2, 3) or weights.ndim != 1 or len(weights) % 2 == 0:
        raise ValueError("bad arguments")
    down = ndimage.correlate1d(image, weights, axis=0, mode="nearest")
    return ndimage.correlate1d(down, weights, axis=1, mode="nearest")


# %% answer="mixes_colours" score=0 cause="never blur along the colour axis"
# The last two axes of a colour picture are columns and colours.
def smooth_image(image, weights):
    image, weights = np.asarray(image, dtype=float), np.asarray(weights)
    if image.ndim not in (2, 3) or weights.ndim != 1 or len(weights) % 2 == 0:
        raise ValueError("bad arguments")
    down = ndimage.correlate1d(image, weights, axis=-2, mode="nearest")
    return ndimage.correlate1d(down, weights, axis=-1, mode="nearest")


# %% answer="valid_only" score=0 cause="extend it beyond its border"
# Loses the border.
def smooth_image(image, weights):
    image, weights = np.asarray(image, dtype=float), np.asarray(weights)
    if image.ndim not in (2, 3) or weights.ndim != 1 or len(weights) % 2 == 0:
        raise ValueError("bad arguments")
    kernel = np.outer(weights, weights)
    return signal.convolve(image, kernel if image.ndim == 2 else kernel[..., None], mode="valid")


# %% answer="no_bad_input" score=0 cause=["a signal", "ValueError is expected"]
# Right numbers; any shape is accepted.
def smooth_image(image, weights):
    down = ndimage.correlate1d(np.asarray(image, dtype=float), weights, axis=0, mode="nearest")
    return ndimage.correlate1d(down, weights, axis=min(1, down.ndim - 1), mode="nearest")


# %% answer="right_2d" score=4
# One 2-D pass for each colour plane, on a picture made larger by hand.
def smooth_image(image, weights):
    image, weights = np.asarray(image), np.asarray(weights)
    if image.ndim not in (2, 3):
        raise ValueError("no picture")
    if weights.ndim != 1 or weights.size % 2 == 0:
        raise ValueError("no kernel")
    half, kernel = len(weights) // 2, np.outer(weights, weights)
    planes = image[..., None] if image.ndim == 2 else image
    larger = np.pad(planes.astype(float), ((half, half), (half, half), (0, 0)), mode="edge")
    blurred = np.stack(
        [signal.correlate2d(larger[..., c], kernel, mode="valid") for c in range(planes.shape[2])], axis=-1
    )
    return blurred.reshape(image.shape)


# %% answer="right_shifts" score=4
# Sums of shifted copies, first down, then across.
def smooth_image(image, weights):
    if np.ndim(image) not in (2, 3) or np.ndim(weights) != 1 or len(weights) % 2 != 1:
        raise ValueError("a picture and an odd kernel, please")
    out = np.array(image, dtype=np.float64)
    for axis in (0, 1):
        n, half = out.shape[axis], len(weights) // 2
        out = sum(
            w * np.take(out, np.clip(np.arange(n) + k, 0, n - 1), axis=axis)
            for k, w in zip(range(-half, half + 1), weights)
        )
    return out


# %% answer="normalises_the_weights" score=0 cause="use the weights as they are"
def smooth_image(image, weights):
    image, weights = np.asarray(image, dtype=float), np.asarray(weights, dtype=float)
    if image.ndim not in (2, 3) or weights.ndim != 1 or len(weights) % 2 == 0:
        raise ValueError("bad arguments")
    weights = weights / weights.sum()
    down = ndimage.correlate1d(image, weights, axis=0, mode="nearest")
    return ndimage.correlate1d(down, weights, axis=1, mode="nearest")


# %% answer="mirrors" score=0 cause="'reflect' would mirror"
# With a kernel of 3 nobody sees a difference.
def smooth_image(image, weights):
    image, weights = np.asarray(image, dtype=float), np.asarray(weights, dtype=float)
    if image.ndim not in (2, 3) or weights.ndim != 1 or len(weights) % 2 == 0:
        raise ValueError("bad arguments")
    down = ndimage.correlate1d(image, weights, axis=0, mode="reflect")
    return ndimage.correlate1d(down, weights, axis=1, mode="reflect")


# %% answer="clips" score=0 cause="no clipping"
def smooth_image(image, weights):
    image, weights = np.asarray(image, dtype=float), np.asarray(weights, dtype=float)
    if image.ndim not in (2, 3) or weights.ndim != 1 or len(weights) % 2 == 0:
        raise ValueError("bad arguments")
    down = ndimage.correlate1d(image, weights, axis=0, mode="nearest")
    return np.maximum(ndimage.correlate1d(down, weights, axis=1, mode="nearest"), 0)
