# %% answer="no_pressure" score=0 cause="∂p/∂x for u"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2]
        return -u * dx[..., :2] - v * dy[..., :2] + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% answer="pressure_pulls" score=0 cause="∂p/∂x for u"
# The sign of the pressure's gradient.
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2]
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] + push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% answer="no_convection" score=0 cause="v carries u along"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% answer="own_velocity_only" score=0 cause="v carries u along"
# u ∂u/∂x and v ∂v/∂y, without the mixed terms.
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2]
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return (
            -tf.stack([u[..., 0] * dx[..., 0], v[..., 0] * dy[..., 1]], axis=-1)
            - push
            + laplacian[..., :2] / reynolds
        )

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% answer="viscosity_pushes" score=0 cause="look at the viscous term"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2]
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push - laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% answer="times_reynolds" score=0 cause="look at the viscous term"
# Multiplied, not divided.
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2]
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] * reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% answer="step_forgotten" score=0 cause="(after - before) / step"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2]
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2]
    return change - (acceleration(before) + acceleration(after)) / 2


# %% answer="backwards" score=0 cause="(after - before) / step"
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2]
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (before - after)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after)) / 2


# %% answer="sum_of_both" score=0 cause="not their sum"
# The sum of both frames, not their mean.
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2]
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - (acceleration(before) + acceleration(after))


# %% answer="first_frame_only" score=0 cause="the mean of both frames"
# Euler's way: only the first frame accelerates.
def momentum_residual(before, after, reynolds, spacing, step):
    reynolds = tf.reshape(tf.cast(reynolds, tf.float32), (-1, 1, 1, 1))

    def acceleration(q):
        dx, dy, laplacian = derivatives(q, spacing)
        u, v = q[:, 1:-1, 1:-1, 0:1], q[:, 1:-1, 1:-1, 1:2]
        push = tf.stack([dx[..., 2], dy[..., 2]], axis=-1)
        return -u * dx[..., :2] - v * dy[..., :2] - push + laplacian[..., :2] / reynolds

    change = (after - before)[:, 1:-1, 1:-1, :2] / step
    return change - acceleration(before)


# %% answer="right_flux_by_slices" score=4
# By slices, term after term.
def momentum_residual(before, after, reynolds, spacing, step):
    number = tf.reshape(tf.convert_to_tensor(reynolds, dtype=tf.float32), (-1, 1, 1))

    def slopes(q):
        centre = q[:, 1:-1, 1:-1]
        x = (q[:, 1:-1, 2:] - q[:, 1:-1, :-2]) / (2 * spacing)
        y = (q[:, 2:, 1:-1] - q[:, :-2, 1:-1]) / (2 * spacing)
        curved = q[:, 1:-1, 2:] + q[:, 1:-1, :-2] + q[:, 2:, 1:-1] + q[:, :-2, 1:-1] - 4 * centre
        return centre, x, y, curved / spacing**2

    total = []
    for k in (0, 1):
        value = (after - before)[:, 1:-1, 1:-1, k] / step
        for frame in (before, after):
            u, v = frame[:, 1:-1, 1:-1, 0], frame[:, 1:-1, 1:-1, 1]
            _, x, y, curved = slopes(frame[..., k])
            _, *p = slopes(frame[..., 2])
            value += 0.5 * (u * x + v * y + p[k] - curved / number)
        total.append(value)
    return tf.stack(total, axis=-1)
