"""A pair in JAX: Keras networks on its backend, one jitted step that hands its state on."""

from __future__ import annotations

import jax
import numpy as np
from jax import numpy as jnp

from beside import with_keras
from beside.networks import PAIRS, Pair
from beside.player import alone, serve
from beside.with_keras import Losses, adam, build, only

PRECISIONS = {"float32": "float32", "bfloat16": "mixed_bfloat16"}
IMAGES = 5000


class Jitted:
    """D, then G, on the same generated images, as the engine plays it."""

    def __init__(self, pair: Pair, data: tuple, precision: str, batch: int = 0):
        self.pair, self.batch = pair, batch or pair.batch
        self.networks = build(pair, precision)
        self.optimizers = adam(), adam()
        for optimizer, network in zip(self.optimizers, self.networks, strict=True):
            optimizer.build(network.trainable_variables)
        self.state = [
            [[v.value for v in part] for part in (n.trainable_variables, n.non_trainable_variables, o.variables)]
            for n, o in zip(self.networks, self.optimizers, strict=True)
        ]
        self.data = [None if part is None else jnp.asarray(part) for part in data]
        self.key = jax.random.key(0)
        self.step = jax.jit(self.one_step, donate_argnums=0)

    @property
    def parameters(self) -> tuple[int, int]:
        """The numbers of weights that G and D have."""
        return tuple(network.count_params() for network in self.networks)

    def weights(self) -> list[list[np.ndarray]]:
        """Return copies of the weights that are trained, of G and of D."""
        return [[np.array(weight) for weight in part[0]] for part in self.state]

    def one_step(self, state, key, images, condition):
        """Return the state after a step."""
        (g, g_rest, g_adam), (d, d_rest, d_adam) = state
        pair, (generator, discriminator) = self.pair, self.networks
        some, noise = jax.random.split(key)
        rows = jax.random.randint(some, (self.batch,), 0, len(images))
        real, condition = images[rows], None if condition is None else condition[rows]
        latent = jax.random.normal(noise, (self.batch, pair.latent)) if pair.latent else None

        def made(g, g_rest):
            return generator.stateless_call(g, g_rest, only(pair.g_inputs(latent, condition)), training=True)

        def scores(d, d_rest, seen):
            return discriminator.stateless_call(d, d_rest, only(pair.d_inputs(seen, condition)), training=True)

        def d_half(d, d_rest, fake):
            real_scores, d_rest = scores(d, d_rest, real)
            fake_scores, d_rest = scores(d, d_rest, fake)
            return pair.d_loss(Losses, real_scores, fake_scores, condition), d_rest

        def forward(g):
            return made(g, g_rest)

        fake, back, g_rest = jax.vjp(forward, g, has_aux=True)  # one pass of G serves both halves
        slope, d_rest = jax.grad(d_half, has_aux=True)(d, d_rest, fake)
        d, d_adam = self.optimizers[1].stateless_apply(d_adam, slope, d)

        def g_half(fake):
            found, _ = scores(d, d_rest, fake)
            return pair.g_loss(Losses, found, fake, real, condition)

        (slope,) = back(jax.grad(g_half)(fake))
        g, g_adam = self.optimizers[0].stateless_apply(g_adam, slope, g)
        return [[list(g), list(g_rest), list(g_adam)], [list(d), list(d_rest), list(d_adam)]]

    def run(self, steps: int) -> None:
        """Train for so many steps."""
        for _ in range(steps):
            self.key, now = jax.random.split(self.key)
            self.state = self.step(self.state, now, *self.data)
        jax.block_until_ready(self.state)


def parts(model: str, precision: str) -> dict[str, list[float]]:
    """Return milliseconds of what a step is made of, each compiled alone: gradients, update of the weights."""
    way = make(model, "jitted", precision)
    pair, (generator, discriminator) = way.pair, way.networks
    (g, g_rest, _), (d, d_rest, _) = way.state
    real, condition = (None if part is None else part[: way.batch] for part in way.data)
    latent = jax.random.normal(jax.random.key(1), (way.batch, pair.latent)) if pair.latent else None

    def gradients(g, d):
        def made(g):
            return generator.stateless_call(g, g_rest, only(pair.g_inputs(latent, condition)), training=True)[0]

        def scores(d, seen):
            return discriminator.stateless_call(d, d_rest, only(pair.d_inputs(seen, condition)), training=True)[0]

        fake, back = jax.vjp(made, g)
        d_slope = jax.grad(lambda d: pair.d_loss(Losses, scores(d, real), scores(d, fake), condition))(d)
        g_slope = jax.grad(lambda fake: pair.g_loss(Losses, scores(d, fake), fake, real, condition))(fake)
        return back(g_slope), d_slope

    def update(slopes, state):
        moved = []
        for optimizer, slope, (weights, rest, memory) in zip(way.optimizers, slopes, state, strict=True):
            weights, memory = optimizer.stateless_apply(memory, slope, weights)
            moved.append([list(weights), rest, list(memory)])
        return moved

    slopes = [[jnp.ones_like(weight) for weight in weights] for weights, _, _ in way.state]
    compiled = jax.jit(gradients), jax.jit(update, donate_argnums=1)

    def updated():
        way.state = compiled[1](slopes, way.state)
        return way.state

    calls = {"gradients": lambda: compiled[0](g, d), "update of the weights": updated}
    g, d = ([jnp.array(weight) for weight in weights] for weights in (g, d))  # the state's are given away
    return alone(calls, jax.block_until_ready)


def make(model: str, way: str, precision: str, batch: int = 0) -> Jitted:
    """Return a pair on random images."""
    pair = PAIRS[model]
    count = IMAGES if pair.condition != "plan" else IMAGES // 10
    return Jitted(pair, pair.data(count), PRECISIONS[precision], batch)


if __name__ == "__main__":
    serve(make, {"losses": with_keras.losses, "parts": parts})
