"""Read the arrays of a collection from a folder, and prove that they are the right ones."""

from __future__ import annotations

import gzip
import hashlib
import math
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from course.datasets import foreign
from course.datasets.archives import COLLECTIONS, Collection
from course.datasets.content import kind

Arrays = dict[str, NDArray[np.uint8]]

IDX_FILES = {
    "x_train": "train-images-idx3-ubyte.gz",
    "y_train": "train-labels-idx1-ubyte.gz",
    "x_test": "t10k-images-idx3-ubyte.gz",
    "y_test": "t10k-labels-idx1-ubyte.gz",
}


class NotHere(Exception):
    """The folder does not hold the collection; the text says what was looked for."""


class WrongFile(Exception):
    """The folder holds a file of the collection's name that is not it; the text names file and fault."""


def look(collection: Collection, folder: Path) -> tuple[Path, dict[str, Path]]:
    """Return where in `folder` the collection seems to be, and the file of each array; read no images.

    Looked for are `NAME.npz`, then the four original `*-ubyte.gz` files, also unpacked, then Kaggle's CSV files
    (`csv_files`), in a subfolder `NAME` or in the folder itself. MNIST and Fashion-MNIST have files of the same name:
    where those of the other one lie, the collection is not here.

    Raises
    ------
    NotHere
        There are no such files.
    WrongFile
        Some of the four files are missing.
    """
    packed = folder / f"{collection.name}.npz"
    if packed.is_file():
        return packed, dict.fromkeys(collection.arrays, packed)
    for place in (folder / collection.name, folder):
        files = {key: _plain(place / name) for key, name in IDX_FILES.items()}
        missing = [path.name for path in files.values() if not path.is_file()]
        if len(missing) == len(files) or (place == folder and _belongs_to_another(collection, files["y_test"])):
            continue
        if missing:
            raise WrongFile(f"{place} lacks {' and '.join(missing)}")
        return place, files
    for place in (folder / collection.name, folder):
        found = csv_files(collection, place)
        if found:
            return place, found
    raise NotHere(f"no {packed.name}, no *-ubyte.gz of {collection.title}")


def place_of(collection: Collection, folder: Path) -> str:
    """Return in words where in `folder` the collection seems to be; read no images.

    Raises
    ------
    NotHere, WrongFile
        As `read`.
    """
    try:
        return str(look(collection, folder)[0])
    except NotHere:
        found, place = foreign.read(collection, folder, labels_only=True)
        if len(found) < 2:
            raise
        return place


def read(collection: Collection, folder: Path) -> tuple[Arrays, str]:
    """Return the arrays of `collection` from `folder`, verified, and in words where they were.

    Files of known names come first (`look`), then whatever holds the right arrays (`foreign`).

    Raises
    ------
    NotHere
        There is nothing of it.
    WrongFile
        A file is damaged, missing beside the others, or another's.
    """
    try:
        place, files = look(collection, folder)
    except NotHere:
        arrays, words = foreign.read(collection, folder)
        missing = [key for key in collection.arrays if key not in arrays]
        if not {"x_train", "x_test"} & arrays.keys() and not {"y_train", "y_test"} <= arrays.keys():
            raise  # one file of labels is no sign of the set
        if missing:
            raise WrongFile(f"{words}: that is {', '.join(arrays)}; {', '.join(missing)} is not here") from None
        return arrays, words
    if place.is_file():
        arrays = read_npz(place)
    elif files["x_train"].suffix == ".csv":
        arrays = read_csv(files)
    else:
        arrays = {key: _read_idx(path) for key, path in files.items()}
    _verify(collection, arrays, files)
    return arrays, str(place)


def csv_files(collection: Collection, place: Path) -> dict[str, Path] | None:
    """Return Kaggle's two CSV files in `place`: each line holds a label and 784 pixels.

    Their names begin with the set's (`mnist_train.csv`, `fashion-mnist_test.csv`); that they are the right ones, the
    hashes of the arrays tell when they are read.
    """
    spellings = {collection.name, collection.name.replace("_", "-"), collection.name.replace("_", "")}
    found = {}
    for path in sorted(place.glob("*.csv")) if place.is_dir() else []:
        for part in ("train", "test"):
            if path.stem.lower() in {f"{name}{mark}{part}" for name in spellings for mark in "_-"} and _is_csv(path):
                found[part] = path
    if len(found) < 2:
        return None
    return {key: found[key[2:]] for key in collection.arrays}


