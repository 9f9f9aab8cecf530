"""Habits of Keras 2 are named, with what they are called today: every error here is raised by the installed Keras."""

import pytest

from course.grading.advice import advice

HABITS = {
    "from keras.utils import np_utils": "keras.utils.to_categorical",
    "keras.utils.np_utils.to_categorical(1)": "keras.utils.to_categorical",
    "keras.Sequential([]).predict_classes(1)": "argmax",
    "keras.optimizers.Adam(lr=0.1)": "learning_rate=",
    "from keras import backend as K\nK.mean(1)": "keras.ops.mean",
    "K.mean(1)": "keras.ops",
    "from keras.layers.advanced_activations import LeakyReLU": "keras.layers",
    "from keras.layers.merge import concatenate": "keras.layers",
    "from keras.engine.topology import Layer": "keras.layers",
    "from keras.preprocessing.image import ImageDataGenerator": "image_dataset_from_directory",
    "keras.optimizers.legacy.Adam()": "keras.optimizers",
    "keras.layers.Conv2D(3, 3, border_mode='same')": "padding=",
    "keras.layers.Conv2D(3, 3, subsample=2)": "strides=",
    "keras.layers.Dense(3, init='normal')": "kernel_initializer=",
    "keras.layers.Dense(3, W_regularizer=1)": "kernel_regularizer=",
    "keras.layers.Dense(output_dim=3)": "units=",
    "keras.Model(input=1, output=2)": "inputs=",
    "keras.Sequential([keras.Input((3,))]).save_weights('w.h5')": ".weights.h5",
    "keras.Input((3,)).get_shape().as_list()": "x.shape",
    "tf.reduce_mean(keras.Input((3,)))": "keras.ops",
    "{}['val_acc']": "accuracy",
    "keras.Sequential([]).fit(0, 0, nb_epoch=3)": "epochs=",
}


@pytest.mark.parametrize("code", HABITS)
def test_a_habit_of_keras_2_is_named(code):
    import keras
    import tensorflow as tf

    with pytest.raises(Exception) as raised:
        exec(code, {"keras": keras, "tf": tf})
    text = advice(f"{type(raised.value).__name__}: {raised.value}", code)
    assert "Keras 2" in text and HABITS[code] in text, str(raised.value)


@pytest.mark.parametrize("error", ["NameError: name 'K' is not defined", "ValueError: shapes do not match", "", "lr"])
def test_other_errors_get_no_such_advice(error):
    assert advice(error, "def f(lr=0.1):\n    return lr") == ""
