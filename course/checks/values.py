"""Turn whatever a student returns into a plain NumPy array, or say why that is impossible.

Only known types are read: exact Python numbers and strings, NumPy arrays and scalars, lists and tuples of
these, and tensors of TensorFlow, Keras, PyTorch and JAX. An object that would answer a comparison by itself
(its own `__eq__`, `__array__`, `__float__`) never takes part in one.
"""

from __future__ import annotations

import sys

# Bound here, so that a notebook which replaces one of these names does not change what a check does.
from builtins import all, getattr, hasattr, issubclass, len, list, set, tuple, type  # noqa: UP029

import numpy as np
from numpy.typing import NDArray

_array, _ndarray, _view, _generic = np.array, np.ndarray, np.ndarray.view, np.generic
_KINDS = "biufcU"
_PYTHON = (bool, int, float, complex)
_TENSORS = ("tensorflow", "keras", "torch", "jax", "jaxlib")
_DEEPEST = 16


class Unusable(Exception):
    """A value that a check cannot read; the message continues the sentence "got …"."""


def _family(cls: type) -> set[type]:
    children: list[type] = cls.__subclasses__()
    return {cls}.union(*(_family(child) for child in children))


_SCALARS = frozenset(_family(np.generic))  # NumPy's own; a class derived from them later is not in it


def is_sequence(value) -> bool:
    """Say whether `value` is exactly a list or a tuple."""
    return type(value) in (list, tuple)


def is_tensor(value) -> bool:
    """Say whether the type of `value` is one that a tensor library itself defines."""
    return _defined_in(type(value), _TENSORS)


def _defined_in(cls: type, libraries: tuple[str, ...]) -> bool:
    """Say whether one of `libraries` holds the class under its name (`__module__` alone can be made up)."""
    module = cls.__module__ if type(cls.__module__) is str else ""
    return module.split(".")[0] in libraries and getattr(sys.modules.get(module), cls.__qualname__, None) is cls


def plain(value) -> NDArray:
    """Return a copy of `value` as a base-class array of kind bool, int, float, complex or str.

    Scalars become arrays of shape (); bfloat16 and its like become float32.

    Raises
    ------
    Unusable
        The value is of no known type, ragged, symbolic, or of dtype object.
    """
    return _plain(value, 0)


def _plain(value, depth: int) -> NDArray:
    cls = type(value)
    if cls in _PYTHON:
        return _number(value)
    if cls is str:
        return _array(value)
    if cls in (list, tuple):
        return _from_sequence(value, depth)
    if issubclass(cls, _ndarray):
        return _from_array(_view(value, _ndarray), depth)
    if cls in _SCALARS or (issubclass(cls, _generic) and _defined_in(cls, ("ml_dtypes",))):
        return _from_array(_array(value), depth)
    if is_tensor(value):
        return _from_tensor(value, depth)
    raise Unusable(what_is(value))


def _number(value) -> NDArray:
    made = _array(value)
    return made if made.dtype.kind in _KINDS else _array(_huge(value))  # an int beyond 64 bits


