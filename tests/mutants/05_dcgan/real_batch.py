# %% mutant="all_of_them_refused"
def real_batch(images, n, rng):
    if not 1 <= n < len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return (images[rng.choice(len(images), n, replace=False)], np.ones((n, 1), np.float32))


# %% mutant="one_refused"
def real_batch(images, n, rng):
    if not 1 < n <= len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return (images[rng.choice(len(images), n, replace=False)], np.ones((n, 1), np.float32))


# %% mutant="only_too_many_refused"
def real_batch(images, n, rng):
    if n > len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return (images[rng.choice(len(images), n, replace=False)], np.ones((n, 1), np.float32))


# %% mutant="only_too_few_refused"
def real_batch(images, n, rng):
    if n < 1:
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return (images[rng.choice(len(images), n, replace=False)], np.ones((n, 1), np.float32))
