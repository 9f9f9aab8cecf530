"""TensorFlow's and Keras's values on the wire: tensors, variables, layers and models, optimizers, Keras inputs.

A model or layer of built-in classes crosses as its config and its weights; the config is searched for any other class
before anything is made of it. What has classes of the sender's own crosses as a `Far` model (its weights here, its
calls and gradients there); a layer of the examiner's own inside a model is a `Passing` layer on the other side.
"""

from __future__ import annotations

import json

import keras
import numpy as np
import tensorflow as tf

from course.grading.wire.frames import DEEPEST, Refused
from course.grading.wire.remote import Remote
from course.grading.wire.values import DTYPES, Reader, Writer, opaque

LARGEST_SIZE = 200_000  # of any whole number in a config
LAYERS = """Dense Conv1D Conv2D Conv2DTranspose DepthwiseConv2D SeparableConv2D MaxPooling1D MaxPooling2D
AveragePooling2D GlobalAveragePooling2D GlobalMaxPooling2D UpSampling2D ZeroPadding2D Cropping2D Flatten Reshape
Permute RepeatVector Embedding Multiply Add Subtract Average Maximum Minimum Concatenate Dot Dropout
SpatialDropout2D GaussianNoise BatchNormalization LayerNormalization GroupNormalization Activation ReLU LeakyReLU
PReLU ELU Softmax Rescaling InputLayer Identity CategoryEncoding"""
INITIALIZERS = """RandomNormal RandomUniform TruncatedNormal GlorotUniform GlorotNormal HeNormal HeUniform Zeros Ones
Constant VarianceScaling LecunNormal LecunUniform Orthogonal"""
OPERATIONS = """Concatenate Multiply Add Subtract Reshape Expand_dims ExpandDims Stack Transpose Squeeze Tile Repeat
Maximum Minimum Mean Sum Negative Divide TrueDivide GetItem BroadcastTo Pad Exp Log Tanh Matmul Take"""
MODULES = {
    "keras": "Sequential Functional Model DTypePolicy",
    "keras.src.models.functional": "Functional",
    "keras.layers": LAYERS,
    "keras.initializers": INITIALIZERS,
    "keras.regularizers": "L1 L2 L1L2",
    "keras.dtype_policies": "DTypePolicy",
    "keras.optimizers": "SGD Adam AdamW RMSprop Adagrad Adamax Nadam",
    "keras.optimizers.schedules": "PolynomialDecay ExponentialDecay CosineDecay PiecewiseConstantDecay",
    "keras.src.ops.numpy": OPERATIONS,
    "keras.src.ops.nn": "OneHot Relu LeakyRelu Sigmoid Tanh Softmax",
    "keras.src.ops.core": "Cast ConvertToTensor",
}
CLASSES = {(module, name) for module, names in MODULES.items() for name in names.split()}
Remote.__call__ = tf.autograph.experimental.do_not_convert(Remote.__call__)  # type: ignore[method-assign]
MARKS = {"__tuple__", "__numpy__", "__tensor__", "__keras_tensor__", "__slice__", "__ellipsis__"}


def checked(config, passing: bool = False, depth: int = 0):
    """Return a Keras config as it came, if it names nothing but classes of the list.

    Raises
    ------
    Refused
        It names another class, is compiled, nested too deep, or has absurd sizes.
    """
    if depth > DEEPEST:
        raise Refused("a config that is nested too deep")
    if type(config) is dict:
        if "class_name" in config:
            name, module = config["class_name"], config.get("module")
            marked = type(name) is str and (name in MARKS or (passing and name == "Passing"))
            listed = type(name) is str and type(module) is str and (module, name) in CLASSES
            if not (marked or listed) or config.get("registered_name") not in (None, name):
                raise Refused(f"a model with {str(module)[:60]}.{str(name)[:60]} in it, which is no built-in class")
        if config.get("compile_config"):
            raise Refused("a compiled model")
        for value in config.values():
            checked(value, passing, depth + 1)
    elif type(config) is list:
        for value in config:
            checked(value, passing, depth + 1)
    elif type(config) is int and not -LARGEST_SIZE <= config <= LARGEST_SIZE:
        raise Refused(f"a model with the size {str(config)[:40]} in it")
    return config


