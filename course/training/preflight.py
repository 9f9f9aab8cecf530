"""What is checked before training starts, so that a mistake is told in words and not by a stack of TensorFlow."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf


class BadNetworks(ValueError):
    """The networks, or the losses on their outputs, do not fit together or the data. Nothing has been trained."""


class BadCallback(ValueError):
    """A callback cannot work with two optimizers or two networks. Nothing has been trained."""


def check_networks(generator, discriminator, latent_dim, ema) -> None:
    """Raise BadNetworks unless both networks have weights, share none, and the numbers are usable."""
    for role, network in (("generator", generator), ("discriminator", discriminator)):
        if not isinstance(network, keras.Model):
            raise BadNetworks(f"the {role} must be a keras.Model, not {type(network).__name__}")
        if not network.built:
            raise BadNetworks(f"the {role} has no weights yet: begin it with keras.Input(shape)")
    shared = {id(weight) for weight in generator.weights} & {id(weight) for weight in discriminator.weights}
    if shared:
        raise BadNetworks("generator and discriminator share layers; each needs weights of its own")
    if not isinstance(latent_dim, (int, np.integer)) or latent_dim < 1:
        raise BadNetworks(f"latent_dim is {latent_dim!r}; it is the number of entries of a latent vector")
    if ema is not None and not 0 <= ema < 1:
        raise BadNetworks(f"ema is {ema}; a decay lies in [0, 1), or is None")
    for role, network in (("generator", generator), ("discriminator", discriminator)):
        if not all(tf.distribute.get_strategy().extended.variable_created_in_scope(w.value) for w in network.weights):
            raise BadNetworks(
                f"the {role} was built outside this strategy's scope; build both networks, their optimizers and the "
                "model inside one `with strategy.scope():`"
            )


def check_trainable(network, role: str, optimizer=None) -> None:
    """Raise BadNetworks if `network` is frozen, or other weights are trainable than `optimizer` was built for."""
    if not network.trainable_variables:
        raise BadNetworks(
            f"the {role} has no trainable weights, so it would never learn: it, or all its layers, were set to "
            f"trainable = False. Set {role}.trainable = True; the engine moves one network at a time by itself"
        )
    if optimizer is not None and optimizer.built:
        known = {id(weight) for weight in optimizer_weights(optimizer)}
        if known and known != {id(weight) for weight in network.trainable_variables}:
            raise BadNetworks(
                f"other weights of the {role} are trainable than when compile was called: call compile again"
            )


def check_takes_condition(network, role: str, form: str) -> None:
    """Raise BadNetworks if `network` has one input only: Keras would leave a condition out, with a warning."""
    if len(getattr(network, "inputs", None) or [None, None]) < 2:
        raise BadNetworks(
            f"the {role} takes one input, but there are labels or conditions: build it as keras.Model({form}), or "
            "leave them out"
        )


def optimizer_weights(optimizer) -> list:
    """Return the weights that `optimizer` was built for, [] where it does not tell."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    return list(getattr(inner, "_trainable_variables", None) or [])


def check_callbacks(callbacks) -> None:
    """Raise BadCallback for those that expect one optimizer, or a model that is saved whole."""
    for callback in callbacks:
        name = type(callback).__name__
        if isinstance(callback, keras.callbacks.ModelCheckpoint) and not callback.save_weights_only:
            raise BadCallback(
                f"{name} would save the whole model, which is two networks and a game: give it "
                'save_weights_only=True and a name in .weights.h5, or use callbacks.Checkpoint("gan.weights.h5")'
            )
        if isinstance(callback, (keras.callbacks.ReduceLROnPlateau, keras.callbacks.LearningRateScheduler)):
            raise BadCallback(
                f"{name} sets the rate of one optimizer, and this model has two: give each its own schedule, such as "
                "Adam(keras.optimizers.schedules.ExponentialDecay(2e-4, 1000, 0.9)), or set "
                "model.d_optimizer.learning_rate in a callback of your own"
            )
        if not isinstance(callback, keras.callbacks.Callback):
            raise BadCallback(f"{callback!r} is no callback; make one: {getattr(callback, '__name__', name)}(...)")


