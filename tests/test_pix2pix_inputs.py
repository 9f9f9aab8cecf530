"""What somebody may hand to lab 08's game of pairs by mistake, and a training that was interrupted."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from course import metrics  # noqa: E402
from course.datasets import facade  # noqa: E402
from course.training import Adversarial, BadData, BadNetworks, CheckpointError  # noqa: E402
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
GIVEN = ("start", "plans", "photos", "patchgan", "padded", "pixelgan", "Pix2Pix")


@pytest.fixture(scope="module")
def lab():
    """The lab's own functions and its model, from its cells."""
    import tensorflow as tf
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


def test_the_other_discriminators_see_a_pixel_or_the_whole_picture(lab):
    assert lab["pixelgan"](64, 1).output.shape == (None, 64, 64, 1)
    assert lab["patchgan"](64, 1, strided=3).output.shape == (None, 6, 6, 1)
    pairs = [np.random.default_rng(k).normal(size=(1, 64, 64, 3)).astype("float32") for k in (0, 1)]
    pixel = lab["pixelgan"](64, 1)
    before = np.array(pixel(pairs))
    pairs[0][0, 5, 7] += 1
    moved = np.argwhere(np.array(pixel(pairs)) != before)
    assert moved.tolist() == [[0, 5, 7, 0]]


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
