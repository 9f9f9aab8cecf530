"""Plain values to JSON and bytes, and back: numbers, text, containers, NumPy arrays, generators, errors.

A value is a list that begins with its kind. What a call can change (arrays, lists, dicts, generators, variables,
models, optimizers) has a number, so that the answer can hold the changes by number. Floats are hexadecimal text: no
NaN in JSON. What is no data arrives as an `Opaque`. Tensors, models and the like are in `tensors`, used only where
TensorFlow is loaded.
"""

from __future__ import annotations

import builtins
import functools
import itertools
import json
import math
import sys
from types import CodeType
from typing import Any

import numpy as np

from course.checks.values import closed
from course.grading.wire.frames import DEEPEST, Refused

DTYPES = {f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)}
DTYPES |= {"bool", "float16", "float32", "float64", "complex64", "complex128", "bfloat16"}
MULTIPLIER, MOST_DRAWN = 0x2360ED051FC65DA44385DF649FCCF645, 1 << 30  # of PCG64; numbers that one call may draw
LONG = {np.longdouble: np.float64, np.clongdouble: np.complex128}  # their bits differ between machines
LONGEST_INT = 4000  # hexadecimal digits
ERRORS: dict[str, type[BaseException]] = {
    n: v for n, v in vars(builtins).items() if isinstance(v, type) and issubclass(v, Exception)
}
ERRORS |= {"SystemExit": SystemExit, "KeyboardInterrupt": KeyboardInterrupt}
for _silent in ("StopIteration", "StopAsyncIteration"):  # these end a loop of the check without a word
    del ERRORS[_silent]
CONTAINERS = (list, tuple, dict, set, frozenset)


class Opaque:
    """Stands for an object that cannot cross; it answers nothing."""


def opaque(name: str, called: str | None = None) -> Opaque:
    """Return a stand-in whose class has this name; with `called`, one that is callable and named so."""
    made = type(name[:60] or "object", (Opaque,), {} if called is None else {"__call__": _not_asked_for})()
    if called:
        made.__name__ = called[:60]
    return made


def _not_asked_for(self, *args, **kwargs):
    raise Refused("a function that was not asked for")


def tensors():
    """Return the module for TensorFlow's and Keras's values where these are loaded, else None."""
    if "tensorflow" in sys.modules and "keras" in sys.modules:
        from course.grading.wire import tensors as found

        return found
    return None


def labels_of(function) -> list[str]:
    """Return the names of a Python function's positional arguments, as far as it tells them."""
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        return list(getattr(function, "labels", None) or ())
    return list(code.co_varnames[: code.co_argcount])


def state_of(rng: np.random.Generator) -> str:
    """Return the state of a generator as JSON."""
    return json.dumps(rng.bit_generator.state)


def state_after(rng: np.random.Generator, told: str) -> dict:
    """Return the state that a call is said to have left a generator in, if drawing leads there.

    Another state would let the other side choose what the check draws next. The steps of PCG64 between two states are
    found bit by bit (O'Neill 2014, https://www.pcg-random.org, "Jump-Ahead and Jump-Back").

    Raises
    ------
    Refused
        More numbers lie between than a call draws.
    """
    state, before = json.loads(told), rng.bit_generator.state
    if before["bit_generator"] == "PCG64":
        at, end = before["state"]["state"], state["state"]["state"]
        times, plus, bit = MULTIPLIER, before["state"]["inc"], 1
        same = state["state"]["inc"] == plus and type(end) is int and 0 <= end < 1 << 128
        while same and at != end and bit <= MOST_DRAWN:
            if (at ^ end) & bit:
                at = (at * times + plus) % (1 << 128)
            times, plus, bit = times * times % (1 << 128), (times + 1) * plus % (1 << 128), bit << 1
        if not same or at != end:
            raise Refused("a random generator that was not drawn from, but set")
    return state


