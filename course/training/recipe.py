"""What decides the result of a training, as a small dict that can be stored and compared: networks, losses, data …"""

from __future__ import annotations

import hashlib
import inspect
import json
from types import CodeType, FunctionType

import numpy as np

ROWS = 500  # of the data that are looked at


def of(model, args: tuple, arguments: dict) -> dict[str, str]:
    """Return the recipe of `model.fit(*args, **arguments)`: part → its value, or a hash of it.

    Names of layers and comments do not matter; data are known by their shape and some of their rows.
    """
    bound = inspect.signature(type(model).fit).bind(model, *args, **arguments).arguments
    bound |= bound.pop("kwargs", {})
    parts = {
        "generator": digest(architecture(model.generator)),
        "discriminator": digest(architecture(model.discriminator)),
        "d_loss": digest(code(model.d_loss)),
        "g_loss": digest(code(model.g_loss)),
        "d_optimizer": digest(model.d_optimizer.get_config() | {"name": ""}),
        "g_optimizer": digest(model.g_optimizer.get_config() | {"name": ""}),
        "step": digest([code(method) for method in own_methods(model)]),
        "settings": digest(settings(model)),
        "begun at step": str(int(model.step.numpy())),
        "images": data(bound.get("x")),
        "conditions": data(bound.get("y")),
        "held-out images": data(bound.get("validation_data")),
        "callbacks": digest(sorted(type(callback).__name__ for callback in bound.get("callbacks") or [])),
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
    """Return what a function does, without names of its own, comments and docstring; for other callables their kind.

    Functions of a notebook that it calls are followed, those of libraries are not.
    """
    function = getattr(function, "__func__", getattr(function, "python_function", function))
    if hasattr(function, "func"):  # functools.partial
        return [code(function.func, seen), repr(function.args), repr(sorted(function.keywords))]
    if not isinstance(function, FunctionType):
        return type(function).__name__
    names = sorted(_names(function.__code__))
    called = [function.__globals__.get(name) for name in names] if function.__module__ == "__main__" else []
    called = [it for it in called if isinstance(it, FunctionType) and it not in (*seen, function)]
    called = [code(it, (*seen, function)) for it in called if it.__module__ == "__main__"]
    cells = [cell.cell_contents for cell in function.__closure__ or () if _plain(cell)]
    values = [value for value in (*(function.__defaults__ or ()), *cells) if isinstance(value, (int, float, str))]
    return [_code(function.__code__, function.__doc__), values, called]


def _plain(cell) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:  # not filled yet
        return False


def _code(compiled: CodeType, doc: str | None) -> list:
    constants = [_code(it, None) if isinstance(it, CodeType) else repr(it) for it in compiled.co_consts if it != doc]
    return [compiled.co_code.hex(), list(compiled.co_names), constants]


def _names(compiled: CodeType) -> set[str]:
    inner = [_names(it) for it in compiled.co_consts if isinstance(it, CodeType)]
    return set(compiled.co_names).union(*inner)


def own_methods(model) -> list:
    """Return the functions that subclasses of `Adversarial` define."""
    kinds = [kind for kind in type(model).__mro__ if not kind.__module__.startswith(("course.training", "keras"))]
    return [member for kind in kinds for _, member in sorted(vars(kind).items()) if isinstance(member, FunctionType)]


def settings(model) -> dict:
    """Return the public numbers and strings that belong to the model, such as the weight of a loss term."""
    known = {"name", "built", "autocast", "compiled", "supports_jit", "stop_training", "scales_loss"}
    known |= {"steps_per_execution", "unrolled_steps_per_execution"}
    return {
        name: value
        for name, value in vars(model).items()
        if isinstance(value, (int, float, str)) and not name.startswith("_") and name not in known
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
