"""The verdict on runs that were really broken: recorded ones (tools/record_runs.py) and a tiny one made here."""

from __future__ import annotations

import numpy as np
import pytest

from course import metrics
from course.metrics import diagnosis, recordings

BROKEN = ("strong_d", "vanishing", "oscillation", "frozen_d")


def coarse(history, points):
    """The same run in fewer, longer reports."""
    return {name: values.reshape(points, -1).mean(axis=1) for name, values in history.items()}


def dirac_gan(rate=0.05, steps=600, friction=0.0):
    """Mescheder et al. 2018: the real image is always 0, G makes θ, D's score is ψ·x, the losses are Wasserstein's.

    θ and ψ go round and never arrive. With friction, a penalty on D's slope, they do.
    """
    theta, psi, logs = 2.0, 0.0, []
    for _ in range(steps):
        score = psi * theta
        d_gradient, g_gradient = theta + friction * psi, -psi
        logs.append((score, -score, 0.5, 1 / (1 + np.exp(-score)), abs(d_gradient), abs(g_gradient)))
        theta, psi = theta - rate * g_gradient, psi - rate * d_gradient
    names = ("d_loss", "g_loss", "d_real", "d_fake", "d_grad_norm", "g_grad_norm")
    return dict(zip(names, np.array(logs).T, strict=True))


@pytest.mark.parametrize(
    ("name", "points"),
    [(name, points) for name in BROKEN for points in (250, 50, 25) if name != "oscillation" or points >= 50],
)  # longer reports average an oscillation away
def test_recorded_runs_from_their_curves(name, points):
    run = metrics.recorded(name)
    found = metrics.health(coarse(run.history, points))
    assert found.verdict == run.verdict, found
    assert not found.healthy and found.symptoms[0].evidence and found.advice


@pytest.mark.parametrize("points", [250, 50, 25, 5])
def test_a_healthy_run(points):
    found = metrics.health(coarse(metrics.recorded("healthy").history, points))
    assert found.healthy and found.verdict == "healthy", found


def test_collapse_shows_in_samples_only(judge):
    run = metrics.recorded("collapse")
    assert metrics.health(run.history).healthy  # the curves look as well as those of the healthy run
    assert "collapse would not be seen" in str(metrics.health(run.history))
    found = metrics.health(run.history, run.samples, judge)
    assert found.verdict == run.verdict == "mode collapse", found
    assert "class" in found.symptoms[0].evidence


def test_healthy_samples(judge):
    run = metrics.recorded("healthy")
    assert metrics.health(run.history, run.samples, judge).healthy


def test_causes_come_before_effects(judge):
    run = metrics.recorded("vanishing")
    found = metrics.health(run.history, run.samples, judge)
    assert [symptom.name for symptom in found.symptoms] == ["vanishing gradients", "D too strong", "mode collapse"]


def test_one_prototype_a_class_is_a_collapse(judge):
    samples = np.repeat(metrics.recorded("healthy").samples[:1], 128, axis=0)
    found = metrics.health(metrics.recorded("healthy").history, samples, judge)
    assert found.verdict == "mode collapse"
    assert "vary 0.00" in str(found)


def test_collapse_from_the_quality_metric():
    history = metrics.recorded("healthy").history
    assert metrics.health(history | {"val_min_class_share": [0.05, 0.0]}).verdict == "mode collapse"
    assert metrics.health(history | {"val_min_class_share": [0.0, 0.05]}).healthy


def test_a_game_that_goes_round():
    found = metrics.health(dirac_gan())
    assert found.verdict == "oscillation", found
    settled = metrics.health(dirac_gan(friction=1.0))
    assert settled.healthy, settled  # all gradients fade, and nothing is wrong: this is the equilibrium


def test_noise_is_no_oscillation():
    rng = np.random.default_rng(0)
    history = dirac_gan() | {"d_fake": np.clip(0.5 + 0.15 * rng.standard_normal(600), 0, 1)}
    assert metrics.health(history).healthy


def test_losses_alone_suffice_for_a_coarse_verdict():
    for name in ("strong_d", "frozen_d"):
        run = metrics.recorded(name)
        losses = {key: run.history[key] for key in ("d_loss", "g_loss")}
        assert metrics.health(losses).verdict == run.verdict
    healthy = metrics.recorded("healthy").history
    found = metrics.health({key: healthy[key] for key in ("d_loss", "g_loss")})
    assert found.healthy and "not in the history" in str(found)


def test_not_finite():
    history = {name: values.copy() for name, values in metrics.recorded("healthy").history.items()}
    history["g_loss"][100:] = np.nan
    found = metrics.health(history)
    assert found.verdict == "not finite"
    assert "g_loss is nan from report 101 of 250" in str(found)


def test_takes_a_history_a_model_and_the_names_of_the_engine():
    class Holder:
        def __init__(self, history):
            self.history = history

    curves = metrics.recorded("vanishing").history
    engine = {name.replace("_grad_norm", "_grad"): list(values) for name, values in curves.items()}
    for run in (engine, Holder(engine), Holder(Holder(engine))):
        assert metrics.health(run).verdict == "vanishing gradients"


def test_a_report_reads_well():
    text = str(metrics.health(metrics.recorded("strong_d").history))
    assert text.startswith("D too strong.\n")
    assert "1.39" in text and "Next: " in text


@pytest.mark.parametrize(
    ("run", "message"),
    [
        ({}, "no d_loss"),
        ({"d_loss": [1, 1, 1], "accuracy": [1]}, "no g_loss; it has: d_loss, accuracy"),
        ({"d_loss": [1, 1], "g_loss": [1, 1]}, "too few"),
        ({"d_loss": [1, 1, 1], "g_loss": [1, 1]}, "different length"),
        (object(), "train first"),
    ],
)
def test_bad_input(run, message):
    with pytest.raises(ValueError, match=message):
        metrics.health(run)


def test_samples_need_a_judge():
    with pytest.raises(ValueError, match="go together"):
        metrics.health(metrics.recorded("healthy").history, metrics.recorded("healthy").samples)


def test_unknown_recording():
    with pytest.raises(KeyError, match="collapse, frozen_d, healthy"):
        metrics.recorded("nothing")


def test_every_recording_says_how_it_was_made():
    for path in recordings.RECORDED.glob("*.json"):
        run = metrics.recorded(path.stem)
        assert run.command == f"python tools/record_runs.py {path.stem}"
        assert run.verdict in (*diagnosis.ORDER, "healthy")
        assert run.samples.shape == (128, 28, 28)


@pytest.fixture(scope="module")
def judge():
    return metrics.judge.load("mnist")
