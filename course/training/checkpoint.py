"""Checkpoints: all that training needs to go on as if nothing had happened, in one file, never half-written."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import h5py
import numpy as np

from course import files


class CheckpointError(RuntimeError):
    """A checkpoint cannot be written or does not belong to this model. Files and weights are as they were."""


def named(path: str | Path) -> Path:
    """Return `path` as a Path.

    Raises
    ------
    ValueError
        The name does not end in .weights.h5, which Keras wants.
    """
    if not str(path).endswith(".weights.h5"):
        raise ValueError(f"{Path(path).name}: the name of a checkpoint must end in .weights.h5")
    return Path(path)


def size_of(state: dict[str, np.ndarray]) -> int:
    """Return the bytes that a checkpoint of `state` takes, a little over-estimated."""
    return sum(array.nbytes + 1024 for array in state.values())


def write(path: Path, state: dict[str, np.ndarray], note: dict | None = None) -> None:
    """Write named arrays and a small `note` to `path` (HDF5), which holds the old or the new file at any time.

    Raises
    ------
    CheckpointError
        No room, no right to write; the earlier checkpoint is untouched.
    """
    path = Path(path)
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["note"] = json.dumps(note or {})
        for name, array in state.items():
            file.create_dataset(name, data=array)
    write_bytes(path, buffer.getvalue())


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path` under another name, then rename: there is never half a file.

    Raises
    ------
    CheckpointError
        No room, no right to write; what was at `path` is untouched.
    """
    try:
        files.write(path, content)
    except OSError as error:
        raise CheckpointError(
            f"{path.name} ({len(content) / 2**20:.1f} MB) cannot be written: {error.strerror}. "
            "What was there before is untouched; make room or choose another folder"
        ) from error


def read(path: Path) -> tuple[dict[str, np.ndarray], dict]:
    """Return the named arrays and the note of a checkpoint.

    Raises
    ------
    CheckpointError
        There is no such file, or it is damaged.
    """
    path = Path(path)
    if not path.is_file():
        raise CheckpointError(f"there is no checkpoint {path.name} in {path.parent.name or 'this folder'}")
    state = {}
    try:
        with h5py.File(path, "r") as file:
            note = json.loads(file.attrs["note"])
            file.visititems(
                lambda name, item: state.update({name: item[()]} if isinstance(item, h5py.Dataset) else {})
            )
    except (OSError, KeyError, ValueError) as error:
        raise CheckpointError(f"{path.name} is damaged, or not a checkpoint of this course: {error}") from error
    return state, note


def compare(found: dict[str, np.ndarray], wanted: dict[str, np.ndarray], name: str) -> None:
    """Raise CheckpointError, naming the first difference, unless both hold the same names and shapes."""
    for key in sorted(wanted.keys() | found.keys()):
        ours = wanted[key].shape if key in wanted else "nothing"
        theirs = found[key].shape if key in found else "nothing"
        if ours != theirs:
            raise CheckpointError(
                f"{name} is a checkpoint of another architecture: {key} is {theirs} there and {ours} here. "
                "Build the networks and optimizers as they were, or choose another file"
            )


def check_room(folder: Path, needed: int) -> None:
    """Raise CheckpointError unless `folder` can be made and its disk has `needed` bytes free."""
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise CheckpointError(f"checkpoints cannot go to {folder.name}: {error.strerror}") from error
    if free < needed:
        raise CheckpointError(
            f"a checkpoint needs {needed / 2**20:.1f} MB, the disk has {free / 2**20:.1f} MB free: "
            "make room or choose another folder. Training has not started"
        )
