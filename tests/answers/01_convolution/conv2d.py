# %% answer="kernel_reversed" score=0 cause="the kernel was reversed"
# True convolution: both axes of the kernel are reversed.
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.asarray(image, dtype=float), np.asarray(kernels, dtype=float)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2] or stride < 1 or padding < 0:
        raise ValueError("bad input")
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    kh, kw = kernels.shape[:2]
    if kh > padded.shape[0] or kw > padded.shape[1]:
        raise ValueError("kernel too large")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(0, 1))[::stride, ::stride]
    return np.einsum("ijcuv,uvcd->ijd", windows, kernels[::-1, ::-1])


# %% answer="channels_not_summed" score=0 cause="add over the channels"
# Only the first channel is looked at.
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.asarray(image, dtype=float), np.asarray(kernels, dtype=float)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2] or stride < 1 or padding < 0:
        raise ValueError("bad input")
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    kh, kw = kernels.shape[:2]
    if kh > padded.shape[0] or kw > padded.shape[1]:
        raise ValueError("kernel too large")
    maps = [signal.correlate2d(padded[..., 0], kernels[..., 0, d], "valid") for d in range(kernels.shape[3])]
    return np.stack(maps, axis=-1)[::stride, ::stride]


# %% answer="pads_channels_too" score=0 cause="not around channels"
# np.pad with one number puts zeros around the channels as well.
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.asarray(image, dtype=float), np.asarray(kernels, dtype=float)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2] or stride < 1 or padding < 0:
        raise ValueError("bad input")
    padded = np.pad(image, padding)[..., : image.shape[2]]
    kh, kw = kernels.shape[:2]
    if kh > padded.shape[0] or kw > padded.shape[1]:
        raise ValueError("kernel too large")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(0, 1))[::stride, ::stride]
    return np.einsum("ijcuv,uvcd->ijd", windows, kernels)


# %% answer="stride_forgets_start" score=0 cause="begins at row i·s"
# The output has the right size, but the windows still move by one.
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.asarray(image, dtype=float), np.asarray(kernels, dtype=float)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2] or stride < 1 or padding < 0:
        raise ValueError("bad input")
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    kh, kw = kernels.shape[:2]
    rows, cols = (padded.shape[0] - kh) // stride + 1, (padded.shape[1] - kw) // stride + 1
    if kh > padded.shape[0] or kw > padded.shape[1]:
        raise ValueError("kernel too large")
    y = np.zeros((rows, cols, kernels.shape[3]))
    for i in range(rows):
        for j in range(cols):
            y[i, j] = np.tensordot(padded[i : i + kh, j : j + kw], kernels, axes=3)
    return y


# %% answer="eight_bits" score=0 cause="eight bits wrap around"
# Computes in the type of its input.
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.asarray(image), np.asarray(kernels)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2] or stride < 1 or padding < 0:
        raise ValueError("bad input")
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    kh, kw = kernels.shape[:2]
    if kh > padded.shape[0] or kw > padded.shape[1]:
        raise ValueError("kernel too large")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(0, 1))[::stride, ::stride]
    return np.einsum("ijcuv,uvcd->ijd", windows, kernels)


# %% answer="square_only" score=0 cause="rows and columns may differ"
# Uses the number of rows for the columns, too.
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.asarray(image, dtype=float), np.asarray(kernels, dtype=float)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2] or stride < 1 or padding < 0:
        raise ValueError("bad input")
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    k = kernels.shape[0]
    if k > min(padded.shape[:2]):
        raise ValueError("kernel too large")
    rows = (padded.shape[0] - k) // stride + 1
    y = np.zeros((rows, rows, kernels.shape[3]))
    for i in range(rows):
        for j in range(rows):
            window = padded[i * stride : i * stride + k, j * stride : j * stride + k]
            y[i, j] = np.tensordot(window, kernels, axes=3)
    return y


# %% answer="blank_border_in_place" score=0 cause="work on a copy"
# "Pads" by blanking the caller's own border.
def conv2d(image, kernels, padding=0, stride=1):
    if (
        np.ndim(image) != 3
        or np.ndim(kernels) != 4
        or image.shape[2] != kernels.shape[2]
        or stride < 1
        or padding < 0
    ):
        raise ValueError("bad input")
    if padding:
        image[:padding] = image[-padding:] = 0
    padded = np.pad(image.astype(float), ((padding, padding), (padding, padding), (0, 0)))
    kh, kw = kernels.shape[:2]
    if kh > padded.shape[0] or kw > padded.shape[1]:
        raise ValueError("kernel too large")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(0, 1))[::stride, ::stride]
    return np.einsum("ijcuv,uvcd->ijd", windows, kernels)


