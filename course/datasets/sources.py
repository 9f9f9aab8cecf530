"""The order of sources: the folder that the user names, installed files, cache, network, embedded copy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from course import paths
from course.datasets import download, local
from course.datasets.archives import EMBEDDED, Collection
from course.datasets.download import DatasetUnavailable

CONNECT = 3.0  # seconds that a lab waits for a server before it takes the embedded copy


class Found(NamedTuple):
    """The arrays of a collection, the kind of source, where it is, and why sources before it did not do."""

    arrays: local.Arrays
    kind: str
    where: str
    notes: list[str]


def find(collection: Collection, source: str | Path | None = None) -> Found:
    """Return the collection from the first source that has it.

    Raises
    ------
    DatasetUnavailable
        The folder that the user named is not there or has a wrong file, which is not passed over in silence.
    """
    notes: list[str] = []
    chosen = chosen_source(source)
    if isinstance(chosen, Path):
        try:
            arrays, place = local.read(collection, chosen)
            return Found(arrays, "folder", f"from {place}", notes)
        except local.NotHere as problem:
            notes.append(f"{chosen} has {problem}")
        except local.WrongFile as problem:
            raise DatasetUnavailable(
                collection.title,
                [("source" if source else "COURSE_DATA", str(problem))],
                "Replace or remove that file. Nothing else was tried, because its folder was named.",
            ) from problem
    if chosen == "embedded" or smoke():
        return Found(embedded(collection), "embedded", "embedded copy", notes)
    for kind, folder in places(collection):
        try:
            arrays, place = local.read(collection, folder)
            return Found(arrays, kind, f"from {place}", notes)
        except local.NotHere:
            continue
        except local.WrongFile as problem:
            notes.append(str(problem))
    if download.offline():
        notes.append("COURSE_OFFLINE is set")
    else:
        try:
            return Found(_from_network(collection), "network", f"downloaded to {download.cache_folder()}", notes)
        except DatasetUnavailable as problem:
            notes += [f"{host(place)}: {reason}" for place, reason in problem.reasons]
            notes.append("COURSE_OFFLINE=1 does not try")
    return Found(embedded(collection), "embedded", "embedded copy", notes)


def smoke() -> bool:
    """Return whether tests or the grader run: small data, the same on every machine."""
    from course import runtime

    return runtime.profile() == "smoke"


def chosen_source(source: str | Path | None = None) -> str | Path | None:
    """Return `"embedded"`, an existing folder, or None when neither `source` nor `COURSE_DATA` says anything.

    A relative folder is looked for from the working directory, then from the checkout, because notebooks run
    in their own folder.

    Raises
    ------
    DatasetUnavailable
        There is no such folder.
    """
    wanted = str(source) if source else os.environ.get("COURSE_DATA", "").strip()
    if wanted in ("", "embedded"):
        return wanted or None
    folder = Path(wanted).expanduser()
    candidates = [folder]
    try:
        candidates.append(paths.root() / folder)
    except paths.NotACheckout:
        pass
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    asked = "source" if source else "COURSE_DATA"
    raise DatasetUnavailable(
        "The data", [(asked, f"there is no folder {wanted}")], "Name a folder that exists, or 'embedded'."
    )


def places(collection: Collection) -> list[tuple[str, Path]]:
    """Return the local folders to look in after the named one, as (kind, folder)."""
    return [*(("installed", folder) for folder in collection.installed), ("cache", download.cache_folder())]


def embedded(collection: Collection) -> local.Arrays:
    """Return the arrays of the copy that the package carries: 4,000 training and 1,000 test images."""
    return local.read_npz(EMBEDDED / f"{collection.name}.npz")


def fetch_collection(collection: Collection, folder: Path, **how) -> Path:
    """Download what `folder` lacks of the collection (several files go to a subfolder); return where it is.

    Raises
    ------
    DatasetUnavailable
        A file cannot be had; the others are not tried.
    """
    several = len(collection.archives) > 1
    folder = folder / collection.name if several else folder
    for archive in collection.archives:
        path = download.fetch(archive, folder, **how)
    return folder if several else path


def _from_network(collection: Collection) -> local.Arrays:
    size = sum(archive.size for archive in collection.archives) / 1e6
    print(f"{collection.title}: not on this computer yet, downloading {size:.0f} MB …", flush=True)
    cache = download.cache_folder()
    fetch_collection(collection, cache, timeout=CONNECT)
    try:
        return local.read(collection, cache)[0]
    except (local.NotHere, local.WrongFile) as problem:
        raise DatasetUnavailable(collection.title, [(str(cache), str(problem))]) from problem


def host(address: str) -> str:
    """Return the host of a web address; a path stays as it is."""
    return urlsplit(address).hostname or address
