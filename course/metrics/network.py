"""The judge's network: small enough to judge 10,000 images in two seconds on two CPU cores."""

from __future__ import annotations

CLASSES, FEATURES, MOMENTUM = 10, 128, 0.98
IMAGE = (28, 28, 1)
WIDTHS = ((32, 5, True), (64, 3, True), (128, 3, False), (128, 3, False))  # channels, kernel, pooled?


def build():
    """Return the judge's untrained network, a `keras.Model`.

    Four blocks of convolution, batch norm and ReLU; the first two are pooled before the batch norm, which costs a
    quarter of pooling after it. Then a dense layer of 128 features, which sees where things are (a mean over all
    places would not), and one of ten logits.

    Returns
    -------
    keras.Model
        From images, shape (n, 28, 28, 1), float32 in [0, 1], to two outputs: features, shape (n, 128), not
        negative, and logits, shape (n, 10). 391,082 weights, batch-norm statistics included.
    """
    import keras
    from keras import layers

    exact = {"dtype": "float32"}  # whatever the global policy
    x = images = keras.Input(IMAGE, dtype="float32", name="images")
    for channels, kernel, pooled in WIDTHS:
        x = layers.Conv2D(channels, kernel, padding="same", use_bias=False, **exact)(x)
        if pooled:
            x = layers.MaxPooling2D(**exact)(x)
        x = layers.ReLU(**exact)(layers.BatchNormalization(momentum=MOMENTUM, **exact)(x))
    x = layers.Flatten(**exact)(layers.MaxPooling2D(**exact)(x))
    x = layers.Dropout(0.25, seed=0, **exact)(x)
    x = layers.Dense(FEATURES, use_bias=False, **exact)(x)
    x = layers.BatchNormalization(momentum=MOMENTUM, **exact)(x)
    features = layers.ReLU(name="features", **exact)(x)
    logits = layers.Dense(CLASSES, name="logits", **exact)(features)
    return keras.Model(images, [features, logits], name="judge")
