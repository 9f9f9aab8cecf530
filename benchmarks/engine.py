"""Speed and memory of the training engine beside the published loop and a bare compiled step.

    python benchmarks/engine.py [--only dense conv dcgan memory] [--rounds 6] [--json build/engine.json]

Prints a table and writes the same numbers as JSON. Ways of doing the same thing take turns in short windows, and the
best window of each counts: what else runs on the machine then disturbs them alike. Images are random, since speed
does not depend on them. Nothing here is a test: on a busy machine numbers are what they are. Other frameworks, and
the models of labs 06 to 08, are in `bench.py models`, with the same networks and ways.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).parents[1]))

import tensorflow as tf
from beside.models import cpu_flags
from beside.networks import PAIRS
from beside.player import take_turns
from beside.with_tensorflow import PRECISIONS, Bare, Engine, Published, matrix_peak, step_flops
from record import machine, result, save, target


def resident_bytes() -> int:
    """Return the resident memory of this process (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def precisions() -> list[str]:
    """Return the precisions to try: bfloat16, too, where the processor or a GPU has units for it."""
    low = tf.config.list_physical_devices("GPU") or cpu_flags() & {"avx512_bf16", "amx_bf16"}
    return ["float32", "bfloat16"] if low else ["float32"]


def named(kind: str) -> str:
    """Return a precision as the recorded rows have it."""
    return PRECISIONS[kind]


# ---- The comparisons -----------------------------------------------------------------------------------------


def compared(model: str, kinds: list[str], rounds: int) -> tuple[dict, dict]:
    """Return ways and the best milliseconds a step of each: published loop, bare step, engine."""
    pair = PAIRS[model]
    data = pair.data(10_000 if model == "dense" else 5_000)
    ways = {"published loop": Published(pair, data)}
    for kind in kinds:
        end = f", {named(kind)}" if len(kinds) > 1 or model != "dense" else ""
        ways[f"bare step{end}"] = Bare(pair, data, named(kind))
        ways[f"engine{end}"] = Engine(pair, data, named(kind))

    def timed(way):
        def run(steps):
            start = time.perf_counter()
            way.run(steps)
            return time.perf_counter() - start

        return run

    before = ways["published loop"].weights()
    times = take_turns({name: timed(way) for name, way in ways.items()}, 1.0, rounds)
    after = ways["published loop"].weights()
    moved = [any((a != b).any() for a, b in zip(*both, strict=True)) for both in zip(before, after, strict=True)]
    assert all(moved), "the published loop did not train both networks"
    return ways, {name: min(found) for name, found in times.items()}


def dense(rounds: int) -> dict:
    """Lab 04: dense networks, batch 50."""
    _, best = compared("dense", ["float32"], rounds)
    return best | {
        "speed-up": (best["published loop"] / best["engine"], "times faster", {"at_least": 15}),
        "fit / bare step": (best["engine"] / best["bare step"], "", {"at_most": 1.15}),
    }


def conv(rounds: int) -> dict:
    """A small convolutional pair, batch 64."""
    _, best = compared("conv", precisions(), rounds)
    kind = min(map(named, precisions()), key=lambda kind: best[f"engine, {kind}"])
    return best | {
        "speed-up, float32": (best["published loop"] / best["engine, float32"], "times faster", {"at_least": 3}),
        "speed-up": (best["published loop"] / best[f"engine, {kind}"], "times faster", {"at_least": 3}),
        "fit / bare step": (best[f"engine, {kind}"] / best[f"bare step, {kind}"], "", {"at_most": 1.15}),
    }


def dcgan(rounds: int) -> dict:
    """Lab 05, variant A, batch 256."""
    ways, best = compared("dcgan", precisions(), rounds)
    short = min(precisions(), key=lambda kind: best[f"engine, {named(kind)}"])
    kind, engine = named(short), ways[f"engine, {named(short)}"]
    work = 1e-9 * step_flops(engine.generator, engine.discriminator, 256)
    peaks = {kind: matrix_peak(kind, times=4 * rounds) for kind in precisions()}
    rate, peak = 1000 * work / best[f"engine, {kind}"], peaks[short]
    return best | {
        "GFLOP a step": (work, "", {}),
        "GFLOP/s": (rate, "", {}),
        **{f"matrix product, {kind}, GFLOP/s": (at, "", {}) for kind, at in peaks.items()},
        "share of peak": (rate / peak, "", {"at_least": 0.65}),
        "speed-up": (best["published loop"] / best[f"engine, {kind}"], "times faster", {"at_least": 3}),
        "speed-up of a step at 100 % of the peak": (
            best["published loop"] * peak / (1000 * work),
            "times faster",
            {},
        ),
        "fit / bare step": (best[f"engine, {kind}"] / best[f"bare step, {kind}"], "", {"at_most": 1.15}),
    }


def memory(rounds: int) -> dict:
    """Resident memory over 2,000 steps of the dense pair, after 500 to warm up."""
    engine = Engine(PAIRS["dense"], PAIRS["dense"].data(10_000))
    engine.run(500)
    gc.collect()
    before = resident_bytes()
    for _ in range(4):
        engine.run(500)
    gc.collect()
    return {"growth over 2,000 steps": ((resident_bytes() - before) / 2**20, "MB", {"at_least": -50, "at_most": 50})}


PARTS = {"dense": dense, "conv": conv, "dcgan": dcgan, "memory": memory}


def main() -> None:
    """Run the comparisons that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--json", type=Path, default=Path("build/engine.json"))
    asked = parser.parse_args()
    print(f"{machine()}; load {os.getloadavg()[0]:.2f}; {', '.join(sorted(cpu_flags()))}")
    results = []
    for name in asked.only:
        print(f"\n{PARTS[name].__doc__.splitlines()[0]}", flush=True)
        for what, value in PARTS[name](asked.rounds).items():
            number, unit, bounds = value if isinstance(value, tuple) else (value, "ms a step", {})
            results.append(result(f"{name}: {what}", number, unit, **bounds))
            print(f"  {what:<36}{number:>10.3g}  {unit}  {target(results[-1])}", flush=True)
        save(asked.json, results)


if __name__ == "__main__":
    main()
