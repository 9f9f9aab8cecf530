"""Side by side in one run: `make bench`, `make bench PARTS="models grading"`, `python benchmarks/bench.py [PART …]`.

    models       a step of the pairs of labs 04 to 08: published loop, keras.io, two tapes, our engine, PyTorch, JAX
    quality      judge distance, coverage and conditional accuracy against training time, published recipe and ours
    convolution  the reference of labs 01 and 02, SciPy, Keras, FFT, and from which kernel the FFT is faster
    grading      seconds a notebook: stock nbgrader, Otter, ours with one and two workers, Dask; memory of a worker
    startup      `import course`, first cell of each lab, JupyterLab ready, `make lab` from a bare clone

Each writes its medians, spreads and versions to build/bench/PART.json, and bench.md has the tables. `--quick` takes
fewer rounds and smaller budgets, a few minutes a part. `--record` keeps the results for RESULTS.md, which is made
anew; that is for a machine that does nothing else. What is not installed is named, with the command that installs it
(all: pip install -e '.[bench]').
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import sys
import time
import traceback
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).parents[1]))

import record
from beside.networks import LABS

HERE = Path(__file__).parent
PARTS = ("models", "quality", "convolution", "grading", "startup")
VERSIONS = ("torch", "jax", "otter-grader", "nbgrader", "distributed", "scipy", "jupyterlab")


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """Return what the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all by default")
    options.add_argument("--quick", action="store_true", help="fewer rounds and smaller budgets")
    options.add_argument(
        "--record", action="store_true", help="keep the results in benchmarks/results, for RESULTS.md"
    )
    options.add_argument(
        "--models", nargs="+", choices=LABS, help="of the part models; all, or dense dcgan if --quick"
    )
    options.add_argument("--seeds", nargs="+", type=int, help="of the part quality; 0 1 2, or 0 if --quick")
    options.add_argument("--labs", nargs="+", help="of grading and quality, by number; what each does by default")
    options.add_argument("--class", type=int, dest="size", help="of grading: so many notebooks; 12, or 4 if --quick")
    options.add_argument("--bare", action="store_true", help="of startup: also `make lab` from a bare clone, minutes")
    options.add_argument("--out", type=Path, default=HERE.parent / "build" / "bench")
    asked = options.parse_args(words)
    if unknown := set(asked.parts) - set(PARTS):
        options.error(f"no part {', '.join(sorted(unknown))}: the parts are {', '.join(PARTS)}")
    asked.parts = asked.parts or list(PARTS)
    asked.models = asked.models or (["dense", "dcgan"] if asked.quick else list(LABS))
    asked.seeds = asked.seeds or ([0] if asked.quick else [0, 1, 2])
    asked.size = asked.size or (4 if asked.quick else 12)
    return asked


def measure(part: str, asked: argparse.Namespace) -> bool:
    """Run a part, print its rows as they come, and keep them; return whether it came to its end."""
    rows, whole, start, load = [], True, time.perf_counter(), os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(f"\n== {part}", flush=True)
    try:
        for row in importlib.import_module(f"beside.{part}").rows(asked):
            rows.append(row)
            print(f"{row['name']:<72} {record.shown(row)}  {record.target(row)}", flush=True)
    except Exception as error:  # the other parts go on; the table says what happened
        traceback.print_exc()
        whole = False
        rows.append(record.absent(f"{part}: the rest", f"failed: {type(error).__name__}: {str(error).strip()[:200]}"))
    minutes = (time.perf_counter() - start) / 60
    note = f"Load of the machine before: {load:.2f}. All of it took {minutes:.1f} minutes."
    seeds = " ".join(map(str, asked.seeds)) if part == "quality" else "0"
    path = asked.out / f"{part}.json"
    record.save(path, rows, seeds, note, also=VERSIONS)
    if asked.record and whole:
        (HERE / "results").mkdir(exist_ok=True)
        shutil.copyfile(path, HERE / "results" / f"bench-{part}.json")
    return whole


def main(words: list[str] | None = None) -> int:
    """Run the parts; return 1 if one of them failed."""
    asked = arguments(words)
    whole = [measure(part, asked) for part in asked.parts]
    files = record.kept(asked.out)
    lines = ["# Side by side", ""]
    for part in PARTS:
        if part in files:
            lines += [f"## {part}", "", *record.table(files[part])]
    if "quality" in files:
        (asked.out / "quality.svg").write_text(record.curves(files["quality"]["results"]))
        lines += ["![Judge distance against seconds](quality.svg)", ""]
    (asked.out / "bench.md").write_text("\n".join(lines))
    print(f"\n{asked.out / 'bench.md'}")
    if asked.record:
        record.main()
    return 0 if all(whole) else 1


if __name__ == "__main__":
    sys.exit(main())
