# %% [markdown]
# # 02 · If you want more: chance, medians, sharpening, a cone, what data do not show
#
# Five measurements that the lab had no room for: how far chance moves the best window, what a median costs against
# white noise, what sharpening does to noise, whether Sobel knows length and direction, and how a kernel can be wrong
# although its loss is small.
#
# **Time**: running every cell takes a quarter of a minute on two CPU cores.

# %%
import numpy as np
from scipy import ndimage, signal

from course import checks, predictions, runtime
from course.datasets import pictures, signals
from course.plots import filters as plots

runtime.setup(trains=False)

# %% [markdown]
# The lab's signal, the photograph, and two of its functions in short form:


# %%
def centred_average(x, m):
    """Mean over m samples (odd) around each sample of x (n,), mirrored at its ends."""
    return ndimage.uniform_filter1d(np.asarray(x, dtype=float), int(m), mode="reflect")


def best_window(noisy, clean):
    """The window of `windows` whose average has the least mean squared error."""
    errors = [np.mean((centred_average(noisy, m) - clean) ** 2) for m in windows]
    return int(windows[np.argmin(errors)])


standard = signals.standard()
windows = np.arange(1, 102, 2)
camera = pictures.grey(pictures.photo("camera"))
sobel_x = np.outer([1, 2, 1], [-1, 0, 1])
checks.equal(
    "best window of the standard signal", best_window(standard.noisy, standard.clean), 29
)

# %% [markdown]
# ## 1 · How much is chance?
#
# More noise asks for a longer window. But the error has a flat minimum, so chance has a say, too. At its end, the
# cell below measures the *same* signal eight times, each time with other noise of σ = 0.5. **Predict** how far apart
# the shortest and the longest of the eight best windows are.

# %% predict="apart"
predictions.guess("apart", ...)  # a number of samples

# %% output="fixed"
best_for = {}
for sigma in (0.25, 0.5, 1.0):
    louder_signal = signals.add_noise(standard.clean, sigma, seed=1)
    best_for[sigma] = best_window(louder_signal, standard.clean)
    print(f"noise {sigma:4.2f}: best window {best_for[sigma]}")
checks.true("more noise, longer window", best_for[0.25] < best_for[0.5] < best_for[1.0])
again = [signals.add_noise(standard.clean, 0.5, seed=seed) for seed in range(8)]
again = sorted(best_window(noisy, standard.clean) for noisy in again)
print("noise 0.5, eight times:", *again)
predictions.compare("apart", again[-1] - again[0])

# %% [markdown]
# *What to see.* The signal and the size of the noise are the same eight times, and still the best window differs. A
# best value that was found on *one* measurement is known no better than that.
#
# ## 2 · A median against white noise
#
# The median throws single spikes away. White noise is another matter: every sample is a little wrong. **Predict**
# the variance that medians leave of noise with variance 1, compared with means of as many samples.

# %% predict="median_variance"
predictions.guess("median_variance", ...)  # how many times as much

# %% output="fixed"
noise = checks.rng(0).normal(size=200_000)
for m in (9, 41):
    medians = ndimage.median_filter(noise, m, mode="reflect")
    ratio = medians.var() / centred_average(noise, m).var()
    print(f"m = {m:2d}: the median leaves {ratio:.2f} times as much variance as the mean")
checks.close("for long windows π/2 times", ratio, np.pi / 2, rtol=0.03)
predictions.compare("median_variance", np.pi / 2, "times")

# %% output="fixed"
smoothers = {
    "average": centred_average,
    "median": lambda x, m: ndimage.median_filter(x, m, mode="reflect"),
}
for name, smoother in smoothers.items():
    reached = [signals.snr_db(standard.clean, smoother(standard.noisy, m)) for m in windows]
    best = windows[np.argmax(reached)]
    print(f"{name:7} at best: {max(reached):.1f} dB, with m = {best}")

