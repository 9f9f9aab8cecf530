"""What to say about an error that comes from an older Keras: what it was, what it is called today."""

from __future__ import annotations

import re

from nbformat import NotebookNode

from course.labformat.assignment import Assignment, Part

# what stands in the error, what to write with Keras 3, and what stands in the answer's code, after
# https://keras.io/guides/migrating_to_keras_3/ and the errors that Keras 3 raises
KERAS_2 = (
    ("np_utils", "np_utils.to_categorical is keras.utils.to_categorical"),
    ("predict_classes", "model.predict_classes(x) is model.predict(x).argmax(axis=-1)"),
    ("predict_proba", "model.predict_proba(x) is model.predict(x)"),
    (r"(fit|predict|evaluate)_generator", "fit, predict and evaluate take generators themselves"),
    (r"not recognized: \{[^}]*'lr'", "lr= is learning_rate="),
    (r"not recognized: \{[^}]*'(epsilon_decay|schedule_decay)'", "the decay is a schedule, as learning_rate="),
    (r"keras\.backend' has no attribute", "K.mean and its like (keras.backend) are keras.ops.mean, or TensorFlow's"),
    (r"name 'K' is not defined", "K (keras.backend) is keras.ops, or TensorFlow itself", r"\bK\."),
    (r"keras\.layers\.[a-z_]+'|keras\.engine|keras\.layers\.[a-z_]+\.", "every layer is in keras.layers itself"),
    (
        "ImageDataGenerator",
        "ImageDataGenerator is keras.utils.image_dataset_from_directory with layers like RandomFlip",
    ),
    (r"keras\.(wrappers|scikit_learn)", "keras.wrappers is a package of its own, scikeras"),
    (r"optimizers\.legacy|tf_keras", "keras.optimizers.legacy is keras.optimizers"),
    (r"passed to \w+: \{[^}]*'border_mode'", "border_mode= is padding="),
    (r"passed to \w+: \{[^}]*'subsample'", "subsample= is strides="),
    (r"passed to \w+: \{[^}]*'init'", "init= is kernel_initializer="),
    (r"passed to \w+: \{[^}]*'W_regularizer'", "W_regularizer= is kernel_regularizer="),
    (r"passed to Model: \{[^}]*'(input|output)'", "Model(input=, output=) is Model(inputs=, outputs=)"),
    (r"argument 'nb_epoch'", "nb_epoch= is epochs="),
    (r"missing .*'units'", "Dense(output_dim=) is Dense(units=)", r"\boutput_dim\s*="),
    (r"missing .*'filters'", "nb_filter= is filters=", r"\bnb_filter\s*="),
    (r"must end in `?\.weights\.h5", "a file of weights has a name that ends in .weights.h5"),
    (r"no attribute 'get_shape'", "x.get_shape().as_list() is x.shape"),
    (
        "KerasTensor cannot be used as input to a TensorFlow function",
        "a Keras tensor goes through keras.ops or through a layer, not through a function of TensorFlow",
    ),
    (r"KeyError: '(val_)?acc'", "history['acc'] is history['accuracy']"),
)


def advice(error_text: str, source: str = "") -> str:
    """Return a sentence about the habits of Keras 2 that made an answer fail, "" if none is to be seen.

    Parameters
    ----------
    error_text
        What the answer raised ("AttributeError: …").
    source
        The answer's code, for errors that do not name the cause.

    Examples
    --------
    >>> advice("ImportError: cannot import name 'np_utils' from 'keras.utils'")
    'This is how Keras 2 had it. In Keras 3 np_utils.to_categorical is keras.utils.to_categorical.'
    """
    found = [
        words
        for error, words, *code in KERAS_2
        if re.search(error, error_text) and all(re.search(part, source) for part in code)
    ]
    return f"This is how Keras 2 had it. In Keras 3 {'; '.join(found[:2])}." if found else ""


def advised(message: str, check: Part, assignment: Assignment, notebook: NotebookNode) -> str:
    """Return what a check said ("" if it passed), with `advice` on a line of its own where there is some."""
    own = {part.id for part in assignment.parts if part.kind == "exercise" and part.exercise == check.exercise}
    words = advice(message, "\n".join(cell.source for cell in notebook.cells if cell.id in own)) if message else ""
    return f"{message}\n{words}" if words else message
