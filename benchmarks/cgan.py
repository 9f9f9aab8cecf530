"""Numbers that lab 06 states, from the lab's own cells: `python benchmarks/cgan.py [cpu digits mnist fashion]`.

    cpu        the whole lab in the cpu profile, from the package's digits and garments: conditional accuracy of every
               way, and the time that all cells take
    mnist      the projection discriminator on all of MNIST: conditional accuracy, judge distance, GAN-train
    fashion    the same on all of Fashion-MNIST
    full       mnist, then fashion

    digits     the lab's projection networks alone, in the cpu profile: a minute or two; with `--ship` its generator
               goes into the package, for the lab's widget

`mnist` and `fashion` need the full sets (cache, or the folder that COURSE_DATA names). They keep a checkpoint in
`--folder`, so a run that was ended, by Ctrl-C or after `--hours`, goes on where it was. `--json FILE` keeps the
numbers. Times are only worth something on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import ast
import json
import linecache
import os
import re
import sys
import time
from pathlib import Path

os.environ.setdefault("MPLBACKEND", "agg")
sys.path.insert(0, str(Path(__file__).parents[1]))

from course import runtime
from course.authoring import source

FULL_SET = os.environ.get("COURSE_DATA", "")
GOALS = {"mnist": (99.5, 98.0), "fashion": (95.0, None)}  # conditional accuracy, GAN-train; per cent
NEEDED = (
    "condition_concat",
    "conditional_losses",
    "halved",
    "normed",
    "projection_generator",
    "projection_discriminator",
    "blurred",
    "Mismatched",
)
COMMAND = "python benchmarks/cgan.py digits --ship"


def cells():
    """Yield number and cell of the lab's code."""
    for number, cell in enumerate(source.read(source.select(["06"])[0]).cells):
        if cell.cell_type == "code":
            yield number, cell


def lab(only: str = "") -> dict:
    """Run the cells of the lab in the cpu profile, but for the widget; return the names that this leaves.

    only: the name of one training. Then the others are left out, with all that uses their results, and the run ends
    behind it.
    """
    os.environ |= {"COURSE_PROFILE": "cpu", "COURSE_DATA": "embedded", "COURSE_WEIGHTS": "off"}
    names: dict = {"__name__": "__main__"}
    missing: set = set()
    for number, cell in cells():
        if re.search(r"\bwriter\b", cell.source):
            continue
        trained = re.search(r"\bplay\(\s*\"(\w+)\"", cell.source)
        used, assigned = names_of(cell.source)
        if (used - assigned) & missing or (only and trained and trained[1] != only):
            missing |= assigned - set(names)
            continue
        name = f"<cell {number}>"
        linecache.cache[name] = (len(cell.source), None, cell.source.splitlines(keepends=True), name)
        exec(compile(cell.source, name, "exec"), names)
        missing -= assigned
        if only and trained:
            break
    return names


def names_of(code: str) -> tuple[set, set]:
    """Return the names that a cell reads, and those that it assigns."""
    found = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)]
    read, stored = ({node.id for node in found if isinstance(node.ctx, kind)} for kind in (ast.Load, ast.Store))
    return read, stored


def definitions() -> dict:
    """Return the functions of the lab that a full run needs, and what these need."""
    os.environ |= {"COURSE_PROFILE": "full", "COURSE_DATA": FULL_SET}
    names: dict = {"__name__": "__main__"}
    runtime.setup()  # `precision` is what it finds
    for _, cell in cells():
        kept = [node for node in ast.parse(cell.source).body if wanted(node)]
        exec(compile(ast.Module(kept, []), "<lab 06>", "exec"), names)
    return names


