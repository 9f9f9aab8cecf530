"""`saved.fit` trains once, loads later, resumes, and never replaces in silence; `saved.shipped` fits or says why."""

from __future__ import annotations

import functools
import json

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")
import keras  # noqa: E402

from course.training import Adversarial, CheckpointError, TrainingDiverged, callbacks, checkpoint, recipe, saved  # noqa: E402
from tests.test_training import Interrupt, d_loss, g_loss, images, model, networks  # noqa: E402
from tests.test_training_keeping import equal_states  # noqa: E402


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv(saved.VARIABLE, raising=False)
    monkeypatch.setenv("COURSE_PROFILE", "cpu")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "weights"


def adam(**how):
    return model(sgd=False, nets=networks(batch_norm=True, dropout=0.3), steps_per_execution=2, **how)


def stopped(made, name="run", **how):
    with pytest.raises(KeyboardInterrupt):
        fit(made, name, **how)


def fit(made, name="run", **how):
    arguments = {"batch_size": 16, "steps": 12, "epochs": 3, "verbose": 0} | how
    return saved.fit(made, name, arguments.pop("x", images()), **arguments)


class Diary(keras.callbacks.Callback):
    """Remembers which epochs it has seen."""

    def on_train_begin(self, logs=None):
        self.seen = []

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(epoch)

    def memory(self, done):
        return {"seen": np.array(self.seen)}

    def recall(self, memory):
        self.seen = memory["seen"].tolist()

    def on_train_end(self, logs=None):
        self.ended = True


# ---- Once and again ------------------------------------------------------------------------------------------


def test_the_second_time_loads_what_the_first_has_trained(folder, capsys):
    first, second = adam(), adam()
    history = fit(first, callbacks=[Diary()])
    assert (folder / "run.weights.h5").is_file() and "kept in run.weights.h5" in capsys.readouterr().out
    diary = Diary()
    again = fit(second, callbacks=[diary])
    assert "loaded run.weights.h5: 12 steps" in capsys.readouterr().out
    equal_states(first.state(), second.state())
    assert again.history == history.history and again.epoch == history.epoch == [0, 1, 2]
    assert second.history is again and diary.seen == [0, 1, 2] and diary.ended
    plain = adam()
    plain_history = plain.fit(images(), batch_size=16, steps=12, epochs=3, verbose=0)
    equal_states(plain.state(), first.state())  # keeping changes nothing
    assert plain_history.history == history.history


def test_anew_trains_and_replaces(folder):
    fit(adam())
    before = (folder / "run.weights.h5").stat().st_mtime_ns
    trained = adam()
    fit(trained, anew=True)
    assert (folder / "run.weights.h5").stat().st_mtime_ns > before and int(trained.step.numpy()) == 12


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"steps": 6}, "steps"),
        ({"batch_size": 8}, "batch_size"),
        ({"x": images(32)}, "images"),
        ({"x": images(64, seed=1)}, "images"),
        ({"callbacks": [callbacks.Best("d_loss")]}, "callbacks"),
    ],
)
def test_another_recipe_trains_and_keeps_the_earlier_weights(folder, capsys, change, part):
    earlier = adam()
    fit(earlier)
    fit(adam(), **change)
    said = capsys.readouterr().out
    assert "trained by another recipe" in said and part in said and "run.before.weights.h5" in said
    kept, note = checkpoint.read(folder / "run.before.weights.h5")
    equal_states({key.removeprefix("model/"): value for key, value in kept.items()}, earlier.state())
    assert note["done"]


def test_what_belongs_to_a_recipe():
    base = recipe.of(adam(), (images(),), {"batch_size": 16})
    assert recipe.differences(base, recipe.of(adam(), (), {"x": images(), "batch_size": 16})) == []
    assert recipe.differences(base, recipe.of(adam(rates=(0.02, 0.01)), (images(),), {"batch_size": 16})) == [
        "d_optimizer"
    ]
    other = model(sgd=False, nets=networks(batch_norm=True, dropout=0.2), steps_per_execution=2)
    assert recipe.differences(base, recipe.of(other, (images(),), {"batch_size": 16})) == ["discriminator"]
    halved = adam(losses=(d_loss, lambda fake: g_loss(fake) / 2))
    assert recipe.differences(base, recipe.of(halved, (images(),), {"batch_size": 16})) == ["g_loss"]
    assert recipe.differences(base, recipe.of(adam(ema=0.5), (images(),), {"batch_size": 16})) == ["settings"]
    keras.utils.set_random_seed(9)
    drawn_anew = keras.models.clone_model(adam().generator), adam().discriminator
    anew = recipe.of(model(sgd=False, nets=drawn_anew), (images(),), {"batch_size": 16})
    assert recipe.differences(base, anew) == ["initial weights"]
    json.dumps(base)