class Writer:
    """Turn values into JSON and bytes (`blobs`); `sent` is what can be changed, by number.

    `memo` holds what the other side has already, by the identity of the value. `tensors`, `symbols` (of a graph being
    made), `inputs` (of a Keras model being made) and `objects` (models, optimizers) are what was met, in order.
    """

    def __init__(self, line, memo: dict | None = None):
        self.line, self.memo = line, dict(memo or {})
        self.blobs: list[bytes] = []
        self.sent: list[Any] = []
        self.tensors: list[Any] = []
        self.symbols: list[Any] = []
        self.inputs: list[Any] = []
        self.objects: list[Any] = []

    def bytes(self, array) -> list:
        """Keep an array's bytes, in this machine's order; return its dtype and shape."""
        array = np.asarray(array)
        array = array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))
        self.blobs.append(array.tobytes())
        return [array.dtype.str if array.dtype.kind == "U" else array.dtype.name, list(array.shape)]

    def values(self, variables) -> list:
        """Keep the values of variables; return their dtypes and shapes."""
        return [self.bytes(variable.numpy()) for variable in variables]

    def track(self, value) -> int:
        """Give a value that can be changed its number."""
        self.memo[id(value)] = ["same", len(self.sent)]
        self.sent.append(value)
        return len(self.sent) - 1

    def write(self, value, depth: int = 0):
        """Return `value` as JSON.

        Raises
        ------
        Refused
            It is nested too deep.
        """
        kind = type(value)
        if depth > DEEPEST:
            raise Refused("a value that is nested too deep")
        if value is None or kind in (bool, str):
            return value
        if kind is int:
            return ["int", hex(value)]
        if kind is float:
            return ["float", value.hex()]
        if kind is complex:
            return ["complex", value.real.hex(), value.imag.hex()]
        if id(value) in self.memo:
            return self.memo[id(value)]
        if kind is bytes:
            return ["bytes", *self.bytes(np.frombuffer(value, np.uint8))]
        if isinstance(value, (np.ndarray, np.generic)) and value.dtype.type in LONG:
            value = np.asarray(value, LONG[value.dtype.type])[() if isinstance(value, np.generic) else ...]
        if isinstance(value, np.ndarray):
            return self._array(value, depth)
        if isinstance(value, np.generic):
            known = value.dtype.name in DTYPES or value.dtype.kind == "U"
            return ["scalar", *self.bytes(np.asarray(value))] if known else ["opaque", kind.__name__, None]
        if isinstance(value, CONTAINERS):
            return self._container(value, depth)
        if kind in (slice, range):
            return [kind.__name__, [self.write(part) for part in (value.start, value.stop, value.step)]]
        if isinstance(value, np.dtype):
            return ["dtype", value.name]
        if isinstance(value, type) and (error := ERRORS.get(value.__name__)) and error is value:
            return ["error", error.__name__]
        if isinstance(value, np.random.Generator):
            return ["rng", self.track(value), state_of(value)]
        more = tensors()
        found = more.write(self, value) if more else None
        if found is not None:
            return found
        name = getattr(value, "target", None) if getattr(value, "line", None) is self.line else None
        if name is not None and getattr(value, "trainable_variables", None) is None:
            return ["yours", name]  # a `Remote`: the other side's own
        if callable(value) and not isinstance(value, type) and self.line.exports:
            return self._called(value)
        return ["opaque", kind.__name__, str(getattr(value, "__name__", "")) if callable(value) else None]

    def _array(self, value, depth):
        if value.dtype.hasobject:
            items = [self.write(item, depth + 1) for item in value.view(np.ndarray).ravel().tolist()]
            return ["objects", list(value.shape), items]
        if value.dtype.name not in DTYPES and value.dtype.kind != "U":
            return ["opaque", "ndarray", None]
        plain = value.view(np.ndarray)
        return ["array", self.track(value), *self.bytes(plain), bool(value.flags.writeable)]

    def _container(self, value, depth):
        base = next(kind for kind in CONTAINERS if isinstance(value, kind))
        number = self.track(value) if base in (list, dict) else -1
        if base is dict:
            items = [[self.write(part, depth + 1) for part in pair] for pair in value.items()]
        else:
            items = [self.write(item, depth + 1) for item in value]
        made = [base.__name__, number, items]
        return ["fixed", made] if self.line.exports and getattr(value, "closed", False) is True else made

    def _called(self, value):
        name, own = self.line.give(value), getattr(value, "trainable_variables", None)
        held = self.values(own) if own is not None else None
        shown = str(getattr(value, "__name__", "function"))
        return ["callable", self.track(value), name, shown, labels_of(value), held]


