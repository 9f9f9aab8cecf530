"""What crosses the line between a student's process and the examiner, and what does not."""

import contextlib
import copy
import importlib
import inspect
import json
import pickle
import random
import socket
import subprocess
import sys
import threading
import time
import types

import keras
import numpy as np
import pytest
import tensorflow as tf

from course import checks
from course.grading.answering.answer import Answering
from course.grading.examining import examiner
from course.grading.examining.examiner import Asking
from course.grading.examining.explain import explain
from course.grading.wire import frames, tensors, values
from course.grading.wire.frames import Broken, Late, Refused
from course.grading.wire.line import Line
from course.grading.wire.remote import Remote


@contextlib.contextmanager
def line(names, seconds=20, grace=1):
    """Both ends in this process: the student's namespace `names` answers in a thread."""
    ours, theirs = socket.socketpair()
    late = []
    asking = Asking(ours, lambda: late.append(True), grace)
    asking.begin(seconds)
    answering = Answering(theirs, names)

    def serve():
        with contextlib.suppress(Broken):
            while answering.open:
                message, data = answering.receive()
                answering.handle(message, data)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    asking.heard_late = late
    try:
        yield asking
    finally:
        asking.begin(1)
        with contextlib.suppress(Broken):
            asking.ask({"op": "done"})
        thread.join(5)
        ours.close()
        theirs.close()


def remote(asking, name):
    return Remote(asking, f"user:{name}", name)


ROUND_TRIPS = [
    None, True, "text", "lone \ud800 surrogate", 3, -(2**70), 0.1, float("inf"), -0.0, 1 + 2j, b"\x00\xff",
    [1, [2.5, "x"]], (1, (2,)), {"a": 1, 2: [3]}, {1, 2}, frozenset({"x"}), slice(1, None, 2), range(3),
    np.arange(6.0).reshape(2, 3), np.zeros((0, 3), np.uint8), np.array(5.0), np.array(["ab", "c"]), np.float32(0.1),
    np.array([True, False]), np.array([1, None, "x"], dtype=object), np.dtype("int16"), ValueError,
]  # fmt: skip


@pytest.mark.parametrize("value", ROUND_TRIPS, ids=lambda value: repr(value)[:40])
def test_a_value_comes_back_as_it_was(value):
    with line({"same": lambda x: x, "fresh": lambda x: json.loads(json.dumps(1)) and x}) as asking:
        got = remote(asking, "same")([value])[0]
    assert type(got) is type(value)
    if isinstance(value, np.ndarray):
        assert got.dtype == value.dtype and got.shape == value.shape and got.tolist() == value.tolist()
    else:
        assert repr(got) == repr(value)


def test_nan_and_tensors_come_back():
    with line({"same": lambda x: x, "double": lambda x: 2 * x}) as asking:
        assert np.isnan(remote(asking, "same")(float("nan")))
        got = remote(asking, "double")(tf.constant([1.0, 2.0], tf.bfloat16))
    assert got.dtype == tf.bfloat16 and got.numpy().tolist() == [2.0, 4.0]


@pytest.mark.parametrize("kind", [">f8", ">i2", ">U3", "longdouble", "clongdouble"])
def test_numbers_of_other_machines_and_widths_keep_their_values(kind):
    mine = np.array([1, 2], kind)
    with line({"same": lambda x: x, "fresh": lambda: [mine, mine[0]]}) as asking:
        got, first = remote(asking, "fresh")()
        assert got.tolist() == mine.tolist() and np.ndim(first) == 0 and first == mine[0]
        assert remote(asking, "same")(mine).tolist() == mine.tolist()


