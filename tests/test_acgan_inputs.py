"""What somebody may hand to the two-headed game of lab 07 by mistake, and a training that was interrupted."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from course.networks import projection_generator  # noqa: E402
from course.training import Adversarial, BadData, BadNetworks, CheckpointError, auxiliary, saved  # noqa: E402
from tests.lab_pieces import pieces  # noqa: E402

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(-1, 1, (40, 8, 8, 1)).astype("float32")
LABELS = np.arange(40) % 10
DEFINED = ("source_loss", "class_loss", "discriminator_objective", "generator_objective", "build_discriminator")
MODELS = ("build_generator", "nothing", "twin_terms", "AuxiliaryGAN", "TwinGAN", "with_twin")


@pytest.fixture(scope="module")
def lab():
    """The lab's own functions and its model, from its cells."""
    import tensorflow as tf
    from keras import layers, ops

    names = {"np": np, "tf": tf, "keras": keras, "layers": layers, "ops": ops, "Adversarial": Adversarial}
    names |= {"precision": "float32"}
    return pieces("07", (*DEFINED, *MODELS), names)


def model(lab, width=4):
    keras.utils.set_random_seed(1)
    networks = lab["build_generator"](8, 5, 10, width), lab["build_discriminator"](8)
    made = lab["AuxiliaryGAN"](*networks, 5, classes=10)
    made.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3), jit_compile=False, steps_per_execution=1)
    return made


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        (LABELS + 1, "run from 1 to 10"),
        (LABELS - 1, "run from -1 to 8"),
        (LABELS.astype("float32"), "not whole numbers"),
        (np.eye(10, dtype="float32")[LABELS], "argmax"),
        (LABELS[:-1], "40 images, but 39 labels"),
    ],
)
def test_labels_that_are_none_are_refused_before_training(lab, labels, says):
    with pytest.raises(BadData, match=says):
        model(lab).fit(IMAGES, labels, batch_size=10, steps=1, verbose=0)


@pytest.mark.parametrize("labels", [[10], [-1], [0.5]])
def test_ordering_what_is_no_class_is_refused(lab, labels):
    with pytest.raises(BadData):
        model(lab).sample(condition=np.array(labels))


def test_images_of_another_size_are_refused(lab):
    with pytest.raises(BadNetworks, match=r"\(12, 12, 1\)"):
        model(lab).fit(np.zeros((40, 12, 12, 1), "float32"), LABELS, batch_size=10, steps=1, verbose=0)


def test_training_without_labels_is_refused(lab):
    with pytest.raises((BadData, BadNetworks, ValueError)):
        model(lab).fit(IMAGES, batch_size=10, steps=1, verbose=0)


def test_both_parts_of_both_objectives_are_reported(lab):
    history = model(lab).fit(IMAGES, LABELS, batch_size=10, steps=2, epochs=1, verbose=0).history
    assert {"d_source", "d_class", "g_source", "g_class"} <= set(history)
    assert abs(history["d_class"][0] - np.log(10)) < 0.5 and abs(history["g_class"][0] - np.log(10)) < 0.5


def test_in_pairs_the_source_head_compares_and_pays_for_its_slope(lab):
    """The heads see their class losses as before; a generated image stands beside the real one of its class."""
    twins = lab["with_twin"](lab["build_discriminator"](8, dropout=0.0))
    made = auxiliary.PairedTwins(lab["build_generator"](8, 5, 10, 4), twins, 5, slope=0.5, g_weight=0.1, classes=10)
    real, fake, labels = IMAGES[:10], IMAGES[10:20], LABELS[:10]
    said = [made.discriminate(keras.ops.convert_to_tensor(images), labels, training=True) for images in (real, fake)]
    (r, r_class, _, r_slope), (f, _, f_twin, f_slope) = ([np.array(part) for part in parts] for parts in said)
    nudges = 1e-3 * np.eye(64, dtype="float32").reshape(64, 8, 8, 1)
    there, back = (np.ravel(twins(real[:1] + sign * nudges)[0]) for sign in (1, -1))
    assert r_slope[0] == pytest.approx(np.sum(((there - back) / 2e-3) ** 2), rel=0.05) and r_slope.shape == (10,)

    def cross_entropy(logits):
        return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(10), labels])

    terms = {name: float(value) for name, value in made.d_terms(*said, labels).items()}
    assert terms["d_source"] == pytest.approx(np.log1p(np.exp(f - r)).mean(), rel=1e-4)
    assert terms["d_slope"] == pytest.approx(0.25 * (r_slope.mean() + f_slope.mean()), rel=1e-4)
    assert terms["d_class"] == pytest.approx(cross_entropy(r_class), rel=1e-4)
    assert terms["d_twin"] == pytest.approx(cross_entropy(f_twin), rel=1e-4)
    terms = made.g_terms(said[1], fake, keras.ops.convert_to_tensor(real), labels)
    assert float(terms["g_source"]) == pytest.approx(np.log1p(np.exp(r - f)).mean(), rel=1e-4)
    assert float(terms["g_twin"]) == pytest.approx(-0.1 * cross_entropy(f_twin), rel=1e-4)


