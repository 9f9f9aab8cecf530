"""Numbers that lab 08 states, from the lab's own cells: `python benchmarks/pix2pix.py [order lab drawing step ship]`.

    order     at the cpu budget, U-Net against encoder–decoder, and L1 alone against both terms: margins of L1 error,
              SSIM, sharpness and label recovery, beside their spread over three seeds
    lab       the whole lab in the cpu profile: its reports and the seconds it took
    drawing   seconds for 1,000 drawn pairs of 64×64
    step      parameters of the published 256×256 model, and the memory after one step, in a process of its own
    ship      train the small generator of the painter, for --steps steps, and put it into the course (not by default)

`--json FILE` keeps the numbers; `--keep FOLDER` keeps finished trainings of `order`, so that it can be interrupted.
Times are only worth something on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("COURSE_WEIGHTS", "off")
sys.path.insert(0, str(Path(__file__).parents[1]))

import lab_runs
import numpy as np
from record import save

from course import runtime

ITEMS = ("order", "lab", "drawing", "step")
SEEDS = (0, 1, 2)
RUNS = {"U-Net, both": {}, "encoder–decoder, both": {"skips": False}, "U-Net, L1 alone": {"adversarial": 0.0}}
PUBLISHED = {  # on Cityscapes, where the authors read labels back; other data, another reader
    "label recovery (IoU), U-Net above encoder–decoder: mean margin": "0.14 against 0.05 (both terms)",
    "published discriminator": "70×70 PatchGAN",
}
MEASURES = ("l1", "ssim", "sharpness", "iou")


def definitions() -> dict:
    """Return the lab's functions, its data and its numbers of the cpu profile; train nothing."""
    os.environ |= {"COURSE_PROFILE": "cpu", "COURSE_DATA": "embedded"}
    names = lab_runs.sections("08", (), {"__name__": "__main__"})
    code = [cell.source for _, cell in lab_runs.cells("08") if cell.cell_type == "code"]
    for wanted in ("d_width =", "def pix2pix(", "copies = ["):  # the recipe of section 8, without its trainings
        text = next(cell for cell in code if wanted in cell)
        exec(text.split("models, logs =")[0], names)
    return names


def order(keep: Path | None) -> None:
    """Report the margins between the models beside their spread over the seeds."""
    names = definitions()
    reader, houses, truth = None, names["houses"], names["photos"](names["houses"].photos_test)
    found: dict[str, list] = {name: [] for name in RUNS}
    for seed in SEEDS:
        for name, recipe in RUNS.items():
            file = keep and keep / f"{name}-{seed}-{names['steps']}.json"
            if file and file.exists():
                found[name].append(json.loads(file.read_text()))
                continue
            if reader is None:
                reader = names["metrics"].Reader(15).fit(houses.labels_train, houses.photos_train, epochs=12)
            start = time.perf_counter()
            model = names["pix2pix"](**recipe, seed=seed)
            model.fit(names["y"], names["x"], batch_size=names["batch"], steps=names["steps"], verbose=0)
            seconds = time.perf_counter() - start
            made = model.sample(condition=names["plans"](houses.labels_test), batch_size=32)
            value = names["metrics"].compare_pairs(
                made, truth, labels=houses.labels_test, reader=reader, image_range=(-1, 1)
            )
            entry = {"l1": value.l1, "psnr": value.psnr, "ssim": value.ssim, "sharpness": value.sharpness}
            entry |= {"iou": value.recovery.iou, "accuracy": value.recovery.accuracy, "seconds": seconds}
            found[name].append(entry)
            print(f"seed {seed} {name:24} {json.dumps({key: round(v, 4) for key, v in entry.items()})}", flush=True)
            if file:
                keep.mkdir(parents=True, exist_ok=True)
                file.write_text(json.dumps(entry))
    table = {name: {key: [run[key] for run in runs] for key in MEASURES} for name, runs in found.items()}
    for name, values in table.items():
        for key, several in values.items():
            runtime.report(f"{name}: {key}, mean of {len(several)} seeds", round(float(np.mean(several)), 4))
    unet, coder, alone = table.values()
    margins = {
        "L1 error, encoder–decoder above U-Net": (coder["l1"], unet["l1"]),
        "SSIM, U-Net above encoder–decoder": (unet["ssim"], coder["ssim"]),
        "label recovery (IoU), U-Net above encoder–decoder": (unet["iou"], coder["iou"]),
        "sharpness, both above L1 alone": (unet["sharpness"], alone["sharpness"]),
    }
    for name, (more, less) in margins.items():
        spread = max(np.ptp(more), np.ptp(less))
        runtime.report(
            f"{name}: mean margin", round(float(np.mean(more) - np.mean(less)), 4), at_least=round(spread, 4)
        )
    apart = np.subtract(unet["l1"], alone["l1"])  # small: seed by seed, the same start and the same pairs
    runtime.report("L1 error, both above L1 alone: mean margin", round(float(apart.mean()), 4))
    runtime.report("L1 error, both above L1 alone: least margin of a seed", round(float(apart.min()), 4), at_least=0)


