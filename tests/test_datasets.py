"""The order of sources, what the loaders print, and what they say to a wrong folder."""

import gzip
import io
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import course
from course import datasets
from course.datasets import archives, catalogue, download, loaders, local, sources
from course.datasets.archives import FASHION_MNIST, MNIST, Archive
from course.datasets.download import DatasetUnavailable

PACKAGE = Path(course.__file__).parents[1]
VARIABLES = ("COURSE_DATA", "COURSE_CACHE", "COURSE_OFFLINE", "COURSE_PROFILE", "NBGRADER_EXECUTION")


def small(collection, seed):
    """A tiny stand-in for a collection: random images, and the facts that describe them."""
    rng = np.random.default_rng(seed)
    arrays = {
        "x_train": rng.integers(0, 256, (20, 28, 28), np.uint8),
        "y_train": np.arange(20, dtype=np.uint8) % 10,
        "x_test": rng.integers(0, 256, (10, 28, 28), np.uint8),
        "y_test": rng.permutation(10).astype(np.uint8),
    }
    facts = {key: (array.shape, local.digest(array)) for key, array in arrays.items()}
    return replace(collection, arrays=facts, installed=()), arrays


def idx(array):
    header = b"\x00\x00\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}i", *array.shape)
    return gzip.compress(header + array.tobytes())


def write_idx(folder, arrays):
    folder.mkdir(parents=True, exist_ok=True)
    for key, name in local.IDX_FILES.items():
        (folder / name).write_bytes(idx(arrays[key]))


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Small stand-ins for both collections, an empty cache, and a network that must not be used."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    mnist, mnist_arrays = small(MNIST, 1)
    fashion, fashion_arrays = small(FASHION_MNIST, 2)
    monkeypatch.setattr(loaders, "MNIST", mnist)
    monkeypatch.setattr(loaders, "FASHION_MNIST", fashion)
    monkeypatch.setitem(archives.COLLECTIONS, "mnist", mnist)
    monkeypatch.setitem(archives.COLLECTIONS, "fashion_mnist", fashion)
    asked = []

    def receive(url, archive, part, timeout, progress):
        asked.append(url)
        raise download._Failed("unplugged")

    monkeypatch.setattr(download, "_receive", receive)
    return SimpleNamespace(
        fashion=fashion,
        mnist_arrays=mnist_arrays,
        fashion_arrays=fashion_arrays,
        cache=tmp_path / "cache",
        asked=asked,
    )


def install(monkeypatch, world, installed):
    monkeypatch.setattr(loaders, "FASHION_MNIST", replace(world.fashion, installed=(installed,)))


def test_embedded_by_argument_and_by_variable(capsys, monkeypatch, world):
    line = "MNIST: 4,000 training and 1,000 test images, embedded copy\n"
    data = datasets.mnist(source="embedded")
    assert capsys.readouterr().out == line
    monkeypatch.setenv("COURSE_DATA", "embedded")
    assert datasets.mnist().source == "embedded"
    assert capsys.readouterr().out == line and world.asked == []
    assert (data.name, data.x_train.shape, data.y_test.shape) == ("mnist", (4000, 28, 28), (1000,))
    assert data.classes[7] == "7" and data.x_train.dtype == data.y_train.dtype == np.uint8
    assert repr(data) == "<Dataset mnist: 4,000 training and 1,000 test images, embedded>"


def test_fashion_classes(world):
    data = datasets.fashion_mnist(source="embedded")
    assert len(data.classes) == 10 and data.classes[0] == "T-shirt/top" and data.classes[9] == "Ankle boot"


