"""What the benchmarks of labs share: run a lab's cells, record what is reported, and train for hours, in parts.

A full run (`Full`) is a function of its options. It keeps a checkpoint after every 1,000 steps. Ended by Ctrl-C, by
SIGTERM or after `--hours`, it goes on from there when the same command is given again, and reaches the weights that
an uninterrupted run would have. The minutes of all parts are added up in the checkpoint. Only a run that has done all
its steps reports anything, unless `--now` asks for it.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import contextlib
import linecache
import math
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("MPLBACKEND", "agg")
sys.path.insert(0, str(Path(__file__).parents[1]))

import record

from course import runtime
from course.labformat import source
from course.labformat.code import free_names
from tests.lab_pieces import pieces

FULL_SET = os.environ.get("COURSE_DATA", "")
REPORT = 1000  # steps between two checkpoints of a full run
GOALS = {"mnist": (99.5, 98.0), "fashion": (95.0, None)}  # conditional accuracy, GAN-train; per cent
MACHINE_ONLY = ("--hours", "--folder", "--json", "--keep")  # options that say nothing about the numbers


# ---- A lab's cells ---------------------------------------------------------------------------------------------


def cells(lab: str) -> Iterator[tuple[int, object]]:
    """Yield number and cell, text or code, of a lab, such as "07"."""
    yield from enumerate(source.read(source.select([lab])[0]).cells)


def execute(code: str, number: int, names: dict) -> None:
    """Run the code of cell `number` in `names`; tracebacks and TensorFlow find its lines."""
    name = f"<cell {number}>"
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    exec(compile(code, name, "exec"), names)


def whole(lab: str, without: str = "", only: str = "") -> dict:
    """Run all cells of the lab in the cpu profile, from the package's data; return the names that this leaves.

    without: regular expression; cells in which it is found are left out (the widgets).
    only: the name of one training, as the lab's weights are named. The others are left out, with all that uses their
    results, and the run ends behind it.
    """
    os.environ |= {"COURSE_PROFILE": "cpu", "COURSE_DATA": "embedded", "COURSE_WEIGHTS": "off"}
    names: dict = {"__name__": "__main__"}
    missing: set[str] = set()
    for number, cell in cells(lab):
        if cell.cell_type != "code" or (without and re.search(without, cell.source)):
            continue
        trained = only and re.search(r"\b(?:play|fit)\(\s*(?:\w+, )?\"(\w+)\"", cell.source)
        used = free_names(cell.source)
        if used & missing or (trained and trained[1] != only):
            missing |= assigned(cell.source) - set(names)
            continue
        execute(cell.source, number, names)
        missing -= set(names)
        if trained:
            break
    return names


def assigned(code: str) -> set[str]:
    """Return the names that a cell assigns."""
    return {n.id for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def sections(lab: str, wanted: tuple[int, ...], names: dict, without: Callable[[str], bool] = lambda code: False):
    """Run the lab's definitions, its section 1 and the wanted sections in `names`; return it.

    A cell that needs a name of a section that was left out is left out, too.
    """
    here = 0
    for number, cell in cells(lab):
        heading = re.search(r"^## (\d+) ·", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown":
            here = int(heading[1]) if heading else here
            continue
        definition = re.match(r"(import|from|def|class) ", cell.source) and "check" not in cell.metadata
        missing = free_names(cell.source) - set(names) - set(dir(builtins))
        if not missing and (definition or here in (1, *wanted)) and not without(cell.source):
            execute(cell.source, number, names)
    return names


def definitions(lab: str, needed: tuple[str, ...]) -> dict:
    """Return functions and classes of the lab, and its imports, for the full profile; nothing else of it is run."""
    os.environ |= {"COURSE_PROFILE": "full", "COURSE_DATA": FULL_SET}
    runtime.setup()  # `precision` is what it finds
    try:
        return pieces(lab, needed, {"__name__": "__main__"}, constants=["precision"], imports=True)
    except LookupError as error:
        sys.exit(str(error))


@contextlib.contextmanager
def recorded(results: list[dict], published: dict[str, str] | None = None):
    """Collect in `results` what `runtime.report` shows; yield a function that names the item that follows."""
    show, item = runtime._show, ""

    def name(following: str) -> None:
        nonlocal item
        item = following
        print(f"\n== {item}", flush=True)

    def keep(line: str, found: dict) -> None:
        reference = {"published": published[found["name"]]} if found["name"] in (published or {}) else {}
        results.append({**found, **reference, "name": f"{item}: {found['name']}"})
        show(line, found)

    runtime._show = keep
    try:
        yield name
    finally:
        runtime._show = show


# ---- Full runs -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Full:
    """A lab's training on all of MNIST and Fashion-MNIST, and its run in the cpu profile.

    stem: of the checkpoints' names. needed: what `model` takes from the lab.
    model(names, arguments, quality): returns the model, and Adam's rates at the start, D's and G's.
    widgets: regular expression, found in the cells that the cpu profile leaves out.
    shipped(names): returns for `--ship` a name in the package, a generator, and the name of its network.
    alone: items that run the lab for one of its trainings only: item → the training's name.
    """

    lab: str
    stem: str
    needed: tuple[str, ...]
    model: Callable
    widgets: str
    shipped: Callable
    alone: dict[str, str] = field(default_factory=dict)

    def cpu(self, arguments, item: str) -> None:
        """The whole lab in the cpu profile, or what one of its trainings needs."""
        start = time.perf_counter()
        names = whole(self.lab, self.widgets, self.alone.get(item, ""))
        if item in self.alone:
            runtime.report("the cells that it needs", (time.perf_counter() - start) / 60, "minutes")
        else:
            runtime.report("all cells", (time.perf_counter() - start) / 60, "minutes", at_most=5)
        if arguments.ship:
            from course.training import saved

            name, generator, network = self.shipped(names)
            command = f"python benchmarks/{Path(sys.argv[0]).name} {item} --ship"
            data = "4,000 digits of MNIST, embedded copy"
            path = saved.ship(name, generator, {"command": command, "data": data, "network": network})
            print(f"shipped: {path.name}, {path.stat().st_size:,} bytes")

    def full(self, kind: str, arguments) -> None:
        """Train on a full set, from the checkpoint if there is one, and report what the judge says."""
        names = definitions(self.lab, self.needed)
        import keras
        import numpy as np

        from course import datasets, metrics

        data = {"mnist": datasets.mnist, "fashion": datasets.fashion_mnist}[kind]()
        if len(data.x_train) < 60_000:
            sys.exit(f"the full set is not at hand: COURSE_DATA=FOLDER python benchmarks/{Path(sys.argv[0]).name} …")
        judge = metrics.judge.load({"mnist": "mnist", "fashion": "fashion_mnist"}[kind])
        x, x_test = (images[..., np.newaxis].astype("float32") / 127.5 - 1 for images in (data.x_train, data.x_test))
        y, y_test = data.y_train.astype("int32"), data.y_test.astype("int32")
        keras.utils.set_random_seed(arguments.seed)
        quality = metrics.Quality(judge, x_test, image_range=(-1, 1), conditional=True)
        model, rates = self.model(names, arguments, quality)
        rates = [keras.optimizers.schedules.PolynomialDecay(rate, arguments.steps, rate / 50) for rate in rates]
        model.compile(*(keras.optimizers.Adam(rate, beta_1=0.5) for rate in rates))
        path = Path(arguments.folder) / f"{self.stem}_{kind}_seed{arguments.seed}.weights.h5"
        minutes = train(model, (x, y), (x_test, y_test), arguments, path)
        done, start = int(model.step.numpy()), time.perf_counter()
        orders = np.arange(len(x)) % 10  # GAN-train as in its source: as many images as the training set has
        images = model.sample(condition=orders, seed=1)
        few = slice(10_000)
        found = metrics.measure(judge, images[few], data.x_test, y_test, labels=orders[few], image_range=(-1, 1))
        print(found, flush=True)
        obeys, teaches = GOALS[kind]
        runtime.report("steps done", done, at_least=arguments.steps)
        runtime.report("conditional accuracy", 100 * found.conditional.overall, "%", at_least=obeys)
        for n, target in ((len(x), teaches), (10_000, None)):
            learned = 100 * metrics.gan_train(images, orders, data.x_test, y_test, n=n, image_range=(-1, 1))
            runtime.report(f"GAN-train, {n:,} images", learned, "%", at_least=target)
        runtime.report("diversity within a class, real: 1", float(np.mean(found.diversity)))
        runtime.report("judge distance", found.distance)
        runtime.report("training, all parts", round(minutes[0], 1), "minutes")
        runtime.report("training, all parts, processor time", round(minutes[1], 1), "minutes")
        print(f"measured in {time.perf_counter() - start:.0f} s", flush=True)


def settings(arguments) -> dict:
    """Return what decides the weights of a full run: all its options but for those that say when and where."""
    aside = ("items", "json", "ship", "hours", "folder", "every", "now")
    return {name: value for name, value in vars(arguments).items() if name not in aside}


def train(model, data: tuple, held_out: tuple, arguments, path: Path) -> tuple[float, float]:
    """Train `model` for the missing ones of `arguments.steps`; return minutes and processor minutes of all parts.

    Leaves the program, with a line that says how far it came, if the run was ended before.
    """
    from course.training import checkpoint

    epochs = arguments.steps // REPORT
    earlier = checkpoint.read(path)[1] if path.exists() else {"minutes": (0.0, 0.0)}
    other = {name: value for name, value in earlier.get("settings", {}).items() if settings(arguments)[name] != value}
    if other:
        sys.exit(f"{path.name} belongs to a run with {other}: give these, or another --folder")
    minutes = tuple(earlier.get("minutes", (math.nan, math.nan)))
    if arguments.now:
        model.load_weights(path)
        return minutes
    part = keeper(path, minutes, arguments)
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        model.fit(
            *data, arguments.batch, steps=epochs * REPORT, epochs=epochs, callbacks=[part], verbose=0,
            validation_data=held_out, validation_freq=arguments.every,
        )  # fmt: skip
    except KeyboardInterrupt:
        pass  # what was kept is said below
    finally:
        signal.signal(signal.SIGTERM, before)
    if int(model.step.numpy()) < epochs * REPORT:
        sys.exit(f"{part.kept:,} of {epochs * REPORT:,} steps are kept: the same command goes on from there")
    return part.minutes


def _interrupt(number, frame) -> None:
    raise KeyboardInterrupt


def clocks() -> tuple[float, float]:
    """Return the minutes of a clock and of this process's processors."""
    return time.perf_counter() / 60, time.process_time() / 60