def test_a_tensor_is_an_array_where_tensorflow_is_not_loaded(monkeypatch):
    """In a lab of NumPy alone: a student's tensors are numbers all the same."""
    with line({"f": lambda: [tf.constant([1.0, 2.0]), tf.Variable(3)]}) as asking:
        reply, data = asking.ask(
            {
                "op": "call",
                "name": "user:f",
                "args": ["tuple", -1, [["tuple", -1, []], ["dict", -1, []]]],
                "tape": False,
                "sync": [],
                "held": [],
            }
        )
        monkeypatch.setattr(values, "tensors", lambda: None)
        got = values.Reader(asking, data).read(reply["value"])
    assert [type(part) for part in got] == [np.ndarray] * 2 and [part.tolist() for part in got] == [[1.0, 2.0], 3]


def test_a_class_may_be_an_answer():
    with line({"f": type("f", (), {"__new__": lambda cls, x: x + 1})}) as asking:
        space = {}
        examiner.Examiner.bind(types.SimpleNamespace(line=asking), "f", space)
        assert space["f"](2) == 3


def test_an_object_of_the_students_class_arrives_as_something_that_answers_nothing():
    class Yes:
        def __eq__(self, other):
            return True

        def __float__(self):
            return 1.0

    with line({"f": Yes, "g": lambda: np.zeros(3).view(type("Own", (np.ndarray,), {}))}) as asking:
        got = remote(asking, "f")()
        plain = remote(asking, "g")()
    assert isinstance(got, values.Opaque) and type(got).__name__ == "Yes" and got != 1
    with pytest.raises(TypeError):
        float(got)
    assert type(plain) is np.ndarray


def test_what_a_call_does_to_its_arguments_counts_only_where_it_is_asked_for():
    def spoil(x):
        x[0] = 9.0

    array = np.zeros(3)
    with line({"spoil": spoil}) as asking:
        remote(asking, "spoil")(array)
        assert array.tolist() == [0, 0, 0], "what is expected may be worked out from it after the call"
        remote(asking, "spoil").moves()(array)
        assert array.tolist() == [9, 0, 0]
        array.flags.writeable = False
        with pytest.raises(ValueError, match="read-only"):
            remote(asking, "spoil")(array)


def test_a_list_or_dict_that_must_not_change_refuses_it_over_there():
    def sorts(x):
        x["a"].sort()
        return x["a"]

    names = {
        "sorts": sorts,
        "copies": lambda x: sorted(copy.deepcopy(x)["a"]),
        "adds": lambda x: x["a"] + [1],
        "is": lambda x: x,
    }
    with line(names) as asking:
        for good in ("copies", "adds", "is"):
            checks.unchanged(good, remote(asking, good), {"a": [3, 2]})
        with pytest.raises(checks.CheckFailed, match="work on a copy"):
            checks.unchanged("sorts", remote(asking, "sorts"), {"a": [3, 2]})
        assert remote(asking, "sorts").moves()(mine := {"a": [3, 2]}) == [2, 3] and mine == {"a": [2, 3]}


def test_a_generator_goes_and_its_state_comes_back():
    rng, same = np.random.default_rng(3), np.random.default_rng(3)
    with line({"draw": lambda rng: rng.normal(size=2)}) as asking:
        assert remote(asking, "draw")(rng).tolist() == same.normal(size=2).tolist()
    assert rng.normal() == same.normal()


def test_a_generator_is_only_drawn_from():
    """A state that the other side chooses would choose what the check draws next, such as zeros."""

    def set_to(**state):
        def sets(rng):
            rng.bit_generator.state = {"bit_generator": "PCG64", "has_uint32": 0, "uinteger": 0, "state": state}

        return sets

    rng, same = np.random.default_rng(3), np.random.default_rng(3)
    inc = rng.bit_generator.state["state"]["inc"]
    cheats = {
        "zeros": set_to(state=0, inc=0),
        "first": set_to(state=1, inc=inc),
        "jumps": lambda rng: rng.bit_generator.advance(1 << 40),
        "back": lambda rng: rng.bit_generator.advance(-1),
    }

    def many(rng):
        rng.normal(size=100_000)
        rng.integers(9, size=7, dtype=np.int32)

    with line({**cheats, "draws": many, "none": lambda rng: None}) as asking:
        for name in cheats:
            with pytest.raises(Refused, match="but set"):
                remote(asking, name)(rng)
        remote(asking, "none")(rng)
        remote(asking, "draws")(rng)
    many(same)
    assert rng.integers(1 << 60, size=5).tolist() == same.integers(1 << 60, size=5).tolist()


