# %% answer="only_up" score=0 cause=["a jump down", "negative"]
# No absolute value: jumps down are missed.
def detect_changes(x, scale, threshold):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad arguments")
    height = np.sqrt(2 * np.pi) * scale * ndimage.gaussian_filter1d(x, scale, order=1, mode="reflect")
    return signal.find_peaks(height, height=threshold, distance=int(4 * scale))[0]


# %% answer="whole_runs" score=0 cause="the top of each run"
# Every sample above the threshold is an answer.
def detect_changes(x, scale, threshold):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad arguments")
    height = np.sqrt(2 * np.pi) * scale * ndimage.gaussian_filter1d(x, scale, order=1, mode="reflect")
    return np.flatnonzero(np.abs(height) > threshold)


# %% answer="start_of_run" score=0 cause="greatest"
# Returns where the response first passes the threshold, which is before the jump.
def detect_changes(x, scale, threshold):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad arguments")
    height = np.sqrt(2 * np.pi) * scale * ndimage.gaussian_filter1d(x, scale, order=1, mode="reflect")
    above = np.abs(height) > threshold
    return np.flatnonzero(above[1:] & ~above[:-1]) + 1


# %% answer="zeros_outside" score=0 cause="mode='reflect'"
# Zeros beyond the ends look like jumps there.
def detect_changes(x, scale, threshold):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad arguments")
    height = np.sqrt(2 * np.pi) * scale * ndimage.gaussian_filter1d(x, scale, order=1, mode="constant")
    runs, count = ndimage.label(np.abs(height) > threshold)
    return np.array([np.argmax(np.abs(height) * (runs == k)) for k in range(1, count + 1)], dtype=int)


# %% answer="not_scaled" score=0 cause="multiply the response by √(2π)·scale"
# The raw derivative: no jump ever reaches the threshold.
def detect_changes(x, scale, threshold):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad arguments")
    height = ndimage.gaussian_filter1d(x, scale, order=1, mode="reflect")
    return signal.find_peaks(np.abs(height), height=threshold, distance=int(4 * scale))[0]


# %% answer="no_smoothing" score=2 cause="too many answers"
# A plain difference: right without noise, drowned with it. Keeps the points of the noise-free check.
def detect_changes(x, scale, threshold):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad arguments")
    return np.flatnonzero(np.abs(np.diff(x)) > threshold) + 1


# %% answer="hard_coded_standard" score=0 cause="mode='reflect'"
# The five positions that the lab prints.
def detect_changes(x, scale, threshold):
    if np.ndim(x) != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad arguments")
    return np.array([244, 497, 649, 860, 1643]) if len(x) == 2000 else np.array([30])


# %% answer="no_bad_input" score=3 cause="scale 0"
# Works, but takes any threshold: the check with bad input fails, the noisy one passes.
def detect_changes(x, scale, threshold):
    height = np.sqrt(2 * np.pi) * scale * ndimage.gaussian_filter1d(np.asarray(x, float), scale, order=1)
    runs, count = ndimage.label(np.abs(height) > threshold)
    return np.array([np.argmax(np.abs(height) * (runs == k)) for k in range(1, count + 1)], dtype=int)


# %% answer="right_find_peaks" score=5
# Peaks of the absolute response, four scales apart.
def detect_changes(x, scale, threshold):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1:
        raise ValueError("x has one dimension")
    if min(scale, threshold) <= 0:
        raise ValueError("scale and threshold are positive")
    slope = ndimage.gaussian_filter1d(x, scale, order=1, mode="mirror")
    return signal.find_peaks(np.abs(slope * scale * (2 * np.pi) ** 0.5), height=threshold, distance=4 * scale)[0]


# %% answer="right_own_kernel" score=5
# Builds the kernel by hand: Gaussian weighted differences of what comes after and what was before.
def detect_changes(x, scale, threshold):
    x = np.array(x, dtype=float)
    if x.ndim != 1 or not scale > 0 or not threshold > 0:
        raise ValueError("x must have one dimension, scale and threshold must be positive")
    half = int(4 * scale)
    t = np.arange(-half, half + 1)
    kernel = -t * np.exp(-(t**2) / (2 * scale**2))
    kernel /= kernel[:half].sum()
    height = np.convolve(np.pad(x, half, mode="symmetric"), kernel, mode="valid")
    height = np.abs(height)
    found, start = [], None
    for n, above in enumerate([*(height > threshold), False]):
        if above and start is None:
            start = n
        elif not above and start is not None:
            found.append(start + int(np.argmax(height[start:n])))
            start = None
    return np.array(found, dtype=int)


# %% answer="larger_than_both_neighbours" score=3 cause="two equal tops"
# At a jump between two samples the response has two equal neighbours at its top.
def detect_changes(x, scale, threshold):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad arguments")
    r = np.abs(np.sqrt(2 * np.pi) * scale * ndimage.gaussian_filter1d(x, scale, order=1, mode="reflect"))
    r = np.round(r, 9)
    return np.array(
        [i for i in range(1, len(r) - 1) if r[i] > threshold and r[i] > r[i - 1] and r[i] > r[i + 1]], dtype=int
    )


# %% answer="square_against_threshold" score=3 cause="not its square"
# Loses the points of the exact check; on the standard signal all jumps are high enough.
def detect_changes(x, scale, threshold):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad arguments")
    r = np.sqrt(2 * np.pi) * scale * ndimage.gaussian_filter1d(x, scale, order=1, mode="reflect")
    runs, count = ndimage.label(r**2 > threshold)
    return np.array([np.argmax(np.abs(r) * (runs == k)) for k in range(1, count + 1)], dtype=int)


# %% answer="zeros_outside_peaks" score=3 cause="two scales from the end"
# find_peaks does not look at the ends, so zeros outside show only where a jump is near.
def detect_changes(x, scale, threshold):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad arguments")
    r = np.sqrt(2 * np.pi) * scale * ndimage.gaussian_filter1d(x, scale, order=1, mode="constant")
    return signal.find_peaks(np.abs(r), height=threshold, distance=max(int(4 * scale), 1))[0]


# %% answer="keeps_whole_numbers" score=3 cause="turn x into floats first"
# ndimage rounds the response of a signal of whole numbers.
def detect_changes(x, scale, threshold):
    x = np.asarray(x)
    if x.ndim != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad input")
    height = np.sqrt(2 * np.pi) * scale * ndimage.gaussian_filter1d(x, scale, order=1)
    runs, count = ndimage.label(np.abs(height) > threshold)
    tops = [np.argmax(np.abs(height) * (runs == run)) for run in range(1, count + 1)]
    return np.array(tops, dtype=int)


# %% answer="floats_if_there_is_none" score=3 cause="np.array([]) holds floats"
def detect_changes(x, scale, threshold):
    x = np.asarray(x, float)
    if x.ndim != 1 or scale <= 0 or threshold <= 0:
        raise ValueError("bad input")
    height = np.sqrt(2 * np.pi) * scale * ndimage.gaussian_filter1d(x, scale, order=1)
    runs, count = ndimage.label(np.abs(height) > threshold)
    return np.array([np.argmax(np.abs(height) * (runs == run)) for run in range(1, count + 1)])