# %% answer="channels_unchecked" score=0 cause="compare the channels yourself"
# Einsum stretches a channel axis of 1 over all the image's channels.
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.asarray(image, dtype=float), np.asarray(kernels, dtype=float)
    if image.ndim != 3 or kernels.ndim != 4 or stride < 1 or padding < 0:
        raise ValueError("bad input")
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    kh, kw = kernels.shape[:2]
    if kh > padded.shape[0] or kw > padded.shape[1]:
        raise ValueError("kernel too large")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(0, 1))[::stride, ::stride]
    return np.einsum("ijcuv,uvcd->ijd", windows, np.broadcast_to(kernels, (kh, kw, image.shape[2], kernels.shape[3])))


# %% answer="right_loops" score=5
# Windows in loops, one at a time.
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.array(image, dtype=float), np.array(kernels, dtype=float)
    if image.ndim != 3 or kernels.ndim != 4:
        raise ValueError("wrong number of axes")
    (h, w, c), (kh, kw, kc, d) = image.shape, kernels.shape
    if c != kc or padding < 0 or stride < 1:
        raise ValueError("channels, padding or stride are wrong")
    padded = np.zeros((h + 2 * padding, w + 2 * padding, c))
    padded[padding : padding + h, padding : padding + w] = image
    rows, cols = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
    if rows < 1 or cols < 1:
        raise ValueError("the kernel does not fit")
    y = np.empty((rows, cols, d))
    for i in range(rows):
        for j in range(cols):
            top, left = i * stride, j * stride
            for m in range(d):
                y[i, j, m] = np.sum(padded[top : top + kh, left : left + kw] * kernels[..., m])
    return y


# %% answer="right_scipy" score=5
# A sum of SciPy's correlations, then every stride-th cell.
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.array(image, dtype=float), np.array(kernels, dtype=float)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2] or padding < 0 or stride < 1:
        raise ValueError("bad input")
    padded = np.pad(image, [(padding, padding)] * 2 + [(0, 0)])
    if any(k > n for k, n in zip(kernels.shape[:2], padded.shape[:2])):
        raise ValueError("the kernel does not fit")
    maps = [
        sum(signal.correlate2d(padded[..., c], kernels[..., c, d], "valid") for c in range(image.shape[2]))
        for d in range(kernels.shape[3])
    ]
    return np.stack(maps, axis=-1)[::stride, ::stride]


# %% answer="first_kernel_for_all_maps" score=0 cause="a kernel of its own"
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.asarray(image, dtype=float), np.asarray(kernels, dtype=float)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2] or stride < 1 or padding < 0:
        raise ValueError("bad input")
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    kh, kw = kernels.shape[:2]
    if kh > padded.shape[0] or kw > padded.shape[1]:
        raise ValueError("kernel too large")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(0, 1))[::stride, ::stride]
    one = np.einsum("ijcuv,uvc->ij", windows, kernels[..., 0])
    return np.stack([one] * kernels.shape[3], axis=-1)


# %% answer="pads_all_axes" score=0 cause=["the function raised", "np.pad takes a pair for each axis"]
# np.pad with one number: five channels meet kernels for three.
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.asarray(image, dtype=float), np.asarray(kernels, dtype=float)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2] or stride < 1 or padding < 0:
        raise ValueError("bad input")
    padded = np.pad(image, padding)
    kh, kw = kernels.shape[:2]
    if kh > padded.shape[0] or kw > padded.shape[1]:
        raise ValueError("kernel too large")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(0, 1))[::stride, ::stride]
    return np.einsum("ijcuv,uvcd->ijd", windows, kernels)


# %% answer="rows_for_columns" score=0 cause="compare kh with the rows"
# The test of the size compares the kernel's rows with the image's columns.
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.asarray(image, float), np.asarray(kernels, float)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2] or stride < 1 or padding < 0:
        raise ValueError("bad input")
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    width, height = padded.shape[:2]
    kh, kw, _, d = kernels.shape
    if kh > height or kw > width:
        raise ValueError("kernel too large")
    rows, columns = (padded.shape[0] - kh) // stride + 1, (padded.shape[1] - kw) // stride + 1
    y = np.zeros((rows, columns, d))
    for i, j in np.ndindex(rows, columns):
        y[i, j] = np.tensordot(padded[i * stride : i * stride + kh, j * stride : j * stride + kw], kernels, axes=3)
    return y


# %% answer="upside_down" score=0 cause="lies on row i + u"
def conv2d(image, kernels, padding=0, stride=1):
    image, kernels = np.asarray(image, float), np.asarray(kernels, float)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2] or stride < 1 or padding < 0:
        raise ValueError("bad input")
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernels.shape[:2], axis=(0, 1))
    return np.einsum("ijcuv,uvcd->ijd", windows[::stride, ::stride], kernels[::-1])
