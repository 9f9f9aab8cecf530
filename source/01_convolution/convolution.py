# %% [markdown]
# # 01 · Convolution
#
# One sum, written in one line, is under every network of this course. In this lab you write that sum yourself:
# for signals, for pictures, for pictures with many channels, and backwards. Nothing is trained yet.
#
# **You will learn**
# - to reverse, shift, multiply and add: convolution, and how correlation differs from it;
# - which part of the result the modes *full*, *same* and *valid* keep, and what padding and stride do to its size;
# - why long signals are convolved by a Fourier transform, and from which length on that is faster;
# - that a picture is a table of numbers, and what a layer with C input and D output channels computes on it;
# - to count a layer's parameters and to say how far one output pixel sees;
# - pooling, un-pooling and transposed convolution: how networks make pictures smaller and larger.
#
# **You need** Python functions and loops, NumPy slicing. No machine learning.
#
# **Time**: an afternoon of reading and writing. Running every cell takes less than a minute on two CPU cores; a
# GPU is not used.
#
# **How it goes**: nine exercises. Each has three hints to unfold and a check that explains what it saw. More
# tests run when the lab is graded; the docstrings say what they look at.

# %%
import numpy as np
from scipy import signal

from course import checks, predictions, runtime
from course.datasets import pictures
from course.plots import convolution as plots
from course.plots import layers
from course.puzzles import convolution as puzzle
from course.widgets import convolution as widgets

runtime.setup(trains=False)

# %% [markdown]
# ## 1 · Reverse, shift, multiply, add
#
# Take a signal $x$ and a short list of weights $h$, the **kernel**. Their convolution is a new signal:
#
# $$y[n] = \sum_m h[n-m]\; x[m]$$
#
# Read it for one fixed $n$. **Reverse** $h$. **Shift** it so that $h[0]$ stands at place $n$. **Multiply** what
# lies on top of each other. **Add** the products: that is one number, $y[n]$. Outside their samples, $x$ and
# $h$ are zero.

# %%
pulse = np.array([0, 0, 1, 1, 1, 0, 0, 0])
plots.flip_and_slide(pulse, [3, 2, 1], n=4)

# %% [markdown]
# *What to see.* The kernel is (3, 2, 1), but the second row shows it from right to left. Where it covers the
# pulse the products are not zero. Their sum is the last dot of the bottom row, and the dots before it came
# about in the same way, one shift earlier each.
#
# There is a second way to read the same sum. Each sample $x[m]$ launches a copy of $h$ that starts at place $m$
# and is $x[m]$ times as large; all copies add up. Both readings give the same numbers. Keep both in mind: the
# first one becomes the convolution layer, the second one the *transposed* convolution at the end of this lab.
#
# Drag the shift with your mouse, or press play.

# %% skip="grading"
widgets.flip_and_slide(
    pulse, {"(3, 2, 1)": [3, 2, 1], "the pulse itself": pulse, "(1, −1)": [1, -1]}
)

# %% [markdown]
# ### Where does the window stop?
#
# With $n$ samples and a kernel of $k$, the two overlap at $n+k-1$ places. How many of them do we keep?
#
# | mode | what is kept | length |
# |---|---|---|
# | full | every place where at least one sample is covered | $n+k-1$ |
# | same | the middle of *full*, as long as the signal | $n$ |
# | valid | only places where the whole kernel lies on the signal | $n-k+1$ |
#
# **Predict** the three lengths for 8 samples and a kernel of 3, before you run the next cell.

# %% predict="lengths"
predictions.guess("lengths", ...)  # three numbers: full, same, valid

# %% skip="grading"
plots.modes(pulse, [1, 1, 1])

# %% [markdown]
# *What to see.* Each mode is a slice of *full*. *Same* begins $\lfloor (k-1)/2 \rfloor$ places later, *valid*
# begins $k-1$ places later, when the kernel is all on the signal for the first time.

# %% output="fixed"
for mode in ("full", "same", "valid"):
    print(f"{mode:5} {len(np.convolve(pulse, [1, 1, 1], mode)):2} samples")
predictions.compare(
    "lengths", [len(np.convolve(pulse, [1, 1, 1], m)) for m in ("full", "same", "valid")]
)

# %% [markdown]
# ### Exercise 1.1 · `convolve1d`
#
# Write the convolution of two rows of numbers. Loops are welcome. Do not call a ready-made convolution.
#
# <details><summary>Hint 1: a question</summary>
#
# Which part of the sum changes with $n$, and which samples of $x$ does it need? The second reading avoids the
# question of borders: how large is the array into which all the launched copies fit?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# Sample $m$ adds $x[m]\cdot h[j]$ to place $m+j$ of the full result, for every $j = 0 … k-1$. The modes are
# slices of the full result: see the sentence below the figure.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# x, h as arrays of floats; raise ValueError for what the docstring lists
# y = zeros, n + k - 1 of them
# for m, value in enumerate(x):
#     add value * h to k places of y, starting at m
# return the slice of y that the mode asks for
# ```
#
# </details>


