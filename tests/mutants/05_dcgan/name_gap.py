# %% mutant="difference"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure - tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% mutant="ten_names"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum(mean * tf.math.log(10 * mean + 1e-8))


# %% mutant="first_sum_only"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure


# %% mutant="second_sum_only"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% mutant="squared_softmax"
def name_gap(names):
    shares = tf.nn.softmax(2 * names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% mutant="softmax_down"
def name_gap(names):
    shares = tf.nn.softmax(names, axis=0)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% mutant="twice_unsure"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return 2 * unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% mutant="divided_by_ln_m"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    gap = unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))
    return gap / np.log(names.shape[-1])


# %% mutant="clipped"
def name_gap(names):
    shares = tf.nn.softmax(tf.clip_by_value(names, -1.0, 1.0))
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% mutant="mean_of_logits"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.nn.softmax(tf.reduce_mean(names, axis=0))
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% mutant="no_gradient_through_the_mean"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.stop_gradient(tf.reduce_mean(shares, axis=0))
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum(mean * tf.math.log(names.shape[-1] * mean + 1e-8))


# %% mutant="other_divergence"
def name_gap(names):
    shares = tf.nn.softmax(names)
    mean = tf.reduce_mean(shares, axis=0)
    unsure = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(shares, names))
    return unsure + tf.reduce_sum((mean - 1 / names.shape[-1]) ** 2)
