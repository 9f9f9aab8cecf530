# %% answer="entropy_of_the_mean" score=0 cause="both sums are 0"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = -tf.reduce_sum(mean * tf.math.log(mean + 1e-8))
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% answer="unsure_only" score=0 cause="the second sum"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure


# %% answer="equal_shares_only" score=0 cause="the first sum"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% answer="always_ten_names" score=0 cause="each name once"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum(mean * tf.math.log(10 * mean + 1e-8))


# %% answer="log_of_softmax" score=0 cause="take the cross-entropy from logits"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = -tf.reduce_mean(tf.reduce_sum(shares * tf.math.log(shares), axis=1))
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% answer="log_without_a_grain" score=0 cause="1e-8"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean))


# %% answer="summed_over_pictures" score=0 cause="mean of these"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_sum(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% answer="mean_over_names" score=0 cause="the mean over the pictures"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=1, keepdims=True)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% answer="no_gradient" score=0 cause="no stop_gradient"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    names = tf.stop_gradient(names)
    shares = tf.stop_gradient(shares)
    unsure = tf.stop_gradient(unsure)
    mean = tf.stop_gradient(mean)
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% answer="half_a_gradient" score=0 cause="through both sums"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return tf.stop_gradient(unsure) + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% answer="in_bits" score=0 cause="the second sum"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    gap = unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))
    return gap / np.log(2)


# %% answer="right_by_log_softmax" score=3
def name_gap(names):
    logs = tf.nn.log_softmax(names)
    shares = tf.exp(logs)
    mean = tf.reduce_mean(shares, axis=0)
    entropies = -tf.reduce_sum(shares * logs, axis=-1)
    even = 1 / tf.cast(tf.shape(names)[-1], tf.float32)
    return tf.reduce_mean(entropies) + tf.reduce_sum(mean * (tf.math.log(mean + 1e-9) - tf.math.log(even)))
