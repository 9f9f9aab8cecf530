# %% mutant="a_run_of_neighbours"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    first = rng.integers(len(images) - n + 1)
    return (images[first : first + n], np.ones((n, 1), np.float32))


# %% mutant="shuffled_in_place"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    rng.shuffle(images)
    return (images[:n], np.ones((n, 1), np.float32))


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


# %% mutant="always_the_same_draw"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return (images[np.random.default_rng(0).choice(len(images), n, replace=False)], np.ones((n, 1), np.float32))


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


# %% mutant="double_labels"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return (images[rng.choice(len(images), n, replace=False)], np.ones((n, 1)))


# %% mutant="smoothed_labels"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return (images[rng.choice(len(images), n, replace=False)], np.full((n, 1), 0.9, np.float32))


# %% mutant="squared_chances"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return (
        images[
            rng.choice(
                len(images), n, replace=False, p=np.arange(1, len(images) + 1) / np.arange(1, len(images) + 1).sum()
            )
        ],
        np.ones((n, 1), np.float32),
    )


# %% mutant="first_picture_always_in"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return (
        images[
            np.append(0, 1 + rng.choice(len(images) - 1, n - 1, replace=False))
            if n < len(images)
            else rng.permutation(n)
        ],
        np.ones((n, 1), np.float32),
    )


# %% mutant="labels_of_all"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return (images[rng.choice(len(images), n, replace=False)], np.ones((len(images), 1), np.float32))


# %% mutant="numbers_not_pictures"
def real_batch(images, n, rng):
    if not 1 <= n <= len(images):
        raise ValueError(f"{n} different pictures out of {len(images)}?")
    return (rng.choice(len(images), n, replace=False), np.ones((n, 1), np.float32))
