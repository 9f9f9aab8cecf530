"""One end of the line: ask the other side, and answer it while waiting."""

from __future__ import annotations

import collections
import contextlib
import functools
import itertools
import linecache
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

from course.grading.wire.frames import Broken, Frames, Refused
from course.grading.wire.remote import Remote
from course.grading.wire.values import ERRORS, Reader, Writer, changes, tensors

KEPT = 128  # calls whose tapes are kept for gradients
LONGEST = 2000  # characters of an exception's text
ANSWERS: dict[str, dict[str, type]] = {  # what an answer to each request must hold
    "call": {"value": object, "changes": list, "call": int, "held": list},
    "vjp": {"slopes": list},
    "trace": {"traced": str, "specs": list, "value": object},
    "get": {"kind": str},
}


class Line(Frames):
    """One end.

    Parameters
    ----------
    side
        "e" (examiner) or "a" (answering); names of objects begin with it.
    exports
        Functions of this side may be called by the other; only the examiner's are.
    trusting
        Take functions, generators, optimizers and `Passing` layers of the other side; only the answering side does.
    find
        Returns a function by a name that was never given, or None.
    """

    def __init__(self, sock: socket.socket, side: str, *, find: Callable = lambda name: None):
        super().__init__(sock)
        self.side, self.exports, self.trusting, self.find = side, side == "e", side == "a", find
        self.operations = {"call": self._call, "vjp": self._vjp, "trace": self._trace}
        self.moving = False  # a call is out that may change its arguments
        self.quiet: tuple[type[BaseException], ...] = ()  # types of exceptions whose text stays on this side
        self._turn, self._numbers = threading.Lock(), itertools.count(1)
        self._answers: dict[int, tuple[dict, bytes]] = {}
        self._waiting: set[int] = set()
        self.forget()

    def forget(self) -> None:
        """Let go of all objects of a check."""
        self.given: dict[str, Any] = {}
        self.held: dict[str, Any] = {}
        self.names: dict[int, str] = {}  # by the object's identity, as in `owners`
        self.owners: dict[int, list] = {}
        self.calls: collections.OrderedDict[int, tuple] = collections.OrderedDict()

    # --- objects ------------------------------------------------------------------------------------------------

    def next_name(self) -> str:
        """Return a name that nothing has yet."""
        return f"{self.side}{next(self._numbers)}"

    def name_of(self, value) -> str | None:
        """Return the name under which both sides know an object."""
        return self.names.get(id(value))

    def give(self, value) -> str:
        """Return the name by which the other side knows this object; it is kept alive until `forget`."""
        if id(value) not in self.names:
            name = self.next_name()
            self.names[id(value)], self.given[name] = name, value
        name = self.names[id(value)]
        if tensors() and not isinstance(value, type) and getattr(value, "trainable_variables", None) is not None:
            self.own(name, value)
        return name

    def hold(self, name: str, value) -> None:
        """Keep a stand-in for an object of the other side's."""
        if type(name) is not str or name[:1] == self.side:
            raise Refused("a name that is not the sender's")
        self.held[name], self.names[id(value)] = value, name

    def own(self, name: str, value) -> None:
        """Remember whose variables these are, for optimizers."""
        self.owners.update({id(v): [name, i] for i, v in enumerate(tensors().variables_of(value))})

    def object(self, name: str):
        """Return the object of this name, whoever's it is, or None."""
        found = self.held.get(name)
        return found if found is not None else self.given.get(name)

    def may_write(self, name: str) -> bool:
        """Say whether values that come for an object are written into it.

        Into the examiner's own only while a call is out that may change its arguments: a check that works out what it
        expects after any other call must find its models as they were.
        """
        return self.trusting or self.moving or name not in self.given

    def variable(self, name: str, index: int):
        """Return one variable of an object."""
        return tensors().variables_of(self.object(name))[index]

    def target(self, name: str):
        """Return the function of ours that has this name."""
        found = self.given.get(name)
        found = self.find(name) if found is None else found
        if found is None:
            raise Refused("no such function")
        return found

    def called(self, reader: Reader, number, name, shown: str, labels: list[str], held) -> Remote:
        """Return the `Remote` of a function that came, with the variables that it shows."""
        made = self.held.get(name)
        made = Remote(self, name, shown, labels) if made is None else made
        self.hold(name, made)
        values = None
        if held is not None:
            import keras

            values = [reader.array(*part) for part in held]
            if made.trainable_variables is None:
                made.trainable_variables = [keras.Variable(value) for value in values]
            for variable, value in zip(made.trainable_variables, values, strict=True):
                variable.assign(value)
            self.own(name, made)
        return reader.keep(number, made, values)

    # --- asking -------------------------------------------------------------------------------------------------

    def ask(self, body: dict, blobs=()) -> tuple[dict, bytes]:
        """Send a request and return the answer; requests that come meanwhile are answered.

        Raises
        ------
        Exception
            What the other side raised: a built-in type, or one named alike below a built-in one.
        Broken
            The other side is gone, late or talks nonsense.
        """
        number = next(self._numbers)
        with self._turn:
            self._waiting.add(number)
            self.send({**body, "ask": number}, blobs)
            while number not in self._answers:
                message, data = self.receive()
                if "answer" in message:
                    if type(message["answer"]) is not int or message["answer"] not in self._waiting:
                        raise Broken("an answer that nobody waits for")
                    self._answers[message["answer"]] = message, data
                    continue
                self._turn.release()  # another thread may read the next message while this one is answered
                try:
                    self.handle(message, data)
                finally:
                    self._turn.acquire()
            self._waiting.discard(number)
            message, data = self._answers.pop(number)
        if "error" in message:
            raise _error(message["error"])
        for key, kind in ANSWERS.get(body["op"], {}).items():
            if key not in message or not isinstance(message[key], kind):
                raise Broken("an answer without its parts")
        return message, data

    # --- answering ----------------------------------------------------------------------------------------------

    def handle(self, message: dict, data: bytes) -> None:
        """Answer one request, with an exception's type, text and line where one came up."""
        number, writer = message.get("ask"), Writer(self)
        try:
            operation = self.operations.get(str(message.get("op")))
            if operation is None or type(number) is not int:
                raise Refused("no such operation")
            answer = operation(message, data, writer)
        except Broken:
            raise
        except BaseException as error:
            writer, answer = Writer(self), {"error": self._told(error)}
        try:
            self.send({**answer, "answer": number}, writer.blobs)
        except (Refused, TypeError, ValueError, RecursionError) as error:
            self.send({"error": ["Refused", "Exception", words(error), ""], "answer": number})

    def _told(self, error: BaseException) -> list[str]:
        kind = type(error)
        base = next((k.__name__ for k in kind.__mro__ if ERRORS.get(k.__name__) is k), "Exception")
        text = "" if isinstance(error, self.quiet) else words(error)
        return [str(kind.__name__), base, text, line_of(error)]

    def _call(self, message, data, writer):
        """Call a function of ours; the answer holds the result and what was changed."""
        target, reader = self.target(message["name"]), Reader(self, data)
        args, kwargs = reader.read(message["args"])
        for tree in message["sync"]:
            reader.read(tree)
        with self._lent(target, reader, message["held"]) as held:
            inputs, tape = [*reader.tensors, *held], None
            if message["tape"] is True and tensors():
                import tensorflow as tf

                with tf.GradientTape(persistent=True) as tape:
                    for tensor in inputs:
                        if tensor.dtype.is_floating:
                            tape.watch(tensor)
                    result = target(*args, **kwargs)
            else:
                result = target(*args, **kwargs)
            answer, call = {}, next(self._numbers)
            if reader.inputs:
                answer |= self._graph(reader, writer, result)
            writer.memo |= {id(value): ["back", number] for number, (value, _) in reader.got.items()}
            answer["value"] = writer.write(result)
            if tape is not None:
                self.calls[call] = tape, inputs, list(writer.tensors)
                while len(self.calls) > KEPT:
                    self.calls.popitem(last=False)
            answer["held"] = writer.values(held)
            answer["changes"] = changes(reader, writer)
        return {**answer, "call": call}

    @contextlib.contextmanager
    def _lent(self, target, reader: Reader, parts: list):
        """Give the variables that a function of ours shows the values that came: for good only if they may move.

        Raises
        ------
        Refused
            The function is a model of the examiner's: the other side has a copy of it to call.
        """
        if self.exports and tensors() and isinstance(target, sys.modules["keras"].layers.Layer):
            raise Refused("a call of a model that is over there, too")
        shown = tensors().variables_of(target) if parts else []
        held = [getattr(variable, "value", variable) for variable in shown]
        before = [] if self.trusting or self.moving else [variable.numpy() for variable in held]
        reader.into(held, parts)
        try:
            yield held
        finally:
            for variable, value in zip(held, before, strict=False):
                variable.assign(value)

    def _graph(self, reader, writer, result) -> dict:
        """Return the model between the Keras inputs that came and the symbolic tensors of a result."""
        import keras
        import tensorflow as tf

        symbols = [tensor for tensor in tf.nest.flatten(result) if isinstance(tensor, keras.KerasTensor)]
        if not symbols:
            return {}
        return {"graph": writer.write(keras.Model([reader.inputs[i] for i in sorted(reader.inputs)], symbols))}

    def _vjp(self, message, data, writer):
        """Return the product of a slope and the Jacobian of an earlier call."""
        tape, inputs, outputs = self.calls[message["call"]]
        slope = Reader(self, data).read(message["slope"])
        found = tape.gradient(outputs[message["output"]], inputs, output_gradients=slope)
        import tensorflow as tf

        return {"slopes": [None if g is None else writer.write(tf.convert_to_tensor(g)) for g in found]}

    def _trace(self, message, data, writer):
        """Trace a function of ours for tensors of these kinds."""
        if not tensors():
            raise Refused("tensors where there is no TensorFlow")
        import tensorflow as tf

        first = Reader(self, data)
        first.read(message["args"])  # makes the objects, and finds the specs
        target, kept = self.target(message["name"]), {}

        @functools.partial(tf.function, autograph=self.trusting)
        def traced(*symbols):
            with tf.init_scope():  # not in the graph, where it would set the models back at each step
                args, kwargs = Reader(self, data, fill=symbols).read(message["args"])
            kept["result"] = target(*args, **kwargs)
            return [tensor for tensor in tf.nest.flatten(kept["result"]) if tf.is_tensor(tensor)]

        concrete = traced.get_concrete_function(*[first.specs[i] for i in sorted(first.specs)])
        outer = Writer(self)
        value = outer.write(kept["result"])
        specs = [[t.dtype.name, None if t.shape.rank is None else t.shape.as_list()] for t in outer.symbols]
        if len(specs) != len(concrete.structured_outputs):
            raise Refused("a compiled function that returns values of Python")
        writer.blobs = outer.blobs

        def run(*values):
            return concrete(*values)

        return {"traced": self.give(run), "specs": specs, "value": value}


