"""`cifar10()`: small colour photographs from a named folder, the cache or the network; else pictures by a formula."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from course.datasets import colours, download, sources
from course.datasets.archives import Archive
from course.datasets.download import DatasetUnavailable
from course.datasets.loaders import Dataset

TITLE = "CIFAR-10"
LICENCE = "no formal licence; cite Krizhevsky 2009"
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
# The archive for C programs, not the one for Python: it holds bytes, where the other holds pickled objects.
ARCHIVE = Archive(
    file="cifar-10-binary.tar.gz",
    urls=("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
    hash="md5:c32a1d4ab5d03f1284b67883e8d87530",
    size=170_052_171,
    licence=LICENCE,
)
TRAIN = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST = ("test_batch.bin",)
RECORD = 1 + 3 * 32 * 32  # a label, then the red, green and blue plane
DRAWN = (4_000, 1_000)  # pictures of the set that is drawn: training, test


def cifar10(source: str | Path | None = None) -> Dataset:
    """Return CIFAR-10, or a stand-in, and print one line saying which.

    The order is that of `mnist`: the folder that is named here or by COURSE_DATA, the cache, the network. Where none
    has it, and in the smoke profile at once, ten classes of coloured shapes are drawn (`colours`); `name` is then
    `"colour_shapes"`, and no published figure can be compared with.

    Parameters
    ----------
    source
        `"embedded"` for the shapes, or a folder with `cifar-10-binary.tar.gz`.

    Returns
    -------
    Dataset
        Images of shape (n, 32, 32, 3), uint8.

    Raises
    ------
    DatasetUnavailable
        The named folder is not there, or its archive is not the right one.
    """
    notes: list[str] = []
    chosen = sources.chosen_source(source)
    if isinstance(chosen, Path):
        path = chosen / ARCHIVE.file
        if path.is_file():
            asked = "source" if source else "COURSE_DATA"
            return _told(_checked(path, asked), "folder", f"from {path}", notes)
        notes.append(f"{chosen} has no {ARCHIVE.file}")
    if chosen == "embedded" or sources.smoke():
        return _drawn(notes)
    cached = download.cache_folder() / ARCHIVE.file
    if cached.is_file():
        try:
            return _told(_checked(cached, "cache"), "cache", f"from {cached}", notes)
        except DatasetUnavailable as problem:
            notes += [reason for _, reason in problem.reasons]
    if download.offline():
        return _drawn([*notes, "COURSE_OFFLINE is set"])
    try:
        print(f"{TITLE}: not on this computer yet, downloading {ARCHIVE.size / 1e6:.0f} MB …", flush=True)
        path = download.fetch(ARCHIVE, download.cache_folder(), timeout=sources.CONNECT)
        return _told(_checked(path, "network"), "network", f"downloaded to {download.cache_folder()}", notes)
    except DatasetUnavailable as problem:
        notes += [f"{sources.host(place)}: {reason}" for place, reason in problem.reasons]
        return _drawn([*notes, "COURSE_OFFLINE=1 does not try"])


def read(path: Path) -> dict[str, NDArray[np.uint8]]:
    """Return x_train, y_train, x_test, y_test of the archive at `path`; nothing is unpacked to the disk.

    Raises
    ------
    ValueError
        It is not such an archive.
    """
    try:
        with tarfile.open(path, "r:gz") as archive:
            files = {Path(member.name).name: member for member in archive if member.isfile()}
            missing = [name for name in (*TRAIN, *TEST) if name not in files]
            if missing:
                raise ValueError(f"it lacks {', '.join(missing)}")
            parts = {name: _records(_content(archive, files[name]), name) for name in (*TRAIN, *TEST)}
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, OSError) as problem:
        raise ValueError(f"it is not a tar.gz: {problem}") from problem
    arrays: dict[str, NDArray[np.uint8]] = {}
    for kind, names in (("train", TRAIN), ("test", TEST)):
        images, labels = (np.concatenate(rows) for rows in zip(*(parts[name] for name in names), strict=True))
        arrays |= {f"x_{kind}": images, f"y_{kind}": labels}
    return arrays


def problem(path: Path) -> str | None:
    """Return what is wrong with the archive at `path`, or None."""
    found = ARCHIVE.problem(path)
    if found:
        return f"{path} has {found}"
    try:
        read(path)
    except ValueError as error:
        return f"{path}: {error}"
    return None


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    return b"" if file is None else file.read()


def _records(content: bytes, name: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    if len(content) % RECORD or not content:
        raise ValueError(f"{name} has {len(content):,} bytes, not a multiple of {RECORD}")
    rows = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    if rows[:, 0].max() > 9:
        raise ValueError(f"{name} has a label of {rows[:, 0].max()}")
    return rows[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), rows[:, 0]


def _checked(path: Path, asked: str) -> dict[str, NDArray[np.uint8]]:
    found = ARCHIVE.problem(path)
    if found is None:
        try:
            return read(path)
        except ValueError as error:
            found = str(error)
    advice = "Replace or remove that file. Nothing else was tried, because its folder was named."
    raise DatasetUnavailable(TITLE, [(asked, f"{path}: {found}")], advice if asked != "cache" else "")


def _drawn(notes: list[str]) -> Dataset:
    train, test = DRAWN
    images, labels = colours.colour_shapes(train + test)
    arrays = {
        "x_train": images[:train],
        "y_train": labels[:train],
        "x_test": images[train:],
        "y_test": labels[train:],
    }
    return _told(arrays, "embedded", "drawn by a formula in its place: coloured shapes, not photographs", notes)


def _told(arrays: dict, kind: str, where: str, notes: list[str]) -> Dataset:
    because = f" ({'; '.join(notes)})" if notes else ""
    train, test = len(arrays["x_train"]), len(arrays["x_test"])
    print(f"{TITLE}: {train:,} training and {test:,} test images, {where}{because}", flush=True)
    drawn = kind == "embedded"
    name, classes = ("colour_shapes", colours.CLASSES) if drawn else ("cifar10", CLASSES)
    return Dataset(**arrays, source=kind, name=name, classes=classes)