@pytest.mark.parametrize("twin", [False, True])
def test_the_library_s_model_has_the_terms_of_the_lab_s(lab, twin):
    d = lab["build_discriminator"](8)
    networks = lab["build_generator"](8, 5, 10, 4), lab["with_twin"](d) if twin else d
    made = lab["TwinGAN" if twin else "AuxiliaryGAN"](*networks, 5, g_weight=0.3, classes=10)
    other = auxiliary.AuxiliaryGAN(*networks, 5, g_weight=0.3, classes=10)
    real, fake = ([RNG.normal(size=(6, k)).astype("float32") for k in (1, 10, 10)[: 2 + twin]] for _ in range(2))
    for theirs, ours in (
        (made.d_terms(real, fake, LABELS[:6]), other.d_terms(real, fake, LABELS[:6])),
        (made.g_terms(fake, None, None, LABELS[:6]), other.g_terms(fake, None, None, LABELS[:6])),
    ):
        assert list(theirs) == list(ours)
        np.testing.assert_allclose([float(v) for v in theirs.values()], [float(v) for v in ours.values()], rtol=1e-4)


def test_the_weight_of_a_run_is_part_of_its_recipe(lab, tmp_path, monkeypatch, capsys):
    """A run with another weight is not taken for one that was trained before."""
    monkeypatch.setenv("COURSE_PROFILE", "cpu")
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    plan = {"batch_size": 10, "steps": 2, "epochs": 1, "verbose": 0, "folder": tmp_path}
    saved.fit(model(lab), "heads", IMAGES, LABELS, **plan)
    other = model(lab)
    other.d_weight = 1.0
    saved.fit(other, "heads", IMAGES, LABELS, **plan)
    assert "another recipe (settings)" in capsys.readouterr().out


def test_a_foreign_checkpoint_changes_nothing(lab, tmp_path):
    ours = model(lab)
    before = ours.generator.get_weights()
    model(lab, width=6).save_weights(tmp_path / "other.weights.h5")
    with pytest.raises(CheckpointError, match="another architecture"):
        ours.load_weights(tmp_path / "other.weights.h5")
    with pytest.raises(CheckpointError, match="no checkpoint"):
        ours.load_weights(tmp_path / "none.weights.h5")
    for one, two in zip(before, ours.generator.get_weights(), strict=True):
        assert np.array_equal(one, two)


def test_an_interrupted_training_goes_on_and_ends_where_the_uninterrupted_one_does(lab, goes_on):
    goes_on(lambda: model(lab), (IMAGES, LABELS), batch_size=10, steps=6, epochs=3)


def test_the_rival_is_the_generator_of_lab_06(lab):
    """Lab 07 takes it from the library, for the weights that the course ships: it has to be the one of lab 06."""
    theirs = pieces("06", ("condition_concat", "normed", "projection_generator"), dict(lab))["projection_generator"]()
    ours = projection_generator()
    ours.set_weights(theirs.get_weights())
    latent, labels = RNG.normal(size=(4, theirs.inputs[0].shape[1])).astype("float32"), np.array([0, 3, 8, 9])
    np.testing.assert_allclose(ours([latent, labels]), theirs([latent, labels]), rtol=1e-3, atol=1e-5)
