"""`film()`: the film of vortex shedding at one Reynolds number, from the cache, the solver or the embedded copy."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from course.datasets import download, local, sources
from course.datasets.flow.solver import CylinderFlow
from course.datasets.locking import sole_writer

VERSION = 2  # of solver, window and step: raise it when the frames change, and caches are made anew
DIAMETER, SPEED = 10, 0.1  # cells, if nothing else is asked for; cells a step
# 0.45 D/U a frame: 13.34, 12.13, 11.78, 11.5 frames a period at Re 100, 150, 175, 200. Close to a whole number, as
# with 0.44 at Re 175 (12.05), a film shows hardly more distinct frames than one period has.
EVERY = 45  # time steps a frame, with DIAMETER
SETTLED = 6_000  # time steps before the first frame: 60 D/U, shedding is periodic after 42
ROWS, COLUMNS, BEFORE = 48, 96, 20  # the window, and how many of its columns lie before the centre
EMBEDDED = (100, 150, 175, 200)  # Reynolds numbers of the embedded copy, made by tools/make_flow.py
SPACING, STEP = 1 / DIAMETER, EVERY * SPEED / DIAMETER  # in D and D/U; a finer grid keeps the step


@dataclass(frozen=True, eq=False, repr=False)
class Film:
    """A film of the flow past a cylinder of diameter 1 in a stream of velocity 1.

    Attributes
    ----------
    fields
        u/U, v/U and p/(ρ U²), shape (n, 48, 96, 3) with 10 cells a diameter, float32; 0 inside the cylinder. Rows
        are y, columns x.
    solid
        Cells inside the cylinder, shape (48, 96), bool.
    reynolds
        U D / ν.
    spacing, step
        Side of a cell in D, time between frames in D/U.
    source
        `"cache"`, `"computed"` or `"embedded"`.
    """

    fields: NDArray[np.float32]
    solid: NDArray[np.bool_]
    reynolds: float
    source: str
    spacing: float = SPACING
    step: float = STEP

    def __repr__(self) -> str:
        return f"<Film Re {self.reynolds:g}: {len(self.fields)} frames, {self.source}>"


def film(reynolds: float, count: int = 80, source: str | None = None, diameter: int = DIAMETER) -> Film:
    """Return `count` successive frames of the flow at `reynolds`, and print one line saying where they came from.

    The first call computes them, seconds to a minute, and keeps them in the cache, with their digest; later calls
    read and verify them. A cache of other settings or a damaged one is made anew, and the line says so. The smoke
    profile, and so grading, takes the embedded copy: the first 32 frames, less what seven modes cannot hold (about
    1 % in velocity).

    Parameters
    ----------
    reynolds
        Re = U D / ν.
    count
        Frames.
    source
        `"computed"`: whatever the cache has. `"embedded"`: the copy that the course brings.
    diameter
        Cells a diameter: 10, or a multiple of it. With 20 a frame is 96 × 192, and takes about eight times as long.

    Raises
    ------
    ValueError
        Fewer than four frames asked for; a Reynolds number or a grid that the embedded copy does not have; a diameter
        that is no multiple of 10.
    Unstable
        The grid cannot carry this Reynolds number.
    """
    if count != int(count) or count < 4:
        raise ValueError(f"{count} frames: at least 4 are needed, since a prediction looks at four")
    if source not in (None, "embedded", "computed"):
        raise ValueError(f'source={source!r}: "embedded", "computed" or None')
    if diameter < DIAMETER or diameter % DIAMETER:
        raise ValueError(f"{diameter} cells a diameter: {DIAMETER}, or a multiple of it")
    cylinder = CylinderFlow(reynolds, diameter, speed=SPEED)  # refuses what cannot be stable, before anything else
    if source == "embedded" or (source is None and sources.smoke()):
        if diameter != DIAMETER:
            raise ValueError(f"the embedded copy has {DIAMETER} cells a diameter, not {diameter}")
        frames, kind, why = _embedded(reynolds)[:count], "embedded", ""
    else:
        frames, kind, why = _kept(cylinder, int(count), fresh=source == "computed")
    print(f"flow at Re {reynolds:g}: {len(frames)} frames, {kind}{why}", flush=True)
    return Film(frames, _window(cylinder.solid, diameter), float(reynolds), kind, 1 / diameter)


def compute(cylinder: CylinderFlow, count: int) -> NDArray[np.float32]:
    """Return `count` frames of a flow that has just begun."""
    finer = cylinder.diameter // DIAMETER
    cylinder.step(SETTLED * finer)
    frames = np.empty((count, ROWS * finer, COLUMNS * finer, 3), np.float32)
    for k in range(count):
        cylinder.step(EVERY * finer)
        frames[k] = _window(cylinder.fields(), cylinder.diameter)
    return frames


def _window(cells: np.ndarray, diameter: int) -> np.ndarray:
    finer = diameter // DIAMETER
    top, left = (cells.shape[0] - ROWS * finer) // 2, 8 * diameter - BEFORE * finer
    return cells[top : top + ROWS * finer, left : left + COLUMNS * finer]


def _embedded(reynolds: float) -> NDArray[np.float32]:
    if reynolds not in EMBEDDED:
        raise ValueError(f"the embedded copy has Re {', '.join(map(str, EMBEDDED))}, not {reynolds:g}")
    with resources.as_file(resources.files("course.datasets") / "embedded" / "flow.npz") as path:
        arrays = local.read_npz(path)
    return assembled(*(arrays[f"re{reynolds:g}/{part}"] for part in ("mean", "modes", "amounts")))


def assembled(mean: np.ndarray, modes: np.ndarray, amounts: np.ndarray) -> NDArray[np.float32]:
    """Return the frames (n, h, w, 3) that are `mean` (h, w, 3) plus `amounts` (n, k) of `modes` (k, h, w, 3)."""
    return (mean + np.tensordot(amounts, modes.astype(np.float32), 1)).astype(np.float32)


def _settings(cylinder: CylinderFlow) -> dict:
    about = {"version": VERSION, "reynolds": cylinder.reynolds, "diameter": cylinder.diameter}
    return about | {"every": EVERY, "settled": SETTLED}


def _kept(cylinder: CylinderFlow, count: int, fresh: bool) -> tuple[NDArray[np.float32], str, str]:
    folder = download.cache_folder() / "flow"
    finer = "" if cylinder.diameter == DIAMETER else f"-{cylinder.diameter}"
    path = folder / f"re{cylinder.reynolds:g}{finer}.npz"
    folder.mkdir(parents=True, exist_ok=True)
    with sole_writer(path.with_suffix(".lock"), lambda: None, patience=300):
        why = ""
        if path.exists() and not fresh:
            try:
                frames = _read(path, cylinder)
                if len(frames) >= count:
                    return frames[:count], "cache", ""
                why = f" (the cache had {len(frames)})"
            except local.WrongFile as problem:
                why = f" ({problem}: made anew)"
        frames = compute(cylinder, count)
        _write(path, frames, cylinder)
        return frames, "computed", why


def _read(path: Path, cylinder: CylinderFlow) -> NDArray[np.float32]:
    arrays: dict = local.read_npz(path)
    if set(arrays) != {"fields", "about"}:
        raise local.WrongFile(f"{path} is no cache of frames")
    fields = arrays["fields"]
    try:
        about = json.loads(str(arrays["about"]))
    except ValueError as problem:
        raise local.WrongFile(f"{path} is damaged") from problem
    if not isinstance(about, dict) or {**about, "digest": ""} != {**_settings(cylinder), "digest": ""}:
        raise local.WrongFile(f"{path} is of another version or other settings")
    if local.digest(fields) != about["digest"] or fields.shape[1:] != (
        *_window(cylinder.solid, cylinder.diameter).shape,
        3,
    ):
        raise local.WrongFile(f"{path} is damaged: the digest does not fit")
    return fields


def _write(path: Path, fields: NDArray[np.float32], cylinder: CylinderFlow) -> None:
    """Write to a file of another name first: an interrupted run leaves no half film."""
    about = json.dumps({**_settings(cylinder), "digest": local.digest(fields)})
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, fields=fields, about=np.array(about))
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
