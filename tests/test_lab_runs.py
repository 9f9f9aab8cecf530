"""benchmarks/lab_runs.py: long trainings in parts, which end where one part would."""

import argparse
import importlib
import json
import os
import signal
import sys

import numpy as np
import pytest

from course import paths, runtime

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")


@pytest.fixture
def lab_runs(monkeypatch):
    monkeypatch.syspath_prepend(str(paths.root() / "benchmarks"))
    monkeypatch.setitem(os.environ, "MPLBACKEND", "agg")
    module = importlib.import_module("lab_runs")
    monkeypatch.setattr(module, "REPORT", 5)
    return module


def options(**changes):
    told = {"items": ["mnist"], "json": None, "ship": False, "hours": 24.0, "now": False, "folder": "", "every": 1}
    return argparse.Namespace(**told | {"steps": 15, "batch": 4, "width": 3, "rate": 0.01} | changes)


def model(width=3):
    from course.training import Adversarial

    keras.utils.set_random_seed(1)
    layers = keras.layers
    generator = keras.Sequential([keras.Input((2,)), layers.Dense(width), layers.Dense(3)])
    discriminator = keras.Sequential([keras.Input((3,)), layers.GaussianNoise(0.3), layers.Dense(1)])
    softplus = tf.nn.softplus
    made = Adversarial(
        generator,
        discriminator,
        lambda real, fake: tf.reduce_mean(softplus(-real)) + tf.reduce_mean(softplus(fake)),
        lambda fake: tf.reduce_mean(softplus(-fake)),
        2,
        ema=0.9,
    )
    rate = keras.optimizers.schedules.PolynomialDecay(0.01, 15, 0.001)
    made.compile(keras.optimizers.Adam(rate), keras.optimizers.Adam(0.01), jit_compile=False, steps_per_execution=1)
    return made


IMAGES = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
DATA = (IMAGES, None), IMAGES


class Button(keras.callbacks.Callback):
    """A signal in the middle of an epoch, as from Ctrl-C or from `kill`."""

    def __init__(self, number, step):
        super().__init__()
        self.number, self.step = number, step

    def on_train_batch_end(self, batch, logs=None):
        if int(self.model.step) == self.step:
            os.kill(os.getpid(), self.number)


def ended(lab_runs, monkeypatch, path, number=None, **changes):
    """Train a part that is ended before the end; return what the program says."""
    made = model()
    if number:
        fit = made.fit
        monkeypatch.setattr(
            made,
            "fit",
            lambda *data, callbacks, **told: fit(*data, callbacks=[*callbacks, Button(number, 7)], **told),
        )
    with pytest.raises(SystemExit) as end:
        lab_runs.train(made, *DATA, options(**changes), path)
    return str(end.value)


@pytest.mark.parametrize("how", ["hours", signal.SIGINT, signal.SIGTERM])
def test_a_run_in_parts_ends_where_one_part_does(lab_runs, monkeypatch, tmp_path, how):
    whole, again, path = model(), model(), tmp_path / "run.weights.h5"
    lab_runs.train(whole, *DATA, options(), tmp_path / "whole.weights.h5")
    before = signal.getsignal(signal.SIGTERM)
    said = ended(lab_runs, monkeypatch, path, **({"hours": 0.0} if how == "hours" else {"number": how}))
    assert "5 of 15 steps are kept" in said and signal.getsignal(signal.SIGTERM) is before
    lab_runs.train(again, *DATA, options(), path)
    assert int(again.step) == 15
    for one, two in zip(whole.state().values(), again.state().values(), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-5, atol=1e-7)


def test_the_minutes_of_all_parts_are_added_up(lab_runs, monkeypatch, tmp_path):
    path, hour = tmp_path / "run.weights.h5", iter(range(100))
    monkeypatch.setattr(lab_runs, "clocks", lambda: (60.0 * next(hour), 1.0))
    for kept in (5, 10):
        assert f"{kept} of 15" in ended(lab_runs, monkeypatch, path, hours=0.5)
    minutes = lab_runs.train(model(), *DATA, options(), path)
    assert minutes == (180.0, 0.0)  # an hour a report
    assert lab_runs.train(model(), *DATA, options(), path) == minutes  # all done: nothing is trained or added
    done = model()
    assert lab_runs.train(done, *DATA, options(now=True), path) == minutes and int(done.step) == 15


def test_a_checkpoint_of_other_settings_is_refused(lab_runs, monkeypatch, tmp_path):
    path = tmp_path / "run.weights.h5"
    ended(lab_runs, monkeypatch, path, hours=0.0)
    with pytest.raises(SystemExit, match=r"'rate': 0\.01"):
        lab_runs.train(model(), *DATA, options(rate=0.02), path)


def test_results_are_named_by_their_item_and_the_command_by_what_counts(lab_runs, monkeypatch, tmp_path):
    results = []
    monkeypatch.setenv("COURSE_PROFILE", "cpu")
    with lab_runs.recorded(results, {"accuracy": "0.9"}) as name:
        name("mnist")
        runtime.report("accuracy", 0.8, at_least=0.7)
    monkeypatch.setattr(
        sys, "argv", ["/a/benchmarks/acgan.py", "mnist", "--hours", "0.1", "--folder=/f", "--steps", "9"]
    )
    lab_runs.record.save(tmp_path / "found.json", results, without=lab_runs.MACHINE_ONLY)
    kept = json.loads((tmp_path / "found.json").read_text())
    assert kept["command"].endswith("python benchmarks/acgan.py mnist --steps 9")
    assert kept["results"][0]["name"] == "mnist: accuracy" and kept["results"][0]["published"] == "0.9"
