"""The judge's network: small enough to judge 10,000 images in two seconds on two CPU cores."""

from __future__ import annotations

CLASSES = 10
IMAGE = (28, 28, 1)
WIDTHS = ((32, 5, True), (64, 3, True), (128, 3, False), (128, 3, False))  # channels, kernel, pooled?


def build():
    """Return the judge's untrained network, a `keras.Model`.

    Four blocks of convolution, batch norm and ReLU; the first two are pooled before the batch norm, which costs a
    quarter of pooling after it. Then the mean over all places, 128 features, and one dense layer.

    Returns
    -------
    keras.Model
        From images, shape (n, 28, 28, 1), float32 in [0, 1], to two outputs: features, shape (n, 128), not
        negative, and logits, shape (n, 10). 243,114 weights.
    """
    import keras
    from keras import layers

    exact = {"dtype": "float32"}  # whatever the global policy
    x = images = keras.Input(IMAGE, dtype="float32", name="images")
    for channels, kernel, pooled in WIDTHS:
        x = layers.Conv2D(channels, kernel, padding="same", use_bias=False, **exact)(x)
        if pooled:
            x = layers.MaxPooling2D(**exact)(x)
        x = layers.ReLU(**exact)(layers.BatchNormalization(momentum=0.9, **exact)(x))
    features = layers.GlobalAveragePooling2D(name="features", **exact)(x)
    logits = layers.Dense(CLASSES, name="logits", **exact)(features)
    return keras.Model(images, [features, logits], name="judge")
