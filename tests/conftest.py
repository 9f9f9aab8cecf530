"""Shared fixtures: the checkout, and a tiny course with one lab that needs no TensorFlow."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TINY = Path(__file__).parent / "fixtures" / "course_root"

os.environ.setdefault("COURSE_OFFLINE", "1")  # no test reaches for the network; fault tests serve on the loopback


START = time.monotonic()
# The files that take longest begin first, or one process works alone at the end.
LONGEST = (
    "answers grading_tricks saved training training_keeping grading_warm cluster release console secrecy host "
    "grading_parts puzzles submission_honest grading mutate datasets_flow grading_check training_refusals "
    "training_labelled authoring_build authoring_stale package runtime cli submission_files lab_runs metrics_known "
    "more acgan_inputs record_files metrics_pairs metrics_quality metrics_engine road gradebook_truth"
).split()


def pytest_addoption(parser):
    parser.addoption("--seconds", type=float, help="begin no test after so many seconds; the others are skipped")


def pytest_collection_modifyitems(items):
    place = {f"test_{name}": number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


def pytest_runtest_setup(item):
    if item.get_closest_marker("slow") and not os.environ.get("SLOW"):
        pytest.skip("takes long: `make test SLOW=1` runs it, and CI does so weekly")
    limit = item.config.getoption("--seconds")
    if limit is not None and time.monotonic() - START > limit:
        pytest.skip(f"not run: the {limit:.0f} seconds are over")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def goes_on(tmp_path, monkeypatch, capsys):
    """Return a check: training that was stopped after an epoch goes on, and reaches the weights of one that was not.

    It takes `make`, which returns the model, compiled; the training data; and the plan for `fit`.
    """
    import keras
    import numpy as np

    from course.training import saved

    class Stop(keras.callbacks.Callback):
        """The stop button, before an epoch; None for never."""

        def __init__(self, before=None):
            super().__init__()
            self._before = before

        def on_epoch_begin(self, epoch, logs=None):
            if epoch == self._before:
                raise KeyboardInterrupt

    def check(make, data, **plan):
        monkeypatch.setenv("COURSE_PROFILE", "cpu")
        monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
        plan |= {"verbose": 0}
        whole, stopped, again, loaded = (make() for _ in range(4))
        whole.fit(*data, **plan)
        with pytest.raises(KeyboardInterrupt):
            saved.fit(stopped, "run", *data, folder=tmp_path, callbacks=[Stop(1)], **plan)
        assert int(stopped.step) == plan["steps"] // plan["epochs"]
        saved.fit(again, "run", *data, folder=tmp_path, callbacks=[Stop()], **plan)
        assert "goes on after epoch 1" in capsys.readouterr().out and int(again.step) == plan["steps"]
        for one, two in zip(whole.state().values(), again.state().values(), strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-5, atol=1e-6)
        saved.fit(loaded, "run", *data, folder=tmp_path, callbacks=[Stop()], **plan)
        assert "loaded" in capsys.readouterr().out and int(loaded.step) == plan["steps"]

    return check


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A course with one lab of two exercises (double: 2 points, total: 3), freshly copied, nothing built."""
    return Path(shutil.copytree(TINY, tmp_path / "course_root"))
