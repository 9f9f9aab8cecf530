# %% [markdown]
# # 02 · Filters: smoothing and edges
#
# A filter is a convolution with a purpose. In this lab you choose the few numbers of a kernel so that it
# removes noise, finds jumps in a signal, and finds edges in a picture. At the end you stop choosing: you
# let gradient descent find the numbers. That last step is where convolutional networks begin.
#
# **You will learn**
# - what a moving average does to noise, to frequencies and to jumps, and how long its window should be;
# - to find abrupt changes in noisy data: smooth, differentiate, threshold;
# - to blur, sharpen and find edges in pictures, and what happens at their borders;
# - to learn a kernel from examples, and why some pictures teach better than others.
#
# **You need** lab 01: convolution, its modes *full*, *same* and *valid*, and why sliding a kernel without
# reversing it is correlation.
#
# **Time**: the cells run in half a minute on two CPU cores; nothing here needs a GPU. Plan two hours for
# reading and the eight exercises. Stuck? Each exercise has three hints, and here is [the solution of this
# lab](../../solutions/02_filters/filters.ipynb).

# %%
import time

import numpy as np
from scipy import ndimage, signal

from course import checks, runtime
from course.datasets import pictures, signals
from course.plots import filters as plots
from course.widgets import filters as widgets

runtime.setup()

import keras
import tensorflow as tf

# %% [markdown]
# Our patient for the first half is one signal of 2000 samples. It is *piecewise smooth*: slow slopes,
# broken by five sudden jumps. Somebody measured it with white noise of standard deviation σ = 0.5. Since we
# made it ourselves, we know the truth, and can say exactly how well a filter does.

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

# %% output="fixed"
x = np.array([2.0, 4.0, 6.0, 8.0, 1.0, 1.0])
by_hand = [np.mean(x[n - 2 : n + 1]) for n in range(2, len(x))]
by_convolution = np.convolve(x, np.ones(3) / 3, mode="valid")
print(np.round(by_hand, 3).tolist())
checks.close("means by hand, and by convolution", by_convolution, by_hand)

# %% [markdown]
# ### Exercise 2.1 · `moving_average`
#
# Write the moving average of the last m samples. The result has as many samples as x. Samples before the
# first one count as 0, as in any convolution, so the first m − 1 results are too small.
#
# A window that is no whole number from 1 to len(x), or an x that is not one-dimensional, must raise
# `ValueError`. The hidden tests check this too, here and in every exercise that names a `ValueError`.
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
    moving_average([2, 4, 6, 8], 2) is [1, 3, 5, 7].
    Raises ValueError if x is not one-dimensional or m is not a whole number from 1 to n.
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
checks.shape(
    "as long as x",
    moving_average(np.ones(9), 4),
    (9,),
    hint="keep the first len(x) samples",
)
checks.close(
    "two samples",
    moving_average(_x, 2),
    [1, 3, 5, 7],
    hint="m terms, divided by m, from y[0] on",
)
_halves = moving_average(np.array([1, 2, 2, 3]), 2)
checks.close(
    "integers", _halves, [0.5, 1.5, 2, 2.5], hint="an integer result has lost its halves"
)
_before = moving_average(_pulse, 3)[:4]
checks.close(
    "it cannot see ahead",
    _before,
    np.zeros(4),
    hint="only x[n] and older samples; not mode='same'",
)
checks.close(
    "window of one", moving_average(_x, 1), _x, hint="the mean of one sample is the sample"
)
checks.unchanged("x stays as it was", moving_average, _x, 2)
checks.raises("window of 0", ValueError, moving_average, np.ones(5), 0)
checks.raises("window longer than x", ValueError, moving_average, np.ones(5), 6)


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
# mean over a whole period is zero. **Predict**: which other periods vanish completely?
#
# `scipy.signal.freqz` computes the gain |H(f)| of a kernel: by how much it multiplies a wave of frequency
# f.

# %% output="fixed"
wave = np.sin(2 * np.pi * np.arange(60) / 5)
through = np.convolve(wave, np.ones(5) / 5, mode="valid")
checks.close("a wave of period 5 under a window of 5", through, np.zeros(56))

_, gain = signal.freqz(np.ones(5) / 5, worN=[0, 1 / 5, 2 / 5], fs=1)
gain = np.round(np.abs(gain), 6)
print("gain at f = 0, 1/5, 2/5:", gain.tolist())
checks.close("freqz says the same", gain, [1, 0, 0])

# %% skip="grading"
plots.frequency_response([5, 13, 41])