def test_errors_arrive_with_type_text_and_nothing_else():
    class Own(ValueError):
        pass

    def raises(kind):
        raise {"own": Own("mine"), "value": ValueError("two"), "stop": StopIteration(), "exit": SystemExit(3)}[kind]

    with line({"f": raises}) as asking:
        for kind, wanted in {"own": ValueError, "value": ValueError, "exit": SystemExit}.items():
            with pytest.raises(wanted):
                remote(asking, "f")(kind)
        with pytest.raises(Exception) as caught:
            remote(asking, "f")("stop")
    assert not isinstance(caught.value, StopIteration)


def test_functions_are_called_back_with_gradients_both_ways():
    def squared(f, x):
        return f(x) * f(x)

    def own(x):
        return 3.0 * x

    x = tf.Variable(2.0)
    with line({"squared": squared}) as asking, tf.GradientTape() as tape:
        got = remote(asking, "squared")(own, x)
        slope = tape.gradient(got, x)
    assert float(got) == 36.0 and float(slope) == 36.0


def test_a_call_in_a_graph_runs_there():
    calls = []

    def f(x):
        calls.append(1)
        return tf.reduce_sum(x * x)

    with line({"f": f}) as asking:
        far = remote(asking, "f")
        graph = tf.function(lambda x: far(x) + 1.0)
        assert float(graph(tf.constant([1.0, 2.0]))) == 6.0
        assert float(graph(tf.constant([1.0, 3.0]))) == 11.0


def test_a_model_comes_by_config_and_weights_and_its_changed_weights_too():
    def build():
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), keras.layers.BatchNormalization()])
        model.layers[0].set_weights([np.ones((3, 2)), np.zeros(2)])
        return model

    def zero(model):
        model.layers[0].kernel.assign(tf.zeros((3, 2)))

    mine = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    with line({"build": build, "zero": zero}) as asking:
        got = remote(asking, "build")()
        remote(asking, "zero")(mine)
        assert float(tf.reduce_sum(tf.abs(mine.layers[0].kernel))) > 0.0
        remote(asking, "zero").moves()(mine)
        assert type(got) is keras.Sequential and got.count_params() == 8 + 8
        assert got(np.ones((1, 3))).shape == (1, 2)
    assert float(tf.reduce_sum(tf.abs(mine.layers[0].kernel))) == 0.0


def test_a_call_back_does_not_move_a_model_of_ours_unless_the_call_may():
    def cheat(model, optimizer, score):
        model.layers[0].kernel.assign(tf.zeros((3, 2)))
        model.trainable = False
        optimizer.learning_rate = 0.0
        return {"score": score(model, optimizer)}

    mine, optimizer = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]), keras.optimizers.SGD(0.5)
    optimizer.build(mine.trainable_variables)
    seen = []

    def score(model, optimizer):
        seen.append((model is mine, float(tf.reduce_sum(tf.abs(model.layers[0].kernel)))))
        return seen[-1][1]

    def builds(optimizer, model, use):
        optimizer.build(model.trainable_variables)
        return use(optimizer)

    fresh = keras.optimizers.SGD(0.5)
    with line({"cheat": cheat, "builds": builds}) as asking:
        assert remote(asking, "builds")(fresh, mine, lambda optimizer: optimizer is fresh) and not fresh.built
        for _ in range(2):
            assert remote(asking, "cheat")(mine, optimizer, score)["score"] > 0.0
            assert mine.trainable and float(optimizer.learning_rate) == 0.5
        assert remote(asking, "cheat").moves()(mine, optimizer, score)["score"] == 0.0
        assert not mine.layers[0].trainable and float(optimizer.learning_rate) == 0.0
    assert [own for own, _ in seen] == [True] * 3


