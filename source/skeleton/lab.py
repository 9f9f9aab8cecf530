# %% [markdown]
# # NUMBER · TITLE
#
# Say in two sentences what this lab is about and what the reader has at its end. (This skeleton centres the columns
# of a table. Put your own lab in its place, piece by piece.)
#
# **You will learn**
# - to take the mean away from each column of a table, and why that comes before so many other steps.
#
# **You need** functions and NumPy.
#
# **Time**: half an hour. Running every cell takes seconds on two CPU cores; a GPU is not used.
#
# **How it goes**: one exercise. It has three hints to unfold and a check that explains what it saw. More tests run
# when the lab is graded; the docstring says what they look at.

# %%
import numpy as np

from course import checks, predictions, runtime

runtime.setup(trains=False)

# %% [markdown]
# ## 1 · Around zero
#
# A table has $n$ measurements in its rows and one quantity in each of its $k$ columns. Columns often lie far apart:
# kilometres beside grams. The first step is to take from each column its own mean:
#
# $$y_{ij} = x_{ij} - \frac{1}{n}\sum_{m} x_{mj}$$
#
# **Predict** the mean of the first column of the result.

# %% predict="mean_afterwards"
predictions.guess("mean_afterwards", ...)  # one number

# %% [markdown]
# ### Exercise SHORT.1 · `centred`
#
# Write that step.
#
# <details><summary>Hint 1: a question</summary>
#
# How many means does a table of five rows and two columns have?
#
# </details>
# <details><summary>Hint 2: the formula</summary>
#
# $\bar x_j = \frac{1}{n}\sum_m x_{mj}$ is one number a column: add along the rows.
#
# </details>
# <details><summary>Hint 3: a sketch</summary>
#
# ```
# table as an array of floats; raise ValueError for what the docstring lists
# means = the mean along axis 0
# return the table minus the means
# ```
#
# </details>


# %% exercise="centred"
def centred(table):
    """Take from each column its mean.

    table: n rows, k columns, n ≥ 1: lists or an array, which is not changed.
    Returns a float array of the same shape; the mean of each column is 0.
    centred([[1, 10], [3, 30]]) is [[-1, -10], [1, 10]].

    Raises ValueError when the table does not have two axes, or no row.
    """
    ### BEGIN SOLUTION
    columns = np.array(table, dtype=float)
    if columns.ndim != 2 or len(columns) == 0:
        raise ValueError(f"a table with at least one row is needed, got {columns.shape}")
    columns -= columns.mean(axis=0)
    return columns
    ### END SOLUTION


# %% check="centred" points=2
_table = np.array([[1.0, 10.0], [3.0, 30.0], [8.0, 20.0]])
checks.unchanged("the table stays as it was", centred, _table)
_got = checks.call("three rows, two columns", centred, _table)
checks.shape("three rows, two columns", _got, (3, 2), "the table keeps its shape")
checks.close(
    "the order of the rows",
    np.diff(np.asarray(_got), axis=0),
    [[2, 20], [5, -10]],
    "the differences between rows stay: take the same numbers from every row, no more",
)
_hint = "each column has a mean of its own: average along axis 0"
checks.close("the mean of each column", np.mean(_got, axis=0), [0, 0], _hint)
_wanted = [[-1, -10], [1, 10]]
checks.close("docstring example", lambda: centred([[1, 10], [3, 30]]), _wanted, _hint)
checks.raises("a row without columns around it", ValueError, centred, [1.0, 2.0])
checks.raises("no row", ValueError, centred, np.ones((0, 2)))
### BEGIN HIDDEN TESTS
for seed in range(3):
    fresh = checks.rng(seed).normal(size=(4 + seed, 3)) + [0, 5, -50]
    means = [sum(row[j] for row in fresh) / len(fresh) for j in range(3)]
    expected = [[row[j] - means[j] for j in range(3)] for row in fresh]
    checks.close("random tables", centred(fresh), expected)
checks.raises("three axes", ValueError, centred, np.ones((2, 2, 2)))
### END HIDDEN TESTS

# %% [markdown]
# Now the answer to your guess. What is printed is what the rest of a lab builds on: numbers, figures, a trained
# network.

# %%
measured = checks.rng(0).normal(size=(200, 2)) * [1, 20] + [3, 400]
afterwards = centred(measured).mean(axis=0)
predictions.compare("mean_afterwards", abs(round(float(afterwards[0]), 6)))
runtime.report("largest mean of a column", float(np.abs(afterwards).max()), at_most=1e-9)

# %% [markdown]
# *What to see.* Say here what the cell above shows, and what it is good for.
