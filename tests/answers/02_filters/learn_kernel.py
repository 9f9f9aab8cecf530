# %% answer="stored_sobel" score=0 cause="`size` is an argument"
# Knows the answer of the visible check only.
def learn_kernel(images, targets, size=3):
    if np.ndim(images) != 4 or np.shape(targets)[1] != np.shape(images)[1] - size + 1:
        raise ValueError("bad shapes")
    return np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


# %% answer="reversed" score=0 cause="does not reverse"
# Turns the kernel round, as for a true convolution.
def learn_kernel(images, targets, size=3):
    if np.ndim(images) != 4 or np.shape(targets)[1] != np.shape(images)[1] - size + 1:
        raise ValueError("bad shapes")
    windows = np.lib.stride_tricks.sliding_window_view(images[..., 0], (size, size), axis=(1, 2))
    kernel, *_ = np.linalg.lstsq(windows.reshape(-1, size * size), targets.ravel(), rcond=None)
    return kernel.reshape(size, size)[::-1, ::-1]


# %% answer="too_few_steps" score=0 cause="more steps"
# Ten steps are not enough.
def learn_kernel(images, targets, size=3):
    images, targets = tf.constant(images, tf.float32), tf.constant(targets, tf.float32)
    if images.ndim != 4 or targets.shape[1] != images.shape[1] - size + 1:
        raise ValueError("bad shapes")
    layer = keras.layers.Conv2D(1, size, use_bias=False)
    layer.build(images.shape)
    for _ in range(10):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((layer(images) - targets) ** 2)
        layer.kernel.assign_sub(0.1 * tape.gradient(loss, layer.kernel.value))
    return layer.kernel.numpy()[:, :, 0, 0]


# %% answer="uphill" score=0 cause="uphill"
# Adds the gradient: the loss explodes.
def learn_kernel(images, targets, size=3):
    images, targets = tf.constant(images, tf.float32), tf.constant(targets, tf.float32)
    if images.ndim != 4 or targets.shape[1] != images.shape[1] - size + 1:
        raise ValueError("bad shapes")
    layer = keras.layers.Conv2D(1, size, use_bias=False)
    layer.build(images.shape)
    for _ in range(100):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((layer(images) - targets) ** 2)
        layer.kernel.assign_add(0.1 * tape.gradient(loss, layer.kernel.value))
    return layer.kernel.numpy()[:, :, 0, 0]


# %% answer="four_axes" score=0 cause="drop the last two axes"
# Returns the layer's kernel with its two channel axes.
def learn_kernel(images, targets, size=3):
    if np.ndim(images) != 4 or np.shape(targets)[1] != np.shape(images)[1] - size + 1:
        raise ValueError("bad shapes")
    model = keras.Sequential([keras.layers.Conv2D(1, size, use_bias=False)])
    model.compile(optimizer=keras.optimizers.SGD(0.3), loss="mse")
    model.fit(tf.data.Dataset.from_tensors((images, targets)).repeat(60), verbose=0)
    return model.layers[0].get_weights()[0]


# %% answer="padding_same" score=0 cause="another padding"
# Output of the input's size, cut at one side: everything is shifted by one.
def learn_kernel(images, targets, size=3):
    images, targets = tf.constant(images, tf.float32), tf.constant(targets, tf.float32)
    if images.ndim != 4 or targets.shape[1] != images.shape[1] - size + 1:
        raise ValueError("bad shapes")
    layer = keras.layers.Conv2D(1, size, use_bias=False, padding="same")
    layer.build(images.shape)
    for _ in range(100):
        with tf.GradientTape() as tape:
            out = layer(images)[:, : targets.shape[1], : targets.shape[2]]
            loss = tf.reduce_mean((out - targets) ** 2)
        layer.kernel.assign_sub(0.2 * tape.gradient(loss, layer.kernel.value))
    return layer.kernel.numpy()[:, :, 0, 0]


