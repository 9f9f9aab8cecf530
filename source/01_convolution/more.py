# %% [markdown]
# # 01 · If you want more: loud places, a race, the transpose
#
# What the lab had no room for: how two dice add up, what a search does where the signal is loud, how fast windows
# can slide, what a dense layer costs, what pooling makes of a small shift, and why the transposed convolution has
# its name.
#
# **Time**: running every cell takes a quarter of a minute on two CPU cores.

# %%
from time import perf_counter

import numpy as np
from scipy import signal

from course import checks, predictions, runtime
from course.datasets import pictures
from course.plots import convolution as plots
from course.plots import layers

runtime.setup(trains=False)

# %% [markdown]
# ## 1 · Ways to throw two dice
#
# Convolution is at home far from signals, too. The sum of two dice: each face of the first die launches a copy
# of the second. **Predict** the commonest sum, and in how many of the 36 ways it is thrown.

# %% predict="dice"
predictions.guess("dice", ...)  # two numbers: the sum, its ways

# %%
die = np.ones(6)  # one way for each of the faces 1 … 6
ways = np.convolve(die, die)  # sums 2 … 12
checks.close("ways in all", ways.sum(), 36)
predictions.compare("dice", [2 + int(ways.argmax()), int(ways.max())])
plots.stems({"ways to throw the sums 2 … 12 (first dot: 2)": ways})

# %% [markdown]
# *What to see.* The triangle of the lab's section 1 again: two equal pulses, here of six samples. A third die would
# round it off, and after many of them the sum of dice is close to a bell curve.
#
# ## 2 · A loud place
#
# Correlation is a search: its value is large where the signal looks like the kernel. The lab hid a pattern in noise,
# and the score was highest at 170, where it begins. Now somebody coughs into the recording, at samples 40 to 79.

# %%
rng = checks.rng(3)
pattern = np.sin(np.linspace(0, 6 * np.pi, 40)) * np.linspace(0.2, 2, 40)
recording = rng.normal(0, 0.8, 300)
recording[170:210] += pattern
noisier = recording.copy()
noisier[40:80] += checks.rng(4).normal(0, 6, 40)
plots.recording(noisier, pattern)

# %% [markdown]
# **Predict** whether the highest score is still at 170.

# %% predict="loud_place"
predictions.guess("loud_place", ...)  # "yes" or "no"

# %% output="fixed"
score = signal.correlate(noisier, pattern, mode="valid")
energy = signal.correlate(noisier**2, np.ones(40), mode="valid")  # under the window
cosine = score / (np.sqrt(energy) * np.linalg.norm(pattern))
print("highest score at", score.argmax())
print(f"highest score for its loudness at {cosine.argmax()}: {cosine.max():.2f}")
checks.true("the cough wins the score", 0 <= score.argmax() < 80)
checks.equal("and loses it once loudness is divided out", int(cosine.argmax()), 170)
predictions.compare("loud_place", "yes" if score.argmax() == 170 else "no")

# %% [markdown]
# *What to see.* A loud window has a large sum even if it looks like nothing in particular. Divided by the lengths
# of both rows of numbers, the score is the cosine of the angle between them: 1 for the same shape, whatever the
# loudness. This **normalised correlation** is what a search uses. A network has no such division, but lab 03
# will meet layers that keep loudness in check.
#
# ## 3 · A race
#
# Here are two functions that do the same. The first, from the lab, asks NumPy for one window at a time. The second
# hands over all windows at once: `sliding_window_view` shows them as one large array, without copying a number, and
# `einsum` multiplies and adds them all.


