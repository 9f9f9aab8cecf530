"""What labs 06 and 07 take from the library: sets of labelled images, a run with its curves, a D behind noise."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from course.datasets import Dataset, mnist  # noqa: E402
from course.networks import (  # noqa: E402
    behind_noise,
    corners,
    heads_discriminator,
    lean_generator,
    projection_generator,
)
from course.training import labelled  # noqa: E402
from tests.lab_pieces import pieces  # noqa: E402


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return mnist("embedded")


@pytest.mark.parametrize("low", [-1, 0])
def test_sets_are_scaled_and_cut(digits, low):
    (x, y), (x_test, y_test) = labelled.sets(digits, low, train=30, test=20)
    assert x.shape == (30, 28, 28, 1) and x_test.shape == (20, 28, 28, 1) and x.dtype == np.float32
    assert x.min() == low and x.max() == 1 and y.dtype == np.int32
    assert np.array_equal(y, digits.y_train[:30]) and np.array_equal(y_test, digits.y_test[:20])
    whole = np.round((x[..., 0] - low) / (1 - low) * 255)
    assert np.array_equal(whole, digits.x_train[:30])


class Kept(keras.callbacks.Callback):
    """Remembers the rates at the end."""

    def on_train_end(self, logs=None):
        self.rates = [float(np.asarray(it.learning_rate)) for it in (self.model.g_optimizer, self.model.d_optimizer)]


@pytest.mark.parametrize("fall", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_play_trains_with_the_rates_of_g_and_d_and_returns_the_curves(tmp_path, monkeypatch, digits, fall):
    from course import metrics
    from course.training import Adversarial

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_WEIGHTS", "off")
    layers = keras.layers
    latent, label = keras.Input((3,)), keras.Input((), dtype="int32")
    values = layers.Multiply()([latent, layers.Embedding(10, 3)(label)])
    g = keras.Model([latent, label], layers.Reshape((28, 28, 1))(layers.Dense(784, "tanh")(values)))
    image, label = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    d = keras.Model(
        [image, label], layers.Add()([layers.Dense(1)(layers.Flatten()(image)), layers.Embedding(10, 1)(label)])
    )
    softplus = keras.ops.softplus
    losses = (
        lambda real, fake: keras.ops.mean(softplus(-real)) + keras.ops.mean(softplus(fake)),
        lambda fake: keras.ops.mean(softplus(-fake)),
    )
    training, held_out = labelled.sets(digits, train=64, test=40)
    quality = metrics.Quality(metrics.judge.load("mnist"), held_out[0], image_range=(-1, 1), conditional=True)
    model, kept = Adversarial(g, d, *losses, 3, quality=quality, classes=10), Kept()
    curves = labelled.play(
        model, "tiny", training, held_out, 6, (0.5, 0.25), batch=8, reports=2, fall=fall, watch=[kept]
    )
    assert curves["step"].tolist() == [3, 6]
    assert len(curves["val_conditional_accuracy"]) == len(curves["d_loss"]) == 2
    assert np.allclose(kept.rates, [0.01, 0.005] if fall else [0.5, 0.25], rtol=1e-3)


def test_behind_noise_is_the_same_d_but_in_training():
    layers = keras.layers
    image, label = keras.Input((2, 2, 1)), keras.Input((), dtype="int32")
    alone = keras.Sequential([keras.Input((2, 2, 1)), layers.Flatten(), layers.Dense(1)])
    both = keras.Model([image, label], layers.Add()([alone(image), layers.Embedding(4, 1)(label)]))
    images = np.random.default_rng(0).normal(size=(50, 2, 2, 1)).astype("float32")
    for network, shown in ((alone, images), (both, [images, np.arange(50, dtype="int32") % 4])):
        behind = behind_noise(network, 0.5)
        assert np.array_equal(behind(shown, training=False), network(shown))
        spread = np.std(np.asarray(behind(shown, training=True)) - np.asarray(network(shown)))
        assert spread == pytest.approx(0.5 * np.linalg.norm(alone.layers[-1].get_weights()[0]), rel=0.4)
        assert len(behind.trainable_variables) == len(network.trainable_variables)


def test_pieces_defines_what_is_asked_for_and_runs_nothing_else(capsys):
    names = pieces("07", ("multiplications", "class_loss"), {"np": np})
    assert names["multiplications"](keras.Sequential()) == 0
    assert "REPORTS" not in names and capsys.readouterr().out == ""
    with pytest.raises(LookupError, match="lab 07 no longer defines nobody"):
        pieces("07", ("class_loss", "nobody"), {"np": np})


def test_the_lean_generator_hears_its_orders_from_the_start():
    np.testing.assert_allclose(corners(4, 2), [[3, 3, 0.3, 0.3], [0.3, 0.3, 3, 3]])
    for more, parameters in ((False, 360_553), (True, 407_017)):
        made = lean_generator(32, more=more)
        assert made.count_params() == parameters, made.count_params()
        assert made.output.shape == (None, 28, 28, 1) and made.output.dtype == "float32"
        images = np.asarray(made([np.ones((2, 100), "float32"), np.array([3, 8])]))
        assert np.abs(images).max() <= 1 and np.abs(images[0] - images[1]).max() > 1e-3


def test_the_discriminator_has_a_head_for_each_number():
    made = heads_discriminator((1, 10))
    assert made.count_params() == 119_691  # as lab 07 builds it
    said = heads_discriminator((1, 3, 3), side=8)(np.zeros((2, 8, 8, 1), "float32"))
    assert [tuple(part.shape) for part in said] == [(2, 1), (2, 3), (2, 3)]


def test_the_shipped_weights_fit_the_projection_generator():
    from course.training import saved

    assert saved.shipped("cgan_digits", projection_generator()).output_shape == (None, 28, 28, 1)