def check_arguments(arguments: dict) -> None:
    """Raise TypeError for arguments of Keras's `fit` that mean nothing here, with what to do instead."""
    for name in arguments:
        if name in UNUSED:
            raise TypeError(f"fit: {name} is not used here; {UNUSED[name]}")
        if name not in TAKEN:
            raise TypeError(f"fit has no argument {name!r}; of Keras's it takes {', '.join(sorted(TAKEN))}")


TAKEN = {"initial_epoch", "validation_batch_size", "validation_freq", "validation_steps"}
UNUSED = {
    "class_weight": "a GAN has no class weights: weight the terms of its losses",
    "sample_weight": "a GAN has no sample weights: weight the terms of its losses, or choose the images",
    "shuffle": "arrays are drawn in a new order in each pass; for an order of your own give a tf.data.Dataset",
    "validation_split": "hold images out yourself: fit(images[1000:], validation_data=images[:1000])",
}


def check_optimizers(d_optimizer, g_optimizer) -> None:
    """Raise BadNetworks unless these are two optimizers: one serves one list of weights."""
    for role, optimizer in (("d_optimizer", d_optimizer), ("g_optimizer", g_optimizer)):
        if not isinstance(optimizer, keras.optimizers.Optimizer):
            raise BadNetworks(f"{role} must be an optimizer such as keras.optimizers.Adam(2e-4), not {optimizer!r}")
    if d_optimizer is g_optimizer:
        raise BadNetworks("each network needs an optimizer of its own: write keras.optimizers.Adam(...) twice")


def copy(generator):
    """Return a frozen copy of `generator` with the same weights.

    Raises
    ------
    BadNetworks
        Keras cannot clone it.
    """
    try:
        twin = keras.models.clone_model(generator)
        twin.set_weights(generator.get_weights())
    except Exception as error:
        raise BadNetworks(
            "Keras cannot copy this generator for its average: build it with keras.Sequential or "
            f"keras.Model(inputs, outputs), or give ema=None ({type(error).__name__}: {error})"
        ) from error
    twin.trainable = False
    return twin


def layers_of(*networks) -> list:
    """Return all layers of `networks`, those of nested models included."""
    found = []
    for network in networks:
        for layer in network.layers:
            found += layers_of(layer) if hasattr(layer, "layers") else [layer]
    return found


def is_dense(*networks) -> bool:
    """Say whether the networks hold no convolution: no weight has more than two axes."""
    return all(len(weight.shape) <= 2 for network in networks for weight in network.weights)


def uses_float16(*networks) -> bool:
    """Say whether a layer computes in float16, whose small gradients need a scaled loss."""
    return any(layer.compute_dtype == "float16" for layer in layers_of(*networks))


def scaled(optimizer):
    """Return `optimizer` with a scaled loss."""
    kind = keras.optimizers.LossScaleOptimizer
    return optimizer if isinstance(optimizer, kind) else kind(optimizer)


def classes_of(*networks) -> int | None:
    """Return the number of classes that the networks' layers for labels know; None without such a layer."""
    known = {keras.layers.Embedding: "input_dim", keras.layers.CategoryEncoding: "num_tokens"}
    layers = layers_of(*networks)
    sizes = [getattr(layer, name) for layer in layers for kind, name in known.items() if isinstance(layer, kind)]
    return min(sizes, default=None)


