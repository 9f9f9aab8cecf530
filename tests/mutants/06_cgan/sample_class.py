# %% mutant="limits_of_ten"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < 10):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))


# %% mutant="last_class_refused"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes - 1):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))


# %% mutant="zero_refused"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 < label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))


# %% mutant="negative_counts_from_behind"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))


# %% mutant="numpy_numbers_refused"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, int) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))


# %% mutant="any_label"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    label = int(label) % classes
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))