def wanted(node: ast.stmt) -> bool:
    """Say whether a statement of the lab imports something or defines what a full run needs."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return True
    if isinstance(node, ast.Assign):
        return getattr(node.targets[0], "id", "") == "precision"
    return isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in NEEDED


def cpu(arguments) -> None:
    """The whole lab in the cpu profile."""
    start = time.perf_counter()
    lab()
    runtime.report("cpu profile, all cells", (time.perf_counter() - start) / 60, "minutes", at_most=5)


def digits(arguments) -> None:
    """The projection networks of the lab, from its own cells."""
    start = time.perf_counter()
    names = lab(only="cgan_projection")
    import numpy as np

    from course import metrics
    from course.training import saved

    model, data = names["projected"], names["digits"]
    orders = np.arange(4_000) % 10
    images = model.sample(condition=orders, seed=1)
    held_out = data.x_test[:1_000], data.y_test[:1_000]
    found = metrics.measure(names["judge"], images, *held_out, labels=orders, n=4_000, image_range=(-1, 1))
    runtime.report("projection, cpu profile: conditional accuracy", 100 * found.conditional.overall, "%")
    runtime.report("projection, cpu profile: judge distance", found.distance)
    runtime.report("projection, cpu profile: all of it", (time.perf_counter() - start) / 60, "minutes")
    if arguments.ship:
        note = {
            "command": COMMAND,
            "data": "4,000 digits of MNIST, embedded copy",
            "network": "projection_generator(32)",
        }
        path = saved.ship("cgan_digits", model.average, note)
        print(f"shipped: {path.name}, {path.stat().st_size:,} bytes")


def full(kind: str, arguments) -> None:
    """The projection discriminator on a full set, from its checkpoint if there is one."""
    names = definitions()
    import keras
    import numpy as np

    from course import datasets, metrics
    from course.training import callbacks

    data = {"mnist": datasets.mnist, "fashion": datasets.fashion_mnist}[kind]()
    if len(data.x_train) < 60_000:
        sys.exit("the full set is not at hand: COURSE_DATA=FOLDER python benchmarks/cgan.py …")
    judge = metrics.judge.load({"mnist": "mnist", "fashion": "fashion_mnist"}[kind])
    x, x_test = (images[..., np.newaxis].astype("float32") / 127.5 - 1 for images in (data.x_train, data.x_test))
    y, y_test = data.y_train.astype("int32"), data.y_test.astype("int32")
    keras.utils.set_random_seed(0)
    networks = (
        names["projection_generator"](arguments.width),
        names["blurred"](names["projection_discriminator"](arguments.width)),
    )
    quality = metrics.Quality(judge, x_test, image_range=(-1, 1), conditional=True)
    both = names["conditional_losses"]
    losses = (lambda real, fake: both(real, fake)[0]), (lambda fake: both(fake, fake)[1])
    latent_dim = networks[0].inputs[0].shape[1]
    model = names["Mismatched"](*networks, *losses, latent_dim, ema=0.999, quality=quality, classes=10)
    epochs = arguments.steps // 1000
    rates = [keras.optimizers.schedules.CosineDecay(rate, epochs * 1000, alpha=0.02) for rate in (3e-3, 2e-3)]
    model.compile(*(keras.optimizers.Adam(rate, beta_1=0.5) for rate in rates))
    folder, start = Path(arguments.folder), time.perf_counter()

    class Clock(keras.callbacks.Callback):
        """Prints every report; ends the run when its hours are over."""

        def on_epoch_end(self, epoch, logs=None):
            spent = time.perf_counter() - start
            print(
                f"{(epoch + 1) * 1000:7,} steps, {spent / 60:5.1f} minutes: "
                f"conditional accuracy {100 * logs.get('val_conditional_accuracy', float('nan')):.2f} %, "
                f"distance {logs.get('val_distance', float('nan')):.2f}",
                flush=True,
            )
            if spent > 3600 * arguments.hours:
                self.model.stop_training = True

    keep = callbacks.Checkpoint(folder / f"cgan_{kind}.weights.h5")
    model.fit(
        x, y, arguments.batch, steps=epochs * 1000, epochs=epochs, callbacks=[Clock(), keep], verbose=0,
        validation_data=(x_test, y_test), validation_freq=arguments.every,
    )  # fmt: skip
    done = int(model.step.numpy())
    orders = np.arange(10_000) % 10
    images = model.sample(condition=orders, seed=1)
    found = metrics.measure(judge, images, data.x_test, y_test, labels=orders, image_range=(-1, 1))
    print(found)
    minutes = (time.perf_counter() - start) / 60
    obeys, teaches = GOALS[kind]
    runtime.report(
        f"{kind}, full set, {done:,} steps: conditional accuracy",
        100 * found.conditional.overall,
        "%",
        at_least=obeys,
    )
    learned = 100 * metrics.gan_train(images, orders, data.x_test, y_test, image_range=(-1, 1))
    runtime.report(f"{kind}, full set: GAN-train", learned, "%", at_least=teaches)
    runtime.report(f"{kind}, full set: judge distance", found.distance)
    runtime.report(f"{kind}, full set: this run", round(minutes, 1), "minutes")


def main() -> None:
    """Run the named items one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", nargs="*", metavar="ITEM", help="cpu, digits, mnist, fashion, full; cpu by default")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--ship", action="store_true", help="write the generator of `digits` into the package")
    parser.add_argument(
        "--hours", type=float, default=24.0, help="end a full run after so many hours, to be continued"
    )
    parser.add_argument("--folder", default="weights", help="where the checkpoints of full runs lie")
    parser.add_argument("--steps", type=int, default=40_000, help="of a full run, in all")
    parser.add_argument("--batch", type=int, default=32, help="images in a batch of a full run")
    parser.add_argument("--width", type=int, default=32, help="maps of the networks of a full run")
    parser.add_argument("--every", type=int, default=5, help="thousands of steps between two looks of the judge")
    arguments = parser.parse_args()
    items = []
    for item in arguments.items or ["cpu"]:
        items += ["mnist", "fashion"] if item == "full" else [item]
    if set(items) - {"cpu", "digits", "mnist", "fashion"}:
        parser.error("the items are cpu, digits, mnist, fashion, full")
    results: list[dict] = []
    show = runtime._show

    def keep(line: str, record: dict) -> None:
        results.append({"item": item, **record})
        show(line, record)

    runtime._show = keep
    for item in items:
        print(f"\n== {item}", flush=True)
        {"cpu": cpu, "digits": digits}[item](arguments) if item in ("cpu", "digits") else full(item, arguments)
        if arguments.json:
            arguments.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
