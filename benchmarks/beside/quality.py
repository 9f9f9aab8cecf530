"""Quality against training time: the published recipe and the lab's own, from the same 4,000 digits, several seeds.

Labs 04, 05 and 06. Each trains in stretches. After each the judge looks at samples; only training counts as time. The
published recipe is the loop of the first tutorials, with the networks, batches and rates that were published.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import time
from collections.abc import Callable, Iterator

import numpy as np
from record import measured

OURS, PUBLISHED = "ours", "published"
PAIR = {"04": "dense", "05": "dcgan", "06": "cgan"}
SECONDS = {"04": 45, "05": 90, "06": 90}  # of training
SAMPLES = 4000


class Watched:
    """A model in training: `train(steps)` and `sample(n, labels)`, images (n, 28, 28, …) in `image_range`.

    stride: the number of steps is a multiple of it, so that nothing is compiled anew.
    """

    def __init__(self, train: Callable, sample: Callable, image_range: tuple[int, int], stride: int = 1):
        self.train, self.sample, self.image_range, self.stride = train, sample, image_range, stride


def data() -> dict:
    """Return digits, the judge, and the labels to order."""
    from course import datasets, metrics

    digits = datasets.mnist()
    return {
        "x": digits.x_train[:4000],
        "y": digits.y_train[:4000].astype("int32"),
        "x_test": digits.x_test,
        "y_test": digits.y_test,
        "judge": metrics.judge.load("mnist"),
        "labels": np.arange(SAMPLES, dtype="int32") % 10,
    }


def published(lab: str, seed: int, known: dict) -> Watched:
    """Return the published loop on the digits."""
    import keras

    from beside.networks import PAIRS
    from beside.with_tensorflow import Published

    keras.utils.set_random_seed(seed)
    pair, low = PAIRS[PAIR[lab]], -1 if lab == "06" else 0
    images = (known["x"] / np.float32(255) * (1 - low) + low).reshape(-1, *pair.shape).astype("float32")
    way = Published(pair, (images, known["y"] if pair.condition else None))
    way.random = np.random.default_rng(seed)

    def sample(n, labels):
        latent = np.random.default_rng(7).normal(size=(n, pair.latent)).astype("float32")
        asked = [latent, labels] if pair.condition else latent
        return way.generator.predict(asked, verbose=0, batch_size=250)

    return Watched(way.run, sample, (low, 1))


def ours(lab: str, seed: int, known: dict) -> Watched:
    """Return the lab's own recipe, from its cells, in the cpu profile."""
    return {"04": dense, "05": convolutional, "06": conditional}[lab](seed, known)


def dense(seed: int, known: dict) -> Watched:
    """Section 10 of lab 04."""
    import gan

    names = gan.lab("cpu")
    game = names["better_game"](seed)
    return Watched(
        lambda steps: game.fit(names["x_train"], batch_size=64, steps=steps, epochs=1, verbose=0),
        lambda n, labels: game.sample(n, seed=7),
        (0, 1),
        stride=50,
    )


def convolutional(seed: int, known: dict) -> Watched:
    """Section 8 of lab 05: lean networks, a D that learns names; rates that fall over the lab's steps."""
    import keras
    import lab_runs

    with contextlib.redirect_stdout(io.StringIO()):  # its checks speak
        names = lab_runs.sections("05", (), {"__name__": "__main__"})
    code = [cell.source for _, cell in lab_runs.cells("05") if cell.cell_type == "code"]
    for wanted in ("width, steps, reports = runtime.pick(", "class Named(", "def name_gap(", "def with_names("):
        text = next(cell for cell in code if wanted in cell)
        exec(text.split("quality = ")[0], names)
    names["quality"] = None
    random_seed, keras.utils.set_random_seed = keras.utils.set_random_seed, lambda _: random_seed(seed)
    try:
        main = names["with_names"](names["steps"], hidden=128)
    finally:
        keras.utils.set_random_seed = random_seed
    images = names["scale_to_tanh"](known["x"][..., None])
    return Watched(
        lambda steps: main.fit(images, known["y"], batch_size=64, steps=steps, epochs=1, verbose=0),
        lambda n, labels: main.sample(n, seed=7),
        (-1, 1),
        stride=10,
    )


