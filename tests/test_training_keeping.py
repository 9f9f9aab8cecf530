"""Checkpoints and callbacks: resume, damage, no room, pictures, progress; bad input before training starts."""

from __future__ import annotations

import errno
import math
import os
import shutil
import subprocess
import sys
import textwrap
from collections import namedtuple

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")
import keras  # noqa: E402
from keras import layers  # noqa: E402
from PIL import Image  # noqa: E402

from course.training import (  # noqa: E402
    Adversarial,
    BadData,
    BadNetworks,
    CheckpointError,
    callbacks,
    checkpoint,
)
from course.training.pictures import training_figure  # noqa: E402
from course.training.progress import bar  # noqa: E402
from tests.test_training import LATENT, PIXELS, Interrupt, d_loss, fit, g_loss, images, model, networks  # noqa: E402


def stopped(made, **how):
    with pytest.raises(KeyboardInterrupt):
        fit(made, **how)


def equal_states(one, other):
    assert one.keys() == other.keys()
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name], err_msg=name)


# ---- Resume --------------------------------------------------------------------------------------------------


def adam(seed=0):
    """Dropout and batch norm carry state of their own; 10 steps an epoch do not divide into passes of 4."""
    return model(sgd=False, seed=seed, nets=networks(seed, batch_norm=True, dropout=0.3), steps_per_execution=3)


def test_resumed_equals_uninterrupted(tmp_path, capsys):
    whole = adam()
    fit(whole, steps=30, epochs=3)
    path = tmp_path / "run" / "last.weights.h5"
    broken = adam()
    stopped(broken, steps=30, epochs=3, callbacks=[Interrupt(1), callbacks.Checkpoint(path)])
    assert int(broken.step.numpy()) == 20
    resumed = adam()
    history = fit(resumed, steps=30, epochs=3, callbacks=[callbacks.Checkpoint(path)])
    assert "resumed from last.weights.h5: 10 steps done" in capsys.readouterr().out  # the second epoch was not kept
    assert history.epoch == [1, 2]
    equal_states(whole.state(), resumed.state())
    assert fit(resumed, steps=30, epochs=3, callbacks=[callbacks.Checkpoint(path)]).epoch == []
    assert len(fit(resumed, steps=10, epochs=1).epoch) == 1  # without the callback it trains on from here


@pytest.mark.slow
def test_keras_backup_and_restore_resumes_too(tmp_path):
    whole, broken, resumed = adam(), adam(), adam()
    fit(whole, steps=20, epochs=2)
    backup = keras.callbacks.BackupAndRestore(tmp_path, delete_checkpoint=False)
    stopped(broken, steps=20, epochs=2, callbacks=[backup, Interrupt(0)])
    again = keras.callbacks.BackupAndRestore(tmp_path, delete_checkpoint=False)
    fit(resumed, steps=20, epochs=2, callbacks=[again])
    equal_states(whole.state(), resumed.state())


def test_weights_can_be_loaded_without_compile(tmp_path):
    made = model()
    fit(made)
    made.save_weights(tmp_path / "a.weights.h5")
    plain = Adversarial(*networks(5), d_loss, g_loss, LATENT, ema=0.9)
    plain.load_weights(tmp_path / "a.weights.h5")
    np.testing.assert_array_equal(plain.sample(4), made.sample(4))


def test_best_keeps_the_best_and_a_resumed_run_knows_it(tmp_path):
    path, last = tmp_path / "best.weights.h5", tmp_path / "last.weights.h5"

    class Say(keras.callbacks.Callback):
        def __init__(self, values):
            super().__init__()
            self.values = values

        def on_epoch_end(self, epoch, logs=None):
            logs["score"] = self.values[epoch]

    made, best = model(), callbacks.Best("score", "max", path)
    fit(made, steps=12, epochs=3, callbacks=[Say([1.0, 3.0, math.nan]), best])
    assert (best.value, best.epoch, best.step) == (3.0, 1, 8) and int(made.step.numpy()) == 8
    kept = checkpoint.read(path)[0]
    equal_states(kept, made.state())
    made.save_weights(last, note={"epoch": 1})
    again = callbacks.Best("score", "max", path)
    fit(made, steps=12, epochs=3, callbacks=[callbacks.Checkpoint(last), Say([0, 2.0, 2.5]), again])
    assert again.value == 3.0
    equal_states(kept, made.state())
    with pytest.warns(UserWarning, match="no epoch reported 'val_nothing'"):
        fit(made, callbacks=[callbacks.Best("val_nothing")])


# ---- Checkpoints that cannot be --------------------------------------------------------------------------------


