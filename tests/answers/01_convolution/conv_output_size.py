# %% answer="padding_on_one_side" score=0 cause="on both sides"
def conv_output_size(n, k, padding=0, stride=1):
    if n < 1 or k < 1 or stride < 1 or padding < 0 or n + 2 * padding < k:
        raise ValueError("bad input")
    return (n + padding - k) // stride + 1


# %% answer="first_window_forgotten" score=0 cause="plus one"
def conv_output_size(n, k, padding=0, stride=1):
    if n < 1 or k < 1 or stride < 1 or padding < 0 or n + 2 * padding < k:
        raise ValueError("bad input")
    return (n + 2 * padding - k) // stride


# %% answer="rounds_up" score=0 cause="round down"
# Counts a last window that does not fit.
def conv_output_size(n, k, padding=0, stride=1):
    if n < 1 or k < 1 or stride < 1 or padding < 0 or n + 2 * padding < k:
        raise ValueError("bad input")
    return int(np.ceil((n + 2 * padding - k) / stride)) + 1


# %% answer="true_division" score=0 cause="an integer is expected"
# A float comes out.
def conv_output_size(n, k, padding=0, stride=1):
    if n < 1 or k < 1 or stride < 1 or padding < 0 or n + 2 * padding < k:
        raise ValueError("bad input")
    return np.floor((n + 2 * padding - k) / stride) + 1


# %% answer="no_errors" score=0 cause="ValueError is expected"
# The formula alone: too large a kernel gives 0 or less, stride 0 a ZeroDivisionError.
def conv_output_size(n, k, padding=0, stride=1):
    return (n + 2 * padding - k) // stride + 1


# %% answer="negative_stride_accepted" score=0 cause="(5, 3, 0, -1)"
# Looks for stride 0 only.
def conv_output_size(n, k, padding=0, stride=1):
    if n < 1 or k < 1 or stride == 0 or padding < 0 or n + 2 * padding < k:
        raise ValueError("bad input")
    return (n + 2 * padding - k) // stride + 1


# %% answer="right_by_counting" score=2
def conv_output_size(n, k, padding=0, stride=1):
    if n <= 0 or k <= 0 or stride <= 0 or padding < 0:
        raise ValueError("sizes must be positive")
    starts = range(0, n + 2 * padding - k + 1, stride)
    if not starts:
        raise ValueError("the kernel does not fit")
    return len(starts)


# %% answer="parentheses_missing" score=0 cause="parentheses"
# Only k is divided.
def conv_output_size(n, k, padding=0, stride=1):
    if n < 1 or k < 1 or stride < 1 or padding < 0 or n + 2 * padding < k:
        raise ValueError("bad input")
    return n + 2 * padding - k // stride + 1


# %% answer="fit_without_padding" score=0 cause="padding makes room"
def conv_output_size(n, k, padding=0, stride=1):
    if min(n, k, stride) < 1 or padding < 0 or k > n:
        raise ValueError("no such layer")
    return (n + 2 * padding - k) // stride + 1