# %% [markdown]
# Slow waves (left) pass with gain 1, fast ones are weakened: a *low-pass filter*. The dots are the first
# zeros, at f = 1/m; the others lie at its multiples. A longer window passes a narrower band. It is not a
# very good low-pass: the side lobes let some fast waves through, and the more so the nearer they are to the
# first zero.
#
# **Second: noise.** White noise has all frequencies in equal parts. The mean of m independent samples has
# 1/m of their variance. **Predict** the variance that a window of 16 leaves of noise with variance 1.

# %% output="fixed"
noise = checks.rng(0).normal(size=200_000)
lengths = np.array([1, 2, 4, 8, 16, 32, 64])
left = np.array([np.convolve(noise, np.ones(m) / m, "valid").var() for m in lengths])
for m, variance in zip(lengths, left, strict=True):
    print(f"m = {m:2d}   variance {variance:.3f}   times m: {m * variance:.2f}")
checks.close("variance falls by 1/m", left, 1 / lengths, rtol=0.05)

# %% skip="grading"
plots.variance_curve(lengths, left)

# %% [markdown]
# On these logarithmic axes 1/m is a straight line, and the measurements lie on it. Four times the window
# halves the standard deviation.
#
# **Third: lag.** The window looks backward only; it is *causal*. Give it a ramp x[n] = n, so that being
# late by k samples means being too low by k. The mean age of the samples in the window is (0 + 1 + … + (m −
# 1))/m. **Predict** the lag of m = 9.
#
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

# %% skip="grading"
centred = ndimage.uniform_filter1d(step, m, mode="reflect")
plots.lag_and_smear(step, moving_average(step, m), centred, m)

# %% [markdown]
# The red curve crosses one half (m − 1)/2 samples late. If the whole recording is already on the disk,
# nothing forces the window to look backward: *centred* on each sample (green), for odd m, it has no lag.
# The smear stays, whatever we do: that is the price of a linear filter.

# %% [markdown]
# ## 3 · How long should the window be?
#
# From here on we use the centred average. At both ends the window needs samples that nobody measured; we
# *mirror* the signal there. More on this in section 5. Below, four windows side by side. **Predict** which
# of the four has the best SNR.


# %%
def centred_average(x, m):
    """Mean over m samples (odd) centred on each sample of x, shape (n,); x is mirrored at its ends."""
    if m < 1 or m % 2 == 0:
        raise ValueError(f"a centred window has an odd number of samples, not {m}")
    return ndimage.uniform_filter1d(np.asarray(x, dtype=float), int(m), mode="reflect")


# %% skip="grading"
outputs = {}
for m in (1, 7, 25, 151):
    smooth = centred_average(standard.noisy, m)
    outputs[f"m = {m}: SNR {signals.snr_db(standard.clean, smooth):.1f} dB"] = smooth
plots.filtered(standard, outputs)

# %% [markdown]
# A short window leaves noise, a long one rounds off the jumps and melts a short piece between two of them.
# Somewhere between lies the best compromise. You find it by trying all windows.
#
# ### Exercise 2.2 · `best_window`
#
# Try every window length in `windows`, with the given `centred_average`, and return the best one with all
# the errors. The error is the mean squared difference from the clean signal. For the standard signal and
# the odd windows from 1 to 101, the optimum is **m = 29**: the check computes it again and compares.
#
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

    noisy, clean: arrays of shape (n,). windows: sequence of odd window lengths, in any order.
    Returns (best, errors): best is the one of windows with the least mean squared error (an int),
    errors a float array of shape (len(windows),), in the order of windows.
    For clean = [0, 0, 0, 0] and noisy = [3, 0, 0, 0], windows [1, 3]: errors are [2.25, 1.25], best is 3.
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
_best, _errors = best_window(np.array([3.0, 0, 0, 0]), np.zeros(4), [1, 3])
_hint = "square centred_average(noisy, m) − clean, then take the mean"
checks.close("errors of the worked example", _errors, [2.25, 1.25], hint=_hint)
checks.equal(
    "best of the worked example",
    _best,
    3,
    hint="the window length, not its position in the list",
)
_windows = list(range(1, 102, 2))
_best, _errors = best_window(standard.noisy, standard.clean, _windows)
checks.equal(
    "optimum of the standard signal",
    _best,
    29,
    hint="compare with clean; with noisy, m = 1 wins",
)
checks.true(
    "at least ten times less error than the raw samples", _errors[0] > 10 * min(_errors)
)
_best, _ = best_window(standard.noisy, standard.clean, _windows[::-1])
checks.equal("the order of the windows does not matter", _best, 29)
checks.unchanged(
    "arguments stay as they were", best_window, np.arange(4.0), np.zeros(4), [1, 3]
)
checks.raises("shapes differ", ValueError, best_window, np.ones(5), np.ones(6), [1, 3])


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
plots.error_curve(
    windows,
    errors,
    {"noise left: σ²/m": noise_left, "jumps lost: grows with m": jumps_lost},
)

