# %% answer="product_without_sum" score=0 cause="an inner product is a sum"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Multiply()([table(labels), features])
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% answer="inner_product_alone" score=0 cause="d + 1 of the dense layer"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    return layers.Dot(axes=1, dtype="float32")([table(labels), features])


# %% answer="one_number_a_label" score=0 cause="classes · d of the table"
def projection_logit(features, labels, classes=10):
    return layers.Dense(1)(features) + layers.Embedding(classes, 1)(labels)


# %% answer="beside_the_features" score=0 cause="d + 1 of the dense layer"
def projection_logit(features, labels, classes=10):
    vectors = layers.Embedding(classes, features.shape[-1])(labels)
    return layers.Dense(1)(layers.Concatenate()([features, vectors]))


# %% answer="cosine" score=0 cause="not divided by lengths"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1, normalize=True)([table(labels), features])
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% answer="sigmoid_at_the_end" score=0 cause="nothing behind it"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Activation("sigmoid")(layers.Add()([looks_real, goes_with_it]))


# %% answer="without_bias" score=0 cause="d + 1 of the dense layer"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, use_bias=False)(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% answer="always_ten_classes" score=0 cause="classes · d of the table"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(10, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% answer="times_not_plus" score=0 cause="the first part"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = layers.Dot(axes=1, dtype="float32")([table(labels), features])
    return layers.Multiply()([looks_real, goes_with_it])


# %% answer="mean_of_products" score=0 cause="the sum over j"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1])
    looks_real = layers.Dense(1, dtype="float32")(features)
    goes_with_it = ops.mean(table(labels) * features, axis=1, keepdims=True)
    return layers.Add(dtype="float32")([looks_real, goes_with_it])


# %% answer="right_by_a_sum" score=3
def projection_logit(features, labels, classes=10):
    rows = layers.Embedding(classes, features.shape[-1])(labels)
    return layers.Dense(1)(features) + ops.sum(rows * features, axis=1, keepdims=True)