def test_a_call_back_leaves_the_variables_that_a_function_shows_as_they_were_unless_the_call_may_move_them():
    layer = keras.layers.Dense(1, kernel_initializer="ones", use_bias=False)
    layer.build((None, 2))

    class Stub:
        trainable_variables = layer.trainable_variables

        def __call__(self, x):
            return layer(x)

    def spoils(stub, x):
        before = float(stub(x)[0, 0])
        stub.trainable_variables[0].assign(np.full((2, 1), np.nan))
        return before, float(stub(x)[0, 0]), stub(x).numpy() * 0 + stub.trainable_variables[0].shape[0]

    with line({"spoils": spoils}) as asking:
        before, after, _ = remote(asking, "spoils")(Stub(), tf.ones((1, 2)))
        assert before == 2.0 and np.isnan(after), "the call itself sees the values that it was given"
        assert layer.get_weights()[0].tolist() == [[1.0], [1.0]]
        remote(asking, "spoils").moves()(Stub(), tf.ones((1, 2)))
    assert np.isnan(layer.get_weights()[0]).all()


def test_a_model_of_ours_is_not_called_over_the_line():
    """The other side has a copy; here a call in training mode would move what batch norm has seen."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.BatchNormalization()])

    def cheat(given):
        frame = inspect.currentframe()
        while not isinstance(frame.f_locals.get("self"), Line):
            frame = frame.f_back
        end = frame.f_locals["self"]
        with contextlib.suppress(Refused):
            Remote(end, end.name_of(given), "model")(tf.fill((1, 2), np.inf), training=True)

    with line({"cheat": cheat}) as asking:
        remote(asking, "cheat")(model)
    assert np.isfinite(np.concatenate(model.get_weights())).all()


def test_a_model_of_the_students_own_classes_is_called_over_there():
    class Twice(keras.layers.Layer):
        def call(self, x):
            return 2.0 * x

    def build():
        inputs = keras.Input((2,))
        return keras.Model(inputs, Twice()(keras.layers.Dense(1, use_bias=False)(inputs)))

    with line({"build": build}) as asking:
        got = remote(asking, "build")()
        assert isinstance(got, tensors.Far) and got.count_params() == 2
        got.set_weights([np.ones((2, 1))])
        with tf.GradientTape() as tape:
            out = got(tf.ones((1, 2)))
        slope = tape.gradient(out, got.trainable_variables)
        assert float(out[0, 0]) == 4.0 and slope[0].numpy().tolist() == [[2.0], [2.0]]


BLOCK = """
import socket, sys
import keras
from course.grading.answering.answer import Answering

def block(x):
    return keras.layers.ReLU()(keras.layers.Dense(4)(x))

Answering(socket.socket(fileno=int(sys.argv[1])), {"block": block}).serve()
"""


def test_keras_inputs_cross_as_sub_models():
    """In a process of its own: Keras names and counts layers per process."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-c", BLOCK, str(theirs.fileno())]
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
    theirs.close()
    asking = Asking(ours, lambda: None, 1)
    asking.begin(60)
    inputs = keras.Input((3,))
    model = keras.Model(inputs, remote(asking, "block")(inputs))
    assert [type(layer).__name__ for layer in model.layers] == ["InputLayer", "Dense", "ReLU"]
    asking.ask({"op": "done"})
    assert process.wait(20) == 0


def test_an_optimizer_step_of_the_students_moves_our_weights():
    def step(model, optimizer, x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(model(x))
        optimizer.apply_gradients(
            zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables, strict=True)
        )

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    optimizer = keras.optimizers.SGD(0.5)
    with line({"step": step}) as asking:
        remote(asking, "step").moves()(model, optimizer, tf.ones((1, 2)))
    assert model.layers[0].kernel.numpy().tolist() == [[-0.5], [-0.5]] and int(optimizer.iterations) == 1


# --- what the examiner does not take -------------------------------------------------------------------------------


