# %% answer="not_normalised" score=0 cause="divide by the sum of all weights"
# The density's constant instead of the sum of the weights.
def gaussian_kernel(size, sigma):
    if size < 1 or size % 2 == 0 or sigma <= 0:
        raise ValueError("bad arguments")
    at = np.arange(size) - size // 2
    return np.exp(-np.add.outer(at**2, at**2) / (2 * sigma**2)) / (2 * np.pi * sigma**2)


# %% answer="off_centre" score=0 cause="from the middle entry"
# size / 2 in place of size // 2: the middle lies between two entries.
def gaussian_kernel(size, sigma):
    if size < 1 or size % 2 == 0 or sigma <= 0:
        raise ValueError("bad arguments")
    at = np.arange(size) - size / 2
    w = np.exp(-np.add.outer(at**2, at**2) / (2 * sigma**2))
    return w / w.sum()


# %% answer="no_two" score=0 cause="mind the 2"
# exp(−r²/σ²): the 2 is missing.
def gaussian_kernel(size, sigma):
    if size < 1 or size % 2 == 0 or sigma <= 0:
        raise ValueError("bad arguments")
    at = np.arange(size) - size // 2
    w = np.exp(-np.add.outer(at**2, at**2) / sigma**2)
    return w / w.sum()


# %% answer="sigma_not_squared" score=0 cause="σ is squared"
# Takes sigma for the variance; agrees at sigma = 1 only.
def gaussian_kernel(size, sigma):
    if size < 1 or size % 2 == 0 or sigma <= 0:
        raise ValueError("bad arguments")
    at = np.arange(size) - size // 2
    w = np.exp(-np.add.outer(at**2, at**2) / (2 * sigma))
    return w / w.sum()


# %% answer="one_dimension" score=0 cause="outer product"
# Only the 1-D kernel.
def gaussian_kernel(size, sigma):
    if size < 1 or size % 2 == 0 or sigma <= 0:
        raise ValueError("bad arguments")
    g = np.exp(-((np.arange(size) - size // 2) ** 2) / (2 * sigma**2))
    return g / g.sum()


# %% answer="distance_not_squared" score=0 cause="square the distance"
# exp(−r/(2σ²)): a pointed hat, no Gaussian, and not separable.
def gaussian_kernel(size, sigma):
    if size < 1 or size % 2 == 0 or sigma <= 0:
        raise ValueError("bad arguments")
    at = np.arange(size) - size // 2
    w = np.exp(-np.sqrt(np.add.outer(at**2, at**2)) / (2 * sigma**2))
    return w / w.sum()


# %% answer="even_allowed" score=0 cause="no middle"
# Right for odd sizes, and makes a kernel without middle for even ones.
def gaussian_kernel(size, sigma):
    if size < 1 or sigma <= 0:
        raise ValueError("bad arguments")
    at = np.arange(size) - (size - 1) / 2
    w = np.exp(-np.add.outer(at**2, at**2) / (2 * sigma**2))
    return w / w.sum()


# %% answer="right_loops" score=2
# Entry by entry.
def gaussian_kernel(size, sigma):
    if size <= 0 or size % 2 == 0:
        raise ValueError("size: 1, 3, 5, …")
    if not sigma > 0:
        raise ValueError("sigma: above 0")
    middle, kernel = size // 2, np.zeros((size, size))
    for i in range(size):
        for j in range(size):
            kernel[i, j] = np.exp(-0.5 * ((i - middle) ** 2 + (j - middle) ** 2) / sigma**2)
    return kernel / kernel.sum()


# %% answer="right_scipy" score=2
# SciPy's window, as a column times a row, in float32.
def gaussian_kernel(size, sigma):
    if size < 1 or size % 2 != 1 or sigma <= 0:
        raise ValueError(f"no Gaussian kernel of size {size} and sigma {sigma}")
    g = signal.windows.gaussian(size, sigma)[:, None]
    return (g @ g.T / np.sum(g @ g.T)).astype(np.float32)