def test_checkpoint_of_another_architecture_changes_nothing(tmp_path):
    path = tmp_path / "a.weights.h5"
    other = keras.Sequential([keras.Input((LATENT,)), layers.Dense(9, "relu"), layers.Dense(PIXELS, "sigmoid")])
    model(nets=(other, networks()[1])).save_weights(path)
    made = model()
    before = made.state()
    with pytest.raises(CheckpointError, match=r"another architecture: average/000.kernel is \(3, 9\) there"):
        made.load_weights(path)
    equal_states(before, made.state())
    with pytest.raises(CheckpointError, match="another architecture"):
        fit(made, callbacks=[callbacks.Checkpoint(path)])
    assert int(made.step.numpy()) == 0
    with pytest.raises(CheckpointError, match="another architecture: d_optimizer"):
        model(sgd=False, nets=(other, networks()[1])).load_weights(path)


@pytest.mark.parametrize("kept", ["of another architecture", "damaged"])
def test_best_leaves_a_file_alone_that_is_not_of_this_model(kept, tmp_path):
    path = tmp_path / "best.weights.h5"
    other = keras.Sequential([keras.Input((LATENT,)), layers.Dense(9, "relu"), layers.Dense(PIXELS, "sigmoid")])
    model(nets=(other, networks()[1])).save_weights(path)
    if kept == "damaged":
        path.write_bytes(path.read_bytes()[:2000])
    before, made = path.read_bytes(), model()
    with pytest.raises(CheckpointError, match=kept):
        fit(made, callbacks=[callbacks.Best("d_loss", path=path)])
    assert path.read_bytes() == before and int(made.step.numpy()) == 0


def test_a_new_run_replaces_the_best_of_an_earlier_one(tmp_path):
    path = tmp_path / "best.weights.h5"
    made, again = model(), model(seed=1)
    fit(made, callbacks=[callbacks.Best("d_loss", path=path)])
    fit(again, callbacks=[callbacks.Best("d_loss", path=path)])
    equal_states(checkpoint.read(path)[0], again.state())


def test_names_of_checkpoints_are_looked_at_before_training(tmp_path):
    for make in (callbacks.Checkpoint, lambda path: callbacks.Best(path=path)):
        with pytest.raises(ValueError, match=r"best\.keras: the name of a checkpoint must end in \.weights\.h5"):
            make(tmp_path / "best.keras")


def test_damaged_and_missing_checkpoints_are_told(tmp_path):
    made, path = model(), tmp_path / "a.weights.h5"
    with pytest.raises(CheckpointError, match=r"no checkpoint a\.weights\.h5"):
        made.load_weights(path)
    made.save_weights(path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(CheckpointError, match="damaged"):
        made.load_weights(path)
    with pytest.raises(ValueError, match=r"must end in \.weights\.h5"):
        made.save_weights(tmp_path / "a.keras")


def test_no_room_is_told_before_training(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10, 10, 0))
    for callback in (callbacks.Checkpoint(tmp_path / "a.weights.h5"), callbacks.Best(path=tmp_path / "b.weights.h5")):
        made = model()
        with pytest.raises(CheckpointError, match="Training has not started"):
            fit(made, callbacks=[callback])
        assert int(made.step.numpy()) == 0


