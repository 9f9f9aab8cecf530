# %% answer="other_sign" score=0 cause="v along the columns"
# ∂u/∂y - ∂v/∂x.
def vorticity(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[1, :, 1, 0] = [1, 0, -1]
    kernel[:, 1, 0, 0] = [-1, 0, 1]
    return tf.nn.conv2d(fields, kernel / (2 * spacing), strides=1, padding="VALID")[..., 0]


# %% answer="added" score=0 cause="with a minus"
def vorticity(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[1, :, 1, 0] = [-1, 0, 1]
    kernel[:, 1, 0, 0] = [-1, 0, 1]
    return tf.nn.conv2d(fields, kernel / (2 * spacing), strides=1, padding="VALID")[..., 0]


# %% answer="divergence_again" score=0 cause="v along the columns"
def vorticity(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[1, :, 0, 0] = [-1, 0, 1]
    kernel[:, 1, 1, 0] = [-1, 0, 1]
    return tf.nn.conv2d(fields, kernel / (2 * spacing), strides=1, padding="VALID")[..., 0]


# %% answer="padded" score=0 cause="padding valid"
def vorticity(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[1, :, 1, 0] = [-1, 0, 1]
    kernel[:, 1, 0, 0] = [1, 0, -1]
    return tf.nn.conv2d(fields, kernel / (2 * spacing), strides=1, padding="SAME")[..., 0]


# %% answer="one_cell" score=0 cause="v = 4x"
def vorticity(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[1, :, 1, 0] = [-1, 0, 1]
    kernel[:, 1, 0, 0] = [1, 0, -1]
    return tf.nn.conv2d(fields, kernel / spacing, strides=1, padding="VALID")[..., 0]


# %% answer="rows_are_x" score=0 cause="v along the columns"
# Takes the first axis for x.
def vorticity(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[:, 1, 1, 0] = [-1, 0, 1]
    kernel[1, :, 0, 0] = [1, 0, -1]
    return tf.nn.conv2d(fields, kernel / (2 * spacing), strides=1, padding="VALID")[..., 0]


# %% answer="through_numpy" score=0 cause="tensors throughout"
def vorticity(fields, spacing):
    q = np.asarray(fields)
    across = q[:, 1:-1, 2:, 1] - q[:, 1:-1, :-2, 1]
    return tf.constant((across - q[:, 2:, 1:-1, 0] + q[:, :-2, 1:-1, 0]) / (2 * spacing))


# %% answer="right_slices" score=2
def vorticity(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    turning = v[:, 1:-1, 2:] - v[:, 1:-1, :-2] - (u[:, 2:, 1:-1] - u[:, :-2, 1:-1])
    return turning * (0.5 / spacing)
