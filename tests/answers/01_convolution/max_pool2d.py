# %% answer="starts_from_zero" score=0 cause="do not start from zero"
# The running maximum begins at 0, so negative numbers never win.
def max_pool2d(image, size=2, stride=None):
    image = np.asarray(image)
    stride = size if stride is None else stride
    if image.ndim != 3 or size < 1 or stride < 1 or size > min(image.shape[:2]):
        raise ValueError("bad input")
    h, w, c = image.shape
    y = np.zeros(((h - size) // stride + 1, (w - size) // stride + 1, c))
    for i, j, k in np.ndindex(y.shape):
        for u, v in np.ndindex(size, size):
            y[i, j, k] = max(y[i, j, k], image[i * stride + u, j * stride + v, k])
    return y


# %% answer="stride_one" score=0 cause="the stride is the size"
# Windows overlap: the default stride is taken to be 1.
def max_pool2d(image, size=2, stride=None):
    image = np.asarray(image)
    stride = 1 if stride is None else stride
    if image.ndim != 3 or size < 1 or stride < 1 or size > min(image.shape[:2]):
        raise ValueError("bad input")
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(0, 1))
    return windows[::stride, ::stride].max(axis=(-2, -1))


# %% answer="over_channels" score=0 cause="no maximum over channels"
# The maximum runs over the channels as well.
def max_pool2d(image, size=2, stride=None):
    image = np.asarray(image)
    stride = size if stride is None else stride
    if image.ndim != 3 or size < 1 or stride < 1 or size > min(image.shape[:2]):
        raise ValueError("bad input")
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(0, 1))
    return windows[::stride, ::stride].max(axis=(2, 3, 4))[..., np.newaxis]


# %% answer="mean" score=0 cause="the largest number of each"
# Average pooling.
def max_pool2d(image, size=2, stride=None):
    image = np.asarray(image)
    stride = size if stride is None else stride
    if image.ndim != 3 or size < 1 or stride < 1 or size > min(image.shape[:2]):
        raise ValueError("bad input")
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(0, 1))
    return windows[::stride, ::stride].mean(axis=(-2, -1))


# %% answer="partial_windows_kept" score=0 cause="drop windows that do not fit"
# The last window is kept although it hangs over the border.
def max_pool2d(image, size=2, stride=None):
    image = np.asarray(image)
    stride = size if stride is None else stride
    if image.ndim != 3 or size < 1 or stride < 1 or size > min(image.shape[:2]):
        raise ValueError("bad input")
    h, w, c = image.shape
    rows, cols = range(0, h, stride), range(0, w, stride)
    return np.array([[image[i : i + size, j : j + size].max(axis=(0, 1)) for j in cols] for i in rows])


# %% answer="zero_stride_taken_for_none" score=0 cause="0 is not None"
def max_pool2d(image, size=2, stride=None):
    image = np.asarray(image)
    stride = stride or size
    if image.ndim != 3 or size < 1 or stride < 1 or size > min(image.shape[:2]):
        raise ValueError("bad input")
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(0, 1))
    return windows[::stride, ::stride].max(axis=(-2, -1))


# %% answer="reshape_only" score=0 cause="begins at (i·stride, j·stride)"
# Blocks by reshape: the stride is ignored.
def max_pool2d(image, size=2, stride=None):
    image = np.asarray(image)
    if image.ndim != 3 or size < 1 or (stride is not None and stride < 1) or size > min(image.shape[:2]):
        raise ValueError("bad input")
    h, w, c = image.shape
    rows, cols = h // size, w // size
    cut = image[: rows * size, : cols * size]
    return cut.reshape(rows, size, cols, size, c).max(axis=(1, 3))


# %% answer="right_loops" score=3
def max_pool2d(image, size=2, stride=None):
    image = np.array(image, dtype=float)
    if stride is None:
        stride = size
    if image.ndim != 3:
        raise ValueError("three axes are needed")
    h, w, c = image.shape
    if size < 1 or stride < 1 or size > h or size > w:
        raise ValueError("no window fits")
    y = np.full(((h - size) // stride + 1, (w - size) // stride + 1, c), -np.inf)
    for u in range(size):
        for v in range(size):
            part = image[u : u + h - size + 1 : stride, v : v + w - size + 1 : stride]
            y = np.maximum(y, part)
    return y


# %% answer="largest_of_all_channels" score=0 cause="no maximum over channels"
# Every channel gets the maximum of all.
def max_pool2d(image, size=2, stride=None):
    image = np.asarray(image)
    stride = size if stride is None else stride
    if image.ndim != 3 or size < 1 or stride < 1 or size > min(image.shape[:2]):
        raise ValueError("bad input")
    h, w, c = image.shape
    y = np.zeros(((h - size) // stride + 1, (w - size) // stride + 1, c))
    for i, j in np.ndindex(y.shape[:2]):
        y[i, j] = image[i * stride : i * stride + size, j * stride : j * stride + size].max()
    return y


# %% answer="always_two_apart" score=0 cause="windows of 3 step by 3"
def max_pool2d(image, size=2, stride=None):
    image = np.asarray(image)
    stride = 2 if stride is None else stride
    if image.ndim != 3 or size < 1 or stride < 1 or size > min(image.shape[:2]):
        raise ValueError("bad input")
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(0, 1))
    return windows[::stride, ::stride].max(axis=(3, 4))
