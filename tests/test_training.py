"""The engine: who moves in which half, EMA, one step and many, resume, divergence, interrupt, conditions."""

from __future__ import annotations

import ast
import gc
import io
import math
import tokenize
from pathlib import Path

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")
import keras  # noqa: E402
from keras import layers  # noqa: E402

from course import training  # noqa: E402
from course.training import Adversarial, BadData, BadNetworks, TrainingDiverged, callbacks  # noqa: E402
from course.training.noise import normal  # noqa: E402

PIXELS, LATENT = 6, 3


def cross_entropy(logits, target):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(tf.fill(tf.shape(logits), target), logits))


def d_loss(real, fake):
    return cross_entropy(real, 1.0) + cross_entropy(fake, 0.0)


def g_loss(fake):
    return cross_entropy(fake, 1.0)


def networks(seed=0, batch_norm=False, dropout=0.0, dtype=None):
    keras.utils.set_random_seed(seed)
    norm = [layers.BatchNormalization()] if batch_norm else []
    drop = [layers.Dropout(dropout, seed=seed)] if dropout else []
    norm_d = [layers.BatchNormalization()] if batch_norm else []
    last = {"dtype": "float32"}
    g = [layers.Dense(8, "relu", dtype=dtype), *norm, layers.Dense(PIXELS, "sigmoid", **last)]
    d = [layers.Dense(8, "relu", dtype=dtype), *norm_d, *drop, layers.Dense(1, **last)]
    return keras.Sequential([keras.Input((LATENT,)), *g]), keras.Sequential([keras.Input((PIXELS,)), *d])


def model(
    *, sgd=True, rates=(0.01, 0.01), quality=None, ema=0.9, losses=(d_loss, g_loss), seed=0, nets=None, **compile_
):
    generator, discriminator = nets or networks(seed)
    kind = keras.optimizers.SGD if sgd else keras.optimizers.Adam
    made = Adversarial(generator, discriminator, *losses, LATENT, ema=ema, quality=quality, seed=seed)
    made.compile(kind(rates[0]), kind(rates[1]), **{"jit_compile": False, "steps_per_execution": 4, **compile_})
    return made


def images(n=64, seed=0):
    return np.random.default_rng(seed).random((n, PIXELS), np.float32)


def fit(made, steps=8, epochs=2, batch_size=16, x=None, **kwargs):
    return made.fit(
        images() if x is None else x, batch_size=batch_size, steps=steps, epochs=epochs, verbose=0, **kwargs
    )


def weights(network):
    return [weight.numpy() for weight in network.weights]


def same(one, other, atol=0.0):
    return all(np.allclose(a, b, rtol=0, atol=atol) for a, b in zip(one, other, strict=True))


def one_step(made):
    made._check(images(), None, 16)
    made.train_step(tf.constant(images(16)))


# ---- The step ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rates", "d_moves", "g_moves"), [((0.1, 0.0), True, False), ((0.0, 0.1), False, True)])
def test_each_half_moves_only_its_own_network(rates, d_moves, g_moves):
    made = model(sgd=True, rates=rates)
    d, g = weights(made.discriminator), weights(made.generator)
    one_step(made)
    assert same(d, weights(made.discriminator)) is not d_moves
    assert same(g, weights(made.generator)) is not g_moves