def keeper(path: Path, minutes: tuple[float, float], arguments):
    """Return the callback that writes the checkpoint, prints a line a report, and ends the part after its hours."""
    from course.training import callbacks

    class Keeper(callbacks.Checkpoint):
        kept = 0

        def on_train_begin(self, logs=None):
            super().on_train_begin(logs)
            self.minutes, self.kept = minutes, int(self.model.step.numpy())
            self.begun = clocks()

        def on_epoch_end(self, epoch, logs=None):
            spent = [now - begun for now, begun in zip(clocks(), self.begun, strict=True)]
            self.minutes = tuple(before + new for before, new in zip(minutes, spent, strict=True))
            note = {"epoch": epoch + 1, "minutes": self.minutes, "settings": settings(arguments)}
            self.model.save_weights(self.path, note=note)
            self.kept = int(self.model.step.numpy())
            print(f"{self.kept:7,} steps, {self.minutes[0]:5.1f} minutes{self.seen(logs)}", flush=True)
            if spent[0] > 60 * arguments.hours:
                self.model.stop_training = True

        @staticmethod
        def seen(logs) -> str:
            """Return what the judge saw, if it looked."""
            if "val_distance" not in logs:
                return ""
            obeys = 100 * logs.get("val_conditional_accuracy", math.nan)
            return f": conditional accuracy {obeys:.2f} %, distance {logs['val_distance']:.2f}"

    return Keeper(path)