def trial(model, real, condition) -> tuple[list[str], list[str]]:
    """Run both networks and losses once on a few rows; return the names of D's and of G's loss terms.

    Weights and statistics stay as they are (training=False).

    Parameters
    ----------
    model : Adversarial
    real : tensor (k, ...)
    condition : tensor (k, ...) or None

    Raises
    ------
    BadNetworks
        A network refuses its input, shapes do not fit, a loss is not a finite scalar, or G ends in 16 bits.
    """
    latent = model.noise(real, 0)
    fake = run(
        "generator", lambda: model.generate(model.generator, latent, condition, training=False), latent, condition
    )
    if isinstance(fake, (list, tuple, dict)):
        raise BadNetworks(
            f"the generator returns {len(fake)} outputs; images alone are needed. Build it as keras.Model(inputs, "
            "images), or override `generate` to return its images"
        )
    if tuple(fake.shape[1:]) != tuple(real.shape[1:]):
        raise BadNetworks(
            f"the generator makes images of shape {tuple(fake.shape[1:])}, "
            f"but the real ones have {tuple(real.shape[1:])}"
            + (". Is the dataset without batches? dataset.batch(64)" if fake.shape[1:] == real.shape else "")
        )
    real_scores = run("discriminator", lambda: model.discriminate(real, condition, training=False), real, condition)
    fake_scores = run("discriminator", lambda: model.discriminate(fake, condition, training=False), fake, condition)
    for role, outputs in (("generator", [fake]), ("discriminator", tf.nest.flatten(real_scores))):
        if any(output.dtype != tf.float32 for output in outputs):
            raise BadNetworks(f'the {role} ends in {outputs[0].dtype.name}; give its last layer dtype="float32"')
    names = []
    for role, terms in (
        ("d_loss", model.d_terms(real_scores, fake_scores, condition)),
        ("g_loss", model.g_terms(fake_scores, fake, real, condition)),
    ):
        for name, value in terms.items():
            if tuple(np.shape(value)) != ():
                raise BadNetworks(f"{role}: the term {name!r} has shape {np.shape(value)}; take the mean, a scalar")
            if not np.isfinite(float(value)):
                raise BadNetworks(
                    f"{role}: the term {name!r} is {float(value)} on the untrained networks; use logits"
                )
        names.append(list(terms))
    if set(names[0]) & set(names[1]):
        raise BadNetworks(f"both networks have a loss term called {sorted(set(names[0]) & set(names[1]))[0]!r}")
    return names[0], names[1]


def run(role: str, call, images, condition=None):
    """Return `call()`; what a network says against its inputs becomes BadNetworks, with the shapes of their rows."""
    try:
        return call()
    except (ValueError, TypeError, tf.errors.InvalidArgumentError) as error:
        given = f"{tuple(images.shape[1:])}" + ("" if condition is None else f" and {tuple(condition.shape[1:])}")
        lines = [line for line in str(error).strip().splitlines() if line.strip() and "in user code" not in line]
        reason = lines[-1].strip() if "in user code" in str(error) else (lines or [type(error).__name__])[0]
        raise BadNetworks(f"the {role} does not accept rows of shape {given}: {reason}") from error


def compiles(model, real, condition) -> bool:
    """Say whether XLA can compile what both networks and losses do: it knows no tf.print, no tf.numpy_function.

    One forward and backward pass on a few rows is compiled. Optimizers and the rest of the step are known to compile.

    Parameters
    ----------
    model, real, condition
        As of `trial`, which they have passed.
    """
    weights = [*model.discriminator.trainable_variables, *model.generator.trainable_variables]

    @tf.function(jit_compile=True, autograph=False)
    def once(real, condition):
        latent = model.noise(real, 0)
        with tf.GradientTape() as tape:
            fake = model.generate(model.generator, latent, condition, training=False)
            real_scores = model.discriminate(real, condition, training=False)
            fake_scores = model.discriminate(fake, condition, training=False)
            terms = [*model.d_terms(real_scores, fake_scores, condition).values()]
            terms += model.g_terms(fake_scores, fake, real, condition).values()
            loss = tf.add_n(terms)
        return [gradient for gradient in tape.gradient(loss, weights) if gradient is not None]

    try:
        once(real, condition)
    except (tf.errors.OpError, ValueError, TypeError):
        return False
    return True
