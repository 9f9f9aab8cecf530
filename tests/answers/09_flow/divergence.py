# %% answer="reversed_kernel" score=0 cause="its right neighbour minus its left one"
# Written for a convolution that reverses its kernel.
def divergence(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[1, :, 0, 0] = [1, 0, -1]
    kernel[:, 1, 1, 0] = [1, 0, -1]
    return tf.nn.conv2d(fields, kernel / (2 * spacing), strides=1, padding="VALID")[..., 0]


# %% answer="axes_swapped" score=0 cause="u along the columns"
# u along y, v along x.
def divergence(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[:, 1, 0, 0] = [-1, 0, 1]
    kernel[1, :, 1, 0] = [-1, 0, 1]
    return tf.nn.conv2d(fields, kernel / (2 * spacing), strides=1, padding="VALID")[..., 0]


# %% answer="padded" score=0 cause="padding valid"
def divergence(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[1, :, 0, 0] = [-1, 0, 1]
    kernel[:, 1, 1, 0] = [-1, 0, 1]
    return tf.nn.conv2d(fields, kernel / (2 * spacing), strides=1, padding="SAME")[..., 0]


# %% answer="one_cell" score=0 cause="divided by 2h"
# The neighbours are two cells apart.
def divergence(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[1, :, 0, 0] = [-1, 0, 1]
    kernel[:, 1, 1, 0] = [-1, 0, 1]
    return tf.nn.conv2d(fields, kernel / spacing, strides=1, padding="VALID")[..., 0]


# %% answer="difference" score=0 cause="the result is added"
def divergence(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[1, :, 0, 0] = [-1, 0, 1]
    kernel[:, 1, 1, 0] = [1, 0, -1]
    return tf.nn.conv2d(fields, kernel / (2 * spacing), strides=1, padding="VALID")[..., 0]


# %% answer="spacing_forgotten" score=0 cause="divided by 2h"
def divergence(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[1, :, 0, 0] = [-1, 0, 1]
    kernel[:, 1, 1, 0] = [-1, 0, 1]
    return tf.nn.conv2d(fields, kernel / 2, strides=1, padding="VALID")[..., 0]


# %% answer="pressure_too" score=0 cause="pressure does not count"
# The same filter on all channels.
def divergence(fields, spacing):
    kernel = np.zeros((3, 3, 3, 1), "float32")
    kernel[1, :, 0, 0] = [-1, 0, 1]
    kernel[:, 1, 1, 0] = [-1, 0, 1]
    kernel[1, :, 2, 0] = [-1, 0, 1]
    return tf.nn.conv2d(fields, kernel / (2 * spacing), strides=1, padding="VALID")[..., 0]


# %% answer="forward_differences" score=0 cause="shape"
# One-sided: another place, another size.
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    return (u[:, :-1, 1:] - u[:, :-1, :-1] + v[:, 1:, :-1] - v[:, :-1, :-1]) / spacing


# %% answer="through_numpy" score=0 cause="tensors throughout"
# NumPy has no gradient.
def divergence(fields, spacing):
    q = np.asarray(fields)
    across = q[:, 1:-1, 2:, 0] - q[:, 1:-1, :-2, 0]
    return tf.constant((across + q[:, 2:, 1:-1, 1] - q[:, :-2, 1:-1, 1]) / (2 * spacing))


# %% answer="right_slices" score=3
def divergence(fields, spacing):
    u, v = fields[..., 0], fields[..., 1]
    across = (u[:, 1:-1, 2:] - u[:, 1:-1, :-2]) / 2
    along = (v[:, 2:, 1:-1] - v[:, :-2, 1:-1]) / 2
    return (across + along) / spacing