@pytest.mark.parametrize("packing", ["compressed", "plain", "idx", "idx in a subfolder"])
def test_named_folder(capsys, monkeypatch, world, tmp_path, packing):
    folder = tmp_path / "data"
    folder.mkdir()
    if packing.startswith("idx"):
        write_idx(folder / "mnist" if "sub" in packing else folder, world.mnist_arrays)
    else:
        (np.savez if packing == "plain" else np.savez_compressed)(folder / "mnist.npz", **world.mnist_arrays)
    monkeypatch.setenv("COURSE_DATA", str(folder))
    data = datasets.mnist()
    assert data.source == "folder" and world.asked == []
    for key, array in world.mnist_arrays.items():
        np.testing.assert_array_equal(getattr(data, key), array)
    data.x_train[:] = 0  # the arrays are the caller's
    assert capsys.readouterr().out.startswith(f"MNIST: 20 training and 10 test images, from {folder}")


def test_folder_by_argument_beats_the_variable(monkeypatch, world, tmp_path):
    np.savez(tmp_path / "mnist.npz", **world.mnist_arrays)
    monkeypatch.setenv("COURSE_DATA", "embedded")
    assert datasets.mnist(source=tmp_path).source == "folder"


def test_relative_folder_is_found_from_the_checkout(monkeypatch, world, tmp_path):
    checkout, data = tmp_path / "checkout", tmp_path / "data"
    for folder in (checkout / "source", checkout / "course", checkout / "labs" / "01", data):
        folder.mkdir(parents=True)
    (checkout / "pyproject.toml").touch()
    np.savez(data / "mnist.npz", **world.mnist_arrays)
    monkeypatch.chdir(checkout / "labs" / "01")
    monkeypatch.setenv("COURSE_DATA", "../data")
    assert datasets.mnist().source == "folder"


def test_missing_folder_is_an_error(monkeypatch, world, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "typo"))
    with pytest.raises(DatasetUnavailable, match=r"COURSE_DATA: there is no folder .*typo"):
        datasets.mnist()
    with pytest.raises(DatasetUnavailable, match="source: there is no folder"):
        datasets.mnist(source=tmp_path / "typo")


def npz_without(world, tmp_path, **changes):
    arrays = {key: value for key, value in (world.mnist_arrays | changes).items() if value is not None}
    np.savez(tmp_path / "mnist.npz", **arrays)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda w, t: (t / "mnist.npz").write_bytes(b"not a zip"), "mnist.npz is damaged"),
        (lambda w, t: (t / "mnist.npz").write_bytes(b""), "mnist.npz is damaged"),
        (lambda w, t: npz_without(w, t, y_test=None), "mnist.npz has no array y_test; it has x_train"),
        (
            lambda w, t: npz_without(w, t, x_test=w.mnist_arrays["x_test"][:9]),
            r"mnist.npz: x_test is uint8 \(9, 28, 28\), expected uint8 \(10, 28, 28\)",
        ),
        (
            lambda w, t: npz_without(w, t, x_test=w.mnist_arrays["x_test"] / 255),
            r"mnist.npz: x_test is float64 \(10, 28, 28\), expected uint8",
        ),
        (
            lambda w, t: npz_without(w, t, x_train=w.mnist_arrays["x_train"][::-1]),
            "mnist.npz: x_train is not that of MNIST",
        ),
        (
            lambda w, t: npz_without(w, t, y_test=np.array([{}] * 10, object)),
            "mnist.npz is damaged: Object arrays cannot be loaded",
        ),
        (lambda w, t: (t / "train-images-idx3-ubyte.gz").write_bytes(b"x"), "lacks train-labels.* and t10k"),
    ],
)
def test_wrong_file_in_the_named_folder(monkeypatch, world, tmp_path, spoil, message):
    spoil(world, tmp_path)
    np.savez(tmp_path / "cache.npz", **world.mnist_arrays)
    world.cache.mkdir()
    shutil.move(tmp_path / "cache.npz", world.cache / "mnist.npz")  # right, but not what was asked for
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(DatasetUnavailable, match=message) as caught:
        datasets.mnist()
    assert "Replace or remove that file" in str(caught.value) and world.asked == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"plain", "t10k-images-idx3-ubyte.gz is not in the idx format of bytes, but something else"),
        (b"<!DOCTYPE html><title>Log in", "but a web page"),
        (gzip.compress(b"\x00\x00\x08\x03", mtime=0)[:-4], "t10k-images-idx3-ubyte.gz is damaged"),
        (gzip.compress(b"\x00\x00\x08", mtime=0), "is not in the idx format"),
        (gzip.compress(b"\x00\x00\x0d\x01" + struct.pack(">i", 0), mtime=0), "is not in the idx format"),
        (
            gzip.compress(b"\x00\x00\x08\x01" + struct.pack(">i", 9) + b"12", mtime=0),
            r"says \(9,\), but holds 2 bytes",
        ),
    ],
)
def test_wrong_idx_file(world, tmp_path, content, message):
    write_idx(tmp_path, world.mnist_arrays)
    (tmp_path / "t10k-images-idx3-ubyte.gz").write_bytes(content)
    with pytest.raises(DatasetUnavailable, match=message):
        datasets.mnist(source=tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\n<!DOCTYPE html><html><body>Please log in", "a web page, such as a login"),
        (b"version https://git-lfs.github.com/spec/v1", "a pointer of Git LFS"),
        (b"\x80\x04\x95", "pickled Python objects, which is never opened"),
        (b"", "an empty file"),
    ],
)
def test_what_was_saved_under_the_name_is_told_and_never_to_load_it_unsafely(world, tmp_path, content, message):
    (tmp_path / "mnist.npz").write_bytes(content)
    with pytest.raises(DatasetUnavailable, match=message) as caught:
        datasets.mnist(source=tmp_path)
    assert "allow_pickle" not in str(caught.value)