# %% [markdown]
# *What to see.* The median needs 57 % more samples for the same noise, but it can take them, since it pays less at
# the jumps: on our signal the two end nearly level.
#
# ## 3 · Sharpening
#
# Blurring removes detail; photograph minus blur *is* the detail. Add it once more: picture + (picture −
# blur). All of it is linear, so it is again one kernel; below, with five times the detail. **Predict** the
# sum of its weights. And what does it do to noise?

# %% predict="sharpened"
predictions.guess("sharpened", ...)  # a number

# %%
identity = np.zeros((3, 3))
identity[1, 1] = 1
cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]]) / 5
sharpen = identity + 5 * (identity - cross)
plots.kernels({"identity": identity, "mean of a cross": cross, "sharpen": sharpen})

# %% output="fixed"
classic = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
checks.close("the classic sharpening kernel", sharpen, classic)
checks.close("its weights sum to 1: flat areas keep their brightness", sharpen.sum(), 1)
grain = 30 * checks.rng(1).normal(size=(200, 220))
louder = signal.convolve2d(grain, sharpen, mode="valid").std() / grain.std()
print(f"noise gets {louder:.2f} times louder, √29 = {np.sqrt(29):.2f}")
checks.close("as √(sum of squared weights) says", louder, np.sqrt(29), rtol=0.03)
predictions.compare("sharpened", float(sharpen.sum()))

# %% skip="grading"
crop = pictures.grey(pictures.photo("cat"))[60:220, 60:300]
noisy_crop = crop + 8 * checks.rng(3).normal(size=crop.shape)
sharp, sharp_noise = (
    ndimage.correlate(image, sharpen, mode="nearest") for image in (crop, noisy_crop)
)
plots.pictures(
    {"photograph": crop, "sharpened": sharp, "with a little noise, sharpened": sharp_noise}
)

# %% [markdown]
# *What to see.* Whiskers and fur stand out. But a sharpening kernel cannot tell detail from noise: it amplifies
# both.
#
# ## 4 · The gradient of a cone
#
# The two answers of Sobel are the components of one vector at each pixel, the *gradient*: its length says how
# strong the edge is, its angle in which direction it gets brighter. A cone gets brighter away from its tip, in all
# directions, so it is a good test. **Predict** the length on a slope of 3 a pixel, if the positive weights of Sobel
# sum to 4 and its columns lie 2 apart.

# %% predict="sobel_length"
predictions.guess("sobel_length", ...)  # a number

# %% output="fixed"
rows, cols = np.mgrid[-20:21, -20:21]
cone = 3 * np.hypot(rows, cols)
gx, gy = (signal.correlate2d(cone, k, mode="valid") for k in (sobel_x, sobel_x.T))
outward = np.arctan2(rows, cols)[1:-1, 1:-1]
away = np.hypot(rows, cols)[1:-1, 1:-1] > 5
turn = np.angle(np.exp(1j * (np.arctan2(gy, gx) - outward)))[away]  # 359° is 1° off
print(f"direction: wrong by {np.degrees(np.abs(turn).max()):.2f} degrees at most")
checks.true("the gradient points outward", np.degrees(np.abs(turn).max()) < 0.5)
length = np.hypot(gx, gy)[away]
checks.close(
    "slope 3, times 8 for the weights of Sobel", length, np.full(away.sum(), 24), rtol=0.02
)
predictions.compare("sobel_length", 24)

# %% skip="grading"
plots.gradient(cone, np.hypot(gx, gy), np.arctan2(gy, gx))

# %% [markdown]
# *What to see.* The middle picture is white nearly everywhere: the same length all around. Only at the tip, where
# the slope jumps, it is smaller. On the right, colour is direction: once around the tip is once around the colour
# wheel.
#
# ## 5 · A small loss is not yet a right kernel
#
# The lab learned Sobel from pieces of a photograph with film grain on them. Why the grain? For a fixed picture the
# output is linear in the kernel, so the loss is a bowl over nine numbers, and one loop of plain NumPy can do the
# learning. Let us watch it on both lessons: with grain and on the clean photograph.


