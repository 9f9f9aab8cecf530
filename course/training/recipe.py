"""What decides the result of a training, as a small dict that can be stored and compared: networks, losses, data …"""

from __future__ import annotations

import dis
import functools
import hashlib
import inspect
import json
import sys
import sysconfig
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType

import keras
import numpy as np

ROWS = 500  # of the data that are looked at


def of(model, args: tuple, arguments: dict) -> dict[str, str]:
    """Return the recipe of `model.fit(*args, **arguments)`: part → its value, or a hash of it.

    Names of layers, comments and files' places do not matter; data are known by their shape and some of their rows.
    """
    bound = inspect.signature(type(model).fit).bind(model, *args, **arguments).arguments
    bound |= bound.pop("kwargs", {})
    networks = (model.generator, model.discriminator, model)
    parts = {
        "generator": digest(architecture(model.generator)),
        "discriminator": digest(architecture(model.discriminator)),
        "d_loss": digest(code(model.d_loss, networks)),
        "g_loss": digest(code(model.g_loss, networks)),
        "d_optimizer": digest(model.d_optimizer.get_config() | {"name": ""}),
        "g_optimizer": digest(model.g_optimizer.get_config() | {"name": ""}),
        "step": digest([plain(member, networks) for member in own_members(model)]),
        "settings": digest(settings(model)),
        "initial weights": digest([weights(network) for network in networks[:2]]),
        "begun at step": str(int(model.step.numpy())),
        "images": data(bound.get("x")),
        "conditions": data(bound.get("y")),
        "held-out images": data(bound.get("validation_data")),
        "callbacks": digest(sorted(map(callback, bound.get("callbacks") or []))),
    }
    for name in ("batch_size", "steps", "epochs", "steps_per_epoch"):
        parts[name] = str(bound.get(name))
    return parts


def differences(found: dict, wanted: dict) -> list[str]:
    """Return the parts in which two recipes differ."""
    return [part for part in {**wanted, **found} if found.get(part) != wanted.get(part)]


def digest(value) -> str:
    """Return a short hash of something that JSON can write."""
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def architecture(network) -> object:
    """Return the configuration of `network` with its layers numbered: Keras counts on in every process.

    For a network that has none, the shapes of its weights.
    """
    try:
        config = network.get_config()
    except NotImplementedError:
        return [tuple(weight.shape) for weight in network.weights]
    names = {config.get("name"): "network"}
    _collect(config, names)
    return _renamed(config, names)


def _collect(config, names: dict) -> None:
    """Number the layers in `names`, in the order in which they stand in the configuration of a network."""
    if isinstance(config, dict):
        inner = config.get("config")
        if "class_name" in config and isinstance(inner, dict) and not config["class_name"].endswith("DTypePolicy"):
            names.setdefault(inner.get("name"), f"layer {len(names)}")
        for value in config.values():
            _collect(value, names)
    elif isinstance(config, (list, tuple)):
        for value in config:
            _collect(value, names)