@pytest.mark.parametrize("rename", [lambda name: name, lambda name: name.replace("-idx", ".idx")])
def test_unpacked_idx_files(world, tmp_path, rename, capsys):
    write_idx(tmp_path, world.mnist_arrays)
    for path in list(tmp_path.glob("*.gz")):
        (tmp_path / rename(path.stem)).write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
    np.testing.assert_array_equal(datasets.mnist(source=tmp_path).x_test, world.mnist_arrays["x_test"])
    assert f"from {tmp_path}" in capsys.readouterr().out


def write_csv(folder, arrays, name, header):
    folder.mkdir(exist_ok=True)
    for part in ("train", "test"):
        rows = np.column_stack([arrays[f"y_{part}"], arrays[f"x_{part}"].reshape(-1, 784)])
        lines = [",".join(map(str, row)) for row in rows.tolist()]
        lines = ["label," + ",".join(f"pixel{k}" for k in range(784)), *lines] if header else lines
        (folder / f"{name}{part}.csv").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("header", [True, False])
def test_csv_of_kaggle(world, tmp_path, header, capsys):
    write_csv(tmp_path, world.mnist_arrays, "mnist_", header)
    write_csv(tmp_path / "fashion_mnist", world.fashion_arrays, "fashion-mnist_", header)
    for name, arrays in (("mnist", world.mnist_arrays), ("fashion_mnist", world.fashion_arrays)):
        found = getattr(datasets, name)(source=tmp_path)
        for key, array in arrays.items():
            np.testing.assert_array_equal(getattr(found, key), array)
    assert f"from {tmp_path}" in capsys.readouterr().out
    path = tmp_path / "mnist_test.csv"
    path.write_text(path.read_text().replace(",", ";", 3))
    write_csv(tmp_path, world.fashion_arrays, "mnist_", header)  # of the same name, with other pictures
    with pytest.raises(DatasetUnavailable, match="x_train is not that of MNIST"):
        datasets.mnist(source=tmp_path)


