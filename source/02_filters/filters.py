# %% [markdown]
# # 02 · Filters: smoothing and edges
#
# A filter is a convolution with a purpose. In this lab you choose the few numbers of a kernel so that it
# removes noise, finds jumps in a signal, and finds edges in a picture. At the end you stop choosing: you
# let gradient descent find the numbers. That last step is where convolutional networks begin.
#
# **You will learn**
# - what a moving average does to noise, to frequencies and to jumps, and how long its window should be;
# - what a median keeps that no average can keep;
# - to find abrupt changes in noisy data: smooth, differentiate, threshold;
# - to blur pictures and to find their edges, and what happens at their borders;
# - to learn a kernel from examples, and why some pictures teach better than others.
#
# **You need** lab 01: convolution, its modes *full*, *same* and *valid*, and why sliding a kernel without
# reversing it is correlation.
#
# **Time**: the cells run in half a minute on two CPU cores; nothing here needs a GPU. Plan two hours for
# reading and the nine exercises. Each exercise has three hints.

# %%
import dataclasses
import time

import numpy as np
from scipy import ndimage, signal

from course import checks, predictions, runtime
from course.datasets import pictures, signals
from course.plots import filters as plots
from course.widgets import filters as widgets

runtime.setup(trains=False)

import keras
import tensorflow as tf

# %% [markdown]
# Our patient for the first half is one signal of 2000 samples. It is *piecewise smooth*: slow slopes,
# broken by five sudden jumps. Somebody measured it with noise of standard deviation σ = 0.5. The noise is
# *white*: its samples are independent of each other, so no frequency is stronger than another. Since we made it
# ourselves, we know the truth, and can say exactly how well a filter does.

# %% output="fixed"
standard = signals.standard()
checks.shape("the standard signal", standard.noisy, (2000,))
checks.equal("the number of its jumps", len(standard.jumps), 5)
print("jumps at", standard.jumps.tolist())
print(f"signal-to-noise ratio: {signals.snr_db(standard.clean, standard.noisy):.1f} dB")

# %% skip="grading"
plots.noisy_signal(standard)

# %% [markdown]
# Dark: the truth; grey: what was measured. The signal-to-noise ratio (SNR) compares the power of the one
# with the power of the error of the other, in decibels:
#
# $$\mathrm{SNR} = 10\,\log_{10}\frac{\mathrm{mean}\;s^2}{\mathrm{mean}\;(y - s)^2}\ \mathrm{dB}$$
#
# for an estimate $y$ of the clean signal $s$. Ten decibels more mean a squared error ten times smaller.
# That is our goal for the noise.

# %% [markdown]
# ## 1 · The moving average is a convolution
#
# The obvious cure for noise: replace each sample by the mean of the last m samples,
#
# $$y[n] = \frac{x[n] + x[n-1] + \dots + x[n-m+1]}{m}.$$
#
# Compare with lab 01: this is the convolution of x with h = (1/m, …, 1/m). **Predict** the four means of
# three neighbours in 2, 4, 6, 8, 1, 1 before you run the cell.

# %% predict="means"
predictions.guess("means", ...)  # four numbers

# %% output="fixed"
x = np.array([2.0, 4.0, 6.0, 8.0, 1.0, 1.0])
by_hand = [np.mean(x[n - 2 : n + 1]) for n in range(2, len(x))]
by_convolution = np.convolve(x, np.ones(3) / 3, mode="valid")
print(np.round(by_hand, 3).tolist())
checks.close("means by hand, and by convolution", by_convolution, by_hand)
predictions.compare("means", by_convolution)

# %% [markdown]
# ### Exercise 2.1 · `moving_average`
#
# Write the moving average of the last m samples. The result has as many samples as x. Samples before the
# first one count as 0, as in any convolution, so the first m − 1 results are too small.
#
# A window that is no whole number from 1 to len(x), or an x that is not one-dimensional, must raise
# `ValueError`.
#
# <details><summary>Hint 1: a question</summary>
#
# A full convolution of n samples with m weights has n + m − 1 samples. Which n of them look only backward?
#
# </details>
#
# <details><summary>Hint 2: the formula</summary>
#
# y = x * h with h = (1/m, …, 1/m), cut to its first n samples.
#
# </details>
#
# <details><summary>Hint 3: a sketch</summary>
#
# Test `x.ndim` and `m` first. Then one call of `np.convolve(x, …)` in its default mode, and a slice.
#
# </details>


# %% exercise="moving_average"
def moving_average(x, m):
    """Mean of the last m samples.

    x: array of shape (n,), integers or floats, not modified. m: whole number, 1 ≤ m ≤ n.
    Returns a float array of shape (n,); samples before x[0] count as 0.
    moving_average(np.array([2, 4, 6, 8]), 2) is [1, 3, 5, 7].
    Raises ValueError if x is not one-dimensional or m is not a whole number from 1 to n
    (2.5 is none).
    """
    ### BEGIN SOLUTION
    x = np.asarray(x, dtype=float)
    if x.ndim != 1:
        raise ValueError(f"x must be one-dimensional, not of shape {x.shape}")
    if m != int(m) or not 1 <= m <= len(x):
        raise ValueError(f"the window must be a whole number from 1 to {len(x)}, not {m}")
    return np.convolve(x, np.ones(int(m)) / m)[: len(x)]
    ### END SOLUTION


# %% check="moving_average" points=3
_x, _pulse = np.array([2.0, 4.0, 6.0, 8.0]), np.array([0.0, 0, 0, 0, 6, 6, 6, 6])
_hint = "keep the first len(x) samples of the full convolution"
checks.shape("as long as x", lambda: moving_average(np.ones(9), 4), (9,), _hint)
checks.unchanged("x stays as it was", moving_average, _x, 2)
_hint = "x[-2] is the last sample but one: a slice that begins below 0 begins at the end"
checks.finite("the first samples", lambda: moving_average(_pulse, 3), _hint)
_hint = "only x[n] and older samples; mode='same' would centre the window"
checks.close(
    "it cannot see ahead", lambda: moving_average(_pulse, 3)[:4], np.zeros(4), _hint
)
_hint = "x[n] itself is the newest of the m samples"
checks.close("window of one", lambda: moving_average(_x, 1), _x, _hint)
_hint = "the sum of the last m samples, divided by m"
checks.close("a full window", lambda: moving_average(_x, 2)[1:], [3, 5, 7], _hint)
_hint = "always divide by m: the first m − 1 results are small, since missing samples are 0"
checks.close("the first results", lambda: moving_average(_x, 4), [0.5, 1.5, 3, 5], _hint)
_whole = np.array([1, 2, 2, 3])
_hint = "an integer result has lost its halves"
checks.close("integers", lambda: moving_average(_whole, 2), [0.5, 1.5, 2, 2.5], _hint)
for _bad in (0, -2, 6, 2.5):
    checks.raises(
        f"window of {_bad} on 5 samples", ValueError, moving_average, np.ones(5), _bad
    )
checks.raises("a picture", ValueError, moving_average, np.ones((5, 5)), 2)


### BEGIN HIDDEN TESTS
def _slow_average(x, m):
    return np.array(
        [
            sum(float(x[k]) for k in range(max(0, n - m + 1), n + 1)) / m
            for n in range(len(x))
        ]
    )


_rng = checks.rng(21)
_cases = [
    (_rng.normal(size=n), int(_rng.integers(1, n + 1))) for n in (1, 2, 5, 8, 13, 40, 41)
]
_cases += [
    (_rng.integers(-99, 99, size=n), int(_rng.integers(1, n + 1))) for n in (3, 6, 20)
]
checks.matches("random signals and windows", moving_average, _slow_average, _cases)
checks.matches(
    "window as long as x", moving_average, _slow_average, [(_rng.normal(size=7), 7)]
)
checks.raises("negative window", ValueError, moving_average, np.ones(5), -2)
checks.raises("window of 2.5", ValueError, moving_average, np.ones(5), 2.5)
checks.raises("picture instead of a signal", ValueError, moving_average, np.ones((5, 5)), 2)
### END HIDDEN TESTS

# %% skip="grading"
late = moving_average(standard.noisy, 31)
plots.filtered(standard, {"moving average of the last 31 samples": late}, height=2.8)

# %% [markdown]
# The noise is nearly gone. But look closely: each jump has become a ramp, and the whole output comes late.
# The next section measures both, and two more things.

# %% [markdown]
# ## 2 · What a window does: four measurements
#
# **First: frequencies.** A window of m samples contains exactly one period of a wave of period m, and the
# mean over a whole period is zero. **Predict**: for m = 5, which other
# period of two samples or more vanishes, too?
#
# `scipy.signal.freqz` computes the gain |H(f)| of a kernel: by how much it multiplies a wave of frequency
# f.

# %% predict="periods"
predictions.guess("periods", ...)  # a list of numbers

# %% output="fixed"
wave = np.sin(2 * np.pi * np.arange(60) / 5)
through = np.convolve(wave, np.ones(5) / 5, mode="valid")
checks.close("a wave of period 5 under a window of 5", through, np.zeros(56))

_, gain = signal.freqz(np.ones(5) / 5, worN=[0, 1 / 5, 2 / 5], fs=1)
gain = np.round(np.abs(gain), 6)
print("gain at f = 0, 1/5, 2/5:", gain.tolist())
checks.close("freqz says the same", gain, [1, 0, 0])
predictions.compare("periods", [2.5])

# %% skip="grading"
plots.frequency_response([5, 13, 41])

# %% [markdown]
# Slow waves (left) pass with gain 1, fast ones are weakened: a *low-pass filter*. The dots are the first
# zeros, at f = 1/m; the others lie at its multiples. A longer window passes a narrower band. It is not a
# very good low-pass: the side lobes let some fast waves through, and the more so the nearer they are to the
# first zero.
#
# **Second: noise.** White noise has all frequencies in equal parts. But the mean of m independent samples has
# 1/m of their variance. **Predict** the variance that a window of 16 leaves of noise with variance 1.

# %% predict="variance"
predictions.guess("variance", ...)  # a number