# %% output="fixed"
checks.close(
    "the two parts add up to the error", noise_left + jumps_lost, errors, rtol=0.15
)
gain_db = signals.snr_db(standard.clean, centred_average(standard.noisy, best))
gain_db -= signals.snr_db(standard.clean, standard.noisy)
print(f"best window {best}: {gain_db:.1f} dB better than the raw samples")
checks.true(
    "a clear minimum", errors[0] > 10 * errors.min() and errors[-1] > 1.7 * errors.min()
)

# %%
runtime.report("SNR gain of the best window", round(gain_db, 2), "dB", at_least=10)

# %% [markdown]
# The error is the sum of two curves: noise that is left, falling like 1/m, and jumps that are lost, rising
# with m. Their crossing decides. This is the *bias–variance trade-off*, in its simplest form; networks have
# it too.
#
# **Play**: move the window length and watch the three views together. Then raise the noise. Does the star
# move to longer or to shorter windows? Why?

# %% skip="grading"
widgets.WindowExplorer()

# %% [markdown]
# If you read this where nothing moves: the same view, for m = 9.

# %% skip="grading"
plots.window_board(standard, centred_average(standard.noisy, 9), 9, windows, errors)

# %% [markdown]
# More noise lifts the falling curve and leaves the rising one as it was: the best window gets longer.

# %% output="fixed"
best_for = {}
for sigma in (0.25, 0.5, 1.0):
    louder_signal = signals.add_noise(standard.clean, sigma, seed=1)
    best_for[sigma] = best_window(louder_signal, standard.clean, windows)[0]
    print(f"noise {sigma:4.2f}: best window {best_for[sigma]}")
checks.true("more noise, longer window", best_for[0.25] < best_for[0.5] < best_for[1.0])

# %% [markdown]
# ## 4 · Find the jumps
#
# Now the opposite wish: keep the jumps, forget the rest. The simplest kernel that answers at abrupt changes
# is the *difference* (1, −1): y[n] = x[n] − x[n−1]. On the clean signal it is perfect. **Predict** what it
# does to the noise: does its variance shrink, stay, or grow?

# %% output="fixed"
difference = np.diff(standard.clean, prepend=standard.clean[0])
found = np.flatnonzero(np.abs(difference) > 0.5)
checks.equal("on the clean signal: exactly the jumps", found, standard.jumps)

difference = np.diff(standard.noisy, prepend=standard.noisy[0])
above = np.count_nonzero(np.abs(difference) > 0.5)
print("on the noisy signal:", above, "samples are above the same threshold")
print(
    f"variance of the noise: before {noise.var():.2f}, after the difference {np.diff(noise).var():.2f}"
)
checks.close(
    "the difference doubles the variance of white noise", np.diff(noise).var(), 2, rtol=0.02
)

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

# %% output="fixed"
score = signals.score_changes(found=[498, 503], true=[500, 900])
print(f"precision {score.precision:.2f}, recall {score.recall:.2f}, F1 {score.f1:.2f}")
checks.close(
    "one right of two answers, one found of two jumps", list(score), [0.5, 0.5, 0.5]
)

# %% [markdown]
# ### Exercise 2.3 · `detect_changes`
#
# Put the steps together: response in units of jump height, threshold on its absolute value, one position a
# jump. A jump at k means: x[k] is the first sample of the new level; one sample off is fine. Jumps lie at
# least eight scales apart in all tests. Mirror the signal at its ends (`mode="reflect"`): with zeros
# outside, a signal that does not start at zero would jump there.
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
# r = √(2π) · scale · (x * derivative of a Gaussian). Keep the local maxima of |r| that are above the
# threshold.
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

    x: array of shape (n,). scale: standard deviation of the Gaussian, in samples, > 0.
    threshold: least height of a jump that counts, in the units of x, > 0.
    Returns an int array of shape (k,), ascending, one position a jump; empty if there is none.
    30 zeros then 30 ones, scale 3, threshold 0.65: [30] ([29] is as good).
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
    "far from zero, nothing happens", len(detect_changes(_flat, 3, 0.65)), 0, hint=_hint
)
_found = detect_changes(_up, 3, 0.65)
_hint = "multiply the response by √(2π)·scale: then it reads as a height"
checks.true("a jump of 1 is above the threshold", len(_found) > 0, hint=_hint)
checks.equal(
    "one answer for one jump",
    len(_found),
    1,
    hint="keep only the top of a run above the threshold",
)
checks.dtype("positions are integers", _found, "int")
checks.true(
    "a jump up at 30", _right(_found, [30]), hint="where in x is |response| greatest?"
)
_found = detect_changes(-_up, 3, 0.65)
checks.true(
    "a jump down at 30", _right(_found, [30]), hint="there the response is negative"
)
for _scale in (3, 6, 12):
    _found = detect_changes(_stairs, _scale, 0.65)
    checks.true(
        f"jumps of 1 and 0.4, scale {_scale}: only the first",
        _right(_found, [100]),
        hint=_hint,
    )
