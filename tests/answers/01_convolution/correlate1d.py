# %% answer="reversed" score=0 cause="kernel was reversed"
# Convolution: the kernel is reversed.
def correlate1d(x, h):
    if np.ndim(x) != 1 or np.ndim(h) != 1 or len(h) > len(x):
        raise ValueError("bad input")
    return np.convolve(np.asarray(x, dtype=float), np.asarray(h, dtype=float), "valid")


# %% answer="last_window_missing" score=0 cause="n − k + 1 places"
# range(n − k) stops one window early.
def correlate1d(x, h):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1 or len(h) > len(x):
        raise ValueError("bad input")
    return np.array([np.sum(x[i : i + len(h)] * h) for i in range(len(x) - len(h))])


# %% answer="wrong_mode" score=0 cause="n − k + 1 places"
# Mode same instead of valid.
def correlate1d(x, h):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1 or len(h) > len(x):
        raise ValueError("bad input")
    return np.correlate(x, h, "same")


# %% answer="silent_swap" score=0 cause="swaps its arguments silently"
# np.correlate swaps its arguments when the kernel is the longer one.
def correlate1d(x, h):
    return np.correlate(np.asarray(x, dtype=float), np.asarray(h, dtype=float), "valid")


# %% answer="eight_bits" score=0 cause="turn x and h into floats"
# Keeps the type of the input, so eight-bit sums wrap around and whole-number results lose decimals.
def correlate1d(x, h):
    x, h = np.asarray(x), np.asarray(h)
    if x.ndim != 1 or h.ndim != 1 or len(h) > len(x):
        raise ValueError("bad input")
    y = np.zeros(len(x) - len(h) + 1, dtype=x.dtype)
    for i in range(len(y)):
        y[i] = np.sum(x[i : i + len(h)] * h).astype(x.dtype)
    return y


# %% answer="right_sum_of_shifts" score=1
# Adds one shifted copy of the signal per weight.
def correlate1d(x, h):
    x, h = np.array(x, dtype=float), np.array(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError("only rows of numbers")
    count = x.size - h.size + 1
    if count < 1:
        raise ValueError("kernel longer than the signal")
    return sum(weight * x[m : m + count] for m, weight in enumerate(h))


# %% answer="too_many_windows" score=0 cause="n − k + 1 places"
# The last windows hang over the end.
def correlate1d(x, h):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1 or len(h) > len(x):
        raise ValueError("bad input")
    return np.array([np.sum(x[i : i + len(h)] * h[: len(x) - i]) for i in range(len(x))])


# %% answer="sum_of_the_window" score=0 cause="right minus left"
# Forgets to multiply.
def correlate1d(x, h):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1 or len(h) > len(x):
        raise ValueError("bad input")
    return np.array([np.sum(x[i : i + len(h)]) for i in range(len(x) - len(h) + 1)])