def answers(tree, data=b""):
    """Return what the examiner makes of a result that the student's side wrote by hand."""
    ours, theirs = socket.socketpair()
    asking = Asking(ours, lambda: None, 0.2)
    asking.begin(3)

    def reply():
        side = frames.Frames(theirs)
        message, _ = side.receive()
        answer = {"value": tree, "changes": [], "call": 1, "held": []}
        side.send({**answer, "answer": message["ask"]}, [data])

    thread = threading.Thread(target=reply, daemon=True)
    thread.start()
    try:
        return Remote(asking, "user:f", "f")()
    finally:
        thread.join(5)
        ours.close()
        theirs.close()


LAMBDA = {"module": "keras.layers", "class_name": "Lambda", "config": {"function": "x"}, "registered_name": None}
HIDDEN_LAMBDA = {
    "module": "keras",
    "class_name": "Sequential",
    "config": {"layers": [LAMBDA]},
    "registered_name": None,
}
BAD = {
    "a function": ["callable", 0, "a1", "f", [], None],
    "a generator": ["rng", 0, "{}"],
    "an optimizer": ["optimizer", 0, "a1", {"class_name": "SGD", "module": "keras.optimizers"}, None, []],
    "a lambda layer": ["layer", 0, "a1", LAMBDA, [], []],
    "a lambda in a model": ["layer", 0, "a1", HIDDEN_LAMBDA, [], []],
    "a name of ours": ["layer", 0, "e1", None, [], []],
    "a function by name": ["yours", "nothing"],
    "a module": ["module", "os"],
    "an array without its bytes": ["array", 0, "float64", [1000], True],
    "an array of negative size": ["array", 0, "float64", [-1], True],
    "an array of texts without length": ["array", 0, "<U0", [1000], True],
    "an array of objects": ["array", 0, "object", [1], True],
    "an array of absurd shape": ["array", 0, "float64", [2**40, 2**40], True],
    "a number that is too long": ["int", "f" * 5000],
    "a number that is none": ["int", "x"],
    "a float that is none": ["float", "one"],
    "a list of pairs for a dict": ["dict", 0, [[1]]],
    "an unhashable key": ["dict", 0, [[["list", 1, []], None]]],
    "something that was never sent": ["back", 7],
    "a value without a kind": [],
    "a bare number": 3,
    "an error that is none": ["error", "StopIteration"],
    "a private kind": ["__class__"],
}


@pytest.mark.parametrize("tree", BAD.values(), ids=BAD.keys())
def test_what_is_no_data_is_refused(tree):
    with pytest.raises((Refused, Broken)):
        answers(tree)


def test_the_examiner_limits_its_memory_before_it_meets_a_student(monkeypatch):
    """What a student sends is made into models of the size that it says; the machine is there for others, too."""
    found = []
    monkeypatch.setattr(examiner, "limit", lambda *most: found.append(most))
    monkeypatch.setattr(examiner, "share_seeds", lambda ask: None)  # it would reach every test after this one
    grader, theirs = (frames.Frames(end) for end in socket.socketpair())
    meeting = types.SimpleNamespace(accept=lambda seconds: found.append("met") or socket.socketpair()[0])
    thread = threading.Thread(target=_ends, args=(examiner.Examiner(theirs, meeting),), daemon=True)
    thread.start()
    grader.send({"do": "open", "modules": [], "seconds": 1, "grace": 1, "memory": 5})
    assert grader.receive()[0] == {"open": True} and found == [(5, None, None), "met"]
    grader.close()
    thread.join(5)


def _ends(one):
    with contextlib.suppress(Broken):
        one.serve()


def test_a_value_that_is_nested_too_deep_is_refused():
    tree = None
    for _ in range(200):
        tree = ["list", -1, [tree]]
    with pytest.raises(Refused):
        answers(tree)


def test_bytes_that_belong_to_no_value_are_refused():
    with pytest.raises(Refused):
        answers(None, b"more")


