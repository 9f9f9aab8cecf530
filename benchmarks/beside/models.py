"""Milliseconds of a training step, every framework in a process of its own, all taking turns."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from record import absent, measured

from beside.networks import PAIRS
from beside.player import FRAMEWORKS, Player, PlayerError, missing, take_turns

OURS = "our engine"
WAYS = {  # player: its ways, and whether each is also tried in 16 bits
    "tensorflow": {"published loop": False, "keras.io train_step": False, "two tapes": True, OURS: True},
    "torch": {"eager": True, "compiled": True},
    "jax": {"jitted": True},
}
TITLES = {"torch": "PyTorch", "jax": "JAX", "tensorflow": ""}
GOALS = {"dense": 1.3, "dcgan": 1.3}  # times faster than PyTorch


def cpu_flags() -> set[str]:
    """Return what /proc/cpuinfo says of 16-bit and wide instructions."""
    try:
        words = set(Path("/proc/cpuinfo").read_text().split())
    except OSError:
        return set()
    return words & {"avx2", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16"}


def precisions() -> list[str]:
    """Return the precisions to try: bfloat16, too, where the processor has units for it."""
    return ["float32", "bfloat16"] if cpu_flags() & {"avx512_bf16", "amx_bf16"} else ["float32"]


def rows(asked) -> Iterator[dict]:
    """Yield the rows of all models that are asked for."""
    with contextlib.ExitStack() as stack:
        players = {}
        for framework, module in FRAMEWORKS.items():
            if why := missing(module):
                yield absent(TITLES[framework], why)
            else:
                players[framework] = stack.enter_context(Player(framework))
        peaks = {}
        for kind in precisions():
            found = {name: players[name].ask("peak", precision=kind) for name in players if name != "jax"}
            peaks[kind] = max(found.values())
            for name, rate in found.items():
                yield measured(f"matrix product 2048×2048, {kind}, {name}", [rate], "GFLOP/s")
        for model in asked.models:
            yield from of_model(model, players, peaks, asked.quick)


def title(framework: str, way: str, kind: str) -> str:
    """Return a way's name in the table."""
    return f"{TITLES[framework]} {way}, {kind}".strip()


def of_model(model: str, players: dict[str, Player], peaks: dict[str, float], quick: bool) -> Iterator[dict]:
    """Yield one model's rows: each way's milliseconds, what ours is to the others, and what it is made of."""
    about, rounds = PAIRS[model], 3 if quick else 7
    head = f"{model} (lab {about.lab}, batch {about.batch})"
    ways, where = {}, {}
    for framework, player in players.items():
        for way, low in WAYS[framework].items():
            for kind in precisions() if low else ["float32"]:
                name = title(framework, way, kind)
                key = f"{way}, {kind}"
                try:
                    found = player.ask("build", key=key, model=model, way=way, precision=kind)
                    if tuple(found) != about.parameters:
                        raise PlayerError(f"{found} parameters in place of {list(about.parameters)}")
                    player.ask("run", key=key, steps=1)
                except PlayerError as error:
                    yield absent(f"{head}: {name}", f"failed: {error}")
                    continue
                ways[name] = lambda steps, player=player, key=key: player.ask("run", key=key, steps=steps)
                where[name] = framework, way, kind
    times = take_turns(ways, 0.7 if quick else 2.0, rounds)
    for player in players.values():
        player.ask("drop")
    for name, found in times.items():
        yield measured(f"{head}: {name}", found, "ms a step")
    yield from compared(model, head, times, where)
    ours = best(times, [name for name in times if where[name][1] == OURS])
    kind = where[ours][2]
    work = players["tensorflow"].ask("work", model=model)
    rate = 1e-6 * work / np.array(times[ours])
    yield measured(f"{head}: {ours}, work", rate, "GFLOP/s")
    yield measured(f"{head}: {ours}, share of the measured matrix peak", rate / peaks[kind])
    yield from inside(model, head, where, times)
    for framework in (name for name in ("tensorflow", "jax") if name in players):
        what = f"{head}: {TITLES[framework] or 'TensorFlow'}"
        try:
            parts = players[framework].ask("parts", model=model, precision="float32")
        except PlayerError as error:
            yield absent(f"{what}, parts of a step", f"failed: {error}")
            continue
        for part, found in parts.items():
            yield measured(f"{what}, {part} alone, float32", found, "ms")
    if model == "dcgan":
        yield larger_batch(model, head, players["tensorflow"], kind, rounds)


def best(times: dict[str, list[float]], names: list[str]) -> str:
    """Return the name with the smallest median."""
    return min(names, key=lambda name: float(np.median(times[name])))


def compared(model: str, head: str, times: dict, where: dict) -> Iterator[dict]:
    """Yield how many times faster the engine is than others, round by round: than the best, PyTorch, published."""
    ours = best(times, [name for name in times if where[name][1] == OURS])
    others = [name for name in times if where[name][1] != OURS]
    groups = {
        "the best other": (others, 1.0),
        "PyTorch": ([name for name in others if where[name][0] == "torch"], GOALS.get(model)),
        "the published loop": ([name for name in others if where[name][1] == "published loop"], None),
    }
    for what, (names, goal) in groups.items():
        if names:
            other = best(times, names)
            ratios = np.array(times[other]) / np.array(times[ours])
            yield measured(f"{head}: {ours}, against {what} ({other})", ratios, "times faster", at_least=goal)


def inside(model: str, head: str, where: dict, times: dict) -> Iterator[dict]:
    """Yield the share of a step that oneDNN's primitives take, of our engine and of PyTorch at its best.

    The log slows a step down a little; share and step are of the same run, in a process of its own.
    """
    ours = best(times, [name for name in times if where[name][1] == OURS])
    theirs = [name for name in times if where[name][0] == "torch"]
    for name in [ours, *([best(times, theirs)] if theirs else [])]:
        framework, way, kind = where[name]
        what, steps = f"{head}: {name}, share of oneDNN's primitives in a step", 4
        with Player(framework, verbose=True) as player:
            player.ask("build", key="one", model=model, way=way, precision=kind)
            for _ in range(2):
                player.ask("run", key="one", steps=steps)
            found = [player.ask("primitives", key="one", steps=steps) for _ in range(3)]
        shares = [primitives / seconds for seconds, primitives in found]
        if max(shares) == 0:
            yield absent(what, "none: compiled code has kernels of its own")
        else:
            yield measured(what, shares, at_least=0.9 if name == ours and way == OURS else None)


def larger_batch(model: str, head: str, player: Player, kind: str, rounds: int) -> dict:
    """Return the engine's cost of a sample at batch 256 as a share of that at batch 64."""
    ways = {}
    for batch in (64, 256):
        player.ask("build", key=str(batch), model=model, way=OURS, precision=kind, batch=batch)
        ways[batch] = lambda steps, batch=batch: player.ask("run", key=str(batch), steps=steps)
    times = take_turns(ways, 0.5, rounds)
    player.ask("drop")
    ratios = np.array(times[256]) / 4 / np.array(times[64])
    return measured(f"{head}: {OURS}, {kind}, cost of a sample at batch 256 against batch 64", ratios, at_most=1.1)
