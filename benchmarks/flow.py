"""Numbers that lab 09 states, from the lab's own cells: `python benchmarks/flow.py [solver terms lab ship]`.

    solver    Strouhal number and mean drag of the solver: the lab's grid, wider domains, a doubled grid
    terms     the lab's losses, one change at a time, three seeds each, beside the baselines; on every other cell,
              with half the width and fewer steps
    lab       the whole lab in the cpu profile: its reports and the seconds it took
    ship      put what `solver` and `terms` have kept into the course, for the lab's tables (not by default)

`--json FILE` keeps the numbers; `--keep FOLDER` keeps finished runs, so that a benchmark can be interrupted.
Times are only worth something on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import dataclasses
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

ITEMS = ("solver", "terms", "lab")
SEEDS = (0, 1, 2)
BASELINES = ("persistence", "linear extrapolation", "POD, regression")
RECORDED = Path(__file__).parents[1] / "course" / "metrics" / "flow_runs.json"
# Cells a diameter, height in diameters, Reynolds number.
CASES = [(10, 16, 100), (10, 16, 150), (10, 16, 200), (10, 24, 100), (10, 32, 100), (20, 16, 100)]
TERMS = {  # one change at a time
    "L2": {},
    "+ gradient difference": {"gradient": 1.0},
    "+ divergence": {"divergence": 0.004},
    "+ momentum": {"momentum": 0.002},
    "+ adversarial": {"adversarial": 0.02},
    "+ noise on the input": {"noise": 0.15},
}
# Williamson, Annu. Rev. Fluid Mech. 28, 1996; drag in two dimensions: Park, Kwon and Choi, KSME Int. J. 12, 1998
PUBLISHED = {
    "solver: St at Re 100, 10 cells, 16 D": "0.164 (Williamson)",
    "solver: St at Re 150, 10 cells, 16 D": "0.183 (Williamson)",
    "solver: St at Re 200, 10 cells, 16 D": "0.197 (Williamson, continued)",
    "solver: mean drag at Re 100, 10 cells, 16 D": "1.33 (Park and others)",
}
UNITS = {"one": "%", "ten": "%", "fifty": "%", "divergence": "", "divergence at 50": "", "St": "", "residual": ""}


def kept(keep: Path | None, name: str, work) -> dict:
    """Return what `work()` gives, from the folder if it was done before."""
    file = keep and keep / f"{name}.json"
    if file and file.exists():
        return json.loads(file.read_text())
    found = work()
    print(f"{name:34} {json.dumps({key: round(v, 4) for key, v in found.items()})}", flush=True)
    if file:
        keep.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(found))
    return found


def run_name(name: str, recipe: dict, budget: int, seed: int) -> str:
    """Return the name under which a run is kept."""
    return f"{name} {json.dumps(recipe)} {budget} {seed}"


def solver(keep: Path | None) -> None:
    """Report the solver's Strouhal number and drag, case by case."""
    from course.datasets.flow import CylinderFlow
    from course.metrics.flow import strouhal_number

    for cells, height, reynolds in CASES:

        def run(cells=cells, height=height, reynolds=reynolds):
            flow, start = CylinderFlow(reynolds, cells, height=height), time.process_time()
            unit = round(cells / flow.speed)  # steps in D/U
            flow.step(45 * unit)  # shedding is periodic after 42 D/U
            forces = flow.step(35 * unit)
            number = strouhal_number(forces[:, 1], 1 / unit)
            return {"St": number, "drag": forces[:, 0].mean(), "seconds": time.process_time() - start}

        found = kept(keep, f"solver-{cells}-{height}-{reynolds}", run)
        where = f"at Re {reynolds}, {cells} cells, {height} D"
        fit = -3.3265 / reynolds + 0.1816 + 1.6e-4 * reynolds
        lab = (cells, height) == (10, 16)
        runtime.report(f"St {where}", found["St"], "", *((0.95 * fit, 1.05 * fit) if lab else ()))
        if reynolds == 100:
            runtime.report(f"mean drag {where}", found["drag"], "", *((0.9 * 1.35, 1.1 * 1.35) if lab else ()))