def test_mutated_answers_are_refused_or_harmless():
    rng = random.Random(1)
    whole = ["list", 0, [["int", "0x3"], ["float", "0x1p0"], ["array", 1, "float64", [1], True], "x", ["same", 1]]]
    for _ in range(150):
        tree = json.loads(json.dumps(whole))
        place = tree
        while type(place) is list and place and rng.random() < 0.8:
            index = rng.randrange(len(place))
            if rng.random() < 0.4:
                place[index] = rng.choice([None, [], {}, -1, 2**80, "e1", "x", [["int"]], True, 1.5])
                break
            place = place[index]
        with contextlib.suppress(Refused, Broken):
            answers(tree, bytes(8))


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00" * 5, b"\xff" * 12, frames.LENGTHS.pack(2, 0) + b"[]", frames.LENGTHS.pack(3, 0) + b"NaN",
     frames.LENGTHS.pack(100_001, 0) + b"[" * 100_001, frames.LENGTHS.pack(13, 0) + b'{"answer": 9}',
     frames.LENGTHS.pack(13, 0) + b'{"error": 99}'],
)  # fmt: skip
def test_frames_that_are_none_end_the_line(raw):
    ours, theirs = socket.socketpair()
    asking = Asking(ours, lambda: None, 0.1)
    asking.begin(0.3)
    theirs.sendall(raw)
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(Broken):
        asking.ask({"op": "call", "name": "user:f"})
    theirs.close()
    ours.close()


def test_a_late_answer_is_waited_for_once_and_then_given_up():
    def slow():
        time.sleep(1.0)
        return 3

    with line({"slow": slow}, seconds=0.3, grace=5) as asking:
        assert remote(asking, "slow")() == 3 and asking.heard_late == [True]
    with line({"slow": slow}, seconds=0.2, grace=0.2) as asking, pytest.raises(Late):
        remote(asking, "slow")()


def test_the_text_of_a_failed_assertion_of_the_examiners_stays_there():
    heard = []

    def call(f):
        try:
            f(1)
        except Exception as error:
            heard.append(str(error))

    def check(x):
        raise AssertionError(f"{x} is not the hidden 42")

    with line({"call": call}) as asking:
        remote(asking, "call")(check)
    assert heard == [""]


def test_an_error_that_is_called_like_a_checks_is_the_students():
    def f():
        raise type("CheckFailed", (AssertionError,), {})("[ok] three: 6.0")

    f = types.FunctionType(f.__code__, {"__name__": "__main__", "__builtins__": __builtins__})
    with line({"f": f}) as asking, pytest.raises(AssertionError) as raised:
        remote(asking, "f")()
    assert explain(raised.value, "f()", [], set()).startswith("CheckFailed: [ok] three: 6.0\n  line ")


def test_a_student_cannot_call_what_was_never_given():
    ours, theirs = socket.socketpair()
    asking, other = Line(ours, "e"), frames.Frames(theirs)
    asking.deadline = time.monotonic() + 2
    for name in ("os", "user:f", "e1", "__import__", None, 5, ["x"]):
        asking.handle({"op": "call", "ask": 1, "name": name, "args": ["tuple", -1, []]}, b"")
        message, _ = other.receive()
        assert message["error"][0] in ("Refused", "TypeError")
    for operation in ("get", "seed", "forget", "done", "__init__", None, 3):
        asking.handle({"op": operation, "ask": 2, "name": "x"}, b"")
        assert other.receive()[0]["error"][0] == "Refused"


def test_every_error_of_grading_reaches_another_process():
    """A worker sends what it raised; an error that cannot be made again there breaks the whole pool."""
    for name in ("answering.client", "examining.launch", "submission.notebooks", "mutate", "grade", "pool"):
        module = importlib.import_module(f"course.grading.{name}")
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Exception) and kind.__module__ == module.__name__:
                count = len(inspect.signature(kind).parameters) if "__init__" in vars(kind) else 1
                error = kind(*[f"word {place}" for place in range(count)])
                again = pickle.loads(pickle.dumps(error))
                assert (type(again), str(again), vars(again)) == (kind, str(error), vars(error))
