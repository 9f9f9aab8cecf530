# %% answer="not_scaled" score=0 cause="scale 0…255 to 0…1"
# The network gets 0…255 instead of 0…1.
def predict_digit(network, image):
    image = np.asarray(image, dtype="float32")
    if image.shape != (28, 28):
        raise ValueError("28×28")
    probabilities = tf.nn.softmax(network(image[None, :, :, None])[0]).numpy()
    return int(probabilities.argmax()), probabilities


# %% answer="logits_returned" score=0 cause="softmax of the logits"
# No softmax: the ten numbers do not add up to 1.
def predict_digit(network, image):
    image = np.asarray(image, dtype="float32")
    if image.shape != (28, 28):
        raise ValueError("28×28")
    logits = np.asarray(network(image[None, :, :, None] / 255))[0]
    return int(logits.argmax()), logits


# %% answer="naive_softmax" score=0 cause="subtract the largest logit"
# Overflows for large logits.
def predict_digit(network, image):
    image = np.asarray(image, dtype="float32")
    if image.shape != (28, 28):
        raise ValueError("28×28")
    logits = np.asarray(network(image[None, :, :, None] / 255))[0]
    with np.errstate(all="ignore"):
        probabilities = np.exp(logits) / np.exp(logits).sum()
    return int(logits.argmax()), probabilities


# %% answer="batch_axis_kept" score=0 cause="without the batch axis"
def predict_digit(network, image):
    image = np.asarray(image, dtype="float32")
    if image.shape != (28, 28):
        raise ValueError("28×28")
    probabilities = tf.nn.softmax(network(image[None, :, :, None] / 255)).numpy()
    return int(probabilities.argmax()), probabilities


# %% answer="any_size" score=0 cause="ValueError is expected"
# Takes what comes, and reshapes it until it fits.
def predict_digit(network, image):
    image = np.asarray(image, dtype="float32").ravel()[:784].reshape(1, 28, 28, 1)
    probabilities = tf.nn.softmax(network(image / 255)[0]).numpy()
    return int(probabilities.argmax()), probabilities


# %% answer="scales_in_place" score=0 cause="work on a copy"
# Divides the caller's picture.
def predict_digit(network, image):
    if np.shape(image) != (28, 28):
        raise ValueError("28×28")
    image //= 255
    probabilities = tf.nn.softmax(network(np.float32(image)[None, :, :, None])[0]).numpy()
    return int(probabilities.argmax()), probabilities


# %% answer="right_predict" score=3
# With Keras's own predict and softmax.
def predict_digit(network, image):
    if np.shape(image) != (28, 28):
        raise ValueError(f"one picture of 28×28, not {np.shape(image)}")
    batch = (np.array(image) / 255.0).reshape(1, 28, 28, 1).astype(np.float32)
    probabilities = keras.ops.convert_to_numpy(keras.ops.softmax(network.predict(batch, verbose=0), axis=-1))[0]
    return int(np.argmax(probabilities)), probabilities


# %% answer="numpy_integer" score=0 cause="argmax gives np.int64"
def predict_digit(network, image):
    image = np.asarray(image, dtype="float32")
    if image.shape != (28, 28):
        raise ValueError("28×28")
    probabilities = tf.nn.softmax(network(image[None, :, :, None] / 255)[0]).numpy()
    return probabilities.argmax(), probabilities


# %% answer="no_batch_axis" score=0 cause="networks read batches"
def predict_digit(network, image):
    image = np.asarray(image, dtype="float32")
    if image.shape != (28, 28):
        raise ValueError("28×28")
    probabilities = tf.nn.softmax(network(image / 255)[0]).numpy()
    return int(probabilities.argmax()), probabilities