def test_step_is_the_formula():
    """SGD, one step, against gradients taken by hand: D on (real, fake), then G on the D that has moved."""
    made = model(sgd=True, rates=(0.5, 0.25), ema=0.75)
    g, d = networks(0)
    real, latent = images(16), made.noise(images(16), 0)
    with tf.GradientTape() as tape:
        loss = d_loss(d(real), d(g(latent)))
    d_loss_by_hand = float(loss)
    for weight, slope in zip(d.weights, tape.gradient(loss, d.trainable_variables), strict=True):
        weight.assign(weight - 0.5 * slope)
    with tf.GradientTape() as tape:
        loss = g_loss(d(g(latent)))
    before = weights(g)
    slopes = tape.gradient(loss, g.trainable_variables)
    for weight, slope in zip(g.weights, slopes, strict=True):
        weight.assign(weight - 0.25 * slope)
    made._check(real, None, 16)
    logs = made.train_step(tf.constant(real))
    assert same(weights(d), weights(made.discriminator), 1e-6)
    assert same(weights(g), weights(made.generator), 1e-6)
    average = [0.75 * old + 0.25 * new for old, new in zip(before, weights(g), strict=True)]
    assert same(average, weights(made.average), 1e-6)
    assert float(logs["d_loss"]) == pytest.approx(d_loss_by_hand, rel=1e-5)
    assert float(logs["g_grad_norm"]) == pytest.approx(float(tf.linalg.global_norm(slopes)), rel=1e-4)


def test_ema_is_the_geometric_mean_of_the_past_and_copies_statistics():
    made = model(nets=networks(batch_norm=True), ema=0.8)
    expected = weights(made.average)
    for _ in range(5):
        one_step(made)
        now = [(weight.numpy(), weight.trainable) for weight in made.generator.weights]
        expected = [0.8 * old + 0.2 * new if moves else new for old, (new, moves) in zip(expected, now, strict=True)]
    assert same(expected, weights(made.average), 1e-6)
    assert not made.average.trainable_weights
    plain = model(ema=None)
    assert plain.average is plain.generator


def test_batch_norm_statistics_of_d_move_in_its_half_only():
    """They are those of a D that saw one real and one fake batch, not of a third pass in G's half."""
    made, twin = model(nets=networks(batch_norm=True)), networks(batch_norm=True)
    real = images(16)
    fake = twin[0](made.noise(real, 0), training=True)
    twin[1](real, training=True)
    twin[1](fake, training=True)
    made._check(real, None, 16)
    made.train_step(tf.constant(real))
    statistics = [weight.numpy() for weight in made.discriminator.non_trainable_weights]
    assert same(statistics, [weight.numpy() for weight in twin[1].non_trainable_weights], 1e-6)


def test_dead_half_does_not_reach_d_through_regularizers():
    penalty = keras.regularizers.L2(1.0)
    generator, _ = networks()
    discriminator = keras.Sequential([keras.Input((PIXELS,)), layers.Dense(1, kernel_regularizer=penalty)])
    made = model(
        sgd=True,
        rates=(0.1, 0.0),
        nets=(generator, discriminator),
        losses=(lambda r, f: 0.0 * tf.reduce_sum(r), g_loss),
    )
    before = discriminator.weights[0].numpy()
    one_step(made)
    np.testing.assert_allclose(discriminator.weights[0], before * (1 - 0.2), rtol=1e-5)


# ---- fit -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("jit", "many"), [(False, 3), (False, 50), (True, 50)])
def test_steps_in_one_call_change_nothing(jit, many):
    """Also when they do not divide the epoch: 10 steps are three calls and a last one of one step."""
    one, more = (model(jit_compile=jit, steps_per_execution=number) for number in (1, many))
    histories = [fit(each, steps=20, epochs=2).history for each in (one, more)]
    assert int(one.step.numpy()) == int(more.step.numpy()) == 20
    for a, b in zip(one.state().values(), more.state().values(), strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-6)
    for name, values in histories[0].items():
        np.testing.assert_allclose(values, histories[1][name], rtol=1e-5)


def test_a_seed_means_the_same_with_and_without_xla():
    """Both draw the same noise and rows; XLA may sum in another order."""
    plain, xla = (model(jit_compile=jit, seed=3) for jit in (False, True))
    histories = [fit(each, steps=20, epochs=2).history for each in (plain, xla)]
    for a, b in zip(plain.state().values(), xla.state().values(), strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-5)
    np.testing.assert_allclose(histories[0]["g_loss"], histories[1]["g_loss"], rtol=1e-4)