def strange(folder, form, arrays, name):
    """Write a collection as people have it: under other names, in folders, in zip archives."""
    folder.mkdir(parents=True, exist_ok=True)
    if form == "csv":
        write_csv(folder, arrays, f"{name}-download (1) ", True)
    elif form == "npz":
        np.savez(folder / f"{name} copy.data.npz", **arrays)
    elif form == "idx":
        for number, array in enumerate(arrays.values()):
            (folder / f"{name}{number}").mkdir()
            content = idx(array)
            (folder / f"{name}{number}" / "data").write_bytes(content if number % 2 else gzip.decompress(content))
    else:  # "zip of …"
        strange(folder / "raw", form.removeprefix("zip of "), arrays, name)
        with zipfile.ZipFile(folder / f"archive {name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((folder / "raw").rglob("*")):
                archive.write(path, path.relative_to(folder / "raw"))
        shutil.rmtree(folder / "raw")


@pytest.mark.parametrize("form", ["csv", "npz", "idx", "zip of csv", "zip of idx"])
def test_data_under_any_name_are_known_by_what_they_hold(world, tmp_path, form, capsys, monkeypatch):
    folder = tmp_path / "data"
    strange(folder, form, world.fashion_arrays, "a")  # both sets have files of the same shapes
    strange(folder, form, world.mnist_arrays, "b")
    (folder / "notes.txt").write_text("nothing")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 no more")
    for name, arrays in (("mnist", world.mnist_arrays), ("fashion_mnist", world.fashion_arrays)):
        found = getattr(datasets, name)(source=folder)
        for key, array in arrays.items():
            np.testing.assert_array_equal(getattr(found, key), array)
        assert found.source == "folder"
    words = form.removeprefix("zip of ").replace("npz", ".npz")
    words = words if words == ".npz" else words.upper()
    assert capsys.readouterr().out.count(f"({words}, known by what it holds)") == 2
    monkeypatch.setenv("COURSE_DATA", str(folder))
    entries = {entry.name: entry.now for entry in catalogue.catalogue()}
    assert all("known by what it holds" in entries[name] for name in ("mnist", "fashion_mnist"))
    assert all(result.ok for result in catalogue.verify(["mnist", "fashion_mnist"]))


def test_a_part_of_foreign_data_is_not_taken_for_the_whole(world, tmp_path, capsys):
    strange(tmp_path / "one", "idx", world.mnist_arrays, "a")
    shutil.rmtree(tmp_path / "one" / "a0")  # the training images
    with pytest.raises(DatasetUnavailable, match="x_train is not here"):
        datasets.mnist(source=tmp_path / "one")
    other = dict(world.mnist_arrays, x_train=world.fashion_arrays["x_train"])
    strange(tmp_path / "two", "csv", other, "a")
    with pytest.raises(DatasetUnavailable, match="x_train is not here"):
        datasets.mnist(source=tmp_path / "two")
    strange(tmp_path / "three", "csv", world.mnist_arrays, "a")
    for path in (tmp_path / "three").iterdir():
        path.write_text(path.read_text().replace(",7,", ",300,").replace(",8,", ",-3,"))
    with pytest.raises(DatasetUnavailable, match="is not here"):
        datasets.mnist(source=tmp_path / "three")


def test_truncated_npz_in_the_named_folder(world, tmp_path):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **world.mnist_arrays)
    whole = buffer.getvalue()
    for part in (whole[: len(whole) // 2], whole[:500] + bytes(500) + whole[1000:]):
        (tmp_path / "mnist.npz").write_bytes(part)
        with pytest.raises(DatasetUnavailable, match=r"mnist\.npz is damaged"):
            datasets.mnist(source=tmp_path)


def test_the_other_one_of_the_same_file_names_is_not_here(capsys, monkeypatch, world, tmp_path):
    write_idx(tmp_path, world.fashion_arrays)
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    assert datasets.fashion_mnist(source=tmp_path).source == "folder"
    capsys.readouterr()
    assert datasets.mnist(source=tmp_path).source == "embedded"
    assert f"embedded copy ({tmp_path} has no mnist.npz" in capsys.readouterr().out


def test_cache_comes_before_the_network(world):
    world.cache.mkdir()
    np.savez(world.cache / "mnist.npz", **world.mnist_arrays)
    assert datasets.mnist().source == "cache" and world.asked == []


def test_installed_package_is_read_in_place(monkeypatch, world, tmp_path):
    installed = tmp_path / "share"
    write_idx(installed, world.fashion_arrays)
    install(monkeypatch, world, installed)
    assert datasets.fashion_mnist().source == "installed"
    assert not world.cache.exists() and world.asked == []


def test_damaged_installed_package_is_told_and_passed_over(capsys, monkeypatch, world, tmp_path):
    write_idx(tmp_path / "share", world.fashion_arrays | {"x_test": world.mnist_arrays["x_test"]})
    install(monkeypatch, world, tmp_path / "share")
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    assert datasets.fashion_mnist().source == "embedded"
    assert "x_test is not that of Fashion-MNIST" in capsys.readouterr().out


def test_no_network_ends_with_the_embedded_copy_and_the_reasons(capsys, world):
    data = datasets.mnist()
    assert data.source == "embedded" and len(world.asked) == 2
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("MNIST: not on this computer yet, downloading 11 MB")
    assert "embedded copy (storage.googleapis.com: unplugged; s3.amazonaws.com: unplugged; " in said[1]
    assert not (world.cache / "mnist.npz").exists()


def test_several_files_give_up_at_the_first(world):
    assert datasets.fashion_mnist().source == "embedded"
    assert {url.rsplit("/", 1)[1] for url in world.asked} == {"train-images-idx3-ubyte.gz"}


def test_network_then_cache(capsys, monkeypatch, world):
    contents = {name: idx(world.fashion_arrays[key]) for key, name in local.IDX_FILES.items()}
    fake_network(monkeypatch, world, "FASHION_MNIST", contents)
    assert datasets.fashion_mnist().source == "network"
    assert f"downloaded to {world.cache}" in capsys.readouterr().out
    assert datasets.fashion_mnist().source == "cache"
    assert sorted(path.name for path in (world.cache / "fashion_mnist").glob("*.gz")) == sorted(contents)


def fake_network(monkeypatch, world, name, contents):
    """Make the archives of the stand-in describe `contents`, and let every address send them."""
    collection = getattr(loaders, name)
    described = tuple(
        Archive(file, ("http://example.invalid/" + file,), f"sha256:{sha256(content)}", len(content), "none")
        for file, content in contents.items()
    )
    collection = replace(collection, archives=described)
    monkeypatch.setattr(loaders, name, collection)
    monkeypatch.setitem(archives.COLLECTIONS, collection.name, collection)

    def receive(url, archive, part, timeout, progress):
        part.write_bytes(contents[archive.file])

    monkeypatch.setattr(download, "_receive", receive)
    return collection


def sha256(content):
    return local.digest(np.frombuffer(content, np.uint8))


@pytest.mark.parametrize(
    ("variable", "value"), [("COURSE_OFFLINE", "1"), ("COURSE_PROFILE", "smoke"), ("NBGRADER_EXECUTION", "a")]
)
def test_no_network_when_it_is_not_wanted(monkeypatch, world, variable, value):
    monkeypatch.setenv(variable, value)
    assert datasets.mnist().source == "embedded" and world.asked == []


def test_grading_does_not_depend_on_the_cache(monkeypatch, world):
    world.cache.mkdir()
    np.savez(world.cache / "mnist.npz", **world.mnist_arrays)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert datasets.mnist().source == "embedded"


def test_catalogue_says_where_data_would_come_from(monkeypatch, world, tmp_path):
    def now():
        return {entry.name: entry.now for entry in catalogue.catalogue()}

    entries = {entry.name: entry for entry in catalogue.catalogue()}
    assert list(entries) == ["mnist", "fashion_mnist", "cifar10", "facades", "pictures"]
    assert entries["mnist"].size == 11_490_434 and "CC BY-SA 3.0" in entries["mnist"].licence
    assert entries["mnist"].sources[0] == "COURSE_DATA" and entries["mnist"].sources[-1].startswith("embedded")
    assert now()["mnist"] == "network, else embedded" and now()["pictures"] == "embedded"
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    assert now()["mnist"] == "embedded"
    write_idx(world.cache / "mnist", world.mnist_arrays)
    assert now()["mnist"] == f"cache: {world.cache / 'mnist'}"
    (tmp_path / "mnist.npz").touch()
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    assert now()["mnist"] == f"COURSE_DATA: {tmp_path / 'mnist.npz'}"
    monkeypatch.setenv("COURSE_DATA", "embedded")
    assert now()["mnist"] == "embedded"
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "typo"))
    assert now()["mnist"].startswith("nowhere: there is no folder")
    assert world.asked == []


