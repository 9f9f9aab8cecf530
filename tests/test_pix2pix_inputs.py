"""What somebody may hand to lab 08's game of pairs by mistake, and a training that was interrupted."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

from course import metrics  # noqa: E402
from course.datasets import facade  # noqa: E402
from course.networks import picture_discriminator, picture_generator  # noqa: E402
from course.training import Adversarial, BadData, BadNetworks, CheckpointError  # noqa: E402
from course.training.pairs import Paired  # noqa: E402
from tests.lab_pieces import pieces  # noqa: E402

LABELS, PHOTOS = facade.drawn(range(12), 64)
DEFINED = (
    "downsample_block",
    "upsample_block",
    "unet",
    "discriminator_loss",
    "generator_loss",
    "random_jitter",
    "g_terms",
)
GIVEN = ("start", "plans", "photos", "patchgan", "padded", "Pix2Pix")


@pytest.fixture(scope="module")
def lab():
    """The lab's own functions and its model, from its cells."""
    from PIL import Image

    names = {"np": np, "tf": tf, "keras": keras, "math": math, "Image": Image, "facade": facade}
    names |= {"Adversarial": Adversarial}
    return pieces("08", (*DEFINED, *GIVEN), names)


def model(lab, width=1, skips=True, size=64):
    keras.utils.set_random_seed(1)
    generator = lab["unet"](size, width, lab["downsample_block"], lab["upsample_block"], skips)
    losses = lab["discriminator_loss"], lab["generator_loss"]
    made = lab["Pix2Pix"](generator, lab["patchgan"](64, 1), *losses, latent_dim=1)
    made.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3), jit_compile=False, steps_per_execution=1)
    return made


@pytest.fixture(scope="module")
def pairs(lab):
    return lab["photos"](PHOTOS), lab["plans"](LABELS)


def test_the_networks_of_the_second_notebook_are_the_labs(lab):
    built = model(lab, width=2)
    again = picture_generator(64, 2), picture_discriminator(64, 1)
    plan, photo = (np.random.default_rng(k).normal(size=(2, 64, 64, 3)).astype("float32") for k in (0, 1))
    rng = np.random.default_rng(3)
    for one, other, shown in zip((built.generator, built.discriminator), again, (plan, [photo, plan]), strict=True):
        other.set_weights([weight + rng.normal(0, 0.1, weight.shape) for weight in one.get_weights()])
        one.set_weights(other.get_weights())
        said = np.array(one(shown, training=False))
        assert said.std() > 0.01 and np.allclose(said, other(shown, training=False), atol=1e-4)
    dropping = [np.array(again[0](plan, training=True)) for _ in range(2)]
    assert np.abs(dropping[0] - dropping[1]).max() > 1e-3
    for size, halvings in ((64, 3), (256, 3)):
        one, other = lab["patchgan"](size, 2, halvings), picture_discriminator(size, 2, halvings)
        assert one.count_params() == other.count_params() and one.output.shape == other.output.shape
    for bad in (48, 8, 0, -16):
        with pytest.raises(ValueError, match="power of 2"):
            picture_generator(bad)