def _huge(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _from_array(array: NDArray, depth: int) -> NDArray:
    kind = array.dtype.kind
    if kind in _KINDS:
        return _array(array, copy=True, subok=False)
    if kind == "V" and array.dtype.names is None and array.dtype.type.__module__ == "ml_dtypes":
        return array.astype(np.float32)
    if kind == "O":
        if depth > _DEEPEST:
            raise Unusable("an array that contains itself")
        try:
            return _from_sequence(array.tolist() if array.ndim else [array.item()], depth)
        except Unusable as error:
            raise Unusable(f"an array of dtype object ({error}); make it of numbers") from None
    raise Unusable(f"an array of dtype {array.dtype}, which is not numbers")


def _from_sequence(values, depth: int) -> NDArray:
    if depth > _DEEPEST:
        raise Unusable("a list that is nested too deep")
    if all(type(item) in _PYTHON for item in values):
        made = _array(values if len(values) else [], dtype=None)
        return made if made.dtype.kind in _KINDS else _array([_huge(item) for item in values])
    parts = []
    for item in values:
        try:
            parts.append(_plain(item, depth + 1))
        except Unusable as error:
            if depth:
                raise
            raise Unusable(f"a {type(values).__name__} with {error} inside") from None
    shapes = {part.shape for part in parts}
    if len(shapes) > 1:
        sizes = ", ".join(str(part.shape[0] if part.ndim == 1 else part.shape) for part in parts[:6])
        raise Unusable(f"a ragged {type(values).__name__}: its rows have sizes {sizes}")
    if len({part.dtype.kind == "U" for part in parts}) > 1:
        raise Unusable(f"a {type(values).__name__} that mixes numbers and text")
    return _array(parts)


def _from_tensor(tensor, depth: int) -> NDArray:
    try:
        if hasattr(tensor, "detach"):  # PyTorch
            tensor = tensor.detach().cpu()
        read = tensor.numpy() if hasattr(tensor, "numpy") else np.asarray(tensor)
    except Exception:
        raise Unusable(f"a symbolic {type(tensor).__name__}, which has no values yet") from None
    if is_tensor(read) or (issubclass(type(read), _ndarray) and read.dtype.hasobject and not read.ndim):  # a model
        raise Unusable(what_is(tensor))
    return _plain(read, depth)


def shape_of(value) -> tuple[int | None, ...]:
    """Return the shape of an array, a scalar, a list, or a tensor, symbolic ones included.

    Raises
    ------
    Unusable
        The value has no shape that can be trusted.
    """
    if is_tensor(value) and hasattr(value, "shape"):
        return tuple(value.shape)
    return plain(value).shape


def dtype_of(value) -> str:
    """Return the name of the dtype: `float32`, `int64`, `bool`, `bfloat16` …, also of a symbolic tensor.

    Raises
    ------
    Unusable
        The value has no dtype that can be trusted.
    """
    if is_tensor(value) and hasattr(value, "dtype"):
        named = getattr(value.dtype, "name", None) or str(value.dtype)
        return str(named).removeprefix("torch.")
    if issubclass(type(value), _ndarray):
        return _view(value, _ndarray).dtype.name
    return type(value).__name__ if type(value) in _SCALARS else plain(value).dtype.name


def what_is(value) -> str:
    """Return words for a value that is no number: `None: does the function end with return?`"""
    cls = type(value)
    if value is None:
        return "None: does the function end with `return …`?"
    if is_tensor(value):
        return f"an object of Keras or TensorFlow, a {cls.__name__}"
    if callable(value) and not issubclass(cls, type):
        called = getattr(value, "__name__", None)
        name = f" `{called}`" if type(called) is str and len(called) < 60 else ""
        return f"the function{name} itself: call it with (…)"
    if cls is dict:
        return "a dict"
    if cls.__name__ == "generator":
        return "a generator: put its items into a list"
    if cls is str:
        return f"the text {value[:40]!r}"
    return f"an object of type {str(cls.__name__)[:60]}: return a number, an array, a list or a tensor"


_CHANGING: dict[type, str] = {
    list: "__setitem__ __delitem__ __iadd__ __imul__ append clear extend insert pop remove reverse sort",
    dict: "__setitem__ __delitem__ __ior__ clear pop popitem setdefault update",
}


def _guarded(kind: type, name: str):
    def method(self, *args, **kwargs):
        if getattr(self, "closed", False):  # not what TensorFlow makes with the same class
            raise ValueError(f"this {kind.__name__} is read-only: work on a copy")
        return getattr(kind, name)(self, *args, **kwargs)

    return method


def _reader(kind: type) -> type:
    """Return a class whose closed objects read like a list or dict and refuse to be changed; copies are ordinary."""
    methods = {name: _guarded(kind, name) for name in _CHANGING[kind].split()}
    return type(kind.__name__, (kind,), methods | {"__reduce_ex__": lambda self, _: (kind, (kind(self),))})


FIXED: dict[type, type] = {kind: _reader(kind) for kind in _CHANGING}


def closed(value):
    """Return a list or dict as one that raises a ValueError when it is written to, as a read-only array does."""
    value = FIXED[type(value)](value)
    value.closed = True
    return value


def fixed(value):
    """Return a copy of `value` whose arrays, lists and dicts cannot be written to."""
    if issubclass(type(value), _ndarray):
        value = fresh(value)
        value.flags.writeable = False
    elif type(value) is dict:
        return closed({key: fixed(item) for key, item in value.items()})
    elif type(value) in (list, tuple):
        made = [fixed(item) for item in value]
        return closed(made) if type(value) is list else tuple(made)
    return value


def fresh(value):
    """Return `value` with its arrays, lists and dicts copied, so that a callee cannot change the original."""
    if issubclass(type(value), _ndarray):
        return _array(value, copy=True, subok=True)
    if type(value) in (list, tuple):
        return type(value)(fresh(item) for item in value)
    if type(value) is dict:
        return {key: fresh(item) for key, item in value.items()}
    return value
