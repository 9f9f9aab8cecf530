"""What is checked before training starts, so that a mistake is told in words and not by a stack of TensorFlow."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf


class BadNetworks(ValueError):
    """The networks, or the losses on their outputs, do not fit together or the data. Nothing has been trained."""


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
    fake = _run(
        "generator", lambda: model.generate(model.generator, latent, condition, training=False), latent, condition
    )
    if tuple(fake.shape[1:]) != tuple(real.shape[1:]):
        raise BadNetworks(
            f"the generator makes images of shape {tuple(fake.shape[1:])}, "
            f"but the real ones have {tuple(real.shape[1:])}"
        )
    real_scores = _run("discriminator", lambda: model.discriminate(real, condition, training=False), real, condition)
    fake_scores = _run("discriminator", lambda: model.discriminate(fake, condition, training=False), fake, condition)
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


def _run(role: str, call, images, condition):
    try:
        return call()
    except (ValueError, TypeError, tf.errors.InvalidArgumentError) as error:
        given = f"{tuple(images.shape[1:])}" + ("" if condition is None else f" and {tuple(condition.shape[1:])}")
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise BadNetworks(f"the {role} does not accept rows of shape {given}: {reason}") from error
