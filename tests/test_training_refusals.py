"""What `fit` and its model refuse, in a sentence that says what to do, before anything is trained."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")
import keras  # noqa: E402
from keras import layers  # noqa: E402

from course.training import (  # noqa: E402
    Adversarial,
    BadCallback,
    BadData,
    BadNetworks,
    CheckpointError,
    OutOfMemory,
    trainer,
)
from tests.test_training import (  # noqa: E402
    LATENT,
    PIXELS,
    conditional_networks,
    d_loss,
    fit,
    g_loss,
    images,
    model,
    networks,
)


@pytest.mark.parametrize("role", ["generator", "discriminator"])
def test_a_frozen_network_is_refused(role):
    nets = networks()
    frozen = nets[role == "discriminator"]
    frozen.trainable = False
    made = Adversarial(*nets, d_loss, g_loss, LATENT)
    with pytest.raises(BadNetworks, match=rf"the {role} has no trainable weights.*{role}.trainable = True"):
        made.compile(keras.optimizers.SGD(), keras.optimizers.SGD())
    made = model()
    getattr(made, role).trainable = False  # after compile, as the tutorials have it
    with pytest.raises(BadNetworks, match=rf"the {role} has no trainable weights"):
        fit(made)


@pytest.mark.parametrize("sgd", [True, False])
def test_other_trainable_weights_than_at_compile_are_refused(sgd):
    made = model(sgd=sgd)
    made.discriminator.layers[0].trainable = False
    with pytest.raises(BadNetworks, match=r"other weights of the discriminator.*call compile again"):
        fit(made)
    made.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1))
    before = [weight.numpy() for weight in made.discriminator.layers[0].weights]
    fit(made)
    np.testing.assert_array_equal(before[0], made.discriminator.layers[0].weights[0].numpy())


def test_a_generator_with_two_outputs_is_refused():
    z = keras.Input((LATENT,))
    two = keras.Model(z, [layers.Dense(PIXELS)(z), layers.Dense(2)(z)])
    with pytest.raises(BadNetworks, match=r"the generator returns 2 outputs.*keras\.Model\(inputs, images\)"):
        fit(model(nets=(two, networks()[1])))


# ---- Data ----------------------------------------------------------------------------------------------------


def batches():
    yield images(16)


class Sequence(keras.utils.PyDataset):
    def __len__(self):
        return 1

    def __getitem__(self, index):
        return images(16)


def dataset(*parts):
    return tf.data.Dataset.from_tensor_slices(*parts).batch(16)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (batches, "a generator has no length.*from_generator"),
        (batches(), "a generator has no length.*from_generator"),
        (Sequence(), r"Sequence \(PyDataset\) is not read; give an array, or a tf\.data\.Dataset"),
        ({"image": images(64)}, "a dict is not read; give its images"),
        ((images(64), np.zeros(64)), r"fit\(images, labels\)"),
        (dataset({"image": images(64)}), r"a dict with 'image'.*dataset\.map"),
        (dataset((images(64), images(64), images(64))), "this one has 3 parts"),
        (
            tf.data.Dataset.from_generator(batches, output_types=tf.float32),
            "does not say the shape.*output_signature",
        ),
        (
            tf.data.Dataset.from_generator(batches, output_signature=tf.TensorSpec((None, None), tf.float32)),
            "does not say the shape",
        ),
    ],
)
def test_other_sources_are_refused(x, message):
    made = model()
    with pytest.raises(BadData, match=message):
        made.fit(x, batch_size=16, steps=4, verbose=0)
    assert int(made.step) == 0


def test_more_that_does_not_go_together():
    with pytest.raises(BadData, match="holds its conditions itself"):
        model().fit(dataset(images(64)), np.zeros(64), verbose=0)
    square = keras.Sequential([keras.Input((LATENT,)), layers.Dense(4, "tanh"), layers.Reshape((2, 2))])
    judge = keras.Sequential([keras.Input((2, 2)), layers.Flatten(), layers.Dense(1)])
    single = tf.data.Dataset.from_tensor_slices(np.zeros((8, 2, 2), np.float32))
    with pytest.raises(BadNetworks, match=r"dataset\.batch\(64\)"):
        model(nets=(square, judge)).fit(single, steps=4, verbose=0)
    with pytest.raises(BadData, match="validation_data: a generator"):
        fit(model(), validation_data=batches)
    with pytest.raises(BadData, match="a dict with 'image'"):
        fit(model(), validation_data={"image": images(8)})


def test_sample_takes_one_label_for_all_and_refuses_what_does_not_fit():
    made = Adversarial(*conditional_networks(), d_loss, g_loss, LATENT)
    np.testing.assert_array_equal(made.sample(4, 3), made.sample(condition=[3, 3, 3, 3]))
    assert made.sample(condition=2, latent=np.zeros((5, LATENT))).shape == (5, PIXELS)
    with pytest.raises(BadData, match="labels run from 4 to 4"):
        made.sample(4, 4)
    with pytest.raises(BadData, match="2 latent vectors, but 3 labels"):
        made.sample(condition=[1, 2, 3], latent=np.zeros((2, LATENT)))
    with pytest.raises(BadNetworks, match="the generator does not accept"):
        made.sample(4)
    with pytest.raises(
        BadNetworks, match=r"the generator takes one input.*keras\.Model\(\[latent, condition\], images\)"
    ):
        model().sample(4, 3)
    with pytest.raises(BadNetworks, match="the generator takes one input"):  # Keras would leave the labels out
        model().fit(images(), np.zeros(64, int), batch_size=16, steps=4, verbose=0)


# ---- Callbacks, arguments, files -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("callback", "message"),
    [
        (keras.callbacks.ModelCheckpoint("gan.keras"), "save_weights_only=True"),
        (keras.callbacks.ReduceLROnPlateau("g_loss"), "ReduceLROnPlateau sets the rate of one optimizer"),
        (keras.callbacks.LearningRateScheduler(lambda epoch: 0.1), "ExponentialDecay"),
        (keras.callbacks.EarlyStopping, r"is no callback; make one: EarlyStopping\(...\)"),
    ],
)
def test_callbacks_for_one_optimizer_or_one_network_are_refused(callback, message):
    made = model()
    with pytest.raises(BadCallback, match=message):
        fit(made, callbacks=[callback])
    assert int(made.step) == 0


def test_callbacks_of_keras_that_do_work(tmp_path):
    weights = keras.callbacks.ModelCheckpoint(tmp_path / "gan.weights.h5", save_weights_only=True)
    stop = keras.callbacks.EarlyStopping("d_loss", mode="min", patience=5)
    made = model()
    fit(made, callbacks=[weights, stop])
    model().load_weights(tmp_path / "gan.weights.h5")
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 4, 0.5)
    scheduled = Adversarial(*networks(), d_loss, g_loss, LATENT)
    scheduled.compile(keras.optimizers.SGD(rate), keras.optimizers.SGD(0.1))
    fit(scheduled)
    assert float(scheduled.d_optimizer.learning_rate) == pytest.approx(0.1 * 0.5**2)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ({"class_weight": {0: 1.0}}, "class_weight is not used here; .* terms of its losses"),
        ({"sample_weight": np.ones(64)}, "sample_weight is not used"),
        ({"shuffle": False}, r"shuffle is not used here; .* tf\.data\.Dataset"),
        ({"validation_split": 0.1}, r"validation_split is not used here; .*validation_data=images\[:1000\]"),
        ({"batchsize": 3}, "fit has no argument 'batchsize'"),
    ],
)
def test_arguments_of_keras_that_mean_nothing_here(argument, message):
    with pytest.raises(TypeError, match=message):
        fit(model(), **argument)


def test_a_game_is_not_saved_whole(tmp_path):
    with pytest.raises(CheckpointError, match=r"gan\.keras: .* model\.average\.save.*save_weights"):
        model().save(tmp_path / "gan.keras")
    made = model()
    made.average.save(tmp_path / "generator.keras")
    again = keras.models.load_model(tmp_path / "generator.keras")
    np.testing.assert_array_equal(again.get_weights()[0], made.average.get_weights()[0])


# ---- The device ----------------------------------------------------------------------------------------------


def test_out_of_memory_is_told(monkeypatch):
    made = model(run_eagerly=True)

    def full(batch):
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor with shape[…]")

    made.train_step = full
    with pytest.raises(OutOfMemory, match=r"no room for a step of this batch size. Choose a smaller batch_size"):
        fit(made)
    monkeypatch.setattr(trainer.data, "Resident", lambda *_, **__: full(None))
    with pytest.raises(OutOfMemory, match="MB of images"):
        fit(model())


def test_networks_from_outside_the_strategy_are_refused():
    program = f"""
        import sys; sys.path.insert(0, {os.path.dirname(__file__)!r})
        import tensorflow as tf
        cpu = tf.config.list_physical_devices("CPU")[0]
        tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
        from test_training import *
        from course.training.preflight import BadNetworks
        nets = networks()
        with tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope():
            try:
                model(nets=nets)
            except BadNetworks as error:
                assert "outside this strategy's scope" in str(error)
            else:
                raise SystemExit("it was taken")
            model(nets=networks())
    """
    command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
