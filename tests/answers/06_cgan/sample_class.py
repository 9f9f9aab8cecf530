# %% answer="training_mode" score=0 cause="say training=False"
# Batch norm then uses the batch that happens to be drawn.
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or not 0 <= label < classes or n < 1:
        raise ValueError("no such class")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label)], training=True))


# %% answer="noise_of_the_class" score=0 cause="depends on the seed alone"
# The seed is mixed with the label: rows of a sheet have nothing in common any more.
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if not isinstance(label, (int, np.integer)) or not 0 <= label < classes or n < 1:
        raise ValueError("no such class")
    latent = np.random.default_rng((seed, label)).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label)], training=False))


# %% answer="uniform_noise" score=0 cause="standard normal"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if not isinstance(label, (int, np.integer)) or not 0 <= label < classes or n < 1:
        raise ValueError("no such class")
    latent = np.random.default_rng(seed).uniform(-1, 1, (n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label)], training=False))


# %% answer="one_latent_for_all" score=0 cause="a row of noise for each image"
# n copies of one image.
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if not isinstance(label, (int, np.integer)) or not 0 <= label < classes or n < 1:
        raise ValueError("no such class")
    latent = np.random.default_rng(seed).standard_normal((1, latent_dim)).astype("float32")
    return np.asarray(generator([np.repeat(latent, n, axis=0), np.full(n, label)], training=False))


# %% answer="any_label" score=0 cause="test the label first"
# Class 10 is ordered without a word.
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label)], training=False))


# %% answer="global_seed" score=0 cause="depends on the seed alone"
# Draws from NumPy's global generator, and forgets the seed.
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if not isinstance(label, (int, np.integer)) or not 0 <= label < classes or n < 1:
        raise ValueError("no such class")
    latent = np.random.normal(size=(n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, label)], training=False))


# %% answer="right_with_tensorflow" score=3
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if not np.issubdtype(type(label), np.integer):
        raise ValueError(f"{label!r} is no whole number")
    if not (0 <= label < classes and n >= 1):
        raise ValueError("no such class, or no images")
    latent = tf.random.stateless_normal((n, latent_dim), (seed, 17))
    return generator([latent, tf.fill([n], int(label))], training=False).numpy()


# %% answer="by_predict" score=0 cause="it has no predict"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if not isinstance(label, (int, np.integer)) or not 0 <= label < classes or n < 1:
        raise ValueError("no such class")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return generator.predict([latent, np.full(n, label)], verbose=0)


# %% answer="a_column_of_labels" score=0 cause="labels have one axis"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if not isinstance(label, (int, np.integer)) or not 0 <= label < classes or n < 1:
        raise ValueError("no such class")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full((n, 1), label)], training=False))


# %% answer="whole_floats_accepted" score=0 cause="2.0 is none"
def sample_class(generator, label, n, latent_dim, classes=10, seed=0):
    if label != int(label) or not 0 <= label < classes or n < 1:
        raise ValueError("no such class")
    latent = np.random.default_rng(seed).standard_normal((n, latent_dim)).astype("float32")
    return np.asarray(generator([latent, np.full(n, int(label))], training=False))
