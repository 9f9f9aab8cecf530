"""House fronts as pairs of label map and photo: CMP Facades where they are, else drawn ones, exact to the pixel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from course.datasets import download, sources
from course.datasets.download import DatasetUnavailable
from course.datasets.facade import cmp
from course.datasets.facade.building import front
from course.datasets.facade.labels import CLASSES, PALETTE, classes_of, colours
from course.datasets.local import NotHere, WrongFile

__all__ = ["CLASSES", "PALETTE", "Pairs", "classes_of", "colours", "drawn", "facades", "front"]

FIRST = {"train": 0, "val": 1_000_000, "test": 2_000_000}  # numbers of the drawn houses of each split


@dataclass(frozen=True, eq=False, repr=False)
class Pairs:
    """Label maps with their photos. Row i of the one belongs to row i of the other.

    Attributes
    ----------
    labels_train, labels_val, labels_test
        Shape (n, size, size), uint8, 0 … 14: places in `classes`.
    photos_train, photos_val, photos_test
        Shape (n, size, size, 3), uint8.
    source
        `"folder"`, `"cache"` or `"network"` for CMP Facades, `"procedural"` for drawn ones.
    classes
        What each label means.
    """

    labels_train: NDArray[np.uint8]
    photos_train: NDArray[np.uint8]
    labels_val: NDArray[np.uint8]
    photos_val: NDArray[np.uint8]
    labels_test: NDArray[np.uint8]
    photos_test: NDArray[np.uint8]
    source: str
    name: str = "facades"
    classes: tuple[str, ...] = CLASSES

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(getattr(self, f'labels_{split}')):,} {split}" for split in FIRST)
        side = self.labels_train.shape[-1]
        return f"<Pairs facades: {counts}, {side}×{side}, {self.source}>"


def facades(
    size: int = 64,
    *,
    train: int | None = None,
    val: int | None = None,
    test: int | None = None,
    source: str | Path | None = None,
) -> Pairs:
    """Return label maps and photos of house fronts, and print one line saying where they came from.

    Without a `source`, and without `COURSE_DATA`: CMP Facades from the cache, if they were fetched once, else drawn
    ones. The smoke profile, and so grading, always takes drawn ones. The network is asked only for
    `source="network"`, since the archive has no published checksum that could prove what arrives.

    Parameters
    ----------
    size
        Pixels of a side; for CMP Facades 16, 32, 64, 128 or 256.
    train, val, test
        How many of each, from the first on. Not given: 400, 100 and 106, which is all of CMP Facades. Of drawn
        ones there are as many as you want; the first ones stay the same.
    source
        `"procedural"` (or `"embedded"`) for drawn ones, `"network"` to fetch CMP Facades into the cache, or a folder
        with `facades.tar.gz` or its unpacked `train`, `val` and `test`, or with CMP's own pictures, base or extended
        or both, unpacked or zipped. By default the variable `COURSE_DATA`.

    Raises
    ------
    DatasetUnavailable
        The named folder is not there, or a file in it is not right; or the network was asked and did not answer.
    ValueError
        A count is negative, or `size` does not fit.
    """
    counts = {"train": train, "val": val, "test": test}
    for split, count in counts.items():
        if count is not None and (count != int(count) or count < 0):
            raise ValueError(f"{split}={count!r}: a whole number from 0 is needed")
    notes: list[str] = []
    if source == "network":
        arrays, where = _from_network(size, counts)
        return _told(arrays, "network", where, notes)
    chosen = "embedded" if source == "procedural" else sources.chosen_source(source)
    folders = [("folder", chosen)] if isinstance(chosen, Path) else []
    if chosen is None and not sources.smoke():
        folders.append(("cache", download.cache_folder()))
    for kind, folder in folders:
        try:
            arrays, place = cmp.read(folder, size, counts)
            return _told(arrays, kind, f"from {place}", notes)
        except NotHere as problem:
            if kind == "folder":
                notes.append(f"{folder} has {problem}")
        except WrongFile as problem:
            if kind == "folder":
                raise DatasetUnavailable(
                    "CMP Facades",
                    [("source" if source else "COURSE_DATA", str(problem))],
                    "Replace or remove that file. Nothing else was tried, because its folder was named.",
                ) from problem
            notes.append(str(problem))
    arrays = {
        split: _few(split, size, cmp.COUNTS[split] if count is None else count) for split, count in counts.items()
    }
    return _told(arrays, "procedural", "drawn by this course, not photographed", notes)


def drawn(numbers, size: int = 64) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the drawn house fronts of these numbers: labels (n, size, size) and photos (n, size, size, 3), uint8."""
    pairs = [front(int(number), size) for number in numbers]
    labels = np.zeros((len(pairs), size, size), np.uint8)
    photos = np.zeros((len(pairs), size, size, 3), np.uint8)
    for row, (label, photo) in enumerate(pairs):
        labels[row], photos[row] = label, photo
    return labels, photos


def _few(split: str, size: int, count: int):
    return drawn(range(FIRST[split], FIRST[split] + count), size)


def _from_network(size: int, counts):
    print(
        f"CMP Facades: asking for {cmp.ARCHIVE.size / 1e6:.0f} MB (size and pictures checked; no checksum is known) …"
    )
    path = cmp.fetch()
    try:
        return cmp.read(path.parent, size, counts)[0], f"downloaded to {path.parent}"
    except (NotHere, WrongFile) as problem:
        raise DatasetUnavailable(
            "CMP Facades", [(str(path), str(problem))], "Remove that file and try again."
        ) from problem


def _told(arrays, kind: str, where: str, notes: list[str]) -> Pairs:
    counts = " + ".join(f"{len(arrays[split][0]):,}" for split in FIRST)
    title = "Facades (procedural)" if kind == "procedural" else "CMP Facades"
    because = f" ({'; '.join(notes)})" if notes else ""
    print(f"{title}: {counts} pairs to train, validate and test, {where}{because}", flush=True)
    parts = {}
    for split in FIRST:
        parts[f"labels_{split}"], parts[f"photos_{split}"] = arrays[split]
    return Pairs(**parts, source=kind)
