"""The engine: who moves in which half, EMA, one step and many, resume, divergence, interrupt, conditions."""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")
import keras  # noqa: E402
from keras import layers  # noqa: E402

from course import runtime  # noqa: E402
from course.training import Adversarial, BadData, Interrupted, TrainingDiverged, callbacks, preflight  # noqa: E402
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
    with pytest.raises(BadData, match=r"latent has shape \(2, 4\); \(n, 3\)"):
        made.sample(latent=np.zeros((2, 4)))
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


def test_a_rate_that_throws_d_away_is_blamed_on_d():
    with pytest.raises(TrainingDiverged, match="the discriminator's loss or gradient"):
        fit(model(rates=(1e20, 0.01)))
    with pytest.raises(TrainingDiverged, match="the discriminator's loss or gradient"):
        fit(model(rates=(1e18, 0.01), nets=networks(batch_norm=True)))


@pytest.mark.parametrize("where", [0, 1])
def test_nan_in_a_later_batch_is_blamed_on_the_data(where):
    rows = [images(48), np.zeros((48, 1), np.float32)]
    rows[where][20, 0] = math.nan

    class Paired(Adversarial):
        def generate(self, generator, latent, condition, training=False):
            return generator(latent, training=training) + 0 * condition

        def discriminate(self, pictures, condition, training=False):
            return self.discriminator(pictures, training=training)

    made = Paired(*networks(), d_loss, g_loss, LATENT)
    made.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1))
    with pytest.raises(TrainingDiverged, match="the data hold NaN or infinity in the batch of step 2;"):
        fit(made, 3, 1, x=tf.data.Dataset.from_tensor_slices(tuple(rows)).batch(16))


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


def test_interrupt_ends_cleanly_with_the_best_weights_and_ends_the_run(capsys):
    made, best = model(quality=Brightness()), callbacks.Best("val_distance")
    kept = {}

    class Remember(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            kept[epoch] = self.model.state()

    with pytest.raises(Interrupted, match="interrupted after 20 steps"):
        fit(made, steps=40, epochs=10, validation_data=images(8), callbacks=[Remember(), best, Interrupt(4)])
    assert len(made.history.epoch) <= 5 and best.epoch in kept
    for name, array in made.state().items():
        np.testing.assert_array_equal(array, kept[best.epoch][name])
    fit(made)  # and it trains on
    assert issubclass(Interrupted, KeyboardInterrupt)  # Run All ends with it


def test_interrupt_inside_an_epoch_counts_the_same_steps_everywhere(capsys):
    class Now(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if self.model.step.numpy() >= 14:
                raise KeyboardInterrupt

    made, best = model(steps_per_execution=2), callbacks.Best("d_loss")
    fit(made)  # 8 steps that do not count
    with pytest.raises(Interrupted, match="interrupted after 6 steps"):
        made.fit(images(), batch_size=16, steps=40, epochs=20, callbacks=[best, Now()])
    assert capsys.readouterr().out.startswith("6 steps   ")
    assert int(made.step.numpy()) == best.step < 14
    made.evaluate(images(8))


def test_interrupt_is_a_sentence_in_a_notebook():
    from IPython.core.interactiveshell import InteractiveShell

    shell, shown = InteractiveShell(), []
    shell._showtraceback = lambda kind, value, lines: shown.extend(lines)
    shell.user_ns["stop"] = Interrupted("interrupted after 3 steps")
    done = shell.run_cell("raise stop")
    assert shown == ["interrupted after 3 steps"] and isinstance(done.error_in_exec, KeyboardInterrupt)


# ---- What XLA cannot compile ---------------------------------------------------------------------------------


def talking(fake):
    tf.print("mean", tf.reduce_mean(fake), output_stream="file:///dev/null")
    return g_loss(fake)


def by_numpy(fake):
    extra = tf.numpy_function(lambda a: np.float32(0.0 * a.sum()), [fake], tf.float32)
    extra.set_shape(())
    return g_loss(fake) + extra


@pytest.mark.parametrize("loss", [talking, by_numpy])
def test_what_xla_cannot_compile_trains_without_it_and_it_is_said(loss, capsys):
    made = model(losses=(d_loss, loss), jit_compile="auto")
    assert made.jit_compile is True
    fit(made)
    assert int(made.step) == 8 and made.jit_compile is False
    assert capsys.readouterr().out.count("XLA cannot compile") == 1
    plain = model(jit_compile="auto")
    fit(plain)
    assert plain.jit_compile is True and "XLA" not in capsys.readouterr().out


def test_no_xla_in_smoke_whose_steps_take_less_time_than_compiling(monkeypatch):
    for profile, wanted in {"smoke": False, "cpu": True}.items():
        monkeypatch.setenv("COURSE_PROFILE", profile)
        assert model(jit_compile="auto").jit_compile is wanted
    monkeypatch.setenv("COURSE_PROFILE", "smoke")
    assert model(jit_compile=True).jit_compile is True


def test_no_xla_where_setup_found_that_it_fails(monkeypatch):
    monkeypatch.setattr(runtime, "xla", lambda: False)
    assert model(jit_compile="auto").jit_compile is False


# ---- A step of one's own -------------------------------------------------------------------------------------


def test_a_step_of_ones_own_gets_images_in_every_kind_of_fit():
    seen = []

    class Own(Adversarial):
        def train_step(self, real):
            seen.append((real.dtype, real.shape))
            return super().train_step(real)

    made = Own(*networks(), d_loss, g_loss, LATENT)
    made.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1))
    fit(made)
    fit(made, x=tf.data.Dataset.from_tensor_slices(images(64)).batch(16).repeat())
    assert set(seen) == {(tf.float32, (16, PIXELS)), (tf.float32, (None, PIXELS))}
    made.train_step(tf.constant(images(16)))  # and by hand
    assert "train_step" not in vars(made)


def test_private_parts_of_keras_that_the_engine_leans_on_are_there():
    fit_, evaluate = (inspect.getsource(getattr(keras.Model, name)) for name in ("fit", "evaluate"))
    assert "_initial_epoch" in fit_ and "_use_cached_eval_dataset=True" in fit_
    assert "_use_cached_eval_dataset" in evaluate
    optimizer = keras.optimizers.Adam()
    optimizer.build(networks()[0].trainable_variables)
    assert len(preflight.optimizer_weights(optimizer)) == 4