class Passing(keras.layers.Layer):
    """A layer of the examiner's own class: its call is a call over the line, its output has the given spec."""

    def __init__(self, remote: Remote, spec, **how):
        super().__init__(**how)
        self.remote, self.spec = remote, spec

    def call(self, inputs, training=None):
        """Ask the other side."""
        return self.remote(inputs, training=training)

    def compute_output_spec(self, inputs, training=None):
        """Return the spec that the other side's layer has."""
        return keras.KerasTensor(self.spec[0], self.spec[1])


class Far(keras.Model):
    """Stands for a model of the student's own classes: its weights are here, its call is a call over the line."""

    def __init__(self, remote: Remote, values: list, trainable: list, specs: list):
        super().__init__()
        made = []
        for value, flag in zip(values, trainable, strict=True):
            how = {"shape": value.shape, "dtype": value.dtype.name, "trainable": bool(flag), "initializer": "zeros"}
            made.append(self.add_weight(**how))
            made[-1].assign(value)
        remote.trainable_variables = self.remote_order = tuple(made)
        self.remote, self.specs, self.built = remote, specs, True

    @property
    def weights(self):
        """In the order of the model that this one stands for."""
        return list(self.remote_order)

    def call(self, inputs, training=None):
        """Ask the other side."""
        return self.remote(inputs) if training is None else self.remote(inputs, training=training)

    def compute_output_spec(self, inputs, training=None):
        """Return the specs that the other side's model has."""
        made = [keras.KerasTensor([n if n is None else int(n) for n in shape], kind) for shape, kind in self.specs]
        return made[0] if len(made) == 1 else made


def variables_of(thing) -> list:
    """Return the variables of a model, a layer or a stand-in with `trainable_variables`, in a fixed order."""
    if isinstance(thing, keras.layers.Layer):
        return list(thing.weights)
    return list(getattr(thing, "trainable_variables", None) or ())


def values_of(thing) -> list[np.ndarray]:
    """Return the values of these variables."""
    return [variable.numpy() for variable in variables_of(thing)]


def layers_of(thing) -> list:
    """Return a layer and all layers within it, in Keras's order."""
    return list(thing._flatten_layers())


def flags(thing) -> list[bool]:
    """Return which layers are trainable."""
    return [] if isinstance(thing, Far) else [bool(layer.trainable) for layer in layers_of(thing)]


# --- writing ----------------------------------------------------------------------------------------------------


def write(writer: Writer, value):
    """Return a value of TensorFlow's or Keras's as JSON, None if it is none."""
    if isinstance(value, tf.DType):
        return ["tfdtype", value.name]
    if tf.is_symbolic_tensor(value):
        writer.symbols.append(value)
        shape = value.shape.as_list() if value.shape.rank is not None else None
        return ["spec", len(writer.symbols) - 1, value.dtype.name, shape]
    if isinstance(value, (tf.Tensor, tf.Variable, keras.Variable, tf.IndexedSlices)):
        return _tensor(writer, value)
    if isinstance(value, keras.KerasTensor):
        writer.inputs.append(value)
        return ["symbol", len(writer.inputs) - 1, list(value.shape), value.dtype]
    if isinstance(value, keras.optimizers.Optimizer):
        return _optimizer(writer, value)
    if isinstance(value, keras.layers.Layer):
        return _layer(writer, value)
    return None


def _tensor(writer, value):
    own = isinstance(value, tf.Variable)
    data = value.numpy() if own else np.asarray(tf.convert_to_tensor(value))
    if data.dtype.name not in DTYPES:
        return ["opaque", type(value).__name__, None]
    writer.tensors.append(value)
    number = writer.track(value) if own else -1
    return ["variable" if own else "tensor", number, *writer.bytes(data)]


def _layer(writer, value):
    new = writer.line.name_of(value) is None
    name = writer.line.give(value)
    config = config_of(writer.line, value) if new else None
    writer.objects.append(value)
    number = writer.track(value)
    weights = writer.values(variables_of(value))
    if new and config is None:  # of classes that the other side does not take
        outputs = tf.nest.flatten(getattr(value, "outputs", None) or [])
        specs = [[list(tensor.shape), tensor.dtype] for tensor in outputs]
        return ["far", number, name, weights, [bool(v.trainable) for v in variables_of(value)], specs]
    return ["layer", number, name, config, weights, flags(value)]


