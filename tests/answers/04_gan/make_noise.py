# %% answer="uniform" score=0 cause="not numbers from 0 to 1"
# Numbers from 0 to 1: neither mean nor deviation are right.
def make_noise(n, size=100, seed=0):
    if n < 1 or size < 1:
        raise ValueError("nothing to draw")
    return np.random.default_rng(seed).random((n, size)).astype("float32")


# %% answer="uniform_of_variance_one" score=0 cause="two thirds of its numbers"
# Mean 0 and variance 1, but not the normal distribution.
def make_noise(n, size=100, seed=0):
    if n < 1 or size < 1:
        raise ValueError("nothing to draw")
    return np.random.default_rng(seed).uniform(-np.sqrt(3), np.sqrt(3), (n, size)).astype("float32")


# %% answer="one_vector_for_all" score=0 cause="not one vector"
def make_noise(n, size=100, seed=0):
    if n < 1 or size < 1:
        raise ValueError("nothing to draw")
    return np.tile(np.random.default_rng(seed).normal(size=(1, size)).astype("float32"), (n, 1))


# %% answer="seed_forgotten" score=0 cause="default_rng(seed)"
def make_noise(n, size=100, seed=0):
    if n < 1 or size < 1:
        raise ValueError("nothing to draw")
    return np.random.normal(size=(n, size)).astype("float32")


# %% answer="double_precision" score=0 cause="float32"
def make_noise(n, size=100, seed=0):
    if n < 1 or size < 1:
        raise ValueError("nothing to draw")
    return np.random.default_rng(seed).normal(size=(n, size))


# %% answer="no_value_error" score=0 cause="ValueError is expected"
def make_noise(n, size=100, seed=0):
    return np.random.default_rng(seed).standard_normal((n, size), dtype="float32")


# %% answer="right_stateless" score=1
# TensorFlow's stateless numbers.
def make_noise(n, size=100, seed=0):
    if min(n, size) < 1:
        raise ValueError(f"n = {n}, size = {size}")
    return tf.random.stateless_normal((n, size), seed=(seed, 17))


# %% answer="right_old_generator" score=1
def make_noise(n, size=100, seed=0):
    if n <= 0 or size <= 0:
        raise ValueError("n and size must be positive")
    return np.random.RandomState(seed).randn(n, size).astype(np.float32)


# %% answer="one_number_a_vector" score=0 cause="draw n·size numbers"
def make_noise(n, size=100, seed=0):
    if n < 1 or size < 1:
        raise ValueError("no noise")
    return np.repeat(np.random.default_rng(seed).normal(size=(n, 1)), size, axis=1).astype("float32")
