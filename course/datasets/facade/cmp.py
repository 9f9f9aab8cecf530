"""CMP Facades, as pix2pix's authors publish them: JPEG pictures of 512×256, photo left, labels right.

Nobody has published a checksum of their archive, and it comes over plain http. So it is never fetched unless you ask
for it. It must then have the published size; its sha256 is written beside it, and every later reading compares; and
each picture must be there, be whole, and have the right shape. The archive is read in place, nothing is unpacked.
CMP's own pictures are read, too (`original`).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from course import files
from course.datasets import download
from course.datasets.archives import Archive
from course.datasets.facade import labels as L
from course.datasets.facade import original
from course.datasets.local import NotHere, WrongFile

ARCHIVE = Archive(
    file="facades.tar.gz",
    urls=("http://efrosgans.eecs.berkeley.edu/pix2pix/datasets/facades.tar.gz",),
    hash="",  # none is published
    size=30_168_306,
    licence="for research; Tyleček and Šára, CTU Prague 2013",
)
COUNTS = {"train": 400, "val": 100, "test": 106}
HIGH, WIDE = 256, 512

Pictures = dict[str, list[tuple[str, Callable[[], bytes]]]]  # of each split: name and content, in their order


def find(folder: Path) -> Path:
    """Return the archive, or the folder with train, val and test, in `folder`; read no pictures.

    Of other archives (tar or zip) the first one is taken that holds such folders.

    Raises
    ------
    NotHere
        There is neither.
    """
    for place in (folder / ARCHIVE.file, folder / "facades", folder):
        if place.is_file() or (place.is_dir() and any((place / split).is_dir() for split in COUNTS)):
            return place
    for place in sorted(folder.iterdir()) if folder.is_dir() else []:
        if place.is_file() and place.name.lower().endswith((".tar.gz", ".tgz", ".tar", ".zip")):
            with contextlib.suppress(WrongFile):
                if all(_in_archive(place)[split] for split in COUNTS):
                    return place
    raise NotHere(f"no {ARCHIVE.file}, no folder facades with train, val and test")


def place_of(folder: Path) -> str:
    """Return in words where the pictures are, of pix2pix's authors or CMP's own; read none.

    Raises
    ------
    NotHere
        There are none.
    """
    try:
        return str(find(folder))
    except NotHere:
        return original.find(folder)[1]


def read(folder: Path, size: int, counts: dict[str, int | None]) -> tuple[dict[str, tuple[NDArray, NDArray]], str]:
    """Return (labels, photos) of each split, and in words where they were.

    Parameters
    ----------
    folder
        See `find`.
    size
        Pixels of a side; the pictures' 256 are reduced to it. It must divide 256.
    counts
        How many of each split, from the first on; None: all. A split of 0 need not be there.

    Raises
    ------
    NotHere
        There are none.
    WrongFile
        A split or a picture is missing, damaged, or of another shape; the archive is not the one downloaded.
    """
    if size < 16 or HIGH % size:
        raise ValueError(f"pictures of 256×256 can be reduced to 16, 32, 64, 128 or 256, not to {size}")
    try:
        place = find(folder)
    except NotHere as nothing:
        try:
            return original.read(folder, size, counts)
        except NotHere:
            raise nothing from None
    if place.is_file():
        _compare_with_note(place)
    pictures = _in_archive(place) if place.is_file() else _in_folder(place)
    return _arrays(pictures, place, size, counts), str(place)


def fetch(folder: Path | None = None, **how) -> Path:
    """Download the archive, and write its sha256 beside it; return its path.

    Raises
    ------
    DatasetUnavailable
        It cannot be had, or does not have the published size.
    """
    path = download.fetch(ARCHIVE, folder, **how)
    note = _note(path)
    if not note.exists():
        files.write(note, f"{_digest(path)}  {path.name}\n".encode())
    return path


def split_picture(picture: NDArray[np.uint8], size: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return (labels (size, size), photo (size, size, 3)) of a picture (256, 512, 3)."""
    photo, colours = picture[:, :HIGH], picture[:, HIGH:]
    step = HIGH // size
    labels = L.classes_of(colours[step // 2 :: step, step // 2 :: step], len(L.CMP_CLASSES))
    if step > 1:
        photo = photo.reshape(size, step, size, step, 3).mean(axis=(1, 3)).round().astype(np.uint8)
    return labels, photo


def _arrays(pictures: Pictures, place: Path, size: int, counts) -> dict[str, tuple[NDArray, NDArray]]:
    arrays = {}
    for split, wanted in counts.items():
        found = pictures.get(split, [])
        if wanted == 0:
            arrays[split] = np.zeros((0, size, size), np.uint8), np.zeros((0, size, size, 3), np.uint8)
            continue
        if not found:
            raise WrongFile(f"{place} lacks the pictures of {split}")
        names = {name for name, _ in found}
        missing = [name for name in (f"{k}.jpg" for k in range(1, len(found) + 1)) if name not in names]
        if missing:
            raise WrongFile(f"{place} lacks {split}/{missing[0]}")
        pairs = [split_picture(_decoded(f"{split}/{name}", content()), size) for name, content in found[:wanted]]
        arrays[split] = np.stack([labels for labels, _ in pairs]), np.stack([photo for _, photo in pairs])
    return arrays


def _decoded(name: str, content: bytes) -> NDArray[np.uint8]:
    try:
        with Image.open(io.BytesIO(content)) as image:
            picture = np.array(image.convert("RGB"))
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError) as problem:
        reason = "is not a picture" if isinstance(problem, UnidentifiedImageError) else f"is damaged: {problem}"
        raise WrongFile(f"{name} {reason}") from problem
    if picture.shape != (HIGH, WIDE, 3):
        raise WrongFile(f"{name} has {picture.shape[1]}×{picture.shape[0]} pixels, expected {WIDE}×{HIGH}")
    return picture


def _in_folder(place: Path) -> Pictures:
    return {
        split: _ordered((path.name, path.read_bytes) for path in (place / split).glob("*.jpg")) for split in COUNTS
    }


def _in_archive(place: Path) -> Pictures:
    found: Pictures = {split: [] for split in COUNTS}
    try:
        for name, content in _members(place):
            parts = PurePosixPath(name).parts
            if len(parts) >= 2 and parts[-2] in found and parts[-1].endswith(".jpg"):
                found[parts[-2]].append((parts[-1], content))
    except (OSError, EOFError, zlib.error, tarfile.TarError, zipfile.BadZipFile) as problem:
        raise WrongFile(f"{place} is damaged: {problem}") from problem
    return {split: _ordered(pictures) for split, pictures in found.items()}


def _members(place: Path) -> list[tuple[str, Callable[[], bytes]]]:
    """Return name and content of each file of a zip or tar archive, whatever its own name is."""
    if zipfile.is_zipfile(place):
        packed = zipfile.ZipFile(place)
        return [(one.filename, partial(packed.read, one)) for one in packed.infolist() if not one.is_dir()]
    archive = tarfile.open(place)
    return [(one.name, partial(_of_tar, archive, one)) for one in archive.getmembers() if one.isfile()]


def _of_tar(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    return b"" if file is None else file.read()


def _ordered(pictures) -> list:
    """By number: 2.jpg before 10.jpg, the same on every machine."""
    return sorted(pictures, key=lambda entry: [int(part) for part in re.findall(r"\d+", entry[0])] or [0])


def _compare_with_note(path: Path) -> None:
    note = _note(path)
    if note.exists() and note.read_text(encoding="utf-8").split()[:1] != [_digest(path)]:
        raise WrongFile(f"{path} is not the file that was downloaded: its sha256 is not that in {note.name}")


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
