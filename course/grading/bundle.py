"""The grading bundle: labs with solutions and hidden tests, as a folder or as one file that says it is secret."""

from __future__ import annotations

import contextlib
import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from course import files, paths
from course.grading import scratch
from course.grading.submission.companions import companions
from course.grading.submission.notebooks import LARGEST
from course.labformat.assignment import BundleError, bundles

FILE = "SECRET-grading-bundle.zip"  # the usual name of a packed bundle
NOTICE = "SECRET.txt"
WORDS = """\
SECRET: solutions, hidden tests and answer keys of the course. For graders only.

Do not put this file where students can read it: no learning platform, no public repository, no shared folder.
Use: course grade submitted --bundle {file}
"""
DATE = (1980, 1, 1, 0, 0, 0)  # of every member: equal labs give equal bytes


@contextlib.contextmanager
def opened(bundle: Path | None) -> Iterator[Path]:
    """Give a folder with LAB/NAME.ipynb: the one that is named, a packed one unpacked, or one made from the checkout.

    Raises
    ------
    BundleError
        There is none; the message says what to do.
    """
    if bundle is not None and Path(bundle).is_dir():
        yield Path(bundle)
        return
    with scratch.folder("secret-") as folder:
        if bundle is None:
            _fresh(folder)
        elif not Path(bundle).is_file():
            raise BundleError(f"there is no bundle {bundle}: neither a folder nor a file")
        else:
            _unpack(Path(bundle), folder)
        yield folder


def _fresh(folder: Path) -> None:
    """Write a bundle of the checkout's labs, made from their source: one that cannot be out of date."""
    try:
        root = paths.root()
    except paths.NotACheckout:
        raise BundleError(
            "outside a checkout of the course grading needs --bundle: the file that `course bundle` has written in a "
            f"checkout ({FILE}), or its folder."
        ) from None
    from course.authoring.build import write_bundle
    from course.labformat.source import labs

    write_bundle(folder, labs(root))


def pack(labs: dict[str, Path], target: Path) -> Path:
    """Write the notebooks of a bundle, and the files beside them, as one archive; equal labs give equal bytes.

    Parameters
    ----------
    labs
        The bundle's notebook of each lab.
    target
        The file to be written; in a folder it gets its usual name, which says that it is secret.
    """
    target = target / FILE if target.is_dir() else target
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        add(archive, NOTICE, WORDS.format(file=target.name).encode())
        for lab, notebook in sorted(labs.items()):
            found = {notebook.name: notebook} | companions(notebook.parent)[0]
            for name, path in sorted(found.items()):
                add(archive, f"{lab}/{name}", path.read_bytes())
    files.write(target, packed.getvalue())
    target.chmod(0o600)
    return target


def add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a member without a time, the same on every machine."""
    info = zipfile.ZipInfo(name, DATE)
    info.create_system, info.external_attr = 3, 0o100644 << 16
    archive.writestr(info, content, zipfile.ZIP_DEFLATED, 9)


def _unpack(file: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                parts = Path(info.filename).parts
                if info.is_dir() or ".." in parts or Path(info.filename).is_absolute():
                    continue
                if info.file_size > LARGEST:
                    raise BundleError(f"{file}: {info.filename} is larger than any lab")
                files.write(folder / Path(*parts), archive.read(info))
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise BundleError(f"{file} is no packed bundle ({error}); `course bundle` writes one.") from None


def install(labs: dict[str, Path], folder: Path) -> dict[str, Path]:
    """Copy labs into nbgrader's source folder, in place of what was there of them; return their notebooks there."""
    found = {}
    for lab, notebook in labs.items():
        shutil.rmtree(folder / lab, ignore_errors=True)
        for name, path in ({notebook.name: notebook} | companions(notebook.parent)[0]).items():
            files.write(folder / lab / name, path.read_bytes())
        found[lab] = folder / lab / notebook.name
    return found


__all__ = ["FILE", "BundleError", "add", "bundles", "install", "opened", "pack"]
