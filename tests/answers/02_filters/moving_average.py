# %% answer="centred_same" score=0 cause="older samples"
# mode="same" centres the window: the output sees ahead.
def moving_average(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m != int(m) or not 1 <= m <= len(x):
        raise ValueError("bad window")
    return np.convolve(x, np.ones(m) / m, mode="same")


# %% answer="full_length" score=0 cause="keep the first len(x)"
# Forgets to cut the full convolution.
def moving_average(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m != int(m) or not 1 <= m <= len(x):
        raise ValueError("bad window")
    return np.convolve(x, np.ones(m) / m)


# %% answer="off_by_one" score=0 cause="newest of the m samples"
# The slice x[n - m : n] leaves the newest sample out.
def moving_average(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m != int(m) or not 1 <= m <= len(x):
        raise ValueError("bad window")
    return np.array([x[max(0, n - m) : n].sum() / m for n in range(len(x))])


# %% answer="mean_of_what_is_there" score=0 cause="always divide by m"
# Divides by the number of samples that exist, not by m, at the start.
def moving_average(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m != int(m) or not 1 <= m <= len(x):
        raise ValueError("bad window")
    return np.array([x[max(0, n - m + 1) : n + 1].mean() for n in range(len(x))])


# %% answer="integer_division" score=0 cause="lost its halves"
# Keeps the dtype of x: integers lose their fractions.
def moving_average(x, m):
    x = np.asarray(x)
    if x.ndim != 1 or m != int(m) or not 1 <= m <= len(x):
        raise ValueError("bad window")
    y = np.zeros_like(x)
    for n in range(len(x)):
        y[n] = x[max(0, n - m + 1) : n + 1].sum() / m
    return y


# %% answer="no_division" score=0 cause="divided by m"
# A sum, not a mean.
def moving_average(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m != int(m) or not 1 <= m <= len(x):
        raise ValueError("bad window")
    return np.convolve(x, np.ones(m))[: len(x)]


# %% answer="in_place" score=0 cause="work on a copy"
# Smooths x itself, so later windows contain results, and the caller's array is gone.
def moving_average(x, m):
    if np.ndim(x) != 1 or m != int(m) or not 1 <= m <= len(x):
        raise ValueError("bad window")
    for n in range(len(x) - 1, -1, -1):
        x[n] = x[max(0, n - m + 1) : n + 1].sum() / m
    return x


# %% answer="no_bad_input" score=0 cause=["window of 0", "ValueError is expected"]
# Right numbers, but accepts any window.
def moving_average(x, m):
    return np.convolve(np.asarray(x, dtype=float), np.ones(max(int(m), 1)) / m)[: len(x)]


# %% answer="hard_coded" score=0 cause="keep the first len(x)"
# Knows the example only.
def moving_average(x, m):
    if m < 1 or m > len(x):
        raise ValueError("bad window")
    return np.array([1.0, 3.0, 5.0, 7.0])


# %% answer="right_cumsum" score=3
# Differences of the running sum.
def moving_average(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m not in range(1, len(x) + 1):
        raise ValueError(f"window {m} for an array of shape {x.shape}")
    total = np.concatenate([np.zeros(m), np.cumsum(x)])
    return (total[m:] - total[:-m]) / m


# %% answer="right_lfilter" score=3
# A causal FIR filter is just this.
def moving_average(x, m):
    if np.ndim(x) != 1:
        raise ValueError("one dimension, please")
    if not (isinstance(m, (int, np.integer)) and 0 < m <= len(x)):
        raise ValueError("m is not a window of x")
    return signal.lfilter([1 / m] * m, [1.0], x)


# %% answer="window_cut_to_whole" score=0 cause=["window of 2.5", "ValueError is expected"]
# int(m): a window of 2.5 becomes one of 2.
def moving_average(x, m):
    x, m = np.asarray(x, dtype=float), int(m)
    if x.ndim != 1 or not 1 <= m <= len(x):
        raise ValueError("bad window")
    return np.convolve(x, np.ones(m) / m)[: len(x)]
