"""A pair in PyTorch: channels last, fused Adam, bfloat16 by autocast; eager, or networks compiled.

With a stride of 2 and an odd kernel, "same" means an uneven border in Keras. PyTorch pads evenly, and its networks do
so here: explicit padding would cost it time. `exact` pads as Keras does, for the comparison of losses.
"""

from __future__ import annotations

import contextlib
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from beside.networks import BETA, PAIRS, RATE, Pair
from beside.player import THREADS, serve

IMAGES = 5000


class Make:
    """Adds layers to `parts` the first time, and uses them, in the same order, from then on."""

    def __init__(self, parts: nn.ModuleList, building: bool, still: bool, exact: bool):
        self.parts, self.building, self.still, self.exact, self.at = parts, building, still, exact, 0

    def layer(self, kind, *arguments, **how):
        """Return the next layer."""
        if self.building:
            self.parts.append(kind(*arguments, **how))
        self.at += 1
        return self.parts[self.at - 1]

    def dense(self, x, units, last=False):
        """Add a dense layer."""
        return self.layer(nn.Linear, x.shape[-1], units)(x)

    def conv(self, x, maps, kernel, stride=1, same=True, bias=True, last=False):
        """Add a convolution."""
        total = max((-(-x.shape[-1] // stride) - 1) * stride + kernel - x.shape[-1], 0) if same else 0
        before, after = total // 2, total - total // 2
        uneven = self.exact and before != after
        x = functional.pad(x, (before, after, before, after)) if uneven else x
        padding = 0 if uneven else after
        return self.layer(nn.Conv2d, x.shape[1], maps, kernel, stride, padding, bias=bias)(x)

    def up(self, x, maps, kernel, stride, bias=True, last=False):
        """Add a transposed convolution."""
        before = (kernel - stride) // 2
        after = kernel - stride - before
        uneven = self.exact and before != after
        padding, more = (before, 0) if uneven else (after, after - before)
        x = self.layer(nn.ConvTranspose2d, x.shape[1], maps, kernel, stride, padding, more, bias=bias)(x)
        return x[..., :-1, :-1] if uneven else x

    def norm(self, x):
        """Add batch norm."""
        return self.layer(nn.BatchNorm2d, x.shape[1], eps=1e-3, momentum=0.1)(x)

    def table(self, label, classes, size):
        """Add an embedding."""
        return self.layer(nn.Embedding, classes, size)(label)

    def drop(self, x, share):
        """Add dropout."""
        return x if self.still else self.layer(nn.Dropout, share)(x)

    @staticmethod
    def relu(x):
        """Return max(x, 0)."""
        return functional.relu(x)

    @staticmethod
    def leaky(x):
        """Return LeakyReLU 0.2."""
        return functional.leaky_relu(x, 0.2)

    @staticmethod
    def tanh(x):
        """Return tanh, in float32."""
        return torch.tanh(x.float())

    @staticmethod
    def sigmoid(x):
        """Return the sigmoid, in float32."""
        return torch.sigmoid(x.float())

    @staticmethod
    def double(x):
        """Repeat each value in both directions."""
        return functional.interpolate(x, scale_factor=2, mode="nearest")

    @staticmethod
    def pad(x, border):
        """Add zeros before and behind rows and columns."""
        return functional.pad(x, (*border, *border))

    @staticmethod
    def unflatten(x, shape):
        """Make maps of rows that hold them channels last; nothing is moved."""
        return x.view(-1, *shape).permute(0, 3, 1, 2)

    @staticmethod
    def flatten(x):
        """Make rows of maps, channels last; nothing is moved."""
        return x.permute(0, 2, 3, 1).reshape(len(x), -1)

    @staticmethod
    def join(*parts):
        """Concatenate channels."""
        return torch.cat(parts, 1)

    @staticmethod
    def times(one, other):
        """Multiply element by element."""
        return one * other


class Losses:
    """What the losses are made of, from logits, in float32."""

    @staticmethod
    def entropy(logits, target):
        """Mean binary cross-entropy against one target, 0 or 1."""
        logits = logits.float()
        return functional.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))

    @staticmethod
    def classes(logits, labels):
        """Mean cross-entropy against labels."""
        return functional.cross_entropy(logits.float(), labels)

    @staticmethod
    def distance(one, other):
        """Mean absolute difference."""
        return functional.l1_loss(one.float(), other)


class Network(nn.Module):
    """A network of `networks.py`; examples of its inputs give the sizes."""

    def __init__(self, function, examples, still=False, exact=False):
        super().__init__()
        self.function, self.parts, self.how = function, nn.ModuleList(), (still, exact)
        with torch.no_grad():
            function(Make(self.parts, True, *self.how), *examples)

    def forward(self, *inputs):
        """Return images, or logits."""
        return self.function(Make(self.parts, False, *self.how), *inputs)

    def count(self) -> int:
        """Return how many weights it has, running averages of batch norm included, as Keras counts."""
        weights = [*self.parameters(), *(b for b in self.buffers() if b.is_floating_point())]
        return sum(weight.numel() for weight in weights)


def tensors(parts) -> list:
    """Return arrays as tensors, pictures channels last."""
    made = [None if part is None else torch.from_numpy(part) for part in parts]
    made = [part.long() if part is not None and part.dtype == torch.int32 else part for part in made]
    return [part.permute(0, 3, 1, 2) if part is not None and part.ndim == 4 else part for part in made]


def build(pair: Pair, data: list, **how) -> tuple[Network, Network]:
    """Return G and D, sizes as in the data."""
    few, condition = (None if part is None else part[:2] for part in data)
    latent = torch.zeros(2, pair.latent)
    generator = Network(pair.generator, pair.g_inputs(latent, condition), **how)
    discriminator = Network(pair.discriminator, pair.d_inputs(few, condition), **how)
    return tuple(network.to(memory_format=torch.channels_last) for network in (generator, discriminator))


class Trained:
    """D, then G, on the same generated images, as the engine plays it."""

    def __init__(self, pair: Pair, data: tuple, precision: str, batch: int, compiled: bool):
        torch.manual_seed(0)
        self.pair, self.batch, self.precision = pair, batch or pair.batch, precision
        self.data = tensors(data)
        self.networks = build(pair, self.data)
        self.adams = [torch.optim.Adam(n.parameters(), RATE, (BETA, 0.999), fused=True) for n in self.networks]
        self.calls = [torch.compile(network) if compiled else network for network in self.networks]

    @property
    def parameters(self) -> tuple[int, int]:
        """The numbers of weights that G and D have."""
        return tuple(network.count() for network in self.networks)

    def weights(self) -> list[list[np.ndarray]]:
        """Return copies of the weights that are trained, of G and of D."""
        return [[w.detach().numpy().copy() for w in network.parameters()] for network in self.networks]

    def cast(self):
        """Return the context of a forward pass."""
        if self.precision == "float32":
            return contextlib.nullcontext()
        return torch.autocast("cpu", torch.bfloat16)

    def one_step(self) -> None:
        """Draw a batch, move D, move G."""
        pair, (generator, discriminator), (g_adam, d_adam) = self.pair, self.calls, self.adams
        rows = torch.randint(len(self.data[0]), (self.batch,))
        real, condition = (None if part is None else part[rows] for part in self.data)
        latent = torch.randn(self.batch, pair.latent) if pair.latent else None
        with self.cast():
            fake = generator(*pair.g_inputs(latent, condition))
            real_scores = discriminator(*pair.d_inputs(real, condition))
            fake_scores = discriminator(*pair.d_inputs(fake.detach(), condition))
            loss = pair.d_loss(Losses, real_scores, fake_scores, condition)
        d_adam.zero_grad(set_to_none=True)
        loss.backward()
        d_adam.step()
        self.networks[1].requires_grad_(False)  # in G's half D's weights need no gradient
        with self.cast():
            scores = discriminator(*pair.d_inputs(fake, condition))
            loss = pair.g_loss(Losses, scores, fake, real, condition)
        g_adam.zero_grad(set_to_none=True)
        loss.backward()
        g_adam.step()
        self.networks[1].requires_grad_(True)

    def run(self, steps: int) -> None:
        """Train for so many steps."""
        for _ in range(steps):
            self.one_step()


def make(model: str, way: str, precision: str, batch: int = 0) -> Trained:
    """Return a pair on random images."""
    pair = PAIRS[model]
    count = IMAGES if pair.condition != "plan" else IMAGES // 10
    return Trained(pair, pair.data(count), precision, batch, way == "compiled")


def losses(model: str, path: str) -> list[float]:
    """Return D's and G's loss of the weights and the batch that `with_keras.reference` wrote."""
    pair = PAIRS[model]
    with np.load(path) as kept:
        stored = dict(kept)
    images, condition = tensors((stored["images"], stored.get("condition")))
    latent = torch.from_numpy(stored["latent"]).float()
    generator, discriminator = build(pair, (images, condition), still=True, exact=True)
    with torch.no_grad():
        for which, network in zip("gd", (generator, discriminator), strict=True):
            for number, layer in enumerate(network.parts):
                places = [*layer.parameters(), *(b for b in layer.buffers() if b.is_floating_point())]
                for place, tensor in enumerate(places):
                    value = torch.from_numpy(stored.pop(f"{which} {number} {place}"))
                    turn = (3, 2, 0, 1) if value.ndim == 4 else (1, 0)
                    turned = value.permute(turn) if value.ndim > 1 and not isinstance(layer, nn.Embedding) else value
                    tensor.copy_(turned)
        if left := [name for name in stored if " " in name]:
            raise ValueError(f"weights without a layer: {left}")
        fake = generator(*pair.g_inputs(latent, condition))
        real_scores, scores = (discriminator(*pair.d_inputs(seen, condition)) for seen in (images, fake))
        found = (
            pair.d_loss(Losses, real_scores, scores, condition),
            pair.g_loss(Losses, scores, fake, images, condition),
        )
    return [float(value) for value in found]


def matrix_peak(precision: str, size: int = 2048, times: int = 20) -> float:
    """Return the best GFLOP/s of a product of two (size, size) matrices of a dtype."""
    a = torch.randn(size, size).to(getattr(torch, precision))
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - start)
    return 2e-9 * size**3 / best


if __name__ == "__main__":
    torch.set_num_threads(THREADS)
    serve(make, {"losses": losses, "peak": matrix_peak})