def test_code_ignores_names_and_docstrings_but_not_constants():
    def one(x):
        """Say this."""
        return x + 1

    def two(x):
        """Say that."""
        # and more
        return x + 1

    assert recipe.code(one) == recipe.code(two) == recipe.code(tf.function(one))
    assert recipe.code(one) != recipe.code(lambda x: x + 2)
    assert recipe.code(functools.partial(one, 1)) != recipe.code(functools.partial(one, 2))
    outer = [recipe.code(lambda x: x * weight) for weight in (1.0, 2.0)]
    assert outer[0] != outer[1]


def test_code_follows_functions_of_the_notebook():
    def made(constant):
        names = {"__name__": "__main__"}
        exec(f"def inner(x):\n    return x * {constant}\n\n\ndef outer(x):\n    return inner(x)", names)
        return recipe.code(names["outer"])

    assert made(2) == made(2) != made(3)


class Smooth(Adversarial):
    """A game of a notebook, with a constant in its class."""

    weight = 1.0

    def g_terms(self, fake_scores, fake, real, condition):
        return {"g_loss": self.weight * self.g_loss(fake_scores)}


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("target = 0.9\ndef loss(x): return x * target", "0.9", "-50.0"),
        ("import math\ntargets = [0.9, 0]\ndef loss(x): return x * max(targets)", "0.9", "0.8"),
        ("import numpy\nkernel = numpy.ones(3)\ndef loss(x): return (lambda y: y * kernel)(x)", "ones", "zeros"),
        ("class Loss:\n    scale = 1\n    def __call__(self, x): return x * self.scale\nloss = Loss()", "= 1", "= 2"),
        (
            "class Loss:\n    def __init__(self, a): self.a = a\n    def __call__(self, x): return x\nloss = Loss(1)",
            "(1)",
            "(2)",
        ),
        ("import functools\ndef f(x, a): return x\nloss = functools.partial(f, a=1)", "a=1", "a=2"),
        ("def f(x, *, a=1): return x\nloss = f", "a=1", "a=2"),
        ("def make(g):\n    return lambda x: g(x)\nloss = make(lambda x: x + 1)", "+ 1", "+ 2"),
        ("import keras\nloss = keras.losses.BinaryCrossentropy(label_smoothing=0.1)", "0.1", "0.2"),
    ],
)
def test_what_a_loss_takes_from_outside_belongs_to_the_recipe(text, old, new):
    def digest(text):
        names = {"__name__": "__main__"}
        exec(text, names)
        return recipe.digest(recipe.code(names["loss"]))

    assert old in text and digest(text) == digest(text) != digest(text.replace(old, new))


def test_a_function_that_calls_itself_has_an_end():
    names = {"__name__": "__main__"}
    exec("def loss(x): return other(x)\ndef other(x): return loss(x) if x else x", names)
    recipe.digest(recipe.code(names["loss"]))


def test_yesterdays_run_is_not_loaded_for_another_constant_seed_or_monitor(folder, capsys, monkeypatch):
    def game():
        made = Smooth(*networks(), d_loss, g_loss, 3)
        made.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1))
        return made

    fit(game(), callbacks=[callbacks.Best("d_loss")])
    fit(game(), callbacks=[callbacks.Best("d_loss")])
    assert "loaded run.weights.h5" in capsys.readouterr().out
    fit(game(), callbacks=[callbacks.Best("g_loss")])
    assert "another recipe (callbacks)" in capsys.readouterr().out
    fit(game(), callbacks=[callbacks.Best("g_loss", mode="max")])
    assert "another recipe (callbacks)" in capsys.readouterr().out
    monkeypatch.setattr(Smooth, "weight", -50.0)
    fit(game(), callbacks=[callbacks.Best("g_loss", mode="max")])
    assert "another recipe (step)" in capsys.readouterr().out


# ---- Interrupted ---------------------------------------------------------------------------------------------


