"""Numbers that lab 05 states, from the lab's own cells: `python benchmarks/dcgan.py [ITEM …]`.

    counts      the parameters of every network
    main        the lean network of section 8 in the cpu profile, from the package's 4,000 digits: the judge on 10,000
                samples of the moving average of the weights
    published   variant A by the published loop (predict and train_on_batch, batches of 256, Adam 2e-4, β₁ 0.5), for
                as many seconds as `main` has trained; and the ratio of the judge's distances
    variants    A, B and C at the cpu profile's short budget: checkerboard score and judge distance

`--profile full` runs them at the published budget (a GPU's, or hours; the full set from COURSE_DATA). `--json FILE`
keeps the numbers, `--ship` stores the generator of `main` as the one that the widgets use. Times are only worth
something on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

os.environ["COURSE_WEIGHTS"] = "off"
sys.path.insert(0, str(Path(__file__).parents[1]))

import lab_runs
from record import save

from course import runtime

ITEMS = {"counts": (), "main": (8,), "published": (), "variants": (5, 6, 7)}


def trains_published(code: str) -> bool:
    """Say whether a cell calls `published`, the loop that this benchmark times itself."""
    return "published(" in code.split("def published(")[0]


def counts(names: dict) -> None:
    """Report the parameters of all networks; the lab's cells assert the same numbers."""
    generator, discriminator = names["generator"], names["discriminator"]
    colour = discriminator((32, 32, 3), (64, 128, 256), (2, 2, 1))
    networks = {
        "A, G": (generator(), 2_292_737),
        "A, D": (discriminator(), 212_865),
        "B, G": (generator(batch_norm=True), 2_330_944),
        "C, G": (names["upsampled"](), 2_330_944),
        "colour, G": (generator(8, colours=3, batch_norm=True), 2_733_504),
        "colour, D": (colour, 1_045_633),
    }
    for name, (network, expected) in networks.items():
        runtime.report(name, network.count_params(), "parameters", at_least=expected, at_most=expected)


def published(names: dict) -> None:
    """Report the published loop's distance after as many seconds as the main model has trained."""
    import numpy as np

    seconds = sum(names["clock"].seconds)
    make, steps = names["published"](seconds)
    latent = np.random.default_rng(5).normal(size=(10_000, 100)).astype(np.float32)
    images = np.concatenate([np.asarray(make(part)) for part in np.split(latent, 50)])
    found = names["judged"](images)
    runtime.report(f"published loop, {steps} steps in the same time, judge distance", found.distance)
    ratio = names["verdict"].distance / found.distance
    runtime.report("main model's distance, as a share of the published loop's", ratio, at_most=0.5)


def ship(names: dict, command: str) -> None:
    """Store the moving average of the main model's generator for the widgets."""
    from course.training import saved

    verdict = names["verdict"]
    note = {"command": command, "steps": int(names["main"].step), "distance": round(float(verdict.distance), 2)}
    note |= {"confident share": round(float(verdict.confident_share), 4)}
    path = saved.ship("dcgan", names["main"].average, note)
    print(f"shipped: {path.name}, {path.stat().st_size:,} bytes")


def main() -> None:
    """Run the named items one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", nargs="*", metavar="ITEM", help="counts, main, published, variants; all by default")
    parser.add_argument("--profile", choices=("cpu", "full"), default="cpu")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--ship", action="store_true")
    arguments = parser.parse_args()
    if set(arguments.items) - set(ITEMS):
        parser.error(f"the items are {', '.join(ITEMS)}")
    os.environ["COURSE_PROFILE"] = arguments.profile
    results: list[dict] = []
    names: dict = {"__name__": "__main__"}
    with lab_runs.recorded(results) as name:
        for item in arguments.items or ITEMS:
            name(item)
            start = time.perf_counter()
            os.environ["COURSE_DATA"] = lab_runs.FULL_SET if arguments.profile == "full" else "embedded"
            if item == "published" and "clock" not in names:
                parser.error("`published` compares with `main`: name main before it")
            lab_runs.sections("05", ITEMS[item], names, without=trains_published)
            if item == "counts":
                counts(names)
            if item == "main":
                runtime.report("main model, training", sum(names["clock"].seconds), "s", at_most=180)
                if arguments.ship:
                    ship(names, "python benchmarks/dcgan.py main --ship")
            if item == "published":
                published(names)
            print(f"{item}: {time.perf_counter() - start:.0f} s in all", flush=True)
            os.environ["COURSE_DATA"] = lab_runs.FULL_SET
            if arguments.json:
                save(arguments.json, results, seeds="those of the lab's cells", note=f"profile {arguments.profile}")


if __name__ == "__main__":
    main()
