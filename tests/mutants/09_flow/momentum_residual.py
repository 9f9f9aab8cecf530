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
