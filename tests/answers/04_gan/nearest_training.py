# %% answer="sum_not_mean" score=0 cause="no root, no sum"
def nearest_training(images, training):
    images, training = np.asarray(images, float), np.asarray(training, float)
    if images.ndim != 2 or training.ndim != 2 or images.shape[1] != training.shape[1] or not len(training):
        raise ValueError("shapes")
    errors = np.array([((training - image) ** 2).sum(axis=1) for image in images])
    return errors.argmin(axis=1), errors.min(axis=1)


# %% answer="root" score=0 cause="no root, no sum"
def nearest_training(images, training):
    images, training = np.asarray(images, float), np.asarray(training, float)
    if images.ndim != 2 or training.ndim != 2 or images.shape[1] != training.shape[1] or not len(training):
        raise ValueError("shapes")
    errors = np.array([np.sqrt(((training - image) ** 2).mean(axis=1)) for image in images])
    return errors.argmin(axis=1), errors.min(axis=1)


# %% answer="the_other_way_round" score=0 cause="one for each row of images"
# The nearest image for each training picture.
def nearest_training(images, training):
    images, training = np.asarray(images, float), np.asarray(training, float)
    if images.ndim != 2 or training.ndim != 2 or images.shape[1] != training.shape[1] or not len(training):
        raise ValueError("shapes")
    errors = np.array([((images - row) ** 2).mean(axis=1) for row in training])
    return errors.argmin(axis=1), errors.min(axis=1)


# %% answer="thirty_two_bits" score=0 cause="compute in 64 bits"
def nearest_training(images, training):
    images, training = np.asarray(images, "float32"), np.asarray(training, "float32")
    if images.ndim != 2 or training.ndim != 2 or images.shape[1] != training.shape[1] or not len(training):
        raise ValueError("shapes")
    squares = (images**2).sum(axis=1)[:, None] - 2 * images @ training.T + (training**2).sum(axis=1)
    return squares.argmin(axis=1), squares.min(axis=1) / images.shape[1]


# %% answer="last_of_equal_ones" score=0 cause="argmin gives the first"
def nearest_training(images, training):
    images, training = np.asarray(images, float), np.asarray(training, float)
    if images.ndim != 2 or training.ndim != 2 or images.shape[1] != training.shape[1] or not len(training):
        raise ValueError("shapes")
    errors = np.array([((training - image) ** 2).mean(axis=1) for image in images])
    return len(training) - 1 - errors[:, ::-1].argmin(axis=1), errors.min(axis=1)


# %% answer="only_distances" score=0 cause="return places, distances"
def nearest_training(images, training):
    images, training = np.asarray(images, float), np.asarray(training, float)
    if images.ndim != 2 or training.ndim != 2 or images.shape[1] != training.shape[1] or not len(training):
        raise ValueError("shapes")
    return np.array([((training - image) ** 2).mean(axis=1).min() for image in images])


# %% answer="one_picture_accepted" score=0 cause="broadcast without a word"
def nearest_training(images, training):
    images, training = np.atleast_2d(np.asarray(images, float)), np.asarray(training, float)
    if training.ndim != 2 or images.shape[1] != training.shape[1] or not len(training):
        raise ValueError("shapes")
    errors = np.array([((training - image) ** 2).mean(axis=1) for image in images])
    return errors.argmin(axis=1), errors.min(axis=1)


# %% answer="right_by_products" score=3
# All pairs at once, by inner products in 64 bits.
def nearest_training(images, training):
    a, b = np.array(images, dtype=float), np.array(training, dtype=float)
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1]:
        raise ValueError("two tables of pictures of one size")
    if b.shape[0] == 0:
        raise ValueError("empty training set")
    squares = np.sum(a**2, axis=1)[:, None] + np.sum(b**2, axis=1) - 2 * a @ b.T
    squares = np.maximum(squares, 0) / a.shape[1]
    places = squares.argmin(axis=1)
    return places, squares[np.arange(len(a)), places]