@pytest.mark.parametrize("shape", [(50, 100), (3, 7), (1, 1), (513,)])
def test_noise_is_tensorflows_own_and_the_same_under_xla(shape):
    key = tf.constant([5, 8], tf.int64)
    expected = tf.random.stateless_normal(shape, key)
    np.testing.assert_allclose(normal(shape, key), expected, rtol=0, atol=1e-5)
    np.testing.assert_allclose(tf.function(normal, jit_compile=True)(shape, key), expected, rtol=0, atol=1e-5)
    count = tf.function(lambda n: normal((n, *shape[1:]), key))(tf.constant(shape[0]))
    np.testing.assert_allclose(count, expected, rtol=0, atol=1e-5)


def test_noise_is_normal_and_each_step_has_its_own():
    many = normal((400, 500), (0, 1)).numpy()
    assert abs(many.mean()) < 0.01 and abs(many.std() - 1) < 0.01
    inside = [np.mean(np.abs(many) < bound) for bound in (1, 2, 3)]
    np.testing.assert_allclose(inside, (0.6827, 0.9545, 0.9973), atol=0.003)
    assert np.abs(np.corrcoef(many[:60])[np.triu_indices(60, 1)]).max() < 0.25
    made = model()
    draws = [made.noise(images(16), step).numpy() for step in (0, 1, 0)]
    np.testing.assert_array_equal(draws[0], draws[2])
    assert np.abs(draws[0] - draws[1]).max() > 1


def test_the_engine_reads_in_one_sitting():
    """adversarial.py and trainer.py, without docstrings, comments and blank lines, are under 300 lines."""
    total = 0
    for name in ("adversarial.py", "trainer.py"):
        text = (Path(training.__file__).parent / name).read_text()
        nodes = [node for node in ast.walk(ast.parse(text)) if hasattr(node, "body") and isinstance(node.body, list)]
        first = [node.body[0] for node in nodes if node.body and isinstance(node.body[0], ast.Expr)]
        docs = {
            line
            for node in first
            if isinstance(node.value, ast.Constant)
            for line in range(node.lineno, node.end_lineno + 1)
        }
        quiet = {
            tokenize.COMMENT,
            tokenize.NL,
            tokenize.NEWLINE,
            tokenize.INDENT,
            tokenize.DEDENT,
            tokenize.ENDMARKER,
        }
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        spans = [range(token.start[0], token.end[0] + 1) for token in tokens if token.type not in quiet]
        total += len({line for span in spans for line in span} - docs)
    assert 200 < total < 300


def test_history_has_the_means_of_each_epoch():
    made = model()
    history = fit(made, steps=12, epochs=3).history
    assert set(history) == {"d_real", "d_fake", "d_loss", "g_loss", "d_grad_norm", "g_grad_norm"}
    assert all(len(values) == 3 and np.isfinite(values).all() for values in history.values())
    assert all(0 < value < 1 for value in history["d_real"] + history["d_fake"])


def test_epochs_are_passes_and_steps_are_reports():
    made = model()
    assert len(made.fit(images(64), batch_size=16, epochs=3, verbose=0).epoch) == 3
    assert int(made.step.numpy()) == 12
    assert len(made.fit(images(64), batch_size=16, steps=30, verbose=0).epoch) == 15
    assert int(made.step.numpy()) == 42


def test_every_epoch_shows_every_image_once():
    made, seen = model(), []
    fit(made, steps=4, epochs=1)
    for _ in range(2):
        made.resident.shuffle(4 * len(seen), 4)
        drawn = np.concatenate([made.resident(places)[0] for places in made.resident.batches(4)])
        np.testing.assert_array_equal(np.sort(drawn, axis=0), np.sort(images(), axis=0))
        seen.append(drawn)
    assert (seen[0] != seen[1]).any()
    whole = made.resident.shuffle(0, 10)
    np.testing.assert_array_equal(whole[3:9], made.resident.shuffle(3, 6))


