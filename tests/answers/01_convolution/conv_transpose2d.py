# %% answer="stamps_overwrite" score=0 cause="+=, not ="
# A later stamp replaces an earlier one instead of adding to it.
def conv_transpose2d(image, kernel, stride=1):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    if image.ndim != 2 or kernel.ndim != 2 or stride < 1:
        raise ValueError("bad input")
    (h, w), (kh, kw) = image.shape, kernel.shape
    y = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i, j in np.ndindex(h, w):
        y[i * stride : i * stride + kh, j * stride : j * stride + kw] = image[i, j] * kernel
    return y


# %% answer="kernel_turned" score=0 cause="turned by 180°"
# Reverses the kernel before stamping.
def conv_transpose2d(image, kernel, stride=1):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    if image.ndim != 2 or kernel.ndim != 2 or stride < 1:
        raise ValueError("bad input")
    kernel = kernel[::-1, ::-1]
    (h, w), (kh, kw) = image.shape, kernel.shape
    y = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i, j in np.ndindex(h, w):
        y[i * stride : i * stride + kh, j * stride : j * stride + kw] += image[i, j] * kernel
    return y


# %% answer="stride_ignored" score=0 cause="the last stamp begins at"
def conv_transpose2d(image, kernel, stride=1):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    if image.ndim != 2 or kernel.ndim != 2 or stride < 1:
        raise ValueError("bad input")
    return signal.convolve2d(image, kernel, mode="full")


# %% answer="one_cell_too_large" score=0 cause="the last stamp begins at"
# n·s + k cells: an empty row and column are left at the end.
def conv_transpose2d(image, kernel, stride=1):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    if image.ndim != 2 or kernel.ndim != 2 or stride < 1:
        raise ValueError("bad input")
    (h, w), (kh, kw) = image.shape, kernel.shape
    y = np.zeros((h * stride + kh, w * stride + kw))
    for i, j in np.ndindex(h, w):
        y[i * stride : i * stride + kh, j * stride : j * stride + kw] += image[i, j] * kernel
    return y


# %% answer="whole_numbers_only" score=0 cause="compute in floats"
# Rounds the stamps down to whole numbers.
def conv_transpose2d(image, kernel, stride=1):
    image, kernel = np.asarray(image), np.asarray(kernel)
    if image.ndim != 2 or kernel.ndim != 2 or stride < 1:
        raise ValueError("bad input")
    (h, w), (kh, kw) = image.shape, kernel.shape
    y = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw), dtype=int)
    for i, j in np.ndindex(h, w):
        y[i * stride : i * stride + kh, j * stride : j * stride + kw] += (image[i, j] * kernel).astype(int)
    return y


# %% answer="repeats" score=0 cause="the last stamp begins at"
# Un-pooling by repetition, not a transposed convolution.
def conv_transpose2d(image, kernel, stride=1):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    if image.ndim != 2 or kernel.ndim != 2 or stride < 1:
        raise ValueError("bad input")
    return np.kron(image, kernel)


# %% answer="no_errors" score=0 cause="ValueError is expected"
# Right numbers; stride 0 piles all stamps on one place.
def conv_transpose2d(image, kernel, stride=1):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    (h, w), (kh, kw) = image.shape, kernel.shape
    y = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i, j in np.ndindex(h, w):
        y[i * stride : i * stride + kh, j * stride : j * stride + kw] += image[i, j] * kernel
    return y


# %% answer="right_spread_then_convolve" score=4
# Zeros between the input cells, then a full convolution.
def conv_transpose2d(image, kernel, stride=1):
    image, kernel = np.array(image, dtype=float), np.array(kernel, dtype=float)
    if image.ndim != 2 or kernel.ndim != 2:
        raise ValueError("only matrices")
    if stride < 1:
        raise ValueError("stride")
    spread = np.zeros([(n - 1) * stride + 1 for n in image.shape])
    spread[::stride, ::stride] = image
    return signal.convolve2d(spread, kernel)


# %% answer="right_stamps" score=4
def conv_transpose2d(image, kernel, stride=1):
    if np.ndim(image) != 2 or np.ndim(kernel) != 2 or stride < 1:
        raise ValueError("bad input")
    image, kernel = np.array(image, float), np.array(kernel, float)
    tall, wide = kernel.shape
    y = np.zeros(((len(image) - 1) * stride + tall, (len(image[0]) - 1) * stride + wide))
    for i, row in enumerate(image):
        for j, value in enumerate(row):
            y[i * stride :, j * stride :][:tall, :wide] += value * kernel
    return y