@pytest.mark.parametrize(("halvings", "sees"), [(0, 1), (1, 16), (2, 34), (3, 63)])
def test_a_verdict_sees_a_pixel_a_patch_or_nearly_the_whole_picture(halvings, sees):
    """70×70 pixels are more than the picture has; a verdict in the middle of the map misses a line of it."""
    made = picture_discriminator(64, 1, halvings)
    made.set_weights([np.abs(weight) + 0.1 for weight in made.get_weights()])
    blank = np.zeros((1, 64, 64, 3), "float32")
    lit = blank.copy()
    lit[0, 31, 31] = 1
    for photo, plan in ((lit, blank), (blank, lit)):
        moved = np.argwhere(np.array(made([photo, plan])) != np.array(made([blank, blank])))
        assert len(moved)
        middle = tuple(moved[len(moved) // 2][1:3])
        pixels = tf.constant(blank)
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            verdict = made([pixels, tf.constant(blank)])[(0, *middle)]
        heard = np.abs(tape.gradient(verdict, pixels)[0]).sum(axis=(1, 2)).nonzero()[0]
        assert heard[-1] - heard[0] + 1 == sees
    with pytest.raises(ValueError, match="halvings of 64×64"):
        picture_discriminator(64, 1, 5 if halvings else -1)


def test_the_second_notebooks_game_has_the_labs_terms(lab):
    made = Paired(picture_generator(16, 1), picture_discriminator(16, 1, 0), weight=7.0)
    rng = np.random.default_rng(2)
    scores, other = (tf.constant(rng.normal(size=(2, 5, 5, 1)), tf.float32) for _ in range(2))
    fake, real = (tf.constant(rng.uniform(-1, 1, (2, 16, 16, 3)), tf.float32) for _ in range(2))
    terms = made.g_terms(scores, fake, real, None)
    expected = lab["generator_loss"](scores, fake, real, 7.0)
    assert [float(terms[key]) for key in ("adversarial", "l1")] == pytest.approx(
        [float(v) for v in expected], rel=1e-5
    )
    d_loss = lab["discriminator_loss"](scores, other)
    assert float(made.d_terms(scores, other, None)["d_loss"]) == pytest.approx(float(d_loss), rel=1e-5)
    plan = rng.uniform(-1, 1, (3, 16, 16, 3)).astype("float32")
    assert np.allclose(made.sample(condition=plan), made.average(plan, training=False), atol=1e-6)


def test_pairs_that_are_none_are_refused_before_training(lab, pairs):
    photos, plans = pairs
    with pytest.raises(BadData, match="12 images, but 11"):
        model(lab).fit(photos, plans[:-1], batch_size=4, steps=1, verbose=0)
    with pytest.raises(BadData):
        model(lab).fit(PHOTOS, plans, batch_size=4, steps=1, verbose=0)  # bytes, not −1…1
    broken = photos.copy()
    broken[3, 0, 0, 0] = np.nan
    with pytest.raises(BadData):
        model(lab).fit(broken, plans, batch_size=4, steps=1, verbose=0)


def test_labels_in_place_of_their_colours_are_refused(lab, pairs):
    with pytest.raises((BadData, BadNetworks)):
        model(lab).fit(pairs[0], LABELS, batch_size=4, steps=1, verbose=0)


def test_a_size_that_the_networks_do_not_fit_is_refused(lab, pairs):
    photos, plans = pairs
    with pytest.raises((BadData, BadNetworks), match="32"):
        model(lab, size=32).fit(photos, plans, batch_size=4, steps=1, verbose=0)
    with pytest.raises((BadData, BadNetworks), match="48"):
        model(lab).fit(photos[:, :48, :48], plans, batch_size=4, steps=1, verbose=0)
    with pytest.raises(ValueError, match="power of 2"):
        lab["unet"](48, 1, lab["downsample_block"], lab["upsample_block"])


@pytest.mark.parametrize("bad", [LABELS + 9, LABELS.astype("float32"), LABELS.astype(int) - 1])
def test_labels_out_of_range_or_of_the_wrong_kind_have_no_colour_and_teach_no_reader(bad):
    with pytest.raises(ValueError):
        facade.colours(bad)
    with pytest.raises(ValueError):
        metrics.Reader(15).fit(bad, PHOTOS, epochs=1)


@pytest.mark.parametrize("change", [{"width": 2}, {"skips": False}])
def test_a_foreign_checkpoint_changes_nothing(lab, tmp_path, change):
    ours, path = model(lab), tmp_path / "other.weights.h5"
    before = ours.generator.get_weights()
    model(lab, **change).save_weights(path)
    with pytest.raises(CheckpointError, match="another architecture"):
        ours.load_weights(path)
    with pytest.raises(CheckpointError, match="no checkpoint"):
        ours.load_weights(tmp_path / "none.weights.h5")
    for one, two in zip(before, ours.generator.get_weights(), strict=True):
        assert np.array_equal(one, two)


@pytest.mark.slow
def test_an_interrupted_training_goes_on_and_ends_where_the_uninterrupted_one_does(lab, pairs, goes_on):
    """Dropout is G's chance here, so its state has to come back, too."""
    goes_on(lambda: model(lab), pairs, batch_size=4, steps=4, epochs=2)


@pytest.mark.slow
def test_the_published_model_has_its_size_and_takes_a_step_in_4_gb(root, tmp_path):
    """In a process of its own, as the memory of this one is not its."""
    kept = tmp_path / "step.json"
    command = [sys.executable, str(root / "benchmarks" / "pix2pix.py"), "step", "--json", str(kept)]
    subprocess.run(command, check=True, capture_output=True, cwd=root, timeout=300)
    found = {record["name"].removeprefix("step: "): record for record in json.loads(kept.read_text())["results"]}
    widths = [64 * min(2**k, 8) for k in range(8)]
    entering = [widths[7], *(2 * width for width in widths[6:0:-1])]
    kernels = sum(16 * a * b for a, b in zip([3, *widths[:-1]], widths, strict=True))
    kernels += sum(16 * a * b for a, b in zip(entering, widths[6::-1], strict=True))
    norms = 4 * (sum(widths[1:7]) + sum(widths[:7]))
    assert found["published generator"]["value"] == kernels + norms + 16 * 128 * 3 + 3
    patches = 16 * (6 * 64 + 64 * 128 + 128 * 256 + 256 * 512 + 512) + 1 + 4 * (128 + 256 + 512)
    assert found["published discriminator"]["value"] == patches
    assert found["memory after one 256×256 step"]["ok"] is True
