"""Does training in bfloat16 cost quality? `python benchmarks/precision.py [--steps 800] [--rates 3e-4 1e-3]`.

The DCGAN of lab 05 (variant A), once in float32 and once in mixed bfloat16 from the same seed, at equal steps: judge
distance of 10,000 samples by the average of G. D learns names as in section 8 of that lab, and the rates fall:
without the two, some seeds collapse in either precision, and their distances say nothing about precisions. Prints a
line a run, the means, and their ratio. `--json FILE` keeps the numbers, and takes up where an interrupted run of the
same settings stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import lab_runs
import numpy as np
from engine import LATENT, dcgan_networks
from record import result, save

from course.datasets import mnist
from course.metrics import judge, measure

PRECISIONS = ("float32", "mixed_bfloat16")


def networks(precision: str, names: dict):
    """Return variant A's G, and its D with a logit for each name and AnyName's before them."""
    generator, discriminator = dcgan_networks(precision)
    logits = keras.layers.Dense(10, dtype="float32")(discriminator.layers[-2].output)
    return generator, keras.Model(discriminator.inputs, [names["AnyName"](dtype="float32")(logits), logits])


def distance(precision: str, seed: int, steps: int, batch_size: int, rates: list, digits, by, names) -> dict:
    """Train once; return the judge's distance, the least class share, and seconds of training."""
    keras.utils.set_random_seed(seed)
    model = names["Named"](*networks(precision, names), names["d_loss"], names["g_loss"], LATENT, seed=seed)
    model.compile(*(keras.optimizers.Adam(rate, 0.5) for rate in names["falling"](steps, *rates)))
    images, labels = digits.x_train[..., None].astype("float32") / 255, digits.y_train.astype("int32")
    start = time.perf_counter()
    model.fit(images, labels, batch_size=batch_size, steps=steps, epochs=1, verbose=0)
    seconds = time.perf_counter() - start
    measured = measure(by, model.sample(10_000, seed=seed), images)
    return {"distance": float(measured.distance), "least": float(measured.min_class_share), "seconds": seconds}


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--rates", type=float, nargs=2, default=[3e-4, 1e-3], metavar=("D", "G"), help="Adam's")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--json", type=Path, default=Path("build/precision.json"))
    asked = parser.parse_args()
    settings = {"steps": asked.steps, "batch_size": asked.batch_size, "rates": asked.rates}
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    diary = asked.json.with_suffix(".part")
    kept = json.loads(diary.read_text()) if diary.exists() else {}
    runs = kept["runs"] if kept.get("settings") == settings else {}
    names = lab_runs.definitions("05", ("d_loss", "g_loss", "AnyName", "name_gap", "Named", "falling"))
    digits, by = mnist(), judge.load("mnist")
    for seed in range(asked.seeds):
        for precision in PRECISIONS:
            name = f"{precision}, seed {seed}"
            if name not in runs:
                runs[name] = distance(precision, seed, **settings, digits=digits, by=by, names=names)
                diary.write_text(json.dumps({"settings": settings, "runs": runs}))
            print(f"{name:<24}" + "  ".join(f"{key} {value:.4g}" for key, value in runs[name].items()), flush=True)
    results = []
    for precision in PRECISIONS:
        distances = [runs[f"{precision}, seed {seed}"]["distance"] for seed in range(asked.seeds)]
        results.append(result(f"judge distance in {precision}, mean", np.mean(distances)))
        results.append(result(f"judge distance in {precision}, spread (max - min)", np.ptp(distances)))
    ratio = results[2]["value"] / results[0]["value"]
    results.append(result("judge distance, bfloat16 / float32", ratio, at_most=1.1))
    print("\n".join(f"{record['name']}: {record['value']:.4g}" for record in results))
    save(asked.json, results, f"0 to {asked.seeds - 1}")
    diary.unlink()


if __name__ == "__main__":
    main()