def _is_csv(path: Path) -> bool:
    with open(path, "rb") as file:
        first = file.readline(20_000)
    return first.count(b",") == 28 * 28


def read_csv(files: dict[str, Path]) -> Arrays:
    """Return the arrays of Kaggle's CSV files, with or without a line of names.

    Raises
    ------
    WrongFile
        A line is short, or a value is no whole number from 0 to 255.
    """
    arrays: Arrays = {}
    for part in ("train", "test"):
        path = files[f"x_{part}"]
        try:
            with open(path, encoding="utf-8") as file:
                named = not file.readline(20_000).split(",")[0].strip().isdigit()
            table = np.loadtxt(path, np.int64, delimiter=",", skiprows=int(named), ndmin=2)
        except (OSError, ValueError) as problem:
            raise WrongFile(f"{path} is damaged: {problem}") from problem
        if table.shape[1:] != (1 + 28 * 28,) or table.min() < 0 or table.max() > 255:
            raise WrongFile(f"{path} has no lines of a label and 784 pixels from 0 to 255")
        arrays |= {f"x_{part}": table[:, 1:].reshape(-1, 28, 28).astype(np.uint8)}
        arrays |= {f"y_{part}": table[:, 0].astype(np.uint8)}
    return arrays


def digest(array: NDArray) -> str:
    """Return the sha256 of the bytes of `array`."""
    return hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()


def read_npz(path: Path) -> Arrays:
    """Return all arrays of an .npz file.

    Raises
    ------
    WrongFile
        The file is missing or damaged, or holds Python objects.
    """
    _expect(path, "zip", ".npz file of NumPy")
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError) as problem:
        raise WrongFile(f"{path} is damaged: {problem}") from problem


def _expect(path: Path, wanted: str, name: str) -> None:
    """Raise WrongFile if the file's first bytes are not those of its format, saying what it seems to be."""
    try:
        with open(path, "rb") as file:
            found = kind(file.read(512))
    except OSError as problem:
        raise WrongFile(f"{path} cannot be read: {problem.strerror}") from problem
    if found != wanted:
        raise WrongFile(f"{path} is damaged: it is no {name}, but {found}. Remove it and fetch it again")


def _plain(path: Path) -> Path:
    """Return the file of an IDX array: gzipped, or unpacked (also with a dot, as some programs name it)."""
    bare = path.with_suffix("")
    dotted = bare.with_name(bare.name.replace("-idx", ".idx"))
    return next((found for found in (path, bare, dotted) if found.is_file()), path)


def _read_idx(path: Path) -> NDArray[np.uint8]:
    """Read the format of MNIST, gzipped or not: two zero bytes, type 8, the number of sizes; sizes; bytes."""
    try:
        content = path.read_bytes()
        if kind(content[:512]) == "gzip":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as problem:
        raise WrongFile(f"{path} is damaged: {problem}") from problem
    start = 4 + 4 * content[3] if len(content) > 3 else 4
    if content[:3] != b"\x00\x00\x08" or len(content) < start:
        raise WrongFile(f"{path} is not in the idx format of bytes, but {kind(content[:512])}")
    sizes = tuple(np.frombuffer(content[4:start], ">u4").tolist())
    if len(content) - start != math.prod(sizes):
        raise WrongFile(f"{path} says {sizes}, but holds {len(content) - start:,} bytes")
    return np.frombuffer(bytearray(content), np.uint8, offset=start).reshape(sizes)


def _verify(collection: Collection, arrays: Arrays, files: dict[str, Path]) -> None:
    for key, (shape, sha256) in collection.arrays.items():
        file = files[key]
        if key not in arrays:
            raise WrongFile(f"{file} has no array {key}; it has {', '.join(arrays) or 'none'}")
        array = arrays[key]
        if array.shape != shape or array.dtype != np.uint8:
            raise WrongFile(f"{file}: {key} is {array.dtype} {array.shape}, expected uint8 {shape}")
        found = digest(array)
        if found != sha256:
            raise WrongFile(
                f"{file}: {key} is not that of {collection.title} (sha256 {found[:12]}…, expected {sha256[:12]}…)"
            )


def _belongs_to_another(collection: Collection, labels: Path) -> bool:
    """Return whether the small file of test labels is that of another collection."""
    if not labels.is_file():
        return False
    try:
        found = digest(_read_idx(labels))
    except WrongFile:
        return False
    others = (other for other in COLLECTIONS.values() if other.name != collection.name)
    return any(found == other.arrays["y_test"][1] for other in others)
