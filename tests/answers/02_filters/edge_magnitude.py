# %% answer="one_direction" score=0 cause="both directions count"
# Vertical edges only.
def edge_magnitude(image):
    image = np.asarray(image, dtype=float)
    if image.ndim != 2 or min(image.shape) < 3:
        raise ValueError("bad picture")
    return np.abs(signal.correlate2d(image, np.outer([1, 2, 1], [-1, 0, 1]), mode="valid"))


# %% answer="sum_of_absolutes" score=0 cause="sum of the absolute values"
# |gx| + |gy|: too strong on diagonals.
def edge_magnitude(image):
    image = np.asarray(image, dtype=float)
    if image.ndim != 2 or min(image.shape) < 3:
        raise ValueError("bad picture")
    kernel = np.outer([1, 2, 1], [-1, 0, 1])
    gx, gy = signal.correlate2d(image, kernel, "valid"), signal.correlate2d(image, kernel.T, "valid")
    return np.abs(gx) + np.abs(gy)


# %% answer="signed_sum" score=0 cause="a length has no sign"
# gx + gy: perpendicular answers cancel.
def edge_magnitude(image):
    image = np.asarray(image, dtype=float)
    if image.ndim != 2 or min(image.shape) < 3:
        raise ValueError("bad picture")
    kernel = np.outer([1, 2, 1], [-1, 0, 1])
    return signal.correlate2d(image, kernel + kernel.T, "valid")


# %% answer="no_root" score=0 cause="a root at the end"
# The squared length.
def edge_magnitude(image):
    image = np.asarray(image, dtype=float)
    if image.ndim != 2 or min(image.shape) < 3:
        raise ValueError("bad picture")
    kernel = np.outer([1, 2, 1], [-1, 0, 1])
    gx, gy = signal.correlate2d(image, kernel, "valid"), signal.correlate2d(image, kernel.T, "valid")
    return gx**2 + gy**2


# %% answer="prewitt" score=0 cause="counts twice"
# Rows [−1, 0, 1] without the 2 in the middle.
def edge_magnitude(image):
    image = np.asarray(image, dtype=float)
    if image.ndim != 2 or min(image.shape) < 3:
        raise ValueError("bad picture")
    kernel = np.outer([1, 1, 1], [-1, 0, 1])
    gx, gy = signal.correlate2d(image, kernel, "valid"), signal.correlate2d(image, kernel.T, "valid")
    return np.hypot(gx, gy)


# %% answer="mode_same" score=0 cause="complete windows only"
# With a border: another shape, and false edges all around.
def edge_magnitude(image):
    image = np.asarray(image, dtype=float)
    if image.ndim != 2 or min(image.shape) < 3:
        raise ValueError("bad picture")
    kernel = np.outer([1, 2, 1], [-1, 0, 1])
    gx, gy = signal.correlate2d(image, kernel, "same"), signal.correlate2d(image, kernel.T, "same")
    return np.hypot(gx, gy)


# %% answer="uint8_wraps" score=0 cause="convert to float first"
# Sums of slices in the picture's own dtype: bytes wrap around.
def edge_magnitude(image):
    x = np.asarray(image)
    if x.ndim != 2 or min(x.shape) < 3:
        raise ValueError("bad picture")
    gx = x[:-2, 2:] + 2 * x[1:-1, 2:] + x[2:, 2:] - x[:-2, :-2] - 2 * x[1:-1, :-2] - x[2:, :-2]
    gy = x[2:, :-2] + 2 * x[2:, 1:-1] + x[2:, 2:] - x[:-2, :-2] - 2 * x[:-2, 1:-1] - x[:-2, 2:]
    return np.hypot(gx.astype(float), gy.astype(float))


# %% answer="right_ndimage" score=3
# SciPy's Sobel, border cut off.
def edge_magnitude(image):
    image = np.asarray(image, dtype=float)
    if image.ndim != 2 or image.shape[0] < 3 or image.shape[1] < 3:
        raise ValueError(f"no 3×3 window fits into shape {image.shape}")
    return np.hypot(ndimage.sobel(image, axis=0), ndimage.sobel(image, axis=1))[1:-1, 1:-1]


# %% answer="right_complex" score=3
# Both kernels in one complex convolution; reversed kernels change signs only.
def edge_magnitude(image):
    if np.ndim(image) != 2 or min(np.shape(image)) < 3:
        raise ValueError("a grey picture, at least 3×3")
    kernel = np.outer([1, 2, 1], [1, 0, -1]) + 1j * np.outer([1, 0, -1], [1, 2, 1])
    return np.abs(signal.convolve2d(np.asarray(image, dtype=float), kernel, mode="valid"))


# %% answer="leaves_small_pictures_to_scipy" score=0 cause="test the shape first"
# Of a 2×2 picture scipy slides the picture over the kernel.
def edge_magnitude(image):
    image = np.asarray(image, dtype=float)
    sobel = np.outer([1, 2, 1], [-1, 0, 1])
    return np.hypot(signal.correlate2d(image, sobel, "valid"), signal.correlate2d(image, sobel.T, "valid"))
