# %% mutant="no_pressure"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="pressure_pulls"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] + push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="pressure_turned"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dy[..., 2], dx[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="no_convection"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="convection_by_u_only"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="convection_by_v_only"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="own_velocity"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -q[:, 1:-1, 1:-1, :2] * (dx[..., :2] + dy[..., :2]) - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="conv_axes_swapped"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dy[..., :2] - v * dx[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="friction_pushes"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push - laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="friction_times_reynolds"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] * reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="no_friction"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="one_reynolds_for_all"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    reynolds = reynolds[:1]

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="mean_reynolds"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    reynolds = tf.reduce_mean(reynolds)

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="before_only"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - acceleration(before)


# %% mutant="after_only"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - acceleration(after)


# %% mutant="of_the_mean_frame"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - acceleration((before + after) / 2)


# %% mutant="sum_of_both"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after))


# %% mutant="difference_of_both"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(after) - acceleration(before)) / 2


# %% mutant="backwards"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (before - after)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="step_left_out"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2]
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="step_multiplied"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] * step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="added"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change + (acceleration(before) + acceleration(after)) / 2


# %% mutant="spacing_left_out"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, 1.0)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="components_turned"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return (change - (acceleration(before) + acceleration(after)) / 2)[..., ::-1]


# %% mutant="with_the_pressure"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return tf.pad(
            -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds,
            ((0, 0), (0, 0), (0, 0), (0, 1)),
        )

    change = (after - before)[:, 1:-1, 1:-1, :] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="corner_velocity"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, :-2, :-2, 0:1], q[:, :-2, :-2, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="after_stopped"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(tf.stop_gradient(after))) / 2


# %% mutant="before_stopped"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2])
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    before = tf.stop_gradient(before)
    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% mutant="carrier_stopped"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = (tf.stop_gradient(q[:, 1:-1, 1:-1, 0:1]), tf.stop_gradient(q[:, 1:-1, 1:-1, 1:2]))
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2