def test_an_interrupted_run_goes_on_and_ends_as_if_nothing_had_happened(folder, capsys):
    whole, broken, resumed = adam(), adam(), adam()
    expected = fit(whole, "whole", callbacks=[Diary()])
    stopped(broken, callbacks=[Diary(), Interrupt(1)])
    assert "after epoch 1: run this again" in capsys.readouterr().out
    diary, watch = Diary(), Interrupt(99)
    history = fit(resumed, callbacks=[diary, watch])
    assert "goes on after epoch 1" in capsys.readouterr().out
    equal_states(whole.state(), resumed.state())
    assert diary.seen == [0, 1, 2] and history.epoch == [0, 1, 2]
    assert history.history == expected.history
    fit(adam(), callbacks=[Diary(), Interrupt(99)])
    assert "loaded" in capsys.readouterr().out


def test_a_dead_kernel_loses_little(folder, monkeypatch):
    monkeypatch.setattr(saved, "PAUSE", 0.0)

    class Dies(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise SystemExit

    whole, resumed = adam(), adam()
    fit(whole, "whole")
    with pytest.raises(SystemExit):
        fit(adam(), callbacks=[Dies()])
    _, note = checkpoint.read(folder / "run.weights.h5")
    assert note["epoch"] == 2 and not note["done"]
    Dies.on_epoch_begin = lambda self, epoch, logs=None: None
    assert fit(resumed, callbacks=[Dies()]).epoch == [0, 1, 2]
    equal_states(whole.state(), resumed.state())


def test_an_interrupt_in_the_first_epoch_keeps_nothing(folder, capsys):
    stopped(adam(), callbacks=[Interrupt(0)])
    assert not (folder / "run.weights.h5").exists() and "nothing is kept" in capsys.readouterr().out


def test_best_survives_an_interrupt_and_a_load(folder):
    def best():
        return callbacks.Best("g_loss")

    whole, resumed, loaded = adam(), adam(), adam()
    first = best()
    fit(whole, "whole", callbacks=[first])
    stopped(adam(), callbacks=[Interrupt(2), best()])
    fit(resumed, callbacks=[Interrupt(99), best()])
    equal_states(whole.state(), resumed.state())
    second = best()
    fit(loaded, "whole", callbacks=[second])
    equal_states(whole.state(), loaded.state())
    assert (second.value, second.epoch, second.step) == (first.value, first.epoch, first.step)


def test_the_animation_has_all_frames_after_an_interrupt_and_after_loading(folder, tmp_path):
    from PIL import Image

    def nets():
        keras.utils.set_random_seed(0)
        shape = keras.layers.Reshape((2, 3))
        g = keras.Sequential([keras.Input((3,)), keras.layers.Dense(6, "sigmoid"), shape])
        return g, keras.Sequential([keras.Input((2, 3)), keras.layers.Flatten(), keras.layers.Dense(1)])

    data = images().reshape(-1, 2, 3)
    for name, extra in (("broken", [Interrupt(1)]), ("resumed", [Interrupt(99)]), ("loaded", [Interrupt(99)])):
        film = callbacks.Gif(tmp_path / f"{name}.gif", n=4, scale=1)
        figure = callbacks.LiveFigure(n=4)
        run = stopped if name == "broken" else fit
        run(model(nets=nets(), steps_per_execution=1), x=data, callbacks=[film, figure, *extra])
        with Image.open(tmp_path / f"{name}.gif") as gif:
            assert len(film._frames) == (3 if name == "broken" else 4) and gif.n_frames <= 4
        if name != "broken":
            assert figure.figure is not None and figure._steps == [4, 8, 12]


def test_a_diverged_run_is_not_taken_up(folder):
    broken = model(losses=(d_loss, lambda fake: g_loss(fake) * 1e30), rates=(1.0, 1e30), steps_per_execution=1)
    with pytest.raises(TrainingDiverged):
        fit(broken)
    assert not (folder / "run.weights.h5").exists()


# ---- Bad files, bad folders ----------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"not HDF5 at all", None])
def test_a_foreign_file_is_left_as_it_is(folder, content):
    folder.mkdir()
    path = folder / "run.weights.h5"
    if content is None:
        made = adam()
        made.save_weights(path)  # a checkpoint, but not one of saved.fit
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    trained = adam()
    with pytest.raises(CheckpointError, match="anew=True"):
        fit(trained)
    assert path.read_bytes() == before and int(trained.step.numpy()) == 0
    fit(trained, anew=True)
    fit(adam())


def test_a_truncated_file_is_damaged(folder):
    fit(adam())
    path = folder / "run.weights.h5"
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(CheckpointError, match="damaged"):
        fit(adam())


def test_a_folder_that_cannot_be_written_does_not_stop_training(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    made = adam()
    assert fit(made, folder=tmp_path / "file").epoch == [0, 1, 2]
    assert "will not be kept" in capsys.readouterr().out and int(made.step.numpy()) == 12


def test_a_full_disk_does_not_stop_training(monkeypatch, capsys):
    def full(*_):
        raise CheckpointError("no room")

    monkeypatch.setattr(checkpoint, "write", full)
    assert fit(adam()).epoch == [0, 1, 2]
    assert capsys.readouterr().out.count("will not be kept: no room") == 1


def test_where_weights_go(monkeypatch, tmp_path, folder):
    monkeypatch.setenv(saved.VARIABLE, str(tmp_path / "elsewhere"))
    fit(adam())
    assert (tmp_path / "elsewhere" / "run.weights.h5").is_file() and not folder.exists()
    fit(adam(), folder=tmp_path / "here")
    assert (tmp_path / "here" / "run.weights.h5").is_file()
    monkeypatch.setenv(saved.VARIABLE, "off")
    fit(adam())
    assert not folder.exists()


@pytest.mark.parametrize("variable", [("COURSE_PROFILE", "smoke"), ("NBGRADER_EXECUTION", "autograde")])
def test_smoke_and_grading_neither_read_nor_write(monkeypatch, folder, variable):
    folder.mkdir()
    (folder / "run.weights.h5").write_bytes(b"a trap")
    monkeypatch.setenv(*variable)
    made = adam()
    fit(made)
    assert int(made.step.numpy()) == 12 and (folder / "run.weights.h5").read_bytes() == b"a trap"


@pytest.mark.parametrize("name", ["", "../up", "a b", "a/b"])
def test_names_are_names(name):
    with pytest.raises(ValueError, match="name a file"):
        fit(adam(), name)


# ---- Shipped -------------------------------------------------------------------------------------------------

NOTE = {"command": "python tools/make.py"}


def test_shipped_weights_come_back(tmp_path, monkeypatch):
    monkeypatch.setattr(saved, "SHIPPED", tmp_path)
    generator, _ = networks(batch_norm=True)
    path = saved.ship("tiny", generator, NOTE | {"distance": 3.5}, tmp_path)
    twin, _ = networks(seed=1, batch_norm=True)
    arrays, note = saved.read("tiny", tmp_path)
    twin.set_weights(arrays)
    for one, other in zip(generator.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-6)
    assert note["distance"] == 3.5 and path.stat().st_size < 10_000


def test_shipped_weights_are_known_by_their_shapes(tmp_path, monkeypatch):
    generator, discriminator = networks()
    saved.ship("tiny", generator, NOTE, tmp_path)
    monkeypatch.setattr(saved.read, "__defaults__", (tmp_path,))
    assert saved.shipped("tiny", networks(seed=2)[0]) is not None and saved.note_of("tiny") == NOTE
    before = discriminator.get_weights()
    with pytest.raises(CheckpointError, match="another architecture"):
        saved.shipped("tiny", discriminator)
    for one, other in zip(before, discriminator.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    with pytest.raises(CheckpointError, match="there are: tiny"):
        saved.shipped("other", generator)
    (tmp_path / "tiny.npz").write_bytes(b"PK broken")
    with pytest.raises(CheckpointError, match="damaged"):
        saved.shipped("tiny", generator)


def test_what_cannot_be_shipped(tmp_path):
    generator, _ = networks()
    with pytest.raises(ValueError, match="command"):
        saved.ship("tiny", generator, {}, tmp_path)
    large = keras.Sequential([keras.Input((1000,)), keras.layers.Dense(1000)])
    with pytest.raises(ValueError, match="thinner"):
        saved.ship("large", large, NOTE, tmp_path)
    generator.set_weights([1e6 + weight for weight in generator.get_weights()])
    with pytest.raises(ValueError, match="float16"):
        saved.ship("tiny", generator, NOTE, tmp_path)
    assert not list(tmp_path.glob("*.npz"))
