# %% mutant="frozen_table"
def projection_logit(features, labels, classes=10):
    table = layers.Embedding(classes, features.shape[-1], trainable=False)
    return layers.Dense(1)(features) + layers.Dot(axes=1, dtype="float32")([table(labels), features])