# %% output="fixed"
noise = checks.rng(0).normal(size=200_000)
lengths = np.array([1, 2, 4, 8, 16, 32, 64])
left = np.array([np.convolve(noise, np.ones(m) / m, "valid").var() for m in lengths])
for m, variance in zip(lengths, left, strict=True):
    print(f"m = {m:2d}   variance {variance:.3f}   times m: {m * variance:.2f}")
checks.close("variance falls by 1/m", left, 1 / lengths, rtol=0.05)
predictions.compare("variance", 1 / 16)

# %% skip="grading"
plots.variance_curve(lengths, left)

# %% [markdown]
# On these logarithmic axes 1/m is a straight line, and the measurements lie on it. Four times the window
# halves the standard deviation.
#
# **Third: lag.** The window looks backward only; it is *causal*. Give it a ramp x[n] = n, so that being
# late by k samples means being too low by k. The mean age of the samples in the window is (0 + 1 + … + (m −
# 1))/m. **Predict** the lag of m = 9.

# %% predict="lag"
predictions.guess("lag", ...)  # a number of samples

# %% [markdown]
# **Fourth: jumps.** A step from 0 to 1 enters the window one sample at a time.

# %% output="fixed"
m, ramp, step = 9, np.arange(40.0), np.repeat([0.0, 1.0], 20)
lag = ramp - moving_average(ramp, m)
print(
    "ramp minus output, once the window is full:", np.unique(np.round(lag[m:], 6)).tolist()
)
checks.close("lag of (m − 1)/2 samples", lag[m:], np.full(31, (m - 1) / 2))

rises = np.count_nonzero(np.diff(moving_average(step, m)) > 1e-9)
print("the output rises at", rises, "samples")
checks.equal("a jump is smeared over m samples", rises, m)
predictions.compare("lag", (m - 1) / 2)

# %% skip="grading"
centred = ndimage.uniform_filter1d(step, m, mode="reflect")
plots.lag_and_smear(step, moving_average(step, m), centred, m)

# %% [markdown]
# The step is between samples 19 and 20, at 19.5. The red curve crosses one half (m − 1)/2 samples later. If the
# whole recording is already on the disk, nothing forces the window to look backward: *centred* on each sample
# (green), for odd m, it has no lag. The smear stays: that is the price of every filter that *averages*. The end
# of section 3 has one that does not.

# %% [markdown]
# ## 3 · How long should the window be?
#
# From here on we use the centred average. At both ends the window needs samples that nobody measured; we
# *mirror* the signal there. More on this in section 5. Below, windows of 1, 7, 25 and 151
# samples side by side. **Predict** which
# of the four has the best SNR.

# %% predict="best_of_four"
predictions.guess("best_of_four", ...)  # 1, 7, 25 or 151


# %%
def centred_average(x, m):
    """Mean over m samples (odd) around each sample of x (n,), mirrored at its ends."""
    if m < 1 or m % 2 == 0:
        raise ValueError(f"a centred window has an odd number of samples, not {m}")
    return ndimage.uniform_filter1d(np.asarray(x, dtype=float), int(m), mode="reflect")


# %% skip="grading"
outputs = {}
for m in (1, 7, 25, 151):
    smooth = centred_average(standard.noisy, m)
    outputs[f"m = {m}: SNR {signals.snr_db(standard.clean, smooth):.1f} dB"] = smooth
predictions.compare(
    "best_of_four",
    [1, 7, 25, 151][np.argmax([float(name.split()[-2]) for name in outputs])],
)
plots.filtered(standard, outputs)

# %% [markdown]
# A short window leaves noise, a long one rounds off the jumps and melts a short piece between two of them.
# Somewhere between lies the best compromise. You find it by trying all windows.
#
# ### Exercise 2.2 · `best_window`
#
# Try every window length in `windows`, with the given `centred_average`, and return the best one with all
# the errors. The error is the mean squared difference from the clean signal. **Predict** the best window for the
# standard signal, out of the odd ones from 1 to 101; your function will say.

# %% predict="best_window"
predictions.guess("best_window", ...)  # an odd number

# %% [markdown]
# <details><summary>Hint 1: a question</summary>
#
# With which signal do you compare the smoothed one: with what was measured, or with the truth?
#
# </details>
#
# <details><summary>Hint 2: the formula</summary>
#
# error(m) = mean over n of (y_m[n] − clean[n])², and best = the m whose error is least.
#
# </details>
#
# <details><summary>Hint 3: a sketch</summary>
#
# A list of errors in a loop over `windows`. `np.argmin` gives a *position* in that list, not a window
# length.
#
# </details>


# %% exercise="best_window"
def best_window(noisy, clean, windows):
    """Window length of the centred average that comes nearest to the clean signal.

    noisy, clean: arrays of shape (n,), not modified.
    windows: list or array of odd window lengths, in any order; one is enough.
    Returns (best, errors): best is the one of windows with the least mean squared error (an
    int), errors a float array of shape (len(windows),), in the order of windows.
    For clean = [0, 0, 0, 0], noisy = [3, 0, 0, 0], windows [1, 3]: errors are [2.25, 1.25],
    best is 3.
    Raises ValueError if the shapes of noisy and clean differ or windows is empty.
    """
    ### BEGIN SOLUTION
    noisy, clean = np.asarray(noisy, dtype=float), np.asarray(clean, dtype=float)
    if noisy.shape != clean.shape:
        raise ValueError(
            f"noisy and clean differ in shape: {noisy.shape} and {clean.shape}"
        )
    if len(windows) == 0:
        raise ValueError("there is no window to try")
    errors = np.array([np.mean((centred_average(noisy, m) - clean) ** 2) for m in windows])
    return int(windows[np.argmin(errors)]), errors
    ### END SOLUTION


# %% check="best_window" points=3
_spike, _zeros = np.array([3.0, 0, 0, 0]), np.zeros(4)
_found = checks.call("worked example", best_window, _spike, _zeros, [1, 3])
_hint = "two things come back: `return best, errors`"
checks.true("a pair", isinstance(_found, tuple) and len(_found) == 2, _hint)
_hint = "squared differences of centred_average(noisy, m) from the clean signal; their mean"
checks.close("errors of the worked example", _found[1], [2.25, 1.25], _hint)
_hint = "the window length, not its position in the list, of the smallest error"
checks.equal("best of the worked example", _found[0], 3, _hint)
_stairs = np.array([0.0, 0, 3, 3])
_hint = (
    "smooth noisy alone: what smoothing does to the jumps of clean is a part of the error"
)
_found = checks.call("no noise, a jump", best_window, _stairs, _stairs, [1, 3], hint=_hint)
checks.close("errors without noise", _found[1], [0, 0.5], _hint)
_found = checks.call("one window", best_window, _spike, _zeros, [1], hint="one is enough")
checks.equal("one window only", _found[0], 1)
_odd = np.arange(1, 102, 2)
_hint = "`if not windows` is no question to ask an array: look at its length"
_found = checks.call(
    "windows as an array", best_window, standard.noisy, standard.clean, _odd, hint=_hint
)
_least = np.argmin(_found[1])
_hint = "compare with clean; compared with noisy, m = 1 always wins"
checks.true("smoothing pays", _found[0] > 1 and _found[1][0] > 10 * min(_found[1]), _hint)
checks.equal("best belongs to the least error", _found[0], int(_odd[_least]))
_turned = checks.call(
    "windows in another order", best_window, standard.noisy, standard.clean, _odd[::-1]
)
checks.equal("the order of the windows does not matter", _turned[0], _found[0])
_hint = "errors[i] belongs to windows[i]: do not sort the windows"
checks.close("errors in the order of the windows", _turned[1], _found[1][::-1], _hint)
checks.unchanged(
    "arguments stay as they were", best_window, np.arange(4.0), np.zeros(4), [1, 3]
)
checks.raises("shapes differ", ValueError, best_window, np.ones(5), np.ones(6), [1, 3])
_hint = "(5,) minus (1,) is no error for NumPy: compare the shapes first"
checks.raises(
    "one clean sample", ValueError, best_window, _spike, np.zeros(1), [1, 3], hint=_hint
)
checks.raises("no windows", ValueError, best_window, np.ones(5), np.ones(5), [])


### BEGIN HIDDEN TESTS
def _slow_best(noisy, clean, windows):
    errors = []
    for m in windows:
        half = m // 2
        longer = np.pad(np.asarray(noisy, dtype=float), half, mode="symmetric")
        means = [longer[n : n + m].mean() for n in range(len(noisy))]
        errors.append(np.mean((np.array(means) - clean) ** 2))
    return int(windows[int(np.argmin(errors))]), np.array(errors)


_cases = []
for _seed in range(4):
    _s = signals.piecewise_smooth(
        160 + 20 * _seed, 2, gap=40, noise=0.2 + 0.1 * _seed, seed=300 + _seed
    )
    _cases.append(
        (_s.noisy, _s.clean, checks.rng(_seed).permutation(np.arange(1, 30, 2)).tolist())
    )
_cases.append((np.array([0, 9, 1, 0, 2, 0]), np.array([1, 1, 1, 2, 2, 2]), [5, 1, 3]))
checks.matches("random signals, windows in random order", best_window, _slow_best, _cases)
checks.raises("no windows", ValueError, best_window, np.ones(5), np.ones(5), [])
### END HIDDEN TESTS

# %%
windows = np.arange(1, 102, 2)
noise_left = standard.noise**2 / windows
jumps_lost = np.array(
    [np.mean((centred_average(standard.clean, m) - standard.clean) ** 2) for m in windows]
)
best, errors = best_window(standard.noisy, standard.clean, windows)
predictions.compare("best_window", best)
plots.error_curve(
    windows,
    errors,
    {"noise left: σ²/m": noise_left, "jumps lost: grows with m": jumps_lost},
)

# %% output="fixed"
checks.equal("optimum of the standard signal", int(best), 29)
checks.close(
    "the two parts add up to the error", noise_left + jumps_lost, errors, rtol=0.15
)
gain_db = signals.snr_db(standard.clean, centred_average(standard.noisy, best))
gain_db -= signals.snr_db(standard.clean, standard.noisy)
print(f"best window {best}: {gain_db:.1f} dB better than the raw samples")
checks.true(
    "a clear minimum", errors[0] > 10 * errors.min() and errors[-1] > 1.7 * errors.min()
)
runtime.report("SNR gain of the best window", round(gain_db, 2), "dB", at_least=10)

