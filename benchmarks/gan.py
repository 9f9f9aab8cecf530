"""Numbers that lab 04 states, from the lab's own cells: `python benchmarks/gan.py [quality trap cost]`.

    quality    for each seed: the recipe of section 10 in the cpu profile; the published loop (`predict` and three
               `train_on_batch`, with `trainable` toggled so that both networks learn) for the same wall time; and the
               published setting for all its 5,000 iterations, played by the engine. Judge on 10,000 samples each
    trap       section 8: how far D's weights move in 205 iterations of the recipe as published, and of the same
               recipe if D is traced before it is frozen
    cost       milliseconds an iteration: that loop, a compiled step of section 6, the engine

`--json FILE` keeps the numbers. Times are only worth something on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).parents[1]))

import lab_runs
from record import save

from course import runtime
from course.labformat import source


def lab(profile: str) -> dict:
    """Return the names that the lab's definitions and its settings leave; no training is run."""
    os.environ["COURSE_PROFILE"] = profile
    os.environ.setdefault("COURSE_DATA", "embedded")
    names: dict = {"__name__": "__main__"}
    for number, cell in lab_runs.cells("04"):
        if "better_game" in names:
            break
        if cell.cell_type != "code" or "check" in cell.metadata:
            continue
        wanted = re.match(r"(import|from|def|class|digits =|judge =) ?", cell.source)
        if not wanted:
            continue
        code = re.split(r"^(?:iterations|game|clouds|few|count) = ", cell.source, maxsplit=1, flags=re.MULTILINE)[0]
        lab_runs.execute(code, number, names)
    return names


class PublishedLoop:
    """`predict`, D on real, D on fake, the stack of both on noise; `trainable` toggled, so that both learn."""

    def __init__(self, names: dict, seed: int, rate: float = 2e-4):
        import keras
        import numpy as np

        keras.utils.set_random_seed(seed)
        self.images, self.random = names["x_train"], np.random.default_rng(seed)
        self.generator, self.discriminator = names["build_generator"](), names["build_discriminator"]()
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        self.discriminator.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
        noise = keras.Input((100,))
        self.both = keras.Model(noise, self.discriminator(self.generator(noise)))
        self.both.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
        self.ones, self.zeros = np.ones((50, 1)), np.zeros((50, 1))
        self.iterations = 0

    def iterate(self) -> None:
        """Train for one iteration."""
        noise = self.random.normal(size=(50, 100)).astype("float32")
        fake = self.generator.predict(noise, verbose=0)
        self.discriminator.trainable = True
        self.discriminator.train_on_batch(self.images[self.random.integers(0, len(self.images), 50)], self.ones)
        self.discriminator.train_on_batch(fake, self.zeros)
        self.discriminator.trainable = False
        self.both.train_on_batch(noise, self.ones)
        self.iterations += 1

    def train(self, seconds: float) -> None:
        """Train for some seconds; what compiling takes is not counted."""
        self.iterate()
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            self.iterate()


def better(names: dict, seed: int) -> tuple[object, float]:
    """Train the recipe of section 10 as the lab does; return the game and its seconds, judge's looks included."""
    from course.training import callbacks

    reference = names["reference"]
    held = reference[:2000].reshape(-1, 784).astype("float32") / 255
    game = names["better_game"](seed, names["Quality"](names["judge"], reference))
    steps, more = budget()
    game.fit(names["x_train"], batch_size=names["BATCH"], steps=50, epochs=1, verbose=0)  # compiles
    start = time.perf_counter()
    game.fit(names["x_train"], batch_size=names["BATCH"], steps=steps, verbose=0)
    best = callbacks.Best("val_distance")
    game.fit(
        names["x_train"], batch_size=names["BATCH"], steps=more, epochs=5, verbose=0, validation_data=held,
        callbacks=[best],
    )  # fmt: skip
    return game, time.perf_counter() - start


def budget() -> tuple[int, int]:
    """Return the lab's steps in the cpu profile: as many as published, and those after."""
    text = source.select(["04"])[0].source.read_text()
    return tuple(
        int(re.search(rf"^{name} = runtime.pick\(smoke=\S+ cpu=([\d_]+)", text, re.M)[1])
        for name in ("iterations", "more")
    )