def test_fetch_all_fills_a_classroom_folder(monkeypatch, world, tmp_path):
    contents = {name: idx(world.fashion_arrays[key]) for key, name in local.IDX_FILES.items()}
    fake_network(monkeypatch, world, "FASHION_MNIST", contents)
    results = catalogue.fetch_all(["fashion_mnist", "pictures"], tmp_path / "classroom")
    assert [(result.name, result.ok) for result in results] == [("fashion_mnist", True), ("pictures", True)]
    assert results[0].detail == str(tmp_path / "classroom" / "fashion_mnist")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "classroom"))
    assert datasets.fashion_mnist().source == "folder"


def test_fetch_all_reports_each_failure(world):
    results = catalogue.fetch_all()
    assert [(result.name, result.ok) for result in results] == [
        ("mnist", False),
        ("fashion_mnist", False),
        ("cifar10", False),
        ("facades", True),
        ("pictures", True),
    ]
    assert "storage.googleapis.com" in results[0].detail and "unplugged" in results[0].detail
    with pytest.raises(ValueError, match="no data set named 'imagenet'; there are: mnist, fashion_mnist"):
        catalogue.fetch_all(["imagenet"])


def test_verify_checks_every_copy(monkeypatch, world, tmp_path):
    embedded = [(name, True, "embedded") for name in ("mnist", "fashion_mnist", "pictures")]
    drawn = [("cifar10", True, "drawn: coloured shapes"), ("facades", True, "procedural: drawn when needed")]
    assert catalogue.verify() == [*embedded[:2], *drawn, embedded[2]]
    write_idx(world.cache / "mnist", world.mnist_arrays)
    (tmp_path / "mnist.npz").write_bytes(b"rubbish")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    folder, cache, embedded = catalogue.verify(["mnist"])
    assert not folder.ok and folder.detail.startswith(f"folder: {tmp_path / 'mnist.npz'} is damaged")
    assert cache == ("mnist", True, f"cache: {world.cache / 'mnist'}") and embedded.ok
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "typo"))
    assert catalogue.verify(["mnist"])[0].detail.startswith("COURSE_DATA: there is no folder")


