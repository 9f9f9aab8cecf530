"""What `course data list | fetch | verify` says and does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from course.datasets import cifar, download, local, pictures, sources
from course.datasets.archives import COLLECTIONS, Collection
from course.datasets.download import DatasetUnavailable
from course.datasets.facade import cmp


class Entry(NamedTuple):
    """One line of the catalogue.

    `sources` are all places, in the order they are asked; `now` is the one that would answer today as far as
    can be told without asking the network; `size` is the bytes to download, 0 if there are none.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    now: str
    licence: str
    size: int


class Result(NamedTuple):
    """What became of one data set, or of one copy of it."""

    name: str
    ok: bool
    detail: str


def catalogue() -> list[Entry]:
    """Return every data set with its sources, licence, size, and where it would come from now."""
    entries = []
    for collection in COLLECTIONS.values():
        hosts = dict.fromkeys(sources.host(url) for archive in collection.archives for url in archive.urls)
        where = (
            "COURSE_DATA",
            *(f"{kind}: {folder}" for kind, folder in sources.places(collection)),
            *(f"network: {host}" for host in hosts),
            "embedded: 4,000 + 1,000 images",
        )
        size = sum(archive.size for archive in collection.archives)
        entries.append(Entry(collection.name, collection.title, where, _now(collection), collection.licence, size))
    entries.append(_cifar_entry())
    entries.append(
        Entry(
            "facades",
            "CMP Facades",
            ("COURSE_DATA", f"cache: {download.cache_folder()}", "network, if asked for by name", "procedural"),
            _facades_now(),
            cmp.ARCHIVE.licence,
            cmp.ARCHIVE.size,
        )
    )
    shown = ", ".join(pictures.names())
    entries.append(Entry("pictures", "Photographs", (f"embedded: {shown}",), "embedded", "CC0 1.0", 0))
    return entries


