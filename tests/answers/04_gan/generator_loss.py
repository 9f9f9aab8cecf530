# %% answer="saturating" score=0 cause="mind the sign"
# The loss of the theory: it saturates.
def generator_loss(fake_logits):
    return -tf.reduce_mean(tf.nn.softplus(fake_logits))


# %% answer="target_zero" score=0 cause="G wants D to answer 1"
# G learns to be caught.
def generator_loss(fake_logits):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits))


# %% answer="log_of_sigmoid" score=0 cause="work from logits"
def generator_loss(fake_logits):
    return -tf.reduce_mean(tf.math.log(tf.sigmoid(fake_logits)))


# %% answer="clipped" score=0 cause="no clipping"
def generator_loss(fake_logits):
    return -tf.reduce_mean(tf.math.log(tf.clip_by_value(tf.sigmoid(fake_logits), 1e-7, 1.0)))


# %% answer="wrong_sign" score=0 cause="mind the sign"
def generator_loss(fake_logits):
    return tf.reduce_mean(tf.math.log_sigmoid(fake_logits))


# %% answer="sum" score=0 cause="it is a mean"
def generator_loss(fake_logits):
    return tf.reduce_sum(tf.nn.softplus(-fake_logits))


# %% answer="right_softplus" score=3
def generator_loss(fake_logits):
    return tf.reduce_mean(tf.nn.softplus(-fake_logits))


# %% answer="right_log_sigmoid" score=3
def generator_loss(fake_logits):
    return -tf.reduce_mean(tf.math.log_sigmoid(fake_logits))


# %% answer="logits_clipped" score=0 cause="no clipping"
def generator_loss(fake_logits):
    return tf.reduce_mean(tf.nn.softplus(-tf.clip_by_value(fake_logits, -50.0, 50.0)))


# %% answer="numpy_inside" score=0 cause="NumPy breaks the chain"
def generator_loss(fake_logits):
    return np.logaddexp(0, -np.asarray(fake_logits)).mean()