# %% exercise="convolve1d"
def convolve1d(x, h, mode="full"):
    """Convolution of a signal with a kernel: y[n] = Σₘ h[n − m] · x[m].

    x: n numbers; h: k numbers: lists or arrays, whole or real, n ≥ 1 and k ≥ 1. Neither is
    changed.
    mode: "full" (n + k − 1 values), "same" (n values, the middle of full, from index
    (k − 1) // 2) or "valid" (n − k + 1 values).
    Returns a float array, also for eight-bit numbers.
    convolve1d([1, 2, 3], [1, 0, -1]) is [1, 2, 2, -2, -3].

    Raises ValueError when x or h is not one-dimensional, when the mode is not one of the
    three, and when mode is "valid" and h is longer than x.
    """
    ### BEGIN SOLUTION
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError(
            f"x and h must be one-dimensional, got shapes {x.shape} and {h.shape}"
        )
    n, k = len(x), len(h)
    parts = {"full": (0, n + k - 1), "same": ((k - 1) // 2, n), "valid": (k - 1, n - k + 1)}
    if mode not in parts:
        raise ValueError(f'mode must be "full", "same" or "valid", not {mode!r}')
    if mode == "valid" and k > n:
        raise ValueError(f"a kernel of {k} never lies wholly on {n} samples")
    y = np.zeros(n + k - 1)
    for m, value in enumerate(x):
        y[m : m + k] += value * h
    first, length = parts[mode]
    return y[first : first + length]
    ### END SOLUTION


# %% check="convolve1d" points=4
_hint = "full has n + k − 1 values, same n, valid n − k + 1"
for _mode, _length in {"full": 7, "same": 5, "valid": 3}.items():
    _name = f"5 samples, kernel of 3, {_mode}"
    _got = checks.call(_name, convolve1d, np.ones(5), np.ones(3), _mode, hint=_hint)
    checks.shape(_name, _got, (_length,), _hint)
_hint = "3, 2, 1 means that h was not reversed: a copy of h starts at each sample, as it is"
checks.close(
    "a single 1 gives the kernel back", lambda: convolve1d([1], [1, 2, 3]), [1, 2, 3], _hint
)
_hint = (
    "a copy of h, x[m] times as large, starts at place m; where copies overlap, they add"
)
checks.close(
    "docstring example", lambda: convolve1d([1, 2, 3], [1, 0, -1]), [1, 2, 2, -2, -3], _hint
)
_hint = "same starts at index (k − 1) // 2 of full"
checks.close(
    "same, even kernel",
    lambda: convolve1d([1, 0, 0, 2], [1, 10], "same"),
    [1, 10, 0, 2],
    _hint,
)
_hint = "same has as many values as x, also when h is the longer one"
checks.close(
    "same, kernel longer than x",
    lambda: convolve1d([1, 2], [1, 10, 100], "same"),
    [12, 120],
    _hint,
)
_hint = "valid starts at index k − 1 of full: no value there may touch the border"
_inside = lambda: convolve1d([1, 2, 4, 8], [1, -1], "valid")
checks.close("valid is the inside of full", _inside, [1, 2, 4], _hint)
_hint = "a kernel as long as the signal lies wholly on it exactly once"
checks.close("valid, n = k", lambda: convolve1d([1, 2], [1, 10], "valid"), [12], _hint)
_hint = "a kernel of one number: −(k − 1) is then −0, and a slice that ends at −0 is empty"
for _mode in ("full", "same", "valid"):
    _got = checks.call(
        f"kernel of one, {_mode}", convolve1d, [1, 2, 3], [2], _mode, hint=_hint
    )
    checks.close(f"kernel of one, {_mode}", _got, [2, 4, 6], _hint)
_hint = "an array made for whole numbers cuts off the decimals: compute in floats"
checks.close("whole x, real h", lambda: convolve1d([2, 4], [0.5, 0.25]), [1, 2.5, 1], _hint)
_loud, _hint = np.array([200, 100], np.uint8), "300 in eight bits is 44: compute in floats"
_eight = lambda: convolve1d(_loud, np.ones(2, np.uint8))
checks.close("eight-bit numbers", _eight, [200, 300, 100], _hint)
checks.dtype(
    "floats, also for whole numbers", lambda: convolve1d([1, 2], [3]), "float", _hint
)
checks.unchanged(
    "x and h stay as they were", convolve1d, np.arange(5.0), np.array([1.0, 2.0, 3.0])
)
checks.raises("valid, kernel longer", ValueError, convolve1d, [1, 2], [1, 2, 3], "valid")
checks.raises("unknown mode", ValueError, convolve1d, [1, 2], [1], "middle")
checks.raises("a matrix as x", ValueError, convolve1d, np.ones((3, 3)), np.ones(3))
checks.raises("a matrix as h", ValueError, convolve1d, np.ones(3), np.ones((1, 3)))
checks.raises("a number as h", ValueError, convolve1d, np.ones(3), 2.0)
### BEGIN HIDDEN TESTS
rng = checks.rng(101)
cases = [
    (rng.normal(size=n), rng.normal(size=k))
    for n, k in ((1, 1), (1, 4), (6, 2), (9, 5), (3, 7), (20, 6))
]
cases += [
    (rng.integers(-9, 10, 7), rng.integers(-9, 10, 3)),
    (rng.integers(0, 256, 6, dtype=np.uint8), [1.5, 0.5]),
]


def part(x, h, mode):
    full = np.zeros(len(x) + len(h) - 1)
    for i in range(len(full)):
        full[i] = sum(float(x[m]) * h[i - m] for m in range(len(x)) if 0 <= i - m < len(h))
    first = {"full": 0, "same": (len(h) - 1) // 2, "valid": len(h) - 1}[mode]
    return full[
        first : len(full)
        if mode == "full"
        else first + {"same": len(x), "valid": len(x) - len(h) + 1}[mode]
    ]


checks.matches("random signals, full", convolve1d, lambda x, h: part(x, h, "full"), cases)
in_same = [(x, h, "same") for x, h in cases]
checks.matches(
    "random signals, same",
    convolve1d,
    part,
    in_same,
    hint="even kernels too: start at (k − 1) // 2",
)
in_valid = [(x, h, "valid") for x, h in cases if len(h) <= len(x)]
checks.matches("random signals, valid", convolve1d, part, in_valid)
checks.unchanged(
    "arguments unchanged", convolve1d, rng.integers(0, 9, 6), rng.integers(0, 9, 4), "same"
)
checks.raises("a matrix as x", ValueError, convolve1d, np.ones((3, 3)), np.ones(3))
checks.raises("a matrix as h", ValueError, convolve1d, np.ones(3), np.ones((1, 3)))
checks.raises(
    "valid, longer kernel",
    ValueError,
    convolve1d,
    rng.normal(size=4),
    rng.normal(size=9),
    "valid",
)
checks.raises("no such mode", ValueError, convolve1d, np.ones(4), np.ones(2), "Full")
### END HIDDEN TESTS

# %% [markdown]
# **Predict.** The pulse of three ones is convolved with itself, eight samples with eight. How long is the
# result, and how high is its peak? Sketch its shape, too.

# %% predict="triangle"
predictions.guess("triangle", ...)  # two numbers: how long, how high

# %% skip="grading"
triangle = convolve1d(pulse, pulse)
checks.equal("length", len(triangle), 15)
checks.close("peak", triangle.max(), 3)
checks.close("one flank", triangle[4:9], [1, 2, 3, 2, 1])
predictions.compare("triangle", [len(triangle), int(triangle.max())])
plots.stems({"pulse": pulse, "pulse convolved with itself": triangle})

# %% [markdown]
# *What to see.* A triangle of 15 samples with peak 3. The overlap of the two pulses grows by one with every
# step until they coincide, then shrinks again.
#
# ## 2 · Four properties
#
# Convolution is **commutative** ($a*b = b*a$), **associative** ($(a*b)*c = a*(b*c)$: two filters in a row are
# one filter), **linear**, and **shift-equivariant**: a shifted input gives the same output, shifted. The last
# one is why a network finds a cat in any corner of a picture. **Predict** which of the first four lines below end in
# `True`. (The fifth comes as a surprise.)

# %% predict="laws"
predictions.guess("laws", ...)  # four times True or False, in the order of the text

# %% output="fixed"
rng = checks.rng(1)
a, b, c = rng.integers(-5, 6, 9), rng.integers(-5, 6, 4), rng.integers(-5, 6, 3)
d = rng.integers(-5, 6, 9)
later = np.concatenate([[0, 0], a])  # a, two samples later


def same(left, right):
    return np.array_equal(left, right)


print("commutative         ", same(convolve1d(a, b), convolve1d(b, a)))
print(
    "associative         ",
    same(convolve1d(convolve1d(a, b), c), convolve1d(a, convolve1d(b, c))),
)
print(
    "linear              ",
    same(convolve1d(2 * a + 3 * d, b), 2 * convolve1d(a, b) + 3 * convolve1d(d, b)),
)
print("shift-equivariant   ", same(convolve1d(later, b)[2:], convolve1d(a, b)))
print("commutative, 'same' ", same(convolve1d(a, b, "same"), convolve1d(b, a, "same")))
predictions.compare("laws", [True, True, True, True])

# %% [markdown]
# *What to see.* Four times `True`, to the last digit, for whole numbers. The fifth line is `False`: *same*
# takes its length from the first argument, so the two sides do not even have the same length. The four laws
# hold for *full*.
#
# ## 3 · Correlation: the same without the reversal
#
# Slide the kernel over the signal **as it is**:
#
# $$y[n] = \sum_m x[n+m]\; h[m]$$
#
# This is **cross-correlation**. Its value is large where the signal looks like the kernel, so it is a search. (It
# is also large where the signal is merely loud: the [second notebook](more.ipynb) has a cure.) Every deep-learning
# library computes this sum and calls the layer "convolution". That does no harm: the weights are learned, and a
# layer that needs the reversed kernel learns the reversed kernel. But the two give different numbers, and this course
# always says which one it means.
#
# Below, the short pattern of the lower row is hidden somewhere in the noise of the upper row. Look for it.

# %% skip="grading"
rng = checks.rng(3)
pattern = np.sin(np.linspace(0, 6 * np.pi, 40)) * np.linspace(0.2, 2, 40)
recording = rng.normal(0, 0.8, 300)
recording[170:210] += pattern
plots.recording(recording, pattern)

# %% [markdown]
# **Predict**: at
# which sample does it begin? Decide by eye.

# %% predict="hidden_pattern"
predictions.guess("hidden_pattern", ...)  # a number

# %% skip="grading"
score = signal.correlate(recording, pattern, mode="valid")
predictions.compare("hidden_pattern", int(score.argmax()))
checks.equal("correlation finds the pattern at", int(score.argmax()), 170)
mirrored = signal.convolve(recording, pattern, mode="valid")
checks.true(
    "convolution does not", mirrored.argmax() != 170 and mirrored.max() < score.max()
)
plots.search(recording, pattern, score)

# %% [markdown]
# *What to see.* The score peaks at the place where the pattern begins. A true convolution with the same kernel
# looks for the *mirrored* pattern, and its best score is elsewhere.
#
# ### Exercise 1.2 · `correlate1d`
#
# Write the sum above for the places where the whole kernel lies on the signal (mode *valid*).
#
# <details><summary>Hint 1: a question</summary>
#
# At how many places $n$ does the kernel fit? Which slice of $x$ lies under it at place $n$?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $y[n]$ is the sum of `x[n : n + k] * h`, for $n = 0 … n_x - k$.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# count = len(x) - len(h) + 1         # below 1: ValueError
# y = array of the sums, one for each n in range(count)
# ```
# To be fast: `np.lib.stride_tricks.sliding_window_view(x, k)` gives all windows as the rows of a matrix.
#
# </details>


# %% exercise="correlate1d"
def correlate1d(x, h):
    """Cross-correlation, mode "valid": y[n] = Σₘ x[n + m] · h[m], the kernel not reversed.

    x: n numbers; h: k numbers, k ≤ n: lists or arrays. Neither is changed.
    Returns a float array of n − k + 1 values, also for eight-bit numbers.
    correlate1d([1, 2, 4, 8], [-1, 1]) is [1, 2, 4].

    Raises ValueError when x or h is not one-dimensional, and when h is longer than x.
    """
    ### BEGIN SOLUTION
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError(
            f"x and h must be one-dimensional, got shapes {x.shape} and {h.shape}"
        )
    if len(h) > len(x):
        raise ValueError(f"a kernel of {len(h)} does not fit on {len(x)} samples")
    return np.lib.stride_tricks.sliding_window_view(x, len(h)) @ h
    ### END SOLUTION


# %% check="correlate1d" points=1
_hint = "n − k + 1 places: the first window begins at sample 0, the last ends at the end"
checks.shape(
    "6 samples, kernel of 4", lambda: correlate1d(np.arange(6), np.ones(4)), (3,), _hint
)
_hint = "all signs swapped means that the kernel was reversed: that is convolution"
checks.close(
    "right minus left", lambda: correlate1d([1, 2, 4, 8], [-1, 1]), [1, 2, 4], _hint
)
_hint = "a kernel as long as the signal fits exactly once"
checks.close(
    "the window covers k samples", lambda: correlate1d([1, 2, 3], [1, 1, 1]), [6], _hint
)
_hint = "compute in floats"
checks.close("whole x, real h", lambda: correlate1d([1, -3, 5], [0.5, 0.5]), [-1, 1], _hint)
_loud = np.array([200, 100], dtype=np.uint8)
_hint = "300 in eight bits is 44: turn x and h into floats first"
checks.close(
    "eight-bit samples", lambda: correlate1d(_loud, np.ones(2, np.uint8)), [300], _hint
)
checks.dtype(
    "floats, also for whole numbers", lambda: correlate1d([1, 2], [3]), "float", _hint
)
checks.unchanged(
    "x and h stay as they were", correlate1d, np.arange(5.0), np.array([1.0, 2.0])
)
_hint = "np.correlate swaps its arguments silently in this case; you must not"
checks.raises("kernel longer", ValueError, correlate1d, [1, 2], [1, 2, 3], hint=_hint)
checks.raises("a matrix as x", ValueError, correlate1d, np.ones((2, 2)), [1])
checks.raises("a matrix as h", ValueError, correlate1d, [1, 2], np.ones((1, 2)))
### BEGIN HIDDEN TESTS
rng = checks.rng(102)
cases = [
    (rng.normal(size=n), rng.normal(size=k))
    for n, k in ((1, 1), (5, 2), (9, 5), (7, 7), (30, 4))
]
cases += [
    (rng.integers(-9, 10, 8), rng.integers(-9, 10, 3)),
    (rng.integers(0, 256, 6, dtype=np.uint8), [2, 3, 2]),
]


def by_hand(x, h):
    return np.array(
        [
            sum(float(x[i + m]) * h[m] for m in range(len(h)))
            for i in range(len(x) - len(h) + 1)
        ]
    )


checks.matches(
    "random signals",
    correlate1d,
    by_hand,
    cases,
    hint="eight-bit samples too: compute in floats",
)
checks.unchanged(
    "arguments unchanged", correlate1d, rng.integers(0, 9, 6), rng.integers(0, 9, 4)
)
checks.raises(
    "longer kernel", ValueError, correlate1d, rng.normal(size=3), rng.normal(size=4)
)
checks.raises("a matrix as x", ValueError, correlate1d, np.ones((3, 3)), np.ones(2))
checks.raises("a matrix as h", ValueError, correlate1d, np.ones(4), np.ones((2, 2)))
### END HIDDEN TESTS

# %% [markdown]
# The two sums are one reversal apart. For a kernel that reads the same from both sides they are equal, and that
# is why the difference goes unnoticed so often.

# %% output="fixed"
x = np.array([1, 5, 2, 0, 3, 4])
lopsided = np.array([1, 2, 4])
symmetric = np.array([1, 2, 1])
for name, h in {"(1, 2, 4)": lopsided, "(1, 2, 1)": symmetric}.items():
    correlation, convolution = correlate1d(x, h), convolve1d(x, h, "valid")
    print(
        name,
        "correlation",
        correlation,
        " convolution",
        convolution,
        " equal:",
        same(correlation, convolution),
    )
turned = same(convolve1d(x, lopsided, "valid"), correlate1d(x, lopsided[::-1]))
print("convolution with h = correlation with h reversed:", turned)

# %% [markdown]
# ### Long signals: the convolution theorem
#
# Two signals of a million samples need $10^{12}$ products: hours. There is another way. A wave that goes through a
# convolution comes out as a wave of the same frequency; only its size and its start have changed. So write both
# signals as sums of waves, which is what the **Fourier transform** does, and there is one number to multiply for
# each frequency:
#
# $$x * h \;=\; \mathcal{F}^{-1}\big(\mathcal{F}(x) \cdot \mathcal{F}(h)\big)$$
#
# The *fast* Fourier transform (FFT) of $N$ samples takes about $N \log_2 N$ steps. NumPy has it: `np.fft.rfft(x,
# N)` appends zeros to $x$ until there are $N$ samples, and returns its waves; `np.fft.irfft(waves, N)` returns
# $N$ samples.
#
# One thing to know: these waves repeat for ever, with period $N$. So the signal lies on a circle, and what does not
# fit into $N$ samples comes in again at the beginning. **Predict** the result for $x = (1, 2, 3)$, $h = (1, 0, -1)$
# and $N = 4$. The convolution is $(1, 2, 2, -2, -3)$: one number too many for the circle.

# %% predict="circle"
predictions.guess("circle", ...)  # four numbers

# %% output="fixed"
circle = np.fft.irfft(np.fft.rfft([1, 2, 3], 4) * np.fft.rfft([1, 0, -1], 4), 4)
print(np.round(circle, 6))
checks.close("the last number was added to the first", circle, [1 - 3, 2, 2, -2])
predictions.compare("circle", np.round(circle))

# %% [markdown]
# ### Exercise 1.3 · `convolve_fft`
#
# Convolve by FFT, on a circle of any size. On a circle that is large enough it is the convolution of exercise 1.1.
#
# <details><summary>Hint 1: a question</summary>
#
# How many samples has the full convolution? How large must the circle be, so that nothing comes in again?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# `irfft(rfft(x, size) * rfft(h, size), size)`, with size = n + k − 1 where none is given.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# x, h as arrays of floats
# size = n + k - 1, if it is None
# raise ValueError for what the docstring lists
# return the product's way back; tell irfft the size, or it guesses an even one
# ```
#
# </details>


# %% exercise="convolve_fft"
def convolve_fft(x, h, size=None):
    """Convolution on a circle of `size` samples, by multiplying Fourier transforms.

    x: n numbers; h: k numbers: lists or arrays. Neither is changed.
    size: samples of the circle, at least n and at least k; None stands for n + k − 1, on
    which the whole convolution fits. On a larger circle zeros follow; on a smaller one,
    what does not fit is added to the beginning: place i of the result to place i − size.
    Returns a float array of `size` values. convolve_fft([1, 2, 3], [1, 0, -1]) is
    [1, 2, 2, -2, -3]; with size=4, [-2, 2, 2, -2]; with size=7, [1, 2, 2, -2, -3, 0, 0].

    Raises ValueError when x or h is not one-dimensional, and when size is below n or below
    k (rfft would cut samples off without a word).
    """
    ### BEGIN SOLUTION
    x, h = np.asarray(x, dtype=float), np.asarray(h, dtype=float)
    if x.ndim != 1 or h.ndim != 1:
        raise ValueError(f"x and h must be one-dimensional, got {x.shape} and {h.shape}")
    size = len(x) + len(h) - 1 if size is None else size
    if size < max(len(x), len(h)):
        raise ValueError(f"{size} samples do not hold {len(x)} and {len(h)}")
    return np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(h, size), size)
    ### END SOLUTION


# %% check="convolve_fft" points=3
_hint = "n + k − 1 samples; irfft(waves) without a size returns an even number of them"
checks.shape(
    "3 samples, kernel of 3", lambda: convolve_fft([1, 2, 3], [1, 0, -1]), (5,), _hint
)
_hint = "multiply the two transforms entry by entry, both of the same size"
checks.close(
    "docstring example",
    lambda: convolve_fft([1, 2, 3], [1, 0, -1]),
    [1, 2, 2, -2, -3],
    _hint,
)
_hint = "a longer kernel is no exception"
checks.close(
    "n = 2, k = 3", lambda: convolve_fft([1, 2], [1, 10, 100]), [1, 12, 120, 200], _hint
)
_hint = "zeros follow: hand `size` to rfft and to irfft"
checks.close(
    "a larger circle",
    lambda: convolve_fft([0.5, 2], [1, 10], size=6),
    [0.5, 7, 20, 0, 0, 0],
    _hint,
)
_hint = "what does not fit is added to the beginning, not cut off: let the transforms do it"
checks.close(
    "a circle of 4",
    lambda: convolve_fft([1, 2, 3], [1, 0, -1], size=4),
    [-2, 2, 2, -2],
    _hint,
)
checks.close(
    "a circle of 3", lambda: convolve_fft([1, 2, 3], [1, 0, -1], size=3), [-1, -1, 2], _hint
)
checks.dtype(
    "real numbers",
    lambda: convolve_fft([1, 2], [3]),
    "float",
    "irfft gives floats, ifft complex ones",
)
checks.unchanged(
    "x and h stay as they were", convolve_fft, np.arange(5.0), np.array([1.0, 2.0])
)
_hint = "rfft(x, size) drops samples when size is too small: test first"
checks.raises(
    "a circle smaller than x",
    ValueError,
    convolve_fft,
    np.ones(5),
    np.ones(2),
    4,
    hint=_hint,
)
checks.raises(
    "a circle smaller than h",
    ValueError,
    convolve_fft,
    np.ones(2),
    np.ones(5),
    4,
    hint=_hint,
)
_hint = "0 is not None: `size or …` would take it for missing"
checks.raises("a circle of 0", ValueError, convolve_fft, [1.0], [1.0], 0, hint=_hint)
checks.raises("a matrix as x", ValueError, convolve_fft, np.ones((2, 2)), [1])
checks.raises("a matrix as h", ValueError, convolve_fft, [1, 2], np.ones((1, 2)))
### BEGIN HIDDEN TESTS
_rng = checks.rng(108)


def _wrapped(x, h, size=None):
    full = np.zeros(len(x) + len(h) - 1)
    for _m, _value in enumerate(x):
        for _j, _weight in enumerate(h):
            full[_m + _j] += float(_value) * float(_weight)
    circle = np.zeros(len(full) if size is None else size)
    for _i, _value in enumerate(full):
        circle[_i % len(circle)] += _value
    return circle


_sizes = ((1, 1), (1, 4), (6, 2), (9, 5), (3, 7), (20, 6))
_cases = [(_rng.normal(size=_n), _rng.normal(size=_k)) for _n, _k in _sizes]
_cases += [
    (_rng.integers(0, 256, 6, dtype=np.uint8), _rng.integers(0, 256, 3, dtype=np.uint8))
]
checks.matches("random signals", convolve_fft, _wrapped, _cases, "odd sizes and even ones")
_circles = [
    (_x, _h, max(len(_x), len(_h)) + _more) for _x, _h in _cases for _more in (0, 1, 2, 30)
]
checks.matches(
    "random circles", convolve_fft, _wrapped, _circles, "smaller and larger than n + k − 1"
)
checks.unchanged(
    "arguments unchanged", convolve_fft, _rng.normal(size=6), _rng.normal(size=4), 6
)
checks.raises("size 0", ValueError, convolve_fft, [1.0, 2.0], [1.0], 0)
### END HIDDEN TESTS

# %% [markdown]
# **Predict**: from which kernel length on is the FFT faster, on a signal of 20,000 samples? Below, SciPy does both.

# %% predict="crossover"
predictions.guess("crossover", ...)  # a number

# %% skip="grading"
from time import perf_counter


def seconds(function, *arguments, runs=5):
    """Median time of one call, after one call to warm up."""
    function(*arguments)
    times = []
    for _ in range(runs):
        start = perf_counter()
        function(*arguments)
        times.append(perf_counter() - start)
    return np.median(times)


long_signal, lengths, ratios = checks.rng(6).normal(size=20_000), 4 ** np.arange(1, 7), []
for k in lengths:
    pair = long_signal, np.ones(k)
    by_sum = seconds(signal.convolve, *pair, "full", "direct", runs=3)
    ratios.append(by_sum / seconds(signal.convolve, *pair, "full", "fft", runs=3))
plots.crossover(lengths, ratios)

# %% skip="grading"
predictions.compare(
    "crossover",
    next((int(k) for k, r in zip(lengths, ratios, strict=True) if r > 1), "none of these"),
)
faster = np.array(ratios) > 1
runtime.report("kernel of 4: time of the sum, the FFT being 1", ratios[0])
runtime.report("kernel of 4,096: time of the sum, the FFT being 1", ratios[-1])
print(
    "the FFT is faster from a kernel of",
    lengths[faster][0] if faster.any() else "more than 4,096",
)

# %% [markdown]
# *What to see.* For the short kernels of this course the sum is the faster way, and it stays so in every layer. At
# some hundred samples (the cell says where on your processor) the FFT takes over, and from there it wins by more
# and more: its time hardly depends on $k$.
#
# ## 4 · A picture is a table of numbers
#
# A grey picture is a matrix: $h$ rows, $w$ columns, one brightness from 0 (black) to 255 (white) in each cell.
# Row 0 is at the top. **Predict**: what numbers do you expect at the edge of the cat's pupil, inside and outside?

# %% predict="pupil"
predictions.guess("pupil", ...)  # two numbers: a pixel of the pupil, one of the iris

# %%
cat = pictures.photo("cat")
grey = pictures.grey(cat)
framed = np.rint(grey[106:114, 158:166])
predictions.compare("pupil", [framed.min(), framed.max()])
layers.patch(grey, row=106, col=158)

# %% [markdown]
# *What to see.* The framed square on the left is the table on the right. Dark pupil, small numbers; bright
# iris, large ones. A filter sees nothing but these numbers.
#
# A colour picture has three such planes: red, green, blue. Its shape is $h × w × 3$.

# %% output="fixed"
print(f"shape {cat.shape}, type {cat.dtype}, smallest {cat.min()}, largest {cat.max()}")
checks.equal(
    "numbers in a photograph of 1080 × 1080 pixels",
    np.zeros((1080, 1080, 3), np.uint8).size,
    3_499_200,
)

# %% skip="grading"
layers.planes(cat, grey)

# %% [markdown]
# *What to see.* Each plane is shown as a grey picture of its own: white is much of that colour. The orange fur is
# bright in the red plane and dark in the blue one. To make one grey plane out of three we weigh them as the eye
# does: $0.299\,R + 0.587\,G + 0.114\,B$. The weights add up to 1, so that white stays white.

# %%
weights = np.array([0.299, 0.587, 0.114])
checks.close("the weights add up to", weights.sum(), 1)
checks.close("grey of the cat", grey, cat @ weights)
checks.close("grey of pure green", pictures.grey([[[0, 255, 0]]])[0, 0], 149.685)

# %% [markdown]
# **A trap.** Pictures are stored in eight bits, 0…255. **Predict** what 200 + 100 is in eight bits.

# %% predict="eight_bits"
predictions.guess("eight_bits", ...)  # a number

# %% output="fixed"
bright = np.array([200], dtype=np.uint8)
print(
    "eight bits:",
    bright + np.array([100], dtype=np.uint8),
    "  as floats:",
    bright.astype(float) + 100,
)
checks.equal("300 in eight bits", 300 % 256, 44)
predictions.compare("eight_bits", int((bright + np.array([100], dtype=np.uint8))[0]))

# %% [markdown]
# The sum wraps around to 44, without any warning. Convert a picture to floats *before* you compute with it.
#
# ## 5 · Slide a window over a picture
#
# In two dimensions the kernel is a small matrix. Lay it on the picture, multiply element by element, add
# everything up: one output number. Then move on by one column; at the end of the row, go one row down.
#
# $$y[i, j] = \sum_u \sum_v \text{image}[i+u,\, j+v] \cdot \text{kernel}[u, v]$$
#
# No minus sign in the indices: this is correlation, as in every network. In code it is five lines.


# %%
def slide(image, kernel):
    """Correlation of a matrix with a kernel, mode "valid", window by window."""
    (h, w), (kh, kw) = image.shape, kernel.shape
    y = np.zeros((h - kh + 1, w - kw + 1))
    for i, j in np.ndindex(y.shape):
        y[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    return y


# %% [markdown]
# **Predict** the top left output cell for this image and this kernel: lay the cross on the corner and count.

# %% predict="first_cell"
predictions.guess("first_cell", ...)  # a number

# %% skip="grading"
image = np.array(
    [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
)
cross = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
result = slide(image, cross)
checks.close("all nine windows", result, [[4, 3, 4], [2, 4, 3], [2, 3, 4]])
checks.close("SciPy agrees", signal.correlate2d(image, cross, mode="valid"), result)
checks.close(
    "so does true convolution", signal.convolve2d(image, cross, mode="valid"), result
)
predictions.compare("first_cell", int(result[0, 0]))
plots.window(image, cross, row=1, col=1)

# %% [markdown]
# *What to see.* The frame on the left is the covered window; its products with the kernel stand in the third
# table; their sum lights up on the right. The cells after it are still empty.
#
# The last line holds because the cross turned by 180° is the same cross. Do not conclude more from it.
#
# ### Padding and stride
#
# The 5×5 image became 3×3: the border is lost. **Padding** $p$ puts $p$ rows and columns of zeros around the
# image first. **Stride** $s$ moves the window by $s$ cells at a time, which makes the output smaller on
# purpose. **Predict** how many windows of 3 fit on 8 samples with padding 1 and stride 2.

# %% predict="windows"
predictions.guess("windows", ...)  # a number

# %% skip="grading"
predictions.compare("windows", (8 + 2 * 1 - 3) // 2 + 1)
plots.window_positions(8, 3, padding=1, stride=2)

# %% [markdown]
# *What to see.* The numbers in the top row are the places of the samples, not their values; the grey cells are
# padding, zeros. Each window begins two cells after the one before. After the last
# window there is one cell left that no window reaches: a window that does not fit is dropped.
#
# In two dimensions the frame of zeros goes all around, and the window moves by the stride in both directions:

# %% skip="grading"
matrix = np.array(
    [[5, 1, 3, 5, 7], [3, 4, 4, 0, 7], [6, 1, 8, 6, 3], [1, 3, 5, 8, 4], [1, 7, 5, 3, 1]]
)
plots.window(matrix, np.ones((3, 3)), row=0, col=1, padding=1, stride=2)

# %% [markdown]
# Now step through it yourself. Change the kernel, the padding and the stride, and watch the size of the output.

# %% skip="grading"
widgets.step_window(matrix)

# %% [markdown]
# ### Exercise 1.4 · `conv_output_size`
#
# Write the size of the output along one axis.
#
# <details><summary>Hint 1: a question</summary>
#
# How long is the row after padding? Where can the last window begin at the latest?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $\lfloor (n + 2p - k) / s \rfloor + 1$: the first window, and one more for every full step behind it.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError for what the docstring lists
# room = n + 2 * padding - k          # negative: the kernel does not fit
# whole steps in room (// divides and rounds down), plus one
# ```
#
# </details>


# %% exercise="conv_output_size"
def conv_output_size(n, k, padding=0, stride=1):
    """Number of windows along one axis.

    n: cells along the axis; k: cells of the kernel; padding: zeros added on each side;
    stride: step of the window.
    Returns an int: conv_output_size(8, 3, padding=1, stride=2) is 4.

    Raises ValueError when n, k or stride is below 1, when padding is negative, and when the
    kernel is larger than the padded axis.
    """
    ### BEGIN SOLUTION
    if n < 1 or k < 1 or stride < 1 or padding < 0:
        raise ValueError(f"no such layer: n={n}, k={k}, padding={padding}, stride={stride}")
    room = n + 2 * padding - k
    if room < 0:
        raise ValueError(
            f"a kernel of {k} does not fit on {n} cells with padding {padding}"
        )
    return room // stride + 1
    ### END SOLUTION


# %% check="conv_output_size" points=2
_hint = "the first window counts too: plus one; and // divides whole numbers to a whole one"
checks.equal("no padding, stride 1", lambda: conv_output_size(5, 3), 3, _hint)
checks.equal(
    "kernel as large as the axis", lambda: conv_output_size(7, 7), 1, "it fits exactly once"
)
checks.equal("one cell, kernel of one", lambda: conv_output_size(1, 1), 1, "it fits once")
_hint = "padding is added on both sides"
checks.equal("padding 2", lambda: conv_output_size(5, 5, padding=2), 5, _hint)
_hint = "compare the kernel with n + 2p cells: padding makes room for it"
checks.equal("padding makes it fit", lambda: conv_output_size(2, 6, padding=2), 1, _hint)
_hint = "divide all of n + 2p − k by the stride (parentheses!), then add 1; // gives an int"
checks.equal("stride 2", lambda: conv_output_size(7, 3, stride=2), 3, _hint)
_hint = "round down: half a step is no window"
checks.equal(
    "steps that do not come out even", lambda: conv_output_size(10, 3, stride=4), 2, _hint
)
checks.equal("docstring example", lambda: conv_output_size(8, 3, padding=1, stride=2), 4)
for _bad in (
    (5, 3, 0, 0),
    (5, 3, 0, -1),
    (5, 3, -1),
    (5, 0),
    (0, 1, 3),
    (2, 3),
    (2, 7, 2, 3),
):
    checks.raises(f"no such layer: {_bad}", ValueError, conv_output_size, *_bad)
### BEGIN HIDDEN TESTS
rng = checks.rng(103)


def count(n, k, padding=0, stride=1):
    return sum(
        1 for first in range(0, n + 2 * padding, stride) if first + k <= n + 2 * padding
    )


drawn = rng.integers((1, 0, 1), (40, 4, 6), (60, 3)).tolist()  # n, padding, stride
cases = [(n, int(rng.integers(1, n + 1)), p, s) for n, p, s in drawn]
checks.matches("counted window by window", conv_output_size, count, cases)
checks.equal("padding makes a kernel fit", conv_output_size(3, 9, 3), 1)
checks.true(
    "an int every time",
    all(isinstance(conv_output_size(*case), (int, np.integer)) for case in cases),
)
checks.raises("negative stride", ValueError, conv_output_size, 9, 3, 0, -1)
checks.raises("negative padding", ValueError, conv_output_size, 9, 3, -1)
checks.raises("empty kernel", ValueError, conv_output_size, 9, 0)
checks.raises("empty axis", ValueError, conv_output_size, 0, 1, 3)
checks.raises("does not fit, with padding", ValueError, conv_output_size, 3, 8, 2, 4)
### END HIDDEN TESTS

# %% [markdown]
# **Predict** the output size for a 5×5 matrix, a 3×3 kernel, padding 1 and stride 2. You do not need to know
# what is *in* the kernel: shapes come first.

# %% predict="strided"
predictions.guess("strided", ...)  # a number: rows, which are as many as columns

# %%
checks.equal(
    "5 cells, kernel 3, padding 1, stride 2", conv_output_size(5, 3, padding=1, stride=2), 3
)
checks.equal(
    "28 cells, kernel 3, padding 1 keeps the size", conv_output_size(28, 3, padding=1), 28
)
checks.equal(
    "28 cells, kernel 5, padding 2, stride 2 halves it",
    conv_output_size(28, 5, padding=2, stride=2),
    14,
)
checks.equal("and once more", conv_output_size(14, 5, padding=2, stride=2), 7)
predictions.compare("strided", conv_output_size(5, 3, padding=1, stride=2))

# %% [markdown]
# Now the numbers. Put a kernel of your choice into this cell and foresee the middle of the output.

# %% skip="grading"
my_kernel = np.array([[0, 0, 0], [1, 0, -1], [0, 0, 0]])
plots.window(matrix, my_kernel, row=1, col=1, padding=1, stride=2)

# %% [markdown]
# ## 6 · Channels: the convolution layer
#
# A colour picture has C = 3 channels; inside a network there may be hundreds. The kernel then has one slice for
# each channel. Every slice answers on its own channel, and the answers are **added**: one kernel, one map. A
# layer has D such kernels and so gives D **activation maps**. All its weights stand in one array of shape $k_h
# × k_w × C × D$.
#
# The window slides over rows and columns. It never slides over channels. **Predict**: how many maps come out
# when one kernel of three slices meets a picture of three channels?

# %% predict="channels"
predictions.guess("channels", ...)  # "one map" or "three maps"

# %% skip="grading"
rng = checks.rng(0)
predictions.compare("channels", "one map")
layers.channel_sum(rng.integers(0, 5, (4, 4, 3)), rng.integers(-1, 2, (2, 2, 3)))

# %% [markdown]
# *What to see.* Three channels, three slices, three responses, but only **one** map on the right. (The star ⋆ is
# correlation: the window slides, nothing is reversed.) A second
# kernel would give a second map out of the same three channels.
#
# ### Exercise 1.5 · `conv2d`
#
# Write the layer. Windows in loops, as in `slide`, are a good start and get full points. Then try it without
# loops over pixels: the
# [second notebook](more.ipynb) has a race.
#
# <details><summary>Hint 1: a question</summary>
#
# The window at output cell $(i, j)$ has shape $k_h × k_w × C$, and so has kernel number $d$. What do you do
# with the two? Where does the window begin when the stride is 2?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $y[i, j, d] = \sum_{u,v,c} \text{padded}[i s + u,\; j s + v,\; c] \cdot \text{kernels}[u, v, c, d]$
#
# `np.pad(image, ((p, p), (p, p), (0, 0)))` puts zeros around rows and columns and leaves the channels alone.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# for i, j: window = padded[i*s : i*s + kh, j*s : j*s + kw]           # (kh, kw, C)
#           y[i, j] = np.tensordot(window, kernels, axes=3)           # sums u, v, c; leaves D numbers
# ```
# Without loops: `sliding_window_view(padded, (kh, kw), axis=(0, 1))[::s, ::s]` has the axes i, j, c, u, v. Then
# `np.einsum("ijcuv,uvcd->ijd", windows, kernels, optimize=True)`.
#
# </details>


# %% exercise="conv2d"
def conv2d(image, kernels, padding=0, stride=1):
    """What a convolution layer computes (no bias): correlation, summed over the channels.

    image: array (h, w, C); kernels: array (kh, kw, C, D). Neither is changed. Whole
    numbers, also eight-bit ones, are computed as floats.
    padding: zeros on each side of rows and columns; stride: step in both directions.
    Returns a float array of shape ((h + 2p − kh) // s + 1, (w + 2p − kw) // s + 1, D).
    An image of ones (4, 4, 3), kernels of ones (2, 2, 3, 1): (3, 3, 1), every value 12.

    Raises ValueError when image does not have 3 axes or kernels not 4, when their C differ,
    when the stride is below 1 or the padding negative, and when a kernel is larger than the
    padded image.
    """
    ### BEGIN SOLUTION
    image, kernels = np.asarray(image, dtype=float), np.asarray(kernels, dtype=float)
    if image.ndim != 3 or kernels.ndim != 4 or image.shape[2] != kernels.shape[2]:
        raise ValueError(
            f"image {image.shape}, kernels {kernels.shape}: no (h, w, C) and (kh, kw, C, D)"
        )
    if stride < 1 or padding < 0:
        raise ValueError(
            f"stride must be at least 1 and padding at least 0, got {stride} and {padding}"
        )
    padded = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    kh, kw = kernels.shape[:2]
    if kh > padded.shape[0] or kw > padded.shape[1]:
        raise ValueError(f"a kernel of {kh}×{kw} does not fit on {padded.shape[:2]} cells")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(0, 1))[
        ::stride, ::stride
    ]
    return np.einsum("ijcuv,uvcd->ijd", windows, kernels, optimize=True)
    ### END SOLUTION


# %% check="conv2d" points=5
_ones, _zeros, _hint = np.ones, np.zeros, "rows, columns, one map per kernel"
checks.shape(
    "two kernels, two maps",
    lambda: conv2d(_ones((4, 4, 3)), _ones((2, 2, 3, 2))),
    (3, 3, 2),
    _hint,
)
_hint = "rows and columns may differ in number, those of the image and those of the kernel"
checks.shape(
    "3×4 image, 1×2 kernel",
    lambda: conv2d(_zeros((3, 4, 1)), _zeros((1, 2, 1, 1))),
    (3, 3, 1),
    _hint,
)
_hint = "compare kh with the rows and kw with the columns"
for _name, _size, _kernel, _maps in (
    ("a high kernel on a high image", (5, 2, 1), (4, 1, 1, 1), (2, 2, 1)),
    ("a wide kernel on a wide image", (2, 5, 1), (1, 4, 1, 1), (2, 2, 1)),
):
    _got = checks.call(_name, conv2d, _ones(_size), _ones(_kernel), hint=_hint)
    checks.shape(_name, _got, _maps, _hint)
_ramp = np.arange(12).reshape(3, 4, 1)
_right_minus_left = np.array([-1, 1]).reshape(1, 2, 1, 1)
_hint = "-1 everywhere: the kernel was reversed; a layer correlates"
checks.close(
    "right minus left",
    lambda: conv2d(_ramp, _right_minus_left)[..., 0],
    _ones((3, 3)),
    _hint,
)
_hint = "entry [u, v] of the kernel lies on row i + u and column j + v of the image"
_square = np.array([[1, 10], [100, 1000]]).reshape(2, 2, 1)
_weights = np.array([[1, 2], [3, 4]]).reshape(2, 2, 1, 1)
checks.close("one window", lambda: conv2d(_square, _weights), [[[4321]]], _hint)
_hint = (
    "slice c of a kernel lies on channel c of the image; then add over the channels, too"
)
_two = np.array([1, 10]).reshape(1, 1, 2)
checks.close(
    "channels 1 and 10, slices 3 and 2",
    lambda: conv2d(_two, np.array([[[[3], [2]]]])),
    [[[23]]],
    _hint,
)
_hint = "map d comes from kernels[..., d]: does each of your maps use a kernel of its own?"
checks.close(
    "two different kernels",
    lambda: conv2d(np.array([[[5]]]), np.array([[[[1, -10]]]])),
    [[[5, -50]]],
    _hint,
)
checks.unchanged("arguments unchanged", conv2d, _ones((4, 4, 1)), _ones((2, 2, 1, 1)), 1)
_hint = (
    "zeros around rows and columns, not around channels: np.pad takes a pair for each axis"
)
_framed = lambda: conv2d(_ones((3, 3, 2)), _ones((3, 3, 2, 1)), padding=1)[..., 0]
checks.close(
    "padding 1, two channels", _framed, [[8, 12, 8], [12, 18, 12], [8, 12, 8]], _hint
)
_hint = "zeros make room: compare the kernel with the padded image"
_roomy = lambda: conv2d(5 * _ones((1, 1, 1)), _ones((3, 3, 1, 1)), padding=1)
checks.close("a kernel that fits with padding only", _roomy, [[[5]]], _hint)
_hint = "window (i, j) begins at row i·s and column j·s"
_count, _dot = np.arange(30).reshape(6, 5, 1), _ones((1, 1, 1, 1))
_half = lambda: conv2d(_count, _dot, stride=2)
checks.close("stride 2 keeps every second cell", _half, _count[::2, ::2], _hint)
_both = lambda: conv2d(_count, _dot, padding=1, stride=3)[..., 0]
_hint = "window (0, 0) begins in the padding"
checks.close("padding 1, stride 3", _both, [[0, 0, 0], [0, 12, 0], [0, 27, 0]], _hint)
_hint = "eight bits wrap around: convert to floats first"
_white = np.full((3, 3, 1), 200, np.uint8)
checks.close(
    "a sum above 255",
    lambda: conv2d(_white, _ones((3, 3, 1, 1), np.uint8)),
    [[[1800.0]]],
    _hint,
)
_image, _kernel = _ones((4, 5, 1)), _ones((2, 2, 1, 1))
checks.raises("kernel too high", ValueError, conv2d, _image, _ones((5, 1, 1, 1)))
checks.raises("kernel too wide", ValueError, conv2d, _image, _ones((1, 6, 1, 1)))
checks.raises("stride 0", ValueError, conv2d, _image, _kernel, 0, 0)
checks.raises("negative stride", ValueError, conv2d, _image, _kernel, 0, -1)
checks.raises("negative padding", ValueError, conv2d, _image, _kernel, -1)
checks.raises("no channel axis", ValueError, conv2d, _ones((4, 4)), _kernel)
checks.raises("kernels of 3 axes", ValueError, conv2d, _image, _ones((2, 2, 1)))
_hint = "einsum and * stretch an axis of 1 without a word: compare the channels yourself"
checks.raises(
    "3 channels, slices for 1", ValueError, conv2d, _ones((4, 4, 3)), _kernel, hint=_hint
)
_three = _ones((2, 2, 3, 1))
checks.raises("1 channel, slices for 3", ValueError, conv2d, _image, _three, hint=_hint)
### BEGIN HIDDEN TESTS
rng = checks.rng(104)


def window_by_window(image, kernels, padding=0, stride=1):
    padded = np.pad(
        np.asarray(image, float), ((padding, padding), (padding, padding), (0, 0))
    )
    maps = []
    for d in range(kernels.shape[3]):
        planes = [
            signal.correlate2d(padded[..., c], kernels[..., c, d], "valid")
            for c in range(kernels.shape[2])
        ]
        maps.append(sum(planes)[::stride, ::stride])
    return np.stack(maps, axis=-1)


sizes = [
    ((1, 1, 1), (1, 1, 1, 1)),
    ((5, 7, 2), (3, 2, 2, 1)),
    ((6, 4, 3), (2, 4, 3, 5)),
    ((8, 8, 4), (5, 3, 4, 2)),
    ((9, 2, 2), (6, 1, 2, 2)),
    ((2, 8, 1), (2, 7, 1, 3)),
]
cases = [(rng.normal(size=i), rng.normal(size=k)) for i, k in sizes]
checks.matches("random layers", conv2d, window_by_window, cases)
checks.matches(
    "with padding", conv2d, window_by_window, [(i, k, p) for i, k in cases for p in (1, 2)]
)
checks.matches(
    "with stride",
    conv2d,
    window_by_window,
    [(i, k, 0, s) for i, k in cases for s in (2, 3)],
)
checks.matches(
    "with both",
    conv2d,
    window_by_window,
    [(i, k, p, s) for i, k in cases for p, s in ((1, 2), (2, 3))],
)
bytes_ = rng.integers(0, 256, (6, 5, 3), dtype=np.uint8)
checks.matches(
    "whole numbers",
    conv2d,
    window_by_window,
    [
        (bytes_, rng.normal(size=(2, 2, 3, 2))),
        (bytes_, rng.integers(-3, 4, (3, 3, 3, 1)), 1),
    ],
)
checks.unchanged("arguments unchanged", conv2d, bytes_, rng.normal(size=(2, 2, 3, 2)), 1, 2)
checks.raises(
    "channels differ", ValueError, conv2d, np.ones((5, 5, 3)), np.ones((2, 2, 1, 4))
)
checks.raises(
    "kernels of 3 axes", ValueError, conv2d, np.ones((5, 5, 3)), np.ones((2, 2, 3))
)
checks.raises(
    "kernel too wide", ValueError, conv2d, np.ones((9, 3, 1)), np.ones((2, 6, 1, 1)), 1
)
checks.raises(
    "kernel too high", ValueError, conv2d, np.ones((3, 9, 1)), np.ones((6, 2, 1, 1)), 1
)
checks.raises(
    "negative stride", ValueError, conv2d, np.ones((5, 5, 1)), np.ones((2, 2, 1, 1)), 0, -1
)
checks.raises(
    "negative padding", ValueError, conv2d, np.ones((5, 5, 1)), np.ones((2, 2, 1, 1)), -1
)
### END HIDDEN TESTS

# %% [markdown]
# ### Three ways, one result
#
# Your function, the definition in loops, SciPy, and a `Conv2D` layer of Keras whose weights we set by hand. All
# of them get the same random picture and the same kernels, in 64-bit floats, so that only the method differs.
# **Predict** whether SciPy needs `correlate2d` or `convolve2d` to agree with the layer.

# %% predict="scipy_name"
predictions.guess("scipy_name", ...)  # "correlate2d" or "convolve2d"

# %% skip="grading"
import keras

rng = checks.rng(7)
photo, kernels = rng.normal(size=(20, 24, 3)), rng.normal(size=(3, 3, 3, 4))
conv = keras.layers.Conv2D(filters=4, kernel_size=3, use_bias=False, dtype="float64")
conv.build((None, *photo.shape))
conv.set_weights([kernels])
by_keras = keras.ops.convert_to_numpy(conv(photo[np.newaxis]))[0]


def layer_with(correlate):
    """The layer's D maps, each the sum over C of `correlate(plane, slice)`."""
    pairs = [[(photo[..., c], kernels[..., c, d]) for c in range(3)] for d in range(4)]
    return np.stack(
        [sum(correlate(plane, part) for plane, part in pair) for pair in pairs], axis=-1
    )


yours, by_loops = conv2d(photo, kernels), layer_with(slide)
by_scipy = layer_with(lambda plane, part: signal.correlate2d(plane, part, mode="valid"))
error = max(np.abs(yours - other).max() for other in (by_loops, by_scipy, by_keras))
checks.close("four different kernels: yours and the layer's maps", yours, by_keras)
runtime.report("conv2d, loops, SciPy, Keras: largest difference", error, at_most=1e-5)

# %% skip="grading"
reversed_ = layer_with(lambda plane, part: signal.convolve2d(plane, part, mode="valid"))
checks.true(
    "true convolution does not agree with the layer", np.abs(reversed_ - by_keras).max() > 1
)
predictions.compare("scipy_name", "correlate2d")

# %% [markdown]
# The layer that the whole field calls "convolution" is correlation. Now you have seen it, not only read it.
#
# ### What the maps show
#
# Three kernels for the cat, each 3×3×3. The first subtracts the right side from the left, the second the bottom
# from the top, both in all channels; the third takes the mean of red minus the mean of blue.

# %% skip="grading"
bank = np.zeros((3, 3, 3, 3))  # rows, columns, channels, maps
bank[..., 0] = np.array([1, 0, -1])[np.newaxis, :, np.newaxis]
bank[..., 1] = np.array([1, 0, -1])[:, np.newaxis, np.newaxis]
bank[..., 0, 2], bank[..., 2, 2] = 1 / 9, -1 / 9
maps = conv2d(cat, bank, padding=1)
layers.gallery(
    {
        "left − right": maps[..., 0],
        "top − bottom": maps[..., 1],
        "red − blue": maps[..., 2],
    },
    signed=True,
)

# %% [markdown]
# *What to see.* Mid-grey is zero. Whiskers are bright on one side and dark on the other; the first map prefers
# upright ones, the second lying ones. The third map knows nothing of edges: it says how orange a place is. A
# network learns kernels such as these on its own.
#
# ## 7 · How many parameters?
#
# Each of the D kernels has $k_h · k_w · C$ weights and one **bias**, a number that is added to its whole map:
#
# $$(k_h \cdot k_w \cdot C + 1) \cdot D$$
#
# The size of the picture does not appear. **Predict** the count for 64 kernels of 5×5 on an input of 16 channels;
# Keras will answer below.

# %% predict="count"
predictions.guess("count", ...)  # a number

# %% [markdown]
# ### Exercise 1.6 · `conv_parameter_count`
#
# Write the count as a function, with and without bias.
#
# <details><summary>Hint 1: a question</summary>
#
# How many numbers does *one* kernel hold, if it looks at all C channels? How many biases does one map have?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# It stands above. Without bias, drop the 1, not the D.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# raise ValueError if one of the four numbers is below 1
# weights = kh * kw * c * d
# add d, if there is a bias
# ```
#
# </details>


# %% exercise="conv_parameter_count"
def conv_parameter_count(kh, kw, c, d, bias=True):
    """Number of trainable parameters of a convolution layer.

    kh, kw: rows and columns of a kernel; c: input channels; d: kernels, that is output
    channels; bias: whether each map has one.
    Returns an int: conv_parameter_count(3, 3, 3, 32) is 896.

    Raises ValueError when kh, kw, c or d is below 1.
    """
    ### BEGIN SOLUTION
    if min(kh, kw, c, d) < 1:
        raise ValueError(f"all sizes must be at least 1, got {kh}, {kw}, {c}, {d}")
    return (kh * kw * c + bool(bias)) * d
    ### END SOLUTION


# %% check="conv_parameter_count" points=1
_count = conv_parameter_count
checks.equal(
    "a single number", lambda: _count(1, 1, 1, 1, bias=False), 1, "no bias: only weights"
)
_hint = "a kernel has kh·kw weights for each of the c input channels"
checks.equal("four channels, no bias", lambda: _count(3, 3, 4, 2, bias=False), 72, _hint)
_hint = "kh and kw may differ"
checks.equal("two rows, five columns", lambda: _count(2, 5, 1, 1, bias=False), 10, _hint)
_hint = "one bias per map, not one per layer and not one per channel"
checks.equal(
    "the biases", lambda: _count(5, 5, 2, 7) - _count(5, 5, 2, 7, bias=False), 7, _hint
)
checks.equal(
    "docstring example", lambda: _count(3, 3, 3, 32), 896, "weights and biases together"
)
for _bad in ((0, 3, 3, 8), (3, 0, 3, 8), (3, 3, 0, 8), (3, 3, 3, -1)):
    checks.raises(f"no such layer: {_bad}", ValueError, _count, *_bad)
### BEGIN HIDDEN TESTS
rng = checks.rng(105)
cases = [tuple(int(v) for v in row) for row in rng.integers(1, 12, (30, 4))]
kernels_and_biases = {
    True: lambda *s: np.zeros(s).size + np.zeros(s[3]).size,
    False: lambda *s: np.zeros(s).size,
}
checks.matches(
    "random layers",
    conv_parameter_count,
    kernels_and_biases[True],
    cases,
    hint="kh and kw may differ",
)
checks.matches(
    "random layers, no bias",
    lambda *s: conv_parameter_count(*s, bias=False),
    kernels_and_biases[False],
    cases,
)
for bad in ((0, 3, 3, 3), (3, 0, 3, 3), (3, 3, -1, 3), (3, 3, 3, 0)):
    checks.raises(f"sizes {bad}", ValueError, conv_parameter_count, *bad)
### END HIDDEN TESTS

# %% [markdown]
# Keras counts the same.

# %% skip="grading"
conv = keras.layers.Conv2D(filters=32, kernel_size=3)
conv.build((None, 32, 32, 3))
checks.equal(
    "Keras, 3×3, 3 → 32 channels", conv.count_params(), conv_parameter_count(3, 3, 3, 32)
)
conv = keras.layers.Conv2D(filters=64, kernel_size=5)
conv.build((None, 32, 32, 16))
checks.equal(
    "Keras, 5×5, 16 → 64 channels", conv.count_params(), conv_parameter_count(5, 5, 16, 64)
)
print(f"64 kernels of 5×5 on 16 channels: {conv.count_params():,} parameters")
predictions.compare("count", conv.count_params())

# %% [markdown]
# A dense layer would need one weight for every pair of an input and an output number: the
# [second notebook](more.ipynb) counts them. The convolution saves in two ways: a cell looks only at its window, and
# all cells share one set of weights. Lab 03 takes this up.
#
# ## 8 · How far does one output see?
#
# One 3×3 layer sees 3×3 pixels. Stack a second one on top, and one output cell sees 5×5 pixels of the picture,
# through the 3×3 cells in between. The **receptive field** grows by $k-1$ with every layer, times all the
# strides before it.


# %%
def receptive_field(layers):
    """Pixels along an axis that an output cell sees through layers of (size, stride)."""
    field, jump = 1, 1
    for k, s in layers:
        field += (k - 1) * jump
        jump *= s
    return field


layers.receptive_field([(3, 1), (2, 2), (3, 1)])

# %% [markdown]
# *What to see.* Read it from the top: the one green cell needs three cells, they need six, and those need eight
# pixels. The layer with stride 2 in the middle is what makes the next step count twice.

# %%
checks.equal("two layers of 3", receptive_field([(3, 1)] * 2), 5)
checks.equal("three layers of 3", receptive_field([(3, 1)] * 3), 7)
checks.equal(
    "3, then 2 with stride 2, then 3", receptive_field([(3, 1), (2, 2), (3, 1)]), 8
)
one_pixel = signal.convolve(signal.convolve(np.ones(3), np.ones(3)), np.ones(3))
checks.equal(
    "outputs that one pixel reaches through three layers", np.count_nonzero(one_pixel), 7
)
checks.equal(
    "the discriminator of lab 08", receptive_field([(4, 2)] * 3 + [(4, 1)] * 2), 70
)
checks.equal("three layers of 3×3", 3 * conv_parameter_count(3, 3, 1, 1, bias=False), 27)
checks.equal("one layer of 7×7", conv_parameter_count(7, 7, 1, 1, bias=False), 49)

# %% [markdown]
# Three 3×3 layers see as far as one of 7×7, with 27 weights instead of 49 per pair of channels. And between two
# layers there is room for a function that is not linear, such as $\max(0, y)$: without one, two layers in a row
# would be one layer (section 2, associative). That is why small kernels won.
#
# ## 9 · Pooling
#
# Often it matters *that* something was found, not where to the pixel. **Pooling** puts one number in place of
# each small window: the largest (max pooling) or the mean (average pooling). There is nothing to learn in it,
# and every channel is pooled on its own. **Predict** both results for the matrix below, with windows of 2×2
# side by side.

# %% predict="pooled"
predictions.guess("pooled", ...)  # max [[., .], [., .]], then mean

# %% skip="grading"
numbers = np.array([[1, 3, 2, 1], [4, 6, 5, 0], [7, 2, 9, 8], [1, 0, 3, 4]])
blocks = numbers.reshape(2, 2, 2, 2)  # block row, row in it, block column, column in it
checks.close("max", blocks.max(axis=(1, 3)), [[6, 5], [7, 9]])
checks.close("mean", blocks.mean(axis=(1, 3)), [[3.5, 2], [2.5, 6]])
strided = slide(numbers, np.full((2, 2), 1 / 4))[::2, ::2]
checks.close(
    "mean pooling is a convolution with stride 2", strided, blocks.mean(axis=(1, 3))
)
predictions.compare("pooled", [blocks.max(axis=(1, 3)), blocks.mean(axis=(1, 3))])
plots.matrices(
    {"input": numbers, "mean": blocks.mean(axis=(1, 3)), "max": blocks.max(axis=(1, 3))},
    marks={"input": (0, 0, 2, 2), "mean": (0, 0, 1, 1), "max": (0, 0, 1, 1)},
    outputs=2,
)

# %% [markdown]
# Average pooling is a convolution with equal weights and a stride. Max pooling is not: the maximum is not
# linear.
#
# ### Exercise 1.7 · `max_pool2d`
#
# Write max pooling for a picture with channels, for any window size and stride.
#
# <details><summary>Hint 1: a question</summary>
#
# What is the largest of four negative numbers? What does your function start from? And what happens at the
# border when the last window does not fit?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $y[i, j, c] = \max_{u, v} \text{image}[i s + u,\; j s + v,\; c]$ with $u, v = 0 … \text{size} - 1$; $\lfloor
# (n - \text{size}) / s \rfloor + 1$ windows along each axis, as for a convolution without padding.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# stride = size, if it is None
# for i, j: y[i, j] = image[i*s : i*s + size, j*s : j*s + size].max(axis=(0, 1))      # C numbers
# ```
# Without loops: the maximum of `sliding_window_view(image, (size, size), axis=(0, 1))[::s, ::s]` over its last
# two axes.
#
# </details>


# %% exercise="max_pool2d"
def max_pool2d(image, size=2, stride=None):
    """Largest value of each window, channel by channel.

    image: array (h, w, C), whole or real numbers, of any sign; it is not changed.
    size: rows and columns of the window; stride: step of the window, `size` if None.
    Windows that do not fit are dropped.
    Returns an array of shape ((h − size) // stride + 1, (w − size) // stride + 1, C).
    The numbers 0…15 in a (4, 4, 1) image give [[5, 7], [13, 15]] in the one channel.

    Raises ValueError when image does not have 3 axes, when size or stride is below 1, and
    when the window is larger than the image.
    """
    ### BEGIN SOLUTION
    image = np.asarray(image)
    stride = size if stride is None else stride
    if image.ndim != 3:
        raise ValueError(f"image must have shape (h, w, C), got {image.shape}")
    if size < 1 or stride < 1 or size > min(image.shape[:2]):
        raise ValueError(
            f"no windows of {size} with stride {stride} on an image of shape {image.shape}"
        )
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(0, 1))
    return windows[::stride, ::stride].max(axis=(-2, -1))
    ### END SOLUTION


# %% check="max_pool2d" points=3
_counting = np.arange(16).reshape(4, 4, 1)
_hint = "the largest number of each 2×2 window, side by side: the stride is the size"
checks.close(
    "docstring example", lambda: max_pool2d(_counting)[..., 0], [[5, 7], [13, 15]], _hint
)
_hint = "zero is larger than every negative number: do not start from zero"
_below = lambda: max_pool2d(_counting - 20)[..., 0]
checks.close("negative numbers", _below, [[-15, -13], [-7, -5]], _hint)
_two = np.concatenate([_counting, -_counting], axis=2)
_hint = "each channel for itself: no maximum over channels"
checks.shape("two channels stay two", lambda: max_pool2d(_two), (2, 2, 2), _hint)
checks.close(
    "the second channel", lambda: max_pool2d(_two)[..., 1], [[0, -2], [-8, -10]], _hint
)
_hint = "drop windows that do not fit"
checks.shape("5×7, windows of 2", lambda: max_pool2d(np.zeros((5, 7, 1))), (2, 3, 1), _hint)
_hint = "window (i, j) begins at (i·stride, j·stride) and is `size` wide"
_wide = lambda: max_pool2d(_counting, size=3, stride=1)[..., 0]
checks.close("overlapping windows", _wide, [[10, 11], [14, 15]], _hint)
_hint = "without a stride, windows of 3 step by 3"
_large = np.arange(36).reshape(6, 6, 1)
checks.close(
    "windows of 3", lambda: max_pool2d(_large, 3)[..., 0], [[14, 17], [32, 35]], _hint
)
_hint = "window (i, j) begins at (i·stride, j·stride) and is `size` wide"
_gaps = lambda: max_pool2d(_counting, size=1, stride=3)[..., 0]
checks.close("windows of 1, three apart", _gaps, [[0, 3], [12, 15]], _hint)
checks.close(
    "one window", lambda: max_pool2d(_counting, size=4), [[[15]]], "a single window fits"
)
checks.unchanged("image unchanged", max_pool2d, np.arange(16.0).reshape(4, 4, 1))
checks.raises("no channel axis", ValueError, max_pool2d, np.ones((4, 4)))
_hint = "0 is not None: `stride or size` would take it for missing"
checks.raises("stride 0", ValueError, max_pool2d, np.ones((4, 4, 1)), 2, 0, hint=_hint)
checks.raises("stride -1", ValueError, max_pool2d, np.ones((4, 4, 1)), 2, -1)
checks.raises("size 0", ValueError, max_pool2d, np.ones((4, 4, 1)), 0, 1)
checks.raises("window wider than the image", ValueError, max_pool2d, np.ones((4, 3, 1)), 4)
checks.raises("window higher than the image", ValueError, max_pool2d, np.ones((3, 4, 1)), 4)
### BEGIN HIDDEN TESTS
rng = checks.rng(106)


def largest(image, size=2, stride=None):
    s = size if stride is None else stride
    h, w, c = image.shape
    rows, cols = range(0, h - size + 1, s), range(0, w - size + 1, s)
    return np.array(
        [
            [
                [
                    max(image[i + u, j + v, k] for u in range(size) for v in range(size))
                    for k in range(c)
                ]
                for j in cols
            ]
            for i in rows
        ]
    )


shapes = [(2, 2, 1), (4, 6, 1), (5, 7, 3), (6, 6, 2)]
cases = [(rng.normal(size=shape),) for shape in shapes] + [
    (rng.normal(size=shape) - 9,) for shape in shapes
]
checks.matches("random pictures", max_pool2d, largest, cases)
checks.matches("whole numbers", max_pool2d, largest, [(rng.integers(-99, 0, (6, 4, 2)),)])
other = [
    (rng.normal(size=(7, 8, 2)), size, stride)
    for size, stride in ((1, 1), (3, None), (3, 2), (2, 3), (3, 1), (7, 1))
]
checks.matches("sizes and strides", max_pool2d, largest, other)
checks.unchanged("image unchanged", max_pool2d, rng.normal(size=(6, 6, 2)), 3, 1)
checks.raises("four axes", ValueError, max_pool2d, np.ones((1, 4, 4, 1)))
checks.raises("size 0", ValueError, max_pool2d, np.ones((4, 4, 1)), 0)
checks.raises("stride 0", ValueError, max_pool2d, np.ones((4, 4, 1)), 2, 0)
checks.raises("negative stride", ValueError, max_pool2d, np.ones((4, 4, 1)), 2, -1)
checks.raises("window larger than the image", ValueError, max_pool2d, np.ones((4, 3, 1)), 4)
### END HIDDEN TESTS

# %% [markdown]
# Pooling buys tolerance to *some* small shifts: within a window a move goes unnoticed, across its border the pooled
# picture changes. (The [second notebook](more.ipynb) shows both.) How much it is worth for a classifier is measured
# in lab 03.
#
# ## 10 · The way back: un-pooling and transposed convolution
#
# A generator starts from a small array and ends with a picture. So we need layers that make things larger. The
# simplest one repeats every number. Nothing is learned. **Predict** the 4×4 result for [[1, 2], [3, 4]].

# %% predict="repeated"
predictions.guess("repeated", ...)  # the second of its four rows

# %% skip="grading"
little = np.array([[1, 2], [3, 4]])
repeated = little.repeat(2, axis=0).repeat(2, axis=1)
blocks_of_two = np.array([[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]])
checks.equal("un-pooling by repetition", repeated, blocks_of_two)
predictions.compare("repeated", repeated[1])
plots.matrices({"input": little, "repeated": repeated})

# %% [markdown]
# A **transposed convolution** has weights. It is the second reading of section 1, in two dimensions: every
# input value **stamps** a scaled copy of the kernel into the output, and where stamps overlap, they add. The
# stride is the distance between stamps.

# %% skip="grading"
layers.stamps(little, [[1, 2, 1], [1, 2, 1], [1, 2, 1]], stride=1)

# %% [markdown]
# *What to see.* One stamp for each of the four values, each at its place; their sum is on the right. With $n$
# input cells the output has $(n-1) s + k$: the last stamp begins at $(n-1)s$ and is $k$ long.
#
# **Predict** the first row of the output for a 4×4 input of ones, the same kernel and stride 1.

# %% predict="stamped_row"
predictions.guess("stamped_row", ...)  # six numbers

# %% [markdown]
# ### Exercise 1.8 · `conv_transpose2d`
#
# Write the stamps, for one channel.
#
# <details><summary>Hint 1: a question</summary>
#
# In which rectangle of the output does the value `image[i, j]` leave its stamp? Is `=` or `+=` right there?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# Value $(i, j)$ adds $\text{image}[i, j] \cdot \text{kernel}[u, v]$ to the cell $(i s + u,\; j s + v)$, for all
# $u, v$. The kernel is stamped as it is, not reversed.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# y = zeros of shape ((h - 1) * s + kh, (w - 1) * s + kw)
# for i, j in np.ndindex(h, w):
#     y[i*s : i*s + kh, j*s : j*s + kw] += image[i, j] * kernel
# ```
# Fewer steps: loop over the cells (u, v) of the *kernel* and add `kernel[u, v] * image` to every s-th cell from
# (u, v) on.
#
# </details>


# %% exercise="conv_transpose2d"
def conv_transpose2d(image, kernel, stride=1):
    """Transposed convolution of a channel: each value stamps a scaled kernel, overlaps add.

    image (h, w), kernel (kh, kw): arrays or lists of rows, whole or real numbers, also
    eight-bit ones. Neither is changed.
    stride: distance between stamps.
    Returns a float array of shape ((h − 1)·stride + kh, (w − 1)·stride + kw).
    [[1, 2]] with the kernel [[1, 10]] gives [[1, 12, 20]]; with stride 2, [[1, 10, 2, 20]].

    Raises ValueError when image or kernel does not have 2 axes, and when the stride is
    below 1.
    """
    ### BEGIN SOLUTION
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    if image.ndim != 2 or kernel.ndim != 2:
        raise ValueError(
            f"image and kernel must be matrices, got {image.shape} and {kernel.shape}"
        )
    if stride < 1:
        raise ValueError(f"stride must be at least 1, got {stride}")
    (h, w), (kh, kw) = image.shape, kernel.shape
    y = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for u, v in np.ndindex(kh, kw):
        y[u : u + (h - 1) * stride + 1 : stride, v : v + (w - 1) * stride + 1 : stride] += (
            kernel[u, v] * image
        )
    return y
    ### END SOLUTION


# %% check="conv_transpose2d" points=4
_up, _hint = conv_transpose2d, "the last stamp begins at (n − 1)·s and is k long"
checks.shape(
    "3×4 input, 2×5 kernel, stride 3",
    lambda: _up(np.ones((3, 4)), np.ones((2, 5)), 3),
    (8, 14),
    _hint,
)
_hint = "turned by 180°? The transposed layer stamps its kernel as it is"
checks.close(
    "one value, one stamp", lambda: _up([[2]], [[1, 2], [3, 4]]), [[2, 4], [6, 8]], _hint
)
_hint = "where stamps overlap they add: +=, not ="
checks.close("docstring example", lambda: _up([[1, 2]], [[1, 10]]), [[1, 12, 20]], _hint)
_hint = "stamp (i, j) begins at row i·s and column j·s"
checks.close(
    "stride 2", lambda: _up([[1, 2]], [[1, 10]], stride=2), [[1, 10, 2, 20]], _hint
)
checks.close(
    "stride 2, rows",
    lambda: _up([[1], [2]], [[1, 10]], 2),
    [[1, 10], [0, 0], [2, 20]],
    _hint,
)
checks.close("halves", lambda: _up([[1, 1]], [[0.5]]), [[0.5, 0.5]], "compute in floats")
_bytes = np.array([[200, 200]], dtype=np.uint8)
_hint = "eight bits wrap around: compute in floats"
checks.close(
    "eight-bit numbers",
    lambda: _up(_bytes, np.ones((1, 2), np.uint8)),
    [[200, 400, 200]],
    _hint,
)
checks.unchanged("arguments unchanged", _up, np.ones((3, 3)), np.ones((2, 2)))
checks.raises("stride 0", ValueError, _up, np.ones((3, 3)), np.ones((2, 2)), 0)
_hint = "of one value NumPy makes an empty picture without a word: test the stride first"
checks.raises("stride -2", ValueError, _up, [[1.0]], [[1.0, 2.0]], -2, hint=_hint)
checks.raises("a kernel with one axis", ValueError, _up, np.ones((3, 3)), np.ones(3))
checks.raises(
    "an image with channels", ValueError, _up, np.ones((3, 3, 1)), np.ones((2, 2))
)
### BEGIN HIDDEN TESTS
rng = checks.rng(107)


def spread_and_convolve(image, kernel, stride=1):
    image, kernel = np.asarray(image, float), np.asarray(kernel, float)
    spread = np.zeros(
        ((image.shape[0] - 1) * stride + 1, (image.shape[1] - 1) * stride + 1)
    )
    spread[::stride, ::stride] = image
    return signal.convolve2d(spread, kernel, mode="full")


sizes = [
    ((1, 1), (1, 1)),
    ((2, 3), (3, 2)),
    ((4, 4), (3, 3)),
    ((1, 5), (2, 4)),
    ((5, 3), (1, 1)),
]
cases = [(rng.normal(size=i), rng.normal(size=k), s) for i, k in sizes for s in (1, 2, 3)]
cases += [(rng.integers(0, 256, (3, 3), dtype=np.uint8), rng.integers(-4, 5, (2, 3)), 2)]
cases += [(rng.integers(-9, 9, (3, 2)), rng.normal(size=(2, 2)), 1)]
checks.matches("random pictures", conv_transpose2d, spread_and_convolve, cases)
checks.unchanged(
    "arguments unchanged",
    conv_transpose2d,
    rng.normal(size=(4, 3)),
    rng.normal(size=(3, 3)),
    2,
)
checks.raises(
    "image with channels", ValueError, conv_transpose2d, np.ones((3, 3, 1)), np.ones((2, 2))
)
checks.raises(
    "negative stride", ValueError, conv_transpose2d, np.ones((1, 1)), np.ones((2, 2)), -1
)
### END HIDDEN TESTS

# %% skip="grading"
rows = np.array([[1, 2, 1], [1, 2, 1], [1, 2, 1]])
stamped = conv_transpose2d(np.ones((4, 4)), rows)
checks.shape("4×4, kernel 3×3, stride 1", stamped, (6, 6))
checks.close("first row", stamped[0], [1, 3, 4, 4, 3, 1])
doubled = conv_transpose2d(little, np.ones((2, 2)), stride=2)
checks.close("repetition is a transposed convolution", doubled, repeated)
predictions.compare("stamped_row", stamped[0])
plots.matrices({"input": np.ones((4, 4)), "kernel": rows, "output": stamped})

# %% [markdown]
# *What to see.* In the middle all stamps overlap and the values are level; towards the border fewer stamps
# arrive. The last check says: un-pooling by repetition *is* a transposed convolution with stride 2, whose
# kernel is fixed to ones.
#
# ### Three ways again
#
# For stride 1, SciPy's *full* convolution gives the stamps. It is a true convolution this time, with the
# reversal: see the second reading in section 1. And `Conv2DTranspose` of Keras, with weights set by hand:

# %% skip="grading"
rng = checks.rng(8)
seed, weights_2d = rng.normal(size=(6, 5)), rng.normal(size=(4, 4))
errors = [
    np.abs(
        conv_transpose2d(seed, weights_2d)
        - signal.convolve2d(seed, weights_2d, mode="full")
    ).max()
]
for stride in (1, 2, 3):
    up = keras.layers.Conv2DTranspose(1, 4, strides=stride, use_bias=False, dtype="float64")
    up.build((None, 6, 5, 1))
    up.set_weights(
        [weights_2d[..., np.newaxis, np.newaxis]]
    )  # rows, columns, output channels, input channels
    by_keras = keras.ops.convert_to_numpy(up(seed[np.newaxis, ..., np.newaxis]))[0, ..., 0]
    errors.append(np.abs(conv_transpose2d(seed, weights_2d, stride) - by_keras).max())
runtime.report(
    "conv_transpose2d, SciPy, Keras: largest difference", max(errors), at_most=1e-5
)

# %% [markdown]
# Why *transposed*? A convolution is linear: write the pixels in one column, and it is some matrix times that column.
# The stamps multiply by the transpose of this matrix. The [second notebook](more.ipynb) draws both.
#
# **Predict**: ones as input, ones as kernel, stride 2. With a kernel of 3×3, is the inside of the output level?
# And with 4×4?

# %% predict="level"
predictions.guess("level", ...)  # twice "level" or "uneven"

# %% skip="grading"
uneven = conv_transpose2d(np.ones((3, 3)), np.ones((3, 3)), stride=2)
level = conv_transpose2d(np.ones((3, 3)), np.ones((4, 4)), stride=2)
checks.equal(
    "values inside, kernel 3", sorted({int(v) for v in uneven[2:-2, 2:-2].flat}), [1, 2, 4]
)
checks.equal(
    "values inside, kernel 4", sorted({int(v) for v in level[2:-2, 2:-2].flat}), [4]
)
predictions.compare("level", ["uneven", "level"])
plots.matrices({"3×3 kernel, stride 2": uneven, "4×4 kernel, stride 2": level}, outputs=2)

# %% [markdown]
# *What to see.* On the left, stamps overlap in every second row and column, and the values alternate between 1,
# 2 and 4: a **checkerboard** out of a perfectly even input. When the stride divides the kernel size, every inner
# cell gets equally many stamps, so for a kernel of *ones* the inside is level. Other kernels can still draw a
# pattern, but they need not. Generated pictures with this pattern are a common sight; lab 05 measures it.
#
# ## 11 · What went wrong?
#
# Three colleagues correlated this cup with one and the same kernel, to make it look like a relief. The second
# picture is what they should have got. Each of them made one mistake, and no two made the same.

# %% skip="grading"
cup = puzzle.cup()
puzzle.show()

# %% [markdown]
# ### Exercise 1.9 · `what_went_wrong`
#
# Which mistake is behind each of the broken pictures 1, 2 and 3?
#
# | letter | mistake |
# |---|---|
# | a | the kernel was reversed, in both directions |
# | b | the kernel's rows were taken for its columns |
# | c | the window moved by its own width instead of one pixel |
# | d | each result was written into the very picture that the next windows read |
# | e | the sums were kept in eight bits |
#
# Every picture was clipped to 0…255 at the end, as for any display. This check only looks at the form of your
# answer, the grading at the letters. So be your own check: make the mistakes on purpose and compare.
#
# <details><summary>Hint 1: a question</summary>
#
# Which of the five mistakes changes the number of pixels? Which of them keep smooth areas smooth? Which can
# turn a sum just above 255 into black, and one just below 0 into white?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# In eight bits a sum becomes its remainder modulo 256: 300 gives 44, and −1 gives 255. A reversed kernel
# subtracts what the right one adds: bright edges turn dark. With rows for columns, other edges answer.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# relief = puzzle.RELIEF
# layers.gallery({"reversed": np.clip(slide(cup, relief[::-1, ::-1]), 0, 255),
#                 "swapped": np.clip(slide(cup, relief.T), 0, 255),
#                 "eight bits": slide(cup, relief) % 256})
# ```
# For d, copy `slide` and store each (clipped) result in the middle of its window in `image`.
#
# </details>


# %% exercise="what_went_wrong"
def what_went_wrong():
    """Name the mistake behind each broken picture.

    Returns a string of three letters out of "abcde", for the pictures 1, 2 and 3.
    "ccc" would say that the window took wide steps in all three.
    """
    ### BEGIN SOLUTION
    return "ead"
    ### END SOLUTION


# %% check="what_went_wrong" points=1
_answer = checks.call("three letters", what_went_wrong)
_form = isinstance(_answer, str) and len(_answer) == 3
_hint = f'a string such as "ccc", small letters, not {_answer!r:.40}'
checks.true("three letters", _form, _hint)
checks.choice("picture 1", _answer[0], options="abcde")
### BEGIN HIDDEN TESTS
_traces = f"this mistake leaves other traces: {puzzle.TRACES[_answer[0]]}"
checks.true("picture 1", _answer[0] == "e", hint=_traces)
### END HIDDEN TESTS

# %% check="what_went_wrong" points=1
_answer = checks.call("three letters", what_went_wrong)
_form = isinstance(_answer, str) and len(_answer) == 3
_hint = f'a string such as "ccc", small letters, not {_answer!r:.40}'
checks.true("three letters", _form, _hint)
checks.choice("picture 2", _answer[1], options="abcde")
### BEGIN HIDDEN TESTS
_traces = f"this mistake leaves other traces: {puzzle.TRACES[_answer[1]]}"
checks.true("picture 2", _answer[1] == "a", hint=_traces)
### END HIDDEN TESTS

# %% check="what_went_wrong" points=1
_answer = checks.call("three letters", what_went_wrong)
_form = isinstance(_answer, str) and len(_answer) == 3
_hint = f'a string such as "ccc", small letters, not {_answer!r:.40}'
checks.true("three letters", _form, _hint)
checks.choice("picture 3", _answer[2], options="abcde")
### BEGIN HIDDEN TESTS
_traces = f"this mistake leaves other traces: {puzzle.TRACES[_answer[2]]}"
checks.true("picture 3", _answer[2] == "d", hint=_traces)
### END HIDDEN TESTS

# %% [markdown]
# ## 12 · What lab 02 needs from here
#
# You have written the operation; the kernels so far were toys. **Lab 02 · Filters** chooses them with care. It
# takes along
#
# - the mode *same*, and the question of what to assume beyond the border;
# - correlation and convolution, which differ as soon as a kernel is not symmetric, as every edge detector is;
# - associativity: two small filters in a row can replace a large one, for a fraction of the work;
# - floats before sums, always.
#
# It ends with a turn: instead of *choosing* a kernel, it lets gradient descent *find* one. From there on, the
# kernels of this course are learned.