checks.unchanged("x stays as it was", detect_changes, _up, 3, 0.65)
checks.raises("scale 0", ValueError, detect_changes, _up, 0, 0.65)
### BEGIN HIDDEN TESTS
for _seed in (0, 1, 4, 7):
    _s = signals.piecewise_smooth(1200, _seed, noise=0, seed=500 + _seed)
    _found = detect_changes(_s.clean + 50 * (_seed % 3 - 1), 5 + _seed, 0.6)
    checks.true(f"{_seed} jumps without noise", _right(_found, _s.jumps, 2))
    checks.true("in order", list(_found) == sorted(_found))
checks.true("integers", _right(detect_changes(np.repeat([3, 9, 4], 40), 4, 2), [40, 80]))
checks.raises("threshold 0", ValueError, detect_changes, np.ones(60), 3, 0)
checks.raises("negative scale", ValueError, detect_changes, np.ones(60), -3, 0.65)
checks.raises(
    "picture instead of a signal", ValueError, detect_changes, np.ones((60, 60)), 3, 0.65
)
### END HIDDEN TESTS

# %% check="detect_changes" points=3
_score = signals.score_changes(detect_changes(standard.noisy, 12, 0.65), standard.jumps)
_hint = "too many answers: is the response smooth, and thinned to one answer a jump?"
checks.true(
    f"standard signal: precision {_score.precision:.2f}, wanted 0.95",
    _score.precision >= 0.95,
    _hint,
)
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
plots.found_changes(standard, found)

# %% skip="grading"
fresh = [signals.piecewise_smooth(seed=seed) for seed in range(50)]
f1 = np.mean(
    [signals.score_changes(detect_changes(s.noisy, 12, 0.65), s.jumps).f1 for s in fresh]
)
runtime.report(
    "change detection, mean F1 of 50 signals", round(float(f1), 3), at_least=0.95
)

# %% [markdown]
# Each triangle sits under a true jump: five of five, and none too many. On fifty fresh signals it is hardly
# ever wrong. A smaller scale would place jumps more exactly and find closer neighbours, but noise would
# pass the threshold. It is the trade-off of section 3 again.

# %% [markdown]
# ## 5 · Smoothing pictures
#
# In two dimensions the moving average is a kernel of nine ones, divided by 9, slid in mode *same*.
# **Predict**: by what factor does it reduce the standard deviation of the noise?

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

# %% [markdown]
# Nine samples, a ninth of the variance, a third of the standard deviation. In general the noise is
# multiplied by √(Σ weights²). The tripod and the camera have lost their sharpness: a picture's edges are
# its jumps.
#
# **Borders.** Look along the frame of the smoothed picture: it is darker. Mode *same* puts zeros, black
# pixels, outside. **Predict** the value in the corner of a flat picture of 90s after the 3×3 mean: how many
# of the nine pixels are real?

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

# %% skip="grading"
face = camera[75:165, 205:295]
names = {
    "constant": "zeros ('constant')",
    "edge": "'nearest'",
    "symmetric": "'reflect'",
    "wrap": "'wrap'",
}
plots.pictures({name: np.pad(face, 45, mode=mode) for mode, name in names.items()})

# %% [markdown]
# Four ways to invent what lies outside the middle square: black, the border pixel repeated, a mirror, or
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

# %% output="fixed"
r_squared = np.array([[2, 1, 2], [1, 0, 1], [2, 1, 2]])
print(np.round(np.exp(-r_squared / 2), 3))

# %% [markdown]
# ### Exercise 2.4 · `gaussian_kernel`
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

    size: odd whole number, 1 or more. sigma: standard deviation in pixels, above 0.
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


