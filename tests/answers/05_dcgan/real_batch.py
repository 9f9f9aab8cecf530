# %% answer="the_first_ones" score=0 cause="not always the first n"
# Always the first n.
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError("n")
    return images[:n], np.ones((n, 1), np.float32)


# %% answer="with_doubles" score=0 cause="replace=False"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError("n")
    return images[rng.integers(0, len(images), n)], np.ones((n, 1), np.float32)


# %% answer="labels_in_a_row" score=0 cause="a column"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError("n")
    return images[rng.choice(len(images), n, replace=False)], np.ones(n, np.float32)


# %% answer="global_chance" score=0 cause="use rng, not np.random"
# Does not use rng: cannot be repeated.
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError("n")
    return images[np.random.permutation(len(images))[:n]], np.ones((n, 1), np.float32)


# %% answer="never_the_last" score=0 cause="the last one, too"
# The last picture is never drawn.
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError("n")
    rows = rng.permutation(max(len(images) - 1, n))[:n]
    return images[rows], np.ones((n, 1), np.float32)


# %% answer="right_permutation" score=2
def real_batch(images, n, rng):
    if n < 1 or n > len(images):
        raise ValueError(f"1 … {len(images)} pictures, not {n}")
    rows = rng.permutation(len(images))[:n]
    return np.take(images, rows, axis=0), np.full((n, 1), 1.0, dtype="float32")


# %% answer="labels_of_zero" score=0 cause="float32 ones"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError("n")
    return images[rng.choice(len(images), n, replace=False)], np.zeros((n, 1), np.float32)


# %% answer="any_number" score=0 cause="n is at least 1"
def real_batch(images, n, rng):
    return images[rng.permutation(len(images))[:n]], np.ones((n, 1), np.float32)
