"""The judge's weights as files: float16 arrays in an npz, and a JSON beside it that says how they were made."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from course import files

FOLDER = Path(__file__).parent / "weights"


class WeightsError(Exception):
    """A judge's weights are missing or are not the ones that were trained; the message says what to do."""


@dataclass(frozen=True)
class Weights:
    """Trained weights and how they came about.

    Attributes
    ----------
    arrays
        In the order of `keras.Model.get_weights`, float32.
    record
        The JSON: command, test accuracy, scale of the features, sha256, versions.
    """

    arrays: list[NDArray[np.float32]]
    record: dict


def names(folder: Path = FOLDER) -> list[str]:
    """Return the judges that have a record in `folder`, sorted."""
    return sorted(path.stem for path in Path(folder).glob("*.json"))


def write(name: str, arrays: list[NDArray], record: dict, folder: Path = FOLDER) -> Path:
    """Write `name`.npz (float16) and `name`.json into `folder`; return the path of the npz."""
    buffer = io.BytesIO()
    if not all(np.all(np.abs(array) <= np.finfo(np.float16).max) for array in arrays):
        raise ValueError("a weight does not fit float16")
    stored = {f"{number:02d}": np.asarray(array, np.float16) for number, array in enumerate(arrays)}
    np.savez_compressed(buffer, **stored)  # type: ignore[arg-type]
    folder = Path(folder)
    path = folder / f"{name}.npz"
    files.write(path, buffer.getvalue())
    record = {**record, "sha256": hashlib.sha256(buffer.getvalue()).hexdigest(), "bytes": path.stat().st_size}
    files.write(path.with_suffix(".json"), (json.dumps(record, indent=2) + "\n").encode())
    return path


def read(name: str, folder: Path = FOLDER) -> Weights:
    """Return the weights `name` from `folder`, verified by their hash.

    Raises
    ------
    WeightsError
        There is no such judge, one of its two files is missing, or the hash of the weights is not the recorded one.
    """
    folder = Path(folder)
    path, noted = folder / f"{name}.npz", folder / f"{name}.json"
    for file in (noted, path):
        if not file.is_file():
            known = ", ".join(names(folder)) or "none"
            raise WeightsError(
                f"no judge {name!r}: {file} is missing (there are: {known}). "
                f"Train it with tools/train_judge.py, or reinstall the package."
            )
    content = path.read_bytes()
    try:
        record = json.loads(noted.read_text(encoding="utf-8"))
        expected = record["sha256"]
    except (ValueError, KeyError, TypeError) as problem:
        raise WeightsError(f"{noted} cannot be read ({problem}). Reinstall the package.") from problem
    if hashlib.sha256(content).hexdigest() != expected:
        raise WeightsError(
            f"{path} is damaged: its sha256 is not the one in {noted.name}. Reinstall the package, or restore "
            f"both files (git checkout -- {path.name} {noted.name})."
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return Weights([stored[key].astype(np.float32) for key in sorted(stored.files)], record)