def test_another_number_of_steps_neither_compiles_anew_nor_waits_for_the_pipelines_tuner():
    made = model()
    shapes = []
    for steps in (2, 30):
        fit(made, steps=steps, epochs=1)
        shapes.append(made.resident._rows.value().shape)  # XLA compiles for each
        assert made.resident.batches(steps).options().autotune.enabled is False
    assert shapes[0] == shapes[1]
    many = 10 * shapes[0][0] // made.resident.batch_size  # and more than there is room for
    rows = made.resident.shuffle(0, many)
    np.testing.assert_array_equal(made.resident._rows[: rows.size], rows.ravel())


def test_a_dataset_trains_too_and_ends_where_told():
    made = model(steps_per_execution=4)
    batches = tf.data.Dataset.from_tensor_slices(images(64)).batch(16).repeat()
    fit(made, x=batches, steps=18, epochs=3)
    assert int(made.step.numpy()) == 18
    finite = tf.data.Dataset.from_tensor_slices(images(64)).batch(16)
    made.fit(finite, epochs=2, verbose=0)
    assert int(made.step.numpy()) == 26


def test_no_retracing_and_other_data_are_taken():
    made, traces = model(), []
    step = made.train_step
    made.train_step = lambda batch: traces.append(1) or step(batch)
    x = images()
    fit(made, x=x)
    first = len(traces)
    for _ in range(3):
        fit(made, x=x, steps=16)
    assert len(traces) == first
    draws = [made.resident]
    fit(made, x=images(32, seed=1))
    assert made.resident is not draws[0] and made.resident.size == 32


def test_memory_does_not_grow_with_steps():
    """Tensors and Python objects stay as many as they were; bytes are for benchmarks/engine.py."""
    made, x = model(), images()
    fit(made, x=x, steps=40)
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(3):
        fit(made, x=x, steps=200)
        gc.collect()
    assert len(gc.get_objects()) - before < 4000


def test_mixed_bfloat16_learns_in_float32():
    made = model(nets=networks(dtype="mixed_bfloat16"))
    assert made.sample(2).dtype == np.float32
    history = fit(made).history
    assert np.isfinite(history["d_loss"]).all()
    assert all(weight.dtype == "float32" for weight in made.generator.weights)
    ends_low = keras.Sequential([keras.Input((LATENT,)), layers.Dense(PIXELS, dtype="mixed_bfloat16")])
    with pytest.raises(BadNetworks, match='dtype="float32"'):
        fit(model(nets=(ends_low, networks()[1])))


def test_float16_gets_a_loss_scale_in_both_optimizers():
    made = model(nets=networks(dtype="mixed_float16"))
    assert all("LossScale" in type(each).__name__ for each in (made.d_optimizer, made.g_optimizer))
    history = fit(made).history
    assert np.isfinite(history["d_loss"]).all() and 0 < history["d_grad_norm"][0] < 100


# ---- Evaluation and samples ----------------------------------------------------------------------------------


class Brightness(keras.metrics.Metric):
    """Plain NumPy, as a judge may be."""

    def __init__(self):
        super().__init__(name="brightness")
        self.shown = []

    def update_state(self, samples):
        self.shown.append(np.asarray(samples))

    def result(self):
        return {"distance": float(np.mean(np.concatenate(self.shown))), "count": sum(map(len, self.shown))}

    def reset_state(self):
        self.shown = []


@pytest.mark.parametrize("jit", [False, True])
def test_quality_sees_samples_of_the_average_and_becomes_val(jit):
    made = model(quality=Brightness(), jit_compile=jit)
    history = fit(made, validation_data=images(40, seed=5)).history
    assert history["val_count"] == [40, 40]
    logs = made.evaluate(images(40, seed=5), return_dict=True)
    assert logs["distance"] == pytest.approx(history["val_distance"][-1])
    assert logs["d_loss"] == pytest.approx(history["val_d_loss"][-1], rel=1e-5)
    assert "d_grad_norm" not in logs and "val_d_grad_norm" not in [name for name in logs]
    shown = made.quality.shown[0]
    made.generator.set_weights([0 * weight for weight in made.generator.get_weights()])
    made.evaluate(images(40, seed=5))
    np.testing.assert_array_equal(shown, made.quality.shown[0])


