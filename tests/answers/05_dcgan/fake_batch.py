# %% answer="uniform_noise" score=0 cause="not uniform"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError("n")
    return np.asarray(generate(rng.random((n, latent_dim)).astype(np.float32))), np.zeros((n, 1), np.float32)


# %% answer="labels_of_one" score=0 cause="generated is 0 for D"
# What G's half of the step wants, not D's.
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError("n")
    return np.asarray(generate(rng.normal(size=(n, latent_dim)).astype(np.float32))), np.ones((n, 1), np.float32)


# %% answer="by_predict" score=0 cause="need not have predict"
# Works with Keras models only, and slowly.
def fake_batch(generate, n, rng, latent_dim=100):
    latent = rng.normal(size=(n, latent_dim)).astype(np.float32)
    return generate.predict(latent, verbose=0), np.zeros((n, 1), np.float32)


# %% answer="one_vector_repeated" score=0 cause="a latent vector for each picture"
# Draws one latent vector and repeats it.
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError("n")
    latent = np.repeat(rng.normal(size=(1, latent_dim)), n, axis=0).astype(np.float32)
    return np.asarray(generate(latent)), np.zeros((n, 1), np.float32)


# %% answer="a_tensor_comes_back" score=0 cause="np.asarray of what generate returns"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError("n")
    return generate(rng.normal(size=(n, latent_dim)).astype(np.float32)), np.zeros((n, 1), np.float32)


# %% answer="right_otherwise" score=2
def fake_batch(generate, n, rng, latent_dim=100):
    if min(n, latent_dim) < 1:
        raise ValueError("at least one vector of at least one number")
    pictures = generate(np.float32(rng.standard_normal((n, latent_dim))))
    return np.array(pictures), np.zeros((n, 1), dtype="float32")


# %% answer="one_by_one" score=0 cause="once, with all latent vectors"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError("n")
    latent = rng.normal(size=(n, latent_dim)).astype(np.float32)
    return np.concatenate([np.asarray(generate(latent[i : i + 1])) for i in range(n)]), np.zeros((n, 1), np.float32)


# %% answer="float64_noise" score=0 cause="networks want float32"
def fake_batch(generate, n, rng, latent_dim=100):
    if n < 1 or latent_dim < 1:
        raise ValueError("n")
    return np.asarray(generate(rng.normal(size=(n, latent_dim)))), np.zeros((n, 1), np.float32)
