# %% answer="size_not_told" score=0 cause="irfft(waves) without a size"
# The way back guesses an even number of samples.
def convolve_fft(x, h, size=None):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError("bad input")
    size = len(x) + len(h) - 1 if size is None else size
    if size < max(len(x), len(h)):
        raise ValueError("too small a circle")
    return np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(h, size))


# %% answer="transforms_of_their_own_size" score=0 cause=["raised ValueError", "n + k − 1 samples"]
# Without zeros the two transforms differ in length.
def convolve_fft(x, h, size=None):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError("bad input")
    size = len(x) + len(h) - 1 if size is None else size
    if size < max(len(x), len(h)):
        raise ValueError("too small a circle")
    return np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(h, size + 2), size)


# %% answer="size_of_the_signal" score=0 cause="n + k − 1 samples"
# The circle is as long as the signal, so the end wraps around.
def convolve_fft(x, h, size=None):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError("bad input")
    size = max(len(x), len(h)) if size is None else size
    if size < max(len(x), len(h)):
        raise ValueError("too small a circle")
    return np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(h, size), size)


# %% answer="cut_off_instead_of_wrapped" score=0 cause="not cut off"
# The plain convolution, cut or filled with zeros.
def convolve_fft(x, h, size=None):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError("bad input")
    y = np.convolve(x, h)
    size = len(y) if size is None else size
    if size < max(len(x), len(h)):
        raise ValueError("too small a circle")
    return np.pad(y, (0, max(size - len(y), 0)))[:size]


# %% answer="conjugate" score=0 cause="entry by entry"
# The conjugate of one transform gives the correlation.
def convolve_fft(x, h, size=None):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError("bad input")
    size = len(x) + len(h) - 1 if size is None else size
    if size < max(len(x), len(h)):
        raise ValueError("too small a circle")
    return np.fft.irfft(np.fft.rfft(x, size) * np.conj(np.fft.rfft(h, size)), size)


# %% answer="complex_numbers" score=0 cause="complex"
# The full transform and its inverse: the right numbers, with imaginary parts of 0.
def convolve_fft(x, h, size=None):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError("bad input")
    size = len(x) + len(h) - 1 if size is None else size
    if size < max(len(x), len(h)):
        raise ValueError("too small a circle")
    return np.fft.ifft(np.fft.fft(x, size) * np.fft.fft(h, size))


# %% answer="small_circles_accepted" score=0 cause="drops samples when size is too small"
def convolve_fft(x, h, size=None):
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError("bad input")
    size = len(x) + len(h) - 1 if size is None else size
    return np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(h, size), size)


# %% answer="right_by_folding" score=3
# No transform at all: the sum, and its places modulo the size of the circle.
def convolve_fft(x, h, size=None):
    if np.ndim(x) != 1 or np.ndim(h) != 1:
        raise ValueError("only rows of numbers")
    y = np.convolve(np.array(x, float), np.array(h, float))
    size = len(y) if size is None else size
    if size < len(x) or size < len(h):
        raise ValueError("too small a circle")
    circle = np.zeros(size)
    np.add.at(circle, np.arange(len(y)) % size, y)
    return circle


# %% answer="right_power_of_two" score=3
# A larger circle whose size is a power of two, folded afterwards.
def convolve_fft(x, h, size=None):
    x, h = np.array(x, float), np.array(h, float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError("only rows of numbers")
    full = x.size + h.size - 1
    size = full if size is None else size
    if size < max(x.size, h.size):
        raise ValueError("too small a circle")
    n = 1 << (2 * size).bit_length()
    y = np.fft.ifft(np.fft.fft(x, n) * np.fft.fft(h, n)).real
    return y[:size] + y[size : 2 * size]
