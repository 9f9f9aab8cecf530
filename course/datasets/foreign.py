"""MNIST and Fashion-MNIST under other names: files that hold the right arrays are found by what they hold.

People have these sets as IDX files with other names, as CSV files from Kaggle (a label and 784 pixels in a line), as
`.npz`, and all of them in zip archives. Names are not trusted: each array must have the published hash.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import math
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from course.datasets.archives import Collection
from course.datasets.content import kind

MOST = 300  # files of a folder that are looked at: it may be somebody's home
DEPTH = 3  # Kaggle's archives have a folder for each file
LARGEST = 500_000_000  # bytes, unpacked
PIXELS = 28 * 28


@dataclass(frozen=True)
class Piece:
    """A file, or a member of a zip archive."""

    path: Path
    member: str = ""

    def content(self, limit: int = -1) -> bytes:
        """Return its first bytes, or all, unpacked if they are gzipped; b"" if it cannot be read."""
        try:
            with contextlib.ExitStack() as stack:
                file = stack.enter_context(open(self.path, "rb"))
                if self.member:
                    file = stack.enter_context(stack.enter_context(zipfile.ZipFile(file)).open(self.member))
                start = file.read(2)
                rest = io.BytesIO(start + file.read()) if start == b"\x1f\x8b" else None
                if rest is not None:
                    return stack.enter_context(gzip.open(rest)).read(limit if limit >= 0 else LARGEST)
                return start + file.read(limit if limit >= 0 else LARGEST)
        except (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError):
            return b""


def pieces(folder: Path, most: int = MOST) -> Iterator[Piece]:
    """Yield the first `most` files in and below `folder`, and the members of zip archives, in the order of names."""
    count = 0
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if len(parts) > DEPTH or any(part.startswith(".") for part in parts) or not path.is_file():
            continue
        count += 1
        if count > most:
            return
        piece = Piece(path)
        if kind(piece.content(4)) != "zip":
            yield piece
            continue
        try:
            with zipfile.ZipFile(path) as archive:
                members = [one.filename for one in archive.infolist() if 0 < one.file_size < LARGEST]
        except (OSError, zipfile.BadZipFile):
            continue
        if any(name.endswith(".npy") for name in members):
            yield piece
        else:
            yield from (Piece(path, name) for name in sorted(members))


def read(collection: Collection, folder: Path, labels_only: bool = False) -> tuple[dict[str, NDArray[np.uint8]], str]:
    """Return the arrays of `collection` that lie in `folder` under any name, and in words where they were.

    Parameters
    ----------
    labels_only
        Look for the labels alone, which takes a second at most.

    Returns
    -------
    dict and str
        The dict lacks what was not found.
    """
    wanted = {key: facts for key, facts in collection.arrays.items() if key[0] == "y" or not labels_only}
    found: dict[str, NDArray[np.uint8]] = {}
    where: dict[str, str] = {}
    for piece in pieces(folder):
        for form, key, array in _arrays(piece, wanted):
            if key not in found and _is(array, wanted[key]):
                found[key] = array
                where.setdefault(str(piece.path), form)
        if len(found) == len(wanted):
            break
    files = sorted({Path(path) for path in where})
    place = str(files[0]) if len(files) == 1 else str(folder)
    return found, f"{place} ({' and '.join(sorted(set(where.values())))}, known by what it holds)"


def _is(array: NDArray[np.uint8], facts: tuple[tuple[int, ...], str]) -> bool:
    from course.datasets.local import digest

    return array.shape == facts[0] and digest(array) == facts[1]


def _arrays(piece: Piece, wanted: dict) -> Iterator[tuple[str, str, NDArray[np.uint8]]]:
    """Yield the form and the arrays of a file, each with the names (of `wanted`) that its shape allows."""
    start = piece.content(20_000)
    if start[:3] == b"\x00\x00\x08" and len(start) > 4 + 4 * start[3]:
        sizes = tuple(np.frombuffer(start[4 : 4 + 4 * start[3]], ">u4").tolist())
        keys = [key for key, (shape, _) in wanted.items() if shape == sizes]
        content = piece.content() if keys else b""
        if len(content) == 4 + 4 * len(sizes) + math.prod(sizes):
            array = np.frombuffer(bytearray(content), np.uint8, offset=4 + 4 * len(sizes)).reshape(sizes)
            yield from (("IDX", key, array) for key in keys)
    elif start.partition(b"\n")[0].count(b",") == PIXELS:
        yield from _of_csv(piece, wanted)
    elif not piece.member and kind(start[:512]) == "zip":
        with contextlib.suppress(OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError):
            with np.load(piece.path, allow_pickle=False) as stored:
                for name in stored.files:
                    array = stored[name]
                    if array.dtype == np.uint8:
                        yield from (
                            (".npz", key, array) for key, (shape, _) in wanted.items() if shape == array.shape
                        )


def _of_csv(piece: Piece, wanted: dict) -> Iterator[tuple[str, str, NDArray[np.uint8]]]:
    """Yield labels and images of a CSV file; the images only if the labels are right, for they take seconds."""
    lines = piece.content().split(b"\n")
    lines = [line for line in lines if line.strip()]
    if lines and not lines[0].split(b",")[0].strip().isdigit():
        del lines[0]
    try:
        labels = np.array([int(line.partition(b",")[0]) for line in lines])
        keys = [key for key, (shape, _) in wanted.items() if shape == labels.shape]
        if not keys or labels.min() < 0 or labels.max() > 255:
            return
        labels = labels.astype(np.uint8)
        yield from (("CSV", key, labels) for key in keys)
        images = [f"x{key[1:]}" for key in keys if _is(labels, wanted[key]) and f"x{key[1:]}" in wanted]
        if images:
            text = b",".join(line.partition(b",")[2].strip() for line in lines).decode("ascii")
            pixels = np.fromstring(text, np.int64, sep=",")
            if pixels.size == labels.size * PIXELS and pixels.min() >= 0 and pixels.max() <= 255:
                array = pixels.astype(np.uint8).reshape(-1, 28, 28)
                yield from (("CSV", key, array) for key in images)
    except ValueError:  # not numbers
        return