# ---- The command line ------------------------------------------------------------------------------------------


def parser(text: str) -> argparse.ArgumentParser:
    """Return the options that all full runs have."""
    options = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("items", nargs="*", metavar="ITEM", help="as above; cpu by default")
    options.add_argument("--json", type=Path)
    options.add_argument(
        "--ship", action="store_true", help="write the generator of a run in the cpu profile into the package"
    )
    options.add_argument(
        "--hours", type=float, default=24.0, help="end a full run after so many hours, to be continued"
    )
    options.add_argument("--now", action="store_true", help="measure what the checkpoint holds; train no further")
    options.add_argument("--folder", default="weights", help="where the checkpoints of full runs lie")
    options.add_argument("--seed", type=int, default=0, help="of a full run's weights, noise and order of images")
    options.add_argument("--steps", type=int, default=60_000, help="of a full run, in all")
    options.add_argument("--every", type=int, default=5, help="thousands of steps between two looks of the judge")
    return options


def main(lab: Full, options: argparse.ArgumentParser) -> None:
    """Run the named items of a lab that has full runs, one after another."""
    arguments = options.parse_args()
    items = []
    for item in arguments.items or ["cpu"]:
        items += ["mnist", "fashion"] if item == "full" else [item]
    in_cpu_profile = {"cpu", *lab.alone}
    if set(items) - in_cpu_profile - {"mnist", "fashion"}:
        options.error(f"the items are {', '.join(sorted(in_cpu_profile))}, mnist, fashion, full")
    if arguments.steps < REPORT or arguments.steps % REPORT:
        options.error(f"--steps is a multiple of {REPORT:,}")
    results: list[dict] = []
    with recorded(results) as name:
        for item in items:
            if item in in_cpu_profile:
                name("cpu profile" if item == "cpu" else f"cpu profile, {item} alone")
                lab.cpu(arguments, item)
            else:
                name(
                    f"{item}, full set, {arguments.steps:,} steps" + f", seed {arguments.seed}" * bool(arguments.seed)
                )
                lab.full(item, arguments)
            if arguments.json:
                embedded = set(items) <= in_cpu_profile
                os.environ["COURSE_DATA"] = "" if embedded else FULL_SET
                seeds = "those of the lab's cells" if embedded else str(arguments.seed)
                record.save(arguments.json, results, seeds, without=MACHINE_ONLY)