def test_samples_depend_on_the_seed_alone():
    made = model()
    np.testing.assert_allclose(made.sample(10, seed=3), made.sample(10, seed=3, batch_size=4), atol=1e-6)
    assert not np.allclose(made.sample(10, seed=3), made.sample(10, seed=4))
    assert made.sample(latent=np.zeros((5, LATENT))).shape == (5, PIXELS)
    np.testing.assert_allclose(
        made.predict(np.zeros((5, LATENT)), verbose=0), made.sample(latent=np.zeros((5, LATENT)))
    )


# ---- The override point --------------------------------------------------------------------------------------


def conditional_networks(classes=4):
    keras.utils.set_random_seed(1)
    z, label = keras.Input((LATENT,)), keras.Input((), dtype="int32")
    mixed = layers.Multiply()([z, layers.Embedding(classes, LATENT)(label)])
    generator = keras.Model([z, label], layers.Dense(PIXELS, "sigmoid")(layers.Dense(8, "relu")(mixed)))
    x, label = keras.Input((PIXELS,)), keras.Input((), dtype="int32")
    joined = layers.Concatenate()([x, layers.Embedding(classes, 2)(label)])
    return generator, keras.Model([x, label], layers.Dense(1)(layers.Dense(8, "relu")(joined)))


def test_conditional_gan_overrides_nothing():
    made = Adversarial(*conditional_networks(), d_loss, g_loss, LATENT)
    made.compile(keras.optimizers.Adam(), keras.optimizers.Adam())
    labels = np.arange(64) % 4
    made.fit(images(), labels, batch_size=16, steps=8, verbose=0, validation_data=(images(20), labels[:20]))
    assert made.sample(condition=[0, 1, 2]).shape == (3, PIXELS)
    with pytest.raises(BadData, match="4 classes"):
        made.sample(condition=np.array([4]))


def test_labels_of_networks_that_encode_them_are_checked_too():
    z, label = keras.Input((LATENT,)), keras.Input((), dtype="int32")
    joined = layers.Concatenate()([z, layers.CategoryEncoding(4, "one_hot")(label)])
    generator = keras.Model([z, label], layers.Dense(PIXELS, "sigmoid")(joined))
    made = Adversarial(generator, conditional_networks(7)[1], d_loss, g_loss, LATENT)
    made.compile(keras.optimizers.Adam(), keras.optimizers.Adam())
    with pytest.raises(BadData, match="labels run from 0 to 5; with 4 classes they must be 0 … 3"):
        made.fit(images(), np.arange(64) % 6, batch_size=16, steps=8, verbose=0)
    assert int(made.step.numpy()) == 0


class AuxiliaryClassifier(Adversarial):
    """AC-GAN: D names the class as well, G is asked for one."""

    def discriminate(self, images, labels, training=False):
        return self.discriminator(images, training=training)

    def d_terms(self, real, fake, labels):
        return {"d_loss": self.d_loss(real[0], fake[0]), "d_class": self.class_loss(labels, real[1])}

    def g_terms(self, fake_scores, fake, real, labels):
        return {"g_loss": self.g_loss(fake_scores[0]), "g_class": self.class_loss(labels, fake_scores[1])}

    def class_loss(self, labels, logits):
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))


def test_auxiliary_classifier_learns_the_classes():
    x = keras.Input((PIXELS,))
    hidden = layers.Dense(16, "relu")(x)
    discriminator = keras.Model(x, [layers.Dense(1)(hidden), layers.Dense(4)(hidden)])
    made = AuxiliaryClassifier(conditional_networks()[0], discriminator, d_loss, g_loss, LATENT)
    made.compile(keras.optimizers.Adam(0.01), keras.optimizers.Adam(0.01))
    labels = np.arange(64) % 4
    pictures = images() * 0.1 + labels[:, None] * 0.2
    history = made.fit(pictures, labels, batch_size=16, steps=200, epochs=2, verbose=0).history
    assert {"d_class", "g_class"} <= set(history)
    assert history["d_class"][-1] < 0.7 * history["d_class"][0]