def fetch_all(
    names: Iterable[str] = (),
    folder: Path | str | None = None,
    *,
    timeout: float = download.TIMEOUT,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Download the named data sets, or all, into `folder`, by default the cache.

    A folder filled so serves a classroom without a network as `COURSE_DATA`. One that fails does not stop the
    others.

    Raises
    ------
    ValueError
        There is no data set of a given name.
    """
    folder = Path(folder) if folder is not None else download.cache_folder()
    asked, results = list(names), []
    for name in _known(asked):
        if name == "facades":  # without a published checksum: only by name
            results.append(_fetch_facades(folder, name in asked, timeout=timeout, progress=progress))
            continue
        if name == "pictures":
            results.append(Result(name, True, "embedded, nothing to download"))
            continue
        try:
            if name == "cifar10":
                place = download.fetch(cifar.ARCHIVE, folder, timeout=timeout, progress=progress)
            else:
                place = sources.fetch_collection(COLLECTIONS[name], folder, timeout=timeout, progress=progress)
            results.append(Result(name, True, str(place)))
        except DatasetUnavailable as problem:
            results.append(Result(name, False, str(problem)))
    return results


def verify(names: Iterable[str] = ()) -> list[Result]:
    """Check every local copy of the named data sets, or of all: named folder, installed, cache, embedded.

    Copies that are not there are not mentioned. Nothing is downloaded.

    Raises
    ------
    ValueError
        There is no data set of a given name.
    """
    results = []
    for name in _known(names):
        if name == "pictures":
            results.append(_verify_pictures())
            continue
        if name == "cifar10":
            results += _verify_cifar()
            continue
        if name == "facades":
            results += _verify_facades()
            continue
        collection = COLLECTIONS[name]
        try:
            chosen = sources.chosen_source()
        except DatasetUnavailable as problem:
            results.append(Result(name, False, "; ".join(f"{asked}: {why}" for asked, why in problem.reasons)))
            chosen = None
        named = [("folder", chosen)] if isinstance(chosen, Path) else []
        for kind, folder in [*named, *sources.places(collection)]:
            try:
                results.append(Result(name, True, f"{kind}: {local.read(collection, folder)[1]}"))
            except local.NotHere:
                continue
            except local.WrongFile as problem:
                results.append(Result(name, False, f"{kind}: {problem}"))
        results.append(_verify_embedded(collection))
    return results


def _facade_folders() -> list[tuple[str, Path]]:
    try:
        chosen = sources.chosen_source()
    except DatasetUnavailable:
        chosen = None
    return [*([("folder", chosen)] if isinstance(chosen, Path) else []), ("cache", download.cache_folder())]


def _facades_now() -> str:
    for kind, folder in _facade_folders():
        try:
            return f"{kind}: {cmp.place_of(folder)}"
        except local.NotHere:
            continue
    return "procedural"


def _fetch_facades(folder: Path, by_name: bool, **how) -> Result:
    if not by_name:
        return Result("facades", True, "drawn; CMP Facades have no published checksum and are fetched only by name")
    try:
        return Result("facades", True, str(cmp.fetch(folder, **how)))
    except DatasetUnavailable as problem:
        return Result("facades", False, str(problem))


def _verify_facades() -> list[Result]:
    results = []
    for kind, folder in _facade_folders():
        try:
            place = cmp.read(folder, 64, dict.fromkeys(cmp.COUNTS))[1]
            results.append(Result("facades", True, f"{kind}: {place}"))
        except local.NotHere:
            continue
        except local.WrongFile as problem:
            results.append(Result("facades", False, f"{kind}: {problem}"))
    return [*results, Result("facades", True, "procedural: drawn when needed")]


def _verify_embedded(collection: Collection) -> Result:
    try:
        arrays = sources.embedded(collection)
    except local.WrongFile as problem:
        return Result(collection.name, False, f"embedded: {problem}")
    for key, sha256 in collection.embedded.items():
        if local.digest(arrays[key]) != sha256:
            return Result(collection.name, False, f"embedded: {key} is not what it was; install the package again")
    return Result(collection.name, True, "embedded")


def _cifar_places() -> list[tuple[str, Path]]:
    """Return where the archive is looked for, as (kind, path); a missing named folder is reported elsewhere."""
    try:
        chosen = sources.chosen_source()
    except DatasetUnavailable:
        chosen = None
    named = [("folder", chosen / cifar.ARCHIVE.file)] if isinstance(chosen, Path) else []
    embedded_only = chosen == "embedded" or sources.smoke()
    return [*named, *([] if embedded_only else [("cache", download.cache_folder() / cifar.ARCHIVE.file)])]


def _cifar_entry() -> Entry:
    host = sources.host(cifar.ARCHIVE.urls[0])
    where = ("COURSE_DATA", f"cache: {download.cache_folder()}", f"network: {host}", "drawn: 5,000 coloured shapes")
    found = [f"{kind}: {path}" for kind, path in _cifar_places() if path.is_file()]
    alone = download.offline() or sources.smoke() or os.environ.get("COURSE_DATA", "").strip() == "embedded"
    now = found[0] if found else "drawn: coloured shapes" if alone else "network, else drawn: coloured shapes"
    return Entry("cifar10", cifar.TITLE, where, now, cifar.LICENCE, cifar.ARCHIVE.size)


def _verify_cifar() -> list[Result]:
    results = [Result("cifar10", True, "drawn: coloured shapes")]
    for kind, path in _cifar_places():
        if path.is_file():
            problem = cifar.problem(path)
            results.append(Result("cifar10", problem is None, problem or f"{kind}: {path}"))
    return results


def _verify_pictures() -> Result:
    for name in pictures.names():
        try:
            pictures.photo(name)
        except OSError as problem:
            return Result("pictures", False, f"embedded: {name}: {problem}")
    return Result("pictures", True, "embedded")


def _now(collection: Collection) -> str:
    try:
        chosen = sources.chosen_source()
    except DatasetUnavailable as problem:
        return f"nowhere: {problem.reasons[0][1]}"
    named = [("COURSE_DATA", chosen)] if isinstance(chosen, Path) else []
    embedded_only = chosen == "embedded" or sources.smoke()
    for kind, folder in [*named, *([] if embedded_only else sources.places(collection))]:
        try:
            place = local.place_of(collection, folder)
        except local.NotHere:
            continue
        except local.WrongFile as problem:
            if kind == "COURSE_DATA":
                return f"nowhere: {problem}"
            continue
        return f"{kind}: {place}"
    return "embedded" if embedded_only or download.offline() else "network, else embedded"


def _known(names: Iterable[str]) -> list[str]:
    known = [*COLLECTIONS, "cifar10", "facades", "pictures"]
    names = list(names) or known
    for name in names:
        if name not in known:
            raise ValueError(f"no data set named {name!r}; there are: {', '.join(known)}")
    return names