def test_no_room_while_writing_leaves_the_old_checkpoint(tmp_path):
    """The system refuses to let a file grow past 4 kB, in a process of its own: as a full disk does."""
    program = f"""
        import resource, signal, sys
        sys.path.insert(0, {os.path.dirname(__file__)!r})
        from course.training import CheckpointError
        from course.training.checkpoint import read, write
        import numpy as np, pathlib
        path = pathlib.Path({str(tmp_path / "a.weights.h5")!r})
        write(path, {{"a": np.arange(3)}}, {{"epoch": 1}})
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        try:
            write(path, {{"a": np.zeros(100_000)}})
        except CheckpointError as error:
            assert "untouched" in str(error), error
        else:
            raise SystemExit("written?")
        state, note = read(path)
        assert state["a"].tolist() == [0, 1, 2] and note == {{"epoch": 1}}
        assert [file.name for file in path.parent.iterdir()] == [path.name]
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True, timeout=120)


def test_full_disk_in_mid_training_keeps_file_and_weights(tmp_path, monkeypatch):
    path, made = tmp_path / "a.weights.h5", model()
    fit(made, steps=4, epochs=1, callbacks=[callbacks.Checkpoint(path)])
    before = path.read_bytes()

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CheckpointError, match=r"No space left on device.*untouched"):
        fit(made, callbacks=[callbacks.Checkpoint(path, resume=False)])
    assert path.read_bytes() == before and os.listdir(tmp_path) == [path.name]


# ---- Bad input -------------------------------------------------------------------------------------------------


def generator(pixels=PIXELS, latent=LATENT):
    return keras.Sequential([keras.Input((latent,)), layers.Dense(pixels, "sigmoid")])


@pytest.mark.parametrize(
    ("nets", "message"),
    [
        ((generator(PIXELS + 1), networks()[1]), r"images of shape \(7,\), but the real ones have \(6,\)"),
        ((generator(latent=9), networks()[1]), r"the generator does not accept rows of shape \(3,\)"),
        ((generator(), generator(5, 5)), r"the discriminator does not accept rows of shape \(6,\)"),
    ],
)
def test_networks_that_do_not_fit(nets, message):
    made = model(nets=nets)
    with pytest.raises(BadNetworks, match=message):
        fit(made)
    assert int(made.step.numpy()) == 0


def test_networks_that_cannot_be_used():
    g, d = networks()
    with pytest.raises(BadNetworks, match=r"no weights yet: begin it with keras\.Input"):
        Adversarial(keras.Sequential([layers.Dense(PIXELS)]), d, d_loss, g_loss, LATENT)
    with pytest.raises(BadNetworks, match="share layers"):
        Adversarial(g, g, d_loss, g_loss, LATENT)
    with pytest.raises(BadNetworks, match="decay"):
        Adversarial(g, d, d_loss, g_loss, LATENT, ema=1.0)
    with pytest.raises(BadNetworks, match="latent_dim"):
        Adversarial(g, d, d_loss, g_loss, 0)
    made, one = Adversarial(g, d, d_loss, g_loss, LATENT), keras.optimizers.Adam()
    with pytest.raises(BadNetworks, match="an optimizer of its own"):
        made.compile(one, one)
    with pytest.raises(BadNetworks, match="d_optimizer must be an optimizer"):
        made.compile("adam", one)


def test_losses_that_cannot_be_used():
    with pytest.raises(BadNetworks, match=r"'g_loss' has shape \(4, 1\); take the mean"):
        fit(model(losses=(d_loss, lambda fake: -fake)))
    with pytest.raises(BadNetworks, match="is inf on the untrained networks"):
        fit(model(losses=(d_loss, lambda fake: -tf.math.log(0 * tf.reduce_mean(fake)))))


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((0, PIXELS), np.float32), "n ≥ 1 is needed"),
        (np.zeros((64, PIXELS), np.uint8), "images / 255"),
        (np.where(np.arange(64)[:, None] == 5, np.nan, images()), "NaN or infinity in 1 of 64 rows, first in row 5"),
        (images(8), "a batch of 16 out of 8 images"),
        (tf.data.Dataset.from_tensor_slices(images(8)).take(0).batch(4), "the dataset is empty"),
        (tf.data.Dataset.from_tensors(images(8) * np.inf), "NaN or infinity in 8 of 8"),
    ],
)
def test_data_that_cannot_be_used(x, message):
    made = model()
    with pytest.raises(BadData, match=message):
        fit(made, x=x)
    assert int(made.step.numpy()) == 0


def test_labels_and_numbers_that_cannot_be_used():
    made, labels = model(), np.arange(64) % 11
    made.classes = 10
    with pytest.raises(BadData, match="labels run from 0 to 10; with 10 classes they must be 0 … 9"):
        fit(made, y=labels)
    with pytest.raises(BadData, match="64 images, but 3 labels"):
        fit(made, y=labels[:3])
    with pytest.raises(BadData, match="10 steps cannot be divided into 4 equal epochs"):
        fit(made, steps=10, epochs=4)
    with pytest.raises(BadData, match="steps is 0"):
        fit(made, steps=0)
    with pytest.raises(BadData, match="has no end"):
        made.fit(tf.data.Dataset.from_tensors(images(8)).repeat(), verbose=0)
    with pytest.raises(BadData, match="validation"):
        fit(made, validation_data=images(8).astype(np.float64) * np.nan)


# ---- Pictures and progress ---------------------------------------------------------------------------------------


def square_model():
    keras.utils.set_random_seed(0)
    g = keras.Sequential([keras.Input((LATENT,)), layers.Dense(16, "sigmoid"), layers.Reshape((4, 4, 1))])
    return model(nets=(g, keras.Sequential([keras.Input((4, 4, 1)), layers.Flatten(), layers.Dense(1)])))


def test_figure_and_gif_of_a_run(tmp_path):
    live = callbacks.LiveFigure(n=4, path=tmp_path / "run.png")
    gif = callbacks.Gif(tmp_path / "run.gif", n=4, every=2)
    x = np.random.default_rng(0).random((64, 4, 4, 1), np.float32)
    stopped(square_model(), x=x, steps=16, epochs=4, callbacks=[live, gif, Interrupt(3)])
    losses, beliefs, samples = live.figure.axes
    assert {line.get_label() for line in losses.lines} >= {"d_loss", "g_loss"}
    levels = sorted(line.get_ydata()[0] for line in losses.lines if line.get_linestyle() == "--")
    np.testing.assert_allclose(levels, [math.log(2), 2 * math.log(2)])
    assert samples.get_title() == "samples at step 16" and beliefs.get_ylim() == (0, 1)
    with Image.open(tmp_path / "run.gif") as animation:
        assert 2 <= animation.n_frames <= 3 and animation.size == (18, 18)
    assert Image.open(tmp_path / "run.png").size[0] > 500


def test_training_figure_without_samples_or_logs():
    assert len(training_figure([], {}).axes) == 2
    assert len(training_figure([5], {"d_loss": [1.0]}).axes) == 2


def test_no_dashed_line_strikes_a_legend_of_the_training_figure_through():
    fig = training_figure([1, 2], {"d_loss": [1.0, 1.0], "g_loss": [1.2, 1.2], "d_real": [0.6, 0.6]})
    for ax in fig.axes:
        frame, dashed = ax.get_legend(), [line for line in ax.lines if line.get_linestyle() == "--"]
        assert frame.get_frame_on() and frame.get_frame().get_alpha() > 0.8
        assert dashed and all(line.zorder < frame.zorder for line in dashed)


class Fall(keras.callbacks.Callback):
    """A loss that falls from epoch to epoch."""

    def on_epoch_end(self, epoch, logs=None):
        logs["d_loss"] = 3.0 - epoch


def test_progress_prints_one_line_without_times_when_piped(capsys):
    model().fit(images(), batch_size=16, steps=8)
    printed = capsys.readouterr().out
    assert printed.startswith("8 steps") and printed.count("\n") == 1 and " s" not in printed.replace(" steps", "")
    made, best = model(), callbacks.Best("d_loss", "max")  # D's loss falls: the first epoch was the best
    made.fit(images(), batch_size=16, steps=12, epochs=3, callbacks=[Fall(), best])
    assert best.step == int(made.step.numpy()) == 4
    assert capsys.readouterr().out.startswith("12 steps"), "what was done, not where the best was"
    line = bar(5, 20, 2.0, {"d_loss": 1.25, "d_grad_norm": 9.0}, 8)
    assert line == "step 5/20 [██······] d_loss 1.25   6 s left"
    assert bar(5, None, 2.0, {}, 8).startswith("step 5 ")


def test_live_figure_and_progress_in_a_notebook(tmp_path):
    """In a kernel: one display each, updated in place, and no times in what stays."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    code = f"""
        import sys; sys.path.insert(0, {os.path.dirname(__file__)!r})
        from test_training import model, fit, images, callbacks
        from test_training_keeping import square_model, np
        x = np.random.default_rng(0).random((64, 4, 4, 1), np.float32)
        square_model().fit(x, batch_size=16, steps=16, callbacks=[callbacks.LiveFigure(n=4, pause=0)]);
    """
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(textwrap.dedent(code))])
    nbclient.NotebookClient(notebook, timeout=120).execute()
    outputs = [output for output in notebook.cells[0].outputs if output.output_type == "display_data"]
    texts = [output["data"].get("text/plain", "") for output in outputs]
    assert sum("image/png" in output["data"] for output in outputs) == 1
    assert [text for text in texts if text.startswith("16 steps")] and not any("left" in text for text in texts)


# ---- Two devices -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_devices_give_what_one_gives():
    program = f"""
        import sys; sys.path.insert(0, {os.path.dirname(__file__)!r})
        import tensorflow as tf
        cpu = tf.config.list_physical_devices("CPU")[0]
        tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
        from test_training import *
        one = model(sgd=False, steps_per_execution=3)
        logs = [fit(one, steps=10, validation_data=images(32)).history]
        strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
        with strategy.scope():
            two = model(sgd=False, steps_per_execution=3)
        assert strategy.num_replicas_in_sync == 2
        logs.append(fit(two, steps=10, validation_data=images(32)).history)
        for (name, a), b in zip(one.state().items(), two.state().values(), strict=True):
            np.testing.assert_allclose(a, b, rtol=0, atol=2e-5, err_msg=name)
        for name in ("d_loss", "g_loss", "d_real", "d_fake"):
            np.testing.assert_allclose(logs[0][name], logs[1][name], rtol=1e-4, err_msg=name)
        assert np.isfinite(logs[1]["val_d_loss"]).all()
        one.save_weights(sys.argv[1]); two.load_weights(sys.argv[1])
        try:
            fit(two, batch_size=15)
        except BadData as error:
            assert "2 devices" in str(error)
        else:
            raise SystemExit("15 rows on 2 devices?")
    """
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(program), f"{folder}/a.weights.h5"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