# %% [markdown]
# The error is the sum of two curves: noise that is left, falling like 1/m, and jumps that are lost, rising with
# m. Their sum is least where the one rises as fast as the other falls: it is their *slopes* that decide. (Here
# that is close to where the curves cross.) This is the *bias–variance trade-off*, in its simplest form; networks
# have it too.
#
# **Play**: move the window length and watch the three views together. Then raise the noise. Does the star
# move to longer or to shorter windows? Why?

# %% skip="grading"
widgets.WindowExplorer()

# %% [markdown]
# More noise lifts the falling curve and leaves the rising one as it was: the best window gets longer. (But the
# minimum is flat, so chance has a say, too: the [second notebook](more.ipynb) measures it.)
#
# ### A filter that is not linear: the median
#
# An average mixes the two sides of a jump. The **median** of m samples is the one in the middle when they are
# sorted by size. Slide it over a jump: as long as most of the window lies on one side, the median is a sample of
# that side. **Predict** what a window of 3 makes of the row 0, 0, 9, 0, 0, 5, 5, 5.

# %% predict="median_row"
predictions.guess("median_row", ...)  # eight numbers

# %% [markdown]
# ### Exercise 2.3 · `moving_median`
#
# Write the centred moving median, mirrored at both ends as `centred_average` is.
#
# <details><summary>Hint 1: a question</summary>
#
# How many samples does the window miss at each end, and which samples does a mirror put there?
#
# </details>
#
# <details><summary>Hint 2: the formula</summary>
#
# y[n] = median of x[n − h], …, x[n + h], with h = (m − 1)/2. `np.pad(x, h, mode="symmetric")` mirrors:
# 3, 1, 2 with h = 2 becomes 1, 3, 3, 1, 2, 2, 1.
#
# </details>
#
# <details><summary>Hint 3: a sketch</summary>
#
# Test the arguments, pad, then `np.lib.stride_tricks.sliding_window_view(padded, m)` has the windows as its rows:
# `np.median(rows, axis=1)`. A loop over n is as good.
#
# </details>