# %% answer="only_3x3" score=0 cause="`size` is an argument"
# Ignores size.
def learn_kernel(images, targets, size=3):
    if np.ndim(images) != 4 or np.shape(targets)[1] not in (np.shape(images)[1] - 2, np.shape(images)[1] - 4):
        raise ValueError("bad shapes")
    windows = np.lib.stride_tricks.sliding_window_view(images[..., 0], (3, 3), axis=(1, 2))
    windows = windows[:, : targets.shape[1], : targets.shape[2]]
    kernel, *_ = np.linalg.lstsq(windows.reshape(-1, 9), targets.ravel(), rcond=None)
    return kernel.reshape(3, 3)


# %% answer="right_numpy_descent" score=5
# The same descent without a layer: windows as rows of a matrix, the gradient by hand.
def learn_kernel(images, targets, size=3):
    images, targets = np.asarray(images, dtype=float), np.asarray(targets, dtype=float)
    if images.ndim != 4 or images.shape[3] != 1:
        raise ValueError("images of shape (n, h, w, 1)")
    n, h, w, _ = images.shape
    if targets.shape != (n, h - size + 1, w - size + 1, 1):
        raise ValueError("targets do not fit")
    rows = np.lib.stride_tricks.sliding_window_view(images[..., 0], (size, size), axis=(1, 2))
    rows, kernel = rows.reshape(-1, size * size), np.zeros(size * size)
    for _ in range(200):
        kernel -= 0.3 * rows.T @ (rows @ kernel - targets.ravel()) / len(rows)
    return kernel.reshape(size, size)


# %% answer="right_adam_fit" score=5
# Stock Keras: compile, and fit with Adam; one epoch of many steps, each on all pictures.
def learn_kernel(images, targets, size=3):
    images, targets = np.asarray(images, dtype="float32"), np.asarray(targets, dtype="float32")
    if images.ndim != 4 or images.shape[-1] != 1:
        raise ValueError("one channel, four dimensions")
    n, h, w = images.shape[:3]
    if targets.shape != (n, h - size + 1, w - size + 1, 1):
        raise ValueError("targets of another shape")
    model = keras.Sequential([keras.layers.Conv2D(1, size, use_bias=False)])
    model.compile(optimizer=keras.optimizers.Adam(0.1), loss="mse")
    model.fit(tf.data.Dataset.from_tensors((images, targets)).repeat(200), verbose=0)
    return np.squeeze(model.get_weights()[0])


# %% answer="rate_too_large" score=0 cause="a smaller rate"
# Plain descent with rate 1.5 explodes.
def learn_kernel(images, targets, size=3):
    images, targets = np.asarray(images, dtype=float), np.asarray(targets, dtype=float)
    if images.ndim != 4 or images.shape[3] != 1 or targets.shape[1] != images.shape[1] - size + 1:
        raise ValueError("bad shapes")
    rows = np.lib.stride_tricks.sliding_window_view(images[..., 0], (size, size), axis=(1, 2))
    rows, kernel = rows.reshape(-1, size * size), np.zeros(size * size)
    for _ in range(300):
        kernel = kernel - 1.5 * 2 * rows.T @ (rows @ kernel - targets.ravel()) / len(rows)
    return kernel.reshape(size, size)


# %% answer="one_target_for_all" score=0 cause="broadcast to all images"
# The shapes of one pair are compared, the number of pairs is not.
def learn_kernel(images, targets, size=3):
    images, targets = np.asarray(images, "float32"), np.asarray(targets, "float32")
    if images.ndim != 4 or images.shape[3] != 1:
        raise ValueError("images must be (n, h, w, 1)")
    if targets.shape[1:] != (images.shape[1] - size + 1, images.shape[2] - size + 1, 1):
        raise ValueError("targets do not fit")
    windows = np.lib.stride_tricks.sliding_window_view(images[..., 0], (size, size), axis=(1, 2))
    rows = windows.reshape(-1, size * size)
    wanted = np.broadcast_to(targets, (len(images), *targets.shape[1:])).reshape(-1)
    return np.linalg.lstsq(rows, wanted, rcond=None)[0].reshape(size, size)