def _renamed(value, names: dict):
    if isinstance(value, dict):
        return {
            key: _renamed(inner, names) for key, inner in value.items() if key not in ("trainable", "build_config")
        }
    if isinstance(value, (list, tuple)):
        return [_renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def code(function, seen: tuple = ()) -> object:
    """Return what a function does, without names of its own, comments and docstring.

    What it takes from outside belongs to it: defaults, closures, and the globals that it uses. Functions and
    classes of the notebook, or of a file that is not installed, are followed; libraries' are known by their names.
    """
    function = getattr(function, "python_function", function)  # of a tf.function
    if isinstance(function, MethodType):
        return [code(function.__func__, seen), plain(function.__self__, seen)]
    if not isinstance(function, FunctionType):
        return plain(function, seen)
    if any(function is it for it in seen):
        return "itself"
    seen = (*seen, function)
    defaults = [function.__defaults__, list((function.__kwdefaults__ or {}).items())]
    cells = [cell.cell_contents for cell in function.__closure__ or () if _filled(cell)]
    given = [plain(defaults, seen), plain(cells, seen)]
    if not own(function):
        return [f"{function.__module__}.{function.__qualname__}", given]
    names = sorted(_globals(function.__code__) & function.__globals__.keys())
    used = {name: plain(function.__globals__[name], seen) for name in names}
    return [_code(function.__code__, function.__doc__), given, used]


def plain(value, seen: tuple = ()) -> object:
    """Return what a result can depend on in a value, for JSON: a number, contents, a configuration, code."""
    if any(value is it for it in seen):
        return "itself"
    if value is None or isinstance(value, (bool, int, float, str, complex, np.generic, np.dtype)):
        return repr(value)
    if isinstance(value, (Path, ModuleType)):
        return type(value).__name__  # where something lies; a library
    if isinstance(value, dict):
        return [[str(key), plain(inner, (*seen, value))] for key, inner in value.items()]
    if isinstance(value, (set, frozenset)):
        value = sorted(value, key=repr)
    if isinstance(value, (list, tuple)):
        return [plain(inner, (*seen, value)) for inner in value]
    if isinstance(value, keras.Model):
        return [architecture(value), weights(value)]
    if isinstance(value, np.ndarray) or hasattr(value, "__array__"):
        return data(value)
    if isinstance(value, type):
        members = [[name, plain(member, (*seen, value))] for name, member in _members(value)] if own(value) else []
        return [value.__name__, members]
    if isinstance(value, functools.partial):
        return [plain(part, (*seen, value)) for part in (value.func, value.args, value.keywords)]
    if isinstance(value, (staticmethod, classmethod, property)):
        return code(value.fget if isinstance(value, property) else value.__func__, seen)
    if isinstance(value, (FunctionType, MethodType)) or hasattr(value, "python_function"):
        return code(value, seen)
    if hasattr(value, "get_config"):
        return [
            type(value).__name__,
            plain({k: v for k, v in value.get_config().items() if k != "name"}, (*seen, value)),
        ]
    if own(type(value)):
        return [plain(type(value), seen), plain(vars(value) if hasattr(value, "__dict__") else None, (*seen, value))]
    return type(value).__name__


def own(thing) -> bool:
    """Say whether a function or class is the notebook's, or of a file that no library brought."""
    module = getattr(thing, "__module__", None) or "builtins"
    if module == "__main__":
        return True
    file = getattr(sys.modules.get(module), "__file__", None)
    if module.split(".")[0] in ("course", "keras", "tensorflow") or not file:
        return False
    places = {Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return not any(place in Path(file).resolve().parents for place in places)


def weights(network) -> list:
    """Return what tells one start from another: sum and size of each weight, to four digits.

    Rounded, since another processor may draw a last bit differently.
    """
    return [f"{np.sum(w, dtype=np.float64):.4g} {np.abs(w).sum(dtype=np.float64):.4g}" for w in network.get_weights()]


def callback(one) -> str:
    """Return kind and settings of a callback: its attributes that are called as arguments of its constructor.

    Where it writes to does not matter.
    """
    names = sorted(inspect.signature(type(one).__init__).parameters.keys() & vars(one).keys())
    names = [name for name in names if name not in ("path", "filepath", "log_dir", "backup_dir")]
    return f"{type(one).__name__} {digest({name: plain(getattr(one, name)) for name in names})}"


def _filled(cell) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _code(compiled: CodeType, doc: str | None) -> list:
    constants = [_code(it, None) if isinstance(it, CodeType) else repr(it) for it in compiled.co_consts if it != doc]
    return [compiled.co_code.hex(), list(compiled.co_names), constants]


def _globals(compiled: CodeType) -> set[str]:
    """Return the names that a function, or one inside it, reads from its module."""
    inner = [_globals(it) for it in compiled.co_consts if isinstance(it, CodeType)]
    read = {it.argval for it in dis.get_instructions(compiled) if it.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return read.union(*inner)


def _members(kind: type) -> list[tuple[str, object]]:
    hidden = ("__module__", "__doc__", "__dict__", "__weakref__", "__firstlineno__", "__static_attributes__")
    return [(name, member) for name, member in sorted(vars(kind).items()) if name not in hidden]


def own_members(model) -> list:
    """Return the functions and values that subclasses of `Adversarial` define."""
    kinds = [kind for kind in type(model).__mro__ if not kind.__module__.startswith(("course.training", "keras"))]
    return [member for kind in kinds if kind is not object for _, member in _members(kind)]


def settings(model) -> dict:
    """Return the public numbers, strings and lists that belong to the model, such as the weight of a loss term."""
    known = {"name", "built", "autocast", "compiled", "supports_jit", "stop_training", "scales_loss", "jit_compile"}
    known |= {"steps_per_execution", "unrolled_steps_per_execution", "history"}
    return {
        name: plain(value)
        for name, value in vars(model).items()
        if isinstance(value, (int, float, str, tuple, list, dict, np.ndarray))
        and name[0] != "_"
        and name not in known
    }


def data(rows) -> str:
    """Return what is known of images or conditions: shape, type, and a hash of some rows."""
    if rows is None:
        return "none"
    if isinstance(rows, (tuple, list)):
        return " and ".join(data(part) for part in rows)
    if hasattr(rows, "element_spec"):  # a tf.data.Dataset
        return f"dataset {rows.element_spec}"
    rows = np.asarray(rows)
    some = np.ascontiguousarray(rows[:: max(len(rows) // ROWS, 1)] if rows.ndim else rows)
    return f"{rows.shape} {rows.dtype} {hashlib.sha256(some.tobytes()).hexdigest()[:12]}"
