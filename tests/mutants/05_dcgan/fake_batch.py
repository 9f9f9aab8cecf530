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