# %% check="gaussian_kernel" points=3
_kernel, _steep = gaussian_kernel(3, 1.0), gaussian_kernel(3, 0.5)
checks.shape(
    "square", _kernel, (3, 3), hint="the outer product of a 1-D Gaussian with itself"
)
checks.close(
    "the weights sum to 1",
    np.sum(_kernel),
    1,
    hint="divide by the sum of all weights, not by 2πσ²",
)
_hint = "measure distances from the middle entry, size // 2"
checks.true("the middle is greatest", np.argmax(_kernel) == 4, hint=_hint)
checks.close(
    "the same from all sides",
    [_kernel[::-1], _kernel[:, ::-1]],
    [_kernel, _kernel],
    hint=_hint,
)
_hint = "exp(−r²/(2σ²)): mind the square and the 2"
checks.close(
    "middle and corner",
    [_kernel[1, 1], _kernel[0, 0]],
    [0.2042, 0.0751],
    atol=1e-4,
    hint=_hint,
)
checks.close(
    "smaller σ, steeper", _steep[1, 1] / _steep[1, 0], np.exp(2), hint="σ is squared"
)
checks.raises(
    "even size", ValueError, gaussian_kernel, 4, 1.0, hint="an even size has no middle"
)
checks.raises("sigma 0", ValueError, gaussian_kernel, 3, 0.0)


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
# ### Separable: two cheap passes for one dear one
#
# $$e^{-(x^2+y^2)/(2\sigma^2)} = e^{-x^2/(2\sigma^2)}\cdot e^{-y^2/(2\sigma^2)}$$
#
# So the 15×15 Gaussian is a column of 15 numbers times a row of 15 numbers, and blurring with it is the
# same as blurring all columns, then all rows. **Predict** the number of multiplications for each pixel, in
# one 2-D pass and in two 1-D passes.

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
    f"multiplications for each pixel: {kernel.size} and {2 * g.size}, ratio {kernel.size / (2 * g.size)}"
)


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
plots.timings({"one 15×15 pass": slow, "a 1-D pass each way": fast})

# %% skip="grading"
runtime.report("separable blur, speed-up", round(slow / fast, 1), "times", at_least=3)

