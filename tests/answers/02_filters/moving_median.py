# %% answer="mean" score=0 cause="take the middle one"
def moving_median(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m % 2 != 1 or not 1 <= m <= len(x):
        raise ValueError("bad arguments")
    return ndimage.uniform_filter1d(x, m, mode="reflect")


# %% answer="causal" score=0 cause="the window is centred"
# The last m samples.
def moving_median(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m % 2 != 1 or not 1 <= m <= len(x):
        raise ValueError("bad arguments")
    padded = np.concatenate([x[: m - 1][::-1], x])
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, m), axis=1)


# %% answer="zeros_outside" score=0 cause="border sample twice"
# scipy.signal.medfilt puts zeros outside.
def moving_median(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m % 2 != 1 or not 1 <= m <= len(x):
        raise ValueError("bad arguments")
    return signal.medfilt(x, m)


# %% answer="mirror_without_the_border" score=0 cause="border sample twice"
# np.pad's "reflect" does not repeat the border sample.
def moving_median(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m % 2 != 1 or not 1 <= m <= len(x):
        raise ValueError("bad arguments")
    padded = np.pad(x, m // 2, mode="reflect")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, m), axis=1)


# %% answer="valid_only" score=0 cause=["shape (9,) is expected", "mirror"]
def moving_median(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m % 2 != 1 or not 1 <= m <= len(x):
        raise ValueError("bad arguments")
    return np.median(np.lib.stride_tricks.sliding_window_view(x, m), axis=1)


# %% answer="unsorted_middle" score=0 cause="sort the window"
# Takes the sample in the middle without sorting.
def moving_median(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or m % 2 != 1 or not 1 <= m <= len(x):
        raise ValueError("bad arguments")
    padded = np.pad(x, m // 2, mode="symmetric")
    return np.lib.stride_tricks.sliding_window_view(padded, m)[:, m // 2]


# %% answer="even_windows_accepted" score=0 cause="an even window has no middle"
def moving_median(x, m):
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or not 1 <= m <= len(x):
        raise ValueError("bad arguments")
    return ndimage.median_filter(x, size=m, mode="reflect")


# %% answer="right_scipy" score=3
def moving_median(x, m):
    if np.ndim(x) != 1:
        raise ValueError("a row of samples is needed")
    if m < 1 or m > len(x) or m % 2 == 0:
        raise ValueError("no such window")
    return ndimage.median_filter(np.array(x, dtype=float), size=m, mode="reflect")


# %% answer="right_loop" score=3
# Sorts each window; the mirror by hand.
def moving_median(x, m):
    if np.ndim(x) != 1 or m < 1 or m > len(x) or m % 2 == 0:
        raise ValueError("bad arguments")
    n, half, out = len(x), m // 2, []
    for i in range(n):
        window = []
        for j in range(i - half, i + half + 1):
            place = -1 - j if j < 0 else 2 * n - 1 - j if j >= n else j
            window.append(float(x[place]))
        out.append(sorted(window)[half])
    return np.array(out)
