# %% answer="no_reversal" score=0 cause="h was not reversed"
# Slides the kernel without reversing it: this is correlation.
def convolve1d(x, h, mode="full"):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1 or mode not in ("full", "same", "valid"):
        raise ValueError("bad input")
    n, k = len(x), len(h)
    if mode == "valid" and k > n:
        raise ValueError("kernel too long")
    padded = np.pad(x, k - 1)
    y = np.array([np.sum(padded[i : i + k] * h) for i in range(n + k - 1)])
    first, length = {"full": (0, n + k - 1), "same": ((k - 1) // 2, n), "valid": (k - 1, n - k + 1)}[mode]
    return y[first : first + length]


# %% answer="off_by_one" score=0 cause="full has n + k − 1 values"
# One output too few in every mode: the last overlap is forgotten.
def convolve1d(x, h, mode="full"):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1 or mode not in ("full", "same", "valid"):
        raise ValueError("bad input")
    n, k = len(x), len(h)
    if mode == "valid" and k > n:
        raise ValueError("kernel too long")
    y = np.zeros(n + k - 2)
    for i in range(n + k - 2):
        for m in range(n):
            if 0 <= i - m < k:
                y[i] += h[i - m] * x[m]
    first, length = {"full": (0, n + k - 2), "same": ((k - 1) // 2, n), "valid": (k - 1, n - k + 1)}[mode]
    return y[first : first + length]


# %% answer="mode_ignored" score=0 cause=["same", "full has n + k − 1 values"]
# Always returns the full result.
def convolve1d(x, h, mode="full"):
    if np.ndim(x) != 1 or np.ndim(h) != 1 or mode not in ("full", "same", "valid"):
        raise ValueError("bad input")
    if mode == "valid" and len(h) > len(x):
        raise ValueError("kernel too long")
    y = np.zeros(len(x) + len(h) - 1)
    for m in range(len(x)):
        for j in range(len(h)):
            y[m + j] += x[m] * h[j]
    return y


# %% answer="whole_numbers_only" score=0 cause="compute in floats"
# The result array takes the type of x: real weights on whole samples lose their decimals.
def convolve1d(x, h, mode="full"):
    x, h = np.asarray(x), np.asarray(h)
    if x.ndim != 1 or h.ndim != 1 or mode not in ("full", "same", "valid"):
        raise ValueError("bad input")
    n, k = len(x), len(h)
    if mode == "valid" and k > n:
        raise ValueError("kernel too long")
    y = np.zeros(n + k - 1, dtype=x.dtype)
    for i in range(n + k - 1):
        y[i] = sum(float(h[i - m]) * x[m] for m in range(n) if 0 <= i - m < k)
    first, length = {"full": (0, n + k - 1), "same": ((k - 1) // 2, n), "valid": (k - 1, n - k + 1)}[mode]
    return y[first : first + length]


# %% answer="no_errors" score=0 cause="same has as many values as x"
# NumPy's own function swaps its arguments when the kernel is longer, and never complains.
def convolve1d(x, h, mode="full"):
    return np.convolve(np.asarray(x, dtype=float), np.asarray(h, dtype=float), mode)


# %% answer="same_from_the_right" score=0 cause="same starts at index (k − 1) // 2"
# For kernels of even length the middle is taken one sample too late.
def convolve1d(x, h, mode="full"):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1 or mode not in ("full", "same", "valid"):
        raise ValueError("bad input")
    n, k = len(x), len(h)
    if mode == "valid" and k > n:
        raise ValueError("kernel too long")
    y = np.convolve(x, h)
    first, length = {"full": (0, n + k - 1), "same": (k // 2, n), "valid": (k - 1, n - k + 1)}[mode]
    return y[first : first + length]


# %% answer="reverses_in_place" score=0 cause="work on a copy"
# Turns the caller's kernel round and leaves it so.
def convolve1d(x, h, mode="full"):
    if np.ndim(x) != 1 or np.ndim(h) != 1 or mode not in ("full", "same", "valid"):
        raise ValueError("bad input")
    n, k = len(x), len(h)
    if mode == "valid" and k > n:
        raise ValueError("kernel too long")
    h[:] = h[::-1]
    padded = np.pad(np.asarray(x, dtype=float), k - 1)
    y = np.array([np.sum(padded[i : i + k] * np.asarray(h)) for i in range(n + k - 1)])
    first, length = {"full": (0, n + k - 1), "same": ((k - 1) // 2, n), "valid": (k - 1, n - k + 1)}[mode]
    return y[first : first + length]


# %% answer="docstring_example_only" score=0 cause="full has n + k − 1 values"
def convolve1d(x, h, mode="full"):
    return np.array([1.0, 2.0, 2.0, -2.0, -3.0])


# %% answer="right_as_matrix" score=4
# The signal's shifted copies as columns of a matrix.
def convolve1d(x, h, mode="full"):
    x, h = np.array(x, dtype=float), np.array(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError("only rows of numbers")
    n, k = x.size, h.size
    shifted = np.zeros((n + k - 1, k))
    for j in range(k):
        shifted[j : j + n, j] = x
    full = shifted @ h
    if mode == "full":
        return full
    if mode == "same":
        start = (k - 1) // 2
        return full[start : start + n]
    if mode == "valid" and k <= n:
        return full[k - 1 : n]
    raise ValueError(f"cannot do mode {mode!r} with {n} samples and a kernel of {k}")


# %% answer="right_plain_python" score=4
# Lists and loops, no NumPy inside.
def convolve1d(x, h, mode="full"):
    if np.ndim(x) != 1 or np.ndim(h) != 1:
        raise ValueError("only rows of numbers")
    x, h = [float(v) for v in x], [float(v) for v in h]
    full = []
    for i in range(len(x) + len(h) - 1):
        full.append(sum(h[i - m] * x[m] for m in range(len(x)) if 0 <= i - m < len(h)))
    if mode == "valid":
        if len(h) > len(x):
            raise ValueError("kernel longer than the signal")
        full = full[len(h) - 1 : len(x)]
    elif mode == "same":
        full = full[(len(h) - 1) // 2 :][: len(x)]
    elif mode != "full":
        raise ValueError("unknown mode")
    return np.array(full)


# %% answer="empty_slice_for_one" score=0 cause="kernel of one number"
# y[k − 1 : −(k − 1)] is empty for k = 1.
def convolve1d(x, h, mode="full"):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1 or mode not in ("full", "same", "valid"):
        raise ValueError("bad input")
    if mode == "valid" and len(h) > len(x):
        raise ValueError("kernel too long")
    y = np.convolve(x, h)
    if mode == "same":
        return y[(len(h) - 1) // 2 :][: len(x)]
    return y if mode == "full" else y[len(h) - 1 : -(len(h) - 1)]


# %% answer="matrices_accepted" score=0 cause=["a matrix as x", "ValueError is expected"]
# Flattens whatever it gets.
def convolve1d(x, h, mode="full"):
    x, h = np.ravel(x).astype(float), np.ravel(h).astype(float)
    if mode not in ("full", "same", "valid") or (mode == "valid" and len(h) > len(x)):
        raise ValueError("bad input")
    first, length = {
        "full": (0, len(x) + len(h) - 1),
        "same": ((len(h) - 1) // 2, len(x)),
        "valid": (len(h) - 1, len(x) - len(h) + 1),
    }[mode]
    return np.convolve(x, h)[first : first + length]


# %% answer="eight_bits" score=0 cause="eight bits"
# np.convolve keeps the type of what it gets.
def convolve1d(x, h, mode="full"):
    x, h = np.asarray(x), np.asarray(h)
    if x.ndim != 1 or h.ndim != 1 or mode not in ("full", "same", "valid"):
        raise ValueError("bad input")
    if mode == "valid" and len(h) > len(x):
        raise ValueError("kernel too long")
    first, length = {
        "full": (0, len(x) + len(h) - 1),
        "same": ((len(h) - 1) // 2, len(x)),
        "valid": (len(h) - 1, len(x) - len(h) + 1),
    }[mode]
    return np.convolve(x, h)[first : first + length]