def test_verify_sees_damaged_embedded_copies(monkeypatch, world, tmp_path):
    monkeypatch.setattr(sources, "EMBEDDED", tmp_path)
    assert not catalogue.verify(["mnist"])[0].ok
    np.savez(tmp_path / "mnist.npz", **world.mnist_arrays)
    assert "x_train is not what it was" in catalogue.verify(["mnist"])[0].detail


@pytest.mark.skipif(not FASHION_MNIST.installed[0].is_dir(), reason="needs the Debian package")
def test_the_real_debian_package(monkeypatch, tmp_path):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    data = datasets.fashion_mnist()
    assert data.source == "installed" and len(data.x_train) == 60_000


def test_import_is_cheap_and_names_are_there():
    code = (
        "import sys, course.datasets as d; "
        "heavy = {'tensorflow', 'keras', 'pooch', 'requests', 'numpy', 'PIL'} & set(sys.modules); "
        "assert not heavy, heavy; "
        "d.mnist, d.fashion_mnist, d.fetch, d.Dataset, d.DatasetUnavailable, d.pictures, d.catalogue; "
        "d.mnist('embedded'); "
        "assert not {'tensorflow', 'pooch', 'requests'} & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": str(PACKAGE)}, timeout=60
    )
    assert {"mnist", "fetch", "signals"} <= set(dir(datasets))
    with pytest.raises(AttributeError, match="no attribute 'imagenet'"):
        datasets.imagenet