def lab() -> None:
    """Run the whole lab."""
    start = time.perf_counter()
    lab_runs.whole("08")
    runtime.report("the lab in the cpu profile", round(time.perf_counter() - start), "s", at_most=360)


def drawing() -> None:
    """Draw 1,000 pairs."""
    from course.datasets import facade

    start = time.perf_counter()
    facade.drawn(range(1000), 64)
    runtime.report("1,000 drawn pairs of 64×64", round(time.perf_counter() - start, 1), "s", at_most=20)


def step() -> None:
    """Count the published model, and take one step of it, in this process."""
    names = definitions()
    from course.training import memory

    generator = names["unet"](256, 64, names["downsample_block"], names["upsample_block"])
    discriminator = names["patchgan"](256, 64)
    runtime.report("published generator", generator.count_params(), "parameters")
    runtime.report("published discriminator", discriminator.count_params(), "parameters")
    keras, losses = names["keras"], (names["discriminator_loss"], names["generator_loss"])
    model = names["Pix2Pix"](generator, discriminator, *losses, latent_dim=1, ema=None)
    model.compile(*(keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2)))
    plan, photo = names["facade"].drawn([7], 256)
    start = time.perf_counter()
    model.fit(names["photos"](photo), names["plans"](plan), batch_size=1, steps=1, verbose=0)
    runtime.report("first 256×256 step, with compilation", round(time.perf_counter() - start, 1), "s")
    runtime.report("memory after one 256×256 step", round(memory.peak(), 2), "GB", at_most=4)


def ship(steps: int, count: int) -> None:
    """Train the painter's generator on drawn houses that no lab uses, and write it into the course."""
    from course.datasets import facade
    from course.training import saved
    from course.widgets import pix2pix as widget

    names = definitions()
    names["width"] = widget.WIDTH
    labels, photos = facade.drawn(range(3_000_000, 3_000_000 + count))
    labels = np.concatenate([labels, labels[:, :, ::-1]])
    photos = np.concatenate([photos, photos[:, :, ::-1]])
    model = names["pix2pix"]()
    half = steps // 2
    for part, rates in ((half, (3e-4, 1e-3)), (steps - half, (1.5e-4, 4e-4))):
        model.d_optimizer.learning_rate, model.g_optimizer.learning_rate = rates
        model.fit(names["photos"](photos), names["plans"](labels), batch_size=4, steps=part, epochs=1, verbose=0)
    houses, truth = names["houses"], names["photos"](names["houses"].photos_test)
    made = model.sample(condition=names["plans"](houses.labels_test), batch_size=32)
    value = names["metrics"].compare_pairs(made, truth, image_range=(-1, 1))
    note = {"command": f"python benchmarks/pix2pix.py ship --steps {steps} --houses {count}"}
    note |= {"l1": round(value.l1, 4), "ssim": round(value.ssim, 3), "sharpness": round(value.sharpness, 3)}
    path = saved.ship("pix2pix", model.average, note)
    print(value, f"\n{path.name}: {path.stat().st_size:,} bytes")


def main() -> None:
    """Run the named items one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", nargs="*", metavar="ITEM", help=f"{', '.join(ITEMS)} (the default), ship")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--houses", type=int, default=1500)
    arguments = parser.parse_args()
    if set(arguments.items) - {*ITEMS, "ship"}:
        parser.error(f"the items are {', '.join(ITEMS)}, ship")
    actions = {
        "order": lambda: order(arguments.keep),
        "lab": lab,
        "drawing": drawing,
        "step": step,
        "ship": lambda: ship(arguments.steps, arguments.houses),
    }
    results: list[dict] = []
    with lab_runs.recorded(results, PUBLISHED) as name:
        for item in arguments.items or ITEMS:
            name(item)
            start = time.perf_counter()
            actions[item]()
            print(f"{item}: {time.perf_counter() - start:.0f} s in all", flush=True)
    if arguments.json:
        os.environ.pop("COURSE_DATA", None)  # set by `definitions`, not by the caller
        seeds = ", ".join(map(str, SEEDS)) if "order" in (arguments.items or ITEMS) else "those of the lab's cells"
        save(arguments.json, results, seeds, without=lab_runs.MACHINE_ONLY)


if __name__ == "__main__":
    main()
