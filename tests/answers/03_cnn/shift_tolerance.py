# %% answer="comes_round" score=0 cause="must not come back"
# np.roll brings the ink back on the other side.
def shift_tolerance(predict, images, labels, shifts):
    images, labels = np.asarray(images), np.asarray(labels)
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise ValueError("shapes")
    return np.array([np.mean(predict(np.roll(images, d, axis=2)) == labels) for d in shifts])


# %% answer="moves_down" score=0 cause="not to other rows"
# The wrong axis: rows instead of columns.
def shift_tolerance(predict, images, labels, shifts):
    images, labels = np.asarray(images), np.asarray(labels)
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise ValueError("shapes")
    shares = []
    h = images.shape[1]
    for d in shifts:
        moved = np.zeros_like(images)
        for row in range(h):
            if 0 <= row - d < h:
                moved[:, row] = images[:, row - d]
        shares.append(np.mean(predict(moved) == labels))
    return np.array(shares)


# %% answer="moves_left" score=0 cause="positive shifts move ink to higher columns"
# Positive shifts go to the left.
def shift_tolerance(predict, images, labels, shifts):
    images, labels = np.asarray(images), np.asarray(labels)
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise ValueError("shapes")
    w = images.shape[2]
    shares = []
    for d in shifts:
        moved = np.zeros_like(images)
        for column in range(w):
            if 0 <= column + d < w:
                moved[:, :, column] = images[:, :, column + d]
        shares.append(np.mean(predict(moved) == labels))
    return np.array(shares)


# %% answer="negative_ignored" score=0 cause="move to the left"
# Only moves to the right: a negative shift leaves the pictures as they are.
def shift_tolerance(predict, images, labels, shifts):
    images, labels = np.asarray(images), np.asarray(labels)
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise ValueError("shapes")
    shares = []
    for d in shifts:
        moved = images.copy()
        if d > 0:
            moved = np.zeros_like(images)
            moved[:, :, d:] = images[:, :, :-d]
        shares.append(np.mean(predict(moved) == labels))
    return np.array(shares)


# %% answer="shifts_add_up" score=0 cause="starts from the pictures as they came"
# Moves the moved pictures on: the second shift starts where the first ended.
def shift_tolerance(predict, images, labels, shifts):
    images, labels = np.array(images), np.asarray(labels)
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise ValueError("shapes")
    w = images.shape[2]
    shares = []
    for d in shifts:
        moved = np.zeros_like(images)
        for column in range(w):
            if 0 <= column - d < w:
                moved[:, :, column] = images[:, :, column - d]
        images = moved
        shares.append(np.mean(predict(images) == labels))
    return np.array(shares)


# %% answer="in_place" score=0 cause="work on a copy"
# Wipes the caller's pictures.
def shift_tolerance(predict, images, labels, shifts):
    if np.ndim(images) != 3 or np.shape(labels) != np.shape(images)[:1]:
        raise ValueError("shapes")
    before, w = images.copy(), images.shape[2]
    shares = []
    for d in shifts:
        images[:] = 0
        for column in range(w):
            if 0 <= column - d < w:
                images[:, :, column] = before[:, :, column - d]
        shares.append(np.mean(predict(images) == labels))
    return np.array(shares)


# %% answer="right_padded" score=3
# Zeros on both sides, then a window that moves the other way.
def shift_tolerance(predict, images, labels, shifts):
    pictures, labels = np.asarray(images), np.asarray(labels)
    if pictures.ndim != 3 or labels.ndim != 1 or len(labels) != len(pictures):
        raise ValueError("images (n, h, w) and labels (n,)")
    w = pictures.shape[2]
    wide = np.pad(pictures, ((0, 0), (0, 0), (w, w)))
    shares = np.zeros(len(shifts))
    for place, d in enumerate(shifts):
        d = max(-w, min(w, d))
        shares[place] = np.mean(predict(wide[:, :, w - d : 2 * w - d]) == labels)
    return shares


# %% answer="moved_floats" score=0 cause="keeps the type of the pictures"
def shift_tolerance(predict, images, labels, shifts):
    images, labels = np.asarray(images), np.asarray(labels)
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise ValueError("images (n, h, w) and labels (n,)")
    shares, width = [], images.shape[2]
    for d in shifts:
        moved = np.zeros(images.shape)
        for column in range(width):
            if 0 <= column - d < width:
                moved[:, :, column] = images[:, :, column - d]
        shares.append(np.mean(np.asarray(predict(moved)) == labels))
    return np.array(shares)