# %%
def slide(image, kernel):
    """Correlation of a matrix with a kernel, mode "valid", window by window."""
    (h, w), (kh, kw) = image.shape, kernel.shape
    y = np.zeros((h - kh + 1, w - kw + 1))
    for i, j in np.ndindex(y.shape):
        y[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    return y


def all_at_once(image, kernel):
    """The same, all windows in one call."""
    views = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijuv,uv->ij", views, kernel, optimize=True)


def seconds(function, *arguments, runs=3):
    """Median time of one call, after one call to warm up."""
    function(*arguments)
    times = []
    for _ in range(runs):
        start = perf_counter()
        function(*arguments)
        times.append(perf_counter() - start)
    return np.median(times)


# %% [markdown]
# **Predict** how many times faster the second one is, for a kernel of 3×3.

# %% predict="vectorised"
predictions.guess("vectorised", ...)  # a number

# %% skip="grading"
grey = pictures.grey(pictures.photo("cat"))
side = runtime.pick(smoke=48, cpu=192, full=256)
field = np.asarray(grey[:side, :side])
ways = {
    "windows in a loop": slide,
    "all at once": all_at_once,
    "SciPy": lambda image, kernel: signal.correlate2d(image, kernel, "valid"),
}
times = {name: {} for name in ways}
for k in (3, 7, 15):
    kernel = checks.rng(k).normal(size=(k, k))
    checks.close(f"the same, {k}×{k}", all_at_once(field, kernel), slide(field, kernel))
    for name, way in ways.items():
        times[name][f"{k}×{k} kernel"] = seconds(way, field, kernel)

# %% skip="grading"
ratios = {
    name: {task: t / times["SciPy"][task] for task, t in row.items()}
    for name, row in times.items()
}
layers.race(ratios, "SciPy")

# %% skip="grading"
small = "3×3 kernel"
speed_up = times["windows in a loop"][small] / times["all at once"][small]
runtime.report("all windows at once against the loop, 3×3 kernel", speed_up, "times faster")
predictions.compare("vectorised", float(f"{speed_up:.1g}"), "times")

# %% [markdown]
# *What to see.* Lower is faster, the dashed line is SciPy, and a step on the axis is a factor of ten. All windows at
# once make one large matrix product, which is what processors, and GPUs even more, are built for. The price is
# memory: for the product, every pixel is copied once for each window that covers it. That is why the advantage melts
# as the kernel grows. Put your own `conv2d` into `ways` and see where it stands.
#
# ## 4 · A dense layer instead
#
# A convolution with 32 kernels of 3×3 on a picture of 32×32 in colour has 896 parameters: each kernel has 27 weights
# and a bias. Its output holds 30×30 values in each of 32 maps. A dense layer from the same input to the same output
# has one weight for every pair of an input and an output number, and a bias for each output. **Predict** the ratio,
# roughly.

# %% predict="dense_ratio"
predictions.guess("dense_ratio", ...)  # how many times as many as the convolution

# %% output="fixed"
convolution = (3 * 3 * 3 + 1) * 32
inputs, outputs = 32 * 32 * 3, 30 * 30 * 32
dense = (inputs + 1) * outputs
checks.equal("convolution", convolution, 896)
checks.equal("dense layer", dense, 88_502_400)
print(f"{dense // convolution:,} times as many as the convolution")
predictions.compare("dense_ratio", dense // convolution)

# %% [markdown]
# *What to see.* The convolution saves in two ways: a cell looks only at its window, and all cells share one set of
# weights. Lab 03 tells apart which of the two saves how much.
#
# ## 5 · Pooling and a small shift
#
# Max pooling keeps the largest number of each 2×2 block. **Predict** what happens to the pooled picture when a
# single bright pixel moves by one column: from 2 to 3, then from 3 to 4, with columns counted from 0.

# %% predict="moved_pixel"
predictions.guess("moved_pixel", ...)  # twice "same" or "changed"

# %%
places = [np.zeros((4, 6)) for _ in range(3)]
for column, picture in enumerate(places, start=2):
    picture[1, column] = 9
pooled = [picture.reshape(2, 2, 3, 2).max(axis=(1, 3)) for picture in places]
panels = {f"column {column}": picture for column, picture in enumerate(places, start=2)}
panels |= {f"pooled {column}": picture for column, picture in enumerate(pooled, start=2)}
plots.matrices(panels, outputs=3)

# %%
verdicts = [
    "same" if np.array_equal(before, after) else "changed"
    for before, after in zip(pooled, pooled[1:], strict=False)
]
predictions.compare("moved_pixel", verdicts)

# %% [markdown]
# *What to see.* Within a window the move goes unnoticed; across its border the pooled picture changes. Pooling
# buys tolerance to *some* small shifts. How much it is worth for a classifier is measured in lab 03.
#
# ## 6 · Why *transposed*?
#
# A convolution is linear: write the pixels $x$ in one column, and it is some matrix $A$ times that column. The
# stamps of a transposed convolution multiply by its transpose $A^T$: the same matrix, with rows and columns
# exchanged. Here both are drawn for a row of five numbers, the kernel (1, 2, 3) and mode *valid*. **Predict** where
# the kernel stands in $A$: in its rows or in its columns? (SciPy's *full* convolution makes the stamps, as the lab
# has shown.)

# %% predict="where_kernel"
predictions.guess("where_kernel", ...)  # "rows" or "columns"

# %%
A = np.array([[1, 2, 3, 0, 0], [0, 1, 2, 3, 0], [0, 0, 1, 2, 3]])
row, five, three = np.array([[1, 2, 3]]), np.array([[1, 0, 2, 0, 1]]), np.array([[1, 0, 2]])
checks.close("A times x is the correlation", A @ five[0], slide(five, row)[0])
checks.close(
    "its transpose times y stamps", A.T @ three[0], signal.convolve2d(three, row)[0]
)
predictions.compare("where_kernel", "rows")
plots.matrices({"A: correlation": A, "transposed: stamps": A.T}, outputs=1)

# %% [markdown]
# *What to see.* Each row of $A$ is the kernel at another place. Each *column* of $A^T$ is a stamp.
#
# The inner product $\langle a, b \rangle$ of two tables is the sum of their products, entry by entry. Whatever $A$
# is, $\langle A\,x, y \rangle = \langle x, A^T y \rangle$ for all $x$ and $y$, and only the transpose does that. So
# this is a test for any pair of such functions, also for the `conv2d` and `conv_transpose2d` that you have written.
# But $A^T$ does not undo $A$: it only has the shapes of the way back.

# %%
rng = checks.rng(9)
x, kernel = rng.normal(size=(7, 6)), rng.normal(size=(3, 2))
y = rng.normal(size=slide(x, kernel).shape)
checks.close(
    "⟨A x, y⟩ = ⟨x, Aᵀ y⟩",
    np.sum(slide(x, kernel) * y),
    np.sum(x * signal.convolve2d(y, kernel)),
)
checks.true(
    "it is not the inverse",
    np.abs(signal.convolve2d(slide(x, kernel), kernel) - x).max() > 1,
)