def quality(seeds: list[int]) -> None:
    """Report coverage and distance of the recipe, and of the published loop in the same time."""
    names = lab("cpu")
    for seed in seeds:
        game, seconds = better(names, seed)
        ours = names["judged"](game.sample(10_000))
        runtime.report(f"seed {seed}: training of the recipe", seconds, "s")
        runtime.report(f"seed {seed}: rarest digit", 100 * ours.min_class_share, "%", at_least=3)
        runtime.report(f"seed {seed}: judge distance", ours.distance)
        loop = PublishedLoop(names, seed)
        loop.train(seconds)
        theirs = names["judged"](loop.generator.predict(names["make_noise"](10_000, seed=seed), verbose=0))
        runtime.report(f"seed {seed}: published loop, iterations in that time", loop.iterations)
        runtime.report(f"seed {seed}: published loop, rarest digit", 100 * theirs.min_class_share, "%")
        runtime.report(f"seed {seed}: published loop, judge distance", theirs.distance)
        ratio = ours.distance / theirs.distance
        runtime.report(f"seed {seed}: ratio at equal time", ratio, at_most=1 / 3)
        whole = names["published_game"](seed)
        whole.fit(names["x_train"], batch_size=50, steps=budget()[0], epochs=1, verbose=0)
        whole = names["judged"](whole.sample(10_000))
        runtime.report(f"seed {seed}: published setting, 5,000 iterations, judge distance", whole.distance)
        runtime.report(f"seed {seed}: its rarest digit", 100 * whole.min_class_share, "%")


def trap(seeds: list[int]) -> None:
    """Report how far D's weights move in the stacked recipe."""
    names = lab("cpu")
    for name, first in (("as published", False), ("traced before it is frozen", True)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            log, _, _ = names["stacked"](trace_first=first, iterations=200)
        runtime.report(f"{name}: largest change of a weight of D in 205 iterations", log["moved"][-1])
        runtime.report(f"{name}: G's loss after 205 iterations", log["g_loss"][-1])


def cost(seeds: list[int]) -> None:
    """Report the milliseconds of an iteration, the best of four turns, and the ratios."""
    import tensorflow as tf

    names = lab("cpu")
    loop, game = PublishedLoop(names, 0), names["published_game"]()
    _, _, step = names["new_game"]()
    compiled, batch, noise = (
        tf.function(step),
        tf.constant(names["x_train"][:50]),
        tf.constant(names["make_noise"](50)),
    )

    def fit(steps):
        game.fit(names["x_train"], batch_size=50, steps=steps, epochs=1, verbose=0)

    ways = {
        "published loop": (lambda n: [loop.iterate() for _ in range(n)], 20),
        "step of section 6, compiled": (lambda n: [compiled(batch, noise) for _ in range(n)], 200),
        "engine": (fit, 400),
    }
    best = dict.fromkeys(ways, float("inf"))
    for turn in range(5):
        for name, (run, steps) in ways.items():
            start = time.perf_counter()
            run(steps)
            if turn:  # the first turn compiles
                best[name] = min(best[name], 1000 * (time.perf_counter() - start) / steps)
    for name, value in best.items():
        runtime.report(name, value, "ms an iteration")
    ratio = best["published loop"] / best["step of section 6, compiled"]
    runtime.report("published loop / compiled step", ratio, "times")
    runtime.report("published loop / engine", best["published loop"] / best["engine"], "times", at_least=15)


ITEMS = {"quality": quality, "trap": trap, "cost": cost}


def main() -> None:
    """Run the named items one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", nargs="*", metavar="ITEM", help="quality, trap, cost; all by default")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--note", default="", help="a remark that is kept with the numbers")
    arguments = parser.parse_args()
    if set(arguments.items) - set(ITEMS):
        parser.error(f"the items are {', '.join(ITEMS)}")
    results: list[dict] = []
    with lab_runs.recorded(results) as name:
        for item in arguments.items or ITEMS:
            name(item)
            ITEMS[item](arguments.seeds)
            if arguments.json:
                save(arguments.json, results, seeds=" ".join(map(str, arguments.seeds)), note=arguments.note)


if __name__ == "__main__":
    main()