def _optimizer(writer, value):
    name = writer.line.give(value)
    writer.objects.append(value)
    number = writer.track(value)
    owners = _owners(writer.line, value)
    config = json.loads(json.dumps(keras.saving.serialize_keras_object(value)))
    state = writer.values(value.variables) if owners is not None else []
    return ["optimizer", number, name, config, owners, state]


def _owners(line, optimizer):
    """Return whose variables an optimizer moves, as [name, index]; None if it has none, or strangers'."""
    if not optimizer.built:
        return None
    owners = [line.owners.get(id(variable)) for variable in optimizer._trainable_variables]
    return None if None in owners else owners


def config_of(line, value):
    """Return a model's config, None where the other side would not take it (or, for the examiner, raise).

    A layer of the examiner's own class in it becomes a `Passing` one.
    """
    try:
        found = keras.saving.serialize_keras_object(value)
    except Exception:
        if line.exports:
            raise
        return None
    layers = layers_of(value) if line.exports else []
    _without_own(line, found, [layer for layer in layers if not type(layer).__module__.startswith("keras.")])
    if line.exports:
        return json.loads(json.dumps(found))
    try:
        found = json.dumps(found)
        made(line, json.loads(found), passing=False)  # Keras empties the config that it makes something of
    except (Refused, TypeError, ValueError, RecursionError):
        return None
    return json.loads(found)


def _without_own(line, tree, layers: list) -> None:
    if isinstance(tree, dict):
        tree.pop("compile_config", None)
        layer = next((layer for layer in layers if type(layer).__name__ == tree.get("class_name")), None)
        if layer is not None:
            layers.remove(layer)
            spec = [list(layer.output.shape), layer.output.dtype]
            tree.update(class_name="Passing", module=None, registered_name="Passing")
            tree["config"] = {"name": layer.name, "handle": line.give(layer.call), "spec": spec}
            return
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        _without_own(line, part, layers)


def made(line, config, passing: bool = True):
    """Return a model or layer of this config, if all in it is built in (and, from the examiner, `Passing`).

    Raises
    ------
    Refused
        It names other classes, or Keras makes nothing of it.
    """
    passing = passing and line.trusting

    def stand_in(name, handle, spec, **_):
        return Passing(Remote(line, handle, name), (spec[0], spec[1]), name=name)

    kind = type("Passing", (Passing,), {"from_config": classmethod(lambda cls, config: stand_in(**config))})
    try:
        with keras.saving.custom_object_scope({"Passing": kind} if passing else {}):
            return keras.saving.deserialize_keras_object(checked(config, passing), safe_mode=True)
    except Refused:
        raise
    except Exception as error:
        raise Refused(f"a model that cannot be made: {type(error).__name__}: {error}"[:300]) from None


# --- reading ----------------------------------------------------------------------------------------------------


def read_tensor(reader: Reader, depth, number, dtype, shape):
    """Return a constant."""
    found, place = tf.constant(reader.array(dtype, shape)), len(reader.tensors)
    reader.tensors.append(found)
    return reader.joined(found, place) if reader.joined else found


def read_variable(reader: Reader, depth, number, dtype, shape):
    """Return a variable of our own that begins with the other side's value."""
    data = reader.array(dtype, shape)
    found = tf.Variable(data)
    reader.tensors.append(found)
    return reader.keep(number, found, data.tobytes())


def read_spec(reader: Reader, depth, number, dtype, shape):
    """Return the tensor that takes the place of a symbol, or its spec."""
    if dtype not in DTYPES:
        raise Refused("a symbol of another dtype")
    sizes = None if shape is None else [n if n is None else int(n) for n in shape]
    reader.specs[number] = tf.TensorSpec(sizes, dtype)
    return reader.specs[number] if reader.fill is None else reader.fill[number]


