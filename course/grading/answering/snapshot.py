"""What checks rely on, remembered before any of the student's code and compared around every check.

Sent to the kernel with `guard.py`, as text, and executed in the same private namespace; never imported there.
"""

import gc
import re
import signal
import sys
import types
from _thread import get_ident

DEEP = ("course", "numpy", "scipy", "IPython", "ipykernel", "jupyter_client", "ast", "linecache")
SHALLOW = re.compile(
    r"tensorflow|keras(\.(ops|layers|losses|random))?|builtins|math|operator|functools|copy|random|inspect|itertools"
)
FUNCTION = types.FunctionType
CONTAINERS = (list, dict, set)


class Snapshot:
    """Remember functions, classes and methods of the trusted modules, and say which were replaced since."""

    def __init__(self, kernel):
        self.kernel, self.shell = kernel, kernel.shell
        self.entries, self.code, self.containers, self.seen = [], [], [], set()
        self.modules = {}
        for name, module in list(sys.modules.items()):
            if type(module) is types.ModuleType and (name.split(".")[0] in DEEP or SHALLOW.fullmatch(name)):
                self.modules[name] = module
                self._module(name, module, name.split(".")[0] in DEEP)
        self.handlers = dict(kernel.shell_handlers)
        self.own = [(thing, set(vars(thing))) for thing in (kernel, kernel.session, self.shell)]
        self.hooks = self._hooks()

    def _module(self, name, module, deep):
        space = vars(module)
        everything = name.startswith("course.checks")
        for key, value in list(space.items()):
            if key.startswith("__"):
                continue
            if everything and type(value) in CONTAINERS:
                self.containers.append((f"{name}.{key}", value, value.copy()))
            fixed = callable(value) or type(value) is float or (deep and type(value) is types.ModuleType)
            if everything or fixed:
                self.entries.append((f"{name}.{key}", space, key, value))
                self._function(f"{name}.{key}", value)
                if deep and isinstance(value, type) and value.__module__ == name and id(value) not in self.seen:
                    self.seen.add(id(value))
                    self._class(f"{name}.{key}", value)

    def _class(self, label, cls):
        space = cls.__dict__
        for key, value in list(space.items()):
            if isinstance(value, (FUNCTION, classmethod, staticmethod, property)):
                self.entries.append((f"{label}.{key}", space, key, value))
                self._function(f"{label}.{key}", value)

    def _function(self, label, value):
        """Remember the code of a function, and of what a decorator (or NumPy's dispatcher) wraps."""
        while value is not None and id(value) not in self.seen:
            if type(value) is FUNCTION:
                self.seen.add(id(value))
                self.code.append((label, value, value.__code__, value.__defaults__, value.__kwdefaults__))
            elif type(value).__name__ != "_ArrayFunctionDispatcher":
                break
            value = getattr(value, "__wrapped__", None) or getattr(value, "_implementation", None)

    def _hooks(self):
        shell = self.shell
        mine = [
            f"{event} callback {getattr(callback, '__name__', callback)}"
            for event, callbacks in shell.events.callbacks.items()
            for callback in callbacks
            if getattr(callback, "__globals__", None) is shell.user_ns
        ]
        return {
            "sys.displayhook": sys.displayhook,
            "sys.gettrace()": sys.gettrace(),
            "sys.getprofile()": sys.getprofile(),
            "gc.callbacks": tuple(gc.callbacks),
            "signal handlers": tuple(
                signal.getsignal(getattr(signal, name))
                for name in ("SIGALRM", "SIGVTALRM", "SIGPROF", "SIGUSR1", "SIGUSR2")
                if hasattr(signal, name)
            ),
            "IPython ast_transformers": tuple(shell.ast_transformers),
            "IPython input_transformers_post": tuple(shell.input_transformers_post),
            "IPython input_transformers_cleanup": tuple(shell.input_transformers_cleanup),
            "IPython events": tuple(mine),
        }

    def _threads(self):
        """Say whether another thread is executing the student's code."""
        here = get_ident()
        for ident, frame in sys._current_frames().items():
            while ident != here and frame is not None:
                if frame.f_globals is self.shell.user_ns:
                    return True
                frame = frame.f_back
        return False

    def differences(self, most=8):
        """Return the names of what was replaced, at most `most` of them."""
        found = []
        for name, module in self.modules.items():
            if sys.modules.get(name) is not module:
                found.append(f"sys.modules[{name!r}]")
        for label, space, key, value in self.entries:
            if space.get(key) is not value:
                found.append(label)
        for label, function, code, defaults, keywords in self.code:
            if function.__code__ is not code or function.__defaults__ is not defaults:
                found.append(f"{label}.__code__")
            elif function.__kwdefaults__ is not keywords:
                found.append(f"{label}.__kwdefaults__")
        for label, value, copy in self.containers:
            if value != copy:
                found.append(label)
        for kind, handler in self.handlers.items():
            if self.kernel.shell_handlers.get(kind) != handler:
                found.append(f"kernel handler {kind}")
        for thing, names in self.own:
            for name in set(vars(thing)) - names:
                if callable(vars(thing)[name]) and hasattr(type(thing), name):
                    found.append(f"{type(thing).__name__}.{name}")
        now = self._hooks()
        found += [label for label, value in self.hooks.items() if now[label] != value]
        if self._threads():
            found.append("a thread of the submission is running")
        return list(dict.fromkeys(found))[:most]