class ImageToImage(Adversarial):
    """pix2pix: the condition is an image, and an L1 term holds G to the pair."""

    def generate(self, generator, latent, inputs, training=False):
        return generator(inputs, training=training)

    def g_terms(self, fake_scores, fake, real, inputs):
        return {"g_loss": self.g_loss(fake_scores), "l1": 100 * tf.reduce_mean(tf.abs(real - fake))}


def test_image_to_image_learns_the_pair():
    keras.utils.set_random_seed(0)
    generator = keras.Sequential([keras.Input((4, 4, 2)), layers.Conv2D(1, 1)])
    pair = [keras.Input((4, 4, 1)), keras.Input((4, 4, 2))]
    discriminator = keras.Model(pair, layers.Conv2D(1, 2)(layers.Concatenate()(pair)))  # a patch of logits
    made = ImageToImage(generator, discriminator, d_loss, g_loss, LATENT)
    made.compile(keras.optimizers.Adam(0.001), keras.optimizers.Adam(0.05))
    inputs = np.random.default_rng(0).random((32, 4, 4, 2), np.float32)
    targets = inputs[..., :1] - 0.5 * inputs[..., 1:]
    history = made.fit(targets, inputs, batch_size=8, steps=200, epochs=2, verbose=0).history
    assert history["l1"][-1] < 0.3 * history["l1"][0]
    assert made.sample(condition=inputs[:3]).shape == (3, 4, 4, 1)


# ---- Ends before the end -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["discriminator", "generator"])
def test_divergence_names_network_and_step(role):
    """The losses are sound until one weight of one network is made NaN after 8 steps."""

    class Spoil(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                network = getattr(self.model, role)
                network.weights[-2].assign(math.nan * network.weights[-2])

    made = model(steps_per_execution=3)
    with pytest.raises(TrainingDiverged, match=rf"the {role}.*at step 9;") as caught:
        fit(made, steps=16, epochs=4, callbacks=[Spoil()])
    assert "lower rate" in str(caught.value)
    with pytest.raises(TrainingDiverged, match=r"the generator's.*at step 1;"):
        fit(model(losses=(d_loss, lambda fake: g_loss(fake) + tf.where(tf.shape(fake)[0] > 4, math.nan, 0.0))))


def test_best_weights_are_back_after_divergence():
    class Spoil(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                self.model.generator.weights[-1].assign(math.nan * self.model.generator.weights[-1])

    made, best = model(), callbacks.Best("d_loss")
    with pytest.raises(TrainingDiverged):
        fit(made, steps=16, epochs=4, callbacks=[best, Spoil()])
    assert best.step in (4, 8) and all(np.isfinite(array).all() for array in made.state().values())


class Interrupt(keras.callbacks.Callback):
    """The stop button, at the end of an epoch."""

    def __init__(self, epoch):
        super().__init__()
        self.at = epoch

    def on_epoch_end(self, epoch, logs=None):
        if epoch == self.at:
            raise KeyboardInterrupt


def test_interrupt_ends_cleanly_with_the_best_weights(capsys):
    made, best = model(quality=Brightness()), callbacks.Best("val_distance")
    kept = {}

    class Remember(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            kept[epoch] = self.model.state()

    history = fit(made, steps=40, epochs=10, validation_data=images(8), callbacks=[Remember(), best, Interrupt(4)])
    assert "interrupted after step 20" in capsys.readouterr().out
    assert len(history.epoch) <= 5 and best.epoch in kept
    for name, array in made.state().items():
        np.testing.assert_array_equal(array, kept[best.epoch][name])
    fit(made)  # and it trains on


def test_interrupt_inside_an_epoch():
    class Now(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if self.model.step.numpy() >= 6:
                raise KeyboardInterrupt

    made = model(steps_per_execution=2)
    fit(made, steps=40, epochs=2, callbacks=[Now()])
    assert int(made.step.numpy()) == 6
    made.evaluate(images(8))