def _error(told) -> BaseException:
    """Return the exception that the other side tells of."""
    if type(told) is not list or len(told) != 4 or any(type(part) is not str for part in told):
        raise Broken("an error that is none")
    name, base, text, where = (part[:LONGEST] for part in told)
    if name == "Refused":
        kind = Refused
    else:
        kind = ERRORS.get(name) or type(name[:60] or "Error", (ERRORS.get(base, Exception),), {})
    try:
        made = kind(text) if text else kind()
    except TypeError:  # UnicodeDecodeError and others want more
        made = type(name[:60], (Exception,), {})(text)
    made.student_line = where
    return made


def words(error: BaseException) -> str:
    """Return the text of an exception, whatever its `__str__` does, as text that can be encoded."""
    try:
        return str(error)[:LONGEST].encode("utf-8", "replace").decode()
    except Exception:
        return ""


def line_of(error: BaseException) -> str:
    """Return the last line of a notebook's cell that an exception passed through, in words, or ""."""
    trace, found = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if trace.tb_frame.f_globals.get("__name__") == "__main__":
            text = linecache.getline(code.co_filename, trace.tb_lineno).strip()[:120]
            found = f"line {trace.tb_lineno} of {code.co_name}: {text}" if text else found
        trace = trace.tb_next
    return found.encode("utf-8", "replace").decode()