def definitions(budget: int) -> dict:
    """Return the lab's functions and its data on every other cell, for a network of half the width; train nothing.

    So a training is cheap enough to be repeated for each term and seed.
    """
    from course.datasets import flow

    os.environ |= {"COURSE_PROFILE": "cpu"}
    whole = flow.film

    def coarse(*args, **kwargs):
        film = whole(*args, **kwargs)
        fields, solid = film.fields[:, ::2, ::2], film.solid[::2, ::2]
        return dataclasses.replace(film, fields=fields, solid=solid, spacing=2 * film.spacing)

    skipped = ("saved.fit", "CylinderFlow(", "runtime.report(", "nearest(", "ROW, COLUMN", "probe", "plots.")
    needed = ("films = {", "baselines = {", "inside = measures")
    names: dict = {"__name__": "__main__", "ROW": 12, "COLUMN": 25}

    def without(code):
        return any(word in code for word in skipped) and not any(word in code for word in needed)

    flow.film = coarse
    try:
        lab_runs.sections("09", (2, 3, 4, 7), names, without)
    finally:
        flow.film = whole
    names |= {"steps": budget, "width": names["width"] // 2}  # in place: the functions look there
    return names


def evaluate(names: dict, predict, number: int, starts: int = 4) -> dict:
    """Return measures of a forecast at one Reynolds number: one step, and roll-outs of 50 from several starts."""
    measures, tf = names["measures"], names["tf"]
    past, true, solid = names["past"][number], names["following"][number], names["solid"]
    guess = np.concatenate([predict(past[k : k + 19]) for k in range(0, len(past), 19)])
    inner, spacing, step = names["inner"], names["spacing"], names["step"]

    def spilled(fields):
        return float(np.abs(np.asarray(names["divergence"](tf.constant(fields), spacing)))[:, inner].mean())

    before = tf.constant(past[..., 9:])
    residual = names["momentum_residual"](before, tf.constant(guess), float(number), spacing, step)
    film = names["roll_out"](predict, past[:starts], 50)
    right = np.stack([true[k : k + 50] for k in range(starts)])

    def error(k):
        return 100 * measures.relative_error(film[:, k - 1], right[:, k - 1], solid)

    try:
        signals = film[:, :, names["ROW"], names["COLUMN"], 1]
        shedding = float(np.mean([measures.strouhal_number(signal, step) for signal in signals]))
    except measures.BadFields:
        shedding = float("nan")
    energy = measures.spectrum(film[:, -20:]) / measures.spectrum(right[:, -20:])
    return {
        "one": 100 * measures.relative_error(guess, true, solid),
        "divergence": spilled(guess),
        "divergence of the data": spilled(true),
        "residual": float(np.sqrt((np.asarray(residual)[:, inner] ** 2).mean())),
        "ten": error(10),
        "fifty": error(50),
        "divergence at 50": spilled(film[:, 49]),
        "St": shedding,
        "small scales at 50": float(energy[8:20].mean()),
    }


def forecasters(names: dict, recipe: dict, seeds: tuple[int, ...]):
    """Train a model of the lab from an initial state for each seed; yield seed, its forecast and the seconds.

    One compiled model serves all of them. Seeds decide the initial weights; the order of the data is the same.
    """
    tf = names["tf"]
    model = names["forecast"](**recipe, steps=names["steps"], seed=0)
    fresh, forward = model.state(), tf.function(lambda frames: model.average(frames, training=False))
    for seed in seeds:
        other, start = names["forecast"](**recipe, steps=names["steps"], seed=seed), time.process_time()
        model.restore(fresh)
        model.generator.set_weights(other.generator.get_weights())
        model.discriminator.set_weights(other.discriminator.get_weights())
        data = names["targets"], names["conditions"]
        model.fit(*data, batch_size=names["batch"], steps=names["steps"], epochs=1, verbose=0)
        yield seed, lambda frames: forward(tf.constant(frames)).numpy(), time.process_time() - start


def terms(keep: Path | None, budget: int, numbers: tuple[int, ...], recipes: dict) -> None:
    """Report each measure of each recipe, its mean over the seeds and its spread, beside the baselines."""
    files = [run_name(name, recipe, budget, seed) for name, recipe in recipes.items() for seed in SEEDS]
    files += [f"{number}-{name}" for number in numbers for name in BASELINES]
    done = keep is not None and all((keep / f"{file}.json").exists() for file in files)
    names = {"baselines": dict.fromkeys(BASELINES)} if done else definitions(budget)
    found: dict[str, list[dict]] = {}
    for number in numbers:
        for name, predict in names["baselines"].items():
            work = lambda predict=predict, number=number: evaluate(names, predict, number)  # noqa: E731
            found[f"{name}, Re {number}"] = [kept(keep, f"{number}-{name}", work)]
    for name, recipe in recipes.items():
        files = {seed: run_name(name, recipe, budget, seed) for seed in SEEDS}
        missing = tuple(seed for seed, file in files.items() if not (keep and (keep / f"{file}.json").exists()))
        for seed, predict, seconds in forecasters(names, recipe, missing) if missing else ():
            values = {n: evaluate(names, predict, n) for n in numbers}
            flat = {f"{n} {key}": value for n, part in values.items() for key, value in part.items()}
            flat = kept(keep, files[seed], lambda flat=flat, seconds=seconds: flat | {"seconds": seconds})
            found.setdefault(name, []).append(flat)
        for seed in set(SEEDS) - set(missing):
            found.setdefault(name, []).append(kept(keep, files[seed], dict))
        for n in numbers:
            parts = [{k.split(" ", 1)[1]: v for k, v in run.items() if k.startswith(f"{n} ")} for run in found[name]]
            found[f"{name}, Re {n}"] = parts
        del found[name]
    for name, runs in found.items():
        for key, unit in UNITS.items():
            values = [run[key] for run in runs]
            spread = "" if len(values) < 2 else f", {len(values)} seeds from {min(values):.4g} to {max(values):.4g}"
            runtime.report(f"{name}: {key}{spread}", float(np.mean(values)), unit)


def lab() -> None:
    """Run the whole lab."""
    start = time.perf_counter()
    lab_runs.whole("09", r"widgets\.")
    runtime.report("the lab in the cpu profile", round(time.perf_counter() - start), "s", at_most=360)


def ship(keep: Path | None, budget: int) -> None:
    """Write what was kept into the course."""
    if keep is None:
        sys.exit("ship needs --keep FOLDER, where `solver` and `terms` have kept their runs")
    table = []
    for cells, height, reynolds in CASES:
        found = json.loads((keep / f"solver-{cells}-{height}-{reynolds}.json").read_text())
        table.append({"cells": cells, "height": height, "Re": reynolds} | found)
    runs = {}
    for name, recipe in TERMS.items():
        files = [keep / f"{run_name(name, recipe, budget, seed)}.json" for seed in SEEDS]
        if not all(file.exists() for file in files):
            print(f"{name}: not all seeds are there, so it is left out")
            continue
        runs[name] = [json.loads(file.read_text()) for file in files]
    for path in sorted(keep.glob("200-*.json")):
        part = json.loads(path.read_text())
        runs[path.stem.split("-", 1)[1]] = [{f"200 {key}": value for key, value in part.items()}]
    about = {"command": f"python benchmarks/flow.py solver terms --steps {budget}", "steps": budget}
    for part in (run for several in runs.values() for run in several):
        part.update({key: None for key, value in part.items() if not np.isfinite(value)})
    RECORDED.write_text(json.dumps(about | {"solver": table, "runs": runs}, indent=1) + "\n")
    print(f"{RECORDED.name}: {RECORDED.stat().st_size:,} bytes")


def main() -> None:
    """Run the named items one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", nargs="*", metavar="ITEM", help=f"{', '.join(ITEMS)} (the default), ship")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--without", nargs="*", default=[], help="of terms: recipes that are left out")
    parser.add_argument("--steps", type=int, default=400)
    arguments = parser.parse_args()
    if set(arguments.items) - {*ITEMS, "ship"}:
        parser.error(f"the items are {', '.join(ITEMS)}, ship")
    if set(arguments.without) - set(TERMS):
        parser.error(f"the recipes are {', '.join(TERMS)}")
    recipes = {name: recipe for name, recipe in TERMS.items() if name not in arguments.without}
    actions = {
        "solver": lambda: solver(arguments.keep),
        "terms": lambda: terms(arguments.keep, arguments.steps, (175, 200), recipes),
        "lab": lab,
        "ship": lambda: ship(arguments.keep, arguments.steps),
    }
    results: list[dict] = []
    with lab_runs.recorded(results, PUBLISHED) as name:
        for item in arguments.items or ITEMS:
            name(item)
            start = time.perf_counter()
            actions[item]()
            print(f"{item}: {time.perf_counter() - start:.0f} s in all", flush=True)
    if arguments.json:
        seeds = ", ".join(map(str, SEEDS)) if "terms" in (arguments.items or ITEMS) else "none"
        save(arguments.json, results, seeds, without=lab_runs.MACHINE_ONLY)


if __name__ == "__main__":
    main()