# %% [markdown]
# 225 multiplications against 30, a ratio of 7.5: the clock agrees, roughly. Any kernel that is an outer
# product can be split in this way; the mean of ones is one too.
#
# ### Exercise 2.5 · `smooth_image`
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

    image: array of shape (h, w) or (h, w, c), integers or floats, not modified.
    weights: array of shape (k,), k odd, symmetric. Beyond the border the nearest pixel is repeated.
    Returns a float array of the image's shape.
    3×3 zeros with a 16 in the middle, weights [1/4, 1/2, 1/4]: 4 in the middle, 1 in each corner.
    Raises ValueError if image has not 2 or 3 dimensions, or weights is not one-dimensional of odd length.
    """
    ### BEGIN SOLUTION
    image, weights = np.asarray(image, dtype=float), np.asarray(weights, dtype=float)
    if image.ndim not in (2, 3):
        raise ValueError(f"a picture has shape (h, w) or (h, w, c), not {image.shape}")
    if weights.ndim != 1 or len(weights) % 2 == 0:
        raise ValueError(
            f"weights must be one-dimensional and of odd length, not of shape {weights.shape}"
        )
    blurred = ndimage.correlate1d(image, weights, axis=0, mode="nearest")
    return ndimage.correlate1d(blurred, weights, axis=1, mode="nearest")
    ### END SOLUTION


# %% check="smooth_image" points=4
_weights = np.array([0.25, 0.5, 0.25])
_bytes = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 1]], dtype=np.uint8)
_dot = np.pad([[16.0]], 1)
_flat = np.full((5, 6), 90.0)
_red = np.zeros((5, 5, 3)) + [100.0, 0, 0]
_hint = "two passes: the second one blurs the result of the first, along the other axis"
_blurred = [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
checks.close("a dot spreads both ways", smooth_image(_dot, _weights), _blurred, hint=_hint)
_hint = "zeros outside darken the border: repeat the nearest pixel"
checks.close(
    "a flat picture stays flat, up to its border",
    smooth_image(_flat, _weights),
    _flat,
    hint=_hint,
)
_hint = "scipy.ndimage returns the dtype it is given: convert the picture to float first"
_got, _same = smooth_image(_bytes, _weights), smooth_image(_bytes.astype(float), _weights)
checks.dtype("floats also for a uint8 picture", _got, "float", hint=_hint)
checks.close("uint8 and float agree", _got, _same, hint=_hint)
checks.close(
    "red stays red",
    smooth_image(_red, _weights),
    _red,
    hint="never blur along the colour axis",
)
checks.unchanged("the picture stays as it was", smooth_image, _dot, _weights)
checks.raises(
    "a signal instead of a picture", ValueError, smooth_image, np.ones(9), _weights
)
checks.raises("even kernel", ValueError, smooth_image, np.ones((5, 5)), np.ones(4) / 4)


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

# %% [markdown]
# ### Sharpening
#
# Blurring removes detail; photograph minus blur *is* the detail. Add it once more: picture + (picture −
# blur). All of it is linear, so it is again one kernel; below, with five times the detail. **Predict** the
# sum of its weights, and what it does to noise.

# %%
identity = np.zeros((3, 3))
identity[1, 1] = 1
cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]]) / 5
sharpen = identity + 5 * (identity - cross)
plots.kernels({"identity": identity, "mean of a cross": cross, "sharpen": sharpen})

# %% output="fixed"
checks.close(
    "the classic sharpening kernel", sharpen, [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
)
checks.close("its weights sum to 1: flat areas keep their brightness", sharpen.sum(), 1)
louder = signal.convolve2d(grain, sharpen, mode="valid").std() / grain.std()
print(f"noise gets {louder:.2f} times louder, √29 = {np.sqrt(29):.2f}")
checks.close("as √(sum of squared weights) says", louder, np.sqrt(29), rtol=0.03)

# %% skip="grading"
crop = pictures.grey(cat)[60:220, 60:300]
noisy_crop = crop + 8 * checks.rng(3).normal(size=crop.shape)
sharp, sharp_noise = (
    ndimage.correlate(image, sharpen, mode="nearest") for image in (crop, noisy_crop)
)
plots.pictures(
    {"photograph": crop, "sharpened": sharp, "with a little noise, sharpened": sharp_noise}
)

# %% [markdown]
# Whiskers and fur stand out. But a sharpening kernel cannot tell detail from noise: it amplifies both.

# %% [markdown]
# ## 6 · Edges
#
# An edge is a jump of brightness, and a difference finds it, as in section 4. In a picture there are two
# directions. From here on we slide kernels *without* reversing them (correlation), as every deep-learning
# library does; with true convolution these responses only change their sign.
#
# Rows [1, 0, −1] compare left with right: they answer at vertical edges. Turned by a quarter they answer at
# horizontal ones. **Predict** which of the two sees more in a brick wall seen from this angle.

# %%
vertical = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
horizontal = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
bricks = pictures.grey(pictures.photo("bricks"))[100:400, 100:400]
seen_v = signal.correlate2d(bricks, vertical, mode="valid")
seen_h = signal.correlate2d(bricks, horizontal, mode="valid")
plots.pictures(
    {"bricks": bricks, "vertical edges": seen_v, "horizontal edges": seen_h}, signed=True
)

# %% output="fixed"
print(
    f"mean |answer|: vertical {np.abs(seen_v).mean():.1f}, horizontal {np.abs(seen_h).mean():.1f}"
)
checks.true(
    "these bricks have more vertical edges", np.abs(seen_v).mean() > np.abs(seen_h).mean()
)
reversed_too = signal.convolve2d(bricks, vertical, mode="valid")
checks.close("convolution changes the sign only", reversed_too, -seen_v)
nothing = signal.correlate2d(flat, vertical, mode="valid")
checks.close("a flat wall gives no answer", nothing, np.zeros((4, 4)))

# %% [markdown]
# Red: brighter on the left, or above; blue: darker there. Each mortar joint is brighter than its bricks, so
# it has one side of each colour. In the middle picture the joints across vanish, in the right one the
# joints along.
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
# says how strong the edge is, whatever its direction; its angle says in which direction it gets brighter. A
# cone gets brighter away from its tip, in all directions, so it is a good test. **Predict** the length on a
# slope of 3 a pixel, if the positive weights of Sobel sum to 4 and its columns lie 2 apart.

# %% output="fixed"
rows, cols = np.mgrid[-20:21, -20:21]
cone = 3 * np.hypot(rows, cols)
gx, gy = (signal.correlate2d(cone, kernel, mode="valid") for kernel in (sobel_x, sobel_y))
outward = np.arctan2(rows, cols)[1:-1, 1:-1]
away = np.hypot(rows, cols)[1:-1, 1:-1] > 5
turn = np.angle(np.exp(1j * (np.arctan2(gy, gx) - outward)))[away]
print(f"direction: wrong by {np.degrees(np.abs(turn).max()):.2f} degrees at most")
checks.true("the gradient points outward", np.degrees(np.abs(turn).max()) < 0.5)
length = np.hypot(gx, gy)[away]
checks.close(
    "slope 3, times 8 for the weights of Sobel", length, np.full(away.sum(), 24), rtol=0.02
)

# %% [markdown]
# ### Exercise 2.6 · `edge_magnitude`
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

    image: grey picture of shape (h, w), h and w at least 3, integers or floats, not modified.
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
_bytes = np.tile(np.array([200, 200, 10], dtype=np.uint8), (3, 1))
checks.shape("complete windows only", edge_magnitude(_step), (3, 2), hint="mode='valid'")
_hint = (
    "[[−1, 0, 1], [−2, 0, 2], [−1, 0, 1]] and its transpose; a root at the end; no division"
)
checks.close("a vertical edge", edge_magnitude(_step), np.full((3, 2), 4.0), hint=_hint)
checks.close(
    "a horizontal edge",
    edge_magnitude(_step.T),
    np.full((2, 3), 4.0),
    hint="both directions count",
)
_hint = "square both answers: a length has no sign"
checks.close(
    "dark to bright, or bright to dark",
    edge_magnitude(-_step),
    edge_magnitude(_step),
    hint=_hint,
)
_hint = "√(gx² + gy²): neither the sum of the absolute values nor the greater one"
checks.close(
    "a slope of 3 down and 4 across",
    edge_magnitude(_slope),
    np.full((3, 4), 40.0),
    hint=_hint,
)
_hint = "convert to float first: uint8 holds neither negative numbers nor more than 255"
checks.close("a uint8 picture", edge_magnitude(_bytes), [[760.0]], hint=_hint)
checks.unchanged("the picture stays as it was", edge_magnitude, _step)
checks.raises("a colour picture", ValueError, edge_magnitude, np.ones((5, 5, 3)))


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
# A classmate wants the vertical edges of a photograph that was loaded as `uint8`, and subtracts the left
# neighbour of each pixel from the right one. The formula is right. The picture in the middle is not.


# %%
def classmate_edges(picture):
    return np.abs(picture[:, 2:] - picture[:, :-2])


loaded = pictures.photo("camera")[70:270, 120:340, 0]
wrong, expected = classmate_edges(loaded), np.abs(photo[:, 2:] - photo[:, :-2])
plots.pictures(
    {
        "photograph, uint8": loaded,
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
# ### Exercise 2.7 · `what_went_wrong`
#
# Return the letter of the repair that makes the edges right. The check only looks at the form of your answer, the
# grading at the letter. So be your own check: try the four on a small picture of your own.
#
# <details><summary>Hint 1: a question</summary>
#
# What is 10 − 200, and can a `uint8` hold it?
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
    """Return the letter of the right repair, "a", "b", "c" or "d": a string of length 1, such as "a"."""
    ### BEGIN SOLUTION
    return "b"
    ### END SOLUTION


# %% check="what_went_wrong" points=2
_answer = what_went_wrong()
checks.choice("one letter", _answer)
### BEGIN HIDDEN TESTS
_trial = checks.rng(25).integers(0, 256, size=(8, 12)).astype(np.uint8)
_truth = [[abs(int(_row[_j + 2]) - int(_row[_j])) for _j in range(10)] for _row in _trial]


def _repairs_it(letter):
    made = np.asarray(repairs[letter](_trial))
    return made.shape == (8, 10) and np.array_equal(made, _truth)


checks.equal("exactly one repair works", sum(_repairs_it(_letter) for _letter in "abcd"), 1)
_hint = "try it on a tiny uint8 picture with a step down, and compare with the differences by hand"
checks.true("your repair makes the edges right", _repairs_it(_answer), hint=_hint)
### END HIDDEN TESTS

# %% [markdown]
# **Play**: paint a kernel, and watch the camera man. Choose a preset, change a number, go to 5×5. Can you
# make a kernel that moves the picture two pixels to the left? One that answers only at diagonal edges?

# %% skip="grading"
widgets.KernelPainter(preset="vertical edges")

# %% [markdown]
# The same view where nothing moves:

# %% skip="grading"
plots.painted(
    camera[::2, ::2],
    ndimage.correlate(camera[::2, ::2], vertical.astype(float), mode="reflect"),
)

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
    """Slide `kernel`, shape (k, k), over images of shape (n, h, w, 1): complete windows, no reversal."""
    return np.stack(
        [signal.correlate2d(image[..., 0], kernel, mode="valid") for image in images]
    )[..., None]


def pieces(count, side, seed):
    """Pieces of the camera picture, shape (count, side, side, 1), mean 0, standard deviation 1."""
    rng = checks.rng(seed)
    corners = zip(
        rng.integers(0, 512 - side, count), rng.integers(0, 512 - side, count), strict=True
    )
    cut = np.stack([camera[i : i + side, j : j + side] for i, j in corners])[..., None]
    return (cut - cut.mean()) / cut.std()


# %%
clean_pieces = pieces(16, 32, seed=4)
grainy_pieces = clean_pieces + 0.5 * checks.rng(5).normal(size=clean_pieces.shape)
targets = outputs_of(sobel_x, grainy_pieces)
print("pictures", grainy_pieces.shape, " outputs of the unknown kernel", targets.shape)

# %% [markdown]
# **Predict**: the loss is the mean squared error between two outputs. How many kernels have loss 0?
#
# ### Exercise 2.8 · `learn_kernel`
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
# `layer = keras.layers.Conv2D(1, size, use_bias=False)`, `layer.build(images.shape)`. 300 times: the loss
# inside `with tf.GradientTape() as tape:`, then `optimizer.apply(tape.gradient(loss, weights), weights)`.
# The kernel is `layer.kernel`, of shape (size, size, 1, 1).
#
# </details>


# %% exercise="learn_kernel"
def learn_kernel(images, targets, size=3):
    """Find the kernel that turns images into targets, by gradient descent.

    images: floats of shape (n, h, w, 1). targets: shape (n, h − size + 1, w − size + 1, 1).
    Returns a float array of shape (size, size): slid over images, without reversal, it gives targets.
    For targets made by Sobel's [[−1, 0, 1], [−2, 0, 2], [−1, 0, 1]] it returns that, within 0.01.
    Raises ValueError if images has not four dimensions with one channel, or targets has another shape.
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
_learned = learn_kernel(_images, outputs_of(_sobel, _images))
checks.shape(
    "a plain kernel", _learned, (3, 3), hint="drop the last two axes of layer.kernel"
)
_hint = "Conv2D does not reverse its kernel: return the layer's numbers as they are"
checks.true("not reversed", np.abs(_learned + _sobel).max() > 1, hint=_hint)
_hint = "more steps or a better rate; is there a bias, or another padding than 'valid'?"
checks.close("Sobel, within 0.01", _learned, _sobel, rtol=0, atol=0.01, hint=_hint)
checks.raises("targets of the wrong shape", ValueError, learn_kernel, _images, _images)
### BEGIN HIDDEN TESTS
for _size in (3, 5):
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
plots.kernels({"Sobel": sobel_x, "learned from 16 pictures": learned})