class Reader:
    """Turn JSON and bytes into values; every number is looked at first.

    `got` is {number: (value, what it was)} of everything that a call can change. `fill` are the values that take the
    place of symbols; `known` is what this side has sent, for values that come back.
    """

    def __init__(self, line, data: bytes, fill=None, known=()):
        self.line, self.data, self.at, self.fill, self.known = line, memoryview(data), 0, fill, known
        self.joined = None  # gives a tensor of a result its gradient
        self.got: dict[int, tuple[Any, Any]] = {}
        self.tensors: list[Any] = []
        self.inputs: dict[int, Any] = {}
        self.specs: dict[int, Any] = {}

    def array(self, dtype, shape, writeable=True) -> np.ndarray:
        """Return the next array of the bytes that came."""
        known = type(dtype) is str and (dtype in DTYPES or (dtype[:2] in ("<U", ">U") and dtype[2:].isdigit()))
        if not known or len(dtype) > 12:
            raise Refused("an array of another dtype")
        if not (type(shape) is list and len(shape) <= 32 and all(type(n) is int and 0 <= n < 2**31 for n in shape)):
            raise Refused("an array of no shape")
        kind = np.dtype(sys.modules["ml_dtypes"].bfloat16) if dtype == "bfloat16" else np.dtype(dtype)
        count = math.prod(shape)
        size = kind.itemsize * count
        if size > len(self.data) - self.at or (count and not size):  # texts of no length would be made longer
            raise Refused("an array that is larger than what came")
        part = self.data[self.at : self.at + size]
        self.at += size
        made = np.frombuffer(bytes(part), kind).reshape(shape).copy() if size else np.zeros(shape, kind)
        made.flags.writeable = bool(writeable)
        return made

    def into(self, variables, parts: list, write: bool = True) -> list[np.ndarray]:
        """Give variables the values that came for them (with `write`), and return these.

        Raises
        ------
        Refused
            They do not fit.
        """
        values = [self.array(*part) for part in parts]
        if [value.shape for value in values] != [tuple(variable.shape) for variable in variables]:
            raise Refused("values that do not fit their variables")
        for variable, value in zip(variables, values, strict=True) if write else ():
            variable.assign(value)
        return values

    def keep(self, number, value, before):
        """Remember a value that can be changed, and what it was; return it."""
        if type(number) is int and number >= 0 and number not in self.got:
            self.got[number] = (value, before)
        return value

    def read(self, tree, depth: int = 0):
        """Return the value.

        Raises
        ------
        Refused
            It is not exactly as the protocol has it.
        """
        if depth > DEEPEST:
            raise Refused("a value that is nested too deep")
        if tree is None or type(tree) in (bool, str):
            return tree
        if type(tree) is not list or not tree or type(tree[0]) is not str:
            raise Refused("a value without a kind")
        more = tensors()
        method = (more.READERS.get(tree[0]) if more else None) or READERS.get(tree[0])
        if method is None:
            raise Refused(f"a value of kind {tree[0][:20]}")
        try:
            return method(self, depth, *tree[1:])
        except (Refused, RecursionError):
            raise
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
            raise Refused(f"a {tree[0]} that cannot be read: {type(error).__name__}: {error}"[:300]) from None


def trusted(method):
    """Mark a kind that the examiner does not take."""

    @functools.wraps(method)
    def read(reader, depth, *parts):
        if not reader.line.trusting:
            raise Refused(f"a {method.__name__.removeprefix('_').removeprefix('read_')}")
        return method(reader, depth, *parts)

    return read


def _int(reader, depth, text):
    if len(text) > LONGEST_INT:
        raise Refused("a number that is too long")
    return int(text, 16)


def _list(reader, depth, number, items):
    made = reader.keep(number, [], None)
    made.extend(reader.read(item, depth + 1) for item in items)
    if number in reader.got and reader.got[number][0] is made:
        reader.got[number] = (made, list(made))
    return made


def _dict(reader, depth, number, items):
    made = reader.keep(number, {}, None)
    for key, value in items:
        name = reader.read(key, depth + 1)
        made[name] = reader.read(value, depth + 1)
    if number in reader.got and reader.got[number][0] is made:
        reader.got[number] = (made, dict(made))
    return made


def _array(reader, depth, number, dtype, shape, writeable):
    made = reader.array(dtype, shape, writeable)
    return reader.keep(number, made, made.tobytes())


def _objects(reader, depth, shape, items):
    made = np.empty(len(items), object)
    for index, item in enumerate(items):
        made[index] = reader.read(item, depth + 1)
    return made.reshape([int(n) for n in shape])


@trusted
def _fixed(reader, depth, tree):
    return closed(reader.read(tree, depth + 1))


