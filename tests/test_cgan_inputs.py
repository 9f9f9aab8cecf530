"""What somebody may hand to a conditional GAN by mistake, and a training that was interrupted."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

from course.training import Adversarial, BadData, BadNetworks, CheckpointError, saved  # noqa: E402

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(-1, 1, (40, 8, 8, 1)).astype("float32")
LABELS = np.arange(40) % 10


def networks(width=6):
    layers, ops = keras.layers, keras.ops
    latent, label = keras.Input((5,)), keras.Input((), dtype="int32")
    joined = ops.concatenate([latent, ops.one_hot(label, 10, dtype="float32")], axis=-1)
    image = layers.Reshape((8, 8, 1))(layers.Dense(64, activation="tanh")(layers.Dense(width)(joined)))
    generator = keras.Model([latent, label], image)
    image, label = keras.Input((8, 8, 1)), keras.Input((), dtype="int32")
    joined = ops.concatenate([layers.Flatten()(image), ops.one_hot(label, 10, dtype="float32")], axis=-1)
    return generator, keras.Model([image, label], layers.Dense(1)(layers.Dense(width)(joined)))


def d_loss(real, fake):
    return tf.reduce_mean(tf.nn.softplus(-real)) + tf.reduce_mean(tf.nn.softplus(fake))


def g_loss(fake):
    return tf.reduce_mean(tf.nn.softplus(-fake))


def model(width=6):
    keras.utils.set_random_seed(1)
    made = Adversarial(*networks(width), d_loss, g_loss, 5, classes=10)
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
def test_labels_that_are_none_are_refused_before_training(labels, says):
    with pytest.raises(BadData, match=says):
        model().fit(IMAGES, labels, batch_size=10, steps=1, verbose=0)


@pytest.mark.parametrize("labels", [[10], [-1], [0.5]])
def test_ordering_what_is_no_class_is_refused(labels):
    with pytest.raises(BadData):
        model().sample(condition=np.array(labels))


def test_images_of_another_size_are_refused():
    with pytest.raises(BadNetworks, match=r"\(9, 9, 1\)"):
        model().fit(np.zeros((40, 9, 9, 1), "float32"), LABELS, batch_size=10, steps=1, verbose=0)


def test_a_missing_and_a_foreign_checkpoint_change_nothing(tmp_path):
    ours = model()
    before = ours.generator.get_weights()
    with pytest.raises(CheckpointError, match="no checkpoint"):
        ours.load_weights(tmp_path / "none.weights.h5")
    model(width=7).save_weights(tmp_path / "other.weights.h5")
    with pytest.raises(CheckpointError, match="another architecture"):
        ours.load_weights(tmp_path / "other.weights.h5")
    (tmp_path / "text.weights.h5").write_text("no weights")
    with pytest.raises(CheckpointError, match="damaged"):
        ours.load_weights(tmp_path / "text.weights.h5")
    for one, two in zip(before, ours.generator.get_weights(), strict=True):
        assert np.array_equal(one, two)


def test_shipped_weights_of_another_architecture_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(saved, "SHIPPED", tmp_path)
    saved.ship("digits", networks(6)[0], {"command": "none"}, folder=tmp_path)
    monkeypatch.setattr(saved.read, "__defaults__", (tmp_path,))
    assert saved.shipped("digits", networks(6)[0]).built
    with pytest.raises(CheckpointError, match="another architecture"):
        saved.shipped("digits", networks(7)[0])


def test_an_interrupted_training_goes_on_and_ends_where_the_uninterrupted_one_does(goes_on):
    goes_on(model, (IMAGES, LABELS), batch_size=10, steps=6, epochs=3)