def read_symbol(reader: Reader, depth, number, shape, dtype):
    """Return a Keras input of our own for the other side's, or what takes its place."""
    if reader.fill is not None:
        return reader.fill[number]
    if number not in reader.inputs:
        if dtype not in DTYPES:
            raise Refused("an input of another dtype")
        reader.inputs[number] = keras.Input(batch_shape=[n if n is None else int(n) for n in shape], dtype=dtype)
    return reader.inputs[number]


def read_layer(reader: Reader, depth, number, name, config, weights, trainable):
    """Return the model of this name, made of its config if it is new, with the weights that came."""
    line = reader.line
    found = line.object(name)
    if found is None:
        found = made(line, config)
        line.hold(name, found)
    write = line.may_write(name)
    values = reader.into(variables_of(found), weights, write)
    for layer, flag in zip(layers_of(found) if trainable else (), trainable, strict=True):
        if write and layer.trainable is not flag:
            layer.trainable = bool(flag)
    line.own(name, found)
    return reader.keep(number, found, (values, flags(found)))


def read_far(reader: Reader, depth, number, name, weights, trainable, specs):
    """Return a stand-in for a model of the other side's own classes."""
    found = Far(Remote(reader.line, name, "model"), [reader.array(*weight) for weight in weights], trainable, specs)
    reader.line.hold(name, found)
    reader.line.own(name, found)
    return reader.keep(number, found, (values_of(found), []))


def read_optimizer(reader: Reader, depth, number, name, config, owners, state):
    """Return the optimizer of this name with the state that came; the examiner takes only its own back."""
    line = reader.line
    found = line.object(name)
    if found is None:
        if not line.trusting:
            raise Refused("an optimizer")
        found = keras.saving.deserialize_keras_object(checked(config))
        line.hold(name, found)
    before = None
    if owners is not None and line.may_write(name):
        if not found.built:
            found.build([line.variable(*owner) for owner in owners])
        before = reader.into(found.variables, state)
    elif owners is not None:
        before = [reader.array(*part) for part in state]
    return reader.keep(number, found, before)


READERS = {
    "tfdtype": lambda reader, depth, name: tf.as_dtype(name) if name in DTYPES else opaque("dtype"),
    "tensor": read_tensor,
    "variable": read_variable,
    "spec": read_spec,
    "symbol": read_symbol,
    "layer": read_layer,
    "far": read_far,
    "optimizer": read_optimizer,
}


# --- what a call has changed ------------------------------------------------------------------------------------


def change(reader: Reader, writer: Writer, value, before):
    """Return what a call has changed of a variable, a model or an optimizer, None if nothing."""
    if isinstance(value, tf.Variable):
        now = value.numpy()
        return ["array", writer.bytes(now)] if now.tobytes() != before else None
    if isinstance(value, keras.optimizers.Optimizer):
        owners = _owners(reader.line, value)
        if owners is None:
            return None
        return ["state", owners, writer.values(value.variables)]
    if isinstance(value, keras.layers.Layer) or getattr(value, "trainable_variables", None) is not None:
        layer = isinstance(value, keras.layers.Layer)
        old, was = before if layer else (before, None)
        now, after = values_of(value), flags(value) if layer else None
        moved = [i for i, (a, b) in enumerate(zip(now, old, strict=True)) if a.tobytes() != b.tobytes()]
        if moved or after != was:
            return ["weights", [[i, writer.bytes(now[i])] for i in moved], after]
    return None


def apply_change(reader: Reader, value, what: str, *how) -> bool:
    """Write a change of the other side's copy into our own argument; say whether it was one."""
    if what == "array" and isinstance(value, tf.Variable):
        value.assign(reader.array(*how[0]))
    elif what == "state" and isinstance(value, keras.optimizers.Optimizer):
        owners, state = how
        if not value.built:
            value.build([reader.line.variable(*owner) for owner in owners])
        reader.into(value.variables, state)
    elif what == "weights":
        variables = variables_of(value)
        for index, part in how[0]:
            variables[index].assign(reader.array(*part))
        if how[1] is not None and how[1] != flags(value):
            for layer, flag in zip(layers_of(value), how[1], strict=True):
                layer.trainable = bool(flag)
    else:
        return False
    return True