def conditional(seed: int, known: dict) -> Watched:
    """Section 8 of lab 06: the projection networks; rates that fall over the lab's steps."""
    import cgan
    import keras

    from tests.lab_pieces import pieces

    names = pieces("06", cgan.NEEDED, {"__name__": "__main__"}, constants=["precision"], imports=True)
    keras.utils.set_random_seed(seed)
    told = argparse.Namespace(width=32, pairs=False, ema=0.995, rate=2e-3)
    model, (d_rate, g_rate) = cgan.model(names, told, None)
    rates = [keras.optimizers.schedules.CosineDecay(rate, 1500, alpha=0.02) for rate in (d_rate, g_rate)]
    model.compile(*(keras.optimizers.Adam(rate, beta_1=0.5) for rate in rates))
    images = known["x"][..., None] / np.float32(127.5) - 1
    return Watched(
        lambda steps: model.fit(images, known["y"], batch_size=32, steps=steps, epochs=1, verbose=0),
        lambda n, labels: model.sample(condition=labels, seed=7),
        (-1, 1),
        stride=10,
    )


def curve(game: Watched, seconds: float, looks: int, look: Callable) -> list[list[float]]:
    """Train for so many seconds; return [seconds, distance, rarest class, conditional accuracy] at each look.

    The seconds of the looks double. The first steps, which compile, and as many after them are not counted.
    """
    stride = game.stride
    game.train(stride)
    start = time.perf_counter()
    game.train(stride)
    one, spent, points = (time.perf_counter() - start) / stride, 0.0, []
    for mark in np.geomspace(seconds / 2 ** (looks - 1), seconds, looks):
        if points and spent >= mark:
            continue  # one step of a slow loop may pass several marks
        while spent < mark:
            steps = stride * max(1, round(0.9 * (mark - spent) / one / stride))
            start = time.perf_counter()
            game.train(steps)
            took = time.perf_counter() - start
            spent, one = spent + took, took / steps
        points.append([spent, *look(game)])
    return points


def rows(asked) -> Iterator[dict]:
    """Yield, for each lab, recipe and seed, what the judge says at the end, with the whole curve; then the ratios."""
    os.environ |= {"COURSE_PROFILE": "cpu", "COURSE_DATA": "embedded", "COURSE_WEIGHTS": "off"}
    known = data()
    for lab in asked.labs or (["04", "06"] if asked.quick else list(PAIR)):
        if lab not in PAIR:
            raise ValueError(f"quality is measured for labs {', '.join(PAIR)}, not for {lab}")
        yield from of_lab(lab, known, asked.seeds, SECONDS[lab] / (3 if asked.quick else 1), 4 if asked.quick else 6)


def of_lab(lab: str, known: dict, seeds: list[int], seconds: float, looks: int) -> Iterator[dict]:
    """Yield one lab's rows."""
    from course import metrics

    def look(game):
        images = game.sample(SAMPLES, known["labels"]).reshape(-1, 28, 28)
        told = {"labels": known["labels"]} if lab == "06" else {}
        real = known["x_test"], *([known["y_test"]] if told else [])
        found = metrics.measure(known["judge"], images, *real, n=len(images), image_range=game.image_range, **told)
        accuracy = [100 * found.conditional.overall] if told else []
        return [found.distance, 100 * found.min_class_share, *accuracy]

    ends: dict[str, list] = {PUBLISHED: [], OURS: []}
    for seed in seeds:
        for recipe, made in ((PUBLISHED, published(lab, seed, known)), (OURS, ours(lab, seed, known))):
            points = curve(made, seconds, looks, look)
            ends[recipe].append(points[-1])
            after = f"lab {lab}, {recipe}, seed {seed}, after {points[-1][0]:.0f} s"
            kept = {"lab": f"lab {lab}", "recipe": recipe, "curve": [[round(v, 4) for v in p] for p in points]}
            yield measured(f"{after}: judge distance", [points[-1][1]]) | kept
    for recipe, found in ends.items():
        names = ("", "judge distance", "rarest digit", "conditional accuracy")
        for place in range(1, len(found[0])):
            unit = "" if place == 1 else "%"
            yield measured(f"lab {lab}, {recipe}: {names[place]}", [end[place] for end in found], unit)
    shares = [mine[1] / theirs[1] for mine, theirs in zip(ends[OURS], ends[PUBLISHED], strict=True)]
    yield measured(
        f"lab {lab}: distance of ours as a share of the published recipe's, same seconds", shares, at_most=0.5
    )