# %%
def pieces(count, side, seed, centred=True):
    """Pieces of the photograph (count, side, side, 1), deviation 1, mean 0 if centred."""
    rng = checks.rng(seed)
    corners = zip(
        rng.integers(0, 512 - side, count), rng.integers(0, 512 - side, count), strict=True
    )
    cut = np.stack([camera[i : i + side, j : j + side] for i, j in corners])[..., None]
    return (cut - cut.mean() * centred) / cut.std()


def outputs_of(kernel, images):
    """Slide `kernel` (k, k) over images (n, h, w, 1): complete windows, no reversal."""
    return np.stack(
        [signal.correlate2d(image[..., 0], kernel, mode="valid") for image in images]
    )[..., None]


def descend(images, rate=0.1, steps=300):
    """Kernels after 0, 1, …, steps, (steps + 1, 3, 3); curvatures of the bowl, (9,).

    Its curvature is large in some directions and small in others; `eigvalsh` finds the
    nine main ones, in ascending order.
    """
    seen = np.lib.stride_tricks.sliding_window_view(images[..., 0], (3, 3), axis=(1, 2))
    seen = seen.reshape(-1, 9)  # one window a row
    answers = seen @ sobel_x.ravel()
    kernels = [np.zeros(9)]
    for _ in range(steps):
        slope = 2 * seen.T @ (seen @ kernels[-1] - answers) / len(seen)
        kernels.append(kernels[-1] - rate * slope)
    bowl = np.linalg.eigvalsh(2 * seen.T @ seen / len(seen))
    return np.reshape(kernels, (-1, 3, 3)), bowl


# %% [markdown]
# **Predict**: after 300 steps, from which lesson is the kernel right to a hundredth?

# %% predict="right_kernel"
predictions.guess("right_kernel", ...)  # "grain", "clean" or "both"

# %% skip="grading"
clean_pieces = pieces(16, 32, seed=4)
grainy_pieces = clean_pieces + 0.5 * checks.rng(5).normal(size=clean_pieces.shape)
with_grain, curvatures_grain = descend(grainy_pieces)
without, curvatures_clean = descend(clean_pieces)
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
predictions.compare("right_kernel", "grain")

# %% skip="grading" output="fixed"
longer, _ = descend(clean_pieces, steps=3000)
right = outputs_of(sobel_x, clean_pieces)
for k in (300, 1000, 3000):
    loss = np.mean((outputs_of(longer[k], clean_pieces) - right) ** 2)
    print(
        f"step {k:4}: loss {loss:.1e}, kernel {np.abs(longer[k] - sobel_x).max():.5f} off"
    )
print(f"variance of its targets: {right.var():.2f}")
checks.true("slow, but it gets there", np.abs(longer[-1] - sobel_x).max() < 0.001)

# %% skip="grading" output="fixed"
_, curvatures_raw = descend(pieces(16, 32, seed=4, centred=False), steps=0)
bowls = {
    "with grain": curvatures_grain,
    "clean photograph": curvatures_clean,
    "not centred": curvatures_raw,
}
for name, c in bowls.items():
    print(f"{name}: steepest over flattest direction of the bowl {c[-1] / c[0]:.0f}")
checks.true(
    "the rate is below 2/curvature, above it descent explodes",
    0.1 < 2 / curvatures_clean[-1],
)

# %% [markdown]
# *What to see.* Same steps, same rate. With grain every number is right; on the clean photograph they are still 0.2
# off: the corners too strong, the middle row too weak. Neighbouring pixels of a photograph are almost equal, so
# it hardly matters *which* of them gets a weight: the bowl is steep in one direction and nearly flat in
# others, and descent creeps along the flat ones. It is slow there, not lost: after ten times as many steps the
# kernel is right. Grain makes neighbours differ, and the bowl rounder.
#
# Look at the loss after 300 steps: 0.002, beside targets of variance 1.34. That is 0.15 %, and anybody would call
# it learned. **A small loss is not yet a right kernel**: what the data hardly show is hardly learned.
#
# *Not centred* is for the same pieces without subtracting their mean: the bowl is four times as flat again. Scaling
# alone would not have changed its shape; *centring* does.
