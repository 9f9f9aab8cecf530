"""What somebody may hand to lab 09's networks by mistake: an error before anything is trained."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

from course.training import Adversarial, BadData, BadNetworks  # noqa: E402
from tests.lab_pieces import pieces  # noqa: E402

SHAPE = (8, 16)
RNG = np.random.default_rng(0)
FILMS = [RNG.normal(size=(9, *SHAPE, 3)).astype("float32") for _ in range(2)]
SOLID = np.zeros(SHAPE, bool)
SOLID[3:5, 3:5] = True
INNER = np.zeros((6, 14), bool)
INNER[1:5, 6:12] = True
DEFINED = (
    "stack_frames", "divergence", "momentum_residual", "gradient_difference_loss", "physics_loss", "derivatives",
    "mirrored", "examples", "unet", "critic", "stub", "Forecast", "cross_entropy", "d_loss", "losses", "roll_out",
)  # fmt: skip
TERMS = {"gradient": 1.0, "divergence": 0.1, "momentum": 0.1, "adversarial": 0.1}


@pytest.fixture(scope="module")
def lab():
    """The lab's own functions and its model, from its cells."""
    return pieces("09", DEFINED, {"np": np, "tf": tf, "keras": keras, "Adversarial": Adversarial})


@pytest.fixture(scope="module")
def data(lab):
    parts = [lab["examples"](number, film) for number, film in zip((100, 150), FILMS, strict=True)]
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def model(lab, weights=TERMS, inner=INNER, shape=SHAPE, units=None):
    keras.utils.set_random_seed(1)
    some = np.ones(3)
    fluid = (~SOLID).astype("float32")[: shape[0], : shape[1], None]
    generator = lab["unet"](shape, 2, 2, 0 * some, some, some, fluid, 0.1)
    judge = lab["critic"](shape, 2, 0 * some, some, some) if "adversarial" in weights else lab["stub"](shape)
    units = units or {"divergence": 1.0, "momentum": 1.0}
    g_loss = lab["losses"](weights, some, fluid, inner, units, 0.1, 0.45)
    made = lab["Forecast"](generator, judge, lab["d_loss"], g_loss, latent_dim=1, ema=None)
    made.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3), jit_compile=False, steps_per_execution=1)
    return made


@pytest.mark.parametrize("name", ["unet", "critic", "stub"])
def test_each_input_reaches_the_output(lab, name):
    """Keras 3.10 to 3.13 refuse a network of which an input leads nowhere; others build it."""
    some, fluid = np.ones(3), np.ones((*SHAPE, 1), "float32")
    given = {"unet": (2, 2, some, some, some, fluid), "critic": (2, some, some, some), "stub": ()}[name]
    network = lab[name](SHAPE, *given)
    inputs = [tf.random.stateless_normal((1, *one.shape[1:]), (1, 2)) for one in network.inputs]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        value = tf.reduce_sum(network(inputs if len(inputs) > 1 else inputs[0]))
    assert all(slope is not None for slope in tape.gradient(value, inputs))


def test_every_term_is_trained_and_reported(lab, data):
    conditions, targets = data
    made = model(lab)
    before = [weight.numpy() for weight in made.generator.trainable_variables]
    log = made.fit(targets, conditions, batch_size=5, steps=2, epochs=1, verbose=0).history
    assert {"l2", *TERMS} <= set(log)
    assert any(np.any(a != b.numpy()) for a, b in zip(before, made.generator.trainable_variables, strict=True))


def test_the_untrained_network_is_persistence_and_leaves_the_body_alone(lab, data):
    conditions, _ = data
    made = model(lab)
    np.testing.assert_array_equal(made.generator(conditions[:3, ..., :12]), conditions[:3, ..., 9:12])
    for weight in made.generator.trainable_variables:
        weight.assign(weight + 0.1)
    change = np.asarray(made.generator(conditions[:3, ..., :12])) - conditions[:3, ..., 9:12]
    assert not change[:, SOLID].any() and change[:, ~SOLID].any()


def test_the_networks_do_not_see_the_viscosity(lab, data):
    conditions, targets = data
    made, other = model(lab), conditions.copy()
    other[..., 12] = 7
    np.testing.assert_array_equal(made.sample(condition=conditions[:2]), made.sample(condition=other[:2]))
    scores = [np.asarray(made.discriminate(targets[:2], c[:2])) for c in (conditions, other)]
    np.testing.assert_array_equal(*scores)


def test_a_mirrored_flow_is_a_flow(lab):
    film = FILMS[0]
    twice = lab["mirrored"](lab["mirrored"](film))
    np.testing.assert_array_equal(twice, film)
    one = np.asarray(lab["divergence"](tf.constant(film), 0.1))
    np.testing.assert_allclose(lab["divergence"](tf.constant(lab["mirrored"](film)), 0.1), one[:, ::-1], atol=1e-3)
    before, after = (tf.constant(part) for part in (film[:-1], film[1:]))
    residual = np.asarray(lab["momentum_residual"](before, after, 100.0, 0.1, 0.45))
    mirror = [tf.constant(lab["mirrored"](part.numpy())) for part in (before, after)]
    reflected = np.asarray(lab["momentum_residual"](*mirror, 100.0, 0.1, 0.45))
    np.testing.assert_allclose(reflected, residual[:, ::-1] * [1, -1], atol=0.2, rtol=1e-3)


def test_frames_of_another_size_are_refused_before_training(lab, data):
    conditions, targets = data
    with pytest.raises((BadData, BadNetworks), match="8"):
        model(lab).fit(targets[:, :, :12], conditions[:, :, :12], batch_size=5, steps=1, verbose=0)
    with pytest.raises(BadData, match="10 images, but 9"):
        model(lab).fit(targets, conditions[:9], batch_size=5, steps=1, verbose=0)


def test_frames_with_nan_are_refused_before_training(lab, data):
    conditions, targets = (part.copy() for part in data)
    conditions[4, 2, 2, 1] = np.nan
    with pytest.raises(BadData, match="NaN"):
        model(lab).fit(targets, conditions, batch_size=5, steps=1, verbose=0)


@pytest.mark.parametrize("bad", [INNER[:4], INNER.astype(float), np.zeros((6, 14), bool)])
def test_a_mask_that_does_not_fit_is_refused_before_training(lab, data, bad):
    conditions, targets = data
    with pytest.raises(ValueError, match="the mask is"):
        model(lab, inner=bad).fit(targets, conditions, batch_size=5, steps=1, verbose=0)


def test_a_unit_that_is_none_is_refused(lab, data):
    conditions, targets = data
    with pytest.raises(ValueError, match="the unit is"):
        model(lab, units={"divergence": 0.0, "momentum": 1.0}).fit(
            targets, conditions, batch_size=5, steps=1, verbose=0
        )


def test_films_that_are_too_short_or_do_not_fit_are_refused(lab):
    for films, says in (([FILMS[0][:4]], "at least 5"), ([FILMS[0], FILMS[1][:, :5]], "one size"), ([], "no film")):
        with pytest.raises(ValueError, match=says):
            lab["stack_frames"](films)
    with pytest.raises(ValueError, match="NaN"):
        lab["examples"](100, np.full((6, *SHAPE, 3), np.nan))


def test_a_roll_out_names_the_step_that_broke(lab):
    steps = iter([1.0, 1.0, np.nan])
    with pytest.raises(ValueError, match="step 3"):
        lab["roll_out"](lambda frames: next(steps) * frames[..., -3:], np.ones((1, 4, 4, 12)), 5)