@trusted
def _rng(reader, depth, number, state):
    made = np.random.default_rng(0)
    made.bit_generator.state = json.loads(state)
    return reader.keep(number, made, state)


@trusted
def _callable(reader, depth, number, name, shown, labels, held):
    return reader.line.called(reader, number, name, str(shown), [str(label) for label in labels], held)


def _set(kind):
    return lambda reader, depth, number, items: kind(reader.read(item, depth + 1) for item in items)


def _triple(kind):
    return lambda reader, depth, parts: kind(*(reader.read(part, depth + 1) for part in parts))


def _numbers(reader: Reader, depth, number, dtype, shape):
    """Return a tensor's numbers as an array: TensorFlow is not loaded here, or its own reader comes first."""
    return reader.array(dtype, shape)


READERS = {
    "int": _int,
    "float": lambda reader, depth, text: float.fromhex(text),
    "complex": lambda reader, depth, real, imag: complex(float.fromhex(real), float.fromhex(imag)),
    "bytes": lambda reader, depth, dtype, shape: reader.array("uint8", shape).tobytes(),
    "array": _array,
    "scalar": lambda reader, depth, dtype, shape: reader.array(dtype, [])[()],
    "objects": _objects,
    "list": _list,
    "dict": _dict,
    "tuple": _set(tuple),
    "set": _set(set),
    "frozenset": _set(frozenset),
    "slice": _triple(slice),
    "range": _triple(range),
    "dtype": lambda reader, depth, name: np.dtype(name) if name in DTYPES else opaque("dtype"),
    "error": lambda reader, depth, name: ERRORS[name],
    "same": lambda reader, depth, number: reader.got[number][0],
    "back": lambda reader, depth, number: reader.known[number],
    "yours": lambda reader, depth, name: reader.line.target(name),
    "opaque": lambda reader, depth, name, called: opaque(str(name), called if called is None else str(called)),
    **dict.fromkeys(("tensor", "variable"), _numbers),
    "fixed": _fixed,
    "rng": _rng,
    "callable": _callable,
}


def changes(reader: Reader, writer: Writer) -> list:
    """Return [number, what, …] for each argument that a call has changed."""
    writer.memo.update({id(value): ["back", number] for number, (value, _) in reader.got.items()})
    found, more = [], tensors()
    for number, (value, before) in reader.got.items():
        if isinstance(value, np.ndarray):
            if value.tobytes() != before:
                found.append([number, "array", writer.bytes(value)])
        elif isinstance(value, np.random.Generator):
            if state_of(value) != before:
                found.append([number, "rng", state_of(value)])
        elif type(value) in (list, dict):
            now, old = _flat(value), _flat(before)
            if len(now) != len(old) or any(a is not b for a, b in zip(now, old, strict=True)):
                pairs = value.items() if type(value) is dict else ((item,) for item in value)
                found.append([number, "items", [[writer.write(part) for part in pair] for pair in pairs]])
        elif more:
            change = more.change(reader, writer, value, before)
            if change is not None:
                found.append([number, *change])
    return found


def _flat(value) -> list:
    return list(itertools.chain(*value.items())) if type(value) is dict else list(value)


def apply_changes(found, sent: list, reader: Reader, moving: bool) -> None:
    """Write into our own arguments what the other side's call has changed in its copies.

    Without `moving` only generators move on: a check that computes what it expects after the call must find its
    arguments as they were, whatever the function says that it did to them.

    Raises
    ------
    Refused
        A change does not fit its argument.
    """
    for number, what, *how in found:
        value = sent[number]
        if not (moving or what == "rng"):
            continue
        if what == "array" and isinstance(value, np.ndarray):
            new = reader.array(*how[0])
            if new.shape != value.shape or new.dtype != value.dtype or not value.flags.writeable:
                raise Refused("an argument came back as something else")
            value[...] = new
        elif what == "rng" and isinstance(value, np.random.Generator):
            value.bit_generator.state = state_after(value, how[0])  # NumPy refuses what is no state
        elif what == "items" and type(value) is list:
            value[:] = [reader.read(item) for (item,) in how[0]]
        elif what == "items" and type(value) is dict:
            items = [(reader.read(key), reader.read(item)) for key, item in how[0]]
            value.clear()
            value.update(items)
        else:
            more = tensors()
            if more is None or not more.apply_change(reader, value, what, *how):
                raise Refused("a change that no argument can have")
    if (moving or not found) and reader.at != len(reader.data):
        raise Refused("more bytes than values")
