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


# %% mutant="one_image_refused"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n <= 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))


# %% mutant="negative_counts_only"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 0:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))


# %% mutant="seed_ignored"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(0).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))


# %% mutant="seed_and_class"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng([seed, label]).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))


# %% mutant="global_seed"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = (np.random.seed(seed), np.random.uniform(-1.7320508, 1.7320508, (n, latent_dim)))[1].astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))


# %% mutant="no_training_said"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")]))


# %% mutant="training_true"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=True))


# %% mutant="labels_of_floats"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "float32")], training=False))


# %% mutant="labels_one_hot"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.eye(classes, dtype="float32")[np.full(n, label)]], training=False))


# %% mutant="one_by_one_same_noise"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.concatenate(
        [np.asarray(generator([latent[:1], np.full(1, label, "int32")], training=False)) for _ in range(n)]
    )


# %% mutant="a_tensor"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return generator([latent, np.full(n, label, "int32")], training=False)


# %% mutant="inputs_changed_places"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([np.full(n, label, "int32"), latent], training=False))


# %% mutant="scaled_to_0_1"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return (np.asarray(generator([latent, np.full(n, label, "int32")], training=False)) + 1) / 2


# %% mutant="narrow_noise"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or (not 0 <= label < classes):
        raise ValueError(f"a class is a whole number in 0…{classes - 1}, got {label!r}")
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).normal(0, 0.8, (n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))


# %% mutant="any_label"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    label = int(label) % classes
    if n < 1:
        raise ValueError(f"{n} images cannot be drawn")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label, "int32")], training=False))
