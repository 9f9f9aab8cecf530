"""A function of the other side: called with values, with TensorFlow's symbols in a graph, or with Keras inputs.

What it returns from a call under a gradient tape has a gradient: the other side multiplies the slope with its
Jacobian when it is asked. In a graph the other side traces its function, and the graph calls what it traced.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Sequence
from typing import Any

from course.grading.wire.frames import Refused
from course.grading.wire.values import Reader, Writer, apply_changes, tensors


class Remote:
    """A function of the other side, by the name that it has there.

    `labels` are its arguments' names, as far as they are known; `sync` are models and optimizers whose values go
    along with each call, since the other side has read them when it traced. `trainable_variables` is None for plain
    functions.
    """

    elsewhere = True  # what it did to its arguments is hearsay: `course.checks.unchanged` does not ask
    moving = False  # what it changes of its arguments is written into ours: see `moves`

    def __init__(self, line, target: str, shown: str, labels=(), sync=()):
        self.line, self.target, self.__name__ = line, target, shown
        self.labels, self.sync = list(labels), sync
        self.trainable_variables: Sequence[Any] | None = None

    def moves(self) -> Remote:
        """Return the same function as one that may change its arguments: a training step moves weights."""
        made = Remote(self.line, self.target, self.__name__, self.labels, self.sync)
        made.trainable_variables, made.moving = self.trainable_variables, True
        return made

    def __call__(self, *args, **kwargs):
        """Call it with values; `tensors` keeps AutoGraph away from this."""
        tf = sys.modules.get("tensorflow")
        writer, held = Writer(self.line), self.trainable_variables or []
        with tf.init_scope() if tf else contextlib.nullcontext():  # outside of a graph models have their values
            tree = writer.write((args, kwargs))
        if tf and (writer.symbols or not tf.executing_eagerly()):
            return self._in_graph(writer, tree)
        taped = bool(writer.tensors or held) and _recording()
        body = {"op": "call", "name": self.target, "args": tree, "tape": taped}
        body["sync"] = [writer.write(thing) for thing in self.sync]
        body["held"] = writer.values(held)
        return self._taken(*self._ask(body, writer), writer, held, taped)

    def _ask(self, body, writer):
        outer, self.line.moving = self.line.moving, self.moving
        try:
            return self.line.ask(body, writer.blobs)
        finally:
            self.line.moving = outer

    def _taken(self, reply, data, writer, held, taped):
        """Return the result that a reply holds, once all that it changed is written into our arguments."""
        reader = Reader(self.line, data, known=writer.sent)
        try:
            if reply.get("graph"):
                reader.fill = self._replayed(reader.read(reply["graph"]), writer.inputs)
            if taped:
                reader.joined = functools.partial(self._joined, writer, held, reply["call"])
            result = reader.read(reply["value"])
            reader.into(held, reply["held"])
            apply_changes(reply["changes"], writer.sent, reader, self.line.trusting or self.moving)
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
            raise Refused(f"an answer that cannot be read: {type(error).__name__}: {error}"[:300]) from None
        return result

    def _replayed(self, graph, inputs: list) -> list:
        """Call a model that came for Keras inputs of ours; its layers become part of the model around it."""
        if isinstance(graph, tensors().Far):
            outputs = graph(inputs if len(inputs) > 1 else inputs[0])
        else:
            for layer in graph.operations:  # the other side counts its layers for itself
                layer.name = f"{layer.name}_{self.line.next_name()}"
            outputs = graph._run_through_graph(inputs)  # `call` would convert the inputs once more
        return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]

    def _joined(self, writer, held, call, made, place):
        """Return a tensor of the result, with a gradient that the other side works out."""
        import tensorflow as tf

        inputs = [tf.convert_to_tensor(x) for x in [*writer.tensors, *held]]
        if not made.dtype.is_floating:
            return made

        @tf.custom_gradient
        def passed(*_):
            def back(slope):
                asked = Writer(self.line)
                body = {"op": "vjp", "call": call, "output": place, "slope": asked.write(slope)}
                reply, data = self.line.ask(body, asked.blobs)
                answer = Reader(self.line, data)
                slopes = [answer.read(part) for part in reply["slopes"]]
                shapes = [None if s is None else s.shape for s in slopes]
                if len(slopes) != len(inputs) or any(
                    s is not None and s != x.shape for s, x in zip(shapes, inputs, strict=True)
                ):
                    raise Refused("slopes that do not fit the arguments")
                return slopes

            return tf.identity(made), back

        return passed(*inputs)

    def _in_graph(self, writer, tree):
        """Let the other side trace its function; put the call of what it traced into our graph."""
        import tensorflow as tf

        with tf.init_scope():
            reply, data = self._ask({"op": "trace", "name": self.target, "args": tree}, writer)
        try:
            traced = Remote(self.line, str(reply["traced"]), self.__name__, sync=writer.objects)
            traced.moving = self.moving
            specs = [tf.TensorSpec(shape, dtype) for dtype, shape in reply["specs"]]

            def run(*values):
                return traced(*values)

            made = tf.py_function(run, writer.symbols, [spec.dtype for spec in specs]) if specs else []
            for tensor, spec in zip(made, specs, strict=True):
                tensor.set_shape(spec.shape)
            return Reader(self.line, data, fill=made, known=writer.sent).read(reply["value"])
        except (TypeError, ValueError, LookupError, AttributeError) as error:
            raise Refused(f"an answer that cannot be read: {type(error).__name__}: {error}"[:300]) from None


def _recording() -> bool:
    """Say whether a gradient tape may be watching. (TensorFlow has no public way to ask.)"""
    from tensorflow.python.eager.record import could_possibly_record

    return could_possibly_record()