# %% skip="grading"
worst = float(np.abs(learned - sobel_x).max())
runtime.report("learned Sobel, largest error of an entry", round(worst, 6), at_most=0.01)

# %% [markdown]
# One kernel only has loss 0, and descent found it. Nobody told the layer about edges. It saw inputs and
# outputs, and found the same nine numbers as Irwin Sobel.
#
# **And without the grain?** For a fixed picture, the output is linear in the kernel, so the loss is a bowl,
# and one loop of plain NumPy can do the learning. Let us watch it on both lessons: with grain and on the
# clean photograph.


# %% skip="grading"
def descend(images, rate=0.1, steps=300):
    """Kernels after 0, 1, …, `steps` steps, shape (steps + 1, 3, 3); curvatures of the bowl, shape (9,)."""
    windows = np.lib.stride_tricks.sliding_window_view(
        images[..., 0], (3, 3), axis=(1, 2)
    ).reshape(-1, 9)
    answers = windows @ sobel_x.ravel()
    kernels = [np.zeros(9)]
    for _ in range(steps):
        slope = 2 * windows.T @ (windows @ kernels[-1] - answers) / len(windows)
        kernels.append(kernels[-1] - rate * slope)
    return np.reshape(kernels, (-1, 3, 3)), np.linalg.eigvalsh(
        2 * windows.T @ windows / len(windows)
    )