# %% exercise="moving_median"
def moving_median(x, m):
    """Median over m samples centred on each sample; x is mirrored at its ends.

    x: array of shape (n,), integers or floats, not modified.
    m: odd whole number, 1 ≤ m ≤ n.
    The mirror repeats the border sample: before x[0], x[1], … come …, x[1], x[0].
    Returns a float array of shape (n,).
    moving_median(np.array([0, 0, 9, 0, 0, 5, 5, 5]), 3) is [0, 0, 0, 0, 0, 5, 5, 5].
    Raises ValueError if x is not one-dimensional, or m is even or not from 1 to n.
    """
    ### BEGIN SOLUTION
    x = np.asarray(x, dtype=float)
    if x.ndim != 1:
        raise ValueError(f"x must be one-dimensional, not of shape {x.shape}")
    if m % 2 != 1 or not 1 <= m <= len(x):
        raise ValueError(f"the window must be an odd number from 1 to {len(x)}, not {m}")
    padded = np.pad(x, m // 2, mode="symmetric")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, m), axis=1)
    ### END SOLUTION


# %% check="moving_median" points=3
_spike, _jump = np.array([0.0, 0, 9, 0, 0]), np.array([1.0, 1, 1, 5, 5, 5])
checks.shape(
    "as long as x",
    lambda: moving_median(np.ones(9), 5),
    (9,),
    "mirror (m − 1)/2 at each end",
)
_hint = "sort the window and take the middle one; a mean would leave a part of the spike"
checks.close(
    "a single spike vanishes", lambda: moving_median(_spike, 3), np.zeros(5), _hint
)
_hint = "the window is centred: as many samples after x[n] as before"
checks.close("a jump stays where it is", lambda: moving_median(_jump, 3), _jump, _hint)
_hint = (
    "mirror with the border sample twice: np.pad calls it 'symmetric', ndimage 'reflect'"
)
_ends = np.array([9.0, 1, 2, 3, 0])
checks.close(
    "both ends, window of 5", lambda: moving_median(_ends, 5), [2, 3, 2, 1, 2], _hint
)
checks.close(
    "window of one", lambda: moving_median(_ends, 1), _ends, "the median of one sample"
)
checks.dtype(
    "floats, also for integers", lambda: moving_median(np.array([3, 1, 2]), 3), "float"
)
checks.unchanged("x stays as it was", moving_median, _ends, 3)
for _bad in (0, 2, 7, -1):
    _name = f"window of {_bad} on 5 samples"
    checks.raises(
        _name, ValueError, moving_median, _ends, _bad, hint="an even window has no middle"
    )
checks.raises("a picture", ValueError, moving_median, np.ones((5, 5)), 3)


### BEGIN HIDDEN TESTS
def _slow_median(x, m):
    x, half, out = [float(v) for v in x], m // 2, []
    mirrored = x[:half][::-1] + x + x[len(x) - half :][::-1]
    for n in range(len(x)):
        out.append(sorted(mirrored[n : n + m])[half])
    return np.array(out)


_rng = checks.rng(27)
_cases = [
    (_rng.normal(size=_n), _m)
    for _n, _m in ((1, 1), (5, 3), (8, 5), (9, 9), (40, 7), (41, 21))
]
_cases += [(_rng.integers(-99, 99, size=_n), _m) for _n, _m in ((3, 3), (12, 5))]
checks.matches("random signals and windows", moving_median, _slow_median, _cases)
checks.unchanged("arguments unchanged", moving_median, _rng.integers(0, 9, 12), 5)
checks.raises("even window", ValueError, moving_median, np.ones(9), 4)
checks.raises("longer than x", ValueError, moving_median, np.ones(3), 5)
checks.raises("a column", ValueError, moving_median, np.ones((9, 1)), 3)
### END HIDDEN TESTS

# %% [markdown]
# Now both on the clean signal, with 60 of its 2000 samples spoilt: a loose contact added or took away 4.
# **Predict** which filter wins.

# %% predict="spikes"
predictions.guess("spikes", ...)  # "average" or "median"

# %% skip="grading"
spoilt, places = standard.clean.copy(), checks.rng(7).choice(2000, 60, replace=False)
spoilt[places] += checks.rng(8).choice([-4, 4], 60)
outputs = {
    "centred average, m = 9": centred_average(spoilt, 9),
    "median, m = 9": moving_median(spoilt, 9),
}
outputs = {
    f"{name}: SNR {signals.snr_db(standard.clean, y):.0f} dB": y
    for name, y in outputs.items()
}
predictions.compare("spikes", "median")
predictions.compare("median_row", moving_median(np.array([0, 0, 9, 0, 0, 5, 5, 5]), 3))
plots.filtered(dataclasses.replace(standard, noisy=spoilt), outputs)

# %% [markdown]
# *What to see.* An average spreads every spike over its window. The median throws spikes away, and the five jumps
# are as steep as before. It is no linear filter, though: no kernel does this, and there is no frequency response.
#
# Against white noise, where every sample is a little wrong, its advantage shrinks: the [second notebook](more.ipynb)
# has the numbers. And neither of the two knows where the jumps are. Filters that look for them first (the
# *bilateral* filter weighs a neighbour the less, the more its *value* differs) go on from here.
#
# ## 4 · Find the jumps
#
# Now the opposite wish: keep the jumps, forget the rest. The simplest kernel that answers at abrupt changes
# is the *difference* (1, −1): y[n] = x[n] − x[n−1]. On the clean signal it is perfect. **Predict** what it
# does to the noise: does its variance shrink, stay, or grow?

# %% predict="differences"
predictions.guess("differences", ...)  # "shrink", "stay" or "grow"

# %% output="fixed"
difference = np.diff(standard.clean, prepend=standard.clean[0])
found = np.flatnonzero(np.abs(difference) > 0.5)
checks.equal("on the clean signal: exactly the jumps", found, standard.jumps)

difference = np.diff(standard.noisy, prepend=standard.noisy[0])
above = np.count_nonzero(np.abs(difference) > 0.5)
print("on the noisy signal:", above, "samples are above the same threshold")
print(
    f"variance of noise: {noise.var():.2f}, of its differences: {np.diff(noise).var():.2f}"
)
checks.close(
    "the difference doubles the variance of white noise", np.diff(noise).var(), 2, rtol=0.02
)
predictions.compare("differences", "grow")

# %% [markdown]
# The difference of two independent samples has twice their variance: differentiation amplifies noise. So
# smooth first, then take the difference. Both are convolutions, and convolution is associative (lab 01), so
# the two steps are *one* kernel. With a Gaussian for the smoothing it is the **derivative of a Gaussian**:
# `ndimage.gaussian_filter1d(x, scale, order=1)`. The scale is the Gaussian's standard deviation in samples.

# %% output="fixed"
scale = 12
step = np.repeat([0.0, 1.0], 100)
two_steps = np.gradient(ndimage.gaussian_filter1d(step, scale))
one_step = ndimage.gaussian_filter1d(step, scale, order=1)
checks.close("smooth then differentiate, or both at once", one_step, two_steps, atol=1e-4)

peak = 1 / (np.sqrt(2 * np.pi) * scale)  # the height of a Gaussian of this scale
checks.close("answer to a unit jump", one_step.max(), peak, rtol=0.01)
print(f"a unit jump answers {one_step.max():.4f}; the top of the Gaussian is {peak:.4f}")

# %% [markdown]
# A unit jump answers with the top of the Gaussian, 1/(√(2π)·scale). Multiplied by √(2π)·scale, the response
# reads as *the height of the jump*, at any scale. Then a threshold means something.

# %% skip="grading"
slope = ndimage.gaussian_filter1d(standard.noisy, scale, order=1, mode="reflect")
height = np.sqrt(2 * np.pi) * scale * slope
views = {
    "difference (1, −1)": difference,
    "derivative of a Gaussian, scale 12, as jump height": height,
}
plots.change_responses(standard, views, threshold=0.65)

# %% [markdown]
# Same signal, same goal: the difference drowns, the derivative of a Gaussian shows five clear peaks, up and
# down, and nothing else leaves the grey band of ±0.65. What is left is to name one position for each peak.
#
# How good is a detector? *Precision* is the share of its answers that are right, *recall* the share of the
# jumps that it found, F1 their harmonic mean. An answer is right within 10 samples of a jump, and each jump
# counts once. **Predict** the three numbers for this detector, which finds one of two jumps and answers
# twice there.

# %% predict="three_scores"
predictions.guess("three_scores", ...)  # precision, recall, F1

# %% output="fixed"
score = signals.score_changes(found=[498, 503], true=[500, 900])
print(f"precision {score.precision:.2f}, recall {score.recall:.2f}, F1 {score.f1:.2f}")
checks.close(
    "one right of two answers, one found of two jumps", list(score), [0.5, 0.5, 0.5]
)
predictions.compare("three_scores", list(score))

# %% [markdown]
# ### Exercise 2.4 · `detect_changes`
#
# Put the steps together: response in units of jump height, threshold on its absolute value, one position for each
# jump. A jump at k means: x[k] is the first sample of the new level; one sample off is fine. In all tests, jumps
# lie at least eight scales apart and two scales from the ends. Mirror the signal at its ends (`mode="reflect"`):
# with zeros outside, a signal that does not start at zero would jump there.
#
# <details><summary>Hint 1: a question</summary>
#
# Around each jump a whole run of samples lies above the threshold. Which one of the run do you return? And
# what of jumps that go down?
#
# </details>
#
# <details><summary>Hint 2: the formula</summary>
#
# r = √(2π) · scale · (x * derivative of a Gaussian). Keep the top of each run of |r| above the threshold. Beware:
# at a jump, |r| can have two *equal* neighbours at its top, so "larger than both neighbours" may find none.
#
# </details>
#
# <details><summary>Hint 3: a sketch</summary>
#
# The response as in the figure above. Then either `signal.find_peaks(abs(r), height=…, distance=…)`, or
# `ndimage.label(abs(r) > threshold)` and the `argmax` of each run.
#
# </details>


# %% exercise="detect_changes"
def detect_changes(x, scale, threshold):
    """Positions of abrupt changes in a noisy signal.

    x: array of shape (n,), not modified. scale: of the Gaussian, in samples, > 0.
    threshold: least height of a jump that counts, in the units of x, > 0.
    Jumps lie at least 8 scales apart and 2 from the ends. Beyond its ends, x is mirrored.
    Returns an int array of shape (k,), ascending, one position for each jump; empty if
    there is none. 30 zeros then 30 ones, scale 3, threshold 0.65: [30] ([29] is as good).
    Raises ValueError if x is not one-dimensional, or scale or threshold is not above 0.
    """
    ### BEGIN SOLUTION
    x = np.asarray(x, dtype=float)
    if x.ndim != 1:
        raise ValueError(f"x must be one-dimensional, not of shape {x.shape}")
    if scale <= 0 or threshold <= 0:
        raise ValueError("scale and threshold must be above 0")
    height = (
        np.sqrt(2 * np.pi)
        * scale
        * ndimage.gaussian_filter1d(x, scale, order=1, mode="reflect")
    )
    runs, count = ndimage.label(np.abs(height) > threshold)
    tops = [np.argmax(np.abs(height) * (runs == run)) for run in range(1, count + 1)]
    return np.array(tops, dtype=int)
    ### END SOLUTION


# %% check="detect_changes" points=2
def _right(found, true, tolerance=1):
    return signals.score_changes(found, true, tolerance).f1 == 1


_up = np.repeat([0.0, 1.0], 30)
_flat = np.full(60, 10.0)
_stairs = np.repeat([0.0, 1.0, 1.4], 100)
_hint = "zeros outside the signal are jumps at its ends: use mode='reflect'"
checks.equal(
    "far from zero, nothing happens", lambda: len(detect_changes(_flat, 3, 0.65)), 0, _hint
)
_found = checks.call("a jump of 1, threshold 0.05", detect_changes, _up, 3, 0.05)
_hint = "none? |r| has two equal tops side by side: neither is larger than both neighbours"
checks.true("at least one answer", len(_found) > 0, _hint)
checks.equal(
    "one answer for one jump", len(_found), 1, "keep only the top of each run of |r|"
)
checks.dtype("positions are integers", _found, "int")
_hint = "np.array([]) holds floats: np.array(…, dtype=int)"
checks.dtype("no jump: int, too", lambda: detect_changes(_flat, 3, 0.65), "int", _hint)
checks.true("a jump up at 30", _right(_found, [30]), "where in x is |r| greatest?")
_found = checks.call("a jump down", detect_changes, -_up, 3, 0.05)
checks.true("a jump down at 30", _right(_found, [30]), "there the response is negative")
_hint = "multiply the response by √(2π)·scale: then it reads as a height"
for _scale in (3, 6, 12):
    _found = checks.call(f"scale {_scale}", detect_changes, _stairs, _scale, 0.65)
    _name = f"jumps of 1 and 0.4, scale {_scale}: only the first"
    checks.true(_name, _right(_found, [100]), _hint)
_hint = "compare |r| itself with the threshold, not its square"
_found = checks.call("a jump of 0.75", detect_changes, 0.75 * _up, 3, 0.65)
checks.true("0.75 is above 0.65", _right(_found, [30]), _hint)
checks.equal("3 is below 4", lambda: len(detect_changes(3 * _up, 3, 4.0)), 0, _hint)
_hint = "√(2π)·scale times the response is the height of a jump: 0.55 is not above 0.65"
_low = np.repeat([0.0, 0.55], 60)
for _scale in (6, 2.5):
    _found = checks.call(f"0.55, scale {_scale}", detect_changes, _low, _scale, 0.65)
    checks.equal(f"0.55 is below 0.65, scale {_scale}", len(_found), 0, _hint)
_found = checks.call("scale 0.8", detect_changes, _up, 0.8, 0.65)
checks.true("a scale of 0.8", _right(_found, [30]), "a scale need only be above 0")
_hint = "ndimage returns the type that it is given: turn x into floats first"
_found = checks.call("whole numbers", detect_changes, np.repeat([3, 7, 1], 40), 4, 2)
checks.true("whole numbers", _right(_found, [40, 80]), _hint)
checks.true("the earlier jump first", list(_found) == sorted(_found), "in ascending order")
_hint = "zeros outside drown it: use mode='reflect', here a mirror costs little"
_found = checks.call(
    "near the end", detect_changes, 10 + np.repeat([0.0, 1], [54, 6]), 3, 0.65
)
checks.true("a jump two scales from the end", _right(_found, [54]), _hint)
checks.unchanged("x stays as it was", detect_changes, _up, 3, 0.65)
checks.raises("scale 0", ValueError, detect_changes, _up, 0, 0.65)
checks.raises("scale -3", ValueError, detect_changes, _up, -3, 0.65)
checks.raises("threshold 0", ValueError, detect_changes, _up, 3, 0)
checks.raises("a picture", ValueError, detect_changes, np.ones((60, 60)), 3, 0.65)
### BEGIN HIDDEN TESTS
for _seed in (0, 1, 4, 7):
    _s = signals.piecewise_smooth(1200, _seed, noise=0, seed=500 + _seed)
    _found = detect_changes(_s.clean + 50 * (_seed % 3 - 1), 5 + _seed, 0.6)
    checks.true(f"{_seed} jumps without noise", _right(_found, _s.jumps, 2))
    checks.true("in order", list(_found) == sorted(_found))
checks.true("integers", _right(detect_changes(np.repeat([1, 9, 3], 50), 5, 3), [50, 100]))
checks.true("scale 0.9", _right(detect_changes(np.repeat([2.0, 0.0], 20), 0.9, 1), [20]))
checks.raises("threshold 0", ValueError, detect_changes, np.ones(60), 3, 0)
checks.raises("negative scale", ValueError, detect_changes, np.ones(60), -3, 0.65)
checks.raises(
    "picture instead of a signal", ValueError, detect_changes, np.ones((60, 60)), 3, 0.65
)
### END HIDDEN TESTS

# %% check="detect_changes" points=3
_found = checks.call("the standard signal", detect_changes, standard.noisy, 12, 0.65)
_score = signals.score_changes(_found, standard.jumps)
_hint = "too many answers: is the response smooth, and thinned to one answer for each jump?"
_wanted = f"standard signal: precision {_score.precision:.2f}, wanted 0.95"
checks.true(_wanted, _score.precision >= 0.95, _hint)
_hint = (
    "jumps are missing: are those found that go down, and is the response a jump height?"
)
checks.true(
    f"standard signal: recall {_score.recall:.2f}, wanted 0.95",
    _score.recall >= 0.95,
    _hint,
)
### BEGIN HIDDEN TESTS
_fresh = [signals.piecewise_smooth(seed=_seed) for _seed in range(1000, 1030)]
_scores = [
    signals.score_changes(detect_changes(_s.noisy, 12, 0.65), _s.jumps).f1 for _s in _fresh
]
checks.true("mean F1 on 30 fresh signals is at least 0.95", float(np.mean(_scores)) >= 0.95)
### END HIDDEN TESTS

# %% skip="grading"
found = detect_changes(standard.noisy, 12, 0.65)
fresh = [signals.piecewise_smooth(seed=seed) for seed in range(50)]
f1 = np.mean(
    [signals.score_changes(detect_changes(s.noisy, 12, 0.65), s.jumps).f1 for s in fresh]
)
runtime.report(
    "change detection, mean F1 of 50 signals", round(float(f1), 3), at_least=0.95
)
plots.found_changes(standard, found)

# %% [markdown]
# Each triangle sits under a true jump: five of five, and none too many. On fifty fresh signals it is hardly
# ever wrong. A smaller scale would place jumps more exactly and find closer neighbours, but noise would
# pass the threshold. It is the trade-off of section 3 again.

# %% [markdown]
# ## 5 · Smoothing pictures
#
# In two dimensions the moving average is a kernel of nine ones, divided by 9, slid in mode *same*.
# **Predict**: by what factor does it reduce the standard deviation of the noise?

# %% predict="noise_factor"
predictions.guess("noise_factor", ...)  # a number

# %%
camera = pictures.grey(pictures.photo("camera"))
photo = camera[70:270, 120:340]
grain = 30 * checks.rng(1).normal(size=photo.shape)
mean_3x3 = np.ones((3, 3)) / 9
smooth = signal.convolve2d(photo + grain, mean_3x3, mode="same")
plots.pictures(
    {
        "photograph": photo,
        "with noise, σ = 30": photo + grain,
        "3×3 mean, mode same": smooth,
    }
)

# %% output="fixed"
kept = signal.convolve2d(grain, mean_3x3, mode="valid").std() / grain.std()
print(f"the mean keeps {kept:.3f} of the noise's standard deviation")
checks.close(
    "one third, as √(sum of squared weights) says",
    kept,
    np.sqrt(np.sum(mean_3x3**2)),
    rtol=0.03,
)
for name, result in {"noisy": photo + grain, "smoothed": smooth}.items():
    print(f"SNR of the {name} picture: {signals.snr_db(photo, result):.1f} dB")
predictions.compare("noise_factor", 1 / kept)

# %% [markdown]
# Nine samples, a ninth of the variance, a third of the standard deviation. In general the noise is
# multiplied by √(Σ weights²). The tripod and the camera have lost their sharpness: a picture's edges are
# its jumps.
#
# **Borders.** Look along the frame of the smoothed picture: it is darker. Mode *same* puts zeros, black
# pixels, outside. **Predict** the value in the corner of a flat picture of 90s after the 3×3 mean: how many
# of the nine pixels are real?

# %% predict="corner"
predictions.guess("corner", ...)  # a number

# %% output="fixed"
flat = np.full((6, 6), 90.0)
same = signal.convolve2d(flat, mean_3x3, mode="same")
print(np.round(same[:3, :4], 3))
checks.close(
    "corner, border and middle", [same[0, 0], same[0, 2], same[2, 2]], [40, 60, 90]
)
for rule in ("nearest", "reflect", "wrap"):
    kept_flat = ndimage.convolve(flat, mean_3x3, mode=rule)
    checks.close(f"a flat picture stays flat with {rule!r}", kept_flat, flat)
predictions.compare("corner", float(same[0, 0]))

# %% skip="grading"
face = camera[75:165, 205:295]
names = {
    "constant": "zeros ('constant')",
    "edge": "'nearest'",
    "symmetric": "'reflect'",
    "wrap": "'wrap'",
}
padded = {name: np.pad(face, 45, mode=mode) for mode, name in names.items()}
plots.pictures(padded, frame=(45, 45, 90, 90))

# %% [markdown]
# Four ways to invent what lies outside the framed square: black, the border pixel repeated, a mirror, or
# the opposite side. The names in quotes are those of `scipy.ndimage`; NumPy's `pad` calls them `constant`,
# `edge`, `symmetric` and `wrap`. For photographs, `nearest` and `reflect` are good choices. Or keep only
# complete windows: mode *valid*.

# %% [markdown]
# ### The Gaussian
#
# A box of equal weights is a poor low-pass in two dimensions too. A softer kernel weighs a pixel the less,
# the farther away it is:
#
# $$w(x, y) \propto \exp\left(-\frac{x^2 + y^2}{2\sigma^2}\right).$$
#
# **Predict**, for σ = 1 and a middle of weight 1: how much does its neighbour weigh, and how much a corner
# of the 3×3 kernel?

# %% predict="weights"
predictions.guess("weights", ...)  # two numbers: neighbour, corner

# %% output="fixed"
r_squared = np.array([[2, 1, 2], [1, 0, 1], [2, 1, 2]])
print(np.round(np.exp(-r_squared / 2), 3))
predictions.compare("weights", np.exp([-1 / 2, -1]))

# %% [markdown]
# ### Exercise 2.5 · `gaussian_kernel`
#
# Build the size × size kernel. Its centre is the middle entry, and its weights sum to 1, so that a flat
# picture keeps its brightness.
#
# <details><summary>Hint 1: a question</summary>
#
# What are the coordinates of the entries of a 5×5 kernel, if its middle is (0, 0)?
#
# </details>
#
# <details><summary>Hint 2: the formula</summary>
#
# w[i, j] = exp(−(i² + j²)/(2σ²)) for i, j from −(size−1)/2 to (size−1)/2, divided by the sum of all.
#
# </details>
#
# <details><summary>Hint 3: a sketch</summary>
#
# `at = np.arange(size) - size // 2`, a 1-D Gaussian `g` at these places, `np.outer(g, g)`, divide by its
# sum.
#
# </details>


# %% exercise="gaussian_kernel"
def gaussian_kernel(size, sigma):
    """Square Gaussian kernel whose weights sum to 1.

    size: odd whole number, 1 or more (1 gives [[1]]).
    sigma: standard deviation in pixels, above 0.
    Returns a float array of shape (size, size), greatest in the middle.
    gaussian_kernel(3, 1.0) has 0.2042 in the middle and 0.0751 in each corner.
    Raises ValueError if size is not odd and positive, or sigma is not above 0.
    """
    ### BEGIN SOLUTION
    if size < 1 or size % 2 != 1:
        raise ValueError(f"size must be odd and positive, not {size}")
    if sigma <= 0:
        raise ValueError(f"sigma must be above 0, not {sigma}")
    at = np.arange(size) - size // 2
    g = np.exp(-(at**2) / (2 * sigma**2))
    return np.outer(g, g) / g.sum() ** 2
    ### END SOLUTION


# %% check="gaussian_kernel" points=2
_kernel = checks.call("size 3, σ 1", gaussian_kernel, 3, 1.0)
checks.shape("square", _kernel, (3, 3), "the outer product of a 1-D Gaussian with itself")
checks.close(
    "the weights sum to 1",
    np.sum(_kernel),
    1,
    "divide by the sum of all weights, not by 2πσ²",
)
_hint = "measure distances from the middle entry, size // 2"
checks.true("the middle is greatest", np.argmax(_kernel) == 4, _hint)
checks.close(
    "the same from all sides", [_kernel[::-1], _kernel[:, ::-1]], [_kernel, _kernel], _hint
)
_hint = "a neighbour weighs exp(−1/2) of the middle: r² over 2σ², mind the 2"
checks.close("neighbour to middle, σ 1", _kernel[1, 0] / _kernel[1, 1], np.exp(-0.5), _hint)
_hint = "a corner is at r² = 2: square the distance, then add"
checks.close("corner to middle, σ 1", _kernel[0, 0] / _kernel[1, 1], np.exp(-1), _hint)
_steep = checks.call("size 3, σ 0.5", gaussian_kernel, 3, 0.5)
checks.close(
    "neighbour to middle, σ 0.5", _steep[1, 0] / _steep[1, 1], np.exp(-2), "σ is squared"
)
_wide = checks.call("size 7, σ 2", gaussian_kernel, 7, 2.0)
_hint = "measure distances from the middle entry, size // 2"
checks.true("size 7: the middle is greatest", np.argmax(_wide) == 24, _hint)
_hint = "neighbours are one pixel apart, in any size; three pixels away the square is 9"
checks.close("three pixels away, σ 2", _wide[3, 0] / _wide[3, 3], np.exp(-9 / 8), _hint)
checks.close("one entry", lambda: gaussian_kernel(1, 2.0), [[1.0]])
checks.raises(
    "even size", ValueError, gaussian_kernel, 4, 1.0, hint="an even size has no middle"
)
checks.raises("size 0", ValueError, gaussian_kernel, 0, 1.0)
checks.raises("size -3", ValueError, gaussian_kernel, -3, 1.0)
checks.raises("sigma 0", ValueError, gaussian_kernel, 3, 0.0)
checks.raises("sigma -1", ValueError, gaussian_kernel, 3, -1.0)


### BEGIN HIDDEN TESTS
def _reference_gaussian(size, sigma):
    column = signal.windows.gaussian(size, sigma)
    return np.outer(column, column) / column.sum() ** 2


_rng = checks.rng(22)
_cases = [(int(size), float(_rng.uniform(0.3, 5))) for size in (1, 3, 5, 7, 9, 15, 21)] + [
    (5, 2)
]
checks.matches("random sizes and sigmas", gaussian_kernel, _reference_gaussian, _cases)
checks.raises("size 0", ValueError, gaussian_kernel, 0, 1.0)
checks.raises("negative size", ValueError, gaussian_kernel, -3, 1.0)
checks.raises("negative sigma", ValueError, gaussian_kernel, 3, -1.0)
### END HIDDEN TESTS

# %% [markdown]
# ### Separable: two cheap passes in place of one expensive pass
#
# $$e^{-(x^2+y^2)/(2\sigma^2)} = e^{-x^2/(2\sigma^2)}\cdot e^{-y^2/(2\sigma^2)}$$
#
# So the 15×15 Gaussian is a column of 15 numbers times a row of 15 numbers, and blurring with it is the
# same as blurring all columns, then all rows. **Predict** the number of multiplications for each pixel, in
# one 2-D pass and in two 1-D passes.

# %% predict="products"
predictions.guess("products", ...)  # two numbers: one 2-D pass, two 1-D passes

# %%
kernel = gaussian_kernel(15, 3.0)
g = kernel.sum(axis=0)
plots.separable(kernel, g)

# %% output="fixed"
checks.close("outer product of two 1-D kernels", np.outer(g, g), kernel)
two_d = ndimage.correlate(camera, kernel, mode="nearest")
columns = ndimage.correlate1d(camera, g, axis=0, mode="nearest")
both = ndimage.correlate1d(columns, g, axis=1, mode="nearest")
checks.close("two 1-D passes equal the 2-D pass", both, two_d)
print(
    f"products for a pixel: {kernel.size}, {2 * g.size}; ratio {kernel.size / 2 / g.size}"
)
predictions.compare("products", [kernel.size, 2 * g.size])


# %% skip="grading"
def best_ms(function, repeats=7):
    """Least time of several runs, in milliseconds: the others were disturbed."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def two_passes():
    columns = ndimage.correlate1d(camera, g, axis=0, mode="nearest")
    return ndimage.correlate1d(columns, g, axis=1, mode="nearest")


slow = best_ms(lambda: ndimage.correlate(camera, kernel, mode="nearest"))
fast = best_ms(two_passes)
runtime.report("separable blur, speed-up", round(slow / fast, 1), "times", at_least=3)
plots.timings({"one 15×15 pass": slow, "a 1-D pass each way": fast})

# %% [markdown]
# 225 multiplications against 30, a ratio of 7.5: the clock agrees, roughly. Any kernel that is an outer
# product can be split in this way; the mean of ones is one too.
#
# ### Exercise 2.6 · `smooth_image`
#
# Blur a grey or a colour picture in two passes with a symmetric 1-D kernel. Each colour plane is blurred on
# its own. Beyond the border, repeat the nearest pixel (`mode="nearest"`). The result holds floats, also for
# a `uint8` picture.
#
# <details><summary>Hint 1: a question</summary>
#
# Which two axes of an array of shape (h, w, 3) are the picture's rows and columns, and which one must stay
# alone?
#
# </details>
#
# <details><summary>Hint 2: the formula</summary>
#
# First tmp[i, j] = Σₖ w[k] · image[i + k, j], then out[i, j] = Σₖ w[k] · tmp[i, j + k], k counted from the
# middle.
#
# </details>
#
# <details><summary>Hint 3: a sketch</summary>
#
# Convert to float. `ndimage.correlate1d(…, weights, axis=0, mode="nearest")`, then the same along axis 1.
#
# </details>


# %% exercise="smooth_image"
def smooth_image(image, weights):
    """Blur a picture with a symmetric 1-D kernel, along its rows and along its columns.

    image: array (h, w) or (h, w, c), integers or floats of any range, not modified.
    weights: array of shape (k,), k odd, symmetric, with any sum: they are used as they are.
    Beyond the border the nearest pixel is repeated. Nothing is clipped or rounded.
    Returns a float array of the image's shape.
    3×3 zeros with a 16 in the middle, weights [1/4, 1/2, 1/4]: 4 in the middle, 1 in each
    corner.
    Raises ValueError if image has not 2 or 3 dimensions, or weights is not one-dimensional
    of odd length.
    """
    ### BEGIN SOLUTION
    image, weights = np.asarray(image, dtype=float), np.asarray(weights, dtype=float)
    if image.ndim not in (2, 3):
        raise ValueError(f"a picture has shape (h, w) or (h, w, c), not {image.shape}")
    if weights.ndim != 1 or len(weights) % 2 == 0:
        raise ValueError(
            f"weights must be a row of odd length, not of shape {weights.shape}"
        )
    blurred = ndimage.correlate1d(image, weights, axis=0, mode="nearest")
    return ndimage.correlate1d(blurred, weights, axis=1, mode="nearest")
    ### END SOLUTION


# %% check="smooth_image" points=4
_weights = np.array([0.25, 0.5, 0.25])
_dot = np.pad([[16.0]], 1)
_flat = np.full((5, 6), 90.0)
_hint = "the result is as large as the picture: extend it beyond its border first"
checks.shape(
    "as large as the picture", lambda: smooth_image(_flat, _weights), (5, 6), _hint
)
_hint = "two passes: the second one blurs the result of the first, along the other axis"
_blurred = [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
checks.close(
    "a dot spreads both ways", lambda: smooth_image(_dot, _weights), _blurred, _hint
)
_hint = "zeros outside darken the border: repeat the nearest pixel"
checks.close(
    "a flat picture stays flat", lambda: smooth_image(_flat, _weights), _flat, _hint
)
_far, _slope = np.array([0.5, 0, 0, 0, 0.5]), np.tile([0.0, 1, 2, 3, 4, 5], (6, 1))
_hint = "mode 'nearest' repeats the border pixel; 'reflect' would mirror its neighbours"
_last = lambda: smooth_image(_slope, _far)[2]
checks.close("border of a slope, kernel of 5", _last, [1, 1.5, 2, 3, 3.5, 4], _hint)
_last = lambda: smooth_image(_slope.T, _far)[:, 2]
checks.close("border of a slope downwards", _last, [1, 1.5, 2, 3, 3.5, 4], _hint)
_hint = "repeat the nearest pixel as often as the kernel needs it"
checks.close(
    "a kernel wider than the picture",
    lambda: smooth_image(np.array([[7.0]]), _far),
    [[7]],
    _hint,
)
_hint = "use the weights as they are: these sum to 2, so each pass doubles"
checks.close(
    "weights that sum to 2", lambda: smooth_image(_flat, 2 * _weights), 4 * _flat, _hint
)
_hint = "no clipping: the picture may hold any numbers"
_below = -300 * _flat
checks.close("numbers below 0", lambda: smooth_image(_below, _weights), _below, _hint)
_hint = "scipy.ndimage returns the dtype it is given: convert the picture to float first"
_bytes = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 1]], dtype=np.uint8)
_got = checks.call("a uint8 picture", smooth_image, _bytes, _weights, hint=_hint)
checks.dtype("floats also for a uint8 picture", _got, "float", _hint)
_same = checks.call("the same in floats", smooth_image, _bytes.astype(float), _weights)
checks.close("uint8 and float agree", _got, _same, _hint)
_red = np.zeros((5, 5, 3)) + [100.0, 0, 0]
_hint = "never blur along the colour axis"
checks.close("red stays red", lambda: smooth_image(_red, _weights), _red, _hint)
_hint = "c may be any number of channels, and they stay"
checks.shape(
    "one channel", lambda: smooth_image(_flat[..., None], _weights), (5, 6, 1), _hint
)
checks.close("kernel of one", lambda: smooth_image(_dot, np.array([1.0])), _dot)
checks.unchanged("the picture stays as it was", smooth_image, _dot, _weights)
checks.raises("a signal", ValueError, smooth_image, np.ones(9), _weights)
checks.raises("four axes", ValueError, smooth_image, np.ones((2, 5, 5, 3)), _weights)
checks.raises("even kernel", ValueError, smooth_image, np.ones((5, 5)), np.ones(4) / 4)
checks.raises(
    "a kernel with two axes", ValueError, smooth_image, np.ones((5, 5)), np.ones((3, 3)) / 9
)


### BEGIN HIDDEN TESTS
def _slow_blur(image, weights):
    image, half = np.asarray(image, dtype=float), len(weights) // 2
    rows, cols = image.shape[:2]
    out = np.zeros(image.shape)
    for di, wi in zip(range(-half, half + 1), weights, strict=True):
        for dj, wj in zip(range(-half, half + 1), weights, strict=True):
            i = np.clip(np.arange(rows) + di, 0, rows - 1)
            j = np.clip(np.arange(cols) + dj, 0, cols - 1)
            out += wi * wj * image[np.ix_(i, j)]
    return out


_rng = checks.rng(23)
_cases = []
for _shape, _k in [
    ((4, 4), 3),
    ((9, 7), 3),
    ((8, 12), 5),
    ((6, 9, 3), 3),
    ((11, 8, 3), 7),
    ((7, 7, 1), 5),
    ((2, 3), 7),
]:
    _half = _rng.uniform(0.1, 1, size=_k // 2 + 1)
    _w = np.concatenate([_half[:0:-1], _half])
    _cases.append((_rng.uniform(0, 255, size=_shape), _w / _w.sum()))
    _cases.append((_rng.integers(0, 256, size=_shape).astype(np.uint8), _w / _w.sum()))
checks.matches("random pictures, grey and colour", smooth_image, _slow_blur, _cases)
checks.raises(
    "four dimensions", ValueError, smooth_image, np.ones((2, 5, 5, 3)), np.ones(3) / 3
)
checks.raises("2-D kernel", ValueError, smooth_image, np.ones((5, 5)), np.ones((3, 3)) / 9)
### END HIDDEN TESTS

# %% skip="grading"
cat = pictures.photo("cat")
mean, gaussian = smooth_image(cat, np.ones(3) / 3), smooth_image(cat, g)
plots.pictures({"photograph": cat, "3×3 mean": mean, "15×15 Gaussian, σ = 3": gaussian})

# %% [markdown]
# The small mean takes the grain from the fur, the Gaussian takes the fur. The picture's borders stay as
# bright as they were, and no colour has run into another plane.
#
# The opposite of a blur, *sharpening*, is a kernel, too: the [second notebook](more.ipynb) builds it, and shows its
# price.
#
# ## 6 · Edges
#
# An edge is a jump of brightness, and a difference finds it, as in section 4. In a picture there are two
# directions. From here on we slide kernels *without* reversing them (correlation), as every deep-learning
# library does; with true convolution these responses only change their sign.
#
# Rows [1, 0, −1] compare left with right: they answer at vertical edges. Turned by a quarter they answer at
# horizontal ones. Here is a wall:

# %%
bricks = pictures.grey(pictures.photo("bricks"))[100:400, 100:400]
plots.pictures({"bricks": bricks})

# %% [markdown]
# **Predict** which of the two kernels answers more strongly to it.

# %% predict="wall"
predictions.guess("wall", ...)  # "vertical" or "horizontal"

# %%
vertical = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
horizontal = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
seen_v = signal.correlate2d(bricks, vertical, mode="valid")
seen_h = signal.correlate2d(bricks, horizontal, mode="valid")
plots.pictures({"vertical edges": seen_v, "horizontal edges": seen_h}, signed=True)

# %% output="fixed"
print(
    f"mean |answer|: vertical {abs(seen_v).mean():.1f}, horizontal {abs(seen_h).mean():.1f}"
)
checks.true(
    "these bricks have more vertical edges", np.abs(seen_v).mean() > np.abs(seen_h).mean()
)
reversed_too = signal.convolve2d(bricks, vertical, mode="valid")
checks.close("convolution changes the sign only", reversed_too, -seen_v)
nothing = signal.correlate2d(flat, vertical, mode="valid")
checks.close("a flat wall gives no answer", nothing, np.zeros((4, 4)))
predictions.compare(
    "wall", "horizontal" if abs(seen_h).mean() > abs(seen_v).mean() else "vertical"
)

# %% [markdown]
# Red: brighter on the left, or above; blue: darker there. The lines of mortar are brighter than the bricks, so
# each has one side of each colour. Horizontal lines of mortar vanish in the left picture, vertical ones in the right
# one.
#
# **Sobel.** The most used pair of edge kernels is separable: a difference (−1, 0, 1) one way, and a small
# smoothing (1, 2, 1) the other way. Smooth and differentiate: section 4 once more.

# %% output="fixed"
sobel_x = np.outer([1, 2, 1], [-1, 0, 1])
sobel_y = sobel_x.T
print(sobel_x)
ours = signal.correlate2d(bricks, sobel_x, mode="valid")
theirs = ndimage.sobel(bricks, axis=1)
checks.close("SciPy has it too", theirs[1:-1, 1:-1], ours)

# %% [markdown]
# The two answers are the components of one vector at each pixel, the *gradient*. Its length √(gx² + gy²)
# says how strong the edge is, whatever its direction; its angle says in which direction it gets brighter. (The
# [second notebook](more.ipynb) tries both on a cone, where the answer is known.)
#
# ### Exercise 2.7 · `edge_magnitude`
#
# Compute the length of the Sobel gradient. Use complete windows only (mode *valid*), so there is no border
# to invent.
#
# <details><summary>Hint 1: a question</summary>
#
# The answers of both kernels can be negative, and they can cancel. What keeps two perpendicular answers
# from cancelling?
#
# </details>
#
# <details><summary>Hint 2: the formula</summary>
#
# √(gx² + gy²), with gx from [[−1, 0, 1], [−2, 0, 2], [−1, 0, 1]] and gy from its transpose.
#
# </details>
#
# <details><summary>Hint 3: a sketch</summary>
#
# Convert to float, two calls of `signal.correlate2d(…, mode="valid")`, then `np.hypot`.
#
# </details>


# %% exercise="edge_magnitude"
def edge_magnitude(image):
    """Length of the Sobel gradient at each complete 3×3 window.

    image: grey picture (h, w), h and w at least 3, integers or floats, not modified.
    Returns a float array of shape (h − 2, w − 2), 0 on flat areas.
    A picture whose columns are 0, 0, 1, 1 answers 4 everywhere.
    Raises ValueError if image is not two-dimensional or smaller than 3×3.
    """
    ### BEGIN SOLUTION
    image = np.asarray(image, dtype=float)
    if image.ndim != 2 or min(image.shape) < 3:
        raise ValueError(
            f"a grey picture of at least 3×3 is needed, not shape {image.shape}"
        )
    sobel = np.outer([1, 2, 1], [-1, 0, 1])
    gx = signal.correlate2d(image, sobel, mode="valid")
    gy = signal.correlate2d(image, sobel.T, mode="valid")
    return np.hypot(gx, gy)
    ### END SOLUTION


# %% check="edge_magnitude" points=3
_step = np.tile([0.0, 0.0, 1.0, 1.0], (5, 1))
_slope = np.add.outer(3.0 * np.arange(5), 4.0 * np.arange(6))
_hint = "complete windows only: mode='valid'"
checks.shape("two rows and columns fewer", lambda: edge_magnitude(_step), (3, 2), _hint)
_hint = "Sobel: the middle row of its kernel counts twice; a root at the end, no division"
checks.close("a vertical edge", lambda: edge_magnitude(_step), np.full((3, 2), 4.0), _hint)
_hint = "both directions count"
checks.close(
    "a horizontal edge", lambda: edge_magnitude(_step.T), np.full((2, 3), 4.0), _hint
)
_hint = "a length has no sign: square both answers"
checks.close("bright to dark", lambda: edge_magnitude(-_step), np.full((3, 2), 4.0), _hint)
_hint = "root of gx² + gy²: neither the sum of the absolute values nor the greater one"
checks.close(
    "3 down and 4 across", lambda: edge_magnitude(_slope), np.full((3, 4), 40.0), _hint
)
_hint = "window (i, j) begins at row i and column j"
_dot = np.pad([[1.0]], (0, 3))
_first = np.pad([[np.sqrt(2)]], (0, 1))
checks.close("a bright corner", lambda: edge_magnitude(_dot), _first, _hint)
_hint = "opposite signs must not cancel: square before you add"
_back = _slope[:, ::-1]
checks.close(
    "3 down and 4 back", lambda: edge_magnitude(_back), np.full((3, 4), 40.0), _hint
)
_hint = "convert to float first: uint8 holds neither negative numbers nor more than 255"
_bytes = np.tile(np.array([200, 200, 10], dtype=np.uint8), (3, 1))
checks.close(
    "a uint8 picture of one window", lambda: edge_magnitude(_bytes), [[760.0]], _hint
)
checks.unchanged("the picture stays as it was", edge_magnitude, _step)
checks.raises("a colour picture", ValueError, edge_magnitude, np.ones((5, 5, 3)))
checks.raises("a signal", ValueError, edge_magnitude, np.ones(9))
checks.raises("two rows", ValueError, edge_magnitude, np.ones((2, 9)))
checks.raises("two columns", ValueError, edge_magnitude, np.ones((9, 2)))
_hint = (
    "of two pictures scipy slides the smaller one, whichever it is: test the shape first"
)
checks.raises("2×2", ValueError, edge_magnitude, np.ones((2, 2)), hint=_hint)


### BEGIN HIDDEN TESTS
def _slow_edges(image):
    image = np.asarray(image, dtype=float)
    out = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            (a, b, c), (d, _, f), (g, h, k) = image[i : i + 3, j : j + 3]
            out[i, j] = (
                (c + 2 * f + k - a - 2 * d - g) ** 2 + (g + 2 * h + k - a - 2 * b - c) ** 2
            ) ** 0.5
    return out


_rng = checks.rng(24)
_cases = [_rng.normal(size=_shape) for _shape in ((3, 3), (4, 3), (3, 8), (9, 7))]
_cases += [
    _rng.integers(0, 256, size=(6, 5)).astype(_kind) for _kind in (np.uint8, np.int64)
]
checks.matches("random pictures", edge_magnitude, _slow_edges, _cases)
checks.raises("too small", ValueError, edge_magnitude, np.ones((2, 9)))
checks.raises("much too small", ValueError, edge_magnitude, np.ones((1, 1)))
checks.raises("a signal", ValueError, edge_magnitude, np.ones(9))
### END HIDDEN TESTS

# %% skip="grading"
coffee = ndimage.gaussian_filter(pictures.grey(pictures.photo("coffee")), 2)[::2, ::2]
gx, gy = (signal.correlate2d(coffee, kernel, mode="valid") for kernel in (sobel_x, sobel_y))
plots.gradient(coffee, edge_magnitude(coffee), np.arctan2(gy, gx))

# %% [markdown]
# The middle picture shows every outline, whichever way it runs. On the right, colour is direction: follow
# the rim of the cup and you pass once around the colour wheel, since the rim has every direction in turn.

# %% [markdown]
# ### What went wrong?
#
# A classmate wants the vertical edges of a photograph, and subtracts the left neighbour of each pixel from the
# right one. The formula is right. The picture in the middle is not.


# %%
def classmate_edges(picture):
    return np.abs(picture[:, 2:] - picture[:, :-2])


loaded = pictures.photo("camera")[70:270, 120:340, 0]
wrong, expected = classmate_edges(loaded), np.abs(photo[:, 2:] - photo[:, :-2])
plots.pictures(
    {
        "photograph": loaded,
        "the classmate's edges": wrong,
        "what they should be": expected,
    }
)

# %% [markdown]
# Four friends propose four repairs:
#
# - **a**: smooth the picture first, differences amplify noise;
# - **b**: convert the picture to float first;
# - **c**: subtract the other way round, the kernel was not reversed;
# - **d**: mirror the border, the zeros outside cause it.

# %%
repairs = {
    "a": lambda picture: classmate_edges(ndimage.uniform_filter(picture, 3)),
    "b": lambda picture: classmate_edges(picture.astype(float)),
    "c": lambda picture: np.abs(picture[:, :-2] - picture[:, 2:]),
    "d": lambda picture: classmate_edges(np.pad(picture, 1, mode="symmetric"))[1:-1, 1:-1],
}

# %% [markdown]
# ### Exercise 2.8 · `what_went_wrong`
#
# Return the letter of the repair that makes the edges right. The check only looks at the form of your answer, the
# grading at the letter. So be your own check: try the four repairs on a small picture of your own, of the same
# type as `loaded`, for which you know the differences.
#
# <details><summary>Hint 1: a question</summary>
#
# Of which type is the array that the classmate subtracts? Which numbers can it hold?
#
# </details>
#
# <details><summary>Hint 2: the formula</summary>
#
# Integers of eight bits are counted modulo 256.
#
# </details>
#
# <details><summary>Hint 3: a sketch</summary>
#
# Run `repairs["a"](small)` to `repairs["d"](small)` for `small = np.array([[10, 10, 200, 200, 10, 10]],
# dtype=np.uint8)`.
#
# </details>


# %% exercise="what_went_wrong"
def what_went_wrong():
    """Return the letter of the right repair, "a", "b", "c" or "d": a string such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="what_went_wrong" points=1
_answer = checks.call("one letter", what_went_wrong)
checks.choice("one letter", _answer)
### BEGIN HIDDEN TESTS
_trial = checks.rng(25).integers(0, 256, size=(8, 12)).astype(np.uint8)
_truth = [[abs(int(_row[_j + 2]) - int(_row[_j])) for _j in range(10)] for _row in _trial]


def _repairs_it(letter):
    made = np.asarray(repairs[letter](_trial))
    return made.shape == (8, 10) and np.array_equal(made, _truth)


checks.equal("exactly one repair works", sum(_repairs_it(_letter) for _letter in "abcd"), 1)
_hint = "try it on a tiny uint8 picture with a step down, and compare with sums by hand"
checks.true("your repair makes the edges right", _repairs_it(_answer), hint=_hint)
### END HIDDEN TESTS

# %% [markdown]
# **Play**: paint a kernel, and watch the camera man. Choose a preset, change a number, go to 5×5. Can you
# make a kernel that moves the picture two pixels to the left? One that answers only at diagonal edges?

# %% skip="grading"
widgets.KernelPainter(preset="vertical edges")

# %% [markdown]
# ## 7 · The turn: learn the kernel
#
# So far we *designed* kernels: somebody thought, and wrote nine numbers down. Turn it round. Suppose you
# are given pictures and the outputs of an unknown kernel. Can you find its nine numbers?
#
# Start with any kernel. Slide it over the pictures. Measure how far its output is from the given one.
# Change each number a little so that this error falls: gradient descent. A single `Conv2D` layer with one
# kernel and no bias is all the model we need.
#
# First the lesson material: pieces of a photograph, *standardised* to mean 0 and standard deviation 1, with
# film grain on them; and the output of Sobel on each. We will see why the grain.


# %%
def outputs_of(kernel, images):
    """Slide `kernel` (k, k) over images (n, h, w, 1): complete windows, no reversal."""
    return np.stack(
        [signal.correlate2d(image[..., 0], kernel, mode="valid") for image in images]
    )[..., None]


def pieces(count, side, seed):
    """Pieces of the photograph (count, side, side, 1), mean 0 and deviation 1."""
    rng = checks.rng(seed)
    corners = zip(
        rng.integers(0, 512 - side, count), rng.integers(0, 512 - side, count), strict=True
    )
    cut = np.stack([camera[i : i + side, j : j + side] for i, j in corners])[..., None]
    return (cut - cut.mean()) / cut.std()


clean_pieces = pieces(16, 32, seed=4)
grainy_pieces = clean_pieces + 0.5 * checks.rng(5).normal(size=clean_pieces.shape)
targets = outputs_of(sobel_x, grainy_pieces)
print("pictures", grainy_pieces.shape, " outputs of the unknown kernel", targets.shape)

# %% [markdown]
# **Gradient descent in Keras.** The error is called the **loss**. TensorFlow finds its slope: what is computed
# inside a `tf.GradientTape` is written down as on a tape, and the tape is then run backwards. An **optimizer**
# makes the step. Here with a single weight $w$ and the loss $(3w - 6)^2$; its slope is $6\,(3w - 6)$. **Predict**
# the slope at $w = 0$, the next $w$ at rate 0.05, and the $w$ at which all this ends.

# %% predict="descent"
predictions.guess("descent", ...)  # three numbers: slope, next w, last w

# %% output="fixed"
weight, optimizer = tf.Variable(0.0), keras.optimizers.SGD(0.05)
for _ in range(4):
    with tf.GradientTape() as tape:
        loss = (3 * weight - 6) ** 2
    slope = tape.gradient(loss, weight)
    print(
        f"w = {weight.numpy():.3f}   loss {loss.numpy():7.4f}   slope {slope.numpy():8.4f}"
    )
    optimizer.apply([slope], [weight])  # w ← w − 0.05 · slope
checks.close("it ends where 3w is 6", weight.numpy(), 2, atol=0.01)
predictions.compare("descent", [-36, 1.8, 2])

# %% [markdown]
# With rate 0.05 it comes within 0.01 in four steps. With rate 0.12 it would jump farther to the other side
# each time, and never arrive: try it.
#
# **Predict**: now the loss is the mean squared error between two outputs of pictures. How many kernels have loss 0?

# %% predict="loss_zero"
predictions.guess("loss_zero", ...)  # a number

# %% [markdown]
# ### Exercise 2.9 · `learn_kernel`
#
# Fit the kernel of one `Conv2D` layer by gradient descent on all pictures at once, and return it. In the
# tests the pictures are standardised noise, so that plain gradient descent with rate 0.1 gets there in 300
# steps. Each entry must be within 0.01. The tests try other kernels than Sobel, and kernels of 5×5.
#
# <details><summary>Hint 1: a question</summary>
#
# What does the layer have to know (padding, bias), so that its output has the targets' shape and can be
# equal to them?
#
# </details>
#
# <details><summary>Hint 2: the formula</summary>
#
# loss(w) = mean (conv(images, w) − targets)², and each step is w ← w − rate · ∂loss/∂w.
#
# </details>
#
# <details><summary>Hint 3: a sketch</summary>
#
# `layer = keras.layers.Conv2D(1, size, use_bias=False)`, `layer.build(images.shape)`, and
# `optimizer = keras.optimizers.SGD(0.1)`. 300 times: the loss inside `with tf.GradientTape() as tape:`, then
# `optimizer.apply(tape.gradient(loss, weights), weights)` with `weights = layer.trainable_variables`. The kernel is
# `layer.kernel`, of shape (size, size, 1, 1).
#
# </details>


# %% exercise="learn_kernel"
def learn_kernel(images, targets, size=3):
    """Find the kernel that turns images into targets, by gradient descent.

    images: floats of shape (n, h, w, 1). targets: shape (n, h − size + 1, w − size + 1, 1).
    Returns a float array of shape (size, size): slid over images, without reversal, it
    gives targets. For targets made by Sobel's kernel it returns that, within 0.01.
    Raises ValueError if images has not four dimensions with one channel, or targets has
    another shape.
    """
    ### BEGIN SOLUTION
    images, targets = tf.constant(images, tf.float32), tf.constant(targets, tf.float32)
    if images.ndim != 4 or images.shape[3] != 1:
        raise ValueError(f"images must have shape (n, h, w, 1), not {images.shape}")
    n, h, w, _ = images.shape
    if targets.shape != (n, h - size + 1, w - size + 1, 1):
        raise ValueError(
            f"targets of shape {targets.shape} do not fit to images of shape {images.shape}"
        )
    layer = keras.layers.Conv2D(1, size, use_bias=False)
    layer.build(images.shape)
    optimizer = keras.optimizers.SGD(0.1)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((layer(images) - targets) ** 2)
        optimizer.apply(
            tape.gradient(loss, layer.trainable_variables), layer.trainable_variables
        )

    for _ in range(300):
        step()
    return layer.kernel.numpy()[:, :, 0, 0]
    ### END SOLUTION


# %% check="learn_kernel" points=5
_images = checks.rng(26).normal(size=(8, 20, 20, 1))
_sobel = np.outer([1, 2, 1], [-1, 0, 1])
_targets = outputs_of(_sobel, _images)
_hint = (
    "the layer's output has the shape of targets: one kernel of `size`, complete windows"
)
_learned = checks.call(
    "Sobel's kernel from pictures", learn_kernel, _images, _targets, hint=_hint
)
checks.shape("a plain kernel", _learned, (3, 3), "drop the last two axes of layer.kernel")
_hint = (
    "it diverged: the steps went too far (a smaller rate) or uphill (subtract the slope)"
)
checks.finite("finite numbers", _learned, _hint)
checks.true("no explosion", np.abs(_learned).max() < 100, _hint)
_hint = "Conv2D does not reverse its kernel: return the layer's numbers as they are"
checks.true("not reversed", np.abs(_learned + _sobel).max() > 0.1, _hint)
_hint = (
    "more steps or a better rate; is the loss the mean of the squares? Is there a bias, or "
    "another padding than 'valid'?"
)
checks.close("Sobel, within 0.01", _learned, _sobel, _hint, rtol=0, atol=0.01)
_small, _blur = _images[:2, :9, :9], np.ones((5, 5))
_hint = "`size` is an argument: hand it to the layer"
checks.shape(
    "size 5", lambda: learn_kernel(_small, outputs_of(_blur, _small), 5), (5, 5), _hint
)
_hint = "no activation in the layer: targets may be negative everywhere"
_bright = np.abs(_small)
_found = lambda: np.ravel(learn_kernel(_bright, -_bright, 1))
checks.close("a single number, -1", _found, [-1], _hint, rtol=0, atol=0.01)
checks.raises("targets of the wrong shape", ValueError, learn_kernel, _images, _images)
_hint = "one target is broadcast to all images without a word: compare the shapes first"
checks.raises("one target", ValueError, learn_kernel, _images, _targets[:1], hint=_hint)
_flat = _images[..., 0]
checks.raises("no channel axis", ValueError, learn_kernel, _flat, _targets[..., 0])
_pairs = np.concatenate([_images, _images], axis=3)
checks.raises("two channels", ValueError, learn_kernel, _pairs, _targets)
### BEGIN HIDDEN TESTS
for _size in (2, 3, 5):
    _rng = checks.rng(260 + _size)
    _images = _rng.normal(size=(6, 24, 22, 1))
    _kernel = _rng.uniform(-2, 2, size=(_size, _size))
    _learned = learn_kernel(_images, outputs_of(_kernel, _images), size=_size)
    _name = f"an unknown {_size}×{_size} kernel, within 0.01"
    _hint = "learn it from images and targets alone"
    checks.close(_name, _learned, _kernel, rtol=0, atol=0.01, hint=_hint)
checks.raises(
    "pictures without a channel axis",
    ValueError,
    learn_kernel,
    _images[..., 0],
    _images[..., 0],
)
### END HIDDEN TESTS

# %% skip="grading"
learned = learn_kernel(grainy_pieces, targets)
predictions.compare("loss_zero", 1)
worst = float(np.abs(learned - sobel_x).max())
runtime.report("learned Sobel, largest error of an entry", round(worst, 6), at_most=0.01)
plots.kernels({"Sobel": sobel_x, "learned from 16 pictures": learned})

# %% [markdown]
# One kernel only has loss 0, and descent found it. Nobody told the layer about edges. It saw inputs and
# outputs, and found the same nine numbers as Irwin Sobel.
#
# **And without the grain?** Neighbouring pixels of a photograph are almost equal, so it hardly matters *which* of
# them gets a weight. The loss is soon small, and the kernel still wrong: what the data hardly show is hardly
# learned. Grain makes neighbours differ. The [second notebook](more.ipynb) watches descent on both lessons.
#
# ## 8 · What lab 03 needs from this one
#
# - **A kernel can be learned.** Lab 03 puts 32 and then 64 kernels side by side, and learns all of them
#   from labelled digits alone. Nobody gives it the outputs of each kernel: they come from further down the
#   network, by the chain rule.
# - **The loop you wrote** (forward, loss, gradient, step) is the one that trains every network of this
#   course.
# - **Smoothing and edges** are what the learned first kernels of lab 03 will look like. You will recognise
#   them.
# - **Mind your inputs.** Some pictures teach better than others, and their scale decides which rate works. Lab 03
#   begins with `normalise`.
# - **Types bite**: `uint8` wraps around, so pictures become floats before anything else happens to them.
