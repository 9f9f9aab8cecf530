# %% mutant="mean_of_products"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = ops.mean(table(labels) * features, axis=1, keepdims=True)
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% mutant="cosine"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1, normalize=True)([table(labels), features])
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% mutant="subtracted"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Subtract()([looks_real, goes_with_it])


# %% mutant="largest"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Maximum()([looks_real, goes_with_it])


# %% mutant="averaged"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Average()([looks_real, goes_with_it])


# %% mutant="tanh_at_the_end"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Activation("tanh")(layers.Add()([looks_real, goes_with_it]))


# %% mutant="relu_in_between"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.ReLU()(layers.Dot(axes=1, dtype="float32")([table(labels), features]))
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% mutant="dense_relu"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, "relu")(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% mutant="frozen_table"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1], trainable=False)
    return layers.Dense(1)(features) + layers.Dot(axes=1, dtype="float32")([table(labels), features])


# %% mutant="without_bias"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, use_bias=False)(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% mutant="always_ten"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(10, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% mutant="first_label_for_all"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1)([table(0 * labels), features])
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% mutant="dense_of_the_vector"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(table(labels))
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Add(dtype="float32")([looks_real, goes_with_it])