with_grain, curvatures_grain = descend(grainy_pieces)
without, curvatures_clean = descend(clean_pieces)

# %% skip="grading"
paths = {"with grain": with_grain, "clean photograph": without}
off = {name: np.abs(path - sobel_x).max(axis=(1, 2)) for name, path in paths.items()}
snapshots = {f"with grain, step {k}": with_grain[k] for k in (1, 10, 100, 300)}
plots.learning(off, snapshots | {"clean, step 300": without[300]})

# %% skip="grading" output="fixed"
for name, path in off.items():
    print(f"{name}: after 300 steps {path[-1]:.2f} off")
checks.true(
    "only with grain within 0.01",
    off["with grain"][-1] < 0.01 < off["clean photograph"][-1],
)
for name, c in (("with grain", curvatures_grain), ("clean photograph", curvatures_clean)):
    print(f"{name}: steepest over flattest direction of the bowl {c[-1] / c[0]:.0f}")
checks.true(
    "the rate is below 2/curvature, above it descent explodes",
    0.1 < 2 / curvatures_clean[-1],
)

# %% [markdown]
# Same steps, same rate. With grain every number is right; on the clean photograph they are still 0.2 off:
# the corners too strong, the middle row too weak. Neighbouring pixels of a photograph are almost equal, so
# it hardly matters *which* of them gets a weight: the bowl is steep in one direction and nearly flat in
# others, and descent creeps along the flat ones. Grain makes neighbours differ. A small loss is not yet a
# right kernel: what the data never show, no training can learn.

# %% [markdown]
# ## 8 · What lab 03 needs from this one
#
# - **A kernel can be learned.** Lab 03 puts 32 and then 64 kernels side by side, and learns all of them
#   from labelled digits alone. Nobody gives it the outputs of each kernel: they come from further down the
#   network, by the chain rule.
# - **The loop you wrote** (forward, loss, gradient, step) is the one that trains every network of this
#   course.
# - **Smoothing and edges** are what the learned first kernels of lab 03 will look like. You will recognise
#   them.
# - **Scale your inputs.** Standardised pictures made the bowl rounder. Lab 03 begins with `normalise`.
# - **Types bite**: `uint8` wraps around, so pictures become floats before anything else happens to them.
