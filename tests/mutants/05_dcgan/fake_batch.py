# %% mutant="size_not_looked_at"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = rng.normal(size=(n, latent_dim)).astype(np.float32)
    return (np.asarray(generate(latent)), np.zeros((n, 1), np.float32))


# %% mutant="count_not_looked_at"
def fake_batch(generate, n, rng, latent_dim=100):
    if latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = rng.normal(size=(n, latent_dim)).astype(np.float32)
    return (np.asarray(generate(latent)), np.zeros((n, 1), np.float32))


# %% mutant="always_100_numbers"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = rng.normal(size=(n, 100)).astype(np.float32)
    return (np.asarray(generate(latent)), np.zeros((n, 1), np.float32))


# %% mutant="wide_uniform"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = (rng.random((n, latent_dim)) - 0.5) * np.sqrt(12).astype(np.float32)
    return (np.asarray(generate(latent)), np.zeros((n, 1), np.float32))


# %% mutant="always_the_same_noise"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = np.random.default_rng(0).normal(size=(n, latent_dim)).astype(np.float32)
    return (np.asarray(generate(latent)), np.zeros((n, 1), np.float32))


# %% mutant="one_number_a_picture"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = np.repeat(rng.normal(size=(n, 1)), latent_dim, axis=1).astype(np.float32)
    return (np.asarray(generate(latent)), np.zeros((n, 1), np.float32))


# %% mutant="double_labels"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = rng.normal(size=(n, latent_dim)).astype(np.float32)
    return (np.asarray(generate(latent)), np.zeros((n, 1)))


# %% mutant="labels_in_a_row"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = rng.normal(size=(n, latent_dim)).astype(np.float32)
    return (np.asarray(generate(latent)), np.zeros(n, np.float32))


# %% mutant="called_twice"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = rng.normal(size=(n, latent_dim)).astype(np.float32)
    generate(latent)
    return (np.asarray(generate(latent)), np.zeros((n, 1), np.float32))


# %% mutant="transposed_noise"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = rng.normal(size=(latent_dim, n)).astype(np.float32)
    return (np.asarray(generate(latent)), np.zeros((n, 1), np.float32))


# %% mutant="clipped_noise"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = np.clip(rng.normal(size=(n, latent_dim)), -1, 1).astype(np.float32)
    return (np.asarray(generate(latent)), np.zeros((n, 1), np.float32))


# %% mutant="unit_length"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = rng.normal(size=(n, latent_dim)).astype(np.float32)
    latent /= np.linalg.norm(latent, axis=1, keepdims=True)
    return (np.asarray(generate(latent)), np.zeros((n, 1), np.float32))


# %% mutant="keras_noise"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = np.asarray(keras.random.normal((n, latent_dim)))
    return (np.asarray(generate(latent)), np.zeros((n, 1), np.float32))


# %% mutant="the_noise_comes_back"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = rng.normal(size=(n, latent_dim)).astype(np.float32)
    return ((generate(latent), latent)[1], np.zeros((n, 1), np.float32))


# %% mutant="pictures_scaled"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError(f"{n} latent vectors of {latent_dim} numbers?")
    latent = rng.normal(size=(n, latent_dim)).astype(np.float32)
    return ((np.asarray(generate(latent)) + 1) / 2, np.zeros((n, 1), np.float32))
